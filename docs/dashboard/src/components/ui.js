// What the pages share: how figures are written, filters, tables, cards.

const whole = new Intl.NumberFormat("ko-KR", {maximumFractionDigits: 0});
const toTheWon = new Intl.NumberFormat("ko-KR", {minimumFractionDigits: 3, maximumFractionDigits: 3});
const eok = new Intl.NumberFormat("ko-KR", {minimumFractionDigits: 1, maximumFractionDigits: 1});

// An amount in 천원 as won_text prints it; blank is not stated
export function won(x) {
  if (x == null) return "";
  const digits = (Number.isInteger(x) ? whole : toTheWon).format(Math.abs(x));
  return x < 0 ? `△${digits}` : digits;
}

// The same in 억원 (100,000 천원), for large figures
export function inEok(x) {
  return x == null ? "" : `${x < 0 ? "△" : ""}${eok.format(Math.abs(x) / 1e5)}`;
}

export function percent(x) {
  return x == null ? "" : `${x < 0 ? "△" : ""}${eok.format(Math.abs(x))}%`;
}

// A rate of change: without a base there is none
export function changeRate(row) {
  return row.change_rate != null ? percent(row.change_rate) : row.prior === 0 && row.current > 0 ? "순증" : "";
}

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value != null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// A labelled choice for Generators.input. Options are values or [value, text].
export function choice(label, options, {value, name} = {}) {
  const list = element("select", {name});
  for (const option of options) {
    const [key, text] = Array.isArray(option) ? option : [option, option];
    const node = element("option", {}, String(text));
    node.__value = key;
    node.selected = key === value;
    list.append(node);
  }
  const form = element("label", {class: "choice"}, element("span", {}, label), list);
  Object.defineProperty(form, "value", {get: () => list.selectedOptions[0]?.__value});
  list.addEventListener("change", (event) => {
    event.stopPropagation();
    form.dispatchEvent(new Event("input", {bubbles: true}));
  });
  return form;
}

export function searchBox(label, {name, placeholder} = {}) {
  const input = element("input", {type: "search", name, placeholder});
  const form = element("label", {class: "choice"}, element("span", {}, label), input);
  Object.defineProperty(form, "value", {get: () => input.value.trim()});
  return form;
}

export function card(title, value, note, id) {
  return element("div", {class: "card figure", id},
    element("h2", {}, title), element("span", {class: "big"}, value), element("span", {class: "note-line"}, note ?? ""));
}

// columns: {name, value(row), text?: to the left, wide?, long?: with
// room for a code and its name, for sentences}; total: the first row
export function table(rows, columns, {id, empty = "해당하는 자료가 없습니다.", total} = {}) {
  if (rows.length === 0) return element("p", {class: "empty", id}, empty);
  const side = (column) => (column.long ? "text long" : column.wide ? "text wide" : column.text ? "text" : "number");
  const line = (row) => element("tr", {class: row.class},
    ...columns.map((column) => {
      const value = column.value(row);
      return element("td", {class: `${side(column)}${typeof value === "string" && value.startsWith("△") ? " minus" : ""}`,
        "data-name": column.name}, value instanceof Node ? value : String(value ?? ""));
    }));
  return element("div", {class: "scroll", id, tabindex: "0"},
    element("table", {},
      element("thead", {}, element("tr", {}, ...columns.map((column) => element("th", {class: side(column)}, column.name)))),
      element("tbody", {}, ...(total ? [Object.assign(line(total), {className: "total"})] : []), ...rows.map(line))));
}

// The last item is where a page opens
export const last = (list) => list[list.length - 1];

export const unique = (list) => [...new Set(list)];

// Room for Korean names beside a bar chart, 14 px a syllable
export function marginFor(names, width) {
  const longest = Math.max(0, ...names.map((name) => name.length));
  return Math.min(longest * 13 + 12, width * 0.42);
}

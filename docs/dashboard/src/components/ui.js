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

// ... with 조 where there are any, for a figure that stands alone
export function inWords(x) {
  if (x == null || Math.abs(x) < 1e9) return x == null ? "" : `${inEok(x)}억원`;
  const jo = Math.trunc(Math.abs(x) / 1e9);
  return `${x < 0 ? "△" : ""}${whole.format(jo)}조 ${whole.format(Math.round((Math.abs(x) - jo * 1e9) / 1e5))}억원`;
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

export function card(title, value, note, id, href) {
  return element(href ? "a" : "div", {class: "card figure", id, href},
    element("h2", {}, title), element("span", {class: "big"}, value), element("span", {class: "note-line"}, note ?? ""));
}

// columns: {name, value(row), text?: to the left, wide?, long?: with
// room for a code and its name, for sentences}; total: the first row; more than
// "first" rows are shown when asked for. On a telephone each row is a card, its
// figures beside their names, two to a line where all have room.
export function table(rows, columns, {id, empty = "해당하는 자료가 없습니다.", total, first = 30} = {}) {
  if (rows.length === 0) return element("p", {class: "empty", id}, empty);
  const side = (column) => (column.long ? "text long" : column.wide ? "text wide" : column.text ? "text" : "number");
  const line = (row) => element("tr", {class: row.class},
    ...columns.map((column) => {
      const value = column.value(row);
      return element("td", {class: `${side(column)}${typeof value === "string" && value.startsWith("△") ? " minus" : ""}`,
        "data-name": column.name}, value instanceof Node ? value : String(value ?? ""));
    }));
  const shown = rows.length > first + 5 ? rows.slice(0, first) : rows;
  const body = element("tbody", {}, ...(total ? [Object.assign(line(total), {className: "total"})] : []), ...shown.map(line));
  const box = element("div", {class: "scroll", tabindex: "0"},
    element("table", {},
      element("thead", {}, element("tr", {}, ...columns.map((column) => element("th", {class: side(column)}, column.name)))),
      body));
  new ResizeObserver(() => {
    box.classList.remove("single");
    box.classList.toggle("single", [...body.querySelectorAll("td")].some((cell) => cell.scrollWidth > cell.clientWidth));
  }).observe(box);
  if (shown.length === rows.length) return element("div", {id}, box);
  const button = element("button", {type: "button", class: "more"}, `${won(rows.length)}건 가운데 ${won(first)}건을 보였습니다. 모두 보기`);
  button.addEventListener("click", () => {
    body.append(...rows.slice(first).map(line));
    button.remove();
  });
  return element("div", {id}, box, button);
}

// Rates on an axis are written as in a table
export const rateTick = (x) => (x < 0 ? `△${-x}` : `${x}`);

// The last item is where a page opens
export const last = (list) => list[list.length - 1];

export const unique = (list) => [...new Set(list)];

// Room for Korean names beside a bar chart, 14 px a syllable
export function marginFor(names, width) {
  const longest = Math.max(0, ...names.map((name) => name.length));
  return Math.min(longest * 13 + 12, width * 0.42);
}

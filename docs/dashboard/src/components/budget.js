// Charts and tables of budgets, shared by the overview and the changes
import * as Plot from "@observablehq/plot";
import {changeRate, inEok, marginFor, percent, table, won} from "./ui.js";

// A and B of each name as two bars, largest first; amounts in 억원
export function budgetBars(rows, key, width) {
  const shown = rows.filter((row) => row.current > 0 || row.prior > 0).slice(0, 20);
  const names = shown.map((row) => row[key]);
  return Plot.plot({
    width,
    height: 64 + 24 * shown.length,
    marginLeft: marginFor(names, width),
    marginRight: 64,
    marginTop: 44,
    style: {fontSize: "12px", fontFamily: "inherit"},
    x: {label: "억원", labelOffset: 38, grid: true, axis: "top", ticks: width < 500 ? 3 : 6,
      tickFormat: (x) => x.toLocaleString("ko-KR")},
    y: {domain: names, label: null},
    marks: [
      Plot.barX(shown, {x: (row) => row.current / 1e5, y: key, fill: "#1f5fa8", insetTop: 3, insetBottom: 3,
        title: (row) => `${row[key]}\n예산액(B) ${won(row.current)}천원\n전년도(A) ${won(row.prior)}천원\n증감률 ${changeRate(row)}`}),
      Plot.tickX(shown.filter((row) => row.prior != null), {x: (row) => row.prior / 1e5, y: key, stroke: "#e08a00", strokeWidth: 2.5}),
      Plot.text(shown, {x: (row) => Math.max(row.current, row.prior ?? 0) / 1e5, y: key, text: (row) => inEok(row.current), textAnchor: "start", dx: 6}),
      Plot.ruleX([0])
    ]
  });
}

export function budgetTable(rows, key, label, whole, options) {
  return table(rows, [
    {name: label, text: true, value: (row) => row[key]},
    {name: "사업 수", value: (row) => won(row.projects)},
    {name: "전년도(A)", value: (row) => won(row.prior)},
    {name: "예산액(B)", value: (row) => won(row.current)},
    {name: "증감(B-A)", value: (row) => won(row.change)},
    {name: "증감률", value: changeRate},
    {name: "구성비", value: (row) => (whole.current ? percent((row.current * 100) / whole.current) : "")}
  ], {...options, total: {...whole, [key]: "계"}});
}

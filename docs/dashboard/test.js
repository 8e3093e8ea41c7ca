// Opens the built site in headless Chromium, works its filters, and compares
// what the pages say with SQL. Every page is then pictured at the width of a
// desk and of a telephone, and must not be wider than either.
import {createServer} from "node:http";
import {mkdir, readFile} from "node:fs/promises";
import {extname, join, normalize} from "node:path";
import {fileURLToPath} from "node:url";
import {chromium} from "playwright-core";
import {nation, query} from "./query.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const pages = ["index", "changes", "execution", "cost-basis", "violations", "nation"];
const widths = {desktop: {width: 1280, height: 900}, phone: {width: 390, height: 844}};
const kinds = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"};

let passed = 0;
let failed = 0;

function is(actual, expected, what) {
  const good = actual === expected;
  good ? passed++ : failed++;
  console.log(`${good ? "ok" : "not ok"} - ${what}`);
  if (!good) console.log(`#   page: ${JSON.stringify(actual)}\n#   SQL:  ${JSON.stringify(expected)}`);
}

const server = createServer(async (request, response) => {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  const file = join(here, "dist", path === "/" ? "index.html" : extname(path) ? path : `${path}.html`);
  try {
    const body = await readFile(file);
    response.writeHead(200, {"content-type": `${kinds[extname(file)] ?? "application/octet-stream"}; charset=utf-8`});
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"]
});
const page = await browser.newPage({viewport: widths.desktop, locale: "ko-KR"});
const complaints = [];
page.on("pageerror", (error) => complaints.push(String(error)));
page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
page.on("request", (request) => request.url().startsWith(base) || /^(data|blob):/.test(request.url()) || complaints.push(`asked ${request.url()}`));

const open = async (name) => {
  await page.goto(`${base}/${name}`, {waitUntil: "networkidle"});
  await page.waitForSelector(".figure, .scroll table");
};
const settle = () => page.waitForTimeout(400);
const choose = async (name, label) => {
  await page.locator(`select[name="${name}"]`).selectOption({label});
  await settle();
};
const text = async (selector) => (await page.locator(selector).first().innerText()).trim();
const showAll = async (table) => {
  for (const button of await page.locator(`#${table} .more`).all()) await button.click();
};
const cells = (table, column) => page.locator(`#${table} tbody tr:not(.total) td[data-name="${column}"]`).allInnerTexts();
const total = (table, column) => text(`#${table} tbody tr.total td[data-name="${column}"]`);
// won_text writes amounts as the pages do
const one = async (sql, database) => Object.values((await query(sql, database))[0])[0];
const all = async (sql, database) => (await query(sql, database)).map((row) => Object.values(row)[0]);

const county = "나래군";
const year = 2025;
const where = `government = '${county}' AND fiscal_year = ${year} AND stage = '본예산'`;

// 1. Overview: a government, a year, a department
await open("index");
await choose("government", county);
await choose("year", `${year}년`);
is(await text("#current .note-line"), `${await one(`SELECT won_text(sum(current)) FROM department_overview WHERE ${where}`)}천원`,
  "the budget of a county and year");
is(await text("#prior .note-line"), `${await one(`SELECT won_text(sum(prior)) FROM department_overview WHERE ${where}`)}천원`,
  "the budget of the year before");
is(await text("#change .big"),
  await one(`SELECT replace(to_char(change_rate(sum(prior), sum(current)), 'FM999,990.0'), '-', '△') || '%' FROM department_overview WHERE ${where}`),
  "its rate of change");
is(await text("#execution .big"),
  await one(`SELECT to_char(execution_rate, 'FM990.0') || '%' FROM execution_progress WHERE government = '${county}' AND fiscal_year = ${year} ORDER BY month DESC LIMIT 1`),
  "its rate of execution");
is((await cells("field-table", "예산액(B)")).join(),
  (await all(`SELECT won_text(current) FROM function_overview WHERE ${where} AND level = 'field' ORDER BY current DESC`)).join(),
  "the budget of every 분야, the largest first");
is((await cells("department-table", "부서")).join(),
  (await all(`SELECT department FROM department_overview WHERE ${where} ORDER BY current DESC`)).join(),
  "every department, the largest first");
is((await cells("department-table", "구성비")).join(),
  (await all(`SELECT to_char(share_rate, 'FM990.0') || '%' FROM department_overview WHERE ${where} ORDER BY current DESC`)).join(),
  "its share");
is(await text("#wrong .big"),
  `${await one(`SELECT count(*) FROM violation v JOIN project_overview p USING (project_id) WHERE p.government = '${county}' AND p.fiscal_year = ${year}`)}건`,
  "how many contradictions");
await choose("department", "여성아동과");
is(await text("#current .note-line"), `${await one(`SELECT won_text(current) FROM department_overview WHERE ${where} AND department = '여성아동과'`)}천원`,
  "a click on a department: its budget");
is(await total("field-table", "예산액(B)"), await one(`SELECT won_text(current) FROM department_overview WHERE ${where} AND department = '여성아동과'`),
  "... and the total of its 분야");
await choose("government", "서울특별시");
is(await text("#current .note-line"), "350,000천원", "the sample sheet: its budget");
is(await text("#prior .big"), "미기재", "... and a blank A, which is not zero");
is(await text("#wrong .big"), "1건", "... and its contradiction");

// 2. Changes
await open("changes");
await choose("government", county);
await choose("by", "부문별");
await choose("year", `${year}년`);
is((await cells("year-table", "증감률")).join(),
  (await all(`SELECT coalesce(replace(to_char(change_rate, 'FM999,990.0'), '-', '△') || '%', CASE WHEN prior = 0 THEN '순증' ELSE '' END)
              FROM function_overview WHERE ${where} AND level = 'sector' ORDER BY current DESC`)).join(),
  "the rate of change of every 부문");
is((await cells("change-table", "증감")).length, 30, "a long table shows its first rows");
await showAll("change-table");
is((await cells("change-table", "증감")).join(),
  (await all(`SELECT won_text(change) FROM top_changes WHERE ${where} AND rank <= 100 ORDER BY rank, project_id, code`)).join(),
  "... and when asked all of the largest changes");
await choose("label", "신규");
is([...new Set(await cells("change-table", "구분"))].join(), "신규", "a click on 신규 leaves only those");

// 3. Execution
await open("execution");
await choose("government", county);
await choose("year", `${year}년`);
is((await cells("month-table", "누계")).join(),
  (await all(`SELECT won_text(executed_so_far) FROM execution_progress WHERE government = '${county}' AND fiscal_year = ${year} ORDER BY month`)).join(),
  "what was paid by the end of each month, to the won");
is((await cells("month-table", "집행률")).join(),
  (await all(`SELECT to_char(execution_rate, 'FM990.0') || '%' FROM execution_progress WHERE government = '${county}' AND fiscal_year = ${year} ORDER BY month`)).join(),
  "the rate of execution of each month");

is((await cells("department-table", "집행률")).join(),
  (await all(`SELECT to_char(total_execution_rate(executed, current_budget), 'FM990.0') || '%' FROM execution_overview e JOIN project_overview p USING (project_id)
              WHERE p.government = '${county}' AND e.fiscal_year = ${year} GROUP BY p.department
              ORDER BY total_execution_rate(executed, current_budget) DESC, p.department`)).join(),
  "the rate of execution of each department");
is(await total("department-table", "집행액"),
  await one(`SELECT won_text(sum(executed)) FROM execution_overview e JOIN project_overview p USING (project_id)
             WHERE p.government = '${county}' AND e.fiscal_year = ${year}`), "... and what all of them paid");

// 4. Cost bases
await open("cost-basis");
await choose("government", "서울특별시");
is((await cells("basis-table", "금액")).filter((amount) => amount !== "").join(),
  (await all(`SELECT won_text(amount) FROM cost_basis_rollup WHERE fiscal_year = 2017 ORDER BY code, ordinal`)).join(),
  "the cost basis of the sample sheet");
await choose("government", county);
is(await text("#wrong .big"),
  `${await one(`SELECT count(*) FROM cost_basis_rollup c JOIN project_overview p USING (project_id)
                WHERE p.government = '${county}' AND c.fiscal_year = 2026
                  AND (c.difference <> 0 OR try_cost_basis_amount(c.basis)::numeric <> c.amount)`)}줄`,
  "how many lines are not what their basis gives");
await page.locator('input[name="word"]').fill("기초연금");
await settle();
is(await text("#found .big"),
  `${await one(`SELECT count(DISTINCT p.project_id) FROM cost_basis_rollup c JOIN project_overview p USING (project_id)
                WHERE p.government = '${county}' AND c.fiscal_year = 2026 AND (c.project LIKE '%기초연금%' OR c.label LIKE '%기초연금%')`)}건`,
  "a search finds its projects");

// 5. Contradictions, with both figures
await open("violations");
is(await text("#count .big"), `${await one("SELECT count(*) FROM violation")}건`, "every contradiction");
await choose("government", "서울특별시");
is((await cells("violation-table", "적힌 값")).join(), "350,000", "the sample's: what is stated");
is((await cells("violation-table", "비교한 값")).join(), "250,000", "... and what it is compared with");
is((await cells("violation-table", "차이")).join(), "100,000", "... and their difference");
is(await page.locator("#issue-table tbody tr").count(), await one("SELECT count(*) FROM sheet_issue"), "what the reader of the sheet found");
is((await cells("issue-table", "설명")).join("\n"), (await all("SELECT message FROM sheet_issue ORDER BY ordinal")).join("\n"), "... as the reader says it");
await choose("government", county);
await choose("section", "결산");
is(await text("#count .big"),
  `${await one(`SELECT count(*) FROM violation v JOIN project_overview p USING (project_id) WHERE p.government = '${county}' AND v.section = '결산'`)}건`,
  "a click on a section leaves only its rows");

// 6. The nation
await open("nation");
const national = "stage = '본예산' AND government IS NOT NULL";
await choose("year", "2025년");
is(await text("#current .note-line"), `${await one(`SELECT won_text(sum(current)) FROM department_overview WHERE ${national} AND fiscal_year = 2025`, nation)}천원`,
  "the budget of all governments");
is(await text("#change .big"),
  await one(`SELECT replace(to_char(change_rate(sum(prior), sum(current)), 'FM999,990.0'), '-', '△') || '%' FROM department_overview WHERE ${national} AND fiscal_year = 2025`, nation),
  "... and its rate of change");
is(await total("government-table", "집행률"),
  `${await one("SELECT to_char(execution_rate(sum(executed), (SELECT sum(b.budget) FROM (SELECT DISTINCT government, budget FROM execution_progress WHERE fiscal_year = 2025) b)), 'FM990.0') FROM execution_progress WHERE fiscal_year = 2025", nation)}% (12월)`,
  "... and of execution");
await choose("field", "사회복지");
await showAll("government-table");
is((await cells("government-table", "예산액(B)")).join(),
  (await all(`SELECT won_text(current) FROM function_overview WHERE ${national} AND fiscal_year = 2025 AND level = 'field' AND field = '080'
              ORDER BY current DESC, government`, nation)).join(),
  "a click on a 분야: every government, the largest first");
is(await page.locator("#scatter-chart svg circle").count(),
  Number(await one(`SELECT count(change_rate) FROM function_overview WHERE ${national} AND fiscal_year = 2025 AND level = 'field' AND field = '080' AND current > 0`, nation)),
  "... and a dot for each");

// Pictures, and widths
await mkdir(join(here, "screenshots"), {recursive: true});
for (const [device, size] of Object.entries(widths)) {
  await page.setViewportSize(size);
  for (const name of pages) {
    await open(name);
    await settle();
    if (name === "cost-basis") await choose("only", "어긋난 사업만");
    is(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, `${name} is no wider than a ${device}`);
    is(await page.evaluate(() => [...document.querySelectorAll("[id$=-chart]")].every((chart) => chart.querySelector("svg rect, svg path"))), true,
      `${name} has no empty chart on a ${device}`);
    is(await page.evaluate(() => [...document.querySelectorAll(".scroll, .scroll td, .card.figure")]
      .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.innerText.slice(0, 40)).join(" | ")), "",
      `${name} cuts off no figure on a ${device}`);
    is(await page.evaluate(() => [...document.querySelectorAll("[id$=-chart] svg")].flatMap((svg) => {
      const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent !== "").map((text) => [text.textContent, text.getBoundingClientRect()]);
      return texts.flatMap(([one, a], i) => texts.slice(i + 1).filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
        .map(([other]) => `${one} / ${other}`));
    }).join(" | ")), "", `${name} has no label over another on a ${device}`);
    await page.screenshot({path: join(here, "screenshots", `${name}-${device}.png`), fullPage: true});
    await page.screenshot({path: join(here, "screenshots", `${name}-${device}-top.png`)});
  }
}
is(complaints.join("\n"), "", "no page complained, or asked another host");

await browser.close();
server.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

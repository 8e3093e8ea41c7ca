-- Reading a project sheet: small fragments through budget_sheet_lines, then
-- what budget_load_sheet refuses.
\pset null '(null)'
SET client_min_messages = warning;

-- headings in their forms, and what is not known of one
SELECT line, section, kind, issue FROM budget_sheet_lines(
'# 사업
## 1 기본 현황
### □ 사업개요
□ **추진경위**

□ 예산 총괄

1. 사업목적
### □ 사업목적 특기
## 기타 참고자료', 2017);

-- the same table with tabs, as markdown and as HTML
CREATE TABLE same_table (notation text, sheet text);
INSERT INTO same_table VALUES
('tabs', E'□ 예산 총괄\n\n구 분\t2016예산액 (A)\t2017예산(B)\t증감 (B-A)\n계\t(x-)\t(x10) 350,000\t△150,000\n20101\t\t120,000\t-\n'),
('markdown', E'□ 예산 총괄\n\n| 구 분 | 2016예산액 (A) | 2017예산(B) | 증감 (B-A) |\n|---|:-:|--:|---|\n| **계** | (x-) | (x10) 350,000 | △150,000 |\n| 20101 | | 120,000 | - |\n'),
('html', E'□ 예산 총괄\n\n<table>\n<tr><th>구 분</th><th>2016예산액 (A)</th><th>2017예산(B)</th><th>증감 (B-A)</th></tr>\n<tr><td>계</td><td>(x-)</td><td>(x10) 350,000</td><td>△150,000</td></tr>\n<tr><td>20101<td><td>120,000<td>-\n</table>\n');
SELECT t.notation, l.line, l.kind, l.target, l.fields, l.issue
FROM same_table t, budget_sheet_lines(t.sheet, 2017) l
WHERE l.kind IN ('header', 'row', 'issue') ORDER BY 1, 2;

-- Windows line ends, a byte order mark and no-break blanks change nothing
SELECT a.kind, a.fields, a.fields = b.fields AS same
FROM same_table t, budget_sheet_lines(t.sheet, 2017) a
JOIN same_table u ON true, budget_sheet_lines(
	U&'\FEFF' || replace(replace(u.sheet, E'\n', E'\r\n'), E'\t', E'\t' || U&'\00A0')) b
WHERE t.notation = 'tabs' AND u.notation = 'tabs' AND a.line = b.line;

-- check boxes, spans, entities, text that only looks like a tag
SELECT fields FROM budget_sheet_lines(
E'x\t<input checked="" type="checkbox"/> 가 <INPUT TYPE=checkbox> 나\t&lt;5&nbsp;&amp;&#44148;&gt;\t<2017년 계획>\ty<br/>z
<table><tr><td rowspan=2>a</td><td colspan="2">b</td></tr><tr><td>c</td><td>d <table><tr><td>e</td><td>f</td></tr></table> g</td></tr></table>
| a | b \\| c |');

-- a page break through the cost table: the code goes on, a lost mark does not
SELECT line, kind, fields, issue FROM budget_sheet_lines(
E'### 산출근거
과목구분\t세부 산출내역
20101\t○ 연수 = 100,000천원
- 인건비 = 55,000천원\t

- 12 -
\f
과목구분\t세부 산출내역\t
\t- 강사료\t= 22,600천원
\t- 홍보 및
\t부대비용 등 = 22,400천원
\t까닭 없이
합계\t= 100,000천원
총계\t90,000
201-03\t○ 행사 = 많이
사무관리비\t○ 비품 = 5천원
\t○ 길 잃은 줄 = 5천원', 2017);

-- units above a table, in its heading, over a column
SELECT line, kind, issue FROM budget_sheet_lines(
E'## 결산 (단위 : 백만원, %)
연도\t당초예산\t집행률
2015\t350\t-
(단위: 달러)
연도\t당초예산\t집행액(원)
2014\t350\t1,234
2013\t0\t0', 2016);

-- what is not understood is an issue, with its line
SELECT line, kind, fields, issue FROM budget_sheet_lines(
E'머리말
# 사업
□ 예산 총괄
20101\t1,000
구분\t2018예산(B)\t비고란
20101\t1,00,0\t메모
20101\t-
2010\t5
\t5
(단위 : 천원
## 최근 3년 결산 현황
연도\t당초예산\t예산현액\t집행액\t집행률
2015\t100\t100\t88.645\t88.7
2016\t100\t100\t88.645\t88.6\t7
2016\t1
2009\t1
작년\t1
### 사업 성격
신규\t계속
☑\t예
투자심사\t기술심사
### 추진실적
2014년도\t○ 가 - 나 ○ 다
\t이어짐
### 추진경위
- ''14.08.10 가
- ''14.13 나
이어짐', 2017);

-- refused: no text, no sheet, no name, no model
SELECT budget_create_model('plan');
SELECT budget_load_sheet('', 2017, 'plan');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet(E' \n\t\n', 2017, 'plan');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet('Lorem ipsum', 2017, 'plan');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet(E'# A heading\n\nand a text', 2017, 'plan');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet(E'### □ 사업목적\n- 이름 없음', 2017, 'plan');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet(E'# 사업\n### 사업목적\n- 목적', 17, 'plan');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet(E'# 사업\n### 사업목적\n- 목적', 2017, 'nowhere');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet(E'# 사업\n### 사업목적\n- 목적', 2017, 'public');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet(repeat('x', 4194305), 2017, 'plan');
\echo :LAST_ERROR_SQLSTATE
-- the same project and year again
SELECT budget_load_sheet(E'# 사업\n### 사업목적\n- 목적', 2017, 'plan');
SELECT budget_load_sheet(E'# 사업\n### 사업목적\n- 목적', 2017, 'plan');
\echo :LAST_ERROR_SQLSTATE
SELECT budget_load_sheet(E'# 사업\n### 사업목적\n- 목적', 2018, 'plan');
SELECT id, name, fiscal_year FROM plan.project ORDER BY id;
SELECT budget_load_sheet(NULL, 2017, 'plan'), (SELECT count(*) FROM budget_sheet_lines(NULL));

SET client_min_messages = error;
DROP SCHEMA plan CASCADE;
DROP TABLE same_table;

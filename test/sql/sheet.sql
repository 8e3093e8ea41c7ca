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

-- periods, as dates
SELECT budget_create_model('plan');
SELECT budget_load_sheet(E'# 기간\n## 추진일정\n사업추진절차\t추진기간\n' || string_agg('절차' || E'\t' || period, E'\n'), 2017, 'plan')
FROM unnest(ARRAY['2017.01~2017.12', '2017. 1 ~ 12월', '''17.3 ∼ ''17.5', '2017-03-02 ~ 2017-03-15', '2017년 3월 2일 ~ 15일',
	'3월~5월', '2017년 상반기', '하반기(예정)', '연중', '2/4분기', '2016.12 ~ 2017', '2017.2.29', '2017.13', '5월 ~ 3월', '수시', '2017년']) period;
SELECT period, starts_on, ends_on FROM plan.schedule_step ORDER BY ordinal;
SELECT message FROM plan.sheet_issue ORDER BY ordinal;

-- units and subsidised parts, in won in the end
SELECT budget_load_sheet(E'# 단위
## 예산 총괄
(단위 : 백만원, %)
구분\t과목명\t2014년 예산액\t2015년 예산액(천원)\t2016예산액(A)\t2017예산(B)\t증감(B-A)\t증감률
401-01\t시설비\t1\t(x7) 7,500\t△2.5\t1억원\t102.5\t-
20101 사무관리비\t\t\t-\t-\t3\t3\t신규
## 산출근거
과목구분\t세부 산출내역\t금액
사무관리비(201-01)\t- 강사료 : 500,000원*4명*2회\t4,000
\t- 용지 5,000원 X 300부 = 1,500
401-01 시설비 및 부대비\t○ 감리 = -
\t※ 전년도와 같음
## 최근 3년 결산 현황 (단위 : 억원)
연도\t당초예산\t명시이월\t예산현액\t집행액\t집행잔액
2016\t(x0.1) 1.5\t(x0.1) 0.5\t2\t2\t-', 2017, 'plan');
SELECT code, label, two_years_before, two_years_before_subsidy, prior, current, change, change_rate FROM plan.budget_line ORDER BY code;
SELECT code, depth, label, basis, amount FROM plan.cost_basis ORDER BY code, ordinal;
SELECT year, original_budget, original_budget_subsidy, carried_out_express, current_budget, executed, returned, remaining FROM plan.settlement;
SELECT line, kind, message FROM plan.sheet_issue WHERE project_id = (SELECT max(id) FROM plan.project) ORDER BY ordinal;

-- a new project has no year before, which is no finding; one that says 증감 without A is
SELECT line, issue FROM budget_sheet_lines(
E'## 예산 총괄
구분\t2016예산액(A)\t2017예산(B)\t증감(B-A)\t(B-A)*100/A
계\t\t100\t100\t신규
20101\t-\t60\t60\t순증
20103\t\t40\t40\t
20202\t\t40\t10\t
20204\t10\t40\t30\t신규', 2017);

-- the overview in other forms, and its funds
SELECT budget_load_sheet(E'# 개요\n## 사업개요\n' || overview, 2000 + n::int, 'plan') FROM (VALUES
	(1, E'총사업비\t350,000천원\n기능\t일반행정(016)\n사업규모\t3개소\n'),
	(2, E'총사업비\t총\t(국비)\t(시비)\t(보조율)\n\t1억원\t3천만원\t7천만원\t30.0%\n회계\t일반회계\t부서\t기획과\n'),
	(3, E'- 총사업비 : 350백만원\n- 사업기간 : 2003. 1 ~ 12월\n- 정책사업 : 지역상생\n- 그 밖의 말'),
	(4, E'<table><tr><td>총사업비</td><td><table><tr><td>총</td><td>350</td></tr><tr><td>국비</td><td>50</td></tr><tr><td>시비</td><td>300</td></tr></table></td></tr><tr><td>사업기간</td><td><input type=checkbox> 연례반복 2004.1 ~ 2006.12</td></tr></table>'),
	(5, E'사업기간\t☑ 연례반복\n사업형태\t직접수행 ■ 민간위탁 □ 기타\n회계연도\t2006\n사업명\t다른 이름\n부서\t가\n부서\t나')) v (n, overview);
SELECT fiscal_year, account, function_code, policy, department, period, is_annual, starts_on, ends_on, total_cost, national_cost, subsidy_rate
FROM plan.project WHERE name = '개요' ORDER BY fiscal_year;
SELECT fiscal_year, source, f.amount FROM plan.project_funding f JOIN plan.project p ON p.id = project_id ORDER BY fiscal_year, source COLLATE "C";
SELECT fiscal_year, method, applies FROM plan.project_method m JOIN plan.project p ON p.id = project_id ORDER BY fiscal_year, method COLLATE "C";
SELECT fiscal_year, label, body FROM plan.project_text t JOIN plan.project p ON p.id = project_id WHERE name = '개요' ORDER BY fiscal_year, ordinal;
SELECT fiscal_year, line, message FROM plan.sheet_issue i JOIN plan.project p ON p.id = project_id WHERE name = '개요' ORDER BY fiscal_year, ordinal;

-- running text: labels, depth, lines that go on, dates without a day
SELECT budget_load_sheet(E'# 글
## 사업내용
1. 사업명 : 다른 글
  가. 10:30 모임
  나. 누리집 https://example.org
    ○ 둘째
      이어지는 줄
    - ○ 셋째 : 값
:
## 추진경위
- ''15.6 계획(안) 수립
  이어짐
- 날짜 없이
2016.03.15\t표의 줄\t둘째 칸
## 추진실적
○ 2015년: 가 - 나
- 다
2016년도
- 라', 2010, 'plan');
SELECT section, ordinal, depth, label, body FROM plan.project_text WHERE project_id = (SELECT max(id) FROM plan.project) ORDER BY source_line, ordinal;
SELECT happened_on, date_text, event FROM plan.milestone ORDER BY ordinal;
SELECT year, ordinal, depth, body FROM plan.achievement ORDER BY year, ordinal;
SELECT line, message FROM plan.sheet_issue WHERE project_id = (SELECT max(id) FROM plan.project) ORDER BY ordinal;

-- stages of the budget: in the overview, a heading, or over a column
SELECT budget_load_sheet('# 단계' || n || E'\n## 사업개요\n' || field || E'\n## ' || heading || E'\n구분\t' || columns
	|| E'\n401-01\t10\t12\t2\n## 산출근거\n과목구분\t산출내역\n401-01\t○ 공사 = 12천원', 2030, 'plan') > 0 AS loaded
FROM (VALUES
	(1, E'예산단계\t2030년 제1회 추가경정예산(안)', '예산 총괄', E'기정액(A)\t경정액(B)\t증감(B-A)'),
	(2, '', '2030년도 제2회 추가경정예산 총괄', E'2030 기정예산액(A)\t2030예산(B)\t증감'),
	(3, '', '예산 총괄', E'본예산\t추경3회\t증감'),
	(4, '', '예산 총괄', E'2030년 본예산\t2030년 1회 추경예산\t증감'),
	(5, E'예산단계\t추경 1회 성립전 5차', '예산 총괄', E'기정\t경정\t증감'),
	(6, E'예산단계\t성립전', '예산 총괄', E'기정\t예산액\t증감'),
	(7, '', '예산 총괄', E'기정액\t경정액\t비교증감'),
	(8, E'예산단계\t추경 1회', '예산 총괄', E'기정액\t추경2회(B)\t비교증감'),
	(9, E'예산단계\t다음 번', '예산 총괄', E'2029예산액(A)\t2030예산(B)\t증감'),
	(10, E'예산단계\t본예산', '예산 총괄', E'2029예산액(A)\t2030예산(B)\t증감'),
	(11, '', '예산 총괄', E'본예산\t2030예산(B)\t증감'),
	(12, '', '예산 총괄(추경 10회)', E'2029예산액(A)\t2030예산(B)\t증감')) v (n, field, heading, columns);
SELECT name, l.stage, c.stage AS stage_of_costs, prior, current, change FROM plan.project p
LEFT JOIN plan.budget_line l ON l.project_id = p.id LEFT JOIN plan.cost_basis c ON c.project_id = p.id
WHERE p.fiscal_year = 2030 ORDER BY p.id;
SELECT name, line, kind, message FROM plan.sheet_issue JOIN plan.project p ON p.id = project_id WHERE fiscal_year = 2030 ORDER BY p.id, ordinal;
-- parentheses: used before the council's decision, in (B) alone
SELECT budget_load_sheet(E'# 성립전\n## 사업개요\n예산단계\t성립전 2차\n## 예산 총괄\n구분\t기정액\t경정액\t증감\n계\t10\t(5)\t2\n401-01\t10\t(x3) ( 12 )\t2\n401-02\t(3)\t5\t2', 2031, 'plan') > 0 AS loaded;
SELECT code, prior, current, current_subsidy, pre_established FROM plan.budget_line WHERE fiscal_year = 2031;
SELECT line, message FROM plan.sheet_issue JOIN plan.project p ON p.id = project_id WHERE fiscal_year = 2031 ORDER BY ordinal;

-- tables whose heading is missing, and a second row of the same key
SELECT line, section, kind, target, issue FROM budget_sheet_lines(E'# 사업
## 2 예산 설명
구 분\t2015년 예산액\t2016예산액 (A)\t2017예산(B)\t증감 (B-A)
20101\t1\t1\t1\t-
201-01\t1\t1\t1\t-
과목구분\t세부 산출내역
20101\t- 가 = 1천원
사업추진절차\t추진기간\t예산집행금액\t추진세부내용
계\t\t1\t
합계\t\t1\t
연도\t당초예산\t전년이월\t예산현액
2015\t1\t-\t1
2015년\t1\t-\t1', 2017);

SET client_min_messages = error;
DROP SCHEMA plan CASCADE;
SET client_min_messages = warning;

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

-- what the state pays is more than there can be
\set SHOW_CONTEXT never
SELECT budget_load_sheet(E'# 큰 사업\n## 사업개요\n총사업비\t총\t(국비)\t(국고)\n\t-\t9,223,372,036,854,775\t1', 2019, 'plan');
\set SHOW_CONTEXT errors

-- tables that their owner has changed are written as well as they can be
CREATE DOMAIN short AS text CHECK (length(VALUE) < 5);
ALTER TABLE plan.milestone ADD note short DEFAULT '비고';
ALTER TABLE plan.achievement ADD counted int GENERATED ALWAYS AS (year + 1) STORED, ALTER body TYPE varchar(100);
ALTER TABLE plan.cost_basis ALTER id DROP IDENTITY;
CREATE SEQUENCE plan.cost_number START 1000 OWNED BY plan.cost_basis.id;
CREATE FUNCTION load(fiscal_year int) RETURNS boolean LANGUAGE sql RETURN
	budget_load_sheet(E'# 바뀐 표\n## 추진경위\n2016. 3. 1 가\n## 추진실적\n2015년\t○ 나\n## 산출근거\n과목구분\t산출내역\n20101\t○ 다 = 5천원\n\t- 라 = 5천원', fiscal_year, 'plan') > 0;
SELECT load(2020);
SELECT event, note FROM plan.milestone;
SELECT year, counted, body FROM plan.achievement;
SELECT id, parent_id, label FROM plan.cost_basis ORDER BY id;
-- or the load is refused, as a whole
DROP TABLE plan.achievement CASCADE;
SELECT load(2021);
\echo :LAST_ERROR_SQLSTATE
DROP SEQUENCE plan.cost_number;
SELECT load(2021);
\echo :LAST_ERROR_SQLSTATE
SELECT count(*) FROM plan.project WHERE fiscal_year = 2021;
DROP FUNCTION load;

SET client_min_messages = error;
DROP SCHEMA plan CASCADE;
DROP DOMAIN short;
DROP TABLE same_table;

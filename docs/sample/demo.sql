-- The main job, end to end: read a project sheet, print its official tables,
-- find its contradictions, refuse a bad row.  Run from the top of the checkout
-- in an empty database:  psql -X -q -f docs/sample/demo.sql
\set ON_ERROR_STOP on
\set VERBOSITY default
\set SHOW_CONTEXT never
\pset footer off
\pset null ''
\pset linestyle unicode
\encoding UTF8
SET client_min_messages = warning;

CREATE EXTENSION budget_ext;
SELECT budget_create_model() \g /dev/null
\set sheet `cat docs/sample/project_sheet.txt`

\echo
\echo '1. budget_load_sheet: a project sheet (사업설명서) becomes rows'
SELECT budget_load_sheet(:'sheet', 2017) AS project \gset
SELECT p.name AS "사업명", p.fiscal_year AS "회계연도", p.department AS "부서",
	   won_text(p.total_cost, 'korean') AS "총사업비",
	   array_length(regexp_split_to_array(:'sheet', '\n'), 1) AS "원문의 줄",
	   (SELECT count(*) FROM budget_rules) AS "규칙"
FROM budget.project p WHERE p.id = :project;

\echo '2. 예산총괄 (단위: 천원)'
SELECT "구분", "과목명", "전년도 예산액(A)", "예산액(B)", "증감(B-A)", "증감률(%)", "증감구분", "구성비(%)"
FROM budget."예산총괄" WHERE "사업번호" = :project;

\echo '3. 산출근거 (단위: 천원)'
SELECT "과목", "산출내역", "금액", "아래 줄의 합", "확인"
FROM budget."산출근거" WHERE "사업번호" = :project;

\echo '4. 추진일정 (단위: 천원)'
SELECT "사업추진절차", "추진기간", "예산집행금액", "구성비(%)"
FROM budget."추진일정" WHERE "사업번호" = :project;

\echo '5. 결산 (단위: 천원)'
SELECT "연도", "당초예산", "전년이월", "예산변경", "예산현액", "집행액", "차년이월", "집행잔액", "집행률(%)"
FROM budget."결산" WHERE "사업번호" = :project;

\echo '6. 정합성점검: what disagrees, by the rules (규칙) and within the text (원문)'
\pset format unaligned
\pset tuples_only on
SELECT format('   [%s] %s %s: %s', "근거", "항목", "대상", "설명") FROM budget."정합성점검" WHERE "사업번호" = :project;
\pset tuples_only off
\pset format aligned

\echo
\echo '7. The arithmetic behind it'
SELECT format('%20s', won_text(actual, 'unit')) AS "기본 현황의 총사업비", format('%20s', won_text(expected, 'unit')) AS "사업내용의 총사업비",
	   format('%12s', won_text(difference, 'unit')) AS "차이"
FROM budget.violation WHERE project_id = :project AND rule = 'project_text_total_cost';
SELECT coalesce(code, '계') AS "구분", format('%12s', won_text(current - change)) AS "A = B-증감", format('%12s', won_text(current)) AS "B",
	   change_rate AS "적힌 증감률(%)", change_rate(current - change, current, 0) AS "계산: 정수",
	   change_rate(current - change, current) AS "계산: 소수 한 자리"
FROM budget.budget_overview WHERE project_id = :project ORDER BY code NULLS FIRST;

\echo '8. A settlement whose 예산현액 does not add up is refused'
\echo '   INSERT INTO budget.settlement: 당초 100,000 + 이월 5,000 + 변경 0, 현액 100,000'
\set ON_ERROR_STOP off
INSERT INTO budget.settlement (project_id, year, original_budget, carried_in, adjustment, current_budget,
							   executed, carried_out, remaining)
VALUES (:project, 2016, '100,000천원', '5,000천원', 0, '1억원', 90000, 0, 10000);
\echo '   SQLSTATE' :SQLSTATE

\echo
\echo '9. A line (20101) raised by 10,000 without its total (계) is refused at COMMIT'
BEGIN;
UPDATE budget.cost_basis SET amount = amount + 10000 WHERE project_id = :project AND label LIKE '%홍보지원';
UPDATE budget.budget_line SET current = 130000, change = 110000, change_rate = 550
WHERE project_id = :project AND code = '201-01';
COMMIT;
\echo '   SQLSTATE' :SQLSTATE

\echo
\echo '10. The line, its total and all that follows from it, in one transaction: committed'
\set ON_ERROR_STOP on
BEGIN;
UPDATE budget.cost_basis SET amount = amount + 10000 WHERE project_id = :project AND label LIKE '%홍보지원';
UPDATE budget.budget_line SET current = 130000, change = 110000, change_rate = 550
WHERE project_id = :project AND code = '201-01';
UPDATE budget.budget_total SET current = 360000, change = 160000, change_rate = 80, scheduled = 360000
WHERE project_id = :project;
UPDATE budget.schedule_step SET amount = amount + 10000 WHERE project_id = :project AND step LIKE '%홍보지원';
UPDATE budget.project_funding SET amount = 360000 WHERE project_id = :project AND source = '시비';
UPDATE budget.project SET total_cost = 360000 WHERE id = :project;
UPDATE budget.project_text SET body = '360,000천원', stated_amount = 360000
WHERE project_id = :project AND stated_item = '총사업비';
COMMIT;
SELECT "구분", "과목명", "예산액(B)", "증감(B-A)", "증감률(%)", (SELECT count(*) FROM budget.violation) AS "규칙 위반"
FROM budget."예산총괄" WHERE "사업번호" = :project;

-- The main job, end to end: read a project sheet, print its official tables,
-- find its contradictions, refuse what does not add up.  Run from the top of
-- the checkout in an empty database:  psql -X -q < docs/sample/demo.sql
-- With -v ko=1 it is told in Korean.
\set ON_ERROR_STOP on
\set VERBOSITY default
\set SHOW_CONTEXT never
\pset footer off
\pset null ''
\pset linestyle unicode
\encoding UTF8
SET client_min_messages = warning;
\if :{?ko}
\else
	\set ko 0
\endif

CREATE EXTENSION budget_ext;
SELECT budget_create_model() \g /dev/null
\set sheet `cat docs/sample/project_sheet.txt`

\echo
\if :ko
\echo '예산 부서는 사업마다 사업설명서를 씁니다. 개요, 예산, 산출근거, 추진일정, 결산이 표와 글로'
\echo '섞인 문서입니다. budget_ext는 그 글을 읽어 테이블에 넣고, 금액이 서로 맞는지 확인합니다.'
\echo '읽을 문서: docs/sample/project_sheet.txt. 금액의 단위는 모두 천원입니다.'
\else
\echo 'A Korean budget office writes a sheet for every project (사업설명서): a document of tables'
\echo 'and text with its overview, budget, cost basis, schedule and settlement. budget_ext reads'
\echo 'that text into tables and checks whether its figures agree. The one read here is'
\echo 'docs/sample/project_sheet.txt; all amounts are in thousand won (천원).'
\echo
\echo '   사업 project   회계연도 fiscal year   부서 department   총사업비 total cost   원문 the sheet, its lines'
\echo '   과목 code   과목명 its name   구분 which   계 total   전년도 last year   예산액 budget   금액 amount'
\echo '   증감 change   증감률 rate of change   증감구분 kind of change (증 more)   구성비 share'
\echo '   산출내역 items   아래 줄의 합 sum of the lines below   확인 check   일치 agrees   차이 difference'
\echo '   사업추진절차 step   추진기간 period   예산집행금액 amount to spend   규칙 rules   규칙 위반 violations'
\echo '   당초 original   이월 carried over   변경 adjustment   현액 budget in force   집행 spent   잔액 left'
\echo '   집행률 rate of execution'
\endif

\echo
\if :ko
\echo '1. budget_load_sheet: 사업설명서가 행이 됩니다. 맨 오른쪽은 지금부터 금액을 지키는 규칙의 수입니다.'
\else
\echo '1. budget_load_sheet: the sheet becomes rows, under rules (규칙) that hold its figures from now on'
\endif
SELECT budget_load_sheet(:'sheet', 2017) AS project \gset
SELECT p.name AS "사업명", p.fiscal_year AS "회계연도", p.department AS "부서",
	   won_text(p.total_cost, 'korean') AS "총사업비",
	   array_length(regexp_split_to_array(:'sheet', '\n'), 1) AS "원문의 줄",
	   (SELECT count(*) FROM budget_rules) AS "규칙"
FROM budget.project p WHERE p.id = :project;

\if :ko
\echo '2. 예산총괄: 과목별 예산. A가 빈칸인 것은 원문이 빈칸이기 때문이고, 증감률은 적힌 값입니다.'
\else
\echo '2. 예산총괄, the budget by code: last year (A) is blank because the sheet leaves it blank'
\endif
SELECT "구분", "과목명", "전년도 예산액(A)", "예산액(B)", "증감(B-A)", "증감률(%)", "증감구분", "구성비(%)"
FROM budget."예산총괄" WHERE "사업번호" = :project;

\if :ko
\echo '3. 산출근거: 금액이 어디서 나왔는가. 윗줄마다 아래 줄을 더해 견주었습니다(확인).'
\else
\echo '3. 산출근거, what the amounts are made of: each line is compared with the sum of those below it'
\endif
SELECT "과목", "산출내역", "금액", "아래 줄의 합", "확인"
FROM budget."산출근거" WHERE "사업번호" = :project;

\if :ko
\echo '4. 추진일정: 언제 얼마를 쓰는가. 단계의 합이 예산과 같아야 합니다.'
\else
\echo '4. 추진일정, when it is spent: the steps must add up to the budget'
\endif
SELECT "사업추진절차", "추진기간", "예산집행금액", "구성비(%)"
FROM budget."추진일정" WHERE "사업번호" = :project;

\if :ko
\echo '5. 결산: 앞선 해에 쓴 것. 현액 = 당초 + 이월 + 변경, 잔액 = 현액 - 집행 - 이월.'
\else
\echo '5. 결산, what was spent before: 현액 = 당초 + 이월 + 변경, 잔액 = 현액 - 집행 - 이월'
\endif
SELECT "연도", "당초예산", "전년이월", "예산변경", "예산현액", "집행액", "차년이월", "집행잔액", "집행률(%)"
FROM budget."결산" WHERE "사업번호" = :project;

\if :ko
\echo '6. 정합성점검: 이 사업설명서에서 서로 어긋나는 것 네 가지. [규칙]은 금액, [원문]은 글에서 찾은 것입니다.'
\else
\echo '6. 정합성점검, what in the sheet contradicts itself: by its figures [규칙], and within its text [원문]'
\endif
\pset format unaligned
\pset tuples_only on
SELECT format('   [%s] %s %s: %s', "근거", "항목", "대상", "설명") FROM budget."정합성점검" WHERE "사업번호" = :project;
\pset tuples_only off
\pset format aligned

\echo
\if :ko
\echo '7. 첫째 것의 두 금액, 그리고 적힌 증감률을 다시 셈한 것'
\else
\echo '7. The first of these: the total cost (총사업비) of the overview (기본 현황), and that of the text (사업내용);'
\echo '   then the stated rates of change (적힌 증감률), calculated again from A = B - 증감, in whole per cents'
\echo '   (정수) and with one decimal (소수 한 자리)'
\endif
SELECT won_text(actual, 'unit') AS "기본 현황의 총사업비", won_text(expected, 'unit') AS "사업내용의 총사업비",
	   won_text(difference, 'unit') AS "차이"
FROM budget.violation WHERE project_id = :project AND rule = 'project_text_total_cost';
SELECT coalesce(code, '계') AS "구분", format('%12s', won_text(current - change)) AS "A = B-증감",
	   format('%12s', won_text(current)) AS "B",
	   change_rate AS "적힌 증감률(%)", change_rate(current - change, current, 0) AS "계산: 정수",
	   change_rate(current - change, current) AS "계산: 소수 한 자리"
FROM budget.budget_overview WHERE project_id = :project ORDER BY code NULLS FIRST;

\if :ko
\echo '8. 이제 틀린 것을 써 봅니다. 당초 100,000 + 이월 5,000인데 현액을 100,000으로 쓰면, 거절합니다.'
\else
\echo '8. Now a wrong row: 당초 100,000 + 이월 5,000, but 현액 100,000. It is refused, with the arithmetic:'
\endif
\echo
\set ON_ERROR_STOP off
INSERT INTO budget.settlement (project_id, year, original_budget, carried_in, adjustment, current_budget,
							   executed, carried_out, remaining)
VALUES (:project, 2016, '100,000천원', '5,000천원', 0, '1억원', 90000, 0, 10000);

\echo
\if :ko
\echo '9. 과목 201-01만 10,000 올리고 계는 그대로 두면, 커밋할 때 거절합니다. (증감의 계가 먼저 걸립니다:'
\echo '   150,000이라고 적혔는데 과목의 증감을 더하면 160,000입니다.)'
\else
\echo '9. Code 201-01 raised by 10,000 without its total (계): refused at COMMIT. The first total that fails'
\echo '   is that of the changes (증감): 150,000 as stated, 160,000 as added up.'
\endif
\echo
BEGIN;
UPDATE budget.cost_basis SET amount = amount + 10000 WHERE project_id = :project AND label LIKE '%홍보지원';
UPDATE budget.budget_line SET current = 130000, change = 110000, change_rate = 550
WHERE project_id = :project AND code = '201-01';
COMMIT;

\echo
\if :ko
\echo '10. 과목, 계, 산출근거, 일정, 총사업비를 한 트랜잭션에서 함께 바꾸면 커밋됩니다. 어긋난 금액은'
\echo '    이제 없습니다. (글에서 찾은 세 가지는 글을 고칠 때까지 남습니다.)'
\else
\echo '10. The code with its total, cost basis, schedule and total cost, in one transaction: committed,'
\echo '    and no figure disagrees any more (what was found in the text stays until the text is corrected)'
\endif
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

\if :ko
\echo '다음에 볼 것: README.ko.md(질의 열 가지), docs/ko/README.md(모든 문서), make dashboard(웹 화면).'
\else
\echo 'Next: README.md (ten queries), docs/README.md (every page), make dashboard (pages for a browser).'
\endif
\echo

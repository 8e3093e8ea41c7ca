-- Budget books and open data: what is loaded, what is found, what is refused.
-- The public files, where they are, are loaded whole and compared with their sums.
\set QUIET 1
\set cost_basis `cat "${BUDGET_EXT_SHARED:-../shared}/data/cost_basis_muju_2026.tsv" 2>/dev/null | wc -l`
BEGIN;
SELECT no_plan();
SELECT budget_create_model() \g /dev/null
SET LOCAL search_path = public, budget;

-- 1. A small book
CREATE TABLE book (department text, project text, code text, item_no text, detail_no text, name text, basis text, amount_thousand_won text);
INSERT INTO book VALUES
	('기획과', '가', '201-01', '1', '', '사무용품', '70,000원*12월', '840'),
	('기획과', '가', '201-01', '2', '', '인쇄', '', '1500'),
	('기획과', '가', '201-01', '2', '1', '책자', '500,000원*2부', '1000'),
	('기획과', '가', '201-01', '2', '2', '표지', '100,000원*4부', '400'),
	('기획과', '가', '202-01', '1', NULL, '여비', '20,000원*3명', '61'),
	('복지과', '가', '201-01', '1', NULL, '위탁', E'1,500원*3명\n1,500원*3명', '10');
SELECT results_eq($$SELECT * FROM budget_load_cost_basis('book', 2026, '가나군')$$,
	$$VALUES ('project', 2::bigint), ('budget_line', 3), ('cost_basis', 6)$$, 'a book of costs');
SELECT results_eq($$SELECT p.department, b.stage, b.code::text, b.current::numeric FROM budget_line b JOIN project p ON p.id = b.project_id ORDER BY 1, 3$$,
	$$VALUES ('기획과', '본예산', '201-01', 2340::numeric), ('기획과', '본예산', '202-01', 61), ('복지과', '본예산', '201-01', 10)$$,
	'a code''s budget is the sum of its items');
SELECT results_eq($$
	SELECT c.ordinal, c.depth, p.ordinal, c.label, c.amount::numeric FROM cost_basis c LEFT JOIN cost_basis p ON p.id = c.parent_id
	WHERE c.label <> '여비' AND c.label <> '위탁' ORDER BY 1$$,
	$$VALUES (1, 1, NULL, '사무용품', 840::numeric), (2, 1, NULL, '인쇄', 1500), (3, 2, 2, '책자', 1000), (4, 2, 2, '표지', 400)$$,
	'details stand under their item');
SELECT results_eq('SELECT rule, actual, expected FROM violation ORDER BY rule',
	$$VALUES ('cost_basis_amount', 61::numeric, 60::numeric), ('cost_basis_children', 1500, 1400)$$,
	'what disagrees in the book is found, not refused');
SELECT ok(EXISTS (SELECT FROM budget_violation_log WHERE rule = 'cost_basis_children'), 'and recorded');
SELECT throws_ok($$SELECT budget_load_cost_basis('book', 2026, '가나군')$$, '23505', NULL, 'not twice');
SELECT throws_ok($$UPDATE cost_basis SET amount = 1 WHERE label = '책자'; SET CONSTRAINTS ALL IMMEDIATE$$, '23514', NULL,
	'afterwards the rules refuse again');

-- 2. Its stages
CREATE TABLE stages (department text, project text, code text, original_thousand_won text,
					 after_supplementary_1_thousand_won integer, change_thousand_won bigint);
INSERT INTO stages VALUES ('기획과', '가', '201-01', '2300', 2000, -300), ('기획과', '가', '202-01', '61', 61, 0),
						  ('기획과', '가', '301-01', '', 5, 5), ('복지과', '나', '201-01', '1', 3, 1);
SELECT results_eq($$SELECT * FROM budget_load_stages('stages', 2026, '가나군')$$,
	$$VALUES ('project', 1::bigint), ('budget_line', 2), ('budget_line', 4)$$,
	'stages: new lines, one that the book states otherwise, and the supplementary budget');
SELECT results_eq($$SELECT code::text, prior::numeric, current::numeric, change::numeric FROM budget_line WHERE stage = '추경 1회' ORDER BY project_id, code$$,
	$$VALUES ('201-01', 2300::numeric, 2000::numeric, -300::numeric), ('202-01', 61, 61, 0), ('301-01', NULL, 5, 5), ('201-01', 1, 3, 1)$$,
	'a blank is not stated');
SELECT results_eq('SELECT rule, actual, expected FROM violation WHERE rule NOT LIKE ''cost_basis_a%'' AND rule NOT LIKE ''cost_basis_c%'' ORDER BY rule',
	$$VALUES ('budget_line_change', 1::numeric, 2::numeric), ('cost_basis_total', 2300, 2340)$$, 'what disagrees');
SELECT ok(EXISTS (SELECT FROM budget_violation_log WHERE rule = 'budget_line_change'), 'is recorded');

-- 3. Open data, in won
CREATE TABLE expenditure (fyr int, laf_hg_nm text, acnt_dv_nm text, dept_cd text, dbiz_cd text, dbiz_nm text, bdg_cash_amt bigint,
						  bdg_ntep bigint, capep bigint, sggep bigint, etc_amt bigint, ep_amt bigint, cpl_amt bigint, ane_part_cd text);
INSERT INTO expenditure VALUES
	(2026, '다라군', '일반회계', '100', '01', '가', 1234567, 1000000, 0, 234567, 0, 1234568, 1234000, '081'),
	(2026, '다라군', '기금', '100', '02', '가', 5, 0, 0, 4, 0, 0, 5000, '08A');
SELECT results_eq($$SELECT * FROM budget_load_expenditure('expenditure')$$,
	$$VALUES ('project', 2::bigint), ('project_funding', 8), ('budget_total', 2), ('settlement', 2), ('sheet_issue', 2)$$, 'open data');
SELECT results_eq($$SELECT name, function_code::text, current_budget, executed FROM settlement_overview s JOIN project p ON p.id = s.project_id ORDER BY name$$,
	$$VALUES ('가', '081', 1234.567::numeric, 1234.568::numeric), ('가 (02)', '08A', 0.005, 0)$$, 'exact to the won; two projects of a name');
SELECT results_eq($$SELECT v.rule, v.difference FROM violation v JOIN project p ON p.id = v.project_id WHERE p.government = '다라군'$$,
	$$VALUES ('settlement_executed_current_budget', 0.001::numeric)$$, 'paid beyond the budget by a won');
SELECT results_eq($$SELECT content FROM sheet_issue ORDER BY ordinal$$, $$VALUES ('가'), ('5')$$, 'what was changed, and what does not add up');

-- 4. What is refused, and that nothing of it stays
CREATE VIEW book_view AS SELECT * FROM book;
SELECT throws_ok($$SELECT budget_load_cost_basis('book_view', 2027, '가나군')$$, '42809', '"book_view" is not a plain table', 'a view, which may run anything');
SELECT throws_ok($$SELECT budget_load_cost_basis('stages', 2027, '가나군')$$, '42703', 'table "stages" has no column "item_no"', 'a table of another form');
CREATE TABLE typed AS SELECT department, project, code::budget_code, item_no, detail_no, name, basis, amount_thousand_won FROM book;
SELECT throws_ok($$SELECT budget_load_cost_basis('typed', 2027, '가나군')$$, '42804', NULL, 'columns of types of others');
SELECT throws_ok($$SELECT budget_load_cost_basis('book', 2027, '가나군', '')$$, '22023', NULL, 'no stage');
SELECT throws_ok($$SELECT budget_load_cost_basis('book', 2027, '가나군', schema => 'nowhere')$$, '3F000', NULL, 'no model');
INSERT INTO book VALUES ('기획과', '나', '201-01', '1', '', '사무용품', '', '840원어치');
SELECT throws_ok($$SELECT budget_load_cost_basis('book', 2027, '가나군')$$, '22P02', NULL, 'no amount');
SELECT is((SELECT count(*) FROM project WHERE fiscal_year = 2027), 0::bigint, 'nothing of it stays');
SELECT throws_ok($$UPDATE cost_basis SET amount = 1 WHERE label = '책자'; SET CONSTRAINTS ALL IMMEDIATE$$, '23514', NULL,
	'and the rules refuse again');

-- 5. The public files
SELECT budget_create_model('muju') \g /dev/null
SET LOCAL search_path = public, muju;
DROP TABLE stages, expenditure;
SELECT :cost_basis = 0 AS absent \gset
\if :absent
SELECT skip('the public files are not here', 14);
\else
CREATE TABLE costs (department text, project text, code text, item_no int, detail_no int, name text, basis text, amount_thousand_won int);
CREATE TABLE stages (department text, project text, code text, code_name text, original_thousand_won text,
					 after_supplementary_1_thousand_won text, change_thousand_won text);
CREATE TABLE expenditure (fyr text, wa_laf_cd text, wa_laf_hg_nm text, laf_cd text, laf_hg_nm text, acnt_dv_cd text, acnt_dv_nm text, dept_cd text,
	dbiz_cd text, dbiz_nm text, exe_ymd text, bdg_cash_amt numeric, bdg_ntep numeric, capep numeric, sggep numeric, etc_amt numeric, ep_amt numeric,
	cpl_amt numeric, fld_cd text, fld_nm text, ane_part_cd text, part_nm text);
\copy costs FROM PROGRAM 'cat "${BUDGET_EXT_SHARED:-../shared}/data/cost_basis_muju_2026.tsv"' (HEADER, NULL '')
\copy stages FROM PROGRAM 'cat "${BUDGET_EXT_SHARED:-../shared}/data/budget_muju_2026_stages.tsv"' (HEADER, NULL '')
\copy expenditure FROM PROGRAM 'cat "${BUDGET_EXT_SHARED:-../shared}/data/local_expenditure_2026.csv"' (FORMAT csv, HEADER)
SELECT results_eq($$SELECT * FROM budget_load_cost_basis('costs', 2026, '무주군', schema => 'muju')$$,
	$$VALUES ('project', 1529::bigint), ('budget_line', 2730), ('cost_basis', 8366)$$, 'cost bases');
SELECT results_eq($$SELECT * FROM budget_load_stages('stages', 2026, '무주군', schema => 'muju')$$,
	$$VALUES ('project', 48::bigint), ('budget_line', 0), ('budget_line', 2829)$$, 'stages, whose original budget is the sum of the items everywhere');
SELECT results_eq($$SELECT department, stage, current FROM department_overview ORDER BY 1, 2$$,
	$$SELECT department, '본예산', sum(nullif(original_thousand_won, '')::numeric) FROM stages GROUP BY 1
	  UNION ALL SELECT department, '추경 1회', sum(after_supplementary_1_thousand_won::numeric) FROM stages GROUP BY 1 ORDER BY 1, 2$$,
	'sums by department are the sources''');
SELECT is((SELECT sum(amount)::numeric FROM cost_basis WHERE parent_id IS NULL),
		  (SELECT sum(amount_thousand_won)::numeric FROM costs WHERE detail_no IS NULL), 'and of the items');
SELECT is_empty('SELECT * FROM violation', 'the book agrees with itself in every rule');
SELECT results_eq('SELECT result, count(*) FROM cost_basis_check GROUP BY result ORDER BY result',
	$$VALUES ('반올림', 1::bigint), ('식 아님', 19), ('일치', 7357)$$, 'and its calculations with their amounts, but for one');
SELECT results_eq($$SELECT label, basis, amount, evaluated FROM cost_basis_check WHERE result = '반올림'$$,
	$$VALUES ('무주군공공청사(3종시설물)전점검', E'10개소정기안\n2,100,000원*10개소*1회', 21000::numeric, 21001::numeric)$$,
	'line 2125: a wrapped name is read as ten won, which are rounded up');
-- what was paid by month, where the book has the project and the item in that department
CREATE TABLE payments (department text, project text, item_name text, payments int, paid_won bigint, m01 bigint, m02 bigint, m03 bigint, m04 bigint,
	m05 bigint, m06 bigint, m07 bigint, m08 bigint);
\copy payments FROM PROGRAM 'cat "${BUDGET_EXT_SHARED:-../shared}/data/execution_muju_2026_monthly.tsv"' (HEADER)
INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount)
SELECT p.id, 2026, s.code::budget_code, make_date(2026, m.month::int, 1), from_won(m.paid)
FROM payments e
JOIN stages s USING (department, project)
JOIN project p ON p.name = e.project AND p.department = e.department AND p.government = '무주군'
CROSS JOIN LATERAL unnest(ARRAY[m01, m02, m03, m04, m05, m06, m07, m08]) WITH ORDINALITY m (paid, month)
WHERE s.code_name = e.item_name AND m.paid <> 0;
SELECT is((SELECT sum(amount)::numeric * 1000 FROM execution),
		  (SELECT sum(paid_won)::numeric FROM payments e
		   WHERE EXISTS (SELECT FROM stages s WHERE (s.department, s.project, s.code_name) = (e.department, e.project, e.item_name))),
		  'payments, to the won');
SELECT results_eq('SELECT rule, count(*), sum(difference) FROM violation GROUP BY rule',
	$$VALUES ('execution_budget', 64::bigint, 14048499.999)$$, 'more was paid than the book has, 64 times');
SELECT results_eq($$
	SELECT v.project, v.subject, v.actual, v.expected, v.difference
	FROM violation v JOIN project p ON p.id = v.project_id
	WHERE p.name IN ('하천재해예방사업(전환사업)', '농산물 가격안정기금 전출금', '무주사랑 상품권 운영') AND v.difference > 300000
	ORDER BY v.difference DESC$$,
	$$VALUES ('하천재해예방사업(전환사업)', '2026년 401-01', 5744173.553, 993759::numeric, 4750414.553),
			 ('무주사랑 상품권 운영', '2026년 301-14', 3039978.272, 2520250, 519728.272),
			 ('농산물 가격안정기금 전출금', '2026년 702-01', 6500000, 6000000, 500000)$$,
	'three of them, explained in docs/book.md');
SELECT results_eq($$SELECT * FROM budget_load_expenditure('expenditure', 'muju')$$,
	$$VALUES ('project', 3744::bigint), ('project_funding', 14976), ('budget_total', 3744), ('settlement', 3744), ('sheet_issue', 2)$$, 'open data');
SELECT is((SELECT sum(current_budget)::numeric * 1000 FROM settlement), (SELECT sum(bdg_cash_amt) FROM expenditure), 'to the won');
SELECT is((SELECT sum(amount) * 1000 FROM funding_mix WHERE fiscal_year = 2026), (SELECT sum(bdg_ntep + capep + sggep + etc_amt) FROM expenditure), 'its funding');
SELECT is((SELECT count(*) FROM violation WHERE rule = 'settlement_executed_current_budget'),
		  (SELECT count(*) FROM expenditure WHERE ep_amt > bdg_cash_amt), 'payments beyond the budget');
\endif
SELECT * FROM finish();
ROLLBACK;

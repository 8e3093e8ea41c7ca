-- The model's views: what they show of the reference figures, that each check
-- of the view violation finds its disagreement and nothing else does, and who
-- may read them.
\set QUIET 1
BEGIN;
SELECT no_plan();

SELECT budget_create_model() \g /dev/null
SET LOCAL search_path = public, budget;
-- what the rules refuse must be here to be seen
SET LOCAL budget_ext.enforcement = 'off';

INSERT INTO project (id, name, fiscal_year, is_annual, is_new, is_continuing, is_ordinary, is_investment,
					 total_cost, national_cost, subsidy_rate)
VALUES (1, '표본', 2017, true, false, true, true, false, 350000, 0, 0);
INSERT INTO project_funding (project_id, source, amount) VALUES (1, '국비', 0), (1, '시비', 350000), (1, '구비', NULL);
INSERT INTO project_text (project_id, section, ordinal, body, stated_item, stated_amount)
VALUES (1, '사업내용', 1, '총사업비 : 350,000천원', '총사업비', 350000);
INSERT INTO budget_total (project_id, fiscal_year, current, current_subsidy, change, change_rate, scheduled)
VALUES (1, 2017, 350000, 0, 150000, 75, 350000);
INSERT INTO budget_line (project_id, fiscal_year, code, current, current_subsidy, change, change_rate)
VALUES (1, 2017, '20101', 120000, 0, 100000, 500), (1, 2017, '20103', 230000, 0, 50000, 28);
INSERT INTO cost_basis (id, project_id, fiscal_year, code, parent_id, ordinal, depth, label, basis, amount)
VALUES (1, 1, 2017, '20101', NULL, 1, 1, '세미나', NULL, 20000),
	   (2, 1, 2017, '20101', 1, 2, 2, '강사료', '2,000,000원*4회', 8000),
	   (3, 1, 2017, '20101', 1, 3, 2, '자료집', NULL, 12000),
	   (4, 1, 2017, '20101', NULL, 4, 1, '홍보 지원', NULL, 100000),
	   (5, 1, 2017, '20103', NULL, 1, 1, '정례총회', NULL, 230000);
INSERT INTO schedule_step (project_id, fiscal_year, ordinal, step, starts_on, ends_on, amount)
VALUES (1, 2017, 1, '홍보지원', '2017-01-01', '2017-12-31', 100000),
	   (1, 2017, 2, '행사', '2017-04-01', '2017-10-31', 250000);
INSERT INTO settlement (project_id, year, original_budget, carried_in, adjustment, current_budget,
						executed, carried_out, remaining)
VALUES (1, 2015, 100000, 0, 0, 100000, 88645, 0, 11355);
INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount)
VALUES (1, 2017, '20101', '2017-03-02', 30000.5), (1, 2017, '20101', '2017-05-02', 60000);
INSERT INTO budget_transfer (id, kind, fiscal_year, project_id, code, amount)
VALUES (1, '변경사용', 2017, 1, '20101', 5000);
INSERT INTO budget_transfer_line (transfer_id, kind, ordinal, project_id, code, amount)
VALUES (1, '변경사용', 1, 1, '20101', -5000), (1, '변경사용', 2, 1, '20103', 5000);

-- 1. Columns: names, order and base types that others rely on
CREATE FUNCTION pg_temp.columns(relation regclass, OUT columns text)
	LANGUAGE sql
	AS $$ SELECT string_agg(format('%s %s', attname, format_type(atttypid, NULL)), ', ' ORDER BY attnum)
		  FROM pg_attribute WHERE attrelid = relation AND attnum > 0 $$;
SELECT matches(pg_temp.columns('budget_overview'), '^project_id bigint, project text, fiscal_year integer, code text, code_name text, two_years_before numeric, prior numeric, current numeric, subsidy numeric, change numeric, change_rate numeric, change_label text, share_rate numeric\M', 'budget_overview');
SELECT matches(pg_temp.columns('funding_overview'), '^project_id bigint, project text, source text, amount numeric, share_rate numeric\M', 'funding_overview');
SELECT matches(pg_temp.columns('cost_basis_rollup'), '^project_id bigint, project text, fiscal_year integer, code text, ordinal integer, depth integer, label text, basis text, amount numeric, children_amount numeric, difference numeric\M', 'cost_basis_rollup');
SELECT matches(pg_temp.columns('schedule_overview'), '^project_id bigint, project text, fiscal_year integer, step text, starts_on date, ends_on date, amount numeric, share_rate numeric\M', 'schedule_overview');
SELECT matches(pg_temp.columns('settlement_overview'), '^project_id bigint, project text, year integer, original_budget numeric, carried_in numeric, adjustment numeric, current_budget numeric, executed numeric, carried_out numeric, remaining numeric, execution_rate numeric\M', 'settlement_overview');
SELECT is(pg_temp.columns('violation'), 'rule text, section text, project_id bigint, project text, subject text, expected numeric, actual numeric, difference numeric, message text', 'violation');
SELECT is_empty($$
	SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
	FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
	JOIN pg_type t ON t.oid = a.atttypid
	WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'v'
	  AND t.typnamespace <> 'pg_catalog'::regnamespace $$,
	'every view is in types that any tool knows');
SELECT cmp_ok((SELECT count(*) FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'v'), '>=', 23::bigint,
			  'and all views are there');
SELECT is_empty($$
	SELECT c.relname, a.attname
	FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
	WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind IN ('r', 'v')
	  AND (obj_description(c.oid, 'pg_class') IS NULL OR obj_description(c.oid, 'pg_class') !~ '[가-힣]'
		   OR col_description(c.oid, a.attnum) IS NULL OR col_description(c.oid, a.attnum) !~ '[가-힣]') $$,
	'every table, view and column has a Korean comment');

-- 2. Figures
SELECT results_eq(
	'SELECT code, code_name, prior, current, subsidy, change, change_rate, change_label, share_rate
	 FROM budget_overview ORDER BY code NULLS FIRST',
	$$VALUES (NULL, NULL, NULL::numeric, 350000::numeric, 0::numeric, 150000::numeric, 75::numeric, '증', 100.0),
			 ('201-01', '사무관리비', NULL, 120000, 0, 100000, 500, '증', 34.3),
			 ('201-03', '행사운영비', NULL, 230000, 0, 50000, 28, '증', 65.7)$$,
	'budget_overview: what is stated where A is blank, never 신규');
SELECT results_eq(
	'SELECT source, amount, share_rate, is_national FROM funding_overview ORDER BY amount DESC NULLS LAST',
	$$VALUES ('시비', 350000::numeric, 100.0, false), ('국비', 0, 0.0, true), ('구비', NULL, NULL, false)$$,
	'funding_overview');
SELECT results_eq(
	'SELECT code, ordinal, amount, children_amount, difference FROM cost_basis_rollup ORDER BY code, ordinal',
	$$VALUES ('201-01', 1, 20000::numeric, 20000::numeric, 0::numeric), ('201-01', 2, 8000, NULL, NULL),
			 ('201-01', 3, 12000, NULL, NULL), ('201-01', 4, 100000, NULL, NULL), ('201-03', 1, 230000, NULL, NULL)$$,
	'cost_basis_rollup');
SELECT results_eq(
	'SELECT step, amount, share_rate FROM schedule_overview ORDER BY ordinal',
	$$VALUES ('홍보지원', 100000::numeric, 28.6), ('행사', 250000, 71.4)$$,
	'schedule_overview');
SELECT results_eq(
	'SELECT year, current_budget, executed, remaining, execution_rate FROM settlement_overview',
	$$VALUES (2015, 100000::numeric, 88645::numeric, 11355::numeric, 88.6)$$,
	'settlement_overview');
SELECT results_eq(
	'SELECT code, budget, transferred, current_budget, executed, remaining, execution_rate
	 FROM execution_overview ORDER BY code',
	$$VALUES ('201-01', 120000::numeric, -5000::numeric, 115000::numeric, 90000.500, 24999.500, 78.3),
			 ('201-03', 230000, 5000, 235000, 0, 235000, 0.0)$$,
	'execution_overview, to the won');
SELECT results_eq(
	'SELECT kind, nature, total_cost, subsidy_rate FROM project_overview',
	$$VALUES ('계속', '경상', 350000::numeric, 0::numeric)$$,
	'project_overview');

-- Where no total is stated it is added up; where a rate is not, it is worked out.
INSERT INTO project (id, name, fiscal_year) VALUES (2, '계 없음', 2017);
INSERT INTO budget_line (project_id, fiscal_year, code, prior, current)
VALUES (2, 2017, '20101', 180000, 230000), (2, 2017, '20103', 0, 10000), (2, 2017, '20201', 10000, 0);
SELECT results_eq(
	'SELECT code, prior, current, change, change_rate, change_label, share_rate
	 FROM budget_overview WHERE project_id = 2 ORDER BY code NULLS FIRST',
	$$VALUES (NULL, 190000::numeric, 240000::numeric, 50000::numeric, 26.3, '증', 100.0),
			 ('201-01', 180000, 230000, 50000, 27.8, '증', 95.8),
			 ('201-03', 0, 10000, 10000, NULL, '신규', 4.2),
			 ('202-01', 10000, 0, -10000, -100.0, '폐지', 0.0)$$,
	'budget_overview: totals and rates that are not stated');

-- A total that is stated in part, and a stage without one
INSERT INTO project (id, name, fiscal_year) VALUES (3, '계 일부', 2017);
INSERT INTO budget_total (project_id, fiscal_year, current) VALUES (3, 2017, 100);
INSERT INTO budget_line (project_id, fiscal_year, stage, code, prior, current, current_subsidy, change_rate)
VALUES (3, 2017, '본예산', '20101', 40, 60, 5, NULL), (3, 2017, '본예산', '20103', 10, 40, NULL, NULL),
	   (3, 2017, '추경 1회', '20101', NULL, 70, NULL, 5), (3, 2017, '추경 1회', '20103', NULL, 30, NULL, NULL);
SELECT results_eq(
	'SELECT stage, code, project, prior, current, subsidy, change, change_rate, share_rate
	 FROM budget_overview WHERE project_id = 3 ORDER BY stage, code NULLS FIRST',
	$$VALUES ('본예산', NULL, '계 일부', 50::numeric, 100::numeric, 5::numeric, 50::numeric, 100.0, 100.0),
			 ('본예산', '201-01', '계 일부', 40, 60, 5, 20, 50.0, 60.0),
			 ('본예산', '201-03', '계 일부', 10, 40, NULL, 30, 300.0, 40.0),
			 ('추경 1회', NULL, '계 일부', NULL, 100, NULL, NULL, NULL, 100.0),
			 ('추경 1회', '201-01', '계 일부', NULL, 70, NULL, NULL, 5, 70.0),
			 ('추경 1회', '201-03', '계 일부', NULL, 30, NULL, NULL, NULL, 30.0)$$,
	'budget_overview: a total that is stated in part, and a stage without one');
SELECT results_eq(
	'SELECT stage, sum(current) FROM budget_overview WHERE project_id = 3 AND code IS NULL GROUP BY stage ORDER BY stage',
	$$VALUES ('본예산', 100::numeric), ('추경 1회', 100)$$, 'totals alone');
DELETE FROM project WHERE id = 3;

-- The stage in force is the last one.
INSERT INTO budget_line (project_id, fiscal_year, stage, code, current)
VALUES (2, 2017, '추경 2회', '20101', 2), (2, 2017, '추경 10회', '20101', 10);
SELECT results_eq(
	'SELECT budget FROM execution_overview WHERE project_id = 2 AND code = ''201-01''', 'VALUES (10::numeric)',
	'execution_overview: the last stage of the budget');
DELETE FROM project WHERE id = 2;

-- Many projects: sums within a government, rates of sums over what both sides state
INSERT INTO project (id, name, fiscal_year, government, department, function_code)
VALUES (11, '가', 2017, '갑', '기획과', '081'), (12, '나', 2017, '갑', '복지과', '082'), (13, '다', 2017, '을', '복지과', '081');
INSERT INTO budget_line (project_id, fiscal_year, code, prior, current)
VALUES (11, 2017, '20101', 100, 150), (11, 2017, '20103', NULL, 50), (12, 2017, '20101', 200, 100), (13, 2017, '30101', 0, 7);
INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount)
VALUES (11, 2017, '20101', '2017-01-15', 60), (11, 2017, '20101', '2017-03-02', 30), (12, 2017, '20101', '2017-03-30', 60);
SELECT results_eq(
	$$SELECT department, projects, prior, current, change, change_rate, share_rate
	  FROM department_overview WHERE government = '갑' ORDER BY department$$,
	$$VALUES ('기획과', 1::bigint, 100::numeric, 200::numeric, 50::numeric, 50.0, 66.7),
			 ('복지과', 1, 200, 100, -100, -50.0, 33.3)$$,
	'department_overview');
SELECT results_eq(
	$$SELECT level, field, sector, name, projects, current, change, change_rate, share_rate
	  FROM function_overview WHERE government = '갑' ORDER BY field, sector NULLS FIRST$$,
	$$VALUES ('field', '080', NULL, '사회복지', 2::bigint, 300::numeric, -50::numeric, -16.7, 100.0),
			 ('sector', '080', '081', '기초생활보장', 1, 200, 50, 50.0, 66.7),
			 ('sector', '080', '082', '취약계층지원', 1, 100, -100, -50.0, 33.3)$$,
	'function_overview');
SELECT results_eq(
	$$SELECT level, code, code_name, projects, current, share_rate
	  FROM object_overview WHERE government = '갑' ORDER BY code$$,
	$$VALUES ('group', '200', '물건비', 2::bigint, 300::numeric, 100.0), ('object', '201', '일반운영비', 2, 300, 100.0),
			 ('item', '201-01', '사무관리비', 2, 250, 83.3), ('item', '201-03', '행사운영비', 1, 50, 16.7)$$,
	'object_overview');
SELECT results_eq(
	$$SELECT rank, project, code, change, change_label FROM top_changes WHERE government = '갑' ORDER BY rank$$,
	$$VALUES (1::bigint, '나', '201-01', -100::numeric, '감'), (2, '가', '201-01', 50, '증'), (3, '가', '201-03', NULL, NULL)$$,
	'top_changes');
SELECT results_eq(
	$$SELECT month, executed, executed_so_far, budget, execution_rate FROM execution_progress
	  WHERE government = '갑' ORDER BY month$$,
	$$VALUES (date '2017-01-01', 60::numeric, 60::numeric, 300::numeric, 20.0), (date '2017-03-01', 90, 150, 300, 50.0)$$,
	'execution_progress');
SELECT is((SELECT execution_rate FROM execution_progress WHERE government IS NULL ORDER BY month LIMIT 1), 8.6,
		  'a project without a government counts too');
DELETE FROM project WHERE id > 10;

-- Sources over a government's projects; a blank one counts no project
INSERT INTO project (id, name, fiscal_year, government) VALUES (21, '가', 2026, '갑'), (22, '나', 2026, '갑'), (23, '다', 2026, '을');
INSERT INTO project_funding (project_id, source, amount)
VALUES (21, '국비', 100), (21, '군비', 50.5), (22, '국비', 0), (22, '군비', NULL), (22, '도비', 49.5), (23, '군비', 7);
SELECT results_eq(
	$$SELECT source, is_national, projects, amount, share_rate FROM funding_mix WHERE government = '갑' ORDER BY source$$,
	$$VALUES ('국비', true, 2::bigint, 100::numeric, 50.0), ('군비', false, 1, 50.5, 25.3), ('도비', false, 1, 49.5, 24.8)$$,
	'funding_mix');

-- A basis against its amount, and how the amount was rounded
INSERT INTO cost_basis (id, project_id, fiscal_year, code, ordinal, label, basis, amount)
SELECT 100 + row_number() OVER (), 21, 2026, '20101', row_number() OVER (), label, basis, amount::thousand_won
FROM (VALUES ('가', '1,500원*3명', '5'), ('나', E'1,500원*3명\n1,500원*3명', '10'), ('다', '1,200원*2명', '2'), ('라', '1,900원*2명', '3'),
			 ('마', '1,000원*2명', '3'), ('바', '운영비', '1'), ('사', '1,000원', NULL), ('아', NULL, '1')) v (label, basis, amount);
SELECT results_eq(
	$$SELECT label, amount, evaluated, difference, result FROM cost_basis_check WHERE project_id = 21 ORDER BY ordinal$$,
	$$VALUES ('가', 5::numeric, 5::numeric, 0::numeric, '일치'), ('나', 10, 10, 0, '일치'), ('다', 2, 3, -1, '반올림'),
			 ('라', 3, 4, -1, '내림'), ('마', 3, 2, 1, '차이'), ('바', 1, NULL, NULL, '식 아님'), ('사', NULL, 1, NULL, '금액 없음')$$,
	'cost_basis_check: a line without a basis is not there');
DELETE FROM project WHERE id > 20;

-- Carry-over from year to year: within a sheet, else in another year's sheet of the project
INSERT INTO project (id, name, fiscal_year, government, department)
VALUES (31, '가', 2017, '갑', '기획과'), (32, '가', 2019, '갑', '기획과'), (33, '가', 2018, '갑', '복지과'), (34, '나', 2018, NULL, NULL);
INSERT INTO settlement (project_id, year, carried_in, carried_in_accident, carried_out, carried_out_accident, carried_out_express)
VALUES (31, 2014, 0, 0, 10, 10, 0), (31, 2015, 10, 10, 30, 5, 25), (32, 2016, 29, 5, 0, 0, 0), (32, 2017, 0, NULL, NULL, NULL, NULL),
	   (33, 2016, 7, 0, 0, 0, 0), (34, 2016, 0, 0, 8, 0, 8);
SELECT results_eq(
	$$SELECT project_id, year, carried_out, next_project_id, next_carried_in, difference, accident_again
	  FROM carry_over_chain WHERE project_id > 30 ORDER BY project_id, year$$,
	$$VALUES (31::bigint, 2014, 10::numeric, 31::bigint, 10::numeric, 0::numeric, false), (31, 2015, 30, 32, 29, -1, true),
			 (32, 2016, 0, 32, 0, 0, false), (32, 2017, NULL, NULL, NULL, NULL, NULL),
			 (33, 2016, 0, NULL, NULL, NULL, false), (34, 2016, 8, NULL, NULL, NULL, false)$$,
	'carry_over_chain');
INSERT INTO project (id, name, fiscal_year, government, department)
VALUES (35, '가', 2018, '갑', '기획과'), (36, '나', 2019, NULL, NULL), (37, '나', 2016, NULL, NULL),
	   (38, '나', 2018, '갑', NULL), (39, '나', 2019, '갑', NULL);
INSERT INTO settlement (project_id, year, carried_in, carried_out)
VALUES (35, 2016, 30, NULL), (35, 2017, 5, NULL), (36, 2017, 9, NULL), (37, 2017, 8, NULL), (37, 2018, 7, NULL),
	   (36, 2018, 6, NULL), (38, 2016, NULL, 4), (39, 2017, 3, NULL);
SELECT results_eq(
	$$SELECT project_id, year, next_project_id, next_carried_in, difference
	  FROM carry_over_chain WHERE project_id IN (31, 32, 34, 36, 38) ORDER BY project_id, year$$,
	$$VALUES (31::bigint, 2014, 31::bigint, 10::numeric, 0::numeric), (31, 2015, 35, 30, 0), (32, 2016, 32, 0, 0), (32, 2017, NULL, NULL, NULL),
			 (34, 2016, 37, 8, 0), (36, 2017, 36, 6, NULL), (36, 2018, NULL, NULL, NULL), (38, 2016, 39, 3, -1)$$,
	'carry_over_chain: of several sheets the same, else the first; without a government or a department, too');
DELETE FROM project WHERE id > 30;

-- Two years through the changes of codes in 2027: 202-04 is 202-01 then,
-- 401-01 was split, 401-04 is a part of 201-03
INSERT INTO project (id, name, fiscal_year, government) VALUES (41, '가', 2026, '갑'), (42, '나', 2026, '갑'), (43, '가', 2027, '갑'), (44, '가', 2027, '을');
INSERT INTO budget_line (project_id, fiscal_year, code, current)
VALUES (41, 2026, '20201', 100), (42, 2026, '20204', 20), (41, 2026, '40101', 1000), (42, 2026, '20102', 5), (41, 2026, '20101', NULL),
	   (43, 2027, '20201', 150), (43, 2027, '40101', 400), (43, 2027, '40102', 700), (43, 2027, '20101', 9),
	   (44, 2027, '20101', 9);
SELECT results_eq(
	$$SELECT code, prior_codes, prior, current, change, change_rate, change_label FROM year_over_year
	  WHERE government = '갑' AND fiscal_year = 2027 ORDER BY code NULLS FIRST$$,
	$$VALUES (NULL, '401-01', 1000::numeric, NULL::numeric, NULL::numeric, NULL::numeric, '나뉨'),
			 ('201-01', NULL, NULL, 9, 9, NULL, '신규'),
			 ('201-02', '201-02', 5, NULL, -5, NULL, '폐지'),
			 ('202-01', '202-01, 202-04', 120, 150, 30, 25.0, '증'),
			 ('401-01', NULL, NULL, 400, 400, NULL, '신규'),
			 ('401-02', NULL, NULL, 700, 700, NULL, '신규')$$,
	'year_over_year follows codes that were merged, and says which were split');
SELECT results_eq(
	$$SELECT government, fiscal_year, code, prior, change, change_label FROM year_over_year
	  WHERE government IS NOT NULL AND (fiscal_year = 2026 OR government = '을') ORDER BY government, code$$,
	$$VALUES ('갑', 2026, '201-02', NULL::numeric, NULL::numeric, NULL), ('갑', 2026, '202-01', NULL, NULL, NULL),
			 ('갑', 2026, '202-04', NULL, NULL, NULL), ('갑', 2026, '401-01', NULL, NULL, NULL),
			 ('을', 2027, '201-01', NULL, NULL, NULL)$$,
	'year_over_year: nothing is new where there is no year before');
DELETE FROM project WHERE id > 40;

-- 3. Violations: none in the reference figures as they stand here
SELECT is_empty('SELECT * FROM violation', 'nothing disagrees');

-- what violation shows after STATEMENTS, which are taken back
CREATE FUNCTION pg_temp.found(statements text) RETURNS text[]
	LANGUAGE plpgsql
	AS $$
DECLARE
	found text[];
BEGIN
	BEGIN
		EXECUTE statements;
		SELECT array_agg(concat_ws(' ', rule, trim_scale(actual), trim_scale(expected), trim_scale(difference))
						 ORDER BY rule, actual)
		INTO found FROM violation;
		RAISE EXCEPTION USING ERRCODE = 'PT001';
	EXCEPTION WHEN SQLSTATE 'PT001' THEN
		NULL;
	END;
	RETURN found;
END
$$;

SELECT is(pg_temp.found(statements), expected, coalesce(expected[1], statements))
FROM (VALUES
	('UPDATE project SET is_new = true', '{project_new_or_continuing}'),
	('UPDATE project SET is_investment = true', '{project_ordinary_or_investment}'),
	('UPDATE project_funding SET amount = 349999.999 WHERE source = ''시비''', '{project_total_cost 350000 349999.999 0.001}'),
	('UPDATE project SET national_cost = 10', '{project_national_cost 10 0 10}'),
	('UPDATE project SET subsidy_rate = 10', '{project_subsidy_rate 10 0 10}'),
	('UPDATE project_text SET stated_amount = 250000', '{project_text_total_cost 350000 250000 100000}'),
	('INSERT INTO project_text (project_id, section, ordinal, body, stated_item, stated_number, stated_amount)
	  VALUES (1, ''사업목적'', 1, ''총사업비 3억원'', ''총사업비'', 2, ''3억'')', '{project_text_total_cost 350000 300000 50000}'),
	('UPDATE budget_total SET prior = 0, change = 350000, change_rate = NULL; UPDATE budget_line SET change = NULL',
	 '{project_kind_budget 0}'),
	('UPDATE project SET total_cost = 400000; UPDATE project_funding SET amount = 400000 WHERE source = ''시비'';
	  UPDATE project_text SET stated_amount = 400000', '{project_total_cost_budget 400000 350000 50000}'),
	('UPDATE budget_line SET prior = 20001 WHERE code = ''20101''',
	 '{budget_line_change 100000 99999 1}'),
	('UPDATE budget_line SET prior = 180000, change_rate = 27.7 WHERE code = ''20103''', '{budget_line_change_rate 27.7 27.8 -0.1}'),
	('UPDATE budget_line SET prior = 180000, change_rate = 27.8 WHERE code = ''20103''', NULL),
	('UPDATE budget_line SET prior = 180000, change_rate = 50000 * 100.0 / 180000 WHERE code = ''20103''', NULL),
	('UPDATE budget_line SET current_subsidy = NULL, change_subsidy = 3; UPDATE budget_line SET prior_subsidy = 1, current_subsidy = 0 WHERE code = ''20101''',
	 '{budget_line_change_subsidy 3 -1 4}'),
	('UPDATE budget_line SET change_rate = 29 WHERE code = ''20103''', '{budget_line_stated_change_rate 29 28 1}'),
	('UPDATE budget_total SET change_rate = 75.1', '{budget_total_stated_change_rate 75.1 75 0.1}'),
	('UPDATE budget_total SET prior = 200000, change_rate = 74', '{budget_total_change_rate 74 75 -1}'),
	('UPDATE budget_total SET prior = 200000, change = 150001', '{budget_total_change 150001 150000 1,budget_total_of_change 150001 150000 1}'),
	('UPDATE budget_total SET two_years_before = 100000; UPDATE budget_line SET two_years_before = 40000', '{budget_total_of_two_years_before 100000 80000 20000}'),
	('UPDATE budget_total SET two_years_before = 100000', NULL),
	('UPDATE budget_line SET current = 110000 WHERE code = ''20101''', '{budget_line_stated_change_rate 500 1000 -500,budget_total_of_current 350000 340000 10000,cost_basis_total 110000 120000 -10000}'),
	('UPDATE budget_total SET current_subsidy = 5', '{budget_total_of_current_subsidy 5 0 5}'),
	('UPDATE cost_basis SET amount = 11000 WHERE id = 3', '{cost_basis_children 20000 19000 1000}'),
	('UPDATE cost_basis SET amount = 240000 WHERE id = 5', '{cost_basis_total 230000 240000 -10000}'),
	('UPDATE cost_basis SET basis = ''2,000,400원*4회'' WHERE id = 2', '{cost_basis_amount 8000 8002 -2}'),
	('UPDATE cost_basis SET basis = ''2,000,100원*4회'' WHERE id = 2', NULL),
	('UPDATE cost_basis SET basis = ''네 번'' WHERE id = 2', NULL),
	('INSERT INTO cost_basis (id, project_id, fiscal_year, code, ordinal, label, amount) VALUES (9, 1, 2017, ''20201'', 1, ''여비'', 100)',
	 '{cost_basis_total 100}'),
	('UPDATE budget_total SET scheduled = 340000', '{schedule_total 340000 350000 -10000}'),
	('UPDATE schedule_step SET amount = 260000 WHERE ordinal = 2', '{schedule_budget 350000 360000 -10000,schedule_total 350000 360000 -10000}'),
	('UPDATE schedule_step SET amount = amount + CASE ordinal WHEN 1 THEN 1 ELSE -1 END', '{schedule_cost_basis 100001 100000 1}'),
	('UPDATE settlement SET current_budget = 90000, remaining = 1355', '{settlement_current_budget 90000 100000 -10000}'),
	('UPDATE settlement SET remaining = 11354.999', '{settlement_remaining 11354.999 11355 -0.001}'),
	('UPDATE settlement SET returned = 355', '{settlement_remaining 11355 11000 355}'),
	('UPDATE settlement SET carried_in_express = 1, carried_in_accident = 0, carried_in_continuing = 0', '{settlement_carried_in 0 1 -1}'),
	('UPDATE settlement SET carried_out_express = 0, carried_out_accident = 2, carried_out_continuing = 0', '{settlement_carried_out 0 2 -2}'),
	('UPDATE settlement SET current_budget_subsidy = 3, original_budget_subsidy = 1, carried_in_subsidy = 1, adjustment_subsidy = 2',
	 '{settlement_current_budget_subsidy 3 4 -1}'),
	('UPDATE settlement SET current_budget_subsidy = 3, executed_subsidy = 1, carried_out_subsidy = 1, remaining_subsidy = 0',
	 '{settlement_remaining_subsidy 0 1 -1}'),
	('UPDATE settlement SET executed = 100001, remaining = -1', '{settlement_executed_current_budget 100001 100000 1}'),
	('UPDATE settlement SET obligated = 80000', '{settlement_executed_obligated 88645 80000 8645}'),
	('INSERT INTO settlement (project_id, year, carried_in) VALUES (1, 2016, 500)', '{settlement_carry_over 500 0 500}'),
	('INSERT INTO settlement (project_id, year, original_budget) VALUES (1, 2017, 340000)', '{settlement_original_budget 340000 350000 -10000}'),
	('UPDATE budget_total SET two_years_before = 90000', '{settlement_original_budget 100000 90000 10000}'),
	('UPDATE budget_total SET prior = 200000; INSERT INTO settlement (project_id, year, original_budget) VALUES (1, 2016, 200001)',
	 '{settlement_original_budget 200001 200000 1}'),
	('UPDATE budget_transfer_line SET amount = 4000 WHERE ordinal = 2', '{budget_transfer_increase 5000 4000 1000}'),
	('UPDATE budget_transfer_line SET code = ''20201'' WHERE ordinal = 1', '{budget_transfer_decrease 5000 0 5000,execution_budget 0 -5000 5000}'),
	('INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount) VALUES (1, 2017, ''20103'', ''2017-06-01'', 235000.001)',
	 '{execution_budget 235000.001 235000 0.001}'),
	('INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount) VALUES (1, 2017, ''20103'', ''2017-06-01'', 235000)', NULL)
) v (statements, expected_text)
CROSS JOIN LATERAL (SELECT expected_text::text[]) e (expected);

-- 4. The message says both figures and their difference
UPDATE project_text SET stated_amount = 250000;
SELECT results_eq(
	'SELECT section, project, subject, message FROM violation',
	$$VALUES ('사업내용', '표본', '총사업비', '기본 현황의 총사업비 350,000천원, 사업내용의 총사업비 250,000천원: 차이 100,000천원')$$,
	'the contradiction of the reference sheet');
UPDATE budget_line SET prior = 180000, change_rate = 27.7 WHERE code = '20103';
SELECT is((SELECT message FROM violation WHERE rule = 'budget_line_change_rate'),
		  '증감률 27.7%, (B-A)*100/A 27.8%: 차이 △0.1%포인트', 'a rate');
UPDATE budget_line SET prior = 230000, change_rate = -1.3 WHERE code = '20103';
SELECT is((SELECT message FROM violation WHERE rule = 'budget_line_change_rate'),
		  '증감률 △1.3%, (B-A)*100/A 0%: 차이 △1.3%포인트', 'a rate below zero, as documents write it');
UPDATE budget_line SET prior = NULL, change_rate = 28 WHERE code = '20103';

-- 5. Report views
SELECT results_eq(
	$$SELECT "구분", "예산액(B)", "증감률(%)" FROM "예산총괄"$$,
	$$VALUES ('계', '     350,000', 75::numeric), ('201-01', '     120,000', 500), ('201-03', '     230,000', 28)$$,
	'예산총괄: the total first');
SELECT results_eq(
	$$SELECT "과목", "산출내역", "금액", "아래 줄의 합", "확인" FROM "산출근거"$$,
	$$VALUES ('201-01', '사무관리비', '     120,000', '     120,000', '일치'),
			 ('', '○ 세미나', '      20,000', '      20,000', '일치'),
			 ('', '  - 강사료', '       8,000', '            ', ''),
			 ('', '  - 자료집', '      12,000', '            ', ''),
			 ('', '○ 홍보 지원', '     100,000', '            ', ''),
			 ('201-03', '행사운영비', '     230,000', '     230,000', '일치'),
			 ('', '○ 정례총회', '     230,000', '            ', '')$$,
	'산출근거: each code, then its lines');
SELECT results_eq(
	$$SELECT "사업추진절차", "추진기간", "예산집행금액", "구성비(%)" FROM "추진일정"$$,
	$$VALUES ('계', '', '     350,000', 100.0), ('홍보지원', '2017.01~2017.12', '     100,000', 28.6),
			 ('행사', '2017.04~2017.10', '     250,000', 71.4)$$,
	'추진일정: the total first');
SELECT results_eq(
	$$SELECT "연도", "예산현액", "집행액", "집행잔액", "집행률(%)" FROM "결산"$$,
	$$VALUES (2015, '     100,000', '      88,645', '      11,355', 88.6)$$,
	'결산');
INSERT INTO sheet_issue (project_id, ordinal, line, section, kind, message)
VALUES (1, 1, 37, '예산 총괄', '적지 않음', '2015년 예산액이 비어 있음');
SELECT results_eq(
	$$SELECT "근거", "항목", "대상", "적힌 값", "차이" FROM "정합성점검"$$,
	$$VALUES ('규칙', '사업내용', '총사업비', '     350,000', '     100,000'),
			 ('원문', '예산 총괄', '37행', '            ', '            ')$$,
	'정합성점검: rules, then the text');

-- 6. A reader needs the views alone
CREATE ROLE budget_reader;
GRANT USAGE ON SCHEMA budget TO budget_reader;
DO $$
DECLARE
	view regclass;
BEGIN
	FOR view IN SELECT oid FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'v' LOOP
		EXECUTE format('GRANT SELECT ON %s TO budget_reader', view);
	END LOOP;
END
$$;
SET LOCAL ROLE budget_reader;
SELECT lives_ok(format('SELECT * FROM %s', oid::regclass), relname || ' is readable by itself')
FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'v'
ORDER BY relname;
SELECT throws_ok('SELECT * FROM project', '42501', NULL, 'its tables are not');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;

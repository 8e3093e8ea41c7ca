-- A model partitioned by fiscal year: its rules, keys, sums and views are those
-- of one that is not, on partitions that come later too.
\set QUIET 1
SELECT no_plan();
SET client_min_messages = warning;
SELECT budget_create_model('budget', true), budget_create_model('plain', false) \g /dev/null
SELECT set_eq($$SELECT relname::text FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'p'$$,
	$$VALUES ('budget_line'), ('cost_basis'), ('execution')$$, 'partitioned tables');
SELECT throws_ok($$INSERT INTO budget.project (id, name, fiscal_year) VALUES (1, '가', 2026);
	INSERT INTO budget.budget_line (project_id, fiscal_year, code) VALUES (1, 2026, '20101')$$, '23514', NULL, 'no year without its partition');
SELECT bag_eq($$SELECT * FROM budget_add_fiscal_year('budget', 2026)$$,
	$$VALUES ('budget_line_2026'), ('cost_basis_2026'), ('execution_2026')$$, 'a year''s partitions');
SELECT is_empty($$SELECT * FROM budget_add_fiscal_year('budget', 2026)$$, 'once');
SELECT lives_ok($$SELECT budget_add_fiscal_year('budget', 2025)$$, 'another year');
SELECT throws_ok($$SELECT budget_add_fiscal_year('budget', 20260)$$, '22023', NULL, 'a year out of range');
SELECT throws_ok($$SELECT budget_add_fiscal_year('plain', 2026)$$, '42809', NULL, 'a model that is not partitioned');
SELECT throws_ok($$SELECT budget_add_fiscal_year('public', 2026)$$, '42P01', NULL, 'no model');
SELECT is_empty($$SELECT rule FROM budget_rules WHERE state <> 'ok'$$, 'all rules are in force');
SELECT set_eq($$SELECT rule, mode FROM budget_rules WHERE relation::text LIKE 'budget.%'$$,
	$$SELECT rule, mode FROM budget_rules WHERE relation::text LIKE 'plain.%'$$, 'the rules of a model that is not');

-- A sheet, a line by line change, and what must be refused
\set sheet `cat docs/sample/project_sheet.txt`
SELECT throws_ok(format('SELECT budget_load_sheet(%L, 2017)', :'sheet'), '23514', NULL, 'a sheet of a year that is not there');
SELECT lives_ok($$SELECT budget_add_fiscal_year('budget', 2017)$$, 'is there');
SELECT lives_ok(format('SELECT budget_load_sheet(%L, 2017), budget_load_sheet(%L, 2017, ''plain'')', :'sheet', :'sheet'), 'a sheet');
SELECT bag_eq('SELECT rule, subject, actual, expected FROM budget.violation', 'SELECT rule, subject, actual, expected FROM plain.violation', 'the same is found');
SELECT bag_eq('SELECT code, current, change_rate, share_rate FROM budget.budget_overview', 'SELECT code, current, change_rate, share_rate FROM plain.budget_overview', 'the same is shown');
SELECT is((SELECT count(*) FROM budget.cost_basis_2017), (SELECT count(*) FROM plain.cost_basis), 'in its partition');
SELECT throws_ok($$UPDATE budget.budget_line_2017 SET current = current + 1 WHERE code = '20101'; SET CONSTRAINTS ALL IMMEDIATE$$, '23514', NULL, 'a sum');
SELECT throws_ok($$UPDATE budget.cost_basis SET amount = amount + 1 WHERE parent_id IS NOT NULL; SET CONSTRAINTS ALL IMMEDIATE$$, '23514', NULL, 'a tree');
SELECT throws_ok($$UPDATE budget.budget_line_2017 SET change = change + 1, prior = 0$$, '23514', NULL, 'a row');
SELECT throws_ok($$INSERT INTO budget.budget_line_2017 (project_id, fiscal_year, code) VALUES ((SELECT max(id) FROM budget.project), 2017, '20199')$$, '23514', NULL, 'a code');
SELECT throws_ok($$INSERT INTO budget.budget_line (project_id, fiscal_year, code) VALUES (99, 2017, '20101')$$, '23503', NULL, 'a line without its project');
SELECT throws_ok($$UPDATE budget.cost_basis SET parent_id = (SELECT max(id) FROM budget.cost_basis) WHERE depth = 2 AND code = '20101'$$, '23503', NULL, 'a child of another code');

-- Sums: each way to write, on the table and on a partition
INSERT INTO budget.project (id, name, fiscal_year, government, department) VALUES (101, '가', 2026, '갑', '기획과'), (102, '나', 2025, '갑', '기획과');
INSERT INTO budget.budget_line (project_id, fiscal_year, code, current) VALUES (101, 2026, '20101', 5), (102, 2025, '20101', 7);
INSERT INTO budget.execution (project_id, fiscal_year, code, executed_on, amount) VALUES (101, 2026, '20101', '2026-05-01', 3);
SELECT is(budget_refresh_summary(), 3::bigint, 'refreshed');
INSERT INTO budget.budget_line_2026 (project_id, fiscal_year, code, current) VALUES (101, 2026, '20103', 6);
SELECT results_eq('SELECT fiscal_year, current FROM budget.department_overview WHERE department = ''기획과'' ORDER BY 1',
	'VALUES (2025, 7::numeric), (2026, 11)', 'a line written to a partition');
SELECT is(budget_refresh_summary(), 1::bigint, 'is marked');
UPDATE budget.budget_line SET fiscal_year = 2025 WHERE project_id = 101 AND code = '20103';
SELECT results_eq('SELECT fiscal_year, current FROM budget.department_overview WHERE department = ''기획과'' ORDER BY 1',
	'VALUES (2025, 13::numeric), (2026, 5)', 'a line moved to another partition');
SELECT is(budget_refresh_summary(), 2::bigint, 'marks both');
TRUNCATE budget.execution_2026;
SELECT is_empty('SELECT * FROM budget.execution_progress', 'a partition emptied');
SELECT is((SELECT feed FROM budget.budget_summary_stale), 'execution', 'is marked');
ALTER TABLE budget.budget_line DETACH PARTITION budget.budget_line_2025;
SELECT is(budget_refresh_summary(everything => true), 3::bigint, 'everything, after a partition was taken away');
SELECT results_eq('SELECT fiscal_year, current FROM budget.department_overview WHERE department = ''기획과''', 'VALUES (2026, 5::numeric)', 'whose lines are gone');
SELECT throws_ok($$SELECT budget_add_fiscal_year('budget', 2025)$$, '42P07', NULL, 'a detached partition still has its name');
ALTER TABLE budget.budget_line ATTACH PARTITION budget.budget_line_2025 FOR VALUES IN (2025);
SELECT is_empty($$SELECT * FROM budget_add_fiscal_year('budget', 2025)$$, 'and is the year''s when it is back');
SELECT lives_ok('DELETE FROM budget.project', 'a project goes with its rows in every partition');
SELECT is((SELECT count(*) FROM budget.budget_line) + (SELECT count(*) FROM budget.cost_basis), 0::bigint, 'none is left');
SELECT is_empty('SELECT * FROM budget_upgrade_model()', 'it is of this version');
SELECT * FROM finish();

-- The sums of governments (집계): whatever is written, and however much of it has
-- been refreshed, the overviews show what the views of version 1.0 add up from
-- all lines; and that refreshed ones are read, not added up again.
\set QUIET 1
SELECT no_plan();
SET client_min_messages = warning;
SELECT budget_create_model() \g /dev/null
CREATE SCHEMA oracle;
SELECT replace(replace(budget_model_views_1_0(), 'CREATE VIEW @model@.', 'CREATE VIEW oracle.'), '@model@.', 'budget.') AS views \gset
-- (some read each other: those are the same in both)
SET search_path = public, budget;
SELECT regexp_replace(:'views', 'CREATE VIEW oracle.violation.*?;\n', '') AS views \gset
:views
SET search_path = public, budget, oracle;

-- overviews that differ from the oracle's, and how
CREATE FUNCTION pg_temp.differing() RETURNS SETOF text
	LANGUAGE plpgsql
	AS $$
DECLARE
	v text;
	columns text;
	a text;
	b text;
BEGIN
	FOREACH v IN ARRAY ARRAY['department_overview', 'function_overview', 'object_overview', 'top_changes', 'execution_progress',
							 'funding_mix', 'year_over_year', 'carry_over_chain', 'cost_basis_check', 'budget_overview', 'budget_in_force', 'execution_overview'] LOOP
		SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
		FROM pg_attribute WHERE attrelid = ('oracle.' || v)::regclass AND attnum > 0;
		a := format('SELECT %s FROM budget.%I', columns, v);
		b := format('SELECT %s FROM oracle.%I%s', columns, v, CASE v WHEN 'top_changes' THEN ' WHERE rank <= 100' ELSE '' END);
		RETURN QUERY EXECUTE format(
			'SELECT %L || side || t FROM (SELECT '' more '', x::text FROM (%s EXCEPT ALL %s) x
			 UNION ALL SELECT '' less '', x::text FROM (%s EXCEPT ALL %s) x) d (side, t)', v, a, b, b, a);
	END LOOP;
	RETURN QUERY SELECT 'program' FROM (
		SELECT sum(current) AS s FROM program_overview WHERE level = 'unit'
		UNION SELECT sum(current) FROM program_overview WHERE level = 'account'
		UNION SELECT sum(gross) FROM net_overview
		UNION SELECT sum(current)::numeric FROM budget_line) s HAVING count(*) > 1;
END
$$;
CREATE FUNCTION pg_temp.marks() RETURNS text
	LANGUAGE sql
	AS $$SELECT string_agg(DISTINCT concat_ws(' ', feed, government, fiscal_year), ', ' ORDER BY concat_ws(' ', feed, government, fiscal_year)) FROM budget_summary_stale$$;

SELECT is_empty('SELECT pg_temp.differing()', 'nothing yet');
INSERT INTO project (id, name, fiscal_year, government, bureau, department, account, policy, unit, function_code) VALUES
	(1, '가', 2026, '갑', '국', '기획과', '일반회계', '정책', '단위', '081'), (2, '나', 2026, '갑', '국', '복지과', '일반회계', '정책', '단위', '082'),
	(3, '가', 2025, '갑', '국', '기획과', '일반회계', '정책', '단위', '081'), (4, '가', 2026, '을', NULL, '기획과', '일반회계', NULL, NULL, '080'),
	(5, '무', 2026, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (6, '무', 2025, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO budget_line (project_id, fiscal_year, stage, code, prior, current, change_rate)
SELECT p, 2027 - 1 - (p IN (3, 6))::int, stage, code::text::budget_code, nullif(p * 10, 50), p * 17 + length(stage) - code % 7, NULL
FROM unnest(ARRAY[1, 2, 3, 4, 5, 6]) p, unnest(ARRAY[20101, 20103, 30101, 40101, 70101]) code,
	 unnest(ARRAY['본예산', '추경 1회', '추경 2회 성립전 1차']) stage;
INSERT INTO budget_line (project_id, fiscal_year, code, prior, current) VALUES (1, 2027, '20101', 7, NULL), (2, 2026, '20201', NULL, 5);
INSERT INTO budget_total (project_id, fiscal_year, current, prior) SELECT 3, 2025, sum(current), sum(prior) FROM budget_line WHERE project_id = 3 AND stage = '본예산';
INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount)
SELECT p, 2026, '20101', date '2026-01-20' + 20 * p, p FROM generate_series(1, 6) p;
INSERT INTO project_funding (project_id, source, amount) SELECT p, source, p FROM generate_series(1, 6) p, unnest(ARRAY['국비', '군비']) source;
INSERT INTO settlement (project_id, year, carried_in, carried_out) VALUES (1, 2024, 0, 4), (3, 2024, 0, 3), (1, 2025, 5, 0), (3, 2025, 3, 0), (5, 2024, 0, 1), (6, 2025, 2, 0);
INSERT INTO cost_basis (project_id, fiscal_year, stage, code, ordinal, basis, amount)
VALUES (1, 2026, '추경 1회', '20101', 1, '5,000원*3명', 15), (1, 2026, '추경 1회', '20101', 2, '?', (SELECT current - 15 FROM budget_line WHERE project_id = 1 AND stage = '추경 1회' AND code = '20101'));
SELECT is_empty('SELECT pg_temp.differing()', 'lines, nothing refreshed');
SELECT is(pg_temp.marks(), 'budget 갑 2025, budget 갑 2026, budget 갑 2027, budget 을 2026, execution 갑 2026, execution 을 2026, '
		  'funding 갑 2025, funding 갑 2026, funding 을 2026', 'what was written is marked, projects without a government are not');
SELECT is(budget_refresh_summary(), 9::bigint, 'refreshed');
SELECT is(pg_temp.marks(), NULL, 'no marks are left');
SELECT is_empty('SELECT pg_temp.differing()', 'all refreshed');
SELECT is(budget_refresh_summary(), 0::bigint, 'nothing to do');

-- that they are read: a sum that is not the lines' is shown
UPDATE budget_summary SET current = current + 1000 WHERE kind = 'department' AND government = '을';
SELECT is((SELECT current - (SELECT sum(current)::numeric FROM budget_line WHERE project_id = 4 AND stage = '본예산') FROM department_overview
		   WHERE government = '을' AND stage = '본예산'), 1000::numeric, 'what has been added up is read');
SELECT isnt_empty('SELECT pg_temp.differing()', 'and the oracle would see it');
SELECT is(budget_refresh_summary(everything => true), 9::bigint, 'everything anew');
SELECT is_empty('SELECT pg_temp.differing()', 'is right again');

-- Each way to write: what it marks, and that the overviews show it
CREATE TABLE writes (no serial, statements text, marks text);
INSERT INTO writes (statements, marks) VALUES
	('UPDATE budget_line SET current = current + 1 WHERE project_id = 1 AND fiscal_year = 2026 AND code = ''20103''', 'budget 갑 2026'),
	('INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (4, 2024, ''20101'', 9)', 'budget 을 2024'),
	('DELETE FROM budget_line WHERE project_id = 2 AND code = ''20201''', 'budget 갑 2026'),
	('UPDATE budget_line SET project_id = 4 WHERE project_id = 2 AND stage = ''추경 1회'' AND code = ''30101'' AND false', NULL),
	('UPDATE budget_line SET fiscal_year = 2023 WHERE project_id = 2 AND code = ''40101''', 'budget 갑 2023, budget 갑 2026'),
	('UPDATE budget_line SET current = 4 WHERE project_id = 5', NULL),
	('UPDATE project SET department = ''새 과'' WHERE id = 1', 'budget 갑 2026, budget 갑 2027, execution 갑 2026, funding 갑 2026'),
	('UPDATE project SET government = ''병'' WHERE id = 1',
	 'budget 갑 2026, budget 갑 2027, budget 병 2026, budget 병 2027, execution 갑 2026, execution 병 2026, funding 갑 2026, funding 병 2026'),
	('UPDATE project SET government = NULL WHERE id = 4', 'budget 을 2026, execution 을 2026, funding 을 2026'),
	('UPDATE project SET government = ''을'', fiscal_year = 2025 WHERE id = 5', 'budget 을 2026, execution 을 2026, funding 을 2025, funding 을 2026'),
	('UPDATE project SET location = ''저기'' WHERE id = 2', NULL),
	('DELETE FROM project WHERE id = 2', 'budget 갑 2026, execution 갑 2026, funding 갑 2026'),
	('UPDATE execution SET executed_on = ''2026-12-31'', amount = 8 WHERE project_id = 1', 'execution 갑 2026'),
	('DELETE FROM execution WHERE project_id = 4', 'execution 을 2026'),
	('UPDATE project_funding SET amount = 100 WHERE project_id = 3 AND source = ''국비''', 'funding 갑 2025'),
	('TRUNCATE execution', 'execution 갑 2026, execution 을 2026'),
	('TRUNCATE budget_line', 'budget 갑 2025, budget 갑 2026, budget 갑 2027, budget 을 2026'),
	('TRUNCATE project CASCADE', 'budget 갑 2025, budget 갑 2026, budget 갑 2027, budget 을 2026, execution 갑 2026, execution 을 2026, '
	 'funding 갑 2025, funding 갑 2026, funding 을 2026'),
	('INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (1, 2026, ''20201'', 1) ON CONFLICT DO NOTHING;
	  INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (3, 2025, ''20101'', 1) ON CONFLICT (project_id, fiscal_year, stage, code) DO UPDATE SET label = ''-''',
	 'budget 갑 2025, budget 갑 2026');
-- after STATEMENTS, which are taken back: marks, what differs, and what differs once refreshed
CREATE FUNCTION pg_temp.after(statements text, OUT marks text, OUT differing text, OUT refreshed text)
	LANGUAGE plpgsql
	AS $$
BEGIN
	BEGIN
		SET LOCAL budget_ext.enforcement = 'off';
		EXECUTE statements;
		marks := pg_temp.marks();
		differing := (SELECT string_agg(d, E'\n') FROM pg_temp.differing() d);
		PERFORM budget_refresh_summary();
		refreshed := (SELECT string_agg(d, E'\n') FROM pg_temp.differing() d);
		RAISE SQLSTATE 'PT001';
	EXCEPTION WHEN SQLSTATE 'PT001' THEN
		NULL;
	END;
END
$$;
SELECT is(a.marks, w.marks, w.statements) || E'\n' || is(a.differing, NULL, 'is shown at once') || E'\n' || is(a.refreshed, NULL, 'and refreshed')
FROM (SELECT * FROM writes ORDER BY no) w, pg_temp.after(w.statements) a;
SELECT is(pg_temp.marks(), NULL, 'rolled back, nothing is marked');

-- The mark of a savepoint that is rolled back is not relied on; nor one that a refresh took away
BEGIN;
SAVEPOINT a;
UPDATE budget_line SET label = 'x' WHERE project_id = 1 AND fiscal_year = 2026;
ROLLBACK TO a;
SELECT is(pg_temp.marks(), NULL, 'a mark is rolled back with its savepoint');
UPDATE budget_line SET current = current + 1 WHERE project_id = 1 AND fiscal_year = 2026;
SELECT is(pg_temp.marks(), 'budget 갑 2026', 'and set again');
SELECT budget_refresh_summary() \g /dev/null
UPDATE budget_line SET current = current + 1 WHERE project_id = 1 AND fiscal_year = 2026;
SELECT is(pg_temp.marks(), 'budget 갑 2026', 'and after a refresh in the same transaction');
SELECT is_empty('SELECT pg_temp.differing()', 'which is shown');
ROLLBACK;

-- Who may write a line need not be able to write a mark, nor to read them
CREATE ROLE budget_summary_writer;
GRANT USAGE ON SCHEMA budget TO budget_summary_writer;
GRANT SELECT, UPDATE ON budget_line, budget_total, project, cost_basis TO budget_summary_writer;
BEGIN;
SET LOCAL ROLE budget_summary_writer;
SET LOCAL search_path = pg_temp;
CREATE TEMPORARY TABLE budget_summary_stale (feed int);
UPDATE budget.budget_line SET current = current + 1 WHERE project_id = 1 AND fiscal_year = 2027;
RESET ROLE;
SET LOCAL search_path = public, budget;
SELECT is((SELECT count(*) FROM budget.budget_summary_stale), 1::bigint, 'another role writes');
ROLLBACK;
SELECT throws_ok($$SET LOCAL ROLE budget_summary_writer; SELECT budget_refresh_summary()$$, '42501', NULL, 'but does not refresh');

-- Refused
SELECT throws_ok($$SELECT budget_refresh_summary('public')$$, '42P01', NULL, 'no model');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT throws_ok('SELECT budget_refresh_summary()', '0A000', NULL, 'not with an old snapshot');
ROLLBACK;
CREATE TABLE other (id int);
SELECT throws_ok($$CREATE TRIGGER t BEFORE INSERT ON other EXECUTE FUNCTION budget_mark_summary('budget'); INSERT INTO other VALUES (1)$$,
	'39P01', NULL, 'not for a statement');
SELECT throws_ok($$CREATE TRIGGER t BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION budget_mark_summary('nothing'); INSERT INTO other VALUES (1)$$,
	'39P01', NULL, 'not without saying for what');
SELECT throws_ok($$CREATE TRIGGER t BEFORE INSERT ON other FOR EACH ROW EXECUTE FUNCTION budget_mark_summary('budget'); INSERT INTO other VALUES (1)$$,
	'42703', 'table "other" has no column "project_id"', 'not on any table');

-- The names follow the schema's
ALTER SCHEMA budget RENAME TO "예산";
UPDATE "예산".budget_line SET current = current + 1 WHERE project_id = 1 AND fiscal_year = 2027;
SELECT is((SELECT count(*) FROM "예산".budget_summary_stale), 1::bigint, 'a schema of another name');
SELECT is(budget_refresh_summary('예산'), 1::bigint, 'is refreshed by it');

-- Stages in their order
SELECT results_eq($$SELECT s FROM unnest(ARRAY['최종예산', '추경 10회', '추경 2회', '추경1회', '추경 1회 성립전 5차', '성립전 2차', '성립전 1차', '본예산']) s
				   ORDER BY budget_stage_order(s)$$,
	$$VALUES ('본예산'), ('성립전 1차'), ('성립전 2차'), ('추경 1회 성립전 5차'), ('추경1회'), ('추경 2회'), ('추경 10회'), ('최종예산')$$, 'stages');
SELECT is(budget_stage_order(NULL), NULL, 'no stage');
SELECT * FROM finish();
DROP OWNED BY budget_summary_writer;
DROP ROLE budget_summary_writer;

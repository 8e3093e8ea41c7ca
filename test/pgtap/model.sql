-- The model: whose it is, and that each of its rules refuses what it must, and
-- nothing refuses it once the rule is dropped.
--
-- Rules are dropped here, which needs transactions of their own: this file
-- commits, in a database that is its own.
\set QUIET 1
SELECT no_plan();

-- 1. Whose it is
CREATE ROLE budget_model_owner;
CREATE ROLE budget_model_other;
SELECT format('GRANT CREATE ON DATABASE %I TO budget_model_owner', current_database()) \gexec
SET ROLE budget_model_owner;
SELECT lives_ok($$SELECT budget_create_model()$$, 'an ordinary role creates the model');
RESET ROLE;

SELECT is_empty($$
	SELECT c.relname FROM pg_class c
	WHERE c.relnamespace = 'budget'::regnamespace AND c.relowner <> 'budget_model_owner'::regrole
	UNION ALL
	SELECT nspname FROM pg_namespace WHERE nspname = 'budget' AND nspowner <> 'budget_model_owner'::regrole $$,
	'all of it is the creator''s');
SELECT is_empty($$
	SELECT c.relname FROM pg_class c
	JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
	WHERE c.relnamespace = 'budget'::regnamespace $$,
	'none of it is a member of the extension, so that its data are dumped');
SELECT throws_ok('DROP EXTENSION budget_ext', '2BP01', NULL, 'the extension stays while its types are in use');
SELECT is_empty($$SELECT rule FROM budget_rules WHERE state <> 'ok' OR mode <> 'reject' OR description !~ '[가-힣]'$$,
	'every rule is in force and says in Korean what it is');
SELECT is_empty('SELECT * FROM budget_rule_problems', 'and none has a problem');

SELECT throws_ok($$SELECT budget_create_model()$$, '42P07', 'schema "budget" already has a relation "achievement"',
	'not twice in one schema');
CREATE SCHEMA taken;
CREATE VIEW taken."결산" AS SELECT 1;
SELECT throws_ok($$SELECT budget_create_model('taken')$$, '42P07', 'schema "taken" already has a relation "결산"',
	'not beside a relation of the same name');
SELECT is((SELECT count(*) FROM pg_class WHERE relnamespace = 'taken'::regnamespace), 1::bigint, 'and nothing is left of the attempt');
CREATE SCHEMA other;
SET ROLE budget_model_owner;
SELECT throws_ok($$SELECT budget_create_model('other')$$, '42501', 'must be owner of schema "other"', 'not in the schema of another');
RESET ROLE;
SET ROLE budget_model_other;
SELECT throws_ok($$SELECT budget_create_model('new')$$, '42501', NULL, 'not without CREATE on the database');
RESET ROLE;
SELECT lives_ok('SELECT budget_create_model(NULL)', 'NULL is no schema: nothing is done');

-- Any name, and any search_path
CREATE SCHEMA evil;
CREATE FUNCTION evil.quote_ident(text) RETURNS text LANGUAGE sql AS $$SELECT (1/0)::text$$;
CREATE FUNCTION evil.format(text, VARIADIC text[]) RETURNS text LANGUAGE sql AS $$SELECT (1/0)::text$$;
CREATE FUNCTION evil.change_rate(thousand_won, thousand_won) RETURNS numeric LANGUAGE sql AS $$SELECT 1/0::numeric$$;
CREATE DOMAIN evil.thousand_won AS text;
CREATE TABLE evil.project (id int);
SET search_path = evil, pg_catalog, public;
SELECT public.lives_ok($$SELECT public.budget_create_model('it''s "내" 예산')$$, 'any schema name, whatever the search_path');
RESET search_path;
SELECT is_empty($$
	SELECT format('%I.%I', nspname, relname)
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE nspname = 'it''s "내" 예산' AND atttypid = 'evil.thousand_won'::regtype $$,
	'its types are the extension''s');
SELECT is((SELECT count(*) FROM budget_rules WHERE relation::text LIKE '"it''s%'),
		  (SELECT count(*) FROM budget_rules WHERE relation::text LIKE 'budget.%'), 'and it has all the rules');
SET client_min_messages = warning;
DROP SCHEMA "it's ""내"" 예산" CASCADE;
DROP SCHEMA evil CASCADE;
RESET client_min_messages;

-- 2. The rules.  What STATEMENTS violate: the constraint's name, or NULL.
CREATE FUNCTION pg_temp.rejected_by(statements text, without name DEFAULT NULL, target regclass DEFAULT NULL)
	RETURNS text
	LANGUAGE plpgsql
	AS $$
DECLARE
	rule text;
BEGIN
	BEGIN
		IF without IS NOT NULL THEN
			PERFORM budget_drop_rule(without, target);
		END IF;
		EXECUTE statements;
		SET CONSTRAINTS ALL IMMEDIATE;
		RAISE SQLSTATE 'PT001';
	EXCEPTION
		WHEN check_violation THEN
			GET STACKED DIAGNOSTICS rule = CONSTRAINT_NAME;
		WHEN SQLSTATE 'PT001' THEN
			NULL;
	END;
	RETURN rule;
END
$$;

SET search_path = public, budget;
INSERT INTO project (id, name, fiscal_year) VALUES (1, '표본', 2017);

CREATE TEMPORARY TABLE bad (rule name, statements text);
INSERT INTO bad VALUES
	('project_new_or_continuing', 'UPDATE project SET is_new = true, is_continuing = true'),
	('project_ordinary_or_investment', 'UPDATE project SET is_ordinary = true, is_investment = true'),
	('project_subsidy_rate', 'UPDATE project SET total_cost = 1000, national_cost = 333, subsidy_rate = 33.4'),
	('budget_line_pre_established',
	 'INSERT INTO budget_line (project_id, fiscal_year, stage, code, current, pre_established) VALUES (1, 2017, ''추경 1회'', ''20101'', 10, 11)'),
	('budget_line_code', 'INSERT INTO budget_line (project_id, fiscal_year, code) VALUES (1, 2017, ''20199'')'),
	('settlement_current_budget',
	 'INSERT INTO settlement (project_id, year, original_budget, carried_in, adjustment, current_budget)
	  VALUES (1, 2015, 100000, 5000, ''△1,000천원'', 105000)'),
	('settlement_current_budget_subsidy',
	 'INSERT INTO settlement (project_id, year, original_budget_subsidy, carried_in_subsidy, adjustment_subsidy, current_budget_subsidy)
	  VALUES (1, 2015, 1, 1, 1, 2)'),
	('settlement_remaining',
	 'INSERT INTO settlement (project_id, year, current_budget, executed, carried_out, returned, remaining)
	  VALUES (1, 2015, 100000, 88645, 1000, 55, 10300.001)'),
	('settlement_remaining_subsidy',
	 'INSERT INTO settlement (project_id, year, current_budget_subsidy, executed_subsidy, carried_out_subsidy, remaining_subsidy)
	  VALUES (1, 2015, 3, 1, 1, 2)'),
	('settlement_carried_in',
	 'INSERT INTO settlement (project_id, year, carried_in, carried_in_express, carried_in_accident, carried_in_continuing)
	  VALUES (1, 2015, 2, 1, 0, 0)'),
	('settlement_carried_out',
	 'INSERT INTO settlement (project_id, year, carried_out, carried_out_express, carried_out_accident, carried_out_continuing)
	  VALUES (1, 2015, 2, 1, 0, 0)'),
	('project_total_cost',
	 'UPDATE project SET total_cost = 350000; INSERT INTO project_funding (project_id, source, amount) VALUES (1, ''시비'', 349999.999)'),
	('project_national_cost',
	 'UPDATE project SET national_cost = 1;
	  INSERT INTO project_funding (project_id, source, amount) VALUES (1, ''균특'', 2), (1, ''시비'', 1)'),
	('project_text_total_cost',
	 'UPDATE project SET total_cost = 350000;
	  INSERT INTO project_text (project_id, section, ordinal, body, stated_item, stated_amount)
	  VALUES (1, ''사업내용'', 1, ''총사업비'', ''총사업비'', 250000)'),
	('cost_basis_children',
	 'INSERT INTO cost_basis (id, project_id, fiscal_year, code, parent_id, ordinal, depth, amount)
	  VALUES (1, 1, 2017, ''20101'', NULL, 1, 1, 10), (2, 1, 2017, ''20101'', 1, 2, 2, 9)'),
	('cost_basis_total',
	 'INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (1, 2017, ''20101'', 10);
	  INSERT INTO cost_basis (project_id, fiscal_year, code, ordinal, amount) VALUES (1, 2017, ''20101'', 1, 9)'),
	('schedule_total',
	 'INSERT INTO budget_total (project_id, fiscal_year, scheduled) VALUES (1, 2017, 10);
	  INSERT INTO schedule_step (project_id, fiscal_year, ordinal, step, amount) VALUES (1, 2017, 1, ''행사'', 9)'),
	('schedule_budget',
	 'INSERT INTO budget_total (project_id, fiscal_year, current) VALUES (1, 2017, 10);
	  INSERT INTO schedule_step (project_id, fiscal_year, ordinal, step, amount) VALUES (1, 2017, 1, ''행사'', 9)'),
	('budget_transfer_increase',
	 'INSERT INTO budget_transfer (id, kind, fiscal_year, amount) VALUES (1, ''이용'', 2017, 5);
	  INSERT INTO budget_transfer_line (transfer_id, kind, ordinal, project_id, code, amount)
	  VALUES (1, ''이용'', 1, 1, ''20101'', -5), (1, ''이용'', 2, 1, ''20103'', 4)'),
	-- 전용 may not take from another 정책사업
	('budget_transfer_decrease',
	 'INSERT INTO budget_transfer (id, kind, fiscal_year, policy, amount) VALUES (1, ''전용'', 2017, ''갑'', 5);
	  INSERT INTO budget_transfer_line (transfer_id, kind, ordinal, policy, project_id, code, amount)
	  VALUES (1, ''전용'', 1, ''을'', 1, ''20101'', -5), (1, ''전용'', 2, ''갑'', 1, ''20103'', 5)');
-- 증감 and 률, of a line and of the total
INSERT INTO bad
SELECT format('%s_%s', t, item),
	   format('INSERT INTO %s (project_id, fiscal_year, %s) VALUES (1, 2017, %s)', t,
			  CASE t WHEN 'budget_line' THEN 'code, ' ELSE '' END || columns,
			  CASE t WHEN 'budget_line' THEN '''20101'', ' ELSE '' END || figures)
FROM (VALUES ('budget_line'), ('budget_total')) tables (t),
	 (VALUES ('change', 'prior, current, change', '20000, 120000, 100001'),
			 ('change_subsidy', 'prior_subsidy, current_subsidy, change_subsidy', '2, 1, 1'),
			 ('change_rate', 'prior, current, change_rate', '180000, 230000, 27.7'),
			 ('change_rate_subsidy', 'prior_subsidy, current_subsidy, change_rate_subsidy', '180, 230, 29')) item (item, columns, figures);
-- 계 of each figure
INSERT INTO bad
SELECT 'budget_total_of_' || item,
	   format('INSERT INTO budget_total (project_id, fiscal_year, %1$s) VALUES (1, 2017, 350000);
			   INSERT INTO budget_line (project_id, fiscal_year, code, %1$s) VALUES (1, 2017, ''20101'', 120000), (1, 2017, ''20103'', 229999)', item)
FROM unnest(ARRAY['two_years_before', 'two_years_before_subsidy', 'prior', 'prior_subsidy',
				  'current', 'current_subsidy', 'change', 'change_subsidy']) item;

SELECT is(pg_temp.rejected_by(statements), rule::text, rule || ' refuses') FROM bad ORDER BY rule;
SELECT is(pg_temp.rejected_by(b.statements, r.rule, r.relation), NULL, b.rule || ' dropped: nothing refuses')
FROM bad b
JOIN budget_rules r ON r.rule = b.rule AND r.relation::text NOT LIKE '"%'
ORDER BY b.rule;
SELECT set_eq('SELECT rule FROM budget_rules', 'SELECT rule FROM bad', 'no rule is left untried');

-- Disabled triggers let it pass as well: it is they that refuse
SELECT is(pg_temp.rejected_by('ALTER TABLE settlement DISABLE TRIGGER USER; ' || statements), NULL,
		  rule || ' disabled: nothing refuses')
FROM bad WHERE rule LIKE 'settlement%' ORDER BY rule;

-- 3. What is not stated is not wrong
SELECT is(pg_temp.rejected_by(statements), NULL, statements)
FROM (VALUES
	('INSERT INTO budget_line (project_id, fiscal_year, code, current, change, change_rate) VALUES (1, 2017, ''20101'', 120000, 100000, 500)'),
	('INSERT INTO budget_line (project_id, fiscal_year, code, prior, current) VALUES (1, 2017, ''20101'', 20000, 120000)'),
	('INSERT INTO budget_line (project_id, fiscal_year, code, prior, current, change, change_rate)
	  VALUES (1, 2017, ''20101'', 20000, 120000, 100000, 500), (1, 2017, ''20103'', 180000, 230000, 50000, 27.8), (1, 2017, ''20201'', 180000, 230000, 50000, 28)'),
	('INSERT INTO budget_line (project_id, fiscal_year, code, prior, current, change, change_rate) VALUES (1, 2017, ''20101'', 0, 120000, 120000, 100)'),
	('INSERT INTO budget_total (project_id, fiscal_year, current, scheduled) VALUES (1, 2017, 350000, 350000)'),
	('INSERT INTO budget_total (project_id, fiscal_year, two_years_before) VALUES (1, 2017, 100000);
	  INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (1, 2017, ''20101'', 120000)'),
	('INSERT INTO budget_total (project_id, fiscal_year, stage, current) VALUES (1, 2017, ''추경 1회'', 10);
	  INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (1, 2017, ''20101'', 120000)'),
	('INSERT INTO cost_basis (project_id, fiscal_year, code, ordinal, amount) VALUES (1, 2017, ''20101'', 1, 9)'),
	('INSERT INTO schedule_step (project_id, fiscal_year, ordinal, step, amount) VALUES (1, 2017, 1, ''행사'', 9)'),
	('UPDATE project SET total_cost = 350000; INSERT INTO project_funding (project_id, source, amount) VALUES (1, ''시비'', NULL)'),
	('INSERT INTO settlement (project_id, year, current_budget, executed) VALUES (1, 2015, 100000, 88645)'),
	('UPDATE project SET subsidy_rate = 0, total_cost = 350000')
) v (statements);

-- 4. A whole sheet, its change, and its end
BEGIN;
INSERT INTO budget_total (project_id, fiscal_year, current, scheduled) VALUES (1, 2017, 30, 30);
INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (1, 2017, '20101', 10), (1, 2017, '20103', 20);
INSERT INTO cost_basis (id, project_id, fiscal_year, code, parent_id, ordinal, depth, amount)
VALUES (1, 1, 2017, '20101', NULL, 1, 1, 10), (2, 1, 2017, '20101', 1, 2, 2, 4), (3, 1, 2017, '20101', 1, 3, 2, 6);
INSERT INTO schedule_step (project_id, fiscal_year, ordinal, step, amount) VALUES (1, 2017, 1, '행사', 30);
COMMIT;
SELECT is(pg_temp.rejected_by($$UPDATE budget_line SET current = 11 WHERE code = '20103'$$), 'budget_total_of_current', 'a line without its total');
SELECT is(pg_temp.rejected_by($$UPDATE budget_line SET current = current + CASE code WHEN '20101' THEN -1 ELSE 1 END$$), 'cost_basis_total', 'a line without its cost basis');
SELECT is(pg_temp.rejected_by($$
	UPDATE budget_line SET current = 11 WHERE code = '20101'; UPDATE budget_total SET current = 31, scheduled = 31;
	UPDATE cost_basis SET amount = 11 WHERE id = 1; UPDATE cost_basis SET amount = 5 WHERE id = 2;
	UPDATE schedule_step SET amount = 31$$), NULL, 'all of it together');
SELECT is(pg_temp.rejected_by('DELETE FROM cost_basis WHERE id = 3'), 'cost_basis_children', 'a part taken away');
SELECT is(pg_temp.rejected_by('DELETE FROM cost_basis WHERE id = 1'), NULL, 'a cost basis with all below it');
SELECT lives_ok('DELETE FROM project', 'a project goes with all its rows');
SELECT is((SELECT count(*) FROM budget_line) + (SELECT count(*) FROM cost_basis) + (SELECT count(*) FROM budget_total)
		  + (SELECT count(*) FROM schedule_step), 0::bigint, 'none is left');

-- 5. Names may change
SET ROLE budget_model_owner;
ALTER SCHEMA budget RENAME TO "예산";
ALTER TABLE "예산".settlement RENAME TO "결산표";
ALTER TABLE "예산"."결산표" RENAME COLUMN current_budget TO "현액";
INSERT INTO "예산".project (id, name, fiscal_year) VALUES (2, '표본', 2017);
SELECT throws_ok($$INSERT INTO "예산"."결산표" (project_id, year, original_budget, carried_in, adjustment, "현액") VALUES (2, 2015, 1, 1, 1, 1)$$,
	'23514', NULL, 'the rules follow');
RESET ROLE;

SELECT * FROM finish();
SET client_min_messages = warning;
DROP SCHEMA "예산" CASCADE;
DROP OWNED BY budget_model_owner;
DROP ROLE budget_model_owner, budget_model_other;

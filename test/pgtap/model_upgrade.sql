-- budget_upgrade_model: nothing is done to a model of this version, and one that
-- lacks things becomes what a new model is.
\set QUIET 1
SELECT no_plan();
SET client_min_messages = warning;
SELECT budget_create_model() \g /dev/null
SELECT budget_create_model('옛 것') \g /dev/null
SELECT is_empty('SELECT * FROM budget_upgrade_model()', 'a model of this version stays as it is');
SELECT throws_ok($$SELECT budget_upgrade_model('public')$$, '42P01', 'schema "public" has no budget model', 'no model');

-- A model of a version that had less
DROP VIEW "옛 것".model_version, "옛 것".year_over_year, "옛 것"."결산", "옛 것"."정합성점검", "옛 것".violation;
DROP TABLE "옛 것".achievement;
SELECT budget_drop_rule('settlement_remaining', '"옛 것".settlement') \g /dev/null
SELECT budget_drop_rule('schedule_budget', '"옛 것".schedule_step') \g /dev/null
INSERT INTO "옛 것".project (id, name, fiscal_year) VALUES (1, '가', 2026);
INSERT INTO "옛 것".settlement (project_id, year, current_budget, executed, carried_out, remaining) VALUES (1, 2025, 10, 5, 0, 4);
SELECT results_eq($$SELECT * FROM budget_upgrade_model('옛 것')$$,
	$$VALUES ('table', 'achievement'), ('view', 'year_over_year'), ('view', 'violation'), ('view', '결산'), ('view', '정합성점검'),
			 ('view', 'model_version'), ('rule', 'settlement_remaining'), ('rule', 'schedule_budget')$$, 'what is missing comes back');
SELECT is_empty($$SELECT * FROM budget_upgrade_model('옛 것')$$, 'once');
SELECT results_eq($$SELECT rule, difference FROM "옛 것".violation$$, $$VALUES ('settlement_remaining', -1::numeric)$$,
	'what violated a rule before it was there is shown');
SELECT throws_ok($$UPDATE "옛 것".settlement SET remaining = 3$$, '23514', NULL, 'and not let in any more');

-- The same as a new one: relations, columns, comments, views, constraints, rules
CREATE FUNCTION pg_temp.model(schema name) RETURNS SETOF text
	LANGUAGE sql
	AS $$
	SELECT replace(v.t, quote_ident(schema) || '.', '')
	FROM (SELECT concat_ws(' ', c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, col_description(c.oid, a.attnum)) AS t
		  FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = quote_ident(schema)::regnamespace
		  UNION ALL
		  SELECT concat_ws(' ', relname, obj_description(oid, 'pg_class'), CASE relkind WHEN 'v' THEN pg_get_viewdef(oid) END)
		  FROM pg_class WHERE relnamespace = quote_ident(schema)::regnamespace
		  UNION ALL
		  SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = quote_ident(schema)::regnamespace AND contype <> 't'
		  UNION ALL
		  SELECT concat_ws(' ', tgname, pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger'))
		  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE c.relnamespace = quote_ident(schema)::regnamespace AND NOT tgisinternal) v (t)
	$$;
SELECT bag_eq($$SELECT pg_temp.model('옛 것')$$, $$SELECT pg_temp.model('budget')$$, 'a model that was brought up is as a new one');
SELECT cmp_ok((SELECT count(*) FROM pg_temp.model('budget')), '>', 600::bigint, 'in all its parts');

-- Of others, and of versions to come
CREATE ROLE budget_upgrade_other;
SET ROLE budget_upgrade_other;
SELECT throws_ok($$SELECT budget_upgrade_model()$$, NULL, NULL, 'not by another than the owner');
RESET ROLE;
CREATE OR REPLACE VIEW budget.model_version AS SELECT '9.0'::text AS version;
SELECT throws_ok($$SELECT budget_upgrade_model()$$, '0A000', NULL, 'a later version is left alone');
SELECT * FROM finish();
DROP ROLE budget_upgrade_other;

-- budget_upgrade_model: a model that version 1.0 made becomes what a new one is;
-- what its owner has changed or added stays; a model that lacks things gets them.
\set QUIET 1
SELECT no_plan();
SET client_min_messages = warning;

-- 1. A model of version 1.0, with rows and with what its owner made of it
DROP EXTENSION budget_ext CASCADE;
CREATE EXTENSION budget_ext VERSION '1.0';
SELECT budget_create_model('옛 것'), budget_create_model('changed') \g /dev/null
INSERT INTO "옛 것".project (id, name, fiscal_year, government, department) VALUES (1, '가', 2026, '갑', '기획과');
INSERT INTO "옛 것".budget_line (project_id, fiscal_year, code, prior, current) VALUES (1, 2026, '20101', 20, 30);
INSERT INTO "옛 것".cost_basis (project_id, fiscal_year, code, ordinal, basis, amount)
VALUES (1, 2026, '20101', 1, '10,000원*3명', 30);
CREATE TABLE keep AS
SELECT to_jsonb(l) AS line, (SELECT to_jsonb(c) FROM "옛 것".cost_basis c) AS basis FROM "옛 것".budget_line l;
CREATE ROLE budget_upgrade_reader;
GRANT SELECT ON "옛 것".department_overview TO budget_upgrade_reader;
GRANT USAGE ON SCHEMA "옛 것" TO budget_upgrade_reader;
CREATE VIEW mine AS SELECT department, current FROM "옛 것".department_overview;

ALTER TABLE changed.budget_line ADD COLUMN memo text;
CREATE INDEX mine ON changed.budget_line (memo);
CREATE OR REPLACE VIEW changed.department_overview AS
SELECT government, fiscal_year, stage, bureau, department, 0::bigint AS projects, 1::numeric AS prior, 1::numeric AS current,
	   1::numeric AS change, 1::numeric AS change_rate, 1::numeric AS share_rate FROM changed.project, (VALUES ('본예산')) v (stage);
ALTER VIEW changed.funding_mix SET (security_invoker = true);
COMMENT ON VIEW changed.top_changes IS '나의 설명';
SELECT budget_set_rule_mode('budget_line_change', 'record', 'changed.budget_line') \g /dev/null
DROP VIEW changed."결산";
-- a name of its own: the text of version 1.0 does not find it any more
ALTER TABLE changed.settlement RENAME COLUMN carried_in TO "이월";

ALTER EXTENSION budget_ext UPDATE;
SELECT budget_create_model() \g /dev/null

SELECT bag_eq($$SELECT kind, count(*) FROM budget_upgrade_model('옛 것') GROUP BY kind$$,
	$$VALUES ('column', 3::bigint), ('index', 5), ('table', 2), ('view', 6), ('view replaced', 14), ('trigger', 9), ('rule', 2)$$,
	'what a model of 1.0 gets');
SELECT is_empty($$SELECT * FROM budget_upgrade_model('옛 것')$$, 'once');
SELECT results_eq($$SELECT l.line, l.basis FROM keep l$$,
	$$SELECT to_jsonb(l) - 'pre_established', (SELECT to_jsonb(c) - '{evaluated,result}'::text[] FROM "옛 것".cost_basis c) FROM "옛 것".budget_line l$$,
	'its rows are what they were');
SELECT results_eq($$SELECT department, current, change_rate FROM "옛 것".department_overview$$, $$VALUES ('기획과', 30::numeric, 50.0)$$,
	'and are added up');
SELECT results_eq($$SELECT result, difference FROM "옛 것".cost_basis_check$$, $$VALUES ('일치', 0::numeric)$$, 'and evaluated');
SELECT results_eq('SELECT * FROM mine', $$VALUES ('기획과', 30::numeric)$$, 'views over its views stay');
SET ROLE budget_upgrade_reader;
SELECT lives_ok('SELECT * FROM "옛 것".department_overview', 'and privileges');
RESET ROLE;
SELECT throws_ok($$INSERT INTO "옛 것".budget_line (project_id, fiscal_year, code) VALUES (1, 2026, '20199')$$, '23514', NULL, 'new rules refuse');
INSERT INTO "옛 것".budget_line (project_id, fiscal_year, code, current) VALUES (1, 2026, '20103', 5);
SELECT results_eq($$SELECT current FROM "옛 것".department_overview$$, $$VALUES (35::numeric)$$, 'what is written afterwards counts');

-- The same as a new one: relations, columns, comments, views, constraints, rules
CREATE FUNCTION pg_temp.model(schema name) RETURNS SETOF text
	LANGUAGE sql
	AS $$
	SELECT replace(v.t, quote_ident(schema) || '.', '')
	FROM (SELECT concat_ws(' ', c.relname, c.relkind, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated,
						   pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)) AS t
		  FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
		  WHERE c.relnamespace = quote_ident(schema)::regnamespace
		  UNION ALL
		  SELECT concat_ws(' ', relname, relreplident, obj_description(oid, 'pg_class'), CASE relkind WHEN 'v' THEN pg_get_viewdef(oid) END)
		  FROM pg_class WHERE relnamespace = quote_ident(schema)::regnamespace
		  UNION ALL
		  SELECT pg_get_indexdef(oid) FROM pg_class WHERE relnamespace = quote_ident(schema)::regnamespace AND relkind = 'i'
		  UNION ALL
		  SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = quote_ident(schema)::regnamespace AND contype <> 't'
		  UNION ALL
		  SELECT concat_ws(' ', tgname, tgenabled, pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger'))
		  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE c.relnamespace = quote_ident(schema)::regnamespace AND NOT tgisinternal) v (t)
	$$;
SELECT bag_eq($$SELECT pg_temp.model('옛 것')$$, $$SELECT pg_temp.model('budget')$$, 'a model that was brought up is as a new one');
SELECT cmp_ok((SELECT count(*) FROM pg_temp.model('budget')), '>', 600::bigint, 'in all its parts');

-- What its owner changed
CREATE TABLE upgrade AS SELECT * FROM budget_upgrade_model('changed');
SELECT set_eq($$SELECT name FROM upgrade WHERE kind = 'view kept'$$, $$VALUES ('department_overview'), ('violation'), ('carry_over_chain')$$,
	'views that have been changed are kept, and named; so are those whose columns have other names');
SELECT results_eq($$SELECT name FROM upgrade WHERE kind = 'view' AND name = '결산'$$, $$VALUES ('결산')$$, 'a view that was dropped comes back');
SELECT is((SELECT reloptions FROM pg_class WHERE oid = 'changed.funding_mix'::regclass), '{security_invoker=true}', 'options of a view stay');
SELECT is(obj_description('changed.top_changes'::regclass), '나의 설명', 'and comments');
SELECT is((SELECT mode FROM budget_rules WHERE relation = 'changed.budget_line'::regclass AND rule = 'budget_line_change'), 'record', 'and modes');
SELECT ok(to_regclass('changed.mine') IS NOT NULL
		  AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'changed.budget_line'::regclass AND attname = 'memo'),
		  'and columns and indexes');
SELECT is((SELECT version FROM changed.model_version), '1.1', 'the version is the new one');

-- Names that the new version needs
SELECT budget_create_model('taken') \g /dev/null
CREATE OR REPLACE VIEW taken.model_version AS SELECT '1.0'::text AS version;
SELECT throws_ok($$SELECT budget_upgrade_model('taken')$$, '42P07', NULL, 'a table of that name that is another''s is not written to');

-- 2. A model that lacks things
DROP VIEW "옛 것".model_version, "옛 것".year_over_year, "옛 것"."결산", "옛 것"."정합성점검", "옛 것".violation;
DROP TABLE "옛 것".achievement;
SELECT budget_drop_rule('settlement_remaining', '"옛 것".settlement') \g /dev/null
SELECT budget_drop_rule('schedule_budget', '"옛 것".schedule_step') \g /dev/null
INSERT INTO "옛 것".settlement (project_id, year, current_budget, executed, carried_out, remaining) VALUES (1, 2025, 10, 5, 0, 4);
SELECT results_eq($$SELECT * FROM budget_upgrade_model('옛 것')$$,
	$$VALUES ('table', 'achievement'), ('view', 'year_over_year'), ('view', 'violation'), ('view', '결산'), ('view', '정합성점검'),
			 ('view', 'model_version'), ('rule', 'settlement_remaining'), ('rule', 'schedule_budget')$$, 'what is missing comes back');
SELECT results_eq($$SELECT rule, difference FROM "옛 것".violation WHERE section = '결산'$$, $$VALUES ('settlement_remaining', -1::numeric)$$,
	'what violated a rule before it was there is shown');
SELECT throws_ok($$UPDATE "옛 것".settlement SET remaining = 3$$, '23514', NULL, 'and not let in any more');
SELECT bag_eq($$SELECT pg_temp.model('옛 것')$$, $$SELECT pg_temp.model('budget')$$, 'again as a new one');

-- 3. Of others, and of versions to come
SELECT is_empty('SELECT * FROM budget_upgrade_model()', 'a model of this version stays as it is');
SELECT throws_ok($$SELECT budget_upgrade_model('public')$$, '42P01', 'schema "public" has no budget model', 'no model');
CREATE ROLE budget_upgrade_other;
SET ROLE budget_upgrade_other;
SELECT throws_ok($$SELECT budget_upgrade_model()$$, NULL, NULL, 'not by another than the owner');
RESET ROLE;
CREATE OR REPLACE VIEW budget.model_version AS SELECT '9.0'::text AS version;
SELECT throws_ok($$SELECT budget_upgrade_model()$$, '0A000', NULL, 'a later version is left alone');
SELECT * FROM finish();
DROP OWNED BY budget_upgrade_reader;
DROP ROLE budget_upgrade_other, budget_upgrade_reader;

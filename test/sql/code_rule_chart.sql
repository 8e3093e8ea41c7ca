-- Code rules: the code stands in the chart of its scope and fiscal year, at the
-- level amounts are entered at.
SET client_min_messages = warning;
CREATE SCHEMA code_rule_chart_test;
SET search_path = code_rule_chart_test, public;
\set SHOW_CONTEXT never

CREATE TABLE line (id int PRIMARY KEY, code budget_code, year int, amount thousand_won, note text);
SELECT budget_add_code_rule('code', 'line', 'code', 'year');
SELECT rule, kind, relation, definition, mode, state FROM budget_rules WHERE relation = 'line'::regclass;

\echo == what is accepted and refused
INSERT INTO line VALUES (1, '201-01', 2017, 5), (2, '401-01', 2026, 5), (3, '401-01', 2027, 5);
INSERT INTO line VALUES (4, '999-99', 2017, 5);
INSERT INTO line VALUES (4, '201', 2017, 5);
INSERT INTO line VALUES (4, '200', 2017, 5);
-- of a year, and no longer or not yet of another
INSERT INTO line VALUES (4, '202-03', 2026, 5);
INSERT INTO line VALUES (5, '202-03', 2027, 5);
INSERT INTO line VALUES (5, '601-01', 2026, 5);
INSERT INTO line VALUES (5, '601-01', 2027, 5);
INSERT INTO line VALUES (9, '201-01', 2007, 5);
UPDATE line SET year = 2027 WHERE id = 4;
UPDATE line SET year = 2027, code = '201-01' WHERE id = 4;
UPDATE line SET code = '202' WHERE id = 4;
-- what is not stated passes; what is not touched is not asked
INSERT INTO line VALUES (6, NULL, 2017, 5), (7, '999-99', NULL, 5), (8, NULL, NULL, 5);
UPDATE line SET note = 'x';
UPDATE line SET year = 2017 WHERE id = 7;
-- what a program reads
DO $$
DECLARE
    state text; s text; t text; c text; k text; m text; d text; h text;
BEGIN
    INSERT INTO line VALUES (9, '201', 2017, 5);
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, s = SCHEMA_NAME, t = TABLE_NAME,
        c = COLUMN_NAME, k = CONSTRAINT_NAME, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL,
        h = PG_EXCEPTION_HINT;
    RAISE WARNING E'state=% schema=% table=% column=% constraint=%\n%\n%\n%', state, s, t, c, k, m, d, h;
END $$;
SELECT id, code, year FROM line ORDER BY id;

\echo == every way in
COPY line (id, code, year) FROM stdin;
20	201-03	2017
21	201	2017
\.
INSERT INTO line VALUES (1, '999-99', 2017, 5) ON CONFLICT (id) DO UPDATE SET code = excluded.code;
INSERT INTO line VALUES (1, '999-99', 2017, 5) ON CONFLICT DO NOTHING;
MERGE INTO line USING (VALUES (1)) v (id) ON line.id = v.id WHEN MATCHED THEN UPDATE SET code = '201';
SELECT count(*) FROM line;

\echo == a chart of the office
INSERT INTO budget_code_chart (scope, code, level, name_ko, years) VALUES
    ('local', '999-99', 'item', '우리 과목', '[2017,2019)'), ('local', '201-01', 'object', '항목이 아님', '[2030,)');
INSERT INTO line VALUES (30, '999-99', 2017, 5), (31, '999-99', 2018, 5);
INSERT INTO line VALUES (32, '999-99', 2019, 5);
INSERT INTO line VALUES (32, '201-01', 2029, 5);
INSERT INTO line VALUES (33, '201-01', 2030, 5);
-- who changes the chart is not asked about rows that are there: budget_violations is
DELETE FROM budget_code_chart WHERE NOT shipped AND code = '999-99';
SELECT rule, key, expected, actual, message FROM budget_violations('code');
SELECT budget_validate('code');
UPDATE line SET amount = 6 WHERE id = 30;
UPDATE line SET year = 2018 WHERE id = 30;
DELETE FROM line WHERE id IN (30, 31);
DELETE FROM budget_code_chart WHERE NOT shipped;
SELECT budget_validate('code');

\echo == scopes
CREATE TABLE national (id int PRIMARY KEY, code budget_code, year smallint);
SELECT budget_add_code_rule('code', 'national', 'code', 'year', scope => 'national');
SELECT definition FROM budget_rules WHERE relation = 'national'::regclass;
INSERT INTO national VALUES (1, '210-01', 2017);
INSERT INTO national VALUES (2, '201-01', 2017);
INSERT INTO line VALUES (40, '210-01', 2017, 5);
CREATE TABLE income (id int PRIMARY KEY, code budget_code, year int);
SELECT budget_add_code_rule('code', 'income', 'code', 'year', scope => 'revenue');
INSERT INTO income VALUES (1, '100', 2017);
CREATE TABLE school (id int PRIMARY KEY, code budget_code, year int);
SELECT budget_add_code_rule('code', 'school', 'code', 'year', scope => 'school');
INSERT INTO school VALUES (1, '201-01', 2017);
INSERT INTO budget_code_chart (scope, code, level, name_ko, years) VALUES ('school', '201-01', 'item', '학교운영비', '(,)');
INSERT INTO school VALUES (1, '201-01', 2017);
DELETE FROM budget_code_chart WHERE NOT shipped;
SELECT budget_add_code_rule('other', 'income', 'code', 'year', scope => 'galaxy');

\echo == functional codes
CREATE TABLE project (id int PRIMARY KEY, "기능 코드" function_code, "회계 연도" int);
SELECT budget_add_code_rule('기능', 'project', '기능 코드', '회계 연도');
SELECT definition FROM budget_rules WHERE relation = 'project'::regclass;
INSERT INTO project VALUES (1, '084', 2024), (2, '08A', 2025);
INSERT INTO project VALUES (3, '084', 2025);
INSERT INTO project VALUES (3, '08A', 2024);
INSERT INTO project VALUES (3, '080', 2024);
UPDATE project SET "회계 연도" = 2025 WHERE id = 1;
ALTER TABLE project RENAME "기능 코드" TO function;
UPDATE project SET function = '080' WHERE id = 1;
SELECT definition FROM budget_rules WHERE relation = 'project'::regclass;

\echo == modes, waivers and the setting
SELECT budget_set_rule_mode('code', 'warn', 'line');
INSERT INTO line VALUES (50, '201', 2017, 5);
SELECT budget_set_rule_mode('code', 'record', 'line');
INSERT INTO line VALUES (51, '200', 2017, 5);
SELECT rule, relation, key, expected, actual, message FROM budget_violation_log WHERE relation = 'line'::regclass;
SELECT budget_set_rule_mode('code', 'reject', 'line');
SELECT budget_waive('code', '{"id": 52}', '과목 신설 전', target => 'line');
INSERT INTO line VALUES (52, '201', 2017, 5);
INSERT INTO line VALUES (53, '201', 2017, 5);
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO line VALUES (53, '201', 2017, 5);
COMMIT;
SELECT key, message FROM budget_violations('code', 'line') ORDER BY key::text;
SELECT budget_set_rule_mode('code', 'maintain', 'line');

\echo == existing rows
SELECT budget_drop_rule('code', 'line');
SELECT budget_add_code_rule('code', 'line', 'code', 'year');
SELECT budget_add_code_rule('code', 'line', 'code', 'year', mode => 'record', validate => false);
SELECT count(*) FROM budget_violations('code', 'line');
SELECT budget_drop_rule('code', 'line');

\echo == partitions, whose columns stand elsewhere
CREATE TABLE parted (id int, year int, code budget_code, PRIMARY KEY (id, year)) PARTITION BY LIST (year);
CREATE TABLE parted1 (code budget_code, junk int, year int NOT NULL, id int NOT NULL);
ALTER TABLE parted1 DROP COLUMN junk;
SELECT budget_add_code_rule('code', 'parted', 'code', 'year');
ALTER TABLE parted ATTACH PARTITION parted1 FOR VALUES IN (2026);
CREATE TABLE parted2 PARTITION OF parted FOR VALUES IN (2027);
INSERT INTO parted VALUES (1, 2026, '202-03');
INSERT INTO parted VALUES (2, 2027, '202-03');
INSERT INTO parted1 VALUES ('201', 2026, 3);
UPDATE parted SET year = 2027;
UPDATE parted SET year = 2027, code = '202-01';
SELECT tableoid::regclass, * FROM parted;
-- one that has the rule of its own, and waivers that name it
CREATE TABLE parted3 (id int, year int, code budget_code, PRIMARY KEY (id, year));
SELECT budget_add_code_rule('own', 'parted3', 'code', 'year');
SELECT budget_waive('own', '{"id": 4, "year": 2028}', '과목 신설 전');
SELECT budget_waive('code', '{"id": 4, "year": 2028}', '과목 신설 전', target => 'parted');
ALTER TABLE parted ATTACH PARTITION parted3 FOR VALUES IN (2028);
INSERT INTO parted VALUES (4, 2028, '201');
SELECT rule, relation, key FROM budget_violation_log WHERE relation IN ('parted'::regclass, 'parted3') ORDER BY rule;

\echo == what is no code rule
SELECT budget_add_code_rule('x', 'line', 'amount', 'year');
SELECT budget_add_code_rule('x', 'line', 'nocode', 'year');
SELECT budget_add_code_rule('x', 'line', 'code', 'noyear');
SELECT budget_add_code_rule('x', 'line', 'code', 'note');
ALTER TABLE line ADD big_year bigint;
SELECT budget_add_code_rule('x', 'line', 'code', 'big_year');
SELECT budget_add_code_rule('x', 'line', 'year', 'code');
SELECT budget_add_code_rule('x', 'line', 'code', 'year', mode => 'maintain');
SELECT budget_add_code_rule('x', 'line', 'code', 'year', scope => NULL);
SELECT budget_add_code_rule('x', 'line', NULL, 'year');
SELECT count(*) FROM budget_rules WHERE rule = 'x';
ALTER TABLE parted DROP COLUMN code;

DROP SCHEMA code_rule_chart_test CASCADE;
DELETE FROM budget_violation_record;
DELETE FROM budget_waiver_record;

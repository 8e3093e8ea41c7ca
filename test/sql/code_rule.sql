-- Code rules: functional codes, years of each type, rows without a key, scopes,
-- and what is refused when a rule is added or judged.
\pset null '(null)'
CREATE SCHEMA code_rule_test;
SET search_path = code_rule_test, public;

-- functional codes: a sector may carry amounts, a field may not
CREATE TABLE project (id int PRIMARY KEY, sector function_code, year smallint);
INSERT INTO project VALUES (1, '080', 2024);
SELECT budget_add_code_rule('sector', 'project', 'sector', 'year');
SELECT budget_add_code_rule('sector', 'project', 'sector', 'year', validate => false);
INSERT INTO project VALUES (2, (SELECT min(code) FROM function_code_chart WHERE scope = 'local' AND level = 'sector' AND years @> 2024), 2024);
INSERT INTO project VALUES (3, '080', 2024);
INSERT INTO project VALUES (4, '999', 2024);
INSERT INTO project VALUES (5, NULL, 2024), (6, '080', NULL);
SELECT rule, relation, key, expected, actual, difference, message FROM budget_violations('sector');
SELECT budget_validate('sector');
DELETE FROM project WHERE id = 1;
SELECT budget_validate('sector');
SELECT rule, kind, definition, mode, state FROM budget_rules;

-- what is no code, no year, no scope
CREATE TABLE plain (code text, year int, ratio numeric, object budget_code);
SELECT budget_add_code_rule('plain', 'plain', 'code', 'year');
SELECT budget_add_code_rule('plain', 'plain', 'object', 'ratio');
SELECT budget_add_code_rule('plain', 'plain', 'object', 'year', scope => 'imperial');

-- a row without a key is recorded without one
SELECT budget_add_code_rule('keyless', 'plain', 'object', 'year', mode => 'record');
INSERT INTO plain (object, year) VALUES ('201', 2024), ('201-01', 2024);
SELECT rule, relation, key, message FROM budget_violation_log;
SELECT rule, relation, key, message FROM budget_violations('keyless');

-- domains, also over smallint; the rule off for a session
CREATE DOMAIN fiscal_year AS smallint;
CREATE DOMAIN item AS budget_code;
CREATE TABLE line (id int PRIMARY KEY, code item, year fiscal_year);
SELECT budget_add_code_rule('line', 'line', 'code', 'year');
INSERT INTO line VALUES (1, '201-01', 2024), (2, '201', 2024);
INSERT INTO line VALUES (1, '201-01', 2024);
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO line VALUES (3, '201', 2024);
COMMIT;
SELECT key, message FROM budget_violations('line');
SELECT rule, state FROM budget_rules WHERE rule = 'line';
UPDATE line SET year = 2023 WHERE id = 3;

DROP SCHEMA code_rule_test CASCADE;

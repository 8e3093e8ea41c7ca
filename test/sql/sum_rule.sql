-- Sum rules: what is accepted and refused at commit, and what is said about it.
SET client_min_messages = warning;
CREATE SCHEMA sum_rule_test;
SET search_path = sum_rule_test, public;
\set SHOW_CONTEXT never

CREATE TABLE project (
    id     int PRIMARY KEY,
    name   text,
    budget thousand_won
);
CREATE TABLE line (
    id      int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project int,
    basis   text,
    amount  thousand_won
);
SELECT budget_add_sum_rule('산출근거', 'project', 'budget', '{id}', 'line', 'amount', '{project}');

-- total and parts in one transaction, in either order; between them anything
BEGIN;
INSERT INTO project VALUES (1, '포럼', 350000);
INSERT INTO line (project, amount) VALUES (1, 120000), (1, 230000);
COMMIT;
BEGIN;
INSERT INTO line (project, amount) VALUES (2, 5), (2, 4.999), (2, 0.001);
INSERT INTO project VALUES (2, '박람회', 10);
COMMIT;

-- one without the other
INSERT INTO project VALUES (3, '세미나', 1);
INSERT INTO line (project, amount) VALUES (3, 1);
UPDATE project SET budget = 250000 WHERE id = 1;
UPDATE line SET amount = amount + 1 WHERE project = 2 AND amount = 5;
DELETE FROM line WHERE project = 2 AND amount = 5;
DELETE FROM project WHERE id = 2;
UPDATE project SET id = 4 WHERE id = 2;
UPDATE line SET project = 4 WHERE project = 2;

-- nothing happened
SELECT * FROM project ORDER BY id;
SELECT project, amount FROM line ORDER BY 1, 2;

-- what a program reads from the error: SET CONSTRAINTS shows it in place
DO $$
DECLARE
    state text; s text; t text; c text; k text; m text; d text; h text;
BEGIN
    UPDATE line SET amount = 20000 WHERE amount = 120000;
    SET CONSTRAINTS ALL IMMEDIATE;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, s = SCHEMA_NAME, t = TABLE_NAME,
        c = COLUMN_NAME, k = CONSTRAINT_NAME, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL,
        h = PG_EXCEPTION_HINT;
    RAISE WARNING E'state=% schema=% table=% column=% constraint=%\n%\n%\n%', state, s, t, c, k, m, d, h;
END $$;

-- both sides change together
BEGIN;
UPDATE line SET amount = 20000 WHERE amount = 120000;
UPDATE project SET budget = budget - 100000 WHERE id = 1;
COMMIT;
BEGIN;
UPDATE project SET id = 20 WHERE id = 2;
UPDATE line SET project = 20 WHERE project = 2;
COMMIT;
BEGIN;
DELETE FROM line WHERE project = 20;
DELETE FROM project WHERE id = 20;
COMMIT;
SELECT * FROM project ORDER BY id;

-- amounts move between parts, and parts between totals
UPDATE line SET amount = amount + CASE amount WHEN 20000 THEN 7 ELSE -7 END;
BEGIN;
INSERT INTO project VALUES (2, '박람회', 20007);
UPDATE line SET project = 2 WHERE amount = 20007;
UPDATE project SET budget = 229993 WHERE id = 1;
COMMIT;
SELECT project, amount FROM line ORDER BY 1, 2;

-- zero: a total of 0 without parts agrees, and so do parts of 0 without a total
INSERT INTO project VALUES (5, 'zero', 0);
INSERT INTO line (project, amount) VALUES (6, 0), (6, 5), (6, -5);
DELETE FROM project WHERE id = 5;

-- NULL: parts count as nothing, a total claims nothing, a key takes no part
INSERT INTO line (project, amount) VALUES (1, NULL);
UPDATE line SET amount = NULL WHERE amount = 20007;
INSERT INTO project VALUES (7, 'open', NULL);
INSERT INTO line (project, amount) VALUES (7, 70);
UPDATE project SET budget = 71 WHERE id = 7;
UPDATE project SET budget = 70 WHERE id = 7;
INSERT INTO line (project, amount) VALUES (7, 1);
UPDATE project SET budget = NULL WHERE id = 7;
INSERT INTO line (project, amount) VALUES (7, 1);
DELETE FROM project WHERE id = 7;
BEGIN;
UPDATE line SET amount = amount + 100 WHERE project = 7 AND amount = 70;
UPDATE project SET budget = 71 WHERE id = 7;
COMMIT;
INSERT INTO line (project, amount) VALUES (NULL, 70);
UPDATE line SET project = 1 WHERE project IS NULL;
UPDATE line SET project = 7 WHERE project IS NULL;
UPDATE line SET project = NULL WHERE project = 1;

-- a NULL total that is filled by rows which bring their own parts: what was
-- there before is seen too
BEGIN;
UPDATE project SET budget = 5 WHERE id = 7;
INSERT INTO line (project, amount) VALUES (7, 5);
COMMIT;

-- the rule in the catalog
SELECT rule, kind, relation, definition, mode, enabled, state FROM budget_rules WHERE rule = '산출근거';
SELECT tgrelid::regclass, tgname, tgdeferrable, tginitdeferred FROM pg_trigger
    WHERE tgrelid IN ('project'::regclass, 'line'::regclass) ORDER BY tgrelid::regclass::text, tgname;

-- existing rows
SELECT budget_validate('산출근거');
SELECT budget_drop_rule('산출근거');
SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('project'::regclass, 'line'::regclass);
UPDATE project SET budget = 229992 WHERE id = 1;
INSERT INTO line (project, amount) VALUES (8, 8);
INSERT INTO project VALUES (9, '9', 9);
SELECT budget_add_sum_rule('산출근거', 'project', 'budget', '{id}', 'line', 'amount', '{project}');
SELECT count(*) FROM budget_rules WHERE rule = '산출근거';
SELECT budget_add_sum_rule('산출근거', 'project', 'budget', '{id}', 'line', 'amount', '{project}', validate => false);
SELECT rule, relation, key, expected, actual, difference FROM budget_violations('산출근거') ORDER BY key;
SELECT message FROM budget_violations(target => 'line') ORDER BY key;
SELECT budget_validate('산출근거', 'line');
SELECT budget_validate(target => 'project');

-- a transaction that leaves what was wrong before alone, or mends it
UPDATE line SET basis = 'x';
UPDATE project SET name = name || '!';
INSERT INTO line (project, amount) VALUES (9, 8);
INSERT INTO line (project, amount) VALUES (9, 9);
UPDATE project SET budget = 229993 WHERE id = 1;
DELETE FROM line WHERE project = 8;
SELECT count(*) FROM budget_violations('산출근거');
SELECT budget_validate();
SELECT budget_drop_rule('산출근거', 'line');

-- '<=': parts never exceed the total
DELETE FROM line;
DELETE FROM project;
SELECT budget_add_sum_rule('limit', 'project', 'budget', '{id}', 'line', 'amount', '{project}', '<=');
INSERT INTO project VALUES (1, 'limit', 100);
INSERT INTO line (project, amount) VALUES (1, 60), (1, 40);
INSERT INTO line (project, amount) VALUES (1, 0.001);
UPDATE project SET budget = 99.999 WHERE id = 1;
DELETE FROM project;
INSERT INTO line (project, amount) VALUES (2, 1);
INSERT INTO line (project, amount) VALUES (2, -1), (2, 1), (2, -5);
DELETE FROM line WHERE amount = 60;
UPDATE project SET budget = 41;
UPDATE line SET amount = amount + 1 WHERE amount = 40;
BEGIN;
INSERT INTO line (project, amount) VALUES (1, 10);
UPDATE project SET budget = budget + 9;
COMMIT;
BEGIN;
INSERT INTO line (project, amount) VALUES (1, 10);
UPDATE project SET budget = budget + 10;
COMMIT;
SELECT definition FROM budget_rules WHERE rule = 'limit';
-- what is wrong already may become less wrong
SELECT budget_drop_rule('limit');
UPDATE project SET budget = 10 WHERE id = 1;
SELECT budget_add_sum_rule('limit', 'project', 'budget', '{id}', 'line', 'amount', '{project}', '<=', validate => false);
UPDATE line SET amount = 40 WHERE amount = 41;
UPDATE project SET budget = 11 WHERE id = 1;
UPDATE line SET amount = 40.001 WHERE amount = 40;
UPDATE project SET budget = 10.999 WHERE id = 1;
SELECT key, expected, actual, difference FROM budget_violations('limit');
SELECT budget_drop_rule('limit');

-- '>=': parts are at least the total
DELETE FROM line;
DELETE FROM project;
SELECT budget_add_sum_rule('share', 'project', 'budget', '{id}', 'line', 'amount', '{project}', '>=');
INSERT INTO project VALUES (1, 'share', 100);
BEGIN;
INSERT INTO project VALUES (1, 'share', 100);
INSERT INTO line (project, amount) VALUES (1, 101);
COMMIT;
UPDATE line SET amount = 100;
UPDATE line SET amount = 99.999;
UPDATE project SET budget = 100.001;
DELETE FROM line;
INSERT INTO line (project, amount) VALUES (2, 5);
INSERT INTO line (project, amount) VALUES (3, -5);
DELETE FROM project;
DELETE FROM line;
SELECT definition FROM budget_rules WHERE rule = 'share';
SELECT budget_drop_rule('share');

-- a total without parts may be fine, but not parts without a total
SELECT budget_add_sum_rule('leaf', 'project', 'budget', '{id}', 'line', 'amount', '{project}', missing_parts => 'allow');
INSERT INTO project VALUES (1, 'leaf', 100);
INSERT INTO line (project, amount) VALUES (1, 99);
INSERT INTO line (project, amount) VALUES (1, NULL);
INSERT INTO line (project, amount) VALUES (1, 100);
UPDATE project SET budget = 99;
DELETE FROM line WHERE amount IS NOT NULL;
UPDATE project SET budget = 99;
INSERT INTO line (project, amount) VALUES (1, 0);
INSERT INTO line (project, amount) VALUES (2, 1);
-- the net is zero, and yet the first parts came
BEGIN;
UPDATE project SET budget = 100;
INSERT INTO line (project, amount) VALUES (1, 1);
COMMIT;
BEGIN;
INSERT INTO line (project, amount) VALUES (1, 5), (1, -5);
COMMIT;
SELECT * FROM project;
SELECT budget_drop_rule('leaf');

-- tolerance: tables printed in million won
DELETE FROM line;
DELETE FROM project;
SELECT budget_add_sum_rule('printed', 'project', 'budget', '{id}', 'line', 'amount', '{project}', tolerance => 3);
BEGIN;
INSERT INTO project VALUES (1, 'printed', 100);
INSERT INTO line (project, amount) VALUES (1, 103);
COMMIT;
UPDATE line SET amount = 103.001;
UPDATE line SET amount = 97;
UPDATE line SET amount = 96.999;
INSERT INTO project VALUES (2, 'printed', 3);
INSERT INTO project VALUES (3, 'printed', -3.001);
-- small steps do not add up to a big one
UPDATE line SET amount = 99;
UPDATE line SET amount = 102;
UPDATE line SET amount = 105;
SELECT budget_drop_rule('printed');
SELECT budget_add_sum_rule('printed', 'project', 'budget', '{id}', 'line', 'amount', '{project}', '<=', tolerance => 3);
UPDATE line SET amount = 103;
UPDATE line SET amount = 103.001;
SELECT budget_drop_rule('printed');

-- several totals of one key are added up
CREATE TABLE stage (project int, stage text, amount thousand_won);
DELETE FROM line;
SELECT budget_add_sum_rule('stages', 'stage', 'amount', '{project}', 'line', 'amount', '{project}');
BEGIN;
INSERT INTO stage VALUES (1, '본예산', 100), (1, '추경 1회', 20);
INSERT INTO line (project, amount) VALUES (1, 120);
COMMIT;
INSERT INTO stage VALUES (1, '추경 2회', -20);
BEGIN;
INSERT INTO stage VALUES (1, '추경 2회', -20);
INSERT INTO line (project, amount) VALUES (1, -20);
COMMIT;
UPDATE stage SET stage = 'x', amount = amount + CASE stage WHEN '본예산' THEN 5 ELSE 0 END;
DELETE FROM stage WHERE stage = '본예산';
-- with one among them that is not stated, the key claims nothing, whatever else
-- comes; the day it is stated or goes, all is asked
INSERT INTO stage VALUES (1, '추경 3회', NULL);
INSERT INTO line (project, amount) VALUES (1, 1);
BEGIN;
INSERT INTO stage VALUES (1, '추경 4회', 5);
INSERT INTO line (project, amount) VALUES (1, 5);
COMMIT;
SELECT key, expected, actual FROM budget_violations('stages');
DELETE FROM stage WHERE amount IS NULL;
UPDATE stage SET amount = 0 WHERE amount IS NULL;
UPDATE stage SET amount = 1 WHERE amount IS NULL;
SELECT stage, amount FROM stage ORDER BY 1;
SELECT budget_drop_rule('stages', 'line');
DROP TABLE stage;

-- more than one rule between two tables, and one that is broken at a time
DELETE FROM line;
DELETE FROM project;
ALTER TABLE project ADD paid_limit thousand_won;
ALTER TABLE line ADD paid thousand_won;
SELECT budget_add_sum_rule('amount', 'project', 'budget', '{id}', 'line', 'amount', '{project}');
SELECT budget_add_sum_rule('paid', 'project', 'paid_limit', '{id}', 'line', 'paid', '{project}', '<=');
BEGIN;
INSERT INTO project VALUES (1, 'two', 10, 5);
INSERT INTO line (project, amount, paid) VALUES (1, 4, 5), (1, 6, 0);
COMMIT;
UPDATE line SET paid = paid + 1;
UPDATE line SET amount = amount + 1;
UPDATE line SET amount = amount + 1, paid = paid - 1;
UPDATE line SET amount = 10 - amount, paid = 5 - paid WHERE paid = 5;
UPDATE line SET amount = 10 - amount, paid = 5 - paid;

-- names
SELECT budget_add_sum_rule('paid', 'project', 'paid_limit', '{id}', 'line', 'paid', '{project}', '<=');
SELECT budget_add_row_rule('paid', 'line', 'paid <= amount');
SELECT budget_add_row_rule('amount', 'project', 'paid_limit <= budget');
SELECT budget_add_sum_rule('', 'project', 'paid_limit', '{id}', 'line', 'paid', '{project}');
SELECT budget_drop_rule('paid');
SELECT budget_drop_rule('amount');
SELECT budget_drop_rule('amount');

-- what is no sum rule
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', '<');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', missing_parts => 'maybe');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', tolerance => -1);
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', mode => 'refuse');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{}', 'line', 'amount', '{}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id,id}', 'line', 'amount', '{project,id}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id,name}', 'line', 'amount', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{NULL}', 'line', 'amount', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{nokey}', 'line', 'amount', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'noamount', '{id}', 'line', 'amount', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'name', '{id}', 'line', 'amount', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget::float8', '{id}', 'line', 'amount', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{basis}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'sum(amount)', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', '(SELECT amount)', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', part_filter => 'amount');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', part_filter => 'now() > ''2020-01-01''');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount * random()::int', '{project}');
-- a new column would change the row, and no event say so
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'num_nonnulls(line.*)', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', part_filter => 'line IS NOT NULL');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', NULL, 'amount', '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', NULL, '{project}');
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', NULL);
SELECT budget_add_sum_rule('x', 'project', 'budget', '{id}', 'line', 'amount', '{project}', mode => NULL);
SELECT count(*) FROM budget_rules WHERE rule = 'x';

-- both sides of many keys, against a full join
CREATE TABLE many (a int, b varchar, total int);
CREATE TABLE more (a bigint, b text, amount numeric);
INSERT INTO many SELECT g % 7, 'k' || g, nullif(g % 50, 7) FROM generate_series(1, 5000) AS g WHERE g % 3 > 0;
INSERT INTO more SELECT g % 7, 'k' || g, nullif(g % 51, 9) FROM generate_series(1, 5000) AS g WHERE g % 5 > 0;
INSERT INTO many VALUES (NULL, 'k', 1), (1, NULL, 1);
INSERT INTO more VALUES (NULL, 'k', 1), (1, NULL, 1);
SELECT budget_add_sum_rule('many', 'many', 'total', '{a, b}', 'more', 'amount', '{a, b}', validate => false);
CREATE TEMP TABLE expected AS
SELECT jsonb_build_object('a', a, 'b', b) AS key, coalesce(total, 0)::numeric AS actual, coalesce(amount, 0) AS expected
FROM (SELECT * FROM many WHERE a IS NOT NULL AND b IS NOT NULL) AS t
FULL JOIN (SELECT * FROM more WHERE a IS NOT NULL AND b IS NOT NULL) AS p USING (a, b)
WHERE coalesce(total, 0) <> coalesce(amount, 0) AND (total IS NOT NULL OR t IS NULL);
SELECT count(*) FROM budget_violations('many');
SELECT count(*) FROM (SELECT key, actual, expected FROM budget_violations('many') INTERSECT SELECT * FROM expected) AS same;
SELECT count(*) FROM expected;
SELECT key, actual, expected FROM budget_violations('many') LIMIT 3;

DROP SCHEMA sum_rule_test CASCADE;

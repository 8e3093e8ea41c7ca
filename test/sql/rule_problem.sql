-- budget_rule_problems: keys with and without an index, in each form of key and
-- index, and rules in halves; nothing is said of a rule that is whole.
\pset null '(null)'
CREATE SCHEMA rule_problem_test;
SET search_path = rule_problem_test, public;
CREATE VIEW problem AS SELECT rule, relation::text AS relation, problem, advice FROM budget_rule_problems;

-- a key of expressions needs an index of those, in any order of its columns, and
-- perhaps with the rule's own filter
CREATE TABLE total (code text, year int, amount int, live boolean);
CREATE TABLE part (code text, year int, amount smallint, live boolean);
SELECT budget_add_sum_rule('keys', 'total', 'amount', '{lower(code),abs(year)}', 'part', 'amount', '{lower(code),abs(year)}',
	total_filter => 'live', part_filter => 'live');
SELECT * FROM problem ORDER BY 1, 2, 3;
CREATE INDEX part_other ON part (abs(year), upper(code));
CREATE INDEX part_partial ON part (abs(year), lower(code)) WHERE amount > 0;
CREATE INDEX total_year ON total (abs(year));
SELECT * FROM problem ORDER BY 1, 2, 3;
CREATE INDEX part_keys ON part (abs(year), lower(code)) WHERE live;
DROP INDEX total_year;
CREATE UNIQUE INDEX total_keys ON total (abs(year), lower(code)) WHERE live;
SELECT * FROM problem ORDER BY 1, 2, 3;
-- a smallint is an amount like others
BEGIN;
INSERT INTO total VALUES ('A', 1, 5, true);
INSERT INTO part VALUES ('a', -1, 2, true), ('a', 1, 3, true), ('a', 1, 9, false);
COMMIT;
INSERT INTO part VALUES ('a', 1, 1::smallint, true);
SELECT budget_drop_rule('keys');

-- an index of rows that have a key is one; what names a total alone finds it and
-- its parts, whatever else is in the key; one that no check can use is none
CREATE TABLE head (id int, year int, amount int);
CREATE TABLE line (head_id int, year int, n int, amount int);
SELECT budget_add_sum_rule('composite', 'head', 'amount', '{id,year}', 'line', 'amount', '{head_id,year}');
CREATE INDEX ON head USING brin (id, year);
CREATE INDEX ON line USING brin (head_id, year);
SELECT relation, problem FROM problem ORDER BY 1, 2;
CREATE UNIQUE INDEX ON head (id) WHERE id IS NOT NULL;
CREATE INDEX ON line (head_id, n);
SELECT relation, problem FROM problem ORDER BY 1, 2;
CREATE UNIQUE INDEX ON head (id, year);
CREATE UNIQUE INDEX ON head (year, id) WHERE id IS NOT NULL;
SELECT relation, problem FROM problem ORDER BY 1, 2;
SELECT budget_drop_rule('composite');
CREATE TABLE named (name text COLLATE "C", amount int);
SELECT budget_add_sum_rule('named', 'named', 'amount', '{name}', 'named', 'amount', '{name}', part_filter => 'amount < 0');
CREATE UNIQUE INDEX wrong_order ON named (name COLLATE "POSIX");
SELECT relation, problem FROM problem ORDER BY 1, 2;
DROP INDEX wrong_order;
CREATE UNIQUE INDEX ON named (name);
SELECT relation, problem FROM problem ORDER BY 1, 2;
SELECT budget_drop_rule('named');
-- one total over all rows is not looked for
SELECT budget_add_sum_rule('all', 'head', 'amount', '{1}', 'line', 'amount', '{1}');
SELECT relation, problem FROM problem ORDER BY 1, 2;
DROP TABLE head, line, named;

-- a clone of a partition's partition that is disabled, alone
CREATE TABLE tree (id int, year int, month int, a int, b int, PRIMARY KEY (id, year, month)) PARTITION BY LIST (year);
CREATE TABLE tree1 PARTITION OF tree FOR VALUES IN (1) PARTITION BY LIST (month);
CREATE TABLE tree11 PARTITION OF tree1 FOR VALUES IN (1);
SELECT budget_add_row_rule('row', 'tree', 'a = b');
SELECT * FROM problem;
ALTER TABLE tree11 DISABLE TRIGGER ALL;
SELECT * FROM problem;
SELECT rule, state FROM budget_rules;
ALTER TABLE tree11 ENABLE TRIGGER ALL;
SELECT * FROM problem;

-- one trigger of two gone, and one that is not ours under the rule's name
CREATE TABLE pair (id int PRIMARY KEY, a int, b int, j json);
SELECT budget_add_row_rule('pair', 'pair', 'a = b AND j IS NOT NULL');
SELECT tgname FROM pg_trigger WHERE tgrelid = 'pair'::regclass ORDER BY 1;
DROP TRIGGER pair_update ON pair;
SELECT * FROM problem;
SELECT rule, definition, state FROM budget_rules WHERE rule = 'pair';
SELECT budget_validate('pair');
SELECT budget_drop_rule('pair');
-- a column that cannot be compared has every update asked
SELECT budget_add_row_rule('pair', 'pair', 'j IS NOT NULL');
INSERT INTO pair VALUES (1, 1, 1, '{}');
UPDATE pair SET a = 2;
UPDATE pair SET j = NULL;
SELECT budget_drop_rule('pair');

-- texts as sides, rows without a key, a key that is a truth
CREATE TABLE word (truth boolean, said text, meant text);
SELECT budget_add_row_rule('word', 'word', 'said = meant', mode => 'record');
INSERT INTO word VALUES (true, 'yes', 'no');
SELECT key, expected, actual, message FROM budget_violation_log;
SELECT key, expected, actual, message FROM budget_violations('word');
ALTER TABLE word ADD PRIMARY KEY (truth);
SELECT key FROM budget_violations('word');
SELECT budget_waive('word', '{"truth": true}', 'as agreed');
SELECT budget_waive('word', '{"truth": "perhaps"}', 'as agreed');
SELECT budget_waive('word', '{"truth": [true]}', 'as agreed');
SELECT budget_waive('word', '{"truth": {"truth": true}}', 'as agreed');
SELECT key, message FROM budget_violations('word');
-- keys that are written as arrays, as objects, as JSON of any form
CREATE TYPE clause AS (chapter int, article int);
CREATE TABLE shapes (list int[], pair clause, doc jsonb, amount thousand_won, said text, meant text, PRIMARY KEY (list, pair, doc, amount));
SELECT budget_add_row_rule('shapes', 'shapes', 'said = meant');
SELECT budget_waive('shapes', '{"list": {"1": 2}, "pair": {"chapter": 1, "article": 2}, "doc": "a", "amount": 1}', 'as agreed');
SELECT budget_waive('shapes', '{"list": [1, 2], "pair": [1, 2], "doc": "a", "amount": 1}', 'as agreed');
SELECT budget_waive('shapes', '{"list": [1, 2], "pair": {"chapter": 1, "article": 2}, "doc": "a", "amount": "1"}', 'as agreed');
SELECT budget_waive('shapes', '{"list": [1, 2], "pair": {"chapter": 1, "article": 2}, "doc": "a", "amount": 1}', 'as agreed');
INSERT INTO shapes VALUES ('{1,2}', '(1,2)', '"a"', 1, 'yes', 'no');
SELECT key, message FROM budget_violation_log WHERE rule = 'shapes';
DROP TABLE shapes;
DROP TYPE clause;

-- small integers as sides; tables that do not live as long as each other
CREATE TABLE small (id int PRIMARY KEY, a smallint, b smallint);
SELECT budget_add_row_rule('small', 'small', 'a = b');
INSERT INTO small VALUES (1, -1, 2);
CREATE TEMPORARY TABLE passing (k int, a int);
SELECT budget_add_sum_rule('mixed', 'passing', 'a', '{k}', 'small', 'a', '{id}');

-- a literal text as a key
CREATE TABLE one (amount int);
CREATE TABLE many (amount int);
SELECT budget_add_sum_rule('whole', 'one', 'amount', '{''all''}', 'many', 'amount', '{''all''}');
BEGIN;
INSERT INTO one VALUES (3);
INSERT INTO many VALUES (1), (2);
COMMIT;
INSERT INTO many VALUES (1);


-- triggers that differ in their mode, are disabled on a partition alone, or are
-- those for TRUNCATE alone
CREATE PROCEDURE make_again(name, regclass, what text, instead text) LANGUAGE plpgsql AS $$
DECLARE
	definition CONSTANT text := (SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = $1 AND tgrelid = $2);
BEGIN
	EXECUTE format('DROP TRIGGER %I ON %s', $1, $2);
	IF instead IS NOT NULL THEN
		EXECUTE replace(definition, what, instead);
	END IF;
END $$;
CREATE TABLE of_clone (id int PRIMARY KEY, amount int);
CREATE TABLE cloned (id int, amount int) PARTITION BY LIST (id);
CREATE TABLE cloned1 PARTITION OF cloned DEFAULT;
SELECT budget_add_sum_rule('cloned', 'of_clone', 'amount', '{id}', 'cloned', 'amount', '{id}');
DO $$
BEGIN
	EXECUTE (SELECT format('ALTER TABLE cloned1 DISABLE TRIGGER %I', tgname) FROM pg_trigger WHERE tgrelid = 'cloned1'::regclass AND tgtype & 17 = 17);
END $$;
SELECT * FROM problem WHERE rule = 'cloned' ORDER BY relation;
INSERT INTO cloned VALUES (1, 1);
DROP TABLE cloned, of_clone CASCADE;
CREATE TABLE by_year (amount int, year int) PARTITION BY LIST (year);
CREATE TABLE by_year1 PARTITION OF by_year FOR VALUES IN (1);
SELECT budget_add_sum_rule('leaf', 'one', 'amount', '{1}', 'by_year', 'amount', '{1}', validate => false);
CALL make_again('small_update', 'small', '''reject''', '''warn''');
DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT tgname, tgrelid::regclass AS rel FROM pg_trigger WHERE tgrelid IN ('one'::regclass, 'many'::regclass, 'by_year'::regclass) AND (tgtype & 1 = 1 OR tgname LIKE 'leaf%' OR tgrelid = 'many'::regclass) LOOP
		CALL make_again(t.tgname, t.rel, NULL, NULL);
	END LOOP;
END $$;
SELECT rule, kind, relation, definition, enabled, state FROM budget_rules WHERE relation IN ('small'::regclass, 'one'::regclass) ORDER BY rule;
SELECT * FROM problem WHERE relation IN ('small', 'one', 'many', 'by_year', 'by_year1') ORDER BY 1, 2, 3;
TRUNCATE one;
SELECT budget_drop_rule('small');
SELECT budget_drop_rule('whole');
SELECT tgname FROM pg_trigger WHERE tgrelid = 'small'::regclass;
DROP PROCEDURE make_again;
DROP TABLE by_year;

DROP SCHEMA rule_problem_test CASCADE;

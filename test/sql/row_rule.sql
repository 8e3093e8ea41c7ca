-- Row rules: what is accepted and refused, and what is said about it.
SET client_min_messages = warning;
CREATE SCHEMA row_rule_test;
SET search_path = row_rule_test, public;
\set SHOW_CONTEXT never

CREATE TABLE settlement (
    project         text,
    year            int,
    original_budget thousand_won,
    carried_in      thousand_won DEFAULT 0,
    adjustment      thousand_won DEFAULT 0,
    current_budget  thousand_won,
    note            text,
    PRIMARY KEY (project, year)
);
SELECT budget_add_row_rule('현액', 'settlement',
    'current_budget = original_budget + carried_in + adjustment');

-- a row that agrees, and one that does not
INSERT INTO settlement VALUES ('포럼', 2015, 100000, 0, 0, 100000);
INSERT INTO settlement VALUES ('포럼', 2016, 100000, 20000, -5000, 120000);
SELECT project, year FROM settlement;

-- NULL passes, as in CHECK
INSERT INTO settlement VALUES ('박람회', 2015, NULL, 0, 0, 5), ('박람회', 2016, 5, 0, 0, NULL);

-- UPDATE of a column of the equation, of another one, and of the key
UPDATE settlement SET carried_in = 1 WHERE year = 2015 AND project = '포럼';
UPDATE settlement SET carried_in = 1, current_budget = 100001 WHERE year = 2015 AND project = '포럼';
UPDATE settlement SET note = 'x';
UPDATE settlement SET project = project || '2';

-- what a program reads from the error
DO $$
DECLARE
    state text; s text; t text; c text; k text; m text; d text; h text;
BEGIN
    INSERT INTO settlement VALUES ('세미나', 2017, 1.5, 0, 0, 12345.678);
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, s = SCHEMA_NAME, t = TABLE_NAME,
        c = COLUMN_NAME, k = CONSTRAINT_NAME, m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL,
        h = PG_EXCEPTION_HINT;
    RAISE WARNING E'state=% schema=% table=% column=% constraint=%\n%\n%\n%', state, s, t, c, k, m, d, h;
END $$;

-- every way in
\copy settlement (project, year, original_budget, current_budget) FROM stdin
a	1	10	10
a	2	10	11
\.
INSERT INTO settlement VALUES ('포럼2', 2015, 1, 0, 0, 1)
    ON CONFLICT (project, year) DO UPDATE SET original_budget = excluded.original_budget;
INSERT INTO settlement VALUES ('포럼2', 2015, 1, 0, 0, 7) ON CONFLICT DO NOTHING;
MERGE INTO settlement s USING (VALUES ('포럼2', 2015)) v(p, y) ON s.project = v.p AND s.year = v.y
    WHEN MATCHED THEN UPDATE SET adjustment = 3;
MERGE INTO settlement s USING (VALUES ('new', 2015)) v(p, y) ON s.project = v.p AND s.year = v.y
    WHEN NOT MATCHED THEN INSERT VALUES (v.p, v.y, 1, 1, 1, 4);
WITH w AS (INSERT INTO settlement VALUES ('cte', 1, 1, 1, 1, 3) RETURNING *)
    UPDATE settlement SET adjustment = 1 FROM w WHERE settlement.project = '포럼2' AND settlement.year = 2015;
-- a BEFORE trigger that slips past the columns of the UPDATE
CREATE FUNCTION slip() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.current_budget := NEW.current_budget + 1; RETURN NEW; END $$;
CREATE TRIGGER slip BEFORE UPDATE ON settlement FOR EACH ROW EXECUTE FUNCTION slip();
UPDATE settlement SET note = 'y' WHERE project = '포럼2';
DROP TRIGGER slip ON settlement;
SELECT project, year, original_budget, carried_in, adjustment, current_budget FROM settlement ORDER BY 1, 2;

-- one row of many: nothing of the statement stays
INSERT INTO settlement SELECT 'many', n, n, 0, 0, n + (n = 7)::int FROM generate_series(1, 10) n;
SELECT count(*) FROM settlement WHERE project = 'many';

-- the rule in the catalog
SELECT rule, kind, relation, definition, mode, enabled, state, description FROM budget_rules
    WHERE relation = 'settlement'::regclass;
COMMENT ON TRIGGER 현액 ON settlement IS '예산현액 = 당초 + 이월 + 변경';
SELECT description FROM budget_rules WHERE relation = 'settlement'::regclass;
SELECT tgname, tgdeferrable, tgtype FROM pg_trigger WHERE tgrelid = 'settlement'::regclass ORDER BY 1;

-- a rule's name is taken once per table, also by a trigger; on another table it is free
SELECT budget_add_row_rule('현액', 'settlement', 'year > 0');
CREATE TRIGGER "old one" BEFORE INSERT ON settlement FOR EACH ROW EXECUTE FUNCTION slip();
SELECT budget_add_row_rule('old one', 'settlement', 'year > 0');
DROP TRIGGER "old one" ON settlement;
SELECT budget_add_row_rule('', 'settlement', 'year > 0');
CREATE TABLE other (a int, b int);
SELECT budget_add_row_rule('현액', 'other', 'a = b');
SELECT budget_drop_rule('현액');
SELECT budget_drop_rule('현액', 'settlement');
INSERT INTO settlement VALUES ('free', 1, 1, 1, 1, 1);
INSERT INTO other VALUES (1, 2);
SELECT budget_drop_rule('현액');
INSERT INTO other VALUES (1, 2);
SELECT budget_drop_rule('현액');
SELECT budget_drop_rule('현액', 'other');

-- a long name, cut at a character, and the second trigger of one that has no room
CREATE TABLE long_name (a int, b int);
SELECT budget_add_row_rule('가나다라마바사아자차카타파하거너더러머버서', 'long_name', 'a = b');
SELECT tgname, octet_length(tgname) FROM pg_trigger WHERE tgrelid = 'long_name'::regclass ORDER BY 2 DESC, 1;
INSERT INTO long_name VALUES (1, 2);
SELECT rule, state FROM budget_rules WHERE relation = 'long_name'::regclass;
SELECT budget_drop_rule('가나다라마바사아자차카타파하거너더러머버서');
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'long_name'::regclass;

-- existing rows: reject raises, warn warns, record logs; and none is asked
SELECT budget_add_row_rule('ab', 'other', 'a = b');
SELECT rule FROM budget_rules WHERE relation = 'other'::regclass;
SELECT budget_add_row_rule('ab', 'other', 'a = b', validate => false);
SELECT rule, relation, key ? 'ctid' AS by_place, expected, actual, difference, message
    FROM budget_violations('ab', 'other');
SELECT budget_validate('ab');
SELECT budget_validate();
SELECT budget_drop_rule('ab');
SELECT budget_add_row_rule('ab', 'other', 'a = b', mode => 'warn');
SELECT budget_drop_rule('ab');
SELECT budget_add_row_rule('ab', 'other', 'a = b', 'record');
SELECT rule, relation, expected, actual, difference FROM budget_violation_log WHERE relation = 'other'::regclass;

-- a recorded violation blocks no other edit, and is recorded again only when
-- the equation's columns change
ALTER TABLE other ADD COLUMN note text;
UPDATE other SET note = 'edited';
SELECT count(*) FROM budget_violation_log WHERE relation = 'other'::regclass;
UPDATE other SET a = 5;
SELECT count(*) FROM budget_violation_log WHERE relation = 'other'::regclass;
SELECT budget_set_rule_mode('ab', 'reject');
UPDATE other SET note = 'edited again';
UPDATE other SET a = 6;
UPDATE other SET a = 2;
SELECT count(*) FROM budget_violations('ab');
DROP TABLE other;
SELECT count(*) FROM budget_violation_log WHERE rule = 'ab';

-- any boolean expression over the row
CREATE TABLE any_row (
    id   int PRIMARY KEY,
    a    int,
    b    bigint,
    c    numeric,
    d    thousand_won,
    t    text COLLATE "C",
    f    float8,
    ok   boolean,
    "Mixed 한글" int,
    g    int GENERATED ALWAYS AS (a * 2) STORED
);
SELECT budget_add_row_rule('cmp', 'any_row', 'c <= a * 1.5');
SELECT budget_add_row_rule('ne', 'any_row', 'a <> b');
SELECT budget_add_row_rule('distinct', 'any_row', 'd IS NOT DISTINCT FROM c');
SELECT budget_add_row_rule('bool', 'any_row', 'ok');
SELECT budget_add_row_rule('or', 'any_row', '(a > 0) OR (b > 0)');
SELECT budget_add_row_rule('between', 'any_row', 'a BETWEEN 1 AND 10');
SELECT budget_add_row_rule('in', 'any_row', 't IN (''x'', ''y'')');
SELECT budget_add_row_rule('text', 'any_row', 't > ''b''');
SELECT budget_add_row_rule('float', 'any_row', 'f >= 0.5');
SELECT budget_add_row_rule('quoted', 'any_row', '"Mixed 한글" = a');
SELECT budget_add_row_rule('generated', 'any_row', 'g < 100');
SELECT budget_add_row_rule('won', 'any_row', 'd = 2');
SELECT budget_add_row_rule('whole', 'any_row', 'any_row IS NOT NULL OR any_row.a < 100');
SELECT budget_add_row_rule('case', 'any_row', 'CASE WHEN a = 3 THEN b = 3 ELSE true END');
SELECT rule, definition FROM budget_rules WHERE relation = 'any_row'::regclass ORDER BY rule COLLATE "C";
INSERT INTO any_row VALUES (1, 3, 3, 4.50, 4.5);
INSERT INTO any_row VALUES (1, 2, 3, 3.01, 3.01);
INSERT INTO any_row VALUES (1, 2, 3, 2, 1.5);
INSERT INTO any_row VALUES (1, 2, 3, 2);
INSERT INTO any_row (id, ok) VALUES (1, false);
INSERT INTO any_row (id, a, b) VALUES (1, 0, -1);
INSERT INTO any_row (id, a) VALUES (1, 11);
INSERT INTO any_row (id, t) VALUES (1, 'z');
INSERT INTO any_row (id, t) VALUES (1, 'a');
INSERT INTO any_row (id, f) VALUES (1, 0.25);
INSERT INTO any_row (id, a, "Mixed 한글") VALUES (1, 2, 3);
SELECT budget_drop_rule('between');
INSERT INTO any_row (id, a) VALUES (1, 50);
INSERT INTO any_row (id, d, c) VALUES (1, -1234.567, -1234.567);
INSERT INTO any_row (id, a) VALUES (1, 100);
SELECT budget_drop_rule('generated');
INSERT INTO any_row (id, a) VALUES (1, 100);
INSERT INTO any_row (id, a) VALUES (1, 3);
UPDATE any_row SET a = 101;
UPDATE any_row SET "Mixed 한글" = 4;
-- the equation's own error is the server's
SELECT budget_add_row_rule('division', 'any_row', '10 / b = a');
INSERT INTO any_row (id, b) VALUES (3, 0);
DROP TABLE any_row;

-- no expression, or one that no row rule can have
CREATE TABLE bad (a int, b int);
SELECT budget_add_row_rule('x', 'bad', '');
SELECT budget_add_row_rule('x', 'bad', 'a = ');
SELECT budget_add_row_rule('x', 'bad', 'a = b; DROP TABLE bad');
SELECT budget_add_row_rule('x', 'bad', 'a = b) OR (true');
SELECT budget_add_row_rule('x', 'bad', 'a = b, b = a');
SELECT budget_add_row_rule('x', 'bad', 'a = b AS x');
SELECT budget_add_row_rule('x', 'bad', 'a = b FROM bad');
SELECT budget_add_row_rule('x', 'bad', 'a = b WHERE true');
SELECT budget_add_row_rule('x', 'bad', 'true UNION SELECT true');
SELECT budget_add_row_rule('x', 'bad', 'DISTINCT a = b');
SELECT budget_add_row_rule('x', 'bad', '*');
SELECT budget_add_row_rule('x', 'bad', 'bad.*');
SELECT budget_add_row_rule('x', 'bad', 'a + b');
SELECT budget_add_row_rule('x', 'bad', 'a = c');
SELECT budget_add_row_rule('x', 'bad', 'other.a = b');
SELECT budget_add_row_rule('x', 'bad', 'new.a = b');
SELECT budget_add_row_rule('x', 'bad', 'a = (SELECT 1)');
SELECT budget_add_row_rule('x', 'bad', 'EXISTS (SELECT FROM bad)');
SELECT budget_add_row_rule('x', 'bad', 'sum(a) = 1');
SELECT budget_add_row_rule('x', 'bad', 'rank() OVER () = a');
SELECT budget_add_row_rule('x', 'bad', 'generate_series(1, a) = 1');
SELECT budget_add_row_rule('x', 'bad', 'a = $1');
SELECT budget_add_row_rule('x', 'bad', '1 = 1');
SELECT budget_add_row_rule('x', 'bad', 'a = ''x''');
SELECT budget_add_row_rule('x', 'bad', 'a = b -- a comment');
SELECT rule, definition FROM budget_rules WHERE relation = 'bad'::regclass;
SELECT budget_drop_rule('x', 'bad');
SELECT budget_add_row_rule('x', 'bad', 'a = b', 'refuse');
SELECT budget_add_row_rule('x', 'bad', 'a = b', 'maintain');
SELECT budget_add_row_rule('x', 'bad', NULL);
SELECT budget_add_row_rule(NULL, 'bad', 'a = b');
SELECT budget_add_row_rule('x', 'bad', 'a = b', NULL);
SELECT budget_add_row_rule('x', 'no_such_table', 'a = b');
SELECT budget_add_row_rule('x', 0, 'a = b');
SELECT count(*) FROM budget_rules WHERE relation = 'bad'::regclass;

-- names of columns that look like something else
CREATE TABLE odd (new int, old int, "select" int, "a.b" int, odd int, "o'clock" int);
SELECT budget_add_row_rule('odd1', 'odd', 'new = old');
SELECT budget_add_row_rule('odd2', 'odd', '"select" = "a.b"');
SELECT budget_add_row_rule('odd3', 'odd', 'odd.odd = odd."o''clock"');
SELECT rule, definition FROM budget_rules WHERE relation = 'odd'::regclass;
INSERT INTO odd VALUES (1, 1, 2, 2, 3, 3);
INSERT INTO odd VALUES (1, 2, 2, 2, 3, 3);
INSERT INTO odd VALUES (1, 1, 2, 3, 3, 3);
INSERT INTO odd VALUES (1, 1, 2, 2, 3, 4);
UPDATE odd SET old = 2;
UPDATE odd SET "a.b" = 3;
UPDATE odd SET odd = 4;
DROP TABLE odd;

-- two rules on one table: the first by name speaks
CREATE TABLE two (a int, b int, c int);
SELECT budget_add_row_rule('r2', 'two', 'a = c');
SELECT budget_add_row_rule('r1', 'two', 'a = b');
INSERT INTO two VALUES (1, 2, 3);
INSERT INTO two VALUES (1, 1, 3);
INSERT INTO two VALUES (1, 1, 1);

-- an equation whose function writes into the table itself: the rows it writes
-- are checked too, and nothing is lost or endless
CREATE TABLE echo (n int, ok boolean);
CREATE FUNCTION write_echo(n int, ok boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF n > 0 THEN
        INSERT INTO echo VALUES (n - 1, ok OR n <> 2);
    END IF;
    RETURN ok;
END $$;
SELECT budget_add_row_rule('echo', 'echo', 'write_echo(n, ok)');
INSERT INTO echo VALUES (1, true);
SELECT * FROM echo ORDER BY n;
INSERT INTO echo VALUES (2, false);
SELECT count(*) FROM echo;

-- an equation whose text ends in a bracket of its own, one of whole rows, and an
-- operator to which NULL is a value
CREATE TABLE odd (id int PRIMARY KEY, a numeric, b numeric);
INSERT INTO odd VALUES (1, 1.005, NULL);
CREATE FUNCTION pair(a numeric, b numeric) RETURNS record LANGUAGE sql IMMUTABLE RETURN ROW(a, b);
CREATE FUNCTION same(a numeric, b numeric) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN a IS NOT DISTINCT FROM b;
CREATE OPERATOR === (LEFTARG = numeric, RIGHTARG = numeric, FUNCTION = same);
SELECT budget_add_row_rule('cast', 'odd', '(a + 1)::numeric(10,2) = (a + 2)::numeric(10,2)', 'record');
SELECT budget_add_row_rule('pair', 'odd', 'pair(a, b) = pair(1, 2)', 'record');
SELECT budget_add_row_rule('null', 'odd', 'a === b', 'record');
SELECT rule, definition FROM budget_rules WHERE relation = 'odd'::regclass ORDER BY rule;
SELECT rule, expected, actual, difference, message FROM budget_violations(NULL, 'odd') ORDER BY rule;
UPDATE odd SET a = 1.007;
SELECT rule, expected, actual, difference, message FROM budget_violation_log WHERE relation = 'odd'::regclass ORDER BY rule;
DROP TABLE odd;

-- the log of what happened and the list of what is wrong say the same
CREATE TABLE kinds (id int PRIMARY KEY, f float8, a numeric, n int, t text, ok boolean, d date, w thousand_won);
SELECT budget_add_row_rule('r1', 'kinds', 'f < 1', 'record');
SELECT budget_add_row_rule('r2', 'kinds', 'a < 10', 'record');
SELECT budget_add_row_rule('r3', 'kinds', 'w < 10.5', 'record');
SELECT budget_add_row_rule('r4', 'kinds', 'n BETWEEN 1 AND 5', 'record');
SELECT budget_add_row_rule('r5', 'kinds', 'd > ''2020-01-01''', 'record');
SELECT budget_add_row_rule('r6', 'kinds', 't ~ ''^a''', 'record');
SELECT budget_add_row_rule('r7', 'kinds', 'ok', 'record');
SELECT budget_add_row_rule('r8', 'kinds', 'num_nonnulls(kinds.*) = 8', 'record');
SELECT budget_add_row_rule('r9', 'kinds', '(n, f) = (1, 2)', 'record');
INSERT INTO kinds VALUES (1, 2.5, 11.5, 9, 'b', false, '2019-01-01', 20);
SELECT rule, expected, actual, difference, message FROM budget_violation_log WHERE relation = 'kinds'::regclass ORDER BY rule;
SELECT rule, expected, actual, difference, message FROM budget_violations(NULL, 'kinds')
EXCEPT ALL
SELECT rule, expected, actual, difference, message FROM budget_violation_log WHERE relation = 'kinds'::regclass;
-- where an error speaks of a row, it names it
SELECT budget_set_rule_mode('r7', 'reject', 'kinds');
UPDATE kinds SET ok = false, t = 'a' WHERE id = 1;
UPDATE kinds SET ok = NULL WHERE id = 1;
UPDATE kinds SET ok = false WHERE id = 1;

DROP SCHEMA row_rule_test CASCADE;

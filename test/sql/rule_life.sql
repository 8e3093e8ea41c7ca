-- Rules live with the schema: what is said in which SQLSTATE, children that come
-- by inheritance, foreign partitions, clones of triggers, owners, COPY and upserts
-- into partitions, generated columns of both kinds.
SET client_min_messages = warning;
CREATE SCHEMA rule_life_test;
SET search_path = rule_life_test, public;
\set SHOW_CONTEXT never

CREATE FUNCTION sqlstate_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    SET CONSTRAINTS ALL IMMEDIATE;
    RAISE SQLSTATE 'ZZ000';
EXCEPTION WHEN OTHERS THEN
    RETURN CASE SQLSTATE WHEN 'ZZ000' THEN 'passes' ELSE SQLSTATE END;
END $$;

CREATE TABLE h (id int PRIMARY KEY, total int);
CREATE TABLE l (id serial PRIMARY KEY, h int, a int, note text);
SELECT budget_add_sum_rule('sum', 'h', 'total', '{id}', 'l', 'a', '{h}');
SELECT budget_add_row_rule('row', 'l', 'a < 100');
WITH t AS (INSERT INTO h VALUES (1, 10)) INSERT INTO l (h, a) VALUES (1, 10);

\echo == what a program reads
SELECT what, sqlstate_of(statement) FROM (VALUES
    ('a sum', 'INSERT INTO l (h, a) VALUES (1, 1)'),
    ('a row', 'INSERT INTO l (h, a) VALUES (1, 100), (1, -100)'),
    ('a column that is used', 'ALTER TABLE l DROP COLUMN a'),
    ('a table that is used', 'DROP TABLE h'),
    ('a type that is used', 'ALTER TABLE h ALTER total TYPE bigint'),
    ('half a rule: dropped', 'DROP TRIGGER sum_update ON h; INSERT INTO l (h, a) VALUES (1, 1)'),
    ('half a rule: disabled', 'ALTER TABLE h DISABLE TRIGGER sum_update; INSERT INTO l (h, a) VALUES (1, 1)'),
    ('half a rule: a column is gone', 'ALTER TABLE h DROP COLUMN total CASCADE; INSERT INTO l (h, a) VALUES (1, 1)'),
    ('half a rule: truncated', 'DROP TRIGGER sum_update ON h; TRUNCATE l'),
    ('half a rule: validated', 'DROP TRIGGER sum_update ON h; SELECT budget_validate(''sum'')'),
    ('half a rule: looked at', 'DROP TRIGGER sum_update ON h; SELECT budget_violations(''sum'')'),
    ('half a rule: another mode', 'DROP TRIGGER sum_update ON h; SELECT budget_set_rule_mode(''sum'', ''warn'')'),
    ('half a rule: dropped, which is the remedy', 'DROP TRIGGER sum_update ON h; SELECT budget_drop_rule(''sum'')'),
    ('a mode while events are pending', 'INSERT INTO l (h, a) VALUES (1, 1); SELECT budget_set_rule_mode(''sum'', ''warn'')'),
    ('a drop while events are pending', 'UPDATE h SET total = 11; SELECT budget_drop_rule(''sum'')'),
    ('no such rule', 'SELECT budget_drop_rule(''none'')'),
    ('a name that is taken', 'SELECT budget_add_row_rule(''sum'', ''l'', ''a > 0'')'),
    ('an expression that is not immutable', 'SELECT budget_add_sum_rule(''x'', ''h'', ''total'', ''{id}'', ''l'', ''a * random()::int'', ''{h}'')'),
    ('an amount that is no number', 'SELECT budget_add_sum_rule(''x'', ''h'', ''total'', ''{id}'', ''l'', ''note'', ''{h}'')')
) v (what, statement);

\echo == inheritance
-- who inherits from a table with a rule is a table of its own, without the rule:
-- its rows are not counted, as no foreign key or unique index sees them
CREATE TABLE child () INHERITS (l);
INSERT INTO child (h, a) VALUES (1, 1000);
SELECT count(*) FROM l;
SELECT * FROM budget_violations();
INSERT INTO l (h, a) VALUES (1, 1);
UPDATE l SET a = 11 WHERE a = 10;
UPDATE l SET note = 'x';
SELECT rule, relation, problem FROM budget_rule_problems WHERE relation IN ('h'::regclass, 'l', 'child') ORDER BY 1, 2, 3;
ALTER TABLE child NO INHERIT l;
DROP TABLE child;

\echo == owners
CREATE ROLE regress_rule_life;
GRANT ALL ON SCHEMA rule_life_test TO regress_rule_life;
ALTER TABLE h OWNER TO regress_rule_life;
ALTER TABLE l OWNER TO regress_rule_life;
SET ROLE regress_rule_life;
INSERT INTO l (h, a) VALUES (1, 1);
SELECT budget_set_rule_mode('sum', 'warn');
INSERT INTO l (h, a) VALUES (1, 0);
SELECT budget_set_rule_mode('sum', 'reject');
RESET ROLE;
REASSIGN OWNED BY regress_rule_life TO CURRENT_USER;
DROP OWNED BY regress_rule_life;
DROP ROLE regress_rule_life;
INSERT INTO l (h, a) VALUES (1, 1);

\echo == tables that are written anew
BEGIN;
INSERT INTO l (h, a) VALUES (1, 1);
ALTER TABLE l ALTER note TYPE varchar(10);
ROLLBACK;
ALTER TABLE l ALTER note TYPE varchar(10);
CLUSTER l USING l_pkey;
VACUUM FULL h;
ALTER TABLE h SET UNLOGGED;
ALTER TABLE h SET LOGGED;
INSERT INTO l (h, a) VALUES (1, 1);
DROP TABLE h, l;

\echo == partitions: every way in
CREATE TABLE h (id int, year int, total int, PRIMARY KEY (id, year)) PARTITION BY LIST (year);
CREATE TABLE h1 PARTITION OF h FOR VALUES IN (1);
CREATE TABLE h2 (total int, year int NOT NULL, id int NOT NULL);
ALTER TABLE h ATTACH PARTITION h2 FOR VALUES IN (2);
CREATE TABLE l (no int, h int, year int, a int, PRIMARY KEY (no, year)) PARTITION BY LIST (year);
CREATE TABLE l1 PARTITION OF l FOR VALUES IN (1);
CREATE TABLE l2 (a int, no int NOT NULL, year int NOT NULL, h int);
ALTER TABLE l ATTACH PARTITION l2 FOR VALUES IN (2);
SELECT budget_add_sum_rule('sum', 'h', 'total', '{id,year}', 'l', 'a', '{h,year}');
SELECT budget_add_row_rule('row', 'l', 'a < 100');
BEGIN;
COPY h FROM stdin;
1	1	10
1	2	20
\.
COPY l FROM stdin;
11	1	1	4
12	1	1	6
21	1	2	20
\.
COMMIT;
COPY l FROM stdin;
13	1	1	1
22	1	2	-1
\.
COPY l2 (no, h, year, a) FROM stdin;
22	1	2	100
\.
INSERT INTO l VALUES (11, 1, 1, 5) ON CONFLICT (no, year) DO UPDATE SET a = excluded.a;
INSERT INTO l VALUES (11, 1, 1, 5), (12, 1, 1, 5) ON CONFLICT (no, year) DO UPDATE SET a = excluded.a;
INSERT INTO l VALUES (11, 1, 1, 99) ON CONFLICT DO NOTHING;
MERGE INTO l USING (VALUES (11, 1), (21, 2), (22, 2)) v (n, y) ON l.no = v.n AND l.year = v.y
    WHEN MATCHED AND no = 11 THEN UPDATE SET a = 6
    WHEN NOT MATCHED THEN INSERT VALUES (v.n, 1, v.y, 1);
MERGE INTO l USING (VALUES (11, 1), (12, 1), (13, 1)) v (n, y) ON l.no = v.n AND l.year = v.y
    WHEN MATCHED AND no = 11 THEN DELETE
    WHEN MATCHED THEN UPDATE SET a = a + 1
    WHEN NOT MATCHED THEN INSERT VALUES (v.n, 1, v.y, 4);
WITH gone AS (DELETE FROM l WHERE year = 1 RETURNING *), there AS (INSERT INTO l SELECT no + 100, h, 2, a FROM gone)
    UPDATE h SET total = total + CASE year WHEN 1 THEN -10 ELSE 10 END;
SELECT tableoid::regclass, * FROM l ORDER BY no;
SELECT * FROM h ORDER BY year;

\echo == partitions: the clones of triggers
-- one that is switched off in one partition is told, for there it sees nothing
ALTER TABLE l2 DISABLE TRIGGER sum_update;
SELECT rule, state FROM budget_rules WHERE relation IN ('h'::regclass, 'l') ORDER BY 1;
SELECT rule, relation, problem FROM budget_rule_problems WHERE relation IN ('h'::regclass, 'l', 'l2') ORDER BY 1, 2, 3;
ALTER TABLE l2 ENABLE TRIGGER sum_update;
-- they are the server's, and go only with the rule
DROP TRIGGER sum_update ON l2;
SELECT count(*) FROM budget_rule_problems WHERE relation IN ('h'::regclass, 'l', 'l2') AND problem !~ 'index';
UPDATE l2 SET a = a + 1;
-- a partition in which the triggers' names are taken
CREATE TABLE l3 (LIKE l);
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER sum AFTER INSERT ON l3 FOR EACH ROW EXECUTE FUNCTION nothing();
ALTER TABLE l ATTACH PARTITION l3 FOR VALUES IN (3);
DROP TRIGGER sum ON l3;
ALTER TABLE l ATTACH PARTITION l3 FOR VALUES IN (3);
INSERT INTO l VALUES (31, 1, 3, 1);
-- one that has a rule of its own by that name
CREATE TABLE l4 (LIKE l);
SELECT budget_add_row_rule('sum', 'l4', 'a > 0');
ALTER TABLE l ATTACH PARTITION l4 FOR VALUES IN (4);
DROP TABLE l4;
-- foreign partitions
CREATE FOREIGN DATA WRAPPER rule_life_test;
CREATE SERVER rule_life_test FOREIGN DATA WRAPPER rule_life_test;
CREATE TABLE f (a int, b int) PARTITION BY LIST (a);
SELECT budget_add_row_rule('row', 'f', 'b > 0');
CREATE FOREIGN TABLE f1 PARTITION OF f FOR VALUES IN (1) SERVER rule_life_test;
CREATE FOREIGN TABLE f2 (a int, b int) SERVER rule_life_test;
ALTER TABLE f ATTACH PARTITION f2 FOR VALUES IN (2);
DROP TABLE f;
DROP FOREIGN DATA WRAPPER rule_life_test CASCADE;
-- a partition that becomes a partitioned table, and one of its own
ALTER TABLE l DETACH PARTITION l3;
CREATE TABLE l6 (LIKE l) PARTITION BY HASH (no);
CREATE TABLE l6a PARTITION OF l6 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
ALTER TABLE l ATTACH PARTITION l6 FOR VALUES IN (6);
INSERT INTO l6a VALUES (61, 1, 6, 1);
UPDATE l SET year = 6 WHERE no = 21;
DROP TABLE l3, l6;
DROP TABLE h, l;

\echo == generated columns
CREATE TABLE h (id int PRIMARY KEY, thousand int, total thousand_won GENERATED ALWAYS AS (thousand * 1000) STORED);
CREATE TABLE l (id int PRIMARY KEY, h int, paid thousand_won, back thousand_won, net thousand_won GENERATED ALWAYS AS (paid - back) STORED);
SELECT budget_add_sum_rule('sum', 'h', 'total', '{id}', 'l', 'net', '{h}');
SELECT budget_add_row_rule('row', 'l', 'net >= 0');
BEGIN;
INSERT INTO h VALUES (1, 2);
INSERT INTO l VALUES (11, 1, 2500, 500);
COMMIT;
UPDATE l SET back = 400;
UPDATE l SET back = 400, paid = 2400;
INSERT INTO l VALUES (12, 1, 0, 1);
UPDATE h SET thousand = 3;
ALTER TABLE l DROP COLUMN net;
ALTER TABLE l DROP COLUMN paid;
ALTER TABLE l ALTER net DROP EXPRESSION;
UPDATE l SET paid = 9;
UPDATE l SET net = 9;
SELECT * FROM l;
DROP TABLE h, l;
-- of the kind that is computed when it is read, which 18 has: nothing is said here
SELECT current_setting('server_version_num')::int >= 180000 AS has_virtual \gset
\if :has_virtual
\set ON_ERROR_STOP on
CREATE TABLE h (id int PRIMARY KEY, thousand int, total int GENERATED ALWAYS AS (thousand * 1000) VIRTUAL);
CREATE TABLE l (h int, paid int, back int, net int GENERATED ALWAYS AS (paid - back) VIRTUAL);
DO $$
BEGIN
    PERFORM budget_add_row_rule('row', 'l', 'net >= 0');
    IF sqlstate_of('INSERT INTO l VALUES (1, 0, 1)') <> '23514' OR sqlstate_of('INSERT INTO l VALUES (1, 2500, 500)') <> 'passes' THEN
        RAISE 'a row rule over a virtual column';
    END IF;
    PERFORM budget_drop_rule('row');
    BEGIN
        PERFORM budget_add_sum_rule('sum', 'h', 'total', '{id}', 'l', 'net', '{h}');
    EXCEPTION WHEN feature_not_supported OR invalid_parameter_value OR invalid_table_definition THEN
        RETURN;                 -- clearly refused
    END;
    INSERT INTO h VALUES (1, 2);
    INSERT INTO l VALUES (1, 2500, 500);
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    IF sqlstate_of('UPDATE l SET back = 400') <> '23514' OR sqlstate_of('UPDATE l SET back = 400, paid = 2400') <> 'passes'
        OR sqlstate_of('UPDATE h SET thousand = 3') <> '23514' OR sqlstate_of('DELETE FROM l') <> '23514' THEN
        RAISE 'a sum rule over virtual columns';
    END IF;
END $$;
DROP TABLE h, l;
\set ON_ERROR_STOP off
\endif

-- what is said of a rule stays with it when its trigger has another name
CREATE TABLE "말" (a int, b int);
SELECT budget_add_row_rule('같음', '"말"', 'a = b');
COMMENT ON TRIGGER "같음" ON "말" IS 'both are the same';
COMMENT ON TRIGGER "같음_update" ON "말" IS 'not this';
ALTER TRIGGER "같음" ON "말" RENAME TO other;
SELECT rule, description FROM budget_rules WHERE relation = '"말"'::regclass;

\echo == a name may be anything: it stands last in the argument of a sum rule
CREATE TABLE h (id int PRIMARY KEY, total int);
CREATE TABLE l (h int, a int);
CREATE FUNCTION live(name name) RETURNS TABLE (life text) LANGUAGE plpgsql AS $$
DECLARE
    trigger name;
    mode text;
BEGIN
    PERFORM budget_add_sum_rule(name, 'h', 'total', '{id}', 'l', 'a', '{h}', tolerance => '0.5');
    SELECT tgname INTO trigger FROM pg_trigger WHERE tgrelid = 'l'::regclass AND tgtype & 4 > 0;
    EXECUTE format('COMMENT ON TRIGGER %I ON l IS %L', trigger, 'of ' || name);
    EXECUTE format('ALTER TRIGGER %I ON l RENAME TO another', trigger);
    SELECT pg_get_triggerdef(oid) INTO mode FROM pg_trigger WHERE tgrelid = 'l'::regclass AND tgname = 'another';
    RETURN QUERY SELECT regexp_replace(mode, '.*EXECUTE ', '');
    -- as a dump would make it
    DROP TRIGGER another ON l;
    EXECUTE mode;
    EXECUTE format('COMMENT ON TRIGGER another ON l IS %L', 'of ' || name);
    FOREACH mode IN ARRAY '{warn,record,maintain,reject}'::text[] LOOP
        PERFORM budget_set_rule_mode(name, mode);
        RETURN QUERY SELECT format('%s %s, known by its name: %s, described: %s', r.mode, r.state, r.rule = live.name, r.description = 'of ' || name)
            FROM budget_rules r WHERE relation = 'h'::regclass;
    END LOOP;
    BEGIN
        INSERT INTO l VALUES (1, 1);
        SET CONSTRAINTS ALL IMMEDIATE;
    EXCEPTION WHEN OTHERS THEN
        RETURN QUERY SELECT SQLSTATE || ', and it says its name: ' || (position('rule "' || name || '"' in SQLERRM) > 0);
    END;
    PERFORM budget_drop_rule(name);
    RETURN QUERY SELECT count(*) || ' triggers left' FROM pg_trigger WHERE tgrelid IN ('h'::regclass, 'l'::regclass);
END $$;
SELECT live(name) FROM unnest(ARRAY[' ', 'two words', E'two\nlines', 'total 1 = reject: x', ': ', ':', E'it''s "quoted" \\', '세입과 세출의 합계가 같아야 합니다 아홉번째', 'x tolerance 5']) AS name;
-- what is almost an argument is none
SELECT argument, sqlstate_of(format('CREATE CONSTRAINT TRIGGER t AFTER INSERT ON l FROM h DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budget_sum_rule_check(%L); INSERT INTO l VALUES (1, 1)', argument))
FROM (VALUES (''), (' '), (':'), (': x'), ('part'), ('part 1'), ('part 1 ='), ('part 1 = reject'), ('part 1 = reject:'), ('part 1 = reject:x'), ('part 1 = reject : x'), ('part 1  = reject: x'),
    ('part: 1 = reject: x'), ('part 1 = x: x'), ('part 1 = REJECT: x'), ('part 1 = reject tolerance: x'), ('part 1 = reject missing: x'), ('part 1 == reject: x'), ('part 1 < reject: x'),
    ('part 1 ! reject: x'), ('part -1 = reject: x'), ('part 100 = reject: x'), ('part one = reject: x'), ('parts 1 = reject: x'), ('part 1 = reject: ' || repeat('x', 64)),
    ('x'), ('part 1 = reject: x'), ('part 1 = reject: ' || repeat('x', 63)), ('part 1 = reject missing_parts missing_total tolerance 5: x')) AS t (argument);
DROP TABLE h, l;

\echo == triggers as version 1.0 made them, and a dump of it restores them
CREATE TABLE h (id int PRIMARY KEY, total int);
CREATE TABLE l (h int, a int);
CREATE FUNCTION old_rule(rel text, partner text, side text, key text, amount text, rule text DEFAULT 'sum', comparison text DEFAULT '<=') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rest text := format('FOR EACH ROW WHEN (%L::regclass IS NOT NULL', partner);
    check_part text := format(') EXECUTE FUNCTION budget_sum_rule_check(%L, ''reject'', %L, ''1'', %L, ''allow'', ''0.500'', ''violate'')', rule, side, comparison);
BEGIN
    EXECUTE format('CREATE CONSTRAINT TRIGGER %I AFTER INSERT ON %I DEFERRABLE INITIALLY DEFERRED %s AND new.%I IS NOT NULL%s', rule, rel, rest, key, check_part);
    EXECUTE format('CREATE CONSTRAINT TRIGGER %6$I AFTER UPDATE ON %1$I DEFERRABLE INITIALLY DEFERRED %2$s AND (old.%3$I IS NULL <> (new.%3$I IS NULL) OR NOT (old.%3$I = new.%3$I) OR old.%4$I IS NULL <> (new.%4$I IS NULL) OR NOT (old.%4$I = new.%4$I))%5$s', rel, rest, key, amount, check_part, rule || '_update');
    EXECUTE format('CREATE CONSTRAINT TRIGGER %I AFTER DELETE ON %I DEFERRABLE INITIALLY DEFERRED %s AND old.%I IS NOT NULL%s', rule || '_delete', rel, rest, key, check_part);
    EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %I FOR EACH STATEMENT WHEN (%L::regclass IS NOT NULL%s', rule || '_truncate', rel, partner, check_part);
END $$;
SELECT old_rule('h', 'l', 'total', 'id', 'total');
SELECT old_rule('l', 'h', 'part', 'h', 'a');
SELECT rule, definition, mode, state FROM budget_rules WHERE relation = 'h'::regclass;
INSERT INTO h VALUES (1, 10), (2, 20);
INSERT INTO l VALUES (1, 10), (2, 5);
INSERT INTO l VALUES (1, 1);
UPDATE h SET total = 9 WHERE id = 1;
DELETE FROM h WHERE id = 2;
TRUNCATE h;
BEGIN;
INSERT INTO l VALUES (1, 1);
UPDATE h SET total = 11 WHERE id = 1;
COMMIT;
SELECT budget_set_rule_mode('sum', 'warn');
UPDATE l SET a = a + 1 WHERE h = 1;
SELECT rule, mode, state FROM budget_rules WHERE relation = 'h'::regclass;
SELECT budget_set_rule_mode('sum', 'maintain');	-- not of a limit
BEGIN;
SELECT budget_set_rule_mode('sum', 'record');
INSERT INTO l VALUES (3, 1);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT rule, key, expected, actual FROM budget_violation_log WHERE relation = 'h'::regclass;
ROLLBACK;
DROP TABLE h;
SELECT budget_drop_rule('sum');
SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('h'::regclass, 'l'::regclass);

-- all modes, with clones on partitions: the arguments keep their form
CREATE TABLE ph (id int PRIMARY KEY, total int);
CREATE TABLE pl (h int, a int) PARTITION BY LIST (h);
SELECT old_rule('ph', 'pl', 'total', 'id', 'total', E'예전\n: 규칙', '=');
SELECT old_rule('pl', 'ph', 'part', 'h', 'a', E'예전\n: 규칙', '=');
CREATE TABLE pl1 PARTITION OF pl DEFAULT;
INSERT INTO ph VALUES (1, 0);
DO $$
DECLARE
    mode text;
    rule name := E'예전\n: 규칙';
    said text;
BEGIN
    -- a trigger that has another name is described under the rule's
    EXECUTE format('COMMENT ON TRIGGER %I ON ph IS ''old''', rule);
    EXECUTE format('ALTER TRIGGER %I ON ph RENAME TO renamed', rule);
    FOREACH mode IN ARRAY '{maintain,warn,record,reject}'::text[] LOOP
        PERFORM budget_set_rule_mode(rule, mode);
        SELECT string_agg(DISTINCT replace(encode(tgargs, 'escape'), '\000', ','), ' and ') INTO said
            FROM pg_trigger WHERE tgrelid IN ('ph'::regclass, 'pl'::regclass, 'pl1'::regclass);
        RAISE WARNING '%', (SELECT format('%s %s %s: %s', r.mode, r.state, r.description, said) FROM budget_rules r WHERE r.relation = 'ph'::regclass);
        BEGIN
            INSERT INTO pl VALUES (1, 5);
            SET CONSTRAINTS ALL IMMEDIATE;
            SET CONSTRAINTS ALL DEFERRED;
            RAISE WARNING '%, % recorded', (SELECT string_agg(ph::text, ' ') FROM ph), (SELECT count(*) FROM budget_violation_log WHERE relation = 'ph'::regclass);
        EXCEPTION WHEN check_violation THEN
            RAISE WARNING '% %', SQLSTATE, SQLERRM;
        END;
    END LOOP;
    PERFORM budget_drop_rule(rule);
END $$;
SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('ph'::regclass, 'pl'::regclass, 'pl1'::regclass);
DROP TABLE ph, pl;
DELETE FROM budget_violation_record WHERE rule ~ '^예전';

\echo == tables that go together with their rule, or are refused
SELECT budget_add_sum_rule('sum', 'h', 'total', '{id}', 'l', 'a', '{h}', '<=', missing_parts => 'allow', tolerance => 7, missing_total => 'allow', validate => false);
SELECT tgrelid::regclass, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid IN ('h'::regclass, 'l'::regclass) AND tgfoid = 'budget_sum_rule_check'::regproc ORDER BY 1, 2;
SELECT what, sqlstate_of(statement) FROM (VALUES
    ('the total', 'DROP TABLE h'),
    ('the parts', 'DROP TABLE l'),
    ('both', 'DROP TABLE h, l')) AS t (what, statement);
DROP TABLE h CASCADE;
SELECT tgname FROM pg_trigger WHERE tgrelid = 'l'::regclass;
INSERT INTO l VALUES (7, 7);
DROP TABLE l;

-- a table that becomes a partition keeps the rule it has, TRUNCATE and all; so
-- does a partitioned one
CREATE TABLE th (id int PRIMARY KEY, a int);
CREATE TABLE tl (id int, a int);
SELECT budget_add_sum_rule('own', 'th', 'a', '{id}', 'tl', 'a', '{id}');
CREATE TABLE whole (id int, a int) PARTITION BY LIST (id);
ALTER TABLE whole ATTACH PARTITION tl FOR VALUES IN (1);
CREATE TABLE qh (id int PRIMARY KEY, a int);
CREATE TABLE ql (id int, a int) PARTITION BY LIST (a);
CREATE TABLE ql1 PARTITION OF ql DEFAULT;
SELECT budget_add_sum_rule('deep', 'qh', 'a', '{id}', 'ql', 'a', '{id}');
ALTER TABLE whole ATTACH PARTITION ql FOR VALUES IN (2);
SELECT rule, relation, state FROM budget_rules WHERE rule IN ('own', 'deep') ORDER BY 1;
SELECT rule, relation, problem FROM budget_rule_problems WHERE rule IN ('own', 'deep') AND problem !~ 'index' ORDER BY 1;
BEGIN;
INSERT INTO th VALUES (1, 5);
INSERT INTO qh VALUES (2, 5);
INSERT INTO whole VALUES (1, 5), (2, 5);
COMMIT;
INSERT INTO whole VALUES (1, 1);
TRUNCATE tl;
TRUNCATE ql1;
TRUNCATE whole;
BEGIN;
TRUNCATE th, qh, whole;
COMMIT;
SELECT budget_set_rule_mode('own', 'record'), budget_set_rule_mode('deep', 'warn');
SELECT rule, mode, state FROM budget_rules WHERE rule IN ('own', 'deep') ORDER BY 1;
SELECT budget_drop_rule('own'), budget_drop_rule('deep');
SELECT count(*) FROM pg_trigger WHERE tgrelid = ANY ('{th,tl,qh,ql,ql1,whole}'::regclass[]) AND NOT tgisinternal;

-- in the log and in waivers, a rule is of the table it stands on: of the leaf, of
-- the branch, or of the whole
CREATE TABLE branch (id int, a int, PRIMARY KEY (id)) PARTITION BY LIST (id);
CREATE TABLE leaf (id int, a int, PRIMARY KEY (id));
CREATE TABLE lines (id int, a int);
CREATE TABLE tree (id int, a int, PRIMARY KEY (id)) PARTITION BY LIST (id);
SELECT budget_add_sum_rule('sum', 'leaf', 'a', '{id}', 'lines', 'a', '{id}');
SELECT budget_add_row_rule('row', 'leaf', 'a < 100');
SELECT budget_add_row_rule('branch', 'branch', 'a < 200');
SELECT budget_add_row_rule('tree', 'tree', 'a < 300');
SELECT budget_waive('sum', '{"id": 1}', 'on the leaf', target => 'leaf'),
    budget_waive('row', '{"id": 1}', 'on the leaf', target => 'leaf'),
    budget_waive('branch', '{"id": 1}', 'on the branch', target => 'branch'),
    budget_waive('tree', '{"id": 1}', 'on the tree', target => 'tree');
ALTER TABLE branch ATTACH PARTITION leaf FOR VALUES IN (1, 2);
ALTER TABLE tree ATTACH PARTITION branch FOR VALUES IN (1, 2);
INSERT INTO tree VALUES (1, 300);
SELECT rule, relation, key, message FROM budget_violation_log WHERE relation IN ('leaf'::regclass, 'branch', 'tree') ORDER BY rule;
SELECT rule, relation, message FROM budget_violations() WHERE relation IN ('leaf'::regclass, 'branch', 'tree') ORDER BY rule;
INSERT INTO tree VALUES (2, 1);
INSERT INTO leaf VALUES (2, 100);
-- given now, and good where the leaf is alone again
SELECT budget_waive('sum', '{"id": 2}', 'in the tree', target => 'leaf'), budget_waive('row', '{"id": 2}', 'in the tree', target => 'leaf');
INSERT INTO leaf VALUES (2, 100);
ALTER TABLE branch DETACH PARTITION leaf;
UPDATE leaf SET a = 101 WHERE id = 2;
SELECT rule, relation, key->'id' AS id, count(*) FROM budget_violation_log WHERE relation IN ('leaf'::regclass, 'branch', 'tree') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
DROP TABLE tree, branch, leaf, lines CASCADE;

DROP SCHEMA rule_life_test CASCADE;

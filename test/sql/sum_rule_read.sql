-- Sum rules: how the keys of a verdict are read. An index leads to one key; many
-- keys without one are read in a statement. What is found is the same, and the
-- same as when all keys are scanned, which knows neither.
SET client_min_messages = warning;
CREATE SCHEMA sum_rule_read_test;
SET search_path = sum_rule_read_test, public;
\set SHOW_CONTEXT never

CREATE TABLE way (
    name        text PRIMARY KEY,
    key         text NOT NULL DEFAULT '{k}',
    key_type    text NOT NULL DEFAULT 'int',
    amount_type text NOT NULL DEFAULT 'thousand_won',
    total       text NOT NULL DEFAULT 'a',
    part        text NOT NULL DEFAULT 'a',
    filter      text,
    indexes     text NOT NULL DEFAULT 'CREATE UNIQUE INDEX ON h (k); CREATE INDEX ON l (k)',
    options     text NOT NULL DEFAULT '');
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE DOMAIN name_of_key AS text;
INSERT INTO way (name) VALUES ('indexes');
INSERT INTO way (name, indexes) VALUES
    ('none', ''),
    ('unique total', 'CREATE UNIQUE INDEX ON h (k)'),
    ('deferrable', 'ALTER TABLE h ADD UNIQUE (k) DEFERRABLE; CREATE INDEX ON l (k)'),
    ('parts', 'CREATE INDEX ON l (k)'),
    ('not unique', 'CREATE INDEX ON h (k); CREATE INDEX ON l (k)'),
    ('longer', 'CREATE INDEX ON h (k, id); CREATE INDEX ON l (k) INCLUDE (a)'),
    ('partial', 'CREATE UNIQUE INDEX ON h (k) WHERE k IS NOT NULL; CREATE INDEX ON l (k) WHERE k IS NOT NULL'),
    ('too few', 'CREATE UNIQUE INDEX ON h (k) WHERE a > 0; CREATE INDEX ON l (k) WHERE a > 0'),
    ('hash', 'CREATE INDEX ON h USING hash (k); CREATE INDEX ON l USING hash (k)'),
    ('expression', 'CREATE UNIQUE INDEX ON h ((k + 0)); CREATE INDEX ON l ((k + 0))');
INSERT INTO way (name, filter) VALUES ('filter', 'counts');
INSERT INTO way (name, filter, indexes) VALUES
    ('filter in index', 'counts', 'CREATE UNIQUE INDEX ON h (k) WHERE counts; CREATE INDEX ON l (k) WHERE counts'),
    ('filter, none', 'counts', '');
INSERT INTO way (name, total, part) VALUES ('expressions', 'a - 1', '2 * a - a');
INSERT INTO way (name, total, part, indexes) VALUES ('expressions, none', 'a - 1', '2 * a - a', '');
INSERT INTO way (name, amount_type) VALUES ('int', 'int'), ('numeric', 'numeric'), ('smallint', 'smallint'), ('bigint', 'bigint');
INSERT INTO way (name, amount_type, indexes) VALUES ('numeric, none', 'numeric', ''), ('int, none', 'int', '');
INSERT INTO way (name, key_type) VALUES ('text', 'text'), ('varchar', 'varchar(20)'), ('domain', 'name_of_key'), ('any case', 'text COLLATE any_case');
INSERT INTO way (name, key_type, indexes) VALUES
    ('text, none', 'text', ''), ('varchar, none', 'varchar(20)', ''), ('domain, none', 'name_of_key', ''),
    ('any case, none', 'text COLLATE any_case', ''),
    ('other collation', 'text', 'CREATE UNIQUE INDEX ON h (k COLLATE "POSIX"); CREATE INDEX ON l (k text_pattern_ops)'),
    ('arrays', 'text[]', 'CREATE UNIQUE INDEX ON h (k)'),
    ('arrays, none', 'text[]', '');
INSERT INTO way (name, key, indexes) VALUES
    ('two keys', '{k,y}', 'CREATE UNIQUE INDEX ON h (y, k); CREATE INDEX ON l (y, k, a)'),
    ('two keys, one indexed', '{k,y}', 'CREATE INDEX ON h (k); CREATE INDEX ON l (k)'),
    ('two keys, none', '{k,y}', '');
INSERT INTO way (name, options) VALUES
    ('at most', ', ''<='''), ('at least', ', ''>='', tolerance => 7'), ('tolerance', ', tolerance => 7'),
    ('missing parts', ', missing_parts => ''allow'''), ('missing total', ', missing_total => ''allow''');
INSERT INTO way (name, options, indexes) VALUES
    ('at most, none', ', ''<=''', ''), ('at least, none', ', ''>='', tolerance => 7', ''), ('tolerance, none', ', tolerance => 7', ''),
    ('missing parts, none', ', missing_parts => ''allow''', ''), ('missing total, none', ', missing_total => ''allow''', '');
INSERT INTO way (name, indexes) VALUES
    ('partitions', 'ALTER TABLE l RENAME TO l1; CREATE TABLE l (LIKE l1) PARTITION BY RANGE (id);
        ALTER TABLE l ATTACH PARTITION l1 FOR VALUES FROM (1) TO (500); CREATE TABLE l2 PARTITION OF l DEFAULT; CREATE INDEX ON l (k)'),
    ('wide totals', 'ALTER TABLE h ADD w text; CREATE UNIQUE INDEX ON h (k)');

-- 170 keys of a kind each: totals and parts that agree or do not, that are NULL,
-- missing, doubled (without unique index), not counted, negative
CREATE FUNCTION make_tables(w way) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DROP TABLE IF EXISTS h, l, l1;
    EXECUTE format('CREATE TABLE h (id serial, k %1$s, y int, a %2$s, counts boolean DEFAULT true)', w.key_type, w.amount_type);
    EXECUTE format('CREATE TABLE l (a %2$s, id int, y int, k %1$s, counts boolean DEFAULT true)', w.key_type, w.amount_type);
    EXECUTE w.indexes;
    EXECUTE format('SELECT budget_add_sum_rule(''r'', ''h'', %1$L, %2$L, ''l'', %3$L, %2$L%4$s, total_filter => %5$L, part_filter => %5$L, mode => ''record'')',
        w.total, w.key, w.part, w.options, w.filter);
END $$;
CREATE FUNCTION key(w way, g int) RETURNS text LANGUAGE sql RETURN
    CASE WHEN w.key_type = 'int' THEN g::text WHEN w.key_type = 'text[]' THEN '{x,' || g || '}' ELSE 'Key ' || g END;
CREATE FUNCTION fill(w way, low int, high int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('INSERT INTO h (k, y, a, counts) SELECT key($1, g)::%s, g %% 3, CASE WHEN g %% 13 = 0 THEN NULL WHEN g %% 7 = 0 THEN 10 ELSE 3 END, g %% 17 > 0
        FROM generate_series($2, $3) g WHERE g %% 11 > 0', w.key_type) USING w, low, high;
    EXECUTE format('INSERT INTO l (k, y, a, id, counts) SELECT key($1, g)::%s, g %% 3, CASE WHEN g %% 19 = 0 THEN NULL WHEN i = 3 THEN -5 ELSE 4 END, g * 3 + i, g %% 23 > 0
        FROM generate_series($2, $3) g, generate_series(1, 3) i WHERE g %% 5 > 0', w.key_type) USING w, low, high;
    IF w.indexes !~* 'UNIQUE' THEN
        EXECUTE format('INSERT INTO h (k, y, a) SELECT key($1, g)::%s, g %% 3, 1 FROM generate_series($2, $3, 29) g', w.key_type) USING w, low, high;
    END IF;
    IF w.name LIKE 'any case%' THEN
        UPDATE l SET k = upper(k) WHERE id % 3 = 0;
    END IF;
END $$;
-- (which of two equal texts names a key is by chance)
CREATE VIEW is_wrong AS SELECT lower(key::text) AS key, expected, actual, difference, lower(message) AS message FROM budget_violations('r');
CREATE VIEW was_recorded AS SELECT lower(key::text) AS key, expected, actual, difference, lower(message) AS message FROM budget_violation_log WHERE rule = 'r';

-- few keys, then many, then changes to all of them: what the verdicts have recorded
-- is what a scan finds
CREATE TABLE outcome (way text, step int, violations int, missed int, made_up int);
CREATE PROCEDURE try(w way) LANGUAGE plpgsql AS $$
DECLARE
    step int := 0;
    change text;
BEGIN
    PERFORM make_tables(w);
    FOREACH change IN ARRAY ARRAY[
        'SELECT fill($1, 1, 60)',
        'SELECT fill($1, 61, 170)',
        'UPDATE l SET a = 2 * a',
        'DELETE FROM l WHERE id % 4 = 0']
    LOOP
        step := step + 1;
        IF step <> 2 THEN
            TRUNCATE budget_violation_record;
        END IF;
        EXECUTE change USING w;
        COMMIT;
        WITH wrong AS MATERIALIZED (TABLE is_wrong), recorded AS MATERIALIZED (TABLE was_recorded)
        INSERT INTO outcome SELECT w.name, step, (SELECT count(*) FROM wrong),
            -- a change to the parts alone looks at their keys alone
            CASE WHEN step < 3 THEN (SELECT count(*) FROM (TABLE wrong EXCEPT TABLE recorded) x) END,
            (SELECT count(*) FROM (TABLE recorded EXCEPT TABLE wrong) x);
        COMMIT;
    END LOOP;
END $$;
DO $$
DECLARE
    w way;
BEGIN
    FOR w IN SELECT * FROM way ORDER BY name LOOP
        CALL try(w);
    END LOOP;
END $$;
SELECT way, string_agg(violations::text, ' ' ORDER BY step) AS violations, sum(missed) AS missed, sum(made_up) AS made_up
FROM outcome GROUP BY way ORDER BY way COLLATE "C";
DROP TABLE outcome;

-- the first key that is wrong is named, and the arithmetic is the same
CREATE PROCEDURE refuse(wanted text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM make_tables(way) FROM way WHERE name = wanted;
    PERFORM budget_set_rule_mode('r', 'reject');
    INSERT INTO h (k, y, a) SELECT g, 1, 5 FROM generate_series(1, 300) g;
    INSERT INTO l (k, y, a, id) SELECT g, 1, CASE WHEN g < 137 THEN 5 ELSE 4 END, g FROM generate_series(300, 1, -1) g;
    UPDATE l SET a = 7, id = -1 WHERE k < 137;
    UPDATE h SET a = 7 WHERE k < 137;
END $$;
CALL refuse('indexes');
CALL refuse('none');
CALL refuse('two keys');
CALL refuse('two keys, none');
CALL refuse('partitions');
CALL refuse('filter, none');
CALL refuse('int, none');

-- modes and waivers, over many keys read together
SELECT make_tables(way) FROM way WHERE name = 'at most, none' \g /dev/null
SELECT budget_set_rule_mode('r', 'reject') \g /dev/null
INSERT INTO h (k, a) SELECT g, 10 FROM generate_series(1, 300) g;
INSERT INTO l (k, a) SELECT g, 5 FROM generate_series(1, 300) g;
SELECT budget_waive('r', '{"k": 137}', '추경에서 바로잡음') \g /dev/null
TRUNCATE budget_violation_record;
UPDATE l SET a = CASE WHEN k IN (137, 222, 223) THEN 11 ELSE 6 END;
SELECT count(*) FROM budget_violation_log;
UPDATE l SET a = CASE WHEN k = 137 THEN 11 ELSE 6 END;
SELECT key, expected, actual, message FROM budget_violation_log;
SELECT budget_set_rule_mode('r', 'warn') \g /dev/null
UPDATE l SET a = a + CASE WHEN k IN (3, 5, 299) THEN 6 ELSE 1 END;
SET budget_ext.enforcement = off;
UPDATE l SET a = a + 10;
RESET budget_ext.enforcement;

-- an amount that cannot be added up is refused the same way
CREATE TABLE big_h (id int PRIMARY KEY, a thousand_won);
CREATE TABLE big_l (h int, a thousand_won);
SELECT budget_add_sum_rule('big', 'big_h', 'a', '{id}', 'big_l', 'a', '{h}', '<=');
INSERT INTO big_h VALUES (1, 1);
INSERT INTO big_l VALUES (1, 9223372036854775), (1, 9223372036854775);
CREATE INDEX ON big_l (h);
INSERT INTO big_l VALUES (1, 9223372036854775), (1, 9223372036854775);
-- and where it only passes through such a sum, there is nothing to refuse
INSERT INTO big_l VALUES (1, 9223372036854775), (1, 9223372036854775), (1, -9223372036854775), (1, -9223372036854775);
-- numbers that are none
CREATE TABLE nan_h (id int PRIMARY KEY, a numeric);
CREATE TABLE nan_l (h int, a numeric);
CREATE INDEX ON nan_l (h);
SELECT budget_add_sum_rule('nan', 'nan_h', 'a', '{id}', 'nan_l', 'a', '{h}', '<=');
INSERT INTO nan_h VALUES (1, 1), (2, 'Infinity');
INSERT INTO nan_l VALUES (1, 'NaN');
INSERT INTO nan_l VALUES (1, 0.1234), (1, 1.00001);
INSERT INTO nan_l VALUES (2, 'Infinity');

-- decimals by an expression, and a key that is a column under a cast
CREATE TABLE eh (id varchar(10) PRIMARY KEY, a numeric);
CREATE TABLE el (h varchar(10), a numeric);
CREATE INDEX ON el (h);
SELECT budget_add_sum_rule('e', 'eh', 'a', '{id::text}', 'el', 'a * 1.5', '{h::text}', '<=');
INSERT INTO eh VALUES ('x', 0.75);
INSERT INTO el VALUES ('x', 0.1), ('x', 0.2), ('x', 0.2);
INSERT INTO el VALUES ('x', 0.001);

-- a filter that writes the very row that is to be locked
CREATE TABLE fh (id int PRIMARY KEY, a int, note int DEFAULT 0);
CREATE TABLE fl (h int, a int);
CREATE INDEX ON fl (h);
CREATE FUNCTION note(of int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('budget_ext_test.note', true) = 'on' THEN
        PERFORM set_config('budget_ext_test.note', 'off', false);
        UPDATE sum_rule_read_test.fh SET note = note + 1 WHERE id = of;
    END IF;
END $$;
CREATE FUNCTION noted(of int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM sum_rule_read_test.note(of);
    RETURN true;
END $$;
INSERT INTO fh VALUES (1, 10);
SELECT budget_add_sum_rule('f', 'fh', 'a', '{id}', 'fl', 'a', '{h}', '<=', total_filter => 'noted(id)');
SET budget_ext_test.note = on;
INSERT INTO fl VALUES (1, 6);
SET budget_ext_test.note = on;
INSERT INTO fl VALUES (1, 6);
TABLE fh;
TABLE fl;

-- an index that comes and goes is followed, in a transaction too
CREATE TABLE ih (id int, a int, note int);
CREATE TABLE il (h int, a int);
SELECT budget_add_sum_rule('i', 'ih', 'a', '{id}', 'il', 'a', '{h}', '<=');
INSERT INTO ih VALUES (1, 10);
INSERT INTO il VALUES (1, 10);
CREATE UNIQUE INDEX ih_id ON ih (id);
CREATE INDEX il_h ON il (h);
INSERT INTO il VALUES (1, 1);
BEGIN;
UPDATE ih SET a = 12;
DROP INDEX ih_id, il_h;
INSERT INTO il VALUES (1, 1);
COMMIT;
INSERT INTO il VALUES (1, 2);
BEGIN;
CREATE UNIQUE INDEX ih_id ON ih (id);
CREATE INDEX il_h ON il (h);
INSERT INTO il VALUES (1, 2);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
-- nor one that does not know all versions of the rows yet
BEGIN;
UPDATE ih SET note = 1;
CREATE UNIQUE INDEX ih_id ON ih (id);
CREATE INDEX il_h ON il (h);
SELECT indcheckxmin FROM pg_index WHERE indexrelid = 'ih_id'::regclass;
INSERT INTO il VALUES (1, 2);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
-- one that is not valid is not used
CREATE UNIQUE INDEX ih_id ON ih (id);
CREATE INDEX il_h ON il (h);
UPDATE pg_index SET indisvalid = false WHERE indexrelid IN ('ih_id'::regclass, 'il_h'::regclass);
INSERT INTO il VALUES (1, 2);
INSERT INTO il VALUES (1, 1);
TABLE il ORDER BY a;

-- who has taken his own rights away is told so, by an index or not
CREATE ROLE budget_ext_reader;
GRANT USAGE, CREATE ON SCHEMA sum_rule_read_test TO budget_ext_reader;
SET ROLE budget_ext_reader;
CREATE TABLE ph (id int PRIMARY KEY, a int);
CREATE TABLE pl (h int, a int);
CREATE INDEX ON pl (h);
SELECT budget_add_sum_rule('p', 'ph', 'a', '{id}', 'pl', 'a', '{h}', '<=');
INSERT INTO ph VALUES (1, 10);
INSERT INTO pl VALUES (1, 1);
REVOKE UPDATE ON ph FROM budget_ext_reader;
INSERT INTO pl VALUES (1, 1);
GRANT UPDATE ON ph TO budget_ext_reader;
REVOKE SELECT ON pl FROM budget_ext_reader;
INSERT INTO pl VALUES (1, 1);
GRANT SELECT ON pl TO budget_ext_reader;
-- row security is for others
ALTER TABLE pl ENABLE ROW LEVEL SECURITY;
ALTER TABLE pl FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON pl FOR INSERT WITH CHECK (true);
INSERT INTO pl VALUES (1, 10);
RESET ROLE;
DROP TABLE ph, pl CASCADE;
REVOKE ALL ON SCHEMA sum_rule_read_test FROM budget_ext_reader;
DROP ROLE budget_ext_reader;

DROP SCHEMA sum_rule_read_test CASCADE;

-- many keys of one statement, to which constraints are immediate: looked at
-- together when it ends
CREATE TABLE nh (id int PRIMARY KEY, a int);
CREATE TABLE nl (id serial, h int, a int);
CREATE TABLE nseen (what text);
INSERT INTO nh SELECT g, 10 FROM generate_series(1, 400) g;
INSERT INTO nl (h, a) SELECT g, 10 FROM generate_series(1, 400) g;
SELECT budget_add_sum_rule('n', 'nh', 'a', '{id}', 'nl', 'a', '{h}');
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE nl SET a = a + 1 WHERE h <= 400;
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SAVEPOINT s;
UPDATE nl SET a = a + (h = 391)::int;
ROLLBACK TO s;
WITH p AS (UPDATE nl SET a = a + 1) UPDATE nh SET a = a + 1;
SAVEPOINT s;
WITH p AS (UPDATE nl SET a = a + 1 WHERE h <> 391) UPDATE nh SET a = a + 1;
ROLLBACK TO s;
WITH p AS (UPDATE nl SET a = a + 1) UPDATE nh SET a = a + 1;
COMMIT;
-- one statement after the other in a savepoint, and what is deferred again
BEGIN;
SAVEPOINT s;
SET CONSTRAINTS ALL IMMEDIATE;
WITH p AS (UPDATE nl SET a = a + 1) UPDATE nh SET a = a + 1;
WITH p AS (UPDATE nl SET a = a + 1) UPDATE nh SET a = a + 1;
ROLLBACK TO s;
UPDATE nl SET a = a + 1;
SAVEPOINT t;
UPDATE nh SET a = a + 1 WHERE id < 400;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO t;
UPDATE nh SET a = a + 1;
SET CONSTRAINTS ALL IMMEDIATE;
COMMIT;
SELECT DISTINCT nh.a, nl.a FROM nh JOIN nl ON nh.id = nl.h;
-- a statement within it gets its own verdict, which may be caught
CREATE FUNCTION within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.h = 300 THEN
        BEGIN
            INSERT INTO nl (h, a) VALUES (-1, 1);
            INSERT INTO nseen VALUES ('let pass');
        EXCEPTION WHEN check_violation THEN
            INSERT INTO nseen VALUES (SQLERRM);
        END;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER a_within AFTER UPDATE ON nl FOR EACH ROW EXECUTE FUNCTION within();
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH p AS (UPDATE nl SET a = a + 1) UPDATE nh SET a = a + 1;
COMMIT;
TABLE nseen;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH p AS (UPDATE nl SET a = a + 1) UPDATE nh SET a = a + (id <> 399)::int;
ROLLBACK;
DROP TRIGGER a_within ON nl;
-- each key is recorded once, also where SET CONSTRAINTS comes afterwards, and where
-- it is of some triggers alone
SELECT budget_set_rule_mode('n', 'record');
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE nl SET a = a + 1 WHERE h <= 350;
COMMIT;
SELECT count(*), count(DISTINCT key::text) FROM budget_violation_log WHERE rule = 'n';
SELECT count(*) FROM budget_violations('n');
TRUNCATE budget_violation_record;
BEGIN;
UPDATE nl SET a = a - 1 WHERE h <= 350;
UPDATE nh SET a = a - 1 WHERE id <= 150;
SET CONSTRAINTS n_update IMMEDIATE;
COMMIT;
SELECT count(*), count(DISTINCT key::text) FROM budget_violation_log WHERE rule = 'n';
SELECT count(*) FROM budget_violations('n');
SELECT budget_drop_rule('n');
DROP TABLE nh, nl, nseen;

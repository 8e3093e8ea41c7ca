-- Mode maintain: instead of refusing, a sum rule keeps the total.
SET client_min_messages = warning;
CREATE SCHEMA sum_rule_maintain_test;
SET search_path = sum_rule_maintain_test, public;
\set SHOW_CONTEXT never

CREATE TABLE h (id int PRIMARY KEY, total thousand_won, note text);
CREATE TABLE l (id serial PRIMARY KEY, h int, amount thousand_won, ok boolean DEFAULT true);
CREATE VIEW state AS
    SELECT coalesce(h.id, p.h) AS key, h.total, p.parts
    FROM h FULL JOIN (SELECT h, sum(amount) AS parts FROM l WHERE ok AND h IS NOT NULL GROUP BY h) p ON p.h = h.id;
SELECT budget_add_sum_rule('kept', 'h', 'total', '{id}', 'l', 'amount', '{h}', part_filter => 'ok', mode => 'maintain');
SELECT mode, state FROM budget_rules WHERE rule = 'kept';

\echo == what happens to the parts
INSERT INTO h VALUES (1, 0), (2, 0);
INSERT INTO l (h, amount) VALUES (1, 10), (1, 0.5), (2, 7);
SELECT * FROM state ORDER BY key;
UPDATE l SET amount = amount * 2 WHERE h = 1;
UPDATE l SET h = 1 WHERE h = 2;
DELETE FROM l WHERE amount = 1;
INSERT INTO l (h, amount, ok) VALUES (2, 1000, false);
UPDATE l SET ok = true WHERE amount = 1000;
UPDATE l SET ok = NULL, amount = 1 WHERE amount = 1000;
INSERT INTO l (h, amount) VALUES (2, NULL), (NULL, 5);
SELECT * FROM state ORDER BY key;
-- nothing to do: the row of the total is not even written
CREATE FUNCTION xmin_of(int) RETURNS xid LANGUAGE sql AS 'SELECT xmin FROM sum_rule_maintain_test.h WHERE id = $1';
SELECT xmin_of(1) AS before \gset
UPDATE l SET amount = 27 - amount WHERE h = 1;
INSERT INTO l (h, amount) VALUES (1, 5), (1, -5);
UPDATE l SET id = -id;
SELECT xmin_of(1) = :'before' AS untouched;
SELECT * FROM state ORDER BY key;

\echo == what happens to the total
UPDATE h SET total = 99;
UPDATE h SET total = NULL WHERE id = 1;
INSERT INTO h VALUES (3, 5), (4, NULL);
SELECT * FROM state ORDER BY key;
UPDATE h SET id = 30 WHERE id = 3;
-- a total that leaves its parts behind, in whatever way, is refused
UPDATE h SET id = 10 WHERE id = 1;
DELETE FROM h WHERE id = 1;
INSERT INTO l (h, amount) VALUES (5, 1);
INSERT INTO l (h, amount) VALUES (5, 0);
INSERT INTO l (h, amount) VALUES (6, 1), (6, -1);
BEGIN;
UPDATE h SET id = 10 WHERE id = 1;
UPDATE l SET h = 10 WHERE h = 1;
COMMIT;
BEGIN;
DELETE FROM l WHERE h = 10;
DELETE FROM h WHERE id = 10;
COMMIT;
BEGIN;
INSERT INTO l (h, amount) VALUES (7, 70);
INSERT INTO h VALUES (7, 1);
UPDATE l SET amount = 71 WHERE h = 7;
UPDATE h SET total = 2 WHERE id = 7;
COMMIT;
SELECT * FROM state ORDER BY key;

\echo == inside a transaction the total is old, until it is asked for
BEGIN;
INSERT INTO l (h, amount) VALUES (7, 1);
SELECT total FROM h WHERE id = 7;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT total FROM h WHERE id = 7;
INSERT INTO l (h, amount) VALUES (7, 1);
SELECT total FROM h WHERE id = 7;
UPDATE h SET total = 0 WHERE id = 7;
SELECT total FROM h WHERE id = 7;
SET CONSTRAINTS ALL DEFERRED;
DELETE FROM l WHERE h = 7 AND amount = 1;
SELECT total FROM h WHERE id = 7;
COMMIT;
SELECT * FROM state WHERE key = 7;
-- savepoints
BEGIN;
INSERT INTO l (h, amount) VALUES (7, 1);
SAVEPOINT s;
INSERT INTO l (h, amount) VALUES (7, 10);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT total FROM h WHERE id = 7;
ROLLBACK TO s;
SELECT total FROM h WHERE id = 7;
INSERT INTO l (h, amount) VALUES (7, 100);
COMMIT;
SELECT * FROM state WHERE key = 7;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SAVEPOINT s;
INSERT INTO l (h, amount) VALUES (7, 1);
UPDATE h SET note = 'x';
INSERT INTO l (h, amount) VALUES (7, -2);
UPDATE h SET note = 'y';
UPDATE h SET total = 5 WHERE id = 7;
RELEASE s;
UPDATE h SET note = 'z';
UPDATE h SET total = 6 WHERE id = 7;
COMMIT;
SELECT * FROM state WHERE key = 7;
DO $$
BEGIN
    INSERT INTO l (h, amount) VALUES (7, 1000);
    BEGIN
        SET CONSTRAINTS ALL IMMEDIATE;
        RAISE division_by_zero;
    EXCEPTION WHEN division_by_zero THEN
        INSERT INTO l (h, amount) VALUES (7, 10000);
    END;
END $$;
SELECT * FROM state WHERE key = 7;

\echo == TRUNCATE
TRUNCATE l;
SELECT * FROM state ORDER BY key;
INSERT INTO l (h, amount) VALUES (7, 1);
TRUNCATE h;
TRUNCATE h, l;
SELECT budget_drop_rule('kept');

\echo == a limit that costs nothing: a kept total and a row rule on it
ALTER TABLE h ADD cap thousand_won;
SELECT budget_add_sum_rule('kept', 'h', 'total', '{id}', 'l', 'amount', '{h}', mode => 'maintain');
SELECT budget_add_row_rule('never exceed', 'h', 'total <= cap');
INSERT INTO h VALUES (1, 0, NULL, 100);
INSERT INTO l (h, amount) VALUES (1, 60);
INSERT INTO l (h, amount) VALUES (1, 41);
INSERT INTO l (h, amount) VALUES (1, 40);
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l (h, amount) VALUES (1, 0.001);
ROLLBACK;
SELECT * FROM state;
SELECT budget_drop_rule('never exceed');

\echo == other triggers on the total
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.note := coalesce(NEW.note, '') || OLD.total || '>' || NEW.total || ' '; RETURN NEW; END $$;
CREATE TRIGGER note BEFORE UPDATE ON h FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO l (h, amount) VALUES (1, 5);
INSERT INTO l (h, amount) VALUES (1, 1), (1, 1), (1, 1);
SELECT total, note FROM h;
DROP TRIGGER note ON h;
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.total := 1; RETURN NEW; END $$;
CREATE TRIGGER spoil BEFORE UPDATE ON h FOR EACH ROW EXECUTE FUNCTION spoil();
INSERT INTO l (h, amount) VALUES (1, 5);
DROP TRIGGER spoil ON h;
CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER skip BEFORE UPDATE ON h FOR EACH ROW EXECUTE FUNCTION skip();
INSERT INTO l (h, amount) VALUES (1, 5);
DROP TRIGGER skip ON h;
SELECT * FROM state;
-- they find what the session's search_path finds, as under a foreign key
CREATE TABLE audit (what text);
CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit VALUES (format('%s %s: %s in %s', TG_WHEN, TG_OP, NEW.total, current_setting('search_path')));
    RETURN NEW;
END $$;
CREATE TRIGGER audit1 BEFORE UPDATE ON h FOR EACH ROW EXECUTE FUNCTION write_audit();
CREATE TRIGGER audit2 AFTER UPDATE ON h FOR EACH ROW EXECUTE FUNCTION write_audit();
CREATE CONSTRAINT TRIGGER audit3 AFTER UPDATE ON h DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION write_audit();
INSERT INTO l (h, amount) VALUES (1, 5);
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l (h, amount) VALUES (1, 1);
SHOW search_path;
COMMIT;
BEGIN;
UPDATE h SET total = 0;
SET LOCAL search_path = sum_rule_maintain_test;
COMMIT;
TABLE audit;
SELECT budget_drop_rule('kept');
-- also where the key is more than columns, or there is a filter
TRUNCATE audit;
ALTER TABLE h ADD kind char(1) DEFAULT 'a';
SELECT budget_add_sum_rule('kept', 'h', 'total', '{id % 100}', 'l', 'amount', '{h}', total_filter => 'kind = ''a''', mode => 'maintain');
INSERT INTO l (h, amount) VALUES (1, -5);
INSERT INTO h (id, total, kind) VALUES (101, 0, 'b');
INSERT INTO l (h, amount) VALUES (1, -1), (1, 7);
UPDATE h SET total = 0 WHERE id = 1;
SELECT id, total FROM h ORDER BY 1;
TABLE audit;
INSERT INTO h (id, total) VALUES (201, 0);
INSERT INTO l (h, amount) VALUES (1, -1);
SELECT budget_drop_rule('kept');
-- not where others could then say what the expressions of the rule mean
CREATE FUNCTION same(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 0';
DELETE FROM h WHERE id = 101;
SELECT budget_add_sum_rule('kept', 'h', 'total', '{same(id)}', 'l', 'amount', '{h}', mode => 'maintain', missing_total => 'allow');
INSERT INTO l (h, amount) VALUES (1, -1);
ALTER FUNCTION same SET search_path = pg_catalog;
TRUNCATE audit;
INSERT INTO l (h, amount) VALUES (1, -1);
TABLE audit;
DROP TRIGGER audit1 ON h;
DROP TRIGGER audit2 ON h;
DROP TRIGGER audit3 ON h;
SELECT id, total FROM h ORDER BY 1;
SELECT budget_drop_rule('kept');

\echo == types and totals that cannot be kept
CREATE TABLE hi (id int, total int);
CREATE TABLE ln (h int, amount numeric);
SELECT budget_add_sum_rule('whole', 'hi', 'total', '{id}', 'ln', 'amount', '{h}', mode => 'maintain');
INSERT INTO hi VALUES (1, 0);
INSERT INTO ln VALUES (1, 1.5), (1, 1.5);
INSERT INTO ln VALUES (1, 0.5);
INSERT INTO ln VALUES (1, 2147483647);
SELECT * FROM hi;
INSERT INTO hi VALUES (1, 0);
INSERT INTO hi VALUES (2, 0), (2, 0);
INSERT INTO ln VALUES (2, 1);
SELECT budget_drop_rule('whole');
SELECT budget_add_sum_rule('x', 'hi', 'total + 1', '{id}', 'ln', 'amount', '{h}', mode => 'maintain');
SELECT budget_add_sum_rule('x', 'hi', 'total', '{id}', 'ln', 'amount', '{h}', '<=', mode => 'maintain');
SELECT budget_add_sum_rule('x', 'hi', 'total', '{total}', 'ln', 'amount', '{h}', mode => 'maintain', validate => false);
SELECT budget_add_sum_rule('x', 'hi', 'total', '{id}', 'ln', 'amount', '{h}', total_filter => 'total > 0', mode => 'maintain', validate => false);
SELECT count(*) FROM budget_rules WHERE rule IN ('x', 'whole');
CREATE TABLE hg (id int, total int, twice int GENERATED ALWAYS AS (total * 2) STORED);
SELECT budget_add_sum_rule('x', 'hg', 'twice', '{id}', 'ln', 'amount', '{h}', mode => 'maintain', validate => false);
SELECT budget_add_sum_rule('x', 'hg', 'twice', '{id}', 'ln', 'amount', '{h}', validate => false);
SELECT budget_set_rule_mode('x', 'maintain');
SELECT budget_drop_rule('x');
-- whole thousand won kept from parts that need not be; keys of two types
CREATE TABLE ht (id bigint, total integer);
CREATE TABLE lw (h smallint, amount thousand_won);
SELECT budget_add_sum_rule('won', 'ht', 'total', '{id}', 'lw', 'amount', '{h}', mode => 'maintain');
INSERT INTO ht VALUES (1, 0);
INSERT INTO lw VALUES (1, 1.500);
INSERT INTO lw VALUES (1, 1.500), (1, 1.500);
SELECT * FROM ht;
CREATE TABLE hn (id int, total numeric);
SELECT budget_add_sum_rule('number', 'hn', 'total', '{id}', 'ln', 'amount', '{h}', mode => 'maintain', validate => false);
INSERT INTO hn VALUES (3, 0);
INSERT INTO ln VALUES (3, 9.50);
INSERT INTO ln VALUES (3, 'NaN');
SELECT * FROM hn;
DROP TABLE hi, hg, ht, hn, ln, lw;

\echo == what is there when the rule comes
DELETE FROM l;
DELETE FROM h;
INSERT INTO h VALUES (1, 5), (2, 6);
INSERT INTO l (h, amount) VALUES (1, 7);
SELECT budget_add_sum_rule('kept', 'h', 'total', '{id}', 'l', 'amount', '{h}', mode => 'maintain');
SELECT rule, key, expected, actual FROM budget_violations(target => 'h');
SELECT budget_add_sum_rule('kept', 'h', 'total', '{id}', 'l', 'amount', '{h}', mode => 'maintain', validate => false);
SELECT rule, key, expected, actual FROM budget_violations('kept');
-- a net change is added to what is wrong; a total that is written is set right
INSERT INTO l (h, amount) VALUES (1, 1);
SELECT * FROM state ORDER BY key;
UPDATE h SET total = total + 1;
SELECT * FROM state ORDER BY key;
SELECT budget_validate('kept');
SELECT budget_set_rule_mode('kept', 'reject');
INSERT INTO l (h, amount) VALUES (1, 1);
SELECT budget_set_rule_mode('kept', 'maintain');
INSERT INTO l (h, amount) VALUES (1, 1);
SELECT * FROM state ORDER BY key;

\echo == the setting: off keeps nothing
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO l (h, amount) VALUES (1, 1);
COMMIT;
SELECT * FROM state ORDER BY key;
UPDATE h SET total = 0 WHERE id = 1;
SELECT * FROM state ORDER BY key;
BEGIN;
SET LOCAL budget_ext.enforcement = record;
INSERT INTO l (h, amount) VALUES (1, 1);
COMMIT;
SELECT * FROM state ORDER BY key;
SELECT budget_drop_rule('kept');

\echo == a leaf that becomes a branch
DELETE FROM l;
DELETE FROM h;
SELECT budget_add_sum_rule('leaf', 'h', 'total', '{id}', 'l', 'amount', '{h}', mode => 'maintain', missing_parts => 'allow');
INSERT INTO h VALUES (1, 100);
UPDATE h SET total = 110;
INSERT INTO l (h, amount) VALUES (1, 10);
SELECT * FROM state;
INSERT INTO l (h, amount) VALUES (1, 5);
DELETE FROM l WHERE amount = 10;
UPDATE h SET total = 77;
SELECT * FROM state;
DELETE FROM l;
SELECT * FROM state;
UPDATE h SET total = 78;
INSERT INTO l (h, amount) VALUES (1, 0);
SELECT * FROM state;
SELECT budget_drop_rule('leaf');

\echo == parts whose total may be missing
DELETE FROM l;
DELETE FROM h;
SELECT budget_add_sum_rule('orphan', 'h', 'total', '{id}', 'l', 'amount', '{h}', mode => 'maintain', missing_total => 'allow');
INSERT INTO l (h, amount) VALUES (1, 10);
INSERT INTO h VALUES (1, 0);
SELECT * FROM state;
DELETE FROM h;
INSERT INTO l (h, amount) VALUES (1, 10);
INSERT INTO h VALUES (1, 1000);
SELECT * FROM state;
SELECT budget_drop_rule('orphan');

\echo == a tree of four levels
CREATE TABLE node (id int PRIMARY KEY, parent int REFERENCES node, amount thousand_won, writes int DEFAULT 0);
CREATE FUNCTION count_writes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amount <> OLD.amount THEN
        NEW.writes := OLD.writes + 1;
    END IF;
    RETURN NEW;
END $$;
SELECT budget_add_sum_rule('tree', 'node', 'amount', '{id}', 'node', 'amount', '{parent}', mode => 'maintain', missing_parts => 'allow');
INSERT INTO node VALUES (1, NULL, 0), (11, 1, 0), (12, 1, 0), (111, 11, 0), (112, 11, 0), (121, 12, 0),
    (1111, 111, 1), (1112, 111, 2), (1121, 112, 4), (1211, 121, 8);
CREATE TRIGGER count_writes BEFORE UPDATE ON node FOR EACH ROW EXECUTE FUNCTION count_writes();
SELECT id, amount FROM node ORDER BY id::text;
UPDATE node SET amount = 10 WHERE id = 1111;
INSERT INTO node VALUES (1113, 111, 100);
UPDATE node SET parent = 112 WHERE id = 1113;
DELETE FROM node WHERE id = 1121;
SELECT id, amount FROM node ORDER BY id::text;
-- several leaves of one branch in one transaction: each total once
UPDATE node SET writes = 0;
BEGIN;
UPDATE node SET amount = amount + 1 WHERE id > 1000;
UPDATE node SET amount = amount + 1 WHERE id IN (1111, 1112);
COMMIT;
SELECT id, amount, writes FROM node ORDER BY id::text;
-- what only moves below a node does not touch it
INSERT INTO node VALUES (1121, 112, 4);
UPDATE node SET writes = 0;
UPDATE node SET parent = CASE parent WHEN 111 THEN 112 ELSE 111 END WHERE id IN (1112, 1121);
SELECT id, amount, writes FROM node WHERE id < 1000 ORDER BY id::text;
UPDATE node SET amount = 999 WHERE id = 1;
UPDATE node SET amount = 999 WHERE id = 111;
SELECT id, amount FROM node WHERE id < 1000 ORDER BY id::text;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE node SET amount = 0 WHERE id = 1211;
SELECT id, amount FROM node WHERE id IN (1, 12, 121) ORDER BY id;
UPDATE node SET parent = 11 WHERE id = 121;
SELECT id, amount FROM node WHERE id < 100 ORDER BY id;
COMMIT;
SELECT count(*) FROM budget_violations('tree');
SELECT budget_validate('tree');
-- a row that is its own parent has nothing to differ from
SET statement_timeout = '10s';
INSERT INTO node VALUES (5, 5, 7);
UPDATE node SET amount = 8 WHERE id = 5;
INSERT INTO node VALUES (6, NULL, 0);
INSERT INTO node VALUES (7, 6, 7);
UPDATE node SET parent = 7 WHERE id = 6;
SELECT id, parent, amount FROM node WHERE id < 10 ORDER BY id;
RESET statement_timeout;
SELECT id, parent, amount FROM node WHERE id < 10 ORDER BY id;
DROP TABLE node;

\echo == a tree of 9,999 nodes, each the sum of those below it
CREATE TABLE node (id int PRIMARY KEY, parent int, amount thousand_won);
CREATE INDEX ON node (parent);
SELECT budget_add_sum_rule('tree', 'node', 'amount', '{id}', 'node', 'amount', '{parent}', mode => 'maintain', missing_parts => 'allow');
INSERT INTO node SELECT g, nullif(g / 10, 0), 1 FROM generate_series(1, 9999) AS g;
SELECT sum(amount) FROM node WHERE parent IS NULL;
UPDATE node SET amount = 2 WHERE id = 5555;
SELECT id, amount FROM node WHERE id IN (5, 55, 555, 5555) ORDER BY 1;
INSERT INTO node VALUES (50000, 5000, 100);
SELECT id, amount FROM node WHERE id IN (5, 50, 500, 5000) ORDER BY 1;
SELECT * FROM budget_violations('tree');
-- a circle has no sum
INSERT INTO node VALUES (100001, 100002, 1), (100002, 100001, 1), (100003, 100001, 1);
DROP TABLE node;

\echo == a chain of rules over three tables
CREATE TABLE account (id int PRIMARY KEY, total thousand_won DEFAULT 0);
CREATE TABLE policy (id int PRIMARY KEY, account int, total thousand_won DEFAULT 0);
CREATE TABLE item (policy int, amount thousand_won);
SELECT budget_add_sum_rule('account', 'account', 'total', '{id}', 'policy', 'total', '{account}', mode => 'maintain');
SELECT budget_add_sum_rule('policy', 'policy', 'total', '{id}', 'item', 'amount', '{policy}', mode => 'maintain');
INSERT INTO account VALUES (1), (2);
INSERT INTO policy VALUES (11, 1), (12, 1), (21, 2);
INSERT INTO item VALUES (11, 1), (11, 2), (12, 4), (21, 8);
SELECT * FROM account ORDER BY id;
UPDATE policy SET account = 2 WHERE id = 11;
UPDATE item SET policy = 21 WHERE amount = 4;
SELECT * FROM account ORDER BY id;
-- the upper one rejects instead
SELECT budget_set_rule_mode('account', 'reject');
INSERT INTO item VALUES (11, 1);
BEGIN;
INSERT INTO item VALUES (11, 1);
UPDATE account SET total = total + 1 WHERE id = 2;
COMMIT;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO item VALUES (11, 1);
ROLLBACK;
SELECT * FROM account ORDER BY id;
SELECT * FROM policy ORDER BY id;
SELECT count(*) FROM budget_violations() WHERE relation IN ('account'::regclass, 'policy'::regclass);

\echo == whoever writes parts need not be able to write totals
CREATE ROLE regress_maintain_clerk;
GRANT USAGE ON SCHEMA sum_rule_maintain_test TO regress_maintain_clerk;
GRANT INSERT ON item TO regress_maintain_clerk;
SELECT budget_set_rule_mode('account', 'maintain');
SET ROLE regress_maintain_clerk;
INSERT INTO item VALUES (11, 100);
UPDATE policy SET total = 0;
RESET ROLE;
SELECT * FROM policy ORDER BY id;
REVOKE ALL ON SCHEMA sum_rule_maintain_test FROM regress_maintain_clerk;
REVOKE ALL ON item FROM regress_maintain_clerk;
DROP ROLE regress_maintain_clerk;

\echo == partitions on both sides
CREATE TABLE ph (id int, y int, total numeric, PRIMARY KEY (id, y)) PARTITION BY LIST (y);
CREATE TABLE ph1 PARTITION OF ph FOR VALUES IN (1);
CREATE TABLE ph2 (total numeric, y int NOT NULL, id int NOT NULL);
ALTER TABLE ph ATTACH PARTITION ph2 FOR VALUES IN (2);
CREATE TABLE pl (h int, y int, a numeric) PARTITION BY LIST (y);
CREATE TABLE pl1 (a numeric, y int, h int);
ALTER TABLE pl ATTACH PARTITION pl1 FOR VALUES IN (1);
CREATE TABLE pl2 PARTITION OF pl FOR VALUES IN (2);
SELECT budget_add_sum_rule('parted', 'ph', 'total', '{id,y}', 'pl', 'a', '{h,y}', mode => 'maintain');
INSERT INTO ph VALUES (1, 1, 0), (1, 2, 0);
INSERT INTO pl VALUES (1, 1, 1.5), (1, 2, 2.25);
UPDATE pl SET y = 2 WHERE y = 1;
INSERT INTO pl1 VALUES (0.125, 1, 1);
BEGIN;
UPDATE ph SET y = 3 - y, id = 2;
UPDATE pl SET y = 3 - y, h = 2;
COMMIT;
SELECT tableoid::regclass, * FROM ph ORDER BY y;

\echo == one trigger of the total immediate, the others not: two levels at once
CREATE TABLE mixed (id int PRIMARY KEY, parent int, total numeric);
SELECT budget_add_sum_rule('mixed', 'mixed', 'total', '{id}', 'mixed', 'total', '{parent}', missing_parts => 'allow', mode => 'maintain');
INSERT INTO mixed VALUES (1, NULL, 3), (2, 1, 3), (4, 3, 0);
BEGIN;
SET CONSTRAINTS mixed_update IMMEDIATE;
INSERT INTO mixed VALUES (3, 1, 2);
COMMIT;
SELECT * FROM mixed ORDER BY id;
BEGIN;
SET CONSTRAINTS mixed_update IMMEDIATE;
UPDATE mixed SET total = 5 WHERE id = 4;
COMMIT;
SELECT * FROM mixed ORDER BY id;

\echo == a total with fewer decimals than the parts, by itself or as a domain
CREATE DOMAIN tenths AS numeric(8,1);
CREATE TABLE scaled (id int PRIMARY KEY, total tenths);
CREATE TABLE fine (id int, a numeric);
SELECT budget_add_sum_rule('scaled', 'scaled', 'total', '{id}', 'fine', 'a', '{id}', mode => 'maintain');
INSERT INTO scaled VALUES (1, 0);
INSERT INTO fine VALUES (1, 0.5);
INSERT INTO fine VALUES (1, 0.05);
INSERT INTO fine VALUES (1, 0.05), (1, 0.05);
SELECT * FROM scaled;

\echo == a change of 64 bits
CREATE TABLE wide (id int PRIMARY KEY, total bigint);
CREATE TABLE wide_part (id int, a bigint);
CREATE INDEX ON wide_part (id);
SELECT budget_add_sum_rule('wide', 'wide', 'total', '{id}', 'wide_part', 'a', '{id}', mode => 'maintain');
INSERT INTO wide VALUES (1, 0);
INSERT INTO wide_part VALUES (1, -10);
INSERT INTO wide_part VALUES (1, 9223372036854775807), (1, 1);
SELECT * FROM wide;
\set SHOW_CONTEXT never
INSERT INTO wide_part VALUES (1, 100);
-- and a rule that asks by cases
SELECT budget_add_row_rule('not_five', 'wide', 'CASE WHEN total > 0 THEN total <> 5 ELSE true END');
INSERT INTO wide_part VALUES (1, -9223372036854775793);
INSERT INTO wide_part VALUES (1, -9223372036854775792);
SELECT * FROM wide;
\set SHOW_CONTEXT errors

\echo == a sum that the type of the total does not hold
-- in a table whose total takes an index, a plan, or is written with others told
CREATE TABLE least (id int PRIMARY KEY, total int);
CREATE TABLE plain (id int, total int);
CREATE TABLE told (id int PRIMARY KEY, total int);
CREATE FUNCTION say_nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER say AFTER UPDATE ON told FOR EACH ROW EXECUTE FUNCTION say_nothing();
\set SHOW_CONTEXT never
CREATE FUNCTION overflow(t regclass, total_type text, part_type text, amounts text[]) RETURNS TABLE (had text, came text, result text, message text, detail text, hint text)
    LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ALTER total TYPE %s', t, total_type);
    EXECUTE format('CREATE TABLE overflow_part (id int, a %s)', part_type);
    EXECUTE 'CREATE INDEX ON overflow_part (id)';
    PERFORM budget_add_sum_rule('overflow', t, 'total', '{id}', 'overflow_part', 'a', '{id}', mode => 'maintain');
    EXECUTE format('INSERT INTO %s VALUES (1, 0)', t);
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    FOREACH came IN ARRAY amounts LOOP
        message := NULL; detail := NULL; hint := NULL;
        EXECUTE format('SELECT total FROM %s', t) INTO had;
        BEGIN
            EXECUTE 'INSERT INTO overflow_part SELECT 1, unnest(string_to_array($1, '' ''))::' || part_type USING came;
            SET CONSTRAINTS ALL IMMEDIATE;
            SET CONSTRAINTS ALL DEFERRED;
            result := 'passes';
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS result = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
        END;
        RETURN NEXT;
    END LOOP;
    PERFORM budget_drop_rule('overflow');
    EXECUTE format('DELETE FROM %s', t);
    DROP TABLE overflow_part;
END $$;
\x
SELECT * FROM overflow('least', 'int', 'int', '{2147483647, 1, "1 -1", -1, "2147483647 2147483647", 1}');
\x
SELECT t, had, came, result, detail FROM (VALUES
    ('least', 'smallint', 'smallint', '{32767,1,"-32767 -32767 -1",-1}'::text[]),
    ('least', 'bigint', 'bigint', '{9223372036854775807,1,"-9223372036854775807 -9223372036854775807 -1",-1}'),
    ('least', 'thousand_won', 'thousand_won', '{9223372036854775.807,0.001,"-9223372036854775.807 -9223372036854775.807",-0.001}'),
    ('least', 'thousand_won', 'bigint', '{9223372036854775807}'),
    ('least', 'thousand_won', 'numeric', '{9223372036854775.807,0.001,0.0001}'),
    ('least', 'bigint', 'thousand_won', '{9223372036854775.807,0.193}'),
    ('least', 'numeric(4,1)', 'numeric', '{999.9,0.1,"-999.9 -999.9",-0.1}'),
    ('plain', 'int', 'int', '{2147483647,1,"-2147483647 -2147483647 -1",-1}'),
    ('plain', 'thousand_won', 'thousand_won', '{9223372036854775.807,0.001,"-9223372036854775.807 -9223372036854775.807",-0.001}'),
    ('plain', 'numeric(4,1)', 'numeric', '{999.9,0.1,"-999.9 -999.9",-0.1}'),
    ('plain', 'numeric(3,-2)', 'numeric', '{99900,100,"-99900 -99900",-100}'),
    ('plain', 'numeric', 'thousand_won', '{9223372036854775.807,0.001,"-9223372036854775.807 -9223372036854775.807",-0.001}'),
    ('told', 'bigint', 'bigint', '{9223372036854775807,1,"-9223372036854775807 -9223372036854775807 -1",-1}'),
    ('told', 'thousand_won', 'thousand_won', '{9223372036854775.807,0.001,"-9223372036854775.807 -9223372036854775.807",-0.001}')) AS c (t, total_type, part_type, amounts),
    overflow(t, total_type, part_type, amounts);
DROP TABLE least, plain, told;
-- who may not read the parts is not told what they are
CREATE TABLE seen (id int PRIMARY KEY, total int);
CREATE TABLE hidden (id int, a int);
INSERT INTO seen VALUES (1, 0);
SELECT budget_add_sum_rule('hidden', 'seen', 'total', '{id}', 'hidden', 'a', '{id}', mode => 'maintain');
CREATE ROLE regress_maintain_writer;
GRANT USAGE ON SCHEMA sum_rule_maintain_test TO regress_maintain_writer;
GRANT INSERT ON hidden TO regress_maintain_writer;
GRANT SELECT ON seen TO regress_maintain_writer;
SET ROLE regress_maintain_writer;
INSERT INTO hidden VALUES (1, 2147483647), (1, 3);
RESET ROLE;
DROP TABLE seen, hidden;
DROP OWNED BY regress_maintain_writer;
DROP ROLE regress_maintain_writer;
-- a check refuses what no total can be, by statements of one key and of many; who
-- looks is told
CREATE TABLE limits (id int PRIMARY KEY, a thousand_won);
CREATE TABLE owed (id int, a thousand_won);
INSERT INTO limits SELECT g, 1 FROM generate_series(1, 150) g;
SELECT budget_add_sum_rule('limit', 'limits', 'a', '{id}', 'owed', 'a', '{id}', '<=', mode => 'record');
INSERT INTO owed SELECT 1, 9223372036854775 FROM generate_series(1, 2);
INSERT INTO owed SELECT id, 9223372036854775 FROM limits, generate_series(1, 2);
SET budget_ext.enforcement = off;
INSERT INTO owed SELECT id, 9223372036854775 FROM limits, generate_series(1, 2);
RESET budget_ext.enforcement;
SELECT expected, actual, difference, count(*) FROM budget_violations('limit') GROUP BY 1, 2, 3 ORDER BY 1;
DELETE FROM owed;
INSERT INTO owed SELECT id, a FROM generate_series(1, 150) id, unnest('{0.5,0.5,1,0.001}'::thousand_won[]) a;
SELECT expected, actual, difference, count(*) FROM budget_violation_log WHERE relation = 'limits'::regclass GROUP BY 1, 2, 3;
SELECT expected, actual, difference, count(*) FROM budget_violations('limit') GROUP BY 1, 2, 3;
SELECT budget_drop_rule('limit');
DELETE FROM owed;
SELECT budget_add_sum_rule('floor', 'limits', 'a', '{id}', 'owed', 'a', '{id}', '>=', validate => false);
INSERT INTO owed SELECT 1, 9223372036854775 FROM generate_series(1, 2);
BEGIN;
INSERT INTO owed SELECT 1, 9223372036854775 FROM generate_series(1, 2);
DELETE FROM limits WHERE id = 1;
INSERT INTO limits VALUES (1, 2);
COMMIT;
DROP TABLE limits, owed;
\set SHOW_CONTEXT errors

\echo == a total that two rules would keep
CREATE TABLE pulled (id int PRIMARY KEY, total int DEFAULT 0, other int DEFAULT 0);
CREATE TABLE left_part (id int, a int);
CREATE TABLE right_part (id int, a int);
\set SHOW_CONTEXT never
SELECT budget_add_sum_rule('left', 'pulled', 'total', '{id}', 'left_part', 'a', '{id}', mode => 'maintain');
SELECT budget_add_sum_rule('right', 'pulled', 'total', '{id}', 'right_part', 'a', '{id}', mode => 'maintain');
SELECT budget_add_sum_rule('right', 'pulled', 'total', '{id}', 'right_part', 'a', '{id}', mode => 'maintain', total_filter => 'id > 1');
SELECT budget_add_sum_rule('right', 'pulled', 'total', '{id}', 'right_part', 'a', '{id}');
SELECT budget_set_rule_mode('right', 'maintain');
SELECT budget_set_rule_mode('left', 'maintain');
SELECT rule, mode FROM budget_rules WHERE relation = 'pulled'::regclass ORDER BY 1;
-- another column, or a check of what the other keeps, is fine
SELECT budget_add_sum_rule('beside', 'pulled', 'other', '{id}', 'right_part', 'a', '{id}', mode => 'maintain');
BEGIN;
INSERT INTO pulled VALUES (1);
INSERT INTO left_part VALUES (1, 3);
INSERT INTO right_part VALUES (1, 3);
COMMIT;
INSERT INTO left_part VALUES (1, 1);
SELECT * FROM pulled;
SELECT budget_drop_rule('left'), budget_drop_rule('right'), budget_drop_rule('beside');
-- so are rows of one's own; what is of both comes to no rest
TRUNCATE pulled, left_part, right_part;
INSERT INTO pulled VALUES (1), (2), (3);
SELECT budget_add_sum_rule('left', 'pulled', 'total', '{id}', 'left_part', 'a', '{id}', mode => 'maintain', total_filter => 'id < 3');
SELECT budget_add_sum_rule('right', 'pulled', 'total', '{id}', 'right_part', 'a', '{id}', mode => 'maintain', total_filter => 'id > 1', missing_parts => 'allow');
INSERT INTO left_part VALUES (1, 5);
INSERT INTO right_part VALUES (3, 5);
SELECT id, total FROM pulled ORDER BY id;
BEGIN;
INSERT INTO right_part VALUES (2, 5);
COMMIT;
\set SHOW_CONTEXT errors
DROP TABLE pulled, left_part, right_part;

\echo == row rules judge the row that stays
CREATE TABLE spent (id int PRIMARY KEY, executed int DEFAULT 0, budget int DEFAULT 0, lines int DEFAULT 0);
CREATE TABLE paid (id int, a int);
CREATE TABLE granted (id int, a int);
\set SHOW_CONTEXT never
-- in the order of their names: paid, granted, counted
SELECT budget_add_sum_rule('a_paid', 'spent', 'executed', '{id}', 'paid', 'a', '{id}', mode => 'maintain'),
	budget_add_sum_rule('b_granted', 'spent', 'budget', '{id}', 'granted', 'a', '{id}', mode => 'maintain'),
	budget_add_sum_rule('c_counted', 'spent', 'lines', '{id}', 'paid', '1', '{id}', mode => 'maintain'),
	budget_add_row_rule('within', 'spent', 'executed <= budget') \g /dev/null
INSERT INTO spent VALUES (1), (2);
BEGIN;
INSERT INTO paid VALUES (1, 10);
INSERT INTO granted VALUES (1, 10);
COMMIT;
BEGIN;
UPDATE granted SET a = 5;
UPDATE paid SET a = 5;
COMMIT;
BEGIN;
INSERT INTO paid VALUES (2, 10);
INSERT INTO granted VALUES (2, 10);
SET CONSTRAINTS ALL IMMEDIATE;
COMMIT;
SELECT * FROM spent ORDER BY id;
-- what is wrong in the end is refused, whichever total was written last
INSERT INTO paid VALUES (1, 1);
BEGIN;
INSERT INTO paid VALUES (1, 3);
INSERT INTO granted VALUES (1, 2);
COMMIT;
BEGIN;
INSERT INTO paid VALUES (1, 1);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
-- and where constraints are immediate, after each statement
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO paid VALUES (1, 1);
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO granted VALUES (1, 1);
INSERT INTO paid VALUES (1, 1);
ROLLBACK;
-- in a part of the transaction that is undone, or is not
BEGIN;
SAVEPOINT before;
INSERT INTO paid VALUES (1, 1);
SAVEPOINT here;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO before;
SET CONSTRAINTS ALL DEFERRED;
SAVEPOINT here;
INSERT INTO paid VALUES (1, 1);
RELEASE here;
INSERT INTO granted VALUES (1, 1);
COMMIT;
BEGIN;
SAVEPOINT before;
INSERT INTO paid VALUES (1, 1), (99, 1);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO before;
COMMIT;
-- what others try and undo meanwhile is of no matter
CREATE FUNCTION try_in_vain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 / 0;
    RETURN NULL;
EXCEPTION WHEN division_by_zero THEN
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER in_vain AFTER UPDATE ON spent DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION try_in_vain();
INSERT INTO paid VALUES (1, 1);
-- nor what is judged there, whether refused or right for a while
CREATE OR REPLACE FUNCTION try_in_vain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        SET CONSTRAINTS ALL IMMEDIATE;
    END IF;
    RETURN NULL;
EXCEPTION WHEN check_violation THEN
    RETURN NULL;
END $$;
INSERT INTO paid VALUES (1, 1);
CREATE OR REPLACE FUNCTION try_in_vain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        UPDATE spent SET executed = 0, budget = 0;
        SET CONSTRAINTS within_test IMMEDIATE;
        PERFORM 1 / 0;
    END IF;
    RETURN NULL;
EXCEPTION WHEN division_by_zero THEN
    RETURN NULL;
END $$;
CREATE TABLE other (a int PRIMARY KEY, b int CONSTRAINT within_test REFERENCES other DEFERRABLE);
INSERT INTO paid VALUES (1, 1);
-- where it is not undone, it is told once
CREATE OR REPLACE FUNCTION try_in_vain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SET CONSTRAINTS within_test IMMEDIATE;
    RETURN NULL;
EXCEPTION WHEN division_by_zero THEN
    RETURN NULL;
END $$;
SELECT budget_set_rule_mode('within', 'warn');
INSERT INTO paid VALUES (1, 1);
DELETE FROM paid WHERE id = 1 AND ctid = (SELECT max(ctid) FROM paid WHERE id = 1);
SELECT budget_set_rule_mode('within', 'reject');
DROP TABLE other;
DROP FUNCTION try_in_vain CASCADE;
-- a violation is recorded once, whoever has written the row, and how often
SELECT budget_set_rule_mode('within', 'record');
BEGIN;
INSERT INTO granted VALUES (1, 1), (2, 1);
INSERT INTO paid VALUES (1, 5), (2, 1);
COMMIT;
SELECT rule, key, actual, expected FROM budget_violation_log WHERE relation = 'spent'::regclass;
SELECT rule, key, actual, expected FROM budget_violations() WHERE relation = 'spent'::regclass;
SELECT * FROM spent ORDER BY id;
DELETE FROM budget_violation_record WHERE relation_name = 'spent';
SELECT budget_set_rule_mode('within', 'reject');
-- a row that is gone
BEGIN;
INSERT INTO paid VALUES (1, 5);
DELETE FROM spent WHERE id = 1;
DELETE FROM paid WHERE id = 1;
DELETE FROM granted WHERE id = 1;
COMMIT;
-- what the owner of the total asks is asked as him, whoever pays
CREATE ROLE regress_maintain_owner;
GRANT ALL ON SCHEMA sum_rule_maintain_test TO regress_maintain_owner;
CREATE FUNCTION allowed(int, int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'asked as %', current_user; RETURN $1 <= $2; END $$;
ALTER FUNCTION allowed OWNER TO regress_maintain_owner;
ALTER TABLE spent OWNER TO regress_maintain_owner;
SELECT budget_drop_rule('within');
SET ROLE regress_maintain_owner;
SET client_min_messages = error;
SELECT budget_add_row_rule('within', 'spent', 'allowed(executed, budget)');
RESET ROLE;
SET client_min_messages = warning;
INSERT INTO paid VALUES (2, 100);
SELECT budget_drop_rule('within');
SET ROLE regress_maintain_owner;
CREATE FUNCTION as_paid(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'asked as % in %', current_user, current_setting('search_path'); RETURN $1; END $$;
SET client_min_messages = error;
SELECT budget_add_row_rule('within', 'spent', 'as_paid(executed) <= budget');
RESET ROLE;
SET client_min_messages = warning;
INSERT INTO paid VALUES (2, 100);
REASSIGN OWNED BY regress_maintain_owner TO CURRENT_USER;
DROP OWNED BY regress_maintain_owner;
DROP ROLE regress_maintain_owner;
-- what is judged may leave more to judge, time and again
CREATE FUNCTION pays_on(int, int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 0 AND $2 > 0 AND $1 < 15 THEN
        INSERT INTO sum_rule_maintain_test.paid VALUES ($1 + 1, 1);
    END IF;
    RETURN $2;
END $$;
SELECT budget_drop_rule('within');
INSERT INTO spent (id) SELECT generate_series(11, 15);
SELECT budget_add_row_rule('within', 'spent', 'CASE WHEN id > 10 THEN pays_on(id, executed) END <= budget', 'warn') \g /dev/null
INSERT INTO paid VALUES (11, 1);
DROP TABLE spent, paid, granted CASCADE;
DROP FUNCTION IF EXISTS allowed, as_paid, pays_on;
\set SHOW_CONTEXT errors

\echo == a total that is moved by being kept
CREATE TABLE moved (id int, total int) PARTITION BY RANGE (total);
CREATE TABLE moved_low PARTITION OF moved FOR VALUES FROM (0) TO (10);
CREATE TABLE moved_high PARTITION OF moved FOR VALUES FROM (10) TO (100);
CREATE TABLE moved_part (id int, a int);
SELECT budget_add_sum_rule('moved', 'moved', 'total', '{id}', 'moved_part', 'a', '{id}', mode => 'maintain');
INSERT INTO moved VALUES (1, 0);
INSERT INTO moved_part VALUES (1, 5);
INSERT INTO moved_part VALUES (1, 7);
SELECT tableoid::regclass, * FROM moved;
UPDATE moved_part SET a = 1;
SELECT tableoid::regclass, * FROM moved;
-- or given another key
CREATE FUNCTION give_another_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.id := 2; RETURN new; END $$;
CREATE TRIGGER another_key BEFORE UPDATE ON moved FOR EACH ROW EXECUTE FUNCTION give_another_key();
INSERT INTO moved_part VALUES (1, 7);
INSERT INTO moved_part VALUES (1, 1);
SELECT * FROM moved;

DROP SCHEMA sum_rule_maintain_test CASCADE;

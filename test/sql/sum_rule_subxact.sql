-- Sum rules never lose a check, and never refuse what is right: savepoints,
-- exception blocks, SET CONSTRAINTS everywhere, triggers that write meanwhile.
SET client_min_messages = warning;
CREATE SCHEMA sum_rule_subxact_test;
SET search_path = sum_rule_subxact_test, public;
\set SHOW_CONTEXT never

CREATE TABLE h (id int PRIMARY KEY, total int);
CREATE TABLE l (id serial PRIMARY KEY, h int, a int);
SELECT budget_add_sum_rule('r', 'h', 'total', '{id}', 'l', 'a', '{h}');
-- What is there, told without the rule's help
CREATE VIEW state AS
    SELECT coalesce(h.id, p.h) AS key, h.total, p.parts,
           CASE WHEN coalesce(h.total, 0) = coalesce(p.parts, 0) THEN 'ok' ELSE 'VIOLATION' END AS verdict
    FROM h FULL JOIN (SELECT h, sum(a) AS parts FROM l GROUP BY h) p ON p.h = h.id;

\echo == savepoints
-- the part that would agree is rolled back
BEGIN;
INSERT INTO h VALUES (1, 10);
SAVEPOINT s;
INSERT INTO l (h, a) VALUES (1, 10);
ROLLBACK TO s;
COMMIT;
-- the part that would not agree is rolled back
BEGIN;
INSERT INTO h VALUES (1, 10);
INSERT INTO l (h, a) VALUES (1, 10);
SAVEPOINT s;
INSERT INTO l (h, a) VALUES (1, 5);
ROLLBACK TO s;
COMMIT;
-- kept, at two levels; and the inner of two is rolled back
BEGIN;
SAVEPOINT a;
UPDATE h SET total = 15;
SAVEPOINT b;
INSERT INTO l (h, a) VALUES (1, 5);
RELEASE a;
COMMIT;
BEGIN;
SAVEPOINT a;
UPDATE h SET total = 20;
SAVEPOINT b;
INSERT INTO l (h, a) VALUES (1, 5);
ROLLBACK TO b;
RELEASE a;
COMMIT;
-- one name again and again
BEGIN;
SAVEPOINT a;
INSERT INTO l (h, a) VALUES (1, 1);
SAVEPOINT a;
INSERT INTO l (h, a) VALUES (1, 2);
ROLLBACK TO a;
INSERT INTO l (h, a) VALUES (1, 4);
ROLLBACK TO a;
ROLLBACK TO a;
RELEASE a;
UPDATE h SET total = total + 1;
COMMIT;
SELECT * FROM state;

\echo == SET CONSTRAINTS
-- it checks what was done before it, and then each statement
BEGIN;
UPDATE h SET total = total + 1;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE h SET total = total + 1;
COMMIT;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l (h, a) VALUES (2, 0);
INSERT INTO l (h, a) VALUES (2, 0);
INSERT INTO l (h, a) VALUES (2, 1);
COMMIT;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l (h, a) VALUES (2, 3), (2, -3);
UPDATE l SET a = -a WHERE h = 2;
UPDATE l SET a = a + 1 WHERE h = 2;
COMMIT;
-- one statement that writes both
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH t AS (INSERT INTO h VALUES (2, 5)) INSERT INTO l (h, a) VALUES (2, 2), (2, 3);
WITH t AS (UPDATE h SET total = 6 WHERE id = 2) UPDATE l SET a = 3 WHERE h = 2 AND a = 2;
COMMIT;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH t AS (UPDATE h SET total = 7 WHERE id = 2) UPDATE l SET a = 3 WHERE h = 2;
COMMIT;
SELECT * FROM state ORDER BY key;
-- to and fro
BEGIN;
UPDATE h SET total = 7 WHERE id = 2;
INSERT INTO l (h, a) VALUES (2, 1);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
UPDATE h SET total = 8 WHERE id = 2;
INSERT INTO l (h, a) VALUES (2, 1);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
UPDATE h SET total = 9 WHERE id = 2;
COMMIT;
BEGIN;
UPDATE h SET total = 7 WHERE id = 2;
INSERT INTO l (h, a) VALUES (2, 1);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO l (h, a) VALUES (2, 1);
UPDATE h SET total = 8 WHERE id = 2;
COMMIT;
-- only some of a rule's triggers
BEGIN;
SET CONSTRAINTS r IMMEDIATE;
UPDATE h SET total = 9 WHERE id = 2;
INSERT INTO l (h, a) VALUES (2, 1);
UPDATE l SET a = a + 1 WHERE id = currval('l_id_seq');
COMMIT;
BEGIN;
UPDATE h SET total = 9 WHERE id = 2;
INSERT INTO l (h, a) VALUES (2, 1);
SET CONSTRAINTS r_update IMMEDIATE;
INSERT INTO l (h, a) VALUES (2, 1);
COMMIT;
BEGIN;
UPDATE h SET total = 9 WHERE id = 2;
INSERT INTO l (h, a) VALUES (2, 2);
SET CONSTRAINTS r IMMEDIATE;
ROLLBACK;
BEGIN;
SET CONSTRAINTS r_update IMMEDIATE;
INSERT INTO h VALUES (3, 5);
UPDATE h SET total = 0 WHERE id = 3;
INSERT INTO l (h, a) VALUES (3, 1);
COMMIT;
BEGIN;
INSERT INTO l (h, a) VALUES (3, 1);
SET CONSTRAINTS r_update IMMEDIATE;
UPDATE l SET a = 0 WHERE h = 3;
SET CONSTRAINTS r_update DEFERRED;
UPDATE l SET a = 1 WHERE h = 3;
COMMIT;
SELECT * FROM state ORDER BY key;

\echo == SET CONSTRAINTS in savepoints
-- checked in a savepoint that is rolled back: to be checked again
BEGIN;
UPDATE h SET total = 100 WHERE id = 2;
SAVEPOINT s;
INSERT INTO l (h, a) VALUES (2, 92);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
BEGIN;
UPDATE h SET total = 100 WHERE id = 2;
SAVEPOINT s;
INSERT INTO l (h, a) VALUES (2, 92);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
INSERT INTO l (h, a) VALUES (2, 92);
COMMIT;
-- the error comes in the savepoint, and the rest goes on
BEGIN;
INSERT INTO h VALUES (4, 4);
INSERT INTO l (h, a) VALUES (4, 4);
SAVEPOINT s;
INSERT INTO l (h, a) VALUES (4, 1);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
BEGIN;
INSERT INTO l (h, a) VALUES (4, 1);
SAVEPOINT s;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
BEGIN;
INSERT INTO l (h, a) VALUES (4, 1);
SAVEPOINT s;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
UPDATE h SET total = 5 WHERE id = 4;
COMMIT;
-- immediate work rolled back: what was right before is right again
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH t AS (UPDATE h SET total = 6 WHERE id = 4) INSERT INTO l (h, a) VALUES (4, 1);
SAVEPOINT s;
WITH t AS (UPDATE h SET total = 7 WHERE id = 4) INSERT INTO l (h, a) VALUES (4, 1);
ROLLBACK TO s;
COMMIT;
BEGIN;
SAVEPOINT a;
SET CONSTRAINTS ALL IMMEDIATE;
WITH t AS (UPDATE h SET total = 7 WHERE id = 4) INSERT INTO l (h, a) VALUES (4, 1);
RELEASE a;
SAVEPOINT b;
UPDATE l SET a = a + 1 WHERE h = 4 AND a = 4;
ROLLBACK TO b;
SAVEPOINT c;
WITH t AS (DELETE FROM h WHERE id = 4) DELETE FROM l WHERE h = 4;
ROLLBACK TO c;
COMMIT;
-- released and then changed
BEGIN;
SAVEPOINT a;
UPDATE h SET total = 8 WHERE id = 4;
INSERT INTO l (h, a) VALUES (4, 1);
SET CONSTRAINTS ALL IMMEDIATE;
RELEASE a;
SET CONSTRAINTS ALL DEFERRED;
UPDATE h SET total = 9 WHERE id = 4;
COMMIT;
-- immediate in the savepoint, deferred outside, and the other half still to come
BEGIN;
SAVEPOINT a;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO a;
UPDATE h SET total = 9 WHERE id = 4;
INSERT INTO l (h, a) VALUES (4, 2);
COMMIT;
SELECT * FROM state ORDER BY key;

\echo == exception blocks
-- the verdict's error is caught: what caused it is undone, what was before is not forgotten
DO $$
BEGIN
    INSERT INTO l (h, a) VALUES (4, 1);
    BEGIN
        SET CONSTRAINTS ALL IMMEDIATE;
    EXCEPTION WHEN check_violation THEN
        RAISE WARNING 'caught: %', SQLERRM;
    END;
END $$;
DO $$
BEGIN
    BEGIN
        INSERT INTO l (h, a) VALUES (4, 1);
        SET CONSTRAINTS ALL IMMEDIATE;
    EXCEPTION WHEN check_violation THEN
        RAISE WARNING 'caught: %', SQLERRM;
    END;
    UPDATE h SET total = total + 1 WHERE id = 4;
    INSERT INTO l (h, a) VALUES (4, 1);
END $$;
-- caught twice, mended the third time
DO $$
BEGIN
    INSERT INTO l (h, a) VALUES (4, 10);
    FOR i IN 1 .. 3 LOOP
        BEGIN
            IF i = 3 THEN
                UPDATE h SET total = total + 10 WHERE id = 4;
            END IF;
            SET CONSTRAINTS ALL IMMEDIATE;
            RAISE WARNING 'right in round %', i;
        EXCEPTION WHEN check_violation THEN
            RAISE WARNING 'caught in round %', i;
        END;
    END LOOP;
END $$;
-- immediate: each statement's error caught
DO $$
BEGIN
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR i IN 1 .. 3 LOOP
        BEGIN
            INSERT INTO l (h, a) VALUES (4, 2 - i);
            RAISE WARNING '% is right', 2 - i;
        EXCEPTION WHEN check_violation THEN
            RAISE WARNING '% is caught', 2 - i;
        END;
    END LOOP;
END $$;
-- another error after the check
BEGIN;
DO $$
BEGIN
    INSERT INTO h VALUES (5, 5);
    INSERT INTO l (h, a) VALUES (5, 5);
    SET CONSTRAINTS ALL IMMEDIATE;
    PERFORM 1 / 0;
EXCEPTION WHEN division_by_zero THEN
    INSERT INTO l (h, a) VALUES (5, 5);
END $$;
SET CONSTRAINTS ALL DEFERRED;
COMMIT;
SELECT * FROM state ORDER BY key;

\echo == a statement timeout in the verdict
CREATE TABLE sh (k int, a int);
CREATE TABLE sl (k int, a int);
CREATE FUNCTION slow(a int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF current_setting('sum_rule_subxact_test.slow', true) = 'on' THEN
        PERFORM pg_sleep(60);
    END IF;
    RETURN a;
END $$;
SELECT budget_add_sum_rule('slow', 'sh', 'a', '{k}', 'sl', 'slow(a)', '{k}');
BEGIN;
INSERT INTO sl VALUES (1, 1);
INSERT INTO sh VALUES (1, 2);
SAVEPOINT s;
SET LOCAL sum_rule_subxact_test.slow = 'on';
SET LOCAL statement_timeout = 20;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
BEGIN;
INSERT INTO sl VALUES (1, 1);
INSERT INTO sh VALUES (1, 2);
SAVEPOINT s;
SET LOCAL sum_rule_subxact_test.slow = 'on';
SET LOCAL statement_timeout = 20;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
INSERT INTO sl VALUES (1, 1);
COMMIT;
SELECT * FROM sl;
DROP TABLE sh, sl;

\echo == other triggers that write
-- an AFTER ROW trigger that keeps the total
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE h SET total = total - OLD.a WHERE id = OLD.h;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE h SET total = total + NEW.a WHERE id = NEW.h;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep AFTER INSERT OR UPDATE OR DELETE ON l FOR EACH ROW EXECUTE FUNCTION keep();
INSERT INTO l (h, a) VALUES (4, 1), (4, 2);
UPDATE l SET a = a + 1 WHERE h = 4;
UPDATE l SET h = 2 WHERE h = 4 AND a > 4;
DELETE FROM l WHERE h = 2 AND a < 3;
INSERT INTO l (h, a) VALUES (77, 1);
SELECT * FROM state ORDER BY key;
-- in immediate mode the rule, by its name, comes after "keep"; the first of the
-- two steps by which it changes a total is refused
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l (h, a) VALUES (4, 1);
UPDATE l SET a = a + 1 WHERE h = 4;
COMMIT;
SELECT * FROM state ORDER BY key;
DROP TRIGGER keep ON l;

-- the same as a deferred constraint trigger: it writes while the rule's events
-- are being added up, before the verdict
CREATE CONSTRAINT TRIGGER keep AFTER INSERT OR UPDATE OR DELETE ON l
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep();
INSERT INTO l (h, a) VALUES (4, 1), (4, 2);
UPDATE l SET a = a + 1 WHERE h = 4;
DELETE FROM l WHERE h = 4 AND a > 5;
INSERT INTO l (h, a) VALUES (77, 1);
BEGIN;
INSERT INTO l (h, a) VALUES (4, 1);
SAVEPOINT s;
INSERT INTO l (h, a) VALUES (4, 2);
ROLLBACK TO s;
COMMIT;
SELECT * FROM state ORDER BY key;
DROP TRIGGER keep ON l;

-- a deferred trigger that breaks the rule after it was kept, or mends it
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO l (h, a) VALUES (NEW.id, 1);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER zz_spoil AFTER INSERT ON h
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION spoil();
BEGIN;
INSERT INTO l (h, a) VALUES (6, 6);
INSERT INTO h VALUES (6, 6);
COMMIT;
BEGIN;
INSERT INTO h VALUES (6, 6);
INSERT INTO l (h, a) VALUES (6, 5);
COMMIT;
BEGIN;
INSERT INTO h VALUES (7, 7);
INSERT INTO l (h, a) VALUES (7, 6);
SET CONSTRAINTS ALL IMMEDIATE;
COMMIT;
DROP TRIGGER zz_spoil ON h;
SELECT * FROM state ORDER BY key;

-- one that writes in an exception block of its own, and takes it back
CREATE FUNCTION try() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        INSERT INTO l (h, a) VALUES (NEW.id, 1000);
        RAISE EXCEPTION 'no';
    EXCEPTION WHEN raise_exception THEN
        NULL;
    END;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER aa_try AFTER INSERT OR UPDATE ON h
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION try();
BEGIN;
INSERT INTO l (h, a) VALUES (8, 8);
INSERT INTO h VALUES (8, 8);
COMMIT;
UPDATE h SET total = 9 WHERE id = 8;
BEGIN;
UPDATE h SET total = 9 WHERE id = 8;
UPDATE l SET a = 9 WHERE h = 8;
COMMIT;
DROP TRIGGER aa_try ON h;

-- one that asks for the verdict in an exception block of its own, while the
-- rule's events are half added up: that verdict counts for nothing
CREATE FUNCTION ask() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        IF TG_ARGV[0] = 'mend' THEN
            UPDATE h SET total = (SELECT sum(a) FROM l WHERE l.h = NEW.id) WHERE id = NEW.id;
        END IF;
        SET CONSTRAINTS ALL IMMEDIATE;
        RAISE EXCEPTION 'asked';
    EXCEPTION
        WHEN raise_exception THEN RAISE WARNING 'right, when asked';
        WHEN check_violation THEN RAISE WARNING 'wrong, when asked';
    END;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER aa_ask AFTER INSERT OR UPDATE ON h
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ask();
BEGIN;
INSERT INTO l (h, a) VALUES (9, 9);
INSERT INTO h VALUES (9, 9);
COMMIT;
BEGIN;
INSERT INTO l (h, a) VALUES (10, 9);
INSERT INTO h VALUES (10, 10);
COMMIT;
DROP TRIGGER aa_ask ON h;
CREATE CONSTRAINT TRIGGER aa_ask AFTER INSERT ON h
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ask('mend');
BEGIN;
INSERT INTO l (h, a) VALUES (10, 9);
INSERT INTO h VALUES (10, 10);
COMMIT;
BEGIN;
INSERT INTO h VALUES (10, 10);
INSERT INTO l (h, a) VALUES (10, 9);
COMMIT;
BEGIN;
INSERT INTO h VALUES (10, 10);
INSERT INTO l (h, a) VALUES (10, 10);
COMMIT;
-- the same behind the verdict's event
DROP TRIGGER aa_ask ON h;
CREATE CONSTRAINT TRIGGER zz_ask AFTER INSERT ON h
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ask('mend');
BEGIN;
INSERT INTO h VALUES (11, 11);
INSERT INTO l (h, a) VALUES (11, 10);
COMMIT;
BEGIN;
INSERT INTO l (h, a) VALUES (11, 10);
INSERT INTO h VALUES (11, 11);
COMMIT;
BEGIN;
INSERT INTO l (h, a) VALUES (11, 11);
INSERT INTO h VALUES (11, 11);
COMMIT;
DROP TRIGGER zz_ask ON h;
-- and with a verdict of its own in another exception block within
CREATE FUNCTION ask_twice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        UPDATE h SET total = 10 WHERE id = NEW.id;
        SET CONSTRAINTS ALL IMMEDIATE;
        SET CONSTRAINTS ALL DEFERRED;
        BEGIN
            INSERT INTO h VALUES (-NEW.id, 0);
            SET CONSTRAINTS ALL IMMEDIATE;
            RAISE EXCEPTION 'asked';
        EXCEPTION WHEN raise_exception THEN
            RAISE WARNING 'right, when asked within';
        END;
        RAISE EXCEPTION 'asked';
    EXCEPTION WHEN raise_exception THEN
        RAISE WARNING 'right, when asked';
    END;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER zz_ask_twice AFTER INSERT ON h
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION ask_twice();
BEGIN;
INSERT INTO l (h, a) VALUES (12, 10);
INSERT INTO h VALUES (12, 11);
COMMIT;
DROP TRIGGER zz_ask_twice ON h;

-- a chain of deferred triggers: each writes what the next one judges; the last
-- link is right, or is not
CREATE FUNCTION chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id % 10 < 5 THEN
        INSERT INTO h VALUES (NEW.id + 1, NEW.id + 1);
        INSERT INTO l (h, a) VALUES (NEW.id + 1, CASE WHEN NEW.id + 1 = 35 THEN 1 ELSE NEW.id + 1 END);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER chain AFTER INSERT ON h
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chain();
BEGIN;
INSERT INTO h VALUES (20, 20);
INSERT INTO l (h, a) VALUES (20, 20);
COMMIT;
BEGIN;
INSERT INTO h VALUES (30, 30);
INSERT INTO l (h, a) VALUES (30, 30);
COMMIT;
DROP TRIGGER chain ON h;
SELECT * FROM state WHERE key >= 8 ORDER BY key;

\echo == two rules on the same tables, one of which is broken
ALTER TABLE h ADD cap int;
SELECT budget_add_sum_rule('cap', 'h', 'cap', '{id}', 'l', 'a', '{h}', '<=', validate => false);
UPDATE h SET cap = total + 1;
BEGIN;
UPDATE h SET total = total + 2 WHERE id = 8;
SAVEPOINT s;
UPDATE l SET a = a + 2 WHERE h = 8;
SET CONSTRAINTS r, r_update IMMEDIATE;
SET CONSTRAINTS cap, cap_update IMMEDIATE;
ROLLBACK TO s;
COMMIT;
BEGIN;
UPDATE h SET total = total + 2 WHERE id = 8;
UPDATE l SET a = a + 2 WHERE h = 8;
SET CONSTRAINTS r, r_update IMMEDIATE;
COMMIT;
BEGIN;
UPDATE h SET total = total + 2, cap = cap + 2 WHERE id = 8;
UPDATE l SET a = a + 2 WHERE h = 8;
SET CONSTRAINTS r, r_update IMMEDIATE;
COMMIT;
SELECT budget_drop_rule('cap');

\echo == an expression that writes into the table it judges
CREATE TABLE th (k int, a int);
CREATE TABLE tl (k int, a int);
CREATE FUNCTION write(which int) RETURNS void LANGUAGE plpgsql SET search_path = sum_rule_subxact_test AS
    $$ BEGIN INSERT INTO tl VALUES (2, 1), (2, CASE which WHEN 13 THEN 1 ELSE -1 END); END $$;
CREATE FUNCTION writes(a int) RETURNS int LANGUAGE plpgsql IMMUTABLE SET search_path = sum_rule_subxact_test AS $$
BEGIN
    IF a IN (13, 14) THEN
        PERFORM write(a);
    END IF;
    RETURN a;
END $$;
SELECT budget_add_sum_rule('writes', 'th', 'a', '{k}', 'tl', 'writes(a)', '{k}');
BEGIN;
INSERT INTO tl VALUES (1, 12);
INSERT INTO th VALUES (1, 12);
COMMIT;
\set VERBOSITY terse
INSERT INTO tl VALUES (1, 13);
BEGIN;
INSERT INTO tl VALUES (1, 13);
UPDATE th SET a = a + 13;
COMMIT;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH t AS (UPDATE th SET a = a + 13) INSERT INTO tl VALUES (1, 13);
COMMIT;
INSERT INTO tl VALUES (1, 14);
BEGIN;
INSERT INTO tl VALUES (1, 14);
UPDATE th SET a = a + 14;
COMMIT;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH t AS (UPDATE th SET a = a + 14) INSERT INTO tl VALUES (1, 14);
COMMIT;
\set VERBOSITY default
SELECT k, th.a, tl.a FROM th FULL JOIN (SELECT k, sum(a) AS a FROM tl GROUP BY k) tl USING (k) ORDER BY 1;

\echo == many levels and many keys
BEGIN;
DO $$
BEGIN
    FOR i IN 101 .. 400 LOOP
        BEGIN
            INSERT INTO h (id, total) VALUES (i, i);
            INSERT INTO l (h, a) VALUES (i, i);
            IF i % 3 = 0 THEN
                INSERT INTO l (h, a) VALUES (i, 1);
                RAISE EXCEPTION 'undo';
            END IF;
        EXCEPTION WHEN raise_exception THEN NULL;
        END;
    END LOOP;
END $$;
COMMIT;
SELECT count(*), sum(total) FROM h WHERE id > 100;
CREATE PROCEDURE nest(depth int, bad_at int) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO l (h, a) VALUES (200, CASE WHEN depth = bad_at THEN 1 ELSE 0 END);
    IF depth > 0 THEN
        CALL nest(depth - 1, bad_at);
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    IF depth % 2 = 0 THEN
        RAISE EXCEPTION 'undo';
    END IF;
EXCEPTION WHEN raise_exception THEN NULL;
END $$;
CALL nest(30, -1);
CALL nest(31, 29);
CALL nest(31, 31);
SELECT count(*), sum(a) FROM l WHERE h = 200;
-- above the number of keys that are locked one by one
BEGIN;
INSERT INTO l (h, a) SELECT 1000 + n, 1 FROM generate_series(1, 3000) n;
COMMIT;
BEGIN;
INSERT INTO l (h, a) SELECT 1000 + n, 1 FROM generate_series(1, 3000) n;
INSERT INTO h SELECT 1000 + n, 1 FROM generate_series(1, 3000) n;
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE l SET a = 2 WHERE h = 4000;
COMMIT;
BEGIN;
INSERT INTO l (h, a) SELECT 1000 + n, 1 FROM generate_series(1, 3000) n;
INSERT INTO h SELECT 1000 + n, 1 FROM generate_series(1, 3000) n;
COMMIT;
BEGIN;
UPDATE l SET a = 2 WHERE h > 1000;
SAVEPOINT s;
UPDATE h SET total = 2 WHERE id > 1000;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
UPDATE h SET total = 2 WHERE id BETWEEN 1001 AND 3999;
COMMIT;
SELECT verdict, count(*) FROM state GROUP BY 1;
SELECT count(*) FROM budget_violations('r');

\echo == a rule takes the place of another of its name, with keys of another form
CREATE TABLE hr (id int PRIMARY KEY, k text, total int);
CREATE TABLE lr (h int, k text, a numeric);
SELECT budget_add_sum_rule('place', 'hr', 'total', '{id}', 'lr', 'a', '{h}', '<=');
INSERT INTO hr VALUES (1, 'one', 10);
BEGIN;
SAVEPOINT s;
INSERT INTO lr VALUES (1, 'one', 5);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('place');
SELECT budget_add_sum_rule('place', 'hr', 'total', '{k, id}', 'lr', 'a', '{k, h}', '<=');
INSERT INTO lr VALUES (1, 'one', 5);
INSERT INTO lr VALUES (1, 'one', 1);
ROLLBACK TO s;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO lr VALUES (1, 'one', 10);
SAVEPOINT t;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('place');
SELECT budget_add_sum_rule('place', 'hr', 'total', '{k}', 'lr', 'a::int', '{k}', '<=');
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO lr VALUES (2, 'one', 1), (2, 'one', -1);
COMMIT;
SELECT definition FROM budget_rules WHERE rule = 'place';
INSERT INTO lr VALUES (2, 'one', 1);
SELECT * FROM lr ORDER BY a;
DROP TABLE hr, lr CASCADE;

DROP SCHEMA sum_rule_subxact_test CASCADE;

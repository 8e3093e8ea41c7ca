-- Sum rules: when a verdict is due. At commit, once all events have been fired,
-- also those of triggers that write, raise or change constraints then.
SET client_min_messages = warning;
CREATE SCHEMA sum_rule_due_test;
SET search_path = sum_rule_due_test, public;
\set SHOW_CONTEXT never

CREATE TABLE h (id int PRIMARY KEY, total int);
CREATE TABLE l (id serial PRIMARY KEY, h int, a int);
SELECT budget_add_sum_rule('r', 'h', 'total', '{id}', 'l', 'a', '{h}');
-- what others do while a transaction commits
CREATE TABLE note (what text);
CREATE FUNCTION do_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        EXECUTE NEW.what;
    EXCEPTION WHEN OTHERS THEN
        RAISE WARNING 'caught %: %', SQLSTATE, SQLERRM;
    END;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER do_note AFTER INSERT ON note
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION do_note();
CREATE VIEW state AS
    SELECT coalesce(h.id, p.h) AS key, h.total, p.parts
    FROM h FULL JOIN (SELECT h, sum(a) AS parts FROM l GROUP BY h) p ON p.h = h.id
    ORDER BY 1;

\echo == a session that has not met the rule: SET CONSTRAINTS before and after
\c -
SET client_min_messages = warning;
SET search_path = sum_rule_due_test, public;
\set SHOW_CONTEXT never
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO h VALUES (1, 5);
ROLLBACK;
\c -
SET client_min_messages = warning;
SET search_path = sum_rule_due_test, public;
\set SHOW_CONTEXT never
BEGIN;
INSERT INTO h VALUES (1, 5);
SET CONSTRAINTS r IMMEDIATE;
ROLLBACK;

\echo == one that has
BEGIN;
INSERT INTO h VALUES (1, 5);
SET CONSTRAINTS r IMMEDIATE;
ROLLBACK;
BEGIN;
INSERT INTO h VALUES (1, 5);
INSERT INTO l (h, a) VALUES (1, 5);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO l (h, a) VALUES (1, 1);
COMMIT;
-- in a function, in a savepoint that is rolled back
BEGIN;
INSERT INTO h VALUES (1, 5);
SAVEPOINT s;
DO $$ BEGIN SET CONSTRAINTS ALL IMMEDIATE; END $$;
ROLLBACK TO s;
COMMIT;
BEGIN;
INSERT INTO h VALUES (1, 5);
INSERT INTO l (h, a) VALUES (1, 5);
COMMIT;
SELECT * FROM state;

\echo == a trigger writes at commit
-- what was right is wrong
BEGIN;
INSERT INTO h VALUES (2, 5);
INSERT INTO l (h, a) VALUES (2, 5);
INSERT INTO note VALUES ('INSERT INTO l (h, a) VALUES (2, 1)');
COMMIT;
-- what was wrong is right
BEGIN;
INSERT INTO h VALUES (2, 5);
INSERT INTO note VALUES ('INSERT INTO l (h, a) VALUES (2, 5)');
COMMIT;
-- it would be, were it not taken back
BEGIN;
INSERT INTO h VALUES (3, 5);
INSERT INTO note VALUES ('WITH i AS (INSERT INTO l (h, a) VALUES (3, 5) RETURNING a) SELECT 1 / (a - 5) FROM i');
COMMIT;
-- and is wrong at last, by the second note of the first
BEGIN;
INSERT INTO h VALUES (4, 5);
INSERT INTO l (h, a) VALUES (4, 5);
INSERT INTO note VALUES ($$INSERT INTO note VALUES ('UPDATE h SET total = 6 WHERE id = 4')$$);
COMMIT;
SELECT * FROM state;

\echo == and wants to know at once
-- the verdict is told there, and again where that is caught
BEGIN;
INSERT INTO h VALUES (5, 5);
INSERT INTO note VALUES ('SET CONSTRAINTS ALL IMMEDIATE');
COMMIT;
-- by the rule's name, and all is well
BEGIN;
INSERT INTO h VALUES (5, 5);
INSERT INTO l (h, a) VALUES (5, 5);
INSERT INTO note VALUES ('SET CONSTRAINTS r IMMEDIATE');
COMMIT;
-- what comes after is told at once, too
BEGIN;
INSERT INTO h VALUES (6, 5);
INSERT INTO l (h, a) VALUES (6, 5);
INSERT INTO note VALUES ('SET CONSTRAINTS r IMMEDIATE; INSERT INTO l (h, a) VALUES (6, 1)');
COMMIT;
-- wrong, told, caught, mended
BEGIN;
INSERT INTO h VALUES (7, 5);
INSERT INTO note VALUES ('SET CONSTRAINTS r IMMEDIATE'), ('INSERT INTO l (h, a) VALUES (7, 5)');
COMMIT;
SELECT * FROM state;

\echo == or takes the rule away
BEGIN;
INSERT INTO h VALUES (8, 5);
INSERT INTO note VALUES ('DROP TRIGGER r ON h');
COMMIT;
BEGIN;
INSERT INTO h VALUES (8, 5);
INSERT INTO note VALUES ($$INSERT INTO note VALUES ('DROP TABLE h CASCADE')$$);
COMMIT;
BEGIN;
INSERT INTO h VALUES (8, 5);
INSERT INTO note VALUES ($$SELECT budget_drop_rule('r')$$), ($$SELECT budget_set_rule_mode('r', 'record')$$);
COMMIT;
SELECT mode, state FROM budget_rules WHERE rule = 'r';

\echo == a procedure commits
DO $$
BEGIN
    INSERT INTO h VALUES (8, 5);
    INSERT INTO l (h, a) VALUES (8, 5);
    COMMIT;
    INSERT INTO l (h, a) VALUES (8, 1);
    COMMIT;
END $$;
SELECT * FROM state WHERE key = 8;

\echo == a total is kept at commit, and its trigger leaves a cursor open
CREATE TABLE kept (id int PRIMARY KEY, total int);
CREATE TABLE item (kept int, a int);
SELECT budget_add_sum_rule('k', 'kept', 'total', '{id}', 'item', 'a', '{kept}', mode => 'maintain');
CREATE FUNCTION open_cursor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    c CURSOR FOR SELECT * FROM generate_series(1, 3);
BEGIN
    OPEN c;
    INSERT INTO l (h, a) VALUES (1, NEW.total - OLD.total);
    UPDATE h SET total = total + NEW.total - OLD.total WHERE id = 1;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER open_cursor AFTER UPDATE ON kept
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION open_cursor();
INSERT INTO kept VALUES (1, 0);
INSERT INTO item VALUES (1, 7);
SELECT count(*) FROM pg_cursors;
SELECT * FROM kept;
SELECT * FROM state WHERE key = 1;

\echo == where the columns are in a row
CREATE TABLE t (c "char", id bigint, f boolean, n smallint);
CREATE TABLE p (f boolean, n smallint, c "char", k bigint, x text);
SELECT budget_add_sum_rule('place', 't', 'n', '{id}', 'p', 'n', '{k}');
BEGIN;
INSERT INTO t VALUES ('a', 1, true, 6), ('a', 2, NULL, 2), (NULL, 3, true, NULL);
INSERT INTO p VALUES (true, 1, 'a', 1, NULL), (NULL, 2, 'a', 1, 'x'), (true, 3, 'a', 1, repeat('x', 3000)),
                     (true, 2, 'a', 2, 'x'), (true, NULL, 'a', 2, 'x'), (true, 5, 'a', NULL, 'x');
COMMIT;
UPDATE p SET n = 4 WHERE n = 3;
ALTER TABLE p DROP COLUMN c;
ALTER TABLE p ADD COLUMN m int DEFAULT 1;
UPDATE p SET n = 4 WHERE n = 3;
BEGIN;
UPDATE p SET n = 4 WHERE n = 3;
UPDATE t SET n = 7 WHERE id = 1;
COMMIT;
SELECT id, n FROM t ORDER BY id;

SET client_min_messages = warning;
DROP SCHEMA sum_rule_due_test CASCADE;

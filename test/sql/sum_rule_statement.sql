-- Sum rules, constraints immediate: the keys of a statement are read together when
-- it ends, and none of them is lost on the way.
SET client_min_messages = warning;
CREATE SCHEMA sum_rule_statement_test;
SET search_path = sum_rule_statement_test, public;
ALTER DATABASE :DBNAME SET search_path = sum_rule_statement_test, public;
\set SHOW_CONTEXT never

CREATE TABLE h (k int PRIMARY KEY, a int);
CREATE TABLE l (k int, a int DEFAULT 0);
SELECT budget_add_sum_rule('r', 'h', 'a', '{k}', 'l', 'a', '{k}');
BEGIN;
INSERT INTO h SELECT g, 10 FROM generate_series(1, 400) g;
INSERT INTO l SELECT g, 10 FROM generate_series(1, 400) g;
COMMIT;
-- How often the parts have been read in this transaction, the first of the session
CREATE FUNCTION read() RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN seq_scan < 10 THEN 'few times' ELSE 'once a key' END
    FROM pg_stat_xact_all_tables WHERE relid = 'sum_rule_statement_test.l'::regclass
$$;
CREATE VIEW wrong AS
    SELECT coalesce(h.k, p.k) AS k, h.a, p.parts FROM h FULL JOIN
        (SELECT k, sum(a) AS parts FROM l GROUP BY k) p ON p.k = h.k
    WHERE coalesce(h.a, 0) <> coalesce(p.parts, 0);

\echo == the first statement of a session, which loads the library
\c -
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH p AS (UPDATE l SET a = a + 1) UPDATE h SET a = a + 1;
SELECT read();
WITH p AS (UPDATE l SET a = a + 1 WHERE k <> 400) UPDATE h SET a = a + 1;
ROLLBACK;
\c -
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH p AS (UPDATE l SET a = a + 1 WHERE k <> 400) UPDATE h SET a = a + 1;
ROLLBACK;
\c -
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
DO $$
BEGIN
    WITH p AS (UPDATE l SET a = a + 1) UPDATE h SET a = a + 1;
    BEGIN
        INSERT INTO l VALUES (3, 1), (400, 1);
    EXCEPTION WHEN check_violation THEN
        RAISE WARNING 'caught: %', SQLERRM;
    END;
END $$;
SELECT read();
COMMIT;
TABLE wrong;
-- it is refused, and caught where it is
\c -
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
DO $$
BEGIN
    BEGIN
        INSERT INTO l VALUES (3, 1), (400, 1);
    EXCEPTION WHEN check_violation THEN
        RAISE WARNING 'caught: %', SQLERRM;
    END;
    WITH p AS (UPDATE l SET a = a + 1) UPDATE h SET a = a + 1;
    INSERT INTO l VALUES (4, 0);
END $$;
COMMIT;
TABLE wrong;
\c -
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
COPY l FROM STDIN;
1	0
2	1
\.
ROLLBACK;
\c -
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
COPY l (k) FROM PROGRAM 'seq 1 400';
SELECT read();
COPY l (k) FROM PROGRAM 'seq 1 400';
SELECT read();
ROLLBACK;
-- it fails before it has fired all events; then constraints are deferred again
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE division_by_zero; END';
CREATE TRIGGER zz AFTER INSERT ON l FOR EACH ROW WHEN (NEW.a = 7) EXECUTE FUNCTION fail();
\c -
BEGIN;
SAVEPOINT s;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l VALUES (1, 7);
ROLLBACK TO s;
INSERT INTO l VALUES (2, 1), (2, -1);
COMMIT;
BEGIN;
INSERT INTO l VALUES (2, 1);
COMMIT;
DROP TRIGGER zz ON l;
-- what fires events is no statement: SET CONSTRAINTS, then the commit
\c -
BEGIN;
INSERT INTO l VALUES (1, 1), (2, 1);
DO 'BEGIN SET CONSTRAINTS ALL IMMEDIATE; END';
ROLLBACK;
\c -
BEGIN;
INSERT INTO l VALUES (1, 1), (2, 1);
SAVEPOINT s;
DO 'BEGIN BEGIN SET CONSTRAINTS ALL IMMEDIATE; EXCEPTION WHEN division_by_zero THEN END; END';
ROLLBACK TO s;
COMMIT;

\echo == each statement by itself
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
COPY l FROM STDIN;
1	0
2	1
\.
ROLLBACK;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
COPY l FROM STDIN;
1	0
2	0
3	-5
3	5
\.
SAVEPOINT s;
UPDATE l SET a = a + (k = 391)::int;
ROLLBACK TO s;
WITH p AS (UPDATE l SET a = a + 1) UPDATE h SET a = a + (SELECT count(*) FROM l WHERE l.k = h.k);
SAVEPOINT s;
DELETE FROM l WHERE k = 77;
ROLLBACK TO s;
DELETE FROM l WHERE a < 2;
ROLLBACK;
-- with RETURNING, by a cursor that calls what writes, and prepared
CREATE FUNCTION add_part(int, int) RETURNS int LANGUAGE sql AS 'INSERT INTO l VALUES ($1, $2) RETURNING a';
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SAVEPOINT s;
INSERT INTO l VALUES (5, 1) RETURNING k;
ROLLBACK TO s;
DECLARE c CURSOR FOR SELECT add_part(k, k - 7) FROM h WHERE k IN (7, 8) ORDER BY k;
FETCH c;
SAVEPOINT t;
FETCH c;
ROLLBACK TO s;
PREPARE q(int) AS INSERT INTO l VALUES ($1, 0), ($1 + 1, 1);
EXECUTE q(9);
ROLLBACK;
DEALLOCATE q;

\echo == constraints left immediate by a subtransaction that a savepoint takes back
BEGIN;
DELETE FROM h WHERE k = 2;
INSERT INTO h SELECT k, sum(a) FROM l WHERE k = 2 GROUP BY k;
SAVEPOINT s;
DO $$
BEGIN
    BEGIN
        INSERT INTO l VALUES (2, 100);
        UPDATE h SET a = a + 100 WHERE k = 2;
        SET CONSTRAINTS ALL IMMEDIATE;
    EXCEPTION WHEN check_violation THEN
    END;
END $$;
WITH p AS (DELETE FROM l WHERE k = 3) DELETE FROM h WHERE k = 3;
ROLLBACK TO s;
COMMIT;
TABLE wrong;
BEGIN;
DELETE FROM h WHERE k = 2;
SAVEPOINT s;
DO $$
BEGIN
    BEGIN
        DELETE FROM l WHERE k = 2;
        SET CONSTRAINTS ALL IMMEDIATE;
    EXCEPTION WHEN check_violation THEN
    END;
END $$;
WITH p AS (DELETE FROM l WHERE k = 3) DELETE FROM h WHERE k = 3;
ROLLBACK TO s;
COMMIT;

\echo == statements within
-- one that is taken back, after the event of the row was fired; and one that stays
CREATE FUNCTION within() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_ARGV[0] = 'undone' THEN
        BEGIN
            UPDATE h SET a = a + 1 WHERE k = NEW.k;
            RAISE division_by_zero;
        EXCEPTION WHEN check_violation OR division_by_zero THEN
            RAISE WARNING 'undone: %', SQLERRM;
        END;
    ELSIF TG_ARGV[0] = 'other' THEN
        BEGIN
            INSERT INTO l VALUES (NEW.k + 1, 1);
        EXCEPTION WHEN check_violation THEN
            RAISE WARNING 'other: %', SQLERRM;
        END;
    ELSIF TG_ARGV[0] = 'asks' THEN
        SET CONSTRAINTS ALL IMMEDIATE;
    ELSE
        UPDATE h SET a = a + NEW.a WHERE k = NEW.k;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER zz AFTER INSERT ON l FOR EACH ROW WHEN (NEW.a = 1) EXECUTE FUNCTION within('undone');
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l VALUES (10, 1), (11, 0);
ROLLBACK;
DROP TRIGGER zz ON l;
CREATE TRIGGER zz AFTER INSERT ON l FOR EACH ROW WHEN (NEW.a = 2) EXECUTE FUNCTION within('other');
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SAVEPOINT s;
INSERT INTO l VALUES (10, 2), (11, 0);
ROLLBACK TO s;
INSERT INTO l VALUES (11, 0), (10, 2), (10, -2);
COMMIT;
DROP TRIGGER zz ON l;
CREATE TRIGGER zz AFTER INSERT ON l FOR EACH ROW WHEN (NEW.a = 1) EXECUTE FUNCTION within('asks');
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l VALUES (12, 0), (13, 1), (14, 0);
ROLLBACK;
DROP TRIGGER zz ON l;
CREATE TRIGGER zz AFTER INSERT ON l FOR EACH ROW WHEN (NEW.a = 1) EXECUTE FUNCTION within('follows');
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l VALUES (12, 1), (13, 1);
INSERT INTO l VALUES (14, 1), (15, 3);
ROLLBACK;
DROP TRIGGER zz ON l;

-- one for each row, of another table
CREATE TABLE seen (k int);
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO seen VALUES (NEW.k);
    RETURN NULL;
END $$;
CREATE TRIGGER zz AFTER INSERT ON l FOR EACH ROW EXECUTE FUNCTION see();
\c -
SELECT 1 FROM budget_ext_version();
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO l SELECT k, 0 FROM h;
SELECT read();
INSERT INTO l SELECT k, (k = 400)::int FROM h;
ROLLBACK;
DROP TRIGGER zz ON l;

\echo == two rules, a key that cascades, and a total that is kept
ALTER TABLE l ADD FOREIGN KEY (k) REFERENCES h ON DELETE CASCADE;
CREATE TABLE g (one int PRIMARY KEY, a bigint);
INSERT INTO g SELECT 1, sum(a) FROM h;
SELECT budget_add_sum_rule('s', 'g', 'a', '{1}', 'h', 'a', '{1}');
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SAVEPOINT s;
DELETE FROM h WHERE k > 390;
ROLLBACK TO s;
WITH t AS (UPDATE g SET a = a - (SELECT sum(a) FROM h WHERE k > 390)) DELETE FROM h WHERE k > 390;
SAVEPOINT s;
WITH t AS (UPDATE g SET a = a + 1) UPDATE h SET a = a + 1 WHERE k = 1;
ROLLBACK TO s;
COMMIT;
TABLE wrong;
SELECT budget_drop_rule('s'), budget_add_sum_rule('s', 'g', 'a', '{1}', 'h', 'a', '{1}', mode => 'maintain');
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH p AS (UPDATE l SET a = a + 1 WHERE k = 20) UPDATE h SET a = a + 1 WHERE k = 20;
SAVEPOINT s;
INSERT INTO h VALUES (401, 0);
RELEASE s;
SAVEPOINT s;
WITH p AS (UPDATE l SET a = a + 1 WHERE k = 21) UPDATE h SET a = a + 1 WHERE k IN (21, 22);
ROLLBACK TO s;
COMMIT;
TABLE wrong;
SELECT g.a = (SELECT sum(a) FROM h) AS kept FROM g;

ALTER DATABASE :DBNAME RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA sum_rule_statement_test CASCADE;

-- Rules live with the schema as constraints do: renames, drops, triggers
-- switched off, partitions.
SET client_min_messages = warning;
CREATE SCHEMA rule_schema_test;
SET search_path = rule_schema_test, public;
\set SHOW_CONTEXT never

CREATE FUNCTION rules() RETURNS TABLE (rule name, relation regclass, definition text, enabled boolean, state text)
LANGUAGE sql AS $$
    SELECT rule, relation, definition, enabled, state FROM budget_rules
    WHERE relation IN (SELECT oid FROM pg_class WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname ~ 'rule_schema_test|한글'))
    ORDER BY rule, relation::text
$$;

CREATE TABLE h (id int PRIMARY KEY, amount thousand_won, a int, b int);
CREATE TABLE l (id serial PRIMARY KEY, h int, amount thousand_won, note text);
SELECT budget_add_row_rule('row', 'h', 'a <= b');
SELECT budget_add_sum_rule('sum', 'h', 'amount', '{id}', 'l', 'amount', '{h}', part_filter => 'note IS NULL');
-- the plans of a session that has used the rules already must follow too
BEGIN;
INSERT INTO h VALUES (1, 10, 1, 2);
INSERT INTO l (h, amount) VALUES (1, 4), (1, 6);
COMMIT;
INSERT INTO l (h, amount) VALUES (1, 1);

\echo == renames
ALTER TABLE h RENAME amount TO "Budget 예산";
ALTER TABLE h RENAME id TO "select";
ALTER TABLE h RENAME a TO new;
ALTER TABLE h RENAME b TO old;
ALTER TABLE l RENAME h TO head;
ALTER TABLE l RENAME note TO "o'clock";
INSERT INTO l (head, amount) VALUES (1, 1);
UPDATE h SET new = 5;
INSERT INTO l (head, amount, "o'clock") VALUES (1, 1, 'x');
ALTER TABLE h RENAME TO "머리 글";
ALTER TABLE l RENAME TO "줄.들";
INSERT INTO "줄.들" (head, amount) VALUES (1, 1);
UPDATE "머리 글" SET new = 5;
ALTER SCHEMA rule_schema_test RENAME TO "한글 ""이름""";
SET search_path = "한글 ""이름""", public;
INSERT INTO "줄.들" (head, amount) VALUES (1, 1);
UPDATE "머리 글" SET new = 5;
SELECT * FROM rules();
SELECT message FROM budget_violations('sum');
BEGIN;
UPDATE "머리 글" SET "Budget 예산" = 11;
INSERT INTO "줄.들" (head, amount) VALUES (1, 1);
COMMIT;
-- back, and one of the tables into another schema
ALTER SCHEMA "한글 ""이름""" RENAME TO rule_schema_test;
SET search_path = rule_schema_test, public;
CREATE SCHEMA rule_schema_test2;
ALTER TABLE "줄.들" SET SCHEMA rule_schema_test2;
ALTER TABLE "머리 글" RENAME TO h;
ALTER TABLE rule_schema_test2."줄.들" RENAME TO l;
-- a new table under the old name is nothing to the rule
CREATE TABLE l (h int, amount thousand_won);
INSERT INTO l VALUES (1, 100);
INSERT INTO rule_schema_test2.l (head, amount) VALUES (1, 1);
DROP TABLE l;
ALTER TABLE rule_schema_test2.l SET SCHEMA rule_schema_test;
DROP SCHEMA rule_schema_test2;
ALTER TABLE h RENAME "Budget 예산" TO amount;
ALTER TABLE h RENAME "select" TO id;
ALTER TABLE h RENAME new TO a;
ALTER TABLE h RENAME old TO b;
ALTER TABLE l RENAME head TO h;
ALTER TABLE l RENAME "o'clock" TO note;
SELECT * FROM rules();
-- with work pending
BEGIN;
INSERT INTO l (h, amount) VALUES (1, 1);
ALTER SCHEMA rule_schema_test RENAME TO rule_schema_test3;
COMMIT;
BEGIN;
INSERT INTO l (h, amount) VALUES (1, 1);
UPDATE h SET amount = 12;
ALTER TABLE h RENAME TO h_renamed;
ROLLBACK;
-- a trigger gets another name: the rule keeps its own
ALTER TRIGGER "row" ON h RENAME TO "another name";
ALTER TRIGGER sum_update ON l RENAME TO "sum: update";
SELECT * FROM rules();
UPDATE h SET a = 5;
INSERT INTO h VALUES (2, 0, 2, 1);
UPDATE l SET amount = 5;
SELECT budget_drop_rule('row');
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'h'::regclass AND tgname ~ 'row|another';

\echo == drops
ALTER TABLE h DROP COLUMN amount;
ALTER TABLE l DROP COLUMN h;
ALTER TABLE l DROP COLUMN note;
DROP TABLE h;
DROP TABLE l;
ALTER TABLE h DROP COLUMN a;
ALTER TABLE l ADD COLUMN extra int DEFAULT 7;
INSERT INTO l (h, amount) VALUES (1, 1);
ALTER TABLE l DROP COLUMN extra;
INSERT INTO l (h, amount) VALUES (1, 1);
-- 19 ends the detail with a full stop
\set VERBOSITY terse
ALTER TABLE l ALTER amount TYPE numeric;
ALTER TABLE h ALTER id TYPE bigint;
ALTER TABLE l ALTER note TYPE varchar(10);
\set VERBOSITY default
ALTER TABLE l ALTER id TYPE bigint;
INSERT INTO l (h, amount) VALUES (1, 1);
-- CASCADE takes the triggers that name the column, and half a rule is left:
-- what it can no longer check it refuses
BEGIN;
ALTER TABLE l DROP COLUMN note CASCADE;
SELECT tgname FROM pg_trigger WHERE tgrelid = 'l'::regclass ORDER BY 1;
SELECT * FROM rules();
SAVEPOINT s;
INSERT INTO l (h, amount) VALUES (1, 1);
INSERT INTO h VALUES (3, 1);
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
SELECT budget_violations('sum');
ROLLBACK TO s;
SELECT budget_validate('sum');
ROLLBACK TO s;
SELECT budget_drop_rule('sum');
SELECT tgname FROM pg_trigger WHERE tgrelid = 'h'::regclass;
INSERT INTO h VALUES (3, 1);
ROLLBACK;
-- the other table goes, and the triggers with it: no rule is left
BEGIN;
DROP TABLE h CASCADE;
SELECT tgname FROM pg_trigger WHERE tgrelid = 'l'::regclass;
SELECT * FROM rules();
INSERT INTO l (h, amount) VALUES (1, 1);
ROLLBACK;
BEGIN;
DROP TABLE l CASCADE;
SELECT * FROM rules();
INSERT INTO h VALUES (3, 1);
ROLLBACK;
DROP TABLE h, l;
SELECT * FROM rules();

CREATE TABLE h (id int PRIMARY KEY, amount int);
CREATE TABLE l (h int, amount int);
SELECT budget_add_sum_rule('sum', 'h', 'amount', '{id}', 'l', 'amount', '{h}');
BEGIN;
INSERT INTO h VALUES (1, 10);
INSERT INTO l VALUES (1, 10);
COMMIT;

\echo == DROP TRIGGER
DROP TRIGGER sum_update ON h;
SELECT * FROM rules();
INSERT INTO l VALUES (1, 1);
UPDATE l SET amount = 11;
UPDATE h SET amount = 11;
DELETE FROM l;
DELETE FROM h;
TRUNCATE l;
SELECT budget_set_rule_mode('sum', 'record');
SELECT budget_drop_rule('sum');
SELECT * FROM rules();
SELECT count(*) FROM l;
SELECT count(*) FROM h;
TRUNCATE h, l;
SELECT budget_add_sum_rule('sum', 'h', 'amount', '{id}', 'l', 'amount', '{h}');
BEGIN;
INSERT INTO h VALUES (1, 10);
INSERT INTO l VALUES (1, 10);
COMMIT;
-- with events on the way
BEGIN;
INSERT INTO l VALUES (1, 1);
DROP TRIGGER sum_update ON h;
COMMIT;
SELECT count(*) FROM l;

\echo == triggers switched off
ALTER TABLE h DISABLE TRIGGER sum_update;
SELECT * FROM rules();
INSERT INTO l VALUES (1, 1);
INSERT INTO h VALUES (2, 1);
ALTER TABLE h DISABLE TRIGGER ALL;
INSERT INTO l VALUES (1, 1);
UPDATE h SET amount = 11;
DELETE FROM l;
TRUNCATE l;
SELECT rule, key, expected, actual FROM budget_violations('sum');
ALTER TABLE l DISABLE TRIGGER USER;
SELECT * FROM rules();
INSERT INTO l VALUES (1, 7);
ALTER TABLE h ENABLE TRIGGER ALL;
UPDATE h SET amount = 17;
ALTER TABLE l ENABLE TRIGGER ALL;
SELECT * FROM rules();
UPDATE h SET amount = 18;
UPDATE h SET amount = 17;
-- disabled while its events are on the way
BEGIN;
UPDATE h SET amount = 18;
ALTER TABLE l DISABLE TRIGGER ALL;
COMMIT;
BEGIN;
UPDATE h SET amount = 18;
ALTER TABLE h DISABLE TRIGGER ALL;
COMMIT;

\echo == session_replication_role
BEGIN;
SET LOCAL session_replication_role = replica;
INSERT INTO l VALUES (5, 1);
COMMIT;
SELECT rule, key, expected, actual FROM budget_violations('sum');
DELETE FROM l WHERE h = 5;
-- what was queued before is checked all the same
BEGIN;
INSERT INTO l VALUES (5, 1);
SET LOCAL session_replication_role = replica;
COMMIT;
BEGIN;
INSERT INTO l VALUES (5, 1);
SET LOCAL session_replication_role = replica;
INSERT INTO h VALUES (5, 1);
COMMIT;
SELECT * FROM h;
-- half a rule is none
ALTER TABLE l ENABLE ALWAYS TRIGGER sum;
SET session_replication_role = replica;
INSERT INTO l VALUES (5, 1);
RESET session_replication_role;
ALTER TABLE h ENABLE ALWAYS TRIGGER sum;
ALTER TABLE h ENABLE ALWAYS TRIGGER sum_update;
ALTER TABLE h ENABLE ALWAYS TRIGGER sum_truncate;
ALTER TABLE l ENABLE ALWAYS TRIGGER sum;
ALTER TABLE l ENABLE ALWAYS TRIGGER sum_update;
ALTER TABLE l ENABLE ALWAYS TRIGGER sum_truncate;
SET session_replication_role = replica;
INSERT INTO l VALUES (5, 1);
RESET session_replication_role;
ALTER TABLE h ENABLE TRIGGER sum;
ALTER TABLE h ENABLE TRIGGER sum_update;
ALTER TABLE h ENABLE TRIGGER sum_truncate;
ALTER TABLE l ENABLE TRIGGER sum;
ALTER TABLE l ENABLE TRIGGER sum_update;
ALTER TABLE l ENABLE TRIGGER sum_truncate;
SELECT budget_validate('sum');
WITH t AS (DELETE FROM l WHERE h = 5) DELETE FROM h WHERE id = 5;

\echo == mode and drop with events on the way
BEGIN;
INSERT INTO l VALUES (1, 1);
SELECT budget_set_rule_mode('sum', 'record');
ROLLBACK;
BEGIN;
UPDATE h SET amount = 19;
SELECT budget_drop_rule('sum');
ROLLBACK;
BEGIN;
INSERT INTO l VALUES (1, 1);
UPDATE h SET amount = 18;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_set_rule_mode('sum', 'record');
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO l VALUES (1, 1);
COMMIT;
SELECT rule, relation, key, expected, actual FROM budget_violation_log WHERE relation = 'h'::regclass;
SELECT budget_set_rule_mode('sum', 'reject');
INSERT INTO l VALUES (1, 1);
UPDATE h SET amount = 19;
-- in a function that the check itself calls, or a trigger beside it
CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM budget_drop_rule('sum', 'h'); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER meddle AFTER INSERT ON l DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION meddle();
INSERT INTO l VALUES (1, 1);
DROP TRIGGER meddle ON l;
CREATE TRIGGER meddle AFTER INSERT ON l EXECUTE FUNCTION meddle();
INSERT INTO l VALUES (1, 1);
DROP TRIGGER meddle ON l;
SELECT * FROM rules();

\echo == TRUNCATE
TRUNCATE l;
TRUNCATE h;
TRUNCATE h, l;
TRUNCATE l;
BEGIN;
INSERT INTO h VALUES (1, 5);
INSERT INTO l VALUES (1, 5);
COMMIT;
BEGIN;
TRUNCATE h, l;
INSERT INTO h VALUES (2, 7);
INSERT INTO l VALUES (2, 7);
COMMIT;
-- the net is zero, but one half of it is gone
BEGIN;
INSERT INTO h VALUES (3, 5);
TRUNCATE h, l;
INSERT INTO l VALUES (3, 5);
COMMIT;
BEGIN;
UPDATE l SET amount = 8;
SAVEPOINT s;
TRUNCATE h, l;
ROLLBACK TO s;
UPDATE h SET amount = 8;
COMMIT;
BEGIN;
SAVEPOINT s;
TRUNCATE h, l;
ROLLBACK TO s;
UPDATE h SET amount = 9;
COMMIT;
SELECT h.*, l.* FROM h FULL JOIN l ON h.id = l.h;
-- a table that only CASCADE reaches
CREATE TABLE top (id int PRIMARY KEY);
INSERT INTO top VALUES (2);
ALTER TABLE h ADD FOREIGN KEY (id) REFERENCES top;
TRUNCATE top CASCADE;
BEGIN;
TRUNCATE top CASCADE;
ROLLBACK;
SELECT count(*) FROM h;
TRUNCATE top, h, l;
ALTER TABLE h DROP CONSTRAINT h_id_fkey;
DROP TABLE top;
-- of two sides that hold zeros, one may go
BEGIN;
INSERT INTO h VALUES (1, 0);
INSERT INTO l VALUES (1, 0);
COMMIT;
TRUNCATE l;
TRUNCATE h;

\echo == COPY, MERGE, ON CONFLICT, CTEs, foreign keys
BEGIN;
\copy h FROM stdin
1	3
2	5
\.
\copy l FROM stdin
1	1
1	2
2	5
\.
COMMIT;
\copy l FROM stdin
2	5
\.
INSERT INTO h VALUES (1, 4) ON CONFLICT (id) DO UPDATE SET amount = h.amount + excluded.amount;
INSERT INTO h VALUES (1, 4) ON CONFLICT DO NOTHING;
INSERT INTO h VALUES (1, 0), (9, 0) ON CONFLICT (id) DO UPDATE SET amount = h.amount + excluded.amount;
MERGE INTO l USING h ON l.h = h.id WHEN MATCHED AND l.amount = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET amount = h.amount;
SELECT * FROM l ORDER BY 1, 2;
MERGE INTO l USING h ON l.h = h.id WHEN NOT MATCHED THEN INSERT VALUES (h.id, h.amount + 1);
WITH gone AS (DELETE FROM l RETURNING h, amount), sums AS (SELECT h, sum(amount) AS s FROM gone GROUP BY h)
    UPDATE h SET amount = amount - s FROM sums WHERE id = h;
SELECT * FROM h ORDER BY 1;
DELETE FROM h;
ALTER TABLE l ADD FOREIGN KEY (h) REFERENCES h ON DELETE CASCADE ON UPDATE CASCADE;
WITH t AS (INSERT INTO h VALUES (1, 10), (2, 20) RETURNING *) INSERT INTO l SELECT id, amount FROM t;
DELETE FROM h WHERE id = 1;
UPDATE h SET id = 3;
SELECT h.*, l.* FROM h FULL JOIN l ON h.id = l.h;
ALTER TABLE l DROP CONSTRAINT l_h_fkey;
ALTER TABLE l ADD FOREIGN KEY (h) REFERENCES h ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
DELETE FROM h WHERE id = 3;
SELECT h.*, l.* FROM h FULL JOIN l ON h.id = l.h;
DROP TABLE h, l;

\echo == what cannot carry a rule
CREATE TABLE plain (a int, b int);
CREATE TABLE parent (a int, b int);
CREATE TABLE child () INHERITS (parent);
CREATE VIEW view AS SELECT * FROM plain;
CREATE MATERIALIZED VIEW mat AS SELECT * FROM plain;
CREATE SEQUENCE seq;
CREATE FOREIGN DATA WRAPPER rule_schema_test;
CREATE SERVER rule_schema_test FOREIGN DATA WRAPPER rule_schema_test;
CREATE FOREIGN TABLE far (a int, b int) SERVER rule_schema_test;
CREATE TABLE parted (a int, b int) PARTITION BY LIST (a);
CREATE TABLE parted1 PARTITION OF parted FOR VALUES IN (1);
CREATE INDEX plain_a ON plain (a);
CREATE TYPE composite AS (a int, b int);
SELECT budget_add_row_rule('r', 'parent', 'a = b');
SELECT budget_add_row_rule('r', 'view', 'a = b');
SELECT budget_add_row_rule('r', 'mat', 'a = b');
SELECT budget_add_row_rule('r', 'seq', 'last_value = 1');
SELECT budget_add_row_rule('r', 'far', 'a = b');
SELECT budget_add_row_rule('r', 'parted1', 'a = b');
SELECT budget_add_row_rule('r', 'plain_a', 'a = 1');
SELECT budget_add_row_rule('r', 'composite', 'a = b');
SELECT budget_add_row_rule('r', 'pg_class', 'relpages = 1');
SELECT budget_add_sum_rule('r', 'parent', 'a', '{b}', 'plain', 'a', '{b}');
SELECT budget_add_sum_rule('r', 'plain', 'a', '{b}', 'child', 'a', '{b}');
SELECT budget_drop_rule('r');
SELECT budget_add_sum_rule('r', 'plain', 'a', '{b}', 'view', 'a', '{b}');
SELECT budget_add_sum_rule('r', 'far', 'a', '{b}', 'plain', 'a', '{b}');
SELECT budget_add_sum_rule('r', 'plain', 'a', '{b}', 'parted1', 'a', '{b}');
SELECT budget_add_sum_rule('r', 'pg_class', 'relpages', '{oid}', 'plain', 'a', '{b}');
CREATE TABLE parted2 (a int, b int);
ALTER TABLE parted ATTACH PARTITION parted2 FOR VALUES IN (2);
CREATE FOREIGN TABLE parted3 PARTITION OF parted FOR VALUES IN (3) SERVER rule_schema_test;
SELECT budget_add_row_rule('r', 'parted', 'a = b');
SELECT budget_add_sum_rule('r', 'parted', 'a', '{b}', 'plain', 'a', '{b}');
DROP FOREIGN TABLE parted3;
DROP TABLE child;
SELECT budget_add_row_rule('r', 'parent', 'a = b');
DROP TABLE parent, plain, parted CASCADE;
DROP FOREIGN TABLE far;
DROP SERVER rule_schema_test;
DROP FOREIGN DATA WRAPPER rule_schema_test;

\echo == partitions, whose columns stand elsewhere
CREATE TABLE h (id int, year int, amount thousand_won, a int, b int, PRIMARY KEY (id, year)) PARTITION BY RANGE (year);
CREATE TABLE h2016 PARTITION OF h FOR VALUES FROM (2016) TO (2017);
CREATE TABLE h2017 (b int, junk text, a int, amount thousand_won, year int NOT NULL, id int NOT NULL);
ALTER TABLE h2017 DROP COLUMN junk;
ALTER TABLE h ATTACH PARTITION h2017 FOR VALUES FROM (2017) TO (2018);
CREATE TABLE l (h int, year int, amount thousand_won) PARTITION BY LIST (year);
CREATE TABLE l2016 (amount thousand_won, junk int, year int, h int) PARTITION BY HASH (h);
ALTER TABLE l2016 DROP COLUMN junk;
CREATE TABLE l2016a (h int, amount thousand_won, year int);
CREATE TABLE l2016b (year int, h int, amount thousand_won);
ALTER TABLE l2016 ATTACH PARTITION l2016a FOR VALUES WITH (MODULUS 2, REMAINDER 0);
ALTER TABLE l2016 ATTACH PARTITION l2016b FOR VALUES WITH (MODULUS 2, REMAINDER 1);
ALTER TABLE l ATTACH PARTITION l2016 FOR VALUES IN (2016);
SELECT budget_add_row_rule('row', 'h', 'a <= b');
SELECT budget_add_sum_rule('sum', 'h', 'amount', '{id,year}', 'l', 'amount', '{h,year}');
-- one that comes later gets its triggers from the server
CREATE TABLE l2017 PARTITION OF l FOR VALUES IN (2017);
SELECT * FROM rules();
BEGIN;
INSERT INTO h SELECT n, y, n * 10, 1, 2 FROM generate_series(1, 4) n, generate_series(2016, 2017) y;
INSERT INTO l SELECT n, y, m FROM generate_series(1, 4) n, generate_series(2016, 2017) y, LATERAL (VALUES (n * 4), (n * 6)) AS m(m);
COMMIT;
INSERT INTO h VALUES (5, 2017, 0, 3, 2);
UPDATE h2017 SET b = 0 WHERE id = 1;
INSERT INTO l VALUES (1, 2016, 1);
INSERT INTO l2016 VALUES (1, 2016, 3);
INSERT INTO l2016a (h, year, amount) SELECT h, year, 1 FROM l2016a LIMIT 1;
INSERT INTO l2016b (h, year, amount) SELECT h, year, 1 FROM l2016b LIMIT 1;
UPDATE l2017 SET amount = amount + 1 WHERE h = 2;
-- moved from one partition to another, the total with the parts or not
UPDATE l SET year = 2017 WHERE h = 1 AND year = 2016;
UPDATE h SET year = 2017, id = 11 WHERE id = 1 AND year = 2016;
BEGIN;
UPDATE l SET year = 2017, h = 11 WHERE h = 1 AND year = 2016;
UPDATE h SET year = 2017, id = 11 WHERE id = 1 AND year = 2016;
COMMIT;
UPDATE h SET year = 2016, a = 3 WHERE id = 11;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
WITH t AS (UPDATE l SET year = 2016 WHERE h = 11) UPDATE h SET year = 2016 WHERE id = 11;
COMMIT;
SELECT tableoid::regclass, id, year, amount FROM h WHERE id = 11;
-- detached with its rows: the root's rule sees no change, and does not ask
BEGIN;
ALTER TABLE l DETACH PARTITION l2017;
ALTER TABLE h DETACH PARTITION h2017;
INSERT INTO l2017 VALUES (1, 2017, 1);
UPDATE h2017 SET a = 99;
SELECT count(*) FROM budget_violations('sum');
SELECT * FROM rules();
COMMIT;
-- only one half attached again: that is not asked, budget_violations says so
ALTER TABLE h ATTACH PARTITION h2017 FOR VALUES FROM (2017) TO (2018);
SELECT count(*) FROM budget_violations('row');
SELECT count(*) FROM budget_violations('sum');
SELECT budget_validate('sum');
ALTER TABLE l ATTACH PARTITION l2017 FOR VALUES IN (2017);
SELECT key, expected, actual FROM budget_violations('sum');
DELETE FROM l WHERE h = 1 AND year = 2017 AND amount = 1;
UPDATE h SET a = 1;
SELECT budget_validate();
UPDATE l SET amount = 5 WHERE h = 2 AND year = 2017 AND amount = 8;
UPDATE h SET a = 3 WHERE id = 2;
-- the work is pending when the partition goes
BEGIN;
INSERT INTO l VALUES (1, 2017, 1);
ALTER TABLE l DETACH PARTITION l2017;
ROLLBACK;
BEGIN;
INSERT INTO l VALUES (1, 2017, 1);
DROP TABLE l2017;
ROLLBACK;
-- TRUNCATE of the root, of a branch and of a leaf
TRUNCATE l;
TRUNCATE l2016;
TRUNCATE l2016a;
TRUNCATE h2016;
TRUNCATE h, l;
-- mode and drop reach the partitions
SELECT budget_set_rule_mode('sum', 'warn');
SELECT budget_set_rule_mode('row', 'warn');
INSERT INTO l2016b VALUES (2016, 3, 5);
INSERT INTO l VALUES (9, 2017, 9);
INSERT INTO h2017 (id, year, a, b) VALUES (9, 2017, 3, 2);
SELECT DISTINCT encode(tgargs, 'escape') AS arguments FROM pg_trigger WHERE tgrelid IN (SELECT relid FROM pg_partition_tree('l')) ORDER BY 1;
SELECT budget_drop_rule('sum');
SELECT budget_drop_rule('row');
SELECT tgrelid::regclass, tgname FROM pg_trigger
    WHERE tgrelid IN (SELECT relid FROM pg_partition_tree('l') UNION SELECT relid FROM pg_partition_tree('h')) ORDER BY 1, 2;
DROP TABLE h, l;

\echo == temporary tables
CREATE TEMP TABLE h (id int, amount int);
CREATE TEMP TABLE l (h int, amount int);
SELECT budget_add_sum_rule('temp', 'h', 'amount', '{id}', 'l', 'amount', '{h}');
SELECT budget_add_row_rule('temp row', 'h', 'amount >= 0');
INSERT INTO l VALUES (1, 1);
INSERT INTO h VALUES (1, -1);
WITH t AS (INSERT INTO h VALUES (1, 1)) INSERT INTO l VALUES (1, 1);
SELECT rule, regexp_replace(definition, 'pg_temp_\d+', 'pg_temp', 'g') AS definition FROM budget_rules WHERE rule LIKE 'temp%' ORDER BY 1;
BEGIN;
UPDATE l SET amount = 2;
DISCARD TEMP;
ROLLBACK;
DROP TABLE h, l;

DROP SCHEMA rule_schema_test CASCADE;

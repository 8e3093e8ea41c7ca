-- Two-phase commit: PREPARE TRANSACTION is the check, COMMIT PREPARED is none.
-- Where prepared transactions are disabled, expected/rule_prepared_1.out says so.
SET client_min_messages = warning;
CREATE SCHEMA rule_prepared_test;
SET search_path = rule_prepared_test, public;
\set SHOW_CONTEXT never

CREATE TABLE h (id int PRIMARY KEY, total int, kept int DEFAULT 0);
CREATE TABLE l (id serial PRIMARY KEY, h int, a int);
SELECT budget_add_sum_rule('r', 'h', 'total', '{id}', 'l', 'a', '{h}');
SELECT budget_add_sum_rule('kept', 'h', 'kept', '{id}', 'l', 'a', '{h}', mode => 'maintain', missing_total => 'allow');
SELECT budget_add_row_rule('row', 'l', 'a <= 100');

-- refused
BEGIN;
INSERT INTO l (h, a) VALUES (1, 1);
PREPARE TRANSACTION 'rule_prepared_bad';
SELECT count(*) FROM pg_prepared_xacts WHERE gid ~ 'rule_prepared';

-- accepted; what a savepoint took back does not count
BEGIN;
INSERT INTO l (h, a) VALUES (1, 1);
INSERT INTO h VALUES (1, 1);
SAVEPOINT s;
INSERT INTO l (h, a) VALUES (1, 1);
ROLLBACK TO s;
PREPARE TRANSACTION 'rule_prepared_good';
-- the next transaction of the session knows nothing of it
SELECT count(*) FROM l;
INSERT INTO l (h, a) VALUES (2, 1);
BEGIN;
INSERT INTO l (h, a) VALUES (2, 101);
ROLLBACK;
COMMIT PREPARED 'rule_prepared_good';
SELECT h.*, l.h, l.a FROM h FULL JOIN l ON l.h = h.id;

-- rolled back
BEGIN;
DELETE FROM l;
DELETE FROM h;
PREPARE TRANSACTION 'rule_prepared_back';
ROLLBACK PREPARED 'rule_prepared_back';
UPDATE l SET a = 2;
BEGIN;
UPDATE l SET a = 2;
UPDATE h SET total = 2;
PREPARE TRANSACTION 'rule_prepared_both';
COMMIT PREPARED 'rule_prepared_both';
SELECT h.*, l.h, l.a FROM h FULL JOIN l ON l.h = h.id;
SELECT count(*) FROM budget_violations('r');

DROP SCHEMA rule_prepared_test CASCADE;

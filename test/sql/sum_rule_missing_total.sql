-- missing_total => 'allow': parts without a total are fine, as a total without
-- parts is with missing_parts => 'allow'; a total that is there binds.
CREATE TABLE head (id int PRIMARY KEY, amount thousand_won);
CREATE TABLE line (head int, amount thousand_won);
SELECT budget_add_sum_rule('head_line', 'head', 'amount', '{id}', 'line', 'amount', '{head}',
                           missing_total => 'maybe');
SELECT budget_add_sum_rule('head_line', 'head', 'amount', '{id}', 'line', 'amount', '{head}',
                           missing_total => NULL);
SELECT budget_add_sum_rule('head_line', 'head', 'amount', '{id}', 'line', 'amount', '{head}',
                           missing_total => 'allow');

-- no total, no rule
INSERT INTO line VALUES (1, 60), (1, 40);
UPDATE line SET amount = 50 WHERE amount = 60;
SELECT * FROM budget_violations('head_line');

-- a total that comes later must agree
INSERT INTO head VALUES (1, 100);
INSERT INTO head VALUES (1, NULL);
UPDATE head SET amount = 91;
UPDATE head SET amount = 90;
DELETE FROM line WHERE amount = 40;

-- it may go and come again, and its parts with it
DELETE FROM head;
DELETE FROM line WHERE amount = 40;
INSERT INTO head VALUES (1, 50);
DELETE FROM line;
BEGIN;
DELETE FROM line;
DELETE FROM head;
COMMIT;

-- the net of a transaction is zero, and yet the total is wrong: the parts that
-- were there without it have not been seen
INSERT INTO line VALUES (2, 7);
BEGIN;
INSERT INTO head VALUES (2, 30);
INSERT INTO line VALUES (2, 30);
COMMIT;
BEGIN;
INSERT INTO head VALUES (2, 37);
INSERT INTO line VALUES (2, 30);
COMMIT;
BEGIN;
DELETE FROM head;
INSERT INTO head VALUES (2, 38);
INSERT INTO line VALUES (2, 1);
SAVEPOINT s;
DELETE FROM head;
INSERT INTO line VALUES (2, 5);
ROLLBACK TO s;
COMMIT;

-- a total without parts violates still
INSERT INTO head VALUES (3, 1);
INSERT INTO head VALUES (3, 0);

-- existing rows
SELECT budget_drop_rule('head_line');
INSERT INTO line VALUES (4, 4), (5, 5);
INSERT INTO head VALUES (5, 6);
SELECT budget_add_sum_rule('head_line', 'head', 'amount', '{id}', 'line', 'amount', '{head}',
                           validate => false, missing_total => 'allow');
SELECT rule, key, expected, actual, difference FROM budget_violations('head_line');

DROP TABLE line, head CASCADE;

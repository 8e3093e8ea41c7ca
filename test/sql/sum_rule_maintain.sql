-- mode maintain: the total is kept, not checked
CREATE TABLE head (id int PRIMARY KEY, total thousand_won DEFAULT 0);
CREATE TABLE part (head bigint, amount thousand_won);
SELECT budget_add_sum_rule('head_part', 'head', 'total', '{id}',
                           'part', 'amount', '{head}', mode => 'maintain');
INSERT INTO head VALUES (1, 0), (2, 0);
INSERT INTO part VALUES (1, 60), (1, 40), (2, 50);
UPDATE part SET amount = amount + 1 WHERE head = 1;
DELETE FROM part WHERE head = 2;
SELECT * FROM head ORDER BY 1;

-- what others write into the total does not stand
UPDATE head SET total = 999 WHERE id = 1;
SELECT * FROM head ORDER BY 1;

-- parts without a total are refused, and a total may not leave its parts
INSERT INTO part VALUES (3, 5);
UPDATE head SET id = 4 WHERE id = 1;
BEGIN;
UPDATE head SET id = 4 WHERE id = 1;
UPDATE part SET head = 4 WHERE head = 1;
COMMIT;
SELECT * FROM head ORDER BY 1;

-- SET CONSTRAINTS shows it within the transaction; a savepoint takes it back
BEGIN;
INSERT INTO part VALUES (4, 1);
SAVEPOINT s;
INSERT INTO part VALUES (4, 1000);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT * FROM head ORDER BY 1;
ROLLBACK TO s;
SELECT * FROM head ORDER BY 1;
COMMIT;
SELECT * FROM head ORDER BY 1;

-- immediate below a savepoint: each statement counts
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
SAVEPOINT s;
INSERT INTO part VALUES (4, 1);
UPDATE head SET total = total + 0 WHERE id = 4;
INSERT INTO part VALUES (4, -5);
COMMIT;
SELECT id, total, (SELECT sum(amount) FROM part WHERE head = id) AS parts FROM head ORDER BY 1;
SELECT * FROM budget_violations('head_part');

-- what does not fit into the total is refused
CREATE TABLE whole (id int PRIMARY KEY, total integer DEFAULT 0);
CREATE TABLE won (head int, amount thousand_won);
SELECT budget_add_sum_rule('whole_won', 'whole', 'total', '{id}', 'won', 'amount', '{head}',
                           mode => 'maintain');
INSERT INTO whole VALUES (1);
INSERT INTO won VALUES (1, 1.500);
INSERT INTO won VALUES (1, 1.500), (1, 1.500);
SELECT * FROM whole;
CREATE TABLE any_number (id int PRIMARY KEY, total numeric DEFAULT 0);
CREATE TABLE number (head int, amount numeric);
SELECT budget_add_sum_rule('numbers', 'any_number', 'total', '{id}', 'number', 'amount', '{head}',
                           mode => 'maintain');
INSERT INTO any_number VALUES (1);
INSERT INTO number VALUES (1, 9);
INSERT INTO number VALUES (1, 'NaN');
SELECT * FROM any_number;

-- a tree keeps itself: 9,999 nodes, each the sum of those below it
CREATE TABLE node (id int PRIMARY KEY, parent int, amount thousand_won);
CREATE INDEX ON node (parent);
SELECT budget_add_sum_rule('tree', 'node', 'amount', '{id}', 'node', 'amount', '{parent}',
                           missing_parts => 'allow', mode => 'maintain');
INSERT INTO node SELECT g, nullif(g / 10, 0), 1 FROM generate_series(1, 9999) AS g;
SELECT sum(amount) FROM node WHERE parent IS NULL;
UPDATE node SET amount = 2 WHERE id = 5555;
SELECT id, amount FROM node WHERE id IN (5, 55, 555, 5555) ORDER BY 1;
INSERT INTO node VALUES (50000, 5000, 100);
SELECT id, amount FROM node WHERE id IN (5, 50, 500, 5000) ORDER BY 1;
SELECT * FROM budget_violations('tree');

-- a circle has no sum
INSERT INTO node VALUES (100001, 100002, 1), (100002, 100001, 1), (100003, 100001, 1);

-- it needs a column, and an equation
SELECT budget_add_sum_rule('no', 'head', 'total + 1', '{id}', 'part', 'amount', '{head}',
                           mode => 'maintain', validate => false);
SELECT budget_add_sum_rule('no', 'head', 'total', '{id}', 'part', 'amount', '{head}', '<=',
                           mode => 'maintain', validate => false);
DROP TABLE node, number, any_number, won, whole, part, head CASCADE;

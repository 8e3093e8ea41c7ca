-- Totals and parts that are both partitioned, by government and by year
-- (docs/scale.md): rules on the roots hold across all levels, a year comes and
-- goes as a partition, and sums run partition by partition. The clones of a
-- rule's triggers are looked at one by one in rule.sql.
\set QUIET 1
BEGIN;
SELECT no_plan();

CREATE SCHEMA partition_test;
SET search_path = partition_test, public;

CREATE TABLE total (government text, year int, code budget_code, amount thousand_won NOT NULL,
	PRIMARY KEY (government, year, code)) PARTITION BY RANGE (year);
CREATE TABLE total_2025 PARTITION OF total FOR VALUES FROM (2025) TO (2026);
CREATE TABLE total_2026 PARTITION OF total FOR VALUES FROM (2026) TO (2027);
CREATE TABLE line (id int, government text, year int, code budget_code, prior thousand_won, amount thousand_won)
	PARTITION BY LIST (government);
CREATE INDEX ON line (government, year, budget_code_at(code, 'object'));
CREATE TABLE line_garam PARTITION OF line FOR VALUES IN ('가람군') PARTITION BY RANGE (year);
CREATE TABLE line_garam_2025 PARTITION OF line_garam FOR VALUES FROM (2025) TO (2026);
CREATE TABLE line_garam_2026 PARTITION OF line_garam FOR VALUES FROM (2026) TO (2027);
-- columns in another order, with one dropped
CREATE TABLE line_narae (amount thousand_won, dropped int, code budget_code, year int, prior thousand_won, government text, id int)
	PARTITION BY RANGE (year);
ALTER TABLE line_narae DROP COLUMN dropped;
CREATE TABLE line_narae_2025 PARTITION OF line_narae FOR VALUES FROM (2025) TO (2026);
CREATE TABLE line_narae_2026 PARTITION OF line_narae FOR VALUES FROM (2026) TO (2027);
ALTER TABLE line ATTACH PARTITION line_narae FOR VALUES IN ('나래군');

-- 통계목 are the parts, 편성목 the totals
SELECT budget_add_sum_rule('편성목', 'total', 'amount', '{government,year,code}',
	'line', 'amount', '{government,year,"budget_code_at(code, ''object'')"}') \g /dev/null
SELECT budget_add_row_rule('증감', 'line', 'amount >= prior / 10') \g /dev/null

INSERT INTO line
SELECT g, government, year, code::budget_code, g * 10, g * 11
FROM unnest('{가람군,나래군}'::text[]) AS government, generate_series(2025, 2026) AS year,
	unnest('{201-01,201-03,301-01,401-01}'::text[]) AS code, generate_series(1, 50) AS g;
INSERT INTO total
SELECT government, year, budget_code_at(code, 'object'), sum(amount) FROM line GROUP BY 1, 2, 3;
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE', 'rows of both tables go through the roots');
SET CONSTRAINTS ALL DEFERRED;

CREATE FUNCTION outcome(statements text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE statements;
	SET CONSTRAINTS ALL IMMEDIATE;
	RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN CASE SQLSTATE WHEN 'ZZ000' THEN 'accepted' ELSE SQLSTATE || ': ' || detail END;
END $$;

-- 50 * 51 / 2 * 11 = 14,025 a code, twice that for 201
SELECT is(outcome($$UPDATE line_narae_2026 SET amount = amount + 1 WHERE id = 7 AND code = '201-03'$$),
	'23514: Key {"government": "나래군", "year": 2026, "code": "201"}: total 28,050천원, parts 28,051천원, difference -1천원.',
	'a leaf of the second level, by name');
SELECT is(outcome($$UPDATE total_2025 SET amount = 1 WHERE government = '가람군' AND code = '401'$$),
	'23514: Key {"government": "가람군", "year": 2025, "code": "401"}: total 1천원, parts 14,025천원, difference -14,024천원.',
	'a partition of the totals, by name');
SELECT is(outcome($$UPDATE line SET government = '나래군' WHERE id = 50 AND year = 2025 AND code = '301-01' AND government = '가람군'$$),
	'23514: Key {"government": "가람군", "year": 2025, "code": "301"}: total 14,025천원, parts 13,475천원, difference 550천원.',
	'a part that moves to another government');
SELECT is(outcome($$
	UPDATE line SET government = '나래군' WHERE id = 50 AND year = 2025 AND code = '301-01' AND government = '가람군';
	UPDATE total SET amount = amount + CASE government WHEN '나래군' THEN 550 ELSE -550 END WHERE year = 2025 AND code = '301'$$),
	'accepted', 'moves with its totals');
SELECT alike(outcome($$UPDATE line SET year = 2026, amount = 0 WHERE year = 2025 AND id = 1$$), '23514: %amount is 0천원%',
	'a row rule, where a row moves between years');

-- A year that comes: loaded apart, attached, looked at, corrected
SAVEPOINT before;
CREATE TABLE line_garam_2027 (LIKE line INCLUDING DEFAULTS);
INSERT INTO line_garam_2027 VALUES (1, '가람군', 2027, '201-01', 100, 100), (2, '가람군', 2027, '201-02', 50, 1);
CREATE TABLE total_2027 (LIKE total INCLUDING DEFAULTS);
INSERT INTO total_2027 VALUES ('가람군', 2027, '201', 150);
ALTER TABLE line_garam ATTACH PARTITION line_garam_2027 FOR VALUES FROM (2027) TO (2028);
ALTER TABLE total ATTACH PARTITION total_2027 FOR VALUES FROM (2027) TO (2028);
SELECT set_eq('SELECT rule, key->>''year'', difference FROM budget_violations()',
	$$VALUES ('편성목'::name, '2027', 49::numeric), ('증감', NULL, -4)$$, 'a year that is attached is not checked, but its violations are found');
SELECT throws_ok('SELECT budget_validate(''편성목'')', '23514', NULL, 'budget_validate raises them');
UPDATE line SET amount = 50 WHERE year = 2027 AND id = 2;
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE; SELECT budget_validate()', 'corrected through the root, it holds');
SELECT alike(outcome($$UPDATE line_garam_2027 SET amount = amount + 1 WHERE id = 1$$), '23514: %', 'and from now on it is kept');
SELECT set_has('SELECT rule, relation::text, problem FROM budget_rule_problems',
	$$VALUES ('편성목'::name, 'line_garam_2027', 'TRUNCATE of this partition is not seen')$$, 'but for TRUNCATE, which budget_rule_problems says');

-- A year that goes: both sides together
ALTER TABLE line_garam DETACH PARTITION line_garam_2025;
SELECT is((SELECT count(*) FROM budget_violations('편성목')), 3::bigint, 'a year of parts that is detached leaves its totals behind');
DELETE FROM total WHERE year = 2025 AND government = '가람군';
SELECT lives_ok('SET CONSTRAINTS ALL IMMEDIATE; SELECT budget_validate()', 'until they go, too');
SELECT set_has('SELECT relation::text, problem FROM budget_rule_problems',
	$$VALUES ('line_garam_2025', 'a TRUNCATE trigger is left from when the table was a partition')$$, 'the detached table has a trigger left');
ROLLBACK TO before;

-- Sums by partition: pruned, and added up in two steps
ANALYZE line, total;
CREATE FUNCTION plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	l text;
	lines text := '';
BEGIN
	FOR l IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		lines := lines || l || E'\n';
	END LOOP;
	RETURN lines;
END $$;
SET LOCAL enable_partitionwise_aggregate = on;
SELECT is(array(SELECT DISTINCT m[1] FROM regexp_matches(plan($$SELECT sum(amount) FROM line WHERE year = 2026 AND government = '나래군' AND code <@ '201'$$),
	'Scan on (\w+)', 'g') m ORDER BY 1), '{line_narae_2026}', 'one government''s year is one partition');
SELECT matches(plan('SELECT sum(amount), avg(amount), max(amount), total_change_rate(prior, amount) FROM line'),
	'Finalize Aggregate.*Partial Aggregate.*line_garam_2025.*Partial Aggregate', 'all of the aggregates run partition by partition');
SELECT is((SELECT format('%s %s %s %s', sum(amount), round(avg(amount), 1), max(amount), total_change_rate(prior, amount)) FROM line),
	'224400 280.5 550 10.0', 'and come to 16 times 14,025 and 1,275 * 11 / 50');
SET LOCAL enable_partitionwise_aggregate = off;
SELECT is((SELECT format('%s %s %s %s', sum(amount), round(avg(amount), 1), max(amount), total_change_rate(prior, amount)) FROM line),
	'224400 280.5 550 10.0', 'as without');

-- Where a total is kept rather than checked
SELECT budget_set_rule_mode('편성목', 'maintain') \g /dev/null
UPDATE line SET government = '나래군', amount = 1000 WHERE id = 50 AND year = 2025 AND code = '301-01' AND government = '가람군';
SET CONSTRAINTS ALL IMMEDIATE;
SELECT is(array(SELECT amount::text FROM total WHERE year = 2025 AND code = '301' ORDER BY government), '{13475,15025}',
	'maintain: a part that moves is taken from one partition of the totals and given to another');
SELECT is((SELECT count(*) FROM budget_violations()), 0::bigint, 'and nothing disagrees');

SELECT * FROM finish();
ROLLBACK;

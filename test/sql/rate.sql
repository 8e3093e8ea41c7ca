-- Rates: exact, half away from zero, NULL when there is no base.

-- the reference sheet's figures
SELECT change_rate(20000, 120000) AS "500.0", change_rate(180000, 230000) AS "27.8",
       change_rate(180000, 230000, 0) AS "28", change_rate(200000, 350000) AS "75.0",
       execution_rate(88645, 100000) AS "88.6", share_rate(0, 350000) AS "0.0";

-- NULL in, NULL out; no base, no rate
SELECT change_rate(NULL, 1), change_rate(1, NULL), change_rate(1, 2, NULL),
       change_rate(0, 5), change_rate(0, 0), change_rate(0.00, 5),
       execution_rate(5, 0), share_rate(5, 0.000);

-- half away from zero, both ways
SELECT change_rate(2000, 2001, 1) AS "0.1", change_rate(2000, 1999, 1) AS "-0.1",
       share_rate(1, 8, 2) AS "12.50", share_rate(1, 8, 1) AS "12.5", share_rate(1, 8, 0) AS "13",
       share_rate(-1, 8, 0) AS "-13", share_rate(1, -8, 0) AS "-13", share_rate(-1, -8, 0) AS "13";

-- a negative prior: its absolute value is the base
SELECT change_rate(-100, 50) AS "150.0", change_rate(-100, -150) AS "-50.0",
       change_rate(-100.5, 100.5) AS "200.0";

-- decimals
SELECT d, change_rate(3, 4, d), execution_rate(2, 3, d), execution_rate(2.0, 3.000, d)
FROM generate_series(0, 6) d;
SELECT change_rate(1, 2, 7);
SELECT share_rate(1, 2, -1);

-- Just below a tie: numeric's own quotient is rounded to the tie first, then
-- up: the last column is wrong, and the others must not be.
SELECT share_rate(0.1249999999999999999999999999999999999999, 1, 0) AS "12",
       share_rate(0.125, 1, 0) AS "13",
       share_rate(1249999999999999999999999999999999999999, 10000000000000000000000000000000000000000, 0) AS "12",
       round(1249999999999999999999999999999999999999 * 100.0 / 10000000000000000000000000000000000000000, 0) AS "numeric: 13";

-- both sides of what 32 and 64 bits hold
SELECT share_rate(2147483647, 2147483648, 6) AS "100.000000",
       share_rate(2147483647, 2147483647, 6) AS "100.000000",
       change_rate(-2147483648, 2147483647, 3) AS "200.000",
       change_rate(1, 9223372036854775807, 0) AS "922337203685477580600",
       change_rate(1e-30, 1e30, 0) = 1e62 - 100 AS exact,
       share_rate(1e-30, 1e30, 6) AS "0.000000";
SELECT share_rate(9.9e131071, 1);

-- numeric's special values
SELECT change_rate('NaN', 1), change_rate(1, 'Infinity'), change_rate('Infinity', 1),
       execution_rate(1, '-Infinity'), change_rate(0, 'NaN');

-- the same as numeric rounded once, where numeric has digits to spare
SELECT count(*) AS differ
FROM generate_series(-60, 60) a, generate_series(-60, 60) b, generate_series(0, 3) d
WHERE change_rate(a, b, d) IS DISTINCT FROM round((b - a) * 100::numeric / abs(nullif(a, 0)), d)
   OR change_rate(a / 8.0, b / 8.0, d) IS DISTINCT FROM round((b - a) * 100::numeric / abs(nullif(a, 0)), d)
   OR share_rate(a, b, d) IS DISTINCT FROM round(a * 100::numeric / nullif(b, 0), d)
   OR execution_rate(a * 1e10, b * 1e10, d) IS DISTINCT FROM round(a * 100::numeric / nullif(b, 0), d);

-- words
SELECT prior, current, change_label(prior, current)
FROM (VALUES (NULL, NULL), (NULL, 0), (0, NULL), (0, 0), (NULL, 5), (0, 5), (5, NULL), (5, 0),
             (5, 6), (6, 5), (5, 5), (5.0, 5), (NULL, -5), (-5, 0), (-5, NULL), (-5, 5), (5, -5), (-5, -6)) v(prior, current);

-- told truthfully
SELECT proname, provolatile, proisstrict, proparallel
FROM pg_proc WHERE proname IN ('change_rate', 'execution_rate', 'share_rate', 'change_label') ORDER BY 1;

--
-- thousand_won: the planner swaps in integers
--
CREATE TEMPORARY TABLE line (code text, prior thousand_won, current thousand_won, n numeric, i integer);
INSERT INTO line VALUES ('20101', 20000, 120000, 20000, 1), ('20103', 180000, 230000, 180000, 2),
	('20104', 0, 5, 0, 0), ('20105', NULL, 5, NULL, NULL), ('20106', '0.001', '3358532.660', 7, 3);

EXPLAIN (VERBOSE, COSTS OFF) SELECT change_rate(prior, current), execution_rate(current, prior, 2), share_rate(prior, current, 0) FROM line;
EXPLAIN (VERBOSE, COSTS OFF) SELECT change_rate(coalesce(prior, 0), current + 1) FROM line;
-- not where an argument is another type
EXPLAIN (VERBOSE, COSTS OFF) SELECT change_rate(prior, n), change_rate(i, current), change_rate(n, n), change_rate(prior::numeric * 2, current) FROM line;

-- a domain is what it is over
CREATE DOMAIN positive_won AS thousand_won CHECK (VALUE > 0);
CREATE TEMPORARY TABLE of_domain (a positive_won, b thousand_won, r numeric GENERATED ALWAYS AS (change_rate(a, b)) STORED);
INSERT INTO of_domain VALUES (180000, 230000);
EXPLAIN (VERBOSE, COSTS OFF) SELECT change_rate(a, b), r FROM of_domain;
SELECT change_rate(a, b), r FROM of_domain;

SELECT code, change_rate(prior, current), change_rate(prior, current, 0) AS whole,
       execution_rate(prior, current, 2), share_rate(prior, current, 6), change_label(prior, current)
FROM line ORDER BY code;
SELECT change_rate(prior, current, 9) FROM line;

-- The two forms agree, also where 64 bits end; numeric itself needs to be told
-- how many digits matter.
WITH edge(a) AS (
	SELECT unnest('{0,1,-1,999,1000,1001,-1000,500,499,92233720368547758,92233720368547759,9223372036854775807,-9223372036854775807,4611686018427387904}'::bigint[])
), pair AS (SELECT from_won(a) AS a, from_won(b) AS b, a::numeric AS na, b::numeric AS nb FROM edge, edge b(b))
SELECT count(*) AS pairs,
       count(*) FILTER (WHERE change_rate(a, b, d) IS DISTINCT FROM change_rate(na, nb, d)) AS change_differs,
       count(*) FILTER (WHERE share_rate(a, b, d) IS DISTINCT FROM share_rate(na, nb, d)) AS share_differs,
       count(*) FILTER (WHERE scale(change_rate(a, b, d)) <> d OR scale(execution_rate(a, b, d)) <> d) AS other_scale,
       count(*) FILTER (WHERE share_rate(a, b, d) IS DISTINCT FROM round(na * 100.00000000000000000000 / nullif(nb, 0), d)) AS numeric_differs
FROM pair, generate_series(0, 6) d;

-- an index and a view keep what was written
CREATE INDEX ON line (change_rate(prior, current));
CREATE TEMPORARY VIEW rates AS SELECT change_rate(prior, current) FROM line;
-- (15 qualifies columns of the only table, later servers do not)
SELECT replace(pg_get_viewdef('rates'::regclass), 'line.', '') AS definition;
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT code FROM line WHERE change_rate(prior, current) = 500.0;
SELECT code FROM line WHERE change_rate(prior, current) = 500.0;
RESET enable_seqscan;

--
-- Aggregates: the rate of the sums
--
SELECT total_change_rate(prior, current) AS "75.0", total_change_rate(prior, current, 3),
       total_execution_rate(prior, current) AS "57.1", total_execution_rate(prior, current, 0) AS "57"
FROM line WHERE code IN ('20101', '20103');
-- not the mean of the rates; what is not stated is not added
SELECT total_change_rate(a, b) AS "10.0", avg(change_rate(a, b)) AS mean
FROM (VALUES (100, 200), (900, 900), (NULL, NULL)) v(a, b);
SELECT total_change_rate(a, b) AS "50.0" FROM (VALUES (100, NULL), (NULL, 150)) v(a, b);
-- no row, nothing stated, no base, no number of decimals
SELECT total_change_rate(prior, current), total_execution_rate(prior, current, 2) FROM line WHERE false;
SELECT total_change_rate(prior, current), total_execution_rate(prior, current), total_execution_rate(current, prior)
FROM line WHERE code = '20105';
SELECT total_change_rate(prior, current), total_execution_rate(current, prior) FROM line WHERE code = '20104';
SELECT total_change_rate(prior, current, NULL) FROM line;
-- integers, numerics, literals, and sums that no 64 bits hold
SELECT total_change_rate(i, n), total_execution_rate(1, 3) FROM line;
SELECT total_execution_rate(9223372036854775807, 9223372036854775807::numeric * 2) FROM generate_series(1, 5);
SELECT total_change_rate('NaN', 1), total_execution_rate('Infinity', 1);
-- the decimals are one number
SELECT total_change_rate(1, 2, d) FROM generate_series(0, 1) d;
SELECT total_change_rate(1, 2, CASE WHEN d > 0 THEN d END) FROM generate_series(0, 1) d;
SELECT total_change_rate(1, 2, 7);
-- moving frames
SELECT x, total_change_rate(x, y) OVER w AS moving,
       change_rate(sum(x) OVER w, sum(y) OVER w) AS check,
       total_execution_rate(x, y, 2) OVER w AS moving2,
       execution_rate(sum(x) OVER w, sum(y) OVER w, 2) AS check2
FROM (VALUES (1, 2.5), (2, 1), (NULL, 7.25), (4, NULL), (0, 3), (5, 5.125), (NULL, NULL)) v(x, y)
WINDOW w AS (ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING);
-- in parallel
CREATE TABLE many_amounts AS
	SELECT g % 7 AS k, ((g * 7919) % 100003)::numeric / 1000 AS a, from_won((g::bigint * 104729) % 1000003) AS b
	FROM generate_series(1, 20000) g;
ALTER TABLE many_amounts SET (parallel_workers = 2);
ANALYZE many_amounts;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
EXPLAIN (COSTS OFF) SELECT k, total_change_rate(a, b), total_execution_rate(a, b, 3) FROM many_amounts GROUP BY k;
SELECT count(*) AS groups, count(*) FILTER (WHERE total_change IS DISTINCT FROM change_rate(a, b) OR total_execution IS DISTINCT FROM execution_rate(a, b, 3)) AS differ
FROM (SELECT k, total_change_rate(a, b) AS total_change, total_execution_rate(a, b, 3) AS total_execution,
             sum(a) AS a, sum(b) AS b FROM many_amounts GROUP BY k) s;
SELECT total_change_rate(a, b) IS NOT DISTINCT FROM change_rate(sum(a), sum(b)) AS same FROM many_amounts;
-- some of those who add up find nothing, or all of them
SELECT total_change_rate(a, b) IS NULL AS none FROM many_amounts WHERE a < 0;
SET enable_partitionwise_aggregate = on;
CREATE TABLE parts (k int, a numeric, b thousand_won) PARTITION BY LIST (k);
CREATE TABLE parts1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts2 PARTITION OF parts FOR VALUES IN (2);
CREATE TABLE parts3 PARTITION OF parts FOR VALUES IN (3);
SET max_parallel_workers_per_gather = 0;
SELECT total_change_rate(a, b), total_execution_rate(a, b, 2) FROM parts;
INSERT INTO parts VALUES (2, 20000, 120000);
SELECT total_change_rate(a, b), total_execution_rate(a, b, 2) FROM parts;
RESET max_parallel_workers_per_gather;
RESET enable_partitionwise_aggregate;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
DROP TABLE parts;
DROP TABLE many_amounts;

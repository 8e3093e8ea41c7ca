-- thousand_won: aggregates, also in parallel and over moving frames

-- nothing, and NULLs
SELECT sum(x), avg(x), min(x), max(x) FROM (SELECT NULL::thousand_won) t (x) WHERE false;
SELECT sum(x), avg(x), min(x), max(x) FROM (VALUES (NULL::thousand_won), (NULL)) t (x);
SELECT sum(x), avg(x), min(x), max(x)
FROM (VALUES (NULL::thousand_won), ('0.001'), ('-2')) t (x);

-- only a result out of range is an error
SELECT sum(x), avg(x) FROM (VALUES ('9223372036854775.807'::thousand_won),
	('9223372036854775.807'), ('-9223372036854775.807')) t (x);
SELECT avg(x) FROM (VALUES ('9223372036854775.807'::thousand_won), ('9223372036854775.807')) t (x);
SELECT avg(x) FROM (VALUES ('-9223372036854775.807'::thousand_won), ('-9223372036854775.807'),
	('-9223372036854775.806')) t (x);
SELECT sum(x) FROM (VALUES ('9223372036854775.807'::thousand_won), ('0.001')) t (x);
SELECT sum(x) FROM (VALUES ('-9223372036854775.807'::thousand_won), ('-0.001')) t (x);

-- over many rows of all sizes, as numeric adds them up
CREATE TABLE amount (id int, x thousand_won);
SELECT setseed(0.2026);
INSERT INTO amount SELECT g, CASE WHEN g % 7 > 0 THEN
	from_won(((random() - 0.5) * 10 ^ (random() * 18))::bigint) END
FROM generate_series(1, 20000) g;
SELECT sum(x)::numeric = sum(x::numeric) AS sum, avg(x) = avg(x::numeric) AS avg,
	min(x) = min(x::numeric) AS min, max(x) = max(x::numeric) AS max, count(x)
FROM amount;

-- in parallel
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT sum(x), avg(x), min(x), max(x) FROM amount;
SELECT sum(x)::numeric = sum(x::numeric) AS sum, avg(x) = avg(x::numeric) AS avg,
	min(x) = min(x::numeric) AS min, max(x) = max(x::numeric) AS max, count(x)
FROM amount;
SELECT bool_and(sum = exact_sum), bool_and(avg = exact_avg), count(*) FROM (
	SELECT sum(x)::numeric AS sum, sum(x::numeric) AS exact_sum,
		avg(x) AS avg, avg(x::numeric) AS exact_avg
	FROM amount GROUP BY id % 100) g;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;

-- a frame that moves takes away what leaves it
SELECT count(*), count(*) FILTER (WHERE sum::numeric IS DISTINCT FROM exact_sum) AS sums_differ,
	count(*) FILTER (WHERE avg IS DISTINCT FROM exact_avg) AS averages_differ
FROM (
	SELECT sum(x) OVER w AS sum, sum(x::numeric) OVER w AS exact_sum,
		avg(x) OVER w AS avg, avg(x::numeric) OVER w AS exact_avg
	FROM amount WINDOW w AS (ORDER BY id ROWS BETWEEN 5 PRECEDING AND 3 FOLLOWING)) f;
SELECT x, sum(x) OVER w, avg(x) OVER w, min(x) OVER w
FROM (VALUES (1, '9223372036854775.807'::thousand_won), (2, '9223372036854775.807'), (3, NULL), (4, NULL),
	(5, '-1')) t (id, x)
WINDOW w AS (ORDER BY id ROWS BETWEEN CURRENT ROW AND CURRENT ROW);
SELECT sum(x) OVER (ORDER BY id ROWS 1 PRECEDING) FROM (VALUES (1, 1::thousand_won), (2, NULL),
	(3, NULL), (4, 4)) t (id, x);

-- min and max look into an index
CREATE INDEX ON amount (x);
CREATE FUNCTION scans(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line ~ 'Scan' THEN
			RETURN NEXT substring(line FROM '[A-Z].*');
		END IF;
	END LOOP;
END $$;
SELECT scans('SELECT min(x), max(x) FROM amount');
DROP FUNCTION scans;

-- what numeric's aggregates need of amounts
SELECT round(stddev(x), 3), variance(x)
FROM (VALUES (2::thousand_won), (4), (4), (4), (5), (5), (7), (9)) t (x);
DROP TABLE amount;

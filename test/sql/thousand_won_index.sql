-- thousand_won: indexes, frames of windows, ranges, series and statistics

SELECT amname, opcname, opcdefault, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype = 'thousand_won'::regtype ORDER BY amname, opcname;

CREATE TABLE amount (id int, x thousand_won);
INSERT INTO amount SELECT g, from_won((g * 7919 % 10007 - 5000) * 100) FROM generate_series(1, 10006) g;
INSERT INTO amount VALUES (0, NULL);
ANALYZE amount;

-- each kind of index finds what a scan finds
CREATE FUNCTION found(condition text, OUT using_index text, OUT count bigint, OUT ids bigint)
LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) SELECT FROM amount WHERE ' || condition LOOP
		using_index := coalesce(substring(line FROM '\mby_\w+'), using_index);
	END LOOP;
	EXECUTE 'SELECT count(*), sum(id) FROM amount WHERE ' || condition INTO count, ids;
END $$;
CREATE TABLE condition (condition text);
INSERT INTO condition VALUES ('x = 0'), ('x = ''-123.4'''), ('x < -400'), ('x <= -400'),
	('x > 400'), ('x >= 400'), ('x BETWEEN -10 AND ''5.5'''), ('x IN (1, 2, 3)'),
	('x > ''9223372036854775.806'''), ('x < 0 AND x > 5');
SELECT condition, (found(condition)).* FROM condition;
SET enable_seqscan = off;
CREATE INDEX by_btree ON amount (x) INCLUDE (id);
SELECT condition, (found(condition)).* FROM condition;
DROP INDEX by_btree;
CREATE INDEX by_brin ON amount USING brin (x) WITH (pages_per_range = 1);
SELECT condition, (found(condition)).* FROM condition;
DROP INDEX by_brin;
CREATE INDEX by_brin_multi ON amount USING brin (x thousand_won_minmax_multi_ops) WITH (pages_per_range = 1);
SELECT condition, (found(condition)).* FROM condition;
DROP INDEX by_brin_multi;
CREATE INDEX by_bloom ON amount USING brin (x thousand_won_bloom_ops) WITH (pages_per_range = 1);
SELECT condition, (found(condition)).* FROM condition WHERE condition LIKE 'x = %';
DROP INDEX by_bloom;
CREATE INDEX by_hash ON amount USING hash (x);
SELECT condition, (found(condition)).* FROM condition WHERE condition LIKE 'x = %';
DROP INDEX by_hash;
RESET enable_seqscan;
-- equal amounts share an entry of the index
CREATE TABLE equal AS SELECT 5::thousand_won AS x FROM generate_series(1, 10000);
CREATE INDEX ON equal (x) WITH (deduplicate_items = on);
CREATE INDEX ON equal (x) WITH (deduplicate_items = off);
SELECT pg_relation_size('equal_x_idx') < pg_relation_size('equal_x_idx1') / 2 AS deduplicated;
DROP TABLE equal;

-- order
SELECT bool_and(x >= before) FROM (SELECT x, lag(x) OVER (ORDER BY x) AS before FROM amount) o;
SELECT x FROM amount ORDER BY x LIMIT 3;
SELECT x FROM amount ORDER BY x DESC LIMIT 3;
SELECT array_agg(x ORDER BY x USING >) FROM unnest('{3, -1, 0.5, 2}'::thousand_won[]) x;
SELECT count(DISTINCT x), count(*) FROM amount;

-- joins by hash and by merge, and hash partitions
SET enable_mergejoin = off; SET enable_nestloop = off;
EXPLAIN (COSTS OFF) SELECT FROM amount a JOIN amount b USING (x);
SELECT count(*), sum(a.id - b.id) FROM amount a JOIN amount b USING (x);
RESET enable_mergejoin; SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT FROM amount a JOIN amount b USING (x);
SELECT count(*), sum(a.id - b.id) FROM amount a JOIN amount b USING (x);
RESET enable_nestloop; RESET enable_hashjoin;
CREATE TABLE parted (x thousand_won) PARTITION BY HASH (x);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES WITH (MODULUS 4, REMAINDER 3);
INSERT INTO parted SELECT x FROM amount;
SELECT min(count) > 2000 AS even FROM (SELECT count(*) FROM parted GROUP BY tableoid) p;
SELECT count(*) FROM parted WHERE x = 5;
DROP TABLE parted;
CREATE TABLE by_size (x thousand_won) PARTITION BY RANGE (x);
CREATE TABLE small PARTITION OF by_size FOR VALUES FROM (MINVALUE) TO (100000);
CREATE TABLE large PARTITION OF by_size FOR VALUES FROM (100000) TO (MAXVALUE);
EXPLAIN (COSTS OFF) SELECT FROM by_size WHERE x > '1억 5천만원';
DROP TABLE by_size;
CREATE TEMPORARY TABLE uniq (x thousand_won PRIMARY KEY);
INSERT INTO uniq VALUES (5);
INSERT INTO uniq VALUES ('5천원') ON CONFLICT DO NOTHING;
INSERT INTO uniq VALUES ('0.5만원');

-- frames
SELECT x, count(*) OVER (ORDER BY x RANGE BETWEEN 10 PRECEDING AND 10 FOLLOWING) AS integer,
	count(*) OVER (ORDER BY x RANGE BETWEEN 10::smallint PRECEDING AND 10::bigint FOLLOWING) AS others,
	count(*) OVER (ORDER BY x RANGE BETWEEN 10.5 PRECEDING AND 0.001 FOLLOWING) AS numeric,
	count(*) OVER (ORDER BY x RANGE BETWEEN '1만원' PRECEDING AND '10.001'::thousand_won FOLLOWING) AS amount,
	count(*) OVER (ORDER BY x DESC RANGE BETWEEN 10 PRECEDING AND CURRENT ROW) AS downward,
	count(*) OVER (ORDER BY x RANGE BETWEEN 9223372036854775807 PRECEDING AND 0 FOLLOWING) AS all_before
FROM unnest('{-9223372036854775.807, 0, 5, 10, 10.001, 20.5, 9223372036854775.807, NULL}'::thousand_won[]) x;
SELECT sum(x) OVER (ORDER BY x RANGE BETWEEN -1 PRECEDING AND CURRENT ROW) FROM amount;
SELECT sum(x) OVER (ORDER BY x RANGE BETWEEN '-1' PRECEDING AND CURRENT ROW) FROM amount;
SELECT sum(x) OVER (ORDER BY x RANGE BETWEEN -1.5 PRECEDING AND CURRENT ROW) FROM amount;
-- every kind of frame against arithmetic that cannot overflow
SELECT count(*), count(*) FILTER (WHERE
	thousand_won_in_range(val, base, off, sub, less) IS DISTINCT FROM expected
	OR thousand_won_in_range(val, base, off::numeric, sub, less) IS DISTINCT FROM expected) AS differ
FROM unnest('{-9223372036854775.807, -9223372036854774, -1, -0.001, 0, 0.001, 3, 9223372036854775.807}'::thousand_won[]) val,
	unnest('{-9223372036854775.807, -9223372036854774, -1, 0, 2.999, 9223372036854775.807}'::thousand_won[]) base,
	unnest('{0, 0.001, 1, 9223372036854775.807}'::thousand_won[]) off,
	unnest('{t,f}'::bool[]) sub, unnest('{t,f}'::bool[]) less,
	LATERAL (SELECT base::numeric + CASE WHEN sub THEN -off::numeric ELSE off::numeric END) e (bound),
	LATERAL (SELECT CASE WHEN less THEN val::numeric <= bound ELSE val::numeric >= bound END) f (expected);
SELECT count(*), count(*) FILTER (WHERE thousand_won_in_range(val, base, off, sub, less) IS DISTINCT FROM
	CASE WHEN less THEN val::numeric <= bound ELSE val::numeric >= bound END) AS differ
FROM unnest('{-9223372036854775.807, -1, 0, 0.001, 9223372036854775.807}'::thousand_won[]) val,
	unnest('{-9223372036854775.807, -1, 0, 9223372036854775.807}'::thousand_won[]) base,
	unnest('{0, 1, 9223372036854776, 18446744073709551, 18446744073709552, 9223372036854775807}'::bigint[]) off,
	unnest('{t,f}'::bool[]) sub, unnest('{t,f}'::bool[]) less,
	LATERAL (SELECT base::numeric + CASE WHEN sub THEN -off::numeric ELSE off::numeric END) e (bound);

-- ranges
SELECT thousand_won_range(0, 350000), '[1천만원,3.5억원)'::thousand_won_range,
	'(,0.5]'::thousand_won_range, thousand_won_range(5, 5, '[]'),
	thousand_won_multirange(thousand_won_range(0, 5), thousand_won_range(3, 9));
SELECT '[0,350000)'::thousand_won_range @> '349999.999'::thousand_won,
	'[0,350000)'::thousand_won_range @> 350000::thousand_won,
	'[0,5)'::thousand_won_range && '[4.999,9]'::thousand_won_range,
	'[0,5)'::thousand_won_range -|- '[5,9]'::thousand_won_range;
SELECT thousand_won_range(5, 0);
CREATE TABLE bracket (r thousand_won_range, EXCLUDE USING gist (r WITH &&));
INSERT INTO bracket SELECT thousand_won_range(g * 100, g * 100 + 100) FROM generate_series(0, 999) g;
INSERT INTO bracket VALUES ('[50,60)');
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT r FROM bracket WHERE r @> '1234.5'::thousand_won;
SELECT r FROM bracket WHERE r @> '1234.5'::thousand_won;
RESET enable_seqscan;
-- statistics use the difference of bounds
ANALYZE bracket;
DROP TABLE bracket;
SELECT thousand_won_subdiff(5, '4.5');

-- series
SELECT array_agg(s) FROM generate_series(1, 4::thousand_won) s;
SELECT array_agg(s) FROM generate_series(0, 2, '500원'::thousand_won) s;
SELECT array_agg(s) FROM generate_series(5::thousand_won, 1, -2) s;
SELECT count(s) FROM generate_series(5, 1::thousand_won) s;
SELECT count(s) FROM generate_series(NULL, 1::thousand_won) s;
SELECT array_agg(s) FROM generate_series('9223372036854774.807', '9223372036854775.807'::thousand_won) s;
SELECT array_agg(s) FROM generate_series('-9223372036854775', '-9223372036854775.807'::thousand_won, '-0.5') s;
SELECT count(s) FROM generate_series(1::thousand_won, 2, 0) s;
-- and the planner knows how long they are
CREATE FUNCTION estimate(query text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
	RETURN plan->0->'Plan'->>'Plan Rows';
END $$;
SELECT estimate('SELECT * FROM generate_series(1, 100000::thousand_won)'),
	estimate('SELECT * FROM generate_series(1, 100::thousand_won, ''0.01'')'),
	estimate('SELECT * FROM generate_series(100::thousand_won, 1, -10)'),
	estimate('SELECT * FROM generate_series(1::thousand_won, NULL)'),
	estimate('SELECT * FROM generate_series(1::thousand_won, 2, 0)');

-- statistics: a finer histogram makes up for what the planner cannot interpolate
CREATE TABLE sizes AS SELECT from_won((10 ^ (4 + g * 7.0 / 25000))::bigint) AS x FROM generate_series(1, 25000) g;
INSERT INTO sizes SELECT 500 FROM generate_series(1, 1000);
INSERT INTO sizes SELECT NULL FROM generate_series(1, 1000);
ANALYZE sizes;
SELECT round(null_frac::numeric, 4) AS null_frac, most_common_vals, array_length(histogram_bounds::text::thousand_won[], 1) AS bounds,
	(histogram_bounds::text::thousand_won[])[1] AS first, (histogram_bounds::text::thousand_won[])[501] AS last,
	array_position(histogram_bounds::text::thousand_won[], 500) AS common_among_them
FROM pg_stats WHERE tablename = 'sizes';
SELECT condition, actual, abs(estimate - actual) <= 60 AS near FROM (
	SELECT condition, estimate('SELECT FROM sizes WHERE ' || condition),
		(xpath('//c/text()', query_to_xml('SELECT count(*) AS c FROM sizes WHERE ' || condition, false, false, '')))[1]::text::bigint AS actual
	FROM (VALUES ('x < 5'), ('x >= 1000000'), ('x BETWEEN 1000 AND 1200'), ('x BETWEEN 1000 AND 2000'), ('x = 500'),
		('x BETWEEN 500 AND 500'), ('x > ''1억원'' AND x < ''2억원'''), ('x < ''100원'''), ('x > 0')) c (condition)) e;
-- with statistics as usual where there is little to describe
CREATE TABLE few AS SELECT g::thousand_won AS x FROM generate_series(1, 5) g;
CREATE TABLE none (x thousand_won);
ANALYZE few; ANALYZE none;
ALTER TABLE sizes ALTER x SET STATISTICS 2;
ANALYZE sizes;
SELECT tablename, array_length(histogram_bounds::text::thousand_won[], 1) AS bounds FROM pg_stats
WHERE tablename IN ('few', 'none', 'sizes') ORDER BY 1;
DROP TABLE few, none;
DROP TABLE sizes, amount, condition;
DROP FUNCTION found, estimate;

-- what newer servers offer has been added, and once is enough
SELECT budget_ext_refresh();
SELECT (to_regprocedure('random(thousand_won, thousand_won)') IS NOT NULL)
	= (current_setting('server_version_num')::int >= 170000) AS random,
	EXISTS (SELECT FROM pg_amproc WHERE amproclefttype = 'thousand_won'::regtype AND amprocnum = 6)
	= (current_setting('server_version_num')::int >= 180000) AS skip_support,
	(SELECT count(*) FROM pg_depend WHERE classid = 'pg_proc'::regclass AND deptype = 'e'
		AND objid = to_regprocedure('random(thousand_won, thousand_won)')) = (to_regprocedure('random(thousand_won, thousand_won)') IS NOT NULL)::int AS member;

-- What analysts write over amounts as over bigint: each expression resolves, to
-- which type and what

CREATE TABLE budget (x thousand_won, y thousand_won, s smallint, i integer,
	n bigint, q numeric, f double precision, label text);
INSERT INTO budget VALUES (350000, '3358532.66', 2, 3, 350000, 1.5, 0.5, '350,000천원');

CREATE FUNCTION value(expression text, OUT type text, OUT value text)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT pg_typeof(%1$s), %1$s FROM budget', expression)
		INTO type, value;
EXCEPTION WHEN OTHERS THEN
	type := 'error ' || SQLSTATE;
	value := SQLERRM;
END $$;

SELECT expression, (value(expression)).* FROM (VALUES
	('coalesce(x, 0)'), ('coalesce(x, 0.5)'), ('coalesce(x, ''0'')'),
	('coalesce(x, n)'), ('coalesce(n, x)'), ('coalesce(s, i, x)'),
	('greatest(x, 0)'), ('least(x, y, 5)'), ('greatest(x, q)'),
	('CASE WHEN x > 0 THEN x ELSE 0 END'), ('CASE WHEN x > 0 THEN 0 ELSE x END'),
	('CASE WHEN x > 0 THEN x ELSE 0.5 END'), ('CASE x WHEN 350000 THEN 1 END'),
	('nullif(x, 0)'), ('nullif(0, x)'), ('nullif(x, 350000)'),
	('round(y)'), ('round(y, 1)'), ('round(y, -3)'), ('ceil(y)'), ('floor(y)'),
	('trunc(y)'), ('trunc(y, 2)'), ('abs(-y)'), ('sign(-y)'), ('mod(x, 7)'),
	('div(x, 7)'), ('gcd(x, 100)'), ('x * 1.1'), ('1.1 * x'), ('2 * x'), ('x * 2'),
	('x * n'), ('n * x'), ('x * s'), ('s * x'), ('x * i'), ('i * x'), ('x * q'),
	('q * x'), ('x * ''2'''), ('x / 3'), ('x / x'), ('x / n'), ('x / s'), ('3 / x'),
	('x / 1.5'), ('x / q'), ('x % 7'), ('x % y'), ('x + 1'), ('1 + x'),
	('x + 1.5'), ('1.5 + x'), ('x + ''1'''), ('x + ''1만원'''), ('x + s'), ('x + i'),
	('x + n'), ('x + q'), ('x + y'), ('x - y'), ('x - 1'), ('1 - x'), ('n - x'),
	('q - x'), ('-x'), ('+x'), ('@ x'), ('x = n'), ('n = x'), ('x = s'), ('x = i'),
	('x = q'), ('x = 350000.0'), ('x = ''35만천원'''), ('x = ''3억 5천만원'''),
	('x <> 5'), ('x > 0'), ('0 < x'), ('x >= 1.5'), ('x <= y'),
	('x BETWEEN 0 AND 400000'), ('x BETWEEN 0.5 AND 400000'),
	('x IN (1, 350000)'), ('x IN (1, 350000.0)'), ('x = ANY (ARRAY[1, 350000])'),
	('x = ANY (ARRAY[x, 1])'), ('x = ANY (''{1,350000}'')'), ('x = ALL (ARRAY[n])'),
	('x IS DISTINCT FROM 5'), ('ARRAY[x, 1]'), ('ARRAY[1.5, x]'), ('ARRAY[n, x]'),
	('(x, 1) = (350000, 1)'), ('(x, y) < (n, n)'), ('round(sqrt(x), 3)'),
	('round(x ^ 2, 3)'), ('round(power(x, 2), 3)'), ('round(ln(x), 3)'), ('round(exp(x * 0), 3)'), ('width_bucket(x, 0, 1000000, 10)'),
	('width_bucket(x, ARRAY[0, 100000, 400000]::thousand_won[])'),
	('to_char(x, ''FM999,999,999'')'), ('to_char(y, ''FM9,999,999.000'')'),
	('to_char(-x, ''999,999PR'')'), ('x || ''천원'''), ('''금 '' || x'), ('x::text'),
	('format(''%s'', y)'), ('concat(x, ''천원'')'), ('label::thousand_won'),
	('label::thousand_won = x'), ('x::int'), ('x::bigint'), ('y::bigint'), ('y::int'), ('x::float8'),
	('x::numeric'), ('y::numeric'), ('x::numeric(20,1)'), ('y::smallint'), ('f * x'),
	('f * x::float8'), ('x * f'), ('n::thousand_won'), ('q::thousand_won'),
	('f::thousand_won'), ('f::numeric::thousand_won'), ('thousand_won(5)'),
	('thousand_won ''5만원'''), ('cast(5 AS thousand_won)'),
	('change_rate(x, y)'), ('change_rate(20000, 120000)'), ('execution_rate(x, n)'),
	('share_rate(i, x)'), ('won_text(x)'), ('won_text(x + 0.5)'), ('won_text(i)'),
	('won_text(s)'), ('to_won(y)'), ('to_won(5)'), ('to_won(1.5)'),
	('from_won(5)'), ('from_won(n)'), ('from_won(1500.0)'), ('round_won(x * 1.1)'),
	('round_won(x / 3, 10)'), ('round_won(x / 3, ''1원'')'), ('round_won(i)'),
	('round_won(''1234.5'')'), ('to_json(y)'), ('to_jsonb(x)'), ('jsonb_build_object(''x'', y)'),
	('json_build_array(x)'), ('jsonb_build_array(x) @> ''[350000]'''),
	('int4range(1, 5) @> x'), ('numrange(1, 500000) @> x::numeric'),
	('thousand_won_range(0, x) @> 5'), ('thousand_won_range(0, x) @> 5::thousand_won'),
	('thousand_won_range(0, x) * thousand_won_range(5, y)'),
	('x::money'), ('hashtext(x::text) IS NOT NULL'), ('x IS NULL'),
	('random() < x'), ('num_nulls(x, y)'), ('x::bit(8)')
) AS e (expression);

-- over rows
SELECT expression, (value(expression)).* FROM (VALUES
	('sum(x)'), ('avg(x)'), ('min(x)'), ('max(x)'), ('count(x)'), ('sum(x * 1.1)'),
	('sum(x + 1.5)'), ('sum(x) / count(*)'), ('sum(x) * 100 / sum(y)'),
	('round(sum(x) * 100 / sum(y), 1)'), ('sum(x) FILTER (WHERE x > 0)'),
	('sum(CASE WHEN x > 0 THEN x ELSE 0 END)'), ('coalesce(sum(x), 0)'),
	('sum(DISTINCT x)'), ('stddev(x)'), ('stddev_pop(x)'), ('variance(x)'), ('var_pop(x)'),
	('array_agg(x)'), ('string_agg(x::text, '','')'), ('json_agg(y)'), ('jsonb_agg(x)'),
	('percentile_disc(0.5) WITHIN GROUP (ORDER BY x)'),
	('percentile_cont(0.5) WITHIN GROUP (ORDER BY x)'),
	('percentile_cont(0.5) WITHIN GROUP (ORDER BY x::float8)'),
	('mode() WITHIN GROUP (ORDER BY x)'), ('rank(5) WITHIN GROUP (ORDER BY x)'),
	('corr(x::float8, y::float8)'), ('range_agg(thousand_won_range(0, x))'),
	('bool_and(x > 0)')
) AS e (expression);
SELECT pg_typeof(x), x FROM (SELECT x FROM budget UNION SELECT i FROM budget
	UNION SELECT n FROM budget) u ORDER BY x;
SELECT pg_typeof(x), x FROM (SELECT i AS x FROM budget UNION ALL SELECT x FROM budget) u;
SELECT pg_typeof(x), x FROM (SELECT x FROM budget UNION ALL SELECT q FROM budget) u;
SELECT pg_typeof(a), a FROM (VALUES (350000::thousand_won), (5), (NULL)) v (a);
SELECT pg_typeof(a), a FROM (VALUES (5), (350000::thousand_won), (1.5)) v (a);
SELECT lag(x, 1, 0) OVER (), sum(x) OVER (), ntile(4) OVER (ORDER BY x) FROM budget;

-- a literal in a comparison leaves the index usable
CREATE INDEX budget_x ON budget (x);
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT FROM budget WHERE x > 0;
EXPLAIN (COSTS OFF) SELECT FROM budget WHERE x = 5::bigint;
EXPLAIN (COSTS OFF) SELECT FROM budget WHERE x IN (1, 2, 3);
EXPLAIN (COSTS OFF) SELECT FROM budget WHERE x BETWEEN '3억원' AND '5억원';
PREPARE above (bigint) AS SELECT FROM budget WHERE x > $1;
SET plan_cache_mode = force_generic_plan;
EXPLAIN (COSTS OFF) EXECUTE above(5);
RESET enable_seqscan;

-- the functions for numeric are spared for amounts
EXPLAIN (VERBOSE, COSTS OFF)
SELECT to_won(x), to_won(n), to_won(q), round_won(x, 10), round_won(x * 1.1),
	won_text(x), won_text(i, 'unit'), change_rate(x, y), change_rate(x, q),
	to_won(350000), round_won('1만원'::thousand_won) FROM budget;

DROP TABLE budget;
DROP FUNCTION value;

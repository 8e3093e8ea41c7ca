-- Amounts: a million random ones in every notation, and those of real books.
\set QUIET 1
\set shared `[ -d "${BUDGET_EXT_SHARED:-../shared}/data" ] && cd "${BUDGET_EXT_SHARED:-../shared}/data" && pwd`
BEGIN;
SELECT plan(20);

-- Random won of every length, the limits among them
SELECT setseed(0.20260101);
CREATE TEMPORARY TABLE random_amount AS
SELECT from_won(CASE WHEN random() < 0.5 THEN won ELSE -won END) AS amount
FROM (SELECT (floor(random() * 4294967296)::bigint << 31 | floor(random() * 2147483648)::bigint)
		>> floor(random() * 62)::int AS won
	  FROM generate_series(1, 1000000)) r
UNION ALL SELECT unnest('{0, 0.001, -0.001, 1, -1, 9223372036854775.807, -9223372036854775.807}'::thousand_won[]);

SELECT cmp_ok(count(*), '>=', 1000000::bigint, 'a million amounts') FROM random_amount;
SELECT cmp_ok(count(DISTINCT length(to_won(abs(amount))::text)), '>=', 19::bigint, 'of all lengths') FROM random_amount;

SELECT is((SELECT count(*) FROM random_amount WHERE won_text(amount, style)::thousand_won IS DISTINCT FROM amount),
	0::bigint, 'style ' || style || ' reads back')
FROM unnest('{table,unit,won,million,korean}'::text[]) style;

SELECT is(count(*), 0::bigint, 'the type''s own text reads back') FROM random_amount
WHERE amount::text::thousand_won IS DISTINCT FROM amount;
SELECT is(count(*), 0::bigint, 'numeric is exact, and comes back') FROM random_amount
WHERE amount::numeric * 1000 IS DISTINCT FROM to_won(amount)::numeric
   OR amount::numeric::thousand_won IS DISTINCT FROM amount;
SELECT is(count(*), 0::bigint, 'won are exact, and come back') FROM random_amount
WHERE from_won(to_won(amount)) IS DISTINCT FROM amount;
SELECT is(count(*), 0::bigint, 'the order is that of numeric')
FROM (SELECT amount, lag(amount) OVER (ORDER BY amount::numeric) AS before FROM random_amount) o
WHERE before > amount;
SELECT is(count(*), 0::bigint, 'the text is that of numeric, with three decimals where there are won') FROM random_amount
WHERE amount::text <> CASE WHEN to_won(amount) % 1000 = 0 THEN div(to_won(amount), 1000)::text
	ELSE (to_won(amount) * 0.001)::text END;

\copy random_amount TO PROGRAM 'cat >${TMPDIR:-/tmp}/budget_ext.$PPID' (FORMAT binary)
CREATE TEMPORARY TABLE wire_back (amount thousand_won, id bigserial);
\copy wire_back (amount) FROM PROGRAM 'cat ${TMPDIR:-/tmp}/budget_ext.$PPID; rm ${TMPDIR:-/tmp}/budget_ext.$PPID' (FORMAT binary)
SELECT is(count(*), 0::bigint, 'the binary form comes back')
FROM (SELECT amount, row_number() OVER () AS id FROM random_amount) r FULL JOIN wire_back b USING (id)
WHERE r.amount IS DISTINCT FROM b.amount;

-- Arithmetic and rounding as numeric does them
CREATE TEMPORARY TABLE pair AS
SELECT from_won((random() * 2e12 - 1e12)::bigint) AS a, from_won((random() * 2e9 - 1e9)::bigint) AS b,
	   (random() * 2000 - 1000)::bigint AS n,
	   round((random() * 2e6 - 1e6)::numeric, floor(random() * 7)::int) AS q,
	   from_won((10 ^ floor(random() * 7))::bigint * (1 + floor(random() * 3))::bigint) AS unit
FROM generate_series(1, 100000);
SELECT is(count(*), 0::bigint, '+ - * % are exact') FROM pair
WHERE (a + b)::numeric <> a::numeric + b::numeric OR (a - b)::numeric <> a::numeric - b::numeric
   OR (a * n)::numeric <> a::numeric * n OR n * a <> a * n OR (a % b)::numeric <> a::numeric % b::numeric
   OR (-a)::numeric <> -a::numeric OR abs(a)::numeric <> abs(a::numeric) OR sign(a) <> sign(a::numeric);
SELECT is(count(*), 0::bigint, '/ is numeric''s') FROM pair WHERE a / b <> a::numeric / b::numeric;
SELECT is(count(*), 0::bigint, 'round_won rounds numerics as numeric''s functions do') FROM pair
WHERE round_won(q, unit)::numeric <> sign(q) * trunc((2 * abs(q) + unit) / (2 * unit)) * unit
   OR round_won(q, unit, 'ceil')::numeric <> ceil(q / unit) * unit
   OR round_won(q, unit, 'floor')::numeric <> floor(q / unit) * unit
   OR round_won(q, unit, 'trunc')::numeric <> trunc(q / unit) * unit;
SELECT is(count(*), 0::bigint, 'and amounts just so') FROM pair
WHERE round_won(a, unit) <> round_won(a + 0.0, unit) OR round_won(a, unit, 'ceil') <> round_won(a + 0.0, unit, 'ceil')
   OR round_won(a, unit, 'floor') <> round_won(a + 0.0, unit, 'floor')
   OR round_won(a, unit, 'trunc') <> round_won(a + 0.0, unit, 'trunc');

-- Every amount of the real books, in thousand won or in won by its column
CREATE TEMPORARY TABLE line (file text, n bigint, cells text[]);
SELECT :'shared' <> '' AS books \gset
\if :books
\o /dev/null
SELECT set_config('test.shared', :'shared', true);
\o
INSERT INTO line
SELECT file, n, string_to_array(line, E'\t')
FROM unnest('{budget_muju_2026_stages,cost_basis_muju_2026,execution_muju_2026_monthly,project_sheets_gyeonggi_2016_2025,sector_totals_jeonbuk_20260821}'::text[]) file,
	LATERAL string_to_table(pg_read_file(current_setting('test.shared') || '/' || file || '.tsv'), E'\n') WITH ORDINALITY AS t (line, n)
WHERE line <> '';
\endif
CREATE TEMPORARY TABLE cell AS
SELECT l.file, h.name LIKE '%thousand_won' AS thousands, l.cells[h.place] AS digits
FROM line l, LATERAL (SELECT name, place FROM line, unnest(cells) WITH ORDINALITY AS c (name, place)
	WHERE file = l.file AND n = 1) h
WHERE l.n > 1 AND (h.name LIKE '%\_won' OR h.name ~ '^m[0-9]+$') AND l.cells[h.place] ~ '^-?[0-9]+$';

SELECT CASE WHEN NOT :'books' THEN skip('../shared/data is not here', 3) ELSE collect_tap(
	cmp_ok((SELECT count(*) FROM cell), '>=', 40000::bigint, 'the books have more than 40,000 amounts'),
	is((SELECT count(*) FROM cell WHERE to_won((digits || CASE WHEN thousands THEN '천원' ELSE '원' END)::thousand_won)
		<> digits::bigint * CASE WHEN thousands THEN 1000 ELSE 1 END), 0::bigint, 'each is read to the won'),
	is((SELECT count(*) FROM cell, unnest('{table,unit,won,million,korean}'::text[]) style
		WHERE to_won(won_text(from_won(digits::bigint * CASE WHEN thousands THEN 1000 ELSE 1 END), style)::thousand_won)
		<> digits::bigint * CASE WHEN thousands THEN 1000 ELSE 1 END), 0::bigint, 'and written back in every style')) END;

SELECT * FROM finish();
ROLLBACK;

-- Rates of a million random amounts, in both forms, against numeric's own
-- division with digits to spare.
\set QUIET 1
BEGIN;
SELECT plan(5);
SELECT setseed(0.2026) \g /dev/null

-- of every size, with ties among the small ones
CREATE TEMPORARY TABLE pair AS
SELECT from_won(a) AS a, from_won(b) AS b, a / 1000.0 AS na, b / 1000.0 AS nb, d
FROM (SELECT round((random() - 0.3) * 10 ^ (random() * 18))::bigint AS a,
			 round((random() - 0.3) * 10 ^ (random() * 18))::bigint AS b,
			 floor(random() * 7)::integer AS d
	  FROM generate_series(1, 1000000)) r;

SELECT cmp_ok((SELECT count(*) FROM pair WHERE a = 0)::integer, '>', 1000, 'some bases are zero');

SELECT is((SELECT count(*) FROM pair
		   WHERE change_rate(a, b, d) IS DISTINCT FROM
				 round((nb - na) * 100.000000000000000000000000000000 / abs(nullif(na, 0)), d)), 0::bigint,
	'change_rate of thousand_won is exact');
SELECT is((SELECT count(*) FROM pair WHERE change_rate(na, nb, d) IS DISTINCT FROM change_rate(a, b, d)), 0::bigint,
	'change_rate of numeric is the same');
SELECT is((SELECT count(*) FROM pair
		   WHERE execution_rate(a, b, d) IS DISTINCT FROM
				 round(na * 100.000000000000000000000000000000 / nullif(nb, 0), d)), 0::bigint,
	'execution_rate of thousand_won is exact');
SELECT is((SELECT count(*) FROM pair WHERE share_rate(na, nb, d) IS DISTINCT FROM execution_rate(a, b, d)), 0::bigint,
	'share_rate of numeric is the same');

SELECT * FROM finish();
ROLLBACK;

-- Cost bases of a county's whole budget book, and random ones against numeric.
\set QUIET 1
\set corpus `cat "${BUDGET_EXT_SHARED:-../shared}/data/cost_basis_muju_2026.tsv" 2>/dev/null`
BEGIN;
SELECT plan(8);

-- Every basis of the book is worth the amount printed beside it.

CREATE TEMPORARY TABLE book AS
SELECT replace(f[7], '\n', E'\n') AS basis, f[8]::bigint AS amount
FROM (SELECT string_to_array(line, E'\t') AS f
	  FROM string_to_table(:'corpus', E'\n') WITH ORDINALITY AS t(line, n)
	  WHERE n > 1) s
WHERE f[7] <> '';

CREATE TEMPORARY TABLE line AS
SELECT basis, amount, ARRAY(SELECT l FROM string_to_table(basis, E'\n') l WHERE l ~ '^[0-9(].*원') AS formulas
FROM book;

SELECT CASE WHEN :'corpus' = '' THEN skip('data/cost_basis_muju_2026.tsv is not here', 6)
ELSE collect_tap(
	is((SELECT count(*) FROM line WHERE basis !~ '\n' AND cardinality(formulas) = 1), 7127::bigint,
	   'the book has 7,127 single lines that are formulas'),
	is((SELECT count(*) FROM line WHERE basis !~ '\n' AND cardinality(formulas) = 1
		AND cost_basis_amount(basis) IS DISTINCT FROM amount), 0::bigint,
	   'each of them is worth what is printed'),
	is((SELECT count(*) FROM line WHERE cardinality(formulas) > 1), 78::bigint,
	   'it has 78 items of several formulas'),
	is((SELECT count(*) FROM line WHERE cardinality(formulas) > 1
		AND cost_basis_amount(basis) IS DISTINCT FROM amount), 0::bigint,
	   'each of them is worth what is printed, rounded line by line'),
	is((SELECT count(*) FROM line WHERE cardinality(formulas) > 1
		AND cost_basis_amount(array_to_string(formulas, '+')) IS DISTINCT FROM amount), 19::bigint,
	   '19 are not, if their sum is rounded once'),
	is((SELECT array_agg(basis) FROM line WHERE try_cost_basis_amount(basis) <> amount),
	   ARRAY[E'10개소정기안\n2,100,000원*10개소*1회'], 'one end of a name looks like a formula'))
END;

-- Random expressions, as a basis and as SQL over numerics with digits to spare
CREATE FUNCTION pg_temp.random_basis(depth integer, OUT basis text, OUT expression text) LANGUAGE plpgsql AS $$
DECLARE
	part record;
	n numeric;
BEGIN
	basis := '';
	expression := '';
	FOR i IN 1 .. 1 + floor(random() * 3) LOOP
		IF i > 1 THEN
			SELECT basis || (ARRAY['*', '×', ' X ', '/', '÷', '+', '-', ' − '])[k],
				   expression || (ARRAY['*', '*', '*', '/', '/', '+', '-', '-'])[k]
			INTO basis, expression FROM (SELECT 1 + floor(random() * 8)::integer AS k) r;
		END IF;
		IF depth < 3 AND random() < 0.25 THEN
			part := pg_temp.random_basis(depth + 1);
			basis := basis || '(' || part.basis || ')';
			expression := expression || '(' || part.expression || ')';
		ELSE
			n := round((10 ^ (random() * 6))::numeric, floor(random() * 4)::integer);
			SELECT basis || btrim(to_char(n, 'FM999,999,999,990.999'), '.') || unit,
				   expression || '(' || round(n, 60) || factor || ')'
			INTO basis, expression
			FROM (VALUES ('원', ''), ('명', ''), ('', ''), (' 개소', ''), ('%', '/100'), ('천원', '*1000'), ('만원', '*10000'))
				 AS u(unit, factor)
			ORDER BY random() LIMIT 1;
		END IF;
	END LOOP;
END $$;

CREATE FUNCTION pg_temp.evaluate(expression text, OUT value numeric) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE 'SELECT ' || expression INTO value;
EXCEPTION WHEN division_by_zero THEN
END $$;

SELECT setseed(0.3) \g /dev/null
CREATE TEMPORARY TABLE random_basis AS
SELECT basis, pg_temp.evaluate(expression) AS value, try_cost_basis_amount(basis) AS amount
FROM generate_series(1, 20000), pg_temp.random_basis(0);

SELECT cmp_ok((SELECT count(*) FROM random_basis WHERE amount IS NOT NULL)::integer, '>', 19000,
	'random bases are evaluated');
SELECT is((SELECT array_agg(basis) FROM random_basis WHERE amount <> ceil(round(value, 40) / 1000)),
	NULL, 'their values are exact');

SELECT * FROM finish();
ROLLBACK;

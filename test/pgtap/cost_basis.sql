-- A county's whole budget book: every basis is worth the amount printed
-- beside it.
\set QUIET 1
\set corpus `cat "${BUDGET_EXT_SHARED:-../shared}/data/cost_basis_muju_2026.tsv" 2>/dev/null`
BEGIN;
SELECT plan(6);

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

SELECT * FROM finish();
ROLLBACK;

-- thousand_won: amounts written in thousand won (천원), exact to the won

CREATE TYPE thousand_won;

CREATE FUNCTION thousand_won_in(cstring) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_out(thousand_won) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_recv(internal) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_send(thousand_won) RETURNS bytea
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int8send';

CREATE FUNCTION thousand_won_typanalyze(internal) RETURNS boolean
	LANGUAGE c VOLATILE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE TYPE thousand_won (
	INPUT = thousand_won_in,
	OUTPUT = thousand_won_out,
	RECEIVE = thousand_won_recv,
	SEND = thousand_won_send,
	ANALYZE = thousand_won_typanalyze,
	LIKE = pg_catalog.int8,
	CATEGORY = 'N'
);
COMMENT ON TYPE thousand_won IS
	'budget amount, written in thousand won (천원) and exact to the won';

-- Order and hash: an amount is a bigint of won, so the server's own functions
-- serve, with all it knows about them

CREATE FUNCTION thousand_won_eq(thousand_won, thousand_won) RETURNS boolean
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8eq';
CREATE FUNCTION thousand_won_ne(thousand_won, thousand_won) RETURNS boolean
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ne';
CREATE FUNCTION thousand_won_lt(thousand_won, thousand_won) RETURNS boolean
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8lt';
CREATE FUNCTION thousand_won_le(thousand_won, thousand_won) RETURNS boolean
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8le';
CREATE FUNCTION thousand_won_gt(thousand_won, thousand_won) RETURNS boolean
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8gt';
CREATE FUNCTION thousand_won_ge(thousand_won, thousand_won) RETURNS boolean
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'int8ge';
CREATE FUNCTION thousand_won_cmp(thousand_won, thousand_won) RETURNS integer
	LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE AS 'btint8cmp';
CREATE FUNCTION thousand_won_sortsupport(internal) RETURNS void
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'btint8sortsupport';
CREATE FUNCTION thousand_won_hash(thousand_won) RETURNS integer
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'hashint8';
CREATE FUNCTION thousand_won_hash_extended(thousand_won, bigint) RETURNS bigint
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'hashint8extended';

CREATE OPERATOR = (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_eq, COMMUTATOR = =, NEGATOR = <>,
	RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR <> (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_ne, COMMUTATOR = <>, NEGATOR = =,
	RESTRICT = neqsel, JOIN = neqjoinsel
);
CREATE OPERATOR < (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_lt, COMMUTATOR = >, NEGATOR = >=,
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
CREATE OPERATOR <= (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_le, COMMUTATOR = >=, NEGATOR = >,
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
CREATE OPERATOR > (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_gt, COMMUTATOR = <, NEGATOR = <=,
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
CREATE OPERATOR >= (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_ge, COMMUTATOR = <=, NEGATOR = <,
	RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR = (thousand_won, thousand_won) IS 'equal';
COMMENT ON OPERATOR <> (thousand_won, thousand_won) IS 'not equal';
COMMENT ON OPERATOR < (thousand_won, thousand_won) IS 'less than';
COMMENT ON OPERATOR <= (thousand_won, thousand_won) IS 'less than or equal';
COMMENT ON OPERATOR > (thousand_won, thousand_won) IS 'greater than';
COMMENT ON OPERATOR >= (thousand_won, thousand_won) IS
	'greater than or equal';

CREATE OPERATOR CLASS thousand_won_ops
	DEFAULT FOR TYPE thousand_won USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 thousand_won_cmp(thousand_won, thousand_won),
	FUNCTION 2 thousand_won_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(pg_catalog.oid);

CREATE OPERATOR CLASS thousand_won_ops
	DEFAULT FOR TYPE thousand_won USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 thousand_won_hash(thousand_won),
	FUNCTION 2 thousand_won_hash_extended(thousand_won, bigint);

CREATE OPERATOR CLASS thousand_won_minmax_ops
	DEFAULT FOR TYPE thousand_won USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 pg_catalog.brin_minmax_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 pg_catalog.brin_minmax_union(internal, internal, internal);

CREATE OPERATOR CLASS thousand_won_minmax_multi_ops
	FOR TYPE thousand_won USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 pg_catalog.brin_minmax_multi_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_minmax_multi_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_minmax_multi_consistent(internal, internal, internal, integer),
	FUNCTION 4 pg_catalog.brin_minmax_multi_union(internal, internal, internal),
	FUNCTION 5 pg_catalog.brin_minmax_multi_options(internal),
	FUNCTION 11 pg_catalog.brin_minmax_multi_distance_int8(internal, internal);

CREATE OPERATOR CLASS thousand_won_bloom_ops
	FOR TYPE thousand_won USING brin AS
	OPERATOR 1 =,
	FUNCTION 1 pg_catalog.brin_bloom_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_bloom_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_bloom_consistent(internal, internal, internal, integer),
	FUNCTION 4 pg_catalog.brin_bloom_union(internal, internal, internal),
	FUNCTION 5 pg_catalog.brin_bloom_options(internal),
	FUNCTION 11 thousand_won_hash(thousand_won);
COMMENT ON OPERATOR CLASS thousand_won_ops USING btree IS 'order of amounts (천원)';
COMMENT ON OPERATOR CLASS thousand_won_ops USING hash IS 'equality of amounts (천원)';
COMMENT ON OPERATOR CLASS thousand_won_minmax_ops USING brin IS 'minimum and maximum of amounts (천원) in each range of blocks';
COMMENT ON OPERATOR CLASS thousand_won_minmax_multi_ops USING brin IS 'intervals of amounts (천원) in each range of blocks';
COMMENT ON OPERATOR CLASS thousand_won_bloom_ops USING brin IS 'a Bloom filter of amounts (천원) in each range of blocks';

-- Frames of windows: RANGE BETWEEN 100 PRECEDING ... is 100 thousand won

CREATE FUNCTION thousand_won_in_range(thousand_won, thousand_won, thousand_won, boolean, boolean)
	RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_in_range(thousand_won, thousand_won, smallint, boolean, boolean)
	RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_in_range_smallint';
CREATE FUNCTION thousand_won_in_range(thousand_won, thousand_won, integer, boolean, boolean)
	RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_in_range_integer';
CREATE FUNCTION thousand_won_in_range(thousand_won, thousand_won, bigint, boolean, boolean)
	RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_in_range_bigint';
CREATE FUNCTION thousand_won_in_range(thousand_won, thousand_won, numeric, boolean, boolean)
	RETURNS boolean LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_in_range_numeric';

ALTER OPERATOR FAMILY thousand_won_ops USING btree ADD
	FUNCTION 3 (thousand_won, thousand_won)
		thousand_won_in_range(thousand_won, thousand_won, thousand_won, boolean, boolean),
	FUNCTION 3 (thousand_won, smallint)
		thousand_won_in_range(thousand_won, thousand_won, smallint, boolean, boolean),
	FUNCTION 3 (thousand_won, integer)
		thousand_won_in_range(thousand_won, thousand_won, integer, boolean, boolean),
	FUNCTION 3 (thousand_won, bigint)
		thousand_won_in_range(thousand_won, thousand_won, bigint, boolean, boolean),
	FUNCTION 3 (thousand_won, numeric)
		thousand_won_in_range(thousand_won, thousand_won, numeric, boolean, boolean);

-- Ranges

CREATE FUNCTION thousand_won_subdiff(thousand_won, thousand_won)
	RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE TYPE thousand_won_range AS RANGE (
	SUBTYPE = thousand_won,
	SUBTYPE_OPCLASS = thousand_won_ops,
	SUBTYPE_DIFF = thousand_won_subdiff,
	MULTIRANGE_TYPE_NAME = thousand_won_multirange
);
COMMENT ON TYPE thousand_won_range IS 'range of budget amounts (천원)';
COMMENT ON TYPE thousand_won_multirange IS
	'ranges of budget amounts (천원)';
COMMENT ON CAST (thousand_won_range AS thousand_won_multirange) IS 'the range (구간) alone, as ranges';

-- Arithmetic: what stays exact in won stays thousand_won, the rest is numeric

CREATE FUNCTION thousand_won_plus(thousand_won) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_minus(thousand_won) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION abs(thousand_won) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_abs';
COMMENT ON FUNCTION abs(thousand_won) IS 'absolute value (절댓값)';
CREATE FUNCTION sign(thousand_won) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_sign';
COMMENT ON FUNCTION sign(thousand_won) IS 'sign (부호): -1, 0 or 1';
CREATE FUNCTION thousand_won_add(thousand_won, thousand_won)
	RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_subtract(thousand_won, thousand_won)
	RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_multiply(thousand_won, bigint)
	RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_multiply(bigint, thousand_won)
	RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'bigint_multiply_thousand_won';
CREATE FUNCTION thousand_won_divide(thousand_won, thousand_won)
	RETURNS numeric
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_remainder(thousand_won, thousand_won)
	RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE OPERATOR + (
	RIGHTARG = thousand_won, FUNCTION = thousand_won_plus
);
CREATE OPERATOR - (
	RIGHTARG = thousand_won, FUNCTION = thousand_won_minus
);
CREATE OPERATOR + (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_add, COMMUTATOR = +
);
CREATE OPERATOR - (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_subtract
);
CREATE OPERATOR * (
	LEFTARG = thousand_won, RIGHTARG = bigint,
	FUNCTION = thousand_won_multiply, COMMUTATOR = *
);
CREATE OPERATOR * (
	LEFTARG = bigint, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_multiply, COMMUTATOR = *
);
CREATE OPERATOR / (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_divide
);
CREATE OPERATOR % (
	LEFTARG = thousand_won, RIGHTARG = thousand_won,
	FUNCTION = thousand_won_remainder
);
COMMENT ON OPERATOR + (NONE, thousand_won) IS 'unary plus';
COMMENT ON OPERATOR - (NONE, thousand_won) IS 'negate';
COMMENT ON OPERATOR + (thousand_won, thousand_won) IS 'add';
COMMENT ON OPERATOR - (thousand_won, thousand_won) IS 'subtract';
COMMENT ON OPERATOR * (thousand_won, bigint) IS 'multiply';
COMMENT ON OPERATOR * (bigint, thousand_won) IS 'multiply';
COMMENT ON OPERATOR / (thousand_won, thousand_won) IS 'ratio, a numeric';
COMMENT ON OPERATOR % (thousand_won, thousand_won) IS 'remainder';

-- Casts: integers and numerics are in thousand won.  Integers come and
-- numerics go unasked, as they lose nothing; the rest is for assignments.

CREATE FUNCTION thousand_won(smallint) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'smallint_to_thousand_won';
CREATE FUNCTION thousand_won(integer) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'integer_to_thousand_won';
CREATE FUNCTION thousand_won(bigint) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'bigint_to_thousand_won';
CREATE FUNCTION thousand_won(numeric) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'numeric_to_thousand_won';
CREATE FUNCTION thousand_won_to_numeric(thousand_won) RETURNS numeric
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_to_bigint(thousand_won) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_to_integer(thousand_won) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_to_float8(thousand_won) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_to_json(thousand_won) RETURNS json
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_to_jsonb(thousand_won) RETURNS jsonb
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION thousand_won(smallint) IS 'thousand won (천원)';
COMMENT ON FUNCTION thousand_won(integer) IS 'thousand won (천원)';
COMMENT ON FUNCTION thousand_won(bigint) IS 'thousand won (천원)';
COMMENT ON FUNCTION thousand_won(numeric) IS
	'thousand won (천원); an error where digits are below one won';

CREATE CAST (smallint AS thousand_won)
	WITH FUNCTION thousand_won(smallint) AS IMPLICIT;
CREATE CAST (integer AS thousand_won)
	WITH FUNCTION thousand_won(integer) AS IMPLICIT;
CREATE CAST (bigint AS thousand_won)
	WITH FUNCTION thousand_won(bigint) AS IMPLICIT;
CREATE CAST (numeric AS thousand_won)
	WITH FUNCTION thousand_won(numeric) AS ASSIGNMENT;
CREATE CAST (thousand_won AS numeric)
	WITH FUNCTION thousand_won_to_numeric(thousand_won) AS IMPLICIT;
CREATE CAST (thousand_won AS bigint)
	WITH FUNCTION thousand_won_to_bigint(thousand_won) AS ASSIGNMENT;
CREATE CAST (thousand_won AS integer)
	WITH FUNCTION thousand_won_to_integer(thousand_won) AS ASSIGNMENT;
CREATE CAST (thousand_won AS double precision)
	WITH FUNCTION thousand_won_to_float8(thousand_won) AS ASSIGNMENT;
CREATE CAST (thousand_won AS json)
	WITH FUNCTION thousand_won_to_json(thousand_won);
CREATE CAST (thousand_won AS jsonb)
	WITH FUNCTION thousand_won_to_jsonb(thousand_won);
COMMENT ON CAST (smallint AS thousand_won) IS 'thousand won (천원)';
COMMENT ON CAST (integer AS thousand_won) IS 'thousand won (천원)';
COMMENT ON CAST (bigint AS thousand_won) IS 'thousand won (천원)';
COMMENT ON CAST (numeric AS thousand_won) IS 'thousand won (천원); an error where digits are below one won';
COMMENT ON CAST (thousand_won AS numeric) IS 'thousand won (천원), exact';
COMMENT ON CAST (thousand_won AS bigint) IS 'thousand won (천원); an error where it is not whole';
COMMENT ON CAST (thousand_won AS integer) IS 'thousand won (천원); an error where it is not whole';
COMMENT ON CAST (thousand_won AS double precision) IS 'thousand won (천원), the nearest number';
COMMENT ON CAST (thousand_won AS json) IS 'thousand won (천원) as a number';
COMMENT ON CAST (thousand_won AS jsonb) IS 'thousand won (천원) as a number';

-- Won.  What takes thousand_won here takes numeric, so that integers and the
-- numeric columns of views are understood as well.

CREATE FUNCTION thousand_won_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE FUNCTION to_won(amount numeric) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE SUPPORT thousand_won_support
	AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_to_won(thousand_won) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION thousand_won_to_won(thousand_won) IS
	'what the planner makes of to_won';
COMMENT ON FUNCTION to_won(numeric) IS
	'an amount in thousand won (천원) as a number of won (원)';
CREATE FUNCTION from_won(won smallint) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'from_won_smallint';
CREATE FUNCTION from_won(won integer) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'from_won_integer';
CREATE FUNCTION from_won(won bigint) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'from_won_bigint';
CREATE FUNCTION from_won(won numeric) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'from_won_numeric';
COMMENT ON FUNCTION from_won(smallint) IS 'the amount of so many won (원)';
COMMENT ON FUNCTION from_won(integer) IS 'the amount of so many won (원)';
COMMENT ON FUNCTION from_won(bigint) IS 'the amount of so many won (원)';
COMMENT ON FUNCTION from_won(numeric) IS 'the amount of so many won (원)';

CREATE FUNCTION round_won(
	amount numeric, unit thousand_won DEFAULT 1, mode text DEFAULT 'nearest'
) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE SUPPORT thousand_won_support
	AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_round_won(thousand_won, thousand_won, text)
	RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION thousand_won_round_won(thousand_won, thousand_won, text) IS
	'what the planner makes of round_won';
COMMENT ON FUNCTION round_won(numeric, thousand_won, text) IS
	'rounds to a multiple of unit: nearest (반올림), ceil (올림), floor, trunc (절사)';

-- Notations of documents

CREATE FUNCTION won_text(amount numeric, style text DEFAULT 'table')
	RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE SUPPORT thousand_won_support
	AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_won_text(thousand_won, text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION thousand_won_won_text(thousand_won, text) IS
	'what the planner makes of won_text';
COMMENT ON FUNCTION won_text(numeric, text) IS
	'writes an amount as documents do: table (△150,000), unit (천원), won (원), million (백만원), korean (억, 만원)';
CREATE FUNCTION to_char(amount thousand_won, format text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_to_char';
COMMENT ON FUNCTION to_char(thousand_won, text) IS
	'formats an amount in thousand won (천원) as to_char does numbers';
CREATE FUNCTION parse_budget_cell(
	cell text,
	OUT amount thousand_won, OUT subsidy thousand_won,
	OUT pre_established boolean
) LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION parse_budget_cell(text) IS
	'reads a table cell: amount, its nationally subsidised part (국고보조) in (x...), and whether bare parentheses mark it as pre-established (성립전)';

-- Aggregates

CREATE FUNCTION thousand_won_accum(internal, thousand_won) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_accum_inverse(internal, thousand_won)
	RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_combine(internal, internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_serialize(internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_deserialize(bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_sum(internal) RETURNS thousand_won
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_avg(internal) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_smaller(thousand_won, thousand_won)
	RETURNS thousand_won
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int8smaller';
CREATE FUNCTION thousand_won_larger(thousand_won, thousand_won)
	RETURNS thousand_won
	LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS 'int8larger';

CREATE AGGREGATE sum(thousand_won) (
	SFUNC = thousand_won_accum,
	STYPE = internal,
	SSPACE = 24,
	FINALFUNC = thousand_won_sum,
	COMBINEFUNC = thousand_won_combine,
	SERIALFUNC = thousand_won_serialize,
	DESERIALFUNC = thousand_won_deserialize,
	MSFUNC = thousand_won_accum,
	MINVFUNC = thousand_won_accum_inverse,
	MSTYPE = internal,
	MSSPACE = 24,
	MFINALFUNC = thousand_won_sum,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE sum(thousand_won) IS
	'exact sum of amounts (합계); an error only if the result is out of range';
CREATE AGGREGATE avg(thousand_won) (
	SFUNC = thousand_won_accum,
	STYPE = internal,
	SSPACE = 24,
	FINALFUNC = thousand_won_avg,
	COMBINEFUNC = thousand_won_combine,
	SERIALFUNC = thousand_won_serialize,
	DESERIALFUNC = thousand_won_deserialize,
	MSFUNC = thousand_won_accum,
	MINVFUNC = thousand_won_accum_inverse,
	MSTYPE = internal,
	MSSPACE = 24,
	MFINALFUNC = thousand_won_avg,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE avg(thousand_won) IS
	'average of amounts in thousand won (천원), a numeric';
CREATE AGGREGATE min(thousand_won) (
	SFUNC = thousand_won_smaller,
	STYPE = thousand_won,
	COMBINEFUNC = thousand_won_smaller,
	SORTOP = <,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(thousand_won) IS 'smallest amount (최솟값)';
CREATE AGGREGATE max(thousand_won) (
	SFUNC = thousand_won_larger,
	STYPE = thousand_won,
	COMBINEFUNC = thousand_won_larger,
	SORTOP = >,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(thousand_won) IS 'largest amount (최댓값)';

-- Series

CREATE FUNCTION thousand_won_series_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION generate_series(start thousand_won, stop thousand_won)
	RETURNS SETOF thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT thousand_won_series_support
	AS 'MODULE_PATHNAME', 'thousand_won_series';
CREATE FUNCTION generate_series(
	start thousand_won, stop thousand_won, step thousand_won
) RETURNS SETOF thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT thousand_won_series_support
	AS 'MODULE_PATHNAME', 'thousand_won_series';
COMMENT ON FUNCTION generate_series(thousand_won, thousand_won) IS
	'amounts from start to stop, by one thousand won (천원)';
COMMENT ON FUNCTION generate_series(thousand_won, thousand_won, thousand_won) IS
	'amounts (천원) from start to stop, by step';

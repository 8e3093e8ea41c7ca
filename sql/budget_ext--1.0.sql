\echo Use "CREATE EXTENSION budget_ext" to load this file. \quit
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

-- Arithmetic: what stays exact in won stays thousand_won, the rest is numeric

CREATE FUNCTION thousand_won_plus(thousand_won) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION thousand_won_minus(thousand_won) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION abs(thousand_won) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_abs';
COMMENT ON FUNCTION abs(thousand_won) IS 'absolute value';
CREATE FUNCTION sign(thousand_won) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'thousand_won_sign';
COMMENT ON FUNCTION sign(thousand_won) IS 'sign: -1, 0 or 1';
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
CREATE FUNCTION from_won(won integer) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'from_won_integer';
CREATE FUNCTION from_won(won bigint) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'from_won_bigint';
CREATE FUNCTION from_won(won numeric) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'from_won_numeric';
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
	'exact sum of amounts; an error only if the result is out of range';
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
COMMENT ON AGGREGATE min(thousand_won) IS 'smallest amount';
CREATE AGGREGATE max(thousand_won) (
	SFUNC = thousand_won_larger,
	STYPE = thousand_won,
	COMBINEFUNC = thousand_won_larger,
	SORTOP = >,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(thousand_won) IS 'largest amount';

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
	'amounts from start to stop, by step';
-- budget_code

CREATE TYPE budget_code;

CREATE FUNCTION budget_code_in(cstring) RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION budget_code_out(budget_code) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION budget_code_recv(internal) RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION budget_code_send(budget_code) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION budget_code_typanalyze(internal) RETURNS boolean
	AS 'MODULE_PATHNAME', 'code_typanalyze' LANGUAGE C STABLE STRICT PARALLEL SAFE;

CREATE TYPE budget_code (
	INPUT = budget_code_in,
	OUTPUT = budget_code_out,
	RECEIVE = budget_code_recv,
	SEND = budget_code_send,
	ANALYZE = budget_code_typanalyze,
	INTERNALLENGTH = 4,
	PASSEDBYVALUE,
	ALIGNMENT = int4,
	STORAGE = plain
);
COMMENT ON TYPE budget_code IS
	'object code of a budget (성질별 분류): 편성그룹 200, 편성목 201, 통계목 201-01';

CREATE FUNCTION budget_code_from_text(text) RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION budget_code_to_text(budget_code) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE CAST (text AS budget_code) WITH FUNCTION budget_code_from_text(text);
COMMENT ON CAST (text AS budget_code) IS 'reads a budget code';
CREATE CAST (budget_code AS text) WITH FUNCTION budget_code_to_text(budget_code);
COMMENT ON CAST (budget_code AS text) IS 'writes a budget code: 201-01';

CREATE FUNCTION budget_code_text(code budget_code, style text DEFAULT 'hyphen')
	RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION budget_code_text(budget_code, text) IS
	'writes a budget code: 201-01 (hyphen) or 20101 (compact)';

-- Order: the integer's.  The comparisons cannot fail and tell nothing but
-- their result.

CREATE FUNCTION budget_code_eq(budget_code, budget_code) RETURNS boolean
	AS 'int4eq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_ne(budget_code, budget_code) RETURNS boolean
	AS 'int4ne' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_lt(budget_code, budget_code) RETURNS boolean
	AS 'int4lt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_le(budget_code, budget_code) RETURNS boolean
	AS 'int4le' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_gt(budget_code, budget_code) RETURNS boolean
	AS 'int4gt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_ge(budget_code, budget_code) RETURNS boolean
	AS 'int4ge' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_cmp(budget_code, budget_code) RETURNS integer
	AS 'btint4cmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_sortsupport(internal) RETURNS void
	AS 'btint4sortsupport' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION budget_code_hash(budget_code) RETURNS integer
	AS 'hashint4' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_hash_extended(budget_code, bigint) RETURNS bigint
	AS 'hashint4extended' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE OPERATOR = (
	LEFTARG = budget_code, RIGHTARG = budget_code, FUNCTION = budget_code_eq,
	COMMUTATOR = =, NEGATOR = <>,
	RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (budget_code, budget_code) IS 'the same code';
CREATE OPERATOR <> (
	LEFTARG = budget_code, RIGHTARG = budget_code, FUNCTION = budget_code_ne,
	COMMUTATOR = <>, NEGATOR = =,
	RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (budget_code, budget_code) IS 'another code';
CREATE OPERATOR < (
	LEFTARG = budget_code, RIGHTARG = budget_code, FUNCTION = budget_code_lt,
	COMMUTATOR = >, NEGATOR = >=,
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (budget_code, budget_code) IS 'before in the chart''s order';
CREATE OPERATOR <= (
	LEFTARG = budget_code, RIGHTARG = budget_code, FUNCTION = budget_code_le,
	COMMUTATOR = >=, NEGATOR = >,
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (budget_code, budget_code) IS
	'the same or before in the chart''s order';
CREATE OPERATOR > (
	LEFTARG = budget_code, RIGHTARG = budget_code, FUNCTION = budget_code_gt,
	COMMUTATOR = <, NEGATOR = <=,
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (budget_code, budget_code) IS 'after in the chart''s order';
CREATE OPERATOR >= (
	LEFTARG = budget_code, RIGHTARG = budget_code, FUNCTION = budget_code_ge,
	COMMUTATOR = <=, NEGATOR = <,
	RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (budget_code, budget_code) IS
	'the same or after in the chart''s order';

CREATE OPERATOR CLASS budget_code_ops DEFAULT FOR TYPE budget_code USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 budget_code_cmp(budget_code, budget_code),
	FUNCTION 2 budget_code_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
CREATE OPERATOR CLASS budget_code_ops DEFAULT FOR TYPE budget_code USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 budget_code_hash(budget_code),
	FUNCTION 2 budget_code_hash_extended(budget_code, bigint);

CREATE OPERATOR CLASS budget_code_minmax_ops DEFAULT FOR TYPE budget_code USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 pg_catalog.brin_minmax_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 pg_catalog.brin_minmax_union(internal, internal, internal);
CREATE OPERATOR CLASS budget_code_minmax_multi_ops FOR TYPE budget_code USING brin AS
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
	FUNCTION 11 pg_catalog.brin_minmax_multi_distance_int4(internal, internal);

CREATE FUNCTION budget_code_smaller(budget_code, budget_code) RETURNS budget_code
	AS 'int4smaller' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_larger(budget_code, budget_code) RETURNS budget_code
	AS 'int4larger' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE AGGREGATE min(budget_code) (
	SFUNC = budget_code_smaller, STYPE = budget_code,
	COMBINEFUNC = budget_code_smaller, SORTOP = <, PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(budget_code) IS 'first code in the chart''s order';
CREATE AGGREGATE max(budget_code) (
	SFUNC = budget_code_larger, STYPE = budget_code,
	COMBINEFUNC = budget_code_larger, SORTOP = >, PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(budget_code) IS 'last code in the chart''s order';

-- Hierarchy

CREATE FUNCTION budget_code_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION budget_code_sel(internal, oid, internal, integer) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
CREATE FUNCTION budget_code_joinsel(internal, oid, internal, smallint, internal)
	RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

CREATE FUNCTION budget_code_contained(budget_code, budget_code) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
	SUPPORT budget_code_support;
CREATE FUNCTION budget_code_contains(budget_code, budget_code) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
	SUPPORT budget_code_support;

CREATE OPERATOR <@ (
	LEFTARG = budget_code, RIGHTARG = budget_code,
	FUNCTION = budget_code_contained, COMMUTATOR = @>,
	RESTRICT = budget_code_sel, JOIN = budget_code_joinsel
);
COMMENT ON OPERATOR <@ (budget_code, budget_code) IS
	'the same code or below it: 201-01 <@ 201 <@ 200';
CREATE OPERATOR @> (
	LEFTARG = budget_code, RIGHTARG = budget_code,
	FUNCTION = budget_code_contains, COMMUTATOR = <@,
	RESTRICT = budget_code_sel, JOIN = budget_code_joinsel
);
COMMENT ON OPERATOR @> (budget_code, budget_code) IS
	'the same code or above it: 200 @> 201 @> 201-01';

CREATE FUNCTION budget_code_last(code budget_code) RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION budget_code_last(budget_code) IS
	'last possible code below a code: 201-99 for 201, 299-99 for 200';

CREATE FUNCTION budget_code_group(code budget_code) RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION budget_code_group(budget_code) IS
	'the 편성그룹 of a code: 200 for 201-01';

CREATE FUNCTION budget_code_level(code budget_code) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION budget_code_level(budget_code) IS
	'level of a code by its digits: group (편성그룹), object (편성목) or item (통계목)';

CREATE FUNCTION budget_code_at(code budget_code, level text) RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION budget_code_at(budget_code, text) IS
	'the code or its ancestor at a level: group, object or item; NULL where there is none';
-- function_code

CREATE TYPE function_code;

CREATE FUNCTION function_code_in(cstring) RETURNS function_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION function_code_out(function_code) RETURNS cstring
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION function_code_recv(internal) RETURNS function_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION function_code_send(function_code) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

CREATE FUNCTION function_code_typanalyze(internal) RETURNS boolean
	AS 'MODULE_PATHNAME', 'code_typanalyze' LANGUAGE C STABLE STRICT PARALLEL SAFE;

CREATE TYPE function_code (
	INPUT = function_code_in,
	OUTPUT = function_code_out,
	RECEIVE = function_code_recv,
	SEND = function_code_send,
	ANALYZE = function_code_typanalyze,
	INTERNALLENGTH = 4,
	PASSEDBYVALUE,
	ALIGNMENT = int4,
	STORAGE = plain
);
COMMENT ON TYPE function_code IS
	'functional code of a budget (기능별 분류): 분야 080, 부문 081, 08A';

CREATE FUNCTION function_code_from_text(text) RETURNS function_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION function_code_to_text(function_code) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE CAST (text AS function_code) WITH FUNCTION function_code_from_text(text);
COMMENT ON CAST (text AS function_code) IS 'reads a functional code';
CREATE CAST (function_code AS text) WITH FUNCTION function_code_to_text(function_code);
COMMENT ON CAST (function_code AS text) IS 'writes a functional code: 08A';

-- Order: the integer's.  The comparisons cannot fail and tell nothing but
-- their result.

CREATE FUNCTION function_code_eq(function_code, function_code) RETURNS boolean
	AS 'int4eq' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_ne(function_code, function_code) RETURNS boolean
	AS 'int4ne' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_lt(function_code, function_code) RETURNS boolean
	AS 'int4lt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_le(function_code, function_code) RETURNS boolean
	AS 'int4le' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_gt(function_code, function_code) RETURNS boolean
	AS 'int4gt' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_ge(function_code, function_code) RETURNS boolean
	AS 'int4ge' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_cmp(function_code, function_code) RETURNS integer
	AS 'btint4cmp' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_sortsupport(internal) RETURNS void
	AS 'btint4sortsupport' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION function_code_hash(function_code) RETURNS integer
	AS 'hashint4' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_hash_extended(function_code, bigint) RETURNS bigint
	AS 'hashint4extended' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;

CREATE OPERATOR = (
	LEFTARG = function_code, RIGHTARG = function_code, FUNCTION = function_code_eq,
	COMMUTATOR = =, NEGATOR = <>,
	RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (function_code, function_code) IS 'the same code';
CREATE OPERATOR <> (
	LEFTARG = function_code, RIGHTARG = function_code, FUNCTION = function_code_ne,
	COMMUTATOR = <>, NEGATOR = =,
	RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (function_code, function_code) IS 'another code';
CREATE OPERATOR < (
	LEFTARG = function_code, RIGHTARG = function_code, FUNCTION = function_code_lt,
	COMMUTATOR = >, NEGATOR = >=,
	RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (function_code, function_code) IS 'before in the chart''s order';
CREATE OPERATOR <= (
	LEFTARG = function_code, RIGHTARG = function_code, FUNCTION = function_code_le,
	COMMUTATOR = >=, NEGATOR = >,
	RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (function_code, function_code) IS
	'the same or before in the chart''s order';
CREATE OPERATOR > (
	LEFTARG = function_code, RIGHTARG = function_code, FUNCTION = function_code_gt,
	COMMUTATOR = <, NEGATOR = <=,
	RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (function_code, function_code) IS 'after in the chart''s order';
CREATE OPERATOR >= (
	LEFTARG = function_code, RIGHTARG = function_code, FUNCTION = function_code_ge,
	COMMUTATOR = <=, NEGATOR = <,
	RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (function_code, function_code) IS
	'the same or after in the chart''s order';

CREATE OPERATOR CLASS function_code_ops DEFAULT FOR TYPE function_code USING btree AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 function_code_cmp(function_code, function_code),
	FUNCTION 2 function_code_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
CREATE OPERATOR CLASS function_code_ops DEFAULT FOR TYPE function_code USING hash AS
	OPERATOR 1 =,
	FUNCTION 1 function_code_hash(function_code),
	FUNCTION 2 function_code_hash_extended(function_code, bigint);

CREATE OPERATOR CLASS function_code_minmax_ops DEFAULT FOR TYPE function_code USING brin AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 pg_catalog.brin_minmax_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 pg_catalog.brin_minmax_union(internal, internal, internal);
CREATE OPERATOR CLASS function_code_minmax_multi_ops FOR TYPE function_code USING brin AS
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
	FUNCTION 11 pg_catalog.brin_minmax_multi_distance_int4(internal, internal);

CREATE FUNCTION function_code_smaller(function_code, function_code) RETURNS function_code
	AS 'int4smaller' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_larger(function_code, function_code) RETURNS function_code
	AS 'int4larger' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE AGGREGATE min(function_code) (
	SFUNC = function_code_smaller, STYPE = function_code,
	COMBINEFUNC = function_code_smaller, SORTOP = <, PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(function_code) IS 'first code in the chart''s order';
CREATE AGGREGATE max(function_code) (
	SFUNC = function_code_larger, STYPE = function_code,
	COMBINEFUNC = function_code_larger, SORTOP = >, PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(function_code) IS 'last code in the chart''s order';

-- Hierarchy

CREATE FUNCTION function_code_support(internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION function_code_sel(internal, oid, internal, integer) RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;
CREATE FUNCTION function_code_joinsel(internal, oid, internal, smallint, internal)
	RETURNS double precision
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE;

CREATE FUNCTION function_code_contained(function_code, function_code) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
	SUPPORT function_code_support;
CREATE FUNCTION function_code_contains(function_code, function_code) RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE
	SUPPORT function_code_support;

CREATE OPERATOR <@ (
	LEFTARG = function_code, RIGHTARG = function_code,
	FUNCTION = function_code_contained, COMMUTATOR = @>,
	RESTRICT = function_code_sel, JOIN = function_code_joinsel
);
COMMENT ON OPERATOR <@ (function_code, function_code) IS
	'the same code or below it: 08A <@ 080';
CREATE OPERATOR @> (
	LEFTARG = function_code, RIGHTARG = function_code,
	FUNCTION = function_code_contains, COMMUTATOR = <@,
	RESTRICT = function_code_sel, JOIN = function_code_joinsel
);
COMMENT ON OPERATOR @> (function_code, function_code) IS
	'the same code or above it: 080 @> 08A';

CREATE FUNCTION function_code_last(code function_code) RETURNS function_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION function_code_last(function_code) IS
	'last possible code below a code: 08Z for 080';

CREATE FUNCTION function_code_field(code function_code) RETURNS function_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION function_code_field(function_code) IS
	'the 분야 of a code: 080 for 08A';

CREATE FUNCTION function_code_level(code function_code) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION function_code_level(function_code) IS
	'level of a code: field (분야) or sector (부문)';
-- chart

-- Scope, code and years as one range: the ranges of two rows overlap where
-- one code would mean two things in one year.
CREATE FUNCTION budget_code_chart_key(scope text, code budget_code, years int4range)
	RETURNS int8range
	AS 'MODULE_PATHNAME', 'budget_chart_key' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION budget_code_chart_key(text, budget_code, int4range) IS
	'scope, code and years of a row of the chart as one range; the exclusion constraints compare it';
CREATE FUNCTION function_code_chart_key(scope text, code function_code, years int4range)
	RETURNS int8range
	AS 'MODULE_PATHNAME', 'budget_chart_key' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION function_code_chart_key(text, function_code, int4range) IS
	'scope, code and years of a row of the chart as one range; the exclusion constraints compare it';

-- Refuses writes to shipped rows, except by scripts of the extension
COMMENT ON FUNCTION budget_code_chart_key(text, budget_code, int4range) IS
	'what no two rows of the chart may share: scope, code and year in one range';
COMMENT ON FUNCTION function_code_chart_key(text, function_code, int4range) IS
	'what no two rows of the chart may share: scope, code and year in one range';

CREATE FUNCTION budget_chart_guard() RETURNS trigger
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE PARALLEL UNSAFE;

-- Object codes

CREATE TABLE budget_code_chart (
	scope text NOT NULL DEFAULT 'local'
		CHECK (scope IN ('local', 'national', 'revenue', 'school')),
	code budget_code NOT NULL,
	level text NOT NULL,
	name_ko text CHECK (name_ko <> ''),
	years int4range NOT NULL CHECK (NOT pg_catalog.isempty(years)),
	source text,
	shipped boolean NOT NULL DEFAULT false,
	parent budget_code CHECK (parent <> code),
	CHECK (CASE scope
	       WHEN 'revenue' THEN level IN ('chapter', 'section', 'paragraph', 'item')
	       ELSE level IN ('group', 'object', 'item') END),
	CONSTRAINT budget_code_chart_shipped_years
		EXCLUDE USING gist (budget_code_chart_key(scope, code, years) WITH OPERATOR(pg_catalog.&&))
		WHERE (shipped),
	CONSTRAINT budget_code_chart_own_years
		EXCLUDE USING gist (budget_code_chart_key(scope, code, years) WITH OPERATOR(pg_catalog.&&))
		WHERE (NOT shipped)
);
CREATE INDEX budget_code_chart_code ON budget_code_chart (code);
COMMENT ON TABLE budget_code_chart IS
	'chart of object codes (성질별 분류) by scope and fiscal years; a row of your own is preferred to a shipped one';
COMMENT ON COLUMN budget_code_chart.scope IS
	'local (지방 세출), national (국가 세출), revenue (세입 과목) or school (교육비특별회계)';
COMMENT ON COLUMN budget_code_chart.code IS 'code (과목 번호)';
COMMENT ON COLUMN budget_code_chart.level IS
	'group (편성그룹), object (편성목) or item (통계목); of revenue chapter (장), section (관), paragraph (항) or item (목)';
COMMENT ON COLUMN budget_code_chart.name_ko IS
	'name (과목 이름); NULL where the code is in use and its name is not known';
COMMENT ON COLUMN budget_code_chart.years IS
	'fiscal years (회계연도) in which the code means this; open where the first or last is not known';
COMMENT ON COLUMN budget_code_chart.source IS 'where the row was found (출처)';
COMMENT ON COLUMN budget_code_chart.shipped IS
	'true for the rows of the extension, which cannot be written and are not dumped';
COMMENT ON COLUMN budget_code_chart.parent IS
	'code of the level above (상위 과목); NULL at the top or where it is not known';

-- Sources: muju2026, hongseong2026, yongin2024,2026: the name and number are
-- printed in that budget book; annex11: list of codes of 예산편성 운영기준
-- 별표 11; jangsu2008: budget book of 2008; seed2015-2017: a project sheet of
-- those years; hwaseong2027: a city's guide for 2027; uijeongbu2026: a public
-- classification script; lofin groups: the groups of 지방재정연감; edu:
-- K-에듀파인; jeonbuk2026, gyeonggi: execution data and project sheets of those
-- provinces; general: known, no source found.

INSERT INTO budget_code_chart (code, level, name_ko, years, parent, source, shipped)
SELECT code::budget_code, level, name_ko, years::int4range, parent::budget_code, source, true
FROM (VALUES
	('100', 'group', '인건비', '(,)', NULL, 'lofin groups'),
	('101', 'object', '인건비', '[2008,)', '100', 'muju2026; hongseong2026; annex11; jangsu2008'),
	('101-01', 'item', '보수', '(,)', '101', 'muju2026; hongseong2026; annex11'),
	('101-02', 'item', '기타직보수', '(,)', '101', 'muju2026; hongseong2026; annex11'),
	('101-03', 'item', '공무직(무기계약)근로자보수', '(,)', '101', 'muju2026; hongseong2026; annex11'),
	('101-04', 'item', '기간제근로자등보수', '(,)', '101', 'muju2026; hongseong2026; annex11'),
	('200', 'group', '물건비', '(,)', NULL, 'lofin groups'),
	('201', 'object', '일반운영비', '[2008,)', '200', 'muju2026; hongseong2026; annex11; jangsu2008'),
	('201-01', 'item', '사무관리비', '[2008,)', '201', 'muju2026; hongseong2026; yongin2024,2026; annex11; jangsu2008; seed2015-2017'),
	('201-02', 'item', '공공운영비', '[2008,)', '201', 'muju2026; hongseong2026; yongin2024,2026; annex11; jangsu2008'),
	('201-03', 'item', '행사운영비', '[2008,)', '201', 'muju2026; hongseong2026; yongin2024,2026; annex11; jangsu2008; seed2015-2017'),
	('201-04', 'item', '맞춤형복지제도시행경비', '(,)', '201', 'muju2026; hongseong2026; annex11'),
	('201-05', 'item', NULL, '(,)', '201', 'annex11; code in use, name not found'),
	('202', 'object', '여비', '[2008,)', '200', 'muju2026; hongseong2026; annex11; jangsu2008'),
	('202-01', 'item', '국내여비', '[2008,)', '202', 'muju2026; hongseong2026; yongin2024,2026; annex11; jangsu2008; also takes 202-02 and 202-04 from 2027'),
	('202-02', 'item', '월액여비', '(,2026]', '202', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('202-02', 'item', '국외업무여비', '[2027,)', '202', 'hwaseong2027 (number reused)'),
	('202-03', 'item', '국외업무여비', '(,2026]', '202', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('202-04', 'item', '국제화여비', '(,2026]', '202', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('202-05', 'item', '공무원교육여비', '(,)', '202', 'muju2026; hongseong2026; annex11'),
	('203', 'object', '업무추진비', '(,)', '200', 'muju2026; hongseong2026; annex11'),
	('203-01', 'item', '기관운영업무추진비', '(,)', '203', 'muju2026; hongseong2026; annex11'),
	('203-02', 'item', '정원가산업무추진비', '(,)', '203', 'muju2026; hongseong2026; annex11'),
	('203-03', 'item', '시책추진업무추진비', '(,)', '203', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('203-04', 'item', '부서운영업무추진비', '(,)', '203', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('204', 'object', '직무수행경비', '(,)', '200', 'muju2026; hongseong2026; annex11'),
	('204-01', 'item', '직책급업무수행경비', '(,)', '204', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('204-02', 'item', '특정업무경비', '(,)', '204', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('205', 'object', '의회비', '(,)', '200', 'muju2026; hongseong2026; annex11'),
	('205-01', 'item', '의정활동비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-02', 'item', '월정수당', '(,)', '205', 'muju2026; hongseong2026'),
	('205-03', 'item', '의원국내여비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-04', 'item', '의원국외여비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-05', 'item', '의정운영공통경비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-06', 'item', '의회운영업무추진비', '(,)', '205', 'muju2026; hongseong2026'),
	('205-07', 'item', '의원역량개발비(공공위탁,자체교육)', '(,)', '205', 'muju2026; hongseong2026'),
	('205-08', 'item', '의원역량개발비(민간위탁)', '(,)', '205', 'muju2026'),
	('205-09', 'item', '의원정책개발비', '(,)', '205', 'muju2026'),
	('205-10', 'item', '의장협의체부담금', '(,)', '205', 'muju2026; hongseong2026'),
	('205-11', 'item', '의원국민연금부담금', '(,)', '205', 'muju2026; hongseong2026'),
	('205-12', 'item', '의원국민건강부담금', '(,)', '205', 'muju2026; hongseong2026'),
	('206', 'object', '재료비', '[2008,)', '200', 'muju2026; hongseong2026; annex11; jangsu2008'),
	('206-01', 'item', '재료비', '[2008,)', '206', 'muju2026; jangsu2008'),
	('207', 'object', '연구개발비', '(,)', '200', 'muju2026; hongseong2026; annex11'),
	('207-01', 'item', '연구용역비', '(,)', '207', 'muju2026; hongseong2026; annex11'),
	('207-02', 'item', '전산개발비', '(,)', '207', 'muju2026; hongseong2026; annex11'),
	('207-03', 'item', '시험연구비', '(,)', '207', 'muju2026; annex11'),
	('300', 'group', '경상이전', '(,)', NULL, 'lofin groups'),
	('301', 'object', '일반보전금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('301-01', 'item', '사회보장적수혜금(국고보조재원)', '(,2026]', '301', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('301-01', 'item', '사회보장적수혜금', '[2027,)', '301', 'hwaseong2027 (three items merged)'),
	('301-02', 'item', '사회보장적수혜금(취약계층,지방재원)', '(,2026]', '301', 'muju2026; hongseong2026; hwaseong2027'),
	('301-03', 'item', '사회보장적수혜금(지방재원)', '(,2026]', '301', 'muju2026; hongseong2026; annex11; hwaseong2027'),
	('301-04', 'item', '장학금및학자금', '(,)', '301', 'muju2026; hongseong2026; annex11'),
	('301-05', 'item', '의용소방대지원경비', '(,)', '301', 'muju2026'),
	('301-06', 'item', '자율방범대실비지원', '(,)', '301', 'muju2026; hongseong2026'),
	('301-07', 'item', '통장ㆍ이장ㆍ반장활동보상금', '(,)', '301', 'muju2026; hongseong2026'),
	('301-08', 'item', '민간인국외여비', '(,)', '301', 'muju2026; hongseong2026'),
	('301-09', 'item', '외빈초청여비', '(,)', '301', 'muju2026; hongseong2026'),
	('301-10', 'item', '사회복무요원보상금', '(,)', '301', 'muju2026; hongseong2026'),
	('301-11', 'item', '행사실비지원금', '(,)', '301', 'muju2026; hongseong2026; yongin2024,2026'),
	('301-12', 'item', '예술단원ㆍ운동부등보상금', '(,)', '301', 'muju2026; hongseong2026'),
	('301-14', 'item', '기타보상금', '(,)', '301', 'muju2026; hongseong2026; yongin2024,2026'),
	('302', 'object', '이주및재해보상금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('302-02', 'item', '민간인재해및복구활동보상금', '(,)', '302', 'muju2026; hongseong2026'),
	('303', 'object', '포상금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('303-01', 'item', '포상금', '(,)', '303', 'muju2026; yongin2024,2026'),
	('304', 'object', '연금부담금등', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('304-01', 'item', '연금부담금', '(,)', '304', 'muju2026; hongseong2026'),
	('304-02', 'item', '국민건강보험금', '(,)', '304', 'muju2026; hongseong2026'),
	('304-03', 'item', '의원상해부담금', '(,)', '304', 'muju2026'),
	('304-04', 'item', '공무직(무기계약)근로자보험료부담금등', '(,)', '304', 'muju2026; hongseong2026'),
	('305', 'object', '배상금등', '(,)', '300', 'muju2026; annex11'),
	('305-01', 'item', '배상금등', '(,)', '305', 'muju2026'),
	('306', 'object', '출연금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('306-01', 'item', '출연금', '(,)', '306', 'muju2026'),
	('307', 'object', '민간이전', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('307-01', 'item', '의료및회복비', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-02', 'item', '민간경상사업보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-03', 'item', '민간단체법정운영비보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-04', 'item', '민간행사사업보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-05', 'item', '민간위탁금', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-06', 'item', '보험금', '(,)', '307', 'muju2026; hongseong2026'),
	('307-07', 'item', '연금지급금', '(,)', '307', 'muju2026; hongseong2026'),
	('307-08', 'item', '이차보전금', '(,)', '307', 'muju2026'),
	('307-09', 'item', '운수업계보조금', '(,)', '307', 'muju2026; hongseong2026'),
	('307-10', 'item', '사회복지시설법정운영비보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-11', 'item', '사회복지사업보조', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('307-12', 'item', '민간인위탁교육비', '(,)', '307', 'muju2026; hongseong2026; annex11'),
	('308', 'object', '자치단체등이전', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('308-01', 'item', '자치단체경상보조금', '(,)', '308', 'general(name)'),
	('308-02', 'item', '징수교부금', '(,)', '308', 'general(name)'),
	('308-07', 'item', '자치단체간부담금', '(,)', '308', 'muju2026; hongseong2026'),
	('308-08', 'item', '교육기관에대한보조', '(,)', '308', 'muju2026; hongseong2026'),
	('308-09', 'item', '지역대학에대한경상보조', '(,)', '308', 'hongseong2026; uijeongbu2026'),
	('308-10', 'item', '시·군·구교육비특별회계법정전출금', '(,)', '308', 'muju2026; hongseong2026'),
	('308-12', 'item', '예비군육성지원경상보조', '(,)', '308', 'muju2026; hongseong2026'),
	('308-13', 'item', '공기관등에대한경상적위탁사업비', '(,)', '308', 'muju2026; hongseong2026; yongin2024,2026'),
	('308-14', 'item', '기타부담금', '(,)', '308', 'muju2026; hongseong2026'),
	('309', 'object', '전출금', '(,)', '300', 'muju2026; hongseong2026; annex11'),
	('309-01', 'item', '공사ㆍ공단경상전출금', '(,)', '309', 'uijeongbu2026; general(name)'),
	('309-02', 'item', '공무원연금관리공단경상전출금', '(,)', '309', 'muju2026; hongseong2026'),
	('310', 'object', '국외이전', '(,)', '300', 'hongseong2026; annex11'),
	('310-01', 'item', '국외경상이전', '(,)', '310', 'general(name)'),
	('310-02', 'item', '국제부담금', '(,)', '310', 'hongseong2026; uijeongbu2026'),
	('311', 'object', '차입금이자상환', '(,)', '300', 'annex11; general(name)'),
	('311-02', 'item', NULL, '(,)', '311', 'uijeongbu2026; code in use, name not found'),
	('311-03', 'item', NULL, '(,)', '311', 'uijeongbu2026; code in use, name not found'),
	('311-05', 'item', NULL, '(,)', '311', 'uijeongbu2026; code in use, name not found'),
	('400', 'group', '자본지출', '(,)', NULL, 'lofin groups'),
	('401', 'object', '시설비및부대비', '(,)', '400', 'muju2026; hongseong2026; annex11'),
	('401-01', 'item', '시설비', '(,2026]', '401', 'muju2026; hongseong2026; yongin2024,2026; annex11; hwaseong2027; SPLIT: land and compensation part goes to 401-01 of 2027'),
	('401-01', 'item', '시설공사보상비', '[2027,)', '401', 'hwaseong2027 (new; number reused)'),
	('401-02', 'item', '감리비', '(,2026]', '401', 'muju2026; hongseong2026; annex11; hwaseong2027 (401-02 renamed; where 감리비 goes is not stated)'),
	('401-02', 'item', '시설비', '[2027,)', '401', 'hwaseong2027 (number reused)'),
	('401-03', 'item', '시설부대비', '(,)', '401', 'muju2026; hongseong2026; annex11'),
	('401-04', 'item', '행사관련시설비', '(,2026]', '401', 'hongseong2026; annex11; hwaseong2027'),
	('402', 'object', '민간자본이전', '(,)', '400', 'muju2026; hongseong2026; annex11'),
	('402-01', 'item', '민간자본사업보조(자체재원)', '(,2026]', '402', 'muju2026; hongseong2026; hwaseong2027'),
	('402-01', 'item', '민간자본사업보조', '[2027,)', '402', 'hwaseong2027 (two items merged)'),
	('402-02', 'item', '민간자본사업보조(이전재원)', '(,2026]', '402', 'muju2026; hongseong2026; hwaseong2027'),
	('402-03', 'item', '민간위탁사업비', '(,)', '402', 'muju2026; hongseong2026'),
	('403', 'object', '자치단체등자본이전', '(,)', '400', 'muju2026; hongseong2026; annex11'),
	('403-01', 'item', '자치단체자본보조', '(,)', '403', 'general(name)'),
	('403-02', 'item', '공기관등에대한자본적위탁사업비', '(,)', '403', 'muju2026; hongseong2026'),
	('403-03', 'item', '예비군육성지원자본보조', '(,)', '403', 'muju2026; hongseong2026'),
	('403-04', 'item', '지역대학에대한자본보조', '(,)', '403', 'hongseong2026'),
	('404', 'object', '공사공단자본전출금', '(,)', '400', 'annex11; general(name)'),
	('404-01', 'item', '공사ㆍ공단자본전출금', '(,)', '404', 'uijeongbu2026; general(name)'),
	('405', 'object', '자산취득비', '(,)', '400', 'muju2026; hongseong2026; annex11'),
	('405-01', 'item', '자산및물품취득비', '(,)', '405', 'muju2026; hongseong2026; yongin2024,2026; annex11'),
	('405-02', 'item', '도서구입비', '(,)', '405', 'muju2026; hongseong2026; annex11'),
	('406', 'object', '기타자본이전', '(,)', '400', 'annex11; general(name)'),
	('406-01', 'item', '기타자본이전', '(,)', '406', 'hongseong2026; uijeongbu2026 (임차보증금)'),
	('500', 'group', '융자및출자', '(,)', NULL, 'lofin groups'),
	('501', 'object', '융자금', '(,)', '500', 'muju2026; annex11'),
	('501-01', 'item', '민간융자금', '(,)', '501', 'muju2026'),
	('502', 'object', '출자금', '(,)', '500', 'annex11; general(name)'),
	('502-01', 'item', '출자금', '(,)', '502', 'general(name)'),
	('600', 'group', '보전재원', '(,)', NULL, 'lofin groups'),
	('601', 'object', '차입금원금상환', '(,)', '600', 'annex11; general(name)'),
	('601-01', 'item', '국내차입금상환', '[2027,)', '601', 'hwaseong2027 (seven items of 601 merged)'),
	('601-05', 'item', NULL, '(,)', '601', 'uijeongbu2026; code in use, name not found'),
	('602', 'object', '예치금', '(,)', '600', 'annex11; general(name)'),
	('602-01', 'item', '예치금', '(,)', '602', 'general(name)'),
	('700', 'group', '내부거래', '(,)', NULL, 'lofin groups'),
	('701', 'object', '기타회계등전출금', '(,)', '700', 'muju2026; hongseong2026; annex11'),
	('701-01', 'item', '기타회계전출금', '(,)', '701', 'muju2026; hongseong2026'),
	('701-02', 'item', '공기업특별회계경상전출금', '(,)', '701', 'uijeongbu2026; general(name)'),
	('701-03', 'item', '공기업특별회계자본전출금', '(,)', '701', 'hongseong2026'),
	('702', 'object', '기금전출금', '(,)', '700', 'muju2026; hongseong2026; annex11'),
	('702-01', 'item', '기금전출금', '(,)', '702', 'muju2026'),
	('703', 'object', '교육비특별회계전출금', '(,)', '700', 'annex11; general(name)'),
	('703-01', 'item', '교육비특별회계전출금', '(,)', '703', 'general(name)'),
	('704', 'object', '예탁금', '(,)', '700', 'annex11; general(name)'),
	('704-01', 'item', '예탁금', '(,)', '704', 'general(name)'),
	('705', 'object', '예수금원리금상환', '(,)', '700', 'hongseong2026; annex11'),
	('705-01', 'item', '예수금원금상환', '(,)', '705', 'hongseong2026'),
	('705-02', 'item', '예수금이자상환', '(,)', '705', 'hongseong2026'),
	('706', 'object', '기타내부거래', '(,)', '700', 'annex11; general(name)'),
	('800', 'group', '예비비및기타', '(,)', NULL, 'lofin groups'),
	('801', 'object', '예비비', '(,)', '800', 'muju2026; hongseong2026; annex11'),
	('801-01', 'item', '일반예비비', '(,)', '801', 'muju2026; hongseong2026'),
	('801-02', 'item', '재해ㆍ재난목적예비비', '(,)', '801', 'muju2026'),
	('801-03', 'item', '내부유보금', '(,)', '801', 'hongseong2026'),
	('802', 'object', '반환금기타', '(,)', '800', 'muju2026; hongseong2026; annex11'),
	('802-01', 'item', '국고보조금반환금', '(,)', '802', 'hongseong2026'),
	('802-02', 'item', '시ㆍ도비보조금반환금', '(,)', '802', 'hongseong2026'),
	('802-03', 'item', '기타반환금등', '(,)', '802', 'muju2026; hongseong2026')) AS shipped (code, level, name_ko, years, parent, source);

INSERT INTO budget_code_chart (scope, code, level, name_ko, years, source, shipped) VALUES
	('national', '210-01', 'item', '일반수용비', '(,)', 'edu', true),
	('national', '210-06', 'item', '강사수당', '(,)', 'edu', true),
	('national', '210-07', 'item', '시설임차료', '(,)', 'edu', true),
	('national', '230-02', 'item', '사업추진비', '(,)', 'edu', true),
	('national', '260-01', 'item', '연구용역비', '(,)', 'edu', true),
	('revenue', '100', 'chapter', '지방세수입', '(,)', 'general', true),
	('revenue', '200', 'chapter', '세외수입', '(,)', 'general', true),
	('revenue', '300', 'chapter', '지방교부세', '(,)', 'general', true),
	('revenue', '400', 'chapter', '조정교부금등', '(,)', 'general', true),
	('revenue', '500', 'chapter', '보조금', '(,)', 'general', true),
	('revenue', '600', 'chapter', '지방채', '(,)', 'general', true),
	('revenue', '700', 'chapter', '보전수입등및내부거래', '(,)', 'general', true);

CREATE TRIGGER budget_code_chart_guard
	BEFORE INSERT OR UPDATE OR DELETE ON budget_code_chart
	FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
CREATE TRIGGER budget_code_chart_guard_truncate
	BEFORE TRUNCATE ON budget_code_chart
	FOR EACH STATEMENT EXECUTE FUNCTION budget_chart_guard();
SELECT pg_catalog.pg_extension_config_dump('budget_code_chart', 'WHERE NOT shipped');
GRANT SELECT ON budget_code_chart TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON budget_code_chart TO @extowner@;

CREATE TABLE budget_code_succession (
	scope text NOT NULL DEFAULT 'local'
		CHECK (scope IN ('local', 'national', 'revenue', 'school')),
	from_code budget_code NOT NULL,
	until_year integer NOT NULL,
	to_code budget_code NOT NULL,
	source text,
	shipped boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX budget_code_succession_shipped
	ON budget_code_succession (scope, from_code, until_year, to_code) WHERE shipped;
CREATE UNIQUE INDEX budget_code_succession_own
	ON budget_code_succession (scope, from_code, until_year, to_code) WHERE NOT shipped;
CREATE INDEX budget_code_succession_from ON budget_code_succession (from_code);
CREATE INDEX budget_code_succession_to ON budget_code_succession (to_code);
COMMENT ON TABLE budget_code_succession IS
	'what became of object codes whose meaning ended (과목 개편): a row per successor; rows of your own for a code and year replace the shipped ones';
COMMENT ON COLUMN budget_code_succession.scope IS
	'local, national, revenue or school';
COMMENT ON COLUMN budget_code_succession.from_code IS 'code before the change';
COMMENT ON COLUMN budget_code_succession.until_year IS
	'last fiscal year before the change';
COMMENT ON COLUMN budget_code_succession.to_code IS
	'code from the next year on; the same code where it, or a part of it, stayed';
COMMENT ON COLUMN budget_code_succession.source IS 'where the row was found (출처)';
COMMENT ON COLUMN budget_code_succession.shipped IS
	'true for the rows of the extension, which cannot be written and are not dumped';

INSERT INTO budget_code_succession (from_code, until_year, to_code, source, shipped) VALUES
	('202-02', 2026, '202-01', 'hwaseong2027', true),
	('202-03', 2026, '202-02', 'hwaseong2027', true),
	('202-04', 2026, '202-01', 'hwaseong2027', true),
	('301-01', 2026, '301-01', 'hwaseong2027', true),
	('301-02', 2026, '301-01', 'hwaseong2027', true),
	('301-03', 2026, '301-01', 'hwaseong2027', true),
	('401-01', 2026, '401-02', 'hwaseong2027', true),
	('401-01', 2026, '401-01', 'hwaseong2027: land and compensation', true),
	('401-04', 2026, '201-03', 'hwaseong2027', true),
	('402-01', 2026, '402-01', 'hwaseong2027', true),
	('402-02', 2026, '402-01', 'hwaseong2027', true);

CREATE TRIGGER budget_code_succession_guard
	BEFORE INSERT OR UPDATE OR DELETE ON budget_code_succession
	FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
CREATE TRIGGER budget_code_succession_guard_truncate
	BEFORE TRUNCATE ON budget_code_succession
	FOR EACH STATEMENT EXECUTE FUNCTION budget_chart_guard();
SELECT pg_catalog.pg_extension_config_dump('budget_code_succession', 'WHERE NOT shipped');
GRANT SELECT ON budget_code_succession TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON budget_code_succession TO @extowner@;

CREATE FUNCTION budget_code_name(code budget_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION budget_code_name(budget_code, integer, text) IS
	'name of a code in a fiscal year (과목 이름); NULL if the chart has none';

CREATE FUNCTION budget_code_valid(code budget_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION budget_code_valid(budget_code, integer, text) IS
	'does the chart have the code in that fiscal year';

CREATE FUNCTION budget_code_level(code budget_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS text
	AS 'MODULE_PATHNAME', 'budget_code_level_in_year'
	LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION budget_code_level(budget_code, integer, text) IS
	'level of a code in the chart of a fiscal year; NULL if the chart does not have it';

CREATE FUNCTION budget_code_parent(code budget_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION budget_code_parent(budget_code, integer, text) IS
	'code above a code in the chart of a fiscal year (상위 과목); NULL if the chart has none';

CREATE FUNCTION budget_code_in_year(code budget_code, from_year integer, to_year integer,
		scope text DEFAULT 'local')
	RETURNS budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION budget_code_in_year(budget_code, integer, integer, text) IS
	'the code that in another fiscal year stands for what this code means in the first; NULL where there is none, or no single one';

CREATE FUNCTION budget_code_successors(code budget_code, from_year integer, to_year integer,
		scope text DEFAULT 'local')
	RETURNS SETOF budget_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 200 ROWS 1;
COMMENT ON FUNCTION budget_code_successors(budget_code, integer, integer, text) IS
	'all codes that in another fiscal year stand for what this code means in the first';

-- Functional codes

CREATE TABLE function_code_chart (
	scope text NOT NULL DEFAULT 'local'
		CHECK (scope IN ('local', 'national', 'revenue', 'school')),
	code function_code NOT NULL,
	level text NOT NULL CHECK (level IN ('field', 'sector')),
	name_ko text CHECK (name_ko <> ''),
	years int4range NOT NULL CHECK (NOT pg_catalog.isempty(years)),
	source text,
	shipped boolean NOT NULL DEFAULT false,
	CONSTRAINT function_code_chart_shipped_years
		EXCLUDE USING gist (function_code_chart_key(scope, code, years) WITH OPERATOR(pg_catalog.&&))
		WHERE (shipped),
	CONSTRAINT function_code_chart_own_years
		EXCLUDE USING gist (function_code_chart_key(scope, code, years) WITH OPERATOR(pg_catalog.&&))
		WHERE (NOT shipped)
);
CREATE INDEX function_code_chart_code ON function_code_chart (code);
COMMENT ON TABLE function_code_chart IS
	'chart of functional codes (기능별 분류) by scope and fiscal years; a row of your own is preferred to a shipped one';
COMMENT ON COLUMN function_code_chart.scope IS
	'local (지방 세출), national (국가 세출), revenue (세입 과목) or school (교육비특별회계)';
COMMENT ON COLUMN function_code_chart.code IS 'code (과목 번호)';
COMMENT ON COLUMN function_code_chart.level IS
	'field (분야) or sector (부문)';
COMMENT ON COLUMN function_code_chart.name_ko IS
	'name (과목 이름); NULL where the code is in use and its name is not known';
COMMENT ON COLUMN function_code_chart.years IS
	'fiscal years (회계연도) in which the code means this; open where the first or last is not known';
COMMENT ON COLUMN function_code_chart.source IS 'where the row was found (출처)';
COMMENT ON COLUMN function_code_chart.shipped IS
	'true for the rows of the extension, which cannot be written and are not dumped';

INSERT INTO function_code_chart (code, level, name_ko, years, source, shipped) VALUES
	('010', 'field', '일반공공행정', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('011', 'sector', '입법및선거관리', '(,)', 'jeonbuk2026', true),
	('013', 'sector', '지방행정ㆍ재정지원', '(,)', 'jeonbuk2026', true),
	('014', 'sector', '재정ㆍ금융', '(,)', 'jeonbuk2026', true),
	('016', 'sector', '일반행정', '(,)', 'jeonbuk2026', true),
	('020', 'field', '공공질서및안전', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('023', 'sector', '경찰', '(,)', 'general', true),
	('025', 'sector', '재난방재ㆍ민방위', '(,)', 'jeonbuk2026', true),
	('026', 'sector', '소방', '(,)', 'jeonbuk2026', true),
	('050', 'field', '교육', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('051', 'sector', '유아및초중등교육', '(,)', 'jeonbuk2026', true),
	('052', 'sector', '고등교육', '(,)', 'jeonbuk2026', true),
	('053', 'sector', '평생ㆍ직업교육', '(,)', 'jeonbuk2026', true),
	('060', 'field', '문화및관광', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('061', 'sector', '문화예술', '(,)', 'jeonbuk2026', true),
	('062', 'sector', '관광', '(,)', 'jeonbuk2026', true),
	('063', 'sector', '체육', '(,)', 'jeonbuk2026', true),
	('064', 'sector', '문화재', '[2008,2025]', 'gyeonggi2016-2025; code general', true),
	('064', 'sector', '국가유산', '[2026,)', 'jeonbuk2026; gyeonggi: 문화재 until 2025', true),
	('065', 'sector', '문화및관광일반', '(,)', 'jeonbuk2026', true),
	('070', 'field', '환경보호', '[2008,2019]', 'gyeonggi2016-2019; code general', true),
	('070', 'field', '환경', '[2020,)', 'jeonbuk2026; gyeonggi2020-2025', true),
	('071', 'sector', '상하수도ㆍ수질', '(,)', 'jeonbuk2026', true),
	('072', 'sector', '폐기물', '(,)', 'jeonbuk2026', true),
	('073', 'sector', '대기', '(,)', 'jeonbuk2026', true),
	('074', 'sector', '자연', '(,)', 'jeonbuk2026', true),
	('075', 'sector', '해양', '(,)', 'general', true),
	('076', 'sector', '환경보호일반', '(,)', 'jeonbuk2026', true),
	('080', 'field', '사회복지', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('081', 'sector', '기초생활보장', '(,)', 'jeonbuk2026', true),
	('082', 'sector', '취약계층지원', '(,)', 'jeonbuk2026', true),
	('084', 'sector', '보육ㆍ가족및여성', '[2008,2024]', 'gyeonggi2016-2024; code general; SPLIT into 08A 보육 and 08B 가족·여성', true),
	('085', 'sector', '노인ㆍ청소년', '[2008,2024]', 'gyeonggi2016-2024; code general; SPLIT into 08C 노인 and 08D 청소년', true),
	('086', 'sector', '노동', '(,)', 'jeonbuk2026', true),
	('087', 'sector', '보훈', '(,)', 'jeonbuk2026', true),
	('088', 'sector', '주택', '(,)', 'jeonbuk2026', true),
	('089', 'sector', '사회복지일반', '(,)', 'jeonbuk2026', true),
	('08A', 'sector', '보육', '[2025,)', 'jeonbuk2026; gyeonggi2025 (first seen)', true),
	('08B', 'sector', '가족·여성', '[2025,)', 'jeonbuk2026; gyeonggi2025 (first seen)', true),
	('08C', 'sector', '노인', '[2025,)', 'jeonbuk2026; gyeonggi2025 (first seen)', true),
	('08D', 'sector', '청소년', '[2025,)', 'jeonbuk2026; gyeonggi2025 (first seen)', true),
	('090', 'field', '보건', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('091', 'sector', '보건의료', '(,)', 'jeonbuk2026', true),
	('093', 'sector', '식품의약안전', '(,)', 'jeonbuk2026', true),
	('100', 'field', '농림해양수산', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('101', 'sector', '농업ㆍ농촌', '(,)', 'jeonbuk2026', true),
	('102', 'sector', '임업ㆍ산촌', '(,)', 'jeonbuk2026', true),
	('103', 'sector', '해양수산ㆍ어촌', '(,)', 'jeonbuk2026', true),
	('110', 'field', '산업ㆍ중소기업', '[2008,2019]', 'gyeonggi2016-2019; code general', true),
	('110', 'field', '산업ㆍ중소기업및에너지', '[2020,)', 'jeonbuk2026; gyeonggi2020-2025', true),
	('111', 'sector', '산업금융지원', '(,)', 'jeonbuk2026', true),
	('112', 'sector', '산업기술지원', '(,)', 'gyeonggi2018-2025 (name); code general', true),
	('113', 'sector', '무역및투자유치', '(,)', 'jeonbuk2026', true),
	('114', 'sector', '산업진흥ㆍ고도화', '(,)', 'jeonbuk2026', true),
	('115', 'sector', '에너지및자원개발', '(,)', 'jeonbuk2026', true),
	('116', 'sector', '산업ㆍ중소기업일반', '(,)', 'jeonbuk2026', true),
	('120', 'field', '수송및교통', '[2008,2019]', 'gyeonggi2016-2019; code general', true),
	('120', 'field', '교통및물류', '[2020,)', 'jeonbuk2026; gyeonggi2020-2025', true),
	('121', 'sector', '도로', '(,)', 'jeonbuk2026', true),
	('122', 'sector', '철도', '(,)', 'general', true),
	('123', 'sector', '도시철도', '(,)', 'general', true),
	('124', 'sector', '해운ㆍ항만', '(,)', 'gyeonggi2023 (name); code general', true),
	('125', 'sector', '항공ㆍ공항', '(,)', 'general', true),
	('126', 'sector', '대중교통ㆍ물류등기타', '(,)', 'jeonbuk2026', true),
	('140', 'field', '국토및지역개발', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('141', 'sector', '수자원', '(,)', 'jeonbuk2026', true),
	('142', 'sector', '지역및도시', '(,)', 'jeonbuk2026', true),
	('143', 'sector', '산업단지', '(,)', 'jeonbuk2026', true),
	('150', 'field', '과학기술', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('151', 'sector', '기술개발', '(,)', 'general', true),
	('152', 'sector', '과학기술연구지원', '(,)', 'general', true),
	('153', 'sector', '과학기술일반', '(,)', 'jeonbuk2026', true),
	('160', 'field', '예비비', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('161', 'sector', '예비비', '(,)', 'jeonbuk2026', true),
	('900', 'field', '기타', '(,)', 'jeonbuk2026; gyeonggi2016-2025', true),
	('901', 'sector', '기타', '(,)', 'jeonbuk2026', true);

CREATE TRIGGER function_code_chart_guard
	BEFORE INSERT OR UPDATE OR DELETE ON function_code_chart
	FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
CREATE TRIGGER function_code_chart_guard_truncate
	BEFORE TRUNCATE ON function_code_chart
	FOR EACH STATEMENT EXECUTE FUNCTION budget_chart_guard();
SELECT pg_catalog.pg_extension_config_dump('function_code_chart', 'WHERE NOT shipped');
GRANT SELECT ON function_code_chart TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON function_code_chart TO @extowner@;

CREATE TABLE function_code_succession (
	scope text NOT NULL DEFAULT 'local'
		CHECK (scope IN ('local', 'national', 'revenue', 'school')),
	from_code function_code NOT NULL,
	until_year integer NOT NULL,
	to_code function_code NOT NULL,
	source text,
	shipped boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX function_code_succession_shipped
	ON function_code_succession (scope, from_code, until_year, to_code) WHERE shipped;
CREATE UNIQUE INDEX function_code_succession_own
	ON function_code_succession (scope, from_code, until_year, to_code) WHERE NOT shipped;
CREATE INDEX function_code_succession_from ON function_code_succession (from_code);
CREATE INDEX function_code_succession_to ON function_code_succession (to_code);
COMMENT ON TABLE function_code_succession IS
	'what became of functional codes whose meaning ended (과목 개편): a row per successor; rows of your own for a code and year replace the shipped ones';
COMMENT ON COLUMN function_code_succession.scope IS
	'local, national, revenue or school';
COMMENT ON COLUMN function_code_succession.from_code IS 'code before the change';
COMMENT ON COLUMN function_code_succession.until_year IS
	'last fiscal year before the change';
COMMENT ON COLUMN function_code_succession.to_code IS
	'code from the next year on; the same code where it, or a part of it, stayed';
COMMENT ON COLUMN function_code_succession.source IS 'where the row was found (출처)';
COMMENT ON COLUMN function_code_succession.shipped IS
	'true for the rows of the extension, which cannot be written and are not dumped';

INSERT INTO function_code_succession (from_code, until_year, to_code, source, shipped) VALUES
	('064', 2025, '064', 'gyeonggi2016-2025', true),
	('070', 2019, '070', 'gyeonggi2016-2019', true),
	('084', 2024, '08A', 'gyeonggi2016-2025', true),
	('084', 2024, '08B', 'gyeonggi2016-2025', true),
	('085', 2024, '08C', 'gyeonggi2016-2025', true),
	('085', 2024, '08D', 'gyeonggi2016-2025', true),
	('110', 2019, '110', 'gyeonggi2016-2019', true),
	('120', 2019, '120', 'gyeonggi2016-2019', true);

CREATE TRIGGER function_code_succession_guard
	BEFORE INSERT OR UPDATE OR DELETE ON function_code_succession
	FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
CREATE TRIGGER function_code_succession_guard_truncate
	BEFORE TRUNCATE ON function_code_succession
	FOR EACH STATEMENT EXECUTE FUNCTION budget_chart_guard();
SELECT pg_catalog.pg_extension_config_dump('function_code_succession', 'WHERE NOT shipped');
GRANT SELECT ON function_code_succession TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON function_code_succession TO @extowner@;

CREATE FUNCTION function_code_name(code function_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION function_code_name(function_code, integer, text) IS
	'name of a functional code in a fiscal year (분야·부문 이름); NULL if the chart has none';

CREATE FUNCTION function_code_valid(code function_code, fiscal_year integer, scope text DEFAULT 'local')
	RETURNS boolean
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION function_code_valid(function_code, integer, text) IS
	'does the chart have the functional code in that fiscal year';

CREATE FUNCTION function_code_in_year(code function_code, from_year integer, to_year integer,
		scope text DEFAULT 'local')
	RETURNS function_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 200;
COMMENT ON FUNCTION function_code_in_year(function_code, integer, integer, text) IS
	'the code that in another fiscal year stands for what this code means in the first; NULL where there is none, or no single one';

CREATE FUNCTION function_code_successors(code function_code, from_year integer, to_year integer,
		scope text DEFAULT 'local')
	RETURNS SETOF function_code
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 200 ROWS 1;
COMMENT ON FUNCTION function_code_successors(function_code, integer, integer, text) IS
	'all codes that in another fiscal year stand for what this code means in the first';
-- rate

-- The planner's forms of the rates for thousand_won, and what swaps them in
CREATE FUNCTION change_rate_won(prior thousand_won, current thousand_won, digits integer)
	RETURNS numeric LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION change_rate_won(thousand_won, thousand_won, integer) IS
	'what the planner calls for change_rate (증감률) of two thousand_won';

CREATE FUNCTION execution_rate_won(executed thousand_won, budget thousand_won, digits integer)
	RETURNS numeric LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'part_rate_won';
COMMENT ON FUNCTION execution_rate_won(thousand_won, thousand_won, integer) IS
	'what the planner calls for execution_rate (집행률) of two thousand_won';

CREATE FUNCTION share_rate_won(part thousand_won, whole thousand_won, digits integer)
	RETURNS numeric LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'part_rate_won';
COMMENT ON FUNCTION share_rate_won(thousand_won, thousand_won, integer) IS
	'what the planner calls for share_rate (구성비, 보조율) of two thousand_won';

CREATE FUNCTION rate_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE FUNCTION change_rate(prior numeric, current numeric, digits integer DEFAULT 1)
	RETURNS numeric LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT rate_support
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION change_rate(numeric, numeric, integer) IS
	'change from prior to current in per cent of prior (증감률); NULL when prior is zero';

CREATE FUNCTION execution_rate(executed numeric, budget numeric, digits integer DEFAULT 1)
	RETURNS numeric LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT rate_support
	AS 'MODULE_PATHNAME', 'part_rate';
COMMENT ON FUNCTION execution_rate(numeric, numeric, integer) IS
	'executed amount in per cent of the budget (집행률); NULL when the budget is zero';

CREATE FUNCTION share_rate(part numeric, whole numeric, digits integer DEFAULT 1)
	RETURNS numeric LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	SUPPORT rate_support
	AS 'MODULE_PATHNAME', 'part_rate';
COMMENT ON FUNCTION share_rate(numeric, numeric, integer) IS
	'part in per cent of the whole (구성비, 보조율); NULL when the whole is zero';

CREATE FUNCTION change_label(prior numeric, current numeric)
	RETURNS text LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION change_label(numeric, numeric) IS
	'the word for a change (신규, 폐지, 증, 감, 동일); an amount not stated counts as none, NULL when neither is stated';

-- Aggregates

CREATE FUNCTION total_rate_accum(internal, numeric, numeric) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION total_rate_accum(internal, numeric, numeric, integer) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION total_rate_accum_inverse(internal, numeric, numeric) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION total_rate_accum_inverse(internal, numeric, numeric, integer) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION total_rate_combine(internal, internal) RETURNS internal
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION total_rate_serialize(internal) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION total_rate_deserialize(bytea, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION total_change_rate_final(internal) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';
CREATE FUNCTION total_execution_rate_final(internal) RETURNS numeric
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME';

CREATE AGGREGATE total_change_rate(prior numeric, current numeric) (
	SFUNC = total_rate_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = total_change_rate_final,
	COMBINEFUNC = total_rate_combine,
	SERIALFUNC = total_rate_serialize,
	DESERIALFUNC = total_rate_deserialize,
	MSFUNC = total_rate_accum,
	MINVFUNC = total_rate_accum_inverse,
	MSTYPE = internal,
	MSSPACE = 512,
	MFINALFUNC = total_change_rate_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE total_change_rate(numeric, numeric) IS
	'change from the sum of prior to the sum of current in per cent (증감률), with one decimal';
CREATE AGGREGATE total_change_rate(prior numeric, current numeric, digits integer) (
	SFUNC = total_rate_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = total_change_rate_final,
	COMBINEFUNC = total_rate_combine,
	SERIALFUNC = total_rate_serialize,
	DESERIALFUNC = total_rate_deserialize,
	MSFUNC = total_rate_accum,
	MINVFUNC = total_rate_accum_inverse,
	MSTYPE = internal,
	MSSPACE = 512,
	MFINALFUNC = total_change_rate_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE total_change_rate(numeric, numeric, integer) IS
	'change from the sum of prior to the sum of current in per cent (증감률); digits must be the same for all rows';
CREATE AGGREGATE total_execution_rate(executed numeric, budget numeric) (
	SFUNC = total_rate_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = total_execution_rate_final,
	COMBINEFUNC = total_rate_combine,
	SERIALFUNC = total_rate_serialize,
	DESERIALFUNC = total_rate_deserialize,
	MSFUNC = total_rate_accum,
	MINVFUNC = total_rate_accum_inverse,
	MSTYPE = internal,
	MSSPACE = 512,
	MFINALFUNC = total_execution_rate_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE total_execution_rate(numeric, numeric) IS
	'sum of executed in per cent of the sum of budgets (집행률), with one decimal';
CREATE AGGREGATE total_execution_rate(executed numeric, budget numeric, digits integer) (
	SFUNC = total_rate_accum,
	STYPE = internal,
	SSPACE = 512,
	FINALFUNC = total_execution_rate_final,
	COMBINEFUNC = total_rate_combine,
	SERIALFUNC = total_rate_serialize,
	DESERIALFUNC = total_rate_deserialize,
	MSFUNC = total_rate_accum,
	MINVFUNC = total_rate_accum_inverse,
	MSTYPE = internal,
	MSSPACE = 512,
	MFINALFUNC = total_execution_rate_final,
	PARALLEL = SAFE
);
COMMENT ON AGGREGATE total_execution_rate(numeric, numeric, integer) IS
	'sum of executed in per cent of the sum of budgets (집행률); digits must be the same for all rows';
-- cost_basis

CREATE FUNCTION cost_basis_amount(basis text, mode text DEFAULT 'ceil')
	RETURNS thousand_won LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION cost_basis_amount(text, text) IS
	'value of a cost basis (산출기초), each of its lines rounded to whole thousand won: ceil (올림), floor, nearest (반올림), trunc (절사)';

CREATE FUNCTION try_cost_basis_amount(basis text, mode text DEFAULT 'ceil')
	RETURNS thousand_won LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION try_cost_basis_amount(text, text) IS
	'value of a cost basis (산출기초) as cost_basis_amount gives it, NULL where that raises an error';

CREATE FUNCTION parse_cost_line(
	line text,
	OUT depth integer, OUT label text, OUT basis text, OUT amount thousand_won
) LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION parse_cost_line(text) IS
	'takes a line of a cost table (산출내역) apart: depth by its marker (□ 0, ○ 1, - 2, ▷ 3, · 4, ※ 5), label, basis (산출기초), amount';
--
-- rule: what consistency rules share
--

-- Violations that mode 'record' wrote. Tables are kept by name, so that the
-- log outlives them; rows come from C, as the owner of this table.
CREATE TABLE budget_violation_record (
    at              timestamptz NOT NULL,
    who             name NOT NULL,
    rule            name NOT NULL,
    relation_schema name NOT NULL,
    relation_name   name NOT NULL,
    key             jsonb,
    expected        numeric,
    actual          numeric,
    difference      numeric,
    message         text NOT NULL
);
COMMENT ON TABLE budget_violation_record IS
'what rules in mode record wrote; read it through the view budget_violation_log (위반 기록 원본)';
COMMENT ON COLUMN budget_violation_record.at IS '기록 시각';
COMMENT ON COLUMN budget_violation_record.who IS '작업자';
COMMENT ON COLUMN budget_violation_record.rule IS '규칙';
COMMENT ON COLUMN budget_violation_record.relation_schema IS '표의 스키마';
COMMENT ON COLUMN budget_violation_record.relation_name IS '표';
COMMENT ON COLUMN budget_violation_record.key IS '행의 키';
COMMENT ON COLUMN budget_violation_record.expected IS '기대값(천원): 합계 또는 우변';
COMMENT ON COLUMN budget_violation_record.actual IS '실제값(천원): 총액 또는 좌변';
COMMENT ON COLUMN budget_violation_record.difference IS '차이(천원) = 실제값 - 기대값';
COMMENT ON COLUMN budget_violation_record.message IS '설명';
-- what pg_dump and restore need, as the owner of the extension
GRANT SELECT, INSERT ON budget_violation_record TO @extowner@;
SELECT pg_catalog.pg_extension_config_dump('budget_violation_record', '');

-- A reader sees the violations of tables that exist and that he may read.
CREATE VIEW budget_violation_log WITH (security_barrier) AS
SELECT r.at, r.who, r.rule, t.relation, r.key,
       r.expected, r.actual, r.difference, r.message
FROM @extschema@.budget_violation_record AS r
CROSS JOIN LATERAL (
    SELECT pg_catalog.to_regclass(
               pg_catalog.format('%I.%I', r.relation_schema, r.relation_name))
           AS relation) AS t
WHERE t.relation IS NOT NULL
  AND pg_catalog.has_table_privilege(t.relation, 'SELECT')
  AND NOT pg_catalog.row_security_active(t.relation);
COMMENT ON VIEW budget_violation_log IS
'violations that rules in mode record found, for the tables the reader may read (위반 기록)';
COMMENT ON COLUMN budget_violation_log.at IS '기록 시각';
COMMENT ON COLUMN budget_violation_log.who IS '작업자';
COMMENT ON COLUMN budget_violation_log.rule IS '규칙';
COMMENT ON COLUMN budget_violation_log.relation IS '표';
COMMENT ON COLUMN budget_violation_log.key IS '행의 키';
COMMENT ON COLUMN budget_violation_log.expected IS '기대값(천원): 합계 또는 우변';
COMMENT ON COLUMN budget_violation_log.actual IS '실제값(천원): 총액 또는 좌변';
COMMENT ON COLUMN budget_violation_log.difference IS '차이(천원) = 실제값 - 기대값';
COMMENT ON COLUMN budget_violation_log.message IS '설명';
GRANT SELECT ON budget_violation_log TO PUBLIC;

CREATE FUNCTION budget_rule_list(
    OUT rule name, OUT kind text, OUT relation regclass,
    OUT part_relation regclass, OUT definition text, OUT mode text,
    OUT enabled boolean, OUT state text)
RETURNS SETOF record
LANGUAGE c STABLE PARALLEL UNSAFE ROWS 20
AS 'MODULE_PATHNAME', 'budget_rule_list';
COMMENT ON FUNCTION budget_rule_list() IS
'the rules of this database as their triggers say them; read it through the view budget_rules';

CREATE VIEW budget_rules AS
SELECT l.rule, l.kind, l.relation, l.definition, l.mode, l.enabled, l.state,
       (SELECT pg_catalog.obj_description(t.oid, 'pg_trigger')
        FROM pg_catalog.pg_trigger AS t
        WHERE t.tgrelid OPERATOR(pg_catalog.=) ANY (ARRAY[l.relation, l.part_relation]::pg_catalog.oid[])
          AND t.tgname OPERATOR(pg_catalog.=) l.rule
          AND pg_catalog.obj_description(t.oid, 'pg_trigger') IS NOT NULL
        LIMIT 1) AS description
FROM @extschema@.budget_rule_list() AS l;
COMMENT ON VIEW budget_rules IS 'the consistency rules of this database (정합성 규칙)';
COMMENT ON COLUMN budget_rules.rule IS '규칙';
COMMENT ON COLUMN budget_rules.kind IS '종류: row 행, sum 합계, code 과목';
COMMENT ON COLUMN budget_rules.relation IS '표 (합계 규칙은 총액의 표)';
COMMENT ON COLUMN budget_rules.definition IS '정의';
COMMENT ON COLUMN budget_rules.mode IS '처리 방식: reject 거부, warn 경고, record 기록, maintain 유지';
COMMENT ON COLUMN budget_rules.enabled IS '사용 여부';
COMMENT ON COLUMN budget_rules.state IS '상태: ok, disabled, broken';
COMMENT ON COLUMN budget_rules.description IS '설명 (COMMENT ON TRIGGER)';
GRANT SELECT ON budget_rules TO PUBLIC;

CREATE TYPE budget_violation AS (
    rule       name,
    relation   regclass,
    key        jsonb,
    expected   numeric,
    actual     numeric,
    difference numeric,
    message    text
);
COMMENT ON TYPE budget_violation IS
'a disagreement: actual is the total or the left side, expected the parts or the right side, difference = actual - expected, in thousand won where the amounts are (규칙 위반)';

CREATE FUNCTION budget_violations(
    rule name DEFAULT NULL, target regclass DEFAULT NULL)
RETURNS SETOF budget_violation
LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 100
AS 'MODULE_PATHNAME', 'budget_violations';
COMMENT ON FUNCTION budget_violations(name, regclass) IS
'what violates a rule now, or all rules of the tables the caller may read (현재 위반 조회)';

CREATE FUNCTION budget_validate(
    rule name DEFAULT NULL, target regclass DEFAULT NULL)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_validate';
COMMENT ON FUNCTION budget_validate(name, regclass) IS
'checks the existing rows of a rule, or of all rejecting rules, and raises on the first violation (규칙 검증)';

CREATE FUNCTION budget_drop_rule(rule name, target regclass DEFAULT NULL)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_drop_rule';
COMMENT ON FUNCTION budget_drop_rule(name, regclass) IS
'drops a rule from its tables; target names the table where two rules share a name (규칙 삭제)';

CREATE FUNCTION budget_set_rule_mode(
    rule name, mode text, target regclass DEFAULT NULL)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_set_rule_mode';
COMMENT ON FUNCTION budget_set_rule_mode(name, text, regclass) IS
'changes what a rule does: reject, warn, record, and maintain for sum rules (규칙 처리 방식 변경)';

-- Waivers: never changed, so that the table is the history; the latest of a
-- key counts.
CREATE TABLE budget_waiver_record (
    at              timestamptz NOT NULL,
    who             name NOT NULL,
    rule            name NOT NULL,
    relation_schema name NOT NULL,
    relation_name   name NOT NULL,
    key             jsonb NOT NULL,
    reason          text NOT NULL,
    until           date
);
CREATE INDEX budget_waiver_record_key ON budget_waiver_record
    (rule, relation_schema, relation_name, key, at);
COMMENT ON TABLE budget_waiver_record IS
'what budget_waive wrote; read it through the view budget_waivers (예외 승인 원본)';
COMMENT ON COLUMN budget_waiver_record.at IS '승인 시각';
COMMENT ON COLUMN budget_waiver_record.who IS '승인자';
COMMENT ON COLUMN budget_waiver_record.rule IS '규칙';
COMMENT ON COLUMN budget_waiver_record.relation_schema IS '표의 스키마';
COMMENT ON COLUMN budget_waiver_record.relation_name IS '표';
COMMENT ON COLUMN budget_waiver_record.key IS '행의 키';
COMMENT ON COLUMN budget_waiver_record.reason IS '사유';
COMMENT ON COLUMN budget_waiver_record.until IS '기한 (없으면 무기한)';
GRANT SELECT, INSERT ON budget_waiver_record TO @extowner@;
SELECT pg_catalog.pg_extension_config_dump('budget_waiver_record', '');

CREATE VIEW budget_waivers WITH (security_barrier) AS
SELECT w.at, w.who, w.rule, t.relation, w.key, w.reason, w.until
FROM @extschema@.budget_waiver_record AS w
CROSS JOIN LATERAL (
    SELECT pg_catalog.to_regclass(
               pg_catalog.format('%I.%I', w.relation_schema, w.relation_name))
           AS relation) AS t
WHERE t.relation IS NOT NULL
  AND pg_catalog.has_table_privilege(t.relation, 'SELECT')
  AND NOT pg_catalog.row_security_active(t.relation);
COMMENT ON VIEW budget_waivers IS
'keys that may violate a rule, for the tables the reader may read; the latest waiver of a key counts (예외 승인)';
COMMENT ON COLUMN budget_waivers.at IS '승인 시각';
COMMENT ON COLUMN budget_waivers.who IS '승인자';
COMMENT ON COLUMN budget_waivers.rule IS '규칙';
COMMENT ON COLUMN budget_waivers.relation IS '표';
COMMENT ON COLUMN budget_waivers.key IS '행의 키';
COMMENT ON COLUMN budget_waivers.reason IS '사유';
COMMENT ON COLUMN budget_waivers.until IS '기한 (없으면 무기한)';
GRANT SELECT ON budget_waivers TO PUBLIC;

CREATE FUNCTION budget_waive(
    rule name, key jsonb, reason text, until date DEFAULT NULL,
    target regclass DEFAULT NULL)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_waive';
COMMENT ON FUNCTION budget_waive(name, jsonb, text, date, regclass) IS
'lets a key violate a rule, until a day or for good: it is recorded instead of rejected; key is that of budget_violations() (예외 승인)';

CREATE FUNCTION budget_rule_problem_list(
    OUT rule name, OUT relation regclass, OUT problem text, OUT advice text)
RETURNS SETOF record
LANGUAGE c STABLE PARALLEL UNSAFE ROWS 10
AS 'MODULE_PATHNAME', 'budget_rule_problem_list';
COMMENT ON FUNCTION budget_rule_problem_list() IS
'what keeps rules from being checked, or checked fast; read it through the view budget_rule_problems';

CREATE VIEW budget_rule_problems AS
SELECT p.rule, p.relation, p.problem, p.advice
FROM @extschema@.budget_rule_problem_list() AS p;
COMMENT ON VIEW budget_rule_problems IS
'rules half dropped or disabled, keys without an index, partitions not watched, and what to do (규칙 점검)';
COMMENT ON COLUMN budget_rule_problems.rule IS '규칙';
COMMENT ON COLUMN budget_rule_problems.relation IS '표';
COMMENT ON COLUMN budget_rule_problems.problem IS '문제';
COMMENT ON COLUMN budget_rule_problems.advice IS '조치';
GRANT SELECT ON budget_rule_problems TO PUBLIC;
--
-- row_rule: rules over the columns of one row
--

CREATE FUNCTION budget_row_rule_check()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_row_rule_check';
COMMENT ON FUNCTION budget_row_rule_check() IS
'trigger function of row rules; budget_add_row_rule makes the triggers';

CREATE FUNCTION budget_add_row_rule(
    rule name, target regclass, equation text,
    mode text DEFAULT 'reject', validate boolean DEFAULT true)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_add_row_rule';
COMMENT ON FUNCTION budget_add_row_rule(name, regclass, text, text, boolean) IS
'adds a rule that each row of a table must obey: a boolean SQL expression over its columns, such as current_budget = original_budget + carried_in + adjustment; NULL passes (행 규칙)';
--
-- sum_rule: rules between a total and its parts
--

CREATE FUNCTION budget_sum_rule_check()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_sum_rule_check';
COMMENT ON FUNCTION budget_sum_rule_check() IS
'trigger function of sum rules; budget_add_sum_rule makes the triggers';

CREATE FUNCTION budget_add_sum_rule(
    rule name,
    total_table regclass, total_amount text, total_key text[],
    part_table regclass, part_amount text, part_key text[],
    comparison text DEFAULT '=',
    total_filter text DEFAULT NULL, part_filter text DEFAULT NULL,
    missing_parts text DEFAULT 'violate',
    tolerance thousand_won DEFAULT 0,
    mode text DEFAULT 'reject', validate boolean DEFAULT true,
    missing_total text DEFAULT 'violate')
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_add_sum_rule';
COMMENT ON FUNCTION budget_add_sum_rule(name, regclass, text, text[], regclass, text, text[], text, text, text, text, thousand_won, text, boolean, text) IS
'adds a rule that the parts of each key equal, or do not exceed, the total of that key; checked when the transaction commits (합계 규칙)';
--
-- code_rule: rules that a code stands in the chart of its fiscal year
--

CREATE FUNCTION budget_code_chargeable(
    code budget_code, fiscal_year integer, scope text DEFAULT 'local')
RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL SAFE COST 50
AS 'MODULE_PATHNAME', 'budget_code_chargeable';
COMMENT ON FUNCTION budget_code_chargeable(budget_code, integer, text) IS
'whether the chart of the year has the code as one that amounts are entered at: an item, not a group or object (통계목 여부)';

CREATE FUNCTION function_code_chargeable(
    code function_code, fiscal_year integer, scope text DEFAULT 'local')
RETURNS boolean
LANGUAGE c STABLE STRICT PARALLEL SAFE COST 50
AS 'MODULE_PATHNAME', 'function_code_chargeable';
COMMENT ON FUNCTION function_code_chargeable(function_code, integer, text) IS
'whether the chart of the year has the code as a sector, not only a field (부문 여부)';

CREATE FUNCTION budget_code_rule_check()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_code_rule_check';
COMMENT ON FUNCTION budget_code_rule_check() IS
'trigger function of code rules; budget_add_code_rule makes the triggers';

CREATE FUNCTION budget_add_code_rule(
    rule name, target regclass, code_column name, year_column name,
    mode text DEFAULT 'reject', validate boolean DEFAULT true,
    scope text DEFAULT 'local')
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'budget_add_code_rule';
COMMENT ON FUNCTION budget_add_code_rule(name, regclass, name, name, text, boolean, text) IS
'adds a rule that a column of type budget_code or function_code holds a code of the chart of its fiscal year, at the level that amounts are entered at; NULL passes (과목 규칙)';
-- model: the project sheet as tables that belong to the user
--
-- The model is readable SQL.  budget_model_tables(), budget_model_rules() and
-- budget_model_views() return it, with @model@ where the schema's name goes,
-- and budget_create_model() runs it as the caller.  What is created so is not
-- a member of the extension: it is dumped with its data, its owner may change
-- it, and DROP EXTENSION refuses while it exists.
--
-- Two conventions hold in every table: NULL is "not stated" (a blank cell),
-- zero is a cell that says so ("0" or "-"); source_line is the line of the
-- sheet that a row was read from.

CREATE FUNCTION budget_model_tables()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 1. 사업: what the head of the sheet says of the project itself

CREATE TABLE @model@.project
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	name text NOT NULL,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	government text,
	bureau text,
	department text,
	account text,
	function_code function_code,
	policy text,
	unit text,
	period text,
	is_annual boolean,
	starts_on date,
	ends_on date,
	location text,
	summary text,
	implementer text,
	is_new boolean,
	is_continuing boolean,
	is_ordinary boolean,
	is_investment boolean,
	total_cost thousand_won,
	national_cost thousand_won,
	subsidy_rate numeric,
	source_line integer,
	UNIQUE NULLS NOT DISTINCT (fiscal_year, name, government, department),
	CHECK (btrim(name) <> ''),
	CHECK (starts_on <= ends_on)
);
CREATE INDEX ON @model@.project (government, fiscal_year);
COMMENT ON TABLE @model@.project IS '사업: 사업설명서 한 장(한 세부사업의 한 회계연도)';
COMMENT ON COLUMN @model@.project.id IS '사업 번호';
COMMENT ON COLUMN @model@.project.name IS '사업명(세부사업)';
COMMENT ON COLUMN @model@.project.fiscal_year IS '회계연도(예산액 B의 연도)';
COMMENT ON COLUMN @model@.project.government IS '자치단체';
COMMENT ON COLUMN @model@.project.bureau IS '실·국';
COMMENT ON COLUMN @model@.project.department IS '부서';
COMMENT ON COLUMN @model@.project.account IS '회계(일반회계, 특별회계 등)';
COMMENT ON COLUMN @model@.project.function_code IS '기능별 분류(분야·부문)';
COMMENT ON COLUMN @model@.project.policy IS '정책사업';
COMMENT ON COLUMN @model@.project.unit IS '단위사업';
COMMENT ON COLUMN @model@.project.period IS '사업기간(적힌 그대로)';
COMMENT ON COLUMN @model@.project.is_annual IS '연례반복 사업 여부';
COMMENT ON COLUMN @model@.project.starts_on IS '사업기간 시작일';
COMMENT ON COLUMN @model@.project.ends_on IS '사업기간 종료일';
COMMENT ON COLUMN @model@.project.location IS '사업위치';
COMMENT ON COLUMN @model@.project.summary IS '사업내용(개요)';
COMMENT ON COLUMN @model@.project.implementer IS '사업시행주체';
COMMENT ON COLUMN @model@.project.is_new IS '신규 사업 여부';
COMMENT ON COLUMN @model@.project.is_continuing IS '계속 사업 여부';
COMMENT ON COLUMN @model@.project.is_ordinary IS '경상 사업 여부';
COMMENT ON COLUMN @model@.project.is_investment IS '투자 사업 여부';
COMMENT ON COLUMN @model@.project.total_cost IS '총사업비(천원)';
COMMENT ON COLUMN @model@.project.national_cost IS '총사업비 중 국비(천원)';
COMMENT ON COLUMN @model@.project.subsidy_rate IS '보조율(%, 총사업비 중 국비의 비율)';
COMMENT ON COLUMN @model@.project.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.project_method
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	method text NOT NULL,
	applies boolean NOT NULL,
	source_line integer,
	PRIMARY KEY (project_id, method)
);
COMMENT ON TABLE @model@.project_method IS '사업형태: 직접수행, 자치단체 보조, 민간이전, 출연출자, 민간위탁, 기타';
COMMENT ON COLUMN @model@.project_method.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_method.method IS '사업형태';
COMMENT ON COLUMN @model@.project_method.applies IS '해당 여부(표시란)';
COMMENT ON COLUMN @model@.project_method.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.project_procedure
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	procedure text NOT NULL,
	applies boolean NOT NULL,
	source_line integer,
	PRIMARY KEY (project_id, procedure)
);
COMMENT ON TABLE @model@.project_procedure IS '사전절차 대상 여부: 투자심사, 학술용역, 기술심사, 지방보조심의, 정보화심사, 공유재산 등';
COMMENT ON COLUMN @model@.project_procedure.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_procedure.procedure IS '사전절차';
COMMENT ON COLUMN @model@.project_procedure.applies IS '대상 여부(표시란)';
COMMENT ON COLUMN @model@.project_procedure.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.project_funding
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	source text NOT NULL,
	is_national boolean NOT NULL
		GENERATED ALWAYS AS (source IN ('국비', '국고', '국고보조', '국고보조금', '균특', '기금', '특교', '특별교부세')) STORED,
	amount thousand_won,
	source_line integer,
	PRIMARY KEY (project_id, source)
);
COMMENT ON TABLE @model@.project_funding IS '총사업비의 재원: 국비, 균특, 기금, 특교, 시비·도비, 조정교부금, 구비·군비, 기타';
COMMENT ON COLUMN @model@.project_funding.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_funding.source IS '재원';
COMMENT ON COLUMN @model@.project_funding.is_national IS '국비 여부(국고보조, 균특, 기금, 특교)';
COMMENT ON COLUMN @model@.project_funding.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.project_funding.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.project_contact
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	ordinal integer NOT NULL,
	role text NOT NULL,
	contact text,
	source_line integer,
	PRIMARY KEY (project_id, ordinal)
);
COMMENT ON TABLE @model@.project_contact IS '사업 담당자: 과장, 팀장, 주무관';
COMMENT ON COLUMN @model@.project_contact.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_contact.ordinal IS '순서';
COMMENT ON COLUMN @model@.project_contact.role IS '직위';
COMMENT ON COLUMN @model@.project_contact.contact IS '담당자와 연락처(적힌 그대로)';
COMMENT ON COLUMN @model@.project_contact.source_line IS '원문의 줄 번호';

-- 2. 예산: the overview, its cost basis

CREATE TABLE @model@.budget_total
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	stage text NOT NULL DEFAULT '본예산',
	two_years_before thousand_won,
	two_years_before_subsidy thousand_won,
	prior thousand_won,
	prior_subsidy thousand_won,
	current thousand_won,
	current_subsidy thousand_won,
	change thousand_won,
	change_subsidy thousand_won,
	change_rate numeric,
	change_rate_subsidy numeric,
	scheduled thousand_won,
	source_line integer,
	PRIMARY KEY (project_id, fiscal_year, stage)
);
COMMENT ON TABLE @model@.budget_total IS '계: 예산 총괄과 추진일정의 계에 적힌 금액(한 사업, 회계연도, 예산 단계)';
COMMENT ON COLUMN @model@.budget_total.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_total.fiscal_year IS '회계연도(예산액 B의 연도)';
COMMENT ON COLUMN @model@.budget_total.stage IS '예산 단계(본예산, 추경 1회 등)';
COMMENT ON COLUMN @model@.budget_total.two_years_before IS '전전년도 예산액 계(천원)';
COMMENT ON COLUMN @model@.budget_total.two_years_before_subsidy IS '전전년도 예산액 계 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_total.prior IS '전년도 예산액(A) 계(천원)';
COMMENT ON COLUMN @model@.budget_total.prior_subsidy IS '전년도 예산액(A) 계 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_total.current IS '예산액(B) 계(천원)';
COMMENT ON COLUMN @model@.budget_total.current_subsidy IS '예산액(B) 계 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_total.change IS '증감(B-A) 계(천원)';
COMMENT ON COLUMN @model@.budget_total.change_subsidy IS '증감(B-A) 계 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_total.change_rate IS '증감률 (B-A)*100/A 계(%, 적힌 자릿수 그대로)';
COMMENT ON COLUMN @model@.budget_total.change_rate_subsidy IS '국고보조의 증감률 계(%)';
COMMENT ON COLUMN @model@.budget_total.scheduled IS '추진일정 예산집행금액 계(천원)';
COMMENT ON COLUMN @model@.budget_total.source_line IS '원문의 줄 번호(예산 총괄의 계)';

CREATE TABLE @model@.budget_line
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	stage text NOT NULL DEFAULT '본예산',
	code budget_code NOT NULL,
	two_years_before thousand_won,
	two_years_before_subsidy thousand_won,
	prior thousand_won,
	prior_subsidy thousand_won,
	current thousand_won,
	current_subsidy thousand_won,
	change thousand_won,
	change_subsidy thousand_won,
	change_rate numeric,
	change_rate_subsidy numeric,
	label text,
	source_line integer,
	PRIMARY KEY (project_id, fiscal_year, stage, code)
);
COMMENT ON TABLE @model@.budget_line IS '예산 총괄: 통계목별 예산액(전전년도, 전년도 A, 당해 B, 증감)';
COMMENT ON COLUMN @model@.budget_line.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_line.fiscal_year IS '회계연도(예산액 B의 연도)';
COMMENT ON COLUMN @model@.budget_line.stage IS '예산 단계(본예산, 추경 1회 등)';
COMMENT ON COLUMN @model@.budget_line.code IS '과목(성질별 분류: 통계목)';
COMMENT ON COLUMN @model@.budget_line.two_years_before IS '전전년도 예산액(천원)';
COMMENT ON COLUMN @model@.budget_line.two_years_before_subsidy IS '전전년도 예산액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_line.prior IS '전년도 예산액(A, 천원): 단계를 달리 밝히지 않으면 전년도 본예산';
COMMENT ON COLUMN @model@.budget_line.prior_subsidy IS '전년도 예산액(A) 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_line.current IS '예산액(B, 천원)';
COMMENT ON COLUMN @model@.budget_line.current_subsidy IS '예산액(B) 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_line.change IS '증감(B-A, 천원)';
COMMENT ON COLUMN @model@.budget_line.change_subsidy IS '증감(B-A) 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_line.change_rate IS '증감률 (B-A)*100/A(%, 적힌 자릿수 그대로)';
COMMENT ON COLUMN @model@.budget_line.change_rate_subsidy IS '국고보조의 증감률(%)';
COMMENT ON COLUMN @model@.budget_line.label IS '과목의 이름(적힌 그대로)';
COMMENT ON COLUMN @model@.budget_line.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.cost_basis
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	stage text NOT NULL DEFAULT '본예산',
	code budget_code NOT NULL,
	parent_id bigint,
	ordinal integer NOT NULL,
	depth integer NOT NULL DEFAULT 1 CHECK (depth >= 1),
	label text,
	basis text,
	amount thousand_won,
	source_line integer,
	UNIQUE (project_id, fiscal_year, stage, code, ordinal),
	UNIQUE (project_id, fiscal_year, stage, code, id),
	-- a child belongs to its parent's code
	FOREIGN KEY (project_id, fiscal_year, stage, code, parent_id)
		REFERENCES @model@.cost_basis (project_id, fiscal_year, stage, code, id)
		ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE,
	CHECK (parent_id <> id),
	CHECK ((parent_id IS NULL) = (depth = 1))
);
CREATE INDEX ON @model@.cost_basis (parent_id) WHERE parent_id IS NOT NULL;
COMMENT ON TABLE @model@.cost_basis IS '예산 요구내역 및 산출근거(과목 아래의 나무)';
COMMENT ON COLUMN @model@.cost_basis.id IS '산출근거 번호';
COMMENT ON COLUMN @model@.cost_basis.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.cost_basis.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.cost_basis.stage IS '예산 단계(본예산, 추경 1회 등)';
COMMENT ON COLUMN @model@.cost_basis.code IS '과목(통계목)';
COMMENT ON COLUMN @model@.cost_basis.parent_id IS '상위 산출근거 번호(없으면 과목 바로 아래)';
COMMENT ON COLUMN @model@.cost_basis.ordinal IS '과목 안의 순서';
COMMENT ON COLUMN @model@.cost_basis.depth IS '깊이(1: 과목 바로 아래)';
COMMENT ON COLUMN @model@.cost_basis.label IS '산출내역';
COMMENT ON COLUMN @model@.cost_basis.basis IS '산출기초(단가*수량의 식, 원)';
COMMENT ON COLUMN @model@.cost_basis.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.cost_basis.source_line IS '원문의 줄 번호';

-- 3. 사업 설명

CREATE TABLE @model@.project_text
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	section text NOT NULL,
	ordinal integer NOT NULL,
	depth integer NOT NULL DEFAULT 1 CHECK (depth >= 1),
	label text,
	body text NOT NULL,
	stated_item text,
	stated_number integer NOT NULL DEFAULT 1,
	stated_amount thousand_won,
	source_line integer,
	PRIMARY KEY (project_id, section, ordinal),
	UNIQUE (project_id, stated_item, stated_number)
);
COMMENT ON TABLE @model@.project_text IS '사업 설명의 글: 사업목적, 사업근거, 사업내용, 필요성, 절차, 기대효과';
COMMENT ON COLUMN @model@.project_text.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_text.section IS '항목(사업목적, 사업근거, 사업내용 등)';
COMMENT ON COLUMN @model@.project_text.ordinal IS '항목 안의 순서';
COMMENT ON COLUMN @model@.project_text.depth IS '깊이';
COMMENT ON COLUMN @model@.project_text.label IS '쌍점 앞의 이름(사업기간, 장소 등)';
COMMENT ON COLUMN @model@.project_text.body IS '본문';
COMMENT ON COLUMN @model@.project_text.stated_item IS '글이 금액을 밝힌 것(예: 총사업비)';
COMMENT ON COLUMN @model@.project_text.stated_number IS '같은 것을 몇 번째로 밝혔는가';
COMMENT ON COLUMN @model@.project_text.stated_amount IS '글이 밝힌 금액(천원)';
COMMENT ON COLUMN @model@.project_text.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.milestone
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	ordinal integer NOT NULL,
	happened_on date,
	date_text text,
	event text NOT NULL,
	source_line integer,
	PRIMARY KEY (project_id, ordinal)
);
COMMENT ON TABLE @model@.milestone IS '추진경위';
COMMENT ON COLUMN @model@.milestone.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.milestone.ordinal IS '순서';
COMMENT ON COLUMN @model@.milestone.happened_on IS '날짜(달까지만 적혀 있으면 비움)';
COMMENT ON COLUMN @model@.milestone.date_text IS '날짜(적힌 그대로)';
COMMENT ON COLUMN @model@.milestone.event IS '내용';
COMMENT ON COLUMN @model@.milestone.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.schedule_step
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	stage text NOT NULL DEFAULT '본예산',
	ordinal integer NOT NULL,
	step text NOT NULL,
	period text,
	starts_on date,
	ends_on date,
	amount thousand_won,
	detail text,
	source_line integer,
	PRIMARY KEY (project_id, fiscal_year, stage, ordinal),
	CHECK (starts_on <= ends_on)
);
COMMENT ON TABLE @model@.schedule_step IS '추진일정';
COMMENT ON COLUMN @model@.schedule_step.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.schedule_step.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.schedule_step.stage IS '예산 단계(본예산, 추경 1회 등)';
COMMENT ON COLUMN @model@.schedule_step.ordinal IS '순서';
COMMENT ON COLUMN @model@.schedule_step.step IS '사업추진절차';
COMMENT ON COLUMN @model@.schedule_step.period IS '추진기간(적힌 그대로)';
COMMENT ON COLUMN @model@.schedule_step.starts_on IS '추진기간 시작일';
COMMENT ON COLUMN @model@.schedule_step.ends_on IS '추진기간 종료일';
COMMENT ON COLUMN @model@.schedule_step.amount IS '예산집행금액(천원)';
COMMENT ON COLUMN @model@.schedule_step.detail IS '추진세부내용';
COMMENT ON COLUMN @model@.schedule_step.source_line IS '원문의 줄 번호';

-- 4. 사업 효과와 결산

CREATE TABLE @model@.achievement
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	year integer NOT NULL CHECK (year BETWEEN 1900 AND 2999),
	ordinal integer NOT NULL,
	depth integer NOT NULL DEFAULT 1 CHECK (depth >= 1),
	body text NOT NULL,
	source_line integer,
	PRIMARY KEY (project_id, year, ordinal)
);
COMMENT ON TABLE @model@.achievement IS '최근 3년 추진실적';
COMMENT ON COLUMN @model@.achievement.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.achievement.year IS '연도';
COMMENT ON COLUMN @model@.achievement.ordinal IS '연도 안의 순서';
COMMENT ON COLUMN @model@.achievement.depth IS '깊이';
COMMENT ON COLUMN @model@.achievement.body IS '실적';
COMMENT ON COLUMN @model@.achievement.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.settlement
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	year integer NOT NULL CHECK (year BETWEEN 1900 AND 2999),
	original_budget thousand_won,
	original_budget_subsidy thousand_won,
	carried_in thousand_won,
	carried_in_subsidy thousand_won,
	carried_in_express thousand_won,
	carried_in_accident thousand_won,
	carried_in_continuing thousand_won,
	adjustment thousand_won,
	adjustment_subsidy thousand_won,
	current_budget thousand_won,
	current_budget_subsidy thousand_won,
	obligated thousand_won,
	executed thousand_won,
	executed_subsidy thousand_won,
	carried_out thousand_won,
	carried_out_subsidy thousand_won,
	carried_out_express thousand_won,
	carried_out_accident thousand_won,
	carried_out_continuing thousand_won,
	returned thousand_won DEFAULT 0,
	remaining thousand_won,
	remaining_subsidy thousand_won,
	source_line integer,
	PRIMARY KEY (project_id, year)
);
COMMENT ON TABLE @model@.settlement IS '결산 현황';
COMMENT ON COLUMN @model@.settlement.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.settlement.year IS '결산 연도';
COMMENT ON COLUMN @model@.settlement.original_budget IS '당초예산(천원)';
COMMENT ON COLUMN @model@.settlement.original_budget_subsidy IS '당초예산 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in IS '전년도 이월액(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in_subsidy IS '전년도 이월액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in_express IS '전년도 이월액 중 명시이월(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in_accident IS '전년도 이월액 중 사고이월(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in_continuing IS '전년도 이월액 중 계속비이월(천원)';
COMMENT ON COLUMN @model@.settlement.adjustment IS '예산변경(추경, 예비비, 이용, 전용, 이체의 합, 천원)';
COMMENT ON COLUMN @model@.settlement.adjustment_subsidy IS '예산변경 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.current_budget IS '예산현액(천원): 당초예산 + 전년도 이월액 + 예산변경';
COMMENT ON COLUMN @model@.settlement.current_budget_subsidy IS '예산현액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.obligated IS '지출원인행위액(천원)';
COMMENT ON COLUMN @model@.settlement.executed IS '집행액(지출액, 천원)';
COMMENT ON COLUMN @model@.settlement.executed_subsidy IS '집행액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out IS '다음 연도 이월액(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out_subsidy IS '다음 연도 이월액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out_express IS '다음 연도 이월액 중 명시이월(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out_accident IS '다음 연도 이월액 중 사고이월(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out_continuing IS '다음 연도 이월액 중 계속비이월(천원)';
COMMENT ON COLUMN @model@.settlement.returned IS '보조금 반납금(천원)';
COMMENT ON COLUMN @model@.settlement.remaining IS '집행잔액(천원): 예산현액 - 집행액 - 다음 연도 이월액 - 반납금';
COMMENT ON COLUMN @model@.settlement.remaining_subsidy IS '집행잔액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.source_line IS '원문의 줄 번호';

-- 5. 집행과 예산의 변경: what happens during the year

CREATE TABLE @model@.execution
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	code budget_code NOT NULL,
	executed_on date NOT NULL,
	amount thousand_won NOT NULL,
	description text
);
CREATE INDEX ON @model@.execution (project_id, fiscal_year, code);
COMMENT ON TABLE @model@.execution IS '집행(지출)';
COMMENT ON COLUMN @model@.execution.id IS '집행 번호';
COMMENT ON COLUMN @model@.execution.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.execution.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.execution.code IS '과목(통계목)';
COMMENT ON COLUMN @model@.execution.executed_on IS '지출일';
COMMENT ON COLUMN @model@.execution.amount IS '지출액(천원, 반납은 음수)';
COMMENT ON COLUMN @model@.execution.description IS '적요';

CREATE TABLE @model@.budget_transfer
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	kind text NOT NULL CHECK (kind IN ('전용', '이용', '예비비', '이체', '변경사용')),
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	decided_on date,
	document text,
	account text NOT NULL DEFAULT '일반회계',
	policy text,
	project_id bigint REFERENCES @model@.project,
	code budget_code,
	amount thousand_won NOT NULL CHECK (amount > 0),
	reason text,
	-- what the money may not leave
	bounds text GENERATED ALWAYS AS (
		CASE kind
		WHEN '전용' THEN account || '/' || policy
		WHEN '이체' THEN account || '/' || budget_code_text(code)
		WHEN '변경사용' THEN project_id::text || '/' || budget_code_text(budget_code_at(code, 'object'))
		ELSE account END) STORED,
	UNIQUE (id, kind),
	CHECK (bounds IS NOT NULL)
);
COMMENT ON TABLE @model@.budget_transfer IS '예산의 변경: 전용, 이용, 예비비, 이체, 변경사용';
COMMENT ON COLUMN @model@.budget_transfer.id IS '변경 번호';
COMMENT ON COLUMN @model@.budget_transfer.kind IS '종류';
COMMENT ON COLUMN @model@.budget_transfer.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.budget_transfer.decided_on IS '결정일';
COMMENT ON COLUMN @model@.budget_transfer.document IS '문서 번호';
COMMENT ON COLUMN @model@.budget_transfer.account IS '회계(이용과 예비비는 그 안에서)';
COMMENT ON COLUMN @model@.budget_transfer.policy IS '정책사업(전용은 그 안에서)';
COMMENT ON COLUMN @model@.budget_transfer.project_id IS '사업 번호(변경사용은 그 안에서)';
COMMENT ON COLUMN @model@.budget_transfer.code IS '과목(이체는 그 과목, 변경사용은 그 편성목 안에서)';
COMMENT ON COLUMN @model@.budget_transfer.amount IS '변경액(천원): 증액의 합이자 감액의 합';
COMMENT ON COLUMN @model@.budget_transfer.reason IS '사유';
COMMENT ON COLUMN @model@.budget_transfer.bounds IS '돈이 벗어나지 못하는 범위: 전용은 정책사업, 이용과 예비비는 회계, 이체는 회계와 과목, 변경사용은 사업과 편성목';

CREATE TABLE @model@.budget_transfer_line
(
	transfer_id bigint NOT NULL,
	kind text NOT NULL,
	ordinal integer NOT NULL,
	department text,
	account text NOT NULL DEFAULT '일반회계',
	policy text,
	project_id bigint NOT NULL REFERENCES @model@.project,
	code budget_code NOT NULL,
	amount thousand_won NOT NULL CHECK (amount <> 0),
	-- what the money may not leave
	bounds text GENERATED ALWAYS AS (
		CASE kind
		WHEN '전용' THEN account || '/' || policy
		WHEN '이체' THEN account || '/' || budget_code_text(code)
		WHEN '변경사용' THEN project_id::text || '/' || budget_code_text(budget_code_at(code, 'object'))
		ELSE account END) STORED,
	PRIMARY KEY (transfer_id, ordinal),
	FOREIGN KEY (transfer_id, kind) REFERENCES @model@.budget_transfer (id, kind)
		ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX ON @model@.budget_transfer_line (project_id, code);
COMMENT ON TABLE @model@.budget_transfer_line IS '예산 변경의 과목별 증감';
COMMENT ON COLUMN @model@.budget_transfer_line.transfer_id IS '변경 번호';
COMMENT ON COLUMN @model@.budget_transfer_line.kind IS '종류(변경의 종류와 같음)';
COMMENT ON COLUMN @model@.budget_transfer_line.ordinal IS '순서';
COMMENT ON COLUMN @model@.budget_transfer_line.department IS '부서';
COMMENT ON COLUMN @model@.budget_transfer_line.account IS '회계';
COMMENT ON COLUMN @model@.budget_transfer_line.policy IS '정책사업';
COMMENT ON COLUMN @model@.budget_transfer_line.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_transfer_line.code IS '과목(통계목)';
COMMENT ON COLUMN @model@.budget_transfer_line.amount IS '증감액(천원, 감액은 음수)';
COMMENT ON COLUMN @model@.budget_transfer_line.bounds IS '종류에 따른 범위(변경의 범위와 같아야 함)';

-- 6. 원문: what was read, and what in it was not understood

CREATE TABLE @model@.project_sheet
(
	project_id bigint PRIMARY KEY REFERENCES @model@.project ON DELETE CASCADE,
	sheet text NOT NULL,
	loaded_at timestamptz NOT NULL DEFAULT now(),
	loaded_by name NOT NULL DEFAULT current_user
);
COMMENT ON TABLE @model@.project_sheet IS '사업설명서의 원문';
COMMENT ON COLUMN @model@.project_sheet.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_sheet.sheet IS '원문';
COMMENT ON COLUMN @model@.project_sheet.loaded_at IS '읽은 때';
COMMENT ON COLUMN @model@.project_sheet.loaded_by IS '읽은 사람(역할)';

CREATE TABLE @model@.sheet_issue
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	ordinal integer NOT NULL,
	line integer,
	section text,
	kind text NOT NULL,
	content text,
	message text NOT NULL,
	PRIMARY KEY (project_id, ordinal)
);
COMMENT ON TABLE @model@.sheet_issue IS '원문을 읽으며 이해하지 못했거나 어긋난 것';
COMMENT ON COLUMN @model@.sheet_issue.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.sheet_issue.ordinal IS '순서';
COMMENT ON COLUMN @model@.sheet_issue.line IS '원문의 줄 번호';
COMMENT ON COLUMN @model@.sheet_issue.section IS '항목';
COMMENT ON COLUMN @model@.sheet_issue.kind IS '종류(이해하지 못함, 적지 않음, 서로 다름 등)';
COMMENT ON COLUMN @model@.sheet_issue.content IS '원문의 내용';
COMMENT ON COLUMN @model@.sheet_issue.message IS '설명';
$model$;
COMMENT ON FUNCTION budget_model_tables() IS
	'the SQL of the model''s tables (사업설명서), @model@ standing for its schema';

-- The rules of the model. What a sheet does not state is NULL, and NULL never
-- disagrees: a row rule passes, and a sum rule leaves the row out.
CREATE FUNCTION budget_model_row_rules(
	OUT rule name, OUT target name, OUT equation text, OUT description text)
	RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
	BEGIN ATOMIC
	VALUES
	('project_new_or_continuing', 'project',
	 'NOT (is_new AND is_continuing)', '신규와 계속은 함께 표시하지 않는다'),
	('project_ordinary_or_investment', 'project',
	 'NOT (is_ordinary AND is_investment)', '경상과 투자는 함께 표시하지 않는다'),
	('project_subsidy_rate', 'project',
	 'round(subsidy_rate, 6) = share_rate(national_cost, total_cost, least(scale(subsidy_rate), 6))',
	 '보조율 = 국비 / 총사업비(적힌 자릿수까지)'),
	('budget_line_change', 'budget_line',
	 'change = current - prior', '증감 = B-A'),
	('budget_line_change_subsidy', 'budget_line',
	 'change_subsidy = current_subsidy - prior_subsidy', '국고보조의 증감 = B-A'),
	('budget_line_change_rate', 'budget_line',
	 'round(change_rate, 6) = change_rate(prior, current, least(scale(change_rate), 6))',
	 '증감률 = (B-A)*100/A(적힌 자릿수까지)'),
	('budget_line_change_rate_subsidy', 'budget_line',
	 'round(change_rate_subsidy, 6) = change_rate(prior_subsidy, current_subsidy, least(scale(change_rate_subsidy), 6))',
	 '국고보조의 증감률 = (B-A)*100/A(적힌 자릿수까지)'),
	('budget_total_change', 'budget_total',
	 'change = current - prior', '계의 증감 = B-A'),
	('budget_total_change_subsidy', 'budget_total',
	 'change_subsidy = current_subsidy - prior_subsidy', '계의 국고보조 증감 = B-A'),
	('budget_total_change_rate', 'budget_total',
	 'round(change_rate, 6) = change_rate(prior, current, least(scale(change_rate), 6))',
	 '계의 증감률 = (B-A)*100/A(적힌 자릿수까지)'),
	('budget_total_change_rate_subsidy', 'budget_total',
	 'round(change_rate_subsidy, 6) = change_rate(prior_subsidy, current_subsidy, least(scale(change_rate_subsidy), 6))',
	 '계의 국고보조 증감률 = (B-A)*100/A(적힌 자릿수까지)'),
	('settlement_current_budget', 'settlement',
	 'current_budget = original_budget + carried_in + adjustment',
	 '예산현액 = 당초예산 + 전년이월 + 예산변경'),
	('settlement_current_budget_subsidy', 'settlement',
	 'current_budget_subsidy = original_budget_subsidy + carried_in_subsidy + adjustment_subsidy',
	 '국고보조의 예산현액 = 당초예산 + 전년이월 + 예산변경'),
	('settlement_remaining', 'settlement',
	 'remaining = current_budget - executed - carried_out - returned',
	 '집행잔액 = 예산현액 - 집행액 - 차년이월 - 반납금'),
	('settlement_remaining_subsidy', 'settlement',
	 'remaining_subsidy = current_budget_subsidy - executed_subsidy - carried_out_subsidy - returned',
	 '국고보조의 집행잔액 = 예산현액 - 집행액 - 차년이월 - 반납금'),
	('settlement_carried_in', 'settlement',
	 'carried_in = carried_in_express + carried_in_accident + carried_in_continuing',
	 '전년이월 = 명시이월 + 사고이월 + 계속비이월'),
	('settlement_carried_out', 'settlement',
	 'carried_out = carried_out_express + carried_out_accident + carried_out_continuing',
	 '차년이월 = 명시이월 + 사고이월 + 계속비이월');
	END;
COMMENT ON FUNCTION budget_model_row_rules() IS
	'the model''s rules over the columns of one row (행 규칙)';

-- missing: whether a total without parts, or parts without a total, are wrong
CREATE FUNCTION budget_model_sum_rules(
	OUT rule name,
	OUT total_table name, OUT total_amount text, OUT total_key text[],
	OUT part_table name, OUT part_amount text, OUT part_key text[], OUT part_filter text,
	OUT missing text, OUT description text)
	RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
	BEGIN ATOMIC
	VALUES
	('project_total_cost',
	 'project', 'total_cost', ARRAY['id'],
	 'project_funding', 'amount', ARRAY['project_id'], NULL,
	 'allow', '총사업비 = 재원의 합'),
	('project_national_cost',
	 'project', 'national_cost', ARRAY['id'],
	 'project_funding', 'amount', ARRAY['project_id'], 'is_national',
	 'allow', '총사업비의 국비 = 국비 재원의 합'),
	-- a text may say it again: that is looked at by the view alone
	('project_text_total_cost',
	 'project', 'total_cost', ARRAY['id'],
	 'project_text', 'stated_amount', ARRAY['project_id'],
	 'stated_item = ''총사업비'' AND stated_number = 1',
	 'allow', '총사업비 = 사업 설명에 적힌 총사업비'),
	('cost_basis_children',
	 'cost_basis', 'amount', ARRAY['id'],
	 'cost_basis', 'amount', ARRAY['parent_id'], NULL,
	 'allow', '산출근거의 금액 = 바로 아래 줄의 합'),
	('cost_basis_total',
	 'budget_line', 'current', ARRAY['project_id', 'fiscal_year', 'stage', 'code'],
	 'cost_basis', 'amount', ARRAY['project_id', 'fiscal_year', 'stage', 'code'], 'parent_id IS NULL',
	 'allow', '과목의 예산액 = 산출근거의 합'),
	('schedule_total',
	 'budget_total', 'scheduled', ARRAY['project_id', 'fiscal_year', 'stage'],
	 'schedule_step', 'amount', ARRAY['project_id', 'fiscal_year', 'stage'], NULL,
	 'allow', '추진일정의 계 = 절차별 금액의 합'),
	('schedule_budget',
	 'budget_total', 'current', ARRAY['project_id', 'fiscal_year', 'stage'],
	 'schedule_step', 'amount', ARRAY['project_id', 'fiscal_year', 'stage'], NULL,
	 'allow', '예산액 = 추진일정의 절차별 금액의 합')
	UNION ALL
	SELECT 'budget_total_of_' || item,
		   'budget_total', item, ARRAY['project_id', 'fiscal_year', 'stage'],
		   'budget_line', item, ARRAY['project_id', 'fiscal_year', 'stage'], NULL,
		   'allow', name || ' 계 = 과목의 합'
	FROM (VALUES
		('two_years_before', '전전년도 예산액'), ('two_years_before_subsidy', '전전년도 국고보조'),
		('prior', '전년도 예산액'), ('prior_subsidy', '전년도 국고보조'),
		('current', '예산액'), ('current_subsidy', '국고보조'),
		('change', '증감'), ('change_subsidy', '국고보조의 증감')) total (item, name)
	UNION ALL
	-- within the bounds, what one item gives another gets
	SELECT 'budget_transfer_' || side,
		   'budget_transfer', 'amount', ARRAY['id', 'bounds'],
		   'budget_transfer_line', amount, ARRAY['transfer_id', 'bounds'], filter,
		   'violate', '변경액 = ' || name
	FROM (VALUES
		('increase', 'amount', 'amount > 0', '증액의 합'),
		('decrease', '-amount', 'amount < 0', '감액의 합')) transfer (side, amount, filter, name);
	END;
COMMENT ON FUNCTION budget_model_sum_rules() IS
	'the model''s rules between totals and parts (합계 규칙)';

CREATE FUNCTION budget_create_model(schema name DEFAULT 'budget')
	RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = @extschema@, pg_temp
	AS $body$
DECLARE
	ddl text := budget_model_tables() || budget_model_views() || budget_model_comparison_views()
		|| budget_model_violation_view() || budget_model_analysis_views() || budget_model_report_views()
		|| budget_model_version_view();
	owner oid;
	taken text;
	rule record;
BEGIN
	SELECT n.nspowner INTO owner FROM pg_catalog.pg_namespace n WHERE n.nspname = schema;
	IF NOT FOUND THEN
		EXECUTE format('CREATE SCHEMA %I', schema);
	ELSIF NOT pg_has_role(owner, 'USAGE') THEN
		RAISE insufficient_privilege
			USING MESSAGE = format('must be owner of schema "%s"', schema);
	END IF;

	SELECT c.relname INTO taken
	FROM regexp_matches(ddl, 'CREATE (?:TABLE|VIEW) @model@\.("[^"]+"|\w+)', 'g') m
	JOIN pg_catalog.pg_class c ON c.relname = btrim(m[1], '"')
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = schema
	ORDER BY c.relname
	LIMIT 1;
	IF FOUND THEN
		RAISE duplicate_table
			USING MESSAGE = format('schema "%s" already has a relation "%s"', schema, taken),
				HINT = 'Create the model in a schema of its own.';
	END IF;

	EXECUTE replace(ddl, '@model@', quote_ident(schema));

	FOR rule IN SELECT * FROM budget_model_row_rules() LOOP
		PERFORM budget_add_row_rule(rule.rule, format('%I.%I', schema, rule.target)::regclass, rule.equation);
		EXECUTE format('COMMENT ON TRIGGER %I ON %I.%I IS %L', rule.rule, schema, rule.target, rule.description);
	END LOOP;
	FOR rule IN SELECT * FROM budget_model_sum_rules() LOOP
		PERFORM budget_add_sum_rule(rule.rule,
									format('%I.%I', schema, rule.total_table)::regclass,
									rule.total_amount, rule.total_key,
									format('%I.%I', schema, rule.part_table)::regclass,
									rule.part_amount, rule.part_key,
									part_filter => rule.part_filter,
									missing_parts => rule.missing, missing_total => rule.missing);
		EXECUTE format('COMMENT ON TRIGGER %I ON %I.%I IS %L', rule.rule, schema, rule.part_table, rule.description);
	END LOOP;
END
$body$;
COMMENT ON FUNCTION budget_create_model(name) IS
	'create the tables, rules and views of the project sheet (사업설명서) in a schema of the caller''s';
-- view: what analysts read of the model
--
-- English views are in base types (numeric 천원, text codes), so that any tool
-- reads them; Korean views print the official tables, the total (계) first.
-- A stated total is shown as it stands, an unstated one is added up.
--
-- A dump names every operator with its schema, but for those behind USING,
-- row comparisons, IN and CASE x WHEN: there, only built-in types will do.

CREATE FUNCTION budget_model_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 1. One project: its tables, in base types

CREATE VIEW @model@.budget_overview AS
WITH line AS (
	SELECT l.project_id, l.fiscal_year, l.stage, l.code,
		   l.two_years_before, l.prior, l.current, l.current_subsidy, l.change, l.change_rate,
		   coalesce(t.current, (SELECT sum(o.current) FROM @model@.budget_line o
								WHERE (o.project_id, o.fiscal_year, o.stage)
									= (l.project_id, l.fiscal_year, l.stage))) AS whole
	FROM @model@.budget_line l
	LEFT JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
	UNION ALL
	SELECT project_id, fiscal_year, stage, NULL,
		   coalesce(t.two_years_before, s.two_years_before), coalesce(t.prior, s.prior),
		   coalesce(t.current, s.current), coalesce(t.current_subsidy, s.current_subsidy),
		   coalesce(t.change, s.change), t.change_rate, coalesce(t.current, s.current)
	FROM @model@.budget_total t
	FULL JOIN (SELECT project_id, fiscal_year, stage,
					  sum(two_years_before) AS two_years_before, sum(prior) AS prior,
					  sum(current) AS current, sum(current_subsidy) AS current_subsidy,
					  sum(change) AS change
			   FROM @model@.budget_line
			   GROUP BY project_id, fiscal_year, stage) s
		USING (project_id, fiscal_year, stage)
)
SELECT l.project_id, p.name AS project, l.fiscal_year,
	   l.code::text AS code, budget_code_name(l.code, l.fiscal_year) AS code_name,
	   l.two_years_before::numeric AS two_years_before, l.prior::numeric AS prior,
	   l.current::numeric AS current, l.current_subsidy::numeric AS subsidy,
	   coalesce(l.change, l.current - l.prior)::numeric AS change,
	   coalesce(l.change_rate, change_rate(l.prior, l.current)) AS change_rate,
	   CASE WHEN l.prior IS NOT NULL THEN change_label(l.prior, l.current)
			WHEN l.change > 0 THEN '증'
			WHEN l.change < 0 THEN '감'
			WHEN l.change = 0 THEN '동일' END AS change_label,
	   share_rate(l.current, l.whole) AS share_rate,
	   l.stage
FROM line l
JOIN @model@.project p ON p.id = l.project_id;
COMMENT ON VIEW @model@.budget_overview IS '예산 총괄: 과목마다 한 줄, 계는 과목이 NULL';
COMMENT ON COLUMN @model@.budget_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_overview.project IS '사업명';
COMMENT ON COLUMN @model@.budget_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.budget_overview.code IS '과목(계는 NULL)';
COMMENT ON COLUMN @model@.budget_overview.code_name IS '과목명';
COMMENT ON COLUMN @model@.budget_overview.two_years_before IS '전전년도 예산액(천원)';
COMMENT ON COLUMN @model@.budget_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.budget_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.budget_overview.subsidy IS '예산액 B 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_overview.change IS '증감 B-A(천원): A가 비어 있으면 적힌 값';
COMMENT ON COLUMN @model@.budget_overview.change_rate IS '증감률(%): 적힌 값, 없으면 계산한 값';
COMMENT ON COLUMN @model@.budget_overview.change_label IS '증감 구분(신규, 폐지, 증, 감, 동일)';
COMMENT ON COLUMN @model@.budget_overview.share_rate IS '구성비(%)';
COMMENT ON COLUMN @model@.budget_overview.stage IS '예산 단계';

CREATE VIEW @model@.funding_overview AS
SELECT f.project_id, p.name AS project, f.source, f.amount::numeric AS amount,
	   share_rate(f.amount, coalesce(p.total_cost,
									 (SELECT sum(o.amount) FROM @model@.project_funding o
									  WHERE o.project_id = f.project_id))) AS share_rate,
	   p.fiscal_year, f.is_national
FROM @model@.project_funding f
JOIN @model@.project p ON p.id = f.project_id;
COMMENT ON VIEW @model@.funding_overview IS '총사업비의 재원별 금액과 구성비';
COMMENT ON COLUMN @model@.funding_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.funding_overview.project IS '사업명';
COMMENT ON COLUMN @model@.funding_overview.source IS '재원';
COMMENT ON COLUMN @model@.funding_overview.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.funding_overview.share_rate IS '구성비(%, 총사업비에 대한 비율)';
COMMENT ON COLUMN @model@.funding_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.funding_overview.is_national IS '국비 여부';

CREATE VIEW @model@.project_overview AS
SELECT p.id AS project_id, p.name AS project, p.fiscal_year,
	   p.government, p.bureau, p.department, p.account, p.function_code::text AS function_code,
	   p.policy, p.unit, p.period, p.is_annual, p.starts_on, p.ends_on,
	   p.location, p.summary, p.implementer,
	   CASE WHEN p.is_new AND p.is_continuing THEN '신규·계속'
			WHEN p.is_new THEN '신규' WHEN p.is_continuing THEN '계속' END AS kind,
	   CASE WHEN p.is_ordinary AND p.is_investment THEN '경상·투자'
			WHEN p.is_ordinary THEN '경상' WHEN p.is_investment THEN '투자' END AS nature,
	   (SELECT string_agg(m.method, ', ' ORDER BY m.source_line, m.method)
		FROM @model@.project_method m
		WHERE m.project_id = p.id AND m.applies) AS methods,
	   (SELECT string_agg(m.procedure, ', ' ORDER BY m.source_line, m.procedure)
		FROM @model@.project_procedure m
		WHERE m.project_id = p.id AND m.applies) AS procedures,
	   (SELECT string_agg(coalesce(m.contact, m.role), ', ' ORDER BY m.ordinal)
		FROM @model@.project_contact m
		WHERE m.project_id = p.id) AS contacts,
	   p.total_cost::numeric AS total_cost, p.national_cost::numeric AS national_cost, p.subsidy_rate,
	   (SELECT count(*) FROM @model@.sheet_issue i WHERE i.project_id = p.id) AS issues
FROM @model@.project p;
COMMENT ON VIEW @model@.project_overview IS '사업개요: 사업마다 한 줄';
COMMENT ON COLUMN @model@.project_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_overview.project IS '사업명';
COMMENT ON COLUMN @model@.project_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.project_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.project_overview.bureau IS '실·국';
COMMENT ON COLUMN @model@.project_overview.department IS '부서';
COMMENT ON COLUMN @model@.project_overview.account IS '회계';
COMMENT ON COLUMN @model@.project_overview.function_code IS '기능별 분류(분야·부문)';
COMMENT ON COLUMN @model@.project_overview.policy IS '정책사업';
COMMENT ON COLUMN @model@.project_overview.unit IS '단위사업';
COMMENT ON COLUMN @model@.project_overview.period IS '사업기간(적힌 그대로)';
COMMENT ON COLUMN @model@.project_overview.is_annual IS '연례반복 사업 여부';
COMMENT ON COLUMN @model@.project_overview.starts_on IS '사업기간 시작일';
COMMENT ON COLUMN @model@.project_overview.ends_on IS '사업기간 종료일';
COMMENT ON COLUMN @model@.project_overview.location IS '사업위치';
COMMENT ON COLUMN @model@.project_overview.summary IS '사업내용(개요)';
COMMENT ON COLUMN @model@.project_overview.implementer IS '사업시행주체';
COMMENT ON COLUMN @model@.project_overview.kind IS '신규 또는 계속';
COMMENT ON COLUMN @model@.project_overview.nature IS '경상 또는 투자';
COMMENT ON COLUMN @model@.project_overview.methods IS '사업형태';
COMMENT ON COLUMN @model@.project_overview.procedures IS '사전절차 대상';
COMMENT ON COLUMN @model@.project_overview.contacts IS '사업 담당자';
COMMENT ON COLUMN @model@.project_overview.total_cost IS '총사업비(천원)';
COMMENT ON COLUMN @model@.project_overview.national_cost IS '총사업비 중 국비(천원)';
COMMENT ON COLUMN @model@.project_overview.subsidy_rate IS '보조율(%)';
COMMENT ON COLUMN @model@.project_overview.issues IS '원문에서 이해하지 못했거나 어긋난 것의 수';

CREATE VIEW @model@.cost_basis_rollup AS
SELECT c.project_id, p.name AS project, c.fiscal_year, c.code::text AS code,
	   c.ordinal, c.depth, c.label, c.basis, c.amount::numeric AS amount,
	   d.amount::numeric AS children_amount, (c.amount - d.amount)::numeric AS difference,
	   c.stage
FROM @model@.cost_basis c
JOIN @model@.project p ON p.id = c.project_id
LEFT JOIN LATERAL (SELECT sum(d.amount) AS amount FROM @model@.cost_basis d
				   WHERE d.parent_id = c.id) d ON true;
COMMENT ON VIEW @model@.cost_basis_rollup IS '산출근거: 줄마다 금액과 바로 아래 줄의 합';
COMMENT ON COLUMN @model@.cost_basis_rollup.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.cost_basis_rollup.project IS '사업명';
COMMENT ON COLUMN @model@.cost_basis_rollup.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.cost_basis_rollup.code IS '과목';
COMMENT ON COLUMN @model@.cost_basis_rollup.ordinal IS '과목 안의 순서';
COMMENT ON COLUMN @model@.cost_basis_rollup.depth IS '깊이(1: 과목 바로 아래)';
COMMENT ON COLUMN @model@.cost_basis_rollup.label IS '산출내역';
COMMENT ON COLUMN @model@.cost_basis_rollup.basis IS '산출기초';
COMMENT ON COLUMN @model@.cost_basis_rollup.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.cost_basis_rollup.children_amount IS '바로 아래 줄의 합(천원, 아래 줄이 없으면 NULL)';
COMMENT ON COLUMN @model@.cost_basis_rollup.difference IS '차이(천원): 금액 - 바로 아래 줄의 합';
COMMENT ON COLUMN @model@.cost_basis_rollup.stage IS '예산 단계';

CREATE VIEW @model@.schedule_overview AS
SELECT s.project_id, p.name AS project, s.fiscal_year, s.step, s.starts_on, s.ends_on,
	   s.amount::numeric AS amount,
	   share_rate(s.amount, (SELECT sum(o.amount) FROM @model@.schedule_step o
							 WHERE (o.project_id, o.fiscal_year, o.stage)
								 = (s.project_id, s.fiscal_year, s.stage))) AS share_rate,
	   s.ordinal, s.detail, s.stage
FROM @model@.schedule_step s
JOIN @model@.project p ON p.id = s.project_id;
COMMENT ON VIEW @model@.schedule_overview IS '추진일정: 절차마다 금액과 구성비';
COMMENT ON COLUMN @model@.schedule_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.schedule_overview.project IS '사업명';
COMMENT ON COLUMN @model@.schedule_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.schedule_overview.step IS '사업추진절차';
COMMENT ON COLUMN @model@.schedule_overview.starts_on IS '추진기간 시작일';
COMMENT ON COLUMN @model@.schedule_overview.ends_on IS '추진기간 종료일';
COMMENT ON COLUMN @model@.schedule_overview.amount IS '예산집행금액(천원)';
COMMENT ON COLUMN @model@.schedule_overview.share_rate IS '구성비(%)';
COMMENT ON COLUMN @model@.schedule_overview.ordinal IS '순서';
COMMENT ON COLUMN @model@.schedule_overview.detail IS '추진세부내용';
COMMENT ON COLUMN @model@.schedule_overview.stage IS '예산 단계';

CREATE VIEW @model@.settlement_overview AS
SELECT s.project_id, p.name AS project, s.year,
	   s.original_budget::numeric AS original_budget, s.carried_in::numeric AS carried_in,
	   s.adjustment::numeric AS adjustment, s.current_budget::numeric AS current_budget,
	   s.executed::numeric AS executed, s.carried_out::numeric AS carried_out,
	   s.remaining::numeric AS remaining,
	   execution_rate(s.executed, s.current_budget) AS execution_rate,
	   s.returned::numeric AS returned, s.obligated::numeric AS obligated
FROM @model@.settlement s
JOIN @model@.project p ON p.id = s.project_id;
COMMENT ON VIEW @model@.settlement_overview IS '결산 현황과 집행률';
COMMENT ON COLUMN @model@.settlement_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.settlement_overview.project IS '사업명';
COMMENT ON COLUMN @model@.settlement_overview.year IS '결산 연도';
COMMENT ON COLUMN @model@.settlement_overview.original_budget IS '당초예산(천원)';
COMMENT ON COLUMN @model@.settlement_overview.carried_in IS '전년도 이월액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.adjustment IS '예산변경(천원)';
COMMENT ON COLUMN @model@.settlement_overview.current_budget IS '예산현액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.executed IS '집행액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.carried_out IS '다음 연도 이월액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.remaining IS '집행잔액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.execution_rate IS '집행률(%): 집행액 / 예산현액';
COMMENT ON COLUMN @model@.settlement_overview.returned IS '보조금 반납금(천원)';
COMMENT ON COLUMN @model@.settlement_overview.obligated IS '지출원인행위액(천원)';

CREATE VIEW @model@.budget_in_force AS
SELECT DISTINCT ON (project_id, fiscal_year, code)
	   project_id, fiscal_year, code::text AS code, stage, current::numeric AS amount
FROM @model@.budget_line
ORDER BY project_id, fiscal_year, code,
		 stage <> '본예산' DESC, substring(stage from '[0-9]+')::numeric DESC NULLS LAST;
COMMENT ON VIEW @model@.budget_in_force IS '과목마다 마지막 단계의 예산액';
COMMENT ON COLUMN @model@.budget_in_force.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_in_force.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.budget_in_force.code IS '과목';
COMMENT ON COLUMN @model@.budget_in_force.stage IS '예산 단계(본예산 뒤의 마지막 추경)';
COMMENT ON COLUMN @model@.budget_in_force.amount IS '예산액(천원)';

CREATE VIEW @model@.execution_overview AS
WITH transfer AS (
	SELECT l.project_id, t.fiscal_year, l.code::text AS code, sum(l.amount)::numeric AS amount
	FROM @model@.budget_transfer_line l
	JOIN @model@.budget_transfer t ON t.id = l.transfer_id
	GROUP BY l.project_id, t.fiscal_year, l.code
), payment AS (
	SELECT project_id, fiscal_year, code::text AS code, sum(amount)::numeric AS amount, max(executed_on) AS executed_on
	FROM @model@.execution
	GROUP BY project_id, fiscal_year, code
)
SELECT project_id, p.name AS project, fiscal_year, code,
	   budget_code_name(code::budget_code, fiscal_year) AS code_name,
	   b.amount AS budget, coalesce(t.amount, 0) AS transferred,
	   coalesce(b.amount, 0) + coalesce(t.amount, 0) AS current_budget,
	   coalesce(e.amount, 0) AS executed,
	   coalesce(b.amount, 0) + coalesce(t.amount, 0) - coalesce(e.amount, 0) AS remaining,
	   execution_rate(coalesce(e.amount, 0), coalesce(b.amount, 0) + coalesce(t.amount, 0)) AS execution_rate,
	   e.executed_on AS last_executed_on
FROM @model@.budget_in_force b
FULL JOIN transfer t USING (project_id, fiscal_year, code)
FULL JOIN payment e USING (project_id, fiscal_year, code)
JOIN (SELECT id, name FROM @model@.project) p ON p.id = project_id;
COMMENT ON VIEW @model@.execution_overview IS '집행 현황: 사업과 과목마다 예산, 변경, 집행, 잔액';
COMMENT ON COLUMN @model@.execution_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.execution_overview.project IS '사업명';
COMMENT ON COLUMN @model@.execution_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.execution_overview.code IS '과목';
COMMENT ON COLUMN @model@.execution_overview.code_name IS '과목명';
COMMENT ON COLUMN @model@.execution_overview.budget IS '예산액(마지막 단계, 천원)';
COMMENT ON COLUMN @model@.execution_overview.transferred IS '전용·이용·예비비·이체·변경사용으로 늘거나 준 금액(천원)';
COMMENT ON COLUMN @model@.execution_overview.current_budget IS '예산액에 변경을 더한 금액(천원)';
COMMENT ON COLUMN @model@.execution_overview.executed IS '집행액(천원)';
COMMENT ON COLUMN @model@.execution_overview.remaining IS '잔액(천원)';
COMMENT ON COLUMN @model@.execution_overview.execution_rate IS '집행률(%)';
COMMENT ON COLUMN @model@.execution_overview.last_executed_on IS '마지막 지출일';
$model$;
COMMENT ON FUNCTION budget_model_views() IS
	'the SQL of the model''s views in base types, @model@ standing for its schema';

CREATE FUNCTION budget_model_violation_view()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 2. Every disagreement of every rule now, found by plain SQL over the tables.
-- A figure that is not stated is NULL and so disagrees with nothing; a sum of
-- nothing stated is NULL too.

CREATE VIEW @model@.violation AS
WITH found (rule, section, project_id, subject, actual_name, actual, expected_name, expected, unit, remark) AS (
	-- 사업개요
	SELECT v.rule, '사업 성격', p.id, v.subject,
		   NULL, NULL::numeric, NULL, NULL::numeric, '천원', v.remark
	FROM @model@.project p
	CROSS JOIN LATERAL (VALUES
		('project_new_or_continuing', '신규·계속', p.is_new AND p.is_continuing, '신규와 계속에 모두 표시되어 있음'),
		('project_ordinary_or_investment', '경상·투자', p.is_ordinary AND p.is_investment, '경상과 투자에 모두 표시되어 있음')
	) v (rule, subject, violated, remark)
	WHERE v.violated

	UNION ALL
	SELECT v.rule, '사업개요', p.id, v.subject,
		   v.actual_name, v.actual, v.expected_name, v.expected, v.unit, NULL
	FROM @model@.project p
	LEFT JOIN LATERAL (SELECT sum(f.amount) AS amount, sum(f.amount) FILTER (WHERE f.is_national) AS national
					   FROM @model@.project_funding f WHERE f.project_id = p.id) f ON true
	CROSS JOIN LATERAL (VALUES
		('project_total_cost', '총사업비', '총사업비', p.total_cost::numeric, '재원의 합', f.amount::numeric, '천원'),
		('project_national_cost', '국비', '국비', p.national_cost, '국비 재원의 합', f.national, '천원'),
		('project_subsidy_rate', '보조율', '보조율', round(p.subsidy_rate, 6), '국비/총사업비',
		 share_rate(coalesce(p.national_cost, f.national), p.total_cost, least(scale(p.subsidy_rate), 6)), '%')
	) v (rule, subject, actual_name, actual, expected_name, expected, unit)
	WHERE v.actual <> v.expected

	UNION ALL
	SELECT 'project_text_total_cost', x.section, p.id, x.stated_item,
		   '기본 현황의 총사업비', p.total_cost, x.section || '의 총사업비', x.stated_amount, '천원', NULL
	FROM @model@.project_text x
	JOIN @model@.project p ON p.id = x.project_id
	WHERE x.stated_item = '총사업비' AND p.total_cost <> x.stated_amount

	UNION ALL
	SELECT 'project_kind_budget', '사업 성격', p.id, format('%s년 %s', o.fiscal_year, o.stage),
		   NULL, o.prior, NULL, NULL, '천원',
		   CASE WHEN p.is_continuing THEN '계속 사업인데 전년도 예산이 0'
				ELSE format('신규 사업인데 전년도 예산이 %s', won_text(o.prior, 'unit')) END
	FROM @model@.project p
	JOIN @model@.budget_overview o ON o.project_id = p.id AND o.code IS NULL
	WHERE (p.is_continuing AND p.is_new IS NOT TRUE AND o.prior = 0)
	   OR (p.is_new AND p.is_continuing IS NOT TRUE AND o.prior > 0)

	UNION ALL
	-- within the year: an annual project costs what it is budgeted
	SELECT 'project_total_cost_budget', '사업개요', p.id, '총사업비',
		   '총사업비', p.total_cost, format('%s년 예산액', o.fiscal_year), o.current, '천원', NULL
	FROM @model@.project p
	JOIN @model@.budget_overview o ON o.project_id = p.id AND o.fiscal_year = p.fiscal_year
		AND o.stage = '본예산' AND o.code IS NULL
	WHERE p.is_annual AND p.total_cost <> o.current

	UNION ALL
	-- 예산 총괄: each line, and the total, by itself
	SELECT l.kind || v.rule, '예산 총괄', l.project_id,
		   format('%s년 %s %s', l.fiscal_year, l.stage, coalesce(l.code::text, '계')),
		   v.actual_name, v.actual, v.expected_name, v.expected, v.unit, NULL
	FROM (SELECT 'budget_line_' AS kind, project_id, fiscal_year, stage, code, prior, prior_subsidy,
				 current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
		  FROM @model@.budget_line
		  UNION ALL
		  SELECT 'budget_total_', project_id, fiscal_year, stage, NULL, prior, prior_subsidy,
				 current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
		  FROM @model@.budget_total) l
	CROSS JOIN LATERAL (VALUES
		('change', '증감', l.change::numeric, 'B-A', (l.current - l.prior)::numeric, '천원'),
		('change_subsidy', '국고보조 증감', l.change_subsidy, 'B-A', l.current_subsidy - l.prior_subsidy, '천원'),
		('change_rate', '증감률', round(l.change_rate, 6), '(B-A)*100/A',
		 change_rate(l.prior, l.current, least(scale(l.change_rate), 6)), '%'),
		-- where A is blank, what is stated must agree with itself
		('stated_change_rate', '증감률', CASE WHEN l.prior IS NULL THEN round(l.change_rate, 6) END, '증감*100/(B-증감)',
		 change_rate(l.current - l.change, l.current, least(scale(l.change_rate), 6)), '%'),
		('change_rate_subsidy', '국고보조 증감률', round(l.change_rate_subsidy, 6), '(B-A)*100/A',
		 change_rate(l.prior_subsidy, l.current_subsidy, least(scale(l.change_rate_subsidy), 6)), '%')
	) v (rule, actual_name, actual, expected_name, expected, unit)
	WHERE v.actual <> v.expected

	UNION ALL
	-- the total against its codes
	SELECT 'budget_total_of_' || v.item, '예산 총괄', t.project_id, format('%s년 %s 계', t.fiscal_year, t.stage),
		   v.name || ' 계', v.actual, '과목의 합', v.expected, '천원', NULL
	FROM @model@.budget_total t
	CROSS JOIN LATERAL (
		SELECT sum(l.two_years_before) AS two_years_before,
			   sum(l.two_years_before_subsidy) AS two_years_before_subsidy,
			   sum(l.prior) AS prior, sum(l.prior_subsidy) AS prior_subsidy,
			   sum(l.current) AS current, sum(l.current_subsidy) AS current_subsidy,
			   sum(l.change) AS change, sum(l.change_subsidy) AS change_subsidy
		FROM @model@.budget_line l
		WHERE (l.project_id, l.fiscal_year, l.stage) = (t.project_id, t.fiscal_year, t.stage)) s
	CROSS JOIN LATERAL (VALUES
		('two_years_before', '전전년도 예산액', t.two_years_before::numeric, s.two_years_before::numeric),
		('two_years_before_subsidy', '전전년도 국고보조', t.two_years_before_subsidy, s.two_years_before_subsidy),
		('prior', '전년도 예산액', t.prior, s.prior),
		('prior_subsidy', '전년도 국고보조', t.prior_subsidy, s.prior_subsidy),
		('current', '예산액', t.current, s.current),
		('current_subsidy', '국고보조', t.current_subsidy, s.current_subsidy),
		('change', '증감', t.change, s.change),
		('change_subsidy', '국고보조 증감', t.change_subsidy, s.change_subsidy)
	) v (item, name, actual, expected)
	WHERE v.actual <> v.expected

	UNION ALL
	-- 산출근거
	SELECT 'cost_basis_children', '산출근거', c.project_id,
		   format('%s년 %s %s %s', c.fiscal_year, c.stage, c.code::text, c.label),
		   '금액', c.amount, '아래 줄의 합', d.amount, '천원', NULL
	FROM (SELECT parent_id, sum(amount) AS amount
		  FROM @model@.cost_basis
		  WHERE parent_id IS NOT NULL
		  GROUP BY parent_id) d
	JOIN @model@.cost_basis c ON c.id = d.parent_id
	WHERE c.amount <> d.amount

	UNION ALL
	SELECT 'cost_basis_total', '산출근거', c.project_id, format('%s년 %s %s', c.fiscal_year, c.stage, c.code::text),
		   '예산액', l.current, '산출근거의 합', c.amount, '천원',
		   CASE WHEN l.project_id IS NULL
				THEN format('산출근거 %s이 있으나 예산 총괄에 없는 과목', won_text(c.amount, 'unit')) END
	FROM (SELECT project_id, fiscal_year, stage, code, sum(amount) AS amount
		  FROM @model@.cost_basis
		  WHERE parent_id IS NULL
		  GROUP BY project_id, fiscal_year, stage, code) c
	LEFT JOIN @model@.budget_line l ON l.project_id = c.project_id AND l.fiscal_year = c.fiscal_year
		AND l.stage = c.stage AND l.code = c.code
	WHERE l.current <> c.amount
	   OR (l.project_id IS NULL
		   AND EXISTS (SELECT FROM @model@.budget_line o
					   WHERE (o.project_id, o.fiscal_year, o.stage) = (c.project_id, c.fiscal_year, c.stage)))

	UNION ALL
	-- what a 산출기초 comes to, however its 천원 are rounded
	SELECT 'cost_basis_amount', '산출근거', c.project_id,
		   format('%s년 %s %s %s', c.fiscal_year, c.stage, c.code, c.label),
		   '금액', c.amount, '산출기초의 값', c.evaluated, '천원', NULL
	FROM @model@.cost_basis_check c
	WHERE c.result = '차이'

	UNION ALL
	-- 추진일정
	SELECT v.rule, '추진일정', t.project_id, format('%s년 %s', t.fiscal_year, t.stage),
		   v.name, v.actual, '절차별 금액의 합', s.amount, '천원', NULL
	FROM (SELECT project_id, fiscal_year, stage, sum(amount) AS amount
		  FROM @model@.schedule_step
		  GROUP BY project_id, fiscal_year, stage) s
	JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
	CROSS JOIN LATERAL (VALUES
		('schedule_total', '추진일정의 계', t.scheduled),
		('schedule_budget', '예산액', t.current)
	) v (rule, name, actual)
	WHERE v.actual <> s.amount

	UNION ALL
	-- a step and the cost basis of the same name, blanks and marks aside
	SELECT 'schedule_cost_basis', '추진일정', s.project_id, s.step,
		   '추진일정', s.amount, '산출근거', c.amount, '천원', NULL
	FROM @model@.schedule_step s
	JOIN @model@.cost_basis c USING (project_id, fiscal_year, stage)
	CROSS JOIN (VALUES (E' \t·ㆍ.,:;''"“”‘’()[]<>~/-_')) m (marks)
	WHERE c.parent_id IS NULL AND s.amount <> c.amount
	  -- no character class: in the locale C no letter of Korean is one
	  AND translate(s.step, m.marks, '') = translate(c.label, m.marks, '')

	UNION ALL
	-- 결산
	SELECT v.rule, '결산', s.project_id, format('%s년', s.year),
		   v.actual_name, v.actual, v.expected_name, v.expected, '천원', NULL
	FROM @model@.settlement s
	CROSS JOIN LATERAL (VALUES
		('settlement_current_budget', '예산현액', s.current_budget::numeric, '당초예산+전년이월+예산변경',
		 (s.original_budget + s.carried_in + s.adjustment)::numeric),
		('settlement_current_budget_subsidy', '국고보조 예산현액', s.current_budget_subsidy, '당초예산+전년이월+예산변경',
		 s.original_budget_subsidy + s.carried_in_subsidy + s.adjustment_subsidy),
		('settlement_remaining', '집행잔액', s.remaining, '예산현액-집행액-차년이월-반납금',
		 s.current_budget - s.executed - s.carried_out - s.returned),
		('settlement_remaining_subsidy', '국고보조 집행잔액', s.remaining_subsidy, '예산현액-집행액-차년이월-반납금',
		 s.current_budget_subsidy - s.executed_subsidy - s.carried_out_subsidy - s.returned),
		('settlement_carried_in', '전년이월', s.carried_in, '명시+사고+계속비',
		 s.carried_in_express + s.carried_in_accident + s.carried_in_continuing),
		('settlement_carried_out', '차년이월', s.carried_out, '명시+사고+계속비',
		 s.carried_out_express + s.carried_out_accident + s.carried_out_continuing)
	) v (rule, actual_name, actual, expected_name, expected)
	WHERE v.actual <> v.expected

	UNION ALL
	SELECT v.rule, '결산', s.project_id, format('%s년', s.year),
		   '집행액', s.executed, v.name, v.bound, '천원',
		   format('집행액 %s이 %s %s보다 큼', won_text(s.executed, 'unit'), v.name, won_text(v.bound, 'unit'))
	FROM @model@.settlement s
	CROSS JOIN LATERAL (VALUES
		('settlement_executed_current_budget', '예산현액', s.current_budget),
		('settlement_executed_obligated', '원인행위액', s.obligated)
	) v (rule, name, bound)
	WHERE s.executed > v.bound

	UNION ALL
	SELECT 'settlement_carry_over', '결산', s.project_id, format('%s년', n.year),
		   format('%s년 전년이월', n.year), n.carried_in,
		   format('%s년 차년이월', s.year), s.carried_out, '천원', NULL
	FROM @model@.settlement s
	JOIN @model@.settlement n ON n.project_id = s.project_id AND n.year = s.year + 1
	WHERE n.carried_in <> s.carried_out

	UNION ALL
	SELECT 'settlement_original_budget', '결산', s.project_id, format('%s년', s.year),
		   '당초예산', s.original_budget, format('예산 총괄의 %s년 예산액', s.year), v.amount, '천원', NULL
	FROM @model@.settlement s
	JOIN @model@.budget_overview o ON o.project_id = s.project_id AND o.code IS NULL AND o.stage = '본예산'
	CROSS JOIN LATERAL (VALUES
		(o.fiscal_year - 2, o.two_years_before), (o.fiscal_year - 1, o.prior), (o.fiscal_year, o.current)
	) v (year, amount)
	WHERE v.year = s.year AND s.original_budget <> v.amount

	UNION ALL
	-- 예산의 변경과 집행
	SELECT v.rule, '예산 변경', coalesce(t.project_id, l.project_id), format('%s %s', t.kind, t.id),
		   '변경액', t.amount, v.name, v.amount, '천원', NULL
	FROM @model@.budget_transfer t
	CROSS JOIN LATERAL (
		SELECT min(l.project_id) AS project_id,
			   coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0) AS increase,
			   coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0) AS decrease
		FROM @model@.budget_transfer_line l
		WHERE (l.transfer_id, l.bounds) = (t.id, t.bounds)) l
	CROSS JOIN LATERAL (VALUES
		('budget_transfer_increase', '증액의 합', l.increase),
		('budget_transfer_decrease', '감액의 합', l.decrease)
	) v (rule, name, amount)
	WHERE t.amount <> v.amount

	UNION ALL
	SELECT 'execution_budget', '집행', e.project_id, format('%s년 %s', e.fiscal_year, e.code),
		   '집행액', e.executed, '예산액', e.current_budget, '천원',
		   format('집행액 %s이 예산액 %s보다 큼', won_text(e.executed, 'unit'), won_text(e.current_budget, 'unit'))
	FROM @model@.execution_overview e
	WHERE e.executed > e.current_budget
)
SELECT f.rule, f.section, f.project_id, p.name AS project, f.subject,
	   f.expected, f.actual, f.actual - f.expected AS difference,
	   coalesce(f.remark,
				CASE f.unit
				WHEN '%' THEN format('%s %s%%, %s %s%%: 차이 %s%%포인트', f.actual_name, trim_scale(f.actual),
									 f.expected_name, trim_scale(f.expected), trim_scale(f.actual - f.expected))
				ELSE format('%s %s, %s %s: 차이 %s', f.actual_name, won_text(f.actual, 'unit'),
							f.expected_name, won_text(f.expected, 'unit'),
							won_text(f.actual - f.expected, 'unit')) END) AS message
FROM found f
LEFT JOIN @model@.project p ON p.id = f.project_id;
COMMENT ON VIEW @model@.violation IS '정합성 점검: 지금 어긋나 있는 모든 것과 두 값';
COMMENT ON COLUMN @model@.violation.rule IS '규칙';
COMMENT ON COLUMN @model@.violation.section IS '항목';
COMMENT ON COLUMN @model@.violation.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.violation.project IS '사업명';
COMMENT ON COLUMN @model@.violation.subject IS '대상';
COMMENT ON COLUMN @model@.violation.expected IS '비교한 값(부분의 합 또는 식의 값; 천원 또는 %)';
COMMENT ON COLUMN @model@.violation.actual IS '적힌 값(천원 또는 %)';
COMMENT ON COLUMN @model@.violation.difference IS '차이: 적힌 값 - 비교한 값';
COMMENT ON COLUMN @model@.violation.message IS '설명';
$model$;
COMMENT ON FUNCTION budget_model_violation_view() IS
	'the SQL of the model''s view of all disagreements (정합성 점검), @model@ standing for its schema';

CREATE FUNCTION budget_model_analysis_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 3. Many projects: by department, function and object of each government and
-- year.  Rates are rates of sums, over what is stated on both sides.

CREATE VIEW @model@.department_overview AS
SELECT p.government, l.fiscal_year, l.stage, p.bureau, p.department,
	   count(DISTINCT l.project_id) AS projects,
	   sum(l.prior)::numeric AS prior, sum(l.current)::numeric AS current,
	   sum(coalesce(l.change, l.current - l.prior))::numeric AS change,
	   change_rate(sum(l.prior) FILTER (WHERE l.current IS NOT NULL),
				   sum(l.current) FILTER (WHERE l.prior IS NOT NULL)) AS change_rate,
	   share_rate(sum(l.current), sum(sum(l.current)) OVER (PARTITION BY p.government, l.fiscal_year, l.stage))
		   AS share_rate
FROM @model@.budget_line l
JOIN @model@.project p ON p.id = l.project_id
GROUP BY p.government, l.fiscal_year, l.stage, p.bureau, p.department;
COMMENT ON VIEW @model@.department_overview IS '부서별 예산: 자치단체, 회계연도, 단계마다';
COMMENT ON COLUMN @model@.department_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.department_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.department_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.department_overview.bureau IS '실·국';
COMMENT ON COLUMN @model@.department_overview.department IS '부서';
COMMENT ON COLUMN @model@.department_overview.projects IS '사업 수';
COMMENT ON COLUMN @model@.department_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.department_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.department_overview.change IS '증감(천원)';
COMMENT ON COLUMN @model@.department_overview.change_rate IS '증감률(%): A와 B가 모두 있는 과목의 합으로';
COMMENT ON COLUMN @model@.department_overview.share_rate IS '구성비(%): 자치단체의 예산에 대한 비율';

CREATE VIEW @model@.function_overview AS
WITH rolled AS (
	SELECT p.government, l.fiscal_year, l.stage, function_code_field(p.function_code) AS field,
		   p.function_code AS sector, grouping(p.function_code) = 1 AS is_field,
		   count(DISTINCT l.project_id) AS projects,
		   sum(l.prior) AS prior, sum(l.current) AS current,
		   sum(coalesce(l.change, l.current - l.prior)) AS change,
		   change_rate(sum(l.prior) FILTER (WHERE l.current IS NOT NULL),
					   sum(l.current) FILTER (WHERE l.prior IS NOT NULL)) AS change_rate
	FROM @model@.budget_line l
	JOIN @model@.project p ON p.id = l.project_id
	GROUP BY p.government, l.fiscal_year, l.stage, function_code_field(p.function_code),
			 GROUPING SETS ((), (p.function_code))
)
SELECT r.government, r.fiscal_year, r.stage, CASE WHEN r.is_field THEN 'field' ELSE 'sector' END AS level,
	   r.field::text AS field, r.sector::text AS sector,
	   function_code_name(CASE WHEN r.is_field THEN r.field ELSE r.sector END, r.fiscal_year) AS name, r.projects,
	   r.prior::numeric AS prior, r.current::numeric AS current, r.change::numeric AS change, r.change_rate,
	   share_rate(r.current, sum(r.current) FILTER (WHERE r.is_field)
							 OVER (PARTITION BY r.government, r.fiscal_year, r.stage)) AS share_rate
FROM rolled r;
COMMENT ON VIEW @model@.function_overview IS '기능별 예산: 분야와 부문, 자치단체, 회계연도, 단계마다';
COMMENT ON COLUMN @model@.function_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.function_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.function_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.function_overview.level IS 'field: 분야, sector: 부문';
COMMENT ON COLUMN @model@.function_overview.field IS '분야';
COMMENT ON COLUMN @model@.function_overview.sector IS '부문(분야의 줄은 NULL)';
COMMENT ON COLUMN @model@.function_overview.name IS '분야 또는 부문의 이름';
COMMENT ON COLUMN @model@.function_overview.projects IS '사업 수';
COMMENT ON COLUMN @model@.function_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.function_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.function_overview.change IS '증감(천원)';
COMMENT ON COLUMN @model@.function_overview.change_rate IS '증감률(%): A와 B가 모두 있는 과목의 합으로';
COMMENT ON COLUMN @model@.function_overview.share_rate IS '구성비(%): 자치단체의 예산에 대한 비율';

CREATE VIEW @model@.object_overview AS
WITH rolled AS (
	SELECT p.government, l.fiscal_year, l.stage,
		   CASE WHEN grouping(l.code) = 0 THEN 'item'
				WHEN grouping(budget_code_at(l.code, 'object')) = 0 THEN 'object' ELSE 'group' END AS level,
		   CASE WHEN grouping(l.code) = 0 THEN l.code
				WHEN grouping(budget_code_at(l.code, 'object')) = 0 THEN budget_code_at(l.code, 'object')
				ELSE budget_code_at(l.code, 'group') END AS code,
		   count(DISTINCT l.project_id) AS projects,
		   sum(l.prior) AS prior, sum(l.current) AS current,
		   sum(coalesce(l.change, l.current - l.prior)) AS change,
		   change_rate(sum(l.prior) FILTER (WHERE l.current IS NOT NULL),
					   sum(l.current) FILTER (WHERE l.prior IS NOT NULL)) AS change_rate
	FROM @model@.budget_line l
	JOIN @model@.project p ON p.id = l.project_id
	GROUP BY p.government, l.fiscal_year, l.stage,
			 GROUPING SETS ((budget_code_at(l.code, 'group')),
							(budget_code_at(l.code, 'object')),
							(l.code))
)
SELECT r.government, r.fiscal_year, r.stage, r.level, r.code::text AS code,
	   budget_code_name(r.code, r.fiscal_year) AS code_name, r.projects,
	   r.prior::numeric AS prior, r.current::numeric AS current, r.change::numeric AS change, r.change_rate,
	   share_rate(r.current, sum(r.current) FILTER (WHERE r.level = 'item')
							 OVER (PARTITION BY r.government, r.fiscal_year, r.stage)) AS share_rate
FROM rolled r
WHERE r.code IS NOT NULL;
COMMENT ON VIEW @model@.object_overview IS '성질별 예산: 편성그룹, 편성목, 통계목, 자치단체, 회계연도, 단계마다';
COMMENT ON COLUMN @model@.object_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.object_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.object_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.object_overview.level IS 'group: 편성그룹, object: 편성목, item: 통계목';
COMMENT ON COLUMN @model@.object_overview.code IS '과목';
COMMENT ON COLUMN @model@.object_overview.code_name IS '과목명';
COMMENT ON COLUMN @model@.object_overview.projects IS '사업 수';
COMMENT ON COLUMN @model@.object_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.object_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.object_overview.change IS '증감(천원)';
COMMENT ON COLUMN @model@.object_overview.change_rate IS '증감률(%): A와 B가 모두 있는 과목의 합으로';
COMMENT ON COLUMN @model@.object_overview.share_rate IS '구성비(%): 자치단체의 예산에 대한 비율';

CREATE VIEW @model@.top_changes AS
SELECT p.government, l.fiscal_year, l.stage,
	   rank() OVER (PARTITION BY p.government, l.fiscal_year, l.stage
					ORDER BY abs(coalesce(l.change, l.current - l.prior)) DESC NULLS LAST) AS rank,
	   l.project_id, p.name AS project, p.department, l.code::text AS code,
	   budget_code_name(l.code, l.fiscal_year) AS code_name,
	   l.prior::numeric AS prior, l.current::numeric AS current,
	   coalesce(l.change, l.current - l.prior)::numeric AS change,
	   coalesce(l.change_rate, change_rate(l.prior, l.current)) AS change_rate,
	   CASE WHEN l.prior IS NOT NULL THEN change_label(l.prior, l.current)
			WHEN l.change > 0 THEN '증'
			WHEN l.change < 0 THEN '감'
			WHEN l.change = 0 THEN '동일' END AS change_label
FROM @model@.budget_line l
JOIN @model@.project p ON p.id = l.project_id;
COMMENT ON VIEW @model@.top_changes IS '증감이 큰 과목: 자치단체, 회계연도, 단계마다 증감의 크기 순위';
COMMENT ON COLUMN @model@.top_changes.government IS '자치단체';
COMMENT ON COLUMN @model@.top_changes.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.top_changes.stage IS '예산 단계';
COMMENT ON COLUMN @model@.top_changes.rank IS '증감의 크기 순위';
COMMENT ON COLUMN @model@.top_changes.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.top_changes.project IS '사업명';
COMMENT ON COLUMN @model@.top_changes.department IS '부서';
COMMENT ON COLUMN @model@.top_changes.code IS '과목';
COMMENT ON COLUMN @model@.top_changes.code_name IS '과목명';
COMMENT ON COLUMN @model@.top_changes.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.top_changes.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.top_changes.change IS '증감(천원)';
COMMENT ON COLUMN @model@.top_changes.change_rate IS '증감률(%)';
COMMENT ON COLUMN @model@.top_changes.change_label IS '증감 구분';

CREATE VIEW @model@.execution_progress AS
WITH month AS (
	SELECT p.government, e.fiscal_year, date_trunc('month', e.executed_on)::date AS month, sum(e.amount) AS executed
	FROM @model@.execution e
	JOIN @model@.project p ON p.id = e.project_id
	GROUP BY p.government, e.fiscal_year, date_trunc('month', e.executed_on)::date
), budget AS (
	SELECT p.government, b.fiscal_year, sum(b.amount) AS amount
	FROM @model@.budget_in_force b
	JOIN @model@.project p ON p.id = b.project_id
	GROUP BY p.government, b.fiscal_year
)
SELECT m.government, m.fiscal_year, m.month, m.executed::numeric AS executed,
	   sum(m.executed) OVER so_far::numeric AS executed_so_far, b.amount::numeric AS budget,
	   execution_rate(sum(m.executed) OVER so_far, b.amount) AS execution_rate
FROM month m
LEFT JOIN budget b ON b.fiscal_year = m.fiscal_year AND b.government IS NOT DISTINCT FROM m.government
WINDOW so_far AS (PARTITION BY m.government, m.fiscal_year ORDER BY m.month);
COMMENT ON VIEW @model@.execution_progress IS '월별 집행 현황: 자치단체와 회계연도마다';
COMMENT ON COLUMN @model@.execution_progress.government IS '자치단체';
COMMENT ON COLUMN @model@.execution_progress.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.execution_progress.month IS '월(첫날)';
COMMENT ON COLUMN @model@.execution_progress.executed IS '그달의 집행액(천원)';
COMMENT ON COLUMN @model@.execution_progress.executed_so_far IS '누계 집행액(천원)';
COMMENT ON COLUMN @model@.execution_progress.budget IS '예산액(마지막 단계, 천원)';
COMMENT ON COLUMN @model@.execution_progress.execution_rate IS '집행률(%): 누계 집행액 / 예산액';
$model$;
COMMENT ON FUNCTION budget_model_analysis_views() IS
	'the SQL of the model''s views over many projects, @model@ standing for its schema';

CREATE FUNCTION budget_model_report_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 4. The official tables, to be printed: the total first, amounts as documents
-- write them and set to the right.  A blank cell stays blank.

CREATE VIEW @model@."예산총괄" AS
SELECT o.project_id AS "사업번호", o.project AS "사업명", o.fiscal_year AS "회계연도", o.stage AS "단계",
	   coalesce(o.code, '계') AS "구분", coalesce(o.code_name, '') AS "과목명",
	   format('%12s', won_text(o.two_years_before)) AS "전전년도 예산액",
	   format('%12s', won_text(o.prior)) AS "전년도 예산액(A)",
	   format('%12s', won_text(o.current)) AS "예산액(B)",
	   format('%12s', won_text(o.subsidy)) AS "국고보조",
	   format('%12s', won_text(o.change)) AS "증감(B-A)",
	   o.change_rate AS "증감률(%)", o.change_label AS "증감구분", o.share_rate AS "구성비(%)"
FROM @model@.budget_overview o
ORDER BY o.project_id, o.fiscal_year, o.stage <> '본예산', o.stage, o.code NULLS FIRST;
COMMENT ON VIEW @model@."예산총괄" IS '예산 총괄표(단위: 천원)';
COMMENT ON COLUMN @model@."예산총괄"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."예산총괄"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."예산총괄"."회계연도" IS '회계연도';
COMMENT ON COLUMN @model@."예산총괄"."단계" IS '예산 단계';
COMMENT ON COLUMN @model@."예산총괄"."구분" IS '계 또는 과목';
COMMENT ON COLUMN @model@."예산총괄"."과목명" IS '과목명';
COMMENT ON COLUMN @model@."예산총괄"."전전년도 예산액" IS '전전년도 예산액(천원)';
COMMENT ON COLUMN @model@."예산총괄"."전년도 예산액(A)" IS '전년도 예산액(천원)';
COMMENT ON COLUMN @model@."예산총괄"."예산액(B)" IS '예산액(천원)';
COMMENT ON COLUMN @model@."예산총괄"."국고보조" IS '예산액 중 국고보조(천원)';
COMMENT ON COLUMN @model@."예산총괄"."증감(B-A)" IS '증감(천원)';
COMMENT ON COLUMN @model@."예산총괄"."증감률(%)" IS '증감률(%)';
COMMENT ON COLUMN @model@."예산총괄"."증감구분" IS '신규, 폐지, 증, 감, 동일';
COMMENT ON COLUMN @model@."예산총괄"."구성비(%)" IS '구성비(%)';

CREATE VIEW @model@."산출근거" AS
SELECT r.project_id AS "사업번호", p.name AS "사업명", r.fiscal_year AS "회계연도", r.stage AS "단계",
	   CASE WHEN r.ordinal IS NULL THEN r.code::text ELSE '' END AS "과목",
	   r.label AS "산출내역", coalesce(r.basis, '') AS "산출기초",
	   format('%12s', won_text(r.amount)) AS "금액", format('%12s', won_text(r.parts)) AS "아래 줄의 합",
	   CASE WHEN r.amount = r.parts THEN '일치'
			WHEN r.amount <> r.parts THEN '차이 ' || won_text(r.amount - r.parts)
			ELSE '' END AS "확인"
FROM (
	SELECT c.project_id, c.fiscal_year, c.stage, c.code, NULL::integer AS ordinal,
		   budget_code_name(c.code, c.fiscal_year) AS label, NULL AS basis, l.current AS amount, c.amount AS parts
	FROM (SELECT project_id, fiscal_year, stage, code, sum(amount) AS amount
		  FROM @model@.cost_basis
		  WHERE parent_id IS NULL
		  GROUP BY project_id, fiscal_year, stage, code) c
	LEFT JOIN @model@.budget_line l ON l.project_id = c.project_id AND l.fiscal_year = c.fiscal_year
		AND l.stage = c.stage AND l.code = c.code
	UNION ALL
	SELECT c.project_id, c.fiscal_year, c.stage, c.code, c.ordinal,
		   repeat('  ', c.depth - 1) || (ARRAY['○ ', '- ', '▷ '])[least(c.depth, 3)] || coalesce(c.label, ''),
		   c.basis, c.amount,
		   (SELECT sum(d.amount) FROM @model@.cost_basis d WHERE d.parent_id = c.id)
	FROM @model@.cost_basis c
) r
JOIN @model@.project p ON p.id = r.project_id
ORDER BY r.project_id, r.fiscal_year, r.stage <> '본예산', r.stage, r.code, r.ordinal NULLS FIRST;
COMMENT ON VIEW @model@."산출근거" IS '예산 요구내역 및 산출근거(단위: 천원)';
COMMENT ON COLUMN @model@."산출근거"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."산출근거"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."산출근거"."회계연도" IS '회계연도';
COMMENT ON COLUMN @model@."산출근거"."단계" IS '예산 단계';
COMMENT ON COLUMN @model@."산출근거"."과목" IS '과목(통계목)';
COMMENT ON COLUMN @model@."산출근거"."산출내역" IS '산출내역(과목의 줄은 과목명)';
COMMENT ON COLUMN @model@."산출근거"."산출기초" IS '산출기초';
COMMENT ON COLUMN @model@."산출근거"."금액" IS '금액(과목의 줄은 예산액, 천원)';
COMMENT ON COLUMN @model@."산출근거"."아래 줄의 합" IS '바로 아래 줄의 합(천원)';
COMMENT ON COLUMN @model@."산출근거"."확인" IS '금액과 아래 줄의 합의 비교';

CREATE VIEW @model@."추진일정" AS
SELECT r.project_id AS "사업번호", p.name AS "사업명", r.fiscal_year AS "회계연도", r.stage AS "단계",
	   r.step AS "사업추진절차",
	   coalesce(r.period, to_char(r.starts_on, 'YYYY.MM') || '~' || to_char(r.ends_on, 'YYYY.MM'), '') AS "추진기간",
	   format('%12s', won_text(r.amount)) AS "예산집행금액", r.share_rate AS "구성비(%)",
	   coalesce(r.detail, '') AS "추진세부내용"
FROM (
	SELECT project_id, fiscal_year, stage, NULL::integer AS ordinal, '계' AS step,
		   NULL AS period, NULL::date AS starts_on, NULL::date AS ends_on,
		   coalesce(t.scheduled, s.amount) AS amount,
		   share_rate(s.amount, coalesce(t.scheduled, s.amount)) AS share_rate, NULL AS detail
	FROM (SELECT project_id, fiscal_year, stage, sum(amount) AS amount
		  FROM @model@.schedule_step
		  GROUP BY project_id, fiscal_year, stage) s
	LEFT JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
	UNION ALL
	SELECT s.project_id, s.fiscal_year, s.stage, s.ordinal, s.step, s.period, s.starts_on, s.ends_on, s.amount,
		   share_rate(s.amount, coalesce(t.scheduled,
										 (SELECT sum(o.amount) FROM @model@.schedule_step o
										  WHERE (o.project_id, o.fiscal_year, o.stage)
											  = (s.project_id, s.fiscal_year, s.stage)))),
		   s.detail
	FROM @model@.schedule_step s
	LEFT JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
) r
JOIN @model@.project p ON p.id = r.project_id
ORDER BY r.project_id, r.fiscal_year, r.stage <> '본예산', r.stage, r.ordinal NULLS FIRST;
COMMENT ON VIEW @model@."추진일정" IS '추진일정(단위: 천원)';
COMMENT ON COLUMN @model@."추진일정"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."추진일정"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."추진일정"."회계연도" IS '회계연도';
COMMENT ON COLUMN @model@."추진일정"."단계" IS '예산 단계';
COMMENT ON COLUMN @model@."추진일정"."사업추진절차" IS '계 또는 사업추진절차';
COMMENT ON COLUMN @model@."추진일정"."추진기간" IS '추진기간';
COMMENT ON COLUMN @model@."추진일정"."예산집행금액" IS '예산집행금액(천원)';
COMMENT ON COLUMN @model@."추진일정"."구성비(%)" IS '구성비(%, 계에 대한 비율)';
COMMENT ON COLUMN @model@."추진일정"."추진세부내용" IS '추진세부내용';

CREATE VIEW @model@."결산" AS
SELECT s.project_id AS "사업번호", s.project AS "사업명", s.year AS "연도",
	   format('%12s', won_text(s.original_budget)) AS "당초예산",
	   format('%12s', won_text(s.carried_in)) AS "전년이월",
	   format('%12s', won_text(s.adjustment)) AS "예산변경",
	   format('%12s', won_text(s.current_budget)) AS "예산현액",
	   format('%12s', won_text(s.executed)) AS "집행액",
	   format('%12s', won_text(s.carried_out)) AS "차년이월",
	   format('%12s', won_text(s.returned)) AS "반납금",
	   format('%12s', won_text(s.remaining)) AS "집행잔액",
	   s.execution_rate AS "집행률(%)"
FROM @model@.settlement_overview s
ORDER BY s.project_id, s.year;
COMMENT ON VIEW @model@."결산" IS '결산 현황(단위: 천원)';
COMMENT ON COLUMN @model@."결산"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."결산"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."결산"."연도" IS '결산 연도';
COMMENT ON COLUMN @model@."결산"."당초예산" IS '당초예산(천원)';
COMMENT ON COLUMN @model@."결산"."전년이월" IS '전년도 이월액(천원)';
COMMENT ON COLUMN @model@."결산"."예산변경" IS '예산변경(천원)';
COMMENT ON COLUMN @model@."결산"."예산현액" IS '예산현액(천원)';
COMMENT ON COLUMN @model@."결산"."집행액" IS '집행액(천원)';
COMMENT ON COLUMN @model@."결산"."차년이월" IS '다음 연도 이월액(천원)';
COMMENT ON COLUMN @model@."결산"."반납금" IS '보조금 반납금(천원)';
COMMENT ON COLUMN @model@."결산"."집행잔액" IS '집행잔액(천원)';
COMMENT ON COLUMN @model@."결산"."집행률(%)" IS '집행률(%)';

CREATE VIEW @model@."정합성점검" AS
SELECT r.project_id AS "사업번호", p.name AS "사업명", r.origin AS "근거", r.section AS "항목",
	   r.subject AS "대상", format('%12s', r.actual) AS "적힌 값", format('%12s', r.expected) AS "비교한 값",
	   format('%12s', r.difference) AS "차이", r.message AS "설명"
FROM (
	SELECT v.project_id, '규칙' AS origin, v.section, v.subject,
		   won_text(v.actual) AS actual, won_text(v.expected) AS expected,
		   won_text(v.difference) AS difference, v.message, v.rule, NULL::integer AS ordinal
	FROM @model@.violation v
	UNION ALL
	SELECT i.project_id, '원문', i.section, coalesce(i.line || '행', ''),
		   NULL, NULL, NULL, i.message, NULL, i.ordinal
	FROM @model@.sheet_issue i
) r
LEFT JOIN @model@.project p ON p.id = r.project_id
ORDER BY r.project_id, r.origin, r.ordinal, r.rule, r.subject;
COMMENT ON VIEW @model@."정합성점검" IS '정합성 점검표: 규칙에 어긋난 것과 원문을 읽으며 찾은 것';
COMMENT ON COLUMN @model@."정합성점검"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."정합성점검"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."정합성점검"."근거" IS '규칙: 표의 규칙에 어긋남, 원문: 원문을 읽으며 찾음';
COMMENT ON COLUMN @model@."정합성점검"."항목" IS '사업설명서의 항목';
COMMENT ON COLUMN @model@."정합성점검"."대상" IS '대상 또는 원문의 줄';
COMMENT ON COLUMN @model@."정합성점검"."적힌 값" IS '적힌 값(천원 또는 %)';
COMMENT ON COLUMN @model@."정합성점검"."비교한 값" IS '비교한 값(천원 또는 %)';
COMMENT ON COLUMN @model@."정합성점검"."차이" IS '차이';
COMMENT ON COLUMN @model@."정합성점검"."설명" IS '설명';
$model$;
COMMENT ON FUNCTION budget_model_report_views() IS
	'the SQL of the model''s Korean report views (예산총괄, 산출근거, 추진일정, 결산, 정합성점검), @model@ standing for its schema';
-- view_years: what analysts read of the model across sources, sums and years

CREATE FUNCTION budget_model_comparison_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 5. Across sources and years

CREATE VIEW @model@.funding_mix AS
SELECT p.government, p.fiscal_year, f.source, f.is_national, count(f.amount) AS projects,
	   sum(f.amount)::numeric AS amount,
	   share_rate(sum(f.amount), sum(sum(f.amount)) OVER (PARTITION BY p.government, p.fiscal_year)) AS share_rate
FROM @model@.project_funding f
JOIN @model@.project p ON p.id = f.project_id
GROUP BY p.government, p.fiscal_year, f.source, f.is_national;
COMMENT ON VIEW @model@.funding_mix IS '재원 구성: 자치단체와 회계연도마다 재원별 금액과 비율';
COMMENT ON COLUMN @model@.funding_mix.government IS '자치단체';
COMMENT ON COLUMN @model@.funding_mix.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.funding_mix.source IS '재원';
COMMENT ON COLUMN @model@.funding_mix.is_national IS '국비 여부';
COMMENT ON COLUMN @model@.funding_mix.projects IS '그 재원의 금액을 적은 사업 수';
COMMENT ON COLUMN @model@.funding_mix.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.funding_mix.share_rate IS '구성비(%): 자치단체의 재원 합에 대한 비율';

CREATE VIEW @model@.cost_basis_check AS
SELECT c.project_id, p.name AS project, p.government, p.department, c.fiscal_year, c.stage,
	   c.code::text AS code, c.ordinal, c.depth, c.label, c.basis, c.amount::numeric AS amount,
	   c.evaluated::numeric AS evaluated, (c.amount - c.evaluated)::numeric AS difference,
	   CASE WHEN c.evaluated IS NULL THEN '식 아님'
			WHEN c.amount IS NULL THEN '금액 없음'
			WHEN c.amount = c.evaluated THEN '일치'
			WHEN c.amount = try_cost_basis_amount(c.basis, 'nearest') THEN '반올림'
			WHEN c.amount = try_cost_basis_amount(c.basis, 'floor') THEN '내림'
			ELSE '차이' END AS result
FROM (SELECT *, try_cost_basis_amount(basis) AS evaluated
	  FROM @model@.cost_basis
	  WHERE basis IS NOT NULL
	  OFFSET 0) c	-- evaluate once
JOIN @model@.project p ON p.id = c.project_id;
COMMENT ON VIEW @model@.cost_basis_check IS '산출기초 검산: 식이 적힌 줄마다 식의 값과 금액';
COMMENT ON COLUMN @model@.cost_basis_check.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.cost_basis_check.project IS '사업명';
COMMENT ON COLUMN @model@.cost_basis_check.government IS '자치단체';
COMMENT ON COLUMN @model@.cost_basis_check.department IS '부서';
COMMENT ON COLUMN @model@.cost_basis_check.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.cost_basis_check.stage IS '예산 단계';
COMMENT ON COLUMN @model@.cost_basis_check.code IS '과목';
COMMENT ON COLUMN @model@.cost_basis_check.ordinal IS '과목 안의 순서';
COMMENT ON COLUMN @model@.cost_basis_check.depth IS '깊이(1: 과목 바로 아래)';
COMMENT ON COLUMN @model@.cost_basis_check.label IS '산출내역';
COMMENT ON COLUMN @model@.cost_basis_check.basis IS '산출기초';
COMMENT ON COLUMN @model@.cost_basis_check.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.cost_basis_check.evaluated IS '산출기초의 값(천원): 줄마다 천원 미만을 올려 더함, 식이 아니면 NULL';
COMMENT ON COLUMN @model@.cost_basis_check.difference IS '차이(천원): 금액 - 산출기초의 값';
COMMENT ON COLUMN @model@.cost_basis_check.result IS '일치, 반올림 또는 내림하면 일치, 차이, 식 아님, 금액 없음';

CREATE VIEW @model@.carry_over_chain AS
WITH year AS (
	SELECT s.project_id, p.name, coalesce(p.government, '') AS government, coalesce(p.department, '') AS department,
		   p.fiscal_year, s.year, s.carried_in, s.carried_in_express, s.carried_in_accident, s.carried_in_continuing,
		   s.carried_out, s.carried_out_express, s.carried_out_accident, s.carried_out_continuing
	FROM @model@.settlement s
	JOIN @model@.project p ON p.id = s.project_id
), another AS (
	-- the same project in the sheets of other years: the first that settles the year
	SELECT DISTINCT ON (government, department, name, year) *
	FROM year
	ORDER BY government, department, name, year, fiscal_year, project_id
)
SELECT y.project_id, y.name AS project, nullif(y.government, '') AS government, nullif(y.department, '') AS department,
	   y.year, y.carried_in::numeric AS carried_in, y.carried_out::numeric AS carried_out,
	   y.carried_out_express::numeric AS carried_out_express,
	   y.carried_out_accident::numeric AS carried_out_accident,
	   y.carried_out_continuing::numeric AS carried_out_continuing,
	   coalesce(n.project_id, o.project_id) AS next_project_id,
	   CASE WHEN n.project_id IS NULL THEN o.carried_in ELSE n.carried_in END::numeric AS next_carried_in,
	   (CASE WHEN n.project_id IS NULL THEN o.carried_in ELSE n.carried_in END - y.carried_out)::numeric AS difference,
	   -- what was carried over after its obligation may not be carried over again
	   (y.carried_in_accident > 0 AND y.carried_out_accident > 0) AS accident_again
FROM year y
LEFT JOIN year n ON n.project_id = y.project_id AND n.year = y.year + 1
LEFT JOIN another o ON o.government = y.government AND o.department = y.department AND o.name = y.name
	AND o.year = y.year + 1 AND o.project_id <> y.project_id;
COMMENT ON VIEW @model@.carry_over_chain IS '이월의 흐름: 결산 연도마다 차년이월과 다음 해의 전년이월';
COMMENT ON COLUMN @model@.carry_over_chain.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.carry_over_chain.project IS '사업명';
COMMENT ON COLUMN @model@.carry_over_chain.government IS '자치단체';
COMMENT ON COLUMN @model@.carry_over_chain.department IS '부서';
COMMENT ON COLUMN @model@.carry_over_chain.year IS '결산 연도';
COMMENT ON COLUMN @model@.carry_over_chain.carried_in IS '전년도 이월액(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.carried_out IS '다음 연도 이월액(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.carried_out_express IS '다음 연도 이월액 중 명시이월(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.carried_out_accident IS '다음 연도 이월액 중 사고이월(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.carried_out_continuing IS '다음 연도 이월액 중 계속비이월(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.next_project_id IS '다음 해 결산이 적힌 사업 번호(같은 사업설명서, 없으면 같은 이름의 다른 해 사업설명서)';
COMMENT ON COLUMN @model@.carry_over_chain.next_carried_in IS '다음 해의 전년도 이월액(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.difference IS '차이(천원): 다음 해의 전년도 이월액 - 다음 연도 이월액';
COMMENT ON COLUMN @model@.carry_over_chain.accident_again IS '사고이월로 넘어온 해에 다시 사고이월한 사업(재이월 제한 확인 대상)';

CREATE VIEW @model@.year_over_year AS
WITH spent AS (
	SELECT coalesce(p.government, '') AS government, l.fiscal_year, l.stage, l.code, sum(l.current) AS amount
	FROM @model@.budget_line l
	JOIN @model@.project p ON p.id = l.project_id
	WHERE l.current IS NOT NULL
	GROUP BY coalesce(p.government, ''), l.fiscal_year, l.stage, l.code
), year AS (
	SELECT DISTINCT government, fiscal_year, stage FROM spent
), last AS MATERIALIZED (
	-- last year's codes as this year writes them (budget_code_in_year() tells
	-- whoever reads of every code that was split)
	SELECT s.government, y.fiscal_year, s.stage,
		   (SELECT min(n.n::text) FROM budget_code_successors(s.code, s.fiscal_year, y.fiscal_year) n (n)
			HAVING count(*) = 1) AS code,
		   s.code::text AS prior_code, s.amount
	FROM spent s
	JOIN year y ON y.government = s.government AND y.stage = s.stage AND y.fiscal_year = s.fiscal_year + 1
), prior AS (
	SELECT government, fiscal_year, stage, code,
		   string_agg(prior_code, ', ' ORDER BY prior_code) AS prior_codes, sum(amount) AS amount
	FROM last
	GROUP BY government, fiscal_year, stage, code, CASE WHEN code IS NULL THEN prior_code END
), compared AS (
	SELECT coalesce(c.government, b.government) AS government, coalesce(c.fiscal_year, b.fiscal_year) AS fiscal_year,
		   coalesce(c.stage, b.stage) AS stage, coalesce(c.code, b.code) AS code, b.prior_codes,
		   b.amount AS prior, c.amount AS current
	FROM (SELECT government, fiscal_year, stage, code::text AS code, amount FROM spent) c
	FULL JOIN prior b ON b.government = c.government AND b.fiscal_year = c.fiscal_year
		AND b.stage = c.stage AND b.code = c.code
)
SELECT nullif(c.government, '') AS government, c.fiscal_year, c.stage, c.code,
	   budget_code_name(c.code::budget_code, c.fiscal_year) AS code_name,
	   c.prior_codes, c.prior::numeric AS prior, c.current::numeric AS current,
	   CASE WHEN y.government IS NOT NULL AND c.code IS NOT NULL
			THEN coalesce(c.current::numeric, 0) - coalesce(c.prior::numeric, 0) END AS change,
	   change_rate(c.prior, c.current) AS change_rate,
	   CASE WHEN y.government IS NULL THEN NULL
			WHEN c.code IS NULL THEN '나뉨'
			ELSE change_label(c.prior, c.current) END AS change_label
FROM compared c
LEFT JOIN year y ON y.government = c.government AND y.stage = c.stage AND y.fiscal_year = c.fiscal_year - 1;
COMMENT ON VIEW @model@.year_over_year IS '전년 대비: 자치단체와 과목마다 두 해의 예산, 바뀐 과목은 이어서';
COMMENT ON COLUMN @model@.year_over_year.government IS '자치단체';
COMMENT ON COLUMN @model@.year_over_year.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.year_over_year.stage IS '예산 단계(두 해의 같은 단계를 비교)';
COMMENT ON COLUMN @model@.year_over_year.code IS '과목(그 해의 분류; 전년도 과목이 여럿으로 나뉘었거나 이어지지 않으면 NULL)';
COMMENT ON COLUMN @model@.year_over_year.code_name IS '과목명';
COMMENT ON COLUMN @model@.year_over_year.prior_codes IS '전년도에 같은 뜻이던 과목(전년도의 분류)';
COMMENT ON COLUMN @model@.year_over_year.prior IS '전년도 예산액(천원)';
COMMENT ON COLUMN @model@.year_over_year.current IS '예산액(천원)';
COMMENT ON COLUMN @model@.year_over_year.change IS '증감(천원): 전년도의 예산이 자료에 있을 때';
COMMENT ON COLUMN @model@.year_over_year.change_rate IS '증감률(%)';
COMMENT ON COLUMN @model@.year_over_year.change_label IS '신규, 폐지, 증, 감, 동일; 나뉨: 이어지는 과목이 하나가 아님';
$model$;
COMMENT ON FUNCTION budget_model_comparison_views() IS
	'the SQL of the model''s views across sources, sums and years, @model@ standing for its schema';
-- sheet: reading a project sheet (사업설명서) as text

CREATE FUNCTION budget_sheet_lines(
		sheet text, fiscal_year integer DEFAULT NULL,
		OUT line integer, OUT section text, OUT kind text, OUT target text,
		OUT fields text[], OUT issue text)
	RETURNS SETOF record
	LANGUAGE c STABLE PARALLEL SAFE COST 1000 ROWS 120
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_sheet_lines(text, integer) IS
	'how a project sheet (사업설명서) is read: each line, its section, what it is, the table it goes to, its cells, and what was not understood';

CREATE FUNCTION budget_load_sheet(
		sheet text, fiscal_year integer, schema name DEFAULT 'budget')
	RETURNS bigint
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_load_sheet(text, integer, name) IS
	'read a project sheet (사업설명서) into the model of a schema; returns the project''s id';
-- sheet_text: a project of the model written as a project sheet again
--
-- The text is of the form that budget_load_sheet() reads, so that what is
-- written in one office is read in another: tables as lines with tabs, marks
-- and indents for depth, blank cells for what is not stated.

CREATE FUNCTION budget_sheet_cell(amount thousand_won, subsidy thousand_won)
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	BEGIN ATOMIC
	SELECT concat_ws(' ', CASE WHEN subsidy = 0 THEN '(x-)'
							   WHEN subsidy IS NOT NULL THEN '(x' || won_text(subsidy) || ')' END,
					 won_text(amount));
	END;
COMMENT ON FUNCTION budget_sheet_cell(thousand_won, thousand_won) IS
	'an amount and its subsidised part (국고보조) as a cell of a budget table, which parse_budget_cell() reads';

CREATE FUNCTION budget_sheet_text(project bigint, schema name DEFAULT 'budget')
	RETURNS text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 100000
	SET search_path = @extschema@, pg_temp
	AS $body$
DECLARE
	model text := quote_ident(schema);
	sections CONSTANT text[] := ARRAY['사업목적', '사업근거', '사업내용', '추진경위', '사업추진의 필요성', '사업추진절차'];
	headings CONSTANT text[] := ARRAY['사업목적', '사업근거', '사업내용', '추진경위', '중점추진사항(사업추진의 필요성)', '사업추진절차'];
	main record;
	named boolean;
	part text;
	sheet text;
	others bigint;
	i integer;
BEGIN
	IF to_regclass(format('%s.project_sheet', model)) IS NULL THEN
		RAISE undefined_table
			USING MESSAGE = format('schema "%s" has no budget model', schema),
				HINT = 'Create it with budget_create_model().';
	END IF;
	EXECUTE format('SELECT * FROM %s.project WHERE id = $1', model) INTO main USING project;
	IF main.id IS NULL THEN
		RAISE no_data_found
			USING MESSAGE = format('project %s does not exist in schema "%s"', project, schema);
	END IF;

	-- A heading that would not be read as a name: the name stands in the table
	named := main.name !~ '^\s*[-0-9(#*\[□■◇◆◎▣○●ㅇ▷▶·※①-⑮Ⅰ-Ⅹ]|^\s*[가-하][.)]|[#*]\s*$|단위'
		AND main.name !~ '산출(근거|기초|내역)|예산\s*(요구내역|총괄|현황|액현황|설명)|결산|(추진|사업)\s*실적|추진\s*(일정|계획|경[위과]|절차|목적|근거)'
		AND main.name !~ '(기대|사업)\s*효과|필요성|중점추진|(사업|법적|지원)\s*(목적|근거|내용|개요|일정|성격|설명)|사전\s*절차|담당자|기본\s*현황';
	sheet := CASE WHEN named THEN format(E'# %s\n\n', main.name) ELSE '' END || E'## 1 기본 현황\n\n### □ 사업개요\n\n';

	EXECUTE replace($sql$
		SELECT concat(string_agg(v.label || E'\t' || translate(v.value, E'\t\r\n', '   ') || E'\n', '' ORDER BY v.n)
							FILTER (WHERE v.n < 20 AND v.value <> ''),
					  (SELECT CASE WHEN count(f.source) = 0 AND p.subsidy_rate IS NULL
								   THEN E'총사업비\t' || won_text(p.total_cost, 'unit') || E'\n'
								   ELSE format(E'총사업비\t총%s\t(보조율)\n%s%s\t%s\n',
											   string_agg(format(E'\t(%s)', f.source), '' ORDER BY f.place, f.source),
											   won_text(p.total_cost, 'unit'),
											   string_agg(E'\t' || coalesce(won_text(f.amount, 'unit'), ''), ''
														  ORDER BY f.place, f.source),
											   p.subsidy_rate || ' %') END
					   FROM (SELECT source, amount,
									array_position(ARRAY['국비', '균특', '기금', '특교', '도비', '시비', '조정교부금', '군비', '구비', '기타'], source) AS place
							 FROM @model@.project_funding WHERE project_id = p.id) f),
					  string_agg(v.label || E'\t' || translate(v.value, E'\t\r\n', '   ') || E'\n', '' ORDER BY v.n)
							FILTER (WHERE v.n >= 20 AND v.value <> ''))
		FROM @model@.project p
		CROSS JOIN LATERAL (VALUES
			(1, '사업명', CASE WHEN NOT $2 THEN p.name END),
			(2, '자치단체', p.government),
			(3, '실·국', p.bureau),
			(4, '부서', p.department),
			(5, '회계', p.account),
			(6, '기능', p.function_code::text),
			(7, '정책사업', p.policy),
			(8, '단위사업', p.unit),
			(9, '사업기간', concat_ws(' ', CASE WHEN p.is_annual THEN chr(2) || ' 연례반복'
											  WHEN NOT p.is_annual THEN chr(3) || ' 연례반복' END,
									 coalesce(p.period,
											  CASE WHEN NOT EXISTS (SELECT FROM @model@.project_text x
																	WHERE x.project_id = p.id AND x.label ~ '기간')
												   THEN to_char(p.starts_on, 'YYYY.MM.DD') || ' ~ ' || to_char(p.ends_on, 'YYYY.MM.DD') END))),
			(10, '사업위치', p.location),
			(20, '사업내용', p.summary),
			(21, '사업형태', (SELECT string_agg(chr(CASE WHEN m.applies THEN 2 ELSE 3 END) || ' ' || m.method, ' '
											  ORDER BY array_position(ARRAY['직접수행', '자치단체 보조', '민간이전', '출연출자', '민간위탁', '기타'], m.method),
													   m.method)
							FROM @model@.project_method m WHERE m.project_id = p.id)),
			(22, '사업시행주체', p.implementer)) v (n, label, value)
		WHERE p.id = $1
		GROUP BY p.id
		$sql$, '@model@', model) INTO part USING project, named;
	sheet := sheet || part;
	EXECUTE replace($sql$
		SELECT string_agg(concat_ws(E'\t', label, nullif(body, label)) || E'\n', '' ORDER BY ordinal)
		FROM @model@.project_text WHERE project_id = $1 AND section = '사업개요'
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(part, '');

	-- A table of boxes, each below its name
	EXECUTE replace($sql$
		SELECT string_agg(CASE WHEN n = 1 THEN boxes || ' ' || names ELSE names || E'\n' || boxes END || E'\n', '' ORDER BY line)
		FROM (SELECT b.line, count(*) AS n, string_agg(b.name, E'\t' ORDER BY b.place, b.name) AS names,
					 string_agg(chr(CASE WHEN b.checked THEN 2 ELSE 3 END),
								E'\t' ORDER BY b.place, b.name) AS boxes
			  FROM (SELECT v.*
					FROM @model@.project p
					CROSS JOIN LATERAL (VALUES
						(1, 0, '신규', p.is_new), (1, 1, '계속', p.is_continuing),
						(2, 0, '경상', p.is_ordinary), (2, 1, '투자', p.is_investment)) v (line, place, name, checked)
					WHERE p.id = $1 AND v.checked IS NOT NULL
					UNION ALL
					SELECT 1, coalesce(2 + array_position(ARRAY['투자심사', '학술용역', '기술심사', '자방보조심의', '지방보조심의', '정보화심사',
																'공유재산', '안전예산', '출자·출연'], m.procedure), 99), m.procedure, m.applies
					FROM @model@.project_procedure m
					WHERE m.project_id = $1) b
			  GROUP BY b.line) l
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n### □ 사업 성격 및 사전절차 대상 여부\n\n' || part, '');

	EXECUTE replace($sql$
		SELECT CASE WHEN count(*) > 1
					THEN string_agg(c.role, E'\t' ORDER BY c.place) || E'\n' || string_agg(c.contact, E'\t' ORDER BY c.place)
					ELSE string_agg(c.role || ' : ' || c.contact, '') END || E'\n'
		FROM (SELECT 1000 + ordinal AS place, translate(role, E'\t\r\n', '   ') AS role,
					 translate(coalesce(contact, ''), E'\t\r\n', '   ') AS contact
			  FROM @model@.project_contact WHERE project_id = $1
			  UNION ALL
			  SELECT v.* FROM @model@.project p
			  CROSS JOIN LATERAL (VALUES (1, '실·국', p.bureau), (2, '부서명', p.department)) v (place, role, contact)
			  WHERE p.id = $1 AND v.contact <> ''
				AND EXISTS (SELECT FROM @model@.project_contact WHERE project_id = $1)) c
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n### □ 사업 담당자\n\n' || part, '');

	-- 예산: of the sheet's year, before any 추경
	sheet := sheet || E'\n## 2 예산 설명\n';
	EXECUTE replace($sql$
		WITH line AS (
			SELECT 0 AS place, '계' AS code, NULL::text AS label, two_years_before, two_years_before_subsidy, prior, prior_subsidy,
				   current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
			FROM @model@.budget_total
			WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산'
			  AND num_nulls(two_years_before, two_years_before_subsidy, prior, prior_subsidy, current, current_subsidy,
							change, change_subsidy, change_rate, change_rate_subsidy) < 10
			UNION ALL
			SELECT 1, budget_code_text(code, 'compact'), label, two_years_before, two_years_before_subsidy, prior, prior_subsidy,
				   current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
			FROM @model@.budget_line
			WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산'
		)
		SELECT format(E'구 분\t%s년 예산액\t%s예산액 (A)\t%s예산(B)\t증감 (B-A)\t(B-A)*100/A\n', $2 - 2, $2 - 1, $2)
			|| string_agg(concat_ws(E'\t', concat_ws(' ', code, translate(label, E'\t\r\n', '   ')),
									budget_sheet_cell(two_years_before, two_years_before_subsidy), budget_sheet_cell(prior, prior_subsidy),
									budget_sheet_cell(current, current_subsidy), budget_sheet_cell(change, change_subsidy),
									concat_ws(' ', '(x' || change_rate_subsidy || ')', change_rate::text)) || E'\n', ''
						  ORDER BY place, code)
		FROM line
		HAVING count(*) > 0
		$sql$, '@model@', model) INTO part USING project, main.fiscal_year;
	sheet := sheet || coalesce(E'\n### □ 예산 총괄\n\n(단위 : 천원)\n\n' || part, '');
	EXECUTE replace($sql$
		SELECT string_agg('※ ' || concat_ws(' : ', label, body) || E'\n', '' ORDER BY ordinal)
		FROM @model@.project_text WHERE project_id = $1 AND section = '예산 총괄'
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n' || part, '');

	EXECUTE replace($sql$
		SELECT E'과목구분\t세부 산출내역\n'
			|| string_agg(concat_ws(E'\t', CASE WHEN c.first THEN budget_code_text(c.code, 'compact') ELSE '' END,
									c.marks[least(c.depth, cardinality(c.marks))] || ' ' || l.line) || E'\n', ''
						  ORDER BY c.code, c.ordinal)
		FROM (SELECT code, ordinal, depth, translate(label, E'\t\r\n', '   ') AS label, translate(basis, E'\t\r\n', '   ') AS basis,
					 won_text(amount, 'unit') AS amount, row_number() OVER (PARTITION BY code ORDER BY ordinal) = 1 AS first,
					 CASE WHEN max(depth) OVER () <= 4 THEN ARRAY['○', '-', '▷', '·'] ELSE ARRAY['□', '○', '①', '-', '▷', '·'] END AS marks
			  FROM @model@.cost_basis
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산') c
		-- the plainest form that is taken apart again as it was put together
		CROSS JOIN LATERAL (SELECT t.line
							FROM (VALUES (1, ' '), (2, ' : '), (3, ' = ')) v (place, separator)
							CROSS JOIN LATERAL (SELECT concat_ws(' = ', concat_ws(v.separator, c.label, c.basis), c.amount)) t (line)
							CROSS JOIN LATERAL parse_cost_line('- ' || t.line) p
							ORDER BY p.label IS DISTINCT FROM c.label OR p.basis IS DISTINCT FROM c.basis, v.place
							LIMIT 1) l
		HAVING count(*) > 0
		$sql$, '@model@', model) INTO part USING project, main.fiscal_year;
	sheet := sheet || coalesce(E'\n### □ 예산 요구내역 및 산출근거\n\n' || part, '');

	-- 사업 설명: running text, the depth as an indent
	sheet := sheet || E'\n## 3 사업 설명\n';
	FOR i IN 1 .. cardinality(sections) LOOP
		IF sections[i] = '추진경위' THEN
			EXECUTE replace($sql$
				SELECT string_agg('- ' || concat_ws(' ', coalesce(date_text, to_char(happened_on, 'YYYY.MM.DD')),
													translate(event, E'\r\n', '  ')) || E'\n', '' ORDER BY ordinal)
				FROM @model@.milestone WHERE project_id = $1
				$sql$, '@model@', model) INTO part USING project;
		ELSE
			EXECUTE replace($sql$
				SELECT string_agg(repeat('  ', depth - 1) || CASE WHEN marked THEN '○ ' ELSE '- ' END
								  || concat_ws(' : ', label, translate(body, E'\r\n', '  ')) || E'\n', '' ORDER BY ordinal)
				-- a dash would take with it a mark that a text starts with
				FROM (SELECT *, bool_or(concat(label, body) ~ '^\s*([-·*※○●ㅇ▷▶□■◇①-⑮]|\d+[.)]|[가-하][.)])') OVER () AS marked
					  FROM @model@.project_text WHERE project_id = $1 AND section = $2) x
				$sql$, '@model@', model) INTO part USING project, sections[i];
		END IF;
		sheet := sheet || coalesce(format(E'\n#### □ %s\n\n', headings[i]) || part, '');
	END LOOP;

	EXECUTE replace($sql$
		SELECT string_agg(CASE WHEN section IS DISTINCT FROM before THEN format(E'\n#### □ %s\n\n', section) ELSE '' END
						  || repeat('  ', depth - 1) || '- ' || concat_ws(' : ', label, translate(body, E'\r\n', '  ')) || E'\n', ''
						  ORDER BY place, section, ordinal)
		FROM (SELECT x.*, lag(section) OVER (ORDER BY place, section, ordinal) AS before
			  FROM (SELECT x.*, CASE WHEN count(*) OVER (PARTITION BY ordinal) = 1 THEN ordinal ELSE 0 END AS place
					FROM @model@.project_text x
					WHERE project_id = $1
					  AND section <> ALL ($2 || ARRAY['사업개요', '예산 총괄', '기대효과'])) x) x
		$sql$, '@model@', model) INTO part USING project, sections;
	sheet := sheet || coalesce(part, '');

	EXECUTE replace($sql$
		SELECT E'사업추진절차\t추진기간\t예산집행금액\t추진세부내용\n'
			|| string_agg(concat_ws(E'\t', translate(step, E'\t\r\n', '   '),
									translate(coalesce(period, to_char(starts_on, 'YYYY.MM.DD') || '~' || to_char(ends_on, 'YYYY.MM.DD'), ''),
											  E'\t\r\n', '   '),
									coalesce(won_text(amount), ''), translate(coalesce(detail, ''), E'\t\r\n', '   ')) || E'\n', ''
						  ORDER BY ordinal NULLS FIRST)
		FROM (SELECT NULL::integer AS ordinal, '계' AS step, NULL AS period, NULL::date AS starts_on, NULL::date AS ends_on,
					 scheduled AS amount, NULL AS detail
			  FROM @model@.budget_total
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산' AND scheduled IS NOT NULL
			  UNION ALL
			  SELECT ordinal, step, period, starts_on, ends_on, amount, detail
			  FROM @model@.schedule_step
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산') s
		HAVING count(*) > 0
		$sql$, '@model@', model) INTO part USING project, main.fiscal_year;
	sheet := sheet || coalesce(format(E'\n#### □ %s년도 추진일정\n\n(단위 : 천원)\n\n', main.fiscal_year) || part, '');

	-- 사업 효과와 결산
	sheet := sheet || E'\n## 4 사업 효과\n';
	EXECUTE replace($sql$
		SELECT string_agg(year || E'년도\t' || items || E'\n', '' ORDER BY year)
		FROM (SELECT year, string_agg((ARRAY['○ ', '- ', '▷ '])[least(depth, 3)] || translate(body, E'\t\r\n', '   '), chr(4) ORDER BY ordinal) AS items
			  FROM @model@.achievement WHERE project_id = $1
			  GROUP BY year) a
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n### □ 추진실적\n\n' || part, '');
	EXECUTE replace($sql$
		SELECT string_agg(repeat('  ', depth - 1) || '- ' || concat_ws(' : ', label, translate(body, E'\r\n', '  ')) || E'\n', '' ORDER BY ordinal)
		FROM @model@.project_text WHERE project_id = $1 AND section = '기대효과'
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n### □ 향후 기대효과\n\n' || part, '');

	EXECUTE replace($sql$
		WITH cell AS (
			SELECT s.year, v.*
			FROM @model@.settlement s
			CROSS JOIN LATERAL (VALUES
				(1, true, '당초예산', s.original_budget, s.original_budget_subsidy),
				(2, true, '전년이월', s.carried_in, s.carried_in_subsidy),
				(3, false, '전년도명시이월', s.carried_in_express, NULL),
				(4, false, '전년도사고이월', s.carried_in_accident, NULL),
				(5, false, '전년도계속비이월', s.carried_in_continuing, NULL),
				(6, true, '예산변경', s.adjustment, s.adjustment_subsidy),
				(7, true, '예산현액', s.current_budget, s.current_budget_subsidy),
				(8, false, '지출원인행위액', s.obligated, NULL),
				(9, true, '집행액', s.executed, s.executed_subsidy),
				(10, true, '차년이월', s.carried_out, s.carried_out_subsidy),
				(11, false, '명시이월', s.carried_out_express, NULL),
				(12, false, '사고이월', s.carried_out_accident, NULL),
				(13, false, '계속비이월', s.carried_out_continuing, NULL),
				(14, false, '반납금', CASE WHEN s.returned <> 0 THEN s.returned END, NULL),
				(15, true, '집행잔액', s.remaining, s.remaining_subsidy)) v (place, always, name, amount, subsidy)
			WHERE s.project_id = $1
		), shown AS (
			SELECT c.* FROM (SELECT *, always OR count(amount) OVER (PARTITION BY place) > 0 AS show FROM cell) c WHERE c.show
		)
		SELECT (SELECT E'연도\t' || string_agg(name, E'\t' ORDER BY place) || E'\n'
				FROM (SELECT DISTINCT place, name FROM shown) n)
			|| string_agg(line, '' ORDER BY year)
		FROM (SELECT year, year || E'\t' || string_agg(budget_sheet_cell(amount, subsidy), E'\t' ORDER BY place) || E'\n' AS line
			  FROM shown GROUP BY year) l
		HAVING count(*) > 0
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n## 5 결산 현황\n\n(단위 : 천원)\n\n' || part, '');

	EXECUTE replace($sql$
		SELECT count(*)
		FROM (SELECT fiscal_year, stage FROM @model@.budget_line WHERE project_id = $1
			  UNION SELECT fiscal_year, stage FROM @model@.cost_basis WHERE project_id = $1
			  UNION SELECT fiscal_year, stage FROM @model@.schedule_step WHERE project_id = $1) s
		WHERE fiscal_year <> $2 OR stage <> '본예산'
		$sql$, '@model@', model) INTO others USING project, main.fiscal_year;
	IF others > 0 THEN
		RAISE NOTICE 'project % has % more budgets that a sheet has no place for', project, others
			USING DETAIL = format('The sheet shows the %s of %s.', '본예산', main.fiscal_year);
	END IF;

	-- what a text has of markup is text; the marks of our own become markup
	sheet := regexp_replace(regexp_replace(sheet, '&(?=#?[[:alnum:]]+;)', '&amp;', 'g'), '<(?=[[:alpha:]/!?])', '&lt;', 'g');
	RETURN replace(replace(replace(sheet, chr(2), '<input checked="" type="checkbox"/>'), chr(3), '<input type="checkbox"/>'),
				   chr(4), '<br>');
END
$body$;
COMMENT ON FUNCTION budget_sheet_text(bigint, name) IS
	'a project of a model as a project sheet (사업설명서) that budget_load_sheet() reads';
-- book: budget books (사업명세서) and open data, from tables they were copied to

CREATE FUNCTION budget_load_cost_basis(
		source regclass, fiscal_year integer, government text,
		stage text DEFAULT '본예산', schema name DEFAULT 'budget',
		OUT relation text, OUT rows bigint)
	RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000 ROWS 3
	SET search_path = @extschema@, pg_temp
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_load_cost_basis(regclass, integer, text, text, name) IS
	'load the cost bases (산출기초) of a budget book from a table into the model of a schema; the rows that each of its tables got';

CREATE FUNCTION budget_load_stages(
		source regclass, fiscal_year integer, government text,
		stage text DEFAULT '추경 1회', schema name DEFAULT 'budget',
		OUT relation text, OUT rows bigint)
	RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000 ROWS 3
	SET search_path = @extschema@, pg_temp
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_load_stages(regclass, integer, text, text, name) IS
	'load the original budget and a supplementary one (본예산, 추경) of a budget book from a table into the model of a schema; the rows that each of its tables got';

CREATE FUNCTION budget_load_expenditure(
		source regclass, schema name DEFAULT 'budget',
		OUT relation text, OUT rows bigint)
	RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 100000 ROWS 5
	SET search_path = @extschema@, pg_temp
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_load_expenditure(regclass, name) IS
	'load open data on expenditure by project (세부사업별 세출현황, in won) from a table into the model of a schema; the rows that each of its tables got';
-- model_upgrade: models that an earlier version of the extension made
--
-- A model says of itself which version it has, in a view, so that neither a
-- dump of its data alone nor an edit of a row can make it say something else.

CREATE FUNCTION budget_model_version_view()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
CREATE VIEW @model@.model_version AS SELECT '1.0'::text AS version;
COMMENT ON VIEW @model@.model_version IS '이 모형의 판';
COMMENT ON COLUMN @model@.model_version.version IS '판 번호(budget_upgrade_model이 확인)';
$model$;
COMMENT ON FUNCTION budget_model_version_view() IS
	'the SQL of the view that says which version a model has, @model@ standing for its schema';

CREATE FUNCTION budget_upgrade_model(schema name DEFAULT 'budget', OUT kind text, OUT name text)
	RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 10
	SET search_path = @extschema@, pg_temp
	AS $body$
DECLARE
	ddl text := budget_model_tables() || budget_model_views() || budget_model_comparison_views()
		|| budget_model_violation_view() || budget_model_analysis_views() || budget_model_report_views()
		|| budget_model_version_view();
	model text := quote_ident(schema);
	present text;
	missing text[];
	statement text;
	words text[];
	rule record;
BEGIN
	IF to_regclass(model || '.project_sheet') IS NULL THEN
		RAISE undefined_table
			USING MESSAGE = format('schema "%s" has no budget model', schema),
				HINT = 'Create it with budget_create_model().';
	END IF;
	IF NOT pg_has_role((SELECT n.nspowner FROM pg_catalog.pg_namespace n WHERE n.nspname = schema), 'USAGE') THEN
		RAISE insufficient_privilege
			USING MESSAGE = format('must be owner of schema "%s"', schema);
	END IF;

	IF to_regclass(model || '.model_version') IS NOT NULL THEN
		EXECUTE format('SELECT version FROM %s.model_version', model) INTO present;
		IF present IS DISTINCT FROM '1.0' THEN
			RAISE feature_not_supported
				USING MESSAGE = format('budget model in schema "%s" has version "%s", which is not known', schema, present),
					HINT = 'Update the extension first.';
		END IF;
		RAISE NOTICE 'budget model in schema "%" has version % already', schema, present;
		RETURN;
	END IF;

	-- tables and views that are not there, with their indexes and comments
	missing := ARRAY(SELECT m[1]
					 FROM regexp_matches(ddl, 'CREATE (?:TABLE|VIEW) @model@\.("[^"]+"|\w+)', 'g') m
					 WHERE to_regclass(format('%s.%s', model, m[1])) IS NULL);
	FOR statement IN SELECT s.s FROM regexp_split_to_table(ddl, ';[ \t]*\n') WITH ORDINALITY s (s, n) ORDER BY s.n LOOP
		words := regexp_match(statement, '(CREATE TABLE|CREATE VIEW|CREATE INDEX ON|COMMENT ON \w+) @model@\.("[^"]+"|\w+)');
		IF words[2] = ANY (missing) THEN
			EXECUTE replace(statement, '@model@', model);
			IF words[1] IN ('CREATE TABLE', 'CREATE VIEW') THEN
				kind := lower(split_part(words[1], ' ', 2));
				name := btrim(words[2], '"');
				RETURN NEXT;
			END IF;
		END IF;
	END LOOP;

	-- rules that are not there; what violates them already is in the view
	-- violation, and no reason to refuse them
	kind := 'rule';
	FOR rule IN
		SELECT * FROM budget_model_row_rules() r
		WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
						  WHERE t.tgname = r.rule AND t.tgrelid = format('%s.%I', model, r.target)::regclass)
	LOOP
		PERFORM budget_add_row_rule(rule.rule, format('%s.%I', model, rule.target)::regclass, rule.equation, validate => false);
		EXECUTE format('COMMENT ON TRIGGER %I ON %s.%I IS %L', rule.rule, model, rule.target, rule.description);
		name := rule.rule;
		RETURN NEXT;
	END LOOP;
	FOR rule IN
		SELECT * FROM budget_model_sum_rules() r
		WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
						  WHERE t.tgname = r.rule AND t.tgrelid = format('%s.%I', model, r.part_table)::regclass)
	LOOP
		PERFORM budget_add_sum_rule(rule.rule,
									format('%s.%I', model, rule.total_table)::regclass, rule.total_amount, rule.total_key,
									format('%s.%I', model, rule.part_table)::regclass, rule.part_amount, rule.part_key,
									part_filter => rule.part_filter,
									missing_parts => rule.missing, missing_total => rule.missing, validate => false);
		EXECUTE format('COMMENT ON TRIGGER %I ON %s.%I IS %L', rule.rule, model, rule.part_table, rule.description);
		name := rule.rule;
		RETURN NEXT;
	END LOOP;
END
$body$;
COMMENT ON FUNCTION budget_upgrade_model(name) IS
	'bring a model that an earlier version made to this one: add the tables, views and rules that it lacks, and say which';
-- refresh

-- What needs a newer server than 15: added here where the server has it, and by
-- another call once pg_upgrade has brought the extension to such a server

CREATE FUNCTION budget_ext_refresh() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	version int := current_setting('server_version_num');
	schema text := (SELECT quote_ident(nspname) FROM pg_extension
		JOIN pg_namespace n ON n.oid = extnamespace
		WHERE extname = 'budget_ext');
	random text := format('%1$s.random(%1$s.thousand_won, %1$s.thousand_won)',
		schema);
	type text;
	support text;
BEGIN
	-- random(min, max), uniform over the won
	IF version >= 170000 AND to_regprocedure(random) IS NULL THEN
		EXECUTE format('CREATE FUNCTION %1$s.random(
				min %1$s.thousand_won, max %1$s.thousand_won)
			RETURNS %1$s.thousand_won LANGUAGE internal
			VOLATILE STRICT PARALLEL RESTRICTED AS ''int8random''', schema);
		EXECUTE format('COMMENT ON FUNCTION %s IS %L', random,
			'random amount between min and max, to the won');
		-- the script of the extension has made it a member
		IF NOT EXISTS (
			SELECT FROM pg_depend
			WHERE classid = 'pg_proc'::regclass
				AND objid = to_regprocedure(random) AND deptype = 'e')
		THEN
			EXECUTE 'ALTER EXTENSION budget_ext ADD FUNCTION ' || random;
		END IF;
	END IF;

	-- skip scans of indexes whose first column is an amount or a code
	IF version >= 180000 THEN
		FOR type, support IN VALUES ('thousand_won', 'btint8skipsupport'),
			('budget_code', 'btint4skipsupport'),
			('function_code', 'btint4skipsupport')
		LOOP
			CONTINUE WHEN EXISTS (
				SELECT FROM pg_amproc
				WHERE amproclefttype = to_regtype(schema || '.' || type)
					AND amprocnum = 6
					AND amproc = to_regproc('pg_catalog.' || support));
			EXECUTE format('ALTER OPERATOR FAMILY %1$s.%2$s_ops
				USING btree ADD FUNCTION 6 (%1$s.%2$s, %1$s.%2$s)
				pg_catalog.%3$s(internal)', schema, type, support);
		END LOOP;
	END IF;
END $$;
COMMENT ON FUNCTION budget_ext_refresh() IS
	'adds what a newer PostgreSQL offers; to be called by a superuser after pg_upgrade';
SELECT @extschema@.budget_ext_refresh();

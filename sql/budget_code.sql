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
COMMENT ON CAST (text AS budget_code) IS 'reads a budget code (과목)';
CREATE CAST (budget_code AS text) WITH FUNCTION budget_code_to_text(budget_code);
COMMENT ON CAST (budget_code AS text) IS 'writes a budget code (과목): 201-01';

CREATE FUNCTION budget_code_text(code budget_code, style text DEFAULT 'hyphen')
	RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION budget_code_text(budget_code, text) IS
	'writes a budget code (과목): 201-01 (hyphen) or 20101 (compact)';

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
COMMENT ON OPERATOR CLASS budget_code_ops USING btree IS 'order of object codes (과목)';
COMMENT ON OPERATOR CLASS budget_code_ops USING hash IS 'equality of object codes (과목)';
COMMENT ON OPERATOR CLASS budget_code_minmax_ops USING brin IS 'minimum and maximum of object codes (과목) in each range of blocks';
COMMENT ON OPERATOR CLASS budget_code_minmax_multi_ops USING brin IS 'intervals of object codes (과목) in each range of blocks';

CREATE FUNCTION budget_code_smaller(budget_code, budget_code) RETURNS budget_code
	AS 'int4smaller' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION budget_code_larger(budget_code, budget_code) RETURNS budget_code
	AS 'int4larger' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE AGGREGATE min(budget_code) (
	SFUNC = budget_code_smaller, STYPE = budget_code,
	COMBINEFUNC = budget_code_smaller, SORTOP = <, PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(budget_code) IS 'first code (과목) in the chart''s order';
CREATE AGGREGATE max(budget_code) (
	SFUNC = budget_code_larger, STYPE = budget_code,
	COMBINEFUNC = budget_code_larger, SORTOP = >, PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(budget_code) IS 'last code (과목) in the chart''s order';

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
	'last possible code below a code (하위 과목의 끝): 201-99 for 201, 299-99 for 200';

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
	'the code or its ancestor at a level: group (편성그룹), object (편성목) or item (통계목); NULL where there is none';

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
COMMENT ON CAST (text AS function_code) IS 'reads a functional code (부문)';
CREATE CAST (function_code AS text) WITH FUNCTION function_code_to_text(function_code);
COMMENT ON CAST (function_code AS text) IS 'writes a functional code (부문): 08A';

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
COMMENT ON OPERATOR CLASS function_code_ops USING btree IS 'order of functional codes (분야·부문)';
COMMENT ON OPERATOR CLASS function_code_ops USING hash IS 'equality of functional codes (분야·부문)';
COMMENT ON OPERATOR CLASS function_code_minmax_ops USING brin IS 'minimum and maximum of functional codes (분야·부문) in each range of blocks';
COMMENT ON OPERATOR CLASS function_code_minmax_multi_ops USING brin IS 'intervals of functional codes (분야·부문) in each range of blocks';

CREATE FUNCTION function_code_smaller(function_code, function_code) RETURNS function_code
	AS 'int4smaller' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE FUNCTION function_code_larger(function_code, function_code) RETURNS function_code
	AS 'int4larger' LANGUAGE internal IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
CREATE AGGREGATE min(function_code) (
	SFUNC = function_code_smaller, STYPE = function_code,
	COMBINEFUNC = function_code_smaller, SORTOP = <, PARALLEL = SAFE
);
COMMENT ON AGGREGATE min(function_code) IS 'first code (부문) in the chart''s order';
CREATE AGGREGATE max(function_code) (
	SFUNC = function_code_larger, STYPE = function_code,
	COMBINEFUNC = function_code_larger, SORTOP = >, PARALLEL = SAFE
);
COMMENT ON AGGREGATE max(function_code) IS 'last code (부문) in the chart''s order';

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
	'last possible code below a code (하위 부문의 끝): 08Z for 080';

CREATE FUNCTION function_code_field(code function_code) RETURNS function_code
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT LEAKPROOF PARALLEL SAFE;
COMMENT ON FUNCTION function_code_field(function_code) IS
	'the 분야 of a code: 080 for 08A';

CREATE FUNCTION function_code_level(code function_code) RETURNS text
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION function_code_level(function_code) IS
	'level of a code: field (분야) or sector (부문)';

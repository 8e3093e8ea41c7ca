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

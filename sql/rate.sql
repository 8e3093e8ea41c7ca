-- rate

CREATE FUNCTION change_rate(prior numeric, current numeric, digits integer DEFAULT 1)
	RETURNS numeric LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'change_rate';
COMMENT ON FUNCTION change_rate(numeric, numeric, integer) IS
	'change from prior to current in per cent of prior (증감률); NULL when prior is zero';

CREATE FUNCTION execution_rate(executed numeric, budget numeric, digits integer DEFAULT 1)
	RETURNS numeric LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'part_rate';
COMMENT ON FUNCTION execution_rate(numeric, numeric, integer) IS
	'executed amount in per cent of the budget (집행률); NULL when the budget is zero';

CREATE FUNCTION share_rate(part numeric, whole numeric, digits integer DEFAULT 1)
	RETURNS numeric LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'part_rate';
COMMENT ON FUNCTION share_rate(numeric, numeric, integer) IS
	'part in per cent of the whole (구성비, 보조율); NULL when the whole is zero';

CREATE FUNCTION change_label(prior numeric, current numeric)
	RETURNS text LANGUAGE C IMMUTABLE PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'change_label';
COMMENT ON FUNCTION change_label(numeric, numeric) IS
	'the word for a change (신규, 폐지, 증, 감, 동일); an amount not stated counts as none, NULL when neither is stated';

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

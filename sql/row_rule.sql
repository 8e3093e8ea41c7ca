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

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

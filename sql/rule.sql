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
       -- by the rule's name in their arguments, the first or after the only one's colon:
       -- triggers may be renamed
       (SELECT pg_catalog.obj_description(t.oid, 'pg_trigger')
        FROM pg_catalog.pg_trigger AS t,
             pg_catalog.convert_to(l.rule::pg_catalog.text, pg_catalog.getdatabaseencoding()) AS name
        WHERE t.tgrelid OPERATOR(pg_catalog.=) ANY (ARRAY[l.relation, l.part_relation]::pg_catalog.oid[])
          AND t.tgparentid OPERATOR(pg_catalog.=) 0
          AND pg_catalog.substr(t.tgargs,
                  CASE WHEN t.tgnargs OPERATOR(pg_catalog.>) 1 THEN 1
                       ELSE pg_catalog."position"(t.tgargs, pg_catalog.decode('3a20', 'hex')) OPERATOR(pg_catalog.+) 2
                  END, pg_catalog.length(name) OPERATOR(pg_catalog.+) 1)
              OPERATOR(pg_catalog.=) (name OPERATOR(pg_catalog.||) pg_catalog.decode('00', 'hex'))
          AND pg_catalog.obj_description(t.oid, 'pg_trigger') IS NOT NULL
        ORDER BY t.oid LIMIT 1) AS description
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

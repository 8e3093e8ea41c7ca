-- Loading what is long tells how far it is; less than 10,000 rows do not.
SET client_min_messages = warning;
SELECT budget_create_model('plan');
CREATE TABLE stages AS
	SELECT '부서 ' || n % 9 AS department, '사업 ' || n / 4 AS project, (ARRAY['201-01', '202-01', '301-01', '401-01'])[1 + n % 4] AS code,
		   n AS original_thousand_won, n + 1 AS after_supplementary_1_thousand_won, 1 AS change_thousand_won
	FROM generate_series(1, 10000) n;
RESET client_min_messages;
SET budget_ext.enforcement = off;	-- what is checked is not the matter here
SELECT * FROM budget_load_stages('stages', 2025, '가나군', schema => 'plan');
RESET budget_ext.enforcement;
DELETE FROM stages WHERE original_thousand_won > 9;
SELECT * FROM budget_load_stages('stages', 2026, '가나군', schema => 'plan');
-- a long one whose rules are checked: the last step says so, and what it finds is
-- recorded
CREATE TABLE basis AS
	SELECT '기획과' AS department, '가' AS project, (ARRAY['201-01', '202-01', '301-01', '401-01'])[1 + n % 4] AS code,
		   n AS item_no, '' AS detail_no, '용품 ' || n AS name, '70,000원*12월' AS basis, 840 AS amount_thousand_won
	FROM generate_series(1, 9999) n;
INSERT INTO basis VALUES ('기획과', '가', '202-01', 1, '1', '연필', '', 839);
SELECT * FROM budget_load_cost_basis('basis', 2025, '다라군', schema => 'plan');
SELECT rule, expected, actual FROM budget_violation_log WHERE relation = 'plan.cost_basis'::regclass;
SET budget_ext.enforcement = warn;
SELECT * FROM budget_load_cost_basis('basis', 2026, '다라군', schema => 'plan');
RESET budget_ext.enforcement;
DELETE FROM budget_violation_record WHERE relation_schema = 'plan';
DROP TABLE basis;
-- a model and a book with names that want quotes
SELECT budget_create_model('올해''s "책"');
CREATE TABLE "걸린 '책'" (department text, project text, code text, item_no text, detail_no text, name text, basis text, amount_thousand_won text);
INSERT INTO "걸린 '책'" VALUES ('기획과', '가', '201-01', '1', '', '사무용품', '70,000원*12월', '840');
SELECT * FROM budget_load_cost_basis($$"걸린 '책'"$$, 2026, '가나군', schema => '올해''s "책"');
SELECT label, amount, result FROM "올해's ""책""".cost_basis;
DROP TABLE "걸린 '책'";
SET client_min_messages = error;
DROP SCHEMA "올해's ""책""" CASCADE;
DROP SCHEMA plan CASCADE;
DROP TABLE stages;

-- Rules of one's own on the tables that a load writes: whatever tells the loader
-- that a key is new with its project, or does not, each rule gets its verdict,
-- and what is recorded is what is wrong.
SET client_min_messages = warning;
TRUNCATE budget_violation_record;
\set SHOW_CONTEXT never
CREATE SCHEMA sheet_rule_test;
SET search_path = sheet_rule_test, public;
SELECT budget_create_model('own') \g /dev/null
CREATE FUNCTION load(project text, total text, fiscal_year int DEFAULT 2017) RETURNS boolean LANGUAGE sql RETURN budget_load_sheet(format(
	E'# %s\n## 예산 총괄\n구분\t2015년 예산액\t2016예산액(A)\t2017예산(B)\t증감(B-A)\n%s20101\t\t60\t70\t10\n20103\t\t20\t30\t10\n'
	'## 산출근거\n과목구분\t산출내역\n20101\t○ 가 = 70천원\n20103\t○ 나 = 30천원\n\t- 다 = 20천원\n\t- 라 = 11천원\n',
	project, total), fiscal_year, 'own') > 0;
CREATE VIEW recorded AS SELECT rule, key - 'id' - 'parent_id' - 'source_line' AS key, expected, actual, difference
	FROM budget_violation_log WHERE relation::text LIKE 'own.%' OR relation::text = 'cap' ORDER BY rule COLLATE "C", key;
CREATE VIEW differs AS
	(SELECT rule, key FROM budget_violations() EXCEPT ALL SELECT rule, key FROM budget_violation_log)
	UNION ALL (SELECT rule, key FROM budget_violation_log EXCEPT ALL SELECT rule, key FROM budget_violations());

-- keys that are expressions, keys beside the foreign key, amounts that are decimals
SELECT budget_add_sum_rule('expression', 'own.budget_total', 'current', '{abs(project_id)}', 'own.budget_line', 'current', '{abs(project_id)}', mode => 'record'),
	budget_add_sum_rule('beside', 'own.cost_basis', 'amount', '{id}', 'own.cost_basis', 'amount', '{source_line}',
		missing_parts => 'allow', part_filter => 'depth > 1', mode => 'record'),
	budget_add_sum_rule('decimals', 'own.project_funding', 'amount::numeric', '{project_id}', 'own.budget_line', 'two_years_before::numeric', '{project_id}', mode => 'record') \g /dev/null
SELECT load('하나', E'계\t\t80\t110\t20\n');
SELECT * FROM recorded;
TABLE differs;
-- the whole stated nowhere: parts without a total
SELECT budget_drop_rule('beside');
DELETE FROM budget_violation_record WHERE rule = 'beside';
SELECT load('둘', '');
SELECT rule, count(*) FROM recorded GROUP BY rule ORDER BY rule COLLATE "C";
TABLE differs;

-- where a column of the foreign key may be NULL, it guards nothing
ALTER TABLE own.cost_basis ALTER stage DROP NOT NULL;
SELECT load('셋', E'계\t\t80\t100\t20\n');
TABLE differs;
ALTER TABLE own.cost_basis ALTER stage SET NOT NULL;

-- a total that is kept
ALTER TABLE own.project ADD kept thousand_won DEFAULT 0;
SELECT budget_drop_rule(r) FROM unnest('{expression,decimals}'::name[]) r \g /dev/null
DELETE FROM own.project;
TRUNCATE budget_violation_record;
SELECT budget_add_sum_rule('kept', 'own.project', 'kept', '{id}', 'own.budget_line', 'current', '{project_id}', mode => 'maintain') \g /dev/null
SELECT load('넷', E'계\t\t80\t100\t20\n');
SELECT name, kept FROM own.project;
TABLE differs;
INSERT INTO own.budget_line (project_id, fiscal_year, code, current) SELECT id, 2018, '201-01', 5 FROM own.project;
SELECT name, kept FROM own.project;
SELECT budget_drop_rule('kept');

-- a total in another schema, which a trigger of one's own writes
CREATE TABLE cap (project_id bigint PRIMARY KEY, amount thousand_won);
SELECT budget_add_sum_rule('cap', 'cap', 'amount', '{project_id}', 'own.budget_line', 'current', '{project_id}', '<=', missing_total => 'allow') \g /dev/null
CREATE FUNCTION cap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO sheet_rule_test.cap VALUES (NEW.id, CASE NEW.name WHEN '다섯' THEN 100 ELSE 99 END);
	RETURN NULL;
END $$;
CREATE TRIGGER cap AFTER INSERT ON own.project FOR EACH ROW EXECUTE FUNCTION cap();
SELECT load('다섯', E'계\t\t80\t100\t20\n');
SELECT load('여섯', E'계\t\t80\t100\t20\n');
SELECT p.name, c.amount FROM own.project p LEFT JOIN cap c ON c.project_id = p.id ORDER BY p.id;
TABLE differs;
SELECT rule, difference FROM recorded WHERE rule = 'cap';
DROP TABLE cap CASCADE;
DROP TRIGGER cap ON own.project;

-- a rule is not to be changed while it waits for its verdict
CREATE FUNCTION change_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM public.budget_set_rule_mode('budget_total_of_current', 'warn', 'own.budget_total');
	RETURN NULL;
EXCEPTION WHEN object_in_use THEN
	RAISE WARNING '%', SQLERRM;
	RETURN NULL;
END $$;
CREATE TRIGGER change_rule AFTER INSERT ON own.cost_basis FOR EACH STATEMENT EXECUTE FUNCTION change_rule();
CREATE TRIGGER change_rule_too AFTER INSERT ON own.cost_basis FOR EACH ROW WHEN (NEW.ordinal = 1 AND NEW.code = '201-01') EXECUTE FUNCTION change_rule();
SELECT load('일곱', E'계\t\t80\t100\t20\n');
DROP TRIGGER change_rule_too ON own.cost_basis;
DROP TRIGGER change_rule ON own.cost_basis;

-- a session that repeats what another did: rules that are to fire there do, and
-- nothing is taken for new
TRUNCATE budget_violation_record;
DELETE FROM own.project;
SET session_replication_role = replica;
SELECT load('여덟', E'계\t\t80\t111\t20\n');
SELECT count(*) FROM recorded;
DO $$
DECLARE
	t record;
BEGIN
	FOR t IN SELECT tgname, tgrelid::regclass AS rel FROM pg_trigger WHERE tgfoid = 'budget_sum_rule_check'::regproc AND encode(tgargs, 'escape') LIKE '%: budget_total_of_current%' LOOP
		EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.rel, t.tgname);
	END LOOP;
END $$;
SELECT load('아홉', E'계\t\t80\t111\t20\n');
SELECT * FROM recorded;
RESET session_replication_role;

-- where the index knows more differences than the rule does, a total is not as new
-- as its row: an older one may have the same key
DELETE FROM own.project;
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE FUNCTION load_names(project text, a text, b text) RETURNS boolean LANGUAGE sql RETURN budget_load_sheet(format(
	E'# %s\n## 예산 총괄\n구분\t2015년 예산액\t2016예산액(A)\t2017예산(B)\t증감(B-A)\n계\t\t80\t100\t20\n20101\t\t60\t70\t10\n20103\t\t20\t30\t10\n'
	'## 산출근거\n과목구분\t산출내역\n20101\t○ %s = 70천원\n20103\t○ %s = 30천원\n', project, a, b), 2017, 'own') > 0;
ALTER TABLE own.cost_basis ADD name text COLLATE any_case GENERATED ALWAYS AS (label) STORED;
CREATE UNIQUE INDEX name_by_letter ON own.cost_basis (name COLLATE "C");
ALTER TABLE own.cost_basis ADD UNIQUE (project_id, name);
CREATE TABLE own.name (project_id bigint NOT NULL REFERENCES own.project ON DELETE CASCADE, name text COLLATE any_case NOT NULL, amount thousand_won,
	FOREIGN KEY (project_id, name) REFERENCES own.cost_basis (project_id, name) ON DELETE CASCADE);
SELECT budget_add_sum_rule('name', 'own.cost_basis', 'amount', '{name}', 'own.name', 'amount', '{name}', missing_parts => 'allow', mode => 'record') \g /dev/null
TRUNCATE budget_violation_record;
SELECT load_names('갑', 'alpha', 'beta');
INSERT INTO own.name SELECT project_id, name, amount FROM own.cost_basis WHERE name = 'alpha';
SELECT load_names('을', 'ALPHA', 'gamma');
SELECT rule, lower(key->>'name') AS name, expected, actual FROM budget_violation_log WHERE rule = 'name';
SELECT rule, lower(key->>'name') AS name, expected, actual FROM budget_violations('name');

SET client_min_messages = error;
DROP SCHEMA sheet_rule_test, own CASCADE;
TRUNCATE budget_violation_record;

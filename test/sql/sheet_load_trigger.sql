-- Loading while triggers of the user's write, too: what the loader writes is
-- recorded, what they write is judged as declared, and no check is lost.
SET client_min_messages = warning;
\set SHOW_CONTEXT never
SELECT budget_create_model('sheet_load_trigger') \g /dev/null
CREATE SCHEMA sheet_load_trigger_test;
SET search_path = sheet_load_trigger_test, public;

-- a sheet that says two total costs, and lines that are not their sum
CREATE FUNCTION load(project text, fiscal_year int) RETURNS bigint
	LANGUAGE sql
	RETURN budget_load_sheet(format(E'# %s\n\n## 1 기본 현황\n\n### □ 사업개요\n\n총사업비\t총\t(국비)\t(시비)\n350천원\t-\t350천원\n\n'
		'## 2 예산 설명\n\n### □ 예산 총괄\n\n구 분\t%s예산액 (A)\t%s예산(B)\t증감 (B-A)\n계\t200\t350\t150\n20101\t20\t120\t100\n20103\t180\t231\t50\n\n'
		'## 3 사업 설명\n\n#### □ 사업내용\n\n- 총사업비 : 250천원\n', project, fiscal_year - 1, fiscal_year), fiscal_year, 'sheet_load_trigger');
CREATE VIEW recorded AS
	SELECT p.name, p.fiscal_year, l.rule, l.expected, l.actual
	FROM budget_violation_log l JOIN sheet_load_trigger.project p ON p.id = coalesce(l.key ->> 'id', l.key ->> 'project_id')::bigint
	WHERE l.relation::text LIKE 'sheet_load_trigger.%' ORDER BY 1, 2, 3, 4;
SELECT load('하나', 2017);
SELECT * FROM recorded;

-- a trigger that loads another sheet
CREATE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.name = '겉' THEN
		PERFORM sheet_load_trigger_test.load('속', NEW.fiscal_year);
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER follow AFTER INSERT ON sheet_load_trigger.project FOR EACH ROW EXECUTE FUNCTION follow();
SELECT load('겉', 2018);
SELECT * FROM recorded WHERE fiscal_year = 2018;

-- one that fails to, and goes on
CREATE OR REPLACE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF NEW.name = '겉' THEN
		BEGIN
			PERFORM sheet_load_trigger_test.load('하나', 2017);
		EXCEPTION WHEN unique_violation THEN
			RAISE WARNING '%', SQLERRM;
		END;
	END IF;
	RETURN NULL;
END $$;
SELECT load('겉', 2019);
SELECT * FROM recorded WHERE fiscal_year = 2019;

-- one that breaks a rule in a project that is not loaded: by a sum, and by a row
CREATE OR REPLACE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE sheet_load_trigger.budget_line SET current = current + 1, change = change + 1
	WHERE code = '201-01' AND project_id = (SELECT id FROM sheet_load_trigger.project WHERE name = '하나');
	RETURN NULL;
END $$;
SELECT load('겉', 2020);
CREATE OR REPLACE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE sheet_load_trigger.budget_line SET change = 1
	WHERE project_id = (SELECT id FROM sheet_load_trigger.project WHERE name = '하나');
	RETURN NULL;
END $$;
SELECT load('겉', 2020);
SELECT * FROM recorded WHERE fiscal_year NOT BETWEEN 2018 AND 2019;

-- one that makes constraints immediate: the sheet is checked when it is all there,
-- and what the trigger itself breaks is refused
CREATE OR REPLACE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	SET CONSTRAINTS ALL IMMEDIATE;
	RETURN NULL;
END $$;
SELECT load('겉', 2021);
SELECT * FROM recorded WHERE fiscal_year = 2021;
CREATE OR REPLACE FUNCTION follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE sheet_load_trigger.budget_line SET current = current + 1, change = change + 1
	WHERE code = '201-01' AND project_id = (SELECT id FROM sheet_load_trigger.project WHERE name = '하나');
	SET CONSTRAINTS ALL IMMEDIATE;
	RETURN NULL;
END $$;
SELECT load('겉', 2022);

DROP SCHEMA sheet_load_trigger_test, sheet_load_trigger CASCADE;

-- Loads that triggers begin within other loads: each row comes into its own
-- model, what the sheets contradict is recorded once, nothing else is, and what
-- others write is refused again afterwards.
SET client_min_messages = warning;
SELECT budget_create_model('nest'), budget_create_model('nest2');
-- one that a half of a sheet violates
SELECT budget_add_sum_rule('halves', 'nest.budget_total', 'current', '{project_id}', 'nest.budget_line', 'current', '{project_id}',
	total_filter => 'fiscal_year = 2017 AND stage = ''본예산''', part_filter => 'fiscal_year = 2017 AND stage = ''본예산''');
CREATE SCHEMA nested;
SET search_path = nested, public;
CREATE FUNCTION sheet(name text, total int, line int, remaining int DEFAULT 10) RETURNS text IMMUTABLE
RETURN format(E'# %s\n\n## 예산 총괄\n\n(단위 : 천원)\n\n구분\t2015년 예산액\t2016년 예산액(A)\t2017년 예산(B)\t증감(B-A)\n'
	'계\t\t\t%s\t\n20101\t\t\t%s\t\n20103\t\t\t30\t\n\n## 산출근거\n\n과목구분\t산출내역\n20101\t○ 가 = %s천원\n20103\t○ 나 = 30천원\n\t- 다 = 20천원\n\t- 라 = 10천원\n\n'
	'## 결산\n\n(단위 : 천원)\n\n연도\t당초예산\t전년이월\t예산변경\t예산현액\t집행액\t차년이월\t집행잔액\n2015\t100\t0\t0\t100\t90\t0\t%s\n',
	name, total, line, line, remaining);

-- what is in a model, and what the log has of it since the last look
CREATE FUNCTION found(model text) RETURNS TABLE (project text, lines bigint, costs bigint, settled bigint, contradicts text) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE replace('
		SELECT p.name, (SELECT count(*) FROM @.budget_line l WHERE l.project_id = p.id), (SELECT count(*) FROM @.cost_basis c WHERE c.project_id = p.id),
			   (SELECT count(*) FROM @.settlement s WHERE s.project_id = p.id),
			   (SELECT string_agg(g.rule || '' '' || g.difference, '', '' ORDER BY g.rule) FROM budget_violation_log g
				WHERE relation::text LIKE ''@.%'' AND p.id = (key ->> ''project_id'')::bigint)
		FROM @.project p ORDER BY p.id', '@', model);
END $$;

-- Into the same model, when a half of the outer sheet is there
CREATE TABLE asked (place text, sheet text, model name);
CREATE FUNCTION load() RETURNS trigger LANGUAGE plpgsql SET search_path = nested, public AS $$
DECLARE
	a asked;
BEGIN
	DELETE FROM asked WHERE place = TG_TABLE_NAME RETURNING * INTO a;
	IF FOUND THEN
		BEGIN
			PERFORM budget_load_sheet(a.sheet, 2017, a.model);
		EXCEPTION WHEN unique_violation THEN
			INSERT INTO asked VALUES ('refused', SQLERRM, a.model);
		END;
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER load AFTER INSERT ON nest.project FOR EACH ROW EXECUTE FUNCTION load();
CREATE TRIGGER load AFTER INSERT ON nest.budget_total FOR EACH ROW EXECUTE FUNCTION load();
CREATE TRIGGER load AFTER INSERT ON nest.cost_basis FOR EACH ROW EXECUTE FUNCTION load();
INSERT INTO asked VALUES
	('project', sheet('첫째의 하나', 100, 70), 'nest'),
	('budget_total', sheet('첫째의 둘', 100, 60, 1), 'nest'),
	('cost_basis', sheet('첫째의 셋', 100, 70), 'nest');
SELECT budget_load_sheet(sheet('첫째', 100, 50, 2), 2017, 'nest');
SELECT * FROM found('nest');
SELECT count(*) FROM asked;

-- One that fails, when the outer one goes on: what follows is still recorded
INSERT INTO asked VALUES ('budget_total', sheet('첫째', 1, 1), 'nest');
SELECT budget_load_sheet(sheet('둘째', 100, 40, 3), 2017, 'nest');
SELECT * FROM found('nest') WHERE project LIKE '둘째%';
DELETE FROM asked RETURNING place, sheet;

-- Into another model; without statements, and with them
INSERT INTO asked VALUES ('budget_total', sheet('셋째의 하나', 100, 60, 4), 'nest2');
SELECT budget_load_sheet(sheet('셋째', 100, 30, 5), 2017, 'nest');
CREATE FUNCTION pass() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
DO $$
DECLARE
	t text;
BEGIN
	FOR t IN SELECT format('%s.%s', m, r) FROM unnest('{nest,nest2}'::text[]) m, unnest('{project,budget_total,budget_line,cost_basis,settlement}'::text[]) r LOOP
		EXECUTE format('CREATE TRIGGER pass BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION pass()', t);
	END LOOP;
END $$;
INSERT INTO asked VALUES
	('project', sheet('넷째의 하나', 100, 70), 'nest2'),
	('budget_total', sheet('넷째의 둘', 100, 60, 6), 'nest'),
	('cost_basis', sheet('넷째의 셋', 100, 60, 7), 'nest2');
SELECT budget_load_sheet(sheet('넷째', 100, 20, 8), 2017, 'nest');
SELECT budget_load_sheet(sheet('다섯째', 100, 70), 2017, 'nest');
SELECT * FROM found('nest') WHERE project ~ '^(셋|넷|다섯)째';
SELECT * FROM found('nest2');
SELECT count(*) FROM asked;

-- A book in a sheet, and a sheet in a book
CREATE TABLE stages AS SELECT '부서' AS department, '여섯째의 하나' AS project, '201-01' AS code, 100 AS original_thousand_won,
	100 AS after_supplementary_1_thousand_won, 0 AS change_thousand_won;
CREATE FUNCTION load_book() RETURNS trigger LANGUAGE plpgsql SET search_path = nested, public AS $$
BEGIN
	IF NEW.name = '여섯째' THEN
		PERFORM budget_load_stages('nested.stages', 2017, '가나군', schema => 'nest');
	END IF;
	RETURN NULL;
END $$;
CREATE TRIGGER load_book AFTER INSERT ON nest.project FOR EACH ROW EXECUTE FUNCTION load_book();
SELECT budget_load_sheet(sheet('여섯째', 100, 10, 9), 2017, 'nest');
INSERT INTO asked VALUES ('project', sheet('일곱째의 하나', 100, 60, 11), 'nest');
UPDATE stages SET project = '일곱째';
SELECT * FROM budget_load_stages('stages', 2017, '가나군', schema => 'nest');
SELECT * FROM found('nest') WHERE project ~ '^(여섯|일곱)째';

-- What others write is refused again, and the log has what violates
INSERT INTO nest.budget_total (project_id, fiscal_year, current) SELECT id, 2018, 1 FROM nest.project WHERE name = '첫째';
INSERT INTO nest.budget_line (project_id, fiscal_year, code, current) SELECT id, 2018, '20101', 2 FROM nest.project WHERE name = '첫째';
UPDATE nest2.settlement SET remaining = 0;
SELECT rule, relation, key, difference FROM budget_violations() WHERE relation::text ~ '^nest2?\.'
EXCEPT SELECT rule, relation, key, difference FROM budget_violation_log;
SELECT rule, relation, key, difference FROM budget_violation_log WHERE relation::text ~ '^nest2?\.'
EXCEPT SELECT rule, relation, key, difference FROM budget_violations();
SELECT rule, relation, key, count(*) FROM budget_violation_log WHERE relation::text ~ '^nest2?\.' GROUP BY 1, 2, 3 HAVING count(*) > 1;

SET client_min_messages = error;
DROP SCHEMA nested, nest, nest2 CASCADE;

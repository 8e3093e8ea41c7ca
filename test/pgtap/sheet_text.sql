-- budget_sheet_text: what it writes is read back as the same rows, for sheets
-- that were loaded and for projects that were written by SQL.
\set QUIET 1
\set sheet `cat docs/sample/project_sheet.txt`
\set reference `cat "${BUDGET_EXT_SHARED:-../shared}/data/000_2b150959e62e64d8.txt" 2>/dev/null`
BEGIN;
SELECT no_plan();

SELECT budget_create_model() \g /dev/null
SELECT budget_create_model('다른 "곳"') \g /dev/null

-- The rows of a project that the two models do not share, numbers of rows and
-- of lines of the source aside
CREATE FUNCTION pg_temp.differing(here bigint, there bigint)
	RETURNS TABLE (relation name, side text, contents jsonb)
	LANGUAGE plpgsql
	AS $$
DECLARE
	rows text := 'SELECT to_jsonb(x) - ''{id,project_id,parent_id,source_line}''::text[]%3$s FROM %1$I.%2$I x WHERE %4$I = $%5$s';
BEGIN
	FOR relation IN
		SELECT c.relname FROM pg_class c
		WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind = 'r'
		  AND c.relname NOT IN ('project_sheet', 'sheet_issue', 'execution', 'budget_transfer', 'budget_transfer_line',
								'budget_summary', 'budget_summary_stale')
	LOOP
		RETURN QUERY EXECUTE format(
			'WITH here AS (%s), there AS (%s)
			 SELECT %L::name, v.* FROM ((SELECT ''lost'', h.* FROM (TABLE here EXCEPT ALL TABLE there) h)
							  UNION ALL (SELECT ''added'', t.* FROM (TABLE there EXCEPT ALL TABLE here) t)) v',
			format(rows, 'budget', relation, pg_temp.parent('budget', relation), CASE relation WHEN 'project' THEN 'id' ELSE 'project_id' END, 1),
			format(rows, '다른 "곳"', relation, pg_temp.parent('다른 "곳"', relation), CASE relation WHEN 'project' THEN 'id' ELSE 'project_id' END, 2),
			relation) USING here, there;
	END LOOP;
END
$$;
-- a cost basis stands under its parent, whatever its number
CREATE FUNCTION pg_temp.parent(schema name, relation name) RETURNS text
	LANGUAGE sql
	AS $$ SELECT CASE relation WHEN 'cost_basis'
		  THEN format(' || jsonb_build_object(''under'', (SELECT p.ordinal FROM %I.cost_basis p WHERE p.id = x.parent_id))', schema)
		  ELSE '' END $$;
CREATE FUNCTION pg_temp.read_back(project bigint) RETURNS bigint
	LANGUAGE sql
	AS $$ SELECT budget_load_sheet(budget_sheet_text(read_back.project), (SELECT fiscal_year FROM budget.project WHERE id = read_back.project), '다른 "곳"') $$;

-- 1. Sheets
SELECT budget_load_sheet(:'sheet', 2017) AS project \gset
SELECT pg_temp.read_back(:project) AS copy \gset
SELECT is_empty(format('SELECT * FROM pg_temp.differing(%s, %s)', :project, :copy), 'the sample sheet, written and read, is the same rows');
SELECT is((SELECT count(*) FROM "다른 ""곳""".cost_basis WHERE project_id = :copy), 19::bigint, 'of which there are some');
SELECT results_eq(
	format('SELECT regexp_replace(message, ''line(s?) [0-9, ]+'', ''line '', ''g'') FROM "다른 ""곳""".sheet_issue WHERE project_id = %s ORDER BY ordinal', :copy),
	format('SELECT regexp_replace(message, ''line(s?) [0-9, ]+'', ''line '', ''g'') FROM budget.sheet_issue WHERE project_id = %s ORDER BY ordinal', :project),
	'with the same contradictions');
SELECT is((SELECT string_agg(rule, ', ') FROM "다른 ""곳""".violation WHERE project_id = :copy), 'project_text_total_cost', 'and violations');
SELECT is(budget_sheet_text(:copy, '다른 "곳"'), budget_sheet_text(:project), 'and written again it is the same text');
DELETE FROM budget.project;
DELETE FROM "다른 ""곳""".project;

SELECT CASE WHEN :'reference' = '' THEN skip('the reference sheet is not here')
	   ELSE (SELECT is_empty(format('SELECT * FROM pg_temp.differing(%s, pg_temp.read_back(%1$s))', budget_load_sheet(:'reference', 2017)),
							 'the reference sheet, written and read, is the same rows')) END;
DELETE FROM budget.project;
DELETE FROM "다른 ""곳""".project;

-- 2. A project by SQL: everything that a sheet has a place for
SET LOCAL budget_ext.enforcement = 'off';
INSERT INTO budget.project (id, name, fiscal_year, government, bureau, department, account, function_code, policy, unit, period,
							is_annual, starts_on, ends_on, location, summary, implementer, is_new, is_continuing, is_ordinary, is_investment,
							total_cost, national_cost, subsidy_rate)
VALUES (1, '1 예산 결산 관리', 2026, '가나군', '기획실', '재무과', '일반회계', '081', '재정', '결산', '2026.3 ~ 2026.11',
		false, '2026-03-01', '2026-11-30', '군청', '결산서를 씀', '가나군', true, NULL, NULL, true, 1234.567, 1000, 81.0);
INSERT INTO budget.project_method (project_id, method, applies) VALUES (1, '직접수행', true), (1, '군에서 함', false);
INSERT INTO budget.project_procedure (project_id, procedure, applies) VALUES (1, '투자심사', true);
INSERT INTO budget.project_funding (project_id, source, amount) VALUES (1, '균특', 1000), (1, '군비', 234.567), (1, '후원금', NULL);
INSERT INTO budget.project_contact (project_id, ordinal, role, contact) VALUES (1, 1, '팀장', '재정팀장');
INSERT INTO budget.budget_total (project_id, fiscal_year, prior, current, current_subsidy, change, change_rate, change_rate_subsidy, scheduled)
VALUES (1, 2026, 1500, 1234.567, 1000, -265.433, -17.7, 12.50, 0);
INSERT INTO budget.budget_line (project_id, fiscal_year, code, label, two_years_before, prior, prior_subsidy, current, current_subsidy, change, change_subsidy)
VALUES (1, 2026, '20101', '사무관리비', 0, 1500, NULL, 1234.567, 1000, -265.433, -5), (1, 2026, '401', NULL, NULL, NULL, NULL, 0, 0, NULL, NULL);
INSERT INTO budget.cost_basis (id, project_id, fiscal_year, code, parent_id, ordinal, depth, label, basis, amount)
VALUES (1, 1, 2026, '20101', NULL, 1, 1, '결산서 3/4분기', NULL, 1234.567), (2, 1, 2026, '20101', 1, 2, 2, '인쇄', NULL, 1000),
	   (3, 1, 2026, '20101', 2, 3, 3, '표지', NULL, 1000), (4, 1, 2026, '20101', 3, 4, 4, '종이', NULL, NULL),
	   (5, 1, 2026, '20101', 1, 5, 2, '운송', NULL, 234.567), (6, 1, 2026, '401', NULL, 1, 1, '없음', NULL, 0);
INSERT INTO budget.project_text (project_id, section, ordinal, depth, label, body, stated_item, stated_number, stated_amount)
VALUES (1, '사업개요', 1, 1, '관리번호', '가-12', NULL, 1, NULL), (1, '사업목적', 1, 1, NULL, '1. 번호로 시작함', NULL, 1, NULL),
	   (1, '사업목적', 2, 2, NULL, '- 줄표로 시작함', NULL, 1, NULL), (1, '사업목적', 3, 1, '총사업비', '3억원', '총사업비', 1, 300000),
	   (1, '사업내용', 1, 1, NULL, E'탭\t있음', NULL, 1, NULL), (1, '협조 사항', 1, 1, NULL, '없음', NULL, 1, NULL),
	   (1, '유의 사항', 2, 1, NULL, '가', NULL, 1, NULL), (1, '유의 사항', 3, 2, '나', '다', NULL, 1, NULL),
	   (1, '기대효과', 1, 1, NULL, '좋아짐 <b>아주</b> & 많이 &lt; 3<4', NULL, 1, NULL);
INSERT INTO budget.milestone (project_id, ordinal, happened_on, date_text, event)
VALUES (1, 1, '2025-03-02', '2025.03.02', '시작'), (1, 2, NULL, '2025.5', '검토'), (1, 3, NULL, NULL, '끝');
INSERT INTO budget.schedule_step (project_id, fiscal_year, ordinal, step, period, starts_on, ends_on, amount, detail)
VALUES (1, 2026, 1, '작성', '2026.03~2026.05', '2026-03-01', '2026-05-31', 1234.567, NULL), (1, 2026, 2, '인쇄', NULL, NULL, NULL, NULL, '200부'),
	   (1, 2026, 3, '배부', NULL, NULL, NULL, 0, NULL);
INSERT INTO budget.achievement (project_id, year, ordinal, depth, body)
VALUES (1, 2024, 1, 1, '2024년 결산'), (1, 2024, 2, 2, '3건 고침'), (1, 2024, 3, 3, '가 - 나 ○ 다'), (1, 2025, 1, 1, '해당 없음');
UPDATE budget.achievement SET body = '가와 나' WHERE ordinal = 3;
INSERT INTO budget.settlement (project_id, year, original_budget, original_budget_subsidy, carried_in, carried_in_express, carried_in_accident,
							   adjustment, current_budget, obligated, executed, carried_out, carried_out_continuing, returned, remaining)
VALUES (1, 2024, 100, 10, 5.5, 5.5, NULL, -20, 85.5, 80, 70, 0, 0, 1, 14.5),
	   (1, 2020, NULL, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL);
SELECT pg_temp.read_back(1) AS copy \gset
SELECT is_empty(format('SELECT * FROM pg_temp.differing(1, %s)', :copy), 'a project with everything but calculations, written and read, is the same rows');

-- A line is written so that parse_cost_line() takes it apart the same
UPDATE budget.cost_basis SET basis = v.basis
FROM (VALUES (2, '500,000원*2부'), (3, '(250,000원+250,000원)×2부'), (5, '234,567원')) v (id, basis)
WHERE cost_basis.id = v.id;
SELECT is_empty($$
	SELECT c.label, c.basis
	FROM budget.cost_basis c
	WHERE c.project_id = 1 AND NOT EXISTS (
		SELECT FROM string_to_table(budget_sheet_text(1), E'\n') l (line), parse_cost_line(split_part(l.line, E'\t', 2)) p
		WHERE p.label = c.label AND p.basis IS NOT DISTINCT FROM c.basis AND p.amount IS NOT DISTINCT FROM c.amount) $$,
	'lines of the cost basis with their calculations');

-- 3. The least there is
INSERT INTO budget.project (id, name, fiscal_year) VALUES (2, '이름뿐', 2026);
SELECT pg_temp.read_back(2) AS copy \gset
SELECT is_empty(format('SELECT * FROM pg_temp.differing(2, %s)', :copy), 'a project with a name only');

-- 4. What a sheet has no place for is said
INSERT INTO budget.budget_line (project_id, fiscal_year, stage, code, current) VALUES (2, 2026, '추경 1회', '20101', 1), (2, 2026, '본예산', '40101', 2);
SELECT unalike(budget_sheet_text(2), '%20101%', 'a 추경 is not on the sheet');
SELECT throws_ok($$SELECT budget_sheet_text(-1)$$, 'P0002', 'project -1 does not exist in schema "budget"', 'no such project');
SELECT throws_ok($$SELECT budget_sheet_text(1, 'nowhere')$$, '42P01', 'schema "nowhere" has no budget model', 'no model');
SELECT is(budget_sheet_text(NULL), NULL, 'no project, no sheet');

-- 5. A budget of another stage, where there is none of the first
INSERT INTO budget.project (id, name, fiscal_year) VALUES (3, '추경뿐', 2026);
INSERT INTO budget.budget_total (project_id, fiscal_year, stage, prior, current, scheduled) VALUES (3, 2026, '추경 2회 성립전 3차', 10, 30, 30);
INSERT INTO budget.budget_line (project_id, fiscal_year, stage, code, prior, current, current_subsidy, pre_established)
VALUES (3, 2026, '추경 2회 성립전 3차', '20101', 5, 10, 4, 10), (3, 2026, '추경 2회 성립전 3차', '40101', 5, 20, NULL, 20), (3, 2026, '추경 2회 성립전 3차', '40501', NULL, 0, NULL, NULL);
INSERT INTO budget.cost_basis (project_id, fiscal_year, stage, code, ordinal, label, amount) VALUES (3, 2026, '추경 2회 성립전 3차', '20101', 1, '용지', 10);
INSERT INTO budget.schedule_step (project_id, fiscal_year, stage, ordinal, step, amount) VALUES (3, 2026, '추경 2회 성립전 3차', 1, '구입', 30);
SELECT pg_temp.read_back(3) AS copy \gset
SELECT is_empty(format('SELECT * FROM pg_temp.differing(3, %s)', :copy), 'a supplementary budget, part of it used before it was decided');
SELECT is_empty(format('SELECT message FROM "다른 ""곳""".sheet_issue WHERE project_id = %s', :copy), 'of which all was understood');

-- 6. Sheets of every form
DELETE FROM budget.project;
DELETE FROM "다른 ""곳""".project;
SET LOCAL budget_ext.enforcement = 'declared';
\ir ../bench/sheets.sql
CREATE TEMP TABLE generated AS
	SELECT n, s.notation, s.fiscal_year, budget_load_sheet(s.body, s.fiscal_year) AS project FROM generate_series(1, 210) n, pg_temp.sheet(n) s;
SELECT results_eq('SELECT notation COLLATE "C", count(*) FROM generated GROUP BY 1 ORDER BY 1',
	$$VALUES ('HTML' COLLATE "C", 70::bigint), ('markdown', 70), ('tabs', 70)$$, '210 sheets in three notations');
SELECT is_empty('SELECT message FROM budget.sheet_issue JOIN generated ON project = project_id', 'are understood to the last cell');
CREATE TEMP TABLE copied AS SELECT n, project, pg_temp.read_back(project) AS copy FROM generated;
SELECT is_empty('SELECT c.n, d.* FROM copied c, pg_temp.differing(c.project, c.copy) d', 'and, written and read, are the same rows');
SELECT is_empty('SELECT message FROM "다른 ""곳""".sheet_issue JOIN copied ON copy = project_id', 'without a cell that was not understood');
SELECT is_empty('SELECT rule, subject FROM budget.violation JOIN generated g ON g.project = project_id', 'they agree with themselves');
SELECT is_empty('SELECT rule, subject FROM "다른 ""곳""".violation JOIN copied ON copy = project_id', 'before and after');
SELECT is((SELECT count(*) FROM copied WHERE budget_sheet_text(project) <> budget_sheet_text(copy, '다른 "곳"')), 0::bigint, 'and the second text is the first');

-- 7. Cells
SELECT is(budget_sheet_cell(amount::thousand_won, subsidy::thousand_won), cell, coalesce(cell, 'blank'))
FROM (VALUES ('350000', NULL, '350,000'), ('350000', '0', '(x-) 350,000'), ('-5', '1.5', '(x1.500) △5'), (NULL, '0', '(x-)'),
			 (NULL, '-3', '(x△3)'), (NULL, NULL, ''), ('0', NULL, '0')) v (amount, subsidy, cell);
SELECT results_eq(
	$$SELECT c.amount, c.subsidy FROM (VALUES ('-5', '1.5'), ('7', NULL), ('0', '0')) v (amount, subsidy),
	  parse_budget_cell(budget_sheet_cell(v.amount::thousand_won, v.subsidy::thousand_won)) c$$,
	$$VALUES ('-5'::thousand_won, '1.5'::thousand_won), ('7', NULL), ('0', '0')$$, 'parse_budget_cell reads them');

SELECT * FROM finish();
ROLLBACK;

-- The loader over whole sheets: what the sample says and contradicts, that
-- nothing of it is lost whatever is changed, that notations do not matter, and
-- that what the loader reads is recorded while all else is still refused.
\set QUIET 1
\set sample `cat docs/sample/project_sheet.txt`
\set reference `cat "${BUDGET_EXT_SHARED:-../shared}/data/000_2b150959e62e64d8.txt" 2>/dev/null`
BEGIN;
SELECT no_plan();

SET LOCAL client_min_messages = warning;
SELECT budget_create_model() \g /dev/null
CREATE TEMP TABLE sheet (name text PRIMARY KEY, body text NOT NULL);
INSERT INTO sheet VALUES ('sample', :'sample'), ('reference', :'reference');
DELETE FROM sheet WHERE body = '';
CREATE TEMP TABLE loaded AS
	SELECT budget_load_sheet(body, 2017) AS id FROM sheet WHERE name = 'sample';

-- 1. The sample, table by table

PREPARE of_project AS
	SELECT name, fiscal_year, bureau, department, is_annual, starts_on, ends_on, is_new, is_continuing,
		   is_ordinary, is_investment, total_cost::numeric, national_cost::numeric, subsidy_rate, implementer
	FROM budget.project JOIN loaded USING (id);
SELECT results_eq('of_project',
	$$VALUES ('지역상생 네트워크 활성화', 2017, '기획조정실', '대외협력담당관', true, date '2017-01-01', date '2017-12-31',
			  false, true, true, false, 350000::numeric, 0::numeric, 0::numeric, '서울특별시')$$, 'project');
SELECT results_eq(
	$$SELECT source, amount::numeric FROM budget.project_funding ORDER BY source COLLATE "C"$$,
	$$VALUES ('구비', NULL::numeric), ('국비', NULL), ('시비', 350000)$$, 'funds: blank is not stated');
SELECT results_eq(
	$$SELECT method FROM budget.project_method WHERE applies$$, ARRAY['직접수행'], 'method');
SELECT results_eq(
	$$SELECT count(*), count(*) FILTER (WHERE applies) FROM budget.project_procedure$$,
	$$VALUES (8::bigint, 0::bigint)$$, 'procedures');
SELECT results_eq(
	$$SELECT role FROM budget.project_contact ORDER BY ordinal$$, ARRAY['과 장', '팀장', '주무관'], 'people');
SELECT results_eq(
	$$SELECT code, two_years_before, prior, current, subsidy, change, change_rate, change_label FROM budget.budget_overview ORDER BY code$$,
	$$VALUES ('201-01', NULL::numeric, NULL::numeric, 120000::numeric, 0::numeric, 100000::numeric, 500::numeric, '증'),
			 ('201-03', NULL, NULL, 230000, 0, 50000, 28, '증'),
			 (NULL, NULL, NULL, 350000, 0, 150000, 75, '증')$$, 'budget: blank is not zero');
-- the tree: 2 and 3 headings, over the page break too
SELECT results_eq(
	$$SELECT code, label, amount, children_amount FROM budget.cost_basis_rollup WHERE depth = 1 ORDER BY code, ordinal$$,
	$$VALUES ('201-01', '권역별 순회 민관협력 세미나', 20000::numeric, 20000::numeric),
			 ('201-01', '지역교류 활성화를 위한 홍보지원', 100000, NULL),
			 ('201-03', '지역상생포럼 정례총회 개최', 40000, 40000),
			 ('201-03', '지역상생교류 박람회', 90000, 90000),
			 ('201-03', '서울정책연수프로그램 운영', 100000, 100000)$$, 'cost basis: headings and the sums below them');
SELECT results_eq(
	$$SELECT label, amount::numeric, source_line FROM budget.cost_basis WHERE parent_id = (SELECT id FROM budget.cost_basis WHERE label LIKE '서울정책%') ORDER BY ordinal$$,
	$$VALUES ('정책연수프로그램 인건비', 55000::numeric, 60), ('강사료', 22600, 63), ('홍보 및 부대비용 등', 22400, 64)$$,
	'cost basis: a line without its mark and lines behind a page break keep their place');
SELECT results_eq(
	$$SELECT count(*), max(depth) FROM budget.cost_basis$$, $$VALUES (19::bigint, 2)$$, 'cost basis: all lines');
SELECT results_eq(
	$$SELECT section, count(*) FROM budget.project_text GROUP BY section ORDER BY min(source_line)$$,
	$$VALUES ('사업목적', 2::bigint), ('사업근거', 4), ('사업내용', 22), ('사업추진의 필요성', 2), ('사업추진절차', 5), ('기대효과', 2)$$,
	'texts by section');
SELECT results_eq(
	$$SELECT section, depth, label, body, stated_amount::numeric FROM budget.project_text WHERE stated_item = '총사업비'$$,
	$$VALUES ('사업내용', 1, '총사업비', '250,000천원', 250000::numeric)$$, 'the amount that the text states');
SELECT results_eq(
	$$SELECT min(happened_on), max(happened_on), count(*) FROM budget.milestone$$,
	$$VALUES (date '2014-08-10', date '2016-03-28', 6::bigint)$$, 'milestones');
SELECT results_eq(
	$$SELECT step, starts_on, ends_on, amount::numeric FROM budget.schedule_step ORDER BY ordinal$$,
	$$VALUES ('지역상생포럼 정례총회', date '2017-01-01', date '2017-12-31', 40000::numeric),
			 ('지역상생 교류 박람회', '2017-01-01', '2017-12-31', 90000),
			 ('권역별 민관협력세미나', '2017-01-01', '2017-12-31', 20000),
			 ('서울정책연수프로그램', '2017-01-01', '2017-12-31', 100000),
			 ('지역교류활성화를 위한 홍보지원', '2017-01-01', '2017-12-31', 100000)$$,
	'schedule: rows behind an empty line');
SELECT results_eq(
	$$SELECT scheduled::numeric FROM budget.budget_total$$, ARRAY[350000::numeric], 'total of the schedule');
SELECT results_eq(
	$$SELECT year, count(*), max(depth) FROM budget.achievement GROUP BY year ORDER BY year$$,
	$$VALUES (2014, 1::bigint, 1), (2015, 4, 2), (2016, 3, 2)$$, 'achievements, one row an item');
SELECT results_eq(
	$$SELECT year, original_budget, carried_in, adjustment, current_budget, executed, carried_out, remaining, execution_rate FROM budget.settlement_overview$$,
	$$VALUES (2015, 100000::numeric, 0::numeric, 0::numeric, 100000::numeric, 88645::numeric, 0::numeric, 11355::numeric, 88.6)$$,
	'settlement');

-- 2. Its contradictions

SELECT results_eq(
	$$SELECT rule, expected, actual, difference FROM budget.violation$$,
	$$VALUES ('project_text_total_cost', 250000::numeric, 350000::numeric, 100000::numeric)$$, 'the one that amounts show');
SELECT results_eq(
	$$SELECT line, section, kind, message FROM budget.sheet_issue ORDER BY ordinal$$,
	$$VALUES (37, '예산 총괄', '적지 않음', 'the budget of 2015 is blank in every row, but the settlement (line 159) says 100,000천원'),
			 (37, '예산 총괄', '적지 않음', 'the budget of 2016 (A) is blank, though its change is stated, in lines 37, 38, 39; 350,000천원 less 150,000천원 would be 200,000천원'),
			 (135, '2017년도 추진일정', '서로 다름', 'the schedule says 2017.01~2017.12 for 지역상생포럼 정례총회, 지역상생 교류 박람회, but the text says 2017년 상반기 (line 88), 2017년 상반기(정례총회와 같은 기간) (line 92)')$$,
	'the three that it takes reading to find');
SELECT results_eq(
	$$SELECT rule, difference FROM budget_violation_log$$,
	$$VALUES ('project_text_total_cost'::name, 100000::numeric)$$, 'the rule has recorded it, not refused');

-- 3. Nothing is lost

SELECT is_empty(
	$$SELECT n, line FROM sheet, regexp_split_to_table(body, '\n') WITH ORDINALITY l (line, n)
	  WHERE line ~ '[^ \t]' AND NOT EXISTS (SELECT FROM budget_sheet_lines(body, 2017) b WHERE b.line = n)$$,
	'every line that is not blank is accounted for');
SELECT results_eq(
	$$SELECT DISTINCT kind FROM sheet, budget_sheet_lines(body, 2017) ORDER BY 1$$,
	ARRAY['header', 'heading', 'repeat', 'row', 'text', 'title', 'unit'], 'and understood');
-- what a line goes to has the line's number
SELECT is_empty(
	$$SELECT line, target FROM sheet, budget_sheet_lines(body, 2017) WHERE sheet.name = 'sample' AND target IS NOT NULL
	  EXCEPT SELECT source_line, tab FROM (
		SELECT source_line, 'project' FROM budget.project UNION ALL SELECT source_line, 'project_funding' FROM budget.project_funding
		UNION ALL SELECT source_line, 'project_method' FROM budget.project_method UNION ALL SELECT source_line, 'project_procedure' FROM budget.project_procedure
		UNION ALL SELECT source_line, 'project_contact' FROM budget.project_contact UNION ALL SELECT source_line, 'budget_total' FROM budget.budget_total
		UNION ALL SELECT source_line, 'budget_line' FROM budget.budget_line UNION ALL SELECT source_line, 'cost_basis' FROM budget.cost_basis
		UNION ALL SELECT source_line, 'project_text' FROM budget.project_text UNION ALL SELECT source_line, 'milestone' FROM budget.milestone
		UNION ALL SELECT source_line, 'schedule_step' FROM budget.schedule_step UNION ALL SELECT source_line, 'achievement' FROM budget.achievement
		UNION ALL SELECT source_line, 'settlement' FROM budget.settlement) t (source_line, tab)
	  -- values of the project, which has one line; the schedule's total, which stands beside the budget's
	  EXCEPT SELECT line, target FROM sheet, budget_sheet_lines(body, 2017) WHERE target = 'project' OR (line, target) = (133, 'budget_total')$$,
	'each row of a table knows its line');

-- a word put into any cell comes out somewhere: in a row or in an issue
CREATE FUNCTION pg_temp.load(sheet text, number bigint) RETURNS bigint LANGUAGE sql AS
	$$SELECT public.budget_load_sheet(replace(sheet, '지역상생 네트워크 활성화', '지역상생 네트워크 활성화 ' || number), 2017)$$;
CREATE FUNCTION pg_temp.said(project bigint) RETURNS text LANGUAGE plpgsql AS
$$
DECLARE
	tab text;
	rows text;
	said text := '';
BEGIN
	SELECT p::text INTO said FROM budget.project p WHERE id = project;
	FOREACH tab IN ARRAY ARRAY['project_method', 'project_procedure', 'project_funding', 'project_contact', 'budget_total',
		'budget_line', 'cost_basis', 'project_text', 'milestone', 'schedule_step', 'achievement', 'settlement', 'sheet_issue']
	LOOP
		EXECUTE format('SELECT string_agg(t::text, chr(10)) FROM budget.%I t WHERE project_id = $1', tab) INTO rows USING project;
		said := concat_ws(chr(10), said, rows);
	END LOOP;
	RETURN said;
END
$$;
SET LOCAL budget_ext.enforcement = off;
CREATE TEMP TABLE line AS
	SELECT n, line FROM sheet, regexp_split_to_table(body, '\n') WITH ORDINALITY l (line, n) WHERE name = 'sample';
CREATE TEMP TABLE stained AS
	SELECT n, k, place, array_to_string(cells[:k - 1] || (CASE place WHEN 'before' THEN '꿹' || cells[k] ELSE cells[k] || '꿹' END)
										|| cells[k + 1:], E'\t') AS line
	FROM (SELECT n, string_to_array(line, E'\t') AS cells FROM line WHERE line ~ '[^ \t]') c,
		 generate_subscripts(cells, 1) k, (VALUES ('before'), ('behind')) p (place)
	WHERE cells[k] <> '' OR k = 1;
SELECT cmp_ok((SELECT count(*) FROM stained), '>', 450::bigint, 'there are cells to stain');
SELECT is_empty(
	$$SELECT s.n, s.k, s.place, s.line FROM (
		SELECT s.*, pg_temp.said(pg_temp.load((SELECT string_agg(CASE l.n WHEN s.n THEN s.line ELSE l.line END, E'\n' ORDER BY l.n) FROM line l),
											  row_number() OVER ())) AS said
		FROM stained s) s
	  WHERE said NOT LIKE '%꿹%'$$,
	'a mark before or behind any cell is found in the tables');
CREATE FUNCTION pg_temp.rows(project bigint) RETURNS SETOF text LANGUAGE plpgsql AS
$$
-- all rows of a project but for its number, its lines and what pg_temp.load did to its name
DECLARE
	tab text;
BEGIN
	FOREACH tab IN ARRAY ARRAY['project_method', 'project_procedure', 'project_funding', 'project_contact', 'budget_total',
		'budget_line', 'cost_basis', 'project_text', 'milestone', 'schedule_step', 'achievement', 'settlement']
	LOOP
		RETURN QUERY EXECUTE format(
			'SELECT %L || regexp_replace((to_jsonb(t) - ARRAY[''project_id'', ''source_line'', ''id'', ''parent_id''])::text, ''활성화 \d+'', ''활성화'')
			 FROM budget.%I t WHERE project_id = $1',
			tab, tab) USING project;
	END LOOP;
	RETURN QUERY SELECT (to_jsonb(p) - ARRAY['id', 'name', 'source_line'])::text FROM budget.project p WHERE id = project;
	RETURN QUERY SELECT kind || ' ' || regexp_replace(message, 'lines? [0-9, ]+', '', 'g') FROM budget.sheet_issue WHERE project_id = project;
END
$$;
-- the same for a line taken away: something must be different, but for what says nothing new
CREATE FUNCTION pg_temp.fingerprint(project bigint) RETURNS text LANGUAGE sql AS
	$$SELECT md5(string_agg(r, chr(10) ORDER BY r)) FROM pg_temp.rows(project) r$$;
SELECT results_eq(
	$$SELECT DISTINCT l.n FROM line l JOIN budget_sheet_lines((SELECT body FROM sheet WHERE name = 'sample'), 2017) b ON b.line = l.n,
		  pg_temp.load((SELECT string_agg(o.line, E'\n' ORDER BY o.n) FROM line o WHERE o.n <> l.n), 10000 + l.n) id
	  WHERE b.kind NOT IN ('title', 'heading') AND pg_temp.fingerprint(id) = (SELECT pg_temp.fingerprint(loaded.id) FROM loaded) ORDER BY 1$$,
	$$VALUES (11::bigint), (12), (13), (34), (43), (62), (130), (156)$$,
	'without any line something is missing, but for what is said twice, the usual unit and the names over the cost basis');

-- 4. Numbers: what breaks a check is found, what does not is not

CREATE FUNCTION pg_temp.changed(line text, which int) RETURNS text LANGUAGE sql AS
$$
	-- the number's first digit, one more
	SELECT string_agg(piece || CASE WHEN i = which THEN translate(left(number, 1), '0123456789', '1234567893') || substr(number, 2)
									ELSE coalesce(number, '') END, '' ORDER BY i)
	FROM (SELECT i, piece, (SELECT m[1] FROM regexp_matches(line, '\d[\d,]*', 'g') WITH ORDINALITY r (m, j) WHERE j = i) AS number
		  FROM regexp_split_to_table(line, '\d[\d,]*') WITH ORDINALITY p (piece, i)) p
$$;
CREATE FUNCTION pg_temp.found(project bigint) RETURNS text[] LANGUAGE sql AS
$$
	SELECT array_agg(f ORDER BY f) FROM (
		SELECT rule || ' ' || subject FROM budget.violation WHERE project_id = $1
		UNION ALL SELECT line || ' ' || message FROM budget.sheet_issue WHERE project_id = $1) f (f)
$$;
CREATE TEMP TABLE number AS
	SELECT n, i, line, m[1] AS number FROM line, regexp_matches(line, '\d[\d,]*', 'g') WITH ORDINALITY r (m, i);
CREATE TEMP TABLE finding AS
	SELECT n, i, number, pg_temp.found(pg_temp.load((SELECT string_agg(CASE l.n WHEN x.n THEN pg_temp.changed(x.line, x.i::int) ELSE l.line END, E'\n' ORDER BY l.n)
													 FROM line l), 20000 + row_number() OVER ())) AS found
	FROM number x;
SELECT is_empty(
	$$SELECT n, i, number FROM finding
	  WHERE found <@ (SELECT pg_temp.found(id) FROM loaded)
	  -- numbers that nothing else in the sheet speaks of: of chapters, streets, laws, attendance and spans of
	  -- years; the days of milestones and achievements; and the amount in the text, which is wrong already
		AND n NOT IN (5, 30, 66, 141, 10, 76, 78, 126, 104, 143)
		AND NOT (n = 11 AND i = 1) AND NOT (n = 95 AND i = 2) AND NOT (n = 154)
		AND n NOT BETWEEN 108 AND 113 AND NOT (n BETWEEN 145 AND 147 AND i > 1)$$,
	'a number that any check can know is found when it is changed');
SELECT is_empty(
	$$SELECT n, i, number, found FROM finding
	  WHERE NOT found <@ (SELECT pg_temp.found(id) FROM loaded)
		AND (n IN (5, 30, 66, 141, 10, 76, 78, 126, 143, 154) OR (n = 11 AND i = 1) OR (n = 95 AND i = 2)
			 OR (n BETWEEN 145 AND 147 AND i > 1) OR (n = 112 AND i = 4))$$,
	'and one that none can know is not');
SELECT results_eq(
	$$SELECT f FROM finding, unnest(found) f WHERE (n, i) = (104, 1) AND f LIKE '%총사업비%'$$,
	$$SELECT NULL::text WHERE false$$, 'the text with the right amount contradicts nothing');

-- The same at random, as a slip of the pen would have it: any digit of any number
CREATE FUNCTION pg_temp.slip(line text, which int, at int, digit int) RETURNS text LANGUAGE sql AS
$$
	SELECT string_agg(piece || CASE WHEN i = which THEN overlay(number PLACING digit::text FROM at FOR 1) ELSE coalesce(number, '') END, '' ORDER BY i)
	FROM (SELECT i, piece, (SELECT m[1] FROM regexp_matches(line, '\d[\d,]*', 'g') WITH ORDINALITY r (m, j) WHERE j = i) AS number
		  FROM regexp_split_to_table(line, '\d[\d,]*') WITH ORDINALITY p (piece, i)) p
$$;
SELECT setseed(0.2017) \g /dev/null
CREATE TEMP TABLE slip AS
	-- of each sheet 200 digits, each made another one, but no number to begin with 0
	SELECT name, body, n, i, at, digit, line, target, row_number() OVER () AS k
	FROM (SELECT *, row_number() OVER (PARTITION BY name ORDER BY random()) AS place
		  FROM (SELECT s.name, s.body, b.n, r.i::int, d.at, b.line, t.target,
					   (substr(r.m[1], d.at, 1)::int + 1 + floor(random() * 8)::int) % 10 AS digit, r.m[1] AS number
				FROM sheet s, regexp_split_to_table(s.body, '\n') WITH ORDINALITY b (line, n)
				JOIN LATERAL budget_sheet_lines(s.body, 2017) t ON t.line = b.n
				CROSS JOIN LATERAL regexp_matches(b.line, '\d[\d,]*', 'g') WITH ORDINALITY r (m, i)
				CROSS JOIN LATERAL generate_series(1, length(r.m[1])) d (at)
				WHERE substr(r.m[1], d.at, 1) <> ','
				  -- amounts of tables, which all have another that knows them, and words that nothing knows
				  AND (t.target IN ('budget_total', 'budget_line', 'cost_basis', 'settlement') OR t.target = 'schedule_step' AND b.line LIKE '%~%'
					   OR t.target = 'project_text' AND b.line !~ '20\d\d|총사업비|사업명')
				OFFSET 0) c
		  WHERE NOT (at = 1 AND digit = 0 AND length(number) > 1)) c
	WHERE place <= 200;
CREATE TEMP TABLE slipped AS
	SELECT s.*, pg_temp.found(pg_temp.load((SELECT string_agg(CASE l.n WHEN s.n THEN pg_temp.slip(s.line, s.i, s.at, s.digit) ELSE l.line END, E'\n' ORDER BY l.n)
											FROM regexp_split_to_table(s.body, '\n') WITH ORDINALITY l (line, n)), 40000 + s.k)) AS found
	FROM slip s;
CREATE TEMP TABLE unchanged AS
	SELECT name, pg_temp.found(pg_temp.load(body, 45000 + row_number() OVER ())) AS found FROM sheet;
SELECT is_empty('SELECT name, count(*) FROM sheet LEFT JOIN slipped USING (name) GROUP BY name HAVING count(*) <> 200', '200 random slips of every sheet at hand');
SELECT is_empty(
	$$SELECT name, n, i, at, digit, line FROM slipped JOIN unchanged u USING (name)
	  WHERE target <> 'project_text' AND slipped.found <@ u.found
		-- a settlement's year that is still within the three
		AND NOT (target = 'settlement' AND i = 1 AND digit BETWEEN 4 AND 6)$$,
	'each that breaks a check is found');
SELECT is_empty(
	$$SELECT name, n, i, at, digit, line, slipped.found FROM slipped JOIN unchanged u USING (name)
	  WHERE target = 'project_text' AND NOT slipped.found <@ u.found$$,
	'none that does not is reported');
-- Two numbers at once: what one line gives the next gets
CREATE TEMP TABLE moved AS
	SELECT a, b, a.parent_id IS NOT DISTINCT FROM b.parent_id AS within,
		   pg_temp.found(pg_temp.load((SELECT string_agg(CASE l.n WHEN a.source_line THEN replace(l.line, won_text(a.amount), won_text(a.amount + 1))
																  WHEN b.source_line THEN replace(l.line, won_text(b.amount), won_text(b.amount - 1))
																  ELSE l.line END, E'\n' ORDER BY l.n) FROM line l), 46000 + row_number() OVER ())) AS found
	FROM budget.cost_basis a JOIN budget.cost_basis b ON b.project_id = a.project_id AND b.source_line > a.source_line, loaded
	WHERE a.project_id = loaded.id AND a.depth = 2 AND b.depth = 2;
SELECT cmp_ok((SELECT count(*) FROM moved WHERE within), '>', 10::bigint, 'there are pairs of lines under one heading');
SELECT is_empty($$SELECT (a).label, (b).label, moved.found FROM moved WHERE within AND NOT moved.found <@ (SELECT pg_temp.found(id) FROM loaded)$$,
	'between lines of one heading nothing is wrong');
SELECT is_empty($$SELECT (a).label, (b).label FROM moved WHERE NOT within AND moved.found <@ (SELECT pg_temp.found(id) FROM loaded)$$,
	'between two headings it is found, though the total is right');

-- 5. Notations

CREATE TEMP TABLE notation (name text, body text);
INSERT INTO notation
SELECT 'markdown', string_agg(CASE WHEN line LIKE E'%\t%'
	THEN '| ' || replace(replace(line, '|', '\|'), E'\t', ' | ') || ' |'
		 || CASE WHEN n IN (20, 27, 36, 43, 62, 132, 158) THEN E'\n' || '|' || repeat('---|', length(line) - length(replace(line, E'\t', '')) + 1) ELSE '' END
	ELSE line END, E'\n' ORDER BY n) FROM line
UNION ALL
SELECT 'HTML', string_agg(
	CASE WHEN line LIKE E'%\t%' AND n NOT IN (12, 13) THEN
		CASE WHEN n IN (9, 20, 27, 36, 43, 62, 132, 135, 145, 158) THEN E'<table class="t">\n<tbody>\n' ELSE '' END
		|| '<tr>' || (SELECT string_agg('<td>' || cell || '</td>', '' ORDER BY k)
					  FROM string_to_table(line, E'\t') WITH ORDINALITY c (cell, k) WHERE n <> 11 OR k < 3) || '</tr>'
		|| CASE WHEN n IN (16, 23, 28, 39, 60, 64, 133, 139, 147, 159) THEN E'\n</tbody></table>' ELSE '' END
	ELSE line END, E'\n' ORDER BY n) FROM line WHERE n NOT IN (12, 13)
UNION ALL
SELECT 'CRLF and BOM', U&'\FEFF' || string_agg(line, E'\r\n' ORDER BY n) FROM line
UNION ALL
SELECT 'other headings', regexp_replace(regexp_replace(regexp_replace(body, '^#+ □ ', '**', 'gn'), '^(\*\*[^*\n]+)$', '\1**', 'gn'),
										'^□ \*\*(.*)\*\*$', '### \1', 'gn') FROM sheet WHERE name = 'sample'
UNION ALL
SELECT 'million won', replace(replace(replace(replace(
	string_agg(CASE WHEN n BETWEEN 37 AND 39 OR n BETWEEN 133 AND 139 THEN regexp_replace(line, '(\d),000(?!천)', '\1', 'g')
					WHEN n IN (34, 130) THEN '(단위: 백만원)' ELSE line END, E'\n' ORDER BY n),
	E'20101\t(x-)', E'201-01\t(x-)'), E'20103\t(x-)', E'20103 \t(x-)'), '= 90,000천원', '= 9천만원'), '55,000천원', '55백만원')
	FROM line
UNION ALL
SELECT 'pages', string_agg(line || CASE WHEN n IN (38, 52, 91, 113, 137, 146) THEN E'\n\n- ' || n || E' -\n\f' ELSE '' END, E'\n' ORDER BY n) FROM line;
SELECT is((SELECT count(*) FROM notation n JOIN sheet s USING (body)), 0::bigint, 'the notations differ');
SELECT set_eq(
	format('SELECT pg_temp.rows(%s)', pg_temp.load(body, 30000 + row_number() OVER ())),
	'SELECT pg_temp.rows(id) FROM loaded', format('the same rows from %s', name))
FROM notation;

-- 6. What the loader reads is recorded, what anybody else writes is not

SET LOCAL budget_ext.enforcement = declared;
CREATE TEMP TABLE other AS SELECT replace(body, '# 지역상생', '# 다른') AS body FROM sheet WHERE name = 'sample';
SELECT lives_ok($$SELECT budget_load_sheet(replace(body, '(x-) 88,645', '(x-) 98,645'), 2017) FROM other$$,
	'a sheet with a number changed is loaded');
SELECT results_eq($$SELECT rule, actual, expected, difference FROM budget.violation JOIN budget.project p ON p.id = project_id
				   WHERE name LIKE '다른%' AND rule <> 'project_text_total_cost'$$,
	$$VALUES ('settlement_remaining', 11355::numeric, 1355::numeric, 10000::numeric)$$, 'and the violation is there');
SELECT ok(EXISTS (SELECT FROM budget_violation_log WHERE rule = 'settlement_remaining' AND difference = 10000), 'and recorded');
SELECT throws_ok($$SELECT budget_load_sheet(body, 2017) FROM other$$, '23505', NULL, 'the same project and year again');
SELECT throws_ok(
	$$INSERT INTO budget.settlement (project_id, year, original_budget, carried_in, adjustment, current_budget)
	  SELECT id, 2014, 100, 0, 0, 200 FROM loaded$$, '23514', NULL, 'after a load, and after a failed one, rules refuse');
-- pending before: checked as declared
CREATE FUNCTION pg_temp.load_after(statement text) RETURNS bigint LANGUAGE plpgsql AS
$$
BEGIN
	EXECUTE statement;
	RETURN budget_load_sheet(replace(body, '# 다른', '# 세 번째'), 2017) FROM other;
END
$$;
SELECT throws_ok(
	$$SELECT pg_temp.load_after('UPDATE budget.budget_total SET scheduled = 1 WHERE project_id = ' || id) FROM loaded$$,
	'23514', NULL, 'what was pending before a load is refused');
SELECT lives_ok(
	$$SELECT pg_temp.load_after('UPDATE budget.budget_total SET scheduled = scheduled WHERE project_id = ' || id) FROM loaded$$,
	'and nothing else');
SELECT throws_ok(
	$_$DO $$BEGIN UPDATE budget.budget_total SET scheduled = 1; SET CONSTRAINTS ALL IMMEDIATE; END$$$_$,
	'23514', NULL, 'nor what comes after one');

-- Rows go into plain tables without a statement, into others with one: the same rows
CREATE FUNCTION pg_temp.pass() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
CREATE FUNCTION pg_temp.on_all_tables(statement text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
	EXECUTE (SELECT string_agg(format(statement, relname), ';') FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind = 'r');
END
$$;
SELECT pg_temp.on_all_tables('CREATE TRIGGER passes BEFORE INSERT ON budget.%I FOR EACH ROW EXECUTE FUNCTION pg_temp.pass()') \g /dev/null
SELECT set_eq(
	format('SELECT pg_temp.rows(%s)', pg_temp.load(body, 60000)), 'SELECT pg_temp.rows(id) FROM loaded', 'the same rows by statements')
FROM sheet WHERE name = 'sample';
SELECT results_eq(
	$$SELECT rule, difference FROM budget_violation_log WHERE key = (SELECT jsonb_build_object('id', id) FROM budget.project WHERE name LIKE '%60000')$$,
	$$VALUES ('project_text_total_cost'::name, 100000::numeric)$$, 'recorded as well');
SELECT pg_temp.on_all_tables('DROP TRIGGER passes ON budget.%I') \g /dev/null
-- all rows of a table are of one project, which may be gone when they come: here
-- none but the text of the sheet comes after
CREATE FUNCTION pg_temp.forget() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN DELETE FROM budget.project WHERE id = NEW.project_id; RETURN NULL; END$$;
CREATE TRIGGER forgets AFTER INSERT ON budget.project_text FOR EACH ROW EXECUTE FUNCTION pg_temp.forget();
SELECT throws_ok($$SELECT budget_load_sheet(E'# 잊힌 사업\n## 사업목적\n- 가\n- 나\n', 2017)$$, '23503', NULL, 'a project that a trigger takes away');
DROP TRIGGER forgets ON budget.project_text;
-- what a table has of its own
ALTER TABLE budget.milestone ADD COLUMN seen boolean NOT NULL DEFAULT true, ADD COLUMN at timestamptz DEFAULT now(), ADD COLUMN by text,
	ADD COLUMN year int GENERATED ALWAYS AS (date_part('year', happened_on)) STORED, ADD CONSTRAINT known CHECK (event <> '모름');
SELECT results_eq(
	format($$SELECT seen, at, by, year FROM budget.milestone WHERE project_id = %s AND ordinal = 1$$, pg_temp.load(body, 60001)),
	$$VALUES (true, now(), NULL::text, 2014)$$, 'columns of the user''s: defaults, and what is generated')
FROM sheet WHERE name = 'sample';
SELECT throws_ok(
	$$SELECT pg_temp.load(regexp_replace(body, '첫 지역상생포럼을 엶', '모름'), 60002) FROM sheet WHERE name = 'sample'$$, '23514', NULL, 'constraints of the user''s');
ALTER TABLE budget.milestone DROP COLUMN seen, DROP COLUMN at, DROP COLUMN by, DROP COLUMN year, DROP CONSTRAINT known;

-- A project's sums are known from what is loaded, as long as foreign keys keep older rows away: without them, rules look
CREATE FUNCTION pg_temp.recorded(project bigint) RETURNS SETOF text LANGUAGE sql AS
	$$SELECT rule::text COLLATE "default" FROM budget_violation_log WHERE (key ->> 'project_id')::bigint = project OR (key ->> 'id')::bigint = project$$;
SELECT throws_ok(
	$$INSERT INTO budget.budget_line (project_id, fiscal_year, code, current) VALUES (-1, 2017, '40101', 5)$$, '23503', NULL, 'no line is older than its project');
SAVEPOINT keys;
ALTER TABLE budget.budget_line DROP CONSTRAINT budget_line_project_id_fkey;
SELECT nextval(pg_get_serial_sequence('budget.project', 'id')) + 1 AS next \gset
INSERT INTO budget.budget_line (project_id, fiscal_year, code, current) VALUES (:next, 2017, '40101', 5);
SELECT is(pg_temp.load(body, 60003), :next::bigint, 'a project that older lines refer to') FROM sheet WHERE name = 'sample';
SELECT set_eq(format('SELECT pg_temp.recorded(%s)', :next), ARRAY['budget_total_of_current', 'project_text_total_cost'], 'is looked at in full');
ROLLBACK TO keys;
ALTER TABLE budget.budget_line DISABLE TRIGGER ALL;
SELECT nextval(pg_get_serial_sequence('budget.project', 'id')) + 1 AS next \gset
INSERT INTO budget.budget_line (project_id, fiscal_year, code, current) VALUES (:next, 2017, '40101', 5);
SELECT format('ALTER TABLE budget.budget_line ENABLE TRIGGER %I', tgname) FROM pg_trigger
WHERE tgrelid = 'budget.budget_line'::regclass AND NOT tgisinternal OR tgrelid = 'budget.budget_line'::regclass AND tgfoid::regproc::text LIKE '%budget_sum%' \gexec
SELECT is(pg_temp.load(body, 60003), :next::bigint, 'and where the triggers of the foreign key are disabled') FROM sheet WHERE name = 'sample';
SELECT set_eq(format('SELECT pg_temp.recorded(%s)', :next), ARRAY['budget_total_of_current', 'project_text_total_cost'], 'so it is');
ROLLBACK TO keys;
SELECT format('ALTER TABLE budget.cost_basis DROP CONSTRAINT %I', conname) FROM pg_constraint
WHERE conrelid = 'budget.cost_basis'::regclass AND confrelid = conrelid AND conparentid = 0 \gexec
SELECT nextval(pg_get_serial_sequence('budget.cost_basis', 'id')) + 1 AS next \gset
INSERT INTO budget.cost_basis (id, project_id, fiscal_year, code, parent_id, ordinal, depth, amount) SELECT -1, id, 2017, '40101', :next, 1, 2, 5 FROM loaded;
SELECT pg_temp.load(body, 60003) AS project FROM sheet WHERE name = 'sample' \gset
SELECT set_eq($$SELECT rule::text COLLATE "default" FROM budget_violation_log WHERE (key ->> 'id')::bigint = $$ || :next || $$ AND rule LIKE 'cost_basis%'$$,
	ARRAY['cost_basis_children'], 'a line of costs that older ones refer to is looked at');
ROLLBACK TO keys;
SELECT is_empty(
	format($$SELECT * FROM pg_temp.recorded(%s) r WHERE r <> 'project_text_total_cost'$$, pg_temp.load(body, 60003)), 'with the keys in place, there is nothing to see')
FROM sheet WHERE name = 'sample';
-- what is loaded and then changed is no longer known from the load
SELECT throws_ok(format($$UPDATE budget.budget_line SET current = current + 1 WHERE project_id = %s; SET CONSTRAINTS ALL IMMEDIATE$$, id), '23514', NULL,
	'a change after the load is refused') FROM budget.project WHERE name LIKE '%60003';
RELEASE keys;

-- 7. Other names, other roles

SELECT budget_create_model('예산 "모형"') \g /dev/null
SELECT lives_ok($$SELECT budget_load_sheet(body, 2017, '예산 "모형"') FROM other$$, 'a schema with any name');
SELECT lives_ok($$SELECT budget_load_sheet(body, 2018, '예산 "모형"') FROM other$$, 'and any year');
SELECT ok((SELECT count(*) FROM "예산 ""모형""".sheet_issue WHERE message LIKE '%2017예산(B)%') = 1, 'which need not be the sheet''s, but that is said');
CREATE ROLE budget_ext_sheet_reader;
GRANT USAGE ON SCHEMA budget TO budget_ext_sheet_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA budget TO budget_ext_sheet_reader;
GRANT SELECT ON other TO budget_ext_sheet_reader;
SET LOCAL ROLE budget_ext_sheet_reader;
SELECT throws_ok($$SELECT budget_load_sheet(replace(body, '# 다른', '# 넷째'), 2017) FROM other$$, '42501', NULL, 'one who may not write may not load');
SELECT lives_ok($$SELECT count(*) FROM other, budget_sheet_lines(body)$$, 'but see how a sheet is read');
RESET ROLE;
GRANT INSERT ON ALL TABLES IN SCHEMA budget TO budget_ext_sheet_reader;
SET LOCAL ROLE budget_ext_sheet_reader;
SELECT lives_ok($$SELECT budget_load_sheet(replace(body, '# 다른', '# 넷째'), 2017) FROM other$$, 'one who may insert may load');
RESET ROLE;
REVOKE INSERT ON budget.milestone FROM budget_ext_sheet_reader;
GRANT INSERT (project_id, ordinal, happened_on, date_text, event) ON budget.milestone TO budget_ext_sheet_reader;
SET LOCAL ROLE budget_ext_sheet_reader;
SELECT throws_ok($$SELECT budget_load_sheet(replace(body, '# 다른', '# 여섯째'), 2017) FROM other$$, '42501', NULL, 'but not with one column missing');
RESET ROLE;
GRANT INSERT (source_line) ON budget.milestone TO budget_ext_sheet_reader;
SET LOCAL ROLE budget_ext_sheet_reader;
SELECT lives_ok($$SELECT budget_load_sheet(replace(body, '# 다른', '# 여섯째'), 2017) FROM other$$, 'columns may be granted one by one');
RESET ROLE;
ALTER TABLE budget.achievement ENABLE ROW LEVEL SECURITY;
SET LOCAL ROLE budget_ext_sheet_reader;
SELECT throws_ok($$SELECT budget_load_sheet(replace(body, '# 다른', '# 일곱째'), 2017) FROM other$$, '42501', NULL, 'row security holds');
RESET ROLE;
ALTER TABLE budget.achievement DISABLE ROW LEVEL SECURITY;
REVOKE USAGE ON SCHEMA budget FROM budget_ext_sheet_reader;
SET LOCAL ROLE budget_ext_sheet_reader;
SELECT throws_ok($$SELECT budget_load_sheet(replace(body, '# 다른', '# 일곱째'), 2017) FROM other$$, '42501', 'permission denied for schema budget',
	'nor without the use of the schema');
RESET ROLE;
SAVEPOINT reads;
SET LOCAL transaction_read_only = on;
SELECT throws_ok($$SELECT budget_load_sheet(body, 2017) FROM other$$, '25006', NULL, 'nor in a transaction that only reads');
ROLLBACK TO reads;
ALTER SCHEMA budget RENAME TO renamed;
SELECT lives_ok($$SELECT budget_load_sheet(replace(body, '# 다른', '# 다섯째'), 2017, 'renamed') FROM other$$, 'a renamed schema');
ALTER SCHEMA renamed RENAME TO budget;

-- 8. The reference sheet, where it is at hand

CREATE TEMP TABLE reference AS
	SELECT pg_temp.load(body, 50000) AS id FROM sheet WHERE name = 'reference';
SELECT CASE WHEN EXISTS (SELECT FROM reference)
	THEN results_eq($$SELECT rule, difference FROM budget.violation WHERE project_id = (SELECT id FROM reference)$$,
		$$VALUES ('project_text_total_cost', 100000::numeric)$$, 'the reference sheet: what amounts show')
	ELSE skip('the reference sheet is not here') END;
SELECT CASE WHEN EXISTS (SELECT FROM reference)
	THEN results_eq($$SELECT line, kind FROM budget.sheet_issue WHERE project_id = (SELECT id FROM reference) ORDER BY ordinal$$,
		$$VALUES (37, '적지 않음'), (37, '적지 않음'), (135, '서로 다름')$$, 'the reference sheet: what reading shows')
	ELSE skip('the reference sheet is not here') END;
SELECT CASE WHEN EXISTS (SELECT FROM reference)
	THEN set_eq($$SELECT regexp_replace(r, '"(body|detail|event|summary|contact)": "[^"]*"', '', 'g')
				  FROM pg_temp.rows((SELECT id FROM reference)) r WHERE r !~ '^(project_text|서로 다름)'$$,
		$$SELECT regexp_replace(r, '"(body|detail|event|summary|contact)": "[^"]*"', '', 'g')
		  FROM pg_temp.rows((SELECT id FROM loaded)) r WHERE r !~ '^(project_text|서로 다름)'$$, 'the reference sheet: the same figures as the sample')
	ELSE skip('the reference sheet is not here') END;

-- 9. Text that is no sheet, or hardly one

SELECT budget_create_model('plan') \g /dev/null
CREATE FUNCTION pg_temp.outcome(sheet text) RETURNS text LANGUAGE plpgsql AS
$$
BEGIN
	PERFORM budget_load_sheet(sheet, 2017, 'plan');
	RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION
	WHEN SQLSTATE 'ZZ000' THEN RETURN 'loaded';
	WHEN data_exception THEN RETURN 'refused';
END
$$;
SELECT setseed(0.17) \g /dev/null
CREATE TEMP TABLE snippet AS SELECT row_number() OVER () AS i, s FROM unnest(ARRAY['<', '>', '<table>', '</table>', '<tr>', '<td>',
	'<td colspan=3 rowspan=2>', '<input type=checkbox checked>', '|', E'\n', E'\t', '#', '## ', '□ ', '○ ', '- ', '※ ', '=', '(x', '△', '-',
	'9', '1,00', '천원', '%', '계', '20101', '2016', '''15', '~', '(', '(단위 : 백만원)', ' : ', '&amp;', '&#0;', '☑', '**', '---',
	U&'\3000', E'\r', E'\f', '총사업비', '사업기간', '사업명', '구분', '결산', '신규']) s;
CREATE FUNCTION pg_temp.mangled(sheet text) RETURNS text LANGUAGE plpgsql AS
$$
DECLARE
	at int;
BEGIN
	FOR i IN 1..1 + (random() * 8)::int LOOP
		at := 1 + (random() * length(sheet))::int;
		sheet := overlay(sheet PLACING coalesce((SELECT s FROM snippet WHERE snippet.i = 1 + (random() * 46)::int LIMIT 1), '')
						 FROM at FOR (random() ^ 4 * 200)::int);
	END LOOP;
	RETURN sheet;
END
$$;
SELECT results_eq(
	$$SELECT DISTINCT pg_temp.outcome(pg_temp.mangled(body)) FROM other, generate_series(1, 500)$$,
	ARRAY['loaded'], '500 mangled sheets are loaded, whatever they have lost');
SELECT results_eq(
	$$SELECT name, pg_temp.outcome(body) FROM (VALUES
		('tags', repeat('<table><tr><td>', 20000)), ('half tags', repeat('<td', 100000)), ('tabs', repeat(E'x\t', 100000)),
		('headings', repeat(E'# x\n', 50000)), ('bars', repeat('|', 200000)), ('entities', repeat('&#1', 60000)),
		('a row', E'# 가\n## 결산\n연도\t당초예산\n2015' || repeat(E'\t9', 100000)),
		('deep', E'# 가\n## 산출근거\n과목구분\t산출내역\n20101\t○ 가 = 1\n' ||
		 (SELECT string_agg(repeat(' ', i) || '- 나 = 1', E'\n') FROM generate_series(1, 400) i)),
		('goes on', E'# 가\n## 사업목적\n- 가\n' || repeat(E'나\n', 50000))) t (name, body)$$,
	$$VALUES ('tags', 'refused'), ('half tags', 'refused'), ('tabs', 'refused'), ('headings', 'refused'), ('bars', 'refused'),
		('entities', 'refused'), ('a row', 'loaded'), ('deep', 'loaded'), ('goes on', 'loaded')$$,
	'large and malformed texts have a clear end');

SELECT * FROM finish();
ROLLBACK;

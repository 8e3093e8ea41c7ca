-- succession: what a code of one year is in another
CREATE SCHEMA regress_chart_succession;
SET search_path = regress_chart_succession, public;

-- 2026 to 2027: merged, renumbered, moved across objects, split, ended, new
SELECT code, budget_code_name(code, 2026) AS "2026", budget_code_name(code, 2027) AS "2027",
       budget_code_in_year(code, 2026, 2027) AS single,
       ARRAY(SELECT budget_code_successors(code, 2026, 2027)) AS all
FROM unnest('{201-01,202-01,202-02,202-03,202-04,301-01,301-03,401-01,401-02,401-03,401-04,402-02,601-01,999-99}'::budget_code[]) AS code;
-- back: what a code took over
SELECT code, budget_code_in_year(code, 2027, 2026) AS single,
       ARRAY(SELECT budget_code_successors(code, 2027, 2026)) AS all
FROM unnest('{201-03,202-01,202-02,202-03,301-01,401-01,401-02,402-01,601-01}'::budget_code[]) AS code;
-- functional codes: renamed, split; letters come from one sector
SELECT code, function_code_in_year(code, 2019, 2026) AS single,
       ARRAY(SELECT function_code_successors(code, 2019, 2026)) AS all
FROM unnest('{064,070,080,084,085,08A,110}'::function_code[]) AS code;
SELECT code, function_code_in_year(code, 2026, 2019) AS single
FROM unnest('{064,070,08A,08B,08D,084}'::function_code[]) AS code;
-- in the year itself, and within the years of one meaning
SELECT budget_code_in_year('401-01', 2026, 2026) AS same, budget_code_in_year('401-01', 2010, 2026) AS later,
       budget_code_in_year('401-01', 2026, 2010) AS earlier, budget_code_in_year('601-01', 2026, 2026) AS not_yet,
       budget_code_in_year('402-02', 2027, 2027) AS no_more;
-- other scopes have a chart of their own
SELECT budget_code_in_year('210-01', 2026, 2027) AS local, budget_code_in_year('210-01', 2026, 2027, 'national') AS national,
       budget_code_in_year('401-01', 2026, 2027, 'revenue') AS revenue;
SELECT budget_code_in_year('201-01', 2026, 2027, 'city');
SELECT budget_code_in_year(NULL, 2026, 2027), budget_code_in_year('201-01', NULL, 2027), budget_code_in_year('201-01', 2026, NULL);
SELECT count(*) FROM budget_code_successors(NULL, 2026, 2027);
SELECT * FROM budget_code_successors('401-01', 2026, 2027) AS code;
-- years at the ends of integer
SELECT budget_code_in_year('201-02', 2026, 2147483647), budget_code_in_year('201-02', 2147483647, 2026),
       budget_code_in_year('201-05', -2147483648, 2147483647), budget_code_in_year('201-05', 2147483647, -2147483648);

-- the notice comes once for each code, not for each row
SELECT count(budget_code_in_year(code, 2026, 2027)) FROM unnest('{401-01,401-01,401-01,201-01}'::budget_code[]) AS code;

-- a year-over-year comparison that survives the change
CREATE TABLE budget (fiscal_year int, code budget_code, amount bigint);
INSERT INTO budget VALUES (2026, '202-01', 100), (2026, '202-02', 20), (2026, '202-03', 30), (2026, '202-04', 5),
	(2027, '202-01', 130), (2027, '202-02', 33);
SELECT budget_code_in_year(code, fiscal_year, 2027) AS code,
       budget_code_name(budget_code_in_year(code, fiscal_year, 2027), 2027) AS name,
       sum(amount) FILTER (WHERE fiscal_year = 2026) AS prior,
       sum(amount) FILTER (WHERE fiscal_year = 2027) AS current
FROM budget GROUP BY 1, 2 ORDER BY 1;

-- an office decides a split by a row of its own: it replaces ours for that code and year
INSERT INTO budget_code_succession (from_code, until_year, to_code, source) VALUES ('401-01', 2026, '401-02', 'our guide');
SELECT budget_code_in_year('401-01', 2026, 2027) AS single,
       budget_code_in_year('401-02', 2027, 2026) AS back,
       ARRAY(SELECT budget_code_successors('401-01', 2027, 2026)) AS no_more;
-- chains over several years, that split and merge again
INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES
	('901', 'object', '가', '[2001,2003]'), ('902', 'object', '나', '[2004,2005]'), ('903', 'object', '다', '[2004,2006]'),
	('904', 'object', '라', '[2007,)'), ('901', 'object', '마', '[2010,)');
INSERT INTO budget_code_succession (from_code, until_year, to_code) VALUES
	('901', 2003, '902'), ('901', 2003, '903'), ('902', 2005, '903'), ('903', 2006, '904');
SELECT y AS to_year, budget_code_in_year('901', 2002, y) AS single, ARRAY(SELECT budget_code_successors('901', 2002, y)) AS all
FROM unnest('{2003,2004,2005,2006,2007,2020}'::int[]) AS y;
SELECT y AS to_year, budget_code_in_year('904', 2020, y) AS single, ARRAY(SELECT budget_code_successors('904', 2020, y)) AS all
FROM unnest('{2007,2006,2005,2004,2003,2001}'::int[]) AS y;
-- reused later with another meaning: the old one is not the new one
SELECT budget_code_in_year('901', 2001, 2010) AS old, budget_code_in_year('901', 2010, 2001) AS new;
-- two rows of one name are one meaning, however it is written
INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES
	('905', 'object', '시ㆍ도비 보조금', '[2001,2005]'), ('905', 'object', '시·도비보조금', '[2006,2010]'),
	('905', 'object', '시ㆍ도비, 보조', '[2011,)'),
	('906', 'object', NULL, '[2001,2005]'), ('906', 'object', '이름', '[2006,)');
SELECT budget_code_in_year('905', 2003, 2008) AS same, budget_code_in_year('905', 2003, 2012) AS other,
       budget_code_in_year('906', 2003, 2008) AS unnamed, budget_code_in_year('905', 2008, 2003) AS back;
-- a circle of reuse ends
INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES
	('911', 'object', '갑', '[2001,2001]'), ('912', 'object', '갑', '[2002,2002]'), ('911', 'object', '갑 ', '[2003,2003]'),
	('912', 'object', '을', '[2001,2001]'), ('911', 'object', '을', '[2002,2002]'), ('912', 'object', '을', '[2003,2003]');
INSERT INTO budget_code_succession (from_code, until_year, to_code)
SELECT c, y, CASE c WHEN '911' THEN '912' ELSE '911' END::budget_code
FROM unnest('{911,912}'::budget_code[]) AS c, generate_series(2001, 2002) AS y;
SELECT c, y, budget_code_in_year(c, 2001, y), budget_code_in_year(c, y, 2001) AS back
FROM unnest('{911,912}'::budget_code[]) AS c, generate_series(2001, 2004) AS y ORDER BY c, y;
-- many paths to one code are walked once
INSERT INTO budget_code_chart (code, level, years)
SELECT c, 'object', '[1900,2100]' FROM unnest('{921,922,923}'::budget_code[]) AS c;
INSERT INTO budget_code_succession (from_code, until_year, to_code)
SELECT a, y, b FROM unnest('{921,922,923}'::budget_code[]) AS a, unnest('{921,922,923}'::budget_code[]) AS b, generate_series(1900, 1999) AS y;
SELECT ARRAY(SELECT budget_code_successors('921', 1900, 2050)) AS forth, ARRAY(SELECT budget_code_successors('921', 2050, 1900)) AS back;

-- rows are told once, and shipped ones not written
INSERT INTO budget_code_succession (from_code, until_year, to_code) VALUES ('901', 2003, '902');
INSERT INTO budget_code_succession (scope, from_code, until_year, to_code) VALUES ('city', '901', 2003, '902');
DELETE FROM budget_code_succession WHERE from_code = '202-02';
UPDATE function_code_succession SET until_year = 2023;
INSERT INTO function_code_succession (from_code, until_year, to_code, shipped) VALUES ('084', 2024, '08C', true);
TRUNCATE function_code_succession;
INSERT INTO function_code_succession (from_code, until_year, to_code) VALUES ('084', 2024, '08B');
SELECT function_code_in_year('084', 2024, 2025), function_code_in_year('08A', 2025, 2024);

-- anybody may ask who may read both tables
CREATE ROLE regress_succession_reader;
SET ROLE regress_succession_reader;
SELECT budget_code_in_year('202-02', 2026, 2027);
INSERT INTO budget_code_succession (from_code, until_year, to_code) VALUES ('901', 2004, '902');
RESET ROLE;
REVOKE SELECT ON budget_code_succession FROM PUBLIC;
SET ROLE regress_succession_reader;
SELECT budget_code_in_year('202-02', 2026, 2027);
RESET ROLE;
GRANT SELECT ON budget_code_succession TO PUBLIC;
DROP ROLE regress_succession_reader;
SELECT c.relname, condition
FROM pg_extension, unnest(extconfig, extcondition) AS u (rel, condition) JOIN pg_class c ON c.oid = rel
WHERE extname = 'budget_ext' AND relname LIKE '%\_succession' ORDER BY 1;

DELETE FROM budget_code_chart WHERE NOT shipped;
DELETE FROM function_code_chart WHERE NOT shipped;
DELETE FROM budget_code_succession WHERE NOT shipped;
DELETE FROM function_code_succession WHERE NOT shipped;
SET client_min_messages = warning;
DROP SCHEMA regress_chart_succession CASCADE;

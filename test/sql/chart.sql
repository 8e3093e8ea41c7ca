-- charts: what a code means in a scope and a year
CREATE SCHEMA regress_chart;
SET search_path = regress_chart, public;

-- the number of shipped rows; every one has its source and its years
SELECT scope, level, count(*), count(name_ko) AS named, count(parent) AS with_parent,
       count(source) AS with_source, bool_and(shipped) AS shipped
FROM budget_code_chart GROUP BY scope, level ORDER BY scope, level;
-- local codes say their level and parent by their digits
SELECT count(*) AS wrong FROM budget_code_chart
WHERE scope = 'local' AND (level <> budget_code_level(code) OR
      parent IS DISTINCT FROM CASE level WHEN 'object' THEN budget_code_at(code, 'group')
                                         WHEN 'item' THEN budget_code_at(code, 'object') END);
-- and the parent is in the chart, in all of these years since 2008
SELECT c.code FROM budget_code_chart c
WHERE c.scope = 'local' AND parent IS NOT NULL AND NOT EXISTS
	(SELECT FROM budget_code_chart p
	 WHERE p.scope = c.scope AND p.code = c.parent AND p.years @> c.years * '[2008,)')
ORDER BY c.code;

-- names by year: 401-01 and 401-02 are reused in 2027
SELECT code, y AS fiscal_year, budget_code_name(code, y) AS name, budget_code_valid(code, y) AS valid
FROM unnest('{201-01,401-01,401-02,402-02,201-05,999}'::budget_code[]) AS code,
     unnest('{2026,2027}'::int[]) AS y ORDER BY code, y;
-- by scope: the same digits mean something else, or nothing
SELECT scope, budget_code_name('200', 2026, scope) AS "200",
       budget_code_name('210-01', 2026, scope) AS "210-01",
       budget_code_valid('210-01', 2026, scope) AS valid,
       budget_code_level('200', 2026, scope) AS "level of 200"
FROM unnest('{local,national,revenue,school}'::text[]) AS scope;
SELECT budget_code_level('201-01', 2026), budget_code_parent('201-01', 2026),
       budget_code_parent('201', 2026), budget_code_parent('200', 2026),
       budget_code_parent('999', 2026);
SELECT budget_code_name('201-01', 2026, 'city');
SELECT budget_code_name(NULL, 2026), budget_code_name('201-01', NULL), budget_code_valid('201-01', 2026, NULL);

-- a row of one's own is preferred, in its years
INSERT INTO budget_code_chart (code, level, name_ko, years, source)
VALUES ('201-05', 'item', '복리후생비', '[2024,2026]', 'our budget book'),
       ('201-01', 'item', '사무관리비(우리)', '[2026,2026]', 'our budget book');
SELECT y, budget_code_name('201-05', y) AS "201-05", budget_code_name('201-01', y) AS "201-01"
FROM generate_series(2023, 2027) AS y;
-- codes such as 201-00, and levels of revenue that digits do not say
INSERT INTO budget_code_chart (scope, code, level, name_ko, years, parent)
VALUES ('revenue', '210', 'section', '경상적세외수입', '[2020,)', '200'),
       ('revenue', '211', 'paragraph', '재산임대수입', '[2020,)', '210'),
       ('revenue', '211-01', 'item', '국유재산임대료', '[2020,)', '211'),
       ('local', '201-00', 'object', '일반운영비', '[2020,)', '200');
SELECT scope, code, budget_code_level(code) AS by_digits,
       budget_code_level(code, 2026, scope) AS by_chart, budget_code_parent(code, 2026, scope)
FROM budget_code_chart WHERE parent IS NOT NULL AND NOT shipped ORDER BY scope, code;

-- neither own rows nor shipped ones overlap among themselves
INSERT INTO budget_code_chart (code, level, name_ko, years)
VALUES ('201-05', 'item', '복지비', '[2026,2030]');
INSERT INTO budget_code_chart (code, level, name_ko, years)
VALUES ('201-05', 'item', '복지비', '[2027,2030]'), ('201-05', 'item', '복지비', '(,2023]'),
       ('201-06', 'item', '복지비', '[2024,2026]');
INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES ('201-05', 'item', '복지비', '(,)');
SELECT a.scope, a.code FROM budget_code_chart a JOIN budget_code_chart b
ON a.ctid < b.ctid AND a.scope = b.scope AND a.code = b.code AND a.years && b.years AND a.shipped = b.shipped;
-- keys: adjacent years, codes and scopes do not touch
SELECT budget_code_chart_key('local', '201', '[2020,2021]') && budget_code_chart_key('local', '201', '[2021,2022]') AS overlap,
       budget_code_chart_key('local', '201', '[2020,2020]') && budget_code_chart_key('local', '201', '[2021,2022]') AS beside,
       budget_code_chart_key('local', '201', '(,)') && budget_code_chart_key('local', '201-00', '(,)') AS next_code,
       budget_code_chart_key('local', '999-99', '(,)') && budget_code_chart_key('national', '000', '(,)') AS next_scope,
       budget_code_chart_key('local', '201', '(,)') @> budget_code_chart_key('local', '201', '[-2147483648,2147483646]') AS open,
       isempty(budget_code_chart_key('local', '201', 'empty')) AS empty;

-- what a row must be
\set VERBOSITY terse
INSERT INTO budget_code_chart (code, level, years) VALUES ('301', 'chapter', '[2020,)');
INSERT INTO budget_code_chart (scope, code, level, years) VALUES ('revenue', '301', 'object', '[2020,)');
INSERT INTO budget_code_chart (scope, code, level, years) VALUES ('city', '301', 'object', '[2020,)');
INSERT INTO budget_code_chart (code, level, years) VALUES ('301', 'object', 'empty');
INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES ('301', 'object', '', '[2020,)');
INSERT INTO budget_code_chart (code, level, years, parent) VALUES ('301', 'object', '[2020,)', '301');
\set VERBOSITY default

-- shipped rows cannot be written
INSERT INTO budget_code_chart (code, level, name_ko, years, shipped) VALUES ('209', 'object', 'x', '[2020,)', true);
UPDATE budget_code_chart SET name_ko = 'x' WHERE code = '201-01' AND shipped;
UPDATE budget_code_chart SET shipped = false WHERE code = '202-01';
UPDATE budget_code_chart SET shipped = true WHERE code = '201-05' AND NOT shipped;
DELETE FROM budget_code_chart WHERE code = '201-01';
TRUNCATE budget_code_chart;
CREATE TRIGGER guard_elsewhere AFTER INSERT ON budget_code_chart FOR EACH ROW EXECUTE FUNCTION budget_chart_guard();
INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES ('209', 'object', 'x', '[2020,)');
DROP TRIGGER guard_elsewhere ON budget_code_chart;
-- one's own can
UPDATE budget_code_chart SET name_ko = '복리비' WHERE code = '201-05' AND NOT shipped AND years @> 2024;
DELETE FROM budget_code_chart WHERE code = '201-01' AND NOT shipped;
SELECT budget_code_name('201-05', 2024), budget_code_name('201-01', 2026);

-- anybody reads; only the owner of the extension writes; a look-up is a read
CREATE ROLE regress_chart_reader;
SET ROLE regress_chart_reader;
SELECT budget_code_name('201-01', 2026);
INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES ('209', 'object', 'x', '[2020,)');
RESET ROLE;
REVOKE SELECT ON budget_code_chart FROM PUBLIC;
SET ROLE regress_chart_reader;
SELECT budget_code_name('201-01', 2026);
RESET ROLE;
GRANT SELECT ON budget_code_chart TO PUBLIC;
DROP ROLE regress_chart_reader;

-- what pg_dump takes
SELECT c.relname, condition
FROM pg_extension, unnest(extconfig, extcondition) AS u (rel, condition) JOIN pg_class c ON c.oid = rel
WHERE extname = 'budget_ext' AND relname LIKE '%\_chart' ORDER BY 1;

-- a look-up sees what its query sees
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT budget_code_name('209-01', 2026);
INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES ('209-01', 'item', '새 과목', '[2026,)');
SELECT budget_code_name('209-01', 2026);
ROLLBACK;
SELECT budget_code_name('209-01', 2026);
WITH new AS (INSERT INTO budget_code_chart (code, level, name_ko, years)
             VALUES ('209-02', 'item', '새 과목', '[2026,)') RETURNING code)
SELECT budget_code_name(code, 2026) FROM new;
SELECT budget_code_name('209-02', 2026);

-- functional codes: the charts of two years, and what the letters replaced
SELECT scope, level, count(*), count(name_ko) AS named, count(source) AS with_source, bool_and(shipped) AS shipped
FROM function_code_chart GROUP BY scope, level ORDER BY scope, level;
SELECT count(*) AS wrong FROM function_code_chart c
WHERE level <> function_code_level(code) OR NOT EXISTS
	(SELECT FROM function_code_chart f WHERE f.scope = c.scope AND f.code = function_code_field(c.code));
SELECT a.code FROM function_code_chart a JOIN function_code_chart b
ON a.ctid < b.ctid AND a.scope = b.scope AND a.code = b.code AND a.years && b.years AND a.shipped = b.shipped;
SELECT code, function_code_name(code, 2019) AS "2019", function_code_name(code, 2024) AS "2024",
       function_code_name(code, 2026) AS "2026", function_code_valid(code, 2026) AS valid
FROM unnest('{064,070,080,084,08A,110,120,901,999}'::function_code[]) AS code;
SELECT function_code_name('080', 2026, 'city');
INSERT INTO function_code_chart (code, level, name_ko, years) VALUES ('08E', 'sector', '우리 부문', '[2026,)');
INSERT INTO function_code_chart (code, level, name_ko, years) VALUES ('08E', 'sector', '우리', '[2030,)');
INSERT INTO function_code_chart (code, level, name_ko, years) VALUES ('08F', 'item', '우리', '[2030,)');
UPDATE function_code_chart SET name_ko = '' WHERE code = '08E';
DELETE FROM function_code_chart WHERE code = '080';
SELECT function_code_name('08E', 2025), function_code_name('08E', 2026);
SELECT function_code_chart_key('local', 'ZZZ', '(,)') && function_code_chart_key('national', '000', '(,)') AS next_scope,
       function_code_chart_key('local', '08Z', '(,)') && function_code_chart_key('local', '090', '(,)') AS next_code;

-- a name that a call remembers is that of its snapshot, whatever is written or
-- rolled back between two calls
CREATE FUNCTION names() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text := '';
BEGIN
	FOR i IN 1..5 LOOP
		BEGIN
			IF i IN (2, 3) THEN
				INSERT INTO budget_code_chart (code, level, name_ko, years) VALUES ('201-01', 'item', '이름 ' || i, '[2026,2026]');
			END IF;
			said := said || budget_code_name('201-01', 2026) || ', ';
			IF i = 2 THEN
				RAISE EXCEPTION 'rolled back';
			END IF;
		EXCEPTION WHEN raise_exception THEN
			said := said || 'rolled back, ';
		END;
		said := said || budget_code_name('201-01', 2026) || '; ';
		IF i = 4 THEN
			DELETE FROM budget_code_chart WHERE NOT shipped;
		END IF;
	END LOOP;
	RETURN said;
END $$;
SELECT names();
-- many codes, none of them another's name
SELECT count(*) FROM budget_code_chart c WHERE scope = 'local'
    AND name_ko IS DISTINCT FROM budget_code_name(code, coalesce(lower(years), upper(years) - 1, 2026));

DELETE FROM budget_code_chart WHERE NOT shipped;
DELETE FROM function_code_chart WHERE NOT shipped;
SET client_min_messages = warning;
DROP SCHEMA regress_chart CASCADE;

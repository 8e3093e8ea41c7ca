-- The data of test/bench/nation: :governments, :years, :projects a government's year
SET synchronous_commit = off;
SET max_parallel_workers_per_gather = 0;	-- one plan, so that one seed gives the same data
SELECT :create \g /dev/null
CREATE TABLE bench.fact (no serial, name text, value float8);
CREATE TABLE bench.code (code budget_code, lines int);
INSERT INTO bench.code VALUES
	('101-01', 2), ('101-02', 4), ('101-03', 19), ('101-04', 136), ('201-01', 492), ('201-02', 232),
	('201-03', 69), ('201-04', 1), ('202-01', 221), ('202-02', 10), ('202-03', 1), ('202-04', 3), ('202-05', 2),
	('203-01', 12), ('203-02', 10), ('203-03', 10), ('203-04', 28), ('204-01', 1), ('204-02', 1), ('205-01', 1),
	('205-02', 1), ('205-03', 1), ('205-04', 1), ('205-05', 1), ('205-06', 1), ('205-07', 1), ('205-08', 1),
	('205-09', 1), ('205-10', 1), ('205-11', 1), ('205-12', 1), ('206-01', 79), ('207-01', 16), ('207-02', 2),
	('207-03', 1), ('301-01', 59), ('301-02', 24), ('301-03', 36), ('301-04', 1), ('301-05', 1), ('301-06', 1),
	('301-07', 6), ('301-08', 3), ('301-09', 2), ('301-10', 2), ('301-11', 44), ('301-12', 1), ('301-14', 130),
	('302-02', 3), ('303-01', 5), ('304-01', 1), ('304-02', 1), ('304-03', 1), ('304-04', 1), ('305-01', 3),
	('306-01', 3), ('307-01', 55), ('307-02', 204), ('307-03', 22), ('307-04', 74), ('307-05', 49),
	('307-06', 8), ('307-07', 1), ('307-08', 5), ('307-09', 7), ('307-10', 35), ('307-11', 30), ('307-12', 6),
	('308-07', 14), ('308-08', 15), ('308-10', 1), ('308-12', 1), ('308-13', 50), ('308-14', 1), ('309-02', 1),
	('401-01', 231), ('401-02', 33), ('401-03', 78), ('402-01', 27), ('402-02', 61), ('402-03', 9),
	('403-02', 10), ('403-03', 1), ('405-01', 70), ('405-02', 2), ('501-01', 4), ('701-01', 6), ('702-01', 5),
	('801-01', 4), ('801-02', 1), ('801-03', 1), ('802-01', 7), ('802-02', 7), ('802-03', 1);
CREATE TABLE bench.sector (sector function_code, projects int);
INSERT INTO bench.sector VALUES
	('011', 13), ('013', 31), ('016', 451), ('025', 105), ('051', 29), ('053', 14), ('061', 101), ('062', 92),
	('063', 141), ('064', 81), ('065', 36), ('071', 64), ('072', 57), ('073', 35), ('074', 9), ('076', 56),
	('081', 61), ('082', 152), ('086', 51), ('087', 10), ('089', 1), ('08A', 92), ('08B', 76), ('08C', 84),
	('08D', 44), ('091', 224), ('093', 50), ('101', 869), ('102', 148), ('111', 9), ('114', 54), ('115', 29),
	('116', 5), ('121', 42), ('126', 76), ('141', 27), ('142', 144), ('143', 18), ('153', 16), ('161', 2),
	('901', 145);

SELECT setseed(0.2026) \g /dev/null
-- 500 kinds of projects: their sector, and their codes drawn by frequency, ten on average
CREATE TABLE bench.kind AS
SELECT k AS kind, (SELECT sector FROM bench.sector ORDER BY -ln(random()) / projects + k * 0 LIMIT 1) AS sector,
	   least(greatest(1, round(10 * exp(0.7 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) - 0.245))), 40)::int AS lines
FROM generate_series(1, 500) k;
CREATE TABLE bench.kind_code AS
SELECT k.kind, c.code, c.n
FROM bench.kind k
CROSS JOIN LATERAL (SELECT code, row_number() OVER (ORDER BY -ln(1 - random()) / lines + k.kind * 0) AS n FROM bench.code) c
WHERE c.n <= k.lines;
CREATE INDEX ON bench.kind_code (kind);
ANALYZE bench.kind, bench.kind_code;

-- A government's year: its projects, lines, cost bases, sources, payments and settlements
CREATE PROCEDURE bench.load(g int, year int, projects int)
LANGUAGE plpgsql AS $$
DECLARE
	name text := format('%s %s', CASE WHEN g % 3 = 0 THEN '시' ELSE '군' END, lpad(g::text, 3, '0'));
BEGIN
	CREATE TEMPORARY TABLE p AS
	SELECT nextval('budget.project_id_seq') AS id, n, k.kind, k.sector
	FROM (SELECT n, 1 + floor(random() * 500)::int AS kind FROM generate_series(1, projects) n OFFSET 0) r
	JOIN bench.kind k USING (kind);
	CREATE TEMPORARY TABLE l AS
	SELECT id, code, unit, persons, times, ceil(unit::numeric * persons * times / 1000) AS amount,
		   CASE WHEN random() < 0.1 THEN 0 ELSE 0.6 + 0.7 * random() END AS growth, random() AS paid
	FROM (SELECT p.id, c.code, (ARRAY[1, 1, 2, 5, 10, 30])[1 + floor(random() * 6)::int] AS persons,
				 (ARRAY[1, 1, 2, 4, 12, 28])[1 + floor(random() * 6)::int] AS times,
				 -- the book's amounts in 천원: mean and deviation of their logarithm
				 greatest(10, exp(9.75 + 2.04 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))::bigint * 40) AS unit
		  FROM p JOIN bench.kind_code c USING (kind) OFFSET 0) l;
	INSERT INTO budget.project (id, name, fiscal_year, government, bureau, department, account, function_code, policy, unit,
								is_annual, total_cost)
	SELECT p.id, '사업 ' || n, year, name, '국 ' || n % 6, '과 ' || n % 28,
		   CASE WHEN n % 12 = 0 THEN '특별회계' ELSE '일반회계' END, sector, '정책 ' || n % 90, '단위 ' || n % 300, true, s.amount
	FROM p JOIN (SELECT id, sum(amount) AS amount FROM l GROUP BY id) s USING (id);
	INSERT INTO budget.budget_total (project_id, fiscal_year, prior, current, change)
	SELECT id, year, sum(round(amount * growth::numeric)), sum(amount), sum(amount - round(amount * growth::numeric)) FROM l GROUP BY id;
	INSERT INTO budget.budget_line (project_id, fiscal_year, code, prior, current, change)
	SELECT id, year, code, round(amount * growth::numeric), amount, amount - round(amount * growth::numeric) FROM l ORDER BY id, code;
	INSERT INTO budget.cost_basis (project_id, fiscal_year, code, ordinal, label, basis, amount)
	SELECT id, year, code, 1, '산출 ' || code::text,
		   format(CASE WHEN paid < 0.001 THEN '%s원*%s명*%s회*2' ELSE '%s원*%s명*%s회' END, unit, persons, times), amount
	FROM l ORDER BY id, code;
	INSERT INTO budget.project_funding (project_id, source, amount)
	SELECT id, source, CASE source WHEN '국비' THEN a WHEN '도비' THEN b ELSE total - a - b END
	FROM (SELECT id, sum(amount) AS total, round(sum(amount) * (id % 5) / 10) AS a, round(sum(amount) * (id % 3) / 10) AS b
		  FROM l GROUP BY id) l, unnest(ARRAY['국비', '도비', '군비']) source;
	INSERT INTO budget.execution (project_id, fiscal_year, code, executed_on, amount)
	SELECT id, year, code, make_date(year, 1 + floor(paid * 12)::int, 15), round(amount * paid::numeric, 3) FROM l;
	-- last year's settlement; one in a hundred carries over another amount than the next takes in
	INSERT INTO budget.settlement (project_id, year, original_budget, carried_in, adjustment, current_budget, executed, carried_out, remaining)
	SELECT id, year - 1, o, i, 0, o + i, round(o / 2), c, o + i - round(o / 2) - c
	FROM (SELECT l.id, sum(round(amount * growth::numeric)) AS o, p.n % 10 * 100 AS i,
				 p.n % 10 * 100 + CASE WHEN p.n % 100 = 1 AND p.n > 0 THEN 1 ELSE 0 END AS c
		  FROM l JOIN p USING (id) GROUP BY l.id, p.n) s;
	DROP TABLE p, l;
END
$$;
-- one government's year as its users write it: all triggers, all rules
SELECT bench.clock() AS t0 \gset
CALL bench.load(1, 2026, :projects);
INSERT INTO bench.fact (name, value)
SELECT 'lines of one government with all rules on, us each', 1000 * (bench.clock() - :t0) / count(*) FROM budget.budget_line;
TRUNCATE budget.project RESTART IDENTITY CASCADE;
-- the nation in bulk: no triggers, then all rules are validated
SET session_replication_role = replica;
SELECT bench.clock() AS t0 \gset
SELECT format('CALL bench.load(%s, %s, %s)', g, y, :projects) FROM generate_series(1, :governments) g, generate_series(2027 - :years, 2026) y \gexec
INSERT INTO bench.fact (name, value) SELECT 'projects', count(*) FROM budget.project;
INSERT INTO bench.fact (name, value) SELECT 'budget lines', count(*) FROM budget.budget_line;
INSERT INTO bench.fact (name, value) SELECT 'loading in bulk, us per line', 1000 * (bench.clock() - :t0) / count(*) FROM budget.budget_line;
RESET session_replication_role;
SELECT bench.clock() AS t0 \gset
VACUUM (ANALYZE);
INSERT INTO bench.fact (name, value) SELECT 'VACUUM ANALYZE, s', (bench.clock() - :t0) / 1000;
SELECT bench.clock() AS t0 \gset
SELECT budget_validate() \g /dev/null
INSERT INTO bench.fact (name, value) SELECT 'budget_validate, s', (bench.clock() - :t0) / 1000;
SELECT bench.clock() AS t0 \gset
SELECT budget_refresh_summary(everything => true) \g /dev/null
INSERT INTO bench.fact (name, value) SELECT 'budget_refresh_summary, s', (bench.clock() - :t0) / 1000;
INSERT INTO bench.fact (name, value) SELECT 'rows of budget_summary', count(*) FROM budget.budget_summary;
VACUUM (ANALYZE) budget.budget_summary, budget.budget_summary_stale;
INSERT INTO bench.fact (name, value) SELECT 'database, GB', pg_database_size(current_database()) / 1e9;

-- codes and the planner: <@ as an index range, and how many rows it expects
CREATE SCHEMA regress_code_planner;
SET search_path = regress_code_planner, public;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET max_parallel_workers_per_gather = 0;

-- from 18 on, a plan says where a setting was of no avail
CREATE FUNCTION plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF line !~ '^ *Disabled: true$' THEN
			RETURN NEXT line;
		END IF;
	END LOOP;
END
$$;

-- about one line in three is of 201, as in a real budget
CREATE TABLE line (id int, code budget_code, func function_code);
INSERT INTO line
SELECT g, c.code, f.code
FROM generate_series(1, 120) AS g,
     LATERAL (SELECT code FROM budget_code_chart WHERE scope = 'local' AND level = 'item' AND years @> 2026
              UNION ALL SELECT code FROM budget_code_chart, generate_series(1, 15)
              WHERE code <@ '201' AND level = 'item' AND scope = 'local') AS c,
     LATERAL (SELECT code FROM function_code_chart WHERE level = 'sector' AND years @> 2026
              ORDER BY code OFFSET g % 60 LIMIT 1) AS f;
INSERT INTO line SELECT -g, NULL, NULL FROM generate_series(1, 400) AS g;
CREATE INDEX line_code ON line (code);
CREATE INDEX line_func ON line (func);
VACUUM ANALYZE line;
ANALYZE budget_code_chart, function_code_chart;

-- a constant, from either side; as operator and as function
SELECT plan($$SELECT * FROM line WHERE code <@ '201'$$);
SELECT plan($$SELECT * FROM line WHERE '201' @> code$$);
SELECT plan($$SELECT * FROM line WHERE budget_code_contained(code, '200')$$);
SELECT plan($$SELECT * FROM line WHERE budget_code_contains('200', code)$$);
-- with nothing below it, the code itself
SELECT plan($$SELECT * FROM line WHERE code <@ '201-01'$$);
-- what is above a code: a range with others in it
SELECT plan($$SELECT * FROM line WHERE code @> '201-01'$$);
SELECT plan($$SELECT * FROM line WHERE code @> '200'$$);
SELECT plan($$SELECT * FROM line WHERE func <@ '080'$$);
SELECT plan($$SELECT * FROM line WHERE func <@ '08A'$$);
SELECT plan($$SELECT * FROM line WHERE func @> '08A'$$);
SELECT plan($$SELECT code FROM line WHERE code <@ '201' ORDER BY code$$);

-- a parameter in a generic plan
PREPARE below (budget_code) AS SELECT count(*) FROM line WHERE code <@ $1;
PREPARE above (budget_code) AS SELECT count(*) FROM line WHERE code @> $1;
PREPARE func_below (function_code) AS SELECT count(*) FROM line WHERE func <@ $1;
SET plan_cache_mode = force_generic_plan;
SELECT plan($$EXECUTE below ('201')$$);
SELECT plan($$EXECUTE above ('201-01')$$);
SELECT plan($$EXECUTE func_below ('080')$$);
EXECUTE below ('201');
EXECUTE below ('201-01');
EXECUTE below (NULL);
EXECUTE above ('201-01');
EXECUTE func_below ('080');
RESET plan_cache_mode;

-- a subquery, a stable function, another table's column
SELECT count(*) FROM line WHERE code <@ (SELECT min(code) FROM budget_code_chart WHERE code > '201' AND level = 'object');
SELECT plan($$SELECT * FROM line WHERE code <@ current_setting('my.code', true)::budget_code$$);
SELECT plan($$SELECT * FROM line JOIN unnest('{201,301}'::budget_code[]) AS o ON code <@ o$$);
SELECT o, count(*) FROM line JOIN unnest('{201,301}'::budget_code[]) AS o ON code <@ o GROUP BY o ORDER BY o;
-- but not what may change from row to row, nor a column of the same table
CREATE FUNCTION any_code() RETURNS budget_code LANGUAGE plpgsql VOLATILE AS
	$$BEGIN RETURN CASE WHEN random() < 0.5 THEN '201' ELSE '301' END; END$$;
SELECT plan($$SELECT * FROM line WHERE code <@ any_code()$$);
SELECT plan($$SELECT * FROM line WHERE budget_code_contained(code, any_code())$$);
SELECT plan($$SELECT * FROM line WHERE code <@ budget_code_group(code)$$);

-- a second column, an expression, descending
CREATE INDEX line_id_code ON line (id, code);
SELECT plan($$SELECT * FROM line WHERE id = 7 AND code <@ '201'$$);
DROP INDEX line_code, line_id_code;
CREATE INDEX line_group ON line (budget_code_group(code));
SELECT plan($$SELECT * FROM line WHERE budget_code_group(code) <@ '200'$$);
CREATE INDEX line_code_desc ON line (code DESC NULLS LAST);
SELECT plan($$SELECT * FROM line WHERE code <@ '201'$$);
DROP INDEX line_group, line_code_desc;
-- hash only where the code has nothing below it
CREATE INDEX line_code_hash ON line USING hash (code);
SELECT plan($$SELECT * FROM line WHERE code <@ '201-01'$$);
SELECT plan($$SELECT * FROM line WHERE code <@ '201'$$);
DROP INDEX line_code_hash;
-- BRIN, with one range and with several
SET enable_bitmapscan = on;
CREATE INDEX line_code_brin ON line USING brin (code);
SELECT plan($$SELECT count(*) FROM line WHERE code <@ '201'$$);
SELECT count(*) FROM line WHERE code <@ '201';
DROP INDEX line_code_brin;
CREATE INDEX line_code_brin ON line USING brin (code budget_code_minmax_multi_ops);
SELECT plan($$SELECT count(*) FROM line WHERE code <@ '201'$$);
SELECT count(*) FROM line WHERE code <@ '201';
DROP INDEX line_code_brin;
CREATE INDEX line_func_brin ON line USING brin (func function_code_minmax_multi_ops);
DROP INDEX line_func;
SELECT plan($$SELECT count(*) FROM line WHERE func <@ '080'$$);
SELECT count(*) FROM line WHERE func <@ '080';
DROP INDEX line_func_brin;
CREATE INDEX line_func ON line USING brin (func);
SELECT count(*) FROM line WHERE func <@ '080';
DROP INDEX line_func;
CREATE INDEX line_func ON line (func);
CREATE INDEX line_code ON line (code);
SET enable_bitmapscan = off;

-- an index in an order of one's own: our operators, not its strategies
CREATE FUNCTION backward_cmp(budget_code, budget_code) RETURNS int IMMUTABLE STRICT
	RETURN budget_code_cmp($2, $1);
CREATE OPERATOR CLASS backward_ops FOR TYPE budget_code USING btree AS
	OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <,
	FUNCTION 1 backward_cmp(budget_code, budget_code);
CREATE TABLE backward AS SELECT code FROM line;
CREATE INDEX ON backward (code backward_ops);
SELECT plan($$SELECT count(*) FROM backward WHERE code <@ '201'$$);
SELECT count(*) FROM backward WHERE code <@ '201';
DROP TABLE backward;

-- a domain
CREATE DOMAIN item_code AS budget_code CHECK (budget_code_level(VALUE) = 'item');
CREATE TABLE of_domain (code item_code);
INSERT INTO of_domain SELECT code FROM line WHERE code IS NOT NULL;
CREATE INDEX ON of_domain (code);
ANALYZE of_domain;
SELECT plan($$SELECT count(*) FROM of_domain WHERE code <@ '201'$$);
SELECT count(*) FROM of_domain WHERE code <@ '201';

-- partitions whose columns are not where the parent's are; inheritance
CREATE TABLE part (fiscal_year int, code budget_code, id int) PARTITION BY LIST (fiscal_year);
CREATE TABLE part_2026 PARTITION OF part FOR VALUES IN (2026);
CREATE TABLE part_2027 (dropped text, id int, code budget_code, fiscal_year int);
ALTER TABLE part_2027 DROP COLUMN dropped;
ALTER TABLE part ATTACH PARTITION part_2027 FOR VALUES IN (2027);
INSERT INTO part SELECT 2026 + id % 2, code, id FROM line WHERE id > 0;
CREATE INDEX ON part (code);
ANALYZE part;
SELECT plan($$SELECT count(*) FROM part WHERE code <@ '201'$$);
SELECT count(*) FROM part WHERE code <@ '201';
SELECT plan($$SELECT count(*) FROM part WHERE fiscal_year = 2027 AND code <@ '201'$$);
SELECT fiscal_year, count(*) FROM part WHERE code <@ '201' GROUP BY 1 ORDER BY 1;
CREATE TABLE parent (code budget_code);
CREATE TABLE child (extra int) INHERITS (parent);
INSERT INTO parent SELECT code FROM line WHERE id % 2 = 0;
INSERT INTO child SELECT code, id FROM line WHERE id % 2 = 1;
CREATE INDEX ON parent (code);
CREATE INDEX ON child (code);
ANALYZE parent, child;
SELECT plan($$SELECT count(*) FROM parent WHERE code <@ '201'$$);
SELECT count(*) FROM parent WHERE code <@ '201';
-- partitions by code are pruned
CREATE TABLE by_code (code budget_code) PARTITION BY RANGE (code);
CREATE TABLE by_code_1 PARTITION OF by_code FOR VALUES FROM ('100') TO ('300');
CREATE TABLE by_code_3 PARTITION OF by_code FOR VALUES FROM ('300') TO ('500');
CREATE TABLE by_code_default PARTITION OF by_code DEFAULT;
INSERT INTO by_code SELECT code FROM line;
SELECT tableoid::regclass, count(*), min(code), max(code) FROM by_code WHERE code <@ '300' GROUP BY 1 ORDER BY 1;
SELECT plan($$SELECT * FROM by_code WHERE code <@ '300'$$);
SELECT plan($$SELECT * FROM by_code WHERE NOT code <@ '300' AND code < '500'$$);
-- a partial index, and a constraint, imply or contradict it
CREATE TABLE partial (code budget_code CHECK (code <@ '200'));
CREATE INDEX partial_code ON partial (code) WHERE code <@ '201';
SELECT plan($$SELECT * FROM partial WHERE code <@ '201-03'$$);
CREATE FUNCTION plan_has(query text, words text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		IF strpos(line, words) > 0 THEN
			RETURN true;
		END IF;
	END LOOP;
	RETURN false;
END
$$;
SET constraint_exclusion = on;
SELECT plan_has('SELECT * FROM partial WHERE code <@ ''300''', 'One-Time Filter: false') AS none,
       plan_has('SELECT * FROM partial WHERE code <@ ''202''', 'One-Time Filter: false') AS some,
       plan_has('SELECT * FROM partial WHERE code <@ NULL', 'One-Time Filter: false') AS of_null;
RESET constraint_exclusion;
-- the code is looked at twice, so an expression, which may cost or change, stays
SELECT plan($$SELECT * FROM line WHERE any_code() <@ '201'$$);
SELECT plan($$SELECT * FROM line WHERE budget_code_at(code, 'object') <@ '201'$$);
SELECT plan($$SELECT * FROM line WHERE NOT code <@ '201' AND (code <@ '200') IS NOT TRUE$$);

-- the index finds what a scan of the table finds, for every code of the chart and some others
CREATE FUNCTION count_rows(condition text, with_index boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	result bigint;
BEGIN
	PERFORM set_config('enable_seqscan', CASE WHEN with_index THEN 'off' ELSE 'on' END, true);
	PERFORM set_config('enable_indexscan', CASE WHEN with_index THEN 'on' ELSE 'off' END, true);
	PERFORM set_config('enable_indexonlyscan', CASE WHEN with_index THEN 'on' ELSE 'off' END, true);
	PERFORM set_config('enable_bitmapscan', 'off', true);
	EXECUTE 'SELECT count(*) FROM line WHERE ' || condition INTO result;
	RETURN result;
END
$$;
SELECT count(*) AS conditions, sum(count_rows(condition, true)) AS found,
       count(*) FILTER (WHERE count_rows(condition, true) <> count_rows(condition, false)) AS wrong
FROM (SELECT format('code %s %L', op, code) AS condition
      FROM (SELECT code FROM budget_code_chart
            UNION SELECT unnest('{000,001,999,999-99,201-00,200-01,299-99}'::budget_code[])) AS c,
           unnest('{<@,@>}'::text[]) AS op
      UNION ALL
      SELECT format('func %s %L', op, code)
      FROM (SELECT code FROM function_code_chart
            UNION SELECT unnest('{000,001,ZZ0,ZZZ,08Z}'::function_code[])) AS c,
           unnest('{<@,@>}'::text[]) AS op) AS v;
RESET ALL;
SET search_path = regress_code_planner, public;

-- the rows expected are near the rows found
CREATE FUNCTION estimate(query text, OUT expected float, OUT actual float) LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	expected := plan -> 0 -> 'Plan' -> 'Plan Rows';
	EXECUTE 'SELECT count(*) FROM (' || query || ') AS q' INTO actual;
END
$$;
CREATE FUNCTION near(query text, factor float DEFAULT 1.5, slack float DEFAULT 300) RETURNS text LANGUAGE sql AS
	$$SELECT CASE WHEN expected BETWEEN actual / factor - slack AND actual * factor + slack THEN 'near'
	              ELSE format('%s expected, %s found', expected, actual) END FROM estimate(query)$$;
SELECT query, near(query)
FROM unnest(ARRAY[
	'SELECT * FROM line WHERE code <@ ''201''',
	'SELECT * FROM line WHERE ''200'' @> code',
	'SELECT * FROM line WHERE code <@ ''300''',
	'SELECT * FROM line WHERE code <@ ''201-01''',
	'SELECT * FROM line WHERE code <@ ''999''',
	'SELECT * FROM line WHERE code @> ''201-01''',
	'SELECT * FROM line WHERE budget_code_contained(code, ''201'')',
	'SELECT * FROM line WHERE NOT code <@ ''200''',
	'SELECT * FROM line WHERE func <@ ''080''',
	'SELECT * FROM line WHERE func <@ ''08A''',
	'SELECT * FROM part WHERE code <@ ''201''',
	'SELECT * FROM parent WHERE code <@ ''201''',
	'SELECT * FROM line JOIN (SELECT code FROM budget_code_chart WHERE level = ''object'') AS o ON line.code <@ o.code',
	'SELECT * FROM line JOIN (SELECT code FROM budget_code_chart WHERE level = ''object'') AS o ON o.code @> line.code',
	'SELECT * FROM line WHERE EXISTS (SELECT FROM budget_code_chart AS o WHERE level = ''object'' AND line.code <@ o.code)'
	]) WITH ORDINALITY AS q (query, n) ORDER BY n;
-- each code in use is among the common ones, unless the user says otherwise
SELECT n_distinct = cardinality(most_common_vals::text::text[]) AS each, histogram_bounds IS NULL AS no_others
FROM pg_stats WHERE schemaname = 'regress_code_planner' AND tablename = 'line' AND attname IN ('code', 'func');
ALTER TABLE line ALTER COLUMN code SET STATISTICS 20;
ANALYZE line;
SELECT cardinality(most_common_vals::text::text[]) <= 20 AS few, cardinality(histogram_bounds::text::text[]) AS bounds
FROM pg_stats WHERE schemaname = 'regress_code_planner' AND tablename = 'line' AND attname = 'code';
SELECT near('SELECT * FROM line WHERE budget_code_contained(code, ''201'')') AS code;
ALTER TABLE line ALTER COLUMN code SET STATISTICS -1;
-- with more codes than common ones, the histogram is asked; as for an expression
CREATE TABLE many AS
SELECT (to_char(o, 'FM000') || to_char(i, 'FM00'))::budget_code AS code
FROM generate_series(100, 899) AS o, generate_series(1, 20) AS i;
ANALYZE many;
SELECT code, near(format('SELECT * FROM many WHERE code <@ %L', code), 1.3, 30)
FROM unnest('{100,200,201,500,899,900,201-01,099}'::budget_code[]) AS code;
CREATE INDEX ON many (budget_code_group(code));
CREATE STATISTICS many_object ON budget_code_at(code, 'object') FROM many;
ANALYZE many;
SELECT code, near(format('SELECT * FROM many WHERE budget_code_group(code) <@ %L', code), 1.3, 30) AS "group",
       near(format('SELECT * FROM many WHERE budget_code_at(code, ''object'') <@ %L', code), 1.3, 30) AS object
FROM unnest('{100,200,201,500,899,900,201-01,099}'::budget_code[]) AS code;
SELECT near('SELECT * FROM many JOIN (SELECT DISTINCT budget_code_at(code, ''group'') AS code FROM many) AS g ON many.code <@ g.code', 1000000);
SELECT near('SELECT * FROM many JOIN (SELECT DISTINCT budget_code_at(code, ''group'') AS code FROM many) AS g ON budget_code_contained(many.code, g.code)', 1000000);
-- and without statistics something is expected
CREATE TABLE unknown_rows (code budget_code) WITH (autovacuum_enabled = off);
INSERT INTO unknown_rows SELECT code FROM line LIMIT 1000;
SELECT expected > 0 AND expected < 100 AS few FROM estimate('SELECT * FROM unknown_rows WHERE code <@ ''201''');

-- a reader behind row security may use the index: <@ tells nothing
CREATE ROLE regress_code_reader;
ALTER TABLE line ENABLE ROW LEVEL SECURITY;
CREATE POLICY some_rows ON line TO regress_code_reader USING (id % 2 = 0);
GRANT SELECT ON line TO regress_code_reader;
GRANT USAGE, CREATE ON SCHEMA regress_code_planner TO regress_code_reader;
SET ROLE regress_code_reader;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT plan($$SELECT * FROM line WHERE code <@ '201'$$);
RESET ALL;
SET search_path = regress_code_planner, public;
RESET ROLE;
DROP POLICY some_rows ON line;
ALTER TABLE line DISABLE ROW LEVEL SECURITY;
-- nor does a barrier stop it
REVOKE SELECT ON line FROM regress_code_reader;
CREATE VIEW some_line WITH (security_barrier) AS SELECT * FROM line WHERE id % 2 = 0;
GRANT SELECT ON some_line TO regress_code_reader;
SET ROLE regress_code_reader;
SELECT plan($$SELECT * FROM some_line WHERE code <@ '201-01'$$);
RESET ROLE;

-- the planner's functions put to other types: they do nothing there
CREATE FUNCTION text_contained(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT SUPPORT budget_code_support AS
	'SELECT pg_catalog.starts_with($1, $2)';
CREATE FUNCTION text_contained_2(text, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT SUPPORT function_code_support AS
	'BEGIN RETURN pg_catalog.starts_with($1, $2); END';
CREATE FUNCTION one_argument(budget_code) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT SUPPORT budget_code_support AS
	'BEGIN RETURN true; END';
SET ROLE regress_code_reader;
CREATE FUNCTION contained(text, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS
	'BEGIN RETURN pg_catalog.starts_with($1, $2); END';
CREATE FUNCTION contained(point, point) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS
	'BEGIN RETURN true; END';
CREATE FUNCTION contained(text, budget_code) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS
	'BEGIN RETURN true; END';
CREATE FUNCTION contained(budget_code, budget_code) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT AS
	'BEGIN RETURN $1 <@ $2; END';
RESET ROLE;
CREATE OPERATOR <<@ (LEFTARG = text, RIGHTARG = text, FUNCTION = contained,
	RESTRICT = budget_code_sel, JOIN = budget_code_joinsel);
CREATE OPERATOR <<@ (LEFTARG = point, RIGHTARG = point, FUNCTION = contained,
	RESTRICT = function_code_sel, JOIN = function_code_joinsel);
CREATE OPERATOR <<@ (LEFTARG = text, RIGHTARG = budget_code, FUNCTION = contained,
	RESTRICT = budget_code_sel, JOIN = budget_code_joinsel);
CREATE OPERATOR <<@ (LEFTARG = budget_code, RIGHTARG = budget_code, FUNCTION = contained,
	RESTRICT = function_code_sel, JOIN = function_code_joinsel);
-- our function under an operator of one's own: it is recognized
CREATE OPERATOR <<<@ (LEFTARG = budget_code, RIGHTARG = budget_code, FUNCTION = budget_code_contained,
	RESTRICT = budget_code_sel, JOIN = budget_code_joinsel);
SET ROLE regress_code_reader;
CREATE TABLE other (t text, p point, c budget_code);
INSERT INTO other SELECT to_char(g % 7, 'FM000'), point(g, g), '201-01' FROM generate_series(1, 100) AS g;
CREATE INDEX ON other (t);
CREATE INDEX ON other (c);
ANALYZE other;
SELECT count(*) FROM other WHERE t <<@ '001';
SELECT count(*) FROM other WHERE p <<@ point(1, 1);
SELECT count(*) FROM other WHERE t <<@ '201'::budget_code;
SELECT count(*) FROM other WHERE c <<@ '201'::budget_code;
SELECT count(*) FROM other a JOIN other b ON a.t <<@ b.t;
SELECT count(*) FROM other a JOIN other b ON a.p <<@ b.p;
SELECT count(*) FROM other a JOIN other b ON a.t <<@ b.c;
SELECT count(*) FROM other WHERE text_contained(t, '001');
SELECT count(*) FROM other WHERE text_contained_2(t, '001');
SELECT count(*) FROM other WHERE one_argument(c);
SELECT count(*) FROM other a JOIN other b ON text_contained_2(a.t, b.t);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT plan($$SELECT * FROM other WHERE c <<<@ '201'$$);
RESET ALL;
SET search_path = regress_code_planner, public;
RESET ROLE;
-- an index that finds no range, and statistics of one code alone
CREATE TABLE few (c budget_code, d budget_code);
INSERT INTO few SELECT CASE WHEN i % 10 = 0 THEN '202-01'::budget_code ELSE '201-01' END, '201' FROM generate_series(1, 1000) i;
CREATE INDEX few_hash ON few USING hash (c);
ALTER TABLE few ALTER c SET STATISTICS 1;
ANALYZE few;
SELECT array_length(most_common_freqs, 1) AS common, histogram_bounds FROM pg_stats WHERE tablename = 'few' AND attname = 'c';
SELECT estimate($$SELECT * FROM few WHERE c <@ '201'$$) AS among_common, estimate($$SELECT * FROM few WHERE c <@ '202'$$) AS others;
SET enable_seqscan = off;
SELECT count(*) FROM few a JOIN few b ON a.c <@ b.d WHERE b.ctid = '(0,1)';
RESET enable_seqscan;
DROP TABLE few;
-- nothing but the planner can call them, whatever a minor release says of it
DO $$
DECLARE
	call text;
BEGIN
	FOREACH call IN ARRAY '{"budget_code_support(NULL)", "budget_code_sel(NULL, 0, NULL, 0)"}'::text[]
	LOOP
		BEGIN
			EXECUTE 'SELECT ' || call;
			RAISE WARNING '% was called', call;
		EXCEPTION WHEN undefined_function OR feature_not_supported THEN NULL;
		END;
	END LOOP;
END $$;
DROP OPERATOR <<@ (text, text), <<@ (point, point), <<@ (text, budget_code), <<@ (budget_code, budget_code);
DROP OWNED BY regress_code_reader;
DROP ROLE regress_code_reader;

SET client_min_messages = warning;
DROP SCHEMA regress_code_planner CASCADE;

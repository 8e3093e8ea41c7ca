-- nation: a model with the books of many governments, in a database that has the
-- extension and no model yet: the data of test/bench/nation, which says how they
-- are made, in a small size
\if :{?governments}
\else
	\set governments 60
\endif
\if :{?years}
\else
	\set years 3
\endif
\if :{?projects}
\else
	\set projects 20
\endif
\set ON_ERROR_STOP on
\set create 'budget_create_model()'
SET client_min_messages = warning;
CREATE SCHEMA bench;
CREATE FUNCTION bench.clock() RETURNS float8 LANGUAGE sql VOLATILE
	RETURN 1000 * extract(epoch FROM clock_timestamp());
\ir ../../test/bench/nation.sql
-- paid by quarter, to nine tenths or so, and in the last year through June
TRUNCATE budget.execution;
INSERT INTO budget.execution (project_id, fiscal_year, code, executed_on, amount)
SELECT l.project_id, l.fiscal_year, l.code, make_date(l.fiscal_year, q.month, 15),
	   round(l.current::numeric * q.share * (0.85 + (hashint8(l.project_id) & 127) / 1000.0), 3)
FROM budget.budget_line l, (VALUES (3, 0.16), (6, 0.23), (9, 0.27), (12, 0.32)) q (month, share)
WHERE q.month <= 6 OR l.fiscal_year < (SELECT max(fiscal_year) FROM budget.budget_line);
SELECT budget_refresh_summary() \g /dev/null
\unset ON_ERROR_STOP

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
\unset ON_ERROR_STOP

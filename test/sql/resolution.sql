-- Installing the extension changes the meaning of no expression without its
-- types: expressions over built-in types are resolved before and after.
--
-- What is asked: the planner's own rendering of the expression, in which
-- every implicit cast shows, or the error.
--
-- Which expressions:
--	operators of two operands: every built-in name over every pair of a core
--		type and a common one, as marked below, with an untyped literal among
--		them; a name that the extension uses too, over every pair of common
--		types and every pair of a core type and any built-in one
--	operators of one operand, functions, aggregates and window functions of none
--		or one argument: every built-in name over every common type, or over
--		every type if the extension uses the name
--	of two arguments: every name that has several functions, or that the
--		extension uses too, over every pair of common types and every pair of
--		a core type and any built-in one
--	of more: every declared list of arguments of every such name, also with
--		each argument, and all of them, replaced by each common type
--	the remaining names have one function, and the extension none: as declared
-- Ordered-set aggregates are asked in their own syntax.  Left out are functions
-- no expression may call: those that take or return internal, cstring or a
-- trigger.

-- the names that the extension uses
SELECT string_agg(DISTINCT quote_literal(oprname), ',') AS own_operators
FROM pg_depend JOIN pg_operator o ON o.oid = objid
WHERE classid = 'pg_operator'::regclass AND deptype = 'e'
	AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'budget_ext')
\gset
SELECT string_agg(DISTINCT quote_literal(proname), ',') AS own_functions
FROM pg_depend JOIN pg_proc p ON p.oid = objid
WHERE classid = 'pg_proc'::regclass AND deptype = 'e'
	AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'budget_ext')
\gset
SELECT current_database() AS home \gset

CREATE DATABASE budget_ext_resolution TEMPLATE template0;
\c budget_ext_resolution
SET client_min_messages = warning;
SET jit = off;

-- one column of each built-in type that a column may have
DO $$
BEGIN
	EXECUTE (
		SELECT format('CREATE TABLE operand (%s)',
					  string_agg(format('%I %s', 'of ' || t.oid::regtype, t.oid::regtype), ', '))
		FROM pg_type t
		WHERE typnamespace = 'pg_catalog'::regnamespace
			AND typtype IN ('b', 'r', 'm') AND typisdefined
			AND (typcategory <> 'A' OR t.oid::regtype::text IN
				 ('integer[]', 'bigint[]', 'numeric[]', 'text[]')));
END $$;
CREATE TABLE term AS
SELECT quote_ident(attname) AS term, type IN (
		'smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision',
		'text') AS core, type IN (
		'smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision',
		'text', 'money', 'oid', 'boolean', 'character varying', 'name', 'date',
		'timestamp without time zone', 'timestamp with time zone', 'interval',
		'bytea', 'jsonb', 'uuid', 'inet', 'int4range', 'int8multirange',
		'bigint[]', 'text[]', 'point', 'regclass') AS common
FROM pg_attribute, LATERAL (SELECT atttypid::regtype::text) AS t (type)
WHERE attrelid = 'operand'::regclass AND attnum > 0
UNION ALL VALUES ('''1''', true, true);

CREATE TABLE operator AS
SELECT DISTINCT oprname::text AS name, oprleft = 0 AS prefix,
	oprname IN (:own_operators) AS own
FROM pg_operator;
-- aggregates sorted by their arguments take these after WITHIN GROUP
CREATE TABLE function AS
SELECT p.oid, quote_ident(proname) AS name, pronargs AS arguments,
	proargtypes::oid[] AS types, proname IN (:own_functions) AS own,
	CASE WHEN aggkind IN ('o', 'h') THEN aggnumdirectargs END AS direct,
	prokind = 'w' AS is_window,
	count(*) OVER (PARTITION BY proname, pronargs) > 1 AS several
FROM pg_proc p LEFT JOIN pg_aggregate ON aggfnoid = p.oid
WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind <> 'p' AND NOT (proargtypes::regtype[] || prorettype::regtype &&
	'{internal,cstring,trigger,event_trigger}');

CREATE FUNCTION call(name text, direct smallint, is_window boolean, terms text[])
RETURNS text LANGUAGE sql IMMUTABLE
RETURN format(CASE WHEN direct IS NOT NULL THEN '%s(%s) WITHIN GROUP (ORDER BY %s)'
		WHEN is_window THEN '%s(%s) OVER ()' ELSE '%s(%s)' END, name,
	array_to_string(terms[:coalesce(direct, cardinality(terms))], ', '),
	array_to_string(terms[direct + 1:], ', '));
-- arguments of these types, or for polymorphic ones of a type they accept
CREATE FUNCTION declared(types oid[]) RETURNS text[] LANGUAGE sql STABLE
RETURN (SELECT array_agg(coalesce(term, '''1''') ORDER BY place)
	FROM unnest(types::regtype[]) WITH ORDINALITY AS u (type, place)
	LEFT JOIN term ON term = quote_ident('of ' || CASE
			WHEN type::text LIKE 'any%array' THEN 'integer[]'
			WHEN type::text LIKE 'any%multirange' THEN 'int8multirange'
			WHEN type::text LIKE 'any%range' THEN 'int8range'
			WHEN type::text LIKE '%any%' THEN 'bigint'
			ELSE type::text END));

CREATE TABLE expression (id int GENERATED ALWAYS AS IDENTITY, kind text,
	source text);
INSERT INTO expression (kind, source)
SELECT DISTINCT 'prefix operator', name || ' ' || t.term
FROM operator, term t WHERE prefix AND (own OR t.common)
UNION ALL
SELECT DISTINCT 'infix operator', a.term || ' ' || name || ' ' || b.term
FROM operator, term a, term b
WHERE NOT prefix
	AND (a.common AND b.core OR a.core AND b.common
		 OR own AND (a.common AND b.common OR a.core OR b.core))
UNION ALL
SELECT DISTINCT 'function of none', call(name, direct, is_window, '{}')
FROM function WHERE arguments = 0
UNION ALL
SELECT DISTINCT 'function of one', call(name, direct, is_window, ARRAY[t.term])
FROM function, term t WHERE arguments = 1 AND (own OR t.common)
UNION ALL
SELECT DISTINCT 'function of two', call(name, direct, is_window, ARRAY[a.term, b.term])
FROM function, term a, term b
WHERE arguments = 2 AND (own OR several)
	AND (a.common AND b.common OR a.core)
UNION ALL
SELECT DISTINCT 'function of more', call(name, direct, is_window, terms)
FROM function, declared(types) AS declared, LATERAL (
		SELECT declared
		UNION ALL
		SELECT declared[:i - 1] || t.term || declared[i + 1:]
		FROM generate_series(1, arguments) i, term t WHERE t.common
		UNION ALL
		SELECT array_fill(t.term, ARRAY[arguments]) FROM term t WHERE t.common
	) AS replaced (terms)
WHERE arguments > 2 AND (own OR several)
UNION ALL
SELECT DISTINCT 'function as declared', call(name, direct, is_window, declared(types))
FROM function WHERE arguments > 1 AND NOT own AND NOT several;

CREATE FUNCTION resolve(source text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) SELECT ' || source
		|| ' FROM operand' INTO plan;
	RETURN plan->0->'Plan'->>'Output';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

-- Before 17 the server searches what it remembers of operators one by one, so
-- make it forget from time to time.
CREATE OPERATOR <<<>>> (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
CREATE TABLE answer (id int, pass text, answer text);
CREATE PROCEDURE resolve_all(pass text) LANGUAGE plpgsql AS $$
BEGIN
	FOR batch IN 0 .. (SELECT max(id) / 1000 FROM expression) LOOP
		INSERT INTO answer SELECT id, pass, resolve(source) FROM expression
		WHERE id BETWEEN batch * 1000 AND batch * 1000 + 999;
		ALTER OPERATOR <<<>>> (integer, integer) SET (RESTRICT = eqsel);
		ALTER OPERATOR <<<>>> (integer, integer) SET (RESTRICT = NONE);
	END LOOP;
END $$;

CALL resolve_all('before');
CREATE EXTENSION budget_ext;
CALL resolve_all('after');

SELECT count(*) >= 128000 AS enough,
	count(*) FILTER (WHERE answer LIKE '["%') >= 9000 AS many_resolve,
	count(*) FILTER (WHERE answer LIKE '42725%') >= 200 AS some_are_ambiguous
FROM answer WHERE pass = 'before';
SELECT kind, source, b.answer AS before, a.answer AS after
FROM expression FULL JOIN (SELECT * FROM answer WHERE pass = 'before') b USING (id)
	FULL JOIN (SELECT * FROM answer WHERE pass = 'after') a USING (id)
WHERE b.answer IS DISTINCT FROM a.answer ORDER BY source;

-- and a change would be noticed
CREATE FUNCTION spoiler(bigint, smallint) RETURNS text LANGUAGE sql
RETURN 'spoiled';
CREATE OPERATOR % (FUNCTION = spoiler, LEFTARG = bigint, RIGHTARG = smallint);
SELECT source, before.answer, resolve(source) AS after
FROM expression JOIN answer before USING (id)
WHERE pass = 'before' AND source LIKE '%\%%' AND before.answer <> resolve(source)
ORDER BY source;

\c :home
DROP DATABASE budget_ext_resolution;

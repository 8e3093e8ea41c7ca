-- What the extension's objects say of themselves in the catalog.
\set QUIET 1
BEGIN;
SELECT plan(20);

CREATE TEMPORARY VIEW member AS
	SELECT d.classid, d.objid
	FROM pg_depend d
	JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE e.extname = 'budget_ext' AND d.deptype = 'e';

CREATE TEMPORARY VIEW function AS
	SELECT p.*, l.lanname
	FROM member m
	JOIN pg_proc p ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
	JOIN pg_language l ON l.oid = p.prolang;

CREATE TEMPORARY VIEW type AS
	SELECT t.*
	FROM member m JOIN pg_type t ON m.classid = 'pg_type'::regclass AND m.objid = t.oid;

CREATE TEMPORARY VIEW operator AS
	SELECT o.*
	FROM member m JOIN pg_operator o ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid;

CREATE TEMPORARY VIEW relation AS
	SELECT c.*
	FROM member m JOIN pg_class c ON m.classid = 'pg_class'::regclass AND m.objid = c.oid;

-- Functions that only the server calls: their object carries the comment.
CREATE TEMPORARY VIEW behind_the_scenes AS
	SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend, typmodin, typmodout,
						typanalyze, typsubscript]::oid[]) AS oid FROM type
	UNION SELECT unnest(ARRAY[oprcode, oprrest, oprjoin]::oid[]) FROM operator
	UNION SELECT amproc::oid FROM pg_amproc
	UNION SELECT castfunc FROM pg_cast
	UNION SELECT unnest(ARRAY[rngcanonical, rngsubdiff]::oid[]) FROM pg_range
	UNION SELECT oid FROM pg_proc p, pg_range r
		WHERE (p.prorettype = r.rngtypid OR p.prorettype = r.rngmultitypid) AND p.proname IN
			(SELECT typname FROM pg_type WHERE oid IN (r.rngtypid, r.rngmultitypid))
	UNION SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
							  aggmtransfn, aggminvtransfn, aggmfinalfn]::oid[]) FROM pg_aggregate
	UNION SELECT prosupport FROM pg_proc
	UNION SELECT oid FROM pg_proc WHERE prorettype IN ('trigger'::regtype, 'event_trigger'::regtype,
													   'internal'::regtype);

SELECT cmp_ok((SELECT count(*) FROM function)::int, '>', 0, 'the extension has functions');

SELECT is_empty($$
	SELECT oid::regprocedure FROM function
	WHERE oid NOT IN (SELECT oid FROM behind_the_scenes WHERE oid IS NOT NULL)
	  AND obj_description(oid, 'pg_proc') IS NULL ORDER BY 1 $$,
	'every public function has a comment');

SELECT is_empty($$
	SELECT oid::regtype FROM type WHERE obj_description(oid, 'pg_type') IS NULL
	  AND typtype IN ('b', 'r', 'm', 'd') AND typcategory <> 'A' ORDER BY 1 $$,
	'every type has a comment');

SELECT is_empty($$
	SELECT oid::regoperator FROM operator WHERE obj_description(oid, 'pg_operator') IS NULL ORDER BY 1 $$,
	'every operator has a comment');

SELECT is_empty($$
	SELECT c.castsource::regtype, c.casttarget::regtype FROM member m
	JOIN pg_cast c ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid
	WHERE obj_description(c.oid, 'pg_cast') IS NULL $$,
	'every cast has a comment');

SELECT is_empty($$
	SELECT opcname, opcmethod FROM member m
	JOIN pg_opclass c ON m.classid = 'pg_opclass'::regclass AND m.objid = c.oid
	WHERE obj_description(c.oid, 'pg_opclass') IS NULL $$,
	'every operator class has a comment');

SELECT is_empty($$
	SELECT oid::regclass FROM relation
	WHERE relkind IN ('r', 'v', 'm', 'p') AND obj_description(oid, 'pg_class') IS NULL ORDER BY 1 $$,
	'every table and view has a comment');

SELECT is_empty($$
	SELECT c.oid::regclass, a.attname FROM relation c JOIN pg_attribute a ON a.attrelid = c.oid
	WHERE c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped
	  AND col_description(c.oid, a.attnum) IS NULL ORDER BY 1, 2 $$,
	'every column has a comment');

SELECT is_empty($$ SELECT oid::regprocedure FROM function WHERE prosecdef $$,
	'no function runs with its owner''s rights');

SELECT is_empty($$
	SELECT oid::regprocedure FROM function
	WHERE lanname NOT IN ('c', 'internal') AND prosqlbody IS NULL
	  AND NOT EXISTS (SELECT FROM unnest(proconfig) s WHERE s LIKE 'search_path=%') $$,
	'every body in SQL is parsed or has its search_path pinned');

SELECT is_empty($$
	SELECT oid::regprocedure FROM function WHERE lanname NOT IN ('c', 'sql', 'internal', 'plpgsql') $$,
	'no language must be installed first');

SELECT is_empty($$
	SELECT oid::regprocedure FROM function
	WHERE lanname = 'c' AND probin <> '$libdir/budget_ext' $$,
	'all C functions come from one library');

-- A function that reads tables or settings is not immutable.
SELECT is_empty($$
	SELECT p.oid::regprocedure, c.oid::regclass FROM function p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
		AND d.refclassid = 'pg_class'::regclass
	JOIN pg_class c ON c.oid = d.refobjid
	WHERE p.provolatile = 'i' $$,
	'no immutable function reads a table');

SELECT is_empty($$
	SELECT oid::regprocedure FROM function
	WHERE proisstrict = false AND prorettype = 'cstring'::regtype $$,
	'output functions are strict');

SELECT is_empty($$
	SELECT t.oid::regtype, p.oid::regprocedure, p.provolatile, p.proparallel
	FROM type t JOIN pg_proc p ON p.oid IN (t.typinput, t.typoutput, t.typreceive, t.typsend)
	WHERE t.typtype = 'b' AND t.typelem = 0 AND (p.provolatile <> 'i' OR p.proparallel <> 's') $$,
	'what reads and writes a type is immutable and parallel safe');

SELECT is_empty($$
	SELECT t.oid::regtype FROM type t
	WHERE t.typtype = 'b' AND t.typelem = 0 AND (t.typreceive = 0 OR t.typsend = 0) $$,
	'every type has a binary form');

-- Equality and order: the planner must know the other direction.
SELECT is_empty($$
	SELECT o.oid::regoperator FROM operator o
	WHERE o.oprresult = 'bool'::regtype AND o.oprkind = 'b'
	  AND (o.oprcom = 0 OR o.oprrest = 0 OR o.oprjoin = 0) ORDER BY 1 $$,
	'every comparison has a commutator and selectivity estimators');

SELECT is_empty($$
	SELECT oc.oid, oc.opcname FROM pg_opclass oc JOIN member m ON m.classid = 'pg_opclass'::regclass
		AND m.objid = oc.oid WHERE NOT amvalidate(oc.oid) $$,
	'every operator class is complete');

SELECT is_empty($$
	SELECT c.oid::regclass, a.privilege_type
	FROM relation c, LATERAL aclexplode(c.relacl) a
	WHERE a.grantee = 0 AND a.privilege_type <> 'SELECT' $$,
	'PUBLIC writes no table of the extension');

-- Tables of the extension that users write to are dumped.
SELECT is_empty($$
	SELECT c.oid::regclass FROM relation c, pg_extension e
	WHERE e.extname = 'budget_ext' AND c.relkind IN ('r', 'p')
	  AND NOT c.oid = ANY (coalesce(e.extconfig, '{}')) $$,
	'rows in tables of the extension are dumped');

SELECT * FROM finish();
ROLLBACK;

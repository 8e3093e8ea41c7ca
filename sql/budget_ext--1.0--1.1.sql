\echo Use "ALTER EXTENSION budget_ext UPDATE TO '1.1'" to load this file. \quit

-- Each change to the parts since 1.0, in an order that works; test/t/020_update.pl
-- compares the catalog with that of a fresh install. What belongs to the
-- extension already may be replaced (CREATE OR REPLACE); what is new is created.

-- The library and the extension are updated apart: the one by a package, the
-- other by ALTER EXTENSION UPDATE in each database.
CREATE FUNCTION budget_ext_version() RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_ext_version() IS
	'version of the library this session has loaded; pg_extension says that of the extension';

-- Last: what a newer server offers, after pg_upgrade
SELECT @extschema@.budget_ext_refresh();

-- version

-- The library and the extension are updated apart: the one by a package, the
-- other by ALTER EXTENSION UPDATE in each database.
CREATE FUNCTION budget_ext_version() RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_ext_version() IS
	'version of the library this session has loaded; pg_extension says that of the extension';

-- refresh

-- What needs a newer server than 15: added here where the server has it, and by
-- another call once pg_upgrade has brought the extension to such a server. And
-- what names the schema of the extension, once that has been renamed.

CREATE FUNCTION budget_ext_refresh() RETURNS void
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	version int := current_setting('server_version_num');
	schema text := (SELECT quote_ident(nspname) FROM pg_extension
		JOIN pg_namespace n ON n.oid = extnamespace
		WHERE extname = 'budget_ext');
	random text := format('%1$s.random(%1$s.thousand_won, %1$s.thousand_won)',
		schema);
	type text;
	support text;
	routine regprocedure;
BEGIN
	-- random(min, max), uniform over the won
	IF version >= 170000 AND to_regprocedure(random) IS NULL THEN
		EXECUTE format('CREATE FUNCTION %1$s.random(
				min %1$s.thousand_won, max %1$s.thousand_won)
			RETURNS %1$s.thousand_won LANGUAGE internal
			VOLATILE STRICT PARALLEL RESTRICTED AS ''int8random''', schema);
		EXECUTE format('COMMENT ON FUNCTION %s IS %L', random,
			'random amount between min and max, to the won');
		-- the script of the extension has made it a member
		IF NOT EXISTS (
			SELECT FROM pg_depend
			WHERE classid = 'pg_proc'::regclass
				AND objid = to_regprocedure(random) AND deptype = 'e')
		THEN
			EXECUTE 'ALTER EXTENSION budget_ext ADD FUNCTION ' || random;
		END IF;
	END IF;

	-- skip scans of indexes whose first column is an amount or a code
	IF version >= 180000 THEN
		FOR type, support IN VALUES ('thousand_won', 'btint8skipsupport'),
			('budget_code', 'btint4skipsupport'),
			('function_code', 'btint4skipsupport')
		LOOP
			CONTINUE WHEN EXISTS (
				SELECT FROM pg_amproc
				WHERE amproclefttype = to_regtype(schema || '.' || type)
					AND amprocnum = 6
					AND amproc = to_regproc('pg_catalog.' || support));
			EXECUTE format('ALTER OPERATOR FAMILY %1$s.%2$s_ops
				USING btree ADD FUNCTION 6 (%1$s.%2$s, %1$s.%2$s)
				pg_catalog.%3$s(internal)', schema, type, support);
		END LOOP;
	END IF;

	-- bodies find their names on a search_path, which is text
	FOR routine IN
		SELECT p.oid FROM pg_proc p
		JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
			AND d.deptype = 'e'
		JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass
			AND d.refobjid = e.oid
		WHERE e.extname = 'budget_ext'
			AND EXISTS (
				SELECT FROM unnest(p.proconfig) setting
				WHERE setting LIKE 'search_path=%, pg_temp'
					AND setting NOT IN ('search_path=pg_catalog, pg_temp',
						format('search_path=%s, pg_temp', schema)))
	LOOP
		EXECUTE format('ALTER FUNCTION %s SET search_path = %s, pg_temp',
			routine, schema);
	END LOOP;
END $$;
COMMENT ON FUNCTION budget_ext_refresh() IS
	'adds what a newer PostgreSQL offers, and follows a renamed schema; to be called by a superuser after pg_upgrade or ALTER SCHEMA';
SELECT @extschema@.budget_ext_refresh();

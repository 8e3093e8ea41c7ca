-- partition: models whose lines are kept by fiscal year
--
-- A model of one government has no use for partitions. One of a nation has: a
-- year is loaded, vacuumed, moved or dropped by itself. There is no default
-- partition, as rows in it would stand in the way of their year's.

CREATE FUNCTION budget_add_fiscal_year(schema name, fiscal_year integer, OUT partition text)
	RETURNS SETOF text
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 3
	SET search_path = pg_catalog, pg_temp
	AS $body$
DECLARE
	extension CONSTANT text := (SELECT quote_ident(n.nspname) FROM pg_extension e
		JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'budget_ext');
	model CONSTANT text := quote_ident(schema);
	message text;
	hint text;
	parent record;
BEGIN
	IF fiscal_year NOT BETWEEN 1900 AND 2999 THEN
		EXECUTE replace($sql$
			SELECT @extension@.budget_gettext('fiscal year %s is out of range')
		$sql$, '@extension@', extension) INTO message;
		RAISE invalid_parameter_value USING MESSAGE = format(message, fiscal_year);
	END IF;
	IF to_regclass(model || '.budget_line') IS NULL THEN
		EXECUTE replace($sql$
			SELECT @extension@.budget_gettext('schema "%s" has no budget model'),
				@extension@.budget_gettext('Create it with budget_create_model().')
		$sql$, '@extension@', extension) INTO message, hint;
		RAISE undefined_table USING MESSAGE = format(message, schema), HINT = hint;
	END IF;
	IF NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass(model || '.budget_line') AND c.relkind = 'p') THEN
		EXECUTE replace($sql$
			SELECT @extension@.budget_gettext('budget model in schema "%s" is not partitioned'),
				@extension@.budget_gettext('budget_create_model(schema, true) creates a model that is.')
		$sql$, '@extension@', extension) INTO message, hint;
		RAISE wrong_object_type USING MESSAGE = format(message, schema), HINT = hint;
	END IF;
	FOR parent IN
		SELECT c.oid, c.relname, t.trigger
		FROM (VALUES ('budget_line', 'budget'), ('cost_basis', NULL), ('execution', 'execution')) t (name, trigger)
		JOIN pg_class c ON c.oid = to_regclass(format('%s.%I', model, t.name)) AND c.relkind = 'p'
		-- also if the partition has another name
		WHERE NOT EXISTS (SELECT FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid
						  WHERE i.inhparent = c.oid
							AND pg_get_expr(p.relpartbound, p.oid) = format('FOR VALUES IN (%s)', fiscal_year))
	LOOP
		partition := format('%I', parent.relname || '_' || fiscal_year);
		EXECUTE format('CREATE TABLE %1$s.%2$s PARTITION OF %1$s.%3$I FOR VALUES IN (%4$s)',
					   model, partition, parent.relname, fiscal_year);
		EXECUTE format('COMMENT ON TABLE %s.%s IS %L', model, partition,
					   format('%s: %s년', obj_description(parent.oid, 'pg_class'), fiscal_year));
		-- a trigger for rows follows the partitioned table, one for TRUNCATE does not
		IF parent.trigger IS NOT NULL THEN
			EXECUTE format('CREATE TRIGGER budget_summary_truncate AFTER TRUNCATE ON %s.%s '
						   'FOR EACH STATEMENT EXECUTE FUNCTION %s.budget_mark_summary(%L)',
						   model, partition, extension, parent.trigger);
		END IF;
		RETURN NEXT;
	END LOOP;
END
$body$;
COMMENT ON FUNCTION budget_add_fiscal_year(name, integer) IS
	'add the partitions of a fiscal year (회계연도) to a partitioned model: lines, cost bases and payments; which were made';

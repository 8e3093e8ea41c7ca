-- model_upgrade: models that an earlier version of the extension made
--
-- A model says of itself which version it has, in a view, so that neither a
-- dump of its data alone nor an edit of a row can make it say something else.

CREATE FUNCTION budget_model_version_view()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
CREATE VIEW @model@.model_version AS SELECT '1.0'::text AS version;
COMMENT ON VIEW @model@.model_version IS '이 모형의 판';
COMMENT ON COLUMN @model@.model_version.version IS '판 번호(budget_upgrade_model이 확인)';
$model$;
COMMENT ON FUNCTION budget_model_version_view() IS
	'the SQL of the view that says which version a model has, @model@ standing for its schema';

CREATE FUNCTION budget_upgrade_model(schema name DEFAULT 'budget', OUT kind text, OUT name text)
	RETURNS SETOF record
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE ROWS 10
	SET search_path = pg_catalog, pg_temp
	AS $body$
DECLARE
	extension CONSTANT text := (SELECT quote_ident(n.nspname) FROM pg_extension e
		JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'budget_ext');
	ddl text;
	model CONSTANT text := quote_ident(schema);
	present text;
	missing text[];
	statement text;
	words text[];
	rule record;
BEGIN
	-- Our names are found in our schema, whatever it is called by now; what of
	-- the server's has arguments of any type is said to be the server's.
	PERFORM set_config('search_path', extension || ', pg_temp', true);
	ddl := budget_model_tables() || budget_model_views() || budget_model_comparison_views()
		|| budget_model_violation_view() || budget_model_analysis_views() || budget_model_report_views()
		|| budget_model_version_view();

	IF to_regclass(model || '.project_sheet') IS NULL THEN
		RAISE undefined_table
			USING MESSAGE = pg_catalog.format('schema "%s" has no budget model', schema),
				HINT = 'Create it with budget_create_model().';
	END IF;
	IF NOT pg_catalog.pg_has_role((SELECT n.nspowner FROM pg_catalog.pg_namespace n WHERE n.nspname = schema), 'USAGE') THEN
		RAISE insufficient_privilege
			USING MESSAGE = pg_catalog.format('must be owner of schema "%s"', schema);
	END IF;

	IF to_regclass(model || '.model_version') IS NOT NULL THEN
		EXECUTE pg_catalog.format('SELECT version FROM %s.model_version', model) INTO present;
		IF present IS DISTINCT FROM '1.0' THEN
			RAISE feature_not_supported
				USING MESSAGE = pg_catalog.format('budget model in schema "%s" has version "%s", which is not known', schema, present),
					HINT = 'Update the extension first.';
		END IF;
		RAISE NOTICE 'budget model in schema "%" has version % already', schema, present;
		RETURN;
	END IF;

	-- tables and views that are not there, with their indexes and comments
	missing := ARRAY(SELECT m[1]
					 FROM regexp_matches(ddl, 'CREATE (?:TABLE|VIEW) @model@\.("[^"]+"|\w+)', 'g') m
					 WHERE to_regclass(pg_catalog.format('%s.%s', model, m[1])) IS NULL);
	FOR statement IN SELECT s.s FROM regexp_split_to_table(ddl, ';[ \t]*\n') WITH ORDINALITY s (s, n) ORDER BY s.n LOOP
		words := regexp_match(statement, '(CREATE TABLE|CREATE VIEW|CREATE INDEX ON|COMMENT ON \w+) @model@\.("[^"]+"|\w+)');
		IF words[2] = ANY (missing) THEN
			EXECUTE replace(statement, '@model@', model);
			IF words[1] IN ('CREATE TABLE', 'CREATE VIEW') THEN
				kind := lower(split_part(words[1], ' ', 2));
				name := btrim(words[2], '"');
				RETURN NEXT;
			END IF;
		END IF;
	END LOOP;

	-- rules that are not there; what violates them already is in the view
	-- violation, and no reason to refuse them
	kind := 'rule';
	FOR rule IN
		SELECT * FROM budget_model_row_rules() r
		WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
						  WHERE t.tgname = r.rule AND t.tgrelid OPERATOR(pg_catalog.=) pg_catalog.format('%s.%I', model, r.target)::regclass)
	LOOP
		PERFORM budget_add_row_rule(rule.rule, pg_catalog.format('%s.%I', model, rule.target)::regclass, rule.equation, validate => false);
		EXECUTE pg_catalog.format('COMMENT ON TRIGGER %I ON %s.%I IS %L', rule.rule, model, rule.target, rule.description);
		name := rule.rule;
		RETURN NEXT;
	END LOOP;
	FOR rule IN
		SELECT * FROM budget_model_sum_rules() r
		WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
						  WHERE t.tgname = r.rule AND t.tgrelid OPERATOR(pg_catalog.=) pg_catalog.format('%s.%I', model, r.part_table)::regclass)
	LOOP
		PERFORM budget_add_sum_rule(rule.rule,
									pg_catalog.format('%s.%I', model, rule.total_table)::regclass, rule.total_amount, rule.total_key,
									pg_catalog.format('%s.%I', model, rule.part_table)::regclass, rule.part_amount, rule.part_key,
									part_filter => rule.part_filter,
									missing_parts => rule.missing, missing_total => rule.missing, validate => false);
		EXECUTE pg_catalog.format('COMMENT ON TRIGGER %I ON %s.%I IS %L', rule.rule, model, rule.part_table, rule.description);
		name := rule.rule;
		RETURN NEXT;
	END LOOP;
END
$body$;
COMMENT ON FUNCTION budget_upgrade_model(name) IS
	'bring a model that an earlier version made to this one: add the tables, views and rules that it lacks, and say which';

-- model_upgrade: models that an earlier version of the extension made
--
-- A model says of itself which version it has, in a view, so that neither a
-- dump of its data alone nor an edit of a row can make it say something else.

CREATE FUNCTION budget_model_version_view()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
CREATE VIEW @model@.model_version AS SELECT '1.1'::text AS version;
COMMENT ON VIEW @model@.model_version IS '이 모형의 판';
COMMENT ON COLUMN @model@.model_version.version IS '판 번호(budget_upgrade_model이 확인)';
$model$;
COMMENT ON FUNCTION budget_model_version_view() IS
	'the SQL of the view that says which version a model has, @model@ standing for its schema';

-- Columns and indexes that tables of version 1.0 lack
CREATE FUNCTION budget_model_changes(OUT target name, OUT kind text, OUT name text, OUT statement text)
	RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 10
	BEGIN ATOMIC
	VALUES
	('budget_line'::name, 'column', 'pre_established', 'ALTER TABLE @model@.budget_line ADD COLUMN pre_established thousand_won'),
	('cost_basis', 'column', 'evaluated',
	 'ALTER TABLE @model@.cost_basis ADD COLUMN evaluated thousand_won
		GENERATED ALWAYS AS (try_cost_basis_amount(basis)) STORED'),
	('cost_basis', 'column', 'result',
	 'ALTER TABLE @model@.cost_basis ADD COLUMN result text GENERATED ALWAYS AS (
		CASE WHEN basis IS NULL THEN NULL
			 WHEN try_cost_basis_amount(basis) IS NULL THEN ''식 아님''
			 WHEN amount IS NULL THEN ''금액 없음''
			 WHEN amount = try_cost_basis_amount(basis) THEN ''일치''
			 WHEN amount = try_cost_basis_amount(basis, ''nearest'') THEN ''반올림''
			 WHEN amount = try_cost_basis_amount(basis, ''floor'') THEN ''내림''
			 ELSE ''차이'' END) STORED'),
	('cost_basis', 'index', 'cost_basis_result_idx', 'CREATE INDEX ON @model@.cost_basis (result) WHERE result <> ''일치'''),
	('budget_line', 'index', 'budget_line_fiscal_year_idx',
	 'CREATE INDEX ON @model@.budget_line (fiscal_year) WHERE code::text IS NULL'),
	('project', 'index', 'project_id_fiscal_year_government_department_name_idx',
	 'CREATE INDEX ON @model@.project (id) INCLUDE (fiscal_year, government, department, name)'),
	('project', 'index', 'project_name_idx',
	 'CREATE INDEX ON @model@.project (name) WHERE government IS NULL OR department IS NULL'),
	('settlement', 'index', 'settlement_project_id_year_carried_in_idx',
	 'CREATE INDEX ON @model@.settlement (project_id, year) INCLUDE (carried_in)');
	END;
COMMENT ON FUNCTION budget_model_changes() IS
	'columns and indexes that the model''s tables have got since version 1.0, with the SQL that adds them, @model@ standing for its schema';

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
	replaced text[] := '{}';
	statement text;
	words text[];
	options text[];
	same boolean;
	old_comment text;
	change record;
	rule record;
BEGIN
	-- Our names are found in our schema, whatever it is called by now; what of
	-- the server's has arguments of any type is said to be the server's.
	PERFORM set_config('search_path', extension || ', pg_temp', true);
	ddl := budget_model_tables() || budget_model_summary() || budget_model_views() || budget_model_comparison_views()
		|| budget_model_violation_view() || budget_model_analysis_views() || budget_model_report_views()
		|| budget_model_version_view();

	IF pg_catalog.to_regclass(model || '.project_sheet') IS NULL THEN
		RAISE undefined_table
			USING MESSAGE = pg_catalog.format(budget_gettext('schema "%s" has no budget model'), schema),
				HINT = budget_gettext('Create it with budget_create_model().');
	END IF;
	IF NOT pg_catalog.pg_has_role((SELECT n.nspowner FROM pg_catalog.pg_namespace n WHERE n.nspname = schema), 'USAGE') THEN
		RAISE insufficient_privilege
			USING MESSAGE = pg_catalog.format(budget_gettext('must be owner of schema "%s"'), schema);
	END IF;

	IF pg_catalog.to_regclass(model || '.model_version') IS NOT NULL THEN
		EXECUTE pg_catalog.format('SELECT version FROM %s.model_version', model) INTO present;
		IF present IS NULL OR present NOT IN ('1.0', '1.1') THEN
			RAISE feature_not_supported
				USING MESSAGE = pg_catalog.format(budget_gettext('budget model in schema "%s" has version "%s", which is not known'), schema, present),
					HINT = budget_gettext('Update the extension first.');
		END IF;
		IF present = '1.1' THEN
			RAISE NOTICE
				USING MESSAGE = pg_catalog.format(budget_gettext('budget model in schema "%s" has version %s already'), schema, present);
			RETURN;
		END IF;
	END IF;

	-- What the model of this version adds must not be there as something else.
	missing := ARRAY(SELECT m[1]
					 FROM regexp_matches(ddl, 'CREATE (?:TABLE|VIEW) @model@\.("[^"]+"|\w+)', 'g') m
					 WHERE pg_catalog.to_regclass(pg_catalog.format('%s.%s', model, m[1])) IS NULL);
	IF present = '1.0' THEN
		SELECT t.t INTO name
		FROM pg_catalog.unnest(ARRAY['budget_summary', 'budget_summary_stale', 'budget_summary_live', 'budget_summary_now', 'program_overview',
						  'net_overview', 'stage_overview', 'transfer_overview']) t (t)
		WHERE t.t <> ALL (missing);
		IF FOUND THEN
			RAISE duplicate_table
				USING MESSAGE = pg_catalog.format(budget_gettext('schema "%s" has a relation "%s" that is not of the model'), schema, name),
					HINT = budget_gettext('The model of this version has one of that name: rename yours first.');
		END IF;
	END IF;

	-- A view that is still as version 1.0 made it is made anew; one that has been
	-- changed stays.  Looked at first, while the tables are as they were.  (With
	-- sums, a model is of this version, and lacks what says so.)
	FOR statement IN SELECT s.s FROM regexp_split_to_table(budget_model_views_1_0(), ';[ \t]*\n') s (s) LOOP
		words := regexp_match(statement, 'CREATE VIEW @model@\.("[^"]+"|\w+)');
		CONTINUE WHEN words IS NULL OR words[1] = ANY (missing) OR 'budget_summary' <> ALL (missing);
		BEGIN
			EXECUTE replace(regexp_replace(statement, 'CREATE VIEW @model@\.("[^"]+"|\w+)', 'CREATE TEMPORARY VIEW budget_model_view_1_0'),
							'@model@', model);
			same := pg_get_viewdef('pg_temp.budget_model_view_1_0'::regclass)
				= pg_get_viewdef(pg_catalog.format('%s.%s', model, words[1])::regclass);
			DROP VIEW pg_temp.budget_model_view_1_0;
		EXCEPTION
			-- tables or columns have other names
			WHEN undefined_table OR undefined_column OR undefined_function OR wrong_object_type OR datatype_mismatch THEN
				same := false;
		END;
		IF same THEN
			replaced := replaced || words[1];
		ELSE
			kind := 'view kept';
			name := btrim(words[1], '"');
			RAISE NOTICE
				USING MESSAGE = pg_catalog.format(budget_gettext('view "%s" of the budget model has been changed and stays as it is'), name),
					HINT = budget_gettext('What version 1.1 makes of it is in budget_model_views() and the functions beside it.');
			RETURN NEXT;
		END IF;
	END LOOP;

	FOR change IN SELECT * FROM budget_model_changes() LOOP
		CONTINUE WHEN change.target::text = ANY (missing);
		kind := change.kind;
		name := pg_catalog.format('%s.%s', change.target, change.name);
		IF EXISTS (SELECT FROM pg_catalog.pg_attribute a
				   WHERE a.attrelid OPERATOR(pg_catalog.=) pg_catalog.format('%s.%I', model, change.target)::regclass AND a.attname = change.name AND a.attnum > 0
				   UNION ALL
				   SELECT FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(pg_catalog.format('%s.%I', model, change.name)) AND change.kind = 'index')
		THEN
			IF present = '1.0' THEN
				RAISE duplicate_column
					USING MESSAGE = pg_catalog.format(budget_gettext('"%s" is there already, but not of the model'), name),
						HINT = budget_gettext('The model of this version has one of that name: rename yours first.');
			END IF;
			CONTINUE;
		END IF;
		IF change.kind = 'index' THEN
			BEGIN
				EXECUTE replace(change.statement, '@model@', model);
			EXCEPTION
				-- columns have other names: so the view that wants the index is kept
				WHEN undefined_column THEN
					CONTINUE;
			END;
		ELSE
			EXECUTE replace(change.statement, '@model@', model);
			EXECUTE replace((regexp_match(ddl, pg_catalog.format('COMMENT ON COLUMN @model@\.%s\.%s IS ''[^'']*''', change.target, change.name)))[1],
							'@model@', model);
		END IF;
		RETURN NEXT;
	END LOOP;

	-- tables, views and triggers that are not there, with their indexes and comments
	FOR statement IN SELECT s.s FROM regexp_split_to_table(ddl, ';[ \t]*\n') WITH ORDINALITY s (s, n) ORDER BY s.n LOOP
		words := regexp_match(statement, '(CREATE TABLE|CREATE VIEW|CREATE INDEX ON|ALTER TABLE|COMMENT ON \w+) @model@\.("[^"]+"|\w+)');
		IF words IS NULL THEN
			words := regexp_match(statement, '(CREATE TRIGGER) (\w+) .* ON @model@\.(\w+)');
			IF words IS NULL OR EXISTS (SELECT FROM pg_catalog.pg_trigger t
										WHERE t.tgname = words[2] AND t.tgrelid OPERATOR(pg_catalog.=) pg_catalog.format('%s.%s', model, words[3])::regclass) THEN
				CONTINUE;
			END IF;
			kind := 'trigger';
			name := pg_catalog.format('%s.%s', words[3], words[2]);
			EXECUTE replace(statement, '@model@', model);
			RETURN NEXT;
		ELSIF words[2] = ANY (missing) THEN
			EXECUTE replace(statement, '@model@', model);
			IF words[1] IN ('CREATE TABLE', 'CREATE VIEW') THEN
				kind := lower(split_part(words[1], ' ', 2));
				name := btrim(words[2], '"');
				RETURN NEXT;
			END IF;
		ELSIF words[1] = 'CREATE VIEW' AND (words[2] = ANY (replaced) OR words[2] = 'model_version') THEN
			-- owner, privileges and comments stay; options, such as
			-- security_invoker, would not
			SELECT c.reloptions INTO options FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.format('%s.%s', model, words[2])::regclass;
			EXECUTE replace(replace(statement, 'CREATE VIEW', 'CREATE OR REPLACE VIEW'), '@model@', model);
			IF options IS NOT NULL THEN
				EXECUTE pg_catalog.format('ALTER VIEW %s.%s SET (%s)', model, words[2], pg_catalog.array_to_string(options, ', '));
			END IF;
			kind := 'view replaced';
			name := btrim(words[2], '"');
			RETURN NEXT;
		ELSIF words[1] LIKE 'COMMENT ON %' AND words[2] = ANY (replaced) THEN
			-- of a new column, or one that says what it said in 1.0
			words := regexp_match(statement, 'COMMENT ON (VIEW|COLUMN) @model@\.("[^"]+"|\w+)(?:\.("[^"]+"|\w+))?');
			SELECT d.description INTO old_comment
			FROM pg_catalog.pg_description d
			WHERE d.classoid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::regclass AND d.objoid OPERATOR(pg_catalog.=) pg_catalog.format('%s.%s', model, words[2])::regclass
			  AND d.objsubid = coalesce((SELECT a.attnum FROM pg_catalog.pg_attribute a
										 WHERE a.attrelid = d.objoid AND a.attname = btrim(words[3], '"')), 0);
			IF NOT FOUND OR position(pg_catalog.format('COMMENT ON %s @model@.%s IS %L', words[1], pg_catalog.concat_ws('.', words[2], words[3]), old_comment)
									 IN budget_model_views_1_0()) > 0 THEN
				EXECUTE replace(statement, '@model@', model);
			END IF;
		END IF;
	END LOOP;
	IF 'budget_summary' = ANY (missing) THEN
		PERFORM budget_refresh_summary(schema, everything => true);
	END IF;

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
	FOR rule IN
		SELECT * FROM budget_model_code_rules() r
		WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
						  WHERE t.tgname = r.rule AND t.tgrelid OPERATOR(pg_catalog.=) pg_catalog.format('%s.%I', model, r.target)::regclass)
	LOOP
		PERFORM budget_add_code_rule(rule.rule, pg_catalog.format('%s.%I', model, rule.target)::regclass,
									 rule.code_column, rule.year_column, validate => false);
		EXECUTE pg_catalog.format('COMMENT ON TRIGGER %I ON %s.%I IS %L', rule.rule, model, rule.target, rule.description);
		name := rule.rule;
		RETURN NEXT;
	END LOOP;
END
$body$;
COMMENT ON FUNCTION budget_upgrade_model(name) IS
	'bring a model that an earlier version made to this one: add what it lacks, make views anew that have not been changed, and say which';

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

CREATE OR REPLACE FUNCTION budget_ext_refresh() RETURNS void
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

-- What a schema that others may write to holds is not found by these any more

CREATE OR REPLACE FUNCTION budget_create_model(schema name DEFAULT 'budget')
	RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	AS $body$
DECLARE
	extension CONSTANT text := (SELECT quote_ident(n.nspname) FROM pg_extension e
		JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'budget_ext');
	ddl text;
	owner oid;
	taken text;
	rule record;
BEGIN
	-- Our names are found in our schema, whatever it is called by now; what of
	-- the server's has arguments of any type is said to be the server's.
	PERFORM set_config('search_path', extension || ', pg_temp', true);
	ddl := budget_model_tables() || budget_model_views() || budget_model_comparison_views()
		|| budget_model_violation_view() || budget_model_analysis_views() || budget_model_report_views()
		|| budget_model_version_view();

	SELECT n.nspowner INTO owner FROM pg_catalog.pg_namespace n WHERE n.nspname = schema;
	IF NOT FOUND THEN
		EXECUTE pg_catalog.format('CREATE SCHEMA %I', schema);
	ELSIF NOT pg_catalog.pg_has_role(owner, 'USAGE') THEN
		RAISE insufficient_privilege
			USING MESSAGE = pg_catalog.format('must be owner of schema "%s"', schema);
	END IF;

	SELECT c.relname INTO taken
	FROM regexp_matches(ddl, 'CREATE (?:TABLE|VIEW) @model@\.("[^"]+"|\w+)', 'g') m
	JOIN pg_catalog.pg_class c ON c.relname = btrim(m[1], '"')
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = schema
	ORDER BY c.relname
	LIMIT 1;
	IF FOUND THEN
		RAISE duplicate_table
			USING MESSAGE = pg_catalog.format('schema "%s" already has a relation "%s"', schema, taken),
				HINT = 'Create the model in a schema of its own.';
	END IF;

	EXECUTE replace(ddl, '@model@', pg_catalog.quote_ident(schema));

	FOR rule IN SELECT * FROM budget_model_row_rules() LOOP
		PERFORM budget_add_row_rule(rule.rule, pg_catalog.format('%I.%I', schema, rule.target)::regclass, rule.equation);
		EXECUTE pg_catalog.format('COMMENT ON TRIGGER %I ON %I.%I IS %L', rule.rule, schema, rule.target, rule.description);
	END LOOP;
	FOR rule IN SELECT * FROM budget_model_sum_rules() LOOP
		PERFORM budget_add_sum_rule(rule.rule,
									pg_catalog.format('%I.%I', schema, rule.total_table)::regclass,
									rule.total_amount, rule.total_key,
									pg_catalog.format('%I.%I', schema, rule.part_table)::regclass,
									rule.part_amount, rule.part_key,
									part_filter => rule.part_filter,
									missing_parts => rule.missing, missing_total => rule.missing);
		EXECUTE pg_catalog.format('COMMENT ON TRIGGER %I ON %I.%I IS %L', rule.rule, schema, rule.part_table, rule.description);
	END LOOP;
END
$body$;

CREATE OR REPLACE FUNCTION budget_sheet_cell(amount thousand_won, subsidy thousand_won)
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	BEGIN ATOMIC
	SELECT pg_catalog.concat_ws(' ', CASE WHEN subsidy = '0' THEN '(x-)'
										  WHEN subsidy IS NOT NULL THEN '(x' || won_text(subsidy) || ')' END,
								won_text(amount));
	END;

CREATE OR REPLACE FUNCTION budget_sheet_text(project bigint, schema name DEFAULT 'budget')
	RETURNS text
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 100000
	SET search_path = pg_catalog, pg_temp
	AS $body$
DECLARE
	model CONSTANT text := quote_ident(schema);
	-- found in our schema, whatever it is called by now
	extension CONSTANT text := (SELECT quote_ident(n.nspname) FROM pg_extension e
		JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'budget_ext');
	sections CONSTANT text[] := ARRAY['사업목적', '사업근거', '사업내용', '추진경위', '사업추진의 필요성', '사업추진절차'];
	headings CONSTANT text[] := ARRAY['사업목적', '사업근거', '사업내용', '추진경위', '중점추진사항(사업추진의 필요성)', '사업추진절차'];
	main record;
	named boolean;
	part text;
	sheet text;
	others bigint;
	i integer;
BEGIN
	IF to_regclass(format('%s.project_sheet', model)) IS NULL THEN
		RAISE undefined_table
			USING MESSAGE = format('schema "%s" has no budget model', schema),
				HINT = 'Create it with budget_create_model().';
	END IF;
	EXECUTE format('SELECT * FROM %s.project WHERE id = $1', model) INTO main USING project;
	IF main.id IS NULL THEN
		RAISE no_data_found
			USING MESSAGE = format('project %s does not exist in schema "%s"', project, schema);
	END IF;

	-- A heading that would not be read as a name: the name stands in the table
	named := main.name !~ '^\s*[-0-9(#*\[□■◇◆◎▣○●ㅇ▷▶·※①-⑮Ⅰ-Ⅹ]|^\s*[가-하][.)]|[#*]\s*$|단위'
		AND main.name !~ '산출(근거|기초|내역)|예산\s*(요구내역|총괄|현황|액현황|설명)|결산|(추진|사업)\s*실적|추진\s*(일정|계획|경[위과]|절차|목적|근거)'
		AND main.name !~ '(기대|사업)\s*효과|필요성|중점추진|(사업|법적|지원)\s*(목적|근거|내용|개요|일정|성격|설명)|사전\s*절차|담당자|기본\s*현황';
	sheet := CASE WHEN named THEN format(E'# %s\n\n', main.name) ELSE '' END || E'## 1 기본 현황\n\n### □ 사업개요\n\n';

	EXECUTE replace(replace($sql$
		SELECT concat(string_agg(v.label || E'\t' || translate(v.value, E'\t\r\n', '   ') || E'\n', '' ORDER BY v.n)
							FILTER (WHERE v.n < 20 AND v.value <> ''),
					  (SELECT CASE WHEN count(f.source) = 0 AND p.subsidy_rate IS NULL
								   THEN E'총사업비\t' || @extension@.won_text(p.total_cost, 'unit') || E'\n'
								   ELSE format(E'총사업비\t총%s\t(보조율)\n%s%s\t%s\n',
											   string_agg(format(E'\t(%s)', f.source), '' ORDER BY f.place, f.source),
											   @extension@.won_text(p.total_cost, 'unit'),
											   string_agg(E'\t' || coalesce(@extension@.won_text(f.amount, 'unit'), ''), ''
														  ORDER BY f.place, f.source),
											   p.subsidy_rate || ' %') END
					   FROM (SELECT source, amount,
									array_position(ARRAY['국비', '균특', '기금', '특교', '도비', '시비', '조정교부금', '군비', '구비', '기타'], source) AS place
							 FROM @model@.project_funding WHERE project_id = p.id) f),
					  string_agg(v.label || E'\t' || translate(v.value, E'\t\r\n', '   ') || E'\n', '' ORDER BY v.n)
							FILTER (WHERE v.n >= 20 AND v.value <> ''))
		FROM @model@.project p
		CROSS JOIN LATERAL (VALUES
			(1, '사업명', CASE WHEN NOT $2 THEN p.name END),
			(2, '자치단체', p.government),
			(3, '실·국', p.bureau),
			(4, '부서', p.department),
			(5, '회계', p.account),
			(6, '기능', p.function_code::text),
			(7, '정책사업', p.policy),
			(8, '단위사업', p.unit),
			(9, '사업기간', concat_ws(' ', CASE WHEN p.is_annual THEN chr(2) || ' 연례반복'
											  WHEN NOT p.is_annual THEN chr(3) || ' 연례반복' END,
									 coalesce(p.period,
											  CASE WHEN NOT EXISTS (SELECT FROM @model@.project_text x
																	WHERE x.project_id = p.id AND x.label ~ '기간')
												   THEN to_char(p.starts_on, 'YYYY.MM.DD') || ' ~ ' || to_char(p.ends_on, 'YYYY.MM.DD') END))),
			(10, '사업위치', p.location),
			(20, '사업내용', p.summary),
			(21, '사업형태', (SELECT string_agg(chr(CASE WHEN m.applies THEN 2 ELSE 3 END) || ' ' || m.method, ' '
											  ORDER BY array_position(ARRAY['직접수행', '자치단체 보조', '민간이전', '출연출자', '민간위탁', '기타'], m.method),
													   m.method)
							FROM @model@.project_method m WHERE m.project_id = p.id)),
			(22, '사업시행주체', p.implementer)) v (n, label, value)
		WHERE p.id = $1
		GROUP BY p.id
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project, named;
	sheet := sheet || part;
	EXECUTE replace($sql$
		SELECT string_agg(concat_ws(E'\t', label, nullif(body, label)) || E'\n', '' ORDER BY ordinal)
		FROM @model@.project_text WHERE project_id = $1 AND section = '사업개요'
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(part, '');

	-- A table of boxes, each below its name
	EXECUTE replace($sql$
		SELECT string_agg(CASE WHEN n = 1 THEN boxes || ' ' || names ELSE names || E'\n' || boxes END || E'\n', '' ORDER BY line)
		FROM (SELECT b.line, count(*) AS n, string_agg(b.name, E'\t' ORDER BY b.place, b.name) AS names,
					 string_agg(chr(CASE WHEN b.checked THEN 2 ELSE 3 END),
								E'\t' ORDER BY b.place, b.name) AS boxes
			  FROM (SELECT v.*
					FROM @model@.project p
					CROSS JOIN LATERAL (VALUES
						(1, 0, '신규', p.is_new), (1, 1, '계속', p.is_continuing),
						(2, 0, '경상', p.is_ordinary), (2, 1, '투자', p.is_investment)) v (line, place, name, checked)
					WHERE p.id = $1 AND v.checked IS NOT NULL
					UNION ALL
					SELECT 1, coalesce(2 + array_position(ARRAY['투자심사', '학술용역', '기술심사', '자방보조심의', '지방보조심의', '정보화심사',
																'공유재산', '안전예산', '출자·출연'], m.procedure), 99), m.procedure, m.applies
					FROM @model@.project_procedure m
					WHERE m.project_id = $1) b
			  GROUP BY b.line) l
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n### □ 사업 성격 및 사전절차 대상 여부\n\n' || part, '');

	EXECUTE replace($sql$
		SELECT CASE WHEN count(*) > 1
					THEN string_agg(c.role, E'\t' ORDER BY c.place) || E'\n' || string_agg(c.contact, E'\t' ORDER BY c.place)
					ELSE string_agg(c.role || ' : ' || c.contact, '') END || E'\n'
		FROM (SELECT 1000 + ordinal AS place, translate(role, E'\t\r\n', '   ') AS role,
					 translate(coalesce(contact, ''), E'\t\r\n', '   ') AS contact
			  FROM @model@.project_contact WHERE project_id = $1
			  UNION ALL
			  SELECT v.* FROM @model@.project p
			  CROSS JOIN LATERAL (VALUES (1, '실·국', p.bureau), (2, '부서명', p.department)) v (place, role, contact)
			  WHERE p.id = $1 AND v.contact <> ''
				AND EXISTS (SELECT FROM @model@.project_contact WHERE project_id = $1)) c
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n### □ 사업 담당자\n\n' || part, '');

	-- 예산: of the sheet's year, before any 추경
	sheet := sheet || E'\n## 2 예산 설명\n';
	EXECUTE replace(replace($sql$
		WITH line AS (
			SELECT 0 AS place, '계' AS code, NULL::text AS label, two_years_before, two_years_before_subsidy, prior, prior_subsidy,
				   current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
			FROM @model@.budget_total
			WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산'
			  AND num_nulls(two_years_before, two_years_before_subsidy, prior, prior_subsidy, current, current_subsidy,
							change, change_subsidy, change_rate, change_rate_subsidy) < 10
			UNION ALL
			SELECT 1, @extension@.budget_code_text(code, 'compact'), label, two_years_before, two_years_before_subsidy, prior, prior_subsidy,
				   current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
			FROM @model@.budget_line
			WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산'
		)
		SELECT format(E'구 분\t%s년 예산액\t%s예산액 (A)\t%s예산(B)\t증감 (B-A)\t(B-A)*100/A\n', $2 - 2, $2 - 1, $2)
			|| string_agg(concat_ws(E'\t', concat_ws(' ', code, translate(label, E'\t\r\n', '   ')),
									@extension@.budget_sheet_cell(two_years_before, two_years_before_subsidy), @extension@.budget_sheet_cell(prior, prior_subsidy),
									@extension@.budget_sheet_cell(current, current_subsidy), @extension@.budget_sheet_cell(change, change_subsidy),
									concat_ws(' ', '(x' || change_rate_subsidy || ')', change_rate::text)) || E'\n', ''
						  ORDER BY place, code)
		FROM line
		HAVING count(*) > 0
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project, main.fiscal_year;
	sheet := sheet || coalesce(E'\n### □ 예산 총괄\n\n(단위 : 천원)\n\n' || part, '');
	EXECUTE replace($sql$
		SELECT string_agg('※ ' || concat_ws(' : ', label, body) || E'\n', '' ORDER BY ordinal)
		FROM @model@.project_text WHERE project_id = $1 AND section = '예산 총괄'
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n' || part, '');

	EXECUTE replace(replace($sql$
		SELECT E'과목구분\t세부 산출내역\n'
			|| string_agg(concat_ws(E'\t', CASE WHEN c.first THEN @extension@.budget_code_text(c.code, 'compact') ELSE '' END,
									c.marks[least(c.depth, cardinality(c.marks))] || ' ' || l.line) || E'\n', ''
						  ORDER BY c.code, c.ordinal)
		FROM (SELECT code, ordinal, depth, translate(label, E'\t\r\n', '   ') AS label, translate(basis, E'\t\r\n', '   ') AS basis,
					 @extension@.won_text(amount, 'unit') AS amount, row_number() OVER (PARTITION BY code ORDER BY ordinal) = 1 AS first,
					 CASE WHEN max(depth) OVER () <= 4 THEN ARRAY['○', '-', '▷', '·'] ELSE ARRAY['□', '○', '①', '-', '▷', '·'] END AS marks
			  FROM @model@.cost_basis
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산') c
		-- the plainest form that is taken apart again as it was put together
		CROSS JOIN LATERAL (SELECT t.line
							FROM (VALUES (1, ' '), (2, ' : '), (3, ' = ')) v (place, separator)
							CROSS JOIN LATERAL (SELECT concat_ws(' = ', concat_ws(v.separator, c.label, c.basis), c.amount)) t (line)
							CROSS JOIN LATERAL @extension@.parse_cost_line('- ' || t.line) p
							ORDER BY p.label IS DISTINCT FROM c.label OR p.basis IS DISTINCT FROM c.basis, v.place
							LIMIT 1) l
		HAVING count(*) > 0
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project, main.fiscal_year;
	sheet := sheet || coalesce(E'\n### □ 예산 요구내역 및 산출근거\n\n' || part, '');

	-- 사업 설명: running text, the depth as an indent
	sheet := sheet || E'\n## 3 사업 설명\n';
	FOR i IN 1 .. cardinality(sections) LOOP
		IF sections[i] = '추진경위' THEN
			EXECUTE replace($sql$
				SELECT string_agg('- ' || concat_ws(' ', coalesce(date_text, to_char(happened_on, 'YYYY.MM.DD')),
													translate(event, E'\r\n', '  ')) || E'\n', '' ORDER BY ordinal)
				FROM @model@.milestone WHERE project_id = $1
				$sql$, '@model@', model) INTO part USING project;
		ELSE
			EXECUTE replace($sql$
				SELECT string_agg(repeat('  ', depth - 1) || CASE WHEN marked THEN '○ ' ELSE '- ' END
								  || concat_ws(' : ', label, translate(body, E'\r\n', '  ')) || E'\n', '' ORDER BY ordinal)
				-- a dash would take with it a mark that a text starts with
				FROM (SELECT *, bool_or(concat(label, body) ~ '^\s*([-·*※○●ㅇ▷▶□■◇①-⑮]|\d+[.)]|[가-하][.)])') OVER () AS marked
					  FROM @model@.project_text WHERE project_id = $1 AND section = $2) x
				$sql$, '@model@', model) INTO part USING project, sections[i];
		END IF;
		sheet := sheet || coalesce(format(E'\n#### □ %s\n\n', headings[i]) || part, '');
	END LOOP;

	EXECUTE replace($sql$
		SELECT string_agg(CASE WHEN section IS DISTINCT FROM before THEN format(E'\n#### □ %s\n\n', section) ELSE '' END
						  || repeat('  ', depth - 1) || '- ' || concat_ws(' : ', label, translate(body, E'\r\n', '  ')) || E'\n', ''
						  ORDER BY place, section, ordinal)
		FROM (SELECT x.*, lag(section) OVER (ORDER BY place, section, ordinal) AS before
			  FROM (SELECT x.*, CASE WHEN count(*) OVER (PARTITION BY ordinal) = 1 THEN ordinal ELSE 0 END AS place
					FROM @model@.project_text x
					WHERE project_id = $1
					  AND section <> ALL ($2 || ARRAY['사업개요', '예산 총괄', '기대효과'])) x) x
		$sql$, '@model@', model) INTO part USING project, sections;
	sheet := sheet || coalesce(part, '');

	EXECUTE replace(replace($sql$
		SELECT E'사업추진절차\t추진기간\t예산집행금액\t추진세부내용\n'
			|| string_agg(concat_ws(E'\t', translate(step, E'\t\r\n', '   '),
									translate(coalesce(period, to_char(starts_on, 'YYYY.MM.DD') || '~' || to_char(ends_on, 'YYYY.MM.DD'), ''),
											  E'\t\r\n', '   '),
									coalesce(@extension@.won_text(amount), ''), translate(coalesce(detail, ''), E'\t\r\n', '   ')) || E'\n', ''
						  ORDER BY ordinal NULLS FIRST)
		FROM (SELECT NULL::integer AS ordinal, '계' AS step, NULL AS period, NULL::date AS starts_on, NULL::date AS ends_on,
					 scheduled AS amount, NULL AS detail
			  FROM @model@.budget_total
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산' AND scheduled IS NOT NULL
			  UNION ALL
			  SELECT ordinal, step, period, starts_on, ends_on, amount, detail
			  FROM @model@.schedule_step
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = '본예산') s
		HAVING count(*) > 0
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project, main.fiscal_year;
	sheet := sheet || coalesce(format(E'\n#### □ %s년도 추진일정\n\n(단위 : 천원)\n\n', main.fiscal_year) || part, '');

	-- 사업 효과와 결산
	sheet := sheet || E'\n## 4 사업 효과\n';
	EXECUTE replace($sql$
		SELECT string_agg(year || E'년도\t' || items || E'\n', '' ORDER BY year)
		FROM (SELECT year, string_agg((ARRAY['○ ', '- ', '▷ '])[least(depth, 3)] || translate(body, E'\t\r\n', '   '), chr(4) ORDER BY ordinal) AS items
			  FROM @model@.achievement WHERE project_id = $1
			  GROUP BY year) a
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n### □ 추진실적\n\n' || part, '');
	EXECUTE replace($sql$
		SELECT string_agg(repeat('  ', depth - 1) || '- ' || concat_ws(' : ', label, translate(body, E'\r\n', '  ')) || E'\n', '' ORDER BY ordinal)
		FROM @model@.project_text WHERE project_id = $1 AND section = '기대효과'
		$sql$, '@model@', model) INTO part USING project;
	sheet := sheet || coalesce(E'\n### □ 향후 기대효과\n\n' || part, '');

	EXECUTE replace(replace($sql$
		WITH cell AS (
			SELECT s.year, v.*
			FROM @model@.settlement s
			CROSS JOIN LATERAL (VALUES
				(1, true, '당초예산', s.original_budget, s.original_budget_subsidy),
				(2, true, '전년이월', s.carried_in, s.carried_in_subsidy),
				(3, false, '전년도명시이월', s.carried_in_express, NULL),
				(4, false, '전년도사고이월', s.carried_in_accident, NULL),
				(5, false, '전년도계속비이월', s.carried_in_continuing, NULL),
				(6, true, '예산변경', s.adjustment, s.adjustment_subsidy),
				(7, true, '예산현액', s.current_budget, s.current_budget_subsidy),
				(8, false, '지출원인행위액', s.obligated, NULL),
				(9, true, '집행액', s.executed, s.executed_subsidy),
				(10, true, '차년이월', s.carried_out, s.carried_out_subsidy),
				(11, false, '명시이월', s.carried_out_express, NULL),
				(12, false, '사고이월', s.carried_out_accident, NULL),
				(13, false, '계속비이월', s.carried_out_continuing, NULL),
				(14, false, '반납금', CASE WHEN s.returned OPERATOR(@extension@.<>) '0' THEN s.returned END, NULL),
				(15, true, '집행잔액', s.remaining, s.remaining_subsidy)) v (place, always, name, amount, subsidy)
			WHERE s.project_id = $1
		), shown AS (
			SELECT c.* FROM (SELECT *, always OR count(amount) OVER (PARTITION BY place) > 0 AS show FROM cell) c WHERE c.show
		)
		SELECT (SELECT E'연도\t' || string_agg(name, E'\t' ORDER BY place) || E'\n'
				FROM (SELECT DISTINCT place, name FROM shown) n)
			|| string_agg(line, '' ORDER BY year)
		FROM (SELECT year, year || E'\t' || string_agg(@extension@.budget_sheet_cell(amount, subsidy), E'\t' ORDER BY place) || E'\n' AS line
			  FROM shown GROUP BY year) l
		HAVING count(*) > 0
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project;
	sheet := sheet || coalesce(E'\n## 5 결산 현황\n\n(단위 : 천원)\n\n' || part, '');

	EXECUTE replace($sql$
		SELECT count(*)
		FROM (SELECT fiscal_year, stage FROM @model@.budget_line WHERE project_id = $1
			  UNION SELECT fiscal_year, stage FROM @model@.cost_basis WHERE project_id = $1
			  UNION SELECT fiscal_year, stage FROM @model@.schedule_step WHERE project_id = $1) s
		WHERE fiscal_year <> $2 OR stage <> '본예산'
		$sql$, '@model@', model) INTO others USING project, main.fiscal_year;
	IF others > 0 THEN
		RAISE NOTICE 'project % has % more budgets that a sheet has no place for', project, others
			USING DETAIL = format('The sheet shows the %s of %s.', '본예산', main.fiscal_year);
	END IF;

	-- what a text has of markup is text; the marks of our own become markup
	sheet := regexp_replace(regexp_replace(sheet, '&(?=#?[[:alnum:]]+;)', '&amp;', 'g'), '<(?=[[:alpha:]/!?])', '&lt;', 'g');
	RETURN replace(replace(replace(sheet, chr(2), '<input checked="" type="checkbox"/>'), chr(3), '<input type="checkbox"/>'),
				   chr(4), '<br>');
END
$body$;

CREATE OR REPLACE FUNCTION budget_upgrade_model(schema name DEFAULT 'budget', OUT kind text, OUT name text)
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

-- Last: what a newer server offers, after pg_upgrade
SELECT @extschema@.budget_ext_refresh();

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

-- RAISE takes a text as it is. po/sql.awk finds the messages by the name of this
-- function; what stands for a value in them is %s, for format().
CREATE FUNCTION budget_gettext(message text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_gettext(text) IS
	'a message of the extension (메시지) in the language of lc_messages, or as it is where it has no translation';

-- without it a smallint is as near to each of the others
CREATE FUNCTION from_won(won smallint) RETURNS thousand_won
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
	AS 'MODULE_PATHNAME', 'from_won_smallint';
COMMENT ON FUNCTION from_won(smallint) IS 'the amount of so many won (원)';

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
	stage text;
	i integer;
	message text;
	detail text;
	hint text;
BEGIN
	IF to_regclass(format('%s.project_sheet', model)) IS NULL THEN
		EXECUTE replace($sql$
			SELECT @extension@.budget_gettext('schema "%s" has no budget model'),
				@extension@.budget_gettext('Create it with budget_create_model().')
		$sql$, '@extension@', extension) INTO message, hint;
		RAISE undefined_table USING MESSAGE = format(message, schema), HINT = hint;
	END IF;
	EXECUTE format('SELECT * FROM %s.project WHERE id = $1', model) INTO main USING project;
	IF main.id IS NULL THEN
		EXECUTE replace($sql$
			SELECT @extension@.budget_gettext('project %s does not exist in schema "%s"')
		$sql$, '@extension@', extension) INTO message;
		RAISE no_data_found USING MESSAGE = format(message, project, schema);
	END IF;

	-- The 본예산, or else the last stage there is
	EXECUTE replace(replace($sql$
		SELECT s.stage
		FROM (SELECT fiscal_year, stage FROM @model@.budget_total WHERE project_id = $1
			  UNION SELECT fiscal_year, stage FROM @model@.budget_line WHERE project_id = $1
			  UNION SELECT fiscal_year, stage FROM @model@.cost_basis WHERE project_id = $1
			  UNION SELECT fiscal_year, stage FROM @model@.schedule_step WHERE project_id = $1) s
		WHERE s.fiscal_year = $2
		ORDER BY s.stage <> '본예산', @extension@.budget_stage_order(s.stage) DESC NULLS LAST, s.stage
		LIMIT 1
		$sql$, '@model@', model), '@extension@', extension) INTO stage USING project, main.fiscal_year;
	stage := coalesce(stage, '본예산');

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
			(10, '예산단계', nullif($3, '본예산')),
			(11, '사업위치', p.location),
			(20, '사업내용', p.summary),
			(21, '사업형태', (SELECT string_agg(chr(CASE WHEN m.applies THEN 2 ELSE 3 END) || ' ' || m.method, ' '
											  ORDER BY array_position(ARRAY['직접수행', '자치단체 보조', '민간이전', '출연출자', '민간위탁', '기타'], m.method),
													   m.method)
							FROM @model@.project_method m WHERE m.project_id = p.id)),
			(22, '사업시행주체', p.implementer)) v (n, label, value)
		WHERE p.id = $1
		GROUP BY p.id
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project, named, stage;
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

	-- 예산: of the sheet's year and stage
	sheet := sheet || E'\n## 2 예산 설명\n';
	EXECUTE replace(replace($sql$
		WITH line AS (
			SELECT 0 AS place, '계' AS code, NULL::text AS label, two_years_before, two_years_before_subsidy, prior, prior_subsidy,
				   current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy, NULL::jsonb AS line
			FROM @model@.budget_total
			WHERE project_id = $1 AND fiscal_year = $2 AND stage = $3
			  AND num_nulls(two_years_before, two_years_before_subsidy, prior, prior_subsidy, current, current_subsidy,
							change, change_subsidy, change_rate, change_rate_subsidy) < 10
			UNION ALL
			SELECT 1, @extension@.budget_code_text(code, 'compact'), label, two_years_before, two_years_before_subsidy, prior, prior_subsidy,
				   current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy, to_jsonb(l)
			FROM @model@.budget_line l
			WHERE project_id = $1 AND fiscal_year = $2 AND stage = $3
		)
		SELECT format(CASE $3 WHEN '본예산' THEN E'구 분\t%s년 예산액\t%s예산액 (A)\t%s예산(B)\t증감 (B-A)\t(B-A)*100/A\n'
						   ELSE E'구 분\t%s년 예산액\t기정액 (A)\t경정액 (B)\t증감 (B-A)\t(B-A)*100/A\n' END, $2 - 2, $2 - 1, $2)
			|| string_agg(concat_ws(E'\t', concat_ws(' ', code, translate(label, E'\t\r\n', '   ')),
									@extension@.budget_sheet_cell(two_years_before, two_years_before_subsidy), @extension@.budget_sheet_cell(prior, prior_subsidy),
									-- 성립전, which a model of 1.0 does not know
									CASE WHEN (line ->> 'pre_established')::numeric = current::numeric
										 THEN concat_ws(' ', nullif(@extension@.budget_sheet_cell(NULL, current_subsidy), ''),
														'(' || @extension@.won_text(current) || ')')
										 ELSE @extension@.budget_sheet_cell(current, current_subsidy) END,
									@extension@.budget_sheet_cell(change, change_subsidy),
									concat_ws(' ', '(x' || change_rate_subsidy || ')', change_rate::text)) || E'\n', ''
						  ORDER BY place, code)
		FROM line
		HAVING count(*) > 0
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project, main.fiscal_year, stage;
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
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = $3) c
		-- the plainest form that is taken apart again as it was put together
		CROSS JOIN LATERAL (SELECT t.line
							FROM (VALUES (1, ' '), (2, ' : '), (3, ' = ')) v (place, separator)
							CROSS JOIN LATERAL (SELECT concat_ws(' = ', concat_ws(v.separator, c.label, c.basis), c.amount)) t (line)
							CROSS JOIN LATERAL @extension@.parse_cost_line('- ' || t.line) p
							ORDER BY p.label IS DISTINCT FROM c.label OR p.basis IS DISTINCT FROM c.basis, v.place
							LIMIT 1) l
		HAVING count(*) > 0
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project, main.fiscal_year, stage;
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
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = $3 AND scheduled IS NOT NULL
			  UNION ALL
			  SELECT ordinal, step, period, starts_on, ends_on, amount, detail
			  FROM @model@.schedule_step
			  WHERE project_id = $1 AND fiscal_year = $2 AND stage = $3) s
		HAVING count(*) > 0
		$sql$, '@model@', model), '@extension@', extension) INTO part USING project, main.fiscal_year, stage;
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
		WHERE fiscal_year <> $2 OR stage <> $3
		$sql$, '@model@', model) INTO others USING project, main.fiscal_year, stage;
	IF others > 0 THEN
		EXECUTE replace($sql$
			SELECT @extension@.budget_gettext('project %s has %s more budgets that a sheet has no place for'),
				@extension@.budget_gettext('The sheet shows the %s of %s.')
		$sql$, '@extension@', extension) INTO message, detail;
		RAISE NOTICE USING MESSAGE = format(message, project, others), DETAIL = format(detail, stage, main.fiscal_year);
	END IF;

	-- what a text has of markup is text; the marks of our own become markup
	sheet := regexp_replace(regexp_replace(sheet, '&(?=#?[[:alnum:]]+;)', '&amp;', 'g'), '<(?=[[:alpha:]/!?])', '&lt;', 'g');
	RETURN replace(replace(replace(sheet, chr(2), '<input checked="" type="checkbox"/>'), chr(3), '<input type="checkbox"/>'),
				   chr(4), '<br>');
END
$body$;

-- model: sums beforehand, more checks, and the way from 1.0

CREATE FUNCTION budget_mark_summary()
	RETURNS trigger
	LANGUAGE c VOLATILE PARALLEL UNSAFE
	AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_mark_summary() IS
	'trigger on the tables of a model: mark the sums (집계) of a government and year as stale';

CREATE FUNCTION budget_stage_order(stage text)
	RETURNS numeric
	LANGUAGE sql IMMUTABLE PARALLEL SAFE	-- not strict, so that it is inlined
	RETURN CASE
		WHEN stage OPERATOR(pg_catalog.=) '본예산' THEN 0
		WHEN stage OPERATOR(pg_catalog.~~) '최종%' THEN 1000000000000
		WHEN stage IS NOT NULL
		THEN coalesce(substring(stage FROM '([0-9]{1,5}) *회')::numeric, 0) OPERATOR(pg_catalog.*) 1000000
			OPERATOR(pg_catalog.+)
			CASE WHEN stage OPERATOR(pg_catalog.~~) '%성립전%' THEN coalesce(substring(stage FROM '([0-9]{1,5}) *차')::numeric, 1)
				 ELSE 500000 END
	END;
COMMENT ON FUNCTION budget_stage_order(text) IS
	'place of a budget stage (예산 단계: 본예산, 성립전, 추경 n회) among the stages of its year';

CREATE FUNCTION budget_model_summary_comments()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$COMMENT ON COLUMN @model@.@relation@.feed IS '바탕: budget(예산), execution(집행), funding(재원)';
COMMENT ON COLUMN @model@.@relation@.kind IS '종류: department, program, function, object, change, in_force, month, source';
COMMENT ON COLUMN @model@.@relation@.government IS '자치단체';
COMMENT ON COLUMN @model@.@relation@.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.@relation@.stage IS '예산 단계';
COMMENT ON COLUMN @model@.@relation@.bureau IS '실·국';
COMMENT ON COLUMN @model@.@relation@.account IS '회계';
COMMENT ON COLUMN @model@.@relation@.policy IS '정책사업';
COMMENT ON COLUMN @model@.@relation@.level IS '분류의 수준(account, policy, unit; field, sector; group, object, item), 재원은 국비 여부';
COMMENT ON COLUMN @model@.@relation@.name IS '부서, 단위사업, 기능, 과목, 월(첫날) 또는 재원';
COMMENT ON COLUMN @model@.@relation@.ordinal IS '증감의 크기 순위';
COMMENT ON COLUMN @model@.@relation@.project_id IS '사업 번호(증감이 큰 과목)';
COMMENT ON COLUMN @model@.@relation@.projects IS '사업 수';
COMMENT ON COLUMN @model@.@relation@.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.@relation@.current IS '예산액 B, 집행액 또는 재원의 금액(천원)';
COMMENT ON COLUMN @model@.@relation@.change IS '증감(천원)';
COMMENT ON COLUMN @model@.@relation@.compared_prior IS 'A와 B가 모두 있는 과목의 A(천원)';
COMMENT ON COLUMN @model@.@relation@.compared_current IS 'A와 B가 모두 있는 과목의 B(천원)';
COMMENT ON COLUMN @model@.@relation@.rate IS '적힌 증감률(%)';
$model$;
COMMENT ON FUNCTION budget_model_summary_comments() IS
	'the comments of the columns of the model''s sums (집계), @relation@ standing for the table or view';

CREATE FUNCTION budget_model_summary()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN pg_catalog.replace(pg_catalog.replace(pg_catalog.replace($model$
-- 7. 집계: the sums of each government and year, and which of them are stale

CREATE TABLE @model@.budget_summary
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	feed text NOT NULL,
	kind text NOT NULL,
	government text NOT NULL,
	fiscal_year integer NOT NULL,
	stage text,
	bureau text,
	account text,
	policy text,
	level text,
	name text,
	ordinal bigint,
	project_id bigint,
	projects bigint,
	prior thousand_won,
	current thousand_won,
	change thousand_won,
	compared_prior thousand_won,
	compared_current thousand_won,
	rate numeric
);
CREATE INDEX ON @model@.budget_summary (kind, government, fiscal_year);
CREATE INDEX ON @model@.budget_summary (government, fiscal_year, feed);
COMMENT ON TABLE @model@.budget_summary IS '집계: 자치단체와 회계연도마다 미리 더한 값(budget_refresh_summary가 채움)';
COMMENT ON COLUMN @model@.budget_summary.id IS '집계 번호';
COMMENT ON COLUMN @model@.budget_summary.feed IS '바탕: budget(예산), execution(집행), funding(재원)';
COMMENT ON COLUMN @model@.budget_summary.kind IS '종류: department, program, function, object, change, in_force, month, source';
COMMENT ON COLUMN @model@.budget_summary.government IS '자치단체';
COMMENT ON COLUMN @model@.budget_summary.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.budget_summary.stage IS '예산 단계';
COMMENT ON COLUMN @model@.budget_summary.bureau IS '실·국';
COMMENT ON COLUMN @model@.budget_summary.account IS '회계';
COMMENT ON COLUMN @model@.budget_summary.policy IS '정책사업';
COMMENT ON COLUMN @model@.budget_summary.level IS '분류의 수준(account, policy, unit; field, sector; group, object, item), 재원은 국비 여부';
COMMENT ON COLUMN @model@.budget_summary.name IS '부서, 단위사업, 기능, 과목, 월(첫날) 또는 재원';
COMMENT ON COLUMN @model@.budget_summary.ordinal IS '증감의 크기 순위';
COMMENT ON COLUMN @model@.budget_summary.project_id IS '사업 번호(증감이 큰 과목)';
COMMENT ON COLUMN @model@.budget_summary.projects IS '사업 수';
COMMENT ON COLUMN @model@.budget_summary.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.budget_summary.current IS '예산액 B, 집행액 또는 재원의 금액(천원)';
COMMENT ON COLUMN @model@.budget_summary.change IS '증감(천원)';
COMMENT ON COLUMN @model@.budget_summary.compared_prior IS 'A와 B가 모두 있는 과목의 A(천원)';
COMMENT ON COLUMN @model@.budget_summary.compared_current IS 'A와 B가 모두 있는 과목의 B(천원)';
COMMENT ON COLUMN @model@.budget_summary.rate IS '적힌 증감률(%)';

CREATE TABLE @model@.budget_summary_stale
(
	feed text NOT NULL,
	government text NOT NULL,
	fiscal_year integer NOT NULL
);
ALTER TABLE @model@.budget_summary_stale REPLICA IDENTITY FULL;
COMMENT ON TABLE @model@.budget_summary_stale IS '집계가 낡은 자치단체와 회계연도: 줄에서 다시 더함(같은 표시가 여럿일 수 있음)';
COMMENT ON COLUMN @model@.budget_summary_stale.feed IS '바탕: budget(예산), execution(집행), funding(재원)';
COMMENT ON COLUMN @model@.budget_summary_stale.government IS '자치단체';
COMMENT ON COLUMN @model@.budget_summary_stale.fiscal_year IS '회계연도';

CREATE VIEW @model@.budget_summary_live AS
-- no grouping sets: conditions are not pushed below them
SELECT 'budget' AS feed, 'department' AS kind, l.government, l.fiscal_year, l.stage, l.bureau,
	   NULL::text AS account, NULL::text AS policy, NULL::text AS level,
	   l.department AS name, NULL::bigint AS ordinal, NULL::bigint AS project_id,
	   count(DISTINCT l.project_id) AS projects, sum(l.prior)::numeric AS prior, sum(l.current)::numeric AS current,
	   sum(coalesce(l.change, l.current - l.prior))::numeric AS change,
	   (sum(l.prior) FILTER (WHERE l.current IS NOT NULL))::numeric AS compared_prior,
	   (sum(l.current) FILTER (WHERE l.prior IS NOT NULL))::numeric AS compared_current, NULL::numeric AS rate
FROM @line@ l
GROUP BY l.government, l.fiscal_year, l.stage, l.bureau, l.department
UNION ALL
-- of each project, which has one unit, once for all levels
SELECT 'budget', 'program', l.government, l.fiscal_year, l.stage, NULL, l.account, v.policy, v.level, v.unit, NULL, NULL,
	   count(*), sum(l.prior)::numeric, sum(l.current)::numeric, sum(l.change)::numeric,
	   sum(l.compared_prior)::numeric, sum(l.compared_current)::numeric, NULL
FROM (SELECT l.government, l.fiscal_year, l.stage, l.account, l.policy, l.unit, l.project_id,
			 sum(l.prior) AS prior, sum(l.current) AS current, sum(coalesce(l.change, l.current - l.prior)) AS change,
			 sum(l.prior) FILTER (WHERE l.current IS NOT NULL) AS compared_prior,
			 sum(l.current) FILTER (WHERE l.prior IS NOT NULL) AS compared_current
	  FROM @line@ l
	  GROUP BY l.government, l.fiscal_year, l.stage, l.account, l.policy, l.unit, l.project_id) l
CROSS JOIN LATERAL (VALUES ('account', NULL, NULL), ('policy', l.policy, NULL), ('unit', l.policy, l.unit)) v (level, policy, unit)
GROUP BY l.government, l.fiscal_year, l.stage, l.account, v.level, v.policy, v.unit
UNION ALL
SELECT 'budget', 'function', l.government, l.fiscal_year, l.stage, NULL, NULL, NULL, v.level, v.code::text, NULL, NULL,
	   count(DISTINCT l.project_id), sum(l.prior)::numeric, sum(l.current)::numeric,
	   sum(coalesce(l.change, l.current - l.prior))::numeric,
	   (sum(l.prior) FILTER (WHERE l.current IS NOT NULL))::numeric,
	   (sum(l.current) FILTER (WHERE l.prior IS NOT NULL))::numeric, NULL
FROM @line@ l
CROSS JOIN LATERAL (VALUES ('field', function_code_field(l.function_code)), ('sector', l.function_code)) v (level, code)
GROUP BY l.government, l.fiscal_year, l.stage, v.level, v.code
UNION ALL
SELECT 'budget', 'object', l.government, l.fiscal_year, l.stage, NULL, NULL, NULL, v.level, v.code::text, NULL, NULL,
	   count(DISTINCT l.project_id), sum(l.prior)::numeric, sum(l.current)::numeric,
	   sum(coalesce(l.change, l.current - l.prior))::numeric,
	   (sum(l.prior) FILTER (WHERE l.current IS NOT NULL))::numeric,
	   (sum(l.current) FILTER (WHERE l.prior IS NOT NULL))::numeric, NULL
FROM @line@ l
CROSS JOIN LATERAL (VALUES ('group', budget_code_at(l.code, 'group')), ('object', budget_code_at(l.code, 'object')),
						   ('item', l.code)) v (level, code)
GROUP BY l.government, l.fiscal_year, l.stage, v.level, v.code
UNION ALL
SELECT 'budget', 'change', l.government, l.fiscal_year, l.stage, NULL, NULL, NULL, NULL, l.code::text, l.rank, l.project_id, NULL,
	   l.prior::numeric, l.current::numeric, l.difference::numeric, NULL, NULL, l.change_rate
FROM (SELECT *, coalesce(change, current - prior) AS difference,
			 rank() OVER (PARTITION BY government, fiscal_year, stage
						  ORDER BY abs(coalesce(change, current - prior)) DESC NULLS LAST) AS rank
	  FROM @line@ l) l
WHERE l.rank <= 100
UNION ALL
SELECT 'budget', 'in_force', l.government, l.fiscal_year, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	   NULL, sum(l.current)::numeric, NULL, NULL, NULL, NULL
FROM (SELECT DISTINCT ON (government, fiscal_year, project_id, code) government, fiscal_year, current
	  FROM @line@ l
	  ORDER BY government, fiscal_year, project_id, code, budget_stage_order(stage) DESC, stage DESC) l
GROUP BY l.government, l.fiscal_year
UNION ALL
SELECT 'execution', 'month', e.government, e.fiscal_year, NULL, NULL, NULL, NULL, NULL, e.month::text, NULL, NULL, NULL,
	   NULL, sum(e.amount)::numeric, NULL, NULL, NULL, NULL
FROM (SELECT p.government, e.fiscal_year, date_trunc('month', e.executed_on)::date AS month, e.amount
	  FROM (SELECT DISTINCT s.government, s.fiscal_year FROM @model@.budget_summary_stale s WHERE s.feed = 'execution') s
	  JOIN @model@.project p ON p.government = s.government
	  JOIN @model@.execution e ON e.project_id = p.id AND e.fiscal_year = s.fiscal_year
	  UNION ALL
	  SELECT NULL, e.fiscal_year, date_trunc('month', e.executed_on)::date, e.amount
	  FROM @model@.project p
	  JOIN @model@.execution e ON e.project_id = p.id
	  WHERE p.government IS NULL) e
GROUP BY e.government, e.fiscal_year, e.month
UNION ALL
SELECT 'funding', 'source', f.government, f.fiscal_year, NULL, NULL, NULL, NULL, f.is_national::text, f.source, NULL, NULL,
	   count(f.amount), NULL, sum(f.amount)::numeric, NULL, NULL, NULL, NULL
FROM (SELECT p.government, p.fiscal_year, f.source, f.is_national, f.amount
	  FROM (SELECT DISTINCT s.government, s.fiscal_year FROM @model@.budget_summary_stale s WHERE s.feed = 'funding') s
	  JOIN @model@.project p ON p.government = s.government AND p.fiscal_year = s.fiscal_year
	  JOIN @model@.project_funding f ON f.project_id = p.id
	  UNION ALL
	  SELECT NULL, p.fiscal_year, f.source, f.is_national, f.amount
	  FROM @model@.project p
	  JOIN @model@.project_funding f ON f.project_id = p.id
	  WHERE p.government IS NULL) f
GROUP BY f.government, f.fiscal_year, f.source, f.is_national;
COMMENT ON VIEW @model@.budget_summary_live IS '줄에서 더한 집계: 표시된 자치단체와 회계연도, 그리고 자치단체가 적히지 않은 사업';
@live comments@

CREATE VIEW @model@.budget_summary_now AS
SELECT b.feed, b.kind, b.government, b.fiscal_year, b.stage, b.bureau, b.account, b.policy, b.level, b.name, b.ordinal, b.project_id, b.projects,
	   b.prior::numeric AS prior, b.current::numeric AS current, b.change::numeric AS change,
	   b.compared_prior::numeric AS compared_prior, b.compared_current::numeric AS compared_current, b.rate
FROM @model@.budget_summary b
WHERE NOT EXISTS (SELECT FROM @model@.budget_summary_stale s
				  WHERE s.feed = b.feed AND s.government = b.government AND s.fiscal_year = b.fiscal_year)
UNION ALL
SELECT l.feed, l.kind, l.government, l.fiscal_year, l.stage, l.bureau, l.account, l.policy, l.level, l.name, l.ordinal, l.project_id, l.projects,
	   l.prior, l.current, l.change, l.compared_prior, l.compared_current, l.rate
FROM @model@.budget_summary_live l;
COMMENT ON VIEW @model@.budget_summary_now IS '지금의 집계: 미리 더한 값, 표시된 것은 줄에서 더한 값';
@now comments@

CREATE TRIGGER budget_summary AFTER INSERT OR UPDATE OR DELETE ON @model@.budget_line
	FOR EACH ROW EXECUTE FUNCTION budget_mark_summary('budget');
CREATE TRIGGER budget_summary_truncate AFTER TRUNCATE ON @model@.budget_line
	FOR EACH STATEMENT EXECUTE FUNCTION budget_mark_summary('budget');
CREATE TRIGGER budget_summary AFTER INSERT OR UPDATE OR DELETE ON @model@.execution
	FOR EACH ROW EXECUTE FUNCTION budget_mark_summary('execution');
CREATE TRIGGER budget_summary_truncate AFTER TRUNCATE ON @model@.execution
	FOR EACH STATEMENT EXECUTE FUNCTION budget_mark_summary('execution');
CREATE TRIGGER budget_summary AFTER INSERT OR UPDATE OR DELETE ON @model@.project_funding
	FOR EACH ROW EXECUTE FUNCTION budget_mark_summary('funding');
CREATE TRIGGER budget_summary_truncate AFTER TRUNCATE ON @model@.project_funding
	FOR EACH STATEMENT EXECUTE FUNCTION budget_mark_summary('funding');
-- before its lines go with it, or are found elsewhere
CREATE TRIGGER budget_summary_delete BEFORE DELETE ON @model@.project
	FOR EACH ROW EXECUTE FUNCTION budget_mark_summary('project');
CREATE TRIGGER budget_summary_update AFTER UPDATE ON @model@.project
	FOR EACH ROW
	WHEN (OLD.id IS DISTINCT FROM NEW.id
		OR OLD.fiscal_year IS DISTINCT FROM NEW.fiscal_year
		OR OLD.government IS DISTINCT FROM NEW.government
		OR OLD.bureau IS DISTINCT FROM NEW.bureau
		OR OLD.department IS DISTINCT FROM NEW.department
		OR OLD.account IS DISTINCT FROM NEW.account
		OR OLD.policy IS DISTINCT FROM NEW.policy
		OR OLD.unit IS DISTINCT FROM NEW.unit
		OR OLD.function_code::text IS DISTINCT FROM NEW.function_code::text)
	EXECUTE FUNCTION budget_mark_summary('project');
CREATE TRIGGER budget_summary_marks AFTER DELETE OR TRUNCATE ON @model@.budget_summary_stale
	FOR EACH STATEMENT EXECUTE FUNCTION budget_mark_summary('marks');
$model$,
	'@line@', $line$(
	SELECT p.government, p.bureau, p.department, p.account, p.policy, p.unit, p.function_code, l.project_id, l.fiscal_year, l.stage, l.code,
		   l.prior, l.current, l.change, l.change_rate
	FROM (SELECT DISTINCT s.government, s.fiscal_year FROM @model@.budget_summary_stale s WHERE s.feed = 'budget') s
	JOIN @model@.project p ON p.government = s.government
	JOIN @model@.budget_line l ON l.project_id = p.id AND l.fiscal_year = s.fiscal_year
	UNION ALL
	SELECT NULL, p.bureau, p.department, p.account, p.policy, p.unit, p.function_code, l.project_id, l.fiscal_year, l.stage, l.code,
		   l.prior, l.current, l.change, l.change_rate
	FROM @model@.project p
	JOIN @model@.budget_line l ON l.project_id = p.id
	WHERE p.government IS NULL)$line$),
	'@live comments@', pg_catalog.replace(budget_model_summary_comments(), '@relation@', 'budget_summary_live')),
	'@now comments@', pg_catalog.replace(budget_model_summary_comments(), '@relation@', 'budget_summary_now'));
COMMENT ON FUNCTION budget_model_summary() IS
	'the SQL of the model''s sums beforehand (집계): tables, views and triggers, @model@ standing for its schema';

CREATE FUNCTION budget_refresh_summary(schema name DEFAULT 'budget', everything boolean DEFAULT false)
	RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	AS $body$
DECLARE
	model text := quote_ident(schema);
	-- found in our schema, whatever it is called by now
	extension CONSTANT text := (SELECT quote_ident(n.nspname) FROM pg_extension e
		JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'budget_ext');
	message text;
	hint text;
	government text;
	refreshed bigint;
BEGIN
	IF to_regclass(model || '.budget_summary') IS NULL THEN
		EXECUTE replace($sql$
			SELECT @extension@.budget_gettext('schema "%s" has no budget model with summaries'),
				@extension@.budget_gettext('Create it with budget_create_model(), or bring it up with budget_upgrade_model().')
		$sql$, '@extension@', extension) INTO message, hint;
		RAISE undefined_table USING MESSAGE = format(message, schema), HINT = hint;
	END IF;
	-- what others have committed up to the lock must be seen after it
	IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
		EXECUTE replace($sql$
			SELECT @extension@.budget_gettext('summaries are refreshed in READ COMMITTED transactions only')
		$sql$, '@extension@', extension) INTO message;
		RAISE feature_not_supported USING MESSAGE = message;
	END IF;
	EXECUTE format('LOCK TABLE %1$s.project, %1$s.budget_line, %1$s.execution, %1$s.project_funding, '
				   '%1$s.budget_summary, %1$s.budget_summary_stale IN SHARE ROW EXCLUSIVE MODE', model);

	IF everything THEN
		EXECUTE format($$
			INSERT INTO %1$s.budget_summary_stale (feed, government, fiscal_year)
			SELECT feed, government, fiscal_year FROM %1$s.budget_summary
			UNION
			SELECT 'budget', p.government, l.fiscal_year
			FROM (SELECT DISTINCT project_id, fiscal_year FROM %1$s.budget_line) l JOIN %1$s.project p ON p.id = l.project_id
			WHERE p.government IS NOT NULL
			UNION
			SELECT 'execution', p.government, e.fiscal_year
			FROM (SELECT DISTINCT project_id, fiscal_year FROM %1$s.execution) e JOIN %1$s.project p ON p.id = e.project_id
			WHERE p.government IS NOT NULL
			UNION
			SELECT 'funding', p.government, p.fiscal_year
			FROM (SELECT DISTINCT project_id FROM %1$s.project_funding) f JOIN %1$s.project p ON p.id = f.project_id
			WHERE p.government IS NOT NULL$$, model);
	END IF;
	EXECUTE format('SELECT count(DISTINCT ROW(feed, government, fiscal_year)) FROM %s.budget_summary_stale', model) INTO refreshed;

	-- a government at a time: by index, and never a nation's lines in one sort
	FOR government IN EXECUTE format('SELECT DISTINCT government FROM %s.budget_summary_stale ORDER BY 1', model) LOOP
		EXECUTE format('DELETE FROM %1$s.budget_summary b USING %1$s.budget_summary_stale s WHERE b.government = $1 '
					   'AND s.government = b.government AND s.fiscal_year = b.fiscal_year AND s.feed = b.feed', model)
			USING government;
		EXECUTE format(
			'INSERT INTO %1$s.budget_summary (feed, kind, government, fiscal_year, stage, bureau, account, policy, level, name, ordinal, project_id, '
			'projects, prior, current, change, compared_prior, compared_current, rate) '
			'SELECT feed, kind, government, fiscal_year, stage, bureau, account, policy, level, name, ordinal, project_id, '
			'projects, prior, current, change, compared_prior, compared_current, rate '
			'FROM %1$s.budget_summary_live WHERE government = $1', model)
			USING government;
		EXECUTE format('DELETE FROM %s.budget_summary_stale WHERE government = $1', model) USING government;
	END LOOP;
	IF refreshed > 0 THEN
		EXECUTE format('ANALYZE %1$s.budget_summary, %1$s.budget_summary_stale', model);
	END IF;
	RETURN refreshed;
END
$body$;
COMMENT ON FUNCTION budget_refresh_summary(name, boolean) IS
	'add up what is stale of a model''s sums (집계), or everything, while writers wait; how many governments'' years were stale';

CREATE OR REPLACE FUNCTION budget_model_tables()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 1. 사업: what the head of the sheet says of the project itself

CREATE TABLE @model@.project
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	name text NOT NULL,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	government text,
	bureau text,
	department text,
	account text,
	function_code function_code,
	policy text,
	unit text,
	period text,
	is_annual boolean,
	starts_on date,
	ends_on date,
	location text,
	summary text,
	implementer text,
	is_new boolean,
	is_continuing boolean,
	is_ordinary boolean,
	is_investment boolean,
	total_cost thousand_won,
	national_cost thousand_won,
	subsidy_rate numeric,
	source_line integer,
	UNIQUE NULLS NOT DISTINCT (fiscal_year, name, government, department),
	CHECK (btrim(name) <> ''),
	CHECK (starts_on <= ends_on)
);
CREATE INDEX ON @model@.project (government, fiscal_year);
-- for carry_over_chain: what sheets of different years are known by, by project
-- alone, and by name where not all of it is stated
CREATE INDEX ON @model@.project (id) INCLUDE (fiscal_year, government, department, name);
CREATE INDEX ON @model@.project (name) WHERE government IS NULL OR department IS NULL;
COMMENT ON TABLE @model@.project IS '사업: 사업설명서 한 장(한 세부사업의 한 회계연도)';
COMMENT ON COLUMN @model@.project.id IS '사업 번호';
COMMENT ON COLUMN @model@.project.name IS '사업명(세부사업)';
COMMENT ON COLUMN @model@.project.fiscal_year IS '회계연도(예산액 B의 연도)';
COMMENT ON COLUMN @model@.project.government IS '자치단체';
COMMENT ON COLUMN @model@.project.bureau IS '실·국';
COMMENT ON COLUMN @model@.project.department IS '부서';
COMMENT ON COLUMN @model@.project.account IS '회계(일반회계, 특별회계 등)';
COMMENT ON COLUMN @model@.project.function_code IS '기능별 분류(분야·부문)';
COMMENT ON COLUMN @model@.project.policy IS '정책사업';
COMMENT ON COLUMN @model@.project.unit IS '단위사업';
COMMENT ON COLUMN @model@.project.period IS '사업기간(적힌 그대로)';
COMMENT ON COLUMN @model@.project.is_annual IS '연례반복 사업 여부';
COMMENT ON COLUMN @model@.project.starts_on IS '사업기간 시작일';
COMMENT ON COLUMN @model@.project.ends_on IS '사업기간 종료일';
COMMENT ON COLUMN @model@.project.location IS '사업위치';
COMMENT ON COLUMN @model@.project.summary IS '사업내용(개요)';
COMMENT ON COLUMN @model@.project.implementer IS '사업시행주체';
COMMENT ON COLUMN @model@.project.is_new IS '신규 사업 여부';
COMMENT ON COLUMN @model@.project.is_continuing IS '계속 사업 여부';
COMMENT ON COLUMN @model@.project.is_ordinary IS '경상 사업 여부';
COMMENT ON COLUMN @model@.project.is_investment IS '투자 사업 여부';
COMMENT ON COLUMN @model@.project.total_cost IS '총사업비(천원)';
COMMENT ON COLUMN @model@.project.national_cost IS '총사업비 중 국비(천원)';
COMMENT ON COLUMN @model@.project.subsidy_rate IS '보조율(%, 총사업비 중 국비의 비율)';
COMMENT ON COLUMN @model@.project.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.project_method
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	method text NOT NULL,
	applies boolean NOT NULL,
	source_line integer,
	PRIMARY KEY (project_id, method)
);
COMMENT ON TABLE @model@.project_method IS '사업형태: 직접수행, 자치단체 보조, 민간이전, 출연출자, 민간위탁, 기타';
COMMENT ON COLUMN @model@.project_method.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_method.method IS '사업형태';
COMMENT ON COLUMN @model@.project_method.applies IS '해당 여부(표시란)';
COMMENT ON COLUMN @model@.project_method.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.project_procedure
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	procedure text NOT NULL,
	applies boolean NOT NULL,
	source_line integer,
	PRIMARY KEY (project_id, procedure)
);
COMMENT ON TABLE @model@.project_procedure IS '사전절차 대상 여부: 투자심사, 학술용역, 기술심사, 지방보조심의, 정보화심사, 공유재산 등';
COMMENT ON COLUMN @model@.project_procedure.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_procedure.procedure IS '사전절차';
COMMENT ON COLUMN @model@.project_procedure.applies IS '대상 여부(표시란)';
COMMENT ON COLUMN @model@.project_procedure.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.project_funding
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	source text NOT NULL,
	is_national boolean NOT NULL
		GENERATED ALWAYS AS (source IN ('국비', '국고', '국고보조', '국고보조금', '균특', '기금', '특교', '특별교부세')) STORED,
	amount thousand_won,
	source_line integer,
	PRIMARY KEY (project_id, source)
);
COMMENT ON TABLE @model@.project_funding IS '총사업비의 재원: 국비, 균특, 기금, 특교, 시비·도비, 조정교부금, 구비·군비, 기타';
COMMENT ON COLUMN @model@.project_funding.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_funding.source IS '재원';
COMMENT ON COLUMN @model@.project_funding.is_national IS '국비 여부(국고보조, 균특, 기금, 특교)';
COMMENT ON COLUMN @model@.project_funding.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.project_funding.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.project_contact
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	ordinal integer NOT NULL,
	role text NOT NULL,
	contact text,
	source_line integer,
	PRIMARY KEY (project_id, ordinal)
);
COMMENT ON TABLE @model@.project_contact IS '사업 담당자: 과장, 팀장, 주무관';
COMMENT ON COLUMN @model@.project_contact.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_contact.ordinal IS '순서';
COMMENT ON COLUMN @model@.project_contact.role IS '직위';
COMMENT ON COLUMN @model@.project_contact.contact IS '담당자와 연락처(적힌 그대로)';
COMMENT ON COLUMN @model@.project_contact.source_line IS '원문의 줄 번호';

-- 2. 예산: the overview, its cost basis

CREATE TABLE @model@.budget_total
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	stage text NOT NULL DEFAULT '본예산',
	two_years_before thousand_won,
	two_years_before_subsidy thousand_won,
	prior thousand_won,
	prior_subsidy thousand_won,
	current thousand_won,
	current_subsidy thousand_won,
	change thousand_won,
	change_subsidy thousand_won,
	change_rate numeric,
	change_rate_subsidy numeric,
	scheduled thousand_won,
	source_line integer,
	PRIMARY KEY (project_id, fiscal_year, stage)
);
COMMENT ON TABLE @model@.budget_total IS '계: 예산 총괄과 추진일정의 계에 적힌 금액(한 사업, 회계연도, 예산 단계)';
COMMENT ON COLUMN @model@.budget_total.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_total.fiscal_year IS '회계연도(예산액 B의 연도)';
COMMENT ON COLUMN @model@.budget_total.stage IS '예산 단계(본예산, 추경 1회 등)';
COMMENT ON COLUMN @model@.budget_total.two_years_before IS '전전년도 예산액 계(천원)';
COMMENT ON COLUMN @model@.budget_total.two_years_before_subsidy IS '전전년도 예산액 계 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_total.prior IS '전년도 예산액(A) 계(천원)';
COMMENT ON COLUMN @model@.budget_total.prior_subsidy IS '전년도 예산액(A) 계 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_total.current IS '예산액(B) 계(천원)';
COMMENT ON COLUMN @model@.budget_total.current_subsidy IS '예산액(B) 계 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_total.change IS '증감(B-A) 계(천원)';
COMMENT ON COLUMN @model@.budget_total.change_subsidy IS '증감(B-A) 계 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_total.change_rate IS '증감률 (B-A)*100/A 계(%, 적힌 자릿수 그대로)';
COMMENT ON COLUMN @model@.budget_total.change_rate_subsidy IS '국고보조의 증감률 계(%)';
COMMENT ON COLUMN @model@.budget_total.scheduled IS '추진일정 예산집행금액 계(천원)';
COMMENT ON COLUMN @model@.budget_total.source_line IS '원문의 줄 번호(예산 총괄의 계)';

CREATE TABLE @model@.budget_line
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	stage text NOT NULL DEFAULT '본예산',
	code budget_code NOT NULL,
	two_years_before thousand_won,
	two_years_before_subsidy thousand_won,
	prior thousand_won,
	prior_subsidy thousand_won,
	current thousand_won,
	current_subsidy thousand_won,
	change thousand_won,
	change_subsidy thousand_won,
	change_rate numeric,
	change_rate_subsidy numeric,
	label text,
	source_line integer,
	pre_established thousand_won,
	PRIMARY KEY (project_id, fiscal_year, stage, code)
);
-- without entries, as a code is never NULL: by it the planner knows, where only
-- totals (code IS NULL in budget_overview) are asked for
CREATE INDEX ON @model@.budget_line (fiscal_year) WHERE code::text IS NULL;
COMMENT ON TABLE @model@.budget_line IS '예산 총괄: 통계목별 예산액(전전년도, 전년도 A, 당해 B, 증감)';
COMMENT ON COLUMN @model@.budget_line.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_line.fiscal_year IS '회계연도(예산액 B의 연도)';
COMMENT ON COLUMN @model@.budget_line.stage IS '예산 단계(본예산, 추경 1회 등)';
COMMENT ON COLUMN @model@.budget_line.code IS '과목(성질별 분류: 통계목)';
COMMENT ON COLUMN @model@.budget_line.two_years_before IS '전전년도 예산액(천원)';
COMMENT ON COLUMN @model@.budget_line.two_years_before_subsidy IS '전전년도 예산액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_line.prior IS '전년도 예산액(A, 천원): 단계를 달리 밝히지 않으면 전년도 본예산';
COMMENT ON COLUMN @model@.budget_line.prior_subsidy IS '전년도 예산액(A) 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_line.current IS '예산액(B, 천원)';
COMMENT ON COLUMN @model@.budget_line.current_subsidy IS '예산액(B) 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_line.change IS '증감(B-A, 천원)';
COMMENT ON COLUMN @model@.budget_line.change_subsidy IS '증감(B-A) 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_line.change_rate IS '증감률 (B-A)*100/A(%, 적힌 자릿수 그대로)';
COMMENT ON COLUMN @model@.budget_line.change_rate_subsidy IS '국고보조의 증감률(%)';
COMMENT ON COLUMN @model@.budget_line.label IS '과목의 이름(적힌 그대로)';
COMMENT ON COLUMN @model@.budget_line.source_line IS '원문의 줄 번호';
COMMENT ON COLUMN @model@.budget_line.pre_established IS '예산액(B) 중 의회의 의결 전에 쓴 금액(성립전 사용, 천원)';

CREATE TABLE @model@.cost_basis
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	stage text NOT NULL DEFAULT '본예산',
	code budget_code NOT NULL,
	parent_id bigint,
	ordinal integer NOT NULL,
	depth integer NOT NULL DEFAULT 1 CHECK (depth >= 1),
	label text,
	basis text,
	amount thousand_won,
	source_line integer,
	evaluated thousand_won GENERATED ALWAYS AS (try_cost_basis_amount(basis)) STORED,
	result text GENERATED ALWAYS AS (
		CASE WHEN basis IS NULL THEN NULL
			 WHEN try_cost_basis_amount(basis) IS NULL THEN '식 아님'
			 WHEN amount IS NULL THEN '금액 없음'
			 WHEN amount = try_cost_basis_amount(basis) THEN '일치'
			 WHEN amount = try_cost_basis_amount(basis, 'nearest') THEN '반올림'
			 WHEN amount = try_cost_basis_amount(basis, 'floor') THEN '내림'
			 ELSE '차이' END) STORED,
	UNIQUE (project_id, fiscal_year, stage, code, ordinal),
	UNIQUE (project_id, fiscal_year, stage, code, id),
	-- a child belongs to its parent's code
	FOREIGN KEY (project_id, fiscal_year, stage, code, parent_id)
		REFERENCES @model@.cost_basis (project_id, fiscal_year, stage, code, id)
		ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE,
	CHECK (parent_id <> id),
	CHECK ((parent_id IS NULL) = (depth = 1))
);
CREATE INDEX ON @model@.cost_basis (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX ON @model@.cost_basis (result) WHERE result <> '일치';
COMMENT ON TABLE @model@.cost_basis IS '예산 요구내역 및 산출근거(과목 아래의 나무)';
COMMENT ON COLUMN @model@.cost_basis.id IS '산출근거 번호';
COMMENT ON COLUMN @model@.cost_basis.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.cost_basis.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.cost_basis.stage IS '예산 단계(본예산, 추경 1회 등)';
COMMENT ON COLUMN @model@.cost_basis.code IS '과목(통계목)';
COMMENT ON COLUMN @model@.cost_basis.parent_id IS '상위 산출근거 번호(없으면 과목 바로 아래)';
COMMENT ON COLUMN @model@.cost_basis.ordinal IS '과목 안의 순서';
COMMENT ON COLUMN @model@.cost_basis.depth IS '깊이(1: 과목 바로 아래)';
COMMENT ON COLUMN @model@.cost_basis.label IS '산출내역';
COMMENT ON COLUMN @model@.cost_basis.basis IS '산출기초(단가*수량의 식, 원)';
COMMENT ON COLUMN @model@.cost_basis.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.cost_basis.source_line IS '원문의 줄 번호';
COMMENT ON COLUMN @model@.cost_basis.evaluated IS '산출기초의 값(천원): 줄마다 천원 미만을 올려 더함, 식이 아니면 NULL';
COMMENT ON COLUMN @model@.cost_basis.result IS '일치, 반올림 또는 내림하면 일치, 차이, 식 아님, 금액 없음';

-- 3. 사업 설명

CREATE TABLE @model@.project_text
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	section text NOT NULL,
	ordinal integer NOT NULL,
	depth integer NOT NULL DEFAULT 1 CHECK (depth >= 1),
	label text,
	body text NOT NULL,
	stated_item text,
	stated_number integer NOT NULL DEFAULT 1,
	stated_amount thousand_won,
	source_line integer,
	PRIMARY KEY (project_id, section, ordinal),
	UNIQUE (project_id, stated_item, stated_number)
);
COMMENT ON TABLE @model@.project_text IS '사업 설명의 글: 사업목적, 사업근거, 사업내용, 필요성, 절차, 기대효과';
COMMENT ON COLUMN @model@.project_text.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_text.section IS '항목(사업목적, 사업근거, 사업내용 등)';
COMMENT ON COLUMN @model@.project_text.ordinal IS '항목 안의 순서';
COMMENT ON COLUMN @model@.project_text.depth IS '깊이';
COMMENT ON COLUMN @model@.project_text.label IS '쌍점 앞의 이름(사업기간, 장소 등)';
COMMENT ON COLUMN @model@.project_text.body IS '본문';
COMMENT ON COLUMN @model@.project_text.stated_item IS '글이 금액을 밝힌 것(예: 총사업비)';
COMMENT ON COLUMN @model@.project_text.stated_number IS '같은 것을 몇 번째로 밝혔는가';
COMMENT ON COLUMN @model@.project_text.stated_amount IS '글이 밝힌 금액(천원)';
COMMENT ON COLUMN @model@.project_text.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.milestone
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	ordinal integer NOT NULL,
	happened_on date,
	date_text text,
	event text NOT NULL,
	source_line integer,
	PRIMARY KEY (project_id, ordinal)
);
COMMENT ON TABLE @model@.milestone IS '추진경위';
COMMENT ON COLUMN @model@.milestone.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.milestone.ordinal IS '순서';
COMMENT ON COLUMN @model@.milestone.happened_on IS '날짜(달까지만 적혀 있으면 비움)';
COMMENT ON COLUMN @model@.milestone.date_text IS '날짜(적힌 그대로)';
COMMENT ON COLUMN @model@.milestone.event IS '내용';
COMMENT ON COLUMN @model@.milestone.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.schedule_step
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	stage text NOT NULL DEFAULT '본예산',
	ordinal integer NOT NULL,
	step text NOT NULL,
	period text,
	starts_on date,
	ends_on date,
	amount thousand_won,
	detail text,
	source_line integer,
	PRIMARY KEY (project_id, fiscal_year, stage, ordinal),
	CHECK (starts_on <= ends_on)
);
COMMENT ON TABLE @model@.schedule_step IS '추진일정';
COMMENT ON COLUMN @model@.schedule_step.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.schedule_step.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.schedule_step.stage IS '예산 단계(본예산, 추경 1회 등)';
COMMENT ON COLUMN @model@.schedule_step.ordinal IS '순서';
COMMENT ON COLUMN @model@.schedule_step.step IS '사업추진절차';
COMMENT ON COLUMN @model@.schedule_step.period IS '추진기간(적힌 그대로)';
COMMENT ON COLUMN @model@.schedule_step.starts_on IS '추진기간 시작일';
COMMENT ON COLUMN @model@.schedule_step.ends_on IS '추진기간 종료일';
COMMENT ON COLUMN @model@.schedule_step.amount IS '예산집행금액(천원)';
COMMENT ON COLUMN @model@.schedule_step.detail IS '추진세부내용';
COMMENT ON COLUMN @model@.schedule_step.source_line IS '원문의 줄 번호';

-- 4. 사업 효과와 결산

CREATE TABLE @model@.achievement
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	year integer NOT NULL CHECK (year BETWEEN 1900 AND 2999),
	ordinal integer NOT NULL,
	depth integer NOT NULL DEFAULT 1 CHECK (depth >= 1),
	body text NOT NULL,
	source_line integer,
	PRIMARY KEY (project_id, year, ordinal)
);
COMMENT ON TABLE @model@.achievement IS '최근 3년 추진실적';
COMMENT ON COLUMN @model@.achievement.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.achievement.year IS '연도';
COMMENT ON COLUMN @model@.achievement.ordinal IS '연도 안의 순서';
COMMENT ON COLUMN @model@.achievement.depth IS '깊이';
COMMENT ON COLUMN @model@.achievement.body IS '실적';
COMMENT ON COLUMN @model@.achievement.source_line IS '원문의 줄 번호';

CREATE TABLE @model@.settlement
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	year integer NOT NULL CHECK (year BETWEEN 1900 AND 2999),
	original_budget thousand_won,
	original_budget_subsidy thousand_won,
	carried_in thousand_won,
	carried_in_subsidy thousand_won,
	carried_in_express thousand_won,
	carried_in_accident thousand_won,
	carried_in_continuing thousand_won,
	adjustment thousand_won,
	adjustment_subsidy thousand_won,
	current_budget thousand_won,
	current_budget_subsidy thousand_won,
	obligated thousand_won,
	executed thousand_won,
	executed_subsidy thousand_won,
	carried_out thousand_won,
	carried_out_subsidy thousand_won,
	carried_out_express thousand_won,
	carried_out_accident thousand_won,
	carried_out_continuing thousand_won,
	returned thousand_won DEFAULT 0,
	remaining thousand_won,
	remaining_subsidy thousand_won,
	source_line integer,
	PRIMARY KEY (project_id, year)
);
-- what carry_over_chain reads of the next year, by index alone
CREATE INDEX ON @model@.settlement (project_id, year) INCLUDE (carried_in);
COMMENT ON TABLE @model@.settlement IS '결산 현황';
COMMENT ON COLUMN @model@.settlement.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.settlement.year IS '결산 연도';
COMMENT ON COLUMN @model@.settlement.original_budget IS '당초예산(천원)';
COMMENT ON COLUMN @model@.settlement.original_budget_subsidy IS '당초예산 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in IS '전년도 이월액(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in_subsidy IS '전년도 이월액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in_express IS '전년도 이월액 중 명시이월(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in_accident IS '전년도 이월액 중 사고이월(천원)';
COMMENT ON COLUMN @model@.settlement.carried_in_continuing IS '전년도 이월액 중 계속비이월(천원)';
COMMENT ON COLUMN @model@.settlement.adjustment IS '예산변경(추경, 예비비, 이용, 전용, 이체의 합, 천원)';
COMMENT ON COLUMN @model@.settlement.adjustment_subsidy IS '예산변경 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.current_budget IS '예산현액(천원): 당초예산 + 전년도 이월액 + 예산변경';
COMMENT ON COLUMN @model@.settlement.current_budget_subsidy IS '예산현액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.obligated IS '지출원인행위액(천원)';
COMMENT ON COLUMN @model@.settlement.executed IS '집행액(지출액, 천원)';
COMMENT ON COLUMN @model@.settlement.executed_subsidy IS '집행액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out IS '다음 연도 이월액(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out_subsidy IS '다음 연도 이월액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out_express IS '다음 연도 이월액 중 명시이월(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out_accident IS '다음 연도 이월액 중 사고이월(천원)';
COMMENT ON COLUMN @model@.settlement.carried_out_continuing IS '다음 연도 이월액 중 계속비이월(천원)';
COMMENT ON COLUMN @model@.settlement.returned IS '보조금 반납금(천원)';
COMMENT ON COLUMN @model@.settlement.remaining IS '집행잔액(천원): 예산현액 - 집행액 - 다음 연도 이월액 - 반납금';
COMMENT ON COLUMN @model@.settlement.remaining_subsidy IS '집행잔액 중 국고보조(천원)';
COMMENT ON COLUMN @model@.settlement.source_line IS '원문의 줄 번호';

-- 5. 집행과 예산의 변경: what happens during the year

CREATE TABLE @model@.execution
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	code budget_code NOT NULL,
	executed_on date NOT NULL,
	amount thousand_won NOT NULL,
	description text
);
CREATE INDEX ON @model@.execution (project_id, fiscal_year, code);
COMMENT ON TABLE @model@.execution IS '집행(지출)';
COMMENT ON COLUMN @model@.execution.id IS '집행 번호';
COMMENT ON COLUMN @model@.execution.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.execution.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.execution.code IS '과목(통계목)';
COMMENT ON COLUMN @model@.execution.executed_on IS '지출일';
COMMENT ON COLUMN @model@.execution.amount IS '지출액(천원, 반납은 음수)';
COMMENT ON COLUMN @model@.execution.description IS '적요';

CREATE TABLE @model@.budget_transfer
(
	id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
	kind text NOT NULL CHECK (kind IN ('전용', '이용', '예비비', '이체', '변경사용')),
	fiscal_year integer NOT NULL CHECK (fiscal_year BETWEEN 1900 AND 2999),
	decided_on date,
	document text,
	account text NOT NULL DEFAULT '일반회계',
	policy text,
	project_id bigint REFERENCES @model@.project,
	code budget_code,
	amount thousand_won NOT NULL CHECK (amount > 0),
	reason text,
	-- what the money may not leave
	bounds text GENERATED ALWAYS AS (
		CASE kind
		WHEN '전용' THEN account || '/' || policy
		WHEN '이체' THEN account || '/' || budget_code_text(code)
		WHEN '변경사용' THEN project_id::text || '/' || budget_code_text(budget_code_at(code, 'object'))
		ELSE account END) STORED,
	UNIQUE (id, kind),
	CHECK (bounds IS NOT NULL)
);
COMMENT ON TABLE @model@.budget_transfer IS '예산의 변경: 전용, 이용, 예비비, 이체, 변경사용';
COMMENT ON COLUMN @model@.budget_transfer.id IS '변경 번호';
COMMENT ON COLUMN @model@.budget_transfer.kind IS '종류';
COMMENT ON COLUMN @model@.budget_transfer.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.budget_transfer.decided_on IS '결정일';
COMMENT ON COLUMN @model@.budget_transfer.document IS '문서 번호';
COMMENT ON COLUMN @model@.budget_transfer.account IS '회계(이용과 예비비는 그 안에서)';
COMMENT ON COLUMN @model@.budget_transfer.policy IS '정책사업(전용은 그 안에서)';
COMMENT ON COLUMN @model@.budget_transfer.project_id IS '사업 번호(변경사용은 그 안에서)';
COMMENT ON COLUMN @model@.budget_transfer.code IS '과목(이체는 그 과목, 변경사용은 그 편성목 안에서)';
COMMENT ON COLUMN @model@.budget_transfer.amount IS '변경액(천원): 증액의 합이자 감액의 합';
COMMENT ON COLUMN @model@.budget_transfer.reason IS '사유';
COMMENT ON COLUMN @model@.budget_transfer.bounds IS '돈이 벗어나지 못하는 범위: 전용은 정책사업, 이용과 예비비는 회계, 이체는 회계와 과목, 변경사용은 사업과 편성목';

CREATE TABLE @model@.budget_transfer_line
(
	transfer_id bigint NOT NULL,
	kind text NOT NULL,
	ordinal integer NOT NULL,
	department text,
	account text NOT NULL DEFAULT '일반회계',
	policy text,
	project_id bigint NOT NULL REFERENCES @model@.project,
	code budget_code NOT NULL,
	amount thousand_won NOT NULL CHECK (amount <> 0),
	-- what the money may not leave
	bounds text GENERATED ALWAYS AS (
		CASE kind
		WHEN '전용' THEN account || '/' || policy
		WHEN '이체' THEN account || '/' || budget_code_text(code)
		WHEN '변경사용' THEN project_id::text || '/' || budget_code_text(budget_code_at(code, 'object'))
		ELSE account END) STORED,
	PRIMARY KEY (transfer_id, ordinal),
	FOREIGN KEY (transfer_id, kind) REFERENCES @model@.budget_transfer (id, kind)
		ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX ON @model@.budget_transfer_line (project_id, code);
COMMENT ON TABLE @model@.budget_transfer_line IS '예산 변경의 과목별 증감';
COMMENT ON COLUMN @model@.budget_transfer_line.transfer_id IS '변경 번호';
COMMENT ON COLUMN @model@.budget_transfer_line.kind IS '종류(변경의 종류와 같음)';
COMMENT ON COLUMN @model@.budget_transfer_line.ordinal IS '순서';
COMMENT ON COLUMN @model@.budget_transfer_line.department IS '부서';
COMMENT ON COLUMN @model@.budget_transfer_line.account IS '회계';
COMMENT ON COLUMN @model@.budget_transfer_line.policy IS '정책사업';
COMMENT ON COLUMN @model@.budget_transfer_line.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_transfer_line.code IS '과목(통계목)';
COMMENT ON COLUMN @model@.budget_transfer_line.amount IS '증감액(천원, 감액은 음수)';
COMMENT ON COLUMN @model@.budget_transfer_line.bounds IS '종류에 따른 범위(변경의 범위와 같아야 함)';

-- 6. 원문: what was read, and what in it was not understood

CREATE TABLE @model@.project_sheet
(
	project_id bigint PRIMARY KEY REFERENCES @model@.project ON DELETE CASCADE,
	sheet text NOT NULL,
	loaded_at timestamptz NOT NULL DEFAULT now(),
	loaded_by name NOT NULL DEFAULT current_user
);
COMMENT ON TABLE @model@.project_sheet IS '사업설명서의 원문';
COMMENT ON COLUMN @model@.project_sheet.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_sheet.sheet IS '원문';
COMMENT ON COLUMN @model@.project_sheet.loaded_at IS '읽은 때';
COMMENT ON COLUMN @model@.project_sheet.loaded_by IS '읽은 사람(역할)';

CREATE TABLE @model@.sheet_issue
(
	project_id bigint NOT NULL REFERENCES @model@.project ON DELETE CASCADE,
	ordinal integer NOT NULL,
	line integer,
	section text,
	kind text NOT NULL,
	content text,
	message text NOT NULL,
	PRIMARY KEY (project_id, ordinal)
);
COMMENT ON TABLE @model@.sheet_issue IS '원문을 읽으며 이해하지 못했거나 어긋난 것';
COMMENT ON COLUMN @model@.sheet_issue.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.sheet_issue.ordinal IS '순서';
COMMENT ON COLUMN @model@.sheet_issue.line IS '원문의 줄 번호';
COMMENT ON COLUMN @model@.sheet_issue.section IS '항목';
COMMENT ON COLUMN @model@.sheet_issue.kind IS '종류(이해하지 못함, 적지 않음, 서로 다름 등)';
COMMENT ON COLUMN @model@.sheet_issue.content IS '원문의 내용';
COMMENT ON COLUMN @model@.sheet_issue.message IS '설명';
$model$;
COMMENT ON FUNCTION budget_model_tables() IS
	'the SQL of the model''s tables (사업설명서), @model@ standing for its schema';

CREATE OR REPLACE FUNCTION budget_model_row_rules(
	OUT rule name, OUT target name, OUT equation text, OUT description text)
	RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
	BEGIN ATOMIC
	VALUES
	('project_new_or_continuing', 'project',
	 'NOT (is_new AND is_continuing)', '신규와 계속은 함께 표시하지 않는다'),
	('project_ordinary_or_investment', 'project',
	 'NOT (is_ordinary AND is_investment)', '경상과 투자는 함께 표시하지 않는다'),
	('project_subsidy_rate', 'project',
	 'round(subsidy_rate, 6) = share_rate(national_cost, total_cost, least(scale(subsidy_rate), 6))',
	 '보조율 = 국비 / 총사업비(적힌 자릿수까지)'),
	('budget_line_change', 'budget_line',
	 'change = current - prior', '증감 = B-A'),
	('budget_line_change_subsidy', 'budget_line',
	 'change_subsidy = current_subsidy - prior_subsidy', '국고보조의 증감 = B-A'),
	('budget_line_change_rate', 'budget_line',
	 'round(change_rate, 6) = change_rate(prior, current, least(scale(change_rate), 6))',
	 '증감률 = (B-A)*100/A(적힌 자릿수까지)'),
	('budget_line_change_rate_subsidy', 'budget_line',
	 'round(change_rate_subsidy, 6) = change_rate(prior_subsidy, current_subsidy, least(scale(change_rate_subsidy), 6))',
	 '국고보조의 증감률 = (B-A)*100/A(적힌 자릿수까지)'),
	('budget_line_pre_established', 'budget_line',
	 'pre_established <= current', '성립전 사용액은 예산액에 들어 있다'),
	('budget_total_change', 'budget_total',
	 'change = current - prior', '계의 증감 = B-A'),
	('budget_total_change_subsidy', 'budget_total',
	 'change_subsidy = current_subsidy - prior_subsidy', '계의 국고보조 증감 = B-A'),
	('budget_total_change_rate', 'budget_total',
	 'round(change_rate, 6) = change_rate(prior, current, least(scale(change_rate), 6))',
	 '계의 증감률 = (B-A)*100/A(적힌 자릿수까지)'),
	('budget_total_change_rate_subsidy', 'budget_total',
	 'round(change_rate_subsidy, 6) = change_rate(prior_subsidy, current_subsidy, least(scale(change_rate_subsidy), 6))',
	 '계의 국고보조 증감률 = (B-A)*100/A(적힌 자릿수까지)'),
	('settlement_current_budget', 'settlement',
	 'current_budget = original_budget + carried_in + adjustment',
	 '예산현액 = 당초예산 + 전년이월 + 예산변경'),
	('settlement_current_budget_subsidy', 'settlement',
	 'current_budget_subsidy = original_budget_subsidy + carried_in_subsidy + adjustment_subsidy',
	 '국고보조의 예산현액 = 당초예산 + 전년이월 + 예산변경'),
	('settlement_remaining', 'settlement',
	 'remaining = current_budget - executed - carried_out - returned',
	 '집행잔액 = 예산현액 - 집행액 - 차년이월 - 반납금'),
	('settlement_remaining_subsidy', 'settlement',
	 'remaining_subsidy = current_budget_subsidy - executed_subsidy - carried_out_subsidy - returned',
	 '국고보조의 집행잔액 = 예산현액 - 집행액 - 차년이월 - 반납금'),
	('settlement_carried_in', 'settlement',
	 'carried_in = carried_in_express + carried_in_accident + carried_in_continuing',
	 '전년이월 = 명시이월 + 사고이월 + 계속비이월'),
	('settlement_carried_out', 'settlement',
	 'carried_out = carried_out_express + carried_out_accident + carried_out_continuing',
	 '차년이월 = 명시이월 + 사고이월 + 계속비이월');
	END;
COMMENT ON FUNCTION budget_model_row_rules() IS
	'the model''s rules over the columns of one row (행 규칙)';

CREATE FUNCTION budget_model_code_rules(
	OUT rule name, OUT target name, OUT code_column name, OUT year_column name, OUT description text)
	RETURNS SETOF record
	LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
	BEGIN ATOMIC
	VALUES
	('budget_line_code'::name, 'budget_line'::name, 'code'::name, 'fiscal_year'::name,
	 '과목은 그 회계연도의 통계목이다');
	END;
COMMENT ON FUNCTION budget_model_code_rules() IS
	'the model''s rules that a code stands in the chart of its year (과목 규칙)';

CREATE FUNCTION budget_create_model(schema name, partitioned boolean)
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
	words text[];
	rule record;
BEGIN
	-- Our names are found in our schema, whatever it is called by now; what of
	-- the server's has arguments of any type is said to be the server's.
	PERFORM set_config('search_path', extension || ', pg_temp', true);
	ddl := budget_model_tables() || budget_model_summary() || budget_model_views() || budget_model_comparison_views()
		|| budget_model_violation_view() || budget_model_analysis_views() || budget_model_report_views()
		|| budget_model_version_view();
	IF partitioned THEN
		-- a unique key has the year in it
		FOREACH taken IN ARRAY ARRAY['budget_line', 'cost_basis', 'execution'] LOOP
			words := regexp_match(ddl, pg_catalog.format('CREATE TABLE @model@\.%s\n\(\n.*?\n\);\n', taken));
			ddl := replace(ddl, words[1],
						   replace(replace(words[1], E'\n);\n', E'\n)\nPARTITION BY LIST (fiscal_year);\n'),
								   'AS IDENTITY PRIMARY KEY,', E'AS IDENTITY,\n\tPRIMARY KEY (id, fiscal_year),'));
		END LOOP;
	END IF;

	SELECT n.nspowner INTO owner FROM pg_catalog.pg_namespace n WHERE n.nspname = schema;
	IF NOT FOUND THEN
		EXECUTE pg_catalog.format('CREATE SCHEMA %I', schema);
	ELSIF NOT pg_catalog.pg_has_role(owner, 'USAGE') THEN
		RAISE insufficient_privilege
			USING MESSAGE = pg_catalog.format(budget_gettext('must be owner of schema "%s"'), schema);
	END IF;

	SELECT c.relname INTO taken
	FROM regexp_matches(ddl, 'CREATE (?:TABLE|VIEW) @model@\.("[^"]+"|\w+)', 'g') m
	JOIN pg_catalog.pg_class c ON c.relname = btrim(m[1], '"')
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname = schema
	ORDER BY c.relname
	LIMIT 1;
	IF FOUND THEN
		RAISE duplicate_table
			USING MESSAGE = pg_catalog.format(budget_gettext('schema "%s" already has a relation "%s"'), schema, taken),
				HINT = budget_gettext('Create the model in a schema of its own.');
	END IF;

	EXECUTE replace(ddl, '@model@', pg_catalog.quote_ident(schema));

	FOR rule IN SELECT * FROM budget_model_row_rules() LOOP
		PERFORM budget_add_row_rule(rule.rule, pg_catalog.format('%I.%I', schema, rule.target)::regclass, rule.equation);
		EXECUTE pg_catalog.format('COMMENT ON TRIGGER %I ON %I.%I IS %L', rule.rule, schema, rule.target, rule.description);
	END LOOP;
	FOR rule IN SELECT * FROM budget_model_sum_rules() LOOP
		PERFORM budget_add_sum_rule(rule.rule,
									pg_catalog.format('%I.%I', schema, rule.total_table)::regclass,
									rule.total_amount,
									CASE WHEN partitioned AND rule.rule = 'cost_basis_children'
										 THEN pg_catalog.array_append(rule.total_key, 'fiscal_year'::text) ELSE rule.total_key END,
									pg_catalog.format('%I.%I', schema, rule.part_table)::regclass,
									rule.part_amount,
									CASE WHEN partitioned AND rule.rule = 'cost_basis_children'
										 THEN pg_catalog.array_append(rule.part_key, 'fiscal_year'::text) ELSE rule.part_key END,
									part_filter => rule.part_filter,
									missing_parts => rule.missing, missing_total => rule.missing);
		EXECUTE pg_catalog.format('COMMENT ON TRIGGER %I ON %I.%I IS %L', rule.rule, schema, rule.part_table, rule.description);
	END LOOP;
	FOR rule IN SELECT * FROM budget_model_code_rules() LOOP
		PERFORM budget_add_code_rule(rule.rule, pg_catalog.format('%I.%I', schema, rule.target)::regclass,
									 rule.code_column, rule.year_column);
		EXECUTE pg_catalog.format('COMMENT ON TRIGGER %I ON %I.%I IS %L', rule.rule, schema, rule.target, rule.description);
	END LOOP;
END
$body$;
COMMENT ON FUNCTION budget_create_model(name, boolean) IS
	'create the model, its lines, cost bases and payments partitioned by fiscal year (회계연도) or not';

CREATE OR REPLACE FUNCTION budget_create_model(schema name DEFAULT 'budget')
	RETURNS void
	LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
	BEGIN ATOMIC
	SELECT budget_create_model(schema, false);
	END;
COMMENT ON FUNCTION budget_create_model(name) IS
	'create the tables, rules and views of the project sheet (사업설명서) in a schema of the caller''s';

CREATE OR REPLACE FUNCTION budget_model_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 1. One project: its tables, in base types

CREATE VIEW @model@.budget_overview AS
WITH line AS NOT MATERIALIZED (
	-- what there is is found by keys (k), which an index has by itself, and only
	-- what is asked for is read: of a nation's rows, those of a government.
	-- What is joined on the left is left out where nothing of it is asked for.
	SELECT k.project_id, p.name, p.government, k.fiscal_year, k.stage, l.code,
		   l.two_years_before, l.prior, l.current, l.current_subsidy, l.change, l.change_rate,
		   coalesce(t.current, (SELECT sum(o.current) FROM @model@.budget_line o
								WHERE (o.project_id, o.fiscal_year, o.stage)
									= (k.project_id, k.fiscal_year, k.stage))) AS whole
	FROM @model@.budget_total k
	LEFT JOIN @model@.budget_total t ON t.project_id = k.project_id AND t.fiscal_year = k.fiscal_year AND t.stage = k.stage
	JOIN @model@.budget_line l ON l.project_id = k.project_id AND l.fiscal_year = k.fiscal_year AND l.stage = k.stage
	LEFT JOIN @model@.project p ON p.id = k.project_id
	UNION ALL
	SELECT k.project_id, p.name, p.government, k.fiscal_year, k.stage, NULL,
		   coalesce(t.two_years_before, s.two_years_before), coalesce(t.prior, s.prior),
		   c.current, coalesce(t.current_subsidy, s.current_subsidy),
		   coalesce(t.change, s.change), t.change_rate, c.current
	FROM @model@.budget_total k
	LEFT JOIN @model@.budget_total t ON t.project_id = k.project_id AND t.fiscal_year = k.fiscal_year AND t.stage = k.stage
	LEFT JOIN @model@.project p ON p.id = k.project_id
	CROSS JOIN LATERAL (SELECT coalesce(t.current, (SELECT sum(l.current) FROM @model@.budget_line l
													WHERE (l.project_id, l.fiscal_year, l.stage)
														= (k.project_id, k.fiscal_year, k.stage))) AS current) c
	-- read where something of it is asked for and not stated
	LEFT JOIN LATERAL (SELECT sum(l.two_years_before) AS two_years_before, sum(l.prior) AS prior,
							  sum(l.current_subsidy) AS current_subsidy, sum(l.change) AS change
					   FROM @model@.budget_line l
					   WHERE l.project_id = k.project_id AND l.fiscal_year = k.fiscal_year AND l.stage = k.stage
						 AND (t.two_years_before IS NULL OR t.prior IS NULL
							  OR t.current_subsidy IS NULL OR t.change IS NULL)) s ON true
	UNION ALL
	-- no total is stated: each line, which is a group by itself, and their sum
	SELECT k.project_id, p.name, p.government, k.fiscal_year, k.stage, v.code,
		   sum(l.two_years_before), sum(l.prior), sum(l.current), sum(l.current_subsidy), sum(l.change),
		   CASE WHEN v.code IS NOT NULL THEN min(l.change_rate) END,
		   CASE WHEN v.code IS NULL THEN sum(l.current)
				ELSE (SELECT sum(o.current) FROM @model@.budget_line o
					  WHERE (o.project_id, o.fiscal_year, o.stage) = (k.project_id, k.fiscal_year, k.stage)) END
	FROM @model@.budget_line k
	LEFT JOIN @model@.budget_line l ON l.project_id = k.project_id AND l.fiscal_year = k.fiscal_year AND l.stage = k.stage AND l.code = k.code
	LEFT JOIN @model@.project p ON p.id = k.project_id
	CROSS JOIN LATERAL (VALUES (k.code), (NULL)) v (code)
	WHERE NOT EXISTS (SELECT FROM @model@.budget_total t
					  WHERE t.project_id = k.project_id AND t.fiscal_year = k.fiscal_year AND t.stage = k.stage)
	GROUP BY k.project_id, p.name, p.government, k.fiscal_year, k.stage, v.code
)
SELECT l.project_id, l.name AS project, l.fiscal_year,
	   l.code::text AS code, budget_code_name(l.code, l.fiscal_year) AS code_name,
	   l.two_years_before::numeric AS two_years_before, l.prior::numeric AS prior,
	   l.current::numeric AS current, l.current_subsidy::numeric AS subsidy,
	   coalesce(l.change, l.current - l.prior)::numeric AS change,
	   coalesce(l.change_rate, change_rate(l.prior, l.current)) AS change_rate,
	   CASE WHEN l.prior IS NOT NULL THEN change_label(l.prior, l.current)
			WHEN l.change > 0 THEN '증'
			WHEN l.change < 0 THEN '감'
			WHEN l.change = 0 THEN '동일' END AS change_label,
	   share_rate(l.current, l.whole) AS share_rate,
	   l.stage, l.government
FROM line l;
COMMENT ON VIEW @model@.budget_overview IS '예산 총괄: 과목마다 한 줄, 계는 과목이 NULL';
COMMENT ON COLUMN @model@.budget_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_overview.project IS '사업명';
COMMENT ON COLUMN @model@.budget_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.budget_overview.code IS '과목(계는 NULL)';
COMMENT ON COLUMN @model@.budget_overview.code_name IS '과목명';
COMMENT ON COLUMN @model@.budget_overview.two_years_before IS '전전년도 예산액(천원)';
COMMENT ON COLUMN @model@.budget_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.budget_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.budget_overview.subsidy IS '예산액 B 중 국고보조(천원)';
COMMENT ON COLUMN @model@.budget_overview.change IS '증감 B-A(천원): A가 비어 있으면 적힌 값';
COMMENT ON COLUMN @model@.budget_overview.change_rate IS '증감률(%): 적힌 값, 없으면 계산한 값';
COMMENT ON COLUMN @model@.budget_overview.change_label IS '증감 구분(신규, 폐지, 증, 감, 동일)';
COMMENT ON COLUMN @model@.budget_overview.share_rate IS '구성비(%)';
COMMENT ON COLUMN @model@.budget_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.budget_overview.government IS '자치단체';

CREATE VIEW @model@.funding_overview AS
SELECT f.project_id, p.name AS project, f.source, f.amount::numeric AS amount,
	   share_rate(f.amount, coalesce(p.total_cost,
									 (SELECT sum(o.amount) FROM @model@.project_funding o
									  WHERE o.project_id = f.project_id))) AS share_rate,
	   p.fiscal_year, f.is_national
FROM @model@.project_funding f
JOIN @model@.project p ON p.id = f.project_id;
COMMENT ON VIEW @model@.funding_overview IS '총사업비의 재원별 금액과 구성비';
COMMENT ON COLUMN @model@.funding_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.funding_overview.project IS '사업명';
COMMENT ON COLUMN @model@.funding_overview.source IS '재원';
COMMENT ON COLUMN @model@.funding_overview.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.funding_overview.share_rate IS '구성비(%, 총사업비에 대한 비율)';
COMMENT ON COLUMN @model@.funding_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.funding_overview.is_national IS '국비 여부';

CREATE VIEW @model@.project_overview AS
SELECT p.id AS project_id, p.name AS project, p.fiscal_year,
	   p.government, p.bureau, p.department, p.account, p.function_code::text AS function_code,
	   p.policy, p.unit, p.period, p.is_annual, p.starts_on, p.ends_on,
	   p.location, p.summary, p.implementer,
	   CASE WHEN p.is_new AND p.is_continuing THEN '신규·계속'
			WHEN p.is_new THEN '신규' WHEN p.is_continuing THEN '계속' END AS kind,
	   CASE WHEN p.is_ordinary AND p.is_investment THEN '경상·투자'
			WHEN p.is_ordinary THEN '경상' WHEN p.is_investment THEN '투자' END AS nature,
	   (SELECT string_agg(m.method, ', ' ORDER BY m.source_line, m.method)
		FROM @model@.project_method m
		WHERE m.project_id = p.id AND m.applies) AS methods,
	   (SELECT string_agg(m.procedure, ', ' ORDER BY m.source_line, m.procedure)
		FROM @model@.project_procedure m
		WHERE m.project_id = p.id AND m.applies) AS procedures,
	   (SELECT string_agg(coalesce(m.contact, m.role), ', ' ORDER BY m.ordinal)
		FROM @model@.project_contact m
		WHERE m.project_id = p.id) AS contacts,
	   p.total_cost::numeric AS total_cost, p.national_cost::numeric AS national_cost, p.subsidy_rate,
	   (SELECT count(*) FROM @model@.sheet_issue i WHERE i.project_id = p.id) AS issues
FROM @model@.project p;
COMMENT ON VIEW @model@.project_overview IS '사업개요: 사업마다 한 줄';
COMMENT ON COLUMN @model@.project_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.project_overview.project IS '사업명';
COMMENT ON COLUMN @model@.project_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.project_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.project_overview.bureau IS '실·국';
COMMENT ON COLUMN @model@.project_overview.department IS '부서';
COMMENT ON COLUMN @model@.project_overview.account IS '회계';
COMMENT ON COLUMN @model@.project_overview.function_code IS '기능별 분류(분야·부문)';
COMMENT ON COLUMN @model@.project_overview.policy IS '정책사업';
COMMENT ON COLUMN @model@.project_overview.unit IS '단위사업';
COMMENT ON COLUMN @model@.project_overview.period IS '사업기간(적힌 그대로)';
COMMENT ON COLUMN @model@.project_overview.is_annual IS '연례반복 사업 여부';
COMMENT ON COLUMN @model@.project_overview.starts_on IS '사업기간 시작일';
COMMENT ON COLUMN @model@.project_overview.ends_on IS '사업기간 종료일';
COMMENT ON COLUMN @model@.project_overview.location IS '사업위치';
COMMENT ON COLUMN @model@.project_overview.summary IS '사업내용(개요)';
COMMENT ON COLUMN @model@.project_overview.implementer IS '사업시행주체';
COMMENT ON COLUMN @model@.project_overview.kind IS '신규 또는 계속';
COMMENT ON COLUMN @model@.project_overview.nature IS '경상 또는 투자';
COMMENT ON COLUMN @model@.project_overview.methods IS '사업형태';
COMMENT ON COLUMN @model@.project_overview.procedures IS '사전절차 대상';
COMMENT ON COLUMN @model@.project_overview.contacts IS '사업 담당자';
COMMENT ON COLUMN @model@.project_overview.total_cost IS '총사업비(천원)';
COMMENT ON COLUMN @model@.project_overview.national_cost IS '총사업비 중 국비(천원)';
COMMENT ON COLUMN @model@.project_overview.subsidy_rate IS '보조율(%)';
COMMENT ON COLUMN @model@.project_overview.issues IS '원문에서 이해하지 못했거나 어긋난 것의 수';

CREATE VIEW @model@.cost_basis_rollup AS
SELECT c.project_id, p.name AS project, c.fiscal_year, c.code::text AS code,
	   c.ordinal, c.depth, c.label, c.basis, c.amount::numeric AS amount,
	   d.amount::numeric AS children_amount, (c.amount - d.amount)::numeric AS difference,
	   c.stage
FROM @model@.cost_basis c
JOIN @model@.project p ON p.id = c.project_id
LEFT JOIN LATERAL (SELECT sum(d.amount) AS amount FROM @model@.cost_basis d
				   WHERE d.parent_id = c.id) d ON true;
COMMENT ON VIEW @model@.cost_basis_rollup IS '산출근거: 줄마다 금액과 바로 아래 줄의 합';
COMMENT ON COLUMN @model@.cost_basis_rollup.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.cost_basis_rollup.project IS '사업명';
COMMENT ON COLUMN @model@.cost_basis_rollup.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.cost_basis_rollup.code IS '과목';
COMMENT ON COLUMN @model@.cost_basis_rollup.ordinal IS '과목 안의 순서';
COMMENT ON COLUMN @model@.cost_basis_rollup.depth IS '깊이(1: 과목 바로 아래)';
COMMENT ON COLUMN @model@.cost_basis_rollup.label IS '산출내역';
COMMENT ON COLUMN @model@.cost_basis_rollup.basis IS '산출기초';
COMMENT ON COLUMN @model@.cost_basis_rollup.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.cost_basis_rollup.children_amount IS '바로 아래 줄의 합(천원, 아래 줄이 없으면 NULL)';
COMMENT ON COLUMN @model@.cost_basis_rollup.difference IS '차이(천원): 금액 - 바로 아래 줄의 합';
COMMENT ON COLUMN @model@.cost_basis_rollup.stage IS '예산 단계';

CREATE VIEW @model@.schedule_overview AS
SELECT s.project_id, p.name AS project, s.fiscal_year, s.step, s.starts_on, s.ends_on,
	   s.amount::numeric AS amount,
	   share_rate(s.amount, (SELECT sum(o.amount) FROM @model@.schedule_step o
							 WHERE (o.project_id, o.fiscal_year, o.stage)
								 = (s.project_id, s.fiscal_year, s.stage))) AS share_rate,
	   s.ordinal, s.detail, s.stage
FROM @model@.schedule_step s
JOIN @model@.project p ON p.id = s.project_id;
COMMENT ON VIEW @model@.schedule_overview IS '추진일정: 절차마다 금액과 구성비';
COMMENT ON COLUMN @model@.schedule_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.schedule_overview.project IS '사업명';
COMMENT ON COLUMN @model@.schedule_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.schedule_overview.step IS '사업추진절차';
COMMENT ON COLUMN @model@.schedule_overview.starts_on IS '추진기간 시작일';
COMMENT ON COLUMN @model@.schedule_overview.ends_on IS '추진기간 종료일';
COMMENT ON COLUMN @model@.schedule_overview.amount IS '예산집행금액(천원)';
COMMENT ON COLUMN @model@.schedule_overview.share_rate IS '구성비(%)';
COMMENT ON COLUMN @model@.schedule_overview.ordinal IS '순서';
COMMENT ON COLUMN @model@.schedule_overview.detail IS '추진세부내용';
COMMENT ON COLUMN @model@.schedule_overview.stage IS '예산 단계';

CREATE VIEW @model@.settlement_overview AS
SELECT s.project_id, p.name AS project, s.year,
	   s.original_budget::numeric AS original_budget, s.carried_in::numeric AS carried_in,
	   s.adjustment::numeric AS adjustment, s.current_budget::numeric AS current_budget,
	   s.executed::numeric AS executed, s.carried_out::numeric AS carried_out,
	   s.remaining::numeric AS remaining,
	   execution_rate(s.executed, s.current_budget) AS execution_rate,
	   s.returned::numeric AS returned, s.obligated::numeric AS obligated
FROM @model@.settlement s
JOIN @model@.project p ON p.id = s.project_id;
COMMENT ON VIEW @model@.settlement_overview IS '결산 현황과 집행률';
COMMENT ON COLUMN @model@.settlement_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.settlement_overview.project IS '사업명';
COMMENT ON COLUMN @model@.settlement_overview.year IS '결산 연도';
COMMENT ON COLUMN @model@.settlement_overview.original_budget IS '당초예산(천원)';
COMMENT ON COLUMN @model@.settlement_overview.carried_in IS '전년도 이월액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.adjustment IS '예산변경(천원)';
COMMENT ON COLUMN @model@.settlement_overview.current_budget IS '예산현액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.executed IS '집행액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.carried_out IS '다음 연도 이월액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.remaining IS '집행잔액(천원)';
COMMENT ON COLUMN @model@.settlement_overview.execution_rate IS '집행률(%): 집행액 / 예산현액';
COMMENT ON COLUMN @model@.settlement_overview.returned IS '보조금 반납금(천원)';
COMMENT ON COLUMN @model@.settlement_overview.obligated IS '지출원인행위액(천원)';

CREATE VIEW @model@.budget_in_force AS
SELECT DISTINCT ON (project_id, fiscal_year, code)
	   project_id, fiscal_year, code::text AS code, stage, current::numeric AS amount
FROM @model@.budget_line
ORDER BY project_id, fiscal_year, code, budget_stage_order(stage) DESC, stage DESC;
COMMENT ON VIEW @model@.budget_in_force IS '과목마다 마지막 단계의 예산액';
COMMENT ON COLUMN @model@.budget_in_force.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.budget_in_force.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.budget_in_force.code IS '과목';
COMMENT ON COLUMN @model@.budget_in_force.stage IS '예산 단계(본예산 뒤의 마지막 추경)';
COMMENT ON COLUMN @model@.budget_in_force.amount IS '예산액(천원)';

CREATE VIEW @model@.stage_overview AS
SELECT l.project_id, p.name AS project, p.government, l.fiscal_year, l.code::text AS code,
	   budget_code_name(l.code, l.fiscal_year) AS code_name, l.stage,
	   b.stage AS stage_before, b.current::numeric AS amount_before, l.prior::numeric AS prior, l.current::numeric AS current,
	   coalesce(l.change, l.current - l.prior)::numeric AS change, l.pre_established::numeric AS pre_established,
	   CASE WHEN l.stage <> '본예산' THEN (l.prior - b.current)::numeric END AS difference
FROM @model@.budget_line l
JOIN @model@.project p ON p.id = l.project_id
LEFT JOIN LATERAL (SELECT o.stage, o.current
				   FROM @model@.budget_line o
				   WHERE o.project_id = l.project_id AND o.fiscal_year = l.fiscal_year AND o.code = l.code
					 AND budget_stage_order(o.stage) < budget_stage_order(l.stage)
				   ORDER BY budget_stage_order(o.stage) DESC
				   LIMIT 1) b ON true;
COMMENT ON VIEW @model@.stage_overview IS '예산 단계: 과목마다 본예산, 성립전, 추경 n회의 기정액과 경정액';
COMMENT ON COLUMN @model@.stage_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.stage_overview.project IS '사업명';
COMMENT ON COLUMN @model@.stage_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.stage_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.stage_overview.code IS '과목';
COMMENT ON COLUMN @model@.stage_overview.code_name IS '과목명';
COMMENT ON COLUMN @model@.stage_overview.stage IS '예산 단계(본예산, 성립전 n차, 추경 n회)';
COMMENT ON COLUMN @model@.stage_overview.stage_before IS '바로 앞 단계';
COMMENT ON COLUMN @model@.stage_overview.amount_before IS '바로 앞 단계의 예산액(천원)';
COMMENT ON COLUMN @model@.stage_overview.prior IS '기정액(본예산은 전년도 예산액 A, 천원)';
COMMENT ON COLUMN @model@.stage_overview.current IS '예산액(경정액, 천원)';
COMMENT ON COLUMN @model@.stage_overview.change IS '증감(천원)';
COMMENT ON COLUMN @model@.stage_overview.pre_established IS '예산액 중 성립전 사용액(천원)';
COMMENT ON COLUMN @model@.stage_overview.difference IS '차이(천원): 기정액 - 바로 앞 단계의 예산액';

CREATE VIEW @model@.transfer_overview AS
SELECT t.id AS transfer_id, t.kind, t.fiscal_year, t.decided_on, t.document, t.bounds, t.amount::numeric AS amount,
	   coalesce(l.increase, 0)::numeric AS increase, coalesce(l.decrease, 0)::numeric AS decrease,
	   coalesce(l.outside, 0) AS outside, l.projects, t.reason
FROM @model@.budget_transfer t
LEFT JOIN LATERAL (SELECT sum(l.amount) FILTER (WHERE l.amount > 0 AND l.bounds = t.bounds) AS increase,
						  -sum(l.amount) FILTER (WHERE l.amount < 0 AND l.bounds = t.bounds) AS decrease,
						  count(*) FILTER (WHERE l.bounds IS DISTINCT FROM t.bounds) AS outside,
						  count(DISTINCT l.project_id) AS projects
				   FROM @model@.budget_transfer_line l
				   WHERE l.transfer_id = t.id) l ON true;
COMMENT ON VIEW @model@.transfer_overview IS '예산의 변경: 전용, 이용, 예비비, 이체, 변경사용마다 증액과 감액';
COMMENT ON COLUMN @model@.transfer_overview.transfer_id IS '변경 번호';
COMMENT ON COLUMN @model@.transfer_overview.kind IS '종류(전용, 이용, 예비비, 이체, 변경사용)';
COMMENT ON COLUMN @model@.transfer_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.transfer_overview.decided_on IS '결정일';
COMMENT ON COLUMN @model@.transfer_overview.document IS '문서 번호';
COMMENT ON COLUMN @model@.transfer_overview.bounds IS '돈이 벗어나지 못하는 범위(전용: 정책사업, 이용·예비비: 회계, 이체: 회계와 과목, 변경사용: 사업과 편성목)';
COMMENT ON COLUMN @model@.transfer_overview.amount IS '변경액(천원)';
COMMENT ON COLUMN @model@.transfer_overview.increase IS '범위 안 증액의 합(천원)';
COMMENT ON COLUMN @model@.transfer_overview.decrease IS '범위 안 감액의 합(천원)';
COMMENT ON COLUMN @model@.transfer_overview.outside IS '범위를 벗어난 줄의 수';
COMMENT ON COLUMN @model@.transfer_overview.projects IS '사업 수';
COMMENT ON COLUMN @model@.transfer_overview.reason IS '사유';

CREATE VIEW @model@.execution_overview AS
SELECT e.project_id, p.name AS project, e.fiscal_year, e.code,
	   budget_code_name(e.code::budget_code, e.fiscal_year) AS code_name,
	   e.budget, coalesce(e.transferred, 0) AS transferred,
	   coalesce(e.budget, 0) + coalesce(e.transferred, 0) AS current_budget,
	   coalesce(e.executed, 0) AS executed,
	   coalesce(e.budget, 0) + coalesce(e.transferred, 0) - coalesce(e.executed, 0) AS remaining,
	   execution_rate(coalesce(e.executed, 0), coalesce(e.budget, 0) + coalesce(e.transferred, 0)) AS execution_rate,
	   e.last_executed_on
FROM (SELECT a.project_id, a.fiscal_year, a.code, sum(a.budget) AS budget, sum(a.transferred) AS transferred,
			 sum(a.executed) AS executed, max(a.executed_on) AS last_executed_on
	  -- no joins between the three: a condition on the project reaches each
	  FROM (SELECT project_id, fiscal_year, code, amount AS budget,
				   NULL::numeric AS transferred, NULL::numeric AS executed, NULL::date AS executed_on
			FROM @model@.budget_in_force
			UNION ALL
			SELECT l.project_id, t.fiscal_year, l.code::text, NULL, l.amount::numeric, NULL, NULL
			FROM @model@.budget_transfer_line l
			JOIN @model@.budget_transfer t ON t.id = l.transfer_id
			UNION ALL
			SELECT project_id, fiscal_year, code::text, NULL, NULL, amount::numeric, executed_on
			FROM @model@.execution) a
	  GROUP BY a.project_id, a.fiscal_year, a.code) e
JOIN @model@.project p ON p.id = e.project_id;
COMMENT ON VIEW @model@.execution_overview IS '집행 현황: 사업과 과목마다 예산, 변경, 집행, 잔액';
COMMENT ON COLUMN @model@.execution_overview.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.execution_overview.project IS '사업명';
COMMENT ON COLUMN @model@.execution_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.execution_overview.code IS '과목';
COMMENT ON COLUMN @model@.execution_overview.code_name IS '과목명';
COMMENT ON COLUMN @model@.execution_overview.budget IS '예산액(마지막 단계, 천원)';
COMMENT ON COLUMN @model@.execution_overview.transferred IS '전용·이용·예비비·이체·변경사용으로 늘거나 준 금액(천원)';
COMMENT ON COLUMN @model@.execution_overview.current_budget IS '예산액에 변경을 더한 금액(이월액은 들지 않음, 천원)';
COMMENT ON COLUMN @model@.execution_overview.executed IS '집행액(천원)';
COMMENT ON COLUMN @model@.execution_overview.remaining IS '잔액(천원)';
COMMENT ON COLUMN @model@.execution_overview.execution_rate IS '집행률(%): 집행액 / (예산액 + 변경)';
COMMENT ON COLUMN @model@.execution_overview.last_executed_on IS '마지막 지출일';
$model$;
COMMENT ON FUNCTION budget_model_views() IS
	'the SQL of the model''s views in base types, @model@ standing for its schema';

CREATE OR REPLACE FUNCTION budget_model_violation_view()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 2. Every disagreement of every rule now, found by plain SQL over the tables.
-- A figure that is not stated is NULL and so disagrees with nothing; a sum of
-- nothing stated is NULL too.

CREATE VIEW @model@.violation AS
WITH found (rule, section, project_id, subject, actual_name, actual, expected_name, expected, unit, remark) AS (
	-- 사업개요
	SELECT v.rule, '사업 성격', p.id, v.subject,
		   NULL, NULL::numeric, NULL, NULL::numeric, '천원', v.remark
	FROM @model@.project p
	CROSS JOIN LATERAL (VALUES
		('project_new_or_continuing', '신규·계속', p.is_new AND p.is_continuing, '신규와 계속에 모두 표시되어 있음'),
		('project_ordinary_or_investment', '경상·투자', p.is_ordinary AND p.is_investment, '경상과 투자에 모두 표시되어 있음')
	) v (rule, subject, violated, remark)
	WHERE v.violated

	UNION ALL
	SELECT v.rule, '사업개요', p.id, v.subject,
		   v.actual_name, v.actual, v.expected_name, v.expected, v.unit, NULL
	FROM @model@.project p
	LEFT JOIN LATERAL (SELECT sum(f.amount) AS amount, sum(f.amount) FILTER (WHERE f.is_national) AS national
					   FROM @model@.project_funding f WHERE f.project_id = p.id) f ON true
	CROSS JOIN LATERAL (VALUES
		('project_total_cost', '총사업비', '총사업비', p.total_cost::numeric, '재원의 합', f.amount::numeric, '천원'),
		('project_national_cost', '국비', '국비', p.national_cost, '국비 재원의 합', f.national, '천원'),
		('project_subsidy_rate', '보조율', '보조율', round(p.subsidy_rate, 6), '국비/총사업비',
		 share_rate(coalesce(p.national_cost, f.national), p.total_cost, least(scale(p.subsidy_rate), 6)), '%')
	) v (rule, subject, actual_name, actual, expected_name, expected, unit)
	WHERE v.actual <> v.expected

	UNION ALL
	SELECT 'project_text_total_cost', x.section, p.id, x.stated_item,
		   '기본 현황의 총사업비', p.total_cost, x.section || '의 총사업비', x.stated_amount, '천원', NULL
	FROM @model@.project_text x
	JOIN @model@.project p ON p.id = x.project_id
	WHERE x.stated_item = '총사업비' AND p.total_cost <> x.stated_amount

	UNION ALL
	SELECT 'project_kind_budget', '사업 성격', p.id, format('%s년 %s', o.fiscal_year, o.stage),
		   NULL, o.prior, NULL, NULL, '천원',
		   CASE WHEN p.is_continuing THEN '계속 사업인데 전년도 예산이 0'
				ELSE format('신규 사업인데 전년도 예산이 %s', won_text(o.prior, 'unit')) END
	FROM @model@.project p
	JOIN @model@.budget_overview o ON o.project_id = p.id AND o.code IS NULL
	WHERE (p.is_continuing AND p.is_new IS NOT TRUE AND o.prior = 0)
	   OR (p.is_new AND p.is_continuing IS NOT TRUE AND o.prior > 0)

	UNION ALL
	-- within the year: an annual project costs what it is budgeted
	SELECT 'project_total_cost_budget', '사업개요', p.id, '총사업비',
		   '총사업비', p.total_cost, format('%s년 예산액', o.fiscal_year), o.current, '천원', NULL
	FROM @model@.project p
	JOIN @model@.budget_overview o ON o.project_id = p.id AND o.fiscal_year = p.fiscal_year
		AND o.stage = '본예산' AND o.code IS NULL
	WHERE p.is_annual AND p.total_cost <> o.current

	UNION ALL
	-- 예산 총괄: each line, and the total, by itself
	SELECT l.kind || v.rule, '예산 총괄', l.project_id,
		   format('%s년 %s %s', l.fiscal_year, l.stage, coalesce(l.code::text, '계')),
		   v.actual_name, v.actual, v.expected_name, v.expected, v.unit, NULL
	FROM (SELECT 'budget_line_' AS kind, project_id, fiscal_year, stage, code, prior, prior_subsidy,
				 current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
		  FROM @model@.budget_line
		  UNION ALL
		  SELECT 'budget_total_', project_id, fiscal_year, stage, NULL, prior, prior_subsidy,
				 current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
		  FROM @model@.budget_total) l
	CROSS JOIN LATERAL (VALUES
		('change', '증감', l.change::numeric, 'B-A', (l.current - l.prior)::numeric, '천원'),
		('change_subsidy', '국고보조 증감', l.change_subsidy, 'B-A', l.current_subsidy - l.prior_subsidy, '천원'),
		('change_rate', '증감률', round(l.change_rate, 6), '(B-A)*100/A',
		 change_rate(l.prior, l.current, least(scale(l.change_rate), 6)), '%'),
		-- where A is blank, what is stated must agree with itself
		('stated_change_rate', '증감률', CASE WHEN l.prior IS NULL THEN round(l.change_rate, 6) END, '증감*100/(B-증감)',
		 change_rate(l.current - l.change, l.current, least(scale(l.change_rate), 6)), '%'),
		('change_rate_subsidy', '국고보조 증감률', round(l.change_rate_subsidy, 6), '(B-A)*100/A',
		 change_rate(l.prior_subsidy, l.current_subsidy, least(scale(l.change_rate_subsidy), 6)), '%')
	) v (rule, actual_name, actual, expected_name, expected, unit)
	WHERE v.actual <> v.expected

	UNION ALL
	-- the total against its codes
	SELECT 'budget_total_of_' || v.item, '예산 총괄', t.project_id, format('%s년 %s 계', t.fiscal_year, t.stage),
		   v.name || ' 계', v.actual, '과목의 합', v.expected, '천원', NULL
	FROM @model@.budget_total t
	CROSS JOIN LATERAL (
		SELECT sum(l.two_years_before) AS two_years_before,
			   sum(l.two_years_before_subsidy) AS two_years_before_subsidy,
			   sum(l.prior) AS prior, sum(l.prior_subsidy) AS prior_subsidy,
			   sum(l.current) AS current, sum(l.current_subsidy) AS current_subsidy,
			   sum(l.change) AS change, sum(l.change_subsidy) AS change_subsidy
		FROM @model@.budget_line l
		WHERE (l.project_id, l.fiscal_year, l.stage) = (t.project_id, t.fiscal_year, t.stage)) s
	CROSS JOIN LATERAL (VALUES
		('two_years_before', '전전년도 예산액', t.two_years_before::numeric, s.two_years_before::numeric),
		('two_years_before_subsidy', '전전년도 국고보조', t.two_years_before_subsidy, s.two_years_before_subsidy),
		('prior', '전년도 예산액', t.prior, s.prior),
		('prior_subsidy', '전년도 국고보조', t.prior_subsidy, s.prior_subsidy),
		('current', '예산액', t.current, s.current),
		('current_subsidy', '국고보조', t.current_subsidy, s.current_subsidy),
		('change', '증감', t.change, s.change),
		('change_subsidy', '국고보조 증감', t.change_subsidy, s.change_subsidy)
	) v (item, name, actual, expected)
	WHERE v.actual <> v.expected

	UNION ALL
	-- amounts are entered at codes of the year's chart, items of it
	SELECT 'budget_line_code', '예산 총괄', l.project_id, format('%s년 %s %s', l.fiscal_year, l.stage, l.code::text),
		   NULL, l.current, NULL, NULL, '천원',
		   CASE WHEN budget_code_valid(l.code, l.fiscal_year) THEN format('%s은 통계목이 아님', l.code::text)
				ELSE format('%s은 %s년의 과목이 아님', l.code::text, l.fiscal_year) END
	FROM @model@.budget_line l
	WHERE NOT budget_code_chargeable(l.code, l.fiscal_year)

	UNION ALL
	-- a supplementary budget starts from what the stage before it left
	SELECT 'budget_line_stage_before', '예산 총괄', s.project_id, format('%s년 %s %s', s.fiscal_year, s.stage, s.code),
		   '기정액', s.prior, s.stage_before || ' 예산액', s.amount_before, '천원', NULL
	FROM @model@.stage_overview s
	WHERE s.stage <> '본예산' AND s.prior <> s.amount_before

	UNION ALL
	-- the council may not cut what was used before it decided
	SELECT 'budget_line_pre_established', '예산 총괄', l.project_id, format('%s년 %s %s', l.fiscal_year, l.stage, l.code::text),
		   '성립전 사용액', l.pre_established, '예산액', l.current, '천원',
		   format('성립전 사용액 %s이 예산액 %s보다 큼', won_text(l.pre_established, 'unit'), won_text(l.current, 'unit'))
	FROM @model@.budget_line l
	WHERE l.pre_established > l.current

	UNION ALL
	-- budgets are in whole 천원
	SELECT 'budget_line_whole', '예산 총괄', l.project_id, format('%s년 %s %s', l.fiscal_year, l.stage, l.code::text),
		   '예산액', l.current, '천원 단위', trunc(l.current::numeric), '천원', NULL
	FROM @model@.budget_line l
	WHERE to_won(l.current) % 1000 <> 0

	UNION ALL
	-- 산출근거
	SELECT 'cost_basis_children', '산출근거', c.project_id,
		   format('%s년 %s %s %s', c.fiscal_year, c.stage, c.code::text, c.label),
		   '금액', c.amount, '아래 줄의 합', d.amount, '천원', NULL
	FROM (SELECT project_id, parent_id, sum(amount) AS amount
		  FROM @model@.cost_basis
		  WHERE parent_id IS NOT NULL
		  GROUP BY project_id, parent_id) d
	JOIN @model@.cost_basis c ON c.id = d.parent_id AND c.project_id = d.project_id
	WHERE c.amount <> d.amount

	UNION ALL
	SELECT 'cost_basis_total', '산출근거', c.project_id, format('%s년 %s %s', c.fiscal_year, c.stage, c.code::text),
		   '예산액', l.current, '산출근거의 합', c.amount, '천원',
		   CASE WHEN l.project_id IS NULL
				THEN format('산출근거 %s이 있으나 예산 총괄에 없는 과목', won_text(c.amount, 'unit')) END
	FROM (SELECT project_id, fiscal_year, stage, code, sum(amount) AS amount
		  FROM @model@.cost_basis
		  WHERE parent_id IS NULL
		  GROUP BY project_id, fiscal_year, stage, code) c
	LEFT JOIN @model@.budget_line l ON l.project_id = c.project_id AND l.fiscal_year = c.fiscal_year
		AND l.stage = c.stage AND l.code = c.code
	WHERE l.current <> c.amount
	   OR (l.project_id IS NULL
		   AND EXISTS (SELECT FROM @model@.budget_line o
					   WHERE (o.project_id, o.fiscal_year, o.stage) = (c.project_id, c.fiscal_year, c.stage)))

	UNION ALL
	-- what a 산출기초 comes to, however its 천원 are rounded
	SELECT 'cost_basis_amount', '산출근거', c.project_id,
		   format('%s년 %s %s %s', c.fiscal_year, c.stage, c.code, c.label),
		   '금액', c.amount, '산출기초의 값', c.evaluated, '천원', NULL
	FROM @model@.cost_basis_check c
	WHERE c.result = '차이'

	UNION ALL
	-- 추진일정
	SELECT v.rule, '추진일정', t.project_id, format('%s년 %s', t.fiscal_year, t.stage),
		   v.name, v.actual, '절차별 금액의 합', s.amount, '천원', NULL
	FROM (SELECT project_id, fiscal_year, stage, sum(amount) AS amount
		  FROM @model@.schedule_step
		  GROUP BY project_id, fiscal_year, stage) s
	JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
	CROSS JOIN LATERAL (VALUES
		('schedule_total', '추진일정의 계', t.scheduled),
		('schedule_budget', '예산액', t.current)
	) v (rule, name, actual)
	WHERE v.actual <> s.amount

	UNION ALL
	-- a step and the cost basis of the same name, blanks and marks aside
	SELECT 'schedule_cost_basis', '추진일정', s.project_id, s.step,
		   '추진일정', s.amount, '산출근거', c.amount, '천원', NULL
	FROM @model@.schedule_step s
	JOIN @model@.cost_basis c USING (project_id, fiscal_year, stage)
	CROSS JOIN (VALUES (E' \t·ㆍ.,:;''"“”‘’()[]<>~/-_')) m (marks)
	WHERE c.parent_id IS NULL AND s.amount <> c.amount
	  -- no character class: in the locale C no letter of Korean is one
	  AND translate(s.step, m.marks, '') = translate(c.label, m.marks, '')

	UNION ALL
	-- a step inside the project's period
	SELECT 'schedule_period', '추진일정', s.project_id, s.step, NULL, s.amount, NULL, NULL, '천원',
		   format('추진기간 %s~%s이 사업기간 %s~%s 밖임', s.starts_on, s.ends_on, p.starts_on, p.ends_on)
	FROM @model@.schedule_step s
	JOIN @model@.project p ON p.id = s.project_id
	WHERE s.starts_on < p.starts_on OR s.ends_on > p.ends_on

	UNION ALL
	-- 결산
	SELECT v.rule, '결산', s.project_id, format('%s년', s.year),
		   v.actual_name, v.actual, v.expected_name, v.expected, '천원', NULL
	FROM @model@.settlement s
	CROSS JOIN LATERAL (VALUES
		('settlement_current_budget', '예산현액', s.current_budget::numeric, '당초예산+전년이월+예산변경',
		 (s.original_budget + s.carried_in + s.adjustment)::numeric),
		('settlement_current_budget_subsidy', '국고보조 예산현액', s.current_budget_subsidy, '당초예산+전년이월+예산변경',
		 s.original_budget_subsidy + s.carried_in_subsidy + s.adjustment_subsidy),
		('settlement_remaining', '집행잔액', s.remaining, '예산현액-집행액-차년이월-반납금',
		 s.current_budget - s.executed - s.carried_out - s.returned),
		('settlement_remaining_subsidy', '국고보조 집행잔액', s.remaining_subsidy, '예산현액-집행액-차년이월-반납금',
		 s.current_budget_subsidy - s.executed_subsidy - s.carried_out_subsidy - s.returned),
		('settlement_carried_in', '전년이월', s.carried_in, '명시+사고+계속비',
		 s.carried_in_express + s.carried_in_accident + s.carried_in_continuing),
		('settlement_carried_out', '차년이월', s.carried_out, '명시+사고+계속비',
		 s.carried_out_express + s.carried_out_accident + s.carried_out_continuing)
	) v (rule, actual_name, actual, expected_name, expected)
	WHERE v.actual <> v.expected

	UNION ALL
	SELECT v.rule, '결산', s.project_id, format('%s년', s.year),
		   v.name, v.amount, v.bound_name, v.bound, '천원',
		   format('%s %s이 %s %s보다 큼', v.name, won_text(v.amount, 'unit'), v.bound_name, won_text(v.bound, 'unit'))
	FROM @model@.settlement s
	CROSS JOIN LATERAL (VALUES
		('settlement_executed_current_budget', '집행액', s.executed, '예산현액', s.current_budget),
		('settlement_executed_obligated', '집행액', s.executed, '원인행위액', s.obligated),
		('settlement_obligated_current_budget', '원인행위액', s.obligated, '예산현액', s.current_budget)
	) v (rule, name, amount, bound_name, bound)
	WHERE v.amount > v.bound

	UNION ALL
	-- only the adjustment may be negative
	SELECT 'settlement_negative', '결산', s.project_id, format('%s년 %s', s.year, v.name),
		   v.name, v.amount, NULL, NULL, '천원', format('%s %s이 0보다 작음', v.name, won_text(v.amount, 'unit'))
	FROM @model@.settlement s
	CROSS JOIN LATERAL (VALUES
		('당초예산', s.original_budget), ('전년이월', s.carried_in), ('예산현액', s.current_budget), ('원인행위액', s.obligated),
		('집행액', s.executed), ('차년이월', s.carried_out), ('반납금', s.returned),
		-- beyond the budget, as has been said above
		('집행잔액', CASE WHEN s.executed > s.current_budget THEN NULL ELSE s.remaining END)
	) v (name, amount)
	WHERE v.amount < 0

	UNION ALL
	SELECT 'settlement_carry_over', '결산', s.project_id, format('%s년', n.year),
		   format('%s년 전년이월', n.year), n.carried_in,
		   format('%s년 차년이월', s.year), s.carried_out, '천원', NULL
	FROM @model@.settlement s
	JOIN @model@.settlement n ON n.project_id = s.project_id AND n.year = s.year + 1
	WHERE n.carried_in <> s.carried_out

	UNION ALL
	SELECT 'settlement_original_budget', '결산', s.project_id, format('%s년', s.year),
		   '당초예산', s.original_budget, format('예산 총괄의 %s년 예산액', s.year), v.amount, '천원', NULL
	FROM @model@.settlement s
	JOIN @model@.budget_overview o ON o.project_id = s.project_id AND o.code IS NULL AND o.stage = '본예산'
	CROSS JOIN LATERAL (VALUES
		(o.fiscal_year - 2, o.two_years_before), (o.fiscal_year - 1, o.prior), (o.fiscal_year, o.current)
	) v (year, amount)
	WHERE v.year = s.year AND s.original_budget <> v.amount

	UNION ALL
	-- 예산의 변경과 집행
	SELECT v.rule, '예산 변경', coalesce(t.project_id, l.project_id), format('%s %s', t.kind, t.id),
		   '변경액', t.amount, v.name, v.amount, '천원', NULL
	FROM @model@.budget_transfer t
	CROSS JOIN LATERAL (
		SELECT min(l.project_id) AS project_id,
			   coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0) AS increase,
			   coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0) AS decrease
		FROM @model@.budget_transfer_line l
		WHERE (l.transfer_id, l.bounds) = (t.id, t.bounds)) l
	CROSS JOIN LATERAL (VALUES
		('budget_transfer_increase', '증액의 합', l.increase),
		('budget_transfer_decrease', '감액의 합', l.decrease)
	) v (rule, name, amount)
	WHERE t.amount <> v.amount

	UNION ALL
	SELECT 'execution_budget', '집행', e.project_id, format('%s년 %s', e.fiscal_year, e.code),
		   '집행액', e.executed, '예산액', e.current_budget, '천원',
		   format('집행액 %s이 예산액 %s보다 큼', won_text(e.executed, 'unit'), won_text(e.current_budget, 'unit'))
	FROM @model@.execution_overview e
	WHERE e.executed > e.current_budget
)
SELECT f.rule, f.section, f.project_id, p.name AS project, f.subject,
	   f.expected, f.actual, f.actual - f.expected AS difference,
	   coalesce(f.remark,
				CASE f.unit
				WHEN '%' THEN format('%s %s%%, %s %s%%: 차이 %s%%포인트',
									 f.actual_name, replace(trim_scale(f.actual)::text, '-', '△'),
									 f.expected_name, replace(trim_scale(f.expected)::text, '-', '△'),
									 replace(trim_scale(f.actual - f.expected)::text, '-', '△'))
				ELSE format('%s %s, %s %s: 차이 %s', f.actual_name, won_text(f.actual, 'unit'),
							f.expected_name, won_text(f.expected, 'unit'),
							won_text(f.actual - f.expected, 'unit')) END) AS message
FROM found f
LEFT JOIN @model@.project p ON p.id = f.project_id;
COMMENT ON VIEW @model@.violation IS '정합성 점검: 지금 어긋나 있는 모든 것과 두 값';
COMMENT ON COLUMN @model@.violation.rule IS '규칙';
COMMENT ON COLUMN @model@.violation.section IS '항목';
COMMENT ON COLUMN @model@.violation.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.violation.project IS '사업명';
COMMENT ON COLUMN @model@.violation.subject IS '대상';
COMMENT ON COLUMN @model@.violation.expected IS '비교한 값(부분의 합 또는 식의 값; 천원 또는 %)';
COMMENT ON COLUMN @model@.violation.actual IS '적힌 값(천원 또는 %)';
COMMENT ON COLUMN @model@.violation.difference IS '차이: 적힌 값 - 비교한 값';
COMMENT ON COLUMN @model@.violation.message IS '설명';
$model$;
COMMENT ON FUNCTION budget_model_violation_view() IS
	'the SQL of the model''s view of all disagreements (정합성 점검), @model@ standing for its schema';

CREATE OR REPLACE FUNCTION budget_model_analysis_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 3. Many projects: by department, function and object of each government and
-- year, from their sums (집계).  Rates are rates of sums, over what is stated on
-- both sides.

CREATE VIEW @model@.department_overview AS
SELECT b.government, b.fiscal_year, b.stage, b.bureau, b.name AS department, b.projects, b.prior, b.current, b.change,
	   change_rate(b.compared_prior, b.compared_current) AS change_rate,
	   share_rate(b.current, sum(b.current) OVER (PARTITION BY b.government, b.fiscal_year, b.stage)) AS share_rate
FROM @model@.budget_summary_now b
WHERE b.kind = 'department';
COMMENT ON VIEW @model@.department_overview IS '부서별 예산: 자치단체, 회계연도, 단계마다';
COMMENT ON COLUMN @model@.department_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.department_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.department_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.department_overview.bureau IS '실·국';
COMMENT ON COLUMN @model@.department_overview.department IS '부서';
COMMENT ON COLUMN @model@.department_overview.projects IS '사업 수';
COMMENT ON COLUMN @model@.department_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.department_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.department_overview.change IS '증감(천원)';
COMMENT ON COLUMN @model@.department_overview.change_rate IS '증감률(%): A와 B가 모두 있는 과목의 합으로';
COMMENT ON COLUMN @model@.department_overview.share_rate IS '구성비(%): 자치단체의 예산에 대한 비율';

CREATE VIEW @model@.program_overview AS
SELECT b.government, b.fiscal_year, b.stage, b.level, b.account, b.policy, b.name AS unit, b.projects,
	   b.prior, b.current, b.change, change_rate(b.compared_prior, b.compared_current) AS change_rate,
	   share_rate(b.current, sum(b.current) FILTER (WHERE b.level = 'account')
							 OVER (PARTITION BY b.government, b.fiscal_year, b.stage)) AS share_rate
FROM @model@.budget_summary_now b
WHERE b.kind = 'program';
COMMENT ON VIEW @model@.program_overview IS '사업 구조별 예산: 회계, 정책사업, 단위사업, 자치단체, 회계연도, 단계마다';
COMMENT ON COLUMN @model@.program_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.program_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.program_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.program_overview.level IS 'account: 회계, policy: 정책사업, unit: 단위사업';
COMMENT ON COLUMN @model@.program_overview.account IS '회계';
COMMENT ON COLUMN @model@.program_overview.policy IS '정책사업(회계의 줄은 NULL)';
COMMENT ON COLUMN @model@.program_overview.unit IS '단위사업(회계와 정책사업의 줄은 NULL)';
COMMENT ON COLUMN @model@.program_overview.projects IS '사업 수';
COMMENT ON COLUMN @model@.program_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.program_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.program_overview.change IS '증감(천원)';
COMMENT ON COLUMN @model@.program_overview.change_rate IS '증감률(%): A와 B가 모두 있는 과목의 합으로';
COMMENT ON COLUMN @model@.program_overview.share_rate IS '구성비(%): 자치단체의 예산에 대한 비율';

CREATE VIEW @model@.net_overview AS
SELECT b.government, b.fiscal_year, b.stage, sum(b.current) AS gross,
	   coalesce(sum(b.current) FILTER (WHERE b.name = '700'), 0) AS internal,
	   sum(b.current) - coalesce(sum(b.current) FILTER (WHERE b.name = '700'), 0) AS net
FROM @model@.budget_summary_now b
WHERE b.kind = 'object' AND b.level = 'group'
GROUP BY b.government, b.fiscal_year, b.stage;
COMMENT ON VIEW @model@.net_overview IS '순계: 자치단체, 회계연도, 단계마다 총계에서 내부거래(700)를 뺀 예산';
COMMENT ON COLUMN @model@.net_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.net_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.net_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.net_overview.gross IS '총계(천원)';
COMMENT ON COLUMN @model@.net_overview.internal IS '내부거래(편성그룹 700, 천원)';
COMMENT ON COLUMN @model@.net_overview.net IS '순계(천원): 총계 - 내부거래';

CREATE VIEW @model@.function_overview AS
SELECT b.government, b.fiscal_year, b.stage, b.level,
	   function_code_field(b.name::function_code)::text AS field, CASE WHEN b.level = 'sector' THEN b.name END AS sector,
	   function_code_name(b.name::function_code, b.fiscal_year) AS name, b.projects,
	   b.prior, b.current, b.change, change_rate(b.compared_prior, b.compared_current) AS change_rate,
	   share_rate(b.current, sum(b.current) FILTER (WHERE b.level = 'field')
							 OVER (PARTITION BY b.government, b.fiscal_year, b.stage)) AS share_rate
FROM @model@.budget_summary_now b
WHERE b.kind = 'function';
COMMENT ON VIEW @model@.function_overview IS '기능별 예산: 분야와 부문, 자치단체, 회계연도, 단계마다';
COMMENT ON COLUMN @model@.function_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.function_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.function_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.function_overview.level IS 'field: 분야, sector: 부문';
COMMENT ON COLUMN @model@.function_overview.field IS '분야';
COMMENT ON COLUMN @model@.function_overview.sector IS '부문(분야의 줄은 NULL)';
COMMENT ON COLUMN @model@.function_overview.name IS '분야 또는 부문의 이름';
COMMENT ON COLUMN @model@.function_overview.projects IS '사업 수';
COMMENT ON COLUMN @model@.function_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.function_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.function_overview.change IS '증감(천원)';
COMMENT ON COLUMN @model@.function_overview.change_rate IS '증감률(%): A와 B가 모두 있는 과목의 합으로';
COMMENT ON COLUMN @model@.function_overview.share_rate IS '구성비(%): 자치단체의 예산에 대한 비율';

CREATE VIEW @model@.object_overview AS
SELECT b.government, b.fiscal_year, b.stage, b.level, b.name AS code,
	   budget_code_name(b.name::budget_code, b.fiscal_year) AS code_name, b.projects,
	   b.prior, b.current, b.change, change_rate(b.compared_prior, b.compared_current) AS change_rate,
	   share_rate(b.current, sum(b.current) FILTER (WHERE b.level = 'item')
							 OVER (PARTITION BY b.government, b.fiscal_year, b.stage)) AS share_rate
FROM @model@.budget_summary_now b
WHERE b.kind = 'object' AND b.name IS NOT NULL;
COMMENT ON VIEW @model@.object_overview IS '성질별 예산: 편성그룹, 편성목, 통계목, 자치단체, 회계연도, 단계마다';
COMMENT ON COLUMN @model@.object_overview.government IS '자치단체';
COMMENT ON COLUMN @model@.object_overview.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.object_overview.stage IS '예산 단계';
COMMENT ON COLUMN @model@.object_overview.level IS 'group: 편성그룹, object: 편성목, item: 통계목';
COMMENT ON COLUMN @model@.object_overview.code IS '과목';
COMMENT ON COLUMN @model@.object_overview.code_name IS '과목명';
COMMENT ON COLUMN @model@.object_overview.projects IS '사업 수';
COMMENT ON COLUMN @model@.object_overview.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.object_overview.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.object_overview.change IS '증감(천원)';
COMMENT ON COLUMN @model@.object_overview.change_rate IS '증감률(%): A와 B가 모두 있는 과목의 합으로';
COMMENT ON COLUMN @model@.object_overview.share_rate IS '구성비(%): 자치단체의 예산에 대한 비율';

CREATE VIEW @model@.top_changes AS
SELECT b.government, b.fiscal_year, b.stage, b.ordinal AS rank, b.project_id, p.name AS project, p.department,
	   b.name AS code, budget_code_name(b.name::budget_code, b.fiscal_year) AS code_name,
	   b.prior, b.current, b.change, coalesce(b.rate, change_rate(b.prior, b.current)) AS change_rate,
	   CASE WHEN b.prior IS NOT NULL THEN change_label(b.prior, b.current)
			WHEN b.change > 0 THEN '증'
			WHEN b.change < 0 THEN '감'
			WHEN b.change = 0 THEN '동일' END AS change_label
FROM @model@.budget_summary_now b
LEFT JOIN @model@.project p ON p.id = b.project_id
WHERE b.kind = 'change';
COMMENT ON VIEW @model@.top_changes IS '증감이 큰 과목: 자치단체, 회계연도, 단계마다 증감의 크기 100위까지';
COMMENT ON COLUMN @model@.top_changes.government IS '자치단체';
COMMENT ON COLUMN @model@.top_changes.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.top_changes.stage IS '예산 단계';
COMMENT ON COLUMN @model@.top_changes.rank IS '증감의 크기 순위';
COMMENT ON COLUMN @model@.top_changes.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.top_changes.project IS '사업명';
COMMENT ON COLUMN @model@.top_changes.department IS '부서';
COMMENT ON COLUMN @model@.top_changes.code IS '과목';
COMMENT ON COLUMN @model@.top_changes.code_name IS '과목명';
COMMENT ON COLUMN @model@.top_changes.prior IS '전년도 예산액 A(천원)';
COMMENT ON COLUMN @model@.top_changes.current IS '예산액 B(천원)';
COMMENT ON COLUMN @model@.top_changes.change IS '증감(천원)';
COMMENT ON COLUMN @model@.top_changes.change_rate IS '증감률(%)';
COMMENT ON COLUMN @model@.top_changes.change_label IS '증감 구분';

CREATE VIEW @model@.execution_progress AS
SELECT m.government, m.fiscal_year, m.name::date AS month, m.current AS executed,
	   sum(m.current) OVER so_far AS executed_so_far, b.current AS budget,
	   execution_rate(sum(m.current) OVER so_far, b.current) AS execution_rate
FROM @model@.budget_summary_now m
LEFT JOIN @model@.budget_summary_now b ON b.kind = 'in_force' AND b.fiscal_year = m.fiscal_year
	AND b.government = m.government
WHERE m.kind = 'month' AND m.government IS NOT NULL
WINDOW so_far AS (PARTITION BY m.government, m.fiscal_year ORDER BY m.name)
UNION ALL
-- what has no government is one, too
SELECT m.government, m.fiscal_year, m.name::date, m.current, sum(m.current) OVER so_far, b.current,
	   execution_rate(sum(m.current) OVER so_far, b.current)
FROM @model@.budget_summary_now m
LEFT JOIN @model@.budget_summary_now b ON b.kind = 'in_force' AND b.fiscal_year = m.fiscal_year
	AND b.government IS NULL
WHERE m.kind = 'month' AND m.government IS NULL
WINDOW so_far AS (PARTITION BY m.government, m.fiscal_year ORDER BY m.name);
COMMENT ON VIEW @model@.execution_progress IS '월별 집행 현황: 자치단체와 회계연도마다';
COMMENT ON COLUMN @model@.execution_progress.government IS '자치단체';
COMMENT ON COLUMN @model@.execution_progress.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.execution_progress.month IS '월(첫날)';
COMMENT ON COLUMN @model@.execution_progress.executed IS '그달의 집행액(천원)';
COMMENT ON COLUMN @model@.execution_progress.executed_so_far IS '누계 집행액(천원)';
COMMENT ON COLUMN @model@.execution_progress.budget IS '예산액(마지막 단계, 천원)';
COMMENT ON COLUMN @model@.execution_progress.execution_rate IS '집행률(%): 누계 집행액 / 예산액';
$model$;
COMMENT ON FUNCTION budget_model_analysis_views() IS
	'the SQL of the model''s views over many projects, @model@ standing for its schema';

CREATE OR REPLACE FUNCTION budget_model_comparison_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 5. Across sources and years

CREATE VIEW @model@.funding_mix AS
SELECT b.government, b.fiscal_year, b.name AS source, b.level::boolean AS is_national, b.projects, b.current AS amount,
	   share_rate(b.current, sum(b.current) OVER (PARTITION BY b.government, b.fiscal_year)) AS share_rate
FROM @model@.budget_summary_now b
WHERE b.kind = 'source';
COMMENT ON VIEW @model@.funding_mix IS '재원 구성: 자치단체와 회계연도마다 재원별 금액과 비율';
COMMENT ON COLUMN @model@.funding_mix.government IS '자치단체';
COMMENT ON COLUMN @model@.funding_mix.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.funding_mix.source IS '재원';
COMMENT ON COLUMN @model@.funding_mix.is_national IS '국비 여부';
COMMENT ON COLUMN @model@.funding_mix.projects IS '그 재원의 금액을 적은 사업 수';
COMMENT ON COLUMN @model@.funding_mix.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.funding_mix.share_rate IS '구성비(%): 자치단체의 재원 합에 대한 비율';

CREATE VIEW @model@.cost_basis_check AS
SELECT c.project_id, p.name AS project, p.government, p.department, c.fiscal_year, c.stage,
	   c.code::text AS code, c.ordinal, c.depth, c.label, c.basis, c.amount::numeric AS amount,
	   c.evaluated::numeric AS evaluated, (c.amount - c.evaluated)::numeric AS difference, c.result
FROM @model@.cost_basis c
LEFT JOIN @model@.project p ON p.id = c.project_id
WHERE c.result IS NOT NULL;
COMMENT ON VIEW @model@.cost_basis_check IS '산출기초 검산: 식이 적힌 줄마다 식의 값과 금액';
COMMENT ON COLUMN @model@.cost_basis_check.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.cost_basis_check.project IS '사업명';
COMMENT ON COLUMN @model@.cost_basis_check.government IS '자치단체';
COMMENT ON COLUMN @model@.cost_basis_check.department IS '부서';
COMMENT ON COLUMN @model@.cost_basis_check.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.cost_basis_check.stage IS '예산 단계';
COMMENT ON COLUMN @model@.cost_basis_check.code IS '과목';
COMMENT ON COLUMN @model@.cost_basis_check.ordinal IS '과목 안의 순서';
COMMENT ON COLUMN @model@.cost_basis_check.depth IS '깊이(1: 과목 바로 아래)';
COMMENT ON COLUMN @model@.cost_basis_check.label IS '산출내역';
COMMENT ON COLUMN @model@.cost_basis_check.basis IS '산출기초';
COMMENT ON COLUMN @model@.cost_basis_check.amount IS '금액(천원)';
COMMENT ON COLUMN @model@.cost_basis_check.evaluated IS '산출기초의 값(천원): 줄마다 천원 미만을 올려 더함, 식이 아니면 NULL';
COMMENT ON COLUMN @model@.cost_basis_check.difference IS '차이(천원): 금액 - 산출기초의 값';
COMMENT ON COLUMN @model@.cost_basis_check.result IS '일치, 반올림 또는 내림하면 일치, 차이, 식 아님, 금액 없음';

CREATE VIEW @model@.carry_over_chain AS
SELECT c.project_id, c.project, c.government, c.department,
	   c.year, c.carried_in::numeric AS carried_in, c.carried_out::numeric AS carried_out,
	   c.carried_out_express::numeric AS carried_out_express,
	   c.carried_out_accident::numeric AS carried_out_accident,
	   c.carried_out_continuing::numeric AS carried_out_continuing,
	   c.next_project_id, c.next_carried_in::numeric AS next_carried_in,
	   (c.next_carried_in - c.carried_out)::numeric AS difference,
	   -- what was carried over after its obligation may not be carried over again
	   (c.carried_in_accident > 0 AND c.carried_out_accident > 0) AS accident_again
FROM (
	SELECT s.project_id, s.project, s.government, s.department, s.year, s.carried_in, s.carried_out,
		   s.carried_out_express, s.carried_out_accident, s.carried_out_continuing, s.carried_in_accident, s.next_project_id,
		   CASE WHEN s.sheets > 1 THEN (SELECT t.carried_in FROM @model@.settlement t
										WHERE t.project_id = s.next_project_id AND t.year = s.year + 1)
				ELSE s.next_carried_in END AS next_carried_in
	FROM (
		SELECT s.*, p.name AS project, p.government, p.department, o.sheets, o.carried_in AS next_carried_in,
			   -- of several sheets the same, else the first
			   CASE WHEN o.sheets > 1
					THEN coalesce((SELECT t.project_id FROM @model@.settlement t
								   WHERE t.project_id = s.project_id AND t.year = s.year + 1),
								  (SELECT q.id FROM @model@.project q
								   WHERE q.fiscal_year = o.first_year AND q.name = p.name
									 AND q.government = p.government AND q.department = p.department))
					ELSE o.project_id END AS next_project_id
		FROM @model@.settlement s
		JOIN @model@.project p ON p.id = s.project_id
		-- the sheets of a project that tell of the next year; the years are compared
		-- so that a condition on one is one on the other, and the names by bytes,
		-- as they may be sorted
		LEFT JOIN (SELECT q.government, q.department COLLATE "C" AS department, q.name COLLATE "C" AS name,
						  t.year - 1 AS year_before, count(*) AS sheets,
						  min(q.fiscal_year) AS first_year, min(q.id) AS project_id, min(t.carried_in) AS carried_in
				   FROM @model@.settlement t
				   JOIN @model@.project q ON q.id = t.project_id
				   WHERE q.government IS NOT NULL AND q.department IS NOT NULL
				   GROUP BY q.name COLLATE "C", q.department COLLATE "C", q.government, t.year - 1) o
			ON o.government = p.government AND o.department = p.department AND o.name = p.name AND o.year_before = s.year
		WHERE p.government IS NOT NULL AND p.department IS NOT NULL) s
	UNION ALL
	-- also where no government or department is stated
	SELECT s.project_id, p.name, p.government, p.department, s.year, s.carried_in, s.carried_out,
		   s.carried_out_express, s.carried_out_accident, s.carried_out_continuing, s.carried_in_accident,
		   n.project_id, n.carried_in
	FROM @model@.project p
	JOIN @model@.settlement s ON s.project_id = p.id
	LEFT JOIN LATERAL (SELECT t.project_id, t.carried_in
					   FROM @model@.project q
					   JOIN @model@.settlement t ON t.project_id = q.id
					   WHERE q.name = p.name AND t.year = s.year + 1
						 AND q.government IS NOT DISTINCT FROM p.government
						 AND q.department IS NOT DISTINCT FROM p.department
						 AND (q.government IS NULL OR q.department IS NULL)
					   ORDER BY q.id <> p.id, q.fiscal_year, q.id
					   LIMIT 1) n ON true
	WHERE p.government IS NULL OR p.department IS NULL
) c;
COMMENT ON VIEW @model@.carry_over_chain IS '이월의 흐름: 결산 연도마다 차년이월과 다음 해의 전년이월';
COMMENT ON COLUMN @model@.carry_over_chain.project_id IS '사업 번호';
COMMENT ON COLUMN @model@.carry_over_chain.project IS '사업명';
COMMENT ON COLUMN @model@.carry_over_chain.government IS '자치단체';
COMMENT ON COLUMN @model@.carry_over_chain.department IS '부서';
COMMENT ON COLUMN @model@.carry_over_chain.year IS '결산 연도';
COMMENT ON COLUMN @model@.carry_over_chain.carried_in IS '전년도 이월액(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.carried_out IS '다음 연도 이월액(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.carried_out_express IS '다음 연도 이월액 중 명시이월(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.carried_out_accident IS '다음 연도 이월액 중 사고이월(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.carried_out_continuing IS '다음 연도 이월액 중 계속비이월(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.next_project_id IS '다음 해 결산이 적힌 사업 번호(같은 사업설명서, 없으면 같은 이름의 다른 해 사업설명서)';
COMMENT ON COLUMN @model@.carry_over_chain.next_carried_in IS '다음 해의 전년도 이월액(천원)';
COMMENT ON COLUMN @model@.carry_over_chain.difference IS '차이(천원): 다음 해의 전년도 이월액 - 다음 연도 이월액';
COMMENT ON COLUMN @model@.carry_over_chain.accident_again IS '사고이월로 넘어온 해에 다시 사고이월한 사업(재이월 제한 확인 대상)';

CREATE VIEW @model@.year_over_year AS
WITH both_years AS (
	SELECT b.government, b.fiscal_year, b.stage, b.name AS code, NULL AS split, NULL AS prior_code,
		   NULL::numeric AS prior, b.current
	FROM @model@.budget_summary_now b
	WHERE b.kind = 'object' AND b.level = 'item' AND b.current IS NOT NULL
	UNION ALL
	-- last year's codes as this year writes them (budget_code_in_year() tells
	-- whoever reads of every code that was split)
	SELECT b.government, b.fiscal_year + 1, b.stage, s.code, CASE WHEN s.code IS NULL THEN b.name END, b.name, b.current, NULL
	FROM @model@.budget_summary_now b
	LEFT JOIN LATERAL (SELECT min(n.n::text) AS code
					   FROM budget_code_successors(b.name::budget_code, b.fiscal_year, b.fiscal_year + 1) n (n)
					   HAVING count(*) = 1) s ON true
	WHERE b.kind = 'object' AND b.level = 'item' AND b.current IS NOT NULL
), compared AS (
	SELECT government, fiscal_year, stage, code, split, string_agg(prior_code, ', ' ORDER BY prior_code) AS prior_codes,
		   sum(prior) AS prior, sum(current) AS current,
		   bool_or(bool_or(prior IS NOT NULL)) OVER year AS has_prior, bool_or(bool_or(current IS NOT NULL)) OVER year AS has_current
	FROM both_years
	GROUP BY government, fiscal_year, stage, code, split
	WINDOW year AS (PARTITION BY government, fiscal_year, stage)
)
SELECT c.government, c.fiscal_year, c.stage, c.code,
	   budget_code_name(c.code::budget_code, c.fiscal_year) AS code_name,
	   c.prior_codes, c.prior, c.current,
	   CASE WHEN c.has_prior AND c.code IS NOT NULL THEN coalesce(c.current, 0) - coalesce(c.prior, 0) END AS change,
	   change_rate(c.prior, c.current) AS change_rate,
	   CASE WHEN NOT c.has_prior THEN NULL
			WHEN c.code IS NULL THEN '나뉨'
			ELSE change_label(c.prior, c.current) END AS change_label
FROM compared c
WHERE c.has_current;
COMMENT ON VIEW @model@.year_over_year IS '전년 대비: 자치단체와 과목마다 두 해의 예산, 바뀐 과목은 이어서';
COMMENT ON COLUMN @model@.year_over_year.government IS '자치단체';
COMMENT ON COLUMN @model@.year_over_year.fiscal_year IS '회계연도';
COMMENT ON COLUMN @model@.year_over_year.stage IS '예산 단계(두 해의 같은 단계를 비교)';
COMMENT ON COLUMN @model@.year_over_year.code IS '과목(그 해의 분류; 전년도 과목이 여럿으로 나뉘었거나 이어지지 않으면 NULL)';
COMMENT ON COLUMN @model@.year_over_year.code_name IS '과목명';
COMMENT ON COLUMN @model@.year_over_year.prior_codes IS '전년도에 같은 뜻이던 과목(전년도의 분류)';
COMMENT ON COLUMN @model@.year_over_year.prior IS '전년도 예산액(천원)';
COMMENT ON COLUMN @model@.year_over_year.current IS '예산액(천원)';
COMMENT ON COLUMN @model@.year_over_year.change IS '증감(천원): 전년도의 예산이 자료에 있을 때';
COMMENT ON COLUMN @model@.year_over_year.change_rate IS '증감률(%)';
COMMENT ON COLUMN @model@.year_over_year.change_label IS '신규, 폐지, 증, 감, 동일; 나뉨: 이어지는 과목이 하나가 아님';
$model$;
COMMENT ON FUNCTION budget_model_comparison_views() IS
	'the SQL of the model''s views across sources, sums and years, @model@ standing for its schema';

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

CREATE FUNCTION budget_model_views_1_0()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
CREATE VIEW @model@.budget_overview AS
WITH line AS (
	SELECT l.project_id, l.fiscal_year, l.stage, l.code,
		   l.two_years_before, l.prior, l.current, l.current_subsidy, l.change, l.change_rate,
		   coalesce(t.current, (SELECT sum(o.current) FROM @model@.budget_line o
								WHERE (o.project_id, o.fiscal_year, o.stage)
									= (l.project_id, l.fiscal_year, l.stage))) AS whole
	FROM @model@.budget_line l
	LEFT JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
	UNION ALL
	SELECT project_id, fiscal_year, stage, NULL,
		   coalesce(t.two_years_before, s.two_years_before), coalesce(t.prior, s.prior),
		   coalesce(t.current, s.current), coalesce(t.current_subsidy, s.current_subsidy),
		   coalesce(t.change, s.change), t.change_rate, coalesce(t.current, s.current)
	FROM @model@.budget_total t
	FULL JOIN (SELECT project_id, fiscal_year, stage,
					  sum(two_years_before) AS two_years_before, sum(prior) AS prior,
					  sum(current) AS current, sum(current_subsidy) AS current_subsidy,
					  sum(change) AS change
			   FROM @model@.budget_line
			   GROUP BY project_id, fiscal_year, stage) s
		USING (project_id, fiscal_year, stage)
)
SELECT l.project_id, p.name AS project, l.fiscal_year,
	   l.code::text AS code, budget_code_name(l.code, l.fiscal_year) AS code_name,
	   l.two_years_before::numeric AS two_years_before, l.prior::numeric AS prior,
	   l.current::numeric AS current, l.current_subsidy::numeric AS subsidy,
	   coalesce(l.change, l.current - l.prior)::numeric AS change,
	   coalesce(l.change_rate, change_rate(l.prior, l.current)) AS change_rate,
	   CASE WHEN l.prior IS NOT NULL THEN change_label(l.prior, l.current)
			WHEN l.change > 0 THEN '증'
			WHEN l.change < 0 THEN '감'
			WHEN l.change = 0 THEN '동일' END AS change_label,
	   share_rate(l.current, l.whole) AS share_rate,
	   l.stage
FROM line l
JOIN @model@.project p ON p.id = l.project_id;

CREATE VIEW @model@.budget_in_force AS
SELECT DISTINCT ON (project_id, fiscal_year, code)
	   project_id, fiscal_year, code::text AS code, stage, current::numeric AS amount
FROM @model@.budget_line
ORDER BY project_id, fiscal_year, code,
		 stage <> '본예산' DESC, substring(stage from '[0-9]+')::numeric DESC NULLS LAST;

CREATE VIEW @model@.execution_overview AS
WITH transfer AS (
	SELECT l.project_id, t.fiscal_year, l.code::text AS code, sum(l.amount)::numeric AS amount
	FROM @model@.budget_transfer_line l
	JOIN @model@.budget_transfer t ON t.id = l.transfer_id
	GROUP BY l.project_id, t.fiscal_year, l.code
), payment AS (
	SELECT project_id, fiscal_year, code::text AS code, sum(amount)::numeric AS amount, max(executed_on) AS executed_on
	FROM @model@.execution
	GROUP BY project_id, fiscal_year, code
)
SELECT project_id, p.name AS project, fiscal_year, code,
	   budget_code_name(code::budget_code, fiscal_year) AS code_name,
	   b.amount AS budget, coalesce(t.amount, 0) AS transferred,
	   coalesce(b.amount, 0) + coalesce(t.amount, 0) AS current_budget,
	   coalesce(e.amount, 0) AS executed,
	   coalesce(b.amount, 0) + coalesce(t.amount, 0) - coalesce(e.amount, 0) AS remaining,
	   execution_rate(coalesce(e.amount, 0), coalesce(b.amount, 0) + coalesce(t.amount, 0)) AS execution_rate,
	   e.executed_on AS last_executed_on
FROM @model@.budget_in_force b
FULL JOIN transfer t USING (project_id, fiscal_year, code)
FULL JOIN payment e USING (project_id, fiscal_year, code)
JOIN (SELECT id, name FROM @model@.project) p ON p.id = project_id;
COMMENT ON COLUMN @model@.execution_overview.current_budget IS '예산액에 변경을 더한 금액(천원)';
COMMENT ON COLUMN @model@.execution_overview.execution_rate IS '집행률(%)';

CREATE VIEW @model@.violation AS
WITH found (rule, section, project_id, subject, actual_name, actual, expected_name, expected, unit, remark) AS (
	-- 사업개요
	SELECT v.rule, '사업 성격', p.id, v.subject,
		   NULL, NULL::numeric, NULL, NULL::numeric, '천원', v.remark
	FROM @model@.project p
	CROSS JOIN LATERAL (VALUES
		('project_new_or_continuing', '신규·계속', p.is_new AND p.is_continuing, '신규와 계속에 모두 표시되어 있음'),
		('project_ordinary_or_investment', '경상·투자', p.is_ordinary AND p.is_investment, '경상과 투자에 모두 표시되어 있음')
	) v (rule, subject, violated, remark)
	WHERE v.violated

	UNION ALL
	SELECT v.rule, '사업개요', p.id, v.subject,
		   v.actual_name, v.actual, v.expected_name, v.expected, v.unit, NULL
	FROM @model@.project p
	LEFT JOIN LATERAL (SELECT sum(f.amount) AS amount, sum(f.amount) FILTER (WHERE f.is_national) AS national
					   FROM @model@.project_funding f WHERE f.project_id = p.id) f ON true
	CROSS JOIN LATERAL (VALUES
		('project_total_cost', '총사업비', '총사업비', p.total_cost::numeric, '재원의 합', f.amount::numeric, '천원'),
		('project_national_cost', '국비', '국비', p.national_cost, '국비 재원의 합', f.national, '천원'),
		('project_subsidy_rate', '보조율', '보조율', round(p.subsidy_rate, 6), '국비/총사업비',
		 share_rate(coalesce(p.national_cost, f.national), p.total_cost, least(scale(p.subsidy_rate), 6)), '%')
	) v (rule, subject, actual_name, actual, expected_name, expected, unit)
	WHERE v.actual <> v.expected

	UNION ALL
	SELECT 'project_text_total_cost', x.section, p.id, x.stated_item,
		   '기본 현황의 총사업비', p.total_cost, x.section || '의 총사업비', x.stated_amount, '천원', NULL
	FROM @model@.project_text x
	JOIN @model@.project p ON p.id = x.project_id
	WHERE x.stated_item = '총사업비' AND p.total_cost <> x.stated_amount

	UNION ALL
	SELECT 'project_kind_budget', '사업 성격', p.id, format('%s년 %s', o.fiscal_year, o.stage),
		   NULL, o.prior, NULL, NULL, '천원',
		   CASE WHEN p.is_continuing THEN '계속 사업인데 전년도 예산이 0'
				ELSE format('신규 사업인데 전년도 예산이 %s', won_text(o.prior, 'unit')) END
	FROM @model@.project p
	JOIN @model@.budget_overview o ON o.project_id = p.id AND o.code IS NULL
	WHERE (p.is_continuing AND p.is_new IS NOT TRUE AND o.prior = 0)
	   OR (p.is_new AND p.is_continuing IS NOT TRUE AND o.prior > 0)

	UNION ALL
	-- within the year: an annual project costs what it is budgeted
	SELECT 'project_total_cost_budget', '사업개요', p.id, '총사업비',
		   '총사업비', p.total_cost, format('%s년 예산액', o.fiscal_year), o.current, '천원', NULL
	FROM @model@.project p
	JOIN @model@.budget_overview o ON o.project_id = p.id AND o.fiscal_year = p.fiscal_year
		AND o.stage = '본예산' AND o.code IS NULL
	WHERE p.is_annual AND p.total_cost <> o.current

	UNION ALL
	-- 예산 총괄: each line, and the total, by itself
	SELECT l.kind || v.rule, '예산 총괄', l.project_id,
		   format('%s년 %s %s', l.fiscal_year, l.stage, coalesce(l.code::text, '계')),
		   v.actual_name, v.actual, v.expected_name, v.expected, v.unit, NULL
	FROM (SELECT 'budget_line_' AS kind, project_id, fiscal_year, stage, code, prior, prior_subsidy,
				 current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
		  FROM @model@.budget_line
		  UNION ALL
		  SELECT 'budget_total_', project_id, fiscal_year, stage, NULL, prior, prior_subsidy,
				 current, current_subsidy, change, change_subsidy, change_rate, change_rate_subsidy
		  FROM @model@.budget_total) l
	CROSS JOIN LATERAL (VALUES
		('change', '증감', l.change::numeric, 'B-A', (l.current - l.prior)::numeric, '천원'),
		('change_subsidy', '국고보조 증감', l.change_subsidy, 'B-A', l.current_subsidy - l.prior_subsidy, '천원'),
		('change_rate', '증감률', round(l.change_rate, 6), '(B-A)*100/A',
		 change_rate(l.prior, l.current, least(scale(l.change_rate), 6)), '%'),
		-- where A is blank, what is stated must agree with itself
		('stated_change_rate', '증감률', CASE WHEN l.prior IS NULL THEN round(l.change_rate, 6) END, '증감*100/(B-증감)',
		 change_rate(l.current - l.change, l.current, least(scale(l.change_rate), 6)), '%'),
		('change_rate_subsidy', '국고보조 증감률', round(l.change_rate_subsidy, 6), '(B-A)*100/A',
		 change_rate(l.prior_subsidy, l.current_subsidy, least(scale(l.change_rate_subsidy), 6)), '%')
	) v (rule, actual_name, actual, expected_name, expected, unit)
	WHERE v.actual <> v.expected

	UNION ALL
	-- the total against its codes
	SELECT 'budget_total_of_' || v.item, '예산 총괄', t.project_id, format('%s년 %s 계', t.fiscal_year, t.stage),
		   v.name || ' 계', v.actual, '과목의 합', v.expected, '천원', NULL
	FROM @model@.budget_total t
	CROSS JOIN LATERAL (
		SELECT sum(l.two_years_before) AS two_years_before,
			   sum(l.two_years_before_subsidy) AS two_years_before_subsidy,
			   sum(l.prior) AS prior, sum(l.prior_subsidy) AS prior_subsidy,
			   sum(l.current) AS current, sum(l.current_subsidy) AS current_subsidy,
			   sum(l.change) AS change, sum(l.change_subsidy) AS change_subsidy
		FROM @model@.budget_line l
		WHERE (l.project_id, l.fiscal_year, l.stage) = (t.project_id, t.fiscal_year, t.stage)) s
	CROSS JOIN LATERAL (VALUES
		('two_years_before', '전전년도 예산액', t.two_years_before::numeric, s.two_years_before::numeric),
		('two_years_before_subsidy', '전전년도 국고보조', t.two_years_before_subsidy, s.two_years_before_subsidy),
		('prior', '전년도 예산액', t.prior, s.prior),
		('prior_subsidy', '전년도 국고보조', t.prior_subsidy, s.prior_subsidy),
		('current', '예산액', t.current, s.current),
		('current_subsidy', '국고보조', t.current_subsidy, s.current_subsidy),
		('change', '증감', t.change, s.change),
		('change_subsidy', '국고보조 증감', t.change_subsidy, s.change_subsidy)
	) v (item, name, actual, expected)
	WHERE v.actual <> v.expected

	UNION ALL
	-- 산출근거
	SELECT 'cost_basis_children', '산출근거', c.project_id,
		   format('%s년 %s %s %s', c.fiscal_year, c.stage, c.code::text, c.label),
		   '금액', c.amount, '아래 줄의 합', d.amount, '천원', NULL
	FROM (SELECT parent_id, sum(amount) AS amount
		  FROM @model@.cost_basis
		  WHERE parent_id IS NOT NULL
		  GROUP BY parent_id) d
	JOIN @model@.cost_basis c ON c.id = d.parent_id
	WHERE c.amount <> d.amount

	UNION ALL
	SELECT 'cost_basis_total', '산출근거', c.project_id, format('%s년 %s %s', c.fiscal_year, c.stage, c.code::text),
		   '예산액', l.current, '산출근거의 합', c.amount, '천원',
		   CASE WHEN l.project_id IS NULL
				THEN format('산출근거 %s이 있으나 예산 총괄에 없는 과목', won_text(c.amount, 'unit')) END
	FROM (SELECT project_id, fiscal_year, stage, code, sum(amount) AS amount
		  FROM @model@.cost_basis
		  WHERE parent_id IS NULL
		  GROUP BY project_id, fiscal_year, stage, code) c
	LEFT JOIN @model@.budget_line l ON l.project_id = c.project_id AND l.fiscal_year = c.fiscal_year
		AND l.stage = c.stage AND l.code = c.code
	WHERE l.current <> c.amount
	   OR (l.project_id IS NULL
		   AND EXISTS (SELECT FROM @model@.budget_line o
					   WHERE (o.project_id, o.fiscal_year, o.stage) = (c.project_id, c.fiscal_year, c.stage)))

	UNION ALL
	-- what a 산출기초 comes to, however its 천원 are rounded
	SELECT 'cost_basis_amount', '산출근거', c.project_id,
		   format('%s년 %s %s %s', c.fiscal_year, c.stage, c.code, c.label),
		   '금액', c.amount, '산출기초의 값', c.evaluated, '천원', NULL
	FROM @model@.cost_basis_check c
	WHERE c.result = '차이'

	UNION ALL
	-- 추진일정
	SELECT v.rule, '추진일정', t.project_id, format('%s년 %s', t.fiscal_year, t.stage),
		   v.name, v.actual, '절차별 금액의 합', s.amount, '천원', NULL
	FROM (SELECT project_id, fiscal_year, stage, sum(amount) AS amount
		  FROM @model@.schedule_step
		  GROUP BY project_id, fiscal_year, stage) s
	JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
	CROSS JOIN LATERAL (VALUES
		('schedule_total', '추진일정의 계', t.scheduled),
		('schedule_budget', '예산액', t.current)
	) v (rule, name, actual)
	WHERE v.actual <> s.amount

	UNION ALL
	-- a step and the cost basis of the same name, blanks and marks aside
	SELECT 'schedule_cost_basis', '추진일정', s.project_id, s.step,
		   '추진일정', s.amount, '산출근거', c.amount, '천원', NULL
	FROM @model@.schedule_step s
	JOIN @model@.cost_basis c USING (project_id, fiscal_year, stage)
	CROSS JOIN (VALUES (E' \t·ㆍ.,:;''"“”‘’()[]<>~/-_')) m (marks)
	WHERE c.parent_id IS NULL AND s.amount <> c.amount
	  -- no character class: in the locale C no letter of Korean is one
	  AND translate(s.step, m.marks, '') = translate(c.label, m.marks, '')

	UNION ALL
	-- 결산
	SELECT v.rule, '결산', s.project_id, format('%s년', s.year),
		   v.actual_name, v.actual, v.expected_name, v.expected, '천원', NULL
	FROM @model@.settlement s
	CROSS JOIN LATERAL (VALUES
		('settlement_current_budget', '예산현액', s.current_budget::numeric, '당초예산+전년이월+예산변경',
		 (s.original_budget + s.carried_in + s.adjustment)::numeric),
		('settlement_current_budget_subsidy', '국고보조 예산현액', s.current_budget_subsidy, '당초예산+전년이월+예산변경',
		 s.original_budget_subsidy + s.carried_in_subsidy + s.adjustment_subsidy),
		('settlement_remaining', '집행잔액', s.remaining, '예산현액-집행액-차년이월-반납금',
		 s.current_budget - s.executed - s.carried_out - s.returned),
		('settlement_remaining_subsidy', '국고보조 집행잔액', s.remaining_subsidy, '예산현액-집행액-차년이월-반납금',
		 s.current_budget_subsidy - s.executed_subsidy - s.carried_out_subsidy - s.returned),
		('settlement_carried_in', '전년이월', s.carried_in, '명시+사고+계속비',
		 s.carried_in_express + s.carried_in_accident + s.carried_in_continuing),
		('settlement_carried_out', '차년이월', s.carried_out, '명시+사고+계속비',
		 s.carried_out_express + s.carried_out_accident + s.carried_out_continuing)
	) v (rule, actual_name, actual, expected_name, expected)
	WHERE v.actual <> v.expected

	UNION ALL
	SELECT v.rule, '결산', s.project_id, format('%s년', s.year),
		   '집행액', s.executed, v.name, v.bound, '천원',
		   format('집행액 %s이 %s %s보다 큼', won_text(s.executed, 'unit'), v.name, won_text(v.bound, 'unit'))
	FROM @model@.settlement s
	CROSS JOIN LATERAL (VALUES
		('settlement_executed_current_budget', '예산현액', s.current_budget),
		('settlement_executed_obligated', '원인행위액', s.obligated)
	) v (rule, name, bound)
	WHERE s.executed > v.bound

	UNION ALL
	SELECT 'settlement_carry_over', '결산', s.project_id, format('%s년', n.year),
		   format('%s년 전년이월', n.year), n.carried_in,
		   format('%s년 차년이월', s.year), s.carried_out, '천원', NULL
	FROM @model@.settlement s
	JOIN @model@.settlement n ON n.project_id = s.project_id AND n.year = s.year + 1
	WHERE n.carried_in <> s.carried_out

	UNION ALL
	SELECT 'settlement_original_budget', '결산', s.project_id, format('%s년', s.year),
		   '당초예산', s.original_budget, format('예산 총괄의 %s년 예산액', s.year), v.amount, '천원', NULL
	FROM @model@.settlement s
	JOIN @model@.budget_overview o ON o.project_id = s.project_id AND o.code IS NULL AND o.stage = '본예산'
	CROSS JOIN LATERAL (VALUES
		(o.fiscal_year - 2, o.two_years_before), (o.fiscal_year - 1, o.prior), (o.fiscal_year, o.current)
	) v (year, amount)
	WHERE v.year = s.year AND s.original_budget <> v.amount

	UNION ALL
	-- 예산의 변경과 집행
	SELECT v.rule, '예산 변경', coalesce(t.project_id, l.project_id), format('%s %s', t.kind, t.id),
		   '변경액', t.amount, v.name, v.amount, '천원', NULL
	FROM @model@.budget_transfer t
	CROSS JOIN LATERAL (
		SELECT min(l.project_id) AS project_id,
			   coalesce(sum(l.amount) FILTER (WHERE l.amount > 0), 0) AS increase,
			   coalesce(-sum(l.amount) FILTER (WHERE l.amount < 0), 0) AS decrease
		FROM @model@.budget_transfer_line l
		WHERE (l.transfer_id, l.bounds) = (t.id, t.bounds)) l
	CROSS JOIN LATERAL (VALUES
		('budget_transfer_increase', '증액의 합', l.increase),
		('budget_transfer_decrease', '감액의 합', l.decrease)
	) v (rule, name, amount)
	WHERE t.amount <> v.amount

	UNION ALL
	SELECT 'execution_budget', '집행', e.project_id, format('%s년 %s', e.fiscal_year, e.code),
		   '집행액', e.executed, '예산액', e.current_budget, '천원',
		   format('집행액 %s이 예산액 %s보다 큼', won_text(e.executed, 'unit'), won_text(e.current_budget, 'unit'))
	FROM @model@.execution_overview e
	WHERE e.executed > e.current_budget
)
SELECT f.rule, f.section, f.project_id, p.name AS project, f.subject,
	   f.expected, f.actual, f.actual - f.expected AS difference,
	   coalesce(f.remark,
				CASE f.unit
				WHEN '%' THEN format('%s %s%%, %s %s%%: 차이 %s%%포인트', f.actual_name, trim_scale(f.actual),
									 f.expected_name, trim_scale(f.expected), trim_scale(f.actual - f.expected))
				ELSE format('%s %s, %s %s: 차이 %s', f.actual_name, won_text(f.actual, 'unit'),
							f.expected_name, won_text(f.expected, 'unit'),
							won_text(f.actual - f.expected, 'unit')) END) AS message
FROM found f
LEFT JOIN @model@.project p ON p.id = f.project_id;

CREATE VIEW @model@.department_overview AS
SELECT p.government, l.fiscal_year, l.stage, p.bureau, p.department,
	   count(DISTINCT l.project_id) AS projects,
	   sum(l.prior)::numeric AS prior, sum(l.current)::numeric AS current,
	   sum(coalesce(l.change, l.current - l.prior))::numeric AS change,
	   change_rate(sum(l.prior) FILTER (WHERE l.current IS NOT NULL),
				   sum(l.current) FILTER (WHERE l.prior IS NOT NULL)) AS change_rate,
	   share_rate(sum(l.current), sum(sum(l.current)) OVER (PARTITION BY p.government, l.fiscal_year, l.stage))
		   AS share_rate
FROM @model@.budget_line l
JOIN @model@.project p ON p.id = l.project_id
GROUP BY p.government, l.fiscal_year, l.stage, p.bureau, p.department;

CREATE VIEW @model@.function_overview AS
WITH rolled AS (
	SELECT p.government, l.fiscal_year, l.stage, function_code_field(p.function_code) AS field,
		   p.function_code AS sector, grouping(p.function_code) = 1 AS is_field,
		   count(DISTINCT l.project_id) AS projects,
		   sum(l.prior) AS prior, sum(l.current) AS current,
		   sum(coalesce(l.change, l.current - l.prior)) AS change,
		   change_rate(sum(l.prior) FILTER (WHERE l.current IS NOT NULL),
					   sum(l.current) FILTER (WHERE l.prior IS NOT NULL)) AS change_rate
	FROM @model@.budget_line l
	JOIN @model@.project p ON p.id = l.project_id
	GROUP BY p.government, l.fiscal_year, l.stage, function_code_field(p.function_code),
			 GROUPING SETS ((), (p.function_code))
)
SELECT r.government, r.fiscal_year, r.stage, CASE WHEN r.is_field THEN 'field' ELSE 'sector' END AS level,
	   r.field::text AS field, r.sector::text AS sector,
	   function_code_name(CASE WHEN r.is_field THEN r.field ELSE r.sector END, r.fiscal_year) AS name, r.projects,
	   r.prior::numeric AS prior, r.current::numeric AS current, r.change::numeric AS change, r.change_rate,
	   share_rate(r.current, sum(r.current) FILTER (WHERE r.is_field)
							 OVER (PARTITION BY r.government, r.fiscal_year, r.stage)) AS share_rate
FROM rolled r;

CREATE VIEW @model@.object_overview AS
WITH rolled AS (
	SELECT p.government, l.fiscal_year, l.stage,
		   CASE WHEN grouping(l.code) = 0 THEN 'item'
				WHEN grouping(budget_code_at(l.code, 'object')) = 0 THEN 'object' ELSE 'group' END AS level,
		   CASE WHEN grouping(l.code) = 0 THEN l.code
				WHEN grouping(budget_code_at(l.code, 'object')) = 0 THEN budget_code_at(l.code, 'object')
				ELSE budget_code_at(l.code, 'group') END AS code,
		   count(DISTINCT l.project_id) AS projects,
		   sum(l.prior) AS prior, sum(l.current) AS current,
		   sum(coalesce(l.change, l.current - l.prior)) AS change,
		   change_rate(sum(l.prior) FILTER (WHERE l.current IS NOT NULL),
					   sum(l.current) FILTER (WHERE l.prior IS NOT NULL)) AS change_rate
	FROM @model@.budget_line l
	JOIN @model@.project p ON p.id = l.project_id
	GROUP BY p.government, l.fiscal_year, l.stage,
			 GROUPING SETS ((budget_code_at(l.code, 'group')),
							(budget_code_at(l.code, 'object')),
							(l.code))
)
SELECT r.government, r.fiscal_year, r.stage, r.level, r.code::text AS code,
	   budget_code_name(r.code, r.fiscal_year) AS code_name, r.projects,
	   r.prior::numeric AS prior, r.current::numeric AS current, r.change::numeric AS change, r.change_rate,
	   share_rate(r.current, sum(r.current) FILTER (WHERE r.level = 'item')
							 OVER (PARTITION BY r.government, r.fiscal_year, r.stage)) AS share_rate
FROM rolled r
WHERE r.code IS NOT NULL;

CREATE VIEW @model@.top_changes AS
SELECT p.government, l.fiscal_year, l.stage,
	   rank() OVER (PARTITION BY p.government, l.fiscal_year, l.stage
					ORDER BY abs(coalesce(l.change, l.current - l.prior)) DESC NULLS LAST) AS rank,
	   l.project_id, p.name AS project, p.department, l.code::text AS code,
	   budget_code_name(l.code, l.fiscal_year) AS code_name,
	   l.prior::numeric AS prior, l.current::numeric AS current,
	   coalesce(l.change, l.current - l.prior)::numeric AS change,
	   coalesce(l.change_rate, change_rate(l.prior, l.current)) AS change_rate,
	   CASE WHEN l.prior IS NOT NULL THEN change_label(l.prior, l.current)
			WHEN l.change > 0 THEN '증'
			WHEN l.change < 0 THEN '감'
			WHEN l.change = 0 THEN '동일' END AS change_label
FROM @model@.budget_line l
JOIN @model@.project p ON p.id = l.project_id;

COMMENT ON VIEW @model@.top_changes IS '증감이 큰 과목: 자치단체, 회계연도, 단계마다 증감의 크기 순위';

CREATE VIEW @model@.execution_progress AS
WITH month AS (
	SELECT p.government, e.fiscal_year, date_trunc('month', e.executed_on)::date AS month, sum(e.amount) AS executed
	FROM @model@.execution e
	JOIN @model@.project p ON p.id = e.project_id
	GROUP BY p.government, e.fiscal_year, date_trunc('month', e.executed_on)::date
), budget AS (
	SELECT p.government, b.fiscal_year, sum(b.amount) AS amount
	FROM @model@.budget_in_force b
	JOIN @model@.project p ON p.id = b.project_id
	GROUP BY p.government, b.fiscal_year
)
SELECT m.government, m.fiscal_year, m.month, m.executed::numeric AS executed,
	   sum(m.executed) OVER so_far::numeric AS executed_so_far, b.amount::numeric AS budget,
	   execution_rate(sum(m.executed) OVER so_far, b.amount) AS execution_rate
FROM month m
LEFT JOIN budget b ON b.fiscal_year = m.fiscal_year AND b.government IS NOT DISTINCT FROM m.government
WINDOW so_far AS (PARTITION BY m.government, m.fiscal_year ORDER BY m.month);

CREATE VIEW @model@.funding_mix AS
SELECT p.government, p.fiscal_year, f.source, f.is_national, count(f.amount) AS projects,
	   sum(f.amount)::numeric AS amount,
	   share_rate(sum(f.amount), sum(sum(f.amount)) OVER (PARTITION BY p.government, p.fiscal_year)) AS share_rate
FROM @model@.project_funding f
JOIN @model@.project p ON p.id = f.project_id
GROUP BY p.government, p.fiscal_year, f.source, f.is_national;

CREATE VIEW @model@.cost_basis_check AS
SELECT c.project_id, p.name AS project, p.government, p.department, c.fiscal_year, c.stage,
	   c.code::text AS code, c.ordinal, c.depth, c.label, c.basis, c.amount::numeric AS amount,
	   c.evaluated::numeric AS evaluated, (c.amount - c.evaluated)::numeric AS difference,
	   CASE WHEN c.evaluated IS NULL THEN '식 아님'
			WHEN c.amount IS NULL THEN '금액 없음'
			WHEN c.amount = c.evaluated THEN '일치'
			WHEN c.amount = try_cost_basis_amount(c.basis, 'nearest') THEN '반올림'
			WHEN c.amount = try_cost_basis_amount(c.basis, 'floor') THEN '내림'
			ELSE '차이' END AS result
FROM (SELECT id, project_id, fiscal_year, stage, code, parent_id, ordinal, depth, label, basis, amount, source_line,
			 try_cost_basis_amount(basis) AS evaluated
	  FROM @model@.cost_basis
	  WHERE basis IS NOT NULL
	  OFFSET 0) c	-- evaluate once
JOIN @model@.project p ON p.id = c.project_id;

CREATE VIEW @model@.carry_over_chain AS
WITH year AS (
	SELECT s.project_id, p.name, coalesce(p.government, '') AS government, coalesce(p.department, '') AS department,
		   p.fiscal_year, s.year, s.carried_in, s.carried_in_express, s.carried_in_accident, s.carried_in_continuing,
		   s.carried_out, s.carried_out_express, s.carried_out_accident, s.carried_out_continuing
	FROM @model@.settlement s
	JOIN @model@.project p ON p.id = s.project_id
), another AS (
	-- the same project in the sheets of other years: the first that settles the year
	SELECT DISTINCT ON (government, department, name, year) *
	FROM year
	ORDER BY government, department, name, year, fiscal_year, project_id
)
SELECT y.project_id, y.name AS project, nullif(y.government, '') AS government, nullif(y.department, '') AS department,
	   y.year, y.carried_in::numeric AS carried_in, y.carried_out::numeric AS carried_out,
	   y.carried_out_express::numeric AS carried_out_express,
	   y.carried_out_accident::numeric AS carried_out_accident,
	   y.carried_out_continuing::numeric AS carried_out_continuing,
	   coalesce(n.project_id, o.project_id) AS next_project_id,
	   CASE WHEN n.project_id IS NULL THEN o.carried_in ELSE n.carried_in END::numeric AS next_carried_in,
	   (CASE WHEN n.project_id IS NULL THEN o.carried_in ELSE n.carried_in END - y.carried_out)::numeric AS difference,
	   -- what was carried over after its obligation may not be carried over again
	   (y.carried_in_accident > 0 AND y.carried_out_accident > 0) AS accident_again
FROM year y
LEFT JOIN year n ON n.project_id = y.project_id AND n.year = y.year + 1
LEFT JOIN another o ON o.government = y.government AND o.department = y.department AND o.name = y.name
	AND o.year = y.year + 1 AND o.project_id <> y.project_id;

CREATE VIEW @model@.year_over_year AS
WITH spent AS (
	SELECT coalesce(p.government, '') AS government, l.fiscal_year, l.stage, l.code, sum(l.current) AS amount
	FROM @model@.budget_line l
	JOIN @model@.project p ON p.id = l.project_id
	WHERE l.current IS NOT NULL
	GROUP BY coalesce(p.government, ''), l.fiscal_year, l.stage, l.code
), year AS (
	SELECT DISTINCT government, fiscal_year, stage FROM spent
), last AS MATERIALIZED (
	-- last year's codes as this year writes them (budget_code_in_year() tells
	-- whoever reads of every code that was split)
	SELECT s.government, y.fiscal_year, s.stage,
		   (SELECT min(n.n::text) FROM budget_code_successors(s.code, s.fiscal_year, y.fiscal_year) n (n)
			HAVING count(*) = 1) AS code,
		   s.code::text AS prior_code, s.amount
	FROM spent s
	JOIN year y ON y.government = s.government AND y.stage = s.stage AND y.fiscal_year = s.fiscal_year + 1
), prior AS (
	SELECT government, fiscal_year, stage, code,
		   string_agg(prior_code, ', ' ORDER BY prior_code) AS prior_codes, sum(amount) AS amount
	FROM last
	GROUP BY government, fiscal_year, stage, code, CASE WHEN code IS NULL THEN prior_code END
), compared AS (
	SELECT coalesce(c.government, b.government) AS government, coalesce(c.fiscal_year, b.fiscal_year) AS fiscal_year,
		   coalesce(c.stage, b.stage) AS stage, coalesce(c.code, b.code) AS code, b.prior_codes,
		   b.amount AS prior, c.amount AS current
	FROM (SELECT government, fiscal_year, stage, code::text AS code, amount FROM spent) c
	FULL JOIN prior b ON b.government = c.government AND b.fiscal_year = c.fiscal_year
		AND b.stage = c.stage AND b.code = c.code
)
SELECT nullif(c.government, '') AS government, c.fiscal_year, c.stage, c.code,
	   budget_code_name(c.code::budget_code, c.fiscal_year) AS code_name,
	   c.prior_codes, c.prior::numeric AS prior, c.current::numeric AS current,
	   CASE WHEN y.government IS NOT NULL AND c.code IS NOT NULL
			THEN coalesce(c.current::numeric, 0) - coalesce(c.prior::numeric, 0) END AS change,
	   change_rate(c.prior, c.current) AS change_rate,
	   CASE WHEN y.government IS NULL THEN NULL
			WHEN c.code IS NULL THEN '나뉨'
			ELSE change_label(c.prior, c.current) END AS change_label
FROM compared c
LEFT JOIN year y ON y.government = c.government AND y.stage = c.stage AND y.fiscal_year = c.fiscal_year - 1;
$model$;
COMMENT ON FUNCTION budget_model_views_1_0() IS
	'the SQL of the views that version 1.0 of the model had otherwise, @model@ standing for its schema';

CREATE OR REPLACE FUNCTION budget_model_version_view()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
CREATE VIEW @model@.model_version AS SELECT '1.1'::text AS version;
COMMENT ON VIEW @model@.model_version IS '이 모형의 판';
COMMENT ON COLUMN @model@.model_version.version IS '판 번호(budget_upgrade_model이 확인)';
$model$;
COMMENT ON FUNCTION budget_model_version_view() IS
	'the SQL of the view that says which version a model has, @model@ standing for its schema';

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
-- model: end

-- Korean terms in comments, and comments of casts
COMMENT ON AGGREGATE sum(thousand_won) IS
	'exact sum of amounts (합계); an error only if the result is out of range';
COMMENT ON FUNCTION budget_code_at(budget_code, text) IS
	'the code or its ancestor at a level: group (편성그룹), object (편성목) or item (통계목); NULL where there is none';
COMMENT ON FUNCTION budget_code_level(budget_code, integer, text) IS
	'level of a code (과목의 단계) in the chart of a fiscal year; NULL if the chart does not have it';
COMMENT ON FUNCTION budget_code_in_year(budget_code, integer, integer, text) IS
	'the code (승계 과목) that in another fiscal year stands for what this code means in the first; NULL where there is none, or no single one';
COMMENT ON FUNCTION function_code_in_year(function_code, integer, integer, text) IS
	'the code (승계 과목) that in another fiscal year stands for what this code means in the first; NULL where there is none, or no single one';
COMMENT ON CAST (text AS budget_code) IS 'reads a budget code (과목)';
COMMENT ON CAST (budget_code AS text) IS 'writes a budget code (과목): 201-01';
COMMENT ON FUNCTION budget_code_text(budget_code, text) IS
	'writes a budget code (과목): 201-01 (hyphen) or 20101 (compact)';
COMMENT ON AGGREGATE min(budget_code) IS 'first code (과목) in the chart''s order';
COMMENT ON AGGREGATE max(budget_code) IS 'last code (과목) in the chart''s order';
COMMENT ON FUNCTION budget_code_last(budget_code) IS
	'last possible code below a code (하위 과목의 끝): 201-99 for 201, 299-99 for 200';
COMMENT ON FUNCTION budget_code_valid(budget_code, integer, text) IS
	'does the chart (과목표) have the code in that fiscal year';
COMMENT ON FUNCTION budget_code_successors(budget_code, integer, integer, text) IS
	'all codes (승계 과목) that in another fiscal year stand for what this code means in the first';
COMMENT ON FUNCTION function_code_valid(function_code, integer, text) IS
	'does the chart (기능별 분류표) have the code in that fiscal year';
COMMENT ON FUNCTION function_code_successors(function_code, integer, integer, text) IS
	'all codes (승계 과목) that in another fiscal year stand for what this code means in the first';
COMMENT ON CAST (text AS function_code) IS 'reads a functional code (부문)';
COMMENT ON CAST (function_code AS text) IS 'writes a functional code (부문): 08A';
COMMENT ON AGGREGATE min(function_code) IS 'first code (부문) in the chart''s order';
COMMENT ON AGGREGATE max(function_code) IS 'last code (부문) in the chart''s order';
COMMENT ON FUNCTION function_code_last(function_code) IS
	'last possible code below a code (하위 부문의 끝): 08Z for 080';
COMMENT ON FUNCTION abs(thousand_won) IS 'absolute value (절댓값)';
COMMENT ON FUNCTION sign(thousand_won) IS 'sign (부호): -1, 0 or 1';
COMMENT ON AGGREGATE min(thousand_won) IS 'smallest amount (최솟값)';
COMMENT ON AGGREGATE max(thousand_won) IS 'largest amount (최댓값)';
COMMENT ON FUNCTION generate_series(thousand_won, thousand_won, thousand_won) IS
	'amounts (천원) from start to stop, by step';
COMMENT ON CAST (smallint AS thousand_won) IS 'thousand won (천원)';
COMMENT ON CAST (integer AS thousand_won) IS 'thousand won (천원)';
COMMENT ON CAST (bigint AS thousand_won) IS 'thousand won (천원)';
COMMENT ON CAST (numeric AS thousand_won) IS 'thousand won (천원); an error where digits are below one won';
COMMENT ON CAST (thousand_won AS numeric) IS 'thousand won (천원), exact';
COMMENT ON CAST (thousand_won AS bigint) IS 'thousand won (천원); an error where it is not whole';
COMMENT ON CAST (thousand_won AS integer) IS 'thousand won (천원); an error where it is not whole';
COMMENT ON CAST (thousand_won AS double precision) IS 'thousand won (천원), the nearest number';
COMMENT ON CAST (thousand_won AS json) IS 'thousand won (천원) as a number';
COMMENT ON CAST (thousand_won AS jsonb) IS 'thousand won (천원) as a number';
COMMENT ON CAST (thousand_won_range AS thousand_won_multirange) IS 'the range (구간) alone, as ranges';

-- Rules: descriptions follow renamed triggers
CREATE OR REPLACE VIEW budget_rules AS
SELECT l.rule, l.kind, l.relation, l.definition, l.mode, l.enabled, l.state,
       -- by the rule's name in their arguments, the first or after the only one's colon:
       -- triggers may be renamed
       (SELECT pg_catalog.obj_description(t.oid, 'pg_trigger')
        FROM pg_catalog.pg_trigger AS t,
             pg_catalog.convert_to(l.rule::pg_catalog.text, pg_catalog.getdatabaseencoding()) AS name
        WHERE t.tgrelid OPERATOR(pg_catalog.=) ANY (ARRAY[l.relation, l.part_relation]::pg_catalog.oid[])
          AND t.tgparentid OPERATOR(pg_catalog.=) 0
          AND pg_catalog.substr(t.tgargs,
                  CASE WHEN t.tgnargs OPERATOR(pg_catalog.>) 1 THEN 1
                       ELSE pg_catalog."position"(t.tgargs, pg_catalog.decode('3a20', 'hex')) OPERATOR(pg_catalog.+) 2
                  END, pg_catalog.length(name) OPERATOR(pg_catalog.+) 1)
              OPERATOR(pg_catalog.=) (name OPERATOR(pg_catalog.||) pg_catalog.decode('00', 'hex'))
          AND pg_catalog.obj_description(t.oid, 'pg_trigger') IS NOT NULL
        ORDER BY t.oid LIMIT 1) AS description
FROM @extschema@.budget_rule_list() AS l;

COMMENT ON OPERATOR CLASS thousand_won_ops USING btree IS 'order of amounts (천원)';
COMMENT ON OPERATOR CLASS thousand_won_ops USING hash IS 'equality of amounts (천원)';
COMMENT ON OPERATOR CLASS thousand_won_minmax_ops USING brin IS 'minimum and maximum of amounts (천원) in each range of blocks';
COMMENT ON OPERATOR CLASS thousand_won_minmax_multi_ops USING brin IS 'intervals of amounts (천원) in each range of blocks';
COMMENT ON OPERATOR CLASS thousand_won_bloom_ops USING brin IS 'a Bloom filter of amounts (천원) in each range of blocks';
COMMENT ON OPERATOR CLASS budget_code_ops USING btree IS 'order of object codes (과목)';
COMMENT ON OPERATOR CLASS budget_code_ops USING hash IS 'equality of object codes (과목)';
COMMENT ON OPERATOR CLASS budget_code_minmax_ops USING brin IS 'minimum and maximum of object codes (과목) in each range of blocks';
COMMENT ON OPERATOR CLASS budget_code_minmax_multi_ops USING brin IS 'intervals of object codes (과목) in each range of blocks';
COMMENT ON OPERATOR CLASS function_code_ops USING btree IS 'order of functional codes (분야·부문)';
COMMENT ON OPERATOR CLASS function_code_ops USING hash IS 'equality of functional codes (분야·부문)';
COMMENT ON OPERATOR CLASS function_code_minmax_ops USING brin IS 'minimum and maximum of functional codes (분야·부문) in each range of blocks';
COMMENT ON OPERATOR CLASS function_code_minmax_multi_ops USING brin IS 'intervals of functional codes (분야·부문) in each range of blocks';

-- Last: what a newer server offers, after pg_upgrade
SELECT @extschema@.budget_ext_refresh();

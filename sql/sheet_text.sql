-- sheet_text: a project of the model written as a project sheet again
--
-- The text is of the form that budget_load_sheet() reads, so that what is
-- written in one office is read in another: tables as lines with tabs, marks
-- and indents for depth, blank cells for what is not stated.

CREATE FUNCTION budget_sheet_cell(amount thousand_won, subsidy thousand_won)
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	BEGIN ATOMIC
	SELECT pg_catalog.concat_ws(' ', CASE WHEN subsidy = '0' THEN '(x-)'
										  WHEN subsidy IS NOT NULL THEN '(x' || won_text(subsidy) || ')' END,
								won_text(amount));
	END;
COMMENT ON FUNCTION budget_sheet_cell(thousand_won, thousand_won) IS
	'an amount and its subsidised part (국고보조) as a cell of a budget table, which parse_budget_cell() reads';

CREATE FUNCTION budget_sheet_text(project bigint, schema name DEFAULT 'budget')
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
COMMENT ON FUNCTION budget_sheet_text(bigint, name) IS
	'a project of a model as a project sheet (사업설명서) that budget_load_sheet() reads';

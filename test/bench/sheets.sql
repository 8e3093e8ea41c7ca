-- Project sheets that agree with themselves, generated from their number alone:
-- pg_temp.sheet(number) is the same text on every machine.  They have the form
-- of docs/sample/project_sheet.txt in its variations: tables with tabs, in
-- markdown and in HTML; headings of five kinds; units; check boxes of four
-- kinds; page breaks; missing sections; one to three years of settlement.

-- A whole number from low to high
CREATE FUNCTION pg_temp.between(low int, high int) RETURNS int
	LANGUAGE sql VOLATILE
	RETURN low + floor(random() * (high - low + 1))::int;

CREATE FUNCTION pg_temp.pick(choice text[]) RETURNS text
	LANGUAGE sql VOLATILE
	RETURN choice[1 + floor(random() * cardinality(choice))::int];

-- An amount in thousand won as a cell of a table in some unit
CREATE FUNCTION pg_temp.cell(amount bigint, unit text) RETURNS text
	LANGUAGE sql IMMUTABLE
	RETURN CASE WHEN amount < 0 THEN '△' ELSE '' END
		|| ltrim(to_char(abs(CASE unit WHEN '백만원' THEN amount / 1000 WHEN '원' THEN amount * 1000 ELSE amount END),
						 'FM999,999,999,999,990'));

-- Rows of cells that tabs part, the first of them names of columns
CREATE FUNCTION pg_temp.put_table(lines text[], notation text) RETURNS text
	LANGUAGE sql IMMUTABLE
	RETURN CASE notation
		WHEN 'markdown' THEN (
			SELECT string_agg('| ' || replace(line, E'\t', ' | ') || ' |'
							  || CASE n WHEN 1 THEN E'\n|' || repeat('---|', 1 + length(line) - length(replace(line, E'\t', ''))) ELSE '' END,
							  E'\n' ORDER BY n)
			FROM unnest(lines) WITH ORDINALITY l (line, n))
		WHEN 'HTML' THEN (
			SELECT E'<table>\n' || string_agg('<tr><td>' || replace(line, E'\t', '</td><td>') || '</td></tr>', E'\n' ORDER BY n) || E'\n</table>'
			FROM unnest(lines) WITH ORDINALITY l (line, n))
		ELSE array_to_string(lines, E'\n') END;

-- A row of the budget: two years before, A, B, their difference and its rate
CREATE FUNCTION pg_temp.budget_row(name text, before bigint, prior bigint, current bigint, prior_subsidy bigint, subsidy bigint,
								   unit text, style int) RETURNS text
	LANGUAGE sql IMMUTABLE
	RETURN (
		SELECT name || string_agg(E'\t' || x.mark || cell, '' ORDER BY n)
		FROM (VALUES (1, NULL, CASE before WHEN 0 THEN '-' ELSE pg_temp.cell(before, unit) END),
					 (2, prior_subsidy, CASE prior WHEN 0 THEN '-' ELSE pg_temp.cell(prior, unit) END),
					 (3, subsidy, pg_temp.cell(current, unit)),
					 (4, subsidy - prior_subsidy, pg_temp.cell(current - prior, unit)),
					 (5, NULL, CASE WHEN prior = 0 THEN '신규' WHEN style = 0 THEN round((current - prior) * 100.0 / prior, 1)::text
							   ELSE round((current - prior) * 100.0 / prior)::text END)) c (n, part, cell),
			 LATERAL (SELECT CASE WHEN prior_subsidy IS NULL OR n IN (1, 5) THEN ''
								  WHEN part = 0 THEN '(x-) ' ELSE format('(x%s) ', pg_temp.cell(part, unit)) END) x (mark));

CREATE FUNCTION pg_temp.sheet(number int, OUT notation text, OUT fiscal_year int, OUT body text)
	LANGUAGE plpgsql VOLATILE
	AS $$
#variable_conflict use_variable
DECLARE
	codes CONSTANT text[] := '{201-01,201-02,201-03,202-01,206-01,207-01,301-01,301-09,307-02,307-04,401-01,405-01}';
	places CONSTANT text[] := '{강변,시장,학교 앞,북부,남부,산림,항만,도서,구도심,산업단지,농촌,하천}';
	things CONSTANT text[] := '{가로수,보행로,도서관,쉼터,놀이터,주차장,체육관,박물관,마을버스,급식,돌봄,창업 공간}';
	doings CONSTANT text[] := '{정비,조성,운영,개선,확충,지원,보수,점검}';
	works CONSTANT text[] := '{설계,자재 구입,현장 조사,안내판 제작,주민 교육,장비 임차,청소,시설 보수,홍보물 인쇄,강사료,다과,운송}';
	counters CONSTANT text[] := '{명,회,개,일,대,월,부}';
	headings text;
	unit text := '천원';
	quantum int := 1;
	ticked text;
	unticked text;
	years int;
	year int;
	is_new boolean;
	code text;
	ncodes int;
	used text[] := '{}';
	lines text[];
	costs text[] := ARRAY[E'과목구분\t세부 산출내역'];
	steps text[] := '{}';
	texts text[] := '{}';
	budget text[] := '{}';
	settled text[] := '{}';
	mark text;
	place text := pg_temp.pick(places);
	name text;
	label text;
	amount bigint;
	part bigint;
	parts text[];
	price int;
	count int;
	nparts int;
	current bigint;
	prior bigint;
	before bigint;
	subsidy bigint;
	prior_subsidy bigint;
	total_current bigint := 0;
	total_prior bigint := 0;
	total_before bigint := 0;
	total_subsidy bigint := 0;
	total_prior_subsidy bigint := 0;
	months int;
	carried bigint := 0;
	next_carried bigint;
	original bigint;
	adjustment bigint;
	executed bigint;
	x_marks boolean;
	breaks boolean;
	share int;
BEGIN
	PERFORM setseed((number % 1000003) / 1000003.0);
	notation := CASE number % 3 WHEN 0 THEN 'tabs' WHEN 1 THEN 'markdown' ELSE 'HTML' END;
	headings := CASE number / 3 % 5 WHEN 0 THEN '### □ %s' WHEN 1 THEN '□ **%s**' WHEN 2 THEN '□ %s' WHEN 3 THEN '#### %s' ELSE '**%s**' END;
	IF number % 7 = 3 THEN
		unit := '백만원';
		quantum := 1000;
	ELSIF number % 7 = 5 THEN
		unit := '원';
	END IF;
	CASE number / 15 % 4
		WHEN 0 THEN ticked := '<input type="checkbox" checked>'; unticked := '<input type="checkbox">';
		WHEN 1 THEN ticked := '☑'; unticked := '☐';
		WHEN 2 THEN ticked := '■'; unticked := '□';
		ELSE ticked := '[v]'; unticked := '[ ]';
	END CASE;
	fiscal_year := 2017 + number % 10;
	is_new := random() < 0.15;
	x_marks := random() < 0.6;
	breaks := random() < 0.2;
	share := CASE WHEN x_marks AND random() < 0.4 THEN 50 ELSE 0 END;
	years := pg_temp.between(0, 3);
	name := format('%s %s %s %s', place, pg_temp.pick(things), pg_temp.pick(doings), number);

	-- the amounts, from the lines of the cost basis up
	ncodes := pg_temp.between(1, 5);
	FOR i IN 1..ncodes LOOP
		used := used || (SELECT c FROM unnest(codes) c WHERE c <> ALL (used) ORDER BY random() LIMIT 1);
	END LOOP;
	SELECT array_agg(c ORDER BY c) INTO used FROM unnest(used) c;
	FOREACH code IN ARRAY used LOOP
		current := 0;
		mark := replace(code, '-', CASE WHEN number % 2 = 0 THEN '' ELSE '-' END);
		FOR i IN 1..pg_temp.between(1, 3) LOOP
			label := format('%s %s', pg_temp.pick(works), chr(44032 + 588 * cardinality(steps)));
			nparts := pg_temp.between(0, 4);
			amount := 0;
			parts := '{}';
			FOR j IN 1..nparts LOOP
				price := quantum * pg_temp.between(1, 40);
				count := pg_temp.between(2, 12);
				part := price * count;
				IF random() < 0.5 THEN
					parts := parts || format(E'\t- %s %s원*%s%s = %s천원', pg_temp.pick(works), pg_temp.cell(price, '원'), count,
											 pg_temp.pick(counters), pg_temp.cell(part, '천원'));
				ELSE
					parts := parts || format(E'\t- %s = %s천원', pg_temp.pick(works), pg_temp.cell(part, '천원'));
				END IF;
				amount := amount + part;
			END LOOP;
			IF nparts = 0 THEN
				amount := quantum * pg_temp.between(10, 900);
			END IF;
			costs := costs || format(E'%s\t○ %s = %s천원', mark, label, pg_temp.cell(amount, '천원')) || parts;
			mark := '';
			current := current + amount;
			months := pg_temp.between(1, 9);
			steps := steps || format(E'%s\t%s.%s~%s.12\t%s\t%s', label, fiscal_year, lpad(months::text, 2, '0'), fiscal_year,
									 pg_temp.cell(amount, unit), pg_temp.pick(works));
			texts := texts || format(E'  - %s\n    - ▷ 사업시기 : %s.%s~%s.12\n    - ▷ 참여대상 : %s 주민', label, fiscal_year,
									 lpad(months::text, 2, '0'), fiscal_year, place);
		END LOOP;
		prior := CASE WHEN is_new THEN 0 ELSE quantum * pg_temp.between(10, 2000) END;
		before := CASE WHEN is_new THEN 0 ELSE quantum * pg_temp.between(0, 2000) END;
		subsidy := quantum * (current * share / 100 / quantum);
		prior_subsidy := quantum * (prior * share / 100 / quantum);
		budget := budget || pg_temp.budget_row(replace(code, '-', CASE WHEN number % 2 = 0 THEN '' ELSE '-' END), before, prior, current,
											   CASE WHEN x_marks THEN prior_subsidy END, subsidy, unit, number % 4);
		total_current := total_current + current;
		total_prior := total_prior + prior;
		total_before := total_before + before;
		total_subsidy := total_subsidy + subsidy;
		total_prior_subsidy := total_prior_subsidy + prior_subsidy;
	END LOOP;
	budget := pg_temp.budget_row('계', total_before, total_prior, total_current,
								 CASE WHEN x_marks THEN total_prior_subsidy END, total_subsidy, unit, number % 4) || budget;

	-- settled years: what one carries out the next carries in
	FOR i IN 1..years LOOP
		year := fiscal_year - CASE years WHEN 3 THEN 4 ELSE 2 + years END + i;
		original := CASE fiscal_year - year WHEN 2 THEN total_before WHEN 1 THEN total_prior ELSE quantum * pg_temp.between(100, 3000) END;
		adjustment := quantum * pg_temp.between(CASE original WHEN 0 THEN 0 ELSE -5 END, 20);
		executed := quantum * ((original + carried + adjustment) / quantum * pg_temp.between(60, 95) / 100);
		next_carried := CASE WHEN random() < 0.3 THEN quantum * ((original + carried + adjustment - executed) / quantum / 2) ELSE 0 END;
		settled := settled || array_to_string(ARRAY[year::text, pg_temp.cell(original, unit), pg_temp.cell(carried, unit),
			pg_temp.cell(adjustment, unit), pg_temp.cell(original + carried + adjustment, unit), pg_temp.cell(executed, unit),
			pg_temp.cell(next_carried, unit), pg_temp.cell(original + carried + adjustment - executed - next_carried, unit)], E'\t');
		carried := next_carried;
	END LOOP;

	-- the text
	body := format(E'# %s\n\n## 1 기본 현황\n\n', name)
		|| format(headings, '사업개요') || E'\n\n'
		|| pg_temp.put_table(ARRAY[
			format(E'사업기간\t%s 연례반복', CASE WHEN is_new THEN unticked ELSE ticked END),
			format(E'사업위치\t%s 일원', place),
			format(E'사업내용\t○ %s에서 하는 일', place),
			format(E'사업형태\t%s 직접수행 %s 자치단체 보조 %s 민간이전 %s 출연출자 %s 민간위탁 %s 기타', ticked, unticked, unticked, unticked, unticked, unticked),
			E'사업시행주체\t가람시'], CASE notation WHEN 'markdown' THEN 'tabs' ELSE notation END) || E'\n\n'
		|| pg_temp.put_table(ARRAY[E'총사업비\t총\t(국비)\t(시비)\t(보조율)',
			format(E'\t%s천원\t%s천원\t%s천원\t%s %%', pg_temp.cell(total_current, '천원'), pg_temp.cell(total_subsidy, '천원'),
				   pg_temp.cell(total_current - total_subsidy, '천원'), round(100.0 * total_subsidy / total_current, 1))], 'tabs') || E'\n\n';
	IF random() < 0.85 THEN
		body := body || format(headings, '사업 성격 및 사전절차 대상 여부') || E'\n\n'
			|| pg_temp.put_table(ARRAY[E'신규\t계속\t투자심사\t학술용역\t기술심사\t정보화심사\t공유재산\t출자·출연',
				array_to_string(ARRAY[CASE WHEN is_new THEN ticked ELSE unticked END, CASE WHEN is_new THEN unticked ELSE ticked END,
									  unticked, ticked, unticked, unticked, unticked, unticked], E'\t')], notation) || E'\n\n'
			|| pg_temp.put_table(ARRAY[E'경상\t투자', ticked || E'\t' || unticked], notation) || E'\n\n';
	END IF;
	IF random() < 0.85 THEN
		body := body || format(headings, '사업 담당자') || E'\n\n'
			|| pg_temp.put_table(ARRAY[E'실·국\t부서명\t과 장\t팀장\t주무관', format(E'%s국\t%s과\t과장\t팀장\t주무관', place, place)], notation) || E'\n\n';
	END IF;
	body := body || E'## 2 예산 설명\n\n' || format(headings, '예산 총괄') || format(E'\n\n(단위 : %s)\n\n', unit)
		|| pg_temp.put_table(format(E'구 분\t%s년 예산액\t%s예산액 (A)\t%s예산(B)\t증감 (B-A)\t(B-A)*100/A',
									fiscal_year - 2, fiscal_year - 1, fiscal_year) || budget, notation) || E'\n\n';
	IF random() < 0.9 THEN
		count := 1 + cardinality(costs) / 2;
		body := body || format(headings, '예산 요구내역 및 산출근거') || E'\n\n';
		IF breaks THEN
			body := body || pg_temp.put_table(costs[:count], notation) || format(E'\n\n- %s -\n\f\n', number % 90)
				|| pg_temp.put_table(costs[1] || costs[count + 1:], notation) || E'\n\n';
		ELSE
			body := body || pg_temp.put_table(costs, notation) || E'\n\n';
		END IF;
	END IF;
	body := body || E'## 3 사업 설명\n\n';
	IF random() < 0.9 THEN
		body := body || format(headings, '사업목적') || format(E'\n\n- %s 주민이 가까운 곳에서 편히 쓰게 함\n- 해마다 늘어나는 이용을 감당함\n\n', place);
	END IF;
	IF random() < 0.9 THEN
		body := body || format(headings, '사업근거') || format(E'\n\n- 법령상 근거\n  - 가람시 %s 조례 제%s조\n- 기타 근거\n  - %s년 시행계획\n\n',
															place, pg_temp.between(2, 30), fiscal_year - 1);
	END IF;
	body := body || format(headings, '사업내용') || format(E'\n\n- 사업명 : %s\n- 사업기간 : %s. 1 ~ 12월\n- 장 소 : %s\n- 사업내용\n', name, fiscal_year, place)
		|| array_to_string(texts, E'\n') || E'\n'
		|| format(E'- 총사업비 : %s천원\n\n', pg_temp.cell(total_current, '천원'));
	IF random() < 0.8 THEN
		body := body || format(headings, '추진경위') || E'\n\n';
		FOR i IN 1..pg_temp.between(3, 7) LOOP
			body := body || format(E'- ''%s.%s.%s %s\n', lpad((fiscal_year % 100 - 8 + i)::text, 2, '0'), lpad(pg_temp.between(1, 12)::text, 2, '0'),
								   lpad(pg_temp.between(1, 28)::text, 2, '0'), pg_temp.pick(ARRAY['계획 수립', '주민 설명회', '현장 조사', '방침 결정']));
		END LOOP;
		body := body || E'\n';
	END IF;
	IF random() < 0.8 THEN
		body := body || format(headings, '중점추진사항(사업추진의 필요성)') || E'\n\n- 오래된 시설을 그대로 두면 보수비가 더 듦\n- 이웃 지역과 함께 쓰는 방안을 찾음\n\n';
	END IF;
	IF random() < 0.8 THEN
		body := body || format(headings, '사업추진절차') || E'\n\n- 집행절차\n  - 계획 수립 → 계약 → 시행 → 정산\n- 계약체결\n  - 공개 모집\n\n';
	END IF;
	IF random() < 0.9 THEN
		body := body || format(headings, fiscal_year || '년도 추진일정') || format(E'\n\n(단위 : %s)\n\n', unit)
			|| pg_temp.put_table(ARRAY[E'사업추진절차\t추진기간\t예산집행금액\t추진세부내용', format(E'계\t\t%s\t', pg_temp.cell(total_current, unit))] || steps, notation) || E'\n\n';
	END IF;
	body := body || E'## 4 사업 효과\n\n';
	IF random() < 0.8 THEN
		lines := '{}';
		FOR i IN 1..3 LOOP
			lines := lines || format(E'%s년도\t○ %s', fiscal_year - 4 + i,
				pg_temp.pick(ARRAY['해당없음', '주민 설명회 개최(6.4) - 주민 40명 참여', '시설 3곳 정비 - 이용자 조사 ○ 안내판 12개 설치']));
		END LOOP;
		body := body || format(headings, '최근 3년 추진실적') || E'\n\n'
			|| pg_temp.put_table(lines, CASE notation WHEN 'markdown' THEN 'tabs' ELSE notation END) || E'\n\n';
	END IF;
	IF random() < 0.9 THEN
		body := body || format(headings, '향후 기대효과') || E'\n\n- 이용이 고르게 나뉨\n- 유지비가 줄어듦\n\n';
	END IF;
	IF years > 0 THEN
		body := body || E'## 5 최근 3년 결산 현황\n\n' || format(E'(단위 : %s)\n\n', unit)
			|| pg_temp.put_table(E'연도\t당초예산\t전년이월\t예산변경\t예산현액\t집행액\t차년이월\t집행잔액'::text || settled, notation) || E'\n';
	END IF;
END
$$;

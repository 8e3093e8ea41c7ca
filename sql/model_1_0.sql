-- model_1_0: what version 1.0 of the model had otherwise
--
-- budget_upgrade_model() replaces a view only where it is still as that version
-- made it.

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

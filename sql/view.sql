-- view: what analysts read of the model
--
-- English views are in base types (numeric 천원, text codes), so that any tool
-- reads them; Korean views print the official tables, the total (계) first.
-- A stated total is shown as it stands, an unstated one is added up.
--
-- A dump names every operator with its schema, but for those behind USING,
-- row comparisons, IN and CASE x WHEN: there, only built-in types will do.

CREATE FUNCTION budget_model_views()
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

CREATE FUNCTION budget_model_violation_view()
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

CREATE FUNCTION budget_model_analysis_views()
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

CREATE FUNCTION budget_model_report_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 4. The official tables, to be printed: the total first, amounts as documents
-- write them and set to the right.  A blank cell stays blank.

CREATE VIEW @model@."예산총괄" AS
SELECT o.project_id AS "사업번호", o.project AS "사업명", o.fiscal_year AS "회계연도", o.stage AS "단계",
	   coalesce(o.code, '계') AS "구분", coalesce(o.code_name, '') AS "과목명",
	   format('%12s', won_text(o.two_years_before)) AS "전전년도 예산액",
	   format('%12s', won_text(o.prior)) AS "전년도 예산액(A)",
	   format('%12s', won_text(o.current)) AS "예산액(B)",
	   format('%12s', won_text(o.subsidy)) AS "국고보조",
	   format('%12s', won_text(o.change)) AS "증감(B-A)",
	   o.change_rate AS "증감률(%)", o.change_label AS "증감구분", o.share_rate AS "구성비(%)"
FROM @model@.budget_overview o
ORDER BY o.project_id, o.fiscal_year, o.stage <> '본예산', o.stage, o.code NULLS FIRST;
COMMENT ON VIEW @model@."예산총괄" IS '예산 총괄표(단위: 천원)';
COMMENT ON COLUMN @model@."예산총괄"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."예산총괄"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."예산총괄"."회계연도" IS '회계연도';
COMMENT ON COLUMN @model@."예산총괄"."단계" IS '예산 단계';
COMMENT ON COLUMN @model@."예산총괄"."구분" IS '계 또는 과목';
COMMENT ON COLUMN @model@."예산총괄"."과목명" IS '과목명';
COMMENT ON COLUMN @model@."예산총괄"."전전년도 예산액" IS '전전년도 예산액(천원)';
COMMENT ON COLUMN @model@."예산총괄"."전년도 예산액(A)" IS '전년도 예산액(천원)';
COMMENT ON COLUMN @model@."예산총괄"."예산액(B)" IS '예산액(천원)';
COMMENT ON COLUMN @model@."예산총괄"."국고보조" IS '예산액 중 국고보조(천원)';
COMMENT ON COLUMN @model@."예산총괄"."증감(B-A)" IS '증감(천원)';
COMMENT ON COLUMN @model@."예산총괄"."증감률(%)" IS '증감률(%)';
COMMENT ON COLUMN @model@."예산총괄"."증감구분" IS '신규, 폐지, 증, 감, 동일';
COMMENT ON COLUMN @model@."예산총괄"."구성비(%)" IS '구성비(%)';

CREATE VIEW @model@."산출근거" AS
SELECT r.project_id AS "사업번호", p.name AS "사업명", r.fiscal_year AS "회계연도", r.stage AS "단계",
	   CASE WHEN r.ordinal IS NULL THEN r.code::text ELSE '' END AS "과목",
	   r.label AS "산출내역", coalesce(r.basis, '') AS "산출기초",
	   format('%12s', won_text(r.amount)) AS "금액", format('%12s', won_text(r.parts)) AS "아래 줄의 합",
	   CASE WHEN r.amount = r.parts THEN '일치'
			WHEN r.amount <> r.parts THEN '차이 ' || won_text(r.amount - r.parts)
			ELSE '' END AS "확인"
FROM (
	SELECT c.project_id, c.fiscal_year, c.stage, c.code, NULL::integer AS ordinal,
		   budget_code_name(c.code, c.fiscal_year) AS label, NULL AS basis, l.current AS amount, c.amount AS parts
	FROM (SELECT project_id, fiscal_year, stage, code, sum(amount) AS amount
		  FROM @model@.cost_basis
		  WHERE parent_id IS NULL
		  GROUP BY project_id, fiscal_year, stage, code) c
	LEFT JOIN @model@.budget_line l ON l.project_id = c.project_id AND l.fiscal_year = c.fiscal_year
		AND l.stage = c.stage AND l.code = c.code
	UNION ALL
	SELECT c.project_id, c.fiscal_year, c.stage, c.code, c.ordinal,
		   repeat('  ', c.depth - 1) || (ARRAY['○ ', '- ', '▷ '])[least(c.depth, 3)] || coalesce(c.label, ''),
		   c.basis, c.amount,
		   (SELECT sum(d.amount) FROM @model@.cost_basis d WHERE d.parent_id = c.id)
	FROM @model@.cost_basis c
) r
JOIN @model@.project p ON p.id = r.project_id
ORDER BY r.project_id, r.fiscal_year, r.stage <> '본예산', r.stage, r.code, r.ordinal NULLS FIRST;
COMMENT ON VIEW @model@."산출근거" IS '예산 요구내역 및 산출근거(단위: 천원)';
COMMENT ON COLUMN @model@."산출근거"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."산출근거"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."산출근거"."회계연도" IS '회계연도';
COMMENT ON COLUMN @model@."산출근거"."단계" IS '예산 단계';
COMMENT ON COLUMN @model@."산출근거"."과목" IS '과목(통계목)';
COMMENT ON COLUMN @model@."산출근거"."산출내역" IS '산출내역(과목의 줄은 과목명)';
COMMENT ON COLUMN @model@."산출근거"."산출기초" IS '산출기초';
COMMENT ON COLUMN @model@."산출근거"."금액" IS '금액(과목의 줄은 예산액, 천원)';
COMMENT ON COLUMN @model@."산출근거"."아래 줄의 합" IS '바로 아래 줄의 합(천원)';
COMMENT ON COLUMN @model@."산출근거"."확인" IS '금액과 아래 줄의 합의 비교';

CREATE VIEW @model@."추진일정" AS
SELECT r.project_id AS "사업번호", p.name AS "사업명", r.fiscal_year AS "회계연도", r.stage AS "단계",
	   r.step AS "사업추진절차",
	   coalesce(r.period, to_char(r.starts_on, 'YYYY.MM') || '~' || to_char(r.ends_on, 'YYYY.MM'), '') AS "추진기간",
	   format('%12s', won_text(r.amount)) AS "예산집행금액", r.share_rate AS "구성비(%)",
	   coalesce(r.detail, '') AS "추진세부내용"
FROM (
	SELECT project_id, fiscal_year, stage, NULL::integer AS ordinal, '계' AS step,
		   NULL AS period, NULL::date AS starts_on, NULL::date AS ends_on,
		   coalesce(t.scheduled, s.amount) AS amount,
		   share_rate(s.amount, coalesce(t.scheduled, s.amount)) AS share_rate, NULL AS detail
	FROM (SELECT project_id, fiscal_year, stage, sum(amount) AS amount
		  FROM @model@.schedule_step
		  GROUP BY project_id, fiscal_year, stage) s
	LEFT JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
	UNION ALL
	SELECT s.project_id, s.fiscal_year, s.stage, s.ordinal, s.step, s.period, s.starts_on, s.ends_on, s.amount,
		   share_rate(s.amount, coalesce(t.scheduled,
										 (SELECT sum(o.amount) FROM @model@.schedule_step o
										  WHERE (o.project_id, o.fiscal_year, o.stage)
											  = (s.project_id, s.fiscal_year, s.stage)))),
		   s.detail
	FROM @model@.schedule_step s
	LEFT JOIN @model@.budget_total t USING (project_id, fiscal_year, stage)
) r
JOIN @model@.project p ON p.id = r.project_id
ORDER BY r.project_id, r.fiscal_year, r.stage <> '본예산', r.stage, r.ordinal NULLS FIRST;
COMMENT ON VIEW @model@."추진일정" IS '추진일정(단위: 천원)';
COMMENT ON COLUMN @model@."추진일정"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."추진일정"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."추진일정"."회계연도" IS '회계연도';
COMMENT ON COLUMN @model@."추진일정"."단계" IS '예산 단계';
COMMENT ON COLUMN @model@."추진일정"."사업추진절차" IS '계 또는 사업추진절차';
COMMENT ON COLUMN @model@."추진일정"."추진기간" IS '추진기간';
COMMENT ON COLUMN @model@."추진일정"."예산집행금액" IS '예산집행금액(천원)';
COMMENT ON COLUMN @model@."추진일정"."구성비(%)" IS '구성비(%, 계에 대한 비율)';
COMMENT ON COLUMN @model@."추진일정"."추진세부내용" IS '추진세부내용';

CREATE VIEW @model@."결산" AS
SELECT s.project_id AS "사업번호", s.project AS "사업명", s.year AS "연도",
	   format('%12s', won_text(s.original_budget)) AS "당초예산",
	   format('%12s', won_text(s.carried_in)) AS "전년이월",
	   format('%12s', won_text(s.adjustment)) AS "예산변경",
	   format('%12s', won_text(s.current_budget)) AS "예산현액",
	   format('%12s', won_text(s.executed)) AS "집행액",
	   format('%12s', won_text(s.carried_out)) AS "차년이월",
	   format('%12s', won_text(s.returned)) AS "반납금",
	   format('%12s', won_text(s.remaining)) AS "집행잔액",
	   s.execution_rate AS "집행률(%)"
FROM @model@.settlement_overview s
ORDER BY s.project_id, s.year;
COMMENT ON VIEW @model@."결산" IS '결산 현황(단위: 천원)';
COMMENT ON COLUMN @model@."결산"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."결산"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."결산"."연도" IS '결산 연도';
COMMENT ON COLUMN @model@."결산"."당초예산" IS '당초예산(천원)';
COMMENT ON COLUMN @model@."결산"."전년이월" IS '전년도 이월액(천원)';
COMMENT ON COLUMN @model@."결산"."예산변경" IS '예산변경(천원)';
COMMENT ON COLUMN @model@."결산"."예산현액" IS '예산현액(천원)';
COMMENT ON COLUMN @model@."결산"."집행액" IS '집행액(천원)';
COMMENT ON COLUMN @model@."결산"."차년이월" IS '다음 연도 이월액(천원)';
COMMENT ON COLUMN @model@."결산"."반납금" IS '보조금 반납금(천원)';
COMMENT ON COLUMN @model@."결산"."집행잔액" IS '집행잔액(천원)';
COMMENT ON COLUMN @model@."결산"."집행률(%)" IS '집행률(%)';

CREATE VIEW @model@."정합성점검" AS
SELECT r.project_id AS "사업번호", p.name AS "사업명", r.origin AS "근거", r.section AS "항목",
	   r.subject AS "대상", format('%12s', r.actual) AS "적힌 값", format('%12s', r.expected) AS "비교한 값",
	   format('%12s', r.difference) AS "차이", r.message AS "설명"
FROM (
	SELECT v.project_id, '규칙' AS origin, v.section, v.subject,
		   won_text(v.actual) AS actual, won_text(v.expected) AS expected,
		   won_text(v.difference) AS difference, v.message, v.rule, NULL::integer AS ordinal
	FROM @model@.violation v
	UNION ALL
	SELECT i.project_id, '원문', i.section, coalesce(i.line || '행', ''),
		   NULL, NULL, NULL, i.message, NULL, i.ordinal
	FROM @model@.sheet_issue i
) r
LEFT JOIN @model@.project p ON p.id = r.project_id
ORDER BY r.project_id, r.origin, r.ordinal, r.rule, r.subject;
COMMENT ON VIEW @model@."정합성점검" IS '정합성 점검표: 규칙에 어긋난 것과 원문을 읽으며 찾은 것';
COMMENT ON COLUMN @model@."정합성점검"."사업번호" IS '사업 번호';
COMMENT ON COLUMN @model@."정합성점검"."사업명" IS '사업명';
COMMENT ON COLUMN @model@."정합성점검"."근거" IS '규칙: 표의 규칙에 어긋남, 원문: 원문을 읽으며 찾음';
COMMENT ON COLUMN @model@."정합성점검"."항목" IS '사업설명서의 항목';
COMMENT ON COLUMN @model@."정합성점검"."대상" IS '대상 또는 원문의 줄';
COMMENT ON COLUMN @model@."정합성점검"."적힌 값" IS '적힌 값(천원 또는 %)';
COMMENT ON COLUMN @model@."정합성점검"."비교한 값" IS '비교한 값(천원 또는 %)';
COMMENT ON COLUMN @model@."정합성점검"."차이" IS '차이';
COMMENT ON COLUMN @model@."정합성점검"."설명" IS '설명';
$model$;
COMMENT ON FUNCTION budget_model_report_views() IS
	'the SQL of the model''s Korean report views (예산총괄, 산출근거, 추진일정, 결산, 정합성점검), @model@ standing for its schema';

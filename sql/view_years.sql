-- view_years: what analysts read of the model across sources, sums and years

CREATE FUNCTION budget_model_comparison_views()
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

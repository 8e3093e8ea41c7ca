-- view_years: what analysts read of the model across sources, sums and years

CREATE FUNCTION budget_model_comparison_views()
	RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN $model$
-- 5. Across sources and years

CREATE VIEW @model@.funding_mix AS
SELECT p.government, p.fiscal_year, f.source, f.is_national, count(f.amount) AS projects,
	   sum(f.amount)::numeric AS amount,
	   share_rate(sum(f.amount), sum(sum(f.amount)) OVER (PARTITION BY p.government, p.fiscal_year)) AS share_rate
FROM @model@.project_funding f
JOIN @model@.project p ON p.id = f.project_id
GROUP BY p.government, p.fiscal_year, f.source, f.is_national;
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
	   c.evaluated::numeric AS evaluated, (c.amount - c.evaluated)::numeric AS difference,
	   CASE WHEN c.evaluated IS NULL THEN '식 아님'
			WHEN c.amount IS NULL THEN '금액 없음'
			WHEN c.amount = c.evaluated THEN '일치'
			WHEN c.amount = try_cost_basis_amount(c.basis, 'nearest') THEN '반올림'
			WHEN c.amount = try_cost_basis_amount(c.basis, 'floor') THEN '내림'
			ELSE '차이' END AS result
FROM (SELECT *, try_cost_basis_amount(basis) AS evaluated
	  FROM @model@.cost_basis
	  WHERE basis IS NOT NULL
	  OFFSET 0) c	-- evaluate once
JOIN @model@.project p ON p.id = c.project_id;
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

-- data: the budget books of invented counties, the same for the same seed
--
--   psql -v seed=1 -v governments=2 -v projects=168 -v first_year=2024 \
--        -v last_year=2026 -v paid_through=6 -f data.sql
--
-- writes into the model in schema "budget", which must exist.  A project is a
-- 세부사업 of a 부서 and a 부문; its amounts are the values of its 산출기초, so
-- that every total of the books agrees.  Contradictions of the kinds that
-- offices find are then put in, a few of each (needs a superuser, since the
-- rules would refuse them).  The counties, departments, projects and amounts
-- are invented; the codes are the charts'.
\set ON_ERROR_STOP on
\if :{?seed}
\else
	\set seed 1
\endif
\if :{?governments}
\else
	\set governments 2
\endif
\if :{?projects}
\else
	\set projects 168
\endif
\if :{?first_year}
\else
	\set first_year 2024
\endif
\if :{?last_year}
\else
	\set last_year 2026
\endif
\if :{?paid_through}
\else
	\set paid_through 6
\endif

BEGIN;
SELECT set_config('search_path', format('budget, %I, pg_temp', n.nspname), true)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'budget_ext' \g /dev/null

CREATE TEMP TABLE setting AS
SELECT :seed AS seed, :governments AS governments, :projects AS projects,
	   :first_year AS first_year, :last_year AS last_year, :paid_through AS paid_through;

-- A number in [0, 1) that depends on the seed and the keys alone: not random(),
-- whose order would be the plan's.
CREATE FUNCTION pg_temp.draw(VARIADIC keys text[]) RETURNS float8
	LANGUAGE sql STABLE
	RETURN (hashtextextended(array_to_string(keys, '/'), (SELECT seed FROM pg_temp.setting)) & 16777215)
		   / 16777216.0;
CREATE FUNCTION pg_temp.draw_between(low float8, high float8, VARIADIC keys text[]) RETURNS float8
	LANGUAGE sql STABLE
	RETURN low * (high / low) ^ pg_temp.draw(VARIADIC keys);

-- A subject of a programme is written with the kind of project it is
CREATE TEMP TABLE programme (
	ordinal int GENERATED ALWAYS AS IDENTITY, bureau text, department text, sector text,
	policy text, unit text, size numeric, subjects text[]);
INSERT INTO programme (bureau, department, sector, policy, unit, size, subjects) VALUES
	('기획실', '기획예산담당관', '016', '군정 기획 역량 강화', '군정 종합 기획', 1,
	 '{office:군정 종합계획,event:주민참여예산,office:성과 관리,event:규제 개선,office:인구정책}'),
	('기획실', '홍보담당관', '016', '군정 소통 강화', '군정 홍보', 1,
	 '{office:군정 홍보,event:군민 기자단,office:영상 기록,office:군보 발간,event:누리소통망}'),
	('자치행정국', '행정지원과', '016', '열린 행정 구현', '조직·인사 운영', 2,
	 '{staff:청사 관리,office:기록물,event:직원 한마음,office:민원 안내,staff:당직실}'),
	('자치행정국', '행정지원과', '013', '자치분권 기반 강화', '주민자치 지원', 1,
	 '{support:주민자치회,event:이장 한마음,support:자원봉사,support:마을 공동체}'),
	('자치행정국', '재무과', '014', '건전 재정 운영', '세정·회계 운영', 1,
	 '{office:지방세 부과,staff:체납 관리,office:공유재산,office:계약}'),
	('자치행정국', '안전관리과', '025', '안전한 지역 만들기', '재난 예방', 6,
	 '{works:급경사지,works:재해위험지구,works:소하천,support:민방위대,support:자율방재단}'),
	('복지문화국', '사회복지과', '081', '기초생활 보장', '생계·주거 급여', 30,
	 '{welfare:생계급여,welfare:주거급여,support:자활근로,welfare:긴급복지}'),
	('복지문화국', '사회복지과', '082', '취약계층 지원', '장애인 복지', 12,
	 '{welfare:장애인 활동,welfare:장애인연금,support:장애인 일자리,support:다문화가족}'),
	('복지문화국', '노인장애인과', '08C', '노인 복지 증진', '노인 생활 안정', 40,
	 '{welfare:기초연금,welfare:노인 일자리,works:경로당,welfare:노인 돌봄}'),
	('복지문화국', '여성아동과', '08A', '보육 환경 조성', '보육료 지원', 16,
	 '{welfare:영유아 보육료,welfare:누리과정,support:어린이집,welfare:부모급여}'),
	('복지문화국', '여성아동과', '08B', '가족·여성 복지', '가족 지원', 5,
	 '{welfare:아동수당,welfare:한부모가족,support:아이돌봄,support:여성 일자리}'),
	('복지문화국', '여성아동과', '08D', '청소년 육성', '청소년 활동', 2,
	 '{support:청소년 상담,event:청소년 축제,support:방과후 활동}'),
	('복지문화국', '문화예술과', '061', '문화예술 진흥', '문화예술 활동', 5,
	 '{event:지역 축제,works:도서관,support:향토 예술단,event:생활문화,office:문화예술회관}'),
	('복지문화국', '문화예술과', '064', '문화유산 보존', '문화유산 관리', 4,
	 '{works:향교,works:산성,works:고택,support:무형유산}'),
	('복지문화국', '관광과', '062', '관광 산업 육성', '관광 기반 조성', 8,
	 '{works:둘레길,works:생태공원,event:관광객 유치,office:관광안내소,works:출렁다리}'),
	('복지문화국', '관광과', '063', '생활체육 활성화', '체육 시설 확충', 8,
	 '{works:국민체육센터,works:파크골프장,event:생활체육대회,support:전지훈련}'),
	('산업건설국', '농업정책과', '101', '농업 경쟁력 강화', '농가 소득 안정', 24,
	 '{support:공익직불제,support:친환경농업,staff:농기계 임대,support:농산물 유통,support:청년 농업인,works:농업용수,event:귀농귀촌}'),
	('산업건설국', '산림과', '102', '산림 자원 육성', '산림 경영', 8,
	 '{works:조림지,works:임도,staff:산불 예방,staff:병해충 방제,works:숲길}'),
	('산업건설국', '경제과', '114', '지역 경제 활성화', '기업·상권 지원', 5,
	 '{works:전통시장,support:소상공인,works:농공단지,support:지역사랑상품권,event:사회적경제}'),
	('산업건설국', '환경과', '072', '자원 순환 체계 구축', '폐기물 처리', 8,
	 '{staff:생활폐기물,support:재활용,works:매립시설,office:음식물류 폐기물}'),
	('산업건설국', '환경과', '073', '대기 환경 개선', '친환경 차량 보급', 5,
	 '{support:전기자동차,support:노후 경유차,support:미세먼지 저감}'),
	('산업건설국', '건설과', '121', '도로망 확충', '군도·농어촌도로', 16,
	 '{works:군도,works:농어촌도로,works:교량,works:보도,staff:도로 보수}'),
	('산업건설국', '도시과', '142', '균형 있는 지역 개발', '도시재생', 12,
	 '{works:도시재생 거점,works:도시공원,works:농어촌 마을,support:빈집 활용,works:경관}'),
	('보건의료원', '보건행정과', '091', '군민 건강 증진', '건강 관리', 4,
	 '{support:예방접종,staff:치매 안심,support:모자 보건,staff:방문 건강,event:금연,support:정신 건강}');

-- A line of the 산출기초: price * count [* tail]. Prices are in won.
CREATE TEMP TABLE template (
	kind text, code budget_code, ordinal int, heading text, label text,
	low float8, high float8, fewest int, most int, counter text, tail text, share numeric);
INSERT INTO template VALUES
	('event',   '201-01', 1, '일반수용비',    '홍보물 제작',       800,    9500,  500, 3000, '부', '', NULL),
	('event',   '201-01', 2, '일반수용비',    '참석자 자료 인쇄',  4000,  18000,   50,  300, '부', '*2회', NULL),
	('event',   '201-03', 1, '행사 운영',     '무대·음향 임차',  3000000, 40000000,  1,  3, '회', '', NULL),
	('event',   '201-03', 2, '행사 운영',     '행사 운영 대행',  5000000, 60000000,  1,  2, '회', '', NULL),
	('event',   '301-11', 1, '행사실비',      '참가자 실비',      12000,  35000,   40,  300, '명', '*2일', NULL),
	('office',  '201-01', 1, '사무관리',      '소모품 구입',      85000, 450000,    4,   12, '종', '*12월', NULL),
	('office',  '201-01', 2, '사무관리',      '위탁 관리 수수료', 350000, 4200000,  1,    4, '개소', '*12월', NULL),
	('office',  '201-02', 1, '공공운영',      '공공요금',        180000, 2600000,   2,   15, '개소', '*12월', NULL),
	('office',  '202-01', 1, '여비',          '업무 출장여비',    20000,  40000,   10,   40, '명', '*12회', NULL),
	('staff',   '101-04', 1, '기간제 보수',   '기간제근로자 보수', 82560, 98400,    4,   24, '명', '*230일', NULL),
	('staff',   '101-04', 2, '기간제 보수',   '사용자 부담금',     7430,  9860,    4,   24, '명', '*230일*103.5%', NULL),
	('staff',   '201-02', 1, '차량·장비',     '차량 유지비',     450000, 950000,    2,    8, '대', '*12월', NULL),
	('staff',   '206-01', 1, '재료',          '작업 재료 구입',  1200000, 9000000,  1,    6, '종', '', NULL),
	('support', '307-02', 1, '민간 보조',     '사업비 보조',     2500000, 24000000, 5,   60, '개소', '*70%', NULL),
	('support', '307-02', 2, '민간 보조',     '운영비 보조',      650000, 3200000,  5,   40, '개소', '*12월*50%', NULL),
	('support', '307-05', 1, '민간 위탁',     '위탁 운영비',     9000000, 60000000, 1,    4, '개소', '', 0.4),
	('support', '201-01', 1, '사업 관리',     '지침서 제작',       5500,  12500,   80,  400, '부', '', NULL),
	('welfare', '301-01', 1, '사회보장 급여', '급여 지급',       125000, 420000,  150,  900, '명', '*12월', NULL),
	('welfare', '301-01', 2, '사회보장 급여', '추가 급여',        45000, 120000,   60,  300, '명', '*12월*80%', NULL),
	('welfare', '307-11', 1, '복지사업 보조', '수행 기관 운영',  6500000, 45000000, 1,    5, '개소', '', 0.6),
	('welfare', '201-01', 1, '사업 관리',     '안내문 발송',        430,   1900,  300, 4000, '부', '*2회', NULL),
	('works',   '401-01', 1, '공사',          '공사비',           65000, 480000,  900, 9000, '㎡', '', NULL),
	('works',   '401-01', 2, '공사',          '실시설계 용역',     2900,  21000,  900, 9000, '㎡', '*80/100', NULL),
	('works',   '401-02', 1, '감리',          '전면책임감리',      3200,  18000,  900, 5000, '㎡', '*1.1', 0.5),
	('works',   '401-03', 1, '부대비',        '시설부대비',         420,   2600,  900, 5000, '㎡', '*0.72', NULL);

CREATE TEMP TABLE activity (kind text, names text[]);
INSERT INTO activity VALUES
	('event',   '{행사 개최,홍보 활동,교류 사업,공모전}'),
	('office',  '{운영,업무 추진,체계 개선,전산화}'),
	('staff',   '{인력 운영,현장 관리,상시 점검,유지 관리}'),
	('support', '{지원,육성,위탁 사업,보조사업}'),
	('welfare', '{지원,서비스 제공,생활 안정,바우처}'),
	('works',   '{정비,확충,조성,기능 보강}');

-- One row per project and county, whatever the year
CREATE TEMP TABLE plan AS
WITH counties AS (
	SELECT i, CASE WHEN i <= 8 THEN (ARRAY['가람군','나래군','다솜군','라온군','마루군','바다군','새솔군','아라군'])[i]
			  ELSE format('시범%s군', lpad(i::text, 3, '0')) END AS government
	FROM setting, generate_series(1, governments) i
), numbered AS (
	SELECT c.i, c.government, j, p.*, n.serial,
		   split_part(p.subjects[1 + n.serial % cardinality(p.subjects)], ':', 1) AS kind,
		   split_part(p.subjects[1 + n.serial % cardinality(p.subjects)], ':', 2) AS subject
	FROM setting, counties c, generate_series(1, projects) j
	JOIN programme p ON p.ordinal = 1 + (j - 1) % (SELECT count(*) FROM programme)
	CROSS JOIN LATERAL (SELECT (j - 1) / (SELECT count(*) FROM programme)::int AS serial) n
)
SELECT n.i, n.government, n.j, n.bureau, n.department, n.sector, n.policy, n.unit,
	   kind,
	   -- the county's size, the programme's, the project's
	   (pg_temp.draw_between(0.6, 1.5, 'county', n.i::text)
		* pg_temp.draw_between(0.25, 2.5, 'size', n.i::text, n.j::text)
		* CASE kind WHEN 'welfare' THEN n.size / 14 WHEN 'support' THEN n.size / 5 WHEN 'works' THEN n.size / 5 ELSE 0.6 + n.size / 40 END)::numeric AS size,
	   n.subject || ' '
	   || a.names[1 + n.serial / cardinality(n.subjects) % cardinality(a.names)]
	   || CASE WHEN n.serial >= cardinality(n.subjects) * cardinality(a.names)
			   THEN format(' %s권역', 1 + n.serial / (cardinality(n.subjects) * cardinality(a.names))) ELSE '' END AS name,
	   -- most run through all years, the others start or end within them
	   CASE WHEN kind <> 'welfare' AND pg_temp.draw('life', n.i::text, n.j::text) BETWEEN 0.76 AND 0.92
			THEN s.first_year - 1 + (pg_temp.draw('start', n.i::text, n.j::text) * (s.last_year - s.first_year + 2))::int
			ELSE s.first_year - 2 END AS from_year,
	   CASE WHEN kind <> 'welfare' AND pg_temp.draw('life', n.i::text, n.j::text) > 0.92
			THEN s.first_year + (pg_temp.draw('end', n.i::text, n.j::text) * (s.last_year - s.first_year))::int
			ELSE s.last_year END AS until_year
FROM setting s, numbered n
JOIN activity a USING (kind);

-- Its cost basis in every year, two earlier ones for A and the year before
CREATE TEMP TABLE cost AS
SELECT p.i, p.j, y AS year, t.code, t.ordinal, t.heading, t.label, b.basis,
	   cost_basis_amount(b.basis) AS amount
FROM setting s, plan p
JOIN template t USING (kind)
CROSS JOIN LATERAL generate_series(greatest(p.from_year, s.first_year - 2), p.until_year) y
CROSS JOIN LATERAL (
	SELECT pg_temp.draw_between(t.low, t.high, 'price', p.i::text, p.j::text, t.code::text, t.ordinal::text)
		   * (1 + 0.03 * (y - s.first_year)) AS price,
		   pg_temp.draw_between(t.fewest, t.most, 'count', p.i::text, p.j::text, t.code::text, t.ordinal::text)
		   * (0.86 + 0.28 * pg_temp.draw('year', p.i::text, p.j::text, t.code::text, y::text)) AS counted) d
CROSS JOIN LATERAL (
	SELECT greatest(10, round((d.price * CASE WHEN p.kind IN ('event', 'office', 'staff') THEN 1
									   ELSE least(1, p.size ^ 0.2) END)::numeric, -1)) AS price,
		   greatest(1, round((d.counted * CASE WHEN t.most > 3 THEN p.size ELSE 1 END)::numeric)) AS counted) v
CROSS JOIN LATERAL (
	SELECT format('%s원*%s%s%s', to_char(v.price, 'FM999,999,999,990'), to_char(v.counted, 'FM999,999,990'),
				  t.counter, t.tail) AS basis) b
WHERE t.share IS NULL OR pg_temp.draw('has', p.i::text, p.j::text, t.code::text) < t.share;

-- A project that ended stands in the next year's book with B = 0
CREATE TEMP TABLE line AS
SELECT i, j, y AS year, code,
	   sum(amount) FILTER (WHERE year = y - 2) AS two_years_before,
	   coalesce(sum(amount) FILTER (WHERE year = y - 1), 0) AS prior,
	   coalesce(sum(amount) FILTER (WHERE year = y), 0) AS current
FROM setting, cost, generate_series(first_year, last_year) y
WHERE year BETWEEN y - 2 AND y
GROUP BY i, j, y, code
HAVING sum(amount) FILTER (WHERE year >= y - 1) > 0;

CREATE TEMP TABLE book AS
SELECT nextval(pg_get_serial_sequence('budget.project', 'id')) AS id, b.*
FROM (SELECT l.*, p.government, p.bureau, p.department, p.policy, p.unit, p.kind, p.name,
			 CASE WHEN l.year >= 2025 THEN p.sector
				  WHEN p.sector IN ('08A', '08B') THEN '084'
				  WHEN p.sector IN ('08C', '08D') THEN '085'
				  ELSE p.sector END AS sector,
			 -- of a subsidised project, the state pays so many per cent, the province a part of the rest
			 CASE p.kind WHEN 'welfare' THEN 60 + 10 * (pg_temp.draw('n', l.i::text, l.j::text) * 3)::int
						 WHEN 'support' THEN 10 * (pg_temp.draw('n', l.i::text, l.j::text) * 5)::int
						 WHEN 'works' THEN 10 * (pg_temp.draw('n', l.i::text, l.j::text) * 7)::int
						 ELSE 0 END AS national
	  FROM (SELECT i, j, year, sum(two_years_before) AS two_years_before, sum(prior) AS prior, sum(current) AS current
			FROM line GROUP BY i, j, year) l
	  JOIN plan p USING (i, j)
	  ORDER BY l.i, l.j, l.year) b;

CREATE TEMP TABLE funding AS
SELECT id, round_won(current * national / 100, 1, 'floor') AS state,
	   round_won(current * CASE WHEN national > 0 THEN (100 - national) * 0.3 ELSE 0 END / 100, 1, 'floor') AS province, current
FROM book;

INSERT INTO project (id, name, fiscal_year, government, bureau, department, account, function_code, policy, unit,
					 period, is_annual, starts_on, ends_on, location, implementer, is_new, is_continuing,
					 is_ordinary, is_investment, total_cost, national_cost, subsidy_rate)
SELECT b.id, b.name, b.year, b.government, b.bureau, b.department, '일반회계', b.sector::function_code, b.policy, b.unit,
	   format('%s. 1. ~ %s. 12.', b.year, b.year), true, make_date(b.year, 1, 1), make_date(b.year, 12, 31),
	   b.government || ' 일원', b.government, b.prior = 0, b.prior > 0,
	   b.kind NOT IN ('works'), b.kind IN ('works'),
	   b.current, f.state, share_rate(f.state, b.current)
FROM book b JOIN funding f USING (id);
INSERT INTO project_funding (project_id, source, amount)
SELECT id, v.source, v.amount
FROM funding CROSS JOIN LATERAL (VALUES ('국비', state), ('도비', province), ('군비', current - state - province)) v (source, amount)
WHERE v.amount > 0;

INSERT INTO budget_line (project_id, fiscal_year, code, two_years_before, prior, current, change, change_rate, label)
SELECT b.id, l.year, l.code, l.two_years_before, l.prior, l.current, l.current - l.prior,
	   change_rate(l.prior, l.current), budget_code_name(l.code, l.year)
FROM line l JOIN book b USING (i, j, year);
INSERT INTO budget_total (project_id, fiscal_year, two_years_before, prior, current, change, change_rate, scheduled)
SELECT id, year, two_years_before, prior, current, current - prior, change_rate(prior, current), current
FROM book;

-- A code with several lines has a heading that adds them up
CREATE TEMP TABLE heading AS
SELECT nextval(pg_get_serial_sequence('budget.cost_basis', 'id')) AS id, h.*
FROM (SELECT b.id AS project_id, c.year, c.code, c.heading, sum(c.amount) AS amount
	  FROM cost c JOIN book b USING (i, j, year)
	  GROUP BY b.id, c.year, c.code, c.heading
	  HAVING count(*) > 1
	  ORDER BY b.id, c.code) h;
INSERT INTO cost_basis (id, project_id, fiscal_year, code, ordinal, depth, label, amount)
SELECT id, project_id, year, code, 1, 1, heading, amount FROM heading;
INSERT INTO cost_basis (project_id, fiscal_year, code, parent_id, ordinal, depth, label, basis, amount)
SELECT b.id, c.year, c.code, h.id, c.ordinal + CASE WHEN h.id IS NULL THEN 0 ELSE 1 END,
	   CASE WHEN h.id IS NULL THEN 1 ELSE 2 END, c.label, c.basis, c.amount
FROM cost c
JOIN book b USING (i, j, year)
LEFT JOIN heading h ON h.project_id = b.id AND h.code = c.code
ORDER BY b.id, c.code, c.ordinal;

INSERT INTO schedule_step (project_id, fiscal_year, ordinal, step, starts_on, ends_on, amount)
SELECT b.id, b.year, v.ordinal, v.step, make_date(b.year, v.first, 1),
	   (make_date(b.year, v.last, 1) + interval '1 month -1 day')::date, v.amount
FROM book b
CROSS JOIN LATERAL (SELECT round_won(b.current * 0.2, 1, 'floor') AS early, round_won(b.current * 0.5, 1, 'floor') AS main) s
CROSS JOIN LATERAL (VALUES
	(1, '계획 수립·계약', 1, 3, s.early), (2, '사업 추진', 4, 10, s.main),
	(3, '정산·평가', 11, 12, b.current - s.early - s.main)) v (ordinal, step, first, last, amount);

-- 결산 of the last closed year, 1 and 2 of 10 with money carried in and out
INSERT INTO settlement (project_id, year, original_budget, carried_in, adjustment, current_budget,
						obligated, executed, carried_out, remaining)
SELECT b.id, b.year - 2, b.two_years_before, v.carried_in, v.adjustment, w.current_budget,
	   x.executed, x.executed, x.carried_out, w.current_budget - x.executed - x.carried_out
FROM book b
CROSS JOIN LATERAL (SELECT
	CASE WHEN pg_temp.draw('in', b.id::text) < 0.1 THEN round_won(b.two_years_before * 0.15, 1, 'floor') ELSE 0 END AS carried_in,
	CASE WHEN pg_temp.draw('adj', b.id::text) < 0.3
		 THEN round_won(b.two_years_before * ((pg_temp.draw('by', b.id::text) - 0.4) / 4)::numeric, 1, 'trunc') ELSE 0 END AS adjustment) v
CROSS JOIN LATERAL (SELECT b.two_years_before + v.carried_in + v.adjustment AS current_budget) w
CROSS JOIN LATERAL (SELECT
	round_won(w.current_budget * (0.78 + 0.19 * pg_temp.draw('paid', b.id::text))::numeric, 1, 'floor') AS executed,
	CASE WHEN pg_temp.draw('out', b.id::text) < 0.2 THEN round_won(w.current_budget * 0.02, 1, 'floor') ELSE 0 END AS carried_out) x
WHERE b.two_years_before > 0;

-- Payments, to the won: little in winter, most in December
INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount, description)
SELECT b.id, l.year, l.code,
	   make_date(l.year, m, 1 + (pg_temp.draw('day', b.id::text, l.code::text, m::text) * 27)::int),
	   p.amount, format('%s월 지출', m)
FROM setting s, line l
JOIN book b USING (i, j, year)
CROSS JOIN generate_series(1, 12) m
CROSS JOIN LATERAL (SELECT from_won(floor(to_won(l.current)
	* (0.9 + 0.1 * pg_temp.draw('paid', b.id::text, l.code::text))::numeric
	* (0.93 + 0.07 * pg_temp.draw('pace', l.i::text, l.year::text))::numeric
	* (ARRAY[3, 5, 9, 8, 8, 10, 7, 7, 9, 9, 10, 15])[m] / 100.0
	* (0.9 + 0.1 * pg_temp.draw('month', b.id::text, l.code::text, m::text))::numeric)) AS amount) p
WHERE (l.year < s.last_year OR m <= s.paid_through) AND p.amount > 0
  AND (b.kind NOT IN ('works', 'event') OR pg_temp.draw('month', b.id::text, l.code::text, m::text) > 0.1);
COMMIT;

-- What offices find wrong, a few of each kind. Rules are held off for it.
BEGIN;
SET LOCAL budget_ext.enforcement = 'off';
SELECT set_config('search_path', format('budget, %I, pg_temp', n.nspname), true)
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'budget_ext' \g /dev/null

CREATE TEMP TABLE flawed AS
SELECT id, 1 + (row_number() OVER (ORDER BY pg_temp.draw('flaw', id::text), id) - 1) % 7 AS flaw
FROM book
WHERE pg_temp.draw('flaw', id::text) < 0.06 AND prior > 0 AND current > 0;

-- 계 left as it was before a line was cut
UPDATE budget_total t SET current = t.current + 10000, change = t.change + 10000,
	   change_rate = change_rate(t.prior, t.current + 10000)
FROM flawed f WHERE f.id = t.project_id AND f.flaw = 1;
-- a rate typed by hand
UPDATE budget_line l SET change_rate = l.change_rate + 10
FROM flawed f WHERE f.id = l.project_id AND f.flaw = 2 AND l.change_rate IS NOT NULL
  AND l.code = (SELECT min(o.code) FROM budget_line o WHERE o.project_id = l.project_id);
-- a line of the 산출근거 that its heading does not follow
UPDATE cost_basis c SET amount = c.amount + 900
FROM flawed f WHERE f.id = c.project_id AND f.flaw = 3 AND c.parent_id IS NOT NULL
  AND c.id = (SELECT min(o.id) FROM cost_basis o WHERE o.project_id = c.project_id AND o.parent_id IS NOT NULL);
-- a schedule of last year's amounts
UPDATE schedule_step s SET amount = s.amount - 5000
FROM flawed f WHERE f.id = s.project_id AND f.flaw = 4 AND s.ordinal = 2;
-- 예산현액 without the carry-over
UPDATE settlement s SET carried_in = s.carried_in + 3000
FROM flawed f WHERE f.id = s.project_id AND f.flaw = 5;
-- a 산출기초 with a factor that its amount lacks
UPDATE cost_basis c SET basis = c.basis || '*2회'
FROM flawed f WHERE f.id = c.project_id AND f.flaw = 7
  AND c.id = (SELECT min(o.id) FROM cost_basis o WHERE o.project_id = c.project_id AND o.basis IS NOT NULL);
-- paid again after the year's payments
INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount, description)
SELECT l.project_id, l.fiscal_year, l.code, make_date(l.fiscal_year, 12, 30),
	   round_won(l.current * 0.3, 1, 'floor'), '이중 지출'
FROM setting s, budget_line l
JOIN flawed f ON f.id = l.project_id AND f.flaw = 6
WHERE l.fiscal_year < s.last_year
  AND l.code = (SELECT min(o.code) FROM budget_line o WHERE o.project_id = l.project_id);
COMMIT;
DROP FUNCTION pg_temp.draw_between(float8, float8, VARIADIC text[]);
DROP FUNCTION pg_temp.draw(VARIADIC text[]);
DROP TABLE pg_temp.setting, pg_temp.programme, pg_temp.template, pg_temp.activity, pg_temp.plan,
	pg_temp.cost, pg_temp.line, pg_temp.book, pg_temp.funding, pg_temp.heading, pg_temp.flawed;
ANALYZE;

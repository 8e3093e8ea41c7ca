-- The checks an officer makes, by the numbers they have in docs/model.md: one
-- that the model knows is broken here and seen.  (What the view violation and the
-- rules say of each single figure is in view.sql and model.sql.)
\set QUIET 1
BEGIN;
SELECT no_plan();
SELECT budget_create_model() \g /dev/null
SET LOCAL search_path = public, budget;
SET LOCAL budget_ext.enforcement = 'off';

INSERT INTO project (id, name, fiscal_year, government, department, account, policy, unit, function_code, is_annual, is_new, is_continuing,
					 starts_on, ends_on, total_cost, national_cost, subsidy_rate)
VALUES (1, '표본', 2026, '갑', '기획과', '일반회계', '정책', '단위', '081', true, false, true, '2026-01-01', '2026-12-31', 300, 90, 30);
INSERT INTO project_funding (project_id, source, amount) VALUES (1, '국비', 90), (1, '군비', 210);
INSERT INTO project_text (project_id, section, ordinal, body, stated_item, stated_amount) VALUES (1, '사업내용', 1, '총사업비', '총사업비', 300);
INSERT INTO budget_total (project_id, fiscal_year, prior, current, change, change_rate, scheduled) VALUES (1, 2026, 200, 300, 100, 50, 300);
INSERT INTO budget_line (project_id, fiscal_year, code, prior, current, change, change_rate)
VALUES (1, 2026, '20101', 150, 200, 50, 33.3), (1, 2026, '70101', 50, 100, 50, 100);
INSERT INTO budget_line (project_id, fiscal_year, stage, code, prior, current, change, pre_established)
VALUES (1, 2026, '성립전 1차', '20101', 200, 220, 20, 20), (1, 2026, '추경 1회', '20101', 220, 250, 30, 20);
INSERT INTO cost_basis (id, project_id, fiscal_year, code, parent_id, ordinal, depth, label, basis, amount)
VALUES (1, 1, 2026, '20101', NULL, 1, 1, '행사', NULL, 200), (2, 1, 2026, '20101', 1, 2, 2, '강사', '50,000원*4명', 200);
INSERT INTO schedule_step (project_id, fiscal_year, ordinal, step, starts_on, ends_on, amount)
VALUES (1, 2026, 1, '행사', '2026-03-01', '2026-04-30', 200), (1, 2026, 2, '정산', '2026-12-01', '2026-12-31', 100);
INSERT INTO settlement (project_id, year, original_budget, carried_in, adjustment, current_budget, obligated, executed, carried_out, remaining)
VALUES (1, 2024, 100, 0, 0, 100, 90, 80, 15, 5), (1, 2025, 200, 15, 0, 215, 215, 215, 0, 0);
INSERT INTO budget_transfer (id, kind, fiscal_year, policy, amount) VALUES (1, '전용', 2026, '정책', 5), (2, '이용', 2026, NULL, 4);
INSERT INTO budget_transfer_line (transfer_id, kind, ordinal, policy, project_id, code, amount)
VALUES (1, '전용', 1, '정책', 1, '20101', -5), (1, '전용', 2, '정책', 1, '70101', 5),
	   (2, '이용', 1, '정책', 1, '20101', -4), (2, '이용', 2, '다른 정책', 1, '70101', 4);
SELECT is_empty('SELECT rule, message FROM violation', 'all agrees');

-- rules that violation shows after STATEMENTS, which are taken back, and did not before
CREATE FUNCTION pg_temp.found(statements text) RETURNS name[]
	LANGUAGE plpgsql
	AS $$
DECLARE
	found name[];
BEGIN
	BEGIN
		EXECUTE statements;
		found := ARRAY(SELECT DISTINCT rule::name FROM violation ORDER BY 1);
		RAISE SQLSTATE 'PT001';
	EXCEPTION WHEN SQLSTATE 'PT001' THEN
		NULL;
	END;
	RETURN found;
END
$$;
SELECT ok(rule::name = ANY (pg_temp.found(statements)), format('check %s: %s', number, rule))
FROM (VALUES
	(1, 'budget_line_change', 'UPDATE budget_line SET change = 51 WHERE code = ''70101'''),
	(1, 'budget_total_change', 'UPDATE budget_total SET change = 101'),
	(2, 'budget_line_change_rate', 'UPDATE budget_line SET change_rate = 33.4 WHERE code = ''20101'' AND stage = ''본예산'''),
	(3, 'budget_total_of_prior', 'UPDATE budget_total SET prior = 201, change = 99'),
	(3, 'budget_total_of_current', 'UPDATE budget_total SET current = 301, change = 101'),
	(5, 'cost_basis_total', 'UPDATE cost_basis SET amount = 199'),
	(5, 'cost_basis_children', 'UPDATE cost_basis SET amount = 199 WHERE id = 1'),
	(6, 'cost_basis_amount', 'UPDATE cost_basis SET basis = ''50,000원*5명'' WHERE id = 2'),
	(7, 'project_total_cost', 'UPDATE project_funding SET amount = 211 WHERE source = ''군비'''),
	(7, 'project_subsidy_rate', 'UPDATE project SET subsidy_rate = 31'),
	(8, 'project_total_cost_budget', 'UPDATE budget_total SET current = 299'),
	(9, 'schedule_budget', 'UPDATE schedule_step SET amount = 101 WHERE ordinal = 2'),
	(9, 'schedule_cost_basis', 'UPDATE schedule_step SET amount = 199 WHERE ordinal = 1'),
	(10, 'settlement_current_budget', 'UPDATE settlement SET current_budget = 214 WHERE year = 2025'),
	(10, 'settlement_remaining', 'UPDATE settlement SET remaining = 6 WHERE year = 2024'),
	(10, 'settlement_negative', 'UPDATE settlement SET carried_out = -15, remaining = 35 WHERE year = 2024'),
	(11, 'settlement_original_budget', 'UPDATE settlement SET original_budget = 201 WHERE year = 2025'),
	(12, 'settlement_carry_over', 'UPDATE settlement SET carried_in = 14 WHERE year = 2025'),
	(13, 'settlement_executed_obligated', 'UPDATE settlement SET obligated = 79 WHERE year = 2024'),
	(13, 'settlement_obligated_current_budget', 'UPDATE settlement SET obligated = 101 WHERE year = 2024'),
	(13, 'settlement_executed_current_budget', 'UPDATE settlement SET executed = 101 WHERE year = 2024'),
	(13, 'execution_budget', 'INSERT INTO execution (project_id, fiscal_year, code, executed_on, amount) VALUES (1, 2026, ''20101'', ''2026-05-01'', 242)'),
	-- 전용 stays within its 정책사업, which 이용 may leave
	(14, 'budget_transfer_increase', 'UPDATE budget_transfer_line SET policy = ''다른 정책'' WHERE transfer_id = 1 AND ordinal = 2'),
	(14, 'budget_transfer_decrease', 'UPDATE budget_transfer_line SET amount = -3 WHERE transfer_id = 2 AND ordinal = 1'),
	(15, 'budget_line_code', 'UPDATE budget_line SET code = ''20199'' WHERE code = ''70101'''),
	(15, 'budget_line_code', 'UPDATE budget_line SET code = ''701'' WHERE code = ''70101'''),
	-- 401-04 is no code of 2027 any more
	(15, 'budget_line_code', 'INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (1, 2027, ''40104'', 1)'),
	(16, 'project_kind_budget', 'UPDATE budget_total SET prior = 0'),
	(16, 'project_new_or_continuing', 'UPDATE project SET is_new = true'),
	(17, 'schedule_period', 'UPDATE schedule_step SET ends_on = ''2027-01-01'' WHERE ordinal = 2'),
	(18, 'budget_line_whole', 'UPDATE budget_line SET current = 100.5 WHERE code = ''70101'''),
	(19, 'project_text_total_cost', 'UPDATE project_text SET stated_amount = 301'),
	-- supplementary budgets
	(0, 'budget_line_stage_before', 'UPDATE budget_line SET prior = 219 WHERE stage = ''추경 1회'''),
	(0, 'budget_line_pre_established', 'UPDATE budget_line SET pre_established = 251 WHERE stage = ''추경 1회''')
) v (number, rule, statements);
SELECT is(pg_temp.found('INSERT INTO budget_line (project_id, fiscal_year, code, current) VALUES (1, 2027, ''40101'', 1)'), '{}',
	'a code of the year is none');

-- 2: what is new has no rate; 4, 20: sums of views
SELECT results_eq($$SELECT change_label, change_rate FROM budget_overview WHERE code = '201-01' AND stage = '본예산'$$, $$VALUES ('증', 33.3)$$,
	'check 2: the rate');
UPDATE budget_line SET prior = 0, change = NULL, change_rate = NULL WHERE code = '70101';
SELECT results_eq($$SELECT change_label, change_rate FROM budget_overview WHERE code = '701-01'$$, $$VALUES ('신규', NULL::numeric)$$,
	'check 2: 신규 has none');
SELECT results_eq($$SELECT level, code, current FROM object_overview WHERE stage = '본예산' ORDER BY code$$,
	$$VALUES ('group', '200', 200::numeric), ('object', '201', 200), ('item', '201-01', 200),
			 ('group', '700', 100), ('object', '701', 100), ('item', '701-01', 100)$$, 'check 4: items, objects, groups');
SELECT results_eq($$SELECT level, account, policy, unit, current FROM program_overview WHERE stage = '본예산' ORDER BY level$$,
	$$VALUES ('account', '일반회계', NULL, NULL, 300::numeric), ('policy', '일반회계', '정책', NULL, 300), ('unit', '일반회계', '정책', '단위', 300)$$,
	'check 4: units, policies, accounts');
SELECT results_eq($$SELECT department, current FROM department_overview WHERE stage = '본예산'$$, $$VALUES ('기획과', 300::numeric)$$,
	'check 4: departments');
SELECT results_eq($$SELECT stage, gross, internal, net FROM net_overview ORDER BY budget_stage_order(stage)$$,
	$$VALUES ('본예산', 300::numeric, 100::numeric, 200::numeric), ('성립전 1차', 220, 0, 220), ('추경 1회', 250, 0, 250)$$, 'check 20: 순계');

-- 12: not twice by accident; 14: each kind within its bounds
UPDATE settlement SET carried_in_accident = 15, carried_out_accident = 1 WHERE year = 2025;
SELECT results_eq('SELECT year, accident_again FROM carry_over_chain WHERE accident_again', 'VALUES (2025, true)', 'check 12: 사고이월 twice');
INSERT INTO budget_transfer (id, kind, fiscal_year, project_id, code, amount)
VALUES (3, '이체', 2026, NULL, '20101', 3), (4, '변경사용', 2026, 1, '20101', 2), (5, '예비비', 2026, NULL, NULL, 1);
INSERT INTO budget_transfer_line (transfer_id, kind, ordinal, department, project_id, code, amount)
VALUES (3, '이체', 1, '기획과', 1, '20101', -3), (3, '이체', 2, '복지과', 1, '20103', 3),
	   (4, '변경사용', 1, NULL, 1, '20101', -2), (4, '변경사용', 2, NULL, 1, '20103', 2),
	   (5, '예비비', 1, NULL, 1, '80101', -1), (5, '예비비', 2, NULL, 1, '70101', 1);
SELECT results_eq('SELECT kind, bounds, amount, increase, decrease, outside FROM transfer_overview ORDER BY transfer_id',
	$$VALUES ('전용', '일반회계/정책', 5::numeric, 5::numeric, 5::numeric, 0::bigint), ('이용', '일반회계', 4, 4, 4, 0),
			 ('이체', '일반회계/201-01', 3, 0, 3, 1), ('변경사용', '1/201', 2, 2, 2, 0), ('예비비', '일반회계', 1, 1, 1, 0)$$,
	'check 14: the key of each kind; 이체 to another code is outside');
SELECT results_eq('SELECT rule, subject FROM violation WHERE section = ''예산 변경''', $$VALUES ('budget_transfer_increase', '이체 3')$$,
	'check 14: and nothing else disagrees');

-- Supplementary budgets, what was used before the council decided
SELECT results_eq($$SELECT stage, stage_before, amount_before, prior, current, change, pre_established, difference FROM stage_overview
				   WHERE code = '201-01' ORDER BY budget_stage_order(stage)$$,
	$$VALUES ('본예산', NULL, NULL::numeric, 150::numeric, 200::numeric, 50::numeric, NULL::numeric, NULL::numeric),
			 ('성립전 1차', '본예산', 200, 200, 220, 20, 20, 0), ('추경 1회', '성립전 1차', 220, 220, 250, 30, 20, 0)$$,
	'stage_overview');
SELECT is((SELECT budget FROM execution_overview WHERE code = '201-01'), 250::numeric, 'the last stage is in force');
SELECT * FROM finish();
ROLLBACK;

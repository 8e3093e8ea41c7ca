-- thousand_won: what a budget document writes is read exactly

CREATE TABLE notation (text text, comment text);
INSERT INTO notation VALUES
	('350000', 'plain: thousand won'),
	('350,000', 'grouped'),
	('3358532.66', 'decimals are won'),
	('3358532.660', NULL),
	('.5', NULL),
	('0', NULL),
	('-0', 'there is one zero'),
	('007', NULL),
	('350000.0000', 'zeros below one won lose nothing'),
	('350,000천원', 'with a unit'),
	('350000 천원', NULL),
	('350,000,000원', NULL),
	('350백만원', NULL),
	('3.5억원', NULL),
	('1.2조원', NULL),
	('5천만원', NULL),
	('30만원', NULL),
	('5십만원', NULL),
	('2백억원', NULL),
	('1.5경원', NULL),
	('500원', NULL),
	('7백원', NULL),
	('1,234천 원', 'the orthography writes 원 apart'),
	('3억 5,000만원', 'several units'),
	('3억5천만원', NULL),
	('3천5백만원', NULL),
	('3천 5백만 원', NULL),
	('12조 3,456억원', NULL),
	('1억 2,345만 6천원', NULL),
	('1억 5원', NULL),
	('1억 2만 3.5천원', 'decimals in the last part'),
	('3억 50,000천원', NULL),
	('-150,000', 'signs'),
	('−150,000', 'U+2212'),
	('－150,000', 'U+FF0D'),
	('△150,000', NULL),
	('▲150,000', NULL),
	('△ 150,000천원', NULL),
	('+5', NULL),
	('＋5', NULL),
	('₩350,000', 'marks; they name no unit'),
	('₩350,000원', NULL),
	('₩ -350,000원', NULL),
	('-₩350,000원', NULL),
	('금 350,000원', NULL),
	('일금350,000원정', NULL),
	('일금 3억 5,000만원 정', NULL),
	('금 ₩350,000원정', NULL),
	('3억', 'a large unit without 원'),
	('350백만', NULL),
	('5천만', NULL),
	('1조 2억', NULL),
	('３５０，０００．５', 'full-width'),
	(U&'\3000\00A0\202F 350 \00A0' || E'\t\r\n', 'spaces around'),
	('9223372036854775.807', 'limits'),
	('-9223372036854775.807', NULL),
	('922경 3,372조 368억 5,477만 5,807원', NULL),
	('999,999,999,999,999', 'the longest plain digits');
SELECT text, text::thousand_won AS amount, comment FROM notation;
DROP TABLE notation;

-- and everything else is refused, with the place and the reason
CREATE FUNCTION refusal(input text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text;
	detail text;
	message text;
	soft record;
BEGIN
	RETURN format('accepted as %s', input::thousand_won);
EXCEPTION WHEN data_exception THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE,
		message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
	-- the server can ask without raising the error
	IF current_setting('server_version_num')::int >= 160000 THEN
		EXECUTE 'SELECT * FROM pg_input_error_info($1, ''thousand_won'')'
			INTO soft USING input;
		IF (soft.message, coalesce(soft.detail, ''), soft.sql_error_code)
			IS DISTINCT FROM (message, detail, state)
		THEN
			RETURN format('soft error differs: %s', soft);
		END IF;
	END IF;
	RETURN format('%s: %s', state, coalesce(nullif(detail, ''), message));
END $$;
SELECT input, refusal(input) FROM (VALUES
	(''), ('   '), ('-'), ('△'), ('₩'), ('금'), ('원'), ('천원'), ('백만원'),
	('1,00,000'), ('12,34'), ('1,0000'), (',100'), ('1,'), ('1,,000'),
	('1234,567'), ('1,234,56.5'), ('1,0.5'),
	('1.'), ('.'), ('1.5.5'), ('1.234,567'),
	('0.0001'), ('0.00000000000000000000000001'), ('1.2345천원'), ('0.5원'),
	('1.00001만원'), ('3억 0.5원'),
	('--5'), ('-△5'), ('+-5'), ('△₩-5'), ('5-'), ('₩₩5'), ('금금5'), ('일5'),
	('5만 3억'), ('5만 3만'), ('3억 5억원'), ('3억 20,000만원'),
	('3천 5천만원'), ('5백3천만원'), ('3백200만원'), ('1만 10천원'),
	('3억 5000'), ('3천'), ('3억 5천'), ('5백'), ('3.5억 2만원'),
	('3천백만원'), ('3만억원'), ('3억원 5만원'), ('3억천만원'),
	('350,000 원 입니다'), ('350 000'), ('350,000won'), ('350천'), ('5정'),
	('5원정정'), ('(350,000)'), ('삼억원'), ('일금 삼백만원'), ('1e5'),
	('0x10'), ('1_000'), ('NaN'), ('Infinity'), ('350.000천 명'), ('12월'),
	('50%'),
	('9223372036854775.808'), ('-9223372036854775.808'), ('1000경원'),
	('99999999999999999999999999999999'), ('922경 3,372조 368억 5,477만 5,808원'),
	('99999999999999999999999999999999x')
) AS bad (input);
DROP FUNCTION refusal;

-- the whole of each message
SELECT '12,34'::thousand_won;
SELECT '0.0001'::thousand_won;
SELECT '1000경원'::thousand_won;
SELECT '99999999999999999999천5백만원'::thousand_won;
SELECT '900000000000000천5백조원'::thousand_won;

-- documents are written as they are read
SELECT won_text(amount, 'table') AS "table", won_text(amount, 'unit') AS unit,
	won_text(amount, 'won') AS won, won_text(amount, 'million') AS million,
	won_text(amount, 'korean') AS korean
FROM unnest('{350000, -150000, 0, 3358532.660, 0.001, -0.05, 100000000,
	9223372036854775.807, -9223372036854775.807}'::thousand_won[]) amount;
SELECT won_text(350000), won_text(-1.5), won_text(5::smallint),
	won_text('350000'), won_text(350000::bigint, 'unit'), won_text(NULL);
SELECT won_text(1, 'Table');
SELECT won_text(0.0001);
SELECT won_text('NaN'::numeric);

-- table cells
SELECT cell, (parse_budget_cell(cell)).* FROM (VALUES
	('350,000'), ('(x-) 350,000'), ('(x120,000) 350,000'), ('(×-)'),
	('( 100,000)'), ('-'), (''), ('  '), ('0'), ('△1,000'), ('(x)'),
	(E'(X 120,000)\n△350,000'), ('350,000 (x120,000)'),
	('(x120,000) ( 100,000)'), ('(x△120) △350'), ('(x-) -'), ('−'), ('―'),
	('()'), ('3억 5,000만원'), ('(x0.5) 1.5'), (NULL)
) AS c (cell);
SELECT parse_budget_cell('(x1,00) 350,000');
SELECT parse_budget_cell('350,000 350,000');
SELECT parse_budget_cell('(100) (200)');
SELECT parse_budget_cell('(100');
SELECT parse_budget_cell('100)');
SELECT parse_budget_cell('△');
SELECT parse_budget_cell('(x1000경원) 1');

-- Cost bases (산출기초): what budget books write, and what no basis is.
-- A number without unit is in won; the value is whole thousand won per line,
-- rounded up.

CREATE TEMPORARY TABLE sample (n serial, basis text, expected numeric);

INSERT INTO sample (basis, expected) VALUES
	-- a price and counters
	('48,000,000원', 48000),
	('48000000', 48000),
	('945,000원*3회', 2835),
	('9,000원*5명*50일', 2250),
	('70,000원*10명*1회*6개읍면', 4200),
	('4,500원*5명*30일*3팀*2개소', 4050),
	('10,000원*3개읍·면*2회', 60),
	('357㎡*1,680,670원', 600000),
	('900명*3,000원*12월', 32400),
	('1,000원*2 개소*3회', 6),
	('1,000원*30시     간', 30),
	-- per cent
	('85,680원*28일*50%', 1200),
	('3,427,200원*2.716%', 94),
	('15,510원*2명*20시간*12월*103.5%', 7706),
	('938,981,000원*35%*2회', 657287),
	('2,156,800원*2명*60%*2회', 5177),
	('1,000,000원*50 %', 500),
	('1,000,000원*50％', 500),
	('1,000,000원*50퍼센트', 500),
	-- decimals
	('683,590.897원*342.31㎡', 234000),
	('3,490.24919원*1,000부', 3491),
	('713,975,500원*1.7㎞', 1213759),
	('15,000원*2,500톤*1.168', 43800),
	('2,000,000원*.5', 1000),
	-- ratios
	('12,450,000원*80/100', 9960),
	('6,000,000원*15가구*90/100', 81000),
	('43,277,000원*1/12', 3607),
	('10,000,000원*15/1,000', 150),
	('10,000,000원*0.95/12', 792),
	('19,998,340,000원/12월*39%*2회', 1299893),
	('10,000,000원*50/100원', 5000),
	('10,000,000원*1.1원', 11000),
	('12,000천원/12월*3월', 3000),
	('50,000원/월*12월', 600),
	-- terms and brackets
	('(500,000원+20,000원)×2명', 1040),
	('1,584,400원*(60+(120-60)/2)월*6명', 855576),
	('45,800원*(109,977필지/69필)', 73000),
	('1,500원*3명+2,300원*2회', 10),
	('[(1,000원+500원)*2명]*3회', 9),
	('{[1,000]}', 1),
	('（１，０００원＋５００원）＊２명', 3),
	('〔1,000원+500원〕*2명', 3), ('5십만원*3회', 1500),
	('(86,666원×8명×12월)- 8,680,000원= -360,000', -360),
	('-1,500원', -1),
	('△1,500원*3', -4),
	('10,000원+△3,000원', 7), ('10,000원+△(2,000원+1,000원)', 7), ('(△5)*1,000원', -5),
	('10,000원−3,000원', 7),
	-- operators of older books, and prices marked as such
	('5,000 X 300부 = 1,500', 1500),
	('5,000x300부', 1500),
	('5,000원 ÷ 2', 3), ('5,000원Ⅹ3명', 15), ('5,000원ⅹ3명╳2회', 30), ('1⁄4*5,000원∕5', 1),
	('@5,000×20명', 100),
	('₩5,000×20명', 100),
	('3mx5m*1,000원', 15),
	('1,000원*10box', 10),
	('300lux*10', 3),
	('1,000원*357m2', 357),
	('1,000원*2m3*3', 6),
	-- supplementary budgets
	('경정 10,000원*3회', 30),
	('기정 10,000원*3회', 30),
	('경정: 10,000원*3회', 30),
	('경정(10,000원+5,000원)*2', 30),
	('경정액 10,000원', 10),
	-- an amount after the last equals sign is not part of the value
	('945,000원*3회=', 2835),
	('945,000원*3회 = 2,835천원', 2835),
	('945,000원*3회 = 2,835', 2835),
	('945,000원*3회 = 9,999', 2835),
	('0원 = △360', 0),
	-- money units
	('1천원', 1), ('1만원', 10), ('1백만원', 1000), ('5천만원', 50000), ('1억', 100000),
	('1.5억원', 150000), ('350백만', 350000), ('2조원', 2000000000), ('1경원', 10000000000000), ('5,000만원/5', 10000),
	('3억 5,000만원*2회', 700000), ('3억5천만원', 350000), ('1조 2,000억원', 1200000000),
	('1억 2,345만 6천원', 123456), ('3천5백만원', 35000), ('(3+2)천원*2', 10),
	('5,000千원', 5000),
	-- words that begin like a unit, and counting by the ten thousand
	('262,000원*210조', 55020), ('1,000원*3조명', 3), ('1,000원*3경간', 3), ('1,000원*3천막', 3),
	('1,000원*2만명', 20000), ('10원*3천부', 30), ('10원*5만 매', 500),
	-- remarks
	('30,000원*5명(강사)*2회', 300),
	('30,000원(회의, 참석)*2회', 60),
	-- lines: each is rounded, then they are added
	(E'1원\n1원', 2),
	('1원+1원', 1),
	(E'27,777원*3명*12월\n794,333원*12월', 10532),
	(E'\n1,000원\r\n\n2,000원\n', 3),
	-- ends of names between the lines, where the book wraps its columns
	(E'1,416,666원*12월\n상하수도등)\n1,970,000원*12월', 40640),
	(E'경장)및청원산림보호\n175,000원*17명*12월', 35700),
	-- as large as it gets
	('9223372036854775000', 9223372036854775),
	('-9223372036854775000', -9223372036854775), ('-9223372036854775808', -9223372036854775),
	('34028236692093846346337460743176821145/34028236692093846346337460743176821145*1000', 1),
	('100000000000000000000/100000000000000000000*100000000000000000000/100000000000000000000*1000', 1),
	('1/3+1/3+1/3+999', 1),
	('1/3+1/3+1/3+999+1/340282366920938463463374607431768211', 2),
	(repeat('(', 50) || '1000' || repeat(')', 50), 1);

SELECT n, basis, expected, cost_basis_amount(basis) AS actual
FROM sample
WHERE cost_basis_amount(basis) IS DISTINCT FROM expected
   OR try_cost_basis_amount(basis) IS DISTINCT FROM expected
ORDER BY n;
SELECT count(*) > 100 AS all_tried FROM sample;

-- how a line is made whole
SELECT basis, cost_basis_amount(basis) AS "default",
       cost_basis_amount(basis, 'ceil') AS ceil, cost_basis_amount(basis, 'floor') AS floor,
       cost_basis_amount(basis, 'nearest') AS nearest, cost_basis_amount(basis, 'trunc') AS trunc
FROM unnest(ARRAY['1,499원', '1,500원', '1,499.999원', '1,000원', '1,000.0001원', '0.0001원', '0',
                  '-1,499원', '-1,500원', '-1,000.0001원', E'1,500원\n1,500원', E'1,500원\n-1,500원']) basis;
SELECT cost_basis_amount('1원', 'up');
SELECT cost_basis_amount(NULL), cost_basis_amount('1원', NULL), try_cost_basis_amount(NULL);
SELECT pg_typeof(cost_basis_amount('1원'));

-- what is no basis, with the reason and the place
CREATE FUNCTION pg_temp.refusal(basis text, OUT state text, OUT detail text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM cost_basis_amount(basis);
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL;
END $$;

CREATE TEMPORARY TABLE bad (n serial, basis text);
INSERT INTO bad (basis) VALUES
	(''), ('  '), (E'\n'), ('인건비'), (E'인건비\n구입)'), ('='), ('= 1,500'), ('*'), ('원'), ('%'),
	('1,000원*'), ('1,000원*명'), ('1,000원/'), ('*3명'), ('1,000원**3'), ('1,000원--3'), ('--1'), ('△△1'), ('(△△1)'), ('1원*△△1'), ('1원*-1'),
	('112,65     0원*3'), ('112,650     0원'), ('3명 2회'), ('1,00,000원'), ('12,34원'), ('1234,567원'), (',123'),
	('1,000,원'), ('1,000.원'), ('1.2.3'), ('1.234,567'), ('1..2'), ('.'),
	('(1,000원'), ('1,000원)'), ('(1,000원]'), ('()'), ('[(1)]]'), ('((1)'), ('1(2)'), ('(1)(2)'), ('3명(10회)'), ('5명(+)'),
	('50%%'), ('50%5'), ('5½*1,000원'), ('10²*1,000원'), ('1,000원~2,000원'), ('1,000원>500원'), ('1,000원*3?'), ('월 1,000원*3'),
	('1+2=3=4'), ('1=2원*3'), ('1,000원= 국비'), ('(1=1)'), ('1,000원*3회; '), ('1원, 2원'),
	('3억 5천'), ('5만 3억원'), ('3억 50,000만원'), ('0.00001천만원 5원'), ('(1)만 5'),
	(E'1,000원\n경정 2,000원\n기정 1,000원'), (E'1,000원*\n3명'), (E'1,000원\n배방1,2지구)'),
	('1,000원/0'), ('1,000원/(3-3)명'), ('0/0'), ('5*(1/0)'),
	('9223372036854775001'), ('-9223372036854776000'), ('9,999,999조원'), ('9223372036854775000' || E'\n1원'),
	('340282366920938463463374607431768211456'), (repeat('9', 30) || '*' || repeat('9', 30)),
	('1/' || repeat('7', 38) || '+1/' || repeat('9', 37) || '1'), ('0.' || repeat('0', 40) || '1'),
	(repeat('(', 51) || '1' || repeat(')', 51)), (repeat('(', 100000)), (repeat('1*', 32768) || '1');

SELECT CASE WHEN length(basis) <= 80 THEN basis ELSE left(basis, 20) || '... (' || length(basis) || ')' END AS basis,
       r.state, r.detail
FROM bad, pg_temp.refusal(basis) r ORDER BY n;
SELECT basis, try_cost_basis_amount(basis) FROM bad WHERE try_cost_basis_amount(basis) IS NOT NULL;

-- the messages in full
SELECT cost_basis_amount('85,680원*28일)');
SELECT cost_basis_amount('1,000원/0명');
SELECT cost_basis_amount('9,999,999조원');
SELECT cost_basis_amount(repeat('(', 51));
SELECT length(detail) < 100 AS short FROM pg_temp.refusal(repeat('가', 100000));
SELECT cost_basis_amount(repeat('가', 200));

-- lines of the cost table
SELECT l, p.*
FROM unnest(ARRAY[
	'○ 지역상생교류 박람회 = 90,000천원',
	'- 행사 기획 운영비 = 20,000천원',
	E'\t- 강사료\t= 22,600천원',
	'- 정책연수프로그램 인건비 = 55,000천원',
	'- 전시지원(조형물, 전시물) 및 부대비용 등 = 20,000천원',
	'□ 행사 운영', '▷ 부대행사 = 1,500', '· 현수막 = 500천원', '※ 부가세 포함', '■ 총계 = 3억원',
	'ㅇ 강사료 500,000원×2명×3회 = 3,000천원',
	'- 강사료 : 500,000원*2명',
	'- 강사료 = 500,000원*2명 = 1,000천원',
	'- 강사료 = 500,000원*2명',
	'- 사례집 제작(500부×8,000원) = 4,000천원',
	'- 사례집 500부×8,000 = 4,000천원',
	'- 500,000원*2명=1,000천원',
	'○ 행사 운영비 20,000천원',
	'- 반환금 = △300천원',
	-- numbers that belong to the label
	'- 3/4분기 교육 = 10,000천원', '- 100만원 이하 물품 = 5,000천원', '- 2017년 1차 회의',
	'- 상·하반기 2회 = 2천원', '- 1인당 50,000원*30명 = 1,500천원',
	-- the wrong is left in the label
	'- 강사료 = 5,0000천원', '- 강사료 = 미정', '- = 5천원', '○', '-5,000원*3', 'oil = 1천원', 'o 유류 = 1천원',
	'- ▷ 사업시기: 2017년', '강사료 = ', '=', '', '   '
]) WITH ORDINALITY AS u(l, n), parse_cost_line(l) p ORDER BY n;
SELECT parse_cost_line(NULL);

-- what 128 bits do not hold, by unit, by per cent, by addition; other letters
SELECT cost_basis_amount('99999999999999999999999999999999999억원');
SELECT cost_basis_amount('0.00000000000000000000000000000000000001%*5원');
SELECT cost_basis_amount('(300000000000000000000000000000000000000+300000000000000000000000000000000000000)*1');
SELECT cost_basis_amount('500원*2회 = ₩1,000'), cost_basis_amount('500원*2ﾡ'), try_cost_basis_amount('500원*2①');

SELECT proname, provolatile, proisstrict, proparallel
FROM pg_proc WHERE proname IN ('cost_basis_amount', 'try_cost_basis_amount', 'parse_cost_line') ORDER BY 1;

-- thousand_won: arithmetic, conversions and rounding are exact or refused

CREATE FUNCTION outcome(expression text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE 'SELECT ' || replace(replace(expression, 'MAX', '''9223372036854775.807''::thousand_won'),
		'MIN', '''-9223372036854775.807''::thousand_won') INTO result;
	RETURN result;
EXCEPTION WHEN data_exception THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

SELECT expression, outcome(expression) FROM (VALUES
	-- the limits
	('MAX + 0'), ('MAX + ''1원'''), ('MAX + MAX'), ('MIN - ''1원'''), ('MIN + MIN'),
	('MAX - MIN'), ('MIN - MAX'), ('MAX + MIN'), ('-MAX'), ('-MIN'), ('abs(MIN)'),
	('MAX * 1'), ('MAX * -1'), ('MIN * -1'), ('MAX * 2'), ('-2 * MAX'),
	('''1원''::thousand_won * 9223372036854775807'),
	('''1원''::thousand_won * (-9223372036854775808)'),
	('''-1원''::thousand_won * (-9223372036854775808)'),
	('9223372036854775807::bigint::thousand_won'),
	('9223372036854775::bigint::thousand_won'),
	('9223372036854776::bigint::thousand_won'),
	('(-9223372036854775)::bigint::thousand_won'),
	('(-9223372036854776)::bigint::thousand_won'),
	('32767::smallint::thousand_won'), ('(-2147483648)::int::thousand_won'),
	-- division
	('MAX / MAX'), ('MAX / MIN'), ('MAX / ''1원'''), ('5::thousand_won / 0'),
	('5::thousand_won / 3'), ('-5::thousand_won / ''0.003'''), ('0::thousand_won / 5'),
	('5::thousand_won % 3'), ('(-5)::thousand_won % 3'), ('5::thousand_won % (-3)'),
	('''5.5''::thousand_won % ''0.3'''), ('5::thousand_won % 0'), ('MIN % (-1)'), ('MIN % ''-1원'''),
	-- from numeric
	('1.5::thousand_won'), ('1.500000::thousand_won'), ('1.0005::thousand_won'),
	('0.0001::thousand_won'), ('(-0.001)::thousand_won'), ('1e15::thousand_won'),
	('1e16::thousand_won'), ('1e30::thousand_won'), ('1e-30::thousand_won'),
	('9223372036854775.807::thousand_won'), ('9223372036854775.808::thousand_won'),
	('(-9223372036854775.808)::thousand_won'), ('9223372036854775.8075::thousand_won'),
	('''NaN''::numeric::thousand_won'), ('''-Infinity''::numeric::thousand_won'),
	-- to integers and back
	('MAX::numeric'), ('MIN::numeric'), ('MAX::bigint'), ('''0.001''::thousand_won::bigint'),
	('''-5''::thousand_won::bigint'), ('2147483647::thousand_won::int'),
	('2147483648::bigint::thousand_won::int'), ('(-2147483648)::bigint::thousand_won::int'),
	('MAX::json'), ('MIN::jsonb'), ('''350000''::thousand_won::jsonb'),
	('''1.5''::thousand_won::int'), ('MAX::float8'), ('''0.001''::thousand_won::float8'),
	-- won
	('to_won(MAX)'), ('to_won(MIN)'), ('to_won(350000)'), ('to_won(1.0005)'),
	('to_won(1e16)'), ('from_won(-5)'), ('from_won((-5)::smallint)'), ('from_won(350000000)'),
	('from_won(9223372036854775807)'), ('from_won((-9223372036854775808)::bigint)'),
	('from_won(9223372036854775807.0)'), ('from_won(9223372036854775808)'),
	('from_won(0.5)'), ('from_won(''NaN''::numeric)')
) AS e (expression);

-- rounding: by mode and unit, below one won too
SELECT amount, unit, outcome(format('round_won(%L::numeric, %L, ''nearest'')', amount, unit)) AS nearest,
	outcome(format('round_won(%L::numeric, %L, ''ceil'')', amount, unit)) AS ceil,
	outcome(format('round_won(%L::numeric, %L, ''floor'')', amount, unit)) AS floor,
	outcome(format('round_won(%L::numeric, %L, ''trunc'')', amount, unit)) AS trunc
FROM (VALUES
	('1234.4', '1'), ('1234.5', '1'), ('-1234.5', '1'), ('1234.4999999', '1'),
	('0.5', '1'), ('-0.5', '1'), ('0.4999', '1'), ('0.0001', '1'), ('-0.0001', '1'),
	('0', '1'), ('-0.0', '1'), ('0.0005', '1원'), ('0.0004999', '1원'), ('-0.0005', '1원'),
	('0.0015', '3원'), ('0.0014999', '3원'), ('0.001', '2원'), ('0.00099999', '2원'),
	('0.00250000001', '5원'), ('0.0024999', '5원'), ('1250', '100'), ('1249.9995', '100'), ('1234567', '10만원'),
	('-1250', '100'), ('9223372036854775.807', '1'), ('9223372036854775.4', '1'),
	('-9223372036854775.807', '1'), ('9223372036854775.8074', '1원'),
	('9223372036854775.8076', '1원'), ('1e20', '1'),
	('1', '9223372036854775.807'), ('4611686018427387.9035', '9223372036854775.807'),
	('4611686018427387.90349', '9223372036854775.807'), ('1', '0'), ('1', '-1')
) AS r (amount, unit);
-- so does the function for amounts that the planner chooses
SELECT a, round_won(a, 10), round_won(a, 10, 'ceil'), round_won(a, 10, 'floor'), round_won(a, 10, 'trunc')
FROM unnest('{0, 4.999, 5, 15, -4.999, -5, -15, 19.001, -19.001}'::thousand_won[]) a;
SELECT round_won(1234.5), round_won(1234.5, mode => 'floor'), round_won(NULL);
SELECT round_won(1, 1, 'nearest '), 'unused';
SELECT round_won(a, 1, 'Ceil') FROM unnest('{1}'::thousand_won[]) a;
SELECT round_won('NaN'::numeric);

-- the errors that name a way out
SELECT 1.0005::thousand_won;
SELECT '1.5'::thousand_won::bigint;
CREATE TEMPORARY TABLE assigned (amount thousand_won);
INSERT INTO assigned VALUES (1), (1.5), (2::bigint), ('3만원');
INSERT INTO assigned VALUES (2.0005);
INSERT INTO assigned VALUES (5.5::float8);
UPDATE assigned SET amount = amount * 1.1;
TABLE assigned;
UPDATE assigned SET amount = round_won(amount / 3);
TABLE assigned;

DROP FUNCTION outcome;

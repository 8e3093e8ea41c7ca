-- function_code: text, binary, order, hierarchy
CREATE SCHEMA regress_function_code;
SET search_path = regress_function_code, public;

SELECT input, input::function_code AS code
FROM (VALUES ('080'), ('08A'), ('  901 '), (E'\t16Z\n'), ('000'), ('ZZZ'), ('A00'), ('0A0')) AS v (input);

-- what is not a code; each is told with its text
CREATE TABLE bad_code (id int GENERATED ALWAYS AS IDENTITY, input text);
INSERT INTO bad_code (input) VALUES
	(''), (' '), ('8'), ('80'), ('0800'), ('08a'), ('08-'), ('0 8'), ('-80'), ('08.'),
	('０８０'), ('08가'), ('+80'), ('08A0'), ('08@'), ('08['), ('08:'), ('08/');
DO $$
DECLARE
	bad record;
BEGIN
	FOR bad IN SELECT input FROM bad_code ORDER BY id LOOP
		BEGIN
			PERFORM bad.input::function_code;
			RAISE EXCEPTION 'read "%"', bad.input;
		EXCEPTION WHEN invalid_text_representation THEN
			RAISE NOTICE '%', sqlerrm;
		END;
	END LOOP;
END
$$;
-- of random texts, those are read that look like a code, and no others
CREATE FUNCTION is_read(input text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM input::function_code;
	RETURN true;
EXCEPTION WHEN invalid_text_representation THEN
	RETURN false;
END
$$;
CREATE TABLE random_text AS SELECT setseed(0.2026)::text AS input;
INSERT INTO random_text
SELECT string_agg(substr('0189AZaz -[@', 1 + floor(random() * 12)::int, 1), '')
FROM generate_series(1, 20000) AS g, generate_series(1, 1 + g % 7) GROUP BY g;
SELECT count(*) > 100 AS read, count(*) FILTER (WHERE is_read(input) <> (input ~ '^\s*[0-9A-Z]{3}\s*$')) AS wrong
FROM random_text WHERE is_read(input) OR input ~ '^\s*[0-9A-Z]{3}\s*$';

\set VERBOSITY sqlstate
SELECT '08a'::text::function_code;
\set VERBOSITY default
SELECT '08a'::text::function_code;
SELECT function_code '08a';

-- casts: to and from text when asked for
SELECT CAST('08A'::text AS function_code), CAST(function_code '08A' AS text);
SELECT castsource::regtype, casttarget::regtype, castcontext
FROM pg_cast
WHERE 'function_code'::regtype IN (castsource, casttarget) ORDER BY 1;

-- binary: the three characters
SELECT c, function_code_send(c) FROM unnest('{000,08A,ZZZ}'::function_code[]) AS c;
CREATE TEMP TABLE wire (n int, c function_code);
INSERT INTO wire VALUES (1, '080'), (2, '08A'), (3, NULL), (4, 'ZZZ');
\copy wire TO 'test/results/function_code.wire' (FORMAT binary)
CREATE TEMP TABLE wire_back (LIKE wire);
\copy wire_back FROM 'test/results/function_code.wire' (FORMAT binary)
SELECT count(*), count(*) FILTER (WHERE w.c IS NOT DISTINCT FROM b.c) AS same
FROM wire w JOIN wire_back b USING (n);
-- other bytes, too few and too many are refused
CREATE TEMP TABLE wire_text (c bytea);
INSERT INTO wire_text VALUES ('08a');
\copy wire_text TO 'test/results/function_code.wire' (FORMAT binary)
\copy wire_back (c) FROM 'test/results/function_code.wire' (FORMAT binary)
UPDATE wire_text SET c = ' 08';
\copy wire_text TO 'test/results/function_code.wire' (FORMAT binary)
\copy wire_back (c) FROM 'test/results/function_code.wire' (FORMAT binary)
UPDATE wire_text SET c = '08';
\copy wire_text TO 'test/results/function_code.wire' (FORMAT binary)
\copy wire_back (c) FROM 'test/results/function_code.wire' (FORMAT binary)
UPDATE wire_text SET c = '08AB';
\copy wire_text TO 'test/results/function_code.wire' (FORMAT binary)
\copy wire_back (c) FROM 'test/results/function_code.wire' (FORMAT binary)

-- all codes: read back, and in the order of their characters
CREATE TABLE code (c function_code);
INSERT INTO code
SELECT (a || b || d)::function_code
FROM unnest(string_to_array('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', NULL)) AS a,
     unnest(string_to_array('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', NULL)) AS b,
     unnest(string_to_array('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', NULL)) AS d;
SELECT count(*), count(DISTINCT c), count(DISTINCT c::text) AS texts, min(c), max(c) FROM code;
SELECT count(*) AS wrong FROM code WHERE c::text::function_code <> c;
SELECT count(*) AS wrong
FROM (SELECT row_number() OVER (ORDER BY c) AS n,
             row_number() OVER (ORDER BY c::text COLLATE "C") AS m FROM code) AS v
WHERE n <> m;

-- every comparison agrees with btree's
SELECT count(*) AS pairs,
       count(*) FILTER (WHERE (a < b) <> (function_code_cmp(a, b) < 0)
                           OR (a <= b) <> (function_code_cmp(a, b) <= 0)
                           OR (a = b) <> (function_code_cmp(a, b) = 0)
                           OR (a <> b) <> (function_code_cmp(a, b) <> 0)
                           OR (a >= b) <> (function_code_cmp(a, b) >= 0)
                           OR (a > b) <> (function_code_cmp(a, b) > 0)) AS wrong,
       count(*) FILTER (WHERE (a = b) <> (function_code_hash(a) = function_code_hash(b))) AS hash,
       count(*) FILTER (WHERE (a = b) <> (function_code_hash_extended(a, 7) =
                                          function_code_hash_extended(b, 7))) AS hash_extended
FROM unnest('{000,001,079,07Z,080,081,089,08A,08Z,090,A00,ZZZ}'::function_code[]) AS a,
     unnest('{000,001,079,07Z,080,081,089,08A,08Z,090,A00,ZZZ}'::function_code[]) AS b;

-- levels and fields
SELECT c, function_code_level(c) AS level, function_code_field(c) AS field, function_code_last(c) AS last
FROM unnest('{000,080,081,08A,0A0,901,ZZZ}'::function_code[]) AS c;
SELECT function_code_level(NULL), function_code_field(NULL);

-- containment, both ways round
SELECT a, b, a <@ b AS "a <@ b", b @> a AS "b @> a"
FROM (VALUES ('081'::function_code, '081'::function_code), ('081', '080'), ('08A', '080'),
             ('08Z', '080'), ('080', '080'), ('080', '081'), ('090', '080'), ('07Z', '080'),
             ('082', '081'), (NULL, '080'), ('080', NULL)) AS v (a, b);
-- the codes below a code, by their characters
SELECT p, count(*) FILTER (WHERE c <@ p) AS below,
       count(*) FILTER (WHERE c <@ p IS DISTINCT FROM
                              (c::text LIKE regexp_replace(p::text, '0$', '') || '%')) AS wrong
FROM code, unnest('{000,080,08A,900,ZZ0,ZZZ}'::function_code[]) AS p
GROUP BY p ORDER BY p;

SELECT amname, opcname, opcdefault,
       (SELECT array_agg(amprocnum ORDER BY amprocnum) FROM pg_amproc WHERE amprocfamily = opcfamily
            AND (amprocnum, opcmethod) <> (6, (SELECT oid FROM pg_am WHERE amname = 'btree'))) AS functions,
       (SELECT array_agg(amopstrategy ORDER BY amopstrategy) FROM pg_amop WHERE amopfamily = opcfamily) AS operators
FROM pg_opclass JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype = 'function_code'::regtype ORDER BY amname, opcname;

SET client_min_messages = warning;
DROP SCHEMA regress_function_code CASCADE;

-- budget_code: text, binary, order, hierarchy
CREATE SCHEMA regress_budget_code;
SET search_path = regress_budget_code, public;

-- what is read, and how it is written
SELECT input, input::budget_code AS code,
       budget_code_text(input::budget_code) AS hyphen,
       budget_code_text(input::budget_code, 'compact') AS compact
FROM (VALUES ('20101'), ('201-01'), ('201'), ('200'), ('  201-01'),
             (E'201-01 \t\n'), ('000'), ('999-99'), ('201-00'), ('200-01'),
             ('00001')) AS v (input);

-- what is not a code; each is told with its text
CREATE TABLE bad_code (id int GENERATED ALWAYS AS IDENTITY, input text);
INSERT INTO bad_code (input) VALUES
	(''), (' '), ('2'), ('20'), ('2010'), ('201-1'), ('201-'), ('-20101'),
	('201-011'), ('2010101'), ('201 01'), ('201-01-01'), ('2a1'), ('201-0b'),
	('201--01'), ('２０１'), ('201‑01'), ('201-01x'), ('201 -01'), ('+2010');
DO $$
DECLARE
	bad record;
BEGIN
	FOR bad IN SELECT input FROM bad_code ORDER BY id LOOP
		BEGIN
			PERFORM bad.input::budget_code;
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
	PERFORM input::budget_code;
	RETURN true;
EXCEPTION WHEN invalid_text_representation THEN
	RETURN false;
END
$$;
CREATE TABLE random_text AS SELECT setseed(0.2026)::text AS input;
INSERT INTO random_text
SELECT string_agg(substr('012359- aA.+', 1 + floor(random() * 12)::int, 1), '')
FROM generate_series(1, 20000) AS g, generate_series(1, 1 + g % 7) GROUP BY g;
SELECT count(*) > 100 AS read, count(*) FILTER (WHERE is_read(input) <> (input ~ '^\s*\d{3}(-?\d\d)?\s*$')) AS wrong
FROM random_text WHERE is_read(input) OR input ~ '^\s*\d{3}(-?\d\d)?\s*$';

-- the whole message, from a literal and from a text
\set VERBOSITY sqlstate
SELECT '201-1'::text::budget_code;
\set VERBOSITY default
SELECT '201-1'::text::budget_code;
SELECT budget_code '201-1';

-- casts: to and from text when asked for, never unasked
SELECT CAST('201-01'::text AS budget_code), CAST(budget_code '20101' AS text),
       CAST('201'::varchar AS budget_code);
CREATE TEMP TABLE t_text (t text);
INSERT INTO t_text SELECT budget_code '201';
CREATE TEMP TABLE t_code (c budget_code);
INSERT INTO t_code VALUES ('201'::text);
SELECT castsource::regtype, casttarget::regtype, castcontext
FROM pg_cast
WHERE 'budget_code'::regtype IN (castsource, casttarget) ORDER BY 1;

SELECT budget_code_text('201', 'short');
SELECT budget_code_text(NULL), budget_code_text('201', NULL);

-- binary: three digits and two as 16-bit numbers
SELECT c, budget_code_send(c)
FROM unnest('{000,201,201-00,201-01,999-99}'::budget_code[]) AS c;
CREATE TEMP TABLE wire (n int, c budget_code);
INSERT INTO wire VALUES (1, '201-01'), (2, '300'), (3, NULL), (4, '201-00');
\copy wire TO 'test/results/budget_code.wire' (FORMAT binary)
CREATE TEMP TABLE wire_back (LIKE wire);
\copy wire_back FROM 'test/results/budget_code.wire' (FORMAT binary)
SELECT count(*), count(*) FILTER (WHERE w.c IS NOT DISTINCT FROM b.c) AS same
FROM wire w JOIN wire_back b USING (n);
-- four bytes that are no code are refused: 1000-01, 201-100, -1
CREATE TEMP TABLE wire_int (x int);
INSERT INTO wire_int VALUES ((1000 << 16) | 1);
\copy wire_int TO 'test/results/budget_code.wire' (FORMAT binary)
\copy t_code FROM 'test/results/budget_code.wire' (FORMAT binary)
UPDATE wire_int SET x = (201 << 16) | 100;
\copy wire_int TO 'test/results/budget_code.wire' (FORMAT binary)
\copy t_code FROM 'test/results/budget_code.wire' (FORMAT binary)
UPDATE wire_int SET x = -1;
\copy wire_int TO 'test/results/budget_code.wire' (FORMAT binary)
\copy t_code FROM 'test/results/budget_code.wire' (FORMAT binary)

-- order: a code comes directly before the codes below it
CREATE TABLE code (c budget_code);
INSERT INTO code
SELECT c::budget_code
FROM (SELECT to_char(o, 'FM000') FROM generate_series(0, 999) AS o
      UNION ALL
      SELECT to_char(o, 'FM000') || to_char(i, 'FM00')
      FROM generate_series(0, 999) AS o, generate_series(0, 99) AS i) AS v (c);
SELECT count(*), count(DISTINCT c), min(c), max(c) FROM code;
-- all of them read back, compact and with a hyphen
SELECT count(*) AS wrong FROM code
WHERE budget_code_text(c, 'compact')::budget_code <> c OR c::text::budget_code <> c;
-- by digits, shorter first: that is the text's order in C
SELECT count(*) AS wrong
FROM (SELECT row_number() OVER (ORDER BY c) AS n,
             row_number() OVER (ORDER BY budget_code_text(c, 'compact') COLLATE "C") AS m
      FROM code) AS v
WHERE n <> m;

-- every comparison agrees with btree's, on all pairs of a few
SELECT count(*) AS pairs,
       count(*) FILTER (WHERE (a < b) <> (budget_code_cmp(a, b) < 0)
                           OR (a <= b) <> (budget_code_cmp(a, b) <= 0)
                           OR (a = b) <> (budget_code_cmp(a, b) = 0)
                           OR (a <> b) <> (budget_code_cmp(a, b) <> 0)
                           OR (a >= b) <> (budget_code_cmp(a, b) >= 0)
                           OR (a > b) <> (budget_code_cmp(a, b) > 0)) AS wrong,
       count(*) FILTER (WHERE (a = b) <> (budget_code_hash(a) = budget_code_hash(b))) AS hash,
       count(*) FILTER (WHERE (a = b) <> (budget_code_hash_extended(a, 7) =
                                          budget_code_hash_extended(b, 7))) AS hash_extended
FROM unnest('{000,001,001-00,200,200-01,201,201-00,201-01,201-99,202,299-99,300,999-99}'::budget_code[]) AS a,
     unnest('{000,001,001-00,200,200-01,201,201-00,201-01,201-99,202,299-99,300,999-99}'::budget_code[]) AS b;
-- the low half of the seeded hash with seed 0 is the plain hash
SELECT count(*) AS wrong FROM code
WHERE (budget_code_hash_extended(c, 0) & 4294967295) <>
      (budget_code_hash(c)::bigint & 4294967295);

-- levels and ancestors; 200-01 hangs directly under a group
SELECT c, budget_code_level(c) AS level, budget_code_at(c, 'group') AS "group",
       budget_code_at(c, 'object') AS object, budget_code_at(c, 'item') AS item,
       budget_code_last(c) AS last
FROM unnest('{000,001,200,200-01,201,201-00,201-01,999-99}'::budget_code[]) AS c;
-- an ancestor is of the level asked for, contains the code and comes before it
SELECT level, count(a) AS found,
       count(*) FILTER (WHERE budget_code_level(a) <> level OR NOT a @> c OR a > c) AS wrong
FROM code, unnest('{group,object,item}'::text[]) AS level,
     budget_code_at(c, level) AS a
GROUP BY level ORDER BY level;
SELECT budget_code_at('201-01', 'Object');
SELECT budget_code_at(NULL, 'object'), budget_code_at('201', NULL), budget_code_level(NULL);

-- containment, both ways round
SELECT a, b, a <@ b AS "a <@ b", b @> a AS "b @> a"
FROM (VALUES ('201-01'::budget_code, '201-01'::budget_code), ('201-01', '201'),
             ('201-01', '200'), ('201', '200'), ('200', '200'), ('200-01', '200'),
             ('201', '201-01'), ('200', '201'), ('202', '201'), ('202-01', '201'),
             ('300', '200'), ('201-02', '201-01'), ('100-99', '200'), (NULL, '201'),
             ('201', NULL)) AS v (a, b);
-- the codes below a code, by their digits: none missing, none beside them
SELECT p, count(*) FILTER (WHERE c <@ p) AS below,
       count(*) FILTER (WHERE c <@ p IS DISTINCT FROM
                              (budget_code_text(c, 'compact') LIKE
                               regexp_replace(budget_code_text(p, 'compact'), '^(\d)00$', '\1') || '%')) AS wrong
FROM code, unnest('{000,200,201,201-00,201-01,200-01,900,999}'::budget_code[]) AS p
GROUP BY p ORDER BY p;

-- indexes, joins, sets
CREATE INDEX ON code (c);
CREATE INDEX ON code USING hash (c);
ANALYZE code;
SELECT count(*) FROM code WHERE c = '201-01';
SELECT c FROM code WHERE c > '201-97' AND c <= '202-00' ORDER BY c;
SELECT c FROM code WHERE c < '203' ORDER BY c DESC LIMIT 3;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SELECT count(*) FROM code a JOIN code b USING (c);
SET enable_hashjoin = off;
SELECT count(*) FROM code a JOIN code b USING (c);
RESET ALL;
SET search_path = regress_budget_code, public;
SELECT budget_code_at(c, 'group') AS g, count(*), min(c), max(c)
FROM code GROUP BY 1 ORDER BY 1 LIMIT 3;
SELECT min(c), max(c) FROM code WHERE c IS NULL;

-- equal codes are equal images, so a btree may deduplicate them
SELECT amname, opcname, opcdefault,
       (SELECT array_agg(amprocnum ORDER BY amprocnum) FROM pg_amproc WHERE amprocfamily = opcfamily
            AND (amprocnum, opcmethod) <> (6, (SELECT oid FROM pg_am WHERE amname = 'btree'))) AS functions,
       (SELECT array_agg(amopstrategy ORDER BY amopstrategy) FROM pg_amop WHERE amopfamily = opcfamily) AS operators
FROM pg_opclass JOIN pg_am a ON a.oid = opcmethod
WHERE opcintype = 'budget_code'::regtype ORDER BY amname;

SET client_min_messages = warning;
DROP SCHEMA regress_budget_code CASCADE;

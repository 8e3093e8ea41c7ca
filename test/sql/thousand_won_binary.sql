-- thousand_won: the binary form is the number of won, and comes back the same

CREATE TEMPORARY TABLE wire (id int, x thousand_won);
INSERT INTO wire VALUES (1, 0), (2, '0.001'), (3, -1), (4, NULL), (5, '3358532.660'),
	(6, '9223372036854775.807'), (7, '-9223372036854775.807');
SELECT id, x, thousand_won_send(x) FROM wire;
\copy wire TO 'test/results/thousand_won.wire' (FORMAT binary)
CREATE TEMPORARY TABLE wire_back (LIKE wire);
\copy wire_back FROM 'test/results/thousand_won.wire' (FORMAT binary)
SELECT count(*), count(*) FILTER (WHERE w.x IS DISTINCT FROM b.x) AS differ
FROM wire w JOIN wire_back b USING (id);

-- in arrays, rows and ranges too
CREATE TEMPORARY TABLE nested (a thousand_won[], r thousand_won_range, m thousand_won_multirange);
INSERT INTO nested VALUES ('{1,NULL,0.5}', '[1,2)', '{[1,2),[3,)}');
\copy nested TO 'test/results/thousand_won.wire' (FORMAT binary)
\copy nested FROM 'test/results/thousand_won.wire' (FORMAT binary)
SELECT count(*), count(DISTINCT (a, r, m)) FROM nested;

-- the smallest bigint is no amount
CREATE TEMPORARY TABLE whole (id int, x bigint);
INSERT INTO whole VALUES (1, -9223372036854775808);
\copy whole TO 'test/results/thousand_won.wire' (FORMAT binary)
\copy wire FROM 'test/results/thousand_won.wire' (FORMAT binary)
-- nor are fewer or more bytes
CREATE TEMPORARY TABLE short (id int, x int);
INSERT INTO short VALUES (1, 1);
\copy short TO 'test/results/thousand_won.wire' (FORMAT binary)
\copy wire FROM 'test/results/thousand_won.wire' (FORMAT binary)
CREATE TEMPORARY TABLE long (id int, x uuid);
INSERT INTO long VALUES (1, '00000000-0000-0000-0000-000000000000');
\copy long TO 'test/results/thousand_won.wire' (FORMAT binary)
\copy wire FROM 'test/results/thousand_won.wire' (FORMAT binary)

-- as text, documents can be copied in as they are; won are in thousands
CREATE TEMPORARY TABLE book (x thousand_won);
COPY book FROM stdin;
350,000
△150,000
3억 5,000만원
\N
\.
COPY book TO stdout;
COPY book FROM stdin;
350,000
35,00
\.

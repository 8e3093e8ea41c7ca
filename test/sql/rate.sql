-- Rates: exact, half away from zero, NULL when there is no base.

-- the reference sheet's figures
SELECT change_rate(20000, 120000) AS "500.0", change_rate(180000, 230000) AS "27.8",
       change_rate(180000, 230000, 0) AS "28", change_rate(200000, 350000) AS "75.0",
       execution_rate(88645, 100000) AS "88.6", share_rate(0, 350000) AS "0.0";

-- NULL in, NULL out; no base, no rate
SELECT change_rate(NULL, 1), change_rate(1, NULL), change_rate(1, 2, NULL),
       change_rate(0, 5), change_rate(0, 0), change_rate(0.00, 5),
       execution_rate(5, 0), share_rate(5, 0.000);

-- half away from zero, both ways
SELECT change_rate(2000, 2001, 1) AS "0.1", change_rate(2000, 1999, 1) AS "-0.1",
       share_rate(1, 8, 2) AS "12.50", share_rate(1, 8, 1) AS "12.5", share_rate(1, 8, 0) AS "13",
       share_rate(-1, 8, 0) AS "-13", share_rate(1, -8, 0) AS "-13", share_rate(-1, -8, 0) AS "13";

-- a negative prior: its absolute value is the base
SELECT change_rate(-100, 50) AS "150.0", change_rate(-100, -150) AS "-50.0",
       change_rate(-100.5, 100.5) AS "200.0";

-- decimals
SELECT d, change_rate(3, 4, d), execution_rate(2, 3, d), execution_rate(2.0, 3.000, d)
FROM generate_series(0, 6) d;
SELECT change_rate(1, 2, 7);
SELECT share_rate(1, 2, -1);

-- Just below a tie: numeric's own quotient is rounded to the tie first, then
-- up: the last column is wrong, and the others must not be.
SELECT share_rate(0.1249999999999999999999999999999999999999, 1, 0) AS "12",
       share_rate(0.125, 1, 0) AS "13",
       share_rate(1249999999999999999999999999999999999999, 10000000000000000000000000000000000000000, 0) AS "12",
       round(1249999999999999999999999999999999999999 * 100.0 / 10000000000000000000000000000000000000000, 0) AS "numeric: 13";

-- both sides of what 32 and 64 bits hold
SELECT share_rate(2147483647, 2147483648, 6) AS "100.000000",
       share_rate(2147483647, 2147483647, 6) AS "100.000000",
       change_rate(-2147483648, 2147483647, 3) AS "200.000",
       change_rate(1, 9223372036854775807, 0) AS "922337203685477580600",
       change_rate(1e-30, 1e30, 0) = 1e62 - 100 AS exact,
       share_rate(1e-30, 1e30, 6) AS "0.000000";
SELECT share_rate(9.9e131071, 1);

-- numeric's special values
SELECT change_rate('NaN', 1), change_rate(1, 'Infinity'), change_rate('Infinity', 1),
       execution_rate(1, '-Infinity'), change_rate(0, 'NaN');

-- the same as numeric rounded once, where numeric has digits to spare
SELECT count(*) AS differ
FROM generate_series(-60, 60) a, generate_series(-60, 60) b, generate_series(0, 3) d
WHERE change_rate(a, b, d) IS DISTINCT FROM round((b - a) * 100::numeric / abs(nullif(a, 0)), d)
   OR change_rate(a / 8.0, b / 8.0, d) IS DISTINCT FROM round((b - a) * 100::numeric / abs(nullif(a, 0)), d)
   OR share_rate(a, b, d) IS DISTINCT FROM round(a * 100::numeric / nullif(b, 0), d)
   OR execution_rate(a * 1e10, b * 1e10, d) IS DISTINCT FROM round(a * 100::numeric / nullif(b, 0), d);

-- words
SELECT prior, current, change_label(prior, current)
FROM (VALUES (NULL, NULL), (NULL, 0), (0, NULL), (0, 0), (NULL, 5), (0, 5), (5, NULL), (5, 0),
             (5, 6), (6, 5), (5, 5), (5.0, 5), (NULL, -5), (-5, 0), (-5, NULL), (-5, 5), (5, -5), (-5, -6)) v(prior, current);

-- told truthfully
SELECT proname, provolatile, proisstrict, proparallel
FROM pg_proc WHERE proname IN ('change_rate', 'execution_rate', 'share_rate', 'change_label') ORDER BY 1;

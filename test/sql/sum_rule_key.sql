-- Sum rules: what keys, amounts and filters may be.
SET client_min_messages = warning;
CREATE SCHEMA sum_rule_key_test;
SET search_path = sum_rule_key_test, public;
\set SHOW_CONTEXT never

-- composite key, in another order and with other names
CREATE TABLE overview (year int, project text, code budget_code, amount thousand_won, PRIMARY KEY (project, year, code));
CREATE TABLE basis (id serial PRIMARY KEY, code budget_code, prj text, fiscal_year int, amount thousand_won);
SELECT budget_add_sum_rule('r', 'overview', 'amount', '{project,year,code}', 'basis', 'amount', '{prj,fiscal_year,code}');
BEGIN;
INSERT INTO overview VALUES (2017, '포럼', '201-01', 30), (2017, '포럼', '201-03', 40), (2016, '포럼', '201-01', 50);
INSERT INTO basis (prj, fiscal_year, code, amount) VALUES
    ('포럼', 2017, '201-01', 10), ('포럼', 2017, '201-01', 20), ('포럼', 2017, '201-03', 40), ('포럼', 2016, '201-01', 50);
COMMIT;
UPDATE basis SET fiscal_year = 2017 WHERE fiscal_year = 2016;
UPDATE basis SET prj = '포럼 ' WHERE fiscal_year = 2016;
UPDATE basis SET code = '201-03' WHERE amount = 20;
UPDATE basis SET code = NULL WHERE amount = 20;
INSERT INTO basis (prj, fiscal_year, code, amount) VALUES (NULL, 2017, '201-01', 7), ('포럼', NULL, '201-01', 7), ('포럼', 2017, NULL, 7);
BEGIN;
UPDATE overview SET year = year + 1 WHERE code = '201-03';
UPDATE basis SET fiscal_year = 2018 WHERE code = '201-03';
COMMIT;
BEGIN;
UPDATE overview SET year = 4035 - year WHERE code = '201-01';
UPDATE basis SET fiscal_year = 4035 - fiscal_year WHERE code = '201-01';
COMMIT;
SELECT year, project, code, amount FROM overview ORDER BY 1, 2, 3;
SELECT definition FROM budget_rules WHERE rule = 'r';
SELECT budget_drop_rule('r');

-- a part of the key as an expression: roll up codes to their object
CREATE TABLE object_total (year int, object budget_code, amount thousand_won, PRIMARY KEY (year, object));
DELETE FROM basis;
SELECT budget_add_sum_rule('roll', 'object_total', 'amount', '{year,object}',
    'basis', 'amount', '{fiscal_year,"budget_code_at(code, ''object'')"}');
BEGIN;
INSERT INTO object_total VALUES (2017, '201', 60), (2017, '202', 5);
INSERT INTO basis (fiscal_year, code, amount) VALUES (2017, '201-01', 10), (2017, '201-03', 50), (2017, '202-01', 5);
COMMIT;
UPDATE basis SET code = '201-02' WHERE code = '201-01';
UPDATE basis SET code = '202-01' WHERE code = '201-02';
UPDATE basis SET code = '200' WHERE code = '202-01';
INSERT INTO basis (fiscal_year, code, amount) VALUES (2017, '200', 99);
SELECT definition FROM budget_rules WHERE rule = 'roll';
SELECT budget_drop_rule('roll');
DROP TABLE object_total, overview, basis;

-- expressions as amounts on both sides
CREATE TABLE h (k int, budget thousand_won, kept thousand_won DEFAULT 0);
CREATE TABLE l (k int, paid thousand_won, refunded thousand_won, fee int, note text);
SELECT budget_add_sum_rule('net', 'h', 'budget - kept', '{k}', 'l', 'paid - refunded', '{k}');
BEGIN;
INSERT INTO h VALUES (1, 100, 10);
INSERT INTO l VALUES (1, 60, 5), (1, 35, 0);
COMMIT;
UPDATE l SET paid = paid + 3, refunded = refunded + 3;
UPDATE h SET kept = kept + 1;
UPDATE h SET kept = kept + 1, budget = budget + 1;
UPDATE l SET refunded = NULL WHERE refunded = 3;
UPDATE l SET note = 'only this';
SELECT budget_drop_rule('net');
SELECT budget_add_sum_rule('case', 'h', 'coalesce(budget, 0)', '{k}', 'l',
    'CASE WHEN fee > 0 THEN paid * fee ELSE 0 END', '{k}', '<=');
UPDATE l SET fee = 3 WHERE paid = 38;
UPDATE l SET fee = 2 WHERE paid = 38;
UPDATE l SET fee = 1 WHERE paid = 38;
UPDATE h SET budget = NULL;
SELECT budget_drop_rule('case');

-- one total over all rows
CREATE TABLE grand (amount thousand_won);
DELETE FROM h; DELETE FROM l;
SELECT budget_add_sum_rule('grand', 'grand', 'amount', '{1}', 'l', 'paid', '{1}');
INSERT INTO l VALUES (1, 5), (2, 5);
BEGIN;
INSERT INTO l VALUES (1, 5), (2, 5);
INSERT INTO grand VALUES (10);
COMMIT;
UPDATE l SET k = 7;
UPDATE l SET paid = 6;
SELECT budget_drop_rule('grand');
DROP TABLE grand;

-- filters on both sides: a row that comes in, and one that goes out
ALTER TABLE h ADD stage text;
ALTER TABLE l ADD ok boolean;
DELETE FROM h; DELETE FROM l;
SELECT budget_add_sum_rule('filtered', 'h', 'budget', '{k}', 'l', 'paid', '{k}',
    total_filter => 'stage = ''본예산''', part_filter => 'ok');
BEGIN;
INSERT INTO h VALUES (1, 10, 0, '본예산'), (1, 77, 0, '추경 1회'), (1, 77, 0, NULL);
INSERT INTO l (k, paid, ok) VALUES (1, 10, true), (1, 5, false), (1, 6, NULL);
COMMIT;
UPDATE l SET ok = true WHERE paid = 5;
UPDATE l SET ok = NULL WHERE paid = 10;
UPDATE l SET ok = NOT ok, paid = 10 WHERE ok IS NOT NULL;
UPDATE l SET paid = paid + 1 WHERE ok IS NOT TRUE;
UPDATE h SET budget = 1 WHERE stage IS NULL;
UPDATE h SET stage = '성립전' WHERE stage = '본예산';
UPDATE h SET stage = CASE stage WHEN '본예산' THEN '추경 1회' ELSE '본예산' END;
BEGIN;
UPDATE h SET stage = CASE stage WHEN '본예산' THEN '추경 1회' ELSE '본예산' END, budget = 10 WHERE stage IS NOT NULL;
COMMIT;
DELETE FROM l WHERE ok IS NOT TRUE;
DELETE FROM l;
SELECT definition FROM budget_rules WHERE rule = 'filtered';
SELECT key, expected, actual FROM budget_violations('filtered');
SELECT budget_drop_rule('filtered');

-- one table with itself: a tree, whose nodes are part and total
CREATE TABLE node (id int PRIMARY KEY, parent int, amount thousand_won);
SELECT budget_add_sum_rule('tree', 'node', 'amount', '{id}', 'node', 'amount', '{parent}', missing_parts => 'allow');
INSERT INTO node VALUES (1, NULL, 100), (2, 1, 60), (3, 1, 40), (4, 2, 60);
UPDATE node SET amount = 70 WHERE id = 4;
UPDATE node SET amount = amount + 10 WHERE id IN (2, 4);
UPDATE node SET amount = amount + 10 WHERE id IN (1, 2, 4);
UPDATE node SET parent = 3 WHERE id = 4;
UPDATE node SET parent = 3, amount = 40 WHERE id = 4;
UPDATE node SET parent = id WHERE id = 4;
DELETE FROM node WHERE id = 2;
DELETE FROM node WHERE id = 4;
DELETE FROM node;
SELECT tgname FROM pg_trigger WHERE tgrelid = 'node'::regclass ORDER BY 1;
SELECT budget_drop_rule('tree');
-- the same with a filter: top lines belong to another total
DROP TABLE node;
CREATE TABLE total_row (kind text, amount thousand_won);
SELECT budget_add_sum_rule('kinds', 'total_row', 'amount', '{1}', 'total_row', 'amount', '{1}',
    total_filter => 'kind = ''계''', part_filter => 'kind <> ''계''');
INSERT INTO total_row VALUES ('a', 1), ('b', 2), ('계', 3);
UPDATE total_row SET kind = '계' WHERE kind = 'a';
UPDATE total_row SET kind = CASE kind WHEN '계' THEN 'c' ELSE '계' END;
UPDATE total_row SET kind = 'd' WHERE kind = 'c';
SELECT kind, amount FROM total_row ORDER BY 1;
SELECT definition FROM budget_rules WHERE rule = 'kinds';
DROP TABLE total_row, h, l;

-- every type of amount beside every other
CREATE FUNCTION amounts(total text, part text, a text, b text, c text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
    detail text;
BEGIN
    EXECUTE format('CREATE TABLE th (k int, a %s)', total);
    EXECUTE format('CREATE TABLE tl (k int, a %s)', part);
    PERFORM budget_add_sum_rule('r', 'th', 'a', '{k}', 'tl', 'a', '{k}');
    EXECUTE format('INSERT INTO th VALUES (1, %s)', a);
    EXECUTE format('INSERT INTO tl VALUES (1, %s), (1, %s)', b, c);
    BEGIN
        SET CONSTRAINTS ALL IMMEDIATE;
        said := 'agrees';
    EXCEPTION WHEN check_violation THEN
        GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
        said := detail;
    END;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    DROP TABLE th, tl CASCADE;
    RETURN said;
EXCEPTION WHEN check_violation THEN
    RETURN said;
END $$;
SELECT t.total, t.part, a, b, c, amounts(total, part, a, b, c)
FROM (VALUES
    ('smallint', 'int', '32767', '30000', '2767'),
    ('int', 'bigint', '2147483647', '2147483648', '-1'),
    ('bigint', 'bigint', '9223372036854775807', '9223372036854775807', '0'),
    ('bigint', 'bigint', '-9223372036854775808', '-9223372036854775807', '-1'),
    ('bigint', 'bigint', '-2', '9223372036854775807', '9223372036854775807'),
    ('bigint', 'numeric', '18', '9223372036854775807.5', '-9223372036854775789.5'),
    ('numeric', 'bigint', '18446744073709551614', '9223372036854775807', '9223372036854775807'),
    ('numeric', 'numeric', '1.10', '1.1', '0.000'),
    ('numeric', 'numeric', '0.3', '0.1', '0.20000000000000000001'),
    ('thousand_won', 'thousand_won', '0.003', '0.001', '0.002'),
    ('thousand_won', 'int', '3', '1', '2'),
    ('thousand_won', 'smallint', '3.001', '1', '2'),
    ('thousand_won', 'bigint', '0', '9223372036854775807', '-9223372036854775807'),
    ('bigint', 'thousand_won', '350000', '120000.5', '229999.5'),
    ('thousand_won', 'numeric', '0.003', '0.0015', '0.0015'),
    ('thousand_won', 'numeric', '0.003', '0.0015', '0.0016'),
    ('numeric', 'thousand_won', '9223372036854775.807', '9223372036854775.806', '0.001'),
    ('numeric', 'numeric', '''NaN''', '''NaN''', '0'),
    ('numeric', 'numeric', '0', '''NaN''', '0'),
    ('numeric', 'numeric', '''Infinity''', '''Infinity''', '0')) AS t(total, part, a, b, c);
-- parts whose sum is beyond the type, on a key that is looked at
CREATE TABLE bh (k int, a bigint);
CREATE TABLE bl (k int, a bigint);
SELECT budget_add_sum_rule('big', 'bh', 'a', '{k}', 'bl', 'a', '{k}', '<=');
INSERT INTO bh VALUES (1, 9223372036854775807);
INSERT INTO bl VALUES (1, 9223372036854775807);
INSERT INTO bl VALUES (1, 9223372036854775807);
INSERT INTO bh VALUES (1, 1);
INSERT INTO bl VALUES (1, 2);
INSERT INTO bl VALUES (1, 1);
BEGIN;
UPDATE bl SET a = -a WHERE a > 1;
UPDATE bh SET a = -a WHERE a > 1;
UPDATE bl SET a = -a WHERE a < 0;
UPDATE bh SET a = -a WHERE a < 0;
COMMIT;
UPDATE bh SET a = -9223372036854775807 WHERE a > 1;
DROP TABLE bh, bl;

-- NaN violates, and is not forgotten by a change that hides it in the net
CREATE TABLE nh (k int, a numeric);
CREATE TABLE nl (k int, a numeric);
SELECT budget_add_sum_rule('nan', 'nh', 'a', '{k}', 'nl', 'a', '{k}', '<=');
INSERT INTO nl VALUES (1, 'NaN');
INSERT INTO nh VALUES (1, 'NaN');
BEGIN;
INSERT INTO nl VALUES (1, 'NaN');
INSERT INTO nh VALUES (1, 'NaN');
COMMIT;
BEGIN;
INSERT INTO nl VALUES (1, 'NaN');
UPDATE nl SET a = 0;
COMMIT;
SELECT * FROM nl;
DROP TABLE nh, nl;

-- keys of two types of one family
CREATE FUNCTION keys(total text, part text, k text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    EXECUTE format('CREATE TABLE kh (k %s, a int)', total);
    EXECUTE format('CREATE TABLE kl (k %s, a int)', part);
    BEGIN
        PERFORM budget_add_sum_rule('r', 'kh', 'a', '{k}', 'kl', 'a', '{k}');
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
        DROP TABLE kh, kl CASCADE;
        RETURN SQLSTATE || ' ' || SQLERRM || ' ' || hint;
    END;
    EXECUTE format('INSERT INTO kh VALUES (%s, 7), (NULL, 5)', k);
    EXECUTE format('INSERT INTO kl VALUES (%s, 3), (%1$s, 4), (NULL, 99)', k);
    SET CONSTRAINTS ALL IMMEDIATE;
    BEGIN
        UPDATE kh SET a = 8 WHERE a = 7;
        RETURN 'not checked';
    EXCEPTION WHEN check_violation THEN
        GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_DETAIL;
    END;
    IF EXISTS (SELECT FROM budget_violations('r')) THEN
        RETURN 'wrongly in violation';
    END IF;
    SET CONSTRAINTS ALL DEFERRED;
    DROP TABLE kh, kl CASCADE;
    RETURN hint;
END $$;
CREATE DOMAIN project_id AS int CHECK (VALUE > 0);
CREATE TYPE phase AS ENUM ('first', 'second');
CREATE TYPE pair AS (a int, b text);
SELECT t.total, t.part, keys(total, part, k)
FROM (VALUES
    ('int', 'bigint', '1'),
    ('bigint', 'smallint', '1'),
    ('smallint', 'int', '1'),
    ('project_id', 'int', '1'),
    ('bigint', 'project_id', '1'),
    ('numeric', 'numeric(10,2)', '1.50'),
    ('float8', 'float8', '0.1'),
    ('float8', 'float4', '0.5'),
    ('text', 'text', '''가"나\'''),
    ('varchar(10)', 'text', '''a'''),
    ('text', 'varchar', '''a'''),
    ('varchar(3)', 'varchar(9)', '''a'''),
    ('char(3)', 'char(9)', '''a'''),
    ('name', 'name', '''n'''),
    ('date', 'date', '''2017-01-31'''),
    ('date', 'timestamp', '''2017-01-31'''),
    ('timestamptz', 'timestamptz', '''2017-01-31 00:00+09'''),
    ('uuid', 'uuid', '''00000000-0000-0000-0000-000000000001'''),
    ('bytea', 'bytea', '''\x00ff'''),
    ('boolean', 'boolean', 'true'),
    ('phase', 'phase', '''second'''),
    ('int[]', 'int[]', '''{1,2}'''),
    ('int4range', 'int4range', '''[1,2]'''),
    ('pair', 'pair', '''(1,x)'''),
    ('jsonb', 'jsonb', '''{"a": 1}'''),
    ('inet', 'inet', '''10.0.0.1'''),
    ('budget_code', 'budget_code', '''201-01'''),
    ('function_code', 'function_code', '''08A'''),
    ('thousand_won', 'thousand_won', '1.5')) AS t(total, part, k);
-- refused: other families, types without order or hash, what depends on a setting
SELECT t.total, t.part, keys(total, part, '''2017-01-31''')
FROM (VALUES
    ('int', 'text'),
    ('int', 'numeric'),
    ('text', 'char(3)'),
    ('text', 'name'),
    ('budget_code', 'text'),
    ('date', 'timestamptz'),
    ('point', 'point'),
    ('json', 'json'),
    ('bit(1)', 'bit(1)'),
    ('text COLLATE "C"', 'text COLLATE "POSIX"'),
    ('text', 'text COLLATE "C"')) AS t(total, part);

-- equal but not the same: keys that compare equal are one key
CREATE TABLE eh (k numeric, a int);
CREATE TABLE el (k numeric, a int);
SELECT budget_add_sum_rule('scale', 'eh', 'a', '{k}', 'el', 'a', '{k}');
BEGIN;
INSERT INTO eh VALUES (1.0, 3);
INSERT INTO el VALUES (1.00, 1), (1, 2);
COMMIT;
UPDATE el SET k = 1.000;
UPDATE el SET a = a + 1;
DROP TABLE eh, el;
CREATE TABLE eh (k float8, a int);
CREATE TABLE el (k float8, a int);
SELECT budget_add_sum_rule('zero', 'eh', 'a', '{k}', 'el', 'a', '{k}');
BEGIN;
INSERT INTO eh VALUES ('-0', 3), ('NaN', 1);
INSERT INTO el VALUES (0, 1), ('-0', 2), ('NaN', 1);
COMMIT;
SELECT count(*) FROM budget_violations('zero');
UPDATE el SET a = 2 WHERE k = 'NaN';
DROP TABLE eh, el;

-- a collation for which different texts are equal
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE ch (k text COLLATE any_case, a int);
CREATE TABLE cl (k text COLLATE any_case, a int);
SELECT budget_add_sum_rule('case', 'ch', 'a', '{k}', 'cl', 'a', '{k}');
BEGIN;
INSERT INTO ch VALUES ('Abc', 3);
INSERT INTO cl VALUES ('ABC', 1), ('abc', 2);
COMMIT;
UPDATE cl SET k = 'aBC';
UPDATE ch SET k = 'abC';
UPDATE ch SET a = 4;
UPDATE cl SET a = 2 WHERE a = 1;
SELECT count(*) FROM budget_violations('case');
DROP TABLE ch, cl;
-- a type for which they are
CREATE TYPE folded;
CREATE FUNCTION folded_in(cstring) RETURNS folded LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION folded_out(folded) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE folded (INPUT = folded_in, OUTPUT = folded_out, LIKE = text, CATEGORY = 'S', COLLATABLE = true);
CREATE CAST (folded AS text) WITHOUT FUNCTION AS IMPLICIT;
CREATE FUNCTION folded_eq(folded, folded) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN lower($1::text) = lower($2::text);
CREATE FUNCTION folded_lt(folded, folded) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN lower($1::text) < lower($2::text);
CREATE FUNCTION folded_le(folded, folded) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN lower($1::text) <= lower($2::text);
CREATE FUNCTION folded_gt(folded, folded) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN lower($1::text) > lower($2::text);
CREATE FUNCTION folded_ge(folded, folded) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN lower($1::text) >= lower($2::text);
CREATE FUNCTION folded_cmp(folded, folded) RETURNS int LANGUAGE sql IMMUTABLE RETURN bttextcmp(lower($1::text), lower($2::text));
CREATE FUNCTION folded_hash(folded) RETURNS int LANGUAGE sql IMMUTABLE RETURN hashtext(lower($1::text));
CREATE OPERATOR = (FUNCTION = folded_eq, LEFTARG = folded, RIGHTARG = folded, COMMUTATOR = =, HASHES, MERGES);
CREATE OPERATOR < (FUNCTION = folded_lt, LEFTARG = folded, RIGHTARG = folded);
CREATE OPERATOR <= (FUNCTION = folded_le, LEFTARG = folded, RIGHTARG = folded);
CREATE OPERATOR > (FUNCTION = folded_gt, LEFTARG = folded, RIGHTARG = folded);
CREATE OPERATOR >= (FUNCTION = folded_ge, LEFTARG = folded, RIGHTARG = folded);
CREATE OPERATOR CLASS folded_ops DEFAULT FOR TYPE folded USING btree AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 folded_cmp(folded, folded);
CREATE OPERATOR CLASS folded_ops DEFAULT FOR TYPE folded USING hash AS OPERATOR 1 =, FUNCTION 1 folded_hash(folded);
CREATE TABLE ch (k folded PRIMARY KEY, a int);
CREATE TABLE cl (k folded, a int);
SELECT budget_add_sum_rule('folded', 'ch', 'a', '{k}', 'cl', 'a', '{k}');
BEGIN;
INSERT INTO ch VALUES ('Abc', 3);
INSERT INTO cl VALUES ('ABC', 1), ('abc', 2);
COMMIT;
UPDATE cl SET k = 'aBC';
UPDATE cl SET k = 'aBD';
CREATE INDEX ON cl (k);
UPDATE cl SET a = 2 WHERE a = 1;
SELECT count(*) FROM budget_violations('folded');
-- beside text it could not tell what changed
CREATE TABLE ct (k text, a int);
SELECT budget_add_sum_rule('part', 'ch', 'a', '{k}', 'ct', 'a', '{k}');
SELECT budget_add_sum_rule('total', 'ct', 'a', '{k}', 'cl', 'a', '{k}', validate => false);
SELECT budget_add_sum_rule('cast', 'ct', 'a', '{k}', 'cl', 'a', '{k::text}', validate => false);
INSERT INTO ct VALUES ('aBC', 3);
UPDATE cl SET k = 'abC';
DROP TABLE ch, cl, ct;
-- one side says how to compare
CREATE TABLE ch (k text, a int);
CREATE TABLE cl (k text COLLATE "C", a int);
SELECT budget_add_sum_rule('said', 'ch', 'a', ARRAY['k COLLATE "C"'], 'cl', 'a', '{k}');
BEGIN;
INSERT INTO ch VALUES ('Abc', 3);
INSERT INTO cl VALUES ('Abc', 3);
COMMIT;
INSERT INTO cl VALUES ('abc', 3);
DROP TABLE ch, cl;

-- the text that is updated to an equal, longer or toasted one
CREATE TABLE xh (k text, a int);
CREATE TABLE xl (k text, a int);
SELECT budget_add_sum_rule('long', 'xh', 'a', '{k}', 'xl', 'a', '{k}');
BEGIN;
INSERT INTO xh SELECT string_agg(md5(n::text), ''), 2 FROM generate_series(1, 1000) n;
INSERT INTO xl SELECT string_agg(md5(n::text), ''), 2 FROM generate_series(1, 1000) n;
COMMIT;
\set VERBOSITY terse
UPDATE xl SET k = k || 'x';
\set VERBOSITY default
BEGIN;
UPDATE xl SET k = k || 'x';
UPDATE xh SET k = k || 'x';
COMMIT;
BEGIN;
UPDATE xl SET a = 3;
UPDATE xh SET a = 3;
COMMIT;
DROP TABLE xh, xl;

-- generated columns as key and amount
CREATE TABLE gh (id int PRIMARY KEY, a int, doubled int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE gl (ref text, a int, id int GENERATED ALWAYS AS (split_part(ref, '-', 1)::int) STORED,
                 amount int GENERATED ALWAYS AS (a + 1) STORED);
SELECT budget_add_sum_rule('generated', 'gh', 'doubled', '{id}', 'gl', 'amount', '{id}');
BEGIN;
INSERT INTO gh VALUES (1, 2);
INSERT INTO gl VALUES ('1-a', 1), ('1-b', 1);
COMMIT;
UPDATE gl SET ref = '1-c';
UPDATE gl SET ref = '2-c' WHERE ref = '1-c';
UPDATE gl SET a = 2;
UPDATE gh SET a = 3;
DROP TABLE gh, gl;

-- many columns: 32 keys pass, 33 do not
DO $$
DECLARE
    cols text := (SELECT string_agg('k' || n || ' int', ', ' ORDER BY n) FROM generate_series(1, 33) n);
    keys text[];
BEGIN
    EXECUTE format('CREATE TABLE mh (%s, a int)', cols);
    EXECUTE format('CREATE TABLE ml (%s, a int)', cols);
    keys := (SELECT array_agg('k' || n ORDER BY n) FROM generate_series(1, 32) n);
    PERFORM budget_add_sum_rule('many', 'mh', 'a', keys, 'ml', 'a', keys);
    EXECUTE format('INSERT INTO mh SELECT %s, NULL, 1', (SELECT string_agg(n::text, ', ' ORDER BY n) FROM generate_series(1, 32) n));
    EXECUTE format('INSERT INTO ml SELECT %s, NULL, 1', (SELECT string_agg(n::text, ', ' ORDER BY n) FROM generate_series(1, 32) n));
END $$;
UPDATE ml SET k32 = 33;
UPDATE ml SET k33 = 33;
SELECT budget_add_sum_rule('too many', 'mh', 'a', (SELECT array_agg('k' || n ORDER BY n) FROM generate_series(1, 33) n),
    'ml', 'a', (SELECT array_agg('k' || n ORDER BY n) FROM generate_series(1, 33) n));

-- columns of types that borrow their operators, before and after a dump: they
-- keep their names, and a total of a domain can be maintained
CREATE DOMAIN amount_domain AS thousand_won CHECK (VALUE < 100);
CREATE TABLE dh (k varchar(10) PRIMARY KEY, total amount_domain);
CREATE TABLE dl (k varchar(10), a amount_domain);
SELECT budget_add_sum_rule('borrowed', 'dh', 'total', '{k}', 'dl', 'a', '{k}');
SELECT budget_waive('borrowed', '{"k": "waived"}', 'until the books are closed');
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT tgname, tgrelid::regclass AS rel, pg_get_triggerdef(oid) AS def FROM pg_trigger
        WHERE tgrelid IN ('dh'::regclass, 'dl'::regclass) AND NOT tgisinternal LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.rel);
        EXECUTE t.def;
    END LOOP;
END $$;
SELECT definition FROM budget_rules WHERE rule = 'borrowed';
INSERT INTO dl VALUES ('waived', 5);
DO $$
DECLARE
    of_column text;
    why text;
BEGIN
    INSERT INTO dl VALUES ('other', 5);
    SET CONSTRAINTS ALL IMMEDIATE;
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS of_column = COLUMN_NAME, why = PG_EXCEPTION_DETAIL;
    RAISE INFO 'column %, %', of_column, why;
END $$;
SELECT budget_set_rule_mode('borrowed', 'maintain');
INSERT INTO dh VALUES ('kept', 0);
INSERT INTO dl VALUES ('kept', 50), ('kept', 20);
INSERT INTO dl VALUES ('kept', 30);
SELECT * FROM dh;
DROP TABLE dh, dl;

-- keys of every length, kept side by side until the verdict
CREATE TABLE wh (k text, n numeric, total numeric, PRIMARY KEY (k, n));
CREATE TABLE wl (k text, n numeric, a numeric);
SELECT budget_add_sum_rule('width', 'wh', 'total', '{k, n}', 'wl', 'a', '{k, n}');
BEGIN;
INSERT INTO wl SELECT repeat('x', g), g ^ 20, i FROM generate_series(0, 400) g, generate_series(1, 3) i;
INSERT INTO wh SELECT repeat('x', g), g ^ 20, 6 FROM generate_series(0, 400) g;
COMMIT;
BEGIN;
UPDATE wl SET a = a + 0.5;
UPDATE wh SET total = total + CASE n WHEN 1 THEN 1 ELSE 1.5 END;
COMMIT;
SELECT budget_set_rule_mode('width', 'maintain');
UPDATE wl SET a = a * 3;
SELECT total, count(*) FROM wh GROUP BY total;
DROP TABLE wh, wl;

-- keys of one hash are two keys
CREATE TABLE hh (k text COLLATE "C" PRIMARY KEY, total int);
CREATE TABLE hl (k text COLLATE "C", a int);
SELECT budget_add_sum_rule('hashed', 'hh', 'total', '{k}', 'hl', 'a', '{k}');
CREATE TABLE alike AS SELECT min(k) AS one, max(k) AS other FROM generate_series(1, 300000) g, LATERAL (SELECT ('k' || g) COLLATE "C") t (k)
	GROUP BY hashtext(k) HAVING count(*) > 1;
SELECT count(*) > 0 AS there_are, bool_and(one <> other) AS differ FROM alike;
BEGIN;
INSERT INTO hh SELECT one, 1 FROM alike UNION ALL SELECT other, 2 FROM alike;
INSERT INTO hl SELECT one, 1 FROM alike UNION ALL SELECT other, 2 FROM alike;
COMMIT;
DO $$
BEGIN
    UPDATE hl SET a = 3 - a;
    SET CONSTRAINTS ALL IMMEDIATE;
    RAISE WARNING 'their sum is the same, and was taken for theirs';
EXCEPTION WHEN check_violation THEN NULL;
END $$;
DROP TABLE hh, hl, alike;

-- a rule that takes the place of another in one transaction, with keys of another type
CREATE TABLE oh (id int PRIMARY KEY, name text UNIQUE, total int);
CREATE TABLE ol (id int, name text, a int);
BEGIN;
SELECT budget_add_sum_rule('other', 'oh', 'total', '{id}', 'ol', 'a', '{id}');
INSERT INTO oh VALUES (1, 'a', 5);
INSERT INTO ol VALUES (1, 'a', 5);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('other');
SELECT budget_add_sum_rule('other', 'oh', 'total', '{name}', 'ol', 'a', '{name}');
SET CONSTRAINTS ALL DEFERRED;
UPDATE ol SET a = 4;
COMMIT;
DROP TABLE oh, ol;
-- or of one that told fewer keys apart, or in another unit, or allowed more
CREATE TABLE fh (k text COLLATE any_case, total int, won thousand_won);
CREATE TABLE fl (k text COLLATE any_case, a int, won thousand_won);
BEGIN;
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}') \g /dev/null
INSERT INTO fh VALUES ('a', 5);
INSERT INTO fl VALUES ('a', 5);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('other') \g /dev/null
SELECT budget_add_sum_rule('other', 'fh', 'total', ARRAY['k COLLATE "C"'], 'fl', 'a', ARRAY['k COLLATE "C"']) \g /dev/null
SET CONSTRAINTS ALL DEFERRED;
UPDATE fh SET total = 7;
INSERT INTO fl VALUES ('A', 2);
COMMIT;
BEGIN;
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}') \g /dev/null
INSERT INTO fh VALUES ('a', 5, 5);
INSERT INTO fl VALUES ('a', 5);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('other') \g /dev/null
SELECT budget_add_sum_rule('other', 'fh', 'won', '{k}', 'fl', 'a', '{k}') \g /dev/null
SET CONSTRAINTS ALL DEFERRED;
UPDATE fl SET a = 1005;
UPDATE fh SET won = 6;
COMMIT;
BEGIN;
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}', '<=') \g /dev/null
INSERT INTO fh VALUES ('a', 5);
INSERT INTO fl VALUES ('a', 5);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('other') \g /dev/null
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}') \g /dev/null
SET CONSTRAINTS ALL DEFERRED;
UPDATE fh SET total = 7;
COMMIT;
BEGIN;
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}') \g /dev/null
INSERT INTO fh VALUES ('a', 0);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('other') \g /dev/null
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}', missing_parts => 'allow') \g /dev/null
SET CONSTRAINTS ALL DEFERRED;
UPDATE fh SET total = 100;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO fl VALUES ('a', 5);
UPDATE fh SET total = 105;
COMMIT;
BEGIN;
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}') \g /dev/null
INSERT INTO fl VALUES ('a', 0);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('other') \g /dev/null
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}', missing_total => 'allow') \g /dev/null
SET CONSTRAINTS ALL DEFERRED;
UPDATE fl SET a = 100;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO fl VALUES ('a', 5);
INSERT INTO fh VALUES ('a', 5);
COMMIT;
-- or of the very same, which has not seen what came between
INSERT INTO fh VALUES ('a', 5);
INSERT INTO fl VALUES ('a', 5);
BEGIN;
SAVEPOINT here;
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}', '<=') \g /dev/null
UPDATE fh SET total = 10;
SET CONSTRAINTS ALL IMMEDIATE;
SELECT budget_drop_rule('other') \g /dev/null
UPDATE fh SET total = 6;
SELECT budget_add_sum_rule('other', 'fh', 'total', '{k}', 'fl', 'a', '{k}', '<=') \g /dev/null
SET CONSTRAINTS ALL DEFERRED;
UPDATE fh SET total = 4;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK;
DROP TABLE fh, fl;

-- a total that the server writes
CREATE TABLE dh (k int, total int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE dl (k int, a int);
SELECT budget_add_sum_rule('identity', 'dh', 'total', '{k}', 'dl', 'a', '{k}', mode => 'maintain');

DROP SCHEMA sum_rule_key_test CASCADE;

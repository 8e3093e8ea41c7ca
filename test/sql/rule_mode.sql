-- What a violation means: reject, warn, record, waived, and what the setting
-- makes of it.
SET client_min_messages = warning;
CREATE SCHEMA rule_mode_test;
SET search_path = rule_mode_test, public;
\set SHOW_CONTEXT never
DELETE FROM budget_violation_record;

CREATE TABLE h (id int PRIMARY KEY, total thousand_won, a int, b int);
CREATE TABLE l (h int, amount thousand_won);
SELECT budget_add_row_rule('row', 'h', 'a <= b', 'warn');
SELECT budget_add_sum_rule('sum', 'h', 'total', '{id}', 'l', 'amount', '{h}', mode => 'warn');
-- what the log says since it was last asked
CREATE VIEW news AS
    SELECT who = current_user AS mine, rule, relation, key, expected, actual, difference, message
    FROM budget_violation_log ORDER BY at;

\echo == warn
INSERT INTO h VALUES (1, 10, 3, 2);
BEGIN;
INSERT INTO l VALUES (1, 4);
INSERT INTO l VALUES (1, 5);
COMMIT;
UPDATE h SET a = 4;
UPDATE h SET a = 1;
INSERT INTO l VALUES (1, 1);
SELECT * FROM news;
DO $$
DECLARE
    d text;
BEGIN
    UPDATE h SET a = 5;
    GET STACKED DIAGNOSTICS d = PG_EXCEPTION_DETAIL;
EXCEPTION WHEN stacked_diagnostics_accessed_without_active_handler THEN
    RAISE WARNING 'a warning is no exception';
END $$;
SELECT a FROM h;

\echo == record
SELECT budget_set_rule_mode('row', 'record'), budget_set_rule_mode('sum', 'record');
SELECT rule, mode FROM budget_rules WHERE relation = 'h'::regclass ORDER BY 1;
UPDATE h SET a = 6;
INSERT INTO l VALUES (1, 2);
-- two rows of one key are one violation, two keys are two
INSERT INTO l VALUES (1, 1), (1, 1), (2, 3), (3, 4);
SELECT * FROM news;
-- what is wrong already, and stays, is not told again
DELETE FROM budget_violation_record;
UPDATE h SET total = total;
UPDATE l SET amount = amount;
UPDATE h SET b = b, a = a;
SELECT * FROM news;
-- another change of it is, even one that makes less of it
UPDATE h SET total = 13;
UPDATE h SET total = 14;
SELECT key, expected, actual, difference FROM news;
-- rolled back with its cause
DELETE FROM budget_violation_record;
BEGIN;
INSERT INTO l VALUES (4, 4);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT key, difference FROM news;
ROLLBACK;
SELECT key, difference FROM news;
BEGIN;
SAVEPOINT s;
INSERT INTO l VALUES (4, 4);
UPDATE h SET a = 7;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
COMMIT;
SELECT key, difference FROM news;
-- a rule that records beside one that rejects
SELECT budget_set_rule_mode('row', 'reject');
INSERT INTO h VALUES (5, 5, 3, 2);
SELECT key, difference FROM news;
SELECT budget_set_rule_mode('row', 'record');
INSERT INTO h VALUES (5, 5, 3, 2);
SELECT rule, key, difference FROM news;
-- what is wrong now is not what the log says
DELETE FROM l WHERE h <> 1;
DELETE FROM h WHERE id = 5;
SELECT rule, key, expected, actual FROM budget_violations() WHERE relation = 'h'::regclass ORDER BY 1, 2;
SELECT count(*) FROM news;
-- keys of more than one column, of text, and of none
CREATE TABLE odd (name text, "the year" int, day date, amount numeric, PRIMARY KEY (name, "the year", day));
SELECT budget_add_row_rule('odd', 'odd', 'amount < 10', 'record');
SET datestyle = 'SQL, DMY';
INSERT INTO odd VALUES ('say "가"', 2017, '2017-01-31', 10.50), ('NaN', -1, 'infinity', 'NaN');
SELECT key, expected, actual, difference, message FROM news WHERE relation = 'odd'::regclass;
SELECT v.key, l.key = v.key AS same, message FROM budget_violations('odd') v JOIN budget_violation_log l USING (key, message);
RESET datestyle;
CREATE TABLE no_key (a int);
SELECT budget_add_row_rule('no key', 'no_key', 'a > 0', 'record');
INSERT INTO no_key VALUES (0);
SELECT key, expected, actual, difference FROM news WHERE relation = 'no_key'::regclass;
-- no comparison: no figures
CREATE TABLE flags (id int PRIMARY KEY, yes boolean, no boolean, t text, f float8);
SELECT budget_add_row_rule('exclusive', 'flags', 'NOT (yes AND no)', 'record');
SELECT budget_add_row_rule('text', 'flags', 't < ''m''', 'record');
SELECT budget_add_row_rule('float', 'flags', 'f < 1::float8', 'record');
INSERT INTO flags VALUES (1, true, true, 'z', 1.5);
SELECT rule, key, expected, actual, difference FROM news WHERE relation = 'flags'::regclass;
SELECT rule, key, expected, actual, difference, message FROM budget_violations(target => 'flags') ORDER BY rule;
-- on a partition the log names the rule's table
CREATE TABLE p (id int, a int, PRIMARY KEY (id)) PARTITION BY LIST (id);
CREATE TABLE p1 (a int, id int NOT NULL);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1);
SELECT budget_add_row_rule('on partition', 'p', 'a > 0', 'record');
INSERT INTO p VALUES (1, 0);
SELECT rule, relation, key FROM budget_violation_log WHERE rule = 'on partition';
SELECT rule, relation, key FROM budget_violations('on partition');
-- a table that is gone is not shown, and comes back by its name
ALTER TABLE no_key RENAME TO renamed;
SELECT count(*) FROM news WHERE rule = 'no key';
DROP TABLE renamed, odd, flags, p;
SELECT DISTINCT relation FROM news ORDER BY 1;

\echo == modes that are none
SELECT budget_set_rule_mode('row', 'refuse');
SELECT budget_set_rule_mode('row', 'maintain');
SELECT budget_set_rule_mode('row', NULL);
SELECT budget_set_rule_mode(NULL, 'warn');
SELECT budget_set_rule_mode('none', 'warn');
SELECT budget_set_rule_mode('row', 'warn', 'l');
SELECT budget_set_rule_mode('row', 'Warn');
SELECT budget_drop_rule(NULL);
SELECT mode FROM budget_rules WHERE rule = 'row' AND relation = 'h'::regclass;

\echo == the setting
SET budget_ext.enforcement = strict;
SHOW budget_ext.enforcement;
DELETE FROM budget_violation_record;
DELETE FROM l;
DELETE FROM h;
-- declared modes down, settings across: what happens
CREATE FUNCTION happens(declared text, enforcement text) RETURNS TABLE (row_rule text, sum_rule text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM budget_set_rule_mode('row', declared), budget_set_rule_mode('sum', declared);
    PERFORM set_config('budget_ext.enforcement', enforcement, true);
    BEGIN
        INSERT INTO h VALUES (1, NULL, 3, 2);
        row_rule := CASE WHEN EXISTS (SELECT FROM budget_violation_log WHERE rule = 'row') THEN 'recorded' ELSE 'passed' END;
    EXCEPTION WHEN check_violation THEN
        row_rule := 'rejected';
    END;
    BEGIN
        INSERT INTO l VALUES (2, 1);
        SET CONSTRAINTS ALL IMMEDIATE;
        sum_rule := CASE WHEN EXISTS (SELECT FROM budget_violation_log WHERE rule = 'sum') THEN 'recorded' ELSE 'passed' END;
        SET CONSTRAINTS ALL DEFERRED;
    EXCEPTION WHEN check_violation THEN
        sum_rule := 'rejected';
    END;
    DELETE FROM h;
    DELETE FROM l;
    SET CONSTRAINTS ALL IMMEDIATE;
    SET CONSTRAINTS ALL DEFERRED;
    DELETE FROM budget_violation_record;
    RETURN NEXT;
END $$;
\set VERBOSITY terse
SELECT declared, enforcement, h.* FROM unnest('{reject,warn,record}'::text[]) WITH ORDINALITY d(declared, n),
    unnest('{declared,record,warn,off}'::text[]) WITH ORDINALITY e(enforcement, m), happens(declared, enforcement) h ORDER BY n, m;
\set VERBOSITY default
SHOW budget_ext.enforcement;
SELECT budget_set_rule_mode('row', 'reject'), budget_set_rule_mode('sum', 'reject');
-- at commit, the setting of the commit
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO l VALUES (2, 1);
SET LOCAL budget_ext.enforcement = declared;
COMMIT;
BEGIN;
INSERT INTO l VALUES (2, 1);
SET LOCAL budget_ext.enforcement = off;
COMMIT;
SELECT key, difference FROM budget_violations('sum');
-- what was let in does not hide what comes after, in the same transaction
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO h VALUES (2, 0);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SET LOCAL budget_ext.enforcement = declared;
UPDATE l SET amount = 2;
COMMIT;
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO l VALUES (3, 5);
SET CONSTRAINTS ALL IMMEDIATE;
SET LOCAL budget_ext.enforcement = declared;
INSERT INTO l VALUES (3, -5), (3, 5);
ROLLBACK;
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO l VALUES (3, 5);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SET LOCAL budget_ext.enforcement = declared;
INSERT INTO l VALUES (3, -5);
COMMIT;
DELETE FROM l;

\echo == waivers
BEGIN;
INSERT INTO h VALUES (1, 10, 1, 2), (2, 20, 1, 2);
INSERT INTO l VALUES (1, 10), (2, 20);
COMMIT;
SELECT budget_waive('sum', '{"id": 1}', '정산 전까지 허용');
SELECT budget_waive('row', '{"id": 1}', '정산 전까지 허용', current_date);
SELECT who = current_user AS mine, at > now() - interval '1 hour' AS just_now, rule, relation, key, reason, until = current_date AS today
    FROM budget_waivers ORDER BY rule;
INSERT INTO l VALUES (1, 5);
INSERT INTO l VALUES (2, 5);
UPDATE h SET a = 3 WHERE id = 1;
UPDATE h SET a = 3 WHERE id = 2;
SELECT rule, key, difference, message FROM news;
SELECT rule, key, difference, message FROM budget_violations() WHERE relation = 'h'::regclass ORDER BY rule;
-- a waived key does not hide the others, in one statement
UPDATE l SET amount = amount + 1;
SELECT budget_validate('sum');
SELECT budget_validate('row');
SELECT rule, key, difference FROM news;
-- the latest counts; one whose day is over ends it
SELECT budget_waive('sum', '{"id": 1}', '정산 끝', current_date - 1);
INSERT INTO l VALUES (1, 1);
SELECT count(*) FROM budget_waivers WHERE rule = 'sum';
SELECT rule, key, message FROM budget_violations('sum');
SELECT budget_waive('sum', '{"id": 1.0}', 'again', 'infinity');
INSERT INTO l VALUES (1, 1);
SELECT budget_validate('sum');
-- a waived key is recorded where the rule only warns, too
SELECT budget_set_rule_mode('sum', 'warn');
INSERT INTO l VALUES (1, 1);
SELECT key, expected FROM news WHERE rule = 'sum';
SELECT budget_set_rule_mode('sum', 'reject');
-- a key of two columns, in any order
CREATE TABLE two (b int, a int, v int, PRIMARY KEY (a, b));
SELECT budget_add_row_rule('two', 'two', 'v > 0');
SELECT budget_waive('two', '{"b": 2, "a": 1}', 'because');
INSERT INTO two VALUES (2, 1, 0);
INSERT INTO two VALUES (1, 2, 0);
DROP TABLE two;
-- what is no waiver
SELECT budget_waive('none', '{"id": 1}', 'x');
SELECT budget_waive('sum', '[1]', 'x');
SELECT budget_waive('sum', '1', 'x');
SELECT budget_waive('sum', NULL, 'x');
SELECT budget_waive('sum', '{"id": 1}', NULL);
SELECT budget_waive('sum', '{"id": 1}', '');
SELECT budget_waive('sum', '{"id": 1}', E' \t\n ');
SELECT budget_waive(NULL, '{"id": 1}', 'x');
SELECT budget_waive('sum', '{"id": 1}', 'x', target => 'pg_class');
SELECT budget_waive('sum', '{"id": 1}', 'x', target => 'l');
-- nor what no violation can have as its key
SELECT budget_waive('sum', '{"idd": 1}', 'x', target => 'h');
SELECT budget_waive('sum', '{"id": 1, "a": 1}', 'x', target => 'h');
SELECT budget_waive('sum', '{}', 'x', target => 'h');
SELECT budget_waive('sum', '{"id": "1"}', 'x', target => 'h');
SELECT budget_waive('sum', '{"id": null}', 'x', target => 'h');
SELECT budget_waive('sum', '{"id": 1.5}', 'x', target => 'h');
SELECT budget_waive('row', '{"ctid": "(0,1)"}', 'x', target => 'h');
CREATE TABLE keyless (a int, b int, day date, kind char(3));
CREATE TABLE keyed (day date, kind char(3), part budget_code, amount int);
SELECT budget_add_row_rule('keyless', 'keyless', 'a = b', 'record');
INSERT INTO keyless VALUES (1, 2);
SELECT budget_waive('keyless', key, 'x') FROM budget_violations('keyless');
SELECT budget_add_sum_rule('keyed', 'keyless', 'a', '{day, kind, b}', 'keyed', 'amount', '{day, kind, "budget_code_text(part, ''compact'')::int"}');
SELECT budget_waive('keyed', '{"day": "01/31/2017", "kind": "x  ", "b": 20101}', 'x', target => 'keyless');
SELECT budget_waive('keyed', '{"day": "2017-01-31", "kind": "x  ", "b": 20101}', 'x', target => 'keyless');
-- a type may have a form of its own in violations
CREATE TYPE season AS ENUM ('spring', 'autumn');
CREATE TABLE seasonal (s season PRIMARY KEY, a int, b int);
INSERT INTO seasonal VALUES ('spring', 1, 2);
SELECT budget_add_row_rule('seasonal', 'seasonal', 'a = b', 'record');
SELECT budget_waive('seasonal', '{"s": {"of year": "spring"}}', 'x');
CREATE FUNCTION season_json(season) RETURNS json LANGUAGE sql IMMUTABLE RETURN json_build_object('of year', $1::text);
CREATE CAST (season AS json) WITH FUNCTION season_json(season);
SELECT budget_waive('seasonal', '{"s": {"of year": "spring"}}', 'x');
SELECT key, message FROM budget_violations('seasonal');
DROP TABLE seasonal;
DROP TYPE season CASCADE;
-- what the rule takes for the same key is waived with it
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE forms (name text COLLATE any_case, kind char(3), no numeric, since timestamptz, a int, b int, PRIMARY KEY (name, kind, no, since));
CREATE TABLE form_parts (name text COLLATE any_case, kind char(5), no numeric, since timestamptz, a int);
SET timezone = 'UTC';
SELECT budget_add_row_rule('form', 'forms', 'a = b');
SELECT budget_add_sum_rule('forms', 'forms', 'a', '{name, kind, no, since}', 'form_parts', 'a', '{name, kind, no, since}');
SELECT budget_waive('form', '{"name": "Old Town", "kind": "x  ", "no": 1.00, "since": "2017-01-31T00:00:00+00:00"}', 'a row');
SELECT budget_waive('forms', '{"name": "Old Town", "kind": "x  ", "no": 1.00, "since": "2017-01-31T00:00:00+00:00"}', 'a sum');
SET timezone = 'Asia/Seoul';
INSERT INTO forms VALUES ('old town', 'x', 1, '2017-01-31 09:00+09', 1, 2);
SELECT rule, key, message FROM budget_violations() WHERE relation = 'forms'::regclass ORDER BY 1;
INSERT INTO form_parts VALUES ('OLD TOWN', 'x', 1.0, '2017-01-31 01:00+01', 2);
INSERT INTO form_parts VALUES ('old towns', 'x', 1, '2017-01-31 09:00+09', 1);
INSERT INTO form_parts VALUES ('old town', 'y', 1, '2017-01-31 09:00+09', 1);
INSERT INTO form_parts VALUES ('old town', 'x', 2, '2017-01-31 09:00+09', 1);
INSERT INTO form_parts VALUES ('old town', 'x', 1, '2017-01-31 10:00+09', 1);
-- the latest counts, whatever its form
SELECT budget_waive('forms', '{"name": "OLD TOWN", "kind": "x", "no": 1, "since": "2017-01-31T09:00:00+09:00"}', 'no more', current_date - 1);
INSERT INTO form_parts VALUES ('Old Town', 'x', 1, '2017-01-31 09:00+09', 1);
-- of other types there is one form in a session
SELECT budget_waive('forms', '{"name": "Old Town", "kind": "x", "no": 1, "since": "2017-01-31 00:00+00"}', 'x');
SELECT budget_waive('forms', '{"name": 1, "kind": "x", "no": 1, "since": "2017-01-31T09:00:00+09:00"}', 'x');
RESET timezone;
-- a waiver from when the column was another, which now cannot be read
CREATE TABLE changed (k text COLLATE any_case PRIMARY KEY, a int, b int);
SELECT budget_add_row_rule('changed', 'changed', 'a = b');
SELECT budget_waive('changed', '{"k": "first"}', 'x'), budget_waive('changed', '{"k": "1 day"}', 'a day'), budget_waive('changed', '{"k": "last"}', 'x');
ALTER TABLE changed ALTER k TYPE interval USING k::interval;
INSERT INTO changed VALUES ('24:00:00', 1, 2);
INSERT INTO changed VALUES ('2 days', 1, 2);
SELECT key, message FROM budget_violations('changed');
DROP TABLE forms, form_parts, changed;
INSERT INTO keyed VALUES ('2017-01-31', 'x', '201-01', 5);
INSERT INTO keyed VALUES ('2017-01-31', 'y', '201-01', 5);

-- what one violation takes is free again when the next key is looked at
CREATE TABLE many (id int PRIMARY KEY, amount thousand_won);
CREATE TABLE many_part (id int, amount thousand_won);
SELECT budget_add_sum_rule('many', 'many', 'amount', '{id}', 'many_part', 'amount', '{id}', mode => 'record');
CREATE TABLE memory (key jsonb, bytes numeric);
CREATE FUNCTION note_memory() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	INSERT INTO memory SELECT NEW.key, sum(used_bytes) FROM pg_backend_memory_contexts;
	RETURN NULL;
END $$;
CREATE TRIGGER note_memory AFTER INSERT ON budget_violation_record
    FOR EACH ROW WHEN (NEW.key IN ('{"id": 10}', '{"id": 1010}')) EXECUTE FUNCTION note_memory();
INSERT INTO many_part SELECT g, 1 FROM generate_series(1, 1010) g;
SELECT key, bytes < 1000 * 1000 + min(bytes) OVER () AS less_than_1000_each FROM memory ORDER BY key;
DROP TRIGGER note_memory ON budget_violation_record;

DROP SCHEMA rule_mode_test CASCADE;
SELECT count(*) FROM budget_violation_log;
SELECT count(*) FROM budget_waivers;
DELETE FROM budget_violation_record;
DELETE FROM budget_waiver_record;

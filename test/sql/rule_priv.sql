-- Who may do what to rules, and what rules tell to whom.
SET client_min_messages = warning;
CREATE ROLE regress_rule_owner;
CREATE ROLE regress_rule_parts;
CREATE ROLE regress_rule_clerk;
CREATE ROLE regress_rule_reader;
CREATE ROLE regress_rule_thief;
CREATE ROLE regress_rule_deputy IN ROLE regress_rule_owner;
CREATE SCHEMA rule_priv_test;
GRANT ALL ON SCHEMA rule_priv_test TO regress_rule_owner, regress_rule_parts, regress_rule_thief;
GRANT USAGE ON SCHEMA rule_priv_test TO PUBLIC;
SET search_path = rule_priv_test, public;
\set SHOW_CONTEXT never

SET ROLE regress_rule_owner;
CREATE TABLE h (id int PRIMARY KEY, total thousand_won, a int, b int);
CREATE TABLE l (h int, amount thousand_won, secret text);
GRANT SELECT, INSERT, UPDATE, DELETE, REFERENCES, TRUNCATE ON h, l TO regress_rule_clerk;
GRANT INSERT, UPDATE ON h, l TO regress_rule_thief;

\echo == only the owner
SET ROLE regress_rule_clerk;
SELECT budget_add_row_rule('row', 'h', 'a <= b');
SELECT budget_add_sum_rule('sum', 'h', 'total', '{id}', 'l', 'amount', '{h}');
SET ROLE regress_rule_deputy;
SELECT budget_add_row_rule('row', 'h', 'a <= b');
SELECT budget_add_sum_rule('sum', 'h', 'total', '{id}', 'l', 'amount', '{h}');
SET ROLE regress_rule_clerk;
SELECT budget_set_rule_mode('row', 'record');
SELECT budget_set_rule_mode('sum', 'record');
SELECT budget_drop_rule('row');
SELECT budget_drop_rule('sum');
SELECT budget_waive('row', '{"id": 1}', 'because');
SELECT budget_waive('sum', '{"id": 1}', 'because');
DROP TRIGGER "row" ON h;
ALTER TABLE h DISABLE TRIGGER ALL;
SELECT rule, relation, mode, state FROM budget_rules WHERE relation = 'h'::regclass ORDER BY 1;

\echo == what a violation says to whom
BEGIN;
INSERT INTO h VALUES (1, 10, 1, 2);
INSERT INTO l VALUES (1, 10, 'x');
COMMIT;
INSERT INTO l VALUES (1, 77, 'x');
UPDATE h SET a = 5;
-- one who may write but not read
SET ROLE regress_rule_thief;
INSERT INTO l VALUES (1, 77, 'x');
INSERT INTO h VALUES (2, 77);
INSERT INTO h VALUES (3, NULL, 5, 2);
UPDATE h SET a = 5;
-- one side is not enough
RESET ROLE;
GRANT SELECT ON h TO regress_rule_thief;
SET ROLE regress_rule_thief;
INSERT INTO l VALUES (1, 77, 'x');
INSERT INTO h VALUES (3, NULL, 5, 2);
SELECT * FROM budget_violations('sum');
SELECT count(*) FROM budget_violations();
SELECT budget_validate('sum');
RESET ROLE;
REVOKE SELECT ON h FROM regress_rule_thief;
SET ROLE regress_rule_thief;
SELECT * FROM budget_violations('row');
SELECT * FROM budget_violations('sum');
SELECT budget_validate('row');
SELECT count(*) FROM budget_violations();
SELECT budget_validate();

\echo == the log
RESET ROLE;
SELECT budget_set_rule_mode('row', 'record', 'h');
SELECT budget_set_rule_mode('sum', 'record', 'h');
SET ROLE regress_rule_thief;
INSERT INTO l VALUES (1, 77, 'x');
INSERT INTO h VALUES (3, NULL, 5, 2);
SELECT count(*) FROM budget_violation_log;
SELECT count(*) FROM budget_waivers;
SELECT * FROM budget_violation_record;
INSERT INTO budget_violation_record (at, who, rule, relation_schema, relation_name, message) VALUES (now(), 'me', 'r', 's', 't', 'm');
DELETE FROM budget_violation_record;
TRUNCATE budget_violation_record;
SELECT * FROM budget_waiver_record;
INSERT INTO budget_waiver_record (at, who, rule, relation_schema, relation_name, key, reason) VALUES (now(), 'me', 'r', 's', 't', '{}', 'm');
SET ROLE regress_rule_clerk;
SELECT who, rule, relation, key, expected, actual, difference FROM budget_violation_log WHERE relation = 'h'::regclass ORDER BY rule;
-- a function in the reader's query sees only what he may see
CREATE FUNCTION pg_temp.spy(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS
    $$ BEGIN RAISE WARNING 'seen: %', $1; RETURN true; END $$;
SET ROLE regress_rule_reader;
SELECT count(*) FROM budget_violation_log WHERE pg_temp.spy(message);
SELECT count(*) FROM budget_waivers WHERE pg_temp.spy(reason);
SET ROLE regress_rule_owner;
DELETE FROM h WHERE id = 3;
DELETE FROM l WHERE amount = 77;
SELECT budget_set_rule_mode('row', 'reject', 'h');
SELECT budget_set_rule_mode('sum', 'reject', 'h');

\echo == waivers
SELECT budget_waive('sum', '{"id": 1}', 'the council knows');
SELECT budget_waive('row', '{"id": 1}', 'the council knows', '2000-01-01');
SET ROLE regress_rule_thief;
INSERT INTO l VALUES (1, 77, 'x');
UPDATE h SET a = 5;
SET ROLE regress_rule_clerk;
SELECT who, rule, key, reason, until FROM budget_waivers ORDER BY rule;
SELECT who, rule, key, expected, actual FROM budget_violation_log WHERE relation = 'h'::regclass AND rule = 'sum' ORDER BY at DESC LIMIT 1;
SET ROLE regress_rule_owner;
DELETE FROM l WHERE amount = 77;
SELECT budget_waive('sum', '{"id": 1}', 'no more', '2000-01-01');
SET ROLE regress_rule_clerk;
INSERT INTO l VALUES (1, 77, 'x');

-- two forms of a key are compared as the table's owner, not as who owns the waivers, or looks
SET ROLE regress_rule_thief;
CREATE FUNCTION reader(numeric) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN ASSERT current_user = ''regress_rule_thief'', current_user; RETURN true; END';
CREATE DOMAIN read AS numeric CHECK (reader(value));
CREATE TYPE span AS RANGE (SUBTYPE = read);
CREATE TABLE spans (during span PRIMARY KEY, a int, b int);
SELECT budget_add_row_rule('span', 'spans', 'a = b');
SELECT budget_waive('span', '{"during": "[1.0,2.0)"}', 'as agreed');
INSERT INTO spans VALUES ('[1,2)', 1, 2);
INSERT INTO spans VALUES ('[1,3)', 1, 2);
SELECT key, message FROM budget_violations('span');
RESET ROLE;
SELECT key, message FROM budget_violations('span');
SELECT budget_waive('span', '{"during": "[1.0,3.0)"}', 'as agreed');
SELECT budget_validate('span');
SET ROLE regress_rule_thief;
DROP TABLE spans;
DROP TYPE span;
DROP DOMAIN read;
DROP FUNCTION reader;
RESET ROLE;

\echo == the setting
SET ROLE regress_rule_clerk;
SET budget_ext.enforcement = off;
SET budget_ext.enforcement = declared;
RESET ROLE;
GRANT SET ON PARAMETER budget_ext.enforcement TO regress_rule_clerk;
SET ROLE regress_rule_clerk;
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO l VALUES (1, 1, 'x');
COMMIT;
-- it is the one in force at the check
BEGIN;
SET LOCAL budget_ext.enforcement = off;
INSERT INTO l VALUES (1, -1, 'x');
SET LOCAL budget_ext.enforcement = declared;
COMMIT;
SET ROLE regress_rule_thief;
BEGIN;
SET LOCAL budget_ext.enforcement = off;
ROLLBACK;
RESET ROLE;
REVOKE SET ON PARAMETER budget_ext.enforcement FROM regress_rule_clerk;
DELETE FROM l WHERE amount IN (1, -1);

\echo == row security
SET ROLE regress_rule_owner;
ALTER TABLE h ENABLE ROW LEVEL SECURITY;
ALTER TABLE h FORCE ROW LEVEL SECURITY;
ALTER TABLE l ENABLE ROW LEVEL SECURITY;
ALTER TABLE l FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON l USING (secret = current_user) WITH CHECK (secret = current_user);
CREATE POLICY own ON h USING (id <> 1) WITH CHECK (true);
SELECT count(*) FROM h;
-- the rule sees the rows that the writer does not, and does not tell of them
INSERT INTO l VALUES (1, 77, current_user);
SET ROLE regress_rule_clerk;
INSERT INTO l VALUES (1, 77, current_user);
INSERT INTO h VALUES (3, NULL, 5, 2);
UPDATE h SET total = 3;
BEGIN;
INSERT INTO h VALUES (2, 5, 1, 2);
INSERT INTO l VALUES (2, 5, current_user);
COMMIT;
SELECT id FROM h;
TRUNCATE l;
SELECT count(*) FROM budget_violation_log WHERE relation = 'h'::regclass;
SELECT * FROM budget_violations('sum');
SELECT * FROM budget_violations('row');
SELECT budget_validate();
SET ROLE regress_rule_owner;
SELECT count(*) FROM budget_violations('sum');
ALTER TABLE h NO FORCE ROW LEVEL SECURITY;
ALTER TABLE l NO FORCE ROW LEVEL SECURITY;
INSERT INTO l VALUES (1, 77, 'x');
SELECT count(*) FROM budget_violations('sum');
ALTER TABLE h DISABLE ROW LEVEL SECURITY;
ALTER TABLE l DISABLE ROW LEVEL SECURITY;

\echo == a function that runs with the rights of its owner, and another user at commit
SET ROLE regress_rule_owner;
CREATE FUNCTION add_part(int, thousand_won) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = rule_priv_test AS
    'INSERT INTO l VALUES ($1, $2)';
SET ROLE regress_rule_reader;
SELECT add_part(1, 5);
BEGIN;
SELECT add_part(1, 5), add_part(1, -5);
COMMIT;
BEGIN;
SELECT add_part(1, 5);
SET LOCAL ROLE regress_rule_owner;
COMMIT;

\echo == two owners
SET ROLE regress_rule_parts;
CREATE TABLE p (h int, amount thousand_won, secret text);
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', '<=');
SET ROLE regress_rule_owner;
GRANT REFERENCES (id) ON h TO regress_rule_parts;
SET ROLE regress_rule_parts;
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', '<=');
SET ROLE regress_rule_owner;
GRANT REFERENCES ON h TO regress_rule_parts;
SET ROLE regress_rule_parts;
-- no expressions over another's table, which would run as whoever writes it
CREATE FUNCTION thief_expression(thousand_won) RETURNS thousand_won LANGUAGE sql IMMUTABLE AS 'SELECT $1';
SELECT budget_add_sum_rule('two', 'h', 'thief_expression(total)', '{id}', 'p', 'amount', '{h}', '<=');
SELECT budget_add_sum_rule('two', 'h', 'total + 1', '{id}', 'p', 'amount', '{h}', '<=');
SELECT budget_add_sum_rule('two', 'h', 'total', '{id + 1}', 'p', 'amount', '{h}', '<=');
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', '<=', total_filter => 'a = 1');
SELECT budget_add_sum_rule('two', 'p', 'amount', '{h}', 'h', 'total', '{id}', '<=');
SELECT budget_add_row_rule('two', 'h', 'a < b');
-- REFERENCES is leave to be checked by another, not to be changed
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', mode => 'maintain', validate => false);
BEGIN;
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', validate => false);
SELECT budget_set_rule_mode('two', 'maintain');
ROLLBACK;
BEGIN;
SET LOCAL ROLE regress_rule_owner;
GRANT UPDATE (total) ON h TO regress_rule_parts;
SET LOCAL ROLE regress_rule_parts;
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', mode => 'maintain', validate => false);
SELECT mode FROM budget_rules WHERE rule = 'two';
ROLLBACK;
-- each side is read as its owner; neither reads the other's table, and so neither is told
INSERT INTO p VALUES (1, 11, 'x');
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', '<=');
BEGIN;
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', '<=', mode => 'warn');
SELECT budget_validate('two');
SET LOCAL ROLE regress_rule_owner;
SELECT budget_validate('two');
SELECT count(*) FROM budget_violations('two');
ROLLBACK;
DELETE FROM p;
INSERT INTO p VALUES (1, 4, 'x'), (2, 5, 'x');
SELECT budget_add_sum_rule('two', 'h', 'total', '{id}', 'p', 'amount', '{h}', '<=');
SELECT budget_validate('two');
SELECT count(*) FROM budget_violations('two');
SET ROLE regress_rule_owner;
TRUNCATE h, l;
SET ROLE regress_rule_thief;
SELECT budget_validate('two');
SET ROLE regress_rule_parts;
BEGIN;
TRUNCATE p;
ROLLBACK;
-- a function over one side runs as that side's owner
CREATE FUNCTION own_key(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
    $$ BEGIN IF $1 = 3 THEN RAISE WARNING 'key read as %', current_user; END IF; RETURN $1; END $$;
BEGIN;
INSERT INTO p VALUES (3, 0, 'x');
SELECT budget_add_sum_rule('keyed', 'h', 'total', '{id}', 'p', 'amount', '{own_key(h)}', '<=', validate => false);
SET LOCAL ROLE regress_rule_owner;
SELECT budget_validate('keyed');
ROLLBACK;
-- and cannot leave behind what would be fired as whoever writes the other side
CREATE TABLE trap (who name);
CREATE FUNCTION spring() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE WARNING 'sprung as %', current_user; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER spring AFTER INSERT ON trap DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION spring();
CREATE FUNCTION set_trap() RETURNS thousand_won LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO rule_priv_test.trap VALUES (current_user); RETURN 0; END $$;
CREATE FUNCTION trapped(thousand_won) RETURNS thousand_won LANGUAGE plpgsql IMMUTABLE AS
    $$ BEGIN RETURN $1 + rule_priv_test.set_trap(); END $$;
BEGIN;
SELECT budget_add_sum_rule('trapped', 'h', 'total', '{id}', 'p', 'trapped(amount)', '{h}', mode => 'warn', validate => false);
INSERT INTO p VALUES (3, 0, 'x');
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SET LOCAL ROLE regress_rule_owner;
INSERT INTO h VALUES (3, 1);
INSERT INTO l VALUES (3, 1);
COMMIT;
BEGIN;
CREATE INDEX ON p (h);
SELECT budget_add_sum_rule('trapped', 'h', 'total', '{id}', 'p', 'trapped(amount)', '{h}', mode => 'warn', validate => false);
INSERT INTO p VALUES (3, 0, 'x');
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SET LOCAL ROLE regress_rule_owner;
INSERT INTO h VALUES (3, 1);
INSERT INTO l VALUES (3, 1);
COMMIT;
-- neither reads the other's table, and so neither is told
INSERT INTO p VALUES (1, 7, 'x');
INSERT INTO p VALUES (2, 7, 'x');
SELECT * FROM h;
SET ROLE regress_rule_owner;
UPDATE h SET total = 3 WHERE id = 1;
SELECT * FROM p;
BEGIN;
UPDATE h SET total = 3 WHERE id = 1;
SET LOCAL ROLE regress_rule_parts;
COMMIT;
-- either owner may take it away, no one else
SET ROLE regress_rule_thief;
SELECT budget_drop_rule('two');
SET ROLE regress_rule_owner;
BEGIN;
SELECT budget_drop_rule('two');
ROLLBACK;
SET ROLE regress_rule_parts;
SELECT budget_set_rule_mode('two', 'warn');
SELECT budget_drop_rule('two');
SELECT tgname FROM pg_trigger WHERE tgname ~ '^two' AND NOT tgisinternal;

\echo == a hostile search_path
SET ROLE regress_rule_owner;
CREATE TABLE kept (id int PRIMARY KEY, total thousand_won, again numeric);
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $1';
CREATE TABLE keeping (k int, amount thousand_won);
SELECT budget_add_sum_rule('kept', 'kept', 'total', '{id}', 'keeping', 'amount', '{k}', mode => 'maintain');
SELECT budget_add_sum_rule('filtered', 'kept', 'again', '{id + 0}', 'keeping', 'amount', '{k}', total_filter => 'id < 100', mode => 'maintain');
INSERT INTO kept VALUES (1, 0, 0);
CREATE TABLE kept_twice (id int, total numeric);
SELECT budget_add_sum_rule('twice', 'kept_twice', 'total', '{twice(id)}', 'keeping', 'amount', '{k * 2}', mode => 'maintain');
SELECT relation, problem, advice FROM budget_rule_problems WHERE rule = 'twice' AND problem ~ 'function';
INSERT INTO kept_twice VALUES (1, 0);
GRANT INSERT ON keeping TO regress_rule_thief;
RESET ROLE;
GRANT CREATE ON DATABASE :DBNAME TO regress_rule_thief;
SET ROLE regress_rule_thief;
CREATE SCHEMA regress_rule_thief;
GRANT USAGE ON SCHEMA regress_rule_thief TO PUBLIC;
SET search_path = regress_rule_thief, pg_catalog, rule_priv_test, public;
CREATE FUNCTION trap() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; END $$;
CREATE FUNCTION trap(int, int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN true; END $$;
CREATE FUNCTION trap(thousand_won, thousand_won) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN true; END $$;
CREATE FUNCTION trap(numeric, numeric) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN true; END $$;
CREATE FUNCTION trap(name, name) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN true; END $$;
CREATE FUNCTION trap(jsonb, jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN true; END $$;
CREATE OPERATOR = (FUNCTION = trap, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR = (FUNCTION = trap, LEFTARG = thousand_won, RIGHTARG = thousand_won);
CREATE OPERATOR = (FUNCTION = trap, LEFTARG = numeric, RIGHTARG = numeric);
CREATE OPERATOR = (FUNCTION = trap, LEFTARG = name, RIGHTARG = name);
CREATE OPERATOR = (FUNCTION = trap, LEFTARG = jsonb, RIGHTARG = jsonb);
CREATE OPERATOR > (FUNCTION = trap, LEFTARG = numeric, RIGHTARG = numeric);
CREATE OPERATOR <= (FUNCTION = trap, LEFTARG = int, RIGHTARG = int);
CREATE FUNCTION trap_int(int, int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN $1; END $$;
CREATE FUNCTION trap_numeric(numeric, numeric) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN $1; END $$;
CREATE FUNCTION trap(tid, tid) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN true; END $$;
CREATE FUNCTION trap(oid, oid) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN true; END $$;
CREATE OPERATOR + (FUNCTION = trap_int, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR * (FUNCTION = trap_int, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR + (FUNCTION = trap_numeric, LEFTARG = numeric, RIGHTARG = numeric);
CREATE OPERATOR < (FUNCTION = trap, LEFTARG = int, RIGHTARG = int);
CREATE OPERATOR = (FUNCTION = trap, LEFTARG = tid, RIGHTARG = tid);
CREATE OPERATOR = (FUNCTION = trap, LEFTARG = oid, RIGHTARG = oid);
CREATE FUNCTION sum_trap(numeric, thousand_won) RETURNS numeric LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN 0; END $$;
CREATE AGGREGATE sum(thousand_won) (SFUNC = sum_trap, STYPE = numeric);
CREATE FUNCTION count(thousand_won) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN 0; END $$;
CREATE FUNCTION abs(numeric) RETURNS numeric LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN 0; END $$;
CREATE FUNCTION jsonb_build_object(text, int) RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN '{}'; END $$;
CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN now(); END $$;
CREATE FUNCTION to_regclass(text) RETURNS regclass LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'trap sprung as %', current_user; RETURN 0; END $$;
CREATE TABLE h (id int, total thousand_won);
CREATE TABLE l (h int, amount thousand_won);
CREATE TABLE budget_violation_record (at timestamptz, who name, rule name, relation_schema name, relation_name name,
    key jsonb, expected numeric, actual numeric, difference numeric, message text);
CREATE TEMP TABLE h (id int, total thousand_won);
CREATE TEMP TABLE l (h int, amount thousand_won);
SET search_path = pg_temp, regress_rule_thief, pg_catalog, public;
INSERT INTO rule_priv_test.keeping VALUES (1, 5);
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO rule_priv_test.keeping VALUES (1, 3);
COMMIT;
INSERT INTO rule_priv_test.l VALUES (1, 77, 'x');
UPDATE rule_priv_test.h SET total = 11;
UPDATE rule_priv_test.h SET a = 5;
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO rule_priv_test.l VALUES (1, 77, 'x');
ROLLBACK;
RESET ROLE;
GRANT SELECT ON rule_priv_test.h, rule_priv_test.l TO regress_rule_thief;
SELECT budget_set_rule_mode('sum', 'record', 'rule_priv_test.h');
SET ROLE regress_rule_thief;
INSERT INTO rule_priv_test.l VALUES (1, 77, 'x');
SELECT rule, relation, key, difference FROM budget_violations('sum', 'rule_priv_test.h');
SELECT rule, relation, definition FROM budget_rules WHERE relation OPERATOR(pg_catalog.=) 'rule_priv_test.h'::regclass ORDER BY rule;
SELECT pg_catalog.count(*) FROM budget_violation_log;
SELECT pg_catalog.count(*) FROM regress_rule_thief.budget_violation_record;
SELECT pg_catalog.count(*) FROM budget_waivers;
DROP SCHEMA regress_rule_thief CASCADE;
DROP TABLE pg_temp.h, pg_temp.l;
RESET ROLE;
SET search_path = rule_priv_test, public;
TABLE kept;
TABLE kept_twice;
DROP TABLE kept, kept_twice, keeping CASCADE;
DELETE FROM l WHERE amount = 77;
SELECT budget_set_rule_mode('sum', 'reject', 'h');
REVOKE SELECT ON h, l FROM regress_rule_thief;

\echo == triggers made by hand
SET ROLE regress_rule_thief;
SELECT budget_row_rule_check();
SELECT budget_sum_rule_check();
SELECT budget_code_rule_check();
CREATE TABLE own (id int PRIMARY KEY, a int, b int);
CREATE FUNCTION try(args text, spec text, condition text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        EXECUTE format('CREATE %s ON own %s %s EXECUTE FUNCTION %s', split_part(spec, '|', 1), split_part(spec, '|', 2),
                       CASE WHEN condition <> '' THEN 'WHEN (' || condition || ')' ELSE '' END, args);
        INSERT INTO own VALUES (1, 1, 1);
        UPDATE own SET a = 2;
        DELETE FROM own;
        SET CONSTRAINTS ALL IMMEDIATE;
        TRUNCATE own;
        RAISE 'nothing happened' USING ERRCODE = 'ZZ000';
    EXCEPTION WHEN OTHERS THEN
        RETURN SQLSTATE || ' ' || SQLERRM;
    END;
END $$;
\set row 'CONSTRAINT TRIGGER t AFTER INSERT OR UPDATE|DEFERRABLE INITIALLY DEFERRED FOR EACH ROW'
SELECT args, left(spec, 45) AS spec, condition, try(args, spec, condition) FROM (VALUES
    ('budget_row_rule_check()', :'row', ''),
    ('budget_row_rule_check(''x'')', :'row', ''),
    ('budget_row_rule_check(''x'', ''reject'')', :'row', ''),
    ('budget_row_rule_check(''x'', ''no mode'')', :'row', ''),
    ('budget_row_rule_check(''x'', ''maintain'')', :'row', ''),
    ('budget_row_rule_check(''x'', ''reject'', ''more'')', :'row', ''),
    ('budget_row_rule_check(''x'', ''reject'')', :'row', 'new.a = 1'),
    ('budget_row_rule_check(''x'', ''reject'')', :'row', 'NOT (new.a = 2)'),
    ('budget_row_rule_check(''x'', ''reject'')', :'row', 'NOT (new.a = 2) AND NOT (new.b = 3)'),
    ('budget_row_rule_check(''x'', ''reject'')', :'row', 'NOT (new IS NULL)'),
    ('budget_row_rule_check(''x'', ''reject'')', 'TRIGGER t BEFORE INSERT|FOR EACH ROW', 'NOT (new.a = 2)'),
    ('budget_row_rule_check(''x'', ''reject'')', 'TRIGGER t AFTER DELETE|FOR EACH ROW', 'NOT (old.a = 7)'),
    ('budget_row_rule_check(''x'', ''reject'')', 'TRIGGER t AFTER UPDATE|FOR EACH ROW', 'NOT (old.a = 7)'),
    ('budget_row_rule_check(''x'', ''reject'')', 'TRIGGER t AFTER UPDATE|FOR EACH ROW', 'NOT (old.a = new.a)'),
    ('budget_row_rule_check(''x'', ''reject'')', 'TRIGGER t AFTER INSERT|FOR EACH STATEMENT', ''),
    ('budget_row_rule_check(''x'', ''reject'')', 'TRIGGER t AFTER TRUNCATE|FOR EACH STATEMENT', ''),
    ('budget_code_rule_check()', :'row', ''),
    ('budget_code_rule_check(''x'', ''reject'')', :'row', ''),
    ('budget_code_rule_check(''x'', ''reject'', ''local'', ''a'', ''b'')', :'row', ''),
    ('budget_sum_rule_check()', :'row', ''),
    ('budget_sum_rule_check(''x'', ''reject'', ''part'', ''1'', ''='', ''violate'', ''0'', ''violate'')', :'row', ''),
    ('budget_sum_rule_check(''sum'', ''reject'', ''part'', ''1'', ''='', ''violate'', ''0'', ''violate'')', :'row', 'new.a = 1'),
    ('budget_sum_rule_check(''sum'', ''reject'', ''part'', ''1'', ''='', ''violate'', ''0'', ''violate'')', :'row', '''rule_priv_test.h''::regclass IS NOT NULL'),
    ('budget_sum_rule_check(''sum'', ''reject'', ''part'', ''-1'', ''='', ''violate'', ''0'', ''violate'')', :'row', '''rule_priv_test.h''::regclass IS NOT NULL AND ROW(new.a, new.b) IS DISTINCT FROM ROW(1, 2)'),
    ('budget_sum_rule_check(''sum'', ''no mode'', ''neither'', ''many'', ''?'', ''?'', ''?'', ''?'')', :'row', '''rule_priv_test.h''::regclass IS NOT NULL AND ROW(new.a, new.b) IS DISTINCT FROM ROW(1, 2)'),
    ('budget_sum_rule_check(''sum'', ''reject'', ''total'', ''1'', ''='', ''violate'', ''0'', ''violate'')', :'row', '''own''::regclass IS NOT NULL AND ROW(new.a, new.b) IS DISTINCT FROM ROW(1, 2)'),
    ('budget_sum_rule_check(''sum'', ''reject'', ''total'', ''1'', ''='', ''violate'', ''0'', ''violate'')', 'TRIGGER t AFTER TRUNCATE|FOR EACH STATEMENT', '''rule_priv_test.h''::regclass IS NOT NULL'),
    ('budget_sum_rule_check(''sum'', ''reject'', ''total'', ''1'', ''='', ''violate'', ''0'', ''violate'')', 'TRIGGER t AFTER TRUNCATE|FOR EACH STATEMENT', ''),
    ('budget_sum_rule_check(''sum'', ''reject'', ''total'', ''1'', ''='', ''violate'', ''0'', ''violate'')', 'TRIGGER t AFTER TRUNCATE|FOR EACH STATEMENT', '0::oid::regclass IS NOT NULL'),
    ('budget_sum_rule_check(''sum'', ''reject'', ''total'', ''1'', ''='', ''violate'', ''0'', ''violate'')', 'TRIGGER t BEFORE INSERT|FOR EACH ROW', '''rule_priv_test.h''::regclass IS NOT NULL')
) AS v(args, spec, condition);
-- the victim's rule does not become another's by a trigger that bears its name
CREATE CONSTRAINT TRIGGER t AFTER INSERT ON own DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ('rule_priv_test.h'::regclass IS NOT NULL)
    EXECUTE FUNCTION budget_sum_rule_check('sum', 'reject', 'part', '1', '=', 'violate', '0', 'violate');
SELECT budget_drop_rule('sum', 'h');
SELECT budget_drop_rule('sum', 'l');
SELECT budget_set_rule_mode('sum', 'record', 'h');
SET ROLE regress_rule_clerk;
INSERT INTO l VALUES (1, 77, 'x');
SELECT rule, relation, mode, state FROM budget_rules WHERE rule = 'sum' ORDER BY state;
SET ROLE regress_rule_owner;
SELECT count(*) FROM budget_violations('sum', 'l');
BEGIN;
SELECT budget_drop_rule('sum', 'l');
SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgfoid = 'budget_sum_rule_check'::regproc AND tgrelid IN ('h'::regclass, 'l'::regclass, 'own'::regclass);
ROLLBACK;
SET ROLE regress_rule_thief;
DROP TABLE own;

\echo == who may make triggers has not the rights of the owner by it
RESET ROLE;
GRANT TRIGGER, SELECT, INSERT ON h TO regress_rule_thief;
REVOKE SELECT ON l FROM regress_rule_thief;
SET ROLE regress_rule_thief;
CREATE TABLE mine (id int PRIMARY KEY, total thousand_won, a int, b int);
CREATE TABLE own (k int, a thousand_won);
CREATE FUNCTION steal(thousand_won) RETURNS thousand_won LANGUAGE plpgsql IMMUTABLE SET search_path = rule_priv_test, public AS $$
BEGIN
    IF current_user <> 'regress_rule_thief' THEN
        RAISE WARNING 'stolen as %: % rows of l', current_user, (SELECT count(*) FROM l);
    END IF;
    RETURN $1;
END $$;
-- a rule of his own, whose triggers he then makes again on the other's table
SELECT budget_add_sum_rule('forged', 'mine', 'steal(total)', '{id}', 'own', 'a', '{k}', '<=');
CREATE TEMP TABLE definition AS
    SELECT tgrelid::regclass AS rel, tgname, pg_get_triggerdef(oid) AS def FROM pg_trigger
    WHERE tgrelid IN ('mine'::regclass, 'own'::regclass) AND NOT tgisinternal;
SELECT budget_drop_rule('forged');
DO $$
DECLARE
    d record;
BEGIN
    FOR d IN SELECT * FROM definition LOOP
        IF d.rel = 'mine'::regclass THEN
            EXECUTE replace(d.def, ' ON rule_priv_test.mine ', ' ON rule_priv_test.h ');
        ELSE
            EXECUTE replace(replace(d.def, '''mine''::regclass', '''h''::regclass'), ' FROM mine ', ' FROM h ');
        END IF;
    END LOOP;
END $$;
SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname ~ '^forged' AND NOT tgisinternal ORDER BY 1, 2;
INSERT INTO h VALUES (9, 0);
INSERT INTO own VALUES (9, 9);
BEGIN;
SET CONSTRAINTS ALL IMMEDIATE;
INSERT INTO own VALUES (9, 9);
ROLLBACK;
TRUNCATE own;
-- the owner of that table is not robbed by looking, or by writing
SET ROLE regress_rule_owner;
SELECT count(*) FROM budget_violations('forged');
INSERT INTO h VALUES (10, 0);
SELECT rule, relation, state FROM budget_rules WHERE relation = 'h'::regclass ORDER BY 1;
SELECT budget_drop_rule('forged');
SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname ~ '^forged' AND NOT tgisinternal ORDER BY 1, 2;

-- a trigger made by hand that names no total is in nobody's way
SET ROLE regress_rule_thief;
CREATE CONSTRAINT TRIGGER nowhere AFTER INSERT ON own DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (new.a = 1) EXECUTE FUNCTION budget_sum_rule_check('nowhere', 'reject', 'part', '1', '=', 'allow', '0', 'allow');
SELECT budget_validate();
SELECT budget_validate('nowhere');
SELECT budget_waive('nowhere', '{"id": 1}', 'a try');
SELECT count(*) FROM budget_violations('nowhere');

RESET ROLE;
DROP OWNED BY regress_rule_thief CASCADE;
DROP SCHEMA rule_priv_test CASCADE;
DELETE FROM budget_violation_record;
DELETE FROM budget_waiver_record;
DROP OWNED BY regress_rule_owner, regress_rule_parts, regress_rule_clerk, regress_rule_reader, regress_rule_deputy;
DROP ROLE regress_rule_owner, regress_rule_parts, regress_rule_clerk, regress_rule_reader, regress_rule_thief, regress_rule_deputy;

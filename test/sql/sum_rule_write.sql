-- Sum rules: how mode maintain writes a total. Where the total's triggers only look
-- at its row, no statement is run; nobody else must see a difference.
SET client_min_messages = warning;
CREATE SCHEMA sum_rule_write_test;
SET search_path = sum_rule_write_test, public;
\set SHOW_CONTEXT never

CREATE TABLE way (
    name        text PRIMARY KEY,
    amount_type text NOT NULL DEFAULT 'thousand_won',
    columns     text NOT NULL DEFAULT '',
    make        text NOT NULL DEFAULT '',
    make_later  text NOT NULL DEFAULT '');
CREATE DOMAIN small_amount AS int CHECK (value < 50);
CREATE TABLE seen (what text);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO seen VALUES (concat_ws(' ', TG_NAME, TG_OP, OLD.a || '>' || NEW.a));
    RETURN NEW;
END $$;
CREATE FUNCTION tell_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO seen SELECT 'all ' || string_agg(o.a || '>' || n.a, ', ') FROM o JOIN n USING (k);
    RETURN NULL;
END $$;
CREATE FUNCTION tell_limit(thousand_won) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sum_rule_write_test.seen VALUES ('limit ' || $1);
    RETURN $1 < 50;
END $$;
-- a total that makes a part of another one, and so on
CREATE FUNCTION pass_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.k < 5 THEN
        INSERT INTO l (k, a) VALUES (NEW.k + 1, 1);
    END IF;
    RETURN NULL;
END $$;
INSERT INTO way (name) VALUES ('plain');
INSERT INTO way (name, amount_type) VALUES ('smallint', 'smallint'), ('int', 'int'), ('bigint', 'bigint'), ('numeric', 'numeric'),
    ('numeric(4,1)', 'numeric(4,1)'), ('domain', 'small_amount');
INSERT INTO way (name, columns) VALUES
    ('generated', ', twice thousand_won GENERATED ALWAYS AS (a * 2) STORED'),
    ('check', ', CHECK (a < 50)'),
    ('not null', ', n thousand_won NOT NULL DEFAULT 0');
INSERT INTO way (name, make) VALUES
    ('row rule', 'SELECT budget_add_row_rule(''limit'', ''h'', ''a < 50'')'),
    ('row rule that records', 'SELECT budget_add_row_rule(''limit'', ''h'', ''a < 50'', ''record'')'),
    ('row rule that writes', 'SELECT budget_add_row_rule(''limit'', ''h'', ''tell_limit(a)'')'),
    ('foreign keys', 'CREATE TABLE r (k int REFERENCES h); INSERT INTO r VALUES (1); ALTER TABLE l ADD FOREIGN KEY (k) REFERENCES h'),
    ('foreign key on it', 'ALTER TABLE h ADD UNIQUE (a, k); CREATE TABLE r (k int, a thousand_won, FOREIGN KEY (k, a) REFERENCES h (k, a) ON UPDATE CASCADE);
        INSERT INTO r VALUES (1, 0)'),
    ('index', 'CREATE INDEX ON h (a)'),
    ('unique', 'CREATE UNIQUE INDEX ON h (a) WHERE a > 0'),
    ('before', 'CREATE TRIGGER before BEFORE UPDATE ON h FOR EACH ROW EXECUTE FUNCTION tell()'),
    ('after', 'CREATE TRIGGER after AFTER UPDATE ON h FOR EACH ROW EXECUTE FUNCTION tell()'),
    ('after when', 'CREATE TRIGGER after_when AFTER UPDATE ON h FOR EACH ROW WHEN (new.a > 20 AND new.b = 1) EXECUTE FUNCTION tell()'),
    ('after of', 'CREATE TRIGGER after_of AFTER UPDATE OF a ON h FOR EACH ROW EXECUTE FUNCTION tell();
        CREATE TRIGGER after_of_b AFTER UPDATE OF b ON h FOR EACH ROW EXECUTE FUNCTION tell()'),
    ('deferred', 'CREATE CONSTRAINT TRIGGER deferred AFTER UPDATE ON h DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tell()'),
    ('statement', 'CREATE TRIGGER before BEFORE UPDATE ON h EXECUTE FUNCTION tell(); CREATE TRIGGER after AFTER UPDATE ON h EXECUTE FUNCTION tell()'),
    ('after statement', 'CREATE TRIGGER after AFTER UPDATE ON h EXECUTE FUNCTION tell()'),
    ('transition', 'CREATE TRIGGER after AFTER UPDATE ON h REFERENCING OLD TABLE AS o NEW TABLE AS n EXECUTE FUNCTION tell_all()'),
    ('passes on', 'CREATE TRIGGER pass_on AFTER UPDATE ON h FOR EACH ROW EXECUTE FUNCTION pass_on()'),
    ('rewrite rule', 'CREATE RULE tell AS ON UPDATE TO h DO ALSO INSERT INTO seen VALUES (''rule '' || new.a)'),
    ('partition', 'ALTER TABLE h RENAME TO h1; CREATE TABLE h (LIKE h1 INCLUDING INDEXES) PARTITION BY RANGE (k); ALTER TABLE h ATTACH PARTITION h1 FOR VALUES FROM (1) TO (9)'),
    ('second rule', 'CREATE TABLE g (one int PRIMARY KEY, a thousand_won); INSERT INTO g VALUES (1, 0);
        SELECT budget_add_sum_rule(''second'', ''g'', ''a'', ''{1}'', ''h'', ''a'', ''{1}'', mode => ''maintain'')');
INSERT INTO way (name, make_later) VALUES
    ('leaf', 'CREATE TABLE root (LIKE h) PARTITION BY RANGE (a); ALTER TABLE root ATTACH PARTITION h FOR VALUES FROM (0) TO (50)');

CREATE PROCEDURE try(w way) LANGUAGE plpgsql AS $$
DECLARE
    work text;
BEGIN
    DROP TABLE IF EXISTS root, h, h1, g, r, l CASCADE;
    TRUNCATE seen, budget_violation_record;
    EXECUTE format('CREATE TABLE h (junk text, b int DEFAULT 1, k int PRIMARY KEY, wide text DEFAULT repeat(''x'', 3000), a %s%s)', w.amount_type, w.columns);
    ALTER TABLE h DROP junk;
    CREATE TABLE l (id serial, k int, a int);
    EXECUTE 'INSERT INTO h (k, a) SELECT g, 0 FROM generate_series(1, 5) g';
    EXECUTE w.make;
    EXECUTE 'SELECT budget_add_sum_rule(''kept'', ''h'', ''a'', ''{k}'', ''l'', ''a'', ''{k}'', mode => ''maintain'')';
    EXECUTE w.make_later;
    COMMIT;
    FOREACH work IN ARRAY ARRAY[
        'INSERT INTO l (k, a) VALUES (1, 10)',
        'INSERT INTO l (k, a) VALUES (2, 25)',
        'UPDATE l SET k = 3 - k WHERE id < 3',
        'SET CONSTRAINTS ALL IMMEDIATE; INSERT INTO l (k, a) VALUES (2, 2); UPDATE l SET a = a + 1 WHERE k = 2',
        'DO $d$ BEGIN INSERT INTO l (k, a) VALUES (1, 3); SET CONSTRAINTS ALL IMMEDIATE; RAISE division_by_zero; EXCEPTION WHEN division_by_zero THEN NULL; END $d$',
        'INSERT INTO l (k, a) VALUES (1, 1); UPDATE h SET a = 4 WHERE k = 1',
        'UPDATE h SET b = 2',
        'INSERT INTO l (k, a) VALUES (1, 30)',
        'INSERT INTO l (k, a) VALUES (1, 40000)',
        'DELETE FROM l WHERE id = 2']
    LOOP
        BEGIN
            SET CONSTRAINTS ALL DEFERRED;
            EXECUTE work;
            SET CONSTRAINTS ALL IMMEDIATE;
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO outcome VALUES (w.name, format('%s: %s', SQLSTATE, SQLERRM));
        END;
        COMMIT;
    END LOOP;
    IF w.name <> 'leaf' AND w.name <> 'second rule' THEN
        EXECUTE 'SET enable_seqscan = off';
    END IF;
    INSERT INTO outcome SELECT w.name, string_agg(format('%s %s%s', h.k, h.a, CASE WHEN h.a <> coalesce(p.a, 0) THEN ' not ' || p.a END), ', ' ORDER BY h.k)
        FROM h LEFT JOIN (SELECT k, sum(a) AS a FROM l GROUP BY k) p ON p.k = h.k WHERE h.a <> 0;
    RESET enable_seqscan;
    INSERT INTO outcome SELECT w.name, 'wide, ' || count(*) FROM h WHERE wide <> repeat('x', 3000) HAVING count(*) > 0;
    INSERT INTO outcome SELECT w.name, string_agg(what, ', ') FROM (SELECT what FROM seen) s HAVING count(*) > 0;
    INSERT INTO outcome SELECT w.name, string_agg(rule || ' ' || key, ', ') FROM budget_violation_log HAVING count(*) > 0;
    IF w.name = 'generated' THEN
        INSERT INTO outcome SELECT w.name, string_agg(to_jsonb(h) ->> 'twice', ', ' ORDER BY k) FROM h;
    ELSIF w.name = 'second rule' THEN
        INSERT INTO outcome SELECT w.name, 'grand ' || a FROM g;
    ELSIF w.name = 'foreign key on it' THEN
        INSERT INTO outcome SELECT w.name, 'refers ' || a FROM r;
    END IF;
    COMMIT;
END $$;
CREATE TABLE outcome (way text, what text, no serial);
CREATE TABLE r (a thousand_won);
CREATE TABLE g (a thousand_won);
DO $$
DECLARE
    w way;
BEGIN
    FOR w IN SELECT * FROM way ORDER BY name COLLATE "C" LOOP
        CALL try(w);
    END LOOP;
END $$;
\t on
\pset format unaligned
SELECT way, what FROM outcome ORDER BY no;
\t off
\pset format aligned
DROP TABLE IF EXISTS root, h, h1, g, r, l CASCADE;

\echo == what is compiled is compiled again when it changes
CREATE TABLE h (k int PRIMARY KEY, a thousand_won, lid thousand_won DEFAULT 100);
CREATE TABLE l (k int, a thousand_won);
INSERT INTO h VALUES (1, 0);
SELECT budget_add_sum_rule('kept', 'h', 'a', '{k}', 'l', 'a', '{k}', mode => 'maintain');
SELECT budget_add_row_rule('limit', 'h', 'a <= lid');
INSERT INTO l VALUES (1, 100);
INSERT INTO l VALUES (1, 1);
ALTER TABLE h RENAME lid TO cap;
INSERT INTO l VALUES (1, 1);
ALTER TABLE h DISABLE TRIGGER USER;
ALTER TABLE h ENABLE TRIGGER "kept";
INSERT INTO l VALUES (1, 1);
ALTER TABLE h ENABLE TRIGGER USER;
INSERT INTO l VALUES (1, 1);
SELECT budget_set_rule_mode('limit', 'warn');
SET client_min_messages = warning;
INSERT INTO l VALUES (1, 2);
SELECT budget_drop_rule('limit');
INSERT INTO l VALUES (1, 3);
SELECT budget_add_row_rule('limit', 'h', 'a <= cap', validate => false);
INSERT INTO l VALUES (1, 4);
CREATE TRIGGER tell AFTER UPDATE ON h FOR EACH ROW EXECUTE FUNCTION tell();
TRUNCATE seen;
INSERT INTO l VALUES (1, -50);
TABLE seen;
DROP TRIGGER tell ON h;
SELECT h.k, h.a, sum(l.a) FROM h JOIN l USING (k) GROUP BY h.k;

\echo == who may not write
BEGIN;
INSERT INTO l VALUES (1, 1);
SET TRANSACTION READ ONLY;
COMMIT;
SET default_transaction_read_only = off;
CREATE ROLE budget_write_owner;
GRANT ALL ON SCHEMA sum_rule_write_test TO budget_write_owner;
ALTER TABLE h OWNER TO budget_write_owner;
REVOKE UPDATE ON h FROM budget_write_owner;
INSERT INTO l VALUES (1, 1);
GRANT UPDATE ON h TO budget_write_owner;
ALTER TABLE h ENABLE ROW LEVEL SECURITY;
ALTER TABLE h FORCE ROW LEVEL SECURITY;
INSERT INTO l VALUES (1, 1);
SELECT k, a FROM h;
ALTER TABLE h DISABLE ROW LEVEL SECURITY;
ALTER TABLE h OWNER TO CURRENT_USER;

\echo == many rounds in one transaction are no circle
DO $$
BEGIN
    FOR i IN 1 .. 1100 LOOP
        INSERT INTO l VALUES (1, 0.001);
        SET CONSTRAINTS ALL IMMEDIATE;
        SET CONSTRAINTS ALL DEFERRED;
    END LOOP;
END $$;
SELECT h.k, h.a, sum(l.a) FROM h JOIN l USING (k) GROUP BY h.k;
-- but totals that make parts of their own do not come to rest
SELECT budget_drop_rule('limit');
CREATE FUNCTION grow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO l VALUES (1, 1); RETURN NULL; END $$;
CREATE TRIGGER grow AFTER UPDATE ON h FOR EACH ROW EXECUTE FUNCTION grow();
INSERT INTO l VALUES (1, -30);
DROP TRIGGER grow ON h;
CREATE FUNCTION grows(thousand_won) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN INSERT INTO sum_rule_write_test.l VALUES (1, 1); RETURN true; END $$;
SELECT budget_add_row_rule('grows', 'h', 'grows(a)', validate => false);
INSERT INTO l VALUES (1, -30);

\set VERBOSITY terse
DROP SCHEMA sum_rule_write_test CASCADE;
DROP ROLE budget_write_owner;

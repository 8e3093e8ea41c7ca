-- Each kind of rule, event by event: the bad row is refused by the rule, and is
-- not refused once the trigger that watches this event is dropped. So each of
-- these tests can fail, and no trigger is there for nothing.
\set QUIET 1
BEGIN;
SELECT no_plan();

CREATE SCHEMA rule_test;
SET search_path = rule_test, public;

-- What becomes of some statements and of the checks they leave: SQLSTATE, or
-- 'accepted'. Nothing of them stays.
CREATE FUNCTION outcome(statements text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statements;
	SET CONSTRAINTS ALL IMMEDIATE;
	RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION WHEN OTHERS THEN
	RETURN CASE SQLSTATE WHEN 'ZZ000' THEN 'accepted' ELSE SQLSTATE END;
END $$;

-- Refused by this trigger, and by nothing else
CREATE FUNCTION refused(what text, trigger_name text, on_table regclass, statement text)
RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT is(outcome(statement), '23514', what || ' is refused');
	RETURN NEXT is(outcome(format('DROP TRIGGER %I ON %s; %s', trigger_name, on_table, statement)), 'accepted',
		what || ' passes without trigger "' || trigger_name || '"');
END $$;

-- Refused by this rule, where a statement is an event of more than one trigger
CREATE FUNCTION refused(what text, rule text, statement text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT is(outcome(statement), '23514', what || ' is refused');
	RETURN NEXT is(outcome(format('SELECT budget_drop_rule(%L); %s', rule, statement)), 'accepted',
		what || ' passes without rule "' || rule || '"');
END $$;

-- What must pass, so that a rule that refuses everything is found out
CREATE FUNCTION passes(what text, statements text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT is(outcome(statements), 'accepted', what || ' passes')
$$;

-- Row rules
CREATE TABLE settlement (id int PRIMARY KEY, original thousand_won, carried_in thousand_won, current thousand_won, note text);
SELECT budget_add_row_rule('현액', 'settlement', 'current = original + carried_in') \g /dev/null
INSERT INTO settlement VALUES (1, 100, 20, 120);
SELECT refused('an inserted row that does not add up', '현액', 'settlement',
	'INSERT INTO settlement VALUES (2, 100, 20, 121)');
SELECT refused('an updated row that does not add up', '현액_update', 'settlement',
	'UPDATE settlement SET carried_in = 21');
SELECT passes('a row that adds up', 'INSERT INTO settlement VALUES (2, 1, 2, 3); UPDATE settlement SET original = 2, current = 4 WHERE id = 2');
SELECT passes('a row with a gap', 'INSERT INTO settlement VALUES (2, 1, NULL, 3)');
SELECT passes('another column', 'UPDATE settlement SET note = $$x$$');

-- Sum rules
CREATE TABLE project (id int PRIMARY KEY, total thousand_won);
CREATE TABLE line (id int PRIMARY KEY, project int, amount thousand_won);

SELECT budget_add_sum_rule('=', 'project', 'total', '{id}', 'line', 'amount', '{project}') \g /dev/null
INSERT INTO project VALUES (1, 30), (2, 5);
INSERT INTO line VALUES (11, 1, 10), (12, 1, 20), (21, 2, 5);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SELECT refused('a total without parts', '=', 'project', 'INSERT INTO project VALUES (3, 1)');
SELECT refused('a total that is raised', '=_update', 'project', 'UPDATE project SET total = 31 WHERE id = 1');
SELECT refused('a total that changes its key', '=_update', 'project', 'UPDATE project SET id = 3 WHERE id = 1');
SELECT refused('a total that goes', '=', 'project', 'DELETE FROM project WHERE id = 1');
SELECT refused('totals that are truncated', '=_truncate', 'project', 'TRUNCATE project');
SELECT refused('a part too many', '=', 'line', 'INSERT INTO line VALUES (13, 1, 1)');
SELECT refused('a part without a total', '=', 'line', 'INSERT INTO line VALUES (31, 3, 1)');
SELECT refused('a part that is raised', '=_update', 'line', 'UPDATE line SET amount = 11 WHERE id = 11');
SELECT refused('a part that moves', '=_update', 'line', 'UPDATE line SET project = 2 WHERE id = 11');
SELECT refused('a part that goes', '=', 'line', 'DELETE FROM line WHERE id = 11');
SELECT refused('parts that are truncated', '=_truncate', 'line', 'TRUNCATE line');
SELECT passes('a new total with its parts', 'INSERT INTO project VALUES (3, 7); INSERT INTO line VALUES (31, 3, 3), (32, 3, 4)');
SELECT passes('a part and its total', 'UPDATE line SET amount = 11 WHERE id = 11; UPDATE project SET total = 31 WHERE id = 1');
SELECT passes('a part and another', 'UPDATE line SET amount = 21 - amount WHERE id = 11; UPDATE line SET amount = 19 WHERE id = 12');
SELECT passes('all of it', 'TRUNCATE project, line');
SELECT budget_drop_rule('=') \g /dev/null

SELECT budget_add_sum_rule('<=', 'project', 'total', '{id}', 'line', 'amount', '{project}', '<=') \g /dev/null
SELECT refused('a part above the limit', '<=', 'line', 'INSERT INTO line VALUES (13, 1, 0.001)');
SELECT refused('a limit below the parts', '<=_update', 'project', 'UPDATE project SET total = 29.999 WHERE id = 1');
SELECT refused('a limit that goes', '<=', 'project', 'DELETE FROM project WHERE id = 1');
SELECT refused('a part that goes to where the limit is reached', '<=_update', 'line', 'UPDATE line SET project = 2 WHERE id = 11');
SELECT passes('less', 'DELETE FROM line WHERE id = 11; INSERT INTO line VALUES (13, 1, 9)');
SELECT budget_drop_rule('<=') \g /dev/null

SELECT budget_add_sum_rule('>=', 'project', 'total', '{id}', 'line', 'amount', '{project}', '>=') \g /dev/null
SELECT refused('a total above the parts', '>=_update', 'project', 'UPDATE project SET total = 30.001 WHERE id = 1');
SELECT refused('a total that needs parts', '>=', 'project', 'INSERT INTO project VALUES (3, 1)');
SELECT refused('a part that is needed', '>=', 'line', 'DELETE FROM line WHERE id = 11');
SELECT passes('more', 'INSERT INTO line VALUES (13, 1, 9), (31, 3, 9); DELETE FROM project WHERE id = 2');
SELECT budget_drop_rule('>=') \g /dev/null

-- Filters, tolerance, and what may be missing
ALTER TABLE line ADD ok boolean NOT NULL DEFAULT true;
SELECT budget_add_sum_rule('filter', 'project', 'total', '{id}', 'line', 'amount', '{project}', part_filter => 'ok') \g /dev/null
SELECT refused('a part that no longer counts', 'filter_update', 'line', 'UPDATE line SET ok = false WHERE id = 11');
SELECT passes('a part that does not count', 'INSERT INTO line VALUES (13, 1, 99, false)');
SELECT budget_drop_rule('filter') \g /dev/null

SELECT budget_add_sum_rule('tolerance', 'project', 'total', '{id}', 'line', 'amount', '{project}', tolerance => 2) \g /dev/null
SELECT refused('more than the tolerance', 'tolerance_update', 'project', 'UPDATE project SET total = 32.001 WHERE id = 1');
SELECT passes('the tolerance', 'UPDATE project SET total = 32 WHERE id = 1; UPDATE project SET total = 28 WHERE id = 1');
SELECT budget_drop_rule('tolerance') \g /dev/null

SELECT budget_add_sum_rule('missing', 'project', 'total', '{id}', 'line', 'amount', '{project}',
	missing_parts => 'allow', missing_total => 'allow') \g /dev/null
SELECT refused('a first part that is not the total', 'missing', 'UPDATE project SET id = 3 WHERE id = 2; DELETE FROM line WHERE id = 21; INSERT INTO line VALUES (31, 3, 4)');
SELECT passes('a total without parts', 'INSERT INTO project VALUES (3, 1)');
SELECT passes('parts without a total', 'INSERT INTO line VALUES (31, 3, 1)');
SELECT budget_drop_rule('missing') \g /dev/null

-- A table with itself
CREATE TABLE node (id int PRIMARY KEY, parent int, amount int);
SELECT budget_add_sum_rule('tree', 'node', 'amount', '{id}', 'node', 'amount', '{parent}', missing_parts => 'allow') \g /dev/null
INSERT INTO node VALUES (1, NULL, 10), (2, 1, 4), (3, 1, 6);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SELECT refused('a root that differs from its children', 'tree', 'UPDATE node SET amount = 11 WHERE id = 1');
SELECT refused('a child too many', 'tree', 'INSERT INTO node VALUES (4, 1, 1)');
SELECT refused('a child that goes', 'tree', 'DELETE FROM node WHERE id = 2');
SELECT refused('a child that leaves', 'tree', 'UPDATE node SET parent = NULL WHERE id = 2');
SELECT passes('a grandchild', 'INSERT INTO node VALUES (4, 2, 4)');

-- Partitions: clones of the triggers, and leaves written to by name
CREATE TABLE parted (project int, year int, amount int) PARTITION BY LIST (year);
CREATE TABLE parted1 (amount int, year int, project int);
ALTER TABLE parted ATTACH PARTITION parted1 FOR VALUES IN (1);
CREATE TABLE parted2 PARTITION OF parted FOR VALUES IN (2);
CREATE TABLE part_total (project int, year int, amount int);
SELECT budget_add_sum_rule('parted', 'part_total', 'amount', '{project,year}', 'parted', 'amount', '{project,year}') \g /dev/null
INSERT INTO part_total VALUES (1, 1, 5), (1, 2, 0);
INSERT INTO parted VALUES (1, 1, 5);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
SELECT refused('a part in a partition', 'parted', 'parted', 'INSERT INTO parted1 VALUES (1, 1, 1)');
SELECT is(outcome('UPDATE parted SET year = 2'), '23514', 'a part that moves between partitions is refused');
SELECT is(outcome('DROP TRIGGER parted ON parted; DROP TRIGGER parted_update ON parted; UPDATE parted SET year = 2'),
	'accepted', 'and passes without the triggers');
SELECT refused('a partition that is truncated', 'parted_truncate', 'parted1', 'TRUNCATE parted1');

-- Mode maintain: the total follows, by these triggers
SELECT budget_add_sum_rule('kept', 'project', 'total', '{id}', 'line', 'amount', '{project}', mode => 'maintain') \g /dev/null
CREATE FUNCTION total_after(statements text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	total text;
BEGIN
	EXECUTE statements;
	SET CONSTRAINTS ALL IMMEDIATE;
	SELECT string_agg(id || ': ' || p.total, ', ' ORDER BY id) INTO total FROM project p;
	RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
	RETURN total;
END $$;
CREATE FUNCTION maintained(what text, trigger_name text, on_table regclass, statement text, totals text)
RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT is(total_after(statement), totals, what || ' is followed');
	RETURN NEXT isnt(total_after(format('DROP TRIGGER %I ON %s; %s', trigger_name, on_table, statement)), totals,
		what || ' is not, without trigger "' || trigger_name || '"');
END $$;
SELECT maintained('a new part', 'kept', 'line', 'INSERT INTO line VALUES (13, 1, 1)', '1: 31, 2: 5');
SELECT maintained('a changed part', 'kept_update', 'line', 'UPDATE line SET amount = 1 WHERE id = 11', '1: 21, 2: 5');
SELECT maintained('a part that moves', 'kept_update', 'line', 'UPDATE line SET project = 2 WHERE id = 11', '1: 20, 2: 15');
SELECT maintained('a part that goes', 'kept', 'line', 'DELETE FROM line WHERE id = 11', '1: 20, 2: 5');
SELECT maintained('a total written by hand', 'kept_update', 'project', 'UPDATE project SET total = 1 WHERE id = 1', '1: 30, 2: 5');
SELECT maintained('a new total', 'kept', 'project', 'INSERT INTO project VALUES (3, 77)', '1: 30, 2: 5, 3: 0');
SELECT refused('a part without a total to be kept', 'kept', 'line', 'INSERT INTO line VALUES (31, 3, 1)');
SELECT budget_drop_rule('kept') \g /dev/null

-- Modes warn and record: nothing is refused, and the log comes from the trigger
SELECT budget_add_sum_rule('recorded', 'project', 'total', '{id}', 'line', 'amount', '{project}', mode => 'record') \g /dev/null
CREATE FUNCTION recorded_by(statements text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	n bigint;
BEGIN
	EXECUTE statements;
	SET CONSTRAINTS ALL IMMEDIATE;
	SELECT count(*) INTO n FROM budget_violation_log WHERE relation = 'project'::regclass;
	RAISE EXCEPTION USING ERRCODE = 'ZZ000';
EXCEPTION WHEN SQLSTATE 'ZZ000' THEN
	RETURN n;
END $$;
SELECT is(recorded_by('INSERT INTO line VALUES (13, 1, 1)'), 1::bigint, 'a violation is recorded');
SELECT is(recorded_by('DROP TRIGGER recorded ON line; INSERT INTO line VALUES (13, 1, 1)'), 0::bigint, 'and is not without the trigger');
SELECT is(recorded_by('INSERT INTO line VALUES (13, 1, 0)'), 0::bigint, 'nor is what is right');
SELECT budget_drop_rule('recorded') \g /dev/null

-- Code rules
CREATE TABLE coded (code budget_code, year int);
SELECT budget_add_code_rule('code', 'coded', 'code', 'year') \g /dev/null
INSERT INTO coded VALUES ('201-01', 2017);
SELECT refused('a code that is none', 'code', 'coded', $$INSERT INTO coded VALUES ('999-99', 2017)$$);
SELECT refused('a code that carries no amounts', 'code', 'coded', $$INSERT INTO coded VALUES ('201', 2017)$$);
SELECT refused('a code that becomes none', 'code_update', 'coded', $$UPDATE coded SET code = '999-99'$$);
SELECT passes('a code of the chart', $$INSERT INTO coded VALUES ('201-03', 2017)$$);

-- The whole rule dropped: what each refused passes
SELECT budget_add_sum_rule('all', 'project', 'total', '{id}', 'line', 'amount', '{project}') \g /dev/null
SELECT refused(s, 'all', s)
FROM unnest(ARRAY['INSERT INTO project VALUES (3, 1)', 'UPDATE project SET total = 0', 'DELETE FROM project', 'TRUNCATE project',
	'INSERT INTO line VALUES (31, 3, 1)', 'UPDATE line SET amount = 0', 'DELETE FROM line', 'TRUNCATE line']) AS s;

SELECT * FROM finish();
ROLLBACK;

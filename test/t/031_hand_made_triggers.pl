# Who owns a table, or has TRIGGER on it, can put our trigger functions to any
# event, with any arguments and any WHEN clause. He gets errors: no crash, no
# internal error, and nothing that keeps others from the list of their rules.
#
# The functions come from the catalog, and are crossed with timings, events,
# arguments and conditions; what is written then fires whatever fires, and what
# reads triggers reads it. BUDGET_EXT_ALL=1 tries all combinations, not one of 24 and
# those with the oddest conditions.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('hand');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION budget_ext;
CREATE ROLE maker LOGIN;
CREATE SCHEMA m AUTHORIZATION maker;
SQL

my $setup = <<'SQL';
SET search_path = m, public;
CREATE TABLE plain (id int PRIMARY KEY, a int, b int, t text, code budget_code, fcode function_code, year int,
	small smallint, won thousand_won, n numeric, j jsonb, d date, shipped text);
CREATE TABLE partitioned (LIKE plain) PARTITION BY RANGE (id);
-- with other column numbers
CREATE TABLE leaf (x int, LIKE plain);
ALTER TABLE leaf DROP COLUMN x;
ALTER TABLE partitioned ATTACH PARTITION leaf DEFAULT;
CREATE VIEW v AS SELECT * FROM plain;
-- in the place of budget_code_chargeable(code, year, scope)
CREATE FUNCTION anything(anyelement, int, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE FUNCTION year(text) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2026';
CREATE FUNCTION year(jsonb) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2026';
CREATE FUNCTION year(xid) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 2026';

CREATE PROCEDURE step(what text, step text, sql text) LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE sql;
EXCEPTION WHEN OTHERS THEN
	-- an internal error, or one where there must be none
	IF SQLSTATE LIKE 'XX%' OR step IN ('rules', 'problems') THEN
		RAISE INFO 'wrong: % % [%] %', step, SQLSTATE, what, SQLERRM;
	END IF;
END $$;
CREATE PROCEDURE try(what text, relation text, ddl text) LANGUAGE plpgsql AS $$
BEGIN
	BEGIN
		EXECUTE ddl;
	EXCEPTION WHEN OTHERS THEN
		IF SQLSTATE LIKE 'XX%' THEN
			RAISE INFO 'wrong: create % [%] %', SQLSTATE, what, SQLERRM;
		END IF;
		RAISE EXCEPTION SQLSTATE 'ZZ001';
	END;
	CALL m.step(what, 'insert', format($q$INSERT INTO m.%I VALUES
		(1, 2, 3, 'text', '201-01', '08A', 2026, 7, 10, 11, '{}', '2026-01-01', 'true'), (2)$q$, relation));
	CALL m.step(what, 'update', format($q$UPDATE m.%I SET a = coalesce(a, 0) + 1, t = t || 'x', year = 2027, j = '[1]', won = 5$q$, relation));
	CALL m.step(what, 'settle', 'SET CONSTRAINTS ALL IMMEDIATE');
	CALL m.step(what, 'merge', format($q$MERGE INTO m.%I p USING (VALUES (1), (5)) s (id) ON p.id = s.id
		WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id, a) VALUES (s.id, 9)$q$, relation));
	CALL m.step(what, 'delete', format('DELETE FROM m.%I WHERE id = 2', relation));
	CALL m.step(what, 'truncate', format('TRUNCATE m.%I', relation));
	CALL m.step(what, 'rules', 'SELECT count(*) FROM public.budget_rules');
	CALL m.step(what, 'problems', 'SELECT count(*) FROM public.budget_rule_problems');
	CALL m.step(what, 'violations', 'SELECT count(*) FROM public.budget_violations()');
	CALL m.step(what, 'violations', $q$SELECT count(*) FROM public.budget_violations('x')$q$);
	CALL m.step(what, 'validate', 'SELECT public.budget_validate()');
	CALL m.step(what, 'mode', $q$SELECT public.budget_set_rule_mode('x', 'warn')$q$);
	CALL m.step(what, 'waive', $q$SELECT public.budget_waive('x', '{"id": 1}', 'y')$q$);
	CALL m.step(what, 'drop', $q$SELECT public.budget_drop_rule('x')$q$);
	RAISE EXCEPTION SQLSTATE 'ZZ002';
EXCEPTION
	WHEN SQLSTATE 'ZZ001' OR SQLSTATE 'ZZ002' THEN NULL;
END $$;
SQL
my $cases = <<'SQL';
DO $do$
DECLARE
	every CONSTANT int := current_setting('m.every');
	arguments CONSTANT text[] := ARRAY[
		$a$$a$, $a$'x'$a$, $a$'x', 'reject'$a$, $a$'x', 'record'$a$, $a$'x', 'nonsense'$a$, $a$'x', 'reject', 'local'$a$,
		$a$'x', 'warn', 'nowhere'$a$, $a$'x', 'record', 'local'$a$,
		$a$'total 1 = reject: x'$a$, $a$'part 1 <= maintain missing_parts missing_total tolerance 5: x'$a$,
		$a$'part 1 = reject nonsense: x'$a$, $a$'part 1 = record tolerance x: x'$a$, $a$'total 99 = warn tolerance -1: x'$a$, $a$'total 0 >= reject: '$a$,
		$a$'total 1 = reject'$a$, $a$'total 1 = reject:x'$a$, $a$'part 1 = reject: x', ''$a$, $a$'x', 'reject', 'total 1 ='$a$, $a$'', '', ''$a$,
		$a$'x', 'reject', 'total', '1', '=', 'violate', '0', 'violate'$a$,
		$a$'x', 'maintain', 'part', '1', '=', 'allow', '0', 'allow'$a$,
		$a$'x', 'reject', 'neither', '-2147483648', '', '', 'NaN', ''$a$,
		$a$'x', 'reject', 'part', '99999999999', '>', 'allow', 'zero', 'x', 'y'$a$,
		$a$'1', '2', '3', '4'$a$, $a$'1', '2', '3', '4', '5'$a$, $a$'1', '2', '3', '4', '5', '6'$a$, $a$'1', '2', '3', '4', '5', '6', '7'$a$,
		$a$':', ':', ':', ':', ':', ':', ':', ':', ':'$a$, $a$':'$a$, $a$' '$a$, $a$': : : : :'$a$,
		format($a$'part 1 = reject %s'$a$, repeat(' ', 3000)), format($a$'part 1 = reject: x%s'$a$, repeat('예', 30)),
		format($a$'x%s', 'reject'$a$, repeat('예', 3000))];
	conditions CONSTANT text[] := ARRAY[
		$c$NOT (new.a = 1)$c$, $c$NOT (new.ctid = '(0,0)')$c$, $c$NOT (new.tableoid = 0::oid)$c$, $c$NOT (new IS NULL)$c$,
		$c$NOT (new.t = 'x' COLLATE "C")$c$, $c$NOT (row(new.a, new.b) = row(1, 2))$c$, $c$NOT (new.j = '{}')$c$,
		$c$NOT (new = new)$c$, $c$NOT (new.won = new.n)$c$, $c$NOT (new.won IS DISTINCT FROM 1)$c$, $c$NOT (new.a IN (1,2,3))$c$,
		$c$NOT (new.won = 5) AND NOT (new.a = 5)$c$, $c$new.a = 1 OR NOT (new.b = 2)$c$, $c$true$c$, $c$NULL::boolean$c$,
		$c$NOT public.budget_code_chargeable(new.code, new.year, 'local')$c$,
		$c$NOT public.budget_code_chargeable(new.code, new.small, 'local')$c$,
		$c$NOT public.function_code_chargeable(new.fcode, new.year, 'local')$c$,
		$c$NOT m.anything(new.code, new.year, 'local')$c$, $c$NOT m.anything(new.t, new.year, 'local')$c$, $c$NOT m.anything(new.j, new.year, 'local')$c$,
		$c$NOT m.anything(new.n, new.year, 'local')$c$, $c$NOT m.anything(new.ctid, new.year, 'local')$c$,
		$c$NOT m.anything(new.tableoid, new.year, 'local')$c$, $c$NOT m.anything(new.xmin, new.year, 'local')$c$,
		$c$NOT m.anything(new, new.year, 'local')$c$, $c$NOT m.anything(new.code, m.year(new.t), 'local')$c$,
		$c$NOT m.anything(new.code, m.year(new.j), 'local')$c$, $c$NOT m.anything(new.code, m.year(new.xmin), 'local')$c$,
		$c$NOT m.anything(upper(new.t), m.year(new.t), 'local')$c$,
		$c$'m.plain'::regclass IS NOT NULL$c$, $c$0::regclass IS NOT NULL$c$, $c$'pg_class'::regclass IS NOT NULL$c$,
		$c$'m.v'::regclass IS NOT NULL$c$, $c$NULL::regclass IS NOT NULL$c$, $c$999999999::regclass IS NOT NULL$c$,
		$c$'m.plain'::regclass IS NOT NULL AND NOT (new.a = 1)$c$];
	tried int := 0;
	c record;
BEGIN
	FOR c IN
		WITH function AS (
			SELECT p.oid::regproc AS f
			FROM pg_proc p
			JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
			JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'budget_ext'
			WHERE p.prorettype = 'trigger'::regtype
		), candidate AS (
			SELECT false AS odd, relation, format('CREATE TRIGGER x %s %s ON m.%I FOR EACH %s EXECUTE FUNCTION %s(%s)',
				timing, event, relation, level, f, args) AS ddl
			FROM function, unnest('{BEFORE,AFTER,INSTEAD OF}'::text[]) timing, unnest('{ROW,STATEMENT}'::text[]) level,
				unnest('{INSERT,UPDATE,DELETE,TRUNCATE,INSERT OR UPDATE OR DELETE}'::text[]) event, unnest(arguments) args,
				unnest('{plain,partitioned,v}'::text[]) relation
			WHERE (relation = 'v') = (timing = 'INSTEAD OF')
			UNION ALL
			SELECT args LIKE '%local%' AND event = 'INSERT' AND condition ~ 'anything|regclass',
				relation, format('CREATE CONSTRAINT TRIGGER x AFTER %s ON m.%I %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION %s(%s)',
				event, relation, deferred, condition, f, args)
			FROM function, unnest('{INSERT,UPDATE,INSERT OR UPDATE}'::text[]) event, unnest(conditions) condition,
				unnest(arguments[3:23]) args, unnest('{plain,partitioned}'::text[]) relation,
				unnest(ARRAY['', 'DEFERRABLE INITIALLY DEFERRED']) deferred
			WHERE (deferred = '') = (length(condition) % 2 = 0)
		)
		SELECT * FROM candidate
		WHERE odd AND relation = 'plain' AND ddl ~ 'code_rule|sum_rule' OR hashtext(ddl) % every = 0
	LOOP
		CALL m.try(left(c.ddl, 300), c.relation, c.ddl);
		tried := tried + 1;
	END LOOP;
	RAISE INFO 'tried %', tried;
END $do$;
SQL

my $every = $ENV{BUDGET_EXT_ALL} ? 1 : 24;
my ($ret, $out, $err) = $node->psql('postgres', "SET client_min_messages = error;\n$setup", extra_params => [ '-U', 'maker' ]);
is("$ret$err", '0', 'tables to try it on');
($ret, $out, $err) = $node->psql('postgres', "SET client_min_messages = error;\nSET m.every = $every;\n$cases",
	extra_params => [ '-U', 'maker' ]);
is($ret, 0, 'the server lives');
my ($tried) = $err =~ /INFO:  tried (\d+)/;
cmp_ok($tried // 0, '>', 300, "triggers were made by hand");
is(join("\n", grep { /wrong:/ } split /\n/, $err), '', 'each of them gives a proper error, or works');
unlike(slurp_file($node->logfile), qr/terminated by signal|TRAP:/, 'no process has crashed');

# A whole rule, of which one trigger asks about something else than the rule's
# expressions: said to whoever writes, and no obstacle for those who look
my $told = '';
my $when = 'OLD.id IS DISTINCT FROM NEW.id';
for my $case (
	'true', $when, q{'m.plain'::regclass IS NOT NULL}, q{'m.plain'::regclass IS NOT NULL AND OLD.a = NEW.a},
	q{'m.plain'::regclass IS NOT NULL AND (OLD.* IS DISTINCT FROM NEW.*)},
	q{'m.plain'::regclass IS NOT NULL AND (OLD.a IS NULL OR NEW.a IS NULL)},
	q{'m.plain'::regclass IS NOT NULL AND (OLD.a IS NULL <> (NEW.a IS NULL) OR OLD.a <> NEW.a)},
	q{'m.plain'::regclass IS NOT NULL AND (OLD.a IS NULL <> (NEW.a IS NULL) OR NOT (OLD.a = 1 AND NEW.a = 1))},
	q{'m.plain'::regclass IS NOT NULL AND ((OLD.a = NEW.a) IS NOT TRUE OR (OLD.b = NEW.b) IS NOT TRUE OR (OLD.id = NEW.id) IS NOT TRUE OR (OLD.year = NEW.year) IS NOT TRUE)},
	q{'m.plain'::regclass IS NOT NULL AND ((OLD.a = NEW.a) IS NOT TRUE)},
	q{'m.plain'::regclass IS NOT NULL AND (OLD.a IS NULL IS NOT TRUE OR NEW.a IS NULL IS NOT TRUE)})
{
	my ($ret, $out, $err) = $node->psql('postgres', <<"SQL", extra_params => [ '-q', '-v', 'VERBOSITY=verbose', '-U', 'maker' ], on_error_stop => 0);
SET search_path = m, public;
SET client_min_messages = warning;
BEGIN;
CREATE TABLE half (id int, a int, b int, year int);
SELECT budget_add_sum_rule('half', 'plain', 'a', '{id}', 'half', 'a', '{id}');
CREATE TEMP TABLE was AS SELECT tgname, pg_get_triggerdef(oid) AS definition FROM pg_trigger
	WHERE tgrelid = 'half'::regclass AND tgtype & 16 > 0;
SELECT format('DROP TRIGGER %I ON half', tgname) FROM was \\gexec
SELECT regexp_replace(definition, ' WHEN \(.*\) EXECUTE', ' WHEN (' || \$when\$$case\$when\$ || ') EXECUTE') FROM was \\gexec
SAVEPOINT s;
SELECT state FROM budget_rules WHERE rule = 'half';
SELECT count(*) FROM budget_rule_problems WHERE rule = 'half';
INSERT INTO half VALUES (1, 1, 1, 1);
UPDATE half SET id = 2, a = 3;
SET CONSTRAINTS ALL IMMEDIATE;
ROLLBACK TO s;
SELECT * FROM budget_violations('half');
ROLLBACK TO s;
SELECT budget_set_rule_mode('half', 'warn');
ROLLBACK TO s;
SELECT budget_drop_rule('half');
ROLLBACK;
SQL
	$told .= $err;
	unlike($err, qr/ERROR:  XX/, "an UPDATE trigger that asks: $case");
	like($err, qr/ERROR:  (?:55000|23514|39P01)/, '... the rule is not kept as if nothing were wrong');
}
like($told, qr/is not one that budget_add_sum_rule made/, 'where its question is another, that is said');

# summaries, of tables that are none of a model
for my $columns ('project_id text, fiscal_year int', 'project_id bigint, fiscal_year text', 'project_id bigint, fiscal_year int')
{
	my ($ret, $out, $err) = $node->psql('postgres', <<"SQL", extra_params => [ '-q', '-v', 'VERBOSITY=verbose', '-U', 'maker' ], on_error_stop => 0);
BEGIN;
CREATE TABLE m.none ($columns);
CREATE TRIGGER t BEFORE INSERT ON m.none FOR EACH ROW EXECUTE FUNCTION public.budget_mark_summary('budget');
SAVEPOINT s;
INSERT INTO m.none VALUES (1, NULL);
ROLLBACK TO s;
INSERT INTO m.none VALUES (NULL, NULL);
ROLLBACK TO s;
INSERT INTO m.none VALUES (1, 2017);
ROLLBACK;
SQL
	like($err, qr/ERROR:  (?:42804|42703|42P01)/, "summaries of a table ($columns)");
	unlike($err, qr/ERROR:  XX/, '... no internal error');
}

# called as what they are not
for my $function (split /\n/, $node->safe_psql('postgres', q{
	SELECT p.oid::regproc FROM pg_proc p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'budget_ext'
	WHERE p.prorettype = 'trigger'::regtype}))
{
	for my $call ("SELECT $function()", "SELECT * FROM $function()", "DO \$\$ BEGIN PERFORM $function(); END \$\$")
	{
		($ret, $out, $err) = $node->psql('postgres', $call, extra_params => [ '-v', 'VERBOSITY=verbose', '-U', 'maker' ]);
		like($err, qr/ERROR:  (?:39P01|0A000|42804)/, "called without a trigger: $call");
	}
}
# and a name longer than a name is none
$node->safe_psql('postgres', q{CREATE TRIGGER t AFTER INSERT ON m.plain FOR EACH ROW WHEN (NOT (new.a = 1))
	EXECUTE FUNCTION budget_row_rule_check('} . 'a' . '예' x 30 . q{', 'record')});
is($node->safe_psql('postgres', q{SELECT count(*) FROM budget_rules WHERE relation = 'm.plain'::regclass}), '0', 'not listed as a rule');
($ret, $out, $err) = $node->psql('postgres', 'INSERT INTO m.plain (id, a) VALUES (1, 2)', extra_params => [ '-v', 'VERBOSITY=verbose' ]);
like($err, qr/ERROR:  39P01/, 'and not taken for one');

$node->stop;
done_testing();

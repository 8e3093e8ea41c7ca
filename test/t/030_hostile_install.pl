# A trusted extension is installed by whoever may create in the database, into a
# schema of his own, and its script runs as the bootstrap superuser: nothing
# that he has put in its way may take part, and the result is always the same.
#
# Catalogs are compared as pg_dump writes them for pg_upgrade, where the members
# of an extension are dumped in full, every name qualified.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('hostile');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE officer LOGIN; CREATE ROLE regress_victim LOGIN SUPERUSER');

# To be run by the owner of a database, who is no superuser
sub run_sql
{
	my ($database, $sql, $role) = @_;
	my ($ret, $out, $err) = $node->psql($database, "SET client_min_messages = warning;\n$sql",
		extra_params => [ '-q', '-v', 'VERBOSITY=verbose', '-U', $role // 'officer' ]);
	return ($ret, $out, $err);
}

sub make_database
{
	my ($database) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $database OWNER officer TEMPLATE template0");
	return;
}

sub quote
{
	my ($name) = @_;
	return $name =~ /^[a-z_]+$/ ? $name : '"' . $name =~ s/"/""/gr . '"';
}

# What the extension is made of: statements of a dump, with no oids, and with
# the schema called SCHEMA
sub members
{
	my ($database, $schema) = @_;
	my $quoted = quote($schema);
	my ($dump, $errors) = run_command([ 'pg_dump', '--binary-upgrade', '--schema-only', '-h', $node->host,
		'-p', $node->port, '-n', $quoted, '-e', 'budget_ext', $database ]);
	my @entries;

	is($errors, '', "$database: dumped");
	$dump =~ s/^\\(?:un)?restrict .*\n//mg;
	for my $entry (split /^(?=-- Name: )/m, $dump)
	{
		next if $entry !~ /^-- Name: / || $entry =~ /^-- Name: [^\n]*; Type: SCHEMA;/;
		$entry =~ s/^(?:--.*)?\n//mg;
		$entry =~ s/^SELECT pg_catalog\.binary_upgrade_set_.*\n//mg;
		$entry =~ s/^UPDATE pg_catalog\.pg_(?:class|attribute)\n(?:.*\n)*?.*;\n//mg;
		$entry =~ s/'\{[0-9,]*\}'/config/ if $entry =~ /binary_upgrade_create_empty_extension/;
		$entry =~ s/'\Q$schema\E'/'SCHEMA'/g;
		$entry =~ s/(?<![\w"])\Q$quoted\E(?![\w"])/SCHEMA/g;
		push @entries, $entry if $entry =~ /\S/;
	}
	return @entries;
}

my @expected;

sub same_members
{
	my ($database, $schema, $what) = @_;
	my %found = map { $_ => 1 } members($database, $schema);
	my @lacks = grep { !$found{$_} } @expected;
	is(join("\n--\n", @lacks[0 .. ($#lacks < 2 ? $#lacks : 2)]), '', $what);
	return;
}

# 1. In schemas of any name

make_database('clean');
run_sql('clean', 'CREATE SCHEMA clean; CREATE EXTENSION budget_ext SCHEMA clean');
@expected = members('clean', 'clean');
cmp_ok(scalar @expected, '>', 400, 'the members of a clean installation');
is($node->safe_psql('clean', q{
	SELECT count(*) FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
	LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
	LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND d.objid = t.oid
	WHERE e.extname = 'budget_ext' AND coalesce(proowner, relowner, typowner, 10) <> 10}), '0',
	'members belong to the bootstrap superuser');
is($node->safe_psql('clean', q{
	SELECT string_agg(DISTINCT a.grantee::regrole || ' ' || a.privilege_type, ', ')
	FROM pg_class c, aclexplode(c.relacl) a WHERE c.relnamespace = 'clean'::regnamespace AND a.grantee NOT IN (0, 10)}),
	'officer DELETE, officer INSERT, officer SELECT, officer UPDATE',
	'who installs it may write the tables of records, and no more');

# (a name of 63 bytes among them)
my $number = 0;
for my $schema ('예산 %I, a.b', '㈜' x 21)
{
	my $database = 'named' . ++$number;
	make_database($database);
	my ($ret, $out, $err) = run_sql($database, 'CREATE SCHEMA ' . quote($schema) . '; CREATE EXTENSION budget_ext SCHEMA ' . quote($schema));
	is("$ret$err", '0', "$schema: installed") or next;
	same_members($database, $schema, "$schema: the same members");
	($ret, $out, $err) = run_sql($database, sprintf(q{
		SELECT %1$s.budget_create_model('m');
		SELECT count(*) FROM m.violation;
		CREATE TABLE t (a int, b int);
		SELECT %1$s.budget_add_row_rule('r', 't', 'a <= b');
		SELECT rule, state FROM %1$s.budget_rules WHERE relation = 't'::regclass;
		DROP SCHEMA m CASCADE; DROP TABLE t; DROP EXTENSION budget_ext;}, quote($schema)));
	is("$ret$out$err", "0\n0\n\nr|ok", "$schema: it works there");
}

# the server refuses what it could not quote everywhere
make_database('refused');
for my $schema (q{it's}, 'a"b', 'a$b', 'a\\b')
{
	my ($ret, $out, $err) = run_sql('refused', 'CREATE SCHEMA ' . quote($schema) . '; CREATE EXTENSION budget_ext SCHEMA ' . quote($schema));
	like($err, qr/invalid character in extension/, "$schema: refused");
}

# 2. Settings of the session

make_database('settings');
# 19 knows standard strings only
my $backslashes = $node->safe_psql('postgres', 'SHOW server_version_num') >= 190000 ? '' :
	"SET standard_conforming_strings = off;\nSET escape_string_warning = off;\n";
my ($ret, $out, $err) = run_sql('settings', $backslashes . <<'SQL');
CREATE SCHEMA settings;
SET transform_null_equals = on;
SET array_nulls = off;
SET check_function_bodies = off;
SET default_tablespace = 'pg_default';
SET DateStyle = 'German, DMY';
SET TimeZone = 'Asia/Seoul';
SET lc_numeric = 'C.UTF-8';
SET row_security = off;
SET search_path = '';
SET default_transaction_isolation = 'serializable';
CREATE EXTENSION budget_ext SCHEMA settings;
SQL
is("$ret$err", '0', 'installed whatever the settings of the session');
same_members('settings', 'settings', 'the same members whatever the settings');
is($node->safe_psql('settings', 'SELECT md5(string_agg(c::text, E\'\n\' ORDER BY c::text COLLATE "C")) FROM settings.budget_code_chart c'),
	$node->safe_psql('clean', 'SELECT md5(string_agg(c::text, E\'\n\' ORDER BY c::text COLLATE "C")) FROM clean.budget_code_chart c'),
	'the same chart whatever the settings');

# 3. Traps: operators and functions that fit better than the server's own, each
# of which tells when it is called.  Their arguments are of any two of the
# built-in types that the extension's own statements have to do with.

my $traps = <<'SQL';
DO $do$
DECLARE
	types CONSTANT text[] := '{text,name,smallint,integer,bigint,numeric,date,oid,regclass,jsonb}';
	likely text[] := '{}';
	body CONSTANT text := $f$ LANGUAGE plpgsql IMMUTABLE AS
		'BEGIN RAISE WARNING ''trap sprung as %'', current_user; RETURN NULL; END'$f$;
	a text;
	b text;
	called text;
BEGIN
	FOREACH a IN ARRAY types LOOP
		FOREACH b IN ARRAY types LOOP
			IF a IN ('text', 'name', 'numeric', 'integer', 'date') THEN
				likely := likely || format('%s, %s', a, b);
			END IF;
			EXECUTE format('CREATE FUNCTION trap.boolean_trap(%s, %s) RETURNS boolean', a, b) || body;
			EXECUTE format('CREATE FUNCTION trap.text_trap(%s, %s) RETURNS text', a, b) || body;
			EXECUTE format('CREATE FUNCTION trap.numeric_trap(%s, %s) RETURNS numeric', a, b) || body;
			FOREACH called IN ARRAY '{=,<>,<,>,<=,>=,~,!~,~~,&&,@>,<@,||,->,->>,+,-,*,/,%}'::text[] LOOP
				EXECUTE format('CREATE OPERATOR trap.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = trap.%s)', called, a, b,
					CASE WHEN called IN ('||', '->', '->>') THEN 'text_trap'
						 WHEN called IN ('+', '-', '*', '/', '%') THEN 'numeric_trap' ELSE 'boolean_trap' END);
			END LOOP;
		END LOOP;
	END LOOP;
	FOR called IN SELECT DISTINCT proname FROM pg_catalog.pg_proc
		WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (current_setting('trap.called')::text[])
	LOOP
		FOREACH a IN ARRAY types || likely || '{"text,text,text", "text,name,name", "text,numeric,text", "text,text,text,text"}'::text[] LOOP
			EXECUTE format('CREATE FUNCTION trap.%I(%s) RETURNS text', called, a) || body;
		END LOOP;
	END LOOP;
END $do$;
SQL

# every word of our SQL that is followed by a parenthesis and is a function
my %called;
for my $file (grep { !/--/ } glob('sql/*.sql src/*.c'))
{
	my $text = slurp_file($file);
	$called{$1} = 1 while $text =~ /\b([a-z_]\w+)\s*\(/g;
}
delete @called{qw(pg_extension_config_dump)};
my $words = '{' . join(',', sort grep { !/^(?:brin_|bt|palloc|ereport)/ } keys %called) . '}';

make_database('trapped');
my $sheet = slurp_file('docs/sample/project_sheet.txt');
($ret, $out, $err) = run_sql('trapped', <<"SQL");
CREATE SCHEMA trap;
CREATE EXTENSION budget_ext SCHEMA trap;
SELECT trap.budget_create_model('m');
CREATE TABLE h (id int PRIMARY KEY, total trap.thousand_won, a int, b int, code trap.budget_code, year smallint);
CREATE TABLE l (h bigint, amount trap.thousand_won);
SELECT trap.budget_add_sum_rule('sum', 'h', 'total', '{id}', 'l', 'amount', '{h}', mode => 'record');
SELECT trap.budget_add_row_rule('row', 'h', 'a <= b', mode => 'record');
SELECT trap.budget_add_code_rule('code', 'h', 'code', 'year', mode => 'record');
SET trap.called = '$words';
$traps
SQL
is("$ret$err", '0', 'traps are laid');
cmp_ok($node->safe_psql('trapped', q{SELECT count(*) FROM pg_proc WHERE pronamespace = 'trap'::regnamespace AND prosrc ~ 'sprung'}),
	'>', 3000, 'there are many');
($ret, $out, $err) = run_sql('trapped', q{SELECT trap.concat_ws('a'::text, 'b'::text)});
like($err, qr/trap sprung as officer/, 'a trap tells');

# what a superuser calls does not find them, be their schema in search_path or not
for my $path ('pg_catalog', 'trap, pg_catalog, public')
{
	($ret, $out, $err) = run_sql('trapped', <<"SQL", 'regress_victim');
SELECT pg_catalog.set_config('search_path', '$path', false);
BEGIN;
SELECT trap.budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2016, 'm');
SELECT pg_catalog.length(trap.budget_sheet_text(pg_catalog.max(id), 'm')) OPERATOR(pg_catalog.>) 1000 FROM m.project;
SELECT pg_catalog.count(*) FROM trap.budget_sheet_lines(\$sheet\$$sheet\$sheet\$);
INSERT INTO public.h VALUES (1, 5, 2, 1, '999-99', 2026);
INSERT INTO public.l VALUES (1, 4);
SET CONSTRAINTS ALL IMMEDIATE;
SELECT pg_catalog.count(*) FROM trap.budget_violations(target => 'public.h');
SELECT pg_catalog.count(*) FROM trap.budget_violation_log WHERE relation OPERATOR(pg_catalog.=) 'public.h'::regclass;
SELECT pg_catalog.count(*) FROM trap.budget_rules WHERE state OPERATOR(pg_catalog.<>) 'ok';
SELECT pg_catalog.count(*) FROM trap.budget_rule_problems WHERE relation OPERATOR(pg_catalog.=) 'public.h'::regclass;
SELECT trap.budget_waive('sum', '{"id": 1}', 'test', target => 'public.h');
SELECT trap.budget_set_rule_mode('row', 'warn', 'public.h');
SELECT trap.budget_drop_rule('code', 'public.h');
DROP VIEW m.model_version;
SELECT pg_catalog.count(*) FROM trap.budget_upgrade_model('m');
CREATE TABLE pg_temp.book (department text, project text, code text, item_no text, detail_no text, name text, basis text, amount_thousand_won text);
INSERT INTO pg_temp.book VALUES ('d', 'p', '201-01', '1', '', 'n', '', '10');
SELECT pg_catalog.count(*) FROM trap.budget_load_cost_basis('pg_temp.book', 2026, 'g', schema => 'm');
SELECT trap.budget_code_in_year('401-01', 2026, 2027), trap.budget_code_name('201-01', 2026);
SELECT trap.budget_ext_refresh();
ROLLBACK;
SQL
	is("$ret$err", '0', "search_path = $path: no trap was sprung");
	like($out, qr/^t$/m, "search_path = $path: and it worked");
}

# installed where they are, and with the same in what the session has for itself
($ret, $out, $err) = run_sql('trapped', <<'SQL');
SET client_min_messages = error;
DROP EXTENSION budget_ext CASCADE;
SET client_min_messages = warning;
CREATE TEMP TABLE budget_code_chart (LIKE pg_class);
CREATE TEMP TABLE budget_violation_record (x int);
CREATE TEMP VIEW budget_rules AS SELECT 1;
CREATE FUNCTION pg_temp.budget_ext_refresh() RETURNS void LANGUAGE sql AS 'SELECT 1/0';
CREATE DOMAIN pg_temp.thousand_won AS text;
CREATE DOMAIN pg_temp.budget_code AS text;
SET search_path = trap, pg_temp, pg_catalog;
CREATE EXTENSION budget_ext SCHEMA trap;
SQL
is("$ret$err", '0', 'installed among traps, and none was sprung');
same_members('trapped', 'trap', 'the same members among traps');

# 4. Names that are taken: an error, and nothing is left, or is another's

my @taken = (
	[ 'a table', 'CREATE TABLE t.budget_code_chart (code text)' ],
	[ 'a table to be written', 'CREATE TABLE t.budget_violation_record (LIKE clean_record)' ],
	[ 'a view', 'CREATE VIEW t.budget_rules AS SELECT 1 AS x' ],
	[ 'an index', 'CREATE TABLE t.x (code int); CREATE INDEX budget_code_chart_code ON t.x (code)' ],
	[ 'a sequence', 'CREATE SEQUENCE t.budget_waiver_record' ],
	[ 'a composite type', 'CREATE TYPE t.budget_violation AS (x int)' ],
	[ 'a domain', 'CREATE DOMAIN t.thousand_won AS bigint' ],
	[ 'an enum', q{CREATE TYPE t.budget_code AS ENUM ('201-01')} ],
	[ 'a range', 'CREATE TYPE t.thousand_won_range AS RANGE (SUBTYPE = bigint)' ],
	[ 'a function', q{CREATE FUNCTION t.budget_model_tables() RETURNS text LANGUAGE sql AS $$ SELECT 'CREATE TABLE @model@.mine ()' $$} ],
	[ 'a function of another result', q{CREATE FUNCTION t.to_won(amount numeric) RETURNS text LANGUAGE sql AS 'SELECT NULL'} ],
	[ 'a function that the script calls', q{CREATE FUNCTION t.budget_ext_refresh() RETURNS void LANGUAGE sql AS 'SELECT'} ],
	[ 'a trigger function', q{CREATE FUNCTION t.budget_chart_guard() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'} ],
	[ 'a procedure', q{CREATE PROCEDURE t.budget_validate(name, regclass) LANGUAGE sql AS ''} ],
	[ 'an aggregate', q{CREATE FUNCTION t.f(numeric, numeric, numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1';
		CREATE AGGREGATE t.total_change_rate(numeric, numeric) (SFUNC = t.f, STYPE = numeric)} ],
);
make_database('taken');
run_sql('taken', 'CREATE TABLE clean_record (at timestamptz, who name, rule name, relation_schema name, relation_name name,
	key jsonb, expected numeric, actual numeric, difference numeric, message text)');
for my $case (@taken)
{
	my ($what, $sql) = @$case;
	($ret, $out, $err) = run_sql('taken', "CREATE SCHEMA t; $sql");
	is("$ret$err", '0', "taken by $what");
	my $census = q{SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 't'::regnamespace),
		(SELECT count(*) FROM pg_type WHERE typnamespace = 't'::regnamespace), (SELECT count(*) FROM pg_proc WHERE pronamespace = 't'::regnamespace),
		(SELECT count(*) FROM pg_extension)};
	my $before = $node->safe_psql('taken', $census);
	($ret, $out, $err) = run_sql('taken', 'CREATE EXTENSION budget_ext SCHEMA t');
	like($err, qr/ERROR:  (?:42P07|42710|42723|42809): .* already exists/, "$what: the name is taken");
	is($node->safe_psql('taken', $census), $before, "$what: nothing is left");
	run_sql('taken', 'DROP SCHEMA t CASCADE');
}

# 5. Who may not

make_database('foreign_owner');
$node->safe_psql('foreign_owner', 'CREATE SCHEMA theirs; CREATE ROLE clerk LOGIN; GRANT USAGE ON SCHEMA theirs TO clerk');
($ret, $out, $err) = run_sql('foreign_owner', 'CREATE EXTENSION budget_ext SCHEMA theirs', 'clerk');
like($err, qr/ERROR:  42501: permission denied to create extension/, 'not without CREATE on the database');
run_sql('foreign_owner', 'CREATE SCHEMA ours; CREATE EXTENSION budget_ext SCHEMA ours');
($ret, $out, $err) = run_sql('foreign_owner', 'SELECT ours.budget_ext_refresh(); SELECT 1', 'officer');
like("$ret$err", qr/^0$|permission denied/, 'refreshing has only what its caller may');
for my $sql ('ALTER FUNCTION ours.won_text(numeric, text) IMMUTABLE', 'ALTER TABLE ours.budget_violation_record DISABLE TRIGGER ALL',
	'CREATE OR REPLACE FUNCTION ours.budget_ext_refresh() RETURNS void LANGUAGE sql AS $$ SELECT $$',
	'ALTER TYPE ours.thousand_won OWNER TO officer', 'CREATE TRIGGER t BEFORE INSERT ON ours.budget_violation_record EXECUTE FUNCTION ours.budget_chart_guard()',
	'CREATE CAST (bigint AS ours.budget_code) WITH INOUT')
{
	($ret, $out, $err) = run_sql('foreign_owner', $sql);
	like($err, qr/ERROR:  42501/, 'members are not his: ' . substr($sql, 0, 40));
}

$node->stop;
done_testing();

# Rules go through every kind of dump and restore, as the ordinary role that owns
# the tables, with the extension in a schema that is not searched: there again
# they are the same, and they refuse the same. Data alone are restored in one
# transaction, or with --disable-triggers and a look afterwards.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('rules_dump');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE officer LOGIN; CREATE ROLE successor LOGIN');

my @conn = ('-h', $node->host, '-p', $node->port);
my @officer = ('-U', 'officer');
my $super = $node->safe_psql('postgres', 'SELECT current_user');
my $dir = $node->basedir;

sub query
{
	my ($database, $sql, $user) = @_;
	return $node->safe_psql($database, $sql, extra_params => [ '-U', $user // 'officer' ]);
}

# a database, with what must be there before a restore
sub database
{
	my ($name, $sql, $owner) = @_;
	$owner //= 'officer';
	$node->safe_psql('postgres', "CREATE DATABASE $name OWNER $owner");
	query($name, $sql, $owner) if $sql;
}

# Every kind of rule, mode and place: two schemas, partitions with other column
# numbers, a table with itself, keys and filters that are expressions, quoted
# names, triggers disabled and enabled always, renamed, commented.
my $schema = <<'SQL';
CREATE SCHEMA ext;
CREATE EXTENSION budget_ext SCHEMA ext;
CREATE SCHEMA "머리";
CREATE SCHEMA lines;
CREATE TABLE "머리".project (id int PRIMARY KEY, total ext.thousand_won, cap ext.thousand_won, kept ext.thousand_won DEFAULT 0, "select" boolean DEFAULT true);
CREATE TABLE lines.line (id int, project int, year int, code ext.budget_code, amount ext.thousand_won, paid numeric) PARTITION BY LIST (year);
CREATE TABLE lines.line1 PARTITION OF lines.line FOR VALUES IN (2017);
CREATE TABLE lines.line2 (paid numeric, junk int, amount ext.thousand_won, code ext.budget_code, year int, project int, id int);
ALTER TABLE lines.line2 DROP COLUMN junk;
ALTER TABLE lines.line ATTACH PARTITION lines.line2 FOR VALUES IN (2018);
CREATE TABLE object_total (object ext.budget_code PRIMARY KEY, amount bigint);
CREATE TABLE node (id int PRIMARY KEY, parent int, amount ext.thousand_won);
SELECT ext.budget_add_sum_rule('합계', '"머리".project', 'total', '{id}', 'lines.line', 'amount', '{project}', total_filter => '"select"');
SELECT ext.budget_add_sum_rule('cap', '"머리".project', 'cap', '{id}', 'lines.line', 'paid', '{project}', '<=', tolerance => '0.5');
SELECT ext.budget_add_sum_rule('kept', '"머리".project', 'kept', '{id}', 'lines.line', 'amount', '{project}', mode => 'maintain', missing_total => 'allow');
SELECT ext.budget_add_sum_rule('object', 'object_total', 'amount', '{object}', 'lines.line', 'amount', '{"ext.budget_code_at(code, ''object'')"}', '>=', mode => 'record');
SELECT ext.budget_add_sum_rule('tree', 'node', 'amount', '{id}', 'node', 'amount', '{parent}', missing_parts => 'allow');
SELECT ext.budget_add_sum_rule(E'two lines:\n''all'' of "node" \\', 'node', 'amount', '{1}', 'node', 'amount', '{2}', '>=', mode => 'warn');
SELECT ext.budget_add_row_rule('row', 'lines.line', 'paid <= amount * 2');
SELECT ext.budget_add_row_rule('off', 'node', 'amount > 5');
SELECT ext.budget_add_row_rule('always', 'node', 'amount < 1000');
SELECT ext.budget_add_code_rule('code', 'lines.line', 'code', 'year');
COMMENT ON TRIGGER "합계" ON "머리".project IS '총액 = 산출근거의 합';
ALTER TRIGGER cap_update ON lines.line RENAME TO "another name";
ALTER TABLE node DISABLE TRIGGER off;
ALTER TABLE node DISABLE TRIGGER off_update;
ALTER TABLE node ENABLE ALWAYS TRIGGER always;
ALTER TABLE lines.line1 DISABLE TRIGGER row;
SQL
my $data = <<'SQL';
BEGIN;
INSERT INTO "머리".project (id, total, cap, "select") VALUES (1, 350, 100, true), (2, 30, 10, true), (3, 5, 0, false), (4, NULL, 1, true);
INSERT INTO lines.line VALUES (11, 1, 2017, '201-01', 120, 60), (12, 1, 2018, '201-03', 230, 40), (21, 2, 2017, '202-01', 30.001, 10),
	(22, 2, 2018, '201-01', -0.001, -0.01), (41, 4, 2018, '201-01', 7, 1);
INSERT INTO object_total VALUES ('201', 356), ('202', 31);
INSERT INTO node VALUES (1, NULL, 10), (2, 1, 4), (3, 1, 6), (4, 2, 4);
COMMIT;
SELECT ext.budget_waive('cap', '{"id": 4}', '결산 때까지');
SQL

my $rows = <<'SQL';
SELECT * FROM "머리".project ORDER BY id; SELECT tableoid::regclass, * FROM lines.line ORDER BY id;
SELECT * FROM object_total ORDER BY 1; SELECT * FROM node ORDER BY 1;
SELECT rule, relation::text, key, expected, actual, difference FROM ext.budget_violation_log ORDER BY 1, 3;
SELECT rule, relation::text, key, reason FROM ext.budget_waivers;
SELECT rule, key, expected, actual FROM ext.budget_violations() ORDER BY 1, 2;
SELECT rule, key, expected, actual FROM ext.budget_violations('object') ORDER BY 1, 2
SQL
my $rules = <<'SQL';
SELECT rule, kind, relation::text, definition, mode, enabled, state, description FROM ext.budget_rules ORDER BY rule, relation::text;
SELECT rule, relation::text, problem FROM ext.budget_rule_problems ORDER BY 1, 2, 3;
SELECT tgrelid::regclass, tgname, tgenabled, tgdeferrable, tginitdeferred, tgparentid <> 0 AS cloned, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal OR tgparentid <> 0 ORDER BY tgrelid::regclass::text, tgname
SQL

# what each rule refuses, and what passes because a trigger is off
my @bad = (
	[ '합계', 'UPDATE "머리".project SET total = 351 WHERE id = 1' ],
	[ '합계', 'UPDATE lines.line2 SET amount = amount + 1 WHERE id = 12' ],
	[ 'kept', 'TRUNCATE lines.line1' ],
	[ 'cap', 'UPDATE lines.line SET paid = 60.501 WHERE id = 11' ],
	[ 'cap', 'UPDATE "머리".project SET cap = 9.4 WHERE id = 2' ],
	[ 'kept', 'UPDATE "머리".project SET kept = 1; INSERT INTO lines.line VALUES (23, 2, 2018, NULL, 1, 0); UPDATE "머리".project SET total = 31 WHERE id = 2; DO $$BEGIN SET CONSTRAINTS ALL IMMEDIATE;'
		  . ' IF (SELECT kept FROM "머리".project WHERE id = 2) = 31 THEN RAISE $x$the rule "kept" is there$x$; END IF; END$$' ],
	[ 'tree', 'UPDATE node SET amount = 11 WHERE id = 1' ],
	[ 'row', 'UPDATE lines.line SET paid = 1000 WHERE id = 12' ],
	[ 'always', 'INSERT INTO node VALUES (9, NULL, 1000)' ],
	[ 'code', q{UPDATE lines.line SET code = '999-99' WHERE id = 12} ]);
sub in_force
{
	my ($database, $user) = @_;
	for my $bad (@bad)
	{
		my ($rule, $sql) = @$bad;
		my ($status, $out, $err) = $node->psql($database, "BEGIN; $sql; COMMIT", extra_params => [ '-U', $user // 'officer' ]);
		like($err, qr/"$rule"/, "$database: $rule refuses");
	}
	is(query($database, 'BEGIN; INSERT INTO node VALUES (8, NULL, 5); SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK', $user), '', "$database: what is off is off");
	is(query($database, qq{BEGIN; UPDATE object_total SET amount = 358 WHERE object::text = '201'; SET CONSTRAINTS ALL IMMEDIATE;
		SELECT count(*) FROM ext.budget_violation_log; ROLLBACK}, $user), 2, "$database: a violation is recorded");
}

database('before', $schema . $data);
my $expected_rows = query('before', $rows);
my $expected_rules = query('before', $rules);
like($expected_rows, qr/object\|object_total\|\{"object": "202"\}\|30.001\|31\|0.999/, 'a violation has been recorded');
like($expected_rows, qr/^1\|350\|100\|350\|t$/m, 'totals are kept');
in_force('before');

sub same
{
	my ($database, $user) = @_;
	is(query($database, $rows, $user), $expected_rows, "$database: the same rows");
	is(query($database, $rules, $user), $expected_rules, "$database: the same rules");
}

# the whole database, in each format; what violates a rule is restored too, for
# rules come after the data
command_ok([ 'pg_dump', @conn, @officer, '-f', "$dir/plain.sql", 'before' ], 'dump as text');
database('plain');
command_ok([ 'psql', '-X', '-q', @conn, @officer, '-v', 'ON_ERROR_STOP=1', '-f', "$dir/plain.sql", 'plain' ], 'restore it');
same('plain');
in_force('plain');

command_ok([ 'pg_dump', @conn, @officer, '--inserts', '-f', "$dir/inserts.sql", 'before' ], 'dump as INSERTs');
database('inserts');
command_ok([ 'psql', '-X', '-q', '-1', @conn, @officer, '-v', 'ON_ERROR_STOP=1', '-f', "$dir/inserts.sql", 'inserts' ], 'restore it in one transaction');
same('inserts');

# In parallel. Without partitions one call will do: a rule's triggers wait for the
# rows of both its tables. Those of a partitioned table wait for the table only,
# not for its partitions, so there they are restored by a call of their own.
command_ok([ 'pg_dump', @conn, @officer, '-Fd', '-j', '2', '-f', "$dir/directory", 'before' ], 'dump a directory, in parallel');
database('parallel');
command_ok([ 'pg_restore', @conn, @officer, '-e', '-j', '2', '--section=pre-data', '--section=data', '-d', 'parallel', "$dir/directory" ],
	'restore tables and rows in parallel');
command_ok([ 'pg_restore', @conn, @officer, '-e', '-j', '2', '--section=post-data', '-d', 'parallel', "$dir/directory" ], 'and what watches them');
same('parallel');
in_force('parallel');

database('flat', $schema . $data);
query('flat', q{ALTER TABLE lines.line DETACH PARTITION lines.line1; ALTER TABLE lines.line DETACH PARTITION lines.line2; DROP TABLE lines.line CASCADE;
	ALTER TABLE lines.line1 RENAME TO line; INSERT INTO lines.line SELECT id, project, year, code, amount, paid FROM lines.line2; DROP TABLE lines.line2;
	SELECT ext.budget_add_sum_rule('합계', '"머리".project', 'total', '{id}', 'lines.line', 'amount', '{project}', total_filter => '"select"');
	SELECT ext.budget_add_sum_rule('kept', '"머리".project', 'kept', '{id}', 'lines.line', 'amount', '{project}', mode => 'maintain', missing_total => 'allow');
	SELECT ext.budget_add_sum_rule('object', 'object_total', 'amount', '{object}', 'lines.line', 'amount', '{"ext.budget_code_at(code, ''object'')"}', '>=', mode => 'record', validate => false)});
command_ok([ 'pg_dump', @conn, @officer, '-Fd', '-j', '2', '-f', "$dir/flat", 'flat' ], 'dump tables without partitions, in parallel');
for my $n (1 .. 3)
{
	database("flat$n");
	command_ok([ 'pg_restore', @conn, @officer, '-e', '-j', '4', '-d', "flat$n", "$dir/flat" ], "restore it in parallel, $n");
	is(query("flat$n", $_), query('flat', $_), "flat$n: the same") for ($rows, $rules);
}

# what the server's owner dumps belongs to another afterwards
command_ok([ 'pg_dump', @conn, '-U', $super, '-Fc', '-f', "$dir/custom.dump", 'before' ], 'dump in the custom format, as superuser');
database('given', undef, 'successor');
command_ok([ 'pg_restore', @conn, '-U', 'successor', '-e', '--no-owner', '-d', 'given', "$dir/custom.dump" ], 'restore it as another role');
same('given', 'successor');
in_force('given', 'successor');

# over itself
command_ok([ 'pg_restore', @conn, '-U', $super, '-e', '--clean', '--if-exists', '-d', 'parallel', "$dir/custom.dump" ], 'and over what is there');
same('parallel', $super);

# section by section
database('sections');
command_ok([ 'pg_restore', @conn, @officer, '-e', "--section=$_", '-d', 'sections', "$dir/directory" ], "restore $_")
  for qw(pre-data data post-data);
same('sections');

# Data alone: both sides come in one transaction, or the second half of a rule
# has not come yet when the first is checked
command_ok([ 'pg_dump', @conn, @officer, '--schema-only', '-f', "$dir/schema.sql", 'before' ], 'dump the schema');
command_ok([ 'pg_dump', @conn, @officer, '--data-only', '-f', "$dir/data.sql", 'before' ], 'dump the data as text');
command_ok([ 'pg_dump', @conn, @officer, '--data-only', '-Fc', '-f', "$dir/data.dump", 'before' ], 'dump the data in the custom format');
command_ok([ 'pg_dump', @conn, @officer, '--data-only', '--disable-triggers', '-f', "$dir/disable.sql", 'before' ], 'dump the data with --disable-triggers');

sub schema_alone
{
	my ($database) = @_;
	database($database);
	command_ok([ 'psql', '-X', '-q', @conn, @officer, '-v', 'ON_ERROR_STOP=1', '-f', "$dir/schema.sql", $database ], "$database: restore the schema");
	is(query($database, $rules), $expected_rules, "$database: the same rules");
}

schema_alone('data_apart');
command_fails_like([ 'psql', '-X', '-q', @conn, @officer, '-v', 'ON_ERROR_STOP=1', '-f', "$dir/data.sql", 'data_apart' ],
	qr/violat|do not add up|exceed/, 'table by table, a rule refuses');

# Data that violate what records are recorded again beside the log that is
# restored: one row becomes two.
my $recorded = <<'SQL';
SELECT count(*), count(DISTINCT (rule, relation, key, expected, actual)) FROM ext.budget_violation_log
SQL
schema_alone('data_text');
command_ok([ 'psql', '-X', '-q', '-1', @conn, @officer, '-v', 'ON_ERROR_STOP=1', '-f', "$dir/data.sql", 'data_text' ], 'in one transaction they pass');
schema_alone('data_custom');
command_ok([ 'pg_restore', @conn, @officer, '-1', '-d', 'data_custom', "$dir/data.dump" ], 'and from the custom format');
for my $database (qw(data_text data_custom))
{
	is(query($database, $recorded), '2|1', "$database: what is recorded is recorded again");
	query($database, q{DELETE FROM ext.budget_violation_record r WHERE at = (SELECT max(at) FROM ext.budget_violation_record)}, $super);
	same($database);
	in_force($database);
}

# --disable-triggers is for superusers, and nothing is checked
schema_alone('data_disable');
command_ok([ 'psql', '-X', '-q', @conn, '-U', $super, '-v', 'ON_ERROR_STOP=1', '-f', "$dir/disable.sql", 'data_disable' ], 'with --disable-triggers they pass');
is(query('data_disable', $rows), $expected_rows, 'data_disable: the same rows');

# One of a rule's two tables: the triggers that name the other are not made, and
# what is left is whole
command_ok([ 'pg_dump', @conn, @officer, '-t', 'lines.line*', '-f', "$dir/lines.sql", 'before' ], 'dump the parts alone');
database('lines', 'CREATE SCHEMA ext; CREATE EXTENSION budget_ext SCHEMA ext; CREATE SCHEMA lines');
my ($status, $out, $err) = $node->psql('lines', undef, on_error_stop => 0, extra_params => [ '-U', 'officer', '-f', "$dir/lines.sql" ]);
like($err, qr/(schema "머리"|relation "머리.project") does not exist/, 'the rules miss the other table');
is(query('lines', 'SELECT rule, state FROM ext.budget_rules ORDER BY 1'), "code|ok\nrow|disabled", 'and are not there by half');
is(query('lines', 'INSERT INTO lines.line VALUES (1, 1, 2018, NULL, 1, 0) RETURNING id'), 1, 'so that rows are not refused');

# A rule between the tables of two owners, each in a schema of his own
$node->safe_psql('postgres', 'CREATE ROLE city LOGIN; CREATE ROLE dept LOGIN');
sub owned
{
	my ($name) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name");
	$node->safe_psql('postgres', "GRANT CREATE ON DATABASE $name TO city, dept");
}
owned('owned');
$node->safe_psql('owned', <<'SQL');
CREATE EXTENSION budget_ext;
CREATE SCHEMA totals AUTHORIZATION city;
CREATE SCHEMA parts AUTHORIZATION dept;
GRANT USAGE ON SCHEMA totals TO dept;
GRANT USAGE ON SCHEMA parts TO city;
SET SESSION AUTHORIZATION city;
CREATE TABLE totals.total (id int PRIMARY KEY, stated thousand_won, cap thousand_won, kept thousand_won DEFAULT 0);
GRANT REFERENCES, UPDATE ON totals.total TO dept;
SET SESSION AUTHORIZATION dept;
CREATE TABLE parts.line (id int, year int, amount thousand_won) PARTITION BY LIST (year);
CREATE TABLE parts.line1 PARTITION OF parts.line FOR VALUES IN (2017);
CREATE TABLE parts.paid (id int, amount thousand_won);
SELECT budget_add_sum_rule('stated', 'totals.total', 'stated', '{id}', 'parts.line', 'amount', '{id}');
SELECT budget_add_sum_rule('cap', 'totals.total', 'cap', '{id}', 'parts.paid', 'amount', '{id}', '<=');
SELECT budget_add_sum_rule('kept', 'totals.total', 'kept', '{id}', 'parts.paid', 'amount', '{id}', mode => 'maintain');
RESET SESSION AUTHORIZATION;
BEGIN;
INSERT INTO totals.total VALUES (1, 10, 20);
INSERT INTO parts.line VALUES (1, 2017, 10);
INSERT INTO parts.paid VALUES (1, 15);
COMMIT;
SQL
my $owned = <<'SQL';
SELECT rule, relation, definition, mode, state FROM budget_rules ORDER BY 1;
SELECT tgrelid::regclass, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal OR tgparentid <> 0 ORDER BY tgrelid::regclass::text, tgname;
SELECT oid::regclass, relowner::regrole, relacl FROM pg_class WHERE relnamespace IN ('totals'::regnamespace, 'parts'::regnamespace) ORDER BY oid::regclass::text;
TABLE totals.total; TABLE parts.line; TABLE parts.paid
SQL
my $expected_owned = query('owned', $owned, $super);
sub same_owned
{
	my ($database, $how) = @_;
	is(query($database, $owned, $super), $expected_owned, "$how: the same");
	for my $bad ([ 'stated', 'INSERT INTO parts.line VALUES (1, 2017, 1)', 'dept' ], [ 'stated', 'UPDATE totals.total SET stated = 11', 'city' ],
		[ 'cap', 'INSERT INTO parts.paid VALUES (1, 6)', 'dept' ])
	{
		my ($rule, $sql, $user) = @$bad;
		my ($status, $out, $err) = $node->psql($database, $sql, extra_params => [ '-U', $user ]);
		like($err, qr/rule "$rule"/, "$how: $rule refuses what $user writes");
	}
	query($database, 'INSERT INTO parts.paid VALUES (1, 1)', 'dept');
	is(query($database, 'SELECT kept FROM totals.total', 'city'), 16, "$how: the total is kept");
}

command_ok([ 'pg_dump', @conn, '-U', $super, '-Fc', '-f', "$dir/owned.dump", 'owned' ], 'dump the tables of two owners');
owned('owned_super');
command_ok([ 'pg_restore', @conn, '-U', $super, '-e', '-d', 'owned_super', "$dir/owned.dump" ], 'restore them as superuser');
same_owned('owned_super', 'as superuser');

# As each of them: the grants of a section come at its end, so in one call none
# may name the other's table yet, and there is no rule rather than half of one.
my @session = '--use-set-session-authorization';
owned('owned_session');
command_ok([ 'pg_restore', @conn, '-U', $super, '-e', @session, "--section=$_", '-d', 'owned_session', "$dir/owned.dump" ], "restore $_ as each owner")
  for qw(pre-data data post-data);
same_owned('owned_session', 'section by section');
owned('owned_once');
command_fails_like([ 'pg_restore', @conn, '-U', $super, @session, '-d', 'owned_once', "$dir/owned.dump" ], qr/permission denied for schema/, 'in one call');
is(query('owned_once', 'SELECT count(*) FROM budget_rules; SELECT count(*) FROM totals.total', $super), "0\n1", 'there are rows, and no rule');

# Each owner his own tables, in turns
owned('owned_turns');
$node->safe_psql('owned_turns', 'CREATE EXTENSION budget_ext');
my %schema = (city => 'totals', dept => 'parts');
command_ok([ 'pg_dump', @conn, '-U', $_, '-n', $schema{$_}, '-Fc', '-f', "$dir/$_.dump", 'owned' ], "$_ dumps $schema{$_}") for qw(city dept);
for my $section (qw(pre-data data post-data))
{
	command_ok([ 'pg_restore', @conn, '-U', $_, '-e', "--section=$section", '-d', 'owned_turns', "$dir/$_.dump" ], "$_ restores $section") for qw(city dept);
}
same_owned('owned_turns', 'in turns');

$node->stop;
done_testing();

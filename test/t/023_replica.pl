# A streaming replica reads types, views, rules and violations, and takes over
# with the rules in force; an archive is recovered to a point in time; a logical
# replica has the tables of a model, in text and in binary.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my @locale = ('--locale=C.UTF-8', '--encoding=UTF8');
my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 'logical', has_archiving => 1, extra => \@locale);
$primary->append_conf('postgresql.conf', <<'CONF');
fsync = off
max_worker_processes = 20
max_logical_replication_workers = 12
max_sync_workers_per_subscription = 6
wal_retrieve_retry_interval = 200ms
CONF
$primary->start;

my $sheet = slurp_file('docs/sample/project_sheet.txt');
$primary->safe_psql('postgres', qq{
	CREATE EXTENSION budget_ext;
	SELECT budget_create_model();
	SELECT budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2017);
	CREATE TABLE total (id int PRIMARY KEY, amount thousand_won);
	CREATE TABLE part (id int, code budget_code, func function_code, amount thousand_won);
	CREATE INDEX ON part (code);
	CREATE INDEX ON part USING hash (amount);
	CREATE INDEX ON part USING brin (func);
	SELECT budget_add_sum_rule('parts', 'total', 'amount', '{id}', 'part', 'amount', '{id}');
	SELECT budget_add_row_rule('small', 'part', 'amount < 50', 'record');
	BEGIN;
	INSERT INTO part SELECT i % 10, (ARRAY['201-01', '201-03', '401'])[i % 3 + 1]::budget_code, '08A', i FROM generate_series(1, 60) i;
	INSERT INTO total SELECT id, sum(amount) FROM part GROUP BY id;
	COMMIT});

$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));

# --- what a standby reads

my @readings = (
	q{SELECT count(*), sum(amount), max(won_text(amount, 'korean')) FROM part WHERE code <@ '201'},
	q{SET enable_seqscan = off; SELECT count(*) FROM part WHERE code <@ '201'},
	q{SET enable_seqscan = off; SELECT count(*) FROM part WHERE amount = 7},
	q{SET enable_seqscan = off; SET enable_indexscan = off; SELECT count(*) FROM part WHERE func = '08A'},
	q{SELECT budget_code_name('201-01', 2017), cost_basis_amount('85,680원*28일*50%'), change_rate(20000, 120000)},
	'SELECT rule, kind, relation, definition, mode, enabled, state FROM budget_rules ORDER BY rule, relation::text',
	'SELECT * FROM budget_rule_problems ORDER BY 1, 2::text, 3',
	'SELECT rule, relation, key, message FROM budget_violation_log ORDER BY 1, 3::text',
	'SELECT rule, relation, expected, actual, message FROM budget_violations() ORDER BY 1, 2::text, 5',
	q{SELECT * FROM budget_violations('small', 'part') ORDER BY message},
	'SELECT * FROM budget.budget_overview ORDER BY code',
	'SELECT * FROM budget.violation ORDER BY 1, 2, 3',
	'SELECT budget_sheet_text(1)',
	q{SELECT budget_validate('parts')});
my %expected = map { $_ => $primary->safe_psql('postgres', $_) } @readings;
cmp_ok(length($expected{ $readings[9] }), '>', 100, 'there are violations to read');
for my $reading (@readings)
{
	my ($status, $out, $error) = $standby->psql('postgres', $reading);
	is($out, $expected{$reading}, 'standby: ' . substr($reading, 0, 70)) or diag($error);
}
like(($standby->psql('postgres', q{SELECT budget_validate('small')}))[2], qr/violates rule "small"|read-only/, 'standby: budget_validate finds what it should');

# and what it refuses, as a standby
for my $writing (
	'INSERT INTO part VALUES (1)',
	q{SELECT budget_add_row_rule('r', 'part', 'amount > 0')},
	q{SELECT budget_drop_rule('parts')},
	q{SELECT budget_set_rule_mode('parts', 'warn')},
	q{SELECT budget_waive('parts', '{"id": 1}', 'no')},
	q{SELECT budget_create_model('other')},
	qq{SELECT budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2018)},
	'ALTER EXTENSION budget_ext UPDATE TO $$1.0$$',
	'DROP EXTENSION budget_ext')
{
	my ($status, $out, $error) = $standby->psql('postgres', "\\set VERBOSITY verbose\n$writing");
	like($error, qr/ERROR:  (25006|55000|22023|0A000)/, 'standby refuses: ' . substr($writing, 0, 60));
	like($error, qr/read-only transaction|recovery is in progress|during recovery|no update path/, '... and says why');
}

# --- while it reads, the primary changes the rules

my $reader = $standby->background_psql('postgres', on_error_stop => 0);
$reader->query('SELECT count(*) FROM budget_violations()');
$primary->safe_psql('postgres', q{
	SELECT budget_set_rule_mode('small', 'reject');
	ALTER TABLE part RENAME TO 부분});
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));
like($reader->query(q{SELECT rule, relation, mode FROM budget_rules WHERE rule = 'small'}), qr/^small\|"부분"\|reject$/, 'the session sees the rule as it is now');
is($reader->query('SELECT count(*) FROM budget_violations($$small$$)'), $primary->safe_psql('postgres', 'SELECT count(*) FROM budget_violations($$small$$)'),
	'... and what violates it');
$reader->quit;
$primary->safe_psql('postgres', q{ALTER TABLE 부분 RENAME TO part; SELECT budget_set_rule_mode('small', 'record')});

# --- a point in time

$primary->safe_psql('postgres', q{BEGIN; INSERT INTO part VALUES (500, '201-01', NULL, 1); INSERT INTO total VALUES (500, 1); COMMIT});
$primary->safe_psql('postgres', q{SELECT pg_create_restore_point('before')});
my $before = $primary->safe_psql('postgres', 'SELECT id, amount FROM total ORDER BY 1; SELECT count(*) FROM budget_violation_log');
$primary->safe_psql('postgres', q{
	SELECT budget_drop_rule('parts');
	UPDATE total SET amount = 0;
	DROP TABLE budget.settlement CASCADE});
$primary->safe_psql('postgres', 'SELECT pg_switch_wal()');

my $pitr = PostgreSQL::Test::Cluster->new('pitr');
$pitr->init_from_backup($primary, 'base', has_restoring => 1, standby => 0);
$pitr->append_conf('postgresql.conf', "recovery_target_name = 'before'\nrecovery_target_action = 'promote'");
$pitr->start;
ok($pitr->poll_query_until('postgres', 'SELECT NOT pg_is_in_recovery()'), 'recovered to a point in time');
is($pitr->safe_psql('postgres', 'SELECT id, amount FROM total ORDER BY 1; SELECT count(*) FROM budget_violation_log'), $before, '... as it was then');
is($pitr->safe_psql('postgres', q{SELECT budget_validate('parts')}), '', '... validated');
like(($pitr->psql('postgres', 'UPDATE total SET amount = 0'))[2], qr/rule "parts" requires/, '... with its rules');
like(($pitr->psql('postgres', 'UPDATE budget.settlement SET remaining = 1'))[2], qr/"settlement_remaining"/, '... and those of its model');
$pitr->stop;

# --- the standby takes over

$primary->wait_for_catchup($standby, 'replay', $primary->lsn('write'));
$primary->stop('immediate');
$standby->promote;
is($standby->safe_psql('postgres', q{SELECT count(*) FROM budget_rules WHERE rule = 'parts'}), '0', 'promoted: a rule that was dropped is gone');
$standby->safe_psql('postgres', q{
	UPDATE total SET amount = (SELECT sum(amount) FROM part p WHERE p.id = total.id);
	SELECT budget_add_sum_rule('parts', 'total', 'amount', '{id}', 'part', 'amount', '{id}')});
like(($standby->psql('postgres', 'UPDATE part SET amount = amount + 1'))[2], qr/rule "parts" requires/, 'promoted: rules are made and hold');
like(($standby->psql('postgres', q{UPDATE budget.budget_line SET current = 1 WHERE code = '201-01'}))[2], qr/"budget_total_of_current"/, 'promoted: and those it had');

# --- a logical replica of a model

$standby->safe_psql('postgres', "CREATE DATABASE $_") for qw(source as_text_copy as_binary_copy);
$standby->safe_psql('source', qq{
	CREATE SCHEMA 예산; CREATE EXTENSION budget_ext SCHEMA 예산;
	SELECT 예산.budget_create_model();
	CREATE PUBLICATION p FOR TABLES IN SCHEMA budget});
my @tables = split /\n/, $standby->safe_psql('source', q{
	SELECT c.relname FROM pg_class c WHERE relnamespace = 'budget'::regnamespace AND relkind = 'r' AND NOT relispartition ORDER BY 1});
# a table without a key says of changed rows what all of it was
$standby->safe_psql('source', join ';', map { qq{ALTER TABLE budget."$_" REPLICA IDENTITY FULL} } split /\n/, $standby->safe_psql('source', q{
	SELECT c.relname FROM pg_class c WHERE relnamespace = 'budget'::regnamespace AND relkind = 'r'
		AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)}));
my $rows = q{SELECT string_agg(query_to_xml(format('SELECT t::text FROM %s t ORDER BY t::text COLLATE "C"', c.oid::regclass), true, false, '')::text, E'\n' ORDER BY c.relname)
	FROM pg_class c WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind IN ('r', 'p', 'v')};
for my $way ('as_text', 'as_binary')
{
	my $copy = "${way}_copy";
	$standby->safe_psql($copy, 'CREATE SCHEMA 예산; CREATE EXTENSION budget_ext SCHEMA 예산; SELECT 예산.budget_create_model()');
	# the slot first: a subscription to one's own server waits for itself
	$standby->safe_psql('source', "SELECT pg_create_logical_replication_slot('$way', 'pgoutput')");
	$standby->safe_psql($copy, "CREATE SUBSCRIPTION $way CONNECTION '" . $standby->connstr . " dbname=source' PUBLICATION p
		WITH (create_slot = false, slot_name = '$way', binary = " . ($way eq 'as_binary' ? 'true' : 'false') . ', copy_data = true)');
	$standby->wait_for_subscription_sync($standby, $way, $copy);
}
$standby->safe_psql('source', qq{
	SELECT 예산.budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2017);
	BEGIN;
	UPDATE budget.schedule_step SET amount = amount + 1000;
	UPDATE budget.schedule_step SET amount = amount - 1000;
	COMMIT;
	SELECT 예산.budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2018)});
my $source = $standby->safe_psql('source', $rows);
cmp_ok(length $source, '>', 20000, 'a model with rows');
for my $way ('as_text', 'as_binary')
{
	$standby->wait_for_catchup($way);
	is($standby->safe_psql("${way}_copy", $rows), $source, "$way: the same rows, and views of them");
	is($standby->safe_psql("${way}_copy", 'SELECT rule, key, message FROM 예산.budget_violations() ORDER BY 1, 2::text'),
		$standby->safe_psql('source', 'SELECT rule, key, message FROM 예산.budget_violations() ORDER BY 1, 2::text'), "$way: the same violations");
	like(($standby->psql("${way}_copy", 'UPDATE budget.settlement SET remaining = 1'))[2], qr/"settlement_remaining"/, "$way: rules hold for who writes there");
	$standby->safe_psql("${way}_copy", "DROP SUBSCRIPTION $way");
}

$standby->stop;
done_testing();

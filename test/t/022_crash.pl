# A server that is killed (stop -m immediate) in a load, in a verdict and in the
# middle of eight sessions' work comes back without a violation, and with what
# was committed.
#
# CRASH_ROUNDS (3) is how often the eight sessions are interrupted, CRASH_SEED
# the seed of when.
use strict;
use warnings;
use Time::HiRes qw(sleep);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $rounds = $ENV{CRASH_ROUNDS} || 3;
my $seed = $ENV{CRASH_SEED} || int(time()) % 1_000_000;
srand($seed);
note "seed $seed";

my $node = PostgreSQL::Test::Cluster->new('crash');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', <<'CONF');
max_prepared_transactions = 20
log_min_messages = error
log_statement = none
CONF
$node->start;

sub query { return $node->safe_psql('postgres', $_[0]); }

# killed, and up again
sub crash
{
	my (@sessions) = @_;
	$node->stop('immediate');
	eval { $_->quit } for @sessions;
	$node->start;
	return;
}

my $sheet = slurp_file('docs/sample/project_sheet.txt');
my $load = sub { "SELECT budget_load_sheet(\$sheet\$$sheet\$sheet\$, $_[0])" };

query(q{
	CREATE EXTENSION budget_ext;
	SELECT budget_create_model();
	CREATE TABLE total (id int PRIMARY KEY, amount thousand_won NOT NULL, kept thousand_won NOT NULL DEFAULT 0, cap int NOT NULL DEFAULT 1000000);
	CREATE TABLE line (id int, ordinal serial, amount thousand_won NOT NULL, PRIMARY KEY (id, ordinal));
	SELECT budget_add_sum_rule('equal', 'total', 'amount', '{id}', 'line', 'amount', '{id}');
	SELECT budget_add_sum_rule('kept', 'total', 'kept', '{id}', 'line', 'amount', '{id}', mode => 'maintain');
	SELECT budget_add_row_rule('cap', 'total', 'amount <= cap')});

# what the rules promise, told in plain SQL
my $violations = q{
	SELECT t.id, t.amount, t.kept, l.amount
	FROM total t FULL JOIN (SELECT id, sum(amount) AS amount FROM line GROUP BY id) l ON l.id = t.id
	WHERE (t.amount, t.kept) IS DISTINCT FROM (l.amount, l.amount) OR t.amount > t.cap};

sub sound
{
	my ($when) = @_;
	is(query($violations), '', "$when: totals are right");
	my ($status, $printed, $error) = $node->psql('postgres',
		q{SELECT budget_validate(rule, relation) FROM budget_rules WHERE relation = 'total'::regclass});
	is($error, '', "$when: budget_validate agrees");
	is(query('SELECT * FROM budget_rules WHERE state <> $$ok$$'), '', "$when: every rule is in force");
	is(query('SELECT count(*) FROM pg_locks WHERE locktype = $$advisory$$ AND NOT EXISTS (SELECT FROM pg_prepared_xacts)'), '0',
		"$when: no lock is left");
	return;
}

# --- in a load

query($load->(2017));
my $model = q{SELECT count(*), (SELECT count(*) FROM budget.budget_line), (SELECT count(*) FROM budget.cost_basis), (SELECT count(*) FROM budget.violation),
	(SELECT count(*) FROM budget_violation_log) FROM budget.project};
my $committed = query($model);
my $session = $node->background_psql('postgres');
$session->query_safe('BEGIN; ' . $load->(2018));
$session->query_safe('CREATE TABLE here AS SELECT 1');
my $running = $node->background_psql('postgres');
$running->query_until(qr/begun/, "\\echo begun\nDO \$\$BEGIN FOR y IN 2019..2900 LOOP PERFORM budget_load_sheet(\$sheet\$$sheet\$sheet\$, y); END LOOP; END\$\$;\n");
ok($node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'DO%' AND state = 'active' AND clock_timestamp() > query_start + '0.3s'}),
	'loads: sheets are being read');
my $copying = $node->background_psql('postgres');
$copying->query_until(qr/begun/, qq{\\echo begun
BEGIN;
INSERT INTO total SELECT i, 100 FROM generate_series(1, 20000) i;
COPY line (id, amount) FROM PROGRAM 'seq -f "%.0f,100" 1 20000; sleep 20' (FORMAT csv);
});
ok($node->poll_query_until('postgres', q{SELECT tuples_processed > 1000 FROM pg_stat_progress_copy}), 'loads: COPY is in the middle');
crash($session, $running, $copying);
is(query($model), $committed, 'loads: what was committed is there, what was not is not');
is(query('SELECT count(*) FROM total'), '0', 'loads: nor what COPY was reading');
is(query($load->(2018)), query('SELECT max(id) FROM budget.project'), 'loads: another one works');
sound('loads');

# --- in a verdict

query(q{
	BEGIN;
	INSERT INTO total SELECT i, 10 FROM generate_series(1, 8) i;
	INSERT INTO line (id, amount) SELECT i % 8 + 1, 5 FROM generate_series(0, 15) i;
	COMMIT});
sound('before the verdict');
# the first holds the lock of key 1, so that the other's COMMIT waits for it
my $first = $node->background_psql('postgres');
$first->query_safe('BEGIN; UPDATE line SET amount = amount + 1 WHERE id = 1 AND ordinal = (SELECT min(ordinal) FROM line WHERE id = 1)');
$first->query_safe('UPDATE total SET amount = amount + 1 WHERE id = 1; SET CONSTRAINTS ALL IMMEDIATE');
my $second = $node->background_psql('postgres');
$second->query_safe('BEGIN; INSERT INTO line (id, amount) VALUES (1, 7), (1, -8)');
$second->query_until(qr/begun/, "\\echo begun\nCOMMIT;\n");
ok($node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity WHERE query = 'COMMIT;' AND wait_event_type = 'Lock'}),
	'verdict: a COMMIT waits in it');
crash($first, $second);
is(query('SELECT amount, kept FROM total WHERE id = 1'), '10|10', 'verdict: neither was committed');
sound('verdict');

# a long one, wherever it is
$session = $node->background_psql('postgres');
$session->query_safe('BEGIN; INSERT INTO total SELECT i, 3 FROM generate_series(1001, 100000) i');
$session->query_safe('INSERT INTO line (id, amount) SELECT i, 1 FROM generate_series(1001, 100000) i, generate_series(1, 3)');
$session->query_until(qr/begun/, "\\echo begun\nCOMMIT;\n");
$node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_stat_activity WHERE state = 'idle in transaction'});
crash($session);
like(query('SELECT count(*) FROM total WHERE id > 1000'), qr/^(0|99000)$/, 'long verdict: all or nothing');
sound('long verdict');

# --- prepared: the locks of its verdict are there again after the crash

query(q{
	BEGIN;
	INSERT INTO line (id, amount) VALUES (2, 5);
	UPDATE total SET amount = amount + 5 WHERE id = 2;
	PREPARE TRANSACTION 'prepared'});
crash();
is(query('SELECT gid FROM pg_prepared_xacts'), 'prepared', 'prepared: it is there');
my (undef, undef, $error) = $node->psql('postgres', q{SET lock_timeout = '200ms'; INSERT INTO line (id, amount) VALUES (2, 1)});
like($error, qr/lock timeout/, 'prepared: who writes to its key waits for it');
($session) = $node->background_psql('postgres', on_error_stop => 0);
$session->query_until(qr/begun/, "\\echo begun\nINSERT INTO line (id, amount) VALUES (2, 1);\n");
ok($node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'INSERT%' AND wait_event_type = 'Lock'}), 'prepared: another waits');
query(q{COMMIT PREPARED 'prepared'});
$session->quit;
is(query('SELECT amount, kept FROM total WHERE id = 2'), '15|15', 'prepared: it is committed, and the other was refused');
sound('prepared');

# --- in the work of eight sessions

my $dir = $node->basedir;
my %script = (
	# right as a whole
	right => q{
		\set id random(1, 8)
		\set d random(-3, 3)
		BEGIN;
		UPDATE total SET amount = amount + :d WHERE id = :id;
		INSERT INTO line (id, amount) VALUES (:id, :d);
		COMMIT;},
	# wrong: refused, unless there is no rule
	wrong => q{
		\set id random(1, 8)
		DO $$BEGIN
			UPDATE line SET amount = amount + 1 WHERE id = :id AND ordinal = (SELECT min(ordinal) FROM line WHERE id = :id);
			SET CONSTRAINTS ALL IMMEDIATE;
		EXCEPTION WHEN check_violation THEN NULL;
		END$$;},
	# from one total to another, by a statement each
	moved => q{
		\set id random(1, 7)
		BEGIN ISOLATION LEVEL SERIALIZABLE;
		UPDATE line SET amount = amount - 2 WHERE id = :id AND ordinal = (SELECT min(ordinal) FROM line WHERE id = :id);
		UPDATE line SET amount = amount + 2 WHERE id = :id + 1 AND ordinal = (SELECT min(ordinal) FROM line WHERE id = :id + 1);
		UPDATE total SET amount = amount + 2 * (2 * id - 2 * :id - 1) WHERE id IN (:id, :id + 1);
		COMMIT;},
	prepared => q{
		\set id random(1, 8)
		\set n random(1, 1000000000)
		BEGIN;
		INSERT INTO line (id, amount) VALUES (:id, 2);
		UPDATE total SET amount = amount + 2 WHERE id = :id;
		PREPARE TRANSACTION 'c-:client_id-:n';
		\sleep 5 ms
		COMMIT PREPARED 'c-:client_id-:n';});
append_to_file("$dir/$_.sql", $script{$_}) for keys %script;

# work until killed; what was committed meanwhile
sub work
{
	my ($for, @scripts) = @_;
	my $before = query('SELECT count(*) FROM line');
	my $bench = IPC::Run::start(
		[ 'pgbench', '-n', '-c', '8', '-T', '60', '--max-tries=10', '-h', $node->host, '-p', $node->port,
		  (map { ('-f', "$dir/$_.sql") } @scripts), 'postgres' ],
		'>', \my $out, '2>', \my $errors);
	sleep $for;
	$node->stop('immediate');
	$bench->finish;
	$node->start;
	my @left = split /\n/, query('SELECT gid FROM pg_prepared_xacts');
	query("COMMIT PREPARED '$_'") for @left;
	note $errors;
	# what pgbench says when its server goes, and nothing else
	my @unexpected = grep { /ERROR/ && !/could not serialize|deadlock detected/ } split /\n/, $errors;
	is("@unexpected", '', 'no error that has no business here');
	return (query('SELECT count(*) FROM line') - $before, scalar @left);
}

my ($lines, $prepared) = (0, 0);
for my $round (1 .. $rounds)
{
	my ($more, $left) = work(0.5 + rand(1), qw(right wrong moved prepared));
	$lines += $more;
	$prepared += $left;
	sound("round $round");
}
# how many depends on the machine
cmp_ok($lines, '>', 0, "$lines lines were written");

note "$prepared were prepared when the server went";

# --- without the rules, there is what to find
query(q{SELECT budget_drop_rule('equal'), budget_drop_rule('kept')});
for (1 .. 10)
{
	work(1, 'right', 'wrong');
	last if query($violations) ne '';
}
isnt(query($violations), '', 'without rules, totals are wrong');

$node->stop;
done_testing();

# Eight sessions do random legal and illegal work on tables under rules, at every
# isolation level, with savepoints, caught errors, SET CONSTRAINTS and prepared
# transactions, by INSERT, UPDATE, DELETE, COPY, MERGE, ON CONFLICT and TRUNCATE,
# between partitions and in trees whose totals are kept. No snapshot ever shows a
# violation; the same work without the rules leaves many.
#
# TORTURE_SECONDS (60) is how long, TORTURE_SEED the seed, TORTURE_CLIENTS (8)
# how many. With TORTURE_CRASH the server is stopped without warning (pg_ctl stop
# -m immediate) and recovers every few seconds, at random.
use strict;
use warnings;
use POSIX qw(_exit);
use Time::HiRes qw(time sleep);
use PostgreSQL::Test::Cluster;
use Test::More;

my $seconds = $ENV{TORTURE_SECONDS} || 60;
my $clients = $ENV{TORTURE_CLIENTS} || 8;
my $seed = $ENV{TORTURE_SEED} || int(time()) % 1_000_000;
my $crash = $ENV{TORTURE_CRASH};
my $keys = 6;

note "seed $seed";

my $node = PostgreSQL::Test::Cluster->new('torture');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', <<CONF);
fsync = off
max_prepared_transactions = 20
deadlock_timeout = 100
log_min_messages = error
CONF
$node->start;

# head has its parts in line, below a limit and with a total that is kept; need
# has no key of its own, may be missing, and its parts are in partitions; node is a
# tree that is checked, twig one that keeps itself.
my $schema = <<'SQL';
CREATE TABLE head (id int PRIMARY KEY, total thousand_won, cap thousand_won, kept thousand_won DEFAULT 0);
CREATE TABLE line (id serial PRIMARY KEY, head int, amount thousand_won, paid int, ok boolean NOT NULL DEFAULT true);
CREATE INDEX ON line (head);
CREATE TABLE need (id serial PRIMARY KEY, year int, code text, amount numeric);
CREATE TABLE give (code text, amount bigint, year int) PARTITION BY LIST (year);
CREATE TABLE give1 PARTITION OF give FOR VALUES IN (1);
CREATE TABLE give2 (year int, junk int, amount bigint, code text);
ALTER TABLE give2 DROP COLUMN junk;
ALTER TABLE give ATTACH PARTITION give2 FOR VALUES IN (2);
CREATE TABLE node (id int PRIMARY KEY, parent int, amount int);
CREATE TABLE twig (id int PRIMARY KEY, parent int CHECK (parent < id), amount numeric);
CREATE INDEX ON twig (parent);
SQL

my $rules = <<'SQL';
SELECT budget_add_sum_rule('equal', 'head', 'total', '{id}', 'line', 'amount', '{head}', part_filter => 'ok');
SELECT budget_add_sum_rule('cap', 'head', 'cap', '{id}', 'line', 'paid', '{head}', '<=');
SELECT budget_add_sum_rule('kept', 'head', 'kept', '{id}', 'line', 'amount', '{head}', mode => 'maintain', missing_total => 'allow');
SELECT budget_add_sum_rule('need', 'need', 'amount', '{year,code}', 'give', 'amount', '{year,code}', '>=');
SELECT budget_add_sum_rule('tree', 'node', 'amount', '{id}', 'node', 'amount', '{parent}', missing_parts => 'allow', missing_total => 'allow');
SELECT budget_add_sum_rule('twig', 'twig', 'amount', '{id}', 'twig', 'amount', '{parent}', missing_parts => 'allow', missing_total => 'allow', mode => 'maintain');
SELECT budget_add_row_rule('row', 'line', 'amount >= paid - 100');
SQL

# What each rule promises, told in plain SQL
my $violations = <<'SQL';
WITH h AS (SELECT id, total, cap, kept FROM head),
l AS (SELECT head, sum(amount) FILTER (WHERE ok) AS amount, sum(amount) AS every, sum(paid) AS paid FROM line WHERE head IS NOT NULL GROUP BY head)
SELECT 'equal ' || coalesce(h.id, head) FROM h FULL JOIN l ON h.id = l.head
	WHERE coalesce(total, 0) <> coalesce(amount, 0) AND NOT (id IS NOT NULL AND total IS NULL)
UNION ALL
SELECT 'cap ' || coalesce(h.id, head) FROM h FULL JOIN l ON h.id = l.head
	WHERE coalesce(cap, 0) < coalesce(paid, 0) AND NOT (id IS NOT NULL AND cap IS NULL)
UNION ALL
SELECT 'kept ' || h.id FROM h LEFT JOIN l ON h.id = l.head WHERE coalesce(kept, 0) <> coalesce(every, 0)
UNION ALL
SELECT 'need ' || coalesce(n.year, g.year) || coalesce(n.code, g.code)
	FROM (SELECT year, code, sum(amount) AS amount, count(*) = count(amount) AS stated FROM need WHERE year IS NOT NULL AND code IS NOT NULL GROUP BY 1, 2) n
	FULL JOIN (SELECT year, code, sum(amount) AS amount FROM give WHERE code IS NOT NULL GROUP BY 1, 2) g USING (year, code)
	WHERE coalesce(n.amount, 0) > coalesce(g.amount, 0) AND stated IS NOT FALSE
UNION ALL
SELECT 'tree ' || p.id FROM node p JOIN (SELECT parent, sum(amount) AS amount FROM node GROUP BY 1) c ON c.parent = p.id
	WHERE p.amount <> c.amount
UNION ALL
SELECT 'twig ' || p.id FROM twig p JOIN (SELECT parent, sum(amount) AS amount FROM twig GROUP BY 1 HAVING count(amount) > 0) c ON c.parent = p.id
	WHERE p.amount IS DISTINCT FROM c.amount
UNION ALL
SELECT 'row ' || id FROM line WHERE NOT (amount >= paid - 100)
SQL

sub one_of { return $_[ int rand @_ ]; }
sub number { return int(rand($_[1] - $_[0] + 1)) + $_[0]; }
sub key { return rand() < 0.03 ? 'NULL' : number(1, $keys); }
sub amount { return rand() < 0.03 ? 'NULL' : one_of(0, 1, 2, 5, 10, 50, -1, -5); }

# Statements that belong together: most are right as a whole and wrong in part,
# some are wrong.
sub head_work
{
	my ($h, $g, $a) = (key(), key(), amount());
	my $d = one_of(1, 2, 5, -1, -3);

	return one_of(
		sub { ("INSERT INTO head VALUES ($h, $a, 100)", "INSERT INTO line (head, amount, paid) VALUES ($h, $a, 0)") },
		sub { ("INSERT INTO head VALUES ($h, 0, 100) ON CONFLICT DO NOTHING") },
		sub { ("UPDATE head SET total = total + $d WHERE id = $h", "INSERT INTO line (head, amount, paid) VALUES ($h, $d, $d)") },
		sub { ("INSERT INTO line (head, amount, paid) VALUES ($h, $d, $d)", "UPDATE head SET total = total + $d WHERE id = $h") },
		sub { ("INSERT INTO line (head, amount, paid) VALUES ($h, $d, 0), ($h, 0 - $d, 0)") },
		sub { ("WITH gone AS (DELETE FROM line WHERE head = $h RETURNING amount, ok) UPDATE head SET total = total - coalesce((SELECT sum(amount) FROM gone WHERE ok), 0) WHERE id = $h") },
		sub { ("DELETE FROM line WHERE head = $h", "DELETE FROM head WHERE id = $h") },
		sub { ("UPDATE line SET amount = amount + $d WHERE id = (SELECT min(id) FROM line WHERE head = $h AND ok)",
			   "UPDATE line SET amount = amount - $d WHERE id = (SELECT max(id) FROM line WHERE head = $h AND ok)") },
		sub { ("UPDATE line SET head = $g WHERE id = (SELECT max(id) FROM line WHERE head = $h AND ok)",
			   "UPDATE head SET total = total - coalesce((SELECT sum(amount) FROM line WHERE id = (SELECT max(id) FROM line WHERE head = $g)), 0) WHERE id = $h") },
		sub { ("UPDATE head SET id = id + 100 WHERE id = $h", "UPDATE line SET head = head + 100 WHERE head = $h",
			   "UPDATE line SET head = head - 100 WHERE head = $h + 100", "UPDATE head SET id = id - 100 WHERE id = $h + 100") },
		sub { ("UPDATE head SET total = (SELECT sum(amount) FROM line WHERE head = head.id AND ok) WHERE id = $h") },
		sub { ("UPDATE line SET paid = paid + $d WHERE id = (SELECT min(id) FROM line WHERE head = $h)") },
		sub { ("INSERT INTO line (head, amount, paid) VALUES ($h, 0, " . number(1, 40) . ')') },
		sub { ("UPDATE head SET cap = cap - " . number(1, 30) . " WHERE id = $h") },
		sub { ("UPDATE head SET cap = NULL WHERE id = $h") },
		sub { ("UPDATE head SET cap = 100 WHERE id = $h") },
		sub { ("UPDATE head SET total = NULL WHERE id = $h") },
		sub { ("UPDATE line SET ok = NOT ok WHERE id = (SELECT max(id) FROM line WHERE head = $h)") },
		sub { ("UPDATE head SET kept = 7 WHERE id = $h") },
		sub { ("UPDATE line SET amount = $a WHERE id = (SELECT max(id) FROM line WHERE head = $h)") },
		sub { ("UPDATE head SET total = $a WHERE id = $h") },
		sub { ("DELETE FROM head WHERE id = $h") },
		sub { ("INSERT INTO head VALUES ($h, $d, 100) ON CONFLICT (id) DO UPDATE SET total = head.total + excluded.total",
			   "INSERT INTO line (head, amount, paid) VALUES ($h, $d, 0)") },
		sub { ("MERGE INTO head USING (SELECT ${h}::int AS id) v ON head.id = v.id WHEN MATCHED AND total > 40 THEN DELETE WHEN MATCHED THEN UPDATE SET total = total + $d"
				 . " WHEN NOT MATCHED THEN INSERT (id, total, cap) VALUES (v.id, $d, 100)", "INSERT INTO line (head, amount, paid) VALUES ($h, $d, 0)") },
		sub { ("MERGE INTO line USING (SELECT min(id) AS a, max(id) AS b FROM line WHERE head = $h AND ok) v ON line.id IN (v.a, v.b)"
				 . " WHEN MATCHED AND a = b THEN DO NOTHING WHEN MATCHED THEN UPDATE SET amount = amount + CASE id WHEN a THEN $d ELSE 0 - $d END") },
		sub { ("COPY line (head, amount, paid) FROM PROGRAM 'printf \"$h\\t$d\\t0\\n$g\\t1\\t1\\n$h\\t0\\t$d\\n\"' (NULL 'NULL')",
			   "UPDATE head SET total = total + $d WHERE id = $h", "UPDATE head SET total = total + 1 WHERE id = $g") },
		sub { ("DELETE FROM line WHERE head = $h AND paid > 0") })->();
}

sub need_work
{
	my ($y, $c) = (number(1, 2), one_of("'a'", "'b'", "'c'"));
	my $a = one_of(1, 5, 10, 20);

	return one_of(
		sub { ("INSERT INTO give (year, code, amount) VALUES ($y, $c, $a)") },
		sub { ("INSERT INTO need (year, code, amount) VALUES ($y, $c, $a)") },
		sub { ("DELETE FROM give WHERE year = $y AND code = $c") },
		sub { ("DELETE FROM need WHERE year = $y AND code = $c") },
		sub { ("DELETE FROM need WHERE year = $y AND code = $c", "DELETE FROM give WHERE year = $y AND code = $c") },
		sub { ("UPDATE give SET year = 3 - year WHERE code = $c") },
		sub { ("INSERT INTO give2 (year, code, amount) VALUES (2, $c, $a)") },
		sub { ("COPY give FROM PROGRAM 'printf \"a\\t$a\\t$y\\nb\\t1\\t1\\nc\\t1\\t2\\n\"'") },
		sub { ("MERGE INTO give USING (SELECT $c AS code) v ON give.code = v.code WHEN MATCHED AND amount > 15 THEN DELETE"
				 . " WHEN MATCHED THEN UPDATE SET year = 3 - year WHEN NOT MATCHED THEN INSERT (year, code, amount) VALUES ($y, v.code, $a)") },
		sub { ("UPDATE need SET year = 3 - year WHERE code = $c", "UPDATE give SET year = 3 - year WHERE code = $c") },
		sub { ("UPDATE need SET amount = amount + $a WHERE id = (SELECT min(id) FROM need WHERE code = $c)") },
		sub { ("UPDATE need SET amount = NULL WHERE id = (SELECT min(id) FROM need WHERE code = $c)") })->();
}

sub tree_work
{
	my ($n, $p) = (number(1, 12), number(1, 12));
	my $a = one_of(1, 5, 10);

	return one_of(
		sub { ("INSERT INTO node VALUES ($n, $p, $a) ON CONFLICT DO NOTHING") },
		sub { ("INSERT INTO node VALUES ($n, NULL, $a) ON CONFLICT DO NOTHING") },
		sub { ("INSERT INTO node VALUES ($n, NULL, $a), ($p + 12, $n, $a) ON CONFLICT DO NOTHING") },
		sub { ("UPDATE node SET parent = $p WHERE id = $n") },
		sub { ("UPDATE node SET amount = amount + $a WHERE id IN ($n, $p)") },
		sub { ("UPDATE node SET amount = $a WHERE id = $n OR parent = $n") },
		sub { ("DELETE FROM node WHERE id = $n OR parent = $n") })->();
}

# A tree of up to four levels, in which a leaf may become a branch
sub twig_work
{
	my ($n, $m) = (number(1, 40), number(1, 40));
	my $p = int($n / 3);
	my $a = one_of(1, 5, 10, 0.5);

	return one_of(
		sub { ("INSERT INTO twig VALUES ($n, nullif($p, 0), $a) ON CONFLICT (id) DO UPDATE SET amount = twig.amount + excluded.amount") },
		sub { ("UPDATE twig SET amount = amount + $a WHERE id IN ($n, $m)") },
		sub { ("UPDATE twig SET amount = $a WHERE id = $n") },
		sub { ("UPDATE twig SET parent = nullif(parent - 1, 0) WHERE id = $n") },
		sub { ("UPDATE twig SET amount = 999 WHERE id = $p") },
		sub { ("DELETE FROM twig WHERE id = $n") })->();
}

sub work
{
	my $r = rand();

	return ('TRUNCATE ' . one_of('head, line', 'need, give', 'node', 'line', 'twig')) if $r < 0.002;
	return $r < 0.5 ? head_work() : $r < 0.72 ? need_work() : $r < 0.84 ? tree_work() : twig_work();
}

# A transaction as psql reads it. "steps" also serves inside DO blocks.
sub transaction
{
	my ($client, $n) = @_;
	my @sql = ('BEGIN ISOLATION LEVEL ' . one_of('READ COMMITTED', 'READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'));
	my $depth = 0;

	push @sql, 'SET CONSTRAINTS ALL IMMEDIATE' if rand() < 0.1;
	for (1 .. number(1, 5))
	{
		my $r = rand();
		if ($r < 0.55) { push @sql, work(); }
		elsif ($r < 0.65) { push @sql, 'SAVEPOINT s' . ++$depth; }
		elsif ($r < 0.73 && $depth) { push @sql, "ROLLBACK TO s$depth"; }
		elsif ($r < 0.78 && $depth) { push @sql, 'RELEASE s' . $depth--; }
		elsif ($r < 0.86)
		{
			push @sql, 'SET CONSTRAINTS ' . one_of('ALL IMMEDIATE', 'ALL DEFERRED', 'ALL DEFERRED',
				'equal IMMEDIATE', 'cap_update IMMEDIATE', 'kept, kept_update IMMEDIATE', 'need IMMEDIATE');
		}
		else
		{
			# an error that is caught, after which the work goes on
			push @sql, 'DO $$BEGIN ' . join('; ', work()) . '; BEGIN ' . join('; ', work(), work())
			  . one_of('; SET CONSTRAINTS ALL IMMEDIATE', '; RAISE division_by_zero', '', '; PERFORM 1 / ' . number(0, 1))
			  . '; EXCEPTION WHEN check_violation OR division_by_zero OR unique_violation THEN NULL; END; '
			  . join('; ', rand() < 0.5 ? work() : 'NULL') . '; END$$';
		}
	}
	my $r = rand();
	if ($r < 0.08)
	{
		push @sql, "PREPARE TRANSACTION 'torture_${client}_$n'";
		push @sql, "SELECT pg_sleep(0.005)" if rand() < 0.3;
		push @sql, one_of('COMMIT', 'COMMIT', 'ROLLBACK') . " PREPARED 'torture_${client}_$n'";
	}
	else
	{
		push @sql, $r < 0.16 ? 'ROLLBACK' : 'COMMIT';
	}
	return join(";\n", @sql) . ";\n";
}

sub log_of { return $node->basedir . "/client$_[0]"; }

# Stop the server where it is, and let it recover. Its memory may outlive it for
# a moment.
sub crash
{
	$node->stop('immediate');
	my $up;
	for (1 .. 50)
	{
		last if $up = $node->start(fail_ok => 1);
		sleep(0.2);
	}
	die 'the server does not start again' unless $up;

	# whose session is gone keep their locks; those of new sessions may be among them
	my (undef, $gids) = $node->psql('postgres', 'SELECT gid FROM pg_prepared_xacts');
	$node->psql('postgres', one_of('COMMIT', 'ROLLBACK') . " PREPARED '$_'") for split /\n/, $gids // '';
}

# Let the clients work for a while; a reader asks at the same time.
sub torture
{
	my ($time, $crashes) = @_;
	my $until = time() + $time;
	my @pids;
	my %answer = (snapshots => 0, violations => []);

	for my $client (1 .. $clients)
	{
		my $pid = fork() // die "fork: $!";
		if ($pid == 0)
		{
			my $n = 0;

			srand($seed + $client);
			local $SIG{PIPE} = 'IGNORE';
			while (1)
			{
				open my $psql, '|-', 'psql -X -v VERBOSITY=sqlstate -d '
				  . "'" . $node->connstr('postgres') . "' >>" . log_of($client) . ' 2>&1' or _exit(1);
				$psql->autoflush(1);
				print $psql "SET statement_timeout = '20s';\n";
				while (time() < $until)
				{
					print $psql transaction($client, $$ . '_' . $n++) or last;
				}
				my $closed = close($psql);
				_exit($closed ? 0 : 1) unless $crash && time() < $until;
				sleep(0.1);
			}
		}
		push @pids, $pid;
	}

	# one psql for all questions: each a snapshot, each answered by a line
	my $questions = $node->basedir . '/questions.sql';
	open my $out, '>', $questions or die $!;
	print $out "SELECT pg_sleep(0.05) \\g /dev/null\nBEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
	  . "SELECT 'snapshot';\n$violations;\nCOMMIT;\n" for 1 .. 10;
	close $out;
	my $crash_at = time() + 1 + rand(6);
	while (time() < $until)
	{
		if ($crashes && time() > $crash_at)
		{
			crash();
			$answer{crashes}++;
			push @{ $answer{violations} }, split /\n/, $node->safe_psql('postgres', $violations);
			$crash_at = time() + 1 + rand(6);
		}
		my ($ok, $printed) = $node->psql('postgres', undef, extra_params => [ '-f', $questions ]);
		$answer{snapshots} += () = $printed =~ /^snapshot$/mg;
		push @{ $answer{violations} }, grep { !/^(snapshot|BEGIN|COMMIT)?$/ } split /\n/, $printed;
	}
	for my $pid (@pids)
	{
		waitpid($pid, 0);
		$answer{lost}++ if $?;
	}
	$node->safe_psql('postgres', "ROLLBACK PREPARED '$_'")
	  for split /\n/, $node->safe_psql('postgres', 'SELECT gid FROM pg_prepared_xacts');
	return \%answer;
}

sub slurp_logs
{
	my $all = '';

	for my $client (1 .. $clients)
	{
		open my $in, '<', log_of($client) or die $!;
		local $/ = undef;
		$all .= <$in> // '';
		unlink log_of($client);
	}
	return $all;
}

$node->safe_psql('postgres', "CREATE EXTENSION budget_ext;\n$schema$rules");

my $answer = torture($seconds, $crash);
my $log = slurp_logs();
my $commits = () = $log =~ /^COMMIT/mg;
my %errors;
$errors{$1}++ while $log =~ /^ERROR:  (\w{5})/mg;
note "$commits commits, errors: " . join(', ', map { "$_ $errors{$_}" } sort keys %errors);
note $node->safe_psql('postgres', <<'SQL');
SELECT 'rows: head ' || (SELECT count(*) FROM head) || ', line ' || (SELECT count(*) FROM line) || ', need '
	|| (SELECT count(*) FROM need) || ', give ' || (SELECT count(*) FROM give) || ', node ' || (SELECT count(*) FROM node)
	|| ', twig ' || (SELECT count(*) FROM twig)
SQL

if ($crash)
{
	cmp_ok($answer->{crashes} // 0, '>', $seconds / 20, 'the server was stopped and recovered');
	note "$answer->{crashes} crashes";
}
else
{
	is($answer->{lost} // 0, 0, 'no session was lost');
}
cmp_ok($commits, '>', 5 * $seconds, 'work was done');
cmp_ok($errors{'23514'} // 0, '>', $seconds, 'and refused');
cmp_ok($errors{'40001'} // 0, '>', 0, 'there were conflicts');
cmp_ok($answer->{snapshots}, '>', $seconds, 'snapshots were taken meanwhile');
is(join("\n", @{ $answer->{violations} }), '', 'none of them shows a violation');
is($node->safe_psql('postgres', $violations), '', 'nor does the end');
is($node->safe_psql('postgres', 'SELECT budget_validate(); SELECT * FROM budget_violations()'), '', 'the extension agrees');
# what the work itself may run into: rules, keys, conflicts, deadlocks, a
# transaction that failed before, one that was not prepared, TRUNCATE of what has
# events pending
my %known = map { $_ => 1 } qw(55006 23514 23505 23502 40001 40P01 25P02 42704 25P01 3B001 57014);
is(join(' ', grep { !$known{$_} } sort keys %errors), '', 'no error that has no business here');
unlike($log, qr/^WARNING:  (?!25P0[12]|57P0[12])/m, 'no warning');

# the same without the rules: this test can fail
$node->safe_psql('postgres', "SELECT budget_drop_rule(rule) FROM (SELECT DISTINCT rule FROM budget_rules) r");
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_trigger WHERE tgrelid = ANY ('{head,line,need,give,give1,give2,node,twig}'::regclass[])"),
	'0', 'no rule is left');
my %seen = map { /^(\w+)/ => 1 } @{ torture(4)->{violations} };
for my $rule (qw(equal cap kept need tree twig))
{
	ok($seen{$rule}, "without its rule, \"$rule\" is violated");
}

$node->stop;
done_testing();

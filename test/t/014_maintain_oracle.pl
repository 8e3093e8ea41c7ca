# What mode maintain keeps is the sum of the parts, and what mode reject lets pass
# obeys, whatever a transaction does: random ones, with savepoints, exceptions and
# constraints of which only some are immediate, on tables and partitions whose
# columns stand in different places, on trees, and with totals of totals. After
# each transaction plain SQL adds up.
#
# ORACLE_RULES (8) says how many rules are tried, ORACLE_SEED which: the
# same ones each time, unless it is set.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use Test::More;

my $rules = $ENV{ORACLE_RULES} || 8;
my $transactions = 80;
my $seed = $ENV{ORACLE_SEED} || 20261129;

note "seed $seed";

my $node = PostgreSQL::Test::Cluster->new('maintain_oracle');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', "fsync = off\nlog_min_messages = fatal\n");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION budget_ext; CREATE DOMAIN amount AS thousand_won');

sub one_of { return $_[ int rand @_ ]; }
sub chance { return rand() < $_[0]; }

my %rule;

# A partitioned table whose second partition has its columns in another order
sub table
{
	my ($name, $by, $columns) = @_;
	return "CREATE TABLE $name ($columns);" unless $by;
	my $other = join ', ', reverse split /, /, $columns;
	return "CREATE TABLE $name (junk int, $columns) PARTITION BY LIST ($by); ALTER TABLE $name DROP junk;"
	  . "CREATE TABLE ${name}1 ($other, other_junk int); ALTER TABLE ${name}1 DROP other_junk;"
	  . "ALTER TABLE $name ATTACH PARTITION ${name}1 FOR VALUES IN (1); CREATE TABLE ${name}_rest PARTITION OF $name DEFAULT;";
}

sub tables
{
	my $how = "mode => '$rule{mode}') \\g /dev/null\n";
	my $drop = "DROP TABLE IF EXISTS node, g, h, l CASCADE;\n";
	return $drop . "CREATE TABLE node (id int PRIMARY KEY, parent int, a $rule{total}, note text);"
	  . "SELECT budget_add_sum_rule('r', 'node', 'a', '{id}', 'node', 'a', '{parent}', missing_parts => 'allow', $how"
	  if $rule{tree};
	my $keys = $rule{composite} ? '{k,y}' : '{k}';
	return $drop
	  . table('h', $rule{parted} && $rule{composite} ? 'y' : '', "k $rule{key}, y int NOT NULL DEFAULT 1, a $rule{total}, note text")
	  . table('l', $rule{parted} ? 'n' : '', "k $rule{key}, y int NOT NULL DEFAULT 1, a $rule{part}, n int DEFAULT 1, note text")
	  . 'CREATE UNIQUE INDEX ON h (' . ($rule{composite} ? 'k, y' : 'k') . ');'
	  . "SELECT budget_add_sum_rule('r', 'h', 'a', '$keys', 'l', 'a', '$keys', part_filter => " . ($rule{filter} ? "'n < 3'" : 'NULL')
	  . ", missing_parts => '$rule{missing_parts}', missing_total => '$rule{missing_total}', $how"
	  . ($rule{grand} ? "CREATE TABLE g (one int PRIMARY KEY, a numeric); INSERT INTO g VALUES (1, 0);"
		  . "SELECT budget_add_sum_rule('grand', 'g', 'a', '{1}', 'h', 'a', '{1}', $how" : '');
}

# What plain SQL finds wrong
sub wrong
{
	my @where = $rule{tree}
	  ? ('SELECT FROM node t JOIN (SELECT parent, sum(a::numeric) AS s FROM node GROUP BY 1) p ON p.parent = t.id WHERE p.s <> t.a')
	  : do
	{
		my $on = 't.k = p.k' . ($rule{composite} ? ' AND t.y = p.y' : '');
		my $by = $rule{composite} ? 'k, y' : 'k';
		my $parts = "(SELECT $by, sum(a::numeric) AS s, count(a) AS n FROM l WHERE k IS NOT NULL "
		  . ($rule{filter} ? 'AND n < 3' : '') . " GROUP BY $by)";
		("SELECT FROM h t LEFT JOIN $parts p ON $on WHERE t.k IS NOT NULL AND t.a <> coalesce(p.s, 0)"
			  . ($rule{missing_parts} eq 'allow' ? ' AND p.n > 0' : ''),
			$rule{missing_total} eq 'allow' ? () : "SELECT FROM $parts p LEFT JOIN h t ON $on WHERE t.k IS NULL AND p.s <> 0",
			$rule{grand} ? 'SELECT FROM g WHERE a <> (SELECT coalesce(sum(a::numeric), 0) FROM h)' : ());
	};
	push @where, 'SELECT FROM budget_violations()';
	return join ' UNION ALL ', @where;
}

sub key { return "NULL::$rule{key}" if chance(0.03); my $k = int(rand 3) + 1; return $rule{key} =~ /int/ ? $k : "'k$k'"; }
sub year { return $rule{composite} ? one_of(1, 2) : 1; }
sub amount { return chance(0.05) ? 'NULL' : one_of(0, 1, 2, 5, 10, -3, 100); }

sub tree_work
{
	my ($i, $j, $a, $d) = (int(rand 12) + 1, int(rand 12) + 1, amount(), one_of(1, 2, -4));
	my $parent = $i > 1 && chance(0.6) ? int(rand($i - 1)) + 1 : 'NULL';
	return one_of(
		"INSERT INTO node VALUES ($i, $parent, $a)",
		"INSERT INTO node VALUES ($i, $parent, $a) ON CONFLICT (id) DO UPDATE SET a = excluded.a",
		"UPDATE node SET a = $a WHERE id = $i",
		"UPDATE node SET a = a + $d WHERE id IN ($i, $j)",
		"UPDATE node SET parent = $parent WHERE id = $i",
		"DELETE FROM node WHERE id = $i OR parent = $j",
		"UPDATE node SET id = id + 100 WHERE id = $i; UPDATE node SET id = id - 100 WHERE id > 100",
		"WITH RECURSIVE up AS (SELECT id, parent FROM node WHERE id = $i UNION SELECT n.id, n.parent FROM node n, up WHERE n.id = up.parent)"
		  . " UPDATE node SET a = a + $d WHERE id IN (SELECT id FROM up)",
		"UPDATE node SET note = 'x'");
}

sub work
{
	return tree_work() if $rule{tree};
	my ($k, $g, $y, $a, $m, $d) = (key(), key(), year(), amount(), int(rand 3) + 1, one_of(1, 2, -4));
	return one_of(
		"INSERT INTO h (k, y, a) VALUES ($k, $y, " . one_of(0, 'NULL', $a) . ')',
		"INSERT INTO h (k, y, a) VALUES ($k, $y, $a) ON CONFLICT DO NOTHING; INSERT INTO l (k, y, a) VALUES ($k, $y, $a)",
		"INSERT INTO l (k, y, a, n) VALUES ($k, $y, $a, $m); UPDATE h SET a = a + $a WHERE k = $k AND y = $y",
		"INSERT INTO l (k, y, a, n) SELECT $k, $y, $d, s FROM generate_series(1, $m) s",
		"UPDATE l SET a = $a WHERE k = $k AND n = $m",
		"UPDATE l SET a = a + $d WHERE k = $k; UPDATE h SET a = a + $d * (SELECT count(*) FROM l WHERE k = $k) WHERE k = $k",
		"UPDATE l SET n = n % 3 + 1 WHERE k = $k",
		"UPDATE l SET k = $g, y = $y WHERE k = $k; UPDATE h SET a = 0 WHERE k = $k",
		"UPDATE l SET k = $g WHERE k = $k AND n = $m",
		"UPDATE h SET k = $g WHERE k = $k",
		"UPDATE h SET a = $a WHERE k = $k",
		"DELETE FROM l WHERE k = $k; DELETE FROM h WHERE k = $k",
		"DELETE FROM h WHERE k = $k; INSERT INTO h (k, y, a) SELECT k, y, sum(a::numeric) FROM l WHERE k = $k GROUP BY k, y",
		"DELETE FROM l WHERE n = $m",
		"MERGE INTO l USING (VALUES ($k, $m), ($g, 3)) v (k, n) ON l.k = v.k AND l.n = v.n"
		  . " WHEN MATCHED AND l.a > 5 THEN DELETE WHEN MATCHED THEN UPDATE SET a = 7 WHEN NOT MATCHED THEN INSERT (k, y, a, n) VALUES (v.k, $y, 3, v.n)",
		"WITH gone AS (DELETE FROM l WHERE n = $m RETURNING *) INSERT INTO l (k, y, a, n) SELECT k, y, a, 4 - n FROM gone",
		"UPDATE l SET note = 'x'; UPDATE h SET note = 'x'");
}

sub block
{
	my ($depth) = @_;
	my $sql = '';

	for (1 .. int(rand 4) + 1)
	{
		if (chance(0.15) && $depth < 3)
		{
			$sql .= "SAVEPOINT s$depth;\n" . block($depth + 1) . one_of('ROLLBACK TO', 'RELEASE') . " s$depth;\n";
		}
		elsif (chance(0.12))
		{
			$sql .= 'DO $$ BEGIN BEGIN ' . work() . '; ' . work() . '; '
			  . one_of('', 'RAISE division_by_zero;', 'SET CONSTRAINTS ALL IMMEDIATE;') . " EXCEPTION WHEN OTHERS THEN NULL; END; END \$\$;\n";
		}
		elsif (chance(0.15))
		{
			$sql .= 'SET CONSTRAINTS ' . one_of('ALL IMMEDIATE', 'ALL DEFERRED', 'r IMMEDIATE', 'r_update IMMEDIATE', 'r DEFERRED') . ";\n";
		}
		else
		{
			$sql .= work() . ";\n";
		}
	}
	return $sql;
}

sub transaction
{
	my ($n) = @_;
	# with the first, each statement is a subtransaction, so that errors end it alone
	return '\set ON_ERROR_ROLLBACK ' . one_of('on', 'off') . "\n"
	  . 'BEGIN ISOLATION LEVEL ' . one_of('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE') . ";\n" . block(0)
	  . one_of('COMMIT', 'COMMIT', 'COMMIT', 'ROLLBACK') . ";\n"
	  . "SELECT 'wrong after $n' WHERE EXISTS (" . wrong() . ");\n";
}

# 21000: MERGE has met a row twice
my %known = map { $_ => 1 } qw(21000 22012 23505 23514 25P02 3B001 54000);
my %states;
for my $round (1 .. $rules)
{
	srand($seed + $round);
	my $part = one_of('thousand_won', 'int', 'numeric');
	%rule = (
		mode => one_of('maintain', 'maintain', 'reject'),
		tree => chance(0.35),
		parted => chance(0.5),
		composite => chance(0.4),
		filter => chance(0.3),
		grand => chance(0.3),
		missing_parts => one_of('violate', 'allow'),
		missing_total => one_of('violate', 'allow'),
		key => one_of('int', 'text', 'varchar', 'bigint'),
		part => $part,
		total => one_of('thousand_won', 'numeric', 'amount', $part eq 'int' ? 'bigint' : 'numeric'));
	my @done = map { transaction($_) } 1 .. $transactions;
	my $file = $node->basedir . "/rule$round.sql";
	open my $out, '>', $file or die $!;
	print $out "SET client_min_messages = warning;\n", tables(), @done;
	close $out;
	my ($status, $printed, $errors) = $node->psql('postgres', undef, on_error_stop => 0, extra_params => [ '-v', 'VERBOSITY=sqlstate', '-f', $file ]);
	my ($first) = $printed =~ /^wrong after (\d+)$/m;
	ok(!defined $first, "rule $round: totals are sums (" . join(' ', map { "$_=$rule{$_}" } sort keys %rule) . ')')
	  or diag("seed $seed, rule $round\n" . tables() . "-- and later\n" . $done[ $first - 1 ]);
	while ($errors =~ /:(\d+): ERROR:  (\w{5})/g)
	{
		diag("seed $seed, rule $round\n" . tables() . "-- and later, in line $1\n" . `sed -n '$1p' $file`) unless $known{$2} || $states{$2};
		$states{$2}++;
	}
}
note join ', ', map { "$_ $states{$_}" } sort keys %states;
is(join(' ', grep { !$known{$_} } sort keys %states), '', 'no error that has no business here');

$node->stop;
done_testing();

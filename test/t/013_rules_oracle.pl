# Sum rules refuse what is wrong, and nothing else. Random transactions are done
# twice: on tables under a rule, and on twins without one, where plain SQL says at
# every point at which the rule has to speak whether it must refuse. After each
# transaction the two pairs of tables hold the same rows.
#
# ORACLE_RULES (12) says how many rules are tried, ORACLE_SEED which: the
# same ones each time, unless it is set.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use Test::More;

my $rules = $ENV{ORACLE_RULES} || 12;
my $transactions = 80;
my $seed = $ENV{ORACLE_SEED} || 20261129;

note "seed $seed";

my $node = PostgreSQL::Test::Cluster->new('oracle');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', "fsync = off\nlog_min_messages = fatal\n");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION budget_ext');

sub one_of { return $_[ int rand @_ ]; }
sub chance { return rand() < $_[0]; }

my %rule;

# the tables: the rule's own, and with the suffix 2 their twins
sub tables
{
	my $sql = 'DROP TABLE IF EXISTS h, l, h2, l2 CASCADE;';
	for my $twin ('', '2')
	{
		$sql .= "CREATE TABLE h$twin (id serial PRIMARY KEY, k $rule{key}, y int, a $rule{total});"
		  . "CREATE TABLE l$twin (junk int, id serial, k $rule{part_key}, y int, a $rule{part}, counts boolean NOT NULL DEFAULT true, note text)"
		  . ($rule{partitions} ? ' PARTITION BY LIST (counts)' : '') . ';';
		$sql .= "CREATE TABLE l${twin}_t PARTITION OF l$twin FOR VALUES IN (true);"
		  . "CREATE TABLE l${twin}_f (a $rule{part}, note text, y int, counts boolean NOT NULL DEFAULT true, k $rule{part_key},"
		  . " id int NOT NULL DEFAULT nextval('l${twin}_id_seq'), junk int); ALTER TABLE l$twin ATTACH PARTITION l${twin}_f FOR VALUES IN (false);"
		  if $rule{partitions};
		$sql .= "CREATE UNIQUE INDEX ON h$twin (k, y);" if $rule{unique};
		# an index on the key alone may lead to its rows without a plan
		$sql .= "CREATE INDEX ON l$twin (k, y, a);" if $rule{indexed};
		$sql .= "CREATE INDEX ON h$twin (k);" if $rule{indexed} && !$rule{unique};
	}
	my $keys = $rule{composite} ? '{k,y}' : '{k}';
	my $filter = $rule{filter} ? "'counts'" : 'NULL';
	return $sql . "SELECT budget_add_sum_rule('r', 'h', 'a', '$keys', 'l', 'a', '$keys', '$rule{comparison}', part_filter => $filter,"
	  . " missing_parts => '$rule{missing_parts}', missing_total => '$rule{missing_total}', tolerance => $rule{tolerance}) \\g /dev/null\n";
}

# how many keys of the twins violate the rule
sub violations
{
	my $keys = $rule{composite} ? 'k, y' : 'k';
	my $known = $rule{composite} ? 'k IS NOT NULL AND y IS NOT NULL' : 'k IS NOT NULL';
	my $filter = $rule{filter} ? 'AND counts' : '';
	my %wrong = ('=' => 'abs(t - p)', '<=' => 'p - t', '>=' => 't - p');
	return "SELECT count(*) FROM (SELECT coalesce(h.s, 0) AS t, coalesce(l.s, 0) AS p, coalesce(h.n, 0) AS rows, coalesce(h.c, 0) AS stated, coalesce(l.c, 0) AS parts"
	  . " FROM (SELECT $keys, sum(a::numeric) AS s, count(*) AS n, count(a) AS c FROM h2 WHERE $known GROUP BY $keys) h"
	  . " FULL JOIN (SELECT $keys, sum(a::numeric) AS s, count(a) AS c FROM l2 WHERE $known $filter GROUP BY $keys) l USING ($keys)) x"
	  . " WHERE $wrong{$rule{comparison}} > $rule{tolerance} AND rows = stated"
	  . ($rule{missing_parts} eq 'allow' ? ' AND parts > 0' : '') . ($rule{missing_total} eq 'allow' ? ' AND rows > 0' : '');
}

sub key { return 'NULL' if chance(0.05); my $k = int(rand 3) + 1; return $rule{key} eq 'text' ? "'k$k'" : $k; }
sub year { return chance(0.03) ? 'NULL' : $rule{composite} ? one_of(1, 2) : 1; }

sub amount
{
	return 'NULL' if chance(0.04);
	return "'NaN'" if $rule{total} eq 'numeric' && $rule{part} eq 'numeric' && chance(0.02);
	return one_of(0, 1, 2, 3, 5, 10, -1, -5, 50);
}

# Changes to more keys than are looked at one by one
sub many
{
	my ($y, $a) = @_;
	my $key = $rule{key} eq 'text' ? "'m' || g" : 'g';
	my $of_many = $rule{key} eq 'text' ? "k LIKE 'm%'" : 'k > 99';
	my $keys = 'generate_series(100, ' . one_of(150, 230, 230) . ') g';

	return one_of(
		[ "INSERT INTO h@ (k, y, a) SELECT $key, $y, $a FROM $keys", "INSERT INTO l@ (k, y, a) SELECT $key, $y, $a FROM $keys" ],
		[ "DELETE FROM h@ WHERE $of_many", "DELETE FROM l@ WHERE $of_many" ],
		[ "UPDATE l@ SET a = a + $a WHERE $of_many", "UPDATE h@ SET a = a + $a WHERE $of_many" ],
		[ "UPDATE l@ SET a = a - 1 WHERE $of_many" ],
		[ "UPDATE h@ SET a = a + 1 WHERE $of_many" ]);
}

# Statements in which @ stands for the suffix of the tables. Many are right
# together, as the rule sees it, and wrong one by one.
sub work
{
	my ($k, $y, $a, $g) = (key(), year(), amount(), key());
	my $d = one_of(1, 2, -1, 5);

	return one_of(
		[ "INSERT INTO h@ (k, y, a) VALUES ($k, $y, $a)", "INSERT INTO l@ (k, y, a) VALUES ($k, $y, $a)" ],
		[ "INSERT INTO h@ (k, y, a) VALUES ($k, $y, $a)", "INSERT INTO l@ (k, y, a) VALUES ($k, $y, $a)" ],
		[ "INSERT INTO l@ (k, y, a) VALUES ($k, $y, $a)", "INSERT INTO h@ (k, y, a) VALUES ($k, $y, $a)" ],
		[ "INSERT INTO l@ (k, y, a, counts) VALUES ($k, $y, $a, " . one_of('true', 'true', 'false') . ')' ],
		[ "INSERT INTO h@ (k, y, a) VALUES ($k, $y, $a)" ],
		[ "UPDATE h@ SET a = a + $d WHERE k = $k AND y = $y",
			"UPDATE l@ SET a = a + $d WHERE id = (SELECT min(id) FROM l@ WHERE k = $k AND y = $y AND counts AND a IS NOT NULL)" ],
		[ "UPDATE l@ SET a = a + $d WHERE id = (SELECT max(id) FROM l@ WHERE k = $k AND y = $y AND counts)", "UPDATE h@ SET a = a + $d WHERE k = $k AND y = $y" ],
		[ "UPDATE l@ SET a = $a WHERE k = $k" ],
		[ "UPDATE h@ SET a = $a WHERE k = $k" ],
		[ "DELETE FROM l@ WHERE k = $k", "DELETE FROM h@ WHERE k = $k" ],
		[ "DELETE FROM l@ WHERE id = (SELECT max(id) FROM l@)" ],
		[ "DELETE FROM h@ WHERE k = $k" ],
		[ "UPDATE l@ SET k = $k WHERE id = (SELECT min(id) FROM l@)" ],
		[ "UPDATE l@ SET k = $g WHERE k = $k", "UPDATE h@ SET k = $g WHERE k = $k" ],
		[ "UPDATE l@ SET counts = NOT counts WHERE k = $k" ],
		[ "UPDATE l@ SET note = 'x', junk = 1", "UPDATE h@ SET id = id + 10000" ],
		[ "UPDATE h@ SET a = (SELECT coalesce(sum(a), 0) FROM l@ WHERE l@.k = h@.k AND l@.y = h@.y " . ($rule{filter} ? 'AND counts' : '') . ')' ],
		[ "WITH x AS (INSERT INTO h@ (k, y, a) VALUES ($k, $y, $a) RETURNING k, y, a) INSERT INTO l@ (k, y, a) SELECT k::text::$rule{part_key}, y, a FROM x" ],
		[ "INSERT INTO l@ (k, y, a) SELECT $k, $y, $a FROM generate_series(1, 3)" ],
		(chance(0.4) ? many($y, $a) : ()),
		[ "UPDATE l@ SET a = a * 2 WHERE k = $k", "UPDATE h@ SET a = a * 2 WHERE k = $k" ]);
}

# One transaction, as the two sessions of one psql read it. What is refused on the
# twins divides by zero there.
sub transaction
{
	my ($n) = @_;
	my $begin = 'BEGIN ISOLATION LEVEL ' . one_of('READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE') . ";\n";
	my ($ruled, $twin, $depth, $immediate) = ($begin, $begin, 0, 0);
	# later the server refuses it to the one pair, whose triggers have events
	if (chance(0.04))
	{
		$ruled .= "TRUNCATE h, l;\n";
		$twin .= "TRUNCATE h2, l2;\n";
	}
	my @modes;
	my $ask = 'SELECT 1 / (count = 0)::int AS asked FROM (' . violations() . ") v \\g /dev/null\n";

	for (1 .. int(rand 7) + 1)
	{
		if (chance(0.15))
		{
			push @modes, $immediate;
			my $sql = 'SAVEPOINT s' . ++$depth . ";\n";
			$ruled .= $sql;
			$twin .= $sql;
		}
		elsif ($depth && chance(0.15))
		{
			# the mode of the constraints goes back with it
			my $sql = "ROLLBACK TO s$depth;\n";
			$immediate = $modes[-1];
			$ruled .= $sql;
			$twin .= $sql;
		}
		elsif ($depth && chance(0.08))
		{
			my $sql = 'RELEASE s' . $depth-- . ";\n";
			pop @modes;
			$ruled .= $sql;
			$twin .= $sql;
		}
		elsif (chance(0.15))
		{
			$immediate = chance(0.6) ? 1 : 0;
			$ruled .= 'SET CONSTRAINTS ALL ' . ($immediate ? 'IMMEDIATE' : 'DEFERRED') . ";\n";
			$twin .= $ask if $immediate;
		}
		else
		{
			for my $sql (@{ work() })
			{
				my ($for_rule, $for_twin) = ($sql, $sql);
				$for_rule =~ s/\@//g;
				$for_twin =~ s/\@/2/g;
				$ruled .= "$for_rule;\n";
				$twin .= "$for_twin;\n" . ($immediate ? $ask : '');
			}
		}
	}
	my $end = chance(0.1) ? "ROLLBACK;\n" : "COMMIT;\n";
	$ruled .= $end;
	$twin .= ($end =~ /COMMIT/ ? $ask : '') . $end;
	my $differ = join ' OR ', map { my ($x, $y) = @$_; "EXISTS (SELECT $rule{columns}{$x} FROM $x EXCEPT ALL SELECT $rule{columns}{$x} FROM $y)" }
	  ([ 'h', 'h2' ], [ 'h2', 'h' ], [ 'l', 'l2' ], [ 'l2', 'l' ]);
	# an id takes part in what is chosen, so the sequences must not part
	return "$ruled\n$twin\nSELECT 'mismatch $n' WHERE $differ;\n"
	  . "SELECT setval('h2_id_seq', h.last_value, h.is_called), setval('l2_id_seq', l.last_value, l.is_called) FROM h_id_seq h, l_id_seq l \\g /dev/null\n";
}

my %known = map { $_ => 1 } qw(23514 22012 23505 25P02 3B001);
my %states;
for my $round (1 .. $rules)
{
	srand($seed + $round);
	my $type = one_of('thousand_won', 'thousand_won', 'numeric', 'int');
	my $key = one_of('int', 'int', 'text', 'bigint');
	%rule = (
		comparison => one_of('=', '=', '<=', '>='),
		total => $type,
		part => $type,
		key => $key,
		part_key => $key eq 'text' ? 'text' : one_of('int', 'bigint', 'smallint'),
		missing_parts => one_of('violate', 'violate', 'allow'),
		missing_total => one_of('violate', 'violate', 'allow'),
		tolerance => one_of(0, 0, 0, 3),
		filter => chance(0.3),
		unique => chance(0.8),
		indexed => chance(0.5),
		partitions => chance(0.3),
		composite => chance(0.3),
		columns => { h => 'id, k, y, a::text', h2 => 'id, k, y, a::text', l => 'junk, id, k, y, a::text, counts, note', l2 => 'junk, id, k, y, a::text, counts, note' });
	my @done = map { transaction($_) } 1 .. $transactions;
	my $file = $node->basedir . "/rule$round.sql";
	open my $out, '>', $file or die $!;
	print $out "SET client_min_messages = warning;\n", tables(), @done, 'SELECT count(*) || \' violations\' FROM budget_violations(\'r\');';
	close $out;
	my ($status, $printed, $errors) = $node->psql('postgres', undef, on_error_stop => 0, extra_params => [ '-v', 'VERBOSITY=sqlstate', '-f', $file ]);
	my ($first) = $printed =~ /^mismatch (\d+)$/m;
	my $what = join ' ', map { "$_=$rule{$_}" } sort grep { !ref $rule{$_} } keys %rule;
	ok(!defined $first, "rule $round: refused as it must be ($what)") or diag("seed $seed, rule $round\n" . tables() . "-- and later\n" . $done[ $first - 1 ]);
	like($printed, qr/^0 violations$/m, "rule $round: and holds");
	while ($errors =~ /:(\d+): ERROR:  (\w{5})/g)
	{
		diag("seed $seed, rule $round\n" . tables() . "-- and later, in line $1\n" . `sed -n '$1p' $file`) unless $known{$2} || $states{$2};
		$states{$2}++;
	}
}
note join ', ', map { "$_ $states{$_}" } sort keys %states;
cmp_ok($states{'23514'} // 0, '>', $rules, 'rules refused');
is($states{'22012'}, $states{'23514'}, 'as often as the twins say');
is(join(' ', grep { !$known{$_} } sort keys %states), '', 'no error that has no business here');

$node->stop;
done_testing();

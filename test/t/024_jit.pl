# Queries over the extension's types, compiled and inlined (from the bitcode that
# is installed beside the library), answer as they do when they are interpreted.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('jit');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;

if ($node->safe_psql('postgres', 'SHOW jit_provider; SELECT pg_jit_available()') !~ /^t$/m)
{
	$node->stop;
	plan skip_all => 'this server has no JIT compiler';
}

my $bitcode = $node->config_data('--pkglibdir') . '/bitcode/budget_ext';
my @files = glob "$bitcode/src/*.bc";
SKIP:
{
	skip 'installed without bitcode (with_llvm=no)', 2 if !@files;
	my @sources = glob 'src/*.c';
	is(scalar @files, scalar @sources, 'each source has its bitcode');
	ok(-s "$bitcode.index.bc", 'and there is an index of them');
}

$node->safe_psql('postgres', q{
	CREATE EXTENSION budget_ext;
	CREATE TABLE line AS
		SELECT i, (i * 37 % 1001 - 300)::thousand_won AS amount, from_won(i * 7919 % 100003) AS won,
			(ARRAY['201-01', '201-03', '401', '100', '307-05', NULL])[i % 6 + 1]::budget_code AS code,
			(ARRAY['080', '08A', '901', NULL])[i % 4 + 1]::function_code AS func,
			(ARRAY['85,680원*28일*50%', '(500,000원+20,000원)×2명', '12,000천원/12월*3월'])[i % 3 + 1] AS basis
		FROM generate_series(1, 5000) AS i;
	ANALYZE line;
	CREATE TABLE total (code budget_code PRIMARY KEY, amount thousand_won);
	INSERT INTO total SELECT code, sum(amount) FROM line WHERE code IS NOT NULL GROUP BY code;
	SELECT budget_add_sum_rule('parts', 'total', 'amount', '{code}', 'line', 'amount', '{code}', missing_parts => 'allow');
	SELECT budget_add_row_rule('positive', 'line', 'won >= 0');
	SELECT budget_add_row_rule('small', 'line', 'won * 10 < 999', 'record', validate => false)});

my @queries = (
	'SELECT code, sum(amount), avg(amount), min(won), max(won), count(*) FROM line GROUP BY code ORDER BY code',
	q{SELECT count(*), sum(won) FROM line WHERE amount > 100 AND code <@ '201' AND func IS NOT NULL},
	'SELECT sum(amount * 2 - won + abs(amount)), sum(amount % 7), sum(amount / 3::thousand_won), sum(round_won(amount * 1.1)) FROM line WHERE amount <> 0',
	'SELECT i, amount::text, to_won(won), won_text(amount, $$korean$$), budget_code_text(code), budget_code_at(code, $$object$$) FROM line WHERE i % 500 = 0 ORDER BY i',
	'SELECT i, change_rate(amount, won), execution_rate(won, amount, 2), change_label(amount, won) FROM line WHERE i % 333 = 0 ORDER BY i',
	'SELECT func, total_change_rate(amount, won), total_execution_rate(won, amount, 3) FROM line GROUP BY func ORDER BY func',
	'SELECT sum(cost_basis_amount(basis)) FROM line',
	'SELECT a.code, count(*), sum(a.amount - b.amount) FROM line a JOIN line b ON a.i = b.i + 1 AND a.code > b.code GROUP BY 1 ORDER BY 1',
	'SELECT i, sum(amount) OVER (ORDER BY amount, i ROWS 3 PRECEDING), count(*) OVER (ORDER BY amount RANGE BETWEEN 5 PRECEDING AND CURRENT ROW) FROM line ORDER BY i LIMIT 50',
	'SELECT DISTINCT code, func FROM line ORDER BY code, func',
	'SELECT count(DISTINCT won), count(DISTINCT amount::numeric) FROM line',
	'SELECT max(budget_code_name(code, 2017)) FROM line WHERE budget_code_valid(code, 2017)',
	'SELECT rule, key, expected, actual FROM budget_violations() ORDER BY 1, 2::text');

my %setting = (
	interpreted => 'SET jit = off',
	compiled => 'SET jit = on; SET jit_above_cost = 0; SET jit_inline_above_cost = -1; SET jit_optimize_above_cost = -1',
	inlined => 'SET jit = on; SET jit_above_cost = 0; SET jit_inline_above_cost = 0; SET jit_optimize_above_cost = 0;
		SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;');

my %answer;
for my $how (sort keys %setting)
{
	# a session each: what is compiled for one stays in it
	$answer{$how} = $node->safe_psql('postgres', join(";\n", $setting{$how}, map { "SELECT '--'; $_" } @queries));
}
for my $how (grep { $_ ne 'interpreted' } sort keys %setting)
{
	my @mine = split /^--$/m, $answer{$how};
	my @expected = split /^--$/m, $answer{interpreted};
	is(scalar @mine, @queries + 1, "$how: every query answers");
	is($mine[ $_ + 1 ], $expected[ $_ + 1 ], "$how: " . substr($queries[$_], 0, 70)) for 0 .. $#queries;
	is($node->safe_psql('postgres', "$setting{$how}; EXPLAIN (ANALYZE, TIMING OFF) $queries[2]") =~ /^JIT:\n.*Inlining (\w+)/ms ? $1 : 'no JIT',
		$how eq 'compiled' ? 'false' : 'true', "$how: it was so");
}

# rules, compiled
my (undef, undef, $error) = $node->psql('postgres', "$setting{inlined}; UPDATE line SET amount = amount + 1 WHERE code = '201-01'");
like($error, qr/rule "parts" requires/, 'a sum rule refuses');
(undef, undef, $error) = $node->psql('postgres', "$setting{inlined}; UPDATE line SET won = -1 WHERE i = 7");
like($error, qr/violates rule "positive"\nDETAIL:  won is -1천원/, 'a row rule refuses');
# an error in compiled code
(undef, undef, $error) = $node->psql('postgres', "$setting{inlined}; SELECT sum(amount / (won - won)) FROM line");
like($error, qr/division by zero/, 'an error is raised');
(undef, undef, $error) = $node->psql('postgres', "$setting{inlined}; SELECT cost_basis_amount(basis || ' * (') FROM line");
like($error, qr/^psql:.*ERROR:  /, 'and another');

$node->stop;
done_testing();

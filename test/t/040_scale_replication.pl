# Many governments' databases into one (docs/scale.md): two publishers, each with
# a model of its own, replicate into one warehouse, whose views then show both,
# which keeps a total over both by a rule of its own, and which a read replica
# follows. What a subscriber's rules refuse is tested with the rules.
use strict;
use warnings;
use Digest::MD5 'md5_hex';
use PostgreSQL::Test::Cluster;
use Test::More;

sub slurp
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	local $/ = undef;
	return scalar <$in>;
}

sub start
{
	my ($name, %how) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	$node->init(allows_streaming => $how{streaming}, extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
	$node->append_conf('postgresql.conf', "fsync = off\n");
	$node->start;
	$node->safe_psql('postgres', 'CREATE EXTENSION budget_ext; SELECT budget_create_model()');
	return $node;
}

# Numbers of rows must differ between the governments: each has a range of its
# own, given to every identity column of the model.
my $ranges = q{
	DO $$
	DECLARE c record;
	BEGIN
		FOR c IN SELECT attrelid::regclass AS rel, attname FROM pg_attribute
				 JOIN pg_class ON pg_class.oid = attrelid AND relnamespace = 'budget'::regnamespace AND NOT relispartition
				 WHERE attidentity <> ''
		LOOP
			EXECUTE format('ALTER TABLE %s ALTER COLUMN %I RESTART WITH %s', c.rel, c.attname, NUMBER * 1000000000000 + 1);
		END LOOP;
	END $$;};

my %county = (garam => start('garam', streaming => 'logical'), narae => start('narae', streaming => 'logical'));
my $number = 0;
for my $name (sort keys %county)
{
	my $range = $ranges =~ s/NUMBER/++$number/er;
	$county{$name}->safe_psql('postgres', qq{
		$range
		CREATE PUBLICATION budget FOR TABLES IN SCHEMA budget WITH (publish_via_partition_root = true);
		BEGIN;
		INSERT INTO budget.project (name, fiscal_year, government, department, function_code, total_cost)
		SELECT '사업 ' || n, 2026, '$name', '부서 ' || n % 2, (CASE n % 2 WHEN 0 THEN '081' ELSE '061' END)::function_code, n * 1000 * $number
		FROM generate_series(1, 10) n;
		INSERT INTO budget.budget_line (project_id, fiscal_year, code, prior, current)
		SELECT id, 2026, '201-01', total_cost - 1, total_cost FROM budget.project;
		COMMIT;});
}
my $sheet = slurp('docs/sample/project_sheet.txt');
$county{garam}->safe_psql('postgres', "SELECT budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2017)");

my $nation = start('nation', streaming => 1);
$nation->safe_psql('postgres', q{
	CREATE TABLE national_total (fiscal_year int PRIMARY KEY, amount thousand_won NOT NULL DEFAULT 0);
	INSERT INTO national_total VALUES (2017), (2026);
	SELECT budget_add_sum_rule('national_total', 'national_total', 'amount', '{fiscal_year}',
		'budget.budget_line', 'current', '{fiscal_year}', mode => 'maintain', missing_parts => 'allow');
	DO $$
	DECLARE t record;
	BEGIN
		FOR t IN SELECT tgrelid::regclass AS rel, tgname FROM pg_trigger
				 WHERE tgrelid IN ('national_total'::regclass, 'budget.budget_line'::regclass)
				   AND NOT tgisinternal AND tgname LIKE 'national_total%'
		LOOP
			EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.rel, t.tgname);
		END LOOP;
	END $$;});
for my $name (sort keys %county)
{
	my $from = $county{$name}->connstr . ' dbname=postgres';
	$nation->safe_psql('postgres', "CREATE SUBSCRIPTION $name CONNECTION '$from' PUBLICATION budget WITH (binary = true)");
}

sub caught_up
{
	$nation->wait_for_subscription_sync($county{$_}, $_) for sort keys %county;
	$county{$_}->wait_for_catchup($_) for sort keys %county;
}
caught_up();

# every column of every table, also those of our types
my $rows = q{
	SELECT string_agg(query_to_xml(format('SELECT * FROM %s t ORDER BY t::text', c.oid::regclass), true, false, '')::text, E'\n' ORDER BY c.relname)
	FROM pg_class c WHERE c.relnamespace = 'budget'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition};
my %rows = map { $_ => $county{$_}->safe_psql('postgres', $rows) } keys %county;

sub rows_of
{
	my @rows = sort(join("\n", @_) =~ m{<row.*?</row>}gs);
	return @rows . ' rows: ' . md5_hex(join "\n", @rows);
}
is(rows_of($nation->safe_psql('postgres', $rows)), rows_of(values %rows), 'the warehouse has the rows of both, in all tables');
like(rows_of(values %rows), qr/^\d{3} rows/, '... hundreds of them');

is($nation->safe_psql('postgres', 'SELECT government, projects, current, change_rate FROM (
		SELECT government, sum(projects) AS projects, sum(current) AS current, change_rate(sum(prior), sum(current), 3)
		FROM budget.department_overview WHERE fiscal_year = 2026 GROUP BY government) o ORDER BY government'),
	"garam|10|55000|0.018\nnarae|10|110000|0.009", 'its overviews show both');
is($nation->safe_psql('postgres', "SELECT field, sum(current) FROM budget.function_overview
		WHERE fiscal_year = 2026 AND level = 'field' GROUP BY field ORDER BY field"),
	"060|75000\n080|90000", '... added up over the nation');
is($nation->safe_psql('postgres', "SELECT count(*) FROM budget.violation WHERE rule = 'project_text_total_cost'"),
	'1', '... and what a county loaded that disagrees');
is($nation->safe_psql('postgres', 'SELECT * FROM national_total ORDER BY 1'), "2017|350000\n2026|165000",
	'its own rule added up the first copy of both');

# Changes, from both at once: two apply workers write the same total
for my $round (1 .. 20)
{
	$county{$_}->safe_psql('postgres', "UPDATE budget.budget_line SET current = current + 1, prior = NULL
		WHERE fiscal_year = 2026 AND code = '201-01'") for sort keys %county;
}
$county{narae}->safe_psql('postgres', q{
	BEGIN;
	DELETE FROM budget.project WHERE name = '사업 10';
	UPDATE budget.budget_line SET current = '3억 5천만원' WHERE current = '4,020천원';
	SAVEPOINT s;
	DELETE FROM budget.project;
	ROLLBACK TO s;
	COMMIT;});
caught_up();
my $expected = $county{garam}->safe_psql('postgres', 'SELECT sum(current) FROM budget.budget_line WHERE fiscal_year = 2026') +
  $county{narae}->safe_psql('postgres', 'SELECT sum(current) FROM budget.budget_line WHERE fiscal_year = 2026');
is($nation->safe_psql('postgres', 'SELECT amount FROM national_total WHERE fiscal_year = 2026'), $expected,
	'... and maintains it under the changes of both');
is($nation->safe_psql('postgres', "SELECT count(*) FROM budget_violations('national_total')"), '0', '... exactly');
is($nation->safe_psql('postgres', "SELECT count(*) FROM budget.budget_line WHERE current = '3억 5천만원'"), '1', 'an amount in another notation arrives');

# What the counties' rules refuse need not be asked again, but can be
is($nation->safe_psql('postgres', 'SELECT rule, key FROM budget_violations()'), 'project_text_total_cost|{"id": 1000000000011}',
	'in the warehouse the rules of the model find what the county recorded, and no more');

# A read replica: views, rules and violations, without writing
$nation->backup('copy');
my $replica = PostgreSQL::Test::Cluster->new('replica');
$replica->init_from_backup($nation, 'copy', has_streaming => 1);
$replica->start;
$county{garam}->safe_psql('postgres', "UPDATE budget.budget_line SET current = current + 1 WHERE fiscal_year = 2026");
caught_up();
$nation->wait_for_catchup($replica, 'replay', $nation->lsn('write'));
for my $query ('SELECT * FROM budget.department_overview ORDER BY 1, 2, 3, 4, 5', 'SELECT * FROM budget.top_changes ORDER BY 1, 2, 3, 4, 5, 8',
	'SELECT * FROM national_total ORDER BY 1', 'SELECT rule, state FROM budget_rules ORDER BY 1', 'SELECT rule, section, message FROM budget.violation ORDER BY 1, 2, 3',
	'SELECT rule, relation, problem FROM budget_rule_problems ORDER BY 1, 2, 3', 'SELECT rule, key FROM budget_violations() ORDER BY 1, 2')
{
	is($replica->safe_psql('postgres', $query), $nation->safe_psql('postgres', $query), "replica: $query");
}

$replica->stop;
$nation->stop;
$_->stop for values %county;
done_testing();

# A model, its rules and its data go through dump and restore, as the ordinary
# role that made it, with the extension in a schema that is not searched.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('model');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE officer LOGIN');
$node->safe_psql('postgres', "CREATE DATABASE $_ OWNER officer") for qw(before after restored clean);

my @as_officer = (extra_params => [ '-U', 'officer' ]);
my @conn = ('-h', $node->host, '-p', $node->port, '-U', 'officer');
my $dir = $node->basedir;

sub slurp
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	local $/ = undef;
	return scalar <$in>;
}

sub query
{
	my ($database, $sql) = @_;
	return $node->safe_psql($database, $sql, @as_officer);
}

my $sheet = slurp('docs/sample/project_sheet.txt');
query('before', qq{
	CREATE SCHEMA ext;
	CREATE EXTENSION budget_ext SCHEMA ext;
	SELECT ext.budget_create_model('예산');
	SELECT ext.budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2017, '예산');
});

# casts that nobody wrote are written in a dump; what is said of the rows stays
query('before', q{
	CREATE TABLE cast_by_server (id int PRIMARY KEY, amount ext.thousand_won, n numeric, i int);
	SELECT ext.budget_add_row_rule('numeric', 'cast_by_server', 'n = amount', 'record');
	SELECT ext.budget_add_row_rule('integer', 'cast_by_server', 'i + 1 > amount', 'record');
	INSERT INTO cast_by_server VALUES (1, 2000, 5, 7)});
my $messages = 'SELECT rule, key, message FROM ext.budget_violations() ORDER BY rule, key::text';

# every table's rows, the rules as they are read and as they are stored
my $rows = q{
	SELECT string_agg(format('%s %s', c.relname, query_to_xml(format('SELECT * FROM %s', c.oid::regclass), true, false, '')), E'\n'
					  ORDER BY c.relname)
	FROM pg_class c WHERE c.relnamespace = '예산'::regnamespace AND c.relkind = 'r'};
my $rules = 'SELECT * FROM ext.budget_rules ORDER BY rule, relation::text';
my $triggers = q{
	SELECT pg_get_triggerdef(oid), obj_description(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgrelid::regclass::text, tgname};
# but for the printed tables, a view has no order
my $reports = q{
	SELECT string_agg(query_to_xml(format('SELECT * FROM %s t%s', c.oid::regclass,
										  CASE WHEN c.relname ~ '^[a-z]' THEN ' ORDER BY t::text COLLATE "C"' END), true, false, '')::text, E'\n' ORDER BY c.relname)
	FROM pg_class c WHERE c.relnamespace = '예산'::regnamespace AND c.relkind = 'v'};
my %expected = map { $_ => query('before', $_) } ($rows, $rules, $triggers, $reports, $messages);
like($expected{$rows}, qr/project_text .*250000/s, 'the sheet has been loaded');

command_ok([ 'pg_dump', @conn, '-f', "$dir/plain.sql", 'before' ], 'dump as text');
command_ok([ 'psql', '-X', '-q', @conn, '-v', 'ON_ERROR_STOP=1', '-f', "$dir/plain.sql", 'after' ], 'restore it');
command_ok([ 'pg_dump', @conn, '-Fc', '-f', "$dir/custom.dump", 'before' ], 'dump in the custom format');
command_ok([ 'pg_restore', @conn, '-e', '-j', '2', '-d', 'restored', "$dir/custom.dump" ], 'restore it in parallel');

for my $database (qw(after restored))
{
	is(query($database, $rows), $expected{$rows}, "$database: the same rows");
	is(query($database, $rules), $expected{$rules}, "$database: the same rules, in force");
	is(query($database, $messages), $expected{$messages}, "$database: violated in the same words");
	is(query($database, $triggers), $expected{$triggers}, "$database: stored the same");
	is(query($database, $reports), $expected{$reports}, "$database: the same reports");

	for my $bad (
		[ 'settlement_remaining', 'UPDATE 예산.settlement SET remaining = 1' ],
		[ 'budget_total_of_current', q{UPDATE 예산.budget_line SET current = 1 WHERE code::text = '201-01'} ],
		[ 'project_text_total_cost', 'UPDATE 예산.project_text SET stated_amount = 260000 WHERE stated_item IS NOT NULL' ])
	{
		my ($rule, $sql) = @$bad;
		my ($status, $out, $err) = $node->psql($database, $sql, @as_officer);
		like($err, qr/"$rule"/, "$database: $rule refuses");
	}
}

# Data alone go into a model that is there; what the loader recorded as
# inconsistent is inconsistent still, and is corrected first.
query('before', q{UPDATE 예산.project_text SET stated_amount = 350000 WHERE stated_item = '총사업비'});
query('clean', q{CREATE SCHEMA ext; CREATE EXTENSION budget_ext SCHEMA ext; SELECT ext.budget_create_model('예산')});
command_ok([ 'pg_dump', @conn, '--data-only', '--schema', '예산', '-f', "$dir/data.sql", 'before' ], 'dump the data');
command_ok([ 'psql', '-X', '-q', '-1', @conn, '-v', 'ON_ERROR_STOP=1', '-f', "$dir/data.sql", 'clean' ], 'restore them');
is(query('clean', $rows), query('before', $rows), 'the same rows');

# A model partitioned by fiscal year
$node->safe_psql('postgres', "CREATE DATABASE $_ OWNER officer") for qw(years years_restored);
query('years', qq{
	CREATE SCHEMA ext;
	CREATE EXTENSION budget_ext SCHEMA ext;
	SELECT ext.budget_create_model('예산', true);
	SELECT ext.budget_add_fiscal_year('예산', y) FROM generate_series(2016, 2018) y;
	SELECT ext.budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2017, '예산');
	INSERT INTO 예산.project (id, name, fiscal_year, government) VALUES (7, '가', 2018, '갑');
	INSERT INTO 예산.budget_line (project_id, fiscal_year, code, current) VALUES (7, 2018, '201-01', 5);
	SELECT ext.budget_refresh_summary('예산')});
command_ok([ 'pg_dump', @conn, '-Fc', '-f', "$dir/years.dump", 'years' ], 'dump a partitioned model');
# in one go, a parallel restore makes triggers of a partitioned table while its
# partitions are loaded, and the first of a rule's triggers misses the others
for my $section ('pre-data', 'data', 'post-data')
{
	command_ok([ 'pg_restore', @conn, '-e', '-j', '2', '--section', $section, '-d', 'years_restored', "$dir/years.dump" ], "restore it: $section");
}
for my $query ($rows, $rules, $triggers, $reports)
{
	is(query('years_restored', $query), query('years', $query), 'the same');
}
is(query('years_restored', 'SELECT count(*) FROM 예산.budget_line_2017'), '2', 'in its partitions');
my (undef, undef, $refused) = $node->psql('years_restored', q{UPDATE 예산.budget_line_2017 SET current = 1 WHERE code::text = '201-01'}, @as_officer);
like($refused, qr/"budget_total_of_current"/, 'whose rules refuse');

$node->stop;
done_testing();

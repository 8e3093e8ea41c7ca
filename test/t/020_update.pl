# ALTER EXTENSION UPDATE from each released version ends where CREATE EXTENSION
# begins, and what was made with the older version goes on working.
#
# The catalogs are compared as pg_dump writes them for pg_upgrade, where the
# members of an extension are dumped in full: properties, comments, privileges,
# the tables that are dumped and their conditions.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

sub slurp
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	local $/ = undef;
	return scalar <$in>;
}

my $node = PostgreSQL::Test::Cluster->new('update');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;

my ($current) = slurp('budget_ext.control') =~ /^default_version = '([^']+)'/m;
my @released = grep { $_ ne $current } split /\n/, $node->safe_psql('postgres',
	q{SELECT version FROM pg_available_extension_versions WHERE name = 'budget_ext' ORDER BY 1});
is($released[0], '1.0', 'released versions are installed');

# The statements of a dump without what a database gives by chance: oids, names
# of toast tables, the order of equals
sub members
{
	my ($database) = @_;
	my ($dump, $errors) = run_command(
		[ 'pg_dump', '--binary-upgrade', '--schema-only', '-h', $node->host, '-p', $node->port, $database ]);
	is($errors, '', "$database: dumped");
	$dump =~ s/^\\(un)?restrict .*\n//mg;
	my %seen;
	for my $entry (split /^(?=-- Name: )/m, $dump)
	{
		$entry =~ s/^(?:--.*)?\n//mg;
		$entry =~ s/^SELECT pg_catalog\.binary_upgrade_set_.*\n//mg;
		$entry =~ s/^UPDATE pg_catalog\.pg_(?:class|attribute)\n(?:.*\n)*?.*;\n//mg;
		# the tables that are dumped are compared below
		$entry =~ s/'\{.*?\}', '\{.*?\}'/config/ if $entry =~ /binary_upgrade_create_empty_extension/;
		$seen{$entry}++ if $entry =~ /\S/;
	}
	return \%seen;
}

# What a dump leaves out: rows that come with the extension, and which tables
# pg_dump takes which rows of
my $rows = q{
	SELECT c.relname, x.condition, query_to_xml(format('SELECT t::text FROM %s t ORDER BY t::text COLLATE "C"', c.oid::regclass), true, false, '')
	FROM pg_extension e
	JOIN pg_depend d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.classid = 'pg_class'::regclass
	JOIN pg_class c ON c.oid = d.objid AND c.relkind IN ('r', 'p')
	LEFT JOIN LATERAL unnest(e.extconfig, e.extcondition) AS x (config, condition) ON x.config = c.oid
	WHERE e.extname = 'budget_ext'
	ORDER BY 1};

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE SCHEMA 예산; CREATE EXTENSION budget_ext SCHEMA 예산');
my $fresh = members('fresh');
my $fresh_rows = $node->safe_psql('fresh', $rows);
cmp_ok(scalar(grep { /CREATE FUNCTION/ } keys %$fresh), '>', 150, 'the members are in the dump');
like($fresh_rows, qr/^budget_code_chart\|WHERE NOT shipped\|.*사무관리비/ms, 'and the rows of the chart are compared');

my $sheet = slurp('docs/sample/project_sheet.txt');
my $works = q{
	SELECT rule, kind, relation, definition, mode, state FROM 예산.budget_rules ORDER BY 1, 3::text;
	SELECT rule, key, expected, actual FROM 예산.budget_violations() ORDER BY 1, 2::text;
	SELECT * FROM budget.budget_overview ORDER BY code;
	SELECT * FROM budget.violation ORDER BY 1, 2, 3;
	SELECT amount, code FROM line WHERE code OPERATOR(예산.<@) '201' ORDER BY amount;
	SELECT 예산.budget_code_name('201-05', 2025)};

for my $version (@released)
{
	my $name = "from_$version";
	$node->safe_psql('postgres', qq{CREATE DATABASE "$name"});
	$node->safe_psql($name, qq{CREATE SCHEMA 예산; CREATE EXTENSION budget_ext SCHEMA 예산 VERSION '$version'});
	# what users have made with it
	$node->safe_psql($name, qq{
		SELECT 예산.budget_create_model();
		SELECT 예산.budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2017);
		CREATE TABLE total (id int PRIMARY KEY, amount 예산.thousand_won);
		CREATE TABLE line (id int, code 예산.budget_code, amount 예산.thousand_won, PRIMARY KEY (id, code));
		CREATE INDEX ON line (code);
		SELECT 예산.budget_add_sum_rule('total_of_lines', 'total', 'amount', '{id}', 'line', 'amount', '{id}');
		SELECT 예산.budget_add_row_rule('not_negative', 'line', 'amount >= 0', 'record');
		SELECT 예산.budget_add_code_rule('code_of_2017', 'line', 'code', 'id', 'warn', validate => false);
		BEGIN;
		INSERT INTO total VALUES (2017, 300), (2018, -1);
		INSERT INTO line VALUES (2017, '201-01', 100), (2017, '201-03', 200), (2018, '201-01', -1);
		COMMIT;
		INSERT INTO 예산.budget_code_chart (scope, code, level, name_ko, years) VALUES ('local', '201-05', 'item', '우리 과목', '[2024,2026]');
		SELECT 예산.budget_waive('not_negative', (SELECT key FROM 예산.budget_violations('not_negative')), 'agreed')});
	my $before = $node->safe_psql($name, $works);
	like($before, qr/total_of_lines\|sum\|total.*\|ok\n.*우리 과목/s, "$version: rules and a model work");

	# in use by a session that has the functions' plans
	my ($ret, $after, $errors) = $node->psql($name, "$works; ALTER EXTENSION budget_ext UPDATE; $works");
	is($errors, '', "$version: updates");
	is($after, "$before\n$before", "$version: what was made answers the same, in the same session too");
	is($node->safe_psql($name, $works), $before, "$version: and in a new one");
	is($node->safe_psql($name, q{SELECT extversion, 예산.budget_ext_version() FROM pg_extension WHERE extname = 'budget_ext'}),
		"$current|$current.0", "$version: library and extension are of one version");
	for my $bad ('UPDATE line SET amount = amount + 1', 'UPDATE budget.settlement SET remaining = 1')
	{
		($ret, my $out, $errors) = $node->psql($name, $bad, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
		like($errors, qr/ERROR:  23514/, "$version: rules refuse: $bad");
	}
	($ret, undef, $errors) = $node->psql($name, q{SELECT 예산.budget_validate('total_of_lines')});
	is($errors, '', "$version: rules are validated");

	# only the extension again
	$node->safe_psql($name, q{
		DROP TABLE line, total;
		DROP SCHEMA budget CASCADE;
		DELETE FROM 예산.budget_code_chart WHERE NOT shipped});
	my $updated = members($name);
	my @missing = sort grep { ($updated->{$_} // 0) < $fresh->{$_} } keys %$fresh;
	my @extra = sort grep { ($fresh->{$_} // 0) < $updated->{$_} } keys %$updated;
	ok(!@missing, "$version + UPDATE has all that $current has")
	  or diag("sql/budget_ext--$version--$current.sql does not make:\n@missing");
	ok(!@extra, "$version + UPDATE has nothing that $current has not")
	  or diag("sql/budget_ext--$version--$current.sql leaves:\n@extra");
	$node->safe_psql($name, 'TRUNCATE 예산.budget_violation_record, 예산.budget_waiver_record');
	is($node->safe_psql($name, $rows), $fresh_rows, "$version + UPDATE has the rows that $current has");
}

# the script of a version to come may write the shipped rows of the charts; users
# still may not, and a row of theirs is still preferred
SKIP:
{
	chomp(my $directory = `$ENV{PG_CONFIG} --sharedir`);
	my $script = "$directory/extension/budget_ext--$current--to_come.sql";
	skip "$directory/extension is not writable", 4 unless -w "$directory/extension";
	open my $out, '>', $script or die "$script: $!";
	print $out q{
		UPDATE @extschema@.budget_code_chart SET source = 'to come' WHERE shipped AND scope = 'local' AND code = '201-01';
		WITH again AS (DELETE FROM @extschema@.budget_code_chart WHERE shipped AND scope = 'local' AND code = '201-01' RETURNING *)
			INSERT INTO @extschema@.budget_code_chart SELECT * FROM again;
		INSERT INTO @extschema@.budget_code_chart (scope, code, level, name_ko, years, shipped) VALUES ('local', '201-98', 'item', 'shipped', '(,)', true)};
	close $out;
	$node->safe_psql('fresh', q{INSERT INTO 예산.budget_code_chart (scope, code, level, name_ko, years) VALUES ('local', '201-01', 'item', 'of the office', '[2025,2026)')});
	my ($ret, undef, $errors) = $node->psql('fresh', q{ALTER EXTENSION budget_ext UPDATE TO 'to_come'});
	unlink $script;
	is($errors, '', 'a script writes shipped rows');
	is($node->safe_psql('fresh', q{SELECT count(*) > 0, bool_and(source = 'to come') FROM 예산.budget_code_chart WHERE shipped AND scope = 'local' AND code::text = '201-01'}),
		't|t', '... which are written');
	is($node->safe_psql('fresh', q{SELECT 예산.budget_code_name('201-01', 2025), 예산.budget_code_name('201-01', 2024), 예산.budget_code_name('201-98', 2024)}),
		'of the office|사무관리비|shipped', '... the row of the office is preferred, though it is older now');
	(undef, undef, $errors) = $node->psql('fresh', q{UPDATE 예산.budget_code_chart SET source = 'mine' WHERE code::text = '201-98'}, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	like($errors, qr/ERROR:  55000: shipped rows/, '... and no user writes them');
}

# the places that say which version this is
for my $said (
	[ 'META.json', qr/^   "version": "([^"]+)"/m ],
	[ 'META.json', qr/"docfile": "README.md",\s*"version": "([^"]+)"/ ],
	[ 'CHANGELOG.md', qr/^## ([\d.]+)/m ])
{
	my ($file, $pattern) = @$said;
	my ($version) = slurp($file) =~ $pattern;
	is($version, "$current.0", "$file says the same version");
}

$node->stop;
done_testing();

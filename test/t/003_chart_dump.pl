# An office's own rows of the charts go through dump and restore, as a role
# that is no superuser; the shipped rows come with the extension.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('chart');
$node->init;
$node->start;

my $officer = 'Budget Officer';
$node->safe_psql('postgres', q{CREATE ROLE "Budget Officer" LOGIN});
$node->safe_psql('postgres', q{CREATE DATABASE before OWNER "Budget Officer"});

my @as_officer = (extra_params => [ '-U', $officer ]);
my $everything = <<'SQL';
SELECT 'chart', scope, code::text, level, name_ko, years, source, parent::text FROM 예산.budget_code_chart WHERE NOT shipped
UNION ALL SELECT 'function', scope, code::text, level, name_ko, years, source, NULL FROM 예산.function_code_chart WHERE NOT shipped
UNION ALL SELECT 'successor', scope, from_code::text, to_code::text, NULL, int4range(until_year, NULL), source, NULL FROM 예산.budget_code_succession WHERE NOT shipped
UNION ALL SELECT 'function successor', scope, from_code::text, to_code::text, NULL, int4range(until_year, NULL), source, NULL FROM 예산.function_code_succession WHERE NOT shipped
ORDER BY 1, 2, 3, 4, 6
SQL
my $shipped = <<'SQL';
SELECT (SELECT count(*) FROM 예산.budget_code_chart WHERE shipped), (SELECT count(*) FROM 예산.function_code_chart WHERE shipped),
       (SELECT count(*) FROM 예산.budget_code_succession WHERE shipped), (SELECT count(*) FROM 예산.function_code_succession WHERE shipped)
SQL

$node->safe_psql('before', <<'SQL', @as_officer);
CREATE SCHEMA 예산;
CREATE EXTENSION budget_ext SCHEMA 예산;
SET search_path = 예산;
INSERT INTO budget_code_chart (scope, code, level, name_ko, years, source, parent) VALUES
	('local', '201-05', 'item', '복리후생비', '[2024,2026]', 'our book', '201'),
	('local', '401-01', 'item', E'시설비\t(우리)', '[2026,2026]', NULL, NULL),
	('revenue', '210', 'section', '경상적세외수입', '(,)', 'our book', '200');
INSERT INTO function_code_chart (code, level, name_ko, years) VALUES ('08E', 'sector', '새 부문', '[2027,)');
INSERT INTO budget_code_succession (from_code, until_year, to_code) VALUES ('401-01', 2026, '401-02');
INSERT INTO function_code_succession (from_code, until_year, to_code) VALUES ('084', 2024, '08B');
CREATE TABLE line (code budget_code, func function_code);
INSERT INTO line VALUES ('201-01', '08A'), ('200', NULL);
CREATE INDEX ON line (code);
SQL
my $rows = $node->safe_psql('before', $everything, @as_officer);
is(scalar(split /\n/, $rows), 6, 'the office has rows of its own in each table');

my $dir = $node->basedir;
my @conn = ('-h', $node->host, '-p', $node->port, '-U', $officer);
command_ok([ 'pg_dump', @conn, '-f', "$dir/plain.sql", 'before' ], 'dump as the owner of the database');
command_ok([ 'pg_dump', @conn, '-Fc', '-f', "$dir/custom", 'before' ], 'dump in the custom format');
command_ok([ 'pg_dump', @conn, '--data-only', '-f', "$dir/data.sql", 'before' ], 'dump of the data only');
unlike(slurp_file("$dir/plain.sql"), qr/muju2026|hwaseong2027/, 'shipped rows are not dumped');

for my $way ('plain', 'custom', 'data')
{
	$node->safe_psql('postgres', qq{CREATE DATABASE after_$way OWNER "Budget Officer"});
	if ($way eq 'plain')
	{
		command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', @conn, '-f', "$dir/plain.sql", "after_$way" ],
			'restore the plain dump');
	}
	elsif ($way eq 'custom')
	{
		command_ok([ 'pg_restore', '-j', '2', '--exit-on-error', @conn, '-d', "after_$way", "$dir/custom" ],
			'restore in parallel');
	}
	else
	{
		$node->safe_psql("after_$way", <<'SQL', @as_officer);
CREATE SCHEMA 예산;
CREATE EXTENSION budget_ext SCHEMA 예산;
CREATE TABLE 예산.line (code 예산.budget_code, func 예산.function_code);
SQL
		command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', @conn, '-f', "$dir/data.sql", "after_$way" ],
			'restore the data where the extension is');
	}
	is($node->safe_psql("after_$way", $everything, @as_officer), $rows, "$way: the same rows of the office");
	is( $node->safe_psql("after_$way", $shipped, @as_officer),
		$node->safe_psql('before', $shipped, @as_officer),
		"$way: the shipped rows are there once");
	is($node->safe_psql("after_$way", 'SELECT code, func FROM 예산.line ORDER BY code', @as_officer),
		"200|\n201-01|08A", "$way: codes of a table");
}

# the office may write its rows, and those only; others may read
my ($ret, $out, $err) = $node->psql('before', q{UPDATE 예산.budget_code_chart SET name_ko = 'x' WHERE source = 'lofin groups'}, @as_officer);
like($err, qr/shipped rows of "budget_code_chart" cannot be written/, 'the owner does not write shipped rows');
$node->safe_psql('postgres', q{CREATE ROLE reader LOGIN});
$node->safe_psql('before', q{GRANT USAGE ON SCHEMA 예산 TO reader}, @as_officer);
is($node->safe_psql('before', q{SELECT 예산.budget_code_name('201-05', 2025)}, extra_params => [ '-U', 'reader' ]),
	'복리후생비', 'anybody looks up, wherever the extension is');
($ret, $out, $err) = $node->psql('before', q{DELETE FROM 예산.budget_code_chart WHERE NOT shipped}, extra_params => [ '-U', 'reader' ]);
like($err, qr/permission denied/, 'a reader does not write');

$node->stop;
done_testing();

# The sample sheet in databases of other encodings, and in the locale C, where
# no letter of Korean is a letter: what is read and found is the same.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('encoding');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;

open my $in, '<', 'docs/sample/project_sheet.txt' or die "docs/sample/project_sheet.txt: $!";
my $sheet = do { local $/ = undef; <$in> };
close $in;
$sheet =~ s/'/''/g;

my %found;
for my $encoding ('UTF8', 'EUC_KR', 'SQL_ASCII')
{
	my $database = lc $encoding;
	# what knows no encoding must be told nothing of one
	local $ENV{PGCLIENTENCODING} = $encoding eq 'SQL_ASCII' ? 'SQL_ASCII' : 'UTF8';
	$node->safe_psql('postgres', "CREATE DATABASE $database ENCODING '$encoding' TEMPLATE template0");
	$node->safe_psql($database, "CREATE EXTENSION budget_ext; SELECT budget_create_model(); SELECT budget_load_sheet('$sheet', 2017)");
	$found{$encoding} = $node->safe_psql($database, q{
		SELECT rule, expected, actual FROM budget.violation;
		SELECT line, message FROM budget.sheet_issue ORDER BY ordinal;
		SELECT count(*), sum(amount), string_agg(label, ', ' ORDER BY id) FROM budget.cost_basis;
		SELECT name, location, summary, total_cost FROM budget.project;
		SELECT procedure, applies FROM budget.project_procedure ORDER BY procedure COLLATE "C"});
	is($node->safe_psql($database, q{SELECT p.* FROM parse_cost_line('- 강사료 : 500천원*2명 = 1,000천원') p; SELECT cost_basis_amount('500천원*2명')}),
		"2|강사료|500천원*2명|1000\n1000", "$encoding: a line of costs");
	like($node->safe_psql($database, "SELECT line, fields FROM budget_sheet_lines('$sheet') WHERE line IN (9, 23)"),
		qr/^9\|\{사업기간,"(?:☑|■) 연례반복"\}\n23\|\{(?:☑|■),(?:☐|□)\}$/, "$encoding: check boxes");
}
like($found{UTF8}, qr/^project_text_total_cost\|250000\|350000\n37\|/, 'one contradiction of amounts, and no more');
is($found{$_}, $found{UTF8}, "$_: the same rows") for 'EUC_KR', 'SQL_ASCII';

$node->stop;
done_testing();

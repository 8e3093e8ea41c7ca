# Every public object has an entry in the documents, in both languages: its name
# stands in a heading or as code. (That it has a comment is asked by pgTAP.)
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use Test::More;

# Objects nobody calls: what they are for is said of the object that does
my %internal = map { $_ => 1 } qw(
  budget_code_chart_key function_code_chart_key budget_rule_list budget_rule_problem_list
  budget_violation_record budget_waiver_record
  change_rate_won execution_rate_won share_rate_won thousand_won_round_won
  thousand_won_to_won thousand_won_won_text);

my $node = PostgreSQL::Test::Cluster->new('reference');
$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
my @names = split /\n/, $node->safe_psql('postgres', q{
	CREATE EXTENSION budget_ext;
	SELECT budget_create_model();
	WITH member AS (
		SELECT d.classid, d.objid FROM pg_depend d
		JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
		WHERE e.extname = 'budget_ext' AND d.deptype = 'e')
	SELECT proname FROM member JOIN pg_proc p ON classid = 'pg_proc'::regclass AND objid = p.oid
	WHERE obj_description(p.oid, 'pg_proc') IS NOT NULL AND prorettype <> 'trigger'::regtype
	UNION
	SELECT relname FROM member JOIN pg_class c ON classid = 'pg_class'::regclass AND objid = c.oid
	WHERE relkind IN ('r', 'v')
	UNION
	SELECT typname FROM member JOIN pg_type t ON classid = 'pg_type'::regclass AND objid = t.oid
	WHERE typtype <> 'c' AND typcategory <> 'A'
	UNION
	SELECT name FROM pg_settings WHERE name LIKE 'budget_ext.%'
	UNION
	SELECT relname FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind IN ('r', 'v', 'p') AND NOT relispartition;});
$node->stop;
@names = grep { $_ ne '' && !$internal{$_} } @names;
cmp_ok(scalar @names, '>', 100, 'there are public objects');

for my $where ('docs', 'docs/ko')
{
	my $text = '';
	for my $file (glob "$where/*.md")
	{
		open my $in, '<', $file or die "$file: $!";
		local $/ = undef;
		$text .= <$in>;
	}
	my $said = join "\n", $text =~ /^#+ .*$/mg, $text =~ /`[^`\n]+`/g;
	my @missing = grep { $said !~ /(?<!\w)\Q$_\E(?!\w)/ } @names;
	is("@missing", '', "$where has an entry for each of them");
}

done_testing();

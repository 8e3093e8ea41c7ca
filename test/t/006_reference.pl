# Every public object has an entry in the documents, in both languages: its name
# stands in a heading or as code, an operator, a cast or an operator class on the
# page of its type, and a function has a row of the reference with all its parts,
# whose example is true. (That it has a comment is asked by pgTAP.)
# And every message and SQLSTATE that the sources raise is in the pages on errors.
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
	WHERE (typtype <> 'c' OR EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND relkind = 'c')) AND typcategory <> 'A'
	UNION
	SELECT name FROM pg_settings WHERE name LIKE 'budget_ext.%'
	UNION
	SELECT relname FROM pg_class WHERE relnamespace = 'budget'::regnamespace AND relkind IN ('r', 'v', 'p') AND NOT relispartition;});
# type, and what its page must have as code
my @beside = map { [ split / / ] } split /\n/, $node->safe_psql('postgres', q{
	WITH own (oid, name) AS (SELECT oid, typname FROM pg_type WHERE typname IN ('thousand_won', 'budget_code', 'function_code'))
	SELECT name || ' ' || oprname FROM pg_operator JOIN own ON own.oid IN (oprleft, oprright)
	UNION
	SELECT own.name || ' ' || replace(format_type(other, NULL), ' ', '_')
	FROM pg_cast CROSS JOIN LATERAL (VALUES (castsource, casttarget), (casttarget, castsource)) v (one, other)
	JOIN own ON own.oid = one
	UNION
	SELECT name || ' ' || CASE WHEN opcdefault THEN amname ELSE opcname END
	FROM pg_opclass JOIN own ON own.oid = opcintype JOIN pg_am a ON a.oid = opcmethod
	WHERE NOT opcdefault OR amname <> 'brin';});
my @functions = grep { !$internal{$_} } split /\n/, $node->safe_psql('postgres', q{
	SELECT DISTINCT proname FROM pg_depend d
	JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'budget_ext'
	JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid
	WHERE d.deptype = 'e' AND obj_description(p.oid, 'pg_proc') IS NOT NULL AND prorettype <> 'trigger'::regtype});
@names = grep { $_ ne '' && !$internal{$_} } @names;
cmp_ok(scalar @names, '>', 100, 'there are public objects');

sub slurp
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	local $/ = undef;
	return scalar <$in>;
}

for my $where ('docs', 'docs/ko')
{
	my $text = join '', map { slurp($_) } glob "$where/*.md";
	my $said = join "\n", $text =~ /^#+ .*$/mg, $text =~ /`[^`\n]+`/g;
	my @missing = grep { $said !~ /(?<!\w)\Q$_\E(?!\w)/ } @names;
	is("@missing", '', "$where has an entry for each of them");

	my %page = map { $_ => slurp("$where/$_.md") } qw(thousand_won budget_code function_code);
	my %code = map { $_ => { map { $_ => 1 } map { split ' ' } map { s/double precision/double_precision/gr } $page{$_} =~ /`([^`\n]+)`/g } } keys %page;
	my @lost = grep { my ($type, $what) = @$_; !$code{$type}{$what} && ($what !~ /^(?:btree|hash)$/ || $page{$type} !~ /\b$what\b/) } @beside;
	is(join(', ', map { "@$_" } @lost), '', '... and each operator, cast and operator class on the page of its type');
}

for my $page ('docs/reference.md', 'docs/ko/reference.md')
{
	my (%row_of, @partial, @examples);
	for my $row (grep { /^\| `/ } split /\n/, slurp($page))
	{
		my @cells = map { s/^\s+|\s+$//gr } split /(?<!\\)\|/, $row;
		my ($name) = $cells[1] =~ /^`(\w+)/;
		$row_of{$name} = 1;
		push @partial, $name if @cells != 8 || grep { $_ eq '' } @cells[ 1 .. 7 ];
		push @examples, [ $1, $2 ] if $cells[7] =~ /^`(.*)` = `(.*)`$/;
	}
	is(join(' ', grep { !$row_of{$_} } @functions), '', "$page has each function");
	is("@partial", '', '... with meaning, units, NULL, errors, source and example');
	my $asked = join "\n", map { "SELECT ($_->[0])::text;" } @examples;
	is($node->safe_psql('postgres', $asked), join("\n", map { $_->[1] } @examples), '... and the examples are true');
	my @sources = slurp($page) =~ /`((?:src|sql)\/[^`]*)`/g;
	is(join(' ', grep { !-e } @sources), '', '... and the sources there');
}
$node->stop;

# A literal of C or SQL, its pieces joined
my $literal = qr/((?:"(?:[^"\\]|\\.)*"\s*)+)/;

sub joined
{
	my ($text) = @_;
	return join '', map { s/\\"/"/gr } $text =~ /"((?:[^"\\]|\\.)*)"/g;
}

# What is raised: primary messages, and names of error conditions
my (%messages, %conditions, %condition_of);
for my $file (glob 'src/*.c src/*.h')
{
	my $text = slurp($file);
	$messages{ joined($_) } = $file for $text =~ /\berrmsg(?:_plural)?\(\s*$literal/g;
	$messages{ joined($_) } = $file for map { /\b_\($literal\)/g } $text =~ /\bsummary = ([^;]*);/g;
	$conditions{$_} = $file for $text =~ /\berrcode\(ERRCODE_(\w+)\)/g;
	push @{ $condition_of{ joined($2) } }, $1
	  while $text =~ /\berrcode\(ERRCODE_(\w+)\),\s*errmsg(?:_plural)?\(\s*$literal/g;
}
for my $file (grep { !/budget_ext--/ } glob 'sql/*.sql')
{
	my $text = slurp($file);
	# 005_messages.pl sees to it that RAISE takes its texts from these; the
	# primary message is looked up before DETAIL and HINT
	$messages{$_} = $file for $text =~ /(?:\bMESSAGE = (?:pg_catalog\.format\()?|\bSELECT \@extension\@\.)budget_gettext\('((?:[^']|'')*)'/g;
	push @{ $condition_of{$2} }, uc $1
	  while $text =~ /\bRAISE (?!NOTICE)(\w+)\s+USING MESSAGE = (?:pg_catalog\.format\()?budget_gettext\('((?:[^']|'')*)'/g;
	push @{ $condition_of{$1} }, uc $2
	  while $text =~ /\bSELECT \@extension\@\.budget_gettext\('((?:[^']|'')*)'[^;]*;\s*RAISE (?!NOTICE)(\w+)/g;
	$conditions{ uc $_ } = $file for grep { !/^(?:notice|warning|exception|info|log|using|debug)$/i } $text =~ /^\s*RAISE (\w+)/mg;
}
cmp_ok(scalar keys %messages, '>', 90, 'messages of the sources are found');

SKIP:
{
	my $errcodes = qx("$ENV{PG_CONFIG}" --includedir-server 2>/dev/null || pg_config --includedir-server);
	chomp $errcodes;
	$errcodes .= '/utils/errcodes.h';
	skip 'the headers of the server are not here', 4 if !-e $errcodes;
	my %sqlstate = map { m/^#define ERRCODE_(\w+) MAKE_SQLSTATE\('(.)','(.)','(.)','(.)','(.)'\)/ ? ($1 => "$2$3$4$5$6") : () }
	  split /\n/, slurp($errcodes);
	for my $page ('docs/errors.md', 'docs/ko/errors.md')
	{
		my $text = slurp($page);
		my @missing = grep { $text !~ /(?<!\w)$sqlstate{$_}(?!\w)/ } sort keys %conditions;
		is("@missing", '', "$page has each SQLSTATE");

		my %row_of;
		for my $row (grep { /^\| `/ } split /\n/, $text)
		{
			my ($what, $code) = $row =~ /^\| (.*?) \| ([0-9A-Z]{5}) \|/ or next;
			$row_of{$_}{$code} = 1 for $what =~ /`([^`]*)`/g;
		}
		my @wrong;
		for my $message (sort keys %condition_of)
		{
			push @wrong, map { "$sqlstate{$_}: $message" } grep { !$row_of{$message}{ $sqlstate{$_} } } @{ $condition_of{$message} };
		}
		is(join("\n", @wrong), '', '... beside its messages');
	}
}

for my $page ('docs/errors.md', 'docs/ko/errors.md')
{
	my $text = slurp($page);
	is(join("\n", grep { index($text, "`$_`") < 0 } sort keys %messages), '', "$page has each message");
	my %said = map { $_ => 1 } map { m/^\| (.*?) \| [0-9A-Z]{5} \|/ ? $1 =~ /`([^`]*)`/g : () } split /\n/, $text;
	my $translated = slurp('po/ko.po');
	is(join("\n", grep { !$messages{$_} && index($translated =~ s/%\d\$/%/gr =~ s/\\"/"/gr =~ s/"\n"//gr, "msgstr \"$_\"") < 0 }
			sort keys %said), '', '... and none that nothing raises');
}

done_testing();

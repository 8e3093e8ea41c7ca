# The documents do not lie: every ```sql block in README and docs is run, a
# database per document, and must print the plain block that follows it, but for
# blank lines and the number of rows. The extension and its model are there
# unless the document itself creates them. DOCS_UPDATE=1 writes what it printed;
# prove test/t/002_docs.pl :: docs/rate.md looks at some documents only.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use Test::More;

my @documents = @ARGV ? @ARGV : grep { -s } ('README.md', 'README.ko.md', glob('docs/*.md'), glob('docs/ko/*.md'));

my $node = PostgreSQL::Test::Cluster->new('docs');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;

# Pieces of a document: text, ```sql blocks, and the output after each of them
sub pieces
{
	my ($text) = @_;
	my @pieces;

	while ($text =~ /\G(.*?)^```sql\n(.*?)^```\n(?:(\s*)^```(?:text)?\n(.*?)^```\n)?/gcsm)
	{
		push @pieces, { before => $1, sql => $2, gap => $3, output => $4 };
	}
	push @pieces, { before => substr($text, pos($text) // 0) };
	return @pieces;
}

sub slurp
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	local $/ = undef;
	return scalar <$in>;
}

# What psql prints for each block, all of them in one session
sub run_blocks
{
	my ($database, @blocks) = @_;
	my $script = $node->basedir . "/docs.sql";
	my $mark = '--8<-- block';

	open my $out, '>', $script or die "$script: $!";
	print $out "$_\n\\echo $mark\n" for @blocks;
	close $out;
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	local $ENV{PGCLIENTENCODING} = 'UTF8';
	my $printed = `psql -X -q -d $database < '$script' 2>&1`;
	# psql says nothing of its own when it reads from a pipe, but for this
	$printed =~ s/^psql:<stdin>:\d+: //mg;
	return split /^\Q$mark\E\n/m, $printed, -1;
}

# without trailing blanks and blank lines around
sub tidy
{
	my ($text) = @_;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\n+\z/\n/;
	$text =~ s/\A\n+//;
	return $text;
}

# what must agree
sub essence
{
	my ($text) = @_;
	$text = tidy($text);
	$text =~ s/^\(\d+ rows?\)\n//mg;
	$text =~ s/^\n//mg;
	return $text;
}

my $number = 0;
for my $document (@documents)
{
	my @pieces = pieces(slurp($document));
	my @blocks = grep { defined $_->{sql} } @pieces;
	next if !@blocks;

	my $database = 'docs' . ++$number;
	$node->safe_psql('postgres', "CREATE DATABASE $database");

	# a page on one topic takes the extension and an empty model for granted
	$node->safe_psql($database, 'CREATE EXTENSION budget_ext; SELECT budget_create_model()')
		unless grep { $_->{sql} =~ /CREATE EXTENSION/ } @blocks;
	my @printed = run_blocks($database, map { $_->{sql} } @blocks);

	for my $i (0 .. $#blocks)
	{
		my ($first) = $blocks[$i]{sql} =~ /^(.{1,60})/m;
		my $got = tidy($printed[$i] // '');

		if ($ENV{DOCS_UPDATE})
		{
			$blocks[$i]{output} = $got if $got ne '' || defined $blocks[$i]{output};
			$blocks[$i]{gap} //= '';
		}
		elsif (defined $blocks[$i]{output})
		{
			is(essence($got), essence($blocks[$i]{output}), "$document: $first");
		}
		else
		{
			unlike($got, qr/^(?:psql:\S+ )?(?:ERROR|FATAL|PANIC)/m, "$document: $first");
		}
	}

	next if !$ENV{DOCS_UPDATE};
	open my $out, '>', $document or die "$document: $!";
	for my $piece (@pieces)
	{
		print $out $piece->{before};
		print $out "```sql\n$piece->{sql}```\n" if defined $piece->{sql};
		print $out "$piece->{gap}```\n$piece->{output}```\n" if defined $piece->{output};
	}
	close $out;
	pass("$document: written anew");
}

# The demo, told in both languages: to its end, past two errors that it wants
for my $ko (0, 1)
{
	my $database = "demo$ko";
	last if @ARGV;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	local $ENV{PGCLIENTENCODING} = 'UTF8';
	my $told = `psql -X -q -d $database -v ko=$ko < docs/sample/demo.sql 2>&1`;
	like($told, $ko ? qr/^10\. 과목.*^다음에 볼 것/ms : qr/^10\. The code.*^Next: /ms, "the demo runs to its end, ko = $ko");
	is(join(' ', $told =~ /^ERROR: .*rule "(\w+)"/mg), 'settlement_current_budget budget_total_of_change', '... past the errors that it shows');
	is(scalar(() = $told =~ /^   \[(?:규칙|원문)\]/mg), 4, '... and finds four contradictions');
}

# Links lead somewhere: files, and headings as GitHub names them
sub headings
{
	my ($text) = @_;
	utf8::decode($text);
	$text =~ s/^```.*?^```$//mgs;
	return map { my $h = lc; $h =~ s/[^\w\- ]//g; $h =~ tr/ /-/; utf8::encode($h); ($h => 1) } $text =~ /^#+ (.*)$/mg;
}
my @lost;
for my $document (@documents, -e 'docs/dashboard/README.md' ? 'docs/dashboard/README.md' : ())
{
	my ($folder) = $document =~ m{^(.*/)?};
	my $text = slurp($document) =~ s/^```.*?^```$//mgsr;
	while ($text =~ /\]\(([^)\s]+)\)/g)
	{
		my ($path, $heading) = split /#/, $1, 2;
		next if $path =~ /^https?:/;
		my $file = $path eq '' ? $document : ($folder // '') . $path;
		push @lost, "$document: $1" and next if !-e $file;
		my %there = defined $heading ? headings(slurp($file)) : ();
		push @lost, "$document: $path#$heading" if defined $heading && !$there{$heading};
	}
}
is(join("\n", @lost), '', 'every link of the documents leads somewhere');

ok(1, 'documents read: ' . scalar @documents);
$node->stop;
done_testing();

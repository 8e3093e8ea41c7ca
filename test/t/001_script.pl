# What the catalog cannot say about the install script: each label is written
# out rather than left to its default, and no statement can adopt an object
# that someone else has planted.
use strict;
use warnings;
use Test::More;

# The script in pieces: comments away, a statement ends at ; outside quotes,
# dollar quotes, parentheses and BEGIN ATOMIC bodies.
sub statements
{
	my ($text) = @_;
	my @found;
	my $now = '';
	my $atomic = 0;

	while ($text =~ /\G(
			--[^\n]*                          # comment
		  | \/\*.*?\*\/                       # comment
		  | '(?:[^']|'')*'                    # string
		  | "(?:[^"]|"")*"                    # identifier
		  | (\$\w*\$).*?\g{-1}                # dollar quotes
		  | \w+
		  | .
		)/gcsx)
	{
		my $token = $1;
		next if $token =~ /^(--|\/\*)/;
		$atomic++ if $atomic ? $token =~ /^case$/i : $now =~ /\bBEGIN\s+$/i && $token =~ /^atomic$/i;
		$atomic-- if $atomic && $token =~ /^end$/i;
		if ($token eq ';' && !$atomic)
		{
			$now =~ s/^\s+|\s+$//g;
			push @found, $now if $now ne '';
			$now = '';
			next;
		}
		$now .= $token;
	}
	return @found;
}

# A statement without the text of bodies and strings
sub skeleton
{
	my ($statement) = @_;
	$statement =~ s/(\$\w*\$).*?\g{-1}/\$\$/gs;
	$statement =~ s/'(?:[^']|'')*'/''/gs;
	$statement =~ s/\s+/ /g;
	return $statement;
}

my %count;

sub check_function
{
	my ($where, $statement, $skeleton) = @_;
	my @lacks;

	push @lacks, 'volatility' unless $skeleton =~ /\b(IMMUTABLE|STABLE|VOLATILE)\b/i;
	push @lacks, 'PARALLEL' unless $skeleton =~ /\bPARALLEL (SAFE|RESTRICTED|UNSAFE)\b/i;
	if ($skeleton !~ /\bLANGUAGE (?:C|internal)\b/i && $skeleton !~ /\bBEGIN ATOMIC\b|\bRETURN\b(?!S)/i)
	{
		push @lacks, 'SET search_path' unless $skeleton =~ /\bSET search_path\b/i;
	}
	push @lacks, 'no SECURITY DEFINER' if $skeleton =~ /\bSECURITY DEFINER\b/i;
	ok(!@lacks, "$where: " . substr($skeleton, 0, 70))
	  or diag('lacks: ' . join(', ', @lacks));
	$count{function}++;
	return;
}

# Relations and functions of a view that search_path would look for
sub unqualified
{
	my ($view) = @_;
	my $keyword = qr/SELECT|FROM|WHERE|AND|OR|NOT|IN|ANY|ALL|ARRAY|LATERAL|WITH|OPERATOR|EXISTS|VALUES|AS|ON|JOIN|USING|CASE|WHEN|THEN/i;
	my @names;

	push @names, $1 while $view =~ /\b(?:FROM|JOIN) ([\w"]+)(?![\w".])/gi;
	push @names, $1 while $view =~ /(?<![\w".@])(?!$keyword\b)(\w+) ?\(/g;
	return grep { !/^(?:LATERAL|SELECT)$/i } @names;
}

for my $file (sort glob 'sql/*.sql')
{
	next if $file =~ /--/;    # joined from these parts
	open my $in, '<', $file or die "$file: $!";
	local $/ = undef;
	my $text = <$in> // '';
	close $in;

	my @planted;
	for my $statement (statements($text))
	{
		my $skeleton = skeleton($statement);

		push @planted, substr($skeleton, 0, 70)
		  if $skeleton =~ /^(?:CREATE|ALTER|DROP)\b/i
		  && $skeleton =~ /\bOR REPLACE\b|\bIF (NOT )?EXISTS\b/i;

		if ($skeleton =~ /^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE)\b/i)
		{
			check_function($file, $statement, $skeleton);
		}
		elsif ($skeleton =~ /^CREATE VIEW\b/i)
		{
			my @names = unqualified($skeleton);
			is("@names", '', "$file: names are qualified: " . substr($skeleton, 0, 60));
			$count{view}++;
		}
		elsif ($skeleton =~ /^CREATE AGGREGATE\b/i)
		{
			ok($skeleton =~ /\bPARALLEL = (SAFE|RESTRICTED|UNSAFE)\b/i,
				"$file: " . substr($skeleton, 0, 70));
			$count{aggregate}++;
		}
	}
	is_deeply(\@planted, [], "$file: nothing is replaced or left to chance");
}

# the reader of the script itself: what it must see, and what it must not
my @probe = statements(<<'SQL');
-- CREATE FUNCTION in_comment() ;
CREATE FUNCTION a() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE FUNCTION b() RETURNS text AS $f$ SELECT 'x;y'; $f$ LANGUAGE sql;
COMMENT ON FUNCTION b() IS 'it''s; OR REPLACE';
SQL
is(scalar @probe, 3, 'statements end where they end');
unlike(skeleton($probe[2]), qr/OR REPLACE/, 'strings are not read as code');
is_deeply([ unqualified('CREATE VIEW v AS SELECT count(x), pg_catalog.now() FROM t, LATERAL (SELECT 1) WHERE x IN (1)') ],
	[ 't', 'count' ], 'names without a schema are found');
cmp_ok($count{view} // 0, '>', 3, 'views were read');

done_testing();

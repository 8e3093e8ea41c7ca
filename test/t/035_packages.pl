# What packages say of themselves: META.json as PGXN's specification 1.0.0 wants
# it, one version everywhere, an archive with all that is needed, and the same
# commands in every continuous integration.
use strict;
use warnings;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my $semver = qr/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?$/;
my $term = qr{^[^\s/\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]+$};

# What is wrong with a META document, as a list of sentences
sub complaints
{
	my ($meta) = @_;
	my @wrong;
	my %known = map { $_ => 1 } qw(name version abstract maintainer license provides meta-spec description
	  generated_by tags no_index prereqs release_status resources);

	for my $field (qw(name version abstract maintainer license provides meta-spec))
	{
		push @wrong, "$field is missing" unless defined $meta->{$field};
	}
	return @wrong if @wrong;
	push @wrong, map { "$_ is no field" } grep { !$known{$_} && !/^x_/i } keys %$meta;
	push @wrong, 'name is no term' unless $meta->{name} =~ $term && $meta->{name} !~ /\s/;
	push @wrong, 'version is no semantic version' unless $meta->{version} =~ $semver;
	for my $field (qw(abstract description generated_by))
	{
		push @wrong, "$field is no text" if exists $meta->{$field} && (ref $meta->{$field} || $meta->{$field} !~ /\S/);
	}
	push @wrong, 'a maintainer is no text'
	  if grep { ref || !/\S/ } ref $meta->{maintainer} ? @{ $meta->{maintainer} } : $meta->{maintainer};
	my %license = map { $_ => 1 } qw(agpl_3 apache_1_1 apache_2_0 artistic_1 artistic_2 bsd freebsd gfdl_1_2
	  gfdl_1_3 gpl_1 gpl_2 gpl_3 lgpl_2_1 lgpl_3_0 mit mozilla_1_0 mozilla_1_1 openssl perl_5 postgresql qpl_1_0
	  ssleay sun zlib open_source restricted unrestricted unknown);
	push @wrong, 'license is not known'
	  if ref $meta->{license} ne 'HASH'
	  && grep { !$license{$_} } ref $meta->{license} ? @{ $meta->{license} } : $meta->{license};
	push @wrong, 'release_status is not known'
	  if exists $meta->{release_status} && $meta->{release_status} !~ /^(?:stable|testing|unstable)$/;
	push @wrong, 'meta-spec has no version 1.0.x' unless ($meta->{'meta-spec'}{version} // '') =~ /^1\.0\.\d+$/;
	push @wrong, 'a tag is no tag'
	  if grep { ref || !length || length > 255 || m{[/\\\x00-\x1f]} } @{ $meta->{tags} // [] };
	push @wrong, 'provides nothing' unless %{ $meta->{provides} };
	while (my ($name, $provided) = each %{ $meta->{provides} })
	{
		push @wrong, "$name is no term" unless $name =~ $term;
		push @wrong, "$name has no version" unless ($provided->{version} // '') =~ $semver;
		push @wrong, "$name has no file" unless defined $provided->{file};
		push @wrong, map { "$name: $_ is no field" } grep { !/^(?:file|version|abstract|docfile|x_.*)$/i } keys %$provided;
	}
	while (my ($phase, $relations) = each %{ $meta->{prereqs} // {} })
	{
		push @wrong, "$phase is no phase" unless $phase =~ /^(?:configure|build|test|runtime|develop|x_.*)$/i;
		while (my ($relation, $wanted) = each %$relations)
		{
			push @wrong, "$relation is no relation" unless $relation =~ /^(?:requires|recommends|suggests|conflicts|x_.*)$/i;
			push @wrong, map { "$phase $relation $_: no version" }
			  grep { $wanted->{$_} !~ /^(?:0|(?:(?:[<>!=]=?\s*)?\d+\.\d+\.\d+(?:,\s*)?)+)$/ } keys %$wanted;
		}
	}
	return @wrong;
}

my $meta = decode_json(slurp_file('META.json'));
is_deeply([ complaints($meta) ], [], 'META.json is what PGXN takes');
# and the judge can say no
is_deeply([ complaints({}) ], [ map { "$_ is missing" } qw(name version abstract maintainer license provides meta-spec) ],
	'fields that are missing are missed');
for my $case (
	[ version => '1.0' ], [ license => 'free' ], [ license => ['mit', 'free'] ], [ name => 'a/b' ], [ unknown => 1 ],
	[ release_status => 'new' ], [ provides => {} ], [ provides => { some => { version => '1.0.0' } } ],
	[ tags => ['a/b'] ], [ prereqs => { later => {} } ], [ prereqs => { test => { wants => {} } } ],
	[ prereqs => { test => { requires => { pgTAP => 'new' } } } ], [ 'meta-spec' => { version => '2.0.0' } ])
{
	is(scalar(complaints({ %$meta, $case->[0] => $case->[1] })), 1, "a wrong $case->[0] is found");
}

# One version
my ($extension, $distribution) = slurp_file('Makefile') =~ /^EXTVERSION = (\S+)\nDISTVERSION = (\S+)$/m;
is($distribution, $meta->{version}, 'Makefile: the version of META.json');
is($meta->{provides}{budget_ext}{version}, $meta->{version}, 'META.json: the version of what it provides');
like($distribution, qr/^\Q$extension\E\.\d+$/, q{the version of the extension begins that of the distribution});
like(slurp_file('budget_ext.control'), qr/^default_version = '\Q$extension\E'$/m, 'control file: the same version');
like(slurp_file('CHANGELOG.md'), qr/\A# Changes\n\n## \Q$distribution\E \(/, 'CHANGELOG.md begins with it');
like(slurp_file('debian/changelog'), qr/\Abudget-ext \(\Q$distribution\E-\d+\) /, 'debian/changelog begins with it');

# The files they speak of
for my $file (map { @$_{qw(file docfile)} } values %{ $meta->{provides} })
{
	ok(-s $file, "$file is there");
}
for my $script (glob('debian/rules debian/tests/installcheck test/package test/run test/suites .ci/run'))
{
	next if $script =~ /^\.ci/ && !-d '.ci';    # not in the archive
	ok(-x $script, "$script can be run");
}
# debian/control is made from control.in for the majors of this Debian
my $control = slurp_file('debian/control.in');
$control =~ s/PGVERSION/15/g;
is(slurp_file('debian/control'), $control, 'debian/control is up to date');

# PostgreSQL as a prerequisite: the oldest that compat.h lets through
my ($oldest) = slurp_file('src/compat.h') =~ /PG_VERSION_NUM < (\d+)0000\n#error/;
is($meta->{prereqs}{runtime}{requires}{PostgreSQL}, "$oldest.0.0", 'META.json: the oldest PostgreSQL');
is(slurp_file('debian/pgversions'), "$oldest+\n", 'debian/pgversions: the same');

SKIP:
{
	skip 'no workflow in the archive', 2 unless -f '.github/workflows/build.yml';
	my $workflow = slurp_file('.github/workflows/build.yml');
	like($workflow, qr/^\s+- run: \.ci\/run$/m, 'the workflow runs what .ci/run does');
	# of make's goals, only such as there are
	my %goal = map { $_ => 1 } slurp_file('Makefile') =~ /^([\w-]+):/mg;
	is_deeply([ grep { !$goal{$_} } $workflow =~ /\bmake ([\w-]+)/g, slurp_file('.ci/run') =~ /\bmake ([\w-]+)/g ], [],
		'and goals that the Makefile has');
}

done_testing();

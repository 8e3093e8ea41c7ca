# What a client sends in binary, and what catalog entries make of our functions
# with types they were not written for: errors, and no crash.
#
# Only superusers can attach support functions, make types, or declare C
# functions. What a superuser declares falsely by value is withstood; what he
# declares falsely by reference is not, here as in PostgreSQL itself, where
# "LANGUAGE internal AS 'textlen'" over an integer crashes as well: a function
# cannot tell a wrong pointer from a right one.
use strict;
use warnings;
use IO::Socket::UNIX;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('types');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION budget_ext; CREATE ROLE maker LOGIN; CREATE SCHEMA m AUTHORIZATION maker');

sub run_sql
{
	my ($sql, $role) = @_;
	my ($ret, $out, $err) = $node->psql('postgres', $sql, on_error_stop => 0,
		extra_params => [ '-q', '-v', 'VERBOSITY=verbose', ($role ? ('-U', $role) : ()) ]);
	return ($out, $err);
}

# An error that is not for users, or a lost connection
sub no_accident
{
	my ($err, $what, $except) = @_;
	my @accidents = grep { /ERROR:  XX|PANIC|server closed the connection|connection to server was lost/ } split /\n/, $err;
	@accidents = grep { $_ !~ $except } @accidents if $except;
	is(join("\n", @accidents[0 .. ($#accidents < 4 ? $#accidents : 4)]), '', $what);
	return;
}

# 1. Messages in binary: every prefix of a good one, longer ones, random ones, by
# COPY and as a client's parameters, which must be read alike

# The protocol itself: psql binds no parameters in binary
my $socket = IO::Socket::UNIX->new(Peer => $node->host . '/.s.PGSQL.' . $node->port) or die "cannot connect: $!";
my $me = $node->safe_psql('postgres', 'SELECT current_user');
my $startup = pack('N', 196608) . "user\0$me\0database\0postgres\0client_encoding\0UTF8\0\0";
print $socket pack('N', 4 + length $startup), $startup;
$socket->flush;

# Sends messages, and gives the first column of rows in text, or what the error is
sub exchange
{
	my $text = '';
	my $send = join '', map { $_->[0] . pack('N', 4 + length $_->[1]) . $_->[1] } @_;
	print $socket $send;
	$socket->flush;
	for (;;)
	{
		my ($head, $body) = ('', '');
		read($socket, $head, 5) == 5 or die 'the server closed the connection';
		my ($type, $length) = unpack('a N', $head);
		read($socket, $body, $length - 4) if $length > 4;
		return $text if $type eq 'Z';
		$text = substr($body, 6, unpack('l>', substr($body, 2, 4))) if $type eq 'D';
		$text = "ERROR $1" if $type eq 'E' && $body =~ /(?:^|\0)C(\w{5})\0/;
	}
}
exchange();

my @types = split /\n/, $node->safe_psql('postgres', q{
	SELECT format('%s|%s', t.oid::regtype, t.typlen) FROM pg_type t
	JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'budget_ext'
	WHERE t.typtype IN ('b', 'r', 'm') AND t.typcategory <> 'A'
	   OR t.oid IN (SELECT reltype FROM pg_class WHERE relkind = 'c')
	ORDER BY 1});
cmp_ok(scalar @types, '>=', 5, 'types with a binary form: ' . join(', ', map { s/[|].*//r } @types));

my %sample = (
	thousand_won => [ q{350000::thousand_won}, q{'-0.001'::thousand_won}, q{'-9223372036854775.807'::thousand_won} ],
	budget_code => [ q{'201-01'::budget_code}, q{'200'::budget_code} ],
	function_code => [ q{'08A'::function_code} ],
	thousand_won_range => [ q{'[1,5)'::thousand_won_range}, q{'empty'::thousand_won_range}, q{'(,)'::thousand_won_range} ],
	thousand_won_multirange => [ q{'{[1,5),[7,9)}'::thousand_won_multirange} ],
	budget_violation => [ q{ROW('r', 'pg_class', '{"a": 1}', 1, 2, 3, 'm')::budget_violation} ]);
my $directory = $node->basedir;
srand(20261124);
for my $entry (@types)
{
	my ($type) = split /\|/, $entry;
	my @messages;

	# as the server sends it: one tuple of one field in a file of COPY
	my @values = @{ $sample{$type} // [] };
	ok(scalar @values, "$type: there are samples");
	for my $value (@values)
	{
		$node->safe_psql('postgres', "COPY (SELECT $value) TO '$directory/good' (FORMAT binary)");
		my $file = slurp_file("$directory/good");
		my $length = unpack('l>', substr($file, 21, 4));
		push @messages, substr($file, 25, $length) if $length >= 0;
	}
	$node->safe_psql('postgres', "DROP TABLE IF EXISTS target; CREATE TABLE target (x $type)");

	my @tried;
	for my $message (@messages)
	{
		push @tried, map { substr($message, 0, $_) } 0 .. length $message;
		push @tried, $message . "\0", $message . "\xff" x 100;
		for my $byte (0 .. length($message) - 1)
		{
			for my $change (1, 0x80, 0xff)
			{
				my $changed = $message;
				substr($changed, $byte, 1) = chr(ord(substr($changed, $byte, 1)) ^ $change);
				push @tried, $changed;
			}
		}
	}
	push @tried, map { join '', map { chr int rand 256 } 1 .. int rand 40 } 1 .. 60;

	my $script = "\\set VERBOSITY verbose\n";
	for my $number (0 .. $#tried)
	{
		open my $out, '>:raw', "$directory/try.$number" or die "$directory/try.$number: $!";
		print $out "PGCOPY\n\xff\r\n\0", pack('N N n l>', 0, 0, 1, length $tried[$number]), $tried[$number], pack('n', 0xffff);
		close $out;
		$script .= "COPY target FROM '$directory/try.$number' (FORMAT binary);\n";
	}
	my ($out, $err) = run_sql($script);
	is(exchange([ 'P', "s\0SELECT \$1::${type}::text\0\0\0" ], [ 'S', '' ]), '', "$type: prepared");
	my @bound = map { exchange([ 'B', "\0s\0" . pack('n n n N', 1, 1, 1, length $_) . $_ . pack('n', 0) ],
		[ 'E', "\0" . pack('N', 0) ], [ 'S', '' ]) } @tried;
	exchange([ 'C', "Ss\0" ], [ 'S', '' ]);
	# what the server's own jsonb_recv and multirange_recv say
	no_accident($err, "$type: " . @tried . ' messages in binary',
		$type =~ /violation|multirange/ ? qr/unsupported jsonb version|invalid memory alloc request size/ : undef);
	my ($accepted) = $node->safe_psql('postgres', 'SELECT count(*) FROM target');
	no_accident(join("\n", map { s/^ERROR /ERROR:  /r } grep { /^ERROR/ } @bound), "$type: the same messages as parameters",
		$type =~ /violation|multirange/ ? qr/XX000/ : undef);
	is(join("\n", sort grep { !/^ERROR/ } @bound), join("\n", sort split /\n/, $node->safe_psql('postgres', 'SELECT x::text FROM target')),
		"$type: they are read alike");
	cmp_ok($accepted, '>=', scalar @messages, "$type: the good ones are read") if @messages;
	# what was read is a value: written, read again, and the same
	is($node->safe_psql('postgres', "SELECT count(*) FROM target WHERE x::text::${type}::text IS DISTINCT FROM x::text"),
		'0', "$type: whatever was read is a value");
	unlink glob "$directory/try.*";
}

# 2. Estimators of our operators at the operators of others, over any types

my @types2 = ('budget_code', 'function_code', 'thousand_won', 'integer', 'text', 'numeric', 'integer[]', 'jsonb', 'boolean', 'm.code');
my $tables = "SET search_path = m, public;\nCREATE DOMAIN m.code AS budget_code;\n";
my $script = "SET search_path = m, public;\nSET plan_cache_mode = force_generic_plan;\n";
my %literal = (budget_code => '201-01', function_code => '08A', thousand_won => '5', integer => '5', text => 'x', numeric => '5.5',
	'integer[]' => '{1}', jsonb => '{}', boolean => 't', 'm.code' => '200');
my $column = 0;
$tables .= 'CREATE TABLE m.r (' . join(', ', map { "c$_ $types2[$_]" } 0 .. $#types2) . ");\n";
$tables .= 'INSERT INTO m.r SELECT ' . join(', ', map { "CASE WHEN i % 3 > 0 THEN '$literal{$_}'::$_ END" } @types2)
  . " FROM generate_series(1, 300) i;\nANALYZE m.r;\n";
for my $left (0 .. $#types2)
{
	for my $right ($left, ($left + 1) % @types2, ($left + 4) % @types2)
	{
		my ($l, $r) = @types2[ $left, $right ];
		my $operator = '<@#';
		next if $left != $right && $l eq 'm.code';
		$tables .= "CREATE FUNCTION m.below($l, $r) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';\n";
		for my $estimators ([ 'budget_code_sel', 'budget_code_joinsel', '<@#' ], [ 'function_code_sel', 'function_code_joinsel', '<@##' ])
		{
			my ($restrict, $join, $name) = @$estimators;
			$tables .= "CREATE OPERATOR m.$name (LEFTARG = $l, RIGHTARG = $r, FUNCTION = m.below, RESTRICT = public.$restrict, JOIN = public.$join);\n";
			my $operator = "OPERATOR(m.$name)";
			for my $query ("c$left $operator '$literal{$r}'::$r", "'$literal{$l}'::$l $operator c$right", "c$left $operator NULL::$r",
				"c$left $operator (SELECT c$right FROM m.r LIMIT 1)", "c$left $operator c$right")
			{
				$script .= "EXPLAIN SELECT * FROM m.r WHERE $query;\n";
			}
			$script .= "EXPLAIN SELECT * FROM m.r a JOIN m.r b ON a.c$left $operator b.c$right;\n";
			$script .= "EXPLAIN SELECT * FROM m.r a WHERE NOT EXISTS (SELECT FROM m.r b WHERE b.c$left $operator a.c$right);\n";
		}
	}
}
my ($out, $err) = run_sql($tables, 'maker');
# from 19 on only superusers attach estimators that are not the server's
if ($err =~ /42501/)
{
	$node->safe_psql('postgres', 'DROP OWNED BY maker; CREATE SCHEMA m');
	($out, $err) = run_sql($tables);
}
no_accident($err, 'operators with our estimators');
cmp_ok($node->safe_psql('postgres', q{SELECT count(*) FROM pg_operator WHERE oprrest = 'budget_code_sel'::regproc AND oprnamespace = 'm'::regnamespace}),
	'>', 20, 'there are many');
($out, $err) = run_sql($script);
no_accident($err, 'plans with them');
is(() = $out =~ /rows=/g, () = $out =~ /rows=\d+/g, 'each row count is a number');
unlike($err, qr/ERROR/, 'and no query fails');

# 3. Support functions at the functions of others, the names of ours among them

my $sql = <<'SQL';
CREATE SCHEMA f;
SET search_path = f, public;
CREATE TYPE f.thousand_won AS ENUM ('1', '2');
CREATE TYPE f.budget_code AS (x int);
CREATE FUNCTION f.to_numeric(f.thousand_won) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 1; END';
CREATE CAST (f.thousand_won AS numeric) WITH FUNCTION f.to_numeric(f.thousand_won) AS IMPLICIT;
CREATE TABLE f.r (a int, b text, c numeric, d f.thousand_won, e f.budget_code, g public.budget_code, h public.thousand_won);
INSERT INTO f.r SELECT i, i, i, '1', row(i), '201-01', i FROM generate_series(1, 100) i;
CREATE INDEX ON f.r (a); CREATE INDEX ON f.r (b); CREATE INDEX ON f.r (d); CREATE INDEX ON f.r (g);
ANALYZE f.r;
SQL
my @support = split /\n/, $node->safe_psql('postgres', q{
	SELECT p.oid::regproc FROM pg_proc p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'budget_ext'
	WHERE p.oid IN (SELECT prosupport FROM pg_proc WHERE prosupport <> 0)});
cmp_ok(scalar @support, '>=', 4, 'support functions: ' . join(', ', @support));
my %argument = (integer => 'a', text => 'b', numeric => 'c', 'f.thousand_won' => 'd', 'f.budget_code' => 'e',
	'public.budget_code' => 'g', 'public.thousand_won' => 'h');
for my $support (@support)
{
	for my $name ('to_won', 'won_text', 'round_won', 'budget_code_contained', 'budget_code_contains', 'function_code_contained',
		'generate_series', 'change_rate', 'something')
	{
		for my $type (sort keys %argument)
		{
			for my $n (0 .. 3)
			{
				my $types = join ', ', ($type) x $n;
				my $value = $argument{$type};
				my $arguments = join ', ', ($value) x $n;
				my $set = $name eq 'generate_series' ? 'SETOF boolean' : 'boolean';
				my $body = $name eq 'generate_series' ? 'BEGIN RETURN NEXT true; END' : 'BEGIN RETURN true; END';
				$sql .= "DROP FUNCTION IF EXISTS f.$name($types);\n"
				  . "CREATE FUNCTION f.$name($types) RETURNS $set LANGUAGE plpgsql STRICT IMMUTABLE SUPPORT public.$support AS '$body';\n"
				  . ($name eq 'generate_series'
					? "EXPLAIN SELECT * FROM f.r, LATERAL f.$name($arguments) g2;\n"
					: "EXPLAIN SELECT f.$name($arguments) FROM f.r WHERE f.$name($arguments);\n"
					  . "EXPLAIN SELECT * FROM f.r x JOIN f.r y ON f.$name(" . join(', ', map { ('x', 'y')[ $_ % 2 ] . ".$value" } 1 .. $n) . ");\n");
				$sql .= "EXPLAIN SELECT f.$name($value, (SELECT $value FROM f.r LIMIT 1)) FROM f.r WHERE f.$name($value, (SELECT $value FROM f.r LIMIT 1));\n"
				  if $n == 2;
				$sql .= "EXPLAIN SELECT * FROM f.r WHERE f.$name(NULL::$type, $value);\n" if $n == 2 && $name ne 'generate_series';
			}
		}
	}
}
$sql =~ s/^DROP FUNCTION IF EXISTS (.*)$/SET client_min_messages = error;\nDROP FUNCTION IF EXISTS $1/mg;
($out, $err) = run_sql($sql);
no_accident($err, 'plans with functions that have our support functions');
cmp_ok(scalar(() = $out =~ /cost=/g), '>', 1000, 'so many plan nodes');

# and in schemas that have no such type, one that is no number, one whose number is
# another's, or no function for it
my $in = 'LANGUAGE plpgsql STRICT IMMUTABLE';
($out, $err) = run_sql(<<"SQL");
SET client_min_messages = warning;
CREATE SCHEMA g; CREATE SCHEMA h; CREATE SCHEMA i; CREATE SCHEMA k;
CREATE TYPE h.thousand_won AS ENUM ('1');
CREATE TYPE i.thousand_won;
CREATE FUNCTION i.won_in(cstring) RETURNS i.thousand_won LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION i.won_out(i.thousand_won) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE i.thousand_won (INPUT = i.won_in, OUTPUT = i.won_out, LIKE = integer);
CREATE CAST (i.thousand_won AS integer) WITHOUT FUNCTION AS IMPLICIT;
CREATE CAST (i.thousand_won AS numeric) WITH FUNCTION pg_catalog.numeric(integer) AS IMPLICIT;
CREATE TYPE k.thousand_won AS ENUM ('1');
CREATE FUNCTION k.to_numeric(k.thousand_won) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 1; END';
CREATE CAST (k.thousand_won AS numeric) WITH FUNCTION k.to_numeric(k.thousand_won) AS IMPLICIT;
SELECT format('CREATE FUNCTION %s.%s RETURNS numeric $in SUPPORT public.%s AS \$\$ BEGIN RETURN 1; END \$\$', s, f, p)
FROM unnest('{g,h,i,k}'::text[]) s,
	(VALUES ('to_won(numeric)', 'thousand_won_support'), ('change_rate(numeric, numeric)', 'rate_support')) v (f, p) \\gexec
CREATE TABLE k.amounts (n numeric, i i.thousand_won, k k.thousand_won);
INSERT INTO k.amounts VALUES (1, '1', '1');
SELECT k.to_won(k), k.change_rate(k, k), g.to_won(n), g.change_rate(n, n), h.to_won(n), h.change_rate(n, n), i.to_won(i), i.change_rate(i, i) FROM k.amounts;
SQL
is($err, '', 'functions of schemas that are not ours');
is($out, '1|1|1|1|1|1|1|1', '... are themselves, whatever supports them');

# 4. ANALYZE as ours does, of types that are not

($out, $err) = run_sql(<<'SQL');
SET client_min_messages = error;
CREATE TYPE word;
CREATE FUNCTION word_in(cstring) RETURNS word LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION word_out(word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE word (INPUT = word_in, OUTPUT = word_out, LIKE = text, ANALYZE = thousand_won_typanalyze);
CREATE TYPE small;
CREATE FUNCTION small_in(cstring) RETURNS small LANGUAGE internal IMMUTABLE STRICT AS 'int2in';
CREATE FUNCTION small_out(small) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int2out';
CREATE FUNCTION small_lt(small, small) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int2lt';
CREATE FUNCTION small_eq(small, small) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int2eq';
CREATE FUNCTION small_cmp(small, small) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint2cmp';
CREATE TYPE small (INPUT = small_in, OUTPUT = small_out, LIKE = int2, ANALYZE = thousand_won_typanalyze);
CREATE OPERATOR < (LEFTARG = small, RIGHTARG = small, FUNCTION = small_lt);
CREATE OPERATOR = (LEFTARG = small, RIGHTARG = small, FUNCTION = small_eq);
CREATE OPERATOR CLASS small_ops DEFAULT FOR TYPE small USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 small_cmp(small, small);
CREATE FUNCTION word_lt(word, word) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'bytealt';
CREATE FUNCTION word_eq(word, word) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'byteaeq';
CREATE FUNCTION word_cmp(word, word) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'byteacmp';
CREATE OPERATOR < (LEFTARG = word, RIGHTARG = word, FUNCTION = word_lt);
CREATE OPERATOR = (LEFTARG = word, RIGHTARG = word, FUNCTION = word_eq);
CREATE OPERATOR CLASS word_ops DEFAULT FOR TYPE word USING btree AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 word_cmp(word, word);
CREATE TABLE analyzed AS SELECT (i * 7 % 3001)::text::word AS w, (i * 7 % 3001)::text::small AS s FROM generate_series(1, 3000) i;
ANALYZE analyzed;
SELECT count(*) FROM pg_stats WHERE tablename = 'analyzed' AND array_length(histogram_bounds::text::text[], 1) > 50;
SQL
is($err, '', 'ANALYZE of a longer and of a shorter type');
is($out, '2', 'with histograms that can be read');

# 5. By value, any bits: a superuser may call every function of ours over codes
# and amounts with what is none (a cast WITHOUT FUNCTION says so for good)

my @functions = split /\n/, $node->safe_psql('postgres', q{
	SELECT format('%s|%s|%s', p.prosrc, p.prorettype::regtype, array_to_string(ARRAY(SELECT t.oid::regtype FROM unnest(p.proargtypes) WITH ORDINALITY a (oid, n) JOIN pg_type t USING (oid) ORDER BY n), ','))
	FROM pg_proc p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'budget_ext'
	JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'c'
	WHERE p.pronargs BETWEEN 1 AND 3 AND NOT p.proretset
	  AND (SELECT bool_and(t.typbyval AND t.typname <> 'internal') FROM unnest(p.proargtypes) a (oid) JOIN pg_type t USING (oid))
	  AND p.prorettype::regtype::text IN ('budget_code', 'function_code', 'thousand_won', 'cstring', 'text', 'boolean', 'integer', 'bigint', 'numeric')});
cmp_ok(scalar @functions, '>', 25, 'functions by value');
$sql = "SET client_min_messages = error;\nCREATE SCHEMA lie;\n";
my %result = (cstring => 'cstring', text => 'text', numeric => 'numeric', boolean => 'boolean');
my $count = 0;
for my $entry (@functions)
{
	my ($symbol, $result, $arguments) = split /\|/, $entry;
	my @arguments = split /,/, $arguments;
	my $declared = $result{$result} // ($result =~ /won|bigint/ ? 'bigint' : 'integer');
	my $types = join ', ', map { /won|bigint/ ? 'bigint' : /smallint/ ? 'smallint' : /boolean/ ? 'boolean' : 'integer' } @arguments;
	my $name = 'lie' . ++$count;
	$sql .= "CREATE FUNCTION lie.$name($types) RETURNS $declared LANGUAGE c STRICT AS '\$libdir/budget_ext', '$symbol';\n";
	for my $value (0, 1, -1, 2147483647, -2147483648, 305419896, 1633771873)
	{
		my $list = join ', ', map { /boolean/ ? "'t'" : /smallint/ ? $value % 32768 : $value } @arguments;
		my $call = "lie.$name($list)";
		$sql .= "SELECT $call IS NULL;\n";
	}
	next unless $types =~ /bigint/;
	for my $value ('9223372036854775807', '-9223372036854775808')
	{
		$sql .= "SELECT lie.$name(" . join(', ', map { /won|bigint/ ? "'$value'" : /boolean/ ? "'f'" : '7' } @arguments) . ") IS NULL;\n";
	}
}
($out, $err) = run_sql($sql);
no_accident($err, $count . ' functions over any bits');
cmp_ok(scalar(() = $out =~ /^[tf]$/mg), '>', 100, 'and most of them give a value');

# 6. Results that the caller does not expect

($out, $err) = run_sql(<<'SQL');
CREATE FUNCTION lie.cell1(text) RETURNS integer LANGUAGE c STRICT AS '$libdir/budget_ext', 'parse_budget_cell';
CREATE FUNCTION lie.line1(text) RETURNS integer LANGUAGE c STRICT AS '$libdir/budget_ext', 'parse_cost_line';
CREATE FUNCTION lie.rules1() RETURNS integer LANGUAGE c AS '$libdir/budget_ext', 'budget_rule_list';
CREATE FUNCTION lie.violations1(name, regclass) RETURNS integer LANGUAGE c AS '$libdir/budget_ext', 'budget_violations';
CREATE FUNCTION lie.lines1(text, integer) RETURNS integer LANGUAGE c AS '$libdir/budget_ext', 'budget_sheet_lines';
CREATE FUNCTION lie.series1(bigint, bigint) RETURNS bigint LANGUAGE c AS '$libdir/budget_ext', 'thousand_won_series';
CREATE FUNCTION lie.sum1(bigint) RETURNS bigint LANGUAGE c AS '$libdir/budget_ext', 'thousand_won_sum';
CREATE FUNCTION lie.accum1(bigint, bigint) RETURNS bigint LANGUAGE c AS '$libdir/budget_ext', 'thousand_won_accum';
CREATE FUNCTION lie.combine1(bigint, bigint) RETURNS bigint LANGUAGE c AS '$libdir/budget_ext', 'thousand_won_combine';
CREATE FUNCTION lie.trigger1() RETURNS integer LANGUAGE c AS '$libdir/budget_ext', 'budget_sum_rule_check';
CREATE FUNCTION lie.trigger2(integer, text) RETURNS text LANGUAGE c AS '$libdir/budget_ext', 'budget_chart_guard';
SELECT lie.cell1('(x5) 10');
SELECT lie.line1('- a = 5');
SELECT lie.rules1();
SELECT lie.violations1(NULL, NULL);
SELECT lie.lines1('x', 1);
SELECT lie.series1(1, 2);
SELECT lie.sum1(NULL);
SELECT lie.accum1(NULL, 1);
SELECT lie.combine1(NULL, NULL);
SELECT lie.trigger1();
SELECT lie.trigger2(1, 'x');
CREATE FUNCTION lie.serialize1(bigint) RETURNS bytea LANGUAGE c AS '$libdir/budget_ext', 'thousand_won_serialize';
CREATE FUNCTION lie.deserialize1(bytea, bigint) RETURNS bigint LANGUAGE c AS '$libdir/budget_ext', 'thousand_won_deserialize';
CREATE FUNCTION lie.rate_accum1(bigint, numeric, numeric) RETURNS bigint LANGUAGE c AS '$libdir/budget_ext', 'total_rate_accum';
CREATE FUNCTION lie.rate_inverse1(bigint, numeric, numeric) RETURNS bigint LANGUAGE c AS '$libdir/budget_ext', 'total_rate_accum_inverse';
CREATE FUNCTION lie.rate_deserialize1(bytea, bigint) RETURNS bigint LANGUAGE c AS '$libdir/budget_ext', 'total_rate_deserialize';
SELECT lie.serialize1(1);
SELECT lie.deserialize1('\x00', 1);
SELECT lie.rate_accum1(NULL, 1, 2);
SELECT lie.rate_inverse1(NULL, 1, 2);
SELECT lie.rate_deserialize1('\x00', 1);
SQL
unlike($err, qr/server closed the connection|connection to server was lost/, 'functions whose result is another');
cmp_ok(scalar(() = $err =~ /ERROR:  /g), '>=', 14, 'say so');

# 7. NULL for each argument of each function, alone and for all

my %value = (
	text => q{'x'}, name => q{'x'}, integer => 1, smallint => 1, bigint => 1, numeric => 1, boolean => 'true', date => q{'2026-01-01'},
	regclass => q{'pg_class'}, jsonb => q{'{}'}, 'text[]' => q{'{x}'}, thousand_won => 1, budget_code => q{'201-01'}, function_code => q{'080'},
	cstring => q{'1'}, oid => 0, 'double precision' => 1, int4range => q{'[1,5)'}, thousand_won_range => q{'[1,5)'});
my @every = split /\n/, $node->safe_psql('postgres', q{
	SELECT format('%s|%s|%s', p.oid::regproc, p.prokind, array_to_string(ARRAY(SELECT t.oid::regtype FROM unnest(p.proargtypes) WITH ORDINALITY a (oid, n) JOIN pg_type t USING (oid) ORDER BY n), ','))
	FROM pg_proc p
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'budget_ext'
	WHERE p.provariadic = 0 AND p.prorettype <> ALL ('{trigger,internal}'::regtype[]) AND NOT 'internal'::regtype = ANY (p.proargtypes)});
cmp_ok(scalar @every, '>', 150, 'functions that SQL can call');
$sql = "SET client_min_messages = error;\n";
my %without;
my $calls = 0;
for my $entry (@every)
{
	my ($name, $kind, $arguments) = split /\|/, $entry;
	my @arguments = split /,/, $arguments // '';
	$without{$_} = 1 for grep { !exists $value{$_} } @arguments;
	for my $null (-1 .. $#arguments)
	{
		my $list = join ', ', map { ($null < 0 || $null == $_ ? 'NULL' : $value{ $arguments[$_] } // 'NULL') . "::$arguments[$_]" } 0 .. $#arguments;
		$sql .= "BEGIN; SELECT $name($list); ROLLBACK;\n";
		$calls++;
	}
}
is(join(', ', sort keys %without), '', 'there is a value of each type of an argument');
($out, $err) = run_sql($sql);
no_accident($err, "$calls calls with NULL");
unlike($err, qr/does not exist.*No function/s, 'each was called');

unlike(slurp_file($node->logfile), qr/terminated by signal|TRAP:/, 'no process has crashed');
$node->stop;
done_testing();

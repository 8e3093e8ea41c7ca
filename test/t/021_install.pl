# CREATE and DROP EXTENSION: where and by whom, once and again, with and without
# what depends on it.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('install');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;

sub query { my ($database, $sql, @more) = @_; return $node->safe_psql($database, $sql, @more); }

my $sheet = slurp_file('docs/sample/project_sheet.txt');

# the message, SQLSTATE first, with its DETAIL
sub refusal
{
	my ($database, $sql, @more) = @_;
	my (undef, undef, $error) = $node->psql($database, "\\set VERBOSITY verbose\n$sql", @more);
	$error =~ s/^psql:<stdin>:\d+: //mg;
	$error =~ s/^LOCATION: .*\n?//mg;
	return $error;
}

# Everything in a database that is not its own from the start
my $objects = q{
	SELECT 'class', relname FROM pg_class WHERE oid >= 16384 AND relnamespace <> 'pg_toast'::regnamespace
	UNION ALL SELECT 'proc', proname FROM pg_proc WHERE oid >= 16384
	UNION ALL SELECT 'type', typname FROM pg_type WHERE oid >= 16384
	UNION ALL SELECT 'operator', oprname FROM pg_operator WHERE oid >= 16384
	UNION ALL SELECT 'family', opfname FROM pg_opfamily WHERE oid >= 16384
	UNION ALL SELECT 'class', opcname FROM pg_opclass WHERE oid >= 16384
	UNION ALL SELECT 'cast', castsource::text FROM pg_cast WHERE oid >= 16384
	UNION ALL SELECT 'amop', amopfamily::text FROM pg_amop WHERE oid >= 16384
	UNION ALL SELECT 'amproc', amprocfamily::text FROM pg_amproc WHERE oid >= 16384
	UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE oid >= 16384
	UNION ALL SELECT 'comment', description FROM pg_description WHERE objoid >= 16384
	UNION ALL SELECT 'privilege', privtype::text FROM pg_init_privs WHERE objoid >= 16384
	UNION ALL SELECT 'dependency', classid::regclass::text FROM pg_depend WHERE objid >= 16384 OR refobjid >= 16384
	UNION ALL SELECT 'constraint', conname FROM pg_constraint WHERE oid >= 16384
	ORDER BY 1, 2};

# Every kind of rule, with types and without, and what a function must find in
# the schema of the extension
my $use = q{
	CREATE TABLE total (id int PRIMARY KEY, amount int);
	CREATE TABLE part (id int, amount int, code %1$s.budget_code);
	CREATE INDEX ON part (id);
	SELECT %1$s.budget_add_sum_rule('parts', 'total', 'amount', '{id}', 'part', 'amount', '{id}');
	SELECT %1$s.budget_add_row_rule('positive', 'total', 'amount > 0');
	SELECT %1$s.budget_add_row_rule('noted', 'total', 'amount < 1000', 'record');
	SELECT %1$s.budget_add_code_rule('code', 'part', 'code', 'id');
	BEGIN; INSERT INTO total VALUES (2020, 2000); INSERT INTO part VALUES (2020, 2000, '201-01'); COMMIT;
	SELECT rule FROM %1$s.budget_violation_log;
	SELECT rule, key, %1$s.won_text(actual) FROM %1$s.budget_violations();
	SELECT %1$s.budget_code_name('201-01', 2020), %1$s.cost_basis_amount('85,680원*28일*50%%');
	SELECT %1$s.budget_create_model('모형');
	SELECT %1$s.budget_load_sheet($sheet$%2$s$sheet$, 2017, '모형');
	SELECT count(*) > 5 FROM %1$s.budget_rules WHERE relation::text LIKE '"모형".%%';};
my @answers = ('noted', 'noted|{"id": 2020}|2,000', '사무관리비|1200', '1', 't');

# --- in a schema, again in another, in one session and in another

query('postgres', 'CREATE DATABASE again');
my $empty = query('again', $objects);
my $session = $node->background_psql('again', on_error_stop => 0);
$session->query('SET client_min_messages = warning');
for my $schema ('public', 'a', '"둘째 스키마"', 'a')
{
	$session->query("CREATE SCHEMA IF NOT EXISTS $schema; CREATE EXTENSION budget_ext SCHEMA $schema");
	my $printed = $session->query(sprintf($use, $schema, $sheet));
	is_deeply([ grep { $_ ne '' } split /\n/, $printed ], \@answers, "in schema $schema, all of it works");
	for my $bad ('INSERT INTO total VALUES (1, -1)', 'UPDATE part SET amount = 1', q{UPDATE part SET code = '201-99'})
	{
		like(refusal('again', $bad), qr/^ERROR:  23514/, "... in another session: $bad");
	}

	# a session that has used it drops it, with what depends on it
	$session->query(q{DROP EXTENSION budget_ext CASCADE});
	$session->query(q{UPDATE total SET amount = -1; INSERT INTO part VALUES (1, 1); DELETE FROM part});
	is($session->query('SELECT amount, (SELECT count(*) FROM part) FROM total'), '-1|0', '... without it, tables are as they were');
	is($session->query(q{SELECT attname FROM pg_attribute WHERE attrelid = 'part'::regclass AND attnum > 0 AND NOT attisdropped}),
		"id\namount", '... but for columns of its types');
	is($session->query(q{SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
		WHERE relname IN ('total', 'part') OR relnamespace = '모형'::regnamespace AND NOT tgisinternal}),
		'0', '... and rules');
	$session->query('DROP TABLE total, part; DROP SCHEMA "모형" CASCADE');
	$session->query(qq{DROP SCHEMA $schema}) unless $schema eq 'public';
	is(query('again', $objects), $empty, '... and nothing is left in the catalog');
}
$session->quit;

# --- what depends on it

query('postgres', 'CREATE DATABASE dependants');
query('dependants', 'CREATE EXTENSION budget_ext');
for my $case (
	[ 'a column', 'CREATE TABLE t (a thousand_won)', qr/column a of table t depends on type thousand_won/ ],
	[ 'an array', 'CREATE TABLE t (a budget_code[])', qr/column a of table t depends on type budget_code/ ],
	[ 'a domain', 'CREATE DOMAIN t AS function_code', qr/type t depends on/ ],
	[ 'a rule', q{CREATE TABLE t (a int); SELECT budget_add_row_rule('r', 't', 'a > 0')},
		qr/trigger r on table t depends on function budget_row_rule_check\(\)/ ],
	[ 'an index', 'CREATE TABLE t (a text); CREATE INDEX i ON t (cost_basis_amount(a))', qr/index i depends on function cost_basis_amount/ ],
	[ 'a view', 'CREATE VIEW t AS SELECT change_rate(1, 2)', qr/view t depends on function change_rate/ ],
	[ 'a view of the log', 'CREATE VIEW t AS SELECT * FROM budget_violation_log', qr/view t depends on view budget_violation_log/ ],
	[ 'a default', q{CREATE TABLE t (a text DEFAULT won_text(1))}, qr/default value for column a of table t depends on function won_text/ ],
	[ 'a model', 'SELECT budget_create_model()', qr/column .* of table budget\.project depends on type/ ])
{
	my ($what, $create, $detail) = @$case;
	query('dependants', $create);
	my $error = refusal('dependants', 'DROP EXTENSION budget_ext');
	like($error, qr/^ERROR:  2BP01: .*\nDETAIL:  .*$detail.*\nHINT:  .*CASCADE/s, "$what keeps the extension");
	query('dependants', 'BEGIN; DROP EXTENSION budget_ext CASCADE; ROLLBACK');
	is(query('dependants', q{SELECT count(*) FROM budget_code_chart WHERE code = '201-01'}) > 0, 1, '... it is there still, DROP rolled back');
	my ($kind) = $create =~ /^CREATE (TABLE|DOMAIN|VIEW) /;
	query('dependants', $kind ? "DROP $kind t" : 'DROP SCHEMA budget CASCADE');
}

# a check that waits for the commit goes with its rule
query('dependants', q{
	CREATE TABLE t (id int PRIMARY KEY, amount int);
	CREATE TABLE p (id int, amount int);
	SELECT budget_add_sum_rule('parts', 't', 'amount', '{id}', 'p', 'amount', '{id}');
	BEGIN; INSERT INTO t VALUES (1, 1); DROP EXTENSION budget_ext CASCADE; COMMIT;
	INSERT INTO p VALUES (1, 2)});
is(query('dependants', 'SELECT t.amount, p.amount FROM t, p'), '1|2', 'dropped while a check is pending');
query('dependants', 'DROP TABLE t, p; CREATE EXTENSION budget_ext; DROP EXTENSION budget_ext');
is(query('dependants', $objects), $empty, 'without dependants, it goes and leaves nothing');

# --- its schema renamed

query('postgres', 'CREATE DATABASE renamed');
query('renamed', 'CREATE SCHEMA before; CREATE EXTENSION budget_ext SCHEMA before;' . sprintf($use, 'before', $sheet));
query('renamed', 'ALTER SCHEMA before RENAME TO "다음"');
like(refusal('renamed', 'UPDATE part SET amount = 1'), qr/^ERROR:  23514/, 'rules follow the renamed schema');
is(query('renamed', 'SELECT count(*) > 0 FROM "모형".budget_overview'), 't', '... and views');
for my $call ('budget_sheet_text(1, %s)', 'budget_add_fiscal_year(%s, 2017)', 'budget_refresh_summary(%s)', 'budget_upgrade_model(%s)')
{
	like(refusal('renamed', sprintf("SELECT \"다음\".$call", "'none'")), qr/^ERROR:  42P01: schema "none" has no budget model/, "... $call says what is wrong");
}
query('renamed', 'SELECT "다음".budget_ext_refresh()');
query('renamed', 'DROP TABLE total, part; DROP SCHEMA "모형" CASCADE');
is_deeply([ grep { $_ ne '' } split /\n/, query('renamed', sprintf($use, '"다음"', $sheet)) ], [ 'noted', @answers ],
	'... and everything, after budget_ext_refresh()');
query('renamed', 'DROP EXTENSION budget_ext CASCADE');

# --- two databases, one made from the other

query('postgres', 'CREATE DATABASE one');
query('one', 'CREATE SCHEMA x; CREATE EXTENSION budget_ext SCHEMA x;' . sprintf($use, 'x', $sheet));
query('postgres', 'ALTER DATABASE one IS_TEMPLATE true');
for my $strategy ('wal_log', 'file_copy')
{
	my $copy = "copy_$strategy";
	query('postgres', "CREATE DATABASE $copy TEMPLATE one STRATEGY $strategy");
	like(refusal($copy, 'UPDATE part SET amount = 1'), qr/^ERROR:  23514/, "a copy by $strategy has the rules");
	is(query($copy, 'SELECT count(*) FROM x.budget_rules'), query('one', 'SELECT count(*) FROM x.budget_rules'), '... all of them');
	query($copy, 'DROP EXTENSION budget_ext CASCADE; CREATE SCHEMA y; CREATE EXTENSION budget_ext SCHEMA y');
	is(query($copy, q{SELECT y.won_text('3억'::y.thousand_won)}), '300,000', '... and its own extension');
	like(refusal('one', 'UPDATE part SET amount = 1'), qr/^ERROR:  23514/, '... the first is as it was');
}
query('template1', 'CREATE EXTENSION budget_ext');
query('postgres', 'CREATE DATABASE born');
is(query('born', q{SELECT '3억'::thousand_won}), '300000', 'template1 gives it to every new database');

# --- by whom

query('postgres', 'DROP DATABASE born');
query('template1', 'DROP EXTENSION budget_ext');
query('postgres', 'CREATE ROLE officer LOGIN; CREATE ROLE other LOGIN; CREATE DATABASE officers OWNER officer; CREATE DATABASE creators');
query('postgres', 'GRANT CREATE ON DATABASE creators TO officer');
my @officer = (extra_params => [ '-U', 'officer' ]);
my @other = (extra_params => [ '-U', 'other' ]);
for my $database ('officers', 'creators')
{
	like(refusal($database, 'CREATE EXTENSION budget_ext', @other), qr/^ERROR:  42501/, "$database: not by everyone");
	query($database, 'CREATE SCHEMA mine; CREATE EXTENSION budget_ext SCHEMA mine', @officer);
	is(query($database, q{SELECT extowner::regrole FROM pg_extension WHERE extname = 'budget_ext'}), 'officer',
		"$database: by a role that may CREATE there");
	query($database, 'SET search_path = mine;' . sprintf($use, 'mine', $sheet), @officer);
	like(refusal($database, 'UPDATE mine.part SET amount = 1', @officer), qr/^ERROR:  23514/, '... whose rules hold');
	query($database, 'SELECT mine.budget_ext_refresh()', @officer);
	like(refusal($database, 'ALTER EXTENSION budget_ext UPDATE', @other), qr/^ERROR:  42501/, '... others do not update it');
	like(refusal($database, 'DROP EXTENSION budget_ext CASCADE', @other), qr/^ERROR:  42501/, '... nor drop it');
	query($database, 'DROP EXTENSION budget_ext CASCADE', @officer);
	query($database, q{DROP TABLE mine.total, mine.part; DROP SCHEMA "모형" CASCADE;
		CREATE EXTENSION budget_ext SCHEMA mine VERSION '1.0'; ALTER EXTENSION budget_ext UPDATE}, @officer);
	is(query($database, q{SELECT mine.budget_ext_version() LIKE extversion || '.%' FROM pg_extension WHERE extname = 'budget_ext'}, @officer),
		't', '... he does both');
}

# --- from a directory of its own

SKIP:
{
	skip 'extension_control_path came with PostgreSQL 18', 2 unless $node->pg_version >= 18;
	my $prefix = $node->basedir . '/prefix';
	# Debian's servers were configured with each directory, so prefix moves none
	my $made = `make -s install with_llvm=no prefix=$prefix datadir=$prefix/share/postgresql pkglibdir=$prefix/lib/postgresql localedir=$prefix/locale 2>&1`;
	is($?, 0, 'make install prefix=...') or diag($made);
	$node->append_conf('postgresql.conf', "extension_control_path = '$prefix/share/postgresql:\$system'\ndynamic_library_path = '$prefix/lib/postgresql:\$libdir'");
	$node->reload;
	query('postgres', 'CREATE DATABASE elsewhere');
	my ($library) = grep { m{/budget_ext\.so} } split /\n/, query('elsewhere', q{
		CREATE EXTENSION budget_ext;
		SELECT '3억'::thousand_won;
		SELECT pg_read_file('/proc/self/maps')});
	like($library, qr{\Q$prefix\E/lib/postgresql/budget_ext\.so}, 'and the library from there is used');
}

$node->stop;
done_testing();

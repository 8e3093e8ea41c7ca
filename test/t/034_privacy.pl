# What rules tell whom: whoever may not read a table learns none of its values
# from a rule, by no message, list, log or plan, whatever the mode.
#
# The rows hold marked keys and amounts; all that each role is told is searched
# for the marks. The owner's own messages have them, so that the search works.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('privacy');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', "fsync = off\nmax_prepared_transactions = 5");
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION budget_ext;
CREATE ROLE owner LOGIN;
CREATE ROLE writer LOGIN;
CREATE ROLE bounded LOGIN;
CREATE ROLE stranger LOGIN;
CREATE SCHEMA s AUTHORIZATION owner;
GRANT USAGE ON SCHEMA s TO PUBLIC;
SQL

my $mark = qr/SECRET|8787\d\d|8,787,|8787/;

sub told
{
	my ($role, $sql) = @_;
	my ($ret, $out, $err) = $node->psql('postgres', $sql, on_error_stop => 0,
		extra_params => [ '-q', '-v', 'VERBOSITY=verbose', '-v', 'SHOW_CONTEXT=always', '-U', $role ]);
	# what a role has written itself it knows
	$err =~ s/^(?:LINE \d+|STATEMENT|QUERY): .*$//mg;
	return "$out$err";
}

my $setup = told('owner', <<'SQL');
SET search_path = s, public;
CREATE TABLE total (key text PRIMARY KEY, amount thousand_won, cap thousand_won, code budget_code, year int, clerk name);
CREATE TABLE part (key text, amount thousand_won, clerk name);
INSERT INTO total VALUES ('SECRET-1', 878701, 878702, '201-01', 2026, 'owner'), ('known', 0, 878703, '201-01', 2026, 'bounded');
INSERT INTO part VALUES ('SECRET-1', 878700, 'owner'), ('SECRET-1', 1, 'owner');
SELECT budget_add_sum_rule('sum', 'total', 'amount', '{key}', 'part', 'amount', '{key}');
SELECT budget_add_sum_rule('limit', 'total', 'cap', '{key}', 'part', 'amount', '{key}', '<=', missing_parts => 'allow');
SELECT budget_add_row_rule('row', 'total', 'amount <= cap');
SELECT budget_add_code_rule('code', 'total', 'code', 'year');
GRANT INSERT, UPDATE, DELETE, TRUNCATE ON total, part TO writer;
GRANT SELECT (clerk) ON total, part TO writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON total, part TO bounded;
ALTER TABLE total ENABLE ROW LEVEL SECURITY;
ALTER TABLE part ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON total TO bounded USING (clerk = current_user) WITH CHECK (true);
CREATE POLICY own ON part TO bounded USING (clerk = current_user) WITH CHECK (true);
CREATE POLICY all_rows ON total TO writer USING (true);
CREATE POLICY all_rows ON part TO writer USING (true);
SQL
unlike($setup, qr/ERROR/, 'tables with rules');

my %wrong = (
	'a part of any key' => q{INSERT INTO s.part SELECT CASE WHEN n = 1 THEN k ELSE 'other' END, 1, 'writer' FROM (VALUES (1, 'SEC' || 'RET-1')) v (n, k)},
	'all parts' => q{UPDATE s.part SET amount = amount + 1},
	'all totals' => q{UPDATE s.total SET amount = amount + 1},
	'totals over their cap' => q{UPDATE s.total SET amount = cap + 1},
	'all caps' => q{UPDATE s.total SET cap = 0},
	'codes' => q{UPDATE s.total SET code = '999-99'},
	'years' => q{UPDATE s.total SET year = 1900},
	'parts away' => q{DELETE FROM s.part},
	'totals away' => q{DELETE FROM s.total},
	'keys' => q{UPDATE s.part SET key = key || '-x'},
	'parts emptied' => q{TRUNCATE s.part},
	'totals emptied' => q{TRUNCATE s.total},
	'on conflict' => q{INSERT INTO s.total VALUES ('SEC' || 'RET-1', 1) ON CONFLICT (key) DO UPDATE SET amount = s.total.amount + 1},
	'prepared' => q{BEGIN; UPDATE s.part SET amount = amount + 1; PREPARE TRANSACTION 'x'; ROLLBACK PREPARED 'x'},
	'immediate' => q{BEGIN; SET CONSTRAINTS ALL IMMEDIATE; UPDATE s.part SET amount = amount + 1; ROLLBACK},
	'in a block' => q{DO $$ BEGIN UPDATE s.part SET amount = amount + 1; SET CONSTRAINTS ALL IMMEDIATE; EXCEPTION WHEN OTHERS THEN
		DECLARE a text; b text; c text; d text; e text; BEGIN GET STACKED DIAGNOSTICS a = MESSAGE_TEXT, b = PG_EXCEPTION_DETAIL,
		c = PG_EXCEPTION_HINT, d = PG_EXCEPTION_CONTEXT, e = COLUMN_NAME; RAISE NOTICE '% % % % %', a, b, c, d, e; END; END $$});
my %look = (
	map({ ("budget_violations $_" => "SELECT * FROM budget_violations('$_')") } qw(sum limit row code)),
	'budget_violations' => 'SELECT * FROM budget_violations()',
	map({ ("budget_validate $_" => "SELECT budget_validate('$_')") } qw(sum limit row code)),
	'budget_validate' => 'SELECT budget_validate()',
	map({ ($_ => "SELECT * FROM $_") } qw(budget_violation_log budget_waivers budget_rules budget_rule_problems budget_violation_record budget_waiver_record)),
	'waiver' => q{SELECT budget_waive('sum', '{"key": "SEC"}', 'x')},
	'plan' => 'EXPLAIN SELECT * FROM s.total WHERE amount < 5');

# a statement of a role, undone, so that the next finds the rows it expects
my @wrong = map { /^BEGIN|^DO/ ? "$_;\nROLLBACK;" : "BEGIN; $_; SET CONSTRAINTS ALL IMMEDIATE;\nROLLBACK;" }
  map { $wrong{$_} } sort keys %wrong;
my @look = map { "$look{$_};" } sort keys %look;

for my $mode ('reject', 'warn', 'record')
{
	$node->safe_psql('postgres', "SELECT budget_set_rule_mode(r, '$mode', 's.total') FROM unnest('{sum,limit,row,code}'::name[]) r");
	# something is in the log
	$node->safe_psql('postgres', q{UPDATE s.total SET code = '999-99' WHERE key = 'SECRET-1';
		UPDATE s.part SET amount = 878705 WHERE amount = 1}) if $mode ne 'reject';
	for my $role ('owner', 'writer', 'bounded', 'stranger')
	{
		my $told = told($role, join "\n", @wrong, @look);
		my @marked = grep { /$mark/ } split /\n/, $told;
		my $answers = () = $told =~ /(?:ERROR|WARNING):|^(?!\s)\S/mg;
		if ($role eq 'owner')
		{
			cmp_ok(scalar @marked, '>=', 8, "$mode: the owner is told");
			next;
		}
		is(join("\n", @marked), '', "$mode: $role is told nothing ($answers lines, " . (@wrong + @look) . ' statements)');
		cmp_ok($answers, '>', 20, "$mode: but that it is so");
	}
}

$node->stop;
done_testing();

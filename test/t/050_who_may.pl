# The script revokes nothing: PUBLIC may execute every function, and each says
# itself who may do with it what. Here is the list, complete: a new function that
# is not immutable must come into it, and one that does something to an object
# is called by who may not.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('who');
$node->init(extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;

# --- the functions, by what they need to ask

my %asks = (
	# the server gives the arguments, type internal, or fires the trigger
	server => [ qw(thousand_won_typanalyze budget_code_typanalyze function_code_typanalyze budget_code_sel budget_code_joinsel
		function_code_sel function_code_joinsel budget_chart_guard budget_row_rule_check budget_sum_rule_check
		budget_code_rule_check budget_mark_summary) ],
	# nothing: they depend on a setting, read charts that are everybody's, or know no objects
	nothing => [ qw(to_char random budget_code_name budget_code_valid budget_code_level budget_code_parent budget_code_in_year
		budget_code_successors budget_code_chargeable function_code_name function_code_valid function_code_in_year
		function_code_successors function_code_chargeable budget_sheet_lines budget_ext_version budget_gettext) ],
	# what the catalog says of rules, for views
	catalog => [ qw(budget_rule_list budget_rule_problem_list) ],
	# who calls: they are called below
	caller => [ qw(budget_violations budget_validate budget_drop_rule budget_set_rule_mode budget_waive budget_add_row_rule
		budget_add_sum_rule budget_add_code_rule budget_load_sheet budget_load_cost_basis budget_load_stages
		budget_load_expenditure budget_create_model budget_refresh_summary budget_sheet_text budget_add_fiscal_year
		budget_upgrade_model budget_ext_refresh) ]);
$node->safe_psql('postgres', 'CREATE EXTENSION budget_ext');
my $members = q{FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'budget_ext'};
my @found = split /\n/, $node->safe_psql('postgres', qq{SELECT DISTINCT proname COLLATE "C" $members WHERE provolatile <> 'i' ORDER BY 1});
my %known = map { $_ => 1 } map { @$_ } values %asks;
is(join(' ', grep { !$known{$_} } @found), '', 'of every function that is not immutable it is said whom it asks');
my %found = map { $_ => 1 } @found;
is(join(' ', grep { !$found{$_} && $_ ne 'random' } sort keys %known), '', 'and nothing else is on the list');
is($node->safe_psql('postgres', qq{SELECT string_agg(p.oid::regprocedure::text, ' ') $members
	WHERE proname IN ('} . join(q{', '}, @{ $asks{server} }) . q{')
	AND prorettype <> 'trigger'::regtype AND NOT 'internal'::regtype = ANY (proargtypes)}), '',
	'those that leave it to the server cannot be called from SQL');
is($node->safe_psql('postgres', qq{SELECT string_agg(p.oid::regprocedure::text, ' ') $members WHERE prosecdef}), '',
	'no function runs as its owner');
is($node->safe_psql('postgres', qq{SELECT string_agg(p.oid::regprocedure::text, ' ') $members WHERE proacl IS NOT NULL}), '',
	'none is kept from PUBLIC, or is for some role alone');

# --- the tables and views, by whom they are for

is($node->safe_psql('postgres', q{
	SELECT relname, string_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END || ' ' || privilege_type, ', '
		ORDER BY grantee, privilege_type)
	FROM pg_class c
	JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e',
	LATERAL (SELECT * FROM aclexplode(coalesce(relacl, acldefault('r', relowner))) WHERE grantee <> relowner) a
	WHERE relkind IN ('r', 'v') GROUP BY relname ORDER BY relname}), <<'ACL' =~ s/\n$//r, 'privileges on tables and views');
budget_code_chart|PUBLIC SELECT
budget_code_succession|PUBLIC SELECT
budget_rule_problems|PUBLIC SELECT
budget_rules|PUBLIC SELECT
budget_violation_log|PUBLIC SELECT
budget_waivers|PUBLIC SELECT
function_code_chart|PUBLIC SELECT
function_code_succession|PUBLIC SELECT
ACL
is($node->safe_psql('postgres', q{SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
	WHERE relname IN ('budget_violation_log', 'budget_waivers') AND 'security_barrier=true' = ANY (reloptions)}),
	'budget_violation_log budget_waivers', 'views that hide rows hide them from functions too');

# --- who calls: an owner, a role with every privilege on his tables, one with none

my $sheet = slurp_file('docs/sample/project_sheet.txt');
$node->safe_psql('postgres', 'CREATE ROLE owner LOGIN; CREATE ROLE writer LOGIN; CREATE ROLE stranger LOGIN; GRANT CREATE ON DATABASE postgres TO owner');
$node->safe_psql('postgres', <<"SQL", extra_params => [ '-U', 'owner' ]);
SET client_min_messages = error;
SELECT budget_create_model('model');
SELECT budget_create_model('parts', true);
SELECT budget_add_fiscal_year('parts', 2018);
SELECT budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2017, 'model');
CREATE SCHEMA s;
CREATE TABLE s.total (id int PRIMARY KEY, amount int, code budget_code, year int);
CREATE TABLE s.part (id int, amount int);
CREATE TABLE s.book (department text, project text, code text, item_no text, detail_no text, name text, basis text, amount_thousand_won text);
INSERT INTO s.book VALUES ('기획과', '가', '201-01', '1', '', '사무용품', '70,000원*12월', '840');
CREATE TABLE s.stages (department text, project text, code text, original_thousand_won text,
	after_supplementary_1_thousand_won int, change_thousand_won int);
INSERT INTO s.stages VALUES ('기획과', '가', '201-01', '2300', 2000, -300);
CREATE TABLE s.expenditure (fyr int, laf_hg_nm text, acnt_dv_nm text, dept_cd text, dbiz_cd text, dbiz_nm text, bdg_cash_amt bigint,
	bdg_ntep bigint, capep bigint, sggep bigint, etc_amt bigint, ep_amt bigint, cpl_amt bigint, ane_part_cd text);
INSERT INTO s.expenditure VALUES (2026, '다라군', '일반회계', '100', '01', '가', 1234567, 1000000, 0, 234567, 0, 1234567, 1234000, '081');
SELECT budget_add_sum_rule('sum', 's.total', 'amount', '{id}', 's.part', 'amount', '{id}', mode => 'record');
SELECT budget_add_row_rule('row', 's.total', 'amount > 0', 'record');
SELECT budget_add_code_rule('code', 's.total', 'code', 'year', 'record');
CREATE TABLE s.plain (id int PRIMARY KEY, amount int);
SELECT budget_add_row_rule('plain row', 's.plain', 'amount > 0', 'record');
SELECT budget_add_sum_rule('plain sum', 's.plain', 'amount', '{id}', 's.part', 'amount', '{id}', mode => 'record', validate => false);
INSERT INTO s.total VALUES (1, -1, '999-99', 2026);
INSERT INTO s.part VALUES (1, 5);
GRANT USAGE ON SCHEMA s, model, parts TO PUBLIC;
GRANT ALL ON ALL TABLES IN SCHEMA s, model, parts TO writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA model, parts TO writer;
GRANT SELECT ON s.book, s.stages, s.expenditure TO PUBLIC;
SQL

# what must stay as it is: triggers, tables, comments, and all rows
my $state = q{
	SELECT md5(string_agg(t::text, E'\n' ORDER BY t::text)) FROM pg_trigger t;
	SELECT md5(string_agg(t::text, E'\n' ORDER BY t::text)) FROM (SELECT relname, relnamespace, relacl, reloptions FROM pg_class) t;
	SELECT md5(string_agg(t::text, E'\n' ORDER BY t::text)) FROM pg_proc t;
	SELECT md5(string_agg(t::text, E'\n' ORDER BY t::text)) FROM pg_amproc t;
	SELECT md5(string_agg(t::text, E'\n' ORDER BY t::text)) FROM pg_namespace t;
	SELECT md5(string_agg(query_to_xml(format('SELECT t::text FROM %s t ORDER BY 1', c.oid::regclass), true, false, '')::text, '' ORDER BY c.oid))
	FROM pg_class c WHERE relkind = 'r' AND relnamespace::regnamespace::text IN ('public', 's', 'model', 'parts')};
my $before = $node->safe_psql('postgres', $state);

# what a call ends in, SQLSTATE or the value; nothing of it is kept
sub outcome
{
	my ($role, $call) = @_;
	my ($ret, $out, $err) = $node->psql('postgres', "SET client_min_messages = error;\nBEGIN;\n$call;\nSET CONSTRAINTS ALL IMMEDIATE;\nROLLBACK;",
		on_error_stop => 1, extra_params => [ '-q', '-v', 'VERBOSITY=verbose', '-U', $role ]);
	return $1 if $err =~ /ERROR:  (\w{5}): /;
	return $ret == 0 ? 'done' : $err;
}

# call; what a stranger, a writer and the owner get
my %called;
for my $case (
	[ q{SELECT budget_add_row_rule('x', 's.total', 'amount > -5')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_add_sum_rule('x', 's.total', 'amount', '{id}', 's.part', 'amount', '{id}', mode => 'record')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_add_code_rule('x', 's.total', 'code', 'year', 'warn')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_drop_rule('sum', 's.total')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_drop_rule('row')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_drop_rule('code')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_set_rule_mode('sum', 'warn', 's.part')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_set_rule_mode('row', 'warn')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_set_rule_mode('code', 'warn')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_waive('row', '{"id": 1}', 'why', target => 's.total')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_waive('sum', '{"id": 1}', 'why')}, 42501, 42501, 'done' ],
	# reading, and what writes only where one may write
	[ q{SELECT budget_validate('row', 's.total')}, 42501, 'done', 'done' ],
	[ q{SELECT budget_validate('sum')}, 42501, 'done', 'done' ],
	[ q{SELECT budget_validate('code')}, 42501, 'done', 'done' ],
	[ q{SELECT * FROM budget_violations('row', 's.total')}, 42501, 'done', 'done' ],
	[ q{SELECT * FROM budget_violations('sum')}, 42501, 'done', 'done' ],
	[ q{SELECT 1 / (count(*) = 0)::int FROM budget_violations()}, 'done', 22012, 22012 ],
	[ q{SELECT 1 / (count(*) = 0)::int FROM budget_violation_log}, 'done', 22012, 22012 ],
	[ q{SELECT * FROM budget_violation_record}, 42501, 42501, 42501 ],
	[ q{INSERT INTO budget_violation_record DEFAULT VALUES}, 42501, 42501, 42501 ],
	[ q{INSERT INTO budget_waiver_record DEFAULT VALUES}, 42501, 42501, 42501 ],
	[ q{UPDATE budget_code_chart SET name_ko = 'x'}, 42501, 42501, 42501 ],
	[ q{DELETE FROM function_code_succession}, 42501, 42501, 42501 ],
	# models
	[ q{SELECT budget_create_model('another')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_create_model('another', true)}, 42501, 42501, 'done' ],
	[ q{SELECT budget_create_model('model')}, 42501, 42501, '42P07' ],
	[ q{SELECT budget_upgrade_model('model')}, 42501, 42501, 'done' ],
	[ q{SELECT budget_add_fiscal_year('parts', 2030)}, 42501, 42501, 'done' ],
	[ q{SELECT budget_refresh_summary('model', true)}, 42501, 'done', 'done' ],
	[ qq{SELECT budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2018, 'model')}, 42501, 'done', 'done' ],
	[ qq{SELECT budget_load_sheet(\$sheet\$$sheet\$sheet\$, 2018, 'parts')}, 42501, 'done', 'done' ],
	[ q{SELECT budget_sheet_text(1, 'model')}, 42501, 'done', 'done' ],
	[ q{SELECT budget_load_cost_basis('s.book', 2026, '가나군', schema => 'model')}, 42501, 'done', 'done' ],
	[ q{SELECT budget_load_stages('s.stages', 2026, '가나군', schema => 'model')}, 42501, 'done', 'done' ],
	[ q{SELECT budget_load_expenditure('s.expenditure', 'model')}, 42501, 'done', 'done' ],
	# there is nothing left to do for whoever calls it
	[ q{SELECT budget_ext_refresh()}, 'done', 'done', 'done' ])
{
	my ($call, @wanted) = @$case;
	my $short = $call =~ s/\$sheet\$.*\$sheet\$/'...'/sr;
	$called{$1} = 1 if $call =~ /\b(budget_\w+)\(/;
	is_deeply([ map { outcome($_, $call) } qw(stranger writer owner) ], \@wanted, "$short: a stranger, a writer, the owner");
}
is(join(' ', grep { !$called{$_} } @{ $asks{caller} }), '', 'every function on the list was called');
is($node->safe_psql('postgres', $state), $before, 'and everything is as it was');

# --- a member of the owner's role may what he may, and others still may not

$node->safe_psql('postgres', 'CREATE ROLE deputy LOGIN; GRANT owner TO deputy');
is(outcome('deputy', q{SELECT budget_set_rule_mode('row', 'warn')}), 'done', 'a member of the owner may');
is(outcome('deputy', q{SELECT budget_drop_rule('sum', 's.total')}), 'done', '... drop');
is(outcome('deputy', q{SELECT budget_upgrade_model('model')}), 'done', '... and upgrade');
$node->safe_psql('postgres', 'REVOKE owner FROM deputy');
is(outcome('deputy', q{SELECT budget_set_rule_mode('row', 'warn')}), '42501', 'who is none any more may not');

# --- who may execute none of our functions: triggers need no privilege, what
# stands in an expression does, and without it nothing is written

$node->safe_psql('postgres', 'REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC');
$node->safe_psql('postgres', 'INSERT INTO s.plain VALUES (2, -7)', extra_params => [ '-U', 'writer' ]);
is($node->safe_psql('postgres', q{SELECT string_agg(rule, ', ' ORDER BY rule COLLATE "C") FROM budget_violation_record WHERE key = '{"id": 2}'}),
	'plain row, plain sum', 'rules over types of the server speak to who may execute none of our functions');
is(outcome('writer', q{INSERT INTO s.total VALUES (3, 1, '201-01', 2026)}), '42501', '... those over ours refuse him');
is(outcome('writer', q{SELECT budget_validate('row')}), '42501', '... who cannot call them');

$node->stop;
done_testing();

# Messages in Korean: the catalog po/ko.po has every message of the sources, and
# the server speaks it where lc_messages says so. What needs gettext's tools or
# the locale is skipped where they are missing.
use strict;
use warnings;
use File::Temp;
use PostgreSQL::Test::Cluster;
use Test::More;

# The functions whose arguments are messages, as nls.mk has them
my @keywords = map { "--keyword=$_" } split ' ',
  '_ gettext_noop errmsg errmsg_plural:1,2 errdetail errdetail_plural:1,2 errhint
	errhint_plural:1,2 errcontext problem_at:4,4t problem_at:5,5t budget_gettext';
my @sources = sort(glob 'src/*.c');
my @parts = grep { !/budget_ext--/ } sort(glob 'sql/*.sql');
my $work = File::Temp->newdir;

sub slurp
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	local $/ = undef;
	return scalar <$in>;
}

SKIP:
{
	skip 'xgettext, msgcmp or msgfmt is not here (package gettext)', 3
	  if system('command -v xgettext msgcmp msgfmt >/dev/null') != 0;

	open my $sql, '>', "$work/sql.c" or die $!;
	print $sql qx(awk -f po/sql.awk @parts);
	close $sql;
	is(system('xgettext', '--from-code=UTF-8', '--keyword', @keywords, '-o', "$work/now.pot", @sources, "$work/sql.c"),
		0, 'the messages of the sources can be read');
	is(system('msgcmp', 'po/ko.po', "$work/now.pot"), 0, 'po/ko.po has each of them in Korean');
	system('msgattrib', '--only-obsolete', '-o', "$work/obsolete.po", 'po/ko.po');
	is(qx(msgcmp --use-untranslated "$work/now.pot" po/ko.po 2>&1), '', 'and none that no source has')
	  if system('msgfmt', '-c', '-o', "$work/ko.mo", 'po/ko.po') == 0;
}

# A file that raises errors without the catalog's name would ask the server's
my %named = ('budget_ext.h' => 1);
for my $round (1 .. 5)
{
	for my $header (glob 'src/*.h')
	{
		$named{ $header =~ s{.*/}{}r } = 1 if grep { $named{$_} } slurp($header) =~ /^#include "([^"]+)"/mg;
	}
}
my @strays = grep {
	my $text = slurp($_);
	$text =~ /\bere(?:port|turn)\(|\berrsave\(|[^\w]_\("/ && !grep { $named{$_} } $text =~ /^#include "([^"]+)"/mg
} @sources;
is("@strays", '', 'every source with messages takes them from the catalog of the module');

# RAISE of PL/pgSQL takes a text as it is; and format() knows %s alone
my (@untold, @unformatted);
for my $part (@parts)
{
	my $text = slurp($part) =~ s/--.*//gr;
	my @looked_up = $text =~ /budget_gettext\('((?:[^']|'')*)'/g;
	push @unformatted, grep { s/%%//gr =~ /%(?!s)/ } @looked_up;
	for my $raise ($text =~ /\bRAISE\b[^;]*;/g)
	{
		push @untold, "$part: $raise"
		  if $raise !~ /\bMESSAGE = / || $raise =~ /\bRAISE\s+\w+\s+'/
		  || $raise =~ /\b(?:MESSAGE|DETAIL|HINT) = (?:(?:pg_catalog\.)?format\()?'/;
	}
	my $calls = () = $text =~ /budget_gettext\((?!message text\)|text\))/g;
	push @untold, "$part: a call of budget_gettext without a literal on its line"
	  if $calls != @looked_up || grep { /\n/ } @looked_up;
}
is("@untold", '', 'what PL/pgSQL raises is looked up in the catalog, by a literal');
is("@unformatted", '', 'and has %s alone for values');

# In these fields a literal text would never be translated
my @raw = grep { slurp($_) =~ /(?:->|\.)(?:summary|arithmetic|hint)\s*=\s*(?:psprintf\()?"(?!%s: %s")/ } @sources;
is("@raw", '', 'and so does every field of a violation');

my $i18n = '/usr/share/i18n/locales/ko_KR';
SKIP:
{
	my $locales = "$work/locales";
	mkdir $locales;
	chmod 0755, $work, $locales;
	my $mo = qx("$ENV{PG_CONFIG}" --localedir 2>/dev/null || pg_config --localedir);
	chomp $mo;
	skip "the server has no catalog of budget_ext below $mo", 1
	  unless glob("$mo/ko/LC_MESSAGES/budget_ext*-*.mo");
	skip 'the locale ko_KR.UTF-8 cannot be made (package locales)', 1
	  unless -e $i18n && system("localedef -i ko_KR -f UTF-8 $locales/ko_KR.UTF-8 >/dev/null 2>&1") == 0;
	for my $c (glob '/usr/lib/locale/C.*')
	{
		symlink $c, "$locales/" . ($c =~ s{.*/}{}r);
	}
	local $ENV{LOCPATH} = $locales;
	delete local $ENV{LANGUAGE};

	my $node = PostgreSQL::Test::Cluster->new('messages');
	$node->init(extra => [ '--locale=C', '--encoding=UTF8' ]);
	$node->append_conf('postgresql.conf', 'fsync = off');
	$node->start;
	$node->safe_psql('postgres', q{
		CREATE EXTENSION budget_ext;
		SELECT budget_create_model();
		CREATE TABLE h (id int PRIMARY KEY, total thousand_won, twice thousand_won);
		CREATE TABLE l (h int, amount thousand_won, real float8, code budget_code, year int);
		CREATE INDEX ON l (h);
		SELECT budget_add_row_rule('두배', 'h', 'twice = total + total');
		SELECT budget_add_row_rule('양수', 'h', 'total > 0 OR total < -10');
		SELECT budget_add_sum_rule('합계', 'h', 'total', '{id}', 'l', 'amount', '{h}', missing_parts => 'allow');
		SELECT budget_add_code_rule('과목', 'l', 'code', 'year');
		CREATE TABLE h2 (id int, total thousand_won);
		CREATE TABLE l2 (id int, amount thousand_won);
		SELECT budget_add_sum_rule('꺼짐', 'h2', 'total', '{id}', 'l2', 'amount', '{id}');
		DO $$
		DECLARE t record;
		BEGIN
			FOR t IN SELECT tgname FROM pg_trigger WHERE tgrelid = 'h2'::regclass
			LOOP EXECUTE format('ALTER TABLE h2 DISABLE TRIGGER %I', t.tgname); END LOOP;
		END $$;
		CREATE TABLE h3 (id int, total int);
		CREATE TABLE l3 (id int, amount thousand_won);
		SELECT budget_add_sum_rule('유지', 'h3', 'total', '{id}', 'l3', 'amount', '{id}', mode => 'maintain', missing_parts => 'allow');
		INSERT INTO h3 VALUES (1, 0), (2, 0), (2, 0);
	});

	my $korean = "SET lc_messages = 'ko_KR.UTF-8';";
	my $asked = $node->psql('postgres', $korean, stderr => \my $refused);
	skip 'the server does not accept lc_messages = ko_KR.UTF-8', 1 if $asked != 0;

	# source, statement, what it says
	my @cases = (
		[ 'budget_code', "SELECT '20-1'::budget_code", 'budget_code 자료형의 입력 구문이 잘못됨: "20-1"' ],
		[ 'budget_code', "SELECT '20-1'::budget_code", '숫자 세 자리, 또는 세 자리와 두 자리로 쓰십시오' ],
		[ 'chart', "SELECT budget_code_name('201-01', 2026, 'x')", '알 수 없는 과목표 범위: "x"' ],
		[ 'function_code', "SELECT '8'::function_code", '숫자나 대문자 세 글자로 쓰십시오' ],
		[ 'code_rule', "INSERT INTO l VALUES (NULL, 1, 1, '999-99', 2026)", '"l" 테이블의 행에 있는 과목이 "과목" 규칙을 위반했습니다' ],
		[ 'code_rule', "INSERT INTO l VALUES (NULL, 1, 1, '999-99', 2026)", '코드 999-99: 2026년도 local 과목표에 없습니다.' ],
		[ 'code_rule', "INSERT INTO l VALUES (NULL, 1, 1, '201', 2026)", '금액은 "item" 단계에 편성합니다' ],
		[ 'code_rule', "INSERT INTO l VALUES (NULL, 1, 1, '201', 2026)", '바뀐 과목은 budget_code_in_year()로 찾아보거나' ],
		[ 'cost_basis', "SELECT cost_basis_amount('3원*')", '잘못된 산출기초: "3원*"' ],
		[ 'cost_basis_eval', "SELECT cost_basis_amount('3원/0')", '글자: 나누는 수가 0입니다.' ],
		[ 'rate', 'SELECT change_rate(1, 2, 9)', '비율의 소수 자릿수는 0부터 6까지입니다.' ],
		[ 'row_rule', 'INSERT INTO h VALUES (1, 100, 300)', '"h" 테이블의 행이 "두배" 규칙을 위반했습니다' ],
		[ 'row_rule', 'INSERT INTO h VALUES (1, 100, 300)', 'twice = 300천원, total + total = 200천원, 차액 100천원. 키: {"id": 1}.' ],
		[ 'row_rule', 'INSERT INTO h VALUES (1, 100, 300)', '행을 바로잡거나' ],
		[ 'row_rule', 'INSERT INTO h VALUES (1, -1, -2)', '"양수" 규칙을 위반했습니다' ],
		[ 'rule', "SELECT budget_set_rule_mode('두배', 'x')", '잘못된 규칙 방식 "x"' ],
		[ 'rule_admin', "BEGIN; INSERT INTO h VALUES (1, 1, 2); SELECT budget_drop_rule('합계')", '처리되지 않은 트리거 이벤트가 있어 "합계" 규칙을 바꿀 수 없습니다' ],
		[ 'rule_trigger', "SELECT budget_drop_rule('없음')", '"없음" 규칙이 없습니다' ],
		[ 'rule_trigger', "SELECT budget_add_row_rule('틀림', 'h', 'total = nope')", '규칙 식 "total = nope"' ],
		[ 'rule_waiver', "SELECT budget_waive('합계', '[]', 'x')", '면제의 키는 JSON 객체여야 합니다' ],
		[ 'sheet', "SELECT budget_load_sheet('', 2017)", '사업설명서가 비어 있습니다' ],
		[ 'sum_rule', 'INSERT INTO h VALUES (1, 5, 10); INSERT INTO l VALUES (1, 2)', '"l" 테이블의 부분을 더한 값이 "h" 테이블의 총액과 달라 "합계" 규칙을 위반했습니다' ],
		[ 'sum_rule', 'INSERT INTO l VALUES (3, 2)', '키 {"id": 3}: 총액 0천원(총액 행 없음), 부분의 합 2천원' ],
		[ 'sum_rule', "SELECT budget_add_sum_rule('실수', 'h', 'total', '{id}', 'l', 'real', '{h}')", '합계 규칙의 금액이 될 수 없습니다' ],
		[ 'sum_cache', 'INSERT INTO l2 VALUES (1, 1)', '규칙을 확인할 수 없습니다' ],
		[ 'sum_rule_add', "SELECT budget_add_sum_rule('부호', 'h', 'total', '{id}', 'l', 'amount', '{h}', '<>')", '합계 규칙의 비교 "<>"' ],
		[ 'sum_verify', 'INSERT INTO l3 VALUES (1, 0.5)', '"유지" 규칙이 "h3" 테이블의 총액을 0.500천원 값으로 맞출 수 없습니다' ],
		[ 'sum_verify', 'INSERT INTO l3 VALUES (2, 1)', '둘 이상의 행에 있는 총액을 유지할 수 없습니다' ],
		[ 'model', 'SELECT budget_create_model()', '"budget" 스키마에 "achievement" 릴레이션이 이미 있습니다' ],
		[ 'model', 'SELECT budget_create_model()', '모형은 따로 둔 스키마에 만드십시오.' ],
		[ 'model_upgrade', "SELECT * FROM budget_upgrade_model('public')", '"public" 스키마에 예산 모형이 없습니다' ],
		[ 'model_upgrade', 'SELECT * FROM budget_upgrade_model()', '"budget" 스키마의 예산 모형은 이미 1.1판입니다' ],
		[ 'partition', "SELECT budget_add_fiscal_year('budget', 2017)", '"budget" 스키마의 예산 모형은 파티션되어 있지 않습니다' ],
		[ 'partition', "SELECT budget_add_fiscal_year('budget', 20)", '회계연도 20: 범위를 벗어났습니다' ],
		[ 'sheet_text', 'SELECT budget_sheet_text(7)', '"budget" 스키마에 번호가 7인 사업이 없습니다' ],
		[ 'sheet_text', q{INSERT INTO budget.project (id, name, fiscal_year) OVERRIDING SYSTEM VALUE VALUES (8, '시험', 2017);
			INSERT INTO budget.budget_line (project_id, fiscal_year, stage, code, current) VALUES (8, 2017, '본예산', '201-01', 1), (8, 2017, '추경 1회', '201-01', 2);
			SELECT budget_sheet_text(8)}, '8번 사업에는 사업설명서에 담을 수 없는 예산이 1개 더 있습니다' ],
		[ 'summary', "SELECT budget_refresh_summary('public')", '"public" 스키마에 집계가 있는 예산 모형이 없습니다' ],
		[ 'summary', 'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT budget_refresh_summary()', '집계는 READ COMMITTED 트랜잭션에서만 갱신합니다' ],
		[ 'thousand_won', "SELECT 'x'::thousand_won", 'thousand_won 자료형의 입력 구문이 잘못됨: "x"' ],
		[ 'won_notation', "SELECT '1,00'::thousand_won", '2번째 글자: 숫자가 세 자리씩 끊어져 있지 않습니다.' ],
		[ 'won_notation', "SELECT * FROM parse_budget_cell('(1')", '닫는 괄호가 없습니다' ],
		[ 'thousand_won_range', 'SELECT generate_series(1::thousand_won, 2, 0)', '단계 크기는 0일 수 없습니다' ],
	);
	for my $case (@cases)
	{
		my ($source, $statement, $message) = @$case;
		my ($out, $err) = ('', '');
		$node->psql('postgres', "$korean $statement;", stdout => \$out, stderr => \$err);
		like($err, qr/\Q$message\E/, "$source: $message");
	}

	# what is kept in a table is in the language of the one who wrote it
	my $kept = $node->safe_psql('postgres', qq{$korean
		SELECT budget_set_rule_mode('두배', 'record');
		INSERT INTO h VALUES (9, 1, 3);
		SELECT message FROM budget_violation_log;
		SELECT message FROM budget_violations('두배');
		SET lc_messages = 'C';
		SELECT message FROM budget_violations('두배');});
	is($kept, join("\n", '', ('"h" 테이블의 행이 "두배" 규칙을 위반했습니다: twice = 3천원, total + total = 2천원, 차액 1천원.') x 2,
			'row of "h" violates rule "두배": twice is 3천원, total + total is 2천원, difference 1천원.'),
		'recorded and listed violations follow lc_messages');

	like($node->safe_psql('postgres', "$korean SELECT problem, advice FROM budget_rule_problems WHERE rule = '꺼짐'"),
		qr/^꺼진 트리거가 있습니다\|규칙의 트리거를 모두 켜고/m, 'so does what is to be mended about rules');

	my $issues = $node->safe_psql('postgres', qq{$korean
		SELECT budget_load_sheet(E'# 사업명 : 시험\\n\\n## 예산 총괄\\n\\n무슨 줄인지 모름\\n\\n## 결산\\n\\n모르는 것\\n', 2017) IS NOT NULL;
		SELECT message FROM budget.sheet_issue;});
	like($issues, qr/습니다|줄입니다|행입니다/, 'and so do the issues of a sheet');
	$node->stop;
}

done_testing();

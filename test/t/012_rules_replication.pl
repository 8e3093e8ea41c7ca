# Rules on a logical subscriber. What is applied has been checked by the publisher,
# and triggers are not fired for it unless they are enabled for that: then each
# transaction of the publisher is checked as a whole, and refused as a whole.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $publisher = PostgreSQL::Test::Cluster->new('publisher');
$publisher->init(allows_streaming => 'logical', extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
$subscriber->init(allows_streaming => 'logical', extra => [ '--locale=C.UTF-8', '--encoding=UTF8' ]);
for my $node ($publisher, $subscriber)
{
	$node->append_conf('postgresql.conf', <<CONF);
fsync = off
max_prepared_transactions = 5
wal_retrieve_retry_interval = 100ms
log_min_messages = warning
CONF
	$node->start;
}

my $tables = <<'SQL';
CREATE EXTENSION budget_ext;
CREATE TABLE head (id int PRIMARY KEY, total thousand_won, kept thousand_won DEFAULT 0);
CREATE TABLE line (id int PRIMARY KEY, head int, amount thousand_won);
CREATE INDEX ON line (head);
SQL
my $rules = <<'SQL';
SELECT budget_add_sum_rule('equal', 'head', 'total', '{id}', 'line', 'amount', '{head}');
SELECT budget_add_row_rule('row', 'line', 'amount < 1000');
SQL

sub publish { return $publisher->safe_psql('postgres', $_[0]); }
sub ask { return $subscriber->safe_psql('postgres', $_[0]); }
sub wait_applied { return $publisher->wait_for_catchup('sub'); }

# set how the triggers of a rule fire, on all of its tables
sub enable
{
	my ($rule, $how) = @_;
	ask(q{SELECT format('ALTER TABLE %s ENABLE } . $how . q{ TRIGGER %I', tgrelid::regclass, tgname) FROM pg_trigger
		WHERE tgname ~ '^} . $rule . q{(_|$)' \gexec});
}

# what is done to a rule while nothing is applied
sub paused
{
	my ($sql) = @_;
	ask('ALTER SUBSCRIPTION sub DISABLE');
	$subscriber->poll_query_until('postgres', 'SELECT count(*) = 0 FROM pg_stat_subscription WHERE pid IS NOT NULL') or die;
	ask($sql);
	ask('ALTER SUBSCRIPTION sub ENABLE');
}

# wait until the apply worker has been refused for a reason
my $log_seen = 0;
sub refused_for
{
	my ($what, $why) = @_;
	my $end = eval { $subscriber->wait_for_log($why, $log_seen) };
	ok(defined $end, $what);
	$log_seen = $end if defined $end;
}

publish($tables . $rules);
publish(<<'SQL');
BEGIN;
INSERT INTO head VALUES (1, 10), (2, 20);
INSERT INTO line VALUES (11, 1, 4), (12, 1, 6), (21, 2, 20);
COMMIT;
CREATE PUBLICATION pub FOR TABLE head, line;
SQL
# on the subscriber the columns stand elsewhere, and there is a rule of its own
ask(<<'SQL');
CREATE EXTENSION budget_ext;
CREATE TABLE head (kept thousand_won DEFAULT 0, total thousand_won, id int PRIMARY KEY);
CREATE TABLE line (amount thousand_won, id int PRIMARY KEY, head int, note text DEFAULT 'here');
CREATE INDEX ON line (head);
SQL
ask($rules);
ask("CREATE SUBSCRIPTION sub CONNECTION '" . $publisher->connstr . " dbname=postgres" . "' PUBLICATION pub");
$subscriber->wait_for_subscription_sync($publisher, 'sub');
is(ask('SELECT count(*), sum(amount) FROM line'), '3|30', 'the first copy, table by table, is not checked');
is(ask('SELECT budget_validate()'), '', 'and is right');

# Triggers as they are: nothing that is applied is checked
publish('BEGIN; UPDATE head SET total = 11 WHERE id = 1; UPDATE line SET amount = 5 WHERE id = 11; COMMIT');
wait_applied();
is(ask('SELECT total FROM head WHERE id = 1'), '11', 'what is right is applied');
publish('SELECT budget_set_rule_mode(rule, $$warn$$) FROM (SELECT DISTINCT rule FROM budget_rules) r');
publish('UPDATE head SET total = 12 WHERE id = 1; INSERT INTO line VALUES (22, 2, 1000)');
wait_applied();
is(ask('SELECT rule, key, actual, expected FROM budget_violations() ORDER BY 1, 2'),
	qq(equal|{"id": 1}|12|11\nequal|{"id": 2}|20|1020\nrow|{"id": 22}|1000|1000), 'so is what is wrong');
isnt($subscriber->psql('postgres', 'UPDATE head SET total = 13 WHERE id = 1'), 0, 'a session of the subscriber itself is checked');
publish('UPDATE head SET total = 11 WHERE id = 1; DELETE FROM line WHERE id = 22');
wait_applied();
is(ask('SELECT budget_validate()'), '', 'mended by the publisher');

for my $how (qw(ALWAYS REPLICA))
{
	enable($_, $how) for qw(equal row);

	# the two sides of one transaction are checked together
	publish('BEGIN; UPDATE head SET total = total + 1 WHERE id = 1; UPDATE line SET amount = amount + 1 WHERE id = 11; COMMIT');
	publish('BEGIN; INSERT INTO line VALUES (31, 3, 5), (32, 3, -5), (33, 3, 7); INSERT INTO head VALUES (3, 7); DELETE FROM line WHERE id = 32;'
		  . ' UPDATE line SET amount = 0 WHERE id = 31; COMMIT');
	publish('BEGIN; TRUNCATE head, line; INSERT INTO head VALUES (1, 1), (2, 2); INSERT INTO line VALUES (11, 1, 1), (21, 2, 2); COMMIT');
	wait_applied();
	is(ask('SELECT id, total, (SELECT sum(amount) FROM line WHERE head = head.id) FROM head ORDER BY 1'), "1|1|1\n2|2|2", "$how: what is right is applied");

	# and refused together, until the rule is told to let it pass
	publish('BEGIN; INSERT INTO head VALUES (4, 4); INSERT INTO line VALUES (41, 4, 4); UPDATE line SET amount = 9 WHERE id = 11; COMMIT');
	refused_for("$how: a sum that is wrong stops the subscription", qr/ERROR: .*do not add up.*"equal"/);
	is(ask('SELECT count(*) FROM head WHERE id = 4'), '0', "$how: with all of its transaction");
	paused(q{SELECT budget_set_rule_mode('equal', 'record')});
	wait_applied();
	is(ask('SELECT rule, key, actual, expected FROM budget_violation_log'), 'equal|{"id": 1}|1|9', "$how: in mode record it is applied, and recorded");
	publish('UPDATE line SET amount = 1 WHERE id = 11');
	wait_applied();
	ask(q{SELECT budget_set_rule_mode('equal', 'reject'); DELETE FROM budget_violation_record});

	publish('BEGIN; INSERT INTO line VALUES (61, 6, 1000), (62, 6, -1000); COMMIT');
	refused_for("$how: a row that is wrong stops it too", qr/ERROR: .*violates rule "row"/);
	paused(q{SELECT budget_drop_rule('row')});
	wait_applied();
	is(ask('SELECT sum(amount) FROM line WHERE head = 6'), '0', "$how: and is applied without the rule");
	publish('DELETE FROM line WHERE head = 6');
	wait_applied();
	ask(q{SELECT budget_add_row_rule('row', 'line', 'amount < 1000')});
}

# half a rule is none: it is said, and nothing passes
ask('ALTER TABLE line ENABLE TRIGGER equal');
publish('UPDATE head SET total = total WHERE id = 1; BEGIN; UPDATE head SET total = 2 WHERE id = 1; UPDATE line SET amount = 2 WHERE id = 11; COMMIT');
refused_for('half a rule refuses', qr/ERROR: .*rule "equal" cannot be checked because a trigger of it on "line" is disabled/);
paused('ALTER TABLE line ENABLE REPLICA TRIGGER equal');
wait_applied();
is(ask('SELECT total FROM head WHERE id = 1'), '2', 'the whole lets it pass');

# the parts are published, and the subscriber keeps totals of its own
enable('equal', '');
ask(<<'SQL');
SELECT budget_add_sum_rule('kept', 'head', 'kept', '{id}', 'line', 'amount', '{head}', mode => 'maintain', validate => false, missing_total => 'allow');
UPDATE head SET kept = NULL;
SQL
is(ask('SELECT id, kept FROM head ORDER BY 1'), "1|2\n2|2\n4|4", 'totals that only the subscriber keeps');
enable('kept', 'ALWAYS');
publish('INSERT INTO line VALUES (23, 2, 0.5); UPDATE line SET amount = 3 WHERE id = 11; UPDATE line SET head = 2 WHERE id = 41');
wait_applied();
is(ask('SELECT id, kept FROM head ORDER BY 1'), "1|3\n2|6.500\n4|0", 'follow what is applied');

# prepared on the publisher, prepared here
ask('DROP SUBSCRIPTION sub');
enable($_, 'ALWAYS') for qw(equal row);
publish('UPDATE head SET total = (SELECT sum(amount) FROM line WHERE head = head.id)');
ask('UPDATE head SET total = (SELECT sum(amount) FROM line WHERE head = head.id)');
ask("CREATE SUBSCRIPTION sub CONNECTION '" . $publisher->connstr . " dbname=postgres" . "' PUBLICATION pub WITH (copy_data = false, two_phase = true)");
$subscriber->wait_for_subscription_sync($publisher, 'sub');
publish(q{BEGIN; UPDATE line SET amount = 4 WHERE id = 11; UPDATE head SET total = 4 WHERE id = 1; PREPARE TRANSACTION 'good'});
wait_applied();
is(ask('SELECT count(*) FROM pg_prepared_xacts'), '1', 'a prepared transaction is checked and prepared');
publish(q{COMMIT PREPARED 'good'});
wait_applied();
is(ask('SELECT total, kept FROM head WHERE id = 1'), '4|4', 'and committed');
publish(q{BEGIN; UPDATE line SET amount = 5 WHERE id = 11; PREPARE TRANSACTION 'bad'});
refused_for('one that is wrong is not prepared', qr/ERROR: .*do not add up.*"equal"/);
is(ask('SELECT count(*) FROM pg_prepared_xacts'), '0', 'here');
publish(q{ROLLBACK PREPARED 'bad'});

$subscriber->stop('immediate');
$publisher->stop('immediate');
done_testing();

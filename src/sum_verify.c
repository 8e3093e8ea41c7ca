/*-------------------------------------------------------------------------
 *
 * sum_verify.c
 *	  Rules between a total and its parts: one key, looked at in full.
 *
 * First the locks: the rows of the total or, where there may be none, a lock
 * on the key.  Then the total and the sum of the parts are read in one snapshot
 * that is newer than the locks, also in REPEATABLE READ, as the server does for
 * foreign keys.  In mode "maintain" the total is then set.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "sum_pending.h"

/* Tells our advisory locks from those of users, who have classes 1 and 2 */
#define RULE_LOCK_CLASS 0xB0
#define KEY_LOCK_CLASS	0xB1

/*
 * The server's lock table is finite: a transaction that would hold more locks on
 * keys than this takes one on the rule instead.
 */
#define MAX_KEY_LOCKS	1000

/*
 * More keys than this are read together, where that is faster, and at most so
 * many at a time.
 */
#define MANY_KEYS		100
#define BATCH_KEYS		1000

/* Commands that our own checks have counted in this transaction */
static uint64 own_commands = 0;

/*
 * The check that runs, and the nest level it began at.  What a maintaining check
 * fires may check other keys meanwhile; their commands are counted with its own.
 */
static SumVerify *outermost = NULL;
static int	outermost_nest = 0;

/* Locks on keys that this transaction has taken, of all rules */
static int64 key_locks = 0;

/*-------------------------------------------------------------------------
 * Statements
 *-------------------------------------------------------------------------
 */

/*
 * Before a statement is prepared or run: not every check has one.  SPI leaves a
 * context of its own as the current one, which lives until the last key has been
 * looked at; so do these go back to the caller's.
 */
static void
connect_spi(SumVerify *verify)
{
	MemoryContext caller;

	if (verify->connected)
		return;
	/* where SPI_finish returns to */
	caller = MemoryContextSwitchTo(verify->context);
	SPI_connect();
	verify->connected = true;
	MemoryContextSwitchTo(caller);
}

static SPIPlanPtr
prepare(SumVerify *verify, char *query, int nargs, Oid *types)
{
	MemoryContext caller = CurrentMemoryContext;
	SPIPlanPtr	plan;

	connect_spi(verify);
	plan = SPI_prepare(query, nargs, types);
	if (plan == NULL)
		elog(ERROR, "could not prepare the check of rule \"%s\"",
			 verify->rule->name);
	SPI_keepplan(plan);			/* for as long as the rule is compiled */
	MemoryContextSwitchTo(caller);
	return plan;
}

/* A statement whose arguments are the keys */
static SPIPlanPtr
prepare_for_key(SumVerify *verify, char *query)
{
	SumRule    *rule = verify->rule;
	Oid		   *types = palloc(rule->nkeys * sizeof(Oid));

	for (int i = 0; i < rule->nkeys; i++)
		types[i] = rule->key_types[i]->type_id;
	return prepare(verify, query, rule->nkeys, types);
}

static int
execute(SumVerify *verify, SPIPlanPtr plan, Datum *values, Snapshot snapshot,
		Snapshot crosscheck, bool read_only, bool fire_triggers)
{
	MemoryContext caller = CurrentMemoryContext;
	int			result;

	connect_spi(verify);
	result = SPI_execute_snapshot(plan, values, NULL, snapshot, crosscheck,
								  read_only, fire_triggers, 0);
	MemoryContextSwitchTo(caller);
	return result;
}

/*
 * Read as the owner of one side's table, as foreign keys do.  His functions may
 * be called by that: what they do must not outlast it, to be fired when they are
 * not he any more.
 */
void
sum_read_as_owner(SumVerify *verify, int side)
{
	Oid			owner = verify->rule->sides[side].owner;

	SetUserIdAndSecContext(owner,
						   rule_owner_context(owner, verify->userid, verify->sec));
}

/* What his triggers do may last, as where a foreign key cascades. */
void
sum_write_as_owner(SumVerify *verify)
{
	SetUserIdAndSecContext(verify->rule->sides[SUM_TOTAL].owner,
						   verify->sec | SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS);
}

static void
become_oneself(SumVerify *verify)
{
	SetUserIdAndSecContext(verify->userid, verify->sec);
}

/*
 * Lock the rows of a key's total; returns how many there are, and the place of
 * one of them.
 */
static uint64
lock_total(SumVerify *verify, Datum *keys, Datum *place)
{
	SumRule    *rule = verify->rule;
	uint64		rows;

	sum_read_as_owner(verify, SUM_TOTAL);
	if (rule->lock_plan == NULL)
		rule->lock_plan = prepare_for_key(verify, sum_lock_query(rule));
	if (execute(verify, rule->lock_plan, keys, GetLatestSnapshot(), InvalidSnapshot,
				false, false) != SPI_OK_SELECT)
		elog(ERROR, "could not lock the total of rule \"%s\"", rule->name);
	rows = SPI_processed;
	if (place && rows > 0)
	{
		HeapTuple	tuple = SPI_tuptable->vals[0];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		bool		isnull;

		place[0] = datumCopy(SPI_getbinval(tuple, desc, 1, &isnull), false,
							 sizeof(ItemPointerData));
		place[1] = SPI_getbinval(tuple, desc, 2, &isnull);
	}
	SPI_freetuptable(SPI_tuptable);
	return rows;
}

/* Add up one side of a key in a given snapshot. */
static Numeric
read_sum(SumVerify *verify, int side, SPIPlanPtr *plan, Datum *keys,
		 Snapshot snapshot, int64 *rows, int64 *amounts, bool *by_statement)
{
	SumRule    *rule = verify->rule;
	bool		isnull;
	Datum		sum;
	Numeric		result;
	HeapTuple	tuple;
	TupleDesc	desc;

	if (sum_direct_read(verify, side, keys, snapshot, &result, rows, amounts))
		return result;
	*by_statement = true;
	sum_read_as_owner(verify, side);
	if (*plan == NULL)
		*plan = prepare_for_key(verify, sum_side_query(rule, side));
	if (execute(verify, *plan, keys, snapshot, InvalidSnapshot, true,
				false) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "could not add up one side of rule \"%s\"", rule->name);
	tuple = SPI_tuptable->vals[0];
	desc = SPI_tuptable->tupdesc;
	sum = SPI_getbinval(tuple, desc, 1, &isnull);
	result = sum_read_sum(&rule->sides[side], sum, isnull);
	*rows = DatumGetInt64(SPI_getbinval(tuple, desc, 2, &isnull));
	*amounts = DatumGetInt64(SPI_getbinval(tuple, desc, 3, &isnull));
	SPI_freetuptable(SPI_tuptable);
	return result;
}

/* Names mean what the catalog says, not what search_path makes of them. */
static void
pin_path(SumVerify *verify)
{
	if (!verify->pinned)
		verify->guc_level = rule_lock_down_search_path();
	verify->pinned = true;
}

static void
unpin_path(SumVerify *verify)
{
	if (verify->pinned)
		AtEOXact_GUC(true, verify->guc_level);
	verify->pinned = false;
}

/*
 * Set the total of a key, or add to it, by a statement; returns the number of
 * rows.
 */
static uint64
update_by_plan(SumVerify *verify, SPIPlanPtr *plan, bool add, Datum *keys,
			   Numeric amount, Numeric *result)
{
	SumRule    *rule = verify->rule;
	Oid			types[INDEX_MAX_KEYS + 2] = {NUMERICOID, TIDOID, OIDOID};
	Datum		values[INDEX_MAX_KEYS + 2];
	int			nargs = 3;
	uint64		rows;
	bool		pinned;
	bool		isnull;

	values[0] = NumericGetDatum(amount);
	if (rule->plain_total)
	{
		for (int i = 0; i < rule->nkeys; i++)
		{
			types[i + 1] = rule->key_types[i]->type_id;
			values[i + 1] = keys[i];
		}
		nargs = 1 + rule->nkeys;
	}
	else
	{
		rows = lock_total(verify, keys, &values[1]);
		if (rows != 1)
			return rows;
	}
	sum_write_as_owner(verify);
	pinned = verify->pinned;
	if (rule->any_path)
		unpin_path(verify);
	if (*plan == NULL)
		*plan = prepare(verify, sum_update_query(rule, add), nargs, types);
	if (execute(verify, *plan, values, GetLatestSnapshot(),
				IsolationUsesXactSnapshot() ? GetTransactionSnapshot() :
				InvalidSnapshot, false, true) != (add ? SPI_OK_UPDATE :
												  SPI_OK_UPDATE_RETURNING))
		elog(ERROR, "could not update the total of rule \"%s\"", rule->name);
	rows = SPI_processed;
	if (pinned)
		pin_path(verify);
	if (add)
		return rows;
	*result = NULL;
	if (rows == 1)
	{
		Datum		value = SPI_getbinval(SPI_tuptable->vals[0],
										  SPI_tuptable->tupdesc, 1, &isnull);

		if (!isnull)
			*result = DatumGetNumericCopy(value);
	}
	SPI_freetuptable(SPI_tuptable);
	return rows;
}

/*
 * The same, where it can be without a statement.  The row may have changed since
 * this transaction's snapshot: an error where that is one the transaction must
 * keep to.
 *
 * The total's triggers see the search_path of whoever caused this, as they do
 * when a foreign key cascades; not where their WHEN clauses, this rule's among
 * them, would let him say what they mean.
 */
static uint64
update_total(SumVerify *verify, SPIPlanPtr *plan, bool add, Datum *keys,
			 Numeric amount, Numeric *result, bool *told)
{
	bool		pinned = verify->pinned;
	bool		done;
	uint64		rows;

	if (verify->rule->plain_total)
	{
		if (verify->rule->any_path)
			unpin_path(verify);
		done = sum_direct_write(verify, keys, add, amount, &rows, told);
		if (pinned)
			pin_path(verify);
		*result = amount;
		if (done)
			return rows;
	}
	*told = true;
	return update_by_plan(verify, plan, add, keys, amount, result);
}

/*-------------------------------------------------------------------------
 * Locks
 *-------------------------------------------------------------------------
 */

static void
take_lock(SumRule *rule, uint32 hash, int lock_class, LOCKMODE mode)
{
	LOCKTAG		tag;
	uint32		id;

	/* two rules that share an id wait for each other, and no more */
	id = rule->sides[SUM_PART].relid ^
		murmurhash32(rule->sides[SUM_TOTAL].relid) ^
		DatumGetUInt32(hash_any((unsigned char *) rule->name,
								strlen(rule->name)));
	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, id, hash, lock_class);
	(void) LockAcquire(&tag, mode, false, false);
}

static void
lock_key(SumRule *rule, uint32 hash, bool whole_rule)
{
	if (whole_rule)
		return;
	take_lock(rule, hash, KEY_LOCK_CLASS, ExclusiveLock);
	key_locks++;
}

/*
 * Before the first key of a check.  Where there may be no total row to lock, a
 * lock on the key stands for it.  A check of many keys holds the whole rule
 * alone instead; the others share it, and all take it first, so that none waits
 * for it with a key locked.
 */
void
sum_verify_begin(SumVerify *verify, SumRule *rule, RuleMode mode, int64 nkeys)
{
	memset(verify, 0, sizeof(*verify));
	verify->rule = rule;
	verify->context = CurrentMemoryContext;
	GetUserIdAndSecContext(&verify->userid, &verify->sec);
	verify->whole_rule = key_locks + nkeys > MAX_KEY_LOCKS;
	/* where all there is to do may be an update that is not to have it pinned */
	if (mode != RULE_MAINTAIN || !rule->any_path || !rule->plain_total)
		pin_path(verify);
	verify->first_command = GetCurrentCommandId(false);
	if (outermost == NULL)
	{
		outermost = verify;
		outermost_nest = GetCurrentTransactionNestLevel();
	}
	take_lock(rule, 0, RULE_LOCK_CLASS,
			  verify->whole_rule ? ExclusiveLock : ShareLock);
}

void
sum_verify_end(SumVerify *verify)
{
	sum_direct_end(verify);
	if (verify->connected)
		SPI_finish();
	MemoryContextSwitchTo(verify->context);
	unpin_path(verify);

	/*
	 * The command is marked as used, for the statement that fired us has used
	 * its own: the next statement must get another number.
	 */
	if (verify == outermost)
	{
		own_commands += GetCurrentCommandId(true) - verify->first_command;
		outermost = NULL;
	}
}

/* Is a check running, whose commands are not yet told from others'? */
bool
sum_verify_running(void)
{
	return outermost != NULL;
}

/*
 * The number of this command, without those of our own checks: while it stays
 * the same, nobody else has done anything.  Of no meaning while a check runs.
 */
uint64
sum_verify_clock(void)
{
	return (uint64) GetCurrentCommandId(false) - own_commands;
}

void
sum_verify_abort_sub(int nest)
{
	if (outermost_nest >= nest)
		outermost = NULL;
}

void
sum_verify_end_xact(void)
{
	outermost = NULL;
	own_commands = 0;
	key_locks = 0;
}

/*-------------------------------------------------------------------------
 * One key
 *-------------------------------------------------------------------------
 */

/*
 * Lock the rows of a key's total; returns how many there are.  Where the lock
 * takes no statement, the total is read with it.
 */
static int64
lock_and_read(SumVerify *verify, Datum *keys, SumAmounts *sums, bool *read)
{
	*read = sum_direct_lock(verify, keys, sums);
	return *read ? sums->total_rows :
		(int64) lock_total(verify, keys, NULL);
}

/*
 * Take the locks of a key.  Returns whether the total was read, and need not be
 * read again.
 */
static bool
lock_whole_key(SumVerify *verify, Datum *keys, uint32 hash, bool total_moved,
			   SumAmounts *sums)
{
	SumRule    *rule = verify->rule;
	int64		rows;
	bool		read;

	if (total_moved)
		lock_key(rule, hash, verify->whole_rule);
	rows = lock_and_read(verify, keys, sums, &read);
	if (rows == 0 && !total_moved)
	{
		lock_key(rule, hash, verify->whole_rule);
		rows = lock_and_read(verify, keys, sums, &read);
	}
	return read && rows > 0;
}

/* Lock a key and read both sides of it. */
static void
read_key(SumVerify *verify, Datum *keys, uint32 hash, bool total_moved,
		 SumAmounts *sums)
{
	SumRule    *rule = verify->rule;
	Snapshot	snapshot;
	int64		rows;
	bool		read = lock_whole_key(verify, keys, hash, total_moved, sums);

	sums->by_statement = false;
	CommandCounterIncrement();	/* see all of our own work */
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	if (!read)
		sums->total = read_sum(verify, SUM_TOTAL, &rule->total_plan, keys,
							   snapshot, &sums->total_rows,
							   &sums->total_amounts, &sums->by_statement);
	sums->parts = read_sum(verify, SUM_PART, &rule->part_plan, keys, snapshot,
						   &rows, &sums->part_amounts, &sums->by_statement);
	UnregisterSnapshot(snapshot);
}

/*
 * What was written, and is not refused, must not add up to more than there is of
 * thousand won: nobody could look at such a sum.
 */
static void
check_range(SumRule *rule, Datum *keys, SumAmounts *sums)
{
	SumSide    *total = &rule->sides[SUM_TOTAL];
	RuleViolation violation;

	if (!sums->by_statement || !sum_is_thousand_won(total) ||
		(sum_in_range(total, sums->total) && sum_in_range(total, sums->parts)))
		return;
	sum_set_violation(rule, &violation, keys);
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("sums of rule \"%s\" between \"%s\" and \"%s\" are out of range",
					rule->name, get_rel_name(total->relid),
					get_rel_name(rule->sides[SUM_PART].relid)),
			 sum_may_show(rule) ?
			 errdetail("Key %s: total %s, parts %s.", violation.key,
					   rule_amount_text(sums->total, rule->won),
					   rule_amount_text(sums->parts, rule->won)) : 0,
			 errhint("Make the total's type numeric."),
			 rule_violation_fields(&violation)));
}

static void
judge_key(SumRule *rule, RuleMode mode, Datum *keys, SumAmounts *sums)
{
	RuleViolation violation;

	if (sum_describe(rule, &violation, keys, sums,
					 mode == RULE_RECORD || sum_may_show(rule)))
		rule_report(mode, &violation, rule->ext_namespace);
	check_range(rule, keys, sums);
}

/* Check one key in full. */
void
sum_verify_key(SumVerify *verify, RuleMode mode, Datum key, uint32 hash,
			   bool total_moved)
{
	Datum	   *keys = sum_key_values(verify->rule, &key);
	SumAmounts	sums;

	read_key(verify, keys, hash, total_moved, &sums);
	become_oneself(verify);
	judge_key(verify->rule, mode, keys, &sums);
}

/*-------------------------------------------------------------------------
 * Many keys
 *-------------------------------------------------------------------------
 */

/*
 * How many keys of a verdict to look at together.  Where an index leads to each,
 * one by one is as fast; otherwise one statement reads a side of many, rather
 * than one a key.
 */
int
sum_verify_batch(SumVerify *verify, int64 nkeys)
{
	SumRule    *rule = verify->rule;

	if (nkeys <= MANY_KEYS ||
		(sum_direct_possible(verify, SUM_TOTAL) &&
		 sum_direct_possible(verify, SUM_PART)))
		return 1;
	for (int i = 0; i < rule->nkeys; i++)
	{
		/* there are no arrays of arrays */
		if (!OidIsValid(get_array_type(rule->key_types[i]->type_id)))
			return 1;
	}
	return BATCH_KEYS;
}

static ArrayType *
make_key_array(SumRule *rule, SumKey *keys, int n, int column)
{
	TypeCacheEntry *type = rule->key_types[column];
	Datum	   *values = palloc(n * sizeof(Datum));

	for (int i = 0; i < n; i++)
		values[i] = sum_key_values(rule, &keys[i].key)[column];
	return construct_array(values, n, type->type_id, type->typlen,
						   type->typbyval, type->typalign);
}

static void
set_sums(SumAmounts *sums, int side, Numeric sum, int64 rows, int64 amounts)
{
	if (side == SUM_TOTAL)
	{
		sums->total = sum;
		sums->total_rows = rows;
		sums->total_amounts = amounts;
	}
	else
	{
		sums->parts = sum;
		sums->part_amounts = amounts;
	}
}

/* Add up one side of many keys in one statement. */
static void
read_sums_by_plan(SumVerify *verify, int side, SumKey *keys, int n,
				  Snapshot snapshot, SumAmounts *sums)
{
	SumRule    *rule = verify->rule;
	SPIPlanPtr *plan = &rule->many_plans[side];
	Oid			types[INDEX_MAX_KEYS];
	Datum		values[INDEX_MAX_KEYS];

	for (int i = 0; i < rule->nkeys; i++)
	{
		types[i] = get_array_type(rule->key_types[i]->type_id);
		values[i] = PointerGetDatum(make_key_array(rule, keys, n, i));
	}
	for (int i = 0; i < n; i++)
	{
		set_sums(&sums[i], side, int64_to_numeric(0), 0, 0);
		sums[i].by_statement = true;
	}
	sum_read_as_owner(verify, side);
	if (*plan == NULL)
		*plan = prepare(verify, sum_many_query(rule, side), rule->nkeys, types);
	if (execute(verify, *plan, values, snapshot, InvalidSnapshot, true,
				false) != SPI_OK_SELECT)
		elog(ERROR, "could not add up one side of rule \"%s\"", rule->name);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		HeapTuple	tuple = SPI_tuptable->vals[row];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		bool		isnull;
		int64		number = DatumGetInt64(SPI_getbinval(tuple, desc, 1, &isnull));
		Datum		value = SPI_getbinval(tuple, desc, 2, &isnull);
		Numeric		sum = sum_read_sum(&rule->sides[side], value, isnull);

		set_sums(&sums[number - 1], side, sum,
				 DatumGetInt64(SPI_getbinval(tuple, desc, 3, &isnull)),
				 DatumGetInt64(SPI_getbinval(tuple, desc, 4, &isnull)));
	}
	SPI_freetuptable(SPI_tuptable);
}

/* Add up one side of many keys, but for those where that has been done. */
static void
read_sums(SumVerify *verify, int side, SumKey *keys, int n, bool *done,
		  Snapshot snapshot, SumAmounts *sums)
{
	for (int i = 0; i < n; i++)
	{
		Numeric		sum;
		int64		rows;
		int64		amounts;

		if (done && done[i])
			continue;
		if (!sum_direct_read(verify, side,
							 sum_key_values(verify->rule, &keys[i].key),
							 snapshot, &sum, &rows, &amounts))
		{
			read_sums_by_plan(verify, side, keys, n, snapshot, sums);
			return;
		}
		set_sums(&sums[i], side, sum, rows, amounts);
	}
}

/*
 * Check some keys in full, which are in order.  The locks are those of one key
 * after the other; then all are read in one snapshot that is newer than any.
 */
void
sum_verify_keys(SumVerify *verify, const RuleMode *modes, SumKey *keys, int n)
{
	SumRule    *rule = verify->rule;
	SumAmounts *sums;
	bool	   *read;
	Snapshot	snapshot;

	if (n == 1)
	{
		sum_verify_key(verify, *modes, keys->key, keys->hash,
					   (keys->flags & KEY_TOTAL_MOVED) != 0);
		return;
	}
	sums = palloc0(n * sizeof(SumAmounts));
	read = palloc(n * sizeof(bool));
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		read[i] = lock_whole_key(verify, sum_key_values(rule, &keys[i].key),
								 keys[i].hash,
								 (keys[i].flags & KEY_TOTAL_MOVED) != 0,
								 &sums[i]);
	}
	CommandCounterIncrement();	/* see all of our own work */
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	read_sums(verify, SUM_TOTAL, keys, n, read, snapshot, sums);
	read_sums(verify, SUM_PART, keys, n, NULL, snapshot, sums);
	UnregisterSnapshot(snapshot);
	become_oneself(verify);
	for (int i = 0; i < n; i++)
		judge_key(rule, modes[i], sum_key_values(rule, &keys[i].key), &sums[i]);
}

/*-------------------------------------------------------------------------
 * Keeping a total
 *-------------------------------------------------------------------------
 */

static bool
equal_numeric(Numeric a, Numeric b)
{
	return DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(a),
											NumericGetDatum(b)));
}

static bool
is_finite(Numeric amount)
{
	return !numeric_is_nan(amount) && !numeric_is_inf(amount);
}

/* The sum of the parts is no amount of the total's type. */
pg_noreturn static void
raise_not_held(SumRule *rule, Datum *keys, SumAmounts *sums)
{
	SumSide    *total = &rule->sides[SUM_TOTAL];
	RuleViolation violation;
	char	   *parts = rule_amount_text(sums->parts, rule->won);
	/* whatever search_path is */
	const char *type = sum_is_thousand_won(total) ? "thousand_won" :
		format_type_with_typemod(total->amount_type, total->amount_typmod);
	bool		show = sum_may_show(rule);

	sum_set_violation(rule, &violation, keys);
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 show ?
			 errmsg("rule \"%s\" cannot set the total in \"%s\" to %s",
					rule->name, get_rel_name(total->relid), parts) :
			 errmsg("rule \"%s\" cannot set the total in \"%s\" to the sum of its parts",
					rule->name, get_rel_name(total->relid)),
			 show ?
			 errdetail("Key %s: parts %s, which type %s does not hold.",
					   violation.key, parts, type) : 0,
			 total->amount_type == INT8OID || sum_is_thousand_won(total) ?
			 errhint("Make the total's type numeric.") :
			 errhint("Make the total's type thousand_won or numeric."),
			 rule_violation_fields(&violation)));
}

static void
check_one_row(SumRule *rule, uint64 rows)
{
	if (rows > 1)
		ereport(ERROR,
				(errcode(ERRCODE_CARDINALITY_VIOLATION),
				 errmsg("rule \"%s\" cannot maintain a total that is in more than one row",
						rule->name),
				 errhint("Make the key of the total unique.")));
}

/*
 * Bring the total of one key in line with its parts: add "delta" to it, or,
 * without a delta, set it to the sum of the parts.
 *
 * Returns by how much the total has grown, NULL where it was right.  Where "told",
 * the update fires this rule's triggers, as it does those of others.
 */
Numeric
sum_maintain_key(SumVerify *verify, Datum key, uint32 hash, Numeric delta,
				 bool total_moved, bool *told)
{
	SumRule    *rule = verify->rule;
	Datum	   *keys = sum_key_values(rule, &key);
	SumAmounts	sums;
	uint64		rows;
	Numeric		result;

	if (delta != NULL && is_finite(delta) &&
		sum_total_holds(&rule->sides[SUM_TOTAL], delta))
	{
		rows = update_total(verify, &rule->add_plan, true, keys, delta,
							&result, told);
		check_one_row(rule, rows);
		if (rows == 1)
		{
			become_oneself(verify);
			return delta;
		}
		/* no row, no amount in it, or one too many */
	}

	pin_path(verify);
	read_key(verify, keys, hash, total_moved, &sums);
	if (sums.total_rows == 0 || !is_finite(sums.parts) ||
		(rule->missing_allowed && sums.part_amounts == 0))
	{
		/* nothing to set; parts without a total, and NaN, are refused */
		become_oneself(verify);
		judge_key(rule, RULE_MAINTAIN, keys, &sums);
		return NULL;
	}
	if (sums.total_amounts > 0 && sums.total_rows == 1 &&
		equal_numeric(sums.total, sums.parts))
	{
		become_oneself(verify);
		return NULL;
	}
	if (!sum_total_holds(&rule->sides[SUM_TOTAL], sums.parts))
	{
		become_oneself(verify);
		raise_not_held(rule, keys, &sums);
	}
	rows = update_total(verify, &rule->set_plan, false, keys, sums.parts,
						&result, told);
	become_oneself(verify);
	check_one_row(rule, rows);
	if (rows != 1 || result == NULL || !equal_numeric(result, sums.parts))
		ereport(ERROR,
				(errcode(ERRCODE_TRIGGERED_DATA_CHANGE_VIOLATION),
				 errmsg("rule \"%s\" could not set the total in \"%s\"",
						rule->name,
						get_rel_name(rule->sides[SUM_TOTAL].relid)),
				 errdetail("A trigger of the table kept the amount from being the sum of the parts.")));
	if (sums.total_amounts == 0)
		return sums.parts;		/* from NULL: nothing to compare with */
	return DatumGetNumeric(DirectFunctionCall2(numeric_sub,
											   NumericGetDatum(sums.parts),
											   NumericGetDatum(sums.total)));
}

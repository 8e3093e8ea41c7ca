/*-------------------------------------------------------------------------
 *
 * sum_check.c
 *	  Rules between a total and its parts: following changes, and the verdict.
 *
 * Sums are additive, and the OLD and NEW rows of an AFTER trigger are the
 * versions that were really replaced.  So a transaction changes the difference
 * total - sum(parts) of a key by exactly the net of its own changes, whatever
 * other transactions do.  The deferred triggers add that net up per key; a key
 * whose net is zero needs no look at the tables and no lock.  A key with a net
 * change is checked in full: lock its total, then read the total and the sum
 * of the parts in one snapshot taken after that.  Two transactions that each
 * have a net change on a key meet at that lock.
 *
 * When all events of a batch have been added up, a verdict is due: see
 * sum_due.c.  Where constraints are immediate, the keys of a statement are checked
 * in full when it ends (see sum_statement.c), or those of each row at once, and
 * the rule adds nothing up for the rest of the transaction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tupmacs.h"
#include "catalog/pg_trigger.h"
#include "common/int.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "budget_ext.h"
#include "compat.h"
#include "sum_pending.h"

/* More levels of totals than any tree has; a circle has no end */
#define MAX_ROUNDS		1000

/* Counts transactions; what carries another number is from an earlier one. */
static uint64 current_xact = 1;

/*
 * A load, or SET CONSTRAINTS: rules that wait for their verdict until all rows
 * are there, or all events fired
 */
typedef struct SumLoading
{
	struct SumLoading *outer;
	MemoryContext context;
	List	   *due;			/* of SumPending */
	List	   *modes;			/* as declared */
	bool		loads;
	bool		all;			/* or SET CONSTRAINTS ALL */
	bool		within;			/* is part of the outer load, which settles */
	bool		unnamed;		/* rows come that no row was named for */
	Oid			born_relid;		/* the row that the load began with */
	const char *born_column;	/* of the tables that refer to it */
	int64		born_id;
	List	   *born_ids;		/* of int64: that, and of loads within */
} SumLoading;

static SumLoading *settling = NULL;

/*-------------------------------------------------------------------------
 * The changes of this transaction
 *-------------------------------------------------------------------------
 */

/* Make a compiled trigger ready for this transaction. */
static void
begin_trigger(SumTrigger *trigger)
{
	trigger->pending = sum_make_pending(trigger->rule);
	trigger->states = NULL;		/* gone with an earlier transaction */
	trigger->xact = current_xact;
}

static SumTrigger *
lookup_trigger(TriggerData *trigdata, Oid function)
{
	SumTrigger *trigger = sum_cache_trigger(trigdata, function);

	if (trigger->xact != current_xact)
		begin_trigger(trigger);
	return trigger;
}

/*-------------------------------------------------------------------------
 * Adding up
 *-------------------------------------------------------------------------
 */

/* Did the key of a row that was loaded come to be with the load? */
static bool
is_born(SumRule *rule, SumValue *value)
{
	return OidIsValid(settling->born_relid) &&
		sum_key_is_born(rule, value->keys, settling->born_relid,
						settling->born_column, settling->born_id);
}

/*
 * Add a row's amount to the net of its key, or take it away.  Of a key that is
 * new with its load we know all there is, as long as only the load adds to it.
 */
static void
add_change(SumTrigger *trigger, SumValue *value, bool plus, uint16 flags,
		   bool loaded)
{
	SumPending *pending = trigger->pending;
	SumRule    *rule = pending->rule;
	SumKey	   *key;
	bool		found;

	key = sum_find_key(pending, value, &found);
	flags = (key->flags | flags) & ~KEY_CHECKED_NOW;
	if (trigger->side == SUM_TOTAL)
		flags &= ~KEY_UPDATING;
	if (loaded && !found && !pending->in_full &&
		is_born(trigger->rule, value))
		flags |= KEY_BORN;
	else if ((flags & KEY_BORN) && !loaded)
		flags = (flags & ~KEY_BORN) | KEY_CHECK_IN_FULL;
	if (flags & KEY_BORN)
		flags |= trigger->side == SUM_PART ? KEY_HAS_PARTS :
			value->amount_null ? KEY_NULL_TOTAL : KEY_HAS_TOTAL;
	else if (value->amount_null || pending->in_full || rule->missing_allowed ||
			 (rule->missing_total_allowed && (flags & KEY_TOTAL_MOVED)))
		flags |= KEY_CHECK_IN_FULL;
	/* our update has become another: the row was moved, or given another key */
	if ((flags & KEY_AWAITING) && (flags & KEY_TOTAL_MOVED))
		flags = (flags & ~KEY_AWAITING) | KEY_CHECK_IN_FULL;
	key->flags = flags;
	key->verified = 0;
	if (value->amount_null)
		return;
	if (key->flags & KEY_CHECK_IN_FULL)
		return;
	if (rule->numeric)
	{
		MemoryContext old = MemoryContextSwitchTo(pending->context);
		Numeric		before = key->net.numeric;

		if (before == NULL && plus)
			key->net.numeric = DatumGetNumericCopy(NumericGetDatum(value->numeric));
		else
			key->net.numeric =
				DatumGetNumeric(DirectFunctionCall2(plus ? numeric_add : numeric_sub,
													NumericGetDatum(before ? before :
																	int64_to_numeric(0)),
													NumericGetDatum(value->numeric)));
		if (before)
			pfree(before);
		MemoryContextSwitchTo(old);
		return;
	}
	if (value->overflow ||
		(plus ? pg_add_s64_overflow(key->net.count, value->count,
									&key->net.count) :
		 pg_sub_s64_overflow(key->net.count, value->count, &key->net.count)))
		key->flags |= KEY_CHECK_IN_FULL;
}

/*-------------------------------------------------------------------------
 * The verdict
 *-------------------------------------------------------------------------
 */

/* Does the net change of a key leave the rule true if it was true? */
static bool
net_is_harmless(SumPending *pending, SumKey *key)
{
	int			sign;

	if ((key->flags & KEY_CHECK_IN_FULL) || pending->in_full)
		return false;
	if (key->flags & KEY_BORN)
	{
		/* as sum_verify_key has it */
		if ((key->flags & KEY_NULL_TOTAL) ||
			(pending->rule->missing_total_allowed && !(key->flags & KEY_HAS_TOTAL)) ||
			(pending->rule->missing_allowed && !(key->flags & KEY_HAS_PARTS)))
			return true;
	}
	if (!pending->rule->numeric)
		sign = key->net.count > 0 ? 1 : key->net.count < 0 ? -1 : 0;
	else if (key->net.numeric == NULL)
		sign = 0;
	else if (numeric_is_nan(key->net.numeric))
		return false;
	else
		sign = DatumGetInt32(DirectFunctionCall2(numeric_cmp,
												 NumericGetDatum(key->net.numeric),
												 NumericGetDatum(int64_to_numeric(0))));
	switch (pending->rule->comparison)
	{
		case '<':
			return sign >= 0;
		case '>':
			return sign <= 0;
		default:
			return sign == 0;
	}
}

/*
 * Settle the keys whose net tells that all is well, before a verdict is given.
 * Returns whether that was all of them.
 */
bool
sum_check_nets(SumPending *pending)
{
	sumkeys_iterator iterator;
	SumKey	   *key;
	bool		all = true;

	sumkeys_start_iterate(pending->keys, &iterator);
	while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
	{
		if (key->verified != 0)
			continue;
		if (!(key->flags & (KEY_AWAITING | KEY_BORN)) &&
			net_is_harmless(pending, key))
			key->verified = GetCurrentTransactionNestLevel();
		else
			all = false;
	}
	if (all)
		sum_set_queued(pending, false);
	return all;
}

/* The rule of pending changes, as the catalog has it now. */
SumRule *
sum_current_rule(SumPending *pending)
{
	SumRule    *old = pending->rule;

	if (old->valid)
		return old;
	return sum_cache_rule(old->name, old->sides[SUM_TOTAL].relid,
						  old->sides[SUM_PART].relid, old->ext_namespace,
						  old->replication_role);
}

/*
 * A trigger that a load has fired may write where it likes: what it does to keys
 * of other projects than those that are loaded is not the load's.
 */
static RuleMode
mode_of_key(const char *declared, RuleMode mode, SumRule *rule, SumKey *key)
{
	Datum		values = key->key;
	ListCell   *lc;

	if (mode != RULE_RECORD || settling == NULL || settling->unnamed ||
		settling->born_ids == NIL)
		return mode;
	foreach(lc, settling->born_ids)
	{
		if (!sum_key_names_another(rule, sum_key_values(rule, &values),
								   settling->born_relid,
								   settling->born_column,
								   *(int64 *) lfirst(lc)))
			return mode;
	}
	return rule_declared_mode(declared, RULE_KIND_SUM);
}

static void
forget_keys(SumPending *pending)
{
	sum_forget_keys(pending);
	pending->touched_nest = 1;
}

/*
 * While a check runs, what it fires must not forget its keys.  Returns what to
 * restore when it ends.
 */
static int16
enter_verdict(SumPending *pending)
{
	int16		save = pending->verdict_nest;

	if (save == 0)
		pending->verdict_nest = GetCurrentTransactionNestLevel();
	return save;
}

/* What the maintained total of a key must grow by, NULL for the full sum. */
static Numeric
total_delta(SumRule *rule, SumKey *key)
{
	if ((key->flags & (KEY_CHECK_IN_FULL | KEY_TOTAL_MOVED | KEY_BORN |
					   KEY_TOTAL_WRITTEN | KEY_MAINTAINED)) ||
		rule->missing_allowed)
		return NULL;
	if (rule->numeric)
		return DatumGetNumeric(DirectFunctionCall1(numeric_uminus,
												   NumericGetDatum(key->net.numeric)));
	if (key->net.count == PG_INT64_MIN)
		return NULL;
	return rule->won ? int64_div_fast_to_numeric(-key->net.count, 3) :
		int64_to_numeric(-key->net.count);
}

/*
 * The total of a key has been made to grow: the event of that update, which is
 * on its way, will bring the net to zero.  Or there is none, and it is.
 */
static void
note_update(SumPending *pending, SumKey *key, Numeric growth, bool told)
{
	SumRule    *rule = pending->rule;
	Datum		net = told ? DirectFunctionCall1(numeric_uminus,
												 NumericGetDatum(growth)) :
		NumericGetDatum(int64_to_numeric(0));
	int64		count = 0;
	bool		counts = true;

	if (rule->numeric)
	{
		MemoryContext old = MemoryContextSwitchTo(pending->context);

		/* of a key that is checked in full, it is no net */
		if (key->net.numeric && !(key->flags & KEY_CHECK_IN_FULL))
			pfree(key->net.numeric);
		key->net.numeric = DatumGetNumericCopy(net);
		MemoryContextSwitchTo(old);
	}
	else
	{
		counts = sum_count_amount(DatumGetNumeric(net),
								  rule->won ? WON_PER_THOUSAND : 1, &count);
		key->net.count = count;
	}
	key->flags = KEY_MAINTAINED;
	if (!counts)
		key->flags |= KEY_CHECK_IN_FULL;
	else if (told)
		key->flags |= KEY_AWAITING;
	else
		key->verified = GetCurrentTransactionNestLevel();
}

static bool
is_awaited(SumPending *pending, SumValue *value)
{
	SumKey	   *key = sumkeys_lookup(pending->keys, value->key);

	return key != NULL && (key->flags & KEY_AWAITING) != 0;
}

/* How many triggers deep a total is being written, -1 where none is */
static int	keeping_depth = -1;
static int	keeping_nest = 0;

/* Is the trigger that runs one of a total that is kept, with others to come? */
bool
sum_keeps_totals(void)
{
	return keeping_depth >= 0 && rule_trigger_depth() == keeping_depth + 1;
}

/* Keep a total; returns whether something of its update is on its way. */
static bool
maintain_key(SumVerify *verify, SumPending *pending, Datum key, uint32 hash)
{
	SumKey	   *entry = sumkeys_lookup_hash(pending->keys, key, hash);
	Numeric		growth;
	bool		told;
	bool		came;
	int			save = keeping_depth;
	int			save_nest = keeping_nest;

	entry->flags |= KEY_UPDATING;
	keeping_depth = rule_trigger_depth();
	keeping_nest = GetCurrentTransactionNestLevel();
	growth = sum_maintain_key(verify, key, hash,
							  total_delta(pending->rule, entry),
							  (entry->flags & KEY_TOTAL_MOVED) != 0, &told);
	keeping_depth = save;
	keeping_nest = save_nest;
	/* triggers may have been fired, and the table have grown */
	entry = sumkeys_lookup_hash(pending->keys, key, hash);
	came = !(entry->flags & KEY_UPDATING);
	entry->flags &= ~KEY_UPDATING;
	/* nothing is to come, or it has been checked: its trigger is immediate */
	if (growth == NULL || entry->verified != 0)
		entry->verified = GetCurrentTransactionNestLevel();
	/* or it has been added up, and gets a verdict of its own */
	else if (!came)
		note_update(pending, entry, growth, told);
	return entry->verified == 0;
}

/*
 * Once all events of a batch are added up: check what has a net change.  Returns
 * whether totals were to be kept, which may change those of other rules.
 */
static bool
give_verdict(const char *declared, SumPending *pending)
{
	int16		nest = GetCurrentTransactionNestLevel();
	sumkeys_iterator iterator;
	SumKey	   *key;
	int64		ntodo = 0;
	int64		nawaiting = 0;
	SumRule    *rule;
	RuleMode	mode;
	int16		save_nest;

	sum_set_queued(pending, false);
	pending->touched_nest = Max(pending->touched_nest, nest);
	rule = sum_current_rule(pending);
	mode = rule_effective_mode(declared, RULE_KIND_SUM,
							   rule->sides[SUM_TOTAL].relid);

	sumkeys_start_iterate(pending->keys, &iterator);
	while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
	{
		if (key->verified != 0)
			continue;
		/* a total that is to be kept is looked at */
		if (mode == RULE_MAINTAIN && (key->flags & KEY_BORN))
			key->flags = (key->flags & ~KEY_BORN) | KEY_CHECK_IN_FULL;
		if (key->flags & KEY_AWAITING)
			nawaiting++;
		else if (mode == RULE_OFF || net_is_harmless(pending, key))
			key->verified = nest;
		else
			ntodo++;
	}
	if (ntodo > 0)
	{
		MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
													  "budget_ext verdict",
													  ALLOCSET_DEFAULT_SIZES);
		MemoryContext old = MemoryContextSwitchTo(context);
		SumKey	   *todo = MemoryContextAllocHuge(context,
												  ntodo * sizeof(SumKey));
		MemoryContext per_batch;
		SumVerify	verify;
		int64		n = 0;
		int			batch;

		/* copies: what a check fires may make the table grow */
		sumkeys_start_iterate(pending->keys, &iterator);
		while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
		{
			if (key->verified == 0 && !(key->flags & KEY_AWAITING))
				todo[n++] = *key;
		}
		qsort_arg(todo, ntodo, sizeof(SumKey), sum_compare_pending, pending);
		/* one more without anything done but what rules do */
		if (mode == RULE_MAINTAIN && pending->rounds_at != sum_verify_clock())
		{
			pending->rounds = 0;
			pending->rounds_at = sum_verify_clock();
		}
		if (mode == RULE_MAINTAIN && ++pending->rounds > MAX_ROUNDS)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("totals of rule \"%s\" do not come to rest",
							rule->name),
					 errhint("Look for a total that is among its own parts, or that two rules maintain.")));
		sum_verify_begin(&verify, rule, mode, ntodo);
		batch = mode == RULE_MAINTAIN ? 1 : sum_verify_batch(&verify, ntodo);
		save_nest = enter_verdict(pending);
		per_batch = AllocSetContextCreate(context, "budget_ext keys",
										  ALLOCSET_SMALL_SIZES);
		for (n = 0; n < ntodo; n += batch)
		{
			MemoryContext save = MemoryContextSwitchTo(per_batch);
			int			count = Min(batch, ntodo - n);

			CHECK_FOR_INTERRUPTS();
			if (mode == RULE_MAINTAIN)
				nawaiting += maintain_key(&verify, pending, todo[n].key,
										  todo[n].hash);
			else
			{
				RuleMode   *modes = palloc(count * sizeof(RuleMode));

				for (int i = 0; i < count; i++)
					modes[i] = mode_of_key(declared, mode, rule, &todo[n + i]);
				sum_verify_keys(&verify, modes, &todo[n], count);
				for (int i = 0; i < count; i++)
				{
					key = sumkeys_lookup_hash(pending->keys, todo[n + i].key,
											  todo[n + i].hash);
					key->verified = nest;
				}
			}
			MemoryContextSwitchTo(save);
			MemoryContextReset(per_batch);
		}
		pending->verdict_nest = save_nest;
		sum_verify_end(&verify);
		MemoryContextSwitchTo(old);
		MemoryContextDelete(context);
	}

	/* what a subtransaction has verified is kept until it has committed */
	if (nest == 1 && nawaiting == 0 && pending->verdict_nest == 0)
		forget_keys(pending);
	return mode == RULE_MAINTAIN && ntodo > 0;
}

static SumLoading *
loading_that_settles(void)
{
	SumLoading *loading = settling;

	while (loading->within)
		loading = loading->outer;
	return loading;
}

/* The verdict on a rule is due when all events that are settled have fired. */
static void
await_settling(SumPending *pending, const char *declared)
{
	SumLoading *loading = loading_that_settles();
	MemoryContext old = MemoryContextSwitchTo(loading->context);

	loading->due = lappend(loading->due, pending);
	loading->modes = lappend(loading->modes, pstrdup(declared));
	MemoryContextSwitchTo(old);
}

/* Returns whether totals were kept, which may leave more to settle. */
static bool
give_due_verdicts(SumLoading *now)
{
	bool		kept = false;

	/* a verdict that maintains a total fires more */
	while (now->due != NIL)
	{
		SumPending *pending = linitial(now->due);
		char	   *mode = linitial(now->modes);

		now->due = list_delete_first(now->due);
		now->modes = list_delete_first(now->modes);
		kept |= give_verdict(mode, pending);
	}
	return kept;
}

/*
 * Fire what is pending of some deferred constraints now, then leave them
 * deferred.  To the server they are immediate meanwhile, but the changes are
 * added up as they are when a transaction commits.  What was loaded gets its
 * verdict with them.  Returns whether totals were kept by that, which may leave
 * more to settle.
 */
bool
sum_check_settle(ConstraintsSetStmt *constraints)
{
	bool		kept;

	Assert(settling != NULL && !settling->within);
	if (constraints->constraints != NIL)
	{
		constraints->deferred = false;
		AfterTriggerSetState(constraints);
	}
	kept = give_due_verdicts(settling);
	if (constraints->constraints != NIL)
	{
		constraints->deferred = true;
		AfterTriggerSetState(constraints);
	}
	return kept;
}

/* Is this a load, or SET CONSTRAINTS? */
bool
sum_check_settling(void)
{
	return settling != NULL;
}

/*
 * To the events that SET CONSTRAINTS fires, constraints are immediate.  Between
 * these two they are added up as they are when a transaction commits, and the
 * second gives the verdicts.  During a load, which gives its own, the first does
 * nothing and returns NULL.
 */
SumLoading *
sum_constraints_begin(bool all)
{
	SumLoading *now;

	if (settling && settling->loads)
		return NULL;
	now = palloc0(sizeof(SumLoading));
	now->outer = settling;
	now->context = CurrentMemoryContext;
	now->all = all;
	settling = now;
	return now;
}

void
sum_constraints_end(SumLoading *now)
{
	if (now->due == NIL)
		return;
	PushActiveSnapshot(GetTransactionSnapshot());
	(void) give_due_verdicts(now);
	PopActiveSnapshot();
}

/*
 * Loading: between these two, the verdicts on rows that come by sum_load_row
 * wait until sum_check_settle.  A load that a trigger begins within another may
 * leave that to the other one.  Named: it tells by sum_load_born of what it is.
 */
SumLoading *
sum_load_begin(bool within, bool named)
{
	SumLoading *now = palloc0(sizeof(SumLoading));

	now->outer = settling;
	now->context = CurrentMemoryContext;
	now->loads = true;
	now->within = within;
	settling = now;
	if (!named)
		loading_that_settles()->unnamed = true;
	return now;
}

void
sum_load_end(SumLoading *loading)
{
	settling = loading->outer;
}

/*
 * All that is loaded refers to a new row of "relid", or is that row.  It is
 * known by "id", and the column that refers to it by name.
 */
void
sum_load_born(Oid relid, const char *column, int64 id)
{
	SumLoading *loading;
	MemoryContext old;
	int64	   *named;

	/* where foreign keys do not fire, rows may have been there before */
	if (SessionReplicationRole == SESSION_REPLICATION_ROLE_REPLICA)
		return;
	settling->born_relid = relid;
	settling->born_column = column;
	settling->born_id = id;

	loading = loading_that_settles();
	old = MemoryContextSwitchTo(loading->context);
	named = palloc(sizeof(int64));
	*named = id;
	loading->born_ids = lappend(loading->born_ids, named);
	MemoryContextSwitchTo(old);
}

/*
 * Constraints are immediate: check a key now, unless nothing has been done
 * since it was last checked.
 */
static void
check_now(RuleMode mode, SumPending *pending, SumRule *rule, Datum key,
		  uint32 hash, bool total_moved, uint64 now)
{
	SumKey	   *entry = sumkeys_lookup_hash(pending->keys, key, hash);
	MemoryContext context;
	MemoryContext old;
	SumVerify	verify;
	int16		save;
	bool		told;

	if (!sum_verify_running() &&
		(entry->flags & KEY_CHECKED_NOW) && entry->verified != 0 &&
		entry->net.count == (int64) now)
		return;

	context = AllocSetContextCreate(CurrentMemoryContext,
									"budget_ext check",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	sum_verify_begin(&verify, rule, mode, 2);
	save = enter_verdict(pending);
	if (mode == RULE_MAINTAIN)
		(void) sum_maintain_key(&verify, key, hash, NULL, total_moved, &told);
	else
		sum_verify_key(&verify, mode, key, hash, total_moved);
	pending->verdict_nest = save;
	sum_verify_end(&verify);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);

	entry = sumkeys_lookup_hash(pending->keys, key, hash);
	entry->flags = KEY_CHECK_IN_FULL;
	if (!sum_verify_running())
	{
		entry->flags |= KEY_CHECKED_NOW;
		entry->net.count = (int64) now;
	}
	entry->verified = GetCurrentTransactionNestLevel();
}

/*
 * Both keys of a row, where constraints are immediate.  They are copied first:
 * what a check fires may read other rows with the same trigger.
 */
static void
check_row_now(SumTrigger *trigger, RuleMode mode, SumValue *before,
			  SumValue *after, bool total_moved, uint64 now)
{
	SumPending *pending = trigger->pending;
	SumRule    *rule = trigger->rule;
	SumKey		keys[2];
	int			n = 0;
	bool		found;

	/* no verdict is due, so all keys are verified */
	if (pending->immediate_at != now && pending->verdict_nest == 0 &&
		GetCurrentTransactionNestLevel() == 1)
		forget_keys(pending);
	/* the clock tells nothing within a check */
	pending->immediate_trigger = sum_verify_running() ? InvalidOid : trigger->tgoid;
	pending->immediate_at = now;
	pending->touched_nest = Max(pending->touched_nest,
								GetCurrentTransactionNestLevel());
	if (before->takes_part)
		keys[n++] = *sum_find_key(pending, before, &found);
	if (after->takes_part &&
		!(before->takes_part && sum_equal_keys(pending, before->key, after->key)))
		keys[n++] = *sum_find_key(pending, after, &found);
	for (int i = 0; i < n; i++)
		check_now(mode, pending, rule, keys[i].key, keys[i].hash,
				  total_moved, now);
}

/*
 * Constraints are immediate.  A total is kept at once; otherwise the keys may wait
 * for those of the other rows of the statement.
 */
static void
follow_row_now(TriggerData *trigdata, SumTrigger *trigger, SumValue *before,
			   SumValue *after, bool total_moved, uint64 now)
{
	RuleMode	mode = rule_effective_mode(trigger->mode, RULE_KIND_SUM,
										   trigger->rule->sides[SUM_TOTAL].relid);

	trigger->pending->in_full = true;
	if (mode == RULE_MAINTAIN ||
		!sum_statement_add(trigdata, trigger->pending, mode, before, after,
						   total_moved))
		check_row_now(trigger, mode, before, after, total_moved, now);
}

/*
 * A row of one side was inserted, updated or deleted, or the verdict is due.
 */
static void
follow_row(TriggerData *trigdata, Oid function, bool loaded)
{
	SumTrigger *trigger;
	SumStates  *states;
	SumPending *pending;
	SumValue	before;
	SumValue	after;
	Datum		before_keys[INDEX_MAX_KEYS];
	Datum		after_keys[INDEX_MAX_KEYS];
	bool		rekeyed = false;
	bool		plus;
	bool		own_update;
	int16		nest = GetCurrentTransactionNestLevel();
	uint16		flags = 0;
	int			guc_level = 0;

	if (trigdata->tg_trigtuple == NULL && sum_due_fired_at_once())
		return;
	trigger = lookup_trigger(trigdata, function);
	pending = trigger->pending;
	if (trigdata->tg_trigtuple == NULL)
	{
		if (!sum_statement_end_late() || pending->verdict_queued)
			(void) give_verdict(trigger->mode, pending);
		return;
	}
	if (rule_enforcement == ENFORCE_OFF)
	{
		/* what is not seen is not added up, so the net no longer tells */
		pending->in_full = true;
		return;
	}

	if (trigger->pin_path)
		guc_level = rule_lock_down_search_path();
	states = sum_take_states(trigger);
	before.takes_part = after.takes_part = false;
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		sum_read_row(trigger, states, trigdata->tg_trigslot,
					 trigdata->tg_trigtuple, &after, after_keys);
	else
	{
		sum_read_row(trigger, states, trigdata->tg_trigslot,
					 trigdata->tg_trigtuple, &before, before_keys);
		if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
			sum_read_row(trigger, states, trigdata->tg_newslot,
						 trigdata->tg_newtuple, &after, after_keys);
	}
	if (trigger->pin_path)
		AtEOXact_GUC(true, guc_level);
	if (!before.takes_part && !after.takes_part)
		goto done;
	if (trigger->side == SUM_TOTAL)
	{
		rekeyed = !(before.takes_part && after.takes_part &&
					sum_equal_keys(pending, before.key, after.key));
		flags = rekeyed ? KEY_TOTAL_WRITTEN | KEY_TOTAL_MOVED : KEY_TOTAL_WRITTEN;
	}

	if (!pending->verdict_queued)
	{
		uint64		now = sum_verify_clock();
		bool		immediate = pending->immediate_trigger == trigger->tgoid &&
			pending->immediate_at == now;

		if (settling != NULL)
		{
			/*
			 * Where only one side's events are fired, the net is not that of
			 * the transaction.
			 */
			if (settling->loads ?
				get_rel_namespace(trigger->rule->sides[SUM_TOTAL].relid) !=
				get_rel_namespace(trigger->rule->sides[SUM_PART].relid) :
				!settling->all)
				pending->in_full = true;
			await_settling(pending, trigger->mode);
		}
		else if (immediate || sum_statement_fires() ||
				 !sum_due_begin(pending, trigdata, nest))
		{
			follow_row_now(trigdata, trigger, &before, &after, rekeyed, now);
			goto done;
		}
		sum_set_queued(pending, true);
		pending->ever_queued = true;
	}

	pending->touched_nest = Max(pending->touched_nest, nest);
	/* a total adds to the difference, a part takes from it */
	plus = trigger->side == SUM_TOTAL;
	own_update = plus && !rekeyed && is_awaited(pending, &after);
	if (before.takes_part)
		add_change(trigger, &before, !plus, flags, loaded);
	if (after.takes_part)
		add_change(trigger, &after, plus, flags, loaded);
	if (own_update)
		sumkeys_lookup(pending->keys, after.key)->flags &=
			~(KEY_AWAITING | KEY_TOTAL_WRITTEN);

done:
	sum_release_states(trigger, states);
}

/*
 * What most events are, when a verdict is due already: one more part of the key
 * that the last was of, with its own row and plain columns.  Adds it up as
 * follow_row would; returns false, and has done nothing, where it is not so
 * simple.
 */
static bool
add_next_part(TriggerData *trigdata)
{
	SumTrigger *trigger = sum_cache_recent(trigdata);
	HeapTuple	tuple = trigdata->tg_trigtuple;
	SumPending *pending;
	SumKey	   *key;
	char	   *data;
	Datum		value;
	int64		amount;
	int64		net;

	if (trigger == NULL || !trigger->adds_directly ||
		trigger->xact != current_xact || tuple == NULL ||
		TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ||
		rule_enforcement == ENFORCE_OFF || settling != NULL)
		return false;
	pending = trigger->pending;
	key = pending->recent;
	if (!pending->verdict_queued || pending->in_full || key == NULL ||
		(key->flags & ~(KEY_TOTAL_MOVED | KEY_TOTAL_WRITTEN)) != 0 ||
		pending->touched_nest < GetCurrentTransactionNestLevel())
		return false;
	if (!HeapTupleNoNulls(tuple) ||
		HeapTupleHeaderGetNatts(tuple->t_data) < Max(trigger->key_column.number,
													 trigger->amount_column.number))
		return false;

	data = (char *) tuple->t_data + tuple->t_data->t_hoff;
	value = fetch_att(data + trigger->key_column.offset, true,
					  trigger->key_column.len);
	if (value != key->key)
		return false;
	amount = *(int64 *) (data + trigger->amount_column.offset);
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) ?
		pg_sub_s64_overflow(key->net.count, amount, &net) :
		pg_add_s64_overflow(key->net.count, amount, &net))
		return false;
	key->net.count = net;
	key->verified = 0;
	return true;
}

void
sum_check_row(TriggerData *trigdata, Oid function)
{
	if (!add_next_part(trigdata))
		follow_row(trigdata, function, false);
}

/* A loader has inserted a row, and tells without an event. */
void
sum_load_row(TriggerData *trigdata, Oid function)
{
	Assert(settling != NULL && settling->loads);
	follow_row(trigdata, function, true);
}

/*
 * Rows of a rule were changed without an event for each: trust no net change in
 * this transaction from here on.
 */
void
sum_check_in_full(SumRule *rule)
{
	sum_make_pending(rule)->in_full = true;
}

/*-------------------------------------------------------------------------
 * Transactions
 *-------------------------------------------------------------------------
 */

/* Does a rule between two tables have changes without a verdict? */
bool
sum_check_pending(Oid relid1, Oid relid2, const char *rule)
{
	SumPending *pending;

	for (pending = sum_pendings; pending != NULL; pending = pending->next)
	{
		if (pending->rule->sides[SUM_TOTAL].relid == relid1 &&
			pending->rule->sides[SUM_PART].relid == relid2 &&
			strcmp(pending->rule->name, rule) == 0 &&
			pending->verdict_queued)
			return true;
	}
	return false;
}

/* The last line of defence: no change leaves the transaction unverified. */
static void
check_nothing_left(void)
{
	SumPending *pending;

	for (pending = sum_pendings; pending != NULL; pending = pending->next)
	{
		sumkeys_iterator iterator;
		SumKey	   *key;
		bool		left = sum_statement_fires();

		sumkeys_start_iterate(pending->keys, &iterator);
		while (!left && (key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
			left = key->verified == 0;
		if (left)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("changes under rule \"%s\" were not checked",
							pending->rule->name),
					 errdetail("The rule's triggers were changed while their events were pending.")));
	}
}

static void
xact_callback(XactEvent event, void *arg)
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
		case XACT_EVENT_PRE_PREPARE:
			sum_due_settle(event == XACT_EVENT_PRE_PREPARE);
			check_nothing_left();
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			current_xact++;
			keeping_depth = -1;
			sum_verify_end_xact();
			sum_statement_abort(0);
			sum_pendings = NULL;	/* gone with TopTransactionContext */
			sum_due_end_xact();
			sum_cache_sweep();
			break;
		default:
			break;
	}
}

/*
 * Row events are added up at the top level, when the transaction commits; a
 * subtransaction touches pending changes only where another trigger runs one
 * meanwhile, or where constraints are immediate.  What it added is dropped with
 * it, and what it verified or changed is checked in full.
 */
static void
subxact_callback(SubXactEvent event, SubTransactionId subid,
				 SubTransactionId parent, void *arg)
{
	int16		nest;
	SumPending *pending;

	if (event != SUBXACT_EVENT_COMMIT_SUB && event != SUBXACT_EVENT_ABORT_SUB)
		return;
	nest = GetCurrentTransactionNestLevel();
	if (event == SUBXACT_EVENT_ABORT_SUB)
	{
		if (keeping_nest >= nest)
			keeping_depth = -1;
		sum_due_abort();
		sum_verify_abort_sub(nest);
		sum_statement_abort(nest);
	}
	for (pending = sum_pendings; pending != NULL; pending = pending->next)
	{
		sumkeys_iterator iterator;
		SumKey	   *key;
		bool		aborted = event == SUBXACT_EVENT_ABORT_SUB;
		bool		all_verified = true;

		if (aborted && pending->verdict_nest >= nest)
			pending->verdict_nest = 0;
		/* so may be what made constraints immediate */
		if (aborted)
			pending->immediate_trigger = InvalidOid;
		if (pending->touched_nest < nest)
			continue;
		if (aborted)
			sum_abort_level(pending, nest);
		else
			sum_commit_level(pending, nest);
		sumkeys_start_iterate(pending->keys, &iterator);
		while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
		{
			if (!aborted)
			{
				key->nest = Min(key->nest, nest - 1);
				key->verified = Min(key->verified, nest - 1);
				if (key->verified == 0)
					all_verified = false;
				continue;
			}
			if (key->nest >= nest)
			{
				sumkeys_delete_item(pending->keys, key);
				pending->recent = NULL;	/* others may have moved */
				continue;
			}

			/*
			 * Back to what it was.  If no verdict is due, all that the outer
			 * level did had been verified.
			 */
			key->verified = pending->verdict_queued ? 0 : nest - 1;
			key->flags = (key->flags | KEY_CHECK_IN_FULL) &
				~(KEY_AWAITING | KEY_CHECKED_NOW);
		}
		pending->touched_nest = nest - 1;
		if (!aborted && all_verified && pending->verdict_nest == 0 &&
			!pending->verdict_queued && (nest == 2 || !pending->ever_queued))
			forget_keys(pending);
	}
}

void
sum_check_module_init(void)
{
	sum_due_module_init();
	sum_statement_module_init();
	RegisterXactCallback(xact_callback, NULL);
	RegisterSubXactCallback(subxact_callback, NULL);
}

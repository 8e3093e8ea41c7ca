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
 * When all events of a batch have been added up, a verdict is due.  The first
 * event queues one more event of its own trigger, with no row; the server
 * fires it after all others.  If it is fired while being queued, constraints
 * are immediate: then the keys of each row are checked in full at once, and
 * the rule adds nothing up for the rest of the transaction.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/partition.h"
#include "catalog/pg_trigger.h"
#include "common/hashfn.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/lock.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "sum_rule.h"

/*
 * Above this number of keys that need a lock of their own, one lock for the
 * rule is taken instead: the server's lock table is finite.
 */
#define MAX_KEY_LOCKS	1000

/* Tells our advisory locks from those of users, who have classes 1 and 2 */
#define RULE_LOCK_CLASS 0xB0
#define KEY_LOCK_CLASS	0xB1

/* The changes of one key in this transaction */
typedef struct SumKey
{
	Datum		key;			/* the value, or an array of them */
	union
	{
		int64		count;
		Numeric		numeric;	/* NULL is zero */
	}			net;
	uint32		hash;
	char		status;
	uint8		flags;
	int16		verified;		/* nest level of the verdict, 0 if none */
	int16		nest;			/* nest level that first touched the key */
} SumKey;

#define KEY_CHECK_IN_FULL	0x01	/* the net does not tell */
#define KEY_TOTAL_MOVED		0x02	/* a total appeared or disappeared */
#define KEY_CHECKED_NOW		0x04	/* net.count is when it was checked */

static uint32 hash_key(SumPending *pending, Datum key);
static bool equal_keys(SumPending *pending, Datum a, Datum b);

#define SH_PREFIX		sumkeys
#define SH_ELEMENT_TYPE SumKey
#define SH_KEY_TYPE		Datum
#define SH_KEY			key
#define SH_HASH_KEY(tb, k)	hash_key((SumPending *) (tb)->private_data, k)
#define SH_EQUAL(tb, a, b)	equal_keys((SumPending *) (tb)->private_data, a, b)
#define SH_SCOPE		static inline
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a)	((a)->hash)
#define SH_DEFINE
#define SH_DECLARE
#include "lib/simplehash.h"

/* A rule with changes in this transaction */
struct SumPending
{
	SumPending *next;
	SumRule    *rule;			/* pinned until the transaction ends */
	MemoryContext context;
	sumkeys_hash *keys;
	bool		verdict_queued;
	int16		queued_nest;
	int16		fired_nest;		/* nest level of the last verdict */
	int16		touched_nest;	/* deepest level with changes to this struct */
	bool		in_full;		/* add nothing up any more */
	bool		checking;		/* the keys must not change now */
	Oid			immediate_trigger;	/* last seen to be immediate */
	uint64		immediate_at;
};

/* What a row says to a rule */
typedef struct SumValue
{
	bool		takes_part;
	bool		amount_null;
	Datum	   *keys;
	Datum		key;			/* as SumKey has it */
	int64		count;
	bool		overflow;
	Numeric		numeric;
} SumValue;

/* Counts transactions; what carries another number is from an earlier one. */
static uint64 current_xact = 1;

/* In TopTransactionContext */
static SumPending *pendings = NULL;

/* Set while a verdict event is being queued; see queue_verdict */
static bool *fired_while_queued = NULL;

/* Commands that our own checks have counted in this transaction */
static uint64 own_commands = 0;

/*-------------------------------------------------------------------------
 * Keys
 *-------------------------------------------------------------------------
 */

static uint32
hash_key(SumPending *pending, Datum key)
{
	SumRule    *rule = pending->rule;
	Datum	   *keys = rule->nkeys == 1 ? &key : (Datum *) DatumGetPointer(key);
	uint32		hash = 0;

	if (rule->simple_key)
		return murmurhash32((uint32) key ^
							murmurhash32((uint32) ((uint64) key >> 32)));
	for (int i = 0; i < rule->nkeys; i++)
		hash = hash_combine(hash,
							DatumGetUInt32(FunctionCall1Coll(&rule->key_types[i]->hash_proc_finfo,
															 rule->key_collations[i],
															 keys[i])));
	return hash;
}

static bool
equal_keys(SumPending *pending, Datum a, Datum b)
{
	SumRule    *rule = pending->rule;
	Datum	   *as = rule->nkeys == 1 ? &a : (Datum *) DatumGetPointer(a);
	Datum	   *bs = rule->nkeys == 1 ? &b : (Datum *) DatumGetPointer(b);

	if (rule->simple_key)
		return a == b;
	for (int i = 0; i < rule->nkeys; i++)
	{
		if (!DatumGetBool(FunctionCall2Coll(&rule->key_types[i]->eq_opr_finfo,
											rule->key_collations[i],
											as[i], bs[i])))
			return false;
	}
	return true;
}

static int
compare_keys(const void *a, const void *b, void *arg)
{
	SumRule    *rule = ((SumPending *) arg)->rule;
	const SumKey *ka = *(SumKey *const *) a;
	const SumKey *kb = *(SumKey *const *) b;
	const Datum *as = rule->nkeys == 1 ? &ka->key :
		(Datum *) DatumGetPointer(ka->key);
	const Datum *bs = rule->nkeys == 1 ? &kb->key :
		(Datum *) DatumGetPointer(kb->key);

	for (int i = 0; i < rule->nkeys; i++)
	{
		int			cmp = DatumGetInt32(FunctionCall2Coll(&rule->key_types[i]->cmp_proc_finfo,
														  rule->key_collations[i],
														  as[i], bs[i]));

		if (cmp != 0)
			return cmp;
	}
	return 0;
}

/* Copy a key to where the pending changes live. */
static Datum
copy_key(SumPending *pending, SumValue *value)
{
	SumRule    *rule = pending->rule;
	MemoryContext old = MemoryContextSwitchTo(pending->context);
	Datum		result;

	if (rule->nkeys == 1)
		result = datumCopy(value->key, rule->key_types[0]->typbyval,
						   rule->key_types[0]->typlen);
	else
	{
		Datum	   *keys = palloc(rule->nkeys * sizeof(Datum));

		for (int i = 0; i < rule->nkeys; i++)
			keys[i] = datumCopy(value->keys[i], rule->key_types[i]->typbyval,
								rule->key_types[i]->typlen);
		result = PointerGetDatum(keys);
	}
	MemoryContextSwitchTo(old);
	return result;
}

static Datum *
key_values(SumRule *rule, Datum *key)
{
	return rule->nkeys == 1 ? key : (Datum *) DatumGetPointer(*key);
}

/*-------------------------------------------------------------------------
 * The changes of this transaction
 *-------------------------------------------------------------------------
 */

static SumPending *
find_pending(SumRule *rule)
{
	SumPending *pending;

	for (pending = pendings; pending != NULL; pending = pending->next)
	{
		if (pending->rule == rule ||
			(pending->rule->sides[SUM_TOTAL].relid == rule->sides[SUM_TOTAL].relid &&
			 pending->rule->sides[SUM_PART].relid == rule->sides[SUM_PART].relid &&
			 strcmp(pending->rule->name, rule->name) == 0))
			return pending;
	}
	return NULL;
}

static SumPending *
make_pending(SumRule *rule)
{
	SumPending *pending = find_pending(rule);
	MemoryContext context;

	if (pending != NULL)
		return pending;
	context = AllocSetContextCreate(TopTransactionContext,
									"budget_ext pending sums",
									ALLOCSET_DEFAULT_SIZES);
	pending = MemoryContextAllocZero(TopTransactionContext, sizeof(SumPending));
	pending->rule = rule;
	pending->context = context;
	pending->keys = sumkeys_create(context, 64, pending);
	pending->next = pendings;
	pendings = pending;
	return pending;
}

/* Make a compiled trigger ready for this transaction. */
static void
begin_trigger(SumTrigger *trigger)
{
	SumRule    *rule = trigger->rule;
	SumSide    *side = &rule->sides[trigger->side];
	MemoryContext old;
	ListCell   *lc;

	trigger->pending = make_pending(rule);
	if (!trigger->columns_only)
	{
		/* until the transaction ends, and no longer */
		old = MemoryContextSwitchTo(TopTransactionContext);
		trigger->estate = CreateExecutorState();
		trigger->econtext = CreateExprContext(trigger->estate);
		MemoryContextSwitchTo(trigger->estate->es_query_cxt);
		trigger->key_states = NIL;
		foreach(lc, trigger->terms.keys)
			trigger->key_states = lappend(trigger->key_states,
										  ExecPrepareExpr(copyObject(lfirst(lc)),
														  trigger->estate));
		trigger->amount_state =
			ExecPrepareExpr((Expr *) copyObject(trigger->terms.amount),
							trigger->estate);
		trigger->filter_state = trigger->terms.filter == NULL ? NULL :
			ExecPrepareExpr((Expr *) copyObject(trigger->terms.filter),
							trigger->estate);
		trigger->key_casts = palloc0(rule->nkeys * sizeof(FmgrInfo));
		for (int i = 0; i < rule->nkeys; i++)
		{
			if (OidIsValid(side->key_casts[i]))
				fmgr_info_cxt(side->key_casts[i], &trigger->key_casts[i],
							  trigger->estate->es_query_cxt);
		}
		MemoryContextSwitchTo(old);
	}
	trigger->xact = current_xact;
}

static SumTrigger *
lookup_trigger(TriggerData *trigdata, Oid ext_namespace)
{
	SumTrigger *trigger = sum_cache_trigger(trigdata, ext_namespace);

	if (trigger->xact != current_xact)
		begin_trigger(trigger);
	return trigger;
}

/*-------------------------------------------------------------------------
 * Adding up
 *-------------------------------------------------------------------------
 */

/* Bring an amount into the unit in which the rule adds up. */
static void
read_amount(SumTrigger *trigger, SumValue *value, Datum amount)
{
	SumRule    *rule = trigger->rule;
	SumSide    *side = &rule->sides[trigger->side];

	value->overflow = false;
	if (rule->numeric)
	{
		value->numeric = rule_numeric(amount, side->amount_type,
									  rule->won ?
									  rule_thousand_won_type(rule->ext_namespace) :
									  InvalidOid);
		return;
	}
	switch (side->amount_type)
	{
		case INT2OID:
			value->count = DatumGetInt16(amount);
			break;
		case INT4OID:
			value->count = DatumGetInt32(amount);
			break;
		default:
			value->count = DatumGetInt64(amount);
			break;
	}
	if (side->scale != 1)
		value->overflow = pg_mul_s64_overflow(value->count, side->scale,
											  &value->count);
}

/* Read from a row what the rule wants to know of it. */
static void
read_row(SumTrigger *trigger, TupleTableSlot *slot, SumValue *value,
		 Datum *keys)
{
	SumRule    *rule = trigger->rule;
	Datum		amount;
	bool		isnull;

	value->keys = keys;
	value->takes_part = false;
	if (trigger->columns_only)
	{
		keys[0] = slot_getattr(slot, trigger->key_column, &isnull);
		if (isnull)
			return;
		amount = slot_getattr(slot, trigger->amount_column, &isnull);
	}
	else
	{
		ExprContext *econtext = trigger->econtext;
		ListCell   *lc;
		int			i = 0;

		econtext->ecxt_scantuple = slot;
		if (trigger->filter_state)
		{
			Datum		pass = ExecEvalExprSwitchContext(trigger->filter_state,
														 econtext, &isnull);

			if (isnull || !DatumGetBool(pass))
				return;
		}
		foreach(lc, trigger->key_states)
		{
			keys[i] = ExecEvalExprSwitchContext(lfirst(lc), econtext, &isnull);
			if (isnull)
				return;
			if (OidIsValid(trigger->key_casts[i].fn_oid))
			{
				MemoryContext old = MemoryContextSwitchTo(econtext->ecxt_per_tuple_memory);

				keys[i] = FunctionCall1(&trigger->key_casts[i], keys[i]);
				MemoryContextSwitchTo(old);
			}
			i++;
		}
		amount = ExecEvalExprSwitchContext(trigger->amount_state, econtext,
										   &isnull);
	}
	value->takes_part = true;
	value->amount_null = isnull;
	value->key = rule->nkeys == 1 ? keys[0] : PointerGetDatum(keys);
	if (!isnull)
		read_amount(trigger, value, amount);
}

/* The entry of a key, made where there is none. */
static SumKey *
find_key(SumPending *pending, SumValue *value)
{
	SumKey	   *key;
	bool		found;

	if (pending->checking)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("rows of rule \"%s\" were changed while it was being checked",
						pending->rule->name)));
	key = sumkeys_insert(pending->keys, value->key, &found);
	if (!found)
	{
		key->flags = 0;
		key->verified = 0;
		key->nest = GetCurrentTransactionNestLevel();
		if (pending->rule->numeric)
			key->net.numeric = NULL;
		else
			key->net.count = 0;
		/* the entry must not keep pointing into the row */
		key->key = copy_key(pending, value);
	}
	return key;
}

/* Add a row's amount to the net of its key, or take it away. */
static void
add_change(SumTrigger *trigger, SumValue *value, bool plus, uint8 flags)
{
	SumPending *pending = trigger->pending;
	SumKey	   *key;

	/* a part without an amount is no part */
	if (trigger->side == SUM_PART && value->amount_null)
		return;
	key = find_key(pending, value);
	key->flags = (key->flags | flags) & ~KEY_CHECKED_NOW;
	key->verified = 0;
	if (value->amount_null || pending->in_full ||
		pending->rule->missing_allowed ||
		(pending->rule->missing_total_allowed &&
		 (key->flags & KEY_TOTAL_MOVED)))
		key->flags |= KEY_CHECK_IN_FULL;
	if (key->flags & KEY_CHECK_IN_FULL)
		return;
	if (pending->rule->numeric)
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

/*
 * Queue an event of the fired trigger without a row, behind all that are
 * queued now.  Returns true if it was fired at once: constraints are
 * immediate.
 */
static bool
queue_verdict(TriggerData *trigdata)
{
	Relation	rel = trigdata->tg_relation;
	bool		fired = false;
	bool	   *save = fired_while_queued;
	Trigger		trigger = *trigdata->tg_trigger;
	TriggerDesc triggers = {0};
	ResultRelInfo *relinfo = makeNode(ResultRelInfo);
	EState	   *estate = CreateExecutorState();
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(rel),
													&TTSOpsVirtual);

	/* without WHEN, whatever the trigger's own event is, and in any role */
	trigger.tgqual = NULL;
	trigger.tgtype = (trigger.tgtype & ~(TRIGGER_TYPE_UPDATE |
										 TRIGGER_TYPE_DELETE)) |
		TRIGGER_TYPE_INSERT;
	trigger.tgnattr = 0;
	trigger.tgenabled = TRIGGER_FIRES_ALWAYS;
	triggers.triggers = &trigger;
	triggers.numtriggers = 1;
	triggers.trig_insert_after_row = true;
	relinfo->ri_RelationDesc = rel;
	relinfo->ri_TrigDesc = &triggers;

	ExecStoreAllNullTuple(slot);
	ItemPointerSetInvalid(&slot->tts_tid);
	fired_while_queued = &fired;
	PG_TRY();
	{
		AfterTriggerBeginQuery();
		ExecARInsertTriggers(estate, relinfo, slot, NIL, NULL);
		AfterTriggerEndQuery(estate);
	}
	PG_FINALLY();
	{
		fired_while_queued = save;
	}
	PG_END_TRY();
	ExecDropSingleTupleTableSlot(slot);
	FreeExecutorState(estate);
	return fired;
}

/*-------------------------------------------------------------------------
 * The verdict
 *-------------------------------------------------------------------------
 */

/* Plans are kept with the rule; a rename retires both. */
static SPIPlanPtr
prepare(SumRule *rule, int side, bool lock)
{
	Oid		   *types = palloc(rule->nkeys * sizeof(Oid));
	SPIPlanPtr	plan;

	for (int i = 0; i < rule->nkeys; i++)
		types[i] = rule->key_types[i]->type_id;
	plan = SPI_prepare(sum_side_query(rule, side, lock), rule->nkeys, types);
	if (plan == NULL)
		elog(ERROR, "could not prepare the check of rule \"%s\"", rule->name);
	SPI_keepplan(plan);
	return plan;
}

static void
become_owner(SumRule *rule, int side, int save_sec)
{
	SetUserIdAndSecContext(rule->sides[side].owner,
						   save_sec | SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS);
}

/* Lock the rows of a key's total; returns how many there are. */
static uint64
lock_total(SumRule *rule, Datum *keys, int save_sec)
{
	become_owner(rule, SUM_TOTAL, save_sec);
	if (rule->lock_plan == NULL)
		rule->lock_plan = prepare(rule, SUM_TOTAL, true);
	if (SPI_execute_snapshot(rule->lock_plan, keys, NULL, GetLatestSnapshot(),
							 InvalidSnapshot, false, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not lock the total of rule \"%s\"", rule->name);
	SPI_freetuptable(SPI_tuptable);
	return SPI_processed;
}

/* Add up one side of a key in a given snapshot. */
static Numeric
read_sum(SumRule *rule, int side, SPIPlanPtr *plan, Datum *keys,
		 Snapshot snapshot, int save_sec, int64 *rows, int64 *amounts)
{
	bool		isnull;
	Datum		sum;
	Numeric		result;
	HeapTuple	tuple;
	TupleDesc	desc;

	become_owner(rule, side, save_sec);
	if (*plan == NULL)
		*plan = prepare(rule, side, false);
	if (SPI_execute_snapshot(*plan, keys, NULL, snapshot, InvalidSnapshot,
							 true, false, 0) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "could not add up one side of rule \"%s\"", rule->name);
	tuple = SPI_tuptable->vals[0];
	desc = SPI_tuptable->tupdesc;
	sum = SPI_getbinval(tuple, desc, 1, &isnull);
	result = isnull ? int64_to_numeric(0) : DatumGetNumericCopy(sum);
	*rows = DatumGetInt64(SPI_getbinval(tuple, desc, 2, &isnull));
	*amounts = DatumGetInt64(SPI_getbinval(tuple, desc, 3, &isnull));
	SPI_freetuptable(SPI_tuptable);
	return result;
}

static void
take_lock(SumRule *rule, uint32 hash, int lock_class, LOCKMODE mode)
{
	LOCKTAG		tag;

	/* the parts' table has one owner per rule name: enough to tell rules */
	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId,
						 rule->sides[SUM_PART].relid ^
						 murmurhash32(rule->sides[SUM_TOTAL].relid) ^
						 DatumGetUInt32(hash_any((unsigned char *) rule->name,
												 strlen(rule->name))),
						 hash, lock_class);
	(void) LockAcquire(&tag, mode, false, false);
}

/*
 * Where there may be no total row to lock, a lock on the key stands for it.
 * A check of many keys holds the whole rule alone instead; the others share
 * it, and all take it before the first key, so that none waits for it later.
 */
static void
lock_rule_for_keys(SumRule *rule, bool whole_rule)
{
	take_lock(rule, 0, RULE_LOCK_CLASS, whole_rule ? ExclusiveLock : ShareLock);
}

static void
lock_key(SumRule *rule, uint32 hash, bool whole_rule)
{
	if (!whole_rule)
		take_lock(rule, hash, KEY_LOCK_CLASS, ExclusiveLock);
}

/*
 * Check one key in full: after the locks, total and parts are read in one
 * snapshot that is newer than the locks, also in REPEATABLE READ.
 */
static void
check_key(SumRule *rule, RuleMode mode, Datum key, uint32 hash,
		  bool total_moved, bool whole_rule)
{
	Datum	   *keys = key_values(rule, &key);
	Snapshot	snapshot;
	Numeric		total;
	Numeric		parts;
	int64		total_rows;
	int64		total_amounts;
	int64		part_rows;
	int64		part_amounts;
	RuleViolation violation;
	Oid			save_userid;
	int			save_sec;
	bool		show;

	GetUserIdAndSecContext(&save_userid, &save_sec);
	if (total_moved)
		lock_key(rule, hash, whole_rule);
	if (lock_total(rule, keys, save_sec) == 0 && !total_moved)
	{
		lock_key(rule, hash, whole_rule);
		(void) lock_total(rule, keys, save_sec);
	}
	CommandCounterIncrement();	/* see all of our own work */
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	total = read_sum(rule, SUM_TOTAL, &rule->total_plan, keys, snapshot,
					 save_sec, &total_rows, &total_amounts);
	parts = read_sum(rule, SUM_PART, &rule->part_plan, keys, snapshot,
					 save_sec, &part_rows, &part_amounts);
	UnregisterSnapshot(snapshot);
	SetUserIdAndSecContext(save_userid, save_sec);

	/* a total that is NULL claims nothing; nor does a missing one, if so */
	if ((total_rows > 0 && total_amounts == 0) ||
		(rule->missing_total_allowed && total_rows == 0) ||
		(rule->missing_allowed && part_amounts == 0))
		return;
	show = mode == RULE_RECORD ||
		(rule_may_show(rule->sides[SUM_TOTAL].relid) &&
		 rule_may_show(rule->sides[SUM_PART].relid));
	if (sum_describe(rule, &violation, sum_key_json(rule, keys),
					 total_rows > 0, total, parts, show))
		rule_report(mode, &violation, rule->ext_namespace);
}

/* Does the net change of a key leave the rule true if it was true? */
static bool
net_is_harmless(SumPending *pending, SumKey *key)
{
	int			sign;

	if ((key->flags & KEY_CHECK_IN_FULL) || pending->in_full)
		return false;
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

/* The rule of pending changes, as the catalog has it now. */
static SumRule *
current_rule(SumPending *pending)
{
	SumRule    *old = pending->rule;

	if (old->valid)
		return old;
	return sum_cache_rule(old->name, old->sides[SUM_TOTAL].relid,
					   old->sides[SUM_PART].relid, old->ext_namespace);
}

/* The mode that the rule's own trigger declares now. */
static RuleMode
mode_in_force(TriggerData *trigdata, SumRule *rule)
{
	return rule_effective_mode(trigdata->tg_trigger->tgargs[RULE_ARG_MODE],
							   RULE_KIND_SUM, rule->sides[SUM_TOTAL].relid);
}

/* Count the commands that a check adds, so that they do not look like work. */
static CommandId
begin_checks(int *level)
{
	*level = rule_lock_down_search_path();
	SPI_connect();
	return GetCurrentCommandId(false);
}

static void
end_checks(int level, CommandId before)
{
	SPI_finish();
	AtEOXact_GUC(true, level);
	own_commands += GetCurrentCommandId(false) - before;
}

static void
forget_keys(SumPending *pending)
{
	MemoryContextReset(pending->context);
	pending->keys = sumkeys_create(pending->context, 64, pending);
	pending->touched_nest = 1;
}

/* Once all events of a batch are added up: check what has a net change. */
static void
give_verdict(TriggerData *trigdata, SumPending *pending)
{
	int16		nest = GetCurrentTransactionNestLevel();
	MemoryContext context;
	MemoryContext old;
	sumkeys_iterator iterator;
	SumKey	   *key;
	SumKey	  **todo;
	int64		ntodo = 0;
	SumRule    *rule;
	RuleMode	mode;

	pending->verdict_queued = false;
	pending->fired_nest = nest;
	pending->touched_nest = Max(pending->touched_nest, nest);
	context = AllocSetContextCreate(CurrentMemoryContext,
									"budget_ext verdict",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	rule = current_rule(pending);
	mode = mode_in_force(trigdata, rule);

	sumkeys_start_iterate(pending->keys, &iterator);
	while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
	{
		if (key->verified != 0)
			continue;
		if (mode == RULE_OFF || net_is_harmless(pending, key))
			key->verified = nest;
		else
			ntodo++;
	}
	if (ntodo > 0)
	{
		int			level;
		CommandId	before;
		bool		whole_rule = ntodo > MAX_KEY_LOCKS;
		int64		n = 0;

		todo = MemoryContextAllocHuge(context, ntodo * sizeof(SumKey *));
		sumkeys_start_iterate(pending->keys, &iterator);
		while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
		{
			if (key->verified == 0)
				todo[n++] = key;
		}
		qsort_arg(todo, ntodo, sizeof(SumKey *), compare_keys, pending);
		before = begin_checks(&level);
		lock_rule_for_keys(rule, whole_rule);
		pending->checking = true;
		for (n = 0; n < ntodo; n++)
		{
			MemoryContext per_key = AllocSetContextCreate(context,
														  "budget_ext key",
														  ALLOCSET_SMALL_SIZES);
			MemoryContext save = MemoryContextSwitchTo(per_key);

			CHECK_FOR_INTERRUPTS();
			check_key(rule, mode, todo[n]->key, todo[n]->hash,
					  (todo[n]->flags & KEY_TOTAL_MOVED) != 0, whole_rule);
			todo[n]->verified = nest;
			MemoryContextSwitchTo(save);
			MemoryContextDelete(per_key);
		}
		pending->checking = false;
		end_checks(level, before);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);

	/* what a subtransaction has verified is kept until it has committed */
	if (nest == 1)
		forget_keys(pending);
}

/*
 * Constraints are immediate: check a row's key now, unless nothing has been
 * done since it was last checked.
 */
static void
check_now(TriggerData *trigdata, SumTrigger *trigger, SumValue *value,
		  bool total_moved, uint64 now)
{
	SumPending *pending = trigger->pending;
	SumRule    *rule = trigger->rule;
	int16		nest = GetCurrentTransactionNestLevel();
	SumKey	   *key = find_key(pending, value);
	MemoryContext context;
	MemoryContext old;
	CommandId	before;
	int			level;

	if ((key->flags & KEY_CHECKED_NOW) && key->verified != 0 &&
		key->net.count == (int64) now)
		return;
	key->flags = KEY_CHECK_IN_FULL;
	key->verified = 0;
	pending->touched_nest = Max(pending->touched_nest, nest);

	context = AllocSetContextCreate(CurrentMemoryContext,
									"budget_ext check",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(context);
	before = begin_checks(&level);
	lock_rule_for_keys(rule, false);
	pending->checking = true;
	check_key(rule, mode_in_force(trigdata, rule), key->key, key->hash,
			  total_moved, false);
	pending->checking = false;
	end_checks(level, before);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(context);

	key->flags |= KEY_CHECKED_NOW;
	key->net.count = (int64) now;
	key->verified = nest;
}

/*
 * A row of one side was inserted, updated or deleted, or the verdict is due.
 */
void
sum_check_row(TriggerData *trigdata, Oid ext_namespace)
{
	SumTrigger *trigger;
	SumPending *pending;
	SumValue	before;
	SumValue	after;
	Datum		before_keys[INDEX_MAX_KEYS];
	Datum		after_keys[INDEX_MAX_KEYS];
	bool		rekeyed = false;
	bool		plus;
	uint8		flags = 0;
	uint64		now;

	if (trigdata->tg_trigtuple == NULL && fired_while_queued != NULL)
	{
		*fired_while_queued = true;
		return;
	}
	trigger = lookup_trigger(trigdata, ext_namespace);
	pending = trigger->pending;
	if (trigdata->tg_trigtuple == NULL)
	{
		give_verdict(trigdata, pending);
		return;
	}
	if (rule_enforcement == ENFORCE_OFF)
	{
		/* what is not seen is not added up, so the net no longer tells */
		pending->in_full = true;
		return;
	}

	before.takes_part = after.takes_part = false;
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		read_row(trigger, trigdata->tg_trigslot, &after, after_keys);
	else
	{
		read_row(trigger, trigdata->tg_trigslot, &before, before_keys);
		if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
			read_row(trigger, trigdata->tg_newslot, &after, after_keys);
	}
	if (!before.takes_part && !after.takes_part)
		goto done;
	if (trigger->side == SUM_TOTAL)
	{
		rekeyed = !(before.takes_part && after.takes_part &&
					equal_keys(pending, before.key, after.key));
		if (rekeyed)
			flags = KEY_TOTAL_MOVED;
	}

	/* commands other than those of our own checks */
	now = (uint64) GetCurrentCommandId(false) - own_commands;
	if (!pending->verdict_queued)
	{
		bool		immediate = pending->immediate_trigger == trigger->tgoid &&
			pending->immediate_at == now;

		if (!immediate && !queue_verdict(trigdata))
		{
			pending->verdict_queued = true;
			pending->queued_nest = GetCurrentTransactionNestLevel();
		}
		else
		{
			/* no verdict is due, so all keys are verified */
			if (pending->immediate_at != now &&
				GetCurrentTransactionNestLevel() == 1)
				forget_keys(pending);
			pending->immediate_trigger = trigger->tgoid;
			pending->immediate_at = now;
			pending->in_full = true;
			if (before.takes_part)
				check_now(trigdata, trigger, &before, rekeyed, now);
			if (after.takes_part &&
				!(before.takes_part &&
				  equal_keys(pending, before.key, after.key)))
				check_now(trigdata, trigger, &after, rekeyed, now);
			goto done;
		}
	}

	pending->touched_nest = Max(pending->touched_nest,
								GetCurrentTransactionNestLevel());
	/* a total adds to the difference, a part takes from it */
	plus = trigger->side == SUM_TOTAL;
	if (before.takes_part)
		add_change(trigger, &before, !plus, flags);
	if (after.takes_part)
		add_change(trigger, &after, plus, flags);

done:
	if (trigger->econtext && !trigger->columns_only)
		ResetExprContext(trigger->econtext);
}

static void
report_sink(RuleViolation *violation, void *arg)
{
	SumPending *pending = ((void **) arg)[0];
	RuleMode   *mode = ((void **) arg)[1];

	if (*mode != RULE_RECORD &&
		(!rule_may_show(pending->rule->sides[SUM_TOTAL].relid) ||
		 !rule_may_show(pending->rule->sides[SUM_PART].relid)))
		violation->arithmetic = NULL;
	rule_report(*mode, violation, pending->rule->ext_namespace);
}

/*
 * One side was emptied, row by row unseen: ask all keys now, and trust no net
 * change from here on.
 */
void
sum_check_truncate(TriggerData *trigdata, Oid ext_namespace)
{
	Trigger    *fired = trigdata->tg_trigger;
	Oid			relid = RelationGetRelid(trigdata->tg_relation);
	Oid			partner = rule_partner(stringToNode(fired->tgqual));
	bool		is_total = strcmp(fired->tgargs[SUM_ARG_SIDE], "total") == 0;
	SumRule    *rule;
	SumPending *pending;
	RuleMode	mode;
	Oid			save_userid;
	int			save_sec;
	void	   *sink_arg[2];

	if (trigdata->tg_relation->rd_rel->relispartition)
		relid = llast_oid(get_partition_ancestors(relid));
	rule = sum_cache_rule(fired->tgargs[RULE_ARG_NAME],
					   is_total ? relid : partner,
					   is_total ? partner : relid, ext_namespace);
	pending = make_pending(rule);
	pending->in_full = true;
	mode = mode_in_force(trigdata, rule);
	if (mode == RULE_OFF)
		return;
	sink_arg[0] = pending;
	sink_arg[1] = &mode;
	GetUserIdAndSecContext(&save_userid, &save_sec);
	become_owner(rule, is_total ? SUM_TOTAL : SUM_PART, save_sec);
	CommandCounterIncrement();
	sum_rule_scan(rule, report_sink, sink_arg);
	SetUserIdAndSecContext(save_userid, save_sec);
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

	for (pending = pendings; pending != NULL; pending = pending->next)
	{
		if (pending->rule->sides[SUM_TOTAL].relid == relid1 &&
			pending->rule->sides[SUM_PART].relid == relid2 &&
			strcmp(pending->rule->name, rule) == 0)
			return pending->verdict_queued;
	}
	return false;
}

/* The last line of defence: no change leaves the transaction unverified. */
static void
check_nothing_left(void)
{
	SumPending *pending;

	for (pending = pendings; pending != NULL; pending = pending->next)
	{
		sumkeys_iterator iterator;
		SumKey	   *key;

		sumkeys_start_iterate(pending->keys, &iterator);
		while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
		{
			if (key->verified == 0)
				ereport(ERROR,
						(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						 errmsg("changes under rule \"%s\" were not checked",
								pending->rule->name),
						 errdetail("The rule's triggers were changed while their events were pending.")));
		}
	}
}

static void
xact_callback(XactEvent event, void *arg)
{
	switch (event)
	{
		case XACT_EVENT_PRE_COMMIT:
		case XACT_EVENT_PRE_PREPARE:
			if (pendings != NULL)
				check_nothing_left();
			break;
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			current_xact++;
			own_commands = 0;
			pendings = NULL;	/* gone with TopTransactionContext */
			fired_while_queued = NULL;
			sum_cache_sweep();
			break;
		default:
			break;
	}
}

/*
 * Row events are added up at the top level, when the transaction commits; a
 * subtransaction touches pending changes only where another trigger runs one
 * meanwhile.  What it added is dropped with it, and what it verified or
 * changed is checked in full.
 */
static void
subxact_callback(SubXactEvent event, SubTransactionId subid,
				 SubTransactionId parent, void *arg)
{
	int16		nest;
	SumPending *pending;

	if (event != SUBXACT_EVENT_COMMIT_SUB && event != SUBXACT_EVENT_ABORT_SUB)
		return;
	if (event == SUBXACT_EVENT_ABORT_SUB)
		fired_while_queued = NULL;
	nest = GetCurrentTransactionNestLevel();
	for (pending = pendings; pending != NULL; pending = pending->next)
	{
		sumkeys_iterator iterator;
		SumKey	   *key;
		bool		aborted = event == SUBXACT_EVENT_ABORT_SUB;

		if (aborted)
			pending->checking = false;
		if (pending->touched_nest < nest)
			continue;
		sumkeys_start_iterate(pending->keys, &iterator);
		while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
		{
			if (!aborted)
			{
				key->nest = Min(key->nest, nest - 1);
				key->verified = Min(key->verified, nest - 1);
				continue;
			}
			if (key->nest >= nest)
			{
				sumkeys_delete_item(pending->keys, key);
				continue;
			}
			if (key->verified >= nest)
				key->verified = 0;
			key->flags |= KEY_CHECK_IN_FULL;
		}
		if (aborted)
		{
			/* the server takes back events queued, and fires again others */
			if (pending->fired_nest >= nest)
				pending->verdict_queued = pending->queued_nest < nest;
			else if (pending->queued_nest >= nest)
				pending->verdict_queued = false;
		}
		pending->fired_nest = Min(pending->fired_nest, nest - 1);
		pending->queued_nest = Min(pending->queued_nest, nest - 1);
		pending->touched_nest = nest - 1;
	}
}

void
sum_check_module_init(void)
{
	RegisterXactCallback(xact_callback, NULL);
	RegisterSubXactCallback(subxact_callback, NULL);
}

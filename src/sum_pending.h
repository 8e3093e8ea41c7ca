/*-------------------------------------------------------------------------
 *
 * sum_pending.h
 *	  Rules between a total and its parts: what a transaction has changed.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SUM_PENDING_H
#define SUM_PENDING_H

#include "common/hashfn.h"

#include "sum_rule.h"

/* What most transactions change at most */
#define SUM_FEW_KEYS		8

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
	uint16		flags;
	int16		verified;		/* nest level of the verdict, 0 if none */
	int16		nest;			/* nest level that first touched the key */
} SumKey;

#define KEY_CHECK_IN_FULL	0x01	/* the net does not tell */
#define KEY_TOTAL_MOVED		0x02	/* a total appeared or disappeared */
#define KEY_CHECKED_NOW		0x04	/* net.count is when it was checked */
#define KEY_TOTAL_WRITTEN	0x08	/* by others than this rule */
#define KEY_AWAITING		0x10	/* the event of our own update is to come */
#define KEY_MAINTAINED		0x20	/* the total has been set before */

/* All rows of the key came in this load, so that the net is the difference */
#define KEY_BORN			0x040
#define KEY_HAS_TOTAL		0x080
#define KEY_NULL_TOTAL		0x100
#define KEY_HAS_PARTS		0x200

#define KEY_UPDATING		0x400	/* our own update has not been told of yet */

/* Was a verdict queued when a nest level began, in which that has changed? */
typedef struct SumLevel
{
	struct SumLevel *outer;
	int16		nest;
	bool		queued;
} SumLevel;

/* A rule with changes in this transaction */
struct SumPending
{
	SumPending *next;
	SumRule    *rule;			/* pinned until the transaction ends */
	MemoryContext context;
	struct sumkeys_hash *keys;
	SumKey	   *recent;			/* the last that was found, NULL if none */
	char	   *free;			/* room for more keys */
	Size		room;
	Size		block;			/* size of the last block of keys */
	bool		verdict_queued;
	bool		ever_queued;
	SumLevel   *levels;			/* innermost first */
	int16		touched_nest;	/* deepest level with changes to this struct */
	bool		in_full;		/* add nothing up any more */
	int			rounds;			/* of maintaining, since the last command */
	uint64		rounds_at;
	int16		verdict_nest;	/* of the outermost check that runs, or 0 */
	Oid			immediate_trigger;	/* last seen to be immediate */
	uint64		immediate_at;
	Oid			due_relid;		/* see sum_due.c */
	Oid			due_trigger;
};

static inline uint32
sum_hash_key(SumPending *pending, Datum key)
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

static inline bool
sum_equal_keys(SumPending *pending, Datum a, Datum b)
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

#define SH_PREFIX		sumkeys
#define SH_ELEMENT_TYPE SumKey
#define SH_KEY_TYPE		Datum
#define SH_KEY			key
#define SH_HASH_KEY(tb, k)	sum_hash_key((SumPending *) (tb)->private_data, k)
#define SH_EQUAL(tb, a, b)	sum_equal_keys((SumPending *) (tb)->private_data, a, b)
#define SH_SCOPE		static inline
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a)	((a)->hash)
#define SH_DEFINE
#define SH_DECLARE
#include "lib/simplehash.h"

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

/* In TopTransactionContext */
extern SumPending *sum_pendings;

/* sum_pending.c */
extern SumPending *sum_make_pending(SumRule *rule);
extern void sum_set_queued(SumPending *pending, bool queued);
extern void sum_commit_level(SumPending *pending, int nest);
extern void sum_abort_level(SumPending *pending, int nest);
extern void sum_forget_keys(SumPending *pending);
extern SumKey *sum_find_key(SumPending *pending, SumValue *value, bool *found);
extern int	sum_compare_pending(const void *a, const void *b, void *arg);

/* sum_verify.c */
extern void sum_verify_keys(SumVerify *verify, const RuleMode *modes,
							SumKey *keys, int n);

/* sum_check.c */
extern bool sum_check_nets(SumPending *pending);
extern SumRule *sum_current_rule(SumPending *pending);
extern bool sum_check_settling(void);
extern struct SumLoading *sum_constraints_begin(bool all);
extern void sum_constraints_end(struct SumLoading *now);

/* sum_due.c */
extern bool sum_due_fired_at_once(void);
extern bool sum_due_begin(SumPending *pending, TriggerData *trigdata,
						  int16 nest);
extern bool sum_due_after_query(TriggerData *trigdata);
extern void sum_due_settle(bool prepare);
extern void sum_due_abort(void);
extern void sum_due_end_xact(void);
extern void sum_due_module_init(void);

/* sum_statement.c */
typedef struct SumStatement SumStatement;
extern bool sum_statement_fires(void);
extern bool sum_statement_add(TriggerData *trigdata, SumPending *pending,
							  RuleMode mode, SumValue *before,
							  SumValue *after, bool total_moved);
extern bool sum_statement_end_late(void);
extern SumStatement *sum_statement_begin(void);
extern void sum_statement_end(void);
extern void sum_statement_resume(SumStatement *outer);
extern void sum_statement_abort(int nest);
extern void sum_statement_module_init(void);

/* sum_row.c */
extern SumStates *sum_take_states(SumTrigger *trigger);
extern void sum_release_states(SumTrigger *trigger, SumStates *states);
extern void sum_read_row(SumTrigger *trigger, SumStates *states,
						 TupleTableSlot *slot, HeapTuple tuple,
						 SumValue *value, Datum *keys);

#endif							/* SUM_PENDING_H */

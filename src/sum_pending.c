/*-------------------------------------------------------------------------
 *
 * sum_pending.c
 *	  Rules between a total and its parts: the keys that a transaction has
 *	  changed, by rule.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "sum_pending.h"

SumPending *sum_pendings = NULL;

/* By the values of the keys, so that two verdicts go the same way */
int
sum_compare_pending(const void *a, const void *b, void *arg)
{
	SumRule    *rule = ((SumPending *) arg)->rule;
	Datum		ka = ((const SumKey *) a)->key;
	Datum		kb = ((const SumKey *) b)->key;

	return sum_compare_keys(rule, sum_key_values(rule, &ka),
							sum_key_values(rule, &kb));
}

/* Blocks of keys: the first, and the greatest */
#define FIRST_KEY_BLOCK		256
#define LAST_KEY_BLOCK		65536

/*
 * Room for a part of a key.  Keys go all at once, so they are packed: a chunk
 * for each would take twice the memory.
 */
static void *
reserve(SumPending *pending, Size size)
{
	void	   *result;

	size = MAXALIGN(size);
	if (size > FIRST_KEY_BLOCK)
		return MemoryContextAlloc(pending->context, size);
	if (size > pending->room)
	{
		pending->block = pending->block == 0 ? FIRST_KEY_BLOCK :
			Min(2 * pending->block, LAST_KEY_BLOCK);
		pending->free = MemoryContextAlloc(pending->context, pending->block);
		pending->room = pending->block;
	}
	result = pending->free;
	pending->free += size;
	pending->room -= size;
	return result;
}

static Datum
copy_value(SumPending *pending, TypeCacheEntry *type, Datum value)
{
	Size		size;
	void	   *copy;

	if (type->typbyval)
		return value;
	if (type->typlen == -1)
		value = PointerGetDatum(PG_DETOAST_DATUM_PACKED(value));
	size = datumGetSize(value, false, type->typlen);
	copy = reserve(pending, size);
	memcpy(copy, DatumGetPointer(value), size);
	return PointerGetDatum(copy);
}

/* Copy a key to where the pending changes live. */
static Datum
copy_key(SumPending *pending, SumValue *value)
{
	SumRule    *rule = pending->rule;
	Datum	   *keys;

	if (rule->nkeys == 1)
		return copy_value(pending, rule->key_types[0], value->key);
	keys = reserve(pending, rule->nkeys * sizeof(Datum));
	for (int i = 0; i < rule->nkeys; i++)
		keys[i] = copy_value(pending, rule->key_types[i], value->keys[i]);
	return PointerGetDatum(keys);
}

/* Begin anew, without a key. */
void
sum_forget_keys(SumPending *pending)
{
	MemoryContextReset(pending->context);
	pending->keys = sumkeys_create(pending->context, SUM_FEW_KEYS, pending);
	pending->recent = NULL;
	pending->block = 0;
	pending->room = 0;
}

/*
 * Are these one rule, compiled twice?  One of the same name may have taken the
 * place of another in this transaction.
 */
static bool
is_same_rule(SumRule *a, SumRule *b)
{
	return a == b || (a->sides[SUM_TOTAL].trigger == b->sides[SUM_TOTAL].trigger &&
					  a->sides[SUM_PART].trigger == b->sides[SUM_PART].trigger);
}

static SumPending *
find_pending(SumRule *rule)
{
	SumPending *pending;

	for (pending = sum_pendings; pending != NULL; pending = pending->next)
	{
		if (is_same_rule(pending->rule, rule))
			return pending;
	}
	return NULL;
}

SumPending *
sum_make_pending(SumRule *rule)
{
	SumPending *pending = find_pending(rule);
	SumPending **last;
	MemoryContext context;

	if (pending != NULL)
		return pending;
	context = AllocSetContextCreate(TopTransactionContext,
									"budget_ext pending sums",
									ALLOCSET_DEFAULT_SIZES);
	pending = MemoryContextAllocZero(TopTransactionContext, sizeof(SumPending));
	pending->rule = rule;
	pending->context = context;
	pending->keys = sumkeys_create(context, SUM_FEW_KEYS, pending);
	/* verdicts are given in this order: as rows came */
	for (last = &sum_pendings; *last != NULL; last = &(*last)->next)
		;
	*last = pending;
	return pending;
}

/* The entry of a key, made where there is none. */
SumKey *
sum_find_key(SumPending *pending, SumValue *value, bool *found)
{
	SumKey	   *key = pending->recent;

	/* rows of a key mostly come together */
	if (key != NULL && key->key == value->key && pending->rule->simple_key)
	{
		*found = true;
		return key;
	}
	key = sumkeys_insert(pending->keys, value->key, found);
	pending->recent = key;
	if (!*found)
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

/*-------------------------------------------------------------------------
 * Whether a verdict is queued
 *-------------------------------------------------------------------------
 */

void
sum_set_queued(SumPending *pending, bool queued)
{
	int			nest = GetCurrentTransactionNestLevel();
	SumLevel   *level = pending->levels;

	if (pending->verdict_queued == queued)
		return;
	if (nest > 1 && (level == NULL || level->nest < nest))
	{
		level = MemoryContextAlloc(TopTransactionContext, sizeof(SumLevel));
		level->outer = pending->levels;
		level->nest = nest;
		level->queued = pending->verdict_queued;
		pending->levels = level;
	}
	pending->verdict_queued = queued;
}

/* What a subtransaction has queued and fired is its parent's. */
void
sum_commit_level(SumPending *pending, int nest)
{
	SumLevel   *level = pending->levels;

	if (level == NULL || level->nest < nest)
		return;
	level->nest = nest - 1;
	if (nest == 2 || (level->outer && level->outer->nest == nest - 1))
	{
		pending->levels = level->outer;
		pfree(level);
	}
}

/* The server takes back the events it has queued, and fires again others. */
void
sum_abort_level(SumPending *pending, int nest)
{
	SumLevel   *level;

	while ((level = pending->levels) != NULL && level->nest >= nest)
	{
		pending->verdict_queued = level->queued;
		pending->levels = level->outer;
		pfree(level);
	}
}

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

/*
 * Are keys and nets of two rules the same?  One of the same name may have taken
 * the place of another in this transaction.
 */
static bool
same_form(SumRule *a, SumRule *b)
{
	if (a->nkeys != b->nkeys || a->numeric != b->numeric || a->won != b->won)
		return false;
	for (int i = 0; i < a->nkeys; i++)
	{
		if (a->key_types[i]->type_id != b->key_types[i]->type_id ||
			a->key_collations[i] != b->key_collations[i])
			return false;
	}
	return true;
}

static SumPending *
find_pending(SumRule *rule)
{
	SumPending *pending;

	for (pending = sum_pendings; pending != NULL; pending = pending->next)
	{
		if (pending->rule == rule ||
			(pending->rule->sides[SUM_TOTAL].relid == rule->sides[SUM_TOTAL].relid &&
			 pending->rule->sides[SUM_PART].relid == rule->sides[SUM_PART].relid &&
			 strcmp(pending->rule->name, rule->name) == 0 &&
			 same_form(pending->rule, rule)))
			return pending;
	}
	return NULL;
}

SumPending *
sum_make_pending(SumRule *rule)
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
	pending->keys = sumkeys_create(context, SUM_FEW_KEYS, pending);
	pending->next = sum_pendings;
	sum_pendings = pending;
	return pending;
}

/* The entry of a key, made where there is none. */
SumKey *
sum_find_key(SumPending *pending, SumValue *value, bool *found)
{
	SumKey	   *key = sumkeys_insert(pending->keys, value->key, found);

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

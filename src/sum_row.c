/*-------------------------------------------------------------------------
 *
 * sum_row.c
 *	  Rules between a total and its parts: what a row says to a rule.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tupmacs.h"
#include "catalog/pg_type.h"
#include "common/int.h"
#include "executor/executor.h"
#include "utils/memutils.h"

#include "budget_ext.h"
#include "compat.h"
#include "sum_pending.h"

/* Prepare a trigger's expressions, until the transaction ends and no longer. */
static SumStates *
make_states(SumTrigger *trigger)
{
	SumRule    *rule = trigger->rule;
	SumSide    *side = &rule->sides[trigger->side];
	SumStates  *states;
	MemoryContext old;
	ListCell   *lc;

	old = MemoryContextSwitchTo(TopTransactionContext);
	states = palloc0(sizeof(SumStates));
	states->estate = CreateExecutorState();
	states->econtext = CreateExprContext(states->estate);
	MemoryContextSwitchTo(states->estate->es_query_cxt);
	foreach(lc, trigger->terms.keys)
		states->keys = lappend(states->keys,
							   ExecPrepareExpr(copyObject(lfirst(lc)),
											   states->estate));
	states->amount = ExecPrepareExpr((Expr *) copyObject(trigger->terms.amount),
									 states->estate);
	if (trigger->terms.filter)
		states->filter =
			ExecPrepareExpr((Expr *) copyObject(trigger->terms.filter),
							states->estate);
	states->key_casts = palloc0(rule->nkeys * sizeof(FmgrInfo));
	for (int i = 0; i < rule->nkeys; i++)
	{
		if (OidIsValid(side->key_casts[i]))
			fmgr_info_cxt(side->key_casts[i], &states->key_casts[i],
						  states->estate->es_query_cxt);
	}
	MemoryContextSwitchTo(old);
	return states;
}

/*
 * The states to read a row with.  An expression's function may write to the
 * rule's tables itself, and so enter its own evaluation: it gets others.  What
 * an error leaves busy is replaced in the same way.
 */
SumStates *
sum_take_states(SumTrigger *trigger)
{
	if (trigger->columns_only)
		return NULL;
	if (trigger->states == NULL || trigger->states->busy)
		trigger->states = make_states(trigger);
	trigger->states->busy = true;
	return trigger->states;
}

void
sum_release_states(SumTrigger *trigger, SumStates *states)
{
	if (states == NULL)
		return;
	ResetExprContext(states->econtext);
	states->busy = false;
	trigger->states = states;
}

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

/* Read from a row, in a slot that has the tuple, what the rule wants to know. */
void
sum_read_row(SumTrigger *trigger, SumStates *states, TupleTableSlot *slot,
			 HeapTuple tuple, SumValue *value, Datum *keys)
{
	SumRule    *rule = trigger->rule;
	Datum		amount;
	bool		isnull;

	value->keys = keys;
	value->takes_part = false;
	if (trigger->columns_only)
	{
		SumColumn  *key = &trigger->key_column;
		SumColumn  *amount_column = &trigger->amount_column;

		if (key->offset >= 0 && amount_column->offset >= 0 &&
			HeapTupleNoNulls(tuple) &&
			HeapTupleHeaderGetNatts(tuple->t_data) >= Max(key->number,
														  amount_column->number))
		{
			/* taking nothing apart */
			char	   *data = (char *) tuple->t_data + tuple->t_data->t_hoff;

			keys[0] = fetch_att(data + key->offset, key->byval, key->len);
			amount = fetch_att(data + amount_column->offset,
							   amount_column->byval, amount_column->len);
			isnull = false;
		}
		else
		{
			/* both at once: each call takes the row apart from where it was */
			slot_getsomeattrs(slot, Max(key->number, amount_column->number));
			keys[0] = slot_getattr(slot, key->number, &isnull);
			if (isnull)
				return;
			amount = slot_getattr(slot, amount_column->number, &isnull);
		}
	}
	else
	{
		ExprContext *econtext = states->econtext;
		ListCell   *lc;
		int			i = 0;

		econtext->ecxt_scantuple = slot;
		if (states->filter)
		{
			Datum		pass = ExecEvalExprSwitchContext(states->filter,
														 econtext, &isnull);

			if (isnull || !DatumGetBool(pass))
				return;
		}
		foreach(lc, states->keys)
		{
			keys[i] = ExecEvalExprSwitchContext(lfirst(lc), econtext, &isnull);
			if (isnull)
				return;
			if (OidIsValid(states->key_casts[i].fn_oid))
			{
				MemoryContext old = MemoryContextSwitchTo(econtext->ecxt_per_tuple_memory);

				keys[i] = FunctionCall1(&states->key_casts[i], keys[i]);
				MemoryContextSwitchTo(old);
			}
			i++;
		}
		amount = ExecEvalExprSwitchContext(states->amount, econtext,
										   &isnull);
	}
	/* a part without an amount is no part */
	if (isnull && trigger->side == SUM_PART)
		return;
	value->takes_part = true;
	value->amount_null = isnull;
	value->key = rule->nkeys == 1 ? keys[0] : PointerGetDatum(keys);
	if (!isnull)
		read_amount(trigger, value, amount);
}

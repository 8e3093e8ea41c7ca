/*-------------------------------------------------------------------------
 *
 * sum_statement.c
 *	  Rules between a total and its parts: the keys of one statement.
 *
 * To a statement whose events the server fires when it ends, constraints are
 * immediate.  Its keys are collected while they are fired, and checked together
 * when all have been, which a hook tells.  They are kept by the statement, not
 * with what waits for a later verdict: what a trigger does meanwhile, in a
 * statement or a subtransaction of its own, neither adds to them nor takes away.
 *
 * The first statement of a session may have loaded this library, and met no hook.
 * Then an event without a row, behind all that the statement fires, tells.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "compat.h"
#include "sum_pending.h"

/* The keys of one rule that a statement has touched */
typedef struct StatementKeys
{
	SumPending *pending;		/* the rule's own */
	SumPending *keys;			/* holds nothing but keys */
	RuleMode	mode;
} StatementKeys;

struct SumStatement
{
	MemoryContext parent;		/* is there until the statement ends */
	MemoryContext context;		/* NULL while there are no keys */
	List	   *rules;			/* of StatementKeys */
	int16		late_nest;		/* where no hook tells: the nest level */
};

/* The statement whose events are being fired, NULL where they may be any */
static SumStatement *statement = NULL;

static ExecutorFinish_hook_type previous_finish = NULL;

/* When the hook was installed: a statement that began then did not meet it */
static TimestampTz hooked_at = 0;

/*-------------------------------------------------------------------------
 * Collecting
 *-------------------------------------------------------------------------
 */

/* Are the events of a statement being fired, to which constraints are immediate? */
bool
sum_statement_fires(void)
{
	return statement != NULL;
}

static StatementKeys *
keys_of_rule(SumPending *pending, RuleMode mode)
{
	StatementKeys *result;
	MemoryContext context;
	MemoryContext old;
	ListCell   *lc;

	foreach(lc, statement->rules)
	{
		result = lfirst(lc);
		if (result->pending == pending)
			return result;
	}
	if (statement->context == NULL)
		statement->context = AllocSetContextCreate(statement->parent,
												   "budget_ext statement",
												   ALLOCSET_SMALL_SIZES);
	context = AllocSetContextCreate(statement->context,
									"budget_ext keys of a statement",
									ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(statement->context);
	result = palloc(sizeof(StatementKeys));
	result->pending = pending;
	result->mode = mode;
	result->keys = palloc0(sizeof(SumPending));
	result->keys->rule = pending->rule;
	result->keys->context = context;
	result->keys->keys = sumkeys_create(context, SUM_FEW_KEYS, result->keys);
	statement->rules = lappend(statement->rules, result);
	MemoryContextSwitchTo(old);
	return result;
}

static void
add_key(SumPending *keys, SumValue *value, bool total_moved)
{
	bool		found;
	SumKey	   *key = sum_find_key(keys, value, &found);

	if (total_moved)
		key->flags |= KEY_TOTAL_MOVED;
}

/* A statement that met no hook. */
static bool
begin_late(TriggerData *trigdata)
{
	if (GetCurrentStatementStartTimestamp() != hooked_at ||
		!sum_due_after_query(trigdata))
		return false;
	statement = MemoryContextAllocZero(TopTransactionContext,
									   sizeof(SumStatement));
	statement->parent = TopTransactionContext;
	statement->late_nest = GetCurrentTransactionNestLevel();
	return true;
}

/*
 * Constraints are immediate: check the keys of a row when the statement has fired
 * its events.  Returns false where nobody knows when that is.
 */
bool
sum_statement_add(TriggerData *trigdata, SumPending *pending, RuleMode mode,
				  SumValue *before, SumValue *after, bool total_moved)
{
	StatementKeys *rule;

	if (statement == NULL && !begin_late(trigdata))
		return false;
	rule = keys_of_rule(pending, mode);
	if (before->takes_part)
		add_key(rule->keys, before, total_moved);
	if (after->takes_part)
		add_key(rule->keys, after, total_moved);
	return true;
}

/*-------------------------------------------------------------------------
 * The end of a statement
 *-------------------------------------------------------------------------
 */

static void
check_keys(StatementKeys *checked)
{
	SumPending *pending = checked->keys;
	SumRule    *rule = sum_current_rule(pending);
	int64		ntodo = pending->keys->members;
	SumKey	   *todo = MemoryContextAllocHuge(CurrentMemoryContext,
											  ntodo * sizeof(SumKey));
	MemoryContext per_batch = AllocSetContextCreate(CurrentMemoryContext,
													"budget_ext keys",
													ALLOCSET_SMALL_SIZES);
	RuleMode   *modes;
	SumVerify	verify;
	sumkeys_iterator iterator;
	SumKey	   *key;
	int64		n = 0;
	int			batch;

	sumkeys_start_iterate(pending->keys, &iterator);
	while ((key = sumkeys_iterate(pending->keys, &iterator)) != NULL)
		todo[n++] = *key;
	qsort_arg(todo, ntodo, sizeof(SumKey), sum_compare_pending, pending);
	sum_verify_begin(&verify, rule, checked->mode, ntodo);
	batch = sum_verify_batch(&verify, ntodo);
	modes = palloc(batch * sizeof(RuleMode));
	for (int i = 0; i < batch; i++)
		modes[i] = checked->mode;
	for (n = 0; n < ntodo; n += batch)
	{
		MemoryContext save = MemoryContextSwitchTo(per_batch);

		CHECK_FOR_INTERRUPTS();
		sum_verify_keys(&verify, modes, &todo[n], Min(batch, ntodo - n));
		MemoryContextSwitchTo(save);
		MemoryContextReset(per_batch);
	}
	sum_verify_end(&verify);
}

static void
end_statement(SumStatement *ended)
{
	MemoryContext old;
	ListCell   *lc;

	if (ended->context == NULL)
		return;
	old = MemoryContextSwitchTo(ended->context);
	foreach(lc, ended->rules)
		check_keys(lfirst(lc));
	MemoryContextSwitchTo(old);
	MemoryContextDelete(ended->context);
}

/*
 * An event without a row has been fired: it may tell of the end of a statement.
 * Returns whether it did.
 */
bool
sum_statement_end_late(void)
{
	SumStatement *ended = statement;

	if (ended == NULL || ended->late_nest == 0)
		return false;
	statement = NULL;
	end_statement(ended);
	return true;
}

static void
finish_query(QueryDesc *query)
{
	(previous_finish ? previous_finish : standard_ExecutorFinish) (query);
}

/*
 * The server fires the events of a query here.  Where SET CONSTRAINTS or a load
 * does so, it knows when to check them.
 */
static void
finish(QueryDesc *query)
{
	SumStatement now = {.parent = CurrentMemoryContext};
	SumStatement *outer = statement;

	if ((query->estate->es_top_eflags & EXEC_FLAG_SKIP_TRIGGERS) ||
		sum_check_settling())
	{
		finish_query(query);
		return;
	}
	statement = &now;
	PG_TRY();
	{
		finish_query(query);
		statement = NULL;
		end_statement(&now);
	}
	PG_FINALLY();
	{
		statement = outer;
	}
	PG_END_TRY();
}

/*
 * COPY fires the events of its rows when it ends, and has no such hook.  Returns
 * what to resume after it.
 */
SumStatement *
sum_statement_begin(void)
{
	SumStatement *outer = statement;

	statement = palloc0(sizeof(SumStatement));
	statement->parent = CurrentMemoryContext;
	return outer;
}

void
sum_statement_end(void)
{
	SumStatement *ended = statement;

	statement = NULL;
	end_statement(ended);
}

void
sum_statement_resume(SumStatement *outer)
{
	statement = outer;
}

/* A (sub)transaction has ended, and with it a statement that no hook told of. */
void
sum_statement_abort(int nest)
{
	if (statement != NULL && statement->late_nest >= nest)
		statement = NULL;
}

void
sum_statement_module_init(void)
{
	hooked_at = GetCurrentStatementStartTimestamp();
	previous_finish = ExecutorFinish_hook;
	ExecutorFinish_hook = finish;
}

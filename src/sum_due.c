/*-------------------------------------------------------------------------
 *
 * sum_due.c
 *	  Rules between a total and its parts: when a verdict is due.
 *
 * The triggers are deferred, so their events are fired by SET CONSTRAINTS or
 * else when the transaction commits.  A verdict needs all events of a batch to
 * have been added up, and nobody tells which is the last.
 *
 * In a transaction without SET CONSTRAINTS ... IMMEDIATE, the batch is the
 * commit.  Then the first event notes that a verdict is due, and once the
 * server has fired all events, before anything else is done to commit, we look:
 * mostly every net is zero, and that was it.  For the others the verdict is
 * queued as an event, and fired as the server fires events.
 *
 * After SET CONSTRAINTS, the first event queues one more of its own trigger,
 * with no row; the server fires it after all others.  If it is fired while being
 * queued, constraints are immediate.
 *
 * To the events that SET CONSTRAINTS itself fires, constraints are immediate, too,
 * but there we know when it has fired all of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_trigger.h"
#include "executor/executor.h"
#include "tcop/utility.h"
#include "utils/portal.h"
#include "utils/rel.h"

#include "compat.h"
#include "sum_pending.h"

/*
 * Has this transaction made constraints immediate?  It may have before this
 * library was loaded.
 */
static bool made_immediate = true;

static ProcessUtility_hook_type previous_utility = NULL;

/* Set while a verdict event is being queued; see queue_verdict */
static bool *fired_while_queued = NULL;

/* Does our callback come before those of others in this transaction? */
static bool comes_first = false;

static void commit_callback(XactEvent event, void *arg);

/* Where there is no query, the server has no place for an event, and says so. */
static bool
save_event(EState *estate, ResultRelInfo *relinfo, TupleTableSlot *slot)
{
	MemoryContext context = CurrentMemoryContext;
	volatile bool saved = true;

	PG_TRY();
	{
		ExecARInsertTriggers(estate, relinfo, slot, NIL, NULL);
	}
	PG_CATCH();
	{
		if (geterrcode() != ERRCODE_INTERNAL_ERROR)
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
		saved = false;
	}
	PG_END_TRY();
	return saved;
}

/*
 * Queue an event of a trigger without a row, behind all that are queued now.  Or
 * behind those of the query that is being finished: returns false if none is.
 */
static bool
queue_verdict(Relation rel, const Trigger *fired, bool in_query)
{
	Trigger		trigger = *fired;
	TriggerDesc triggers = {0};
	ResultRelInfo *relinfo = makeNode(ResultRelInfo);
	EState	   *estate = makeNode(EState);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(rel),
													&TTSOpsVirtual);
	bool		queued = true;

	/* no context of its own: nothing is evaluated, and little is allocated */
	estate->es_query_cxt = CurrentMemoryContext;

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
	if (in_query)
		queued = save_event(estate, relinfo, slot);
	else
	{
		AfterTriggerBeginQuery();
		ExecARInsertTriggers(estate, relinfo, slot, NIL, NULL);
		AfterTriggerEndQuery(estate);
	}
	ExecCloseResultRelations(estate);
	ExecDropSingleTupleTableSlot(slot);
	return queued;
}

/* The same, but returns true if it was fired at once: constraints are immediate. */
static bool
try_queue_verdict(Relation rel, const Trigger *trigger)
{
	bool		fired = false;
	bool	   *save = fired_while_queued;

	fired_while_queued = &fired;
	PG_TRY();
	{
		(void) queue_verdict(rel, trigger, false);
	}
	PG_FINALLY();
	{
		fired_while_queued = save;
	}
	PG_END_TRY();
	return fired;
}

/* An event without a row has been fired: was it by try_queue_verdict? */
bool
sum_due_fired_at_once(void)
{
	if (fired_while_queued == NULL)
		return false;
	*fired_while_queued = true;
	return true;
}

/*
 * Something is to be judged before the transaction commits.  The callback that
 * was registered last is called first: a foreign data wrapper commits elsewhere
 * in its own, and that must not be done before.
 */
void
sum_due_come_first(void)
{
	if (!comes_first)
		RegisterXactCallback(commit_callback, NULL);
	comes_first = true;
}

/*
 * The first event of a batch: see to it that there is a verdict.  Returns false
 * if constraints are immediate.
 */
bool
sum_due_begin(SumPending *pending, TriggerData *trigdata, int16 nest)
{
	Trigger    *trigger = trigdata->tg_trigger;

	if (made_immediate || nest > 1 || !trigger->tginitdeferred)
		return !try_queue_verdict(trigdata->tg_relation, trigger);

	pending->due_relid = RelationGetRelid(trigdata->tg_relation);
	pending->due_trigger = trigger->tgoid;
	sum_due_come_first();
	return true;
}

/*
 * Constraints are immediate: tell when the query that fires this event has been
 * finished.  Returns false if no query does, but SET CONSTRAINTS or the commit.
 */
bool
sum_due_after_query(TriggerData *trigdata)
{
	return queue_verdict(trigdata->tg_relation, trigdata->tg_trigger, true);
}

/*
 * Queue a verdict that is due at commit.  The table is still locked from when its
 * row was written; without the trigger, no verdict is given.
 */
static void
queue_due_verdict(SumPending *pending)
{
	Relation	rel = try_table_open(pending->due_relid, NoLock);
	bool	   *save = fired_while_queued;

	if (rel == NULL)
		return;
	for (int i = 0; rel->trigdesc != NULL && i < rel->trigdesc->numtriggers; i++)
	{
		if (rel->trigdesc->triggers[i].tgoid == pending->due_trigger)
		{
			Trigger		trigger = rel->trigdesc->triggers[i];

			fired_while_queued = NULL;
			(void) queue_verdict(rel, &trigger, false);
			fired_while_queued = save;
			break;
		}
	}
	table_close(rel, NoLock);
}

/*
 * What is due at commit is wanted earlier: events that are queued are about to be
 * fired.  It stays due, for that may be undone.
 */
void
sum_due_queue(void)
{
	SumPending *pending;

	for (pending = sum_pendings; pending != NULL; pending = pending->next)
	{
		if (OidIsValid(pending->due_trigger) && pending->verdict_queued)
			queue_due_verdict(pending);
	}
}

/*
 * Before anything is done to commit: the server has fired all events.  Should any
 * be fired after this, they wait for no commit.
 */
void
sum_due_settle(bool prepare)
{
	SumPending *pending;
	bool		queued = false;

	made_immediate = true;
	for (pending = sum_pendings; pending != NULL; pending = pending->next)
	{
		if (!OidIsValid(pending->due_trigger))
			continue;
		if (pending->verdict_queued && !sum_check_nets(pending))
		{
			queue_due_verdict(pending);
			queued = true;
		}
		pending->due_trigger = InvalidOid;
	}
	/* as the server does: either may have left something for the other */
	while (queued)
	{
		AfterTriggerFireDeferred();
		queued = PreCommit_Portals(prepare);
	}
	/* what is recorded may have left something, too */
	while (row_rule_judge_noted())
		AfterTriggerFireDeferred();
}

static void
commit_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE)
		sum_due_settle(event == XACT_EVENT_PRE_PREPARE);
}

/* A (sub)transaction is aborted, and with it whatever was being done. */
void
sum_due_abort(void)
{
	fired_while_queued = NULL;
}

void
sum_due_end_xact(void)
{
	fired_while_queued = NULL;
	made_immediate = false;
	if (comes_first)
		UnregisterXactCallback(commit_callback, NULL);
	comes_first = false;
}

static void
process_utility(PlannedStmt *pstmt, const char *queryString, bool readOnlyTree,
				ProcessUtilityContext context, ParamListInfo params,
				QueryEnvironment *queryEnv, DestReceiver *dest,
				QueryCompletion *qc)
{
	(previous_utility ? previous_utility : standard_ProcessUtility)
		(pstmt, queryString, readOnlyTree, context, params, queryEnv, dest, qc);
}

static void
utility(PlannedStmt *pstmt, const char *queryString, bool readOnlyTree,
		ProcessUtilityContext context, ParamListInfo params,
		QueryEnvironment *queryEnv, DestReceiver *dest, QueryCompletion *qc)
{
	Node	   *command = pstmt->utilityStmt;
	struct SumLoading *volatile now = NULL;
	SumStatement *outer = NULL;
	bool		copies = IsA(command, CopyStmt) && !sum_check_settling();

	if (IsA(command, ConstraintsSetStmt) &&
		!((ConstraintsSetStmt *) command)->deferred)
	{
		made_immediate = true;
		sum_due_queue();
		now = sum_constraints_begin(((ConstraintsSetStmt *) command)->constraints == NIL);
	}
	if (now == NULL && !copies)
	{
		process_utility(pstmt, queryString, readOnlyTree, context, params,
						queryEnv, dest, qc);
		return;
	}
	if (copies)
		outer = sum_statement_begin();
	PG_TRY();
	{
		process_utility(pstmt, queryString, readOnlyTree, context, params,
						queryEnv, dest, qc);
		if (now)
		{
			sum_constraints_end(now);
			(void) row_rule_judge_noted();
		}
		else
			sum_statement_end();
	}
	PG_FINALLY();
	{
		if (now)
			sum_load_end(now);
		else
			sum_statement_resume(outer);
	}
	PG_END_TRY();
}

void
sum_due_module_init(void)
{
	previous_utility = ProcessUtility_hook;
	ProcessUtility_hook = utility;
}

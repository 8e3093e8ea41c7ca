/*-------------------------------------------------------------------------
 *
 * row_rule_later.c
 *	  Row rules on totals that are kept: the row that stays is judged.
 *
 * When a transaction commits, mode maintain writes one total after the other.
 * A row of several may break a row rule in between, say executed <= budget, and
 * be right when all is at rest.  So what is written there is only noted, and
 * looked at again when no total is to be written any more, in the version that
 * the row has then.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "rewrite/rewriteManip.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "rule.h"

/* A row that broke a rule when it was written */
typedef struct NotedRow
{
	Oid			relid;
	Oid			trigger;
	Oid			ruled;
	Oid			ext_namespace;
	ItemPointerData tid;
	int			nest;			/* of the transaction that wrote it */
	int			judged;			/* of the one that judged it, 0 for none */
} NotedRow;

/* In TopTransactionContext; those of inner transactions come last */
static List *noted = NIL;

/* The innermost that judged rows of an outer one */
static int	judged_nest = 0;

/* Note a row for which a trigger was fired. */
void
row_rule_note(TriggerData *trigdata, Oid ruled, Oid ext_namespace)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	NotedRow   *row = palloc(sizeof(NotedRow));

	row->relid = RelationGetRelid(trigdata->tg_relation);
	row->trigger = trigdata->tg_trigger->tgoid;
	row->ruled = ruled;
	row->ext_namespace = ext_namespace;
	row->tid = TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ?
		trigdata->tg_newtuple->t_self : trigdata->tg_trigtuple->t_self;
	row->nest = GetCurrentTransactionNestLevel();
	row->judged = 0;
	noted = lappend(noted, row);
	MemoryContextSwitchTo(old);
	sum_due_come_first();
}

/* Is an equation false of a row? */
static bool
is_false(Relation rel, Node *equation, TupleTableSlot *slot)
{
	EState	   *estate = CreateExecutorState();
	ExprContext *econtext = GetPerTupleExprContext(estate);
	Datum		result;
	bool		isnull;

	equation = expand_virtual_columns(copyObject(equation), rel, PRS2_NEW_VARNO);
	ChangeVarNodes(equation, PRS2_NEW_VARNO, OUTER_VAR, 0);
	econtext->ecxt_outertuple = slot;
	result = ExecEvalExprSwitchContext(ExecPrepareExpr((Expr *) equation, estate),
									   econtext, &isnull);
	FreeExecutorState(estate);
	return !isnull && !DatumGetBool(result);
}

/* A version of a row that has been judged: it may have been noted several times */
typedef struct JudgedRow
{
	Oid			relid;
	Oid			trigger;
	ItemPointerData tid;
} JudgedRow;

static HTAB *
make_judged(MemoryContext context)
{
	HASHCTL		ctl = {0};

	ctl.keysize = sizeof(JudgedRow);
	ctl.entrysize = sizeof(JudgedRow);
	ctl.hcxt = context;
	return hash_create("budget_ext judged rows", 64, &ctl,
					   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/*
 * Judge a row that was noted, if it is there yet: as the owner of the table, as
 * whom the total was written, and with names that mean what he means.
 */
static void
judge(NotedRow *row, Relation rel, Trigger *trigger, Snapshot snapshot,
	  HTAB *judged)
{
	TupleTableSlot *slot = table_slot_create(rel, NULL);
	TableScanDesc scan = table_beginscan_tid(rel, snapshot);
	ItemPointerData tid = row->tid;
	JudgedRow	key;
	bool		found;
	Oid			userid;
	int			sec;
	int			level;

	/* an update of other columns fires no trigger of the rule */
	table_tuple_get_latest_tid(scan, &tid);
	table_endscan(scan);
	memset(&key, 0, sizeof(key));
	key.relid = row->relid;
	key.trigger = row->trigger;
	key.tid = tid;
	(void) hash_search(judged, &key, HASH_ENTER, &found);
	level = rule_lock_down_search_path();
	GetUserIdAndSecContext(&userid, &sec);
	SetUserIdAndSecContext(rel->rd_rel->relowner,
						   sec | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
	if (!found && table_tuple_fetch_row_version(rel, &tid, snapshot, slot) &&
		is_false(rel, rule_comparison(trigger), slot))
		row_rule_violated(rel, trigger, slot, row->ruled, row->ext_namespace);
	SetUserIdAndSecContext(userid, sec);
	AtEOXact_GUC(true, level);
	ExecDropSingleTupleTableSlot(slot);
}

/* Find the trigger that was fired, if it is there yet, and judge the row. */
static void
judge_noted(NotedRow *row, Snapshot snapshot, HTAB *judged)
{
	Relation	rel = try_table_open(row->relid, AccessShareLock);

	if (rel == NULL)
		return;
	for (int i = 0; rel->trigdesc && i < rel->trigdesc->numtriggers; i++)
	{
		if (rel->trigdesc->triggers[i].tgoid == row->trigger)
		{
			Trigger    *trigger = &CopyTriggerDesc(rel->trigdesc)->triggers[i];

			judge(row, rel, trigger, snapshot, judged);
			break;
		}
	}
	table_close(rel, NoLock);
}

/*
 * What is to be judged now.  It is forgotten once the transaction that wrote it
 * has judged it: of an inner one, the verdict may be undone, and what it found.
 */
static List *
take_noted(void)
{
	int			nest = GetCurrentTransactionNestLevel();
	List	   *rows = NIL;
	bool		keep = false;
	ListCell   *lc;

	foreach(lc, noted)
	{
		NotedRow   *row = lfirst(lc);

		if (row->judged == 0)
		{
			row->judged = nest;
			rows = lappend(rows, row);
		}
		keep |= row->nest < row->judged;
	}
	if (keep)
		judged_nest = nest;
	else
		noted = NIL;
	return rows;
}

/* All totals are kept: judge what was noted.  Returns whether there was any. */
bool
row_rule_judge_noted(void)
{
	List	   *rows = take_noted();
	MemoryContext context;
	MemoryContext per_row;
	MemoryContext old;
	Snapshot	snapshot;
	HTAB	   *judged;
	ListCell   *lc;

	if (rows == NIL)
		return false;
	context = AllocSetContextCreate(CurrentMemoryContext, "budget_ext noted rows",
									ALLOCSET_DEFAULT_SIZES);
	per_row = AllocSetContextCreate(context, "budget_ext noted row",
									ALLOCSET_DEFAULT_SIZES);
	judged = make_judged(context);
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	old = MemoryContextSwitchTo(per_row);
	foreach(lc, rows)
	{
		CHECK_FOR_INTERRUPTS();
		judge_noted(lfirst(lc), snapshot, judged);
		MemoryContextReset(per_row);
	}
	MemoryContextSwitchTo(old);
	UnregisterSnapshot(snapshot);
	PopActiveSnapshot();
	MemoryContextDelete(context);
	return true;
}

static void
xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT ||
		event == XACT_EVENT_PREPARE)
	{
		noted = NIL;
		judged_nest = 0;
	}
}

/* What an aborted subtransaction wrote is not there, and its place may be used. */
static void
subxact_callback(SubXactEvent event, SubTransactionId subid,
				 SubTransactionId parent, void *arg)
{
	int			nest = GetCurrentTransactionNestLevel();
	bool		aborted = event == SUBXACT_EVENT_ABORT_SUB;

	if (!aborted && event != SUBXACT_EVENT_COMMIT_SUB)
		return;
	for (int i = list_length(noted) - 1; i >= 0; i--)
	{
		NotedRow   *row = list_nth(noted, i);

		if (Max(row->nest, judged_nest) < nest)
			break;
		if (row->nest >= nest && aborted)
			noted = list_truncate(noted, i);
		row->nest = Min(row->nest, nest - 1);
		if (row->judged >= nest)
			row->judged = aborted ? 0 : nest - 1;
	}
	judged_nest = Min(judged_nest, nest - 1);
}

void
row_rule_module_init(void)
{
	RegisterXactCallback(xact_callback, NULL);
	RegisterSubXactCallback(subxact_callback, NULL);
}

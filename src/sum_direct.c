/*-------------------------------------------------------------------------
 *
 * sum_direct.c
 *	  Rules between a total and its parts: one key, read through an index.
 *
 * A plan takes longer to start than to read the few rows of a key.  Where an
 * index has all the columns of the key in front, and the table is a plain one,
 * its rows are found through the access methods, as the plan would find them:
 * in the snapshot given, as the table's owner, under the same locks.  Whatever
 * is out of the ordinary is left to the plan.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/skey.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_index.h"
#include "catalog/pg_type.h"
#include "common/int.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "budget_ext.h"
#include "compat.h"
#include "sum_rule.h"

/* How the rows of a key are found, kept with the rule */
struct SumDirect
{
	Oid			index;
	int			nattributes;	/* of the index */
	bool		unique;			/* a key has one row at most */
	ScanKeyData keys[INDEX_MAX_KEYS];	/* in the order of the index */
	int			key_of[INDEX_MAX_KEYS]; /* what key of the rule each is */
	AttrNumber	amount_column;	/* or an expression: */
	Expr	   *amount;
	Expr	   *filter;
};

/* What was added up so far */
typedef struct Tally
{
	int64		count;
	Numeric		numeric;
	int64		rows;
	int64		amounts;
	bool		overflow;
} Tally;

/* A scan of one side for one key */
typedef struct KeyScan
{
	Relation	rel;
	Relation	index;
	TupleTableSlot *slot;
	IndexScanDesc scan;
} KeyScan;

/*-------------------------------------------------------------------------
 * Finding the index
 *-------------------------------------------------------------------------
 */

/* The column that a key is, or 0. */
static AttrNumber
key_column(SumRule *rule, int side, int key)
{
	Node	   *node = list_nth(rule->sides[side].terms.keys, key);

	while (IsA(node, RelabelType))
		node = (Node *) ((RelabelType *) node)->arg;
	return IsA(node, Var) && ((Var *) node)->varattno > 0 ?
		((Var *) node)->varattno : InvalidAttrNumber;
}

/*
 * Does an index, as the planner sees it, not yet have all versions of rows that
 * a snapshot may see?
 */
static bool
is_incomplete(Relation index)
{
	return index->rd_index->indcheckxmin &&
		!TransactionIdPrecedes(HeapTupleHeaderGetXmin(index->rd_indextuple->t_data),
							   TransactionXmin);
}

/* Has a partial index all the rows that a key can have? */
static bool
has_all_rows(SumRule *rule, int side, Relation index)
{
	List	   *predicate = RelationGetIndexPredicate(index);
	SumTerms   *terms = &rule->sides[side].terms;
	List	   *known = NIL;

	if (predicate == NIL)
		return true;
	for (int i = 0; i < rule->nkeys; i++)
	{
		Param	   *param = makeNode(Param);

		param->paramkind = PARAM_EXTERN;
		param->paramid = i + 1;
		param->paramtype = rule->key_types[i]->type_id;
		param->paramtypmod = -1;
		param->paramcollid = rule->key_collations[i];
		param->location = -1;
		known = lappend(known,
						make_opclause(sum_key_operator(rule, side, i), BOOLOID,
									  false, list_nth(terms->keys, i),
									  (Expr *) param, InvalidOid,
									  rule->key_collations[i]));
	}
	if (terms->filter)
		known = list_concat(known,
							make_ands_implicit(canonicalize_qual((Expr *)
																 eval_const_expressions(NULL, terms->filter),
																 false)));
	return predicate_implied_by(predicate, known, false);
}

/* Fill in the scan keys, if the index has the rule's keys in front. */
static bool
match_index(SumRule *rule, int side, Relation index, SumDirect *direct)
{
	Form_pg_index form = index->rd_index;
	Bitmapset  *seen = NULL;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid ||
		!form->indisready || !form->indislive || is_incomplete(index) ||
		form->indnkeyatts < rule->nkeys)
		return false;
	for (int i = 0; i < rule->nkeys; i++)
	{
		int			key;
		Oid			operator;
		int			strategy;
		Oid			left;
		Oid			right;

		for (key = 0; key < rule->nkeys; key++)
		{
			if (!bms_is_member(key, seen) && form->indkey.values[i] != 0 &&
				form->indkey.values[i] == key_column(rule, side, key))
				break;
		}
		if (key == rule->nkeys)
			return false;
		operator = sum_key_operator(rule, side, key);
		if (get_op_opfamily_strategy(operator, index->rd_opfamily[i]) !=
			BTEqualStrategyNumber ||
			index->rd_indcollation[i] != rule->key_collations[key])
			return false;
		get_op_opfamily_properties(operator, index->rd_opfamily[i], false,
								   &strategy, &left, &right);
		ScanKeyEntryInitialize(&direct->keys[i], 0, i + 1, strategy, right,
							   index->rd_indcollation[i], get_opcode(operator),
							   (Datum) 0);
		direct->key_of[i] = key;
		seen = bms_add_member(seen, key);
	}
	direct->index = RelationGetRelid(index);
	direct->nattributes = form->indnkeyatts;
	direct->unique = form->indisunique && form->indimmediate &&
		form->indnkeyatts == rule->nkeys;
	return has_all_rows(rule, side, index);
}

/* The shortest index on the key of a side, NULL where there is none. */
static SumDirect *
find_index(SumRule *rule, int side, Relation rel, List *indexes)
{
	SumDirect  *best = NULL;
	ListCell   *lc;

	foreach(lc, indexes)
	{
		Relation	index = index_open(lfirst_oid(lc), AccessShareLock);
		SumDirect  *direct = palloc0(sizeof(SumDirect));

		if (match_index(rule, side, index, direct) &&
			(best == NULL || (direct->unique && !best->unique) ||
			 (direct->unique == best->unique &&
			  direct->nattributes < best->nattributes)))
		{
			SumDirect  *worse = best;

			best = direct;
			direct = worse;
		}
		if (direct)
			pfree(direct);
		index_close(index, NoLock);
	}
	return best;
}

/* What is read from the rows found */
static void
find_terms(SumRule *rule, int side, Relation rel, SumDirect *direct)
{
	SumTerms   *terms = &rule->sides[side].terms;
	Node	   *amount = expand_virtual_columns(copyObject(terms->amount), rel, 1);

	if (IsA(amount, Var) && ((Var *) amount)->varattno > 0)
		direct->amount_column = ((Var *) amount)->varattno;
	else
		direct->amount = (Expr *) amount;
	if (terms->filter)
		direct->filter = (Expr *) expand_virtual_columns(copyObject(terms->filter),
														 rel, 1);
}

/*
 * Look for what get_direct gives, and say whether that lasts until the catalog
 * changes: an index may have to wait for old snapshots to be gone.
 */
static SumDirect *
look_for_index(SumVerify *verify, int side, Relation rel, bool *lasting)
{
	SumRule    *rule = verify->rule;
	List	   *indexes;
	SumDirect  *direct;
	MemoryContext old;
	ListCell   *lc;

	if (rel->rd_rel->relkind != RELKIND_RELATION)
		return NULL;
	indexes = RelationGetIndexList(rel);
	foreach(lc, indexes)
	{
		Relation	index = index_open(lfirst_oid(lc), AccessShareLock);

		if (is_incomplete(index))
			*lasting = false;
		index_close(index, NoLock);
	}
	old = MemoryContextSwitchTo(*lasting ? rule->context : verify->context);
	direct = find_index(rule, side, rel, indexes);
	if (direct)
		find_terms(rule, side, rel, direct);
	MemoryContextSwitchTo(old);
	list_free(indexes);
	return direct;
}

/*
 * How a side is read in this check; NULL where by a plan.  The table is open and
 * locked.
 */
static SumDirect *
get_direct(SumVerify *verify, int side, Relation rel)
{
	SumRule    *rule = verify->rule;
	SumReader  *reader = &verify->readers[side];
	MemoryContext old;

	/* what the catalog says may be another thing by now */
	if (!rule->valid)
		return NULL;
	if (reader->looked)
		return reader->direct;
	reader->looked = true;
	/* who may not even read his own table is to be told by the server */
	if (pg_class_aclmask(RelationGetRelid(rel), rule->sides[side].owner,
						 ACL_SELECT | ACL_UPDATE, ACLMASK_ALL) !=
		(ACL_SELECT | ACL_UPDATE))
		return NULL;
	reader->direct = rule->direct[side];
	if (!rule->direct_known[side])
	{
		bool		lasting = true;

		reader->direct = look_for_index(verify, side, rel, &lasting);
		/* a message that came meanwhile may have been about the index */
		if (!rule->valid)
			reader->direct = NULL;
		else if (lasting)
		{
			rule->direct[side] = reader->direct;
			rule->direct_known[side] = true;
		}
	}
	if (reader->direct && (reader->direct->amount || reader->direct->filter))
	{
		old = MemoryContextSwitchTo(verify->context);
		reader->estate = CreateExecutorState();
		reader->econtext = CreateExprContext(reader->estate);
		MemoryContextSwitchTo(reader->estate->es_query_cxt);
		sum_read_as_owner(verify, side);
		if (reader->direct->amount)
			reader->amount = ExecPrepareExpr(reader->direct->amount,
											 reader->estate);
		if (reader->direct->filter)
			reader->filter = ExecPrepareExpr(reader->direct->filter,
											 reader->estate);
		MemoryContextSwitchTo(old);
	}
	return reader->direct;
}

/* Does it take no plan to read a side? */
bool
sum_direct_possible(SumVerify *verify, int side)
{
	Relation	rel = table_open(verify->rule->sides[side].relid, AccessShareLock);
	bool		result = get_direct(verify, side, rel) != NULL;

	SetUserIdAndSecContext(verify->userid, verify->sec);
	table_close(rel, NoLock);
	return result;
}

/*-------------------------------------------------------------------------
 * Reading
 *-------------------------------------------------------------------------
 */

static void
begin_scan(KeyScan *scan, SumDirect *direct, Relation rel, Datum *keys, int nkeys,
		   Snapshot snapshot)
{
	for (int i = 0; i < nkeys; i++)
		direct->keys[i].sk_argument = keys[direct->key_of[i]];
	scan->rel = rel;
	scan->index = index_open(direct->index, AccessShareLock);
	scan->slot = table_slot_create(rel, NULL);
	scan->scan = index_beginscan(rel, scan->index, snapshot, NULL, nkeys, 0,
								 SO_NONE);
	index_rescan(scan->scan, direct->keys, nkeys, NULL, 0);
}

static void
end_scan(KeyScan *scan)
{
	index_endscan(scan->scan);
	ExecDropSingleTupleTableSlot(scan->slot);
	index_close(scan->index, NoLock);
}

/* Does the row in the slot take part? */
static bool
passes(SumReader *reader, TupleTableSlot *slot)
{
	bool		isnull;
	Datum		pass;

	if (reader->filter == NULL)
		return true;
	reader->econtext->ecxt_scantuple = slot;
	pass = ExecEvalExprSwitchContext(reader->filter, reader->econtext, &isnull);
	ResetExprContext(reader->econtext);
	return !isnull && DatumGetBool(pass);
}

static void
add_amount(SumReader *reader, SumSide *side, TupleTableSlot *slot, Tally *tally)
{
	Datum		amount;
	bool		isnull;
	int64		count;

	tally->rows++;
	if (reader->amount == NULL)
		amount = slot_getattr(slot, reader->direct->amount_column, &isnull);
	else
	{
		reader->econtext->ecxt_scantuple = slot;
		amount = ExecEvalExprSwitchContext(reader->amount, reader->econtext,
										   &isnull);
	}
	if (isnull)
		return;
	tally->amounts++;
	switch (side->amount_type)
	{
		case NUMERICOID:
			if (tally->numeric == NULL)
				tally->numeric = DatumGetNumericCopy(amount);
			else
			{
				Numeric		before = tally->numeric;

				tally->numeric =
					DatumGetNumeric(DirectFunctionCall2(numeric_add,
														NumericGetDatum(before),
														amount));
				pfree(before);
			}
			if (reader->amount)
				ResetExprContext(reader->econtext);
			return;
		case INT2OID:
			count = DatumGetInt16(amount);
			break;
		case INT4OID:
			count = DatumGetInt32(amount);
			break;
		default:
			count = DatumGetInt64(amount);
			break;
	}
	if (pg_add_s64_overflow(tally->count, count, &tally->count))
		tally->overflow = true;
}

/* The sum as the aggregate gives it */
static Numeric
tally_sum(SumRule *rule, SumSide *side, Tally *tally)
{
	switch (side->amount_type)
	{
		case NUMERICOID:
			return tally->numeric ? tally->numeric : int64_to_numeric(0);
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return int64_to_numeric(tally->count);
		default:
			return rule_numeric(Int64GetDatum(tally->count), side->amount_type,
								side->amount_type);
	}
}

/*
 * Add up one side of a key in a given snapshot.  Returns false, with nothing
 * done, where that takes a plan.
 */
bool
sum_direct_read(SumVerify *verify, int side, Datum *keys, Snapshot snapshot,
				Numeric *sum, int64 *rows, int64 *amounts)
{
	SumRule    *rule = verify->rule;
	SumReader  *reader = &verify->readers[side];
	SumDirect  *direct;
	Relation	rel;
	KeyScan		scan;
	Tally		tally = {0};

	if (reader->looked && reader->direct == NULL)
		return false;
	rel = table_open(rule->sides[side].relid, AccessShareLock);
	direct = get_direct(verify, side, rel);
	if (direct == NULL)
	{
		table_close(rel, NoLock);
		return false;
	}
	sum_read_as_owner(verify, side);
	PushActiveSnapshot(snapshot);
	begin_scan(&scan, direct, rel, keys, rule->nkeys, snapshot);
	while (!tally.overflow &&
		   index_getnext_slot(scan.scan, ForwardScanDirection, scan.slot))
	{
		CHECK_FOR_INTERRUPTS();
		if (passes(reader, scan.slot))
			add_amount(reader, &rule->sides[side], scan.slot, &tally);
	}
	end_scan(&scan);
	PopActiveSnapshot();
	table_close(rel, NoLock);
	/* what it takes to add up, or to say that it cannot be */
	if (tally.overflow)
		return false;
	*sum = tally_sum(rule, &rule->sides[side], &tally);
	*rows = tally.rows;
	*amounts = tally.amounts;
	return true;
}

/* The row has changed since the transaction's snapshot: what the server says. */
pg_noreturn static void
raise_conflict(const char *message)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg_internal("%s",
							 dgettext(PG_TEXTDOMAIN("postgres"), message))));
}

/*
 * Lock the one row that a key may have, and add it to the tally.  Returns false
 * if it has become another meanwhile, to be looked for again.
 */
static bool
lock_row(SumVerify *verify, SumDirect *direct, Relation rel, Datum *keys,
		 Tally *tally)
{
	SumReader  *reader = &verify->readers[SUM_TOTAL];
	bool		result = true;
	/* as of now: what the filter may write comes after */
	CommandId	command = GetCurrentCommandId(false);
	Snapshot	snapshot;
	KeyScan		scan;

	PushActiveSnapshot(GetLatestSnapshot());
	snapshot = GetActiveSnapshot();
	begin_scan(&scan, direct, rel, keys, verify->rule->nkeys, snapshot);
	while (index_getnext_slot(scan.scan, ForwardScanDirection, scan.slot))
	{
		ItemPointerData tid = scan.slot->tts_tid;
		TM_FailureData failure;

		if (!passes(reader, scan.slot))
			continue;
		switch (table_tuple_lock(rel, &tid, snapshot, scan.slot,
								 command, LockTupleNoKeyExclusive, LockWaitBlock,
								 TUPLE_LOCK_FLAG_LOCK_UPDATE_IN_PROGRESS |
								 (IsolationUsesXactSnapshot() ? 0 :
								  TUPLE_LOCK_FLAG_FIND_LAST_VERSION),
								 &failure))
		{
			case TM_Ok:
				if (failure.traversed)
					result = false;
				else
					add_amount(reader, &verify->rule->sides[SUM_TOTAL],
							   scan.slot, tally);
				break;
			case TM_Updated:
				if (IsolationUsesXactSnapshot())
					raise_conflict("could not serialize access due to concurrent update");
				result = false;
				break;
			case TM_Deleted:
				if (IsolationUsesXactSnapshot())
					raise_conflict("could not serialize access due to concurrent delete");
				break;
			case TM_SelfModified:
				/* by what the filter has fired */
				result = false;
				break;
			default:
				elog(ERROR, "could not lock the total of rule \"%s\"",
					 verify->rule->name);
		}
		break;
	}
	end_scan(&scan);
	PopActiveSnapshot();
	return result;
}

/*
 * Lock the total of a key, which is one row at most, and read it: while it is
 * locked no newer snapshot can say anything else of it.  Returns false, with
 * nothing done, where the lock takes a plan.
 */
bool
sum_direct_lock(SumVerify *verify, Datum *keys, SumAmounts *sums)
{
	SumRule    *rule = verify->rule;
	SumReader  *reader = &verify->readers[SUM_TOTAL];
	SumDirect  *direct;
	Relation	rel;
	Tally		tally;

	if (reader->looked && (reader->direct == NULL || !reader->direct->unique))
		return false;
	rel = table_open(rule->sides[SUM_TOTAL].relid, RowShareLock);
	direct = get_direct(verify, SUM_TOTAL, rel);
	if (direct == NULL || !direct->unique)
	{
		table_close(rel, NoLock);
		return false;
	}
	sum_read_as_owner(verify, SUM_TOTAL);
	do
	{
		CHECK_FOR_INTERRUPTS();
		CommandCounterIncrement();
		memset(&tally, 0, sizeof(tally));
	} while (!lock_row(verify, direct, rel, keys, &tally));
	table_close(rel, NoLock);
	sums->total = tally_sum(rule, &rule->sides[SUM_TOTAL], &tally);
	sums->total_rows = tally.rows;
	sums->total_amounts = tally.amounts;
	return true;
}

/* A check is over. */
void
sum_direct_end(SumVerify *verify)
{
	for (int i = 0; i < 2; i++)
	{
		if (verify->readers[i].estate)
			FreeExecutorState(verify->readers[i].estate);
	}
}

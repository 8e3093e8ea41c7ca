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
 * A total that is kept is written in the same way, as the subscriber of a
 * publication writes, where its triggers only see the row afterwards.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/skey.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_am.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_index.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "common/int.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteManip.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "budget_ext.h"
#include "compat.h"
#include "sum_rule.h"

/* How the total of a key is written */
typedef enum SumWriting
{
	WRITING_UNKNOWN,
	WRITING_BY_PLAN,
	WRITING_ALOUD,				/* its triggers are told, this rule's among them */
	WRITING_QUIETLY				/* nobody could write anything because of it */
} SumWriting;

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
	SumWriting	writing;
	int			own_trigger;	/* of the rule, where writing is quiet */
	bool		checked;		/* other triggers may look at the row */
	ExprState **when;			/* WHEN clauses of the triggers, or NULL */
};

/* A total that is to be written */
typedef struct SumWrite
{
	bool		add;
	Numeric		amount;
	uint64		rows;
	bool		refused;		/* takes a plan, after all */
} SumWrite;

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

/*
 * Fill in the scan keys, if the index has the rule's keys in front.
 *
 * Whether it has indcheckxmin does not matter: versions of rows that were left out
 * when it was made are dead to snapshots that are newer.  Ours are, or the rule is
 * not valid any more.
 */
static bool
match_index(SumRule *rule, int side, Relation index, SumDirect *direct)
{
	Form_pg_index form = index->rd_index;
	Bitmapset  *seen = NULL;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid ||
		!form->indisready || !form->indislive ||
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

/* Look for what get_direct gives. */
static SumDirect *
look_for_index(SumRule *rule, int side, Relation rel)
{
	List	   *indexes;
	SumDirect  *direct;
	MemoryContext old;

	if (rel->rd_rel->relkind != RELKIND_RELATION)
		return NULL;
	indexes = RelationGetIndexList(rel);
	old = MemoryContextSwitchTo(rule->context);
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
		reader->direct = look_for_index(rule, side, rel);
		/* a message that came meanwhile may have been about the index */
		if (!rule->valid)
			reader->direct = NULL;
		rule->direct[side] = reader->direct;
		rule->direct_known[side] = true;
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

/*-------------------------------------------------------------------------
 * Writing
 *-------------------------------------------------------------------------
 */

static bool
is_not_plain(Oid function, void *context)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Form_pg_proc form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		return true;
	form = (Form_pg_proc) GETSTRUCT(tuple);
	result = (form->prolang != INTERNALlanguageId &&
			  form->prolang != ClanguageId) ||
		form->proowner != BOOTSTRAP_SUPERUSERID || form->prosecdef ||
		form->provolatile != PROVOLATILE_IMMUTABLE ||
		!heap_attisnull(tuple, Anum_pg_proc_proconfig, NULL);
	ReleaseSysCache(tuple);
	return result;
}

static bool
not_plain_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	switch (nodeTag(node))
	{
		case T_Var:
			return ((Var *) node)->varattno <= 0;
		case T_List:
		case T_Const:
		case T_FuncExpr:
		case T_OpExpr:
		case T_DistinctExpr:
		case T_NullIfExpr:
		case T_ScalarArrayOpExpr:
		case T_BoolExpr:
		case T_NullTest:
		case T_BooleanTest:
		case T_RelabelType:
		case T_CaseExpr:
		case T_CaseWhen:
		case T_CoalesceExpr:
			break;
		default:
			return true;
	}
	return check_functions_in_node(node, is_not_plain, NULL) ||
		expression_tree_walker(node, not_plain_walker, NULL);
}

/*
 * A WHEN clause that does nothing but look at the row, and means the same until
 * the catalog changes: compiled for longer than a statement, NULL where there is
 * more to it.
 */
static ExprState *
compile_when(Relation rel, const Trigger *trigger)
{
	Node	   *qual = stringToNode(trigger->tgqual);

	qual = expand_virtual_columns(qual, rel, PRS2_OLD_VARNO);
	qual = expand_virtual_columns(qual, rel, PRS2_NEW_VARNO);
	if (not_plain_walker(qual, NULL))
		return NULL;
	ChangeVarNodes(qual, PRS2_OLD_VARNO, INNER_VAR, 0);
	ChangeVarNodes(qual, PRS2_NEW_VARNO, OUTER_VAR, 0);
	qual = (Node *) make_ands_implicit((Expr *) qual);
	return ExecInitQual((List *) expression_planner((Expr *) qual), NULL);
}

/* Is this the trigger that tells the rule of updates of its total? */
static bool
is_own_trigger(const SumRule *rule, const Trigger *trigger,
			   const RuleFunctions *functions)
{
	SumArgs		args;

	return trigger->tgfoid == functions->sum && sum_is_trigger(trigger, &args) &&
		args.side == SUM_TOTAL &&
		strcmp(args.name, rule->name) == 0 &&
		sum_partner(trigger) == rule->sides[SUM_PART].relid;
}

/* Can a foreign key do nothing when the amount of a total changes? */
static bool
is_idle_key(Relation rel, AttrNumber amount, Oid function)
{
	Bitmapset  *keys;

	switch (RI_FKey_trigger_type(function))
	{
		case RI_TRIGGER_FK:
			return true;
		case RI_TRIGGER_PK:
			keys = RelationGetIndexAttrBitmap(rel, INDEX_ATTR_BITMAP_KEY);
			return !bms_is_member(amount - FirstLowInvalidHeapAttributeNumber,
								  keys);
		default:
			return false;
	}
}

/*
 * What the triggers let us do.  Those of foreign keys, row rules and code rules
 * look, and write at most what the catalog of rules keeps.
 */
static SumWriting
read_triggers(SumRule *rule, Relation rel, SumDirect *direct)
{
	RuleFunctions functions;
	bool		quiet = true;

	rule_functions(rule->ext_namespace, &functions);
	direct->own_trigger = -1;
	direct->checked = false;
	direct->when = palloc0(rel->trigdesc->numtriggers * sizeof(ExprState *));
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		const Trigger *trigger = &rel->trigdesc->triggers[i];

		if (!TRIGGER_FOR_UPDATE(trigger->tgtype))
			continue;
		if (!TRIGGER_FOR_ROW(trigger->tgtype) ||
			!TRIGGER_FOR_AFTER(trigger->tgtype) || trigger->tgnattr > 0 ||
			trigger->tgoldtable || trigger->tgnewtable)
			return WRITING_BY_PLAN;
		if (is_own_trigger(rule, trigger, &functions))
		{
			direct->own_trigger = i;
			continue;
		}
		direct->checked = true;
		if (trigger->tgqual)
			direct->when[i] = compile_when(rel, trigger);
		if (trigger->tgqual && direct->when[i] == NULL)
			quiet = false;
		else if (trigger->tgfoid != functions.row &&
				 trigger->tgfoid != functions.code &&
				 !is_idle_key(rel, direct->amount_column, trigger->tgfoid))
			quiet = false;
	}
	return quiet && direct->own_trigger >= 0 ? WRITING_QUIETLY : WRITING_ALOUD;
}

static SumWriting
find_writing(SumRule *rule, Relation rel, SumDirect *direct)
{
	SumSide    *total = &rule->sides[SUM_TOTAL];
	TupleConstr *constraints = RelationGetDescr(rel)->constr;
	Form_pg_attribute att;

	if (direct->amount_column == InvalidAttrNumber || direct->filter ||
		!rule->plain_total || rel->rd_rules != NULL ||
		(constraints && constraints->has_generated_stored))
		return WRITING_BY_PLAN;
	/* a domain may refuse an amount, and some numerics round it */
	att = TupleDescAttr(RelationGetDescr(rel), direct->amount_column - 1);
	if (att->atttypid != total->amount_type || att->atttypmod >= 0)
		return WRITING_BY_PLAN;
	return read_triggers(rule, rel, direct);
}

static SumWriting
get_writing(SumRule *rule, Relation rel, SumDirect *direct)
{
	if (direct->writing == WRITING_UNKNOWN)
	{
		MemoryContext old = MemoryContextSwitchTo(GetMemoryChunkContext(direct));
		SumWriting	writing = find_writing(rule, rel, direct);

		MemoryContextSwitchTo(old);
		/* a message that came meanwhile may have been about a trigger */
		if (!rule->valid)
			return WRITING_BY_PLAN;
		direct->writing = writing;
	}
	return direct->writing;
}

/*
 * An amount as a whole number of units, of which it has so many to each one.
 * False where it is none, or may be too great.
 */
bool
sum_count_amount(Numeric amount, int64 units, int64 *count)
{
	Datum		scaled;

	if (DatumGetBool(DirectFunctionCall2(numeric_gt,
										 DirectFunctionCall1(numeric_abs,
															 NumericGetDatum(amount)),
										 NumericGetDatum(int64_to_numeric(PG_INT64_MAX / WON_PER_THOUSAND)))))
		return false;
	scaled = units == 1 ? NumericGetDatum(amount) :
		DirectFunctionCall2(numeric_mul, NumericGetDatum(amount),
							NumericGetDatum(int64_to_numeric(units)));
	*count = DatumGetInt64(DirectFunctionCall1(numeric_int8, scaled));
	return DatumGetBool(DirectFunctionCall2(numeric_eq, scaled,
											NumericGetDatum(int64_to_numeric(*count))));
}

/* What the total is to be.  False where only the server can say what is wrong. */
static bool
new_total(SumSide *total, Datum before, SumWrite *write, Datum *after)
{
	int64		count;
	int64		old = 0;

	if (total->amount_type == NUMERICOID)
	{
		*after = write->add ? DirectFunctionCall2(numeric_add, before,
												  NumericGetDatum(write->amount)) :
			NumericGetDatum(write->amount);
		return true;
	}
	if (!sum_count_amount(write->amount,
						  sum_is_thousand_won(total) ? WON_PER_THOUSAND : 1,
						  &count))
		return false;
	if (write->add)
		old = total->amount_type == INT2OID ? DatumGetInt16(before) :
			total->amount_type == INT4OID ? DatumGetInt32(before) :
			DatumGetInt64(before);
	if (pg_add_s64_overflow(old, count, &count))
		return false;
	switch (total->amount_type)
	{
		case INT2OID:
			*after = Int16GetDatum((int16) count);
			return count >= PG_INT16_MIN && count <= PG_INT16_MAX;
		case INT4OID:
			*after = Int32GetDatum((int32) count);
			return count >= PG_INT32_MIN && count <= PG_INT32_MAX;
		default:
			*after = Int64GetDatum(count);
			return total->amount_type == INT8OID || count != PG_INT64_MIN;
	}
}

/* Write the row, and tell whom it may concern. */
static void
replace_row(Relation rel, SumDirect *direct, TupleTableSlot *old,
			TupleTableSlot *new)
{
	EState	   *estate = CreateExecutorState();
	ResultRelInfo *relinfo = makeNode(ResultRelInfo);
	bool		quiet = direct->writing == WRITING_QUIETLY;

	estate->es_snapshot = GetActiveSnapshot();
	InitResultRelInfo(relinfo, rel, 0, NULL, 0);
	ExecOpenIndices(relinfo, false);
	/* here the server looks for the table when it fires triggers */
	estate->es_opened_result_relations =
		lappend(estate->es_opened_result_relations, relinfo);
	if (quiet && !direct->checked)
		relinfo->ri_TrigDesc = NULL;
	else
	{
		memcpy(relinfo->ri_TrigWhenExprs, direct->when,
			   relinfo->ri_TrigDesc->numtriggers * sizeof(ExprState *));
		if (quiet)
			relinfo->ri_TrigDesc->triggers[direct->own_trigger].tgenabled =
				TRIGGER_DISABLED;
	}
	AfterTriggerBeginQuery();
	ExecSimpleRelationUpdate(relinfo, estate, NULL, old, new);
	AfterTriggerEndQuery(estate);
	ExecResetTupleTable(estate->es_tupleTable, false);
	ExecCloseResultRelations(estate);
	FreeExecutorState(estate);
}

/* Write the total that is locked, in its slot. */
static void
write_row(SumVerify *verify, SumDirect *direct, Relation rel,
		  TupleTableSlot *old, SumWrite *write)
{
	SumSide    *total = &verify->rule->sides[SUM_TOTAL];
	TupleTableSlot *new;
	Datum		before;
	Datum		after;
	bool		isnull;

	/* a row that the transaction's snapshot does not see is another's work */
	if (IsolationUsesXactSnapshot() &&
		!table_tuple_satisfies_snapshot(rel, old, GetTransactionSnapshot()))
		raise_conflict("could not serialize access due to concurrent update");
	before = slot_getattr(old, direct->amount_column, &isnull);
	if (isnull && write->add)
		return;
	if (!new_total(total, before, write, &after))
	{
		write->refused = true;
		return;
	}
	new = table_slot_create(rel, NULL);
	slot_getallattrs(old);
	memcpy(new->tts_values, old->tts_values,
		   RelationGetDescr(rel)->natts * sizeof(Datum));
	memcpy(new->tts_isnull, old->tts_isnull,
		   RelationGetDescr(rel)->natts * sizeof(bool));
	new->tts_values[direct->amount_column - 1] = after;
	new->tts_isnull[direct->amount_column - 1] = false;
	ExecStoreVirtualTuple(new);
	replace_row(rel, direct, old, new);
	ExecDropSingleTupleTableSlot(new);
	write->rows = 1;
}

/*
 * Lock the one row that a key may have, and add it to the tally or write it.
 * Returns false if it has become another meanwhile, to be looked for again.
 */
static bool
lock_row(SumVerify *verify, SumDirect *direct, Relation rel, Datum *keys,
		 Tally *tally, SumWrite *write)
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
				else if (write)
					write_row(verify, direct, rel, scan.slot, write);
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
	} while (!lock_row(verify, direct, rel, keys, &tally, NULL));
	table_close(rel, NoLock);
	sums->total = tally_sum(rule, &rule->sides[SUM_TOTAL], &tally);
	sums->total_rows = tally.rows;
	sums->total_amounts = tally.amounts;
	return true;
}

/*
 * Set the total of a key, which is one row at most, or add to it; "rows" says
 * how many there were.  Returns false, with nothing done, where that takes a
 * plan.  Where "told", events of the rule's own triggers are on their way.
 */
bool
sum_direct_write(SumVerify *verify, Datum *keys, bool add, Numeric amount,
				 uint64 *rows, bool *told)
{
	SumRule    *rule = verify->rule;
	SumReader  *reader = &verify->readers[SUM_TOTAL];
	SumWrite	write = {.add = add,.amount = amount};
	SumDirect  *direct;
	Relation	rel;

	if ((reader->looked && (reader->direct == NULL || !reader->direct->unique)) ||
		XactReadOnly || IsInParallelMode())
		return false;
	rel = table_open(rule->sides[SUM_TOTAL].relid, RowExclusiveLock);
	direct = get_direct(verify, SUM_TOTAL, rel);
	if (direct == NULL || !direct->unique ||
		get_writing(rule, rel, direct) == WRITING_BY_PLAN)
	{
		table_close(rel, NoLock);
		return false;
	}
	sum_write_as_owner(verify);
	do
	{
		CHECK_FOR_INTERRUPTS();
		CommandCounterIncrement();
	} while (!lock_row(verify, direct, rel, keys, NULL, &write));
	table_close(rel, NoLock);
	CommandCounterIncrement();
	*rows = write.rows;
	*told = direct->writing == WRITING_ALOUD;
	return !write.refused;
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

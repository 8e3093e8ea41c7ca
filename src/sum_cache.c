/*-------------------------------------------------------------------------
 *
 * sum_cache.c
 *	  Compiled sum rules, kept from one transaction to the next.
 *
 * Reading a rule from the catalog costs more than checking it, so rules and
 * their triggers are compiled once per session.  Invalidation messages retire
 * what the catalog has outrun; what the transaction still uses is freed when it
 * ends.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tupmacs.h"
#include "catalog/pg_trigger.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "compat.h"
#include "sum_rule.h"

/*
 * Compiled rules and triggers outlive transactions; the catalog's invalidation
 * messages retire them.  Retired rules that the transaction still uses are
 * freed when it ends.
 */
static MemoryContext cache_context = NULL;
static HTAB *trigger_cache = NULL;
static List *rule_cache = NIL;	/* in cache_context */
static SumTrigger *recent[8];	/* of the last events, by OID */
static List *retired = NIL;		/* contexts to delete, in cache_context */
static uint64 messages = 0;		/* that came so far */

static void
relcache_callback(Datum arg, Oid relid)
{
	HASH_SEQ_STATUS status;
	SumTrigger *trigger;
	ListCell   *lc;

	messages++;
	foreach(lc, rule_cache)
	{
		SumRule    *rule = lfirst(lc);

		if (relid == InvalidOid || rule->sides[0].relid == relid ||
			rule->sides[1].relid == relid)
			rule->valid = false;
	}
	hash_seq_init(&status, trigger_cache);
	while ((trigger = hash_seq_search(&status)) != NULL)
	{
		if (relid == InvalidOid || trigger->relid == relid ||
			!trigger->rule || !trigger->rule->valid)
			trigger->valid = false;
	}
}

/* A check's queries name schemas, functions and operators. */
static void
syscache_callback(Datum arg, int cacheid, uint32 hashvalue)
{
	relcache_callback(arg, InvalidOid);
}

static void
free_rule(SumRule *rule)
{
	if (rule->lock_plan)
		SPI_freeplan(rule->lock_plan);
	if (rule->total_plan)
		SPI_freeplan(rule->total_plan);
	if (rule->part_plan)
		SPI_freeplan(rule->part_plan);
	for (int i = 0; i < 2; i++)
	{
		if (rule->many_plans[i])
			SPI_freeplan(rule->many_plans[i]);
	}
	if (rule->add_plan)
		SPI_freeplan(rule->add_plan);
	if (rule->set_plan)
		SPI_freeplan(rule->set_plan);
	MemoryContextDelete(rule->context);
}

static void
init_cache(void)
{
	HASHCTL		ctl = {0};

	if (trigger_cache != NULL)
		return;
	if (cache_context == NULL)
		cache_context = AllocSetContextCreate(CacheMemoryContext,
											  "budget_ext sum rules",
											  ALLOCSET_DEFAULT_SIZES);
	ctl.keysize = sizeof(Oid);
	ctl.entrysize = sizeof(SumTrigger);
	ctl.hcxt = cache_context;
	trigger_cache = hash_create("budget_ext sum rule triggers", 64, &ctl,
								HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	CacheRegisterRelcacheCallback(relcache_callback, (Datum) 0);
	CacheRegisterSyscacheCallback(NAMESPACEOID, syscache_callback, (Datum) 0);
	CacheRegisterSyscacheCallback(PROCOID, syscache_callback, (Datum) 0);
	CacheRegisterSyscacheCallback(OPEROID, syscache_callback, (Datum) 0);
}

/* Forget compiled triggers and rules that the catalog has outrun. */
void
sum_cache_sweep(void)
{
	HASH_SEQ_STATUS status;
	SumTrigger *trigger;
	ListCell   *lc;
	bool		stale = false;

	if (trigger_cache == NULL)
		return;
	foreach(lc, retired)
		MemoryContextDelete(lfirst(lc));
	list_free(retired);
	retired = NIL;
	foreach(lc, rule_cache)
	{
		if (!((SumRule *) lfirst(lc))->valid)
			stale = true;
	}
	if (!stale)
		return;
	memset(recent, 0, sizeof(recent));
	hash_seq_init(&status, trigger_cache);
	while ((trigger = hash_seq_search(&status)) != NULL)
	{
		if (trigger->valid && trigger->rule->valid)
			continue;
		if (trigger->context)
			MemoryContextDelete(trigger->context);
		hash_search(trigger_cache, &trigger->tgoid, HASH_REMOVE, NULL);
	}
	foreach(lc, rule_cache)
	{
		SumRule    *rule = lfirst(lc);

		if (!rule->valid)
		{
			rule_cache = foreach_delete_current(rule_cache, lc);
			free_rule(rule);
		}
	}
}

/*-------------------------------------------------------------------------
 * From a fired trigger to its rule
 *-------------------------------------------------------------------------
 */

SumRule *
sum_cache_rule(const char *name, Oid total_relid, Oid part_relid,
			   Oid ext_namespace, int role)
{
	SumRule    *rule;
	MemoryContext old;
	ListCell   *lc;
	uint64		before;

	foreach(lc, rule_cache)
	{
		rule = lfirst(lc);
		if (rule->valid && rule->replication_role == role &&
			rule->sides[SUM_TOTAL].relid == total_relid &&
			rule->sides[SUM_PART].relid == part_relid &&
			strcmp(rule->name, name) == 0)
			return rule;
	}
	init_cache();
	before = messages;
	rule = sum_rule_build(name, total_relid, part_relid, ext_namespace, role,
						  CurrentMemoryContext);
	/* a message that came meanwhile may have been about this rule */
	rule->valid = messages == before;
	MemoryContextSetParent(rule->context, cache_context);
	old = MemoryContextSwitchTo(cache_context);
	rule_cache = lappend(rule_cache, rule);
	MemoryContextSwitchTo(old);
	return rule;
}

/* The expressions of a fired trigger's side, with its table's own columns. */
static void
read_local_terms(SumTrigger *trigger, Trigger *fired, const char *name,
				 Relation rel, Oid partner)
{
	TriggerDesc *triggers = rel->trigdesc;
	int16		enabled = 0;
	const int16 rows = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE |
	TRIGGER_TYPE_DELETE;
	Node	   *qual = NULL;

	for (int i = 0; i < triggers->numtriggers; i++)
	{
		Trigger    *other = &triggers->triggers[i];
		SumArgs		args;

		if (other->tgfoid != fired->tgfoid ||
			!sum_is_trigger(other, &args) || args.side != trigger->side ||
			strcmp(args.name, name) != 0 || sum_partner(other) != partner)
			continue;
		if (sum_trigger_fires(other, trigger->rule->replication_role))
			enabled |= other->tgtype & rows;
		if (TRIGGER_FOR_UPDATE(other->tgtype) && other->tgqual)
			qual = expand_virtual_columns(stringToNode(other->tgqual), rel,
										  PRS2_NEW_VARNO);
	}
	if (enabled != rows ||
		!sum_read_terms(qual, trigger->rule->nkeys, &trigger->terms))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("rule \"%s\" cannot be checked because a trigger of it on \"%s\" is disabled or missing",
						name, RelationGetRelationName(rel)),
				 errhint("Enable all triggers of the rule, or drop it with budget_drop_rule and add it again.")));
}

static bool
is_column(Node *expr)
{
	return IsA(expr, Var) && ((Var *) expr)->varattno > 0;
}

/* Where a column is in each row that has no nulls, or -1 if that differs. */
static void
locate_column(Relation rel, AttrNumber column, SumColumn *result)
{
	TupleDesc	desc = RelationGetDescr(rel);
	int			offset = 0;

	result->number = column;
	result->offset = -1;
	for (int i = 0; i < column; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);

		if (att->attlen <= 0)
			return;
		offset = att_align_nominal(offset, att->attalign);
		if (i == column - 1)
		{
			result->offset = offset;
			result->byval = att->attbyval;
			result->len = att->attlen;
		}
		offset += att->attlen;
	}
}

static SumTrigger *
compile_trigger(TriggerData *trigdata, Oid ext_namespace)
{
	Trigger    *fired = trigdata->tg_trigger;
	Relation	rel = trigdata->tg_relation;
	Oid			tgoid = fired->tgoid;
	SumTrigger *trigger;
	SumTrigger	work = {0};
	SumArgs		args;
	Oid			root;
	Oid			partner;
	MemoryContext old;
	bool		found;
	uint64		before = messages;

	init_cache();
	root = rule_trigger_root(tgoid);
	partner = sum_partner(fired);
	if (!sum_is_trigger(fired, &args) || !OidIsValid(partner))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired by a trigger that budget_add_sum_rule made",
						"budget_sum_rule_check")));
	work.tgoid = tgoid;
	work.relid = RelationGetRelid(rel);
	work.side = args.side;
	work.rule = sum_cache_rule(args.name,
							   work.side == SUM_TOTAL ? root : partner,
							   work.side == SUM_TOTAL ? partner : root,
							   ext_namespace, sum_fired_role(fired));
	work.context = AllocSetContextCreate(CurrentMemoryContext,
										 "budget_ext sum rule trigger",
										 ALLOCSET_SMALL_SIZES);
	old = MemoryContextSwitchTo(work.context);
	work.mode = pstrdup(args.mode);
	read_local_terms(&work, fired, args.name, rel, partner);
	MemoryContextSwitchTo(old);
	MemoryContextSetParent(work.context, cache_context);
	work.columns_only = work.rule->nkeys == 1 && work.terms.filter == NULL &&
		is_column(linitial(work.terms.keys)) && is_column(work.terms.amount) &&
		!OidIsValid(work.rule->sides[work.side].key_casts[0]);
	work.pin_path = rule_depends_on_path((Node *) work.terms.keys) ||
		rule_depends_on_path(work.terms.amount) ||
		rule_depends_on_path(work.terms.filter);
	if (work.columns_only)
	{
		locate_column(rel, ((Var *) linitial(work.terms.keys))->varattno,
					  &work.key_column);
		locate_column(rel, ((Var *) work.terms.amount)->varattno,
					  &work.amount_column);
		work.adds_directly = work.side == SUM_PART &&
			work.rule->simple_key && !work.rule->numeric &&
			work.rule->sides[SUM_PART].scale == 1 &&
			work.key_column.offset >= 0 && work.amount_column.offset >= 0 &&
			work.amount_column.len == sizeof(int64);
	}

	trigger = hash_search(trigger_cache, &tgoid, HASH_ENTER, &found);
	if (found && trigger->context)
	{
		/* a caller up the stack may be reading a row with it */
		old = MemoryContextSwitchTo(cache_context);
		retired = lappend(retired, trigger->context);
		MemoryContextSwitchTo(old);
	}
	*trigger = work;
	trigger->valid = work.rule->valid && messages == before;
	return trigger;
}

/* The compiled trigger of a fired one, NULL if it is not at hand. */
SumTrigger *
sum_cache_recent(TriggerData *trigdata)
{
	Oid			tgoid = trigdata->tg_trigger->tgoid;
	SumTrigger *trigger = recent[tgoid % lengthof(recent)];

	if (trigger == NULL || trigger->tgoid != tgoid ||
		!trigger->valid || !trigger->rule->valid ||
		trigger->rule->replication_role != sum_fired_role(trigdata->tg_trigger))
		return NULL;
	return trigger;
}

/* The compiled trigger of a fired one. */
SumTrigger *
sum_cache_trigger(TriggerData *trigdata, Oid function)
{
	Oid			tgoid = trigdata->tg_trigger->tgoid;
	SumTrigger *trigger = sum_cache_recent(trigdata);

	if (trigger != NULL)
		return trigger;
	if (trigger_cache != NULL)
		trigger = hash_search(trigger_cache, &tgoid, HASH_FIND, NULL);
	if (trigger == NULL || !trigger->valid || !trigger->rule->valid ||
		trigger->rule->replication_role != sum_fired_role(trigdata->tg_trigger))
		trigger = compile_trigger(trigdata, get_func_namespace(function));
	recent[tgoid % lengthof(recent)] = trigger;
	return trigger;
}

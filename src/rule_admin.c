/*-------------------------------------------------------------------------
 *
 * rule_admin.c
 *	  Look at rules, validate them, change what they do, drop them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "sum_rule.h"

PG_FUNCTION_INFO_V1(budget_rule_list);
PG_FUNCTION_INFO_V1(budget_violations);
PG_FUNCTION_INFO_V1(budget_validate);
PG_FUNCTION_INFO_V1(budget_drop_rule);
PG_FUNCTION_INFO_V1(budget_set_rule_mode);

/*-------------------------------------------------------------------------
 * Reading tables
 *-------------------------------------------------------------------------
 */

/* Reading as another than oneself leaves nothing behind. */
int
rule_owner_context(Oid owner, Oid userid, int sec)
{
	sec |= SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS;
	return owner == userid ? sec : sec | SECURITY_RESTRICTED_OPERATION;
}

/*
 * Begin to read tables in one snapshot: that of the caller, or what is there
 * now.  Connects to SPI.
 */
void
rule_scan_begin(RuleScan *scan, bool now)
{
	CommandCounterIncrement();
	PushActiveSnapshot(now ? GetLatestSnapshot() : GetTransactionSnapshot());
	SPI_connect();
	scan->per_row = AllocSetContextCreate(CurrentMemoryContext,
										  "budget_ext violation",
										  ALLOCSET_DEFAULT_SIZES);
}

void
rule_scan_end(RuleScan *scan)
{
	SPI_finish();
	PopActiveSnapshot();
}

/*
 * Run a query as the owner of its table, whose functions may be in it.  The
 * rows are the caller's to judge, as himself.
 */
void
rule_cursor_open(RuleCursor *cursor, const char *query, Oid owner)
{
	SPIParseOpenOptions options = {0};
	Oid			save_userid;
	int			save_sec;

	GetUserIdAndSecContext(&save_userid, &save_sec);
	cursor->owner = owner;
	cursor->rows = NULL;
	options.read_only = true;
	SetUserIdAndSecContext(owner,
						   rule_owner_context(owner, save_userid, save_sec));
	cursor->portal = SPI_cursor_parse_open(NULL, query, &options);
	SetUserIdAndSecContext(save_userid, save_sec);
	cursor->desc = cursor->portal->tupDesc;
}

/* The next row, good until the next call; NULL at the end. */
HeapTuple
rule_cursor_next(RuleCursor *cursor)
{
	if (cursor->rows == NULL || cursor->next == cursor->rows->numvals)
	{
		Oid			save_userid;
		int			save_sec;

		if (cursor->rows)
			SPI_freetuptable(cursor->rows);
		GetUserIdAndSecContext(&save_userid, &save_sec);
		SetUserIdAndSecContext(cursor->owner,
							   rule_owner_context(cursor->owner, save_userid,
												  save_sec));
		SPI_cursor_fetch(cursor->portal, true, 1000);
		SetUserIdAndSecContext(save_userid, save_sec);
		cursor->rows = SPI_tuptable;
		cursor->next = 0;
		if (cursor->rows->numvals == 0)
			return NULL;
	}
	return cursor->rows->vals[cursor->next++];
}

void
rule_cursor_close(RuleCursor *cursor)
{
	SPI_freetuptable(cursor->rows);
	SPI_cursor_close(cursor->portal);
}

/* Hand the rows of a query to the caller, each in memory of its own. */
void
rule_scan(const char *query, bool now, Oid owner, RuleRowReader reader,
		  void *arg)
{
	RuleScan	scan;
	RuleCursor	cursor;
	HeapTuple	row;

	rule_scan_begin(&scan, now);
	rule_cursor_open(&cursor, query, owner);
	while ((row = rule_cursor_next(&cursor)) != NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(scan.per_row);

		CHECK_FOR_INTERRUPTS();
		reader(row, cursor.desc, arg);
		MemoryContextSwitchTo(old);
		MemoryContextReset(scan.per_row);
	}
	rule_cursor_close(&cursor);
	rule_scan_end(&scan);
}

/*
 * Violations are told to who may read all rows of the rule's tables: the query
 * for them sees all.
 */
static bool
may_read(RuleInfo *rule, bool raise)
{
	Oid			relids[] = {rule->relid, rule->part_relid};

	for (int i = 0; i < 2; i++)
	{
		AclResult	result;

		if (!OidIsValid(relids[i]) ||
			object_ownercheck(RelationRelationId, relids[i], GetUserId()))
			continue;
		result = pg_class_aclcheck(relids[i], GetUserId(), ACL_SELECT);
		if (result == ACLCHECK_OK &&
			check_enable_rls(relids[i], InvalidOid, true) != RLS_ENABLED)
			continue;
		if (!raise)
			return false;
		if (result != ACLCHECK_OK)
			aclcheck_error(result,
						   get_relkind_objtype(get_rel_relkind(relids[i])),
						   get_rel_name(relids[i]));
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("violations of rule \"%s\" would be affected by the row-level security policy of table \"%s\"",
						rule->name, get_rel_name(relids[i]))));
	}
	return true;
}

/*
 * Whether a rule holds is told to the owner of either table as well: he is bound
 * by it, as by a foreign key.
 */
static bool
may_validate(RuleInfo *rule, bool raise)
{
	return (OidIsValid(rule->relid) &&
			object_ownercheck(RelationRelationId, rule->relid, GetUserId())) ||
		(OidIsValid(rule->part_relid) &&
		 object_ownercheck(RelationRelationId, rule->part_relid, GetUserId())) ||
		may_read(rule, raise);
}

static void
find_violations(RuleInfo *rule, Oid ext_namespace, bool now,
				RuleViolationSink sink, void *arg)
{
	if (rule->broken)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("rule \"%s\" on \"%s\" is broken: one of its triggers is missing",
						rule->name,
						get_rel_name(OidIsValid(rule->relid) ? rule->relid :
									 ((RuleTrigger *) linitial(rule->triggers))->relid)),
				 errhint("Drop the rule with budget_drop_rule and add it again.")));
	switch (rule->kind)
	{
		case RULE_KIND_ROW:
			row_rule_violations(rule, ext_namespace, now, sink, arg);
			break;
		case RULE_KIND_SUM:
			sum_rule_violations(rule, ext_namespace, now, sink, arg);
			break;
		case RULE_KIND_CODE:
			code_rule_violations(rule, ext_namespace, now, sink, arg);
			break;
	}
}

/*-------------------------------------------------------------------------
 * budget_rule_list(), under the view budget_rules
 *-------------------------------------------------------------------------
 */

static char *
definition(RuleInfo *rule, Oid ext_namespace)
{
	switch (rule->kind)
	{
		case RULE_KIND_ROW:
			return row_rule_definition(rule);
		case RULE_KIND_SUM:
			return sum_rule_definition(rule, ext_namespace);
		case RULE_KIND_CODE:
			return code_rule_definition(rule, ext_namespace);
	}
	return NULL;
}

typedef struct DefinitionArg
{
	RuleInfo   *rule;
	Oid			ext_namespace;
	char	   *text;
} DefinitionArg;

static void
find_definition(void *arg)
{
	DefinitionArg *found = arg;

	found->text = definition(found->rule, found->ext_namespace);
}

/*
 * The definition of a rule; NULL where its triggers are broken, or made by hand
 * and none of ours.  One user's forgery must not keep others from their rules.
 */
static char *
safe_definition(RuleInfo *rule, Oid ext_namespace)
{
	DefinitionArg found = {rule, ext_namespace};

	return !rule->broken && rule_try(find_definition, &found) ? found.text : NULL;
}

bool
rule_is_sound(RuleInfo *rule, Oid ext_namespace)
{
	return safe_definition(rule, ext_namespace) != NULL;
}

static const char *
kind_text(RuleKind kind)
{
	switch (kind)
	{
		case RULE_KIND_ROW:
			return "row";
		case RULE_KIND_SUM:
			return "sum";
		case RULE_KIND_CODE:
			return "code";
	}
	return NULL;
}

/* (rule, kind, relation, part_relation, definition, mode, enabled, state) */
Datum
budget_rule_list(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	foreach(lc, rule_list(ext_namespace, NULL, InvalidOid))
	{
		RuleInfo   *rule = lfirst(lc);
		Datum		values[8];
		bool		nulls[8] = {0};
		NameData	name;
		char	   *text;

		CHECK_FOR_INTERRUPTS();
		namestrcpy(&name, rule->name);
		values[0] = NameGetDatum(&name);
		values[1] = CStringGetTextDatum(kind_text(rule->kind));
		values[2] = ObjectIdGetDatum(rule->relid);
		values[3] = ObjectIdGetDatum(rule->part_relid);
		nulls[3] = !OidIsValid(rule->part_relid);
		text = safe_definition(rule, ext_namespace);
		if (text == NULL)
			nulls[4] = true;
		else
			values[4] = CStringGetTextDatum(text);
		values[5] = CStringGetTextDatum(rule->mode);
		values[6] = BoolGetDatum(rule->disabled == NIL);
		values[7] = CStringGetTextDatum(text == NULL ? "broken" :
										rule->disabled != NIL ? "disabled" : "ok");
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/*-------------------------------------------------------------------------
 * Existing rows
 *-------------------------------------------------------------------------
 */

typedef struct SinkContext
{
	ReturnSetInfo *rsinfo;		/* budget_violations */
	RuleMode	mode;			/* budget_validate */
	bool		show;
	Oid			ext_namespace;
	RuleKind	kind;
} SinkContext;

static void
return_violation(RuleViolation *violation, void *arg)
{
	ReturnSetInfo *rsinfo = ((SinkContext *) arg)->rsinfo;
	char	   *waiver = rule_waiver_reason(violation,
											((SinkContext *) arg)->ext_namespace);
	Datum		values[7];
	bool		nulls[7] = {0};
	NameData	name;

	namestrcpy(&name, violation->rule);
	values[0] = NameGetDatum(&name);
	values[1] = ObjectIdGetDatum(violation->relid);
	values[2] = DirectFunctionCall1(jsonb_in, CStringGetDatum(violation->key));
	values[3] = NumericGetDatum(violation->expected);
	nulls[3] = violation->expected == NULL;
	values[4] = NumericGetDatum(violation->actual);
	nulls[4] = violation->actual == NULL;
	values[5] = NumericGetDatum(violation->difference);
	nulls[5] = violation->difference == NULL;
	values[6] = CStringGetTextDatum(psprintf("%s: %s",
											 waiver ?
											 psprintf(_("%s (waived: %s)"),
													  violation->summary, waiver) :
											 violation->summary,
											 violation->arithmetic));
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}


Datum
budget_violations(PG_FUNCTION_ARGS)
{
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			target = PG_ARGISNULL(1) ? InvalidOid : PG_GETARG_OID(1);
	SinkContext context = {0};
	List	   *rules;
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	context.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	context.ext_namespace = ext_namespace;
	if (PG_ARGISNULL(0))
		rules = rule_list(ext_namespace, NULL, target);
	else
		rules = list_make1(rule_find(ext_namespace,
									 NameStr(*PG_GETARG_NAME(0)), target));
	foreach(lc, rules)
	{
		RuleInfo   *rule = lfirst(lc);

		if (PG_ARGISNULL(0) &&
			(!may_read(rule, false) || !rule_is_sound(rule, ext_namespace)))
			continue;
		(void) may_read(rule, true);
		find_violations(rule, ext_namespace, false, return_violation, &context);
	}
	return (Datum) 0;
}

static void
report_violation(RuleViolation *violation, void *arg)
{
	SinkContext *context = arg;

	/* looking again at what was waived is no new violation */
	if (context->mode != RULE_RECORD &&
		rule_waiver_reason(violation, context->ext_namespace) != NULL)
		return;

	if (!context->show)
		violation->arithmetic = NULL;
	/* a sum's key is in its arithmetic */
	violation->show_key = context->kind != RULE_KIND_SUM;
	rule_report(context->mode, violation, context->ext_namespace);
}

/* Ask the existing rows: the first that violates a rejecting rule raises. */
void
rule_validate(RuleInfo *rule, Oid ext_namespace)
{
	SinkContext context = {0};

	context.ext_namespace = ext_namespace;
	context.kind = rule->kind;
	context.mode = rule_mode_from_text(rule->mode, rule->kind);
	context.show = context.mode == RULE_RECORD || may_read(rule, false);
	/* what has been committed since the caller's snapshot counts */
	find_violations(rule, ext_namespace, true, report_violation, &context);
}

Datum
budget_validate(PG_FUNCTION_ARGS)
{
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			target = PG_ARGISNULL(1) ? InvalidOid : PG_GETARG_OID(1);
	ListCell   *lc;

	if (!PG_ARGISNULL(0))
	{
		RuleInfo   *rule = rule_find(ext_namespace,
									 NameStr(*PG_GETARG_NAME(0)), target);

		(void) may_validate(rule, true);
		rule_validate(rule, ext_namespace);
		PG_RETURN_VOID();
	}
	foreach(lc, rule_list(ext_namespace, NULL, target))
	{
		RuleInfo   *rule = lfirst(lc);

		if (strcmp(rule->mode, "reject") == 0 && may_validate(rule, false) &&
			rule_is_sound(rule, ext_namespace))
			rule_validate(rule, ext_namespace);
	}
	PG_RETURN_VOID();
}

/*-------------------------------------------------------------------------
 * Changing and dropping
 *-------------------------------------------------------------------------
 */

static void
check_rule_owner(RuleInfo *rule)
{
	Oid			relid = rule->kind == RULE_KIND_SUM ?
		rule->part_relid : rule->relid;

	/* the owner of either table may take a sum rule away */
	if (OidIsValid(relid) &&
		object_ownercheck(RelationRelationId, relid, GetUserId()))
		return;
	if (OidIsValid(rule->relid) &&
		object_ownercheck(RelationRelationId, rule->relid, GetUserId()))
		return;
	aclcheck_error(ACLCHECK_NOT_OWNER,
				   get_relkind_objtype(get_rel_relkind(relid)),
				   get_rel_name(relid));
}

/* An event on the way would be lost, or be judged by another mode. */
static void
check_nothing_pending(RuleInfo *rule)
{
	ListCell   *lc;

	foreach(lc, rule->triggers)
	{
		RuleTrigger *trigger = lfirst(lc);
		ListCell   *child;

		foreach(child, find_all_inheritors(trigger->relid, NoLock, NULL))
		{
			if (AfterTriggerPendingOnRel(lfirst_oid(child)))
				ereport(ERROR,
						(errcode(ERRCODE_OBJECT_IN_USE),
						 errmsg("cannot change rule \"%s\" because table \"%s\" has pending trigger events",
								rule->name, get_rel_name(lfirst_oid(child))),
						 errhint("Commit first, or use SET CONSTRAINTS ALL IMMEDIATE.")));
		}
	}
	if (rule->kind == RULE_KIND_SUM &&
		sum_check_pending(rule->relid, rule->part_relid, rule->name))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_IN_USE),
				 errmsg("cannot change rule \"%s\" while it is being checked",
						rule->name)));
}

/*
 * Lock a rule's tables against writers: parts before totals, the order in which
 * a transaction reaches them that writes parts and has its totals kept.
 */
static void
lock_rule(RuleInfo *rule)
{
	ListCell   *lc;

	for (int totals = 0; totals <= 1; totals++)
	{
		foreach(lc, rule->triggers)
		{
			RuleTrigger *trigger = lfirst(lc);
			bool		is_total = rule->kind != RULE_KIND_SUM ||
				trigger->side == SUM_TOTAL;

			if (is_total == (totals == 1))
				LockRelationOid(trigger->relid, ShareRowExclusiveLock);
		}
	}
}

Datum
budget_drop_rule(PG_FUNCTION_ARGS)
{
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			target = PG_ARGISNULL(1) ? InvalidOid : PG_GETARG_OID(1);
	RuleInfo   *rule;
	ListCell   *lc;

	rule_require_arguments(fcinfo, "budget_drop_rule", 1, 1);
	rule = rule_find(ext_namespace, NameStr(*PG_GETARG_NAME(0)), target);
	check_rule_owner(rule);
	lock_rule(rule);
	check_nothing_pending(rule);
	foreach(lc, rule->triggers)
	{
		RuleTrigger *trigger = lfirst(lc);
		ObjectAddress address;

		ObjectAddressSet(address, TriggerRelationId, trigger->oid);
		performDeletion(&address, DROP_RESTRICT, 0);
	}
	PG_RETURN_VOID();
}

/*
 * Write another mode into a trigger's arguments, where it stands.  Those that
 * version 1.0 wrote keep their form.
 */
static void
replace_mode(Relation catalog, HeapTuple tuple, RuleKind kind, const char *mode)
{
	TupleDesc	desc = RelationGetDescr(catalog);
	Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
	Datum		values[Natts_pg_trigger] = {0};
	bool		nulls[Natts_pg_trigger] = {0};
	bool		replaces[Natts_pg_trigger] = {0};
	bool		isnull;
	bytea	   *args;
	char	   *p;
	SumArgs		sum_args;
	StringInfoData buf;
	bytea	   *result;
	HeapTuple	newtuple;

	args = DatumGetByteaPP(heap_getattr(tuple, Anum_pg_trigger_tgargs, desc,
										&isnull));
	p = VARDATA_ANY(args);
	initStringInfo(&buf);
	if (kind == RULE_KIND_SUM && form->tgnargs == 1 &&
		sum_read_args(1, &p, &sum_args))
	{
		char	   *arg;

		sum_args.mode = mode;
		arg = sum_write_arg(&sum_args);
		appendBinaryStringInfo(&buf, arg, strlen(arg) + 1);
	}
	else
	{
		for (int i = 0; i < form->tgnargs; i++)
		{
			const char *arg = i == RULE_ARG_MODE ? mode : p;

			appendBinaryStringInfo(&buf, arg, strlen(arg) + 1);
			p += strlen(p) + 1;
		}
	}
	result = palloc(VARHDRSZ + buf.len);
	SET_VARSIZE(result, VARHDRSZ + buf.len);
	memcpy(VARDATA(result), buf.data, buf.len);

	values[Anum_pg_trigger_tgargs - 1] = PointerGetDatum(result);
	replaces[Anum_pg_trigger_tgargs - 1] = true;
	newtuple = heap_modify_tuple(tuple, desc, values, nulls, replaces);
	CatalogTupleUpdate(catalog, &newtuple->t_self, newtuple);
	CacheInvalidateRelcacheByRelid(form->tgrelid);
}

/* A trigger and, below it, the clones on partitions. */
static void
set_trigger_mode(Relation catalog, Oid trigger, RuleKind kind, const char *mode)
{
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *children = NIL;
	ListCell   *lc;

	ScanKeyInit(&key, Anum_pg_trigger_oid, BTEqualStrategyNumber, F_OIDEQ,
				ObjectIdGetDatum(trigger));
	scan = systable_beginscan(catalog, TriggerOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		replace_mode(catalog, tuple, kind, mode);
	systable_endscan(scan);

	/* no index leads from a trigger to its clones */
	ScanKeyInit(&key, Anum_pg_trigger_tgparentid, BTEqualStrategyNumber,
				F_OIDEQ, ObjectIdGetDatum(trigger));
	scan = systable_beginscan(catalog, InvalidOid, false, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		children = lappend_oid(children,
							   ((Form_pg_trigger) GETSTRUCT(tuple))->oid);
	systable_endscan(scan);
	foreach(lc, children)
		set_trigger_mode(catalog, lfirst_oid(lc), kind, mode);
}

Datum
budget_set_rule_mode(PG_FUNCTION_ARGS)
{
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			target = PG_ARGISNULL(2) ? InvalidOid : PG_GETARG_OID(2);
	char	   *mode;
	RuleInfo   *rule;
	Relation	catalog;
	ListCell   *lc;

	rule_require_arguments(fcinfo, "budget_set_rule_mode", 2, 2);
	mode = text_to_cstring(PG_GETARG_TEXT_PP(1));
	rule = rule_find(ext_namespace, NameStr(*PG_GETARG_NAME(0)), target);
	(void) rule_mode_from_text(mode, rule->kind);
	check_rule_owner(rule);
	lock_rule(rule);
	check_nothing_pending(rule);

	catalog = table_open(TriggerRelationId, RowExclusiveLock);
	foreach(lc, rule->triggers)
		set_trigger_mode(catalog, ((RuleTrigger *) lfirst(lc))->oid,
						 rule->kind, mode);
	table_close(catalog, RowExclusiveLock);
	CommandCounterIncrement();
	if (strcmp(mode, "maintain") == 0)
	{
		/* a net change keeps a wrong total wrong */
		rule = rule_find(ext_namespace, rule->name, rule->relid);
		sum_rule_check_maintainable(rule, ext_namespace);
		rule_validate(rule, ext_namespace);
	}
	PG_RETURN_VOID();
}

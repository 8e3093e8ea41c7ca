/*-------------------------------------------------------------------------
 *
 * rule.c
 *	  What consistency rules share.
 *
 * A rule is a handful of triggers on the user's tables and nothing else: the
 * expressions live in their WHEN clauses, where the server keeps them in step
 * with renames and refuses to drop what they use, and the options are their
 * arguments.  This file parses those expressions, creates and lists those
 * triggers, and says what a violation means in each mode.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/partition.h"
#include "catalog/pg_trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "parser/parse_func.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/inval.h"
#include "utils/fmgroids.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/resowner.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "budget_ext.h"
#include "compat.h"
#include "rule.h"

/* setting budget_ext.enforcement */
int			rule_enforcement = ENFORCE_DECLARED;

/*
 * While a sheet is loaded, the rules on the tables of a schema record what is
 * written at this depth of triggers.  Set and cleared within one call, and
 * cleared when the transaction ends.
 */
static RuleRecording recording;

static const struct config_enum_entry enforcement_options[] = {
	{"declared", ENFORCE_DECLARED, false},
	{"record", ENFORCE_RECORD, false},
	{"warn", ENFORCE_WARN, false},
	{"off", ENFORCE_OFF, false},
	{NULL, 0, false}
};

static void
rule_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PREPARE)
		memset(&recording, 0, sizeof(recording));
}

void
rule_module_init(void)
{
	DefineCustomEnumVariable("budget_ext.enforcement",
							 "Sets what the rules of budget_ext do when they are checked.",
							 "\"declared\" is what each rule says; \"record\" and \"warn\" soften rules that reject; \"off\" checks nothing.",
							 &rule_enforcement,
							 ENFORCE_DECLARED,
							 enforcement_options,
							 PGC_SUSET,
							 0,
							 NULL, NULL, NULL);
	MarkGUCPrefixReserved("budget_ext");
	RegisterXactCallback(rule_xact_callback, NULL);
	row_rule_module_init();
	sum_check_module_init();
}

/* Find the trigger functions by name in the extension's own schema. */
void
rule_functions(Oid namespace, RuleFunctions *funcs)
{
	char	   *schema = get_namespace_name(namespace);

	funcs->namespace = namespace;
	funcs->row = LookupFuncName(list_make2(makeString(schema),
										   makeString("budget_row_rule_check")),
								0, NULL, true);
	funcs->sum = LookupFuncName(list_make2(makeString(schema),
										   makeString("budget_sum_rule_check")),
								0, NULL, true);
	funcs->code = LookupFuncName(list_make2(makeString(schema),
											makeString("budget_code_rule_check")),
								 0, NULL, true);
}

Oid
rule_thousand_won_type(Oid namespace)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						   CStringGetDatum("thousand_won"),
						   ObjectIdGetDatum(namespace));
}

/*-------------------------------------------------------------------------
 * Modes
 *-------------------------------------------------------------------------
 */

RuleMode
rule_mode_from_text(const char *mode, RuleKind kind)
{
	if (strcmp(mode, "reject") == 0)
		return RULE_REJECT;
	if (strcmp(mode, "warn") == 0)
		return RULE_WARN;
	if (strcmp(mode, "record") == 0)
		return RULE_RECORD;
	if (strcmp(mode, "maintain") == 0 && kind == RULE_KIND_SUM)
		return RULE_MAINTAIN;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid rule mode \"%s\"", mode),
			 kind == RULE_KIND_SUM ?
			 errhint("A sum rule's mode is \"reject\", \"warn\", \"record\" or \"maintain\".") :
			 errhint("The mode is \"reject\", \"warn\" or \"record\".")));
}

/* The mode of a rule as it declares it, softened by the setting. */
RuleMode
rule_declared_mode(const char *declared, RuleKind kind)
{
	RuleMode	mode = rule_mode_from_text(declared, kind);

	if (rule_enforcement == ENFORCE_OFF)
		return RULE_OFF;
	if (mode == RULE_REJECT && rule_enforcement == ENFORCE_RECORD)
		return RULE_RECORD;
	if (mode == RULE_REJECT && rule_enforcement == ENFORCE_WARN)
		return RULE_WARN;
	return mode;
}

/* How many triggers deep are we? */
int
rule_trigger_depth(void)
{
	LOCAL_FCINFO(fcinfo, 0);

	InitFunctionCallInfoData(*fcinfo, NULL, 0, InvalidOid, NULL, NULL);
	return DatumGetInt32(pg_trigger_depth(fcinfo));
}

/*
 * The mode in force now for a rule on a table.  What a loader writes is
 * recorded; not what triggers write that it fires, where that can be told: by
 * how deep we are, for checks that are made at once.
 */
RuleMode
rule_effective_mode(const char *declared, RuleKind kind, Oid relid)
{
	RuleMode	mode = rule_declared_mode(declared, kind);

	if (mode == RULE_REJECT && OidIsValid(recording.namespace) &&
		get_rel_namespace(relid) == recording.namespace &&
		(kind == RULE_KIND_SUM || rule_trigger_depth() <= recording.depth + 1))
		return RULE_RECORD;
	return mode;
}

/*
 * The tables that the deferred rules of a schema are on, kept until the catalog
 * changes: to look for them anew takes longer than to load a sheet.
 */
static struct
{
	bool		valid;
	Oid			namespace;
	Oid			ext_namespace;
	List	   *relids;			/* in CacheMemoryContext */
}			ruled;

static void
ruled_callback(Datum arg, Oid relid)
{
	ruled.valid = false;
}

/* Is this a deferred trigger of a rule on a table of the schema? */
static bool
is_deferred_rule(Form_pg_trigger form, Oid function, Oid namespace)
{
	Oid			relid = form->tgrelid;

	if (form->tgfoid != function || !form->tgdeferrable)
		return false;
	/* a partition may be anywhere */
	if (OidIsValid(form->tgparentid) && get_rel_relispartition(relid))
		relid = llast_oid(get_partition_ancestors(relid));
	return get_rel_namespace(relid) == namespace;
}

/* Collect the tables, or the names of the constraints on "pending" ones. */
static List *
scan_deferred_rules(Oid namespace, Oid ext_namespace, List *pending)
{
	RuleFunctions funcs;
	Relation	catalog;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *result = NIL;

	rule_functions(ext_namespace, &funcs);
	catalog = table_open(TriggerRelationId, AccessShareLock);
	scan = systable_beginscan(catalog, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
		char	   *name;

		if (!is_deferred_rule(form, funcs.sum, namespace))
			continue;
		if (pending == NIL)
			result = list_append_unique_oid(result, form->tgrelid);
		else if (list_member_oid(pending, form->tgrelid) &&
				 (name = get_constraint_name(form->tgconstraint)) != NULL)
			result = lappend(result,
							 makeRangeVar(get_namespace_name(get_rel_namespace(form->tgrelid)),
										  name, -1));
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	return result;
}

static List *
ruled_tables(Oid namespace, Oid ext_namespace)
{
	static bool registered = false;
	List	   *relids;
	MemoryContext old;

	if (!registered)
	{
		CacheRegisterRelcacheCallback(ruled_callback, (Datum) 0);
		registered = true;
	}
	if (ruled.valid && ruled.namespace == namespace &&
		ruled.ext_namespace == ext_namespace)
		return ruled.relids;
	/* a message that comes meanwhile counts for the next time */
	ruled.valid = true;
	relids = scan_deferred_rules(namespace, ext_namespace, NIL);
	list_free(ruled.relids);
	old = MemoryContextSwitchTo(CacheMemoryContext);
	ruled.relids = list_copy(relids);
	MemoryContextSwitchTo(old);
	ruled.namespace = namespace;
	ruled.ext_namespace = ext_namespace;
	return ruled.relids;
}

/*
 * Check now what the deferred rules on the tables of a schema have pending, and
 * what a loader has told of, and leave them deferred as they were.
 */
static void
settle_rules(Oid namespace, Oid ext_namespace)
{
	ConstraintsSetStmt *stmt = makeNode(ConstraintsSetStmt);

	sum_due_queue();
	/* what keeps totals may change others */
	do
	{
		List	   *pending = NIL;
		ListCell   *lc;

		foreach(lc, ruled_tables(namespace, ext_namespace))
		{
			if (AfterTriggerPendingOnRel(lfirst_oid(lc)))
				pending = lappend_oid(pending, lfirst_oid(lc));
		}
		stmt->constraints = pending == NIL ? NIL :
			scan_deferred_rules(namespace, ext_namespace, pending);
	} while (sum_check_settle(stmt));
	(void) row_rule_judge_noted();
}

/*
 * A load into the tables of a schema: what the user has pending there is
 * checked as declared; then what is written is recorded, not refused, and is
 * checked before the load is over.
 *
 *	rule_load_begin(&load, ...);
 *	PG_TRY();
 *	{
 *		rule_load_start(&load);
 *		... write ...
 *		rule_load_settle(&load);
 *	}
 *	PG_FINALLY();
 *	{
 *		rule_load_end(&load);
 *	}
 *
 * A trigger on one of the tables may begin another load.  Into the same schema,
 * that is part of the first, which alone knows when all is there.
 */
void
rule_load_begin(RuleLoad *load, Oid namespace, Oid ext_namespace, bool named)
{
	load->namespace = namespace;
	load->ext_namespace = ext_namespace;
	load->outer = recording;
	load->within = recording.namespace == namespace;
	load->sums = sum_load_begin(load->within, named);
}

void
rule_load_start(RuleLoad *load)
{
	rule_load_settle(load);
	recording.namespace = load->namespace;
	recording.depth = rule_trigger_depth();
}

void
rule_load_settle(RuleLoad *load)
{
	if (!load->within)
		settle_rules(load->namespace, load->ext_namespace);
}

void
rule_load_end(RuleLoad *load)
{
	recording = load->outer;
	sum_load_end(load->sums);
}

/*-------------------------------------------------------------------------
 * Messages
 *-------------------------------------------------------------------------
 */

/* An amount as exact numeric in 천원 (thousand_won) or as it is; or NULL. */
Numeric
rule_numeric(Datum value, Oid type, Oid thousand_won)
{
	if (type == thousand_won && OidIsValid(type))
	{
		int64		won = DatumGetThousandWon(value);

		if (won % WON_PER_THOUSAND == 0)
			return int64_to_numeric(won / WON_PER_THOUSAND);
		return int64_div_fast_to_numeric(won, 3);
	}
	switch (type)
	{
		case INT2OID:
			return int64_to_numeric(DatumGetInt16(value));
		case INT4OID:
			return int64_to_numeric(DatumGetInt32(value));
		case INT8OID:
			return int64_to_numeric(DatumGetInt64(value));
		case NUMERICOID:
			return DatumGetNumericCopy(value);
		default:
			return NULL;
	}
}

/* "350,000천원", or "1,234.5" where the amount is not of thousand_won. */
char *
rule_amount_text(Numeric amount, bool won)
{
	char	   *plain = DatumGetCString(DirectFunctionCall1(numeric_out,
															NumericGetDatum(amount)));
	StringInfoData buf;
	int			start = plain[0] == '-' ? 1 : 0;
	int			digits = strspn(plain + start, "0123456789");

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, plain, start);
	for (int i = 0; i < digits; i++)
	{
		if (i > 0 && (digits - i) % 3 == 0)
			appendStringInfoChar(&buf, ',');
		appendStringInfoChar(&buf, plain[start + i]);
	}
	appendStringInfoString(&buf, plain + start + digits);
	if (won)
		appendStringInfoString(&buf, "천원");
	return buf.data;
}

/* A value as JSON, as to_jsonb writes it: the same under every DateStyle. */
char *
rule_json_value(Datum value, bool isnull, Oid type)
{
	FmgrInfo	flinfo;
	Const	   *argument;
	Jsonb	   *json;

	if (isnull)
		return pstrdup("null");
	argument = makeConst(type, -1, InvalidOid, get_typlen(type), value, false,
						 get_typbyval(type));
	fmgr_info(F_TO_JSONB, &flinfo);
	fmgr_info_set_expr((Node *) makeFuncExpr(F_TO_JSONB, JSONBOID,
											 list_make1(argument), InvalidOid,
											 InvalidOid, COERCE_EXPLICIT_CALL),
					   &flinfo);
	json = DatumGetJsonbP(FunctionCall1(&flinfo, value));
	return JsonbToCString(NULL, &json->root, VARSIZE(json));
}

/* A column of a key, or an expression in its place */
void
rule_add_key(RuleKeyForm *form, char *name, Oid type, int32 typmod,
			 Oid collation)
{
	form->names[form->n] = name;
	form->types[form->n] = type;
	form->typmods[form->n] = typmod;
	form->collations[form->n] = collation;
	form->n++;
}

/* The primary key of a table, of no columns where there is none */
void
rule_row_key_form(Relation rel, RuleKeyForm *form)
{
	Bitmapset  *key = RelationGetIndexAttrBitmap(rel,
												 INDEX_ATTR_BITMAP_PRIMARY_KEY);
	int			member = -1;

	form->n = 0;
	while ((member = bms_next_member(key, member)) >= 0)
	{
		AttrNumber	attnum = member + FirstLowInvalidHeapAttributeNumber;
		Form_pg_attribute att = TupleDescAttr(RelationGetDescr(rel),
											  attnum - 1);

		rule_add_key(form, pstrdup(NameStr(att->attname)), att->atttypid,
					 att->atttypmod, att->attcollation);
	}
}

/* The row's key as JSON: its primary key, or its place where it has none. */
char *
rule_row_key(Relation rel, TupleTableSlot *slot)
{
	StringInfoData buf;
	Bitmapset  *key = RelationGetIndexAttrBitmap(rel,
												 INDEX_ATTR_BITMAP_PRIMARY_KEY);
	int			member = -1;
	bool		first = true;

	initStringInfo(&buf);
	appendStringInfoChar(&buf, '{');
	while ((member = bms_next_member(key, member)) >= 0)
	{
		AttrNumber	attnum = member + FirstLowInvalidHeapAttributeNumber;
		Form_pg_attribute att = TupleDescAttr(RelationGetDescr(rel),
											  attnum - 1);
		bool		isnull;
		Datum		value = slot_getattr(slot, attnum, &isnull);

		if (!first)
			appendStringInfoString(&buf, ", ");
		first = false;
		escape_json(&buf, NameStr(att->attname));
		appendStringInfoString(&buf, ": ");
		appendStringInfoString(&buf, rule_json_value(value, isnull,
													 att->atttypid));
	}
	if (first)
		appendStringInfo(&buf, "\"ctid\": \"(%u,%u)\"",
						 ItemPointerGetBlockNumberNoCheck(&slot->tts_tid),
						 ItemPointerGetOffsetNumberNoCheck(&slot->tts_tid));
	appendStringInfoChar(&buf, '}');
	return buf.data;
}

/* SQL for what names a row: its primary key, or its place without one. */
char *
rule_key_expression(Relation rel)
{
	StringInfoData buf;
	Bitmapset  *key = RelationGetIndexAttrBitmap(rel,
												 INDEX_ATTR_BITMAP_PRIMARY_KEY);
	int			member = -1;
	bool		first = true;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "pg_catalog.jsonb_build_object(");
	while ((member = bms_next_member(key, member)) >= 0)
	{
		AttrNumber	attnum = member + FirstLowInvalidHeapAttributeNumber;
		char	   *name = NameStr(TupleDescAttr(RelationGetDescr(rel),
												 attnum - 1)->attname);

		appendStringInfo(&buf, "%s%s, %s", first ? "" : ", ",
						 quote_literal_cstr(name), quote_identifier(name));
		first = false;
	}
	if (first)
		appendStringInfoString(&buf, "'ctid', ctid");
	appendStringInfoString(&buf, ")::pg_catalog.text");
	return buf.data;
}

/* Any value as messages show it. */
char *
rule_value_text(Datum value, bool isnull, Oid type, bool won, Oid thousand_won)
{
	Numeric		amount;
	Oid			output;
	bool		varlena;

	if (isnull)
		return pstrdup("null");
	amount = rule_numeric(value, type, thousand_won);
	if (amount != NULL)
		return rule_amount_text(amount, won);
	getTypeOutputInfo(type, &output, &varlena);
	return psprintf("\"%s\"", OidOutputFunctionCall(output, value));
}

Oid
rule_relation_owner(Oid relid)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", relid)));
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

static bool
may_read(Oid relid, Oid role)
{
	return check_enable_rls(relid, role, true) != RLS_ENABLED &&
		pg_class_aclcheck(relid, role, ACL_SELECT) == ACLCHECK_OK;
}

/*
 * Key values go into messages only for those who may read the table: the role
 * that acts, and the one that will see the message.  The two differ within a
 * SECURITY DEFINER function, and since 18 also when a deferred trigger fires as
 * the role that queued it.
 */
bool
rule_may_show(Oid relid)
{
	return may_read(relid, GetUserId()) && may_read(relid, GetOuterUserId());
}

/*
 * Do something that may fail, in the caller's memory.  Returns false, with
 * nothing done, where it has.
 */
bool
rule_try(void (*action) (void *arg), void *arg)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	volatile bool done = false;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(context);
	PG_TRY();
	{
		action(arg);
		ReleaseCurrentSubTransaction();
		done = true;
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(context);
		CurrentResourceOwner = owner;
		if (error->sqlerrcode == ERRCODE_QUERY_CANCELED)
			ReThrowError(error);
		FreeErrorData(error);
	}
	PG_END_TRY();
	MemoryContextSwitchTo(context);
	CurrentResourceOwner = owner;
	return done;
}

/*
 * Look names up where only the server's own objects are, and nowhere else.
 * Returns the nest level for AtEOXact_GUC.
 */
int
rule_lock_down_search_path(void)
{
	int			level = NewGUCNestLevel();

	(void) set_config_option("search_path", "pg_catalog, pg_temp",
							 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
							 true, 0, false);
	return level;
}

/*
 * Run a statement on one of this extension's own tables, as its owner.  "%s" in
 * the statement stands for the table.  The plan is kept for the session; SPI is
 * left connected, for the caller to read the result and to call rule_end_own.
 */
void
rule_run_own(RuleOwnStatement *statement, Oid ext_namespace, Datum *values,
			 char *nulls)
{
	Oid			relid = get_relname_relid(statement->table, ext_namespace);

	if (!OidIsValid(relid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"%s\" of extension \"budget_ext\" does not exist",
						statement->table)));
	GetUserIdAndSecContext(&statement->save_userid, &statement->save_sec);
	SetUserIdAndSecContext(rule_relation_owner(relid),
						   statement->save_sec | SECURITY_LOCAL_USERID_CHANGE);
	statement->guc_level = rule_lock_down_search_path();
	SPI_connect();
	if (statement->plan == NULL || statement->namespace != ext_namespace)
	{
		SPIPlanPtr	plan;

		plan = SPI_prepare(psprintf(statement->sql,
									quote_qualified_identifier(get_namespace_name(ext_namespace),
															   statement->table)),
						   statement->nargs, statement->argtypes);
		if (plan == NULL || SPI_keepplan(plan) != 0)
			elog(ERROR, "could not prepare a statement on \"%s\"",
				 statement->table);
		statement->plan = plan;
		statement->namespace = ext_namespace;
	}
	/* what counts is now, also in a transaction whose snapshot is older */
	if (SPI_execute_snapshot(statement->plan, values, nulls,
							 GetLatestSnapshot(), InvalidSnapshot, false, true,
							 0) < 0)
		elog(ERROR, "could not run a statement on \"%s\"", statement->table);
}

void
rule_end_own(RuleOwnStatement *statement)
{
	SPI_finish();
	AtEOXact_GUC(true, statement->guc_level);
	SetUserIdAndSecContext(statement->save_userid, statement->save_sec);
}

/* How the log and waivers name the table a rule stands on */
void
rule_relation_names(Oid relid, Name schema, Name table)
{
	namestrcpy(schema, get_namespace_name(get_rel_namespace(relid)));
	namestrcpy(table, get_rel_name(relid));
}

/* Write a violation down, as the owner of the log. */
static void
record_violation(RuleViolation *violation, Oid ext_namespace)
{
	static Oid	argtypes[] = {NAMEOID, NAMEOID, NAMEOID, NAMEOID, JSONBOID,
	NUMERICOID, NUMERICOID, NUMERICOID, TEXTOID};
	static RuleOwnStatement insert = {
		.table = "budget_violation_record",
		.sql = "INSERT INTO %s (at, who, rule, relation_schema, relation_name,"
		" key, expected, actual, difference, message)"
		" VALUES (pg_catalog.clock_timestamp(), $1, $2, $3, $4, $5, $6, $7, $8, $9)",
		.nargs = lengthof(argtypes),
		.argtypes = argtypes
	};
	Datum		values[lengthof(argtypes)];
	char		nulls[lengthof(argtypes)];
	NameData	who,
				rule,
				schema,
				table;

	namestrcpy(&who, GetUserNameFromId(GetUserId(), false));
	namestrcpy(&rule, violation->rule);
	rule_relation_names(violation->ruled, &schema, &table);
	memset(nulls, ' ', sizeof(nulls));
	values[0] = NameGetDatum(&who);
	values[1] = NameGetDatum(&rule);
	values[2] = NameGetDatum(&schema);
	values[3] = NameGetDatum(&table);
	values[4] = DirectFunctionCall1(jsonb_in, CStringGetDatum(violation->key));
	values[5] = NumericGetDatum(violation->expected);
	values[6] = NumericGetDatum(violation->actual);
	values[7] = NumericGetDatum(violation->difference);
	for (int i = 5; i < 8; i++)
	{
		if (DatumGetPointer(values[i]) == NULL)
			nulls[i] = 'n';
	}
	values[8] = CStringGetTextDatum(violation->arithmetic ?
									psprintf("%s: %s", violation->summary,
											 violation->arithmetic) :
									violation->summary);
	rule_run_own(&insert, ext_namespace, values, nulls);
	rule_end_own(&insert);
}

/* Put the violated constraint and column into the error's fields. */
int
rule_violation_fields(RuleViolation *violation)
{
	err_generic_string(PG_DIAG_SCHEMA_NAME,
					   get_namespace_name(get_rel_namespace(violation->relid)));
	err_generic_string(PG_DIAG_TABLE_NAME, get_rel_name(violation->relid));
	if (violation->column)
		err_generic_string(PG_DIAG_COLUMN_NAME, violation->column);
	err_generic_string(PG_DIAG_CONSTRAINT_NAME, violation->rule);
	return 0;
}

/* What a violation means in each mode. */
void
rule_report(RuleMode mode, RuleViolation *violation, Oid ext_namespace)
{
	/* a waived key is written down, and goes through */
	if (mode == RULE_REJECT || mode == RULE_WARN)
	{
		char	   *reason = rule_waiver_reason(violation, ext_namespace);

		if (reason != NULL)
		{
			violation->summary = psprintf(_("%s (waived: %s)"),
										  violation->summary, reason);
			mode = RULE_RECORD;
		}
	}

	switch (mode)
	{
		case RULE_OFF:
			break;
		case RULE_RECORD:
			record_violation(violation, ext_namespace);
			break;
		case RULE_WARN:
		case RULE_REJECT:
		case RULE_MAINTAIN:
			if (violation->arithmetic && violation->show_key)
				violation->arithmetic = psprintf(_("%s Key: %s."),
												 violation->arithmetic,
												 violation->key);
			ereport(mode == RULE_WARN ? WARNING : ERROR,
					(errcode(ERRCODE_CHECK_VIOLATION),
					 errmsg_internal("%s", violation->summary),
					 violation->arithmetic ?
					 errdetail_internal("%s", violation->arithmetic) : 0,
					 violation->hint ?
					 errhint("%s", _(violation->hint)) : 0,
					 rule_violation_fields(violation)));
			break;
	}
}

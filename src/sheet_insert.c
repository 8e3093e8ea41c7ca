/*-------------------------------------------------------------------------
 *
 * sheet_insert.c
 *	  Inserts the rows of a sheet into the tables of a model.
 *
 * A sheet is a hundred rows in a dozen tables, and most of what an INSERT of a
 * few rows takes is starting the statement and queueing the events of deferred
 * rules.  So a table with nothing about it that takes a statement gets its rows
 * as replication would bring them: constraints, defaults, indexes, foreign keys,
 * row rules and other triggers are the server's; the project that all rows refer
 * to is looked up once; sum rules, whose verdict the loader asks for in the end,
 * are told of each row without an event.
 *
 * Into any other table (a partitioned one, one with row security, with triggers
 * before a row or of a statement, with columns of other types, one that the
 * caller may only write to in part) goes an INSERT, whose plan the session keeps.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "rewrite/rewriteHandler.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "budget_ext.h"
#include "compat.h"
#include "sheet_insert.h"

/* Types of this extension, by their place in Loader.types */
#define OWN_WON			0
#define OWN_CODE		1
#define OWN_FUNCTION	2
#define NOWN			3

static const char *const own_types[NOWN] = {
	"thousand_won", "budget_code", "function_code"
};

/* A column's type: one of the server's, or a place in Loader.types */
typedef struct LoadColumn
{
	const char *name;
	Oid			type;
} LoadColumn;

#define WON			OWN_WON
#define CODE		OWN_CODE
#define FUNCTION	OWN_FUNCTION

#define MAX_LOAD_COLUMNS	28

static const struct
{
	const char *name;
	LoadColumn	columns[MAX_LOAD_COLUMNS];
}			load_tables[LOAD_NTABLES] =
{
	[LOAD_PROJECT] = {"project", {
		{"id", INT8OID}, {"name", TEXTOID}, {"fiscal_year", INT4OID},
		{"government", TEXTOID}, {"bureau", TEXTOID}, {"department", TEXTOID},
		{"account", TEXTOID}, {"function_code", FUNCTION}, {"policy", TEXTOID},
		{"unit", TEXTOID}, {"period", TEXTOID}, {"is_annual", BOOLOID},
		{"starts_on", DATEOID}, {"ends_on", DATEOID}, {"location", TEXTOID},
		{"summary", TEXTOID}, {"implementer", TEXTOID}, {"is_new", BOOLOID},
		{"is_continuing", BOOLOID}, {"is_ordinary", BOOLOID},
		{"is_investment", BOOLOID}, {"total_cost", WON},
		{"national_cost", WON}, {"subsidy_rate", NUMERICOID},
		{"source_line", INT4OID},
	}},
	[LOAD_METHOD] = {"project_method", {
		{"project_id", INT8OID}, {"method", TEXTOID}, {"applies", BOOLOID},
		{"source_line", INT4OID},
	}},
	[LOAD_PROCEDURE] = {"project_procedure", {
		{"project_id", INT8OID}, {"procedure", TEXTOID}, {"applies", BOOLOID},
		{"source_line", INT4OID},
	}},
	[LOAD_FUNDING] = {"project_funding", {
		{"project_id", INT8OID}, {"source", TEXTOID}, {"amount", WON},
		{"source_line", INT4OID},
	}},
	[LOAD_CONTACT] = {"project_contact", {
		{"project_id", INT8OID}, {"ordinal", INT4OID}, {"role", TEXTOID},
		{"contact", TEXTOID}, {"source_line", INT4OID},
	}},
	[LOAD_TOTAL] = {"budget_total", {
		{"project_id", INT8OID}, {"fiscal_year", INT4OID}, {"stage", TEXTOID},
		{"two_years_before", WON}, {"two_years_before_subsidy", WON},
		{"prior", WON}, {"prior_subsidy", WON}, {"current", WON},
		{"current_subsidy", WON}, {"change", WON}, {"change_subsidy", WON},
		{"change_rate", NUMERICOID}, {"change_rate_subsidy", NUMERICOID},
		{"scheduled", WON}, {"source_line", INT4OID},
	}},
	[LOAD_BUDGET] = {"budget_line", {
		{"project_id", INT8OID}, {"fiscal_year", INT4OID}, {"stage", TEXTOID},
		{"code", CODE}, {"two_years_before", WON},
		{"two_years_before_subsidy", WON}, {"prior", WON},
		{"prior_subsidy", WON}, {"current", WON}, {"current_subsidy", WON},
		{"change", WON}, {"change_subsidy", WON}, {"change_rate", NUMERICOID},
		{"change_rate_subsidy", NUMERICOID}, {"label", TEXTOID},
		{"source_line", INT4OID},
	}},
	[LOAD_PRE_ESTABLISHED] = {"budget_line", {
		{"project_id", INT8OID}, {"fiscal_year", INT4OID}, {"stage", TEXTOID},
		{"code", CODE}, {"two_years_before", WON},
		{"two_years_before_subsidy", WON}, {"prior", WON},
		{"prior_subsidy", WON}, {"current", WON}, {"current_subsidy", WON},
		{"change", WON}, {"change_subsidy", WON}, {"change_rate", NUMERICOID},
		{"change_rate_subsidy", NUMERICOID}, {"label", TEXTOID},
		{"source_line", INT4OID}, {"pre_established", WON},
	}},
	[LOAD_COST] = {"cost_basis", {
		{"id", INT8OID}, {"project_id", INT8OID}, {"fiscal_year", INT4OID},
		{"stage", TEXTOID}, {"code", CODE}, {"parent_id", INT8OID},
		{"ordinal", INT4OID}, {"depth", INT4OID}, {"label", TEXTOID},
		{"basis", TEXTOID}, {"amount", WON}, {"source_line", INT4OID},
	}},
	[LOAD_TEXT] = {"project_text", {
		{"project_id", INT8OID}, {"section", TEXTOID}, {"ordinal", INT4OID},
		{"depth", INT4OID}, {"label", TEXTOID}, {"body", TEXTOID},
		{"stated_item", TEXTOID}, {"stated_number", INT4OID},
		{"stated_amount", WON}, {"source_line", INT4OID},
	}},
	[LOAD_MILESTONE] = {"milestone", {
		{"project_id", INT8OID}, {"ordinal", INT4OID}, {"happened_on", DATEOID},
		{"date_text", TEXTOID}, {"event", TEXTOID}, {"source_line", INT4OID},
	}},
	[LOAD_STEP] = {"schedule_step", {
		{"project_id", INT8OID}, {"fiscal_year", INT4OID}, {"stage", TEXTOID},
		{"ordinal", INT4OID}, {"step", TEXTOID}, {"period", TEXTOID},
		{"starts_on", DATEOID}, {"ends_on", DATEOID}, {"amount", WON},
		{"detail", TEXTOID}, {"source_line", INT4OID},
	}},
	[LOAD_ACHIEVEMENT] = {"achievement", {
		{"project_id", INT8OID}, {"year", INT4OID}, {"ordinal", INT4OID},
		{"depth", INT4OID}, {"body", TEXTOID}, {"source_line", INT4OID},
	}},
	[LOAD_SETTLEMENT] = {"settlement", {
		{"project_id", INT8OID}, {"year", INT4OID}, {"source_line", INT4OID},
		{"original_budget", WON}, {"carried_in", WON},
		{"carried_in_express", WON}, {"carried_in_accident", WON},
		{"carried_in_continuing", WON}, {"adjustment", WON},
		{"current_budget", WON}, {"obligated", WON}, {"executed", WON},
		{"carried_out", WON}, {"carried_out_express", WON},
		{"carried_out_accident", WON}, {"carried_out_continuing", WON},
		{"returned", WON}, {"remaining", WON},
		{"original_budget_subsidy", WON}, {"carried_in_subsidy", WON},
		{"adjustment_subsidy", WON}, {"current_budget_subsidy", WON},
		{"executed_subsidy", WON}, {"carried_out_subsidy", WON},
		{"remaining_subsidy", WON},
	}},
	[LOAD_SHEET] = {"project_sheet", {
		{"project_id", INT8OID}, {"sheet", TEXTOID},
	}},
	[LOAD_ISSUE] = {"sheet_issue", {
		{"project_id", INT8OID}, {"ordinal", INT4OID}, {"line", INT4OID},
		{"section", TEXTOID}, {"kind", TEXTOID}, {"content", TEXTOID},
		{"message", TEXTOID},
	}}
};

static int
count_columns(LoadTable table)
{
	int			n = 0;

	while (n < MAX_LOAD_COLUMNS && load_tables[table].columns[n].name)
		n++;
	return n;
}

static Oid
column_type(const Loader *loader, const LoadColumn *column)
{
	return column->type < NOWN ? loader->types[column->type] : column->type;
}

/*
 * Gathering rows
 */

LoadRows *
load_begin(LoadTable table, int nrows)
{
	LoadRows   *rows = palloc(sizeof(LoadRows));

	rows->table = table;
	rows->nvalues = 0;
	rows->max_values = nrows * count_columns(table);
	rows->values = palloc(Max(rows->max_values, 1) * sizeof(Datum));
	rows->nulls = palloc(Max(rows->max_values, 1) * sizeof(bool));
	return rows;
}

void
load_value(LoadRows *rows, Datum value, bool isnull)
{
	Assert(rows->nvalues < rows->max_values);
	rows->values[rows->nvalues] = value;
	rows->nulls[rows->nvalues++] = isnull;
}

void
load_text(LoadRows *rows, SheetText text)
{
	load_value(rows, text.len > 0 ? sheet_text_datum(text) : (Datum) 0,
			   text.len == 0);
}

void
load_int(LoadRows *rows, int value)
{
	load_value(rows, Int32GetDatum(value), false);
}

void
load_amount(LoadRows *rows, const SheetAmount *amount)
{
	load_value(rows, ThousandWonGetDatum(amount->won), !amount->stated);
}

void
load_subsidy(LoadRows *rows, const SheetAmount *amount)
{
	load_value(rows, ThousandWonGetDatum(amount->subsidy),
			   !amount->subsidy_stated);
}

/* A rate as numeric, with the digits that were written */
void
load_rate(LoadRows *rows, const char *rate)
{
	load_value(rows,
			   rate == NULL ? (Datum) 0 :
			   DirectFunctionCall3(numeric_in, CStringGetDatum(rate),
								   ObjectIdGetDatum(InvalidOid),
								   Int32GetDatum(-1)),
			   rate == NULL);
}

/*
 * By a statement
 */

/*
 * Kept plans, for one model at a time.  They say the model's schema by name,
 * so they are good for as long as the schema of this OID has this name.  A load
 * within another, which may be running one of them, has plans of its own.
 */
static struct
{
	Oid			model;
	Oid			extension;
	char		model_name[NAMEDATALEN];
	SPIPlanPtr	plans[LOAD_NTABLES];
}			kept;

/* Looks up what a loader needs of its schemas, whose plans are then the kept */
void
load_use_model(Loader *loader)
{
	char	   *name = get_namespace_name(loader->model);

	loader->model_name = quote_identifier(name);
	for (int i = 0; i < NOWN; i++)
	{
		loader->types[i] = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
										   PointerGetDatum(own_types[i]),
										   ObjectIdGetDatum(loader->extension));
		if (!OidIsValid(loader->types[i]))
			elog(ERROR, "type \"%s\" is missing", own_types[i]);
	}
	rule_functions(loader->extension, &loader->functions);

	if (loader->nested)
	{
		loader->plans = palloc0(LOAD_NTABLES * sizeof(SPIPlanPtr));
		return;
	}
	loader->plans = kept.plans;
	if (kept.model == loader->model && kept.extension == loader->extension &&
		strcmp(kept.model_name, name) == 0)
		return;
	for (int i = 0; i < LOAD_NTABLES; i++)
	{
		if (kept.plans[i])
			SPI_freeplan(kept.plans[i]);
		kept.plans[i] = NULL;
	}
	kept.model = loader->model;
	kept.extension = loader->extension;
	strlcpy(kept.model_name, name, NAMEDATALEN);
}

/*
 * INSERT ... SELECT over an array for each column.  (unnest over several arrays
 * is syntax, and always the system's, as long as it is not qualified.)
 */
static SPIPlanPtr
prepare_insert(Loader *loader, LoadTable table, Oid *types, int ncolumns)
{
	StringInfoData sql;
	SPIPlanPtr	plan;

	initStringInfo(&sql);
	appendStringInfo(&sql, "INSERT INTO %s.%s (", loader->model_name,
					 load_tables[table].name);
	for (int i = 0; i < ncolumns; i++)
		appendStringInfo(&sql, "%s%s", i > 0 ? ", " : "",
						 load_tables[table].columns[i].name);
	appendStringInfoString(&sql, ") OVERRIDING SYSTEM VALUE SELECT u.* FROM unnest(");
	for (int i = 0; i < ncolumns; i++)
		appendStringInfo(&sql, "%s$%d", i > 0 ? ", " : "", i + 1);
	appendStringInfoString(&sql, ") u");
	plan = SPI_prepare(sql.data, ncolumns, types);
	if (plan == NULL)
		elog(ERROR, "could not prepare \"%s\": %s", sql.data,
			 SPI_result_code_string(SPI_result));
	if (!loader->nested)
		SPI_keepplan(plan);
	return plan;
}

static void
insert_by_statement(Loader *loader, LoadRows *rows, int ncolumns)
{
	Oid			types[MAX_LOAD_COLUMNS];
	Datum		arrays[MAX_LOAD_COLUMNS];
	int			nrows = rows->nvalues / ncolumns;
	Datum	   *values = palloc(nrows * sizeof(Datum));
	bool	   *nulls = palloc(nrows * sizeof(bool));
	int			lower = 1;
	int			result;

	for (int i = 0; i < ncolumns; i++)
	{
		Oid			type = column_type(loader, &load_tables[rows->table].columns[i]);
		int16		len;
		bool		byval;
		char		align;

		for (int row = 0; row < nrows; row++)
		{
			values[row] = rows->values[row * ncolumns + i];
			nulls[row] = rows->nulls[row * ncolumns + i];
		}
		get_typlenbyvalalign(type, &len, &byval, &align);
		types[i] = get_array_type(type);
		arrays[i] = PointerGetDatum(construct_md_array(values, nulls, 1, &nrows,
													   &lower, type, len, byval,
													   align));
	}
	if (loader->plans[rows->table] == NULL)
		loader->plans[rows->table] = prepare_insert(loader, rows->table, types,
													ncolumns);
	result = SPI_execute_plan(loader->plans[rows->table], arrays, NULL, false, 0);
	if (result < 0)
		elog(ERROR, "could not run a statement of the loader: %s",
			 SPI_result_code_string(result));
}

/*
 * Without a statement
 */

/* Where each value goes, and what the other columns get */
typedef struct LoadTarget
{
	AttrNumber	columns[MAX_LOAD_COLUMNS];
	int			ndefaults;
	AttrNumber *default_columns;
	ExprState **defaults;		/* NULL where it is NULL */
} LoadTarget;

/* Do triggers only see a row after it is there, one by one? */
static bool
has_plain_triggers(Relation rel)
{
	for (int i = 0; rel->trigdesc && i < rel->trigdesc->numtriggers; i++)
	{
		Trigger    *trigger = &rel->trigdesc->triggers[i];

		if (TRIGGER_FOR_INSERT(trigger->tgtype) &&
			(!TRIGGER_FOR_ROW(trigger->tgtype) ||
			 !TRIGGER_FOR_AFTER(trigger->tgtype) || trigger->tgnewtable))
			return false;
	}
	return true;
}

/* May rows be inserted into a table without a statement? */
static bool
is_plain(Relation rel)
{
	if (rel->rd_rel->relkind != RELKIND_RELATION ||
		rel->rd_rel->relispartition || rel->rd_rules != NULL ||
		XactReadOnly || IsInParallelMode())
		return false;
	if (pg_class_aclcheck(RelationGetRelid(rel), GetUserId(),
						  ACL_INSERT) != ACLCHECK_OK ||
		check_enable_rls(RelationGetRelid(rel), InvalidOid, true) == RLS_ENABLED)
		return false;
	return has_plain_triggers(rel);
}

/* Finds each column, which must have the type of its values */
static bool
find_columns(const Loader *loader, LoadTable table, int ncolumns, Relation rel,
			 LoadTarget *target, Bitmapset **given)
{
	TupleDesc	desc = RelationGetDescr(rel);
	int			at = 0;

	for (int i = 0; i < ncolumns; i++)
	{
		const LoadColumn *column = &load_tables[table].columns[i];
		Form_pg_attribute att = NULL;

		/* most likely the next one */
		for (int n = 0; n < desc->natts; n++)
		{
			att = TupleDescAttr(desc, (at + n) % desc->natts);
			if (!att->attisdropped &&
				strcmp(NameStr(att->attname), column->name) == 0)
				break;
			att = NULL;
		}
		if (att == NULL || att->atttypid != column_type(loader, column) ||
			att->atttypmod >= 0 || att->attgenerated != '\0' ||
			att->attidentity == ATTRIBUTE_IDENTITY_ALWAYS)
			return false;
		target->columns[i] = att->attnum;
		*given = bms_add_member(*given, att->attnum);
		at = att->attnum;
	}
	return true;
}

/* Prepares what the columns get that are not given */
static bool
find_defaults(Relation rel, EState *estate, Bitmapset *given, LoadTarget *target)
{
	TupleDesc	desc = RelationGetDescr(rel);

	target->ndefaults = 0;
	target->default_columns = palloc(desc->natts * sizeof(AttrNumber));
	target->defaults = palloc(desc->natts * sizeof(ExprState *));
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute att = TupleDescAttr(desc, i);
		Node	   *expr = NULL;

		if (bms_is_member(att->attnum, given))
			continue;
		if (!att->attisdropped && att->attgenerated == '\0')
		{
			/* a domain may refuse NULL */
			if (get_typtype(att->atttypid) == TYPTYPE_DOMAIN)
				return false;
			if (att->atthasdef || att->attidentity != '\0')
				expr = build_column_default(rel, att->attnum);
		}
		target->default_columns[target->ndefaults] = att->attnum;
		target->defaults[target->ndefaults++] =
			expr ? ExecPrepareExpr((Expr *) expr, estate) : NULL;
	}
	return true;
}

static void
fill_slot(TupleTableSlot *slot, const LoadRows *rows, int row, int ncolumns,
		  const LoadTarget *target, EState *estate)
{
	ExecClearTuple(slot);
	for (int i = 0; i < ncolumns; i++)
	{
		int			place = target->columns[i] - 1;

		slot->tts_values[place] = rows->values[row * ncolumns + i];
		slot->tts_isnull[place] = rows->nulls[row * ncolumns + i];
	}
	for (int i = 0; i < target->ndefaults; i++)
	{
		int			place = target->default_columns[i] - 1;

		slot->tts_isnull[place] = true;
		slot->tts_values[place] = (Datum) 0;
		if (target->defaults[i])
			slot->tts_values[place] =
				ExecEvalExprSwitchContext(target->defaults[i],
										  GetPerTupleExprContext(estate),
										  &slot->tts_isnull[place]);
	}
	ExecStoreVirtualTuple(slot);
}

/* Has a column the same value in all rows? */
static bool
is_shared(Relation rel, AttrNumber column, const LoadRows *rows, int ncolumns,
		  const LoadTarget *target)
{
	int			at = 0;

	while (at < ncolumns && target->columns[at] != column)
		at++;
	if (at == ncolumns || !TupleDescAttr(RelationGetDescr(rel), column - 1)->attbyval)
		return false;
	for (int i = at; i < rows->nvalues; i += ncolumns)
	{
		if (rows->nulls[i] || rows->values[i] != rows->values[at])
			return false;
	}
	return true;
}

/* Sum rules are told of a row by us: the copy of their triggers has no events */
static List *
take_sum_triggers(const Loader *loader, TriggerDesc *triggers)
{
	List	   *taken = NIL;

	for (int i = 0; triggers && i < triggers->numtriggers; i++)
	{
		Trigger    *trigger = &triggers->triggers[i];

		if (trigger->tgfoid != loader->functions.sum ||
			!TRIGGER_FOR_ROW(trigger->tgtype) ||
			!TRIGGER_FOR_INSERT(trigger->tgtype))
			continue;
		if (sum_trigger_fires(trigger, SessionReplicationRole))
		{
			Trigger    *copy = palloc(sizeof(Trigger));

			*copy = *trigger;
			taken = lappend(taken, copy);
		}
		trigger->tgenabled = TRIGGER_DISABLED;
	}
	return taken;
}

/*
 * Foreign keys that all rows have alike are looked up with the last row, as all
 * would be then: immediate ones, where nothing but the server's own triggers
 * fires before and might take that row away.  The others are taken out of the
 * copy of the triggers; returns them.
 */
static List *
take_shared_keys(const Loader *loader, Relation rel, TriggerDesc *triggers,
				 const LoadRows *rows, int ncolumns, const LoadTarget *target)
{
	List	   *taken = NIL;

	for (int i = 0; triggers && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (TRIGGER_FOR_INSERT(trigger->tgtype) && !trigger->tgisinternal &&
			trigger->tgfoid != loader->functions.sum)
			return NIL;
	}
	for (int i = 0; triggers && i < triggers->numtriggers; i++)
	{
		Trigger    *trigger = &triggers->triggers[i];
		ListCell   *lc;

		if (!TRIGGER_FOR_INSERT(trigger->tgtype) || trigger->tgdeferrable ||
			RI_FKey_trigger_type(trigger->tgfoid) != RI_TRIGGER_FK ||
			trigger->tgenabled != TRIGGER_FIRES_ON_ORIGIN)
			continue;
		foreach(lc, RelationGetFKeyList(rel))
		{
			ForeignKeyCacheInfo *fk = lfirst(lc);

			if (fk->conoid == trigger->tgconstraint && fk->nkeys == 1 &&
				is_shared(rel, fk->conkey[0], rows, ncolumns, target))
			{
				trigger->tgenabled = TRIGGER_DISABLED;
				taken = lappend(taken, trigger);
				break;
			}
		}
	}
	return taken;
}

static void
tell_sum_rules(const Loader *loader, Relation rel, List *triggers,
			   TupleTableSlot *slot)
{
	TriggerData data = {
		.type = T_TriggerData,
		.tg_event = TRIGGER_EVENT_INSERT | TRIGGER_EVENT_ROW | TRIGGER_EVENT_AFTER,
		.tg_relation = rel,
		.tg_trigslot = slot
	};
	ListCell   *lc;

	if (triggers == NIL)
		return;
	data.tg_trigtuple = ExecFetchSlotHeapTuple(slot, false, NULL);
	foreach(lc, triggers)
	{
		data.tg_trigger = lfirst(lc);
		sum_load_row(&data, loader->functions.sum);
	}
}

/*
 * Inserts rows as the subscriber of a publication does.  Returns false, and has
 * done nothing, where a table is not plain enough.
 */
static bool
insert_directly(Loader *loader, LoadRows *rows, int ncolumns)
{
	Oid			relid = get_relname_relid(load_tables[rows->table].name,
										  loader->model);
	Relation	rel;
	EState	   *estate;
	LoadTarget	target;
	Bitmapset  *given = NULL;
	ResultRelInfo *relinfo;
	TupleTableSlot *slot;
	List	   *sum_triggers;
	List	   *key_triggers;
	int			nrows = rows->nvalues / ncolumns;

	if (!OidIsValid(relid))
		return false;
	rel = table_open(relid, RowExclusiveLock);
	estate = CreateExecutorState();
	if (!is_plain(rel) ||
		!find_columns(loader, rows->table, ncolumns, rel, &target, &given) ||
		!find_defaults(rel, estate, given, &target))
	{
		FreeExecutorState(estate);
		table_close(rel, NoLock);
		return false;
	}

	PushActiveSnapshot(GetTransactionSnapshot());
	relinfo = makeNode(ResultRelInfo);
	InitResultRelInfo(relinfo, rel, 0, NULL, 0);
	sum_triggers = take_sum_triggers(loader, relinfo->ri_TrigDesc);
	key_triggers = take_shared_keys(loader, rel, relinfo->ri_TrigDesc,
									rows, ncolumns, &target);
	ExecOpenIndices(relinfo, false);
	/* here the server looks for the table when it fires triggers */
	estate->es_opened_result_relations =
		lappend(estate->es_opened_result_relations, relinfo);
	slot = table_slot_create(rel, NULL);

	AfterTriggerBeginQuery();
	for (int row = 0; row < nrows; row++)
	{
		CHECK_FOR_INTERRUPTS();
		if (row == nrows - 1)
		{
			ListCell   *lc;

			foreach(lc, key_triggers)
				((Trigger *) lfirst(lc))->tgenabled = TRIGGER_FIRES_ON_ORIGIN;
		}
		ResetPerTupleExprContext(estate);
		fill_slot(slot, rows, row, ncolumns, &target, estate);
		ExecSimpleRelationInsert(relinfo, estate, slot);
		tell_sum_rules(loader, rel, sum_triggers, slot);
	}
	AfterTriggerEndQuery(estate);

	ExecDropSingleTupleTableSlot(slot);
	ExecResetTupleTable(estate->es_tupleTable, false);
	ExecCloseResultRelations(estate);
	FreeExecutorState(estate);
	PopActiveSnapshot();
	table_close(rel, NoLock);
	CommandCounterIncrement();
	return true;
}

/* Inserts the rows that were gathered, if there are any */
void
load_insert(Loader *loader, LoadRows *rows)
{
	int			ncolumns = count_columns(rows->table);

	Assert(rows->nvalues % ncolumns == 0);
	if (rows->nvalues > 0 && !insert_directly(loader, rows, ncolumns))
		insert_by_statement(loader, rows, ncolumns);
}

/* May the caller insert an id, and is its sequence the table's own? */
static bool
draws_freely(Oid relid, AttrNumber id)
{
	HeapTuple	tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(relid),
										Int16GetDatum(id));
	bool		identity;

	if (!HeapTupleIsValid(tuple))
		return false;
	identity = ((Form_pg_attribute) GETSTRUCT(tuple))->attidentity != '\0';
	ReleaseSysCache(tuple);
	return identity &&
		(pg_class_aclcheck(relid, GetUserId(), ACL_INSERT) == ACLCHECK_OK ||
		 pg_attribute_aclcheck(relid, id, GetUserId(), ACL_INSERT) == ACLCHECK_OK);
}

/* Draws numbers for rows, from the sequence of their table's id */
void
load_draw_ids(Loader *loader, LoadTable table, int64 *ids, int n)
{
	const char *name = load_tables[table].name;
	LOCAL_FCINFO(fcinfo, 2);
	Datum		sequence;
	Oid			sequence_relid;
	Oid			relid;
	bool		freely;

	InitFunctionCallInfoData(*fcinfo, NULL, 2, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = CStringGetTextDatum(psprintf("%s.%s", loader->model_name,
														 name));
	fcinfo->args[0].isnull = false;
	fcinfo->args[1].value = CStringGetTextDatum("id");
	fcinfo->args[1].isnull = false;
	sequence = pg_get_serial_sequence(fcinfo);
	if (fcinfo->isnull)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("column \"id\" of table \"%s\" has no sequence", name)));
	sequence_relid =
		DatumGetObjectId(DirectFunctionCall1(regclassin,
											 CStringGetDatum(TextDatumGetCString(sequence))));
	relid = get_relname_relid(name, loader->model);
	/* as an INSERT that leaves the number to the table */
	freely = draws_freely(relid, get_attnum(relid, "id"));
	for (int i = 0; i < n; i++)
		ids[i] = nextval_internal(sequence_relid, !freely);
}

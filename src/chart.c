/*-------------------------------------------------------------------------
 *
 * chart.c
 *	  Charts of codes: what a code means in a year.
 *
 * Numbers are reused with another meaning, so a code means something only
 * in a scope and a year.  The rows that come with the extension are marked
 * as shipped; an office adds its own, which are preferred.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/typcache.h"

#include "budget_code.h"
#include "chart.h"
#include "compat.h"

const ChartKind budget_code_charts = {
	"budget_code", "budget_code_chart", "budget_code_chart_code"
};

/* Columns of a chart */
#define Anum_chart_scope	1
#define Anum_chart_code		2
#define Anum_chart_level	3
#define Anum_chart_name_ko	4
#define Anum_chart_years	5
#define Anum_chart_source	6
#define Anum_chart_shipped	7
#define Anum_chart_parent	8

/* In the order of ChartScope */
static const char *const scope_names[] = {
	"local", "national", "revenue", "school"
};

static bool
text_is(const text *txt, const char *word)
{
	size_t		len = strlen(word);

	return VARSIZE_ANY_EXHDR(txt) == len &&
		memcmp(VARDATA_ANY(txt), word, len) == 0;
}

/* The scope of that name; an error if there is none */
ChartScope
chart_scope(const text *name)
{
	for (int i = 0; i < lengthof(scope_names); i++)
	{
		if (text_is(name, scope_names[i]))
			return (ChartScope) i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized chart scope: \"%s\"", text_to_cstring(name)),
			 errhint("Valid scopes are \"local\", \"national\", \"revenue\" and \"school\".")));
}

/* ----------
 * Look-up
 * ----------
 */

/*
 * Opens one of our tables for reading.  It is read below the executor, so
 * what the executor would have checked is checked here.
 */
static Relation
open_for_reading(const char *name, Oid nspid)
{
	Oid			relid = get_relname_relid(name, nspid);
	AclResult	result;

	if (!OidIsValid(relid))
		elog(ERROR, "table \"%s\" not found in schema %u", name, nspid);
	result = pg_class_aclcheck(relid, GetUserId(), ACL_SELECT);
	if (result != ACLCHECK_OK)
		aclcheck_error(result, OBJECT_TABLE, name);
	return table_open(relid, AccessShareLock);
}

/*
 * Starts a scan of a table for the rows with that code in that column, as
 * the query that asks sees them.  Both types of code are four bytes whose
 * order is an integer's, so the integers' equality serves.
 */
static SysScanDesc
begin_code_scan(Relation rel, const char *index, AttrNumber attnum, int32 code)
{
	Oid			indexid = get_relname_relid(index, RelationGetNamespace(rel));
	ScanKeyData key;

	ScanKeyInit(&key, attnum, BTEqualStrategyNumber, F_INT4EQ,
				Int32GetDatum(code));
	return systable_beginscan(rel, indexid, OidIsValid(indexid),
							  GetActiveSnapshot(), 1, &key);
}

static bool
years_contain(RangeType *years, int32 year)
{
	TypeCacheEntry *typcache = lookup_type_cache(INT4RANGEOID,
												 TYPECACHE_RANGE_INFO);
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(typcache, years, &lower, &upper, &empty);
	if (empty)
		return false;

	/* an int4range is stored as [lower, upper) */
	return (lower.infinite || DatumGetInt32(lower.val) <= year) &&
		(upper.infinite || DatumGetInt32(upper.val) > year);
}

static Datum
get_column(HeapTuple tuple, AttrNumber attnum, Relation rel, bool *isnull)
{
	return heap_getattr(tuple, attnum, RelationGetDescr(rel), isnull);
}

/*
 * The row of a code in a year, the user's before ours.  Returns false if
 * there is none.
 */
bool
chart_lookup(const ChartKind *kind, Oid nspid, ChartScope scope,
			 int32 code, int32 year, ChartRow *row)
{
	Relation	rel = open_for_reading(kind->chart, nspid);
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		found = false;

	scan = begin_code_scan(rel, kind->chart_index, Anum_chart_code, code);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		isnull;
		Datum		value;
		bool		shipped;

		value = get_column(tuple, Anum_chart_scope, rel, &isnull);
		if (isnull || !text_is(DatumGetTextPP(value), scope_names[scope]))
			continue;
		value = get_column(tuple, Anum_chart_years, rel, &isnull);
		if (isnull || !years_contain(DatumGetRangeTypeP(value), year))
			continue;
		value = get_column(tuple, Anum_chart_shipped, rel, &isnull);
		shipped = !isnull && DatumGetBool(value);
		if (found && shipped)
			continue;

		found = true;
		row->shipped = shipped;
		value = get_column(tuple, Anum_chart_level, rel, &isnull);
		row->level = isnull ? NULL : TextDatumGetCString(value);
		value = get_column(tuple, Anum_chart_name_ko, rel, &isnull);
		row->name = isnull ? NULL : TextDatumGetCString(value);
		value = get_column(tuple, Anum_chart_parent, rel, &isnull);
		row->has_parent = !isnull;
		row->parent = isnull ? 0 : DatumGetInt32(value);

		/* the user's rows of a code and scope do not overlap */
		if (!shipped)
			break;
	}
	systable_endscan(scan);
	table_close(rel, AccessShareLock);
	return found;
}

/* Looks up what the arguments (code, fiscal_year, scope) ask for. */
static bool
lookup_arguments(FunctionCallInfo fcinfo, const ChartKind *kind, ChartRow *row)
{
	return chart_lookup(kind, get_func_namespace(fcinfo->flinfo->fn_oid),
						chart_scope(PG_GETARG_TEXT_PP(2)),
						PG_GETARG_INT32(0), PG_GETARG_INT32(1), row);
}

PG_FUNCTION_INFO_V1(budget_code_name);
Datum
budget_code_name(PG_FUNCTION_ARGS)
{
	ChartRow	row;

	if (!lookup_arguments(fcinfo, &budget_code_charts, &row) ||
		row.name == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(row.name));
}

PG_FUNCTION_INFO_V1(budget_code_valid);
Datum
budget_code_valid(PG_FUNCTION_ARGS)
{
	ChartRow	row;

	PG_RETURN_BOOL(lookup_arguments(fcinfo, &budget_code_charts, &row));
}

PG_FUNCTION_INFO_V1(budget_code_level_in_year);
Datum
budget_code_level_in_year(PG_FUNCTION_ARGS)
{
	ChartRow	row;

	if (!lookup_arguments(fcinfo, &budget_code_charts, &row) ||
		row.level == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(row.level));
}

PG_FUNCTION_INFO_V1(budget_code_parent);
Datum
budget_code_parent(PG_FUNCTION_ARGS)
{
	ChartRow	row;

	if (!lookup_arguments(fcinfo, &budget_code_charts, &row) ||
		!row.has_parent)
		PG_RETURN_NULL();
	PG_RETURN_BUDGET_CODE(row.parent);
}

/* ----------
 * Guarding the tables
 * ----------
 */

/* What no two rows of a chart may share, as a range */
static RangeType *
make_chart_key(ChartScope scope, int32 code, RangeType *years)
{
	TypeCacheEntry *int4range = lookup_type_cache(INT4RANGEOID,
												  TYPECACHE_RANGE_INFO);
	TypeCacheEntry *int8range = lookup_type_cache(INT8RANGEOID,
												  TYPECACHE_RANGE_INFO);
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;
	int64		origin;

	range_deserialize(int4range, years, &lower, &upper, &empty);
	if (empty)
		return make_empty_range(int8range);

	/* each scope and code (below 2^17) owns the numbers of 2^33 years */
	Assert((code >> 17) == 0);
	origin = ((int64) scope << 17 | code) << 33;
	lower.val = Int64GetDatum(origin + (lower.infinite ? 0 :
										(int64) DatumGetInt32(lower.val) - PG_INT32_MIN));
	upper.val = Int64GetDatum(origin + (upper.infinite ? INT64CONST(1) << 32 :
										(int64) DatumGetInt32(upper.val) - PG_INT32_MIN));
	lower.infinite = upper.infinite = false;
	lower.inclusive = true;
	upper.inclusive = false;
	return make_range(int8range, &lower, &upper, false, NULL);
}

PG_FUNCTION_INFO_V1(budget_code_chart_key);
Datum
budget_code_chart_key(PG_FUNCTION_ARGS)
{
	PG_RETURN_RANGE_P(make_chart_key(chart_scope(PG_GETARG_TEXT_PP(0)),
									 PG_GETARG_INT32(1),
									 PG_GETARG_RANGE_P(2)));
}

static bool
is_shipped(HeapTuple tuple, Relation rel)
{
	bool		isnull;
	Datum		value = SPI_getbinval(tuple, RelationGetDescr(rel),
									  SPI_fnumber(RelationGetDescr(rel), "shipped"),
									  &isnull);

	return !isnull && DatumGetBool(value);
}

/*
 * Refuses writes to shipped rows, but by the extension's own scripts: a
 * change would be lost with the next dump and restore, and an upgrade of the
 * extension would meet rows it does not know.
 */
PG_FUNCTION_INFO_V1(budget_chart_guard);
Datum
budget_chart_guard(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Relation	rel;
	HeapTuple	result = NULL;
	bool		by_script;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called as a BEFORE trigger",
						"budget_chart_guard")));

	rel = trigdata->tg_relation;
	by_script = creating_extension &&
		getExtensionOfObject(RelationRelationId,
							 RelationGetRelid(rel)) == CurrentExtensionObject;
	if (TRIGGER_FIRED_FOR_ROW(trigdata->tg_event))
		result = TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ?
			trigdata->tg_newtuple : trigdata->tg_trigtuple;

	/* a statement is a TRUNCATE, and leaves nothing */
	if (!by_script &&
		(result == NULL || is_shipped(trigdata->tg_trigtuple, rel) ||
		 is_shipped(result, rel)))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("shipped rows of \"%s\" cannot be written",
						RelationGetRelationName(rel)),
				 errhint("Write a row of your own, with \"shipped\" false: it is preferred to the shipped one.")));
	PG_RETURN_POINTER(result);
}

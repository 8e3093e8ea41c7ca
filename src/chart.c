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
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"
#include "utils/typcache.h"

#include "budget_code.h"
#include "budget_ext.h"
#include "chart.h"
#include "compat.h"
#include "function_code.h"

/* Room for a code of either type as text */
#define CODE_BUFSIZE	Max(BUDGET_CODE_BUFSIZE, FUNCTION_CODE_BUFSIZE)

static void
format_budget_code(int32 code, char *buf)
{
	budget_code_format(code, true, buf);
}

const ChartKind budget_code_charts = {
	"budget_code_chart",
	"budget_code_chart_code",
	"budget_code_succession",
	"budget_code_succession_from",
	"budget_code_succession_to",
	format_budget_code
};

const ChartKind function_code_charts = {
	"function_code_chart",
	"function_code_chart_code",
	"function_code_succession",
	"function_code_succession_from",
	"function_code_succession_to",
	function_code_format
};

/* Columns of a chart; the last is missing where digits say the parent */
#define Anum_chart_scope	1
#define Anum_chart_code		2
#define Anum_chart_level	3
#define Anum_chart_name_ko	4
#define Anum_chart_years	5
#define Anum_chart_source	6
#define Anum_chart_shipped	7
#define Anum_chart_parent	8

/* Columns of a succession */
#define Anum_succession_scope	1
#define Anum_succession_from	2
#define Anum_succession_until	3
#define Anum_succession_to		4
#define Anum_succession_source	5
#define Anum_succession_shipped 6

/* In the order of ChartScope */
static const char *const scope_names[] = {
	"local", "national", "revenue", "school"
};

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

static bool
is_in_scope(HeapTuple tuple, AttrNumber attnum, Relation rel, ChartScope scope)
{
	bool		isnull;
	Datum		value = get_column(tuple, attnum, rel, &isnull);

	return !isnull && text_is(DatumGetTextPP(value), scope_names[scope]);
}

static bool
is_marked_shipped(HeapTuple tuple, AttrNumber attnum, Relation rel)
{
	bool		isnull;
	Datum		value = get_column(tuple, attnum, rel, &isnull);

	return !isnull && DatumGetBool(value);
}

/*
 * Finds the row of a code in a year in an open chart, the user's before
 * ours.  Returns false if there is none.
 */
static bool
find_row(const ChartKind *kind, Relation chart, ChartScope scope,
		 int32 code, int32 year, ChartRow *row)
{
	SysScanDesc scan;
	HeapTuple	tuple;
	bool		found = false;

	scan = begin_code_scan(chart, kind->chart_code, Anum_chart_code, code);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		isnull;
		Datum		value;
		bool		shipped;

		if (!is_in_scope(tuple, Anum_chart_scope, chart, scope))
			continue;
		value = get_column(tuple, Anum_chart_years, chart, &isnull);
		if (isnull || !years_contain(DatumGetRangeTypeP(value), year))
			continue;
		shipped = is_marked_shipped(tuple, Anum_chart_shipped, chart);
		found = true;
		row->shipped = shipped;
		row->tid = tuple->t_self;
		value = get_column(tuple, Anum_chart_level, chart, &isnull);
		row->level = isnull ? NULL : TextDatumGetCString(value);
		value = get_column(tuple, Anum_chart_name_ko, chart, &isnull);
		row->name = isnull ? NULL : TextDatumGetCString(value);
		row->has_parent = false;
		if (RelationGetNumberOfAttributes(chart) >= Anum_chart_parent)
		{
			value = get_column(tuple, Anum_chart_parent, chart, &isnull);
			row->has_parent = !isnull;
			row->parent = isnull ? 0 : DatumGetInt32(value);
		}

		/* the user's rows of a code and scope do not overlap */
		if (!shipped)
			break;
	}
	systable_endscan(scan);
	return found;
}

/* The same for other topics */
bool
chart_lookup(const ChartKind *kind, Oid nspid, ChartScope scope,
			 int32 code, int32 year, ChartRow *row)
{
	Relation	chart = open_for_reading(kind->chart, nspid);
	bool		found = find_row(kind, chart, scope, code, year, row);

	table_close(chart, AccessShareLock);
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

/*
 * What a call in a query was told stays true for the query's snapshot: a view
 * asks for some hundred codes, for each of its lines.
 */
#define MEMO_LIMIT 4096

typedef struct MemoKey
{
	int32		code;
	int32		year;
	int32		other;			/* the other year of a succession */
	int32		scope;
} MemoKey;

typedef struct MemoEntry
{
	MemoKey		key;
	text	   *name;			/* NULL if there is none */
	List	   *codes;
} MemoEntry;

typedef struct ChartMemo
{
	TransactionId xmin;
	TransactionId xmax;
	uint32		xcnt;
	CommandId	curcid;
	SubTransactionId subid;
	Oid			userid;
	MemoryContext context;		/* the entries and what they point to */
	HTAB	   *entries;
} ChartMemo;

/* The call's memo, empty unless it is of this snapshot, level and user. */
static ChartMemo *
chart_memo(FmgrInfo *flinfo)
{
	ChartMemo  *memo = flinfo->fn_extra;
	Snapshot	snapshot = GetActiveSnapshot();
	HASHCTL		ctl;

	if (memo == NULL)
	{
		memo = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(ChartMemo));
		memo->context = AllocSetContextCreate(flinfo->fn_mcxt, "chart memo",
											  ALLOCSET_SMALL_SIZES);
		flinfo->fn_extra = memo;
	}
	else if (memo->entries != NULL &&
			 memo->xmin == snapshot->xmin && memo->xmax == snapshot->xmax &&
			 memo->xcnt == snapshot->xcnt && memo->curcid == snapshot->curcid &&
			 memo->subid == GetCurrentSubTransactionId() &&
			 memo->userid == GetUserId() &&
			 hash_get_num_entries(memo->entries) < MEMO_LIMIT)
		return memo;

	memo->entries = NULL;
	MemoryContextReset(memo->context);
	ctl.keysize = sizeof(MemoKey);
	ctl.entrysize = sizeof(MemoEntry);
	ctl.hcxt = memo->context;
	memo->entries = hash_create("chart memo", 128, &ctl,
								HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	memo->xmin = snapshot->xmin;
	memo->xmax = snapshot->xmax;
	memo->xcnt = snapshot->xcnt;
	memo->curcid = snapshot->curcid;
	memo->subid = GetCurrentSubTransactionId();
	memo->userid = GetUserId();
	return memo;
}

static Datum
name_in_year(FunctionCallInfo fcinfo, const ChartKind *kind)
{
	ChartMemo  *memo = chart_memo(fcinfo->flinfo);
	MemoKey		key = {PG_GETARG_INT32(0), PG_GETARG_INT32(1), 0,
	chart_scope(PG_GETARG_TEXT_PP(2))};
	MemoEntry  *entry = hash_search(memo->entries, &key, HASH_FIND, NULL);

	if (entry == NULL)
	{
		ChartRow	row;
		text	   *name = NULL;

		if (lookup_arguments(fcinfo, kind, &row) && row.name != NULL)
		{
			MemoryContext caller = MemoryContextSwitchTo(memo->context);

			name = cstring_to_text(row.name);
			MemoryContextSwitchTo(caller);
		}
		/* only now: what raised an error was not told */
		entry = hash_search(memo->entries, &key, HASH_ENTER, NULL);
		entry->name = name;
		entry->codes = NIL;
	}
	if (entry->name == NULL)
		PG_RETURN_NULL();
	/* the caller's own, as the memo may forget it */
	PG_RETURN_DATUM(datumCopy(PointerGetDatum(entry->name), false, -1));
}

PG_FUNCTION_INFO_V1(budget_code_name);
Datum
budget_code_name(PG_FUNCTION_ARGS)
{
	return name_in_year(fcinfo, &budget_code_charts);
}

PG_FUNCTION_INFO_V1(function_code_name);
Datum
function_code_name(PG_FUNCTION_ARGS)
{
	return name_in_year(fcinfo, &function_code_charts);
}

PG_FUNCTION_INFO_V1(budget_code_valid);
Datum
budget_code_valid(PG_FUNCTION_ARGS)
{
	ChartRow	row;

	PG_RETURN_BOOL(lookup_arguments(fcinfo, &budget_code_charts, &row));
}

PG_FUNCTION_INFO_V1(function_code_valid);
Datum
function_code_valid(PG_FUNCTION_ARGS)
{
	ChartRow	row;

	PG_RETURN_BOOL(lookup_arguments(fcinfo, &function_code_charts, &row));
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
 * Succession
 *
 * A row says that what a code meant until a year went on under another code
 * in the next; a split has a row per successor.  Where the user has rows for
 * a code and year, ours for them do not count.
 * ----------
 */

/* What the search for successors reads */
typedef struct ChartReader
{
	const ChartKind *kind;
	ChartScope	scope;
	Relation	chart;
	Relation	succession;
} ChartReader;

/*
 * Skips what differs between systems when they write a name in UTF-8:
 * blanks, commas and the middle dots.
 */
static const char *
skip_punctuation(const char *p)
{
	static const char *const dots[] = {
		"\xC2\xB7",				/* U+00B7 */
		"\xE2\x80\xA7",			/* U+2027 */
		"\xE3\x83\xBB",			/* U+30FB */
		"\xE3\x86\x8D"				/* U+318D */
	};
	bool		skipped;

	do
	{
		skipped = is_blank(*p) || *p == ',';
		if (skipped)
			p++;
		for (int i = 0; i < lengthof(dots); i++)
		{
			if (strncmp(p, dots[i], strlen(dots[i])) == 0)
			{
				p += strlen(dots[i]);
				skipped = true;
			}
		}
	} while (skipped);
	return p;
}

static bool
names_agree(const char *a, const char *b)
{
	a = pg_server_to_any(a, strlen(a), PG_UTF8);
	b = pg_server_to_any(b, strlen(b), PG_UTF8);
	for (;;)
	{
		a = skip_punctuation(a);
		b = skip_punctuation(b);
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

/*
 * Does a code mean the same in two years?  It does if one row says it for
 * both, or two rows with the same name; a row without a name contradicts
 * nothing.
 */
static bool
means_the_same(const ChartReader *reader, int32 code, int32 year, int32 other)
{
	ChartRow	a;
	ChartRow	b;

	return find_row(reader->kind, reader->chart, reader->scope, code, year, &a) &&
		find_row(reader->kind, reader->chart, reader->scope, code, other, &b) &&
		(ItemPointerEquals(&a.tid, &b.tid) ||
		 a.name == NULL || b.name == NULL || names_agree(a.name, b.name));
}

/*
 * The codes that follow a code at the first of its changes from one year to
 * before another, and the last year before that change.
 */
static List *
next_codes(const ChartReader *reader, int32 code, int32 year, int32 end,
		   int32 *until)
{
	Relation	rel = reader->succession;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *codes = NIL;
	bool		own = false;

	scan = begin_code_scan(rel, reader->kind->succession_from,
						   Anum_succession_from, code);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		bool		isnull;
		int32		row_until;
		bool		row_own;
		int32		row_to;

		if (!is_in_scope(tuple, Anum_succession_scope, rel, reader->scope))
			continue;
		row_until = DatumGetInt32(get_column(tuple, Anum_succession_until, rel,
											 &isnull));
		if (row_until < year || row_until >= end)
			continue;
		row_own = !is_marked_shipped(tuple, Anum_succession_shipped, rel);
		row_to = DatumGetInt32(get_column(tuple, Anum_succession_to, rel,
										  &isnull));

		if (codes != NIL &&
			(row_until > *until || (row_until == *until && own && !row_own)))
			continue;
		if (codes != NIL &&
			(row_until < *until || (row_own && !own)))
			codes = NIL;
		*until = row_until;
		own = row_own;
		codes = list_append_unique_int(codes, row_to);
	}
	systable_endscan(scan);
	return codes;
}

/*
 * The codes that a code took over at the last of its changes after one year
 * and up to another, and the last year before that change.
 */
static List *
previous_codes(const ChartReader *reader, int32 code, int32 year, int32 end,
			   int32 *until)
{
	Relation	rel = reader->succession;

	for (;;)
	{
		SysScanDesc scan;
		HeapTuple	tuple;
		List	   *candidates = NIL;
		List	   *codes = NIL;
		ListCell   *lc;

		scan = begin_code_scan(rel, reader->kind->succession_to,
							   Anum_succession_to, code);
		while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		{
			bool		isnull;
			int32		row_until;

			if (!is_in_scope(tuple, Anum_succession_scope, rel, reader->scope))
				continue;
			row_until = DatumGetInt32(get_column(tuple, Anum_succession_until,
												 rel, &isnull));
			if (row_until < end || row_until >= year ||
				(candidates != NIL && row_until < *until))
				continue;
			if (candidates != NIL && row_until > *until)
				candidates = NIL;
			*until = row_until;
			candidates = list_append_unique_int(candidates,
												DatumGetInt32(get_column(tuple, Anum_succession_from,
																		 rel, &isnull)));
		}
		systable_endscan(scan);
		if (candidates == NIL)
			return NIL;

		/* a row of ours may be overruled by the user's for its code and year */
		foreach(lc, candidates)
		{
			int32		row_until;

			if (list_member_int(next_codes(reader, lfirst_int(lc), *until,
										   *until + 1, &row_until), code))
				codes = lappend_int(codes, lfirst_int(lc));
		}
		if (codes != NIL)
			return codes;
		year = *until;
	}
}

/*
 * What a code of one year is in another, in order: nothing if the chart does
 * not have it or it ended, several codes where it split (or, back in time,
 * where it took over several).
 */
static List *
follow_code(const ChartReader *reader, int32 code, int32 from_year,
			int32 to_year)
{
	List	   *codes = list_make1_int(code);
	List	   *years = list_make1_int(from_year);
	List	   *result = NIL;

	/*
	 * The lists grow while they are worked off.  Every step goes on in time
	 * to a year of the succession, and none is entered twice, so this ends.
	 */
	for (int i = 0; i < list_length(codes); i++)
	{
		int32		year = list_nth_int(years, i);
		int32		until = year;
		int32		resume;
		List	   *next;
		bool		reached;
		ListCell   *lc;

		CHECK_FOR_INTERRUPTS();
		code = list_nth_int(codes, i);
		if (to_year >= year)
		{
			next = next_codes(reader, code, year, to_year, &until);
			reached = next == NIL;
			if (!means_the_same(reader, code, year, reached ? to_year : until))
				continue;
			resume = until + 1;
		}
		else
		{
			next = previous_codes(reader, code, year, to_year, &until);
			reached = next == NIL;
			if (!means_the_same(reader, code, year, reached ? to_year : until + 1))
				continue;
			resume = until;

			/* the code may have been there before it took over others */
			if (!reached && !list_member_int(next, code) &&
				means_the_same(reader, code, until + 1, until))
			{
				int32		ignored;

				if (next_codes(reader, code, until, until + 1, &ignored) == NIL)
					next = lappend_int(next, code);
			}
		}

		if (reached)
			result = list_append_unique_int(result, code);
		foreach(lc, next)
		{
			bool		known = false;

			for (int j = 0; j < list_length(codes) && !known; j++)
				known = list_nth_int(codes, j) == lfirst_int(lc) &&
					list_nth_int(years, j) == resume;
			if (!known)
			{
				codes = lappend_int(codes, lfirst_int(lc));
				years = lappend_int(years, resume);
			}
		}
	}
	list_sort(result, list_int_cmp);
	return result;
}

/* Follows what the arguments (code, from_year, to_year, scope) ask for. */
static List *
follow_arguments(FunctionCallInfo fcinfo, const ChartKind *kind)
{
	Oid			nspid = get_func_namespace(fcinfo->flinfo->fn_oid);
	ChartReader reader;
	List	   *result;

	reader.kind = kind;
	reader.scope = chart_scope(PG_GETARG_TEXT_PP(3));
	reader.chart = open_for_reading(kind->chart, nspid);
	reader.succession = open_for_reading(kind->succession, nspid);
	result = follow_code(&reader, PG_GETARG_INT32(0), PG_GETARG_INT32(1),
						 PG_GETARG_INT32(2));
	table_close(reader.succession, AccessShareLock);
	table_close(reader.chart, AccessShareLock);
	return result;
}

/*
 * Tells why a code has no single counterpart in the other year, once for
 * each code and place in the query: there may be a million rows of it.
 */
static void
notice_ambiguity(FunctionCallInfo fcinfo, const ChartKind *kind, List *found)
{
	int32		code = PG_GETARG_INT32(0);
	List	   *told = (List *) fcinfo->flinfo->fn_extra;
	MemoryContext oldcontext;
	char		buf[CODE_BUFSIZE];
	StringInfoData list;
	ListCell   *lc;

	if (list_member_int(told, code))
		return;
	oldcontext = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	fcinfo->flinfo->fn_extra = lappend_int(told, code);
	MemoryContextSwitchTo(oldcontext);

	initStringInfo(&list);
	foreach(lc, found)
	{
		kind->format(lfirst_int(lc), buf);
		appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", buf);
	}
	kind->format(code, buf);
	ereport(NOTICE,
			(errmsg("code \"%s\" of %d is several codes in %d", buf,
					PG_GETARG_INT32(1), PG_GETARG_INT32(2)),
			 errdetail("They are: %s.", list.data)));
}

static Datum
code_in_year(FunctionCallInfo fcinfo, const ChartKind *kind)
{
	List	   *found = follow_arguments(fcinfo, kind);

	if (list_length(found) == 1)
		PG_RETURN_INT32(linitial_int(found));
	if (list_length(found) > 1)
		notice_ambiguity(fcinfo, kind, found);
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(budget_code_in_year);
Datum
budget_code_in_year(PG_FUNCTION_ARGS)
{
	return code_in_year(fcinfo, &budget_code_charts);
}

PG_FUNCTION_INFO_V1(function_code_in_year);
Datum
function_code_in_year(PG_FUNCTION_ARGS)
{
	return code_in_year(fcinfo, &function_code_charts);
}

static Datum
code_successors(FunctionCallInfo fcinfo, const ChartKind *kind)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	ChartMemo  *memo = chart_memo(fcinfo->flinfo);
	MemoKey		key = {PG_GETARG_INT32(0), PG_GETARG_INT32(1),
		PG_GETARG_INT32(2), chart_scope(PG_GETARG_TEXT_PP(3))
	};
	MemoEntry  *entry = hash_search(memo->entries, &key, HASH_FIND, NULL);
	ListCell   *lc;

	if (entry == NULL)
	{
		List	   *codes = follow_arguments(fcinfo, kind);
		MemoryContext caller = MemoryContextSwitchTo(memo->context);

		codes = list_copy(codes);
		MemoryContextSwitchTo(caller);
		entry = hash_search(memo->entries, &key, HASH_ENTER, NULL);
		entry->name = NULL;
		entry->codes = codes;
	}
	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	foreach(lc, entry->codes)
	{
		Datum		value = Int32GetDatum(lfirst_int(lc));
		bool		isnull = false;

		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, &value,
							 &isnull);
	}
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(budget_code_successors);
Datum
budget_code_successors(PG_FUNCTION_ARGS)
{
	return code_successors(fcinfo, &budget_code_charts);
}

PG_FUNCTION_INFO_V1(function_code_successors);
Datum
function_code_successors(PG_FUNCTION_ARGS)
{
	return code_successors(fcinfo, &function_code_charts);
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

/* Both types of code are integers to it. */
PG_FUNCTION_INFO_V1(budget_chart_key);
Datum
budget_chart_key(PG_FUNCTION_ARGS)
{
	PG_RETURN_RANGE_P(make_chart_key(chart_scope(PG_GETARG_TEXT_PP(0)),
									 PG_GETARG_INT32(1),
									 PG_GETARG_RANGE_P(2)));
}

static bool
is_shipped(HeapTuple tuple, Relation rel)
{
	int			attnum = SPI_fnumber(RelationGetDescr(rel), "shipped");

	return attnum > 0 && is_marked_shipped(tuple, attnum, rel);
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

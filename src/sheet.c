/*-------------------------------------------------------------------------
 *
 * sheet.c
 *	  SQL functions over project sheets: show how one is read, load one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "rule.h"
#include "sheet.h"

/* A sheet has a few pages; a text of this size is none */
#define MAX_SHEET_BYTES (4 * 1024 * 1024)

/*
 * Texts in and out
 */

/* The sheet as UTF-8 */
static SheetText
sheet_from_datum(text *sheet)
{
	SheetText	utf8;

	utf8.data = VARDATA_ANY(sheet);
	utf8.len = VARSIZE_ANY_EXHDR(sheet);
	if (utf8.len > MAX_SHEET_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("sheet of %d bytes is too large", utf8.len),
				 errdetail("A sheet may have %d bytes.", MAX_SHEET_BYTES)));
	if (GetDatabaseEncoding() != PG_UTF8)
	{
		char	   *converted = pg_server_to_any(utf8.data, utf8.len, PG_UTF8);

		if (converted != utf8.data)
		{
			utf8.data = converted;
			utf8.len = (int) strlen(converted);
		}
	}
	return utf8;
}

/*
 * Check boxes as characters that the encodings of Korean have: what stood for
 * them in the sheet was most likely a tag.
 */
static SheetText
plain_boxes(SheetText utf8)
{
	StringInfoData buf;

	if (sheet_find(utf8, SHEET_BOX_CHECKED) < 0 &&
		sheet_find(utf8, SHEET_BOX_EMPTY) < 0)
		return utf8;
	initStringInfo(&buf);
	for (int i = 0; i < utf8.len;)
	{
		SheetText	rest = {utf8.data + i, utf8.len - i};

		if (sheet_starts(rest, SHEET_BOX_CHECKED) || sheet_starts(rest, SHEET_BOX_EMPTY))
		{
			appendStringInfoString(&buf, sheet_starts(rest, SHEET_BOX_CHECKED) ?
								   "\xE2\x96\xA0" : "\xE2\x96\xA1");	/* ■ □ */
			i += strlen(SHEET_BOX_CHECKED);
		}
		else
			appendStringInfoChar(&buf, utf8.data[i++]);
	}
	return (SheetText) {buf.data, buf.len};
}

/* A piece of the sheet as text of the database */
Datum
sheet_text_datum(SheetText utf8)
{
	if (GetDatabaseEncoding() != PG_UTF8)
	{
		char	   *converted;

		utf8 = plain_boxes(utf8);
		converted = pg_any_to_server(utf8.data, utf8.len, PG_UTF8);
		if (converted != utf8.data)
			return CStringGetTextDatum(converted);
	}
	return PointerGetDatum(cstring_to_text_with_len(utf8.data, utf8.len));
}

static int
checked_year(int32 fiscal_year)
{
	if (fiscal_year < SHEET_FIRST_YEAR ||
		fiscal_year >= SHEET_FIRST_YEAR + SHEET_NYEARS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("fiscal year %d is out of range", fiscal_year)));
	return fiscal_year;
}

/*
 * budget_sheet_lines
 */

static const char *
kind_name(SheetKind kind)
{
	switch (kind)
	{
		case SHEET_KIND_ISSUE:
			return "issue";
		case SHEET_KIND_TITLE:
			return "title";
		case SHEET_KIND_HEADING:
			return "heading";
		case SHEET_KIND_UNIT:
			return "unit";
		case SHEET_KIND_HEADER:
			return "header";
		case SHEET_KIND_ROW:
			return "row";
		case SHEET_KIND_TEXT:
			return "text";
		case SHEET_KIND_TOTAL:
			return "total";
		case SHEET_KIND_REPEAT:
			return "repeat";
		case SHEET_KIND_MARKUP:
			return "markup";
		case SHEET_KIND_PAGE:
			return "page";
	}
	return NULL;				/* not reached */
}

/* The cells of a row as text[] */
static Datum
row_fields(const SheetScan *scan, const SheetRow *row)
{
	Datum	   *values = palloc(Max(row->ncells, 1) * sizeof(Datum));
	ArrayType  *array;

	for (int i = 0; i < row->ncells; i++)
	{
		SheetRow	cell = *row;

		cell.first_cell += i;
		cell.ncells = 1;
		values[i] = sheet_text_datum(sheet_row_text(scan, &cell));
	}
	array = construct_array(values, row->ncells, TEXTOID, -1, false, TYPALIGN_INT);
	for (int i = 0; i < row->ncells; i++)
		pfree(DatumGetPointer(values[i]));
	pfree(values);
	return PointerGetDatum(array);
}

static void
put_line(ReturnSetInfo *rsinfo, int line, const SheetTrace *trace,
		 const char *kind, Datum fields, const char *issue)
{
	Datum		values[6] = {0};
	bool		nulls[6] = {false};

	values[0] = Int32GetDatum(line);
	values[1] = sheet_text_datum(trace->section);
	nulls[1] = trace->section.len == 0;
	values[2] = CStringGetTextDatum(kind);
	if (trace->target)
		values[3] = CStringGetTextDatum(trace->target);
	nulls[3] = trace->target == NULL;
	values[4] = fields;
	if (issue)
		values[5] = sheet_text_datum(sheet_text(issue));
	nulls[5] = issue == NULL;
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Lines that belong to a row which started above, as in HTML */
static void
put_parts(ReturnSetInfo *rsinfo, const SheetTrace *trace, int *line, int last)
{
	while (*line < last)
		put_line(rsinfo, ++*line, trace, "part",
				 PointerGetDatum(construct_empty_array(TEXTOID)), NULL);
}

PG_FUNCTION_INFO_V1(budget_sheet_lines);
Datum
budget_sheet_lines(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	SheetText	sheet;
	SheetReading *reading;
	List	   *issues;
	ListCell   *next_issue;
	int			line = 0;		/* the last that was shown */
	int			covered = 0;	/* the last of a row that was shown */

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	sheet = sheet_from_datum(PG_GETARG_TEXT_PP(0));
	reading = sheet_read(sheet.data, sheet.len,
						 PG_ARGISNULL(1) ? 0 : checked_year(PG_GETARG_INT32(1)));
	issues = reading->issues;
	next_issue = list_head(issues);

	for (int i = 0; i < reading->scan->nrows; i++)
	{
		const SheetRow *row = &reading->scan->rows[i];
		const SheetTrace *trace = &reading->traces[i];
		StringInfoData messages;

		CHECK_FOR_INTERRUPTS();
		put_parts(rsinfo, trace, &line, Min(row->line - 1, covered));
		line = row->line;
		covered = Max(covered, row->last_line);

		/* issues at this line, or at one that no row starts with */
		messages.data = NULL;
		while (next_issue && ((SheetIssue *) lfirst(next_issue))->line <= row->line)
		{
			if (messages.data == NULL)
				initStringInfo(&messages);
			else
				appendStringInfoChar(&messages, '\n');
			appendStringInfoString(&messages,
								   ((SheetIssue *) lfirst(next_issue))->message);
			next_issue = lnext(issues, next_issue);
		}
		put_line(rsinfo, row->line, trace, kind_name(trace->kind),
				 row_fields(reading->scan, row), messages.data);
	}
	if (reading->scan->nrows > 0)
		put_parts(rsinfo, &reading->traces[reading->scan->nrows - 1], &line, covered);
	return (Datum) 0;
}

/*
 * budget_load_sheet
 */

/* Refuses a text that is no sheet, or no sheet's whole */
static void
check_is_sheet(const SheetReading *reading)
{
	if (reading->scan->nrows == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sheet is empty")));
	if (reading->name.len == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sheet has no project name"),
				 errhint("The name is the first heading, or stands beside \"%s\".",
						 "사업명")));
	if (reading->nsections == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("text is no project sheet"),
				 errdetail("None of the sections of a project sheet was found.")));
}

PG_FUNCTION_INFO_V1(budget_load_sheet);
Datum
budget_load_sheet(PG_FUNCTION_ARGS)
{
	text	   *sheet = PG_GETARG_TEXT_PP(0);
	int			fiscal_year = checked_year(PG_GETARG_INT32(1));
	char	   *model_name = NameStr(*PG_GETARG_NAME(2));
	Oid			extension = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			model = get_namespace_oid(model_name, true);
	SheetText	utf8;
	SheetReading *reading;
	int64		project = 0;
	RuleLoad	load;

	if (!OidIsValid(model) || !OidIsValid(get_relname_relid("project_sheet", model)))
		ereport(ERROR,
				(errcode(OidIsValid(model) ? ERRCODE_UNDEFINED_TABLE :
						 ERRCODE_INVALID_SCHEMA_NAME),
				 errmsg("schema \"%s\" has no budget model", model_name),
				 errhint("Create it with budget_create_model().")));
	utf8 = sheet_from_datum(sheet);
	reading = sheet_read(utf8.data, utf8.len, fiscal_year);
	check_is_sheet(reading);

	rule_load_begin(&load, model, extension, true);
	PG_TRY();
	{
		rule_load_start(&load);
		project = sheet_load(reading, sheet, fiscal_year, model, extension,
							 OidIsValid(load.outer.namespace));
		rule_load_settle(&load);
	}
	PG_FINALLY();
	{
		rule_load_end(&load);
	}
	PG_END_TRY();
	PG_RETURN_INT64(project);
}

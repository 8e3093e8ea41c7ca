/*-------------------------------------------------------------------------
 *
 * sheet_read.c
 *	  What a sheet says: its headings and, section by section, its rows.
 *
 * Offices write the same heading in many ways, and a page break may fall
 * anywhere, so nothing depends on the level of a heading or on empty lines: a
 * heading is known by its words, and a section goes on until the next one.
 *
 * Every row either goes to a record, or is known to say nothing new, or gives
 * an issue.  What is left over of a heading, a label or a cell is an issue
 * too; at the end, a row that nobody has accounted for becomes one.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "sheet_reader.h"

/* Bytes of the sheet that a message, and an issue, shows at most */
#define MAX_QUOTE 120
#define MAX_CONTENT 4000

/* More issues of one row say no more */
#define MAX_ROW_ISSUES 50

/*
 * Rows, issues and pieces of text
 */

char *
sheet_cstring(SheetText text)
{
	return pnstrdup(text.data, text.len);
}

/* The text without what is behind so many bytes */
static SheetText
clip(SheetText text, int len)
{
	if (text.len <= len)
		return text;
	while (len > 0 && ((unsigned char) text.data[len] & 0xC0) == 0x80)
		len--;
	return (SheetText) {psprintf("%.*s…", len, text.data), len + 3};
}

/* A piece as messages show it: not the whole, if it is very long */
char *
sheet_quote(SheetText text)
{
	return sheet_cstring(clip(text, MAX_QUOTE));
}

/* Two pieces with something between them; a piece that is empty is left out */
SheetText
sheet_join(SheetText a, const char *between, SheetText b)
{
	StringInfoData buf;
	SheetText	text;

	if (a.len == 0)
		return b;
	if (b.len == 0)
		return a;
	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, a.data, a.len);
	appendStringInfoString(&buf, between);
	appendBinaryStringInfo(&buf, b.data, b.len);
	text.data = buf.data;
	text.len = buf.len;
	return text;
}

/*
 * A record's text goes on in the row at hand.  However many rows do that, the
 * text is copied only when it outgrows its buffer.
 */
void
sheet_continue(SheetReader *r, SheetText *text, SheetText more)
{
	if (r->continued == NULL)
	{
		r->continued = makeStringInfo();
		appendBinaryStringInfo(r->continued, text->data, text->len);
	}
	appendStringInfoChar(r->continued, ' ');
	appendBinaryStringInfo(r->continued, more.data, more.len);
	text->data = r->continued->data;
	text->len = r->continued->len;
}

/* The cells of a row from one on, with tabs between them */
SheetText
sheet_join_cells(const SheetScan *scan, const SheetCell *cells, int ncells)
{
	StringInfoData buf;
	SheetText	text;

	if (ncells == 1 && cells[0].nrows == 0)
		return cells[0].text;
	initStringInfo(&buf);
	for (int i = 0; i < ncells; i++)
	{
		if (i > 0)
			appendStringInfoChar(&buf, '\t');
		appendBinaryStringInfo(&buf, cells[i].text.data, cells[i].text.len);
		for (int j = 0; j < cells[i].nrows; j++)
		{
			const SheetRow *inner = &scan->inner_rows[cells[i].first_row + j];

			for (int k = 0; k < inner->ncells; k++)
			{
				SheetText	piece = scan->inner_cells[inner->first_cell + k].text;

				if (buf.len > 0 && buf.data[buf.len - 1] != '\t')
					appendStringInfoChar(&buf, ' ');
				appendBinaryStringInfo(&buf, piece.data, piece.len);
			}
		}
	}
	text.data = buf.data;
	text.len = buf.len;
	return sheet_trim(text);
}

SheetText
sheet_row_text(const SheetScan *scan, const SheetRow *row)
{
	if (row->ncells == 0)
		return sheet_trim(row->raw);
	return sheet_join_cells(scan, scan->cells + row->first_cell, row->ncells);
}

static void
add_issue(SheetReader *r, int line, SheetIssueKind kind, SheetText section,
		  SheetText content, const char *message)
{
	SheetIssue *issue = palloc(sizeof(SheetIssue));

	issue->number = list_length(r->reading->issues);
	issue->line = line;
	issue->kind = kind;
	issue->section = section;
	issue->content = clip(content, MAX_CONTENT);
	issue->message = message;
	r->reading->issues = lappend(r->reading->issues, issue);
}

static char *format_message(const char *fmt, va_list args) pg_attribute_printf(1, 0);

static char *
format_message(const char *fmt, va_list args)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (;;)
	{
		va_list		copy;
		int			needed;

		va_copy(copy, args);
		needed = appendStringInfoVA(&buf, fmt, copy);
		va_end(copy);
		if (needed == 0)
			return buf.data;
		enlargeStringInfo(&buf, needed);
	}
}

/* The row that starts at a line or reaches over it, or -1 */
static int
row_at(const SheetScan *scan, int line)
{
	int			low = 0;
	int			high = scan->nrows;

	while (low < high)
	{
		int			middle = low + (high - low) / 2;

		if (scan->rows[middle].line < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low < scan->nrows && scan->rows[low].line == line ? low : low - 1;
}

/*
 * Says that something in the sheet is wrong, at a line that need not be the
 * row at hand.  Without a content it is that whole line's.
 */
void
sheet_issue(SheetReader *r, int line, SheetIssueKind kind, SheetText content,
			const char *fmt,...)
{
	va_list		args;
	char	   *message;
	int			row = row_at(r->scan, line);

	va_start(args, fmt);
	message = format_message(fmt, args);
	va_end(args);
	if (content.len == 0 && row >= 0)
		content = sheet_row_text(r->scan, &r->scan->rows[row]);
	add_issue(r, line, kind, row >= 0 ? r->reading->traces[row].section :
			  r->section_name, content, message);
}

/* Says that something in the row at hand was not understood */
void
sheet_row_issue(SheetReader *r, const char *fmt,...)
{
	va_list		args;
	char	   *message;

	if (r->issues_of != r->row)
	{
		r->issues_of = r->row;
		r->row_issues = 0;
		r->row_content = clip(sheet_row_text(r->scan, r->row), MAX_CONTENT);
	}
	if (++r->row_issues > MAX_ROW_ISSUES)
		return;
	va_start(args, fmt);
	message = r->row_issues == MAX_ROW_ISSUES ?
		pstrdup(_("more in this line was not understood")) :
		format_message(fmt, args);
	va_end(args);
	add_issue(r, r->row->line, SHEET_NOT_UNDERSTOOD, r->section_name,
			  r->row_content, message);
	r->trace->reported = true;
}

/* Says where the row at hand went */
void
sheet_row_done(SheetReader *r, SheetKind kind, const char *target)
{
	r->trace->kind = kind;
	r->trace->target = target;
}

/*
 * Sections
 */

static void
start_section(SheetReader *r, const Heading *heading)
{
	bool		same = heading->section == r->section &&
		heading->section != SHEET_SECTION_UNKNOWN;

	sheet_row_done(r, SHEET_KIND_HEADING, NULL);
	if (!same)
	{
		sheet_end_labels(r);
		sheet_end_table(r);
		r->unit = SHEET_UNIT_DEFAULT;
		r->has_header = false;
		r->last_year = 0;
		r->code = 0;
		r->open_texts = NIL;
		r->funding_header = NULL;
		r->window_years = 0;
	}
	r->last_text = NULL;
	r->section = heading->section;
	r->section_name = heading->name;
	r->trace->section = heading->name;
	if (heading->window_years > 0)
		r->window_years = heading->window_years;
	if (heading->section == SHEET_SECTION_UNKNOWN)
		sheet_row_issue(r, _("no section of a sheet has this heading"));
	else
	{
		r->reading->nsections++;
		if (heading->rest)
			sheet_row_issue(r, _("part of the heading was not understood"));
	}
	if (heading->year != 0 && r->reading->fiscal_year != 0 &&
		heading->year != r->reading->fiscal_year)
		sheet_issue(r, r->row->line, SHEET_DISAGREES, heading->name,
					_("the heading is of %d, not of %d"),
					heading->year, r->reading->fiscal_year);
	if (heading->stage.len > 0)
		sheet_set_stage(r, heading->stage);
	if (heading->unit.len > 0)
	{
		SheetText	unknown;

		if (!sheet_unit_line(heading->unit, &r->unit, &unknown) || unknown.len > 0)
			sheet_row_issue(r, _("the unit \"%s\" is not known"),
							sheet_quote(heading->unit));
	}
}

/* The heading that is the project's name, or that name once more */
static bool
take_title(SheetReader *r, const Heading *heading)
{
	SheetReading *reading = r->reading;

	if (heading->level == 0 || heading->section != SHEET_SECTION_UNKNOWN)
		return false;
	if (reading->title_line == 0 && reading->nsections == 0)
	{
		SheetText	before = reading->name;

		if (before.len > 0 && !sheet_same_name(before, heading->name))
			return false;
		reading->name = heading->name;
		reading->name_line = reading->title_line = r->row->line;
		sheet_row_done(r, SHEET_KIND_TITLE, "project");
		return true;
	}
	if (sheet_same_name(reading->name, heading->name))
	{
		sheet_row_done(r, SHEET_KIND_REPEAT, NULL);
		return true;
	}
	return false;
}

/*
 * All rows
 */

static void
read_row(SheetReader *r)
{
	Heading		heading;
	int64		unit;
	SheetText	unknown;

	if (r->row->form == SHEET_FORM_MARKUP)
	{
		sheet_row_done(r, SHEET_KIND_MARKUP, NULL);
		if (r->row->unclosed)
			sheet_row_issue(r, _("the table that starts here has no end"));
		return;
	}
	if (r->row->form == SHEET_FORM_PAGE)
	{
		sheet_row_done(r, SHEET_KIND_PAGE, NULL);
		return;
	}
	if (r->row->unclosed)
		sheet_row_issue(r, _("the table that starts here has no end"));

	if (sheet_heading(r, &heading))
	{
		if (!take_title(r, &heading))
			start_section(r, &heading);
		return;
	}
	if (r->ncells == 1 && r->cells[0].nrows == 0 &&
		sheet_unit_line(r->cells[0].text, &unit, &unknown))
	{
		r->unit = unit;
		sheet_row_done(r, SHEET_KIND_UNIT, NULL);
		if (unknown.len > 0)
			sheet_row_issue(r, _("the unit \"%s\" is not known"),
							sheet_quote(unknown));
		return;
	}
	if (sheet_table_header(r))
		return;

	switch (r->section)
	{
		case SHEET_SECTION_NONE:
		case SHEET_SECTION_GROUP:
		case SHEET_SECTION_OVERVIEW:
			sheet_read_overview(r);
			break;
		case SHEET_SECTION_NATURE:
			sheet_read_nature(r);
			break;
		case SHEET_SECTION_CONTACT:
			sheet_read_contact(r);
			break;
		case SHEET_SECTION_BUDGET:
			sheet_read_budget(r);
			break;
		case SHEET_SECTION_COST:
			sheet_read_cost(r);
			break;
		case SHEET_SECTION_SCHEDULE:
			sheet_read_schedule(r);
			break;
		case SHEET_SECTION_SETTLEMENT:
			sheet_read_settlement(r);
			break;
		case SHEET_SECTION_HISTORY:
			sheet_read_history(r);
			break;
		case SHEET_SECTION_ACHIEVEMENT:
			sheet_read_achievement(r);
			break;
		case SHEET_SECTION_UNKNOWN:
		case SHEET_SECTION_PURPOSE:
		case SHEET_SECTION_BASIS:
		case SHEET_SECTION_CONTENT:
		case SHEET_SECTION_NECESSITY:
		case SHEET_SECTION_PROCEDURE:
		case SHEET_SECTION_EFFECT:
			sheet_read_text(r);
			break;
		case SHEET_NSECTIONS:
			break;				/* no section */
	}
}

static int
compare_issue_line(const ListCell *a, const ListCell *b)
{
	const SheetIssue *left = lfirst(a);
	const SheetIssue *right = lfirst(b);

	if (left->line != right->line)
		return left->line < right->line ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

/*
 * Reads a text in UTF-8.  A fiscal year of 0 takes the sheet's own.
 */
SheetReading *
sheet_read(const char *text, int len, int fiscal_year)
{
	SheetReading *reading = palloc0(sizeof(SheetReading));
	SheetReader r;

	memset(&r, 0, sizeof(r));
	r.reading = reading;
	r.scan = reading->scan = sheet_scan(text, len);
	r.unit = SHEET_UNIT_DEFAULT;
	r.section_name = SHEET_TEXT_EMPTY;
	reading->fiscal_year = fiscal_year;
	reading->traces = palloc0(Max(r.scan->nrows, 1) * sizeof(SheetTrace));

	for (int i = 0; i < r.scan->nrows; i++)
	{
		CHECK_FOR_INTERRUPTS();
		r.row = r.scan->rows + i;
		r.cells = r.scan->cells + r.row->first_cell;
		r.ncells = r.row->ncells;
		r.trace = reading->traces + i;
		r.trace->section = r.section_name;
		read_row(&r);
		if (r.trace->kind == SHEET_KIND_ISSUE && !r.trace->reported)
			sheet_row_issue(&r, _("the line was not understood"));
	}
	sheet_end_labels(&r);
	sheet_end_table(&r);
	sheet_check(&r);
	list_sort(reading->issues, compare_issue_line);
	return reading;
}


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

#include "sheet.h"

/* More of these than any sheet has are not looked through for a double */
#define MAX_FLAGS 200

/* What is left of a heading may be so long, and the heading still be known */
#define MAX_HEADING_REST 12

typedef struct OpenText
{
	int			indent;
	SheetMarker marker;
	SheetTextLine *text;
} OpenText;

/* Names that a heading may have; the first that fits decides */
static const struct
{
	const char *name;
	SheetSection section;
}			section_names[] =
{
	{"산출근거", SHEET_SECTION_COST}, {"산출기초", SHEET_SECTION_COST},
	{"산출내역", SHEET_SECTION_COST}, {"예산요구내역", SHEET_SECTION_COST},
	{"예산총괄", SHEET_SECTION_BUDGET}, {"예산현황", SHEET_SECTION_BUDGET},
	{"예산액현황", SHEET_SECTION_BUDGET},
	{"결산", SHEET_SECTION_SETTLEMENT},
	{"추진실적", SHEET_SECTION_ACHIEVEMENT}, {"사업실적", SHEET_SECTION_ACHIEVEMENT},
	{"추진일정", SHEET_SECTION_SCHEDULE}, {"추진계획", SHEET_SECTION_SCHEDULE},
	{"사업일정", SHEET_SECTION_SCHEDULE},
	{"추진경위", SHEET_SECTION_HISTORY}, {"추진경과", SHEET_SECTION_HISTORY},
	{"추진절차", SHEET_SECTION_PROCEDURE},
	{"기대효과", SHEET_SECTION_EFFECT}, {"사업효과", SHEET_SECTION_EFFECT},
	{"필요성", SHEET_SECTION_NECESSITY}, {"중점추진사항", SHEET_SECTION_NECESSITY},
	{"사업목적", SHEET_SECTION_PURPOSE}, {"추진목적", SHEET_SECTION_PURPOSE},
	{"사업근거", SHEET_SECTION_BASIS}, {"법적근거", SHEET_SECTION_BASIS},
	{"추진근거", SHEET_SECTION_BASIS}, {"지원근거", SHEET_SECTION_BASIS},
	{"사업내용", SHEET_SECTION_CONTENT},
	{"사업개요", SHEET_SECTION_OVERVIEW},
	{"사전절차", SHEET_SECTION_NATURE}, {"사업성격", SHEET_SECTION_NATURE},
	{"담당자", SHEET_SECTION_CONTACT},
	{"기본현황", SHEET_SECTION_GROUP}, {"예산설명", SHEET_SECTION_GROUP},
	{"사업설명", SHEET_SECTION_GROUP}
};

/* Words beside them that change nothing */
static const char *const heading_fillers[] =
{
	"대상여부", "연도별", "년도별", "현황", "내역", "세부", "주요", "향후", "관련",
	"요구", "사업", "예산", "추진", "계속", "및", "의", "(", ")", ":", "-", "*"
};

/* The names under which the model keeps texts, whatever the heading says */
static const char *
section_title(SheetSection section)
{
	switch (section)
	{
		case SHEET_SECTION_OVERVIEW:
			return "사업개요";
		case SHEET_SECTION_PURPOSE:
			return "사업목적";
		case SHEET_SECTION_BASIS:
			return "사업근거";
		case SHEET_SECTION_CONTENT:
			return "사업내용";
		case SHEET_SECTION_NECESSITY:
			return "사업추진의 필요성";
		case SHEET_SECTION_PROCEDURE:
			return "사업추진절차";
		case SHEET_SECTION_EFFECT:
			return "기대효과";
		default:
			return NULL;
	}
}

/*
 * Rows, issues and pieces of text
 */

char *
sheet_cstring(SheetText text)
{
	return pnstrdup(text.data, text.len);
}

/* Two pieces with something between them; a piece that is empty is left out */
static SheetText
join_text(SheetText a, const char *between, SheetText b)
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

/* The cells of a row from one on, with tabs between them */
static SheetText
join_cells(const SheetScan *scan, const SheetCell *cells, int ncells)
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
	return join_cells(scan, scan->cells + row->first_cell, row->ncells);
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
	issue->content = content;
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

	va_start(args, fmt);
	message = format_message(fmt, args);
	va_end(args);
	add_issue(r, r->row->line, SHEET_NOT_UNDERSTOOD, r->section_name,
			  sheet_row_text(r->scan, r->row), message);
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
 * Running text
 */

/* Splits "label : body", where what stands before the colon is short */
static bool
split_label(SheetText text, SheetText *label, SheetText *body)
{
	int			at;
	int			width = 1;
	int			blank;

	for (at = 0; at < text.len && at < 64; at++)
	{
		if (text.data[at] == ':')
			break;
		if (sheet_starts((SheetText) {text.data + at, text.len - at}, "："))
		{
			width = 3;
			break;
		}
	}
	if (at == 0 || at >= text.len || at >= 64)
		return false;
	label->data = text.data;
	label->len = at;
	body->data = text.data + at + width;
	body->len = text.len - at - width;
	/* no time of day, no address of a page */
	if (text.data[at - 1] >= '0' && text.data[at - 1] <= '9' &&
		!sheet_blank_at(*body, 0, &blank))
		return false;
	if (sheet_starts(*body, "//"))
		return false;
	*label = sheet_trim(*label);
	*body = sheet_trim(*body);
	return label->len > 0 && body->len > 0;
}

/* Takes the open lines off that the next line does not stand under */
static OpenText *
enclosing_text(SheetReader *r, int indent, SheetMarker marker)
{
	while (r->open_texts != NIL)
	{
		OpenText   *top = llast(r->open_texts);

		if (top->indent < indent ||
			(top->indent == indent && top->marker < marker))
			return top;
		r->open_texts = list_delete_last(r->open_texts);
	}
	return NULL;
}

/* Takes all marks off the start; the last of them says the depth */
SheetMarker
sheet_markers(SheetText *text)
{
	SheetMarker marker = sheet_marker(text);

	if (marker == SHEET_MARKER_DASH || marker == SHEET_MARKER_DOT)
	{
		SheetMarker inner = sheet_marker(text);

		if (inner != SHEET_MARKER_NONE)
			marker = inner;
	}
	return marker;
}

/*
 * Adds a text under its section.  Those of unknown sections are counted
 * together, so that no two of one heading get the same number.
 */
static SheetTextLine *
add_text(SheetReader *r, SheetSection section, SheetText label, SheetText body)
{
	const char *title = section_title(section);
	SheetTextLine *text = palloc0(sizeof(SheetTextLine));

	text->line = r->row->line;
	text->section = title ? sheet_text(title) : r->section_name;
	text->ordinal = ++r->text_ordinals[title ? section : SHEET_SECTION_UNKNOWN];
	text->depth = 1;
	text->label = label;
	text->body = body;
	r->reading->texts = lappend(r->reading->texts, text);
	sheet_row_done(r, SHEET_KIND_TEXT, "project_text");
	return text;
}

/* A remark among the rows of a table, which is kept as a text */
bool
sheet_note(SheetReader *r)
{
	SheetText	body = sheet_row_text(r->scan, r->row);

	if (sheet_marker(&body) != SHEET_MARKER_NOTE || body.len == 0)
		return false;
	(void) add_text(r, r->section, SHEET_TEXT_EMPTY, body);
	return true;
}

static void
read_text(SheetReader *r)
{
	SheetText	body = sheet_row_text(r->scan, r->row);
	SheetText	label = SHEET_TEXT_EMPTY;
	SheetMarker marker = sheet_markers(&body);
	SheetTextLine *text;
	OpenText   *outer;
	OpenText   *open;
	char		key[SHEET_KEY_SIZE];

	if (body.len == 0)
	{
		sheet_row_issue(r, _("there is a mark without a text"));
		return;
	}
	if (split_label(body, &label, &body))
		 /* parted */ ;
	else if (marker == SHEET_MARKER_NONE && r->last_text != NULL &&
			 r->row->form == SHEET_FORM_TEXT && !r->row->after_blank)
	{
		/* the line above goes on */
		r->last_text->body = join_text(r->last_text->body, " ", body);
		sheet_row_done(r, SHEET_KIND_TEXT, "project_text");
		return;
	}
	else
		label = SHEET_TEXT_EMPTY;

	outer = enclosing_text(r, r->row->indent, marker);
	text = add_text(r, r->section, label, body);
	if (outer)
	{
		text->parent = outer->text;
		text->depth = outer->text->depth + 1;
	}

	open = palloc(sizeof(OpenText));
	open->indent = r->row->indent;
	open->marker = marker;
	open->text = text;
	r->open_texts = lappend(r->open_texts, open);
	r->last_text = marker == SHEET_MARKER_NONE ? NULL : text;

	sheet_key(label, key);
	if (strcmp(key, "총사업비") == 0)
	{
		if (sheet_amount(body, SHEET_UNIT_DEFAULT, &text->stated_amount) &&
			text->stated_amount.stated)
		{
			text->stated_item = sheet_text("총사업비");
			text->stated_number = ++r->stated_totals;
		}
		else
			sheet_row_issue(r, _("the amount \"%s\" cannot be read"),
							sheet_cstring(body));
	}
}

/*
 * Check boxes
 */

static SheetTick
tick(bool checked)
{
	return checked ? SHEET_TICK_YES : SHEET_TICK_NO;
}

/* Adds a flag to a list; a second one of the name must say the same */
static void
add_flag(SheetReader *r, List **flags, SheetText name, bool applies,
		 const char *target)
{
	SheetFlag  *flag;
	ListCell   *lc;

	if (list_length(*flags) >= MAX_FLAGS)
	{
		sheet_row_issue(r, _("there are more than %d check boxes"), MAX_FLAGS);
		return;
	}
	foreach(lc, *flags)
	{
		flag = lfirst(lc);
		if (sheet_equal(flag->name, name))
		{
			if (flag->applies == applies)
				sheet_row_done(r, SHEET_KIND_REPEAT, NULL);
			else
				sheet_row_issue(r, _("\"%s\" is ticked in one place only"),
								sheet_cstring(name));
			return;
		}
	}
	flag = palloc(sizeof(SheetFlag));
	flag->line = r->row->line;
	flag->name = name;
	flag->applies = applies;
	*flags = lappend(*flags, flag);
	sheet_row_done(r, SHEET_KIND_ROW, target);
}

static void
set_tick(SheetReader *r, SheetTick *stated, SheetText name, bool checked)
{
	if (*stated == SHEET_TICK_NOT_STATED)
	{
		*stated = tick(checked);
		sheet_row_done(r, SHEET_KIND_ROW, "project");
	}
	else if (*stated == tick(checked))
		sheet_row_done(r, SHEET_KIND_REPEAT, NULL);
	else
		sheet_row_issue(r, _("\"%s\" is ticked in one place only"),
						sheet_cstring(name));
}

/* A box of the section on the project's nature, whose name is known */
static void
set_nature(SheetReader *r, SheetText name, bool checked)
{
	SheetReading *reading = r->reading;
	char		key[SHEET_KEY_SIZE];

	sheet_key(name, key);
	if (strcmp(key, "신규") == 0 || strcmp(key, "신규사업") == 0)
		set_tick(r, &reading->is_new, name, checked);
	else if (strcmp(key, "계속") == 0 || strcmp(key, "계속사업") == 0)
		set_tick(r, &reading->is_continuing, name, checked);
	else if (strcmp(key, "경상") == 0 || strcmp(key, "경상사업") == 0)
		set_tick(r, &reading->is_ordinary, name, checked);
	else if (strcmp(key, "투자") == 0 || strcmp(key, "투자사업") == 0)
		set_tick(r, &reading->is_investment, name, checked);
	else
		add_flag(r, &reading->procedures, name, checked, "project_procedure");
}

static void
set_method(SheetReader *r, SheetText name, bool checked)
{
	add_flag(r, &r->reading->methods, name, checked, "project_method");
}

/*
 * Reads boxes with their names beside them, either all before or all behind.
 * A box alone takes the name it is given.
 */
static void
read_boxes(SheetReader *r, SheetText text, SheetText alone,
		   void (*set) (SheetReader *r, SheetText name, bool checked))
{
	SheetText	rest = text;
	SheetText	before;
	bool		checked;
	bool		next_checked;
	bool		name_first;

	if (!sheet_next_box(&rest, &before, &checked))
		return;
	name_first = before.len > 0;
	for (;;)
	{
		SheetText	name = before;
		bool		more;

		more = sheet_next_box(&rest, &before, &next_checked);
		if (!more)
			before = sheet_trim(rest);
		if (!name_first)
			name = before.len > 0 || more ? before : alone;
		if (name.len == 0)
			sheet_row_issue(r, _("there is a check box without a name"));
		else
			set(r, name, checked);
		if (!more)
		{
			if (name_first && before.len > 0)
				sheet_row_issue(r, _("there is a name without a check box: \"%s\""),
								sheet_cstring(before));
			return;
		}
		checked = next_checked;
	}
}

static bool
has_box(SheetText text)
{
	SheetText	before;
	bool		checked;

	return sheet_next_box(&text, &before, &checked);
}

/* Names for which no row of values came */
static void
end_labels(SheetReader *r)
{
	if (r->labels != NULL && !r->labels_used)
		sheet_issue(r, r->labels->line, SHEET_NOT_STATED,
					sheet_row_text(r->scan, r->labels),
					_("nothing stands below these names"));
	r->labels = NULL;
	r->labels_used = false;
}

/* Pairs a row of names with the row of boxes below it */
static void
read_nature(SheetReader *r)
{
	SheetCell  *names = NULL;
	int			nnames = 0;
	bool		boxes = false;

	for (int i = 0; i < r->ncells; i++)
		boxes |= has_box(r->cells[i].text);
	if (!boxes)
	{
		if (r->ncells < 2)
		{
			sheet_row_issue(r, _("there is no check box"));
			return;
		}
		end_labels(r);
		r->labels = r->row;
		sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		return;
	}
	if (r->labels)
	{
		names = r->scan->cells + r->labels->first_cell;
		nnames = r->labels->ncells;
	}
	for (int i = 0; i < Max(r->ncells, nnames); i++)
	{
		SheetText	name = i < nnames ? names[i].text : SHEET_TEXT_EMPTY;
		SheetText	text = i < r->ncells ? r->cells[i].text : SHEET_TEXT_EMPTY;

		if (has_box(text))
			read_boxes(r, text, name, set_nature);
		else if (text.len > 0)
			sheet_row_issue(r, _("\"%s\" is no check box"), sheet_cstring(text));
		else if (name.len > 0)
			sheet_issue(r, r->labels->line, SHEET_NOT_STATED, name,
						_("there is no check box below \"%s\""),
						sheet_cstring(name));
	}
	r->labels = NULL;
}

/*
 * Overview: names and what stands beside them
 */

typedef enum Field
{
	FIELD_NONE,
	FIELD_PERIOD,
	FIELD_FUNDING,
	FIELD_METHOD,
	FIELD_YEAR,
	FIELD_NAME,
	FIELD_FUNCTION,
	FIELD_TEXT					/* kept as it stands */
} Field;

static const struct
{
	const char *label;
	Field		field;
	size_t		offset;			/* of a FIELD_TEXT */
}			overview_fields[] =
{
	{"사업기간", FIELD_PERIOD},
	{"총사업비", FIELD_FUNDING},
	{"사업형태", FIELD_METHOD}, {"사업방식", FIELD_METHOD}, {"추진방식", FIELD_METHOD},
	{"회계연도", FIELD_YEAR}, {"예산연도", FIELD_YEAR},
	{"사업명", FIELD_NAME}, {"세부사업명", FIELD_NAME}, {"세부사업", FIELD_NAME},
	{"기능", FIELD_FUNCTION}, {"기능별분류", FIELD_FUNCTION}, {"부문", FIELD_FUNCTION},
	{"사업위치", FIELD_TEXT, offsetof(SheetReading, location)},
	{"위치", FIELD_TEXT, offsetof(SheetReading, location)},
	{"사업장소", FIELD_TEXT, offsetof(SheetReading, location)},
	{"사업내용", FIELD_TEXT, offsetof(SheetReading, summary)},
	{"사업시행주체", FIELD_TEXT, offsetof(SheetReading, implementer)},
	{"시행주체", FIELD_TEXT, offsetof(SheetReading, implementer)},
	{"자치단체", FIELD_TEXT, offsetof(SheetReading, government)},
	{"자치단체명", FIELD_TEXT, offsetof(SheetReading, government)},
	{"실국", FIELD_TEXT, offsetof(SheetReading, bureau)},
	{"부서", FIELD_TEXT, offsetof(SheetReading, department)},
	{"부서명", FIELD_TEXT, offsetof(SheetReading, department)},
	{"담당부서", FIELD_TEXT, offsetof(SheetReading, department)},
	{"회계", FIELD_TEXT, offsetof(SheetReading, account)},
	{"회계구분", FIELD_TEXT, offsetof(SheetReading, account)},
	{"정책사업", FIELD_TEXT, offsetof(SheetReading, policy)},
	{"정책사업명", FIELD_TEXT, offsetof(SheetReading, policy)},
	{"단위사업", FIELD_TEXT, offsetof(SheetReading, unit)},
	{"단위사업명", FIELD_TEXT, offsetof(SheetReading, unit)}
};

/* The field of that name, or -1 */
static int
find_field(SheetText label)
{
	char		key[SHEET_KEY_SIZE];

	if (label.len == 0)
		return -1;
	sheet_key(label, key);
	for (int i = 0; i < lengthof(overview_fields); i++)
	{
		if (strcmp(key, overview_fields[i].label) == 0)
			return i;
	}
	return -1;
}

/* Do two texts name the same thing? */
static bool
same_name(SheetText a, SheetText b)
{
	char		key_a[SHEET_KEY_SIZE];
	char		key_b[SHEET_KEY_SIZE];

	return sheet_equal(a, b) ||
		(sheet_key(a, key_a) > 0 && sheet_key(b, key_b) > 0 &&
		 strcmp(key_a, key_b) == 0);
}

/* Keeps a text; said twice, it must be the same */
static void
set_text(SheetReader *r, SheetText *stated, SheetText label, SheetText value)
{
	if (value.len == 0)
		sheet_row_done(r, SHEET_KIND_HEADER, NULL);
	else if (stated->len == 0)
	{
		*stated = value;
		sheet_row_done(r, SHEET_KIND_ROW, "project");
	}
	else if (same_name(*stated, value))
		sheet_row_done(r, SHEET_KIND_REPEAT, NULL);
	else
	{
		sheet_issue(r, r->row->line, SHEET_DISAGREES, value,
					_("\"%s\" is stated twice: \"%s\" and \"%s\""),
					sheet_cstring(label), sheet_cstring(*stated),
					sheet_cstring(value));
		r->trace->reported = true;
	}
}

static void
set_project_period(SheetReader *r, SheetText label, SheetText value)
{
	SheetReading *reading = r->reading;
	SheetText	rest = value;
	SheetText	before;
	SheetText	period = value;
	bool		checked;

	if (sheet_next_box(&rest, &before, &checked))
	{
		char		key[SHEET_KEY_SIZE];

		rest = sheet_trim(rest);
		sheet_key(before.len > 0 ? before : rest, key);
		if (strcmp(key, "연례반복") == 0 || strcmp(key, "매년반복") == 0)
		{
			set_tick(r, &reading->is_annual, label, checked);
			period = before.len > 0 ? rest : before;
		}
		else if (strncmp(key, "연례반복", strlen("연례반복")) == 0 &&
				 before.len == 0)
		{
			/* ☑ 연례반복 2017.1 ~ 12 */
			set_tick(r, &reading->is_annual, label, checked);
			period.data = rest.data + strlen("연례반복");
			period.len = rest.len - (int) strlen("연례반복");
			period = sheet_trim(period);
		}
	}
	if (period.len == 0)
	{
		if (value.len == 0)
			sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		return;
	}
	set_text(r, &reading->period_text, label, period);
	if (!reading->period.stated &&
		sheet_period(period, reading->fiscal_year, &reading->period))
		reading->period_line = r->row->line;
}

static void
set_total_cost(SheetReader *r, SheetText value)
{
	SheetAmount amount;

	if (value.len == 0)
		return;
	if (!sheet_amount(value, r->unit, &amount))
		sheet_row_issue(r, _("the amount \"%s\" cannot be read"),
						sheet_cstring(value));
	else if (!r->reading->total_cost.stated)
		r->reading->total_cost = amount;
	else if (amount.stated && amount.won != r->reading->total_cost.won)
		sheet_row_issue(r, _("the total cost is stated twice"));
}

/* One column of the funding table: its name, perhaps in parentheses */
static void
add_funding(SheetReader *r, SheetText name, SheetText value)
{
	SheetReading *reading = r->reading;
	SheetFunding *funding;
	SheetAmount amount;
	ListCell   *lc;
	char		key[SHEET_KEY_SIZE];

	if (name.len > 2 && name.data[0] == '(' && name.data[name.len - 1] == ')')
	{
		name.data++;
		name.len -= 2;
		name = sheet_trim(name);
	}
	sheet_key(name, key);
	if (strcmp(key, "총") == 0 || strcmp(key, "계") == 0 ||
		strcmp(key, "합계") == 0 || strcmp(key, "총사업비") == 0)
	{
		set_total_cost(r, value);
		return;
	}
	if (strcmp(key, "보조율") == 0 || strcmp(key, "국비보조율") == 0)
	{
		SheetRate	rate;

		if (!sheet_rate(value, &rate) || rate.word.len > 0 || rate.subsidy)
			sheet_row_issue(r, _("the rate \"%s\" cannot be read"),
							sheet_cstring(value));
		else if (reading->subsidy_rate.rate == NULL)
			reading->subsidy_rate = rate;
		else if (rate.rate && strcmp(rate.rate, reading->subsidy_rate.rate) != 0)
			sheet_row_issue(r, _("the subsidy rate is stated twice"));
		return;
	}
	if (name.len == 0 || list_length(reading->funding) >= MAX_FLAGS)
	{
		if (value.len > 0)
			sheet_row_issue(r, _("the amount \"%s\" has no source of funds"),
							sheet_cstring(value));
		return;
	}
	if (!sheet_amount(value, r->unit, &amount) || amount.subsidy_stated)
	{
		sheet_row_issue(r, _("the amount \"%s\" cannot be read"),
						sheet_cstring(value));
		amount.stated = false;
	}
	foreach(lc, reading->funding)
	{
		funding = lfirst(lc);
		if (sheet_equal(funding->source, name))
		{
			if (amount.stated && (!funding->amount.stated ||
								  funding->amount.won != amount.won))
				sheet_row_issue(r, _("\"%s\" is stated twice"), sheet_cstring(name));
			return;
		}
	}
	funding = palloc(sizeof(SheetFunding));
	funding->line = r->row->line;
	funding->source = name;
	funding->amount = amount;
	reading->funding = lappend(reading->funding, funding);
}

/* Is this the row of names above a row of funds? */
static bool
is_funding_header(const SheetCell *cells, int ncells)
{
	static const char *const names[] =
	{
		"총", "계", "합계", "(국비)", "국비", "(시비)", "시비", "(도비)", "도비",
		"(구비)", "구비", "(군비)", "군비", "(보조율)", "보조율", "기타", "(기타)"
	};
	int			known = 0;

	for (int i = 0; i < ncells; i++)
	{
		char		key[SHEET_KEY_SIZE];

		sheet_key(cells[i].text, key);
		for (int j = 0; j < lengthof(names); j++)
			known += strcmp(key, names[j]) == 0;
	}
	return known >= 2;
}

/* Pairs a row of names with a row of amounts */
static void
read_funding_rows(SheetReader *r, const SheetCell *names, int nnames,
				  const SheetCell *values, int nvalues)
{
	for (int i = 0; i < Max(nnames, nvalues); i++)
		add_funding(r, i < nnames ? names[i].text : SHEET_TEXT_EMPTY,
					i < nvalues ? values[i].text : SHEET_TEXT_EMPTY);
	sheet_row_done(r, SHEET_KIND_ROW, "project_funding");
}

/*
 * The funding table as HTML inside the cell.  Exporters print its cells again
 * as text, in the same line and in lines below.
 */
static void
read_funding_table(SheetReader *r, const SheetCell *cell)
{
	SheetScan  *scan = r->scan;
	SheetRow   *rows = scan->inner_rows + cell->first_row;

	for (int i = 0; i < cell->nrows; i++)
	{
		SheetCell  *cells = scan->inner_cells + rows[i].first_cell;
		SheetRow   *next = i + 1 < cell->nrows ? rows + i + 1 : NULL;

		if (is_funding_header(cells, rows[i].ncells) && next &&
			!is_funding_header(scan->inner_cells + next->first_cell, next->ncells))
		{
			read_funding_rows(r, cells, rows[i].ncells,
							  scan->inner_cells + next->first_cell, next->ncells);
			i++;
		}
		else if (rows[i].ncells == 1)
			set_total_cost(r, cells[0].text);
		else
		{
			/* a source and its amount on each row */
			for (int j = 0; j < rows[i].ncells; j += 2)
				add_funding(r, cells[j].text, j + 1 < rows[i].ncells ?
							cells[j + 1].text : SHEET_TEXT_EMPTY);
		}
	}
	r->funding = cell;
	if (cell->text.len > 0)
		set_total_cost(r, cell->text);
	sheet_row_done(r, SHEET_KIND_ROW, "project_funding");
}

/* Are these cells one row of the funding table again? */
static bool
repeats_funding_row(SheetReader *r)
{
	SheetScan  *scan = r->scan;

	if (r->funding == NULL)
		return false;
	for (int i = 0; i < r->funding->nrows; i++)
	{
		SheetRow   *inner = scan->inner_rows + r->funding->first_row + i;
		int			j;

		if (inner->ncells == 0 || inner->ncells != r->ncells)
			continue;
		for (j = 0; j < r->ncells; j++)
		{
			if (!sheet_equal(scan->inner_cells[inner->first_cell + j].text,
							 r->cells[j].text))
				break;
		}
		if (j == r->ncells)
			return true;
	}
	return false;
}

/* Cells beside the HTML table: the same cells again, in order, or an issue */
static void
compare_with_funding(SheetReader *r, const SheetCell *cells, int ncells)
{
	SheetScan  *scan = r->scan;
	int			at = 0;

	for (int i = 0; i < r->funding->nrows; i++)
	{
		SheetRow   *inner = scan->inner_rows + r->funding->first_row + i;

		for (int j = 0; j < inner->ncells; j++)
		{
			SheetText	text = scan->inner_cells[inner->first_cell + j].text;

			/* blank cells may have gone on the way */
			while (at < ncells && cells[at].text.len == 0)
				at++;
			if (text.len == 0)
				continue;
			if (at >= ncells || !sheet_equal(cells[at].text, text))
			{
				sheet_row_issue(r, _("the text beside the table of funds differs from it"));
				return;
			}
			at++;
		}
	}
	for (; at < ncells; at++)
	{
		if (cells[at].text.len > 0)
		{
			sheet_row_issue(r, _("the text beside the table of funds differs from it"));
			return;
		}
	}
}

/* A name with what stands beside it */
static void
read_field(SheetReader *r, SheetText label, const SheetCell *values, int nvalues)
{
	SheetReading *reading = r->reading;
	int			i = find_field(label);
	SheetText	value;

	if (i >= 0 && overview_fields[i].field == FIELD_FUNDING && nvalues > 0 &&
		values[0].nrows > 0)
	{
		read_funding_table(r, values);
		if (nvalues > 1)
		{
			bool		any = false;

			for (int j = 1; j < nvalues; j++)
				any |= values[j].text.len > 0;
			if (any)
				compare_with_funding(r, values + 1, nvalues - 1);
		}
		return;
	}
	value = join_cells(r->scan, values, nvalues);
	if (i < 0)
	{
		/* a name of the office's own */
		add_text(r, SHEET_SECTION_OVERVIEW, label,
				 value.len > 0 ? value : label);
		return;
	}
	switch (overview_fields[i].field)
	{
		case FIELD_PERIOD:
			set_project_period(r, label, value);
			break;
		case FIELD_FUNDING:
			if (is_funding_header(values, nvalues))
			{
				r->funding_header = values;
				r->nfunding_header = nvalues;
				sheet_row_done(r, SHEET_KIND_HEADER, NULL);
			}
			else
			{
				set_total_cost(r, value);
				sheet_row_done(r, SHEET_KIND_ROW, "project");
			}
			break;
		case FIELD_METHOD:
			if (has_box(value))
				read_boxes(r, value, SHEET_TEXT_EMPTY, set_method);
			else if (value.len > 0)
				set_method(r, value, true);
			else
				sheet_row_done(r, SHEET_KIND_HEADER, NULL);
			break;
		case FIELD_YEAR:
			if (sheet_year(value) == 0)
				sheet_row_issue(r, _("the year \"%s\" cannot be read"),
								sheet_cstring(value));
			else
			{
				sheet_row_done(r, SHEET_KIND_ROW, "project");
				if (reading->fiscal_year != 0 &&
					sheet_year(value) != reading->fiscal_year)
					sheet_issue(r, r->row->line, SHEET_DISAGREES, value,
								_("the sheet is of %d, not of %d"),
								sheet_year(value), reading->fiscal_year);
			}
			break;
		case FIELD_NAME:
			if (reading->name.len == 0)
				reading->name_line = r->row->line;
			set_text(r, &reading->name, label, value);
			break;
		case FIELD_FUNCTION:
			{
				char		code[4];

				if (sheet_function_code(value, code) &&
					reading->function_code.len == 0)
				{
					reading->function_code = sheet_text(pstrdup(code));
					sheet_row_done(r, SHEET_KIND_ROW, "project");
				}
				if (value.len != 3 || reading->function_code.len == 0)
					add_text(r, SHEET_SECTION_OVERVIEW, label, value.len > 0 ? value : label);
				break;
			}
		case FIELD_TEXT:
			{
				SheetText  *stated = (SheetText *) ((char *) reading +
													overview_fields[i].offset);

				set_text(r, stated, label, value);
				break;
			}
		case FIELD_NONE:
			break;
	}
}

static void
read_overview(SheetReader *r)
{
	SheetText	label;
	SheetText	body;

	if (repeats_funding_row(r))
	{
		sheet_row_done(r, SHEET_KIND_REPEAT, NULL);
		return;
	}
	if (r->funding_header)
	{
		/* below the names of the sources */
		int			shift = r->ncells > 0 && r->cells[0].text.len == 0 &&
			r->row->form == SHEET_FORM_TABLE &&
			r->ncells > r->nfunding_header ? 1 : 0;
		const SheetCell *names = r->funding_header;

		r->funding_header = NULL;
		read_funding_rows(r, names, r->nfunding_header,
						  r->cells + shift, r->ncells - shift);
		return;
	}
	if (r->ncells > 1 && find_field(r->cells[0].text) < 0 &&
		is_funding_header(r->cells, r->ncells))
	{
		if (r->funding)
		{
			sheet_row_issue(r, _("the text beside the table of funds differs from it"));
			return;
		}
		r->funding_header = r->cells;
		r->nfunding_header = r->ncells;
		sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		return;
	}
	if (r->row->form == SHEET_FORM_TEXT || r->ncells == 1)
	{
		SheetText	text = sheet_row_text(r->scan, r->row);

		(void) sheet_markers(&text);
		if (split_label(text, &label, &body) && find_field(label) >= 0)
		{
			SheetCell	cell = {body};

			read_field(r, label, &cell, 1);
		}
		else if (find_field(text) >= 0)
			sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		else if (r->section == SHEET_SECTION_OVERVIEW)
			read_text(r);
		else
			sheet_row_issue(r, _("the line stands in no section that is known"));
		return;
	}

	/* names and values take turns; a known name ends the value before it */
	for (int i = 0; i < r->ncells;)
	{
		int			end = i + 1;

		if (r->cells[i].text.len == 0 && r->cells[i].nrows == 0)
		{
			i++;
			continue;
		}
		while (end < r->ncells && find_field(r->cells[end].text) < 0)
			end++;
		if (i == 0 && r->cells[0].text.len == 0)
			sheet_row_issue(r, _("the row has no name"));
		read_field(r, r->cells[i].text, r->cells + i + 1, end - i - 1);
		i = end;
	}
}

/*
 * People in charge
 */

static void
read_contact(SheetReader *r)
{
	static const char *const bureaus[] = {"실국", "국", "실국명", "국실"};
	static const char *const departments[] = {"부서", "부서명", "담당부서", "과"};
	SheetCell  *names;

	if (r->row->form == SHEET_FORM_TEXT || r->ncells == 1)
	{
		SheetText	text = sheet_row_text(r->scan, r->row);
		SheetText	label;
		SheetText	body;
		SheetContact *contact;

		(void) sheet_markers(&text);
		if (!split_label(text, &label, &body))
		{
			sheet_row_issue(r, _("the line names nobody's role"));
			return;
		}
		if (find_field(label) >= 0)
		{
			SheetCell	cell = {body};

			read_field(r, label, &cell, 1);
			return;
		}
		contact = palloc(sizeof(SheetContact));
		contact->line = r->row->line;
		contact->role = label;
		contact->contact = body;
		r->reading->contacts = lappend(r->reading->contacts, contact);
		sheet_row_done(r, SHEET_KIND_ROW, "project_contact");
		return;
	}
	if (r->labels == NULL)
	{
		r->labels = r->row;
		sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		return;
	}
	names = r->scan->cells + r->labels->first_cell;
	r->labels_used = true;
	for (int i = 0; i < r->ncells; i++)
	{
		SheetText	text = r->cells[i].text;
		SheetText	name = i < r->labels->ncells ? names[i].text : SHEET_TEXT_EMPTY;
		SheetContact *contact;
		char		key[SHEET_KEY_SIZE];
		bool		known = false;

		if (text.len == 0)
			continue;
		if (name.len == 0)
		{
			sheet_row_issue(r, _("nothing says what \"%s\" is"), sheet_cstring(text));
			continue;
		}
		sheet_key(name, key);
		for (int j = 0; j < lengthof(bureaus) && !known; j++)
		{
			if (strcmp(key, bureaus[j]) == 0)
			{
				known = true;
				set_text(r, &r->reading->bureau, name, text);
			}
		}
		for (int j = 0; j < lengthof(departments) && !known; j++)
		{
			if (strcmp(key, departments[j]) == 0)
			{
				known = true;
				set_text(r, &r->reading->department, name, text);
			}
		}
		if (known)
			continue;
		contact = palloc(sizeof(SheetContact));
		contact->line = r->row->line;
		contact->role = name;
		contact->contact = text;
		r->reading->contacts = lappend(r->reading->contacts, contact);
	}
	sheet_row_done(r, SHEET_KIND_ROW, "project_contact");
}

/*
 * What was done: dates and years with their events
 */

static void
read_history(SheetReader *r)
{
	SheetText	text;
	SheetText	rest;
	SheetMarker marker;
	SheetMilestone *milestone;
	SheetText	date;
	SheetPeriod period;

	text = r->ncells > 1 ? r->cells[0].text : sheet_row_text(r->scan, r->row);
	marker = sheet_markers(&text);
	rest = text;
	date = sheet_leading_date(&rest, r->reading->fiscal_year, &period);
	if (r->ncells > 1)
	{
		SheetText	event = join_cells(r->scan, r->cells + 1, r->ncells - 1);

		if (date.len == 0)
			rest = text;
		rest = join_text(rest, "\t", event);
	}
	else if (date.len == 0 && marker == SHEET_MARKER_NONE &&
			 r->reading->milestones != NIL && !r->row->after_blank)
	{
		milestone = llast(r->reading->milestones);
		milestone->event = join_text(milestone->event, " ", text);
		sheet_row_done(r, SHEET_KIND_TEXT, "milestone");
		return;
	}
	if (rest.len == 0)
	{
		sheet_row_issue(r, _("there is no event"));
		return;
	}
	if (date.len == 0 && rest.len > 0 &&
		((rest.data[0] >= '0' && rest.data[0] <= '9') || rest.data[0] == '\''))
		sheet_row_issue(r, _("the date cannot be read"));
	milestone = palloc0(sizeof(SheetMilestone));
	milestone->line = r->row->line;
	milestone->date = period;
	milestone->date_text = date;
	milestone->event = rest;
	r->reading->milestones = lappend(r->reading->milestones, milestone);
	sheet_row_done(r, SHEET_KIND_ROW, "milestone");
}

/*
 * Takes the first item off a text that several items were squeezed into: an
 * item ends before a mark that stands between blanks.
 */
bool
sheet_next_item(SheetText *rest, SheetText *item)
{
	static const char *const marks[] =
	{
		" ○ ", " ● ", " ◦ ", " - ", " ▷ ", " ※ "
	};
	int			end;

	*rest = sheet_trim(*rest);
	if (rest->len == 0)
		return false;
	for (end = 1; end < rest->len; end++)
	{
		bool		mark = false;

		if (rest->data[end] == '\n')
			break;
		if (rest->data[end] != ' ')
			continue;
		for (int i = 0; i < lengthof(marks) && !mark; i++)
		{
			int			len = (int) strlen(marks[i]);

			/* a dash before a number is a sign or "to" */
			mark = end + len < rest->len &&
				memcmp(rest->data + end, marks[i], len) == 0 &&
				!(rest->data[end + len] >= '0' && rest->data[end + len] <= '9');
		}
		if (mark)
			break;
	}
	item->data = rest->data;
	item->len = end;
	rest->data += end;
	rest->len -= end;
	*item = sheet_trim(*item);
	return true;
}

static void
add_achievement(SheetReader *r, int year, SheetText text)
{
	int			top = 0;
	int			second = 0;
	SheetText	body;

	while (sheet_next_item(&text, &body))
	{
		SheetMarker marker = sheet_markers(&body);
		SheetAchievement *item;

		if (body.len == 0)
			continue;
		item = palloc(sizeof(SheetAchievement));
		item->line = r->row->line;
		item->year = year;
		item->ordinal = ++r->achievement_ordinals[year - SHEET_FIRST_YEAR];
		item->body = body;
		/* marks of a cell are few: depth by the order they come in */
		if (top == 0 || marker <= top)
		{
			top = marker;
			second = 0;
			item->depth = 1;
		}
		else if (second == 0 || marker <= second)
		{
			second = marker;
			item->depth = 2;
		}
		else
			item->depth = 3;
		r->reading->achievements = lappend(r->reading->achievements, item);
	}
	sheet_row_done(r, SHEET_KIND_ROW, "achievement");
}

/* Says so where a year is none of those the heading promises */
void
sheet_check_year(SheetReader *r, int year)
{
	int			fiscal_year = r->reading->fiscal_year;

	if (fiscal_year == 0)
		return;
	if (year > fiscal_year ||
		(r->window_years > 0 &&
		 (year == fiscal_year || year < fiscal_year - r->window_years)))
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("%d is none of the years before %d that the heading names"),
					year, fiscal_year);
}

static void
read_achievement(SheetReader *r)
{
	SheetText	text = r->ncells > 0 ? r->cells[0].text : SHEET_TEXT_EMPTY;
	SheetText	body = SHEET_TEXT_EMPTY;
	int			year;

	if (r->ncells > 1)
		body = join_cells(r->scan, r->cells + 1, r->ncells - 1);
	else
	{
		/* ○ 2015년 : ... */
		SheetText	label;
		SheetText	rest = text;

		(void) sheet_markers(&rest);
		if (split_label(rest, &label, &body) && sheet_year(label) != 0)
			text = label;
		else
			body = rest;
	}
	if (r->ncells > 1 || body.data != text.data)
		(void) sheet_markers(&text);
	year = sheet_year(text);
	if (year == 0 && r->ncells == 1)
	{
		body = r->cells[0].text;
		text = SHEET_TEXT_EMPTY;
	}
	else if (year != 0 && r->ncells == 1 && sheet_equal(body, text))
		body = SHEET_TEXT_EMPTY;
	if (year == 0 && text.len == 0)
		year = r->last_year;
	else if (year != 0)
	{
		r->last_year = year;
		sheet_check_year(r, year);
	}
	if (year == 0)
	{
		char		key[SHEET_KEY_SIZE];

		sheet_key(text, key);
		if (strcmp(key, "연도") == 0 || strcmp(key, "년도") == 0 ||
			strcmp(key, "구분") == 0)
			sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		else
			sheet_row_issue(r, _("the row has no year"));
		return;
	}
	if (body.len == 0)
		sheet_row_done(r, SHEET_KIND_HEADER, NULL);
	else
		add_achievement(r, year, body);
}

/*
 * Headings
 */

/* Takes a word out of a key, wherever it stands */
static bool
remove_word(char *key, const char *word)
{
	char	   *at = strstr(key, word);
	int			len = (int) strlen(word);

	if (at == NULL)
		return false;
	memmove(at, at + len, strlen(at + len) + 1);
	return true;
}

/* Takes a number and the word behind it out of a key; the number, or 0 */
static int
remove_number(char *key, const char *prefix, int most, const char *const *words)
{
	for (char *at = key; *at; at++)
	{
		char	   *digits = at;
		char	   *end;
		int			value = 0;

		if (strncmp(at, prefix, strlen(prefix)) != 0)
			continue;
		digits += strlen(prefix);
		for (end = digits; *end >= '0' && *end <= '9' && end - digits < most; end++)
			value = value * 10 + (*end - '0');
		if (end == digits || (*end >= '0' && *end <= '9'))
			continue;
		for (; *words; words++)
		{
			if (strncmp(end, *words, strlen(*words)) == 0)
			{
				end += strlen(*words);
				memmove(at, end, strlen(end) + 1);
				return value;
			}
		}
		return 0;
	}
	return 0;
}

typedef struct Heading
{
	int			level;			/* of a # heading; 0: by its mark alone */
	SheetText	name;			/* without marks */
	SheetSection section;
	int			year;			/* 2017년도 추진일정 */
	int			window_years;	/* 최근 3년 */
	SheetText	unit;			/* (단위 : 천원) in the heading itself */
	bool		rest;			/* there are words we do not know */
} Heading;

/* Finds the section that a heading names, and what else it says */
static void
read_heading_name(Heading *heading)
{
	static const char *const years[] = {"년도", "연도", "년", "", NULL};
	static const char *const spans[] = {"개년", "년간", "년", NULL};
	char		key[SHEET_KEY_SIZE];
	SheetText	name = heading->name;
	int			unit = sheet_find(name, "단위");

	if (unit > 0)
	{
		/* with its bracket */
		int			start = unit;

		while (start > 0 && name.data[start - 1] == ' ')
			start--;
		if (start > 0 && (name.data[start - 1] == '(' || name.data[start - 1] == '['))
			start--;
		heading->unit.data = name.data + start;
		heading->unit.len = name.len - start;
		name.len = start;
		name = sheet_trim(name);
		heading->name = name;
	}
	heading->section = SHEET_SECTION_UNKNOWN;
	if (sheet_key(name, key) == 0)
		return;
	for (int i = 0; i < lengthof(section_names); i++)
	{
		if (remove_word(key, section_names[i].name) &&
			heading->section == SHEET_SECTION_UNKNOWN)
			heading->section = section_names[i].section;
	}
	if (heading->section == SHEET_SECTION_UNKNOWN)
		return;
	heading->window_years = remove_number(key, "최근", 2, spans);
	heading->year = remove_number(key, "", 4, years);
	for (int i = 0; i < lengthof(heading_fillers); i++)
	{
		while (remove_word(key, heading_fillers[i]))
			;
	}
	heading->rest = key[0] != '\0';
	if (strlen(key) > MAX_HEADING_REST)
		heading->section = SHEET_SECTION_UNKNOWN;
}

/* Takes the number of a chapter off: 1, 2., 3), Ⅳ., (5) */
static SheetText
skip_chapter_number(SheetText text)
{
	SheetText	rest = text;
	int			width;
	int			n = 0;

	if (rest.len > 0 && rest.data[0] == '(')
		n++;
	while (n < rest.len && rest.data[n] >= '0' && rest.data[n] <= '9')
		n++;
	if (n == 0 && rest.len > 3 && memcmp(rest.data, "\xE2\x85", 2) == 0)
		n = 3;					/* Roman numerals */
	if (n == 0 || n > 3)
		return text;
	while (n < rest.len && (rest.data[n] == '.' || rest.data[n] == ')' ||
							rest.data[n] == '-'))
		n++;
	rest.data += n;
	rest.len -= n;
	if (!sheet_blank_at(rest, 0, &width))
		return text;
	return sheet_trim(rest);
}

/* Takes ** off both ends */
static bool
skip_bold(SheetText *text)
{
	if (text->len > 4 && sheet_starts(*text, "**") &&
		memcmp(text->data + text->len - 2, "**", 2) == 0)
	{
		text->data += 2;
		text->len -= 4;
		*text = sheet_trim(*text);
		return true;
	}
	return false;
}

/*
 * Is the row at hand a heading?  One that starts with # always is; marks and
 * numbers make one if what follows names a section, or if nothing else can be
 * meant.
 */
static bool
is_heading(SheetReader *r, Heading *heading)
{
	SheetText	text;
	bool		square;
	bool		bold;

	memset(heading, 0, sizeof(*heading));
	if (r->ncells != 1 || r->cells[0].nrows > 0)
		return false;
	text = r->cells[0].text;
	while (heading->level < text.len && text.data[heading->level] == '#')
		heading->level++;
	if (heading->level > 6 ||
		(heading->level == 0 && r->row->form != SHEET_FORM_TEXT))
		return false;
	text.data += heading->level;
	text.len -= heading->level;
	text = sheet_trim(text);
	while (heading->level > 0 && text.len > 0 && text.data[text.len - 1] == '#')
	{
		text.len--;
		text = sheet_trim(text);
	}
	bold = skip_bold(&text);
	square = sheet_starts(text, "□") || sheet_starts(text, "■") ||
		sheet_starts(text, "◇") || sheet_starts(text, "◆") ||
		sheet_starts(text, "◎") || sheet_starts(text, "▣");
	if (square)
		(void) sheet_marker(&text);
	bold |= skip_bold(&text);
	heading->name = skip_chapter_number(text);
	if (heading->name.len == 0)
		return false;

	if (heading->level > 0)
	{
		read_heading_name(heading);
		return true;
	}
	if (!square && !bold)
	{
		/* 1. 사업목적, 가. 사업목적, and the name alone */
		SheetMarker marker = sheet_marker(&heading->name);

		if (marker != SHEET_MARKER_NONE && marker != SHEET_MARKER_NUMBER &&
			marker != SHEET_MARKER_LETTER)
			return false;
		if (heading->name.len > 96)
			return false;
		(void) skip_bold(&heading->name);
		read_heading_name(heading);
		/* in the overview 사업내용 is a name beside a value, not a heading */
		return heading->section != SHEET_SECTION_UNKNOWN && !heading->rest &&
			(heading->name.data != text.data || r->row->after_blank);
	}
	read_heading_name(heading);
	if (heading->section != SHEET_SECTION_UNKNOWN)
		return !heading->rest || r->row->after_blank;
	/* an item of a list may have the same mark */
	return r->row->after_blank && r->row->indent == 0 &&
		r->section != SHEET_SECTION_COST &&
		memchr(heading->name.data, ':', heading->name.len) == NULL &&
		memchr(heading->name.data, '=', heading->name.len) == NULL;
}

static void
start_section(SheetReader *r, const Heading *heading)
{
	bool		same = heading->section == r->section &&
		heading->section != SHEET_SECTION_UNKNOWN;

	sheet_row_done(r, SHEET_KIND_HEADING, NULL);
	if (!same)
	{
		end_labels(r);
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
	if (heading->unit.len > 0)
	{
		SheetText	unknown;

		if (!sheet_unit_line(heading->unit, &r->unit, &unknown) || unknown.len > 0)
			sheet_row_issue(r, _("the unit \"%s\" is not known"),
							sheet_cstring(heading->unit));
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

		if (before.len > 0 && !same_name(before, heading->name))
			return false;
		reading->name = heading->name;
		reading->name_line = reading->title_line = r->row->line;
		sheet_row_done(r, SHEET_KIND_TITLE, "project");
		return true;
	}
	if (same_name(reading->name, heading->name))
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

	if (is_heading(r, &heading))
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
							sheet_cstring(unknown));
		return;
	}
	if (sheet_table_header(r))
		return;

	switch (r->section)
	{
		case SHEET_SECTION_NONE:
		case SHEET_SECTION_GROUP:
		case SHEET_SECTION_OVERVIEW:
			read_overview(r);
			break;
		case SHEET_SECTION_NATURE:
			read_nature(r);
			break;
		case SHEET_SECTION_CONTACT:
			read_contact(r);
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
			read_history(r);
			break;
		case SHEET_SECTION_ACHIEVEMENT:
			read_achievement(r);
			break;
		case SHEET_SECTION_UNKNOWN:
		case SHEET_SECTION_PURPOSE:
		case SHEET_SECTION_BASIS:
		case SHEET_SECTION_CONTENT:
		case SHEET_SECTION_NECESSITY:
		case SHEET_SECTION_PROCEDURE:
		case SHEET_SECTION_EFFECT:
			read_text(r);
			break;
		case SHEET_NSECTIONS:
			break;				/* no section */
	}
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
	end_labels(&r);
	sheet_end_table(&r);
	sheet_check(&r);
	return reading;
}

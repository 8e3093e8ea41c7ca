/*-------------------------------------------------------------------------
 *
 * sheet_text.c
 *	  The running text of a sheet, and the events it lists.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "sheet_reader.h"

/* Bytes of a name before a colon */
#define MAX_LABEL 64

typedef struct OpenText
{
	int			indent;
	SheetMarker marker;
	SheetTextLine *text;
} OpenText;

/*
 * The names under which the model keeps texts, whatever the heading says; of
 * sections that have texts.
 */
const char *
sheet_section_title(SheetSection section)
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
		case SHEET_SECTION_BUDGET:
			return "예산 총괄";
		case SHEET_SECTION_COST:
			return "산출근거";
		case SHEET_SECTION_SCHEDULE:
			return "추진일정";
		case SHEET_SECTION_SETTLEMENT:
			return "결산";
		default:
			return NULL;
	}
}

/*
 * Running text
 */

/* Splits "label : body", where what stands before the colon is short */
bool
sheet_split_label(SheetText text, SheetText *label, SheetText *body)
{
	SheetText	left = text;
	SheetText	right = text;
	int			at;
	int			width = 1;
	int			blank;

	for (at = 0; at < text.len && at < MAX_LABEL; at++)
	{
		if (text.data[at] == ':')
			break;
		if (sheet_starts((SheetText) {text.data + at, text.len - at}, "："))
		{
			width = 3;
			break;
		}
	}
	if (at == 0 || at >= text.len || at >= MAX_LABEL)
		return false;
	left.len = at;
	right.data += at + width;
	right.len -= at + width;
	/* no time of day, no address of a page */
	if (text.data[at - 1] >= '0' && text.data[at - 1] <= '9' &&
		!sheet_blank_at(right, 0, &blank))
		return false;
	if (sheet_starts(right, "//"))
		return false;
	left = sheet_trim(left);
	right = sheet_trim(right);
	if (left.len == 0 || right.len == 0)
		return false;
	*label = left;
	*body = right;
	return true;
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
SheetTextLine *
sheet_add_text(SheetReader *r, SheetSection section, SheetText label, SheetText body)
{
	const char *title = sheet_section_title(section);
	SheetTextLine *text = palloc0(sizeof(SheetTextLine));

	r->continued = NULL;
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
	(void) sheet_add_text(r, r->section, SHEET_TEXT_EMPTY, body);
	return true;
}

void
sheet_read_text(SheetReader *r)
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
	if (sheet_split_label(body, &label, &body))
		 /* parted */ ;
	else if (marker == SHEET_MARKER_NONE && r->last_text != NULL &&
			 r->row->form == SHEET_FORM_TEXT && !r->row->after_blank)
	{
		/* the line above goes on */
		sheet_continue(r, &r->last_text->body, body);
		sheet_row_done(r, SHEET_KIND_TEXT, "project_text");
		return;
	}
	else
		label = SHEET_TEXT_EMPTY;

	outer = enclosing_text(r, r->row->indent, marker);
	text = sheet_add_text(r, r->section, label, body);
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
							sheet_quote(body));
	}
}

/*
 * What was done: dates and years with their events
 */

void
sheet_read_history(SheetReader *r)
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
		SheetText	event = sheet_join_cells(r->scan, r->cells + 1, r->ncells - 1);

		if (date.len == 0)
			rest = text;
		rest = sheet_join(rest, "\t", event);
	}
	else if (date.len == 0 && marker == SHEET_MARKER_NONE &&
			 r->reading->milestones != NIL && !r->row->after_blank)
	{
		milestone = llast(r->reading->milestones);
		sheet_continue(r, &milestone->event, text);
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
	r->continued = NULL;
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
	int			top = -1;		/* marks of the first two depths */
	int			second = -1;
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
		if (top < 0 || (int) marker <= top)
		{
			top = marker;
			second = -1;
			item->depth = 1;
		}
		else if (second < 0 || (int) marker <= second)
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

/* Says so where a year is to come, or none of those the heading promises */
void
sheet_check_year(SheetReader *r, int year)
{
	int			fiscal_year = r->reading->fiscal_year;

	if (fiscal_year == 0)
		return;
	if (r->window_years == 0 && year > fiscal_year)
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("%d is after the fiscal year %d"), year, fiscal_year);
	if (r->window_years > 0 &&
		(year >= fiscal_year || year < fiscal_year - r->window_years))
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("%d is none of the years before %d that the heading names"),
					year, fiscal_year);
}

void
sheet_read_achievement(SheetReader *r)
{
	SheetText	text = r->ncells > 0 ? r->cells[0].text : SHEET_TEXT_EMPTY;
	SheetText	body = SHEET_TEXT_EMPTY;
	int			year;

	if (r->ncells > 1)
		body = sheet_join_cells(r->scan, r->cells + 1, r->ncells - 1);
	else
	{
		/* ○ 2015년 : ... */
		SheetText	label;
		SheetText	rest = text;

		(void) sheet_markers(&rest);
		if (sheet_split_label(rest, &label, &body) && sheet_year(label) != 0)
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


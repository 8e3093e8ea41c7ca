/*-------------------------------------------------------------------------
 *
 * sheet_scan.c
 *	  A sheet's text as rows of cells.
 *
 * Offices export their sheets by different roads, so the same table comes as
 * lines with tabs, as markdown or as HTML, sometimes with an HTML table inside
 * a cell of the others.  All of them become the same rows here, and nothing is
 * thrown away but marks of notation: what a tag shows is decided by a list of
 * known tags, everything else between < and > is text.
 *
 * One pass over the text.  A search ahead ends at the next < or at the end of
 * the line, so malformed text costs no more than well-formed text; tables
 * within tables are counted, not followed, below the second.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"

#include "sheet.h"

/* Wider tables are read, but cells that span columns are not spread */
#define MAX_SPREAD_COLUMNS 64

typedef struct Scanner
{
	SheetScan  *scan;
	const char *pos;
	const char *end;
	int			line;
} Scanner;

/* The table that is being read from HTML */
typedef struct HtmlTable
{
	bool		inner;			/* stands inside a cell */
	bool		row_open;
	bool		cell_open;
	bool		has_text;		/* the open cell has more than blanks */
	SheetRow	row;
	SheetCell	cell;
	StringInfoData buf;			/* text of the open cell */
	int			colspan;
	int			rowspan;
	int			below[MAX_SPREAD_COLUMNS];	/* rows a cell above still takes */
} HtmlTable;

typedef enum TagKind
{
	TAG_NONE,					/* no tag of ours: plain text */
	TAG_STYLE,					/* shows nothing by itself */
	TAG_BREAK,					/* ends a line */
	TAG_INPUT,
	TAG_TABLE,
	TAG_ROW,
	TAG_CELL
} TagKind;

typedef struct Tag
{
	TagKind		kind;
	bool		closing;
	SheetText	attributes;
	const char *end;			/* behind the > */
} Tag;

static const struct
{
	const char *name;
	TagKind		kind;
}			known_tags[] =
{
	{"td", TAG_CELL}, {"th", TAG_CELL}, {"tr", TAG_ROW}, {"table", TAG_TABLE},
	{"input", TAG_INPUT}, {"br", TAG_BREAK}, {"p", TAG_BREAK},
	{"div", TAG_BREAK}, {"li", TAG_BREAK},
	{"b", TAG_STYLE}, {"i", TAG_STYLE}, {"u", TAG_STYLE}, {"s", TAG_STYLE},
	{"em", TAG_STYLE}, {"strong", TAG_STYLE}, {"span", TAG_STYLE},
	{"font", TAG_STYLE}, {"sup", TAG_STYLE}, {"sub", TAG_STYLE},
	{"small", TAG_STYLE}, {"big", TAG_STYLE}, {"center", TAG_STYLE},
	{"label", TAG_STYLE}, {"mark", TAG_STYLE}, {"ul", TAG_STYLE},
	{"ol", TAG_STYLE}, {"tbody", TAG_STYLE}, {"thead", TAG_STYLE},
	{"tfoot", TAG_STYLE}, {"colgroup", TAG_STYLE}, {"col", TAG_STYLE},
	{"caption", TAG_STYLE}
};

/*
 * Pieces of text
 */

SheetText
sheet_text(const char *cstring)
{
	SheetText	text;

	text.data = cstring;
	text.len = (int) strlen(cstring);
	return text;
}

/* Is there a blank of any kind at this place, and how many bytes is it? */
bool
sheet_blank_at(SheetText text, int pos, int *width)
{
	const unsigned char *s = (const unsigned char *) text.data + pos;
	int			left = text.len - pos;

	*width = 1;
	if (left <= 0)
		return false;
	if (s[0] < 0x80)
		return s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r');
	if (left >= 2 && s[0] == 0xC2 && s[1] == 0xA0)	/* no-break space */
	{
		*width = 2;
		return true;
	}
	if (left >= 3 &&
		((s[0] == 0xE3 && s[1] == 0x80 && s[2] == 0x80) ||	/* U+3000 */
		 (s[0] == 0xE2 && s[1] == 0x80 && s[2] <= 0x8B) ||	/* U+2000..200B */
		 (s[0] == 0xEF && s[1] == 0xBB && s[2] == 0xBF)))	/* U+FEFF */
	{
		*width = 3;
		return true;
	}
	return false;
}

/* The text without blanks at either end */
SheetText
sheet_trim(SheetText text)
{
	int			width;

	while (sheet_blank_at(text, 0, &width))
	{
		text.data += width;
		text.len -= width;
	}
	for (;;)
	{
		int			start = text.len - 1;

		/* back to the first byte of the last character */
		while (start > 0 && ((unsigned char) text.data[start] & 0xC0) == 0x80)
			start--;
		if (start < 0 || !sheet_blank_at(text, start, &width) ||
			start + width != text.len)
			return text;
		text.len = start;
	}
}

bool
sheet_starts(SheetText text, const char *prefix)
{
	int			len = (int) strlen(prefix);

	return text.len >= len && memcmp(text.data, prefix, len) == 0;
}

bool
sheet_equal(SheetText a, SheetText b)
{
	/* nothing may have no place, which memcmp does not take */
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Where the needle first stands in the text, or -1 */
int
sheet_find(SheetText text, const char *needle)
{
	int			len = (int) strlen(needle);
	const char *s = text.data;
	const char *last = text.data + text.len - len;

	while (s <= last && (s = memchr(s, needle[0], last - s + 1)) != NULL)
	{
		if (memcmp(s, needle, len) == 0)
			return (int) (s - text.data);
		s++;
	}
	return -1;
}

/*
 * Rows and cells
 */

/* Room for one more element in an array that grows by doubling */
static void *
room_for_one(void *array, int used, int *allocated, Size size)
{
	if (used < *allocated)
		return array;
	*allocated = Max(64, 2 * *allocated);
	return array ? repalloc(array, *allocated * size) :
		palloc(*allocated * size);
}

static void
add_cell(SheetScan *scan, bool inner, SheetCell cell)
{
	if (inner)
	{
		scan->inner_cells = room_for_one(scan->inner_cells, scan->ninner_cells,
										 &scan->max_inner_cells, sizeof(SheetCell));
		scan->inner_cells[scan->ninner_cells++] = cell;
	}
	else
	{
		scan->cells = room_for_one(scan->cells, scan->ncells,
								   &scan->max_cells, sizeof(SheetCell));
		scan->cells[scan->ncells++] = cell;
	}
}

/* Ends a row, whose cells are the last ones; empty cells at its end go */
static void
add_row(SheetScan *scan, bool inner, SheetRow row)
{
	SheetCell  *cells = inner ? scan->inner_cells : scan->cells;
	int		   *ncells = inner ? &scan->ninner_cells : &scan->ncells;

	while (*ncells > row.first_cell && cells[*ncells - 1].text.len == 0 &&
		   cells[*ncells - 1].nrows == 0)
		(*ncells)--;
	row.ncells = *ncells - row.first_cell;
	/* a row of nothing but tags or empty cells says nothing */
	if (row.ncells == 0 && row.form != SHEET_FORM_PAGE)
		row.form = SHEET_FORM_MARKUP;

	if (inner)
	{
		scan->inner_rows = room_for_one(scan->inner_rows, scan->ninner_rows,
										&scan->max_inner_rows, sizeof(SheetRow));
		scan->inner_rows[scan->ninner_rows++] = row;
	}
	else
	{
		scan->rows = room_for_one(scan->rows, scan->nrows,
								  &scan->max_rows, sizeof(SheetRow));
		scan->rows[scan->nrows++] = row;
	}
}

/*
 * Tags and entities
 */

/*
 * The tag that starts at s; TAG_NONE if it is none we know.  Outside tables a
 * tag does not go on in the next line.
 */
static Tag
read_tag(const char *s, const char *limit, bool one_line)
{
	Tag			tag = {TAG_NONE};
	const char *name;
	const char *name_end;
	const char *close;

	name = s + 1;
	if (name < limit && *name == '/')
	{
		tag.closing = true;
		name++;
	}
	for (name_end = name; name_end < limit &&
		 ((*name_end >= 'a' && *name_end <= 'z') ||
		  (*name_end >= 'A' && *name_end <= 'Z')); name_end++)
		;
	if (name_end == name || name_end - name > 8 || name_end == limit ||
		(*name_end != ' ' && *name_end != '>' && *name_end != '/' &&
		 *name_end != '\t' && *name_end != '\n' && *name_end != '\r'))
		return tag;
	for (close = name_end; close < limit && *close != '>' && *close != '<'; close++)
	{
		if (one_line && (*close == '\n' || *close == '\r'))
			return tag;
	}
	if (close == limit || *close != '>')
		return tag;
	for (int i = 0; i < lengthof(known_tags); i++)
	{
		if (strlen(known_tags[i].name) == name_end - name &&
			pg_strncasecmp(known_tags[i].name, name, name_end - name) == 0)
		{
			tag.kind = known_tags[i].kind;
			tag.attributes.data = name_end;
			tag.attributes.len = (int) (close - name_end);
			tag.end = close + 1;
			break;
		}
	}
	return tag;
}

/* The value of a numeric attribute, or 1 */
static int
tag_number(const Tag *tag, const char *name)
{
	int			len = (int) strlen(name);

	for (int i = 0; i + len < tag->attributes.len; i++)
	{
		const char *s = tag->attributes.data + i;
		const char *limit = tag->attributes.data + tag->attributes.len;
		int			value = 0;

		if (pg_strncasecmp(s, name, len) != 0)
			continue;
		for (s += len; s < limit && (*s == ' ' || *s == '=' || *s == '"' || *s == '\''); s++)
			;
		for (; s < limit && *s >= '0' && *s <= '9' && value < 1000; s++)
			value = value * 10 + (*s - '0');
		return Max(value, 1);
	}
	return 1;
}

/* What an <input> shows: a check box, ticked or not; else nothing we know */
static const char *
input_box(const Tag *tag)
{
	bool		box = false;
	bool		checked = false;

	for (int i = 0; i < tag->attributes.len; i++)
	{
		const char *s = tag->attributes.data + i;
		int			left = tag->attributes.len - i;

		if (left >= 8 && pg_strncasecmp(s, "checkbox", 8) == 0)
		{
			box = true;
			i += 7;
		}
		else if (left >= 5 && pg_strncasecmp(s, "radio", 5) == 0)
			box = true;
		else if (left >= 7 && pg_strncasecmp(s, "checked", 7) == 0)
			checked = true;
	}
	if (!box)
		return NULL;
	return checked ? SHEET_BOX_CHECKED : SHEET_BOX_EMPTY;
}

/* Appends a check box, apart from what follows it */
static void
append_box(StringInfo buf, const char *box, const char *next, const char *limit)
{
	appendStringInfoString(buf, box);
	if (next < limit && *next != ' ')
		appendStringInfoChar(buf, ' ');
}

/* Appends what the entity at s stands for; returns where it ends, or NULL */
static const char *
read_entity(const char *s, const char *limit, StringInfo buf)
{
	static const struct
	{
		const char *name;
		const char *text;
	}			entities[] =
	{
		{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""},
		{"&apos;", "'"}, {"&nbsp;", " "}, {"&middot;", "\xC2\xB7"},
		{"&times;", "\xC3\x97"}
	};

	for (int i = 0; i < lengthof(entities); i++)
	{
		int			len = (int) strlen(entities[i].name);

		if (limit - s >= len && memcmp(s, entities[i].name, len) == 0)
		{
			appendStringInfoString(buf, entities[i].text);
			return s + len;
		}
	}
	if (limit - s > 3 && s[1] == '#')
	{
		bool		hex = s[2] == 'x' || s[2] == 'X';
		pg_wchar	code = 0;

		for (s += hex ? 3 : 2; s < limit && code < 0x110000; s++)
		{
			if (*s >= '0' && *s <= '9')
				code = code * (hex ? 16 : 10) + (*s - '0');
			else if (hex && *s >= 'a' && *s <= 'f')
				code = code * 16 + (*s - 'a') + 10;
			else if (hex && *s >= 'A' && *s <= 'F')
				code = code * 16 + (*s - 'A') + 10;
			else
				break;
		}
		/* no controls, no surrogates: those stay as they are written */
		if (s < limit && *s == ';' && code >= ' ' && code < 0x110000 &&
			(code < 0xD800 || code > 0xDFFF) && (code < 0x7F || code > 0x9F))
		{
			unsigned char utf8[4];

			unicode_to_utf8(code, utf8);
			appendBinaryStringInfo(buf, (char *) utf8, pg_utf_mblen(utf8));
			return s + 1;
		}
	}
	return NULL;
}

/*
 * HTML tables
 */

static SheetText
copy_text(const char *data, int len)
{
	SheetText	text;
	char	   *copy;

	text.data = data;
	text.len = len;
	text = sheet_trim(text);
	copy = palloc(text.len + 1);
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	text.data = copy;
	return text;
}

/* Steps over the end of a line, which may be written in three ways */
static void
next_line(Scanner *s)
{
	if (*s->pos == '\r' && s->pos + 1 < s->end && s->pos[1] == '\n')
		s->pos++;
	s->pos++;
	s->line++;
}

/* Steps over a tag, which may go over several lines */
static void
skip_tag(Scanner *s, const Tag *tag)
{
	while (s->pos < tag->end)
	{
		if (*s->pos == '\n' || *s->pos == '\r')
			next_line(s);
		else
			s->pos++;
	}
}

static int
row_width(const Scanner *s, const HtmlTable *table)
{
	return (table->inner ? s->scan->ninner_cells : s->scan->ncells) -
		table->row.first_cell;
}

static void
html_open_row(Scanner *s, HtmlTable *table)
{
	SheetScan  *scan = s->scan;

	memset(&table->row, 0, sizeof(SheetRow));
	table->row.form = SHEET_FORM_TABLE;
	table->row.line = s->line;
	table->row.raw.data = s->pos;
	table->row.first_cell = table->inner ? scan->ninner_cells : scan->ncells;
	table->row_open = true;
}

/* Adds the empty cells which cells of the rows above reach down into */
static void
html_skip_spans(Scanner *s, HtmlTable *table)
{
	SheetCell	empty = {{"", 0}};
	int			column;

	while ((column = row_width(s, table)) < MAX_SPREAD_COLUMNS &&
		   table->below[column] > 0)
	{
		table->below[column]--;
		add_cell(s->scan, table->inner, empty);
	}
}

static void
html_open_cell(Scanner *s, HtmlTable *table, const Tag *tag)
{
	if (!table->row_open)
		html_open_row(s, table);
	html_skip_spans(s, table);
	memset(&table->cell, 0, sizeof(SheetCell));
	resetStringInfo(&table->buf);
	table->colspan = tag ? tag_number(tag, "colspan") : 1;
	table->rowspan = tag ? tag_number(tag, "rowspan") : 1;
	table->cell_open = true;
	table->has_text = false;
}

static void
html_close_cell(Scanner *s, HtmlTable *table)
{
	SheetCell	empty = {{"", 0}};
	int			column;

	if (!table->cell_open)
		return;
	table->cell_open = false;
	table->cell.text = copy_text(table->buf.data, table->buf.len);
	column = row_width(s, table);
	add_cell(s->scan, table->inner, table->cell);
	for (int i = 0; i < table->colspan && column + i < MAX_SPREAD_COLUMNS; i++)
	{
		table->below[column + i] = table->rowspan - 1;
		if (i > 0)
			add_cell(s->scan, table->inner, empty);
	}
}

static void
html_close_row(Scanner *s, HtmlTable *table)
{
	html_close_cell(s, table);
	if (!table->row_open)
		return;
	table->row_open = false;
	for (int i = row_width(s, table); i < MAX_SPREAD_COLUMNS; i++)
	{
		if (table->below[i] > 0)
			table->below[i]--;
	}
	table->row.last_line = s->line;
	table->row.raw.len = (int) (s->pos - table->row.raw.data);
	add_row(s->scan, table->inner, table->row);
}

/*
 * Reads rows until the table ends; pos stands behind its <table>.  A table
 * without an end, as malformed text has them, ends before the next heading.
 * Returns false in that case.
 */
static bool
scan_html(Scanner *s, bool inner, bool cut, SheetCell *owner)
{
	HtmlTable	table;
	int			depth = 0;
	bool		closed = false;
	bool		at_end = false;

	memset(&table, 0, sizeof(table));
	table.inner = inner;
	initStringInfo(&table.buf);
	if (owner)
		owner->first_row = s->scan->ninner_rows;

	while (!closed && !at_end && s->pos < s->end)
	{
		const char *start = s->pos;
		Tag			tag;

		if (*s->pos == '\n' || *s->pos == '\r')
		{
			SheetText	rest;

			CHECK_FOR_INTERRUPTS();
			if (cut && !table.row_open)
				break;
			next_line(s);
			if (table.cell_open)
				appendStringInfoChar(&table.buf, ' ');
			rest.data = s->pos;
			rest.len = (int) Min(s->end - s->pos, 4);
			at_end = sheet_starts(rest, "# ") || sheet_starts(rest, "##") ||
				(!table.cell_open && sheet_starts(rest, "\xE2\x96\xA1"));	/* □ */
			continue;
		}
		tag.kind = TAG_NONE;
		if (*s->pos == '<')
			tag = read_tag(s->pos, s->end, false);
		if (tag.kind == TAG_NONE)
		{
			const char *next = NULL;

			if (!table.cell_open)
			{
				if (*s->pos == ' ' || *s->pos == '\t')
				{
					s->pos++;
					continue;
				}
				html_open_cell(s, &table, NULL);	/* text outside cells */
			}
			if (*s->pos == '&')
				next = read_entity(s->pos, s->end, &table.buf);
			if (next == NULL)
			{
				next = s->pos + 1;
				while (next < s->end && *next != '<' && *next != '&' &&
					   *next != '\n' && *next != '\r')
					next++;
				appendBinaryStringInfo(&table.buf, s->pos, (int) (next - s->pos));
			}
			s->pos = next;
			continue;
		}

		/* raw text of a row starts with its tag and ends behind it */
		if (tag.kind == TAG_ROW && !tag.closing && depth == 0)
		{
			html_close_row(s, &table);
			html_open_row(s, &table);
		}
		s->pos = start;
		skip_tag(s, &tag);
		switch (tag.kind)
		{
			case TAG_TABLE:
				if (tag.closing)
				{
					if (depth == 0)
						closed = true;
					else
						depth--;
				}
				else if (inner)
					depth++;
				else
				{
					if (!table.cell_open)
						html_open_cell(s, &table, NULL);
					if (table.cell.nrows == 0)
						scan_html(s, true, false, &table.cell);
					else
						depth++;
				}
				if (table.cell_open)
					appendStringInfoChar(&table.buf, ' ');
				break;
			case TAG_ROW:
				if (depth > 0)
					appendStringInfoChar(&table.buf, '\n');
				else if (tag.closing)
					html_close_row(s, &table);
				break;
			case TAG_CELL:
				if (depth > 0)
					appendStringInfoChar(&table.buf, ' ');
				else
				{
					html_close_cell(s, &table);
					if (!tag.closing)
						html_open_cell(s, &table, &tag);
				}
				break;
			case TAG_INPUT:
				{
					const char *box = input_box(&tag);

					if (!table.cell_open)
						html_open_cell(s, &table, NULL);
					if (box)
						append_box(&table.buf, box, tag.end, s->end);
					else
						appendBinaryStringInfo(&table.buf, start, (int) (tag.end - start));
				}
				break;
			case TAG_BREAK:
				if (table.cell_open && table.buf.len > 0)
					appendStringInfoChar(&table.buf, '\n');
				break;
			default:
				break;
		}
	}

	html_close_row(s, &table);
	if (owner)
		owner->nrows = s->scan->ninner_rows - owner->first_row;
	pfree(table.buf.data);
	return closed || cut;
}

/*
 * Lines
 */

/*
 * Reads one line as cells between delimiters ('\t', or '|' in markdown),
 * looking into HTML where there is some.
 */
static void
scan_cells(Scanner *s, char delimiter, SheetRow *row)
{
	StringInfoData buf;
	bool		done = false;

	buf.data = NULL;
	row->first_cell = s->scan->ncells;
	while (!done)
	{
		const char *from = s->pos;	/* start of what is not yet copied */
		bool		copied = false;
		SheetCell	cell = {{"", 0}};

		for (;;)
		{
			const char *next = NULL;
			char		c;

			if (s->pos >= s->end)
			{
				done = true;
				break;
			}
			c = *s->pos;
			if (c == '\n' || c == '\r')
			{
				done = true;
				break;
			}
			if (c == delimiter)
				break;
			if (c != '<' && c != '&' && !(c == '\\' && delimiter == '|'))
			{
				s->pos++;
				continue;
			}

			/* something that is not itself: the cell becomes a copy */
			if (buf.data == NULL)
				initStringInfo(&buf);
			if (!copied)
				resetStringInfo(&buf);
			copied = true;
			appendBinaryStringInfo(&buf, from, (int) (s->pos - from));
			if (c == '&')
				next = read_entity(s->pos, s->end, &buf);
			else if (c == '\\')
			{
				if (s->pos + 1 < s->end && ispunct((unsigned char) s->pos[1]))
				{
					appendStringInfoChar(&buf, s->pos[1]);
					next = s->pos + 2;
				}
			}
			else
			{
				Tag			tag = read_tag(s->pos, s->end, true);

				if (tag.kind == TAG_TABLE && !tag.closing && cell.nrows == 0)
				{
					s->pos = tag.end;
					if (!scan_html(s, true, false, &cell))
						row->unclosed = true;
					from = s->pos;
					continue;
				}
				if (tag.kind == TAG_INPUT)
				{
					const char *box = input_box(&tag);

					if (box)
						append_box(&buf, box, tag.end, s->end);
					else
						tag.kind = TAG_NONE;
				}
				else if (tag.kind == TAG_BREAK && buf.len > 0)
					appendStringInfoChar(&buf, '\n');
				if (tag.kind != TAG_NONE)
					next = tag.end;
			}
			if (next == NULL)
			{
				appendStringInfoChar(&buf, c);
				next = s->pos + 1;
			}
			s->pos = from = next;
		}

		if (copied)
		{
			appendBinaryStringInfo(&buf, from, (int) (s->pos - from));
			cell.text = copy_text(buf.data, buf.len);
		}
		else
		{
			cell.text.data = from;
			cell.text.len = (int) (s->pos - from);
			cell.text = sheet_trim(cell.text);
		}
		if (delimiter == '|' && cell.text.len > 4 && sheet_starts(cell.text, "**") &&
			memcmp(cell.text.data + cell.text.len - 2, "**", 2) == 0)
		{
			cell.text.data += 2;
			cell.text.len -= 4;
			cell.text = sheet_trim(cell.text);
		}
		add_cell(s->scan, false, cell);
		if (!done)
			s->pos++;			/* the delimiter */
	}
	if (buf.data)
		pfree(buf.data);
	row->last_line = s->line;
	row->raw.len = (int) (s->pos - row->raw.data);
}

/* |---|:--:| and the like, between a markdown table's heading and its rows */
static bool
is_markdown_rule(const SheetScan *scan, const SheetRow *row)
{
	int			ncells = scan->ncells - row->first_cell;
	bool		any = false;

	for (int i = 0; i < ncells; i++)
	{
		SheetText	text = scan->cells[row->first_cell + i].text;
		int			dashes = 0;

		if (text.len == 0 && i == ncells - 1)
			continue;			/* behind the last | */
		for (int j = 0; j < text.len; j++)
		{
			if (text.data[j] == '-')
				dashes++;
			else if (text.data[j] != ':' || (j != 0 && j != text.len - 1))
				return false;
		}
		/* a single dash is a value: none */
		if (dashes < 2 && dashes == text.len)
			return false;
		any = true;
	}
	return any;
}

/* A line that only parts pages: a rule, a form feed, a page's number */
static bool
is_page_mark(SheetText line)
{
	int			width;
	int			i;

	if (line.len == 0)
		return true;			/* a form feed alone */
	if (line.len >= 3 && (line.data[0] == '-' || line.data[0] == '*' ||
						  line.data[0] == '_' || line.data[0] == '='))
	{
		for (i = 1; i < line.len && line.data[i] == line.data[0]; i++)
			;
		if (i == line.len)
			return true;
	}

	/* - 12 - */
	if (line.data[0] == '-' && line.len >= 3 && line.data[line.len - 1] == '-')
	{
		int			digits = 0;

		for (i = 1; i < line.len - 1; i += width)
		{
			if (sheet_blank_at(line, i, &width))
				continue;
			if (line.data[i] < '0' || line.data[i] > '9')
				return false;
			digits++;
		}
		return digits > 0;
	}
	return false;
}

/* Reads what starts at the beginning of a line */
static void
scan_line(Scanner *s, bool *after_blank)
{
	SheetScan  *scan = s->scan;
	SheetRow	row;
	SheetText	line;
	SheetText	trimmed;
	const char *eol = s->pos;
	bool		has_tab = false;
	bool		has_feed = false;

	while (eol < s->end && *eol != '\n' && *eol != '\r')
	{
		has_tab |= *eol == '\t';
		has_feed |= *eol == '\f';
		eol++;
	}
	line.data = s->pos;
	line.len = (int) (eol - s->pos);
	trimmed = sheet_trim(line);

	memset(&row, 0, sizeof(row));
	row.line = row.last_line = s->line;
	row.raw = line;
	row.after_blank = *after_blank;
	row.indent = (int) (trimmed.data - line.data);
	row.first_cell = scan->ncells;
	*after_blank = false;

	if (trimmed.len == 0 && !has_feed)
	{
		*after_blank = true;
		s->pos = eol;
	}
	else if (is_page_mark(trimmed))
	{
		row.form = SHEET_FORM_PAGE;
		add_row(scan, false, row);
		*after_blank = true;
		s->pos = eol;
	}
	else
	{
		Tag			tag = {TAG_NONE};

		if (*trimmed.data == '<')
			tag = read_tag(trimmed.data, s->end, false);
		if (!tag.closing && (tag.kind == TAG_TABLE || tag.kind == TAG_ROW))
		{
			int			mark = scan->nrows;

			/* its rows follow; lines between them are marks of notation */
			row.form = SHEET_FORM_MARKUP;
			add_row(scan, false, row);
			s->pos = trimmed.data;
			if (tag.kind == TAG_TABLE)
				skip_tag(s, &tag);
			scan->rows[mark].unclosed =
				!scan_html(s, false, tag.kind == TAG_ROW, NULL);
			scan->rows[mark].last_line = s->line;
			if (mark + 1 < scan->nrows)
				scan->rows[mark + 1].after_blank = row.after_blank;
			/* the rest of the line, if any, is a line of its own */
			if (s->pos < s->end && *s->pos != '\n' && *s->pos != '\r')
				return;
		}
		else if (*trimmed.data == '|' && trimmed.len > 1)
		{
			s->pos = trimmed.data + 1;
			row.form = SHEET_FORM_TABLE;
			scan_cells(s, '|', &row);
			if (is_markdown_rule(scan, &row))
			{
				row.form = SHEET_FORM_MARKUP;
				scan->ncells = row.first_cell;
			}
			add_row(scan, false, row);
		}
		else
		{
			row.form = has_tab ? SHEET_FORM_TABLE : SHEET_FORM_TEXT;
			if (has_tab)
				row.indent = 0;
			scan_cells(s, '\t', &row);
			/* a table in running text */
			if (scan->cells[row.first_cell].nrows > 0)
				row.form = SHEET_FORM_TABLE;
			add_row(scan, false, row);
		}
	}
	if (s->pos < s->end)
		next_line(s);
}

/* Reads a text in UTF-8; the result points into it */
SheetScan *
sheet_scan(const char *text, int len)
{
	SheetScan  *scan = palloc0(sizeof(SheetScan));
	Scanner		s;
	bool		after_blank = false;

	/* a row without cells has a place for them too */
	scan->cells = room_for_one(NULL, 0, &scan->max_cells, sizeof(SheetCell));
	scan->inner_rows = room_for_one(NULL, 0, &scan->max_inner_rows, sizeof(SheetRow));
	scan->inner_cells = room_for_one(NULL, 0, &scan->max_inner_cells, sizeof(SheetCell));

	s.scan = scan;
	s.pos = text;
	s.end = text + len;
	s.line = 1;
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
		s.pos += 3;				/* byte order mark */
	while (s.pos < s.end)
	{
		CHECK_FOR_INTERRUPTS();
		scan_line(&s, &after_blank);
	}
	scan->nlines = s.line;
	return scan;
}

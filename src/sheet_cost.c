/*-------------------------------------------------------------------------
 *
 * sheet_cost.c
 *	  The cost basis (산출근거) of a sheet: a tree under each code.
 *
 * The marks at the start of the lines say the depth.  The code stands beside
 * the first of its lines only, a page break may have taken a mark or a cell
 * away, and a long line goes on in the next.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"

#include "cost_basis.h"
#include "sheet_reader.h"

/* A longer line is not looked through for a calculation */
#define MAX_COST_LINE 4096

/* Text goes on over so many lines until its amount comes */
#define MAX_COST_LINES 10

/* A cost line under which others may stand */
typedef struct OpenCost
{
	int			indent;
	SheetMarker marker;
	SheetCost  *cost;
} OpenCost;

/* The last = of a line, also a full-width one; -1 if there is none */
static int
last_equals(SheetText text, int *width)
{
	*width = 1;
	for (int at = text.len - 1; at >= 0; at--)
	{
		if (text.data[at] == '=')
			return at;
		if (at + 3 <= text.len && memcmp(text.data + at, "\xEF\xBC\x9D", 3) == 0)
		{
			*width = 3;
			return at;
		}
	}
	return -1;
}

/* Adds to the sum of the outermost lines, which is only for comparison */
static void
count_cost(SheetReader *r, const SheetCost *cost)
{
	int64		sum;

	if (cost->depth == 1 && cost->amount.stated &&
		!pg_add_s64_overflow(r->cost_sum, cost->amount.won, &sum))
		r->cost_sum = sum;
}

/*
 * Reads "name : calculation = amount".  Returns false if what stands behind an
 * = is neither an amount nor a calculation; it stays in the label then.
 */
static bool
parse_cost(SheetCost *cost, SheetText text)
{
	CostLine	line;
	int			width;
	int			at = last_equals(text, &width);

	memset(&cost->amount, 0, sizeof(cost->amount));
	cost->basis = SHEET_TEXT_EMPTY;
	if (text.len > MAX_COST_LINE)
	{
		cost->label = text;
		return at < 0;
	}
	if (at >= 0)
	{
		SheetText	right;

		/* "= -": nothing */
		right.data = text.data + at + width;
		right.len = text.len - at - width;
		if (sheet_amount(right, SHEET_UNIT_DEFAULT, &cost->amount) &&
			cost->amount.stated && cost->amount.won == 0 &&
			!cost->amount.subsidy_stated)
			text.len = at;
		else
			memset(&cost->amount, 0, sizeof(cost->amount));
	}
	cost_line_read(text.data, text.len, &line);
	cost->label.data = line.label;
	cost->label.len = (int) line.label_len;
	cost->basis.data = line.basis;
	cost->basis.len = (int) line.basis_len;
	if (line.has_amount && !cost->amount.stated)
	{
		cost->amount.stated = true;
		cost->amount.won = line.amount;
	}
	return last_equals(cost->label, &width) < 0;
}

/* Reads one line of the cost table, under the code that stands above */
static void
read_cost_line(SheetReader *r, SheetText text, const SheetAmount *amount)
{
	SheetCost  *cost;
	OpenCost   *open;
	SheetText	body = text;
	SheetMarker marker = sheet_markers(&body);
	int			width;

	/* the line above goes on: it has no amount yet, and this no mark */
	if (marker == SHEET_MARKER_NONE && r->last_cost != NULL &&
		!r->last_cost->amount.stated &&
		r->cost_lines < MAX_COST_LINES && body.len > 0)
	{
		cost = r->last_cost;
		r->cost_lines++;
		sheet_continue(r, &r->cost_text, body);
		if (!parse_cost(cost, r->cost_text))
			sheet_row_issue(r, _("there is no amount behind the ="));
		if (amount)
			cost->amount = *amount;
		count_cost(r, cost);
		sheet_row_done(r, SHEET_KIND_ROW, "cost_basis");
		return;
	}
	if (r->code == 0)
	{
		if (!sheet_note(r))
			sheet_row_issue(r, _("the line stands under no code"));
		return;
	}
	if (body.len == 0)
	{
		sheet_row_issue(r, _("there is a mark without a text"));
		return;
	}
	if (marker == SHEET_MARKER_NONE && last_equals(body, &width) < 0 && amount == NULL &&
		r->last_cost != NULL)
	{
		sheet_row_issue(r, _("the line has neither a mark nor an amount"));
		return;
	}

	cost = palloc0(sizeof(SheetCost));
	cost->line = r->row->line;
	cost->budget_code = r->code;
	cost->number = list_length(r->reading->costs);
	cost->marker = marker;
	if (!parse_cost(cost, body))
		sheet_row_issue(r, _("there is no amount behind the ="));
	if (amount)
		cost->amount = *amount;

	while (r->open_costs != NIL)
	{
		open = llast(r->open_costs);
		if (open->indent < r->row->indent ||
			(open->indent == r->row->indent && open->marker < marker))
			break;
		r->open_costs = list_delete_last(r->open_costs);
	}
	cost->parent = -1;
	cost->depth = 1;
	if (r->open_costs != NIL)
	{
		open = llast(r->open_costs);
		cost->parent = open->cost->number;
		cost->depth = open->cost->depth + 1;
	}
	if (marker != SHEET_MARKER_NOTE)
	{
		open = palloc(sizeof(OpenCost));
		open->indent = r->row->indent;
		open->marker = marker;
		open->cost = cost;
		r->open_costs = lappend(r->open_costs, open);
	}
	count_cost(r, cost);
	r->reading->costs = lappend(r->reading->costs, cost);
	sheet_row_done(r, SHEET_KIND_ROW, "cost_basis");

	r->last_cost = cost;
	r->cost_text = body;
	r->cost_lines = 1;
	r->continued = NULL;
}

/* A stated total of the whole table, against the lines that were read */
static void
read_cost_total(SheetReader *r, SheetText text)
{
	SheetAmount amount;
	int			width;
	int			at = last_equals(text, &width);

	if (at >= 0)
	{
		SheetText	left = text;

		left.len = at;
		if (sheet_trim(left).len > 0)
			at = -1;
		text.data += at + width;
		text.len -= at + width;
	}
	if (!sheet_amount(sheet_trim(text), r->unit, &amount) || !amount.stated ||
		amount.subsidy_stated)
	{
		sheet_row_issue(r, _("the total cannot be read"));
		return;
	}
	if (amount.won != r->cost_sum)
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("the total is %s, but the lines above add up to %s"),
					sheet_won_text(amount.won), sheet_won_text(r->cost_sum));
	sheet_row_done(r, SHEET_KIND_TOTAL, NULL);
}

void
sheet_read_cost(SheetReader *r)
{
	int			first = 0;
	int			amount_column = sheet_column(r, COLUMN_AMOUNT);
	StringInfoData buf;
	SheetText	rest;
	SheetText	item;
	SheetAmount amount;
	bool		has_amount = false;
	bool		any = false;
	int			code;
	SheetText	name = SHEET_TEXT_EMPTY;
	SheetText	key = r->cells[0].text;
	int			width;

	if (r->row->form == SHEET_FORM_TABLE && sheet_is_total(key))
	{
		SheetText	total = SHEET_TEXT_EMPTY;

		for (int i = 1; i < r->ncells; i++)
		{
			if (r->cells[i].text.len > 0 && total.len > 0)
				total = sheet_row_text(r->scan, r->row);	/* not to be read */
			else if (r->cells[i].text.len > 0)
				total = r->cells[i].text;
		}
		read_cost_total(r, total);
		return;
	}

	/* a new code; without one, the code above goes on */
	if (key.len > 0 && sheet_code(key, &code, &name) &&
		last_equals(key, &width) < 0)
	{
		if (code != r->code)
		{
			r->code = code;
			r->open_costs = NIL;
			r->last_cost = NULL;
		}
		first = 1;
	}
	else if (key.len > 0 && r->row->form == SHEET_FORM_TABLE && r->ncells > 1)
	{
		SheetText	text = key;

		/* a cost line may have slipped into the first column */
		if (sheet_marker(&text) == SHEET_MARKER_NONE && last_equals(key, &width) < 0)
		{
			sheet_row_issue(r, _("\"%s\" is no code"), sheet_quote(key));
			r->code = 0;
			r->open_costs = NIL;
			r->last_cost = NULL;
			return;
		}
	}

	initStringInfo(&buf);
	if (name.len > 0)
	{
		/* compared with the names in the budget, when all is read */
		SheetBudget *named = palloc0(sizeof(SheetBudget));

		named->line = r->row->line;
		named->number = code;
		named->name = name;
		r->code_names = lappend(r->code_names, named);
	}
	for (int i = first; i < r->ncells; i++)
	{
		SheetText	text = r->cells[i].text;

		if (i == amount_column && text.len > 0 && last_equals(text, &width) < 0)
		{
			amount = sheet_read_amount(r, i, false);
			has_amount = amount.stated;
			continue;
		}
		if (text.len == 0)
			continue;
		if (buf.len > 0)
			appendStringInfoChar(&buf, ' ');
		appendBinaryStringInfo(&buf, text.data, text.len);
		if (r->cells[i].nrows > 0)
			sheet_row_issue(r, _("a table inside the cost table was not read"));
	}
	rest.data = buf.data;
	rest.len = buf.len;
	while (sheet_next_item(&rest, &item))
	{
		any = true;
		read_cost_line(r, item, has_amount && sheet_trim(rest).len == 0 ?
					   &amount : NULL);
	}
	if (!any)
	{
		if (has_amount)
			sheet_row_issue(r, _("the amount stands beside no line"));
		else
			sheet_row_done(r, SHEET_KIND_HEADER, NULL);
	}
}

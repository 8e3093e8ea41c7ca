/*-------------------------------------------------------------------------
 *
 * sheet_table.c
 *	  The rows of a sheet's tables: budget, schedule, settlement.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "sheet_reader.h"

/*
 * Budget
 */

void
sheet_read_budget(SheetReader *r)
{
	SheetReading *reading = r->reading;
	SheetBudget *budget;
	SheetText	name;
	int			key = sheet_column(r, COLUMN_KEY);
	int			number;
	bool		total;

	if (sheet_no_row(r))
		return;
	if (key < 0)
		key = 0;
	if (key >= r->ncells)
	{
		sheet_row_issue(r, _("the row has no code"));
		return;
	}
	budget = palloc0(sizeof(SheetBudget));
	budget->line = r->row->line;
	total = sheet_is_total(r->cells[key].text);
	if (!total && !sheet_code(r->cells[key].text, &number, &name))
	{
		sheet_row_issue(r, r->cells[key].text.len == 0 ?
						_("the row has no code") :
						_("\"%s\" is no code"), sheet_quote(r->cells[key].text));
		return;
	}
	if (total ? reading->total != NULL : bms_is_member(number, r->codes))
	{
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("\"%s\" has a row already"), sheet_quote(r->cells[key].text));
		r->trace->reported = true;
		return;
	}

	if (!total)
	{
		budget->number = number;
		budget->name = name;
	}
	for (int i = 0; i < r->ncells; i++)
	{
		if (i == key)
			continue;
		switch (i < r->ncolumns ? r->columns[i] : COLUMN_NONE)
		{
			case COLUMN_TWO_YEARS_BEFORE:
				budget->two_years_before = sheet_read_amount(r, i, false);
				break;
			case COLUMN_PRIOR:
				budget->prior = sheet_read_amount(r, i, false);
				break;
			case COLUMN_CURRENT:
				/* 계 has no place of its own for it */
				budget->current = sheet_read_amount(r, i, !total);
				break;
			case COLUMN_CHANGE:
				budget->change = sheet_read_amount(r, i, false);
				break;
			case COLUMN_RATE:
				budget->rate = sheet_read_rate(r, i);
				break;
			case COLUMN_NAME:
				if (total || budget->name.len > 0)
					sheet_stray_cell(r, i);
				else
					budget->name = r->cells[i].text;
				break;
			default:
				sheet_stray_cell(r, i);
				break;
		}
	}
	if (budget->rate.word.len > 0 && budget->prior.stated && budget->prior.won != 0 &&
		(sheet_equal(budget->rate.word, sheet_text("신규")) ||
		 sheet_equal(budget->rate.word, sheet_text("순증"))))
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("\"%s\" stands beside a budget of the year before"),
					sheet_quote(budget->rate.word));

	if (total)
	{
		reading->total = budget;
		sheet_row_done(r, SHEET_KIND_ROW, "budget_total");
	}
	else
	{
		r->codes = bms_add_member(r->codes, number);
		reading->budget = lappend(reading->budget, budget);
		sheet_row_done(r, SHEET_KIND_ROW, "budget_line");
	}
}

/*
 * Schedule
 */

static void
read_schedule_total(SheetReader *r, int key)
{
	int			column = sheet_column(r, COLUMN_AMOUNT);
	SheetAmount amount;

	for (int i = 0; i < r->ncells; i++)
	{
		if (i != key && i != column)
			sheet_stray_cell(r, i);
	}
	if (column < 0 || column >= r->ncells)
	{
		sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		return;
	}
	amount = sheet_read_amount(r, column, false);
	if (amount.subsidy_stated && amount.subsidy != 0)
		sheet_row_issue(r, _("the subsidised part has no place in the schedule"));
	if (r->reading->scheduled.stated)
	{
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("\"%s\" has a row already"), sheet_quote(r->cells[key].text));
		r->trace->reported = true;
		return;
	}
	r->reading->scheduled = amount;
	r->reading->scheduled_line = r->row->line;
	sheet_row_done(r, SHEET_KIND_ROW, "budget_total");
}

void
sheet_read_schedule(SheetReader *r)
{
	SheetStep  *step;
	int			key = sheet_column(r, COLUMN_KEY);

	/* - 2017. 3월 : 계획 수립, as a list without amounts */
	if (r->row->form == SHEET_FORM_TEXT && !sheet_note(r))
	{
		SheetText	text = r->cells[0].text;

		if (sheet_markers(&text) == SHEET_MARKER_NONE)
		{
			sheet_row_issue(r, _("the line is no row of the table"));
			return;
		}
		step = palloc0(sizeof(SheetStep));
		step->line = r->row->line;
		step->period_text = sheet_leading_date(&text, r->reading->fiscal_year,
											   &step->period);
		step->step = text;
		if (text.len == 0)
		{
			sheet_row_issue(r, _("the row has no step"));
			return;
		}
		r->reading->steps = lappend(r->reading->steps, step);
		sheet_row_done(r, SHEET_KIND_ROW, "schedule_step");
		return;
	}
	if (r->row->form == SHEET_FORM_TEXT || sheet_no_row(r))
		return;
	if (key < 0)
		key = 0;
	if (key >= r->ncells || r->cells[key].text.len == 0)
	{
		sheet_row_issue(r, _("the row has no step"));
		return;
	}
	if (sheet_is_total(r->cells[key].text))
	{
		read_schedule_total(r, key);
		return;
	}

	step = palloc0(sizeof(SheetStep));
	step->line = r->row->line;
	step->step = r->cells[key].text;
	for (int i = 0; i < r->ncells; i++)
	{
		SheetText	text = r->cells[i].text;

		if (i == key)
			continue;
		switch (i < r->ncolumns ? r->columns[i] : COLUMN_NONE)
		{
			case COLUMN_PERIOD:
				step->period_text = text;
				if (text.len > 0 &&
					!sheet_period(text, r->reading->fiscal_year, &step->period))
					sheet_row_issue(r, _("the period \"%s\" cannot be read as dates"),
									sheet_quote(text));
				break;
			case COLUMN_AMOUNT:
				step->amount = sheet_read_amount(r, i, false);
				if (step->amount.subsidy_stated && step->amount.subsidy != 0)
					sheet_row_issue(r, _("the subsidised part has no place in the schedule"));
				break;
			case COLUMN_TEXT:
				if (step->detail.len == 0)
					step->detail = text;
				else if (text.len > 0)
					step->detail = sheet_text(psprintf("%s\t%s",
													   sheet_cstring(step->detail),
													   sheet_cstring(text)));
				break;
			default:
				sheet_stray_cell(r, i);
				break;
		}
	}
	r->reading->steps = lappend(r->reading->steps, step);
	sheet_row_done(r, SHEET_KIND_ROW, "schedule_step");
}

/*
 * Settlement
 */

/* A stated rate of execution must be the one that the amounts give */
static void
check_execution_rate(SheetReader *r, const SheetSettlement *settlement,
					 const char *rate)
{
	const SheetAmount *executed = &settlement->amounts[SHEET_EXECUTED];
	const SheetAmount *budget = &settlement->amounts[SHEET_CURRENT_BUDGET];
	const char *point = strchr(rate, '.');
	double		unit = 1;
	double		expected;

	if (!executed->stated || !budget->stated || budget->won == 0)
		return;
	for (int i = point ? (int) strlen(point + 1) : 0; i > 0; i--)
		unit /= 10;
	expected = (double) executed->won * 100 / (double) budget->won;
	if (fabs(strtod(rate, NULL) - expected) > unit * 0.5000001)
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("the rate of execution is %s, but the amounts give %.1f"),
					rate, expected);
}

/* Does the model keep the subsidised part of this amount as well? */
bool
sheet_keeps_subsidy(SheetSettled which)
{
	switch (which)
	{
		case SHEET_ORIGINAL_BUDGET:
		case SHEET_CARRIED_IN:
		case SHEET_ADJUSTMENT:
		case SHEET_CURRENT_BUDGET:
		case SHEET_EXECUTED:
		case SHEET_CARRIED_OUT:
		case SHEET_REMAINING:
			return true;
		default:
			return false;
	}
}

void
sheet_read_settlement(SheetReader *r)
{
	SheetSettlement *settlement;
	int			key = sheet_column(r, COLUMN_KEY);
	int			year;
	const char *rate = NULL;

	if (sheet_no_row(r))
		return;
	if (key < 0)
		key = 0;
	year = key < r->ncells ? sheet_year(r->cells[key].text) : 0;
	if (year == 0)
	{
		sheet_row_issue(r, _("the row has no year"));
		return;
	}
	if (bms_is_member(year, r->settled_years))
	{
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("\"%s\" has a row already"), sheet_quote(r->cells[key].text));
		r->trace->reported = true;
		return;
	}
	r->settled_years = bms_add_member(r->settled_years, year);
	sheet_check_year(r, year);

	settlement = palloc0(sizeof(SheetSettlement));
	settlement->line = r->row->line;
	settlement->year = year;
	for (int i = 0; i < r->ncells; i++)
	{
		Column		column = i < r->ncolumns ? r->columns[i] : COLUMN_NONE;

		if (i == key)
			continue;
		if (column >= COLUMN_SETTLED)
		{
			SheetAmount *amount = &settlement->amounts[column - COLUMN_SETTLED];

			*amount = sheet_read_amount(r, i, false);
			if (amount->subsidy != 0 && !sheet_keeps_subsidy(column - COLUMN_SETTLED))
				sheet_row_issue(r, _("the subsidised part of \"%s\" has no place in the settlement"),
								sheet_quote(r->cells[i].text));
		}
		else if (column == COLUMN_RATE)
		{
			SheetRate	stated = sheet_read_rate(r, i);

			rate = stated.rate;
			if (stated.word.len > 0 || stated.subsidy)
				sheet_row_issue(r, _("the rate \"%s\" cannot be read"),
								sheet_quote(r->cells[i].text));
		}
		else
			sheet_stray_cell(r, i);
	}
	if (rate)
		check_execution_rate(r, settlement, rate);
	r->reading->settlements = lappend(r->reading->settlements, settlement);
	sheet_row_done(r, SHEET_KIND_ROW, "settlement");
}

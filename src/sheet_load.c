/*-------------------------------------------------------------------------
 *
 * sheet_load.c
 *	  What each table of a model gets from a sheet.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "budget_code.h"
#include "budget_ext.h"
#include "compat.h"
#include "function_code.h"
#include "sheet_insert.h"

/* Where a sheet does not say otherwise */
#define DEFAULT_STAGE	"본예산"

static void
load_tick(LoadRows *rows, SheetTick tick)
{
	load_value(rows, BoolGetDatum(tick == SHEET_TICK_YES),
			   tick == SHEET_TICK_NOT_STATED);
}

/* A line of the sheet, where there is one */
static void
load_line(LoadRows *rows, int line)
{
	load_value(rows, Int32GetDatum(line), line == 0);
}

static void
load_dates(LoadRows *rows, const SheetPeriod *period)
{
	load_value(rows, DateADTGetDatum(period->starts_on), !period->stated);
	load_value(rows, DateADTGetDatum(period->ends_on), !period->stated);
}

/* Which project a row belongs to */
static void
load_project_id(LoadRows *rows, const Loader *loader)
{
	load_value(rows, Int64GetDatum(loader->project), false);
}

/* Which project, year and stage */
static void
load_place(LoadRows *rows, const Loader *loader)
{
	load_project_id(rows, loader);
	load_int(rows, loader->fiscal_year);
	load_text(rows, loader->reading->stage.len > 0 ? loader->reading->stage :
			  sheet_text(DEFAULT_STAGE));
}

/* What of the total cost comes from the state, if the sources are stated */
static SheetAmount
national_cost(const SheetReading *reading)
{
	static const char *const names[] =
	{
		"국비", "국고", "국고보조", "국고보조금", "균특", "기금", "특교", "특별교부세"
	};
	SheetAmount sum = {.stated = reading->funding != NIL};
	ListCell   *lc;

	foreach(lc, reading->funding)
	{
		const SheetFunding *funding = lfirst(lc);

		for (int i = 0; i < lengthof(names); i++)
		{
			if (sheet_equal(funding->source, sheet_text(names[i])) &&
				pg_add_s64_overflow(sum.won, funding->amount.won, &sum.won))
				sum.stated = false;
		}
	}
	return sum;
}

static void
load_function_code(LoadRows *rows, SheetText text)
{
	FunctionCode code = 0;
	bool		stated = function_code_parse(text.data, text.len, &code);

	load_value(rows, FunctionCodeGetDatum(code), !stated);
}

/* The unique constraint decides, so two sessions cannot both load a project. */
static void
insert_project(Loader *loader, LoadRows *rows)
{
	MemoryContext context = CurrentMemoryContext;

	PG_TRY();
	{
		load_insert(loader, rows);
	}
	PG_CATCH();
	{
		if (geterrcode() != ERRCODE_UNIQUE_VIOLATION)
			PG_RE_THROW();
		MemoryContextSwitchTo(context);
		FlushErrorState();
		ereport(ERROR,
				(errcode(ERRCODE_UNIQUE_VIOLATION),
				 errmsg("project \"%s\" of %d exists already",
						text_to_cstring(DatumGetTextPP(sheet_text_datum(loader->reading->name))),
						loader->fiscal_year),
				 errhint("Delete the project before its sheet is loaded again, or load a sheet of another stage into a model of its own and copy its rows.")));
	}
	PG_END_TRY();
}

static void
load_project(Loader *loader)
{
	SheetReading *reading = loader->reading;
	SheetAmount national = national_cost(reading);
	LoadRows   *rows = load_begin(LOAD_PROJECT, 1);

	load_draw_ids(loader, LOAD_PROJECT, &loader->project, 1);
	load_project_id(rows, loader);
	load_text(rows, reading->name);
	load_int(rows, loader->fiscal_year);
	load_text(rows, reading->government);
	load_text(rows, reading->bureau);
	load_text(rows, reading->department);
	load_text(rows, reading->account);
	load_function_code(rows, reading->function_code);
	load_text(rows, reading->policy);
	load_text(rows, reading->unit);
	load_text(rows, reading->period_text);
	load_tick(rows, reading->is_annual);
	load_dates(rows, &reading->period);
	load_text(rows, reading->location);
	load_text(rows, reading->summary);
	load_text(rows, reading->implementer);
	load_tick(rows, reading->is_new);
	load_tick(rows, reading->is_continuing);
	load_tick(rows, reading->is_ordinary);
	load_tick(rows, reading->is_investment);
	load_amount(rows, &reading->total_cost);
	load_amount(rows, &national);
	load_rate(rows, reading->subsidy_rate.rate);
	load_line(rows, reading->name_line);

	/* all that follows is the project's */
	sum_load_born(get_relname_relid("project", loader->model), "project_id",
				  loader->project);
	insert_project(loader, rows);
}

static void
load_flags(Loader *loader, LoadTable table, List *flags)
{
	LoadRows   *rows = load_begin(table, list_length(flags));
	ListCell   *lc;

	foreach(lc, flags)
	{
		const SheetFlag *flag = lfirst(lc);

		load_project_id(rows, loader);
		load_text(rows, flag->name);
		load_value(rows, BoolGetDatum(flag->applies), false);
		load_int(rows, flag->line);
	}
	load_insert(loader, rows);
}

static void
load_overview(Loader *loader)
{
	SheetReading *reading = loader->reading;
	LoadRows   *rows;
	ListCell   *lc;

	load_flags(loader, LOAD_METHOD, reading->methods);
	load_flags(loader, LOAD_PROCEDURE, reading->procedures);

	rows = load_begin(LOAD_FUNDING, list_length(reading->funding));
	foreach(lc, reading->funding)
	{
		const SheetFunding *funding = lfirst(lc);

		load_project_id(rows, loader);
		load_text(rows, funding->source);
		load_amount(rows, &funding->amount);
		load_int(rows, funding->line);
	}
	load_insert(loader, rows);

	rows = load_begin(LOAD_CONTACT, list_length(reading->contacts));
	foreach(lc, reading->contacts)
	{
		const SheetContact *contact = lfirst(lc);

		load_project_id(rows, loader);
		load_int(rows, foreach_current_index(lc) + 1);
		load_text(rows, contact->role);
		load_text(rows, contact->contact);
		load_int(rows, contact->line);
	}
	load_insert(loader, rows);
}

static void
load_budget_amounts(LoadRows *rows, const SheetBudget *budget)
{
	const SheetAmount *amounts[] = {
		&budget->two_years_before, &budget->prior, &budget->current,
		&budget->change
	};

	for (int i = 0; i < lengthof(amounts); i++)
	{
		load_amount(rows, amounts[i]);
		load_subsidy(rows, amounts[i]);
	}
	load_rate(rows, budget->rate.rate);
	load_rate(rows, budget->rate.subsidy);
}

static void
load_budget(Loader *loader)
{
	SheetReading *reading = loader->reading;
	LoadRows   *rows;
	ListCell   *lc;
	bool		pre_established = false;

	if (reading->total || reading->scheduled.stated)
	{
		SheetBudget none = {0};

		rows = load_begin(LOAD_TOTAL, 1);
		load_place(rows, loader);
		load_budget_amounts(rows, reading->total ? reading->total : &none);
		load_amount(rows, &reading->scheduled);
		load_line(rows, reading->total ? reading->total->line : reading->scheduled_line);
		load_insert(loader, rows);
	}

	foreach(lc, reading->budget)
		pre_established |= ((SheetBudget *) lfirst(lc))->current.pre_established;
	rows = load_begin(pre_established ? LOAD_PRE_ESTABLISHED : LOAD_BUDGET,
					  list_length(reading->budget));
	foreach(lc, reading->budget)
	{
		const SheetBudget *budget = lfirst(lc);

		load_place(rows, loader);
		load_value(rows, BudgetCodeGetDatum(budget->number), false);
		load_budget_amounts(rows, budget);
		load_text(rows, budget->name);
		load_int(rows, budget->line);
		if (pre_established)
			load_value(rows, ThousandWonGetDatum(budget->current.won),
					   !budget->current.pre_established);
	}
	load_insert(loader, rows);
}

static int
compare_cost(const ListCell *a, const ListCell *b)
{
	const SheetCost *left = lfirst(a);
	const SheetCost *right = lfirst(b);

	if (left->budget_code != right->budget_code)
		return left->budget_code < right->budget_code ? -1 : 1;
	return (left->number > right->number) - (left->number < right->number);
}

static void
load_costs(Loader *loader)
{
	List	   *costs = loader->reading->costs;
	int			n = list_length(costs);
	LoadRows   *rows;
	ListCell   *lc;
	int64	   *ids;
	const SheetCost *before = NULL;
	int			ordinal = 0;

	if (n == 0)
		return;

	/* children name their parents, so the numbers are drawn first */
	ids = palloc(n * sizeof(int64));
	load_draw_ids(loader, LOAD_COST, ids, n);

	/* a code may come back after another one: count within each */
	list_sort(costs, compare_cost);
	rows = load_begin(LOAD_COST, n);
	foreach(lc, costs)
	{
		const SheetCost *cost = lfirst(lc);

		if (before == NULL || before->budget_code != cost->budget_code)
			ordinal = 0;
		before = cost;
		load_value(rows, Int64GetDatum(ids[cost->number]), false);
		load_place(rows, loader);
		load_value(rows, BudgetCodeGetDatum(cost->budget_code), false);
		load_value(rows, cost->parent >= 0 ? Int64GetDatum(ids[cost->parent]) : (Datum) 0,
				   cost->parent < 0);
		load_int(rows, ++ordinal);
		load_int(rows, cost->depth);
		load_text(rows, cost->label);
		load_text(rows, cost->basis);
		load_amount(rows, &cost->amount);
		load_int(rows, cost->line);
	}
	load_insert(loader, rows);
}

static void
load_texts(Loader *loader)
{
	LoadRows   *rows = load_begin(LOAD_TEXT, list_length(loader->reading->texts));
	ListCell   *lc;

	foreach(lc, loader->reading->texts)
	{
		const SheetTextLine *text = lfirst(lc);

		load_project_id(rows, loader);
		load_text(rows, text->section);
		load_int(rows, text->ordinal);
		load_int(rows, text->depth);
		load_text(rows, text->label);
		load_text(rows, text->body);
		load_text(rows, text->stated_item);
		load_int(rows, Max(text->stated_number, 1));
		load_amount(rows, &text->stated_amount);
		load_int(rows, text->line);
	}
	load_insert(loader, rows);
}

static void
load_history(Loader *loader)
{
	SheetReading *reading = loader->reading;
	LoadRows   *rows;
	ListCell   *lc;

	rows = load_begin(LOAD_MILESTONE, list_length(reading->milestones));
	foreach(lc, reading->milestones)
	{
		const SheetMilestone *milestone = lfirst(lc);

		load_project_id(rows, loader);
		load_int(rows, foreach_current_index(lc) + 1);
		/* a month is no day */
		load_value(rows, DateADTGetDatum(milestone->date.starts_on),
				   !milestone->date.stated ||
				   milestone->date.starts_on != milestone->date.ends_on);
		load_text(rows, milestone->date_text);
		load_text(rows, milestone->event);
		load_int(rows, milestone->line);
	}
	load_insert(loader, rows);

	rows = load_begin(LOAD_STEP, list_length(reading->steps));
	foreach(lc, reading->steps)
	{
		const SheetStep *step = lfirst(lc);

		load_place(rows, loader);
		load_int(rows, foreach_current_index(lc) + 1);
		load_text(rows, step->step);
		load_text(rows, step->period_text);
		load_dates(rows, &step->period);
		load_amount(rows, &step->amount);
		load_text(rows, step->detail);
		load_int(rows, step->line);
	}
	load_insert(loader, rows);

	rows = load_begin(LOAD_ACHIEVEMENT, list_length(reading->achievements));
	foreach(lc, reading->achievements)
	{
		const SheetAchievement *item = lfirst(lc);

		load_project_id(rows, loader);
		load_int(rows, item->year);
		load_int(rows, item->ordinal);
		load_int(rows, item->depth);
		load_text(rows, item->body);
		load_int(rows, item->line);
	}
	load_insert(loader, rows);
}

static void
load_settlements(Loader *loader)
{
	List	   *settlements = loader->reading->settlements;
	LoadRows   *rows = load_begin(LOAD_SETTLEMENT, list_length(settlements));
	ListCell   *lc;

	foreach(lc, settlements)
	{
		const SheetSettlement *settlement = lfirst(lc);

		load_project_id(rows, loader);
		load_int(rows, settlement->year);
		load_int(rows, settlement->line);
		for (int i = 0; i < SHEET_NSETTLED; i++)
		{
			/* where nothing says so, nothing was returned */
			if (i == SHEET_RETURNED && !settlement->amounts[i].stated)
				load_value(rows, ThousandWonGetDatum(0), false);
			else
				load_amount(rows, &settlement->amounts[i]);
		}
		for (int i = 0; i < SHEET_NSETTLED; i++)
		{
			if (sheet_keeps_subsidy(i))
				load_subsidy(rows, &settlement->amounts[i]);
		}
	}
	load_insert(loader, rows);
}

static const char *
issue_kind_name(SheetIssueKind kind)
{
	switch (kind)
	{
		case SHEET_NOT_UNDERSTOOD:
			return "이해하지 못함";
		case SHEET_NOT_STATED:
			return "적지 않음";
		case SHEET_DISAGREES:
			return "서로 다름";
	}
	return NULL;				/* not reached */
}

static void
load_source(Loader *loader, text *sheet)
{
	List	   *issues = loader->reading->issues;
	LoadRows   *rows = load_begin(LOAD_SHEET, 1);
	ListCell   *lc;

	load_project_id(rows, loader);
	load_value(rows, PointerGetDatum(sheet), false);
	load_insert(loader, rows);

	rows = load_begin(LOAD_ISSUE, list_length(issues));
	foreach(lc, issues)
	{
		const SheetIssue *issue = lfirst(lc);

		load_project_id(rows, loader);
		load_int(rows, foreach_current_index(lc) + 1);
		load_int(rows, issue->line);
		load_text(rows, issue->section);
		load_text(rows, sheet_text(issue_kind_name(issue->kind)));
		load_text(rows, issue->content);
		load_text(rows, sheet_text(issue->message));
	}
	load_insert(loader, rows);
}

/*
 * Writes a reading into the model of a schema, under a new project, and
 * returns the project's number.  Nested: a trigger of another load has called.
 */
int64
sheet_load(SheetReading *reading, text *sheet, int fiscal_year, Oid model,
		   Oid extension, bool nested)
{
	Loader		loader;

	memset(&loader, 0, sizeof(loader));
	loader.reading = reading;
	loader.fiscal_year = fiscal_year;
	loader.model = model;
	loader.extension = extension;
	loader.nested = nested;

	SPI_connect();
	load_use_model(&loader);
	load_project(&loader);
	load_overview(&loader);
	load_budget(&loader);
	load_costs(&loader);
	load_texts(&loader);
	load_history(&loader);
	load_settlements(&loader);
	load_source(&loader, sheet);
	SPI_finish();
	return loader.project;
}

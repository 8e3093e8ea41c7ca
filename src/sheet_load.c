/*-------------------------------------------------------------------------
 *
 * sheet_load.c
 *	  Writes what a sheet says into a model.
 *
 * Each table is written by one statement over arrays, with plans that the
 * session keeps, so a sheet costs a dozen statements whatever its length.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "budget_code.h"
#include "budget_ext.h"
#include "compat.h"
#include "sheet.h"

/* The statements of the loader */
typedef enum LoadPlan
{
	LOAD_PROJECT,
	LOAD_METHOD,
	LOAD_PROCEDURE,
	LOAD_FUNDING,
	LOAD_CONTACT,
	LOAD_TOTAL,
	LOAD_BUDGET,
	LOAD_COST_IDS,
	LOAD_COST,
	LOAD_TEXT,
	LOAD_MILESTONE,
	LOAD_STEP,
	LOAD_ACHIEVEMENT,
	LOAD_SETTLEMENT,
	LOAD_SHEET,
	LOAD_ISSUE,
	LOAD_NPLANS
} LoadPlan;

/*
 * Kept plans, for one model at a time.  They say the model's schema by name,
 * so they are good for as long as the schema of this OID has this name.
 */
static struct
{
	Oid			model;
	Oid			extension;
	char		model_name[NAMEDATALEN];
	char		extension_name[NAMEDATALEN];
	SPIPlanPtr	plans[LOAD_NPLANS];
}			kept;

typedef struct Loader
{
	SheetReading *reading;
	int			fiscal_year;
	Oid			model_oid;
	const char *model;			/* quoted names */
	const char *extension;
	Oid			thousand_won;	/* our types, and arrays of them */
	Oid			thousand_won_array;
	Oid			budget_code_array;
	int64		project;
} Loader;

/* Parameters of a statement */
#define MAX_PARAMS 40

typedef struct Params
{
	int			n;
	Oid			types[MAX_PARAMS];
	Datum		values[MAX_PARAMS];
	char		nulls[MAX_PARAMS];
} Params;

/* A parameter that is an array, filled row by row */
typedef struct Column
{
	Oid			element;
	Oid			array;
	int			nrows;
	Datum	   *values;
	bool	   *nulls;
} Column;

/*
 * Parameters
 */

static void
add_param(Params *params, Oid type, Datum value, bool isnull)
{
	Assert(params->n < MAX_PARAMS);
	params->types[params->n] = type;
	params->values[params->n] = value;
	params->nulls[params->n] = isnull ? 'n' : ' ';
	params->n++;
}

static void
add_text_param(Params *params, SheetText text)
{
	add_param(params, TEXTOID, text.len > 0 ? sheet_text_datum(text) : (Datum) 0,
			  text.len == 0);
}

static void
add_tick_param(Params *params, SheetTick tick)
{
	add_param(params, BOOLOID, BoolGetDatum(tick == SHEET_TICK_YES),
			  tick == SHEET_TICK_NOT_STATED);
}

static void
add_line_param(Params *params, int line)
{
	add_param(params, INT4OID, Int32GetDatum(line), line == 0);
}

static void
init_column(Column *column, Oid element, Oid array, int nrows)
{
	column->element = element;
	column->array = array;
	column->nrows = 0;
	column->values = palloc(nrows * sizeof(Datum));
	column->nulls = palloc(nrows * sizeof(bool));
}

static void
add_value(Column *column, Datum value, bool isnull)
{
	column->values[column->nrows] = value;
	column->nulls[column->nrows++] = isnull;
}

static void
add_text_value(Column *column, SheetText text)
{
	add_value(column, text.len > 0 ? sheet_text_datum(text) : (Datum) 0, text.len == 0);
}

static void
add_int_value(Column *column, int value)
{
	add_value(column, Int32GetDatum(value), false);
}

static void
add_amount_values(Column *amount, Column *subsidy, const SheetAmount *stated)
{
	add_value(amount, ThousandWonGetDatum(stated->won), !stated->stated);
	if (subsidy)
		add_value(subsidy, ThousandWonGetDatum(stated->subsidy),
				  !stated->subsidy_stated);
}

static void
add_rate_value(Column *column, const char *rate)
{
	add_text_value(column, rate ? sheet_text(rate) : SHEET_TEXT_EMPTY);
}

static void
add_column_params(Params *params, const Column *columns, int ncolumns)
{
	for (int i = 0; i < ncolumns; i++)
	{
		const Column *column = &columns[i];
		int16		len;
		bool		byval;
		char		align;
		int			lower = 1;

		get_typlenbyvalalign(column->element, &len, &byval, &align);
		add_param(params, column->array,
				  PointerGetDatum(construct_md_array(column->values, column->nulls, 1,
													 (int *) &column->nrows, &lower,
													 column->element, len, byval, align)),
				  false);
	}
}

/*
 * Statements
 */

/* A value of one of the columns, ready for init_column */
#define INT_COLUMN			INT4OID, INT4ARRAYOID
#define TEXT_COLUMN			TEXTOID, TEXTARRAYOID
#define BOOL_COLUMN			BOOLOID, BOOLARRAYOID
#define DATE_COLUMN			DATEOID, DATEARRAYOID
#define WON_COLUMN(loader)	(loader)->thousand_won, (loader)->thousand_won_array

/*
 * Runs one statement of the loader.  In its text %1$s is the model and %2$s
 * the extension's schema.  (unnest over several arrays is syntax, and always
 * the system's, as long as it is not qualified.)
 */
static void
run(Loader *loader, LoadPlan which, const char *sql, Params *params)
{
	int			result;

	if (kept.plans[which] == NULL)
	{
		char	   *text = psprintf(sql, loader->model, loader->extension);
		SPIPlanPtr	plan = SPI_prepare(text, params->n, params->types);

		if (plan == NULL)
			elog(ERROR, "could not prepare \"%s\": %s", text,
				 SPI_result_code_string(SPI_result));
		SPI_keepplan(plan);
		kept.plans[which] = plan;
	}
	result = SPI_execute_plan(kept.plans[which], params->values, params->nulls,
							  false, 0);
	if (result < 0)
		elog(ERROR, "could not run a statement of the loader: %s",
			 SPI_result_code_string(result));
}

/* Makes the kept plans those of this model */
static void
use_plans_of(Oid model, const char *model_name,
			 Oid extension, const char *extension_name)
{
	if (kept.model == model && kept.extension == extension &&
		strcmp(kept.model_name, model_name) == 0 &&
		strcmp(kept.extension_name, extension_name) == 0)
		return;
	for (int i = 0; i < LOAD_NPLANS; i++)
	{
		if (kept.plans[i])
			SPI_freeplan(kept.plans[i]);
		kept.plans[i] = NULL;
	}
	kept.model = model;
	kept.extension = extension;
	strlcpy(kept.model_name, model_name, NAMEDATALEN);
	strlcpy(kept.extension_name, extension_name, NAMEDATALEN);
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
add_amount_param(Loader *loader, Params *params, const SheetAmount *amount)
{
	add_param(params, loader->thousand_won, ThousandWonGetDatum(amount->won),
			  !amount->stated);
}

static void
add_subsidy_param(Loader *loader, Params *params, const SheetAmount *amount)
{
	add_param(params, loader->thousand_won, ThousandWonGetDatum(amount->subsidy),
			  !amount->subsidy_stated);
}

/* Starts the parameters of a statement over the project's rows */
static Params *
project_params(Loader *loader, Params *params, bool with_year)
{
	params->n = 0;
	add_param(params, INT8OID, Int64GetDatum(loader->project), false);
	if (with_year)
		add_param(params, INT4OID, Int32GetDatum(loader->fiscal_year), false);
	return params;
}

/* The functional code as the type that the project's column has */
static void
add_function_code_param(Loader *loader, Params *params)
{
	Oid			relid = get_relname_relid("project", loader->model_oid);
	AttrNumber	attnum = get_attnum(relid, "function_code");
	Oid			type = attnum > 0 ? get_atttype(relid, attnum) : TEXTOID;
	SheetText	code = loader->reading->function_code;
	Oid			input;
	Oid			ioparam;
	Datum		value = (Datum) 0;

	if (code.len > 0)
	{
		getTypeInputInfo(type, &input, &ioparam);
		value = OidInputFunctionCall(input, sheet_cstring(code), ioparam, -1);
	}
	add_param(params, type, value, code.len == 0);
}

static void
load_project(Loader *loader)
{
	SheetReading *reading = loader->reading;
	SheetAmount national = national_cost(reading);
	Params		params;
	bool		isnull;

	params.n = 0;
	add_text_param(&params, reading->name);
	add_param(&params, INT4OID, Int32GetDatum(loader->fiscal_year), false);
	add_text_param(&params, reading->government);
	add_text_param(&params, reading->bureau);
	add_text_param(&params, reading->department);
	add_text_param(&params, reading->account);
	add_function_code_param(loader, &params);
	add_text_param(&params, reading->policy);
	add_text_param(&params, reading->unit);
	add_text_param(&params, reading->period_text);
	add_tick_param(&params, reading->is_annual);
	add_param(&params, DATEOID, DateADTGetDatum(reading->period.starts_on),
			  !reading->period.stated);
	add_param(&params, DATEOID, DateADTGetDatum(reading->period.ends_on),
			  !reading->period.stated);
	add_text_param(&params, reading->location);
	add_text_param(&params, reading->summary);
	add_text_param(&params, reading->implementer);
	add_tick_param(&params, reading->is_new);
	add_tick_param(&params, reading->is_continuing);
	add_tick_param(&params, reading->is_ordinary);
	add_tick_param(&params, reading->is_investment);
	add_amount_param(loader, &params, &reading->total_cost);
	add_amount_param(loader, &params, &national);
	add_text_param(&params, reading->subsidy_rate.rate ?
				   sheet_text(reading->subsidy_rate.rate) : SHEET_TEXT_EMPTY);
	add_line_param(&params, reading->name_line);

	/* the constraint decides, so two sessions cannot both load it */
	run(loader, LOAD_PROJECT,
		"INSERT INTO %1$s.project (name, fiscal_year, government, bureau, department,"
		" account, function_code, policy, unit, period, is_annual, starts_on, ends_on,"
		" location, summary, implementer, is_new, is_continuing, is_ordinary,"
		" is_investment, total_cost, national_cost, subsidy_rate, source_line)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
		" $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,"
		" $23::pg_catalog.numeric, $24)"
		" ON CONFLICT DO NOTHING RETURNING id",
		&params);
	if (SPI_processed == 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNIQUE_VIOLATION),
				 errmsg("project \"%s\" of %d exists already",
						text_to_cstring(DatumGetTextPP(sheet_text_datum(reading->name))),
						loader->fiscal_year),
				 errhint("Delete the project before its sheet is loaded again.")));
	loader->project = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0],
												  SPI_tuptable->tupdesc, 1, &isnull));
}

static void
load_flags(Loader *loader, LoadPlan which, const char *sql, List *flags)
{
	Column		columns[3];
	Params		params;
	ListCell   *lc;

	if (flags == NIL)
		return;
	init_column(&columns[0], TEXT_COLUMN, list_length(flags));
	init_column(&columns[1], BOOL_COLUMN, list_length(flags));
	init_column(&columns[2], INT_COLUMN, list_length(flags));
	foreach(lc, flags)
	{
		const SheetFlag *flag = lfirst(lc);

		add_text_value(&columns[0], flag->name);
		add_value(&columns[1], BoolGetDatum(flag->applies), false);
		add_int_value(&columns[2], flag->line);
	}
	add_column_params(project_params(loader, &params, false), columns, 3);
	run(loader, which, sql, &params);
}

static void
load_overview(Loader *loader)
{
	SheetReading *reading = loader->reading;
	Column		columns[4];
	Params		params;
	ListCell   *lc;

	load_flags(loader, LOAD_METHOD,
			   "INSERT INTO %1$s.project_method (project_id, method, applies, source_line)"
			   " SELECT $1, u.* FROM unnest($2, $3, $4) u",
			   reading->methods);
	load_flags(loader, LOAD_PROCEDURE,
			   "INSERT INTO %1$s.project_procedure (project_id, procedure, applies, source_line)"
			   " SELECT $1, u.* FROM unnest($2, $3, $4) u",
			   reading->procedures);
	if (reading->funding != NIL)
	{
		int			n = list_length(reading->funding);

		init_column(&columns[0], TEXT_COLUMN, n);
		init_column(&columns[1], WON_COLUMN(loader), n);
		init_column(&columns[2], INT_COLUMN, n);
		foreach(lc, reading->funding)
		{
			const SheetFunding *funding = lfirst(lc);

			add_text_value(&columns[0], funding->source);
			add_amount_values(&columns[1], NULL, &funding->amount);
			add_int_value(&columns[2], funding->line);
		}
		add_column_params(project_params(loader, &params, false), columns, 3);
		run(loader, LOAD_FUNDING,
			"INSERT INTO %1$s.project_funding (project_id, source, amount, source_line)"
			" SELECT $1, u.* FROM unnest($2, $3, $4) u",
			&params);
	}
	if (reading->contacts != NIL)
	{
		int			n = list_length(reading->contacts);

		init_column(&columns[0], INT_COLUMN, n);
		init_column(&columns[1], TEXT_COLUMN, n);
		init_column(&columns[2], TEXT_COLUMN, n);
		init_column(&columns[3], INT_COLUMN, n);
		foreach(lc, reading->contacts)
		{
			const SheetContact *contact = lfirst(lc);

			add_int_value(&columns[0], foreach_current_index(lc) + 1);
			add_text_value(&columns[1], contact->role);
			add_text_value(&columns[2], contact->contact);
			add_int_value(&columns[3], contact->line);
		}
		add_column_params(project_params(loader, &params, false), columns, 4);
		run(loader, LOAD_CONTACT,
			"INSERT INTO %1$s.project_contact (project_id, ordinal, role, contact, source_line)"
			" SELECT $1, u.* FROM unnest($2, $3, $4, $5) u",
			&params);
	}
}

static void
load_budget(Loader *loader)
{
	SheetReading *reading = loader->reading;
	Params		params;
	Column		columns[13];
	ListCell   *lc;
	int			n = list_length(reading->budget);

	if (reading->total || reading->scheduled.stated)
	{
		SheetBudget none = {0};
		const SheetBudget *total = reading->total ? reading->total : &none;

		project_params(loader, &params, true);
		add_amount_param(loader, &params, &total->two_years_before);
		add_subsidy_param(loader, &params, &total->two_years_before);
		add_amount_param(loader, &params, &total->prior);
		add_subsidy_param(loader, &params, &total->prior);
		add_amount_param(loader, &params, &total->current);
		add_subsidy_param(loader, &params, &total->current);
		add_amount_param(loader, &params, &total->change);
		add_subsidy_param(loader, &params, &total->change);
		add_text_param(&params, total->rate.rate ?
					   sheet_text(total->rate.rate) : SHEET_TEXT_EMPTY);
		add_text_param(&params, total->rate.subsidy ?
					   sheet_text(total->rate.subsidy) : SHEET_TEXT_EMPTY);
		add_amount_param(loader, &params, &reading->scheduled);
		add_line_param(&params, reading->total ? total->line : reading->scheduled_line);
		run(loader, LOAD_TOTAL,
			"INSERT INTO %1$s.budget_total (project_id, fiscal_year,"
			" two_years_before, two_years_before_subsidy, prior, prior_subsidy,"
			" current, current_subsidy, change, change_subsidy,"
			" change_rate, change_rate_subsidy, scheduled, source_line)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
			" $11::pg_catalog.numeric, $12::pg_catalog.numeric, $13, $14)",
			&params);
	}
	if (n == 0)
		return;

	init_column(&columns[0], get_element_type(loader->budget_code_array),
				loader->budget_code_array, n);
	for (int i = 1; i <= 8; i++)
		init_column(&columns[i], WON_COLUMN(loader), n);
	for (int i = 9; i <= 11; i++)
		init_column(&columns[i], TEXT_COLUMN, n);
	init_column(&columns[12], INT_COLUMN, n);
	foreach(lc, reading->budget)
	{
		const SheetBudget *budget = lfirst(lc);

		add_value(&columns[0], BudgetCodeGetDatum(budget->number), false);
		add_amount_values(&columns[1], &columns[2], &budget->two_years_before);
		add_amount_values(&columns[3], &columns[4], &budget->prior);
		add_amount_values(&columns[5], &columns[6], &budget->current);
		add_amount_values(&columns[7], &columns[8], &budget->change);
		add_rate_value(&columns[9], budget->rate.rate);
		add_rate_value(&columns[10], budget->rate.subsidy);
		add_text_value(&columns[11], budget->name);
		add_int_value(&columns[12], budget->line);
	}
	add_column_params(project_params(loader, &params, true), columns, 13);
	run(loader, LOAD_BUDGET,
		"INSERT INTO %1$s.budget_line (project_id, fiscal_year, code,"
		" two_years_before, two_years_before_subsidy, prior, prior_subsidy,"
		" current, current_subsidy, change, change_subsidy,"
		" change_rate, change_rate_subsidy, label, source_line)"
		" SELECT $1, $2, u.code, u.b, u.bs, u.p, u.ps, u.c, u.cs, u.d, u.ds,"
		" u.r::pg_catalog.numeric, u.rs::pg_catalog.numeric, u.l, u.n"
		" FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
		" u (code, b, bs, p, ps, c, cs, d, ds, r, rs, l, n)",
		&params);
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
	Column		columns[9];
	Params		params;
	ListCell   *lc;
	int64	   *ids;
	const SheetCost *before = NULL;
	int			ordinal = 0;

	if (n == 0)
		return;

	/* children name their parents, so the numbers are drawn first */
	params.n = 0;
	add_param(&params, TEXTOID,
			  CStringGetTextDatum(psprintf("%s.cost_basis", loader->model)), false);
	add_param(&params, INT4OID, Int32GetDatum(n), false);
	run(loader, LOAD_COST_IDS,
		"SELECT pg_catalog.nextval(s.s) FROM"
		" (SELECT pg_catalog.pg_get_serial_sequence($1, 'id')::pg_catalog.regclass OFFSET 0) s (s),"
		" pg_catalog.generate_series(1, $2)",
		&params);
	if (SPI_processed != n)
		elog(ERROR, "could not draw numbers for the cost basis");
	ids = palloc(n * sizeof(int64));
	for (int i = 0; i < n; i++)
	{
		bool		isnull;

		ids[i] = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[i],
											 SPI_tuptable->tupdesc, 1, &isnull));
		if (isnull)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("column \"id\" of table \"cost_basis\" has no sequence")));
	}

	init_column(&columns[0], INT8OID, INT8ARRAYOID, n);
	init_column(&columns[1], INT8OID, INT8ARRAYOID, n);
	init_column(&columns[2], get_element_type(loader->budget_code_array),
				loader->budget_code_array, n);
	init_column(&columns[3], INT_COLUMN, n);
	init_column(&columns[4], INT_COLUMN, n);
	init_column(&columns[5], TEXT_COLUMN, n);
	init_column(&columns[6], TEXT_COLUMN, n);
	init_column(&columns[7], WON_COLUMN(loader), n);
	init_column(&columns[8], INT_COLUMN, n);

	/* a code may come back after another one: count within each */
	list_sort(costs, compare_cost);
	foreach(lc, costs)
	{
		const SheetCost *cost = lfirst(lc);

		if (before == NULL || before->budget_code != cost->budget_code)
			ordinal = 0;
		before = cost;
		add_value(&columns[0], Int64GetDatum(ids[cost->number]), false);
		add_value(&columns[1], cost->parent >= 0 ?
				  Int64GetDatum(ids[cost->parent]) : (Datum) 0, cost->parent < 0);
		add_value(&columns[2], BudgetCodeGetDatum(cost->budget_code), false);
		add_int_value(&columns[3], ++ordinal);
		add_int_value(&columns[4], cost->depth);
		add_text_value(&columns[5], cost->label);
		add_text_value(&columns[6], cost->basis);
		add_amount_values(&columns[7], NULL, &cost->amount);
		add_int_value(&columns[8], cost->line);
	}
	add_column_params(project_params(loader, &params, true), columns, 9);
	run(loader, LOAD_COST,
		"INSERT INTO %1$s.cost_basis (id, project_id, fiscal_year, parent_id, code,"
		" ordinal, depth, label, basis, amount, source_line)"
		" SELECT u.id, $1, $2, u.p, u.c, u.o, u.d, u.l, u.b, u.a, u.n"
		" FROM unnest($3, $4, $5, $6, $7, $8, $9, $10, $11)"
		" u (id, p, c, o, d, l, b, a, n)",
		&params);
}

static void
load_texts(Loader *loader)
{
	List	   *texts = loader->reading->texts;
	int			n = list_length(texts);
	Column		columns[9];
	Params		params;
	ListCell   *lc;

	if (n == 0)
		return;
	init_column(&columns[0], TEXT_COLUMN, n);
	init_column(&columns[1], INT_COLUMN, n);
	init_column(&columns[2], INT_COLUMN, n);
	init_column(&columns[3], TEXT_COLUMN, n);
	init_column(&columns[4], TEXT_COLUMN, n);
	init_column(&columns[5], TEXT_COLUMN, n);
	init_column(&columns[6], INT_COLUMN, n);
	init_column(&columns[7], WON_COLUMN(loader), n);
	init_column(&columns[8], INT_COLUMN, n);
	foreach(lc, texts)
	{
		const SheetTextLine *text = lfirst(lc);

		add_text_value(&columns[0], text->section);
		add_int_value(&columns[1], text->ordinal);
		add_int_value(&columns[2], text->depth);
		add_text_value(&columns[3], text->label);
		add_text_value(&columns[4], text->body);
		add_text_value(&columns[5], text->stated_item);
		add_int_value(&columns[6], Max(text->stated_number, 1));
		add_amount_values(&columns[7], NULL, &text->stated_amount);
		add_int_value(&columns[8], text->line);
	}
	add_column_params(project_params(loader, &params, false), columns, 9);
	run(loader, LOAD_TEXT,
		"INSERT INTO %1$s.project_text (project_id, section, ordinal, depth, label, body,"
		" stated_item, stated_number, stated_amount, source_line)"
		" SELECT $1, u.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) u",
		&params);
}

static void
load_history(Loader *loader)
{
	SheetReading *reading = loader->reading;
	Column		columns[9];
	Params		params;
	ListCell   *lc;
	int			n = list_length(reading->milestones);

	if (n > 0)
	{
		init_column(&columns[0], INT_COLUMN, n);
		init_column(&columns[1], DATE_COLUMN, n);
		init_column(&columns[2], TEXT_COLUMN, n);
		init_column(&columns[3], TEXT_COLUMN, n);
		init_column(&columns[4], INT_COLUMN, n);
		foreach(lc, reading->milestones)
		{
			const SheetMilestone *milestone = lfirst(lc);

			add_int_value(&columns[0], foreach_current_index(lc) + 1);
			/* a month is no day */
			add_value(&columns[1], DateADTGetDatum(milestone->date.starts_on),
					  !milestone->date.stated ||
					  milestone->date.starts_on != milestone->date.ends_on);
			add_text_value(&columns[2], milestone->date_text);
			add_text_value(&columns[3], milestone->event);
			add_int_value(&columns[4], milestone->line);
		}
		add_column_params(project_params(loader, &params, false), columns, 5);
		run(loader, LOAD_MILESTONE,
			"INSERT INTO %1$s.milestone (project_id, ordinal, happened_on, date_text, event,"
			" source_line)"
			" SELECT $1, u.* FROM unnest($2, $3, $4, $5, $6) u",
			&params);
	}

	n = list_length(reading->steps);
	if (n > 0)
	{
		init_column(&columns[0], INT_COLUMN, n);
		init_column(&columns[1], TEXT_COLUMN, n);
		init_column(&columns[2], TEXT_COLUMN, n);
		init_column(&columns[3], DATE_COLUMN, n);
		init_column(&columns[4], DATE_COLUMN, n);
		init_column(&columns[5], WON_COLUMN(loader), n);
		init_column(&columns[6], TEXT_COLUMN, n);
		init_column(&columns[7], INT_COLUMN, n);
		foreach(lc, reading->steps)
		{
			const SheetStep *step = lfirst(lc);

			add_int_value(&columns[0], foreach_current_index(lc) + 1);
			add_text_value(&columns[1], step->step);
			add_text_value(&columns[2], step->period_text);
			add_value(&columns[3], DateADTGetDatum(step->period.starts_on),
					  !step->period.stated);
			add_value(&columns[4], DateADTGetDatum(step->period.ends_on),
					  !step->period.stated);
			add_amount_values(&columns[5], NULL, &step->amount);
			add_text_value(&columns[6], step->detail);
			add_int_value(&columns[7], step->line);
		}
		add_column_params(project_params(loader, &params, true), columns, 8);
		run(loader, LOAD_STEP,
			"INSERT INTO %1$s.schedule_step (project_id, fiscal_year, ordinal, step, period,"
			" starts_on, ends_on, amount, detail, source_line)"
			" SELECT $1, $2, u.* FROM unnest($3, $4, $5, $6, $7, $8, $9, $10) u",
			&params);
	}

	n = list_length(reading->achievements);
	if (n > 0)
	{
		init_column(&columns[0], INT_COLUMN, n);
		init_column(&columns[1], INT_COLUMN, n);
		init_column(&columns[2], INT_COLUMN, n);
		init_column(&columns[3], TEXT_COLUMN, n);
		init_column(&columns[4], INT_COLUMN, n);
		foreach(lc, reading->achievements)
		{
			const SheetAchievement *item = lfirst(lc);

			add_int_value(&columns[0], item->year);
			add_int_value(&columns[1], item->ordinal);
			add_int_value(&columns[2], item->depth);
			add_text_value(&columns[3], item->body);
			add_int_value(&columns[4], item->line);
		}
		add_column_params(project_params(loader, &params, false), columns, 5);
		run(loader, LOAD_ACHIEVEMENT,
			"INSERT INTO %1$s.achievement (project_id, year, ordinal, depth, body, source_line)"
			" SELECT $1, u.* FROM unnest($2, $3, $4, $5, $6) u",
			&params);
	}
}

/* Amounts of a settlement whose subsidised part the model keeps as well */
#define NSUBSIDIES 7

static void
load_settlements(Loader *loader)
{
	List	   *settlements = loader->reading->settlements;
	int			n = list_length(settlements);
	Column		columns[2 + SHEET_NSETTLED + NSUBSIDIES];
	Column	   *subsidy;
	Params		params;
	ListCell   *lc;

	if (n == 0)
		return;
	init_column(&columns[0], INT_COLUMN, n);
	init_column(&columns[1], INT_COLUMN, n);
	for (int i = 2; i < lengthof(columns); i++)
		init_column(&columns[i], WON_COLUMN(loader), n);
	foreach(lc, settlements)
	{
		const SheetSettlement *settlement = lfirst(lc);

		add_int_value(&columns[0], settlement->year);
		add_int_value(&columns[1], settlement->line);
		subsidy = columns + 2 + SHEET_NSETTLED;
		for (int i = 0; i < SHEET_NSETTLED; i++)
			add_amount_values(&columns[2 + i],
							  sheet_keeps_subsidy(i) ? subsidy++ : NULL,
							  &settlement->amounts[i]);
		Assert(subsidy == columns + lengthof(columns));
	}
	add_column_params(project_params(loader, &params, false), columns,
					  lengthof(columns));
	/* where nothing says so, nothing was returned */
	run(loader, LOAD_SETTLEMENT,
		"INSERT INTO %1$s.settlement (project_id, year, source_line,"
		" original_budget, carried_in, carried_in_express, carried_in_accident,"
		" carried_in_continuing, adjustment, current_budget, obligated, executed,"
		" carried_out, carried_out_express, carried_out_accident,"
		" carried_out_continuing, returned, remaining,"
		" original_budget_subsidy, carried_in_subsidy, adjustment_subsidy,"
		" current_budget_subsidy, executed_subsidy, carried_out_subsidy,"
		" remaining_subsidy)"
		" SELECT $1, u.y, u.n, u.a1, u.a2, u.a3, u.a4, u.a5, u.a6, u.a7, u.a8, u.a9,"
		" u.a10, u.a11, u.a12, u.a13, coalesce(u.a14, 0::%2$s.thousand_won), u.a15,"
		" u.s1, u.s2, u.s3, u.s4, u.s5, u.s6, u.s7"
		" FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
		" $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)"
		" u (y, n, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15,"
		" s1, s2, s3, s4, s5, s6, s7)",
		&params);
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
	int			n = list_length(issues);
	Column		columns[6];
	Params		params;
	ListCell   *lc;

	project_params(loader, &params, false);
	add_param(&params, TEXTOID, PointerGetDatum(sheet), false);
	run(loader, LOAD_SHEET,
		"INSERT INTO %1$s.project_sheet (project_id, sheet) VALUES ($1, $2)",
		&params);
	if (n == 0)
		return;
	init_column(&columns[0], INT_COLUMN, n);
	init_column(&columns[1], INT_COLUMN, n);
	for (int i = 2; i < lengthof(columns); i++)
		init_column(&columns[i], TEXT_COLUMN, n);
	foreach(lc, issues)
	{
		const SheetIssue *issue = lfirst(lc);

		add_int_value(&columns[0], foreach_current_index(lc) + 1);
		add_int_value(&columns[1], issue->line);
		add_text_value(&columns[2], issue->section);
		add_text_value(&columns[3], sheet_text(issue_kind_name(issue->kind)));
		add_text_value(&columns[4], issue->content);
		add_text_value(&columns[5], sheet_text(issue->message));
	}
	add_column_params(project_params(loader, &params, false), columns, 6);
	run(loader, LOAD_ISSUE,
		"INSERT INTO %1$s.sheet_issue (project_id, ordinal, line, section, kind, content, message)"
		" SELECT $1, u.* FROM unnest($2, $3, $4, $5, $6, $7) u",
		&params);
}

static Oid
type_of_extension(Oid extension, const char *name)
{
	Oid			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
									   PointerGetDatum(name),
									   ObjectIdGetDatum(extension));

	if (!OidIsValid(type))
		elog(ERROR, "type \"%s\" is missing", name);
	return type;
}

/*
 * Writes a reading into the model of a schema, under a new project, and
 * returns the project's number.
 */
int64
sheet_load(SheetReading *reading, text *sheet, int fiscal_year, Oid model,
		   Oid extension)
{
	char	   *model_name = get_namespace_name(model);
	char	   *extension_name = get_namespace_name(extension);
	Loader		loader;

	memset(&loader, 0, sizeof(loader));
	loader.reading = reading;
	loader.fiscal_year = fiscal_year;
	loader.model_oid = model;
	loader.model = quote_identifier(model_name);
	loader.extension = quote_identifier(extension_name);
	loader.thousand_won = type_of_extension(extension, "thousand_won");
	loader.thousand_won_array = get_array_type(loader.thousand_won);
	loader.budget_code_array =
		get_array_type(type_of_extension(extension, "budget_code"));

	SPI_connect();
	use_plans_of(model, model_name, extension, extension_name);
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

/*-------------------------------------------------------------------------
 *
 * sheet_overview.c
 *	  The head of a sheet: names and values, check boxes, funds, people.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "sheet_reader.h"

/* More of these than any sheet has are not looked through for a double */
#define MAX_FLAGS 200
#define MAX_FUNDING_ROWS 20

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
								sheet_quote(name));
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
						sheet_quote(name));
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
								sheet_quote(before));
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
void
sheet_end_labels(SheetReader *r)
{
	if (r->labels != NULL && !r->labels_used)
		sheet_issue(r, r->labels->line, SHEET_NOT_STATED,
					sheet_row_text(r->scan, r->labels),
					_("nothing stands below these names"));
	r->labels = NULL;
	r->labels_used = false;
}

/* Pairs a row of names with the row of boxes below it */
void
sheet_read_nature(SheetReader *r)
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
		sheet_end_labels(r);
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
			sheet_row_issue(r, _("\"%s\" is no check box"), sheet_quote(text));
		else if (name.len > 0)
			sheet_issue(r, r->labels->line, SHEET_NOT_STATED, name,
						_("there is no check box below \"%s\""),
						sheet_quote(name));
	}
	r->labels = NULL;
}

/*
 * Overview: names and what stands beside them
 */

typedef enum Field
{
	FIELD_PERIOD,
	FIELD_FUNDING,
	FIELD_METHOD,
	FIELD_YEAR,
	FIELD_NAME,
	FIELD_FUNCTION,
	FIELD_STAGE,
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
	{"예산단계", FIELD_STAGE}, {"예산구분", FIELD_STAGE}, {"편성단계", FIELD_STAGE},
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
	else if (sheet_same_name(*stated, value))
		sheet_row_done(r, SHEET_KIND_REPEAT, NULL);
	else
	{
		sheet_issue(r, r->row->line, SHEET_DISAGREES, value,
					_("\"%s\" is stated twice: \"%s\" and \"%s\""),
					sheet_quote(label), sheet_quote(*stated),
					sheet_quote(value));
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
	if (!sheet_amount(value, r->unit, &amount) || amount.subsidy_stated)
		sheet_row_issue(r, _("the amount \"%s\" cannot be read"),
						sheet_quote(value));
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
							sheet_quote(value));
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
							sheet_quote(value));
		return;
	}
	if (!sheet_amount(value, r->unit, &amount) || amount.subsidy_stated)
	{
		sheet_row_issue(r, _("the amount \"%s\" cannot be read"),
						sheet_quote(value));
		amount.stated = false;
	}
	foreach(lc, reading->funding)
	{
		funding = lfirst(lc);
		if (sheet_equal(funding->source, name))
		{
			if (amount.stated && (!funding->amount.stated ||
								  funding->amount.won != amount.won))
				sheet_row_issue(r, _("\"%s\" is stated twice"), sheet_quote(name));
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
	for (int i = 0; i < Min(r->funding->nrows, MAX_FUNDING_ROWS); i++)
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

/* The stage of the budget, which must be all that is said */
static void
read_stage(SheetReader *r, SheetText value)
{
	char		key[SHEET_KEY_SIZE];
	SheetText	stage;
	int			year;

	if (value.len == 0)
	{
		sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		return;
	}
	sheet_key(value, key);
	year = strspn(key, "0123456789") == 4 ? atoi(key) : 0;
	if (year != 0 && (r->reading->fiscal_year == 0 || year == r->reading->fiscal_year))
	{
		char	   *rest = key + 4;

		if (strncmp(rest, "년도", strlen("년도")) == 0)
			rest += strlen("년도");
		else if (strncmp(rest, "년", strlen("년")) == 0)
			rest += strlen("년");
		memmove(key, rest, strlen(rest) + 1);
	}
	if (sheet_take_stage(key, true, &stage) &&
		(key[0] == '\0' || strcmp(key, "예산") == 0 ||
		 strcmp(key, "예산안") == 0 || strcmp(key, "예산(안)") == 0))
	{
		sheet_set_stage(r, stage);
		sheet_row_done(r, SHEET_KIND_ROW, "budget_line");
	}
	else
		sheet_row_issue(r, _("the stage of the budget \"%s\" cannot be read"),
						sheet_quote(value));
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
	value = sheet_join_cells(r->scan, values, nvalues);
	if (i < 0)
	{
		/* a name of the office's own */
		sheet_add_text(r, SHEET_SECTION_OVERVIEW, label,
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
								sheet_quote(value));
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
					sheet_add_text(r, SHEET_SECTION_OVERVIEW, label, value.len > 0 ? value : label);
				break;
			}
		case FIELD_STAGE:
			read_stage(r, value);
			break;
		case FIELD_TEXT:
			{
				SheetText  *stated = (SheetText *) ((char *) reading +
													overview_fields[i].offset);

				set_text(r, stated, label, value);
				break;
			}
	}
}

void
sheet_read_overview(SheetReader *r)
{
	SheetText	label;
	SheetText	body;
	SheetAmount amount;

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
		if (sheet_split_label(text, &label, &body) && find_field(label) >= 0)
		{
			SheetCell	cell = {body};

			read_field(r, label, &cell, 1);
		}
		else if (find_field(text) >= 0)
			sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		else if (r->section == SHEET_SECTION_OVERVIEW)
			sheet_read_text(r);
		else
			sheet_row_issue(r, _("the line stands in no section that is known"));
		return;
	}

	/* an amount is no name: most likely the table of funds goes on here */
	if (find_field(r->cells[0].text) < 0 && r->cells[0].text.len > 0 &&
		sheet_amount(r->cells[0].text, r->unit, &amount))
	{
		sheet_row_issue(r, r->funding ?
						_("the text below the table of funds differs from it") :
						_("the row has no name"));
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

void
sheet_read_contact(SheetReader *r)
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
		if (!sheet_split_label(text, &label, &body))
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
			sheet_row_issue(r, _("nothing says what \"%s\" is"), sheet_quote(text));
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


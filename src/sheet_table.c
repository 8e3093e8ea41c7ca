/*-------------------------------------------------------------------------
 *
 * sheet_table.c
 *	  The tables of a sheet: budget, cost basis, schedule, settlement.
 *
 * A table is known by the names of its columns, so its rows may come before
 * or after a page break, with the names repeated or not, and its columns in
 * any order.  A column of an unknown name is an issue, and so is each value
 * that stands in it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "common/int.h"

#include "sheet.h"

/* What a column holds */
typedef enum Column
{
	COLUMN_NONE,				/* no name, and nothing expected */
	COLUMN_UNKNOWN,
	COLUMN_KEY,					/* code, step or year: what the row is of */
	COLUMN_NAME,				/* of the code */
	COLUMN_YEAR_AMOUNT,			/* budget of some year, not yet resolved */
	COLUMN_TWO_YEARS_BEFORE,
	COLUMN_PRIOR,
	COLUMN_CURRENT,
	COLUMN_CHANGE,
	COLUMN_RATE,
	COLUMN_TEXT,				/* cost line, or detail of a step */
	COLUMN_PERIOD,
	COLUMN_AMOUNT,
	COLUMN_SETTLED				/* and the SheetSettled from here on */
} Column;

typedef struct ColumnName
{
	const char *name;
	Column		column;
} ColumnName;

static const ColumnName budget_columns[] =
{
	{"구분", COLUMN_KEY}, {"과목", COLUMN_KEY}, {"과목구분", COLUMN_KEY},
	{"예산과목", COLUMN_KEY}, {"통계목", COLUMN_KEY}, {"편성목", COLUMN_KEY},
	{"과목코드", COLUMN_KEY}, {"비목", COLUMN_KEY}, {"코드", COLUMN_KEY},
	{"과목명", COLUMN_NAME}, {"통계목명", COLUMN_NAME}, {"명칭", COLUMN_NAME},
	{"전전년도예산액", COLUMN_TWO_YEARS_BEFORE}, {"전전년도예산", COLUMN_TWO_YEARS_BEFORE},
	{"전년도예산액", COLUMN_PRIOR}, {"전년도예산", COLUMN_PRIOR},
	{"전년예산액", COLUMN_PRIOR}, {"전년예산", COLUMN_PRIOR},
	{"당해연도예산액", COLUMN_CURRENT}, {"금년도예산액", COLUMN_CURRENT},
	{"금년도예산", COLUMN_CURRENT}, {"금년예산", COLUMN_CURRENT},
	{"예산액", COLUMN_CURRENT}, {"예산안", COLUMN_CURRENT},
	{"증감", COLUMN_CHANGE}, {"증감액", COLUMN_CHANGE}, {"비교증감", COLUMN_CHANGE},
	{"증감(B-A)", COLUMN_CHANGE}, {"증감액(B-A)", COLUMN_CHANGE},
	{"비교증감(B-A)", COLUMN_CHANGE}, {"B-A", COLUMN_CHANGE}, {"증△감", COLUMN_CHANGE},
	{"(B-A)*100/A", COLUMN_RATE}, {"(B-A)/A", COLUMN_RATE}, {"(B-A)/A*100", COLUMN_RATE},
	{"증감률", COLUMN_RATE}, {"증감율", COLUMN_RATE}, {"증감비율", COLUMN_RATE},
	{"증감률(%)", COLUMN_RATE}, {"증감율(%)", COLUMN_RATE}, {"비율", COLUMN_RATE},
	{"비율(%)", COLUMN_RATE}, {"%", COLUMN_RATE}, {NULL}
};

static const ColumnName cost_columns[] =
{
	{"과목구분", COLUMN_KEY}, {"과목", COLUMN_KEY}, {"예산과목", COLUMN_KEY},
	{"통계목", COLUMN_KEY}, {"구분", COLUMN_KEY}, {"편성목", COLUMN_KEY},
	{"세부산출내역", COLUMN_TEXT}, {"산출내역", COLUMN_TEXT}, {"산출근거", COLUMN_TEXT},
	{"산출기초", COLUMN_TEXT}, {"세부내역", COLUMN_TEXT}, {"내역", COLUMN_TEXT},
	{"금액", COLUMN_AMOUNT}, {"예산액", COLUMN_AMOUNT}, {"요구액", COLUMN_AMOUNT},
	{NULL}
};

static const ColumnName schedule_columns[] =
{
	{"사업추진절차", COLUMN_KEY}, {"추진절차", COLUMN_KEY}, {"추진단계", COLUMN_KEY},
	{"사업명", COLUMN_KEY}, {"추진사항", COLUMN_KEY}, {"구분", COLUMN_KEY},
	{"추진기간", COLUMN_PERIOD}, {"기간", COLUMN_PERIOD}, {"추진시기", COLUMN_PERIOD},
	{"일정", COLUMN_PERIOD}, {"추진일정", COLUMN_PERIOD}, {"시기", COLUMN_PERIOD},
	{"예산집행금액", COLUMN_AMOUNT}, {"집행금액", COLUMN_AMOUNT},
	{"예산액", COLUMN_AMOUNT}, {"금액", COLUMN_AMOUNT}, {"소요예산", COLUMN_AMOUNT},
	{"추진세부내용", COLUMN_TEXT}, {"세부내용", COLUMN_TEXT}, {"추진내용", COLUMN_TEXT},
	{"내용", COLUMN_TEXT}, {"비고", COLUMN_TEXT}, {NULL}
};

static const ColumnName settlement_columns[] =
{
	{"연도", COLUMN_KEY}, {"년도", COLUMN_KEY}, {"회계연도", COLUMN_KEY},
	{"구분", COLUMN_KEY}, {"결산연도", COLUMN_KEY},
	{"당초예산", COLUMN_SETTLED + SHEET_ORIGINAL_BUDGET},
	{"당초예산액", COLUMN_SETTLED + SHEET_ORIGINAL_BUDGET},
	{"예산액", COLUMN_SETTLED + SHEET_ORIGINAL_BUDGET},
	{"전년이월", COLUMN_SETTLED + SHEET_CARRIED_IN},
	{"전년이월액", COLUMN_SETTLED + SHEET_CARRIED_IN},
	{"전년도이월", COLUMN_SETTLED + SHEET_CARRIED_IN},
	{"전년도이월액", COLUMN_SETTLED + SHEET_CARRIED_IN},
	{"전년도명시이월", COLUMN_SETTLED + SHEET_CARRIED_IN_EXPRESS},
	{"전년도사고이월", COLUMN_SETTLED + SHEET_CARRIED_IN_ACCIDENT},
	{"전년도계속비이월", COLUMN_SETTLED + SHEET_CARRIED_IN_CONTINUING},
	{"예산변경", COLUMN_SETTLED + SHEET_ADJUSTMENT},
	{"예산변경액", COLUMN_SETTLED + SHEET_ADJUSTMENT},
	{"예산증감", COLUMN_SETTLED + SHEET_ADJUSTMENT},
	{"예산현액", COLUMN_SETTLED + SHEET_CURRENT_BUDGET},
	{"지출원인행위액", COLUMN_SETTLED + SHEET_OBLIGATED},
	{"원인행위액", COLUMN_SETTLED + SHEET_OBLIGATED},
	{"집행액", COLUMN_SETTLED + SHEET_EXECUTED},
	{"지출액", COLUMN_SETTLED + SHEET_EXECUTED},
	{"결산액", COLUMN_SETTLED + SHEET_EXECUTED},
	{"차년이월", COLUMN_SETTLED + SHEET_CARRIED_OUT},
	{"차년이월액", COLUMN_SETTLED + SHEET_CARRIED_OUT},
	{"차년도이월", COLUMN_SETTLED + SHEET_CARRIED_OUT},
	{"차년도이월액", COLUMN_SETTLED + SHEET_CARRIED_OUT},
	{"다음연도이월액", COLUMN_SETTLED + SHEET_CARRIED_OUT},
	{"이월액", COLUMN_SETTLED + SHEET_CARRIED_OUT},
	{"명시이월", COLUMN_SETTLED + SHEET_CARRIED_OUT_EXPRESS},
	{"사고이월", COLUMN_SETTLED + SHEET_CARRIED_OUT_ACCIDENT},
	{"계속비이월", COLUMN_SETTLED + SHEET_CARRIED_OUT_CONTINUING},
	{"반납금", COLUMN_SETTLED + SHEET_RETURNED},
	{"보조금반납금", COLUMN_SETTLED + SHEET_RETURNED},
	{"집행잔액", COLUMN_SETTLED + SHEET_REMAINING},
	{"잔액", COLUMN_SETTLED + SHEET_REMAINING},
	{"불용액", COLUMN_SETTLED + SHEET_REMAINING},
	{"집행률", COLUMN_RATE}, {"집행율", COLUMN_RATE}, {"집행률(%)", COLUMN_RATE},
	{NULL}
};

/* A cost line under which others may stand */
typedef struct OpenCost
{
	int			indent;
	SheetMarker marker;
	SheetCost  *cost;
} OpenCost;

/*
 * Names of columns
 */

/* Takes "(천원)" off the end of a column's name; its unit, or the table's */
static int64
take_column_unit(SheetText *name, int64 unit)
{
	SheetText	inner;
	SheetText	unknown;
	char	   *line;
	int64		own;
	int			at = name->len - 1;

	while (at > 0 && name->data[at] != '(')
		at--;
	if (at <= 0 || name->data[name->len - 1] != ')')
		return unit;
	inner.data = name->data + at + 1;
	inner.len = name->len - at - 2;
	inner = sheet_trim(inner);
	if (inner.len == 0 || inner.len > 40)
		return unit;
	line = sheet_find(inner, "단위") >= 0 ? sheet_cstring(inner) :
		psprintf("단위:%s", sheet_cstring(inner));
	if (!sheet_unit_line(sheet_text(line), &own, &unknown) || unknown.len > 0 ||
		own == SHEET_UNIT_UNKNOWN)
		return unit;
	name->len = at;
	*name = sheet_trim(*name);
	return own;
}

/*
 * Is it the budget of a year, as in 2015년 예산액, 2016예산액 (A), 2017예산(B)?
 * Gives the year and the letter, each 0 if it is not there.
 */
static bool
is_year_amount(const char *key, int *year, char *letter)
{
	static const char *const words[] =
	{
		"년도", "연도", "년", "본예산액", "본예산", "당초예산액", "당초예산",
		"최종예산액", "최종예산", "예산요구액", "예산요구", "요구액", "예산액",
		"예산안", "예산(안)", "예산", "편성액", "결산액", "결산", "당초", "(안)"
	};
	int			len = (int) strlen(key);
	bool		budget = false;

	*letter = '\0';
	*year = 0;
	if (len >= 3 && key[len - 1] == ')' && (key[len - 2] == 'A' || key[len - 2] == 'B') &&
		key[len - 3] == '(')
	{
		*letter = key[len - 2];
		len -= 3;
	}
	if (len >= 4 && strspn(key, "0123456789") == 4)
	{
		*year = atoi(key);		/* stops behind the digits */
		key += 4;
		len -= 4;
	}
	else if (len >= 2 && strspn(key, "0123456789") == 2)
	{
		*year = 2000 + atoi(key);
		key += 2;
		len -= 2;
	}
	while (len > 0)
	{
		int			i;

		for (i = 0; i < lengthof(words); i++)
		{
			int			n = (int) strlen(words[i]);

			if (n <= len && memcmp(key, words[i], n) == 0)
			{
				budget |= sheet_find(sheet_text(words[i]), "산") >= 0 ||
					sheet_find(sheet_text(words[i]), "액") >= 0;
				key += n;
				len -= n;
				break;
			}
		}
		if (i == lengthof(words))
			return false;
	}
	return (*year != 0 || *letter != '\0') && (budget || *letter != '\0');
}

/* What a name says of its column, in a table of that kind */
static Column
find_column(const ColumnName *names, SheetText name)
{
	char		key[SHEET_KEY_SIZE];
	int			year;
	char		letter;

	if (name.len == 0)
		return COLUMN_NONE;
	if (sheet_key(name, key) == 0)
		return COLUMN_UNKNOWN;
	for (int i = 0; names[i].name; i++)
	{
		if (strcmp(key, names[i].name) == 0)
			return names[i].column;
	}
	if (names == budget_columns && is_year_amount(key, &year, &letter))
		return COLUMN_YEAR_AMOUNT;
	return COLUMN_UNKNOWN;
}

static const ColumnName *
section_columns(SheetSection section)
{
	switch (section)
	{
		case SHEET_SECTION_BUDGET:
			return budget_columns;
		case SHEET_SECTION_COST:
			return cost_columns;
		case SHEET_SECTION_SCHEDULE:
			return schedule_columns;
		case SHEET_SECTION_SETTLEMENT:
			return settlement_columns;
		default:
			return NULL;
	}
}

/* How many names of the row belong to a table of that section? */
static int
count_columns(SheetReader *r, SheetSection section)
{
	const ColumnName *names = section_columns(section);
	int			known = 0;

	for (int i = 0; i < r->ncells && i < SHEET_MAX_COLUMNS; i++)
	{
		SheetText	name = r->cells[i].text;

		(void) take_column_unit(&name, 0);
		if (find_column(names, name) > COLUMN_UNKNOWN)
			known++;
	}
	return known;
}

/*
 * Which year's budget is in which column?  (B) is of the sheet's year, (A) of
 * the one before; a year that does not fit its place is an issue, and the
 * place decides.
 */
static void
resolve_years(SheetReader *r)
{
	SheetReading *reading = r->reading;
	int			base = reading->fiscal_year;
	int			years[SHEET_MAX_COLUMNS] = {0};
	char		letters[SHEET_MAX_COLUMNS] = {0};
	bool		taken[3] = {false, false, false};

	for (int i = 0; i < r->ncolumns; i++)
	{
		char		key[SHEET_KEY_SIZE];

		if (r->columns[i] != COLUMN_YEAR_AMOUNT)
			continue;
		(void) sheet_key(r->column_names[i], key);
		(void) is_year_amount(key, &years[i], &letters[i]);
		if (letters[i] == 'B' && years[i] != 0)
		{
			base = years[i];
			if (reading->fiscal_year == 0)
				reading->fiscal_year = base;
			else if (reading->fiscal_year != base)
				sheet_row_issue(r, _("\"%s\" is not the budget of %d"),
								sheet_cstring(r->column_names[i]),
								reading->fiscal_year);
		}
	}
	for (int pass = 0; pass < 2; pass++)
	{
		/* columns with a letter first: they have a right to their place */
		for (int i = 0; i < r->ncolumns; i++)
		{
			int			before;

			if (r->columns[i] != COLUMN_YEAR_AMOUNT || (letters[i] != 0) != (pass == 0))
				continue;
			if (letters[i] != 0)
				before = letters[i] == 'B' ? 0 : 1;
			else
				before = base - years[i];
			if (before < 0 || before > 2 || taken[before])
			{
				r->columns[i] = COLUMN_UNKNOWN;
				continue;
			}
			taken[before] = true;
			r->columns[i] = before == 0 ? COLUMN_CURRENT :
				before == 1 ? COLUMN_PRIOR : COLUMN_TWO_YEARS_BEFORE;
			if (letters[i] != 0 && years[i] != 0 && years[i] != base - before)
				sheet_row_issue(r, _("\"%s\" is not the budget of %d"),
								sheet_cstring(r->column_names[i]), base - before);
		}
	}
}

/* Names that stand over columns of a section's table */
static void
take_header(SheetReader *r, SheetSection section)
{
	const ColumnName *names = section_columns(section);
	bool		seen[COLUMN_SETTLED + SHEET_NSETTLED] = {false};

	r->has_header = true;
	r->ncolumns = Min(r->ncells, SHEET_MAX_COLUMNS);
	sheet_row_done(r, SHEET_KIND_HEADER, NULL);
	for (int i = 0; i < r->ncolumns; i++)
	{
		SheetText	name = r->cells[i].text;

		r->column_names[i] = name;
		r->column_units[i] = take_column_unit(&name, r->unit);
		r->columns[i] = find_column(names, name);
	}
	if (section == SHEET_SECTION_BUDGET)
		resolve_years(r);
	for (int i = 0; i < r->ncolumns; i++)
	{
		Column		column = r->columns[i];

		/* a second column of the same kind has no place */
		if (column > COLUMN_UNKNOWN && column != COLUMN_TEXT && seen[column])
			column = r->columns[i] = COLUMN_UNKNOWN;
		seen[column] = true;
		if (column == COLUMN_UNKNOWN)
			sheet_row_issue(r, _("the column \"%s\" is not known"),
							sheet_cstring(r->column_names[i]));
		if (section == SHEET_SECTION_BUDGET && column == COLUMN_TWO_YEARS_BEFORE)
			r->reading->has_two_years_before = true;
		if (section == SHEET_SECTION_BUDGET && column == COLUMN_PRIOR)
			r->reading->has_prior = true;
	}
	if (r->ncells > SHEET_MAX_COLUMNS)
		sheet_row_issue(r, _("the table has more than %d columns"), SHEET_MAX_COLUMNS);
}

/*
 * Takes the row if it names the columns of a table: of the section's own, or
 * of another one whose heading is missing.
 */
bool
sheet_table_header(SheetReader *r)
{
	static const SheetSection sections[] =
	{
		SHEET_SECTION_BUDGET, SHEET_SECTION_SETTLEMENT,
		SHEET_SECTION_COST, SHEET_SECTION_SCHEDULE
	};

	if (r->row->form != SHEET_FORM_TABLE || r->ncells < 2)
		return false;
	if (section_columns(r->section))
	{
		if (count_columns(r, r->section) >= 2)
		{
			take_header(r, r->section);
			return true;
		}
	}
	for (int i = 0; i < lengthof(sections); i++)
	{
		int			known;

		if (sections[i] == r->section)
			continue;
		known = count_columns(r, sections[i]);
		if (known >= 4 || (known >= 2 && known == r->ncells &&
						   sections[i] == SHEET_SECTION_COST &&
						   r->section != SHEET_SECTION_SCHEDULE))
		{
			sheet_end_table(r);
			r->section = sections[i];
			r->reading->nsections++;
			r->code = 0;
			r->last_year = 0;
			take_header(r, sections[i]);
			return true;
		}
	}
	return false;
}

/*
 * Cells
 */

static bool
is_total(SheetText text)
{
	static const char *const words[] = {"계", "합계", "총계", "소계", "총액"};
	char		key[SHEET_KEY_SIZE];

	sheet_key(text, key);
	for (int i = 0; i < lengthof(words); i++)
	{
		if (strcmp(key, words[i]) == 0)
			return true;
	}
	return false;
}

static SheetAmount
read_amount(SheetReader *r, int column)
{
	SheetAmount amount;
	SheetText	text = r->cells[column].text;

	if (!sheet_amount(text, r->column_units[column], &amount))
	{
		sheet_row_issue(r, _("the amount \"%s\" cannot be read"),
						sheet_cstring(text));
		memset(&amount, 0, sizeof(amount));
	}
	return amount;
}

static SheetRate
read_rate(SheetReader *r, int column)
{
	SheetRate	rate;
	SheetText	text = r->cells[column].text;

	if (!sheet_rate(text, &rate))
	{
		sheet_row_issue(r, _("the rate \"%s\" cannot be read"),
						sheet_cstring(text));
		memset(&rate, 0, sizeof(rate));
	}
	return rate;
}

/* A value where none was expected */
static void
stray_cell(SheetReader *r, int column)
{
	SheetText	text = r->cells[column].text;

	if (text.len > 0 || r->cells[column].nrows > 0)
		sheet_row_issue(r, _("\"%s\" stands in no column that is known"),
						sheet_cstring(text));
}

/* The first column of a kind, or -1 */
static int
column_of(SheetReader *r, Column column)
{
	for (int i = 0; i < r->ncolumns; i++)
	{
		if (r->columns[i] == column)
			return i;
	}
	return -1;
}

/* A row that cannot belong to a table: a remark, or not understood */
static bool
is_no_row(SheetReader *r)
{
	if (r->ncells == 1 && sheet_note(r))
		return true;
	if (r->row->form == SHEET_FORM_TABLE && r->has_header)
		return false;
	if (!r->has_header)
		sheet_row_issue(r, _("no row with the names of the columns stands above"));
	else
		sheet_row_issue(r, _("the line is no row of the table"));
	return true;
}

/*
 * Budget
 */

void
sheet_read_budget(SheetReader *r)
{
	SheetReading *reading = r->reading;
	SheetBudget *budget;
	SheetText	name;
	int			key = column_of(r, COLUMN_KEY);
	int			number;
	bool		total;

	if (is_no_row(r))
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
	total = is_total(r->cells[key].text);
	if (!total && !sheet_code(r->cells[key].text, &number, &name))
	{
		sheet_row_issue(r, r->cells[key].text.len == 0 ?
						_("the row has no code") :
						_("\"%s\" is no code"), sheet_cstring(r->cells[key].text));
		return;
	}
	if (total ? reading->total != NULL : bms_is_member(number, r->codes))
	{
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("\"%s\" has a row already"), sheet_cstring(r->cells[key].text));
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
				budget->two_years_before = read_amount(r, i);
				break;
			case COLUMN_PRIOR:
				budget->prior = read_amount(r, i);
				break;
			case COLUMN_CURRENT:
				budget->current = read_amount(r, i);
				break;
			case COLUMN_CHANGE:
				budget->change = read_amount(r, i);
				break;
			case COLUMN_RATE:
				budget->rate = read_rate(r, i);
				break;
			case COLUMN_NAME:
				if (total || budget->name.len > 0)
					stray_cell(r, i);
				else
					budget->name = r->cells[i].text;
				break;
			default:
				stray_cell(r, i);
				break;
		}
	}
	if (budget->rate.word.len > 0 && budget->prior.stated && budget->prior.won != 0 &&
		(sheet_equal(budget->rate.word, sheet_text("신규")) ||
		 sheet_equal(budget->rate.word, sheet_text("순증"))))
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("\"%s\" stands beside a budget of the year before"),
					sheet_cstring(budget->rate.word));

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
 * Cost basis
 */

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

/* Splits what stands before the amount into a name and a calculation */
static void
split_basis(SheetCost *cost, SheetText text)
{
	cost->label = text;
	cost->basis = SHEET_TEXT_EMPTY;
}

/*
 * Reads "name : calculation = amount".  Returns false if there is an = whose
 * right side is no amount.
 */
static bool
parse_cost(SheetReader *r, SheetCost *cost, SheetText text)
{
	SheetText	left = text;
	int			width;
	int			at = last_equals(text, &width);

	memset(&cost->amount, 0, sizeof(cost->amount));
	if (at >= 0)
	{
		SheetText	right;

		right.data = text.data + at + width;
		right.len = text.len - at - width;
		left.len = at;
		if (!sheet_amount(sheet_trim(right), SHEET_UNIT_DEFAULT, &cost->amount) ||
			cost->amount.subsidy_stated)
		{
			memset(&cost->amount, 0, sizeof(cost->amount));
			split_basis(cost, sheet_trim(text));
			return false;
		}
	}
	else
	{
		/* an amount at the end, its = forgotten */
		int			start = text.len;
		SheetText	right;
		SheetAmount amount;

		while (start > 0 && text.data[start - 1] != ' ')
			start--;
		right.data = text.data + start;
		right.len = text.len - start;
		if (start > 0 && sheet_find(right, "원") > 0 &&
			right.data[0] >= '0' && right.data[0] <= '9' &&
			sheet_amount(right, SHEET_UNIT_DEFAULT, &amount) && amount.stated)
		{
			cost->amount = amount;
			left.len = start;
		}
	}
	left = sheet_trim(left);
	if (left.len > 0 && left.data[left.len - 1] == ':')
		left.len--;
	split_basis(cost, sheet_trim(left));
	return true;
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
		!r->last_cost->amount.stated)
	{
		cost = r->last_cost;
		appendStringInfoChar(&r->cost_text, ' ');
		appendBinaryStringInfo(&r->cost_text, text.data, text.len);
		body.data = pnstrdup(r->cost_text.data, r->cost_text.len);
		body.len = r->cost_text.len;
		if (!parse_cost(r, cost, body))
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
	if (!parse_cost(r, cost, body))
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
	if (r->cost_text.data == NULL)
		initStringInfo(&r->cost_text);
	resetStringInfo(&r->cost_text);
	appendBinaryStringInfo(&r->cost_text, body.data, body.len);
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
	int			amount_column = column_of(r, COLUMN_AMOUNT);
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

	if (r->row->form == SHEET_FORM_TABLE && is_total(key))
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
			sheet_row_issue(r, _("\"%s\" is no code"), sheet_cstring(key));
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
			amount = read_amount(r, i);
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

/*
 * Schedule
 */

static void
read_schedule_total(SheetReader *r, int key)
{
	int			column = column_of(r, COLUMN_AMOUNT);
	SheetAmount amount;

	for (int i = 0; i < r->ncells; i++)
	{
		if (i != key && i != column)
			stray_cell(r, i);
	}
	if (column < 0 || column >= r->ncells)
	{
		sheet_row_done(r, SHEET_KIND_HEADER, NULL);
		return;
	}
	amount = read_amount(r, column);
	if (amount.subsidy_stated && amount.subsidy != 0)
		sheet_row_issue(r, _("the subsidised part has no place in the schedule"));
	if (r->reading->scheduled.stated)
	{
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("\"%s\" has a row already"), sheet_cstring(r->cells[key].text));
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
	int			key = column_of(r, COLUMN_KEY);

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
	if (r->row->form == SHEET_FORM_TEXT || is_no_row(r))
		return;
	if (key < 0)
		key = 0;
	if (key >= r->ncells || r->cells[key].text.len == 0)
	{
		sheet_row_issue(r, _("the row has no step"));
		return;
	}
	if (is_total(r->cells[key].text))
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
									sheet_cstring(text));
				break;
			case COLUMN_AMOUNT:
				step->amount = read_amount(r, i);
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
				stray_cell(r, i);
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

void
sheet_read_settlement(SheetReader *r)
{
	SheetSettlement *settlement;
	int			key = column_of(r, COLUMN_KEY);
	int			year;
	const char *rate = NULL;

	if (is_no_row(r))
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
					_("\"%s\" has a row already"), sheet_cstring(r->cells[key].text));
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
			settlement->amounts[column - COLUMN_SETTLED] = read_amount(r, i);
		else if (column == COLUMN_RATE)
		{
			SheetRate	stated = read_rate(r, i);

			rate = stated.rate;
			if (stated.word.len > 0 || stated.subsidy)
				sheet_row_issue(r, _("the rate \"%s\" cannot be read"),
								sheet_cstring(r->cells[i].text));
		}
		else
			stray_cell(r, i);
	}
	if (rate)
		check_execution_rate(r, settlement, rate);
	r->reading->settlements = lappend(r->reading->settlements, settlement);
	sheet_row_done(r, SHEET_KIND_ROW, "settlement");
}

/* What must not reach into the next section */
void
sheet_end_table(SheetReader *r)
{
	r->has_header = false;
	r->ncolumns = 0;
	r->open_costs = NIL;
	r->last_cost = NULL;
}

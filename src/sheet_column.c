/*-------------------------------------------------------------------------
 *
 * sheet_column.c
 *	  The columns of the tables of a sheet.
 *
 * A table is known by the names of its columns, so its rows may come before
 * or after a page break, with the names repeated or not, and its columns in
 * any order.  A column of an unknown name is an issue, and so is each value
 * that stands in it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "sheet_reader.h"

/* Bytes; what is longer is the value of a cell */
#define MAX_COLUMN_NAME 80

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
	{"기정액", COLUMN_PRIOR}, {"기정예산액", COLUMN_PRIOR}, {"기정예산", COLUMN_PRIOR},
	{"경정액", COLUMN_CURRENT}, {"경정예산액", COLUMN_CURRENT}, {"경정예산", COLUMN_CURRENT},
	{"경정", COLUMN_CURRENT}, {"기정", COLUMN_PRIOR},
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
 * Gives the year and the letter, each 0 if it is not there, and the stage: that of
 * a supplementary budget is (B).
 */
static bool
is_year_amount(const char *name, int *year, char *letter, SheetText *stage)
{
	static const char *const words[] =
	{
		"년도", "연도", "년", "본예산액", "본예산", "당초예산액", "당초예산",
		"최종예산액", "최종예산", "예산요구액", "예산요구", "요구액", "예산액",
		"기정예산액", "기정예산", "기정액", "기정", "경정예산액", "경정예산", "경정액", "경정",
		"예산안", "예산(안)", "예산", "편성액", "결산액", "결산", "당초", "(안)"
	};
	char		buf[SHEET_KEY_SIZE];
	const char *key = buf;
	int			len;
	bool		budget = false;

	strlcpy(buf, name, sizeof(buf));
	*stage = SHEET_TEXT_EMPTY;
	budget = sheet_take_stage(buf, false, stage);
	len = (int) strlen(buf);
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
	if (stage->len > 0 && *letter == '\0')
		*letter = 'B';
	return (*year != 0 || *letter != '\0') && (budget || *letter != '\0');
}

/* What a name's key says of its column, in a table of that kind */
static Column
find_column(const ColumnName *names, const char *key)
{
	int			year;
	char		letter;
	SheetText	stage;

	if (key[0] == '\0')
		return COLUMN_UNKNOWN;
	for (int i = 0; names[i].name; i++)
	{
		if (strcmp(key, names[i].name) == 0)
			return names[i].column;
	}
	if (names == budget_columns && is_year_amount(key, &year, &letter, &stage))
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

/* Names of the columns that a row would have, if it is a row of names */
typedef struct Names
{
	int			n;
	char		keys[SHEET_MAX_COLUMNS][SHEET_KEY_SIZE];
	int64		units[SHEET_MAX_COLUMNS];
} Names;

static void
read_names(SheetReader *r, Names *names)
{
	names->n = Min(r->ncells, SHEET_MAX_COLUMNS);
	for (int i = 0; i < names->n; i++)
	{
		SheetText	name = r->cells[i].text;

		names->keys[i][0] = '\0';
		names->units[i] = r->unit;
		if (name.len == 0 || name.len > MAX_COLUMN_NAME)
			continue;
		names->units[i] = take_column_unit(&name, r->unit);
		(void) sheet_key(name, names->keys[i]);
	}
}

/* How many of them does a table of that section have? */
static int
count_columns(const Names *names, SheetSection section)
{
	const ColumnName *columns = section_columns(section);
	int			known = 0;

	for (int i = 0; i < names->n; i++)
	{
		if (find_column(columns, names->keys[i]) > COLUMN_UNKNOWN)
			known++;
	}
	return known;
}

/*
 * Which year's budget is in which column?  (B) is of the sheet's year, (A) of
 * the one before, or in a supplementary budget of the same; a year that does not
 * fit its place is an issue, and the place decides.
 */
static void
resolve_years(SheetReader *r)
{
	SheetReading *reading = r->reading;
	int			base = reading->fiscal_year;
	int			years[SHEET_MAX_COLUMNS] = {0};
	char		letters[SHEET_MAX_COLUMNS] = {0};
	bool		taken[3] = {false, false, false};
	bool		supplementary;
	bool		same_year = false;	/* there is another column of the year */

	for (int i = 0; i < r->ncolumns; i++)
	{
		char		key[SHEET_KEY_SIZE];
		SheetText	stage;

		(void) sheet_key(r->column_names[i], key);
		if (r->columns[i] > COLUMN_UNKNOWN &&
			(strstr(key, "기정") || strstr(key, "경정")))
			r->revised_line = r->row->line;
		if (r->columns[i] != COLUMN_YEAR_AMOUNT)
			continue;
		(void) is_year_amount(key, &years[i], &letters[i], &stage);
		if (stage.len > 0)
			sheet_set_stage(r, stage);
		if (letters[i] == 'B' && years[i] != 0)
		{
			base = years[i];
			if (reading->fiscal_year == 0)
				reading->fiscal_year = base;
			else if (reading->fiscal_year != base)
				sheet_row_issue(r, _("\"%s\" is not the budget of %d"),
								sheet_quote(r->column_names[i]),
								reading->fiscal_year);
		}
	}
	supplementary = sheet_is_supplementary(r);
	for (int i = 0; supplementary && i < r->ncolumns; i++)
		same_year |= r->columns[i] == COLUMN_YEAR_AMOUNT && letters[i] == '\0' &&
			years[i] == base;
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
			else if (supplementary && years[i] == base)
				before = 1;		/* what was in force, beside what is asked for */
			else
				before = base - years[i];
			if (same_year && letters[i] == '\0' && years[i] == base - 1)
				before = -1;
			if (before < 0 || before > 2 || taken[before])
			{
				r->columns[i] = COLUMN_UNKNOWN;
				continue;
			}
			taken[before] = true;
			r->columns[i] = before == 0 ? COLUMN_CURRENT :
				before == 1 ? COLUMN_PRIOR : COLUMN_TWO_YEARS_BEFORE;
			if (letters[i] != 0 && years[i] != 0 && years[i] != base - before &&
				!(supplementary && years[i] == base))
				sheet_row_issue(r, _("\"%s\" is not the budget of %d"),
								sheet_quote(r->column_names[i]), base - before);
		}
	}
}

/* Names that stand over columns of a section's table */
static void
take_header(SheetReader *r, const Names *names, SheetSection section)
{
	const ColumnName *columns = section_columns(section);
	bool		seen[COLUMN_SETTLED + SHEET_NSETTLED] = {false};

	r->has_header = true;
	r->ncolumns = names->n;
	sheet_row_done(r, SHEET_KIND_HEADER, NULL);
	for (int i = 0; i < r->ncolumns; i++)
	{
		r->column_names[i] = r->cells[i].text;
		r->column_units[i] = names->units[i];
		r->columns[i] = r->cells[i].text.len == 0 ? COLUMN_NONE :
			find_column(columns, names->keys[i]);
	}
	if (section == SHEET_SECTION_BUDGET)
		resolve_years(r);
	for (int i = 0; i < r->ncolumns; i++)
	{
		Column		column = r->columns[i];

		/* the original budget is what a supplementary one changes */
		if (section == SHEET_SECTION_BUDGET && column == COLUMN_UNKNOWN &&
			sheet_is_supplementary(r) &&
			(strcmp(names->keys[i], "본예산") == 0 ||
			 strcmp(names->keys[i], "본예산액") == 0 ||
			 strcmp(names->keys[i], "당초예산") == 0 ||
			 strcmp(names->keys[i], "당초예산액") == 0))
			column = r->columns[i] = COLUMN_PRIOR;

		/* a second column of the same kind has no place */
		if (column > COLUMN_UNKNOWN && column != COLUMN_TEXT && seen[column])
			column = r->columns[i] = COLUMN_UNKNOWN;
		seen[column] = true;
		if (column == COLUMN_UNKNOWN)
			sheet_row_issue(r, _("the column \"%s\" is not known"),
							sheet_quote(r->column_names[i]));
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

	Names		names;

	if (r->row->form != SHEET_FORM_TABLE || r->ncells < 2)
		return false;
	read_names(r, &names);
	if (section_columns(r->section) && count_columns(&names, r->section) >= 2)
	{
		take_header(r, &names, r->section);
		return true;
	}
	for (int i = 0; i < lengthof(sections); i++)
	{
		int			known;

		if (sections[i] == r->section)
			continue;
		known = count_columns(&names, sections[i]);
		if (known >= 4 || (known >= 2 && known == r->ncells &&
						   sections[i] == SHEET_SECTION_COST &&
						   r->section != SHEET_SECTION_SCHEDULE))
		{
			sheet_end_table(r);
			r->section = sections[i];
			r->section_name = sheet_text(sheet_section_title(sections[i]));
			r->trace->section = r->section_name;
			r->reading->nsections++;
			r->code = 0;
			r->last_year = 0;
			take_header(r, &names, sections[i]);
			return true;
		}
	}
	return false;
}

/*
 * Cells
 */

bool
sheet_is_total(SheetText text)
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

/* An amount; where "pre" says so, in parentheses if it is 성립전 */
SheetAmount
sheet_read_amount(SheetReader *r, int column, bool pre)
{
	SheetAmount amount;
	SheetText	text = r->cells[column].text;

	if (!(pre ? sheet_budget_amount : sheet_amount) (text, r->column_units[column],
													 &amount))
	{
		sheet_row_issue(r, _("the amount \"%s\" cannot be read"),
						sheet_quote(text));
		memset(&amount, 0, sizeof(amount));
	}
	return amount;
}

SheetRate
sheet_read_rate(SheetReader *r, int column)
{
	SheetRate	rate;
	SheetText	text = r->cells[column].text;

	if (!sheet_rate(text, &rate))
	{
		sheet_row_issue(r, _("the rate \"%s\" cannot be read"),
						sheet_quote(text));
		memset(&rate, 0, sizeof(rate));
	}
	return rate;
}

/* A value where none was expected */
void
sheet_stray_cell(SheetReader *r, int column)
{
	SheetText	text = r->cells[column].text;

	if (text.len > 0 || r->cells[column].nrows > 0)
		sheet_row_issue(r, _("\"%s\" stands in no column that is known"),
						sheet_quote(text));
}

/* The first column of a kind, or -1 */
int
sheet_column(SheetReader *r, Column column)
{
	for (int i = 0; i < r->ncolumns; i++)
	{
		if (r->columns[i] == column)
			return i;
	}
	return -1;
}

/* A row that cannot belong to a table: a remark, or not understood */
bool
sheet_no_row(SheetReader *r)
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

/* What must not reach into the next section */
void
sheet_end_table(SheetReader *r)
{
	r->has_header = false;
	r->ncolumns = 0;
	r->open_costs = NIL;
	r->last_cost = NULL;
}

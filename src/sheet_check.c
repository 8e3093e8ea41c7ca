/*-------------------------------------------------------------------------
 *
 * sheet_check.c
 *	  Whether the parts of a sheet agree, where no rule of the model can say.
 *
 * Amounts that must add up are the model's rules.  What is left are figures
 * that are missing although others presuppose them, and periods and names that
 * stand in running text.  A finding is one issue, whatever the number of rows
 * that show it, at the line where it shows first.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/datetime.h"

#include "sheet_reader.h"

/* More steps or periods than any sheet has are not compared with each other */
#define MAX_COMPARED 200

/* A period that the text states, for the project or for a part of it */
typedef struct Claim
{
	SheetTextLine *text;
	SheetTextLine *subject;		/* the line it stands under, or NULL */
	SheetPeriod period;
} Claim;

static bool
key_is(SheetText text, const char *const *words, int nwords)
{
	char		key[SHEET_KEY_SIZE];

	sheet_key(text, key);
	for (int i = 0; i < nwords; i++)
	{
		if (strcmp(key, words[i]) == 0)
			return true;
	}
	return false;
}

/* Adds ", line 12" to a list of lines */
static void
append_line(StringInfo buf, int line)
{
	if (buf->len > 0)
		appendStringInfoString(buf, ", ");
	appendStringInfo(buf, "%d", line);
}

static char *
date_text(DateADT date)
{
	int			year;
	int			month;
	int			day;

	j2date(date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	return psprintf("%04d-%02d-%02d", year, month, day);
}

static bool
same_period(const SheetPeriod *a, const SheetPeriod *b)
{
	return a->starts_on == b->starts_on && a->ends_on == b->ends_on;
}

/*
 * Budget
 */

/* Is the figure blank although the row's change presupposes it? */
static bool
lacks_prior(const SheetBudget *budget)
{
	if (budget->prior.stated)
		return false;
	if (budget->rate.rate != NULL)
		return true;
	/* of a new project everything is change */
	return budget->change.stated && budget->change.won != 0 &&
		(!budget->current.stated || budget->change.won != budget->current.won);
}

/* Figures that are blank, though others say what they must have been */
static void
check_blank_figures(SheetReader *r)
{
	SheetReading *reading = r->reading;
	List	   *rows = NIL;
	ListCell   *lc;
	StringInfoData lines;
	const SheetBudget *first = NULL;
	bool		any_before = false;

	if (reading->total)
		rows = lappend(rows, reading->total);
	rows = list_concat(rows, reading->budget);
	if (rows == NIL)
		return;

	foreach(lc, rows)
		any_before |= ((SheetBudget *) lfirst(lc))->two_years_before.stated;
	if (reading->has_two_years_before && !any_before)
	{
		const SheetBudget *row = linitial(rows);

		foreach(lc, reading->settlements)
		{
			const SheetSettlement *settlement = lfirst(lc);
			const SheetAmount *budget = &settlement->amounts[SHEET_ORIGINAL_BUDGET];

			if (settlement->year == reading->fiscal_year - 2 && budget->stated &&
				budget->won != 0)
				sheet_issue(r, row->line, SHEET_NOT_STATED, SHEET_TEXT_EMPTY,
							_("the budget of %d is blank in every row, but the settlement (line %d) says %s"),
							settlement->year, settlement->line,
							sheet_won_text(budget->won));
		}
	}

	if (!reading->has_prior)
		return;
	initStringInfo(&lines);
	foreach(lc, rows)
	{
		const SheetBudget *row = lfirst(lc);

		if (!lacks_prior(row))
			continue;
		if (first == NULL)
			first = row;
		append_line(&lines, row->line);
	}
	if (first == NULL)
		return;
	if (first->current.stated && first->change.stated)
		sheet_issue(r, first->line, SHEET_NOT_STATED, SHEET_TEXT_EMPTY,
					_("the budget of %d (A) is blank, though its change is stated, in lines %s; %s less %s would be %s"),
					reading->fiscal_year - 1, lines.data,
					sheet_won_text(first->current.won),
					sheet_won_text(first->change.won),
					sheet_won_text(first->current.won - first->change.won));
	else
		sheet_issue(r, first->line, SHEET_NOT_STATED, SHEET_TEXT_EMPTY,
					_("the budget of %d (A) is blank, though its change is stated, in lines %s"),
					reading->fiscal_year - 1, lines.data);
}

static int
compare_number(const void *a, const void *b)
{
	const SheetBudget *left = *(SheetBudget *const *) a;
	const SheetBudget *right = *(SheetBudget *const *) b;

	return (left->number > right->number) - (left->number < right->number);
}

/* Names beside the codes of the cost table belong to the budget's rows */
static void
check_code_names(SheetReader *r)
{
	int			nbudget = list_length(r->reading->budget);
	SheetBudget **sorted;
	ListCell   *lc;
	int			n = 0;

	if (r->code_names == NIL)
		return;
	sorted = palloc(Max(nbudget, 1) * sizeof(SheetBudget *));
	foreach(lc, r->reading->budget)
		sorted[n++] = lfirst(lc);
	qsort(sorted, n, sizeof(SheetBudget *), compare_number);
	foreach(lc, r->code_names)
	{
		SheetBudget *named = lfirst(lc);
		SheetBudget **found = bsearch(&named, sorted, n, sizeof(SheetBudget *),
									  compare_number);

		if (found && (*found)->name.len == 0)
			(*found)->name = named->name;
		else if (found == NULL)
			sheet_issue(r, named->line, SHEET_NOT_UNDERSTOOD, named->name,
						_("the code has no row in the budget to which the name belongs"));
		else if (!sheet_equal((*found)->name, named->name))
			sheet_issue(r, named->line, SHEET_DISAGREES, named->name,
						_("the code is named \"%s\" here and \"%s\" in line %d"),
						sheet_cstring(named->name), sheet_cstring((*found)->name),
						(*found)->line);
	}
}

/*
 * Periods
 */

/* Collects the periods stated in the text; the project's own is set at once */
static int
collect_claims(SheetReader *r, Claim *claims)
{
	static const char *const whole[] = {"사업기간"};
	static const char *const part[] =
	{
		"사업시기", "사업기간", "추진시기", "추진기간", "시행시기", "행사기간",
		"개최시기", "시기", "기간"
	};
	SheetReading *reading = r->reading;
	int			n = 0;
	ListCell   *lc;

	foreach(lc, reading->texts)
	{
		SheetTextLine *text = lfirst(lc);
		SheetPeriod period;

		if (text->label.len == 0 || !key_is(text->label, part, lengthof(part)) ||
			!sheet_period(text->body, reading->fiscal_year, &period))
			continue;
		if (text->parent == NULL && key_is(text->label, whole, lengthof(whole)))
		{
			if (!reading->period.stated)
			{
				reading->period = period;
				reading->period_line = text->line;
			}
			else if (!same_period(&reading->period, &period))
				sheet_issue(r, text->line, SHEET_DISAGREES, text->body,
							_("the project lasts from %s to %s here, but from %s to %s in line %d"),
							date_text(period.starts_on), date_text(period.ends_on),
							date_text(reading->period.starts_on),
							date_text(reading->period.ends_on),
							reading->period_line);
			continue;
		}
		if (n == MAX_COMPARED)
			continue;
		claims[n].text = text;
		claims[n].subject = text->parent;
		claims[n].period = period;
		n++;
	}
	return n;
}

/* The name as it is compared: without what the same thing may be called */
static int
subject_key(SheetText text, char *key)
{
	static const char *const endings[] = {"개최", "운영", "추진", "실시"};
	int			len = sheet_key(text, key);

	for (int i = 0; i < lengthof(endings); i++)
	{
		int			n = (int) strlen(endings[i]);

		if (len > n && strcmp(key + len - n, endings[i]) == 0)
		{
			len -= n;
			key[len] = '\0';
			break;
		}
	}
	return len;
}

/*
 * How alike are two names, from 0 to 100?  One may leave out characters of
 * the other, up to a half, but add none.
 */
static int
likeness(const char *a, int alen, const char *b, int blen)
{
	const char *shorter = alen < blen ? a : b;
	const char *longer = alen < blen ? b : a;
	int			slen = Min(alen, blen);
	int			llen = Max(alen, blen);
	int			at = 0;

	if (slen == 0 || slen * 2 < llen)
		return 0;
	for (int i = 0; i < llen && at < slen; i++)
	{
		if (longer[i] == shorter[at])
			at++;
	}
	/* bytes in order are characters in order, but for rare accidents */
	return at == slen ? slen * 100 / llen : 0;
}

/* The schedule's periods against those that the text gives the same parts */
static void
check_steps(SheetReader *r, const Claim *claims, int nclaims)
{
	SheetReading *reading = r->reading;
	StringInfoData scheduled;
	StringInfoData stated;
	int			first_line = 0;
	int			nsteps = 0;
	ListCell   *lc;

	if (nclaims == 0)
		return;
	initStringInfo(&scheduled);
	initStringInfo(&stated);
	foreach(lc, reading->steps)
	{
		const SheetStep *step = lfirst(lc);
		const Claim *best = NULL;
		int			best_likeness = 0;
		char		step_key[SHEET_KEY_SIZE];
		int			step_len = subject_key(step->step, step_key);

		if (++nsteps > MAX_COMPARED)
			break;
		if (!step->period.stated)
			continue;
		for (int i = 0; i < nclaims; i++)
		{
			char		key[SHEET_KEY_SIZE];
			int			alike;

			if (claims[i].subject == NULL)
				continue;
			alike = likeness(step_key, step_len, key,
							 subject_key(claims[i].subject->body, key));
			if (alike > best_likeness)
			{
				best = &claims[i];
				best_likeness = alike;
			}
		}
		if (best == NULL || same_period(&step->period, &best->period))
			continue;
		if (first_line == 0)
			first_line = step->line;
		else
		{
			appendStringInfoString(&scheduled, "; ");
			appendStringInfoString(&stated, "; ");
		}
		appendStringInfo(&scheduled, "%s %s",
						 sheet_cstring(step->step),
						 sheet_cstring(step->period_text));
		appendStringInfo(&stated, _("line %d %s"), best->text->line,
						 sheet_cstring(best->text->body));
	}
	if (first_line > 0)
		sheet_issue(r, first_line, SHEET_DISAGREES, SHEET_TEXT_EMPTY,
					_("the schedule says %s, but the text says otherwise: %s"),
					scheduled.data, stated.data);
}

/* Everything happens while the project lasts */
static void
check_bounds(SheetReader *r, const Claim *claims, int nclaims)
{
	SheetReading *reading = r->reading;
	const SheetPeriod *whole = &reading->period;
	ListCell   *lc;

	if (!whole->stated)
		return;
	if (reading->fiscal_year != 0 &&
		(whole->starts_on >
		 date2j(reading->fiscal_year, 12, 31) - POSTGRES_EPOCH_JDATE ||
		 whole->ends_on <
		 date2j(reading->fiscal_year, 1, 1) - POSTGRES_EPOCH_JDATE))
		sheet_issue(r, reading->period_line, SHEET_DISAGREES, SHEET_TEXT_EMPTY,
					_("the project lasts from %s to %s, which is outside %d"),
					date_text(whole->starts_on), date_text(whole->ends_on),
					reading->fiscal_year);
	foreach(lc, reading->steps)
	{
		const SheetStep *step = lfirst(lc);

		if (step->period.stated && (step->period.starts_on < whole->starts_on ||
									step->period.ends_on > whole->ends_on))
			sheet_issue(r, step->line, SHEET_DISAGREES, step->period_text,
						_("\"%s\" is outside the project's period, %s to %s"),
						sheet_cstring(step->step), date_text(whole->starts_on),
						date_text(whole->ends_on));
	}
	for (int i = 0; i < nclaims; i++)
	{
		if (claims[i].period.starts_on < whole->starts_on ||
			claims[i].period.ends_on > whole->ends_on)
			sheet_issue(r, claims[i].text->line, SHEET_DISAGREES,
						claims[i].text->body,
						_("\"%s\" is outside the project's period, %s to %s"),
						sheet_cstring(claims[i].text->body),
						date_text(whole->starts_on), date_text(whole->ends_on));
	}
}

/* The name that the text gives the project is the sheet's */
static void
check_name(SheetReader *r)
{
	static const char *const labels[] = {"사업명", "세부사업명"};
	ListCell   *lc;
	char		name[SHEET_KEY_SIZE];
	char		key[SHEET_KEY_SIZE];

	foreach(lc, r->reading->texts)
	{
		const SheetTextLine *text = lfirst(lc);

		if (text->parent != NULL || text->label.len == 0 ||
			!key_is(text->label, labels, lengthof(labels)))
			continue;
		if (r->reading->name.len == 0)
		{
			r->reading->name = text->body;
			r->reading->name_line = text->line;
		}
		else if (sheet_key(r->reading->name, name) > 0 &&
				 sheet_key(text->body, key) > 0 && strcmp(name, key) != 0)
			sheet_issue(r, text->line, SHEET_DISAGREES, text->body,
						_("the project is named \"%s\" here, but \"%s\" in line %d"),
						sheet_cstring(text->body), sheet_cstring(r->reading->name),
						r->reading->name_line);
	}
}

void
sheet_check(SheetReader *r)
{
	Claim	   *claims = palloc(MAX_COMPARED * sizeof(Claim));
	int			nclaims;

	r->section_name = SHEET_TEXT_EMPTY;
	check_name(r);
	check_code_names(r);
	check_blank_figures(r);
	nclaims = collect_claims(r, claims);
	check_steps(r, claims, nclaims);
	check_bounds(r, claims, nclaims);
}

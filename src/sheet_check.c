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
	bool		used;			/* a step of the schedule is this part */
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
	int			prior_year = reading->fiscal_year -
		(sheet_is_supplementary(r) ? 0 : 1);

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
					prior_year, lines.data,
					sheet_won_text(first->current.won),
					sheet_won_text(first->change.won),
					sheet_won_text(first->current.won - first->change.won));
	else
		sheet_issue(r, first->line, SHEET_NOT_STATED, SHEET_TEXT_EMPTY,
					_("the budget of %d (A) is blank, though its change is stated, in lines %s"),
					prior_year, lines.data);
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
						sheet_quote(named->name), sheet_quote((*found)->name),
						(*found)->line);
	}
}

/*
 * Periods
 */

/* Years and months, or words such as "always"? */
static bool
looks_like_dates(SheetText text)
{
	int			digits = 0;

	for (int i = 0; i < text.len; i++)
	{
		if (text.data[i] >= '0' && text.data[i] <= '9')
		{
			if (++digits == 4)
				return true;
		}
		else
		{
			if (digits > 0 &&
				(sheet_starts((SheetText) {text.data + i, text.len - i}, "월") ||
				 sheet_starts((SheetText) {text.data + i, text.len - i}, "년")))
				return true;
			digits = 0;
		}
	}
	return false;
}

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

		if (text->label.len == 0 || !key_is(text->label, part, lengthof(part)))
			continue;
		if (!sheet_period(text->body, reading->fiscal_year, &period))
		{
			if (looks_like_dates(text->body))
				sheet_issue(r, text->line, SHEET_NOT_UNDERSTOOD, text->body,
							_("the period \"%s\" cannot be read as dates"),
							sheet_quote(text->body));
			continue;
		}
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
		claims[n].used = false;
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

/* Do two names end in the same word of three letters or more? */
static bool
same_ending(const char *a, int alen, const char *b, int blen)
{
	int			n = 0;

	while (n < alen && n < blen && a[alen - 1 - n] == b[blen - 1 - n])
		n++;
	return n >= 9;				/* three syllables of UTF-8 */
}

/*
 * Which of the text's parts is each step of the schedule?  First those whose
 * names are alike; then those whose names only end alike, if there is no
 * second such pair.
 */
static void
match_steps(List *steps, Claim *claims, int nclaims, Claim **found)
{
	int			nsteps = Min(list_length(steps), MAX_COMPARED);

	for (int i = 0; i < nsteps; i++)
	{
		const SheetStep *step = list_nth(steps, i);
		char		step_key[SHEET_KEY_SIZE];
		int			step_len = subject_key(step->step, step_key);
		int			best_likeness = 0;

		found[i] = NULL;
		for (int j = 0; j < nclaims; j++)
		{
			char		key[SHEET_KEY_SIZE];
			int			alike;

			if (claims[j].subject == NULL)
				continue;
			alike = likeness(step_key, step_len, key,
							 subject_key(claims[j].subject->body, key));
			if (alike > best_likeness)
			{
				found[i] = &claims[j];
				best_likeness = alike;
			}
		}
		if (found[i])
			found[i]->used = true;
	}
	for (int i = 0; i < nsteps; i++)
	{
		const SheetStep *step = list_nth(steps, i);
		char		step_key[SHEET_KEY_SIZE];
		int			step_len = subject_key(step->step, step_key);
		Claim	   *match = NULL;
		int			nmatches = 0;

		if (found[i])
			continue;
		for (int j = 0; j < nclaims; j++)
		{
			char		key[SHEET_KEY_SIZE];

			if (claims[j].subject && !claims[j].used &&
				same_ending(step_key, step_len, key,
							subject_key(claims[j].subject->body, key)))
			{
				match = &claims[j];
				nmatches++;
			}
		}
		if (nmatches != 1)
			continue;
		for (int j = 0; j < nsteps; j++)
		{
			const SheetStep *other = list_nth(steps, j);
			char		key[SHEET_KEY_SIZE];

			if (j != i && found[j] == NULL &&
				same_ending(step_key, step_len, key, subject_key(other->step, key)))
				nmatches++;
		}
		if (nmatches == 1)
		{
			found[i] = match;
			match->used = true;
		}
	}
}

/*
 * The schedule's periods against those that the text gives the same parts.
 * Steps of the same two periods are one finding.
 */
static void
check_steps(SheetReader *r, Claim *claims, int nclaims)
{
	SheetReading *reading = r->reading;
	int			nsteps = Min(list_length(reading->steps), MAX_COMPARED);
	Claim	   *found[MAX_COMPARED];

	if (nclaims == 0)
		return;
	match_steps(reading->steps, claims, nclaims, found);
	for (int i = 0; i < nsteps; i++)
	{
		const SheetStep *first = list_nth(reading->steps, i);
		SheetPeriod stated;
		StringInfoData steps;
		StringInfoData texts;

		if (found[i] == NULL || !first->period.stated ||
			same_period(&first->period, &found[i]->period))
			continue;
		stated = found[i]->period;
		initStringInfo(&steps);
		initStringInfo(&texts);
		for (int j = i; j < nsteps; j++)
		{
			const SheetStep *step = list_nth(reading->steps, j);

			if (found[j] == NULL || !step->period.stated ||
				!same_period(&step->period, &first->period) ||
				!same_period(&found[j]->period, &stated))
				continue;
			if (steps.len > 0)
			{
				appendStringInfoString(&steps, ", ");
				appendStringInfoString(&texts, ", ");
			}
			appendStringInfoString(&steps, sheet_quote(step->step));
			appendStringInfo(&texts, _("%s (line %d)"),
							 sheet_quote(found[j]->text->body),
							 found[j]->text->line);
			found[j] = NULL;
		}
		sheet_issue(r, first->line, SHEET_DISAGREES, SHEET_TEXT_EMPTY,
					_("the schedule says %s for %s, but the text says %s"),
					sheet_quote(first->period_text), steps.data, texts.data);
	}
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
						sheet_quote(step->step), date_text(whole->starts_on),
						date_text(whole->ends_on));
	}
	for (int i = 0; i < nclaims; i++)
	{
		if (claims[i].period.starts_on < whole->starts_on ||
			claims[i].period.ends_on > whole->ends_on)
			sheet_issue(r, claims[i].text->line, SHEET_DISAGREES,
						claims[i].text->body,
						_("\"%s\" is outside the project's period, %s to %s"),
						sheet_quote(claims[i].text->body),
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
						sheet_quote(text->body), sheet_quote(r->reading->name),
						r->reading->name_line);
	}
}

void
sheet_check(SheetReader *r)
{
	Claim	   *claims = palloc(MAX_COMPARED * sizeof(Claim));
	int			nclaims;

	r->section_name = SHEET_TEXT_EMPTY;
	if (r->revised_line != 0 && r->reading->stage.len == 0)
	{
		r->reading->stage = sheet_text("추경");
		sheet_issue(r, r->revised_line, SHEET_NOT_STATED, SHEET_TEXT_EMPTY,
					_("the budget is a supplementary one, but nothing says which"));
	}
	check_name(r);
	check_code_names(r);
	check_blank_figures(r);
	nclaims = collect_claims(r, claims);
	check_steps(r, claims, nclaims);
	check_bounds(r, claims, nclaims);
}

/*-------------------------------------------------------------------------
 *
 * sheet_stage.c
 *	  The stage of a sheet's budget: 본예산, 추경 n회, 성립전 n차.
 *
 * A sheet says it in a field of the overview, in a heading (제1회 추가경정예산
 * 총괄) or over a column (추경 1회 예산(B)).  It is kept in one spelling.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "sheet_reader.h"

#define IS_DIGIT(c) ((c) >= '0' && (c) <= '9')

static bool
starts_with(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

/*
 * Takes one of these words out of a key, with its number before or behind it:
 * 추경1회, 제1회추가경정예산.  Returns the number, 0 without one, -1 where there
 * is no such word.
 */
static int
take_numbered(char *key, const char *const *words, const char *counter)
{
	const int	counter_len = (int) strlen(counter);
	const int	ordinal_len = (int) strlen("제");

	for (; *words; words++)
	{
		char	   *start = strstr(key, *words);
		char	   *end;
		char	   *digits;
		int			number = 0;

		if (start == NULL)
			continue;
		end = start + strlen(*words);
		digits = starts_with(end, "제") ? end + ordinal_len : end;
		if (IS_DIGIT(digits[0]) &&
			starts_with(digits + (IS_DIGIT(digits[1]) ? 2 : 1), counter))
		{
			number = atoi(digits);
			end = digits + (IS_DIGIT(digits[1]) ? 2 : 1) + counter_len;
		}
		else if (start - key > counter_len &&
				 starts_with(start - counter_len, counter) &&
				 IS_DIGIT(start[-counter_len - 1]))
		{
			int			ndigits = 0;

			digits = start - counter_len;
			while (digits > key && IS_DIGIT(digits[-1]))
			{
				digits--;
				ndigits++;
			}
			/* a year stands before it */
			if (ndigits > 4)
				digits += 4;
			number = atoi(digits);
			start = digits;
			if (start - key >= ordinal_len && starts_with(start - ordinal_len, "제"))
				start -= ordinal_len;
		}
		memmove(start, end, strlen(end) + 1);
		return number;
	}
	return -1;
}

/*
 * Takes what says a stage out of a key, and gives the stage.  본예산 is one
 * only where "original" is asked for: over a column it may be of any year.
 */
bool
sheet_take_stage(char *key, bool original, SheetText *stage)
{
	static const char *const supplementary[] = {"추가경정", "추경", NULL};
	static const char *const before[] = {"성립전사용", "성립전", NULL};
	static const char *const first[] = {"본예산", "당초예산", NULL};
	int			times = take_numbered(key, supplementary, "회");
	int			turn;
	StringInfoData buf;

	turn = take_numbered(key, before, "차");
	if (times < 0 && turn < 0)
	{
		if (!original || take_numbered(key, first, "회") < 0)
			return false;
		*stage = sheet_text("본예산");
		return true;
	}
	initStringInfo(&buf);
	if (times >= 0)
		appendStringInfoString(&buf, "추경");
	if (times > 0)
		appendStringInfo(&buf, " %d회", times);
	if (turn >= 0)
		appendStringInfo(&buf, "%s성립전", times >= 0 ? " " : "");
	if (turn > 0)
		appendStringInfo(&buf, " %d차", turn);
	stage->data = buf.data;
	stage->len = buf.len;
	return true;
}

/* A sheet is of one stage, however often it says so */
void
sheet_set_stage(SheetReader *r, SheetText stage)
{
	SheetReading *reading = r->reading;

	if (reading->stage.len == 0)
	{
		reading->stage = stage;
		reading->stage_line = r->row->line;
	}
	else if (!sheet_equal(reading->stage, stage))
		sheet_issue(r, r->row->line, SHEET_DISAGREES,
					sheet_row_text(r->scan, r->row),
					_("the budget is the %s here, but the %s in line %d"),
					sheet_quote(stage), sheet_quote(reading->stage),
					reading->stage_line);
}

/* Is the budget one that changes an earlier one of the same year? */
bool
sheet_is_supplementary(const SheetReader *r)
{
	return r->revised_line != 0 ||
		(r->reading->stage.len > 0 &&
		 !sheet_equal(r->reading->stage, sheet_text("본예산")));
}

/*-------------------------------------------------------------------------
 *
 * won_notation.c
 *	  Fuzzes the readers of amounts: what is read is written in every style
 *	  and read back the same.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include <string.h>

#include "won_notation.h"

static void
check_reads_back(int64_t won, const char *text, size_t length)
{
	int64_t		again;
	WonProblem	problem;

	MUST(strlen(text) == length);
	MUST(won_read(text, length, &again, &problem) == WON_OK);
	MUST(again == won);
}

static void
check_styles(int64_t won)
{
	char		text[WON_TEXT_MAX];
	char		plain[WON_PLAIN_MAX];
	int64_t		decimal;
	WonLoss		loss;
	size_t		length;

	for (WonStyle style = WON_STYLE_TABLE; style <= WON_STYLE_KOREAN; style++)
	{
		length = won_write(won, style, text);
		MUST(length < sizeof(text));
		check_reads_back(won, text, length);
	}

	length = won_write_plain(won, plain);
	MUST(length < sizeof(plain));
	check_reads_back(won, plain, length);
	MUST(won_read_decimal(plain, length, 3, &decimal, &loss) == WON_OK);
	MUST(decimal == won && loss == WON_LOST_NOTHING);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	int64_t		won;
	int64_t		decimal;
	WonLoss		loss;
	WonCell		cell;
	WonProblem	problem = {0, NULL};
	WonStatus	status;

	status = won_read(text, size, &won, &problem);
	if (status == WON_OK)
	{
		MUST(won >= WON_MIN);
		check_styles(won);

		/* a cell may hold whatever the type reads */
		MUST(won_read_cell(text, size, &cell, &problem) == WON_OK);
		MUST(cell.has_amount && cell.amount == won && !cell.has_subsidy);
	}
	else
	{
		MUST(problem.offset <= size && problem.reason != NULL);
		MUST(won_character(text, problem.offset) >= 1);
	}

	if (won_read_decimal(text, size, 3, &decimal, &loss) == WON_OK)
	{
		/* without a loss it is a number of thousand won, as the type reads it */
		MUST(decimal >= WON_MIN);
		if (loss == WON_LOST_NOTHING && status == WON_OK)
			MUST(decimal == won);
	}

	problem.reason = NULL;
	if (won_read_cell(text, size, &cell, &problem) != WON_OK)
		MUST(problem.offset <= size && problem.reason != NULL);

	if (size >= sizeof(int64_t))
	{
		memcpy(&won, data, sizeof(won));
		if (won >= WON_MIN)
			check_styles(won);
	}
	return 0;
}

/*-------------------------------------------------------------------------
 *
 * budget_ext.h
 *	  What every topic may use.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BUDGET_EXT_H
#define BUDGET_EXT_H

#include "fmgr.h"
#include "nodes/primnodes.h"
#include "utils/numeric.h"

#include "compat.h"

/* Messages come from the catalog of this module, not from the server's. */
#undef TEXTDOMAIN
#define TEXTDOMAIN PG_TEXTDOMAIN("budget_ext")
#undef _
#define _(x) dgettext(TEXTDOMAIN, x)

/* thousand_won: int64 won, by value; the decimal unit of writing is 천원 */
#define WON_PER_THOUSAND	INT64CONST(1000)
#define DatumGetThousandWon(X)		DatumGetInt64(X)
#define ThousandWonGetDatum(X)		Int64GetDatum(X)
#define PG_GETARG_THOUSAND_WON(n)	PG_GETARG_INT64(n)
#define PG_RETURN_THOUSAND_WON(x)	PG_RETURN_INT64(x)

/*
 * The range is symmetric: INT64_MIN is no amount.  Whatever computes an amount
 * ends in this test, or in one of the functions below.
 */
#define WON_IS_VALID(won)	((won) != PG_INT64_MIN)

/* How a fraction is rounded: 반올림, 올림, 내림, 절사 */
typedef enum RoundingMode
{
	ROUND_NEAREST,				/* half away from zero */
	ROUND_CEIL,
	ROUND_FLOOR,
	ROUND_TRUNC
} RoundingMode;

/* thousand_won.c */
pg_noreturn extern void won_out_of_range(void);
extern Numeric won_to_numeric(int64 won);
extern int64 won_from_numeric(Numeric amount);
extern int64 won_round(Numeric amount, int64 unit, RoundingMode mode);
extern RoundingMode rounding_mode_from_text(const text *mode);
extern char *text_to_utf8(const text *t, int *length);

/* thousand_won_planner.c */
extern Node *call_won_twin(FuncExpr *call, const char *twin, int amounts);

/* A blank in ASCII, whatever the locale */
static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* True if the text is exactly that word */
static inline bool
text_is(const text *txt, const char *word)
{
	size_t		len = strlen(word);

	return VARSIZE_ANY_EXHDR(txt) == len &&
		memcmp(VARDATA_ANY(txt), word, len) == 0;
}

#endif							/* BUDGET_EXT_H */

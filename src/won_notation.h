/*-------------------------------------------------------------------------
 *
 * won_notation.h
 *	  Reads and writes amounts of money as Korean budget documents do.
 *
 * Nothing here needs a server: texts are UTF-8 with a length, results are
 * whole won, and what is wrong with a text is told by status, place and
 * reason, so the same code is fuzzed alone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef WON_NOTATION_H
#define WON_NOTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Marks a text for the message catalog, as the server's c.h does. */
#ifndef gettext_noop
#define gettext_noop(x) (x)
#endif

/* The range is symmetric, so that no amount lacks its opposite. */
#define WON_MAX		INT64_MAX
#define WON_MIN		(-INT64_MAX)

typedef enum WonStatus
{
	WON_OK,
	WON_BAD_SYNTAX,				/* no amount */
	WON_BELOW_ONE,				/* an amount, but not of whole won */
	WON_OUT_OF_RANGE			/* an amount too large to keep */
} WonStatus;

/* What is wrong with a text, and where. */
typedef struct WonProblem
{
	size_t		offset;			/* bytes before the place */
	const char *reason;			/* ends the sentence "At character n, ..." */
} WonProblem;

/* How much a reader of decimals cut off. */
typedef enum WonLoss
{
	WON_LOST_NOTHING,
	WON_LOST_LESS_THAN_HALF,
	WON_LOST_HALF_OR_MORE
} WonLoss;

typedef enum WonStyle
{
	WON_STYLE_TABLE,			/* △150,000 */
	WON_STYLE_UNIT,				/* △150,000천원 */
	WON_STYLE_WON,				/* △150,000,000원 */
	WON_STYLE_MILLION,			/* △150백만원 */
	WON_STYLE_KOREAN			/* △1억 5,000만원 */
} WonStyle;

/* No style writes more bytes than this, and the type itself no more than that. */
#define WON_TEXT_MAX	96
#define WON_PLAIN_MAX	24

/* A cell of a budget table; what it does not state is marked so. */
typedef struct WonCell
{
	bool		has_amount;
	bool		has_subsidy;	/* 국고보조, in (x...) */
	bool		pre_established;	/* 성립전, in bare parentheses */
	int64_t		amount;
	int64_t		subsidy;
} WonCell;

extern WonStatus won_read(const char *text, size_t length, int64_t *won,
						  WonProblem *problem);
extern WonStatus won_read_decimal(const char *text, size_t length,
								  int exponent, int64_t *won, WonLoss *loss);
extern WonStatus won_read_cell(const char *text, size_t length, WonCell *cell,
							   WonProblem *problem);
extern size_t won_write(int64_t won, WonStyle style, char *buffer);
extern size_t won_write_plain(int64_t won, char *buffer);
extern bool won_style_from_name(const char *name, size_t length,
								WonStyle *style);
extern int64_t won_character(const char *text, size_t offset);

#endif							/* WON_NOTATION_H */

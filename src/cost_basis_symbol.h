/*-------------------------------------------------------------------------
 *
 * cost_basis_symbol.h
 *	  What the characters of a cost basis mean.  Nothing here needs a server.
 *
 *-------------------------------------------------------------------------
 */
#ifndef COST_BASIS_SYMBOL_H
#define COST_BASIS_SYMBOL_H

#include <stdbool.h>

/* What a character means here */
typedef enum SymbolKind
{
	SYMBOL_END,
	SYMBOL_SPACE,
	SYMBOL_DIGIT,				/* value: 0 to 9 */
	SYMBOL_COMMA,
	SYMBOL_POINT,
	SYMBOL_PLUS,
	SYMBOL_MINUS,
	SYMBOL_TRIANGLE,			/* △, a sign but never a subtraction */
	SYMBOL_TIMES,
	SYMBOL_DIVIDE,
	SYMBOL_PERCENT,
	SYMBOL_OPEN,				/* value: the character that closes it */
	SYMBOL_CLOSE,				/* value: itself, in its ASCII form */
	SYMBOL_EQUALS,
	SYMBOL_COLON,
	SYMBOL_PRICE,				/* ₩ or @ before a number */
	SYMBOL_SMALL_UNIT,			/* value: exponent of 십, 백, 천 */
	SYMBOL_LARGE_UNIT,			/* value: exponent of 만, 억 */
	SYMBOL_VAST_UNIT,			/* the same of 조 and 경, mostly no units */
	SYMBOL_WON,
	SYMBOL_LETTER,
	SYMBOL_SUPERSCRIPT,			/* ², only after a letter */
	SYMBOL_OTHER
} SymbolKind;

typedef struct Symbol
{
	const char *at;				/* first byte */
	const char *next;			/* first byte after it */
	SymbolKind	kind;
	int			value;
	bool		latin;			/* an ASCII letter */
} Symbol;

extern Symbol symbol_at(const char *at, const char *end);

/* Is it a character of words? */
static inline bool
is_word_kind(SymbolKind kind)
{
	return kind == SYMBOL_LETTER || kind == SYMBOL_SMALL_UNIT ||
		kind == SYMBOL_LARGE_UNIT || kind == SYMBOL_VAST_UNIT ||
		kind == SYMBOL_WON;
}

#endif							/* COST_BASIS_SYMBOL_H */

/*-------------------------------------------------------------------------
 *
 * cost_basis_line.c
 *	  Takes the lines of a cost table (산출내역) apart.
 *
 * A line is a marker, a label, and a basis or an amount or both:
 *
 *		○ 지역상생교류 박람회 = 90,000천원
 *		- 강사료 500,000원×2명×3회 = 3,000천원
 *
 * What is neither an amount nor a basis belongs to the label: no character
 * but markers, blanks and the signs between the pieces is left out.
 *
 *-------------------------------------------------------------------------
 */
#include "cost_basis.h"

#include <string.h>

#include "cost_basis_symbol.h"
#include "won_notation.h"

/* Places of a line where a basis is looked for */
#define MAX_TRIES	64

typedef struct Piece
{
	const char *start;
	const char *end;
} Piece;

typedef struct Marker
{
	const char *text;
	int			depth;
} Marker;

/* What the depths look like, and what else is written for them */
static const Marker markers[] = {
	{"□", 0}, {"■", 0}, {"▣", 0}, {"◇", 0}, {"◆", 0}, {"❏", 0},
	{"○", 1}, {"●", 1}, {"◯", 1}, {"◎", 1}, {"◦", 1}, {"ㅇ", 1}, {"o", 1}, {"O", 1},
	{"-", 2}, {"–", 2}, {"―", 2}, {"─", 2}, {"−", 2}, {"‐", 2}, {"-", 2},
	{"▷", 3}, {"▶", 3}, {"▹", 3}, {"▸", 3}, {"☞", 3}, {"⇒", 3}, {"→", 3},
	{"·", 4}, {"ㆍ", 4}, {"•", 4}, {"∙", 4}, {"⋅", 4}, {"‧", 4}, {"・", 4},
	{"※", 5}, {"*", 5}
};


/* Is it a blank between pieces?  Here that includes the ends of lines. */
static bool
is_blank(Symbol s)
{
	return s.kind == SYMBOL_SPACE || (s.kind != SYMBOL_END && *s.at == '\n');
}

static Symbol
first_symbol(Piece p)
{
	return symbol_at(p.start, p.end);
}

/* The last symbol of a piece that is not empty. */
static Symbol
final_symbol(Piece p)
{
	const char *at = p.end - 1;
	Symbol		s;

	while (at > p.start && p.end - at < 4 && ((unsigned char) *at & 0xC0) == 0x80)
		at--;
	s = symbol_at(at, p.end);
	return s.next == p.end ? s : symbol_at(p.end - 1, p.end);
}

static Piece
trim(Piece p)
{
	while (p.start < p.end && is_blank(first_symbol(p)))
		p.start = first_symbol(p).next;
	while (p.start < p.end && is_blank(final_symbol(p)))
		p.end = final_symbol(p).at;
	return p;
}

static bool
is_empty(Piece p)
{
	return p.start == p.end;
}

/*
 * Takes the marker off the start of a piece; false if there is none.  A letter
 * is a marker only before a blank, and a sign only before a blank or a word, so
 * that neither "oil" nor "-5,000" loses its start.
 */
static bool
take_marker(Piece *p, int *depth)
{
	for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++)
	{
		const char *text = markers[i].text;
		size_t		length = strlen(text);
		Symbol		next;

		if ((size_t) (p->end - p->start) < length ||
			memcmp(p->start, text, length) != 0)
			continue;
		next = symbol_at(p->start + length, p->end);
		if (next.kind != SYMBOL_SPACE && next.kind != SYMBOL_END)
		{
			Symbol		self = symbol_at(p->start, p->end);

			if (is_word_kind(self.kind) && self.latin)
				continue;
			if ((self.kind == SYMBOL_MINUS || self.kind == SYMBOL_TIMES) &&
				!is_word_kind(next.kind) && next.kind != SYMBOL_OPEN)
				continue;
		}
		p->start += length;
		*p = trim(*p);
		*depth = markers[i].depth;
		return true;
	}
	return false;
}

/* The last symbol of a kind in a piece; its "at" is NULL if there is none. */
static Symbol
last_symbol(Piece p, SymbolKind kind)
{
	Symbol		last = {NULL, NULL, SYMBOL_END, 0, false};

	for (const char *at = p.start; at < p.end;)
	{
		Symbol		s = symbol_at(at, p.end);

		if (s.kind == kind)
			last = s;
		at = s.next;
	}
	return last;
}

static bool
is_amount(Piece p, int64_t *won)
{
	WonProblem	problem;

	return won_read(p.start, p.end - p.start, won, &problem) == WON_OK;
}

static bool
is_evaluable(Piece p, int64_t *won, CostBasisFacts *facts)
{
	CostBasisProblem problem;

	return cost_basis_read(p.start, p.end - p.start, COST_BASIS_CEIL, won,
						   facts, &problem) == COST_BASIS_OK;
}

/*
 * Is the end of a label a basis?  Labels have numbers too (3/4분기 교육, 100만원
 * 이하 물품), so it must calculate with money, or be nothing but money, or have
 * the line's amount as its value.
 */
static bool
is_basis(Piece p, const CostLine *line)
{
	int64_t		won;
	CostBasisFacts facts;

	if (!is_evaluable(p, &won, &facts))
		return false;
	if (facts.has_money && facts.noperators > 0)
		return true;
	if (line->has_amount && line->amount == won &&
		(facts.has_money || facts.noperators > 0))
		return true;
	return facts.has_money && is_amount(p, &won);
}

/* Finds the longest end of a piece that is a basis, and cuts it off. */
static bool
cut_basis(Piece *p, Piece *basis, const CostLine *line)
{
	bool		boundary = true;	/* a word may start here */
	int			tries = 0;

	for (const char *at = p->start; at < p->end && tries < MAX_TRIES;)
	{
		Symbol		s = symbol_at(at, p->end);

		if ((boundary && (s.kind == SYMBOL_DIGIT || s.kind == SYMBOL_PRICE ||
						  s.kind == SYMBOL_TRIANGLE)) ||
			s.kind == SYMBOL_OPEN)
		{
			Piece		rest = {at, p->end};

			tries++;
			if (is_basis(rest, line))
			{
				*basis = rest;
				p->end = at;
				return true;
			}
		}
		boundary = s.kind == SYMBOL_SPACE || s.kind == SYMBOL_COLON;
		at = s.next;
	}
	return false;
}

/* Takes the sign before a basis off the label's end. */
static Piece
trim_label(Piece p)
{
	p = trim(p);
	while (!is_empty(p))
	{
		Symbol		s = final_symbol(p);

		if (s.kind != SYMBOL_COLON && s.kind != SYMBOL_EQUALS)
			break;
		p.end = s.at;
		p = trim(p);
	}
	return p;
}

/* Splits a label from the basis after it, if there is one. */
static void
split_basis(Piece *label, Piece *basis, const CostLine *line)
{
	Symbol		equals = last_symbol(*label, SYMBOL_EQUALS);

	if (equals.at != NULL)
	{
		Piece		rest = {equals.next, label->end};
		int64_t		won;
		CostBasisFacts facts;

		rest = trim(rest);
		if (is_evaluable(rest, &won, &facts))
		{
			label->end = equals.at;
			*basis = rest;
			return;
		}
	}
	(void) cut_basis(label, basis, line);
}

/*
 * Takes a line apart.  Every text is a line: what has neither basis nor amount
 * is a label.
 */
void
cost_line_read(const char *line, size_t length, CostLine *result)
{
	Piece		label = {line, line + length};
	Piece		basis;
	Symbol		equals;

	memset(result, 0, sizeof(*result));
	result->depth = -1;

	label = trim(label);
	while (take_marker(&label, &result->depth))
		;
	basis.start = basis.end = label.end;

	equals = last_symbol(label, SYMBOL_EQUALS);
	if (equals.at != NULL)
	{
		Piece		left = {label.start, equals.at};
		Piece		right = {equals.next, label.end};

		left = trim(left);
		right = trim(right);
		if (is_empty(right) || is_amount(right, &result->amount))
		{
			result->has_amount = !is_empty(right);
			label = left;
			split_basis(&label, &basis, result);
		}
		else if (is_basis(right, result))
		{
			label = left;
			basis = right;
		}
	}
	else
	{
		split_basis(&label, &basis, result);

		/* a single number with its unit is an amount */
		if (!is_empty(basis) && is_amount(basis, &result->amount))
		{
			result->has_amount = true;
			basis.start = basis.end;
		}
	}

	label = trim_label(label);
	result->label = label.start;
	result->label_len = label.end - label.start;
	result->basis = basis.start;
	result->basis_len = basis.end - basis.start;
}

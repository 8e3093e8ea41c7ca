/*-------------------------------------------------------------------------
 *
 * cost_basis_eval.c
 *	  Evaluates cost bases (산출기초) as budget offices write them.
 *
 * A basis is one or several lines, each an expression such as
 * 85,680원*28일*50% with an amount behind a final equals sign or without.
 * A number may be followed by a unit of money, which counts, and by any words,
 * which do not; lines of words alone are ends of names.  Values are exact
 * fractions of 128 bits; each line is rounded to whole thousand won once, and
 * then they are added up.
 *
 * Brackets are kept on a stack of fixed size, so no text can make this code
 * recurse.
 *
 *-------------------------------------------------------------------------
 */
#include "cost_basis.h"

#include <string.h>

#include "cost_basis_symbol.h"
#include "fraction.h"
#include "won_notation.h"

/* The open brackets, and the line itself at the bottom */
typedef struct Frame
{
	Fraction	sum;			/* terms that are complete */
	Fraction	product;		/* factors of the present term so far */
	const char *operator_at;	/* where the pending operator stands */
	bool		subtract;		/* the present term */
	bool		negate;			/* the operand this bracket will be */
	SymbolKind	pending;		/* SYMBOL_TIMES, SYMBOL_DIVIDE or SYMBOL_END */
	int			closed_by;
} Frame;

typedef struct Reader
{
	const char *text;			/* the whole basis */
	const char *end;			/* of the present line */
	Symbol		symbol;
	CostBasisFacts *facts;
	CostBasisProblem *problem;
} Reader;

typedef enum LineStage
{
	STAGE_NONE,
	STAGE_REVISED,				/* 경정 */
	STAGE_PREVIOUS				/* 기정 */
} LineStage;


/*
 * Reading
 */

static void
advance(Reader *r)
{
	r->symbol = symbol_at(r->symbol.next, r->end);
}

static void
skip_spaces(Reader *r)
{
	while (r->symbol.kind == SYMBOL_SPACE)
		advance(r);
}

static CostBasisStatus
problem_at(Reader *r, CostBasisStatus status, const char *at, const char *reason)
{
	r->problem->offset = at - r->text;
	r->problem->reason = reason;
	return status;
}

static CostBasisStatus
too_large_at(Reader *r, const char *at)
{
	return problem_at(r, COST_BASIS_OUT_OF_RANGE, at, "the value becomes too large");
}


/*
 * Operands
 */

/* Reads digits, grouped by three or not at all, and decimals. */
static CostBasisStatus
read_number(Reader *r, Fraction *value)
{
	const char *start = r->symbol.at;
	int			digits = 0;		/* since the start or the last comma */
	bool		any = false;
	bool		grouped = false;
	bool		too_large = false;
	uint64_t	small = 0;		/* as long as 64 bits hold it */
	Wide		num = 0;
	Wide		den = 1;

	/* the digits before the point, the first 18 in 64 bits */
	for (;;)
	{
		if (r->symbol.kind == SYMBOL_DIGIT)
		{
			any = true;
			digits++;
			if (grouped && digits > 3)
				return problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at,
								  "the digits are not in groups of three");
			if (num == 0 && small < UINT64_C(100000000000000000))
				small = small * 10 + r->symbol.value;
			else
			{
				if (num == 0)
					num = small;
				if (num > (WIDE_MAX - 9) / 10)
					too_large = true;
				else
					num = num * 10 + r->symbol.value;
			}
		}
		else if (r->symbol.kind == SYMBOL_COMMA)
		{
			if (digits == 0 || digits > 3 || (grouped && digits != 3))
				return problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at,
								  "the digits are not in groups of three");
			grouped = true;
			digits = 0;
		}
		else
			break;
		advance(r);
	}
	if (grouped && digits != 3)
		return problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at,
						  "the digits are not in groups of three");
	if (num == 0)
		num = small;

	if (r->symbol.kind == SYMBOL_POINT)
	{
		advance(r);
		if (r->symbol.kind != SYMBOL_DIGIT)
			return problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at,
							  "digits are missing after the decimal point");
		any = true;
		for (; r->symbol.kind == SYMBOL_DIGIT; advance(r))
		{
			if (num > (WIDE_MAX - 9) / 10 || den > WIDE_MAX / 10)
				too_large = true;
			else
			{
				num = num * 10 + r->symbol.value;
				den *= 10;
			}
		}
		if (r->symbol.kind == SYMBOL_POINT || r->symbol.kind == SYMBOL_COMMA)
			return problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at,
							  "the number has a second point or a comma after its point");
	}
	if (!any)
		return problem_at(r, COST_BASIS_BAD_SYNTAX, start, "a number is expected");
	if (too_large)
		return problem_at(r, COST_BASIS_OUT_OF_RANGE, start,
						  "the number has too many digits");
	fraction_set(value, num, den);
	return COST_BASIS_OK;
}

/*
 * Is the symbol an x that multiplies?  In a Latin word
 * it is a letter (10box), unless the next operand follows at once (3mx5m).
 */
static bool
is_cross(const Reader *r, Symbol symbol, bool after_latin)
{
	Symbol		next;

	if (symbol.kind != SYMBOL_LETTER ||
		(symbol.value != 'x' && symbol.value != 'X'))
		return false;
	if (!after_latin)
		return true;
	next = symbol_at(symbol.next, r->end);
	return next.kind == SYMBOL_DIGIT || next.kind == SYMBOL_OPEN ||
		next.kind == SYMBOL_PRICE || next.kind == SYMBOL_TRIANGLE;
}

/* Skips a word; m2 and m3 belong to it, but no other digits do. */
static void
skip_word(Reader *r)
{
	bool		after_latin = false;
	bool		after_metre = false;

	for (;;)
	{
		if (is_word_kind(r->symbol.kind))
		{
			if (is_cross(r, r->symbol, after_latin))
				break;
			after_latin = r->symbol.latin;
			after_metre = after_latin && r->symbol.value == 'm';
		}
		else if (r->symbol.kind == SYMBOL_DIGIT && after_metre &&
				 (r->symbol.value == 2 || r->symbol.value == 3))
		{
			Symbol		next = symbol_at(r->symbol.next, r->end);

			if (next.kind == SYMBOL_DIGIT || next.kind == SYMBOL_COMMA ||
				next.kind == SYMBOL_POINT)
				break;
			after_latin = after_metre = false;
		}
		else if (r->symbol.kind != SYMBOL_SUPERSCRIPT)
			break;
		advance(r);
	}
}

/* Skips this word, if it is the whole word at the present place. */
static bool
skip_whole_word(Reader *r, const char *word)
{
	size_t		length = strlen(word);
	const char *after = r->symbol.at + length;

	if ((size_t) (r->end - r->symbol.at) < length ||
		memcmp(r->symbol.at, word, length) != 0 ||
		is_word_kind(symbol_at(after, r->end).kind))
		return false;
	r->symbol = symbol_at(after, r->end);
	return true;
}

/*
 * Words that are counted by the thousand or ten thousand: 5만명 are 50,000
 * persons, but 5만찬 are five dinners.
 */
static bool
is_counted_in_bulk(const char *at, const char *end)
{
	static const char *const counters[] = {
		"명", "인", "부", "매", "건", "회", "권", "톤", "평", "개", "장",
		"㎡", "㎥", "㎞", "㎏", "m", "k", "L", "ℓ", "세대", "가구", "필지",
		"마리", "그루", "포기", "주"
	};

	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
	{
		size_t		length = strlen(counters[i]);

		if ((size_t) (end - at) >= length && memcmp(at, counters[i], length) == 0)
			return true;
	}
	return false;
}

/* What a word after a number is worth */
typedef struct Unit
{
	int			exponent;		/* of ten */
	bool		won;			/* it is money */
	bool		mixed;			/* a smaller part follows: 3억 5,000만원 */
} Unit;

/*
 * Reads the unit at the present place, if the word there is one or begins with
 * one; otherwise stays before the word.
 */
static Unit
read_unit(Reader *r)
{
	Unit		unit = {0, false, false};
	Symbol		start = r->symbol;
	Symbol		after;
	bool		vast = false;

	if (r->symbol.kind == SYMBOL_SMALL_UNIT)
	{
		unit.exponent += r->symbol.value;
		advance(r);
	}
	if (r->symbol.kind == SYMBOL_LARGE_UNIT || r->symbol.kind == SYMBOL_VAST_UNIT)
	{
		vast = r->symbol.kind == SYMBOL_VAST_UNIT;
		unit.exponent += r->symbol.value;
		advance(r);
	}
	after = r->symbol;
	if (unit.exponent > 0)
		skip_spaces(r);

	if (r->symbol.kind == SYMBOL_WON)
		unit.won = true;
	else if (unit.exponent > 0 && r->symbol.kind == SYMBOL_DIGIT)
		unit.mixed = true;
	/* 조 and 경 alone count teams and spans, and begin many words */
	else if (!vast &&
			 (!is_word_kind(after.kind) || is_cross(r, after, false) ||
			  is_counted_in_bulk(after.at, r->end)))
		r->symbol = after;
	else
	{
		unit.exponent = 0;
		r->symbol = start;
	}
	return unit;
}

/*
 * Reads an amount of several parts, which starts at a place before the present
 * one, as the type does: exactly, each part smaller than the unit before it.
 */
static CostBasisStatus
read_mixed_amount(Reader *r, const char *start, Fraction *value)
{
	const char *end = start;
	int64_t		won;
	WonProblem	problem;
	WonStatus	status;

	for (r->symbol = symbol_at(start, r->end);; advance(r))
	{
		SymbolKind	kind = r->symbol.kind;

		if (kind == SYMBOL_SPACE)
			continue;
		if (kind != SYMBOL_DIGIT && kind != SYMBOL_COMMA &&
			kind != SYMBOL_POINT && kind != SYMBOL_SMALL_UNIT &&
			kind != SYMBOL_LARGE_UNIT && kind != SYMBOL_VAST_UNIT &&
			kind != SYMBOL_WON)
			break;
		end = r->symbol.next;
		if (kind == SYMBOL_WON)
			break;
	}
	r->symbol = symbol_at(end, r->end);

	status = won_read(start, end - start, &won, &problem);
	if (status != WON_OK)
		return problem_at(r, status == WON_OUT_OF_RANGE ?
						  COST_BASIS_OUT_OF_RANGE : COST_BASIS_BAD_SYNTAX,
						  start + problem.offset, problem.reason);
	fraction_set(value, (Wide) won, 1);
	r->facts->has_money = true;
	return COST_BASIS_OK;
}

/*
 * Skips a remark in brackets after an operand: 5명(강사).  It has neither
 * digits nor signs of arithmetic, or it would be no remark.
 */
static bool
skip_remark(Reader *r)
{
	Symbol		start = r->symbol;
	bool		words = false;

	for (advance(r);; advance(r))
	{
		if (is_word_kind(r->symbol.kind))
			words = true;
		else if (r->symbol.kind == SYMBOL_CLOSE)
		{
			if (!words || r->symbol.value != start.value)
				break;
			advance(r);
			return true;
		}
		else if (r->symbol.kind != SYMBOL_SPACE &&
				 r->symbol.kind != SYMBOL_COMMA && r->symbol.kind != SYMBOL_POINT)
			break;
	}
	r->symbol = start;
	return false;
}

/*
 * Reads what follows a number or a closing bracket and belongs to it: a unit
 * of money, a per cent sign, words.
 */
static CostBasisStatus
read_units(Reader *r, const char *start, bool bracket, Fraction *value)
{
	Unit		unit;
	Fraction	factor;
	bool		percent = false;

	skip_spaces(r);
	unit = read_unit(r);
	if (unit.mixed && !bracket)
	{
		CostBasisStatus status = read_mixed_amount(r, start, value);

		if (status != COST_BASIS_OK)
			return status;
	}
	else
	{
		fraction_set(&factor, 1, 1);
		for (int i = 0; i < unit.exponent; i++)
			factor.num *= 10;
		if (unit.exponent > 0 && !fraction_multiply(value, &factor))
			return too_large_at(r, start);
		if (unit.won)
			r->facts->has_money = true;

		skip_spaces(r);
		if (r->symbol.kind == SYMBOL_PERCENT)
		{
			advance(r);
			skip_spaces(r);
			percent = true;
		}
		else if (unit.exponent == 0 && !unit.won &&
				 (skip_whole_word(r, "퍼센트") || skip_whole_word(r, "프로")))
			percent = true;
		fraction_set(&factor, 1, 100);
		if (percent && !fraction_multiply(value, &factor))
			return too_large_at(r, start);
	}

	for (;;)
	{
		skip_spaces(r);
		if (is_word_kind(r->symbol.kind) && !is_cross(r, r->symbol, false))
			skip_word(r);
		else if (r->symbol.kind == SYMBOL_OPEN)
		{
			if (!skip_remark(r))
				return COST_BASIS_OK;
		}
		else if (r->symbol.kind == SYMBOL_DIVIDE)
		{
			/* a price for each: 50,000원/월*12월 */
			Symbol		divide = r->symbol;

			advance(r);
			skip_spaces(r);
			if (!is_word_kind(r->symbol.kind) || is_cross(r, r->symbol, false))
			{
				r->symbol = divide;
				return COST_BASIS_OK;
			}
			skip_word(r);
		}
		else
			return COST_BASIS_OK;
	}
}


/*
 * Lines
 */

static void
open_frame(Frame *frame, int closed_by, bool negate)
{
	fraction_set(&frame->sum, 0, 1);
	frame->subtract = false;
	frame->negate = negate;
	frame->pending = SYMBOL_END;
	frame->operator_at = NULL;
	frame->closed_by = closed_by;
}

/* Puts an operand into the present term. */
static CostBasisStatus
add_factor(Reader *r, Frame *frame, const Fraction *value, const char *start)
{
	bool		fits = true;

	switch (frame->pending)
	{
		case SYMBOL_TIMES:
			fits = fraction_multiply(&frame->product, value);
			break;
		case SYMBOL_DIVIDE:
			if (value->num == 0)
				return problem_at(r, COST_BASIS_ZERO_DIVIDE, frame->operator_at,
								  "the divisor is zero");
			fits = fraction_divide(&frame->product, value);
			break;
		default:
			frame->product = *value;
			break;
	}
	return fits ? COST_BASIS_OK : too_large_at(r, start);
}

/* Puts the present term into the sum. */
static CostBasisStatus
add_term(Reader *r, Frame *frame, const char *start)
{
	if (frame->subtract)
		frame->product.negative = !frame->product.negative;
	if (!fraction_add(&frame->sum, &frame->product))
		return too_large_at(r, start);
	frame->pending = SYMBOL_END;
	return COST_BASIS_OK;
}

/* Reads the sign before an expression or an amount. */
static bool
read_sign(Reader *r)
{
	bool		negative = false;

	skip_spaces(r);
	if (r->symbol.kind == SYMBOL_PLUS || r->symbol.kind == SYMBOL_MINUS ||
		r->symbol.kind == SYMBOL_TRIANGLE)
	{
		negative = r->symbol.kind != SYMBOL_PLUS;
		advance(r);
		skip_spaces(r);
	}
	return negative;
}

static CostBasisStatus
unexpected_symbol(Reader *r)
{
	const char *reason;

	switch (r->symbol.kind)
	{
		case SYMBOL_DIGIT:
			reason = gettext_noop("an operator is missing, or a blank stands inside a number");
			break;
		case SYMBOL_POINT:
		case SYMBOL_OPEN:
		case SYMBOL_PRICE:
			reason = gettext_noop("an operator is missing");
			break;
		case SYMBOL_CLOSE:
			reason = gettext_noop("this bracket closes none");
			break;
		case SYMBOL_COMMA:
			reason = gettext_noop("a comma is expected only between three digits and three");
			break;
		default:
			reason = gettext_noop("this character has no meaning");
			break;
	}
	return problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at, reason);
}

/* Reads the amount after the equals sign: it must be one, but is not used. */
static CostBasisStatus
skip_result(Reader *r)
{
	CostBasisFacts facts = *r->facts;
	CostBasisStatus status;
	Fraction	value;
	const char *start;

	advance(r);
	skip_spaces(r);
	if (r->symbol.kind == SYMBOL_END)
		return COST_BASIS_OK;
	(void) read_sign(r);
	if (r->symbol.kind == SYMBOL_PRICE)
		advance(r);
	skip_spaces(r);
	start = r->symbol.at;
	status = read_number(r, &value);
	if (status == COST_BASIS_OK)
		status = read_units(r, start, false, &value);
	if (status == COST_BASIS_OK && r->symbol.kind != SYMBOL_END)
		status = problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at,
							"only an amount may follow the equals sign");
	*r->facts = facts;
	return status;
}

/* Reads 경정 or 기정 before the expression of a supplementary budget. */
static LineStage
read_stage(Reader *r)
{
	static const char *const words[] = {"경정액", "경정", "기정액", "기정"};

	for (int i = 0; i < 4; i++)
	{
		if (!skip_whole_word(r, words[i]))
			continue;
		skip_spaces(r);
		if (r->symbol.kind == SYMBOL_COLON)
		{
			advance(r);
			skip_spaces(r);
		}
		return i < 2 ? STAGE_REVISED : STAGE_PREVIOUS;
	}
	return STAGE_NONE;
}

/* Evaluates one line, which is not blank. */
static CostBasisStatus
read_line(Reader *r, Fraction *result, LineStage *stage)
{
	Frame		frames[COST_BASIS_MAX_DEPTH + 1];
	Frame	   *frame = frames;
	bool		at_start = true;	/* of an expression: the sign has been read */
	CostBasisStatus status;

	*stage = read_stage(r);
	open_frame(frame, 0, false);
	frame->subtract = read_sign(r);
	for (;;)
	{
		Fraction	value;
		const char *start;
		bool		negate = false;

		/* an operand, at the end of any number of opening brackets */
		skip_spaces(r);
		if (r->symbol.kind == SYMBOL_TRIANGLE && !at_start)
		{
			negate = true;
			advance(r);
			skip_spaces(r);
		}
		start = r->symbol.at;
		if (r->symbol.kind == SYMBOL_OPEN)
		{
			if (frame == frames + COST_BASIS_MAX_DEPTH)
				return problem_at(r, COST_BASIS_TOO_DEEP, start,
								  "there are too many brackets inside brackets");
			frame++;
			open_frame(frame, r->symbol.value, negate);
			advance(r);
			frame->subtract = read_sign(r);
			at_start = true;
			continue;
		}
		if (r->symbol.kind == SYMBOL_PRICE)
		{
			advance(r);
			skip_spaces(r);
		}
		start = r->symbol.at;
		status = read_number(r, &value);
		if (status == COST_BASIS_OK)
		{
			value.negative = negate;
			status = read_units(r, start, false, &value);
		}

		/* it completes its bracket, and any number of brackets around that */
		for (;;)
		{
			if (status == COST_BASIS_OK)
				status = add_factor(r, frame, &value, start);
			if (status != COST_BASIS_OK)
				return status;
			if (r->symbol.kind != SYMBOL_CLOSE)
				break;
			if (frame == frames)
				return unexpected_symbol(r);
			if (r->symbol.value != frame->closed_by)
				return problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at,
								  "the bracket is of another kind than the open one");
			status = add_term(r, frame, start);
			if (status != COST_BASIS_OK)
				return status;
			value = frame->sum;
			if (frame->negate)
				value.negative = !value.negative;
			frame--;
			start = r->symbol.at;
			advance(r);
			status = read_units(r, start, true, &value);
		}

		/* an operator, or the end */
		frame->operator_at = r->symbol.at;
		if (r->symbol.kind == SYMBOL_TIMES || is_cross(r, r->symbol, false))
			frame->pending = SYMBOL_TIMES;
		else if (r->symbol.kind == SYMBOL_DIVIDE)
			frame->pending = SYMBOL_DIVIDE;
		else
		{
			status = add_term(r, frame, start);
			if (status != COST_BASIS_OK)
				return status;
			if (r->symbol.kind == SYMBOL_END || r->symbol.kind == SYMBOL_EQUALS)
			{
				if (frame != frames)
					return problem_at(r, COST_BASIS_BAD_SYNTAX, r->symbol.at,
									  "a closing bracket is missing");
				*result = frame->sum;
				return r->symbol.kind == SYMBOL_END ? COST_BASIS_OK : skip_result(r);
			}
			if (r->symbol.kind != SYMBOL_PLUS && r->symbol.kind != SYMBOL_MINUS)
				return unexpected_symbol(r);
			frame->subtract = r->symbol.kind == SYMBOL_MINUS;
		}
		r->facts->noperators++;
		at_start = false;
		advance(r);
	}
}

/*
 * Is the line only words?  Books break the names beside the expressions, and
 * their ends come to stand between these: such a line has nothing to add.
 */
static bool
is_wrapped_name(const Reader *r)
{
	bool		words = false;

	for (Symbol s = r->symbol; s.kind != SYMBOL_END; s = symbol_at(s.next, r->end))
	{
		switch (s.kind)
		{
			case SYMBOL_SPACE:
			case SYMBOL_COMMA:
			case SYMBOL_POINT:
			case SYMBOL_MINUS:
			case SYMBOL_DIVIDE:
			case SYMBOL_OPEN:
			case SYMBOL_CLOSE:
				break;
			default:
				if (!is_word_kind(s.kind))
					return false;
				words = true;
				break;
		}
	}
	return words;
}

/* Makes a fraction of won whole thousands, still in won. */
static bool
fraction_round(const Fraction *f, CostBasisMode mode, int64_t *won)
{
	Wide		whole = f->num / f->den;
	Wide		thousands = whole / 1000;
	int			below = (int) (whole % 1000);
	bool		exact = below == 0 && f->num % f->den == 0;
	bool		up = false;

	switch (mode)
	{
		case COST_BASIS_CEIL:
			up = !exact && !f->negative;
			break;
		case COST_BASIS_FLOOR:
			up = !exact && f->negative;
			break;
		case COST_BASIS_NEAREST:
			up = below >= 500;
			break;
		case COST_BASIS_TRUNC:
			break;
	}
	if (thousands > (Wide) INT64_MAX / 1000)
		return false;
	thousands += up ? 1 : 0;
	if (thousands > (Wide) INT64_MAX / 1000)
		return false;
	*won = (int64_t) thousands * 1000;
	if (f->negative)
		*won = -*won;
	return true;
}

/*
 * Evaluates a basis: the sum of its lines, each rounded to whole thousand won.
 */
CostBasisStatus
cost_basis_read(const char *text, size_t length, CostBasisMode mode,
				int64_t *won, CostBasisFacts *facts, CostBasisProblem *problem)
{
	Reader		reader;
	Reader	   *r = &reader;
	CostBasisFacts unused;
	const char *end = text + length;
	const char *line;
	const char *line_end;
	LineStage	stage_of_all = STAGE_NONE;
	int64_t		total = 0;

	r->text = text;
	r->end = end;
	r->facts = facts != NULL ? facts : &unused;
	r->problem = problem;
	memset(r->facts, 0, sizeof(CostBasisFacts));

	if (length > COST_BASIS_MAX_LENGTH)
		return problem_at(r, COST_BASIS_BAD_SYNTAX,
						  text + COST_BASIS_MAX_LENGTH,
						  "the text becomes too long for a cost basis");

	for (line = text; line <= end; line = line_end + 1)
	{
		CostBasisStatus status;
		LineStage	stage;
		Fraction	value;
		int64_t		line_won;

		line_end = line < end ? memchr(line, '\n', end - line) : NULL;
		if (line_end == NULL)
			line_end = end;
		r->end = line_end;
		r->symbol = symbol_at(line, line_end);
		skip_spaces(r);
		if (r->symbol.kind == SYMBOL_END || is_wrapped_name(r))
			continue;

		status = read_line(r, &value, &stage);
		if (status != COST_BASIS_OK)
			return status;
		if (stage != STAGE_NONE && stage_of_all != STAGE_NONE &&
			stage != stage_of_all)
			return problem_at(r, COST_BASIS_BAD_SYNTAX, line,
							  "a line of another stage begins, and revised and previous amounts have no sum");
		stage_of_all = stage != STAGE_NONE ? stage : stage_of_all;

		if (!fraction_round(&value, mode, &line_won) ||
			(line_won > 0 ? total > INT64_MAX - line_won :
			 total < -INT64_MAX - line_won))
			return too_large_at(r, line);
		total += line_won;
		r->facts->nlines++;
	}
	if (r->facts->nlines == 0)
		return problem_at(r, COST_BASIS_BAD_SYNTAX, text, "a number is expected");
	*won = total;
	return COST_BASIS_OK;
}

/*-------------------------------------------------------------------------
 *
 * won_notation.c
 *	  Reads and writes amounts of money as Korean budget documents do.
 *
 * An amount is an optional sign and mark, then one or more parts, each a
 * number and its unit.  A unit is a small multiplier (십, 백, 천), a large one
 * (만, 억, 조, 경), or both, and the last part may end in 원.  A single number
 * without any unit is in thousand won.  Every unit is a power of ten, so an
 * amount is read with integers alone: exactly, or not at all.
 *
 *-------------------------------------------------------------------------
 */
#include "won_notation.h"

#include <string.h>

#define MAX_EXPONENT	19		/* 천경, the largest unit */
#define NO_UNIT			(-1)

static const uint64_t power_of_ten[MAX_EXPONENT + 1] = {
	UINT64_C(1),
	UINT64_C(10),
	UINT64_C(100),
	UINT64_C(1000),
	UINT64_C(10000),
	UINT64_C(100000),
	UINT64_C(1000000),
	UINT64_C(10000000),
	UINT64_C(100000000),
	UINT64_C(1000000000),
	UINT64_C(10000000000),
	UINT64_C(100000000000),
	UINT64_C(1000000000000),
	UINT64_C(10000000000000),
	UINT64_C(100000000000000),
	UINT64_C(1000000000000000),
	UINT64_C(10000000000000000),
	UINT64_C(100000000000000000),
	UINT64_C(1000000000000000000),
	UINT64_C(10000000000000000000)
};

/* What a character means to the reader. */
typedef enum SymbolKind
{
	SYMBOL_END,
	SYMBOL_DIGIT,				/* value: 0 to 9 */
	SYMBOL_COMMA,
	SYMBOL_POINT,
	SYMBOL_SPACE,
	SYMBOL_SIGN,				/* value: 1 for plus, -1 minus, -2 △ */
	SYMBOL_DASH,				/* a long dash, which is no sign */
	SYMBOL_CURRENCY,			/* ₩ */
	SYMBOL_GEUM,				/* 금 */
	SYMBOL_IL,					/* 일, of 일금 */
	SYMBOL_SMALL,				/* value: exponent of 십, 백, 천 */
	SYMBOL_LARGE,				/* value: exponent of 만, 억, 조, 경 */
	SYMBOL_WON,					/* 원 */
	SYMBOL_JEONG,				/* 정, of 원정 */
	SYMBOL_OPEN,
	SYMBOL_CLOSE,
	SYMBOL_CROSS,				/* x of a subsidised part */
	SYMBOL_OTHER
} SymbolKind;

typedef struct Reader
{
	const char *text;
	const char *end;
	const char *next;			/* first byte after the symbol */
	const char *at;				/* first byte of the symbol */
	SymbolKind	kind;
	int			value;
} Reader;

/* A number as written: integer and fraction, the latter without end zeros. */
typedef struct Number
{
	uint64_t	whole;
	uint64_t	fraction;
	int			fraction_digits;
	bool		too_large;		/* more digits than any amount has */
	bool		too_fine;		/* more decimals than any unit has */
	const char *fraction_at;	/* first digit after the point, or NULL */
} Number;


/* Adds "add" to "*sum", or says that no amount is that large. */
static bool
add_won(uint64_t *sum, uint64_t add)
{
	if (add > (uint64_t) WON_MAX || *sum > (uint64_t) WON_MAX - add)
		return false;
	*sum += add;
	return true;
}

/* Multiplies by a power of ten, or says that no amount is that large. */
static bool
scale_won(uint64_t *value, int exponent)
{
	if (*value > (uint64_t) WON_MAX / power_of_ten[exponent])
		return false;
	*value *= power_of_ten[exponent];
	return true;
}

/* The character's number for a well-formed sequence, otherwise -1. */
static int
decode(const unsigned char *s, const unsigned char *end, int *length)
{
	if (s[0] >= 0xC2 && s[0] <= 0xDF && end - s >= 2 &&
		(s[1] & 0xC0) == 0x80)
	{
		*length = 2;
		return ((s[0] & 0x1F) << 6) | (s[1] & 0x3F);
	}
	if ((s[0] & 0xF0) == 0xE0 && end - s >= 3 &&
		(s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80)
	{
		*length = 3;
		return ((s[0] & 0x0F) << 12) | ((s[1] & 0x3F) << 6) | (s[2] & 0x3F);
	}
	*length = 1;
	return -1;
}

/* Looks at the character at "next" and steps over it. */
static void
advance(Reader *r)
{
	int			c;
	int			length = 1;

	r->at = r->next;
	r->value = 0;
	if (r->next >= r->end)
	{
		r->kind = SYMBOL_END;
		return;
	}

	c = (unsigned char) *r->next;
	if (c >= '0' && c <= '9')
	{
		r->next++;
		r->kind = SYMBOL_DIGIT;
		r->value = c - '0';
		return;
	}
	if (c >= 0x80)
		c = decode((const unsigned char *) r->next,
				   (const unsigned char *) r->end, &length);
	r->next += length;

	/* full-width forms of the characters below */
	if (c >= 0xFF10 && c <= 0xFF19)
	{
		r->kind = SYMBOL_DIGIT;
		r->value = c - 0xFF10;
		return;
	}

	switch (c)
	{
		case ',':
		case 0xFF0C:
			r->kind = SYMBOL_COMMA;
			break;
		case '.':
		case 0xFF0E:
			r->kind = SYMBOL_POINT;
			break;
		case ' ':
		case '\t':
		case '\n':
		case '\v':
		case '\f':
		case '\r':
		case 0x00A0:			/* no-break space */
		case 0x202F:			/* narrow no-break space */
		case 0x3000:			/* ideographic space */
			r->kind = SYMBOL_SPACE;
			break;
		case '+':
		case 0xFF0B:
			r->kind = SYMBOL_SIGN;
			r->value = 1;
			break;
		case '-':
		case 0x2212:			/* minus sign */
		case 0xFF0D:
			r->kind = SYMBOL_SIGN;
			r->value = -1;
			break;
		case 0x25B3:			/* △ */
		case 0x25B2:			/* ▲ */
			r->kind = SYMBOL_SIGN;
			r->value = -2;
			break;
		case 0x2013:			/* en dash */
		case 0x2014:			/* em dash */
		case 0x2015:			/* horizontal bar */
			r->kind = SYMBOL_DASH;
			break;
		case 0x20A9:
		case 0xFFE6:
			r->kind = SYMBOL_CURRENCY;
			break;
		case 0xAE08:			/* 금 */
			r->kind = SYMBOL_GEUM;
			break;
		case 0xC77C:			/* 일 */
			r->kind = SYMBOL_IL;
			break;
		case 0xC2ED:			/* 십 */
			r->kind = SYMBOL_SMALL;
			r->value = 1;
			break;
		case 0xBC31:			/* 백 */
			r->kind = SYMBOL_SMALL;
			r->value = 2;
			break;
		case 0xCC9C:			/* 천 */
			r->kind = SYMBOL_SMALL;
			r->value = 3;
			break;
		case 0xB9CC:			/* 만 */
			r->kind = SYMBOL_LARGE;
			r->value = 4;
			break;
		case 0xC5B5:			/* 억 */
			r->kind = SYMBOL_LARGE;
			r->value = 8;
			break;
		case 0xC870:			/* 조 */
			r->kind = SYMBOL_LARGE;
			r->value = 12;
			break;
		case 0xACBD:			/* 경 */
			r->kind = SYMBOL_LARGE;
			r->value = 16;
			break;
		case 0xC6D0:			/* 원 */
			r->kind = SYMBOL_WON;
			break;
		case 0xC815:			/* 정 */
			r->kind = SYMBOL_JEONG;
			break;
		case '(':
		case 0xFF08:
			r->kind = SYMBOL_OPEN;
			break;
		case ')':
		case 0xFF09:
			r->kind = SYMBOL_CLOSE;
			break;
		case 'x':
		case 'X':
		case 0x00D7:			/* multiplication sign */
		case 0xFF38:
		case 0xFF58:
			r->kind = SYMBOL_CROSS;
			break;
		default:
			r->kind = SYMBOL_OTHER;
			break;
	}
}

static void
skip_spaces(Reader *r)
{
	while (r->kind == SYMBOL_SPACE)
		advance(r);
}

static void
start_reading(Reader *r, const char *text, size_t length)
{
	r->text = text;
	r->end = text + length;
	r->next = text;
	advance(r);
	skip_spaces(r);
}

/* Reports a problem at a place of the text. */
static WonStatus
problem_at(const Reader *r, WonProblem *problem, WonStatus status,
		   const char *at, const char *reason)
{
	problem->offset = at - r->text;
	problem->reason = reason;
	return status;
}

/*
 * Reads digits, grouped by three or not at all, and decimals.  Digits that no
 * amount can hold only set a flag: whatever is wrong further on is the better
 * complaint.
 */
static WonStatus
read_number(Reader *r, Number *number, WonProblem *problem)
{
	int			digits = 0;		/* since the start or the last comma */
	const char *comma = NULL;	/* the last one */

	memset(number, 0, sizeof(*number));

	for (;;)
	{
		if (r->kind == SYMBOL_DIGIT)
		{
			digits++;
			if (number->whole > ((uint64_t) WON_MAX - r->value) / 10)
				number->too_large = true;
			else
				number->whole = number->whole * 10 + r->value;
		}
		else if (comma != NULL && digits != 3)
			return problem_at(r, problem, WON_BAD_SYNTAX, comma,
							  "the digits are not in groups of three");
		else if (r->kind == SYMBOL_COMMA)
		{
			comma = r->at;
			if (digits == 0 || digits > 3)
				return problem_at(r, problem, WON_BAD_SYNTAX, comma,
								  "the digits are not in groups of three");
			digits = 0;
		}
		else
			break;
		advance(r);
	}

	if (r->kind == SYMBOL_POINT)
	{
		int			zeros = 0;	/* not yet known to be followed by a digit */

		advance(r);
		number->fraction_at = r->at;
		if (r->kind != SYMBOL_DIGIT)
			return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
							  "digits are missing after the decimal point");
		for (; r->kind == SYMBOL_DIGIT; advance(r))
		{
			if (r->value == 0)
			{
				/* no need to count beyond what settles the question */
				if (zeros <= MAX_EXPONENT)
					zeros++;
			}
			else if (number->too_fine ||
					 number->fraction_digits + zeros + 1 >= MAX_EXPONENT)
				number->too_fine = true;
			else
			{
				number->fraction_digits += zeros + 1;
				number->fraction = number->fraction *
					power_of_ten[zeros + 1] + r->value;
				zeros = 0;
			}
		}
	}
	return WON_OK;
}

/*
 * Plain digits without anything else, the text most often read.
 */
static bool
read_plain_digits(const char *text, size_t length, int64_t *won)
{
	const char *s = text;
	const char *end = text + length;
	bool		negative = false;
	int64_t		thousands = 0;

	if (s < end && *s == '-')
	{
		negative = true;
		s++;
	}
	/* fifteen digits of thousand won always fit */
	if (s >= end || end - s > 15)
		return false;
	for (; s < end; s++)
	{
		unsigned int digit = (unsigned char) *s - '0';

		if (digit > 9)
			return false;
		thousands = thousands * 10 + digit;
	}
	thousands *= 1000;
	*won = negative ? -thousands : thousands;
	return true;
}

/*
 * Reads an amount in any accepted notation, exactly or not at all.
 */
WonStatus
won_read(const char *text, size_t length, int64_t *won, WonProblem *problem)
{
	Reader		reader;
	Reader	   *r = &reader;
	uint64_t	total = 0;		/* sections that are complete */
	uint64_t	section = 0;	/* parts before their large unit: 3천 of 3천5백만 */
	int			last_large = MAX_EXPONENT + 1;
	int			last_small = MAX_EXPONENT + 1;
	bool		out_of_range = false;
	const char *below_one = NULL;
	int			sign = 0;
	bool		has_currency = false;
	bool		has_geum = false;

	if (read_plain_digits(text, length, won))
		return WON_OK;

	start_reading(r, text, length);

	/* sign and marks, each at most once */
	for (;;)
	{
		if (r->kind == SYMBOL_SIGN)
		{
			if (sign != 0)
				return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
								  "there is a second sign");
			sign = r->value;
		}
		else if (r->kind == SYMBOL_CURRENCY && !has_currency)
			has_currency = true;
		else if (r->kind == SYMBOL_GEUM && !has_geum)
			has_geum = true;
		else if (r->kind == SYMBOL_IL && !has_geum)
		{
			advance(r);
			if (r->kind != SYMBOL_GEUM)
				return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
								  "the amount is not written in digits");
			has_geum = true;
		}
		else
			break;
		advance(r);
		skip_spaces(r);
	}
	if (r->kind == SYMBOL_END)
		return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
						  "there is no number");
	if (r->kind != SYMBOL_DIGIT && r->kind != SYMBOL_POINT)
		return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
						  "a number is expected");

	/* the parts, from the largest unit down */
	for (;;)
	{
		Number		number;
		WonStatus	status;
		const char *number_at = r->at;
		int			small = 0;
		int			large = NO_UNIT;
		bool		complete;	/* the amount ends here */
		int			exponent;
		uint64_t	part;
		uint64_t	rest;

		status = read_number(r, &number, problem);
		if (status != WON_OK)
			return status;
		skip_spaces(r);

		if (r->kind == SYMBOL_SMALL)
		{
			small = r->value;
			advance(r);
		}
		if (r->kind == SYMBOL_LARGE)
		{
			large = r->value;
			advance(r);
		}
		skip_spaces(r);

		complete = true;
		exponent = small + (large == NO_UNIT ? 0 : large);
		if (r->kind == SYMBOL_WON)
		{
			/* 원정 or 원 정 */
			advance(r);
			skip_spaces(r);
			if (r->kind == SYMBOL_JEONG)
			{
				advance(r);
				skip_spaces(r);
			}
			if (r->kind != SYMBOL_END)
				return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
								  "there is more text after the amount");
		}
		else if (r->kind == SYMBOL_END)
		{
			if (large == NO_UNIT)
			{
				/* a number alone is in thousand won, but 3억 5000 is unclear */
				if (small > 0 || last_large <= MAX_EXPONENT ||
					last_small <= MAX_EXPONENT)
					return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
									  "the unit is missing after the last number");
				exponent = 3;
			}
		}
		else if ((r->kind == SYMBOL_DIGIT || r->kind == SYMBOL_POINT) &&
				 exponent > 0)
		{
			complete = false;
			if (number.fraction_at != NULL)
				return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
								  "only the last number may have decimals");
		}
		else if (r->kind == SYMBOL_DIGIT)
			return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
							  "there is a blank inside the number");
		else
			return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
							  exponent > 0 ?
							  gettext_noop("there is more text after the amount") :
							  gettext_noop("this is not a unit of money"));

		/* within a section, each part is smaller than the unit before it */
		if (small >= last_small ||
			(last_small <= MAX_EXPONENT &&
			 (number.too_large ||
			  number.whole >= power_of_ten[last_small - small])))
			return problem_at(r, problem, WON_BAD_SYNTAX, number_at,
							  "the part is not smaller than the unit before it");

		/* the number in units of this part's exponent, then in won */
		part = number.whole;
		rest = number.fraction;
		if (number.too_fine || number.fraction_digits > exponent)
		{
			if (below_one == NULL)
				below_one = number.fraction_at;
			rest = 0;
		}
		else
			rest *= power_of_ten[exponent - number.fraction_digits];

		if (!complete && large == NO_UNIT)
		{
			/* the large unit is still to come: 3천 of 3천5백만 */
			if (number.too_large || !scale_won(&part, small) ||
				!add_won(&section, part))
				out_of_range = true;
			last_small = small;
			continue;
		}

		if (number.too_large || !scale_won(&part, exponent) ||
			!add_won(&part, rest))
			out_of_range = true;
		if (section > 0)
		{
			if (!scale_won(&section, large == NO_UNIT ? 0 : large) ||
				!add_won(&part, section))
				out_of_range = true;
			section = 0;
		}

		/* so is each section */
		if (last_large <= MAX_EXPONENT &&
			((large != NO_UNIT && large >= last_large) || number.too_large ||
			 part >= power_of_ten[last_large]))
			return problem_at(r, problem, WON_BAD_SYNTAX, number_at,
							  "the part is not smaller than the unit before it");
		if (!add_won(&total, part))
			out_of_range = true;
		if (complete)
			break;
		last_large = large;
		last_small = MAX_EXPONENT + 1;
	}

	if (below_one != NULL)
		return problem_at(r, problem, WON_BELOW_ONE, below_one,
						  "there are digits below one won");
	if (out_of_range)
		return problem_at(r, problem, WON_OUT_OF_RANGE, r->text,
						  "the amount is too large");
	*won = sign < 0 ? -(int64_t) total : (int64_t) total;
	return WON_OK;
}

/*
 * Reads a decimal number as numeric writes it, in units of 10^exponent won,
 * and cuts off what is below one won, saying how much that was.
 */
WonStatus
won_read_decimal(const char *text, size_t length, int exponent, int64_t *won,
				 WonLoss *loss)
{
	const char *s = text;
	const char *end = text + length;
	bool		negative = false;
	bool		too_large = false;
	int			decimals = -1;	/* digits after the point so far */
	uint64_t	value = 0;

	*loss = WON_LOST_NOTHING;
	if (s < end && *s == '-')
	{
		negative = true;
		s++;
	}
	if (s == end)
		return WON_BAD_SYNTAX;
	for (; s < end; s++)
	{
		unsigned int digit = (unsigned char) *s - '0';

		if (*s == '.' && decimals < 0)
		{
			decimals = 0;
			continue;
		}
		if (digit > 9)
			return WON_BAD_SYNTAX;
		if (decimals >= exponent)
		{
			if (decimals == exponent && digit >= 5)
				*loss = WON_LOST_HALF_OR_MORE;
			else if (digit > 0 && *loss == WON_LOST_NOTHING)
				*loss = WON_LOST_LESS_THAN_HALF;
			decimals = exponent + 1;
			continue;
		}
		if (decimals >= 0)
			decimals++;
		if (value > ((uint64_t) WON_MAX - digit) / 10)
			too_large = true;
		else
			value = value * 10 + digit;
	}
	if (decimals < 0)
		decimals = 0;
	if (decimals < exponent && !scale_won(&value, exponent - decimals))
		too_large = true;
	if (too_large)
		return WON_OUT_OF_RANGE;
	*won = negative ? -(int64_t) value : (int64_t) value;
	return WON_OK;
}

/*
 * Reads what stands in a cell up to the end or to a bracket: an amount, a
 * dash for none, or nothing.
 */
static WonStatus
read_cell_amount(Reader *r, bool *stated, int64_t *won, WonProblem *problem)
{
	const char *start = r->at;
	const char *end = r->at;	/* after the last character that is no space */
	int			symbols = 0;
	bool		dash = false;
	WonStatus	status;

	while (r->kind != SYMBOL_END && r->kind != SYMBOL_OPEN &&
		   r->kind != SYMBOL_CLOSE)
	{
		if (r->kind != SYMBOL_SPACE)
		{
			symbols++;
			dash = r->kind == SYMBOL_DASH ||
				(r->kind == SYMBOL_SIGN && r->value == -1);
			end = r->next;
		}
		advance(r);
	}

	*stated = symbols > 0;
	*won = 0;
	if (symbols == 0 || (symbols == 1 && dash))
		return WON_OK;
	status = won_read(start, end - start, won, problem);
	if (status != WON_OK)
		problem->offset += start - r->text;
	return status;
}

/*
 * Reads a cell of a budget table: an amount, in parentheses if it was
 * established ahead of the council's vote (성립전), and before or after it the
 * nationally subsidised part in (x...).
 */
WonStatus
won_read_cell(const char *text, size_t length, WonCell *cell,
			  WonProblem *problem)
{
	Reader		reader;
	Reader	   *r = &reader;
	bool		seen_subsidy = false;
	bool		seen_amount = false;

	memset(cell, 0, sizeof(*cell));
	for (start_reading(r, text, length); r->kind != SYMBOL_END; skip_spaces(r))
	{
		const char *at = r->at;
		bool		bracket = r->kind == SYMBOL_OPEN;
		bool		subsidy = false;
		bool		stated;
		int64_t		won;
		WonStatus	status;

		if (bracket)
		{
			advance(r);
			skip_spaces(r);
			if (r->kind == SYMBOL_CROSS)
			{
				subsidy = true;
				advance(r);
				skip_spaces(r);
			}
		}
		if (subsidy ? seen_subsidy : seen_amount)
			return problem_at(r, problem, WON_BAD_SYNTAX, at,
							  "there is a second amount");

		status = read_cell_amount(r, &stated, &won, problem);
		if (status != WON_OK)
			return status;
		if (bracket != (r->kind == SYMBOL_CLOSE))
			return problem_at(r, problem, WON_BAD_SYNTAX, r->at,
							  bracket ?
							  gettext_noop("a closing parenthesis is missing") :
							  gettext_noop("there is an unexpected closing parenthesis"));
		if (bracket)
			advance(r);

		if (subsidy)
		{
			seen_subsidy = true;
			cell->has_subsidy = stated;
			cell->subsidy = won;
		}
		else
		{
			seen_amount = true;
			cell->pre_established = bracket;
			cell->has_amount = stated;
			cell->amount = won;
		}
	}
	return WON_OK;
}

/* How many digits a number has. */
static int
count_digits(uint64_t value)
{
	int			digits = 1;

	while (digits <= MAX_EXPONENT && value >= power_of_ten[digits])
		digits++;
	return digits;
}

/* Writes digits that end before "end", two at a time; returns their start. */
static char *
write_digits(char *end, uint64_t value)
{
	static const char pairs[] =
	"00010203040506070809" "10111213141516171819"
	"20212223242526272829" "30313233343536373839"
	"40414243444546474849" "50515253545556575859"
	"60616263646566676869" "70717273747576777879"
	"80818283848586878889" "90919293949596979899";

	while (value >= 100)
	{
		end -= 2;
		memcpy(end, pairs + value % 100 * 2, 2);
		value /= 100;
	}
	if (value >= 10)
	{
		end -= 2;
		memcpy(end, pairs + value * 2, 2);
	}
	else
		*--end = '0' + value;
	return end;
}

/* The same with a comma between groups of three. */
static char *
write_grouped(char *end, uint64_t value)
{
	int			digits = 0;

	do
	{
		if (digits > 0 && digits % 3 == 0)
			*--end = ',';
		*--end = '0' + value % 10;
		value /= 10;
		digits++;
	} while (value > 0);
	return end;
}

/* Writes exactly so many decimals and the point before them. */
static char *
write_decimals(char *end, uint64_t value, int count)
{
	while (count-- > 0)
	{
		*--end = '0' + value % 10;
		value /= 10;
	}
	*--end = '.';
	return end;
}

static char *
write_string(char *end, const char *string)
{
	size_t		length = strlen(string);

	end -= length;
	memcpy(end, string, length);
	return end;
}

/* Writes won by 경, 조, 억, 만 and 원, leaving out what is zero. */
static char *
write_korean(char *end, uint64_t won)
{
	static const char *const units[] = {"", "만", "억", "조", "경"};
	bool		written = false;

	end = write_string(end, "원");
	if (won == 0)
		return write_digits(end, 0);
	for (int i = 0; won > 0; i++, won /= 10000)
	{
		if (won % 10000 == 0)
			continue;
		if (written)
			*--end = ' ';
		end = write_string(end, units[i]);
		end = write_grouped(end, won % 10000);
		written = true;
	}
	return end;
}

/*
 * Writes an amount as the type prints itself, straight into the buffer, which
 * need not be longer than WON_PLAIN_MAX; returns the number of bytes and ends
 * them with a zero byte.
 */
size_t
won_write_plain(int64_t won, char *buffer)
{
	uint64_t	value = won < 0 ? -(uint64_t) won : (uint64_t) won;
	uint64_t	thousands = value / 1000;
	uint64_t	rest = value % 1000;
	char	   *s = buffer;

	if (won < 0)
		*s++ = '-';
	s += count_digits(thousands);
	write_digits(s, thousands);
	if (rest != 0)
	{
		s += 4;
		write_decimals(s, rest, 3);
	}
	*s = '\0';
	return s - buffer;
}

/*
 * Writes an amount in one of the styles, each of which won_read() reads back;
 * returns the number of bytes and ends them with a zero byte.
 */
size_t
won_write(int64_t won, WonStyle style, char *buffer)
{
	char		work[WON_TEXT_MAX];
	char	   *end = work + sizeof(work);
	char	   *s = end;
	uint64_t	value = won < 0 ? -(uint64_t) won : (uint64_t) won;
	size_t		length;

	switch (style)
	{
		case WON_STYLE_UNIT:
		case WON_STYLE_TABLE:
			if (style == WON_STYLE_UNIT)
				s = write_string(s, "천원");
			if (value % 1000 != 0)
				s = write_decimals(s, value % 1000, 3);
			s = write_grouped(s, value / 1000);
			break;
		case WON_STYLE_WON:
			s = write_string(s, "원");
			s = write_grouped(s, value);
			break;
		case WON_STYLE_MILLION:
			s = write_string(s, "백만원");
			if (value % 1000000 != 0)
				s = write_decimals(s, value % 1000000, 6);
			s = write_grouped(s, value / 1000000);
			break;
		case WON_STYLE_KOREAN:
			s = write_korean(s, value);
			break;
	}
	if (won < 0)
		s = write_string(s, "△");

	length = end - s;
	memcpy(buffer, s, length);
	buffer[length] = '\0';
	return length;
}

/* Finds the style that a user calls by this name. */
bool
won_style_from_name(const char *name, size_t length, WonStyle *style)
{
	static const struct
	{
		const char *name;
		WonStyle	style;
	}			styles[] = {
		{"table", WON_STYLE_TABLE},
		{"unit", WON_STYLE_UNIT},
		{"won", WON_STYLE_WON},
		{"million", WON_STYLE_MILLION},
		{"korean", WON_STYLE_KOREAN}
	};

	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
	{
		if (strlen(styles[i].name) == length &&
			memcmp(styles[i].name, name, length) == 0)
		{
			*style = styles[i].style;
			return true;
		}
	}
	return false;
}

/* The number, from 1, of the character that starts at a byte offset. */
int64_t
won_character(const char *text, size_t offset)
{
	int64_t		character = 1;

	for (size_t i = 0; i < offset; i++)
		if (((unsigned char) text[i] & 0xC0) != 0x80)
			character++;
	return character;
}

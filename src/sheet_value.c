/*-------------------------------------------------------------------------
 *
 * sheet_value.c
 *	  What the cells of a sheet say: names, marks, amounts, rates, dates.
 *
 * Each reader takes the whole of its text or refuses it, so that nothing of a
 * cell is dropped; what is refused is the caller's to report.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "mb/pg_wchar.h"
#include "utils/datetime.h"

#include "budget_code.h"
#include "sheet.h"
#include "won_notation.h"

#define MAX_RATE_LENGTH 64

/* The character at a place, and its bytes; 0 at the end */
static pg_wchar
char_at(SheetText text, int pos, int *width)
{
	*width = 1;
	if (pos >= text.len)
		return 0;
	if ((unsigned char) text.data[pos] < 0x80)
		return (unsigned char) text.data[pos];
	*width = pg_utf_mblen((const unsigned char *) text.data + pos);
	if (pos + *width > text.len)
	{
		*width = text.len - pos;
		return 0xFFFD;
	}
	return utf8_to_unicode((const unsigned char *) text.data + pos);
}

/* The text without its first bytes */
static SheetText
skip_bytes(SheetText text, int bytes)
{
	text.data += bytes;
	text.len -= bytes;
	return text;
}

static SheetText
skip_blanks(SheetText text)
{
	int			width;

	while (sheet_blank_at(text, 0, &width))
		text = skip_bytes(text, width);
	return text;
}

static bool
is_digit(SheetText text, int pos)
{
	return pos < text.len && text.data[pos] >= '0' && text.data[pos] <= '9';
}

/* Steps over a word if the text starts with it */
static bool
skip_word(SheetText *text, const char *word)
{
	if (!sheet_starts(*text, word))
		return false;
	*text = skip_bytes(*text, (int) strlen(word));
	return true;
}

/*
 * The text as names are compared: without blanks and without the dots,
 * commas and quotes that one office writes and the next does not.  Returns
 * the length; a text too long for any name gives an empty key.
 */
int
sheet_key(SheetText text, char *key)
{
	int			len = 0;
	int			width;

	for (int pos = 0; pos < text.len; pos += width)
	{
		pg_wchar	c = char_at(text, pos, &width);
		char		plain = 0;

		switch (c)
		{
			case 0x00B7:		/* · and its look-alikes */
			case 0x318D:
			case 0x30FB:
			case 0x2027:
			case 0x2219:
			case 0x2022:
			case 0xFF65:
			case '.':
			case ',':
			case '\'':
			case '"':
			case 0x2018:
			case 0x2019:
			case 0x201C:
			case 0x201D:
				continue;
			case 0xFF08:
			case '[':
			case 0x3014:
				plain = '(';
				break;
			case 0xFF09:
			case ']':
			case 0x3015:
				plain = ')';
				break;
			case 0xFF05:
				plain = '%';
				break;
			case 0xFF1A:
				plain = ':';
				break;
			case 0x2212:
			case 0x2010:
			case 0x2013:
			case 0xFF0D:
				plain = '-';
				break;
			case 0x00D7:
				plain = '*';
				break;
			default:
				if (sheet_blank_at(text, pos, &width))
					continue;
				char_at(text, pos, &width);
				break;
		}
		if (len + (plain ? 1 : width) >= SHEET_KEY_SIZE)
		{
			len = 0;
			break;
		}
		if (plain)
			key[len++] = plain;
		else
		{
			memcpy(key + len, text.data + pos, width);
			len += width;
		}
	}
	key[len] = '\0';
	return len;
}

/* Do two texts name the same thing? */
bool
sheet_same_name(SheetText a, SheetText b)
{
	char		key_a[SHEET_KEY_SIZE];
	char		key_b[SHEET_KEY_SIZE];

	return sheet_equal(a, b) ||
		(sheet_key(a, key_a) > 0 && sheet_key(b, key_b) > 0 &&
		 strcmp(key_a, key_b) == 0);
}

/*
 * Marks
 */

/*
 * The mark that the text starts with, which is taken off it.  A dash before
 * a digit is a sign, and a letter or number is a mark only before a blank.
 */
SheetMarker
sheet_marker(SheetText *text)
{
	SheetText	rest = sheet_trim(*text);
	SheetMarker marker = SHEET_MARKER_NONE;
	int			width;
	int			blank;
	pg_wchar	c = char_at(rest, 0, &width);

	switch (c)
	{
		case 0x25A1:			/* □ ■ ▣ ◇ ◆ ◎ ❏ */
		case 0x25A0:
		case 0x25A3:
		case 0x25C7:
		case 0x25C6:
		case 0x25CE:
		case 0x274F:
			marker = SHEET_MARKER_SQUARE;
			break;
		case 0x25CB:			/* ○ ● ◦ ❍ 〇 */
		case 0x25CF:
		case 0x25E6:
		case 0x274D:
		case 0x3007:
			marker = SHEET_MARKER_CIRCLE;
			break;
		case 0x3147:			/* ㅇ and o, as typed */
		case 'o':
		case 'O':
			if (sheet_blank_at(rest, width, &blank))
				marker = SHEET_MARKER_CIRCLE;
			break;
		case '-':
		case 0x2013:
		case 0x2014:
		case 0x2015:
		case 0x2212:
		case 0xFF0D:
			if (rest.len > width && !is_digit(rest, width))
				marker = SHEET_MARKER_DASH;
			break;
		case 0x25B7:			/* ▷ ▶ ▹ ▸ ► ☞ */
		case 0x25B6:
		case 0x25B9:
		case 0x25B8:
		case 0x25BA:
		case 0x261E:
			marker = SHEET_MARKER_TRIANGLE;
			break;
		case 0x00B7:			/* · ㆍ • ∙ ・ ‧ */
		case 0x318D:
		case 0x2022:
		case 0x2219:
		case 0x30FB:
		case 0x2027:
			marker = SHEET_MARKER_DOT;
			break;
		case '*':
		case '+':
			if (sheet_blank_at(rest, width, &blank))
				marker = SHEET_MARKER_DOT;
			break;
		case 0x203B:			/* ※ */
			marker = SHEET_MARKER_NOTE;
			break;
		default:
			if (c >= 0x2460 && c <= 0x2473)
				marker = SHEET_MARKER_CIRCLED;
			else if (c >= '0' && c <= '9')
			{
				width = is_digit(rest, 1) ? 2 : 1;
				if (width < rest.len &&
					(rest.data[width] == '.' || rest.data[width] == ')') &&
					sheet_blank_at(rest, width + 1, &blank))
				{
					width++;
					marker = SHEET_MARKER_NUMBER;
				}
			}
			else if (c >= 0xAC00 && c <= 0xD7A3 && (c - 0xAC00) % 588 == 0 &&
					 width < rest.len &&
					 (rest.data[width] == '.' || rest.data[width] == ')') &&
					 sheet_blank_at(rest, width + 1, &blank))
			{
				width++;		/* 가. 나. 다. */
				marker = SHEET_MARKER_LETTER;
			}
			break;
	}
	if (marker != SHEET_MARKER_NONE)
		*text = sheet_trim(skip_bytes(rest, width));
	else
		*text = rest;
	return marker;
}

/* Is there a check box at this place? */
static bool
box_at(SheetText text, int pos, int *width, bool *checked)
{
	static const struct
	{
		const char *text;
		bool		checked;
	}			boxes[] =
	{
		{SHEET_BOX_CHECKED, true}, {SHEET_BOX_EMPTY, false},
		{"\xE2\x98\x92", true}, /* ☒ */
		{"\xE2\x96\xA0", true}, /* ■ */
		{"\xE2\x96\xA3", true}, /* ▣ */
		{"\xE2\x96\xA1", false},	/* □ */
		{"[x]", true}, {"[X]", true}, {"[v]", true}, {"[V]", true},
		{"[ ]", false}, {"[]", false}
	};
	SheetText	rest = skip_bytes(text, pos);

	for (int i = 0; i < lengthof(boxes); i++)
	{
		if (sheet_starts(rest, boxes[i].text))
		{
			*width = (int) strlen(boxes[i].text);
			*checked = boxes[i].checked;
			return true;
		}
	}
	return false;
}

/*
 * Finds the next check box: what stands before it and whether it is ticked;
 * the rest is what stands behind it.
 */
bool
sheet_next_box(SheetText *rest, SheetText *before, bool *checked)
{
	int			width;

	for (int pos = 0; pos < rest->len; pos++)
	{
		unsigned char c = (unsigned char) rest->data[pos];

		if ((c == 0xE2 || c == '[') && box_at(*rest, pos, &width, checked))
		{
			before->data = rest->data;
			before->len = pos;
			*before = sheet_trim(*before);
			*rest = skip_bytes(*rest, pos + width);
			return true;
		}
	}
	return false;
}

/*
 * Money
 */

/*
 * Reads the line above a table that says its unit: (단위 : 천원), also with
 * other units behind it, as in (단위: 백만원, %).  Returns false if the line is
 * something else; a unit of money we do not know gives SHEET_UNIT_UNKNOWN.
 */
bool
sheet_unit_line(SheetText text, int64 *unit, SheetText *unknown)
{
	static const struct
	{
		const char *name;
		int64		won;
	}			units[] =
	{
		{"천원", 1000}, {"백만원", 1000000}, {"억원", 100000000},
		{"십억원", INT64CONST(1000000000)}, {"조원", INT64CONST(1000000000000)},
		{"만원", 10000}, {"십만원", 100000}, {"천만원", 10000000}, {"원", 1}
	};
	static const char *const others[] =
	{
		"%", "명", "개", "개소", "건", "회", "월", "퍼센트", "퍼센트(%)"
	};
	char		key[SHEET_KEY_SIZE];
	char	   *word;
	int			len;

	*unknown = SHEET_TEXT_EMPTY;
	(void) sheet_marker(&text);
	/* the comma parts units, so it must outlive the key */
	{
		SheetText	first = text;
		const char *comma = memchr(text.data, ',', text.len);

		if (comma)
			first.len = (int) (comma - text.data);
		len = sheet_key(first, key);
		word = key + (key[0] == '(');
		if (len == 0 || strncmp(word, "단위", strlen("단위")) != 0)
			return false;
		word += strlen("단위");
		if (*word == ':')
			word++;
		*unit = SHEET_UNIT_UNKNOWN;
		for (;;)
		{
			bool		known = false;

			len = (int) strlen(word);
			if (len > 0 && word[len - 1] == ')')
				word[--len] = '\0';
			for (int i = 0; i < lengthof(units); i++)
			{
				if (strcmp(word, units[i].name) == 0)
				{
					known = true;
					if (*unit == SHEET_UNIT_UNKNOWN)
						*unit = units[i].won;
					else if (*unit != units[i].won)
						known = false;
				}
			}
			for (int i = 0; !known && i < lengthof(others); i++)
				known = strcmp(word, others[i]) == 0;
			if (!known)
			{
				*unknown = first;
				*unit = SHEET_UNIT_UNKNOWN;
				return true;
			}
			if (comma == NULL)
				return true;
			first.data = comma + 1;
			first.len = (int) (text.data + text.len - first.data);
			comma = memchr(first.data, ',', first.len);
			if (comma)
				first.len = (int) (comma - first.data);
			(void) sheet_key(first, key);
			word = key;
		}
	}
}

/* Does the text itself name a unit of money? */
static bool
names_unit(SheetText text)
{
	static const char *const parts[] = {"원", "억", "만", "조", "백만", "천"};

	for (int i = 0; i < lengthof(parts); i++)
	{
		if (sheet_find(text, parts[i]) >= 0)
			return true;
	}
	return false;
}

/* From an amount read as thousand won to one in the table's unit */
static bool
scale_to_unit(int64 *won, int64 unit)
{
	if (unit >= SHEET_UNIT_DEFAULT)
		return !pg_mul_s64_overflow(*won, unit / SHEET_UNIT_DEFAULT, won);
	if (*won % (SHEET_UNIT_DEFAULT / unit) != 0)
		return false;
	*won /= SHEET_UNIT_DEFAULT / unit;
	return true;
}

/*
 * Reads a cell of a table, "(x-) 350,000" and all, in the table's unit unless
 * the cell names its own.  Blank is not stated, a dash is zero, parentheses say
 * that it was used before the council's decision.
 */
bool
sheet_budget_amount(SheetText text, int64 unit, SheetAmount *amount)
{
	WonCell		cell;
	WonProblem	problem;

	memset(amount, 0, sizeof(*amount));
	if (won_read_cell(text.data, text.len, &cell, &problem) != WON_OK)
		return false;
	if (unit != SHEET_UNIT_DEFAULT && (cell.amount != 0 || cell.subsidy != 0) &&
		!names_unit(text))
	{
		int64		won = cell.amount;
		int64		subsidy = cell.subsidy;

		if (unit == SHEET_UNIT_UNKNOWN || !scale_to_unit(&won, unit) ||
			!scale_to_unit(&subsidy, unit))
			return false;
		cell.amount = won;
		cell.subsidy = subsidy;
	}
	amount->stated = cell.has_amount;
	amount->won = cell.amount;
	amount->subsidy_stated = cell.has_subsidy;
	amount->subsidy = cell.subsidy;
	amount->pre_established = cell.pre_established;
	return true;
}

/* The same where there is no place for parentheses */
bool
sheet_amount(SheetText text, int64 unit, SheetAmount *amount)
{
	return sheet_budget_amount(text, unit, amount) && !amount->pre_established;
}

/* An amount as messages show it */
char *
sheet_won_text(int64 won)
{
	char		buf[WON_TEXT_MAX];
	size_t		len = won_write(won, WON_STYLE_UNIT, buf);

	return pnstrdup(buf, len);
}

/* One rate, as numeric reads it; NULL and true where there is none */
static bool
read_rate(SheetText text, const char **rate)
{
	char		buf[MAX_RATE_LENGTH];
	int			len = 0;
	int			width;
	bool		digits = false;
	bool		point = false;
	pg_wchar	c;

	*rate = NULL;
	text = sheet_trim(text);
	c = char_at(text, 0, &width);
	if (c == '-' || c == 0x2212 || c == 0x25B3 || c == 0x25B2 || c == 0xFF0D ||
		c == 0x2013 || c == 0x2014 || c == 0x2015)
	{
		if (text.len == width)
			return true;		/* a dash: no rate */
		buf[len++] = '-';
		text = sheet_trim(skip_bytes(text, width));
	}
	else if (c == '+')
		text = sheet_trim(skip_bytes(text, width));
	for (int pos = 0; pos < text.len; pos++)
	{
		char		d = text.data[pos];

		if (len >= MAX_RATE_LENGTH - 1)
			return false;
		if (d >= '0' && d <= '9')
			digits = true;
		else if (d == '.' && !point && digits)
			point = true;
		else if (d == ',' && digits && !point)
		{
			for (int i = 1; i <= 3; i++)
			{
				if (!is_digit(text, pos + i))
					return false;
			}
			if (is_digit(text, pos + 4))
				return false;
			continue;
		}
		else
		{
			SheetText	tail = sheet_trim(skip_bytes(text, pos));

			if (!sheet_equal(tail, sheet_text("%")) &&
				!sheet_equal(tail, sheet_text("\xEF\xBC\x85")))
				return false;
			break;
		}
		buf[len++] = d;
	}
	if (!digits || buf[len - 1] == '.')
		return text.len == 0 && len == 0;
	buf[len] = '\0';
	*rate = pstrdup(buf);
	return true;
}

/* Reads a cell of a column of rates: "(x-) 75", "27.8%", "신규", "-" */
bool
sheet_rate(SheetText text, SheetRate *rate)
{
	static const char *const words[] =
	{
		"신규", "순증", "폐지", "순감", "증", "감", "동일", "전액"
	};
	int			width;
	pg_wchar	c;

	memset(rate, 0, sizeof(*rate));
	text = sheet_trim(text);
	if (text.len > 0 && text.data[0] == '(')
	{
		SheetText	inner = skip_bytes(text, 1);
		const char *close = memchr(inner.data, ')', inner.len);

		c = char_at(inner, 0, &width);
		if (close == NULL || (c != 'x' && c != 'X' && c != 0x00D7))
			return false;
		inner = skip_bytes(inner, width);
		inner.len = (int) (close - inner.data);
		if (!read_rate(inner, &rate->subsidy))
			return false;
		text = sheet_trim(skip_bytes(text, (int) (close + 1 - text.data)));
	}
	for (int i = 0; i < lengthof(words); i++)
	{
		if (sheet_equal(text, sheet_text(words[i])))
		{
			rate->word = text;
			return true;
		}
	}
	return read_rate(text, &rate->rate);
}

/*
 * Years, dates and codes
 */

/* Reads up to so many digits; their number, or 0 */
static int
read_digits(SheetText *text, int most, int *value)
{
	int			n = 0;

	*value = 0;
	while (n < most && is_digit(*text, n))
		*value = *value * 10 + (text->data[n++] - '0');
	*text = skip_bytes(*text, n);
	return n;
}

/* Steps over the apostrophe of '15 */
static bool
skip_apostrophe(SheetText *text)
{
	return skip_word(text, "'") || skip_word(text, "\xE2\x80\x99") ||
		skip_word(text, "\xE2\x80\x98") || skip_word(text, "`");
}

/* Reads 2015 or '15 at the start of the text; 0 if there is no year */
static int
read_year(SheetText *text)
{
	SheetText	rest = *text;
	int			year;

	if (skip_apostrophe(&rest))
	{
		if (read_digits(&rest, 2, &year) != 2 || is_digit(rest, 0))
			return 0;
		year += 2000;
	}
	else if (read_digits(&rest, 4, &year) != 4 || is_digit(rest, 0) ||
			 year < 1900 || year > 2999)
		return 0;
	*text = rest;
	return year;
}

/* The year that the whole text is: 2015, 2015년, 2015년도, '15; or 0 */
int
sheet_year(SheetText text)
{
	int			year;

	text = sheet_trim(text);
	year = read_year(&text);
	text = skip_blanks(text);
	(void) (skip_word(&text, "회계연도") || skip_word(&text, "년도") ||
			skip_word(&text, "연도") || skip_word(&text, "년") ||
			skip_word(&text, "."));
	return text.len == 0 ? year : 0;
}

/* Reads "20101", "201-01", "201", and a name behind or before it */
bool
sheet_code(SheetText text, int *code, SheetText *name)
{
	SheetText	rest = sheet_trim(text);
	SheetText	digits;
	BudgetCode	value;
	int			at = 0;
	int			len;

	*name = SHEET_TEXT_EMPTY;
	if (!is_digit(rest, 0))
	{
		/* 사무관리비(201-01) */
		for (at = 0; at < rest.len && rest.data[at] != '('; at++)
			;
		if (at == rest.len || rest.data[rest.len - 1] != ')' ||
			!is_digit(rest, at + 1))
			return false;
		name->data = rest.data;
		name->len = at;
		*name = sheet_trim(*name);
		rest = skip_bytes(rest, at + 1);
		rest.len--;
	}
	for (len = 0; is_digit(rest, len) ||
		 (len == 3 && len < rest.len && rest.data[len] == '-'); len++)
		;
	digits.data = rest.data;
	digits.len = len;
	if (!budget_code_parse(digits.data, digits.len, &value))
		return false;
	rest = skip_bytes(rest, len);
	if (rest.len > 0)
	{
		int			width;

		/* a name must be apart from the digits */
		if (name->len > 0 || (!sheet_blank_at(rest, 0, &width) &&
							  rest.data[0] != '(' &&
							  (unsigned char) rest.data[0] < 0x80))
			return false;
		*name = sheet_trim(rest);
		if (name->len > 2 && name->data[0] == '(' &&
			name->data[name->len - 1] == ')')
		{
			name->data++;
			name->len -= 2;
		}
	}
	*code = value;
	return true;
}

/* Finds a functional code at the start, at the end or in parentheses */
bool
sheet_function_code(SheetText text, char *code)
{
	for (int at = 0; at + 3 <= text.len; at++)
	{
		const char *s = text.data + at;
		bool		apart = at == 0 || s[-1] == '(' || s[-1] == ' ';

		if (apart && s[0] >= '0' && s[0] <= '9' && s[1] >= '0' && s[1] <= '9' &&
			((s[2] >= '0' && s[2] <= '9') || (s[2] >= 'A' && s[2] <= 'Z')) &&
			(at + 3 == text.len || s[3] == ')' || s[3] == ' '))
		{
			memcpy(code, s, 3);
			code[3] = '\0';
			return true;
		}
	}
	return false;
}

/* One end of a period: what it says of year, month and day */
typedef struct Point
{
	int			year;
	int			month;			/* 0: not said */
	int			last_month;		/* of a half or quarter */
	int			day;
} Point;

static int
days_in_month(int year, int month)
{
	bool		leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return day_tab[leap ? 1 : 0][month - 1];
}

/* Steps over what parts the numbers of a date; a dash may be "to" as well */
static void
skip_date_sign(SheetText *text, const char *word)
{
	SheetText	rest = skip_blanks(*text);

	if (skip_word(&rest, word) || skip_word(&rest, ".") ||
		skip_word(&rest, "/") ||
		(is_digit(rest, 1) && !(is_digit(rest, 2) && is_digit(rest, 3)) &&
		 skip_word(&rest, "-")))
		*text = skip_blanks(rest);
}

/*
 * Reads one end of a period from the start of the text.  What it leaves out
 * is what the default says.
 */
static bool
read_point(SheetText *text, Point default_point, bool default_month,
		   Point *point)
{
	static const struct
	{
		const char *word;
		int			first;
		int			last;
	}			spans[] =
	{
		{"상·하반기", 1, 12}, {"상ㆍ하반기", 1, 12}, {"상,하반기", 1, 12},
		{"상하반기", 1, 12}, {"상반기", 1, 6}, {"하반기", 7, 12},
		{"연중", 1, 12}, {"년중", 1, 12}, {"연간", 1, 12},
		{"1/4분기", 1, 3}, {"2/4분기", 4, 6}, {"3/4분기", 7, 9},
		{"4/4분기", 10, 12}, {"1분기", 1, 3}, {"2분기", 4, 6},
		{"3분기", 7, 9}, {"4분기", 10, 12}
	};
	SheetText	rest = skip_blanks(*text);
	SheetText	at;
	int			value;
	int			n;

	memset(point, 0, sizeof(*point));
	point->year = read_year(&rest);
	if (point->year != 0)
	{
		rest = skip_blanks(rest);
		if (!skip_word(&rest, "년도") && !skip_word(&rest, "연도"))
			skip_date_sign(&rest, "년");
		at = skip_blanks(rest);
		if (at.len > 0 && (is_digit(at, 0) || (unsigned char) at.data[0] >= 0x80))
			rest = at;
	}
	for (int i = 0; i < lengthof(spans); i++)
	{
		if (skip_word(&rest, spans[i].word))
		{
			point->month = spans[i].first;
			point->last_month = spans[i].last;
			if (point->year == 0)
				point->year = default_point.year;
			*text = rest;
			return point->year != 0;
		}
	}
	at = rest;
	n = read_digits(&at, 2, &value);
	if (n == 0 || is_digit(at, 0))
	{
		*text = rest;
		return point->year != 0 && n == 0;
	}
	rest = skip_blanks(at);
	if (skip_word(&rest, "일"))
	{
		/* a day of the month before: 3월 1일 ~ 15일 */
		if (point->year != 0 || !default_month)
			return false;
		*point = default_point;
		point->day = value;
	}
	else
	{
		point->month = value;
		rest = at;
		skip_date_sign(&rest, "월");
		at = rest;
		n = read_digits(&at, 2, &value);
		if (n > 0 && !is_digit(at, 0))
		{
			point->day = value;
			rest = skip_blanks(at);
			(void) (skip_word(&rest, "일") || skip_word(&rest, "."));
		}
		if (point->year == 0)
			point->year = default_point.year;
	}
	if (point->month < 1 || point->month > 12 || point->year == 0 ||
		(point->day != 0 && point->day > days_in_month(point->year, point->month)))
		return false;
	point->last_month = point->month;
	*text = rest;
	return true;
}

static DateADT
to_date(int year, int month, int day)
{
	return date2j(year, month, day) - POSTGRES_EPOCH_JDATE;
}

/* Reads a period at the start of the text */
static bool
read_period(SheetText *text, int fiscal_year, SheetPeriod *period)
{
	static const char *const to_words[] =
	{
		"~", "\xE2\x88\xBC" /* ∼ */ , "\xEF\xBD\x9E" /* ～ */ ,
		"\xE3\x80\x9C" /* 〜 */ , "부터", "-", "\xE2\x80\x93" /* – */
	};
	Point		nothing = {fiscal_year};
	Point		from;
	Point		to;
	SheetText	rest = *text;

	memset(period, 0, sizeof(*period));
	if (!read_point(&rest, nothing, false, &from))
		return false;
	to = from;
	*text = rest;
	rest = skip_blanks(rest);
	for (int i = 0; i < lengthof(to_words); i++)
	{
		if (skip_word(&rest, to_words[i]))
		{
			if (!read_point(&rest, from, true, &to))
				return false;
			*text = rest;
			rest = skip_blanks(rest);
			if (skip_word(&rest, "까지"))
				*text = rest;
			break;
		}
	}
	if (from.month == 0)
		from.month = 1;
	if (to.month == 0)
		to.last_month = 12;
	if (from.day == 0)
		from.day = 1;
	if (to.day == 0)
		to.day = days_in_month(to.year, to.last_month);
	else
		to.last_month = to.month;
	period->starts_on = to_date(from.year, from.month, from.day);
	period->ends_on = to_date(to.year, to.last_month, to.day);
	period->stated = period->starts_on <= period->ends_on;
	return period->stated;
}

/*
 * Reads a whole text as a period: 2017.01~2017.12, 2017. 1 ~ 12월, 상반기.
 * A remark in parentheses may stand behind it.
 */
bool
sheet_period(SheetText text, int fiscal_year, SheetPeriod *period)
{
	SheetText	rest = sheet_trim(text);

	if (!read_period(&rest, fiscal_year, period))
		return false;
	rest = sheet_trim(rest);
	if (rest.len == 0 ||
		(rest.len > 1 && rest.data[0] == '(' && rest.data[rest.len - 1] == ')'))
		return true;
	period->stated = false;
	return false;
}

/*
 * Takes the date off the start of a line such as "'14.08.10 조례 제정"; empty
 * if the line starts with no date.  A date that says no day gives a period of
 * more than one.
 */
SheetText
sheet_leading_date(SheetText *text, int fiscal_year, SheetPeriod *period)
{
	SheetText	rest = skip_blanks(*text);
	SheetText	date = rest;
	int			width;

	period->stated = false;
	if (!is_digit(rest, 0) && !skip_apostrophe(&rest))
		return SHEET_TEXT_EMPTY;
	rest = date;
	if (!read_period(&rest, fiscal_year, period))
		return SHEET_TEXT_EMPTY;
	date.len = (int) (rest.data - date.data);
	/* a colon or a blank parts it from the event */
	if (rest.len > 0 && !sheet_blank_at(rest, 0, &width) && rest.data[0] != ':' &&
		rest.data[0] != ')' && date.len > 0 && date.data[date.len - 1] != ' ' &&
		date.data[date.len - 1] != '.')
	{
		period->stated = false;
		return SHEET_TEXT_EMPTY;
	}
	rest = skip_blanks(rest);
	(void) skip_word(&rest, ":");
	*text = sheet_trim(rest);
	return sheet_trim(date);
}

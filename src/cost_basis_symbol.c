/*-------------------------------------------------------------------------
 *
 * cost_basis_symbol.c
 *	  What the characters of a cost basis mean.
 *
 *-------------------------------------------------------------------------
 */
#include "cost_basis_symbol.h"

/* The character's number for a well-formed sequence, otherwise -1. */
static int
decode(const unsigned char *s, const unsigned char *end, int *length)
{
	if (s[0] < 0x80)
	{
		*length = 1;
		return s[0];
	}
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

/*
 * Is this a character of words?  What might be meant as a number or as an
 * operator is none, so that nothing that counts is taken for a word.
 */
static bool
is_letter(int c)
{
	return
		(c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		c == 0x00B0 ||			/* ° */
		c == 0x00B5 ||			/* µ */
		c == 0x00B7 ||			/* · */
		(c >= 0x00C0 && c <= 0x024F && c != 0x00D7 && c != 0x00F7) ||
		(c >= 0x0370 && c <= 0x03FF) || /* Greek */
		(c >= 0x1100 && c <= 0x11FF) || /* Hangul Jamo */
		c == 0x2027 ||			/* hyphenation point */
		c == 0x2103 ||			/* ℃ */
		c == 0x2113 ||			/* ℓ */
		c == 0x2126 || c == 0x212A || c == 0x212B ||
		(c >= 0x3041 && c <= 0x30FF) || /* Kana, and their middle dot */
		(c >= 0x3131 && c <= 0x318E) || /* compatibility Jamo, ㆍ */
		(c >= 0x3200 && c <= 0x321E) || /* ㈜ */
		(c >= 0x3371 && c <= 0x33DF) || /* ㎡, ㎏, ㏊ */
		(c >= 0x3400 && c <= 0x9FFF) || /* Hanja */
		(c >= 0xAC00 && c <= 0xD7A3) || /* Hangul */
		(c >= 0xF900 && c <= 0xFAFF) || /* compatibility Hanja */
		(c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A) ||
		(c >= 0xFF65 && c <= 0xFFDC);
}

/* Gives the symbol that starts at a place of the line. */
Symbol
symbol_at(const char *at, const char *end)
{
	Symbol		s;
	int			length;
	int			c;

	s.at = at;
	s.value = 0;
	s.latin = false;
	if (at >= end)
	{
		s.next = at;
		s.kind = SYMBOL_END;
		return s;
	}
	c = decode((const unsigned char *) at, (const unsigned char *) end, &length);
	s.next = at + length;

	if (c >= '0' && c <= '9')
	{
		s.kind = SYMBOL_DIGIT;
		s.value = c - '0';
		return s;
	}

	/* full-width forms are the same characters */
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFF01 - '!';

	switch (c)
	{
		case ' ':
		case '\t':
		case '\v':
		case '\f':
		case '\r':
		case 0x00A0:			/* no-break space */
		case 0x2002:			/* spaces of printing */
		case 0x2003:
		case 0x2009:
		case 0x200B:
		case 0x202F:
		case 0x3000:			/* ideographic space */
		case 0xFEFF:			/* byte order mark */
			s.kind = SYMBOL_SPACE;
			break;
		case ',':
			s.kind = SYMBOL_COMMA;
			break;
		case '.':
			s.kind = SYMBOL_POINT;
			break;
		case '+':
			s.kind = SYMBOL_PLUS;
			break;
		case '-':
		case 0x2010:			/* hyphen */
		case 0x2013:			/* en dash */
		case 0x2212:			/* minus sign */
			s.kind = SYMBOL_MINUS;
			break;
		case 0x25B2:			/* ▲ */
		case 0x25B3:			/* △ */
			s.kind = SYMBOL_TRIANGLE;
			break;
		case '*':
		case 0x00D7:			/* × */
		case 0x2169:			/* Roman ten, which keyboards offer for x */
		case 0x2179:
		case 0x2217:			/* asterisk operator */
		case 0x2573:			/* diagonal cross */
		case 0x2715:			/* multiplication x */
		case 0x2716:
			s.kind = SYMBOL_TIMES;
			break;
		case '/':
		case 0x00F7:			/* ÷ */
		case 0x2044:			/* fraction slash */
		case 0x2215:			/* division slash */
			s.kind = SYMBOL_DIVIDE;
			break;
		case '%':
			s.kind = SYMBOL_PERCENT;
			break;
		case '(':
			s.kind = SYMBOL_OPEN;
			s.value = ')';
			break;
		case '[':
			s.kind = SYMBOL_OPEN;
			s.value = ']';
			break;
		case '{':
			s.kind = SYMBOL_OPEN;
			s.value = '}';
			break;
		case 0x3014:			/* 〔 */
			s.kind = SYMBOL_OPEN;
			s.value = 0x3015;
			break;
		case ')':
		case ']':
		case '}':
		case 0x3015:			/* 〕 */
			s.kind = SYMBOL_CLOSE;
			s.value = c;
			break;
		case '=':
			s.kind = SYMBOL_EQUALS;
			break;
		case ':':
			s.kind = SYMBOL_COLON;
			break;
		case '@':
		case 0x20A9:			/* ₩ */
		case 0xFFE6:
			s.kind = SYMBOL_PRICE;
			break;
		case 0xC2ED:			/* 십 */
		case 0x5341:			/* 十 */
			s.kind = SYMBOL_SMALL_UNIT;
			s.value = 1;
			break;
		case 0xBC31:			/* 백 */
		case 0x767E:			/* 百 */
			s.kind = SYMBOL_SMALL_UNIT;
			s.value = 2;
			break;
		case 0xCC9C:			/* 천 */
		case 0x5343:			/* 千 */
			s.kind = SYMBOL_SMALL_UNIT;
			s.value = 3;
			break;
		case 0xB9CC:			/* 만 */
		case 0x842C:			/* 萬 */
		case 0x4E07:			/* 万 */
			s.kind = SYMBOL_LARGE_UNIT;
			s.value = 4;
			break;
		case 0xC5B5:			/* 억 */
		case 0x5104:			/* 億 */
			s.kind = SYMBOL_LARGE_UNIT;
			s.value = 8;
			break;
		case 0xC870:			/* 조 */
		case 0x5146:			/* 兆 */
			s.kind = SYMBOL_VAST_UNIT;
			s.value = 12;
			break;
		case 0xACBD:			/* 경 */
		case 0x4EAC:			/* 京 */
			s.kind = SYMBOL_VAST_UNIT;
			s.value = 16;
			break;
		case 0xC6D0:			/* 원 */
		case 0x5713:			/* 圓 */
			s.kind = SYMBOL_WON;
			break;
		case 0x00B2:			/* ² */
		case 0x00B3:			/* ³ */
			s.kind = SYMBOL_SUPERSCRIPT;
			break;
		default:
			if (c >= '0' && c <= '9')
			{
				s.kind = SYMBOL_DIGIT;
				s.value = c - '0';
			}
			else if (is_letter(c))
			{
				s.kind = SYMBOL_LETTER;
				s.latin = c < 0x80;
				s.value = c;
			}
			else
				s.kind = SYMBOL_OTHER;
			break;
	}
	return s;
}

/*-------------------------------------------------------------------------
 *
 * function_code.c
 *	  The type function_code: functional codes of a budget (기능별 분류).
 *
 * 분야 080 > 부문 081, 08A.  As with budget_code, the order is that of the
 * integer a code is stored as, and the server's own functions for integers
 * compare, hash and sort it (sql/function_code.sql).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "budget_ext.h"
#include "compat.h"
#include "function_code.h"

/* ----------
 * Text
 * ----------
 */

/*
 * Reads three digits or capital letters, with blanks around them.  Returns
 * false, and leaves *code alone, if the text is anything else.
 */
bool
function_code_parse(const char *str, size_t len, FunctionCode *code)
{
	FunctionCode value = 0;

	while (len > 0 && is_blank(str[0]))
	{
		str++;
		len--;
	}
	while (len > 0 && is_blank(str[len - 1]))
		len--;

	if (len != FUNCTION_CODE_LENGTH)
		return false;
	for (int i = 0; i < FUNCTION_CODE_LENGTH; i++)
	{
		char		c = str[i];
		int			digit;

		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if (c >= 'A' && c <= 'Z')
			digit = c - 'A' + 10;
		else
			return false;
		value = value * FUNCTION_CODE_BASE + digit;
	}
	*code = value;
	return true;
}

/*
 * Writes a code and its terminator into buf, which has room for
 * FUNCTION_CODE_BUFSIZE bytes.
 */
void
function_code_format(FunctionCode code, char *buf)
{
	for (int i = FUNCTION_CODE_LENGTH - 1; i >= 0; i--)
	{
		int			digit = code % FUNCTION_CODE_BASE;

		buf[i] = digit < 10 ? '0' + digit : 'A' + digit - 10;
		code /= FUNCTION_CODE_BASE;
	}
	buf[FUNCTION_CODE_LENGTH] = '\0';
}

PG_FUNCTION_INFO_V1(function_code_in);
Datum
function_code_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	FunctionCode code;

	if (!function_code_parse(str, strlen(str), &code))
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"function_code", str),
				 errhint("Write three digits or capital letters, such as 080, 081 or 08A.")));
	PG_RETURN_FUNCTION_CODE(code);
}

PG_FUNCTION_INFO_V1(function_code_out);
Datum
function_code_out(PG_FUNCTION_ARGS)
{
	char	   *buf = palloc(FUNCTION_CODE_BUFSIZE);

	function_code_format(PG_GETARG_FUNCTION_CODE(0), buf);
	PG_RETURN_CSTRING(buf);
}

PG_FUNCTION_INFO_V1(function_code_from_text);
Datum
function_code_from_text(PG_FUNCTION_ARGS)
{
	text	   *txt = PG_GETARG_TEXT_PP(0);
	FunctionCode code;

	if (!function_code_parse(VARDATA_ANY(txt), VARSIZE_ANY_EXHDR(txt), &code))
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"function_code", text_to_cstring(txt)),
				 errhint("Write three digits or capital letters, such as 080, 081 or 08A.")));
	PG_RETURN_FUNCTION_CODE(code);
}

PG_FUNCTION_INFO_V1(function_code_to_text);
Datum
function_code_to_text(PG_FUNCTION_ARGS)
{
	char		buf[FUNCTION_CODE_BUFSIZE];

	function_code_format(PG_GETARG_FUNCTION_CODE(0), buf);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf, FUNCTION_CODE_LENGTH));
}

/* ----------
 * Binary: the three characters, which are the same in every encoding
 * ----------
 */

PG_FUNCTION_INFO_V1(function_code_recv);
Datum
function_code_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	const char *bytes = pq_getmsgbytes(buf, FUNCTION_CODE_LENGTH);
	FunctionCode code;

	if (!function_code_parse(bytes, FUNCTION_CODE_LENGTH, &code))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid external \"%s\" value: bytes %d, %d, %d",
						"function_code", (unsigned char) bytes[0],
						(unsigned char) bytes[1], (unsigned char) bytes[2])));
	PG_RETURN_FUNCTION_CODE(code);
}

PG_FUNCTION_INFO_V1(function_code_send);
Datum
function_code_send(PG_FUNCTION_ARGS)
{
	char		text[FUNCTION_CODE_BUFSIZE];
	StringInfoData buf;

	function_code_format(PG_GETARG_FUNCTION_CODE(0), text);
	pq_begintypsend(&buf);
	pq_sendbytes(&buf, text, FUNCTION_CODE_LENGTH);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* ----------
 * Hierarchy
 * ----------
 */

/* The codes below a code are those from it to the last one below it. */
static inline bool
is_below(FunctionCode code, FunctionCode ancestor)
{
	return code >= ancestor && code <= function_code_last_below(ancestor);
}

PG_FUNCTION_INFO_V1(function_code_contained);
Datum
function_code_contained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_below(PG_GETARG_FUNCTION_CODE(0),
							PG_GETARG_FUNCTION_CODE(1)));
}

PG_FUNCTION_INFO_V1(function_code_contains);
Datum
function_code_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_below(PG_GETARG_FUNCTION_CODE(1),
							PG_GETARG_FUNCTION_CODE(0)));
}

PG_FUNCTION_INFO_V1(function_code_last);
Datum
function_code_last(PG_FUNCTION_ARGS)
{
	PG_RETURN_FUNCTION_CODE(function_code_last_below(PG_GETARG_FUNCTION_CODE(0)));
}

PG_FUNCTION_INFO_V1(function_code_level);
Datum
function_code_level(PG_FUNCTION_ARGS)
{
	bool		is_field = function_code_is_field(PG_GETARG_FUNCTION_CODE(0));

	PG_RETURN_TEXT_P(cstring_to_text(is_field ? "field" : "sector"));
}

PG_FUNCTION_INFO_V1(function_code_field);
Datum
function_code_field(PG_FUNCTION_ARGS)
{
	PG_RETURN_FUNCTION_CODE(function_code_field_of(PG_GETARG_FUNCTION_CODE(0)));
}

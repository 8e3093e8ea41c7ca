/*-------------------------------------------------------------------------
 *
 * budget_code.c
 *	  The type budget_code: object codes of a budget (성질별 분류).
 *
 * 편성그룹 200 > 편성목 201 > 통계목 201-01, and every other code of the same
 * three and two digits: national 목-세목, 세입 과목.  What a code means is
 * the chart's business (chart.c); here it is digits and the codes below it.
 * Its order is that of the integer it is stored as, so comparisons, hash and
 * sort are the server's own for integers (sql/budget_code.sql).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "budget_code.h"
#include "budget_ext.h"
#include "compat.h"

/* From the coarsest to the finest */
typedef enum BudgetCodeLevel
{
	LEVEL_GROUP,
	LEVEL_OBJECT,
	LEVEL_ITEM
} BudgetCodeLevel;

static const char *const level_names[] = {"group", "object", "item"};

/* ----------
 * Text
 * ----------
 */

/* Reads n digits; returns -1 if there is anything else among them. */
static int
read_digits(const char *str, int n)
{
	int			value = 0;

	for (int i = 0; i < n; i++)
	{
		if (str[i] < '0' || str[i] > '9')
			return -1;
		value = value * 10 + (str[i] - '0');
	}
	return value;
}

/*
 * Reads 201, 201-01 or 20101, with blanks around it.  Returns false, and
 * leaves *code alone, if the text is anything else.
 */
bool
budget_code_parse(const char *str, size_t len, BudgetCode *code)
{
	int			object;
	int			item = BUDGET_CODE_NO_ITEM;

	while (len > 0 && is_blank(str[0]))
	{
		str++;
		len--;
	}
	while (len > 0 && is_blank(str[len - 1]))
		len--;

	if (len != 3 && len != 5 && len != 6)
		return false;
	object = read_digits(str, 3);
	if (object < 0)
		return false;
	if (len > 3)
	{
		if (len == 6 && str[3] != '-')
			return false;
		item = read_digits(str + len - 2, 2);
		if (item < 0)
			return false;
	}
	*code = budget_code_make(object, item);
	return true;
}

/*
 * Writes a code and its terminator into buf, which has room for
 * BUDGET_CODE_BUFSIZE bytes; returns its length.
 */
int
budget_code_format(BudgetCode code, bool hyphen, char *buf)
{
	int			object = budget_code_object(code);
	int			item = budget_code_item(code);
	char	   *p = buf;

	*p++ = '0' + object / 100;
	*p++ = '0' + object / 10 % 10;
	*p++ = '0' + object % 10;
	if (item != BUDGET_CODE_NO_ITEM)
	{
		if (hyphen)
			*p++ = '-';
		*p++ = '0' + item / 10;
		*p++ = '0' + item % 10;
	}
	*p = '\0';
	return p - buf;
}

PG_FUNCTION_INFO_V1(budget_code_in);
Datum
budget_code_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	BudgetCode	code;

	if (!budget_code_parse(str, strlen(str), &code))
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"budget_code", str),
				 errhint("Write three digits, or three and two: 201, 201-01 or 20101.")));
	PG_RETURN_BUDGET_CODE(code);
}

PG_FUNCTION_INFO_V1(budget_code_out);
Datum
budget_code_out(PG_FUNCTION_ARGS)
{
	char	   *buf = palloc(BUDGET_CODE_BUFSIZE);

	budget_code_format(PG_GETARG_BUDGET_CODE(0), true, buf);
	PG_RETURN_CSTRING(buf);
}

PG_FUNCTION_INFO_V1(budget_code_from_text);
Datum
budget_code_from_text(PG_FUNCTION_ARGS)
{
	text	   *txt = PG_GETARG_TEXT_PP(0);
	BudgetCode	code;

	if (!budget_code_parse(VARDATA_ANY(txt), VARSIZE_ANY_EXHDR(txt), &code))
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"budget_code", text_to_cstring(txt)),
				 errhint("Write three digits, or three and two: 201, 201-01 or 20101.")));
	PG_RETURN_BUDGET_CODE(code);
}

PG_FUNCTION_INFO_V1(budget_code_to_text);
Datum
budget_code_to_text(PG_FUNCTION_ARGS)
{
	char		buf[BUDGET_CODE_BUFSIZE];
	int			len = budget_code_format(PG_GETARG_BUDGET_CODE(0), true, buf);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf, len));
}

PG_FUNCTION_INFO_V1(budget_code_text);
Datum
budget_code_text(PG_FUNCTION_ARGS)
{
	text	   *style = PG_GETARG_TEXT_PP(1);
	char		buf[BUDGET_CODE_BUFSIZE];
	bool		hyphen;
	int			len;

	if (text_is(style, "hyphen"))
		hyphen = true;
	else if (text_is(style, "compact"))
		hyphen = false;
	else
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unrecognized budget code style: \"%s\"",
						text_to_cstring(style)),
				 errhint("Valid styles are \"hyphen\" and \"compact\".")));

	len = budget_code_format(PG_GETARG_BUDGET_CODE(0), hyphen, buf);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf, len));
}

/* ----------
 * Binary: the three digits and the two (-1 for none) as 16-bit numbers, so
 * that a driver need not know how the server stores a code
 * ----------
 */

PG_FUNCTION_INFO_V1(budget_code_recv);
Datum
budget_code_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int			object = (int16) pq_getmsgint(buf, sizeof(int16));
	int			item = (int16) pq_getmsgint(buf, sizeof(int16));

	if (object < 0 || object > BUDGET_CODE_OBJECT_MAX ||
		item < BUDGET_CODE_NO_ITEM || item > BUDGET_CODE_ITEM_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid external \"%s\" value: %d, %d",
						"budget_code", object, item)));
	PG_RETURN_BUDGET_CODE(budget_code_make(object, item));
}

PG_FUNCTION_INFO_V1(budget_code_send);
Datum
budget_code_send(PG_FUNCTION_ARGS)
{
	BudgetCode	code = PG_GETARG_BUDGET_CODE(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint16(&buf, (uint16) budget_code_object(code));
	pq_sendint16(&buf, (uint16) budget_code_item(code));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* ----------
 * Hierarchy
 * ----------
 */

/* The codes below a code are those from it to the last one below it. */
static inline bool
is_below(BudgetCode code, BudgetCode ancestor)
{
	return code >= ancestor && code <= budget_code_last_below(ancestor);
}

PG_FUNCTION_INFO_V1(budget_code_contained);
Datum
budget_code_contained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_below(PG_GETARG_BUDGET_CODE(0),
							PG_GETARG_BUDGET_CODE(1)));
}

PG_FUNCTION_INFO_V1(budget_code_contains);
Datum
budget_code_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(is_below(PG_GETARG_BUDGET_CODE(1),
							PG_GETARG_BUDGET_CODE(0)));
}

PG_FUNCTION_INFO_V1(budget_code_last);
Datum
budget_code_last(PG_FUNCTION_ARGS)
{
	PG_RETURN_BUDGET_CODE(budget_code_last_below(PG_GETARG_BUDGET_CODE(0)));
}

PG_FUNCTION_INFO_V1(budget_code_group);
Datum
budget_code_group(PG_FUNCTION_ARGS)
{
	PG_RETURN_BUDGET_CODE(budget_code_group_of(PG_GETARG_BUDGET_CODE(0)));
}

static BudgetCodeLevel
level_of(BudgetCode code)
{
	if (budget_code_item(code) != BUDGET_CODE_NO_ITEM)
		return LEVEL_ITEM;
	return budget_code_object(code) % 100 == 0 ? LEVEL_GROUP : LEVEL_OBJECT;
}

PG_FUNCTION_INFO_V1(budget_code_level);
Datum
budget_code_level(PG_FUNCTION_ARGS)
{
	BudgetCodeLevel level = level_of(PG_GETARG_BUDGET_CODE(0));

	PG_RETURN_TEXT_P(cstring_to_text(level_names[level]));
}

/* The level of that name; an error if there is none */
static BudgetCodeLevel
level_by_name(const text *name)
{
	for (int i = 0; i < lengthof(level_names); i++)
	{
		if (text_is(name, level_names[i]))
			return (BudgetCodeLevel) i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized budget code level: \"%s\"",
					text_to_cstring(name)),
			 errhint("Valid levels are \"group\", \"object\" and \"item\".")));
}

PG_FUNCTION_INFO_V1(budget_code_at);
Datum
budget_code_at(PG_FUNCTION_ARGS)
{
	BudgetCode	code = PG_GETARG_BUDGET_CODE(0);
	BudgetCodeLevel level = level_by_name(PG_GETARG_TEXT_PP(1));
	int			object = budget_code_object(code);

	if (level == level_of(code))
		PG_RETURN_BUDGET_CODE(code);
	if (level == LEVEL_GROUP)
		PG_RETURN_BUDGET_CODE(budget_code_group_of(code));

	/* an item such as 200-01 hangs directly under a group: no object */
	if (level == LEVEL_OBJECT && level_of(code) == LEVEL_ITEM &&
		object % 100 != 0)
		PG_RETURN_BUDGET_CODE(budget_code_make(object, BUDGET_CODE_NO_ITEM));
	PG_RETURN_NULL();
}

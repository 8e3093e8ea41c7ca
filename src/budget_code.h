/*-------------------------------------------------------------------------
 *
 * budget_code.h
 *	  Representation of a budget_code.
 *
 * A budget_code is three digits (편성목 or, when the last two are 00,
 * 편성그룹) and, for a 통계목, two more.  It is stored in four bytes as a
 * number whose order is the order of the chart: a code comes directly before
 * the codes below it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BUDGET_CODE_H
#define BUDGET_CODE_H

#include "fmgr.h"

typedef int32 BudgetCode;

#define DatumGetBudgetCode(X)		((BudgetCode) DatumGetInt32(X))
#define BudgetCodeGetDatum(X)		Int32GetDatum(X)
#define PG_GETARG_BUDGET_CODE(n)	((BudgetCode) PG_GETARG_INT32(n))
#define PG_RETURN_BUDGET_CODE(x)	PG_RETURN_INT32(x)

#define BUDGET_CODE_OBJECT_MAX	999
#define BUDGET_CODE_ITEM_MAX	99
#define BUDGET_CODE_NO_ITEM		(-1)

/* The low seven bits hold the item's number plus one, 0 for no item. */
static inline BudgetCode
budget_code_make(int object, int item)
{
	return (BudgetCode) ((object << 7) | (item + 1));
}

static inline int
budget_code_object(BudgetCode code)
{
	return code >> 7;
}

static inline int
budget_code_item(BudgetCode code)
{
	return (code & 0x7f) - 1;
}

/* The greatest code that is the given one or below it */
static inline BudgetCode
budget_code_last_below(BudgetCode code)
{
	int			object = budget_code_object(code);

	if (budget_code_item(code) != BUDGET_CODE_NO_ITEM)
		return code;
	if (object % 100 == 0)
		object += 99;
	return budget_code_make(object, BUDGET_CODE_ITEM_MAX);
}

/* The first code of those that can be above the given one */
static inline BudgetCode
budget_code_group_of(BudgetCode code)
{
	int			object = budget_code_object(code);

	return budget_code_make(object - object % 100, BUDGET_CODE_NO_ITEM);
}

/* "201-01" and its terminator */
#define BUDGET_CODE_BUFSIZE		7

extern bool budget_code_parse(const char *str, size_t len, BudgetCode *code);
extern int	budget_code_format(BudgetCode code, bool hyphen, char *buf);

#endif							/* BUDGET_CODE_H */

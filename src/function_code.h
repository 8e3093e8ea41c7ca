/*-------------------------------------------------------------------------
 *
 * function_code.h
 *	  Representation of a function_code.
 *
 * A function_code is three characters, digits and capital letters: 080 is a
 * 분야, 081 and 08A are 부문 of it.  It is stored in four bytes as a number
 * to the base 36, whose order is that of the characters: a 분야 comes
 * directly before its 부문.
 *
 *-------------------------------------------------------------------------
 */
#ifndef FUNCTION_CODE_H
#define FUNCTION_CODE_H

#include "fmgr.h"

typedef int32 FunctionCode;

#define DatumGetFunctionCode(X)		((FunctionCode) DatumGetInt32(X))
#define FunctionCodeGetDatum(X)		Int32GetDatum(X)
#define PG_GETARG_FUNCTION_CODE(n)	((FunctionCode) PG_GETARG_INT32(n))
#define PG_RETURN_FUNCTION_CODE(x)	PG_RETURN_INT32(x)

#define FUNCTION_CODE_LENGTH	3
#define FUNCTION_CODE_BASE		36

static inline bool
function_code_is_field(FunctionCode code)
{
	return code % FUNCTION_CODE_BASE == 0;
}

/* The field a code belongs to: itself, if it is one */
static inline FunctionCode
function_code_field_of(FunctionCode code)
{
	return code - code % FUNCTION_CODE_BASE;
}

/* The greatest code that is the given one or below it */
static inline FunctionCode
function_code_last_below(FunctionCode code)
{
	return function_code_is_field(code) ? code + FUNCTION_CODE_BASE - 1 : code;
}

/* "08A" and its terminator */
#define FUNCTION_CODE_BUFSIZE	(FUNCTION_CODE_LENGTH + 1)

extern bool function_code_parse(const char *str, size_t len,
								FunctionCode *code);
extern void function_code_format(FunctionCode code, char *buf);

#endif							/* FUNCTION_CODE_H */

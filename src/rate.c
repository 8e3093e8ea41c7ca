/*-------------------------------------------------------------------------
 *
 * rate.c
 *	  Rates of change, of execution and of shares, in per cent.
 *
 * A rate is exact: the quotient is never rounded twice.  Amounts that fit
 * 64 bits are divided as integers; all others go through numeric's exact
 * integer division.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "budget_ext.h"
#include "compat.h"

#define RATE_MAX_DIGITS		6

/* 100 per cent, in units of the last decimal shown */
static const int64 rate_scale[RATE_MAX_DIGITS + 1] = {
	INT64CONST(100), INT64CONST(1000), INT64CONST(10000),
	INT64CONST(100000), INT64CONST(1000000), INT64CONST(10000000),
	INT64CONST(100000000)
};

static Numeric
numeric_call1(PGFunction func, Numeric a)
{
	return DatumGetNumeric(DirectFunctionCall1(func, NumericGetDatum(a)));
}

static Numeric
numeric_call2(PGFunction func, Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(func, NumericGetDatum(a),
											   NumericGetDatum(b)));
}

static int
numeric_compare(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a),
											 NumericGetDatum(b)));
}

static int
numeric_signum(Numeric a)
{
	return numeric_compare(a, int64_to_numeric(0));
}

static bool
numeric_is_finite(Numeric a)
{
	return !numeric_is_nan(a) && !numeric_is_inf(a);
}

/*
 * Give the value of a small integer written without decimals; false says
 * nothing but "look closer".
 */
static bool
numeric_is_small_integer(Numeric a, int64 *value)
{
	bool		failed = false;

	if (!numeric_is_finite(a) ||
		DatumGetInt32(DirectFunctionCall1(numeric_scale, NumericGetDatum(a))) != 0)
		return false;
	*value = numeric_int4_opt_error(a, &failed);
	return !failed;
}

static void
check_digits(int digits)
{
	if (digits < 0 || digits > RATE_MAX_DIGITS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid number of decimals: %d", digits),
				 errdetail("A rate has between 0 and %d decimals.",
						   RATE_MAX_DIGITS)));
}

/*
 * part * 100 / base, half away from zero, as a count of the last decimal.
 * False when 64 bits do not hold the way there.  base is not zero.
 */
static bool
integer_rate(int64 part, int64 base, int digits, int64 *rate)
{
	int64		scaled;
	int64		quotient;
	int64		rest;

	if (base == PG_INT64_MIN ||
		pg_mul_s64_overflow(part, rate_scale[digits], &scaled) ||
		scaled == PG_INT64_MIN)
		return false;
	if (base < 0)
	{
		base = -base;
		scaled = -scaled;
	}

	quotient = scaled / base;
	rest = scaled % base;
	if (rest < 0)
		rest = -rest;
	/* rest + rest might overflow */
	if (rest >= base - rest)
		quotient += scaled < 0 ? -1 : 1;
	*rate = quotient;
	return true;
}

/*
 * The same for any numeric.  NaN and infinity mean what they mean to numeric's
 * division.  base is not zero.
 */
static Numeric
numeric_rate(Numeric part, Numeric base, int digits)
{
	Numeric		scaled;
	Numeric		quotient;
	Numeric		rest;

	if (!numeric_is_finite(part) || !numeric_is_finite(base))
		return DatumGetNumeric(DirectFunctionCall2(numeric_round,
												   NumericGetDatum(numeric_call2(numeric_div, part, base)),
												   Int32GetDatum(digits)));

	scaled = numeric_call2(numeric_mul, part, int64_to_numeric(rate_scale[digits]));
	quotient = numeric_call2(numeric_div_trunc, scaled, base);
	rest = numeric_call2(numeric_sub, scaled,
						 numeric_call2(numeric_mul, quotient, base));
	if (numeric_compare(numeric_call1(numeric_abs, numeric_call2(numeric_add, rest, rest)),
						numeric_call1(numeric_abs, base)) >= 0)
	{
		bool		negative = (numeric_signum(part) < 0) != (numeric_signum(base) < 0);

		quotient = numeric_call2(negative ? numeric_sub : numeric_add,
								 quotient, int64_to_numeric(1));
	}

	/* a power of ten with that many decimals: this product is exact */
	return numeric_call2(numeric_mul, quotient,
						 int64_div_fast_to_numeric(1, digits));
}

/* The rate of change; NULL (false) when there is nothing to compare with. */
static bool
rate_of_change(Numeric prior, Numeric current, int digits, Numeric *result)
{
	int64		a;
	int64		b;
	int64		rate;

	check_digits(digits);

	/* differences of 32-bit integers do not overflow */
	if (numeric_is_small_integer(prior, &a) && numeric_is_small_integer(current, &b))
	{
		if (a == 0)
			return false;
		if (integer_rate(b - a, a < 0 ? -a : a, digits, &rate))
		{
			*result = int64_div_fast_to_numeric(rate, digits);
			return true;
		}
	}

	if (numeric_signum(prior) == 0)
		return false;
	*result = numeric_rate(numeric_call2(numeric_sub, current, prior),
						   numeric_call1(numeric_abs, prior), digits);
	return true;
}

/* part of base in per cent; NULL (false) when base is zero. */
static bool
rate_of_part(Numeric part, Numeric base, int digits, Numeric *result)
{
	int64		a;
	int64		b;
	int64		rate;

	check_digits(digits);

	if (numeric_is_small_integer(part, &a) && numeric_is_small_integer(base, &b))
	{
		if (b == 0)
			return false;
		if (integer_rate(a, b, digits, &rate))
		{
			*result = int64_div_fast_to_numeric(rate, digits);
			return true;
		}
	}

	if (numeric_signum(base) == 0)
		return false;
	*result = numeric_rate(part, base, digits);
	return true;
}

PG_FUNCTION_INFO_V1(change_rate);
Datum
change_rate(PG_FUNCTION_ARGS)
{
	Numeric		result;

	if (!rate_of_change(PG_GETARG_NUMERIC(0), PG_GETARG_NUMERIC(1),
						PG_GETARG_INT32(2), &result))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(result);
}

/* execution_rate() and share_rate(): they differ in what they mean. */
PG_FUNCTION_INFO_V1(part_rate);
Datum
part_rate(PG_FUNCTION_ARGS)
{
	Numeric		result;

	if (!rate_of_part(PG_GETARG_NUMERIC(0), PG_GETARG_NUMERIC(1),
					  PG_GETARG_INT32(2), &result))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(result);
}

/* The word for a change; an amount that is not stated counts as none. */
PG_FUNCTION_INFO_V1(change_label);
Datum
change_label(PG_FUNCTION_ARGS)
{
	Numeric		none;
	Numeric		prior;
	Numeric		current;
	const char *label;
	int			change;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();

	none = int64_to_numeric(0);
	prior = PG_ARGISNULL(0) ? none : PG_GETARG_NUMERIC(0);
	current = PG_ARGISNULL(1) ? none : PG_GETARG_NUMERIC(1);

	change = numeric_compare(current, prior);
	if (change > 0 && numeric_compare(prior, none) == 0)
		label = "신규";
	else if (change < 0 && numeric_compare(current, none) == 0)
		label = "폐지";
	else if (change > 0)
		label = "증";
	else if (change < 0)
		label = "감";
	else
		label = "동일";

	PG_RETURN_TEXT_P(cstring_to_text(pg_any_to_server(label, strlen(label), PG_UTF8)));
}

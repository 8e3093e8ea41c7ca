/*-------------------------------------------------------------------------
 *
 * rate.c
 *	  Rates of change, of execution and of shares, in per cent.
 *
 * A rate is exact: the quotient is never rounded twice.  Amounts that fit
 * 64 bits are divided as integers; all others go through numeric's exact
 * integer division.  The functions are declared for numeric, so that they take
 * every kind of amount; where both arguments are thousand_won, the planner
 * calls a function for their integers instead.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "nodes/supportnodes.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
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

/* The number of decimals that a finite numeric is written with. */
static int
numeric_decimals(Numeric a)
{
	return DatumGetInt32(DirectFunctionCall1(numeric_scale, NumericGetDatum(a)));
}

/*
 * Give the value of a small integer written without decimals; false says
 * nothing but "look closer".
 */
static bool
numeric_is_small_integer(Numeric a, int64 *value)
{
	bool		failed = false;

	/* fails for NaN and infinity, which have no scale */
	*value = numeric_int4_opt_error(a, &failed);
	return !failed && numeric_decimals(a) == 0;
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
 * The same for any finite numerics, by whole numbers.  base is not zero.
 */
static Numeric
whole_number_rate(Numeric part, Numeric base, int digits)
{
	Numeric		scaled = numeric_call2(numeric_mul, part, int64_to_numeric(rate_scale[digits]));
	Numeric		quotient = numeric_call2(numeric_div_trunc, scaled, base);
	Numeric		rest = numeric_call2(numeric_sub, scaled,
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

/*
 * The same for any numeric.  NaN and infinity mean what they mean to numeric's
 * division.  base is not zero.
 */
static Numeric
numeric_rate(Numeric part, Numeric base, int digits)
{
	Numeric		quotient;
	Numeric		rounded;
	Numeric		rest;

	quotient = numeric_call2(numeric_div,
							 numeric_call2(numeric_mul, part, int64_to_numeric(100)), base);
	rounded = DatumGetNumeric(DirectFunctionCall2(numeric_round,
												  NumericGetDatum(quotient),
												  Int32GetDatum(digits)));
	if (!numeric_is_finite(part) || !numeric_is_finite(base))
		return rounded;

	/*
	 * The quotient has been rounded to more decimals than we show.  Rounding
	 * it again is safe unless it is a tie now, which it need not have been.
	 */
	if (numeric_decimals(quotient) > digits)
	{
		rest = numeric_call1(numeric_abs, numeric_call2(numeric_sub, quotient, rounded));
		if (numeric_compare(rest, int64_div_fast_to_numeric(5, digits + 1)) < 0)
			return rounded;
	}
	return whole_number_rate(part, base, digits);
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


/*
 * The same for thousand_won
 */

PG_FUNCTION_INFO_V1(change_rate_won);
Datum
change_rate_won(PG_FUNCTION_ARGS)
{
	int64		prior = PG_GETARG_THOUSAND_WON(0);
	int64		current = PG_GETARG_THOUSAND_WON(1);
	int32		digits = PG_GETARG_INT32(2);
	int64		change;
	int64		rate;
	Numeric		result;

	check_digits(digits);
	if (prior == 0)
		PG_RETURN_NULL();
	if (!pg_sub_s64_overflow(current, prior, &change) &&
		integer_rate(change, prior < 0 ? -prior : prior, digits, &rate))
		PG_RETURN_NUMERIC(int64_div_fast_to_numeric(rate, digits));

	(void) rate_of_change(int64_to_numeric(prior), int64_to_numeric(current),
						  digits, &result);
	PG_RETURN_NUMERIC(result);
}

PG_FUNCTION_INFO_V1(part_rate_won);
Datum
part_rate_won(PG_FUNCTION_ARGS)
{
	int64		part = PG_GETARG_THOUSAND_WON(0);
	int64		base = PG_GETARG_THOUSAND_WON(1);
	int32		digits = PG_GETARG_INT32(2);
	int64		rate;
	Numeric		result;

	check_digits(digits);
	if (base == 0)
		PG_RETURN_NULL();
	if (integer_rate(part, base, digits, &rate))
		PG_RETURN_NUMERIC(int64_div_fast_to_numeric(rate, digits));

	(void) rate_of_part(int64_to_numeric(part), int64_to_numeric(base),
						digits, &result);
	PG_RETURN_NUMERIC(result);
}

/*
 * Planner support of the rates: calls the function of the same name and "_won"
 * where both amounts are thousand_won.
 */
PG_FUNCTION_INFO_V1(rate_support);
Datum
rate_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	FuncExpr   *call;
	char	   *name;

	if (!IsA(request, SupportRequestSimplify))
		PG_RETURN_POINTER(NULL);
	call = ((SupportRequestSimplify *) request)->fcall;
	name = get_func_name(call->funcid);
	if (name == NULL)
		PG_RETURN_POINTER(NULL);
	PG_RETURN_POINTER(call_won_twin(call, psprintf("%s_won", name), 2));
}


/*
 * Words
 */

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


/*
 * Aggregates: the rate of the sums
 *
 * Each of the two sums is a state of numeric's own sum, whose functions are
 * called with the context of ours.
 */

typedef struct RateSums
{
	bool		has_digits;		/* known from the first row */
	bool		no_digits;		/* they are NULL */
	int32		digits;
	Datum		sums[2];		/* of the two arguments; 0 before the first row */
} RateSums;

/* Calls a support function of numeric's aggregates; a NULL result is 0. */
static Datum
call_numeric_aggregate(FunctionCallInfo fcinfo, PGFunction func,
					   Datum state, bool value_is_null, Datum value, int nargs)
{
	LOCAL_FCINFO(call, 2);
	Datum		result;

	InitFunctionCallInfoData(*call, fcinfo->flinfo, nargs, InvalidOid,
							 fcinfo->context, NULL);
	call->args[0].value = state;
	call->args[0].isnull = DatumGetPointer(state) == NULL;
	call->args[1].value = value;
	call->args[1].isnull = value_is_null;
	result = func(call);
	return call->isnull ? (Datum) 0 : result;
}

static RateSums *
make_rate_sums(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "aggregate function called in non-aggregate context");
	return (RateSums *) MemoryContextAllocZero(context, sizeof(RateSums));
}

/* Notes the number of decimals, which all rows must agree on. */
static void
set_digits(RateSums *state, bool is_null, int32 digits)
{
	if (!is_null)
		check_digits(digits);
	if (state->has_digits &&
		(state->no_digits != is_null || (!is_null && state->digits != digits)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of decimals changes from row to row")));
	state->has_digits = true;
	state->no_digits = is_null;
	state->digits = is_null ? 0 : digits;
}

PG_FUNCTION_INFO_V1(total_rate_accum);
Datum
total_rate_accum(PG_FUNCTION_ARGS)
{
	RateSums   *state = PG_ARGISNULL(0) ? make_rate_sums(fcinfo) :
		(RateSums *) PG_GETARG_POINTER(0);

	if (PG_NARGS() > 3)
		set_digits(state, PG_ARGISNULL(3), PG_ARGISNULL(3) ? 0 : PG_GETARG_INT32(3));
	for (int i = 0; i < 2; i++)
		state->sums[i] = call_numeric_aggregate(fcinfo, numeric_avg_accum, state->sums[i],
												PG_ARGISNULL(i + 1), PG_GETARG_DATUM(i + 1), 2);
	PG_RETURN_POINTER(state);
}

/* For moving frames; NULL asks for a new start. */
PG_FUNCTION_INFO_V1(total_rate_accum_inverse);
Datum
total_rate_accum_inverse(PG_FUNCTION_ARGS)
{
	RateSums   *state;

	if (PG_ARGISNULL(0))
		elog(ERROR, "total_rate_accum_inverse called with NULL state");
	state = (RateSums *) PG_GETARG_POINTER(0);
	for (int i = 0; i < 2; i++)
	{
		if (PG_ARGISNULL(i + 1))
			continue;
		if (call_numeric_aggregate(fcinfo, numeric_accum_inv, state->sums[i],
								   false, PG_GETARG_DATUM(i + 1), 2) == (Datum) 0)
			PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(total_rate_combine);
Datum
total_rate_combine(PG_FUNCTION_ARGS)
{
	RateSums   *state = PG_ARGISNULL(0) ? NULL : (RateSums *) PG_GETARG_POINTER(0);
	RateSums   *other = PG_ARGISNULL(1) ? NULL : (RateSums *) PG_GETARG_POINTER(1);

	if (other == NULL)
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	if (state == NULL)
		state = make_rate_sums(fcinfo);
	if (other->has_digits)
		set_digits(state, other->no_digits, other->digits);
	for (int i = 0; i < 2; i++)
		state->sums[i] = call_numeric_aggregate(fcinfo, numeric_avg_combine, state->sums[i],
												other->sums[i] == (Datum) 0, other->sums[i], 2);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(total_rate_serialize);
Datum
total_rate_serialize(PG_FUNCTION_ARGS)
{
	RateSums   *state = (RateSums *) PG_GETARG_POINTER(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, state->has_digits);
	pq_sendbyte(&buf, state->no_digits);
	pq_sendint32(&buf, state->digits);
	for (int i = 0; i < 2; i++)
	{
		bytea	   *sum = DatumGetByteaPP(call_numeric_aggregate(fcinfo, numeric_avg_serialize,
																 state->sums[i], true, (Datum) 0, 1));

		pq_sendint32(&buf, VARSIZE_ANY_EXHDR(sum));
		pq_sendbytes(&buf, VARDATA_ANY(sum), VARSIZE_ANY_EXHDR(sum));
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

PG_FUNCTION_INFO_V1(total_rate_deserialize);
Datum
total_rate_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *serialized = PG_GETARG_BYTEA_PP(0);
	RateSums   *state;
	StringInfoData buf;

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "aggregate function called in non-aggregate context");
	state = (RateSums *) palloc0(sizeof(RateSums));

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, VARDATA_ANY(serialized), VARSIZE_ANY_EXHDR(serialized));
	state->has_digits = pq_getmsgbyte(&buf) != 0;
	state->no_digits = pq_getmsgbyte(&buf) != 0;
	state->digits = (int32) pq_getmsgint(&buf, 4);
	for (int i = 0; i < 2; i++)
	{
		int			length = (int) pq_getmsgint(&buf, 4);
		const char *bytes = pq_getmsgbytes(&buf, length);
		bytea	   *sum = (bytea *) palloc(length + VARHDRSZ);

		SET_VARSIZE(sum, length + VARHDRSZ);
		memcpy(VARDATA(sum), bytes, length);
		state->sums[i] = call_numeric_aggregate(fcinfo, numeric_avg_deserialize,
												PointerGetDatum(sum), false, (Datum) 0, 2);
	}
	pq_getmsgend(&buf);
	pfree(buf.data);
	PG_RETURN_POINTER(state);
}

/* Gives the two sums and the number of decimals; false where one is NULL. */
static bool
finish_sums(FunctionCallInfo fcinfo, Numeric *first, Numeric *second, int *digits)
{
	RateSums   *state = PG_ARGISNULL(0) ? NULL : (RateSums *) PG_GETARG_POINTER(0);
	Datum		sums[2];

	if (state == NULL || state->no_digits)
		return false;
	for (int i = 0; i < 2; i++)
	{
		sums[i] = call_numeric_aggregate(fcinfo, numeric_sum, state->sums[i],
										 true, (Datum) 0, 1);
		if (sums[i] == (Datum) 0)
			return false;
	}
	*first = DatumGetNumeric(sums[0]);
	*second = DatumGetNumeric(sums[1]);
	*digits = state->has_digits ? state->digits : 1;
	return true;
}

PG_FUNCTION_INFO_V1(total_change_rate_final);
Datum
total_change_rate_final(PG_FUNCTION_ARGS)
{
	Numeric		prior;
	Numeric		current;
	Numeric		result;
	int			digits;

	if (!finish_sums(fcinfo, &prior, &current, &digits) ||
		!rate_of_change(prior, current, digits, &result))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(result);
}

PG_FUNCTION_INFO_V1(total_execution_rate_final);
Datum
total_execution_rate_final(PG_FUNCTION_ARGS)
{
	Numeric		executed;
	Numeric		budget;
	Numeric		result;
	int			digits;

	if (!finish_sums(fcinfo, &executed, &budget, &digits) ||
		!rate_of_part(executed, budget, digits, &result))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(result);
}

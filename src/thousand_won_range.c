/*-------------------------------------------------------------------------
 *
 * thousand_won_range.c
 *	  Ranges of amounts: frames of windows, distances, series.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/int.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "budget_ext.h"
#include "compat.h"

/*
 * in_range: whether val is at most (less) or at least base + offset, or
 * base - offset (sub).  Asked of the distance of val from base, this needs no
 * sum that might overflow.
 */
static Datum
in_range(int64 val, int64 base, uint64 offset, bool sub, bool less)
{
	bool		at_most = less != sub;
	int64		from = sub ? val : base;
	int64		to = sub ? base : val;

	if (to < from)
		PG_RETURN_BOOL(at_most);
	PG_RETURN_BOOL(at_most ? (uint64) to - (uint64) from <= offset :
				   (uint64) to - (uint64) from >= offset);
}

static void
check_offset(bool valid)
{
	if (!valid)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PRECEDING_OR_FOLLOWING_SIZE),
				 errmsg("invalid preceding or following size in window function")));
}

/* The same with an offset of thousands, which may be more than any distance. */
static Datum
in_range_of_thousands(FunctionCallInfo fcinfo, int64 thousands)
{
	uint64		offset = thousands;

	check_offset(thousands >= 0);
	if (offset > PG_UINT64_MAX / WON_PER_THOUSAND)
		offset = PG_UINT64_MAX;
	else
		offset *= WON_PER_THOUSAND;
	return in_range(PG_GETARG_THOUSAND_WON(0), PG_GETARG_THOUSAND_WON(1),
					offset, PG_GETARG_BOOL(3), PG_GETARG_BOOL(4));
}

PG_FUNCTION_INFO_V1(thousand_won_in_range);
Datum
thousand_won_in_range(PG_FUNCTION_ARGS)
{
	int64		offset = PG_GETARG_THOUSAND_WON(2);

	check_offset(offset >= 0);
	return in_range(PG_GETARG_THOUSAND_WON(0), PG_GETARG_THOUSAND_WON(1),
					offset, PG_GETARG_BOOL(3), PG_GETARG_BOOL(4));
}

PG_FUNCTION_INFO_V1(thousand_won_in_range_smallint);
Datum
thousand_won_in_range_smallint(PG_FUNCTION_ARGS)
{
	return in_range_of_thousands(fcinfo, PG_GETARG_INT16(2));
}

PG_FUNCTION_INFO_V1(thousand_won_in_range_integer);
Datum
thousand_won_in_range_integer(PG_FUNCTION_ARGS)
{
	return in_range_of_thousands(fcinfo, PG_GETARG_INT32(2));
}

PG_FUNCTION_INFO_V1(thousand_won_in_range_bigint);
Datum
thousand_won_in_range_bigint(PG_FUNCTION_ARGS)
{
	return in_range_of_thousands(fcinfo, PG_GETARG_INT64(2));
}

PG_FUNCTION_INFO_V1(thousand_won_in_range_numeric);
Datum
thousand_won_in_range_numeric(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall5(in_range_numeric_numeric,
							   NumericGetDatum(won_to_numeric(PG_GETARG_THOUSAND_WON(0))),
							   NumericGetDatum(won_to_numeric(PG_GETARG_THOUSAND_WON(1))),
							   PG_GETARG_DATUM(2),
							   PG_GETARG_DATUM(3),
							   PG_GETARG_DATUM(4));
}

/* The distance of two bounds, for indexes and statistics of ranges */
PG_FUNCTION_INFO_V1(thousand_won_subdiff);
Datum
thousand_won_subdiff(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(((float8) PG_GETARG_THOUSAND_WON(0) -
					  (float8) PG_GETARG_THOUSAND_WON(1)) / WON_PER_THOUSAND);
}

/*
 * generate_series(start, stop [, step]): by thousand won unless step is given
 */

typedef struct WonSeries
{
	int64		next;
	int64		stop;
	int64		step;
	bool		ended;
} WonSeries;

PG_FUNCTION_INFO_V1(thousand_won_series);
Datum
thousand_won_series(PG_FUNCTION_ARGS)
{
	FuncCallContext *context;
	WonSeries  *series;
	int64		result;

	if (SRF_IS_FIRSTCALL())
	{
		context = SRF_FIRSTCALL_INIT();
		series = (WonSeries *) MemoryContextAlloc(context->multi_call_memory_ctx,
												  sizeof(WonSeries));
		series->next = PG_GETARG_THOUSAND_WON(0);
		series->stop = PG_GETARG_THOUSAND_WON(1);
		series->step = PG_NARGS() == 3 ? PG_GETARG_THOUSAND_WON(2) :
			WON_PER_THOUSAND;
		series->ended = false;
		if (series->step == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("step size cannot equal zero")));
		context->user_fctx = series;
	}

	context = SRF_PERCALL_SETUP();
	series = (WonSeries *) context->user_fctx;
	result = series->next;
	if (series->ended ||
		(series->step > 0 ? result > series->stop : result < series->stop))
		SRF_RETURN_DONE(context);

	/* a series that reaches the end of the range ends there */
	series->ended = pg_add_s64_overflow(result, series->step, &series->next);
	SRF_RETURN_NEXT(context, ThousandWonGetDatum(result));
}

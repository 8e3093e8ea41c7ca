/*-------------------------------------------------------------------------
 *
 * thousand_won.c
 *	  The type of budget amounts: written in thousand won, exact to the won.
 *
 * A value is a 64-bit number of won.  Its order, hash and extremes are those
 * of bigint, so sql/thousand_won.sql uses the server's own functions for them;
 * here is what differs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "common/int.h"
#include "fmgr.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "budget_ext.h"
#include "compat.h"
#include "won_notation.h"

/*
 * The sum of any number of amounts, as a signed 128-bit number in two halves,
 * and how many they are.
 */
typedef struct WonSum
{
	int64		count;
	int64		high;
	uint64		low;
} WonSum;


/*
 * Limits
 */

void
won_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("thousand_won out of range")));
}

/* A result of 64-bit arithmetic is an amount unless it has no opposite. */
static inline int64
check_won(int64 won)
{
	if (unlikely(!WON_IS_VALID(won)))
		won_out_of_range();
	return won;
}

/* An example in Korean, in the encoding of the database. */
static const char *
example(const char *utf8)
{
	return pg_any_to_server(utf8, strlen(utf8), PG_UTF8);
}

/*
 * The text as the readers of notations want it; not ended by a zero byte.
 */
char *
text_to_utf8(const text *t, int *length)
{
	char	   *data = VARDATA_ANY(t);
	char	   *utf8;

	*length = VARSIZE_ANY_EXHDR(t);
	utf8 = pg_server_to_any(data, *length, PG_UTF8);
	if (utf8 != data)
		*length = strlen(utf8);
	return utf8;
}

/*
 * Text input and output
 */

/*
 * Reads an amount from a string in the encoding of the database.  A false
 * result means that the problem is told in escontext.
 */
static bool
parse_amount(char *str, int64 *won, Node *escontext)
{
	int			length = strlen(str);
	char	   *utf8 = pg_server_to_any(str, length, PG_UTF8);
	WonProblem	problem;

	if (utf8 != str)
		length = strlen(utf8);

	switch (won_read(utf8, length, won, &problem))
	{
		case WON_OK:
			return true;
		case WON_OUT_OF_RANGE:
			ereturn(escontext, false,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("value \"%s\" is out of range for type %s",
							str, "thousand_won"),
					 errhint("Amounts range from -9,223,372,036,854,775.807 to 9,223,372,036,854,775.807 thousand won.")));
		case WON_BELOW_ONE:
			ereturn(escontext, false,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s: \"%s\"",
							"thousand_won", str),
					 errdetail("At character %d, %s.",
							   (int) won_character(utf8, problem.offset),
							   _(problem.reason)),
					 errhint("An amount is exact to the won; to round one, convert it to numeric and use round_won.")));
		case WON_BAD_SYNTAX:
			break;
	}
	ereturn(escontext, false,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s: \"%s\"",
					"thousand_won", str),
			 errdetail("At character %d, %s.",
					   (int) won_character(utf8, problem.offset),
					   _(problem.reason)),
			 errhint("Write thousand won as 350000 or 350,000, or give the unit, as in %s or %s.",
					 example("350,000,000원"), example("3억 5,000만원"))));
}

PG_FUNCTION_INFO_V1(thousand_won_in);
Datum
thousand_won_in(PG_FUNCTION_ARGS)
{
	int64		won;

	if (!parse_amount(PG_GETARG_CSTRING(0), &won, fcinfo->context))
		PG_RETURN_NULL();
	PG_RETURN_THOUSAND_WON(won);
}

PG_FUNCTION_INFO_V1(thousand_won_out);
Datum
thousand_won_out(PG_FUNCTION_ARGS)
{
	char	   *result = (char *) palloc(WON_PLAIN_MAX);

	won_write_plain(PG_GETARG_THOUSAND_WON(0), result);
	PG_RETURN_CSTRING(result);
}

/*
 * Binary input and output: the number of won
 */

PG_FUNCTION_INFO_V1(thousand_won_recv);
Datum
thousand_won_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);

	PG_RETURN_THOUSAND_WON(check_won(pq_getmsgint64(buf)));
}

/*
 * Arithmetic
 */

PG_FUNCTION_INFO_V1(thousand_won_plus);
Datum
thousand_won_plus(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(PG_GETARG_THOUSAND_WON(0));
}

PG_FUNCTION_INFO_V1(thousand_won_minus);
Datum
thousand_won_minus(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(-PG_GETARG_THOUSAND_WON(0));
}

PG_FUNCTION_INFO_V1(thousand_won_abs);
Datum
thousand_won_abs(PG_FUNCTION_ARGS)
{
	int64		won = PG_GETARG_THOUSAND_WON(0);

	PG_RETURN_THOUSAND_WON(won < 0 ? -won : won);
}

PG_FUNCTION_INFO_V1(thousand_won_sign);
Datum
thousand_won_sign(PG_FUNCTION_ARGS)
{
	int64		won = PG_GETARG_THOUSAND_WON(0);

	PG_RETURN_INT32((won > 0) - (won < 0));
}

PG_FUNCTION_INFO_V1(thousand_won_add);
Datum
thousand_won_add(PG_FUNCTION_ARGS)
{
	int64		result;

	if (unlikely(pg_add_s64_overflow(PG_GETARG_THOUSAND_WON(0),
									 PG_GETARG_THOUSAND_WON(1), &result)))
		won_out_of_range();
	PG_RETURN_THOUSAND_WON(check_won(result));
}

PG_FUNCTION_INFO_V1(thousand_won_subtract);
Datum
thousand_won_subtract(PG_FUNCTION_ARGS)
{
	int64		result;

	if (unlikely(pg_sub_s64_overflow(PG_GETARG_THOUSAND_WON(0),
									 PG_GETARG_THOUSAND_WON(1), &result)))
		won_out_of_range();
	PG_RETURN_THOUSAND_WON(check_won(result));
}

static int64
multiply(int64 won, int64 times)
{
	int64		result;

	if (unlikely(pg_mul_s64_overflow(won, times, &result)))
		won_out_of_range();
	return check_won(result);
}

PG_FUNCTION_INFO_V1(thousand_won_multiply);
Datum
thousand_won_multiply(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(multiply(PG_GETARG_THOUSAND_WON(0),
									PG_GETARG_INT64(1)));
}

PG_FUNCTION_INFO_V1(bigint_multiply_thousand_won);
Datum
bigint_multiply_thousand_won(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(multiply(PG_GETARG_THOUSAND_WON(1),
									PG_GETARG_INT64(0)));
}

PG_FUNCTION_INFO_V1(thousand_won_divide);
Datum
thousand_won_divide(PG_FUNCTION_ARGS)
{
	int64		won = PG_GETARG_THOUSAND_WON(0);
	int64		divisor = PG_GETARG_THOUSAND_WON(1);

	if (unlikely(divisor == 0))
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("division by zero")));
	return DirectFunctionCall2(numeric_div,
							   NumericGetDatum(won_to_numeric(won)),
							   NumericGetDatum(won_to_numeric(divisor)));
}

PG_FUNCTION_INFO_V1(thousand_won_remainder);
Datum
thousand_won_remainder(PG_FUNCTION_ARGS)
{
	int64		won = PG_GETARG_THOUSAND_WON(0);
	int64		divisor = PG_GETARG_THOUSAND_WON(1);

	if (unlikely(divisor == 0))
		ereport(ERROR,
				(errcode(ERRCODE_DIVISION_BY_ZERO),
				 errmsg("division by zero")));
	PG_RETURN_THOUSAND_WON(won % divisor);
}

/*
 * Conversions
 */

/* Whole thousands as an amount. */
static int64
won_from_thousands(int64 thousands)
{
	int64		won;

	if (unlikely(pg_mul_s64_overflow(thousands, WON_PER_THOUSAND, &won)))
		won_out_of_range();
	return won;
}

PG_FUNCTION_INFO_V1(smallint_to_thousand_won);
Datum
smallint_to_thousand_won(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(PG_GETARG_INT16(0) * WON_PER_THOUSAND);
}

PG_FUNCTION_INFO_V1(integer_to_thousand_won);
Datum
integer_to_thousand_won(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(PG_GETARG_INT32(0) * WON_PER_THOUSAND);
}

PG_FUNCTION_INFO_V1(bigint_to_thousand_won);
Datum
bigint_to_thousand_won(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(won_from_thousands(PG_GETARG_INT64(0)));
}

/* An amount in thousand won, with three decimals only where it has some. */
Numeric
won_to_numeric(int64 won)
{
	if (won % WON_PER_THOUSAND == 0)
		return int64_to_numeric(won / WON_PER_THOUSAND);
	return int64_div_fast_to_numeric(won, 3);
}

PG_FUNCTION_INFO_V1(thousand_won_to_numeric);
Datum
thousand_won_to_numeric(PG_FUNCTION_ARGS)
{
	PG_RETURN_NUMERIC(won_to_numeric(PG_GETARG_THOUSAND_WON(0)));
}

/*
 * A number in units of 10^exponent won, without what is below one won.
 *
 * The text of a numeric is read because its digits are nobody's business but
 * the server's.
 */
static int64
won_from_decimal(Numeric number, int exponent, WonLoss *loss)
{
	char	   *digits;
	int64		won = 0;

	if (numeric_is_nan(number) || numeric_is_inf(number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("cannot convert %s to %s",
						numeric_is_nan(number) ? "NaN" : "infinity",
						"thousand_won")));

	digits = DatumGetCString(DirectFunctionCall1(numeric_out,
												 NumericGetDatum(number)));
	switch (won_read_decimal(digits, strlen(digits), exponent, &won, loss))
	{
		case WON_OK:
			break;
		case WON_OUT_OF_RANGE:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("value \"%s\" is out of range for type %s",
							digits, "thousand_won")));
			break;
		default:
			elog(ERROR, "unexpected text of a numeric: \"%s\"", digits);
	}
	pfree(digits);
	return won;
}

/* A number that is an amount as it stands. */
static int64
won_from_exact_decimal(Numeric number, int exponent)
{
	WonLoss		loss;
	int64		won = won_from_decimal(number, exponent, &loss);

	if (loss != WON_LOST_NOTHING)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" has digits below one won",
						DatumGetCString(DirectFunctionCall1(numeric_out,
															NumericGetDatum(number)))),
				 errhint("Use round_won to round it to thousand won or any other unit.")));
	return won;
}

/* An exact number of thousand won as an amount. */
int64
won_from_numeric(Numeric amount)
{
	return won_from_exact_decimal(amount, 3);
}

PG_FUNCTION_INFO_V1(numeric_to_thousand_won);
Datum
numeric_to_thousand_won(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(won_from_numeric(PG_GETARG_NUMERIC(0)));
}

/* An amount of whole thousands. */
static int64
thousands_from_won(int64 won)
{
	if (won % WON_PER_THOUSAND != 0)
	{
		char		buffer[WON_PLAIN_MAX];

		won_write_plain(won, buffer);
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is not a whole number of thousand won",
						buffer),
				 errhint("Convert it to numeric, or round it first with round_won.")));
	}
	return won / WON_PER_THOUSAND;
}

PG_FUNCTION_INFO_V1(thousand_won_to_bigint);
Datum
thousand_won_to_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(thousands_from_won(PG_GETARG_THOUSAND_WON(0)));
}

PG_FUNCTION_INFO_V1(thousand_won_to_integer);
Datum
thousand_won_to_integer(PG_FUNCTION_ARGS)
{
	int64		thousands = thousands_from_won(PG_GETARG_THOUSAND_WON(0));

	if (unlikely(thousands < PG_INT32_MIN || thousands > PG_INT32_MAX))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("integer out of range")));
	PG_RETURN_INT32((int32) thousands);
}

PG_FUNCTION_INFO_V1(thousand_won_to_float8);
Datum
thousand_won_to_float8(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8((float8) PG_GETARG_THOUSAND_WON(0) / WON_PER_THOUSAND);
}

/* The type's own text is a number to JSON. */
PG_FUNCTION_INFO_V1(thousand_won_to_json);
Datum
thousand_won_to_json(PG_FUNCTION_ARGS)
{
	char		buffer[WON_PLAIN_MAX];
	size_t		length = won_write_plain(PG_GETARG_THOUSAND_WON(0), buffer);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(buffer, length));
}

PG_FUNCTION_INFO_V1(thousand_won_to_jsonb);
Datum
thousand_won_to_jsonb(PG_FUNCTION_ARGS)
{
	char		buffer[WON_PLAIN_MAX];

	won_write_plain(PG_GETARG_THOUSAND_WON(0), buffer);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(buffer));
}

/*
 * to_won(numeric) returns bigint: exact thousand won as a number of won.
 */
PG_FUNCTION_INFO_V1(to_won);
Datum
to_won(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(won_from_numeric(PG_GETARG_NUMERIC(0)));
}

/* The twin that the planner calls for thousand_won */
PG_FUNCTION_INFO_V1(thousand_won_to_won);
Datum
thousand_won_to_won(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_THOUSAND_WON(0));
}

PG_FUNCTION_INFO_V1(from_won_smallint);
Datum
from_won_smallint(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON((int64) PG_GETARG_INT16(0));
}

PG_FUNCTION_INFO_V1(from_won_integer);
Datum
from_won_integer(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON((int64) PG_GETARG_INT32(0));
}

PG_FUNCTION_INFO_V1(from_won_bigint);
Datum
from_won_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(check_won(PG_GETARG_INT64(0)));
}

PG_FUNCTION_INFO_V1(from_won_numeric);
Datum
from_won_numeric(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(won_from_exact_decimal(PG_GETARG_NUMERIC(0), 0));
}

/*
 * Rounding
 */

/* The mode a user names. */
RoundingMode
rounding_mode_from_text(const text *mode)
{
	static const char *const names[] = {"nearest", "ceil", "floor", "trunc"};
	const char *name = VARDATA_ANY(mode);
	size_t		length = VARSIZE_ANY_EXHDR(mode);

	for (int i = 0; i < lengthof(names); i++)
		if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
			return (RoundingMode) i;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unrecognized rounding mode \"%s\"",
					text_to_cstring(mode)),
			 errhint("The modes are \"nearest\", \"ceil\", \"floor\" and \"trunc\".")));
	return ROUND_NEAREST;		/* keep compiler quiet */
}

/*
 * Rounds an amount, which has lost something below one won, to a multiple of
 * unit, which is in won.
 *
 * What was lost counts too, so that a fraction is rounded once, not first to
 * the won and then to the unit.
 */
static int64
round_to_unit(int64 won, WonLoss loss, bool negative, int64 unit,
			  RoundingMode mode)
{
	int64		rest;
	int64		up;				/* distance to the next multiple */
	bool		away = false;	/* from zero */

	if (unit <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("rounding unit must be greater than zero")));

	rest = won % unit;
	won -= rest;
	if (rest < 0)
		rest = -rest;
	up = unit - rest;
	if (rest != 0 || loss != WON_LOST_NOTHING)
	{
		switch (mode)
		{
			case ROUND_NEAREST:
				/* what was lost counts only where half a won is missing */
				away = rest >= up ||
					(up - rest == 1 && loss == WON_LOST_HALF_OR_MORE);
				break;
			case ROUND_CEIL:
				away = !negative;
				break;
			case ROUND_FLOOR:
				away = negative;
				break;
			case ROUND_TRUNC:
				break;
		}
	}
	if (away &&
		(negative ? pg_sub_s64_overflow(won, unit, &won) :
		 pg_add_s64_overflow(won, unit, &won)))
		won_out_of_range();
	return check_won(won);
}

/* Rounds thousand won to a multiple of unit, which is in won. */
int64
won_round(Numeric amount, int64 unit, RoundingMode mode)
{
	WonLoss		loss;
	int64		won = won_from_decimal(amount, 3, &loss);
	bool		negative = won < 0;

	/* of -0.0001 the won are zero, so they do not tell the sign */
	if (won == 0 && loss != WON_LOST_NOTHING)
		negative = DatumGetBool(DirectFunctionCall2(numeric_lt,
													NumericGetDatum(amount),
													NumericGetDatum(int64_to_numeric(0))));
	return round_to_unit(won, loss, negative, unit, mode);
}

PG_FUNCTION_INFO_V1(round_won);
Datum
round_won(PG_FUNCTION_ARGS)
{
	PG_RETURN_THOUSAND_WON(won_round(PG_GETARG_NUMERIC(0),
									 PG_GETARG_THOUSAND_WON(1),
									 rounding_mode_from_text(PG_GETARG_TEXT_PP(2))));
}

PG_FUNCTION_INFO_V1(thousand_won_round_won);
Datum
thousand_won_round_won(PG_FUNCTION_ARGS)
{
	int64		won = PG_GETARG_THOUSAND_WON(0);

	PG_RETURN_THOUSAND_WON(round_to_unit(won, WON_LOST_NOTHING, won < 0,
										 PG_GETARG_THOUSAND_WON(1),
										 rounding_mode_from_text(PG_GETARG_TEXT_PP(2))));
}

/*
 * Notations of documents
 */

/* Writes an amount in the style that a user names. */
static text *
write_amount(int64 won, const text *name)
{
	WonStyle	style;
	char		buffer[WON_TEXT_MAX];
	size_t		length;
	char	   *result;

	if (!won_style_from_name(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name),
							 &style))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unrecognized style \"%s\"", text_to_cstring(name)),
				 errhint("The styles are \"table\", \"unit\", \"won\", \"million\" and \"korean\".")));

	length = won_write(won, style, buffer);
	result = pg_any_to_server(buffer, length, PG_UTF8);
	if (result != buffer)
		length = strlen(result);
	return cstring_to_text_with_len(result, length);
}

PG_FUNCTION_INFO_V1(won_text);
Datum
won_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(write_amount(won_from_numeric(PG_GETARG_NUMERIC(0)),
								  PG_GETARG_TEXT_PP(1)));
}

PG_FUNCTION_INFO_V1(thousand_won_won_text);
Datum
thousand_won_won_text(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(write_amount(PG_GETARG_THOUSAND_WON(0),
								  PG_GETARG_TEXT_PP(1)));
}

PG_FUNCTION_INFO_V1(thousand_won_to_char);
Datum
thousand_won_to_char(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall2Coll(numeric_to_char, PG_GET_COLLATION(),
								   NumericGetDatum(won_to_numeric(PG_GETARG_THOUSAND_WON(0))),
								   PG_GETARG_DATUM(1));
}

/*
 * parse_budget_cell(text) returns (amount, subsidy, pre_established)
 */
PG_FUNCTION_INFO_V1(parse_budget_cell);
Datum
parse_budget_cell(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	int			length;
	char	   *utf8 = text_to_utf8(input, &length);
	WonCell		cell;
	WonProblem	problem;
	WonStatus	status;
	TupleDesc	tupdesc;
	Datum		values[3];
	bool		nulls[3];

	status = won_read_cell(utf8, length, &cell, &problem);
	if (status == WON_OUT_OF_RANGE)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value \"%s\" is out of range for type %s",
						text_to_cstring(input), "thousand_won")));
	if (status != WON_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid budget cell: \"%s\"",
						text_to_cstring(input)),
				 errdetail("At character %d, %s.",
						   (int) won_character(utf8, problem.offset),
						   _(problem.reason)),
				 errhint("A cell holds an amount, and may hold the subsidised part before it, as in \"(x120,000) 350,000\".")));

	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	tupdesc = BlessTupleDesc(tupdesc);

	values[0] = ThousandWonGetDatum(cell.amount);
	nulls[0] = !cell.has_amount;
	values[1] = ThousandWonGetDatum(cell.subsidy);
	nulls[1] = !cell.has_subsidy;
	values[2] = BoolGetDatum(cell.pre_established);
	nulls[2] = false;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls)));
}

/*
 * Aggregates
 */

/* Apart, so that adding to a state that exists needs no stack frame */
static pg_noinline WonSum *
make_sum_state(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "aggregate function called in non-aggregate context");
	return (WonSum *) MemoryContextAllocZero(context, sizeof(WonSum));
}

/* The state of an aggregate, made in its context if there is none yet. */
static inline WonSum *
get_sum_state(FunctionCallInfo fcinfo)
{
	if (unlikely(PG_ARGISNULL(0)))
		return make_sum_state(fcinfo);
	return (WonSum *) PG_GETARG_POINTER(0);
}

static inline void
add_to_sum(WonSum *state, int64 high, uint64 low)
{
	state->low += low;
	state->high += high + (state->low < low);
}

PG_FUNCTION_INFO_V1(thousand_won_accum);
Datum
thousand_won_accum(PG_FUNCTION_ARGS)
{
	WonSum	   *state = get_sum_state(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		int64		won = PG_GETARG_THOUSAND_WON(1);

		add_to_sum(state, won < 0 ? -1 : 0, (uint64) won);
		state->count++;
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(thousand_won_accum_inverse);
Datum
thousand_won_accum_inverse(PG_FUNCTION_ARGS)
{
	WonSum	   *state = get_sum_state(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		/* every amount has an opposite */
		int64		won = -PG_GETARG_THOUSAND_WON(1);

		add_to_sum(state, won < 0 ? -1 : 0, (uint64) won);
		state->count--;
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(thousand_won_combine);
Datum
thousand_won_combine(PG_FUNCTION_ARGS)
{
	WonSum	   *state = get_sum_state(fcinfo);

	if (!PG_ARGISNULL(1))
	{
		WonSum	   *other = (WonSum *) PG_GETARG_POINTER(1);

		add_to_sum(state, other->high, other->low);
		state->count += other->count;
	}
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(thousand_won_serialize);
Datum
thousand_won_serialize(PG_FUNCTION_ARGS)
{
	WonSum	   *state;
	StringInfoData buf;

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "aggregate function called in non-aggregate context");
	state = (WonSum *) PG_GETARG_POINTER(0);

	pq_begintypsend(&buf);
	pq_sendint64(&buf, state->count);
	pq_sendint64(&buf, state->high);
	pq_sendint64(&buf, state->low);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

PG_FUNCTION_INFO_V1(thousand_won_deserialize);
Datum
thousand_won_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes;
	StringInfoData buf;
	WonSum	   *state;

	if (!AggCheckCallContext(fcinfo, NULL))
		elog(ERROR, "aggregate function called in non-aggregate context");
	bytes = PG_GETARG_BYTEA_PP(0);

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, VARDATA_ANY(bytes),
						   VARSIZE_ANY_EXHDR(bytes));
	state = (WonSum *) palloc(sizeof(WonSum));
	state->count = pq_getmsgint64(&buf);
	state->high = pq_getmsgint64(&buf);
	state->low = (uint64) pq_getmsgint64(&buf);
	pq_getmsgend(&buf);
	pfree(buf.data);
	PG_RETURN_POINTER(state);
}

/* Whether the sum is a 64-bit number. */
static bool
sum_is_short(const WonSum *state)
{
	return state->high == ((int64) state->low < 0 ? -1 : 0);
}

PG_FUNCTION_INFO_V1(thousand_won_sum);
Datum
thousand_won_sum(PG_FUNCTION_ARGS)
{
	WonSum	   *state = PG_ARGISNULL(0) ? NULL :
		(WonSum *) PG_GETARG_POINTER(0);

	if (state == NULL || state->count == 0)
		PG_RETURN_NULL();
	if (!sum_is_short(state))
		won_out_of_range();
	PG_RETURN_THOUSAND_WON(check_won((int64) state->low));
}

/* Shifts a numeric by 32 bits and adds that many. */
static Datum
append_bits(Datum number, uint32 bits)
{
	number = DirectFunctionCall2(numeric_mul, number,
								 NumericGetDatum(int64_to_numeric(INT64CONST(1) << 32)));
	return DirectFunctionCall2(numeric_add, number,
							   NumericGetDatum(int64_to_numeric(bits)));
}

PG_FUNCTION_INFO_V1(thousand_won_avg);
Datum
thousand_won_avg(PG_FUNCTION_ARGS)
{
	WonSum	   *state = PG_ARGISNULL(0) ? NULL :
		(WonSum *) PG_GETARG_POINTER(0);
	Datum		sum;

	if (state == NULL || state->count == 0)
		PG_RETURN_NULL();

	if (sum_is_short(state))
		sum = NumericGetDatum(won_to_numeric((int64) state->low));
	else
	{
		sum = NumericGetDatum(int64_to_numeric(state->high));
		sum = append_bits(sum, (uint32) (state->low >> 32));
		sum = append_bits(sum, (uint32) state->low);
		sum = DirectFunctionCall2(numeric_mul, sum,
								  NumericGetDatum(int64_div_fast_to_numeric(1, 3)));
	}
	return DirectFunctionCall2(numeric_div, sum,
							   NumericGetDatum(int64_to_numeric(state->count)));
}

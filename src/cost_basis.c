/*-------------------------------------------------------------------------
 *
 * cost_basis.c
 *	  Cost bases (산출기초) in SQL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "budget_ext.h"
#include "compat.h"
#include "cost_basis.h"
#include "won_notation.h"

StaticAssertDecl((int) ROUND_NEAREST == (int) COST_BASIS_NEAREST &&
				 (int) ROUND_CEIL == (int) COST_BASIS_CEIL &&
				 (int) ROUND_FLOOR == (int) COST_BASIS_FLOOR &&
				 (int) ROUND_TRUNC == (int) COST_BASIS_TRUNC,
				 "rounding modes differ");

/* Bytes of a text that an error message shows */
#define SHOWN_LENGTH	200

/* The text, or its beginning, for a message. */
static char *
show_basis(const text *basis)
{
	const char *data = VARDATA_ANY(basis);
	int			length = VARSIZE_ANY_EXHDR(basis);

	if (length <= SHOWN_LENGTH)
		return pnstrdup(data, length);
	length = pg_mbcliplen(data, length, SHOWN_LENGTH);
	return psprintf("%.*s...", length, data);
}

/* Evaluates the first argument by the mode that is the second. */
static CostBasisStatus
read_basis(FunctionCallInfo fcinfo, int64 *won, char **utf8,
		   CostBasisProblem *problem)
{
	RoundingMode mode = rounding_mode_from_text(PG_GETARG_TEXT_PP(1));
	int			length;

	*utf8 = text_to_utf8(PG_GETARG_TEXT_PP(0), &length);
	return cost_basis_read(*utf8, length, (CostBasisMode) mode, won, NULL, problem);
}

PG_FUNCTION_INFO_V1(cost_basis_amount);
Datum
cost_basis_amount(PG_FUNCTION_ARGS)
{
	int64		won;
	char	   *utf8;
	CostBasisProblem problem;
	CostBasisStatus status = read_basis(fcinfo, &won, &utf8, &problem);
	int			character;

	if (status == COST_BASIS_OK)
		PG_RETURN_THOUSAND_WON(won);

	character = (int) won_character(utf8, problem.offset);
	switch (status)
	{
		case COST_BASIS_OUT_OF_RANGE:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("cost basis out of range: \"%s\"",
							show_basis(PG_GETARG_TEXT_PP(0))),
					 errdetail("At character %d, %s.", character, _(problem.reason))));
			break;
		case COST_BASIS_ZERO_DIVIDE:
			ereport(ERROR,
					(errcode(ERRCODE_DIVISION_BY_ZERO),
					 errmsg("division by zero in cost basis: \"%s\"",
							show_basis(PG_GETARG_TEXT_PP(0))),
					 errdetail("At character %d, %s.", character, _(problem.reason))));
			break;
		case COST_BASIS_TOO_DEEP:
			ereport(ERROR,
					(errcode(ERRCODE_STATEMENT_TOO_COMPLEX),
					 errmsg("cost basis is too complex: \"%s\"",
							show_basis(PG_GETARG_TEXT_PP(0))),
					 errdetail("At character %d, %s.", character, _(problem.reason)),
					 errhint("At most %d brackets may be open at a time.",
							 COST_BASIS_MAX_DEPTH)));
			break;
		default:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid cost basis: \"%s\"",
							show_basis(PG_GETARG_TEXT_PP(0))),
					 errdetail("At character %d, %s.", character, _(problem.reason)),
					 errhint("Write numbers with their words, and %s between them, as in %s.",
							 pg_any_to_server("* × / ÷ + -", strlen("* × / ÷ + -"), PG_UTF8),
							 pg_any_to_server("85,680원*28일*50%", strlen("85,680원*28일*50%"), PG_UTF8))));
			break;
	}
	PG_RETURN_NULL();			/* keep compiler quiet */
}

PG_FUNCTION_INFO_V1(try_cost_basis_amount);
Datum
try_cost_basis_amount(PG_FUNCTION_ARGS)
{
	int64		won;
	char	   *utf8;
	CostBasisProblem problem;

	if (read_basis(fcinfo, &won, &utf8, &problem) != COST_BASIS_OK)
		PG_RETURN_NULL();
	PG_RETURN_THOUSAND_WON(won);
}

/* A piece of a line as text in the encoding of the database. */
static Datum
piece_to_text(const char *piece, size_t length)
{
	char	   *server = pg_any_to_server(piece, length, PG_UTF8);

	if (server != piece)
		length = strlen(server);
	return PointerGetDatum(cstring_to_text_with_len(server, length));
}

/* parse_cost_line(text) returns (depth, label, basis, amount) */
PG_FUNCTION_INFO_V1(parse_cost_line);
Datum
parse_cost_line(PG_FUNCTION_ARGS)
{
	int			length;
	char	   *utf8 = text_to_utf8(PG_GETARG_TEXT_PP(0), &length);
	CostLine	line;
	TupleDesc	tupdesc;
	Datum		values[4] = {0};
	bool		nulls[4] = {0};

	cost_line_read(utf8, length, &line);

	if (get_call_result_type(fcinfo, NULL, &tupdesc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	tupdesc = BlessTupleDesc(tupdesc);

	if (line.depth >= 0)
		values[0] = Int32GetDatum(line.depth);
	else
		nulls[0] = true;
	if (line.label_len > 0)
		values[1] = piece_to_text(line.label, line.label_len);
	else
		nulls[1] = true;
	if (line.basis_len > 0)
		values[2] = piece_to_text(line.basis, line.basis_len);
	else
		nulls[2] = true;
	values[3] = ThousandWonGetDatum(line.amount);
	nulls[3] = !line.has_amount;
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(tupdesc, values, nulls)));
}

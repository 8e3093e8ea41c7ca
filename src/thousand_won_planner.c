/*-------------------------------------------------------------------------
 *
 * thousand_won_planner.c
 *	  What the planner should know about functions of amounts.
 *
 * Many functions are declared for numeric, so that they take every kind of
 * amount.  Where the amounts are thousand_won, a twin of the function that
 * takes these spares the way through numeric and back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_cast.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "budget_ext.h"
#include "compat.h"

/* No function of amounts has more arguments. */
#define MAX_ARGUMENTS	4

/* thousand_won of a schema, and its cast to numeric, if they exist. */
static bool
find_won_type(Oid schema, Oid *won_type, Oid *cast_function)
{
	HeapTuple	tuple;

	*won_type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
								CStringGetDatum("thousand_won"),
								ObjectIdGetDatum(schema));
	if (!OidIsValid(*won_type))
		return false;
	tuple = SearchSysCache2(CASTSOURCETARGET, ObjectIdGetDatum(*won_type),
							ObjectIdGetDatum(NUMERICOID));
	if (!HeapTupleIsValid(tuple))
		return false;
	*cast_function = ((Form_pg_cast) GETSTRUCT(tuple))->castfunc;
	ReleaseSysCache(tuple);
	return OidIsValid(*cast_function);
}

/*
 * Where the first so many arguments of a call are cast from thousand_won to
 * numeric, makes a call of the twin, which stands in the same schema; gives
 * NULL otherwise.  The twin must return the same for the same amounts.
 *
 * Users may have the support function called for functions of their own, so
 * all types are checked.
 */
Node *
call_won_twin(FuncExpr *call, const char *twin, int amounts)
{
	Oid			schema = get_func_namespace(call->funcid);
	Oid			won_type;
	Oid			cast_function;
	Oid			types[MAX_ARGUMENTS];
	Oid			function;
	List	   *args = NIL;
	ListCell   *lc;
	int			n = 0;

	if (list_length(call->args) < amounts ||
		list_length(call->args) > MAX_ARGUMENTS ||
		!find_won_type(schema, &won_type, &cast_function))
		return NULL;

	foreach(lc, call->args)
	{
		Node	   *arg = (Node *) lfirst(lc);

		if (n < amounts)
		{
			FuncExpr   *cast = (FuncExpr *) arg;

			if (!IsA(arg, FuncExpr) || cast->funcid != cast_function ||
				list_length(cast->args) != 1)
				return NULL;
			arg = (Node *) linitial(cast->args);
			/* a domain's value needs no conversion to be an argument */
			if (getBaseType(exprType(arg)) != won_type)
				return NULL;
		}
		args = lappend(args, arg);
		types[n] = n < amounts ? won_type : exprType(arg);
		n++;
	}

	function = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
							   CStringGetDatum(twin),
							   PointerGetDatum(buildoidvector(types, n)),
							   ObjectIdGetDatum(schema));
	if (!OidIsValid(function) ||
		get_func_rettype(function) != call->funcresulttype)
		return NULL;
	return (Node *) makeFuncExpr(function, call->funcresulttype, args,
								 call->funccollid, call->inputcollid,
								 call->funcformat);
}

/*
 * Planner support of to_won, round_won and won_text
 */
PG_FUNCTION_INFO_V1(thousand_won_support);
Datum
thousand_won_support(PG_FUNCTION_ARGS)
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
	PG_RETURN_POINTER(call_won_twin(call, psprintf("thousand_won_%s", name), 1));
}

/* The value of an argument that the planner can know, if it is an amount. */
static Const *
estimate_amount(PlannerInfo *root, Node *arg, Oid won_type)
{
	arg = estimate_expression_value(root, arg);
	if (!IsA(arg, Const) || ((Const *) arg)->consttype != won_type)
		return NULL;
	return (Const *) arg;
}

/*
 * Planner support of generate_series: the number of rows
 */
PG_FUNCTION_INFO_V1(thousand_won_series_support);
Datum
thousand_won_series_support(PG_FUNCTION_ARGS)
{
	SupportRequestRows *request = (SupportRequestRows *) PG_GETARG_POINTER(0);
	List	   *args;
	Oid			won_type;
	Oid			cast_function;
	Const	   *bounds[3] = {NULL, NULL, NULL};
	int			n = 0;
	ListCell   *lc;
	double		start;
	double		stop;
	double		step = WON_PER_THOUSAND;

	if (!IsA(request, SupportRequestRows) || request->node == NULL ||
		!IsA(request->node, FuncExpr))
		PG_RETURN_POINTER(NULL);
	args = ((FuncExpr *) request->node)->args;
	if (list_length(args) < 2 || list_length(args) > 3 ||
		!find_won_type(get_func_namespace(request->funcid), &won_type,
					   &cast_function))
		PG_RETURN_POINTER(NULL);

	foreach(lc, args)
	{
		Const	   *bound = estimate_amount(request->root,
											(Node *) lfirst(lc), won_type);

		if (bound != NULL && bound->constisnull)
		{
			/* the function is strict */
			request->rows = 0;
			PG_RETURN_POINTER(request);
		}
		bounds[n++] = bound;
	}
	if (bounds[0] == NULL || bounds[1] == NULL || (n == 3 && bounds[2] == NULL))
		PG_RETURN_POINTER(NULL);

	start = DatumGetThousandWon(bounds[0]->constvalue);
	stop = DatumGetThousandWon(bounds[1]->constvalue);
	if (n == 3)
		step = DatumGetThousandWon(bounds[2]->constvalue);
	if (step == 0)
		PG_RETURN_POINTER(NULL);
	request->rows = Max(floor((stop - start + step) / step), 0);
	PG_RETURN_POINTER(request);
}

/*-------------------------------------------------------------------------
 *
 * code_planner.c
 *	  What the planner should know about codes, for both types of them.
 *
 * The codes below a code are a range of the type's order, so "code <@ x" is
 * "code >= x AND code <= last(x)": where x is a constant it is rewritten so,
 * and where x is known only when the query runs, an index is searched so.
 *
 * The functions here can be put to other functions and operators, in
 * catalog entries made by hand or by other users.  Hence they act only on
 * our own functions over our own types, found in the schema of the function
 * that is called, and read no value that is not of the type.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "commands/vacuum.h"
#include "fmgr.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"
#include "utils/syscache.h"

#include "budget_code.h"
#include "compat.h"
#include "function_code.h"

/* Rows of a join about which nothing is known, as for other containments */
#define DEFAULT_CODE_JOIN_SEL	0.001

/* What differs between the types */
typedef struct CodeType
{
	const char *name;
	const char *contained;		/* functions in SQL */
	const char *contains;
	const char *last;
	const char *first;
	int32		(*last_below) (int32 code);
	bool		(*parent) (int32 code, int32 *parent);
} CodeType;

static bool
budget_code_parent_of(int32 code, int32 *parent)
{
	int			object = budget_code_object(code);

	if (budget_code_item(code) != BUDGET_CODE_NO_ITEM)
		*parent = budget_code_make(object, BUDGET_CODE_NO_ITEM);
	else
		*parent = budget_code_group_of(code);
	return *parent != code;
}

static bool
function_code_parent_of(int32 code, int32 *parent)
{
	*parent = function_code_field_of(code);
	return *parent != code;
}

static const CodeType budget_code_type = {
	"budget_code",
	"budget_code_contained",
	"budget_code_contains",
	"budget_code_last",
	"budget_code_group",
	budget_code_last_below,
	budget_code_parent_of
};

static const CodeType function_code_type = {
	"function_code",
	"function_code_contained",
	"function_code_contains",
	"function_code_last",
	"function_code_field",
	function_code_last_below,
	function_code_parent_of
};

/* A containment the planner asks about */
typedef struct Containment
{
	const CodeType *kind;
	Oid			nspid;			/* our schema */
	Oid			typid;
	Oid			funcid;			/* contained or contains */
	int			below;			/* the argument that is below the other */
} Containment;

static Oid
find_function(const char *name, Oid nspid, Oid typid, int nargs)
{
	Oid			args[2];

	args[0] = args[1] = typid;
	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
						   CStringGetDatum(name),
						   PointerGetDatum(buildoidvector(args, nargs)),
						   ObjectIdGetDatum(nspid));
}

static Oid
find_operator(const Containment *cont, const char *name)
{
	return GetSysCacheOid4(OPERNAMENSP, Anum_pg_operator_oid,
						   CStringGetDatum(name),
						   ObjectIdGetDatum(cont->typid),
						   ObjectIdGetDatum(cont->typid),
						   ObjectIdGetDatum(cont->nspid));
}

/*
 * Tells which of our two functions funcid is.  Returns false if it is
 * neither, or if the arguments are not ours.
 */
static bool
recognize(FunctionCallInfo fcinfo, const CodeType *kind, Oid funcid,
		  List *args, Containment *cont)
{
	ListCell   *lc;

	cont->kind = kind;
	cont->nspid = get_func_namespace(fcinfo->flinfo->fn_oid);
	cont->typid = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
								  CStringGetDatum(kind->name),
								  ObjectIdGetDatum(cont->nspid));
	if (!OidIsValid(funcid) || !OidIsValid(cont->typid))
		return false;

	cont->funcid = funcid;
	if (funcid == find_function(kind->contained, cont->nspid, cont->typid, 2))
		cont->below = 0;
	else if (funcid == find_function(kind->contains, cont->nspid, cont->typid, 2))
		cont->below = 1;
	else
		return false;

	if (list_length(args) != 2)
		return false;
	foreach(lc, args)
	{
		if (exprType((Node *) lfirst(lc)) != cont->typid)
			return false;
	}
	return true;
}

/* The first of the codes that can be above a code */
static int32
first_above(const CodeType *kind, int32 code)
{
	int32		parent;

	while (kind->parent(code, &parent))
		code = parent;
	return code;
}

/* ----------
 * Index condition
 * ----------
 */

/*
 * The bound of a range that follows from the other argument: computed now if
 * that is a constant, else by the executor.
 */
static Expr *
make_bound(const Containment *cont, Node *other, bool last)
{
	Oid			funcid;

	if (IsA(other, Const))
	{
		int32		code = DatumGetInt32(((Const *) other)->constvalue);

		code = last ? cont->kind->last_below(code) :
			first_above(cont->kind, code);
		return (Expr *) makeConst(cont->typid, -1, InvalidOid, sizeof(int32),
								  Int32GetDatum(code), false, true);
	}
	funcid = find_function(last ? cont->kind->last : cont->kind->first,
						   cont->nspid, cont->typid, 1);
	if (!OidIsValid(funcid))
		return NULL;
	return (Expr *) makeFuncExpr(funcid, cont->typid,
								 list_make1(copyObject(other)),
								 InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL);
}

/* Is it one of our operators, and if an index is to use it, one of its? */
static bool
is_usable(Oid operator, Oid opfamily)
{
	return OidIsValid(operator) &&
		(!OidIsValid(opfamily) || op_in_opfamily(operator, opfamily));
}

/*
 * The condition "key >= lower AND key <= upper", or "key = lower" if both
 * are the same constant.  Returns NIL if an index of opfamily cannot use it.
 */
static List *
make_range_condition(const Containment *cont, Node *key, Expr *lower,
					 Expr *upper, Oid opfamily)
{
	Oid			ge = find_operator(cont, ">=");
	Oid			le = find_operator(cont, "<=");
	Oid			eq = find_operator(cont, "=");
	Expr	   *from;
	Expr	   *to;

	if (lower == NULL || upper == NULL)
		return NIL;

	if (IsA(lower, Const) && IsA(upper, Const) &&
		((Const *) lower)->constvalue == ((Const *) upper)->constvalue)
	{
		if (!is_usable(eq, opfamily))
			return NIL;
		return list_make1(make_opclause(eq, BOOLOID, false, (Expr *) key,
										lower, InvalidOid, InvalidOid));
	}

	if (!is_usable(ge, opfamily) || !is_usable(le, opfamily))
		return NIL;
	from = make_opclause(ge, BOOLOID, false, (Expr *) key, lower,
						 InvalidOid, InvalidOid);
	to = make_opclause(le, BOOLOID, false, (Expr *) copyObject(key), upper,
					   InvalidOid, InvalidOid);
	return list_make2(from, to);
}

static List *
index_condition(FunctionCallInfo fcinfo, const CodeType *kind,
				SupportRequestIndexCondition *req)
{
	Containment cont;
	List	   *args;
	Node	   *key;
	Node	   *other;
	List	   *range;

	if (is_opclause(req->node))
		args = ((OpExpr *) req->node)->args;
	else if (is_funcclause(req->node))
		args = ((FuncExpr *) req->node)->args;
	else
		return NIL;
	if (!recognize(fcinfo, kind, req->funcid, args, &cont) ||
		req->indexarg < 0 || req->indexarg > 1)
		return NIL;

	key = (Node *) list_nth(args, req->indexarg);
	other = (Node *) list_nth(args, 1 - req->indexarg);
	if (IsA(other, Const))
	{
		/* nothing is below or above NULL; the planner knows */
		if (((Const *) other)->constisnull)
			return NIL;
	}
	else if (!is_pseudo_constant_for_index(req->root, other, req->index))
		return NIL;

	if (req->indexarg == cont.below)
	{
		range = make_range_condition(&cont, key, (Expr *) other,
						   make_bound(&cont, other, true), req->opfamily);
		req->lossy = false;
	}
	else
	{
		/* what is above a code is within this range, among others */
		range = make_range_condition(&cont, key, make_bound(&cont, other, false),
						   (Expr *) other, req->opfamily);
		req->lossy = true;
	}
	return range;
}

/* ----------
 * Simplification
 * ----------
 */

/*
 * A column below a constant is the range itself.  Written so, it prunes
 * partitions, matches predicates of indexes and takes part in extended
 * statistics, and a bitmap scan need not look at the column again.
 */
static Node *
simplify(FunctionCallInfo fcinfo, const CodeType *kind,
		 SupportRequestSimplify *req)
{
	List	   *args = req->fcall->args;
	Containment cont;
	Node	   *key;
	Node	   *other;
	List	   *range;

	if (!recognize(fcinfo, kind, req->fcall->funcid, args, &cont))
		return NULL;
	key = (Node *) list_nth(args, cont.below);
	other = (Node *) list_nth(args, 1 - cont.below);

	/* the key will be there twice, so nothing but a column */
	if (!IsA(other, Const) || ((Const *) other)->constisnull)
		return NULL;
	if (!IsA(key, Var) &&
		!(IsA(key, RelabelType) && IsA(((RelabelType *) key)->arg, Var)))
		return NULL;

	range = make_range_condition(&cont, key, (Expr *) other,
								 make_bound(&cont, other, true), InvalidOid);
	if (range == NIL)
		return NULL;
	if (list_length(range) == 1)
		return (Node *) linitial(range);
	return (Node *) makeBoolExpr(AND_EXPR, range, req->fcall->location);
}

/* ----------
 * Selectivity
 * ----------
 */

/* The statistics of a column of codes */
typedef struct CodeStats
{
	double		nullfrac;
	AttStatsSlot common;		/* most common codes */
	double		sumcommon;
	AttStatsSlot histogram;		/* of the others */
} CodeStats;

static void
free_stats(CodeStats *stats)
{
	free_attstatsslot(&stats->common);
	free_attstatsslot(&stats->histogram);
}

/*
 * Reads a column's statistics.  Returns false, with nothing to free, if
 * there are none of its codes or the user may not see what they tell.
 */
static bool
load_stats(const Containment *cont, VariableStatData *vardata,
		   CodeStats *stats)
{
	HeapTuple	tuple = vardata->statsTuple;

	memset(stats, 0, sizeof(CodeStats));
	if (!HeapTupleIsValid(tuple) ||
		!statistic_proc_security_check(vardata, cont->funcid))
		return false;

	stats->nullfrac = ((Form_pg_statistic) GETSTRUCT(tuple))->stanullfrac;
	(void) get_attstatsslot(&stats->common, tuple, STATISTIC_KIND_MCV,
							InvalidOid,
							ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS);
	(void) get_attstatsslot(&stats->histogram, tuple,
							STATISTIC_KIND_HISTOGRAM,
							find_operator(cont, "<"), ATTSTATSSLOT_VALUES);
	if ((stats->common.nvalues > 0 && stats->common.valuetype != cont->typid) ||
		stats->common.nnumbers < stats->common.nvalues ||
		(stats->histogram.nvalues > 0 &&
		 stats->histogram.valuetype != cont->typid) ||
		stats->common.nvalues + stats->histogram.nvalues == 0)
	{
		free_stats(stats);
		return false;
	}

	for (int i = 0; i < stats->common.nvalues; i++)
		stats->sumcommon += stats->common.numbers[i];
	return true;
}

/* The fraction of the histogram's rows whose code is before x */
static double
histogram_before(const AttStatsSlot *histogram, double x)
{
	int			lo = 0;
	int			hi = histogram->nvalues - 1;
	double		left;
	double		right;

	if (x <= DatumGetInt32(histogram->values[lo]))
		return 0.0;
	if (x > DatumGetInt32(histogram->values[hi]))
		return 1.0;

	/* the bin with left < x <= right */
	while (hi - lo > 1)
	{
		int			mid = (lo + hi) / 2;

		if (x <= DatumGetInt32(histogram->values[mid]))
			hi = mid;
		else
			lo = mid;
	}
	left = DatumGetInt32(histogram->values[lo]);
	right = DatumGetInt32(histogram->values[hi]);
	return (lo + (x - left) / (right - left)) / (histogram->nvalues - 1);
}

/* The fraction of rows whose code is that code or below it */
static double
fraction_below(const Containment *cont, const CodeStats *stats, int32 code)
{
	int32		last = cont->kind->last_below(code);
	double		rest = 1.0 - stats->nullfrac - stats->sumcommon;
	double		result = 0.0;

	for (int i = 0; i < stats->common.nvalues; i++)
	{
		int32		value = DatumGetInt32(stats->common.values[i]);

		if (value >= code && value <= last)
			result += stats->common.numbers[i];
	}

	/* without a histogram, the common codes are all there are, or nearly */
	if (rest > 0.0 && stats->histogram.nvalues >= 2)
		result += rest * (histogram_before(&stats->histogram, last + 1.0) -
						  histogram_before(&stats->histogram, code));
	else if (rest > 0.0)
		result += rest * DEFAULT_RANGE_INEQ_SEL;
	CLAMP_PROBABILITY(result);
	return result;
}

static double
restriction_selectivity_of(const Containment *cont, PlannerInfo *root,
						   List *args, int varRelid)
{
	VariableStatData vardata;
	Node	   *other;
	bool		varonleft;
	int32		code;
	double		result = DEFAULT_RANGE_INEQ_SEL;
	CodeStats	stats;

	if (!get_restriction_variable(root, args, varRelid, &vardata, &other,
								  &varonleft))
		return DEFAULT_RANGE_INEQ_SEL;

	if (!IsA(other, Const) || ((Const *) other)->consttype != cont->typid)
	{
		ReleaseVariableStats(vardata);
		return DEFAULT_RANGE_INEQ_SEL;
	}
	if (((Const *) other)->constisnull)
	{
		ReleaseVariableStats(vardata);
		return 0.0;
	}

	code = DatumGetInt32(((Const *) other)->constvalue);
	if ((cont->below == 0) == varonleft &&
		cont->kind->last_below(code) != code)
	{
		/* a code with codes below it */
		if (load_stats(cont, &vardata, &stats))
		{
			result = fraction_below(cont, &stats, code);
			free_stats(&stats);
		}
	}
	else
	{
		/* a code without, or the few codes above one: each by itself */
		Oid			eq = find_operator(cont, "=");
		bool		above = (cont->below == 0) != varonleft;

		result = 0.0;
		do
			result += var_eq_const(&vardata, eq, InvalidOid,
								   Int32GetDatum(code), false, varonleft, false);
		while (above && cont->kind->parent(code, &code));
		CLAMP_PROBABILITY(result);
	}
	ReleaseVariableStats(vardata);
	return result;
}

/*
 * The mean, over the codes on the side above, of the fraction of the side
 * below that is below that code
 */
static double
join_selectivity_of(const Containment *cont, PlannerInfo *root, List *args,
					JoinType jointype, SpecialJoinInfo *sjinfo)
{
	VariableStatData vardata[2];
	bool		reversed;
	CodeStats	below;
	CodeStats	above;
	double		result = DEFAULT_CODE_JOIN_SEL;

	get_join_variables(root, args, sjinfo, &vardata[0], &vardata[1], &reversed);
	if (load_stats(cont, &vardata[cont->below], &below))
	{
		if (load_stats(cont, &vardata[1 - cont->below], &above))
		{
			int			nhist = above.histogram.nvalues;
			double		sum = 0.0;

			result = 0.0;
			for (int i = 0; i < above.common.nvalues; i++)
				result += above.common.numbers[i] *
					fraction_below(cont, &below,
								   DatumGetInt32(above.common.values[i]));

			/* the bounds of a histogram are a sample of the other codes */
			for (int i = 0; i < nhist; i++)
				sum += fraction_below(cont, &below,
									  DatumGetInt32(above.histogram.values[i]));
			if (nhist > 0)
				result += Max(1.0 - above.nullfrac - above.sumcommon, 0.0) *
					sum / nhist;
			free_stats(&above);
		}
		free_stats(&below);
	}

	/* of a row, what counts then is whether any row of the inner side fits */
	if (jointype == JOIN_SEMI || jointype == JOIN_ANTI)
	{
		RelOptInfo *inner = vardata[reversed ? 0 : 1].rel;

		if (inner != NULL)
			result *= Max(inner->rows, 1.0);
	}
	CLAMP_PROBABILITY(result);
	ReleaseVariableStats(vardata[0]);
	ReleaseVariableStats(vardata[1]);
	return result;
}

/* ----------
 * Statistics
 * ----------
 */

/*
 * There are a few hundred codes in use, so it costs little to keep the
 * frequency of each, and a histogram says too little of the rare ones.
 */
#define CODE_STATISTICS_TARGET	400

/* As both types' ANALYZE */
PG_FUNCTION_INFO_V1(code_typanalyze);
Datum
code_typanalyze(PG_FUNCTION_ARGS)
{
	VacAttrStats *stats = (VacAttrStats *) PG_GETARG_POINTER(0);
	bool		raised = false;

	/* the user's own target counts, and so does a higher default */
	if (VacAttrStatsTarget(stats) < 0 &&
		default_statistics_target < CODE_STATISTICS_TARGET)
	{
		VacAttrStatsTarget(stats) = CODE_STATISTICS_TARGET;
		raised = true;
	}
	if (!std_typanalyze(stats))
		PG_RETURN_BOOL(false);

	/* but the table is not to be sampled more for it */
	if (raised)
		stats->minrows = Min(stats->minrows, 300 * default_statistics_target);
	PG_RETURN_BOOL(true);
}

/* ----------
 * Entry points
 * ----------
 */

static Node *
code_support(FunctionCallInfo fcinfo, const CodeType *kind)
{
	Node	   *rawreq = (Node *) PG_GETARG_POINTER(0);

	if (IsA(rawreq, SupportRequestSimplify))
		return simplify(fcinfo, kind, (SupportRequestSimplify *) rawreq);

	if (IsA(rawreq, SupportRequestIndexCondition))
		return (Node *) index_condition(fcinfo, kind,
										(SupportRequestIndexCondition *) rawreq);

	if (IsA(rawreq, SupportRequestSelectivity))
	{
		SupportRequestSelectivity *req = (SupportRequestSelectivity *) rawreq;
		Containment cont;

		if (!recognize(fcinfo, kind, req->funcid, req->args, &cont))
			return NULL;
		if (req->is_join)
			req->selectivity = join_selectivity_of(&cont, req->root, req->args,
												   req->jointype, req->sjinfo);
		else
			req->selectivity = restriction_selectivity_of(&cont, req->root,
														  req->args,
														  req->varRelid);
		return (Node *) req;
	}
	return NULL;
}

PG_FUNCTION_INFO_V1(budget_code_support);
Datum
budget_code_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(code_support(fcinfo, &budget_code_type));
}

PG_FUNCTION_INFO_V1(function_code_support);
Datum
function_code_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(code_support(fcinfo, &function_code_type));
}

/* As an operator's RESTRICT */
static double
operator_sel(FunctionCallInfo fcinfo, const CodeType *kind)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			operator = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	int			varRelid = PG_GETARG_INT32(3);
	Containment cont;

	if (!recognize(fcinfo, kind, get_opcode(operator), args, &cont))
		return DEFAULT_RANGE_INEQ_SEL;
	return restriction_selectivity_of(&cont, root, args, varRelid);
}

/* As an operator's JOIN */
static double
operator_joinsel(FunctionCallInfo fcinfo, const CodeType *kind)
{
	PlannerInfo *root = (PlannerInfo *) PG_GETARG_POINTER(0);
	Oid			operator = PG_GETARG_OID(1);
	List	   *args = (List *) PG_GETARG_POINTER(2);
	JoinType	jointype = (JoinType) PG_GETARG_INT16(3);
	SpecialJoinInfo *sjinfo = (SpecialJoinInfo *) PG_GETARG_POINTER(4);
	Containment cont;

	if (!recognize(fcinfo, kind, get_opcode(operator), args, &cont))
		return DEFAULT_CODE_JOIN_SEL;
	return join_selectivity_of(&cont, root, args, jointype, sjinfo);
}

PG_FUNCTION_INFO_V1(budget_code_sel);
Datum
budget_code_sel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(operator_sel(fcinfo, &budget_code_type));
}

PG_FUNCTION_INFO_V1(budget_code_joinsel);
Datum
budget_code_joinsel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(operator_joinsel(fcinfo, &budget_code_type));
}

PG_FUNCTION_INFO_V1(function_code_sel);
Datum
function_code_sel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(operator_sel(fcinfo, &function_code_type));
}

PG_FUNCTION_INFO_V1(function_code_joinsel);
Datum
function_code_joinsel(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(operator_joinsel(fcinfo, &function_code_type));
}

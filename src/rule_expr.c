/*-------------------------------------------------------------------------
 *
 * rule_expr.c
 *	  The expressions of rules.
 *
 * They stand in the WHEN clauses of a rule's triggers.  This file parses what a user
 * writes, takes apart what a trigger has, and says which functions in it are
 * trusted.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_language.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"

#include "compat.h"
#include "sum_rule.h"

#define EXPR_PREFIX "SELECT "

/* Show the caller's expression, not our SELECT, with a syntax error. */
static void
expr_error_callback(void *arg)
{
	const char *text = (const char *) arg;
	int			position = geterrposition();
	int			skip = strlen(EXPR_PREFIX);

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position > skip ? position - skip : 0);
		internalerrquery(text);
	}
	errcontext("rule expression \"%s\"", text);
}

static void
push_expr_context(ErrorContextCallback *callback, const char *text)
{
	callback->callback = expr_error_callback;
	callback->arg = unconstify(char *, text);
	callback->previous = error_context_stack;
	error_context_stack = callback;
}

/* Parse the text of one scalar expression, and nothing more than that. */
Node *
rule_parse_expr(const char *text)
{
	ErrorContextCallback callback;
	List	   *list;
	SelectStmt *select;
	ResTarget  *target;

	push_expr_context(&callback, text);
	list = raw_parser(psprintf(EXPR_PREFIX "%s", text), RAW_PARSE_DEFAULT);
	if (list_length(list) != 1)
		goto not_expr;
	select = (SelectStmt *) linitial_node(RawStmt, list)->stmt;
	if (!IsA(select, SelectStmt) ||
		list_length(select->targetList) != 1 ||
		select->distinctClause != NIL || select->intoClause != NULL ||
		select->fromClause != NIL || select->whereClause != NULL ||
		select->groupClause != NIL || select->havingClause != NULL ||
		select->windowClause != NIL || select->valuesLists != NIL ||
		select->sortClause != NIL || select->limitOffset != NULL ||
		select->limitCount != NULL || select->lockingClause != NIL ||
		select->withClause != NULL || select->op != SETOP_NONE)
		goto not_expr;
	target = linitial_node(ResTarget, select->targetList);
	if (target->name != NULL || target->indirection != NIL ||
		(IsA(target->val, ColumnRef) &&
		 IsA(linitial(((ColumnRef *) target->val)->fields), A_Star)))
		goto not_expr;
	error_context_stack = callback.previous;
	return target->val;

not_expr:
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg("\"%s\" is not an expression", text)));
	return NULL;				/* keep compiler quiet */
}

/*
 * Resolve an expression over the columns of a table (its variables have
 * varno 1), so that what is wrong with it is said before any trigger exists.
 */
Node *
rule_analyze_expr(Relation rel, const char *text, bool boolean, bool immutable)
{
	ErrorContextCallback callback;
	ParseState *pstate = make_parsestate(NULL);
	ParseNamespaceItem *item;
	Node	   *raw = rule_parse_expr(text);
	Node	   *expr;

	push_expr_context(&callback, text);
	pstate->p_sourcetext = psprintf(EXPR_PREFIX "%s", text);
	item = addRangeTableEntryForRelation(pstate, rel, AccessShareLock, NULL,
										 false, true);
	addNSItemToQuery(pstate, item, false, true, true);
	expr = transformExpr(pstate, copyObject(raw), EXPR_KIND_CHECK_CONSTRAINT);
	if (boolean)
		expr = coerce_to_boolean(pstate, expr, "rule");
	else if (exprType(expr) == UNKNOWNOID)
		expr = coerce_type(pstate, expr, UNKNOWNOID, TEXTOID, -1,
						   COERCION_IMPLICIT, COERCE_IMPLICIT_CAST, -1);
	assign_expr_collations(pstate, expr);
	if (immutable)
	{
		Bitmapset  *attrs = NULL;

		/* a new column would change each row's value without an event */
		pull_varattnos(expr, 1, &attrs);
		if (bms_is_member(0 - FirstLowInvalidHeapAttributeNumber, attrs))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
					 errmsg("expression of a sum rule must not refer to the whole row")));
	}
	if (immutable && contain_mutable_functions(expr))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("expression of a sum rule must be immutable"),
				 errdetail("A sum rule adds up the changes of rows, so the same row must always give the same value.")));
	free_parsestate(pstate);
	error_context_stack = callback.previous;
	return expr;
}

typedef struct QualifyContext
{
	Relation	rel;
	const char *qualifier;
} QualifyContext;

static bool
qualify_walker(Node *node, QualifyContext *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, ColumnRef))
	{
		ColumnRef  *ref = (ColumnRef *) node;
		Node	   *last = llast(ref->fields);
		Node	   *qualifier = (Node *) makeString(pstrdup(context->qualifier));

		/* a lone table name is the whole row */
		if (list_length(ref->fields) == 1 && IsA(last, String) &&
			get_attnum(RelationGetRelid(context->rel),
					   strVal(last)) == InvalidAttrNumber)
			ref->fields = list_make1(qualifier);
		else
			ref->fields = list_make2(qualifier, last);
		ref->location = -1;
		return false;
	}
	return raw_expression_tree_walker(node, qualify_walker, context);
}

/*
 * A copy of a parsed expression that reads "old" or "new": CREATE TRIGGER's
 * WHEN wants its columns so.  Call rule_analyze_expr first: it has made sure
 * that each name is a column of the table.
 */
Node *
rule_qualify_expr(Node *raw, Relation rel, const char *qualifier)
{
	QualifyContext context = {rel, qualifier};
	Node	   *copy = copyObject(raw);

	qualify_walker(copy, &context);
	return copy;
}

/* Print an expression whose variables have varno 1. */
char *
rule_deparse_expr(Relation rel, Node *expr)
{
	return deparse_expression(expr,
							  deparse_context_for(RelationGetRelationName(rel),
												  RelationGetRelid(rel)),
							  false, false);
}

/* "[ONLY] schema.table AS table": where such expressions find their columns */
char *
rule_from_clause(Relation rel)
{
	return psprintf("%s%s AS %s",
					rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ? "" : "ONLY ",
					quote_qualified_identifier(get_namespace_name(RelationGetNamespace(rel)),
											   RelationGetRelationName(rel)),
					quote_identifier(RelationGetRelationName(rel)));
}

/* The same for a message: without parentheses around the whole. */
char *
rule_show_expr(Relation rel, Node *expr)
{
	char	   *text = rule_deparse_expr(rel, expr);
	int			len = strlen(text);
	int			depth = 0;
	char		quote = '\0';

	if (text[0] != '(' || text[len - 1] != ')')
		return text;
	for (int i = 0; i < len - 1; i++)
	{
		if (quote)
			quote = text[i] == quote ? '\0' : quote;
		else if (text[i] == '\'' || text[i] == '"')
			quote = text[i];
		else if (text[i] == '(')
			depth++;
		else if (text[i] == ')' && --depth == 0)
			return text;		/* "(a) + (b)" */
	}
	return pnstrdup(text + 1, len - 2);
}

/* Does an equation look at another row than NEW?  A hand-made one may. */
static bool
other_row_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Var))
		return ((Var *) node)->varno != PRS2_NEW_VARNO ||
			((Var *) node)->varlevelsup != 0;
	return expression_tree_walker(node, other_row_walker, context);
}

/*
 * The equation of a row rule, from the WHEN clause of its trigger: what
 * stands under the NOT.  NULL where a hand-made trigger has another form.
 */
Node *
rule_comparison(Trigger *trigger)
{
	Node	   *qual;
	List	   *clauses;
	ListCell   *lc;

	if (trigger->tgqual == NULL)
		return NULL;
	qual = (Node *) stringToNode(trigger->tgqual);
	clauses = is_andclause(qual) ? ((BoolExpr *) qual)->args : list_make1(qual);
	foreach(lc, clauses)
	{
		Node	   *clause = (Node *) lfirst(lc);

		if (is_notclause(clause) &&
			!other_row_walker((Node *) get_notclausearg(clause), NULL))
			return (Node *) get_notclausearg(clause);
	}
	return NULL;
}

static Node *
is_null(Node *raw)
{
	NullTest   *test = makeNode(NullTest);

	test->arg = (Expr *) raw;
	test->nulltesttype = IS_NULL;
	test->location = -1;
	return (Node *) test;
}

/*
 * "before IS DISTINCT FROM after", two raw expressions of a type, as a dump can
 * restore it: IS DISTINCT FROM would look for the operator in search_path.
 * Two clauses, to be joined by OR; rule_distinct_value() finds "after" again.
 *
 * The server reads the clauses anew for each statement.  What is never null, as
 * far as we know now, gets one that is shorter: should there be nulls later, it
 * asks about rows that did not change, and no change is missed.
 */
List *
rule_distinct(Node *before, Node *after, Oid type, bool not_null)
{
	Oid			operator = lookup_type_cache(getBaseType(type),
											 TYPECACHE_EQ_OPR)->eq_opr;
	HeapTuple	tuple;
	Form_pg_operator form;
	List	   *name;
	Node	   *one_is_null;
	Node	   *equal;
	Oid			left;
	Oid			right;

	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(operator));
	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator %u", operator);
	form = (Form_pg_operator) GETSTRUCT(tuple);
	name = list_make2(makeString(get_namespace_name(form->oprnamespace)),
					  makeString(pstrdup(NameStr(form->oprname))));
	ReleaseSysCache(tuple);

	op_input_types(operator, &left, &right);
	if (not_null && left == type)
	{
		BooleanTest *test = makeNode(BooleanTest);

		test->arg = (Expr *) makeA_Expr(AEXPR_OP, name, before, after, -1);
		test->booltesttype = IS_NOT_TRUE;
		test->location = -1;
		return list_make1(test);
	}
	one_is_null = (Node *) makeA_Expr(AEXPR_OP,
									  list_make2(makeString("pg_catalog"),
												 makeString("<>")),
									  is_null(before), is_null(after), -1);
	equal = (Node *) makeA_Expr(AEXPR_OP, name, copyObject(before),
								copyObject(after), -1);
	return list_make2(one_is_null,
					  makeBoolExpr(NOT_EXPR, list_make1(equal), -1));
}

/*
 * From the analyzed clauses of rule_distinct(), the second of which may be
 * missing: "after".  NULL where they are others.  A column of a type
 * without operators of its own, such as a domain, stands under a relabeling
 * there, which a dump writes out as a cast; the column is what was meant.
 */
Node *
rule_distinct_value(Node *one_is_null, Node *differ)
{
	Node	   *same;
	Node	   *value;
	Node	   *null;

	if (IsA(one_is_null, BooleanTest))
	{
		same = (Node *) ((BooleanTest *) one_is_null)->arg;
		return IsA(same, OpExpr) && list_length(((OpExpr *) same)->args) == 2 ?
			lsecond(((OpExpr *) same)->args) : NULL;
	}
	if (differ == NULL || !IsA(one_is_null, OpExpr) || !is_notclause(differ))
		return NULL;
	same = (Node *) get_notclausearg(differ);
	if (!IsA(same, OpExpr) || list_length(((OpExpr *) same)->args) != 2)
		return NULL;
	value = lsecond(((OpExpr *) same)->args);
	null = llast(((OpExpr *) one_is_null)->args);
	if (IsA(value, RelabelType) && IsA(null, NullTest) &&
		IsA(((NullTest *) null)->arg, Var) &&
		equal(((RelabelType *) value)->arg, ((NullTest *) null)->arg))
		value = (Node *) ((NullTest *) null)->arg;
	return value;
}

/*
 * Whether an update changes a column of an equation: one that touches none of
 * them is not asked about.  NULL where a column's type cannot be compared, and
 * every update is asked.
 */
Node *
rule_columns_changed(Relation rel, Node *equation)
{
	Bitmapset  *attrs = NULL;
	List	   *changes = NIL;
	int			member = -1;

	pull_varattnos(equation, 1, &attrs);
	while ((member = bms_next_member(attrs, member)) >= 0)
	{
		AttrNumber	attnum = member + FirstLowInvalidHeapAttributeNumber;
		Form_pg_attribute att;
		ColumnRef  *before;
		ColumnRef  *after;

		if (attnum <= 0)
			return NULL;
		att = TupleDescAttr(RelationGetDescr(rel), attnum - 1);
		if (!OidIsValid(lookup_type_cache(getBaseType(att->atttypid),
										  TYPECACHE_EQ_OPR)->eq_opr))
			return NULL;
		before = makeNode(ColumnRef);
		before->fields = list_make2(makeString("old"),
									makeString(pstrdup(NameStr(att->attname))));
		before->location = -1;
		after = copyObject(before);
		linitial(after->fields) = makeString("new");
		changes = list_concat(changes, rule_distinct((Node *) before,
													 (Node *) after,
													 att->atttypid, false));
	}
	return (Node *) makeBoolExpr(OR_EXPR, changes, -1);
}

typedef struct TrustContext
{
	const char *rule;
	Oid			owner;
	bool		immutable;
} TrustContext;

static bool
distrusted_function(Oid function, void *arg)
{
	TrustContext *context = arg;
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Form_pg_proc form;
	bool		distrusted;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	form = (Form_pg_proc) GETSTRUCT(tuple);
	distrusted = (context->immutable &&
				  form->provolatile != PROVOLATILE_IMMUTABLE) ||
		(form->proowner != context->owner && !superuser_arg(form->proowner));
	ReleaseSysCache(tuple);
	return distrusted;
}

static bool
trust_walker(Node *node, TrustContext *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, CoerceToDomain) ||
		check_functions_in_node(node, distrusted_function, context))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("expressions of rule \"%s\" use a function that cannot be trusted",
						context->rule),
				 context->immutable ?
				 errdetail("The check runs as the owner of the table, so each function must be immutable and belong to that owner or a superuser.") :
				 errdetail("The check runs as the owner of the table, so each function must belong to that owner or a superuser.")));
	return expression_tree_walker(node, trust_walker, context);
}

/*
 * Before an expression is evaluated as "owner": whoever holds TRIGGER on a table
 * can give it a trigger with functions of his own.
 */
void
rule_check_trust(Node *expr, const char *rule, Oid owner, bool immutable)
{
	TrustContext context = {rule, owner, immutable};

	trust_walker(expr, &context);
}

/* Does a function look names up each time it runs? */
static bool
looks_names_up(Oid function, void *arg)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Form_pg_proc form;
	Datum		config;
	bool		isnull;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	form = (Form_pg_proc) GETSTRUCT(tuple);
	result = form->prolang != INTERNALlanguageId &&
		form->prolang != ClanguageId;
	if (result)
	{
		(void) SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosqlbody,
							   &isnull);
		result = isnull;
	}
	config = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_proconfig, &isnull);
	if (result && !isnull)
	{
		Datum	   *settings;
		int			n;

		deconstruct_array(DatumGetArrayTypeP(config), TEXTOID, -1, false,
						  TYPALIGN_INT, &settings, NULL, &n);
		for (int i = 0; i < n; i++)
		{
			if (strncmp(TextDatumGetCString(settings[i]), "search_path=",
						strlen("search_path=")) == 0)
				result = false;
		}
	}
	ReleaseSysCache(tuple);
	return result;
}

static bool
path_walker(Node *node, void *context)
{
	if (node == NULL)
		return false;
	return IsA(node, CoerceToDomain) ||
		check_functions_in_node(node, looks_names_up, NULL) ||
		expression_tree_walker(node, path_walker, context);
}

/* Would an expression give others a hold on it through search_path? */
bool
rule_depends_on_path(Node *expr)
{
	return path_walker(expr, NULL);
}

/* The other table of a sum rule: the regclass constant in the WHEN clause. */
Oid
rule_partner(Node *qual)
{
	List	   *clauses;
	ListCell   *lc;

	clauses = is_andclause(qual) ? ((BoolExpr *) qual)->args : list_make1(qual);
	foreach(lc, clauses)
	{
		NullTest   *test = (NullTest *) lfirst(lc);

		if (IsA(test, NullTest) && IsA(test->arg, Const) &&
			((Const *) test->arg)->consttype == REGCLASSOID &&
			!((Const *) test->arg)->constisnull)
			return DatumGetObjectId(((Const *) test->arg)->constvalue);
	}
	return InvalidOid;
}

/*-------------------------------------------------------------------------
 *
 * rule_trigger.c
 *	  The triggers that rules consist of, and the expressions in them.
 *
 * The catalog is the only registry: a rule's name and options are arguments
 * of its triggers, its expressions stand in their WHEN clauses.  This file
 * parses such expressions, makes the triggers, and puts the triggers it finds
 * together to rules again.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "catalog/catalog.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_language.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_relation.h"
#include "rewrite/rewriteManip.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "sum_rule.h"

/*-------------------------------------------------------------------------
 * Expressions over a row
 *-------------------------------------------------------------------------
 */

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

/*-------------------------------------------------------------------------
 * Triggers
 *-------------------------------------------------------------------------
 */

/* A rule is never added by half: arguments are given, or it is an error. */
void
rule_require_arguments(FunctionCallInfo fcinfo, const char *function,
					   int first_optional, int last_optional)
{
	for (int i = 0; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i) && !(i >= first_optional && i <= last_optional))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument %d of %s must not be null", i + 1,
							function)));
	}
}

/* Open a table that a regclass argument names: it may be gone by now. */
Relation
rule_open_table(Oid relid)
{
	Relation	rel = try_relation_open(relid, ShareRowExclusiveLock);

	if (rel == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table with OID %u does not exist", relid)));
	return rel;
}

/* Refuse what cannot carry a rule. */
void
rule_check_target(Relation rel, bool owner)
{
	Oid			relid = RelationGetRelid(rel);
	char		relkind = rel->rd_rel->relkind;

	if (relkind != RELKIND_RELATION && relkind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" cannot carry a rule",
						RelationGetRelationName(rel)),
				 errdetail("A rule stands on a table or a partitioned table.")));
	if (owner && !object_ownercheck(RelationRelationId, relid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, get_relkind_objtype(relkind),
					   RelationGetRelationName(rel));
	if (IsCatalogRelation(rel))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied: \"%s\" is a system catalog",
						RelationGetRelationName(rel))));
	if (rel->rd_rel->relispartition)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is a partition", RelationGetRelationName(rel)),
				 errhint("Add the rule to the partitioned table.")));
	if (relkind == RELKIND_RELATION &&
		(has_subclass(relid) && find_inheritance_children(relid, NoLock) != NIL))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("table \"%s\" has inheritance children",
						RelationGetRelationName(rel)),
				 errdetail("Triggers are not inherited, so rows of the children would not be checked.")));
}

static bool
trigger_name_used(Oid relid, const char *name)
{
	return OidIsValid(get_trigger_oid(relid, name, true));
}

/*
 * Name one of a rule's triggers: RULE for the first, RULE_[SIDE_]EVENT for the
 * others, shortened at a character boundary where the rule's name is long.
 */
char *
rule_trigger_name(Oid relid, const char *rule, const char *side,
				  const char *event)
{
	char		suffix[NAMEDATALEN];
	int			pass = 0;

	for (;;)
	{
		char	   *name;
		int			len;

		if (pass == 0)
			snprintf(suffix, sizeof(suffix), "%s%s%s%s", side ? "_" : "",
					 side ? side : "", event ? "_" : "", event ? event : "");
		else
			snprintf(suffix, sizeof(suffix), "%s%s%s%s%d", side ? "_" : "",
					 side ? side : "", event ? "_" : "", event ? event : "",
					 pass);
		len = pg_mbcliplen(rule, strlen(rule),
						   NAMEDATALEN - 1 - strlen(suffix));
		name = psprintf("%.*s%s", len, rule, suffix);
		if (!trigger_name_used(relid, name))
			return name;
		pfree(name);
		pass++;
	}
}

/*
 * Create a trigger as CREATE [CONSTRAINT] TRIGGER would, event triggers
 * included.  The WHEN clause comes as a parse tree: its columns have been
 * qualified there, not in the text.
 */
Oid
rule_create_trigger(Oid relid, const char *name, Oid namespace,
					const char *function, List *args, int16 events, bool row,
					bool deferred, Oid from, Node *when,
					const char *source)
{
	CreateTrigStmt *stmt = makeNode(CreateTrigStmt);
	PlannedStmt *planned = makeNode(PlannedStmt);

	stmt->isconstraint = row;
	stmt->trigname = pstrdup(name);
	stmt->relation = makeRangeVar(get_namespace_name(get_rel_namespace(relid)),
								  get_rel_name(relid), -1);
	stmt->funcname = list_make2(makeString(get_namespace_name(namespace)),
								makeString(pstrdup(function)));
	stmt->args = args;
	stmt->row = row;
	stmt->timing = TRIGGER_TYPE_AFTER;
	stmt->events = events;
	if (OidIsValid(from))
		stmt->constrrel = makeRangeVar(get_namespace_name(get_rel_namespace(from)),
									   get_rel_name(from), -1);
	stmt->whenClause = when;
	stmt->deferrable = deferred;
	stmt->initdeferred = deferred;

	planned->commandType = CMD_UTILITY;
	planned->canSetTag = false;
	planned->utilityStmt = (Node *) stmt;
	planned->stmt_location = -1;

	ProcessUtility(planned, source, false, PROCESS_UTILITY_SUBCOMMAND, NULL,
				   NULL, None_Receiver, NULL);
	CommandCounterIncrement();
	return get_trigger_oid(relid, name, false);
}

/*
 * Has a fired trigger the arguments of its kind of rule?  A hand-made one may
 * have others, and a name that no rule can have.
 */
bool
rule_has_arguments(Trigger *trigger, int nargs)
{
	return trigger->tgnargs == nargs &&
		strlen(trigger->tgargs[RULE_ARG_NAME]) < NAMEDATALEN;
}

/* The table that a partition's trigger was cloned from, at the top. */
Oid
rule_trigger_root(Oid tgoid)
{
	Relation	catalog = table_open(TriggerRelationId, AccessShareLock);
	Oid			relid = InvalidOid;

	while (OidIsValid(tgoid))
	{
		ScanKeyData key;
		SysScanDesc scan;
		HeapTuple	tuple;

		ScanKeyInit(&key, Anum_pg_trigger_oid, BTEqualStrategyNumber, F_OIDEQ,
					ObjectIdGetDatum(tgoid));
		scan = systable_beginscan(catalog, TriggerOidIndexId, true, NULL, 1,
								  &key);
		tuple = systable_getnext(scan);
		if (!HeapTupleIsValid(tuple))
			elog(ERROR, "could not find trigger %u", tgoid);
		relid = ((Form_pg_trigger) GETSTRUCT(tuple))->tgrelid;
		tgoid = ((Form_pg_trigger) GETSTRUCT(tuple))->tgparentid;
		systable_endscan(scan);
	}
	table_close(catalog, AccessShareLock);
	return relid;
}

/*
 * The table on which the rule of a fired trigger stands.  A partition may have
 * rules of its own beside those it got from above.
 */
Oid
rule_fired_table(const TriggerData *trigdata)
{
	Relation	rel = trigdata->tg_relation;

	return rel->rd_rel->relispartition ?
		rule_trigger_root(trigdata->tg_trigger->tgoid) : RelationGetRelid(rel);
}

static RuleTrigger *
read_trigger(HeapTuple tuple, TupleDesc desc)
{
	Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
	RuleTrigger *trigger = palloc0(sizeof(RuleTrigger));
	Datum		value;
	bool		isnull;

	trigger->oid = form->oid;
	trigger->relid = form->tgrelid;
	trigger->name = pstrdup(NameStr(form->tgname));
	trigger->type = form->tgtype;
	trigger->enabled = form->tgenabled != TRIGGER_DISABLED &&
		form->tgenabled != TRIGGER_FIRES_ON_REPLICA;
	trigger->deferred = form->tgdeferrable;
	trigger->nargs = form->tgnargs;
	if (form->tgnargs > 0)
	{
		bytea	   *args;
		char	   *p;
		char	   *end;

		value = heap_getattr(tuple, Anum_pg_trigger_tgargs, desc, &isnull);
		args = DatumGetByteaPP(value);
		p = VARDATA_ANY(args);
		end = p + VARSIZE_ANY_EXHDR(args);
		trigger->args = palloc(form->tgnargs * sizeof(char *));
		for (int i = 0; i < form->tgnargs; i++)
		{
			trigger->args[i] = pnstrdup(p, end - p);
			p += strlen(trigger->args[i]) + 1;
		}
	}
	value = heap_getattr(tuple, Anum_pg_trigger_tgqual, desc, &isnull);
	if (!isnull)
		trigger->qual = TextDatumGetCString(value);
	trigger->partner = form->tgconstrrelid;
	trigger->side = -1;
	return trigger;
}

/*
 * What the arguments of a trigger say.  False where they name no rule; others of
 * a sum rule that are wrong make it a broken one.
 */
static bool
read_arguments(RuleTrigger *trigger, RuleKind kind)
{
	SumArgs		args;

	if (kind == RULE_KIND_SUM &&
		sum_read_args(trigger->nargs, trigger->args, &args))
	{
		trigger->rule = args.name;
		trigger->mode = args.mode;
		trigger->side = args.side;
		return true;
	}
	if (trigger->nargs <= RULE_ARG_MODE)
		return false;
	trigger->rule = trigger->args[RULE_ARG_NAME];
	trigger->mode = trigger->args[RULE_ARG_MODE];
	return strlen(trigger->rule) < NAMEDATALEN;
}

static RuleInfo *
find_rule(List *rules, RuleKind kind, const char *name, Oid relid,
		  Oid part_relid)
{
	ListCell   *lc;

	foreach(lc, rules)
	{
		RuleInfo   *rule = lfirst(lc);

		if (rule->kind == kind && rule->relid == relid &&
			rule->part_relid == part_relid && strcmp(rule->name, name) == 0)
			return rule;
	}
	return NULL;
}

/* Add a trigger to the rule of a table it belongs to, or begin that rule. */
static List *
assign_trigger(List *rules, RuleTrigger *trigger, RuleKind kind, Oid table)
{
	Oid			relid = table;
	Oid			part_relid = InvalidOid;
	RuleInfo   *rule;

	if (kind == RULE_KIND_SUM)
	{
		part_relid = trigger->partner;
		if (trigger->side == SUM_PART)
		{
			part_relid = relid;
			relid = trigger->partner;
		}
	}
	rule = find_rule(rules, kind, trigger->rule, relid, part_relid);
	if (rule == NULL)
	{
		rule = palloc0(sizeof(RuleInfo));
		rule->name = trigger->rule;
		rule->kind = kind;
		rule->relid = relid;
		rule->part_relid = part_relid;
		rule->mode = trigger->mode;
		rules = lappend(rules, rule);
	}
	rule->triggers = lappend(rule->triggers, trigger);
	if (!trigger->enabled)
		rule->disabled = list_append_unique_oid(rule->disabled,
												trigger->relid);
	if (strcmp(rule->mode, trigger->mode) != 0)
		rule->broken = true;
	return rules;
}

/*
 * The table for which a partition's TRUNCATE trigger speaks: mostly the root, but
 * a table may have had the rule before it became a partition.  To be asked once
 * the triggers for rows are assigned.
 */
static Oid
truncate_table(List *rules, RuleTrigger *trigger)
{
	List	   *tables = lcons_oid(trigger->relid,
								   get_partition_ancestors(trigger->relid));
	ListCell   *lc;

	foreach(lc, tables)
	{
		Oid			table = lfirst_oid(lc);

		if (find_rule(rules, RULE_KIND_SUM, trigger->rule,
					  trigger->side == SUM_PART ? trigger->partner : table,
					  trigger->side == SUM_PART ? table : trigger->partner))
			return table;
	}
	return llast_oid(tables);
}

#define ANY_SIDE	(-1)

static bool
has_trigger(RuleInfo *rule, Oid relid, int side, int16 event)
{
	ListCell   *lc;

	foreach(lc, rule->triggers)
	{
		RuleTrigger *trigger = lfirst(lc);

		if (trigger->relid == relid && (trigger->type & event) != 0 &&
			(side == ANY_SIDE || trigger->side == side))
			return true;
	}
	return false;
}

static bool
is_complete(RuleInfo *rule)
{
	static const int16 events[] = {TRIGGER_TYPE_INSERT, TRIGGER_TYPE_UPDATE,
	TRIGGER_TYPE_DELETE, TRIGGER_TYPE_TRUNCATE};

	if (rule->kind != RULE_KIND_SUM)
		return has_trigger(rule, rule->relid, ANY_SIDE, TRIGGER_TYPE_INSERT) &&
			has_trigger(rule, rule->relid, ANY_SIDE, TRIGGER_TYPE_UPDATE);
	for (int i = 0; i < lengthof(events); i++)
	{
		if (!has_trigger(rule, rule->relid, SUM_TOTAL, events[i]) ||
			!has_trigger(rule, rule->part_relid, SUM_PART, events[i]))
			return false;
	}
	return true;
}

static int
compare_rules(const ListCell *a, const ListCell *b)
{
	const RuleInfo *ra = lfirst(a);
	const RuleInfo *rb = lfirst(b);
	int			cmp = strcmp(ra->name, rb->name);

	if (cmp == 0 && ra->relid != rb->relid)
		cmp = ra->relid < rb->relid ? -1 : 1;
	return cmp;
}

/* A trigger on a partition, and what it was cloned from */
typedef struct TriggerClone
{
	Oid			oid;
	Oid			relid;
	Oid			parent;
	bool		enabled;
} TriggerClone;

/* A rule whose trigger is disabled on a partition does not hold there. */
static void
disable_by_clones(List *rules, List *clones)
{
	ListCell   *lc;

	foreach(lc, clones)
	{
		TriggerClone *clone = lfirst(lc);
		Oid			root = clone->parent;
		ListCell   *other;
		bool		climbed = true;

		if (clone->enabled)
			continue;
		while (climbed)
		{
			climbed = false;
			foreach(other, clones)
			{
				TriggerClone *parent = lfirst(other);

				if (parent->oid == root)
				{
					root = parent->parent;
					climbed = true;
					break;
				}
			}
		}
		foreach(other, rules)
		{
			RuleInfo   *rule = lfirst(other);
			ListCell   *trigger;

			foreach(trigger, rule->triggers)
			{
				if (((RuleTrigger *) lfirst(trigger))->oid == root)
					rule->disabled = list_append_unique_oid(rule->disabled,
															clone->relid);
			}
		}
	}
}

/* A partition that was detached keeps its TRUNCATE trigger, and no other. */
static bool
is_leftover(RuleInfo *rule)
{
	ListCell   *lc;

	if (rule->kind != RULE_KIND_SUM)
		return false;
	foreach(lc, rule->triggers)
	{
		if (!TRIGGER_FOR_TRUNCATE(((RuleTrigger *) lfirst(lc))->type))
			return false;
	}
	return true;
}

/*
 * All rules, leftovers of rules among them.  Those on temporary tables of other
 * sessions are none to us, who cannot read the tables.
 */
static List *
read_rules(Oid namespace)
{
	RuleFunctions funcs;
	Relation	catalog;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *rules = NIL;
	List	   *clones = NIL;
	List	   *truncates = NIL;
	ListCell   *lc;

	rule_functions(namespace, &funcs);
	catalog = table_open(TriggerRelationId, AccessShareLock);
	scan = systable_beginscan(catalog, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
		RuleTrigger *trigger;
		RuleKind	kind;

		if (form->tgfoid == funcs.row)
			kind = RULE_KIND_ROW;
		else if (form->tgfoid == funcs.sum)
			kind = RULE_KIND_SUM;
		else if (OidIsValid(funcs.code) && form->tgfoid == funcs.code)
			kind = RULE_KIND_CODE;
		else
			continue;
		if (isOtherTempNamespace(get_rel_namespace(form->tgrelid)))
			continue;
		trigger = read_trigger(tuple, RelationGetDescr(catalog));
		if (!read_arguments(trigger, kind))
			continue;			/* made by hand, and not a rule */
		if (OidIsValid(form->tgparentid))
		{
			TriggerClone *clone = palloc(sizeof(TriggerClone));

			clone->oid = trigger->oid;
			clone->relid = trigger->relid;
			clone->parent = form->tgparentid;
			clone->enabled = trigger->enabled;
			clones = lappend(clones, clone);
		}
		else
		{
			if (kind == RULE_KIND_SUM && !OidIsValid(trigger->partner) &&
				trigger->qual)
				trigger->partner = rule_partner(stringToNode(trigger->qual));
			if (kind == RULE_KIND_SUM && TRIGGER_FOR_TRUNCATE(trigger->type) &&
				get_rel_relispartition(trigger->relid))
				truncates = lappend(truncates, trigger);
			else
				rules = assign_trigger(rules, trigger, kind, trigger->relid);
		}
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);
	foreach(lc, truncates)
		rules = assign_trigger(rules, lfirst(lc), RULE_KIND_SUM,
							   truncate_table(rules, lfirst(lc)));
	disable_by_clones(rules, clones);
	return rules;
}

/*
 * The rules of this database; with a name or a table, those of that name or
 * with a trigger on that table.
 */
List *
rule_list(Oid namespace, const char *name, Oid target)
{
	List	   *rules = read_rules(namespace);
	ListCell   *lc;

	foreach(lc, rules)
	{
		RuleInfo   *rule = lfirst(lc);

		if ((name != NULL && strcmp(rule->name, name) != 0) ||
			(OidIsValid(target) && !has_trigger(rule, target, ANY_SIDE, ~0)) ||
			is_leftover(rule))
			rules = foreach_delete_current(rules, lc);
		else if (!is_complete(rule))
			rule->broken = true;
	}
	list_sort(rules, compare_rules);
	return rules;
}

/* What rules have left behind on tables that are no longer partitions. */
List *
rule_leftovers(Oid namespace)
{
	List	   *rules = read_rules(namespace);
	ListCell   *lc;

	foreach(lc, rules)
	{
		if (!is_leftover(lfirst(lc)))
			rules = foreach_delete_current(rules, lc);
	}
	return rules;
}

/* A rule's name is its own on each table that carries it. */
void
rule_check_name(Oid namespace, const char *name, Relation rel)
{
	if (name[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("a rule must have a name")));
	if (rule_list(namespace, name, RelationGetRelid(rel)) != NIL ||
		trigger_name_used(RelationGetRelid(rel), name))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("rule or trigger \"%s\" already exists on table \"%s\"",
						name, RelationGetRelationName(rel))));
}

/* The one rule of a name, or an error that says how to name it. */
RuleInfo *
rule_find(Oid namespace, const char *name, Oid target)
{
	List	   *rules = rule_list(namespace, name, target);

	if (rules == NIL)
	{
		if (OidIsValid(target))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("rule \"%s\" does not exist on table \"%s\"",
							name, get_rel_name(target))));
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("rule \"%s\" does not exist", name)));
	}
	if (list_length(rules) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_AMBIGUOUS_PARAMETER),
				 errmsg("there is more than one rule \"%s\"", name),
				 errhint("Give the table as target.")));
	return linitial(rules);
}

/* Some trigger of a rule is missing, or is not one that this extension made. */
void
rule_raise_broken(RuleInfo *rule)
{
	RuleTrigger *trigger = linitial(rule->triggers);

	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("rule \"%s\" on \"%s\" is broken", rule->name,
					get_rel_name(trigger->relid)),
			 errhint("Drop the rule with budget_drop_rule and add it again.")));
}

/* The equation as the INSERT trigger has it, with variables of varno 1. */
Node *
rule_info_equation(Relation rel, RuleInfo *rule)
{
	ListCell   *lc;

	foreach(lc, rule->triggers)
	{
		RuleTrigger *info = lfirst(lc);
		Trigger		trigger = {0};
		Node	   *equation;

		if (!(info->type & TRIGGER_TYPE_INSERT))
			continue;
		trigger.tgqual = info->qual;
		equation = rule_comparison(&trigger);
		if (equation != NULL)
		{
			ChangeVarNodes(equation, PRS2_NEW_VARNO, 1, 0);
			return equation;
		}
	}
	rule_raise_broken(rule);
}


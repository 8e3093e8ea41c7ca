/*-------------------------------------------------------------------------
 *
 * row_rule.c
 *	  Rules over the columns of one row.
 *
 * The equation stands negated in the WHEN clause of two constraint triggers,
 * so the server compiles it, evaluates it in line, and queues nothing for a
 * row that obeys.  The function here runs for a violating row only; it takes
 * the equation back out of the trigger and says what both sides come to.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "rewrite/rewriteManip.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "rule.h"

PG_FUNCTION_INFO_V1(budget_add_row_rule);
PG_FUNCTION_INFO_V1(budget_row_rule_check);

/* Variables of NEW in a trigger's WHEN clause */
#define NEW_VARNO	PRS2_NEW_VARNO

/*
 * Is it a cast that needs no word?  Where a dump has been restored, the
 * casts that the server added stand written out.
 */
static bool
is_implicit_cast(FuncExpr *expr)
{
	Oid			function;

	if (expr->funcformat == COERCE_IMPLICIT_CAST)
		return true;
	return expr->funcformat == COERCE_EXPLICIT_CAST &&
		find_coercion_pathway(expr->funcresulttype,
							  exprType(linitial(expr->args)),
							  COERCION_IMPLICIT,
							  &function) == COERCION_PATH_FUNC &&
		function == expr->funcid;
}

/*
 * Under an implicit cast: what the writer of the equation wrote.
 */
static Node *
strip_cast(Node *node)
{
	for (;;)
	{
		if (IsA(node, RelabelType))
			node = (Node *) ((RelabelType *) node)->arg;
		else if (IsA(node, FuncExpr) && is_implicit_cast((FuncExpr *) node))
			node = linitial(((FuncExpr *) node)->args);
		else
			return node;
	}
}

/* The two sides of an equation, where it is a comparison of two values. */
static bool
comparison_sides(Node *equation, Node **left, Node **right)
{
	if (equation == NULL ||
		!(IsA(equation, OpExpr) || IsA(equation, DistinctExpr)) ||
		list_length(((OpExpr *) equation)->args) != 2)
		return false;
	*left = linitial(((OpExpr *) equation)->args);
	*right = lsecond(((OpExpr *) equation)->args);
	return true;
}

static bool
in_thousand_won(Node *left, Node *right, Oid thousand_won)
{
	return OidIsValid(thousand_won) &&
		(exprType(strip_cast(left)) == thousand_won ||
		 exprType(strip_cast(right)) == thousand_won);
}

static Numeric
subtract(Numeric a, Numeric b)
{
	if (a == NULL || b == NULL)
		return NULL;
	return DatumGetNumeric(DirectFunctionCall2(numeric_sub,
											   NumericGetDatum(a),
											   NumericGetDatum(b)));
}

/*
 * Say what the equation of a violated rule comes to.
 *
 * "left_text" and "right_text" are the sides as their author wrote them.
 */
static void
describe_sides(RuleViolation *violation, const char *left_text,
			   const char *right_text, Datum left, bool left_null,
			   Oid left_type, Datum right, bool right_null, Oid right_type,
			   bool won, Oid thousand_won)
{
	char	   *left_value = rule_value_text(left, left_null, left_type, won,
										 thousand_won);
	char	   *right_value = rule_value_text(right, right_null, right_type, won,
										  thousand_won);

	violation->actual = left_null ? NULL :
		rule_numeric(left, left_type, thousand_won);
	violation->expected = right_null ? NULL :
		rule_numeric(right, right_type, thousand_won);
	violation->difference = subtract(violation->actual, violation->expected);

	if (violation->difference)
		violation->arithmetic = psprintf(_("%s is %s, %s is %s, difference %s."),
										 left_text, left_value,
										 right_text, right_value,
										 rule_amount_text(violation->difference,
														  won));
	else
		violation->arithmetic = psprintf(_("%s is %s, %s is %s."),
										 left_text, left_value,
										 right_text, right_value);
}

/* A side as its author wrote it, from a trigger's WHEN clause. */
static char *
side_text(Relation rel, Node *side)
{
	Node	   *copy = copyObject(strip_cast(side));

	ChangeVarNodes(copy, NEW_VARNO, 1, 0);
	return rule_show_expr(rel, copy);
}

/* The column a violation is charged to: one that is a whole side. */
static const char *
side_column(Relation rel, Node *left)
{
	left = strip_cast(left);
	if (IsA(left, Var) && ((Var *) left)->varattno > 0)
		return get_attname(RelationGetRelid(rel), ((Var *) left)->varattno,
						   false);
	return NULL;
}

static const char *
row_hint(RuleMode mode)
{
	return mode == RULE_REJECT ?
		gettext_noop("Correct the row, or change what the rule does with budget_set_rule_mode.") :
		NULL;
}

/* A row violates a rule that stands on "ruled". */
void
row_rule_violated(Relation rel, Trigger *trigger, TupleTableSlot *slot,
				  Oid ruled, Oid ext_namespace)
{
	RuleMode	mode = rule_effective_mode(trigger->tgargs[RULE_ARG_MODE],
										   RULE_KIND_ROW, ruled);
	Oid			thousand_won;
	Node	   *equation;
	Node	   *left;
	Node	   *right;
	RuleViolation violation = {0};
	bool		show;

	if (mode == RULE_OFF)
		return;
	thousand_won = rule_thousand_won_type(ext_namespace);
	show = mode == RULE_RECORD || rule_may_show(RelationGetRelid(rel));

	violation.rule = trigger->tgargs[RULE_ARG_NAME];
	violation.relid = RelationGetRelid(rel);
	violation.ruled = ruled;
	violation.key = rule_row_key(rel, slot);
	rule_row_key_form(rel, &violation.form);
	violation.summary = psprintf(_("row of \"%s\" violates rule \"%s\""),
								 RelationGetRelationName(rel), violation.rule);
	violation.hint = row_hint(mode);
	violation.show_key = show;

	equation = rule_comparison(trigger);
	if (comparison_sides(equation, &left, &right))
	{
		EState	   *estate = CreateExecutorState();
		ExprContext *econtext = GetPerTupleExprContext(estate);
		Datum		values[2];
		bool		nulls[2];
		Node	   *sides[2];

		econtext->ecxt_outertuple = slot;
		sides[0] = left;
		sides[1] = right;
		for (int i = 0; i < 2; i++)
		{
			Node	   *expr = expand_virtual_columns(copyObject(sides[i]), rel,
													  NEW_VARNO);

			ChangeVarNodes(expr, NEW_VARNO, OUTER_VAR, 0);
			values[i] = ExecEvalExpr(ExecPrepareExpr((Expr *) expr, estate),
									 econtext, &nulls[i]);
		}
		describe_sides(&violation, side_text(rel, left), side_text(rel, right),
					   values[0], nulls[0], exprType(left),
					   values[1], nulls[1], exprType(right),
					   in_thousand_won(left, right, thousand_won),
					   thousand_won);
		violation.column = side_column(rel, left);
		if (!show)
			violation.arithmetic = NULL;
		rule_report(mode, &violation, ext_namespace);
		FreeExecutorState(estate);
	}
	else
	{
		if (equation)
			violation.arithmetic = psprintf(_("%s is false."),
											side_text(rel, equation));
		rule_report(mode, &violation, ext_namespace);
	}
}

/*
 * Trigger function: the row violates the rule, or it would not be called.
 */
Datum
budget_row_rule_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			ruled;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_AFTER(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) ||
		!(TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) ||
		  TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event)) ||
		!rule_has_arguments(trigdata->tg_trigger, ROW_NARGS))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired by a trigger that budget_add_row_rule made",
						"budget_row_rule_check")));

	ruled = rule_fired_table(trigdata);
	if (sum_keeps_totals() && rule_comparison(trigdata->tg_trigger) != NULL)
		row_rule_note(trigdata, ruled, ext_namespace);
	else
		row_rule_violated(trigdata->tg_relation, trigdata->tg_trigger,
						  TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ?
						  trigdata->tg_newslot : trigdata->tg_trigslot,
						  ruled, ext_namespace);
	return PointerGetDatum(NULL);
}

/*-------------------------------------------------------------------------
 * Adding a rule
 *-------------------------------------------------------------------------
 */

Datum
budget_add_row_rule(PG_FUNCTION_ARGS)
{
	Name		name;
	Oid			relid;
	char	   *equation;
	char	   *mode_text;
	bool		validate;
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Relation	rel;
	Node	   *raw;
	Node	   *expr;
	Node	   *holds;
	Node	   *changed;
	List	   *args;

	rule_require_arguments(fcinfo, "budget_add_row_rule", -1, -1);
	name = PG_GETARG_NAME(0);
	relid = PG_GETARG_OID(1);
	equation = text_to_cstring(PG_GETARG_TEXT_PP(2));
	mode_text = text_to_cstring(PG_GETARG_TEXT_PP(3));
	validate = PG_GETARG_BOOL(4);
	(void) rule_mode_from_text(mode_text, RULE_KIND_ROW);
	rel = rule_open_table(relid);
	rule_check_target(rel, true);
	rule_check_name(ext_namespace, NameStr(*name), rel);

	raw = rule_parse_expr(equation);
	expr = rule_analyze_expr(rel, equation, true, false);
	if (!contain_var_clause(expr))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("rule expression \"%s\" names no column of \"%s\"",
						equation, RelationGetRelationName(rel))));
	changed = rule_columns_changed(rel, expr);
	holds = (Node *) makeBoolExpr(NOT_EXPR,
								  list_make1(rule_qualify_expr(raw, rel, "new")),
								  -1);
	args = list_make2(makeString(pstrdup(NameStr(*name))),
					  makeString(mode_text));
	rule_create_trigger(relid, rule_trigger_name(relid, NameStr(*name), NULL,
												 NULL),
						ext_namespace, "budget_row_rule_check", args,
						TRIGGER_TYPE_INSERT, true, false, InvalidOid, holds, equation);
	holds = copyObject(holds);
	if (changed)
		holds = (Node *) makeBoolExpr(AND_EXPR, list_make2(holds, changed), -1);
	rule_create_trigger(relid, rule_trigger_name(relid, NameStr(*name), NULL,
												 "update"),
						ext_namespace, "budget_row_rule_check",
						copyObject(args),
						TRIGGER_TYPE_UPDATE, true, false, InvalidOid, holds, equation);
	table_close(rel, NoLock);

	if (validate)
		rule_validate(rule_find(ext_namespace, NameStr(*name), relid),
					  ext_namespace);
	PG_RETURN_VOID();
}

/*-------------------------------------------------------------------------
 * What is wrong now
 *-------------------------------------------------------------------------
 */

char *
row_rule_definition(RuleInfo *rule)
{
	Relation	rel = table_open(rule->relid, AccessShareLock);
	char	   *text = rule_show_expr(rel, rule_info_equation(rel, rule));

	table_close(rel, AccessShareLock);
	return text;
}

/* What the rows of a rule's query mean */
typedef struct RowScan
{
	RuleInfo   *rule;
	Relation	rel;
	RuleViolationSink sink;
	void	   *arg;
	Oid			thousand_won;
	bool		compares;
	bool		won;
	Node	   *left;
	Node	   *right;
	char	   *left_text;		/* or the whole equation */
	char	   *right_text;
	const char *column;
} RowScan;

static void
read_violation(HeapTuple row, TupleDesc desc, void *arg)
{
	RowScan    *scan = arg;
	RuleViolation violation = {0};
	bool		isnull;

	violation.rule = scan->rule->name;
	violation.relid = violation.ruled = scan->rule->relid;
	violation.column = scan->column;
	violation.key = TextDatumGetCString(SPI_getbinval(row, desc, 1, &isnull));
	rule_row_key_form(scan->rel, &violation.form);
	violation.summary = psprintf(_("row of \"%s\" violates rule \"%s\""),
								 RelationGetRelationName(scan->rel),
								 scan->rule->name);
	if (scan->compares)
	{
		bool		left_null;
		bool		right_null;
		Datum		left = SPI_getbinval(row, desc, 2, &left_null);
		Datum		right = SPI_getbinval(row, desc, 3, &right_null);

		describe_sides(&violation, scan->left_text, scan->right_text,
					   left, left_null, TupleDescAttr(desc, 1)->atttypid,
					   right, right_null, TupleDescAttr(desc, 2)->atttypid,
					   scan->won, scan->thousand_won);
	}
	else
		violation.arithmetic = psprintf(_("%s is false."), scan->left_text);
	scan->sink(&violation, scan->arg);
}

/* A side in the type in which it is compared: implicit casts are not printed. */
static char *
side_query(Relation rel, Node *side)
{
	char	   *text = rule_deparse_expr(rel, side);
	Oid			type = exprType(side);

	if (get_typtype(type) == TYPTYPE_PSEUDO)
		return psprintf("(%s)", text);
	return psprintf("(%s)::%s", text,
					format_type_extended(type, -1, FORMAT_TYPE_FORCE_QUALIFY));
}

/* Run a query for the rows of a table that break the equation now. */
void
row_rule_violations(RuleInfo *rule, Oid ext_namespace, bool now,
					RuleViolationSink sink, void *arg)
{
	Relation	rel = table_open(rule->relid, AccessShareLock);
	Node	   *equation = rule_info_equation(rel, rule);
	RowScan		scan = {rule, rel, sink, arg};
	StringInfoData query;
	int			level;

	scan.thousand_won = rule_thousand_won_type(ext_namespace);
	scan.compares = comparison_sides(equation, &scan.left, &scan.right);
	if (scan.compares)
	{
		scan.won = in_thousand_won(scan.left, scan.right, scan.thousand_won);
		scan.left_text = rule_show_expr(rel, strip_cast(scan.left));
		scan.right_text = rule_show_expr(rel, strip_cast(scan.right));
		scan.column = side_column(rel, scan.left);
	}
	else
		scan.left_text = rule_show_expr(rel, equation);

	rule_check_trust(equation, rule->name, rel->rd_rel->relowner, false);
	level = rule_lock_down_search_path();
	initStringInfo(&query);
	appendStringInfo(&query, "SELECT %s", rule_key_expression(rel));
	if (scan.compares)
		appendStringInfo(&query, ", %s, %s", side_query(rel, scan.left),
						 side_query(rel, scan.right));
	appendStringInfo(&query, " FROM %s WHERE NOT (%s)", rule_from_clause(rel),
					 rule_deparse_expr(rel, equation));
	rule_scan(query.data, now, rel->rd_rel->relowner, read_violation, &scan);
	AtEOXact_GUC(true, level);
	table_close(rel, AccessShareLock);
}

/*-------------------------------------------------------------------------
 *
 * sum_rule_add.c
 *	  Rules between a total and its parts: adding one.
 *
 * What the caller gives as text is resolved first, so that each mistake has its
 * own message; then each side gets its four triggers.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "budget_ext.h"
#include "compat.h"
#include "sum_rule.h"

PG_FUNCTION_INFO_V1(budget_add_sum_rule);

/*-------------------------------------------------------------------------
 * Adding a rule
 *-------------------------------------------------------------------------
 */

/* The parsed and the resolved expressions of a side, as the caller gave them */
typedef struct SideInput
{
	Oid			relid;
	Relation	rel;
	List	   *raw_keys;
	Node	   *raw_amount;
	Node	   *raw_filter;
} SideInput;

static void
read_side_input(SideInput *input, SumTerms *terms, char *amount,
				ArrayType *keys, char *filter)
{
	Datum	   *elements;
	bool	   *nulls;
	int			n;

	input->raw_amount = rule_parse_expr(amount);
	terms->amount = rule_analyze_expr(input->rel, amount, false, true);
	deconstruct_array(keys, TEXTOID, -1, false, TYPALIGN_INT, &elements,
					  &nulls, &n);
	if (n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a sum rule needs a key"),
				 errhint("For one total over all rows, give a constant of both sides, such as '{1}'.")));
	for (int i = 0; i < n; i++)
	{
		char	   *key;

		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a key of a sum rule must not be null")));
		key = TextDatumGetCString(elements[i]);
		input->raw_keys = lappend(input->raw_keys, rule_parse_expr(key));
		terms->keys = lappend(terms->keys,
							  rule_analyze_expr(input->rel, key, false, true));
	}
	if (filter)
	{
		input->raw_filter = rule_parse_expr(filter);
		terms->filter = rule_analyze_expr(input->rel, filter, true, true);
	}
}

/* "'schema.other'::regclass IS NOT NULL": true, and ties the two tables. */
static Node *
partner_clause(Relation partner)
{
	NullTest   *test = makeNode(NullTest);
	TypeCast   *cast = makeNode(TypeCast);
	A_Const    *name = makeNode(A_Const);

	name->val.sval.type = T_String;
	name->val.sval.sval =
		pstrdup(quote_qualified_identifier(get_namespace_name(RelationGetNamespace(partner)),
										   RelationGetRelationName(partner)));
	name->location = -1;
	cast->arg = (Node *) name;
	cast->typeName = SystemTypeName("regclass");
	cast->location = -1;
	test->arg = (Expr *) cast;
	test->nulltesttype = IS_NOT_NULL;
	test->location = -1;
	return (Node *) test;
}

/* Clauses: "raw" of the old row and of the new one differ. */
static List *
changed(SideInput *input, Node *raw, Node *analyzed)
{
	bool		not_null = IsA(analyzed, Var) &&
		((Var *) analyzed)->varattno > 0 &&
		TupleDescAttr(RelationGetDescr(input->rel),
					  ((Var *) analyzed)->varattno - 1)->attnotnull;

	return rule_distinct(rule_qualify_expr(raw, input->rel, "old"),
						 rule_qualify_expr(raw, input->rel, "new"),
						 exprType(analyzed), not_null);
}

/* Whether an update changes what a rule asks of a side's row. */
static Node *
side_changed(SideInput *input, SumTerms *terms)
{
	List	   *changes = NIL;

	for (int i = 0; i < list_length(terms->keys); i++)
		changes = list_concat(changes, changed(input, list_nth(input->raw_keys, i),
											   list_nth(terms->keys, i)));
	changes = list_concat(changes, changed(input, input->raw_amount,
										   terms->amount));
	if (input->raw_filter)
		changes = list_concat(changes, changed(input, input->raw_filter,
											   terms->filter));
	return (Node *) makeBoolExpr(OR_EXPR, changes, -1);
}

/*
 * When an inserted or deleted row is asked about: it passes the filter.  The
 * server reads the clause anew in each statement, so it says no more: the check
 * itself passes by rows without a key, and parts without an amount.
 */
static Node *
takes_part(SideInput *input, const char *qualifier)
{
	return rule_qualify_expr(input->raw_filter, input->rel, qualifier);
}

/*
 * Can FROM name the other table, so that clauses need not, and inserting mostly
 * needs none at all?  A partition that is detached would keep such a trigger, and
 * whoever creates it needs TRIGGER on the other table, which an owner has on his
 * own.
 */
static bool
can_say_from(SideInput *input, Relation partner)
{
	return input->rel->rd_rel->relkind == RELKIND_RELATION &&
		input->rel->rd_rel->relowner == partner->rd_rel->relowner &&
		pg_class_aclcheck(RelationGetRelid(partner),
						  input->rel->rd_rel->relowner,
						  ACL_TRIGGER) == ACLCHECK_OK;
}

/*
 * Create one of the triggers for rows of a side.  Where FROM does not name the
 * other table, its WHEN clause does.
 */
static void
create_row_trigger(SideInput *input, const char *name, Oid ext_namespace,
				   char *arg, int16 events, Relation partner, Node *when)
{
	bool		from = can_say_from(input, partner);

	if (!from)
		when = when == NULL ? partner_clause(partner) :
			(Node *) makeBoolExpr(AND_EXPR,
								  list_make2(partner_clause(partner), when),
								  -1);
	rule_create_trigger(input->relid, name, ext_namespace,
						"budget_sum_rule_check", list_make1(makeString(arg)),
						events, true, true,
						from ? RelationGetRelid(partner) : InvalidOid, when, "");
}

/* FROM lets the other table be dropped, so this one names it in its clause. */
static void
create_truncate_trigger(Oid relid, const char *name, Oid ext_namespace,
						char *arg, Relation partner)
{
	rule_create_trigger(relid, name, ext_namespace, "budget_sum_rule_check",
						list_make1(makeString(arg)), TRIGGER_TYPE_TRUNCATE,
						false, false, InvalidOid, partner_clause(partner), "");
}

static void
create_side(SideInput *inputs, SumRule *rule, int side, char *arg)
{
	SideInput  *input = &inputs[side];
	Relation	partner = inputs[1 - side].rel;
	const char *name = rule->name;
	Oid			ext_namespace = rule->ext_namespace;
	const char *label = NULL;
	Oid			save_userid;
	int			save_sec;
	ListCell   *lc;

	/* on one table, the parts' triggers need names of their own */
	if (inputs[SUM_TOTAL].relid == inputs[SUM_PART].relid && side == SUM_PART)
		label = "part";

	/* the total's owner has consented by granting REFERENCES */
	GetUserIdAndSecContext(&save_userid, &save_sec);
	SetUserIdAndSecContext(input->rel->rd_rel->relowner,
						   save_sec | SECURITY_LOCAL_USERID_CHANGE);

#define NAME(relid, event_name)	rule_trigger_name(relid, name, label, event_name)
#define CREATE(events, event_name, when) \
	create_row_trigger(input, NAME(input->relid, event_name), ext_namespace, \
					   arg, events, partner, when)

	if (input->raw_filter)
	{
		CREATE(TRIGGER_TYPE_INSERT, NULL, takes_part(input, "new"));
		CREATE(TRIGGER_TYPE_DELETE, "delete", takes_part(input, "old"));
	}
	else
		CREATE(TRIGGER_TYPE_INSERT | TRIGGER_TYPE_DELETE, NULL, NULL);
	CREATE(TRIGGER_TYPE_UPDATE, "update",
		   side_changed(input, &rule->sides[side].terms));
	create_truncate_trigger(input->relid, NAME(input->relid, "truncate"),
							ext_namespace, arg, partner);

	if (input->rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
	{
		foreach(lc, find_all_inheritors(input->relid, ShareRowExclusiveLock,
										NULL))
		{
			Oid			leaf = lfirst_oid(lc);

			if (leaf != input->relid && get_rel_relkind(leaf) == RELKIND_RELATION)
				create_truncate_trigger(leaf, NAME(leaf, "truncate"),
										ext_namespace, arg, partner);
		}
	}
#undef CREATE
#undef NAME
	SetUserIdAndSecContext(save_userid, save_sec);
}

static bool
all_columns(SumTerms *terms)
{
	ListCell   *lc;

	foreach(lc, terms->keys)
	{
		if (!IsA(lfirst(lc), Var))
			return false;
	}
	return IsA(terms->amount, Var) && terms->filter == NULL;
}

static char *
text_argument(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(n));
}

static char *
missing_argument(FunctionCallInfo fcinfo, int n, const char *name)
{
	char	   *value = text_argument(fcinfo, n);

	if (strcmp(value, "violate") != 0 && strcmp(value, "allow") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid value for %s: \"%s\"", name, value),
				 errhint("It is \"violate\" or \"allow\".")));
	return value;
}

/* Violations name each of the total's keys, and so do waivers. */
static void
check_key_names(SumRule *rule)
{
	RuleKeyForm form;

	sum_key_form(rule, &form);
	for (int i = 0; i < form.n; i++)
	{
		for (int j = 0; j < i; j++)
		{
			if (strcmp(form.names[i], form.names[j]) == 0)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("total_key of rule \"%s\" has \"%s\" twice",
								rule->name, form.names[i]),
						 errhint("Say in a filter what else of a row must be the same.")));
		}
	}
}

/*
 * An update asks each side's own type whether the key has changed.  If that
 * knows fewer differences than the rule, as one that ignores case does beside
 * text, a change would be missed.
 */
static void
check_same_equality(SumRule *rule, int key)
{
	Oid			types[2];
	bool		same = true;

	for (int i = 0; i < 2; i++)
	{
		types[i] = exprType(list_nth(rule->sides[i].terms.keys, key));
		same &= lookup_type_cache(getBaseType(types[i]),
								  TYPECACHE_BTREE_OPFAMILY)->btree_opf ==
			rule->key_types[key]->btree_opf;
	}
	if (!same)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("keys of rule \"%s\" cannot be compared: %s and %s",
						rule->name, format_type_be(types[SUM_TOTAL]),
						format_type_be(types[SUM_PART])),
				 errhint("Write a cast in one of the key expressions.")));
}

Datum
budget_add_sum_rule(PG_FUNCTION_ARGS)
{
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	SideInput	inputs[2] = {{0}};
	SumRule		rule = {0};
	char	   *name;
	char	   *comparison;
	char	   *missing_parts;
	char	   *missing_total;
	char	   *mode;
	int64		tolerance;
	bool		validate;
	bool		same;
	SumArgs		args;

	/* the filters alone may be NULL */
	rule_require_arguments(fcinfo, "budget_add_sum_rule", 8, 9);
	name = pstrdup(NameStr(*PG_GETARG_NAME(0)));
	inputs[SUM_TOTAL].relid = PG_GETARG_OID(1);
	inputs[SUM_PART].relid = PG_GETARG_OID(4);
	comparison = text_argument(fcinfo, 7);
	missing_parts = missing_argument(fcinfo, 10, "missing_parts");
	missing_total = missing_argument(fcinfo, 14, "missing_total");
	tolerance = PG_GETARG_THOUSAND_WON(11);
	mode = text_argument(fcinfo, 12);
	validate = PG_GETARG_BOOL(13);

	if (strcmp(comparison, "=") != 0 && strcmp(comparison, "<=") != 0 &&
		strcmp(comparison, ">=") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid comparison \"%s\" of a sum rule", comparison),
				 errhint("The comparison is \"=\", \"<=\" or \">=\".")));
	if (tolerance < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the tolerance of a sum rule must not be negative")));
	(void) rule_mode_from_text(mode, RULE_KIND_SUM);

	same = inputs[SUM_TOTAL].relid == inputs[SUM_PART].relid;
	for (int i = 0; i < 2; i++)
	{
		inputs[i].rel = rule_open_table(inputs[i].relid);
		rule_check_target(inputs[i].rel, i == SUM_PART);
		rule_check_name(ext_namespace, name, inputs[i].rel);
		rule.sides[i].relid = inputs[i].relid;
	}
	if (inputs[SUM_TOTAL].rel->rd_rel->relpersistence !=
		inputs[SUM_PART].rel->rd_rel->relpersistence)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TABLE_DEFINITION),
				 errmsg("the tables of rule \"%s\" must both be permanent, both unlogged or both temporary",
						name)));
	rule.name = name;
	rule.ext_namespace = ext_namespace;
	read_side_input(&inputs[SUM_TOTAL], &rule.sides[SUM_TOTAL].terms,
					text_argument(fcinfo, 2), PG_GETARG_ARRAYTYPE_P(3),
					text_argument(fcinfo, 8));
	read_side_input(&inputs[SUM_PART], &rule.sides[SUM_PART].terms,
					text_argument(fcinfo, 5), PG_GETARG_ARRAYTYPE_P(6),
					text_argument(fcinfo, 9));
	sum_resolve_types(&rule);
	for (int i = 0; i < rule.nkeys; i++)
		check_same_equality(&rule, i);
	check_key_names(&rule);
	for (int i = 0; i < 2; i++)
		sum_check_trust(&rule.sides[i].terms, name,
						inputs[i].rel->rd_rel->relowner);
	rule.comparison = comparison[0];
	if (strcmp(mode, "maintain") == 0)
		sum_check_maintainable(&rule);

	if (!object_ownercheck(RelationRelationId, inputs[SUM_TOTAL].relid,
						   GetUserId()))
	{
		if (pg_class_aclcheck(inputs[SUM_TOTAL].relid, GetUserId(),
							  ACL_REFERENCES) != ACLCHECK_OK)
			aclcheck_error(ACLCHECK_NO_PRIV,
						   get_relkind_objtype(inputs[SUM_TOTAL].rel->rd_rel->relkind),
						   RelationGetRelationName(inputs[SUM_TOTAL].rel));
		/* others' expressions would run as whoever writes that table */
		if (!all_columns(&rule.sides[SUM_TOTAL].terms))
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("only the owner of \"%s\" may use expressions over it in a rule",
							RelationGetRelationName(inputs[SUM_TOTAL].rel)),
					 errdetail("With REFERENCES, the total and its key must be plain columns, without a filter.")));
	}

	args.name = name;
	args.mode = mode;
	args.nkeys = rule.nkeys;
	args.comparison = comparison[0];
	args.missing_parts = strcmp(missing_parts, "allow") == 0;
	args.missing_total = strcmp(missing_total, "allow") == 0;
	args.tolerance = tolerance == 0 ? "0" :
		DatumGetCString(DirectFunctionCall1(numeric_out,
											NumericGetDatum(int64_div_fast_to_numeric(tolerance, 3))));
	for (args.side = SUM_TOTAL; args.side <= SUM_PART; args.side++)
		create_side(inputs, &rule, args.side, sum_write_arg(&args));
	table_close(inputs[SUM_PART].rel, NoLock);
	table_close(inputs[SUM_TOTAL].rel, NoLock);

	if (validate)
		rule_validate(rule_find(ext_namespace, name,
								same ? inputs[0].relid : inputs[SUM_PART].relid),
					  ext_namespace);
	PG_RETURN_VOID();
}

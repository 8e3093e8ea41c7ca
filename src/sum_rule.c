/*-------------------------------------------------------------------------
 *
 * sum_rule.c
 *	  Rules between a total and its parts: what the rule is.
 *
 * Each side has four triggers.  The UPDATE trigger's WHEN clause compares
 * ROW(key, ..., amount[, filter]) of OLD and NEW, and that is where the
 * expressions are read from; a regclass constant in every WHEN clause names
 * the other table.  sum_check.c follows the changes and gives the verdict.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/nbtree.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "parser/parse_coerce.h"
#include "rewrite/rewriteManip.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "budget_ext.h"
#include "compat.h"
#include "sum_rule.h"

PG_FUNCTION_INFO_V1(budget_add_sum_rule);
PG_FUNCTION_INFO_V1(budget_sum_rule_check);

static const char *const side_names[] = {"total", "part"};

/*-------------------------------------------------------------------------
 * Reading a rule
 *-------------------------------------------------------------------------
 */

static List *
flatten_or(Node *node)
{
	List	   *result = NIL;
	ListCell   *lc;

	if (!is_orclause(node))
		return list_make1(node);
	foreach(lc, ((BoolExpr *) node)->args)
		result = list_concat(result, flatten_or(lfirst(lc)));
	return result;
}

/*
 * The expressions of a side, from the WHEN clause of its UPDATE trigger.
 * False where the clause is none that budget_add_sum_rule made.
 */
bool
sum_read_terms(Node *qual, int nkeys, SumTerms *terms)
{
	ListCell   *lc;
	List	   *values = NIL;

	if (qual == NULL || !is_andclause(qual))
		return false;
	foreach(lc, ((BoolExpr *) qual)->args)
	{
		if (is_orclause(lfirst(lc)))
			break;
	}
	if (lc == NULL)
		return false;
	foreach(lc, flatten_or(lfirst(lc)))
	{
		DistinctExpr *distinct = lfirst(lc);
		Node	   *value;

		if (!IsA(distinct, DistinctExpr))
			return false;
		value = copyObject(lsecond(distinct->args));
		ChangeVarNodes(value, PRS2_NEW_VARNO, 1, 0);
		values = lappend(values, value);
	}
	if (nkeys < 1 || (list_length(values) != nkeys + 1 &&
					  list_length(values) != nkeys + 2))
		return false;
	terms->keys = list_copy_head(values, nkeys);
	terms->amount = list_nth(values, nkeys);
	terms->filter = list_length(values) > nkeys + 1 ?
		list_nth(values, nkeys + 1) : NULL;
	return true;
}

/* Is this a trigger of the rule, on this side, between these two tables? */
static bool
is_rule_trigger(Trigger *trigger, const char *name, int side, Oid partner,
				Oid function)
{
	return trigger->tgfoid == function &&
		trigger->tgnargs == SUM_NARGS &&
		strcmp(trigger->tgargs[RULE_ARG_NAME], name) == 0 &&
		strcmp(trigger->tgargs[SUM_ARG_SIDE], side_names[side]) == 0 &&
		trigger->tgqual != NULL &&
		rule_partner(stringToNode(trigger->tgqual)) == partner;
}

/*
 * Read one side of a rule from its table.  All four triggers must be there
 * and, to enforce it, be enabled: half a rule would let rows pass unseen.
 */
static Trigger *
read_side(SumRule *rule, int side, Relation rel, Oid partner, Oid function,
		  bool enforce)
{
	TriggerDesc *triggers = rel->trigdesc;
	Trigger    *update = NULL;
	int16		seen = 0;
	int16		enabled = 0;
	const int16 all = TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE |
	TRIGGER_TYPE_DELETE | TRIGGER_TYPE_TRUNCATE;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		Trigger    *trigger = &triggers->triggers[i];

		if (!is_rule_trigger(trigger, rule->name, side, partner, function))
			continue;
		seen |= trigger->tgtype & all;
		if (trigger->tgenabled != TRIGGER_DISABLED)
			enabled |= trigger->tgtype & all;
		if (TRIGGER_FOR_UPDATE(trigger->tgtype))
			update = trigger;
	}
	if ((enforce ? enabled : seen) != all)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("rule \"%s\" cannot be checked because a trigger of it on \"%s\" is %s",
						rule->name, RelationGetRelationName(rel),
						seen == all ? "disabled" : "missing"),
				 seen == all ?
				 errhint("Enable all triggers of the rule, or disable them on both tables.") :
				 errhint("Drop the rule with budget_drop_rule and add it again.")));
	if (!sum_read_terms(stringToNode(update->tgqual),
						pg_strtoint32(update->tgargs[SUM_ARG_NKEYS]),
						&rule->sides[side].terms))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("trigger \"%s\" on \"%s\" is not one that budget_add_sum_rule made",
						update->tgname, RelationGetRelationName(rel)),
				 errhint("Drop the rule with budget_drop_rule and add it again.")));
	return update;
}

/*
 * The type in which the keys of the two sides are compared: the one that both
 * can be read as, within one btree operator family.
 */
static Oid
common_key_type(Oid a, Oid b, const char *what)
{
	TypeCacheEntry *entry;
	Oid			common;

	a = getBaseType(a);
	b = getBaseType(b);
	if (a == b || can_coerce_type(1, &b, &a, COERCION_IMPLICIT))
		common = a;
	else if (can_coerce_type(1, &a, &b, COERCION_IMPLICIT))
		common = b;
	else
		common = InvalidOid;
	/* varchar has no operators of its own */
	if (OidIsValid(common) && common != TEXTOID &&
		IsBinaryCoercible(common, TEXTOID))
		common = TEXTOID;
	if (OidIsValid(common))
	{
		entry = lookup_type_cache(common, TYPECACHE_EQ_OPR |
								  TYPECACHE_CMP_PROC | TYPECACHE_HASH_PROC |
								  TYPECACHE_BTREE_OPFAMILY);
		if (!OidIsValid(entry->btree_opf) || !OidIsValid(entry->cmp_proc) ||
			!OidIsValid(entry->hash_proc))
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("type %s cannot be a key of a sum rule",
							format_type_be(common)),
					 errdetail("A key's type needs a btree and a hash operator class.")));
		if ((IsBinaryCoercible(a, common) ||
			 OidIsValid(get_opfamily_member(entry->btree_opf, a, common,
											BTEqualStrategyNumber))) &&
			(IsBinaryCoercible(b, common) ||
			 OidIsValid(get_opfamily_member(entry->btree_opf, b, common,
											BTEqualStrategyNumber))))
			return common;
	}
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("keys of rule \"%s\" cannot be compared: %s and %s",
					what, format_type_be(a), format_type_be(b)),
			 errhint("Write a cast in one of the key expressions.")));
	return InvalidOid;			/* keep compiler quiet */
}

static Oid
key_cast(Oid from, Oid to)
{
	Oid			function = InvalidOid;

	from = getBaseType(from);
	if (from == to || IsBinaryCoercible(from, to))
		return InvalidOid;
	if (find_coercion_pathway(to, from, COERCION_IMPLICIT,
							  &function) != COERCION_PATH_FUNC)
		elog(ERROR, "no cast function from %s to %s", format_type_be(from),
			 format_type_be(to));
	return function;
}

/* Amounts are thousand won, integers or numeric: what adds up exactly. */
static void
check_amount_type(Oid type, Oid thousand_won, const char *name)
{
	if (type == INT2OID || type == INT4OID || type == INT8OID ||
		type == NUMERICOID || (type == thousand_won && OidIsValid(type)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("type %s cannot be an amount of sum rule \"%s\"",
					format_type_be(type), name),
			 errhint("Amounts are of type thousand_won, smallint, integer, bigint or numeric.")));
}

/*
 * Work out, from the two sides' expressions, how they are compared.
 */
static void
resolve_types(SumRule *rule)
{
	Oid			thousand_won = rule_thousand_won_type(rule->ext_namespace);
	SumSide    *total = &rule->sides[SUM_TOTAL];
	SumSide    *part = &rule->sides[SUM_PART];

	rule->nkeys = list_length(total->terms.keys);
	if (list_length(part->terms.keys) != rule->nkeys)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("total_key and part_key of rule \"%s\" differ in length",
						rule->name)));
	if (rule->nkeys > INDEX_MAX_KEYS)
		ereport(ERROR,
				(errcode(ERRCODE_TOO_MANY_COLUMNS),
				 errmsg("a sum rule cannot have more than %d keys",
						INDEX_MAX_KEYS)));
	rule->key_types = palloc(rule->nkeys * sizeof(TypeCacheEntry *));
	rule->key_collations = palloc(rule->nkeys * sizeof(Oid));
	total->key_casts = palloc(rule->nkeys * sizeof(Oid));
	part->key_casts = palloc(rule->nkeys * sizeof(Oid));
	for (int i = 0; i < rule->nkeys; i++)
	{
		Node	   *a = list_nth(total->terms.keys, i);
		Node	   *b = list_nth(part->terms.keys, i);
		Oid			common = common_key_type(exprType(a), exprType(b),
											 rule->name);

		if (exprCollation(a) != exprCollation(b))
			ereport(ERROR,
					(errcode(ERRCODE_COLLATION_MISMATCH),
					 errmsg("keys of rule \"%s\" have different collations",
							rule->name),
					 errhint("Write a COLLATE clause in one of the key expressions.")));
		rule->key_types[i] = lookup_type_cache(common,
											   TYPECACHE_EQ_OPR_FINFO |
											   TYPECACHE_CMP_PROC_FINFO |
											   TYPECACHE_HASH_PROC_FINFO |
											   TYPECACHE_BTREE_OPFAMILY);
		rule->key_collations[i] = exprCollation(a);
		total->key_casts[i] = key_cast(exprType(a), common);
		part->key_casts[i] = key_cast(exprType(b), common);
	}
	rule->simple_key = rule->nkeys == 1 && rule->key_types[0]->typbyval &&
		OidIsValid(get_opfamily_proc(rule->key_types[0]->btree_opf,
									 rule->key_types[0]->btree_opintype,
									 rule->key_types[0]->btree_opintype,
									 BTEQUALIMAGE_PROC));

	total->amount_type = getBaseType(exprType(total->terms.amount));
	part->amount_type = getBaseType(exprType(part->terms.amount));
	check_amount_type(total->amount_type, thousand_won, rule->name);
	check_amount_type(part->amount_type, thousand_won, rule->name);
	rule->won = total->amount_type == thousand_won ||
		part->amount_type == thousand_won;
	rule->numeric = total->amount_type == NUMERICOID ||
		part->amount_type == NUMERICOID;
	/* an integer beside thousand won is in thousand won */
	for (int i = 0; i < 2; i++)
		rule->sides[i].scale = rule->won &&
			rule->sides[i].amount_type != thousand_won ? WON_PER_THOUSAND : 1;
}

static Numeric
read_numeric(const char *text)
{
	return DatumGetNumeric(DirectFunctionCall3(numeric_in,
											   CStringGetDatum(text),
											   ObjectIdGetDatum(InvalidOid),
											   Int32GetDatum(-1)));
}

/*
 * Read a rule between two tables from its triggers, to enforce it or only to
 * look at it.
 */
SumRule *
sum_rule_build(const char *name, Oid total_relid, Oid part_relid,
			   Oid ext_namespace, bool enforce, MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "budget_ext sum rule",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	SumRule    *rule = palloc0(sizeof(SumRule));
	RuleFunctions funcs;
	Relation	rels[2];
	Trigger    *update = NULL;

	rule->context = context;
	rule->name = pstrdup(name);
	rule->ext_namespace = ext_namespace;
	rule->valid = true;
	rule->sides[SUM_TOTAL].relid = total_relid;
	rule->sides[SUM_PART].relid = part_relid;
	rule_functions(ext_namespace, &funcs);
	rels[SUM_TOTAL] = table_open(total_relid, AccessShareLock);
	rels[SUM_PART] = table_open(part_relid, AccessShareLock);
	for (int i = 0; i < 2; i++)
	{
		update = read_side(rule, i, rels[i], rule->sides[1 - i].relid,
						   funcs.sum, enforce);
		rule->sides[i].owner = rels[i]->rd_rel->relowner;
	}
	rule->comparison = update->tgargs[SUM_ARG_COMPARISON][0];
	rule->missing_allowed = strcmp(update->tgargs[SUM_ARG_MISSING], "allow") == 0;
	rule->missing_total_allowed =
		strcmp(update->tgargs[SUM_ARG_MISSING_TOTAL], "allow") == 0;
	rule->tolerance = read_numeric(update->tgargs[SUM_ARG_TOLERANCE]);
	resolve_types(rule);
	table_close(rels[SUM_PART], NoLock);
	table_close(rels[SUM_TOTAL], NoLock);
	MemoryContextSwitchTo(old);
	return rule;
}

/*-------------------------------------------------------------------------
 * Queries
 *-------------------------------------------------------------------------
 */

static char *
qualified_name(Relation rel)
{
	return psprintf("%s%s AS %s",
					rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ? "" : "ONLY ",
					quote_qualified_identifier(get_namespace_name(RelationGetNamespace(rel)),
											   RelationGetRelationName(rel)),
					quote_identifier(RelationGetRelationName(rel)));
}

static char *
qualified_operator(Oid operator)
{
	HeapTuple	tuple = SearchSysCache1(OPEROID, ObjectIdGetDatum(operator));
	Form_pg_operator form;
	char	   *text;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for operator %u", operator);
	form = (Form_pg_operator) GETSTRUCT(tuple);
	text = psprintf("OPERATOR(%s.%s)",
					quote_identifier(get_namespace_name(form->oprnamespace)),
					NameStr(form->oprname));
	ReleaseSysCache(tuple);
	return text;
}

static char *
qualified_type(Oid type)
{
	return format_type_extended(type, -1, FORMAT_TYPE_FORCE_QUALIFY);
}

/* "key = $n" must use the index on the key, whatever the common type is. */
Oid
sum_key_operator(SumRule *rule, int side, int key)
{
	TypeCacheEntry *type = rule->key_types[key];
	Oid			left = getBaseType(exprType(list_nth(rule->sides[side].terms.keys,
													 key)));

	if (IsBinaryCoercible(left, type->type_id))
		return type->eq_opr;
	return get_opfamily_member(type->btree_opf, left, type->type_id,
							   BTEqualStrategyNumber);
}

static char *
sum_expression(SumRule *rule, SumSide *side, const char *amount)
{
	/* the aggregate over thousand_won is in the extension's schema */
	const char *schema = side->amount_type == NUMERICOID ||
		side->amount_type == INT2OID || side->amount_type == INT4OID ||
		side->amount_type == INT8OID ? "pg_catalog" :
		get_namespace_name(rule->ext_namespace);

	return psprintf("%s.sum(%s)::pg_catalog.numeric",
					quote_identifier(schema), amount);
}

/*
 * The rows of one key on one side: lock them, or add them up as (sum, rows,
 * rows with an amount).
 */
char *
sum_side_query(SumRule *rule, int side, bool lock)
{
	SumSide    *s = &rule->sides[side];
	Relation	rel = table_open(s->relid, AccessShareLock);
	StringInfoData buf;

	initStringInfo(&buf);
	if (lock)
		appendStringInfo(&buf, "SELECT 1 FROM %s WHERE ", qualified_name(rel));
	else
	{
		char	   *amount = rule_deparse_expr(rel, s->terms.amount);

		appendStringInfo(&buf,
						 "SELECT %s, pg_catalog.count(*), pg_catalog.count(%s) FROM %s WHERE ",
						 sum_expression(rule, s, amount), amount,
						 qualified_name(rel));
	}
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(&buf, "%s(%s) %s $%d", i > 0 ? " AND " : "",
						 rule_deparse_expr(rel, list_nth(s->terms.keys, i)),
						 qualified_operator(sum_key_operator(rule, side, i)),
						 i + 1);
	if (s->terms.filter)
		appendStringInfo(&buf, " AND (%s)",
						 rule_deparse_expr(rel, s->terms.filter));
	if (lock)
		appendStringInfoString(&buf, " FOR NO KEY UPDATE");
	table_close(rel, NoLock);
	return buf.data;
}

/* SELECT keys as common types, sum, rows, rows with an amount, per key. */
static char *
grouped_query(SumRule *rule, int side)
{
	SumSide    *s = &rule->sides[side];
	Relation	rel = table_open(s->relid, AccessShareLock);
	char	   *amount = rule_deparse_expr(rel, s->terms.amount);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "SELECT ");
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(&buf, "(%s)::%s AS k%d, ",
						 rule_deparse_expr(rel, list_nth(s->terms.keys, i)),
						 qualified_type(rule->key_types[i]->type_id), i + 1);
	appendStringInfo(&buf, "%s AS a, pg_catalog.count(%s) AS n FROM %s WHERE ",
					 sum_expression(rule, s, amount), amount,
					 qualified_name(rel));
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(&buf, "%s(%s) IS NOT NULL", i > 0 ? " AND " : "",
						 rule_deparse_expr(rel, list_nth(s->terms.keys, i)));
	if (s->terms.filter)
		appendStringInfo(&buf, " AND (%s)",
						 rule_deparse_expr(rel, s->terms.filter));
	appendStringInfoString(&buf, " GROUP BY ");
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(&buf, "%s%d", i > 0 ? ", " : "", i + 1);
	table_close(rel, NoLock);
	return buf.data;
}

/* All keys that violate the rule, as (k1, ..., kn, found, total, parts). */
static char *
violations_query(SumRule *rule)
{
	StringInfoData buf;
	char	   *tolerance = DatumGetCString(DirectFunctionCall1(numeric_out,
																NumericGetDatum(rule->tolerance)));

	initStringInfo(&buf);
	appendStringInfoString(&buf, "SELECT ");
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(&buf, "COALESCE(t.k%d, p.k%d), ", i + 1, i + 1);
	appendStringInfo(&buf,
					 "t.k1 IS NOT NULL, COALESCE(t.a, 0), COALESCE(p.a, 0)"
					 " FROM (%s) AS t FULL JOIN (%s) AS p ON ",
					 grouped_query(rule, SUM_TOTAL),
					 grouped_query(rule, SUM_PART));
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(&buf, "%st.k%d %s p.k%d", i > 0 ? " AND " : "", i + 1,
						 qualified_operator(rule->key_types[i]->eq_opr), i + 1);
	/* a total that is NULL claims nothing */
	appendStringInfoString(&buf, " WHERE NOT (t.k1 IS NOT NULL AND t.n = 0)");
	if (rule->missing_total_allowed)
		appendStringInfoString(&buf, " AND t.k1 IS NOT NULL");
	if (rule->missing_allowed)
		appendStringInfoString(&buf, " AND COALESCE(p.n, 0) > 0");
	switch (rule->comparison)
	{
		case '=':
			appendStringInfo(&buf,
							 " AND pg_catalog.abs(COALESCE(t.a, 0) - COALESCE(p.a, 0)) > %s",
							 tolerance);
			break;
		case '<':
			appendStringInfo(&buf,
							 " AND (COALESCE(p.a, 0) - COALESCE(t.a, 0)) > %s",
							 tolerance);
			break;
		case '>':
			appendStringInfo(&buf,
							 " AND (COALESCE(t.a, 0) - COALESCE(p.a, 0)) > %s",
							 tolerance);
			break;
	}
	appendStringInfoString(&buf, " ORDER BY ");
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(&buf, "%s%d", i > 0 ? ", " : "", i + 1);
	return buf.data;
}

/*-------------------------------------------------------------------------
 * Saying what is wrong
 *-------------------------------------------------------------------------
 */

/* {"id": 1}, named as the total names its key */
char *
sum_key_json(SumRule *rule, Datum *keys)
{
	Relation	rel = table_open(rule->sides[SUM_TOTAL].relid, AccessShareLock);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoChar(&buf, '{');
	for (int i = 0; i < rule->nkeys; i++)
	{
		Node	   *key = list_nth(rule->sides[SUM_TOTAL].terms.keys, i);
		char	   *name = IsA(key, Var) && ((Var *) key)->varattno > 0 ?
			get_attname(RelationGetRelid(rel), ((Var *) key)->varattno, false) :
			rule_show_expr(rel, key);

		if (i > 0)
			appendStringInfoString(&buf, ", ");
		escape_json(&buf, name);
		appendStringInfoString(&buf, ": ");
		appendStringInfoString(&buf,
							   rule_json_value(keys[i], false,
											   rule->key_types[i]->type_id));
	}
	appendStringInfoChar(&buf, '}');
	table_close(rel, NoLock);
	return buf.data;
}

/*
 * Compare a key's total with its parts; where they disagree, describe the
 * violation and return true.
 */
bool
sum_describe(SumRule *rule, RuleViolation *violation, char *key,
			 bool total_found, Numeric total, Numeric parts, bool show)
{
	Datum		difference = DirectFunctionCall2(numeric_sub,
												 NumericGetDatum(total),
												 NumericGetDatum(parts));
	Datum		over = difference;
	Node	   *amount = rule->sides[SUM_TOTAL].terms.amount;
	char	   *total_name = get_rel_name(rule->sides[SUM_TOTAL].relid);
	char	   *part_name = get_rel_name(rule->sides[SUM_PART].relid);

	if (rule->comparison == '=')
		over = DirectFunctionCall1(numeric_abs, difference);
	else if (rule->comparison == '<')
		over = DirectFunctionCall2(numeric_sub, NumericGetDatum(parts),
								   NumericGetDatum(total));
	if (!DatumGetBool(DirectFunctionCall2(numeric_gt, over,
										  NumericGetDatum(rule->tolerance))))
		return false;

	memset(violation, 0, sizeof(*violation));
	violation->rule = rule->name;
	violation->relid = rule->sides[SUM_TOTAL].relid;
	violation->key = key;
	violation->actual = total;
	violation->expected = parts;
	violation->difference = DatumGetNumeric(difference);
	if (IsA(amount, Var) && ((Var *) amount)->varattno > 0)
		violation->column = get_attname(violation->relid,
										((Var *) amount)->varattno, false);
	violation->summary = psprintf(rule->comparison == '=' ?
								  "parts in \"%s\" do not add up to the total in \"%s\" as rule \"%s\" requires" :
								  rule->comparison == '<' ?
								  "parts in \"%s\" exceed the total in \"%s\" against rule \"%s\"" :
								  "parts in \"%s\" fall short of the total in \"%s\" against rule \"%s\"",
								  part_name, total_name, rule->name);
	if (show)
		violation->arithmetic = psprintf("Key %s: total %s%s, parts %s, difference %s.",
										 key,
										 rule_amount_text(total, rule->won),
										 total_found ? "" : " (no total row)",
										 rule_amount_text(parts, rule->won),
										 rule_amount_text(violation->difference,
														  rule->won));
	violation->hint = "Change the total and its parts in one transaction.";
	return true;
}

/* Scan the whole tables for violations. */
void
sum_rule_scan(SumRule *rule, RuleViolationSink sink, void *arg)
{
	int			level = rule_lock_down_search_path();
	char	   *query = violations_query(rule);
	MemoryContext context = CurrentMemoryContext;
	Portal		portal;

	SPI_connect();
	portal = SPI_cursor_parse_open(NULL, query, &(SPIParseOpenOptions)
								   {.read_only = false});
	for (;;)
	{
		SPITupleTable *rows;
		MemoryContext old;

		SPI_cursor_fetch(portal, true, 1000);
		if (SPI_processed == 0)
			break;
		rows = SPI_tuptable;
		old = MemoryContextSwitchTo(context);
		for (uint64 i = 0; i < rows->numvals; i++)
		{
			RuleViolation violation;
			Datum	   *keys = palloc(rule->nkeys * sizeof(Datum));
			bool		isnull;
			bool		found;
			Numeric		total;
			Numeric		parts;

			CHECK_FOR_INTERRUPTS();
			for (int k = 0; k < rule->nkeys; k++)
				keys[k] = SPI_getbinval(rows->vals[i], rows->tupdesc, k + 1,
										&isnull);
			found = DatumGetBool(SPI_getbinval(rows->vals[i], rows->tupdesc,
											   rule->nkeys + 1, &isnull));
			total = DatumGetNumericCopy(SPI_getbinval(rows->vals[i],
													  rows->tupdesc,
													  rule->nkeys + 2,
													  &isnull));
			parts = DatumGetNumericCopy(SPI_getbinval(rows->vals[i],
													  rows->tupdesc,
													  rule->nkeys + 3,
													  &isnull));
			if (sum_describe(rule, &violation, sum_key_json(rule, keys), found,
							 total, parts, true))
				sink(&violation, arg);
		}
		MemoryContextSwitchTo(old);
		SPI_freetuptable(rows);
	}
	SPI_cursor_close(portal);
	SPI_finish();
	AtEOXact_GUC(true, level);
}

void
sum_rule_violations(RuleInfo *info, Oid ext_namespace, RuleViolationSink sink,
					void *arg)
{
	SumRule    *rule = sum_rule_build(info->name, info->relid, info->part_relid,
									  ext_namespace, false, CurrentMemoryContext);

	sum_rule_scan(rule, sink, arg);
	MemoryContextDelete(rule->context);
}

static char *
side_definition(SumRule *rule, int side)
{
	SumSide    *s = &rule->sides[side];
	Relation	rel = table_open(s->relid, AccessShareLock);
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	appendStringInfo(&buf, "%s.%s PER (",
					 quote_qualified_identifier(get_namespace_name(RelationGetNamespace(rel)),
												RelationGetRelationName(rel)),
					 rule_show_expr(rel, s->terms.amount));
	foreach(lc, s->terms.keys)
		appendStringInfo(&buf, "%s%s", lc == list_head(s->terms.keys) ? "" : ", ",
						 rule_show_expr(rel, lfirst(lc)));
	appendStringInfoChar(&buf, ')');
	if (s->terms.filter)
		appendStringInfo(&buf, " WHERE %s",
						 rule_show_expr(rel, s->terms.filter));
	table_close(rel, AccessShareLock);
	return buf.data;
}

char *
sum_rule_definition(RuleInfo *info, Oid ext_namespace)
{
	SumRule    *rule;
	char	   *text;

	rule = sum_rule_build(info->name, info->relid, info->part_relid,
						  ext_namespace, false, CurrentMemoryContext);
	text = psprintf("SUM OF %s %s %s", side_definition(rule, SUM_PART),
					rule->comparison == '=' ? "=" :
					rule->comparison == '<' ? "<=" : ">=",
					side_definition(rule, SUM_TOTAL));
	MemoryContextDelete(rule->context);
	return text;
}

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

static Node *
not_null(Node *raw)
{
	NullTest   *test = makeNode(NullTest);

	test->arg = (Expr *) raw;
	test->nulltesttype = IS_NOT_NULL;
	test->location = -1;
	return (Node *) test;
}

static Node *
row_of(SideInput *input, const char *qualifier)
{
	RowExpr    *row = makeNode(RowExpr);
	ListCell   *lc;

	foreach(lc, input->raw_keys)
		row->args = lappend(row->args, rule_qualify_expr(lfirst(lc), input->rel,
														 qualifier));
	row->args = lappend(row->args, rule_qualify_expr(input->raw_amount,
													 input->rel, qualifier));
	if (input->raw_filter)
		row->args = lappend(row->args, rule_qualify_expr(input->raw_filter,
														 input->rel, qualifier));
	row->row_format = COERCE_EXPLICIT_CALL;
	row->location = -1;
	return (Node *) row;
}

/*
 * When an inserted or deleted row takes part: its key is known, it passes the
 * filter, and it is no part without an amount.  A total without an amount
 * matters: while it is there, its key is not checked.
 */
static Node *
takes_part(SideInput *input, int side, const char *qualifier, Relation partner)
{
	List	   *clauses = list_make1(partner_clause(partner));
	ListCell   *lc;

	foreach(lc, input->raw_keys)
		clauses = lappend(clauses,
						  not_null(rule_qualify_expr(lfirst(lc), input->rel,
													 qualifier)));
	if (side == SUM_PART)
		clauses = lappend(clauses,
						  not_null(rule_qualify_expr(input->raw_amount,
													 input->rel, qualifier)));
	if (input->raw_filter)
		clauses = lappend(clauses, rule_qualify_expr(input->raw_filter,
													 input->rel, qualifier));
	return (Node *) makeBoolExpr(AND_EXPR, clauses, -1);
}

static void
create_side(SideInput *inputs, int side, const char *name, Oid ext_namespace,
			List *args)
{
	SideInput  *input = &inputs[side];
	Relation	partner = inputs[1 - side].rel;
	const char *label = NULL;
	Node	   *changed;
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

#define CREATE(event, event_name, row, when) \
	rule_create_trigger(input->relid, \
						rule_trigger_name(input->relid, name, label, event_name), \
						ext_namespace, "budget_sum_rule_check", \
						copyObject(args), event, row, row, when, "")

	CREATE(TRIGGER_TYPE_INSERT, NULL, true,
		   takes_part(input, side, "new", partner));
	changed = (Node *) makeSimpleA_Expr(AEXPR_DISTINCT, "=",
										row_of(input, "old"),
										row_of(input, "new"), -1);
	CREATE(TRIGGER_TYPE_UPDATE, "update", true,
		   (Node *) makeBoolExpr(AND_EXPR,
								 list_make2(partner_clause(partner), changed),
								 -1));
	CREATE(TRIGGER_TYPE_DELETE, "delete", true,
		   takes_part(input, side, "old", partner));
	CREATE(TRIGGER_TYPE_TRUNCATE, "truncate", false, partner_clause(partner));
#undef CREATE

	if (input->rel->rd_rel->relkind == RELKIND_PARTITIONED_TABLE)
	{
		foreach(lc, find_all_inheritors(input->relid, ShareRowExclusiveLock,
										NULL))
		{
			Oid			leaf = lfirst_oid(lc);

			if (leaf != input->relid && get_rel_relkind(leaf) == RELKIND_RELATION)
				rule_create_trigger(leaf,
									rule_trigger_name(leaf, name, label,
													  "truncate"),
									ext_namespace, "budget_sum_rule_check",
									copyObject(args), TRIGGER_TYPE_TRUNCATE,
									false, false, partner_clause(partner), "");
		}
	}
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
	List	   *args;

	/* the filters alone may be NULL */
	for (int i = 0; i < PG_NARGS(); i++)
	{
		if (PG_ARGISNULL(i) && i != 8 && i != 9)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument %d of budget_add_sum_rule must not be null",
							i + 1)));
	}
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
	if (rule_mode_from_text(mode, RULE_KIND_SUM) == RULE_MAINTAIN)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("mode \"maintain\" is not supported yet")));

	same = inputs[SUM_TOTAL].relid == inputs[SUM_PART].relid;
	for (int i = 0; i < 2; i++)
	{
		inputs[i].rel = table_open(inputs[i].relid, ShareRowExclusiveLock);
		rule_check_target(inputs[i].rel, i == SUM_PART);
		rule_check_name(ext_namespace, name, inputs[i].rel);
	}
	rule.name = name;
	rule.ext_namespace = ext_namespace;
	read_side_input(&inputs[SUM_TOTAL], &rule.sides[SUM_TOTAL].terms,
					text_argument(fcinfo, 2), PG_GETARG_ARRAYTYPE_P(3),
					text_argument(fcinfo, 8));
	read_side_input(&inputs[SUM_PART], &rule.sides[SUM_PART].terms,
					text_argument(fcinfo, 5), PG_GETARG_ARRAYTYPE_P(6),
					text_argument(fcinfo, 9));
	resolve_types(&rule);

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

	args = list_make5(makeString(name), makeString(mode), NULL,
					  makeString(psprintf("%d", rule.nkeys)),
					  makeString(comparison));
	args = lappend(args, makeString(missing_parts));
	args = lappend(args,
				   makeString(DatumGetCString(DirectFunctionCall1(numeric_out,
																  NumericGetDatum(int64_div_fast_to_numeric(tolerance, 3))))));
	args = lappend(args, makeString(missing_total));
	for (int i = 0; i < 2; i++)
	{
		list_nth_cell(args, SUM_ARG_SIDE)->ptr_value =
			makeString(pstrdup(side_names[i]));
		create_side(inputs, i, name, ext_namespace, args);
	}
	table_close(inputs[SUM_PART].rel, NoLock);
	table_close(inputs[SUM_TOTAL].rel, NoLock);

	if (validate)
		rule_validate(rule_find(ext_namespace, name,
								same ? inputs[0].relid : inputs[SUM_PART].relid),
					  ext_namespace);
	PG_RETURN_VOID();
}

/* Trigger function of sum rules */
Datum
budget_sum_rule_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_AFTER(trigdata->tg_event) ||
		trigdata->tg_trigger->tgnargs != SUM_NARGS ||
		trigdata->tg_trigger->tgqual == NULL ||
		TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) ==
		TRIGGER_FIRED_BY_TRUNCATE(trigdata->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired by a trigger that budget_add_sum_rule made",
						"budget_sum_rule_check")));
	if (TRIGGER_FIRED_BY_TRUNCATE(trigdata->tg_event))
		sum_check_truncate(trigdata, ext_namespace);
	else
		sum_check_row(trigdata, ext_namespace);
	return PointerGetDatum(NULL);
}

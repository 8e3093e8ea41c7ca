/*-------------------------------------------------------------------------
 *
 * sum_rule.c
 *	  Rules between a total and its parts: what the rule is.
 *
 * Each side has three triggers, or four.  The UPDATE trigger's WHEN clause compares
 * ROW(key, ..., amount[, filter]) of OLD and NEW, and that is where the
 * expressions are read from; a regclass constant in a WHEN clause, or else FROM,
 * names the other table.  sum_check.c follows the changes and gives the verdict.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/nbtree.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "rewrite/rewriteManip.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "budget_ext.h"
#include "compat.h"
#include "sum_rule.h"

PG_FUNCTION_INFO_V1(budget_sum_rule_check);

const char *const sum_side_names[] = {"total", "part"};

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
	Node	   *changed = qual;
	List	   *halves;
	List	   *values = NIL;

	if (qual != NULL && is_andclause(qual))
	{
		ListCell   *lc;

		/* beside the clause that names the other table */
		foreach(lc, ((BoolExpr *) qual)->args)
		{
			changed = lfirst(lc);
			if (is_orclause(changed))
				break;
		}
	}
	if (changed == NULL || !is_orclause(changed))
		return false;
	halves = flatten_or(changed);
	for (int i = 0; i < list_length(halves); i++)
	{
		Node	   *first = list_nth(halves, i);
		Node	   *second = NULL;
		Node	   *value;

		if (!IsA(first, BooleanTest) && ++i < list_length(halves))
			second = list_nth(halves, i);
		value = rule_distinct_value(first, second);
		if (value == NULL)
			return false;
		value = copyObject(value);
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
				Oid function, SumArgs *args)
{
	return trigger->tgfoid == function &&
		sum_is_trigger(trigger, args) && args->side == side &&
		strcmp(args->name, name) == 0 &&
		sum_partner(trigger) == partner;
}

/* Checks read a side as its owner, and add up what never changes by itself. */
void
sum_check_trust(SumTerms *terms, const char *rule, Oid owner)
{
	rule_check_trust((Node *) terms->keys, rule, owner, true);
	rule_check_trust(terms->amount, rule, owner, true);
	rule_check_trust(terms->filter, rule, owner, true);
}

/* Is a trigger enabled in a replication role? */
bool
sum_trigger_fires(Trigger *trigger, int role)
{
	switch (trigger->tgenabled)
	{
		case TRIGGER_FIRES_ALWAYS:
			return true;
		case TRIGGER_FIRES_ON_ORIGIN:
			return role != SESSION_REPLICATION_ROLE_REPLICA;
		case TRIGGER_FIRES_ON_REPLICA:
			return role == SESSION_REPLICATION_ROLE_REPLICA;
		default:
			return false;
	}
}

/*
 * Read one side of a rule from its table.  All four triggers must be there
 * and, to enforce it, be enabled: half a rule would let rows pass unseen.
 */
static void
read_side(SumRule *rule, int side, Relation rel, Oid partner, Oid function,
		  bool enforce, SumArgs *args)
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
		SumArgs		said;

		if (!is_rule_trigger(trigger, rule->name, side, partner, function,
							 &said))
			continue;
		seen |= trigger->tgtype & all;
		if (sum_trigger_fires(trigger, rule->replication_role))
			enabled |= trigger->tgtype & all;
		if (TRIGGER_FOR_UPDATE(trigger->tgtype))
		{
			update = trigger;
			*args = said;
		}
	}
	if ((enforce ? enabled : seen) != all)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 seen == all ?
				 errmsg("rule \"%s\" cannot be checked because a trigger of it on \"%s\" is disabled",
						rule->name, RelationGetRelationName(rel)) :
				 errmsg("rule \"%s\" cannot be checked because a trigger of it on \"%s\" is missing",
						rule->name, RelationGetRelationName(rel)),
				 seen == all ?
				 errhint("Enable all triggers of the rule, or disable them on both tables.") :
				 errhint("Drop the rule with budget_drop_rule and add it again.")));
	if (!sum_read_terms(update->tgqual ? stringToNode(update->tgqual) : NULL,
						args->nkeys, &rule->sides[side].terms))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("trigger \"%s\" on \"%s\" is not one that budget_add_sum_rule made",
						update->tgname, RelationGetRelationName(rel)),
				 errhint("Drop the rule with budget_drop_rule and add it again.")));
	rule->sides[side].trigger = update->tgoid;
	if (enforce)
		sum_check_trust(&rule->sides[side].terms, rule->name,
						rel->rd_rel->relowner);
}

/*
 * Can a key be compared with the common type, always with the same result?
 * (A date and a timestamp with time zone cannot.)
 */
static bool
comparable(Oid type, Oid common, Oid opfamily)
{
	Oid			operator;

	if (IsBinaryCoercible(type, common))
		return true;
	operator = get_opfamily_member(opfamily, type, common,
								   BTEqualStrategyNumber);
	return OidIsValid(operator) &&
		func_volatile(get_opcode(operator)) == PROVOLATILE_IMMUTABLE;
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
	/* varchar has no operators of its own, as types that ignore case have */
	if (OidIsValid(common) &&
		lookup_type_cache(common, TYPECACHE_BTREE_OPFAMILY)->btree_opintype == TEXTOID)
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
		if (comparable(a, common, entry->btree_opf) &&
			comparable(b, common, entry->btree_opf))
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
void
sum_resolve_types(SumRule *rule)
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

	for (int i = 0; i < 2; i++)
	{
		SumSide    *side = &rule->sides[i];

		side->amount_typmod = exprTypmod(side->terms.amount);
		side->amount_type = getBaseTypeAndTypmod(exprType(side->terms.amount),
												 &side->amount_typmod);
	}
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

/* Do the triggers on a table ask the same under any search_path? */
static bool
path_is_harmless(Relation rel)
{
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		Trigger    *trigger = &rel->trigdesc->triggers[i];

		if (trigger->tgqual != NULL &&
			rule_depends_on_path(stringToNode(trigger->tgqual)))
			return false;
	}
	return true;
}

/*
 * Read a rule between two tables from its triggers: to enforce it in a
 * replication role, or only to look at it.
 */
SumRule *
sum_rule_build(const char *name, Oid total_relid, Oid part_relid,
			   Oid ext_namespace, int role, MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "budget_ext sum rule",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	SumRule    *rule = palloc0(sizeof(SumRule));
	RuleFunctions funcs;
	Relation	rels[2];
	SumArgs		args = {0};
	ListCell   *lc;

	rule->context = context;
	rule->name = pstrdup(name);
	rule->ext_namespace = ext_namespace;
	rule->valid = true;
	rule->replication_role = role;
	rule->sides[SUM_TOTAL].relid = total_relid;
	rule->sides[SUM_PART].relid = part_relid;
	rule_functions(ext_namespace, &funcs);
	rels[SUM_TOTAL] = table_open(total_relid, AccessShareLock);
	rels[SUM_PART] = table_open(part_relid, AccessShareLock);
	for (int i = 0; i < 2; i++)
	{
		read_side(rule, i, rels[i], rule->sides[1 - i].relid, funcs.sum,
				  role != SUM_LOOK_ONLY, &args);
		rule->sides[i].owner = rels[i]->rd_rel->relowner;
	}
	rule->comparison = args.comparison;
	rule->missing_allowed = args.missing_parts;
	rule->missing_total_allowed = args.missing_total;
	rule->tolerance = read_numeric(args.tolerance);
	sum_resolve_types(rule);
	rule->plain_total = rule->sides[SUM_TOTAL].terms.filter == NULL;
	foreach(lc, rule->sides[SUM_TOTAL].terms.keys)
		rule->plain_total &= IsA(lfirst(lc), Var);
	rule->any_path = path_is_harmless(rels[SUM_TOTAL]);
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

/* A type by name, whatever search_path is. */
char *
sum_qualified_type(Oid type)
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

/* Is the amount of a side of type thousand_won? */
bool
sum_is_thousand_won(SumSide *side)
{
	return side->amount_type != NUMERICOID && side->amount_type != INT2OID &&
		side->amount_type != INT4OID && side->amount_type != INT8OID;
}

/*
 * The sum of an amount over rows, for sum_read_sum.  Of thousand won it is in
 * won: a sum that the type does not hold can be compared all the same.
 */
char *
sum_expression(SumRule *rule, SumSide *side, const char *amount)
{
	if (sum_is_thousand_won(side))
		return psprintf("pg_catalog.sum(%s.thousand_won_to_won(%s))",
						quote_identifier(get_namespace_name(rule->ext_namespace)),
						amount);
	return psprintf("pg_catalog.sum(%s)::pg_catalog.numeric", amount);
}

/* What sum_expression gave, as numeric; in thousand won where the amount is. */
Numeric
sum_read_sum(SumSide *side, Datum sum, bool isnull)
{
	Datum		thousand;
	Datum		whole;

	if (isnull)
		return int64_to_numeric(0);
	if (!sum_is_thousand_won(side))
		return DatumGetNumericCopy(sum);
	thousand = DirectFunctionCall2(numeric_mul, sum,
								   NumericGetDatum(int64_div_fast_to_numeric(1, 3)));
	whole = DirectFunctionCall2(numeric_trunc, thousand, Int32GetDatum(0));
	return DatumGetNumeric(DatumGetBool(DirectFunctionCall2(numeric_eq, thousand,
															whole)) ?
						   whole : thousand);
}

/* Of a numeric that keeps as many decimals as there are */
#define ANY_SCALE	INT_MAX

/* How many decimals the total's type keeps */
static int
total_scale(SumSide *total)
{
	if (sum_is_thousand_won(total))
		return 3;
	if (total->amount_type != NUMERICOID)
		return 0;
	if (total->amount_typmod < VARHDRSZ)
		return ANY_SCALE;
	return (((total->amount_typmod - VARHDRSZ) & 0x7ff) ^ 1024) - 1024;
}

/*
 * The least and the greatest amount that the total's type holds, as numeric text.
 * Returns false where there is no end to them.
 */
static bool
total_limits(SumSide *total, char **least, char **greatest)
{
	int			precision;
	char	   *nines;

	switch (total->amount_type)
	{
		case INT2OID:
			*least = psprintf("%d", PG_INT16_MIN);
			*greatest = psprintf("%d", PG_INT16_MAX);
			return true;
		case INT4OID:
			*least = psprintf("%d", PG_INT32_MIN);
			*greatest = psprintf("%d", PG_INT32_MAX);
			return true;
		case INT8OID:
			*least = psprintf(INT64_FORMAT, PG_INT64_MIN);
			*greatest = psprintf(INT64_FORMAT, PG_INT64_MAX);
			return true;
		case NUMERICOID:
			if (total->amount_typmod < VARHDRSZ)
				return false;
			precision = ((total->amount_typmod - VARHDRSZ) >> 16) & 0xffff;
			nines = palloc(precision + 1);
			memset(nines, '9', precision);
			nines[precision] = '\0';
			*greatest = psprintf("%se%d", nines, -total_scale(total));
			break;
		default:
			*greatest = psprintf(INT64_FORMAT "e-3", PG_INT64_MAX);
			break;
	}
	*least = psprintf("-%s", *greatest);
	return true;
}

/* Is an amount among those that the total's type holds, but for decimals? */
bool
sum_in_range(SumSide *total, Numeric amount)
{
	char	   *limits[2];

	return !total_limits(total, &limits[0], &limits[1]) ||
		(DatumGetBool(DirectFunctionCall2(numeric_ge, NumericGetDatum(amount),
										  NumericGetDatum(read_numeric(limits[0])))) &&
		 DatumGetBool(DirectFunctionCall2(numeric_le, NumericGetDatum(amount),
										  NumericGetDatum(read_numeric(limits[1])))));
}

/* Can the total be an amount, as it is? */
bool
sum_total_holds(SumSide *total, Numeric amount)
{
	int			scale = total_scale(total);

	return (scale == ANY_SCALE ||
			DatumGetBool(DirectFunctionCall2(numeric_eq, NumericGetDatum(amount),
											 DirectFunctionCall2(numeric_round,
																 NumericGetDatum(amount),
																 Int32GetDatum(scale))))) &&
		sum_in_range(total, amount);
}

/* "key = $n AND ... AND filter" */
static void
append_key_condition(SumRule *rule, int side, Relation rel, int n,
					 StringInfo buf)
{
	SumTerms   *terms = &rule->sides[side].terms;

	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(buf, "%s(%s) %s $%d", i > 0 ? " AND " : "",
						 rule_deparse_expr(rel, list_nth(terms->keys, i)),
						 qualified_operator(sum_key_operator(rule, side, i)),
						 n + i);
	if (terms->filter)
		appendStringInfo(buf, " AND (%s)", rule_deparse_expr(rel, terms->filter));
}

/*
 * Where one key may have several totals, lock them in one order, so that two
 * checks do not wait for each other.
 */
static void
append_lock_order(SumRule *rule, Relation rel, StringInfo buf)
{
	Bitmapset  *order = RelationGetIndexAttrBitmap(rel,
												   INDEX_ATTR_BITMAP_PRIMARY_KEY);
	Bitmapset  *key = NULL;
	ListCell   *lc;
	int			member = -1;
	bool		first = true;

	foreach(lc, rule->sides[SUM_TOTAL].terms.keys)
	{
		if (IsA(lfirst(lc), Var))
			pull_varattnos(lfirst(lc), 1, &key);
	}
	if (bms_is_subset(order, key))
		return;
	while ((member = bms_next_member(order, member)) >= 0)
	{
		AttrNumber	attnum = member + FirstLowInvalidHeapAttributeNumber;

		appendStringInfo(buf, "%s%s", first ? " ORDER BY " : ", ",
						 quote_identifier(get_attname(RelationGetRelid(rel),
													  attnum, false)));
		first = false;
	}
}

/* Lock the total of one key, and say where it is. */
char *
sum_lock_query(SumRule *rule)
{
	Relation	rel = table_open(rule->sides[SUM_TOTAL].relid, AccessShareLock);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "SELECT ctid, tableoid FROM %s WHERE ",
					 rule_from_clause(rel));
	append_key_condition(rule, SUM_TOTAL, rel, 1, &buf);
	append_lock_order(rule, rel, &buf);
	appendStringInfoString(&buf, " FOR NO KEY UPDATE");
	table_close(rel, NoLock);
	return buf.data;
}

/* Add up one side of one key: sum, rows, rows with an amount. */
char *
sum_side_query(SumRule *rule, int side)
{
	SumSide    *s = &rule->sides[side];
	Relation	rel = table_open(s->relid, AccessShareLock);
	char	   *amount = rule_deparse_expr(rel, s->terms.amount);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf,
					 "SELECT %s, pg_catalog.count(*), pg_catalog.count(%s) FROM %s WHERE ",
					 sum_expression(rule, s, amount), amount,
					 rule_from_clause(rel));
	append_key_condition(rule, side, rel, 1, &buf);
	table_close(rel, NoLock);
	return buf.data;
}

/*
 * The rows of one side that many keys have: "k.n" is the number of a row's key,
 * "t.a" its amount.  Each argument is an array of what the keys have in one place.
 * The table's own names stay within their subquery.
 */
static void
append_many_keys(SumRule *rule, int side, Relation rel, StringInfo buf)
{
	SumTerms   *terms = &rule->sides[side].terms;

	appendStringInfo(buf, "(SELECT %s", rule_deparse_expr(rel, terms->amount));
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(buf, ", %s",
						 rule_deparse_expr(rel, list_nth(terms->keys, i)));
	appendStringInfo(buf, " FROM %s", rule_from_clause(rel));
	if (terms->filter)
		appendStringInfo(buf, " WHERE %s", rule_deparse_expr(rel, terms->filter));
	appendStringInfoString(buf, ") AS t (a");
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(buf, ", k%d", i);
	appendStringInfoString(buf, "), ROWS FROM (");
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(buf, "%spg_catalog.unnest($%d)", i > 0 ? ", " : "",
						 i + 1);
	appendStringInfoString(buf, ") WITH ORDINALITY AS k (");
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(buf, "k%d, ", i);
	appendStringInfoString(buf, "n) WHERE ");
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(buf, "%st.k%d %s k.k%d", i > 0 ? " AND " : "", i,
						 qualified_operator(sum_key_operator(rule, side, i)), i);
}

/* Add up one side of many keys: number of the key, then as sum_side_query. */
char *
sum_many_query(SumRule *rule, int side)
{
	SumSide    *s = &rule->sides[side];
	Relation	rel = table_open(s->relid, AccessShareLock);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf,
					 "SELECT k.n, %s, pg_catalog.count(*), pg_catalog.count(t.a) FROM ",
					 sum_expression(rule, s, "t.a"));
	append_many_keys(rule, side, rel, &buf);
	appendStringInfoString(&buf, " GROUP BY k.n");
	table_close(rel, NoLock);
	return buf.data;
}

/*
 * Add $1 to the total of one key, or set it.  The amount comes as numeric that
 * the column's type holds as it is; if it would not hold what the total becomes,
 * nothing is added.
 *
 * The total's triggers see the search_path of whoever changed a part, so this
 * query must mean the same under any.  A key that is more than columns has been
 * looked for before: then the row is named by its place.
 */
char *
sum_update_query(SumRule *rule, bool add)
{
	SumSide    *s = &rule->sides[SUM_TOTAL];
	Relation	rel = table_open(s->relid, AccessShareLock);
	char	   *column = rule_deparse_expr(rel, s->terms.amount);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "UPDATE %s SET %s = (", rule_from_clause(rel),
					 column);
	if (add)
		appendStringInfo(&buf, "(%s)::pg_catalog.numeric"
						 " OPERATOR(pg_catalog.+) ", column);
	appendStringInfo(&buf, "$1)::%s WHERE ",
					 sum_qualified_type(s->amount_type));
	if (rule->plain_total)
		append_key_condition(rule, SUM_TOTAL, rel, 2, &buf);
	else
		appendStringInfoString(&buf,
							   "ctid OPERATOR(pg_catalog.=) $2"
							   " AND tableoid OPERATOR(pg_catalog.=) $3");
	if (add)
	{
		char	   *sum = psprintf("(%s)::pg_catalog.numeric OPERATOR(pg_catalog.+) $1",
								   column);
		char	   *limits[2];

		appendStringInfo(&buf, " AND (%s) IS NOT NULL", column);
		if (total_limits(s, &limits[0], &limits[1]))
			appendStringInfo(&buf,
							 " AND (%s) OPERATOR(pg_catalog.>=) '%s'::pg_catalog.numeric"
							 " AND (%s) OPERATOR(pg_catalog.<=) '%s'::pg_catalog.numeric",
							 sum, limits[0], sum, limits[1]);
	}
	else
		appendStringInfo(&buf, " RETURNING (%s)::pg_catalog.numeric", column);
	table_close(rel, NoLock);
	return buf.data;
}

/* Does an expression read a column, by name or as part of the whole row? */
static bool
reads_column(Node *expr, AttrNumber column)
{
	Bitmapset  *columns = NULL;

	pull_varattnos(expr, 1, &columns);
	return bms_is_member(column - FirstLowInvalidHeapAttributeNumber, columns) ||
		bms_is_member(0 - FirstLowInvalidHeapAttributeNumber, columns);
}

/* Does the server write a column, so that nobody else may? */
static bool
is_written_by_server(Oid relid, AttrNumber column)
{
	HeapTuple	tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(relid),
										Int16GetDatum(column));
	Form_pg_attribute form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for attribute %d of relation %u",
			 column, relid);
	form = (Form_pg_attribute) GETSTRUCT(tuple);
	result = form->attgenerated != '\0' ||
		form->attidentity == ATTRIBUTE_IDENTITY_ALWAYS;
	ReleaseSysCache(tuple);
	return result;
}

/* The order of two keys: negative, 0 or positive. */
int
sum_compare_keys(SumRule *rule, Datum *a, Datum *b)
{
	for (int i = 0; i < rule->nkeys; i++)
	{
		int			cmp = DatumGetInt32(FunctionCall2Coll(&rule->key_types[i]->cmp_proc_finfo,
														  rule->key_collations[i],
														  a[i], b[i]));

		if (cmp != 0)
			return cmp;
	}
	return 0;
}

/* The column that the total of a rule is, or 0. */
static AttrNumber
total_column(SumRule *rule)
{
	Var		   *amount = (Var *) rule->sides[SUM_TOTAL].terms.amount;

	return IsA(amount, Var) && amount->varattno > 0 ? amount->varattno : InvalidAttrNumber;
}

/*
 * A total that two rules set would be set by each in turn, for ever.  With a
 * filter each, they may keep different rows.
 */
static void
check_no_other(SumRule *rule)
{
	Oid			relid = rule->sides[SUM_TOTAL].relid;
	AttrNumber	column = total_column(rule);
	ListCell   *lc;

	foreach(lc, rule_list(rule->ext_namespace, NULL, relid))
	{
		RuleInfo   *info = lfirst(lc);
		SumRule    *other;

		if (info->kind != RULE_KIND_SUM || info->relid != relid ||
			strcmp(info->mode, "maintain") != 0 ||
			(strcmp(info->name, rule->name) == 0 &&
			 info->part_relid == rule->sides[SUM_PART].relid) ||
			!rule_is_sound(info, rule->ext_namespace))
			continue;
		other = sum_rule_build(info->name, relid, info->part_relid,
							   rule->ext_namespace, SUM_LOOK_ONLY,
							   CurrentMemoryContext);
		if (total_column(other) == column &&
			(other->sides[SUM_TOTAL].terms.filter == NULL ||
			 rule->sides[SUM_TOTAL].terms.filter == NULL))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("rule \"%s\" maintains column \"%s\" of \"%s\" already",
							info->name, get_attname(relid, column, false),
							get_rel_name(relid)),
					 errhint("Let one rule maintain the total and the other check it, or give each of them a total_filter for rows of its own.")));
		MemoryContextDelete(other->context);
	}
}

/*
 * Can the total be kept by the rule itself?  It is written as its owner, so who
 * is not the owner must be allowed to write it: REFERENCES is consent to be
 * checked, not to be changed.
 */
void
sum_check_maintainable(SumRule *rule)
{
	SumSide    *total = &rule->sides[SUM_TOTAL];
	AttrNumber	column;

	if (rule->comparison != '=')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mode \"maintain\" needs the comparison \"=\"")));
	column = total_column(rule);
	if (column == InvalidAttrNumber)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mode \"maintain\" needs a total that is a column, not an expression")));
	if (is_written_by_server(total->relid, column))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mode \"maintain\" needs a total that is not a generated column")));
	if (reads_column((Node *) total->terms.keys, column) ||
		reads_column(total->terms.filter, column))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("mode \"maintain\" needs a key and a filter that do not depend on the total")));
	check_no_other(rule);
	if (!object_ownercheck(RelationRelationId, total->relid, GetUserId()) &&
		pg_class_aclcheck(total->relid, GetUserId(), ACL_UPDATE) != ACLCHECK_OK &&
		pg_attribute_aclcheck(total->relid, column, GetUserId(),
							  ACL_UPDATE) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV,
					   get_relkind_objtype(get_rel_relkind(total->relid)),
					   get_rel_name(total->relid));
}

/* The values of a key as SumKey has it. */
Datum *
sum_key_values(SumRule *rule, Datum *key)
{
	return rule->nkeys == 1 ? key : (Datum *) DatumGetPointer(*key);
}

/*-------------------------------------------------------------------------
 * Saying what is wrong
 *-------------------------------------------------------------------------
 */

/* The key of a rule, named as the total names it */
void
sum_key_form(SumRule *rule, RuleKeyForm *form)
{
	Relation	rel = table_open(rule->sides[SUM_TOTAL].relid, AccessShareLock);
	ListCell   *lc;

	form->n = 0;
	foreach(lc, rule->sides[SUM_TOTAL].terms.keys)
	{
		Node	   *key = lfirst(lc);
		char	   *name = IsA(key, Var) && ((Var *) key)->varattno > 0 ?
			get_attname(RelationGetRelid(rel), ((Var *) key)->varattno, false) :
			rule_show_expr(rel, key);

		rule_add_key(form, name, rule->key_types[form->n]->type_id, -1,
					 rule->key_collations[form->n]);
	}
	table_close(rel, NoLock);
}

/* {"id": 1} */
static char *
sum_key_json(SumRule *rule, const RuleKeyForm *form, Datum *keys)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoChar(&buf, '{');
	for (int i = 0; i < rule->nkeys; i++)
	{
		if (i > 0)
			appendStringInfoString(&buf, ", ");
		escape_json(&buf, form->names[i]);
		appendStringInfoString(&buf, ": ");
		appendStringInfoString(&buf,
							   rule_json_value(keys[i], false,
											   rule->key_types[i]->type_id));
	}
	appendStringInfoChar(&buf, '}');
	return buf.data;
}

/* Is the rule true of what the tables say of a key? */
bool
sum_holds(SumRule *rule, SumAmounts *amounts)
{
	Datum		total = NumericGetDatum(amounts->total);
	Datum		parts = NumericGetDatum(amounts->parts);
	Datum		over;

	/* a total that is NULL claims nothing; nor does a missing one, if so */
	if (amounts->total_amounts < amounts->total_rows ||
		(rule->missing_total_allowed && amounts->total_rows == 0) ||
		(rule->missing_allowed && amounts->part_amounts == 0))
		return true;
	if (rule->comparison == '<')
		over = DirectFunctionCall2(numeric_sub, parts, total);
	else
		over = DirectFunctionCall2(numeric_sub, total, parts);
	if (rule->comparison == '=')
		over = DirectFunctionCall1(numeric_abs, over);
	return !DatumGetBool(DirectFunctionCall2(numeric_gt, over,
											 NumericGetDatum(rule->tolerance)));
}

/* What is violated, at a key. */
void
sum_set_violation(SumRule *rule, RuleViolation *violation, Datum *keys)
{
	Node	   *amount = rule->sides[SUM_TOTAL].terms.amount;

	memset(violation, 0, sizeof(*violation));
	violation->rule = rule->name;
	violation->relid = violation->ruled = rule->sides[SUM_TOTAL].relid;
	sum_key_form(rule, &violation->form);
	violation->key = sum_key_json(rule, &violation->form, keys);
	if (IsA(amount, Var) && ((Var *) amount)->varattno > 0)
		violation->column = get_attname(violation->relid,
										((Var *) amount)->varattno, false);
}

/* May keys and amounts of a rule be told? */
bool
sum_may_show(SumRule *rule)
{
	return rule_may_show(rule->sides[SUM_TOTAL].relid) &&
		rule_may_show(rule->sides[SUM_PART].relid);
}

/*
 * Judge what the tables say of a key; where the rule is violated, describe it
 * and return true.
 */
bool
sum_describe(SumRule *rule, RuleViolation *violation, Datum *keys,
			 SumAmounts *amounts, bool show)
{
	Datum		difference;
	char	   *total_name;
	char	   *part_name;

	if (sum_holds(rule, amounts))
		return false;
	difference = DirectFunctionCall2(numeric_sub,
									 NumericGetDatum(amounts->total),
									 NumericGetDatum(amounts->parts));
	total_name = get_rel_name(rule->sides[SUM_TOTAL].relid);
	part_name = get_rel_name(rule->sides[SUM_PART].relid);
	sum_set_violation(rule, violation, keys);
	violation->actual = amounts->total;
	violation->expected = amounts->parts;
	violation->difference = DatumGetNumeric(difference);
	violation->summary = psprintf(rule->comparison == '=' ?
								  _("parts in \"%s\" do not add up to the total in \"%s\" as rule \"%s\" requires") :
								  rule->comparison == '<' ?
								  _("parts in \"%s\" exceed the total in \"%s\" against rule \"%s\"") :
								  _("parts in \"%s\" fall short of the total in \"%s\" against rule \"%s\""),
								  part_name, total_name, rule->name);
	if (show)
		violation->arithmetic = psprintf(amounts->total_rows > 0 ?
										 _("Key %s: total %s, parts %s, difference %s.") :
										 _("Key %s: total %s (no total row), parts %s, difference %s."),
										 violation->key,
										 rule_amount_text(amounts->total, rule->won),
										 rule_amount_text(amounts->parts, rule->won),
										 rule_amount_text(violation->difference,
														  rule->won));
	violation->hint = gettext_noop("Change the total and its parts in one transaction.");
	return true;
}

void
sum_rule_check_maintainable(RuleInfo *info, Oid ext_namespace)
{
	SumRule    *rule = sum_rule_build(info->name, info->relid, info->part_relid,
									  ext_namespace, SUM_LOOK_ONLY,
									  CurrentMemoryContext);

	sum_check_maintainable(rule);
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
	appendStringInfo(&buf, side == SUM_PART ? "sum(%s) OF %s PER (" : "%s OF %s PER (",
					 rule_show_expr(rel, s->terms.amount),
					 quote_qualified_identifier(get_namespace_name(RelationGetNamespace(rel)),
												RelationGetRelationName(rel)));
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
						  ext_namespace, SUM_LOOK_ONLY,
									  CurrentMemoryContext);
	text = psprintf("%s %s %s", side_definition(rule, SUM_PART),
					rule->comparison == '=' ? "=" :
					rule->comparison == '<' ? "<=" : ">=",
					side_definition(rule, SUM_TOTAL));
	MemoryContextDelete(rule->context);
	return text;
}

/* The statement is TRUNCATE, or this is no trigger of ours. */
static void
check_statement(FunctionCallInfo fcinfo)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	SumArgs		args;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_AFTER(trigdata->tg_event) ||
		!TRIGGER_FIRED_BY_TRUNCATE(trigdata->tg_event) ||
		TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) ||
		trigdata->tg_trigger->tgqual == NULL ||
		!sum_is_trigger(trigdata->tg_trigger, &args))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired by a trigger that budget_add_sum_rule made",
						"budget_sum_rule_check")));
	sum_check_truncate(trigdata, &args,
					   get_func_namespace(fcinfo->flinfo->fn_oid));
}

/* Trigger function of sum rules */
Datum
budget_sum_rule_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	/* a row's trigger is read when it is compiled, not each time */
	if (CALLED_AS_TRIGGER(fcinfo) &&
		TRIGGER_FIRED_AFTER(trigdata->tg_event) &&
		TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) &&
		!TRIGGER_FIRED_BY_TRUNCATE(trigdata->tg_event))
		sum_check_row(trigdata, fcinfo->flinfo->fn_oid);
	else
		check_statement(fcinfo);
	return PointerGetDatum(NULL);
}

/*-------------------------------------------------------------------------
 *
 * rule_problem.c
 *	  What keeps a rule from being checked, or from being checked fast.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/amapi.h"
#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "optimizer/prep.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "compat.h"
#include "sum_rule.h"

PG_FUNCTION_INFO_V1(budget_rule_problem_list);

static void
add_problem(FunctionCallInfo fcinfo, RuleInfo *rule, Oid relid,
			const char *problem, const char *advice)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum		values[4];
	bool		nulls[4] = {0};
	NameData	name;

	namestrcpy(&name, rule->name);
	values[0] = NameGetDatum(&name);
	values[1] = ObjectIdGetDatum(relid);
	values[2] = CStringGetTextDatum(_(problem));
	values[3] = CStringGetTextDatum(_(advice));
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Which of the keys does the n-th attribute of an index find?  -1 if none. */
static int
index_attribute_key(Relation index, int n, List *index_exprs, SumRule *rule,
					int side)
{
	AttrNumber	attnum = index->rd_index->indkey.values[n];
	Oid			collation = index->rd_indcollation[n];
	int			nexpr = 0;

	for (int i = 0; attnum == 0 && i < n; i++)
	{
		if (index->rd_index->indkey.values[i] == 0)
			nexpr++;
	}
	for (int i = 0; i < rule->nkeys; i++)
	{
		Node	   *key = strip_implicit_coercions(list_nth(rule->sides[side].terms.keys, i));

		if ((attnum != 0 ?
			 (IsA(key, Var) && ((Var *) key)->varattno == attnum) :
			 equal(key, strip_implicit_coercions(list_nth(index_exprs, nexpr)))) &&
			op_in_opfamily(sum_key_operator(rule, side, i),
						   index->rd_opfamily[n]) &&
			(!OidIsValid(collation) || collation == rule->key_collations[i]))
			return i;
	}
	return -1;
}

/* Has an index every row that a check of one key asks for? */
static bool
index_is_complete(Relation index, SumTerms *terms)
{
	List	   *predicate = RelationGetIndexPredicate(index);
	List	   *clauses = NIL;
	ListCell   *lc;

	if (predicate == NIL)
		return true;
	if (terms->filter)
		clauses = make_ands_implicit(canonicalize_qual((Expr *) eval_const_expressions(NULL, copyObject(terms->filter)),
													   false));
	foreach(lc, terms->keys)
	{
		NullTest   *test = makeNode(NullTest);

		test->arg = lfirst(lc);
		test->nulltesttype = IS_NOT_NULL;
		test->location = -1;
		clauses = lappend(clauses, test);
	}
	return predicate_implied_by(predicate, clauses, false);
}

/*
 * Is there an index that finds the rows of one key, by all keys in "wanted"?
 * Where the answer is for one that allows no second row, "unique" is set to the
 * keys that it has; a row that they name needs no other key to be found.
 */
static bool
has_index(SumRule *rule, int side, Relation rel, Bitmapset *wanted,
		  Bitmapset **unique)
{
	List	   *indexes = RelationGetIndexList(rel);
	ListCell   *lc;
	bool		found = false;

	foreach(lc, indexes)
	{
		Relation	index = index_open(lfirst_oid(lc), AccessShareLock);
		List	   *exprs = RelationGetIndexExpressions(index);
		int			natts = index->rd_index->indnkeyatts;
		Bitmapset  *covered = NULL;
		int			n;

		if (index->rd_index->indisvalid && index->rd_indam->amgettuple != NULL &&
			index_is_complete(index, &rule->sides[side].terms))
		{
			for (n = 0; n < natts; n++)
			{
				int			key = index_attribute_key(index, n, exprs, rule,
													  side);

				if (key < 0)
					break;
				covered = bms_add_member(covered, key);
			}
			if (unique != NULL && n == natts && index->rd_index->indisunique &&
				(*unique == NULL ||
				 bms_num_members(covered) < bms_num_members(*unique)))
				*unique = covered;
			found |= bms_is_subset(wanted, covered);
		}
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	return found;
}

/* Partitions made after the rule have no TRUNCATE trigger of it. */
static void
check_partitions(FunctionCallInfo fcinfo, RuleInfo *rule, Oid relid)
{
	ListCell   *lc;

	if (get_rel_relkind(relid) != RELKIND_PARTITIONED_TABLE)
		return;
	foreach(lc, find_all_inheritors(relid, AccessShareLock, NULL))
	{
		Oid			leaf = lfirst_oid(lc);
		ListCell   *trigger;
		bool		found = false;

		if (get_rel_relkind(leaf) != RELKIND_RELATION)
			continue;
		foreach(trigger, rule->triggers)
		{
			RuleTrigger *t = lfirst(trigger);

			if (t->relid == leaf && TRIGGER_FOR_TRUNCATE(t->type))
				found = true;
		}
		if (!found)
			add_problem(fcinfo, rule, leaf,
						gettext_noop("TRUNCATE of this partition is not seen"),
						gettext_noop("Delete its rows instead, or truncate the partitioned table; to have the partition watched, drop the rule and add it again."));
	}
}

/* What inherits from a table that had no children when the rule was added. */
static void
check_children(FunctionCallInfo fcinfo, RuleInfo *rule, Oid relid)
{
	if (get_rel_relkind(relid) == RELKIND_RELATION &&
		find_inheritance_children(relid, AccessShareLock) != NIL)
		add_problem(fcinfo, rule, relid,
					gettext_noop("rows of the tables that inherit from this one are not seen"),
					gettext_noop("Use partitions, or let no table inherit from one with a rule."));
}

static void
check_sum_rule(FunctionCallInfo fcinfo, RuleInfo *info, Oid ext_namespace)
{
	SumRule    *rule = sum_rule_build(info->name, info->relid, info->part_relid,
									  ext_namespace, SUM_LOOK_ONLY,
									  CurrentMemoryContext);
	Bitmapset  *wanted = NULL;

	/* a key that is the same in all rows needs no index */
	for (int i = 0; i < rule->nkeys; i++)
	{
		if (contain_var_clause(list_nth(rule->sides[SUM_TOTAL].terms.keys, i)) ||
			contain_var_clause(list_nth(rule->sides[SUM_PART].terms.keys, i)))
			wanted = bms_add_member(wanted, i);
	}
	for (int i = 0; i < 2; i++)
	{
		SumSide    *side = &rule->sides[i];
		Relation	rel = table_open(side->relid, AccessShareLock);
		Bitmapset  *unique = NULL;

		if (!has_index(rule, i, rel, wanted, i == SUM_TOTAL ? &unique : NULL) &&
			unique == NULL && !bms_is_empty(wanted))
			add_problem(fcinfo, info, side->relid,
						i == SUM_TOTAL ?
						gettext_noop("no index on the key of the total") :
						gettext_noop("no index on the key of the parts"),
						gettext_noop("Create an index on the key: a check reads the rows of one key."));
		if (i == SUM_TOTAL && unique == NULL)
			add_problem(fcinfo, info, side->relid,
						gettext_noop("the key of the total is not unique"),
						gettext_noop("Totals of one key are added up; create a unique index if there is to be one."));
		/* what names one total finds its parts, too */
		if (unique != NULL)
			wanted = unique;
		if (rule_depends_on_path((Node *) side->terms.keys) ||
			rule_depends_on_path(side->terms.amount) ||
			rule_depends_on_path(side->terms.filter))
			add_problem(fcinfo, info, side->relid,
						gettext_noop("a function in the expressions looks names up in search_path"),
						gettext_noop("Whoever writes the table says then what they mean: use ALTER FUNCTION ... SET search_path, or write the function with BEGIN ATOMIC."));
		table_close(rel, AccessShareLock);
		check_partitions(fcinfo, info, side->relid);
	}
	MemoryContextDelete(rule->context);
}

/* (rule, relation, problem, advice), under the view budget_rule_problems */
Datum
budget_rule_problem_list(PG_FUNCTION_ARGS)
{
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	ListCell   *lc;

	InitMaterializedSRF(fcinfo, 0);
	foreach(lc, rule_list(ext_namespace, NULL, InvalidOid))
	{
		RuleInfo   *rule = lfirst(lc);
		ListCell   *disabled;

		CHECK_FOR_INTERRUPTS();
		if (rule->broken)
		{
			add_problem(fcinfo, rule, rule->relid,
						rule->kind == RULE_KIND_SUM ?
						gettext_noop("a trigger is missing: writing to the tables fails") :
						gettext_noop("a trigger is missing: some rows are not checked"),
						gettext_noop("Drop the rule with budget_drop_rule and add it again."));
			continue;
		}
		if (!rule_is_sound(rule, ext_namespace))
		{
			add_problem(fcinfo, rule, rule->relid,
						gettext_noop("a trigger is not one that budget_ext made"),
						gettext_noop("Drop the rule with budget_drop_rule, or its triggers with DROP TRIGGER, and add it again."));
			continue;
		}
		foreach(disabled, rule->disabled)
			add_problem(fcinfo, rule, lfirst_oid(disabled),
						gettext_noop("a trigger is disabled"),
						gettext_noop("Enable all triggers of the rule, then look for violations with budget_violations()."));
		check_children(fcinfo, rule, rule->relid);
		if (rule->kind == RULE_KIND_SUM && rule->part_relid != rule->relid)
			check_children(fcinfo, rule, rule->part_relid);
		if (rule->kind == RULE_KIND_SUM)
			check_sum_rule(fcinfo, rule, ext_namespace);
	}
	foreach(lc, rule_leftovers(ext_namespace))
	{
		RuleInfo   *rule = lfirst(lc);
		RuleTrigger *trigger = linitial(rule->triggers);

		add_problem(fcinfo, rule, trigger->relid,
					gettext_noop("a TRUNCATE trigger is left from when the table was a partition"),
					psprintf(_("Use DROP TRIGGER %s ON %s, unless the table is to be attached again."),
							 quote_identifier(trigger->name),
							 quote_qualified_identifier(get_namespace_name(get_rel_namespace(trigger->relid)),
														get_rel_name(trigger->relid))));
	}
	return (Datum) 0;
}

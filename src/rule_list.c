/*-------------------------------------------------------------------------
 *
 * rule_list.c
 *	  The rules that there are: triggers, put together to rules again.
 *
 * As the triggers are the only registry, a rule may have lost some of them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_trigger.h"
#include "rewrite/rewriteManip.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "sum_rule.h"

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
		OidIsValid(get_trigger_oid(RelationGetRelid(rel), name, true)))
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

/*-------------------------------------------------------------------------
 *
 * rule_trigger.c
 *	  The triggers that rules consist of.
 *
 * The catalog is the only registry: a rule's name and options are arguments of its
 * triggers, its expressions stand in their WHEN clauses.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/catalog.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "sum_rule.h"

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
		if (!OidIsValid(get_trigger_oid(relid, name, true)))
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

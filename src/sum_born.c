/*-------------------------------------------------------------------------
 *
 * sum_born.c
 *	  Keys of a sum rule that nothing can have had before a load.
 *
 * A load begins with a new row, say a project, and all that it inserts refers
 * to that.  Where foreign keys see to it that no row of a key can be older than
 * the project, or come from another transaction before this one commits, the
 * net of what was loaded is the difference between total and parts, and a look
 * at the tables would tell no more.
 *
 * Two forms are recognised.  Either a key column on both sides refers to the
 * project (or is its id), by a foreign key that cannot be deferred.  Or the
 * parts refer to the row of the total by a foreign key that has the key and the
 * project on both sides, while the total's key is unique: then parts of a new
 * total are of its project, and as new.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_index.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "compat.h"
#include "sum_rule.h"

#define BORN_NOT	(-1)
#define BORN_BOTH	(-2)		/* by the second form: whatever the key is */

/* Do the triggers of a foreign key guard the rows that refer? */
static bool
is_guarded(Relation rel, Oid constraint)
{
	int16		guarded = 0;

	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		const Trigger *trigger = &rel->trigdesc->triggers[i];

		if (trigger->tgconstraint == constraint &&
			RI_FKey_trigger_type(trigger->tgfoid) == RI_TRIGGER_FK &&
			(trigger->tgenabled == TRIGGER_FIRES_ON_ORIGIN ||
			 trigger->tgenabled == TRIGGER_FIRES_ALWAYS))
			guarded |= trigger->tgtype;
	}
	return TRIGGER_FOR_INSERT(guarded) && TRIGGER_FOR_UPDATE(guarded);
}

/* Is a foreign key true of every row, now or when the transaction commits? */
static bool
is_enforced(Relation rel, Oid constraint, bool now)
{
	HeapTuple	tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	Form_pg_constraint form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		return false;
	form = (Form_pg_constraint) GETSTRUCT(tuple);
	result = form->convalidated && !(now && form->condeferrable) &&
		is_guarded(rel, constraint);
	ReleaseSysCache(tuple);
	return result;
}

static AttrNumber
key_column(const SumRule *rule, int side, int i)
{
	Var		   *key = list_nth(rule->sides[side].terms.keys, i);

	return IsA(key, Var) ? key->varattno : InvalidAttrNumber;
}

/* Does a column refer to the id of "relid", or is it that id? */
static bool
refers_to(Relation rel, AttrNumber column, Oid relid)
{
	AttrNumber	id = get_attnum(relid, "id");
	ListCell   *lc;

	if (column <= 0 || id == InvalidAttrNumber)
		return false;
	if (RelationGetRelid(rel) == relid)
		return column == id;
	foreach(lc, RelationGetFKeyList(rel))
	{
		ForeignKeyCacheInfo *fk = lfirst(lc);

		if (fk->confrelid == relid && fk->nkeys == 1 &&
			fk->conkey[0] == column && fk->confkey[0] == id &&
			is_enforced(rel, fk->conoid, true))
			return true;
	}
	return false;
}

/*
 * Is a column of an index one of the total's keys, compared as the rule compares
 * it?  A collation that knows more differences lets in, beside the total of a
 * new project, an older one whose key is the same to the rule.
 */
static bool
is_indexed_key(SumRule *rule, Relation index, int column)
{
	AttrNumber	attnum = index->rd_index->indkey.values[column];

	for (int i = 0; attnum > 0 && i < rule->nkeys; i++)
	{
		if (key_column(rule, SUM_TOTAL, i) == attnum &&
			index->rd_indcollation[column] == rule->key_collations[i] &&
			op_in_opfamily(sum_key_operator(rule, SUM_TOTAL, i),
						   index->rd_opfamily[column]))
			return true;
	}
	return false;
}

/* Is the key of the total, or a part of it, unique? */
static bool
is_unique(SumRule *rule, Relation total)
{
	List	   *indexes = RelationGetIndexList(total);
	ListCell   *lc;
	bool		result = false;

	foreach(lc, indexes)
	{
		Relation	index = index_open(lfirst_oid(lc), AccessShareLock);
		Form_pg_index form = index->rd_index;

		result = form->indisunique && form->indimmediate && form->indisvalid &&
			heap_attisnull(index->rd_indextuple, Anum_pg_index_indpred, NULL);
		for (int i = 0; result && i < form->indnkeyatts; i++)
			result = is_indexed_key(rule, index, i);
		index_close(index, NoLock);
		if (result)
			break;
	}
	list_free(indexes);
	return result;
}

/* Has a foreign key this pair of columns? */
static bool
has_pair(const ForeignKeyCacheInfo *fk, AttrNumber from, AttrNumber to)
{
	for (int i = 0; i < fk->nkeys; i++)
	{
		if (fk->conkey[i] == from && fk->confkey[i] == to)
			return true;
	}
	return false;
}

/* A row of which some column is NULL may refer to nothing at all. */
static bool
has_no_nulls(const ForeignKeyCacheInfo *fk, const SumRule *rule, Relation part)
{
	for (int i = 0; i < fk->nkeys; i++)
	{
		bool		is_key = false;

		for (int j = 0; j < rule->nkeys; j++)
			is_key |= key_column(rule, SUM_PART, j) == fk->conkey[i];
		if (!is_key &&
			!TupleDescAttr(RelationGetDescr(part), fk->conkey[i] - 1)->attnotnull)
			return false;
	}
	return true;
}

/* The second form; "column" of both tables names the project */
static bool
parts_follow_total(SumRule *rule, Relation total, Relation part,
				   Oid relid, const char *column)
{
	AttrNumber	of_total = get_attnum(RelationGetRelid(total), column);
	AttrNumber	of_part = get_attnum(RelationGetRelid(part), column);
	ListCell   *lc;

	if (!refers_to(total, of_total, relid) || !refers_to(part, of_part, relid) ||
		!is_unique(rule, total))
		return false;
	foreach(lc, RelationGetFKeyList(part))
	{
		ForeignKeyCacheInfo *fk = lfirst(lc);
		bool		all = fk->confrelid == RelationGetRelid(total) &&
			has_pair(fk, of_part, of_total);

		for (int i = 0; all && i < rule->nkeys; i++)
		{
			AttrNumber	from = key_column(rule, SUM_PART, i);

			all = from > 0 && has_pair(fk, from, key_column(rule, SUM_TOTAL, i));
		}
		if (all && has_no_nulls(fk, rule, part) &&
			is_enforced(part, fk->conoid, false))
			return true;
	}
	return false;
}

static int
find_born_key(SumRule *rule, Oid relid, const char *column)
{
	Relation	total = table_open(rule->sides[SUM_TOTAL].relid, AccessShareLock);
	Relation	part = table_open(rule->sides[SUM_PART].relid, AccessShareLock);
	int			result = BORN_NOT;

	for (int i = 0; result == BORN_NOT && i < rule->nkeys; i++)
	{
		if (rule->key_types[i]->type_id == INT8OID &&
			refers_to(total, key_column(rule, SUM_TOTAL, i), relid) &&
			refers_to(part, key_column(rule, SUM_PART, i), relid))
			result = i;
	}
	if (result == BORN_NOT && parts_follow_total(rule, total, part, relid, column))
		result = BORN_BOTH;
	table_close(part, NoLock);
	table_close(total, NoLock);
	return result;
}

static int
born_key(SumRule *rule, Oid relid, const char *column)
{
	if (rule->born_with != relid)
	{
		rule->born_key = find_born_key(rule, relid, column);
		rule->born_with = relid;
	}
	return rule->born_key;
}

/*
 * Can no row of a key be older than the row "id" of "relid" is?  The key is of
 * a row that was loaded, whose "column" refers to that one.  What is found out
 * is kept as long as the rule is compiled.
 */
bool
sum_key_is_born(SumRule *rule, Datum *keys, Oid relid, const char *column,
				int64 id)
{
	int			key = born_key(rule, relid, column);

	return key == BORN_BOTH || (key >= 0 && DatumGetInt64(keys[key]) == id);
}

/* Does any key, of a row that was loaded or not, name another row of "relid"? */
bool
sum_key_names_another(SumRule *rule, Datum *keys, Oid relid, const char *column,
				 int64 id)
{
	int			key = born_key(rule, relid, column);

	return key >= 0 && DatumGetInt64(keys[key]) != id;
}

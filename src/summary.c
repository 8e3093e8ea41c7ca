/*-------------------------------------------------------------------------
 *
 * summary.c
 *	  Which of the model's summaries a change has made stale.
 *
 * The model keeps what its overviews show of whole governments in a table,
 * by government and fiscal year.  Adding up at every write would make all
 * writers of a government wait for each other; so a write only marks the
 * government and year, by inserting a row, which waits for nobody, and the
 * views add up marked ones from the lines.
 *
 * budget_refresh_summary() locks writers out, adds up and takes the marks
 * away.  A mark must therefore be looked for in what is committed now, not
 * in the writer's snapshot: a transaction at REPEATABLE READ would see a mark
 * that has been taken away since, and its change would be lost.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/partition.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "compat.h"
#include "rule.h"

/* What a trigger's argument says it is on */
typedef enum SummaryFeed
{
	FEED_BUDGET,
	FEED_EXECUTION,
	FEED_FUNDING,
	FEED_PROJECT,
	FEED_MARKS,
	N_FEEDS
} SummaryFeed;

static const char *const feed_names[N_FEEDS] = {
	"budget", "execution", "funding", "project", "marks"
};

/* $1: the feed, $2: a project, $3: the line's year; NULL: the project's */
static const char *const mark_line_sql =
	"INSERT INTO %1$s.budget_summary_stale (feed, government, fiscal_year)"
	" SELECT $1, p.government, coalesce($3, p.fiscal_year) FROM %1$s.project p"
	" WHERE p.id = $2 AND p.government IS NOT NULL AND NOT EXISTS"
	" (SELECT FROM %1$s.budget_summary_stale s WHERE s.feed = $1"
	" AND s.government = p.government AND s.fiscal_year = coalesce($3, p.fiscal_year))";

/* $1: a project, $2, $3: its years, $4, $5: its governments, before and after */
static const char *const mark_project_sql =
	"INSERT INTO %1$s.budget_summary_stale (feed, government, fiscal_year)"
	" SELECT DISTINCT f.feed, g.government, f.fiscal_year FROM"
	" (SELECT 'budget' AS feed, l.fiscal_year FROM %1$s.budget_line l WHERE l.project_id = $1"
	" UNION SELECT 'execution', e.fiscal_year FROM %1$s.execution e WHERE e.project_id = $1"
	" UNION SELECT 'funding', y.y FROM (VALUES ($2), ($3)) y (y)"
	" WHERE EXISTS (SELECT FROM %1$s.project_funding o WHERE o.project_id = $1)) f,"
	" (VALUES ($4), ($5)) g (government)"
	" WHERE g.government IS NOT NULL AND f.fiscal_year IS NOT NULL AND NOT EXISTS"
	" (SELECT FROM %1$s.budget_summary_stale s WHERE s.feed = f.feed"
	" AND s.government = g.government AND s.fiscal_year = f.fiscal_year)";

/* $1: the feed, whose lines are all gone */
static const char *const mark_all_sql =
	"INSERT INTO %1$s.budget_summary_stale (feed, government, fiscal_year)"
	" SELECT DISTINCT b.feed, b.government, b.fiscal_year FROM %1$s.budget_summary b"
	" WHERE b.feed = $1 AND NOT EXISTS"
	" (SELECT FROM %1$s.budget_summary_stale s WHERE s.feed = b.feed"
	" AND s.government = b.government AND s.fiscal_year = b.fiscal_year)";

typedef enum MarkStatement
{
	MARK_LINE,
	MARK_PROJECT,
	MARK_ALL,
	N_STATEMENTS
} MarkStatement;

/* Plans of the model written to last, for the session */
static struct
{
	NameData	model;
	SPIPlanPtr	plans[N_STATEMENTS];
}			kept;

/*
 * The line marked last: its neighbours, most often of the same project and
 * year, need no mark of their own.  Good for one subtransaction, and only as
 * long as no mark is taken away.
 */
static struct
{
	FullTransactionId xid;
	SubTransactionId subid;
	Oid			relid;
	SummaryFeed feed;
	int64		project;
	int32		year;
}			last;

static void
run_mark(MarkStatement which, const char *sql, int nargs, Oid *types,
		 Datum *values, const char *nulls, Oid relid)
{
	char	   *model = get_namespace_name(get_rel_namespace(relid));
	Oid			save_userid;
	int			save_sec;
	int			guc_level;
	int			result;

	/* whoever may write a line need not be able to write a mark */
	GetUserIdAndSecContext(&save_userid, &save_sec);
	SetUserIdAndSecContext(rule_relation_owner(relid),
						   save_sec | SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS);
	guc_level = rule_lock_down_search_path();
	SPI_connect();
	if (strcmp(NameStr(kept.model), model) != 0)
	{
		MemSet(&kept.model, 0, sizeof(kept.model));
		for (int i = 0; i < N_STATEMENTS; i++)
		{
			SPIPlanPtr	plan = kept.plans[i];

			kept.plans[i] = NULL;
			if (plan != NULL)
				SPI_freeplan(plan);
		}
		namestrcpy(&kept.model, model);
	}
	if (kept.plans[which] == NULL)
	{
		SPIPlanPtr	plan = SPI_prepare(psprintf(sql, quote_identifier(model)),
									   nargs, types);

		if (plan == NULL || SPI_keepplan(plan) != 0)
			elog(ERROR, "could not prepare a statement on \"budget_summary_stale\"");
		kept.plans[which] = plan;
	}
	result = SPI_execute_snapshot(kept.plans[which], values, nulls,
								  GetLatestSnapshot(), InvalidSnapshot,
								  false, false, 0);
	if (result != SPI_OK_INSERT)
		elog(ERROR, "could not mark a summary: %s",
			 SPI_result_code_string(result));
	SPI_finish();
	AtEOXact_GUC(true, guc_level);
	SetUserIdAndSecContext(save_userid, save_sec);
}

/* A column of a row, by its name, as an integer or a text. */
static Datum
get_column(Relation rel, HeapTuple row, const char *name, Oid type,
		   bool *isnull)
{
	TupleDesc	desc = RelationGetDescr(rel);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attr = TupleDescAttr(desc, i);

		if (attr->attisdropped || strcmp(NameStr(attr->attname), name) != 0)
			continue;
		if (attr->atttypid != type)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("column \"%s\" of table \"%s\" is not of type %s",
							name, RelationGetRelationName(rel),
							format_type_be(type))));
		return heap_getattr(row, i + 1, desc, isnull);
	}
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_COLUMN),
			 errmsg("table \"%s\" has no column \"%s\"",
					RelationGetRelationName(rel), name),
			 errhint("The summaries of the model need it under this name.")));
	return (Datum) 0;			/* keep compiler quiet */
}

static void
mark_line(Relation rel, HeapTuple row, SummaryFeed feed, Oid relid)
{
	FullTransactionId xid = GetTopFullTransactionId();
	SubTransactionId subid = GetCurrentSubTransactionId();
	Datum		values[3];
	char		nulls[] = "   ";
	bool		isnull;
	bool		has_year = feed != FEED_FUNDING;
	int64		project;
	int32		year = 0;
	Oid			types[] = {TEXTOID, INT8OID, INT4OID};

	project = DatumGetInt64(get_column(rel, row, "project_id", INT8OID, &isnull));
	if (isnull)
		return;
	if (has_year)
	{
		year = DatumGetInt32(get_column(rel, row, "fiscal_year", INT4OID, &isnull));
		if (isnull)
			return;
	}
	if (FullTransactionIdEquals(last.xid, xid) && last.subid == subid &&
		last.relid == relid && last.feed == feed && last.project == project &&
		last.year == year)
		return;
	values[0] = CStringGetTextDatum(feed_names[feed]);
	values[1] = Int64GetDatum(project);
	values[2] = Int32GetDatum(year);
	nulls[2] = has_year ? ' ' : 'n';
	run_mark(MARK_LINE, mark_line_sql, lengthof(types), types, values, nulls,
			 relid);
	last.xid = xid;
	last.subid = subid;
	last.relid = relid;
	last.feed = feed;
	last.project = project;
	last.year = year;
}

/* A project has lines where it was, and has them where it is now. */
static void
mark_project(Relation rel, HeapTuple before, HeapTuple after, Oid relid)
{
	Oid			types[] = {INT8OID, INT4OID, INT4OID, TEXTOID, TEXTOID};
	HeapTuple	rows[] = {before, after};
	Datum		values[5] = {0};
	char		nulls[] = " nnnn";
	bool		isnull;

	values[0] = get_column(rel, before, "id", INT8OID, &isnull);
	for (int i = 0; i < lengthof(rows); i++)
	{
		if (rows[i] == NULL)
			continue;
		values[1 + i] = get_column(rel, rows[i], "fiscal_year", INT4OID, &isnull);
		nulls[1 + i] = isnull ? 'n' : ' ';
		values[3 + i] = get_column(rel, rows[i], "government", TEXTOID, &isnull);
		nulls[3 + i] = isnull ? 'n' : ' ';
	}
	run_mark(MARK_PROJECT, mark_project_sql, lengthof(types), types, values,
			 nulls, relid);
	/* what is cached of a line may have another government now */
	last.xid = InvalidFullTransactionId;
}

static void
wrong_trigger(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
			 errmsg("function \"%s\" must be fired by a trigger that budget_create_model made",
					"budget_mark_summary")));
}

PG_FUNCTION_INFO_V1(budget_mark_summary);
Datum
budget_mark_summary(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	TriggerEvent event;
	Relation	rel;
	HeapTuple	result;
	Oid			relid;
	int			feed;

	if (!CALLED_AS_TRIGGER(fcinfo))
		wrong_trigger();
	event = trigdata->tg_event;
	rel = trigdata->tg_relation;
	for (feed = 0; feed < N_FEEDS; feed++)
		if (trigdata->tg_trigger->tgnargs == 1 &&
			strcmp(trigdata->tg_trigger->tgargs[0], feed_names[feed]) == 0)
			break;
	if (feed == N_FEEDS ||
		(!TRIGGER_FIRED_FOR_ROW(event) && !TRIGGER_FIRED_BY_TRUNCATE(event) &&
		 feed != FEED_MARKS))
		wrong_trigger();
	result = TRIGGER_FIRED_FOR_ROW(event) && TRIGGER_FIRED_BY_UPDATE(event) ?
		trigdata->tg_newtuple : trigdata->tg_trigtuple;

	/* the model is where the table is that the user knows */
	relid = RelationGetRelid(rel);
	if (rel->rd_rel->relispartition)
		relid = llast_oid(get_partition_ancestors(relid));

	if (feed == FEED_MARKS)
		last.xid = InvalidFullTransactionId;
	else if (TRIGGER_FIRED_BY_TRUNCATE(event))
	{
		Oid			types[] = {TEXTOID};
		Datum		values[] = {CStringGetTextDatum(feed_names[feed])};

		run_mark(MARK_ALL, mark_all_sql, lengthof(types), types, values, " ",
				 relid);
	}
	else if (feed == FEED_PROJECT)
		mark_project(rel, trigdata->tg_trigtuple,
					 TRIGGER_FIRED_BY_UPDATE(event) ? trigdata->tg_newtuple : NULL,
					 relid);
	else
	{
		mark_line(rel, trigdata->tg_trigtuple, feed, relid);
		if (TRIGGER_FIRED_BY_UPDATE(event))
			mark_line(rel, trigdata->tg_newtuple, feed, relid);
	}
	return PointerGetDatum(result);
}

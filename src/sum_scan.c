/*-------------------------------------------------------------------------
 *
 * sum_scan.c
 *	  Rules between a total and its parts: all keys at once.
 *
 * Each side is grouped by key in a query of its own, which runs as the owner of
 * its table; the two are merged in the order of the keys.  So nobody needs to be
 * able to read both tables for a rule between them to be looked at.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/memutils.h"

#include "sum_rule.h"

/* One side of a rule, read in the order of its keys */
typedef struct SideScan
{
	RuleCursor	cursor;
	int			nkeys;
	HeapTuple	row;			/* NULL at the end */
	Datum	   *keys;
} SideScan;

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
		appendStringInfo(&buf, "(%s)::%s, ",
						 rule_deparse_expr(rel, list_nth(s->terms.keys, i)),
						 sum_qualified_type(rule->key_types[i]->type_id));
	appendStringInfo(&buf, "%s, pg_catalog.count(*), pg_catalog.count(%s)"
					 " FROM %s WHERE ",
					 sum_expression(rule, s, amount), amount,
					 rule_from_clause(rel));
	for (int i = 0; i < rule->nkeys; i++)
		appendStringInfo(&buf, "%s(%s) IS NOT NULL", i > 0 ? " AND " : "",
						 rule_deparse_expr(rel, list_nth(s->terms.keys, i)));
	if (s->terms.filter)
		appendStringInfo(&buf, " AND (%s)",
						 rule_deparse_expr(rel, s->terms.filter));
	for (int i = 0; i < 2; i++)
	{
		appendStringInfoString(&buf, i == 0 ? " GROUP BY " : " ORDER BY ");
		for (int j = 0; j < rule->nkeys; j++)
			appendStringInfo(&buf, "%s%d", j > 0 ? ", " : "", j + 1);
	}
	table_close(rel, NoLock);
	return buf.data;
}

/* Go on to the next key of a side. */
static void
next_key(SideScan *side)
{
	bool		isnull;

	side->row = rule_cursor_next(&side->cursor);
	for (int i = 0; side->row != NULL && i < side->nkeys; i++)
		side->keys[i] = SPI_getbinval(side->row, side->cursor.desc, i + 1,
									  &isnull);
}

/* The sum of a side at its present key, and of how many rows it is. */
static Numeric
read_sums(SumRule *rule, int n, SideScan *side, int64 *rows, int64 *amounts)
{
	TupleDesc	desc = side->cursor.desc;
	bool		isnull;
	Datum		sum = SPI_getbinval(side->row, desc, side->nkeys + 1, &isnull);
	Numeric		result = sum_read_sum(&rule->sides[n], sum, isnull);

	*rows = DatumGetInt64(SPI_getbinval(side->row, desc, side->nkeys + 2,
										&isnull));
	*amounts = DatumGetInt64(SPI_getbinval(side->row, desc, side->nkeys + 3,
										   &isnull));
	return result;
}

/*
 * Look at all keys: as they are in the caller's snapshot, or as they are now.
 */
void
sum_rule_scan(SumRule *rule, bool now, RuleViolationSink sink, void *arg)
{
	SideScan	sides[2];
	SideScan   *total = &sides[SUM_TOTAL];
	SideScan   *part = &sides[SUM_PART];
	RuleScan	scan;
	int			level;

	for (int i = 0; i < 2; i++)
		sum_check_trust(&rule->sides[i].terms, rule->name,
						rule->sides[i].owner);
	level = rule_lock_down_search_path();
	rule_scan_begin(&scan, now);
	for (int i = 0; i < 2; i++)
	{
		sides[i].nkeys = rule->nkeys;
		sides[i].keys = palloc(rule->nkeys * sizeof(Datum));
		rule_cursor_open(&sides[i].cursor, grouped_query(rule, i),
						 rule->sides[i].owner);
		next_key(&sides[i]);
	}
	while (total->row != NULL || part->row != NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(scan.per_row);
		int			order = total->row == NULL ? 1 : part->row == NULL ? -1 :
			sum_compare_keys(rule, total->keys, part->keys);
		SumAmounts	amounts = {int64_to_numeric(0), int64_to_numeric(0)};
		int64		rows;
		RuleViolation violation;

		CHECK_FOR_INTERRUPTS();
		if (order <= 0)
			amounts.total = read_sums(rule, SUM_TOTAL, total, &amounts.total_rows,
									  &amounts.total_amounts);
		if (order >= 0)
			amounts.parts = read_sums(rule, SUM_PART, part, &rows,
									  &amounts.part_amounts);
		if (sum_describe(rule, &violation, order <= 0 ? total->keys : part->keys,
						 &amounts, true))
			sink(&violation, arg);
		MemoryContextSwitchTo(old);
		MemoryContextReset(scan.per_row);
		if (order <= 0)
			next_key(total);
		if (order >= 0)
			next_key(part);
	}
	for (int i = 0; i < 2; i++)
		rule_cursor_close(&sides[i].cursor);
	rule_scan_end(&scan);
	AtEOXact_GUC(true, level);
}

void
sum_rule_violations(RuleInfo *info, Oid ext_namespace, bool now,
					RuleViolationSink sink, void *arg)
{
	SumRule    *rule = sum_rule_build(info->name, info->relid, info->part_relid,
									  ext_namespace, SUM_LOOK_ONLY,
									  CurrentMemoryContext);

	sum_rule_scan(rule, now, sink, arg);
	MemoryContextDelete(rule->context);
}

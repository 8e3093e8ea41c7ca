/*-------------------------------------------------------------------------
 *
 * chart.h
 *	  Look-ups in the charts of codes, for other topics.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CHART_H
#define CHART_H

#include "fmgr.h"

/* One per type of code; the names are those of the tables and indexes. */
typedef struct ChartKind
{
	const char *code_type;
	const char *chart;
	const char *chart_index;	/* on the code */
} ChartKind;

extern const ChartKind budget_code_charts;

/* A chart is one of these in one table. */
typedef enum ChartScope
{
	SCOPE_LOCAL,
	SCOPE_NATIONAL,
	SCOPE_REVENUE,
	SCOPE_SCHOOL
} ChartScope;

/* What a chart says of a code in a year; the strings are palloc'd */
typedef struct ChartRow
{
	char	   *level;
	char	   *name;			/* NULL if not known */
	bool		has_parent;
	int32		parent;
	bool		shipped;
} ChartRow;

extern ChartScope chart_scope(const text *name);
extern bool chart_lookup(const ChartKind *kind, Oid nspid, ChartScope scope,
						 int32 code, int32 year, ChartRow *row);

#endif							/* CHART_H */

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
#include "storage/itemptr.h"

/* One per type of code; the names are those of its tables and indexes. */
typedef struct ChartKind
{
	const char *chart;
	const char *chart_code;		/* index */
	const char *succession;
	const char *succession_from;	/* index */
	const char *succession_to;	/* index */
	void		(*format) (int32 code, char *buf);
} ChartKind;

extern const ChartKind budget_code_charts;
extern const ChartKind function_code_charts;

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
	ItemPointerData tid;
} ChartRow;

extern ChartScope chart_scope(const text *name);
extern bool chart_lookup(const ChartKind *kind, Oid nspid, ChartScope scope,
						 int32 code, int32 year, ChartRow *row);

#endif							/* CHART_H */

/*-------------------------------------------------------------------------
 *
 * thousand_won_analyze.c
 *	  Statistics of amounts.
 *
 * The planner interpolates between two bounds of a histogram only for types it
 * knows by heart; of other types it takes a value to lie in the middle.  So a
 * narrow range of amounts would seem to have no rows at all.  More bounds make
 * up for that: they come from the same sample, and a binary search finds them.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_statistic.h"
#include "commands/vacuum.h"
#include "utils/builtins.h"

#include "budget_ext.h"
#include "compat.h"

/* So many bounds for one that bigint would have */
#define FINENESS	5

/* What the server's own analysis of scalars wants back */
typedef struct WonAnalysis
{
	AnalyzeAttrComputeStatsFunc compute_stats;
	void	   *extra_data;
} WonAnalysis;


static int
compare_won(const void *a, const void *b)
{
	int64		won_a = *(const int64 *) a;
	int64		won_b = *(const int64 *) b;

	return (won_a > won_b) - (won_a < won_b);
}

/* The slot of a kind of statistics, or -1. */
static int
find_slot(const VacAttrStats *stats, int kind)
{
	for (int i = 0; i < STATISTIC_NUM_SLOTS; i++)
		if (stats->stakind[i] == kind)
			return i;
	return -1;
}

/*
 * The sample's amounts in order, without those that the list of most common
 * values describes.
 */
static int
collect_amounts(VacAttrStats *stats, AnalyzeAttrFetchFunc fetchfunc,
				int samplerows, int64 *amounts)
{
	int			mcv = find_slot(stats, STATISTIC_KIND_MCV);
	int			commons = mcv < 0 ? 0 : stats->numvalues[mcv];
	int64	   *common = (int64 *) palloc(Max(commons, 1) * sizeof(int64));
	int			n = 0;

	for (int i = 0; i < commons; i++)
		common[i] = DatumGetThousandWon(stats->stavalues[mcv][i]);
	qsort(common, commons, sizeof(int64), compare_won);

	for (int i = 0; i < samplerows; i++)
	{
		bool		isnull;
		Datum		value = fetchfunc(stats, i, &isnull);
		int64		won;

		if (isnull)
			continue;
		won = DatumGetThousandWon(value);
		if (bsearch(&won, common, commons, sizeof(int64), compare_won) == NULL)
			amounts[n++] = won;
	}
	qsort(amounts, n, sizeof(int64), compare_won);
	pfree(common);
	return n;
}

/* Analyzes amounts as any scalar, then makes the histogram finer. */
static void
compute_won_stats(VacAttrStats *stats, AnalyzeAttrFetchFunc fetchfunc,
				  int samplerows, double totalrows)
{
	WonAnalysis *analysis = (WonAnalysis *) stats->extra_data;
	int			slot;
	int64	   *amounts;
	int			n;
	int			bounds;
	Datum	   *values;

	stats->extra_data = analysis->extra_data;
	analysis->compute_stats(stats, fetchfunc, samplerows, totalrows);
	stats->extra_data = analysis;

	slot = find_slot(stats, STATISTIC_KIND_HISTOGRAM);
	if (!stats->stats_valid || slot < 0)
		return;

	amounts = (int64 *) palloc(samplerows * sizeof(int64));
	n = collect_amounts(stats, fetchfunc, samplerows, amounts);
	bounds = Min(n, (stats->numvalues[slot] - 1) * FINENESS + 1);
	if (bounds <= stats->numvalues[slot])
		return;

	values = (Datum *) MemoryContextAlloc(stats->anl_context,
										  bounds * sizeof(Datum));
	for (int i = 0; i < bounds; i++)
		values[i] = ThousandWonGetDatum(amounts[(int64) i * (n - 1) / (bounds - 1)]);
	stats->stavalues[slot] = values;
	stats->numvalues[slot] = bounds;
	pfree(amounts);
}

PG_FUNCTION_INFO_V1(thousand_won_typanalyze);
Datum
thousand_won_typanalyze(PG_FUNCTION_ARGS)
{
	VacAttrStats *stats = (VacAttrStats *) PG_GETARG_POINTER(0);
	WonAnalysis *analysis;

	if (!std_typanalyze(stats))
		PG_RETURN_BOOL(false);

	analysis = (WonAnalysis *) palloc(sizeof(WonAnalysis));
	analysis->compute_stats = stats->compute_stats;
	analysis->extra_data = stats->extra_data;
	stats->compute_stats = compute_won_stats;
	stats->extra_data = analysis;
	PG_RETURN_BOOL(true);
}

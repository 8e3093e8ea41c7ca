/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  The one place that knows the server's version.
 *
 * The code is written for the newest API; what an older server lacks is
 * supplied here under the newest name.
 *
 *-------------------------------------------------------------------------
 */
#ifndef COMPAT_H
#define COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000
#error "budget_ext needs PostgreSQL 15 or newer"
#endif

/* The varlena macros left postgres.h with 16. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Since 18 the attribute comes first, where the standard has it. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn _Noreturn
#endif

/* Since 18 a module says its name and version; before, that it is one. */
#if PG_VERSION_NUM < 180000
#define PG_MODULE_MAGIC_EXT(...) PG_MODULE_MAGIC
#endif

/* Soft errors came with 16: before, ereturn() is a plain error. */
#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#else
#define ereturn(context, dummy_value, ...) \
	do { \
		(void) (context); \
		ereport(ERROR, __VA_ARGS__); \
		return dummy_value; \
	} while (0)
#define errsave(context, ...) \
	do { (void) (context); ereport(ERROR, __VA_ARGS__); } while (0)
#define SOFT_ERROR_OCCURRED(context) false
#define make_range(typcache, lower, upper, empty, escontext) \
	make_range(typcache, lower, upper, empty)
#endif

/* Ownership of any catalog's objects is one function since 16. */
#if PG_VERSION_NUM < 160000
#define object_ownercheck(classid, objectid, roleid) \
	pg_class_ownercheck(objectid, roleid)
#endif

/* Virtual generated columns came with 18; before, a variable is its value. */
#if PG_VERSION_NUM >= 180000
#include "rewrite/rewriteHandler.h"
#define expand_virtual_columns(expr, rel, varno) \
	expand_generated_columns_in_expr(expr, rel, varno)
#else
#define expand_virtual_columns(expr, rel, varno) (expr)
#endif

/*
 * Since 19 the conversion saves a soft error, which 15 does not know; here it
 * only says that it failed.
 */
#if PG_VERSION_NUM >= 190000
#include "utils/numeric.h"
static inline int32
numeric_int4_opt_error(Numeric num, bool *have_error)
{
	ErrorSaveContext escontext = {T_ErrorSaveContext};
	int32		result = numeric_int4_safe(num, (Node *) &escontext);

	*have_error = escontext.error_occurred;
	return result;
}
#endif

/* The statistics target of a column to analyze moved with 17. */
#if PG_VERSION_NUM >= 170000
#define VacAttrStatsTarget(stats)	((stats)->attstattarget)
#else
#define VacAttrStatsTarget(stats)	((stats)->attr->attstattarget)
#endif

/* Scans of an index can be instrumented since 18, and have flags since 19. */
#include "access/genam.h"
#if PG_VERSION_NUM < 180000
#define index_beginscan(heap, index, snapshot, instrument, nkeys, norderbys, flags) \
	index_beginscan(heap, index, snapshot, nkeys, norderbys)
#elif PG_VERSION_NUM < 190000
#define index_beginscan(heap, index, snapshot, instrument, nkeys, norderbys, flags) \
	index_beginscan(heap, index, snapshot, instrument, nkeys, norderbys)
#endif

#endif							/* COMPAT_H */

/*-------------------------------------------------------------------------
 *
 * budget_ext.h
 *	  What every topic may use.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BUDGET_EXT_H
#define BUDGET_EXT_H

#include "fmgr.h"

/* thousand_won: int64 won, by value; the decimal unit of writing is 천원 */
#define WON_PER_THOUSAND	INT64CONST(1000)
#define DatumGetThousandWon(X)		DatumGetInt64(X)
#define ThousandWonGetDatum(X)		Int64GetDatum(X)
#define PG_GETARG_THOUSAND_WON(n)	PG_GETARG_INT64(n)
#define PG_RETURN_THOUSAND_WON(x)	PG_RETURN_INT64(x)

#endif							/* BUDGET_EXT_H */

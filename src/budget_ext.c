/*-------------------------------------------------------------------------
 *
 * budget_ext.c
 *	  Module entry.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

#include "budget_ext.h"
#include "compat.h"

PG_MODULE_MAGIC;

/*-------------------------------------------------------------------------
 *
 * budget_ext.c
 *	  Module entry.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "miscadmin.h"

#include "budget_ext.h"
#include "compat.h"
#include "rule.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

void
_PG_init(void)
{
	pg_bindtextdomain(TEXTDOMAIN);
	rule_module_init();
}

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
#include "utils/builtins.h"

PG_MODULE_MAGIC_EXT(.name = "budget_ext", .version = BUDGET_EXT_VERSION);

void		_PG_init(void);

void
_PG_init(void)
{
	pg_bindtextdomain(TEXTDOMAIN);
	rule_module_init();
}

PG_FUNCTION_INFO_V1(budget_ext_version);

/* The version of this library, which the extension's may lag behind. */
Datum
budget_ext_version(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(BUDGET_EXT_VERSION));
}

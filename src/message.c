/*-------------------------------------------------------------------------
 *
 * message.c
 *	  Messages of functions that are not in C.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "budget_ext.h"
#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(budget_gettext);

/*
 * A message as the catalog of the module has it in the language of lc_messages,
 * or as it is.  It is looked up only: its %s are for the server's format(),
 * which trusts no format, whoever calls this.
 */
Datum
budget_gettext(PG_FUNCTION_ARGS)
{
	char	   *message = text_to_cstring(PG_GETARG_TEXT_PP(0));

	PG_RETURN_TEXT_P(cstring_to_text(_(message)));
}

/*-------------------------------------------------------------------------
 *
 * sum_args.c
 *	  Rules between a total and its parts: what their triggers say beside
 *	  the expressions.
 *
 * The server copies a table's triggers, arguments and all, for each statement
 * that writes to it, and again when it fires them.  So there are few of them:
 * after the rule's name and mode one for all the rest, which says no more than
 * differs from what rules mostly are.  Rules of version 1.0 have an argument for
 * each.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_trigger.h"
#include "utils/builtins.h"

#include "sum_rule.h"

#define MISSING_PARTS	"missing_parts"
#define MISSING_TOTAL	"missing_total"
#define TOLERANCE		"tolerance"

/* Arguments as version 1.0 wrote them */
#define OLD_ARG_SIDE			2
#define OLD_ARG_NKEYS			3
#define OLD_ARG_COMPARISON		4
#define OLD_ARG_MISSING_PARTS	5
#define OLD_ARG_TOLERANCE		6
#define OLD_ARG_MISSING_TOTAL	7
#define OLD_NARGS				8

/* "total" or "part"; nothing else makes a side */
static bool
read_side_name(const char *text, size_t len, int *side)
{
	for (*side = SUM_TOTAL; *side <= SUM_PART; (*side)++)
	{
		if (strlen(sum_side_names[*side]) == len &&
			strncmp(sum_side_names[*side], text, len) == 0)
			return true;
	}
	return false;
}

static bool
read_count(const char *text, size_t len, int *nkeys)
{
	if (len == 0 || len > 2 || strspn(text, "0123456789") != len)
		return false;
	*nkeys = atoi(text);
	return true;
}

static bool
read_comparison(const char *text, size_t len, char *comparison)
{
	*comparison = text[0];
	return (len == 1 && text[0] == '=') ||
		(len == 2 && (text[0] == '<' || text[0] == '>') && text[1] == '=');
}

/*
 * The n-th word of an argument, words being parted by one space each.  False
 * where there is none.
 */
static bool
find_word(const char *text, int n, const char **word, size_t *len)
{
	for (; n > 0; n--)
	{
		text = strchr(text, ' ');
		if (text == NULL)
			return false;
		text++;
	}
	*word = text;
	*len = strcspn(text, " ");
	return true;
}

static bool
is_word(const char *word, size_t len, const char *is)
{
	return strlen(is) == len && strncmp(word, is, len) == 0;
}

/*
 * Read the arguments of a trigger.  False where they are none that
 * budget_add_sum_rule wrote, in this version or in 1.0.
 */
bool
sum_read_args(int nargs, char **args, SumArgs *result)
{
	const char *word;
	size_t		len;

	memset(result, 0, sizeof(*result));
	result->tolerance = "0";
	if (nargs == OLD_NARGS)
	{
		result->missing_parts = strcmp(args[OLD_ARG_MISSING_PARTS], "allow") == 0;
		result->missing_total = strcmp(args[OLD_ARG_MISSING_TOTAL], "allow") == 0;
		result->tolerance = args[OLD_ARG_TOLERANCE];
		return read_side_name(args[OLD_ARG_SIDE], strlen(args[OLD_ARG_SIDE]),
							  &result->side) &&
			read_count(args[OLD_ARG_NKEYS], strlen(args[OLD_ARG_NKEYS]),
					   &result->nkeys) &&
			read_comparison(args[OLD_ARG_COMPARISON],
							strlen(args[OLD_ARG_COMPARISON]),
							&result->comparison);
	}
	if (nargs != SUM_NARGS)
		return false;
	if (!find_word(args[SUM_ARG_OPTIONS], 0, &word, &len) ||
		!read_side_name(word, len, &result->side) ||
		!find_word(args[SUM_ARG_OPTIONS], 1, &word, &len) ||
		!read_count(word, len, &result->nkeys) ||
		!find_word(args[SUM_ARG_OPTIONS], 2, &word, &len) ||
		!read_comparison(word, len, &result->comparison))
		return false;
	for (int i = 3; find_word(args[SUM_ARG_OPTIONS], i, &word, &len); i++)
	{
		if (is_word(word, len, MISSING_PARTS))
			result->missing_parts = true;
		else if (is_word(word, len, MISSING_TOTAL))
			result->missing_total = true;
		else if (is_word(word, len, TOLERANCE) &&
				 find_word(args[SUM_ARG_OPTIONS], ++i, &word, &len))
			result->tolerance = pnstrdup(word, len);
		else
			return false;
	}
	return true;
}

/* The arguments of the triggers on one side of a rule; see SUM_ARG_OPTIONS. */
List *
sum_write_args(const char *name, const char *mode, const SumArgs *args)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "%s %d %c%s", sum_side_names[args->side],
					 args->nkeys, args->comparison,
					 args->comparison == '=' ? "" : "=");
	if (args->missing_parts)
		appendStringInfoString(&buf, " " MISSING_PARTS);
	if (args->missing_total)
		appendStringInfoString(&buf, " " MISSING_TOTAL);
	if (strcmp(args->tolerance, "0") != 0)
		appendStringInfo(&buf, " " TOLERANCE " %s", args->tolerance);
	return list_make3(makeString(pstrdup(name)), makeString(pstrdup(mode)),
					  makeString(buf.data));
}

/*
 * Is this the trigger of a rule on one side?  Its name may be one that no rule
 * can have: anybody with TRIGGER on the table may make one by hand.
 */
bool
sum_is_trigger(const Trigger *trigger, SumArgs *args)
{
	return sum_read_args(trigger->tgnargs, trigger->tgargs, args) &&
		strlen(trigger->tgargs[RULE_ARG_NAME]) < NAMEDATALEN;
}

/*
 * The other table of a trigger's rule: after FROM, or else a constant in its
 * WHEN clause.
 */
Oid
sum_partner(const Trigger *trigger)
{
	if (OidIsValid(trigger->tgconstrrelid))
		return trigger->tgconstrrelid;
	if (trigger->tgqual == NULL)
		return InvalidOid;
	return rule_partner(stringToNode(trigger->tgqual));
}

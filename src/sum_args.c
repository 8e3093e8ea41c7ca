/*-------------------------------------------------------------------------
 *
 * sum_args.c
 *	  Rules between a total and its parts: what their triggers say beside
 *	  the expressions.
 *
 * The server copies a table's triggers, arguments and all, for each statement
 * that writes to it, and again when it fires them.  So there are few of them,
 * and each has one argument, which says no more than differs from what rules
 * mostly are, and last the rule's name, which may be anything:
 *
 *		part 1 <= reject missing_parts tolerance 5.000: NAME
 *
 * Rules of version 1.0 have an argument for each.
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

/* Arguments as version 1.0 wrote them, beside the name and the mode */
#define OLD_ARG_SIDE			2
#define OLD_ARG_NKEYS			3
#define OLD_ARG_COMPARISON		4
#define OLD_ARG_MISSING_PARTS	5
#define OLD_ARG_TOLERANCE		6
#define OLD_ARG_MISSING_TOTAL	7
#define OLD_NARGS				8

typedef struct Word
{
	const char *text;
	size_t		len;
} Word;

static Word
whole_word(const char *text)
{
	Word		word = {text, strlen(text)};

	return word;
}

/*
 * The next word of an argument, words being parted by one space each, and ended
 * by a colon.  An empty one where there is none.
 */
static Word
next_word(const char **rest)
{
	Word		word = {*rest, strcspn(*rest, " :")};

	*rest += word.len;
	if ((*rest)[0] == ' ' && (*rest)[1] != ':')
		(*rest)++;
	return word;
}

static bool
is_word(Word word, const char *is)
{
	return strlen(is) == word.len && strncmp(word.text, is, word.len) == 0;
}

/* "total" or "part"; nothing else makes a side */
static bool
read_side_name(Word word, int *side)
{
	for (*side = SUM_TOTAL; *side <= SUM_PART; (*side)++)
	{
		if (is_word(word, sum_side_names[*side]))
			return true;
	}
	return false;
}

static bool
read_count(Word word, int *nkeys)
{
	if (word.len == 0 || word.len > 2 ||
		strspn(word.text, "0123456789") < word.len)
		return false;
	*nkeys = atoi(word.text);
	return true;
}

static bool
read_comparison(Word word, char *comparison)
{
	*comparison = word.text[0];
	return is_word(word, "=") || is_word(word, "<=") || is_word(word, ">=");
}

static bool
read_mode(Word word, const char **mode)
{
	static const char *const modes[] = {"reject", "warn", "record", "maintain"};

	for (int i = 0; i < lengthof(modes); i++)
	{
		*mode = modes[i];
		if (is_word(word, modes[i]))
			return true;
	}
	return false;
}

static bool
read_arg(const char *arg, SumArgs *result)
{
	const char *rest = arg;
	Word		word;

	if (!read_side_name(next_word(&rest), &result->side) ||
		!read_count(next_word(&rest), &result->nkeys) ||
		!read_comparison(next_word(&rest), &result->comparison) ||
		!read_mode(next_word(&rest), &result->mode))
		return false;
	while ((word = next_word(&rest)).len > 0)
	{
		if (is_word(word, MISSING_PARTS))
			result->missing_parts = true;
		else if (is_word(word, MISSING_TOTAL))
			result->missing_total = true;
		else if (is_word(word, TOLERANCE))
		{
			word = next_word(&rest);
			if (word.len == 0)
				return false;
			result->tolerance = pnstrdup(word.text, word.len);
		}
		else
			return false;
	}
	if (rest[0] != ':' || rest[1] != ' ')
		return false;
	result->name = rest + 2;
	return true;
}

static bool
read_old_args(char **args, SumArgs *result)
{
	result->name = args[RULE_ARG_NAME];
	result->mode = args[RULE_ARG_MODE];
	result->missing_parts = strcmp(args[OLD_ARG_MISSING_PARTS], "allow") == 0;
	result->missing_total = strcmp(args[OLD_ARG_MISSING_TOTAL], "allow") == 0;
	result->tolerance = args[OLD_ARG_TOLERANCE];
	return read_side_name(whole_word(args[OLD_ARG_SIDE]), &result->side) &&
		read_count(whole_word(args[OLD_ARG_NKEYS]), &result->nkeys) &&
		read_comparison(whole_word(args[OLD_ARG_COMPARISON]),
						&result->comparison);
}

/*
 * Read the arguments of a trigger.  False where they are none that
 * budget_add_sum_rule wrote, in this version or in 1.0, or name what can be no
 * rule: anybody with TRIGGER on the table may make a trigger by hand.
 */
bool
sum_read_args(int nargs, char **args, SumArgs *result)
{
	memset(result, 0, sizeof(*result));
	result->tolerance = "0";
	if (nargs == OLD_NARGS ? !read_old_args(args, result) :
		nargs != 1 || !read_arg(args[0], result))
		return false;
	return strlen(result->name) < NAMEDATALEN;
}

/* The argument of the triggers on one side of a rule. */
char *
sum_write_arg(const SumArgs *args)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "%s %d %c%s %s", sum_side_names[args->side],
					 args->nkeys, args->comparison,
					 args->comparison == '=' ? "" : "=", args->mode);
	if (args->missing_parts)
		appendStringInfoString(&buf, " " MISSING_PARTS);
	if (args->missing_total)
		appendStringInfoString(&buf, " " MISSING_TOTAL);
	if (strcmp(args->tolerance, "0") != 0)
		appendStringInfo(&buf, " " TOLERANCE " %s", args->tolerance);
	appendStringInfo(&buf, ": %s", args->name);
	return buf.data;
}

/* Is this the trigger of a rule on one side? */
bool
sum_is_trigger(const Trigger *trigger, SumArgs *args)
{
	return sum_read_args(trigger->tgnargs, trigger->tgargs, args);
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

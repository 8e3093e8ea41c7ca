/*-------------------------------------------------------------------------
 *
 * sum_truncate.c
 *	  Rules between a total and its parts: one side is emptied.
 *
 * TRUNCATE has no event for a row, so all keys are asked at once.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_trigger.h"
#include "utils/rel.h"

#include "compat.h"
#include "sum_rule.h"

typedef struct TruncateSink
{
	SumRule    *rule;
	RuleMode	mode;
} TruncateSink;

static void
report_sink(RuleViolation *violation, void *arg)
{
	TruncateSink *sink = arg;

	if (sink->mode != RULE_RECORD && !sum_may_show(sink->rule))
		violation->arithmetic = NULL;
	rule_report(sink->mode, violation, sink->rule->ext_namespace);
}

/*
 * The table on which the rule of a TRUNCATE trigger is: its triggers for rows
 * come from there.  Invalid where there are none.
 */
static Oid
find_ruled_table(Relation rel, Trigger *truncate, const char *name)
{
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		Trigger    *trigger = &rel->trigdesc->triggers[i];
		SumArgs		args;

		if (trigger->tgfoid == truncate->tgfoid &&
			TRIGGER_FOR_ROW(trigger->tgtype) &&
			sum_is_trigger(trigger, &args) &&
			strcmp(args.name, name) == 0)
			return rule_trigger_root(trigger->tgoid);
	}
	return InvalidOid;
}

void
sum_check_truncate(TriggerData *trigdata, const SumArgs *args,
				   Oid ext_namespace)
{
	Trigger    *fired = trigdata->tg_trigger;
	Oid			partner = sum_partner(fired);
	Oid			relid;
	bool		is_total;
	TruncateSink sink;

	relid = find_ruled_table(trigdata->tg_relation, fired, args->name);
	if (!OidIsValid(relid))
		return;					/* left behind when it was detached */
	is_total = args->side == SUM_TOTAL;
	sink.rule = sum_cache_rule(args->name, is_total ? relid : partner,
							   is_total ? partner : relid, ext_namespace,
							   sum_fired_role(fired));
	sum_check_in_full(sink.rule);
	sink.mode = rule_effective_mode(args->mode, RULE_KIND_SUM,
									sink.rule->sides[SUM_TOTAL].relid);
	if (sink.mode != RULE_OFF)
		sum_rule_scan(sink.rule, true, report_sink, &sink);
}

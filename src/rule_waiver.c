/*-------------------------------------------------------------------------
 *
 * rule_waiver.c
 *	  Waivers: keys that may violate a rule, by whom, why and until when.
 *
 * A waiver is a row of a table of this extension, written by the owner of the
 * rule's table and asked for where a violation would be rejected.  Waivers are
 * never changed: the latest one of a key counts.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "rule.h"

PG_FUNCTION_INFO_V1(budget_waive);

/* Why a key may violate the rule today; NULL where it may not. */
char *
rule_waiver_reason(RuleViolation *violation, Oid ext_namespace)
{
	static Oid	argtypes[] = {NAMEOID, NAMEOID, NAMEOID, JSONBOID};
	static RuleOwnStatement select = {
		.table = "budget_waiver_record",
		.sql = "SELECT w.reason FROM (SELECT reason, until FROM %s"
		" WHERE rule = $1 AND relation_schema = $2 AND relation_name = $3"
		" AND key = $4 ORDER BY at DESC LIMIT 1) AS w"
		" WHERE w.until IS NULL OR w.until >= CURRENT_DATE",
		.nargs = lengthof(argtypes),
		.argtypes = argtypes
	};
	NameData	rule,
				schema,
				table;
	Datum		values[lengthof(argtypes)];
	MemoryContext context = CurrentMemoryContext;
	char	   *reason = NULL;

	if (violation->key == NULL)
		return NULL;
	namestrcpy(&rule, violation->rule);
	rule_relation_names(violation->relid, &schema, &table);
	values[0] = NameGetDatum(&rule);
	values[1] = NameGetDatum(&schema);
	values[2] = NameGetDatum(&table);
	values[3] = DirectFunctionCall1(jsonb_in, CStringGetDatum(violation->key));
	rule_run_own(&select, ext_namespace, values, NULL);
	if (SPI_processed > 0)
		reason = MemoryContextStrdup(context,
									 SPI_getvalue(SPI_tuptable->vals[0],
												  SPI_tuptable->tupdesc, 1));
	rule_end_own(&select);
	return reason;
}

Datum
budget_waive(PG_FUNCTION_ARGS)
{
	static Oid	argtypes[] = {NAMEOID, NAMEOID, NAMEOID, NAMEOID, JSONBOID,
	TEXTOID, DATEOID};
	static RuleOwnStatement insert = {
		.table = "budget_waiver_record",
		.sql = "INSERT INTO %s (at, who, rule, relation_schema, relation_name,"
		" key, reason, until)"
		" VALUES (pg_catalog.clock_timestamp(), $1, $2, $3, $4, $5, $6, $7)",
		.nargs = lengthof(argtypes),
		.argtypes = argtypes
	};
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			target = PG_ARGISNULL(4) ? InvalidOid : PG_GETARG_OID(4);
	RuleInfo   *info;
	NameData	who,
				rule,
				schema,
				table;
	Datum		values[lengthof(argtypes)];
	char		nulls[lengthof(argtypes)];

	for (int i = 0; i < 3; i++)
	{
		if (PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("a waiver needs a rule, a key and a reason")));
	}
	if (!JB_ROOT_IS_OBJECT(PG_GETARG_JSONB_P(1)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the key of a waiver must be a JSON object"),
				 errhint("Take it from column key of budget_violations().")));
	if (VARSIZE_ANY_EXHDR(PG_GETARG_TEXT_PP(2)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the reason of a waiver must not be empty")));

	info = rule_find(ext_namespace, NameStr(*PG_GETARG_NAME(0)), target);
	if (!object_ownercheck(RelationRelationId, info->relid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER,
					   get_relkind_objtype(get_rel_relkind(info->relid)),
					   get_rel_name(info->relid));

	namestrcpy(&who, GetUserNameFromId(GetUserId(), false));
	namestrcpy(&rule, info->name);
	rule_relation_names(info->relid, &schema, &table);
	memset(nulls, ' ', sizeof(nulls));
	values[0] = NameGetDatum(&who);
	values[1] = NameGetDatum(&rule);
	values[2] = NameGetDatum(&schema);
	values[3] = NameGetDatum(&table);
	values[4] = PG_GETARG_DATUM(1);
	values[5] = PG_GETARG_DATUM(2);
	values[6] = PG_ARGISNULL(3) ? (Datum) 0 : PG_GETARG_DATUM(3);
	if (PG_ARGISNULL(3))
		nulls[6] = 'n';
	rule_run_own(&insert, ext_namespace, values, nulls);
	rule_end_own(&insert);
	PG_RETURN_VOID();
}

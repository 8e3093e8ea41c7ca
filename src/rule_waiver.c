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

#include "access/sysattr.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "parser/parse_coerce.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "sum_rule.h"

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

	namestrcpy(&rule, violation->rule);
	rule_relation_names(violation->ruled, &schema, &table);
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

/* What a violation of a rule is known by: the names and types of its key */
typedef struct KeyForm
{
	int			n;
	char	  **names;
	Oid		   *types;
	int32	   *typmods;
} KeyForm;

static void
add_key_part(KeyForm *form, char *name, Oid type, int32 typmod)
{
	form->names[form->n] = name;
	form->types[form->n] = type;
	form->typmods[form->n] = typmod;
	form->n++;
}

static void
read_key_form(RuleInfo *info, Oid ext_namespace, KeyForm *form)
{
	Relation	rel = table_open(info->relid, AccessShareLock);

	form->n = 0;
	form->names = palloc(INDEX_MAX_KEYS * sizeof(char *));
	form->types = palloc(INDEX_MAX_KEYS * sizeof(Oid));
	form->typmods = palloc(INDEX_MAX_KEYS * sizeof(int32));
	if (info->kind == RULE_KIND_SUM)
	{
		SumRule    *rule = sum_rule_build(info->name, info->relid,
										  info->part_relid, ext_namespace,
										  SUM_LOOK_ONLY, CurrentMemoryContext);

		for (int i = 0; i < rule->nkeys; i++)
			add_key_part(form, pstrdup(sum_key_name(rule, rel, i)),
						 rule->key_types[i]->type_id, -1);
	}
	else
	{
		Bitmapset  *key = RelationGetIndexAttrBitmap(rel,
													 INDEX_ATTR_BITMAP_PRIMARY_KEY);
		int			member = -1;

		while ((member = bms_next_member(key, member)) >= 0)
		{
			AttrNumber	attnum = member + FirstLowInvalidHeapAttributeNumber;
			Form_pg_attribute att = TupleDescAttr(RelationGetDescr(rel),
												  attnum - 1);

			add_key_part(form, pstrdup(NameStr(att->attname)), att->atttypid,
						 att->atttypmod);
		}
		if (form->n == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a row of \"%s\" cannot be waived: the table has no primary key",
							RelationGetRelationName(rel)),
					 errdetail("What stands at the place of a row today may be another row tomorrow."),
					 errhint("Add a primary key to the table.")));
	}
	table_close(rel, AccessShareLock);
}

/* Can to_jsonb write a value of the type as an array, or as an object? */
static bool
written_as_container(Oid type, JsonbContainer *container)
{
	Oid			castfunc;

	if (get_element_type(type) != InvalidOid)
		return JsonContainerIsArray(container);
	if (type_is_rowtype(type))
		return JsonContainerIsObject(container);
	/* what the type's own cast makes of it is not known here */
	return type >= FirstNormalObjectId &&
		find_coercion_pathway(JSONOID, type, COERCION_EXPLICIT,
							  &castfunc) == COERCION_PATH_FUNC;
}

/*
 * Can a violation have this value in its key?  Where it is a plain one, read it
 * as its type and see whether it is written as violations write it.
 */
static bool
value_can_match(JsonbValue *value, Oid type, int32 typmod)
{
	char	   *text;
	Oid			input;
	Oid			ioparam;
	Datum		datum;
	Jsonb	   *given;
	Jsonb	   *written;
	Oid			base = getBaseType(type);

	if (base == JSONBOID)
		return true;			/* of whatever form */
	switch (value->type)
	{
		case jbvString:
			text = pnstrdup(value->val.string.val, value->val.string.len);
			break;
		case jbvNumeric:
			/* 1.0 is the same number as 1, but no integer to read */
			text = DatumGetCString(DirectFunctionCall1(numeric_out,
													   DirectFunctionCall1(numeric_trim_scale,
																		   NumericGetDatum(value->val.numeric))));
			break;
		case jbvBool:
			text = value->val.boolean ? "true" : "false";
			break;
		case jbvNull:
			return false;
		default:
			return written_as_container(base, value->val.binary.data);
	}
	getTypeInputInfo(type, &input, &ioparam);
	datum = OidInputFunctionCall(input, text, ioparam, typmod);
	given = JsonbValueToJsonb(value);
	written = DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
												 CStringGetDatum(rule_json_value(datum, false, type))));
	return compareJsonbContainers(&given->root, &written->root) == 0;
}

/* A waiver that no violation can ever match would be a trap. */
static void
check_key(RuleInfo *info, Jsonb *key, Oid ext_namespace)
{
	KeyForm		form;
	StringInfoData names;
	char	   *reason = NULL;

	read_key_form(info, ext_namespace, &form);
	initStringInfo(&names);
	for (int i = 0; i < form.n; i++)
	{
		JsonbValue *value = getKeyJsonValueFromContainer(&key->root,
														 form.names[i],
														 strlen(form.names[i]),
														 NULL);

		if (i > 0)
			appendStringInfoString(&names, ", ");
		escape_json(&names, form.names[i]);
		if (reason != NULL)
			continue;
		if (value == NULL)
			reason = psprintf(_("It has no \"%s\"."), form.names[i]);
		else if (!value_can_match(value, form.types[i], form.typmods[i]))
			reason = psprintf(_("\"%s\" is not as violations write a value of type %s."),
							  form.names[i], format_type_be(form.types[i]));
	}
	if (reason == NULL && JB_ROOT_COUNT(key) > form.n)
		reason = pstrdup(_("It has more names than those of the key."));
	if (reason != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no violation of rule \"%s\" can have the key %s",
						info->name,
						JsonbToCString(NULL, &key->root, VARSIZE(key))),
				 errdetail_internal("%s", reason),
				 errhint("Its keys have the names %s; take one from column key of budget_violations().",
						 names.data)));
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
	/* a hand-made trigger may name no table */
	if (!OidIsValid(info->relid))
		rule_raise_broken(info);
	if (!object_ownercheck(RelationRelationId, info->relid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER,
					   get_relkind_objtype(get_rel_relkind(info->relid)),
					   get_rel_name(info->relid));
	if (!rule_is_sound(info, ext_namespace))
		rule_raise_broken(info);
	check_key(info, PG_GETARG_JSONB_P(1), ext_namespace);

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

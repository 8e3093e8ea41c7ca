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

#include "access/nbtree.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "parser/parse_coerce.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "compat.h"
#include "sum_rule.h"

PG_FUNCTION_INFO_V1(budget_waive);

/*-------------------------------------------------------------------------
 * Keys that are the same
 *-------------------------------------------------------------------------
 */

/*
 * Are all values that are equal written as the same JSON, in whatever session?
 * Not where the collation ignores case, or where a setting says how it is done.
 */
static bool
is_written_alike(Oid type, Oid collation)
{
	TypeCacheEntry *entry = lookup_type_cache(getBaseType(type),
											  TYPECACHE_BTREE_OPFAMILY);
	Oid			function;

	/* 1.0 and 1.00 are one number in JSON */
	if (entry->type_id == NUMERICOID || !OidIsValid(entry->btree_opf))
		return true;
	/* blanks at the end do not count, which some servers forget below */
	if (entry->type_id == BPCHAROID)
		return false;
	if (entry->type_id == TIMESTAMPTZOID || entry->type_id == BYTEAOID ||
		entry->type_id == CASHOID)
		return false;
	function = get_opfamily_proc(entry->btree_opf, entry->btree_opintype,
								 entry->btree_opintype, BTEQUALIMAGE_PROC);
	return OidIsValid(function) &&
		DatumGetBool(OidFunctionCall1Coll(function, collation,
										  ObjectIdGetDatum(entry->btree_opintype)));
}

/* A plain value of JSON as text to read; NULL where it is none. */
static char *
plain_text(JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return pnstrdup(value->val.string.val, value->val.string.len);
		case jbvNumeric:
			/* 1.0 is the same number as 1, but no integer to read */
			return DatumGetCString(DirectFunctionCall1(numeric_out,
													   DirectFunctionCall1(numeric_trim_scale,
																		   NumericGetDatum(value->val.numeric))));
		case jbvBool:
			return pstrdup(value->val.boolean ? "true" : "false");
		default:
			return NULL;
	}
}

static Datum
read_value(const char *text, Oid type, int32 typmod)
{
	Oid			input;
	Oid			ioparam;

	getTypeInputInfo(type, &input, &ioparam);
	return OidInputFunctionCall(input, unconstify(char *, text), ioparam, typmod);
}

/*
 * Who made a type may have had a say in how it is read: that is done as the
 * owner of the rule's table, as if he were reading it.
 */
typedef struct Reader
{
	Oid			userid;
	int			sec;
	int			level;
} Reader;

static void
begin_reading(Reader *reader, Oid relid)
{
	Oid			owner = rule_relation_owner(relid);

	GetUserIdAndSecContext(&reader->userid, &reader->sec);
	SetUserIdAndSecContext(owner,
						   rule_owner_context(owner, reader->userid, reader->sec));
	reader->level = rule_lock_down_search_path();
}

static void
end_reading(Reader *reader)
{
	AtEOXact_GUC(true, reader->level);
	SetUserIdAndSecContext(reader->userid, reader->sec);
}

/* Two values of a key's column, to be compared as the column compares them */
typedef struct EqualArg
{
	const char *texts[2];
	Oid			type;
	Oid			collation;
	bool		equal;
} EqualArg;

static void
compare_values(void *arg)
{
	EqualArg   *values = arg;
	Oid			type = getBaseType(values->type);
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_EQ_OPR_FINFO);

	values->equal =
		DatumGetBool(FunctionCall2Coll(&entry->eq_opr_finfo, values->collation,
									   read_value(values->texts[0], type, -1),
									   read_value(values->texts[1], type, -1)));
}

/*
 * Is what a waiver names the key of a violation?  It may have been written when
 * the column was of another type: then it cannot be read.
 */
static bool
is_same_key(const RuleKeyForm *form, Jsonb *waived, Jsonb *key)
{
	if (compareJsonbContainers(&waived->root, &key->root) == 0)
		return true;
	for (int i = 0; i < form->n; i++)
	{
		JsonbValue *values[2];
		EqualArg	equal = {.type = form->types[i],.collation = form->collations[i]};

		for (int j = 0; j < 2; j++)
			values[j] = getKeyJsonValueFromContainer(j == 0 ? &waived->root : &key->root,
													 form->names[i],
													 strlen(form->names[i]), NULL);
		if (values[0] == NULL || values[1] == NULL)
			return false;
		if (compareJsonbContainers(&JsonbValueToJsonb(values[0])->root,
								   &JsonbValueToJsonb(values[1])->root) == 0)
			continue;
		for (int j = 0; j < 2; j++)
			equal.texts[j] = plain_text(values[j]);
		if (values[0]->type != values[1]->type || equal.texts[0] == NULL ||
			is_written_alike(form->types[i], form->collations[i]) ||
			!rule_try(compare_values, &equal) || !equal.equal)
			return false;
	}
	return true;
}

/*-------------------------------------------------------------------------
 * Looking for a waiver
 *-------------------------------------------------------------------------
 */

typedef struct Waiver
{
	Jsonb	   *key;
	char	   *reason;			/* NULL where its day is over */
} Waiver;

/* Read the waivers that were selected, in the caller's memory. */
static List *
read_waivers(MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	List	   *waivers = NIL;

	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple	row = SPI_tuptable->vals[i];
		TupleDesc	desc = SPI_tuptable->tupdesc;
		Waiver	   *waiver = palloc(sizeof(Waiver));
		bool		isnull;
		Datum		reason;

		waiver->key = DatumGetJsonbPCopy(SPI_getbinval(row, desc, 1, &isnull));
		reason = SPI_getbinval(row, desc, 2, &isnull);
		waiver->reason = isnull ? NULL : TextDatumGetCString(reason);
		waivers = lappend(waivers, waiver);
	}
	MemoryContextSwitchTo(old);
	return waivers;
}

/*
 * Why a key may violate the rule today; NULL where it may not.  The latest
 * waiver of a key counts.  Where one key has several forms, all waivers of the
 * rule are looked at.
 */
char *
rule_waiver_reason(RuleViolation *violation, Oid ext_namespace)
{
#define SELECT_WAIVERS \
	"SELECT key, CASE WHEN until IS NULL OR until >= CURRENT_DATE THEN reason END" \
	" FROM %s WHERE rule = $1 AND relation_schema = $2 AND relation_name = $3"

	static Oid	argtypes[] = {NAMEOID, NAMEOID, NAMEOID, JSONBOID};
	static RuleOwnStatement select_key = {
		.table = "budget_waiver_record",
		.sql = SELECT_WAIVERS " AND key = $4 ORDER BY at DESC LIMIT 1",
		.nargs = lengthof(argtypes),
		.argtypes = argtypes
	};
	static RuleOwnStatement select_all = {
		.table = "budget_waiver_record",
		.sql = SELECT_WAIVERS " ORDER BY at DESC",
		.nargs = lengthof(argtypes) - 1,
		.argtypes = argtypes
	};
	RuleOwnStatement *select = &select_key;
	NameData	rule,
				schema,
				table;
	Datum		values[lengthof(argtypes)];
	Jsonb	   *key = DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
														 CStringGetDatum(violation->key)));
	MemoryContext context = CurrentMemoryContext;
	List	   *waivers;
	ListCell   *lc;
	Reader		reader;
	char	   *reason = NULL;

	for (int i = 0; i < violation->form.n; i++)
	{
		if (!is_written_alike(violation->form.types[i],
							  violation->form.collations[i]))
			select = &select_all;
	}
	namestrcpy(&rule, violation->rule);
	rule_relation_names(violation->ruled, &schema, &table);
	values[0] = NameGetDatum(&rule);
	values[1] = NameGetDatum(&schema);
	values[2] = NameGetDatum(&table);
	values[3] = JsonbPGetDatum(key);
	rule_run_own(select, ext_namespace, values, NULL);
	waivers = read_waivers(context);
	rule_end_own(select);
	if (waivers == NIL)
		return NULL;
	begin_reading(&reader, violation->ruled);
	foreach(lc, waivers)
	{
		Waiver	   *waiver = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		if (is_same_key(&violation->form, waiver->key, key))
		{
			reason = waiver->reason;
			break;
		}
	}
	end_reading(&reader);
	return reason;
}

/*-------------------------------------------------------------------------
 * Giving one
 *-------------------------------------------------------------------------
 */

static void
read_key_form(RuleInfo *info, Oid ext_namespace, RuleKeyForm *form)
{
	Relation	rel;

	if (info->kind == RULE_KIND_SUM)
	{
		sum_key_form(sum_rule_build(info->name, info->relid, info->part_relid,
									ext_namespace, SUM_LOOK_ONLY,
									CurrentMemoryContext), form);
		return;
	}
	rel = table_open(info->relid, AccessShareLock);
	rule_row_key_form(rel, form);
	if (form->n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a row of \"%s\" cannot be waived: the table has no primary key",
						RelationGetRelationName(rel)),
				 errdetail("What stands at the place of a row today may be another row tomorrow."),
				 errhint("Add a primary key to the table.")));
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
 * as its type and see whether it is written as violations write it; of a text
 * that has several forms, any will do.
 */
static bool
value_can_match(JsonbValue *value, const RuleKeyForm *form, int n, Oid relid)
{
	Oid			type = form->types[n];
	Oid			base = getBaseType(type);
	char	   *text;
	Datum		datum;
	JsonbValue	written;
	Jsonb	   *json;
	Reader		reader;

	if (base == JSONBOID)
		return true;			/* of whatever form */
	if (value->type == jbvNull)
		return false;
	text = plain_text(value);
	if (text == NULL)
		return written_as_container(base, value->val.binary.data);
	begin_reading(&reader, relid);
	datum = read_value(text, type, form->typmods[n]);
	json = DatumGetJsonbP(DirectFunctionCall1(jsonb_in,
											  CStringGetDatum(rule_json_value(datum, false, type))));
	end_reading(&reader);
	if (TypeCategory(base) == TYPCATEGORY_STRING &&
		!is_written_alike(type, form->collations[n]))
		return value->type == jbvString && JsonbExtractScalar(&json->root, &written) &&
			written.type == jbvString;
	return compareJsonbContainers(&JsonbValueToJsonb(value)->root, &json->root) == 0;
}

/* A waiver that no violation can ever match would be a trap. */
static void
check_key(RuleInfo *info, Jsonb *key, Oid ext_namespace)
{
	RuleKeyForm form;
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
		else if (!value_can_match(value, &form, i, info->relid))
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
	char	   *reason;
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
	reason = text_to_cstring(PG_GETARG_TEXT_PP(2));
	if (strspn(reason, " \t\n\r") == strlen(reason))
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

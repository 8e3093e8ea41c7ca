/*-------------------------------------------------------------------------
 *
 * code_rule.c
 *	  Rules that a code stands in the chart of its fiscal year.
 *
 * The look-up is in the WHEN clause of the triggers, so a row with a good code
 * queues nothing; the trigger function runs for a bad one and says why it is.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "rewrite/rewriteManip.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "chart.h"
#include "compat.h"
#include "rule.h"

PG_FUNCTION_INFO_V1(budget_code_chargeable);
PG_FUNCTION_INFO_V1(function_code_chargeable);
PG_FUNCTION_INFO_V1(budget_add_code_rule);
PG_FUNCTION_INFO_V1(budget_code_rule_check);

/* The level of each classification at which amounts are entered */
#define OBJECT_LEVEL	"item"
#define FUNCTION_LEVEL	"sector"

/* Does the chart of a year have the code, at the level that takes amounts? */
Datum
budget_code_chargeable(PG_FUNCTION_ARGS)
{
	ChartRow	row;

	PG_RETURN_BOOL(chart_lookup(&budget_code_charts,
								get_func_namespace(fcinfo->flinfo->fn_oid),
								chart_scope(PG_GETARG_TEXT_PP(2)),
								PG_GETARG_INT32(0), PG_GETARG_INT32(1), &row) &&
				   strcmp(row.level, OBJECT_LEVEL) == 0);
}

Datum
function_code_chargeable(PG_FUNCTION_ARGS)
{
	ChartRow	row;

	PG_RETURN_BOOL(chart_lookup(&function_code_charts,
								get_func_namespace(fcinfo->flinfo->fn_oid),
								chart_scope(PG_GETARG_TEXT_PP(2)),
								PG_GETARG_INT32(0), PG_GETARG_INT32(1), &row) &&
				   strcmp(row.level, FUNCTION_LEVEL) == 0);
}

/* Is it a type of codes of this extension? */
static bool
is_code_type(Oid type, Oid ext_namespace)
{
	return type == GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
								   CStringGetDatum("budget_code"),
								   ObjectIdGetDatum(ext_namespace)) ||
		type == GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
								CStringGetDatum("function_code"),
								ObjectIdGetDatum(ext_namespace));
}

/*
 * The columns that a rule reads, from the call in its WHEN clause.  A hand-made
 * clause may call anything with anything: false where it is no code and year.
 */
static bool
read_columns(Node *equation, Oid ext_namespace, AttrNumber *code,
			 AttrNumber *year, Oid *code_type)
{
	FuncExpr   *call = (FuncExpr *) equation;
	Node	   *args[2];
	Oid			year_type;

	if (call == NULL || !IsA(call, FuncExpr) || list_length(call->args) != 3)
		return false;
	for (int i = 0; i < 2; i++)
	{
		args[i] = list_nth(call->args, i);
		/* a smallint year is cast, and a domain is taken for its base type */
		if (IsA(args[i], FuncExpr) && list_length(((FuncExpr *) args[i])->args) == 1)
			args[i] = linitial(((FuncExpr *) args[i])->args);
		if (IsA(args[i], RelabelType))
			args[i] = (Node *) ((RelabelType *) args[i])->arg;
		if (!IsA(args[i], Var) || ((Var *) args[i])->varattno <= 0)
			return false;
	}
	*code = ((Var *) args[0])->varattno;
	*year = ((Var *) args[1])->varattno;
	*code_type = getBaseType(exprType(args[0]));
	year_type = getBaseType(exprType(args[1]));
	return is_code_type(*code_type, ext_namespace) &&
		(year_type == INT4OID || year_type == INT2OID);
}

static void
describe(RuleViolation *violation, const char *scope, Datum code,
		 Oid code_type, int32 year, Oid ext_namespace)
{
	Oid			output;
	bool		varlena;
	char	   *text;
	ChartRow	row;
	bool		object = code_type == GetSysCacheOid2(TYPENAMENSP,
													  Anum_pg_type_oid,
													  CStringGetDatum("budget_code"),
													  ObjectIdGetDatum(ext_namespace));

	getTypeOutputInfo(code_type, &output, &varlena);
	text = OidOutputFunctionCall(output, code);
	if (chart_lookup(object ? &budget_code_charts : &function_code_charts,
					 ext_namespace, chart_scope(cstring_to_text(scope)),
					 DatumGetInt32(code), year, &row))
		violation->arithmetic = psprintf(_("Code %s%s%s is of level \"%s\" in the %s chart of %d; amounts are entered at level \"%s\"."),
										 text, row.name ? " " : "",
										 row.name ? row.name : "", row.level,
										 scope, year,
										 object ? OBJECT_LEVEL : FUNCTION_LEVEL);
	else
		violation->arithmetic = psprintf(_("Code %s is not in the %s chart of %d."),
										 text, scope, year);
	violation->hint = object ?
		gettext_noop("See budget_code_chart for the codes of the year and budget_code_in_year() for successors, or add the office's own code to the chart.") :
		gettext_noop("See function_code_chart for the codes of the year and function_code_in_year() for successors.");
}

static int32
read_year(Datum value, Oid type)
{
	return getBaseType(type) == INT2OID ? DatumGetInt16(value) : DatumGetInt32(value);
}

/* Trigger function: the row's code is not one of its year. */
Datum
budget_code_rule_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			ruled;
	Relation	rel;
	Trigger    *trigger;
	TupleTableSlot *slot;
	RuleMode	mode;
	RuleViolation violation = {0};
	AttrNumber	code_column;
	AttrNumber	year_column;
	Oid			code_type;
	Datum		code;
	Datum		year = (Datum) 0;
	bool		isnull;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_AFTER(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigdata->tg_event) ||
		!(TRIGGER_FIRED_BY_INSERT(trigdata->tg_event) ||
		  TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event)) ||
		!rule_has_arguments(trigdata->tg_trigger, CODE_NARGS) ||
		!read_columns(rule_comparison(trigdata->tg_trigger), ext_namespace,
					  &code_column, &year_column, &code_type))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired by a trigger that budget_add_code_rule made",
						"budget_code_rule_check")));
	rel = trigdata->tg_relation;
	trigger = trigdata->tg_trigger;
	ruled = rule_fired_table(trigdata);
	mode = rule_effective_mode(trigger->tgargs[RULE_ARG_MODE], RULE_KIND_CODE,
							   ruled);
	if (mode == RULE_OFF)
		return PointerGetDatum(NULL);

	slot = TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ?
		trigdata->tg_newslot : trigdata->tg_trigslot;
	code = slot_getattr(slot, code_column, &isnull);
	if (!isnull)
		year = slot_getattr(slot, year_column, &isnull);
	if (isnull)
		return PointerGetDatum(NULL);	/* a hand-made WHEN clause */

	violation.rule = trigger->tgargs[RULE_ARG_NAME];
	violation.relid = RelationGetRelid(rel);
	violation.ruled = ruled;
	violation.column = get_attname(RelationGetRelid(rel), code_column, false);
	violation.key = rule_row_key(rel, slot);
	rule_row_key_form(rel, &violation.form);
	violation.summary = psprintf(_("code of a row of \"%s\" violates rule \"%s\""),
								 RelationGetRelationName(rel), violation.rule);
	if (mode == RULE_RECORD || rule_may_show(RelationGetRelid(rel)))
	{
		violation.show_key = true;
		describe(&violation, trigger->tgargs[CODE_ARG_SCOPE], code, code_type,
				 read_year(year, TupleDescAttr(RelationGetDescr(rel),
											   year_column - 1)->atttypid),
				 ext_namespace);
	}
	rule_report(mode, &violation, ext_namespace);
	return PointerGetDatum(NULL);
}

Datum
budget_add_code_rule(PG_FUNCTION_ARGS)
{
	Name		name;
	Oid			relid;
	Name		code_column;
	Name		year_column;
	char	   *mode;
	bool		validate;
	char	   *scope;
	Oid			ext_namespace = get_func_namespace(fcinfo->flinfo->fn_oid);
	Relation	rel;
	AttrNumber	code_att;
	Oid			code_type;
	AttrNumber	year_att;
	Oid			year_type;
	const char *function = NULL;
	char	   *call;
	Node	   *raw;
	Node	   *holds;
	Node	   *changed;
	List	   *args;

	rule_require_arguments(fcinfo, "budget_add_code_rule", -1, -1);
	name = PG_GETARG_NAME(0);
	relid = PG_GETARG_OID(1);
	code_column = PG_GETARG_NAME(2);
	year_column = PG_GETARG_NAME(3);
	mode = text_to_cstring(PG_GETARG_TEXT_PP(4));
	validate = PG_GETARG_BOOL(5);
	scope = text_to_cstring(PG_GETARG_TEXT_PP(6));
	(void) rule_mode_from_text(mode, RULE_KIND_CODE);
	(void) chart_scope(PG_GETARG_TEXT_PP(6));
	rel = rule_open_table(relid);
	rule_check_target(rel, true);
	rule_check_name(ext_namespace, NameStr(*name), rel);

	code_att = get_attnum(relid, NameStr(*code_column));
	code_type = code_att > 0 ? getBaseType(get_atttype(relid, code_att)) : InvalidOid;
	if (code_att > 0 && get_typ_typrelid(code_type) == InvalidOid)
	{
		char	   *type = format_type_be_qualified(code_type);

		for (int i = 0; i < 2 && function == NULL; i++)
		{
			const char *types[] = {"budget_code", "function_code"};

			if (code_type == GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
											 CStringGetDatum(types[i]),
											 ObjectIdGetDatum(ext_namespace)))
				function = psprintf("%s_chargeable", types[i]);
		}
		if (function == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("column \"%s\" is of type %s, not budget_code or function_code",
							NameStr(*code_column), type),
					 errhint("Use ALTER TABLE ... ALTER COLUMN ... TYPE, or add a generated column of such a type.")));
	}
	year_att = get_attnum(relid, NameStr(*year_column));
	year_type = year_att > 0 ? getBaseType(get_atttype(relid, year_att)) : INT4OID;
	if (year_type != INT2OID && year_type != INT4OID)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" is of type %s, not smallint or integer",
						NameStr(*year_column),
						format_type_be(year_type)),
				 errhint("Use ALTER TABLE ... ALTER COLUMN ... TYPE, or add a generated column of such a type.")));
	call = psprintf("%s(%s, %s, %s)",
					quote_qualified_identifier(get_namespace_name(ext_namespace),
											   function ? function :
											   "budget_code_chargeable"),
					quote_identifier(NameStr(*code_column)),
					quote_identifier(NameStr(*year_column)),
					quote_literal_cstr(scope));
	raw = rule_parse_expr(call);
	changed = rule_columns_changed(rel, rule_analyze_expr(rel, call, true, false));
	holds = (Node *) makeBoolExpr(NOT_EXPR,
								  list_make1(rule_qualify_expr(raw, rel, "new")),
								  -1);
	args = list_make3(makeString(pstrdup(NameStr(*name))), makeString(mode),
					  makeString(scope));
	rule_create_trigger(relid, rule_trigger_name(relid, NameStr(*name), NULL,
												 NULL),
						ext_namespace, "budget_code_rule_check", args,
						TRIGGER_TYPE_INSERT, true, false, InvalidOid, holds, call);
	holds = (Node *) makeBoolExpr(AND_EXPR,
								  list_make2(copyObject(holds), changed), -1);
	rule_create_trigger(relid, rule_trigger_name(relid, NameStr(*name), NULL,
												 "update"),
						ext_namespace, "budget_code_rule_check",
						copyObject(args),
						TRIGGER_TYPE_UPDATE, true, false, InvalidOid, holds, call);
	table_close(rel, NoLock);

	if (validate)
		rule_validate(rule_find(ext_namespace, NameStr(*name), relid),
					  ext_namespace);
	PG_RETURN_VOID();
}

static const char *
info_scope(RuleInfo *rule)
{
	RuleTrigger *trigger = linitial(rule->triggers);

	return trigger->nargs > CODE_ARG_SCOPE ? trigger->args[CODE_ARG_SCOPE] : "";
}

char *
code_rule_definition(RuleInfo *rule, Oid ext_namespace)
{
	Relation	rel = table_open(rule->relid, AccessShareLock);
	AttrNumber	code;
	AttrNumber	year;
	Oid			type;
	char	   *text = NULL;

	if (read_columns(rule_info_equation(rel, rule), ext_namespace, &code, &year,
					 &type))
		text = psprintf("%s IN %s CHART OF %s",
						quote_identifier(get_attname(rule->relid, code, false)),
						info_scope(rule),
						quote_identifier(get_attname(rule->relid, year, false)));
	table_close(rel, AccessShareLock);
	return text;
}

typedef struct CodeScan
{
	RuleInfo   *rule;
	Relation	rel;
	RuleViolationSink sink;
	void	   *arg;
	const char *column;
	Oid			code_type;
	Oid			ext_namespace;
} CodeScan;

static void
read_violation(HeapTuple row, TupleDesc desc, void *arg)
{
	CodeScan   *scan = arg;
	RuleViolation violation = {0};
	bool		isnull;
	Datum		code;
	Datum		year;

	violation.rule = scan->rule->name;
	violation.relid = violation.ruled = scan->rule->relid;
	violation.column = scan->column;
	violation.key = TextDatumGetCString(SPI_getbinval(row, desc, 1, &isnull));
	rule_row_key_form(scan->rel, &violation.form);
	violation.summary = psprintf(_("code of a row of \"%s\" violates rule \"%s\""),
								 get_rel_name(scan->rule->relid),
								 scan->rule->name);
	code = SPI_getbinval(row, desc, 2, &isnull);
	year = SPI_getbinval(row, desc, 3, &isnull);
	describe(&violation, info_scope(scan->rule), code, scan->code_type,
			 DatumGetInt32(year), scan->ext_namespace);
	scan->sink(&violation, scan->arg);
}

void
code_rule_violations(RuleInfo *rule, Oid ext_namespace, bool now,
					RuleViolationSink sink, void *arg)
{
	Relation	rel = table_open(rule->relid, AccessShareLock);
	Node	   *equation = rule_info_equation(rel, rule);
	CodeScan	scan = {rule, rel, sink, arg};
	AttrNumber	code;
	AttrNumber	year;
	StringInfoData query;
	int			level;

	if (!read_columns(equation, ext_namespace, &code, &year, &scan.code_type))
		rule_raise_broken(rule);
	scan.column = get_attname(rule->relid, code, false);
	scan.ext_namespace = ext_namespace;
	rule_check_trust(equation, rule->name, rel->rd_rel->relowner, false);
	level = rule_lock_down_search_path();
	initStringInfo(&query);
	appendStringInfo(&query, "SELECT %s, %s, %s::pg_catalog.int4 FROM %s WHERE NOT (%s)",
					 rule_key_expression(rel),
					 quote_identifier(scan.column),
					 quote_identifier(get_attname(rule->relid, year, false)),
					 rule_from_clause(rel), rule_deparse_expr(rel, equation));
	rule_scan(query.data, now, rel->rd_rel->relowner, read_violation, &scan);
	AtEOXact_GUC(true, level);
	table_close(rel, AccessShareLock);
}

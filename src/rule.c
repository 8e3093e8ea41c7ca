/*-------------------------------------------------------------------------
 *
 * rule.c
 *	  What consistency rules share.
 *
 * A rule is a handful of triggers on the user's tables and nothing else: the
 * expressions live in their WHEN clauses, where the server keeps them in step
 * with renames and refuses to drop what they use, and the options are their
 * arguments.  This file parses those expressions, creates and lists those
 * triggers, and says what a violation means in each mode.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/catalog.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_constraint.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "common/jsonapi.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_func.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "rewrite/rewriteManip.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/ruleutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "budget_ext.h"
#include "compat.h"
#include "rule.h"

/* setting budget_ext.enforcement */
int			rule_enforcement = ENFORCE_DECLARED;

/*
 * While a sheet is loaded, the rules on the tables of this schema record.
 * Set and cleared within one call, and cleared when the transaction ends.
 */
static Oid	record_namespace = InvalidOid;

static const struct config_enum_entry enforcement_options[] = {
	{"declared", ENFORCE_DECLARED, false},
	{"record", ENFORCE_RECORD, false},
	{"warn", ENFORCE_WARN, false},
	{"off", ENFORCE_OFF, false},
	{NULL, 0, false}
};

static void
rule_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_ABORT || event == XACT_EVENT_COMMIT ||
		event == XACT_EVENT_PREPARE)
		record_namespace = InvalidOid;
}

void
rule_module_init(void)
{
	DefineCustomEnumVariable("budget_ext.enforcement",
							 "Sets what the rules of budget_ext do when they are checked.",
							 "\"declared\" is what each rule says; \"record\" and \"warn\" soften rules that reject; \"off\" checks nothing.",
							 &rule_enforcement,
							 ENFORCE_DECLARED,
							 enforcement_options,
							 PGC_SUSET,
							 0,
							 NULL, NULL, NULL);
	MarkGUCPrefixReserved("budget_ext");
	RegisterXactCallback(rule_xact_callback, NULL);
	sum_check_module_init();
}

/* Find the trigger functions by name in the extension's own schema. */
void
rule_functions(Oid namespace, RuleFunctions *funcs)
{
	char	   *schema = get_namespace_name(namespace);

	funcs->namespace = namespace;
	funcs->row = LookupFuncName(list_make2(makeString(schema),
										   makeString("budget_row_rule_check")),
								0, NULL, true);
	funcs->sum = LookupFuncName(list_make2(makeString(schema),
										   makeString("budget_sum_rule_check")),
								0, NULL, true);
	funcs->code = LookupFuncName(list_make2(makeString(schema),
											makeString("budget_code_rule_check")),
								 0, NULL, true);
}

Oid
rule_thousand_won_type(Oid namespace)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						   CStringGetDatum("thousand_won"),
						   ObjectIdGetDatum(namespace));
}

/*-------------------------------------------------------------------------
 * Modes
 *-------------------------------------------------------------------------
 */

RuleMode
rule_mode_from_text(const char *mode, RuleKind kind)
{
	if (strcmp(mode, "reject") == 0)
		return RULE_REJECT;
	if (strcmp(mode, "warn") == 0)
		return RULE_WARN;
	if (strcmp(mode, "record") == 0)
		return RULE_RECORD;
	if (strcmp(mode, "maintain") == 0 && kind == RULE_KIND_SUM)
		return RULE_MAINTAIN;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid rule mode \"%s\"", mode),
			 kind == RULE_KIND_SUM ?
			 errhint("A sum rule's mode is \"reject\", \"warn\", \"record\" or \"maintain\".") :
			 errhint("The mode is \"reject\", \"warn\" or \"record\".")));
}

/*
 * The mode in force now for a rule on a table: what the rule declares,
 * softened by the setting and while a sheet is being loaded.
 */
RuleMode
rule_effective_mode(const char *declared, RuleKind kind, Oid relid)
{
	RuleMode	mode = rule_mode_from_text(declared, kind);

	if (rule_enforcement == ENFORCE_OFF)
		return RULE_OFF;
	if (mode == RULE_REJECT)
	{
		if (rule_enforcement == ENFORCE_RECORD)
			mode = RULE_RECORD;
		else if (rule_enforcement == ENFORCE_WARN)
			mode = RULE_WARN;
		else if (OidIsValid(record_namespace) &&
				 get_rel_namespace(relid) == record_namespace)
			mode = RULE_RECORD;
	}
	return mode;
}

void
rule_record_begin(Oid namespace)
{
	record_namespace = namespace;
}

void
rule_record_end(void)
{
	record_namespace = InvalidOid;
}

/*
 * Check now what the deferred rules on the tables of a schema have pending,
 * and leave them deferred as they were.
 */
void
rule_settle(Oid namespace, Oid ext_namespace)
{
	ConstraintsSetStmt *stmt = makeNode(ConstraintsSetStmt);
	char	   *schema = get_namespace_name(namespace);
	RuleFunctions funcs;
	Relation	catalog;
	SysScanDesc scan;
	HeapTuple	tuple;

	rule_functions(ext_namespace, &funcs);
	catalog = table_open(TriggerRelationId, AccessShareLock);
	scan = systable_beginscan(catalog, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
		char	   *name;

		if (form->tgfoid != funcs.sum || !form->tgdeferrable ||
			OidIsValid(form->tgparentid) ||
			get_rel_namespace(form->tgrelid) != namespace ||
			!AfterTriggerPendingOnRel(form->tgrelid))
			continue;
		name = get_constraint_name(form->tgconstraint);
		if (name != NULL)
			stmt->constraints = lappend(stmt->constraints,
										makeRangeVar(schema, name, -1));
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);

	if (stmt->constraints == NIL)
		return;
	stmt->deferred = false;
	AfterTriggerSetState(stmt);
	stmt->deferred = true;
	AfterTriggerSetState(stmt);
}

/*-------------------------------------------------------------------------
 * Expressions over a row
 *-------------------------------------------------------------------------
 */

#define EXPR_PREFIX "SELECT "

/* Show the caller's expression, not our SELECT, with a syntax error. */
static void
expr_error_callback(void *arg)
{
	const char *text = (const char *) arg;
	int			position = geterrposition();
	int			skip = strlen(EXPR_PREFIX);

	if (position > 0)
	{
		errposition(0);
		internalerrposition(position > skip ? position - skip : 0);
		internalerrquery(text);
	}
	errcontext("rule expression \"%s\"", text);
}

static void
push_expr_context(ErrorContextCallback *callback, const char *text)
{
	callback->callback = expr_error_callback;
	callback->arg = unconstify(char *, text);
	callback->previous = error_context_stack;
	error_context_stack = callback;
}

/* Parse the text of one scalar expression, and nothing more than that. */
Node *
rule_parse_expr(const char *text)
{
	ErrorContextCallback callback;
	List	   *list;
	SelectStmt *select;
	ResTarget  *target;

	push_expr_context(&callback, text);
	list = raw_parser(psprintf(EXPR_PREFIX "%s", text), RAW_PARSE_DEFAULT);
	if (list_length(list) != 1)
		goto not_expr;
	select = (SelectStmt *) linitial_node(RawStmt, list)->stmt;
	if (!IsA(select, SelectStmt) ||
		list_length(select->targetList) != 1 ||
		select->distinctClause != NIL || select->intoClause != NULL ||
		select->fromClause != NIL || select->whereClause != NULL ||
		select->groupClause != NIL || select->havingClause != NULL ||
		select->windowClause != NIL || select->valuesLists != NIL ||
		select->sortClause != NIL || select->limitOffset != NULL ||
		select->limitCount != NULL || select->lockingClause != NIL ||
		select->withClause != NULL || select->op != SETOP_NONE)
		goto not_expr;
	target = linitial_node(ResTarget, select->targetList);
	if (target->name != NULL || target->indirection != NIL)
		goto not_expr;
	error_context_stack = callback.previous;
	return target->val;

not_expr:
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg("\"%s\" is not an expression", text)));
	return NULL;				/* keep compiler quiet */
}

/*
 * Resolve an expression over the columns of a table (its variables have
 * varno 1), so that what is wrong with it is said before any trigger exists.
 */
Node *
rule_analyze_expr(Relation rel, const char *text, bool boolean, bool immutable)
{
	ErrorContextCallback callback;
	ParseState *pstate = make_parsestate(NULL);
	ParseNamespaceItem *item;
	Node	   *raw = rule_parse_expr(text);
	Node	   *expr;

	push_expr_context(&callback, text);
	pstate->p_sourcetext = psprintf(EXPR_PREFIX "%s", text);
	item = addRangeTableEntryForRelation(pstate, rel, AccessShareLock, NULL,
										 false, true);
	addNSItemToQuery(pstate, item, false, true, true);
	expr = transformExpr(pstate, copyObject(raw), EXPR_KIND_CHECK_CONSTRAINT);
	if (boolean)
		expr = coerce_to_boolean(pstate, expr, "rule");
	else if (exprType(expr) == UNKNOWNOID)
		expr = coerce_type(pstate, expr, UNKNOWNOID, TEXTOID, -1,
						   COERCION_IMPLICIT, COERCE_IMPLICIT_CAST, -1);
	assign_expr_collations(pstate, expr);
	if (immutable && contain_mutable_functions(expr))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
				 errmsg("expression of a sum rule must be immutable"),
				 errdetail("A sum rule adds up the changes of rows, so the same row must always give the same value.")));
	free_parsestate(pstate);
	error_context_stack = callback.previous;
	return expr;
}

typedef struct QualifyContext
{
	Relation	rel;
	const char *qualifier;
} QualifyContext;

static bool
qualify_walker(Node *node, QualifyContext *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, ColumnRef))
	{
		ColumnRef  *ref = (ColumnRef *) node;
		Node	   *last = llast(ref->fields);
		Node	   *qualifier = (Node *) makeString(pstrdup(context->qualifier));

		/* a lone table name is the whole row */
		if (list_length(ref->fields) == 1 && IsA(last, String) &&
			get_attnum(RelationGetRelid(context->rel),
					   strVal(last)) == InvalidAttrNumber)
			ref->fields = list_make1(qualifier);
		else
			ref->fields = list_make2(qualifier, last);
		ref->location = -1;
		return false;
	}
	return raw_expression_tree_walker(node, qualify_walker, context);
}

/*
 * A copy of a parsed expression that reads "old" or "new": CREATE TRIGGER's
 * WHEN wants its columns so.  Call rule_analyze_expr first: it has made sure
 * that each name is a column of the table.
 */
Node *
rule_qualify_expr(Node *raw, Relation rel, const char *qualifier)
{
	QualifyContext context = {rel, qualifier};
	Node	   *copy = copyObject(raw);

	qualify_walker(copy, &context);
	return copy;
}

/* Print an expression whose variables have varno 1. */
char *
rule_deparse_expr(Relation rel, Node *expr)
{
	return deparse_expression(expr,
							  deparse_context_for(RelationGetRelationName(rel),
												  RelationGetRelid(rel)),
							  false, false);
}

/* The same for a message: without parentheses around the whole. */
char *
rule_show_expr(Relation rel, Node *expr)
{
	char	   *text = rule_deparse_expr(rel, expr);
	int			len = strlen(text);
	int			depth = 0;
	char		quote = '\0';

	if (text[0] != '(' || text[len - 1] != ')')
		return text;
	for (int i = 0; i < len - 1; i++)
	{
		if (quote)
			quote = text[i] == quote ? '\0' : quote;
		else if (text[i] == '\'' || text[i] == '"')
			quote = text[i];
		else if (text[i] == '(')
			depth++;
		else if (text[i] == ')' && --depth == 0)
			return text;		/* "(a) + (b)" */
	}
	return pnstrdup(text + 1, len - 2);
}

/*
 * The equation of a row rule, from the WHEN clause of its trigger: what
 * stands under the NOT.  NULL where a hand-made trigger has another form.
 */
Node *
rule_comparison(Trigger *trigger)
{
	Node	   *qual;
	List	   *clauses;
	ListCell   *lc;

	if (trigger->tgqual == NULL)
		return NULL;
	qual = (Node *) stringToNode(trigger->tgqual);
	clauses = is_andclause(qual) ? ((BoolExpr *) qual)->args : list_make1(qual);
	foreach(lc, clauses)
	{
		Node	   *clause = (Node *) lfirst(lc);

		if (is_notclause(clause))
			return (Node *) get_notclausearg(clause);
	}
	return NULL;
}

/* The other table of a sum rule: the regclass constant in the WHEN clause. */
Oid
rule_partner(Node *qual)
{
	List	   *clauses;
	ListCell   *lc;

	if (qual == NULL)
		return InvalidOid;
	clauses = is_andclause(qual) ? ((BoolExpr *) qual)->args : list_make1(qual);
	foreach(lc, clauses)
	{
		NullTest   *test = (NullTest *) lfirst(lc);

		if (IsA(test, NullTest) && IsA(test->arg, Const) &&
			((Const *) test->arg)->consttype == REGCLASSOID &&
			!((Const *) test->arg)->constisnull)
			return DatumGetObjectId(((Const *) test->arg)->constvalue);
	}
	return InvalidOid;
}

/*-------------------------------------------------------------------------
 * Triggers
 *-------------------------------------------------------------------------
 */

/* Refuse what cannot carry a rule. */
void
rule_check_target(Relation rel, bool owner)
{
	Oid			relid = RelationGetRelid(rel);
	char		relkind = rel->rd_rel->relkind;

	if (relkind != RELKIND_RELATION && relkind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" cannot carry a rule",
						RelationGetRelationName(rel)),
				 errdetail("A rule stands on a table or a partitioned table.")));
	if (owner && !object_ownercheck(RelationRelationId, relid, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, get_relkind_objtype(relkind),
					   RelationGetRelationName(rel));
	if (IsCatalogRelation(rel))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied: \"%s\" is a system catalog",
						RelationGetRelationName(rel))));
	if (rel->rd_rel->relispartition)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is a partition", RelationGetRelationName(rel)),
				 errhint("Add the rule to the partitioned table.")));
	if (relkind == RELKIND_RELATION &&
		(has_subclass(relid) && find_inheritance_children(relid, NoLock) != NIL))
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("table \"%s\" has inheritance children",
						RelationGetRelationName(rel)),
				 errdetail("Triggers are not inherited, so rows of the children would not be checked.")));
}

static bool
trigger_name_used(Oid relid, const char *name)
{
	return OidIsValid(get_trigger_oid(relid, name, true));
}

/*
 * Name one of a rule's triggers: RULE for the first, RULE_[SIDE_]EVENT for the
 * others, shortened at a character boundary where the rule's name is long.
 */
char *
rule_trigger_name(Oid relid, const char *rule, const char *side,
				  const char *event)
{
	char		suffix[NAMEDATALEN];
	int			pass = 0;

	for (;;)
	{
		char	   *name;
		int			len;

		if (pass == 0)
			snprintf(suffix, sizeof(suffix), "%s%s%s%s", side ? "_" : "",
					 side ? side : "", event ? "_" : "", event ? event : "");
		else
			snprintf(suffix, sizeof(suffix), "%s%s%s%s%d", side ? "_" : "",
					 side ? side : "", event ? "_" : "", event ? event : "",
					 pass);
		len = pg_mbcliplen(rule, strlen(rule),
						   NAMEDATALEN - 1 - strlen(suffix));
		name = psprintf("%.*s%s", len, rule, suffix);
		if (!trigger_name_used(relid, name))
			return name;
		pfree(name);
		pass++;
	}
}

/*
 * Create a trigger as CREATE [CONSTRAINT] TRIGGER would, event triggers
 * included.  The WHEN clause comes as a parse tree: its columns have been
 * qualified there, not in the text.
 */
Oid
rule_create_trigger(Oid relid, const char *name, Oid namespace,
					const char *function, List *args, int16 events, bool row,
					bool deferred, Node *when, const char *source)
{
	CreateTrigStmt *stmt = makeNode(CreateTrigStmt);
	PlannedStmt *planned = makeNode(PlannedStmt);

	stmt->isconstraint = row;
	stmt->trigname = pstrdup(name);
	stmt->relation = makeRangeVar(get_namespace_name(get_rel_namespace(relid)),
								  get_rel_name(relid), -1);
	stmt->funcname = list_make2(makeString(get_namespace_name(namespace)),
								makeString(pstrdup(function)));
	stmt->args = args;
	stmt->row = row;
	stmt->timing = TRIGGER_TYPE_AFTER;
	stmt->events = events;
	stmt->whenClause = when;
	stmt->deferrable = deferred;
	stmt->initdeferred = deferred;

	planned->commandType = CMD_UTILITY;
	planned->canSetTag = false;
	planned->utilityStmt = (Node *) stmt;
	planned->stmt_location = -1;

	ProcessUtility(planned, source, false, PROCESS_UTILITY_SUBCOMMAND, NULL,
				   NULL, None_Receiver, NULL);
	CommandCounterIncrement();
	return get_trigger_oid(relid, name, false);
}

static RuleTrigger *
read_trigger(HeapTuple tuple, TupleDesc desc)
{
	Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
	RuleTrigger *trigger = palloc0(sizeof(RuleTrigger));
	Datum		value;
	bool		isnull;

	trigger->oid = form->oid;
	trigger->relid = form->tgrelid;
	trigger->name = pstrdup(NameStr(form->tgname));
	trigger->type = form->tgtype;
	trigger->enabled = form->tgenabled != TRIGGER_DISABLED;
	trigger->deferred = form->tgdeferrable;
	trigger->nargs = form->tgnargs;
	if (form->tgnargs > 0)
	{
		bytea	   *args;
		char	   *p;
		char	   *end;

		value = heap_getattr(tuple, Anum_pg_trigger_tgargs, desc, &isnull);
		args = DatumGetByteaPP(value);
		p = VARDATA_ANY(args);
		end = p + VARSIZE_ANY_EXHDR(args);
		trigger->args = palloc(form->tgnargs * sizeof(char *));
		for (int i = 0; i < form->tgnargs; i++)
		{
			trigger->args[i] = pnstrdup(p, end - p);
			p += strlen(trigger->args[i]) + 1;
		}
	}
	value = heap_getattr(tuple, Anum_pg_trigger_tgqual, desc, &isnull);
	if (!isnull)
		trigger->qual = TextDatumGetCString(value);
	return trigger;
}

/* Add a trigger to the rule it belongs to, or begin that rule. */
static List *
assign_trigger(List *rules, RuleTrigger *trigger, RuleKind kind)
{
	Oid			relid = trigger->relid;
	Oid			part_relid = InvalidOid;
	ListCell   *lc;
	RuleInfo   *rule;

	if (kind == RULE_KIND_SUM)
	{
		Node	   *qual = trigger->qual ? stringToNode(trigger->qual) : NULL;

		/* a partition's TRUNCATE trigger speaks for the root */
		if (TRIGGER_FOR_TRUNCATE(trigger->type) &&
			get_rel_relispartition(relid))
			relid = llast_oid(get_partition_ancestors(relid));

		if (trigger->nargs == SUM_NARGS &&
			strcmp(trigger->args[SUM_ARG_SIDE], "part") == 0)
		{
			part_relid = relid;
			relid = rule_partner(qual);
		}
		else
			part_relid = rule_partner(qual);
	}

	foreach(lc, rules)
	{
		rule = lfirst(lc);
		if (rule->kind == kind && rule->relid == relid &&
			rule->part_relid == part_relid &&
			strcmp(rule->name, trigger->args[RULE_ARG_NAME]) == 0)
			break;
	}
	if (lc == NULL)
	{
		rule = palloc0(sizeof(RuleInfo));
		rule->name = trigger->args[RULE_ARG_NAME];
		rule->kind = kind;
		rule->relid = relid;
		rule->part_relid = part_relid;
		rule->mode = trigger->args[RULE_ARG_MODE];
		rules = lappend(rules, rule);
	}
	rule->triggers = lappend(rule->triggers, trigger);
	if (!trigger->enabled)
		rule->disabled = true;
	if (strcmp(rule->mode, trigger->args[RULE_ARG_MODE]) != 0)
		rule->broken = true;
	return rules;
}

static bool
has_trigger(RuleInfo *rule, Oid relid, const char *side, int16 event)
{
	ListCell   *lc;

	foreach(lc, rule->triggers)
	{
		RuleTrigger *trigger = lfirst(lc);

		if (trigger->relid == relid && (trigger->type & event) != 0 &&
			(side == NULL ||
			 (trigger->nargs == SUM_NARGS &&
			  strcmp(trigger->args[SUM_ARG_SIDE], side) == 0)))
			return true;
	}
	return false;
}

static bool
is_complete(RuleInfo *rule)
{
	static const int16 events[] = {TRIGGER_TYPE_INSERT, TRIGGER_TYPE_UPDATE,
	TRIGGER_TYPE_DELETE, TRIGGER_TYPE_TRUNCATE};

	if (rule->kind != RULE_KIND_SUM)
		return has_trigger(rule, rule->relid, NULL, TRIGGER_TYPE_INSERT) &&
			has_trigger(rule, rule->relid, NULL, TRIGGER_TYPE_UPDATE);
	for (int i = 0; i < lengthof(events); i++)
	{
		if (!has_trigger(rule, rule->relid, "total", events[i]) ||
			!has_trigger(rule, rule->part_relid, "part", events[i]))
			return false;
	}
	return true;
}

static int
compare_rules(const ListCell *a, const ListCell *b)
{
	const RuleInfo *ra = lfirst(a);
	const RuleInfo *rb = lfirst(b);
	int			cmp = strcmp(ra->name, rb->name);

	if (cmp == 0 && ra->relid != rb->relid)
		cmp = ra->relid < rb->relid ? -1 : 1;
	return cmp;
}

/*
 * The rules of this database; with a name or a table, those of that name or
 * with a trigger on that table.
 */
List *
rule_list(Oid namespace, const char *name, Oid target)
{
	RuleFunctions funcs;
	Relation	catalog;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *rules = NIL;
	ListCell   *lc;

	rule_functions(namespace, &funcs);
	catalog = table_open(TriggerRelationId, AccessShareLock);
	scan = systable_beginscan(catalog, InvalidOid, false, NULL, 0, NULL);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
		RuleKind	kind;

		if (OidIsValid(form->tgparentid))
			continue;
		if (form->tgfoid == funcs.row)
			kind = RULE_KIND_ROW;
		else if (form->tgfoid == funcs.sum)
			kind = RULE_KIND_SUM;
		else if (OidIsValid(funcs.code) && form->tgfoid == funcs.code)
			kind = RULE_KIND_CODE;
		else
			continue;
		if (form->tgnargs <= RULE_ARG_MODE)
			continue;			/* made by hand, and not a rule */
		rules = assign_trigger(rules,
							   read_trigger(tuple, RelationGetDescr(catalog)),
							   kind);
	}
	systable_endscan(scan);
	table_close(catalog, AccessShareLock);

	foreach(lc, rules)
	{
		RuleInfo   *rule = lfirst(lc);

		if ((name != NULL && strcmp(rule->name, name) != 0) ||
			(OidIsValid(target) && rule->relid != target &&
			 rule->part_relid != target))
			rules = foreach_delete_current(rules, lc);
		else if (!is_complete(rule))
			rule->broken = true;
	}
	list_sort(rules, compare_rules);
	return rules;
}

/* A rule's name is its own on each table that carries it. */
void
rule_check_name(Oid namespace, const char *name, Relation rel)
{
	if (name[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("a rule must have a name")));
	if (rule_list(namespace, name, RelationGetRelid(rel)) != NIL ||
		trigger_name_used(RelationGetRelid(rel), name))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_OBJECT),
				 errmsg("rule or trigger \"%s\" already exists on table \"%s\"",
						name, RelationGetRelationName(rel))));
}

/* The one rule of a name, or an error that says how to name it. */
RuleInfo *
rule_find(Oid namespace, const char *name, Oid target)
{
	List	   *rules = rule_list(namespace, name, target);

	if (rules == NIL)
	{
		if (OidIsValid(target))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("rule \"%s\" does not exist on table \"%s\"",
							name, get_rel_name(target))));
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("rule \"%s\" does not exist", name)));
	}
	if (list_length(rules) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_AMBIGUOUS_PARAMETER),
				 errmsg("there is more than one rule \"%s\"", name),
				 errhint("Give the table as target.")));
	return linitial(rules);
}

/*-------------------------------------------------------------------------
 * Messages
 *-------------------------------------------------------------------------
 */

/* An amount as exact numeric in 천원 (thousand_won) or as it is; or NULL. */
Numeric
rule_numeric(Datum value, Oid type, Oid thousand_won)
{
	if (type == thousand_won && OidIsValid(type))
	{
		int64		won = DatumGetThousandWon(value);

		if (won % WON_PER_THOUSAND == 0)
			return int64_to_numeric(won / WON_PER_THOUSAND);
		return int64_div_fast_to_numeric(won, 3);
	}
	switch (type)
	{
		case INT2OID:
			return int64_to_numeric(DatumGetInt16(value));
		case INT4OID:
			return int64_to_numeric(DatumGetInt32(value));
		case INT8OID:
			return int64_to_numeric(DatumGetInt64(value));
		case NUMERICOID:
			return DatumGetNumericCopy(value);
		default:
			return NULL;
	}
}

/* "350,000천원", or "1,234.5" where the amount is not of thousand_won. */
char *
rule_amount_text(Numeric amount, bool won)
{
	char	   *plain = DatumGetCString(DirectFunctionCall1(numeric_out,
															NumericGetDatum(amount)));
	StringInfoData buf;
	int			start = plain[0] == '-' ? 1 : 0;
	int			digits = strspn(plain + start, "0123456789");

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, plain, start);
	for (int i = 0; i < digits; i++)
	{
		if (i > 0 && (digits - i) % 3 == 0)
			appendStringInfoChar(&buf, ',');
		appendStringInfoChar(&buf, plain[start + i]);
	}
	appendStringInfoString(&buf, plain + start + digits);
	if (won)
		appendStringInfoString(&buf, "천원");
	return buf.data;
}

/* A value as JSON: a number where it is one, else a string. */
char *
rule_json_value(Datum value, bool isnull, Oid type)
{
	StringInfoData buf;
	Oid			output;
	bool		varlena;
	char	   *text;

	if (isnull)
		return pstrdup("null");
	if (type == BOOLOID)
		return pstrdup(DatumGetBool(value) ? "true" : "false");
	getTypeOutputInfo(type, &output, &varlena);
	text = OidOutputFunctionCall(output, value);
	if (TypeCategory(type) == TYPCATEGORY_NUMERIC &&
		IsValidJsonNumber(text, strlen(text)))
		return text;
	initStringInfo(&buf);
	escape_json(&buf, text);
	return buf.data;
}

/* SQL for what names a row: its primary key, or its place without one. */
char *
rule_key_expression(Relation rel)
{
	StringInfoData buf;
	Bitmapset  *key = RelationGetIndexAttrBitmap(rel,
												 INDEX_ATTR_BITMAP_PRIMARY_KEY);
	int			member = -1;
	bool		first = true;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "pg_catalog.jsonb_build_object(");
	while ((member = bms_next_member(key, member)) >= 0)
	{
		AttrNumber	attnum = member + FirstLowInvalidHeapAttributeNumber;
		char	   *name = NameStr(TupleDescAttr(RelationGetDescr(rel),
												 attnum - 1)->attname);

		appendStringInfo(&buf, "%s%s, %s", first ? "" : ", ",
						 quote_literal_cstr(name), quote_identifier(name));
		first = false;
	}
	if (first)
		appendStringInfoString(&buf, "'ctid', ctid");
	appendStringInfoString(&buf, ")::pg_catalog.text");
	return buf.data;
}

/* Any value as messages show it. */
char *
rule_value_text(Datum value, bool isnull, Oid type, bool won, Oid thousand_won)
{
	Numeric		amount;
	Oid			output;
	bool		varlena;

	if (isnull)
		return pstrdup("null");
	amount = rule_numeric(value, type, thousand_won);
	if (amount != NULL)
		return rule_amount_text(amount, won);
	getTypeOutputInfo(type, &output, &varlena);
	return psprintf("\"%s\"", OidOutputFunctionCall(output, value));
}

Oid
rule_relation_owner(Oid relid)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u does not exist", relid)));
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/* Key values go into messages only for those who may read the table. */
bool
rule_may_show(Oid relid)
{
	if (check_enable_rls(relid, InvalidOid, true) == RLS_ENABLED)
		return false;
	return pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
}

/*
 * Look names up where only the server's own objects are, and nowhere else.
 * Returns the nest level for AtEOXact_GUC.
 */
int
rule_lock_down_search_path(void)
{
	int			level = NewGUCNestLevel();

	(void) set_config_option("search_path", "pg_catalog, pg_temp",
							 PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
							 true, 0, false);
	return level;
}

/* Write a violation down, as the owner of the log. */
static void
record_violation(RuleViolation *violation, Oid ext_namespace)
{
	Oid			argtypes[] = {NAMEOID, NAMEOID, NAMEOID, NAMEOID, JSONBOID,
	NUMERICOID, NUMERICOID, NUMERICOID, TEXTOID};
	Datum		values[lengthof(argtypes)];
	char		nulls[lengthof(argtypes)];
	NameData	who,
				rule,
				schema,
				table;
	Oid			save_userid;
	int			save_sec;
	int			level;
	Oid			logid = get_relname_relid("budget_violation_record",
										  ext_namespace);

	if (!OidIsValid(logid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"%s\" of extension \"budget_ext\" does not exist",
						"budget_violation_record")));

	namestrcpy(&who, GetUserNameFromId(GetUserId(), false));
	namestrcpy(&rule, violation->rule);
	namestrcpy(&schema,
			   get_namespace_name(get_rel_namespace(violation->relid)));
	namestrcpy(&table, get_rel_name(violation->relid));
	memset(nulls, ' ', sizeof(nulls));
	values[0] = NameGetDatum(&who);
	values[1] = NameGetDatum(&rule);
	values[2] = NameGetDatum(&schema);
	values[3] = NameGetDatum(&table);
	values[4] = (Datum) 0;
	if (violation->key)
		values[4] = DirectFunctionCall1(jsonb_in,
										CStringGetDatum(violation->key));
	else
		nulls[4] = 'n';
	values[5] = NumericGetDatum(violation->expected);
	values[6] = NumericGetDatum(violation->actual);
	values[7] = NumericGetDatum(violation->difference);
	for (int i = 5; i < 8; i++)
	{
		if (DatumGetPointer(values[i]) == NULL)
			nulls[i] = 'n';
	}
	values[8] = CStringGetTextDatum(violation->arithmetic ?
									psprintf("%s: %s", violation->summary,
											 violation->arithmetic) :
									violation->summary);

	GetUserIdAndSecContext(&save_userid, &save_sec);
	SetUserIdAndSecContext(rule_relation_owner(logid),
						   save_sec | SECURITY_LOCAL_USERID_CHANGE);
	level = rule_lock_down_search_path();
	SPI_connect();
	if (SPI_execute_with_args(psprintf("INSERT INTO %s"
									   " (at, who, rule, relation_schema, relation_name,"
									   " key, expected, actual, difference, message)"
									   " VALUES (clock_timestamp(), $1, $2, $3, $4,"
									   " $5, $6, $7, $8, $9)",
									   quote_qualified_identifier(get_namespace_name(ext_namespace),
																  "budget_violation_record")),
							  lengthof(argtypes), argtypes, values, nulls,
							  false, 0) != SPI_OK_INSERT)
		elog(ERROR, "could not record a rule violation");
	SPI_finish();
	AtEOXact_GUC(true, level);
	SetUserIdAndSecContext(save_userid, save_sec);
}

/* Put the violated constraint and column into the error's fields. */
static int
violation_fields(RuleViolation *violation)
{
	err_generic_string(PG_DIAG_SCHEMA_NAME,
					   get_namespace_name(get_rel_namespace(violation->relid)));
	err_generic_string(PG_DIAG_TABLE_NAME, get_rel_name(violation->relid));
	if (violation->column)
		err_generic_string(PG_DIAG_COLUMN_NAME, violation->column);
	err_generic_string(PG_DIAG_CONSTRAINT_NAME, violation->rule);
	return 0;
}

/* What a violation means in each mode. */
void
rule_report(RuleMode mode, RuleViolation *violation, Oid ext_namespace)
{
	switch (mode)
	{
		case RULE_OFF:
			break;
		case RULE_RECORD:
			record_violation(violation, ext_namespace);
			break;
		case RULE_WARN:
		case RULE_REJECT:
		case RULE_MAINTAIN:
			ereport(mode == RULE_WARN ? WARNING : ERROR,
					(errcode(ERRCODE_CHECK_VIOLATION),
					 errmsg_internal("%s", violation->summary),
					 violation->arithmetic ?
					 errdetail_internal("%s", violation->arithmetic) : 0,
					 violation->hint ?
					 errhint("%s", violation->hint) : 0,
					 violation_fields(violation)));
			break;
	}
}

/*-------------------------------------------------------------------------
 *
 * rule.h
 *	  What the kinds of rules share: modes, messages, expressions over a
 *	  row, and the triggers a rule consists of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef RULE_H
#define RULE_H

#include "access/htup.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "nodes/parsenodes.h"
#include "utils/numeric.h"
#include "utils/rel.h"
#include "utils/reltrigger.h"

#include "budget_ext.h"

typedef enum RuleMode
{
	RULE_OFF,
	RULE_REJECT,
	RULE_WARN,
	RULE_RECORD,
	RULE_MAINTAIN
} RuleMode;

typedef enum RuleKind
{
	RULE_KIND_ROW,
	RULE_KIND_SUM,
	RULE_KIND_CODE
} RuleKind;

/* Values of budget_ext.enforcement */
typedef enum RuleEnforcement
{
	ENFORCE_DECLARED,
	ENFORCE_RECORD,
	ENFORCE_WARN,
	ENFORCE_OFF
} RuleEnforcement;

extern int	rule_enforcement;

/* Trigger arguments, by position; those of sum rules are in sum_args.c */
#define RULE_ARG_NAME		0
#define RULE_ARG_MODE		1
#define ROW_NARGS			2
#define CODE_ARG_SCOPE		2
#define CODE_NARGS			3

/* What a violation of a rule is known by: the columns of its key */
typedef struct RuleKeyForm
{
	int			n;
	char	   *names[INDEX_MAX_KEYS];
	Oid			types[INDEX_MAX_KEYS];
	int32		typmods[INDEX_MAX_KEYS];
	Oid			collations[INDEX_MAX_KEYS];
} RuleKeyForm;

/* One disagreement, whoever found it */
typedef struct RuleViolation
{
	const char *rule;
	Oid			relid;			/* the row's, or the total's table */
	Oid			ruled;			/* where the rule stands: that, or above it */
	const char *column;			/* column at fault, NULL where not one */
	char	   *key;			/* the row's key as JSON text */
	RuleKeyForm form;			/* of the key */
	Numeric		expected;		/* NULL where the rule is no comparison */
	Numeric		actual;
	Numeric		difference;
	char	   *summary;		/* primary message */
	char	   *arithmetic;		/* DETAIL */
	bool		show_key;		/* in DETAIL, after the arithmetic */
	const char *hint;
} RuleViolation;

/* A statement on a table of this extension; the last fields are rule.c's */
typedef struct RuleOwnStatement
{
	const char *table;
	const char *sql;			/* "%s" stands for the table */
	int			nargs;
	Oid		   *argtypes;
	Oid			namespace;
	struct _SPI_plan *plan;
	Oid			save_userid;
	int			save_sec;
	int			guc_level;
} RuleOwnStatement;

/* The functions of this extension that fire as triggers */
typedef struct RuleFunctions
{
	Oid			namespace;
	Oid			row;
	Oid			sum;
	Oid			code;
} RuleFunctions;

/* One of a rule's triggers, as the catalog has it */
typedef struct RuleTrigger
{
	Oid			oid;
	Oid			relid;
	char	   *name;
	int16		type;
	bool		enabled;
	bool		deferred;
	int			nargs;
	char	  **args;
	char	   *qual;
	const char *rule;			/* what the arguments say */
	const char *mode;
	Oid			partner;		/* sum rules: the other table */
	int			side;			/* of a sum rule, -1 where it has none */
} RuleTrigger;

/* A rule, as its triggers say it */
typedef struct RuleInfo
{
	const char *name;
	RuleKind	kind;
	Oid			relid;			/* the row's, or the total's table */
	Oid			part_relid;		/* sum rules: the parts' table */
	const char *mode;
	List	   *triggers;		/* of RuleTrigger */
	List	   *disabled;		/* tables where a trigger is disabled */
	bool		broken;			/* some trigger is missing */
} RuleInfo;

/* Tables read in one snapshot */
typedef struct RuleScan
{
	MemoryContext per_row;		/* for the caller to use and reset */
} RuleScan;

/* A query run as the owner of a table, batch by batch */
typedef struct RuleCursor
{
	Portal		portal;
	Oid			owner;
	TupleDesc	desc;
	SPITupleTable *rows;
	uint64		next;
} RuleCursor;

/* Whose violations are recorded: a loader's */
typedef struct RuleRecording
{
	Oid			namespace;		/* of the tables it writes to, if it runs */
	int			depth;			/* of triggers, where it was called */
} RuleRecording;

/* A load of rows into the tables of a schema, see rule.c */
typedef struct RuleLoad
{
	Oid			namespace;
	Oid			ext_namespace;
	RuleRecording outer;		/* of the load this one is within */
	bool		within;			/* and into the same schema */
	struct SumLoading *sums;
} RuleLoad;

/* rule.c */
extern void rule_module_init(void);
extern void rule_functions(Oid namespace, RuleFunctions *funcs);
extern Oid	rule_thousand_won_type(Oid namespace);
extern RuleMode rule_mode_from_text(const char *mode, RuleKind kind);
extern RuleMode rule_declared_mode(const char *declared, RuleKind kind);
extern RuleMode rule_effective_mode(const char *declared, RuleKind kind,
									Oid relid);
extern void rule_load_begin(RuleLoad *load, Oid namespace,
							Oid ext_namespace, bool named);
extern void rule_load_start(RuleLoad *load);
extern void rule_load_settle(RuleLoad *load);
extern void rule_load_end(RuleLoad *load);

/* rule_expr.c */
extern Node *rule_parse_expr(const char *text);
extern Node *rule_analyze_expr(Relation rel, const char *text, bool boolean,
							   bool immutable);
extern Node *rule_qualify_expr(Node *raw, Relation rel, const char *qualifier);
extern char *rule_deparse_expr(Relation rel, Node *expr);
extern char *rule_from_clause(Relation rel);
extern char *rule_show_expr(Relation rel, Node *expr);
extern Node *rule_comparison(Trigger *trigger);
extern List *rule_distinct(Node *before, Node *after, Oid type,
						   bool not_null);
extern Node *rule_distinct_value(Node *one_is_null, Node *differ);
extern Node *rule_columns_changed(Relation rel, Node *equation);
extern void rule_check_trust(Node *expr, const char *rule, Oid owner,
							 bool immutable);
extern bool rule_depends_on_path(Node *expr);
extern Oid	rule_partner(Node *qual);

/* rule_trigger.c */
extern void rule_require_arguments(FunctionCallInfo fcinfo,
								   const char *function, int first_optional,
								   int last_optional);
extern Relation rule_open_table(Oid relid);
extern void rule_check_target(Relation rel, bool owner);
extern char *rule_trigger_name(Oid relid, const char *rule, const char *side,
							   const char *event);
extern Oid	rule_create_trigger(Oid relid, const char *name, Oid namespace,
								const char *function, List *args,
								int16 events, bool row, bool deferred,
								Oid from, Node *when, const char *source);
extern Oid	rule_trigger_root(Oid tgoid);
extern Oid	rule_fired_table(const TriggerData *trigdata);
extern bool rule_has_arguments(Trigger *trigger, int nargs);

/* rule_list.c */
extern void rule_check_name(Oid namespace, const char *name, Relation rel);
extern List *rule_list(Oid namespace, const char *name, Oid target);
extern List *rule_leftovers(Oid namespace);
extern RuleInfo *rule_find(Oid namespace, const char *name, Oid target);
pg_noreturn extern void rule_raise_broken(RuleInfo *rule);
extern Node *rule_info_equation(Relation rel, RuleInfo *rule);

/* rule.c: what is said of a violation */
extern char *rule_json_value(Datum value, bool isnull, Oid type);
extern char *rule_row_key(Relation rel, TupleTableSlot *slot);
extern char *rule_key_expression(Relation rel);
extern Numeric rule_numeric(Datum value, Oid type, Oid thousand_won);
extern char *rule_amount_text(Numeric amount, bool won);
extern char *rule_value_text(Datum value, bool isnull, Oid type, bool won,
							 Oid thousand_won);
extern Oid	rule_relation_owner(Oid relid);
extern void rule_relation_names(Oid relid, Name schema, Name table);
extern bool rule_may_show(Oid relid);
extern int	rule_violation_fields(RuleViolation *violation);
extern void rule_report(RuleMode mode, RuleViolation *violation,
						Oid ext_namespace);
extern int	rule_trigger_depth(void);
extern bool rule_try(void (*action) (void *arg), void *arg);
extern int	rule_lock_down_search_path(void);
extern void rule_run_own(RuleOwnStatement *statement, Oid ext_namespace,
						 Datum *values, char *nulls);
extern void rule_end_own(RuleOwnStatement *statement);

/* rule_waiver.c */
extern void rule_add_key(RuleKeyForm *form, char *name, Oid type, int32 typmod,
						 Oid collation);
extern void rule_row_key_form(Relation rel, RuleKeyForm *form);
extern char *rule_waiver_reason(RuleViolation *violation, Oid ext_namespace);

/* rule_admin.c */
extern void rule_validate(RuleInfo *rule, Oid ext_namespace);
extern int	rule_owner_context(Oid owner, Oid userid, int sec);
typedef void (*RuleRowReader) (HeapTuple row, TupleDesc desc, void *arg);
extern void rule_scan(const char *query, bool now, Oid owner,
					  RuleRowReader reader, void *arg);
extern void rule_scan_begin(RuleScan *scan, bool now);
extern void rule_scan_end(RuleScan *scan);
extern void rule_cursor_open(RuleCursor *cursor, const char *query, Oid owner);
extern HeapTuple rule_cursor_next(RuleCursor *cursor);
extern void rule_cursor_close(RuleCursor *cursor);
extern bool rule_is_sound(RuleInfo *rule, Oid ext_namespace);

/* how each kind lists what is wrong now */
typedef void (*RuleViolationSink) (RuleViolation *violation, void *arg);
extern void row_rule_violations(RuleInfo *rule, Oid ext_namespace, bool now,
								RuleViolationSink sink, void *arg);
extern void sum_rule_violations(RuleInfo *rule, Oid ext_namespace, bool now,
								RuleViolationSink sink, void *arg);
extern void sum_rule_check_maintainable(RuleInfo *rule, Oid ext_namespace);
extern void code_rule_violations(RuleInfo *rule, Oid ext_namespace, bool now,
								RuleViolationSink sink, void *arg);
extern char *code_rule_definition(RuleInfo *rule, Oid ext_namespace);
extern void row_rule_violated(Relation rel, Trigger *trigger,
							  TupleTableSlot *slot, Oid ruled,
							  Oid ext_namespace);
extern char *row_rule_definition(RuleInfo *rule);
extern char *sum_rule_definition(RuleInfo *rule, Oid ext_namespace);

/* row_rule_later.c */
extern void row_rule_module_init(void);
extern void row_rule_note(TriggerData *trigdata, Oid ruled, Oid ext_namespace);
extern bool row_rule_judge_noted(void);

extern bool sum_keeps_totals(void);
extern void sum_check_module_init(void);
extern void sum_due_come_first(void);
extern void sum_due_queue(void);
extern bool sum_check_settle(ConstraintsSetStmt *constraints);
extern struct SumLoading *sum_load_begin(bool within, bool named);
extern void sum_load_end(struct SumLoading *loading);
extern void sum_load_born(Oid relid, const char *column, int64 id);
extern void sum_load_row(TriggerData *trigdata, Oid function);
extern bool sum_trigger_fires(Trigger *trigger, int role);
extern bool sum_check_pending(Oid relid1, Oid relid2, const char *rule);

#endif							/* RULE_H */

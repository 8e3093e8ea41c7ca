/*-------------------------------------------------------------------------
 *
 * sum_rule.h
 *	  A sum rule as its triggers say it, ready to be checked.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SUM_RULE_H
#define SUM_RULE_H

#include "commands/trigger.h"
#include "executor/spi.h"
#include "utils/typcache.h"

#include "rule.h"

typedef enum SumSideKind
{
	SUM_TOTAL,
	SUM_PART
} SumSideKind;

/* What the arguments of a trigger say */
typedef struct SumArgs
{
	const char *name;			/* of the rule */
	const char *mode;
	int			side;
	int			nkeys;
	char		comparison;		/* '=', '<' or '>' */
	bool		missing_parts;	/* allowed */
	bool		missing_total;
	const char *tolerance;		/* in thousand won, as numeric text */
} SumArgs;

/* Expressions over a row of one side; variables have varno 1. */
typedef struct SumTerms
{
	List	   *keys;
	Node	   *amount;
	Node	   *filter;			/* NULL where every row takes part */
} SumTerms;

/* One of the two tables of a rule */
typedef struct SumSide
{
	Oid			relid;			/* the table the rule was added to */
	Oid			owner;
	Oid			trigger;		/* of updates, new with each rule */
	SumTerms	terms;
	Oid			amount_type;
	int32		amount_typmod;
	int64		scale;			/* times this, integers are in the rule's unit */
	Oid		   *key_casts;		/* function to the common type, or invalid */
} SumSide;

/* What the tables say of one key */
typedef struct SumAmounts
{
	Numeric		total;
	Numeric		parts;
	int64		total_rows;
	int64		total_amounts;	/* rows whose amount is not NULL */
	int64		part_amounts;
	bool		by_statement;	/* whose sums may be out of any range */
} SumAmounts;

typedef struct SumPending SumPending;
typedef struct SumDirect SumDirect;

typedef struct SumRule
{
	MemoryContext context;
	char	   *name;
	Oid			ext_namespace;
	bool		valid;			/* cleared when the catalog changes */
	int			replication_role;	/* in which the triggers are enabled */
	SumSide		sides[2];
	int			nkeys;
	TypeCacheEntry **key_types; /* common type of both sides */
	Oid		   *key_collations;
	bool		simple_key;		/* one key, equal exactly where its bits are */
	char		comparison;		/* '=', '<' or '>' */
	bool		missing_allowed;	/* a total without parts is fine */
	bool		missing_total_allowed;	/* parts without a total are fine */
	Numeric		tolerance;
	bool		won;			/* amounts are in thousand won */
	bool		numeric;		/* added up as numeric, else as int64 */
	bool		plain_total;	/* its key is columns, and it has no filter */
	bool		any_path;		/* its table's triggers ask the same under any */
	Oid			born_with;		/* see sum_born.c */
	int			born_key;
	bool		direct_known[2];	/* see sum_direct.c */
	SumDirect  *direct[2];
	SPIPlanPtr	lock_plan;
	SPIPlanPtr	total_plan;
	SPIPlanPtr	part_plan;
	SPIPlanPtr	many_plans[2];	/* many keys at once */
	SPIPlanPtr	add_plan;		/* mode maintain */
	SPIPlanPtr	set_plan;
} SumRule;

/* What evaluates the expressions of a trigger, in one transaction */
typedef struct SumStates
{
	EState	   *estate;
	ExprContext *econtext;
	List	   *keys;
	ExprState  *amount;
	ExprState  *filter;
	FmgrInfo   *key_casts;
	bool		busy;			/* evaluating, further up the stack */
} SumStates;

/* A column that is read without evaluating anything */
typedef struct SumColumn
{
	AttrNumber	number;
	int			offset;			/* in rows without nulls, or -1 */
	bool		byval;
	int16		len;
} SumColumn;

/* A trigger of a rule on a table or partition, ready to read rows */
typedef struct SumTrigger
{
	Oid			tgoid;			/* hash key */
	bool		valid;
	Oid			relid;
	SumRule    *rule;
	int			side;
	MemoryContext context;
	const char *mode;			/* as declared */
	SumTerms	terms;			/* with this table's column numbers */
	bool		columns_only;
	bool		pin_path;		/* functions in the terms look names up */
	SumColumn	key_column;		/* of the first key */
	SumColumn	amount_column;
	bool		adds_directly;	/* a part, whose columns need no look */

	/* valid in this transaction only */
	uint64		xact;
	SumPending *pending;
	SumStates  *states;			/* NULL where columns are read directly */
} SumTrigger;

/*
 * The replication role in which a trigger was fired.  One that does not fire in
 * the session's role now was queued before the role was set.
 */
static inline int
sum_fired_role(const Trigger *trigger)
{
	if (trigger->tgenabled == TRIGGER_FIRES_ON_ORIGIN)
		return SESSION_REPLICATION_ROLE_ORIGIN;
	return SessionReplicationRole;
}

/* sum_rule.c */
#define SUM_LOOK_ONLY	(-1)	/* instead of a replication role */
extern const char *const sum_side_names[];
extern void sum_resolve_types(SumRule *rule);
extern bool sum_read_terms(Node *qual, int nkeys, SumTerms *terms);
extern SumRule *sum_rule_build(const char *name, Oid total_relid,
							   Oid part_relid, Oid ext_namespace,
							   int role, MemoryContext parent);
extern Oid	sum_key_operator(SumRule *rule, int side, int key);
extern char *sum_qualified_type(Oid type);
extern char *sum_expression(SumRule *rule, SumSide *side, const char *amount);
extern bool sum_is_thousand_won(SumSide *side);
extern Numeric sum_read_sum(SumSide *side, Datum sum, bool isnull);
extern bool sum_in_range(SumSide *total, Numeric amount);
extern bool sum_total_holds(SumSide *total, Numeric amount);
extern char *sum_lock_query(SumRule *rule);
extern char *sum_side_query(SumRule *rule, int side);
extern char *sum_many_query(SumRule *rule, int side);
extern char *sum_update_query(SumRule *rule, bool add);
extern void sum_check_maintainable(SumRule *rule);
extern Datum *sum_key_values(SumRule *rule, Datum *key);
extern void sum_key_form(SumRule *rule, RuleKeyForm *form);
extern int	sum_compare_keys(SumRule *rule, Datum *a, Datum *b);
extern bool sum_holds(SumRule *rule, SumAmounts *amounts);
extern void sum_set_violation(SumRule *rule, RuleViolation *violation,
							  Datum *keys);
extern bool sum_may_show(SumRule *rule);
extern bool sum_describe(SumRule *rule, RuleViolation *violation,
						 Datum *keys, SumAmounts *amounts, bool show);
extern void sum_check_trust(SumTerms *terms, const char *rule, Oid owner);

/* sum_args.c */
extern bool sum_read_args(int nargs, char **args, SumArgs *result);
extern char *sum_write_arg(const SumArgs *args);
extern bool sum_is_trigger(const Trigger *trigger, SumArgs *args);
extern Oid	sum_partner(const Trigger *trigger);

/* sum_scan.c */
extern void sum_rule_scan(SumRule *rule, bool now, RuleViolationSink sink,
						  void *arg);

/* sum_cache.c */
extern SumRule *sum_cache_rule(const char *name, Oid total_relid,
							   Oid part_relid, Oid ext_namespace, int role);
extern SumTrigger *sum_cache_recent(TriggerData *trigdata);
extern SumTrigger *sum_cache_trigger(TriggerData *trigdata, Oid function);
extern void sum_cache_sweep(void);

/* How one side is read in a check, where it takes no plan */
typedef struct SumReader
{
	bool		looked;
	SumDirect  *direct;			/* NULL where it takes one */
	EState	   *estate;
	ExprContext *econtext;
	ExprState  *amount;			/* NULL where it is a column */
	ExprState  *filter;
} SumReader;

/* sum_verify.c */
typedef struct SumVerify
{
	SumRule    *rule;
	MemoryContext context;
	Oid			userid;			/* who is to be again what he was */
	int			sec;
	bool		whole_rule;		/* one lock instead of one for each key */
	bool		connected;		/* to SPI */
	bool		pinned;			/* search_path, at the level */
	int			guc_level;
	CommandId	first_command;
	SumReader	readers[2];
} SumVerify;

extern void sum_read_as_owner(SumVerify *verify, int side);
extern void sum_write_as_owner(SumVerify *verify);
extern void sum_verify_begin(SumVerify *verify, SumRule *rule,
							 RuleMode mode, int64 nkeys);
extern int	sum_verify_batch(SumVerify *verify, int64 nkeys);
extern void sum_verify_end(SumVerify *verify);
extern void sum_verify_key(SumVerify *verify, RuleMode mode, Datum key,
						   uint32 hash, bool total_moved);
extern Numeric sum_maintain_key(SumVerify *verify, Datum key, uint32 hash,
								Numeric delta, bool total_moved, bool *told);
extern bool sum_verify_running(void);
extern uint64 sum_verify_clock(void);
extern void sum_verify_abort_sub(int nest);
extern void sum_verify_end_xact(void);

/* sum_direct.c */
extern bool sum_direct_possible(SumVerify *verify, int side);
extern bool sum_direct_lock(SumVerify *verify, Datum *keys, SumAmounts *sums);
extern bool sum_direct_read(SumVerify *verify, int side, Datum *keys,
							Snapshot snapshot, Numeric *sum,
							int64 *rows, int64 *amounts);
extern bool sum_direct_write(SumVerify *verify, Datum *keys, bool add,
							 Numeric amount, uint64 *rows, bool *told);
extern bool sum_count_amount(Numeric amount, int64 units, int64 *count);
extern void sum_direct_end(SumVerify *verify);

/* sum_check.c */
extern void sum_check_row(TriggerData *trigdata, Oid function);
extern void sum_check_in_full(SumRule *rule);

/* sum_born.c */
extern bool sum_key_names_another(SumRule *rule, Datum *keys, Oid relid,
								  const char *column, int64 id);
extern bool sum_key_is_born(SumRule *rule, Datum *keys, Oid relid,
							const char *column, int64 id);

/* sum_truncate.c */
extern void sum_check_truncate(TriggerData *trigdata, const SumArgs *args,
							   Oid ext_namespace);

#endif							/* SUM_RULE_H */

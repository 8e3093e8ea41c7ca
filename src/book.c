/*-------------------------------------------------------------------------
 *
 * book.c
 *	  Loads budget books and open data from tables that they were copied to.
 *
 * A book (사업명세서) comes as a file of rows, which COPY brings into a table;
 * from there a few statements over all rows fill the model.  As with a sheet,
 * what a book says is recorded where the model's rules would refuse it.
 *
 * While they write, the rules of the model are softened, so nothing may run
 * then that is not ours: the table must be a plain one of built-in types.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/transam.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "budget_ext.h"
#include "compat.h"
#include "rule.h"

/* With so many rows to load, progress is told */
#define NOTICE_ROWS		10000

/* A table of the model, and what fills it; @model@ and @source@ are names */
typedef struct BookStatement
{
	const char *relation;
	const char *sql;
} BookStatement;

typedef struct BookForm
{
	const char *const *columns; /* that the source must have */
	const BookStatement *statements;
} BookForm;

/*
 * Cost bases: items (detail_no empty) with their details.  $1 is the fiscal
 * year, $2 the government, $3 the stage.
 */

#define BOOK_PROJECT \
	"INSERT INTO @model@.project (name, fiscal_year, government, department)" \
	" SELECT DISTINCT s.project::text, $1, $2, nullif(s.department::text, '')" \
	" FROM @source@ s WHERE $3 IS NOT NULL" \
	" ON CONFLICT DO NOTHING"

#define BOOK_JOIN_PROJECT \
	" JOIN @model@.project p ON p.fiscal_year = $1 AND p.name = s.project::text" \
	" AND p.government = $2" \
	" AND p.department IS NOT DISTINCT FROM nullif(s.department::text, '')"

static const char *const cost_basis_columns[] =
{
	"department", "project", "code", "item_no", "detail_no", "name", "basis",
	"amount_thousand_won", NULL
};

static const BookStatement cost_basis_statements[] =
{
	{"project", BOOK_PROJECT},
	/* a code's budget is what its items add up to, if nothing else says so */
	{"budget_line",
		"INSERT INTO @model@.budget_line (project_id, fiscal_year, stage, code, current)"
		" SELECT p.id, $1, $3, s.code::text::budget_code,"
		" sum(nullif(s.amount_thousand_won::text, '')::thousand_won)"
		" FROM @source@ s" BOOK_JOIN_PROJECT
		" WHERE coalesce(s.detail_no::text, '') = ''"
		" GROUP BY p.id, s.code::text::budget_code"
	" ON CONFLICT DO NOTHING"},
	{"cost_basis",
		"WITH line AS MATERIALIZED ("
		" SELECT nextval(pg_get_serial_sequence('@model@.cost_basis', 'id')::regclass) AS id,"
		" p.id AS project_id, s.code::text::budget_code AS code,"
		" s.item_no::text::integer AS item, nullif(s.detail_no::text, '')::integer AS detail,"
		" nullif(s.name::text, '') AS label, nullif(s.basis::text, '') AS basis,"
		" nullif(s.amount_thousand_won::text, '')::thousand_won AS amount"
		" FROM @source@ s" BOOK_JOIN_PROJECT
		")"
		"INSERT INTO @model@.cost_basis (id, project_id, fiscal_year, stage, code, parent_id,"
		" ordinal, depth, label, basis, amount)"
		" SELECT id, project_id, $1, $3, code,"
		" CASE WHEN detail IS NOT NULL THEN pg_catalog.first_value(id) OVER"
		" (PARTITION BY project_id, code, item ORDER BY detail NULLS FIRST) END,"
		" row_number() OVER (PARTITION BY project_id, code ORDER BY item, detail NULLS FIRST),"
		" CASE WHEN detail IS NULL THEN 1 ELSE 2 END, label, basis, amount"
	" FROM line"},
	{NULL, NULL}
};

/*
 * Stages: the original budget, and what a 추경 made of it
 */

static const char *const stage_columns[] =
{
	"department", "project", "code", "original_thousand_won",
	"after_supplementary_1_thousand_won", "change_thousand_won", NULL
};

static const BookStatement stage_statements[] =
{
	{"project", BOOK_PROJECT},
	/* what the book states goes before what its items add up to */
	{"budget_line",
		"INSERT INTO @model@.budget_line (project_id, fiscal_year, code, current)"
		" SELECT p.id, $1, s.code::text::budget_code, s.original_thousand_won::text::thousand_won"
		" FROM @source@ s" BOOK_JOIN_PROJECT
		" WHERE s.original_thousand_won::text <> '' AND $3 IS NOT NULL"
		" ON CONFLICT (project_id, fiscal_year, stage, code) DO UPDATE SET current = EXCLUDED.current"
	" WHERE budget_line.current IS DISTINCT FROM EXCLUDED.current"},
	{"budget_line",
		"INSERT INTO @model@.budget_line (project_id, fiscal_year, stage, code, prior, current, change)"
		" SELECT p.id, $1, $3, s.code::text::budget_code,"
		" nullif(s.original_thousand_won::text, '')::thousand_won,"
		" nullif(s.after_supplementary_1_thousand_won::text, '')::thousand_won,"
		" nullif(s.change_thousand_won::text, '')::thousand_won"
	" FROM @source@ s" BOOK_JOIN_PROJECT},
	{NULL, NULL}
};

/*
 * Open data on expenditure by project (세부사업별 세출현황), in won.  Two
 * projects of one name in a department are told apart by their numbers.
 */

static const char *const expenditure_columns[] =
{
	"fyr", "laf_hg_nm", "acnt_dv_nm", "dept_cd", "dbiz_cd", "dbiz_nm", "bdg_cash_amt",
	"bdg_ntep", "capep", "sggep", "etc_amt", "ep_amt", "cpl_amt", "ane_part_cd", NULL
};

#define EXPENDITURE_NAMED \
	"WITH named AS (" \
	" SELECT s.*, s.dbiz_nm::text || CASE WHEN row_number() OVER" \
	" (PARTITION BY s.fyr::text, s.laf_hg_nm::text, s.dbiz_nm::text, s.dept_cd::text" \
	" ORDER BY s.dbiz_cd::text) > 1" \
	" THEN ' (' || s.dbiz_cd::text || ')' ELSE '' END AS name" \
	" FROM @source@ s)"

#define EXPENDITURE_PROJECT \
	" FROM named s" \
	" JOIN @model@.project p ON p.fiscal_year = s.fyr::text::integer AND p.name = s.name" \
	" AND p.government = s.laf_hg_nm::text AND p.department = s.dept_cd::text"

static const BookStatement expenditure_statements[] =
{
	{"project",
		EXPENDITURE_NAMED
		"INSERT INTO @model@.project (name, fiscal_year, government, department, account, function_code)"
		" SELECT s.name, s.fyr::text::integer, s.laf_hg_nm::text, s.dept_cd::text,"
		" nullif(s.acnt_dv_nm::text, ''), nullif(s.ane_part_cd::text, '')::function_code"
	" FROM named s"},
	{"project_funding",
		EXPENDITURE_NAMED
		"INSERT INTO @model@.project_funding (project_id, source, amount)"
		" SELECT p.id, v.source, from_won(nullif(v.amount, '')::numeric)"
		EXPENDITURE_PROJECT
		" CROSS JOIN LATERAL (VALUES ('국비', s.bdg_ntep::text), ('시도비', s.capep::text),"
	" ('시군구비', s.sggep::text), ('기타', s.etc_amt::text)) v (source, amount)"},
	{"budget_total",
		EXPENDITURE_NAMED
		"INSERT INTO @model@.budget_total (project_id, fiscal_year, stage, current)"
		" SELECT p.id, p.fiscal_year, '최종예산', from_won(nullif(s.cpl_amt::text, '')::numeric)"
	EXPENDITURE_PROJECT},
	{"settlement",
		EXPENDITURE_NAMED
		"INSERT INTO @model@.settlement (project_id, year, current_budget, executed)"
		" SELECT p.id, p.fiscal_year, from_won(nullif(s.bdg_cash_amt::text, '')::numeric),"
		" from_won(nullif(s.ep_amt::text, '')::numeric)"
	EXPENDITURE_PROJECT},
	{"sheet_issue",
		EXPENDITURE_NAMED
		"INSERT INTO @model@.sheet_issue (project_id, ordinal, section, kind, content, message)"
		" SELECT p.id, v.ordinal, '세출현황', '서로 다름', v.content, v.message"
		EXPENDITURE_PROJECT
		" CROSS JOIN LATERAL (VALUES"
		" (1, s.name <> s.dbiz_nm::text, s.dbiz_nm::text,"
		" '같은 부서에 이름이 같은 사업이 있어 이름에 사업 코드를 붙임'),"
		" (2, s.bdg_ntep::text::numeric + s.capep::text::numeric + s.sggep::text::numeric"
		" + s.etc_amt::text::numeric <> s.bdg_cash_amt::text::numeric, s.bdg_cash_amt::text,"
		" '예산현액이 국비, 시도비, 시군구비, 기타의 합과 다름'))"
		" v (ordinal, applies, content, message)"
	" WHERE v.applies"},
	{NULL, NULL}
};

/*
 * The source: a plain table that we may read, with these columns
 */
static char *
check_source(Oid relid, const char *const *columns)
{
	Relation	rel = table_open(relid, AccessShareLock);
	char	   *name;

	if (rel->rd_rel->relkind != RELKIND_RELATION || rel->rd_rel->relrowsecurity)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not a plain table", RelationGetRelationName(rel)),
				 errhint("Copy the rows into a table without row security.")));
	for (; *columns; columns++)
	{
		AttrNumber	attnum = get_attnum(relid, *columns);

		if (attnum == InvalidAttrNumber)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("table \"%s\" has no column \"%s\"",
							RelationGetRelationName(rel), *columns)));
		if (get_atttype(relid, attnum) >= FirstNormalObjectId)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("column \"%s\" of table \"%s\" is not of a built-in type",
							*columns, RelationGetRelationName(rel))));
	}
	name = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(rel)),
									  RelationGetRelationName(rel));
	table_close(rel, NoLock);
	return name;
}

/* Puts a name in each place that is marked for it */
static char *
fill_in(const char *sql, const char *mark, const char *name)
{
	StringInfoData buf;
	const char *at;

	initStringInfo(&buf);
	while ((at = strstr(sql, mark)) != NULL)
	{
		appendBinaryStringInfo(&buf, sql, (int) (at - sql));
		/* a name inside of a literal has its quotes doubled */
		if (at > sql && at[-1] == '\'')
		{
			for (const char *c = name; *c; c++)
			{
				if (*c == '\'')
					appendStringInfoChar(&buf, '\'');
				appendStringInfoChar(&buf, *c);
			}
		}
		else
			appendStringInfoString(&buf, name);
		sql = at + strlen(mark);
	}
	appendStringInfoString(&buf, sql);
	return buf.data;
}

/* The stage of a budget, which may be any but none */
static Datum
checked_stage(text *stage)
{
	if (VARSIZE_ANY_EXHDR(stage) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("stage of the budget is empty")));
	return PointerGetDatum(stage);
}

static int64
count_source(const char *source)
{
	bool		isnull;

	if (SPI_execute(psprintf("SELECT pg_catalog.count(*) FROM %s", source), false,
					0) != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "could not count the rows of %s", source);
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0],
									   SPI_tuptable->tupdesc, 1, &isnull));
}

/*
 * Runs one statement.  The planner has no statistics of what the statements before
 * it wrote, takes that for a row or two, and would go through the book once for
 * each of these.
 */
static int
run_statement(const char *sql, int nargs, Oid *types, Datum *args)
{
	int			level = NewGUCNestLevel();
	int			result;

	(void) set_config_option("enable_nestloop", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	result = SPI_execute_with_args(sql, nargs, types, args, NULL, false, 0);
	AtEOXact_GUC(true, level);
	return result;
}

/* Runs a form's statements, and returns how many rows each has written */
static Datum
load_book(FunctionCallInfo fcinfo, const BookForm *form, Name schema,
		  int nargs, Oid *types, Datum *args)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Oid			extension = get_func_namespace(fcinfo->flinfo->fn_oid);
	Oid			model = get_namespace_oid(NameStr(*schema), true);
	const char *model_name = quote_identifier(NameStr(*schema));
	char	   *source;
	RuleLoad	load;
	int			nsteps = 1;		/* the last is to check */

	for (const BookStatement *statement = form->statements; statement->sql; statement++)
		nsteps++;
	InitMaterializedSRF(fcinfo, 0);
	if (!OidIsValid(model) || !OidIsValid(get_relname_relid("project_sheet", model)))
		ereport(ERROR,
				(errcode(OidIsValid(model) ? ERRCODE_UNDEFINED_TABLE :
						 ERRCODE_INVALID_SCHEMA_NAME),
				 errmsg("schema \"%s\" has no budget model", NameStr(*schema)),
				 errhint("Create it with budget_create_model().")));
	source = check_source(PG_GETARG_OID(0), form->columns);

	rule_load_begin(&load, model, extension, false);
	PG_TRY();
	{
		bool		told;
		int			step = 0;

		rule_load_start(&load);
		SPI_connect();
		told = count_source(source) >= NOTICE_ROWS;
		for (const BookStatement *statement = form->statements; statement->sql; statement++)
		{
			/* names are in the server's encoding, our source is not */
			char	   *sql = pg_any_to_server(statement->sql,
											   (int) strlen(statement->sql), PG_UTF8);
			Datum		values[2];
			bool		nulls[2] = {false, false};
			int			result;

			sql = fill_in(fill_in(sql, "@model@", model_name), "@source@", source);
			result = run_statement(sql, nargs, types, args);
			if (result < 0)
				elog(ERROR, "could not load \"%s\": %s", statement->relation,
					 SPI_result_code_string(result));
			values[0] = CStringGetTextDatum(statement->relation);
			values[1] = Int64GetDatum((int64) SPI_processed);
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
			step++;
			if (told)
				ereport(NOTICE,
						(errmsg("step %d of %d: %lld rows are in \"%s\"",
								step, nsteps, (long long) SPI_processed,
								statement->relation)));
		}
		SPI_finish();
		if (told)
			ereport(NOTICE,
					(rule_enforcement == ENFORCE_OFF ?
					 errmsg("step %d of %d: the rules are not checked, as \"budget_ext.enforcement\" is \"off\"",
							nsteps, nsteps) :
					 errmsg("step %d of %d: the rules are checked", nsteps, nsteps)));
		rule_load_settle(&load);
	}
	PG_FINALLY();
	{
		rule_load_end(&load);
	}
	PG_END_TRY();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(budget_load_cost_basis);
Datum
budget_load_cost_basis(PG_FUNCTION_ARGS)
{
	static const BookForm form = {cost_basis_columns, cost_basis_statements};
	Oid			types[] = {INT4OID, TEXTOID, TEXTOID};
	Datum		args[] = {PG_GETARG_DATUM(1), PG_GETARG_DATUM(2), checked_stage(PG_GETARG_TEXT_PP(3))};

	return load_book(fcinfo, &form, PG_GETARG_NAME(4), 3, types, args);
}

PG_FUNCTION_INFO_V1(budget_load_stages);
Datum
budget_load_stages(PG_FUNCTION_ARGS)
{
	static const BookForm form = {stage_columns, stage_statements};
	Oid			types[] = {INT4OID, TEXTOID, TEXTOID};
	Datum		args[] = {PG_GETARG_DATUM(1), PG_GETARG_DATUM(2), checked_stage(PG_GETARG_TEXT_PP(3))};

	return load_book(fcinfo, &form, PG_GETARG_NAME(4), 3, types, args);
}

PG_FUNCTION_INFO_V1(budget_load_expenditure);
Datum
budget_load_expenditure(PG_FUNCTION_ARGS)
{
	static const BookForm form = {expenditure_columns, expenditure_statements};

	return load_book(fcinfo, &form, PG_GETARG_NAME(1), 0, NULL, NULL);
}

/*-------------------------------------------------------------------------
 *
 * sheet_insert.h
 *	  Rows for the tables of a model, as the loader of sheets gathers them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SHEET_INSERT_H
#define SHEET_INSERT_H

#include "rule.h"
#include "sheet.h"

/* The tables of a model that a sheet is loaded into */
typedef enum LoadTable
{
	LOAD_PROJECT,
	LOAD_METHOD,
	LOAD_PROCEDURE,
	LOAD_FUNDING,
	LOAD_CONTACT,
	LOAD_TOTAL,
	LOAD_BUDGET,
	LOAD_PRE_ESTABLISHED,		/* the same, with what models of 1.0 have not */
	LOAD_COST,
	LOAD_TEXT,
	LOAD_MILESTONE,
	LOAD_STEP,
	LOAD_ACHIEVEMENT,
	LOAD_SETTLEMENT,
	LOAD_SHEET,
	LOAD_ISSUE,
	LOAD_NTABLES
} LoadTable;

/* One model, in one call */
typedef struct Loader
{
	SheetReading *reading;
	int			fiscal_year;
	Oid			model;			/* schemas */
	Oid			extension;
	const char *model_name;		/* quoted */
	Oid			types[3];		/* ours, see sheet_insert.c */
	RuleFunctions functions;
	bool		nested;			/* within another load, into whatever model */
	SPIPlanPtr *plans;			/* for each table, where a statement was needed */
	int64		project;
} Loader;

/* Rows of one table, value by value in the order of its columns */
typedef struct LoadRows
{
	LoadTable	table;
	int			nvalues;
	int			max_values;
	Datum	   *values;
	bool	   *nulls;
} LoadRows;

extern LoadRows *load_begin(LoadTable table, int nrows);
extern void load_value(LoadRows *rows, Datum value, bool isnull);
extern void load_text(LoadRows *rows, SheetText text);
extern void load_int(LoadRows *rows, int value);
extern void load_amount(LoadRows *rows, const SheetAmount *amount);
extern void load_subsidy(LoadRows *rows, const SheetAmount *amount);
extern void load_rate(LoadRows *rows, const char *rate);
extern void load_insert(Loader *loader, LoadRows *rows);
extern void load_draw_ids(Loader *loader, LoadTable table, int64 *ids, int n);
extern void load_use_model(Loader *loader);

#endif							/* SHEET_INSERT_H */

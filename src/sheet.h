/*-------------------------------------------------------------------------
 *
 * sheet.h
 *	  Reading a project sheet: its lines and cells, and what they say.
 *
 * sheet_scan.c turns the text into rows of cells, whatever notation a table
 * has; sheet_read.c knows the sections of a sheet and what their cells mean;
 * sheet.c holds the SQL functions and writes what was read into a model.
 * The first two work on UTF-8 and touch no table.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SHEET_H
#define SHEET_H

#include "lib/stringinfo.h"
#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"
#include "utils/date.h"

#include "budget_ext.h"

/* A piece of UTF-8 text, not terminated */
typedef struct SheetText
{
	const char *data;
	int			len;
} SheetText;

#define SHEET_TEXT_EMPTY ((SheetText) {"", 0})

/* One cell; an HTML table inside it is kept as rows of its own */
typedef struct SheetCell
{
	SheetText	text;
	int			first_row;		/* index into SheetScan.inner_rows */
	int			nrows;			/* 0: no table inside */
} SheetCell;

typedef enum SheetForm
{
	SHEET_FORM_TEXT,			/* a line of running text: one cell */
	SHEET_FORM_TABLE,			/* a row of a table, in any notation */
	SHEET_FORM_MARKUP,			/* only marks of a table's notation */
	SHEET_FORM_PAGE				/* page break or page number */
} SheetForm;

typedef struct SheetRow
{
	SheetForm	form;
	int			line;			/* first and last line, from 1 */
	int			last_line;
	int			indent;			/* leading blanks of a line of text */
	bool		after_blank;	/* an empty line stands above */
	bool		unclosed;		/* ends in an HTML table without an end */
	SheetText	raw;			/* as it stands in the text */
	int			first_cell;
	int			ncells;			/* without empty cells at the end */
} SheetRow;

typedef struct SheetScan
{
	int			nlines;
	SheetRow   *rows;
	int			nrows;
	int			max_rows;
	SheetCell  *cells;
	int			ncells;
	int			max_cells;
	SheetRow   *inner_rows;		/* rows of tables inside cells */
	int			ninner_rows;
	int			max_inner_rows;
	SheetCell  *inner_cells;
	int			ninner_cells;
	int			max_inner_cells;
} SheetScan;

/* What a check box becomes in a cell's text */
#define SHEET_BOX_CHECKED "\xE2\x98\x91"	/* ☑ */
#define SHEET_BOX_EMPTY "\xE2\x98\x90"	/* ☐ */

/* What a cell says of money */
typedef struct SheetAmount
{
	bool		stated;			/* false: blank, or not to be read */
	bool		subsidy_stated;
	bool		pre_established;	/* in parentheses: 성립전 */
	int64		won;
	int64		subsidy;		/* the part in (x...) */
} SheetAmount;

/* What a cell says of a rate; the digits stay as they are written */
typedef struct SheetRate
{
	const char *rate;			/* as numeric reads it, or NULL */
	const char *subsidy;
	SheetText	word;			/* said in its place: 신규, 순증 */
} SheetRate;

typedef struct SheetPeriod
{
	bool		stated;			/* false: not to be read as dates */
	DateADT		starts_on;
	DateADT		ends_on;
} SheetPeriod;

/* A unit of money above a table, in won */
#define SHEET_UNIT_DEFAULT	1000
#define SHEET_UNIT_UNKNOWN	0

#define SHEET_KEY_SIZE	128

/* Marks at the start of a line, from the outermost inward */
typedef enum SheetMarker
{
	SHEET_MARKER_NONE = 0,
	SHEET_MARKER_SQUARE = 10,	/* □ ■ ◇ */
	SHEET_MARKER_NUMBER = 14,	/* 1. 1) */
	SHEET_MARKER_LETTER = 16,	/* 가. 가) */
	SHEET_MARKER_CIRCLE = 20,	/* ○ ● ㅇ */
	SHEET_MARKER_CIRCLED = 25,	/* ① */
	SHEET_MARKER_DASH = 30,		/* - */
	SHEET_MARKER_TRIANGLE = 40, /* ▷ ▶ */
	SHEET_MARKER_DOT = 50,		/* · • * */
	SHEET_MARKER_NOTE = 60		/* ※ */
} SheetMarker;

/*
 * What a sheet says, table by table.  Every record knows its line.
 */

typedef enum SheetSection
{
	SHEET_SECTION_NONE,			/* before the first heading */
	SHEET_SECTION_GROUP,		/* a chapter, whose parts follow */
	SHEET_SECTION_UNKNOWN,
	SHEET_SECTION_OVERVIEW,
	SHEET_SECTION_NATURE,
	SHEET_SECTION_CONTACT,
	SHEET_SECTION_BUDGET,
	SHEET_SECTION_COST,
	SHEET_SECTION_PURPOSE,
	SHEET_SECTION_BASIS,
	SHEET_SECTION_CONTENT,
	SHEET_SECTION_NECESSITY,
	SHEET_SECTION_PROCEDURE,
	SHEET_SECTION_EFFECT,
	SHEET_SECTION_HISTORY,
	SHEET_SECTION_SCHEDULE,
	SHEET_SECTION_ACHIEVEMENT,
	SHEET_SECTION_SETTLEMENT,
	SHEET_NSECTIONS
} SheetSection;

/* Years that a sheet may speak of */
#define SHEET_FIRST_YEAR 1900
#define SHEET_NYEARS 1100

/* What became of a row */
typedef enum SheetKind
{
	SHEET_KIND_ISSUE,			/* not understood: the first, so the default */
	SHEET_KIND_TITLE,
	SHEET_KIND_HEADING,
	SHEET_KIND_UNIT,
	SHEET_KIND_HEADER,			/* names of a table's columns */
	SHEET_KIND_ROW,				/* went to a table of the model */
	SHEET_KIND_TEXT,			/* likewise, running text */
	SHEET_KIND_TOTAL,			/* a total that was compared with its parts */
	SHEET_KIND_REPEAT,			/* the same as said above */
	SHEET_KIND_MARKUP,
	SHEET_KIND_PAGE
} SheetKind;

typedef struct SheetTrace
{
	SheetKind	kind;
	const char *target;			/* table of the model, or NULL */
	SheetText	section;		/* heading the row stands under */
	bool		reported;		/* an issue was given for it */
} SheetTrace;

typedef struct SheetFunding
{
	int			line;
	SheetText	source;
	SheetAmount amount;
} SheetFunding;

/* A check box: a form of execution, or a procedure */
typedef struct SheetFlag
{
	int			line;
	SheetText	name;
	bool		applies;
} SheetFlag;

typedef struct SheetContact
{
	int			line;
	SheetText	role;
	SheetText	contact;
} SheetContact;

typedef struct SheetBudget
{
	int			line;
	int			number;			/* the code as budget_code keeps it */
	SheetText	name;			/* beside the code */
	SheetAmount two_years_before;
	SheetAmount prior;
	SheetAmount current;
	SheetAmount change;
	SheetRate	rate;
} SheetBudget;

typedef struct SheetCost
{
	int			line;
	int			budget_code;	/* as budget_code keeps it */
	int			number;			/* place among all, from 0 */
	int			parent;			/* the same of its parent, or -1 */
	int			depth;
	SheetMarker marker;
	SheetText	label;
	SheetText	basis;
	SheetAmount amount;
} SheetCost;

typedef struct SheetTextLine
{
	int			line;
	SheetText	section;
	int			ordinal;
	int			depth;
	SheetText	label;
	SheetText	body;
	SheetText	stated_item;
	int			stated_number;
	SheetAmount stated_amount;
	struct SheetTextLine *parent;
} SheetTextLine;

typedef struct SheetMilestone
{
	int			line;
	SheetPeriod date;
	SheetText	date_text;
	SheetText	event;
} SheetMilestone;

typedef struct SheetStep
{
	int			line;
	SheetText	step;
	SheetText	period_text;
	SheetPeriod period;
	SheetAmount amount;
	SheetText	detail;
} SheetStep;

typedef struct SheetAchievement
{
	int			line;
	int			year;
	int			ordinal;
	int			depth;
	SheetText	body;
} SheetAchievement;

/* Amounts of a settlement, in the order of the model's columns */
typedef enum SheetSettled
{
	SHEET_ORIGINAL_BUDGET,
	SHEET_CARRIED_IN,
	SHEET_CARRIED_IN_EXPRESS,
	SHEET_CARRIED_IN_ACCIDENT,
	SHEET_CARRIED_IN_CONTINUING,
	SHEET_ADJUSTMENT,
	SHEET_CURRENT_BUDGET,
	SHEET_OBLIGATED,
	SHEET_EXECUTED,
	SHEET_CARRIED_OUT,
	SHEET_CARRIED_OUT_EXPRESS,
	SHEET_CARRIED_OUT_ACCIDENT,
	SHEET_CARRIED_OUT_CONTINUING,
	SHEET_RETURNED,
	SHEET_REMAINING,
	SHEET_NSETTLED
} SheetSettled;

typedef struct SheetSettlement
{
	int			line;
	int			year;
	SheetAmount amounts[SHEET_NSETTLED];
} SheetSettlement;

typedef enum SheetIssueKind
{
	SHEET_NOT_UNDERSTOOD,
	SHEET_NOT_STATED,
	SHEET_DISAGREES
} SheetIssueKind;

typedef struct SheetIssue
{
	int			number;			/* in the order they were found */
	int			line;
	SheetIssueKind kind;
	SheetText	section;
	SheetText	content;
	const char *message;
} SheetIssue;

/* Three values of a check box, whose blank is not stated */
typedef enum SheetTick
{
	SHEET_TICK_NOT_STATED,
	SHEET_TICK_NO,
	SHEET_TICK_YES
} SheetTick;

typedef struct SheetReading
{
	/* the project */
	SheetText	name;
	int			name_line;
	int			title_line;		/* of a heading that is the name */
	SheetText	government;
	SheetText	bureau;
	SheetText	department;
	SheetText	account;
	SheetText	function_code;
	SheetText	policy;
	SheetText	unit;
	SheetText	period_text;
	SheetPeriod period;
	int			period_line;
	SheetText	stage;			/* 추경 1회; empty where it is not said */
	int			stage_line;
	SheetTick	is_annual;
	SheetText	location;
	SheetText	summary;
	SheetText	implementer;
	SheetTick	is_new;
	SheetTick	is_continuing;
	SheetTick	is_ordinary;
	SheetTick	is_investment;
	SheetAmount total_cost;
	SheetRate	subsidy_rate;

	/* lists of pointers to the records above */
	List	   *funding;
	List	   *methods;
	List	   *procedures;
	List	   *contacts;
	SheetBudget *total;			/* 계 of the overview, or NULL */
	SheetAmount scheduled;		/* 계 of the schedule */
	int			scheduled_line;
	bool		has_two_years_before;	/* the overview has such a column */
	bool		has_prior;
	List	   *budget;
	List	   *costs;
	List	   *texts;
	List	   *milestones;
	List	   *steps;
	List	   *achievements;
	List	   *settlements;
	List	   *issues;

	/* how it was read */
	int			fiscal_year;	/* asked for; 0: whatever the sheet says */
	int			nsections;		/* known sections that were seen */
	SheetScan  *scan;
	SheetTrace *traces;			/* one for each row of the scan */
} SheetReading;

/* sheet_read.c */
extern SheetReading *sheet_read(const char *text, int len, int fiscal_year);
extern SheetText sheet_row_text(const SheetScan *scan, const SheetRow *row);
extern char *sheet_cstring(SheetText text);

/* sheet_table.c */
extern bool sheet_keeps_subsidy(SheetSettled which);

/* sheet_value.c */
extern int	sheet_key(SheetText text, char *key);
extern bool sheet_same_name(SheetText a, SheetText b);
extern SheetMarker sheet_marker(SheetText *text);
extern bool sheet_next_box(SheetText *rest, SheetText *before, bool *checked);
extern bool sheet_unit_line(SheetText text, int64 *unit, SheetText *unknown);
extern bool sheet_budget_amount(SheetText text, int64 unit,
								SheetAmount *amount);
extern bool sheet_amount(SheetText text, int64 unit, SheetAmount *amount);
extern char *sheet_won_text(int64 won);
extern bool sheet_rate(SheetText text, SheetRate *rate);
extern int	sheet_year(SheetText text);
extern bool sheet_code(SheetText text, int *code, SheetText *name);
extern bool sheet_function_code(SheetText text, char *code);
extern bool sheet_period(SheetText text, int fiscal_year, SheetPeriod *period);
extern SheetText sheet_leading_date(SheetText *text, int fiscal_year,
									SheetPeriod *period);

/* sheet.c */
extern Datum sheet_text_datum(SheetText utf8);

/* sheet_load.c */
extern int64 sheet_load(SheetReading *reading, text *sheet, int fiscal_year,
						Oid model, Oid extension, bool nested);

/* sheet_scan.c */
extern SheetScan *sheet_scan(const char *text, int len);
extern SheetText sheet_text(const char *cstring);
extern SheetText sheet_trim(SheetText text);
extern bool sheet_blank_at(SheetText text, int pos, int *width);
extern bool sheet_starts(SheetText text, const char *prefix);
extern bool sheet_equal(SheetText a, SheetText b);
extern int	sheet_find(SheetText text, const char *needle);

#endif							/* SHEET_H */

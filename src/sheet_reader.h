/*-------------------------------------------------------------------------
 *
 * sheet_reader.h
 *	  What the readers of a sheet's sections share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef SHEET_READER_H
#define SHEET_READER_H

#include "sheet.h"

/* What a column holds */
typedef enum Column
{
	COLUMN_NONE,				/* no name, and nothing expected */
	COLUMN_UNKNOWN,
	COLUMN_KEY,					/* code, step or year: what the row is of */
	COLUMN_NAME,				/* of the code */
	COLUMN_YEAR_AMOUNT,			/* budget of some year, not yet resolved */
	COLUMN_TWO_YEARS_BEFORE,
	COLUMN_PRIOR,
	COLUMN_CURRENT,
	COLUMN_CHANGE,
	COLUMN_RATE,
	COLUMN_TEXT,				/* cost line, or detail of a step */
	COLUMN_PERIOD,
	COLUMN_AMOUNT,
	COLUMN_SETTLED				/* and the SheetSettled from here on */
} Column;

/* Where the reader is; a section's table goes on until the next heading */
#define SHEET_MAX_COLUMNS 64

typedef struct SheetReader
{
	SheetReading *reading;
	SheetScan  *scan;

	/* the row at hand */
	SheetRow   *row;
	SheetCell  *cells;
	int			ncells;
	SheetTrace *trace;

	const SheetRow *issues_of;	/* the row that the next two are about */
	int			row_issues;
	SheetText	row_content;

	/* the section it stands in */
	SheetSection section;
	SheetText	section_name;
	int			heading_line;
	int			window_years;	/* 최근 3년, or 0 */
	int64		unit;

	/* its table */
	bool		has_header;
	int			columns[SHEET_MAX_COLUMNS];
	int64		column_units[SHEET_MAX_COLUMNS];
	SheetText	column_names[SHEET_MAX_COLUMNS];
	int			ncolumns;
	int			last_year;		/* blank cells below it mean the same */
	int			code;			/* likewise; 0: none yet */

	int			revised_line;	/* 기정액 and 경정액 stand there; or 0 */

	/* names that wait for the row of values below them */
	SheetRow   *labels;
	bool		labels_used;
	const SheetCell *funding_header;
	int			nfunding_header;
	const SheetCell *funding;	/* the cell with the table of funds */

	/* cost lines that are open: the next may be their child */
	List	   *open_costs;		/* of OpenCost */
	SheetCost  *last_cost;
	SheetText	cost_text;		/* its text, which may go on */
	int			cost_lines;		/* for so many lines already */
	int64		cost_sum;		/* of the outermost lines */
	List	   *code_names;		/* names beside codes, as SheetBudget */

	/* text lines that are open */
	List	   *open_texts;		/* of OpenText */
	SheetTextLine *last_text;

	StringInfo	continued;		/* text of the last record, if it went on */

	/* keys that were used */
	Bitmapset  *codes;
	Bitmapset  *settled_years;
	int			text_ordinals[SHEET_NSECTIONS];
	int			stated_totals;
	int			achievement_ordinals[SHEET_NYEARS];
} SheetReader;

typedef struct Heading
{
	int			level;			/* of a # heading; 0: by its mark alone */
	SheetText	name;			/* without marks */
	SheetSection section;
	int			year;			/* 2017년도 추진일정 */
	int			window_years;	/* 최근 3년 */
	SheetText	unit;			/* (단위 : 천원) in the heading itself */
	SheetText	stage;			/* 제1회 추가경정예산 총괄 */
	bool		rest;			/* there are words we do not know */
} Heading;

/* sheet_read.c */
extern void sheet_issue(SheetReader *r, int line, SheetIssueKind kind,
						SheetText content, const char *fmt,...) pg_attribute_printf(5, 6);
extern void sheet_row_issue(SheetReader *r, const char *fmt,...) pg_attribute_printf(2, 3);
extern void sheet_row_done(SheetReader *r, SheetKind kind, const char *target);
extern SheetText sheet_join(SheetText a, const char *between, SheetText b);
extern char *sheet_quote(SheetText text);
extern void sheet_continue(SheetReader *r, SheetText *text, SheetText more);
extern SheetText sheet_join_cells(const SheetScan *scan, const SheetCell *cells,
								  int ncells);

/* sheet_heading.c */
extern bool sheet_heading(SheetReader *r, Heading *heading);

/* sheet_text.c */
extern const char *sheet_section_title(SheetSection section);
extern bool sheet_split_label(SheetText text, SheetText *label, SheetText *body);
extern SheetMarker sheet_markers(SheetText *text);
extern bool sheet_next_item(SheetText *rest, SheetText *item);
extern SheetTextLine *sheet_add_text(SheetReader *r, SheetSection section,
									 SheetText label, SheetText body);
extern bool sheet_note(SheetReader *r);
extern void sheet_read_text(SheetReader *r);
extern void sheet_read_history(SheetReader *r);
extern void sheet_read_achievement(SheetReader *r);
extern void sheet_check_year(SheetReader *r, int year);

/* sheet_overview.c */
extern void sheet_read_overview(SheetReader *r);
extern void sheet_read_nature(SheetReader *r);
extern void sheet_read_contact(SheetReader *r);
extern void sheet_end_labels(SheetReader *r);

/* sheet_stage.c */
extern bool sheet_take_stage(char *key, bool original, SheetText *stage);
extern void sheet_set_stage(SheetReader *r, SheetText stage);
extern bool sheet_is_supplementary(const SheetReader *r);

/* sheet_column.c */
extern bool sheet_table_header(SheetReader *r);
extern void sheet_end_table(SheetReader *r);
extern int	sheet_column(SheetReader *r, Column column);
extern bool sheet_no_row(SheetReader *r);
extern bool sheet_is_total(SheetText text);
extern SheetAmount sheet_read_amount(SheetReader *r, int column, bool pre);
extern SheetRate sheet_read_rate(SheetReader *r, int column);
extern void sheet_stray_cell(SheetReader *r, int column);

/* sheet_table.c */
extern void sheet_read_budget(SheetReader *r);
extern void sheet_read_schedule(SheetReader *r);
extern void sheet_read_settlement(SheetReader *r);

/* sheet_cost.c */
extern void sheet_read_cost(SheetReader *r);

/* sheet_check.c */
extern void sheet_check(SheetReader *r);

#endif							/* SHEET_READER_H */

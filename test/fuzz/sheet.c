/*-------------------------------------------------------------------------
 *
 * sheet.c
 *	  Fuzzes the reader of project sheets: rows follow the lines of the text.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "postgres.h"

#include "sheet.h"

#include "server.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	SheetReading *reading;
	SheetScan  *scan;
	int			line = 0;

	/* a text of SQL has no zero byte */
	if (memchr(text, '\0', size) != NULL)
		return 0;

	reading = sheet_read(text, (int) size, 0);
	scan = reading->scan;
	for (int i = 0; i < scan->nrows; i++)
	{
		SheetRow   *row = &scan->rows[i];

		MUST(row->line >= line && row->last_line >= row->line &&
			 row->last_line <= scan->nlines);
		/* a table's markup may go on to where its rows stand */
		line = row->line;
		MUST(row->first_cell >= 0 && row->ncells >= 0 &&
			 row->first_cell + row->ncells <= scan->ncells);
		MUST(row->raw.len >= 0);
	}
	free_everything();
	return 0;
}

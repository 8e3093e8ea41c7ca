/*-------------------------------------------------------------------------
 *
 * cost_line.c
 *	  Fuzzes what takes cost lines apart: its pieces lie in the line, one
 *	  after the other, and a basis can be evaluated.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include "cost_basis.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	CostLine	line;
	int64_t		won;
	CostBasisProblem problem;

	cost_line_read(text, size, &line);
	MUST(line.depth >= -1 && line.depth <= 5);
	MUST(line.label >= text && line.label + line.label_len <= text + size);
	if (line.basis_len > 0)
	{
		MUST(line.basis >= line.label + line.label_len &&
			 line.basis + line.basis_len <= text + size);
		MUST(cost_basis_read(line.basis, line.basis_len, COST_BASIS_CEIL, &won,
							 NULL, &problem) != COST_BASIS_BAD_SYNTAX);
	}
	if (line.label_len > 0)
	{
		MUST(line.label[0] != ' ' && line.label[0] != '\n');
		MUST(line.label[line.label_len - 1] != ' ' &&
			 line.label[line.label_len - 1] != '\n');
	}
	return 0;
}

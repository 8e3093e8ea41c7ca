/*-------------------------------------------------------------------------
 *
 * cost_basis.c
 *	  Fuzzes the evaluator of cost bases: what one way of rounding evaluates,
 *	  the others do too, in their order.
 *
 *-------------------------------------------------------------------------
 */
#include "fuzz.h"

#include <string.h>

#include "cost_basis.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	CostBasisStatus status[4];
	int64_t		won[4] = {0};
	CostBasisFacts facts;
	CostBasisProblem problem;

	for (int mode = COST_BASIS_NEAREST; mode <= COST_BASIS_TRUNC; mode++)
	{
		problem.offset = size + 1;
		problem.reason = NULL;
		status[mode] = cost_basis_read(text, size, (CostBasisMode) mode,
									   &won[mode], &facts, &problem);
		if (status[mode] != COST_BASIS_OK)
			MUST(problem.offset <= size && problem.reason != NULL);
		else
			MUST(won[mode] % 1000 == 0 && facts.nlines > 0);

		/* rounding may leave the range, but has no say in anything else */
		if (status[mode] != status[0])
			MUST(status[mode] == COST_BASIS_OUT_OF_RANGE ||
				 status[0] == COST_BASIS_OUT_OF_RANGE);
	}

	for (int mode = COST_BASIS_NEAREST; mode <= COST_BASIS_TRUNC; mode++)
		if (status[mode] != COST_BASIS_OK)
			return 0;
	MUST(won[COST_BASIS_FLOOR] <= won[COST_BASIS_NEAREST] &&
		 won[COST_BASIS_NEAREST] <= won[COST_BASIS_CEIL]);
	MUST(won[COST_BASIS_FLOOR] <= won[COST_BASIS_TRUNC] &&
		 won[COST_BASIS_TRUNC] <= won[COST_BASIS_CEIL]);
	MUST((unsigned __int128) ((__int128) won[COST_BASIS_CEIL] - won[COST_BASIS_FLOOR]) <=
		 (unsigned __int128) 1000 * facts.nlines);

	/* brackets around a line and a blank line below it change nothing */
	if (facts.nlines == 1 && size < 1000 && memchr(text, '\n', size) == NULL &&
		memchr(text, '=', size) == NULL)
	{
		char		again[1100];
		int64_t		same;
		int			length;

		length = snprintf(again, sizeof(again), "+%.*s", (int) size, text);
		if (length == (int) size + 1 &&
			cost_basis_read(again, length, COST_BASIS_CEIL, &same, NULL, &problem) == COST_BASIS_OK)
			MUST(same == won[COST_BASIS_CEIL]);
		length = snprintf(again, sizeof(again), "(%.*s)\n \n", (int) size, text);
		if (length == (int) size + 5 &&
			cost_basis_read(again, length, COST_BASIS_CEIL, &same, NULL, &problem) == COST_BASIS_OK)
			MUST(same == won[COST_BASIS_CEIL]);
	}
	return 0;
}

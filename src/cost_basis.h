/*-------------------------------------------------------------------------
 *
 * cost_basis.h
 *	  Evaluates cost bases (산출기초) and takes cost lines apart.
 *
 * Nothing here needs a server: texts are UTF-8 with a length, and what is
 * wrong with a text is told by status, place and reason, so the same code is
 * fuzzed alone.
 *
 *-------------------------------------------------------------------------
 */
#ifndef COST_BASIS_H
#define COST_BASIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a basis, and brackets inside brackets */
#define COST_BASIS_MAX_LENGTH	65536
#define COST_BASIS_MAX_DEPTH	50

typedef enum CostBasisStatus
{
	COST_BASIS_OK,
	COST_BASIS_BAD_SYNTAX,		/* no cost basis */
	COST_BASIS_TOO_DEEP,		/* too many brackets inside brackets */
	COST_BASIS_ZERO_DIVIDE,
	COST_BASIS_OUT_OF_RANGE		/* larger than any amount, or than 128 bits */
} CostBasisStatus;

/* How a line's value is made whole thousand won */
typedef enum CostBasisMode
{
	COST_BASIS_NEAREST,			/* half away from zero: 반올림 */
	COST_BASIS_CEIL,			/* toward plus infinity: 올림 */
	COST_BASIS_FLOOR,			/* toward minus infinity: 내림 */
	COST_BASIS_TRUNC			/* toward zero: 절사 */
} CostBasisMode;

/* What is wrong with a text, and where */
typedef struct CostBasisProblem
{
	size_t		offset;			/* bytes before the place */
	const char *reason;			/* ends the sentence "At character n, ..." */
} CostBasisProblem;

/* What a basis consists of, beside its value */
typedef struct CostBasisFacts
{
	int			nlines;			/* lines that are not blank */
	int			noperators;		/* signs between two operands */
	bool		has_money;		/* a number is marked as money: 원 */
} CostBasisFacts;

/*
 * A line of a cost table.  Pieces point into the line and have no blanks
 * around them; a piece of length 0 is not there.
 */
typedef struct CostLine
{
	int			depth;			/* by its marker; -1 without one */
	const char *label;
	size_t		label_len;
	const char *basis;
	size_t		basis_len;
	bool		has_amount;
	int64_t		amount;			/* won */
} CostLine;

extern CostBasisStatus cost_basis_read(const char *text, size_t length,
									   CostBasisMode mode, int64_t *won,
									   CostBasisFacts *facts,
									   CostBasisProblem *problem);
extern void cost_line_read(const char *line, size_t length, CostLine *result);

#endif							/* COST_BASIS_H */

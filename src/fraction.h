/*-------------------------------------------------------------------------
 *
 * fraction.h
 *	  Exact fractions of 128 bits.  Nothing here needs a server.
 *
 * An operation either gives the exact value or says that 128 bits do not hold
 * it; then its first operand is undefined.
 *
 *-------------------------------------------------------------------------
 */
#ifndef FRACTION_H
#define FRACTION_H

#include <stdbool.h>
#include <stdint.h>

typedef unsigned __int128 Wide;

#define WIDE_MAX	(~(Wide) 0)

/* A fraction, not necessarily in lowest terms; the denominator is not zero. */
typedef struct Fraction
{
	Wide		num;
	Wide		den;
	bool		negative;
} Fraction;

static inline void
fraction_set(Fraction *f, Wide num, Wide den)
{
	f->num = num;
	f->den = den;
	f->negative = false;
}

extern bool fraction_multiply(Fraction *a, const Fraction *b);
extern bool fraction_divide(Fraction *a, const Fraction *b);
extern bool fraction_add(Fraction *a, const Fraction *b);

#endif							/* FRACTION_H */

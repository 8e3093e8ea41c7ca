/*-------------------------------------------------------------------------
 *
 * fraction.c
 *	  Exact fractions of 128 bits.
 *
 *-------------------------------------------------------------------------
 */
#include "fraction.h"

static Wide
greatest_divisor(Wide a, Wide b)
{
	/* most of the way in 64 bits, where division is fast */
	while (b != 0 && ((a >> 64) != 0 || (b >> 64) != 0))
	{
		Wide		rest = a % b;

		a = b;
		b = rest;
	}
	if (b != 0)
	{
		uint64_t	x = (uint64_t) a;
		uint64_t	y = (uint64_t) b;

		while (y != 0)
		{
			uint64_t	rest = x % y;

			x = y;
			y = rest;
		}
		a = x;
	}
	return a;
}

static bool
wide_multiply(Wide a, Wide b, Wide *result)
{
	if (((a | b) >> 64) != 0 && b != 0 && a > WIDE_MAX / b)
		return false;
	*result = a * b;
	return true;
}

static bool
wide_add(Wide a, Wide b, Wide *result)
{
	*result = a + b;
	return *result >= a;
}

/* Divides both by what they have in common; at least one is not zero. */
static void
cancel(Wide *a, Wide *b)
{
	Wide		divisor = greatest_divisor(*a, *b);

	*a /= divisor;
	*b /= divisor;
}

/* a *= b, or says that 128 bits do not hold it. */
bool
fraction_multiply(Fraction *a, const Fraction *b)
{
	Wide		num;
	Wide		den;

	/* cancelling costs more than all else, and is seldom needed */
	if (!wide_multiply(a->num, b->num, &num) ||
		!wide_multiply(a->den, b->den, &den))
	{
		Fraction	c = *b;

		cancel(&a->num, &a->den);
		cancel(&c.num, &c.den);
		cancel(&a->num, &c.den);
		cancel(&c.num, &a->den);
		if (!wide_multiply(a->num, c.num, &num) ||
			!wide_multiply(a->den, c.den, &den))
			return false;
	}
	a->num = num;
	a->den = den;
	a->negative = a->negative != b->negative;
	return true;
}

/* a /= b; b is not zero. */
bool
fraction_divide(Fraction *a, const Fraction *b)
{
	Fraction	inverse;

	inverse.num = b->den;
	inverse.den = b->num;
	inverse.negative = b->negative;
	return fraction_multiply(a, &inverse);
}

/* a += b over their common denominator, as far as 128 bits hold it. */
static bool
fraction_add_exactly(Fraction *a, const Fraction *b)
{
	Wide		den = a->den;
	Wide		left = a->num;
	Wide		right = b->num;

	if (a->den != b->den)
	{
		Wide		divisor = greatest_divisor(a->den, b->den);

		if (!wide_multiply(a->num, b->den / divisor, &left) ||
			!wide_multiply(b->num, a->den / divisor, &right) ||
			!wide_multiply(a->den, b->den / divisor, &den))
			return false;
	}
	if (a->negative == b->negative)
	{
		if (!wide_add(left, right, &left))
			return false;
	}
	else if (left >= right)
		left -= right;
	else
	{
		left = right - left;
		a->negative = b->negative;
	}
	a->num = left;
	a->den = den;
	return true;
}

/* a += b, or says that 128 bits do not hold it. */
bool
fraction_add(Fraction *a, const Fraction *b)
{
	Fraction	c;

	if (fraction_add_exactly(a, b))
		return true;
	c = *b;
	cancel(&a->num, &a->den);
	cancel(&c.num, &c.den);
	return fraction_add_exactly(a, &c);
}

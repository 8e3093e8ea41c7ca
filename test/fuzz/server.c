/*-------------------------------------------------------------------------
 *
 * server.c
 *	  As much of a server as the sheet reader needs to be fuzzed without one.
 *
 * Memory is malloc's, so that the sanitizer sees every chunk's end; what a run
 * allocated is freed after it by free_everything().
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "nodes/bitmapset.h"
#include "nodes/pg_list.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "server.h"

volatile sig_atomic_t InterruptPending = false;

const int	day_tab[2][13] =
{
	{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0},
	{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0}
};

/* All chunks of this run */
static void **chunks = NULL;
static size_t nchunks = 0;
static size_t max_chunks = 0;

void
ProcessInterrupts(void)
{
}

static void *
remember(void *chunk)
{
	if (chunk == NULL)
		abort();
	if (nchunks == max_chunks)
	{
		max_chunks = max_chunks == 0 ? 1024 : max_chunks * 2;
		chunks = realloc(chunks, max_chunks * sizeof(void *));
		if (chunks == NULL)
			abort();
	}
	chunks[nchunks++] = chunk;
	return chunk;
}

static size_t
find_chunk(void *chunk)
{
	/* mostly one of the last */
	for (size_t i = nchunks; i > 0; i--)
		if (chunks[i - 1] == chunk)
			return i - 1;
	abort();
}

void *
palloc(Size size)
{
	return remember(malloc(size > 0 ? size : 1));
}

void *
palloc0(Size size)
{
	return remember(calloc(1, size > 0 ? size : 1));
}

void *
repalloc(void *chunk, Size size)
{
	size_t		place = find_chunk(chunk);

	chunks[place] = realloc(chunk, size);
	if (chunks[place] == NULL)
		abort();
	return chunks[place];
}

void
pfree(void *chunk)
{
	size_t		place = find_chunk(chunk);

	free(chunk);
	chunks[place] = chunks[--nchunks];
}

char *
pnstrdup(const char *in, Size len)
{
	size_t		length = strnlen(in, len);
	char	   *out = palloc(length + 1);

	memcpy(out, in, length);
	out[length] = '\0';
	return out;
}

char *
pstrdup(const char *in)
{
	return pnstrdup(in, strlen(in));
}

void
free_everything(void)
{
	while (nchunks > 0)
		free(chunks[--nchunks]);
}

/* Lists: an array that grows */
List *
lappend(List *list, void *datum)
{
	if (list == NULL)
	{
		list = palloc0(sizeof(List));
		list->type = T_List;
	}
	if (list->length == list->max_length)
	{
		list->max_length = list->max_length == 0 ? 4 : list->max_length * 2;
		list->elements = list->elements == NULL ?
			palloc(list->max_length * sizeof(ListCell)) :
			repalloc(list->elements, list->max_length * sizeof(ListCell));
	}
	list->elements[list->length++].ptr_value = datum;
	return list;
}

List *
list_concat(List *list1, const List *list2)
{
	for (int i = 0; i < list_length(list2); i++)
		list1 = lappend(list1, list2->elements[i].ptr_value);
	return list1;
}

void
list_sort(List *list, list_sort_comparator cmp)
{
	if (list_length(list) > 1)
		qsort(list->elements, list_length(list), sizeof(ListCell),
			  (int (*) (const void *, const void *)) cmp);
}

List *
list_delete_last(List *list)
{
	if (list == NULL || list->length == 1)
		return NULL;
	list->length--;
	return list;
}

/* Sets: words of bits */
Bitmapset *
bms_add_member(Bitmapset *a, int x)
{
	int			word = x / BITS_PER_BITMAPWORD;
	int			nwords = a == NULL ? 0 : a->nwords;

	if (x < 0)
		abort();
	if (word >= nwords)
	{
		Bitmapset  *larger = palloc0(offsetof(Bitmapset, words) + (word + 1) * sizeof(bitmapword));

		if (a != NULL)
			memcpy(larger->words, a->words, nwords * sizeof(bitmapword));
		larger->nwords = word + 1;
		a = larger;
	}
	a->words[word] |= (bitmapword) 1 << (x % BITS_PER_BITMAPWORD);
	return a;
}

bool
bms_is_member(int x, const Bitmapset *a)
{
	int			word = x / BITS_PER_BITMAPWORD;

	if (x < 0)
		abort();
	return a != NULL && word < a->nwords &&
		(a->words[word] >> (x % BITS_PER_BITMAPWORD) & 1) != 0;
}

/* Days from 24 November 4714 BC; only years after Christ are asked for */
int
date2j(int y, int m, int d)
{
	int			days = d + (y - 1) * 365 + (y - 1) / 4 - (y - 1) / 100 + (y - 1) / 400;

	if (y < 1 || m < 1 || m > 13)
		abort();
	for (int month = 1; month < m; month++)
		days += day_tab[isleap(y)][month - 1];
	return days + 1721425;
}

void
j2date(int jd, int *year, int *month, int *day)
{
	int			y = (jd - 1721425) / 366 + 1;
	int			m = 1;

	while (date2j(y + 1, 1, 1) <= jd)
		y++;
	while (m < 12 && date2j(y, m + 1, 1) <= jd)
		m++;
	*year = y;
	*month = m;
	*day = jd - date2j(y, m, 1) + 1;
}

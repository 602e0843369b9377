#include "base/rows_mem.h"

#include <stdint.h>
#include <string.h>

struct rows_mem {
	struct rows rows;
	char *arena;
	size_t used, room;
	struct rows_place *cells;
	size_t count, cell_room; /* cells, complete rows or not */
	size_t *order;           /* row numbers, after a sort */
	size_t first;            /* first row of the window */
	size_t next;             /* first row after the window */
};

static struct rows_mem *from_rows(struct rows *r)
{
	return (struct rows_mem *)r; /* rows is the first member */
}

static enum rows_status advance(struct rows *r, size_t want)
{
	struct rows_mem *m = from_rows(r);
	size_t left = rows_mem_count(m) - m->next;

	m->first = m->next;
	r->window = want < left ? want : left;
	m->next += r->window;
	return r->window ? ROWS_OK : ROWS_END;
}

struct span rows_mem_at(const struct rows_mem *m, size_t row, size_t column)
{
	const struct rows_place *c;

	if (m->order)
		row = m->order[row];
	c = &m->cells[row * m->rows.columns + column];
	return c->at == ROWS_ABSENT ? SPAN_NONE : span_make(m->arena + c->at, c->n);
}

static struct span cell(const struct rows *r, size_t row, size_t column)
{
	const struct rows_mem *m = (const struct rows_mem *)r;

	return rows_mem_at(m, m->first + row, column);
}

static void release(struct rows *r)
{
	struct rows_mem *m = from_rows(r);

	mem_free(m->arena);
	mem_free(m->cells);
	mem_free(m->order);
	mem_free(m);
}

static size_t total(const struct rows *r)
{
	return rows_mem_count((const struct rows_mem *)r);
}

static void seek(struct rows *r, size_t first, size_t want)
{
	struct rows_mem *m = from_rows(r);

	m->next = first;
	(void)advance(r, want);
}

static bool put(struct rows *r, size_t row, size_t column, struct span cell)
{
	return rows_mem_put(from_rows(r), row, column, cell);
}

static bool add(struct rows *r, struct span cell)
{
	struct rows_mem *m = from_rows(r);

	if (rows_mem_add(m, cell))
		return true;
	m->count -= m->count % r->columns;
	return false;
}

static const struct rows_ops ops = {advance, cell, release, total, seek, put, add};

struct rows_mem *rows_mem_new(size_t columns, bool binary)
{
	struct rows_mem *m = mem_new(sizeof(*m));

	if (!m)
		return NULL;
	m->rows = (struct rows){.ops = &ops, .columns = columns, .binary = binary};
	return m;
}

static bool grow(void **block, size_t *room, size_t need, size_t size)
{
	size_t more = *room ? *room : 64;
	void *p;

	if (need <= *room)
		return true;
	while (more < need)
		if (__builtin_mul_overflow(more, 2, &more))
			return false;
	p = mem_resize(*block, more, size);
	if (!p)
		return false;
	*block = p;
	*room = more;
	return true;
}

static bool make_room(struct rows_mem *m, size_t n)
{
	size_t need;
	void *cells = m->cells, *arena = m->arena;
	bool ok;

	ok = grow(&cells, &m->cell_room, m->count + 1, sizeof(*m->cells));
	m->cells = cells;
	if (!ok || __builtin_add_overflow(m->used, n, &need) || __builtin_add_overflow(need, 1, &need))
		return false;
	ok = grow(&arena, &m->room, need, 1);
	m->arena = arena;
	return ok;
}

bool rows_mem_add(struct rows_mem *m, struct span value)
{
	/* one byte more than needed, so that the empty text has an address */
	if ((m->count == m->cell_room || value.n >= m->room - m->used) && !make_room(m, value.n))
		return false;
	if (value.p && value.n)
		memcpy(m->arena + m->used, value.p, value.n);
	m->cells[m->count++] = (struct rows_place){value.p ? m->used : ROWS_ABSENT, value.n};
	m->used += value.n;
	return true;
}

/* The old bytes stay in the arena: rows that change are few. */
bool rows_mem_put(struct rows_mem *m, size_t row, size_t column, struct span value)
{
	if (value.n >= m->room - m->used && !make_room(m, value.n))
		return false;
	if (value.p && value.n)
		memcpy(m->arena + m->used, value.p, value.n);
	m->cells[row * m->rows.columns + column] = (struct rows_place){value.p ? m->used : ROWS_ABSENT, value.n};
	m->used += value.n;
	return true;
}

void rows_mem_lend(const struct rows_mem *m, struct rows *to)
{
	to->places = m->cells;
	to->bytes = m->arena;
}

size_t rows_mem_count(const struct rows_mem *m)
{
	return m->rows.columns ? m->count / m->rows.columns : 0;
}

void rows_mem_rewind(struct rows_mem *m)
{
	m->first = m->next = 0;
	m->rows.window = 0;
}

void rows_mem_clear(struct rows_mem *m)
{
	rows_mem_rewind(m);
	mem_free(m->order);
	m->order = NULL;
	m->used = m->count = 0;
}

/* Merge sort over row numbers: stable, and qsort() cannot be given the rows. */
/* NOLINTNEXTLINE(misc-no-recursion): halves each time, so at most 64 deep */
static void merge(const struct rows_mem *m, size_t *order, size_t *spare, size_t n,
		  int (*compare)(const struct rows_mem *, size_t, size_t))
{
	size_t half = n / 2, i = 0, j = half, k = 0;

	if (n < 2)
		return;
	merge(m, order, spare, half, compare);
	merge(m, order + half, spare, n - half, compare);
	while (i < half && j < n)
		spare[k++] = compare(m, order[j], order[i]) < 0 ? order[j++] : order[i++];
	while (i < half)
		spare[k++] = order[i++];
	while (j < n)
		spare[k++] = order[j++];
	memcpy(order, spare, n * sizeof(*order));
}

bool rows_mem_sort(struct rows_mem *m, int (*compare)(const struct rows_mem *, size_t a, size_t b))
{
	size_t n = rows_mem_count(m);
	size_t *order = mem_array(n, sizeof(*order));
	size_t *spare = mem_array(n, sizeof(*spare));
	const bool ok = order && spare;

	if (ok) {
		mem_free(m->order);
		m->order = NULL;
		for (size_t i = 0; i < n; i++)
			order[i] = i;
		merge(m, order, spare, n, compare);
		m->order = order;
		order = NULL;
	}
	mem_free(order);
	mem_free(spare);
	return ok;
}

struct rows *rows_mem_rows(struct rows_mem *m)
{
	return &m->rows;
}

/*
 * Rows, wherever they come from: a server result that is still arriving
 * (pg/rows_pg), or an array in memory (base/rows_mem: catalogs, type
 * information, the buffered rest of a result, tests).  The fetch engine,
 * SQLGetData and the catalog know only this interface.
 *
 * A source has a window of consecutive rows.  rows_advance() drops the window
 * and makes the next one of at most `want` rows; cells of the window stay valid
 * until the next rows_advance() or rows_free().  A cell is a span of bytes in
 * the source's format (see column_format()), absent (p == NULL) for SQL NULL.
 *
 * One owner frees with rows_free(); not thread safe by itself (the connection's
 * lock covers it).
 */
#ifndef BASE_ROWS_H
#define BASE_ROWS_H

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rows;

enum rows_status {
	ROWS_OK,    /* the window has at least one row */
	ROWS_END,   /* no more rows */
	ROWS_ERROR, /* the source failed; its owner knows why (rows_pg: session error) */
};

struct rows_ops {
	enum rows_status (*advance)(struct rows *r, size_t want);
	struct span (*cell)(const struct rows *r, size_t row, size_t column);
	void (*free)(struct rows *r);
	/* Random access, once every row is in memory: see rows_total(). */
	size_t (*total)(const struct rows *r);
	void (*seek)(struct rows *r, size_t first, size_t want);
	bool (*put)(struct rows *r, size_t row, size_t column, struct span cell);
	bool (*add)(struct rows *r, struct span cell);
};

/* Where a cell lies in the bytes of a window. */
struct rows_place {
	size_t at; /* or ROWS_ABSENT */
	size_t n;
};

#define ROWS_ABSENT SIZE_MAX

struct rows {
	const struct rows_ops *ops;
	const struct rows_place *places; /* of the window, row by row, when it lies in one piece; NULL: ask ops->cell */
	const char *bytes;
	size_t columns;
	size_t window; /* rows in the present window */
	bool cut;      /* the source failed behind the window, which is shorter than wanted for it */
	bool binary;   /* cells are in PostgreSQL's binary format, all columns alike */
};

static inline enum rows_status rows_advance(struct rows *r, size_t want)
{
	return r->ops->advance(r, want);
}

static inline struct span rows_cell(const struct rows *r, size_t row, size_t column)
{
	const struct rows_place *place;

	if (!r->places)
		return r->ops->cell(r, row, column);
	place = &r->places[row * r->columns + column];
	return place->at == ROWS_ABSENT ? SPAN_NONE : span_make(r->bytes + place->at, place->n);
}

/* All rows of a source that is in memory and was not advanced yet, or was only sought in. */
static inline size_t rows_total(const struct rows *r)
{
	return r->ops->total(r);
}

/* Makes the window the rows from `first` (from 0), at most `want`; first is below rows_total(). */
static inline void rows_seek(struct rows *r, size_t first, size_t want)
{
	r->ops->seek(r, first, want);
}

/* Another value for a cell of all rows, which stand in memory; the cell is not one of theirs.  False: no memory. */
static inline bool rows_put(struct rows *r, size_t row, size_t column, struct span cell)
{
	return r->ops->put(r, row, column, cell);
}

/* The next cell of a row behind the last one; without memory, the unfinished row is dropped. */
static inline bool rows_add(struct rows *r, struct span cell)
{
	return r->ops->add(r, cell);
}

static inline void rows_free(struct rows *r)
{
	if (r)
		r->ops->free(r);
}

#endif

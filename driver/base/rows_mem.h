/*
 * Rows in memory: appended cell by cell, then read through the rows interface,
 * any number of times (rows_mem_rewind).  Cells are copied into one growing
 * arena, so that a million small cells cost few allocations.
 */
#ifndef BASE_ROWS_MEM_H
#define BASE_ROWS_MEM_H

#include "base/mem.h"
#include "base/rows.h"

struct rows_mem;

struct rows_mem *rows_mem_new(size_t columns, bool binary) LB_MUST_USE;

/* Appends the next cell, row by row; false when memory is short (nothing was appended). */
bool rows_mem_add(struct rows_mem *m, struct span cell) LB_MUST_USE;

/* Another value for a cell, of rows that were not sorted. */
bool rows_mem_put(struct rows_mem *m, size_t row, size_t column, struct span cell) LB_MUST_USE;

/* Another source's window is all of these rows, unsorted; until the next rows_mem_add() or rows_mem_clear(). */
void rows_mem_lend(const struct rows_mem *m, struct rows *to);

size_t rows_mem_count(const struct rows_mem *m); /* complete rows */
struct span rows_mem_at(const struct rows_mem *m, size_t row, size_t column);
void rows_mem_rewind(struct rows_mem *m);
void rows_mem_clear(struct rows_mem *m); /* no rows; memory is kept */

/* Sorts complete rows with the caller's order; stable.  False when memory is short: they are as they were. */
bool rows_mem_sort(struct rows_mem *m, int (*compare)(const struct rows_mem *, size_t a, size_t b)) LB_MUST_USE;

/* The interface; rows_free() on it frees the whole. */
struct rows *rows_mem_rows(struct rows_mem *m);

#endif

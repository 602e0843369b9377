/*
 * What a cursor can change: the one table its rows are of, the columns of the
 * table that it has, and those that say which row is meant: a primary key or
 * another unique key without NULLs that is among the columns of the result,
 * else the table's ctid where it was selected.  Also what the application did
 * to rows through the cursor.
 *
 * Part of the statement; zeroed is empty.  The catalogs are asked once for a
 * result, when the first row is to be changed.
 */
#ifndef ODBC_CHANGE_TARGET_H
#define ODBC_CHANGE_TARGET_H

#include "base/mem.h"

#include <sql.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stmt;

struct target_column {
	SQLSMALLINT column;   /* of the result, from 1 */
	int16_t attribute;
	char *name;           /* as SQL has it, quoted where it has to be */
	bool key;
	bool writable;        /* neither generated nor of the system */
	bool repeated;        /* the same as a column before it */
	bool comparable;      /* has an equality that says "unchanged" */
};

struct changes {
	uint64_t generation;  /* of the result that the target is of; 0: not asked yet */
	uint32_t oid;         /* of the table */
	char *table;          /* as SQL has it, with its schema */
	struct target_column *columns;
	size_t count;
	SQLUSMALLINT *marks;  /* per row of the result: SQL_ROW_DELETED, SQL_ROW_UPDATED (not fetched since), or 0 */
	size_t mark_room;
};

void changes_clear(struct changes *c);

/* Could rows of the present result be changed, as far as its text and columns tell?  No question to the server. */
bool change_possible(struct stmt *s);

/* Fills s->changes; HYC00 with what is missing. */
SQLRETURN change_target(struct stmt *s);

/* Rows are counted from 0. */
SQLUSMALLINT change_mark(const struct changes *c, size_t row);
bool change_set_mark(struct changes *c, size_t row, SQLUSMALLINT mark) LB_MUST_USE;
void change_unmark(struct changes *c, size_t row);

#endif

/*
 * The statements prepared on one session, by text and parameter types: a text
 * that comes again is prepared once, and its result columns are known before it
 * is sent (so that the result format can be chosen without asking).  The least
 * recently used one is closed when there are too many.
 */
#ifndef PG_STATEMENTS_H
#define PG_STATEMENTS_H

#include "base/mem.h"
#include "base/span.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct statements;

struct statement_column {
	uint32_t oid;
	int32_t typmod;
	uint32_t table; /* 0: an expression */
	int16_t attribute;
	char *name; /* owned */
};

struct statement {
	struct statement *next;    /* most recently used first */
	uint64_t hash;
	char *sql;                 /* key */
	size_t sql_length;
	uint32_t *oids;            /* key: types asked for, 0 = the server decides */
	size_t params;
	uint64_t name;             /* on the server: statement_name() */
	bool prepared;             /* on the server */
	bool unnamed;              /* goes with each packet and is never kept there */
	bool described;            /* columns and types are known */
	unsigned uses;
	uint32_t *types;           /* what the server made of the parameters; valid when types_known */
	bool types_known;
	struct statement_column *columns;
	size_t column_count;
};

struct statements *statements_new(void) LB_MUST_USE;
void statements_free(struct statements *list);

/* Finds or makes the entry and moves it to the front; NULL: out of memory. */
struct statement *statements_get(struct statements *list, struct span sql, const uint32_t *oids, size_t params);

/* lb_<which list>_<number>: behind a pooler two clients use one session, and must not meet under one name. */
void statement_name(const struct statements *list, uint64_t number, struct strbuf *out);

/* The names that were dropped from the list and are still prepared on the server; 0 when there are no more. */
uint64_t statements_next_dropped(struct statements *list);

/* Nothing is prepared any more (DISCARD, DEALLOCATE ALL, new session). */
void statements_forget(struct statements *list);

/* Sets what a description said; false: out of memory (the entry is then not described). */
bool statement_set_types(struct statement *st, const uint32_t *types, size_t n) LB_MUST_USE;
void statement_clear_columns(struct statement *st);

#endif

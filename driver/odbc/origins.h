/*
 * Where the columns of a result come from: the table and column behind each,
 * and the names of types that type/pg_types.def does not have.  A result says
 * only (table oid, attribute number) and type oid; the rest is in the catalogs
 * and is looked up when an application asks for it (SQLColAttribute,
 * SQLGetDescField), by one query for the whole IRD, and remembered by the
 * connection until something could have changed it.
 *
 * The cache is part of the connection (its lock); a zeroed one is empty.
 */
#ifndef ODBC_ORIGINS_H
#define ODBC_ORIGINS_H

#include "base/mem.h"
#include "base/span.h"

#include <sql.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct stmt;

struct origin_column {
	int16_t number;
	bool not_null, auto_unique, updatable;
	char *name;
};

struct origin_table {
	uint32_t oid;
	char *schema, *name;   /* NULL: the table is not there any more */
	struct origin_column *columns;
	size_t count, room;
};

struct origin_type {
	uint32_t oid;
	char *name;            /* NULL: there is no such type any more */
};

struct origins {
	struct origin_table *tables;
	size_t table_count, table_room;
	struct origin_type *types;
	size_t type_count, type_room;
};

void origins_clear(struct origins *o);

const struct origin_table *origins_table(const struct origins *o, uint32_t oid);
const struct origin_column *origins_column(const struct origin_table *t, int16_t number);
const struct origin_type *origins_type(const struct origins *o, uint32_t oid);

/* Adding; false: out of memory. */
bool origins_add_table(struct origins *o, uint32_t oid) LB_MUST_USE; /* nothing is known of it yet */
bool origins_name_table(struct origins *o, uint32_t oid, struct span schema, struct span name) LB_MUST_USE;
bool origins_add_column(struct origins *o, uint32_t oid, struct origin_column facts, struct span name) LB_MUST_USE;
bool origins_add_type(struct origins *o, uint32_t oid) LB_MUST_USE;
bool origins_name_type(struct origins *o, uint32_t oid, struct span name) LB_MUST_USE;

/* Is this field of this IRD record one that only the catalogs know? */
struct desc_rec;
bool origins_field(const struct desc_rec *r, SQLSMALLINT field);

/* The IRD of the statement with all that the catalogs say; SQL_ERROR: posted.  Asks the server only for what is new. */
SQLRETURN stmt_origins(struct stmt *s);

#endif

/*
 * The arguments of a catalog function as parameters of its query: search
 * patterns become a pair (equals, like) of which one is NULL, so that an exact
 * name is found by index; identifiers and ordinary arguments one value.
 * Failure for want of memory sticks; ask args_failed() once.
 */
#ifndef CATALOG_ARGS_H
#define CATALOG_ARGS_H

#include "base/strbuf.h"

#define ARGS_MAX 8

struct catalog_args {
	bool metadata_id;               /* SQL_ATTR_METADATA_ID: arguments are identifiers */
	struct strbuf text[ARGS_MAX];
	struct span value[ARGS_MAX];    /* into text, or absent */
	size_t n;
	bool failed;
};

void args_release(struct catalog_args *a);

void args_pattern(struct catalog_args *a, struct span arg); /* two values; absent: no restriction */
void args_name(struct catalog_args *a, struct span arg);    /* one value */
void args_text(struct catalog_args *a, const char *value);  /* one value, as it is; NULL: absent */

/* TableType of SQLTables: names in capitals or not, quoted or not, by comma.  Absent, empty or "%": no restriction. */
void args_table_types(struct catalog_args *a, struct span list);

/* An argument that restricts nothing when it is empty: every table has a catalog and a schema. */
struct span args_unless_empty(struct span arg);

/* The catalog where it is no pattern: some applications say "%" all the same. */
struct span args_catalog(struct span arg);

static inline bool args_failed(const struct catalog_args *a)
{
	return a->failed;
}

#endif

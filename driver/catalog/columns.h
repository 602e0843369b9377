/*
 * The result columns of the catalog functions (columns.def), and the rows in
 * that form from the rows of a query: most cells are copied, what ODBC says of
 * a type is computed by type/types, so that SQLColumns and the IRD agree.
 * Pure: no handle, no server.  Functions that make rows return NULL when
 * memory is short; the caller owns the rows.
 */
#ifndef CATALOG_COLUMNS_H
#define CATALOG_COLUMNS_H

#include "base/mem.h"
#include "base/rows_mem.h"
#include "type/types.h"

enum catalog_result {
	RESULT_tables, RESULT_columns, RESULT_primary_keys, RESULT_foreign_keys, RESULT_statistics,
	RESULT_special_columns, RESULT_table_privileges, RESULT_column_privileges, RESULT_procedures,
	RESULT_procedure_columns, RESULT_typeinfo,
	RESULT_COUNT
};

enum catalog_source {
	SOURCE_COPY, SOURCE_TYPE_NAME, SOURCE_RULE, /* these three take a column of the query */
	SOURCE_DATA_TYPE, SOURCE_COLUMN_SIZE, SOURCE_BUFFER_LENGTH, SOURCE_DECIMAL_DIGITS, SOURCE_RADIX,
	SOURCE_SQL_DATA_TYPE, SOURCE_DATETIME_SUB, SOURCE_CHAR_OCTET_LENGTH, SOURCE_OWN,
	SOURCE_COUNT
};

struct catalog_column {
	enum catalog_result result;
	const char *name, *odbc2_name;
	uint32_t oid;          /* PostgreSQL type of the result column */
	size_t size;           /* characters; 0 for numbers */
	SQLSMALLINT nullable;  /* SQL_NO_NULLS, SQL_NULLABLE */
	enum catalog_source source;
};

/* What differs from one application to the next. */
struct catalog_style {
	bool odbc2;            /* names and codes of ODBC 2 */
	enum text_width width;
	uint32_t text_length;  /* characters that text and bytea without a declared length are said to have; 0: no limit */
};

/* The columns of a result, in order. */
const struct catalog_column *catalog_result_columns(enum catalog_result result, size_t *n);

/* How many columns a query for this result yields, TYPE_OID and TYPE_MOD included. */
size_t catalog_query_columns(enum catalog_result result);

/* The rows of the result from those of its query. */
struct rows_mem *catalog_fill(enum catalog_result result, const struct rows_mem *query,
			      struct catalog_style style) LB_MUST_USE;

/* Characters of the longest text of a column, at least its size in columns.def. */
size_t catalog_text_size(const struct catalog_column *column, const struct rows_mem *rows, size_t index);

/* The rows of SQLGetTypeInfo (typeinfo.c); type as the application gave it, SQL_ALL_TYPES included. */
struct rows_mem *typeinfo_rows(SQLSMALLINT type, struct catalog_style style) LB_MUST_USE;
bool typeinfo_is_sql_type(SQLSMALLINT type); /* false: HY004 */

#endif

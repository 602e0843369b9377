/*
 * PostgreSQL types: one row each in pg_types.def, and everything ODBC wants to
 * know of a column, computed from the OID and the type modifier by one set of
 * functions, so that results, parameters, catalogs and SQLGetTypeInfo agree.
 * Types that are not in the table (enums, composites, arrays, extension types)
 * are text with the name the server gives.  Pure; constant data only.
 */
#ifndef TYPE_TYPES_H
#define TYPE_TYPES_H

#include "base/span.h"

#include <sql.h>
#include <sqlext.h>
#include <stdbool.h>
#include <stdint.h>

/* The wire shapes; see pg_types.def. */
enum pg_kind {
	KIND_BOOL, KIND_INT2, KIND_INT4, KIND_INT8, KIND_OID, KIND_FLOAT4, KIND_FLOAT8, KIND_NUMERIC,
	KIND_TEXT, KIND_BYTEA, KIND_DATE, KIND_TIME, KIND_TIMETZ, KIND_TIMESTAMP, KIND_TIMESTAMPTZ,
	KIND_INTERVAL, KIND_UUID, KIND_JSONB, KIND_BIT, KIND_MONEY, KIND_OTHER,
	KIND_COUNT
};

/* What the application asked for by the way it connected: W functions get SQL_WVARCHAR, others SQL_VARCHAR. */
enum text_width { TEXT_NARROW, TEXT_WIDE };

struct pg_type; /* one row of the table */

#define TYPMOD_NONE (-1)

const struct pg_type *type_by_oid(uint32_t oid); /* never NULL: unknown types give the row "other" */
const struct pg_type *type_by_sql_type(SQLSMALLINT sql_type); /* what a parameter of this SQL type is sent as; NULL: none */

uint32_t type_oid(const struct pg_type *t);
const char *type_name(const struct pg_type *t); /* as SQLGetTypeInfo shows it: "int4", "varchar", ... */
enum pg_kind type_kind(const struct pg_type *t);

SQLSMALLINT type_sql_type(const struct pg_type *t, int32_t typmod, enum text_width width); /* concise */
SQLSMALLINT type_verbose(SQLSMALLINT concise);  /* SQL_DATETIME, SQL_INTERVAL or the type itself */
SQLSMALLINT type_datetime_code(SQLSMALLINT concise); /* SQL_CODE_...; 0 where there is none */
SQLINTEGER type_interval_leading(SQLSMALLINT concise); /* digits of the leading field; 0 for other types */
SQLSMALLINT type_odbc2(SQLSMALLINT concise);    /* SQL_DATE for SQL_TYPE_DATE and so on */

/*
 * Appendix D, "Column Size".  0 for text and bytea without a declared length: that is how drivers say "no limit", and
 * what bulk readers (pyodbc, nanodbc, arrow-odbc) read in pieces instead of allocating a gigabyte a row.
 */
SQLULEN type_column_size(const struct pg_type *t, int32_t typmod);
SQLULEN type_max_size(const struct pg_type *t, int32_t typmod); /* the same, with the server's limit instead of 0 */

/*
 * The modifier with which text or bytea without a declared length is said to have this many characters, 0: none.  Below
 * TYPMOD_NONE, where the server has no modifiers; the other functions here understand it.
 */
int32_t type_typmod_within(const struct pg_type *t, int32_t typmod, uint32_t text_length);

SQLSMALLINT type_decimal_digits(const struct pg_type *t, int32_t typmod); /* appendix D; 0 where it does not apply */
bool type_has_decimal_digits(const struct pg_type *t);
SQLLEN type_octet_length(const struct pg_type *t, int32_t typmod, enum text_width width); /* "Transfer Octet Length" */
SQLLEN type_display_size(const struct pg_type *t, int32_t typmod);
SQLINTEGER type_char_octet_length(const struct pg_type *t, int32_t typmod); /* CHAR_OCTET_LENGTH; only for text and bytea */

SQLSMALLINT type_radix(const struct pg_type *t);      /* 10, 2, or 0 */
bool type_is_unsigned(const struct pg_type *t);       /* true for non-numeric types too, as SQL_DESC_UNSIGNED wants */
bool type_is_case_sensitive(const struct pg_type *t);
bool type_is_fixed_scale(const struct pg_type *t);    /* money */
SQLSMALLINT type_searchable(const struct pg_type *t); /* SQL_PRED_... */
const char *type_literal_prefix(const struct pg_type *t);
const char *type_literal_suffix(const struct pg_type *t);
const char *type_create_params(const struct pg_type *t); /* "length", "precision,scale" or NULL */

/* The table, for SQLGetTypeInfo and tests. */
size_t type_count(void);
const struct pg_type *type_at(size_t i);
bool type_in_typeinfo(const struct pg_type *t);

#endif

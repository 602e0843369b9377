/*
 * The SQL_C_... types: one row each in c_types.def.  Pure; constant data only.
 */
#ifndef TYPE_C_TYPES_H
#define TYPE_C_TYPES_H

#include <sql.h>
#include <sqlext.h>
#include <stdbool.h>
#include <stddef.h>

enum c_type {
#define C_TYPE(id, sql_c, size, variable) C_TYPE_##id,
#include "type/c_types.def"
#undef C_TYPE
	C_TYPE_COUNT
};

/* The row of an SQL_C_ identifier (SQL_C_DEFAULT is not one); false: HY003. */
bool c_type_of(SQLSMALLINT sql_c, enum c_type *out);

SQLSMALLINT c_type_sql_c(enum c_type t);
size_t c_type_size(enum c_type t);      /* bytes of a fixed-size type; 0 for the variable ones */
bool c_type_is_variable(enum c_type t); /* character and binary */
bool c_type_is_interval(enum c_type t);

/* Appendix D, "Default C Data Types": what SQL_C_DEFAULT means for this SQL type. */
SQLSMALLINT c_type_default(SQLSMALLINT sql_type);

#endif

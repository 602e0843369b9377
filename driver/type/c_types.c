#include "type/c_types.h"

#include "base/mem.h"

struct row {
	SQLSMALLINT sql_c;
	size_t size;
	bool variable;
};

static const struct row rows[] = {
#define C_TYPE(id, sql_c, size, variable) {sql_c, size, variable},
#include "type/c_types.def"
#undef C_TYPE
};

/* Second spellings: ODBC 1 integers without a sign, ODBC 2 dates (appendix G). */
static const struct {
	SQLSMALLINT sql_c;
	enum c_type type;
} aliases[] = {
	{SQL_C_TINYINT, C_TYPE_STINYINT},
	{SQL_C_SHORT, C_TYPE_SSHORT},
	{SQL_C_LONG, C_TYPE_SLONG},
	{SQL_C_DATE, C_TYPE_DATE},
	{SQL_C_TIME, C_TYPE_TIME},
	{SQL_C_TIMESTAMP, C_TYPE_TIMESTAMP},
};

/* Appendix D, "Converting Data from SQL to C Data Types": the default of each SQL type. */
static const struct {
	SQLSMALLINT sql_type, sql_c;
} defaults[] = {
	{SQL_CHAR, SQL_C_CHAR},
	{SQL_VARCHAR, SQL_C_CHAR},
	{SQL_LONGVARCHAR, SQL_C_CHAR},
	{SQL_WCHAR, SQL_C_WCHAR},
	{SQL_WVARCHAR, SQL_C_WCHAR},
	{SQL_WLONGVARCHAR, SQL_C_WCHAR},
	{SQL_DECIMAL, SQL_C_CHAR},
	{SQL_NUMERIC, SQL_C_CHAR},
	{SQL_BIT, SQL_C_BIT},
	{SQL_TINYINT, SQL_C_STINYINT},
	{SQL_SMALLINT, SQL_C_SSHORT},
	{SQL_INTEGER, SQL_C_SLONG},
	{SQL_BIGINT, SQL_C_SBIGINT},
	{SQL_REAL, SQL_C_FLOAT},
	{SQL_FLOAT, SQL_C_DOUBLE},
	{SQL_DOUBLE, SQL_C_DOUBLE},
	{SQL_BINARY, SQL_C_BINARY},
	{SQL_VARBINARY, SQL_C_BINARY},
	{SQL_LONGVARBINARY, SQL_C_BINARY},
	{SQL_TYPE_DATE, SQL_C_TYPE_DATE},
	{SQL_TYPE_TIME, SQL_C_TYPE_TIME},
	{SQL_TYPE_TIMESTAMP, SQL_C_TYPE_TIMESTAMP},
	{SQL_DATE, SQL_C_DATE},
	{SQL_TIME, SQL_C_TIME},
	{SQL_TIMESTAMP, SQL_C_TIMESTAMP},
	{SQL_GUID, SQL_C_GUID},
};

bool c_type_of(SQLSMALLINT sql_c, enum c_type *out)
{
	for (size_t i = 0; i < LB_COUNT(rows); i++)
		if (rows[i].sql_c == sql_c) {
			*out = (enum c_type)i;
			return true;
		}
	for (size_t i = 0; i < LB_COUNT(aliases); i++)
		if (aliases[i].sql_c == sql_c) {
			*out = aliases[i].type;
			return true;
		}
	return false;
}

SQLSMALLINT c_type_sql_c(enum c_type t)
{
	return rows[t].sql_c;
}

size_t c_type_size(enum c_type t)
{
	return rows[t].size;
}

bool c_type_is_variable(enum c_type t)
{
	return rows[t].variable;
}

bool c_type_is_interval(enum c_type t)
{
	return t >= C_TYPE_INTERVAL_YEAR && t <= C_TYPE_INTERVAL_MINUTE_TO_SECOND;
}

SQLSMALLINT c_type_default(SQLSMALLINT sql_type)
{
	/* Each interval SQL type has the C type of the same number. */
	if (sql_type >= SQL_INTERVAL_YEAR && sql_type <= SQL_INTERVAL_MINUTE_TO_SECOND)
		return sql_type;
	for (size_t i = 0; i < LB_COUNT(defaults); i++)
		if (defaults[i].sql_type == sql_type)
			return defaults[i].sql_c;
	return SQL_C_CHAR;
}

/* SQLGetFunctions: what is exported, from the rows of entry_points.def. */
#include "api/guard.h"

#include <string.h>

static const SQLUSMALLINT ids[] = {
#define ENTRY(name, form, kind, id, states) id,
#include "api/entry_points.def"
#undef ENTRY
};

#define ODBC2_FUNCTIONS 100 /* elements of the array for SQL_API_ALL_FUNCTIONS */

static void all_odbc2(SQLUSMALLINT *out)
{
	memset(out, 0, ODBC2_FUNCTIONS * sizeof(*out));
	for (size_t i = 0; i < LB_COUNT(ids); i++)
		if (ids[i] < ODBC2_FUNCTIONS)
			out[ids[i]] = SQL_TRUE;
}

static void all_odbc3(SQLUSMALLINT *out)
{
	memset(out, 0, SQL_API_ODBC3_ALL_FUNCTIONS_SIZE * sizeof(*out));
	for (size_t i = 0; i < LB_COUNT(ids); i++)
		out[ids[i] >> 4] = (SQLUSMALLINT)(out[ids[i] >> 4] | 1u << (ids[i] & 15));
}

static SQLUSMALLINT one(SQLUSMALLINT id)
{
	for (size_t i = 0; i < LB_COUNT(ids); i++)
		if (ids[i] == id)
			return SQL_TRUE;
	return SQL_FALSE;
}

LB_EXPORT SQLRETURN SQL_API SQLGetFunctions(SQLHDBC h, SQLUSMALLINT id, SQLUSMALLINT *supported)
{
	struct dbc *dbc;
	SQLRETURN rc = api_enter_dbc(h, API_SQLGetFunctions, &dbc);

	if (rc != SQL_SUCCESS)
		return rc;
	if (!supported)
		rc = diag_post(&dbc->head.diag, STATE_NULL_POINTER);
	else if (id == SQL_API_ALL_FUNCTIONS)
		all_odbc2(supported);
	else if (id == SQL_API_ODBC3_ALL_FUNCTIONS)
		all_odbc3(supported);
	else if (id >= SQL_API_ODBC3_ALL_FUNCTIONS_SIZE * 16)
		rc = diag_post(&dbc->head.diag, STATE_FUNCTION_RANGE);
	else
		*supported = one(id);
	return api_leave(&dbc->head, rc);
}

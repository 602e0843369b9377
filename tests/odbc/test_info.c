/* SQLGetInfo, SQLGetFunctions, SQLGetTypeInfo. */
#include "harness.h"

#include <dlfcn.h>
#include <string.h>

static SQLUINTEGER number(SQLUSMALLINT type)
{
	SQLUINTEGER n = 0xDEADBEEF;

	OK_D(db, CALL(SQLGetInfo)(db, type, &n, sizeof(n), NULL));
	return n;
}

static int small(SQLUSMALLINT type)
{
	SQLUSMALLINT n[2] = {0xDEAD, 0xBEEF};

	OK_D(db, CALL(SQLGetInfo)(db, type, n, sizeof(n), NULL));
	CHECK_INT(n[1], 0xBEEF); /* a wider answer overwrites the application's memory */
	return n[0];
}

static void who_we_are(void)
{
	CHECK_STR(x_info(db, SQL_DRIVER_NAME), "liblakebaseodbc.so");
	CHECK_STR(x_info(db, SQL_DRIVER_ODBC_VER), "03.80");
	CHECK_INT(strlen(x_info(db, SQL_DRIVER_VER)), 10);
	CHECK_STR(x_info(db, SQL_DBMS_NAME), "PostgreSQL");
	CHECK_HAS(x_info(db, SQL_DBMS_VER), format("%s.", setting("LB_PG_RELEASE")));
	CHECK_STR(x_info(db, SQL_DATABASE_NAME), setting("LB_DATABASE"));
	CHECK_STR(x_info(db, SQL_DATA_SOURCE_NAME), setting("LB_TEST_DSN"));
	CHECK_STR(x_info(db, SQL_USER_NAME), setting("LB_CLIENT_ID"));
	CHECK_STR(x_info(db, SQL_SERVER_NAME), setting("LB_PGHOST"));
	CHECK_STR(x_info(db, SQL_DATA_SOURCE_READ_ONLY), "N");
}

static void how_sql_is_written(void)
{
	CHECK_STR(x_info(db, SQL_IDENTIFIER_QUOTE_CHAR), "\"");
	CHECK_STR(x_info(db, SQL_SEARCH_PATTERN_ESCAPE), "\\");
	CHECK_STR(x_info(db, SQL_CATALOG_NAME_SEPARATOR), ".");
	CHECK_INT(small(SQL_IDENTIFIER_CASE), SQL_IC_LOWER);
	CHECK_INT(small(SQL_QUOTED_IDENTIFIER_CASE), SQL_IC_SENSITIVE);
	CHECK_INT(small(SQL_MAX_COLUMN_NAME_LEN), 63);
	CHECK_INT(small(SQL_TXN_CAPABLE), SQL_TC_ALL);
	CHECK_INT(small(SQL_NULL_COLLATION), SQL_NC_HIGH);
	CHECK_INT(number(SQL_DEFAULT_TXN_ISOLATION), SQL_TXN_READ_COMMITTED);
	CHECK(number(SQL_GETDATA_EXTENSIONS) & SQL_GD_ANY_ORDER);
}

/* What {fn ...} is claimed to translate has to be translated. */
static void claimed_functions_work(void)
{
	static const struct {
		SQLUSMALLINT type;
		SQLUINTEGER bit;
		const char *call, *result;
	} cases[] = {
		{SQL_STRING_FUNCTIONS, SQL_FN_STR_CONCAT, "concat('a', 'b')", "ab"},
		{SQL_STRING_FUNCTIONS, SQL_FN_STR_LCASE, "lcase('ABC')", "abc"},
		{SQL_STRING_FUNCTIONS, SQL_FN_STR_UCASE, "ucase('abc')", "ABC"},
		{SQL_STRING_FUNCTIONS, SQL_FN_STR_LEFT, "left('abc', 2)", "ab"},
		{SQL_STRING_FUNCTIONS, SQL_FN_STR_LENGTH, "length('abc')", "3"},
		{SQL_STRING_FUNCTIONS, SQL_FN_STR_LOCATE, "locate('b', 'abc')", "2"},
		{SQL_STRING_FUNCTIONS, SQL_FN_STR_SUBSTRING, "substring('abcd', 2, 2)", "bc"},
		{SQL_STRING_FUNCTIONS, SQL_FN_STR_SPACE, "space(2) || 'x'", "  x"},
		{SQL_NUMERIC_FUNCTIONS, SQL_FN_NUM_ABS, "abs(-3)", "3"},
		{SQL_NUMERIC_FUNCTIONS, SQL_FN_NUM_MOD, "mod(7, 4)", "3"},
		{SQL_NUMERIC_FUNCTIONS, SQL_FN_NUM_TRUNCATE, "truncate(1.29, 1)", "1.2"},
		{SQL_NUMERIC_FUNCTIONS, SQL_FN_NUM_POWER, "power(2, 10)", "1024"},
		{SQL_TIMEDATE_FUNCTIONS, SQL_FN_TD_YEAR, "year(date '2024-02-29')", "2024"},
		{SQL_TIMEDATE_FUNCTIONS, SQL_FN_TD_DAYOFWEEK, "dayofweek(date '2024-02-29')", "5"},
		{SQL_TIMEDATE_FUNCTIONS, SQL_FN_TD_QUARTER, "quarter(date '2024-05-01')", "2"},
		{SQL_TIMEDATE_FUNCTIONS, SQL_FN_TD_TIMESTAMPADD, "timestampadd(SQL_TSI_DAY, 1, timestamp '2024-02-28 00:00:00')",
		 "2024-02-29 00:00:00"},
		{SQL_TIMEDATE_FUNCTIONS, SQL_FN_TD_TIMESTAMPDIFF,
		 "timestampdiff(SQL_TSI_DAY, timestamp '2024-02-28 00:00:00', timestamp '2024-03-01 00:00:00')", "2"},
		{SQL_SYSTEM_FUNCTIONS, SQL_FN_SYS_IFNULL, "ifnull(null, 'x')", "x"},
		{SQL_SYSTEM_FUNCTIONS, SQL_FN_SYS_DBNAME, "database()", "databricks_postgres"},
		{SQL_CONVERT_FUNCTIONS, SQL_FN_CVT_CONVERT, "convert('12', SQL_INTEGER)", "12"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *space = strstr(cases[i].call, " ||");
		const char *call = space ? format("{fn %.*s}%s", (int)(space - cases[i].call), cases[i].call, space)
					 : format("{fn %s}", cases[i].call);

		if (!(number(cases[i].type) & cases[i].bit))
			note("not claimed: %s", cases[i].call);
		else if (!CHECK_STR(query(db, format("select %s", call)), format("%s\n", cases[i].result)))
			note("  ... %s", call);
	}
}

static void unknown_types_are_refused(void)
{
	SQLUINTEGER n;

	FAILS_D(db, CALL(SQLGetInfo)(db, 29999, &n, sizeof(n), NULL), "HY096");
}

static void a_short_buffer(void)
{
	tchar text[5];
	SQLSMALLINT bytes = 0;

	INFO_D(db, CALL(SQLGetInfo)(db, SQL_DBMS_NAME, text, sizeof(text), &bytes), "01004");
	if (!IODBC || C_TEXT == SQL_C_WCHAR) /* of a text that it turns into a narrow one iODBC tells what fitted */
		CHECK_INT(bytes, 10 * sizeof(tchar));
	CHECK_STR(text_from(text, 4), "Post");
	CHECK_INT(text[4], 0);
}

/* Claimed functions are exported; what every application needs is claimed.  The driver manager maps ODBC 2's. */
static void functions_agree_with_exports(void)
{
	static const struct {
		SQLUSMALLINT id;
		const char *name;
	} functions[] = {
		{SQL_API_SQLALLOCHANDLE, "SQLAllocHandle"}, {SQL_API_SQLBINDCOL, "SQLBindCol"}, {SQL_API_SQLBINDPARAMETER, "SQLBindParameter"},
		{SQL_API_SQLBROWSECONNECT, "SQLBrowseConnect"}, {SQL_API_SQLBULKOPERATIONS, "SQLBulkOperations"},
		{SQL_API_SQLCANCEL, "SQLCancel"}, {SQL_API_SQLCLOSECURSOR, "SQLCloseCursor"}, {SQL_API_SQLCOLATTRIBUTE, "SQLColAttribute"},
		{SQL_API_SQLCOLUMNPRIVILEGES, "SQLColumnPrivileges"}, {SQL_API_SQLCOLUMNS, "SQLColumns"}, {SQL_API_SQLCOPYDESC, "SQLCopyDesc"},
		{SQL_API_SQLDESCRIBEPARAM, "SQLDescribeParam"}, {SQL_API_SQLENDTRAN, "SQLEndTran"},
		{SQL_API_SQLEXTENDEDFETCH, "SQLExtendedFetch"}, {SQL_API_SQLFETCHSCROLL, "SQLFetchScroll"},
		{SQL_API_SQLFOREIGNKEYS, "SQLForeignKeys"}, {SQL_API_SQLGETDESCFIELD, "SQLGetDescField"},
		{SQL_API_SQLGETDESCREC, "SQLGetDescRec"}, {SQL_API_SQLMORERESULTS, "SQLMoreResults"}, {SQL_API_SQLNATIVESQL, "SQLNativeSql"},
		{SQL_API_SQLNUMPARAMS, "SQLNumParams"}, {SQL_API_SQLPRIMARYKEYS, "SQLPrimaryKeys"},
		{SQL_API_SQLPROCEDURECOLUMNS, "SQLProcedureColumns"}, {SQL_API_SQLPROCEDURES, "SQLProcedures"},
		{SQL_API_SQLSETPOS, "SQLSetPos"}, {SQL_API_SQLSPECIALCOLUMNS, "SQLSpecialColumns"},
		{SQL_API_SQLSTATISTICS, "SQLStatistics"}, {SQL_API_SQLTABLEPRIVILEGES, "SQLTablePrivileges"}, {SQL_API_SQLTABLES, "SQLTables"},
	};
	SQLUSMALLINT all[SQL_API_ODBC3_ALL_FUNCTIONS_SIZE] = {0};
	const char *path = shell("sed -n 's/^Driver *= *//p' \"$ODBCSYSINI/odbcinst.ini\" | head -n 1 | tr -d '\\n'");
	void *library = dlopen(path, RTLD_LAZY | RTLD_NOLOAD);

	if (!CHECK(library != NULL)) {
		note("  ... %s", path);
		return;
	}
	OK_D(db, SQLGetFunctions(db, SQL_API_ODBC3_ALL_FUNCTIONS, all));
	for (size_t i = 0; i < COUNT(functions); i++) {
		const bool exported = dlsym(library, functions[i].name) != NULL;
		SQLUSMALLINT claimed = 99;

		OK_D(db, SQLGetFunctions(db, functions[i].id, &claimed));
		if (!(CHECK_INT(claimed, exported) && CHECK_INT(SQL_FUNC_EXISTS(all, functions[i].id) != 0, exported)))
			note("  ... %s", functions[i].name);
	}
	dlclose(library);
}

static void type_info(void)
{
	int rows = 0, last = -1000;

	OK_S(st, CALL(SQLGetTypeInfo)(st, SQL_ALL_TYPES));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_NAME), "TYPE_NAME");
	CHECK_STR(x_col_text(st, 19, SQL_DESC_NAME), "INTERVAL_PRECISION");
	while (SQL_SUCCEEDED(SQLFetch(st))) {
		SQLSMALLINT type = 0;
		SQLLEN n;

		OK_S(st, SQLGetData(st, 2, SQL_C_SSHORT, &type, 0, &n));
		CHECK(type >= last); /* ordered by DATA_TYPE */
		last = type;
		rows++;
	}
	CHECK(rows > 20);
}

static void type_info_of_one_type(void)
{
	OK_S(st, CALL(SQLGetTypeInfo)(st, SQL_INTEGER));
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 1), "int4");
	CHECK_STR(cell(st, 2), "4");
	CHECK_STR(cell(st, 3), "10");
	CHECK_STR(cell(st, 4), "<null>");
	CHECK_STR(cell(st, 7), "1"); /* SQL_NULLABLE */
	CHECK_STR(cell(st, 9), "2"); /* SQL_PRED_BASIC */
	CHECK_STR(cell(st, 16), "4");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, CALL(SQLGetTypeInfo)(st, SQL_TYPE_TIMESTAMP));
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 2), "93");
	CHECK_STR(cell(st, 4), "'");
	CHECK_STR(cell(st, 16), "9");
	CHECK_STR(cell(st, 17), "3");
	SQLFreeStmt(st, SQL_CLOSE);
	FAILS_S(st, CALL(SQLGetTypeInfo)(st, 12345), "HY004");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(who_we_are), TEST(how_sql_is_written), TEST(claimed_functions_work), TEST(unknown_types_are_refused),
		TEST(a_short_buffer), TEST(functions_agree_with_exports), TEST(type_info), TEST(type_info_of_one_type),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

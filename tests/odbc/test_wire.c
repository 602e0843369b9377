/* What goes over the wire, counted by the tap of the local Lakebase: messages after the login, round trips of calls. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

static SQLHDBC tapped;
static SQLHSTMT s;
static char *wire;

static void open_tap(void)
{
	control("wire --clear");
	tapped = dbc_new();
	OK_D(tapped, x_driver_connect(tapped, "DSN=lakebase-tap"));
	s = stmt_new(tapped);
}

static void close_tap(void)
{
	stmt_free(s);
	SQLEndTran(SQL_HANDLE_DBC, tapped, SQL_ROLLBACK);
	dbc_close(tapped);
}

/* Different values of "trip" in what the client sent since the last look. */
static int trips(void)
{
	char *lines, *rest, *line;
	long last = -1;
	int n = 0;

	pause_ms(50);
	wire = control("wire");
	lines = rest = strdup(wire);
	while (lines && (line = strsep(&rest, "\n")) != NULL) {
		const char *trip = strstr(line, "\"trip\":");

		if (!trip || !strstr(line, "\"from\":\"client\""))
			continue;
		n += strtol(trip + 7, NULL, 10) != last;
		last = strtol(trip + 7, NULL, 10);
	}
	free(lines);
	control("wire --clear");
	return n;
}

static int sent(const char *name)
{
	return count_lines(wire, "\"from\":\"client\"", name ? format("\"name\":\"%s\"", name) : NULL);
}

static bool costs(const char *what, int want)
{
	const int n = trips();

	if (n == want)
		return true;
	CHECK_INT(n, want);
	note("  ... %s\n%s", what, wire);
	return false;
}

static void nothing_after_the_login(void)
{
	SQLUINTEGER u;

	open_tap();
	pause_ms(200);
	wire = control("wire");
	/* the startup packet and the password: what libpq itself sends */
	if (!(CHECK_INT(sent(NULL), 2) && CHECK_INT(sent("StartupMessage"), 1) && CHECK_INT(sent("Password"), 1)))
		note("%s", wire);
	CHECK_INT(count_lines(wire, "\"name\":\"StartupMessage\"", "\"application_name\":\"lakebase_odbc/"), 1);
	control("wire --clear");
	/* what applications ask first costs nothing either */
	CHECK_STR(x_info(tapped, SQL_DBMS_NAME), "PostgreSQL");
	x_info(tapped, SQL_DBMS_VER);
	OK_D(tapped, CALL(SQLGetConnectAttr)(tapped, SQL_ATTR_CONNECTION_DEAD, &u, 0, NULL));
	OK_D(tapped, CALL(SQLGetConnectAttr)(tapped, SQL_ATTR_TXN_ISOLATION, &u, 0, NULL));
	OK_D(tapped, SQLSetConnectAttr(tapped, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	OK_D(tapped, SQLSetConnectAttr(tapped, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_ON, 0));
	costs("attributes and information", 0);
	close_tap();
}

static void a_direct_select(void)
{
	open_tap();
	trips();
	OK_S(s, x_exec(s, "select 1"));
	CHECK_STR(rows_of(s), "1\n");
	SQLFreeStmt(s, SQL_CLOSE);
	costs("SQLExecDirect and fetching", 1);
	OK_S(s, x_exec(s, "select 2 as other"));
	CHECK_STR(rows_of(s), "2\n");
	SQLFreeStmt(s, SQL_CLOSE);
	costs("another one", 1);
	close_tap();
}

static void a_prepared_select(void)
{
	SQLINTEGER a = 1;

	open_tap();
	trips();
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &a, 0, NULL));
	OK_S(s, x_prepare(s, "select ? + 1"));
	costs("SQLPrepare", 0);
	for (a = 1; a <= 4; a++) {
		OK_S(s, SQLExecute(s));
		CHECK_STR(rows_of(s), format("%d\n", a + 1));
		SQLFreeStmt(s, SQL_CLOSE);
		costs(format("SQLExecute number %d", a), 1);
		if (a > 1)
			CHECK_INT(sent("Parse"), 0); /* prepared once in the session */
	}
	close_tap();
}

static void describing_before_executing(void)
{
	SQLSMALLINT n = 0, type, digits, nullable;
	SQLULEN size;
	char *name;

	open_tap();
	trips();
	OK_S(s, x_prepare(s, "select 1 as one, 'x' as two"));
	OK_S(s, SQLNumResultCols(s, &n));
	OK_S(s, x_describe(s, 1, &name, &type, &size, &digits, &nullable));
	OK_S(s, x_describe(s, 2, &name, &type, &size, &digits, &nullable));
	costs("SQLNumResultCols and SQLDescribeCol after SQLPrepare", 1);
	OK_S(s, SQLExecute(s));
	CHECK_STR(rows_of(s), "1|x\n");
	SQLFreeStmt(s, SQL_CLOSE);
	costs("SQLExecute after that", 1);
	close_tap();
}

static void a_transaction(void)
{
	const char *t = table_name("wire");

	run(db, format("create table %s (a int primary key)", t));
	open_tap();
	OK_D(tapped, SQLSetConnectAttr(tapped, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	trips();
	OK_S(s, x_exec(s, format("insert into %s values (1)", t)));
	costs("the first insert, with BEGIN and SAVEPOINT", 1);
	OK_S(s, x_exec(s, format("insert into %s values (2)", t)));
	costs("the second insert, with SAVEPOINT", 1);
	OK_D(tapped, SQLEndTran(SQL_HANDLE_DBC, tapped, SQL_COMMIT));
	costs("commit", 1);
	OK_D(tapped, SQLEndTran(SQL_HANDLE_DBC, tapped, SQL_COMMIT));
	costs("commit without a transaction", 0);
	FAILS_S(s, x_exec(s, format("insert into %s values (1)", t)), "23505");
	trips();
	OK_S(s, x_exec(s, format("insert into %s values (3)", t)));
	costs("an insert after an error", 1);
	OK_D(tapped, SQLEndTran(SQL_HANDLE_DBC, tapped, SQL_COMMIT));
	close_tap();
	CHECK_STR(query(db, format("select count(*) from %s", t)), "3\n");
	run(db, format("drop table %s", t));
}

static void a_catalog_call(void)
{
	open_tap();
	trips();
	OK_S(s, x_columns(s, NULL, "sales", "customers", NULL));
	CHECK_HAS(rows_of(s), "since");
	SQLFreeStmt(s, SQL_CLOSE);
	costs("SQLColumns", 1);
	for (int i = 0; i < 2; i++) { /* prepared when it comes again */
		OK_S(s, x_columns(s, NULL, "sales", "customers", NULL));
		CHECK_HAS(rows_of(s), "since");
		SQLFreeStmt(s, SQL_CLOSE);
		costs("SQLColumns again", 1);
		CHECK_INT(sent("Parse"), 1 - i);
	}
	OK_S(s, CALL(SQLGetTypeInfo)(s, SQL_ALL_TYPES));
	rows_of(s);
	SQLFreeStmt(s, SQL_CLOSE);
	costs("SQLGetTypeInfo", 0);
	close_tap();
}

static void an_array_of_parameters(void)
{
	enum { SETS = 500 };
	SQLINTEGER *a = ring_alloc(SETS * sizeof(*a));
	const char *t = table_name("wire_sets");

	for (int i = 0; i < SETS; i++)
		a[i] = i;
	run(db, format("create table %s (a int)", t));
	open_tap();
	trips();
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_PARAMSET_SIZE, (SQLPOINTER)(uintptr_t)SETS, 0));
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, a, 0, NULL));
	OK_S(s, x_exec(s, format("insert into %s values (?)", t)));
	CHECK(trips() <= 10); /* far from one a set; where packets end is the network's business */
	close_tap();
	run(db, format("drop table %s", t));
}

/* What only the catalogs know is asked for once, by whoever wants it, and by nobody else. */
static void where_columns_come_from(void)
{
	SQLLEN number;
	tchar text[100];

	open_tap();
	trips();
	OK_S(s, x_exec(s, "select relname, relkind from pg_catalog.pg_class limit 1"));
	costs("a select", 1);
	OK_S(s, CALL(SQLColAttribute)(s, 1, SQL_DESC_LABEL, text, sizeof(text), NULL, NULL));
	OK_S(s, CALL(SQLColAttribute)(s, 1, SQL_DESC_TYPE_NAME, text, sizeof(text), NULL, NULL)); /* of a type that we know */
	OK_S(s, CALL(SQLDescribeCol)(s, 1, text, 100, NULL, NULL, NULL, NULL, NULL));
	costs("describing", 0);
	OK_S(s, CALL(SQLColAttribute)(s, 1, SQL_DESC_BASE_TABLE_NAME, text, sizeof(text), NULL, NULL));
	costs("the table of a column", 1);
	OK_S(s, CALL(SQLColAttribute)(s, 2, SQL_DESC_NULLABLE, NULL, 0, NULL, &number));
	OK_S(s, SQLFreeStmt(s, SQL_CLOSE));
	trips();
	OK_S(s, x_exec(s, "select oid, relname from pg_catalog.pg_class limit 1"));
	OK_S(s, CALL(SQLColAttribute)(s, 1, SQL_DESC_BASE_COLUMN_NAME, text, sizeof(text), NULL, NULL));
	costs("the same table again", 1);
	close_tap();
}

static void disconnecting(void)
{
	open_tap();
	trips();
	close_tap();
	pause_ms(100);
	wire = control("wire");
	CHECK_INT(sent("Terminate"), 1);
	CHECK_INT(sent(NULL), 1);
}

/* Many rows changed through a cursor: one round trip, and one before the first to find out about the table. */
static void rows_of_a_row_set_change_in_one_trip(void)
{
	static SQLINTEGER ids[50];
	static char names[50][20];
	static SQLLEN lengths[50];

	open_tap();
	OK_S(s, x_exec(s, "create temporary table wire_rows (id int primary key, name text)"));
	OK_S(s, SQLFreeStmt(s, SQL_CLOSE));
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)SQL_CURSOR_STATIC, 0));
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_CONCURRENCY, (SQLPOINTER)SQL_CONCUR_VALUES, 0));
	OK_S(s, SQLSetStmtAttr(s, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)50, 0));
	OK_S(s, SQLBindCol(s, 1, SQL_C_SLONG, ids, 0, NULL));
	OK_S(s, SQLBindCol(s, 2, SQL_C_CHAR, names, sizeof(names[0]), lengths));
	OK_S(s, x_exec(s, "select id, name from wire_rows order by id"));
	for (int i = 0; i < 50; i++) {
		ids[i] = i;
		memcpy(names[i], "row", 4);
		lengths[i] = SQL_NTS;
	}
	(void)trips();
	OK_S(s, SQLBulkOperations(s, SQL_ADD));
	costs("50 rows added, the first through this cursor", 2);
	OK_S(s, SQLFetchScroll(s, SQL_FETCH_FIRST, 0));
	OK_S(s, SQLSetPos(s, 0, SQL_UPDATE, SQL_LOCK_NO_CHANGE));
	costs("50 rows updated", 1);
	OK_S(s, SQLSetPos(s, 0, SQL_DELETE, SQL_LOCK_NO_CHANGE));
	costs("50 rows deleted", 1);
	close_tap();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(nothing_after_the_login), TEST(a_direct_select), TEST(a_prepared_select), TEST(describing_before_executing),
		TEST(a_transaction), TEST(a_catalog_call), TEST(an_array_of_parameters), TEST(where_columns_come_from), TEST(disconnecting),
		TEST(rows_of_a_row_set_change_in_one_trip),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

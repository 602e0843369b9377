/* UPDATE and DELETE ... WHERE CURRENT OF a cursor that another statement has open. */
#include "harness.h"

#include <string.h>

/* iODBC makes SQL_SUCCESS of the SQL_SUCCESS_WITH_INFO of an execution. */
static void warns(SQLHSTMT h, const char *sql, const char *state)
{
	const SQLRETURN rc = x_exec(h, sql);

	CHECK(SQL_SUCCEEDED(rc));
	if (!IODBC)
		INFO_S(h, rc, state);
}

/* iODBC refuses to mix SQLFetch with SQLFetchScroll. */
static SQLRETURN fetch_next(void)
{
	return SQLFetchScroll(st, SQL_FETCH_NEXT, 0);
}

static SQLHSTMT other;

static void make(void)
{
	run(db, "create temporary table if not exists current (id int, part text, v int, primary key (id, part))");
	run(db, "create temporary table if not exists current2 (id int, part text, v int)");
	run(db, "truncate current, current2");
	run(db, "insert into current select i, 'it''s ' || i, i from generate_series(1, 4) i");
	run(db, "insert into current2 select * from current");
	CHECK(SQLAllocHandle(SQL_HANDLE_STMT, db, &other) == SQL_SUCCESS);
}

static void drop(void)
{
	SQLFreeHandle(SQL_HANDLE_STMT, other);
}

static void open_cursor(SQLULEN type, const char *name)
{
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)type, SQL_IS_UINTEGER));
	OK_S(st, CALL(SQLSetCursorName)(st, text_to(name), SQL_NTS));
	OK_S(st, x_exec(st, "select v, part, id from current order by id for update"));
}

static void rows_of_a_cursor(SQLULEN type)
{
	SQLINTEGER add = 100;
	SQLLEN n = -7;

	make();
	open_cursor(type, "Places");
	FAILS_S(other, x_exec(other, "delete from current where current of places"), "24000");
	OK_S(st, fetch_next());
	OK_S(st, fetch_next());
	OK_S(other, SQLBindParameter(other, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &add, 0, NULL));
	OK_S(other, x_prepare(other, "update current set v = v + ? where current of \"Places\""));
	OK_S(other, SQLExecute(other));
	OK_S(other, SQLRowCount(other, &n));
	CHECK_INT(n, 1);
	OK_S(st, fetch_next()); /* the same text, another row */
	OK_S(other, SQLExecute(other));
	OK_S(other, x_exec(other, "delete from current where current of places"));
	FAILS_S(other, x_exec(other, "delete from current where current of places"), "24000");
	OK_S(st, fetch_next());
	CHECK_STR(cell(st, 3), "4");
	CHECK_STR(query(db, "select id, v from current order by id"), "1|1\n2|102\n4|4\n");
	drop();
}

static void of_a_forward_only_cursor(void)
{
	rows_of_a_cursor(SQL_CURSOR_FORWARD_ONLY);
}

static void of_a_static_cursor(void)
{
	rows_of_a_cursor(SQL_CURSOR_STATIC);
}

static void the_cursor_sees_it(void)
{
	SQLUSMALLINT status[2] = {77, 77};

	make();
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)2, SQL_IS_UINTEGER));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_STATUS_PTR, status, SQL_IS_POINTER));
	open_cursor(SQL_CURSOR_STATIC, "c1");
	OK_S(st, fetch_next());
	OK_S(st, SQLSetPos(st, 2, SQL_POSITION, SQL_LOCK_NO_CHANGE));
	OK_S(other, x_exec(other, "update current set v = 7 where current of C1"));
	CHECK_INT(status[1], SQL_ROW_UPDATED);
	CHECK_STR(cell(st, 1), "7");
	OK_S(other, x_exec(other, "delete from current where current of c1"));
	CHECK_INT(status[1], SQL_ROW_DELETED);
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0));
	CHECK_INT(status[1], SQL_ROW_DELETED);
	drop();
}

static void rows_that_are_gone_and_other_tables(void)
{
	make();
	open_cursor(SQL_CURSOR_STATIC, "c2");
	OK_S(st, fetch_next());
	warns(other, "update current2 set v = 7 where current of c2", "01001");
	CHECK_STR(query(db, "select count(*) from current2 where v = 7"), "0\n");
	run(db, "delete from current where id = 1");
	warns(other, "update current set v = 7 where current of c2", "01001");
	drop();
}

static void without_a_key(void)
{
	make();
	OK_S(st, CALL(SQLSetCursorName)(st, text_to("c3"), SQL_NTS));
	OK_S(st, x_exec(st, "select id, v from current"));
	OK_S(st, fetch_next());
	FAILS_S(other, x_exec(other, "delete from current where current of c3"), "HYC00");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, other, 1), "part");
	CHECK_STR(query(db, "select count(*) from current"), "4\n");
	drop();
}

/* A cursor that the application declared itself is the server's business. */
static void a_cursor_of_the_server(void)
{
	make();
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, SQL_IS_UINTEGER));
	OK_S(other, x_exec(other, "declare theirs cursor for select * from current order by id for update"));
	OK_S(other, x_exec(other, "fetch 2 from theirs"));
	OK_S(other, SQLFreeStmt(other, SQL_CLOSE));
	OK_S(other, x_exec(other, "delete from current where current of theirs"));
	CHECK_STR(query(db, "select id from current order by id"), "1\n3\n4\n");
	FAILS_S(other, x_exec(other, "delete from current where current of nobodys"), "34000");
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	drop();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(of_a_forward_only_cursor), TEST(of_a_static_cursor), TEST(the_cursor_sees_it), TEST(rows_that_are_gone_and_other_tables),
		TEST(without_a_key), TEST(a_cursor_of_the_server),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

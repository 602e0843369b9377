/* Single parameters: types that PostgreSQL has to guess, defaults, names, cancelled data at execution, too many. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

static SQLINTEGER number = 5;
static SQLLEN is_null = SQL_NULL_DATA, is_default = SQL_DEFAULT_PARAM;

static void bind_number(SQLUSMALLINT n)
{
	OK_S(st, SQLBindParameter(st, n, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, 0, NULL));
}

static void answer(const char *sql, const char *want)
{
	if (OK_S(st, x_exec(st, sql)))
		CHECK_STR(rows_of(st), want);
	SQLFreeStmt(st, SQL_CLOSE);
	SQLFreeStmt(st, SQL_RESET_PARAMS);
}

/* PostgreSQL text has no NUL; one that an application counted in with the length is its terminator. */
static void terminators_that_were_counted_in(void)
{
	static char text[] = "Hell", cut[] = "a\0b";
	SQLLEN length = sizeof(text), all = 3;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, text, 5, &length));
	answer("select '<' || ? || '>'", "<Hell>\n");
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, cut, 4, &all));
	FAILS_S(st, x_exec(st, "select '<' || ? || '>'"), "22018");
	SQLFreeStmt(st, SQL_RESET_PARAMS);
}

static void a_bit_for_whatever_the_server_makes_of_it(void)
{
	static unsigned char yes = 1, no = 0;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_BIT, SQL_BIT, 1, 0, &yes, 0, NULL));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_BIT, SQL_BIT, 1, 0, &no, 0, NULL));
	OK_S(st, x_exec(st, "create temporary table bits (a bit, b boolean, i integer, t text)"));
	OK_S(st, x_exec(st, "insert into bits (a, b) values (?, ?)"));
	OK_S(st, x_exec(st, "insert into bits (b, a) values (?, ?)"));
	OK_S(st, x_exec(st, "insert into bits (i, t) values (?, ?)"));
	answer("select a, b::text, i, t from bits", "1|false|<null>|<null>\n0|true|<null>|<null>\n<null>|<null>|1|0\n");
	OK_S(st, x_exec(st, "drop table bits"));
}

static void numbers_where_the_type_is_a_guess(void)
{
	bind_number(1);
	answer("select ? + 1", "6\n");
	OK_S(st, bind_text(st, 1, "5"));
	answer("select ? + 1", "6\n");
	bind_number(1);
	answer("select 'x' like ?", "0\n");
	bind_number(1);
	answer("select '5' || ?", "55\n");
	bind_number(1);
	answer("select 1 where '5'::text = ?", "1\n");
	bind_number(1);
	answer("select generate_series(1, 9) limit 1 offset ?", "6\n");
	OK_S(st, bind_text(st, 1, "5"));
	answer("select generate_series(1, 9) limit 1 offset ?", "6\n");
	OK_S(st, bind_text(st, 1, "5"));
	bind_number(2);
	answer("select 1 where 5 in (?, ?)", "1\n");
}

static void patterns_and_texts(void)
{
	OK_S(st, bind_text(st, 1, "x%"));
	answer("select 1 where 'xy' like ?", "1\n");
	OK_S(st, bind_text(st, 1, "x%"));
	answer("select 1 where 'xy'::char(4) like ? escape '!'", "1\n");
	OK_S(st, bind_text(st, 1, "a"));
	answer("select ?", "a\n");
	OK_S(st, bind_text(st, 1, "a"));
	OK_S(st, bind_text(st, 2, "b"));
	answer("select ? || ?", "ab\n");
	OK_S(st, bind_text(st, 1, "a"));
	answer("select upper(?)", "A\n");
}

/* The server cannot tell the type of a marker that is only compared with NULL. */
static void is_null_of_a_marker(void)
{
	OK_S(st, bind_text(st, 1, NULL));
	answer("select 1 where ? is null", "1\n");
	OK_S(st, bind_text(st, 1, "a"));
	OK_S(st, bind_text(st, 2, "7"));
	OK_S(st, bind_text(st, 3, NULL));
	answer("select i from generate_series(6, 8) i where ? is not null and i = ? and ? is null", "7\n");
}

static void described_before_it_runs(void)
{
	SQLSMALLINT n = 0, type = 0;

	OK_S(st, x_prepare(st, "select i, 'x' from generate_series(6, 8) i where (? is null or i = ?) and ? is not null"));
	OK_S(st, SQLNumResultCols(st, &n));
	CHECK_INT(n, 2);
	OK_S(st, SQLDescribeParam(st, 2, &type, NULL, NULL, NULL));
	CHECK_INT(type, SQL_INTEGER);
	OK_S(st, bind_text(st, 1, "a"));
	OK_S(st, bind_text(st, 2, "7"));
	OK_S(st, bind_text(st, 3, "b"));
	for (int i = 0; i < 3; i++) { /* the second time it is known */
		OK_S(st, SQLExecute(st));
		CHECK_STR(rows_of(st), "7|x\n");
		OK_S(st, SQLCloseCursor(st));
	}
}

static void untyped_null(void)
{
	OK_S(st, bind_text(st, 1, NULL));
	answer("select coalesce(?, 7)", "7\n");
	OK_S(st, bind_text(st, 1, NULL));
	answer("select ? + 1", "<null>\n");
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_DEFAULT, SQL_VARBINARY, 1, 0, NULL, 0, &is_null));
	answer("select coalesce(?, 7)", "7\n");
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_INTEGER, 0, 0, NULL, 0, &is_null));
	answer("select coalesce('a'::text, ?)", "a\n");
}

static void dates(void)
{
	SQL_DATE_STRUCT day = {2024, 2, 29};
	SQL_TIMESTAMP_STRUCT at = {2024, 2, 29, 12, 0, 0, 0};

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_TYPE_DATE, SQL_TYPE_DATE, 10, 0, &day, 0, NULL));
	answer("select ? + 1", "2024-03-01\n");
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_TYPE_DATE, SQL_TYPE_DATE, 10, 0, &day, 0, NULL));
	answer("select timestamp '2024-03-01 00:00:00' - ?", "1 day\n");
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 26, 6, &at, 0, NULL));
	answer("select 1 where date '2024-02-29' < ?", "1\n");
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 26, 6, &at, 0, NULL));
	answer("select extract(day from ?)", "29\n");
	OK_S(st, bind_text(st, 1, "2024-02-29"));
	answer("select 1 where current_date > ?", "1\n");
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 26, 6, &at, 0, NULL));
	answer("select ? + interval '1 day'", "2024-03-01 12:00:00\n");
}

/* ---- calls ---- */

static void make_routines(void)
{
	run(db, "create or replace function pg_temp.def(a int, b int default 10, c int default 100) returns int language sql as "
		"'select a + b + c'");
	run(db, "create or replace procedure pg_temp.defp(a int, b int default 10, inout c int default 100) language plpgsql as "
		"$$begin c := a + b + c; end$$");
}

static void name_parameter(SQLSMALLINT n, const char *name)
{
	SQLHDESC ipd = NULL;

	OK_S(st, SQLGetStmtAttr(st, SQL_ATTR_IMP_PARAM_DESC, &ipd, 0, NULL));
	CHECK_INT(CALL(SQLSetDescField)(ipd, n, SQL_DESC_NAME, text_to(name), SQL_NTS), SQL_SUCCESS);
}

static void defaults(void)
{
	SQLINTEGER one = 1;

	make_routines();
	bind_number(1);
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, NULL, 0, &is_default));
	OK_S(st, SQLBindParameter(st, 3, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, NULL, 0, &is_default));
	answer("{call pg_temp.def(?, ?, ?)}", "115\n");
	/* behind one that is left out, the others need names */
	bind_number(1);
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, NULL, 0, &is_default));
	OK_S(st, SQLBindParameter(st, 3, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &one, 0, NULL));
	FAILS_S(st, x_exec(st, "{call pg_temp.def(?, ?, ?)}"), "07S01");
	name_parameter(3, "c");
	answer("{call pg_temp.def(?, ?, ?)}", "16\n");
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, NULL, 0, &is_default));
	FAILS_S(st, x_exec(st, "select ?::int"), "07S01");
}

static void defaults_in_one_set_of_an_array(void)
{
	SQLINTEGER a[3] = {1, 2, 3}, b[3] = {11, 12, 13};
	SQLLEN b_length[3] = {0, SQL_DEFAULT_PARAM, 0};
	SQLUSMALLINT status[3] = {9, 9, 9};

	run(db, "create temporary table called (a int, b int)");
	run(db, "create or replace procedure pg_temp.note(a int, b int default 77) language sql as "
		"'insert into called values (a, b)'");
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_PARAMSET_SIZE, (SQLPOINTER)3, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_PARAM_STATUS_PTR, status, 0));
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, a, 0, NULL));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, b, 0, b_length));
	OK_S(st, x_exec(st, "{call pg_temp.note(?, ?)}"));
	CHECK_INT(status[1], SQL_PARAM_SUCCESS);
	CHECK_STR(query(db, "select * from called order by a"), "1|11\n2|77\n3|13\n");
	run(db, "drop table called cascade");
}

static void names(void)
{
	SQLINTEGER out = 0, b = 2, c = 3;
	SQLLEN out_length = 0;

	make_routines();
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_OUTPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &out, 0, &out_length));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &c, 0, NULL));
	OK_S(st, SQLBindParameter(st, 3, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &b, 0, NULL));
	name_parameter(2, "c");
	name_parameter(3, "a");
	OK_S(st, x_exec(st, "{? = call pg_temp.def(?, ?)}"));
	CHECK_INT(out, 2 + 10 + 3);
	SQLFreeStmt(st, SQL_CLOSE);
	SQLFreeStmt(st, SQL_RESET_PARAMS);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT_OUTPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &out, 0, &out_length));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &b, 0, NULL));
	name_parameter(1, "c");
	name_parameter(2, "a");
	OK_S(st, x_prepare(st, "{call pg_temp.defp(?, ?)}"));
	OK_S(st, SQLExecute(st));
	CHECK_INT(out, 2 + 10 + 15);
	OK_S(st, SQLExecute(st));
	CHECK_INT(out, 2 + 10 + 27);
}

/* ---- data at execution, cancelled ---- */

static void cancelled_in_the_middle(void)
{
	SQLLEN late = SQL_LEN_DATA_AT_EXEC(0);
	SQLPOINTER token = NULL;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 100, 0, (SQLPOINTER)1, 0, &late));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 100, 0, (SQLPOINTER)2, 0, &late));
	OK_S(st, x_prepare(st, "select ? || ?"));
	RC_S(st, SQLExecute(st), SQL_NEED_DATA);
	FAILS_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t) "x", 1), "HY010"); /* not asked for yet */
	OK_S(st, SQLCancel(st));
	RC_S(st, SQLExecute(st), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	CHECK(token == (SQLPOINTER)1);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t) "one", 3));
	FAILS_S(st, SQLExecute(st), "HY010");
	OK_S(st, SQLCancel(st));
	FAILS_S(st, SQLParamData(st, &token), "HY010");
	RC_S(st, SQLExecute(st), SQL_NEED_DATA); /* as if nothing had been begun */
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	CHECK(token == (SQLPOINTER)1);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t) "a", 1));
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	CHECK(token == (SQLPOINTER)2);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t) "b", 1));
	RC_S(st, SQLPutData(st, NULL, SQL_NULL_DATA), SQL_ERROR); /* HY020; unixODBC says HY011 for it */
	OK_S(st, SQLCancel(st));
	RC_S(st, SQLExecute(st), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t) "c", 1));
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLPutData(st, NULL, SQL_NULL_DATA));
	RC_S(st, SQLParamData(st, &token), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "<null>\n");
}

/* ---- limits ---- */

static char *markers(int n)
{
	char *sql = ring_alloc((size_t)n * 2 + 20);

	memcpy(sql, "select ?", 8);
	for (int i = 1; i < n; i++)
		memcpy(sql + 8 + (i - 1) * 2, ",?", 2);
	return sql;
}

static void too_many(void)
{
	SQLSMALLINT n = 0;

	OK_S(st, x_prepare(st, markers(1000)));
	OK_S(st, SQLNumParams(st, &n));
	CHECK_INT(n, 1000);
	FAILS_S(st, x_prepare(st, markers(65536)), "07002");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "SQL_ATTR_PARAMSET_SIZE");
	OK_S(st, x_exec(st, "select 1"));
}

/* insert into many_markers values (?),(?) ... */
static char *rows_of_markers(int n)
{
	static const char start[] = "insert into many_markers values (?)";
	char *sql = ring_alloc(sizeof(start) + (size_t)n * 4);

	memcpy(sql, start, sizeof(start));
	for (int i = 1; i < n; i++)
		memcpy(sql + sizeof(start) - 1 + (size_t)(i - 1) * 4, ",(?)", 5);
	return sql;
}

/* A signed 16-bit number ends at 32,767, what the protocol counts at 65,535. */
static void as_many_as_the_protocol_takes(void)
{
	static const int counts[] = {1024, 32767, 32768, 65535};
	static SQLINTEGER values[65535];
	SQLSMALLINT n = 0, type = 0;

	run(db, "create temporary table many_markers (i int)");
	for (size_t c = 0; c < COUNT(counts); c++) {
		if (IODBC && counts[c] > 1024)
			continue; /* it binds no more */
		run(db, "truncate many_markers");
		OK_S(st, x_prepare(st, rows_of_markers(counts[c])));
		CHECK(SQL_SUCCEEDED(SQLNumParams(st, &n)));
		CHECK_INT((SQLUSMALLINT)n, counts[c]);
		for (int i = 0; i < counts[c]; i++) {
			values[i] = i;
			if (!OK_S(st, SQLBindParameter(st, (SQLUSMALLINT)(i + 1), SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &values[i], 0, NULL)))
				return note("parameter %d of %d", i + 1, counts[c]);
		}
		OK_S(st, SQLExecute(st));
		OK_S(st, SQLDescribeParam(st, (SQLUSMALLINT)counts[c], &type, NULL, NULL, NULL));
		CHECK_INT(type, SQL_INTEGER);
		SQLFreeStmt(st, SQL_RESET_PARAMS);
		CHECK_STR(query(db, "select count(*), count(distinct i), max(i) from many_markers"),
			  format("%d|%d|%d\n", counts[c], counts[c], counts[c] - 1));
	}
	OK_S(st, x_prepare(st, rows_of_markers(65535)));
	FAILS_S(st, SQLExecute(st), "07002");
	FAILS_S(st, SQLDescribeParam(st, 0, &type, NULL, NULL, NULL), "07009");
}

/* Two statements of a text share the numbers of their parameters. */
static void too_many_in_all_statements_of_a_text(void)
{
	const char *half = markers(40000);
	char *both = ring_alloc(2 * strlen(half) + 2);

	memcpy(both, half, strlen(half));
	both[strlen(half)] = ';';
	memcpy(both + strlen(half) + 1, half, strlen(half) + 1);
	FAILS_S(st, x_prepare(st, both), "07002");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "80000");
}

/* The last column that can be bound at all: a loop over the bindings ends. */
static void the_last_column_is_bound(void)
{
	SQLINTEGER one = 0, last = 0;

	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &one, 0, NULL));
	OK_S(st, SQLBindCol(st, 32767, SQL_C_SLONG, &last, 0, NULL));
	OK_S(st, x_prepare(st, "select 7"));
	for (int i = 0; i < 3; i++) {
		OK_S(st, SQLExecute(st));
		OK_S(st, SQLFetch(st));
		CHECK_INT(one, 7);
		OK_S(st, SQLCloseCursor(st));
	}
}

static void missing_ones(void)
{
	bind_number(1);
	FAILS_S(st, x_exec(st, "select ?, ?"), "07002");
	FAILS_S(st, SQLBindParameter(st, 0, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, 0, NULL), "07009");
	FAILS_S(st, SQLBindParameter(st, 1, 77, SQL_C_SLONG, SQL_INTEGER, 0, 0, &number, 0, NULL), "HY105");
	FAILS_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, 777, SQL_INTEGER, 0, 0, &number, 0, NULL), "HY003");
	FAILS_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, 777, 0, 0, &number, 0, NULL), "HY004");
	FAILS_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_CHAR, 5, 0, &number, -1, NULL), "HY090");
	FAILS_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_CHAR, 5, 0, NULL, 5, NULL), "HY009");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(numbers_where_the_type_is_a_guess), TEST(terminators_that_were_counted_in),
		TEST(a_bit_for_whatever_the_server_makes_of_it), TEST(patterns_and_texts), TEST(is_null_of_a_marker),
		TEST(described_before_it_runs), TEST(untyped_null), TEST(dates), TEST(defaults),
		TEST(defaults_in_one_set_of_an_array), TEST(names), TEST(cancelled_in_the_middle), TEST(too_many), TEST(as_many_as_the_protocol_takes),
		TEST(too_many_in_all_statements_of_a_text), TEST(the_last_column_is_bound), TEST(missing_ones),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

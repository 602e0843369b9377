/* {call} and {?= call} for functions and procedures, with what they give back. */
#include "harness.h"

#include <string.h>

static SQLINTEGER in = 21, out;
static SQLLEN in_length, out_length;

static void make_routines(void)
{
	run(db, "create or replace function pg_temp.twice(a int) returns int language sql as 'select a * 2'");
	run(db, "create or replace function pg_temp.nothing(a int) returns int language sql as 'select null::int'");
	run(db, "create or replace procedure pg_temp.both(a int, inout b int, out t text) language plpgsql as "
		"$$begin b := a + b; t := 'h\xc3\xa9'; end$$");
}

static void bind_out(SQLUSMALLINT number)
{
	OK_S(st, SQLBindParameter(st, number, SQL_PARAM_OUTPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &out, 0, &out_length));
}

static void bind_in(SQLUSMALLINT number)
{
	OK_S(st, SQLBindParameter(st, number, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &in, 0, &in_length));
}

static void a_function_gives_its_value(void)
{
	SQLSMALLINT columns = -1;

	make_routines();
	bind_out(1);
	bind_in(2);
	OK_S(st, x_exec(st, "{? = call pg_temp.twice(?)}"));
	CHECK_INT(out, 42);
	CHECK_INT(out_length, sizeof(out));
	OK_S(st, SQLNumResultCols(st, &columns));
	CHECK_INT(columns, 0);
	in = 5;
	OK_S(st, x_prepare(st, "{? = call pg_temp.twice(?)}"));
	OK_S(st, SQLExecute(st));
	CHECK_INT(out, 10);
	in = 21;
}

static void null_needs_an_indicator(void)
{
	make_routines();
	bind_out(1);
	bind_in(2);
	OK_S(st, x_exec(st, "{? = call pg_temp.nothing(?)}"));
	CHECK_INT(out_length, SQL_NULL_DATA);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_OUTPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &out, 0, NULL));
	FAILS_S(st, x_exec(st, "{? = call pg_temp.nothing(?)}"), "22002");
}

static void a_procedure_changes_its_parameters(void)
{
	SQLINTEGER b = 4;
	SQLLEN b_length = 0, t_length = 0;
	char t[20] = "";

	make_routines();
	bind_in(1);
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT_OUTPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &b, 0, &b_length));
	OK_S(st, SQLBindParameter(st, 3, SQL_PARAM_OUTPUT, SQL_C_CHAR, SQL_VARCHAR, 20, 0, t, sizeof(t), &t_length));
	OK_S(st, x_exec(st, "{call pg_temp.both(?, ?, ?)}"));
	CHECK_INT(b, 25);
	CHECK_STR(t, "h\xc3\xa9");
	CHECK_INT(t_length, 3);
	OK_S(st, SQLBindParameter(st, 3, SQL_PARAM_OUTPUT, SQL_C_CHAR, SQL_VARCHAR, 20, 0, t, 3, &t_length));
	if (IODBC) /* makes SQL_SUCCESS of it */
		OK_S(st, x_exec(st, "{call pg_temp.both(?, ?, ?)}"));
	else
		INFO_S(st, x_exec(st, "{call pg_temp.both(?, ?, ?)}"), "01004");
	CHECK_STR(t, "h"); /* never half a character */
}

static void call_finds_out_what_it_calls(void)
{
	make_routines();
	bind_in(1);
	OK_S(st, x_exec(st, "{call pg_temp.twice(?)}"));
	CHECK_STR(rows_of(st), "42\n");
	OK_S(st, SQLCloseCursor(st));
	FAILS_S(st, x_exec(st, "{call pg_temp.there_is_none(?)}"), "42883");
}

static void inside_a_transaction_too(void)
{
	make_routines();
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, 0));
	CHECK_STR(query(db, "select 1"), "1\n");
	bind_in(1);
	OK_S(st, x_exec(st, "{call pg_temp.twice(?)}"));
	CHECK_STR(rows_of(st), "42\n");
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
}

/* SQL_ATTR_PARAM_BIND_OFFSET_PTR: values, lengths and indicators of the second of two sets of buffers. */
static void output_moves_with_the_bind_offset(void)
{
	struct buffers {
		SQLINTEGER in, out;
		SQLLEN in_length, out_length;
	} b[2] = {{21, -1, 0, -5}, {30, -1, 0, -5}};
	SQLLEN offset = sizeof(b[0]);

	make_routines();
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_PARAM_BIND_OFFSET_PTR, &offset, 0));
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_OUTPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &b[0].out, 0, &b[0].out_length));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &b[0].in, 0, &b[0].in_length));
	OK_S(st, x_exec(st, "{? = call pg_temp.twice(?)}"));
	CHECK_INT(b[1].out, 60);
	CHECK_INT(b[1].out_length, sizeof(SQLINTEGER));
	OK_S(st, x_exec(st, "{? = call pg_temp.nothing(?)}"));
	CHECK_INT(b[1].out_length, SQL_NULL_DATA);
	CHECK_INT(b[0].out, -1);
	CHECK_INT(b[0].out_length, -5);
}

/* ODBC 3.8: the driver manager may refuse them first. */
static void streamed_output_is_refused(void)
{
	char value[10];
	SQLLEN length = 0;
	static const SQLSMALLINT directions[] = {SQL_PARAM_OUTPUT_STREAM, SQL_PARAM_INPUT_OUTPUT_STREAM};

	for (size_t i = 0; i < COUNT(directions); i++) {
		const SQLRETURN rc = SQLBindParameter(st, 1, directions[i], SQL_C_CHAR, SQL_VARCHAR, 10, 0, value, sizeof(value), &length);

		CHECK_INT(rc, SQL_ERROR);
		if (strstr(diag_text(SQL_HANDLE_STMT, st, 1), "Driver Manager"))
			CHECK_STR(diag_state(SQL_HANDLE_STMT, st, 1), IODBC ? "S1105" : "HY105");
		else
			FAILS_S(st, rc, "HYC00");
	}
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(a_function_gives_its_value), TEST(null_needs_an_indicator), TEST(a_procedure_changes_its_parameters),
		TEST(call_finds_out_what_it_calls), TEST(inside_a_transaction_too),
		TEST(output_moves_with_the_bind_offset),
		TEST(streamed_output_is_refused),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

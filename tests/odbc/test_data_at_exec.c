/* Parameters whose value comes while the statement runs: SQLParamData, SQLPutData. */
#include "harness.h"

#include <string.h>

static SQLRETURN put(const char *part)
{
	return SQLPutData(st, text_to(part), (SQLLEN)(text_units(part) * sizeof(tchar)));
}

static void bind_later(SQLUSMALLINT number, SQLSMALLINT c, SQLSMALLINT sql, SQLPOINTER token, SQLLEN *length)
{
	*length = SQL_LEN_DATA_AT_EXEC(0);
	OK_S(st, SQLBindParameter(st, number, SQL_PARAM_INPUT, c, sql, 100000, 0, token, 0, length));
}

static void text_in_parts(void)
{
	SQLLEN a, b;
	SQLPOINTER token = NULL;

	bind_later(1, C_TEXT, C_TEXT == SQL_C_WCHAR ? SQL_WLONGVARCHAR : SQL_LONGVARCHAR, (SQLPOINTER)(uintptr_t)111, &a);
	bind_later(2, C_TEXT, C_TEXT == SQL_C_WCHAR ? SQL_WVARCHAR : SQL_VARCHAR, (SQLPOINTER)(uintptr_t)222, &b);
	RC_S(st, x_exec(st, "select ?, ?"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	CHECK_INT((uintptr_t)token, 111);
	OK_S(st, put("first "));
	OK_S(st, put("second "));
	OK_S(st, put("\xF0\x9F\xA6\x8A"));
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	CHECK_INT((uintptr_t)token, 222);
	OK_S(st, SQLPutData(st, NULL, SQL_NULL_DATA));
	RC_S(st, SQLParamData(st, &token), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "first second \xF0\x9F\xA6\x8A|<null>\n");
}

static void a_character_cut_between_parts(void)
{
	const char *fox = (const char *)utf16_to("\xF0\x9F\xA6\x8A"); /* four bytes: two units, or one */
	SQLLEN a;
	SQLPOINTER token;

	bind_later(1, SQL_C_WCHAR, SQL_WVARCHAR, NULL, &a);
	RC_S(st, x_exec(st, "select ?"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t)fox, 2));
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t)(fox + 2), 2));
	RC_S(st, SQLParamData(st, &token), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "\xF0\x9F\xA6\x8A\n");
}

static void megabytes_of_bytes(void)
{
	unsigned char *chunk = ring_alloc(65536);
	SQLLEN a;
	SQLPOINTER token;

	for (int i = 0; i < 65536; i++)
		chunk[i] = (unsigned char)i;
	bind_later(1, SQL_C_BINARY, SQL_LONGVARBINARY, NULL, &a);
	OK_S(st, x_prepare(st, "select length(b), md5(b) = md5(c) from (select cast(? as bytea) as b, "
			       "decode(repeat(string_agg(lpad(to_hex(n % 256), 2, '0'), '' order by n), 64), 'hex') as c "
			       "from generate_series(0, 65535) n) t"));
	RC_S(st, SQLExecute(st), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	for (int i = 0; i < 64; i++)
		OK_S(st, SQLPutData(st, chunk, 65536));
	RC_S(st, SQLParamData(st, &token), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "4194304|1\n");
}

static void fixed_types_too(void)
{
	SQLINTEGER seven = 7;
	SQLLEN a;
	SQLPOINTER token;

	bind_later(1, SQL_C_SLONG, SQL_INTEGER, NULL, &a);
	RC_S(st, x_exec(st, "select ? + 1"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLPutData(st, &seven, 0));
	RC_S(st, SQLParamData(st, &token), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "8\n");
}

static void nothing_put_and_empty(void)
{
	SQLLEN a;
	SQLPOINTER token;

	bind_later(1, SQL_C_CHAR, SQL_VARCHAR, NULL, &a);
	RC_S(st, x_exec(st, "select ? = ''"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t)"", 0));
	RC_S(st, SQLParamData(st, &token), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "1\n");
}

static void cancel_gives_up(void)
{
	SQLLEN a;
	SQLPOINTER token;

	bind_later(1, SQL_C_CHAR, SQL_VARCHAR, NULL, &a);
	RC_S(st, x_exec(st, "select ?"), SQL_NEED_DATA);
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLCancel(st));
	OK_S(st, SQLFreeStmt(st, SQL_RESET_PARAMS));
	OK_S(st, x_exec(st, "select 'again'"));
	CHECK_STR(rows_of(st), "again\n");
}

static void out_of_sequence(void)
{
	SQLLEN a;
	SQLPOINTER token;

	FAILS_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t)"x", 1), "HY010");
	bind_later(1, SQL_C_CHAR, SQL_VARCHAR, NULL, &a);
	RC_S(st, x_exec(st, "select ?"), SQL_NEED_DATA);
	FAILS_S(st, SQLFetch(st), "HY010");
	FAILS_S(st, x_exec(st, "select 1"), "HY010");
	RC_S(st, SQLParamData(st, &token), SQL_NEED_DATA);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t)"ok", 2));
	RC_S(st, SQLParamData(st, &token), SQL_SUCCESS);
	CHECK_STR(rows_of(st), "ok\n");
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(text_in_parts), TEST(a_character_cut_between_parts), TEST(megabytes_of_bytes), TEST(fixed_types_too),
		TEST(nothing_put_and_empty), TEST(cancel_gives_up), TEST(out_of_sequence),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

/* SQLGetData: long values in parts, any order, columns that are bound too, blocks of rows, the end of the data. */
#include "harness.h"

#include <string.h>

static void characters_in_parts(void)
{
	tchar part[5]; /* four units and the terminator */
	SQLLEN left;

	OK_S(st, x_exec(st, "select 'abcdefghij'"));
	OK_S(st, SQLFetch(st));
	INFO_S(st, SQLGetData(st, 1, C_TEXT, part, sizeof(part), &left), "01004");
	CHECK_INT(left, 10 * sizeof(tchar));
	CHECK_STR(text_from(part, 4), "abcd");
	CHECK_INT(part[4], 0);
	INFO_S(st, SQLGetData(st, 1, C_TEXT, part, sizeof(part), &left), "01004");
	CHECK_INT(left, 6 * sizeof(tchar));
	CHECK_STR(text_from(part, 4), "efgh");
	RC_S(st, SQLGetData(st, 1, C_TEXT, part, sizeof(part), &left), SQL_SUCCESS);
	CHECK_INT(left, 2 * sizeof(tchar));
	CHECK_STR(text_from(part, 2), "ij");
	RC_S(st, SQLGetData(st, 1, C_TEXT, part, sizeof(part), &left), SQL_NO_DATA);
}

static void asking_for_the_length_first(void)
{
	tchar all[20];
	SQLLEN left = 0;

	OK_S(st, x_exec(st, "select 'abcdefghij'"));
	OK_S(st, SQLFetch(st));
	INFO_S(st, SQLGetData(st, 1, C_TEXT, all, 0, &left), "01004");
	CHECK_INT(left, 10 * sizeof(tchar));
	RC_S(st, SQLGetData(st, 1, C_TEXT, all, sizeof(all), &left), SQL_SUCCESS);
	CHECK_STR(text_from(all, 10), "abcdefghij");
}

static void bytes_in_parts(void)
{
	unsigned char part[4];
	SQLLEN left;

	OK_S(st, x_exec(st, "select '\\x00010203040506'::bytea"));
	OK_S(st, SQLFetch(st));
	INFO_S(st, SQLGetData(st, 1, SQL_C_BINARY, part, sizeof(part), &left), "01004");
	CHECK_INT(left, 7);
	CHECK_STR(to_hex(part, 4), "00010203"); /* no terminator: all four bytes are data */
	RC_S(st, SQLGetData(st, 1, SQL_C_BINARY, part, sizeof(part), &left), SQL_SUCCESS);
	CHECK_INT(left, 3);
	CHECK_STR(to_hex(part, 3), "040506");
	RC_S(st, SQLGetData(st, 1, SQL_C_BINARY, part, sizeof(part), &left), SQL_NO_DATA);
}

static void bytes_as_characters_in_parts(void)
{
	char part[5];
	SQLLEN left;

	OK_S(st, x_exec(st, "select '\\x0a0b0c'::bytea"));
	OK_S(st, SQLFetch(st));
	INFO_S(st, SQLGetData(st, 1, SQL_C_CHAR, part, sizeof(part), &left), "01004");
	CHECK_INT(left, 6);
	CHECK_STR(part, "0A0B");
	RC_S(st, SQLGetData(st, 1, SQL_C_CHAR, part, sizeof(part), &left), SQL_SUCCESS);
	CHECK_STR(part, "0C");
}

/* As odbc-api reads: a full first buffer is believed, and the second is made for what is left. */
static void bytes_as_characters_in_a_buffer_for_the_rest(void)
{
	char first[256], rest[4001];
	SQLLEN left;

	OK_S(st, x_exec(st, "select repeat('a', 2000)::bytea"));
	OK_S(st, SQLFetch(st));
	INFO_S(st, SQLGetData(st, 1, SQL_C_CHAR, first, sizeof(first), &left), "01004");
	CHECK_INT(left, 4000);
	CHECK_INT(strlen(first), sizeof(first) - 1);
	RC_S(st, SQLGetData(st, 1, SQL_C_CHAR, rest, left - (SQLLEN)strlen(first) + 1, &left), SQL_SUCCESS);
	CHECK_INT(strlen(rest), 4000 - strlen(first));
	CHECK_STR(rest + strlen(rest) - 4, "6161");
}

static void fixed_values_come_once(void)
{
	SQLINTEGER i;
	SQLLEN length;

	OK_S(st, x_exec(st, "select 5, null::int"));
	OK_S(st, SQLFetch(st));
	RC_S(st, SQLGetData(st, 1, SQL_C_SLONG, &i, sizeof(i), &length), SQL_SUCCESS);
	CHECK_INT(i, 5);
	CHECK_INT(length, sizeof(i));
	RC_S(st, SQLGetData(st, 1, SQL_C_SLONG, &i, sizeof(i), &length), SQL_NO_DATA);
	RC_S(st, SQLGetData(st, 2, SQL_C_SLONG, &i, sizeof(i), &length), SQL_SUCCESS);
	CHECK_INT(length, SQL_NULL_DATA);
}

static void null_needs_an_indicator(void)
{
	SQLINTEGER i;

	OK_S(st, x_exec(st, "select null::int"));
	OK_S(st, SQLFetch(st));
	FAILS_S(st, SQLGetData(st, 1, SQL_C_SLONG, &i, sizeof(i), NULL), "22002");
}

static void an_empty_value_is_not_null(void)
{
	tchar part[5];
	SQLLEN left = -99;

	OK_S(st, x_exec(st, "select ''"));
	OK_S(st, SQLFetch(st));
	RC_S(st, SQLGetData(st, 1, C_TEXT, part, sizeof(part), &left), SQL_SUCCESS);
	CHECK_INT(left, 0);
	CHECK_INT(part[0], 0);
	RC_S(st, SQLGetData(st, 1, C_TEXT, part, sizeof(part), &left), SQL_NO_DATA);
}

static void any_order_and_back_again(void)
{
	OK_S(st, x_exec(st, "select 'one', 2, 'three'"));
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 3), "three");
	CHECK_STR(cell(st, 1), "one");
	CHECK_STR(cell(st, 2), "2");
	CHECK_STR(cell(st, 3), "three"); /* going to another column starts over */
}

static void bound_columns_too(void)
{
	SQLINTEGER i = 0;
	SQLLEN length = 0;

	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &i, 0, &length));
	OK_S(st, x_exec(st, "select 11, 'x'"));
	OK_S(st, SQLFetch(st));
	CHECK_INT(i, 11);
	CHECK_STR(cell(st, 1), "11");
	CHECK_STR(cell(st, 2), "x");
}

static void in_a_block_of_rows(void)
{
	SQLINTEGER n[4] = {0};
	SQLLEN lengths[4];

	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)(uintptr_t)4, 0));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, n, 0, lengths));
	OK_S(st, x_exec(st, "select n, 'row ' || n from generate_series(1, 6) n order by n"));
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 2), "row 1");
	OK_S(st, SQLSetPos(st, 3, SQL_POSITION, SQL_LOCK_NO_CHANGE));
	CHECK_STR(cell(st, 2), "row 3");
	FAILS_S(st, SQLSetPos(st, 5, SQL_POSITION, SQL_LOCK_NO_CHANGE), "HY107");
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 2), "row 5");
}

static void wrong_columns_and_types(void)
{
	SQLINTEGER i;
	SQLLEN length;

	OK_S(st, x_exec(st, "select 5"));
	FAILS_S(st, SQLGetData(st, 1, SQL_C_SLONG, &i, 0, &length), "24000"); /* before the first row */
	OK_S(st, SQLFetch(st));
	FAILS_S(st, SQLGetData(st, 2, SQL_C_SLONG, &i, 0, &length), "07009");
	FAILS_S(st, SQLGetData(st, 1, 12345, &i, 0, &length), "HY003");
	FAILS_S(st, SQLGetData(st, 1, SQL_C_CHAR, &i, -1, &length), "HY090");
	RC_S(st, SQLGetData(st, 1, SQL_C_SLONG, &i, 0, &length), SQL_SUCCESS);
	CHECK_INT(i, 5);
}

static void megabytes(void)
{
	const size_t room = 3000000;
	tchar *all = ring_alloc((room + 1) * sizeof(tchar));
	SQLLEN left = 0;
	size_t right = 0;

	OK_S(st, x_exec(st, "select string_agg(chr(97 + n % 26), '' order by n) from generate_series(0, 2999999) n"));
	OK_S(st, SQLFetch(st));
	RC_S(st, SQLGetData(st, 1, C_TEXT, all, (SQLLEN)((room + 1) * sizeof(tchar)), &left), SQL_SUCCESS);
	CHECK_INT(left, room * sizeof(tchar));
	for (size_t i = 0; i < room; i++)
		right += all[i] == (tchar)(97 + i % 26);
	CHECK_INT(right, room);
}

/* 22002 took nothing: asked again with an indicator, the NULL is there. */
static void a_null_without_an_indicator_can_be_asked_for_again(void)
{
	SQLLEN length = 0;
	char buffer[10];

	OK_S(st, x_exec(st, "select null::text"));
	OK_S(st, SQLFetch(st));
	FAILS_S(st, SQLGetData(st, 1, SQL_C_CHAR, buffer, sizeof(buffer), NULL), "22002");
	OK_S(st, SQLGetData(st, 1, SQL_C_CHAR, buffer, sizeof(buffer), &length));
	CHECK_INT(length, SQL_NULL_DATA);
	RC_S(st, SQLGetData(st, 1, SQL_C_CHAR, buffer, sizeof(buffer), &length), SQL_NO_DATA);
}

/* A record of the ARD that is not there is as a new one: SQL_C_DEFAULT. */
static void the_ards_type_of_a_column_that_is_not_bound(void)
{
	SQLINTEGER number = 0;
	SQLLEN length = 0;

	OK_S(st, x_exec(st, "select 7"));
	OK_S(st, SQLFetch(st));
	if (IODBC) /* which does not know the type */
		return;
	OK_S(st, SQLGetData(st, 1, SQL_ARD_TYPE, &number, sizeof(number), &length));
	CHECK_INT(number, 7);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(characters_in_parts), TEST(asking_for_the_length_first), TEST(bytes_in_parts), TEST(bytes_as_characters_in_parts),
		TEST(fixed_values_come_once), TEST(null_needs_an_indicator), TEST(an_empty_value_is_not_null),
		TEST(any_order_and_back_again), TEST(bound_columns_too), TEST(in_a_block_of_rows), TEST(wrong_columns_and_types),
		TEST(megabytes), TEST(a_null_without_an_indicator_can_be_asked_for_again),
		TEST(the_ards_type_of_a_column_that_is_not_bound), TEST(bytes_as_characters_in_a_buffer_for_the_rest),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

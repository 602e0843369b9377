/* Text beyond ASCII and beyond the BMP, text that is not text, lengths in the right unit, identifiers, cut characters. */
#include "harness.h"

#include <string.h>

#define FOX "\xF0\x9F\xA6\x8A"        /* U+1F98A, two UTF-16 units, four bytes */
#define E_ACUTE "\xC3\xA9"
#define KYO "\xE4\xBA\xAC"

static void literals_and_results(void)
{
	OK_S(st, x_exec(st, "select 'h" E_ACUTE " " KYO " " FOX "', length('" FOX "'), octet_length('" FOX "')"));
	CHECK_STR(rows_of(st), "h" E_ACUTE " " KYO " " FOX "|1|4\n");
}

static void parameters_there_and_back(void)
{
	OK_S(st, bind_text(st, 1, KYO FOX E_ACUTE));
	OK_S(st, bind_text(st, 2, FOX));
	OK_S(st, x_exec(st, "select ?, octet_length(cast(? as text))"));
	CHECK_STR(rows_of(st), KYO FOX E_ACUTE "|4\n");
}

static void lengths_in_bytes(void)
{
	SQLCHAR narrow[64];
	SQLWCHAR wide[64];
	SQLLEN length;

	OK_S(st, x_exec(st, "select '" E_ACUTE FOX "', '" E_ACUTE FOX "'"));
	OK_S(st, SQLFetch(st));
	OK_S(st, SQLGetData(st, 1, SQL_C_CHAR, narrow, sizeof(narrow), &length));
	CHECK_INT(length, 6);
	CHECK_STR((char *)narrow, E_ACUTE FOX);
	OK_S(st, SQLGetData(st, 2, SQL_C_WCHAR, wide, sizeof(wide), &length));
	CHECK_INT(wide[0], 0xE9);
#if LB_WCHAR_SIZE == 2
	CHECK_INT(length, 6); /* three units */
	CHECK_INT(wide[1], 0xD83E);
	CHECK_INT(wide[2], 0xDD8A);
	CHECK_INT(wide[3], 0);
#else
	CHECK_INT(length, 8);
	CHECK_INT(wide[1], 0x1F98A);
	CHECK_INT(wide[2], 0);
#endif
}

/* Whatever the size of the buffer, the parts put together are the value. */
static void parts_of_any_size_make_the_whole(void)
{
	static const char whole[] = "a" E_ACUTE FOX KYO FOX FOX "z";
	SQLWCHAR wide[16], wide_all[64];
	char narrow[16];

	for (size_t room = 3; room <= 9; room++) {
		size_t n = 0;
		char *all = format("%s", "");
		SQLRETURN rc;
		SQLLEN left;

		OK_S(st, x_exec(st, format("select '%s', '%s'", whole, whole)));
		OK_S(st, SQLFetch(st));
		while (SQL_SUCCEEDED(rc = SQLGetData(st, 1, SQL_C_WCHAR, wide, (SQLLEN)(room * sizeof(SQLWCHAR)), &left)) && n < 40)
			for (size_t i = 0; wide[i]; i++)
				wide_all[n++] = wide[i];
		CHECK_INT(rc, SQL_NO_DATA);
		CHECK_STR(utf16_from(wide_all, n), whole);
		for (int i = 0; i < 40 && SQL_SUCCEEDED(rc = SQLGetData(st, 2, SQL_C_CHAR, narrow, (SQLLEN)room + 2, &left)); i++)
			all = format("%s%s", all, narrow);
		CHECK_STR(all, whole);
		SQLFreeStmt(st, SQL_CLOSE);
	}
}

static void identifiers(void)
{
	const char *t = format("odbc_" KYO "_%s", table_name(FOX));
	SQLSMALLINT type, digits, nullable;
	SQLULEN size;
	char *name;

	OK_S(st, x_exec(st, format("create table \"%s\" (\"Spalte " E_ACUTE FOX "\" text)", t)));
	OK_S(st, x_exec(st, format("select * from \"%s\"", t)));
	OK_S(st, x_describe(st, 1, &name, &type, &size, &digits, &nullable));
	if (IODBC && C_TEXT == SQL_C_CHAR) { /* counts characters, as of the wide text: two of six bytes */
		CHECK_STR(name, "Spalte " E_ACUTE);
	} else {
		CHECK_STR(name, "Spalte " E_ACUTE FOX);
		CHECK_STR(x_col_text(st, 1, SQL_DESC_NAME), "Spalte " E_ACUTE FOX);
	}
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, x_tables(st, NULL, NULL, t, NULL));
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 3), t);
	SQLFreeStmt(st, SQL_CLOSE);
	run(db, format("drop table \"%s\"", t));
}

static void name_lengths_are_characters(void)
{
	tchar name[3];
	SQLSMALLINT n = 0, type, digits, nullable, bytes = 0;
	SQLULEN size;

	OK_S(st, x_exec(st, "select 1 as \"ab" E_ACUTE "d\""));
	INFO_S(st, CALL(SQLDescribeCol)(st, 1, name, 3, &n, &type, &size, &digits, &nullable), "01004");
	CHECK_STR(text_from(name, 2), "ab");
	OK_S(st, CALL(SQLColAttribute)(st, 1, SQL_DESC_NAME, NULL, 0, &bytes, NULL));
	if (IODBC && C_TEXT == SQL_C_CHAR) /* the lengths are those of the wide text */
		return;
	CHECK_INT(n, text_units("ab" E_ACUTE "d"));
	CHECK_INT(bytes, text_units("ab" E_ACUTE "d") * sizeof(tchar)); /* this one counts bytes */
}

static void errors_come_in_utf8(void)
{
	FAILS_S(st, x_exec(st, "select * from \"gibt_es_nicht_" FOX "\""), "42S02");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "gibt_es_nicht_" FOX);
}

static void invalid_text_is_refused(void)
{
	static const SQLWCHAR lone[] = {'a', 0xD83E, 'b', 0};
	SQLLEN nts = SQL_NTS;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, (SQLPOINTER)(uintptr_t)"a\xFF\xFE", 0, &nts));
	CHECK_INT(x_exec(st, "select ?"), SQL_ERROR);
	CHECK(with_state(st, "22018") || with_state(st, "22021"));
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_WCHAR, SQL_WVARCHAR, 10, 0, (SQLPOINTER)(uintptr_t)lone, 0, &nts));
	CHECK_INT(x_exec(st, "select ?"), SQL_ERROR);
	CHECK(with_state(st, "22018") || with_state(st, "22021"));
	SQLFreeStmt(st, SQL_RESET_PARAMS);
	CHECK_STR(query(db, "select 1"), "1\n");
}

static void counted_names_may_be_cut_anywhere(void)
{
	const char *sql = "select '" FOX "' -- " KYO;
	const size_t units = text_units(sql);

	for (size_t n = units - 4; n <= units; n++) {
		const SQLRETURN rc = CALL(SQLExecDirect)(st, text_to(sql), (SQLINTEGER)n);

		/* a character cut in half is refused or was in the comment: never a crash, never another text */
		if (SQL_SUCCEEDED(rc))
			CHECK_STR(rows_of(st), FOX "\n");
		SQLFreeStmt(st, SQL_CLOSE);
	}
}

static void zero_in_text(void)
{
	SQLLEN n = 3;

	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 10, 0, (SQLPOINTER)(uintptr_t)"a\0b", 0, &n));
	CHECK_INT(x_exec(st, "select ?"), SQL_ERROR); /* PostgreSQL has no such text: an error, not "a" */
	SQLFreeStmt(st, SQL_RESET_PARAMS);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(literals_and_results), TEST(parameters_there_and_back), TEST(lengths_in_bytes),
		TEST(parts_of_any_size_make_the_whole), TEST(identifiers), TEST(name_lengths_are_characters), TEST(errors_come_in_utf8),
		TEST(invalid_text_is_refused), TEST(counted_names_may_be_cut_anywhere), TEST(zero_in_text),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

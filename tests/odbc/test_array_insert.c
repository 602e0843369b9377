/*
 * A plain INSERT with many sets, by each of the ways in which they can travel (ArrayInsert): whatever the way,
 * statuses, counts, errors and rows are the same.
 */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETS 300
#define LARGE 6000 /* auto takes COPY for so many */

static const char *const ways[] = {"never", "always", "copy", "auto"};
static const char *way;
static bool commits; /* autocommit is off */
static SQLHDBC here;
static SQLHSTMT s;
static SQLUSMALLINT status[LARGE];
static SQLULEN processed;
static SQLINTEGER number[LARGE];
static SQLCHAR text[LARGE][16];
static SQLLEN number_length[LARGE], text_length[LARGE];
static char *t;

static void set(SQLINTEGER attribute, uintptr_t value)
{
	OK_S(s, SQLSetStmtAttr(s, attribute, (SQLPOINTER)value, 0));
}

static void open_way(size_t sets)
{
	here = dbc_open(format("ArrayInsert=%s;", way));
	s = stmt_new(here);
	if (commits)
		OK_D(here, SQLSetConnectAttr(here, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	set(SQL_ATTR_PARAMSET_SIZE, sets);
	set(SQL_ATTR_PARAM_STATUS_PTR, (uintptr_t)status);
	set(SQL_ATTR_PARAMS_PROCESSED_PTR, (uintptr_t)&processed);
	for (size_t i = 0; i < sets; i++) {
		number[i] = (SQLINTEGER)i;
		number_length[i] = 0;
		(void)snprintf((char *)text[i], sizeof(text[i]), "t%u", (unsigned)i % 10000);
		text_length[i] = SQL_NTS;
		status[i] = 99;
	}
	processed = 0;
}

static void close_way(void)
{
	stmt_free(s);
	if (commits)
		OK_D(here, SQLEndTran(SQL_HANDLE_DBC, here, SQL_COMMIT));
	dbc_close(here);
}

static void make(const char *definition)
{
	t = table_name("ways");
	run(db, format("drop table if exists %s cascade", t));
	run(db, format("create table %s %s", t, definition));
}

static void bind_both(void)
{
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, number, 0, number_length));
	OK_S(s, SQLBindParameter(s, 2, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 16, 0, text, sizeof(text[0]), text_length));
}

static const char *stored(void)
{
	if (commits)
		OK_D(here, SQLEndTran(SQL_HANDLE_DBC, here, SQL_COMMIT));
	return query(db, format("select count(*), sum(a), md5(string_agg(a || coalesce(b::text, '-'), ',' order by a)) from %s", t));
}

/* The statuses of all sets in a few words: "5:3 7:5" are those that are not as most. */
static char *odd_ones(size_t sets)
{
	char *list = format("%s", "");

	for (size_t i = 0; i < sets; i++)
		if (status[i] != SQL_PARAM_SUCCESS)
			list = format("%s%zu:%u ", list, i, status[i]);
	return list;
}

/* Runs one test for each way, with autocommit and without. */
static void every_way(void (*test)(void))
{
	for (size_t i = 0; i < COUNT(ways) * 2; i++) {
		way = ways[i / 2];
		commits = i % 2;
		test();
		run(db, format("drop table if exists %s cascade", t));
	}
}

/* ---- what works ---- */

static void good(void)
{
	const int sets = strcmp(way, "auto") == 0 ? LARGE : SETS;
	SQLLEN n = 0;

	make("(a int primary key, b text, c int default 7)");
	open_way((size_t)sets);
	bind_both();
	text_length[5] = SQL_NULL_DATA;
	RC_S(s, x_exec(s, format("insert into %s (a, b) values (?, ?)", t)), SQL_SUCCESS);
	CHECK_INT(processed, sets);
	OK_S(s, SQLRowCount(s, &n));
	CHECK_INT(n, sets);
	CHECK_STR(odd_ones((size_t)sets), "");
	CHECK_HAS(stored(), format("%d|%d|", sets, sets * (sets - 1) / 2));
	CHECK_STR(query(db, format("select count(*) from %s where b is null and a = 5 or c <> 7", t)), "1\n");
	close_way();
}

static void good_sets(void)
{
	every_way(good);
}

static void first_columns(void)
{
	make("(\"A, b\" int, b varchar(8), c int default 3, d timestamptz default now())");
	open_way(SETS);
	bind_both();
	RC_S(s, x_exec(s, format("insert into %s values (?, ?)", t)), SQL_SUCCESS);
	if (commits)
		OK_D(here, SQLEndTran(SQL_HANDLE_DBC, here, SQL_COMMIT));
	CHECK_STR(query(db, format("select count(*), sum(\"A, b\"), sum(c), count(d) from %s", t)), "300|44850|900|300\n");
	set(SQL_ATTR_PARAMSET_SIZE, 3);
	FAILS_S(s, x_exec(s, format("insert into %s (b, \"A, b\") values (?, ?)", t)), "22018"); /* t0 is no number */
	close_way();
}

static void the_first_columns_of_more(void)
{
	every_way(first_columns);
}

/* Every type that has a binary form of its own, and some that are text on the way. */
static void types(void)
{
	static SQLSMALLINT small[SETS];
	static SQLBIGINT big[SETS];
	static double real[SETS];
	static SQL_DATE_STRUCT date[SETS];
	static SQL_TIMESTAMP_STRUCT stamp[SETS];
	static SQL_NUMERIC_STRUCT decimal[SETS];
	static unsigned char bytes[SETS][4];
	static SQLLEN length[SETS];

	make("(a int, b varchar(6), s smallint, l bigint, f double precision, d date, ts timestamp(3), n numeric(10, 2), y bytea, "
	     "j jsonb, c char(4), x date)");
	open_way(SETS);
	bind_both();
	for (size_t i = 0; i < SETS; i++) {
		small[i] = (SQLSMALLINT)(i - 100);
		big[i] = (SQLBIGINT)i << 33;
		real[i] = (double)i / 7;
		date[i] = (SQL_DATE_STRUCT){2024, (SQLUSMALLINT)(i % 12 + 1), (SQLUSMALLINT)(i % 28 + 1)};
		stamp[i] = (SQL_TIMESTAMP_STRUCT){1999, 12, 31, 23, 59, (SQLUSMALLINT)(i % 60), 123456000};
		decimal[i] = (SQL_NUMERIC_STRUCT){.precision = 10, .scale = 3, .sign = 1, .val = {(SQLCHAR)(i % 256), 1}};
		memcpy(bytes[i], "\0\1\377x", 4);
		length[i] = i % 7 == 3 ? SQL_NULL_DATA : (SQLLEN)(i % 5);
	}
	OK_S(s, SQLBindParameter(s, 3, SQL_PARAM_INPUT, SQL_C_SSHORT, SQL_SMALLINT, 0, 0, small, 0, NULL));
	OK_S(s, SQLBindParameter(s, 4, SQL_PARAM_INPUT, SQL_C_SBIGINT, SQL_BIGINT, 0, 0, big, 0, NULL));
	OK_S(s, SQLBindParameter(s, 5, SQL_PARAM_INPUT, SQL_C_DOUBLE, SQL_DOUBLE, 0, 0, real, 0, NULL));
	OK_S(s, SQLBindParameter(s, 6, SQL_PARAM_INPUT, SQL_C_TYPE_DATE, SQL_TYPE_DATE, 10, 0, date, 0, NULL));
	OK_S(s, SQLBindParameter(s, 7, SQL_PARAM_INPUT, SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 26, 6, stamp, 0, NULL));
	OK_S(s, SQLBindParameter(s, 8, SQL_PARAM_INPUT, SQL_C_NUMERIC, SQL_NUMERIC, 10, 3, decimal, 0, NULL));
	OK_S(s, SQLBindParameter(s, 9, SQL_PARAM_INPUT, SQL_C_BINARY, SQL_VARBINARY, 4, 0, bytes, sizeof(bytes[0]), length));
	OK_S(s, x_exec(s, format("insert into %s (a, b, s, l, f, d, ts, n, y) values (?, ?, ?, ?, ?, ?, ?, ?, ?)", t)));
	CHECK_STR(odd_ones(SETS), "");
	if (commits)
		OK_D(here, SQLEndTran(SQL_HANDLE_DBC, here, SQL_COMMIT));
	CHECK_STR(query(db, format("select md5(string_agg(r::text, E'\\n' order by a)) from %s r", t)),
		  query(db, format("select md5(string_agg((i, 't' || i, i - 100, i::bigint << 33, i / 7::float8, "
				   "make_date(2024, i %% 12 + 1, i %% 28 + 1), (timestamp '1999-12-31 23:59:00.123456' + i %% 60 * interval '1 s')"
				   "::timestamp(3), ((i %% 256 + 256) / 1000.0)::numeric(10, 2), case when i %% 7 = 3 then null else "
				   "substr('\\x0001ff78'::bytea, 1, i %% 5) end, null::jsonb, null::char(4), null::date)::text, E'\\n' order by i)) "
				   "from generate_series(0, %d) i", SETS - 1)));
	close_way();
}

static void values_of_many_types(void)
{
	every_way(types);
}

/* What the column is not is cast by an INSERT, and would not be by a COPY. */
static void casts(void)
{
	make("(a bigint, b date, c numeric)");
	open_way(SETS);
	for (int i = 0; i < SETS; i++)
		(void)snprintf((char *)text[i], sizeof(text[i]), "2024-02-%02d", i % 28 + 1);
	bind_both();
	OK_S(s, SQLBindParameter(s, 3, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, number, 0, NULL));
	RC_S(s, x_exec(s, format("insert into %s values (?, ?, ?)", t)), SQL_SUCCESS);
	if (commits)
		OK_D(here, SQLEndTran(SQL_HANDLE_DBC, here, SQL_COMMIT));
	CHECK_STR(query(db, format("select count(*), sum(a), max(b), sum(c) from %s", t)), "300|44850|2024-02-28|44850\n");
	close_way();
}

static void values_that_have_to_be_cast(void)
{
	every_way(casts);
}

/* ---- what does not ---- */

static void bad(void)
{
	make("(a int primary key check (a <> 250), b varchar(5) not null)");
	open_way(SETS);
	bind_both();
	OK_S(s, SQLBindParameter(s, 2, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 16, 0, text, sizeof(text[0]), text_length));
	number[0] = 7;                      /* then it is 7 that collides */
	text_length[100] = SQL_NULL_DATA;
	memcpy(text[200], "too long", 9);
	text_length[260] = -77;             /* no length at all: the driver says so */
	FAILS_S(s, x_exec(s, format("insert into %s values (?, ?)", t)), "23505");
	CHECK(with_state(s, "23502"));
	CHECK(with_state(s, "22001"));
	CHECK(with_state(s, "23514"));
	CHECK(with_state(s, "HY090"));
	CHECK_INT(processed, SETS);
	CHECK_STR(odd_ones(SETS), "7:5 100:5 200:5 250:5 260:5 ");
	CHECK_HAS(stored(), "295|44040|");
	close_way();
}

static void bad_sets_alone_are_missing(void)
{
	every_way(bad);
}

/* Set 10 is refused, and so set 11 with the same key is none that collides. */
static void collides(void)
{
	make("(a int primary key, b int)");
	run(db, format("create table %s_of (k int primary key)", t));
	run(db, format("insert into %s_of select generate_series(0, %d)", t, SETS));
	run(db, format("alter table %s add foreign key (b) references %s_of", t, t));
	open_way(SETS);
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, number, 0, number_length));
	OK_S(s, SQLBindParameter(s, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, text_length, 0, NULL));
	for (int i = 0; i < SETS; i++)
		((SQLINTEGER *)(void *)text_length)[i] = i == 10 ? -1 : 1;
	number[10] = number[11];
	FAILS_S(s, x_exec(s, format("insert into %s values (?, ?)", t)), "23503");
	CHECK_STR(odd_ones(SETS), "10:5 ");
	CHECK_HAS(stored(), "299|44840|");
	close_way();
	run(db, format("drop table %s_of cascade", t));
}

static void a_set_that_collides_with_a_refused_one(void)
{
	every_way(collides);
}

static void half(void)
{
	make("(a int check (a % 2 = 0), b text)");
	open_way(SETS / 5);
	bind_both();
	FAILS_S(s, x_exec(s, format("insert into %s values (?, ?)", t)), "23514");
	for (int i = 0; i < SETS / 5; i++)
		CHECK_INT(status[i], i % 2 ? SQL_PARAM_ERROR : SQL_PARAM_SUCCESS);
	CHECK_HAS(stored(), "30|870|");
	close_way();
}

static void every_second_set_is_bad(void)
{
	every_way(half);
}

/* ---- tables where COPY would do something else ---- */

static void identity(void)
{
	make("(a int generated always as identity, b text)");
	open_way(SETS);
	bind_both();
	FAILS_S(s, x_exec(s, format("insert into %s values (?, ?)", t)), "428C9");
	if (commits)
		OK_D(here, SQLEndTran(SQL_HANDLE_DBC, here, SQL_COMMIT));
	CHECK_STR(query(db, format("select count(*) from %s", t)), "0\n");
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 16, 0, text, sizeof(text[0]), text_length));
	RC_S(s, x_exec(s, format("insert into %s (b) values (?)", t)), SQL_SUCCESS);
	CHECK_HAS(stored(), "300|");
	close_way();
}

static void a_column_that_is_always_generated(void)
{
	every_way(identity);
}

static void rule(void)
{
	make("(a int, b text)");
	run(db, format("create rule r as on insert to %s where new.a < 100 do instead nothing", t));
	open_way(SETS);
	bind_both();
	OK_S(s, x_exec(s, format("insert into %s values (?, ?)", t)));
	CHECK_HAS(stored(), "200|39900|");
	close_way();
}

static void a_table_with_a_rule(void)
{
	every_way(rule);
}

static void view(void)
{
	make("(a int, b text)");
	run(db, format("create view %s_v as select a, b from %s", t, t));
	open_way(SETS);
	bind_both();
	RC_S(s, x_exec(s, format("insert into %s_v values (?, ?)", t)), SQL_SUCCESS);
	CHECK_STR(odd_ones(SETS), "");
	CHECK_HAS(stored(), "300|44850|");
	close_way();
}

static void a_view(void)
{
	every_way(view);
}

/* ---- being stopped ---- */

static void too_long(void)
{
	make("(a int, b text, check (a <> 200 or pg_sleep(20) is not null))");
	open_way(SETS);
	bind_both();
	set(SQL_ATTR_QUERY_TIMEOUT, 1);
	FAILS_S(s, x_exec(s, format("insert into %s values (?, ?)", t)), "HYT00");
	set(SQL_ATTR_QUERY_TIMEOUT, 0);
	/* the connection goes on */
	set(SQL_ATTR_PARAMSET_SIZE, 100);
	RC_S(s, x_exec(s, format("insert into %s values (?, ?)", t)), SQL_SUCCESS);
	close_way();
	CHECK_INT(strtol(query(db, format("select count(*) from %s where a < 100", t)), NULL, 10) % 100, 0);
}

static void a_timeout(void)
{
	for (size_t i = 0; i < COUNT(ways); i++) {
		way = ways[i];
		commits = i % 2;
		too_long();
		run(db, format("drop table %s", t));
	}
}

/* ---- is it the way that was asked for? ---- */

static int copied(size_t sets)
{
	char *wire;
	int n;

	here = dbc_new();
	OK_D(here, x_driver_connect(here, format("DSN=lakebase-tap;ArrayInsert=%s;", way)));
	s = stmt_new(here);
	set(SQL_ATTR_PARAMSET_SIZE, sets);
	for (size_t i = 0; i < sets; i++) {
		number[i] = (SQLINTEGER)i;
		number_length[i] = 0;
	}
	OK_S(s, SQLBindParameter(s, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, number, 0, number_length));
	control("wire --clear");
	RC_S(s, x_exec(s, format("insert into %s (a) values (?)", t)), SQL_SUCCESS);
	stmt_free(s);
	dbc_close(here);
	pause_ms(50);
	wire = control("wire");
	n = count_lines(wire, "\"from\":\"client\"", "\"name\":\"CopyData\"");
	if (strcmp(way, "auto") != 0)
		CHECK_INT(count_lines(wire, "\"from\":\"client\"", "\"name\":\"Execute\"") >= (int)sets, strcmp(way, "never") == 0);
	return n;
}

static void the_way_on_the_wire(void)
{
	make("(a int, b text)");
	for (size_t i = 0; i < COUNT(ways); i++) {
		way = ways[i];
		CHECK_INT(copied(50) > 0, strcmp(way, "copy") == 0);
		CHECK_INT(copied(LARGE) > 0, strcmp(way, "copy") == 0 || strcmp(way, "auto") == 0);
	}
	run(db, format("drop table %s", t));
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(good_sets), TEST(the_first_columns_of_more), TEST(values_of_many_types), TEST(values_that_have_to_be_cast),
		TEST(bad_sets_alone_are_missing), TEST(a_set_that_collides_with_a_refused_one), TEST(every_second_set_is_bad),
		TEST(a_column_that_is_always_generated), TEST(a_table_with_a_rule), TEST(a_view), TEST(a_timeout),
		TEST(the_way_on_the_wire),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

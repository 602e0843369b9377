/* Arrays of parameters: statuses and counts tell the truth about every set, in autocommit and in a transaction. */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#define SETS 5

static SQLINTEGER id[SETS];
static SQLCHAR name[SETS][12];
static SQLLEN id_len[SETS], name_len[SETS];
static SQLUSMALLINT status[SETS];
static SQLULEN processed;
static const char *t;

static void set(SQLINTEGER attribute, uintptr_t value)
{
	OK_S(st, SQLSetStmtAttr(st, attribute, (SQLPOINTER)value, 0));
}

static void prepare_insert(void)
{
	t = table_name("sets");
	run(db, format("drop table if exists %s", t));
	run(db, format("create table %s (id int primary key, name varchar(5))", t));
	for (int i = 0; i < SETS; i++) {
		id[i] = i + 1;
		id_len[i] = 0;
		memcpy(name[i], "n0", 3);
		name[i][1] = (SQLCHAR)('0' + i);
		name_len[i] = SQL_NTS;
		status[i] = 99;
	}
	name_len[1] = SQL_NULL_DATA;
	processed = 99;
	set(SQL_ATTR_PARAMSET_SIZE, SETS);
	set(SQL_ATTR_PARAM_STATUS_PTR, (uintptr_t)status);
	set(SQL_ATTR_PARAMS_PROCESSED_PTR, (uintptr_t)&processed);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, id, 0, id_len));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 12, 0, name, sizeof(name[0]), name_len));
	OK_S(st, x_prepare(st, format("insert into %s values (?, ?)", t)));
}

static char *stored(void)
{
	return query(db, format("select id, name from %s order by id", t));
}

static void drop(void)
{
	run(db, format("drop table %s", t));
}

static void all_good(void)
{
	SQLLEN n = 0;

	prepare_insert();
	RC_S(st, SQLExecute(st), SQL_SUCCESS);
	CHECK_INT(processed, SETS);
	for (int i = 0; i < SETS; i++)
		CHECK_INT(status[i], SQL_PARAM_SUCCESS);
	OK_S(st, SQLRowCount(st, &n));
	CHECK_INT(n, SETS);
	CHECK_STR(stored(), "1|n0\n2|<null>\n3|n2\n4|n3\n5|n4\n");
	drop();
}

/* One set collides: it alone is missing.  SQL_ERROR, as with msodbcsql: callers like pyodbc look no further on success. */
static void a_bad_set(bool autocommit)
{
	prepare_insert();
	if (!autocommit)
		OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
	id[2] = 1;
	FAILS_S(st, SQLExecute(st), "23505");
	CHECK_INT(processed, SETS);
	for (int i = 0; i < SETS; i++)
		CHECK_INT(status[i], i == 2 ? SQL_PARAM_ERROR : SQL_PARAM_SUCCESS);
	if (!autocommit)
		OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	CHECK_STR(stored(), "1|n0\n2|<null>\n4|n3\n5|n4\n");
	if (!autocommit)
		OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
	drop();
}

static void a_bad_set_in_autocommit(void)
{
	a_bad_set(true);
}

static void a_bad_set_in_a_transaction(void)
{
	a_bad_set(false);
}

static void a_value_that_cannot_be_converted(void)
{
	prepare_insert();
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_INTEGER, 0, 0, name, sizeof(name[0]), name_len));
	for (int i = 0; i < SETS; i++) {
		name[i][0] = i == 3 ? 'x' : '1';
		name_len[i] = SQL_NTS;
	}
	FAILS_S(st, SQLExecute(st), "22018");
	CHECK_INT(status[3], SQL_PARAM_ERROR);
	CHECK_INT(status[4], SQL_PARAM_SUCCESS);
	CHECK_STR(query(db, format("select count(*) from %s", t)), "4\n");
	drop();
}

static void everything_bad_is_an_error(void)
{
	prepare_insert();
	run(db, format("insert into %s select generate_series(1, 5)", t));
	FAILS_S(st, SQLExecute(st), "23505");
	for (int i = 0; i < SETS; i++)
		CHECK_INT(status[i], SQL_PARAM_ERROR);
	drop();
}

static void ignored_sets(void)
{
	SQLUSMALLINT operation[SETS] = {SQL_PARAM_PROCEED, SQL_PARAM_IGNORE, SQL_PARAM_PROCEED, SQL_PARAM_IGNORE, SQL_PARAM_PROCEED};

	prepare_insert();
	set(SQL_ATTR_PARAM_OPERATION_PTR, (uintptr_t)operation);
	RC_S(st, SQLExecute(st), SQL_SUCCESS);
	CHECK_INT(status[1], SQL_PARAM_UNUSED);
	CHECK_INT(status[2], SQL_PARAM_SUCCESS);
	CHECK_STR(stored(), "1|n0\n3|n2\n5|n4\n");
	drop();
}

struct set_row {
	SQLINTEGER id;
	SQLLEN id_len;
	SQLCHAR name[6];
	SQLLEN name_len;
};

static void by_row_with_an_offset(void)
{
	struct set_row rows[4];
	SQLULEN offset = 2 * sizeof(rows[0]);

	prepare_insert();
	memset(rows, 0, sizeof(rows));
	for (int i = 0; i < 4; i++) {
		rows[i].id = 10 * i;
		memcpy(rows[i].name, "abc", 4);
		rows[i].name_len = i;
	}
	set(SQL_ATTR_PARAMSET_SIZE, 2);
	set(SQL_ATTR_PARAM_BIND_TYPE, sizeof(rows[0]));
	set(SQL_ATTR_PARAM_BIND_OFFSET_PTR, (uintptr_t)&offset);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &rows[0].id, 0, &rows[0].id_len));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 6, 0, rows[0].name, 6, &rows[0].name_len));
	RC_S(st, SQLExecute(st), SQL_SUCCESS);
	CHECK_STR(stored(), "20|ab\n30|abc\n");
	drop();
}

static void thousands_of_sets(void)
{
	enum { MANY = 20000 };
	SQLINTEGER *many = ring_alloc(MANY * sizeof(*many));

	prepare_insert();
	for (int i = 0; i < MANY; i++)
		many[i] = i;
	OK_S(st, SQLFreeStmt(st, SQL_RESET_PARAMS));
	set(SQL_ATTR_PARAMSET_SIZE, MANY);
	set(SQL_ATTR_PARAM_STATUS_PTR, 0);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, many, 0, NULL));
	RC_S(st, x_exec(st, format("insert into %s (id) values (?)", t)), SQL_SUCCESS);
	CHECK_INT(processed, MANY);
	CHECK_STR(query(db, format("select count(*), sum(id) from %s", t)), "20000|199990000\n");
	drop();
}

static void selects_give_one_result_a_set(void)
{
	prepare_insert();
	set(SQL_ATTR_PARAMSET_SIZE, 3);
	OK_S(st, SQLFreeStmt(st, SQL_RESET_PARAMS));
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, id, 0, id_len));
	OK_S(st, x_exec(st, "select ? * 100"));
	for (int i = 1; i <= 3; i++) {
		CHECK_STR(rows_of(st), format("%d\n", i * 100));
		RC_S(st, SQLMoreResults(st), i < 3 ? SQL_SUCCESS : SQL_NO_DATA);
	}
	drop();
}

#define MANY 200

/* The sets 0 ... MANY-1, as a number and as its text, into the two columns named. */
static void insert_many(const char *columns, SQLINTEGER *number, SQLCHAR (*text)[12], SQLRETURN want)
{
	SQLUSMALLINT *statuses = ring_alloc(MANY * sizeof(*statuses));

	set(SQL_ATTR_PARAMSET_SIZE, MANY);
	set(SQL_ATTR_PARAM_STATUS_PTR, (uintptr_t)statuses);
	set(SQL_ATTR_PARAMS_PROCESSED_PTR, (uintptr_t)&processed);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, number, 0, NULL));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 12, 0, text, sizeof(text[0]), NULL));
	RC_S(st, x_exec(st, format("insert into %s %s values (?, ?)", t, columns)), want);
	CHECK_INT(processed, MANY);
	for (int i = 0; i < MANY; i++)
		CHECK_INT(statuses[i], want == SQL_ERROR && i == MANY / 2 ? SQL_PARAM_ERROR : SQL_PARAM_SUCCESS);
}

static SQLINTEGER many_numbers[MANY];
static SQLCHAR many_texts[MANY][12];

static void make_many(const char *definition)
{
	t = table_name("many");
	run(db, format("drop table if exists %s", t));
	run(db, format("create table %s %s", t, definition));
	for (int i = 0; i < MANY; i++) {
		many_numbers[i] = i;
		(void)snprintf((char *)many_texts[i], sizeof(many_texts[i]), "2024-01-%02d", i % 28 + 1);
	}
}

/* Many sets of a plain INSERT (in how many commands: test_array_insert); strings become what the columns are, in any order and spelling of names. */
static void many_sets(void)
{
	make_many("(\"D a, y\" date, x numeric(8,2) default 7, a bigint)");
	insert_many("(a, \"D a, y\")", many_numbers, many_texts, SQL_SUCCESS);
	CHECK_STR(query(db, format("select count(*), sum(a), sum(x), min(\"D a, y\") from %s", t)), "200|19900|1400.00|2024-01-01\n");
	drop();
}

static void a_bad_set_among_many(void)
{
	make_many("(a int primary key, d date)");
	memcpy(many_texts[MANY / 2], "2024-02-31", 11);
	insert_many("", many_numbers, many_texts, SQL_ERROR);
	CHECK_STR(query(db, format("select count(*), sum(a) from %s", t)), "199|19800\n");
	drop();
}

/* A trigger sees each set as a statement of its own. */
static void triggers_fire_for_every_set(void)
{
	make_many("(a int, d date)");
	run(db, format("create table %s_log (n int)", t));
	run(db, format("create function %s_f() returns trigger language plpgsql as 'begin insert into %s_log values (1); "
		       "return null; end'", t, t));
	run(db, format("create trigger tr after insert on %s execute function %s_f()", t, t));
	insert_many("", many_numbers, many_texts, SQL_SUCCESS);
	CHECK_STR(query(db, format("select (select count(*) from %s), (select sum(n) from %s_log)", t, t)), "200|200\n");
	run(db, format("drop table %s_log", t));
	drop();
	run(db, format("drop function %s_f", t));
}

/* A set may refer to one before it, and not to one behind it. */
static void a_table_that_refers_to_itself(void)
{
	make_many("(a int primary key, d text)");
	run(db, format("alter table %s add b int references %s", t, t));
	set(SQL_ATTR_PARAMSET_SIZE, MANY);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, many_numbers, 0, NULL));
	OK_S(st, SQLBindParameter(st, 2, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, id, 0, NULL));
	set(SQL_ATTR_PARAMSET_SIZE, 2);
	id[0] = 1; /* behind it */
	id[1] = 1;
	RC_S(st, x_exec(st, format("insert into %s (a, b) values (?, ?)", t)), SQL_ERROR);
	CHECK_STR(query(db, format("select a, b from %s", t)), "1|1\n");
	drop();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(all_good), TEST(a_bad_set_in_autocommit), TEST(a_bad_set_in_a_transaction), TEST(a_value_that_cannot_be_converted),
		TEST(everything_bad_is_an_error), TEST(ignored_sets), TEST(by_row_with_an_offset), TEST(thousands_of_sets),
		TEST(selects_give_one_result_a_set), TEST(many_sets), TEST(a_bad_set_among_many),
		TEST(triggers_fire_for_every_set), TEST(a_table_that_refers_to_itself),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

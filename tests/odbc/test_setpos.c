/* Rows changed through a static cursor by SQLSetPos: updated, deleted, added, read anew; conflicts; values at execution. */
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 3
#define NAME_ROOM 20

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

static SQLINTEGER ids[ROWS];
static SQLLEN id_lengths[ROWS], name_lengths[ROWS], at_lengths[ROWS];
static char names[ROWS][NAME_ROOM];
static SQL_DATE_STRUCT ats[ROWS];
static SQLUSMALLINT status[ROWS], operation[ROWS];

static SQLRETURN set_stmt(SQLINTEGER attr, SQLULEN value)
{
	return SQLSetStmtAttr(st, attr, (SQLPOINTER)value, SQL_IS_UINTEGER);
}

static SQLULEN stmt_attr(SQLINTEGER attr)
{
	SQLULEN value = 0;

	OK_S(st, SQLGetStmtAttr(st, attr, &value, 0, NULL));
	return value;
}

static void make_table(void)
{
	run(db, "create temporary table if not exists pos (id int primary key, name text, at date, twice int generated always as (id * 2) stored)");
	run(db, "truncate pos");
	run(db, "insert into pos select i, 'row ' || i, date '2024-01-01' + i from generate_series(1, 5) i");
}

static char *table(void)
{
	return query(db, "select id, name, at from pos order by id");
}

static void ask_for(SQLULEN concurrency)
{
	OK_S(st, set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_STATIC));
	OK_S(st, set_stmt(SQL_ATTR_CONCURRENCY, concurrency));
}

static void bind(void)
{
	OK_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, ROWS));
	OK_S(st, set_stmt(SQL_ATTR_ROW_STATUS_PTR, (SQLULEN)(uintptr_t)status));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, ids, 0, id_lengths));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, names, NAME_ROOM, name_lengths));
	OK_S(st, SQLBindCol(st, 3, SQL_C_TYPE_DATE, ats, 0, at_lengths));
}

static void open_cursor(SQLULEN concurrency)
{
	make_table();
	ask_for(concurrency);
	bind();
	OK_S(st, x_exec(st, "select id, name, at, twice from pos order by id"));
	OK_S(st, fetch_next());
}

static void set_name(int row, const char *name)
{
	memset(names[row], 0, NAME_ROOM);
	memcpy(names[row], name, strlen(name));
	name_lengths[row] = SQL_NTS;
}

static SQLRETURN set_pos(SQLSETPOSIROW row, SQLUSMALLINT what)
{
	return SQLSetPos(st, row, what, SQL_LOCK_NO_CHANGE);
}

static SQLLEN changed(void)
{
	SQLLEN n = -7;

	OK_S(st, SQLRowCount(st, &n));
	return n;
}

static void one_row_is_updated(void)
{
	open_cursor(SQL_CONCUR_VALUES);
	CHECK_INT(stmt_attr(SQL_ATTR_CONCURRENCY), SQL_CONCUR_VALUES);
	set_name(1, "it's new");
	ats[1].day = 29;
	OK_S(st, set_pos(2, SQL_UPDATE));
	CHECK_INT(changed(), 1);
	CHECK_INT(status[1], SQL_ROW_UPDATED);
	CHECK_INT(status[0], SQL_ROW_SUCCESS);
	CHECK_STR(table(), "1|row 1|2024-01-02\n2|it's new|2024-01-29\n3|row 3|2024-01-04\n4|row 4|2024-01-05\n5|row 5|2024-01-06\n");
	CHECK_STR(cell(st, 2), "it's new"); /* the row is the current one, and SQLGetData sees what is there now */
	/* fetched again, the row says once that it was changed */
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0));
	CHECK_INT(status[1], SQL_ROW_UPDATED);
	CHECK_STR(names[1], "it's new");
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0));
	CHECK_INT(status[1], SQL_ROW_SUCCESS);
}

static void the_key_can_change(void)
{
	open_cursor(SQL_CONCUR_VALUES);
	ids[0] = 100;
	OK_S(st, set_pos(1, SQL_UPDATE));
	CHECK_STR(cell(st, 4), "200"); /* computed by the server */
	set_name(0, "again");
	OK_S(st, set_pos(1, SQL_UPDATE));
	CHECK_STR(query(db, "select id, name from pos where id >= 100 or id = 1"), "100|again\n");
}

static void nulls_and_ignored_columns(void)
{
	open_cursor(SQL_CONCUR_VALUES);
	name_lengths[0] = SQL_NULL_DATA;
	at_lengths[0] = id_lengths[0] = SQL_COLUMN_IGNORE;
	ats[0].day = 99;
	OK_S(st, set_pos(1, SQL_UPDATE));
	CHECK_STR(query(db, "select id, name, at from pos where id = 1"), "1|<null>|2024-01-02\n");
	name_lengths[0] = SQL_COLUMN_IGNORE;
	FAILS_S(st, set_pos(1, SQL_UPDATE), "21S02");
	/* a row with NULLs is found again */
	set_name(0, "back");
	OK_S(st, set_pos(1, SQL_UPDATE));
	CHECK_STR(query(db, "select name from pos where id = 1"), "back\n");
}

static void all_rows_but_the_ignored_ones(void)
{
	open_cursor(SQL_CONCUR_VALUES);
	for (int i = 0; i < ROWS; i++)
		set_name(i, format("all %d", i));
	operation[1] = SQL_ROW_IGNORE;
	OK_S(st, set_stmt(SQL_ATTR_ROW_OPERATION_PTR, (SQLULEN)(uintptr_t)operation));
	OK_S(st, set_pos(0, SQL_UPDATE));
	CHECK_INT(changed(), 2);
	CHECK_INT(status[0], SQL_ROW_UPDATED);
	CHECK_INT(status[1], SQL_ROW_SUCCESS);
	CHECK_STR(query(db, "select name from pos order by id"), "all 0\nrow 2\nall 2\nrow 4\nrow 5\n");
	OK_S(st, set_pos(2, SQL_DELETE)); /* one row is what is meant, ignored or not */
	operation[1] = SQL_ROW_PROCEED;
	CHECK_STR(query(db, "select count(*) from pos"), "4\n");
}

static void one_bad_row_does_not_stop_the_others(void)
{
	open_cursor(SQL_CONCUR_VALUES);
	for (int i = 0; i < ROWS; i++)
		set_name(i, format("all %d", i));
	ids[1] = 5; /* is there already */
	INFO_S(st, set_pos(0, SQL_UPDATE), "01S01");
	CHECK_INT(status[0], SQL_ROW_UPDATED);
	CHECK_INT(status[1], SQL_ROW_ERROR);
	CHECK_INT(status[2], SQL_ROW_UPDATED);
	CHECK_STR(query(db, "select name from pos order by id"), "all 0\nrow 2\nall 2\nrow 4\nrow 5\n");
	ids[1] = 5;
	FAILS_S(st, set_pos(2, SQL_UPDATE), "23505");
}

static void a_deleted_row_is_a_hole(void)
{
	char buffer[NAME_ROOM];
	SQLLEN length;

	open_cursor(SQL_CONCUR_VALUES);
	OK_S(st, set_pos(2, SQL_DELETE));
	CHECK_INT(changed(), 1);
	CHECK_INT(status[1], SQL_ROW_DELETED);
	CHECK_STR(query(db, "select count(*) from pos where id = 2"), "0\n");
	FAILS_S(st, SQLGetData(st, 2, SQL_C_CHAR, buffer, sizeof(buffer), &length), "HY109");
	FAILS_S(st, set_pos(2, SQL_UPDATE), "HY109");
	FAILS_S(st, set_pos(2, SQL_DELETE), "HY109");
	set_name(1, "untouched");
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0));
	CHECK_INT(status[1], SQL_ROW_DELETED);
	CHECK_STR(names[1], "untouched");
	CHECK_STR(names[2], "row 3");
	OK_S(st, set_pos(0, SQL_DELETE) == SQL_SUCCESS_WITH_INFO ? SQL_SUCCESS : SQL_ERROR);
	CHECK_STR(query(db, "select id from pos order by id"), "4\n5\n");
}

static void somebody_else_was_first(void)
{
	open_cursor(SQL_CONCUR_VALUES);
	run(db, "update pos set at = null where id = 2");
	set_name(1, "mine");
	INFO_S(st, set_pos(2, SQL_UPDATE), "01001");
	CHECK_INT(changed(), 0);
	CHECK_INT(status[1], SQL_ROW_SUCCESS_WITH_INFO);
	INFO_S(st, set_pos(2, SQL_DELETE), "01001");
	CHECK_STR(query(db, "select name, at from pos where id = 2"), "row 2|<null>\n");
	OK_S(st, set_pos(2, SQL_REFRESH));
	CHECK_STR(names[1], "row 2");
	CHECK_INT(at_lengths[1], SQL_NULL_DATA);
	set_name(1, "mine");
	OK_S(st, set_pos(2, SQL_UPDATE));
	CHECK_STR(query(db, "select name from pos where id = 2"), "mine\n");
}

static void rows_are_read_anew(void)
{
	open_cursor(SQL_CONCUR_READ_ONLY); /* which may be read, too */
	run(db, "update pos set name = 'theirs' where id = 1");
	run(db, "delete from pos where id = 3");
	OK_S(st, set_pos(0, SQL_REFRESH));
	CHECK_STR(names[0], "theirs");
	CHECK_INT(status[0], SQL_ROW_SUCCESS);
	CHECK_INT(status[1], SQL_ROW_SUCCESS);
	CHECK_INT(status[2], SQL_ROW_DELETED);
}

static void rows_are_added(void)
{
	open_cursor(SQL_CONCUR_ROWVER);
	ids[0] = 10;
	set_name(0, "ten");
	at_lengths[0] = SQL_NULL_DATA;
	OK_S(st, set_pos(1, SQL_ADD));
	CHECK_INT(status[0], SQL_ROW_ADDED);
	CHECK_STR(query(db, "select * from pos where id = 10"), "10|ten|<null>|20\n");
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_LAST, 0));
	CHECK_INT(ids[ROWS - 1], 10);
	CHECK_INT(at_lengths[ROWS - 1], SQL_NULL_DATA);
	set_name(ROWS - 1, "ten again");
	OK_S(st, set_pos(ROWS, SQL_UPDATE));
	CHECK_STR(query(db, "select name from pos where id = 10"), "ten again\n");
}

static void an_empty_result_takes_rows(void)
{
	make_table();
	ask_for(SQL_CONCUR_VALUES);
	bind();
	OK_S(st, x_exec(st, "select id, name, at from pos where false"));
	RC_S(st, fetch_next(), SQL_NO_DATA);
	FAILS_S(st, set_pos(1, SQL_UPDATE), "24000");
	OK_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, 1));
	ids[0] = 10;
	id_lengths[0] = at_lengths[0] = 0;
	ats[0] = (SQL_DATE_STRUCT){2024, 2, 29};
	set_name(0, "ten");
	OK_S(st, SQLBulkOperations(st, SQL_ADD));
	memset(names, 0, sizeof(names));
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0));
	CHECK_STR(names[0], "ten");
	CHECK_INT(ats[0].day, 29);
}

static void bound_to_another_c_type(void)
{
	SQLREAL wrong = 1;

	open_cursor(SQL_CONCUR_VALUES);
	OK_S(st, SQLBindCol(st, 3, SQL_C_CHAR, names, NAME_ROOM, name_lengths));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, NULL, 0, NULL));
	set_name(0, "2024-02-29");
	OK_S(st, set_pos(1, SQL_UPDATE));
	set_name(0, "no date");
	FAILS_S(st, set_pos(1, SQL_UPDATE), "22018");
	OK_S(st, SQLBindCol(st, 3, SQL_C_FLOAT, &wrong, 0, NULL));
	FAILS_S(st, set_pos(1, SQL_UPDATE), "07006");
	CHECK_STR(query(db, "select name, at from pos where id = 1"), "row 1|2024-02-29\n");
}

/* SQLParamData asks for each column whose length says SQL_DATA_AT_EXEC. */
static void values_at_execution(void)
{
	SQLPOINTER which = NULL;

	open_cursor(SQL_CONCUR_VALUES);
	name_lengths[1] = SQL_LEN_DATA_AT_EXEC(10);
	at_lengths[1] = SQL_DATA_AT_EXEC;
	RC_S(st, set_pos(2, SQL_UPDATE), SQL_NEED_DATA);
	FAILS_S(st, fetch_next(), "HY010");
	RC_S(st, SQLParamData(st, &which), SQL_NEED_DATA);
	CHECK(which == (SQLPOINTER)names[1]);
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t)"in ", 3));
	OK_S(st, SQLPutData(st, (SQLPOINTER)(uintptr_t)"pieces", 6));
	RC_S(st, SQLParamData(st, &which), SQL_NEED_DATA);
	CHECK(which == (SQLPOINTER)&ats[1]);
	OK_S(st, SQLPutData(st, NULL, SQL_NULL_DATA));
	OK_S(st, SQLParamData(st, &which));
	CHECK_INT(status[1], SQL_ROW_UPDATED);
	CHECK_STR(query(db, "select name, at from pos where id = 2"), "in pieces|<null>\n");
	/* cancelled, the cursor is where it was */
	name_lengths[2] = SQL_DATA_AT_EXEC;
	RC_S(st, set_pos(3, SQL_UPDATE), SQL_NEED_DATA);
	OK_S(st, SQLCancel(st));
	CHECK_STR(query(db, "select name from pos where id = 3"), "row 3\n");
	OK_S(st, SQLFetchScroll(st, SQL_FETCH_FIRST, 0));
	CHECK_STR(names[1], "in pieces");
}

static void in_a_transaction(void)
{
	open_cursor(SQL_CONCUR_VALUES);
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, SQL_IS_UINTEGER));
	set_name(0, "rolled back");
	OK_S(st, set_pos(1, SQL_UPDATE));
	ids[1] = 5;
	FAILS_S(st, set_pos(2, SQL_UPDATE), "23505"); /* and the transaction goes on */
	CHECK_STR(query(db, "select name from pos where id = 1"), "rolled back\n");
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	CHECK_STR(query(db, "select name from pos where id = 1"), "row 1\n");
}

static void cursors_that_cannot_be_changed(void)
{
	static const char *const texts[] = {
		"select distinct id, name, at from pos", "select 1, 'a', current_date", "select p.id, p.name, q.at from pos p join pos q using (id)",
		"select p.id, p.name, q.at from pos p, pos q", "select id, name, at from pos union all select id, name, at from pos",
		"select max(id), name, max(at) from pos group by name", "select id, name, at from (select * from pos) p",
	};

	make_table();
	bind();
	for (size_t i = 0; i < COUNT(texts); i++) {
		ask_for(SQL_CONCUR_VALUES);
		warns(st, texts[i], "01S02");
		CHECK_INT(stmt_attr(SQL_ATTR_CONCURRENCY), SQL_CONCUR_READ_ONLY);
		OK_S(st, fetch_next());
		FAILS_S(st, set_pos(1, SQL_UPDATE), "HYC00");
		OK_S(st, SQLCloseCursor(st));
		CHECK_INT(stmt_attr(SQL_ATTR_CONCURRENCY), SQL_CONCUR_VALUES);
	}
	SQLFreeStmt(st, SQL_UNBIND);
	OK_S(st, x_exec(st, "select name, at from pos where id is distinct from 3 order by id"));
	OK_S(st, fetch_next());
	FAILS_S(st, set_pos(1, SQL_DELETE), "HYC00");
	CHECK_HAS(diag_text(SQL_HANDLE_STMT, st, 1), "(id)"); /* what to select */
	OK_S(st, SQLCloseCursor(st));
	OK_S(st, set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_READ_ONLY));
	OK_S(st, x_exec(st, "select id, name, at from pos"));
	OK_S(st, fetch_next());
	FAILS_S(st, set_pos(1, SQL_DELETE), "HY092");
	FAILS_S(st, SQLSetPos(st, 1, SQL_POSITION, SQL_LOCK_EXCLUSIVE), "HYC00");
	CHECK_STR(query(db, "select count(*) from pos"), "5\n");
}

/* Without a key, the table's ctid says which row it is. */
static void a_table_without_a_key(void)
{
	run(db, "create temporary table keyless (a int, b json)");
	run(db, "insert into keyless values (1, '[1]'), (1, '[1]')");
	ask_for(SQL_CONCUR_VALUES);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, ids, 0, id_lengths));
	OK_S(st, x_exec(st, "select a, b, ctid from keyless"));
	OK_S(st, fetch_next());
	ids[0] = 2;
	OK_S(st, set_pos(1, SQL_UPDATE));
	ids[0] = 3;
	OK_S(st, set_pos(1, SQL_UPDATE)); /* it has moved */
	CHECK_STR(query(db, "select a, b from keyless order by a"), "1|[1]\n3|[1]\n");
	OK_S(st, set_pos(1, SQL_DELETE));
	CHECK_STR(query(db, "select a, b from keyless"), "1|[1]\n");
}

static void changed_values_in_binary_results(void)
{
	static SQLBIGINT big[2];
	static SQLDOUBLE real[2];

	run(db, "create temporary table binary_pos (id int8 primary key, r float8, t timestamp, u uuid, n numeric)");
	run(db, "insert into binary_pos select i, i / 4.0, timestamp '2024-02-29 12:00:00', "
		"'00112233-4455-6677-8899-aabbccddeeff', 'NaN' from generate_series(1, 2) i");
	ask_for(SQL_CONCUR_VALUES);
	OK_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, 2));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SBIGINT, big, 0, NULL));
	OK_S(st, SQLBindCol(st, 2, SQL_C_DOUBLE, real, 0, NULL));
	OK_S(st, x_prepare(st, "select * from binary_pos order by id"));
	for (int i = 0; i < 3; i++) { /* known from the second time on, and read in binary */
		OK_S(st, SQLExecute(st));
		OK_S(st, fetch_next());
		CHECK_NEAR(real[1], i ? i - 0.5 : 0.5);
		real[1] = i + 0.5;
		OK_S(st, set_pos(2, SQL_UPDATE));
		CHECK_STR(cell(st, 2), format("%d.5", i));
		CHECK_STR(cell(st, 3), "2024-02-29 12:00:00");
		OK_S(st, SQLCloseCursor(st));
	}
	CHECK_STR(query(db, "select id, r from binary_pos order by id"), "1|0.25\n2|2.5\n");
}

/* ODBC 2: the row status array is that of SQLExtendedFetch. */
static void rows_read_by_extended_fetch(void)
{
	SQLUSMALLINT own[ROWS] = {77, 77, 77};
	SQLULEN rows = 0;

	make_table();
	ask_for(SQL_CONCUR_VALUES);
	bind();
	OK_S(st, set_stmt(SQL_ROWSET_SIZE, ROWS));
	OK_S(st, x_exec(st, "select id, name, at from pos order by id"));
	OK_S(st, SQLExtendedFetch(st, SQL_FETCH_NEXT, 0, &rows, own));
	CHECK_INT(rows, ROWS);
	status[0] = 77;
	set_name(0, "two");
	OK_S(st, set_pos(1, SQL_UPDATE));
	OK_S(st, set_pos(3, SQL_DELETE));
	CHECK_INT(own[0], SQL_ROW_UPDATED);
	CHECK_INT(own[1], SQL_ROW_SUCCESS);
	CHECK_INT(own[2], SQL_ROW_DELETED);
	CHECK_INT(status[0], 77);
	CHECK_STR(query(db, "select id, name from pos order by id"), "1|two\n2|row 2\n4|row 4\n5|row 5\n");
}

/* Row-wise, with an offset: one structure a row. */
static void bound_by_row(void)
{
	static struct {
		SQLINTEGER id;
		SQLLEN id_length;
		char name[NAME_ROOM];
		SQLLEN name_length;
	} rows[ROWS + 1];
	SQLULEN offset = sizeof(rows[0]);

	make_table();
	ask_for(SQL_CONCUR_VALUES);
	OK_S(st, set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, ROWS));
	OK_S(st, set_stmt(SQL_ATTR_ROW_BIND_TYPE, sizeof(rows[0])));
	OK_S(st, set_stmt(SQL_ATTR_ROW_BIND_OFFSET_PTR, (SQLULEN)(uintptr_t)&offset));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &rows[0].id, 0, &rows[0].id_length));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, rows[0].name, NAME_ROOM, &rows[0].name_length));
	OK_S(st, x_exec(st, "select id, name from pos order by id"));
	OK_S(st, fetch_next());
	CHECK_INT(rows[3].id, 3);
	memcpy(rows[3].name, "three", 6);
	rows[3].name_length = 4;
	OK_S(st, set_pos(3, SQL_UPDATE));
	CHECK_STR(query(db, "select name from pos where id = 3"), "thre\n");
}

/* A trigger that has its own mind, a domain and a generated column do what they do elsewhere. */
static void the_server_has_the_last_word(void)
{
	run(db, "create domain pg_temp.pos_int as int check (value < 100)");
	run(db, "create temporary table strict (id pg_temp.pos_int primary key, name text, twice int generated always as (id * 2) stored)");
	run(db, "insert into strict values (1, 'one'), (2, 'two')");
	run(db, "create function pg_temp.strict_row() returns trigger language plpgsql as $$begin if new.name = 'no' then return null; end if; "
		"new.name := upper(new.name); return new; end$$");
	run(db, "create trigger strict_row before insert or update on strict for each row execute function pg_temp.strict_row()");
	ask_for(SQL_CONCUR_VALUES);
	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, ids, 0, id_lengths));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, names, NAME_ROOM, name_lengths));
	OK_S(st, SQLBindCol(st, 3, SQL_C_SLONG, &ids[2], 0, NULL)); /* computed: not written */
	OK_S(st, x_exec(st, "select * from strict order by id"));
	OK_S(st, fetch_next());
	set_name(0, "new");
	OK_S(st, set_pos(1, SQL_UPDATE));
	CHECK_STR(cell(st, 2), "NEW");
	set_name(0, "no");
	INFO_S(st, set_pos(1, SQL_UPDATE), "01001");
	set_name(0, "x");
	ids[0] = 100;
	FAILS_S(st, set_pos(1, SQL_UPDATE), "23514");
	OK_S(st, set_pos(1, SQL_REFRESH));
	CHECK_INT(ids[0], 1);
	CHECK_STR(names[0], "NEW");
	CHECK_STR(query(db, "select * from strict order by id"), "1|NEW|2\n2|two|4\n");
}

/* Whatever is done in whatever order: the rows of the cursor that are not deleted are those of the table. */
static void many_changes_in_any_order(void)
{
	static const SQLSMALLINT moves[] = {SQL_FETCH_NEXT, SQL_FETCH_PRIOR, SQL_FETCH_FIRST, SQL_FETCH_LAST, SQL_FETCH_RELATIVE};
	unsigned dice = 12345;
	SQLINTEGER next_id = 1000;
	char *seen = ring_alloc(1 << 16);
	size_t n = 0;

	open_cursor(SQL_CONCUR_VALUES);
	for (int i = 0; i < 300; i++) {
		int row;

		dice = dice * 1103515245u + 12345u;
		row = (int)(dice >> 8) % ROWS;
		if (row < 0)
			row = -row;
		switch ((dice >> 16) % 5) {
		case 0:
			(void)SQLFetchScroll(st, moves[(dice >> 20) % COUNT(moves)], 2);
			break;
		case 1:
			set_name(row, format("step %d", i));
			(void)set_pos((SQLSETPOSIROW)(row + 1), SQL_UPDATE);
			break;
		case 2:
			if (i % 3 == 0)
				(void)set_pos((SQLSETPOSIROW)(row + 1), SQL_DELETE);
			break;
		case 3:
			ids[row] = next_id++;
			id_lengths[row] = 0;
			set_name(row, format("new %d", i));
			at_lengths[row] = SQL_NULL_DATA;
			OK_S(st, set_pos((SQLSETPOSIROW)(row + 1), SQL_ADD));
			(void)SQLFetchScroll(st, SQL_FETCH_RELATIVE, 0);
			break;
		default:
			(void)set_pos((SQLSETPOSIROW)(row + 1), SQL_REFRESH);
		}
	}
	(void)SQLFetchScroll(st, SQL_FETCH_FIRST, 0);
	do {
		for (int row = 0; row < ROWS; row++)
			if (status[row] != SQL_ROW_NOROW && status[row] != SQL_ROW_DELETED)
				n += (size_t)snprintf(seen + n, 100, "%d|%s\n", (int)ids[row], names[row]);
	} while (SQL_SUCCEEDED(fetch_next()) && n < 60000);
	CHECK_STR(seen, query(db, "select id, name from pos order by id"));
	CHECK(next_id > 1020);
}

/* Each call is asked again until it is through; the tables are those of calls that wait. */
static void asynchronously(void)
{
	SQLRETURN rc;
	int polls = 0;

	open_cursor(SQL_CONCUR_VALUES);
	OK_S(st, set_stmt(SQL_ATTR_ASYNC_ENABLE, SQL_ASYNC_ENABLE_ON));
	set_name(0, "async");
	run(db, "create function pg_temp.slow() returns trigger language plpgsql as $$begin perform pg_sleep(0.05); return new; end$$");
	run(db, "create trigger slow before insert or update on pos for each row execute function pg_temp.slow()");
	while ((rc = set_pos(1, SQL_UPDATE)) == SQL_STILL_EXECUTING)
		polls++;
	RC_S(st, rc, SQL_SUCCESS);
	CHECK(polls > 0);
	CHECK_INT(status[0], SQL_ROW_UPDATED);
	ids[0] = 10;
	while ((rc = set_pos(1, SQL_ADD)) == SQL_STILL_EXECUTING)
		polls++;
	RC_S(st, rc, SQL_SUCCESS);
	OK_S(st, set_stmt(SQL_ATTR_ASYNC_ENABLE, SQL_ASYNC_ENABLE_OFF));
	run(db, "drop trigger slow on pos");
	CHECK_STR(query(db, "select id, name from pos where name = 'async' order by id"), "1|async\n10|async\n");
}

/* A key is one of its table only. */
static void a_key_that_a_child_has_too(void)
{
	run(db, "create temporary table parent (id int primary key, name text); create temporary table child () inherits (parent)");
	run(db, "insert into parent values (1, 'a'); insert into child values (1, 'a')");
	ask_for(SQL_CONCUR_VALUES);
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, names, NAME_ROOM, name_lengths));
	OK_S(st, x_exec(st, "select id, name from parent"));
	OK_S(st, fetch_next());
	set_name(0, "b");
	INFO_S(st, set_pos(1, SQL_UPDATE), "01001");
	CHECK_INT(changed(), 2);
	CHECK_STR(query(db, "select name from parent"), "b\nb\n");
}

static SQLUINTEGER mask(SQLUSMALLINT type)
{
	SQLUINTEGER value = 0;

	OK_D(db, SQLGetInfo(db, type, &value, sizeof(value), NULL));
	return value;
}

static void the_claims(void)
{
	const SQLUINTEGER wanted = SQL_CA1_POS_POSITION | SQL_CA1_POS_UPDATE | SQL_CA1_POS_DELETE | SQL_CA1_POS_REFRESH |
				   SQL_CA1_POSITIONED_UPDATE | SQL_CA1_POSITIONED_DELETE | SQL_CA1_BULK_ADD |
				   SQL_CA1_BULK_UPDATE_BY_BOOKMARK | SQL_CA1_BULK_DELETE_BY_BOOKMARK | SQL_CA1_BULK_FETCH_BY_BOOKMARK;

	CHECK_INT(mask(SQL_STATIC_CURSOR_ATTRIBUTES1) & wanted, wanted);
	CHECK_INT(mask(SQL_STATIC_CURSOR_ATTRIBUTES2) & (SQL_CA2_LOCK_CONCURRENCY | SQL_CA2_OPT_VALUES_CONCURRENCY), SQL_CA2_OPT_VALUES_CONCURRENCY);
	CHECK_INT(mask(SQL_POS_OPERATIONS), SQL_POS_POSITION | SQL_POS_REFRESH | SQL_POS_UPDATE | SQL_POS_DELETE | SQL_POS_ADD);
	CHECK_INT(mask(SQL_LOCK_TYPES), SQL_LCK_NO_CHANGE);
	CHECK_INT(mask(SQL_SCROLL_CONCURRENCY), SQL_SCCO_READ_ONLY | SQL_SCCO_OPT_ROWVER | SQL_SCCO_OPT_VALUES);
	CHECK_INT(mask(SQL_STATIC_SENSITIVITY), SQL_SS_ADDITIONS | SQL_SS_UPDATES);
	CHECK_INT(mask(SQL_POSITIONED_STATEMENTS), SQL_PS_POSITIONED_DELETE | SQL_PS_POSITIONED_UPDATE | SQL_PS_SELECT_FOR_UPDATE);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(one_row_is_updated), TEST(the_key_can_change), TEST(nulls_and_ignored_columns), TEST(all_rows_but_the_ignored_ones),
		TEST(one_bad_row_does_not_stop_the_others), TEST(a_deleted_row_is_a_hole), TEST(somebody_else_was_first),
		TEST(rows_are_read_anew), TEST(rows_are_added), TEST(an_empty_result_takes_rows), TEST(bound_to_another_c_type),
		TEST(values_at_execution), TEST(in_a_transaction), TEST(cursors_that_cannot_be_changed), TEST(a_table_without_a_key),
		TEST(changed_values_in_binary_results), TEST(rows_read_by_extended_fetch), TEST(bound_by_row), TEST(the_server_has_the_last_word),
		TEST(many_changes_in_any_order), TEST(a_key_that_a_child_has_too), TEST(asynchronously), TEST(the_claims),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

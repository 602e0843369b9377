/* The catalog functions, on a schema of our own: names, special cases, patterns, column types, keys, privileges. */
#include "harness.h"

#include <string.h>

#include <stdio.h>

#define W(narrow, wide) (WIDE_TYPES ? (wide) : (narrow))

static char schema_name[64]; /* of our own: texts in the ring do not live that long */
static const char *schema = schema_name;

static void set_up(void)
{
	snprintf(schema_name, sizeof(schema_name), "%s", table_name("cat"));
	run(db, format("create schema %s", schema));
	run(db, format("set search_path to %s, public", schema));
	run(db, "create table parent (a int, b varchar(20), c numeric(10,2) default 1.5, d timestamp(3) not null, primary key (b, a))");
	run(db, "create table child (id bigint generated always as identity primary key, pb varchar(20), pa int, t text, "
		"constraint to_parent foreign key (pb, pa) references parent (b, a) on update cascade on delete set null)");
	run(db, "create index child_t on child (t desc)");
	run(db, "create unique index child_p on child (pa, pb) where pa > 0");
	run(db, "create table \"under_score\" (x int)");
	run(db, "create table \"underXscore\" (x int)");
	run(db, "create table \"Mixed Case\" (\"Col 1\" text)");
	run(db, "create view looked as select a, b from parent");
	run(db, "create materialized view seen as select 1 as one");
	run(db, "comment on table parent is 'the parent'");
	run(db, "comment on column parent.b is 'the b'");
	run(db, "create function add_them(x int, out total int, y int default 2) language sql as 'select x + y'");
	run(db, "create procedure do_it(n text) language sql as 'select 1'");
}

static void tear_down(void)
{
	run(db, "reset search_path");
	run(db, format("drop schema %s cascade", schema));
}

/* Some columns of what is left of the result. */
static char *columns_of(SQLHSTMT stmt, const int *wanted, size_t n)
{
	char *all = format("%s", "");

	while (SQL_SUCCEEDED(SQLFetch(stmt)))
		for (size_t i = 0; i < n; i++)
			all = format("%s%s%s", all, cell(stmt, wanted[i]), i + 1 < n ? "|" : "\n");
	SQLFreeStmt(stmt, SQL_CLOSE);
	return all;
}
#define COLUMNS(...) columns_of(st, (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static void tables(void)
{
	OK_S(st, x_tables(st, NULL, schema, "%", NULL));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_NAME), "TABLE_CAT");
	CHECK_STR(x_col_text(st, 5, SQL_DESC_NAME), "REMARKS");
	/* ordered by TABLE_TYPE, then name */
	CHECK_STR(COLUMNS(3, 4, 5), "seen|MATERIALIZED VIEW|<null>\nMixed Case|TABLE|<null>\nchild|TABLE|<null>\nparent|TABLE|the parent\n"
				    "underXscore|TABLE|<null>\nunder_score|TABLE|<null>\nlooked|VIEW|<null>\n");
	OK_S(st, x_tables(st, NULL, schema, NULL, "VIEW"));
	CHECK_STR(COLUMNS(1, 2, 3), format("%s|%s|looked\n", setting("LB_DATABASE"), schema));
	OK_S(st, x_tables(st, NULL, schema, NULL, "'TABLE','VIEW'"));
	CHECK_INT(count_lines(COLUMNS(3), "", NULL), 6);
	OK_S(st, x_tables(st, NULL, schema, "no_such", NULL));
	CHECK_STR(COLUMNS(3), "");
}

static void patterns(void)
{
	OK_S(st, x_tables(st, NULL, schema, "under_score", NULL));
	CHECK_STR(COLUMNS(3), "underXscore\nunder_score\n");
	OK_S(st, x_tables(st, NULL, schema, "under\\_score", NULL));
	CHECK_STR(COLUMNS(3), "under_score\n");
	OK_S(st, x_tables(st, NULL, schema, "p%t", NULL));
	CHECK_STR(COLUMNS(3), "parent\n");
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_METADATA_ID, (SQLPOINTER)(uintptr_t)SQL_TRUE, 0));
	OK_S(st, x_tables(st, setting("LB_DATABASE"), schema, "PARENT", NULL)); /* an identifier: folded */
	CHECK_STR(COLUMNS(3), "parent\n");
	OK_S(st, x_tables(st, setting("LB_DATABASE"), schema, "\"Mixed Case\"", NULL));
	CHECK_STR(COLUMNS(3), "Mixed Case\n");
	OK_S(st, x_tables(st, setting("LB_DATABASE"), schema, "under%", NULL));
	CHECK_STR(COLUMNS(3), "");
}

static void lists_of_catalogs_schemas_and_types(void)
{
	char *list;

	OK_S(st, x_tables(st, SQL_ALL_CATALOGS, "", "", NULL));
	list = COLUMNS(1, 2, 3, 4);
	CHECK_HAS(list, format("%s|<null>|<null>|<null>\n", setting("LB_DATABASE")));
	OK_S(st, x_tables(st, "", SQL_ALL_SCHEMAS, "", NULL));
	list = COLUMNS(1, 2, 3, 4);
	CHECK_HAS(list, format("<null>|%s|<null>|<null>\n", schema));
	CHECK_HAS(list, "<null>|public|<null>|<null>\n");
	OK_S(st, x_tables(st, "", "", "", SQL_ALL_TABLE_TYPES));
	list = COLUMNS(1, 2, 3, 4);
	CHECK_HAS(list, "<null>|<null>|<null>|TABLE\n");
	CHECK_HAS(list, "<null>|<null>|<null>|VIEW\n");
}

static void columns(void)
{
	OK_S(st, x_columns(st, NULL, schema, "parent", NULL));
	CHECK_STR(x_col_text(st, 4, SQL_DESC_NAME), "COLUMN_NAME");
	CHECK_STR(x_col_text(st, 18, SQL_DESC_NAME), "IS_NULLABLE");
	/* name, type, type name, size, digits, radix, nullable, remarks, ordinal, is nullable */
	CHECK_STR(COLUMNS(4, 5, 6, 7, 9, 10, 11, 12, 17, 18),
		  format("a|4|int4|10|0|10|0|<null>|1|NO\nb|%d|varchar|20|<null>|<null>|0|the b|2|NO\n"
			 "c|2|numeric|10|2|10|1|<null>|3|YES\nd|93|timestamp|23|3|<null>|0|<null>|4|NO\n", W(12, -9)));
	OK_S(st, x_columns(st, NULL, schema, "parent", "d"));
	CHECK_STR(COLUMNS(4, 8, 13, 14, 15, 16), "d|16|<null>|9|3|<null>\n");
	OK_S(st, x_columns(st, NULL, schema, "parent", "c"));
	CHECK_STR(COLUMNS(4, 13, 14), "c|1.5|2\n");
	OK_S(st, x_columns(st, NULL, schema, "parent", "b"));
	CHECK_STR(COLUMNS(4, 8, 16), format("b|%d|80\n", W(80, 20 * (int)sizeof(SQLWCHAR))));
	OK_S(st, x_columns(st, NULL, schema, "Mixed Case", "%"));
	CHECK_STR(COLUMNS(3, 4), "Mixed Case|Col 1\n");
}

static void what_columns_says_is_what_a_select_describes(void)
{
	SQLHSTMT other = stmt_new(db);

	OK_S(other, x_exec(other, "select * from parent"));
	OK_S(st, x_columns(st, NULL, schema, "parent", NULL));
	for (int i = 1; SQL_SUCCEEDED(SQLFetch(st)); i++) {
		CHECK_STR(cell(st, 5), format("%ld", (long)x_col_number(other, i, SQL_DESC_CONCISE_TYPE)));
		CHECK_STR(cell(st, 6), x_col_text(other, i, SQL_DESC_TYPE_NAME));
		CHECK_STR(cell(st, 8), format("%ld", (long)x_col_number(other, i, SQL_DESC_OCTET_LENGTH)));
	}
	stmt_free(other);
}

static void primary_keys(void)
{
	OK_S(st, CALL(SQLPrimaryKeys)(st, NULL, 0, ARG(schema), ARG("parent")));
	CHECK_STR(COLUMNS(3, 4, 5, 6), "parent|b|1|parent_pkey\nparent|a|2|parent_pkey\n");
	OK_S(st, CALL(SQLPrimaryKeys)(st, NULL, 0, ARG(schema), ARG("under_score")));
	CHECK_STR(COLUMNS(4), "");
	FAILS_S(st, CALL(SQLPrimaryKeys)(st, NULL, 0, ARG(schema), NULL, 0), "HY009");
}

static void foreign_keys(void)
{
	static const char want[] = "parent|b|child|pb|1|0|2|to_parent|parent_pkey|7\nparent|a|child|pa|2|0|2|to_parent|parent_pkey|7\n";

	/* rules: SQL_CASCADE 0, SQL_SET_NULL 2; SQL_NOT_DEFERRABLE 7 */
	OK_S(st, CALL(SQLForeignKeys)(st, NULL, 0, NULL, 0, NULL, 0, NULL, 0, ARG(schema), ARG("child")));
	CHECK_STR(COLUMNS(3, 4, 7, 8, 9, 10, 11, 12, 13, 14), want);
	OK_S(st, CALL(SQLForeignKeys)(st, NULL, 0, ARG(schema), ARG("parent"), NULL, 0, NULL, 0, NULL, 0));
	CHECK_STR(COLUMNS(3, 4, 7, 8, 9, 10, 11, 12, 13, 14), want);
	OK_S(st, CALL(SQLForeignKeys)(st, NULL, 0, ARG(schema), ARG("parent"), NULL, 0, ARG(schema), ARG("looked")));
	CHECK_STR(COLUMNS(3), "");
	FAILS_S(st, CALL(SQLForeignKeys)(st, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0, NULL, 0), "HY009");
}

static void statistics(void)
{
	OK_S(st, CALL(SQLStatistics)(st, NULL, 0, ARG(schema), ARG("child"), SQL_INDEX_ALL, SQL_QUICK));
	/* table row first, then unique before other indexes: NON_UNIQUE, INDEX_NAME, TYPE, ORDINAL, COLUMN, ASC_OR_DESC, FILTER */
	CHECK_STR(COLUMNS(4, 6, 7, 8, 9, 10, 13),
		  "<null>|<null>|0|<null>|<null>|<null>|<null>\n0|child_p|3|1|pa|A|(pa > 0)\n0|child_p|3|2|pb|A|(pa > 0)\n"
		  "0|child_pkey|3|1|id|A|<null>\n1|child_t|3|1|t|D|<null>\n");
	OK_S(st, CALL(SQLStatistics)(st, NULL, 0, ARG(schema), ARG("child"), SQL_INDEX_UNIQUE, SQL_QUICK));
	CHECK_HAS_NOT(COLUMNS(6), "child_t");
	FAILS_S(st, CALL(SQLStatistics)(st, NULL, 0, ARG(schema), ARG("child"), 77, SQL_QUICK), "HY100");
	FAILS_S(st, CALL(SQLStatistics)(st, NULL, 0, ARG(schema), ARG("child"), SQL_INDEX_ALL, 77), "HY101");
}

static void special_columns(void)
{
	OK_S(st, CALL(SQLSpecialColumns)(st, SQL_BEST_ROWID, NULL, 0, ARG(schema), ARG("parent"), SQL_SCOPE_SESSION, SQL_NULLABLE));
	CHECK_INT(count_lines(COLUMNS(2, 3), "", NULL), 2);
	OK_S(st, CALL(SQLSpecialColumns)(st, SQL_BEST_ROWID, NULL, 0, ARG(schema), ARG("child"), SQL_SCOPE_SESSION, SQL_NULLABLE));
	CHECK_STR(COLUMNS(2, 3, 4), "id|-5|int8\n");
	FAILS_S(st, CALL(SQLSpecialColumns)(st, 77, NULL, 0, ARG(schema), ARG("child"), SQL_SCOPE_SESSION, SQL_NULLABLE), "HY097");
}

static void privileges(void)
{
	char *list, *owner = query(db, "select current_user");

	run(db, "grant select on parent to public");
	run(db, "grant update (c) on parent to public");
	OK_S(st, CALL(SQLTablePrivileges)(st, NULL, 0, ARG(schema), ARG("parent")));
	list = COLUMNS(3, 5, 6, 7);
	CHECK_HAS(list, "parent|PUBLIC|SELECT|NO\n");
	CHECK_HAS(list, format("parent|%.*s|INSERT|YES\n", (int)strcspn(owner, "\n"), owner));
	OK_S(st, CALL(SQLColumnPrivileges)(st, NULL, 0, ARG(schema), ARG("parent"), ARG("c")));
	list = COLUMNS(4, 6, 7);
	CHECK_HAS(list, "c|PUBLIC|UPDATE\n");
}

static void procedures(void)
{
	OK_S(st, CALL(SQLProcedures)(st, NULL, 0, ARG(schema), ARG("%")));
	CHECK_STR(COLUMNS(3, 8), format("add_them|%d\ndo_it|%d\n", SQL_PT_FUNCTION, SQL_PT_PROCEDURE));
	OK_S(st, CALL(SQLProcedureColumns)(st, NULL, 0, ARG(schema), ARG("add_them"), ARG("%")));
	{
		const char *list = COLUMNS(4, 5, 7, 18);

		CHECK_HAS(list, format("x|%d|int4|1\n", SQL_PARAM_INPUT));
		CHECK_HAS(list, format("total|%d|int4|2\n", SQL_PARAM_OUTPUT));
		CHECK_HAS(list, format("y|%d|int4|3\n", SQL_PARAM_INPUT));
	}
}

static void a_catalog_result_counts_as_an_open_cursor(void)
{
	OK_S(st, x_tables(st, NULL, schema, "%", NULL));
	FAILS_S(st, x_exec(st, "select 1"), "24000");
	OK_S(st, SQLCloseCursor(st));
	OK_S(st, x_exec(st, "select 1"));
}

/* What the driver prepared for itself may be gone without its knowing: a pooler, DEALLOCATE in a function. */
static void queries_whose_plan_is_gone(void)
{
	static const char gone[] = "do $$ begin execute 'deallocate all'; end $$";
	char *first;

	OK_S(st, CALL(SQLPrimaryKeys)(st, NULL, 0, ARG(schema), ARG("parent")));
	first = rows_of(st);
	SQLFreeStmt(st, SQL_CLOSE);
	for (int i = 0; i < 4; i++) {
		if (i == 2) /* in a transaction, which goes on */
			OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)(uintptr_t)SQL_AUTOCOMMIT_OFF, 0));
		if (i % 2)
			OK_S(st, x_exec(st, gone));
		RC_S(st, CALL(SQLPrimaryKeys)(st, NULL, 0, ARG(schema), ARG("parent")), SQL_SUCCESS);
		CHECK_STR(rows_of(st), first);
		SQLFreeStmt(st, SQL_CLOSE);
	}
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_COMMIT));
}

static void cleaned_up(void)
{
	tear_down();
	CHECK_STR(query(db, format("select count(*) from pg_namespace where nspname = '%s'", schema)), "0\n");
}

static void set_up_works(void)
{
	set_up();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(set_up_works), TEST(tables), TEST(patterns), TEST(lists_of_catalogs_schemas_and_types), TEST(columns),
		TEST(what_columns_says_is_what_a_select_describes), TEST(primary_keys), TEST(foreign_keys), TEST(statistics),
		TEST(special_columns), TEST(privileges), TEST(procedures), TEST(a_catalog_result_counts_as_an_open_cursor),
		TEST(queries_whose_plan_is_gone),
		TEST(cleaned_up),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

/* The fields of a result's columns that only the catalogs know: tables, nullability, identity, names of types. */
#include "harness.h"

static const char *t, *other;

static void make_tables(void)
{
	t = table_name("origin");
	other = table_name("origin2");
	run(db, format("drop table if exists %s, %s cascade", t, other));
	run(db, format("create table %s (id integer generated always as identity primary key, s serial, name varchar(40), "
		       "must text not null, twice integer generated always as (1 + 1) stored)", t));
	run(db, format("create table %s (id integer primary key, note text not null)", other));
	run(db, format("insert into %s (name, must) values ('n', 'm')", t));
}

static void drop_tables(void)
{
	SQLFreeStmt(st, SQL_CLOSE);
	run(db, format("drop table %s, %s cascade", t, other));
}

static void tables_and_columns(void)
{
	make_tables();
	OK_S(st, x_exec(st, format("select a.name as renamed, a.id, a.id + 1 as computed, a.must from %s as a", t)));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_NAME), "renamed");
	CHECK_STR(x_col_text(st, 1, SQL_DESC_BASE_COLUMN_NAME), "name");
	CHECK_STR(x_col_text(st, 1, SQL_DESC_BASE_TABLE_NAME), t);
	CHECK_STR(x_col_text(st, 1, SQL_DESC_TABLE_NAME), t);
	CHECK_STR(x_col_text(st, 1, SQL_DESC_SCHEMA_NAME), "public");
	CHECK_STR(x_col_text(st, 1, SQL_DESC_CATALOG_NAME), x_info(db, SQL_DATABASE_NAME));
	CHECK_STR(x_col_text(st, 3, SQL_DESC_BASE_COLUMN_NAME), "");
	CHECK_STR(x_col_text(st, 3, SQL_DESC_BASE_TABLE_NAME), "");
	CHECK_STR(x_col_text(st, 3, SQL_DESC_SCHEMA_NAME), "");
	CHECK_STR(x_col_text(st, 4, SQL_DESC_BASE_COLUMN_NAME), "must");
	CHECK_STR(rows_of(st), "n|1|2|m\n"); /* the result that was being read is whole */
	drop_tables();
}

static void nullable_identity_updatable(void)
{
	make_tables();
	OK_S(st, x_exec(st, format("select id, s, name, must, twice, 1, ctid from %s", t)));
	CHECK_INT(x_col_number(st, 1, SQL_DESC_NULLABLE), SQL_NO_NULLS);
	CHECK_INT(x_col_number(st, 1, SQL_COLUMN_NULLABLE), SQL_NO_NULLS);
	CHECK_INT(x_col_number(st, 3, SQL_DESC_NULLABLE), SQL_NULLABLE);
	CHECK_INT(x_col_number(st, 4, SQL_DESC_NULLABLE), SQL_NO_NULLS);
	CHECK_INT(x_col_number(st, 6, SQL_DESC_NULLABLE), SQL_NULLABLE_UNKNOWN);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_AUTO_UNIQUE_VALUE), SQL_TRUE);
	CHECK_INT(x_col_number(st, 2, SQL_DESC_AUTO_UNIQUE_VALUE), SQL_TRUE);
	CHECK_INT(x_col_number(st, 3, SQL_DESC_AUTO_UNIQUE_VALUE), SQL_FALSE);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_UPDATABLE), SQL_ATTR_READONLY);
	CHECK_INT(x_col_number(st, 3, SQL_DESC_UPDATABLE), SQL_ATTR_WRITE);
	CHECK_INT(x_col_number(st, 5, SQL_DESC_UPDATABLE), SQL_ATTR_READONLY);
	CHECK_INT(x_col_number(st, 6, SQL_DESC_UPDATABLE), SQL_ATTR_READONLY);
	CHECK_INT(x_col_number(st, 7, SQL_DESC_UPDATABLE), SQL_ATTR_READONLY);
	drop_tables();
}

/* The server names the table of b.note although the join makes it NULL. */
static void an_outer_join_makes_nulls(void)
{
	make_tables();
	OK_S(st, x_exec(st, format("select a.must, b.note from %s a left join %s b on b.id = a.id", t, other)));
	CHECK_STR(x_col_text(st, 2, SQL_DESC_BASE_COLUMN_NAME), "note");
	CHECK(x_col_number(st, 2, SQL_DESC_NULLABLE) != SQL_NO_NULLS);
	CHECK_STR(rows_of(st), "m|<null>\n");
	drop_tables();
}

static void a_prepared_statement_knows_too(void)
{
	make_tables();
	OK_S(st, x_prepare(st, format("select must from %s", t)));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_BASE_TABLE_NAME), t);
	OK_S(st, SQLExecute(st));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_BASE_TABLE_NAME), t);
	CHECK_INT(x_col_number(st, 1, SQL_DESC_NULLABLE), SQL_NO_NULLS);
	CHECK_STR(rows_of(st), "m\n");
	drop_tables();
}

static void a_renamed_table_is_not_remembered(void)
{
	make_tables();
	OK_S(st, x_exec(st, format("select must from %s", t)));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_BASE_TABLE_NAME), t);
	SQLFreeStmt(st, SQL_CLOSE);
	run(db, format("alter table %s rename to %s_x", t, t));
	OK_S(st, x_exec(st, format("select must from %s_x", t)));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_BASE_TABLE_NAME), format("%s_x", t));
	SQLFreeStmt(st, SQL_CLOSE);
	run(db, format("alter table %s_x rename to %s", t, t));
	drop_tables();
}

static void the_descriptor_says_the_same(void)
{
	SQLHDESC ird = NULL;
	SQLSMALLINT nullable = -9, type, subtype, precision, scale, length = 0;
	SQLLEN octets;
	tchar *name = ring_alloc(200);

	make_tables();
	OK_S(st, x_exec(st, format("select must, name from %s", t)));
	OK_S(st, SQLGetStmtAttr(st, SQL_ATTR_IMP_ROW_DESC, &ird, 0, NULL));
	CHECK_INT(CALL(SQLGetDescField)(ird, 2, SQL_DESC_BASE_TABLE_NAME, name, 200, NULL), SQL_SUCCESS);
	CHECK_STR(text_from(name, text_units(t)), t);
	CHECK_INT(CALL(SQLGetDescRec)(ird, 1, name, 20, &length, &type, &subtype, &octets, &precision, &scale, &nullable),
		  SQL_SUCCESS);
	CHECK_INT(nullable, SQL_NO_NULLS);
	drop_tables();
}

static void types_have_the_servers_names(void)
{
	const char *kind = table_name("mood"), *pair = table_name("pair"), *span = table_name("spanned");

	run(db, format("create type %s as enum ('sad', 'happy')", kind));
	run(db, format("create type %s as (a int, b text)", pair));
	run(db, format("create type %s as range (subtype = float8)", span));
	OK_S(st, x_exec(st, format("select 'sad'::%s, row(1, 'x')::%s, null::%s, '{1,2}'::int[], 'x'::text", kind, pair, span)));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_TYPE_NAME), kind);
	CHECK_STR(x_col_text(st, 1, SQL_DESC_LOCAL_TYPE_NAME), kind);
	CHECK_STR(x_col_text(st, 2, SQL_DESC_TYPE_NAME), pair);
	CHECK_STR(x_col_text(st, 3, SQL_DESC_TYPE_NAME), span);
	CHECK_STR(x_col_text(st, 4, SQL_DESC_TYPE_NAME), "_int4");
	CHECK_STR(x_col_text(st, 5, SQL_DESC_TYPE_NAME), "text");
	CHECK_STR(rows_of(st), "sad|(1,x)|<null>|{1,2}|x\n");
	run(db, format("drop type %s, %s, %s", kind, pair, span));
}

/* As with PostGIS (postgis.c) and pgvector: the type has another number in every database, and only the server can name it. */
static void extension_types_too(void)
{
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF, 0));
	run(db, "create schema ext_test; create extension cube schema ext_test");
	OK_S(st, x_exec(st, "select '(1,2,3)'::ext_test.cube as v"));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_TYPE_NAME), "cube");
	CHECK_STR(rows_of(st), "(1, 2, 3)\n");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, 0));
}

/* Parameters, arrays, catalogs and cursors of types that only the server knows. */
static void extension_types_as_parameters(void)
{
	const char *table = table_name("shapes");
	SQLSMALLINT type = 0;

	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF, 0));
	run(db, "create schema ext_test; create extension cube schema ext_test; create extension hstore schema ext_test");
	run(db, format("create table %s (id int primary key, at ext_test.cube, tags ext_test.hstore, many ext_test.cube[])", table));
	OK_S(st, x_prepare(st, format("insert into %s values (1, ?, ?, ?)", table)));
	OK_S(st, SQLDescribeParam(st, 1, &type, NULL, NULL, NULL));
	CHECK_INT(type, WIDE_TYPES ? SQL_WLONGVARCHAR : SQL_LONGVARCHAR);
	OK_S(st, bind_text(st, 1, "(1, 2)"));
	OK_S(st, bind_text(st, 2, "a=>1"));
	OK_S(st, bind_text(st, 3, "{\"(3)\",\"(4)\"}"));
	OK_S(st, SQLExecute(st));
	SQLFreeStmt(st, SQL_RESET_PARAMS);
	OK_S(st, x_columns(st, NULL, NULL, table, NULL));
	for (int i = 0; i < 2; i++)
		OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 6), "cube");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, bind_text(st, 1, "(1, 2)"));
	OK_S(st, x_exec(st, format("select * from %s where at operator(ext_test.=) ?", table)));
	CHECK_STR(x_col_text(st, 3, SQL_DESC_TYPE_NAME), "hstore");
	CHECK_STR(x_col_text(st, 4, SQL_DESC_TYPE_NAME), "_cube");
	CHECK_STR(rows_of(st), "1|(1, 2)|\"a\"=>\"1\"|{(3),(4)}\n");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, 0));
}

static void views_and_privileges(void)
{
	make_tables();
	run(db, format("create view %s_v as select name, upper(must) as loud from %s", t, t));
	OK_S(st, x_exec(st, format("select name, loud from %s_v", t)));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_BASE_TABLE_NAME), format("%s_v", t));
	CHECK_INT(x_col_number(st, 1, SQL_DESC_UPDATABLE), SQL_ATTR_WRITE);
	CHECK_INT(x_col_number(st, 2, SQL_DESC_UPDATABLE), SQL_ATTR_READONLY);
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, x_exec(st, "select relname from pg_catalog.pg_class"));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_SCHEMA_NAME), "pg_catalog");
	drop_tables();
}

static void in_a_transaction(void)
{
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF, 0));
	make_tables();
	OK_S(st, x_exec(st, format("select must from %s", t)));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_BASE_TABLE_NAME), t);
	CHECK_STR(rows_of(st), "m\n");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, 0));
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(tables_and_columns), TEST(nullable_identity_updatable), TEST(an_outer_join_makes_nulls),
		TEST(a_prepared_statement_knows_too), TEST(a_renamed_table_is_not_remembered),
		TEST(the_descriptor_says_the_same), TEST(types_have_the_servers_names), TEST(extension_types_too),
		TEST(extension_types_as_parameters),
		TEST(views_and_privileges), TEST(in_a_transaction),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

/*
 * PostGIS itself: a type that only the server can name, whose values are EWKB in hexadecimal.  tests/odbc/settings runs it
 * with the release of PostgreSQL for which Debian has PostGIS.
 */
#include "harness.h"

#include <string.h>

#define POINT "0101000020E6100000000000000000F03F0000000000000040" /* SRID 4326, (1 2) */

static void in_a_schema_of_its_own(void)
{
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF, 0));
	run(db, "create schema gis; create extension postgis schema gis; set local search_path to public, gis");
}

static void and_away_again(void)
{
	SQLFreeStmt(st, SQL_CLOSE);
	OK_D(db, SQLEndTran(SQL_HANDLE_DBC, db, SQL_ROLLBACK));
	OK_D(db, SQLSetConnectAttr(db, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, 0));
}

static void geometry_is_named_by_the_server(void)
{
	in_a_schema_of_its_own();
	OK_S(st, x_exec(st, "select 'SRID=4326;POINT(1 2)'::geometry, 'POINT(1 2)'::geography, array['POINT(1 2)'::geometry]"));
	CHECK_STR(x_col_text(st, 1, SQL_DESC_TYPE_NAME), "geometry");
	CHECK_STR(x_col_text(st, 2, SQL_DESC_TYPE_NAME), "geography");
	CHECK_STR(x_col_text(st, 3, SQL_DESC_TYPE_NAME), "_geometry");
	CHECK_INT(x_col_number(st, 1, SQL_DESC_CONCISE_TYPE), WIDE_TYPES ? SQL_WLONGVARCHAR : SQL_LONGVARCHAR);
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 1), POINT);
	CHECK_STR(cell(st, 2), POINT);
	and_away_again();
}

static void geometry_as_parameter(void)
{
	static const char *const forms[] = {"SRID=4326;POINT(1 2)", POINT};

	in_a_schema_of_its_own();
	run(db, "create table places (id int primary key, at geometry(Point, 4326))");
	OK_S(st, x_prepare(st, "insert into places values (?, ?)"));
	for (SQLINTEGER i = 0; i < (SQLINTEGER)COUNT(forms); i++) {
		OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_SLONG, SQL_INTEGER, 0, 0, &i, 0, NULL));
		OK_S(st, bind_text(st, 2, forms[i]));
		OK_S(st, SQLExecute(st));
	}
	SQLFreeStmt(st, SQL_RESET_PARAMS);
	CHECK_STR(query(db, "select count(distinct at), min(st_x(at)), min(st_srid(at)) from places"), "1|1|4326\n");
	OK_S(st, x_columns(st, NULL, NULL, "places", "at"));
	OK_S(st, SQLFetch(st));
	CHECK_STR(cell(st, 6), "geometry");
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, bind_text(st, 1, "SRID=4326;POLYGON((0 0, 0 3, 3 3, 3 0, 0 0))"));
	OK_S(st, x_exec(st, "select at from places where st_contains(?, at) order by id"));
	CHECK_STR(rows_of(st), POINT "\n" POINT "\n");
	and_away_again();
}

static void its_bytes_by_its_own_functions(void)
{
	SQLCHAR bytes[64];
	SQLLEN length = 0;

	in_a_schema_of_its_own();
	OK_S(st, x_exec(st, "select st_asewkb('SRID=4326;POINT(1 2)'::geometry)"));
	OK_S(st, SQLFetch(st));
	OK_S(st, SQLGetData(st, 1, SQL_C_BINARY, bytes, sizeof(bytes), &length));
	CHECK_INT(length, 25);
	SQLFreeStmt(st, SQL_CLOSE);
	OK_S(st, SQLBindParameter(st, 1, SQL_PARAM_INPUT, SQL_C_BINARY, SQL_VARBINARY, 25, 0, bytes, 25, &length));
	OK_S(st, x_exec(st, "select st_asewkt(st_geomfromewkb(?))"));
	CHECK_STR(rows_of(st), "SRID=4326;POINT(1 2)\n");
	SQLFreeStmt(st, SQL_RESET_PARAMS);
	and_away_again();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(geometry_is_named_by_the_server), TEST(geometry_as_parameter), TEST(its_bytes_by_its_own_functions),
	};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

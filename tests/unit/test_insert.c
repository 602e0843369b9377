/* Which INSERTs can travel as arrays. */
#include "sql/insert.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool shape(const char *text, struct insert_shape *out)
{
	return insert_shape(span_of(text), out);
}

static void plain_inserts_are_recognized(void **state)
{
	struct insert_shape s;

	(void)state;
	assert_true(shape("INSERT INTO t VALUES ($1)", &s));
	assert_true(span_is(s.head, "INSERT INTO t") && span_is(s.table, "t") && !s.columns.p && s.params == 1);
	assert_true(shape("insert into \"My S\".t (a, \"B c\") values ($1,$2)", &s));
	assert_true(span_is(s.head, "insert into \"My S\".t (a, \"B c\")"));
	assert_true(span_is(s.table, "\"My S\".t") && span_is(s.columns, "a, \"B c\"") && s.column_count == 2 && s.params == 2);
	assert_true(shape("/* who */ INSERT INTO t(a) -- where\n VALUES ( $1 ) ", &s));
	assert_true(span_is(s.table, "t") && span_is(s.columns, "a"));
}

static void whatever_else_an_insert_says_is_not(void **state)
{
	static const char *const others[] = {
		"INSERT INTO t VALUES ($1, $1)", "INSERT INTO t VALUES ($2, $1)", "INSERT INTO t VALUES ($1, now())",
		"INSERT INTO t VALUES ($1::int)", "INSERT INTO t VALUES ($1), ($2)", "INSERT INTO t VALUES ($1) RETURNING a",
		"INSERT INTO t VALUES ($1) ON CONFLICT DO NOTHING", "INSERT INTO t AS x VALUES ($1)", "INSERT INTO t SELECT $1",
		"INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES ($1)", "INSERT INTO t (a, b) VALUES ($1)",
		"INSERT INTO t (a.b) VALUES ($1)", "INSERT INTO t (a[1]) VALUES ($1)", "INSERT INTO t DEFAULT VALUES",
		"WITH x AS (SELECT 1) INSERT INTO t VALUES ($1)", "INSERT INTO t VALUES ($1", "INSERT INTO", "INSERT", "",
		"INSERT INTO t VALUES (DEFAULT, $1)", "INSERT INTO t VALUES ()", "UPDATE t SET a = $1", "INSERT INTO \"t VALUES ($1)",
	};
	struct insert_shape s;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (shape(others[i], &s))
			print_error("%s\n", others[i]);
		assert_false(shape(others[i], &s));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_inserts_are_recognized), cmocka_unit_test(whatever_else_an_insert_says_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

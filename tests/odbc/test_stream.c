/* Two million rows pass through in bounded memory, one by one and in blocks. */
#include "harness.h"

#include <sys/resource.h>

#define ROWS 2000000
#define LIMIT_KB (64 * 1024)

static void memory_is_bounded(void)
{
	struct rusage usage;

	if (SANITIZED) {
		note("memory is not measured under the sanitizer");
		return;
	}
	getrusage(RUSAGE_SELF, &usage);
	if (!CHECK(usage.ru_maxrss < LIMIT_KB))
		note("  ... peak %ld kB", usage.ru_maxrss);
}

static void one_by_one(void)
{
	SQLINTEGER n = 0;
	SQLLEN length, text_length;
	SQLCHAR text[64];
	long long sum = 0;
	int rows = 0;

	OK_S(st, SQLBindCol(st, 1, SQL_C_SLONG, &n, 0, &length));
	OK_S(st, SQLBindCol(st, 2, SQL_C_CHAR, text, sizeof(text), &text_length));
	OK_S(st, x_exec(st, format("select n, 'this is the text of row ' || n from generate_series(1, %d) n", ROWS)));
	while (SQL_SUCCEEDED(SQLFetch(st))) {
		rows++;
		sum += n;
	}
	CHECK_INT(rows, ROWS);
	CHECK_INT(sum, (long long)ROWS * (ROWS + 1) / 2);
	CHECK_STR((char *)text, format("this is the text of row %d", ROWS));
	memory_is_bounded();
}

static void in_blocks(void)
{
	enum { BLOCK = 1000 };
	SQLBIGINT *n = ring_alloc(BLOCK * sizeof(*n));
	SQLULEN fetched = 0;
	long long sum = 0, rows = 0;

	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)(uintptr_t)BLOCK, 0));
	OK_S(st, SQLSetStmtAttr(st, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0));
	OK_S(st, SQLBindCol(st, 1, SQL_C_SBIGINT, n, 0, NULL));
	OK_S(st, x_prepare(st, format("select n::int8 from generate_series(1, %d) n", ROWS)));
	OK_S(st, SQLExecute(st));
	while (SQL_SUCCEEDED(SQLFetch(st))) {
		rows += (long long)fetched;
		for (SQLULEN i = 0; i < fetched; i++)
			sum += n[i];
	}
	CHECK_INT(rows, ROWS);
	CHECK_INT(sum, (long long)ROWS * (ROWS + 1) / 2);
	memory_is_bounded();
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {TEST(one_by_one), TEST(in_blocks)};

	return test_main(argc, argv, tests, COUNT(tests), WITH_CONNECTION);
}

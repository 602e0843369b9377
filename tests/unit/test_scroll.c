#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "odbc/scroll.h"

#define BEFORE -1
#define AFTER -2

/* The tables of SQLFetchScroll, over a result of 100 rows with row sets of 5 unless said otherwise. */
static const struct {
	int64_t from; /* a row, BEFORE or AFTER */
	SQLSMALLINT orientation;
	int64_t offset, size, last;
	int64_t to;
	bool clipped;
} cases[] = {
	{BEFORE, SQL_FETCH_NEXT, 0, 5, 100, 1, false}, {1, SQL_FETCH_NEXT, 0, 5, 100, 6, false},
	{95, SQL_FETCH_NEXT, 0, 5, 100, 100, false}, {96, SQL_FETCH_NEXT, 0, 5, 100, AFTER, false},
	{AFTER, SQL_FETCH_NEXT, 0, 5, 100, AFTER, false}, {BEFORE, SQL_FETCH_NEXT, 0, 5, 0, AFTER, false},
	{BEFORE, SQL_FETCH_PRIOR, 0, 5, 100, BEFORE, false}, {1, SQL_FETCH_PRIOR, 0, 5, 100, BEFORE, false},
	{3, SQL_FETCH_PRIOR, 0, 5, 100, 1, true}, {5, SQL_FETCH_PRIOR, 0, 5, 100, 1, true},
	{6, SQL_FETCH_PRIOR, 0, 5, 100, 1, false}, {AFTER, SQL_FETCH_PRIOR, 0, 5, 100, 96, false},
	{AFTER, SQL_FETCH_PRIOR, 0, 5, 3, 1, true}, {AFTER, SQL_FETCH_PRIOR, 0, 5, 5, 1, false},
	{50, SQL_FETCH_FIRST, 0, 5, 100, 1, false}, {BEFORE, SQL_FETCH_FIRST, 0, 5, 0, AFTER, false},
	{BEFORE, SQL_FETCH_LAST, 0, 5, 100, 96, false}, {BEFORE, SQL_FETCH_LAST, 0, 5, 3, 1, false},
	{BEFORE, SQL_FETCH_ABSOLUTE, 7, 5, 100, 7, false}, {BEFORE, SQL_FETCH_ABSOLUTE, 101, 5, 100, AFTER, false},
	{50, SQL_FETCH_ABSOLUTE, 0, 5, 100, BEFORE, false}, {50, SQL_FETCH_ABSOLUTE, -1, 5, 100, 100, false},
	{50, SQL_FETCH_ABSOLUTE, -100, 5, 100, 1, false}, {50, SQL_FETCH_ABSOLUTE, -101, 5, 100, BEFORE, false},
	{50, SQL_FETCH_ABSOLUTE, -4, 5, 3, 1, true}, {50, SQL_FETCH_ABSOLUTE, -6, 5, 3, BEFORE, false},
	{BEFORE, SQL_FETCH_RELATIVE, 4, 5, 100, 4, false}, {BEFORE, SQL_FETCH_RELATIVE, 0, 5, 100, BEFORE, false},
	{BEFORE, SQL_FETCH_RELATIVE, -4, 5, 100, BEFORE, false}, {AFTER, SQL_FETCH_RELATIVE, -4, 5, 100, 97, false},
	{AFTER, SQL_FETCH_RELATIVE, 4, 5, 100, AFTER, false}, {1, SQL_FETCH_RELATIVE, -1, 5, 100, BEFORE, false},
	{3, SQL_FETCH_RELATIVE, -9, 5, 100, BEFORE, false}, {3, SQL_FETCH_RELATIVE, -4, 5, 100, 1, true},
	{3, SQL_FETCH_RELATIVE, 0, 5, 100, 3, false}, {3, SQL_FETCH_RELATIVE, 97, 5, 100, 100, false},
	{3, SQL_FETCH_RELATIVE, 98, 5, 100, AFTER, false}, {3, SQL_FETCH_RELATIVE, INT64_MIN, 5, 100, BEFORE, false},
	{3, SQL_FETCH_RELATIVE, INT64_MAX, 5, 100, AFTER, false},
};

static struct scroll place(int64_t row)
{
	if (row == BEFORE)
		return (struct scroll){SCROLL_BEFORE, 0};
	return row == AFTER ? (struct scroll){SCROLL_AFTER, 0} : (struct scroll){SCROLL_ON, row};
}

static void the_cursor_goes_where_the_tables_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < LB_COUNT(cases); i++) {
		const struct scroll want = place(cases[i].to);
		struct scroll to;
		bool clipped;

		assert_true(scroll_to(place(cases[i].from), cases[i].orientation, cases[i].offset, cases[i].size, cases[i].last,
				      &to, &clipped));
		if (to.place != want.place || to.start != want.start || clipped != cases[i].clipped)
			fail_msg("case %zu: place %d row %lld clipped %d", i, to.place, (long long)to.start, clipped);
	}
}

static void bookmarks_are_not_an_orientation_of_it(void **state)
{
	struct scroll to;
	bool clipped;

	(void)state;
	assert_false(scroll_to(place(1), SQL_FETCH_BOOKMARK, 0, 5, 100, &to, &clipped));
	assert_false(scroll_to(place(1), 99, 0, 5, 100, &to, &clipped));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cursor_goes_where_the_tables_say),
		cmocka_unit_test(bookmarks_are_not_an_orientation_of_it),
	};

	return cmocka_run_group_tests_name("scroll", tests, NULL, NULL);
}

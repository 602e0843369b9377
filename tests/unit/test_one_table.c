#include "sql/one_table.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void rows_of_one_table_are_known_by_the_words(void **state)
{
	static const struct {
		bool one;
		const char *text;
	} cases[] = {
		{true, "select * from t"},
		{true, "select a, (select max(b) from u group by c) from s.\"t\" as x where a in (select 1 union select 2) order by 1, 2"},
		{true, "SELECT a FROM ONLY t WHERE a IS DISTINCT FROM 3 FOR UPDATE"},
		{true, "select a is distinct from b, c from t"},
		{true, "select extract(year from d), 'x from y, z' from t -- join u"},
		{true, "select \"join\", \"group\" from t limit 5"},
		{true, "select a from t order by a, b for update of t"},
		{true, "select f(a, b) from t where exists (select 1 from u join v on true)"},
		{false, ""},
		{false, "select 1"},
		{false, "values (1)"},
		{false, "with w as (select 1) select * from w"},
		{false, "update t set a = 1 returning a"},
		{false, "select distinct a from t"},
		{false, "select a from t, u"},
		{false, "select a from t cross join u"},
		{false, "select a from t left join u using (a)"},
		{false, "select a from (select * from t) x"},
		{false, "select count(*) from t group by a"},
		{false, "select max(a) from t having true"},
		{false, "select a from t union all select a from t"},
		{false, "select a from t except select b from u"},
		{false, "select a into u from t"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (sql_rows_of_one_table(span_of(cases[i].text)) != cases[i].one)
			fail_msg("%s", cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_of_one_table_are_known_by_the_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

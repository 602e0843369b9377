/* SQLGetInfo: every type is answered, in the width of the reference. */
#include "stub_engine.h"

#include "odbc/info.h"
#include "tsv.h"

static SQLRETURN info(SQLUSMALLINT id, struct attr_out *out)
{
	return dbc_get_info(&world.dbc, id, out);
}

static void check_text(SQLUSMALLINT id, const char *expected)
{
	struct attr_out out = {0};

	assert_int_equal(info(id, &out), SQL_SUCCESS);
	assert_true(out.is_text);
	assert_string_equal(strbuf_text(&out.text), expected);
	strbuf_release(&out.text);
}

static SQLUINTEGER mask(SQLUSMALLINT id)
{
	SQLUINTEGER n = 0;
	struct attr_out out = {.value = &n};

	assert_int_equal(info(id, &out), SQL_SUCCESS);
	assert_false(out.is_text);
	return n;
}

/* What SQLGetInfo did to eight bytes of the application's memory. */
static const char *width_written(SQLUSMALLINT id)
{
	unsigned char memory[8];
	SQLINTEGER length = -1;
	struct attr_out out = {.value = memory, .length = &length};
	size_t written = 0;

	memset(memory, 0xee, sizeof(memory));
	if (info(id, &out) != SQL_SUCCESS) {
		diag_clear(&world.dbc.head.diag);
		return "manager";
	}
	strbuf_release(&out.text);
	for (size_t i = 0; i < sizeof(memory); i++)
		if (memory[i] != 0xee)
			written = i + 1;
	if (out.is_text)
		return written ? "text and memory" : "text";
	if (length == 2 && written <= 2)
		return "u16";
	return length == 4 && written <= 4 ? "u32" : "odd";
}

static void widths_are_those_of_the_reference(void **state)
{
	struct tsv t;
	size_t rows = 0, manager = 0;

	(void)state;
	assert_true(tsv_open(&t, "info_types.tsv"));
	while (tsv_next(&t)) {
		const char *have = width_written((SQLUSMALLINT)tsv_number(&t, 0));

		if (t.count != 3 || strcmp(have, t.columns[2]) != 0)
			fail_msg("%s:%d: %s is answered as %s", t.name, t.line, t.columns[1], have);
		rows++;
		manager += strcmp(t.columns[2], "manager") == 0;
	}
	tsv_close(&t);
	assert_int_equal(rows - manager, info_count()); /* and no row that the reference does not know */
}

static void rows_are_sorted(void **state)
{
	(void)state;
	for (size_t i = 1; i < info_count(); i++)
		if (info_id_at(i) <= info_id_at(i - 1))
			fail_msg("row %u follows %u", (unsigned)info_id_at(i), (unsigned)info_id_at(i - 1));
}

static void unknown_types_are_HY096(void **state)
{
	struct attr_out out = {0};

	(void)state;
	assert_int_equal(info(9999, &out), SQL_ERROR);
	assert_state(&world.dbc.head, "HY096");
}

static void texts_tell_of_the_session(void **state)
{
	(void)state;
	world.dbc.connected = true;
	check_text(SQL_DBMS_NAME, "PostgreSQL");
	check_text(SQL_DBMS_VER, "17.04.0000");
	check_text(SQL_DATABASE_NAME, "sales");
	check_text(SQL_USER_NAME, "ada");
	check_text(SQL_SERVER_NAME, "db.example");
	check_text(SQL_DATA_SOURCE_NAME, "");
	check_text(SQL_COLLATION_SEQ, "UTF8");
	check_text(SQL_DRIVER_NAME, "liblakebaseodbc.so");
	check_text(SQL_DRIVER_ODBC_VER, "03.80");
	world.version = 140022;
	check_text(SQL_DBMS_VER, "14.22.0000");
}

static void versions_have_the_form_of_the_reference(void **state)
{
	struct attr_out out = {0};
	const char *v;

	(void)state;
	assert_int_equal(info(SQL_DRIVER_VER, &out), SQL_SUCCESS);
	v = strbuf_text(&out.text);
	assert_int_equal(strlen(v), 10);
	for (size_t i = 0; i < 10; i++)
		assert_true(i == 2 || i == 5 ? v[i] == '.' : v[i] >= '0' && v[i] <= '9');
	strbuf_release(&out.text);
}

static void replicas_are_read_only_sources(void **state)
{
	(void)state;
	world.dbc.connected = true;
	check_text(SQL_DATA_SOURCE_READ_ONLY, "N");
	world.standby = "on";
	check_text(SQL_DATA_SOURCE_READ_ONLY, "Y");
}

static void before_connecting_nothing_is_asked_of_the_session(void **state)
{
	(void)state;
	check_text(SQL_DATABASE_NAME, "");
	check_text(SQL_DRIVER_ODBC_VER, "03.80");
}

/* What Power BI needs to fold queries, see the rows in info.def. */
static void folding_needs_these_answers(void **state)
{
	(void)state;
	assert_int_equal(mask(SQL_SQL_CONFORMANCE), SQL_SC_SQL92_FULL);
	assert_int_equal(mask(SQL_AGGREGATE_FUNCTIONS), 0x7f);
	assert_int_equal(mask(180), 0);
	assert_int_equal(mask(SQL_CONVERT_FUNCTIONS) & (SQL_FN_CVT_CAST | SQL_FN_CVT_CONVERT),
			 SQL_FN_CVT_CAST | SQL_FN_CVT_CONVERT);
	assert_true(mask(SQL_TIMEDATE_FUNCTIONS) & SQL_FN_TD_TIMESTAMPDIFF);
	assert_true(mask(SQL_TIMEDATE_ADD_INTERVALS) & SQL_FN_TSI_DAY);
	assert_true(mask(SQL_CONVERT_DATE) & SQL_CVT_TIMESTAMP);
}

static void only_what_is_done_is_claimed(void **state)
{
	(void)state;
	assert_int_equal(mask(SQL_SCROLL_OPTIONS), SQL_SO_FORWARD_ONLY | SQL_SO_STATIC);
	assert_int_equal(mask(SQL_STATIC_CURSOR_ATTRIBUTES1) & (SQL_CA1_LOCK_EXCLUSIVE | SQL_CA1_LOCK_UNLOCK), 0);
	assert_int_equal(mask(SQL_FORWARD_ONLY_CURSOR_ATTRIBUTES1) & (SQL_CA1_POS_UPDATE | SQL_CA1_BULK_ADD), 0);
	assert_int_equal(mask(SQL_STATIC_SENSITIVITY) & SQL_SS_DELETIONS, 0);
	assert_int_equal(mask(SQL_KEYSET_CURSOR_ATTRIBUTES1), 0);
	assert_int_equal(mask(SQL_DYNAMIC_CURSOR_ATTRIBUTES1), 0);
	assert_int_equal(mask(SQL_BOOKMARK_PERSISTENCE), SQL_BP_SCROLL | SQL_BP_TRANSACTION | SQL_BP_UPDATE | SQL_BP_DELETE);
	assert_int_equal(mask(SQL_ASYNC_MODE), SQL_AM_STATEMENT);
	assert_int_equal(mask(SQL_ODBC_INTERFACE_CONFORMANCE), SQL_OIC_CORE);
	assert_false(mask(SQL_SQL92_PREDICATES) & (SQL_SP_UNIQUE | SQL_SP_MATCH_FULL));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_new, world_free)
	const struct CMUnitTest tests[] = {
		T(widths_are_those_of_the_reference),
		T(rows_are_sorted),
		T(unknown_types_are_HY096),
		T(texts_tell_of_the_session),
		T(versions_have_the_form_of_the_reference),
		T(replicas_are_read_only_sources),
		T(before_connecting_nothing_is_asked_of_the_session),
		T(folding_needs_these_answers),
		T(only_what_is_done_is_claimed),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}

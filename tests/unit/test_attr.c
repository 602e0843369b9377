/* Attributes: defaults, widths, what may be set when, what is substituted. */
#include "stub_engine.h"

static SQLRETURN set_dbc(SQLINTEGER attr, uint64_t n)
{
	struct attr_in in = number_in(n);

	return dbc_set_attr(&world.dbc, attr, &in);
}

static SQLRETURN set_stmt(SQLINTEGER attr, uint64_t n)
{
	struct attr_in in = number_in(n);

	return stmt_set_attr(&world.stmt, attr, &in);
}

static SQLRETURN set_stmt_ptr(SQLINTEGER attr, void *p)
{
	struct attr_in in = {.value = p};

	return stmt_set_attr(&world.stmt, attr, &in);
}

static uint64_t get_stmt(SQLINTEGER attr)
{
	SQLULEN n = 0;
	struct attr_out out = {.value = &n};

	assert_int_equal(stmt_get_attr(&world.stmt, attr, &out), SQL_SUCCESS);
	return n;
}

static uint32_t get_dbc(SQLINTEGER attr)
{
	SQLUINTEGER n = 0;
	struct attr_out out = {.value = &n};

	assert_int_equal(dbc_get_attr(&world.dbc, attr, &out), SQL_SUCCESS);
	return n;
}

#define DBC (&world.dbc.head)
#define STMT (&world.stmt.head)

static void environment_refuses_other_versions(void **state)
{
	SQLINTEGER n = 0, length = 0;

	(void)state;
	assert_int_equal(env_set_attr(&world.env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3_80, 0), SQL_SUCCESS);
	assert_int_equal(env_get_attr(&world.env, SQL_ATTR_ODBC_VERSION, &n, 0, &length), SQL_SUCCESS);
	assert_int_equal(n, 380);
	assert_int_equal(length, 4);
	assert_int_equal(env_set_attr(&world.env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)7, 0), SQL_ERROR);
	assert_state(&world.env.head, "HY024");
	assert_int_equal(env_set_attr(&world.env, SQL_ATTR_OUTPUT_NTS, (SQLPOINTER)SQL_FALSE, 0), SQL_ERROR);
	assert_state(&world.env.head, "HYC00");
	assert_int_equal(env_set_attr(&world.env, SQL_ATTR_CONNECTION_POOLING, (SQLPOINTER)9, 0), SQL_ERROR);
	assert_state(&world.env.head, "HY024");
	assert_int_equal(env_set_attr(&world.env, 4711, NULL, 0), SQL_ERROR);
	assert_state(&world.env.head, "HY092");
}

static void numbers_are_written_in_their_own_width(void **state)
{
	unsigned char narrow[8], wide[8];
	SQLINTEGER length = 0;
	struct attr_out out = {.value = narrow, .length = &length};

	(void)state;
	memset(narrow, 0xee, sizeof(narrow));
	assert_int_equal(dbc_get_attr(&world.dbc, SQL_ATTR_AUTOCOMMIT, &out), SQL_SUCCESS);
	assert_int_equal(length, 4);
	assert_int_equal(narrow[3], 0);
	assert_int_equal(narrow[4], 0xee);
	out.value = wide;
	memset(wide, 0xee, sizeof(wide));
	assert_int_equal(stmt_get_attr(&world.stmt, SQL_ATTR_ROW_BIND_TYPE, &out), SQL_SUCCESS);
	assert_int_equal(length, sizeof(SQLULEN));
	assert_int_equal(wide[7], 0);
	memset(wide, 0xee, sizeof(wide));
	assert_int_equal(dbc_get_attr(&world.dbc, SQL_ATTR_ASYNC_ENABLE, &out), SQL_SUCCESS);
	assert_int_equal(wide[7], 0);
	out.value = NULL; /* only the length is wanted */
	assert_int_equal(stmt_get_attr(&world.stmt, SQL_ATTR_MAX_ROWS, &out), SQL_SUCCESS);
}

static void upper_half_of_a_32_bit_value_is_ignored(void **state)
{
	(void)state;
	assert_int_equal(set_dbc(SQL_ATTR_METADATA_ID, 0xdeadbeef00000001u), SQL_SUCCESS);
	assert_int_equal(world.dbc.metadata_id, SQL_TRUE);
	assert_int_equal(set_dbc(SQL_ATTR_AUTOCOMMIT, 0xdeadbeef00000000u), SQL_SUCCESS);
	assert_int_equal(world.dbc.autocommit, SQL_AUTOCOMMIT_OFF);
}

static void defaults_are_those_of_the_reference(void **state)
{
	(void)state;
	assert_int_equal(get_dbc(SQL_ATTR_AUTOCOMMIT), SQL_AUTOCOMMIT_ON);
	assert_int_equal(get_dbc(SQL_ATTR_TXN_ISOLATION), SQL_TXN_READ_COMMITTED);
	assert_int_equal(get_dbc(SQL_ATTR_ACCESS_MODE), SQL_MODE_READ_WRITE);
	assert_int_equal(get_dbc(SQL_ATTR_AUTO_IPD), SQL_FALSE);
	assert_int_equal(world.dbc.odbc_cursors, SQL_CUR_USE_DRIVER);
	assert_int_equal(get_stmt(SQL_ATTR_CONCURRENCY), SQL_CONCUR_READ_ONLY);
	assert_int_equal(get_stmt(SQL_ATTR_RETRIEVE_DATA), SQL_RD_ON);
	assert_int_equal(get_stmt(SQL_ATTR_ROW_ARRAY_SIZE), 1);
	assert_int_equal(get_stmt(SQL_ATTR_PARAMSET_SIZE), 1);
	assert_int_equal(get_stmt(SQL_ROWSET_SIZE), 1);
	assert_int_equal(get_stmt(SQL_ATTR_CURSOR_TYPE), SQL_CURSOR_FORWARD_ONLY);
}

static void a_static_cursor_scrolls_and_the_three_attributes_agree(void **state)
{
	(void)state;
	assert_int_equal(set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_STATIC), SQL_SUCCESS);
	assert_int_equal(get_stmt(SQL_ATTR_CURSOR_SCROLLABLE), SQL_SCROLLABLE);
	assert_int_equal(get_stmt(SQL_ATTR_CURSOR_SENSITIVITY), SQL_INSENSITIVE);
	assert_int_equal(set_stmt(SQL_ATTR_CURSOR_SCROLLABLE, SQL_NONSCROLLABLE), SQL_SUCCESS);
	assert_int_equal(get_stmt(SQL_ATTR_CURSOR_TYPE), SQL_CURSOR_FORWARD_ONLY);
	assert_int_equal(set_stmt(SQL_ATTR_CURSOR_SENSITIVITY, SQL_INSENSITIVE), SQL_SUCCESS);
	assert_int_equal(get_stmt(SQL_ATTR_CURSOR_TYPE), SQL_CURSOR_STATIC);
	assert_int_equal(set_stmt(SQL_ATTR_CURSOR_SCROLLABLE, 2), SQL_ERROR);
	assert_state(STMT, "HY024");
}

static void other_cursors_become_static_with_a_warning(void **state)
{
	static const SQLULEN types[] = {SQL_CURSOR_KEYSET_DRIVEN, SQL_CURSOR_DYNAMIC};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(types); i++) {
		assert_int_equal(set_stmt(SQL_ATTR_CURSOR_TYPE, types[i]), SQL_SUCCESS_WITH_INFO);
		assert_state(STMT, "01S02");
		assert_int_equal(get_stmt(SQL_ATTR_CURSOR_TYPE), SQL_CURSOR_STATIC);
	}
	assert_int_equal(set_stmt(SQL_ATTR_CURSOR_TYPE, 4), SQL_ERROR);
	assert_state(STMT, "HY024");
	assert_int_equal(set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_LOCK), SQL_SUCCESS_WITH_INFO);
	assert_state(STMT, "01S02");
	assert_int_equal(get_stmt(SQL_ATTR_CONCURRENCY), SQL_CONCUR_ROWVER);
	assert_int_equal(set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_VALUES), SQL_SUCCESS);
	assert_int_equal(get_stmt(SQL_ATTR_CONCURRENCY), SQL_CONCUR_VALUES);
	assert_int_equal(set_stmt(SQL_ATTR_CONCURRENCY, 5), SQL_ERROR);
	assert_state(STMT, "HY024");
	assert_int_equal(set_stmt(SQL_ATTR_CONCURRENCY, 0), SQL_ERROR);
	assert_state(STMT, "HY024");
	assert_int_equal(set_stmt(SQL_ATTR_KEYSET_SIZE, 100), SQL_SUCCESS_WITH_INFO);
	assert_state(STMT, "01S02");
}

static void what_is_not_there_is_refused(void **state)
{
	(void)state;
	assert_int_equal(set_stmt(SQL_ATTR_USE_BOOKMARKS, 3), SQL_ERROR);
	assert_state(STMT, "HY024");
	assert_int_equal(set_stmt(SQL_ATTR_CURSOR_SENSITIVITY, SQL_SENSITIVE), SQL_ERROR);
	assert_state(STMT, "HYC00");
	assert_int_equal(set_dbc(SQL_ATTR_ENLIST_IN_DTC, 0), SQL_ERROR);
	assert_state(DBC, "HYC00");
	assert_int_equal(set_dbc(SQL_ATTR_TRANSLATE_OPTION, 0), SQL_ERROR);
	assert_state(DBC, "HYC00");
	assert_int_equal(set_stmt(4711, 0), SQL_ERROR);
	assert_state(STMT, "HY092");
	assert_int_equal(set_dbc(4711, 0), SQL_ERROR);
	assert_state(DBC, "HY092");
}

static void cursor_attributes_are_fixed_once_prepared_or_open(void **state)
{
	(void)state;
	world.stmt.prepared = true;
	world.stmt.phase = PHASE_PREPARED;
	assert_int_equal(set_stmt(SQL_ATTR_CURSOR_TYPE, SQL_CURSOR_FORWARD_ONLY), SQL_ERROR);
	assert_state(STMT, "HY011");
	world.stmt.phase = PHASE_CURSOR;
	assert_int_equal(set_stmt(SQL_ATTR_CONCURRENCY, SQL_CONCUR_READ_ONLY), SQL_ERROR);
	assert_state(STMT, "24000");
	assert_int_equal(set_stmt(SQL_ATTR_QUERY_TIMEOUT, 5), SQL_SUCCESS);
	assert_int_equal(world.stmt.query_timeout, 5);
}

static void header_attributes_live_in_the_descriptors(void **state)
{
	SQLULEN fetched = 0;
	SQLUSMALLINT status[2];
	uint64_t before = world.stmt.ard->generation;

	(void)state;
	assert_int_equal(set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, 100), SQL_SUCCESS);
	assert_int_equal(world.stmt.ard->array_size, 100);
	assert_true(world.stmt.ard->generation > before);
	assert_int_equal(set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, 0), SQL_ERROR);
	assert_state(STMT, "HY024");
	assert_int_equal(set_stmt(SQL_ATTR_PARAM_BIND_TYPE, 48), SQL_SUCCESS);
	assert_int_equal(world.stmt.apd->bind_type, 48);
	assert_int_equal(get_stmt(SQL_ATTR_PARAM_BIND_TYPE), 48);
	assert_int_equal(set_stmt(SQL_ATTR_ROW_BIND_TYPE, 0x80000000u), SQL_ERROR);
	assert_state(STMT, "HY024");
	assert_int_equal(set_stmt_ptr(SQL_ATTR_ROWS_FETCHED_PTR, &fetched), SQL_SUCCESS);
	assert_ptr_equal(world.stmt.ird->rows_processed_ptr, &fetched);
	assert_int_equal(set_stmt_ptr(SQL_ATTR_PARAM_STATUS_PTR, status), SQL_SUCCESS);
	assert_ptr_equal(world.stmt.ipd->array_status_ptr, status);
	assert_int_equal(set_stmt(SQL_ROWSET_SIZE, 7), SQL_SUCCESS);
	assert_int_equal(world.stmt.ard->array_size, 100);
}

static void explicit_descriptors_come_and_go(void **state)
{
	struct desc *d = desc_new(&world.dbc, DESC_ARD, NULL);

	(void)state;
	assert_non_null(d);
	assert_int_equal(set_stmt_ptr(SQL_ATTR_APP_ROW_DESC, d), SQL_SUCCESS);
	assert_ptr_equal(world.stmt.ard, d);
	assert_ptr_equal((void *)(uintptr_t)get_stmt(SQL_ATTR_APP_ROW_DESC), d);
	assert_int_equal(set_stmt(SQL_ATTR_ROW_ARRAY_SIZE, 9), SQL_SUCCESS);
	assert_int_equal(world.stmt.own_ard->array_size, 1);
	assert_int_equal(set_stmt_ptr(SQL_ATTR_APP_PARAM_DESC, d), SQL_SUCCESS);
	assert_int_equal(set_stmt_ptr(SQL_ATTR_APP_PARAM_DESC, NULL), SQL_SUCCESS);
	assert_ptr_equal(world.stmt.apd, world.stmt.own_apd);
	desc_free(d);
	assert_ptr_equal(world.stmt.ard, world.stmt.own_ard);
	assert_int_equal(get_stmt(SQL_ATTR_ROW_ARRAY_SIZE), 1);

	assert_int_equal(set_stmt_ptr(SQL_ATTR_APP_ROW_DESC, world.other.own_ard), SQL_ERROR);
	assert_state(STMT, "HY017");
	assert_int_equal(set_stmt_ptr(SQL_ATTR_APP_ROW_DESC, world.stmt.own_ard), SQL_SUCCESS);
	assert_int_equal(set_stmt_ptr(SQL_ATTR_APP_ROW_DESC, &world.other), SQL_ERROR);
	assert_state(STMT, "HY024");
	assert_int_equal(set_stmt_ptr(SQL_ATTR_IMP_ROW_DESC, world.stmt.own_ird), SQL_ERROR);
	assert_state(STMT, "HY017");
	assert_ptr_equal((void *)(uintptr_t)get_stmt(SQL_ATTR_IMP_PARAM_DESC), world.stmt.ipd);
}

static void descriptors_of_another_connection_are_refused(void **state)
{
	struct dbc second = {.env = &world.env};
	struct desc *d;

	(void)state;
	handle_init(&second.head, HANDLE_DBC, &world.env.head, &second.lock);
	d = desc_new(&second, DESC_ARD, NULL);
	assert_non_null(d);
	assert_int_equal(set_stmt_ptr(SQL_ATTR_APP_ROW_DESC, d), SQL_ERROR);
	assert_state(STMT, "HY024");
	desc_free(d);
	handle_release(&second.head);
}

static void row_number_needs_a_row(void **state)
{
	struct attr_out out = {0};

	(void)state;
	assert_int_equal(stmt_get_attr(&world.stmt, SQL_ATTR_ROW_NUMBER, &out), SQL_ERROR);
	assert_state(STMT, "24000");
	world.stmt.phase = PHASE_CURSOR;
	world.stmt.row_number = 11;
	world.stmt.current_row = 2;
	assert_int_equal(get_stmt(SQL_ATTR_ROW_NUMBER), 13);
	assert_int_equal(set_stmt(SQL_ATTR_ROW_NUMBER, 1), SQL_ERROR);
	assert_state(STMT, "HY092");
}

static void going_to_autocommit_commits_what_is_open(void **state)
{
	(void)state;
	world.dbc.connected = true;
	assert_int_equal(set_dbc(SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF), SQL_SUCCESS);
	world.tran = TRAN_ACTIVE;
	assert_int_equal(set_dbc(SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_ON), SQL_SUCCESS);
	assert_int_equal(world.committed, 1);
	assert_int_equal(world.dbc.autocommit, SQL_AUTOCOMMIT_ON);
	assert_int_equal(set_dbc(SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_ON), SQL_SUCCESS);
	assert_int_equal(world.committed, 1);
	assert_int_equal(set_dbc(SQL_ATTR_AUTOCOMMIT, 2), SQL_ERROR);
	assert_state(DBC, "HY024");
}

static void failed_commit_leaves_the_mode(void **state)
{
	(void)state;
	world.dbc.connected = true;
	world.dbc.autocommit = SQL_AUTOCOMMIT_OFF;
	world.tran = TRAN_ACTIVE;
	world.end_tran_rc = SQL_ERROR;
	assert_int_equal(set_dbc(SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_ON), SQL_ERROR);
	assert_state(DBC, "08S01");
	assert_int_equal(world.dbc.autocommit, SQL_AUTOCOMMIT_OFF);
}

static void isolation_changes_only_between_transactions(void **state)
{
	(void)state;
	assert_int_equal(set_dbc(SQL_ATTR_TXN_ISOLATION, SQL_TXN_SERIALIZABLE), SQL_SUCCESS);
	assert_int_equal(world.isolations, 0); /* not connected: applied when connecting */
	assert_true(world.dbc.txn_isolation_set);
	world.dbc.connected = true;
	assert_int_equal(set_dbc(SQL_ATTR_TXN_ISOLATION, SQL_TXN_REPEATABLE_READ), SQL_SUCCESS);
	assert_int_equal(world.isolations, 1);
	assert_int_equal(set_dbc(SQL_ATTR_TXN_ISOLATION, 3), SQL_ERROR);
	assert_state(DBC, "HY024");
	world.tran = TRAN_ACTIVE;
	assert_int_equal(set_dbc(SQL_ATTR_TXN_ISOLATION, SQL_TXN_SERIALIZABLE), SQL_ERROR);
	assert_state(DBC, "HY011");
	world.tran = TRAN_IDLE;
	world.isolation_rc = SQL_ERROR;
	assert_int_equal(set_dbc(SQL_ATTR_TXN_ISOLATION, SQL_TXN_SERIALIZABLE), SQL_ERROR);
	assert_state(DBC, "08S01");
	assert_int_equal(get_dbc(SQL_ATTR_TXN_ISOLATION), SQL_TXN_REPEATABLE_READ);
}

static void some_attributes_must_come_before_connecting(void **state)
{
	(void)state;
	assert_int_equal(set_dbc(SQL_ATTR_LOGIN_TIMEOUT, 15), SQL_SUCCESS);
	assert_true(world.dbc.login_timeout_set);
	assert_int_equal(get_dbc(SQL_ATTR_LOGIN_TIMEOUT), 15);
	world.dbc.connected = true;
	assert_int_equal(set_dbc(SQL_ATTR_LOGIN_TIMEOUT, 30), SQL_ERROR);
	assert_state(DBC, "HY011");
	assert_int_equal(set_dbc(SQL_ATTR_PACKET_SIZE, 4096), SQL_ERROR);
	assert_non_null(strstr(diag_record(&world.dbc.head.diag, 1)->message, "SQL_ATTR_PACKET_SIZE"));
	assert_state(DBC, "HY011");
	assert_int_equal(set_dbc(SQL_ATTR_CONNECTION_TIMEOUT, 30), SQL_SUCCESS);
}

static void catalog_of_a_session_cannot_change(void **state)
{
	struct attr_in same = text_in("sales"), other = text_in("hr"), none = text_in(NULL);
	struct attr_out out = {0};

	(void)state;
	assert_true(attr_is_text(HANDLE_DBC, SQL_ATTR_CURRENT_CATALOG));
	assert_false(attr_is_text(HANDLE_DBC, SQL_ATTR_AUTOCOMMIT));
	assert_false(attr_is_text(HANDLE_STMT, SQL_ATTR_CURRENT_CATALOG));
	assert_int_equal(dbc_set_attr(&world.dbc, SQL_ATTR_CURRENT_CATALOG, &other), SQL_SUCCESS);
	assert_int_equal(dbc_get_attr(&world.dbc, SQL_ATTR_CURRENT_CATALOG, &out), SQL_SUCCESS);
	assert_true(out.is_text);
	assert_string_equal(strbuf_text(&out.text), "hr");
	strbuf_release(&out.text);
	world.dbc.connected = true;
	assert_int_equal(dbc_get_attr(&world.dbc, SQL_ATTR_CURRENT_CATALOG, &out), SQL_SUCCESS);
	assert_string_equal(strbuf_text(&out.text), "sales");
	strbuf_release(&out.text);
	assert_int_equal(dbc_set_attr(&world.dbc, SQL_ATTR_CURRENT_CATALOG, &same), SQL_SUCCESS);
	assert_int_equal(dbc_set_attr(&world.dbc, SQL_ATTR_CURRENT_CATALOG, &other), SQL_ERROR);
	assert_state(DBC, "HYC00");
	assert_int_equal(dbc_set_attr(&world.dbc, SQL_ATTR_CURRENT_CATALOG, &none), SQL_ERROR);
	assert_state(DBC, "HY009");
}

static void connection_dead_tells_the_truth(void **state)
{
	(void)state;
	assert_int_equal(get_dbc(SQL_ATTR_CONNECTION_DEAD), SQL_CD_TRUE);
	world.dbc.connected = true;
	assert_int_equal(get_dbc(SQL_ATTR_CONNECTION_DEAD), SQL_CD_FALSE);
	world.alive = false;
	assert_int_equal(get_dbc(SQL_ATTR_CONNECTION_DEAD), SQL_CD_TRUE);
	assert_int_equal(set_dbc(SQL_ATTR_CONNECTION_DEAD, 0), SQL_ERROR);
	assert_state(DBC, "HY092");
}

static void reset_leaves_nothing_of_the_last_user(void **state)
{
	(void)state;
	world.dbc.connected = true;
	assert_int_equal(set_dbc(SQL_ATTR_TXN_ISOLATION, SQL_TXN_SERIALIZABLE), SQL_SUCCESS);
	assert_int_equal(set_dbc(SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF), SQL_SUCCESS);
	assert_int_equal(set_dbc(SQL_ATTR_RESET_CONNECTION, 1), SQL_SUCCESS);
	assert_int_equal(world.resets, 1); /* the session's own part: tests/odbc/test_pool.c */
	assert_int_equal(world.dbc.autocommit, SQL_AUTOCOMMIT_ON);
	assert_int_equal(world.dbc.txn_isolation, SQL_TXN_READ_COMMITTED);
	assert_int_equal(set_dbc(SQL_ATTR_RESET_CONNECTION, 2), SQL_ERROR);
	assert_state(DBC, "HY024");
	assert_int_equal(world.resets, 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_new, world_free)
	const struct CMUnitTest tests[] = {
		T(environment_refuses_other_versions),
		T(numbers_are_written_in_their_own_width),
		T(upper_half_of_a_32_bit_value_is_ignored),
		T(defaults_are_those_of_the_reference),
		T(a_static_cursor_scrolls_and_the_three_attributes_agree),
		T(other_cursors_become_static_with_a_warning),
		T(what_is_not_there_is_refused),
		T(cursor_attributes_are_fixed_once_prepared_or_open),
		T(header_attributes_live_in_the_descriptors),
		T(explicit_descriptors_come_and_go),
		T(descriptors_of_another_connection_are_refused),
		T(row_number_needs_a_row),
		T(going_to_autocommit_commits_what_is_open),
		T(failed_commit_leaves_the_mode),
		T(isolation_changes_only_between_transactions),
		T(some_attributes_must_come_before_connecting),
		T(catalog_of_a_session_cannot_change),
		T(connection_dead_tells_the_truth),
		T(reset_leaves_nothing_of_the_last_user),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}

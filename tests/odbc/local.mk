# Programs that go through the driver manager to a local Lakebase.  Each text is built
# twice: test_x calls the ANSI functions, test_x_w the wide ones.  tests/run runs them.

ODBC_SUITE = \
	tests/odbc/test_async tests/odbc/test_async_w \
	tests/odbc/test_async_connect tests/odbc/test_async_connect_w \
	tests/odbc/test_arguments tests/odbc/test_arguments_w \
	tests/odbc/test_array_insert tests/odbc/test_array_insert_w \
	tests/odbc/test_attributes tests/odbc/test_attributes_w \
	tests/odbc/test_bookmarks tests/odbc/test_bookmarks_w \
	tests/odbc/test_bulk tests/odbc/test_bulk_w \
	tests/odbc/test_browse tests/odbc/test_browse_w \
	tests/odbc/test_call tests/odbc/test_call_w \
	tests/odbc/test_cancel tests/odbc/test_cancel_w \
	tests/odbc/test_catalog tests/odbc/test_catalog_w \
	tests/odbc/test_connect tests/odbc/test_connect_w \
	tests/odbc/test_connect_errors tests/odbc/test_connect_errors_w \
	tests/odbc/test_credentials tests/odbc/test_credentials_w \
	tests/odbc/test_data_at_exec tests/odbc/test_data_at_exec_w \
	tests/odbc/test_desc tests/odbc/test_desc_w \
	tests/odbc/test_describe tests/odbc/test_describe_w \
	tests/odbc/test_diag tests/odbc/test_diag_w \
	tests/odbc/test_execdirect tests/odbc/test_execdirect_w \
	tests/odbc/test_getdata tests/odbc/test_getdata_w \
	tests/odbc/test_given_token tests/odbc/test_given_token_w \
	tests/odbc/test_identity_sharing tests/odbc/test_identity_sharing_w \
	tests/odbc/test_info tests/odbc/test_info_w \
	tests/odbc/test_intervals tests/odbc/test_intervals_w \
	tests/odbc/test_lost tests/odbc/test_lost_w \
	tests/odbc/test_multi tests/odbc/test_multi_w \
	tests/odbc/test_odbc2 tests/odbc/test_odbc2_w \
	tests/odbc/test_origins tests/odbc/test_origins_w \
	tests/odbc/test_params tests/odbc/test_params_w \
	tests/odbc/test_params_array tests/odbc/test_params_array_w \
	tests/odbc/test_pool tests/odbc/test_pool_w \
	tests/odbc/test_positioned tests/odbc/test_positioned_w \
	tests/odbc/test_prepare tests/odbc/test_prepare_w \
	tests/odbc/test_rowset tests/odbc/test_rowset_w \
	tests/odbc/test_scroll tests/odbc/test_scroll_w \
	tests/odbc/test_setpos tests/odbc/test_setpos_w \
	tests/odbc/test_sharing tests/odbc/test_sharing_w \
	tests/odbc/test_states tests/odbc/test_states_w \
	tests/odbc/test_stream tests/odbc/test_stream_w \
	tests/odbc/test_transactions tests/odbc/test_transactions_w \
	tests/odbc/test_two_statements tests/odbc/test_two_statements_w \
	tests/odbc/test_types tests/odbc/test_types_w \
	tests/odbc/test_unicode tests/odbc/test_unicode_w \
	tests/odbc/test_wire tests/odbc/test_wire_w

# tests/clients/network/run runs the one, in a network of its own, tests/odbc/settings the other, where there is PostGIS
check_PROGRAMS += $(ODBC_SUITE) tests/odbc/network tests/odbc/postgis tests/odbc/postgis_w

ODBC_HARNESS = tests/odbc/harness.c tests/odbc/harness.h
ODBC_WIDE = $(AM_CPPFLAGS) -DWIDE
ODBC_LDADD = $(ODBC_LIBS) -lpthread
# For programs that are linked with the driver itself: names that it has too.
ODBC_OWN_NAMES = -Ddbc_new=own_dbc_new -Dstmt_new=own_stmt_new -Dstmt_free=own_stmt_free

tests_odbc_network_SOURCES = tests/odbc/network.c $(ODBC_HARNESS)
tests_odbc_network_LDADD = $(ODBC_LDADD)
tests_odbc_postgis_SOURCES = tests/odbc/postgis.c $(ODBC_HARNESS)
tests_odbc_postgis_LDADD = $(ODBC_LDADD)
tests_odbc_postgis_w_SOURCES = tests/odbc/postgis.c $(ODBC_HARNESS)
tests_odbc_postgis_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_postgis_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_async_SOURCES = tests/odbc/test_async.c $(ODBC_HARNESS)
tests_odbc_test_async_LDADD = $(ODBC_LDADD)
tests_odbc_test_async_w_SOURCES = tests/odbc/test_async.c $(ODBC_HARNESS)
tests_odbc_test_async_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_async_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_async_connect_SOURCES = tests/odbc/test_async_connect.c $(ODBC_HARNESS)
tests_odbc_test_async_connect_CPPFLAGS = $(AM_CPPFLAGS) $(ODBC_OWN_NAMES)
tests_odbc_test_async_connect_LDADD = libapi.la -lpthread
tests_odbc_test_async_connect_w_SOURCES = tests/odbc/test_async_connect.c $(ODBC_HARNESS)
tests_odbc_test_async_connect_w_CPPFLAGS = $(ODBC_WIDE) $(ODBC_OWN_NAMES)
tests_odbc_test_async_connect_w_LDADD = libapi.la -lpthread
tests_odbc_test_arguments_SOURCES = tests/odbc/test_arguments.c $(ODBC_HARNESS)
tests_odbc_test_arguments_LDADD = $(ODBC_LDADD)
tests_odbc_test_arguments_w_SOURCES = tests/odbc/test_arguments.c $(ODBC_HARNESS)
tests_odbc_test_arguments_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_arguments_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_array_insert_SOURCES = tests/odbc/test_array_insert.c $(ODBC_HARNESS)
tests_odbc_test_array_insert_LDADD = $(ODBC_LDADD)
tests_odbc_test_array_insert_w_SOURCES = tests/odbc/test_array_insert.c $(ODBC_HARNESS)
tests_odbc_test_array_insert_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_array_insert_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_attributes_SOURCES = tests/odbc/test_attributes.c $(ODBC_HARNESS)
tests_odbc_test_attributes_LDADD = $(ODBC_LDADD)
tests_odbc_test_attributes_w_SOURCES = tests/odbc/test_attributes.c $(ODBC_HARNESS)
tests_odbc_test_attributes_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_attributes_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_bookmarks_SOURCES = tests/odbc/test_bookmarks.c $(ODBC_HARNESS)
tests_odbc_test_bookmarks_LDADD = $(ODBC_LDADD)
tests_odbc_test_bookmarks_w_SOURCES = tests/odbc/test_bookmarks.c $(ODBC_HARNESS)
tests_odbc_test_bookmarks_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_bookmarks_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_bulk_SOURCES = tests/odbc/test_bulk.c $(ODBC_HARNESS)
tests_odbc_test_bulk_LDADD = $(ODBC_LDADD)
tests_odbc_test_bulk_w_SOURCES = tests/odbc/test_bulk.c $(ODBC_HARNESS)
tests_odbc_test_bulk_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_bulk_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_browse_SOURCES = tests/odbc/test_browse.c $(ODBC_HARNESS)
tests_odbc_test_browse_LDADD = $(ODBC_LDADD)
tests_odbc_test_browse_w_SOURCES = tests/odbc/test_browse.c $(ODBC_HARNESS)
tests_odbc_test_browse_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_browse_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_call_SOURCES = tests/odbc/test_call.c $(ODBC_HARNESS)
tests_odbc_test_call_LDADD = $(ODBC_LDADD)
tests_odbc_test_call_w_SOURCES = tests/odbc/test_call.c $(ODBC_HARNESS)
tests_odbc_test_call_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_call_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_cancel_SOURCES = tests/odbc/test_cancel.c $(ODBC_HARNESS)
tests_odbc_test_cancel_LDADD = $(ODBC_LDADD)
tests_odbc_test_cancel_w_SOURCES = tests/odbc/test_cancel.c $(ODBC_HARNESS)
tests_odbc_test_cancel_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_cancel_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_catalog_SOURCES = tests/odbc/test_catalog.c $(ODBC_HARNESS)
tests_odbc_test_catalog_LDADD = $(ODBC_LDADD)
tests_odbc_test_catalog_w_SOURCES = tests/odbc/test_catalog.c $(ODBC_HARNESS)
tests_odbc_test_catalog_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_catalog_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_connect_SOURCES = tests/odbc/test_connect.c $(ODBC_HARNESS)
tests_odbc_test_connect_LDADD = $(ODBC_LDADD)
tests_odbc_test_connect_w_SOURCES = tests/odbc/test_connect.c $(ODBC_HARNESS)
tests_odbc_test_connect_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_connect_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_connect_errors_SOURCES = tests/odbc/test_connect_errors.c $(ODBC_HARNESS)
tests_odbc_test_connect_errors_LDADD = $(ODBC_LDADD)
tests_odbc_test_connect_errors_w_SOURCES = tests/odbc/test_connect_errors.c $(ODBC_HARNESS)
tests_odbc_test_connect_errors_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_connect_errors_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_credentials_SOURCES = tests/odbc/test_credentials.c $(ODBC_HARNESS)
tests_odbc_test_credentials_LDADD = $(ODBC_LDADD)
tests_odbc_test_credentials_w_SOURCES = tests/odbc/test_credentials.c $(ODBC_HARNESS)
tests_odbc_test_credentials_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_credentials_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_data_at_exec_SOURCES = tests/odbc/test_data_at_exec.c $(ODBC_HARNESS)
tests_odbc_test_data_at_exec_LDADD = $(ODBC_LDADD)
tests_odbc_test_data_at_exec_w_SOURCES = tests/odbc/test_data_at_exec.c $(ODBC_HARNESS)
tests_odbc_test_data_at_exec_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_data_at_exec_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_desc_SOURCES = tests/odbc/test_desc.c $(ODBC_HARNESS)
tests_odbc_test_desc_LDADD = $(ODBC_LDADD)
tests_odbc_test_desc_w_SOURCES = tests/odbc/test_desc.c $(ODBC_HARNESS)
tests_odbc_test_desc_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_desc_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_describe_SOURCES = tests/odbc/test_describe.c $(ODBC_HARNESS)
tests_odbc_test_describe_LDADD = $(ODBC_LDADD)
tests_odbc_test_describe_w_SOURCES = tests/odbc/test_describe.c $(ODBC_HARNESS)
tests_odbc_test_describe_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_describe_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_diag_SOURCES = tests/odbc/test_diag.c $(ODBC_HARNESS)
tests_odbc_test_diag_LDADD = $(ODBC_LDADD)
tests_odbc_test_diag_w_SOURCES = tests/odbc/test_diag.c $(ODBC_HARNESS)
tests_odbc_test_diag_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_diag_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_execdirect_SOURCES = tests/odbc/test_execdirect.c $(ODBC_HARNESS)
tests_odbc_test_execdirect_LDADD = $(ODBC_LDADD)
tests_odbc_test_execdirect_w_SOURCES = tests/odbc/test_execdirect.c $(ODBC_HARNESS)
tests_odbc_test_execdirect_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_execdirect_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_getdata_SOURCES = tests/odbc/test_getdata.c $(ODBC_HARNESS)
tests_odbc_test_getdata_LDADD = $(ODBC_LDADD)
tests_odbc_test_getdata_w_SOURCES = tests/odbc/test_getdata.c $(ODBC_HARNESS)
tests_odbc_test_getdata_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_getdata_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_given_token_SOURCES = tests/odbc/test_given_token.c $(ODBC_HARNESS)
tests_odbc_test_given_token_LDADD = $(ODBC_LDADD)
tests_odbc_test_given_token_w_SOURCES = tests/odbc/test_given_token.c $(ODBC_HARNESS)
tests_odbc_test_given_token_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_given_token_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_identity_sharing_SOURCES = tests/odbc/test_identity_sharing.c $(ODBC_HARNESS)
tests_odbc_test_identity_sharing_LDADD = $(ODBC_LDADD)
tests_odbc_test_identity_sharing_w_SOURCES = tests/odbc/test_identity_sharing.c $(ODBC_HARNESS)
tests_odbc_test_identity_sharing_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_identity_sharing_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_info_SOURCES = tests/odbc/test_info.c $(ODBC_HARNESS)
tests_odbc_test_info_LDADD = $(ODBC_LDADD)
tests_odbc_test_info_w_SOURCES = tests/odbc/test_info.c $(ODBC_HARNESS)
tests_odbc_test_info_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_info_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_intervals_SOURCES = tests/odbc/test_intervals.c $(ODBC_HARNESS)
tests_odbc_test_intervals_LDADD = $(ODBC_LDADD)
tests_odbc_test_intervals_w_SOURCES = tests/odbc/test_intervals.c $(ODBC_HARNESS)
tests_odbc_test_intervals_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_intervals_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_lost_SOURCES = tests/odbc/test_lost.c $(ODBC_HARNESS)
tests_odbc_test_lost_LDADD = $(ODBC_LDADD)
tests_odbc_test_lost_w_SOURCES = tests/odbc/test_lost.c $(ODBC_HARNESS)
tests_odbc_test_lost_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_lost_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_multi_SOURCES = tests/odbc/test_multi.c $(ODBC_HARNESS)
tests_odbc_test_multi_LDADD = $(ODBC_LDADD)
tests_odbc_test_multi_w_SOURCES = tests/odbc/test_multi.c $(ODBC_HARNESS)
tests_odbc_test_multi_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_multi_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_odbc2_SOURCES = tests/odbc/test_odbc2.c $(ODBC_HARNESS)
tests_odbc_test_odbc2_LDADD = $(ODBC_LDADD)
tests_odbc_test_odbc2_w_SOURCES = tests/odbc/test_odbc2.c $(ODBC_HARNESS)
tests_odbc_test_odbc2_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_odbc2_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_origins_SOURCES = tests/odbc/test_origins.c $(ODBC_HARNESS)
tests_odbc_test_origins_LDADD = $(ODBC_LDADD)
tests_odbc_test_origins_w_SOURCES = tests/odbc/test_origins.c $(ODBC_HARNESS)
tests_odbc_test_origins_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_origins_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_params_SOURCES = tests/odbc/test_params.c $(ODBC_HARNESS)
tests_odbc_test_params_LDADD = $(ODBC_LDADD)
tests_odbc_test_params_w_SOURCES = tests/odbc/test_params.c $(ODBC_HARNESS)
tests_odbc_test_params_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_params_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_params_array_SOURCES = tests/odbc/test_params_array.c $(ODBC_HARNESS)
tests_odbc_test_params_array_LDADD = $(ODBC_LDADD)
tests_odbc_test_params_array_w_SOURCES = tests/odbc/test_params_array.c $(ODBC_HARNESS)
tests_odbc_test_params_array_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_params_array_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_pool_SOURCES = tests/odbc/test_pool.c $(ODBC_HARNESS)
tests_odbc_test_pool_LDADD = $(ODBC_LDADD)
tests_odbc_test_pool_w_SOURCES = tests/odbc/test_pool.c $(ODBC_HARNESS)
tests_odbc_test_pool_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_pool_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_positioned_SOURCES = tests/odbc/test_positioned.c $(ODBC_HARNESS)
tests_odbc_test_positioned_LDADD = $(ODBC_LDADD)
tests_odbc_test_positioned_w_SOURCES = tests/odbc/test_positioned.c $(ODBC_HARNESS)
tests_odbc_test_positioned_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_positioned_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_prepare_SOURCES = tests/odbc/test_prepare.c $(ODBC_HARNESS)
tests_odbc_test_prepare_LDADD = $(ODBC_LDADD)
tests_odbc_test_prepare_w_SOURCES = tests/odbc/test_prepare.c $(ODBC_HARNESS)
tests_odbc_test_prepare_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_prepare_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_rowset_SOURCES = tests/odbc/test_rowset.c $(ODBC_HARNESS)
tests_odbc_test_rowset_LDADD = $(ODBC_LDADD)
tests_odbc_test_rowset_w_SOURCES = tests/odbc/test_rowset.c $(ODBC_HARNESS)
tests_odbc_test_rowset_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_rowset_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_scroll_SOURCES = tests/odbc/test_scroll.c $(ODBC_HARNESS)
tests_odbc_test_scroll_LDADD = $(ODBC_LDADD)
tests_odbc_test_scroll_w_SOURCES = tests/odbc/test_scroll.c $(ODBC_HARNESS)
tests_odbc_test_scroll_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_scroll_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_setpos_SOURCES = tests/odbc/test_setpos.c $(ODBC_HARNESS)
tests_odbc_test_setpos_LDADD = $(ODBC_LDADD)
tests_odbc_test_setpos_w_SOURCES = tests/odbc/test_setpos.c $(ODBC_HARNESS)
tests_odbc_test_setpos_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_setpos_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_sharing_SOURCES = tests/odbc/test_sharing.c $(ODBC_HARNESS)
tests_odbc_test_sharing_LDADD = $(ODBC_LDADD) -ldl
tests_odbc_test_sharing_LDFLAGS = -rdynamic
tests_odbc_test_sharing_w_SOURCES = tests/odbc/test_sharing.c $(ODBC_HARNESS)
tests_odbc_test_sharing_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_sharing_w_LDADD = $(ODBC_LDADD) -ldl
tests_odbc_test_sharing_w_LDFLAGS = -rdynamic
tests_odbc_test_states_SOURCES = tests/odbc/test_states.c $(ODBC_HARNESS)
tests_odbc_test_states_CPPFLAGS = $(AM_CPPFLAGS) $(ODBC_OWN_NAMES)
tests_odbc_test_states_LDADD = libapi.la -lpthread
tests_odbc_test_states_w_SOURCES = tests/odbc/test_states.c $(ODBC_HARNESS)
tests_odbc_test_states_w_CPPFLAGS = $(ODBC_WIDE) $(ODBC_OWN_NAMES)
tests_odbc_test_states_w_LDADD = libapi.la -lpthread
tests_odbc_test_stream_SOURCES = tests/odbc/test_stream.c $(ODBC_HARNESS)
tests_odbc_test_stream_LDADD = $(ODBC_LDADD)
tests_odbc_test_stream_w_SOURCES = tests/odbc/test_stream.c $(ODBC_HARNESS)
tests_odbc_test_stream_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_stream_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_transactions_SOURCES = tests/odbc/test_transactions.c $(ODBC_HARNESS)
tests_odbc_test_transactions_LDADD = $(ODBC_LDADD)
tests_odbc_test_transactions_w_SOURCES = tests/odbc/test_transactions.c $(ODBC_HARNESS)
tests_odbc_test_transactions_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_transactions_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_two_statements_SOURCES = tests/odbc/test_two_statements.c $(ODBC_HARNESS)
tests_odbc_test_two_statements_LDADD = $(ODBC_LDADD)
tests_odbc_test_two_statements_w_SOURCES = tests/odbc/test_two_statements.c $(ODBC_HARNESS)
tests_odbc_test_two_statements_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_two_statements_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_types_SOURCES = tests/odbc/test_types.c $(ODBC_HARNESS)
tests_odbc_test_types_LDADD = $(ODBC_LDADD)
tests_odbc_test_types_w_SOURCES = tests/odbc/test_types.c $(ODBC_HARNESS)
tests_odbc_test_types_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_types_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_unicode_SOURCES = tests/odbc/test_unicode.c $(ODBC_HARNESS)
tests_odbc_test_unicode_LDADD = $(ODBC_LDADD)
tests_odbc_test_unicode_w_SOURCES = tests/odbc/test_unicode.c $(ODBC_HARNESS)
tests_odbc_test_unicode_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_unicode_w_LDADD = $(ODBC_LDADD)
tests_odbc_test_wire_SOURCES = tests/odbc/test_wire.c $(ODBC_HARNESS)
tests_odbc_test_wire_LDADD = $(ODBC_LDADD)
tests_odbc_test_wire_w_SOURCES = tests/odbc/test_wire.c $(ODBC_HARNESS)
tests_odbc_test_wire_w_CPPFLAGS = $(ODBC_WIDE)
tests_odbc_test_wire_w_LDADD = $(ODBC_LDADD)

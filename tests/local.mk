# Tests that need no server run in `make check`; tests/run adds the others.

dist_check_SCRIPTS = tests/check/layers.sh tests/check/exports.sh tests/check/banned.sh
TESTS += $(dist_check_SCRIPTS)
EXTRA_DIST += \
	tests/data/connstr.tsv \
	tests/data/decode.tsv \
	tests/data/decode_cases.tsv \
	tests/data/desc_fields.tsv \
	tests/data/from_c.tsv \
	tests/data/info_types.tsv \
	tests/data/lexer.tsv \
	tests/data/matrix_c_to_sql.tsv \
	tests/data/matrix_sql_to_c.tsv \
	tests/data/pattern.tsv \
	tests/data/states.tsv \
	tests/data/to_c.tsv \
	tests/data/translate.tsv \
	tests/unit/conv_cases.h \
	tests/unit/free_port.h \
	tests/unit/stub_engine.h \
	tests/unit/tsv.h

# The linker sends the driver's allocations through tests/oom/fail.c.
WRAP_MEMORY = -Wl,--wrap=mem_new -Wl,--wrap=mem_array -Wl,--wrap=mem_resize -Wl,--wrap=mem_dup -Wl,--wrap=mem_free

if HAVE_CMOCKA
UNIT_TESTS = \
	tests/unit/test_attr \
	tests/unit/test_c_types \
	tests/unit/test_cache \
	tests/unit/test_catalog \
	tests/unit/test_chunk \
	tests/unit/test_civil \
	tests/unit/test_connect \
	tests/unit/test_connstr \
	tests/unit/test_credential \
	tests/unit/test_decimal \
	tests/unit/test_decode \
	tests/unit/test_desc \
	tests/unit/test_diag \
	tests/unit/test_dsn \
	tests/unit/test_fiber \
	tests/unit/test_from_c \
	tests/unit/test_handle \
	tests/unit/test_identities \
	tests/unit/test_info \
	tests/unit/test_insert \
	tests/unit/test_ini_edit \
	tests/unit/test_lexer \
	tests/unit/test_login_error \
	tests/unit/test_loopback \
	tests/unit/test_matrix \
	tests/unit/test_matrix_legal \
	tests/unit/test_number \
	tests/unit/test_one_table \
	tests/unit/test_oom \
	tests/unit/test_pattern \
	tests/unit/test_pgstates \
	tests/unit/test_post_conv \
	tests/unit/test_retry \
	tests/unit/test_scroll \
	tests/unit/test_settings \
	tests/unit/test_text \
	tests/unit/test_token \
	tests/unit/test_token_store \
	tests/unit/test_translate \
	tests/unit/test_types \
	tests/unit/test_u2m \
	tests/unit/test_utf \
	tests/unit/test_wire

check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)

UNIT_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
UNIT_LDADD = libcore.la $(CMOCKA_LIBS)

tests_unit_test_attr_SOURCES = tests/unit/test_attr.c
tests_unit_test_attr_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_attr_LDADD = $(UNIT_LDADD)
tests_unit_test_c_types_SOURCES = tests/unit/test_c_types.c
tests_unit_test_c_types_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_c_types_LDADD = $(UNIT_LDADD)
tests_unit_test_cache_SOURCES = tests/unit/test_cache.c
tests_unit_test_cache_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_cache_LDADD = $(UNIT_LDADD)
tests_unit_test_catalog_SOURCES = tests/unit/test_catalog.c
tests_unit_test_catalog_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_catalog_LDADD = $(UNIT_LDADD)
tests_unit_test_chunk_SOURCES = tests/unit/test_chunk.c
tests_unit_test_chunk_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_chunk_LDADD = $(UNIT_LDADD)
tests_unit_test_civil_SOURCES = tests/unit/test_civil.c
tests_unit_test_civil_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_civil_LDADD = $(UNIT_LDADD)
tests_unit_test_connect_SOURCES = tests/unit/test_connect.c
tests_unit_test_connect_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_connect_LDADD = $(UNIT_LDADD)
tests_unit_test_connstr_SOURCES = tests/unit/test_connstr.c
tests_unit_test_connstr_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_connstr_LDADD = $(UNIT_LDADD)
tests_unit_test_credential_SOURCES = tests/unit/test_credential.c
tests_unit_test_credential_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_credential_LDADD = $(UNIT_LDADD)
tests_unit_test_decimal_SOURCES = tests/unit/test_decimal.c
tests_unit_test_decimal_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_decimal_LDADD = $(UNIT_LDADD)
tests_unit_test_decode_SOURCES = tests/unit/test_decode.c
tests_unit_test_decode_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_decode_LDADD = $(UNIT_LDADD)
tests_unit_test_desc_SOURCES = tests/unit/test_desc.c
tests_unit_test_desc_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_desc_LDADD = $(UNIT_LDADD)
tests_unit_test_diag_SOURCES = tests/unit/test_diag.c
tests_unit_test_diag_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_diag_LDADD = $(UNIT_LDADD)
tests_unit_test_dsn_SOURCES = tests/unit/test_dsn.c
tests_unit_test_dsn_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_dsn_LDADD = $(UNIT_LDADD)
tests_unit_test_fiber_SOURCES = tests/unit/test_fiber.c
tests_unit_test_fiber_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_fiber_LDADD = $(UNIT_LDADD)
tests_unit_test_from_c_SOURCES = tests/unit/test_from_c.c
tests_unit_test_from_c_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_from_c_LDADD = $(UNIT_LDADD)
tests_unit_test_handle_SOURCES = tests/unit/test_handle.c
tests_unit_test_handle_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_handle_LDADD = libapi.la $(UNIT_LDADD)
tests_unit_test_identities_SOURCES = tests/unit/test_identities.c
tests_unit_test_identities_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_identities_LDADD = $(UNIT_LDADD)
tests_unit_test_info_SOURCES = tests/unit/test_info.c
tests_unit_test_info_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_info_LDADD = $(UNIT_LDADD)
tests_unit_test_insert_SOURCES = tests/unit/test_insert.c
tests_unit_test_insert_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_insert_LDADD = $(UNIT_LDADD)
tests_unit_test_ini_edit_SOURCES = tests/unit/test_ini_edit.c
tests_unit_test_ini_edit_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_ini_edit_LDADD = libcli.la $(UNIT_LDADD)
tests_unit_test_lexer_SOURCES = tests/unit/test_lexer.c
tests_unit_test_lexer_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_lexer_LDADD = $(UNIT_LDADD)
tests_unit_test_login_error_SOURCES = tests/unit/test_login_error.c
tests_unit_test_login_error_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_login_error_LDADD = $(UNIT_LDADD)
tests_unit_test_loopback_SOURCES = tests/unit/test_loopback.c
tests_unit_test_loopback_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_loopback_LDADD = $(UNIT_LDADD)
tests_unit_test_matrix_SOURCES = tests/unit/test_matrix.c
tests_unit_test_matrix_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_matrix_LDADD = $(UNIT_LDADD)
tests_unit_test_matrix_legal_SOURCES = tests/unit/test_matrix_legal.c
tests_unit_test_matrix_legal_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_matrix_legal_LDADD = $(UNIT_LDADD)
tests_unit_test_number_SOURCES = tests/unit/test_number.c
tests_unit_test_number_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_number_LDADD = $(UNIT_LDADD)
tests_unit_test_one_table_SOURCES = tests/unit/test_one_table.c
tests_unit_test_one_table_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_one_table_LDADD = $(UNIT_LDADD)
tests_unit_test_oom_LDFLAGS = $(WRAP_MEMORY)
tests_unit_test_oom_SOURCES = tests/unit/test_oom.c tests/oom/fail.c tests/oom/fail.h
tests_unit_test_oom_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_oom_LDADD = $(UNIT_LDADD)
tests_unit_test_pattern_SOURCES = tests/unit/test_pattern.c
tests_unit_test_pattern_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_pattern_LDADD = $(UNIT_LDADD)
tests_unit_test_pgstates_SOURCES = tests/unit/test_pgstates.c
tests_unit_test_pgstates_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_pgstates_LDADD = $(UNIT_LDADD)
tests_unit_test_post_conv_SOURCES = tests/unit/test_post_conv.c
tests_unit_test_post_conv_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_post_conv_LDADD = $(UNIT_LDADD)
tests_unit_test_retry_SOURCES = tests/unit/test_retry.c
tests_unit_test_retry_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_retry_LDADD = $(UNIT_LDADD)
tests_unit_test_scroll_SOURCES = tests/unit/test_scroll.c
tests_unit_test_scroll_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_scroll_LDADD = $(UNIT_LDADD)
tests_unit_test_settings_SOURCES = tests/unit/test_settings.c
tests_unit_test_settings_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_settings_LDADD = $(UNIT_LDADD)
tests_unit_test_text_SOURCES = tests/unit/test_text.c
tests_unit_test_text_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_text_LDADD = libapi.la $(UNIT_LDADD)
tests_unit_test_token_SOURCES = tests/unit/test_token.c
tests_unit_test_token_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_token_LDADD = $(UNIT_LDADD)
tests_unit_test_token_store_SOURCES = tests/unit/test_token_store.c
tests_unit_test_token_store_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_token_store_LDADD = $(UNIT_LDADD)
tests_unit_test_translate_SOURCES = tests/unit/test_translate.c
tests_unit_test_translate_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_translate_LDADD = $(UNIT_LDADD)
tests_unit_test_types_SOURCES = tests/unit/test_types.c
tests_unit_test_types_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_types_LDADD = $(UNIT_LDADD)
tests_unit_test_u2m_SOURCES = tests/unit/test_u2m.c
tests_unit_test_u2m_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_u2m_LDADD = $(UNIT_LDADD)
tests_unit_test_utf_SOURCES = tests/unit/test_utf.c
tests_unit_test_utf_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_utf_LDADD = $(UNIT_LDADD)
tests_unit_test_wire_SOURCES = tests/unit/test_wire.c
tests_unit_test_wire_CFLAGS = $(UNIT_CFLAGS)
tests_unit_test_wire_LDADD = $(UNIT_LDADD)
endif

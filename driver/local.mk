# The driver.  libapi.la is the entry points, libcore.la everything else; unit
# tests link these, and so reach what the shared library hides.

noinst_LTLIBRARIES += libcore.la libapi.la
odbc_LTLIBRARIES += liblakebaseodbc.la
include_HEADERS += include/lakebase_odbc.h

libcore_la_SOURCES = \
	driver/auth/azure.c \
	driver/auth/azure.h \
	driver/auth/base64.c \
	driver/auth/base64.h \
	driver/auth/browser.c \
	driver/auth/browser.h \
	driver/auth/cache.c \
	driver/auth/cache.h \
	driver/auth/call.c \
	driver/auth/call.h \
	driver/auth/command.c \
	driver/auth/command.h \
	driver/auth/credential.c \
	driver/auth/credential.h \
	driver/auth/crypto.c \
	driver/auth/crypto.h \
	driver/auth/endpoint.c \
	driver/auth/form.c \
	driver/auth/form.h \
	driver/auth/http.c \
	driver/auth/http.h \
	driver/auth/id_azure.c \
	driver/auth/id_azure_cli.c \
	driver/auth/id_cli.c \
	driver/auth/id_m2m.c \
	driver/auth/id_oidc.c \
	driver/auth/id_static.c \
	driver/auth/id_u2m.c \
	driver/auth/identity.c \
	driver/auth/identity.h \
	driver/auth/keyring.c \
	driver/auth/keyring.h \
	driver/auth/listing.c \
	driver/auth/loopback.c \
	driver/auth/loopback.h \
	driver/auth/ready.c \
	driver/auth/ready.h \
	driver/auth/retry.c \
	driver/auth/retry.h \
	driver/auth/secret_file.c \
	driver/auth/secret_file.h \
	driver/auth/token.c \
	driver/auth/token.h \
	driver/auth/token_store.c \
	driver/auth/token_store.h \
	driver/auth/tool.c \
	driver/auth/tool.h \
	driver/auth/u2m.h \
	driver/auth/when.c \
	driver/auth/when.h \
	driver/auth/workspace.c \
	driver/auth/workspace.h \
	driver/base/civil.c \
	driver/base/civil.h \
	driver/base/clock.c \
	driver/base/clock.h \
	driver/base/fiber.c \
	driver/base/fiber.h \
	driver/base/json.c \
	driver/base/json.h \
	driver/base/lock.c \
	driver/base/lock.h \
	driver/base/mem.c \
	driver/base/mem.h \
	driver/base/number.c \
	driver/base/number.h \
	driver/base/rows.h \
	driver/base/rows_mem.c \
	driver/base/rows_mem.h \
	driver/base/span.c \
	driver/base/span.h \
	driver/base/strbuf.c \
	driver/base/strbuf.h \
	driver/base/trace.c \
	driver/base/trace.h \
	driver/base/utf.c \
	driver/base/utf.h \
	driver/base/wait.c \
	driver/base/wait.h \
	driver/base/wire.c \
	driver/base/wire.h \
	driver/catalog/args.c \
	driver/catalog/args.h \
	driver/catalog/catalog.c \
	driver/catalog/catalog.h \
	driver/catalog/columns.c \
	driver/catalog/columns.h \
	driver/catalog/typeinfo.c \
	driver/config/choice.c \
	driver/config/choice.h \
	driver/config/connstr.c \
	driver/config/connstr.h \
	driver/config/dsn.c \
	driver/config/dsn.h \
	driver/config/finish.c \
	driver/config/ini.c \
	driver/config/ini.h \
	driver/config/keywords.c \
	driver/config/settings.c \
	driver/config/settings.h \
	driver/conv/chunk.c \
	driver/conv/chunk.h \
	driver/conv/decimal.c \
	driver/conv/decimal.h \
	driver/conv/decode.c \
	driver/conv/decode.h \
	driver/conv/decode_time.c \
	driver/conv/direct.c \
	driver/conv/direct.h \
	driver/conv/encode.h \
	driver/conv/encode_misc.c \
	driver/conv/encode_num.c \
	driver/conv/encode_text.c \
	driver/conv/encode_time.c \
	driver/conv/from_c.c \
	driver/conv/from_c.h \
	driver/conv/from_interval.c \
	driver/conv/interval_fields.c \
	driver/conv/interval_fields.h \
	driver/conv/matrix.c \
	driver/conv/matrix.h \
	driver/conv/numeral.c \
	driver/conv/numeral.h \
	driver/conv/render.c \
	driver/conv/render.h \
	driver/conv/status.c \
	driver/conv/status.h \
	driver/conv/time_text.c \
	driver/conv/to_wire.c \
	driver/conv/to_wire.h \
	driver/conv/to_wire_bytes.c \
	driver/conv/to_wire_time.c \
	driver/conv/value.h \
	driver/diag/diag.c \
	driver/diag/diag.h \
	driver/diag/pgstates.c \
	driver/diag/pgstates.h \
	driver/odbc/async_call.c \
	driver/odbc/async_call.h \
	driver/odbc/attr.c \
	driver/odbc/attr.h \
	driver/odbc/batch.c \
	driver/odbc/batch.h \
	driver/odbc/bookmark.c \
	driver/odbc/bookmark.h \
	driver/odbc/bound.c \
	driver/odbc/bound.h \
	driver/odbc/bulk.c \
	driver/odbc/bulk.h \
	driver/odbc/browse.c \
	driver/odbc/browse.h \
	driver/odbc/call.c \
	driver/odbc/call.h \
	driver/odbc/change.c \
	driver/odbc/change.h \
	driver/odbc/change_target.c \
	driver/odbc/change_target.h \
	driver/odbc/batch_arrays.c \
	driver/odbc/batch_arrays.h \
	driver/odbc/batch_copy.c \
	driver/odbc/batch_impl.h \
	driver/odbc/connect.c \
	driver/odbc/dbc.c \
	driver/odbc/dbc.h \
	driver/odbc/desc.c \
	driver/odbc/desc.h \
	driver/odbc/descfield.c \
	driver/odbc/descfield.h \
	driver/odbc/describe.c \
	driver/odbc/describe.h \
	driver/odbc/diagpost.c \
	driver/odbc/diagpost.h \
	driver/odbc/env.c \
	driver/odbc/env.h \
	driver/odbc/execute.c \
	driver/odbc/execute.h \
	driver/odbc/fetch.c \
	driver/odbc/fetch_plan.c \
	driver/odbc/fetch_plan.h \
	driver/odbc/getdata.c \
	driver/odbc/given_token.c \
	driver/odbc/given_token.h \
	driver/odbc/handle.c \
	driver/odbc/handle.h \
	driver/odbc/info.c \
	driver/odbc/info.h \
	driver/odbc/login_error.c \
	driver/odbc/login_error.h \
	driver/odbc/origin_query.c \
	driver/odbc/origins.c \
	driver/odbc/origins.h \
	driver/odbc/output.c \
	driver/odbc/output.h \
	driver/odbc/own_query.c \
	driver/odbc/params.c \
	driver/odbc/params.h \
	driver/odbc/positioned.c \
	driver/odbc/positioned.h \
	driver/odbc/prepare.c \
	driver/odbc/reconnect.c \
	driver/odbc/reconnect.h \
	driver/odbc/reset.c \
	driver/odbc/reset.h \
	driver/odbc/row_request.c \
	driver/odbc/row_request.h \
	driver/odbc/scroll.c \
	driver/odbc/scroll.h \
	driver/odbc/setpos.c \
	driver/odbc/setpos.h \
	driver/odbc/stmt.c \
	driver/odbc/stmt.h \
	driver/odbc/tran.c \
	driver/odbc/tran.h \
	driver/pg/address.c \
	driver/pg/address.h \
	driver/pg/cancel.c \
	driver/pg/cancel.h \
	driver/pg/copy_in.c \
	driver/pg/copy_in.h \
	driver/pg/error.c \
	driver/pg/error.h \
	driver/pg/packet.c \
	driver/pg/packet.h \
	driver/pg/packet_impl.h \
	driver/pg/packet_read.c \
	driver/pg/packet_run.c \
	driver/pg/rows_pg.c \
	driver/pg/session.c \
	driver/pg/session.h \
	driver/pg/statements.c \
	driver/pg/statements.h \
	driver/sql/escape.c \
	driver/sql/escape.h \
	driver/sql/escape_fn.c \
	driver/sql/escape_fn.h \
	driver/sql/lexer.c \
	driver/sql/lexer.h \
	driver/sql/insert.c \
	driver/sql/insert.h \
	driver/sql/literal.c \
	driver/sql/literal.h \
	driver/sql/one_table.c \
	driver/sql/one_table.h \
	driver/sql/pattern.c \
	driver/sql/pattern.h \
	driver/sql/statement.c \
	driver/sql/statement.h \
	driver/sql/translate.c \
	driver/sql/translate.h \
	driver/type/c_types.c \
	driver/type/c_types.h \
	driver/type/types.c \
	driver/type/types.h

libcore_la_LIBADD = $(LIBPQ_LIBS) $(CURL_LIBS) $(CRYPTO_LIBS) $(CJSON_LIBS) $(INIPARSER_LIBS) -lm -lpthread

libapi_la_SOURCES = \
	driver/api/ansi.c \
	driver/api/async.c \
	driver/api/async.h \
	driver/api/diagapi.c \
	driver/api/diagapi.h \
	driver/api/functions.c \
	driver/api/guard.c \
	driver/api/guard.h \
	driver/api/plain.c \
	driver/api/pool.c \
	driver/api/pool.h \
	driver/api/text.c \
	driver/api/text.h \
	driver/api/wide.c

libapi_la_LIBADD = libcore.la

liblakebaseodbc_la_SOURCES =
liblakebaseodbc_la_LIBADD = libapi.la
# nodelete: a thread that waits for a cancel request (pg/cancel.c) may outlive the last connection
liblakebaseodbc_la_LDFLAGS = -module -avoid-version -shared -no-undefined -export-symbols $(builddir)/driver/lakebaseodbc.sym \
	-Wl,-Bsymbolic -Wl,-z,relro -Wl,-z,now -Wl,-z,nodelete
if !SANITIZE
liblakebaseodbc_la_LDFLAGS += -Wl,-z,defs
endif
EXTRA_liblakebaseodbc_la_DEPENDENCIES = driver/lakebaseodbc.sym

# The export list from the table of entry points: TEXT rows have a wide twin.
driver/lakebaseodbc.sym: $(srcdir)/driver/api/entry_points.def
	$(AM_V_GEN)$(MKDIR_P) driver && $(SED) -n \
		-e 's/^ENTRY(\(SQL[A-Za-z]*\), *TEXT,.*/\1\n\1W/p' \
		-e 's/^ENTRY(\(SQL[A-Za-z]*\), *PLAIN,.*/\1/p' $(srcdir)/driver/api/entry_points.def > $@.tmp && mv $@.tmp $@

# The catalog queries, runnable in psql, as C strings.
CATALOG_QUERIES = \
	driver/catalog/queries/catalogs.sql \
	driver/catalog/queries/column_privileges.sql \
	driver/catalog/queries/columns.sql \
	driver/catalog/queries/foreign_keys.sql \
	driver/catalog/queries/primary_keys.sql \
	driver/catalog/queries/procedure_columns.sql \
	driver/catalog/queries/procedures.sql \
	driver/catalog/queries/schemas.sql \
	driver/catalog/queries/special_columns.sql \
	driver/catalog/queries/statistics.sql \
	driver/catalog/queries/table_privileges.sql \
	driver/catalog/queries/table_types.sql \
	driver/catalog/queries/tables.sql

driver/catalog/queries.h: $(CATALOG_QUERIES) driver/catalog/embed.awk
	$(AM_V_GEN)$(MKDIR_P) driver/catalog && (for q in $(CATALOG_QUERIES); do $(AWK) -f $(srcdir)/driver/catalog/embed.awk \
		"$(srcdir)/$$q" || exit 1; done) > $@.tmp && mv $@.tmp $@

BUILT_SOURCES += driver/catalog/queries.h driver/lakebaseodbc.sym
CLEANFILES += driver/catalog/queries.h driver/lakebaseodbc.sym

EXTRA_DIST += $(CATALOG_QUERIES) driver/catalog/embed.awk driver/layers.txt driver/README.md \
	driver/iodbc/sqlext.h \
	driver/api/text_entry.inc \
	driver/api/entry_points.def \
	driver/catalog/columns.def \
	driver/config/keywords.def \
	driver/diag/sqlstates.def \
	driver/odbc/attrs.def \
	driver/odbc/descfields.def \
	driver/odbc/info.def \
	driver/sql/escapes.def \
	driver/type/c_types.def \
	driver/type/pg_types.def

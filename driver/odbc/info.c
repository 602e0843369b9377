#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "odbc/info.h"

#include "conv/matrix.h"
#include "odbc/dbc.h"
#include "sql/escape.h"

#include <string.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.0.0"
#endif

/* ODBC 4 (sqlext.h of Microsoft/ODBC-Specification); unixODBC has no names for them. */
#define INFO_SCHEMA_INFERENCE     174
#define INFO_BINARY_FUNCTIONS     175
#define INFO_ISO_STRING_FUNCTIONS 176
#define INFO_ISO_BINARY_FUNCTIONS 177
#define INFO_LIMIT_ESCAPE_CLAUSE  178
#define INFO_NATIVE_ESCAPE_CLAUSE 179
#define INFO_RETURN_ESCAPE_CLAUSE 180
#define INFO_FORMAT_ESCAPE_CLAUSE 181

typedef void info_text_fn(struct dbc *dbc, struct strbuf *out);

struct info_row {
	SQLUSMALLINT id;
	enum info_type type;
	SQLUINTEGER number;
	const char *text;
	info_text_fn *text_fn;
	bool escapes;       /* the mask of the {fn} functions */
	SQLSMALLINT convert; /* the mask of conversions from this type; 0: not one of those */
};

static info_text_fn text_dsn, text_driver_version, text_server, text_database, text_server_version, text_read_only,
	text_user, text_collation;

static const struct info_row rows[] = {
#define STR(i, t)     {.id = i, .type = INFO_TEXT, .text = t},
#define STR_FN(i, f)  {.id = i, .type = INFO_TEXT, .text_fn = text_##f},
#define U16(i, n)     {.id = i, .type = INFO_U16, .number = n},
#define U32(i, n)     {.id = i, .type = INFO_U32, .number = n},
#define ESCAPES(i)    {.id = i, .type = INFO_U32, .escapes = true},
#define CONVERT(i, t) {.id = i, .type = INFO_U32, .convert = t},
#include "odbc/info.def"
#undef STR
#undef STR_FN
#undef U16
#undef U32
#undef ESCAPES
#undef CONVERT
};

static const struct info_row *row_find(SQLUSMALLINT id)
{
	size_t low = 0, high = LB_COUNT(rows);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (rows[mid].id == id)
			return &rows[mid];
		if (rows[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

bool info_type_of(SQLUSMALLINT id, enum info_type *type)
{
	const struct info_row *row = row_find(id);

	if (row)
		*type = row->type;
	return row != NULL;
}

size_t info_count(void)
{
	return LB_COUNT(rows);
}

SQLUSMALLINT info_id_at(size_t i)
{
	return rows[i].id;
}

/* ---- texts that depend on the connection; empty without one ---- */

static void text_dsn(struct dbc *dbc, struct strbuf *out)
{
	strbuf_add_text(out, dbc->dsn ? dbc->dsn : "");
}

/* "##.##.####" of a version "1.2.3". */
static void text_driver_version(struct dbc *dbc, struct strbuf *out)
{
	struct span rest = SPAN_LIT(PACKAGE_VERSION), part;
	uint64_t numbers[3] = {0, 0, 0};

	(void)dbc;
	for (size_t i = 0; i < LB_COUNT(numbers) && span_split(&rest, '.', &part); i++)
		if (!span_uint(part, 9999, &numbers[i]))
			break;
	strbuf_printf(out, "%02u.%02u.%04u", (unsigned)numbers[0], (unsigned)numbers[1], (unsigned)numbers[2]);
}

/* 170004 is PostgreSQL 17.4: since version 10 the second number is the release. */
static void text_server_version(struct dbc *dbc, struct strbuf *out)
{
	int version = dbc->connected ? session_server_version(&dbc->session) : 0;

	strbuf_printf(out, "%02d.%02d.0000", version / 10000, version % 10000);
}

static void add_session_text(struct dbc *dbc, struct strbuf *out, const char *(*get)(const struct session *))
{
	const char *text = dbc->connected ? get(&dbc->session) : NULL;

	strbuf_add_text(out, text ? text : "");
}

static void text_server(struct dbc *dbc, struct strbuf *out)
{
	add_session_text(dbc, out, session_host);
}

static void text_database(struct dbc *dbc, struct strbuf *out)
{
	add_session_text(dbc, out, session_database);
}

static void text_user(struct dbc *dbc, struct strbuf *out)
{
	add_session_text(dbc, out, session_user);
}

static bool parameter_is(struct dbc *dbc, const char *name, const char *value)
{
	const char *now = dbc->connected ? session_parameter(&dbc->session, name) : NULL;

	return now && strcmp(now, value) == 0;
}

/* The data source's own state: a replica, or a database that is set read-only. */
static void text_read_only(struct dbc *dbc, struct strbuf *out)
{
	bool read_only = parameter_is(dbc, "in_hot_standby", "on") ||
			 (parameter_is(dbc, "default_transaction_read_only", "on") &&
			  dbc->access_mode != SQL_MODE_READ_ONLY);

	strbuf_add_text(out, read_only ? "Y" : "N");
}

static void text_collation(struct dbc *dbc, struct strbuf *out)
{
	const char *encoding = dbc->connected ? session_parameter(&dbc->session, "server_encoding") : NULL;

	strbuf_add_text(out, encoding ? encoding : "");
}

/* ---- SQLGetInfo ---- */

static SQLUINTEGER number_of(const struct info_row *row)
{
	if (row->convert)
		return conv_info_mask(row->convert);
	return row->escapes ? escapes_info_mask(row->id) : row->number;
}

static SQLRETURN give_number(const struct info_row *row, struct attr_out *out)
{
	const SQLUINTEGER number = number_of(row);
	const SQLUSMALLINT narrow = (SQLUSMALLINT)number;
	const size_t size = row->type == INFO_U16 ? sizeof(narrow) : sizeof(number);

	if (out->value)
		memcpy(out->value, row->type == INFO_U16 ? (const void *)&narrow : (const void *)&number, size);
	if (out->length)
		*out->length = (SQLINTEGER)size;
	return SQL_SUCCESS;
}

SQLRETURN dbc_get_info(struct dbc *dbc, SQLUSMALLINT id, struct attr_out *out)
{
	const struct info_row *row = row_find(id);

	if (!row)
		return diag_postf(&dbc->head.diag, STATE_INVALID_INFO_TYPE, "information type %u is not known here",
				  (unsigned)id);
	if (row->type != INFO_TEXT)
		return give_number(row, out);
	out->is_text = true;
	if (row->text_fn)
		row->text_fn(dbc, &out->text);
	else
		strbuf_add_text(&out->text, row->text);
	return strbuf_failed(&out->text) ? diag_post_no_memory(&dbc->head.diag) : SQL_SUCCESS;
}

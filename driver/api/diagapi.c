#include "api/diagapi.h"

#include "api/guard.h"

#include <string.h>

#define PREFIX "[Lakebase][ODBC Driver]"

/* iODBC 3.52 asks for the header fields of a statement with its handle, but calls that a connection. */
SQLSMALLINT diagapi_kind(SQLSMALLINT kind, SQLHANDLE h)
{
	return sizeof(SQLWCHAR) == 4 && kind == SQL_HANDLE_DBC && handle_is(h, HANDLE_STMT) ? SQL_HANDLE_STMT : kind;
}

const char *diagapi_state(const struct handle *h, const struct diag_record *r)
{
	return api_env_of(h)->odbc_version == SQL_OV_ODBC2 ? r->state2 : r->state;
}

struct span diagapi_message(const struct diag_record *r, struct strbuf *out)
{
	if (!r->message) /* the preset record of a driver without memory */
		return span_of(PREFIX "Memory allocation error");
	strbuf_add_text(out, PREFIX);
	if (r->from_server)
		strbuf_add_text(out, "[Server]");
	strbuf_add_text(out, r->message);
	return strbuf_failed(out) ? span_of(r->message) : strbuf_span(out);
}

static void put(struct attr_out *out, const void *value, size_t n)
{
	if (out->value)
		memcpy(out->value, value, n);
}

static SQLRETURN put_int(struct attr_out *out, SQLINTEGER value)
{
	put(out, &value, sizeof(value));
	return SQL_SUCCESS;
}

static SQLRETURN put_len(struct attr_out *out, SQLLEN value)
{
	put(out, &value, sizeof(value));
	return SQL_SUCCESS;
}

static SQLRETURN put_text(struct attr_out *out, struct span *text, const char *value)
{
	out->is_text = true;
	*text = span_of(value ? value : "");
	return SQL_SUCCESS;
}

/* Header fields; *known is false for the fields of a record. */
static SQLRETURN header_field(const struct handle *h, SQLSMALLINT field, struct attr_out *out, struct span *text,
			      bool *known)
{
	const struct diag *d = &h->diag;
	const bool stmt = h->kind == HANDLE_STMT;

	*known = true;
	switch (field) {
	case SQL_DIAG_NUMBER:
		return put_int(out, (SQLINTEGER)diag_count(d));
	case SQL_DIAG_RETURNCODE:
		put(out, &d->rc, sizeof(d->rc));
		return SQL_SUCCESS;
	case SQL_DIAG_ROW_COUNT: /* the next four are defined for statements only */
		return stmt ? put_len(out, d->row_count) : SQL_ERROR;
	case SQL_DIAG_CURSOR_ROW_COUNT:
		return stmt ? put_len(out, d->cursor_row_count) : SQL_ERROR;
	case SQL_DIAG_DYNAMIC_FUNCTION:
		return stmt ? put_text(out, text, d->function) : SQL_ERROR;
	case SQL_DIAG_DYNAMIC_FUNCTION_CODE:
		return stmt ? put_int(out, d->function_code) : SQL_ERROR;
	default:
		*known = false;
		return SQL_SUCCESS;
	}
}

/* SQL_DIAG_SERVER_NAME is what SQLGetInfo(SQL_DATA_SOURCE_NAME) says. */
static const char *server_name(const struct handle *h)
{
	while (h && h->kind != HANDLE_DBC)
		h = h->parent;
	return h ? ((const struct dbc *)h)->dsn : NULL;
}

static SQLRETURN record_field(const struct handle *h, const struct diag_record *r, SQLSMALLINT field,
			      struct attr_out *out, struct span *text)
{
	switch (field) {
	case SQL_DIAG_SQLSTATE:
		return put_text(out, text, diagapi_state(h, r));
	case SQL_DIAG_NATIVE:
		return put_int(out, r->native);
	case SQL_DIAG_MESSAGE_TEXT:
		out->is_text = true;
		*text = diagapi_message(r, &out->text);
		return SQL_SUCCESS;
	case SQL_DIAG_CLASS_ORIGIN:
		return put_text(out, text, diag_class_origin(r->state));
	case SQL_DIAG_SUBCLASS_ORIGIN:
		return put_text(out, text, diag_subclass_origin(r->state));
	case SQL_DIAG_CONNECTION_NAME:
		return put_text(out, text, "");
	case SQL_DIAG_SERVER_NAME:
		return put_text(out, text, server_name(h));
	case SQL_DIAG_ROW_NUMBER:
		return put_len(out, r->row);
	case SQL_DIAG_COLUMN_NUMBER:
		return put_int(out, r->column);
	default:
		return SQL_ERROR;
	}
}

SQLRETURN diagapi_field(const struct handle *h, SQLSMALLINT number, SQLSMALLINT field, struct attr_out *out,
			struct span *text)
{
	const struct diag_record *r;
	bool known;
	SQLRETURN rc = header_field(h, field, out, text, &known);

	if (known)
		return rc;
	if (number < 1)
		return SQL_ERROR;
	r = diag_record(&h->diag, (size_t)number);
	return r ? record_field(h, r, field, out, text) : SQL_NO_DATA;
}

#include "odbc/describe.h"

#include "odbc/bookmark.h"
#include "odbc/descfield.h"
#include "odbc/stmt.h"

/* The IRD is what the server said: asked for now when the statement is only prepared. */
static SQLRETURN columns_ready(struct stmt *s)
{
	if (s->phase == PHASE_ALLOCATED)
		return diag_postf(&s->head.diag, STATE_SEQUENCE_ERROR,
				  "the statement is neither prepared nor executed; there is nothing to describe");
	return s->phase == PHASE_PREPARED ? stmt_describe(s) : SQL_SUCCESS;
}

/* The record of a column: 07005 without a result set, 07009 for a number that is none. */
static SQLRETURN column_of(struct stmt *s, SQLUSMALLINT col, struct desc_rec **out)
{
	if (s->ird->count == 0)
		return diag_postf(&s->head.diag, STATE_NOT_A_CURSOR_SPEC, "the statement has no result set");
	if ((col == 0 && !bookmarks_on(s)) || (SQLINTEGER)col > s->ird->count)
		return diag_postf(&s->head.diag, STATE_INVALID_INDEX, "column %u does not exist; the result has %d",
				  (unsigned)col, (int)s->ird->count);
	if (col == 0)
		bookmark_describe(s);
	*out = desc_rec(s->ird, col);
	return SQL_SUCCESS;
}

static bool is_odbc2(const struct stmt *s)
{
	return s->dbc->env->odbc_version == SQL_OV_ODBC2;
}

/* Appendix D, "Decimal Digits": the scale of numbers, the digits of seconds. */
static SQLSMALLINT digits_of(const struct desc_rec *r)
{
	if (r->type == SQL_DATETIME || r->type == SQL_INTERVAL)
		return r->precision;
	return r->scale;
}

SQLRETURN stmt_describe_col(struct stmt *s, SQLUSMALLINT col, struct col_out *out)
{
	struct desc_rec *r = NULL;
	SQLRETURN rc = columns_ready(s);

	if (!SQL_SUCCEEDED(rc))
		return rc;
	if (!SQL_SUCCEEDED(column_of(s, col, &r)) || !r)
		return SQL_ERROR;
	out->name = span_of(r->name ? r->name : "");
	out->type = is_odbc2(s) ? type_odbc2(r->concise_type) : r->concise_type;
	out->size = r->length; /* desc_describe keeps the column size there, for every type */
	out->digits = digits_of(r);
	out->nullable = r->nullable;
	return rc;
}

/* SQLColAttribute, "Backward Compatibility": codes of ODBC 2 that are not fields or mean something else. */
static bool odbc2_field(const struct stmt *s, const struct desc_rec *r, SQLUSMALLINT field, SQLLEN *value)
{
	switch (field) {
	case SQL_COLUMN_LENGTH:
		*value = r->octet_length;
		return true;
	case SQL_COLUMN_PRECISION:
		*value = (SQLLEN)r->length;
		return true;
	case SQL_COLUMN_SCALE:
		*value = digits_of(r);
		return true;
	case SQL_COLUMN_NULLABLE:
		*value = r->nullable;
		return true;
	case SQL_DESC_CONCISE_TYPE: /* SQL_COLUMN_TYPE */
		*value = is_odbc2(s) ? type_odbc2(r->concise_type) : r->concise_type;
		return true;
	default:
		return false;
	}
}

SQLRETURN stmt_col_attribute(struct stmt *s, SQLUSMALLINT col, SQLUSMALLINT field, struct attr_out *out, SQLLEN *number)
{
	struct desc_rec *r = NULL;
	SQLLEN value = 0;
	SQLRETURN rc = columns_ready(s);

	if (!SQL_SUCCEEDED(rc))
		return rc;
	if (field == SQL_DESC_COUNT || field == SQL_COLUMN_COUNT) {
		if (number)
			*number = s->ird->count;
		return rc;
	}
	if (!SQL_SUCCEEDED(column_of(s, col, &r)) || !r)
		return SQL_ERROR;
	if (origins_field(r, (SQLSMALLINT)field)) {
		SQLRETURN known = stmt_origins(s);

		if (!SQL_SUCCEEDED(known))
			return known;
	}
	if (odbc2_field(s, r, field, &value)) {
		if (number)
			*number = value;
		return rc;
	}
	if (!desc_column_field(r, field == SQL_COLUMN_NAME ? SQL_DESC_NAME : field, out, number))
		return diag_postf(&s->head.diag, STATE_INVALID_FIELD, "field %u is not defined for a column",
				  (unsigned)field);
	return out->is_text && strbuf_failed(&out->text) ? diag_post_no_memory(&s->head.diag) : rc;
}

/* What the server takes for a marker.  A type that it left open is sent as text. */
static const struct pg_type *param_type(const struct desc_rec *r, int32_t *typmod)
{
	const uint32_t text_oid = 25;

	*typmod = r && r->oid ? r->typmod : TYPMOD_NONE;
	return type_by_oid(r && r->oid ? r->oid : text_oid);
}

SQLRETURN stmt_describe_param(struct stmt *s, SQLUSMALLINT n, SQLSMALLINT *type, SQLULEN *size, SQLSMALLINT *digits,
			      SQLSMALLINT *nullable)
{
	const struct pg_type *t;
	SQLSMALLINT sql_type;
	int32_t typmod;
	SQLRETURN rc;

	if (s->phase == PHASE_ALLOCATED)
		return diag_postf(&s->head.diag, STATE_SEQUENCE_ERROR, "the statement is not prepared");
	rc = stmt_describe_params(s);
	if (!SQL_SUCCEEDED(rc))
		return rc;
	if (n == 0 || n > s->text.params)
		return diag_postf(&s->head.diag, STATE_INVALID_INDEX, "parameter %u does not exist; the statement has %zu",
				  (unsigned)n, s->text.params);
	t = param_type(desc_rec(s->ipd, n), &typmod);
	typmod = type_typmod_within(t, typmod, s->dbc->settings.text_length);
	sql_type = type_sql_type(t, typmod, s->dbc->text_width);
	if (type)
		*type = is_odbc2(s) ? type_odbc2(sql_type) : sql_type;
	if (size)
		*size = type_column_size(t, typmod);
	if (digits)
		*digits = type_decimal_digits(t, typmod);
	if (nullable)
		*nullable = SQL_NULLABLE; /* as SQL_DESC_NULLABLE of an IPD always is */
	return rc;
}

#include "odbc/bookmark.h"

#include "odbc/stmt.h"

#include <string.h>

bool bookmarks_on(const struct stmt *s)
{
	return s->use_bookmarks != SQL_UB_OFF;
}

/* SQLDescribeCol: SQL_BINARY for variable-length bookmarks, SQL_INTEGER (as wide as they are here) for the others. */
void bookmark_describe(struct stmt *s)
{
	struct desc_rec *r = desc_rec(s->ird, 0);
	const bool number = s->use_bookmarks == SQL_UB_FIXED;

	desc_rec_clear(r, DESC_IRD);
	if (!bookmarks_on(s))
		return;
	r->type = r->concise_type = number ? SQL_BIGINT : SQL_BINARY;
	r->length = number ? 20 : sizeof(SQLULEN);
	r->display_size = number ? 20 : 2 * sizeof(SQLULEN);
	r->octet_length = sizeof(SQLULEN);
	r->precision = number ? 20 : 0;
	r->num_prec_radix = number ? 10 : 0;
	r->is_unsigned = SQL_TRUE;
	r->nullable = SQL_NO_NULLS;
	r->updatable = SQL_ATTR_READONLY;
	r->searchable = SQL_PRED_NONE;
}

bool bookmark_type(SQLSMALLINT sql_c)
{
	return sql_c == SQL_C_BOOKMARK || sql_c == SQL_C_ULONG || sql_c == SQL_C_VARBOOKMARK || sql_c == SQL_C_DEFAULT;
}

SQLRETURN bookmark_step(struct stmt *s, SQLSMALLINT sql_c, struct conv_step *out)
{
	enum c_type to;

	if (!bookmark_type(sql_c))
		return diag_postf(&s->head.diag, STATE_INVALID_BUFFER_TYPE, "A bookmark is read as SQL_C_BOOKMARK or SQL_C_VARBOOKMARK");
	if (sql_c == SQL_C_DEFAULT)
		sql_c = s->use_bookmarks == SQL_UB_FIXED ? SQL_C_BOOKMARK : SQL_C_VARBOOKMARK;
	if (!c_type_of(sql_c, &to) || !conv_to_c(out, to == C_TYPE_BINARY ? KIND_BYTEA : KIND_INT8, WIRE_BINARY, to))
		return diag_post(&s->head.diag, STATE_INVALID_BUFFER_TYPE);
	return SQL_SUCCESS;
}

struct span bookmark_cell(struct bookmark *b, const struct conv_step *step, SQLULEN row)
{
	if (step->to == C_TYPE_BINARY) {
		memcpy(b->bytes, &row, sizeof(row));
		return span_make((const char *)b->bytes, sizeof(row));
	}
	for (size_t i = 0; i < sizeof(b->bytes); i++)
		b->bytes[i] = (unsigned char)((uint64_t)row >> (8 * (sizeof(b->bytes) - 1 - i)));
	return span_make((const char *)b->bytes, sizeof(b->bytes));
}

SQLRETURN bookmark_row(struct stmt *s, const void *bookmark, SQLULEN *row)
{
	if (!bookmarks_on(s))
		return diag_postf(&s->head.diag, STATE_FETCH_TYPE_RANGE, "SQL_FETCH_BOOKMARK needs SQL_ATTR_USE_BOOKMARKS");
	if (!s->scrollable)
		return diag_postf(&s->head.diag, STATE_FETCH_TYPE_RANGE, "SQL_FETCH_BOOKMARK needs a static cursor");
	if (!bookmark)
		return diag_postf(&s->head.diag, STATE_INVALID_BOOKMARK, "SQL_ATTR_FETCH_BOOKMARK_PTR is not set");
	memcpy(row, bookmark, sizeof(*row));
	if (*row == 0 || *row > rows_total(s->rows))
		return diag_postf(&s->head.diag, STATE_INVALID_BOOKMARK, "The bookmark is none of this result");
	return SQL_SUCCESS;
}

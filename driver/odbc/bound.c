#include "odbc/bound.h"

#include "base/utf.h"

#include <string.h>

struct binding binding_of(const struct desc *d, const struct desc_rec *rec, enum c_type c)
{
	const ptrdiff_t offset = desc_bind_offset(d);
	const bool by_row = d->bind_type != SQL_PARAM_BIND_BY_COLUMN;
	const char *length = (const char *)rec->octet_length_ptr, *indicator = (const char *)rec->indicator_ptr;

	return (struct binding){
		.data = rec->data_ptr ? (const char *)rec->data_ptr + offset : NULL,
		.length = length ? length + offset : NULL,
		.indicator = indicator && indicator != length ? indicator + offset : NULL,
		.step = by_row ? (size_t)d->bind_type : c_type_is_variable(c) ? (size_t)rec->octet_length : c_type_size(c),
		.length_step = by_row ? (size_t)d->bind_type : sizeof(SQLLEN),
	};
}

struct bound bound_at(const struct desc *d, const struct desc_rec *rec, enum c_type c, size_t row)
{
	const struct binding b = binding_of(d, rec, c);

	return binding_at(&b, row);
}

SQLLEN bound_length(const struct bound *at, enum c_type c)
{
	if (at->length >= 0)
		return at->length;
	if (at->length != SQL_NTS)
		return -1;
	if (!at->data)
		return 0;
	if (c == C_TYPE_WCHAR)
		return (SQLLEN)(wide_length((const utf_wide *)(const void *)at->data) * sizeof(utf_wide));
	return c == C_TYPE_CHAR ? (SQLLEN)strlen(at->data) : -1;
}

bool bound_is_late(SQLLEN length)
{
	return length == SQL_DATA_AT_EXEC || length <= SQL_LEN_DATA_AT_EXEC_OFFSET;
}

/*
 * SQLGetDescField, SQLSetDescField, SQLGetDescRec, SQLSetDescRec and
 * SQLCopyDesc, from the rows of descfields.def (which descriptors may read or
 * write a field, its width, where it is kept).
 *
 * Text and numbers travel as in odbc/attr.h.  Errors are posted on the
 * descriptor.  The caller holds the connection's lock.
 */
#ifndef ODBC_DESCFIELD_H
#define ODBC_DESCFIELD_H

#include "odbc/attr.h"
#include "odbc/desc.h"

struct desc_rec_out {
	struct span name;    /* borrowed from the record; never absent */
	SQLSMALLINT type, subtype;
	SQLLEN length;
	SQLSMALLINT precision, scale, nullable;
};

/* Is this field a text (in the API's two character sets)?  False for unknown ones. */
bool desc_field_is_text(SQLSMALLINT field);

SQLRETURN desc_get_field(struct desc *d, SQLSMALLINT rec, SQLSMALLINT field, struct attr_out *out);
SQLRETURN desc_set_field(struct desc *d, SQLSMALLINT rec, SQLSMALLINT field, const struct attr_in *in);

/*
 * One field of a described column as SQLColAttribute wants it: texts into `out`, numbers into *number.
 * False: not a record field of an IRD (HY091).
 */
bool desc_column_field(const struct desc_rec *r, SQLUSMALLINT field, struct attr_out *out, SQLLEN *number);

/* SQL_NO_DATA above the count. */
SQLRETURN desc_get_rec(struct desc *d, SQLSMALLINT rec, struct desc_rec_out *out);
SQLRETURN desc_set_rec(struct desc *d, SQLSMALLINT rec, SQLSMALLINT type, SQLSMALLINT subtype, SQLLEN length,
		       SQLSMALLINT precision, SQLSMALLINT scale, SQLPOINTER data, SQLLEN *octet_length,
		       SQLLEN *indicator);

SQLRETURN desc_copy(struct desc *from, struct desc *to); /* errors are posted on `to` */

#endif

/*
 * Life of descriptors and their records.
 *
 * Records between count + 1 and room are always in the state of new ones, so
 * that raising the count never has to look at them.
 */
#include "odbc/desc.h"

#include "base/mem.h"
#include "odbc/dbc.h"
#include "odbc/stmt.h"

#include <string.h>

/* Appendix D, "Interval data types": the leading precision when none is given. */
#define INTERVAL_LEADING_PRECISION 2
/* What PostgreSQL's intervals need: a leading field of the largest interval has nine digits. */
#define INTERVAL_DIGITS            9
#define SECONDS_PRECISION          6
/* SQL_NUMERIC_STRUCT holds 128 bits: 38 whole digits. */
#define NUMERIC_PRECISION          38
#define DOUBLE_BITS                53
#define REAL_BITS                  24

static void rec_release(struct desc_rec *r)
{
	char **texts[] = {
		&r->name, &r->label, &r->base_column_name, &r->base_table_name, &r->catalog_name, &r->schema_name,
		&r->table_name, &r->type_name, &r->local_type_name, &r->literal_prefix, &r->literal_suffix,
	};

	for (size_t i = 0; i < LB_COUNT(texts); i++) {
		char **text = texts[i];

		mem_free(*text);
		*text = NULL;
	}
}

static void rec_init(struct desc_rec *r, enum desc_kind kind)
{
	memset(r, 0, sizeof(*r));
	r->typmod = TYPMOD_NONE;
	switch (kind) {
	case DESC_ARD:
	case DESC_APD:
		r->type = SQL_C_DEFAULT;
		r->concise_type = SQL_C_DEFAULT;
		break;
	case DESC_IRD:
		r->nullable = SQL_NULLABLE_UNKNOWN;
		r->unnamed = SQL_UNNAMED;
		r->updatable = SQL_ATTR_READWRITE_UNKNOWN;
		break;
	case DESC_IPD:
		r->parameter_type = SQL_PARAM_INPUT;
		r->nullable = SQL_NULLABLE; /* SQLSetDescField: dynamic parameters always are */
		r->unnamed = SQL_UNNAMED;
		break;
	}
}

void desc_rec_clear(struct desc_rec *r, enum desc_kind kind)
{
	rec_release(r);
	rec_init(r, kind);
}

/* Room for `want` records, new ones in their first state. */
static bool reserve(struct desc *d, size_t want)
{
	struct desc_rec *recs;
	size_t room;

	if (want <= d->room)
		return true;
	room = d->room * 2 > want ? d->room * 2 : want;
	recs = mem_resize(d->recs, room, sizeof(*recs));
	if (!recs)
		return false;
	for (size_t i = d->room; i < room; i++)
		rec_init(&recs[i], d->kind);
	d->recs = recs;
	d->room = room;
	return true;
}

struct desc *desc_new(struct dbc *dbc, enum desc_kind kind, struct stmt *owner)
{
	struct desc *d = mem_new(sizeof(*d));

	if (!d)
		return NULL;
	d->kind = kind;
	d->implicit = owner != NULL;
	d->stmt = owner;
	d->array_size = 1;
	d->bind_type = SQL_BIND_BY_COLUMN;
	d->generation = 1;
	if (!reserve(d, 1)) { /* the bookmark record is always there */
		mem_free(d);
		return NULL;
	}
	handle_init(&d->head, HANDLE_DESC, &dbc->head, &dbc->lock);
	return d;
}

/* SQLFreeHandle: statements associated with a freed descriptor revert to their implicit ones. */
static void detach(struct desc *d)
{
	for (struct handle *h = d->head.parent ? d->head.parent->children : NULL; h; h = h->next) {
		struct stmt *s;

		if (h->kind != HANDLE_STMT)
			continue;
		s = (struct stmt *)h;
		if (s->plan.ard == d) /* the next descriptor may get the same address */
			s->plan.ard = NULL;
		if (s->ard == d) {
			s->ard = s->own_ard;
			if (s->ard)
				s->ard->generation++;
		}
		if (s->apd == d) {
			s->apd = s->own_apd;
			if (s->apd)
				s->apd->generation++;
		}
	}
}

void desc_free(struct desc *d)
{
	if (!d)
		return;
	if (!d->implicit)
		detach(d);
	for (size_t i = 0; i < d->room; i++)
		rec_release(&d->recs[i]);
	mem_free(d->recs);
	handle_release(&d->head);
	mem_free(d);
}

bool desc_grow(struct desc *d, SQLINTEGER number)
{
	if (number < 0 || number > DESC_RECORDS)
		return false;
	if (number <= d->count)
		return true;
	if (!reserve(d, (size_t)number + 1))
		return false;
	d->count = (SQLUSMALLINT)number;
	d->generation++;
	return true;
}

void desc_shrink(struct desc *d, SQLINTEGER count)
{
	if (count < 0)
		count = 0;
	if (count >= d->count)
		return;
	for (size_t i = (size_t)count + 1; i <= (size_t)d->count; i++)
		desc_rec_clear(&d->recs[i], d->kind);
	d->count = (SQLUSMALLINT)count;
	d->generation++;
}

struct desc_rec *desc_rec(struct desc *d, SQLINTEGER number)
{
	if (number < 0 || number > d->count)
		return NULL;
	return &d->recs[number];
}

/* Replaces an owned text; absent makes it NULL. */
static bool set_text(char **to, struct span text)
{
	char *copy = NULL;

	if (text.p) {
		copy = mem_dup(text.p, text.n);
		if (!copy)
			return false;
	}
	mem_free(*to);
	*to = copy;
	return true;
}

static bool has_seconds(SQLSMALLINT concise)
{
	switch (concise) {
	case SQL_TYPE_TIME:
	case SQL_TYPE_TIMESTAMP:
	case SQL_INTERVAL_SECOND:
	case SQL_INTERVAL_DAY_TO_SECOND:
	case SQL_INTERVAL_HOUR_TO_SECOND:
	case SQL_INTERVAL_MINUTE_TO_SECOND:
		return true;
	default:
		return false;
	}
}

static bool is_approximate(const struct pg_type *t)
{
	return type_kind(t) == KIND_FLOAT4 || type_kind(t) == KIND_FLOAT8;
}

/* SQLSetDescField, SQL_DESC_PRECISION: digits, bits of the mantissa, or digits of the second. */
static SQLSMALLINT precision_of(const struct pg_type *t, int32_t typmod, SQLSMALLINT concise)
{
	if (has_seconds(concise))
		return type_decimal_digits(t, typmod);
	if (is_approximate(t))
		return type_kind(t) == KIND_FLOAT4 ? REAL_BITS : DOUBLE_BITS;
	if (type_radix(t) == 10) {
		SQLULEN size = type_column_size(t, typmod);

		return size > INT16_MAX ? INT16_MAX : (SQLSMALLINT)size;
	}
	return 0;
}

ptrdiff_t desc_bind_offset(const struct desc *d)
{
	SQLLEN offset = 0;

	if (d->bind_offset_ptr)
		memcpy(&offset, d->bind_offset_ptr, sizeof(offset));
	return (ptrdiff_t)offset;
}

void desc_store_count(SQLULEN *at, SQLULEN n)
{
	if (at)
		memcpy(at, &n, sizeof(n));
}

bool desc_describe(struct desc_rec *r, uint32_t oid, int32_t typmod, enum text_width width, struct span name,
		   const char *type_words)
{
	const struct pg_type *t = type_by_oid(oid);
	SQLSMALLINT concise = type_sql_type(t, typmod, width);
	struct span words = type_words ? span_of(type_words) : span_of(type_name(t));

	r->oid = oid;
	r->typmod = typmod;
	r->concise_type = concise;
	r->type = type_verbose(concise);
	r->datetime_code = type_datetime_code(concise);
	r->datetime_precision = r->type == SQL_INTERVAL ? INTERVAL_DIGITS : 0;
	r->length = type_column_size(t, typmod);
	r->octet_length = type_octet_length(t, typmod, width);
	r->precision = precision_of(t, typmod, concise);
	r->scale = type_radix(t) == 10 && !is_approximate(t) ? type_decimal_digits(t, typmod) : 0;
	r->num_prec_radix = is_approximate(t) ? 2 : type_radix(t); /* the precision above is in bits */
	r->display_size = type_display_size(t, typmod);
	r->searchable = type_searchable(t);
	r->fixed_prec_scale = type_is_fixed_scale(t) ? SQL_TRUE : SQL_FALSE;
	r->is_unsigned = type_is_unsigned(t) ? SQL_TRUE : SQL_FALSE;
	r->case_sensitive = type_is_case_sensitive(t) ? SQL_TRUE : SQL_FALSE;
	r->auto_unique = SQL_FALSE;
	r->rowver = SQL_FALSE;
	r->unnamed = name.n ? SQL_NAMED : SQL_UNNAMED;
	return set_text(&r->name, name) && set_text(&r->label, name) && set_text(&r->type_name, words) &&
	       set_text(&r->local_type_name, words) &&
	       set_text(&r->literal_prefix, span_of(type_literal_prefix(t))) &&
	       set_text(&r->literal_suffix, span_of(type_literal_suffix(t)));
}

/* The codes of ODBC 2, which as concise types can only mean these. */
static SQLSMALLINT modern(SQLSMALLINT concise)
{
	switch (concise) {
	case SQL_DATE:
		return SQL_TYPE_DATE;
	case SQL_TIME:
		return SQL_TYPE_TIME;
	case SQL_TIMESTAMP:
		return SQL_TYPE_TIMESTAMP;
	default:
		return concise;
	}
}

/* SQLSetDescField, SQL_DESC_TYPE: "other fields implicitly set". */
void desc_set_concise(struct desc_rec *r, SQLSMALLINT concise)
{
	concise = modern(concise);
	r->concise_type = concise;
	r->type = type_verbose(concise);
	r->datetime_code = type_datetime_code(concise);
	r->num_prec_radix = 0;
	r->scale_set = false;
	switch (concise) {
	case SQL_CHAR:
	case SQL_VARCHAR:
	case SQL_LONGVARCHAR:
	case SQL_WCHAR:
	case SQL_WVARCHAR:
	case SQL_WLONGVARCHAR:
		r->length = 1;
		r->precision = 0;
		break;
	case SQL_NUMERIC:
	case SQL_DECIMAL:
		r->precision = NUMERIC_PRECISION;
		r->scale = 0;
		r->num_prec_radix = 10;
		break;
	case SQL_REAL:
		r->precision = REAL_BITS;
		r->num_prec_radix = 2;
		break;
	case SQL_FLOAT:
	case SQL_DOUBLE:
		r->precision = DOUBLE_BITS;
		r->num_prec_radix = 2;
		break;
	case SQL_TYPE_DATE:
	case SQL_TYPE_TIME:
		r->precision = 0;
		break;
	default:
		if (r->type == SQL_INTERVAL)
			r->datetime_precision = INTERVAL_LEADING_PRECISION;
		if (has_seconds(concise))
			r->precision = SECONDS_PRECISION;
		break;
	}
}

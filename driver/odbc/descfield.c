#include "odbc/descfield.h"

#include "odbc/bookmark.h"
#include "odbc/stmt.h"
#include "type/c_types.h"

#include <string.h>

enum field_type { FIELD_I16, FIELD_I32, FIELD_LEN, FIELD_ULEN, FIELD_PTR, FIELD_TEXT };
enum field_access { FIELD_NO, FIELD_RO, FIELD_RW };

struct desc_field;
typedef SQLRETURN field_set(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in);

struct desc_field {
	SQLSMALLINT id;
	bool header;
	enum field_type type;
	enum field_access access[DESC_IPD + 1]; /* by enum desc_kind */
	size_t offset;
	field_set *set;
};

/* PostgreSQL's NAMEDATALEN - 1, what SQLGetInfo says of SQL_MAX_IDENTIFIER_LEN. */
#define NAME_LIMIT 63

static field_set set_plain, set_deferred, set_array_size, set_count, set_concise_type, set_data_ptr, set_datetime_code,
	set_name, set_parameter_type, set_scale, set_type, set_unnamed;

#define I16  SQLSMALLINT
#define I32  SQLINTEGER
#define LEN  SQLLEN
#define ULEN SQLULEN
#define PTR  void *
#define TEXT char *
#define HEADER(id, type, a, b, c, e, member, set) \
	_Static_assert(sizeof(((struct desc *)0)->member) == sizeof(type), #member);
#define RECORD(id, type, a, b, c, e, member, set) \
	_Static_assert(sizeof(((struct desc_rec *)0)->member) == sizeof(type), #member);
#include "odbc/descfields.def"
#undef HEADER
#undef RECORD
#undef I16
#undef I32
#undef LEN
#undef ULEN
#undef PTR
#undef TEXT

static const struct desc_field fields[] = {
#define ROW(id, header, type, ard, apd, ird, ipd, offset, set) \
	{id, header, FIELD_##type, \
	 {[DESC_ARD] = FIELD_##ard, [DESC_APD] = FIELD_##apd, [DESC_IRD] = FIELD_##ird, [DESC_IPD] = FIELD_##ipd}, \
	 offset, set_##set},
#define HEADER(id, type, ard, apd, ird, ipd, member, set) \
	ROW(id, true, type, ard, apd, ird, ipd, offsetof(struct desc, member), set)
#define RECORD(id, type, ard, apd, ird, ipd, member, set) \
	ROW(id, false, type, ard, apd, ird, ipd, offsetof(struct desc_rec, member), set)
#include "odbc/descfields.def"
#undef HEADER
#undef RECORD
#undef ROW
};

static const struct desc_field *field_find(SQLINTEGER id)
{
	for (size_t i = 0; i < LB_COUNT(fields); i++)
		if (fields[i].id == id)
			return &fields[i];
	return NULL;
}

bool desc_field_is_text(SQLSMALLINT field)
{
	const struct desc_field *f = field_find(field);

	return f && f->type == FIELD_TEXT;
}

/* ---- reading ---- */

static size_t field_size(enum field_type type)
{
	switch (type) {
	case FIELD_I16:
		return sizeof(SQLSMALLINT);
	case FIELD_I32:
		return sizeof(SQLINTEGER);
	case FIELD_LEN:
	case FIELD_ULEN:
		return sizeof(SQLLEN);
	case FIELD_PTR:
	case FIELD_TEXT:
		break;
	}
	return sizeof(void *);
}

static SQLRETURN give_bytes(struct attr_out *out, const void *from, size_t n)
{
	if (out->value)
		memcpy(out->value, from, n);
	if (out->length)
		*out->length = (SQLINTEGER)n;
	return SQL_SUCCESS;
}

static void give_text(struct attr_out *out, const char *text)
{
	out->is_text = true;
	strbuf_add_text(&out->text, text ? text : "");
}

/* SQLSTATE by its code, for records that move from one handle to another; HY000 for codes not of the table. */
static enum sqlstate state_of(const char *code)
{
	for (int i = 0; i < STATE_COUNT; i++)
		if (strcmp(sqlstate_code((enum sqlstate)i), code) == 0)
			return (enum sqlstate)i;
	return STATE_GENERAL_ERROR;
}

/* What describing put on the statement is an error of the descriptor call. */
static SQLRETURN repeat_records(struct desc *d, const struct diag *from, size_t first)
{
	if (from->out_of_memory)
		return diag_post_no_memory(&d->head.diag);
	for (size_t i = first; i < from->count; i++) {
		const struct diag_record *r = &from->records[i];
		bool warning = strncmp(r->state, "01", 2) == 0;

		if (r->from_server)
			diag_post_server(&d->head.diag, r->state, warning, r->native, span_of(r->message));
		else
			diag_postf(&d->head.diag, state_of(r->state), "%s", r->message);
	}
	return SQL_ERROR;
}

/* An IRD has fields once its statement was prepared; reading them is what asks the server. */
static SQLRETURN ird_ready(struct desc *d)
{
	struct stmt *s = d->stmt;
	size_t before;
	SQLRETURN rc;

	if (d->kind != DESC_IRD || !s)
		return SQL_SUCCESS;
	if (s->phase == PHASE_ALLOCATED)
		return diag_postf(&d->head.diag, STATE_NOT_PREPARED,
				  "the statement of this row descriptor is not prepared; call SQLPrepare first");
	bookmark_describe(s);
	if (s->phase != PHASE_PREPARED)
		return SQL_SUCCESS;
	before = s->head.diag.count;
	rc = stmt_describe(s);
	return SQL_SUCCEEDED(rc) ? SQL_SUCCESS : repeat_records(d, &s->head.diag, before);
}

/* Before a field is read that the catalogs know. */
static SQLRETURN ird_complete(struct desc *d, const struct desc_rec *r, SQLSMALLINT field)
{
	size_t before;
	SQLRETURN rc;

	if (d->kind != DESC_IRD || !d->stmt || !origins_field(r, field))
		return SQL_SUCCESS;
	before = d->stmt->head.diag.count;
	rc = stmt_origins(d->stmt);
	return SQL_SUCCEEDED(rc) ? SQL_SUCCESS : repeat_records(d, &d->stmt->head.diag, before);
}

/* SQLGetDescField and SQLGetDescRec, 07009: bookmark records that cannot be. */
static bool no_such_record(const struct desc *d, SQLSMALLINT rec)
{
	if (rec < 0)
		return true;
	if (rec > 0)
		return false;
	return d->kind == DESC_IPD || (d->kind == DESC_IRD && d->stmt && d->stmt->use_bookmarks == SQL_UB_OFF);
}

static SQLRETURN bad_record(struct desc *d, SQLSMALLINT rec)
{
	return diag_postf(&d->head.diag, STATE_INVALID_INDEX, "descriptor record %d does not exist here", (int)rec);
}

static SQLRETURN get_header(struct desc *d, const struct desc_field *f, struct attr_out *out)
{
	if (f->id == SQL_DESC_ALLOC_TYPE) {
		SQLSMALLINT how = d->implicit ? SQL_DESC_ALLOC_AUTO : SQL_DESC_ALLOC_USER;

		return give_bytes(out, &how, sizeof(how));
	}
	if (f->id == SQL_DESC_COUNT) {
		SQLRETURN rc = ird_ready(d);

		if (rc != SQL_SUCCESS)
			return rc;
	}
	return give_bytes(out, (const char *)d + f->offset, field_size(f->type));
}

SQLRETURN desc_get_field(struct desc *d, SQLSMALLINT rec, SQLSMALLINT field, struct attr_out *out)
{
	const struct desc_field *f = field_find(field);
	const struct desc_rec *r;
	SQLRETURN rc;

	if (!f || f->access[d->kind] == FIELD_NO)
		return diag_postf(&d->head.diag, STATE_INVALID_FIELD, "field %d is not defined for this descriptor",
				  (int)field);
	if (f->header)
		return get_header(d, f, out);
	rc = ird_ready(d);
	if (rc != SQL_SUCCESS)
		return rc;
	if (no_such_record(d, rec))
		return bad_record(d, rec);
	r = desc_rec(d, rec);
	if (!r)
		return SQL_NO_DATA;
	rc = ird_complete(d, r, field);
	if (rc != SQL_SUCCESS)
		return rc;
	if (f->type != FIELD_TEXT)
		return give_bytes(out, (const char *)r + f->offset, field_size(f->type));
	give_text(out, *(char *const *)(const void *)((const char *)r + f->offset));
	return strbuf_failed(&out->text) ? diag_post_no_memory(&d->head.diag) : SQL_SUCCESS;
}

SQLRETURN desc_get_rec(struct desc *d, SQLSMALLINT rec, struct desc_rec_out *out)
{
	const struct desc_rec *r;
	SQLRETURN rc = ird_ready(d);

	if (rc != SQL_SUCCESS)
		return rc;
	if (no_such_record(d, rec))
		return bad_record(d, rec);
	r = desc_rec(d, rec);
	if (!r)
		return SQL_NO_DATA;
	rc = ird_complete(d, r, SQL_DESC_NULLABLE);
	if (rc != SQL_SUCCESS)
		return rc;
	out->name = span_of(r->name ? r->name : "");
	out->type = r->type;
	out->subtype = r->datetime_code;
	out->length = r->octet_length;
	out->precision = r->precision;
	out->scale = r->scale;
	out->nullable = r->nullable;
	return SQL_SUCCESS;
}

bool desc_column_field(const struct desc_rec *r, SQLUSMALLINT field, struct attr_out *out, SQLLEN *number)
{
	const struct desc_field *f = field_find(field);
	const char *at;
	SQLLEN value = 0;

	if (!f || f->header || f->access[DESC_IRD] == FIELD_NO)
		return false;
	at = (const char *)r + f->offset;
	if (f->type == FIELD_TEXT) {
		give_text(out, *(char *const *)(const void *)at);
		return true;
	}
	if (f->type == FIELD_I16)
		value = *(const SQLSMALLINT *)(const void *)at;
	else if (f->type == FIELD_I32)
		value = *(const SQLINTEGER *)(const void *)at;
	else
		memcpy(&value, at, sizeof(value));
	if (number)
		*number = value;
	return true;
}

/* ---- types ---- */

/* A concise type that a descriptor of this kind can hold. */
static bool type_is_valid(enum desc_kind kind, SQLSMALLINT concise)
{
	enum c_type c;

	if (kind == DESC_IPD)
		return type_by_sql_type(concise) != NULL;
	return concise == SQL_C_DEFAULT || c_type_of(concise, &c);
}

/* The concise type of a verbose one and its code; 0: there is none. */
static SQLSMALLINT concise_of(SQLSMALLINT type, SQLSMALLINT code)
{
	if (type == SQL_DATETIME && code >= SQL_CODE_DATE && code <= SQL_CODE_TIMESTAMP)
		return (SQLSMALLINT)(SQL_TYPE_DATE - SQL_CODE_DATE + code);
	if (type == SQL_INTERVAL && code >= SQL_CODE_YEAR && code <= SQL_CODE_MINUTE_TO_SECOND)
		return (SQLSMALLINT)(SQL_INTERVAL_YEAR - SQL_CODE_YEAR + code);
	return 0;
}

static bool is_verbose(SQLSMALLINT type)
{
	return type == SQL_DATETIME || type == SQL_INTERVAL;
}

static SQLRETURN inconsistent(struct desc *d, const char *what)
{
	return diag_postf(&d->head.diag, STATE_INCONSISTENT_DESCRIPTOR, "the descriptor record is not consistent: %s",
			  what);
}

/* SQLSetDescRec, "Consistency Checks". */
static SQLRETURN check_record(struct desc *d, const struct desc_rec *r)
{
	if (is_verbose(r->type) ? concise_of(r->type, r->datetime_code) != r->concise_type
				: r->type != r->concise_type || r->datetime_code != 0)
		return inconsistent(d, "type, concise type and datetime or interval code do not belong together");
	if (!type_is_valid(d->kind, r->concise_type))
		return inconsistent(d, "unknown type");
	if ((r->concise_type == SQL_NUMERIC || r->concise_type == SQL_DECIMAL) && r->precision < 1)
		return inconsistent(d, "the precision of a number must be at least 1");
	if (is_verbose(r->type) && (r->precision < 0 || r->precision > 9))
		return inconsistent(d, "the precision of seconds must be 0 to 9");
	if (r->type == SQL_INTERVAL && r->datetime_precision < 1)
		return inconsistent(d, "the leading precision of an interval must be at least 1");
	return SQL_SUCCESS;
}

/* ---- writing ---- */

static SQLSMALLINT in_i16(const struct attr_in *in)
{
	return (SQLSMALLINT)(intptr_t)in->value;
}

static bool is_application(const struct desc *d)
{
	return d->kind == DESC_ARD || d->kind == DESC_APD;
}

/* SQLSetDescField, "Sequence of Setting Descriptor Fields": a changed record is not bound any more. */
static void unbind(struct desc *d, struct desc_rec *r)
{
	if (is_application(d))
		r->data_ptr = NULL;
	d->generation++;
}

static void store(void *at, enum field_type type, SQLPOINTER value)
{
	switch (type) {
	case FIELD_I16:
		*(SQLSMALLINT *)at = (SQLSMALLINT)(intptr_t)value;
		break;
	case FIELD_I32:
		*(SQLINTEGER *)at = (SQLINTEGER)(intptr_t)value;
		break;
	case FIELD_LEN:
		*(SQLLEN *)at = (SQLLEN)(intptr_t)value;
		break;
	case FIELD_ULEN:
		*(SQLULEN *)at = (SQLULEN)(uintptr_t)value;
		break;
	case FIELD_PTR:
		memcpy(at, &value, sizeof(value));
		break;
	case FIELD_TEXT: /* the one writable text has a setter */
		break;
	}
}

static SQLRETURN set_plain(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	if (f->header) {
		store((char *)d + f->offset, f->type, in->value);
		d->generation++;
		return SQL_SUCCESS;
	}
	store((char *)&d->recs[rec] + f->offset, f->type, in->value);
	unbind(d, &d->recs[rec]);
	return SQL_SUCCESS;
}

static SQLRETURN set_scale(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	d->recs[rec].scale_set = true;
	return set_plain(d, rec, f, in);
}

static SQLRETURN set_deferred(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	store((char *)&d->recs[rec] + f->offset, f->type, in->value);
	d->generation++;
	return SQL_SUCCESS;
}

static SQLRETURN set_array_size(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	if (!in->value)
		return diag_postf(&d->head.diag, STATE_INVALID_ATTRIBUTE_ID, "SQL_DESC_ARRAY_SIZE must be at least 1");
	return set_plain(d, rec, f, in);
}

static SQLRETURN set_count(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	SQLSMALLINT count = in_i16(in);

	(void)rec;
	(void)f;
	if (count < 0)
		return bad_record(d, count);
	desc_shrink(d, count);
	return desc_grow(d, count) ? SQL_SUCCESS : diag_post_no_memory(&d->head.diag);
}

static SQLRETURN set_concise_type(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	(void)f;
	if (!type_is_valid(d->kind, in_i16(in)))
		return inconsistent(d, "unknown type");
	desc_set_concise(&d->recs[rec], in_i16(in));
	unbind(d, &d->recs[rec]);
	return SQL_SUCCESS;
}

/* A verbose type waits for its code, or takes the one that was set before it. */
static SQLRETURN set_verbose(struct desc *d, struct desc_rec *r, SQLSMALLINT type, SQLSMALLINT code)
{
	SQLSMALLINT concise = concise_of(type, code);

	if (concise) {
		if (!type_is_valid(d->kind, concise))
			return inconsistent(d, "unknown type");
		desc_set_concise(r, concise);
	}
	r->type = type;
	r->datetime_code = code;
	r->concise_type = concise;
	unbind(d, r);
	return SQL_SUCCESS;
}

static SQLRETURN set_type(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	SQLSMALLINT type = in_i16(in);
	struct desc_rec *r = &d->recs[rec];

	if (is_verbose(type))
		return set_verbose(d, r, type, concise_of(type, r->datetime_code) ? r->datetime_code : 0);
	if (is_verbose(type_verbose(type)))
		return inconsistent(d, "SQL_DESC_TYPE takes SQL_DATETIME or SQL_INTERVAL; a concise type belongs in "
				       "SQL_DESC_CONCISE_TYPE");
	return set_concise_type(d, rec, f, in);
}

static SQLRETURN set_datetime_code(struct desc *d, SQLSMALLINT rec, const struct desc_field *f,
				   const struct attr_in *in)
{
	struct desc_rec *r = &d->recs[rec];
	SQLSMALLINT code = in_i16(in);

	if (!is_verbose(r->type)) /* SQL_DESC_TYPE may follow */
		return set_plain(d, rec, f, in);
	if (!concise_of(r->type, code))
		return inconsistent(d, "this datetime or interval code does not belong to the type");
	return set_verbose(d, r, r->type, code);
}

static SQLRETURN set_data_ptr(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	struct desc_rec *r = &d->recs[rec];
	SQLINTEGER last = d->count;
	SQLRETURN rc;

	(void)f;
	if (in->value || d->kind == DESC_IPD) {
		rc = check_record(d, r);
		if (rc != SQL_SUCCESS)
			return rc;
	}
	d->generation++;
	if (d->kind == DESC_IPD) /* asking for the check was all */
		return SQL_SUCCESS;
	r->data_ptr = in->value;
	if (!in->value && rec == d->count) { /* SQL_DESC_COUNT is the highest record that is bound */
		while (last > 0 && !d->recs[last].data_ptr)
			last--;
		desc_shrink(d, last);
	}
	return SQL_SUCCESS;
}

static SQLRETURN set_name(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	struct desc_rec *r = &d->recs[rec];
	char *copy = NULL;

	(void)f;
	if (in->text_read && in->text.n > NAME_LIMIT)
		return diag_postf(&d->head.diag, STATE_STRING_TRUNCATED, "a parameter name has at most %d bytes",
				  NAME_LIMIT);
	if (in->text_read && in->text.n) {
		copy = mem_dup(in->text.p, in->text.n);
		if (!copy)
			return diag_post_no_memory(&d->head.diag);
	}
	mem_free(r->name);
	r->name = copy;
	r->unnamed = copy ? SQL_NAMED : SQL_UNNAMED;
	d->generation++;
	return SQL_SUCCESS;
}

static SQLRETURN set_unnamed(struct desc *d, SQLSMALLINT rec, const struct desc_field *f, const struct attr_in *in)
{
	(void)f;
	if (in_i16(in) != SQL_UNNAMED)
		return diag_postf(&d->head.diag, STATE_INVALID_ATTRIBUTE_ID,
				  "SQL_DESC_UNNAMED can only be set to SQL_UNNAMED; setting SQL_DESC_NAME makes it SQL_NAMED");
	mem_free(d->recs[rec].name);
	d->recs[rec].name = NULL;
	d->recs[rec].unnamed = SQL_UNNAMED;
	d->generation++;
	return SQL_SUCCESS;
}

static SQLRETURN set_parameter_type(struct desc *d, SQLSMALLINT rec, const struct desc_field *f,
				    const struct attr_in *in)
{
	switch (in_i16(in)) {
	case SQL_PARAM_INPUT:
	case SQL_PARAM_INPUT_OUTPUT:
	case SQL_PARAM_OUTPUT:
		return set_plain(d, rec, f, in);
	case SQL_PARAM_INPUT_OUTPUT_STREAM:
	case SQL_PARAM_OUTPUT_STREAM:
		return diag_postf(&d->head.diag, STATE_NOT_IMPLEMENTED, "streamed output parameters are not available");
	default:
		return diag_post(&d->head.diag, STATE_INVALID_PARAMETER_TYPE);
	}
}

/* The record that is about to be written, made when it is not there yet. */
static SQLRETURN writable_record(struct desc *d, SQLSMALLINT rec)
{
	if (rec < 0 || (rec == 0 && (d->kind == DESC_IPD || (d->kind == DESC_APD && d->implicit))))
		return bad_record(d, rec);
	return desc_grow(d, rec) ? SQL_SUCCESS : diag_post_no_memory(&d->head.diag);
}

SQLRETURN desc_set_field(struct desc *d, SQLSMALLINT rec, SQLSMALLINT field, const struct attr_in *in)
{
	const struct desc_field *f = field_find(field);

	if (f && d->kind == DESC_IRD && f->access[DESC_IRD] != FIELD_RW)
		return diag_post(&d->head.diag, STATE_CANNOT_MODIFY_IRD);
	if (!f || f->access[d->kind] != FIELD_RW)
		return diag_postf(&d->head.diag, STATE_INVALID_FIELD, "field %d cannot be set in this descriptor",
				  (int)field);
	if (!f->header) {
		SQLRETURN rc = writable_record(d, rec);

		if (rc != SQL_SUCCESS)
			return rc;
	}
	return f->set(d, rec, f, in);
}

SQLRETURN desc_set_rec(struct desc *d, SQLSMALLINT rec, SQLSMALLINT type, SQLSMALLINT subtype, SQLLEN length,
		       SQLSMALLINT precision, SQLSMALLINT scale, SQLPOINTER data, SQLLEN *octet_length,
		       SQLLEN *indicator)
{
	struct desc_rec *r;
	SQLRETURN rc;

	if (d->kind == DESC_IRD)
		return diag_post(&d->head.diag, STATE_CANNOT_MODIFY_IRD);
	rc = writable_record(d, rec);
	if (rc != SQL_SUCCESS)
		return rc;
	r = &d->recs[rec];
	unbind(d, r);
	if (is_verbose(type)) {
		if (!concise_of(type, subtype))
			return inconsistent(d, "this datetime or interval code does not belong to the type");
		rc = set_verbose(d, r, type, subtype);
		if (rc != SQL_SUCCESS)
			return rc;
	} else {
		if (!type_is_valid(d->kind, type) || is_verbose(type_verbose(type)))
			return inconsistent(d, "unknown type, or a concise type where the verbose one belongs");
		desc_set_concise(r, type);
	}
	r->octet_length = length;
	r->precision = precision;
	r->scale = scale;
	r->scale_set = true;
	if (data || d->kind == DESC_IPD) {
		rc = check_record(d, r);
		if (rc != SQL_SUCCESS)
			return rc;
	}
	if (is_application(d)) {
		r->data_ptr = data;
		r->octet_length_ptr = octet_length;
		r->indicator_ptr = indicator;
	}
	return SQL_SUCCESS;
}

/* ---- SQLCopyDesc ---- */

/* The texts of a record that was copied byte by byte become its own; false leaves NULL where memory was short. */
static bool own_texts(struct desc_rec *r)
{
	bool ok = true;

	for (size_t i = 0; i < LB_COUNT(fields); i++) {
		char **text;

		if (fields[i].header || fields[i].type != FIELD_TEXT)
			continue;
		text = (char **)(void *)((char *)r + fields[i].offset);
		if (*text) {
			*text = mem_dup(*text, strlen(*text));
			ok = ok && *text;
		}
	}
	return ok;
}

/* SQLCopyDesc: a bound record of the source must be consistent as a record of the target. */
static SQLRETURN check_copies(const struct desc *from, struct desc *to)
{
	for (SQLINTEGER i = 0; i <= from->count; i++) {
		SQLRETURN rc = from->recs[i].data_ptr ? check_record(to, &from->recs[i]) : SQL_SUCCESS;

		if (rc != SQL_SUCCESS)
			return rc;
	}
	return SQL_SUCCESS;
}

static SQLRETURN copy_source_ready(struct desc *from, struct desc *to)
{
	size_t before = from->head.diag.count;

	if (ird_ready(from) == SQL_SUCCESS)
		return SQL_SUCCESS;
	return from == to ? SQL_ERROR : repeat_records(to, &from->head.diag, before);
}

/* All fields but SQL_DESC_ALLOC_TYPE, whether they are defined for the target or not. */
SQLRETURN desc_copy(struct desc *from, struct desc *to)
{
	bool ok = true;
	SQLRETURN rc;

	if (to->kind == DESC_IRD)
		return diag_post(&to->head.diag, STATE_CANNOT_MODIFY_IRD);
	if (from == to)
		return SQL_SUCCESS;
	rc = copy_source_ready(from, to);
	if (rc == SQL_SUCCESS)
		rc = check_copies(from, to);
	if (rc != SQL_SUCCESS)
		return rc;
	desc_shrink(to, from->count);
	if (!desc_grow(to, from->count))
		return diag_post_no_memory(&to->head.diag);
	for (SQLINTEGER i = 0; i <= from->count; i++) {
		desc_rec_clear(&to->recs[i], to->kind);
		to->recs[i] = from->recs[i];
		ok = own_texts(&to->recs[i]) && ok;
	}
	to->array_size = from->array_size;
	to->array_status_ptr = from->array_status_ptr;
	to->bind_offset_ptr = from->bind_offset_ptr;
	to->bind_type = from->bind_type;
	to->rows_processed_ptr = from->rows_processed_ptr;
	to->generation++;
	return ok ? SQL_SUCCESS : diag_post_no_memory(&to->head.diag);
}

#include "odbc/params.h"

#include "base/wire.h"
#include "odbc/call.h"
#include "odbc/diagpost.h"
#include "odbc/stmt.h"

#include <string.h>

#define TEXT_LENGTHS_AT_MOST INT32_MAX

void params_late_stop(struct stmt *s)
{
	struct param_state *p = &s->params;

	for (size_t i = 0; i < p->late_count; i++)
		strbuf_release(&p->late[i].bytes);
	mem_free(p->late);
	p->late = NULL;
	p->late_count = p->late_room = p->next_set = p->next_marker = 0;
}

void params_release(struct param_state *p)
{
	mem_free(p->plans);
	mem_free(p->oids);
	mem_free(p->values);
	mem_free(p->lengths);
	mem_free(p->formats);
	mem_free(p->offsets);
	strbuf_release(&p->arena);
	strbuf_release(&p->as_text);
	*p = (struct param_state){0};
}

/* ---- the plan ---- */

static bool is_character(SQLSMALLINT sql_type)
{
	switch (sql_type) {
	case SQL_CHAR:
	case SQL_VARCHAR:
	case SQL_LONGVARCHAR:
	case SQL_WCHAR:
	case SQL_WVARCHAR:
	case SQL_WLONGVARCHAR:
		return true;
	default:
		return false;
	}
}

static SQLRETURN plan_one(struct stmt *s, size_t i, struct param_plan *out)
{
	const struct desc_rec *apd = desc_rec(s->apd, (SQLINTEGER)i + 1);
	const struct desc_rec *ipd = desc_rec(s->ipd, (SQLINTEGER)i + 1);
	const struct pg_type *type;
	enum pg_kind kind = KIND_TEXT;
	SQLSMALLINT c = apd->concise_type;
	struct diag *d = &s->head.diag;

	*out = (struct param_plan){.oid = 0};
	if (c == SQL_C_DEFAULT)
		c = c_type_default(ipd->concise_type);
	if (!c_type_of(c, &out->c_type))
		return diag_postf(d, STATE_INVALID_BUFFER_TYPE, "Parameter %zu: %d is not an SQL_C_ type", i + 1, c);
	out->variable = c_type_is_variable(out->c_type);
	if (c_type_is_interval(out->c_type))
		out->c_interval = (SQLSMALLINT)(c_type_sql_c(out->c_type) - CONCISE_INTERVAL);
	if (type_verbose(ipd->concise_type) == SQL_INTERVAL)
		out->sql_interval = (SQLSMALLINT)(ipd->concise_type - CONCISE_INTERVAL);
	type = type_by_sql_type(ipd->concise_type);
	if (!type)
		return diag_postf(d, STATE_INVALID_SQL_TYPE, "Parameter %zu: %d is not a type of this database", i + 1, ipd->concise_type);
	if (is_character(ipd->concise_type) && i < s->params.as_text.n && strbuf_text(&s->params.as_text)[i]) {
		out->oid = TEXT_OID;
	} else if (!is_character(ipd->concise_type) && !s->params.untyped) {
		kind = type_kind(type);
		out->oid = type_oid(type);
		out->binary = conv_binary_known(kind);
	} else if (!is_character(ipd->concise_type)) {
		kind = type_kind(type); /* second try: the server decides, in the text form of what we think it is */
	}
	out->is_out = ipd->parameter_type == SQL_PARAM_OUTPUT;
	/* bindings are deferred: where they point to is looked up now, what lies there when it is encoded */
	out->at = binding_of(s->apd, apd, out->c_type);
	out->precision = apd->precision;
	out->scale = apd->scale;
	out->room = apd->octet_length;
	if (!conv_interval_fits(out->c_type, ipd->concise_type) ||
	    !conv_from_c(&out->conversion, out->c_type, kind, out->binary ? WIRE_BINARY : WIRE_TEXT))
		return diag_postf(d, STATE_RESTRICTED_TYPE, "Parameter %zu: C type %d cannot become SQL type %d", i + 1, c,
				  ipd->concise_type);
	return SQL_SUCCESS;
}

static bool is_bound(const struct desc_rec *apd)
{
	return apd && (apd->data_ptr || apd->indicator_ptr || apd->octet_length_ptr);
}

static bool make_room(struct param_state *p, size_t n)
{
	void *plans, *oids, *values, *lengths, *formats, *offsets;

	if (n <= p->room)
		return true;
	plans = mem_resize(p->plans, n, sizeof(*p->plans));
	if (plans)
		p->plans = plans;
	oids = mem_resize(p->oids, n, sizeof(*p->oids));
	if (oids)
		p->oids = oids;
	values = mem_resize(p->values, n, sizeof(*p->values));
	if (values)
		p->values = values;
	lengths = mem_resize(p->lengths, n, sizeof(*p->lengths));
	if (lengths)
		p->lengths = lengths;
	formats = mem_resize(p->formats, n, sizeof(*p->formats));
	if (formats)
		p->formats = formats;
	offsets = mem_resize(p->offsets, n, sizeof(*p->offsets));
	if (offsets)
		p->offsets = offsets;
	if (!plans || !oids || !values || !lengths || !formats || !offsets)
		return false;
	p->room = n;
	return true;
}

SQLRETURN params_plan(struct stmt *s)
{
	struct param_state *p = &s->params;
	const size_t n = s->text.params;
	bool times = false;

	p->count = 0;
	if (n > (size_t)s->apd->count || n > (size_t)s->ipd->count)
		return diag_postf(&s->head.diag, STATE_WRONG_PARAMETER_COUNT, "The statement has %zu parameter markers, %d are bound",
				  n, s->apd->count);
	if (!make_room(p, n))
		return diag_post_no_memory(&s->head.diag);
	for (size_t i = 0; i < n; i++) {
		SQLRETURN rc;

		if (!is_bound(desc_rec(s->apd, (SQLINTEGER)i + 1)))
			return diag_postf(&s->head.diag, STATE_WRONG_PARAMETER_COUNT, "Parameter %zu is not bound", i + 1);
		rc = plan_one(s, i, &p->plans[i]);
		if (rc != SQL_SUCCESS)
			return rc;
		times |= p->plans[i].c_type == C_TYPE_TIME;
	}
	if (times)
		p->today_days = local_today();
	p->count = n;
	return SQL_SUCCESS;
}

/* ---- one set of values ---- */

const struct param_late *params_find_late(const struct param_state *p, size_t set, size_t marker)
{
	size_t low = 0, high = p->late_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		const struct param_late *late = &p->late[middle];

		if (late->set == set && late->marker == marker)
			return late;
		if (late->set < set || (late->set == set && late->marker < marker))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static SQLRETURN encode_value(struct stmt *s, size_t i, size_t set, const struct c_source *from, struct strbuf *out)
{
	const struct param_plan *plan = &s->params.plans[i];
	const size_t start = out->n;
	const enum conv_status status = conv_param(&plan->conversion, from, out, &s->scratch);

	if (status != CONV_FRACTION_TRUNC && status != CONV_OK)
		return post_conv_param(&s->head.diag, status == CONV_RIGHT_TRUNC ? CONV_STRING_TRUNC : status, (SQLLEN)set + 1,
				       (SQLINTEGER)i + 1, plan->oid);
	if (strbuf_failed(out) || out->n - start >= TEXT_LENGTHS_AT_MOST)
		return diag_post_no_memory(&s->head.diag);
	while (!plan->binary && out->n > start && !out->p[out->n - 1])
		out->n--; /* applications count the terminator in */
	if (!plan->binary && out->n > start && memchr(out->p + start, '\0', out->n - start))
		return diag_postf_at(&s->head.diag, STATE_INVALID_CHARACTER, (SQLLEN)set + 1, (SQLINTEGER)i + 1,
				     "Parameter %zu contains a NUL character, which PostgreSQL text cannot hold", i + 1);
	return status == CONV_OK ? SQL_SUCCESS
				 : post_conv_param(&s->head.diag, status, (SQLLEN)set + 1, (SQLINTEGER)i + 1, plan->oid);
}

static SQLRETURN no_value(struct stmt *s, size_t i)
{
	return diag_postf(&s->head.diag, STATE_NULL_POINTER, "Parameter %zu has no value: its data pointer is NULL and its length does "
			  "not say SQL_NULL_DATA", i + 1);
}

static SQLRETURN no_length(struct stmt *s, size_t i, const struct bound *at)
{
	return diag_postf(&s->head.diag, STATE_INVALID_LENGTH, "Parameter %zu: %lld is not a length", i + 1, (long long)at->length);
}

enum found { FOUND_ERROR, FOUND_VALUE, FOUND_NULL, FOUND_LEFT_OUT };

/* What the application has for this parameter in this set. */
static enum found find_value(struct stmt *s, size_t i, size_t set, struct c_source *from)
{
	struct param_state *p = &s->params;
	const struct param_plan *plan = &p->plans[i];
	struct bound at = binding_at(&plan->at, set);

	*from = (struct c_source){.data = at.data, .precision = plan->precision, .scale = plan->scale, .today_days = p->today_days,
				  .c_interval = plan->c_interval, .sql_interval = plan->sql_interval};
	if (bound_is_late(at.length)) {
		const struct param_late *late = params_find_late(p, set, i);

		if (!late) {
			(void)diag_post(&s->head.diag, STATE_SEQUENCE_ERROR);
			return FOUND_ERROR;
		}
		at.length = late->is_null ? SQL_NULL_DATA : (SQLLEN)late->bytes.n;
		from->data = at.data = strbuf_text(&late->bytes);
	}
	if (at.length == SQL_NULL_DATA)
		return FOUND_NULL;
	if (at.length == SQL_DEFAULT_PARAM) {
		if (call_has_marker(s, i))
			return FOUND_LEFT_OUT;
		(void)diag_postf(&s->head.diag, STATE_DEFAULT_PARAMETER, "Parameter %zu: SQL_DEFAULT_PARAM is only possible in calls",
				 i + 1);
		return FOUND_ERROR;
	}
	if (!at.data && !(plan->variable && at.length == 0)) {
		(void)no_value(s, i);
		return FOUND_ERROR;
	}
	if (!at.data)
		from->data = "";
	if (plan->variable) {
		from->length = bound_length(&at, plan->c_type);
		if (!at.has_length && plan->c_type == C_TYPE_BINARY)
			from->length = plan->room;
		if (from->length < 0) {
			(void)no_length(s, i, &at);
			return FOUND_ERROR;
		}
	}
	return FOUND_VALUE;
}

static SQLRETURN encode_one(struct stmt *s, size_t i, size_t set)
{
	struct param_state *p = &s->params;
	const struct param_plan *plan = &p->plans[i];
	const size_t start = p->arena.n;
	struct c_source from;
	SQLRETURN rc;

	p->oids[i] = plan->oid;
	p->formats[i] = plan->binary;
	p->offsets[i] = SIZE_MAX;
	p->lengths[i] = 0;
	if (plan->is_out) {
		p->oids[i] = 0; /* CALL wants something in its place: NULL */
		return SQL_SUCCESS;
	}
	switch (find_value(s, i, set, &from)) {
	case FOUND_NULL:
		if (plan->oid == BYTEA_OID)
			p->oids[i] = 0; /* drivers' wrappers bind NULL as binary when they know nothing: fits any type */
		return SQL_SUCCESS;
	case FOUND_LEFT_OUT:
		p->oids[i] = TEXT_OID; /* left out of the call (call.c); a type has to be said all the same */
		p->formats[i] = 0;
		return SQL_SUCCESS;
	case FOUND_VALUE:
		break;
	default:
		return SQL_ERROR;
	}
	rc = encode_value(s, i, set, &from, &p->arena);
	if (rc == SQL_ERROR)
		return rc;
	p->offsets[i] = start;
	p->lengths[i] = (int)(p->arena.n - start);
	strbuf_add_char(&p->arena, '\0'); /* libpq reads text up to the NUL */
	return strbuf_failed(&p->arena) ? diag_post_no_memory(&s->head.diag) : rc;
}

SQLRETURN params_encode(struct stmt *s, size_t set)
{
	struct param_state *p = &s->params;
	SQLRETURN rc, worst = SQL_SUCCESS;

	strbuf_clear(&p->arena);
	for (size_t i = 0; i < p->count; i++) {
		rc = encode_one(s, i, set);
		if (rc == SQL_ERROR)
			return rc;
		if (rc != SQL_SUCCESS)
			worst = rc;
	}
	for (size_t i = 0; i < p->count; i++) /* the arena may have moved while it grew */
		p->values[i] = p->offsets[i] == SIZE_MAX ? NULL : p->arena.p + p->offsets[i];
	return worst;
}

SQLRETURN params_append(struct stmt *s, size_t marker, size_t set, struct strbuf *out)
{
	const size_t start = out->n;
	struct c_source from;
	SQLRETURN rc;
	uint32_t length;

	wire_put_i32(out, -1);
	if (s->params.plans[marker].is_out)
		return SQL_SUCCESS;
	switch (find_value(s, marker, set, &from)) {
	case FOUND_NULL:
		return strbuf_failed(out) ? diag_post_no_memory(&s->head.diag) : SQL_SUCCESS;
	case FOUND_VALUE:
		break;
	default:
		return SQL_ERROR;
	}
	rc = encode_value(s, marker, set, &from, out);
	if (rc != SQL_ERROR) {
		length = (uint32_t)(out->n - start - sizeof(length));
		wire_write_u32(out->p + start, length);
	}
	return rc;
}

struct packet_values params_values(struct stmt *s, const struct sql_part *part)
{
	const struct param_state *p = &s->params;
	const size_t at = part->first_param + (part->returns_value ? 1 : 0);
	const size_t n = part->params - (part->returns_value ? 1 : 0);

	if (n == 0)
		return (struct packet_values){.n = 0};
	return (struct packet_values){n, p->oids + at, p->values + at, p->lengths + at, p->formats + at};
}

bool params_is_default(const struct stmt *s, size_t marker, size_t set)
{
	return marker < s->params.count && s->params.plans[marker].at.length &&
	       binding_at(&s->params.plans[marker].at, set).length == SQL_DEFAULT_PARAM;
}

bool params_as_text(struct stmt *s, size_t marker)
{
	struct param_state *p = &s->params;
	struct param_plan *plan = marker < p->count ? &p->plans[marker] : NULL;

	if (!plan || plan->oid)
		return false;
	plan->oid = TEXT_OID;
	while (p->as_text.n < p->count && !strbuf_failed(&p->as_text))
		strbuf_add_char(&p->as_text, 0);
	if (!strbuf_failed(&p->as_text))
		p->as_text.p[marker] = 1; /* the next execution of this text knows it at once */
	return true;
}

bool params_ignored(const struct stmt *s, size_t set)
{
	return s->apd->array_status_ptr && s->apd->array_status_ptr[set] == SQL_PARAM_IGNORE;
}

/* ---- data at execution ---- */

static bool wants_late(const struct stmt *s, size_t set, size_t marker)
{
	const struct param_plan *plan = &s->params.plans[marker];

	return plan->at.length && bound_is_late(binding_at(&plan->at, set).length);
}

static bool next_late(struct stmt *s, size_t *set, size_t *marker, enum c_type *c)
{
	const size_t sets = s->apd->array_size ? s->apd->array_size : 1;

	for (; *set < sets; (*set)++, *marker = 0) {
		if (params_ignored(s, *set))
			continue;
		for (; *marker < s->params.count; (*marker)++)
			if (wants_late(s, *set, *marker)) {
				*c = s->params.plans[*marker].c_type;
				return true;
			}
	}
	return false;
}

static const struct desc *parameters_of(const struct stmt *s)
{
	return s->apd;
}

static const struct late_source parameters = {next_late, parameters_of, stmt_run_collected};

bool params_need_data(struct stmt *s)
{
	size_t set = 0, marker = 0;
	enum c_type c;

	return next_late(s, &set, &marker, &c);
}

void params_late_start(struct stmt *s, const struct late_source *from)
{
	params_late_stop(s);
	s->params.late_from = from ? from : &parameters;
	s->phase_before_data = s->phase;
	s->phase = PHASE_NEED_DATA;
}

static struct param_late *add_late(struct param_state *p, enum c_type c)
{
	if (p->late_count == p->late_room) {
		const size_t room = p->late_room ? p->late_room * 2 : 8;
		void *grown = mem_resize(p->late, room, sizeof(*p->late));

		if (!grown)
			return NULL;
		p->late = grown;
		p->late_room = room;
	}
	p->late[p->late_count] = (struct param_late){.set = p->next_set, .marker = p->next_marker, .c_type = c};
	return &p->late[p->late_count++];
}

/* What SQLParamData gives back: the address of the value, or whatever the application bound in its place. */
static SQLPOINTER late_address(struct stmt *s, const struct param_late *late)
{
	const struct desc *d = s->params.late_from->descriptor(s);
	const struct desc_rec *rec = &d->recs[late->marker + 1];

	return (SQLPOINTER)(uintptr_t)bound_at(d, rec, late->c_type, late->set).data;
}

SQLRETURN stmt_param_data(struct stmt *s, SQLPOINTER *value)
{
	struct param_state *p = &s->params;
	struct param_late *late;
	enum c_type c;
	SQLRETURN rc;

	if (s->phase != PHASE_NEED_DATA)
		return diag_post(&s->head.diag, STATE_SEQUENCE_ERROR);
	if (p->late_count && !p->late[p->late_count - 1].given)
		return diag_postf(&s->head.diag, STATE_SEQUENCE_ERROR, "Parameter %zu still waits for SQLPutData",
				  p->late[p->late_count - 1].marker + 1);
	if (p->late_from->next(s, &p->next_set, &p->next_marker, &c)) {
		late = add_late(p, c);
		if (!late)
			return diag_post_no_memory(&s->head.diag);
		p->next_marker++;
		if (value)
			*value = late_address(s, late);
		return SQL_NEED_DATA;
	}
	s->phase = s->phase_before_data;
	rc = p->late_from->run(s);
	params_late_stop(s);
	return rc;
}

static SQLRETURN put(struct stmt *s, struct param_late *late, SQLPOINTER data, SQLLEN length)
{
	const struct bound at = {.data = data, .length = length};
	const SQLLEN n = c_type_is_variable(late->c_type) ? bound_length(&at, late->c_type) : (SQLLEN)c_type_size(late->c_type);

	if (n < 0)
		return diag_post(&s->head.diag, STATE_INVALID_LENGTH);
	if (!data && n > 0)
		return diag_post(&s->head.diag, STATE_NULL_POINTER);
	strbuf_add(&late->bytes, data, (size_t)n);
	return strbuf_failed(&late->bytes) ? diag_post_no_memory(&s->head.diag) : SQL_SUCCESS;
}

static SQLRETURN take_piece(struct stmt *s, SQLPOINTER data, SQLLEN length)
{
	struct param_state *p = &s->params;
	struct param_late *late = &p->late[p->late_count - 1];

	if (late->given && !c_type_is_variable(late->c_type))
		return diag_post(&s->head.diag, STATE_PIECES_NOT_ALLOWED);
	if (late->given && (late->is_null || length == SQL_NULL_DATA))
		return diag_post(&s->head.diag, STATE_CONCATENATE_NULL);
	late->given = true;
	if (length == SQL_NULL_DATA) {
		late->is_null = true;
		return SQL_SUCCESS;
	}
	return put(s, late, data, length);
}

/* Appendix B: an error ends the sequence, and the statement is where it was before it was executed. */
SQLRETURN stmt_put_data(struct stmt *s, SQLPOINTER data, SQLLEN length)
{
	SQLRETURN rc;

	if (s->phase != PHASE_NEED_DATA || s->params.late_count == 0)
		return diag_postf(&s->head.diag, STATE_SEQUENCE_ERROR, "SQLParamData has not asked for a parameter yet");
	rc = take_piece(s, data, length);
	if (rc == SQL_ERROR) {
		s->phase = s->phase_before_data;
		params_late_stop(s);
	}
	return rc;
}

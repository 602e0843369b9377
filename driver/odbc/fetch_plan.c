#include "odbc/fetch_plan.h"

#include "base/civil.h"
#include "odbc/bookmark.h"
#include "odbc/stmt.h"

#include <time.h>

/* A column that is read as it comes has no maximum; numbers never have one (SQL_ATTR_MAX_LENGTH). */
bool column_has_max_length(enum pg_kind kind)
{
	return kind == KIND_TEXT || kind == KIND_BYTEA || kind == KIND_JSONB || kind == KIND_OTHER;
}

SQLRETURN column_step(struct stmt *s, SQLUSMALLINT column, SQLSMALLINT sql_c, struct conv_step *out)
{
	const struct desc_rec *ird = desc_rec(s->ird, column);
	const enum pg_kind kind = type_kind(type_by_oid(ird->oid));
	enum c_type to;

	if (sql_c == SQL_C_DEFAULT)
		sql_c = c_type_default(ird->concise_type);
	if (!c_type_of(sql_c, &to))
		return diag_postf(&s->head.diag, STATE_INVALID_BUFFER_TYPE, "%d is not an SQL_C_ type", sql_c);
	if (!conv_to_c(out, kind, s->rows->binary ? WIRE_BINARY : WIRE_TEXT, to))
		return diag_postf(&s->head.diag, STATE_RESTRICTED_TYPE, "Column %u of type %s cannot be read as C type %d", column,
				  ird->type_name ? ird->type_name : "?", sql_c);
	return SQL_SUCCESS;
}

/* A time becomes a timestamp of the current date (appendix D, "SQL to C: Time"), the one on the user's wall. */
int64_t local_today(void)
{
	const time_t now = (time_t)(clock_wall(&clock_system) / 1000000);
	struct tm local;

	if (!localtime_r(&now, &local))
		return 0;
	return civil_days(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
}

/* The reference has a scale of 0 where the application set none ("C Data Types", SQL_C_NUMERIC): it would lose digits. */
void column_target(const struct desc_rec *ard, const struct conv_step *step, struct c_target *to)
{
	*to = (struct c_target){.today_days = step->to == C_TYPE_TIMESTAMP ? local_today() : 0,
				.own_scale = !ard || !ard->scale_set};
	if (ard) {
		to->precision = ard->type == SQL_INTERVAL && !ard->precision ? CONV_WHOLE_SECONDS : ard->precision;
		to->scale = ard->scale;
		to->leading = ard->datetime_precision;
	}
}

static void strides(const struct desc *ard, const struct desc_rec *rec, enum c_type to, struct plan_column *c)
{
	if (ard->bind_type != SQL_BIND_BY_COLUMN) {
		c->data_stride = c->length_stride = (size_t)ard->bind_type;
		return;
	}
	c->data_stride = c_type_is_variable(to) ? (size_t)rec->octet_length : c_type_size(to);
	c->length_stride = sizeof(SQLLEN);
}

static SQLRETURN plan_one(struct stmt *s, SQLINTEGER number, const struct desc_rec *rec, struct plan_column *c)
{
	SQLRETURN rc;

	*c = (struct plan_column){.source = (size_t)number - 1};
	rc = number == 0 ? bookmark_step(s, rec->concise_type, &c->step) :
			   column_step(s, (SQLUSMALLINT)number, rec->concise_type, &c->step);
	if (rc != SQL_SUCCESS)
		return rc;
	if (number > 0 && s->max_length && column_has_max_length(type_kind(type_by_oid(desc_rec(s->ird, number)->oid))))
		c->max_bytes = s->max_length;
	column_target(rec, &c->step, &c->target);
	c->target.room = rec->octet_length;
	c->data = rec->data_ptr;
	c->indicator = (char *)rec->indicator_ptr;
	c->length = rec->octet_length_ptr == rec->indicator_ptr ? NULL : (char *)rec->octet_length_ptr;
	strides(s->ard, rec, c->step.to, c);
	return SQL_SUCCESS;
}

static bool is_bound(const struct desc_rec *rec)
{
	return rec->data_ptr || rec->indicator_ptr || rec->octet_length_ptr;
}

/* SQLFetch, 07009: column 0 is bound and bookmarks are off. */
static SQLRETURN plan_bookmark(struct stmt *s, struct fetch_plan *p)
{
	const struct desc_rec *rec = desc_rec(s->ard, 0);

	p->has_bookmark = is_bound(rec);
	if (!p->has_bookmark)
		return SQL_SUCCESS;
	if (!bookmarks_on(s))
		return diag_postf(&s->head.diag, STATE_INVALID_INDEX, "Column 0 is bound and SQL_ATTR_USE_BOOKMARKS is SQL_UB_OFF");
	return plan_one(s, 0, rec, &p->bookmark);
}

SQLRETURN fetch_plan_update(struct stmt *s)
{
	struct fetch_plan *p = &s->plan;
	size_t n = 0;
	void *columns;
	SQLRETURN rc;

	if (p->ready && p->ard == s->ard && p->ard_generation == s->ard->generation && p->result == s->result_generation &&
	    p->max_length == s->max_length && p->use_bookmarks == s->use_bookmarks)
		return SQL_SUCCESS;
	p->ready = false;
	columns = mem_resize(p->columns, (size_t)s->ard->count + 1, sizeof(*p->columns));
	if (!columns)
		return diag_post_no_memory(&s->head.diag);
	p->columns = columns;
	for (SQLINTEGER i = 1; i <= s->ard->count && i <= s->ird->count; i++) {
		const struct desc_rec *rec = desc_rec(s->ard, i);

		if (!is_bound(rec))
			continue;
		rc = plan_one(s, i, rec, &p->columns[n++]);
		if (rc != SQL_SUCCESS)
			return rc;
	}
	rc = plan_bookmark(s, p);
	if (rc != SQL_SUCCESS)
		return rc;
	p->count = n;
	p->ard = s->ard;
	p->ard_generation = s->ard->generation;
	p->result = s->result_generation;
	p->max_length = s->max_length;
	p->use_bookmarks = s->use_bookmarks;
	p->ready = true;
	return SQL_SUCCESS;
}

void fetch_plan_release(struct fetch_plan *p)
{
	mem_free(p->columns);
	*p = (struct fetch_plan){0};
}

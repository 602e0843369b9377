#include "odbc/change.h"
#include "odbc/stmt.h"

SQLUSMALLINT *row_statuses(const struct stmt *s)
{
	return s->fetched == FETCHED_EXTENDED ? s->extended_status : s->ird->array_status_ptr;
}

static bool is_ignored(const struct stmt *s, const struct row_request *r, size_t buffer)
{
	return r->obeys_operations && s->ard->array_status_ptr && s->ard->array_status_ptr[buffer] == SQL_ROW_IGNORE;
}

/* The records of one row have its number. */
static void number_records(struct diag *d, size_t from, size_t buffer)
{
	for (size_t i = from; i < d->count; i++)
		if (d->records[i].row == SQL_NO_ROW_NUMBER)
			d->records[i].row = (SQLLEN)buffer + 1;
}

/* A row that somebody else changed first is left alone, and its record says so. */
static SQLUSMALLINT status_after(const struct row_request *r, SQLRETURN rc, bool changed)
{
	if (rc == SQL_ERROR)
		return SQL_ROW_ERROR;
	if (r->counts && !changed)
		return SQL_ROW_SUCCESS_WITH_INFO;
	return r->status;
}

static SQLRETURN run(struct stmt *s)
{
	const struct row_request r = s->request;
	SQLUSMALLINT *statuses = row_statuses(s);
	size_t done = 0, errors = 0, infos = 0;

	if (r.counts)
		s->row_count = 0;
	for (size_t i = r.first; i < r.first + r.count; i++) {
		const size_t before = s->head.diag.count;
		const SQLLEN changed = s->row_count;
		SQLRETURN rc;

		if (is_ignored(s, &r, i))
			continue;
		rc = r.one(s, i);
		number_records(&s->head.diag, before, i);
		done++;
		errors += rc == SQL_ERROR;
		infos += rc == SQL_SUCCESS_WITH_INFO;
		if (statuses && (r.status != SQL_ROW_SUCCESS || rc == SQL_ERROR)) /* others set it themselves */
			statuses[i] = status_after(&r, rc, s->row_count != changed);
	}
	change_restore_window(s);
	if (errors && errors == done)
		return SQL_ERROR;
	if (errors)
		return diag_post(&s->head.diag, STATE_ERROR_IN_ROW);
	return infos ? SQL_SUCCESS_WITH_INFO : SQL_SUCCESS;
}

/* ---- values that come by SQLParamData ---- */

static bool next_value(struct stmt *s, size_t *set, size_t *marker, enum c_type *c)
{
	const struct row_request *r = &s->request;

	if (*set < r->first)
		*set = r->first;
	for (; *set < r->first + r->count; (*set)++, *marker = 0) {
		size_t column = *marker + 1;

		if (is_ignored(s, r, *set) || !change_next_late(s, *set, &column, c))
			continue;
		*marker = column - 1;
		return true;
	}
	return false;
}

static const struct desc *columns_of(const struct stmt *s)
{
	return s->ard;
}

static const struct late_source row_values = {next_value, columns_of, run};

SQLRETURN row_request_start(struct stmt *s, const struct row_request *request)
{
	size_t set = 0, marker = 0;
	enum c_type c;

	s->request = *request;
	if (!request->takes_values || !next_value(s, &set, &marker, &c))
		return run(s);
	params_late_start(s, &row_values);
	return SQL_NEED_DATA;
}

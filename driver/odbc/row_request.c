#include "odbc/change.h"
#include "odbc/stmt.h"

#define ROWS_AT_ONCE 100 /* in one round trip */

SQLUSMALLINT *row_statuses(const struct stmt *s)
{
	return s->fetched == FETCHED_EXTENDED ? s->extended_status : s->ird->array_status_ptr;
}

static bool is_ignored(const struct stmt *s, const struct row_request *r, size_t buffer)
{
	return r->obeys_operations && s->ard->array_status_ptr && s->ard->array_status_ptr[buffer] == SQL_ROW_IGNORE;
}

struct tally {
	size_t done, errors, infos;
};

/* A row that somebody else changed first is left alone, and its record says so. */
static void note(struct stmt *s, const struct row_request *r, struct tally *t, size_t buffer, SQLRETURN rc, bool changed)
{
	SQLUSMALLINT *statuses = row_statuses(s);

	t->done++;
	t->errors += rc == SQL_ERROR;
	t->infos += rc == SQL_SUCCESS_WITH_INFO;
	if (statuses && rc == SQL_ERROR)
		statuses[buffer] = SQL_ROW_ERROR;
	else if (statuses && r->place)
		statuses[buffer] = changed ? r->status : SQL_ROW_SUCCESS_WITH_INFO;
}

static void run_one(struct stmt *s, const struct row_request *r, struct tally *t, size_t buffer)
{
	const size_t before = s->head.diag.count;
	const SQLLEN count = s->row_count;
	size_t row = 0;
	SQLRETURN rc;

	if (!r->place) {
		rc = r->one(s, buffer);
	} else {
		rc = r->place(s, buffer, &row);
		if (rc == SQL_SUCCESS)
			rc = change_one(s, r->kind, row, buffer);
		if (r->added && rc != SQL_ERROR && s->row_count != count && r->added(s, buffer, row) == SQL_ERROR)
			rc = SQL_ERROR;
	}
	change_number_records(&s->head.diag, before, buffer);
	note(s, r, t, buffer, rc, s->row_count != count);
}

/* Some rows in one round trip; false: they have to go one by one. */
static bool run_some(struct stmt *s, const struct row_request *r, struct tally *t, const size_t *buffers, size_t n)
{
	const size_t before = s->head.diag.count;
	size_t rows[ROWS_AT_ONCE], next = rows_total(s->rows);
	SQLRETURN rcs[ROWS_AT_ONCE];
	bool changed[ROWS_AT_ONCE] = {false};
	enum change_outcome outcome;

	if (!r->place || n < 2)
		return false;
	for (size_t i = 0; i < n; i++)
		if (r->place(s, buffers[i], &rows[i]) != SQL_SUCCESS) {
			diag_cut(&s->head.diag, before);
			return false;
		}
	outcome = change_many(s, r->kind, rows, buffers, n, rcs, changed);
	for (size_t i = 0; i < n && outcome != CHANGE_AGAIN; i++) {
		if (outcome == CHANGE_FAILED)
			rcs[i] = SQL_ERROR;
		else if (r->added && changed[i] && rcs[i] != SQL_ERROR && r->added(s, buffers[i], next++) == SQL_ERROR)
			rcs[i] = SQL_ERROR;
		note(s, r, t, buffers[i], rcs[i], changed[i]);
	}
	return outcome != CHANGE_AGAIN;
}

static SQLRETURN run(struct stmt *s)
{
	const struct row_request r = s->request;
	const size_t end = r.first + r.count;
	size_t buffers[ROWS_AT_ONCE], n = 0;
	struct tally t = {0};

	if (r.place)
		s->row_count = 0;
	for (size_t i = r.first; i < end; i++) {
		if (!is_ignored(s, &r, i))
			buffers[n++] = i;
		if (n < ROWS_AT_ONCE && i + 1 < end)
			continue;
		if (n && !run_some(s, &r, &t, buffers, n))
			for (size_t k = 0; k < n; k++)
				run_one(s, &r, &t, buffers[k]);
		n = 0;
	}
	change_restore_window(s);
	if (t.errors && t.errors == t.done)
		return SQL_ERROR;
	if (t.errors)
		return diag_post(&s->head.diag, STATE_ERROR_IN_ROW);
	return t.infos ? SQL_SUCCESS_WITH_INFO : SQL_SUCCESS;
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

#include "odbc/change.h"

#include "odbc/bound.h"
#include "odbc/diagpost.h"
#include "odbc/execute.h"
#include "odbc/stmt.h"

#include <string.h>

/* A statement and its values; types are left to the server, which knows those of the columns. */
struct change {
	struct strbuf sql;
	struct strbuf arena;
	struct change_value {
		size_t at;           /* in the arena; SIZE_MAX: NULL */
		int length, format;
	} *values;
	size_t count, room;
	bool no_memory;
};

static void change_release(struct change *c)
{
	strbuf_release(&c->sql);
	strbuf_release(&c->arena);
	mem_free(c->values);
}

static void text(struct change *c, const char *words)
{
	strbuf_add_text(&c->sql, words);
}

/* The value stands at the end of the arena, from `at` on; its number is written into the text. */
static void add_value(struct change *c, size_t at, bool null, bool binary)
{
	struct change_value v = {.at = null ? SIZE_MAX : at, .format = binary};

	if (!null) {
		v.length = (int)(c->arena.n - at);
		strbuf_add_char(&c->arena, '\0'); /* libpq reads text up to the NUL */
	}
	if (c->count == c->room) {
		const size_t room = c->room ? c->room * 2 : 16;
		void *grown = mem_resize(c->values, room, sizeof(*c->values));

		if (!grown) {
			c->no_memory = true;
			return;
		}
		c->values = grown;
		c->room = room;
	}
	c->values[c->count++] = v;
	text(c, "$");
	strbuf_add_uint(&c->sql, c->count);
}

static void add_cell(struct stmt *s, struct change *c, size_t window_row, const struct target_column *col)
{
	const struct span cell = rows_cell(s->rows, window_row, (size_t)col->column - 1);
	const size_t at = c->arena.n;

	strbuf_add_span(&c->arena, cell);
	add_value(c, at, !cell.p, s->rows->binary);
}

/* ---- what the application bound ---- */

static SQLSMALLINT c_type_bound(struct stmt *s, SQLSMALLINT column)
{
	const SQLSMALLINT c = desc_rec(s->ard, column)->concise_type;

	return c == SQL_C_DEFAULT ? c_type_default(desc_rec(s->ird, column)->concise_type) : c;
}

/* SQLSetPos: columns that are unbound, read-only, or whose length says SQL_COLUMN_IGNORE are left alone. */
static bool is_given(struct stmt *s, const struct target_column *col, size_t buffer)
{
	const struct desc_rec *rec = desc_rec(s->ard, col->column);
	enum c_type c;
	struct bound at;

	if (!rec || !col->writable || col->repeated || (!rec->data_ptr && !rec->octet_length_ptr && !rec->indicator_ptr))
		return false;
	if (!c_type_of(c_type_bound(s, col->column), &c))
		return true; /* and is an error */
	at = bound_at(s->ard, rec, c, buffer);
	return at.length != SQL_COLUMN_IGNORE && (rec->data_ptr || at.length == SQL_NULL_DATA || bound_is_late(at.length));
}

static SQLRETURN find_value(struct stmt *s, SQLSMALLINT column, size_t buffer, enum c_type c, struct c_source *from, bool *null)
{
	const struct desc_rec *rec = desc_rec(s->ard, column);
	struct bound at = bound_at(s->ard, rec, c, buffer);

	*from = (struct c_source){.data = at.data, .precision = rec->precision, .scale = rec->scale, .today_days = local_today()};
	if (bound_is_late(at.length)) {
		const struct param_late *late = params_find_late(&s->params, buffer, (size_t)column - 1);

		if (!late)
			return diag_post(&s->head.diag, STATE_SEQUENCE_ERROR);
		at.length = late->is_null ? SQL_NULL_DATA : (SQLLEN)late->bytes.n;
		at.data = from->data = strbuf_text(&late->bytes);
	}
	*null = at.length == SQL_NULL_DATA;
	if (*null || !c_type_is_variable(c))
		return SQL_SUCCESS;
	from->length = c == C_TYPE_BINARY && !at.has_length ? rec->octet_length : bound_length(&at, c);
	if (from->length < 0)
		return diag_postf(&s->head.diag, STATE_INVALID_LENGTH, "Column %d: %lld is not a length", column, (long long)at.length);
	return SQL_SUCCESS;
}

/* The bound value into the statement, as text. */
static SQLRETURN add_bound(struct stmt *s, struct change *ch, SQLSMALLINT column, size_t buffer)
{
	const struct desc_rec *ird = desc_rec(s->ird, column);
	const size_t start = ch->arena.n;
	struct param_step step;
	struct c_source from;
	enum conv_status status;
	enum c_type c;
	bool null = false;
	SQLRETURN rc;

	if (!c_type_of(c_type_bound(s, column), &c))
		return diag_post_at(&s->head.diag, STATE_INVALID_BUFFER_TYPE, SQL_NO_ROW_NUMBER, column);
	if (!conv_from_c(&step, c, type_kind(type_by_oid(ird->oid)), WIRE_TEXT) || !conv_interval_fits(c, ird->concise_type))
		return diag_post_at(&s->head.diag, STATE_RESTRICTED_TYPE, SQL_NO_ROW_NUMBER, column);
	rc = find_value(s, column, buffer, c, &from, &null);
	if (rc != SQL_SUCCESS)
		return rc;
	if (null) {
		add_value(ch, start, true, false);
		return SQL_SUCCESS;
	}
	if (c_type_is_interval(c))
		from.c_interval = (SQLSMALLINT)(c_type_sql_c(c) - CONCISE_INTERVAL);
	if (ird->type == SQL_INTERVAL)
		from.sql_interval = (SQLSMALLINT)(ird->concise_type - CONCISE_INTERVAL);
	status = conv_param(&step, &from, &ch->arena, &s->scratch);
	if (conv_failed(status) || status == CONV_RIGHT_TRUNC)
		return post_conv(&s->head.diag, status == CONV_RIGHT_TRUNC ? CONV_STRING_TRUNC : status, SQL_NO_ROW_NUMBER, column);
	if (ch->arena.n > start && memchr(ch->arena.p + start, '\0', ch->arena.n - start))
		return diag_postf(&s->head.diag, STATE_INVALID_CHARACTER, "Column %d contains a NUL character, which PostgreSQL text "
				  "cannot hold", column);
	add_value(ch, start, false, false);
	return status == CONV_OK ? SQL_SUCCESS : post_conv(&s->head.diag, status, SQL_NO_ROW_NUMBER, column);
}

bool change_next_late(struct stmt *s, size_t buffer, size_t *column, enum c_type *c)
{
	for (size_t i = 0; i < s->changes.count; i++) {
		const struct target_column *col = &s->changes.columns[i];
		const struct desc_rec *rec = desc_rec(s->ard, col->column);

		if ((size_t)col->column < *column || !is_given(s, col, buffer) || !c_type_of(c_type_bound(s, col->column), c) ||
		    !bound_is_late(bound_at(s->ard, rec, *c, buffer).length))
			continue;
		*column = (size_t)col->column;
		return true;
	}
	return false;
}

/* ---- the pieces of a statement ---- */

static void add_key(struct stmt *s, struct change *c, size_t window_row)
{
	const char *before = " WHERE ";

	for (size_t i = 0; i < s->changes.count; i++) {
		const struct target_column *col = &s->changes.columns[i];

		if (!col->key || col->repeated)
			continue;
		text(c, before);
		text(c, col->name);
		text(c, " = ");
		add_cell(s, c, window_row, col);
		before = " AND ";
	}
}

/* SQL_CONCUR_VALUES, and SQL_CONCUR_ROWVER where xmin was selected: the row is as it was read. */
static void add_unchanged(struct stmt *s, struct change *c, size_t window_row)
{
	const struct target_column *version = NULL;

	for (size_t i = 0; i < s->changes.count; i++)
		if (s->changes.columns[i].attribute < 0 && !s->changes.columns[i].key && s->changes.columns[i].comparable)
			version = &s->changes.columns[i];
	for (size_t i = 0; i < s->changes.count; i++) {
		const struct target_column *col = &s->changes.columns[i];

		if (col->key || col->repeated || !col->comparable || (version && col != version))
			continue;
		text(c, " AND ");
		text(c, col->name);
		text(c, " IS NOT DISTINCT FROM ");
		add_cell(s, c, window_row, col);
	}
}

/* Every column of the cursor that is one of the table, in order. */
static void add_columns(struct stmt *s, struct change *c, const char *before)
{
	for (size_t i = 0; i < s->changes.count; i++) {
		text(c, i ? ", " : before);
		text(c, s->changes.columns[i].name);
	}
}

/* ---- running it ---- */

/* libpq's arrays for the values of all statements, one behind the other. */
struct wire_values {
	const char **values;
	int *lengths, *formats;
};

static bool fill_values(struct wire_values *w, const struct change *changes, size_t n, struct stmt_query *queries)
{
	size_t total = 0, at = 0;

	for (size_t i = 0; i < n; i++)
		total += changes[i].count;
	w->values = mem_array(total, sizeof(*w->values));
	w->lengths = mem_array(total, sizeof(*w->lengths));
	w->formats = mem_array(total, sizeof(*w->formats));
	if (!w->values || !w->lengths || !w->formats)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct change *c = &changes[i];

		if (c->no_memory || strbuf_failed(&c->sql) || strbuf_failed(&c->arena))
			return false;
		queries[i].sql = strbuf_text(&c->sql);
		queries[i].values = (struct packet_values){c->count, NULL, w->values + at, w->lengths + at, w->formats + at};
		for (size_t k = 0; k < c->count; k++, at++) {
			w->values[at] = c->values[k].at == SIZE_MAX ? NULL : c->arena.p + c->values[k].at;
			w->lengths[at] = c->values[k].length;
			w->formats[at] = c->values[k].format;
		}
	}
	return true;
}

static SQLRETURN run(struct stmt *s, struct change *changes, size_t n, struct rows_mem **rows)
{
	struct stmt_query *queries = mem_array(n, sizeof(*queries));
	struct wire_values w = {.values = NULL};
	struct packet *const own = s->packet;
	SQLRETURN rc;

	s->packet = packet_new();
	if (queries && s->packet && fill_values(&w, changes, n, queries))
		rc = stmt_run_changes(s, queries, n, s->rows->binary, rows);
	else
		rc = diag_post_no_memory(&s->head.diag);
	packet_free(s->packet);
	s->packet = own;
	mem_free(w.values);
	mem_free(w.lengths);
	mem_free(w.formats);
	mem_free(queries);
	return rc;
}

void change_number_records(struct diag *d, size_t from, size_t buffer)
{
	for (size_t i = from; i < d->count; i++)
		if (d->records[i].row == SQL_NO_ROW_NUMBER)
			d->records[i].row = (SQLLEN)buffer + 1;
}

/* The server's row into the cursor's memory. */
static SQLRETURN keep(struct stmt *s, size_t row, const struct rows_mem *from)
{
	stmt_getdata_reset(s);
	for (size_t i = 0; i < s->changes.count; i++)
		if (!rows_put(s->rows, row, (size_t)s->changes.columns[i].column - 1, rows_mem_at(from, 0, i)))
			return diag_post_no_memory(&s->head.diag);
	return SQL_SUCCESS;
}

static SQLRETURN mark(struct stmt *s, size_t row, SQLUSMALLINT as)
{
	return change_set_mark(&s->changes, row, as) ? SQL_SUCCESS : diag_post_no_memory(&s->head.diag);
}

static SQLRETURN conflict(struct stmt *s, const char *what)
{
	diag_postf(&s->head.diag, STATE_CURSOR_CONFLICT, "The row was changed or deleted since it was read: it was not %s", what);
	return SQL_SUCCESS_WITH_INFO;
}

/* Tables that inherit from the cursor's have keys of their own. */
static SQLRETURN too_many(struct stmt *s, const struct rows_mem *rows)
{
	if (rows_mem_count(rows) == 1)
		return SQL_SUCCESS;
	(void)diag_postf(&s->head.diag, STATE_CURSOR_CONFLICT, "%zu rows have this key, and all were changed", rows_mem_count(rows));
	return SQL_SUCCESS_WITH_INFO;
}

static SQLRETURN worse(SQLRETURN a, SQLRETURN b)
{
	return a == SQL_ERROR || b == SQL_ERROR ? SQL_ERROR : a == SQL_SUCCESS ? b : a;
}

/* Makes the row the window, so that its cells can be read. */
static bool go_to(struct stmt *s, size_t row)
{
	if (row >= rows_total(s->rows) || change_mark(&s->changes, row) == SQL_ROW_DELETED)
		return false;
	rows_seek(s->rows, row, 1);
	return true;
}

static SQLRETURN deleted(struct stmt *s)
{
	return diag_postf(&s->head.diag, STATE_INVALID_POSITION, "The row was deleted");
}

void change_restore_window(struct stmt *s)
{
	if (s->row_number && s->row_set)
		rows_seek(s->rows, s->row_number - 1, s->row_set);
}

static SQLRETURN build_update(struct stmt *s, struct change *c, size_t buffer)
{
	SQLRETURN rc = SQL_SUCCESS;
	bool any = false;

	text(c, "UPDATE ");
	text(c, s->changes.table);
	for (size_t i = 0; i < s->changes.count && rc != SQL_ERROR; i++) {
		const struct target_column *col = &s->changes.columns[i];

		if (!is_given(s, col, buffer))
			continue;
		text(c, any ? ", " : " SET ");
		text(c, col->name);
		text(c, " = ");
		rc = worse(rc, add_bound(s, c, col->column, buffer));
		any = true;
	}
	if (!any)
		return diag_postf(&s->head.diag, STATE_DEGREE, "No column can be updated: all are unbound, read-only or ignored "
				  "(SQL_COLUMN_IGNORE)");
	return rc;
}

static SQLRETURN build_whole_update(struct stmt *s, struct change *c, size_t row, size_t buffer)
{
	SQLRETURN rc;

	if (!go_to(s, row))
		return deleted(s);
	rc = build_update(s, c, buffer);
	add_key(s, c, 0);
	add_unchanged(s, c, 0);
	add_columns(s, c, " RETURNING ");
	return rc;
}

static SQLRETURN apply_update(struct stmt *s, size_t row, const struct rows_mem *rows)
{
	if (rows_mem_count(rows) == 0)
		return conflict(s, "updated");
	return worse(too_many(s, rows), worse(keep(s, row, rows), mark(s, row, SQL_ROW_UPDATED)));
}

static SQLRETURN build_delete(struct stmt *s, struct change *c, size_t row, size_t buffer)
{
	(void)buffer;
	if (!go_to(s, row))
		return deleted(s);
	text(c, "DELETE FROM ");
	text(c, s->changes.table);
	add_key(s, c, 0);
	add_unchanged(s, c, 0);
	text(c, " RETURNING NULL");
	return SQL_SUCCESS;
}

static SQLRETURN apply_delete(struct stmt *s, size_t row, const struct rows_mem *rows)
{
	if (rows_mem_count(rows) == 0)
		return conflict(s, "deleted");
	return worse(too_many(s, rows), mark(s, row, SQL_ROW_DELETED));
}

/* The columns that are given, then their values. */
static SQLRETURN build_insert(struct stmt *s, struct change *c, size_t row, size_t buffer)
{
	SQLRETURN rc = SQL_SUCCESS;
	bool any = false;

	(void)row;
	text(c, "INSERT INTO ");
	text(c, s->changes.table);
	for (size_t i = 0; i < s->changes.count; i++)
		if (is_given(s, &s->changes.columns[i], buffer)) {
			text(c, any ? ", " : " (");
			text(c, s->changes.columns[i].name);
			any = true;
		}
	text(c, any ? ") VALUES (" : " DEFAULT VALUES");
	any = false;
	for (size_t i = 0; i < s->changes.count && rc != SQL_ERROR; i++)
		if (is_given(s, &s->changes.columns[i], buffer)) {
			text(c, any ? ", " : "");
			rc = worse(rc, add_bound(s, c, s->changes.columns[i].column, buffer));
			any = true;
		}
	text(c, any ? ")" : "");
	add_columns(s, c, " RETURNING ");
	return rc;
}

static SQLRETURN append(struct stmt *s, const struct rows_mem *from)
{
	size_t at = 0;

	stmt_getdata_reset(s);
	for (SQLINTEGER i = 1; i <= s->ird->count; i++) {
		const bool here = at < s->changes.count && s->changes.columns[at].column == i;

		if (!rows_add(s->rows, here ? rows_mem_at(from, 0, at) : SPAN_NONE))
			return diag_post_no_memory(&s->head.diag);
		at += here;
	}
	return SQL_SUCCESS;
}

static SQLRETURN apply_insert(struct stmt *s, size_t row, const struct rows_mem *rows)
{
	(void)row;
	return rows_mem_count(rows) == 0 ? conflict(s, "inserted") : append(s, rows);
}

static SQLRETURN build_refresh(struct stmt *s, struct change *c, size_t row, size_t buffer)
{
	(void)buffer;
	if (!go_to(s, row))
		return deleted(s);
	add_columns(s, c, "SELECT ");
	text(c, " FROM ");
	text(c, s->changes.table);
	add_key(s, c, 0);
	return SQL_SUCCESS;
}

static SQLRETURN apply_refresh(struct stmt *s, size_t row, const struct rows_mem *rows)
{
	SQLRETURN rc;

	if (rows_mem_count(rows) == 0)
		return mark(s, row, SQL_ROW_DELETED);
	rc = keep(s, row, rows);
	change_unmark(&s->changes, row);
	return rc;
}

static const struct {
	SQLRETURN (*build)(struct stmt *s, struct change *c, size_t row, size_t buffer);
	SQLRETURN (*apply)(struct stmt *s, size_t row, const struct rows_mem *rows);
	bool counts;
} kinds[] = {
	[CHANGE_UPDATE] = {build_whole_update, apply_update, true},
	[CHANGE_DELETE] = {build_delete, apply_delete, true},
	[CHANGE_INSERT] = {build_insert, apply_insert, true},
	[CHANGE_REFRESH] = {build_refresh, apply_refresh, false},
};

/* What the server gave back for one row; frees it. */
static SQLRETURN apply(struct stmt *s, enum change_kind kind, size_t row, struct rows_mem *rows)
{
	SQLRETURN rc;

	if (kinds[kind].counts)
		s->row_count += (SQLLEN)rows_mem_count(rows);
	rc = kinds[kind].apply(s, row, rows);
	rows_free(rows_mem_rows(rows));
	return rc;
}

SQLRETURN change_one(struct stmt *s, enum change_kind kind, size_t row, size_t buffer)
{
	struct change c = {.count = 0};
	struct rows_mem *rows = NULL;
	SQLRETURN rc;

	rc = kinds[kind].build(s, &c, row, buffer);
	if (rc != SQL_ERROR)
		rc = worse(rc, run(s, &c, 1, &rows));
	if (rows)
		rc = worse(rc, apply(s, kind, row, rows));
	change_release(&c);
	return rc;
}

/* Two changes of one row depend on each other. */
static bool any_twice(const size_t *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (rows[i] == rows[k])
				return true;
	return false;
}

/*
 * Only what the server found wrong with a row is found again row by row.  After a lost connection nobody knows what was
 * done, and who cancels does not want to see it all sent once more.
 */
static bool may_try_again(const struct stmt *s, size_t before)
{
	const struct diag *d = &s->head.diag;
	const struct diag_record *r = before < d->count ? &d->records[before] : NULL;

	return r && !d->out_of_memory && !s->dbc->session.dead && r->from_server && strncmp(r->state, "57", 2) != 0 &&
	       strncmp(r->state, "08", 2) != 0 && strncmp(r->state, "HY", 2) != 0;
}

static enum change_outcome run_many(struct stmt *s, struct change *changes, enum change_kind kind, const size_t *rows,
				    const size_t *buffers, size_t n, SQLRETURN *rcs, struct rows_mem **out)
{
	const size_t before = diag_count(&s->head.diag);
	enum change_outcome outcome = CHANGE_DONE;

	for (size_t i = 0; i < n && outcome == CHANGE_DONE; i++) {
		const size_t first = s->head.diag.count;

		rcs[i] = kinds[kind].build(s, &changes[i], rows[i], buffers[i]);
		change_number_records(&s->head.diag, first, buffers[i]);
		if (rcs[i] == SQL_ERROR)
			outcome = CHANGE_AGAIN;
	}
	if (outcome == CHANGE_DONE && run(s, changes, n, out) == SQL_ERROR)
		outcome = may_try_again(s, before) ? CHANGE_AGAIN : CHANGE_FAILED;
	if (outcome == CHANGE_AGAIN)
		diag_cut(&s->head.diag, before);
	return outcome;
}

enum change_outcome change_many(struct stmt *s, enum change_kind kind, const size_t *rows, const size_t *buffers, size_t n,
				SQLRETURN *rcs, bool *changed)
{
	struct change *changes = mem_array(n, sizeof(*changes));
	struct rows_mem **out = mem_array(n, sizeof(struct rows_mem *));
	enum change_outcome outcome = CHANGE_AGAIN;

	if (changes && out && stmt_changes_undone(s) && (kind == CHANGE_INSERT || !any_twice(rows, n)))
		outcome = run_many(s, changes, kind, rows, buffers, n, rcs, out);
	for (size_t i = 0; i < n && outcome == CHANGE_DONE; i++) {
		const size_t first = s->head.diag.count;

		changed[i] = rows_mem_count(out[i]) > 0;
		rcs[i] = worse(rcs[i], apply(s, kind, rows[i], out[i]));
		change_number_records(&s->head.diag, first, buffers[i]);
	}
	for (size_t i = 0; i < n && changes; i++)
		change_release(&changes[i]);
	mem_free(changes);
	mem_free(out);
	return outcome;
}

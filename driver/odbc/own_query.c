/* Statements of the driver's own: catalogs, what it wants to know of tables, rows that a cursor changes. */
#include "odbc/execute.h"
#include "odbc/reconnect.h"
#include "odbc/tran.h"
#include "pg/statements.h"

static SQLRETURN copy_rows(struct stmt *s, struct rows *rows, struct rows_mem *m)
{
	enum rows_status status;

	while ((status = rows_advance(rows, 1)) == ROWS_OK)
		for (size_t c = 0; c < rows->columns; c++)
			if (!rows_mem_add(m, rows_cell(rows, 0, c)))
				return diag_post_no_memory(&s->head.diag);
	return status == ROWS_END ? SQL_SUCCESS : stmt_post_packet_error(s, s->packet);
}

static SQLRETURN collect_one(struct stmt *s, struct rows_mem **out)
{
	struct rows *rows;
	SQLRETURN rc;

	if (packet_next(s->packet) != PACKET_ROWS)
		return stmt_post_packet_error(s, s->packet);
	rows = packet_take_rows(s->packet);
	*out = rows_mem_new(rows->columns, rows->binary);
	rc = *out ? copy_rows(s, rows, *out) : diag_post_no_memory(&s->head.diag);
	rows_free(rows);
	return rc;
}

/* The results of n queries; all or none. */
static SQLRETURN collect(struct stmt *s, size_t n, struct rows_mem **out)
{
	SQLRETURN rc = SQL_SUCCESS;

	for (size_t i = 0; i < n && rc == SQL_SUCCESS; i++)
		rc = collect_one(s, &out[i]);
	if (rc == SQL_SUCCESS && packet_next(s->packet) != PACKET_DONE)
		rc = stmt_post_packet_error(s, s->packet);
	for (size_t i = 0; i < n && rc != SQL_SUCCESS; i++) {
		if (out[i])
			rows_free(rows_mem_rows(out[i]));
		out[i] = NULL;
	}
	return rc;
}

/* The statement of a query of ours, prepared from its second use on: planning takes longer than most of them run. */
static struct statement *prepared_query(struct stmt *s, const char *sql, const uint32_t *no_types, size_t n)
{
	struct statement *st = NULL;

	if (keeps_statements(s->dbc))
		st = statements_get(s->dbc->session.statements, span_of(sql), no_types, n);
	if (!st || !worth_keeping(s->dbc, st))
		return NULL;
	st->unnamed = false;
	packet_add_prepare(s->packet, st);
	return st;
}

static SQLRETURN query_once(struct stmt *s, const char *sql, const char *const *values, const uint32_t *no_types, size_t n,
			    struct rows_mem **out)
{
	const struct packet_values v = {.n = n, .values = values};
	struct statement *st;
	bool savepoint;
	SQLRETURN rc;

	if (!stmt_packet_begin(s))
		return SQL_ERROR;
	savepoint = packet_tran(s->packet) == TRAN_ACTIVE;
	atomic_store(&s->busy, true);
	if (savepoint)
		packet_add_savepoint(s->packet);
	st = prepared_query(s, sql, no_types, n);
	if (st)
		packet_add_execute(s->packet, st, &v, false);
	else
		packet_add_query(s->packet, sql, &v, false);
	if (savepoint)
		packet_add_release(s->packet);
	rc = packet_send(s->packet, stmt_deadline(s)) ? collect(s, 1, out) : stmt_post_packet_error(s, s->packet);
	atomic_store(&s->busy, false);
	dbc_note_state(s->dbc);
	return rc;
}

SQLRETURN stmt_run_query(struct stmt *s, const char *sql, const struct span *params, size_t n, struct rows_mem **out)
{
	const char **values = mem_array(n, sizeof(*values));
	uint32_t *no_types = mem_array(n, sizeof(*no_types)); /* the server decides */
	char **copies = mem_array(n, sizeof(*copies));
	const size_t before = diag_count(&s->head.diag);
	SQLRETURN rc = SQL_ERROR;
	bool ok = values && no_types && copies;

	*out = NULL;
	for (size_t i = 0; ok && i < n; i++) { /* text values end in NUL */
		copies[i] = params[i].p ? mem_dup(params[i].p, params[i].n) : NULL;
		values[i] = copies[i];
		ok = !params[i].p || copies[i];
	}
	if (!ok) {
		rc = diag_post_no_memory(&s->head.diag);
	} else if ((rc = dbc_ready(s->dbc, &s->head.diag)) == SQL_SUCCESS) {
		rc = query_once(s, sql, values, no_types, n, out);
		if (rc == SQL_ERROR && forget_stale(s->dbc, s->packet)) {
			diag_cut(&s->head.diag, before);
			rc = query_once(s, sql, values, no_types, n, out);
		}
	}
	for (size_t i = 0; copies && i < n; i++)
		mem_free(copies[i]);
	mem_free(copies);
	mem_free(no_types);
	mem_free(values);
	return rc;
}

bool stmt_changes_undone(const struct stmt *s)
{
	const struct dbc *dbc = s->dbc;

	return dbc->autocommit == SQL_AUTOCOMMIT_ON ? session_tran(&dbc->session) == TRAN_IDLE
						    : dbc->settings.error_rollback == ERROR_ROLLBACK_STATEMENT;
}

SQLRETURN stmt_run_changes(struct stmt *s, const struct stmt_query *queries, size_t n, bool binary, struct rows_mem **out)
{
	const struct translation plain = {.params = 0}; /* begins a transaction as any statement does */
	SQLRETURN rc = dbc_ready(s->dbc, &s->head.diag);
	bool savepoint;

	if (rc != SQL_SUCCESS || !stmt_packet_begin(s))
		return SQL_ERROR;
	savepoint = tran_before(s->dbc, s->packet, &plain);
	atomic_store(&s->busy, true);
	for (size_t i = 0; i < n; i++)
		packet_add_query(s->packet, queries[i].sql, &queries[i].values, binary);
	if (savepoint)
		tran_after(s->packet);
	rc = packet_send(s->packet, stmt_deadline(s)) ? collect(s, n, out) : stmt_post_packet_error(s, s->packet);
	atomic_store(&s->busy, false);
	stmt_post_notices(s);
	dbc_note_state(s->dbc);
	return rc;
}

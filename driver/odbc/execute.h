/*
 * Running statements: from a translated text and its parameters to a packet,
 * and from the packet's events to row counts, result sets and diagnostics.
 */
#ifndef ODBC_EXECUTE_H
#define ODBC_EXECUTE_H

#include "base/rows_mem.h"
#include "odbc/stmt.h"
#include "pg/packet.h"

/* Runs what stmt->text holds with the present bindings. */
SQLRETURN stmt_run(struct stmt *s);

/* The session is this statement's, whoever had it; false: posted. */
bool stmt_packet_begin(struct stmt *s) LB_MUST_USE;

/* The server-side statement for this part, its Parse added to the packet where it is needed; NULL: send the text. */
struct statement *stmt_prepared(struct stmt *s, const struct sql_part *part, const struct packet_values *v);

/* Is it worth a statement on the server?  Counts its uses. */
bool worth_keeping(const struct dbc *dbc, struct statement *st);

/* The next event of the statement's packet becomes the present result; SQL_NO_DATA when there is none. */
SQLRETURN stmt_take_event(struct stmt *s);

/* One parameterised query with text parameters (absent span = NULL) and a text result, all rows in memory. */
SQLRETURN stmt_run_query(struct stmt *s, const char *sql, const struct span *params, size_t n, struct rows_mem **out);

/* Statements of the driver's own, each of which changes or reads one row, in the application's transaction and in one round trip.
 * All of them or, with an error, none; out[i]: the rows that each gives back. */
struct stmt_query {
	const char *sql;
	struct packet_values values;
};
SQLRETURN stmt_run_changes(struct stmt *s, const struct stmt_query *queries, size_t n, bool binary, struct rows_mem **out);

/* Would an error of such statements leave everything as it was before them? */
bool stmt_changes_undone(const struct stmt *s);

/* Was the packet's statement not executed because what was prepared is gone, or no longer fits its tables?  Forgets what is
 * prepared: it can be sent again. */
bool forget_stale(struct dbc *dbc, const struct packet *p);

/* Do prepared statements stay with this connection? */
bool keeps_statements(const struct dbc *dbc);

/* Did the server not know what type a parameter has (`? IS NULL`)?  Its number in the part, from 1. */
bool packet_type_not_known(const struct packet *p, size_t *number);

/* The IRD from the columns of a result. */
SQLRETURN stmt_fill_ird(struct stmt *s, const struct statement_column *columns, size_t n);

/* Posts what a packet said; knows time-outs, cancellations and lost connections. */
SQLRETURN stmt_post_packet_error(struct stmt *s, const struct packet *p);
void stmt_post_notices(struct stmt *s);

#endif

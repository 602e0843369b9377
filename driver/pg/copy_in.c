#include "pg/copy_in.h"

#include "pg/packet_impl.h"

#include <string.h>

#define CANCEL_GRACE_US 15000000 /* how long a server may take to obey a cancel request */
#define STDIN_BUFFERED_AT_MOST ((size_t)1 << 20)

static void note_error(struct copy_in *c, const PGresult *r)
{
	if (!c->failed) {
		pg_error_from_result(&c->error, c->s, r);
		c->line = pg_error_copy_line(r);
	}
	c->failed = true;
}

/* Nobody knows where the session stands: it is not used again. */
static void lose(struct copy_in *c)
{
	if (!pg_error_set(&c->error))
		pg_error_from_conn(&c->error, c->s);
	c->s->dead = c->error.fatal = c->failed = true;
}

/* Everything is sent, and an answer is there; past the deadline the server is asked to stop. */
static bool wait_for_server(struct copy_in *c)
{
	struct pg_error why = {.fatal = false};
	bool ok = session_wait(c->s, c->deadline, &why);

	if (!ok && why.timed_out && !c->timed_out) {
		c->timed_out = true;
		(void)session_cancel(c->s, NULL);
		c->deadline = clock_mono(&clock_system) + CANCEL_GRACE_US;
		pg_error_release(&why);
		ok = session_wait(c->s, c->deadline, &why);
	}
	if (!ok && !c->failed)
		c->error = why;
	else
		pg_error_release(&why);
	if (!ok)
		lose(c);
	return ok;
}

/* The answers up to the one that wants rows, or up to the end.  True: rows are wanted. */
static bool read_answers(struct copy_in *c)
{
	while (wait_for_server(c)) {
		PGresult *r = PQgetResult(c->s->conn);
		const ExecStatusType status = r ? PQresultStatus(r) : PGRES_COMMAND_OK;
		uint64_t n;

		if (!r)
			return false;
		if (status == PGRES_COMMAND_OK && span_starts(span_of(PQcmdStatus(r)), "COPY"))
			c->affected = span_uint(span_of(PQcmdTuples(r)), INT64_MAX, &n) ? (int64_t)n : -1;
		else if (status != PGRES_COMMAND_OK && status != PGRES_COPY_IN)
			note_error(c, r);
		PQclear(r);
		if (status == PGRES_COPY_IN)
			return true;
	}
	return false;
}

static void quietly(struct copy_in *c, const char *sql)
{
	struct pg_error err = {.fatal = false};

	if (!packet_run(c->s, sql, clock_mono(&clock_system) + CANCEL_GRACE_US, &err))
		c->s->dead = true; /* nobody knows where the transaction stands */
	pg_error_release(&err);
}

/* Back to pipeline mode, and after a failure to where the transaction stood. */
static bool leave(struct copy_in *c)
{
	if (!c->s->dead && !PQenterPipelineMode(c->s->conn))
		lose(c);
	if (c->s->dead || !c->failed)
		return !c->failed;
	if (session_tran(c->s) == TRAN_FAILED && c->tran == COPY_IN_BEGIN)
		quietly(c, "ROLLBACK");
	if (session_tran(c->s) == TRAN_FAILED && c->tran == COPY_IN_SAVEPOINT)
		quietly(c, "ROLLBACK TO SAVEPOINT " SAVEPOINT_NAME);
	if (!c->s->dead && c->tran == COPY_IN_SAVEPOINT && session_tran(c->s) == TRAN_ACTIVE)
		quietly(c, "RELEASE SAVEPOINT " SAVEPOINT_NAME);
	return false;
}

static bool write_command(enum copy_in_tran tran, const char *sql, struct strbuf *out)
{
	if (tran == COPY_IN_BEGIN)
		strbuf_add_text(out, "BEGIN;");
	if (tran == COPY_IN_SAVEPOINT)
		strbuf_add_text(out, "SAVEPOINT " SAVEPOINT_NAME ";");
	strbuf_add_text(out, sql);
	if (tran == COPY_IN_SAVEPOINT)
		strbuf_add_text(out, ";RELEASE SAVEPOINT " SAVEPOINT_NAME);
	return !strbuf_failed(out);
}

bool copy_in_begin(struct copy_in *c, struct session *s, enum copy_in_tran tran, const char *sql, int64_t deadline_us)
{
	struct strbuf command = STRBUF_INIT;
	bool wanted = false;

	copy_in_release(c);
	*c = (struct copy_in){.s = s, .tran = tran, .deadline = deadline_us, .affected = -1};
	if (s->packet && s->packet->live && !packet_detach(s->packet, &c->error)) {
		c->failed = true;
		return false;
	}
	s->packet = NULL;
	if (!write_command(tran, sql, &command)) {
		strbuf_release(&command);
		pg_error_no_memory(&c->error);
		c->failed = true;
		return false;
	}
	if (!PQexitPipelineMode(s->conn) || !PQsendQuery(s->conn, strbuf_text(&command))) {
		pg_error_from_conn(&c->error, s);
		c->failed = true;
	}
	strbuf_release(&command);
	if (!c->failed)
		wanted = read_answers(c);
	if (!wanted)
		(void)leave(c);
	return wanted;
}

bool copy_in_put(struct copy_in *c, const char *bytes, size_t n)
{
	while (n && !c->failed) {
		const size_t part = n < STDIN_BUFFERED_AT_MOST ? n : STDIN_BUFFERED_AT_MOST;
		const int put = PQputCopyData(c->s->conn, bytes, (int)part);

		if (put < 0)
			lose(c);
		if (put > 0) {
			bytes += part;
			n -= part;
		}
		if (!c->failed && !wait_for_server(c)) /* sent: what libpq keeps stays small */
			break;
		if (c->timed_out)
			return false;
	}
	return !c->failed;
}

bool copy_in_end(struct copy_in *c, bool give_up)
{
	int put = 0;

	while (!c->s->dead && put == 0) {
		put = PQputCopyEnd(c->s->conn, give_up ? "the rest of the rows could not be made" : NULL);
		if (put < 0)
			lose(c);
		else if (!wait_for_server(c))
			break;
	}
	if (!c->s->dead && read_answers(c))
		lose(c); /* a second COPY: there is none */
	return leave(c);
}

void copy_in_release(struct copy_in *c)
{
	pg_error_release(&c->error);
}

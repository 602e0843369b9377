#include "pg/packet_impl.h"

bool packet_run(struct session *s, const char *sql, int64_t deadline_us, struct pg_error *err)
{
	struct packet *p = packet_new();
	bool ok = false;

	if (!p) {
		pg_error_no_memory(err);
		return false;
	}
	if (packet_begin(p, s, err)) {
		packet_add_quiet(p, sql);
		ok = packet_send(p, deadline_us) && packet_next(p) == PACKET_DONE;
		if (!ok) {
			pg_error_release(err);
			*err = p->error;
			p->error = (struct pg_error){0};
		}
	}
	packet_free(p);
	return ok;
}

/* One answer of a COPY; false when there are no more. */
static bool copy_answer(struct session *s, int64_t *affected, bool *refused, bool *ok, struct pg_error *err)
{
	PGresult *r;
	uint64_t n;

	if (!session_wait(s, CLOCK_NEVER, err)) {
		s->dead = err->fatal = true;
		*ok = false;
		return false;
	}
	r = PQgetResult(s->conn);
	if (!r)
		return false;
	switch (PQresultStatus(r)) {
	case PGRES_COMMAND_OK:
		*affected = span_uint(span_of(PQcmdTuples(r)), INT64_MAX, &n) ? (int64_t)n : -1;
		break;
	case PGRES_COPY_IN:
		*refused = true;
		(void)PQputCopyEnd(s->conn, "COPY FROM STDIN is not available through ODBC");
		break;
	case PGRES_COPY_OUT:
		*refused = true;
		(void)session_cancel(s, NULL);
		for (;;) {
			char *line = NULL;
			const int got = PQgetCopyData(s->conn, &line, 0);

			PQfreemem(line);
			if (got < 0)
				break;
		}
		break;
	default:
		if (*ok)
			pg_error_from_result(err, s, r);
		*ok = false;
	}
	PQclear(r);
	return true;
}

bool packet_run_copy(struct session *s, const char *sql, int64_t *affected, bool *refused, struct pg_error *err)
{
	bool ok = true;

	*affected = -1;
	*refused = false;
	if (s->packet && s->packet->live && !packet_detach(s->packet, err))
		return false;
	if (!PQexitPipelineMode(s->conn) || !PQsendQuery(s->conn, sql)) {
		pg_error_from_conn(err, s);
		ok = false;
	}
	while (ok && copy_answer(s, affected, refused, &ok, err))
		;
	while (!ok && !s->dead && copy_answer(s, affected, refused, &ok, err))
		; /* the answers behind an error */
	if (!s->dead && !PQenterPipelineMode(s->conn)) {
		pg_error_from_conn(err, s);
		s->dead = err->fatal = true;
		ok = false;
	}
	return ok && !*refused;
}

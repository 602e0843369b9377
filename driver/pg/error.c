#include "pg/error.h"

#include "pg/session.h"

#include <libpq-fe.h>
#include <string.h>

#define NOTICES_AT_MOST 100

void pg_error_release(struct pg_error *e)
{
	strbuf_release(&e->text);
	strbuf_release(&e->primary);
	*e = (struct pg_error){0};
}

bool pg_error_set(const struct pg_error *e)
{
	return e->text.n || e->sqlstate[0] || e->no_memory || e->timed_out || e->fatal;
}

static void set_state(char out[6], const char *state)
{
	if (state && strlen(state) == 5)
		memcpy(out, state, 6);
}

static void add_field(struct strbuf *text, const char *label, const char *value)
{
	if (value && *value) {
		strbuf_add_text(text, label);
		strbuf_add_text(text, value);
	}
}

/* libpq's own messages end in a newline and may have several lines. */
static void add_trimmed(struct strbuf *text, const char *message)
{
	strbuf_add_span(text, span_trim(span_of(message)));
}

static void check_memory(struct pg_error *e)
{
	if (strbuf_failed(&e->text) || strbuf_failed(&e->primary))
		e->no_memory = true;
}

void pg_error_from_result(struct pg_error *e, struct session *s, const struct pg_result *r)
{
	const char *primary = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	pg_error_release(e);
	set_state(e->sqlstate, PQresultErrorField(r, PG_DIAG_SQLSTATE));
	if (primary) {
		strbuf_add_text(&e->primary, primary);
		strbuf_add_text(&e->text, primary);
		add_field(&e->text, "; DETAIL: ", PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL));
		add_field(&e->text, "; HINT: ", PQresultErrorField(r, PG_DIAG_MESSAGE_HINT));
		add_field(&e->text, "; at character ", PQresultErrorField(r, PG_DIAG_STATEMENT_POSITION));
	} else {
		add_trimmed(&e->primary, PQresultErrorMessage(r));
		add_trimmed(&e->text, PQresultErrorMessage(r));
	}
	if (PQstatus(s->conn) == CONNECTION_BAD)
		e->fatal = s->dead = true;
	check_memory(e);
}

/* The first number behind "COPY name, ": the words between are in the server's language. */
static uint64_t line_of(struct span context)
{
	const size_t comma = span_find(context, ',');
	uint64_t n;
	size_t at = comma, end;

	while (at < context.n && !ascii_is_digit(context.p[at]))
		at++;
	for (end = at; end < context.n && ascii_is_digit(context.p[end]);)
		end++;
	return at < context.n && span_uint(span_make(context.p + at, end - at), INT64_MAX, &n) ? n : 0;
}

uint64_t pg_error_copy_line(const struct pg_result *r)
{
	struct span rest = span_of(PQresultErrorField(r, PG_DIAG_CONTEXT)), line;

	while (span_split(&rest, '\n', &line))
		if (span_starts(line, "COPY "))
			return line_of(line);
	return 0;
}

void pg_error_from_conn(struct pg_error *e, struct session *s)
{
	pg_error_release(e);
	add_trimmed(&e->primary, PQerrorMessage(s->conn));
	add_trimmed(&e->text, PQerrorMessage(s->conn));
	if (!e->text.n)
		strbuf_add_text(&e->text, "the connection to the server was lost");
	if (PQstatus(s->conn) == CONNECTION_BAD)
		e->fatal = s->dead = true;
	check_memory(e);
}

/* Is this "XXXXX: ", a SQLSTATE in a verbose message? */
static bool is_state(struct span s)
{
	if (s.n < 7 || s.p[5] != ':' || s.p[6] != ' ')
		return false;
	for (size_t i = 0; i < 5; i++)
		if (!ascii_is_digit(s.p[i]) && !(s.p[i] >= 'A' && s.p[i] <= 'Z'))
			return false;
	return true;
}

/*
 * A verbose message is `... FATAL:  28P01: password authentication failed ...`,
 * lines of detail, and a LOCATION line.  The code is taken out, LOCATION dropped.
 */
static void split_verbose(struct pg_error *e, struct span message)
{
	struct span line;
	bool first = true;

	while (span_split(&message, '\n', &line)) {
		if (span_starts(line, "LOCATION: ") || line.n == 0)
			continue;
		if (!first)
			strbuf_add_text(&e->text, "; ");
		first = false;
		for (size_t i = 2; i < line.n && !e->sqlstate[0]; i++) {
			const struct span rest = span_make(line.p + i, line.n - i);

			if (line.p[i - 1] == ' ' && line.p[i - 2] == ' ' && is_state(rest)) {
				memcpy(e->sqlstate, rest.p, 5);
				strbuf_add(&e->text, line.p, i);
				line = span_make(rest.p + 7, rest.n - 7);
			}
		}
		strbuf_add_span(&e->text, line);
	}
}

void pg_error_from_login(struct pg_error *e, struct session *s)
{
	pg_error_release(e);
	split_verbose(e, span_trim(span_of(PQerrorMessage(s->conn))));
	strbuf_add_span(&e->primary, strbuf_span(&e->text));
	e->fatal = s->dead = true;
	check_memory(e);
}

void pg_error_timeout(struct pg_error *e, const char *what)
{
	pg_error_release(e);
	e->timed_out = true;
	strbuf_add_text(&e->text, what);
}

void pg_error_no_memory(struct pg_error *e)
{
	pg_error_release(e);
	e->no_memory = true;
}

void pg_notice_free(struct pg_notice *n)
{
	if (n)
		mem_free(n->text);
	mem_free(n);
}

void pg_notice_receive(void *data, const struct pg_result *r)
{
	struct session *s = data;
	const char *primary = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	struct strbuf text = STRBUF_INIT;
	struct pg_notice *n;
	size_t waiting = 0;

	for (n = s->notices; n; n = n->next)
		waiting++;
	if (waiting >= NOTICES_AT_MOST)
		return;
	n = mem_new(sizeof(*n));
	if (!n) {
		s->notice_lost = true;
		return;
	}
	add_field(&text, "", PQresultErrorField(r, PG_DIAG_SEVERITY));
	add_field(&text, ": ", primary);
	add_field(&text, "; DETAIL: ", PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL));
	add_field(&text, "; HINT: ", PQresultErrorField(r, PG_DIAG_MESSAGE_HINT));
	set_state(n->sqlstate, PQresultErrorField(r, PG_DIAG_SQLSTATE));
	n->text = strbuf_steal(&text);
	if (!n->text) {
		s->notice_lost = true;
		pg_notice_free(n);
		return;
	}
	*s->notices_end = n;
	s->notices_end = &n->next;
}

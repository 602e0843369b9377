#include "diag/diag.h"

#include "base/strbuf.h"

#include <stdarg.h>
#include <string.h>

struct state_row {
	const char *odbc3, *odbc2, *text;
	SQLRETURN rc;
};

static const struct state_row states[STATE_COUNT] = {
#define INFO SQL_SUCCESS_WITH_INFO
#define ERROR SQL_ERROR
#define SQLSTATE(id, odbc3, odbc2, rc, text) [STATE_##id] = {odbc3, odbc2, text, rc},
#include "diag/sqlstates.def"
#undef SQLSTATE
#undef INFO
#undef ERROR
};

const char *sqlstate_code(enum sqlstate state)
{
	return states[state].odbc3;
}

const char *sqlstate_code2(enum sqlstate state)
{
	return states[state].odbc2;
}

const char *sqlstate_text(enum sqlstate state)
{
	return states[state].text;
}

static void set_state(struct diag_record *r, const char *odbc3, const char *odbc2)
{
	memcpy(r->state, odbc3, sizeof(r->state));
	memcpy(r->state2, odbc2, sizeof(r->state2));
}

void diag_init(struct diag *d)
{
	*d = (struct diag){.row_count = 0, .function = ""};
	set_state(&d->spare, states[STATE_OUT_OF_MEMORY].odbc3, states[STATE_OUT_OF_MEMORY].odbc2);
	d->spare.row = SQL_NO_ROW_NUMBER;
	d->spare.column = SQL_NO_COLUMN_NUMBER;
}

void diag_clear(struct diag *d)
{
	for (size_t i = 0; i < d->count; i++)
		mem_free(d->records[i].message);
	d->count = 0;
	d->out_of_memory = false;
	d->rc = SQL_SUCCESS;
	d->row_count = 0;
	d->cursor_row_count = 0;
	d->function = "";
	d->function_code = SQL_DIAG_UNKNOWN_STATEMENT;
}

void diag_cut(struct diag *d, size_t count)
{
	while (d->count > count)
		mem_free(d->records[--d->count].message);
	d->out_of_memory = false;
}

void diag_release(struct diag *d)
{
	diag_clear(d);
	mem_free(d->records);
	d->records = NULL;
	d->room = 0;
}

SQLRETURN diag_post_no_memory(struct diag *d)
{
	d->out_of_memory = true;
	return SQL_ERROR;
}

/* Takes the message over. */
static SQLRETURN append(struct diag *d, struct diag_record r, SQLRETURN rc)
{
	if (!r.message)
		return diag_post_no_memory(d);
	if (d->count == d->room) {
		size_t room = d->room ? d->room * 2 : 4;
		void *grown = mem_resize(d->records, room, sizeof(*d->records));

		if (!grown) {
			mem_free(r.message);
			return diag_post_no_memory(d);
		}
		d->records = grown;
		d->room = room;
	}
	d->records[d->count++] = r;
	return rc;
}

static struct diag_record record_of(enum sqlstate state)
{
	struct diag_record r = {.row = SQL_NO_ROW_NUMBER, .column = SQL_NO_COLUMN_NUMBER};

	set_state(&r, states[state].odbc3, states[state].odbc2);
	return r;
}

SQLRETURN diag_post(struct diag *d, enum sqlstate state)
{
	return diag_post_at(d, state, SQL_NO_ROW_NUMBER, SQL_NO_COLUMN_NUMBER);
}

SQLRETURN diag_post_at(struct diag *d, enum sqlstate state, SQLLEN row, SQLINTEGER column)
{
	struct diag_record r = record_of(state);

	r.row = row;
	r.column = column;
	r.message = mem_dup(states[state].text, strlen(states[state].text));
	return append(d, r, states[state].rc);
}

LB_PRINTF(5, 0)
static SQLRETURN append_words(struct diag *d, enum sqlstate state, SQLLEN row, SQLINTEGER column, const char *fmt, va_list args)
{
	struct diag_record r = record_of(state);
	struct strbuf text = STRBUF_INIT;

	strbuf_vprintf(&text, fmt, args);
	r.row = row;
	r.column = column;
	r.message = strbuf_steal(&text);
	return append(d, r, states[state].rc);
}

SQLRETURN diag_postf(struct diag *d, enum sqlstate state, const char *fmt, ...)
{
	va_list args;
	SQLRETURN rc;

	va_start(args, fmt);
	rc = append_words(d, state, SQL_NO_ROW_NUMBER, SQL_NO_COLUMN_NUMBER, fmt, args);
	va_end(args);
	return rc;
}

SQLRETURN diag_postf_at(struct diag *d, enum sqlstate state, SQLLEN row, SQLINTEGER column, const char *fmt, ...)
{
	va_list args;
	SQLRETURN rc;

	va_start(args, fmt);
	rc = append_words(d, state, row, column, fmt, args);
	va_end(args);
	return rc;
}

/* ODBC 2 codes of states that only the server raises: those of the same class that changed their name. */
static const char *odbc2_of(const char *state)
{
	static const char *const renamed[][2] = { /* appendix A, "SQLSTATE Mappings" */
		{"42S01", "S0001"}, {"42S02", "S0002"}, {"42S11", "S0011"},
		{"42S12", "S0012"}, {"42S21", "S0021"}, {"42S22", "S0022"},
	};

	for (size_t i = 0; i < LB_COUNT(renamed); i++)
		if (memcmp(renamed[i][0], state, 6) == 0)
			return renamed[i][1];
	for (int i = 0; i < STATE_COUNT; i++)
		if (memcmp(states[i].odbc3, state, 6) == 0)
			return states[i].odbc2;
	return memcmp(state, "42", 2) == 0 ? "37000" : state;
}

SQLRETURN diag_post_server(struct diag *d, const char state[6], bool warning, SQLINTEGER native, struct span message)
{
	struct diag_record r = {.row = SQL_NO_ROW_NUMBER, .column = SQL_NO_COLUMN_NUMBER, .from_server = true};

	set_state(&r, state, odbc2_of(state));
	r.native = native;
	r.message = mem_dup(message.p, message.n);
	return append(d, r, warning ? SQL_SUCCESS_WITH_INFO : SQL_ERROR);
}

SQLRETURN diag_post_code(struct diag *d, const char state[6], struct span message)
{
	const size_t at = d->count;
	const SQLRETURN rc = diag_post_server(d, state, false, 0, message);

	if (d->count > at)
		d->records[at].from_server = false;
	return rc;
}

void diag_repeat(struct diag *d, const struct diag_record *r)
{
	struct diag_record copy = *r;
	const char *message = r->message ? r->message : states[STATE_OUT_OF_MEMORY].text;

	copy.message = mem_dup(message, strlen(message));
	append(d, copy, SQL_SUCCESS);
}

size_t diag_count(const struct diag *d)
{
	return d->count + (d->out_of_memory ? 1 : 0);
}

/*
 * Rank (SQLGetDiagField, "Sequence of Status Records"): by row first; within a
 * row errors before no-data before warnings.  Records without a row come first.
 */
static int rank(const struct diag_record *r)
{
	if (memcmp(r->state, "01", 2) == 0)
		return 2;
	return memcmp(r->state, "02", 2) == 0 ? 1 : 0;
}

static bool before(const struct diag_record *a, const struct diag_record *b)
{
	if (a->row != b->row)
		return a->row < b->row; /* SQL_NO_ROW_NUMBER and UNKNOWN are negative */
	return rank(a) < rank(b);
}

const struct diag_record *diag_record(const struct diag *d, size_t number)
{
	const size_t shift = d->out_of_memory ? 1 : 0;

	if (number == 0 || number > diag_count(d))
		return NULL;
	if (number <= shift)
		return &d->spare;
	number -= shift;
	for (size_t i = 0; i < d->count; i++) { /* selection: the record with number-1 others before it */
		size_t ahead = 0;

		for (size_t j = 0; j < d->count; j++)
			if (before(&d->records[j], &d->records[i]) ||
			    (j < i && !before(&d->records[i], &d->records[j])))
				ahead++;
		if (ahead == number - 1)
			return &d->records[i];
	}
	return NULL;
}

const char *diag_class_origin(const char *state)
{
	return memcmp(state, "IM", 2) == 0 ? "ODBC 3.0" : "ISO 9075";
}

/* Subclasses that ODBC added (SQLGetDiagField, SQL_DIAG_SUBCLASS_ORIGIN). */
const char *diag_subclass_origin(const char *state)
{
	static const char *const odbc[] = {"01S", "07S", "08S", "21S", "25S", "42S", "HYT", "IM0"};
	static const char *const odbc_hy[] = {"HY095", "HY097", "HY098", "HY099", "HY100", "HY101", "HY105",
					      "HY107", "HY109", "HY110", "HY111"};

	for (size_t i = 0; i < LB_COUNT(odbc); i++)
		if (memcmp(state, odbc[i], 3) == 0)
			return "ODBC 3.0";
	for (size_t i = 0; i < LB_COUNT(odbc_hy); i++)
		if (memcmp(state, odbc_hy[i], 5) == 0)
			return "ODBC 3.0";
	return "ISO 9075";
}

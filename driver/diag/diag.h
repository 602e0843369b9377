/*
 * The diagnostic area of one handle: the header fields and the records of the
 * last call (ODBC Programmer's Reference, "Diagnostics").  Only driver/odbc,
 * driver/catalog and driver/api post here; everything below returns a value.
 *
 * diag_post() is the one way to fail: it makes a record and returns SQL_ERROR
 * or SQL_SUCCESS_WITH_INFO by the row of sqlstates.def, so that an error path is
 * one line.  Records append; diag_clear() is called by api_enter() only.
 * Running out of memory while posting leaves a preset HY001 record.
 *
 * Message texts: what happened, then what to do about it; no trailing period,
 * no prefix (it is added when the text is read), never a secret.
 */
#ifndef DIAG_DIAG_H
#define DIAG_DIAG_H

#include "base/mem.h"
#include "base/span.h"

#include <sql.h>
#include <sqlext.h>
#include <stdbool.h>
#include <stddef.h>

enum sqlstate {
#define SQLSTATE(id, odbc3, odbc2, rc, text) STATE_##id,
#include "diag/sqlstates.def"
#undef SQLSTATE
	STATE_COUNT
};

struct diag_record {
	char state[6];       /* ODBC 3 code */
	char state2[6];      /* ODBC 2 code */
	char *message;       /* without prefix; owned */
	bool from_server;    /* adds [Server] to the prefix */
	SQLINTEGER native;
	SQLLEN row;          /* SQL_NO_ROW_NUMBER, SQL_ROW_NUMBER_UNKNOWN or from 1 */
	SQLINTEGER column;   /* SQL_NO_COLUMN_NUMBER, SQL_COLUMN_NUMBER_UNKNOWN or from 1 */
};

struct diag {
	SQLRETURN rc;                  /* SQL_DIAG_RETURNCODE */
	SQLLEN row_count;              /* SQL_DIAG_ROW_COUNT */
	SQLLEN cursor_row_count;       /* SQL_DIAG_CURSOR_ROW_COUNT */
	SQLINTEGER function_code;      /* SQL_DIAG_DYNAMIC_FUNCTION_CODE */
	const char *function;          /* SQL_DIAG_DYNAMIC_FUNCTION, static text */
	struct diag_record *records;
	size_t count, room;
	struct diag_record spare;      /* the out-of-memory record */
	bool out_of_memory;
};

void diag_init(struct diag *d);
void diag_release(struct diag *d);
void diag_clear(struct diag *d); /* records and header */

/* A record with the default text of the state, or with words (printf rules). */
SQLRETURN diag_post(struct diag *d, enum sqlstate state);
SQLRETURN diag_postf(struct diag *d, enum sqlstate state, const char *fmt, ...) LB_PRINTF(3, 4);

/* The same with the row and column it belongs to. */
SQLRETURN diag_post_at(struct diag *d, enum sqlstate state, SQLLEN row, SQLINTEGER column);
SQLRETURN diag_postf_at(struct diag *d, enum sqlstate state, SQLLEN row, SQLINTEGER column, const char *fmt, ...)
	LB_PRINTF(5, 6);

/* A record with the server's SQLSTATE and words; returns SQL_ERROR, or INFO when warning. */
SQLRETURN diag_post_server(struct diag *d, const char state[6], bool warning, SQLINTEGER native, struct span message);

/* The driver's own words with a code that another layer chose; returns SQL_ERROR. */
SQLRETURN diag_post_code(struct diag *d, const char state[6], struct span message);

/* A copy of a record of another handle. */
void diag_repeat(struct diag *d, const struct diag_record *r);

/* HY001 without any allocation; returns SQL_ERROR. */
SQLRETURN diag_post_no_memory(struct diag *d);

size_t diag_count(const struct diag *d);
void diag_cut(struct diag *d, size_t count); /* drops the records behind the first `count`: a second try begins */

/* Record number from 1 in the order of rank (errors before warnings, see SQLGetDiagField "Sequence of Status Records"). */
const struct diag_record *diag_record(const struct diag *d, size_t number);

/* Facts of the table. */
const char *sqlstate_code(enum sqlstate state);
const char *sqlstate_code2(enum sqlstate state);
const char *sqlstate_text(enum sqlstate state);

/* Where a code belongs: "ISO 9075" or "ODBC 3.0" (SQL_DIAG_CLASS_ORIGIN, SQL_DIAG_SUBCLASS_ORIGIN). */
const char *diag_class_origin(const char *state);
const char *diag_subclass_origin(const char *state);

#endif

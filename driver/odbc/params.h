/*
 * Parameters of one execution: from the APD and IPD to the values of a packet,
 * and data-at-execution (SQLParamData, SQLPutData) as a state machine.
 *
 * The type a parameter is sent as: character types are left to the server
 * ("unknown"), so that `WHERE id = ?` works with a string; every other SQL type
 * is declared, so that `SELECT ? + 1` does what the application said.
 */
#ifndef ODBC_PARAMS_H
#define ODBC_PARAMS_H

#include "base/strbuf.h"
#include "conv/matrix.h"
#include "odbc/bound.h"
#include "pg/packet.h"

#include <sql.h>

struct stmt;
struct translation;
struct sql_part;

#define BYTEA_OID 17
#define TEXT_OID 25

struct param_plan {           /* one per marker */
	struct param_step conversion;
	uint32_t oid;         /* 0 = the server decides */
	bool binary;
	bool variable;        /* character or binary C type: has a length */
	bool is_out;          /* nothing goes to the server: SQL_PARAM_OUTPUT */
	enum c_type c_type;
	SQLSMALLINT c_interval, sql_interval; /* for struct c_source */
	SQLSMALLINT precision, scale;
	struct binding at;    /* where the application keeps it */
	SQLLEN room;          /* SQL_DESC_OCTET_LENGTH */
};

struct param_late {           /* one data-at-execution value */
	size_t set, marker;   /* from 0; of a cursor's row: the row of the row set, and the column */
	enum c_type c_type;
	struct strbuf bytes;
	bool is_null;
	bool given;           /* SQLPutData was called */
};

/* Whose values are collected: the parameters', or those of rows that a cursor is to write (row_request.c). */
struct late_source {
	bool (*next)(struct stmt *s, size_t *set, size_t *marker, enum c_type *c); /* moves to the next value that is to come */
	const struct desc *(*descriptor)(const struct stmt *s);                   /* where it is bound */
	SQLRETURN (*run)(struct stmt *s);                                         /* all are there */
};

struct param_state {
	struct param_plan *plans;
	size_t count;
	int64_t today_days;   /* the local date, for times that become timestamps */
	bool untyped;         /* second try: leave all types to the server */
	struct strbuf as_text; /* a byte for each marker of the text: 1 where the server found no type, so that it is text */

	/* values of the sets that are encoded, in the form libpq takes */
	struct strbuf arena;
	uint32_t *oids;
	const char **values;
	int *lengths, *formats;
	size_t *offsets;      /* into arena; SIZE_MAX = NULL */
	size_t room;

	/* data at execution: in the order in which SQLParamData asks, which is that of (set, marker) */
	const struct late_source *late_from;
	struct param_late *late;
	size_t late_count, late_room;
	size_t next_set, next_marker; /* where to look for the next one */
};

void params_release(struct param_state *p);

/* Chooses types and conversions for all markers: 07002, 07006, HY004, HYC00. */
SQLRETURN params_plan(struct stmt *s);

/* Encodes set number `set` (from 0) of the parameter arrays; conversion errors are posted with its number. */
SQLRETURN params_encode(struct stmt *s, size_t set);

/* Appends one value of one set in its binary form, as Bind, arrays and COPY have it: a length word, -1 for NULL, and the
 * bytes.  SQL_ERROR: posted, and what was appended has to be cut. */
SQLRETURN params_append(struct stmt *s, size_t marker, size_t set, struct strbuf *out);

/* The encoded values of one part of the text. */
struct packet_values params_values(struct stmt *s, const struct sql_part *part);

/* Is this value SQL_DEFAULT_PARAM? */
bool params_is_default(const struct stmt *s, size_t marker, size_t set);

/* The server cannot tell the type of marker number $n (from 1) of a part: it is text.  False: that was tried already. */
bool params_as_text(struct stmt *s, size_t marker);

/* Does the application ignore this set (SQL_ATTR_PARAM_OPERATION_PTR)? */
bool params_ignored(const struct stmt *s, size_t set);

/* Data at execution: is any wanted?  Starts collecting it. */
bool params_need_data(struct stmt *s);
void params_late_start(struct stmt *s, const struct late_source *from); /* NULL: the parameters */
void params_late_stop(struct stmt *s);
const struct param_late *params_find_late(const struct param_state *p, size_t set, size_t marker);

#endif

/*
 * Which conversion a column or parameter needs, decided once when a binding
 * meets a result or a statement, and how to run it.  This is the only file of
 * conv/ that names the functions of the others.
 */
#ifndef CONV_MATRIX_H
#define CONV_MATRIX_H

#include "base/strbuf.h"
#include "conv/value.h"
#include "type/c_types.h"
#include "type/types.h"

#include <sql.h>
#include <sqlext.h>

enum wire_format { WIRE_TEXT, WIRE_BINARY };

/* Where one value goes.  Set by the caller before each conversion; the conversion sets `length`. */
#define CONV_WHOLE_SECONDS (-1)

struct c_target {
	void *data;          /* may be NULL: only the length is wanted */
	SQLLEN room;         /* bytes at data; fixed-size types ignore it */
	SQLSMALLINT precision; /* SQL_C_NUMERIC precision (0: 38); seconds precision of intervals (0: 6, or CONV_WHOLE_SECONDS) */
	SQLSMALLINT scale;   /* SQL_C_NUMERIC scale */
	bool own_scale;      /* ... as many digits as the value has, instead */
	SQLINTEGER leading;  /* intervals: digits of the leading field (SQL_DESC_DATETIME_INTERVAL_PRECISION); 0: 2 */
	int64_t today_days;  /* the local date, days since 2000-01-01: what a time becomes as a timestamp */
	SQLLEN length;       /* out: bytes of the whole value (without terminator), before truncation */
};

/* Where one parameter comes from. */
struct c_source {
	const void *data;
	SQLLEN length;       /* bytes of character and binary data, already resolved (no SQL_NTS); fixed types ignore it */
	SQLSMALLINT precision;
	SQLSMALLINT scale;   /* SQL_C_NUMERIC: that of the descriptor; 0: the structure's own */
	int64_t today_days;  /* the local date, days since 2000-01-01: what a time becomes as a timestamp */
	SQLSMALLINT c_interval;   /* SQL_IS_...: which interval the C type is; 0: none */
	SQLSMALLINT sql_interval; /* ... and the SQL type of the parameter */
};

typedef enum conv_status decode_fn(struct span cell, struct value *out, struct strbuf *scratch);
typedef enum conv_status encode_fn(const struct value *v, struct c_target *to);
typedef enum conv_status direct_fn(struct span cell, struct c_target *to);
typedef enum conv_status from_c_fn(const struct c_source *from, struct value *out, struct strbuf *scratch);
typedef enum conv_status to_wire_fn(const struct value *v, struct strbuf *out, struct strbuf *scratch);

/* ---- results ---- */

struct conv_step {
	direct_fn *direct; /* if there is one; else encode(decode(cell)) */
	decode_fn *decode;
	encode_fn *encode;
	enum c_type to;
	bool verbatim;                /* the cell's bytes are already the value's characters */
	enum value_class verbatim_as; /* and these are the rules for cutting them */
};

/* Chosen once per column; false: the pair is not legal (07006). */
bool conv_to_c(struct conv_step *out, enum pg_kind from, enum wire_format format, enum c_type to) LB_MUST_USE;

/* Runs it on a cell that is not NULL. */
enum conv_status conv_run(const struct conv_step *step, struct span cell, struct c_target *to,
			  struct strbuf *scratch) LB_MUST_USE;

/* Is there a decoder for the binary format of this kind? */
bool conv_binary_known(enum pg_kind kind);

/* ---- parameters ---- */

struct param_step {
	from_c_fn *from;
	to_wire_fn *to;
};

bool conv_from_c(struct param_step *out, enum c_type from, enum pg_kind to, enum wire_format format) LB_MUST_USE;

/* PostgreSQL has one kind of interval, ODBC thirteen types: does this C type go with this one?  True for other types. */
bool conv_interval_fits(enum c_type from, SQLSMALLINT sql_type);

/* What the SQL_IS_... codes are counted from in SQL_INTERVAL_... and SQL_C_INTERVAL_... */
#define CONCISE_INTERVAL 100

/* Appends the wire bytes of one value (no length word) to out. */
enum conv_status conv_param(const struct param_step *step, const struct c_source *from, struct strbuf *out,
			    struct strbuf *scratch) LB_MUST_USE;

/* The SQL_CVT_* mask of SQLGetInfo(SQL_CONVERT_<type>) is computed from what is legal between SQL types. */
SQLUINTEGER conv_info_mask(SQLSMALLINT sql_type);

#endif

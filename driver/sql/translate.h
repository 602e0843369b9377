/*
 * From the application's SQL to what PostgreSQL is sent: ODBC escapes replaced,
 * `?` numbered as $1, $2 ..., the text split at `;` outside literals and
 * bodies.  One pass over the lexer's tokens; pure.  Text outside escapes and
 * markers is passed through unchanged, but for a space where a replaced piece
 * would grow together with its neighbour (LIMIT? is LIMIT $1).  `??` is a
 * literal question mark.
 *
 * A statement may number its own parameters, $1 ..., and then has no markers;
 * `params` is then the greatest number.  Both kinds in one part are an error.
 */
#ifndef SQL_TRANSLATE_H
#define SQL_TRANSLATE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

enum statement_kind {
	SQLK_OTHER,
	SQLK_SELECT,     /* SELECT, VALUES, TABLE, SHOW, FETCH, EXPLAIN: returns rows */
	SQLK_INSERT,
	SQLK_UPDATE,
	SQLK_DELETE,
	SQLK_MERGE,
	SQLK_WITH,       /* WITH whose main verb was not found; otherwise it is the kind of its main verb */
	SQLK_CALL,       /* CALL, {call}, {?= call} */
	SQLK_DDL,        /* CREATE, ALTER, DROP, COMMENT, GRANT, REVOKE, TRUNCATE */
	SQLK_BEGIN,      /* BEGIN, START TRANSACTION */
	SQLK_COMMIT,     /* COMMIT, END */
	SQLK_ROLLBACK,   /* ROLLBACK, ABORT (not ROLLBACK TO) */
	SQLK_SAVEPOINT,  /* SAVEPOINT, RELEASE, ROLLBACK TO */
	SQLK_SET,        /* SET, RESET, DISCARD: changes the session */
	SQLK_COPY,
	SQLK_EMPTY,      /* nothing but spaces and comments */
};

struct sql_part {
	struct span text;          /* ready for PostgreSQL, inside translation.sql, without the `;` */
	enum statement_kind kind;
	size_t first_param;        /* number of the first marker of this part, from 0 over the whole text */
	size_t params;             /* markers in this part; they are $1 ... $params in its text */
	bool returns_value;        /* {?= call f()}: marker 0 of the part is an output and is not in the text,
	                              so that the text has $1 ... $(params - 1) */
	bool outside_transaction;  /* VACUUM, CREATE DATABASE, ...: must not run inside a transaction block */
	bool returns_rows_likely;  /* by its text; only the server knows */
	bool writes;               /* false when the text only reads (a function in it may still write) */
	bool from_call_escape;     /* from {call}: translate_call_other() knows its other spelling */
	size_t call_at;            /* ... and where in the text the spelling begins */
	size_t at;                 /* offset of the text in translation.sql */
	int function;              /* SQL_DIAG_... code, see statement_function() */
};

struct translation {
	struct strbuf sql;         /* all parts */
	struct sql_part *parts;
	size_t part_count;
	size_t part_room;
	size_t params;             /* markers in the whole text */
};

enum translate_status {
	TRANSLATE_OK,
	TRANSLATE_NO_MEMORY,
	TRANSLATE_UNTERMINATED,    /* string, comment, dollar quote or brace: 42000 */
	TRANSLATE_BAD_ESCAPE,      /* unknown or malformed { }: 42000 */
	TRANSLATE_BAD_LITERAL,     /* {d 'x'} that is no date: 22007 */
	TRANSLATE_TOO_MANY_PARAMS, /* more than 65,535 in one part: 07002 */
};

struct translate_error {
	size_t at;                 /* byte offset in the input */
	const char *what;          /* static words, e.g. "unterminated string literal" */
};

struct translate_options {
	bool noscan;               /* SQL_ATTR_NOSCAN: leave escapes alone */
	bool keep_markers;         /* SQLNativeSql: `?` stays `?` */
};

/* `out` must be empty (zeroed or released). */
enum translate_status translate(struct span sql, const struct translate_options *opt, struct translation *out,
				struct translate_error *err) LB_MUST_USE;
void translation_release(struct translation *t);

/*
 * Whether p in {call p()} is a procedure or a function only the server knows.
 * {call} is sent as CALL p(), {?= call} as SELECT * FROM p(); where the server
 * answers 42809 (wrong kind of object), this writes the other one of the two.
 * The parameters are numbered the same.  False when the part is no {call}.
 */
bool translate_call_other(const struct sql_part *part, struct strbuf *out);

/* SQL_DIAG_DYNAMIC_FUNCTION and its code for the part, e.g. "INSERT", SQL_DIAG_INSERT. */
const char *statement_function(const struct sql_part *part, int *code);

#endif

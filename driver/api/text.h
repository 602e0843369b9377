/*
 * Text between the application and the driver.  Above this line it is SQLCHAR
 * (UTF-8, always) or SQLWCHAR, counted or NUL-terminated, in characters or in
 * bytes; below it is UTF-8 in spans.
 *
 * text_take() reads an argument; text_give() writes an answer.  Both post their
 * own records (`diag` may be NULL for SQLGetDiag..., which must not post).
 */
#ifndef API_TEXT_H
#define API_TEXT_H

#include "base/span.h"
#include "base/strbuf.h"
#include "base/utf.h"
#include "diag/diag.h"

/* The two kinds of entry points. */
enum text_form { FORM_ANSI, FORM_WIDE };

/* In which unit a function counts: characters (units of SQLWCHAR), or bytes.  The same for ANSI. */
enum text_unit { IN_CHARS, IN_BYTES };

/* A text argument. */
struct text {
	struct span span;   /* absent when the application gave NULL; points into its memory or into `own` */
	struct strbuf own;
};

#define TEXT_INIT ((struct text){{NULL, 0}, {0}})
#define TEXT_SECRET ((struct text){{NULL, 0}, STRBUF_SECRET})

/*
 * `length` is SQL_NTS or a count; other negative ones give HY090.  A NULL
 * pointer gives the absent span, whatever the length.  NUL characters at the end
 * of a counted text are dropped (some callers count the terminator); one in the
 * middle gives HY090, since PostgreSQL has no such text.  Bytes that are not
 * UTF-8, or a lone surrogate, give 22018.
 */
SQLRETURN text_take(struct diag *diag, enum text_form form, const void *p, SQLINTEGER length, enum text_unit unit,
		    struct text *out) LB_MUST_USE;
void text_release(struct text *t);

/* Several character-counted arguments at once, into out[n]; text_release_all() whatever the result was. */
struct text_arg {
	const void *p;
	SQLINTEGER length;
};

SQLRETURN text_take_all(struct diag *diag, enum text_form form, const struct text_arg *in, size_t n,
			struct text *out) LB_MUST_USE;
void text_release_all(struct text *t, size_t n);

/* A buffer for an answer; one of the two length pointers, or none. */
struct text_room {
	void *p;             /* NULL: only the length is wanted */
	SQLINTEGER room;     /* with the terminator */
	SQLSMALLINT *length16;
	SQLINTEGER *length32;
	enum text_unit unit;
};

/*
 * Writes `text` and its terminator; the length is always the full one, without
 * the terminator.  Cut texts end between characters and give 01004.  A negative
 * room gives HY090.
 */
SQLRETURN text_give(struct diag *diag, enum text_form form, const struct text_room *to, struct span text) LB_MUST_USE;

#endif

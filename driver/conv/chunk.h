/*
 * A long value read in pieces (SQLGetData called again and again).  The length
 * reported is that of what is left, in bytes, before the piece is taken, as
 * SQLGetData asks.  Character targets are NUL-terminated inside the room;
 * binary ones are not.
 * A piece of less than CHUNK_FILL bytes ends between characters, and between the
 * pairs of digits of bytea, as appendix D says: somebody shows it.  A larger one
 * is filled to the last byte, through a character or pair if need be:
 * pyodbc, nanodbc, odbc-api, LibreOffice and Qt put pieces together and take a buffer
 * that was too small to be full, whatever the length says.  A piece in which not even
 * one character fits is filled as well, or its reader would never move on.
 * A zero-length buffer gives the length, CONV_RIGHT_TRUNC and no data; the
 * position stays.  After CONV_RANGE
 * (a number whose whole digits do not fit) it stays as well, so that the
 * application can ask again with more room.
 * Works over the cell itself (text, bytea) without copying it; other values
 * are converted to their text first.
 */
#ifndef CONV_CHUNK_H
#define CONV_CHUNK_H

#include "base/utf.h"
#include "conv/matrix.h"

#define CHUNK_FILL 128 /* no display buffer is that large, no reader's buffer that small */

enum chunk_form { CHUNK_WHOLE, CHUNK_CHAR, CHUNK_WCHAR, CHUNK_BINARY };

struct chunk {
	enum chunk_form form;  /* CHUNK_WHOLE: fixed-size C type, one piece */
	struct conv_step step;
	struct span source;    /* what is left, in source bytes (UTF-8 text, raw bytes, hex digits to come) */
	SQLLEN left;           /* bytes left in the target's form */
	size_t whole;          /* characters that the first piece must hold (22003): numbers, dates and the like */
	utf_wide low;          /* the second half of a surrogate pair whose first was given, or 0 */
	bool hex;              /* bytea read as characters: two digits a byte */
	char digit;            /* the second digit of a byte whose first was given, or '\0' */
	bool done;             /* everything was given: the next call is SQL_NO_DATA */
	struct strbuf text;    /* owned: the text of a value that had to be converted first */
};

/* Starts on a cell that is not NULL; the cell must stay where it is until the last piece. */
enum conv_status chunk_start(struct chunk *c, const struct conv_step *step, enum pg_kind kind, struct span cell,
			     struct strbuf *scratch) LB_MUST_USE;

/* Gives the next piece: CONV_OK (complete), CONV_RIGHT_TRUNC (more to come), or a failure. */
enum conv_status chunk_next(struct chunk *c, struct c_target *to, struct strbuf *scratch) LB_MUST_USE;

void chunk_release(struct chunk *c);

#endif

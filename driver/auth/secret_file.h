/*
 * A small file that holds a token, and what a token may look like.
 */
#ifndef AUTH_SECRET_FILE_H
#define AUTH_SECRET_FILE_H

#include "base/strbuf.h"

#include <stdbool.h>

/* Appends the whole file, at most 64 KiB; false: `wrong` has the words. */
bool secret_file_read(const char *path, struct strbuf *out, const char **wrong) LB_MUST_USE;

/* Printable and without spaces: it becomes a part of a header, and nothing may hide behind a line end. */
bool secret_is_word(struct span s);

#endif

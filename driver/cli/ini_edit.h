/*
 * Changes one section of an odbc.ini and keeps every other byte of it:
 * comments, order, blank lines, sections of other drivers.
 */
#ifndef CLI_INI_EDIT_H
#define CLI_INI_EDIT_H

#include "base/strbuf.h"

/* The section from its [header] to the end of its last key; false when there is none.  Pure. */
bool ini_section(struct span text, struct span name, struct span *section) LB_MUST_USE;

/* The value of a key in a section, absent when there is none.  Pure. */
struct span ini_value(struct span section, const char *key);

/* Appends the text with `section` (lines with line ends; absent: none) in place of the one called name, or at the
 * end where there is none.  Pure. */
void ini_replace(struct span text, struct span name, struct span section, struct strbuf *out);

/* A missing file is empty.  False: errno says why. */
bool ini_read(const char *path, struct strbuf *out) LB_MUST_USE;

/* As a whole (temporary file and rename), mode 0600; a symbolic link stays one. */
bool ini_write(const char *path, struct span text) LB_MUST_USE;

#endif

/*
 * What lakebase-odbc prints: lines, colours where a terminal shows them, JSON.
 */
#ifndef CLI_OUT_H
#define CLI_OUT_H

#include "base/json.h"
#include "base/strbuf.h"
#include "cli/cli.h"

#include <stdio.h>

enum colour { PLAIN, GREEN, RED, YELLOW, DIM, BOLD };

/* Standard output is a terminal (and NO_COLOR is not set). */
bool out_is_terminal(void);
/* The same of another file: its last line can be taken back. */
bool out_is_tty(FILE *to);

void out_text(const char *text);
void out_span(struct span text);
void out_buffer(const struct strbuf *b);
/* The text in a colour, if there are colours. */
void add_coloured(struct strbuf *out, enum colour c, const char *text);
/* The text and blanks up to `width` characters. */
void add_padded(struct strbuf *out, struct span text, size_t width);

/* One line on standard error, "lakebase-odbc: words"; returns the code. */
enum cli_exit out_error(const struct cli *c, enum cli_exit code, const char *sqlstate, const char *words);
/* A remark on standard error. */
void out_note(const char *fmt, ...) LB_PRINTF(1, 2);

/* ,"name": value */
void json_member(struct strbuf *out, const char *name, struct span value);
void json_member_bool(struct strbuf *out, const char *name, bool value);

/* False: what was written did not arrive, as on a full disk. */
bool out_flush(void);

#endif

/*
 * The lines of an .ini file, one at a time.  Values come as they stand in the
 * file, of any length: libraries that read .ini files cut them at ; and # and
 * give up on a long line, which is no way to treat a client secret or an
 * 8 KiB token.  Pure; spans point into the text.
 */
#ifndef CONFIG_INI_H
#define CONFIG_INI_H

#include "base/span.h"

enum ini_kind { INI_SECTION, INI_PAIR };

/* How values are written: odbc.ini takes them literally, .databrickscfg allows quotes and a comment after a space. */
enum ini_dialect { INI_ODBC, INI_PROFILE };

struct ini_line {
	enum ini_kind kind;
	struct span name;  /* of the section, or the key */
	struct span value; /* of a pair */
};

/* Takes the next section or pair off the front of *rest; false at the end.  Other lines are skipped. */
bool ini_next(struct span *rest, enum ini_dialect dialect, struct ini_line *line);

#endif

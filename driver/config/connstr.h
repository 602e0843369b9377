/*
 * Connection strings, as in [MS-ODBCSTR]: KEY=value;KEY={va}}lue};...  Inside
 * braces everything is literal and } is written twice.  Keys are trimmed and
 * may contain spaces; unbraced values are trimmed.  Nothing here has a length
 * limit.  Pure.
 */
#ifndef CONFIG_CONNSTR_H
#define CONFIG_CONNSTR_H

#include "config/settings.h"

/*
 * Takes the next pair off the front of *rest.  *key points into the text;
 * *value too, or into scratch where doubled braces had to be undone (make it a
 * STRBUF_SECRET; valid until the next call).  False at the end.  A part without
 * "=" is skipped.  A brace that is never closed ends at the end of the text.
 */
bool connstr_next(struct span *rest, struct strbuf *scratch, struct span *key, struct span *value) LB_MUST_USE;

/* Appends "key=value;", in braces where the value needs them. */
void connstr_add(struct strbuf *out, struct span key, struct span value);

/* Appends the name of an unknown keyword, and the one that was probably meant, to a list in words; NULL: not wanted. */
void keyword_report_unknown(struct span name, struct strbuf *unknown);

/*
 * Sets what the string says; the first of two equal keys wins.  Unknown keys are appended to `unknown` as
 * words for 01S00, "Servr (do you mean Server?), Foo"; NULL: not wanted.  SETTING_OK, _BAD_VALUE (`why` has
 * the words) or _NO_MEMORY.
 */
enum setting_status connstr_load(struct span text, struct settings *into, enum setting_source source,
				 struct strbuf *unknown, struct strbuf *why) LB_MUST_USE;

#endif

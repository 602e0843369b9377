/*
 * Which AuthType a connection has: the given one, or what the other settings
 * make complete.  A part of settings_finish().  Pure.
 */
#ifndef CONFIG_CHOICE_H
#define CONFIG_CHOICE_H

#include "config/settings.h"

/* Sets auth_type.  On false `why` has the words; `chosen` (may be NULL) gets the reason, for the trace. */
bool auth_type_decide(struct settings *s, struct strbuf *why, struct strbuf *chosen) LB_MUST_USE;

/* Appends the word for it. */
void auth_type_add(struct strbuf *out, enum auth_type type);

#endif

/*
 * The two ways in which a server writes down a time.  Microseconds since 1970,
 * UTC; no locale, no time zone data.  Pure.
 */
#ifndef AUTH_WHEN_H
#define AUTH_WHEN_H

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

/* RFC 3339: 2026-02-06T17:07:00.123Z, with an offset, and with a space for the T. */
bool when_rfc3339(struct span text, int64_t *wall_us);

/* RFC 9110 5.6.7, the form every server sends: Sun, 06 Nov 1994 08:49:37 GMT. */
bool when_http(struct span text, int64_t *wall_us);

#endif

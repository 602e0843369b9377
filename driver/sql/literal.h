/*
 * The texts inside {d}, {t}, {ts}, {interval} and {guid}: are they what they
 * claim to be?  ODBC wants the driver to say 22007, before the server sees it.
 * Private to sql/.
 */
#ifndef SQL_LITERAL_H
#define SQL_LITERAL_H

#include "base/span.h"

#include <stdbool.h>

bool literal_is_date(struct span text);      /* yyyy-mm-dd, a day that exists */
bool literal_is_time(struct span text);      /* hh:mm:ss[.f...] */
bool literal_is_timestamp(struct span text); /* date, a blank, time */
bool literal_is_guid(struct span text);      /* 8-4-4-4-12 hexadecimal digits */

/* trail is absent for a single field; `known` says whether there is such an interval type. */
bool literal_is_interval(struct span text, struct span lead, struct span trail, bool *known);

#endif

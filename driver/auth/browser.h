/*
 * Opens a page in the user's browser: what BROWSER names ("firefox:lynx %s",
 * tried in order), or the desktop's own way (xdg-open, open).  Without a shell,
 * so that nothing in an address is ever taken for a command.
 */
#ifndef AUTH_BROWSER_H
#define AUTH_BROWSER_H

#include "base/mem.h"

#include <stdbool.h>

/* False: there is none, or none could be started. */
bool browser_open(const char *url) LB_MUST_USE;

#endif

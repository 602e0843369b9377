/*
 * AuthType=token: a database credential that somebody else has fetched, from
 * the settings, a file, or the output of a command.
 */
#ifndef AUTH_READY_H
#define AUTH_READY_H

#include "auth/call.h"

/* Appends the credential.  The file is read, and the command run, every time. */
bool ready_credential(const struct call *c, struct strbuf *out) LB_MUST_USE;

#endif

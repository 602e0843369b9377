/*
 * The desktop's Secret Service (GNOME Keyring, KWallet, KeePassXC ...), by
 * libsecret where that is installed: it is loaded when it is first needed, and
 * the driver works without it.
 *
 * Nothing here asks anybody anything: a keyring that is locked is reported, and
 * no dialog is opened.  Thread safe.  One item for each file of auth/token_store,
 * found by the file's name.
 */
#ifndef AUTH_KEYRING_H
#define AUTH_KEYRING_H

#include "base/strbuf.h"

#include <stdbool.h>

enum keyring_status {
	KEYRING_OK,
	KEYRING_NONE,   /* no such item */
	KEYRING_AWAY,   /* no libsecret, no session bus, or no service on it */
	KEYRING_LOCKED,
	KEYRING_FAILED, /* the service refuses; the trace has its words */
};

/* Whether something can be stored there now. */
enum keyring_status keyring_ready(void);

/* Appends the secret, which is text. */
enum keyring_status keyring_read(const char *file, struct strbuf *secret) LB_MUST_USE;
/* In place of the one that is there. */
enum keyring_status keyring_write(const char *file, const char *label, const char *secret) LB_MUST_USE;
enum keyring_status keyring_forget(const char *file) LB_MUST_USE;

#endif

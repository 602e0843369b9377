/*
 * Where the sign-ins of people are kept between connections and processes: one
 * file for each workspace, client and scope, below
 * ${XDG_CONFIG_HOME:-~/.config}/lakebase-odbc/.
 *
 * Folder 0700, files 0600.  A file is replaced as a whole (temporary file and
 * rename), so reading needs no lock.  Who fetches something new holds the lock
 * from before reading until after writing, since refresh tokens are single-use:
 * flock() on a file beside it, good between processes and between threads.
 * With TokenCachePassPhrase the tokens are encrypted (AES-256-GCM, the key by
 * PBKDF2).  In a desktop session the tokens are in its keyring (auth/keyring.h)
 * and the file says so; TokenCacheStore decides, and what is stored already stays
 * where it is until somebody signs in anew.  With EnableTokenCache=0, or where
 * there is no home folder, they are kept in the memory of the process.
 */
#ifndef AUTH_TOKEN_STORE_H
#define AUTH_TOKEN_STORE_H

#include "auth/keyring.h"
#include "base/clock.h"
#include "base/strbuf.h"
#include "config/settings.h"

enum store_status {
	STORE_OK,
	STORE_NONE,      /* nobody has signed in */
	STORE_SEALED,    /* encrypted, and the passphrase is missing or another one */
	STORE_DAMAGED,   /* not a file of ours, or changed by somebody */
	STORE_UNSAFE,    /* it belongs to somebody else */
	STORE_FILE,      /* the system refuses; errno is kept in `error` */
	STORE_KEYRING,   /* they are in the keyring, or should be, and that refuses; why is in `keyring` */
	STORE_BUSY,      /* the lock was not to be had before the deadline */
	STORE_NO_MEMORY,
};

/* Tokens are secret buffers.  life_s: what the access token had at first. */
struct stored {
	struct strbuf refresh_token, access_token;
	int64_t expires_us; /* of the access token; wall clock */
	int64_t life_s;
};

#define STORED_INIT ((struct stored){STRBUF_SECRET, STRBUF_SECRET, 0, 0})

void stored_release(struct stored *s);

struct token_store {
	struct strbuf path;        /* empty: memory only */
	struct strbuf context;     /* workspace, client and scope, one a line */
	const char *pass_phrase;   /* borrowed */
	int lock_fd;
	bool locked;
	int error;                 /* errno of STORE_FILE */
	int store, found;          /* enum token_cache_store: as the settings say; where it was read from */
	enum keyring_status keyring;
	struct memory_entry *memory;
};

/* The client that a person signs in with: ClientId, or the public one. */
const char *token_store_client(const struct settings *s);

/* Touches no file.  The settings must stay. */
bool token_store_init(struct token_store *t, const struct settings *s) LB_MUST_USE;
void token_store_release(struct token_store *t); /* unlocks */

enum store_status token_store_lock(struct token_store *t, const struct clock *clock, int64_t deadline_us) LB_MUST_USE;
void token_store_unlock(struct token_store *t);

enum store_status token_store_read(struct token_store *t, struct stored *out) LB_MUST_USE;
/* With the lock. */
enum store_status token_store_write(struct token_store *t, const struct stored *s) LB_MUST_USE;
enum store_status token_store_forget(struct token_store *t) LB_MUST_USE; /* STORE_NONE: there was nothing */

/* Whether what is stored is in the desktop's keyring. */
bool token_store_in_keyring(struct token_store *t);

/* Forgets what is kept in memory only; while no sign-in is under way. */
void token_store_forget_memory(void);

/* Appends what is the matter, and what to do. */
void token_store_explain(const struct token_store *t, enum store_status status, struct strbuf *why);

#endif

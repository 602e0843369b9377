#include "auth/token_store.h"

#include "auth/base64.h"
#include "auth/crypto.h"
#include "auth/token.h"
#include "base/fiber.h"
#include "base/json.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_LIMIT (256u << 10)
#define ROUNDS 600000u           /* what OWASP asks for with HMAC-SHA256 */
#define ROUNDS_MOST 10000000
#define SALT 16
#define LOOK_AGAIN_US 20000

void stored_release(struct stored *s)
{
	strbuf_release(&s->refresh_token);
	strbuf_release(&s->access_token);
	s->expires_us = s->life_s = 0;
}

/* ---- memory only ---- */

struct memory_entry {
	struct memory_entry *next;
	struct strbuf context;
	struct stored stored;
	bool filled, busy;
};

static pthread_mutex_t memory_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct memory_entry *memory; /* a handful, for the life of the process */

static struct memory_entry *memory_find(struct span context)
{
	struct memory_entry *e;

	pthread_mutex_lock(&memory_mutex);
	e = memory;
	while (e && !span_eq(strbuf_span(&e->context), context))
		e = e->next;
	if (!e) {
		e = mem_new(sizeof(*e));
		if (e) {
			e->stored = STORED_INIT;
			strbuf_add_span(&e->context, context);
			e->next = memory;
			memory = e;
		}
	}
	pthread_mutex_unlock(&memory_mutex);
	return e;
}

static bool copy_stored(struct stored *to, const struct stored *from)
{
	stored_release(to);
	strbuf_add_span(&to->refresh_token, strbuf_span(&from->refresh_token));
	strbuf_add_span(&to->access_token, strbuf_span(&from->access_token));
	to->expires_us = from->expires_us;
	to->life_s = from->life_s;
	return !strbuf_failed(&to->refresh_token) && !strbuf_failed(&to->access_token);
}

void token_store_forget_memory(void)
{
	struct memory_entry **at;

	pthread_mutex_lock(&memory_mutex);
	at = &memory;
	while (*at) {
		struct memory_entry *e = *at;

		stored_release(&e->stored);
		e->filled = false;
		if (e->busy) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		strbuf_release(&e->context);
		mem_free(e);
	}
	pthread_mutex_unlock(&memory_mutex);
}

/* Reads or writes, whichever is not NULL; neither: forgets. */
static enum store_status memory_use(struct memory_entry *e, struct stored *out, const struct stored *in)
{
	enum store_status status = STORE_OK;

	pthread_mutex_lock(&memory_mutex);
	if (in) {
		e->filled = copy_stored(&e->stored, in);
		status = e->filled ? STORE_OK : STORE_NO_MEMORY;
	} else if (!e->filled) {
		status = STORE_NONE;
	} else if (out) {
		status = copy_stored(out, &e->stored) ? STORE_OK : STORE_NO_MEMORY;
	} else {
		stored_release(&e->stored);
		e->filled = false;
	}
	pthread_mutex_unlock(&memory_mutex);
	return status;
}

static bool memory_try_lock(struct memory_entry *e)
{
	bool mine;

	pthread_mutex_lock(&memory_mutex);
	mine = !e->busy;
	e->busy = true;
	pthread_mutex_unlock(&memory_mutex);
	return mine;
}

static void memory_unlock(struct memory_entry *e)
{
	pthread_mutex_lock(&memory_mutex);
	e->busy = false;
	pthread_mutex_unlock(&memory_mutex);
}

/* ---- places ---- */

const char *token_store_client(const struct settings *s)
{
	return s->client_id ? s->client_id : "databricks-cli";
}

/* False: there is no home folder. */
static bool add_folder(struct strbuf *path)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (config && *config == '/') /* others are to be ignored: XDG Base Directory Specification */
		strbuf_add_text(path, config);
	else if (home && *home)
		strbuf_printf(path, "%s/.config", home);
	else
		return false;
	strbuf_add_text(path, "/lakebase-odbc");
	return true;
}

bool token_store_init(struct token_store *t, const struct settings *s)
{
	struct strbuf name = STRBUF_INIT;
	bool ok;

	*t = (struct token_store){.lock_fd = -1, .pass_phrase = s->token_cache_pass_phrase, .store = s->token_cache_store};
	strbuf_printf(&t->context, "%s\n%s\n%s", s->workspace, token_store_client(s), s->scope);
	ok = !strbuf_failed(&t->context) && crypto_sha256_hex(strbuf_span(&t->context), &name);
	if (ok && s->token_cache && add_folder(&t->path))
		strbuf_printf(&t->path, "/login-%.24s.json", strbuf_text(&name));
	else if (ok)
		t->memory = memory_find(strbuf_span(&t->context));
	strbuf_release(&name);
	return ok && (t->memory || (t->path.n && !strbuf_failed(&t->path)));
}

void token_store_release(struct token_store *t)
{
	token_store_unlock(t);
	strbuf_release(&t->path);
	strbuf_release(&t->context);
}

static enum store_status system_says(struct token_store *t)
{
	t->error = errno;
	return STORE_FILE;
}

/* The folder and those above it; what is there already keeps its mode. */
static enum store_status make_folder(struct token_store *t)
{
	enum store_status status = STORE_OK;
	char *path = mem_dup(t->path.p, t->path.n);
	size_t n = path ? strlen(path) : 0;

	if (!path)
		return STORE_NO_MEMORY;
	while (n > 0 && path[n - 1] != '/')
		n--;
	for (size_t i = 1; i < n && status == STORE_OK; i++) {
		if (path[i] != '/')
			continue;
		path[i] = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST)
			status = system_says(t);
		path[i] = '/';
	}
	mem_free(path);
	return status;
}

/* ---- the lock ---- */

static enum store_status open_lock(struct token_store *t)
{
	struct strbuf path = STRBUF_INIT;
	enum store_status status = make_folder(t);

	strbuf_printf(&path, "%s.lock", strbuf_text(&t->path));
	if (status == STORE_OK && strbuf_failed(&path))
		status = STORE_NO_MEMORY;
	if (status == STORE_OK) {
		t->lock_fd = open(strbuf_text(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (t->lock_fd < 0)
			status = system_says(t);
	}
	strbuf_release(&path);
	return status;
}

static bool try_lock(struct token_store *t)
{
	return t->memory ? memory_try_lock(t->memory) : flock(t->lock_fd, LOCK_EX | LOCK_NB) == 0;
}

enum store_status token_store_lock(struct token_store *t, const struct clock *clock, int64_t deadline_us)
{
	enum store_status status = t->memory ? STORE_OK : open_lock(t);

	if (status != STORE_OK)
		return status;
	while (!try_lock(t)) {
		if (!t->memory && errno != EWOULDBLOCK && errno != EINTR)
			return system_says(t);
		if (clock_mono(clock) >= deadline_us || fiber_stopped())
			return STORE_BUSY;
		clock_sleep(clock, LOOK_AGAIN_US);
	}
	t->locked = true;
	return STORE_OK;
}

/* The lock file stays: taking it away would let two in at the same time. */
void token_store_unlock(struct token_store *t)
{
	if (t->memory && t->locked)
		memory_unlock(t->memory);
	if (t->lock_fd >= 0)
		close(t->lock_fd);
	t->lock_fd = -1;
	t->locked = false;
}

/* ---- reading ---- */

static enum store_status read_file(struct token_store *t, struct strbuf *out)
{
	const int fd = open(strbuf_text(&t->path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	enum store_status status = STORE_OK;
	ssize_t got = 1;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? STORE_NONE : system_says(t);
	if (fstat(fd, &st) != 0)
		status = system_says(t);
	else if (st.st_uid != geteuid() || !S_ISREG(st.st_mode))
		status = STORE_UNSAFE;
	else if ((st.st_mode & 077) != 0 && fchmod(fd, 0600) != 0)
		status = system_says(t);
	out->limit = FILE_LIMIT;
	while (status == STORE_OK && got > 0) {
		char *room = strbuf_reserve(out, 4096);

		got = room ? read(fd, room, 4096) : 0;
		if (!room)
			status = STORE_DAMAGED;
		else if (got > 0)
			strbuf_grew(out, (size_t)got);
		else if (got < 0)
			status = system_says(t);
	}
	close(fd);
	return status;
}

static bool take(const struct stored_reply *r, struct stored *out)
{
	uint64_t seconds = 0;

	if (r->expires && !span_uint(span_of(r->expires), INT64_MAX / 1000000, &seconds))
		return false;
	strbuf_add_text(&out->refresh_token, r->refresh_token ? r->refresh_token : "");
	strbuf_add_text(&out->access_token, r->access_token ? r->access_token : "");
	out->expires_us = (int64_t)seconds * 1000000;
	out->life_s = r->life_s;
	return (out->refresh_token.n || out->access_token.n) && !strbuf_failed(&out->refresh_token) &&
	       !strbuf_failed(&out->access_token);
}

static bool stretch(const struct token_store *t, struct span salt, uint32_t rounds, unsigned char *key)
{
	return crypto_stretch(span_of(t->pass_phrase), salt, rounds, key);
}

static enum store_status unseal(const struct token_store *t, const struct stored_reply *r, struct stored *out)
{
	struct strbuf salt = STRBUF_INIT, nonce = STRBUF_INIT, sealed = STRBUF_INIT, plain = STRBUF_SECRET;
	struct stored_reply inside = {0};
	unsigned char key[CRYPTO_KEY];
	enum store_status status = STORE_DAMAGED;
	const char *wrong = "";

	if (!r->salt || !r->nonce || r->rounds <= 0 || r->rounds > ROUNDS_MOST)
		return STORE_DAMAGED;
	if (!t->pass_phrase)
		return STORE_SEALED;
	if (base64url_decode(span_of(r->salt), &salt) && base64url_decode(span_of(r->nonce), &nonce) &&
	    base64url_decode(span_of(r->sealed), &sealed) && nonce.n == CRYPTO_NONCE) {
		status = STORE_SEALED;
		if (stretch(t, strbuf_span(&salt), (uint32_t)r->rounds, key) &&
		    crypto_unseal(key, (const unsigned char *)nonce.p, strbuf_span(&t->context), strbuf_span(&sealed),
				  &plain))
			status = stored_reply_parse(strbuf_span(&plain), &inside, &wrong) && take(&inside, out) ?
					 STORE_OK : STORE_DAMAGED;
		mem_wipe(key, sizeof(key));
	}
	stored_reply_release(&inside);
	strbuf_release(&salt);
	strbuf_release(&nonce);
	strbuf_release(&sealed);
	strbuf_release(&plain);
	return status;
}

/* ---- the keyring ---- */

static enum store_status keyring_says(struct token_store *t, enum keyring_status status)
{
	t->keyring = status;
	return status == KEYRING_OK ? STORE_OK : status == KEYRING_NONE ? STORE_NONE : STORE_KEYRING;
}

static enum store_status read_keyring(struct token_store *t, struct stored *out)
{
	struct strbuf text = STRBUF_SECRET;
	struct stored_reply r = {0};
	const char *wrong = "";
	enum store_status status = keyring_says(t, keyring_read(strbuf_text(&t->path), &text));

	if (status == STORE_OK && !(stored_reply_parse(strbuf_span(&text), &r, &wrong) && take(&r, out)))
		status = STORE_DAMAGED;
	stored_reply_release(&r);
	strbuf_release(&text);
	return status;
}

bool token_store_in_keyring(struct token_store *t)
{
	struct strbuf text = STRBUF_SECRET;
	struct stored_reply r = {0};
	const char *wrong = "";
	const bool in = !t->memory && read_file(t, &text) == STORE_OK && stored_reply_parse(strbuf_span(&text), &r, &wrong) &&
			r.kept_in;

	stored_reply_release(&r);
	strbuf_release(&text);
	return in;
}

enum store_status token_store_read(struct token_store *t, struct stored *out)
{
	struct strbuf text = STRBUF_SECRET;
	struct stored_reply r = {0};
	enum store_status status;
	const char *wrong = "";

	stored_release(out);
	if (t->memory)
		return memory_use(t->memory, out, NULL);
	status = read_file(t, &text);
	if (status == STORE_OK) {
		if (!stored_reply_parse(strbuf_span(&text), &r, &wrong) || strcmp(r.version, "1") != 0)
			status = STORE_DAMAGED;
		else if (r.kept_in)
			status = read_keyring(t, out);
		else if (r.sealed)
			status = unseal(t, &r, out);
		else
			status = take(&r, out) ? STORE_OK : STORE_DAMAGED;
	}
	if (status == STORE_OK)
		t->found = r.kept_in ? TOKEN_CACHE_KEYRING : TOKEN_CACHE_FILE;
	stored_reply_release(&r);
	strbuf_release(&text);
	return status;
}

/* ---- writing ---- */

static void add_field(struct strbuf *out, const char *name, struct span value)
{
	strbuf_printf(out, "%s\n\t\"%s\": ", out->n > 1 ? "," : "", name);
	json_add_text(out, value);
}

static void add_tokens(struct strbuf *out, const struct stored *s)
{
	struct strbuf seconds = STRBUF_INIT;

	strbuf_add_int(&seconds, s->expires_us / 1000000);
	add_field(out, "refresh_token", strbuf_span(&s->refresh_token));
	add_field(out, "access_token", strbuf_span(&s->access_token));
	add_field(out, "expires", strbuf_span(&seconds));
	strbuf_printf(out, ",\n\t\"life\": %lld", (long long)s->life_s);
	strbuf_release(&seconds);
}

static void add_bytes(struct strbuf *out, const char *name, const void *bytes, size_t n)
{
	struct strbuf text = STRBUF_INIT;

	base64url_encode(span_make(bytes, n), &text);
	add_field(out, name, strbuf_span(&text));
	strbuf_release(&text);
}

static bool add_plain(struct strbuf *out, const struct stored *s)
{
	strbuf_add_text(out, "{");
	add_field(out, "version", SPAN_LIT("1"));
	add_tokens(out, s);
	strbuf_add_text(out, "}");
	return !strbuf_failed(out);
}

static bool add_sealed(const struct token_store *t, struct strbuf *out, const struct stored *s)
{
	unsigned char salt[SALT], nonce[CRYPTO_NONCE], key[CRYPTO_KEY];
	struct strbuf plain = STRBUF_SECRET, sealed = STRBUF_INIT;
	bool ok;

	ok = add_plain(&plain, s) && crypto_random(salt, sizeof(salt)) && crypto_random(nonce, sizeof(nonce)) &&
	     stretch(t, span_make((const char *)salt, sizeof(salt)), ROUNDS, key) &&
	     crypto_seal(key, nonce, strbuf_span(&t->context), strbuf_span(&plain), &sealed);
	if (ok) {
		strbuf_printf(out, ",\n\t\"rounds\": %u", ROUNDS);
		add_bytes(out, "salt", salt, sizeof(salt));
		add_bytes(out, "nonce", nonce, sizeof(nonce));
		add_bytes(out, "sealed", sealed.p, sealed.n);
	}
	mem_wipe(key, sizeof(key));
	strbuf_release(&plain);
	strbuf_release(&sealed);
	return ok;
}

/* `s` NULL: the tokens are in the keyring. */
static bool document(const struct token_store *t, struct strbuf *out, const struct stored *s)
{
	static const char *const names[] = {"workspace", "client_id", "scope"};
	struct span rest = strbuf_span(&t->context), line;
	bool ok = true;

	strbuf_add_text(out, "{");
	add_field(out, "version", SPAN_LIT("1"));
	for (size_t i = 0; i < LB_COUNT(names) && span_split(&rest, '\n', &line); i++)
		add_field(out, names[i], line);
	if (!s)
		add_field(out, "kept_in", SPAN_LIT("keyring"));
	else if (t->pass_phrase)
		ok = add_sealed(t, out, s);
	else
		add_tokens(out, s);
	strbuf_add_text(out, "\n}\n");
	return ok && !strbuf_failed(out);
}

static bool write_all(int fd, struct span text)
{
	while (text.n) {
		const ssize_t n = write(fd, text.p, text.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		text = span_make(text.p + n, text.n - (size_t)n);
	}
	return fsync(fd) == 0;
}

/* The old file is there until the new one is complete. */
static enum store_status replace_file(struct token_store *t, struct span text)
{
	struct strbuf path = STRBUF_INIT;
	enum store_status status = STORE_OK;
	int fd;

	strbuf_printf(&path, "%s.new", strbuf_text(&t->path));
	if (strbuf_failed(&path))
		return STORE_NO_MEMORY;
	(void)unlink(strbuf_text(&path)); /* of somebody who was stopped; we have the lock */
	fd = open(strbuf_text(&path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || !write_all(fd, text))
		status = system_says(t);
	if (fd >= 0 && close(fd) != 0 && status == STORE_OK)
		status = system_says(t);
	if (status == STORE_OK && rename(strbuf_text(&path), strbuf_text(&t->path)) != 0)
		status = system_says(t);
	if (status != STORE_OK && fd >= 0)
		(void)unlink(strbuf_text(&path));
	strbuf_release(&path);
	return status;
}

static enum store_status write_keyring(struct token_store *t, const struct stored *s)
{
	struct strbuf text = STRBUF_SECRET, label = STRBUF_INIT;
	struct span rest = strbuf_span(&t->context), workspace = SPAN_NONE;
	enum store_status status = STORE_NO_MEMORY;

	span_split(&rest, '\n', &workspace);
	strbuf_printf(&label, "Lakebase ODBC Driver: sign-in at %.*s", (int)workspace.n, workspace.p);
	if (add_plain(&text, s) && !strbuf_failed(&label))
		status = keyring_says(t, keyring_write(strbuf_text(&t->path), strbuf_text(&label), strbuf_text(&text)));
	strbuf_release(&text);
	strbuf_release(&label);
	return status;
}

/*
 * Nobody said where to: where it was, since a job without a desktop must find it again; at first a keyring that is
 * there and open, unless there is a pass phrase.
 */
static bool wants_keyring(const struct token_store *t)
{
	if (t->store != TOKEN_CACHE_AUTO)
		return t->store == TOKEN_CACHE_KEYRING;
	if (t->found != TOKEN_CACHE_AUTO)
		return t->found == TOKEN_CACHE_KEYRING;
	return !t->pass_phrase && keyring_ready() == KEYRING_OK;
}

static enum store_status write_file(struct token_store *t, const struct stored *s)
{
	struct strbuf text = STRBUF_SECRET;
	const enum store_status status = document(t, &text, s) ? replace_file(t, strbuf_span(&text)) : STORE_NO_MEMORY;

	strbuf_release(&text);
	return status;
}

enum store_status token_store_write(struct token_store *t, const struct stored *s)
{
	const bool was_there = token_store_in_keyring(t);
	enum store_status status;

	if (t->memory)
		return memory_use(t->memory, NULL, s);
	if (wants_keyring(t)) {
		status = write_keyring(t, s);
		if (status == STORE_OK)
			return was_there ? STORE_OK : write_file(t, NULL);
		if (t->store == TOKEN_CACHE_KEYRING)
			return status; /* otherwise the file is better than losing it */
	}
	status = write_file(t, s);
	if (status == STORE_OK && was_there)
		(void)!keyring_forget(strbuf_text(&t->path));
	return status;
}

enum store_status token_store_forget(struct token_store *t)
{
	if (t->memory)
		return memory_use(t->memory, NULL, NULL);
	if (token_store_in_keyring(t)) {
		const enum store_status status = keyring_says(t, keyring_forget(strbuf_text(&t->path)));

		if (status == STORE_KEYRING)
			return status;
	}
	if (unlink(strbuf_text(&t->path)) == 0)
		return STORE_OK;
	return errno == ENOENT || errno == ENOTDIR ? STORE_NONE : system_says(t);
}

/* ---- words ---- */

void token_store_explain(const struct token_store *t, enum store_status status, struct strbuf *why)
{
	const char *path = strbuf_text(&t->path);

	switch (status) {
	case STORE_SEALED:
		strbuf_printf(why, "the sign-in in %s is encrypted, and TokenCachePassPhrase is %s", path,
			      t->pass_phrase ? "not the one it was encrypted with" : "missing");
		break;
	case STORE_DAMAGED:
		strbuf_printf(why, "%s is damaged", path);
		break;
	case STORE_UNSAFE:
		strbuf_printf(why, "%s belongs to another user, and is not used", path);
		break;
	case STORE_FILE:
		strbuf_printf(why, "%s cannot be used: error %d of the system%s", path, t->error,
			      t->error == EACCES || t->error == EPERM ? ", no permission" :
			      t->error == EROFS ? ", the file system is read-only" :
			      t->error == ENOSPC ? ", no space is left" : "");
		break;
	case STORE_KEYRING:
		strbuf_printf(why, "the sign-in is kept in the desktop's keyring, which %s",
			      t->keyring == KEYRING_LOCKED ? "is locked: unlock it, or sign in with TokenCacheStore=file" :
			      t->keyring == KEYRING_AWAY ? "cannot be reached from here: run this in the desktop session, or sign in "
							   "with TokenCacheStore=file" :
							   "refuses it: sign in with TokenCacheStore=file");
		break;
	case STORE_BUSY:
		strbuf_printf(why, "another process is signing in (it holds %s.lock), and the time is over", path);
		break;
	case STORE_NO_MEMORY:
		strbuf_add_text(why, "out of memory");
		break;
	default:
		strbuf_add_text(why, "nobody is signed in");
	}
}

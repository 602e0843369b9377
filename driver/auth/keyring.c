#include "auth/keyring.h"

#include "base/fiber.h"
#include "base/trace.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#ifdef __APPLE__
#define LIBSECRET "libsecret-1.0.dylib"
#else
#define LIBSECRET "libsecret-1.so.0"
#endif

/* ---- what of libsecret, GIO and GLib is used: their documented, stable interface ---- */

struct g_error {
	uint32_t domain;
	int code;
	char *message;
};

struct g_list {
	void *data;
	struct g_list *next, *prev;
};

struct secret_schema {
	const char *name;
	int flags;
	struct {
		const char *name;
		int type; /* 0: text */
	} attributes[32];
	int reserved;
	void *reserved_too[7];
};

enum { BUS_SESSION = 2, SEARCH_LOAD_SECRETS = 1 << 3 };

static struct library {
	void *(*g_bus_get_sync)(int type, void *cancellable, struct g_error **error);
	void (*g_dbus_connection_set_exit_on_close)(void *connection, int exits);
	void (*g_object_unref)(void *object);
	void (*g_error_free)(struct g_error *error);
	void (*g_list_free)(struct g_list *list);
	void *(*secret_service_get_sync)(int flags, void *cancellable, struct g_error **error);
	void *(*secret_collection_for_alias_sync)(void *service, const char *alias, int flags, void *cancellable,
						  struct g_error **error);
	int (*secret_collection_get_locked)(void *collection);
	struct g_list *(*secret_password_search_sync)(const struct secret_schema *schema, int flags, void *cancellable,
						      struct g_error **error, ...);
	int (*secret_item_get_locked)(void *item);
	void *(*secret_item_get_secret)(void *item);
	const char *(*secret_value_get_text)(void *value);
	void (*secret_value_unref)(void *value);
	int (*secret_password_store_sync)(const struct secret_schema *schema, const char *collection, const char *label,
					  const char *password, void *cancellable, struct g_error **error, ...);
	int (*secret_password_clear_sync)(const struct secret_schema *schema, void *cancellable, struct g_error **error,
					  ...);
} lib;

#define SYMBOL(name) {#name, offsetof(struct library, name)}
static const struct {
	const char *name;
	size_t offset;
} symbols[] = {
	SYMBOL(g_bus_get_sync), SYMBOL(g_dbus_connection_set_exit_on_close), SYMBOL(g_object_unref), SYMBOL(g_error_free),
	SYMBOL(g_list_free), SYMBOL(secret_service_get_sync), SYMBOL(secret_collection_for_alias_sync),
	SYMBOL(secret_collection_get_locked), SYMBOL(secret_password_search_sync), SYMBOL(secret_item_get_locked),
	SYMBOL(secret_item_get_secret), SYMBOL(secret_value_get_text), SYMBOL(secret_value_unref),
	SYMBOL(secret_password_store_sync), SYMBOL(secret_password_clear_sync),
};

static const struct secret_schema schema = {
	.name = "com.databricks.lakebase-odbc.SignIn",
	.attributes = {{"file", 0}},
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

/* It stays: GLib has threads and cannot be unloaded. */
static void load(void)
{
	void *handle = dlopen(LIBSECRET, RTLD_NOW | RTLD_LOCAL);

	if (!handle) {
		trace_write(TRACE_AUTH, TRACE_INFO, "keyring: %s is not installed", LIBSECRET);
		return;
	}
	for (size_t i = 0; i < LB_COUNT(symbols); i++) {
		void *symbol = dlsym(handle, symbols[i].name); /* also of the libraries that it needs */

		if (!symbol) {
			trace_write(TRACE_AUTH, TRACE_INFO, "keyring: %s has no %s", LIBSECRET, symbols[i].name);
			return;
		}
		memcpy((char *)&lib + symbols[i].offset, &symbol, sizeof(symbol));
	}
	loaded = true;
}

/* Without an address GLib would start a bus of its own, and the keyring on it would be another one. */
static bool has_bus(void)
{
	const char *address = getenv("DBUS_SESSION_BUS_ADDRESS"), *runtime = getenv("XDG_RUNTIME_DIR");
	struct strbuf path = STRBUF_INIT;
	struct stat st;
	bool there;

	if (address && *address)
		return !span_starts(span_of(address), "autolaunch:") && !span_starts(span_of(address), "disabled:");
	if (!runtime || *runtime != '/')
		return false;
	strbuf_printf(&path, "%s/bus", runtime);
	there = !strbuf_failed(&path) && stat(strbuf_text(&path), &st) == 0 && S_ISSOCK(st.st_mode);
	strbuf_release(&path);
	return there;
}

static enum keyring_status failed(const char *doing, struct g_error *error, enum keyring_status status)
{
	trace_write(TRACE_AUTH, TRACE_INFO, "keyring: %s failed: %s", doing, error ? error->message : "no reason was given");
	if (error)
		lib.g_error_free(error);
	return status;
}

/* The session's bus.  The default of its connection is to end the process when the bus does: not with us. */
static enum keyring_status reach(void)
{
	struct g_error *error = NULL;
	void *bus;

	if (!has_bus())
		return KEYRING_AWAY;
	pthread_once(&once, load);
	if (!loaded)
		return KEYRING_AWAY;
	bus = lib.g_bus_get_sync(BUS_SESSION, NULL, &error);
	if (!bus)
		return failed("reaching the session's bus", error, KEYRING_AWAY);
	lib.g_dbus_connection_set_exit_on_close(bus, 0);
	lib.g_object_unref(bus);
	return KEYRING_OK;
}

/* ---- the four things ---- */

struct job {
	enum keyring_status (*run)(struct job *job);
	const char *file, *label, *secret;
	struct strbuf *out;
	enum keyring_status status;
};

static enum keyring_status ready(struct job *job)
{
	struct g_error *error = NULL;
	void *service, *collection;
	enum keyring_status status = KEYRING_OK;

	(void)job;
	service = lib.secret_service_get_sync(0, NULL, &error);
	if (!service)
		return failed("reaching the service", error, KEYRING_AWAY);
	collection = lib.secret_collection_for_alias_sync(service, "default", 0, NULL, &error);
	if (!collection)
		status = failed("finding the default keyring", error, KEYRING_AWAY);
	else if (lib.secret_collection_get_locked(collection))
		status = KEYRING_LOCKED;
	if (collection)
		lib.g_object_unref(collection);
	lib.g_object_unref(service);
	return status;
}

static enum keyring_status take(void *item, struct strbuf *out)
{
	void *value = lib.secret_item_get_locked(item) ? NULL : lib.secret_item_get_secret(item);
	const char *text = value ? lib.secret_value_get_text(value) : NULL;

	if (text)
		strbuf_add_text(out, text);
	if (value)
		lib.secret_value_unref(value);
	return text ? KEYRING_OK : KEYRING_LOCKED;
}

static enum keyring_status read_item(struct job *job)
{
	struct g_error *error = NULL;
	struct g_list *items;
	enum keyring_status status = KEYRING_NONE;

	items = lib.secret_password_search_sync(&schema, SEARCH_LOAD_SECRETS, NULL, &error, "file", job->file, (char *)NULL);
	if (error)
		return failed("looking for the sign-in", error, KEYRING_AWAY);
	for (struct g_list *at = items; at; at = at->next) {
		if (status != KEYRING_OK)
			status = take(at->data, job->out);
		lib.g_object_unref(at->data);
	}
	lib.g_list_free(items);
	return status;
}

static enum keyring_status write_item(struct job *job)
{
	struct g_error *error = NULL;
	const enum keyring_status status = ready(job); /* storing into a locked one would open a dialog */

	if (status != KEYRING_OK)
		return status;
	if (!lib.secret_password_store_sync(&schema, "default", job->label, job->secret, NULL, &error, "file", job->file,
					    (char *)NULL))
		return failed("storing the sign-in", error, KEYRING_FAILED);
	return KEYRING_OK;
}

static enum keyring_status forget_item(struct job *job)
{
	struct g_error *error = NULL;
	const enum keyring_status status = ready(job); /* what is locked would stay, without a word */
	int cleared;

	if (status != KEYRING_OK)
		return status;
	cleared = lib.secret_password_clear_sync(&schema, NULL, &error, "file", job->file, (char *)NULL);
	if (error)
		return failed("removing the sign-in", error, KEYRING_FAILED);
	return cleared ? KEYRING_OK : KEYRING_NONE;
}

static void run(void *arg)
{
	struct job *job = arg;

	job->status = reach();
	if (job->status == KEYRING_OK)
		job->status = job->run(job);
}

/* GLib expects a whole stack. */
static enum keyring_status work(struct job job)
{
	fiber_outside(run, &job);
	return job.status;
}

enum keyring_status keyring_ready(void)
{
	return work((struct job){.run = ready});
}

enum keyring_status keyring_read(const char *file, struct strbuf *secret)
{
	return work((struct job){.run = read_item, .file = file, .out = secret});
}

enum keyring_status keyring_write(const char *file, const char *label, const char *secret)
{
	return work((struct job){.run = write_item, .file = file, .label = label, .secret = secret});
}

enum keyring_status keyring_forget(const char *file)
{
	return work((struct job){.run = forget_item, .file = file});
}

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "auth/credential.h"

#include "auth/cache.h"
#include "auth/identity.h"
#include "auth/ready.h"
#include "auth/token.h"
#include "auth/token_store.h"
#include "auth/workspace.h"
#include "base/trace.h"

#include <string.h>
#include <sys/utsname.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.0.0"
#endif

#define TARGET_LIFE (3600 * INT64_C(1000000)) /* an endpoint that was deleted and made again has another host */

static struct cache cache;
static bool cache_usable;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* For tests; set while no login is under way. */
static const struct http_client *use_http = &http_curl;
static const struct clock *use_clock = &clock_system;

void login_use(const struct http_client *http, const struct clock *clock)
{
	use_http = http ? http : &http_curl;
	use_clock = clock ? clock : &clock_system;
}

static void initialise(void)
{
	cache_usable = cache_init(&cache);
}

void login_forget_all(void)
{
	pthread_once(&once, initialise);
	if (cache_usable)
		cache_clear(&cache);
	token_store_forget_memory();
	http_forget_all();
}

void login_release(struct login *l)
{
	mem_free(l->host);
	mem_free(l->user);
	l->password.secret = true;
	strbuf_release(&l->password);
	*l = (struct login){0};
}

/* ---- one login ---- */

struct job {
	struct call call;
	const struct identity *identity;
	struct strbuf who; /* identity_key() */
	struct strbuf user_agent;
	struct workspace workspace;
	const struct target *target; /* what to mint for */
	int64_t life_us;             /* of an identity token that was fetched just now */
};

static bool no_memory(const struct job *job)
{
	return auth_fail(job->call.err, AUTH_STEP_CONFIG, "HY001", "out of memory");
}

/* Acme_BI/3.5 lakebase_odbc/1.0.0 os/linux */
static void add_user_agent(struct strbuf *out, const struct settings *s)
{
	struct utsname os;

	if (s->user_agent_entry)
		strbuf_printf(out, "%s ", s->user_agent_entry);
	strbuf_add_text(out, "lakebase_odbc/" PACKAGE_VERSION " os/");
	if (uname(&os) != 0) {
		strbuf_add_text(out, "unknown");
		return;
	}
	for (const char *p = os.sysname; *p; p++)
		strbuf_add_char(out, ascii_lower(*p));
}

/* From the cache under "<what> <who> <rest>", or by `fetch`. */
static bool cached(struct job *job, const struct strbuf *key, cache_fetch_fn *fetch, struct strbuf *out,
	bool *from_cache)
{
	struct cache_request q = {strbuf_span(key), fetch, job, job->call.clock, job->call.deadline_us};

	if (strbuf_failed(key))
		return no_memory(job);
	return cache_get(&cache, &q, out, from_cache, job->call.err);
}

static void add_key(struct strbuf *key, const struct job *job, const char *what)
{
	strbuf_printf(key, "%s %s", what, strbuf_text(&job->who));
}

/* ---- the identity's token ---- */

static bool fetch_identity(void *data, struct strbuf *value, int64_t *life_us, struct auth_error *err)
{
	struct job *job = data;

	(void)err; /* the same as the call's */
	if (!job->identity->fetch(&job->call, value, life_us))
		return false;
	job->life_us = *life_us;
	trace_write(TRACE_AUTH, TRACE_DEBUG, "got a workspace token for %d s", (int)(*life_us / 1000000));
	return true;
}

static bool get_identity(void *data, struct strbuf *token, bool *from_cache)
{
	struct job *job = data;
	struct strbuf key = STRBUF_INIT;
	bool ok;

	add_key(&key, job, "identity");
	ok = cached(job, &key, fetch_identity, token, from_cache);
	strbuf_release(&key);
	if (ok && from_cache && job->identity->refused)
		*from_cache = true; /* it keeps tokens itself, longer than a process lives */
	return ok;
}

static void drop_identity(void *data, const struct strbuf *token)
{
	struct job *job = data;
	struct strbuf key = STRBUF_INIT;

	if (job->identity->refused)
		job->identity->refused(&job->call, token);

	add_key(&key, data, "identity");
	cache_drop(&cache, strbuf_span(&key), token);
	strbuf_release(&key);
}

/* ---- the target ---- */

static void add_target_key(struct strbuf *key, const struct job *job)
{
	const struct settings *s = job->call.settings;
	const char *const parts[] = {s->project, s->branch, s->endpoint, s->instance, s->server};

	add_key(key, job, "target");
	for (size_t i = 0; i < LB_COUNT(parts); i++)
		strbuf_printf(key, "\n%s", parts[i] ? parts[i] : "");
	strbuf_add_text(key, s->read_only ? "\nro" : "\nrw");
}

/* "i" or "e", host, line end, name */
static bool fetch_target(void *data, struct strbuf *value, int64_t *life_us, struct auth_error *err)
{
	struct job *job = data;
	struct target t;

	(void)err;
	if (!workspace_find(&job->workspace, &t))
		return false;
	strbuf_printf(value, "%c%s\n%s", t.instance ? 'i' : 'e', t.host, t.name);
	trace_write(TRACE_AUTH, TRACE_DEBUG, "%s is at %s", t.name, t.host);
	target_release(&t);
	*life_us = TARGET_LIFE;
	return true;
}

static bool get_target(struct job *job, struct target *out, bool *from_cache)
{
	struct strbuf key = STRBUF_INIT, value = STRBUF_INIT;
	struct span rest, host = SPAN_NONE;
	bool ok;

	if (workspace_target_given(job->call.settings, out))
		return true;
	add_target_key(&key, job);
	ok = cached(job, &key, fetch_target, &value, from_cache);
	strbuf_release(&key);
	if (ok) {
		rest = strbuf_span(&value);
		out->instance = rest.p[0] == 'i';
		rest = span_make(rest.p + 1, rest.n - 1);
		span_split(&rest, '\n', &host);
		out->host = mem_dup(host.p, host.n);
		out->name = mem_dup(rest.p, rest.n);
		ok = (out->host && out->name) || no_memory(job);
	}
	strbuf_release(&value);
	return ok;
}

static void drop_target(const struct job *job)
{
	struct strbuf key = STRBUF_INIT;

	add_target_key(&key, job);
	cache_drop(&cache, strbuf_span(&key), NULL);
	strbuf_release(&key);
}

/* ---- the credential ---- */

static bool fetch_credential(void *data, struct strbuf *value, int64_t *life_us, struct auth_error *err)
{
	struct job *job = data;

	(void)err;
	if (!workspace_mint(&job->workspace, job->target, value, life_us))
		return false;
	trace_write(TRACE_AUTH, TRACE_DEBUG, "got a database credential for %s, for %d s", job->target->name,
		    (int)(*life_us / 1000000));
	return true;
}

static void add_credential_key(struct strbuf *key, const struct job *job)
{
	add_key(key, job, job->target->instance ? "instance" : "endpoint");
	strbuf_printf(key, "\n%s", job->target->name);
}

static bool get_credential(struct job *job, bool fresh, const struct strbuf *refused, struct login *out)
{
	struct strbuf key = STRBUF_INIT;
	bool ok;

	add_credential_key(&key, job);
	if (fresh)
		cache_drop(&cache, strbuf_span(&key), refused);
	ok = cached(job, &key, fetch_credential, &out->password, &out->from_cache);
	strbuf_release(&key);
	return ok;
}

/* ---- the user ---- */

static bool fetch_user(void *data, struct strbuf *value, int64_t *life_us, struct auth_error *err)
{
	struct job *job = data;
	struct strbuf token = STRBUF_SECRET;
	bool ok;

	(void)err;
	*life_us = TARGET_LIFE;
	/* A JWT of the workspace says it; a personal access token does not. */
	ok = get_identity(job, &token, NULL);
	if (ok && (job->identity->foreign || !jwt_claim(strbuf_span(&token), "sub", value))) {
		strbuf_clear(value);
		ok = workspace_me(&job->workspace, value);
	}
	strbuf_release(&token);
	return ok;
}

static bool get_user(struct job *job, struct login *out)
{
	const struct settings *s = job->call.settings;
	const char *user = s->uid ? s->uid : job->identity->user(s);
	struct strbuf key = STRBUF_INIT, name = STRBUF_INIT;
	bool ok = true;

	if (user) {
		out->user = mem_dup(user, strlen(user));
		return out->user || no_memory(job);
	}
	add_key(&key, job, "user");
	ok = cached(job, &key, fetch_user, &name, NULL);
	strbuf_release(&key);
	if (ok) {
		out->user = strbuf_steal(&name);
		ok = out->user || no_memory(job);
	}
	strbuf_release(&name);
	return ok;
}

/* ---- putting it together ---- */

static bool mint_for_target(struct job *job, bool fresh, const struct strbuf *refused, struct login *out)
{
	struct target target = {0};
	bool ok;

	ok = get_target(job, &target, &out->host_cached);
	job->target = &target;
	ok = ok && get_credential(job, fresh, refused, out);
	if (ok) {
		out->host = target.host;
		target.host = NULL;
	}
	job->target = NULL;
	target_release(&target);
	return ok;
}

static bool find_identity(struct job *job)
{
	job->identity = identity_for(job->call.settings->auth_type);
	if (!job->identity)
		return auth_fail(job->call.err, AUTH_STEP_CONFIG, "HY000",
			"with this AuthType nobody signs in at a workspace");
	job->workspace.foreign = job->identity->foreign;
	return identity_key(job->call.settings, &job->who) || no_memory(job);
}

static bool login_minted(struct job *job, bool fresh, const struct strbuf *refused, struct login *out)
{
	bool ok;

	if (!find_identity(job))
		return false;
	ok = mint_for_target(job, fresh, refused, out);
	if (!ok && job->call.err->step == AUTH_STEP_MINT && job->call.err->http_status == 404) {
		auth_error_release(job->call.err);
		drop_target(job);
		ok = mint_for_target(job, false, NULL, out);
	}
	out->minted = true;
	return ok && get_user(job, out);
}

static bool set_plain(struct job *job, struct login *out)
{
	const struct settings *s = job->call.settings;

	if (s->auth_type == AUTH_PASSWORD)
		strbuf_add_text(&out->password, s->pwd);
	else if (!ready_credential(&job->call, &out->password))
		return false;
	out->host = mem_dup(s->server, strlen(s->server));
	if (s->uid) {
		out->user = mem_dup(s->uid, strlen(s->uid));
	} else {
		struct strbuf name = STRBUF_INIT;

		if (!jwt_claim(strbuf_span(&out->password), "sub", &name)) {
			const bool failed = strbuf_failed(&name);

			strbuf_release(&name);
			return failed ? no_memory(job) : auth_fail(job->call.err, AUTH_STEP_CONFIG, "28000",
					 "UID is missing: the credential does not tell the name of the PostgreSQL "
					 "role");
		}
		out->user = strbuf_steal(&name);
	}
	return (out->host && out->user && !strbuf_failed(&out->password)) || no_memory(job);
}

/* What all questions begin with, and end with. */
static bool job_begin(struct job *job, const struct settings *s, int64_t deadline_us, struct auth_error *err)
{
	*job = (struct job){0};
	*err = (struct auth_error){0};
	pthread_once(&once, initialise);
	add_user_agent(&job->user_agent, s);
	job->call = (struct call){s, use_http, use_clock, strbuf_text(&job->user_agent), deadline_us, err};
	job->workspace = (struct workspace){&job->call, get_identity, drop_identity, job, false};
	return (cache_usable && !strbuf_failed(&job->user_agent)) || no_memory(job);
}

static bool job_end(struct job *job, bool ok)
{
	struct auth_error *err = job->call.err;

	if (!ok && err->text.n == 0)
		auth_fail(err, err->step, "HY001", "out of memory");
	strbuf_release(&job->user_agent);
	strbuf_release(&job->who);
	return ok;
}

bool login_get(const struct settings *s, int64_t deadline_us, bool fresh, const struct strbuf *refused,
	       struct login *out, struct auth_error *err)
{
	struct job job;
	bool ok;

	*out = (struct login){.password = STRBUF_SECRET};
	ok = job_begin(&job, s, deadline_us, err);
	if (ok && settings_mints(s))
		ok = login_minted(&job, fresh, refused, out);
	else if (ok)
		ok = set_plain(&job, out);
	if (!ok)
		login_release(out);
	return job_end(&job, ok);
}

void login_forget_target(const struct settings *s)
{
	struct auth_error err;
	struct job job;

	if (job_begin(&job, s, CLOCK_NEVER, &err) && settings_mints(s) && find_identity(&job))
		drop_target(&job);
	strbuf_release(&job.user_agent);
	strbuf_release(&job.who);
	auth_error_release(&err);
}

/* ---- single steps ---- */

static bool begin_step(struct job *job, const struct settings *s, int64_t deadline_us, struct auth_error *err)
{
	if (!job_begin(job, s, deadline_us, err))
		return false;
	if (!settings_mints(s))
		return auth_fail(err, AUTH_STEP_CONFIG, "HY000", "with this AuthType nobody signs in at a workspace");
	return find_identity(job);
}

bool login_reach(const struct settings *s, int64_t deadline_us, struct auth_error *err)
{
	const struct call_request q = {
		.step = AUTH_STEP_IDENTITY, .doing = "looking for the workspace's sign-in", .method = "GET",
		.path = "/oidc/.well-known/oauth-authorization-server",
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	struct job job;
	bool ok = begin_step(&job, s, deadline_us, err) && call_send(&job.call, &q, &reply);

	if (ok && span_find(strbuf_span(&reply.content_type), 'j') == reply.content_type.n)
		ok = call_unexpected(&job.call, &q, &reply, "no JSON");
	http_reply_release(&reply);
	return job_end(&job, ok);
}

bool login_identity(const struct settings *s, int64_t deadline_us, struct strbuf *role, int64_t *left_us,
		    struct auth_error *err)
{
	struct strbuf token = STRBUF_SECRET;
	struct login who = {.password = STRBUF_SECRET};
	struct job job;
	bool ok = begin_step(&job, s, deadline_us, err) && get_identity(&job, &token, NULL) && get_user(&job, &who);

	if (left_us)
		*left_us = job.life_us;
	if (ok)
		strbuf_add_text(role, who.user);
	login_release(&who);
	strbuf_release(&token);
	return job_end(&job, ok);
}

bool login_me(const struct settings *s, int64_t deadline_us, struct strbuf *name, struct auth_error *err)
{
	struct job job;
	const bool ok = begin_step(&job, s, deadline_us, err) && workspace_me(&job.workspace, name);

	return job_end(&job, ok);
}

bool login_target(const struct settings *s, int64_t deadline_us, struct strbuf *name, struct strbuf *state,
		  struct auth_error *err)
{
	struct target target = {0};
	struct job job;
	bool ok = begin_step(&job, s, deadline_us, err) && get_target(&job, &target, NULL) &&
		  workspace_state(&job.workspace, &target, state);

	if (ok)
		strbuf_add_text(name, target.name);
	target_release(&target);
	return job_end(&job, ok);
}

bool login_endpoints(const struct settings *s, int64_t deadline_us, void (*fn)(void *, const struct endpoint_row *),
		     void *data, struct auth_error *err)
{
	struct job job;
	const bool ok = begin_step(&job, s, deadline_us, err) && workspace_each_endpoint(&job.workspace, fn, data);

	return job_end(&job, ok);
}

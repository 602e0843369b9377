/* Where the database is: Project, Branch, Endpoint, Instance or Server -> resource name and host. */
#include "auth/token.h"
#include "auth/workspace.h"

#include <string.h>

#define PAGES_MAX 1000
#define CANDIDATES_MAX 20

/* What is looked for: ids, from the settings or out of Endpoint=projects/p/branches/b/endpoints/e. */
struct wanted {
	struct span project, branch, endpoint;
	bool read_only;
};

/* Appends text that becomes a part of a path. */
static void add_escaped(struct strbuf *out, struct span text)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (ascii_is_alpha(c) || ascii_is_digit(c) || c == '-' || c == '_' || c == '.') {
			strbuf_add_char(out, c);
		} else {
			strbuf_add_char(out, '%');
			strbuf_add_char(out, hex[(unsigned char)c >> 4]);
			strbuf_add_char(out, hex[(unsigned char)c & 15]);
		}
	}
}

static struct span last_part(struct span name)
{
	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/')
			return span_make(name.p + i, name.n - i);
	return name;
}

static struct wanted wanted_of(const struct settings *s)
{
	struct wanted w = {last_part(span_of(s->project)), last_part(span_of(s->branch)),
		last_part(span_of(s->endpoint)),
			   s->read_only};
	struct span rest = span_of(s->endpoint), kind, id;

	if (!s->endpoint || !span_starts(rest, "projects/"))
		return w;
	w.project = w.branch = w.endpoint = SPAN_NONE;
	while (span_split(&rest, '/', &kind) && span_split(&rest, '/', &id)) {
		if (span_is(kind, "projects"))
			w.project = id;
		else if (span_is(kind, "branches"))
			w.branch = id;
		else if (span_is(kind, "endpoints"))
			w.endpoint = id;
	}
	/* A partial name may be completed by the other keywords. */
	if (!w.branch.p)
		w.branch = last_part(span_of(s->branch));
	return w;
}

bool workspace_target_given(const struct settings *s, struct target *out)
{
	struct wanted w = wanted_of(s);

	*out = (struct target){0};
	if (!s->server || s->read_only || (!s->instance && (!w.project.n || !w.branch.n || !w.endpoint.n)))
		return false;
	if (s->instance) {
		out->instance = true;
		out->name = mem_dup(s->instance, strlen(s->instance));
	} else {
		struct strbuf name = STRBUF_INIT;

		strbuf_printf(&name, "projects/%.*s/branches/%.*s/endpoints/%.*s", (int)w.project.n, w.project.p,
			      (int)w.branch.n, w.branch.p, (int)w.endpoint.n, w.endpoint.p);
		out->name = strbuf_steal(&name);
	}
	out->host = mem_dup(s->server, strlen(s->server));
	if (out->name && out->host)
		return true;
	target_release(out);
	return false;
}

/* ---- reading ---- */

static bool no_memory(const struct workspace *w)
{
	return auth_fail(w->call->err, AUTH_STEP_TARGET, "HY001", "out of memory");
}

static bool get_one(const struct workspace *w, const char *doing, struct strbuf *path, struct resource *out)
{
	struct call_request q = {.step = AUTH_STEP_TARGET, .doing = doing, .method = "GET", .path = strbuf_text(path)};
	struct http_reply reply = HTTP_REPLY_INIT;
	const char *wrong = "";
	bool ok;

	*out = (struct resource){0};
	ok = strbuf_failed(path) ? no_memory(w) : workspace_call(w, &q, &reply);
	if (ok && !resource_parse(strbuf_span(&reply.body), out, &wrong))
		ok = call_unexpected(w->call, &q, &reply, wrong);
	http_reply_release(&reply);
	return ok;
}

/* All pages of a list. */
bool workspace_list(const struct workspace *w, const char *doing, const char *path, const char *key,
		    struct resource_list *out)
{
	struct strbuf page = STRBUF_INIT;
	bool ok = true;

	*out = (struct resource_list){0};
	for (int n = 0; ok && n < PAGES_MAX && (n == 0 || page.n); n++) {
		struct strbuf url = STRBUF_INIT;
		struct http_reply reply = HTTP_REPLY_INIT;
		struct call_request q = {.step = AUTH_STEP_TARGET, .doing = doing, .method = "GET"};
		const char *wrong = "";

		strbuf_printf(&url, "%s?page_size=100", path);
		if (page.n) {
			strbuf_add_text(&url, "&page_token=");
			add_escaped(&url, strbuf_span(&page));
		}
		q.path = strbuf_text(&url);
		ok = strbuf_failed(&url) ? no_memory(w) : workspace_call(w, &q, &reply);
		if (ok && !resource_list_parse(strbuf_span(&reply.body), key, out, &page, &wrong))
			ok = call_unexpected(w->call, &q, &reply, wrong);
		http_reply_release(&reply);
		strbuf_release(&url);
	}
	strbuf_release(&page);
	if (!ok)
		resource_list_release(out);
	return ok;
}

static struct span id_of(const struct resource *r)
{
	return last_part(span_of(r->name ? r->name : ""));
}

static bool is_called(const struct resource *r, struct span wanted)
{
	return span_eq(id_of(r), wanted) || span_eq(span_of(r->uid), wanted) || span_eq(span_of(r->display_name),
		wanted);
}

/* "alpha, beta" for an error message. */
static void add_candidates(struct strbuf *out, const struct resource_list *list)
{
	for (size_t i = 0; i < list->n && i < CANDIDATES_MAX; i++) {
		if (i)
			strbuf_add_text(out, ", ");
		strbuf_add_span(out, id_of(&list->rows[i]));
	}
	if (list->n > CANDIDATES_MAX)
		strbuf_printf(out, " and %u more", (unsigned)(list->n - CANDIDATES_MAX));
	if (list->n == 0)
		strbuf_add_text(out, "none");
}

/* "Project=shp does not exist ...: there are shop, empty." */
static bool fail_unknown(const struct workspace *w, const char *keyword, struct span wanted,
	const struct resource_list *list)
{
	struct auth_error *err = w->call->err;

	auth_fail(err, AUTH_STEP_TARGET, "08001", "%s=%.*s does not exist at %s, or the signed-in identity may not "
		"see it; it can see: ",
		  keyword, (int)(wanted.n > 200 ? 200 : wanted.n), wanted.p, w->call->settings->workspace);
	add_candidates(&err->text, list);
	strbuf_printf(&err->text, ". Correct %s, or ask for permission on it", keyword);
	err->http_status = 404;
	return false;
}

static bool fail_undecided(const struct workspace *w, const char *keyword, const char *words,
	const struct resource_list *list)
{
	if (list->n == 0)
		return auth_fail(w->call->err, AUTH_STEP_TARGET, "08001",
			"%s. There is none at all that the signed-in identity can see",
				 words);
	auth_fail(w->call->err, AUTH_STEP_TARGET, "08001", "%s: give %s, one of ", words, keyword);
	add_candidates(&w->call->err->text, list);
	return false;
}

/* ---- the project ---- */

/* The project's full name, and its default branch if it has one. */
static bool find_project(const struct workspace *w, struct span project, struct resource *out)
{
	struct strbuf path = STRBUF_INIT;
	struct resource_list list;
	bool ok;

	strbuf_add_text(&path, "/api/2.0/postgres/projects/");
	add_escaped(&path, project);
	ok = get_one(w, "reading the project", &path, out);
	strbuf_release(&path);
	if (ok && !out->name) {
		resource_release(out);
		return auth_fail(w->call->err, AUTH_STEP_TARGET, "08001",
			"the workspace's answer about Project=%.*s has no name in it",
				 (int)project.n, project.p);
	}
	if (ok || w->call->err->http_status != 404)
		return ok;
	/* Perhaps it is the name that people see; and if not, say which ones there are. */
	auth_error_release(w->call->err);
	if (!workspace_list(w, "listing the projects", "/api/2.0/postgres/projects", "projects", &list))
		return false;
	for (size_t i = 0; i < list.n && !ok; i++)
		if (is_called(&list.rows[i], project)) {
			*out = list.rows[i];
			list.rows[i] = (struct resource){0};
			ok = true;
		}
	if (!ok)
		fail_unknown(w, "Project", project, &list);
	resource_list_release(&list);
	return ok;
}

/* ---- the branch ---- */

static bool pick_branch(const struct workspace *w, const struct resource_list *list, struct span wanted,
			const struct resource **out)
{
	const struct resource *only = NULL;

	for (size_t i = 0; i < list->n; i++)
		if (wanted.n ? is_called(&list->rows[i], wanted) : list->rows[i].is_default)
			only = &list->rows[i];
	if (!only && !wanted.n && list->n == 1)
		only = &list->rows[0];
	if (!only)
		return wanted.n ? fail_unknown(w, "Branch", wanted, list) :
				  fail_undecided(w, "Branch", "The project has no default branch", list);
	*out = only;
	return true;
}

static bool check_branch_state(const struct workspace *w, const struct resource *branch)
{
	static const char *const bad[] = {"ARCHIVED", "DELETED", "IMPORTING", "RESETTING"};

	for (size_t i = 0; i < LB_COUNT(bad) && branch->state; i++)
		if (span_is(span_of(branch->state), bad[i]))
			return auth_fail(w->call->err, AUTH_STEP_TARGET, "08004",
					 "the branch %s cannot be connected to: its state is %s. Restore it in the "
					 "workspace, or name another one with Branch", branch->name, branch->state);
	return true;
}

/* Appends the full name of the branch. */
static bool find_branch(const struct workspace *w, const struct resource *project, struct span wanted,
	struct strbuf *out)
{
	struct strbuf path = STRBUF_INIT;
	struct resource_list list;
	const struct resource *branch = NULL;
	bool ok;

	if (!wanted.n && project->default_branch) {
		strbuf_add_text(out, project->default_branch);
		return true;
	}
	strbuf_printf(&path, "/api/2.0/postgres/%s/branches", project->name);
	ok = workspace_list(w, "listing the branches", strbuf_text(&path), "branches", &list);
	strbuf_release(&path);
	if (!ok)
		return false;
	ok = pick_branch(w, &list, wanted, &branch) && branch && check_branch_state(w, branch);
	if (ok)
		strbuf_add_text(out, branch->name ? branch->name : "");
	resource_list_release(&list);
	return ok;
}

/* ---- the endpoint ---- */

static bool is_read_only(const struct resource *e)
{
	return e->type && span_is(span_of(e->type), "ENDPOINT_TYPE_READ_ONLY");
}

static const struct resource *pick_endpoint(const struct resource_list *list, struct span wanted, bool read_only)
{
	const struct resource *named = NULL, *writer = NULL, *reader = NULL;

	for (size_t i = 0; i < list->n; i++) {
		const struct resource *e = &list->rows[i];

		if (wanted.n && is_called(e, wanted))
			named = e;
		if (is_read_only(e)) {
			if (!reader || reader->disabled)
				reader = e;
		} else if (!writer) {
			writer = e;
		}
	}
	if (wanted.n && (!named || !read_only))
		return named;
	if (!named)
		named = writer;
	if (!read_only)
		return named ? named : list->n == 1 ? &list->rows[0] : NULL;
	return named && named->read_only_host ? named : reader;
}

static bool take_host(const struct workspace *w, const struct resource *e, struct target *out)
{
	const struct settings *s = w->call->settings;
	const char *host = s->read_only && e->read_only_host ? e->read_only_host : e->host;

	if (e->disabled)
		return auth_fail(w->call->err, AUTH_STEP_TARGET, "08004",
				 "the endpoint %s is disabled, and connecting does not wake it: enable it in the "
				 "workspace, or name another one with Endpoint", e->name);
	if (s->server && !s->read_only)
		host = s->server; /* the user knows a way of their own to it */
	if (!host || !e->name)
		return auth_fail(w->call->err, AUTH_STEP_TARGET, "08001",
				 "the endpoint %s has no host name yet (state %s): try again when it is ready",
				 e->name ? e->name : "?",
				 e->state ? e->state : "unknown");
	out->name = mem_dup(e->name, strlen(e->name));
	out->host = mem_dup(host, strlen(host));
	return (out->name && out->host) || no_memory(w);
}

static bool choose_endpoint(const struct workspace *w, const struct resource_list *list, const struct wanted *want,
			    struct target *out)
{
	const struct resource *e = pick_endpoint(list, want->endpoint, want->read_only);

	if (e)
		return take_host(w, e, out);
	if (want->endpoint.n && !want->read_only)
		return fail_unknown(w, "Endpoint", want->endpoint, list);
	if (want->read_only)
		return fail_undecided(w, "Endpoint, or leave out ReadOnly",
				      "ReadOnly=1, but the branch has neither a read-only host nor a read-only "
				      "endpoint", list);
	return fail_undecided(w, "Endpoint", "The branch has no read-write endpoint", list);
}

static bool in_branch(const struct workspace *w, const char *branch, const struct wanted *want, struct target *out)
{
	struct strbuf path = STRBUF_INIT;
	struct resource_list list;
	bool ok;

	strbuf_printf(&path, "/api/2.0/postgres/%s/endpoints", branch);
	ok = workspace_list(w, "listing the endpoints", strbuf_text(&path), "endpoints", &list);
	strbuf_release(&path);
	if (!ok)
		return false;
	ok = choose_endpoint(w, &list, want, out);
	resource_list_release(&list);
	return ok;
}

static bool by_steps(const struct workspace *w, const struct wanted *want, struct target *out)
{
	struct resource project;
	struct strbuf branch = STRBUF_INIT;
	bool ok;

	if (!find_project(w, want->project, &project))
		return false;
	ok = find_branch(w, &project, want->branch, &branch) && in_branch(w, strbuf_text(&branch), want, out);
	strbuf_release(&branch);
	resource_release(&project);
	return ok;
}

/* All three are known: one question, unless something is misspelt. */
static bool by_full_name(const struct workspace *w, const struct wanted *want, struct target *out)
{
	struct strbuf path = STRBUF_INIT;
	struct resource endpoint;
	bool ok;

	strbuf_add_text(&path, "/api/2.0/postgres/projects/");
	add_escaped(&path, want->project);
	strbuf_add_text(&path, "/branches/");
	add_escaped(&path, want->branch);
	strbuf_add_text(&path, "/endpoints/");
	add_escaped(&path, want->endpoint);
	ok = get_one(w, "reading the endpoint", &path, &endpoint);
	strbuf_release(&path);
	if (!ok && w->call->err->http_status == 404) {
		auth_error_release(w->call->err);
		return by_steps(w, want, out);
	}
	if (!ok)
		return false;
	ok = take_host(w, &endpoint, out);
	resource_release(&endpoint);
	return ok;
}

/* ---- a Provisioned instance ---- */

static bool take_instance(const struct workspace *w, const struct resource *r, const char *name, struct target *out)
{
	const struct settings *s = w->call->settings;
	const char *host = s->read_only ? r->read_only_host : s->server ? s->server : r->host;

	if (r->stopped || (r->state && span_is(span_of(r->state), "STOPPED")))
		return auth_fail(w->call->err, AUTH_STEP_TARGET, "08004",
				 "the instance %s is stopped: start it in the workspace", name);
	if (!host)
		return auth_fail(w->call->err, AUTH_STEP_TARGET, "08001", "the instance %s has no %s host (state %s)%s",
			name,
				 s->read_only ? "read-only" : "database", r->state ? r->state : "unknown",
				 s->read_only ? ": leave out ReadOnly" : ": try again when it is ready");
	out->instance = true;
	out->name = mem_dup(name, strlen(name));
	out->host = mem_dup(host, strlen(host));
	return (out->name && out->host) || no_memory(w);
}

static bool by_instance(const struct workspace *w, struct target *out)
{
	const char *name = w->call->settings->instance;
	struct strbuf path = STRBUF_INIT;
	struct resource instance;
	struct resource_list list;
	bool ok;

	strbuf_add_text(&path, "/api/2.0/database/instances/");
	add_escaped(&path, span_of(name));
	ok = get_one(w, "reading the instance", &path, &instance);
	strbuf_release(&path);
	if (ok) {
		ok = take_instance(w, &instance, name, out);
	} else if (w->call->err->http_status == 404) {
		auth_error_release(w->call->err);
		if (workspace_list(w, "listing the instances", "/api/2.0/database/instances", "database_instances", &list)) {
			fail_unknown(w, "Instance", span_of(name), &list);
			resource_list_release(&list);
		}
	}
	resource_release(&instance);
	return ok;
}

/* ---- a host name ---- */

static bool same_host(const char *a, const char *b)
{
	return a && b && span_ieq(span_of(a), span_of(b));
}

static bool has_host(const struct resource *r, const char *host)
{
	return same_host(r->host, host) || same_host(r->read_only_host, host);
}

/* Lists below one thing that cannot be read are empty. */
bool workspace_list_below(const struct workspace *w, const char *doing, const char *parent, const char *key,
			  struct resource_list *out)
{
	struct strbuf path = STRBUF_INIT;
	bool ok;

	strbuf_printf(&path, "/api/2.0/postgres/%s/%s", parent, key);
	*out = (struct resource_list){0};
	ok = strbuf_failed(&path) ? no_memory(w) : workspace_list(w, doing, strbuf_text(&path), key, out);
	strbuf_release(&path);
	if (!ok && (w->call->err->http_status == 403 || w->call->err->http_status == 404)) {
		auth_error_release(w->call->err);
		return true;
	}
	return ok;
}

static bool search_branch(const struct workspace *w, const char *branch, struct target *out)
{
	struct resource_list list;
	bool ok = workspace_list_below(w, "listing the endpoints", branch, "endpoints", &list);

	for (size_t i = 0; ok && i < list.n && !out->name; i++)
		if (has_host(&list.rows[i], w->call->settings->server))
			ok = take_host(w, &list.rows[i], out);
	if (ok)
		resource_list_release(&list);
	return ok;
}

static bool search_project(const struct workspace *w, const char *project, struct target *out)
{
	struct resource_list list;
	bool ok = workspace_list_below(w, "listing the branches", project, "branches", &list);

	for (size_t i = 0; ok && i < list.n && !out->name; i++)
		if (list.rows[i].name)
			ok = search_branch(w, list.rows[i].name, out);
	if (ok)
		resource_list_release(&list);
	return ok;
}

static bool search_projects(const struct workspace *w, struct target *out)
{
	struct resource_list list;
	bool ok = workspace_list(w, "listing the projects", "/api/2.0/postgres/projects", "projects", &list);

	for (size_t i = 0; ok && i < list.n && !out->name; i++)
		if (list.rows[i].name)
			ok = search_project(w, list.rows[i].name, out);
	if (ok)
		resource_list_release(&list);
	return ok;
}

static bool search_instances(const struct workspace *w, struct target *out)
{
	struct resource_list list;
	bool ok = workspace_list(w, "listing the instances", "/api/2.0/database/instances", "database_instances", &list);

	for (size_t i = 0; ok && i < list.n && !out->name; i++)
		if (list.rows[i].name && has_host(&list.rows[i], w->call->settings->server))
			ok = take_instance(w, &list.rows[i], list.rows[i].name, out);
	if (ok)
		resource_list_release(&list);
	return ok;
}

/* There is no call that finds an endpoint by its host. */
static bool by_host(const struct workspace *w, struct target *out)
{
	const char *host = w->call->settings->server;
	bool ok;

	if (span_istarts(span_of(host), "instance-"))
		ok = search_instances(w, out);
	else
		ok = search_projects(w, out);
	if (ok && !out->name)
		ok = auth_fail(w->call->err, AUTH_STEP_TARGET, "08001",
			       "Server=%s belongs to no endpoint that the signed-in identity can see at %s: check "
			       "Server and Workspace, or name the target with Project instead", host,
			       w->call->settings->workspace);
	return ok;
}

bool workspace_find(const struct workspace *w, struct target *out)
{
	const struct settings *s = w->call->settings;
	struct wanted want = wanted_of(s);
	bool ok;

	*out = (struct target){0};
	if (s->instance)
		ok = by_instance(w, out);
	else if (!want.project.n)
		ok = by_host(w, out);
	else if (want.branch.n && want.endpoint.n && !want.read_only)
		ok = by_full_name(w, &want, out);
	else
		ok = by_steps(w, &want, out);
	if (!ok)
		target_release(out);
	return ok;
}

bool workspace_state(const struct workspace *w, const struct target *t, struct strbuf *out)
{
	struct strbuf path = STRBUF_INIT;
	struct resource r;
	bool ok;

	if (t->instance) {
		strbuf_add_text(&path, "/api/2.0/database/instances/");
		add_escaped(&path, span_of(t->name));
	} else {
		strbuf_printf(&path, "/api/2.0/postgres/%s", t->name);
	}
	ok = get_one(w, "reading the endpoint's state", &path, &r);
	if (ok && r.state)
		strbuf_add_text(out, r.state);
	resource_release(&r);
	strbuf_release(&path);
	return ok;
}

/* All endpoints that an identity can see: projects, their branches, their endpoints; Provisioned instances. */
#include "auth/token.h"
#include "auth/workspace.h"

static bool list_branch(const struct workspace *w, const char *project, const char *branch, endpoint_fn *fn, void *data)
{
	struct resource_list list;

	if (!workspace_list_below(w, "listing the endpoints", branch, "endpoints", &list))
		return false;
	for (size_t i = 0; i < list.n; i++)
		if (list.rows[i].name)
			fn(data, &(struct endpoint_row){project, branch, &list.rows[i], false});
	resource_list_release(&list);
	return true;
}

static bool list_project(const struct workspace *w, const char *project, endpoint_fn *fn, void *data)
{
	struct resource_list list;
	bool ok = workspace_list_below(w, "listing the branches", project, "branches", &list);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < list.n; i++)
		if (list.rows[i].name)
			ok = list_branch(w, project, list.rows[i].name, fn, data);
	resource_list_release(&list);
	return ok;
}

/* Not every workspace has them. */
static bool list_instances(const struct workspace *w, endpoint_fn *fn, void *data)
{
	struct resource_list list;
	const bool ok = workspace_list(w, "listing the instances", "/api/2.0/database/instances", "database_instances",
				       &list);

	for (size_t i = 0; ok && i < list.n; i++)
		if (list.rows[i].name)
			fn(data, &(struct endpoint_row){NULL, NULL, &list.rows[i], true});
	if (ok) {
		resource_list_release(&list);
	} else if (w->call->err->http_status == 403 || w->call->err->http_status == 404) {
		auth_error_release(w->call->err);
		return true;
	}
	return ok;
}

bool workspace_each_endpoint(const struct workspace *w, endpoint_fn *fn, void *data)
{
	struct resource_list list;
	bool ok = workspace_list(w, "listing the projects", "/api/2.0/postgres/projects", "projects", &list);

	if (!ok)
		return false;
	for (size_t i = 0; ok && i < list.n; i++)
		if (list.rows[i].name)
			ok = list_project(w, list.rows[i].name, fn, data);
	resource_list_release(&list);
	return ok && list_instances(w, fn, data);
}

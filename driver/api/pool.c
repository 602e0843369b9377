#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* dladdr */
#endif

#include "api/pool.h"

#include "base/span.h"

#include <dlfcn.h>
#include <sqlext.h>

static struct span file_name(const char *path)
{
	struct span rest = span_of(path), part = SPAN_NONE;

	while (span_split(&rest, '/', &part))
		;
	return part;
}

/*
 * In doubt, no: what is asked through SQLGetConnectAttr or SQLGetConnectOption is an application's, and so is what
 * comes from anywhere but the driver manager (programs can be linked with the driver itself).
 */
bool pool_asks(const void *caller, SQLINTEGER attr, SQLINTEGER room, const SQLINTEGER *length)
{
	Dl_info info;

	if (attr != SQL_ATTR_CONNECTION_DEAD || room != SQL_IS_INTEGER || length) /* as unixODBC's search_for_pool() asks */
		return false;
	if (dladdr(caller, &info) == 0 || !info.dli_fname || !span_starts(file_name(info.dli_fname), "libodbc."))
		return false;
	return !info.dli_sname || !span_starts(span_of(info.dli_sname), "SQLGetConnect");
}

#include "diag/pgstates.h"

#include "base/mem.h"

#include <stddef.h>
#include <string.h>

struct state_map {
	char server[6]; /* five characters, or two for a class */
	char odbc[6];
};

#define GONE "08S01"

/* Exact codes (PostgreSQL, appendix A) before classes: the first match counts. */
static const struct state_map map[] = {
	{"00000", "01000"}, /* a notice */
	{"08001", "08001"},
	{"08004", "08004"},
	{"08007", "08007"}, /* transaction resolution unknown */
	{"08", GONE},
	{"22P02", "22018"}, /* invalid text representation */
	{"25P03", GONE},    /* idle-in-transaction timeout: the server hangs up */
	{"25P04", GONE},    /* transaction timeout: the server hangs up */
	{"28P01", "28000"}, /* invalid password */
	{"40P01", "40001"}, /* deadlock: ODBC's 40001 is "rolled back due to resource deadlock" */
	{"42701", "42S21"}, /* column already exists */
	{"42703", "42S22"}, /* column not found */
	{"42P01", "42S02"}, /* table not found */
	{"42P03", "3C000"}, /* duplicate cursor name */
	{"42P07", "42S01"}, /* table already exists */
	{"57014", "HY008"}, /* canceled */
	{"57P01", GONE},    /* administrator command: suspended, restarted */
	{"57P02", GONE},    /* crash of another backend */
	{"57P03", GONE},    /* starting up or shutting down */
	{"57P04", GONE},    /* database dropped */
	{"57P05", GONE},    /* idle session timeout */
};

static const struct state_map *find(const char *server)
{
	for (size_t i = 0; i < LB_COUNT(map); i++)
		if (strncmp(map[i].server, server, strlen(map[i].server)) == 0)
			return &map[i];
	return NULL;
}

const char *pgstate_to_odbc(const char *server)
{
	const struct state_map *m;

	if (!server || strlen(server) != 5)
		return "HY000";
	m = find(server);
	return m ? m->odbc : server;
}

bool pgstate_is_warning(const char *server)
{
	return server && server[0] == '0' && (server[1] == '0' || server[1] == '1' || server[1] == '2');
}

bool pgstate_ends_session(const char *server)
{
	return strcmp(pgstate_to_odbc(server), GONE) == 0;
}

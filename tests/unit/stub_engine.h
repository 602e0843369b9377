/*
 * Handles without a server, for the tests of attributes, descriptors and
 * information: an environment, a connection and statements built by hand, and
 * stand-ins for the calls that would reach the session.  Included once by each
 * of those test programs, which link neither pg/ nor the execution files.
 */
#ifndef TESTS_STUB_ENGINE_H
#define TESTS_STUB_ENGINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "odbc/attr.h"
#include "odbc/reset.h"
#include "odbc/stmt.h"
#include "odbc/tran.h"

static struct {
	struct env env;
	struct dbc dbc;
	struct stmt stmt, other;
	bool alive;
	enum session_tran tran;
	int version;
	const char *standby;
	int committed, rolled_back, isolations, resets; /* calls */
	SQLRETURN end_tran_rc, isolation_rc, describe_rc, describe_params_rc;
	int described, origins;
} world;

bool session_alive(struct session *s)
{
	(void)s;
	return world.alive;
}

bool session_hung_up(const struct session *s)
{
	(void)s;
	return !world.alive;
}

enum session_tran session_tran(const struct session *s)
{
	(void)s;
	return world.tran;
}

const char *session_parameter(const struct session *s, const char *name)
{
	(void)s;
	if (strcmp(name, "in_hot_standby") == 0)
		return world.standby;
	return strcmp(name, "server_encoding") == 0 ? "UTF8" : NULL;
}

const char *session_database(const struct session *s)
{
	(void)s;
	return "sales";
}

const char *session_user(const struct session *s)
{
	(void)s;
	return "ada";
}

const char *session_host(const struct session *s)
{
	(void)s;
	return "db.example";
}

int session_server_version(const struct session *s)
{
	(void)s;
	return world.version;
}

SQLRETURN dbc_end_tran(struct dbc *dbc, SQLSMALLINT operation)
{
	if (operation == SQL_COMMIT)
		world.committed++;
	else
		world.rolled_back++;
	if (world.end_tran_rc == SQL_ERROR)
		return diag_post(&dbc->head.diag, STATE_LINK_FAILURE);
	world.tran = TRAN_IDLE;
	return SQL_SUCCESS;
}

SQLRETURN dbc_set_isolation(struct dbc *dbc)
{
	world.isolations++;
	return world.isolation_rc == SQL_ERROR ? diag_post(&dbc->head.diag, STATE_LINK_FAILURE) : SQL_SUCCESS;
}

SQLRETURN dbc_reset(struct dbc *dbc)
{
	world.resets++;
	dbc_attr_defaults(dbc);
	return SQL_SUCCESS;
}

SQLRETURN stmt_describe(struct stmt *s)
{
	world.described++;
	if (world.describe_rc == SQL_ERROR)
		return diag_post_server(&s->head.diag, "42P01", false, 0, SPAN_LIT("relation \"t\" does not exist"));
	return SQL_SUCCESS;
}

SQLRETURN stmt_origins(struct stmt *s)
{
	(void)s;
	world.origins++;
	return SQL_SUCCESS;
}

SQLRETURN stmt_describe_params(struct stmt *s)
{
	world.described++;
	if (world.describe_params_rc == SQL_ERROR)
		return diag_post(&s->head.diag, STATE_SYNTAX_ERROR);
	return SQL_SUCCESS;
}

static inline void make_stmt(struct stmt *s)
{
	memset(s, 0, sizeof(*s));
	s->dbc = &world.dbc;
	handle_init(&s->head, HANDLE_STMT, &world.dbc.head, &world.dbc.lock);
	s->ard = s->own_ard = desc_new(&world.dbc, DESC_ARD, s);
	s->apd = s->own_apd = desc_new(&world.dbc, DESC_APD, s);
	s->ird = s->own_ird = desc_new(&world.dbc, DESC_IRD, s);
	s->ipd = s->own_ipd = desc_new(&world.dbc, DESC_IPD, s);
	assert_true(s->ard && s->apd && s->ird && s->ipd);
	stmt_attr_defaults(s);
}

static inline void free_stmt(struct stmt *s)
{
	desc_free(s->own_ard);
	desc_free(s->own_apd);
	desc_free(s->own_ird);
	desc_free(s->own_ipd);
	handle_release(&s->head);
}

static inline int world_new(void **state)
{
	(void)state;
	memset(&world, 0, sizeof(world));
	world.alive = true;
	world.version = 170004;
	handle_init(&world.env.head, HANDLE_ENV, NULL, &world.env.lock);
	env_attr_defaults(&world.env);
	world.env.odbc_version = SQL_OV_ODBC3;
	world.dbc.env = &world.env;
	handle_init(&world.dbc.head, HANDLE_DBC, &world.env.head, &world.dbc.lock);
	dbc_attr_defaults(&world.dbc);
	make_stmt(&world.stmt);
	make_stmt(&world.other);
	return 0;
}

static inline int world_free(void **state)
{
	(void)state;
	free_stmt(&world.stmt);
	free_stmt(&world.other);
	mem_free(world.dbc.current_catalog);
	handle_release(&world.dbc.head);
	handle_release(&world.env.head);
	return 0;
}

/* The newest record of a handle has this SQLSTATE; forgets all of them. */
static inline void check_state_(struct handle *h, const char *state, const char *file, int line)
{
	const char *have = h->diag.count ? h->diag.records[h->diag.count - 1].state : "none";

	if (strcmp(have, state) != 0)
		fail_msg("%s:%d: SQLSTATE %s, expected %s", file, line, have, state);
	diag_clear(&h->diag);
}
#define assert_state(handle, state) check_state_((handle), (state), __FILE__, __LINE__)

static inline struct attr_in number_in(uint64_t n)
{
	return (struct attr_in){.value = (SQLPOINTER)(uintptr_t)n};
}

static inline struct attr_in text_in(const char *text)
{
	return (struct attr_in){.text = span_of(text), .text_read = text != NULL};
}

#endif

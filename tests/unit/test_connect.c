/*
 * Connecting, without network, server or clock: this program brings its own
 * login_get(), session_open() and clock_system, and links odbc/connect.c,
 * odbc/login_error.c, auth/retry.c, config/ without dsn.c, diag/ and base/
 * without clock.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "auth/credential.h"
#include "config/dsn.h"
#include "odbc/stmt.h"

#define SECONDS(n) (INT64_C(1000000) * (n))

static struct {
	int64_t now;
	bool minted;
	int logins, fresh_logins, opens;
	char refused[32];           /* the last credential given as refused */
	int fail_opens;             /* that many sessions are refused; -1 all */
	const char *fail_state, *fail_text;
	bool time_out;
	const char *auth_state;     /* login_get() fails with it */
	int64_t deadline;
	bool host_cached;
	int forgotten;              /* targets */
	char options[200], application[80], password[32], ssl_mode[20], database[40], host[40];
} world;

static struct env env;
static struct dbc dbc;
static struct strbuf completed;

/* ---- stand-ins ---- */

static int64_t fake_now(void *data)
{
	(void)data;
	return world.now;
}

static void fake_sleep(void *data, int64_t us)
{
	(void)data;
	assert_true(us >= 0);
	world.now += us;
}

const struct clock clock_system = {fake_now, fake_now, fake_sleep, NULL};

static void copy(char *to, size_t room, struct span from)
{
	assert_true(from.n < room);
	if (from.n)
		memcpy(to, from.p, from.n);
	to[from.n] = '\0';
}

bool login_get(const struct settings *s, int64_t deadline_us, bool fresh, const struct strbuf *refused,
	       struct login *out, struct auth_error *err)
{
	(void)s;
	world.deadline = deadline_us;
	if (world.auth_state) {
		memcpy(err->sqlstate, world.auth_state, 6);
		strbuf_add_text(&err->text, "the workspace said no");
		return false;
	}
	world.logins++;
	if (fresh)
		world.fresh_logins++;
	if (refused)
		copy(world.refused, sizeof(world.refused), strbuf_span(refused));
	*out = (struct login){.host = mem_dup("db.example", 10), .user = mem_dup("ada", 3), .password = STRBUF_SECRET};
	strbuf_printf(&out->password, "secret-%d", world.logins);
	out->minted = world.minted;
	out->host_cached = world.host_cached;
	return true;
}

void login_forget_target(const struct settings *s)
{
	(void)s;
	world.forgotten++;
	world.host_cached = false;
}

void login_release(struct login *l)
{
	mem_free(l->host);
	mem_free(l->user);
	strbuf_release(&l->password);
	*l = (struct login){.password = STRBUF_SECRET};
}

void auth_error_release(struct auth_error *e)
{
	strbuf_release(&e->text);
}

bool session_open(struct session *s, const struct session_target *t, int64_t deadline_us, struct pg_error *err)
{
	(void)s;
	assert_int_equal(deadline_us, world.deadline);
	copy(world.options, sizeof(world.options), span_of(t->options));
	copy(world.application, sizeof(world.application), span_of(t->application_name));
	copy(world.password, sizeof(world.password), span_of(t->password));
	copy(world.ssl_mode, sizeof(world.ssl_mode), span_of(t->ssl_mode));
	copy(world.database, sizeof(world.database), span_of(t->database));
	copy(world.host, sizeof(world.host), span_of(t->host));
	world.opens++;
	if (world.fail_opens >= 0 && world.opens > world.fail_opens)
		return true;
	if (world.fail_state)
		memcpy(err->sqlstate, world.fail_state, 6);
	strbuf_add_text(&err->text, world.fail_text);
	err->timed_out = world.time_out;
	return false;
}

void pg_error_release(struct pg_error *e)
{
	strbuf_release(&e->text);
	strbuf_release(&e->primary);
	*e = (struct pg_error){.fatal = false};
}

enum dsn_status settings_load_rest(struct settings *into, struct strbuf *unknown, struct strbuf *why,
				   struct strbuf *chosen)
{
	(void)unknown;
	if (into->dsn && strcmp(into->dsn, "missing") == 0) {
		strbuf_add_text(why, "no such section");
		return DSN_NOT_FOUND;
	}
	return settings_finish(into, why, chosen) ? DSN_OK : DSN_BAD;
}

SQLRETURN dbc_disconnect(struct dbc *d)
{
	settings_release(&d->settings);
	d->connected = false;
	return SQL_SUCCESS;
}

/* ---- helpers ---- */

static int setup(void **state)
{
	(void)state;
	memset(&world, 0, sizeof(world));
	memset(&dbc, 0, sizeof(dbc));
	assert_true(lock_init(&env.lock));
	assert_true(lock_init(&dbc.lock));
	handle_init(&env.head, HANDLE_ENV, NULL, &env.lock);
	handle_init(&dbc.head, HANDLE_DBC, &env.head, &dbc.lock);
	world.minted = true;
	world.now = SECONDS(1000);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	settings_release(&dbc.settings);
	mem_free(dbc.dsn);
	strbuf_release(&completed);
	handle_release(&dbc.head);
	handle_release(&env.head);
	lock_release(&dbc.lock);
	lock_release(&env.lock);
	return 0;
}

#define BASE "Server=db.example;UID=ada;PWD=hush;AuthType=password;"

static SQLRETURN connect_text(const char *text)
{
	return dbc_driver_connect(&dbc, span_of(text), SQL_DRIVER_NOPROMPT, &completed);
}

static void assert_record(const char *code, const char *words)
{
	const struct diag_record *r = diag_record(&dbc.head.diag, 1);

	assert_non_null(r);
	if (strcmp(r->state, code) != 0 || !strstr(r->message, words))
		fail_msg("got %s \"%s\", not %s \"%s\"", r->state, r->message, code, words);
}

static void assert_untouched(void)
{
	const struct settings empty = {.server = NULL};

	assert_false(dbc.connected);
	assert_null(dbc.dsn);
	assert_memory_equal(&dbc.settings, &empty, sizeof(empty));
}

/* ---- tests ---- */

static void a_complete_string_connects(void **state)
{
	(void)state;
	assert_int_equal(connect_text("DSN=sales;" BASE "Schema=a b\\c;SSLMode=require"), SQL_SUCCESS);
	assert_true(dbc.connected);
	assert_string_equal(dbc.dsn, "sales");
	assert_int_equal(diag_count(&dbc.head.diag), 0);
	assert_string_equal(world.options, "-c search_path=a\\ b\\\\c");
	assert_string_equal(world.ssl_mode, "require");
	assert_string_equal(world.database, "databricks_postgres");
	assert_non_null(strstr(world.application, "lakebase_odbc/"));
	assert_non_null(strstr(strbuf_text(&completed), "DSN=sales"));
	assert_null(strstr(strbuf_text(&completed), "secret-"));
}

static void attributes_set_before_ride_along(void **state)
{
	(void)state;
	dbc.txn_isolation = SQL_TXN_REPEATABLE_READ;
	dbc.txn_isolation_set = true;
	dbc.access_mode = SQL_MODE_READ_ONLY;
	dbc.current_catalog = (char *)(uintptr_t)"warehouse";
	assert_int_equal(connect_text(BASE), SQL_SUCCESS);
	assert_string_equal(world.options, "-c default_transaction_isolation=repeatable\\ read "
					   "-c default_transaction_read_only=on");
	assert_string_equal(world.database, "warehouse");
}

static void unknown_keywords_are_named_and_do_not_stop(void **state)
{
	(void)state;
	assert_int_equal(connect_text(BASE "Portt=5433"), SQL_SUCCESS);
	assert_true(dbc.connected);
	assert_record("01S00", "do you mean Port?");
}

static void bad_settings_leave_the_handle_as_it_was(void **state)
{
	(void)state;
	assert_int_equal(connect_text(BASE "Port=many"), SQL_ERROR);
	assert_record("HY000", "Port");
	assert_untouched();
	diag_clear(&dbc.head.diag);
	assert_int_equal(connect_text("UID=ada;PWD=x"), SQL_ERROR); /* no target */
	assert_untouched();
	diag_clear(&dbc.head.diag);
	assert_int_equal(dbc_connect(&dbc, SPAN_LIT("missing"), SPAN_NONE, SPAN_NONE), SQL_ERROR);
	assert_record("IM002", "section");
	assert_untouched();
	assert_int_equal(world.logins, 0);
}

static void a_cached_credential_that_is_refused_is_renewed_once(void **state)
{
	(void)state;
	world.fail_opens = 1;
	world.fail_text = "FATAL:  password authentication failed for user \"ada\"";
	assert_int_equal(connect_text(BASE), SQL_SUCCESS);
	assert_int_equal(world.logins, 2);
	assert_int_equal(world.fresh_logins, 1);
	assert_string_equal(world.refused, "secret-1");
	assert_string_equal(world.password, "secret-2");
}

static void a_login_refused_twice_is_reported(void **state)
{
	(void)state;
	world.fail_opens = -1;
	world.fail_text = "FATAL:  password authentication failed for user \"ada\"";
	assert_int_equal(connect_text(BASE), SQL_ERROR);
	assert_int_equal(world.opens, 2);
	assert_record("28000", "databricks_create_role");
	assert_untouched();
}

static void a_wrong_password_is_not_tried_again(void **state)
{
	static const char *const texts[][2] = {
		{"FATAL: password authentication failed for user \"ada\"", "28000"},
		{"FATAL: database \"main\" does not exist", "3D000"},
		{"FATAL: role \"ada\" is not permitted to log in", "28000"},
		{"FATAL: sorry, too many connections", "08004"},
		{"FATAL: something nobody has heard of", "08004"},
		{"SSL error: certificate verify failed", "08001"},
	};

	(void)state;
	world.minted = false;
	world.fail_opens = -1;
	for (size_t i = 0; i < LB_COUNT(texts); i++) {
		world.opens = 0;
		world.fail_text = texts[i][0];
		diag_clear(&dbc.head.diag);
		assert_int_equal(connect_text(BASE), SQL_ERROR);
		assert_record(texts[i][1], texts[i][0]);
		assert_int_equal(world.opens, 1);
	}
}

static void a_sleeping_endpoint_is_waited_for(void **state)
{
	const int64_t start = world.now;

	(void)state;
	world.fail_opens = 6;
	world.fail_text = "connection to server at \"db.example\" failed: Connection refused";
	assert_int_equal(connect_text(BASE), SQL_SUCCESS);
	assert_int_equal(world.opens, 7);
	assert_true(world.now > start);
}

/* A host that was found for an earlier connection: the workspace is asked again, once, before anything is given up. */
static void a_target_that_may_have_moved_is_looked_for(void **state)
{
	const int64_t start = world.now;

	(void)state;
	world.host_cached = true;
	world.fail_opens = 1;
	world.fail_text = "could not translate host name \"db.example\" to address: Name or service not known";
	assert_int_equal(connect_text(BASE), SQL_SUCCESS);
	assert_int_equal(world.forgotten, 1);
	assert_int_equal(world.opens, 2);
	assert_int_equal(world.now, start); /* at once */
}

static void one_that_answers_has_not_moved(void **state)
{
	(void)state;
	world.host_cached = true;
	world.fail_opens = -1;
	world.fail_text = "FATAL:  database \"x\" does not exist";
	assert_int_equal(connect_text(BASE), SQL_ERROR);
	assert_int_equal(world.forgotten, 0);
	assert_int_equal(world.opens, 1);
}

static void waiting_ends_with_the_login_timeout(void **state)
{
	const int64_t start = world.now;

	(void)state;
	dbc.head.diag.rc = 0;
	dbc.login_timeout = 20;
	dbc.login_timeout_set = true;
	world.fail_opens = -1;
	world.fail_text = "connection to server at \"db.example\" failed: Connection refused\n\tIs the server running?";
	assert_int_equal(connect_text(BASE "LoginTimeout=500"), SQL_ERROR);
	assert_record("08001", "Is the server running? gave up after");
	assert_true(world.now <= start + SECONDS(20));
	assert_true(world.opens > 2);
	assert_untouched();
}

static void a_server_that_does_not_answer_is_a_timeout(void **state)
{
	(void)state;
	world.fail_opens = -1;
	world.fail_text = "the server did not answer in time";
	world.time_out = true;
	assert_int_equal(connect_text(BASE "LoginTimeout=7"), SQL_ERROR);
	assert_record("HYT00", "7 seconds");
	assert_int_equal(world.opens, 1);
}

static void the_attribute_goes_before_the_keyword_and_0_means_for_ever(void **state)
{
	(void)state;
	assert_int_equal(connect_text(BASE "LoginTimeout=7"), SQL_SUCCESS);
	assert_int_equal(world.deadline, world.now + SECONDS(7));
	dbc_disconnect(&dbc);
	mem_free(dbc.dsn);
	dbc.dsn = NULL;
	dbc.login_timeout_set = true;
	assert_int_equal(connect_text(BASE "LoginTimeout=7"), SQL_SUCCESS);
	assert_int_equal(world.deadline, CLOCK_NEVER);
}

static void sign_in_trouble_keeps_its_code(void **state)
{
	(void)state;
	world.auth_state = "08001";
	assert_int_equal(connect_text(BASE), SQL_ERROR);
	assert_record("08001", "workspace");
	assert_false(diag_record(&dbc.head.diag, 1)->from_server);
	diag_clear(&dbc.head.diag);
	world.auth_state = "HY001";
	assert_int_equal(connect_text(BASE), SQL_ERROR);
	assert_string_equal(diag_record(&dbc.head.diag, 1)->state, "HY001");
	assert_untouched();
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_complete_string_connects),
		T(attributes_set_before_ride_along),
		T(unknown_keywords_are_named_and_do_not_stop),
		T(bad_settings_leave_the_handle_as_it_was),
		T(a_cached_credential_that_is_refused_is_renewed_once),
		T(a_login_refused_twice_is_reported),
		T(a_wrong_password_is_not_tried_again),
		T(a_sleeping_endpoint_is_waited_for),
		T(a_target_that_may_have_moved_is_looked_for),
		T(one_that_answers_has_not_moved),
		T(waiting_ends_with_the_login_timeout),
		T(a_server_that_does_not_answer_is_a_timeout),
		T(the_attribute_goes_before_the_keyword_and_0_means_for_ever),
		T(sign_in_trouble_keeps_its_code),
	};
#undef T

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The listener on localhost: what it takes, what it does not, and what the browser sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/form.h"
#include "free_port.h"

#include "auth/loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)
static uint16_t test_port;

/* ---- a browser ---- */

static int visit(int family, uint16_t port)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = socket(family, SOCK_STREAM, 0);
	int failed = family == AF_INET ? connect(fd, (struct sockaddr *)&v4, sizeof(v4)) :
					 connect(fd, (struct sockaddr *)&v6, sizeof(v6));

	if (!failed)
		return fd;
	close(fd);
	return -1;
}

static void say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

static void read_all(int fd, struct strbuf *out)
{
	for (;;) {
		char *room = strbuf_reserve(out, 4096);
		ssize_t n = recv(fd, room, 4096, 0);

		if (n <= 0)
			break;
		strbuf_grew(out, (size_t)n);
	}
	close(fd);
}

struct script { /* requests, one after the other, on connections of their own; answers are kept */
	int family;
	const char *requests[6];
	struct strbuf answers[6];
	int silent; /* connections that are opened first and say nothing */
};

static void *play(void *data)
{
	struct script *s = data;
	int quiet[40];

	for (int i = 0; i < s->silent; i++)
		quiet[i] = visit(s->family, test_port);
	for (size_t i = 0; i < LB_COUNT(s->requests) && s->requests[i]; i++) {
		int fd = visit(s->family, test_port);

		if (fd < 0)
			break;
		for (const char *p = s->requests[i]; *p;) { /* in pieces, as networks do */
			size_t n = strlen(p) < 7 ? strlen(p) : 7;

			if (send(fd, p, n, MSG_NOSIGNAL) < 0)
				break;
			p += n;
		}
		read_all(fd, &s->answers[i]);
	}
	for (int i = 0; i < s->silent; i++)
		close(quiet[i]);
	return NULL;
}

static struct script script;
static struct loopback l;
static struct loopback_answer answer;

static enum loopback_status run(const char *path, int64_t wait_us)
{
	enum loopback_status status;
	pthread_t thread;

	assert_true(loopback_open(&l, test_port));
	assert_int_equal(pthread_create(&thread, NULL, play, &script), 0);
	status = loopback_wait(&l, path, SPAN_LIT("right"), &clock_system, clock_mono(&clock_system) + wait_us, &answer);
	loopback_finish(&l, status == LOOPBACK_CODE, "the <last> words");
	loopback_close(&l);
	pthread_join(thread, NULL);
	return status;
}

static int forget(void **state)
{
	(void)state;
	loopback_answer_release(&answer);
	answer = LOOPBACK_ANSWER_INIT;
	for (size_t i = 0; i < LB_COUNT(script.answers); i++)
		strbuf_release(&script.answers[i]);
	script = (struct script){.family = AF_INET};
	return 0;
}

static bool answered(size_t i, const char *part)
{
	return strstr(strbuf_text(&script.answers[i]), part) != NULL;
}

/* ---- tests ---- */

static void the_code_with_the_right_state_is_taken(void **state)
{
	(void)state;
	script.requests[0] = "GET /?code=a%2Bb%3d&state=right&iss=https%3A%2F%2Fw HTTP/1.1\r\nHost: localhost\r\n\r\n";
	assert_int_equal(run("/", 5 * SECOND), LOOPBACK_CODE);
	assert_string_equal(strbuf_text(&answer.code), "a+b=");
	assert_true(answered(0, "HTTP/1.1 200 OK"));
	assert_true(answered(0, "the &#60;last&#62; words"));
	assert_true(answered(0, "Cache-Control: no-store"));
	assert_false(answered(0, "a+b="));
}

static void it_listens_on_ipv6_too(void **state)
{
	int probe = socket(AF_INET6, SOCK_STREAM, 0);
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	bool have = probe >= 0 && bind(probe, (struct sockaddr *)&v6, sizeof(v6)) == 0;

	(void)state;
	close(probe);
	if (!have)
		skip();
	script.family = AF_INET6;
	script.requests[0] = "GET /?code=c&state=right HTTP/1.1\r\n\r\n";
	assert_int_equal(run("/", 5 * SECOND), LOOPBACK_CODE);
}

static void strangers_neither_get_in_nor_end_the_waiting(void **state)
{
	(void)state;
	script.requests[0] = "GET /favicon.ico HTTP/1.1\r\n\r\n";
	script.requests[1] = "GET /?code=stolen&state=wrong HTTP/1.1\r\n\r\n";
	script.requests[2] = "GET /?error=access_denied&state=wron HTTP/1.1\r\n\r\n";
	script.requests[3] = "POST /?code=stolen&state=right HTTP/1.1\r\n\r\n";
	script.requests[4] = "hello\r\n\r\n";
	script.requests[5] = "GET /?state=right&code=good HTTP/1.1\n\n";
	assert_int_equal(run("/", 5 * SECOND), LOOPBACK_CODE);
	assert_string_equal(strbuf_text(&answer.code), "good");
	assert_int_equal(answer.strangers, 2);
	assert_int_equal(answer.error.n, 0);
	assert_true(answered(0, "404 Not Found"));
	assert_true(answered(1, "another sign-in"));
	assert_true(answered(2, "another sign-in"));
	assert_true(answered(3, "404 Not Found"));
	assert_true(answered(4, "400 Bad Request"));
}

static void a_refusal_ends_it_with_the_reason(void **state)
{
	(void)state;
	script.requests[0] = "GET /callback?error=access_denied&error_description=The+user+said+no&state=right HTTP/1.1\r\n\r\n";
	assert_int_equal(run("/callback", 5 * SECOND), LOOPBACK_REFUSED);
	assert_string_equal(strbuf_text(&answer.error), "access_denied");
	assert_string_equal(strbuf_text(&answer.description), "The user said no");
	assert_true(answered(0, "400 Bad Request"));
}

static void nobody_comes(void **state)
{
	int64_t began = clock_mono(&clock_system);

	(void)state;
	assert_int_equal(run("/", SECOND / 5), LOOPBACK_TIMEOUT);
	assert_true(clock_mono(&clock_system) - began < 2 * SECOND);
}

static void connections_that_say_nothing_do_not_block(void **state)
{
	(void)state;
	script.silent = 40;
	script.requests[0] = "GET /?code=c&state=right HTTP/1.1\r\n\r\n";
	assert_int_equal(run("/", 5 * SECOND), LOOPBACK_CODE);
}

static void a_code_without_end_is_no_request(void **state)
{
	static char endless[100000];

	(void)state;
	memset(endless, 'x', sizeof(endless) - 1);
	memcpy(endless, "GET /?code=", 11);
	script.requests[0] = endless;
	script.requests[1] = "GET /?code=c&state=right HTTP/1.1\r\n\r\n";
	assert_int_equal(run("/", 10 * SECOND), LOOPBACK_CODE);
	assert_string_equal(strbuf_text(&answer.code), "c");
}

static void broken_encoding_is_no_code(void **state)
{
	(void)state;
	script.requests[0] = "GET /?code=%zz&state=right HTTP/1.1\r\n\r\n";
	script.requests[1] = "GET /?code=a%00b&state=right HTTP/1.1\r\n\r\n";
	script.requests[2] = "GET /?code=&state=right HTTP/1.1\r\n\r\n";
	assert_int_equal(run("/", SECOND), LOOPBACK_TIMEOUT);
	assert_true(answered(0, "not complete"));
	assert_true(answered(1, "not complete"));
	assert_true(answered(2, "not complete"));
}

static void who_comes_too_late_is_told_so(void **state)
{
	struct strbuf text = STRBUF_INIT;
	int late;

	(void)state;
	assert_true(loopback_open(&l, test_port));
	late = visit(AF_INET, test_port);
	say(late, "GET /?code=c&state=right HTTP/1.1\r\n\r\n");
	loopback_close(&l);
	read_all(late, &text);
	assert_non_null(strstr(strbuf_text(&text), "This sign-in is over"));
	strbuf_release(&text);
	assert_int_equal(visit(AF_INET, test_port), -1);
}

static void a_port_that_somebody_has_in_one_family_is_not_used(void **state)
{
	struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(test_port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	const int on = 1;
	int holder = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	setsockopt(holder, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	assert_int_equal(bind(holder, (struct sockaddr *)&v4, sizeof(v4)), 0);
	assert_int_equal(listen(holder, 1), 0);
	assert_false(loopback_open(&l, test_port));
	assert_int_equal(errno, EADDRINUSE);
	close(holder);
	assert_int_equal(visit(AF_INET6, test_port), -1);
}

static void without_a_port_one_of_the_registered_range_is_taken(void **state)
{
	struct loopback second;

	(void)state;
	assert_true(loopback_open(&l, 0));
	assert_true(loopback_open(&second, 0));
	assert_in_range(l.port, LOOPBACK_FIRST, LOOPBACK_LAST);
	assert_in_range(second.port, l.port + 1, LOOPBACK_LAST);
	loopback_close(&l);
	loopback_close(&second);
}

static void forms_survive_the_way_there_and_back(void **state)
{
	struct strbuf form = STRBUF_INIT, value = STRBUF_INIT;

	(void)state;
	form_add_pair(&form, "a", "x y+z&=%/\xc3\xa9");
	form_add_pair(&form, "nothing", NULL);
	form_add_pair(&form, "b", "");
	assert_string_equal(strbuf_text(&form), "a=x+y%2Bz%26%3D%25%2F%C3%A9&b=");
	assert_true(form_find(strbuf_span(&form), "a", &value));
	assert_string_equal(strbuf_text(&value), "x y+z&=%/\xc3\xa9");
	assert_true(form_find(strbuf_span(&form), "b", &value));
	assert_int_equal(value.n, 0);
	assert_false(form_find(strbuf_span(&form), "nothing", &value));
	assert_false(form_find(SPAN_LIT("a"), "a", &value));
	assert_false(form_find(SPAN_LIT("a=%4"), "a", &value));
	strbuf_release(&form);
	strbuf_release(&value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_code_with_the_right_state_is_taken, forget, forget),
		cmocka_unit_test_setup_teardown(it_listens_on_ipv6_too, forget, forget),
		cmocka_unit_test_setup_teardown(strangers_neither_get_in_nor_end_the_waiting, forget, forget),
		cmocka_unit_test_setup_teardown(a_refusal_ends_it_with_the_reason, forget, forget),
		cmocka_unit_test_setup_teardown(nobody_comes, forget, forget),
		cmocka_unit_test_setup_teardown(connections_that_say_nothing_do_not_block, forget, forget),
		cmocka_unit_test_setup_teardown(a_code_without_end_is_no_request, forget, forget),
		cmocka_unit_test_setup_teardown(broken_encoding_is_no_code, forget, forget),
		cmocka_unit_test_setup_teardown(who_comes_too_late_is_told_so, forget, forget),
		cmocka_unit_test_setup_teardown(a_port_that_somebody_has_in_one_family_is_not_used, forget, forget),
		cmocka_unit_test_setup_teardown(without_a_port_one_of_the_registered_range_is_taken, forget, forget),
		cmocka_unit_test(forms_survive_the_way_there_and_back),
	};

	test_port = free_port();
	return cmocka_run_group_tests_name("loopback", tests, NULL, NULL);
}

/* Stored sign-ins: files, modes, encryption, and processes that compete for them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/crypto.h"
#include "auth/token_store.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)

static char folder[] = "/tmp/lakebase-store.XXXXXX";
static struct settings s;
static struct token_store t;
static struct stored kept;

static int64_t soon(void)
{
	return clock_mono(&clock_system) + 20 * SECOND;
}

static int begin(void **state)
{
	(void)state;
	s = (struct settings){.workspace = (char *)(uintptr_t)"https://w", .scope = (char *)(uintptr_t)"all-apis", .token_cache = true};
	kept = STORED_INIT;
	assert_true(token_store_init(&t, &s));
	return 0;
}

static int end(void **state)
{
	(void)state;
	stored_release(&kept);
	if (t.path.n)
		(void)!token_store_forget(&t);
	token_store_release(&t);
	return 0;
}

static void put(struct token_store *store, const char *refresh, const char *access)
{
	struct stored in = STORED_INIT;

	strbuf_add_text(&in.refresh_token, refresh);
	strbuf_add_text(&in.access_token, access);
	in.expires_us = 1770397200 * SECOND;
	in.life_s = 3600;
	assert_int_equal(token_store_lock(store, &clock_system, soon()), STORE_OK);
	assert_int_equal(token_store_write(store, &in), STORE_OK);
	token_store_unlock(store);
	stored_release(&in);
}

static void expect(struct token_store *store, const char *refresh, const char *access)
{
	assert_int_equal(token_store_read(store, &kept), STORE_OK);
	assert_string_equal(strbuf_text(&kept.refresh_token), refresh);
	assert_string_equal(strbuf_text(&kept.access_token), access);
	assert_int_equal(kept.expires_us, 1770397200 * SECOND);
	assert_int_equal(kept.life_s, 3600);
}

static void read_text(const char *path, struct strbuf *out)
{
	FILE *file = fopen(path, "r");
	char *room = strbuf_reserve(out, 65536);

	assert_non_null(file);
	strbuf_grew(out, fread(room, 1, 65535, file));
	fclose(file);
}

static void write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

/* ---- tests ---- */

static void what_is_written_is_read(void **state)
{
	struct strbuf path = STRBUF_INIT;

	(void)state;
	assert_int_equal(token_store_read(&t, &kept), STORE_NONE);
	put(&t, "refresh \"1\"", "access");
	expect(&t, "refresh \"1\"", "access");
	put(&t, "refresh2", "access2");
	expect(&t, "refresh2", "access2");
	assert_int_equal(mode_of(strbuf_text(&t.path)), 0600);
	strbuf_printf(&path, "%s/lakebase-odbc", folder);
	assert_int_equal(mode_of(strbuf_text(&path)), 0700);
	strbuf_release(&path);
	assert_int_equal(token_store_forget(&t), STORE_OK);
	assert_int_equal(token_store_forget(&t), STORE_NONE);
	assert_int_equal(token_store_read(&t, &kept), STORE_NONE);
}

/* Outside of a desktop session: clients/keyring has a session. */
static void a_keyring_out_of_reach_is_not_taken_for_a_sign_out(void **state)
{
	struct stored in = STORED_INIT;
	struct strbuf why = STRBUF_INIT;
	struct token_store keyring;

	(void)state;
	s.token_cache_store = TOKEN_CACHE_KEYRING;
	assert_true(token_store_init(&keyring, &s));
	strbuf_add_text(&in.refresh_token, "r");
	put(&t, "refresh", "access"); /* auto: the file */
	assert_int_equal(token_store_lock(&keyring, &clock_system, soon()), STORE_OK);
	assert_int_equal(token_store_write(&keyring, &in), STORE_KEYRING);
	token_store_unlock(&keyring);
	token_store_explain(&keyring, STORE_KEYRING, &why);
	assert_non_null(strstr(strbuf_text(&why), "TokenCacheStore=file"));
	expect(&t, "refresh", "access");
	assert_false(token_store_in_keyring(&t));
	write_text(strbuf_text(&t.path), "{\"version\": \"1\", \"kept_in\": \"keyring\"}");
	assert_true(token_store_in_keyring(&t));
	assert_int_equal(token_store_read(&t, &kept), STORE_KEYRING);
	assert_int_equal(token_store_forget(&t), STORE_KEYRING);
	put(&t, "refresh", "access"); /* somebody signs in anew */
	expect(&t, "refresh", "access");
	token_store_release(&keyring);
	stored_release(&in);
	strbuf_release(&why);
}

static void tokens_of_8_kib_fit(void **state)
{
	struct strbuf big = STRBUF_INIT;

	(void)state;
	for (int i = 0; i < 8192; i++)
		strbuf_add_char(&big, (char)('a' + i % 26));
	put(&t, strbuf_text(&big), strbuf_text(&big));
	expect(&t, strbuf_text(&big), strbuf_text(&big));
	strbuf_release(&big);
}

static void another_client_or_scope_is_another_sign_in(void **state)
{
	struct token_store other;

	(void)state;
	put(&t, "mine", "a");
	s.client_id = (char *)(uintptr_t)"custom";
	assert_true(token_store_init(&other, &s));
	assert_int_equal(token_store_read(&other, &kept), STORE_NONE);
	token_store_release(&other);
	s.client_id = NULL;
	s.scope = (char *)(uintptr_t)"postgres";
	assert_true(token_store_init(&other, &s));
	assert_int_equal(token_store_read(&other, &kept), STORE_NONE);
	token_store_release(&other);
}

static void encrypted_files_open_with_the_passphrase_only(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	t.pass_phrase = "correct horse";
	put(&t, "refresh-secret", "access-secret");
	read_text(strbuf_text(&t.path), &text);
	assert_null(strstr(strbuf_text(&text), "secret"));
	expect(&t, "refresh-secret", "access-secret");
	t.pass_phrase = "battery staple";
	assert_int_equal(token_store_read(&t, &kept), STORE_SEALED);
	t.pass_phrase = NULL;
	assert_int_equal(token_store_read(&t, &kept), STORE_SEALED);
	assert_int_equal(kept.refresh_token.n, 0);
	strbuf_release(&text);
}

static void a_changed_file_does_not_open(void **state)
{
	struct strbuf text = STRBUF_INIT;
	char *sealed;

	(void)state;
	t.pass_phrase = "p";
	put(&t, "r", "a");
	read_text(strbuf_text(&t.path), &text);
	sealed = strstr(text.p, "\"sealed\": \"");
	assert_non_null(sealed);
	sealed[12] = sealed[12] == 'A' ? 'B' : 'A';
	write_text(strbuf_text(&t.path), strbuf_text(&text));
	assert_int_equal(token_store_read(&t, &kept), STORE_SEALED);
	strbuf_release(&text);
}

/* The tokens of one workspace must not be sent to another because somebody renamed a file. */
static void an_encrypted_file_is_good_for_its_workspace_only(void **state)
{
	struct token_store other;

	(void)state;
	t.pass_phrase = "p";
	put(&t, "r", "a");
	s.workspace = (char *)(uintptr_t)"https://evil";
	s.token_cache_pass_phrase = (char *)(uintptr_t)"p";
	assert_true(token_store_init(&other, &s));
	assert_int_equal(rename(strbuf_text(&t.path), strbuf_text(&other.path)), 0);
	assert_int_equal(token_store_read(&other, &kept), STORE_SEALED);
	(void)!token_store_forget(&other);
	token_store_release(&other);
}

static void damaged_files_are_told_apart(void **state)
{
	static const char *const texts[] = {
		"", "{", "[]", "{}", "{\"version\":\"2\",\"refresh_token\":\"r\"}", "{\"version\":\"1\"}",
		"{\"version\":\"1\",\"refresh_token\":\"r\",\"expires\":\"soon\"}",
		"{\"version\":\"1\",\"sealed\":\"AA\"}", "{\"version\":\"1\",\"refresh_token\":\"r\",\"access_token\":\"a b\"}",
		"{\"version\":\"1\",\"sealed\":\"AA\",\"salt\":\"AA\",\"nonce\":\"AA\",\"rounds\":900000000}",
	};

	(void)state;
	put(&t, "r", "a");
	t.pass_phrase = "p";
	for (size_t i = 0; i < LB_COUNT(texts); i++) {
		write_text(strbuf_text(&t.path), texts[i]);
		if (token_store_read(&t, &kept) != STORE_DAMAGED)
			fail_msg("text %zu is taken: %s", i, texts[i]);
	}
}

static void an_open_file_is_closed_and_a_link_is_not_followed(void **state)
{
	struct strbuf real = STRBUF_INIT;

	(void)state;
	put(&t, "r", "a");
	assert_int_equal(chmod(strbuf_text(&t.path), 0644), 0);
	expect(&t, "r", "a");
	assert_int_equal(mode_of(strbuf_text(&t.path)), 0600);
	strbuf_printf(&real, "%s.real", strbuf_text(&t.path));
	assert_int_equal(rename(strbuf_text(&t.path), strbuf_text(&real)), 0);
	assert_int_equal(symlink(strbuf_text(&real), strbuf_text(&t.path)), 0);
	assert_int_equal(token_store_read(&t, &kept), STORE_FILE);
	unlink(strbuf_text(&real));
	strbuf_release(&real);
}

static void memory_only_leaves_no_file(void **state)
{
	struct token_store m, again;

	(void)state;
	s.token_cache = false;
	assert_true(token_store_init(&m, &s));
	assert_int_equal(token_store_read(&m, &kept), STORE_NONE);
	put(&m, "r", "a");
	assert_true(token_store_init(&again, &s));
	expect(&again, "r", "a");
	assert_int_equal(access(strbuf_text(&t.path), F_OK), -1);
	assert_int_equal(token_store_lock(&m, &clock_system, soon()), STORE_OK);
	assert_int_equal(token_store_lock(&again, &clock_system, clock_mono(&clock_system) + SECOND / 10), STORE_BUSY);
	assert_int_equal(token_store_forget(&m), STORE_OK);
	token_store_release(&m);
	assert_int_equal(token_store_lock(&again, &clock_system, soon()), STORE_OK);
	token_store_release(&again);
}

static void the_lock_keeps_others_out_until_their_deadline(void **state)
{
	struct token_store other;
	int64_t began = clock_mono(&clock_system);

	(void)state;
	assert_true(token_store_init(&other, &s));
	assert_int_equal(token_store_lock(&t, &clock_system, soon()), STORE_OK);
	assert_int_equal(token_store_lock(&other, &clock_system, began + SECOND / 5), STORE_BUSY);
	token_store_unlock(&other);
	assert_true(clock_mono(&clock_system) - began >= SECOND / 5);
	token_store_unlock(&t);
	assert_int_equal(token_store_lock(&other, &clock_system, soon()), STORE_OK);
	token_store_release(&other);
}

#define PROCESSES 6
#define TURNS 40

/* Each takes the number that is stored and stores the next, as with single-use tokens; readers see whole files. */
static int compete(void)
{
	struct stored mine = STORED_INIT;
	struct token_store store;
	uint64_t number;

	if (!token_store_init(&store, &s))
		return 1;
	for (int i = 0; i < TURNS; i++) {
		struct strbuf next = STRBUF_INIT;

		if (token_store_read(&store, &mine) != STORE_OK) /* without the lock */
			return 2;
		if (token_store_lock(&store, &clock_system, soon()) != STORE_OK)
			return 3;
		if (token_store_read(&store, &mine) != STORE_OK || !span_uint(strbuf_span(&mine.refresh_token), 100000, &number))
			return 4;
		strbuf_add_uint(&next, number + 1);
		strbuf_clear(&mine.refresh_token);
		strbuf_add_span(&mine.refresh_token, strbuf_span(&next));
		if (token_store_write(&store, &mine) != STORE_OK)
			return 5;
		token_store_unlock(&store);
		strbuf_release(&next);
	}
	stored_release(&mine);
	token_store_release(&store);
	return 0;
}

static void competing_processes_lose_no_token(void **state)
{
	struct strbuf last = STRBUF_INIT;
	pid_t children[PROCESSES];
	int status;

	(void)state;
	put(&t, "0", "a");
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(compete());
	}
	for (int i = 0; i < PROCESSES; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
	strbuf_add_uint(&last, PROCESSES * TURNS);
	expect(&t, strbuf_text(&last), "a");
	strbuf_release(&last);
}

/* Somebody was stopped between writing and renaming, or while holding the lock. */
static void a_process_that_was_killed_leaves_no_lock_behind(void **state)
{
	struct strbuf path = STRBUF_INIT;
	pid_t child = fork();
	int status;

	(void)state;
	if (child == 0) {
		if (token_store_lock(&t, &clock_system, soon()) != STORE_OK)
			_exit(1);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	strbuf_printf(&path, "%s.new", strbuf_text(&t.path));
	write_text(strbuf_text(&path), "half a f");
	strbuf_release(&path);
	put(&t, "r", "a");
	expect(&t, "r", "a");
}

static void sealing_is_aes_256_gcm(void **state)
{
	/* Test case 15 of "The Galois/Counter Mode of Operation (GCM)", McGrew and Viega, without additional data */
	static const unsigned char key[32] = {
		0xfe, 0xff, 0xe9, 0x92, 0x86, 0x65, 0x73, 0x1c, 0x6d, 0x6a, 0x8f, 0x94, 0x67, 0x30, 0x83, 0x08,
		0xfe, 0xff, 0xe9, 0x92, 0x86, 0x65, 0x73, 0x1c, 0x6d, 0x6a, 0x8f, 0x94, 0x67, 0x30, 0x83, 0x08,
	};
	static const unsigned char nonce[12] = {0xca, 0xfe, 0xba, 0xbe, 0xfa, 0xce, 0xdb, 0xad, 0xde, 0xca, 0xf8, 0x88};
	static const unsigned char plain[] = {0xd9, 0x31, 0x32, 0x25, 0xf8, 0x84, 0x06, 0xe5};
	static const unsigned char cipher[] = {0x52, 0x2d, 0xc1, 0xf0, 0x99, 0x56, 0x7d, 0x07};
	struct strbuf sealed = STRBUF_INIT, back = STRBUF_INIT;

	(void)state;
	assert_true(crypto_seal(key, nonce, SPAN_LIT("ctx"), span_make((const char *)plain, sizeof(plain)), &sealed));
	assert_int_equal(sealed.n, sizeof(plain) + 16);
	assert_memory_equal(sealed.p, cipher, sizeof(cipher));
	assert_true(crypto_unseal(key, nonce, SPAN_LIT("ctx"), strbuf_span(&sealed), &back));
	assert_memory_equal(back.p, plain, sizeof(plain));
	assert_false(crypto_unseal(key, nonce, SPAN_LIT("other"), strbuf_span(&sealed), &back));
	assert_false(crypto_unseal(key, nonce, SPAN_LIT("ctx"), SPAN_LIT("short"), &back));
	strbuf_release(&sealed);
	strbuf_release(&back);
}

static void keys_are_stretched_with_pbkdf2(void **state)
{
	/* RFC 7914 11: PBKDF2-HMAC-SHA-256 (P="passwd", S="salt", c=1), the first 32 bytes */
	static const unsigned char want[32] = {
		0x55, 0xac, 0x04, 0x6e, 0x56, 0xe3, 0x08, 0x9f, 0xec, 0x16, 0x91, 0xc2, 0x25, 0x44, 0xb6, 0x05,
		0xf9, 0x41, 0x85, 0x21, 0x6d, 0xde, 0x04, 0x65, 0xe6, 0x8b, 0x9d, 0x57, 0xc2, 0x0d, 0xac, 0xbc,
	};
	unsigned char key[CRYPTO_KEY];

	(void)state;
	assert_true(crypto_stretch(SPAN_LIT("passwd"), SPAN_LIT("salt"), 1, key));
	assert_memory_equal(key, want, sizeof(want));
	assert_false(crypto_stretch(SPAN_LIT("passwd"), SPAN_LIT("salt"), 0, key));
}

static void clean_up(void)
{
	struct strbuf path = STRBUF_INIT;
	struct dirent *entry;
	DIR *dir;

	strbuf_printf(&path, "%s/lakebase-odbc", folder);
	dir = opendir(strbuf_text(&path));
	while (dir && (entry = readdir(dir)) != NULL)
		if (entry->d_name[0] != '.') {
			struct strbuf file = STRBUF_INIT;

			strbuf_printf(&file, "%s/%s", strbuf_text(&path), entry->d_name);
			unlink(strbuf_text(&file));
			strbuf_release(&file);
		}
	if (dir)
		closedir(dir);
	rmdir(strbuf_text(&path));
	rmdir(folder);
	strbuf_release(&path);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_read), TEST(a_keyring_out_of_reach_is_not_taken_for_a_sign_out),
		TEST(tokens_of_8_kib_fit), TEST(another_client_or_scope_is_another_sign_in),
		TEST(encrypted_files_open_with_the_passphrase_only), TEST(a_changed_file_does_not_open),
		TEST(an_encrypted_file_is_good_for_its_workspace_only), TEST(damaged_files_are_told_apart),
		TEST(an_open_file_is_closed_and_a_link_is_not_followed), TEST(memory_only_leaves_no_file),
		TEST(the_lock_keeps_others_out_until_their_deadline), TEST(competing_processes_lose_no_token),
		TEST(a_process_that_was_killed_leaves_no_lock_behind), cmocka_unit_test(sealing_is_aes_256_gcm),
		cmocka_unit_test(keys_are_stretched_with_pbkdf2),
	};
#undef TEST
	int failed;

	unsetenv("DBUS_SESSION_BUS_ADDRESS"); /* the keyring of whoever runs this is not ours */
	unsetenv("XDG_RUNTIME_DIR");
	if (!mkdtemp(folder) || setenv("XDG_CONFIG_HOME", folder, 1) != 0)
		return 99;
	failed = cmocka_run_group_tests_name("token_store", tests, NULL, NULL);
	clean_up();
	return failed;
}

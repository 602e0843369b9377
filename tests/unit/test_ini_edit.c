/* One section of an odbc.ini changes, every other byte stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/ini_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void replacing_keeps_the_rest(void **state)
{
	static const struct {
		const char *text, *name, *section, *want; /* section NULL: remove */
	} rows[] = {
		{"", "a", "[a]\nx=1\n", "[a]\nx=1\n"},
		{"[b]\ny=2", "a", "[a]\nx=1\n", "[b]\ny=2\n\n[a]\nx=1\n"},
		{"[b]\ny=2\n", "a", NULL, "[b]\ny=2\n"},
		{"[a]\nx=0\n[b]\ny=2\n", "A", "[a]\nx=1\n", "[a]\nx=1\n[b]\ny=2\n"},
		{"; top\n[a]\nx=0\n\n# of b\n[b]\ny=2\n", "a", NULL, "; top\n# of b\n[b]\ny=2\n"},
		{"; top\n[a]\nx=0\n\n# of b\n[b]\ny=2\n", "a", "[a]\nz=1\n", "; top\n[a]\nz=1\n\n# of b\n[b]\ny=2\n"},
		{"[b]\ny=2\n\n[a]\n; inside\nx=0", "a", NULL, "[b]\ny=2\n\n"},
		{"[b]\r\ny=2\r\n[a]\r\nx=0\r\n\r\n[c]\r\n", "a", NULL, "[b]\r\ny=2\r\n[c]\r\n"},
		{"\xef\xbb\xbf[a]\nx=0\n[b]\n", "b", "[b]\ny=1\n", "\xef\xbb\xbf[a]\nx=0\n[b]\ny=1\n"},
		{"no section\n = \n[a\n[a]\nx=0\n", "a", NULL, "no section\n = \n[a\n"},
		{"[a]\nx=[b]\n[b]\ny=[a]\n", "b", NULL, "[a]\nx=[b]\n"},
		{"[a]\n[a]\nx=1\n", "a", NULL, "[a]\nx=1\n"},
	};

	(void)state;
	for (size_t i = 0; i < LB_COUNT(rows); i++) {
		struct strbuf out = STRBUF_INIT;

		ini_replace(span_of(rows[i].text), span_of(rows[i].name), span_of(rows[i].section), &out);
		if (strcmp(strbuf_text(&out), rows[i].want) != 0)
			fail_msg("row %zu: %s", i, strbuf_text(&out));
		strbuf_release(&out);
	}
}

static void values_are_found_in_their_section_only(void **state)
{
	struct span section, text = SPAN_LIT("[b]\nDriver=other\n[a]\n driver = Lakebase ; x\n\n[c]\nDriver=third\nUID=u\n");

	(void)state;
	assert_true(ini_section(text, SPAN_LIT("a"), &section));
	assert_true(span_is(ini_value(section, "Driver"), "Lakebase ; x"));
	assert_null(ini_value(section, "UID").p);
	assert_false(ini_section(text, SPAN_LIT("d"), &section));
}

static void files_are_replaced_as_a_whole(void **state)
{
	char folder[] = "/tmp/lakebase-ini.XXXXXX";
	struct strbuf path = STRBUF_INIT, link = STRBUF_INIT, text = STRBUF_INIT;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(folder));
	strbuf_printf(&path, "%s/odbc.ini", folder);
	strbuf_printf(&link, "%s/link", folder);
	assert_true(ini_read(strbuf_text(&path), &text));
	assert_int_equal(text.n, 0);
	assert_int_equal(symlink(strbuf_text(&path), strbuf_text(&link)), 0);
	assert_true(ini_write(strbuf_text(&path), SPAN_LIT("[a]\n")));
	assert_int_equal(chmod(strbuf_text(&path), 0644), 0);
	assert_true(ini_write(strbuf_text(&link), SPAN_LIT("[a]\nx=1\n")));
	assert_int_equal(lstat(strbuf_text(&link), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_int_equal(stat(strbuf_text(&path), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_true(ini_read(strbuf_text(&path), &text));
	assert_string_equal(strbuf_text(&text), "[a]\nx=1\n");
	unlink(strbuf_text(&link));
	unlink(strbuf_text(&path));
	assert_int_equal(rmdir(folder), 0); /* no temporary file is left */
	assert_false(ini_write(strbuf_text(&path), SPAN_LIT("x")));
	strbuf_release(&path);
	strbuf_release(&link);
	strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replacing_keeps_the_rest),
		cmocka_unit_test(values_are_found_in_their_section_only),
		cmocka_unit_test(files_are_replaced_as_a_whole),
	};

	return cmocka_run_group_tests_name("ini_edit", tests, NULL, NULL);
}

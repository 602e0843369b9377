/* Connection strings and .ini lines: whatever comes in, what is printed parses back to the same pairs. */
#include "config/connstr.h"
#include "config/ini.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool ok)
{
	if (!ok)
		__builtin_trap();
}

static void pairs_survive_printing(struct span text)
{
	struct strbuf scratch = STRBUF_SECRET, again = STRBUF_SECRET;
	struct span key, value;

	while (connstr_next(&text, &scratch, &key, &value)) {
		struct strbuf printed = STRBUF_INIT;
		struct span rest, key2, value2;

		connstr_add(&printed, key, value);
		rest = strbuf_span(&printed);
		require(connstr_next(&rest, &again, &key2, &value2));
		require(span_eq(key, key2) && span_eq(value, value2));
		strbuf_release(&printed);
	}
	strbuf_release(&scratch);
	strbuf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_make((const char *)data, size), rest = text;
	struct strbuf why = STRBUF_INIT, unknown = STRBUF_INIT, out = STRBUF_INIT;
	struct settings s = {0};
	struct ini_line line;

	pairs_survive_printing(text);
	if (connstr_load(text, &s, SOURCE_STRING, &unknown, &why) == SETTING_OK && settings_finish(&s, &why, NULL))
		settings_print(&s, SPAN_NONE, SPAN_NONE, &out);
	while (ini_next(&rest, size % 2 ? INI_ODBC : INI_PROFILE, &line))
		require(line.name.p >= text.p && line.name.p + line.name.n <= text.p + text.n);
	settings_release(&s);
	strbuf_release(&why);
	strbuf_release(&unknown);
	strbuf_release(&out);
	return 0;
}

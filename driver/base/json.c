#include "base/json.h"

void json_add_text(struct strbuf *out, struct span text)
{
	static const char hex[] = "0123456789abcdef";

	if (!text.p) {
		strbuf_add_text(out, "null");
		return;
	}
	strbuf_add_char(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		const unsigned char c = (unsigned char)text.p[i];

		if (c < ' ') {
			strbuf_add_text(out, "\\u00");
			strbuf_add_char(out, hex[c >> 4]);
			strbuf_add_char(out, hex[c & 15]);
			continue;
		}
		if (c == '"' || c == '\\')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, text.p[i]);
	}
	strbuf_add_char(out, '"');
}

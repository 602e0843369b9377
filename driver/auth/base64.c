#include "auth/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct span bytes, struct strbuf *out)
{
	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t n = bytes.n - i < 3 ? bytes.n - i : 3;
		uint32_t bits = 0;

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < n ? (unsigned char)bytes.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			strbuf_add_char(out, k <= n ? alphabet[bits >> (18 - 6 * k) & 63] : '=');
	}
}

void base64url_encode(struct span bytes, struct strbuf *out)
{
	const size_t start = out->n;

	base64_encode(bytes, out);
	while (!strbuf_failed(out) && out->n > start && out->p[out->n - 1] == '=')
		strbuf_cut(out, out->n - 1);
	for (size_t i = start; i < out->n; i++)
		out->p[i] = out->p[i] == '+' ? '-' : out->p[i] == '/' ? '_' : out->p[i];
}

static int digit(char c)
{
	size_t at = span_find(span_make(alphabet, 62), c);

	if (at < 62)
		return (int)at;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64url_decode(struct span text, struct strbuf *out)
{
	uint32_t bits = 0;
	unsigned have = 0;

	while (text.n && text.p[text.n - 1] == '=')
		text.n--;
	for (size_t i = 0; i < text.n; i++) {
		int value = digit(text.p[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		have += 6;
		if (have >= 8) {
			have -= 8;
			strbuf_add_char(out, (char)(bits >> have & 0xff));
		}
	}
	return have < 6 && !strbuf_failed(out);
}

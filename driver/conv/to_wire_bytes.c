#include "conv/to_wire.h"

#include "base/wire.h"
#include "conv/decode.h"

static enum conv_status as_uuid(const struct value *v, char out[16])
{
	if (v->cls == VALUE_TEXT)
		return decode_read_uuid(v->span, out) ? CONV_OK : CONV_BAD_TEXT;
	if ((v->cls != VALUE_UUID && v->cls != VALUE_BYTES) || v->span.n != 16)
		return CONV_BAD_TEXT;
	for (size_t i = 0; i < 16; i++)
		out[i] = v->span.p[i];
	return CONV_OK;
}

static bool is_bits(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '0' && s.p[i] != '1')
			return false;
	return true;
}

static enum conv_status as_bits(const struct value *v, struct span *out)
{
	static const char digits[] = "01";

	if (v->cls == VALUE_INT) {
		if (v->i < 0 || v->i > 1)
			return CONV_RANGE;
		*out = span_make(digits + v->i, 1);
		return CONV_OK;
	}
	if (v->cls != VALUE_TEXT)
		return CONV_BAD_TEXT;
	*out = span_trim(v->span);
	return is_bits(*out) && out->n <= INT32_MAX ? CONV_OK : CONV_BAD_TEXT;
}

/* Appendix D, character to binary: two hexadecimal digits a byte; PostgreSQL's "\x" before them is welcome. */
static enum conv_status put_hex_text(struct span text, struct strbuf *out)
{
	size_t start = out->n;
	enum conv_status s;

	if (span_starts(text, "\\x"))
		return decode_read_bytea(text, out);
	for (size_t i = 0; i < text.n; i += 2) {
		char four[4] = {'\\', 'x', text.p[i], i + 1 < text.n ? text.p[i + 1] : '!'};

		s = decode_read_bytea(span_make(four, sizeof(four)), out);
		if (s != CONV_OK) {
			strbuf_cut(out, start);
			return s;
		}
	}
	return CONV_OK;
}

void to_wire_hex(struct span bytes, struct strbuf *out)
{
	static const char hex[] = "0123456789abcdef";
	char *to = strbuf_reserve(out, 2 + bytes.n * 2);

	if (!to)
		return;
	*to++ = '\\';
	*to++ = 'x';
	for (size_t i = 0; i < bytes.n; i++) {
		*to++ = hex[(unsigned char)bytes.p[i] >> 4];
		*to++ = hex[(unsigned char)bytes.p[i] & 15];
	}
	strbuf_grew(out, 2 + bytes.n * 2);
}

enum conv_status to_wire_bytea_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	(void)scratch;
	if (v->cls == VALUE_TEXT)
		return put_hex_text(v->span, out);
	if (v->cls != VALUE_BYTES && v->cls != VALUE_UUID)
		return CONV_BAD_TEXT;
	strbuf_add_span(out, v->span);
	return to_wire_end(CONV_OK, out);
}

enum conv_status to_wire_bytea_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	size_t start = out->n;
	enum conv_status s;

	(void)scratch;
	if (v->cls == VALUE_BYTES || v->cls == VALUE_UUID) {
		to_wire_hex(v->span, out);
		return to_wire_end(CONV_OK, out);
	}
	if (v->cls != VALUE_TEXT)
		return CONV_BAD_TEXT;
	if (span_starts(v->span, "\\x")) {
		strbuf_add_span(out, v->span);
		return to_wire_end(CONV_OK, out);
	}
	s = put_hex_text(v->span, out); /* for the check alone */
	if (s != CONV_OK)
		return s;
	strbuf_cut(out, start);
	strbuf_add(out, "\\x", 2);
	strbuf_add_span(out, v->span);
	return to_wire_end(CONV_OK, out);
}

enum conv_status to_wire_uuid_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char bytes[16], text[36];
	enum conv_status s = as_uuid(v, bytes);

	(void)scratch;
	if (s != CONV_OK)
		return s;
	to_wire_uuid_chars(bytes, text);
	strbuf_add(out, text, sizeof(text));
	return to_wire_end(s, out);
}

enum conv_status to_wire_uuid_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	char bytes[16];
	enum conv_status s = as_uuid(v, bytes);

	(void)scratch;
	if (s == CONV_OK)
		strbuf_add(out, bytes, sizeof(bytes));
	return to_wire_end(s, out);
}

enum conv_status to_wire_bit_text(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct span bits = SPAN_NONE;
	enum conv_status s = as_bits(v, &bits);

	(void)scratch;
	if (s == CONV_OK)
		strbuf_add_span(out, bits);
	return to_wire_end(s, out);
}

enum conv_status to_wire_bit_binary(const struct value *v, struct strbuf *out, struct strbuf *scratch)
{
	struct span bits = SPAN_NONE;
	enum conv_status s = as_bits(v, &bits);

	(void)scratch;
	if (s != CONV_OK)
		return s;
	wire_put_u32(out, (uint32_t)bits.n);
	for (size_t i = 0; i < bits.n; i += 8) {
		unsigned byte = 0;

		for (size_t k = 0; k < 8; k++)
			byte = byte << 1 | (i + k < bits.n && bits.p[i + k] == '1');
		wire_put_u8(out, (uint8_t)byte);
	}
	return to_wire_end(s, out);
}

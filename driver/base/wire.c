#include "base/wire.h"

#include <string.h>

struct span wire_bytes(struct wire *w, size_t n)
{
	struct span s = {w->p, n};

	if (w->bad || n > w->left) {
		w->bad = true;
		return SPAN_NONE;
	}
	if (!s.p)
		s.p = ""; /* zero bytes of nothing: empty, not absent */
	else
		w->p += n;
	w->left -= n;
	return s;
}

static uint64_t take(struct wire *w, size_t n)
{
	struct span s = wire_bytes(w, n);
	uint64_t value = 0;

	if (!s.p)
		return 0;
	for (size_t i = 0; i < n; i++)
		value = value << 8 | (unsigned char)s.p[i];
	return value;
}

/* Most of what is read has four or eight bytes: one load and a turn. */
static uint32_t take4(struct wire *w)
{
	const struct span s = wire_bytes(w, sizeof(uint32_t));
	uint32_t value = 0;

	if (s.p)
		memcpy(&value, s.p, sizeof(value));
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap32(value) : value;
}

static uint64_t take8(struct wire *w)
{
	const struct span s = wire_bytes(w, sizeof(uint64_t));
	uint64_t value = 0;

	if (s.p)
		memcpy(&value, s.p, sizeof(value));
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(value) : value;
}

uint8_t wire_u8(struct wire *w)
{
	return (uint8_t)take(w, 1);
}

uint16_t wire_u16(struct wire *w)
{
	return (uint16_t)take(w, 2);
}

uint32_t wire_u32(struct wire *w)
{
	return take4(w);
}

uint64_t wire_u64(struct wire *w)
{
	return take8(w);
}

int16_t wire_i16(struct wire *w)
{
	return (int16_t)take(w, 2);
}

int32_t wire_i32(struct wire *w)
{
	return (int32_t)take4(w);
}

int64_t wire_i64(struct wire *w)
{
	return (int64_t)take8(w);
}

float wire_float(struct wire *w)
{
	uint32_t bits = wire_u32(w);
	float value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

double wire_double(struct wire *w)
{
	uint64_t bits = wire_u64(w);
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static void put(struct strbuf *b, uint64_t value, size_t n)
{
	char *p = strbuf_reserve(b, n);

	if (!p)
		return;
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(value >> (8 * (n - 1 - i)));
	strbuf_grew(b, n);
}

void wire_write_u32(char *at, uint32_t value)
{
	value = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap32(value) : value;
	memcpy(at, &value, sizeof(value));
}

static void put4(struct strbuf *b, uint32_t value)
{
	char *p = strbuf_reserve(b, sizeof(value));

	if (!p)
		return;
	wire_write_u32(p, value);
	strbuf_grew(b, sizeof(value));
}

static void put8(struct strbuf *b, uint64_t value)
{
	char *p = strbuf_reserve(b, sizeof(value));

	if (!p)
		return;
	value = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_bswap64(value) : value;
	memcpy(p, &value, sizeof(value));
	strbuf_grew(b, sizeof(value));
}

void wire_put_u8(struct strbuf *b, uint8_t value)
{
	put(b, value, 1);
}

void wire_put_u16(struct strbuf *b, uint16_t value)
{
	put(b, value, 2);
}

void wire_put_u32(struct strbuf *b, uint32_t value)
{
	put4(b, value);
}

void wire_put_u64(struct strbuf *b, uint64_t value)
{
	put8(b, value);
}

void wire_put_i16(struct strbuf *b, int16_t value)
{
	put(b, (uint64_t)value, 2);
}

void wire_put_i32(struct strbuf *b, int32_t value)
{
	put4(b, (uint32_t)value);
}

void wire_put_i64(struct strbuf *b, int64_t value)
{
	put8(b, (uint64_t)value);
}

void wire_put_float(struct strbuf *b, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	put4(b, bits);
}

void wire_put_double(struct strbuf *b, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	put8(b, bits);
}

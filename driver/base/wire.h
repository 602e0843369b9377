/*
 * Big-endian reading and writing with bounds: the only place that swaps bytes.
 * A reader that runs past its end sets `bad`, gives zeroes from then on, and
 * never touches memory outside; ask once at the end with wire_done().
 * Writing appends to a strbuf, whose failure flag is asked once at the end.
 */
#ifndef BASE_WIRE_H
#define BASE_WIRE_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire {
	const char *p;
	size_t left;
	bool bad;
};

static inline struct wire wire_read(struct span bytes)
{
	return (struct wire){bytes.p, bytes.n, false};
}

uint8_t wire_u8(struct wire *w);
uint16_t wire_u16(struct wire *w);
uint32_t wire_u32(struct wire *w);
uint64_t wire_u64(struct wire *w);
int16_t wire_i16(struct wire *w);
int32_t wire_i32(struct wire *w);
int64_t wire_i64(struct wire *w);
float wire_float(struct wire *w);
double wire_double(struct wire *w);
struct span wire_bytes(struct wire *w, size_t n); /* SPAN_NONE when there are fewer */

/* Everything was read and nothing was missing. */
static inline bool wire_done(const struct wire *w)
{
	return !w->bad && !w->left;
}

void wire_write_u32(char *at, uint32_t value); /* into bytes that are there */
void wire_put_u8(struct strbuf *b, uint8_t value);
void wire_put_u16(struct strbuf *b, uint16_t value);
void wire_put_u32(struct strbuf *b, uint32_t value);
void wire_put_u64(struct strbuf *b, uint64_t value);
void wire_put_i16(struct strbuf *b, int16_t value);
void wire_put_i32(struct strbuf *b, int32_t value);
void wire_put_i64(struct strbuf *b, int64_t value);
void wire_put_float(struct strbuf *b, float value);
void wire_put_double(struct strbuf *b, double value);

#endif

/*
 * What signing in needs of cryptography, by OpenSSL, which is included nowhere
 * else in this folder.  Any thread.
 */
#ifndef AUTH_CRYPTO_H
#define AUTH_CRYPTO_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool crypto_random(void *out, size_t n) LB_MUST_USE;

/* Appends the SHA-256 of the text as 64 hexadecimal digits. */
bool crypto_sha256_hex(struct span text, struct strbuf *out) LB_MUST_USE;

/* Appends a random UUID (RFC 9562, version 4). */
bool crypto_uuid(struct strbuf *out) LB_MUST_USE;

#endif

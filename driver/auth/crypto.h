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

/* Appends its 32 bytes. */
bool crypto_sha256(struct span text, struct strbuf *out) LB_MUST_USE;

#define CRYPTO_KEY 32  /* bytes */
#define CRYPTO_NONCE 12

/* A key from words: PBKDF2 with HMAC-SHA256 (RFC 8018). */
bool crypto_stretch(struct span words, struct span salt, uint32_t rounds, unsigned char key[CRYPTO_KEY]) LB_MUST_USE;

/* AES-256-GCM.  The sealed text is the ciphertext and 16 bytes of tag; `context` is bound to it, not stored. */
bool crypto_seal(const unsigned char key[CRYPTO_KEY], const unsigned char nonce[CRYPTO_NONCE], struct span context,
		 struct span plain, struct strbuf *sealed) LB_MUST_USE;
/* False: another key, or somebody changed it. */
bool crypto_unseal(const unsigned char key[CRYPTO_KEY], const unsigned char nonce[CRYPTO_NONCE], struct span context,
		   struct span sealed, struct strbuf *plain) LB_MUST_USE;

/* Appends a random UUID (RFC 9562, version 4). */
bool crypto_uuid(struct strbuf *out) LB_MUST_USE;

#endif

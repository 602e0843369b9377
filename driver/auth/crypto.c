#include "auth/crypto.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

static void add_hex(struct strbuf *out, const unsigned char *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		strbuf_add_char(out, digits[p[i] >> 4]);
		strbuf_add_char(out, digits[p[i] & 15]);
	}
}

bool crypto_random(void *out, size_t n)
{
	return n <= INT32_MAX && RAND_bytes(out, (int)n) == 1;
}

bool crypto_sha256_hex(struct span text, struct strbuf *out)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(text.p, text.n, digest, &n, EVP_sha256(), NULL) != 1)
		return false;
	add_hex(out, digest, n);
	return !strbuf_failed(out);
}

bool crypto_uuid(struct strbuf *out)
{
	static const unsigned char group[] = {4, 2, 2, 2, 6};
	unsigned char bytes[16];
	const unsigned char *p = bytes;

	if (!crypto_random(bytes, sizeof(bytes)))
		return false;
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	for (size_t i = 0; i < sizeof(group); i++) {
		if (i)
			strbuf_add_char(out, '-');
		add_hex(out, p, group[i]);
		p += group[i];
	}
	return !strbuf_failed(out);
}

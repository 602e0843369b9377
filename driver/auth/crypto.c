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

bool crypto_sha256(struct span text, struct strbuf *out)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (EVP_Digest(text.p, text.n, digest, &n, EVP_sha256(), NULL) != 1)
		return false;
	strbuf_add(out, digest, n);
	return !strbuf_failed(out);
}

/* ---- texts that only who knows the words can read ---- */

#define TAG 16

bool crypto_stretch(struct span words, struct span salt, uint32_t rounds, unsigned char key[CRYPTO_KEY])
{
	if (words.n > INT32_MAX || salt.n > INT32_MAX || rounds == 0 || rounds > INT32_MAX)
		return false;
	return PKCS5_PBKDF2_HMAC(words.p, (int)words.n, (const unsigned char *)salt.p, (int)salt.n, (int)rounds,
				 EVP_sha256(), CRYPTO_KEY, key) == 1;
}

static bool seal_with(EVP_CIPHER_CTX *c, const unsigned char *key, const unsigned char *nonce, struct span context,
		      struct span plain, struct strbuf *sealed)
{
	char *room = strbuf_reserve(sealed, plain.n + TAG);
	unsigned char *out = (unsigned char *)room;
	int n = 0, rest = 0;

	if (!c || !room || plain.n > INT32_MAX || context.n > INT32_MAX ||
	    EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, nonce) != 1 ||
	    EVP_EncryptUpdate(c, NULL, &n, (const unsigned char *)context.p, (int)context.n) != 1 ||
	    EVP_EncryptUpdate(c, out, &n, (const unsigned char *)plain.p, (int)plain.n) != 1 ||
	    EVP_EncryptFinal_ex(c, out + n, &rest) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, out + n + rest) != 1)
		return false;
	strbuf_grew(sealed, (size_t)(n + rest) + TAG);
	return true;
}

bool crypto_seal(const unsigned char key[CRYPTO_KEY], const unsigned char nonce[CRYPTO_NONCE], struct span context,
		 struct span plain, struct strbuf *sealed)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	const bool ok = seal_with(c, key, nonce, context, plain, sealed);

	EVP_CIPHER_CTX_free(c);
	return ok;
}

static bool unseal_with(EVP_CIPHER_CTX *c, const unsigned char *key, const unsigned char *nonce, struct span context,
			struct span sealed, struct strbuf *plain)
{
	unsigned char tag[TAG], *out;
	char *room;
	int n = 0, rest = 0;

	if (sealed.n < TAG || sealed.n > INT32_MAX || context.n > INT32_MAX)
		return false;
	sealed.n -= TAG;
	for (size_t i = 0; i < TAG; i++)
		tag[i] = (unsigned char)sealed.p[sealed.n + i];
	room = strbuf_reserve(plain, sealed.n + TAG);
	out = (unsigned char *)room;
	if (!c || !room || EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, key, nonce) != 1 ||
	    EVP_DecryptUpdate(c, NULL, &n, (const unsigned char *)context.p, (int)context.n) != 1 ||
	    EVP_DecryptUpdate(c, out, &n, (const unsigned char *)sealed.p, (int)sealed.n) != 1 ||
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, tag) != 1)
		return false;
	if (EVP_DecryptFinal_ex(c, out + n, &rest) != 1) {
		mem_wipe(room, sealed.n);
		return false;
	}
	strbuf_grew(plain, (size_t)n + (size_t)rest);
	return true;
}

bool crypto_unseal(const unsigned char key[CRYPTO_KEY], const unsigned char nonce[CRYPTO_NONCE], struct span context,
		   struct span sealed, struct strbuf *plain)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	const bool ok = unseal_with(c, key, nonce, context, sealed, plain);

	EVP_CIPHER_CTX_free(c);
	return ok;
}

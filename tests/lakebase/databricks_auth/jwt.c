/*
 * jwt.c - verification of a Lakebase database credential.
 *
 * A credential is an RS256 JWT signed by the workspace.  The workspace writes
 * every public key as <kid>.pem into one directory, and the directory is read
 * at each login, so rotating or withdrawing a key is one file operation.
 */
#include "postgres.h"

#include <time.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "common/jsonapi.h"
#include "jwt.h"
#include "mb/pg_wchar.h"
#include "storage/fd.h"

/* The members of header and payload that decide; the others are ignored. */
typedef struct Claims
{
	int			depth;			/* only depth 1 counts: nested objects may repeat a name */
	const char *member;
	char	   *alg;
	char	   *kid;
	char	   *iss;
	char	   *aud;
	char	   *sub;
	char	   *endpoint;
	char	   *exp;
	char	   *nbf;
} Claims;

static const struct
{
	const char *name;
	size_t		offset;
	JsonTokenType type;
}			wanted[] = {
	{"alg", offsetof(Claims, alg), JSON_TOKEN_STRING},
	{"kid", offsetof(Claims, kid), JSON_TOKEN_STRING},
	{"iss", offsetof(Claims, iss), JSON_TOKEN_STRING},
	{"aud", offsetof(Claims, aud), JSON_TOKEN_STRING},
	{"sub", offsetof(Claims, sub), JSON_TOKEN_STRING},
	{"endpoint", offsetof(Claims, endpoint), JSON_TOKEN_STRING},
	{"exp", offsetof(Claims, exp), JSON_TOKEN_NUMBER},
	{"nbf", offsetof(Claims, nbf), JSON_TOKEN_NUMBER},
};

/* The JSON callbacks return a status since PostgreSQL 16. */
#if PG_VERSION_NUM >= 160000
#define CALLBACK static JsonParseErrorType
#define CALLBACK_DONE return JSON_SUCCESS
#else
#define CALLBACK static void
#define CALLBACK_DONE return
#endif

CALLBACK
enter(void *state)
{
	((Claims *) state)->depth++;
	CALLBACK_DONE;
}

CALLBACK
leave(void *state)
{
	((Claims *) state)->depth--;
	CALLBACK_DONE;
}

CALLBACK
member_start(void *state, char *name, bool isnull)
{
	Claims	   *claims = state;

	(void) isnull;
	claims->member = claims->depth == 1 ? name : NULL;
	CALLBACK_DONE;
}

CALLBACK
scalar(void *state, char *token, JsonTokenType type)
{
	Claims	   *claims = state;

	for (size_t i = 0; claims->depth == 1 && claims->member && i < lengthof(wanted); i++)
		if (type == wanted[i].type && strcmp(claims->member, wanted[i].name) == 0)
			*(char **) ((char *) claims + wanted[i].offset) = token;
	CALLBACK_DONE;
}

/* Decodes base64url without padding; NULL when there is a foreign character. */
static unsigned char *
base64url_decode(const char *text, size_t length, size_t *decoded)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	unsigned char *out = palloc(length + 1);
	uint32		bits = 0;
	int			count = 0;

	*decoded = 0;
	for (size_t i = 0; i < length; i++)
	{
		const char *digit = text[i] ? strchr(alphabet, text[i]) : NULL;

		if (!digit)
			return NULL;
		bits = (bits << 6) | (uint32) (digit - alphabet);
		count += 6;
		if (count >= 8)
			out[(*decoded)++] = (bits >> (count -= 8)) & 0xff;
	}
	out[*decoded] = '\0';
	return out;
}

static bool
parse_segment(const char *segment, size_t length, Claims *claims)
{
	JsonSemAction actions = {0};
	JsonLexContext *lex;
	size_t		size;
	char	   *json = (char *) base64url_decode(segment, length, &size);

	if (!json || strlen(json) != size || !pg_verify_mbstr(PG_UTF8, json, size, true))
		return false;
	actions.semstate = claims;
	actions.object_start = enter;
	actions.object_end = leave;
	actions.object_field_start = member_start;
	actions.array_start = enter;	/* so that an array's elements are not taken for members */
	actions.array_end = leave;
	actions.scalar = scalar;
#if PG_VERSION_NUM >= 170000
	lex = makeJsonLexContextCstringLen(NULL, json, size, PG_UTF8, true);
#else
	lex = makeJsonLexContextCstringLen(json, size, PG_UTF8, true);
#endif
	return pg_parse_json(lex, &actions) == JSON_SUCCESS;
}

/* A key id becomes a file name, so it must not be able to leave the directory. */
static bool
is_plain_name(const char *kid)
{
	return *kid && strspn(kid, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
						  "0123456789_-") == strlen(kid);
}

static bool
signature_is_good(const char *jwt, size_t signed_length, const char *signature64,
				  const char *key_file)
{
	FILE	   *file = AllocateFile(key_file, "r");
	EVP_PKEY   *key = file ? PEM_read_PUBKEY(file, NULL, NULL, NULL) : NULL;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t		length;
	unsigned char *signature = base64url_decode(signature64, strlen(signature64), &length);
	bool		good;

	good = key && context && signature &&
		EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
		EVP_DigestVerify(context, signature, length,
						 (const unsigned char *) jwt, signed_length) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(key);
	ERR_clear_error();			/* or the next TLS read reports our error as its own */
	if (file)
		FreeFile(file);
	return good;
}

static bool
list_contains(const char *list, const char *item)
{
	size_t		length = strlen(item);

	for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (strncmp(at, item, length) == 0 && (at[length] == ',' || at[length] == '\0'))
			return true;
	return false;
}

static bool
satisfies(const char *claim, const char *rule)
{
	return !*rule || (claim && strcmp(claim, rule) == 0);
}

JwtVerdict
jwt_check(const char *jwt, const char *role, const JwtRules *rules, const char **reason)
{
	const char *payload = strchr(jwt, '.');
	const char *signature = payload ? strchr(payload + 1, '.') : NULL;
	int64		now = (int64) time(NULL);
	Claims		header = {0};
	Claims		claims = {0};

#define VERDICT(verdict, why) do { *reason = (why); return (verdict); } while (0)

	if (!signature || strchr(signature + 1, '.'))
		VERDICT(JWT_MALFORMED, "not three segments");
	if (!parse_segment(jwt, payload - jwt, &header))
		VERDICT(JWT_MALFORMED, "the header is not JSON");
	if (!parse_segment(payload + 1, signature - payload - 1, &claims))
		VERDICT(JWT_MALFORMED, "the payload is not JSON");
	if (!header.alg || strcmp(header.alg, "RS256") != 0)
		VERDICT(JWT_REFUSED, "the algorithm is not RS256");
	if (!header.kid || !is_plain_name(header.kid))
		VERDICT(JWT_REFUSED, "no usable key id");
	if (!signature_is_good(jwt, signature - jwt, signature + 1,
						   psprintf("%s/%s.pem", rules->key_directory, header.kid)))
		VERDICT(JWT_REFUSED, "unknown key, or the signature does not verify");
	if (!claims.exp || strtoll(claims.exp, NULL, 10) + rules->leeway <= now)
		VERDICT(JWT_REFUSED, "expired");
	if (claims.nbf && strtoll(claims.nbf, NULL, 10) - rules->leeway > now)
		VERDICT(JWT_REFUSED, "not valid yet");
	if (!satisfies(claims.iss, rules->issuer))
		VERDICT(JWT_REFUSED, "other issuer");
	if (!satisfies(claims.aud, rules->audience))
		VERDICT(JWT_REFUSED, "other audience");
	if (*rules->endpoints && !(claims.endpoint && list_contains(rules->endpoints, claims.endpoint)))
		VERDICT(JWT_REFUSED, "minted for another endpoint");
	if (!claims.sub || strcmp(claims.sub, role) != 0)
		VERDICT(JWT_OTHER_IDENTITY, psprintf("it belongs to \"%s\"", claims.sub ? claims.sub : ""));
	VERDICT(JWT_ACCEPTED, NULL);
}

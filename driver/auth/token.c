#include "auth/token.h"

#include "auth/base64.h"
#include "auth/http.h"
#include "auth/when.h"
#include "base/utf.h"

#include <cJSON.h>
#include <string.h>

#define DEPTH_MAX 16
#define MESSAGE_MAX 500

const char token_no_memory[] = "memory is short";

/* ---- documents ---- */

/* cJSON goes down recursively, by up to 1,000 levels: count first. */
static bool is_shallow(struct span text)
{
	int depth = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (quoted) {
			if (c == '\\')
				i++;
			else if (c == '"')
				quoted = false;
		} else if (c == '"') {
			quoted = true;
		} else if (c == '{' || c == '[') {
			if (++depth > DEPTH_MAX)
				return false;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return true;
}

/* An object, or NULL. */
static cJSON *document(struct span body, const char **wrong)
{
	cJSON *json = NULL;

	if (body.n <= HTTP_BODY_MAX && is_shallow(body))
		json = cJSON_ParseWithLength(body.p, body.n);
	if (json && !cJSON_IsObject(json)) {
		cJSON_Delete(json);
		json = NULL;
	}
	if (!json)
		*wrong = "it is not a JSON object";
	return json;
}

/* Leaves no texts behind in freed memory. */
/* NOLINTNEXTLINE(misc-no-recursion): is_shallow() has refused what is deep */
static void wipe_texts(cJSON *json)
{
	for (; json; json = json->next) {
		if (json->valuestring && !(json->type & cJSON_IsReference))
			mem_wipe(json->valuestring, strlen(json->valuestring));
		wipe_texts(json->child);
	}
}

static void document_free(cJSON *json)
{
	wipe_texts(json);
	cJSON_Delete(json);
}

/* ---- fields as tables ---- */

enum field_type { FIELD_TEXT, FIELD_BOOL, FIELD_SECONDS, FIELD_TIME, FIELD_EPOCH };

struct field {
	const char *path;    /* "status.hosts.host" */
	enum field_type type;
	size_t offset;
	const char *missing; /* the words for a required field; NULL: optional */
};

static const cJSON *lookup(const cJSON *json, const char *path)
{
	struct span rest = span_of(path), step;

	while (json && span_split(&rest, '.', &step)) {
		const cJSON *child = cJSON_IsObject(json) ? json->child : NULL;

		while (child && !(child->string && span_is(step, child->string)))
			child = child->next;
		json = child;
	}
	return json;
}

/* Seconds as a number, or as a number in quotes, which some token endpoints send. */
static bool seconds(const cJSON *value, int64_t *out)
{
	uint64_t number;

	if (cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble < 1e9) {
		*out = (int64_t)value->valuedouble;
		return true;
	}
	if (!cJSON_IsString(value) || !span_uint(span_of(value->valuestring), 1000000000, &number))
		return false;
	*out = (int64_t)number;
	return true;
}

/* Seconds since 1970, as a number or in quotes; microseconds. */
static bool epoch(const cJSON *value, int64_t *out)
{
	uint64_t number;

	if (cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble < 1e11) {
		*out = (int64_t)value->valuedouble * 1000000;
		return true;
	}
	if (!cJSON_IsString(value) || !span_uint(span_of(value->valuestring), UINT64_C(100000000000), &number))
		return false;
	*out = (int64_t)number * 1000000;
	return true;
}

static bool store_text(const cJSON *value, char **to)
{
	if (!cJSON_IsString(value) || !*value->valuestring || *to)
		return *to != NULL;
	*to = mem_dup(value->valuestring, strlen(value->valuestring));
	return *to != NULL;
}

/* False when it is not there, or not of the type. */
static bool store(const struct field *f, const cJSON *value, void *base)
{
	void *to = (char *)base + f->offset;

	if (!value)
		return f->type == FIELD_TEXT && *(char **)to; /* another spelling was there */
	switch (f->type) {
	case FIELD_TEXT:
		return store_text(value, to);
	case FIELD_BOOL:
		*(bool *)to |= cJSON_IsTrue(value) != 0;
		return true;
	case FIELD_SECONDS:
		return seconds(value, to);
	case FIELD_TIME:
		return cJSON_IsString(value) && when_rfc3339(span_of(value->valuestring), to);
	case FIELD_EPOCH:
		return epoch(value, to);
	}
	return false;
}

static bool read_fields(const cJSON *json, const struct field *fields, size_t n, void *base, const char **wrong)
{
	for (size_t i = 0; i < n; i++) {
		const cJSON *value = lookup(json, fields[i].path);

		if (store(&fields[i], value, base))
			continue;
		if (fields[i].type == FIELD_TEXT && cJSON_IsString(value) && *value->valuestring)
			*wrong = token_no_memory;
		else if (fields[i].missing)
			*wrong = fields[i].missing;
		else
			continue;
		return false;
	}
	return true;
}

static bool parse_into(struct span body, const struct field *fields, size_t n, void *base, const char **wrong)
{
	cJSON *json = document(body, wrong);
	bool ok = json && read_fields(json, fields, n, base, wrong);

	document_free(json);
	return ok;
}

static void text_release(char **text)
{
	if (*text)
		mem_wipe(*text, strlen(*text));
	mem_free(*text);
	*text = NULL;
}

/* A header or a password with control characters in it could say something else than it should. */
static bool is_clean(const char *token)
{
	for (; *token; token++)
		if ((unsigned char)*token <= ' ' || (unsigned char)*token >= 0x7f)
			return false;
	return true;
}

/* ---- tokens ---- */

bool oauth_reply_parse(struct span body, struct oauth_reply *out, const char **wrong)
{
	static const struct field fields[] = {
		{"access_token", FIELD_TEXT, offsetof(struct oauth_reply, access_token), "access_token is missing"},
		{"token_type", FIELD_TEXT, offsetof(struct oauth_reply, token_type), NULL},
		{"refresh_token", FIELD_TEXT, offsetof(struct oauth_reply, refresh_token), NULL},
		{"expires_in", FIELD_SECONDS, offsetof(struct oauth_reply, expires_in_s), NULL},
	};
	bool ok;

	*out = (struct oauth_reply){0};
	ok = parse_into(body, fields, LB_COUNT(fields), out, wrong);
	if (ok && !is_clean(out->access_token)) {
		*wrong = "access_token has characters that a token cannot have";
		ok = false;
	}
	if (ok && out->token_type && !span_iis(span_of(out->token_type), "bearer")) {
		*wrong = "token_type is not Bearer";
		ok = false;
	}
	if (!ok)
		oauth_reply_release(out);
	return ok;
}

void oauth_reply_release(struct oauth_reply *r)
{
	text_release(&r->access_token);
	text_release(&r->token_type);
	text_release(&r->refresh_token);
	*r = (struct oauth_reply){0};
}

bool bearer_reply_parse(struct span body, struct bearer_reply *out, const char **wrong)
{
	static const struct field fields[] = {
		/* one text in three spellings: the last one is reached without any of them */
		{"access_token", FIELD_TEXT, offsetof(struct bearer_reply, token), NULL},
		{"accessToken", FIELD_TEXT, offsetof(struct bearer_reply, token), NULL},
		{"value", FIELD_TEXT, offsetof(struct bearer_reply, token), "there is no token in it"},
		{"expires_on", FIELD_EPOCH, offsetof(struct bearer_reply, expires_us), NULL},
		{"expiry", FIELD_TIME, offsetof(struct bearer_reply, expires_us), NULL},
	};
	bool ok;

	*out = (struct bearer_reply){0};
	ok = parse_into(body, fields, LB_COUNT(fields), out, wrong);
	if (ok && !is_clean(out->token)) {
		*wrong = "the token has characters that a token cannot have";
		ok = false;
	}
	if (ok && !out->expires_us)
		out->expires_us = jwt_expiry(span_of(out->token));
	if (!ok)
		bearer_reply_release(out);
	return ok;
}

void bearer_reply_release(struct bearer_reply *r)
{
	text_release(&r->token);
	*r = (struct bearer_reply){0};
}

#define AT(member) offsetof(struct stored_reply, member)
static const struct field stored_fields[] = {
	{"version", FIELD_TEXT, AT(version), "version is missing"},
	{"workspace", FIELD_TEXT, AT(workspace), NULL},
	{"client_id", FIELD_TEXT, AT(client_id), NULL},
	{"scope", FIELD_TEXT, AT(scope), NULL},
	{"refresh_token", FIELD_TEXT, AT(refresh_token), NULL},
	{"access_token", FIELD_TEXT, AT(access_token), NULL},
	{"expires", FIELD_TEXT, AT(expires), NULL},
	{"salt", FIELD_TEXT, AT(salt), NULL},
	{"nonce", FIELD_TEXT, AT(nonce), NULL},
	{"sealed", FIELD_TEXT, AT(sealed), NULL},
	{"kept_in", FIELD_TEXT, AT(kept_in), NULL},
	{"rounds", FIELD_SECONDS, AT(rounds), NULL},
	{"life", FIELD_SECONDS, AT(life_s), NULL},
};
#undef AT

bool stored_reply_parse(struct span body, struct stored_reply *out, const char **wrong)
{
	bool ok;

	*out = (struct stored_reply){0};
	ok = parse_into(body, stored_fields, LB_COUNT(stored_fields), out, wrong);
	if (ok && out->access_token && !is_clean(out->access_token)) {
		*wrong = "access_token has characters that a token cannot have";
		ok = false;
	}
	if (!ok)
		stored_reply_release(out);
	return ok;
}

void stored_reply_release(struct stored_reply *r)
{
	for (size_t i = 0; i < LB_COUNT(stored_fields); i++)
		if (stored_fields[i].type == FIELD_TEXT)
			text_release((char **)((char *)r + stored_fields[i].offset));
	*r = (struct stored_reply){0};
}

bool credential_reply_parse(struct span body, struct credential_reply *out, const char **wrong)
{
	static const struct field fields[] = {
		{"token", FIELD_TEXT, offsetof(struct credential_reply, token), "token is missing"},
		{"expire_time", FIELD_TIME, offsetof(struct credential_reply, expires_us), NULL},
		{"expiration_time", FIELD_TIME, offsetof(struct credential_reply, expires_us), NULL},
	};
	bool ok;

	*out = (struct credential_reply){0};
	ok = parse_into(body, fields, LB_COUNT(fields), out, wrong);
	if (ok && !is_clean(out->token)) {
		*wrong = "token has characters that a token cannot have";
		ok = false;
	}
	if (!ok)
		credential_reply_release(out);
	return ok;
}

void credential_reply_release(struct credential_reply *r)
{
	text_release(&r->token);
	*r = (struct credential_reply){0};
}

/* ---- resources ---- */

#define AT(member) offsetof(struct resource, member)
static const struct field resource_fields[] = {
	{"name", FIELD_TEXT, AT(name), NULL},
	{"uid", FIELD_TEXT, AT(uid), NULL},
	{"status.display_name", FIELD_TEXT, AT(display_name), NULL},
	{"status.current_state", FIELD_TEXT, AT(state), NULL},
	{"status.endpoint_type", FIELD_TEXT, AT(type), NULL},
	{"status.default_branch", FIELD_TEXT, AT(default_branch), NULL},
	{"status.hosts.host", FIELD_TEXT, AT(host), NULL},
	{"status.hosts.read_only_host", FIELD_TEXT, AT(read_only_host), NULL},
	{"status.default", FIELD_BOOL, AT(is_default), NULL},
	{"status.disabled", FIELD_BOOL, AT(disabled), NULL},
	/* Provisioned instances have no status object */
	{"state", FIELD_TEXT, AT(state), NULL},
	{"read_write_dns", FIELD_TEXT, AT(host), NULL},
	{"read_only_dns", FIELD_TEXT, AT(read_only_host), NULL},
	{"effective_stopped", FIELD_BOOL, AT(stopped), NULL},
};
#undef AT

void resource_release(struct resource *r)
{
	for (size_t i = 0; i < LB_COUNT(resource_fields); i++)
		if (resource_fields[i].type == FIELD_TEXT)
			text_release((char **)((char *)r + resource_fields[i].offset));
	*r = (struct resource){0};
}

bool resource_parse(struct span body, struct resource *out, const char **wrong)
{
	bool ok;

	*out = (struct resource){0};
	ok = parse_into(body, resource_fields, LB_COUNT(resource_fields), out, wrong);
	if (!ok)
		resource_release(out);
	return ok;
}

static bool append_resource(struct resource_list *list, const cJSON *json, const char **wrong)
{
	struct resource *rows = mem_resize(list->rows, list->n + 1, sizeof(*rows));

	if (!rows) {
		*wrong = token_no_memory;
		return false;
	}
	list->rows = rows;
	rows[list->n] = (struct resource){0};
	return read_fields(json, resource_fields, LB_COUNT(resource_fields), &rows[list->n++], wrong);
}

bool resource_list_parse(struct span body, const char *key, struct resource_list *list, struct strbuf *next_page,
			 const char **wrong)
{
	cJSON *json = document(body, wrong);
	const cJSON *rows = json ? lookup(json, key) : NULL, *page;
	bool ok = json != NULL;

	strbuf_clear(next_page);
	if (ok && rows && !cJSON_IsArray(rows)) { /* an empty list may be left out altogether */
		*wrong = "the list is not an array";
		ok = false;
	}
	for (const cJSON *row = rows ? rows->child : NULL; row && ok; row = row->next)
		ok = append_resource(list, row, wrong);
	page = ok ? lookup(json, "next_page_token") : NULL;
	if (page && cJSON_IsString(page))
		strbuf_add_text(next_page, page->valuestring);
	document_free(json);
	if (ok && strbuf_failed(next_page)) {
		*wrong = token_no_memory;
		ok = false;
	}
	return ok;
}

void resource_list_release(struct resource_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		resource_release(&l->rows[i]);
	mem_free(l->rows);
	*l = (struct resource_list){0};
}

static bool text_at(struct span body, const char *path, struct strbuf *out, const char **wrong)
{
	cJSON *json = document(body, wrong);
	const cJSON *value = json ? lookup(json, path) : NULL;
	bool ok = value && cJSON_IsString(value) && *value->valuestring;

	if (ok)
		strbuf_add_text(out, value->valuestring);
	document_free(json);
	if (ok && strbuf_failed(out)) {
		*wrong = token_no_memory;
		ok = false;
	}
	return ok;
}

bool user_name_parse(struct span body, struct strbuf *out, const char **wrong)
{
	*wrong = "userName is missing";
	return text_at(body, "userName", out, wrong);
}

/* The document between the two points. */
static bool jwt_payload(struct span jwt, struct strbuf *text)
{
	struct span payload = SPAN_NONE;

	/* NOLINTNEXTLINE(misc-redundant-expression): the header, then the payload */
	return span_split(&jwt, '.', &payload) && span_split(&jwt, '.', &payload) && jwt.p &&
	       base64url_decode(payload, text);
}

bool jwt_claim(struct span jwt, const char *claim, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;
	const char *wrong;
	bool ok;

	ok = jwt_payload(jwt, &text) && text_at(strbuf_span(&text), claim, out, &wrong);
	out->failed |= strbuf_failed(&text);
	strbuf_release(&text);
	return ok;
}

int64_t jwt_expiry(struct span jwt)
{
	static const struct field fields[] = {{"exp", FIELD_EPOCH, 0, NULL}};
	struct strbuf text = STRBUF_INIT;
	int64_t expires_us = 0;
	const char *wrong;

	if (!jwt_payload(jwt, &text) || !parse_into(strbuf_span(&text), fields, 1, &expires_us, &wrong))
		expires_us = 0;
	strbuf_release(&text);
	return expires_us;
}

/* ---- errors ---- */

/* One line, no control characters, valid UTF-8, not too long. */
static void add_words(struct strbuf *out, struct span words)
{
	bool gap = false;

	words = span_trim(words);
	for (const char *p = words.p, *end = words.p + words.n; p < end && out->n < MESSAGE_MAX;) {
		char bytes[4];
		uint32_t code = utf8_next(&p, end);

		if (code == UTF_BAD || code <= ' ' || code == 0x7f) {
			gap = true;
			continue;
		}
		if (gap)
			strbuf_add_char(out, ' ');
		gap = false;
		strbuf_add(out, bytes, utf8_put(code, bytes));
	}
}

/* The text between <tag ...> and the next <. */
static struct span element(struct span html, const char *tag)
{
	size_t n = span_of(tag).n;

	for (size_t i = 0; i + n + 1 < html.n; i++) {
		struct span rest = span_make(html.p + i, html.n - i), text;

		if (rest.p[0] != '<' || !span_istarts(span_make(rest.p + 1, rest.n - 1), tag) ||
		    (rest.p[n + 1] != '>' && rest.p[n + 1] != ' '))
			continue;
		if (!span_split(&rest, '>', &text) || !span_split(&rest, '<', &text))
			return SPAN_NONE;
		return span_trim(text);
	}
	return SPAN_NONE;
}

static void html_message(struct span body, struct error_reply *out)
{
	static const char *const tags[] = {"pre", "title", "h1"};
	struct span text = SPAN_NONE;

	out->html = true;
	for (size_t i = 0; i < LB_COUNT(tags) && text.n == 0; i++)
		text = element(body, tags[i]);
	if (text.n)
		add_words(&out->message, text);
}

/* "CODE: text" of some hops. */
static void text_message(struct span body, struct error_reply *out)
{
	size_t colon = span_find(body, ':');
	bool code = colon > 2 && colon < body.n && colon < 60;

	for (size_t i = 0; i < colon && code; i++)
		code = (body.p[i] >= 'A' && body.p[i] <= 'Z') || body.p[i] == '_';
	if (code) {
		add_words(&out->code, span_make(body.p, colon));
		body = span_make(body.p + colon + 1, body.n - colon - 1);
	}
	add_words(&out->message, body);
}

static void json_message(const cJSON *json, struct error_reply *out)
{
	static const char *const codes[] = {"error_code", "error.code", "error", "errorCode", "scimType", "status",
		"code"};
	static const char *const messages[] = {
		"message", "error_description", "error.message", "errorSummary", "detail", "error",
	};

	for (size_t i = 0; i < LB_COUNT(codes) && out->code.n == 0; i++) {
		const cJSON *value = lookup(json, codes[i]);

		/* The old APIs put a sentence into "error": that is the message. */
		if (cJSON_IsString(value) && span_find(span_of(value->valuestring), ' ') == strlen(value->valuestring))
			add_words(&out->code, span_of(value->valuestring));
		else if (cJSON_IsNumber(value))
			strbuf_add_int(&out->code, value->valueint);
	}
	for (size_t i = 0; i < LB_COUNT(messages) && out->message.n == 0; i++) {
		const cJSON *value = lookup(json, messages[i]);

		if (cJSON_IsString(value))
			add_words(&out->message, span_of(value->valuestring));
	}
}

void error_reply_parse(struct span body, struct error_reply *out)
{
	const char *wrong;
	cJSON *json = document(body, &wrong);

	*out = (struct error_reply){0};
	body = span_trim(body);
	if (json)
		json_message(json, out);
	else if (body.n && body.p[0] == '<')
		html_message(body, out);
	else if (body.n && body.p[0] != '{')
		text_message(body, out);
	document_free(json);
}

void error_reply_release(struct error_reply *e)
{
	strbuf_release(&e->code);
	strbuf_release(&e->message);
	*e = (struct error_reply){0};
}

/* Everything that a workspace may answer, and the times and tokens in it. */
#include "auth/retry.h"
#include "auth/token.h"
#include "auth/when.h"
#include "base/utf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span body = span_make((const char *)data, size);
	struct oauth_reply oauth;
	struct credential_reply credential;
	struct resource resource;
	struct resource_list list = {0};
	struct strbuf text = STRBUF_INIT, page = STRBUF_INIT;
	struct error_reply error;
	const char *wrong = "";
	int64_t when;

	if (oauth_reply_parse(body, &oauth, &wrong))
		oauth_reply_release(&oauth);
	if (credential_reply_parse(body, &credential, &wrong))
		credential_reply_release(&credential);
	if (resource_parse(body, &resource, &wrong))
		resource_release(&resource);
	if (!resource_list_parse(body, "endpoints", &list, &page, &wrong))
		wrong = "";
	resource_list_release(&list);
	error_reply_parse(body, &error);
	if (!utf8_valid(strbuf_span(&error.message)))
		__builtin_trap();
	error_reply_release(&error);
	if (user_name_parse(body, &text, &wrong) || jwt_claim(body, "sub", &text) || when_rfc3339(body, &when) ||
	    when_http(body, &when) || retry_after(body, 0) > 0)
		strbuf_add_char(&text, ' ');
	strbuf_release(&text);
	strbuf_release(&page);
	return 0;
}

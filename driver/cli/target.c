/* What a command works on, out of one word of the command line. */
#include "cli/cli.h"

#include "config/connstr.h"
#include "config/dsn.h"

static enum target_kind kind_of(struct span arg)
{
	if (span_istarts(arg, "https://") || span_istarts(arg, "http://"))
		return TARGET_URL;
	return span_find(arg, '=') < arg.n ? TARGET_STRING : TARGET_DSN;
}

static void make_text(struct cli_target *t, struct span arg)
{
	switch (t->kind) {
	case TARGET_URL:
		connstr_add(&t->text, SPAN_LIT("Workspace"), arg);
		break;
	case TARGET_DSN:
		connstr_add(&t->text, SPAN_LIT("DSN"), arg);
		break;
	case TARGET_STRING:
		strbuf_add_span(&t->text, arg);
		if (arg.n && arg.p[arg.n - 1] != ';')
			strbuf_add_char(&t->text, ';');
	}
}

static bool load(struct cli_target *t, enum target_use use, bool as_person, enum dsn_status *status, struct strbuf *why)
{
	enum setting_status set;

	settings_release(&t->settings);
	strbuf_clear(&t->chosen);
	strbuf_clear(&t->notes);
	t->settings.no_target = use != USE_DATABASE;
	set = connstr_load(strbuf_span(&t->text), &t->settings, SOURCE_STRING, &t->notes, why);
	if (set == SETTING_OK && as_person)
		set = settings_set(&t->settings, SPAN_LIT("AuthType"), SPAN_LIT("external-browser"), SOURCE_DEFAULT, why);
	*status = set == SETTING_OK || set == SETTING_IGNORED ? DSN_OK : set == SETTING_NO_MEMORY ? DSN_NO_MEMORY : DSN_BAD;
	if (*status == DSN_OK)
		*status = settings_load_rest(&t->settings, &t->notes, why, &t->chosen);
	return *status == DSN_OK;
}

/*
 * AuthType=external-browser has to be asked for by name, since a program must not come to a browser by accident.
 * Who types the address of a workspace, or "login", has asked.
 */
bool cli_target_load(struct cli_target *t, struct span arg, enum target_use use, enum cli_exit *code, struct strbuf *why)
{
	enum dsn_status status;
	struct strbuf again = STRBUF_INIT;
	bool ok;

	*t = CLI_TARGET_INIT;
	t->kind = kind_of(arg);
	make_text(t, arg);
	ok = load(t, use, use == USE_BROWSER, &status, why);
	if (!ok && t->kind == TARGET_URL && use == USE_WORKSPACE && load(t, use, true, &status, &again)) {
		strbuf_clear(why);
		ok = true;
	}
	strbuf_release(&again);
	*code = ok ? CLI_OK : status == DSN_NOT_FOUND ? CLI_NOTHING : CLI_FAILED;
	if (ok && use == USE_BROWSER && t->settings.auth_type != AUTH_EXTERNAL_BROWSER) {
		strbuf_add_text(why, "this is for people: with AuthType=");
		strbuf_add_span(why, keyword_choice(KW_auth_type, t->settings.auth_type));
		strbuf_add_text(why, " the driver signs in by itself; write AuthType=external-browser for a sign-in with the "
			"browser");
		*code = CLI_FAILED;
		ok = false;
	}
	if (ok && use == USE_WORKSPACE && !settings_mints(&t->settings)) {
		strbuf_add_text(why, "with AuthType=");
		strbuf_add_span(why, keyword_choice(KW_auth_type, t->settings.auth_type));
		strbuf_add_text(why, " nobody signs in at a workspace");
		*code = CLI_FAILED;
		ok = false;
	}
	return ok;
}

void cli_target_release(struct cli_target *t)
{
	settings_release(&t->settings);
	strbuf_release(&t->text);
	strbuf_release(&t->chosen);
	strbuf_release(&t->notes);
}

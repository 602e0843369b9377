#include "config/settings.h"

#define KEYWORD(field, type, def, name, aliases, flags, choices, help) \
	[KW_##field] = {name, aliases, KEYWORD_##type, flags, def, choices, help, offsetof(struct settings, field)},
const struct keyword keywords[KW_COUNT] = {
#include "config/keywords.def"
};
#undef KEYWORD

/* What applications and other drivers' connection strings bring along, and what means nothing here or is so anyway. */
static const char *const ignored[] = {
	"Trusted_Connection", "Extended Properties", "Description", "APP", "WSID", "Encrypt", "Persist Security Info",
	"Integrated Security", "Provider", "Language", "AutoTranslate", "MARS_Connection", "Pooling", "Setup",
	"UsageCount",
	"CPTimeout", "Trace", "TraceFile", "Threading", "Driver64", "Setup64", "FileUsage", "DriverUnicodeType",
	/* Databricks ODBC driver */
	"HTTPPath", "SSL", "ThriftTransport", "SparkServerType", "UseNativeQuery",
	/* psqlODBC */
	"UseDeclareFetch", "Fetch", "UseServerSidePrepare", "Protocol", "ByteaAsLongVarBinary", "BoolsAsChar",
	"UnknownsAsLongVarchar", "TextAsLongVarchar", "MaxVarcharSize", "MaxLongVarcharSize", "ShowOidColumn",
	"FakeOidIndex", "RowVersioning", "ShowSystemTables", "UpdatableCursors", "LFConversion", "TrueIsMinus1", "BI",
	"Debug", "CommLog", "Optimizer", "Ksqo", "UnknownSizes", "UniqueIndex", "Parse", "LowerCaseIdentifier",
};

bool keyword_ignored(struct span name)
{
	for (size_t i = 0; i < LB_COUNT(ignored); i++)
		if (span_iis(name, ignored[i]))
			return true;
	return false;
}

struct span keyword_choice(int id, int index)
{
	struct span rest = span_of(keywords[id].choices), word = SPAN_NONE;

	for (int i = 0; i <= index; i++)
		if (!span_split(&rest, ' ', &word))
			return SPAN_NONE;
	return word;
}

const char *ssl_mode_name(enum ssl_mode mode)
{
	static const char *const names[] = {
		[SSL_DISABLE] = "disable", [SSL_ALLOW] = "allow",         [SSL_PREFER] = "prefer",
		[SSL_REQUIRE] = "require", [SSL_VERIFY_CA] = "verify-ca", [SSL_VERIFY_FULL] = "verify-full",
	};

	return names[mode];
}

int keyword_find(struct span name)
{
	for (int i = 0; i < KW_COUNT; i++) {
		struct span rest = span_of(keywords[i].aliases), alias;

		if (span_iis(name, keywords[i].name))
			return i;
		while (span_split(&rest, ' ', &alias))
			if (span_ieq(name, alias))
				return i;
	}
	return -1;
}

const char *keyword_nearest(struct span name)
{
	unsigned best = name.n < 6 ? 2 : 3; /* must be below */
	const char *hit = NULL;

	if (name.n < 3)
		return NULL;
	for (int i = 0; i < KW_COUNT; i++) {
		struct span rest = span_of(keywords[i].aliases), word = span_of(keywords[i].name);

		do {
			unsigned d = span_distance(name, word);

			if (d < best) {
				best = d;
				hit = keywords[i].name;
			}
		} while (span_split(&rest, ' ', &word));
	}
	return hit;
}

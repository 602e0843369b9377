/*
 * Settings that stand in files and in the environment: odbc.ini sections,
 * Databricks profiles (~/.databrickscfg), DATABRICKS_... variables.  The one
 * place in config/ that reads files, and the only one that knows iniparser.
 *
 * odbc.ini is read as the driver manager reads it: values are taken as they
 * stand, of any length, with ; and # in them.  Any thread; no state.
 */
#ifndef CONFIG_DSN_H
#define CONFIG_DSN_H

#include "config/settings.h"

enum dsn_status { DSN_OK, DSN_NOT_FOUND, DSN_BAD, DSN_NO_MEMORY };

/*
 * The section `name` of the first of these files that has it: $ODBCINI, ~/.odbc.ini, then odbc.ini in
 * $ODBCSYSINI or the system folder (built for iODBC: $SYSODBCINI is a file).  DSN_NOT_FOUND and DSN_BAD: `why`
 * says which files were looked at, or which value is wrong.  Unknown keys are appended to `unknown` as by
 * connstr_load(); NULL: not wanted.
 */
enum dsn_status dsn_load(struct span name, struct settings *into, struct strbuf *unknown,
			 struct strbuf *why) LB_MUST_USE;

#define DSN_FILES 3

/* Appends the name of the file that is looked at first (0), second ...; false when there is no such place. */
bool dsn_file(int place, struct strbuf *path);

/*
 * The profile that into->profile or DATABRICKS_CONFIG_PROFILE names, from $DATABRICKS_CONFIG_FILE or
 * ~/.databrickscfg.  Named nowhere: [DEFAULT], but only when neither a workspace nor a way to sign in is
 * known yet, and it is no error then if there is none.  DSN_NOT_FOUND names the file.
 */
enum dsn_status profile_load(struct settings *into, struct strbuf *why) LB_MUST_USE;

/* DATABRICKS_HOST, DATABRICKS_CLIENT_ID ... */
enum dsn_status environment_load(struct settings *into, struct strbuf *why) LB_MUST_USE;

/*
 * Everything that stands behind a connection string, in order: the data source that into->dsn names (if any),
 * the profile, the environment; then settings_finish().  What SQLConnect and SQLDriverConnect do after
 * connstr_load().
 */
enum dsn_status settings_load_rest(struct settings *into, struct strbuf *unknown, struct strbuf *why,
				   struct strbuf *chosen) LB_MUST_USE;

#endif

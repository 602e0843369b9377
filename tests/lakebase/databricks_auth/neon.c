/*
 * neon.c - makes the server recognisable as Lakebase's, and nothing else.
 *
 * Lakebase preloads a storage extension of this name, and clients tell Lakebase
 * from other PostgreSQL servers by that name in shared_preload_libraries and by
 * settings called databricks.*.  This stand-in offers both.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/guc.h"

PG_MODULE_MAGIC;
void		_PG_init(void);

static bool test_hook;

void
_PG_init(void)
{
	DefineCustomBoolVariable("databricks.test_hook", "Present on Lakebase; without effect here.", NULL,
							 &test_hook, false, PGC_USERSET, 0, NULL, NULL, NULL);
}

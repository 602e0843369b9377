#include "odbc/setpos.h"

#include "odbc/stmt.h"

SQLRETURN stmt_set_pos(struct stmt *s, SQLULEN row, SQLUSMALLINT operation, SQLUSMALLINT lock)
{
	struct diag *d = &s->head.diag;

	if (operation > SQL_ADD || lock > SQL_LOCK_UNLOCK)
		return diag_post(d, STATE_INVALID_ATTRIBUTE_ID);
	if (operation != SQL_POSITION)
		return diag_postf(d, STATE_NOT_IMPLEMENTED,
				  "cursors are read-only; of SQLSetPos's operations only SQL_POSITION is there");
	if (lock != SQL_LOCK_NO_CHANGE)
		return diag_postf(d, STATE_NOT_IMPLEMENTED, "SQLSetPos cannot lock rows; use SELECT ... FOR UPDATE");
	if (s->row_set == 0)
		return diag_postf(d, STATE_INVALID_CURSOR, "the cursor is on no row; fetch first");
	if (row == 0 || row > s->row_set)
		return diag_postf(d, STATE_ROW_VALUE_RANGE, "the row set has the rows 1 to %lu",
				  (unsigned long)s->row_set);
	s->current_row = row - 1;
	stmt_getdata_reset(s);
	return SQL_SUCCESS;
}

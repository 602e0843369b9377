#include "conv/status.h"

static const char *const states[CONV_STATUS_COUNT] = {
	[CONV_OK] = "00000",
	[CONV_NULL] = "00000",
	[CONV_RIGHT_TRUNC] = "01004",
	[CONV_FRACTION_TRUNC] = "01S07",
	[CONV_RANGE] = "22003",
	[CONV_BAD_TEXT] = "22018",
	[CONV_BAD_DATETIME] = "22007",
	[CONV_DATETIME_OVERFLOW] = "22008",
	[CONV_INTERVAL_OVERFLOW] = "22015",
	[CONV_STRING_TRUNC] = "22001",
	[CONV_BAD_WIRE] = "HY000",
	[CONV_NO_MEMORY] = "HY001",
};

const char *conv_sqlstate(enum conv_status s)
{
	return (unsigned)s < CONV_STATUS_COUNT ? states[s] : "HY000";
}

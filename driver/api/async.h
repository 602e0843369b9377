/*
 * Asynchronous calls by polling (ODBC Programmer's Reference, "Asynchronous
 * Execution (Polling Method)").  The functions that may wait for the server are
 * written as if they did, under the name NOW(SQLx); API_ASYNC_n makes the
 * exported function of it, from the types of its n arguments.  While
 * SQL_ATTR_ASYNC_ENABLE (of a connection: SQL_ATTR_ASYNC_DBC_FUNCTIONS_ENABLE)
 * is off that only calls it.  While it is on, the call
 * runs as a fiber: when it would wait, the application gets SQL_STILL_EXECUTING,
 * and its next call of the same function goes on where this one stopped, with
 * the arguments of the first.
 *
 * Before including this: FN(name), NOW(name), RUN(name), the names in this form.
 */
#ifndef API_ASYNC_H
#define API_ASYNC_H

#include "api/guard.h"
#include "odbc/async_call.h"

#include <stdint.h>

static inline bool async_wanted(SQLHANDLE h)
{
	if (handle_is(h, HANDLE_STMT))
		return ((const struct stmt *)h)->async_enable == SQL_ASYNC_ENABLE_ON;
	return handle_is(h, HANDLE_DBC) && dbc_is_async(h);
}

/* SQLCancelHandle of a connection, from any thread. */
SQLRETURN api_async_cancel(struct dbc *dbc);

SQLRETURN api_async(SQLHANDLE h, enum entry_point fn, async_run *function, const intptr_t *args, size_t n);

/* (name, (types and names), (names), values of the first call as numbers, the same back) */
#define API_ASYNC(name, params, names, count, packed, unpacked)                                \
	static SQLRETURN RUN(name)(const intptr_t *v)                                          \
	{                                                                                      \
		return NOW(name) unpacked;                                                     \
	}                                                                                      \
	LB_EXPORT SQLRETURN SQL_API FN(name) params                                            \
	{                                                                                      \
		if (async_wanted(a)) {                                                         \
			const intptr_t v[count] = packed;                                      \
                                                                                               \
			return api_async(a, API_##name, RUN(name), v, count);                  \
		}                                                                              \
		return NOW(name) names;                                                        \
	}
#define PACK(...) {__VA_ARGS__}
#define N(x) (intptr_t)(x)

#define API_ASYNC_1(name, Ta) \
	API_ASYNC(name, (Ta a), \
		  (a), 1, \
		  PACK(N(a)), \
		  ((Ta)v[0]))
#define API_ASYNC_2(name, Ta, Tb) \
	API_ASYNC(name, (Ta a, Tb b), \
		  (a, b), 2, \
		  PACK(N(a), N(b)), \
		  ((Ta)v[0], (Tb)v[1]))
#define API_ASYNC_3(name, Ta, Tb, Tc) \
	API_ASYNC(name, (Ta a, Tb b, Tc c), \
		  (a, b, c), 3, \
		  PACK(N(a), N(b), N(c)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2]))
#define API_ASYNC_4(name, Ta, Tb, Tc, Td) \
	API_ASYNC(name, (Ta a, Tb b, Tc c, Td d), \
		  (a, b, c, d), 4, \
		  PACK(N(a), N(b), N(c), N(d)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2], (Td)v[3]))
#define API_ASYNC_5(name, Ta, Tb, Tc, Td, Te) \
	API_ASYNC(name, (Ta a, Tb b, Tc c, Td d, Te e), \
		  (a, b, c, d, e), 5, \
		  PACK(N(a), N(b), N(c), N(d), N(e)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2], (Td)v[3], (Te)v[4]))
#define API_ASYNC_6(name, Ta, Tb, Tc, Td, Te, Tf) \
	API_ASYNC(name, (Ta a, Tb b, Tc c, Td d, Te e, Tf f), \
		  (a, b, c, d, e, f), 6, \
		  PACK(N(a), N(b), N(c), N(d), N(e), N(f)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2], (Td)v[3], (Te)v[4], (Tf)v[5]))
#define API_ASYNC_7(name, Ta, Tb, Tc, Td, Te, Tf, Tg) \
	API_ASYNC(name, (Ta a, Tb b, Tc c, Td d, Te e, Tf f, Tg g), \
		  (a, b, c, d, e, f, g), 7, \
		  PACK(N(a), N(b), N(c), N(d), N(e), N(f), N(g)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2], (Td)v[3], (Te)v[4], (Tf)v[5], (Tg)v[6]))
#define API_ASYNC_8(name, Ta, Tb, Tc, Td, Te, Tf, Tg, Th) \
	API_ASYNC(name, (Ta a, Tb b, Tc c, Td d, Te e, Tf f, Tg g, Th h), \
		  (a, b, c, d, e, f, g, h), 8, \
		  PACK(N(a), N(b), N(c), N(d), N(e), N(f), N(g), N(h)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2], (Td)v[3], (Te)v[4], (Tf)v[5], (Tg)v[6], (Th)v[7]))
#define API_ASYNC_9(name, Ta, Tb, Tc, Td, Te, Tf, Tg, Th, Ti) \
	API_ASYNC(name, (Ta a, Tb b, Tc c, Td d, Te e, Tf f, Tg g, Th h, Ti i), \
		  (a, b, c, d, e, f, g, h, i), 9, \
		  PACK(N(a), N(b), N(c), N(d), N(e), N(f), N(g), N(h), N(i)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2], (Td)v[3], (Te)v[4], (Tf)v[5], (Tg)v[6], (Th)v[7], (Ti)v[8]))
#define API_ASYNC_10(name, Ta, Tb, Tc, Td, Te, Tf, Tg, Th, Ti, Tj) \
	API_ASYNC(name, (Ta a, Tb b, Tc c, Td d, Te e, Tf f, Tg g, Th h, Ti i, Tj j), \
		  (a, b, c, d, e, f, g, h, i, j), 10, \
		  PACK(N(a), N(b), N(c), N(d), N(e), N(f), N(g), N(h), N(i), N(j)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2], (Td)v[3], (Te)v[4], (Tf)v[5], (Tg)v[6], (Th)v[7], (Ti)v[8], (Tj)v[9]))
#define API_ASYNC_13(name, Ta, Tb, Tc, Td, Te, Tf, Tg, Th, Ti, Tj, Tk, Tl, Tm) \
	API_ASYNC(name, (Ta a, Tb b, Tc c, Td d, Te e, Tf f, Tg g, Th h, Ti i, Tj j, Tk k, Tl l, Tm m), \
		  (a, b, c, d, e, f, g, h, i, j, k, l, m), 13, \
		  PACK(N(a), N(b), N(c), N(d), N(e), N(f), N(g), N(h), N(i), N(j), N(k), N(l), N(m)), \
		  ((Ta)v[0], (Tb)v[1], (Tc)v[2], (Td)v[3], (Te)v[4], (Tf)v[5], (Tg)v[6], (Th)v[7], (Ti)v[8], (Tj)v[9], (Tk)v[10], (Tl)v[11], (Tm)v[12]))

#endif

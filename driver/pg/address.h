/*
 * The addresses behind a host name, to be tried one after the other.  libpq does the same, but not with a limit for
 * each when it is driven without blocking: a dead first address would use up the time for all.
 *
 * The time that the resolver takes is its own business (resolv.conf).
 */
#ifndef PG_ADDRESS_H
#define PG_ADDRESS_H

#include "pg/error.h"

#include <stdbool.h>
#include <stddef.h>

struct addrinfo;

struct addresses { /* zeroed: none */
	struct addrinfo *list;
	const struct addrinfo *next;
	size_t left;   /* behind the present one */
	char text[80]; /* the present one, numeric: at most 45 characters and the name of an interface */
};

/* False: `err` says that the name does not resolve.  A folder (a local socket) has no address. */
bool addresses_find(struct addresses *a, const char *host, struct pg_error *err) LB_MUST_USE;
const char *addresses_next(struct addresses *a); /* valid until the next call; NULL: no more */
void addresses_release(struct addresses *a);

#endif

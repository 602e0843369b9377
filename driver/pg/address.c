#include "pg/address.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>

bool addresses_find(struct addresses *a, const char *host, struct pg_error *err)
{
	const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
	int rc;

	if (!host || !*host || *host == '/' || *host == '@')
		return true;
	rc = getaddrinfo(host, NULL, &hints, &a->list);
	if (rc == 0) {
		a->next = a->list;
		for (const struct addrinfo *i = a->list; i; i = i->ai_next)
			a->left++;
		return true;
	}
	a->list = NULL;
	if (rc == EAI_MEMORY || (rc == EAI_SYSTEM && errno == ENOMEM)) {
		pg_error_no_memory(err);
		return false;
	}
	pg_error_release(err);
	strbuf_printf(&err->text, "could not translate host name \"%s\" to address: %s", host, gai_strerror(rc));
	err->fatal = true;
	return false;
}

const char *addresses_next(struct addresses *a)
{
	while (a->next) {
		const struct addrinfo *i = a->next;

		a->next = i->ai_next;
		a->left--;
		if (getnameinfo(i->ai_addr, i->ai_addrlen, a->text, sizeof(a->text), NULL, 0, NI_NUMERICHOST) == 0)
			return a->text;
	}
	return NULL;
}

void addresses_release(struct addresses *a)
{
	if (a->list)
		freeaddrinfo(a->list);
	*a = (struct addresses){.list = NULL};
}

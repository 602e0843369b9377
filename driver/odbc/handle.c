#include "odbc/handle.h"

void handle_init(struct handle *h, enum handle_kind kind, struct handle *parent, struct lock *lock)
{
	h->kind = kind;
	h->lock = lock;
	h->parent = parent;
	h->children = h->prev = NULL;
	h->next = parent ? parent->children : NULL;
	if (h->next)
		h->next->prev = h;
	if (parent)
		parent->children = h;
	diag_init(&h->diag);
	atomic_store(&h->magic, HANDLE_MAGIC + (uint32_t)kind);
}

void handle_release(struct handle *h)
{
	atomic_store(&h->magic, 0);
	if (h->next)
		h->next->prev = h->prev;
	if (h->prev)
		h->prev->next = h->next;
	else if (h->parent)
		h->parent->children = h->next;
	h->next = h->prev = h->parent = NULL;
	diag_release(&h->diag);
}

bool handle_is(const void *h, enum handle_kind kind)
{
	const struct handle *head = h;

	return head && (uintptr_t)h % _Alignof(struct handle) == 0 &&
	       atomic_load(&head->magic) == HANDLE_MAGIC + (uint32_t)kind;
}

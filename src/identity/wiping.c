/* SPDX-License-Identifier: MIT */
#include "wiping.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

/* Precedes each block, so that free() knows how much to wipe. */
union head {
	size_t size;
	max_align_t align;
};

void *wiping_malloc(size_t size)
{
	if (size > SIZE_MAX - sizeof(union head)) {
		return NULL;
	}
	union head *head = memory_alloc(sizeof(*head) + size);
	head->size = size;
	return head + 1;
}

void wiping_free(void *data)
{
	if (data == NULL) {
		return;
	}
	union head *head = (union head *)data - 1;
	memory_wipe(head, sizeof(*head) + head->size);
	free(head);
}

/* Not by realloc(), which would leave the old bytes behind. */
void *wiping_realloc(void *data, size_t size)
{
	void *moved = wiping_malloc(size);

	if (moved == NULL || data == NULL) {
		return moved;
	}
	size_t old = ((union head *)data - 1)->size;
	memcpy(moved, data, old < size ? old : size);
	wiping_free(data);
	return moved;
}

char *wiping_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	return memcpy(wiping_malloc(size), text, size);
}

void *wiping_calloc(size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total)) {
		return NULL;
	}
	return wiping_malloc(total);
}

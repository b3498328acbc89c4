/* SPDX-License-Identifier: MIT */
#include "keyturn/memory.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WARM_SIZE = 448 << 10 }; /* what the panel's first screen needs */

static void (*exhausted_hook)(void);

void memory_on_exhausted(void (*hook)(void))
{
	exhausted_hook = hook;
}

_Noreturn void memory_exhausted(void)
{
	static const char text[] = "keyturn: out of memory\n";

	if (exhausted_hook != NULL) {
		exhausted_hook();
	}
	ssize_t written = write(STDERR_FILENO, text, sizeof(text) - 1);
	(void)written;
	abort();
}

void *memory_array(size_t count, size_t size)
{
	void *data = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (data == NULL) {
		memory_exhausted();
	}
	return data;
}

void *memory_alloc(size_t size)
{
	return memory_array(1, size);
}

void *memory_grow(void *list, size_t count, size_t size)
{
	if (count != 0 && (count & (count - 1)) != 0) {
		return list;
	}
	void *larger = memory_array(count == 0 ? 1 : 2 * count, size);
	if (count > 0) {
		memcpy(larger, list, count * size);
	}
	free(list);
	return larger;
}

char *memory_text(const char *text)
{
	if (text == NULL) {
		return NULL;
	}
	size_t size = strlen(text) + 1;
	return memcpy(memory_alloc(size), text, size);
}

void memory_warm_up(void)
{
#ifdef MADV_POPULATE_WRITE
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	const uintptr_t begin = ((uintptr_t)sbrk(0) + page - 1) / page * page;

	mallopt(M_TOP_PAD, WARM_SIZE);
	void *volatile first = malloc(1); /* which makes the heap */
	free(first);
	/* An older kernel refuses, and the pages come one by one. */
	madvise((void *)begin, (uintptr_t)sbrk(0) - begin, MADV_POPULATE_WRITE);
#endif
}

void memory_wipe(void *data, size_t size)
{
	explicit_bzero(data, size);
}

/* Takes as many of each size as glibc keeps for a thread (7, from 2.42 on 16), so that those kept are
 * among them, before any of them is given back. */
void memory_wipe_freed(void)
{
	enum { STEP = 16, LARGEST = 1032, KEPT = 16 };
	struct block {
		struct block *next;
	} *taken = NULL;

	for (size_t size = STEP; size <= LARGEST + STEP; size += STEP) {
		for (int i = 0; i < KEPT; i++) {
			struct block *block = malloc(size);
			if (block != NULL) {
				block->next = taken;
				taken = block;
			}
		}
	}
	while (taken != NULL) {
		struct block *next = taken->next;
		memory_wipe(taken, malloc_usable_size(taken));
		free(taken);
		taken = next;
	}
}

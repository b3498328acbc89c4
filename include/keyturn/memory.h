/* SPDX-License-Identifier: MIT
 * Allocation that does not fail and wiping that is not optimised away.
 *
 * Running out of memory ends the program through one hook, which puts the terminal back first. */
#ifndef KEYTURN_MEMORY_H
#define KEYTURN_MEMORY_H

#include <stddef.h>

/* Zeroed, never NULL; the caller frees. What overflows counts as out of memory. */
void *memory_alloc(size_t size);
void *memory_array(size_t count, size_t size);

/* A list of `count` items with room for one more: doubled when it is full, which it is at 0 and each
 * power of two. For lists that are grown by nothing else. Takes `list`; the caller frees the result. */
void *memory_grow(void *list, size_t count, size_t size);
char *memory_text(const char *text); /* a copy; NULL stays NULL */

/* Overwrites `size` bytes with zeroes whatever the compiler thinks of it. */
void memory_wipe(void *data, size_t size);

/* Called once, before abort(), when memory is exhausted. It must not allocate. */
void memory_on_exhausted(void (*hook)(void));

/* For memory that comes from elsewhere: calls the hook and aborts. */
_Noreturn void memory_exhausted(void);

#endif

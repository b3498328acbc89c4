/* SPDX-License-Identifier: MIT
 * Allocation that never fails, and wiping that is never optimised away.
 *
 * Running out of memory ends the program through one callback, which restores the terminal first. */
#ifndef KEYTURN_MEMORY_H
#define KEYTURN_MEMORY_H

#include <stddef.h>

/* Zeroed, never NULL; the caller frees it. Overflow counts as out of memory. */
void *memory_alloc(size_t size);
void *memory_array(size_t count, size_t size);

/* Makes room for one more in a list of `count` items: doubles it when it is full, that is at 0 and each
 * power of two. Only for lists that grow by nothing else. Takes over `list`; the caller frees the result. */
void *memory_grow(void *list, size_t count, size_t size);
char *memory_text(const char *text); /* a copy; NULL stays NULL */

/* Overwrites `size` bytes with zeros, even if the compiler thinks it useless. */
void memory_wipe(void *data, size_t size);

/* Overwrites what freed blocks of up to a KiB still hold, after a library that frees secrets unwiped. glibc
 * keeps such blocks aside as they are; all others M_PERTURB overwrites, see secret_start(). */
void memory_wipe_freed(void);

/* Called once, before abort(), when memory is exhausted. It must not allocate. */
void memory_on_exhausted(void (*hook)(void));

/* Gets the heap's first pages from the kernel in one go, before anything is allocated. One by one, each
 * costs a page fault, and in a virtual machine twenty times as much. Where the system cannot, it does nothing. */
void memory_warm_up(void);

/* For other allocators' failures: calls the callback and aborts. */
_Noreturn void memory_exhausted(void);

#endif

/* SPDX-License-Identifier: MIT
 * An allocator for curl that wipes memory when it is freed or moved: header lines and received bodies
 * pass through it, and no copy of a token or a key may remain after an exchange. */
#ifndef KEYTURN_IDENTITY_WIPING_H
#define KEYTURN_IDENTITY_WIPING_H

#include <stddef.h>

void *wiping_malloc(size_t size);
void wiping_free(void *data);
void *wiping_realloc(void *data, size_t size);
char *wiping_strdup(const char *text);
void *wiping_calloc(size_t count, size_t size);

#endif

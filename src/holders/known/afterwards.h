/* SPDX-License-Identifier: MIT
 * What is left to do about a file once it holds the new key: others read it only when told, or write it. */
#ifndef KEYTURN_HOLDERS_AFTERWARDS_H
#define KEYTURN_HOLDERS_AFTERWARDS_H

#include <stddef.h>

/* A sentence, the caller's to free, or NULL. `unit` is the systemd unit that takes its environment from the
 * file, or NULL; then the sentence begins "restart UNIT". `head` is how the file begins. */
char *afterwards_of(const char *path, const char *unit, const char *head, size_t len);

#endif

/* SPDX-License-Identifier: MIT
 * Files in which a rewrite would be wrong, by where they are and by how they begin: encrypted files,
 * archives, shell history, git objects, editor swap files, SQLite … */
#ifndef KEYTURN_HOLDERS_REFUSAL_H
#define KEYTURN_HOLDERS_REFUSAL_H

#include <stddef.h>

/* Why this file must not be rewritten, as a sentence that says what to do instead; NULL when it may be
 * tried. `head` is how it begins, as much of it as there is. */
const char *refusal_find(const char *path, const char *head, size_t len);

#endif

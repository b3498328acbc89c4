/* SPDX-License-Identifier: MIT
 * What a file has beside its content. */
#ifndef KEYTURN_HOLDERS_ATTRIBUTES_H
#define KEYTURN_HOLDERS_ATTRIBUTES_H

#include <stdbool.h>
#include <sys/stat.h>

/* Copies mode, owner, ACL and other extended attributes; false with errno when one cannot be kept. */
bool attributes_copy(int from, const struct stat *stat, int to);

#endif

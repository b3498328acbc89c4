/* SPDX-License-Identifier: MIT
 * Where a search begins: the directories asked for, and the places where clients are known to keep
 * a key. Each file is reached from one of them only. */
#ifndef KEYTURN_HOLDERS_ROOTS_H
#define KEYTURN_HOLDERS_ROOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "search/outbox.h"
#include "search/task_queue.h"

struct unit_file {
	char *path, *unit;
};

struct roots {
	struct root *list;
	size_t count;
	struct unit_file *units; /* files that set the environment of a systemd unit */
	size_t unit_count;
};

/* Opens `path`, its links followed. What cannot be opened is told to `outbox`; what is not there
 * only when it is `expected`. */
void roots_add(struct roots *roots, const char *path, bool expected, struct outbox *outbox);

/* Adds the EnvironmentFile of a unit. */
void roots_add_unit(struct roots *roots, const char *path, const char *unit, struct outbox *outbox);

/* The unit whose EnvironmentFile `path` is, or NULL. */
const char *roots_unit(const struct roots *roots, const char *path);

/* Adds where known clients keep a key; in the home directory unless `home` is NULL. */
void roots_add_known(struct roots *roots, const char *home, struct outbox *outbox);

/* Drops what another root reaches as well. */
void roots_arrange(struct roots *roots, bool cross_filesystems);

void roots_finish(struct roots *roots);

#endif

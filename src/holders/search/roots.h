/* SPDX-License-Identifier: MIT
 * Where a search begins: the directories asked for, and the places where clients are known to keep
 * a key. Each file is reached from one of them only. */
#ifndef KEYTURN_HOLDERS_ROOTS_H
#define KEYTURN_HOLDERS_ROOTS_H

#include <pthread.h>
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
	pthread_mutex_t lock;
	struct followed *followed; /* directories that links led to; under the lock */
	size_t followed_count;
};

/* Opens `path`, its links followed. What cannot be opened is told to `outbox`; what is not there
 * only when the user `asked` for it. */
void roots_add(struct roots *roots, const char *path, bool asked, struct outbox *outbox);

/* Adds the EnvironmentFile of a unit. */
void roots_add_unit(struct roots *roots, const char *path, const char *unit, struct outbox *outbox);

/* The unit whose EnvironmentFile `path` is, or NULL. */
const char *roots_unit(const struct roots *roots, const char *path);

/* Adds where known clients keep a key; in the home directory unless `home` is NULL. */
void roots_add_known(struct roots *roots, const char *home, struct outbox *outbox);

/* Drops what another root reaches as well, and what is ignored. */
void roots_arrange(struct roots *roots, bool cross_filesystems, char *const *ignore);

/* ---- later, from any thread ---- */

/* Whether a walk from a root, or from a directory that was followed, comes by `path`. */
bool roots_reach(struct roots *roots, const char *path, dev_t device, bool cross_filesystems);

/* Whether `path` has a root below it. */
bool roots_below(const struct roots *roots, const char *path);

/* Adds a directory that a link leads to, taking all of `root`. NULL, and nothing is taken, when it is there
 * already (`*there`) or there are too many. */
const struct root *roots_follow(struct roots *roots, const struct root *root, bool *there);

/* Closes and frees what is in it. */
void root_finish(const struct root *root);

void roots_init(struct roots *roots);
void roots_finish(struct roots *roots);

#endif

/* SPDX-License-Identifier: MIT
 * What one thread of a search does: takes work from the queue, walks directories, reads files. */
#ifndef KEYTURN_HOLDERS_WALK_H
#define KEYTURN_HOLDERS_WALK_H

#include "search/task_queue.h"
#include "search/visit.h"

/* The root's own file or directory. */
void walk_root(struct walker *walker, const struct root *root);

/* Takes the path. */
void walk_directory(struct walker *walker, const struct root *root, char *path);

/* Takes the batch. */
void walk_batch(struct walker *walker, struct batch *batch);

#endif

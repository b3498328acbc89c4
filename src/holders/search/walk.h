/* SPDX-License-Identifier: MIT
 * What one thread of a search does: takes work from the queue, walks directories, reads files. */
#ifndef KEYTURN_HOLDERS_WALK_H
#define KEYTURN_HOLDERS_WALK_H

#include <stdbool.h>
#include <sys/types.h>

#include "search/outbox.h"
#include "search/task_queue.h"
#include "search/file_reader.h"
#include "search/roots.h"

struct walker {
	struct queue *queue;
	struct outbox *outbox;
	struct tally *tally;
	struct reader *reader;
	struct roots *roots;
	char *const *ignore;
	bool cross_filesystems;
	dev_t self_device; /* keyturn's own directory, left out; 0 and 0: none */
	ino_t self_inode;
};

/* The root's own file or directory. */
void walk_root(struct walker *walker, const struct root *root);

/* Takes the path. */
void walk_directory(struct walker *walker, const struct root *root, char *path);

/* Takes the batch. */
void walk_batch(struct walker *walker, struct batch *batch);

/* Tells of the holder and takes it, with the key in its name hidden. */
void walk_found(struct walker *walker, struct holder *holder);

#endif

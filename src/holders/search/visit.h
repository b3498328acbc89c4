/* SPDX-License-Identifier: MIT
 * What a thread of a search does with a file or a name that it has come by: reads it, looks into it, tells of
 * what was found, and of what could not be looked into. */
#ifndef KEYTURN_HOLDERS_VISIT_H
#define KEYTURN_HOLDERS_VISIT_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "search/file_reader.h"
#include "search/outbox.h"
#include "search/roots.h"
#include "search/task_queue.h"

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

/* A name is told by the root, the directory below it and the name in that, any of which may be "". */

/* "a/b", either of which may be ""; the caller frees. */
char *visit_join(const char *a, const char *b);

/* The whole path; the caller frees. */
char *visit_path(const struct root *root, const char *directory, const char *name);

/* Reads an open file. */
void visit_open(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int fd);

enum { VISIT_NAME_MIN = 16 }; /* no key that is looked for is shorter */

/* Tells when the key is in the name. */
void visit_name(struct walker *walker, const struct root *root, const char *directory,
	const char *name, const struct stat *info);

/* Tells of the holder and takes it, with the key in its name hidden. */
void visit_found(struct walker *walker, struct holder *holder);

/* Counts what is left out by rule. */
void visit_skipped(struct walker *walker);

/* Tells what was not searched, and takes the path. */
void visit_unsearched(
	struct walker *walker, enum unsearched_kind kind, char *path, const char *reason);

/* Tells that it could not be read, by errno in `reason`, unless it is gone meanwhile or has become a link. */
void visit_failed(struct walker *walker, const struct root *root, const char *directory,
	const char *name, int reason);

#endif

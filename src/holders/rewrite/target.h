/* SPDX-License-Identifier: MIT
 * The file that is to change, as it was opened and read. */
#ifndef KEYTURN_HOLDERS_TARGET_H
#define KEYTURN_HOLDERS_TARGET_H

#include <stdbool.h>
#include <sys/stat.h>

#include "keyturn/buffer.h"
#include "keyturn/rewrite.h"

/* The file to change, opened without passing a link that was not there when the path was resolved. */
struct target {
	char *path;       /* the real one */
	const char *name; /* its last part */
	int directory, fd;
	struct stat stat;      /* before it was read, and still after */
	struct buffer content; /* wiped at the end */
};

/* Opens and reads. DONE when both went well; CHANGED or FAILED otherwise. target_finish() is due either way. */
enum rewrite_result target_init(struct target *target, const char *path, struct error *error);
void target_finish(struct target *target);

/* Whether the name in the directory is still this very file, unchanged. */
bool target_unchanged(const struct target *target);
bool state_matches(const struct stat *stat, const struct file_state *state);

#endif

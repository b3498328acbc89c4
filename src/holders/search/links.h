/* SPDX-License-Identifier: MIT
 * Where a symbolic link leads, and whether a search goes there: to what it does not come by anyway, and
 * only where nobody else could send it. */
#ifndef KEYTURN_HOLDERS_LINKS_H
#define KEYTURN_HOLDERS_LINKS_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "keyturn/unsearched.h"
#include "search/roots.h"

enum link_verdict {
	LINK_PASSED,    /* leads nowhere, to what is searched anyway, or is left out by rule */
	LINK_REFUSED,   /* is not followed; `kind` and `reason` say why */
	LINK_FILE,      /* to be read */
	LINK_DIRECTORY, /* to be walked */
};

struct link_target {
	char path[PATH_MAX]; /* its links followed */
	struct stat info;
	int fd; /* FILE, DIRECTORY: open as a path only; the caller's to close */
	enum unsearched_kind kind;
	char reason[PATH_MAX + 80];
};

struct link_rules {
	struct roots *roots;
	char *const *ignore;
	bool cross_filesystems;
};

/* The link `name` in `directory`, which was met below `root`. */
enum link_verdict link_look(const struct link_rules *rules, const struct root *root, int directory,
	const char *name, struct link_target *target);

#endif

/* SPDX-License-Identifier: MIT
 * Finds what holds a credential on this machine, by exact values only, so that nothing is found by
 * mistake. Searches for every known part in every form, secret or not: a file may hold just one part.
 *
 * The search runs on threads of its own and answers through callbacks from the loop. Its memory does not
 * depend on the size and number of files. It follows links only where they lead out of the roots, to files of
 * this user or root, stays on one file system unless told otherwise, opens files with O_NOATIME where allowed,
 * and never gives a part to another program. It reports what it did not look into. */
#ifndef KEYTURN_SEARCH_H
#define KEYTURN_SEARCH_H

#include <uv.h>

#include "keyturn/credential.h"
#include "keyturn/error.h"
#include "keyturn/holder.h"
#include "keyturn/unsearched.h"

struct search;

struct search_options {
	/* The forms of its parts are copied into guarded memory for the duration of the search. */
	const struct credential *credential;
	char *const *roots; /* NULL-terminated, absolute; copied */
	const char *home;   /* for the known files, which are searched as well; or NULL; copied */
	const char
		*self; /* keyturn's own state directory, which is not searched; or NULL; copied */
	char *const
		*ignore; /* not searched: paths, with all below, and patterns as in fnmatch(3); one
			      * without a slash is a name, wherever it is; NULL-terminated, or NULL;
			      * copied */
	bool cross_filesystems;
	bool processes; /* also this user's processes (all of them for root) and systemd's
			 * EnvironmentFiles */
};

struct search_progress {
	uint64_t files, bytes; /* read so far */
	uint64_t skipped;      /* skipped by rule (search_skip_rules()) */
};

struct search_summary {
	struct search_progress progress;
	double seconds;
	bool cancelled;
};

struct search_listener {
	void (*found)(void *data, struct holder *holder); /* the callee destroys it */
	void (*unsearched)(void *data, const struct unsearched *unsearched); /* borrowed */
	void (*progress)(
		void *data, const struct search_progress *progress); /* several times a second */
	void (*finished)(void *data, const struct search_summary *summary); /* once, last */
	void *data;
};

/* Starts a search. A credential with a part under 16 bytes, even one that is not secret, is refused with
 * `error`: it would match by chance, and chance matches would be overwritten. NULL then, and when no part
 * is known. */
struct search *search_create(uv_loop_t *loop, const struct search_options *options,
	const struct search_listener *listener, struct error *error);

/* `finished` comes soon, with `cancelled`. */
void search_cancel(struct search *search);

/* No callback comes after this; waits briefly for the threads. NULL is fine. */
void search_destroy(struct search *search);

/* What is never read, as lines for people. NULL-terminated. */
const char *const *search_skip_rules(void);

#endif

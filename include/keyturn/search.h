/* SPDX-License-Identifier: MIT
 * Finding what holds a credential on this machine: the exact values only, so that nothing is found by
 * mistake. Every part that is known is looked for, in every form, whether it is secret or not: a file may
 * hold one part alone.
 *
 * The search runs on threads of its own and answers through callbacks made from the loop. Memory is
 * constant in the size and number of files. Links are followed only to where they lead out of the roots, to
 * files of this user or root; other file systems are entered only when asked for; files are opened with
 * O_NOATIME where allowed, and no part is handed to another program. What was not looked into is told. */
#ifndef KEYTURN_SEARCH_H
#define KEYTURN_SEARCH_H

#include <uv.h>

#include "keyturn/credential.h"
#include "keyturn/error.h"
#include "keyturn/holder.h"
#include "keyturn/unsearched.h"

struct search;

struct search_options {
	/* The forms of its parts are copied into guarded memory while the search lasts. */
	const struct credential *credential;
	char *const *roots; /* NULL-terminated, absolute; copied */
	const char *home;   /* for the known places, which are searched as well; or NULL; copied */
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
	uint64_t skipped;      /* left out by rule (search_skip_rules()) */
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
		void *data, const struct search_progress *progress); /* some times a second */
	void (*finished)(void *data, const struct search_summary *summary); /* once, last */
	void *data;
};

/* Starts. A credential with a part under 16 bytes, even one that is not secret, is refused with `error`: it
 * would be found by chance, and what was found by chance would be overwritten. NULL then, and when no part
 * is known. */
struct search *search_create(uv_loop_t *loop, const struct search_options *options,
	const struct search_listener *listener, struct error *error);

/* `finished` comes soon, with `cancelled`. */
void search_cancel(struct search *search);

/* No callback comes after this; threads are waited for, briefly. NULL is fine. */
void search_destroy(struct search *search);

/* What is never read, as lines for people: names, kinds and sizes. NULL-terminated. */
const char *const *search_skip_rules(void);

#endif

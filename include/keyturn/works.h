/* SPDX-License-Identifier: MIT
 * Carries out the works of a rotation on this machine: searching, journal, updating files, hooks. For the
 * panel and for the commands alike; results come back as events from the loop.
 *
 * Works are done one after another on a worker thread, in the order they were requested; hooks and the
 * search run in parallel. Threads get copies of what they need. */
#ifndef KEYTURN_WORKS_H
#define KEYTURN_WORKS_H

#include <uv.h>

#include "keyturn/config.h"
#include "keyturn/work.h"

struct works;

struct works_options {
	const char *state_dir; /* exists, 0700; copied */
	char *const *roots;    /* where to search; borrowed */
	const char *home;      /* borrowed; may be NULL */
	char *const *ignore;   /* likewise; NULL: nothing */
	bool cross_filesystems;
	const struct hook *hooks; /* borrowed */
	size_t hook_count;
};

struct works_listener {
	void (*event)(void *data, struct work_event *event); /* may take members */
	void *data;
};

struct works *works_create(uv_loop_t *loop, const struct works_options *options,
	const struct works_listener *listener);

/* Waits for the work under way; no event comes after this. Releases the journal's lock. */
void works_destroy(struct works *works); /* NULL is fine */

/* Takes over the order; WORK_EVENT_DONE comes with its ticket, if it has one. */
void works_start(struct works *works, struct work_order *order);

void works_search(struct works *works, const struct credential *credential); /* it is linked */
void works_search_stop(struct works *works); /* WORK_EVENT_SEARCHED still comes */
void works_hook_stop(struct works *works);   /* WORK_EVENT_DONE still comes */

/* Adds to the history; a failure comes as WORK_EVENT_OUTPUT. The entry is copied. */
void works_record(struct works *works, const struct history_entry *entry);

/* The newest records come as WORK_EVENT_HISTORY; or an error, which also comes as WORK_EVENT_OUTPUT. */
void works_history(struct works *works);

/* The same as works_unfinished() without blocking, as WORK_EVENT_UNFINISHED. */
void works_ask_unfinished(struct works *works, const char *service, const char *user);

/* Finds an unfinished rotation of the account that this process may finish; false when there is none.
 * Fills `record` and `places` of `found`, which the caller finishes. Blocks on the disk, and up to two
 * seconds while another process still holds it. */
bool works_unfinished(struct works *works, const char *service, const char *user,
	struct work_event *found, struct error *error);

#endif

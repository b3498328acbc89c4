/* SPDX-License-Identifier: MIT
 * The long works of a rotation on this machine: searching, journal, updating files, hooks. For the
 * panel and for the commands alike; what they do comes back as events made from the loop.
 *
 * Works are done one after another on a worker thread, in the order they were asked for; hooks and the
 * search run beside. Threads get copies of what they need. */
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

/* Waits for the work under way; no event comes after this. The journal's lock is let go. */
void works_destroy(struct works *works); /* NULL is fine */

/* Takes the order; WORK_EVENT_DONE comes with its ticket, when it has one. */
void works_start(struct works *works, struct work_order *order);

void works_search(struct works *works, const struct credential *credential); /* it is linked */
void works_search_stop(struct works *works); /* WORK_EVENT_SEARCHED still comes */
void works_hook_stop(struct works *works);   /* WORK_EVENT_DONE still comes */

/* Into the history; a failure comes as WORK_EVENT_OUTPUT. The entry is copied. */
void works_record(struct works *works, const struct history_entry *entry);

/* The newest records come as WORK_EVENT_HISTORY, or none and why not; that as WORK_EVENT_OUTPUT too. */
void works_history(struct works *works);

/* The same as works_unfinished() without blocking, as WORK_EVENT_UNFINISHED. */
void works_ask_unfinished(struct works *works, const char *service, const char *user);

/* The unfinished rotation of an account that this process may finish; false when there is none. Fills
 * `record` and `places` of `found`, which the caller finishes. Blocks on the disk, and for two seconds at
 * most while another process still has it. */
bool works_unfinished(struct works *works, const char *service, const char *user,
	struct work_event *found, struct error *error);

#endif

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
#include "keyturn/rotation.h"

struct works;

struct works_options {
	const char *state_dir; /* exists, 0700; copied */
	char *const *roots;    /* where to search; borrowed */
	const char *home;      /* borrowed; may be NULL */
	bool cross_filesystems;
	const struct hook *hooks; /* borrowed; in the rotation's order */
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

/* Starts `kind` of `rotation`, whose state is copied; WORK_EVENT_DONE comes with `ticket`. */
void works_start(struct works *works, const struct rotation *rotation, enum work_kind kind,
	size_t index, uint32_t ticket);

void works_search(struct works *works, struct secret *key);
void works_search_stop(struct works *works); /* WORK_EVENT_SEARCHED still comes */
void works_hook_stop(struct works *works);   /* WORK_EVENT_DONE still comes */

/* Into the history; a failure comes as WORK_EVENT_OUTPUT. */
void works_record(struct works *works, enum history_event event, const char *service,
	const char *user, const char *fingerprint);

/* The newest records come as WORK_EVENT_HISTORY, or none and why not; that as WORK_EVENT_OUTPUT too. */
void works_history(struct works *works);

/* The same as works_unfinished() without blocking, as WORK_EVENT_UNFINISHED. */
void works_ask_unfinished(struct works *works, const char *service, const char *user);

/* The unfinished rotation of an account that this process may finish; false when there is none.
 * `*places` and what it points to are the caller's. Blocks on the disk. */
bool works_unfinished(struct works *works, const char *service, const char *user,
	struct journal_record *record, struct holder ***places, size_t *count, struct error *error);

#endif

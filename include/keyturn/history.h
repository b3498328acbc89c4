/* SPDX-License-Identifier: MIT
 * A record of what was done to a key, or to a secret that the service tells only once. Data only, and no secret. */
#ifndef KEYTURN_HISTORY_H
#define KEYTURN_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

enum history_event {
	HISTORY_SHOWN,   /* `detail`: of what, when it was no key, and there is no fingerprint */
	HISTORY_COPIED,  /* likewise */
	HISTORY_RESET,   /* `result`: new, unchanged or unknown */
	HISTORY_PROVED,  /* `detail`: whether the new and the old key now work */
	HISTORY_UPDATED, /* `detail`: the path */
	HISTORY_LEFT,    /* `detail`: what is left to do */
	HISTORY_HOOK,    /* `detail`: name and status */
	HISTORY_REVOKED,
	HISTORY_RESUMED,
	HISTORY_RESTORED, /* by an undo; `detail`: the path */
	HISTORY_UNDONE,   /* `result`: done, partial or failed; `detail`: how many files */
	HISTORY_CHANGED, /* something of an account but a key; `detail`: what, `result`: what came of it */
	HISTORY_EVENT_COUNT
};

struct history_entry {
	int64_t number; /* 1…; filled when read */
	int64_t wall;   /* s since the epoch, UTC; filled by history_add() */
	enum history_event event;
	char service[512], user[256]; /* whose key or secret */
	/* `by`: the login name of whoever did it, with SUDO_USER; `from`: the first word of
	 * SSH_CONNECTION, otherwise "local", or under sudo "unknown". Both filled by history_add(). */
	char by[128], from[128];
	char fingerprint[16]; /* of the key in question, "" when none */
	char new_fingerprint[16];
	char result[32]; /* "done", "refused", "unknown" … */
	char detail[512];
};

/* A record whose result is "done". Everything not given is empty; history_add() fills the rest. */
void history_entry_init(struct history_entry *entry, enum history_event event, const char *service,
	const char *user, const char *fingerprint);

/* False: it is of something else of the user's, and `detail` says of what. */
bool history_of_key(const struct history_entry *entry);

const char *history_event_name(enum history_event event); /* "shown" */

#endif

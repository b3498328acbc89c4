/* SPDX-License-Identifier: MIT
 * Commands to run after a rotation: an argument vector, never a shell; in a session of its own, with
 * umask 077 and a time-out; its output filtered and with every part of the old and the new credential, and
 * whatever else is secret here, masked in all its forms before anybody sees it.
 *
 * The new credential, if asked for, is on standard input. One of a single part, as an API key is: its bytes
 * and no line end, since most programs store what they read. One of several parts: a line "name=value" for
 * each, in the order of its type ("access=...", "secret=..."). Else there is /dev/null. The environment is
 * keyturn's without the variables that clients keep a key in and without any that holds a secret part;
 * KEYTURN_USERNAME is there when the name is plain text. The hook has ended when the command has: what it leaves running is its own affair,
 * but a time-out ends all of its group, by SIGTERM and two seconds later by SIGKILL. */
#ifndef KEYTURN_HOOK_H
#define KEYTURN_HOOK_H

#include <stdbool.h>
#include <uv.h>

#include "keyturn/credential.h"
#include "keyturn/error.h"

struct hook_run;

struct hook_options {
	const char *name;
	char *const *argv;
	bool key_on_stdin;
	int timeout_seconds;
	/* Masked in the output. Borrowed; may be none, or NULL. */
	const struct credential *new_credential, *old_credential;
	const char *username; /* for KEYTURN_USERNAME in its environment */
	const char *trace;    /* a file of ours, made anew; or NULL */
};

struct hook_result {
	bool ok;
	int status; /* exit status; -1: a signal, a time-out, or it could not start */
	double seconds;
	char why[128]; /* "failed with status 2", "did not finish within 30 s"; "" when ok */
};

struct hook_listener {
	/* One line, filtered, masked, cut at 1 KiB; 500 at most. Not the place to destroy the run. */
	void (*output)(void *data, const char *line);                /* or NULL */
	void (*ended)(void *data, const struct hook_result *result); /* once, last */
	void *data;
};

/* Starts; a command that cannot be started ends in the loop's next turn. No callback comes before this
 * returns. `options` are needed during the call only. */
struct hook_run *hook_start(
	uv_loop_t *loop, const struct hook_options *options, const struct hook_listener *listener);

/* Ends the command's whole group if it still runs; no callback comes after this. Due after `ended` too,
 * and before the loop's last turn. NULL is fine. */
void hook_destroy(struct hook_run *run);

/* ---- what another process left running ----
 *
 * The trace says from before the command begins which process it is, so that who comes after a keyturn
 * that was killed knows. Wanted: the account's lock, which a hook has too until it begins. */

enum hook_trace {
	HOOK_NEVER_BEGAN, /* nor will it */
	HOOK_STILL_RUNS,  /* as process `*pid` */
	HOOK_HAS_ENDED,   /* nobody knows how */
};

enum hook_trace hook_trace_read(const char *path, pid_t *pid);

#endif

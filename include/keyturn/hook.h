/* SPDX-License-Identifier: MIT
 * Commands to run after a rotation. A hook is an argument vector, run without a shell, in a session of
 * its own, with umask 077 and a timeout. Before anybody sees its output, control characters are filtered,
 * and every part of the old and new credential and every other live secret is masked in all its forms.
 *
 * A hook that asks for the new credential gets it on standard input. One of a single part, such as an API
 * key: just its bytes, without a newline, because most programs store what they read. One of several
 * parts: a line "name=value" for each, in the order of its type ("access=...", "secret=..."). Other hooks
 * get /dev/null. The environment is keyturn's without the variables that clients keep a key in and
 * without any that contains a secret part; KEYTURN_USERNAME is added when the name is plain text. The
 * hook has ended when its command has, even if it leaves processes running; but a timeout ends the whole
 * group, by SIGTERM and two seconds later by SIGKILL. */
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
	const char *trace;    /* a file of ours to create; or NULL */
};

struct hook_result {
	bool ok;
	int status; /* exit status; -1: a signal, a timeout, or it could not start */
	double seconds;
	char why[128]; /* "failed with status 2", "did not finish within 30 s"; "" when ok */
};

struct hook_listener {
	/* One line, filtered, masked, cut at 1 KiB; 500 at most. Must not destroy the run. */
	void (*output)(void *data, const char *line);                /* or NULL */
	void (*ended)(void *data, const struct hook_result *result); /* once, last */
	void *data;
};

/* Starts the hook; if its command cannot be started, it ends in the loop's next turn. No callback comes
 * before this returns. `options` are only needed during the call. */
struct hook_run *hook_start(
	uv_loop_t *loop, const struct hook_options *options, const struct hook_listener *listener);

/* Ends the command's whole group if it is still running; no callback comes after this. Must be called
 * even after `ended`, and before the loop's last turn. NULL is fine. */
void hook_destroy(struct hook_run *run);

/* ---- what another process left running ----
 *
 * Before the command starts, the trace records which process it is, for whoever comes after a killed
 * keyturn. Needs the account's lock, which a hook also holds until its command starts. */

enum hook_trace {
	HOOK_NEVER_BEGAN, /* nor will it */
	HOOK_STILL_RUNS,  /* it is process `*pid` */
	HOOK_HAS_ENDED,   /* it has ended, with a status nobody knows */
};

enum hook_trace hook_trace_read(const char *path, pid_t *pid);

#endif

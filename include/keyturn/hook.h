/* SPDX-License-Identifier: MIT
 * Commands to run after a rotation: an argument vector, never a shell; the new key on standard input
 * if asked for; in a process group of its own, with a time-out; its output filtered and with every
 * known secret masked before anybody sees it. */
#ifndef KEYTURN_HOOK_H
#define KEYTURN_HOOK_H

#include <uv.h>

#include "keyturn/error.h"
#include "keyturn/secret.h"

struct hook_run;

struct hook_options {
	const char *name;
	char *const *argv;
	bool key_on_stdin;
	int timeout_seconds;
	struct secret *new_key, *old_key; /* linked; masked in the output; old_key may be NULL */
	const char *username;             /* for KEYTURN_USERNAME in its environment */
};

struct hook_result {
	bool ok;
	int status; /* exit status; -1: a signal, a time-out, or it could not start */
	double seconds;
	char why[128]; /* "failed with status 2", "did not finish within 30 s"; "" when ok */
};

struct hook_listener {
	void (*output)(void *data, const char *line); /* filtered, masked, one line */
	void (*ended)(void *data, const struct hook_result *result); /* once, last */
	void *data;
};

/* Starts; a command that cannot be started ends at once with a result. */
struct hook_run *hook_start(
	uv_loop_t *loop, const struct hook_options *options, const struct hook_listener *listener);

/* Ends the command's whole group; no callback comes after this. NULL is fine. */
void hook_destroy(struct hook_run *run);

#endif

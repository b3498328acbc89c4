/* SPDX-License-Identifier: MIT
 * What every command that changes something of an account shares: it shows what will be changed, stops there
 * with --dry-run, asks, carries it out (call_change.h), notes it in the history, and tells what came of it.
 *
 *   changing_init() ─► values, request ─► changing_go() ─► changing_tell()
 *
 * A harmless change is asked about where there is a terminal; a dangerous one needs a yes there, or --confirm
 * with the name of the user whom it changes. Before anything is sent a failure is an error of the command
 * (output_error()); from then on it is an outcome. */
#ifndef KEYTURN_CHANGING_H
#define KEYTURN_CHANGING_H

#include <stdio.h>

#include "call_change.h"
#include "context.h"
#include "told_once.h"

enum { CHANGING_VALUES = 8, CHANGING_TEXT_SIZE = 512 };

struct changing {
	const char *command;             /* as it is typed: "mfa enable" */
	struct user user;                /* who is changed, as the plan shows them */
	struct identity_request request; /* owned; changing_init() gives it the user */
	bool check;     /* compare what it changes with `user` right before it is sent */
	bool dangerous; /* see above */
	bool by_name;   /* a yes is not enough at the terminal: the name has to be typed */
	bool already; /* nothing to send: it is as wanted; changing_go() looks at the values too */
	const char *leads_to; /* what else it does, a sentence told before; NULL */
	const char *next;     /* what to do now that it is done, a sentence; NULL */
	const char
		*look; /* what shows whether it was done, when that is not known: "'keyturn mfa'" */
	struct told_once told;
	enum error_kind lost; /* what it is when that did not arrive; NONE: ERROR_TOLD_ONCE */

	/* One of several changes: with --json what came of it is added here, and is printed with the others.
	 * NULL: it is the only one. */
	struct json_object *list;

	/* Filled by changing_add() … */
	struct changing_value {
		const char *member, *label; /* "email", "E-mail" */
		char before[CHANGING_TEXT_SIZE], after[CHANGING_TEXT_SIZE];
		bool was, becomes;            /* is there something before, and after? */
		bool flag;                    /* "yes" or "no" */
		char now[CHANGING_TEXT_SIZE]; /* STALE: what is there instead */
	} values[CHANGING_VALUES];
	size_t count;

	/* … and by changing_go(). */
	bool planned; /* --dry-run */
	struct change change;
	struct error untold; /* what is told once was received, and could not be written */

	/* What the command found out besides, told with the outcome: "new_password", "New password",
	 * "accepted". NULL: nothing. */
	const char *found_member, *found_label, *found;
	bool partly; /* and that is not as it should be */
};

void changing_init(struct changing *changing, const char *command, enum identity_op op,
	const struct user *user);
void changing_finish(struct changing *changing);

/* One value of those that change. `before` is NULL where it is not shown, such as a password; `after` where
 * nothing is left of it. The texts are copied. */
void changing_add(struct changing *changing, const char *member, const char *label,
	const char *before, const char *after);

/* The same for "yes" or "no". */
void changing_add_flag(
	struct changing *changing, const char *member, const char *label, bool before, bool after);

/* What `edit` changes of the user, who is compared before it is sent. The edit is copied into the request. */
void changing_edit(struct changing *changing, const struct user_edit *edit);

/* Plans, asks, carries it out, notes it. False with `error` when nothing was sent and nothing is to be told
 * but that. */
bool changing_go(
	struct changing *changing, struct context *context, struct call *call, struct error *error);

bool changing_done(const struct changing *changing);

/* What is to be done: the user, the values, what else it leads to. */
void changing_print(FILE *out, const struct changing *changing);

/* Prints what came of it; returns the exit status. */
enum exit_status changing_tell(const struct changing *changing, const struct context *context);

/* changing_go() and changing_tell(), for those that have nothing to add; finishes it. */
enum exit_status changing_run(
	struct changing *changing, struct context *context, struct call *call);

#endif

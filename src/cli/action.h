/* SPDX-License-Identifier: MIT
 * The actions of a command that has several: 'keyturn contacts add NAME'. */
#ifndef KEYTURN_COMMAND_ACTION_H
#define KEYTURN_COMMAND_ACTION_H

#include "context.h"

enum { ACTION_OPTIONS = 8 };

struct action {
	const char *name;
	const char *words; /* what follows it, for people; "" */
	int least, most;   /* of these; most = 0: any number */
	context_command *run;
	/* What can be known to be wrong before signing in; may be NULL. */
	bool (*check)(const struct options *options, struct error *error);
	/* Long names, of those that the command lists; --json goes with all. */
	const char *options[ACTION_OPTIONS];
};

/* Takes the line apart, signs in and runs the action it names, or the first one when it names none. Its own
 * failures are printed; returns the exit status. The action's words are options->argv + 1, their number is
 * action_words(). */
enum exit_status action_run(
	const struct options *options, const struct action *actions, size_t count);

int action_words(const struct options *options);

#endif

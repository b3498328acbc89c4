/* SPDX-License-Identifier: MIT
 * The session leader in a test terminal: runs a program as the foreground job and reports when it stops
 * or ends. It is a forked child of the test and lives until its socket is closed. */
#ifndef SUPPORT_TERMINAL_HOLDER_H
#define SUPPORT_TERMINAL_HOLDER_H

#include <sys/types.h>

enum holder_event { HOLDER_STARTED, HOLDER_STOPPED, HOLDER_CONTINUED, HOLDER_EXITED };

/* Before it reports a stop or an end, it writes HOLDER_FENCE to the terminal: everything the program
 * wrote comes before that. */
#define HOLDER_FENCE "\033_support fence\033\\"

struct holder_report {
	enum holder_event event;
	pid_t pid;
	int status; /* from waitpid(2) */
};

enum holder_command {
	HOLDER_FOREGROUND = 'f',  /* give the job the terminal and continue it */
	HOLDER_PASS_SIGHUP = 'h', /* from now on pass SIGHUP on to the job */
};

/* What the holder runs; built before the fork. */
struct holder_job {
	const char *const *argv;
	char *const *env;
	const char *directory; /* NULL: the current one */
};

/* In a forked child whose terminal is its standard input and output: `socket` is one end of a SOCK_SEQPACKET pair. */
_Noreturn void holder_run(int socket, const struct holder_job *job);

#endif

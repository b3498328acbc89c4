/* SPDX-License-Identifier: MIT
 * keyturn-sandbox's command line. */
#ifndef SANDBOX_OPTIONS_H
#define SANDBOX_OPTIONS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "keyturn/error.h"

enum options_action { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION };

struct options {
	enum options_action action;
	struct sockaddr_storage address;
	const char *db;   /* NULL: in memory */
	const char *seed; /* NULL: the built-in one */
	const char *tls_cert;
	const char *tls_key;
	const char *log;
	const char *prefix; /* "" or "/identity" */
	int rate_limit;     /* 0: none */
	int rate_limit_status;
	int page_limit;
	int user_limit;
	int token_life; /* s */
	int more_users; /* besides those of the seed */
	bool exit_with_stdin;
};

bool options_read(int argc, char **argv, struct options *options, struct error *error);
void options_help(void);

#endif

/* SPDX-License-Identifier: MIT
 * A secret that a command needs besides the one that signs in: from a descriptor, or asked for. */
#ifndef KEYTURN_ASK_SECRET_H
#define KEYTURN_ASK_SECRET_H

#include "keyturn/secret.h"
#include "options.h"

struct secret_wanted {
	int descriptor;     /* -1: not given */
	const char *option; /* "--new-password-fd" */
	const char *what;   /* "new password" */
	bool twice;         /* asked for a second time, as nobody sees what they type */
	const char *(*rule)(struct secret *secret); /* NULL when it fits, else what it breaks */
};

/* NULL with `error`: ERROR_USAGE when it breaks its rule, the two differ, or nobody can be asked. */
struct secret *ask_secret(
	const struct secret_wanted *wanted, const struct options *options, struct error *error);

#endif

/* SPDX-License-Identifier: MIT
 * The answers that make a profile: from options, or asked for on the terminal. */
#ifndef KEYTURN_INIT_ASK_H
#define KEYTURN_INIT_ASK_H

#include "context.h"
#include "keyturn/profile_file.h"

/* Where the secret comes from. */
enum from { FROM_PASS, FROM_SECRET_TOOL, FROM_OP, FROM_GPG, FROM_FILE, FROM_ASK, FROM_COUNT };

struct answers {
	char name[64], service[512], username[ACCOUNT_NAME_SIZE];
	enum from from;
	bool from_known, kind_known;
	char entry[1024];   /* what the secret is called there; "" for ASK */
	char command[1400]; /* which prints it, as config.ini has it; "": asked for every time */
	enum credential_kind kind;
};

/* Those that the options give. False with ERROR_USAGE when one cannot be. */
bool answers_take(struct answers *answers, const struct options *options, struct error *error);

/* The missing ones, or (`again`) all of them, with what was said before to be taken by Enter. A wrong one is
 * told and asked for again. Where nobody can be asked: ERROR_USAGE with the option's name. */
bool answers_ask(
	struct answers *answers, const struct context *context, bool again, struct error *error);

/* Points into `answers`. */
struct profile_draft answers_draft(const struct answers *answers);

#endif

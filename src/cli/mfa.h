/* SPDX-License-Identifier: MIT
 * Multi-factor authentication, as 'keyturn mfa' reads it (mfa_read.c), shows it (mfa.c) and changes it (mfa_change.c). */
#ifndef KEYTURN_MFA_H
#define KEYTURN_MFA_H

#include "whose.h"

struct mfa {
	struct whose whose;
	struct factor_list *phones, *devices; /* owned; NULL: `unread` says why */
	struct error unread;
};

/* The user and their factors. The caller finishes it in every case; false with `error`. */
bool mfa_read(struct mfa *mfa, struct call *call, const struct session *session,
	const struct options *options, struct error *error);
void mfa_finish(struct mfa *mfa);

/* The phone or device with this ID; NULL with `error`. */
const struct factor *mfa_factor(const struct mfa *mfa, const char *id, struct error *error);

/* Carries out the action that the line names. */
context_command mfa_change;

#endif

/* SPDX-License-Identifier: MIT
 * The dialog of a user's multi-factor authentication. */
#ifndef KEYTURN_MODEL_MFA_H
#define KEYTURN_MODEL_MFA_H

#include "keyturn/model.h"

/* For `user` (copied), oneself or another; `role` is theirs, OTHER where it is not known. */
void mfa_open(struct model *model, const struct user *user, enum account_role role,
	struct effects *effects);
void mfa_drop(struct model *model, struct effects *effects); /* forgets what it read */

#endif

/* SPDX-License-Identifier: MIT
 * The page of one contact, over Settings & Contacts. */
#ifndef KEYTURN_MODEL_CONTACT_H
#define KEYTURN_MODEL_CONTACT_H

#include "keyturn/model.h"

/* `role` OTHER: not known yet. */
void contact_open(struct model *model, const struct user *user, enum account_role role,
	struct effects *effects);
void contact_free(struct model *model);

#endif

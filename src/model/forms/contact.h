/* SPDX-License-Identifier: MIT
 * The forms about other users of the account: what the session's user may not do is told in their place. */
#ifndef KEYTURN_MODEL_CONTACT_FORMS_H
#define KEYTURN_MODEL_CONTACT_FORMS_H

#include "keyturn/model.h"

void contact_add(struct model *model, struct effects *effects);

/* What the button `what` of the contact's page is for; those of the key are not among them. */
void contact_change(struct model *model, enum contact_focus what, const struct user *user,
	enum account_role role, struct effects *effects);

/* Why it may not be done to them, a sentence without full stop; NULL: it may. */
const char *contact_refusal(const struct model *model, enum contact_focus what,
	const struct user *user, enum account_role role);

#endif

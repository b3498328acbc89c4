/* SPDX-License-Identifier: MIT
 * The users of the account, as Settings & Contacts lists them: read, in order, searched, opened. */
#ifndef KEYTURN_MODEL_SETTINGS_CONTACTS_H
#define KEYTURN_MODEL_SETTINGS_CONTACTS_H

#include "keyturn/model.h"

/* ---- the answers ---- */

void contacts_take(struct model *model, struct identity_reply *reply, struct effects *effects);
void contacts_take_owners(
	struct model *model, struct identity_reply *reply, struct effects *effects);
void contacts_free(struct settings *page);

/* One of them was read alone: the list shows that too. `role` OTHER: not known. */
void contacts_seen(struct model *model, const struct user *user, enum account_role role);

/* ---- keys ---- */

void contacts_text(struct model *model, uint32_t code);
void contacts_open(struct model *model, struct effects *effects); /* the selected one's page */
/* True when it was one of the list's: of its search, its order, or for the selected contact. */
bool contacts_action(struct model *model, enum action action, struct effects *effects);

#endif

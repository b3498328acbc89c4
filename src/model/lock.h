/* SPDX-License-Identifier: MIT
 * The lock: everything of the session is forgotten, the page is kept, the credential is asked for
 * again. One timer counts from the last key, another to the end of a session that cannot be renewed; a
 * reset under way is waited for. */
#ifndef KEYTURN_MODEL_LOCK_H
#define KEYTURN_MODEL_LOCK_H

#include "keyturn/model.h"

void lock_now(struct model *model, const struct error *why, struct effects *effects);
void lock_if_idle(struct model *model, struct effects *effects); /* TIMER_LOCK */
void lock_if_over(struct model *model, struct effects *effects); /* TIMER_SESSION */
void lock_when_due(struct model *model, struct effects *effects);

/* An answer may tell that the session is over. */
void lock_if_ended(
	struct model *model, const struct identity_reply *reply, struct effects *effects);

#endif

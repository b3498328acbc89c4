/* SPDX-License-Identifier: MIT
 * Beginning and ending a session: what is kept and what is forgotten. */
#ifndef KEYTURN_MODEL_SESSION_H
#define KEYTURN_MODEL_SESSION_H

#include "keyturn/model.h"

/* Takes the reply's catalogue. */
void session_begin(struct model *model, struct identity_reply *reply, struct effects *effects);
void session_forget(struct model *model, struct effects *effects);
void session_revoke(struct model *model, struct effects *effects);
void session_sign_out(struct model *model, struct effects *effects);

/* The lock's timer, for what is left of model_lock_after() since the last key. */
void session_watch_idle(struct model *model, struct effects *effects);

/* The answer to what the account asks; false when it is to something else. */
bool session_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);

/* Every reply tells until when the session lasts. */
void session_told(struct model *model, const struct identity_reply *reply, struct effects *effects);
bool session_ran_out(const struct model *model);
void session_watch_end(struct model *model, struct effects *effects);

#endif

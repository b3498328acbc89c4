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

/* Whether anybody is there is looked at in so many milliseconds. */
void session_idle_after(struct model *model, int64_t milliseconds, struct effects *effects);

#endif

/* SPDX-License-Identifier: MIT
 * A rotation that was interrupted. */
#ifndef KEYTURN_MODEL_RESUME_H
#define KEYTURN_MODEL_RESUME_H

#include "keyturn/model.h"

/* Was one of the key of `user` interrupted? Answered by WORK_EVENT_UNFINISHED. */
void resume_ask(const struct model *model, const char *user, struct effects *effects);
void resume_found(struct model *model, struct work_event *work, struct effects *effects);
void resume_drop(struct model *model, struct effects *effects); /* left in the journal */
void resume_free(struct model *model);

#endif

/* SPDX-License-Identifier: MIT
 * The reset in the panel. */
#ifndef KEYTURN_MODEL_RESET_H
#define KEYTURN_MODEL_RESET_H

#include "keyturn/model.h"

void reset_open(struct model *model, struct effects *effects);

/* Takes the places. */
void reset_resume(struct model *model, const struct journal_record *record, struct holder **places,
	size_t count, struct effects *effects);

/* Everything that happens to the rotation goes through here. What became of it is told afterwards:
 * progress_follow(). */
void reset_event(struct model *model, const struct rotation_event *event, struct effects *effects);

void reset_drop(struct model *model, struct effects *effects);  /* it ends here, known or not */
void reset_clear(struct model *model, struct effects *effects); /* … and its result is forgotten */
void reset_list_places(
	struct model *model, struct effects *effects); /* searched for without a reset */
void reset_forget(struct model *model);                /* the result that is kept too */
bool reset_is_under_way(struct model *model, struct effects *effects); /* and the user is told */

#endif

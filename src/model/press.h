/* SPDX-License-Identifier: MIT
 * What keys and actions do, from the outermost (leaving, repainting) inwards to the dialog or page
 * that has the keys. */
#ifndef KEYTURN_MODEL_PRESS_H
#define KEYTURN_MODEL_PRESS_H

#include "keyturn/model.h"

void press_key(struct model *model, const struct key *key, struct effects *effects);

/* `key` is what asked for the action, or NULL. */
void press_action(
	struct model *model, enum action action, const struct key *key, struct effects *effects);

#endif

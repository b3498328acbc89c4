/* SPDX-License-Identifier: MIT
 * Why a key or an action does nothing now. No key dies in silence, and none that is meant for a
 * search falls through to what else it stands for. */
#ifndef KEYTURN_MODEL_REFUSAL_H
#define KEYTURN_MODEL_REFUSAL_H

#include "keyturn/model.h"

/* Why `action` cannot be asked for on the page, a clause for the user; NULL: it can, there or on the
 * page it belongs to. */
const char *refusal_on_page(const struct model *model, enum action action);

/* A key that stands for nothing here is told. After '/' where nothing can be searched the letters of
 * what the user is typing are ignored too, until Esc, Enter or a key that is no text. */
void refusal_of_key(struct model *model, uint32_t code, struct effects *effects);

/* The same for a '/' that a page cannot take now. */
void refusal_of_search(struct model *model, struct effects *effects);

/* True when that is so and the key was one of those. */
bool refusal_ignores(struct model *model, uint32_t code, struct effects *effects);

/* Enter where there is nothing to press. */
void refusal_of_enter(struct model *model, struct effects *effects);

#endif

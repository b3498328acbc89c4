/* SPDX-License-Identifier: MIT
 * The buttons and the list of Settings & Contacts: which one has the keys, and where they lead. */
#ifndef KEYTURN_MODEL_SETTINGS_FOCUS_H
#define KEYTURN_MODEL_SETTINGS_FOCUS_H

#include "keyturn/model.h"

/* False for what is not on the page now. */
bool settings_can_focus(const struct settings *page, enum settings_focus focus);
void settings_move(struct model *model, enum action action); /* any that moves */

#endif

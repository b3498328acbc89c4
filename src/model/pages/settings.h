/* SPDX-License-Identifier: MIT
 * What Settings & Contacts is told by others. */
#ifndef KEYTURN_MODEL_SETTINGS_H
#define KEYTURN_MODEL_SETTINGS_H

#include "keyturn/model.h"

void settings_new_key(struct model *model, const char *fingerprint, struct effects *effects);
void settings_searched(struct model *model); /* a search came to its end */
void settings_rotated(struct model *model);  /* a rotation did */
void settings_forget(struct model *model);   /* what is kept from page to page */

#endif

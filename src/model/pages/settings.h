/* SPDX-License-Identifier: MIT
 * What Settings & Contacts is told by others. */
#ifndef KEYTURN_MODEL_SETTINGS_H
#define KEYTURN_MODEL_SETTINGS_H

#include "keyturn/model.h"

void settings_forget(struct model *model); /* what is kept from page to page */

#endif

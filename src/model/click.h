/* SPDX-License-Identifier: MIT
 * What a click does: the focus goes to what was clicked, and a button is pressed. */
#ifndef KEYTURN_MODEL_CLICK_H
#define KEYTURN_MODEL_CLICK_H

#include "keyturn/model.h"

void click_take(struct model *model, const struct click *click, struct effects *effects);

#endif

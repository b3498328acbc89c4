/* SPDX-License-Identifier: MIT
 * What Activity is told by others. */
#ifndef KEYTURN_MODEL_ACTIVITY_H
#define KEYTURN_MODEL_ACTIVITY_H

#include "keyturn/model.h"

void activity_take(struct model *model, struct work_event *work); /* the history was read */
void activity_free(struct model *model);

#endif

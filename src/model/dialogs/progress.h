/* SPDX-License-Identifier: MIT
 * The reset going on: its dialog, and what the user hears of every step. */
#ifndef KEYTURN_MODEL_PROGRESS_H
#define KEYTURN_MODEL_PROGRESS_H

#include "keyturn/model.h"

/* Tells what the last event changed in the rotation, if it did, and does what comes of it. */
void progress_follow(struct model *model, struct effects *effects);

void progress_leave(struct model *model, struct effects *effects); /* its dialog, not keyturn */

#endif

/* SPDX-License-Identifier: MIT
 * Every way out of keyturn. */
#ifndef KEYTURN_MODEL_LEAVE_H
#define KEYTURN_MODEL_LEAVE_H

#include "keyturn/model.h"

void leave_ask(struct model *model, int status, struct effects *effects);
void leave_signal(struct model *model, int signal, struct effects *effects);
void leave_hurry(struct model *model, struct effects *effects); /* without the outcome */
void leave_when_known(struct model *model, struct effects *effects);

#endif

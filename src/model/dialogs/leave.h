/* SPDX-License-Identifier: MIT
 * Every way out of keyturn. */
#ifndef KEYTURN_MODEL_LEAVE_H
#define KEYTURN_MODEL_LEAVE_H

#include "keyturn/model.h"

/* Ctrl-C: asks only while a reset is under way or a secret that cannot be told again was not seen, and then leaves
 * when it is pressed again. */
void leave_at_once(struct model *model, int status, struct effects *effects);
void leave_ask(struct model *model, struct effects *effects); /* Esc on the outermost page */
/* For the account in this row of the list of accounts. */
/* Out of a form, with what was typed. */
void leave_form(struct model *model, struct effects *effects);
void leave_account(struct model *model, size_t row, struct effects *effects);
void leave_signal(struct model *model, int signal, struct effects *effects);
void leave_hurry(struct model *model, struct effects *effects); /* without the outcome */
void leave_when_known(struct model *model, struct effects *effects);

#endif

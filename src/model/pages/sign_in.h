/* SPDX-License-Identifier: MIT
 * Signing in: the form, and the way to the service and back. */
#ifndef KEYTURN_MODEL_SIGN_IN_H
#define KEYTURN_MODEL_SIGN_IN_H

#include "keyturn/model.h"

struct service_choice {
	const char *label, *url;
};
extern const struct service_choice service_choices[SIGN_IN_SERVICE_COUNT];

/* ---- sign_in_form.c ---- */

/* Opens the form for one of options.accounts, or with -1 as it is. */
void sign_in_form(struct model *model, int account, struct effects *effects);
void sign_in_to_form(struct model *model);                /* from a step after it, or a refusal */
void sign_in_step(struct model *model, int direction);    /* to the next field, or the one before */
void sign_in_jump(struct model *model, bool to_the_last); /* to the first field, or the button */
void sign_in_wipe(struct model *model);

/* ---- sign_in_send.c ---- */

void sign_in_start(struct model *model, struct effects *effects); /* MESSAGE_START */
void sign_in_to_account(struct model *model, int account, struct effects *effects);
/* Signs out, and in to the account in this row of the list of accounts; the last is one typed in. */
void sign_in_elsewhere(struct model *model, size_t row, struct effects *effects);
void sign_in_submit(struct model *model, struct effects *effects);
bool sign_in_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);

#endif

/* SPDX-License-Identifier: MIT
 * What is shown in clear, and the clipboard: Show, Hide, Copy, and the times after which they end. */
#ifndef KEYTURN_MODEL_REVEAL_H
#define KEYTURN_MODEL_REVEAL_H

#include "keyturn/model.h"

void reveal_toggle(struct model *model, enum reveal_what what, struct effects *effects);
void reveal_copy(struct model *model, struct effects *effects);

/* To the user's clipboard, for as long as copies stay there. Takes the secret. */
void reveal_send(struct model *model, struct secret *secret, struct effects *effects);

/* Takes the secret. */
void reveal_show(
	struct model *model, enum reveal_what what, struct secret *secret, struct effects *effects);
void reveal_hide(struct model *model, struct effects *effects); /* and drop what is being read */
/* The same but for a copy, and `why` ends a sentence that tells it. True: something was shown. */
bool reveal_out_of_sight(struct model *model, const char *why, struct effects *effects);

/* True when it was asked for here. May take parts of `reply`. */
bool reveal_reply(struct model *model, uint32_t ticket, struct identity_reply *reply,
	struct effects *effects);
void reveal_tick(struct model *model, struct effects *effects);      /* TIMER_REVEAL */
void clipboard_expire(struct model *model, struct effects *effects); /* TIMER_CLIPBOARD */

#endif

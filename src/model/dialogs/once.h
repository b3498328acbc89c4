/* SPDX-License-Identifier: MIT
 * The dialog of a secret that the service tells only once: hidden until Show, sent by Copy, and not closed
 * without a question before it was shown or copied. */
#ifndef KEYTURN_MODEL_ONCE_H
#define KEYTURN_MODEL_ONCE_H

#include "keyturn/model.h"

/* Opens it and takes `secret`, which the model holds until the dialog is closed or the session ends; when
 * keyturn is about to leave, not even that long. `whose`: the user's name, of ONCE_OTP the device's. There is one at
 * a time: ask the service for no other while it is open, or what was told before is wiped. */
void once_open(struct model *model, enum once_what what, const char *whose,
	struct secret *secret /* taken */, struct effects *effects);

bool once_on_top(const struct model *model); /* Show and Copy are about it */
void once_show(struct model *model, struct effects *effects);
void once_copy(struct model *model, struct effects *effects);

void once_close(struct model *model, struct effects *effects); /* without a question */
void once_drop(struct model *model);                           /* wipes it */

/* What is lost when it is dropped now, a sentence with the next step: "the password of dev4, never shown nor
 * copied, is wiped; set another". "" when nothing is. */
enum { ONCE_LOST_SIZE = ONCE_NAME_SIZE + 96 };
char *once_lost(const struct model *model, char out[ONCE_LOST_SIZE]);

#endif

/* SPDX-License-Identifier: MIT
 * A page's own read of the API key that it is about. */
#ifndef KEYTURN_MODEL_KEY_ANSWER_H
#define KEYTURN_MODEL_KEY_ANSWER_H

#include "keyturn/model.h"

/* The answer to a page's read of that key. Only the fingerprint stays; the key itself is the reply's and
 * goes with it. */
void key_answer(struct model *model, struct load *load, struct identity_reply *reply,
	struct effects *effects);

#endif

/* SPDX-License-Identifier: MIT
 * Messages to the user: one row for a while, and a log of the session. */
#ifndef KEYTURN_MODEL_TOAST_H
#define KEYTURN_MODEL_TOAST_H

#include "keyturn/model.h"

void toast(struct model *model, struct effects *effects, enum toast_level level, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* The answer to a key: why it did nothing, or what it waits for. It goes with the next key, and takes no
 * new row in the log when it says what the last one said. */
void toast_hint(struct model *model, struct effects *effects, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "what: the error's sentence; what to do"; `what` may be "". */
void toast_error(
	struct model *model, struct effects *effects, const char *what, const struct error *error);

/* The newest goes with what it speaks of. */
void toast_of(struct model *model, enum toast_about about);
void toast_hint_over(struct model *model); /* what the last key was told is so no more */

void toast_key(struct model *model); /* a key was pressed */
/* At the end of an update, in `layer`: what is over is taken away. */
void toast_settle(struct model *model, unsigned layer);

#endif

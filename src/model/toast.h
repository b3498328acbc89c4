/* SPDX-License-Identifier: MIT
 * Messages to the user: one row for a while, and a log of the session. */
#ifndef KEYTURN_MODEL_TOAST_H
#define KEYTURN_MODEL_TOAST_H

#include "keyturn/model.h"

void toast(struct model *model, struct effects *effects, enum toast_level level, const char *format,
	...) __attribute__((format(printf, 4, 5)));

/* For the user's information, and no new row in the log when it says what the last one said. */
void toast_once(struct model *model, struct effects *effects, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* "what: the error's sentence; what to do"; `what` may be "". */
void toast_error(
	struct model *model, struct effects *effects, const char *what, const struct error *error);

void toast_key(struct model *model); /* a key was pressed */

#endif

/* SPDX-License-Identifier: MIT
 * What was done to keys from this machine: noting it, and asking for all of it. */
#ifndef KEYTURN_MODEL_HISTORY_H
#define KEYTURN_MODEL_HISTORY_H

#include "keyturn/model.h"

/* `issued` is the fingerprint of the key that came in place of it, or "". */
void history_note(struct model *model, enum history_event event, const char *fingerprint,
	const char *issued, struct effects *effects);
/* Of a secret other than a key, which gets no fingerprint: `user` is whose it is, `what` "password of dev4". */
void history_note_of(struct model *model, enum history_event event, const char *user,
	const char *what, struct effects *effects);
/* Something else was changed, of `user`; `what` says what, `result` what came of it. */
void history_note_change(struct model *model, const char *user, const char *what,
	const char *result, struct effects *effects);
void history_ask(struct effects *effects); /* answered by WORK_EVENT_HISTORY */

#endif

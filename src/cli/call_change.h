/* SPDX-License-Identifier: MIT
 * A change of the account (change.h) for commands: carried out, and waited for. */
#ifndef KEYTURN_CALL_CHANGE_H
#define KEYTURN_CALL_CHANGE_H

#include "call.h"
#include "keyturn/change.h"

/* Takes `request`; `shown` as in change_begin(). True when it is DONE. The caller finishes `change` in every
 * case. Ctrl-C, SIGTERM or a hang-up stops waiting: REFUSED with ERROR_INTERRUPTED when nothing was sent, else UNKNOWN with
 * ERROR_OUTCOME_UNKNOWN. */
bool call_change(struct call *call, struct identity_request *request, const struct user *shown,
	struct change *change);

#endif

/* SPDX-License-Identifier: MIT
 * What tells whether a change was carried out: which read shows it, and what is seen there. */
#ifndef KEYTURN_MODEL_CHANGE_SEEN_H
#define KEYTURN_MODEL_CHANGE_SEEN_H

#include "keyturn/exchange.h"

enum change_seen { SEEN_NOTHING, SEEN_AS_BEFORE, SEEN_AS_WANTED };

/* True when `one` and `other` are the same in what `request` changes. */
bool change_same(
	const struct identity_request *request, const struct user *one, const struct user *other);

/* Fills `look` with the read that shows what came of `request`; false: none does. */
bool change_look(const struct identity_request *request, struct identity_request *look);

/* What the answer to that read says. */
enum change_seen change_judge(
	const struct identity_request *request, const struct identity_reply *reply);

#endif

/* SPDX-License-Identifier: MIT
 * Things read from the service: asking, being answered, waiting. */
#ifndef KEYTURN_MODEL_LOAD_H
#define KEYTURN_MODEL_LOAD_H

#include "keyturn/model.h"

void load_start(struct model *model, struct load *load, const struct identity_request *request,
	struct effects *effects);
void load_cancel(struct load *load, struct effects *effects);
bool load_answers(const struct load *load, uint32_t ticket);

/* The load's request was answered. True when well; else it is FAILED with the error kept. */
bool load_finish(struct load *load, const struct identity_reply *reply);

/* TIMER_WAIT runs while a load of a page, what is to be shown in clear, or the reset is waited for. */
void load_watch(struct model *model, struct effects *effects);

/* The client waits before it tries the request again. */
void load_wait(struct model *model, uint32_t ticket, const struct identity_wait *wait);

#endif

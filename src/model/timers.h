/* SPDX-License-Identifier: MIT
 * The timers, with a note of which run: a tick that was on its way when its timer was stopped is
 * nothing, and a timer that does not run needs no stopping. */
#ifndef KEYTURN_MODEL_TIMERS_H
#define KEYTURN_MODEL_TIMERS_H

#include "keyturn/model.h"

void timer_start(
	struct model *model, enum timer_id timer, int64_t milliseconds, struct effects *effects);
void timer_stop(struct model *model, enum timer_id timer, struct effects *effects);

/* Its time is over: it does not run any more. False: it was stopped before. */
bool timer_fired(struct model *model, enum timer_id timer);

#endif

/* SPDX-License-Identifier: MIT
 * The timers, with a note of which run: a tick that was on its way when its timer was stopped is
 * nothing, and a timer that does not run needs no stopping. */
#include "model_private.h"

void timer_start(
	struct model *model, enum timer_id timer, int64_t milliseconds, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_TIMER_START);

	effect->timer = timer;
	effect->milliseconds = milliseconds;
	model->timers[timer] = true;
}

void timer_stop(struct model *model, enum timer_id timer, struct effects *effects)
{
	if (model->timers[timer]) {
		model->timers[timer] = false;
		effect_add(effects, EFFECT_TIMER_STOP)->timer = timer;
	}
}

static void rotation_due(struct model *model, struct effects *effects)
{
	const struct rotation_event event = {.kind = ROTATION_EVENT_TIMER};

	reset_event(model, &event, effects);
}

void timer_fired(struct model *model, enum timer_id timer, struct effects *effects)
{
	if (timer == TIMER_ROTATION) { /* the machine keeps its own count */
		rotation_due(model, effects);
		return;
	}
	if (!model->timers[timer]) {
		return;
	}
	model->timers[timer] = false;
	switch (timer) {
	case TIMER_REVEAL:
		reveal_tick(model, effects);
		break;
	case TIMER_CLIPBOARD:
		clipboard_expire(model, effects);
		break;
	case TIMER_TOAST:
		model->toast_on = false;
		break;
	case TIMER_LOCK:
		lock_if_idle(model, effects);
		break;
	case TIMER_WAIT: /* load_watch() starts it again while something waits */
	case TIMER_ROTATION:
	case TIMER_COUNT:
		break;
	}
}

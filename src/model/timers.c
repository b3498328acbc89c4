/* SPDX-License-Identifier: MIT */
#include "timers.h"

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

bool timer_fired(struct model *model, enum timer_id timer)
{
	bool runs = model->timers[timer];

	model->timers[timer] = false;
	return runs;
}

/* SPDX-License-Identifier: MIT */
#include "load.h"

#include <assert.h>
#include <string.h>

#include "dialog.h"
#include "page.h"
#include "ticket.h"
#include "timers.h"

void load_start(struct model *model, struct load *load, const struct identity_request *request,
	struct effects *effects)
{
	struct effect *effect;

	load_cancel(load, effects);
	effect = effect_add(effects, EFFECT_REQUEST);
	effect->ticket = ticket_next(&model->next_ticket);
	effect->request = *request;
	*load = (struct load){
		.state = LOAD_UNDER_WAY, .ticket = effect->ticket, .since = model->now};
}

void load_cancel(struct load *load, struct effects *effects)
{
	if (load->state == LOAD_UNDER_WAY) {
		effect_add(effects, EFFECT_CANCEL)->ticket = load->ticket;
	}
	memset(load, 0, sizeof(*load));
}

bool load_answers(const struct load *load, uint32_t ticket)
{
	return load->state == LOAD_UNDER_WAY && load->ticket == ticket;
}

bool load_finish(struct load *load, const struct identity_reply *reply)
{
	load->waiting = false;
	load->state = reply->outcome == OUTCOME_OK ? LOAD_READY : LOAD_FAILED;
	load->error = reply->error;
	return load->state == LOAD_READY;
}

enum { LOADS_MAX = 24, WAIT_MS = 1000, WAIT_MS_ACCESSIBLE = 10000 };

static size_t add_loads(struct model *model, struct load *(*of)(struct model *, size_t),
	struct load *loads[LOADS_MAX], size_t count)
{
	struct load *load;

	for (size_t i = 0; of != NULL && (load = of(model, i)) != NULL; i++) {
		assert(count < LOADS_MAX);
		loads[count++] = load;
	}
	return count;
}

static size_t all_loads(struct model *model, struct load *loads[LOADS_MAX])
{
	size_t count = 0;

	loads[count++] = &model->reveal.load;
	for (enum page page = 0; page < PAGE_COUNT; page++) {
		count = add_loads(model, model->page_ops[page]->load, loads, count);
	}
	for (enum dialog_kind kind = 0; kind < DIALOG_COUNT; kind++) {
		count = add_loads(model, model->dialog_ops[kind]->load, loads, count);
	}
	return count;
}

static bool rotation_waits(const struct model *model)
{
	return model->rotation.step == ROTATION_READING_OLD || rotation_under_way(&model->rotation);
}

void load_watch(struct model *model, struct effects *effects)
{
	struct load *loads[LOADS_MAX];
	size_t count = all_loads(model, loads);
	bool waits = rotation_waits(model) || model->form.wait.state == LOAD_UNDER_WAY;

	for (size_t i = 0; i < count; i++) {
		waits = waits || loads[i]->state == LOAD_UNDER_WAY;
	}
	if (waits && !model->timers[TIMER_WAIT]) {
		timer_start(model, TIMER_WAIT,
			model->options.accessible ? WAIT_MS_ACCESSIBLE : WAIT_MS, effects);
	} else if (!waits) {
		timer_stop(model, TIMER_WAIT, effects);
	}
}

void load_wait(struct model *model, uint32_t ticket, const struct identity_wait *wait)
{
	struct load *loads[LOADS_MAX];
	size_t count = all_loads(model, loads);

	for (size_t i = 0; i < count; i++) {
		if (load_answers(loads[i], ticket)) {
			loads[i]->waiting = true;
			loads[i]->wait = *wait;
		}
	}
	if (ticket != 0 && ticket == model->rotation.ticket) {
		model->step.waiting = true;
		model->step.wait = *wait;
	}
}

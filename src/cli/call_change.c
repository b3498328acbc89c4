/* SPDX-License-Identifier: MIT */
#include "call_change.h"

static void interrupted(struct change *change, const struct error *error)
{
	change->outcome = change_under_way(change) ? CHANGE_UNKNOWN : CHANGE_REFUSED;
	change->step = CHANGE_OVER;
	change->error = *error;
}

/* What one effect of the change leads to, added to `next`. */
static void carry_out(struct call *call, struct effect *effect, struct change *change,
	uint32_t *next_ticket, struct effects *next)
{
	struct identity_reply reply = {0};
	struct error error = {0};

	if (effect->kind == EFFECT_REQUEST) {
		call_send(call, &effect->request, &reply);
		if (reply.error.kind == ERROR_INTERRUPTED) {
			interrupted(change, &reply.error);
		} else {
			change_reply(change, effect->ticket, &reply, next_ticket, next);
		}
		identity_reply_finish(&reply);
	} else if (effect->kind == EFFECT_TIMER_START) {
		if (call_pause(call, effect->milliseconds, &error)) {
			change_timer(change, next_ticket, next);
		} else {
			interrupted(change, &error);
		}
	}
}

bool call_change(struct call *call, struct identity_request *request, const struct user *shown,
	struct change *change)
{
	struct effects effects = {0};
	uint32_t next_ticket = 0;

	*change = (struct change){0};
	change_begin(change, request, shown, &next_ticket, &effects);
	while (change->step != CHANGE_OVER) {
		struct effects next = {0};
		for (size_t i = 0; i < effects.count; i++) {
			carry_out(call, &effects.items[i], change, &next_ticket, &next);
		}
		effects_finish(&effects);
		effects = next;
	}
	effects_finish(&effects);
	return change->outcome == CHANGE_DONE;
}

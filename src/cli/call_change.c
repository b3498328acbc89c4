/* SPDX-License-Identifier: MIT */
#include "call_change.h"

#include <signal.h>

#include "signals.h"

static void interrupted(struct change *change, const struct error *error)
{
	change->error = *error;
	change->outcome = CHANGE_REFUSED;
	if (change_under_way(change)) {
		change->outcome = CHANGE_UNKNOWN;
		error_set(&change->error, ERROR_OUTCOME_UNKNOWN, "interrupted");
	}
	change->step = CHANGE_OVER;
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

/* A line that drops, too, must not end it before what came of it is recorded. */
static void told_to_end(uv_signal_t *handle, int number)
{
	(void)number;
	call_interrupt(handle->data);
}

static void watch(struct call *call, uv_signal_t *handle, int number)
{
	signals_watch(call_loop(call), handle, number, told_to_end);
	handle->data = call;
}

static void run(
	struct call *call, struct change *change, struct effects *effects, uint32_t *next_ticket)
{
	while (change->step != CHANGE_OVER) {
		struct effects next = {0};
		for (size_t i = 0; i < effects->count; i++) {
			carry_out(call, &effects->items[i], change, next_ticket, &next);
		}
		effects_finish(effects);
		*effects = next;
	}
	effects_finish(effects);
}

bool call_change(struct call *call, struct identity_request *request, const struct user *shown,
	struct change *change)
{
	struct effects effects = {0};
	uint32_t next_ticket = 0;
	uv_signal_t end, hang_up;

	watch(call, &end, SIGTERM);
	watch(call, &hang_up, SIGHUP);
	*change = (struct change){0};
	change_begin(change, request, shown, &next_ticket, &effects);
	run(call, change, &effects, &next_ticket);
	uv_close((uv_handle_t *)&end, NULL);
	uv_close((uv_handle_t *)&hang_up, NULL);
	uv_run(call_loop(call), UV_RUN_NOWAIT);
	return change->outcome == CHANGE_DONE;
}

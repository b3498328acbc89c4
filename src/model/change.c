/* SPDX-License-Identifier: MIT */
#include "keyturn/change.h"

#include <string.h>

#include "change_seen.h"
#include "ticket.h"

enum { LOOKS_MAX = 3, LOOK_MS = 2000 };

static void over(struct change *change, enum change_outcome outcome)
{
	change->step = CHANGE_OVER;
	change->outcome = outcome;
	change->ticket = 0;
}

static struct effect *ask(struct change *change, uint32_t *next_ticket, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_REQUEST);

	effect->ticket = change->ticket = ticket_next(next_ticket);
	return effect;
}

/* The machine keeps the request: what was wanted is compared with what is seen afterwards. */
static void send(struct change *change, uint32_t *next_ticket, struct effects *effects)
{
	identity_request_copy(&ask(change, next_ticket, effects)->request, &change->request);
	change->step = CHANGE_SENT;
	change->sent = true;
}

void change_begin(struct change *change, struct identity_request *request, const struct user *shown,
	uint32_t *next_ticket, struct effects *effects)
{
	struct effect *effect;

	change_finish(change);
	change->request = *request;
	*request = (struct identity_request){.op = request->op};
	change->checked = shown != NULL;
	if (shown == NULL) {
		send(change, next_ticket, effects);
		return;
	}
	change->shown = *shown;
	effect = ask(change, next_ticket, effects);
	effect->request.op = IDENTITY_GET_USER;
	memcpy(effect->request.user_id, change->request.user_id, sizeof(change->request.user_id));
	change->step = CHANGE_CHECKING;
}

static void checked(struct change *change, struct identity_reply *reply, uint32_t *next_ticket,
	struct effects *effects)
{
	if (reply->outcome != OUTCOME_OK) {
		change->error = reply->error;
		over(change, CHANGE_REFUSED);
		return;
	}
	if (reply->users == NULL || reply->users->count == 0) {
		error_set(&change->error, ERROR_REPLY, "no user in it");
		over(change, CHANGE_REFUSED);
		return;
	}
	change->now = reply->users->users[0];
	if (change_same(&change->request, &change->shown, &change->now)) {
		send(change, next_ticket, effects);
	} else {
		over(change, CHANGE_STALE);
	}
}

/* What nothing could show is not asked for. */
static void look(struct change *change, uint32_t *next_ticket, struct effects *effects)
{
	struct identity_request request = {0};

	if (!change_look(&change->request, &request)) {
		over(change, CHANGE_UNKNOWN);
		return;
	}
	ask(change, next_ticket, effects)->request = request;
	change->looks++;
	change->step = CHANGE_LOOKING;
}

static void wait(struct change *change, struct effects *effects)
{
	struct effect *effect = effect_add(effects, EFFECT_TIMER_START);

	effect->timer = TIMER_CHANGE;
	effect->milliseconds = LOOK_MS * (int64_t)change->looks;
	change->ticket = 0;
	change->step = CHANGE_WAITING;
}

static void answered(struct change *change, struct identity_reply *reply, uint32_t *next_ticket,
	struct effects *effects)
{
	change->error = reply->error;
	if (reply->outcome == OUTCOME_OK) {
		change->reply = *reply;
		*reply = (struct identity_reply){.op = reply->op, .outcome = reply->outcome};
		over(change, CHANGE_DONE);
	} else if (reply->outcome == OUTCOME_REFUSED) {
		over(change, CHANGE_REFUSED);
	} else {
		look(change, next_ticket, effects);
	}
}

/* A request may still be on its way: what is seen as before is looked at again. */
static void seen(struct change *change, const struct identity_reply *reply, struct effects *effects)
{
	enum change_seen what = change_judge(&change->request, reply);

	if (what == SEEN_AS_WANTED) {
		change->seen = true;
		change->error = (struct error){0};
		over(change, CHANGE_DONE);
	} else if (change->looks < LOOKS_MAX) {
		wait(change, effects);
	} else {
		over(change, what == SEEN_AS_BEFORE ? CHANGE_UNCHANGED : CHANGE_UNKNOWN);
	}
}

bool change_reply(struct change *change, uint32_t ticket, struct identity_reply *reply,
	uint32_t *next_ticket, struct effects *effects)
{
	if (ticket == 0 || change->ticket != ticket) {
		return false;
	}
	switch (change->step) {
	case CHANGE_CHECKING:
		checked(change, reply, next_ticket, effects);
		return true;
	case CHANGE_SENT:
		answered(change, reply, next_ticket, effects);
		return true;
	case CHANGE_LOOKING:
		seen(change, reply, effects);
		return true;
	case CHANGE_IDLE:
	case CHANGE_WAITING:
	case CHANGE_OVER:
		break;
	}
	return false;
}

void change_timer(struct change *change, uint32_t *next_ticket, struct effects *effects)
{
	if (change->step == CHANGE_WAITING) {
		look(change, next_ticket, effects);
	}
}

bool change_cancel(struct change *change, struct effects *effects)
{
	if (change_under_way(change)) {
		return false;
	}
	if (change->step == CHANGE_CHECKING) {
		effect_add(effects, EFFECT_CANCEL)->ticket = change->ticket;
	}
	change_finish(change);
	return true;
}

bool change_under_way(const struct change *change)
{
	return change->step == CHANGE_SENT || change->step == CHANGE_LOOKING ||
		change->step == CHANGE_WAITING;
}

void change_finish(struct change *change)
{
	identity_request_finish(&change->request);
	identity_reply_finish(&change->reply);
	*change = (struct change){0};
}

const char *change_outcome_name(enum change_outcome outcome)
{
	static const char *const names[CHANGE_OUTCOME_COUNT] = {
		[CHANGE_DONE] = "done",
		[CHANGE_REFUSED] = "refused",
		[CHANGE_STALE] = "stale",
		[CHANGE_UNCHANGED] = "unchanged",
		[CHANGE_UNKNOWN] = "unknown",
	};

	return names[outcome];
}

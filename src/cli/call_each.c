/* SPDX-License-Identifier: MIT */
#include "call_each.h"

struct round {
	struct call *call;
	const struct call_each *each;
	size_t next, answered; /* requests */
	/* Those under way; an ID of 0 is a free place. */
	struct {
		uint64_t id;
		size_t index;
	} places[CALL_EACH_MOST];
};

static void send_more(struct round *round)
{
	for (size_t i = 0; i < CALL_EACH_MOST && round->next < round->each->count; i++) {
		if (round->places[i].id == 0) {
			struct identity_request request = {0};
			round->each->ask(round->each->data, round->next, &request);
			round->places[i].index = round->next++;
			round->places[i].id = identity_send(call_identity(round->call), &request);
		}
	}
}

static void replied(void *data, struct identity_reply *reply)
{
	struct round *round = data;

	for (size_t i = 0; i < CALL_EACH_MOST; i++) {
		if (round->places[i].id == reply->id) {
			round->places[i].id = 0;
			round->answered++;
			round->each->answered(round->each->data, round->places[i].index, reply);
			break;
		}
	}
	send_more(round);
	if (round->answered == round->each->count) {
		uv_stop(call_loop(round->call));
	}
}

bool call_each(struct call *call, const struct call_each *each, struct error *error)
{
	struct round round = {.call = call, .each = each};
	const struct identity_listener listener = {.replied = replied, .data = &round};
	bool ok = true;

	call_listen(call, &listener);
	send_more(&round);
	if (each->count > 0) {
		ok = call_run(call);
	}
	for (size_t i = 0; i < CALL_EACH_MOST; i++) {
		if (round.places[i].id != 0) {
			identity_cancel(call_identity(call), round.places[i].id);
		}
	}
	call_listen(call, NULL);
	return ok || error_set(error, ERROR_INTERRUPTED, "%s", "");
}

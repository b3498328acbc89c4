/* SPDX-License-Identifier: MIT
 * What a step can ask for: an answer of the service, a work on this machine, time. */
#include <string.h>

#include "../ticket.h"
#include "machine.h"

struct identity_request *ask(struct turn *turn, enum identity_op op)
{
	struct rotation *rotation = turn->rotation;
	struct effect *effect = effect_add(turn->effects, EFFECT_REQUEST);

	rotation->ticket = ticket_next(turn->next_ticket);
	rotation->tries++;
	effect->ticket = rotation->ticket;
	effect->request.op = op;
	memcpy(effect->request.user_id, rotation->user_id, sizeof(rotation->user_id));
	if (rotation->user_id[0] != '\0') { /* the session knows its own user's name */
		memcpy(effect->request.username, rotation->user_name, sizeof(rotation->user_name));
	}
	memcpy(effect->request.key_name, rotation->key_name, sizeof(rotation->key_name));
	return &effect->request;
}

void ask_probe(struct turn *turn, const struct credential *credential)
{
	struct identity_request *request = ask(turn, IDENTITY_PROBE_KEY);

	memcpy(request->username, turn->rotation->user_name, sizeof(request->username));
	request->credential = credential_link(credential);
}

static struct work_order *order(struct turn *turn, enum work_kind kind)
{
	struct effect *effect = effect_add(turn->effects, EFFECT_WORK);

	effect->order = work_order_create(kind);
	record_fill(turn->rotation, &effect->order->record);
	return effect->order;
}

struct work_order *ask_work(struct turn *turn, enum work_kind kind)
{
	struct work_order *work = order(turn, kind);

	work->ticket = turn->rotation->ticket = ticket_next(turn->next_ticket);
	return work;
}

struct work_order *ask_let_go(struct turn *turn)
{
	return order(turn, WORK_ABANDON);
}

void ask_wait(struct turn *turn, int number)
{
	static const int seconds[] = {1, 2, 4, 8, 15, 30};
	const int last = (int)(sizeof(seconds) / sizeof(*seconds)) - 1;
	struct effect *effect = effect_add(turn->effects, EFFECT_TIMER_START);

	if (number < 0) {
		number = 0; /* entered in mid-flow: no try was counted yet */
	}
	effect->timer = TIMER_ROTATION;
	effect->milliseconds = 1000 * seconds[number < last ? number : last];
	turn->rotation->ticket = 0;
}

void ask_no_more(struct turn *turn)
{
	struct rotation *rotation = turn->rotation;

	if (rotation->ticket != 0) {
		effect_add(turn->effects, EFFECT_CANCEL)->ticket = rotation->ticket;
	} else if (rotation_under_way(rotation)) {
		effect_add(turn->effects, EFFECT_TIMER_STOP)->timer = TIMER_ROTATION;
	}
}

void tell(struct turn *turn, enum rotation_news_kind kind, size_t index)
{
	struct rotation_news *news = turn->news;

	if (news != NULL && news->count < ROTATION_NEWS_MAX) {
		news->items[news->count].kind = kind;
		news->items[news->count++].index = index;
	}
}

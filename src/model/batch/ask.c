/* SPDX-License-Identifier: MIT
 * What every part of the batch may do: tell the user, begin no more, ask for a work. */
#include "machine.h"

void batch_tell(struct batch_turn *turn, enum batch_news_kind kind, size_t index)
{
	struct batch_news *news = turn->news;

	if (news != NULL && news->count < BATCH_NEWS_MAX) {
		news->items[news->count].kind = kind;
		news->items[news->count++].index = index;
	}
}

void batch_halt(struct batch_turn *turn, const struct error *error)
{
	struct batch *batch = turn->batch;

	if (!batch->halted) {
		batch->halted = true;
		batch->error = *error;
		batch_tell(turn, BATCH_HALTED, 0);
	}
}

struct work_order *batch_ask(struct batch_turn *turn, enum work_kind kind, uint32_t *ticket)
{
	struct effect *effect = effect_add(turn->effects, EFFECT_WORK);

	if (++*turn->next_ticket == 0) { /* 0 is no ticket */
		++*turn->next_ticket;
	}
	effect->order = work_order_create(kind);
	effect->order->ticket = *ticket = *turn->next_ticket;
	return effect->order;
}

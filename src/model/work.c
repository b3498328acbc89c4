/* SPDX-License-Identifier: MIT */
#include "keyturn/work.h"

#include <stdlib.h>

#include "keyturn/memory.h"

static void free_holders(struct holder **holders, size_t count)
{
	for (size_t i = 0; holders != NULL && i < count; i++) {
		holder_destroy(holders[i]);
	}
	free(holders);
}

static void free_tokens(struct secret **tokens, size_t count)
{
	for (size_t i = 0; tokens != NULL && i < count; i++) {
		secret_unlink(tokens[i]);
	}
	free(tokens);
}

void work_event_finish(struct work_event *event)
{
	holder_destroy(event->holder);
	free(event->reason);
	free(event->backup);
	free(event->still);
	free(event->entries);
	free_holders(event->places, event->place_count);
	free_tokens(event->tokens, event->token_count);
	unsearched_finish(&event->unsearched);
	event->holder = NULL;
	event->reason = event->backup = NULL;
	event->still = NULL;
	event->entries = NULL;
	event->places = NULL;
	event->tokens = NULL;
}

struct work_order *work_order_create(enum work_kind kind)
{
	struct work_order *order = memory_alloc(sizeof(*order));

	order->kind = kind;
	return order;
}

void work_order_add_places(struct work_order *order, struct holder *const *places, size_t count)
{
	order->places = memory_array(count, sizeof(*order->places));
	order->place_count = count;
	for (size_t i = 0; i < count; i++) {
		order->places[i] = holder_copy(places[i]);
	}
}

void work_order_destroy(struct work_order *order)
{
	if (order != NULL) {
		free(order->plan);
		free_holders(order->places, order->place_count);
		credential_drop(&order->old_credential);
		credential_drop(&order->new_credential);
		free(order);
	}
}

/* SPDX-License-Identifier: MIT
 * What a row's rotation asks for goes out as the batch's: there is one timer for all, one hook at a time, and
 * a reset that was put off is not closed in the journal but planned again. */
#include "machine.h"

/* Nothing was done for it, and it was not the key's fault. */
static bool is_put_off(const struct rotation *rotation)
{
	return rotation->outcome == ROTATION_OUTCOME_UNCHANGED &&
		(pace_is_passing(&rotation->error) || rotation->error.kind == ERROR_SESSION_ENDED);
}

/* False: it waits for its turn. */
static bool take_turn(struct batch *batch, struct batch_row *row, struct effect *effect)
{
	if (batch->hook == 0) {
		batch->hook = effect->order->ticket;
		return true;
	}
	row->hook = effect->order;
	effect->order = NULL;
	return false;
}

/* True when it goes out. */
static bool pass(struct batch_turn *turn, struct batch_row *row, struct effect *effect)
{
	struct batch *batch = turn->batch;

	if (effect->kind == EFFECT_TIMER_START) {
		row->due = turn->now + effect->milliseconds;
		return false;
	}
	if (effect->kind == EFFECT_TIMER_STOP) {
		row->due = 0;
		return false;
	}
	if (effect->kind != EFFECT_WORK) {
		return true;
	}
	effect->order->record.planned = batch->planned;
	if (effect->order->kind == WORK_CLOSE && is_put_off(&row->rotation)) {
		effect->order->kind = WORK_DEFER;
		row->deferred = true;
		row->doubted = row->doubted || row->rotation.error.kind == ERROR_SERVICE;
		effect->order->record.phase = row->doubted ? JOURNAL_CONFIRMED : JOURNAL_PLANNED;
	}
	return effect->order->kind != WORK_HOOK || take_turn(batch, row, effect);
}

void sift(struct batch_turn *turn, struct batch_row *row, size_t first)
{
	struct effects *effects = turn->effects;
	size_t kept = first;

	for (size_t i = first; i < effects->count; i++) {
		if (pass(turn, row, &effects->items[i])) {
			if (kept != i) {
				effects->items[kept] = effects->items[i];
			}
			kept++;
		}
	}
	effects->count = kept;
}

void sift_next_hook(struct batch_turn *turn)
{
	struct batch *batch = turn->batch;

	batch->hook = 0;
	for (size_t i = 0; i < batch->count && batch->hook == 0; i++) {
		struct batch_row *row = &batch->rows[i];
		if (row->hook != NULL) {
			batch->hook = row->hook->ticket;
			effect_add(turn->effects, EFFECT_WORK)->order = row->hook;
			row->hook = NULL;
		}
	}
}

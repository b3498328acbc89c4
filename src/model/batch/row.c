/* SPDX-License-Identifier: MIT
 * The life of a row: its key is read for the preview; later read again, compared with what was planned, and
 * reset by a rotation of its own. */
#include <stdio.h>
#include <string.h>

#include "machine.h"

static size_t index_of(const struct batch_turn *turn, const struct batch_row *row)
{
	return (size_t)(row - turn->batch->rows);
}

static void over(struct batch_turn *turn, struct batch_row *row, enum batch_row_state state)
{
	row->state = state;
	row->due = 0;
	batch_tell(turn, BATCH_ROW_OVER, index_of(turn, row));
}

/* Its turn comes again. */
static void put_off(struct batch_turn *turn, struct batch_row *row)
{
	row->state = BATCH_ROW_WAITING;
	row->due = turn->now + pace_delay(row->tries);
}

/* ---- beginning ---- */

static void set_up(const struct batch *batch, struct batch_row *row)
{
	struct rotation *rotation = &row->rotation;

	rotation_finish(rotation);
	rotation_init(rotation, &rotation_of_contact_key, batch->service, row->record.user_id,
		row->record.user);
	rotation->batch = row->record.batch;
	snprintf(rotation->keys_dir, sizeof(rotation->keys_dir), "%s", row->record.keys_dir);
	if (batch->hook_count > 0) {
		rotation_set_hooks(rotation, batch->hooks, batch->hook_count);
	}
}

/* What may have been sent is looked at; what certainly was not begins with a look at the key. */
static void begin(struct batch_turn *turn, struct batch_row *row)
{
	const struct rotation_event start = {.kind = ROTATION_EVENT_START};
	const struct rotation_event resume = {
		.kind = ROTATION_EVENT_RESUME, .record = &row->record};
	bool planned = turn->batch->step == BATCH_READING || row->doubted ||
		row->record.phase == JOURNAL_PLANNED;

	set_up(turn->batch, row);
	row_feed(turn, row, planned ? &start : &resume);
}

void row_start(struct batch_turn *turn, struct batch_row *row)
{
	row->state = BATCH_ROW_UNDER_WAY;
	row->due = 0;
	row->tries++;
	if (turn->batch->step == BATCH_RUNNING && !row->adopted) {
		row->work = BATCH_WORK_ADOPT;
		batch_ask(turn, WORK_ADOPT, &row->ticket)->record = row->record;
	} else {
		begin(turn, row);
	}
}

/* ---- ending without a reset ---- */

static void close_row(struct batch_turn *turn, struct batch_row *row, const struct error *error)
{
	struct work_order *order = batch_ask(turn, WORK_CLOSE, &row->ticket);

	row->error = *error;
	row->work = BATCH_WORK_CLOSE;
	order->record = row->record;
	order->note.event = HISTORY_RESET;
	snprintf(order->note.result, sizeof(order->note.result), "unchanged");
	snprintf(order->note.detail, sizeof(order->note.detail), "%s", error_name(error->kind));
}

void row_worked(struct batch_turn *turn, struct batch_row *row, const struct work_event *event)
{
	bool adopting = row->work == BATCH_WORK_ADOPT;

	row->work = BATCH_WORK_NONE;
	row->ticket = 0;
	if (adopting && event->ok) {
		row->adopted = true;
		begin(turn, row);
		return;
	}
	if (adopting) {
		row->error = event->error;
	}
	over(turn, row, BATCH_ROW_FAILED);
}

/* ---- what its rotation came to ---- */

static void forget_keys(struct batch_turn *turn, struct batch_row *row)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};
	size_t first = turn->effects->count;

	rotation_update(&row->rotation, &cancel, turn->next_ticket, turn->effects, NULL);
	sift(turn, row, first);
	row->due = 0;
}

void row_forget(struct batch_turn *turn, struct batch_row *row)
{
	forget_keys(turn, row);
}

/* For the preview the key's hash is enough. */
static void was_read(struct batch_turn *turn, struct batch_row *row)
{
	row->record.old_trace = row->rotation.old_trace;
	bool has_key = rotation_had_old(&row->rotation);
	forget_keys(turn, row);
	if (!has_key) {
		error_set(&row->error, ERROR_NOT_FOUND, "this user has no API key");
	}
	row->tries = 0;
	over(turn, row, has_key ? BATCH_ROW_READY : BATCH_ROW_BARRED);
	pace_went_well(turn->batch);
}

static bool is_as_planned(const struct batch_row *row)
{
	return memcmp(row->record.old_trace.parts, row->rotation.old_trace.parts,
		       sizeof(row->record.old_trace.parts)) == 0;
}

static void compare(struct batch_turn *turn, struct batch_row *row)
{
	const struct rotation_event confirm = {.kind = ROTATION_EVENT_CONFIRM};
	struct error error;

	if (is_as_planned(row)) {
		row->rotation.journal = row->record.id;
		row_feed(turn, row, &confirm);
		return;
	}
	forget_keys(turn, row);
	if (row->doubted) { /* it was this batch that did it: the new key is taken as it is */
		row->doubted = false;
		begin(turn, row);
		return;
	}
	error_set(&error, ERROR_STALE, "since the keys were read");
	close_row(turn, row, &error);
}

static void not_read(struct batch_turn *turn, struct batch_row *row)
{
	const struct error error = row->rotation.error;
	bool passing = pace_is_passing(&error) || error.kind == ERROR_SERVICE;

	if (passing && row->tries < BATCH_TRIES) {
		put_off(turn, row);
	} else if (turn->batch->step == BATCH_READING) {
		row->error = error;
		over(turn, row, BATCH_ROW_BARRED);
	} else if (passing || error.kind == ERROR_SESSION_ENDED) { /* the others fare no better */
		put_off(turn, row);
		batch_halt(turn, &error);
	} else {
		close_row(turn, row, &error);
	}
}

/* It is planned again, if the journal could be told. */
static void was_deferred(struct batch_turn *turn, struct batch_row *row)
{
	const struct error error = row->rotation.error;

	row->deferred = false;
	if (!row->rotation.closed) { /* there it may have been sent, and so it is looked at later */
		row->error = error;
		over(turn, row, BATCH_ROW_FAILED);
		batch_halt(turn, &error);
		return;
	}
	row->record.phase = row->doubted ? JOURNAL_CONFIRMED : JOURNAL_PLANNED;
	put_off(turn, row);
	if (row->tries >= BATCH_TRIES) {
		batch_halt(turn, &error);
	}
}

static void ended(struct batch_turn *turn, struct batch_row *row)
{
	struct rotation *rotation = &row->rotation;
	bool not_begun = rotation->outcome == ROTATION_OUTCOME_UNCHANGED && !rotation->closed;

	if (row->deferred) {
		was_deferred(turn, row);
		return;
	}
	credential_drop(&rotation->new_credential); /* what is in its file need not be here */
	over(turn, row, BATCH_ROW_ENDED);
	/* Where the journal or a file cannot be written, the next one would fare no better. */
	if (rotation_is_unstored(rotation) ||
		(not_begun && rotation->error.kind != ERROR_STALE &&
			rotation->error.kind != ERROR_UNFINISHED)) {
		batch_halt(turn, &rotation->error);
	} else {
		pace_went_well(turn->batch);
	}
}

static void look(struct batch_turn *turn, struct batch_row *row)
{
	if (row->rotation.step == ROTATION_CONFIRMING) {
		if (turn->batch->step == BATCH_READING) {
			was_read(turn, row);
		} else {
			compare(turn, row);
		}
	} else if (row->rotation.step == ROTATION_IDLE) {
		not_read(turn, row);
	} else if (row->rotation.step == ROTATION_FINISHED) {
		ended(turn, row);
	}
}

void row_feed(struct batch_turn *turn, struct batch_row *row, const struct rotation_event *event)
{
	size_t first = turn->effects->count;

	if (event->kind != ROTATION_EVENT_CANCEL) {
		row->due = 0;
	}
	bool changed = rotation_update(
		&row->rotation, event, turn->next_ticket, turn->effects, NULL);
	sift(turn, row, first);
	if (changed || event->kind == ROTATION_EVENT_RESUME) {
		look(turn, row);
	}
}

void row_free(struct batch_row *row)
{
	rotation_finish(&row->rotation);
	work_order_destroy(row->hook);
	row->hook = NULL;
}

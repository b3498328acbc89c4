/* SPDX-License-Identifier: MIT
 * The machine: takes an event to its row, then lets as many rows begin as may. */
#include "keyturn/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "machine.h"

void batch_init(struct batch *batch, const char *service, const char *keys_dir,
	const char *const *hooks, size_t hook_count)
{
	memset(batch, 0, sizeof(*batch));
	snprintf(batch->service, sizeof(batch->service), "%s", service);
	snprintf(batch->keys_dir, sizeof(batch->keys_dir), "%s", keys_dir);
	batch->hooks = memory_array(hook_count, sizeof(*batch->hooks));
	for (size_t i = 0; i < hook_count; i++) {
		batch->hooks[i] = hooks[i];
	}
	batch->hook_count = hook_count;
	batch->limit = BATCH_AT_ONCE;
}

static struct batch_row *add(struct batch *batch)
{
	if (batch->count == BATCH_ROWS_MAX || batch->step != BATCH_IDLE) {
		return NULL;
	}
	if (batch->count == batch->room) {
		size_t room = batch->room == 0 ? 16 : 2 * batch->room;
		struct batch_row *rows = memory_array(room, sizeof(*rows));
		if (batch->count > 0) {
			memcpy(rows, batch->rows, batch->count * sizeof(*rows));
		}
		free(batch->rows);
		batch->rows = rows;
		batch->room = room;
	}
	return &batch->rows[batch->count++];
}

bool batch_add(struct batch *batch, const char *id, const char *name)
{
	struct batch_row *row = add(batch);

	if (row == NULL) {
		return false;
	}
	struct journal_record *record = &row->record;
	row->own = id != NULL && id[0] == '\0';
	record->kind = row->own ? rotation_of_api_key.number : rotation_of_contact_key.number;
	snprintf(record->service, sizeof(record->service), "%s", batch->service);
	snprintf(record->user_id, sizeof(record->user_id), "%s", id != NULL ? id : "");
	snprintf(record->user, sizeof(record->user), "%s", name);
	snprintf(record->keys_dir, sizeof(record->keys_dir), "%s", row->own ? "" : batch->keys_dir);
	return true;
}

void batch_bar(struct batch *batch, enum error_kind kind, const char *why)
{
	struct batch_row *row = &batch->rows[batch->count - 1];

	row->state = BATCH_ROW_BARRED;
	error_set(&row->error, kind, "%s", why);
}

bool batch_add_record(struct batch *batch, const struct journal_record *record)
{
	struct batch_row *row = record->kind == rotation_of_contact_key.number ? add(batch) : NULL;

	if (row != NULL) {
		row->record = *record;
		batch->resumed = true;
	}
	return row != NULL;
}

void batch_finish(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		row_free(&batch->rows[i]);
	}
	free(batch->rows);
	free(batch->hooks);
	memset(batch, 0, sizeof(*batch));
}

/* ---- all rows ---- */

static void go_to(struct batch_turn *turn, enum batch_step step)
{
	turn->batch->step = step;
	batch_tell(turn, BATCH_STEPPED, 0);
}

static void set_all(struct batch *batch, enum batch_row_state from, enum batch_row_state to)
{
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->rows[i].state == from) {
			batch->rows[i].state = to;
		}
	}
}

static size_t count_state(const struct batch *batch, enum batch_row_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < batch->count; i++) {
		count += batch->rows[i].state == state;
	}
	return count;
}

/* The rows in a state, for the journal. */
static struct work_order *ask_for_all(
	struct batch_turn *turn, enum work_kind kind, enum batch_row_state state)
{
	struct batch *batch = turn->batch;
	struct work_order *order = batch_ask(turn, kind, &batch->ticket);

	order->plan = memory_array(count_state(batch, state), sizeof(*order->plan));
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->rows[i].state == state) {
			order->plan[order->plan_count++] = batch->rows[i].record;
		}
	}
	snprintf(order->record.keys_dir, sizeof(order->record.keys_dir), "%s", batch->keys_dir);
	return order;
}

/* ---- planning, and the end ---- */

static void run(struct batch_turn *turn)
{
	turn->batch->began = turn->now;
	go_to(turn, BATCH_RUNNING);
}

/* In the journal the rows have numbers that follow one another. */
static void was_planned(struct batch *batch, const struct work_event *event)
{
	int64_t id = event->journal;

	for (size_t i = 0; i < batch->count; i++) {
		struct batch_row *row = &batch->rows[i];
		if (row->state == BATCH_ROW_READY) {
			row->record.id = id++;
			row->record.batch = event->batch;
			row->record.phase = JOURNAL_PLANNED;
			row->adopted = true;
			row->tries = 0;
			row->state = row->own ? BATCH_ROW_READY : BATCH_ROW_WAITING;
		}
	}
}

static void planning_worked(struct batch_turn *turn, const struct work_event *event)
{
	struct batch *batch = turn->batch;

	if (event->ok) {
		was_planned(batch, event);
		run(turn);
	} else {
		batch->error = event->error;
		set_all(batch, BATCH_ROW_READY, BATCH_ROW_STOPPED);
		go_to(turn, BATCH_FINISHED);
	}
}

/* What the user stopped before it was begun is not in the journal any more, if that could be told. */
static bool drops(const struct batch *batch)
{
	return batch->stopping && !batch->resumed && !batch->halted;
}

static void ending_worked(struct batch_turn *turn, const struct work_event *event)
{
	struct batch *batch = turn->batch;
	bool dropped = drops(batch) && event->ok;

	set_all(batch, BATCH_ROW_WAITING, dropped ? BATCH_ROW_STOPPED : BATCH_ROW_KEPT);
	go_to(turn, BATCH_FINISHED);
}

/* Nothing is under way any more. */
static void end(struct batch_turn *turn)
{
	struct batch *batch = turn->batch;

	for (size_t i = 0; i < batch->count && drops(batch); i++) {
		if (batch->rows[i].state == BATCH_ROW_WAITING && batch->rows[i].doubted) {
			batch->rows[i].state = BATCH_ROW_KEPT; /* 'resume' sees what became of it */
		}
	}
	if (batch->stopping || batch->halted) { /* one's own is not done, either */
		set_all(batch, BATCH_ROW_READY, BATCH_ROW_WAITING);
	}
	if (count_state(batch, BATCH_ROW_WAITING) == 0) {
		go_to(turn, BATCH_FINISHED);
		return;
	}
	ask_for_all(turn, drops(batch) ? WORK_DROP : WORK_RELEASE, BATCH_ROW_WAITING);
	go_to(turn, BATCH_ENDING);
}

/* ---- going on ---- */

static struct batch_row *next_row(struct batch *batch, int64_t now)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct batch_row *row = &batch->rows[i];
		if (row->state == BATCH_ROW_WAITING && row->due <= now) {
			return row;
		}
	}
	return NULL;
}

static void start_rows(struct batch_turn *turn)
{
	struct batch *batch = turn->batch;
	struct batch_row *row;

	while (pace_allows(batch, count_state(batch, BATCH_ROW_UNDER_WAY), turn->now) &&
		(row = next_row(batch, turn->now)) != NULL) {
		row_start(turn, row);
	}
}

static void go_on(struct batch_turn *turn)
{
	struct batch *batch = turn->batch;

	if (batch->step == BATCH_READING || batch->step == BATCH_RUNNING) {
		start_rows(turn);
		bool more = count_state(batch, BATCH_ROW_WAITING) > 0 && !batch->stopping &&
			!batch->halted;
		if (count_state(batch, BATCH_ROW_UNDER_WAY) == 0 && !more) {
			if (batch->step == BATCH_RUNNING) {
				end(turn);
			} else {
				go_to(turn, BATCH_CONFIRMING);
			}
		}
	}
	pace_set_timer(turn);
}

/* ---- events ---- */

static void start(struct batch_turn *turn, int64_t wall)
{
	struct batch *batch = turn->batch;

	if (batch->step != BATCH_IDLE) {
		return;
	}
	batch->planned = wall;
	if (batch->resumed) {
		run(turn);
	} else {
		go_to(turn, BATCH_READING);
	}
}

static void confirm(struct batch_turn *turn)
{
	const struct batch *batch = turn->batch;

	if (batch->step == BATCH_CONFIRMING && count_state(batch, BATCH_ROW_READY) > 0) {
		ask_for_all(turn, WORK_PLAN, BATCH_ROW_READY);
		go_to(turn, BATCH_PLANNING);
	}
}

/* Before anything was confirmed. */
static void decline(struct batch_turn *turn)
{
	struct batch *batch = turn->batch;

	for (size_t i = 0; i < batch->count; i++) {
		struct batch_row *row = &batch->rows[i];
		if (row->state == BATCH_ROW_UNDER_WAY) {
			row_forget(turn, row);
			row->state = BATCH_ROW_STOPPED;
		}
	}
	set_all(batch, BATCH_ROW_WAITING, BATCH_ROW_STOPPED);
	set_all(batch, BATCH_ROW_READY, BATCH_ROW_STOPPED);
	go_to(turn, BATCH_FINISHED);
}

/* The rotations stop; one whose hook has not begun waits for that, and ends by itself. */
static void stop_rows(struct batch_turn *turn)
{
	const struct rotation_event cancel = {.kind = ROTATION_EVENT_CANCEL};
	struct batch *batch = turn->batch;

	for (size_t i = 0; i < batch->count; i++) {
		struct batch_row *row = &batch->rows[i];
		if (row->state == BATCH_ROW_UNDER_WAY && row->work == BATCH_WORK_NONE &&
			row->hook == NULL) {
			row_feed(turn, row, &cancel);
		}
	}
}

static void cancel(struct batch_turn *turn)
{
	struct batch *batch = turn->batch;

	if (batch->step == BATCH_IDLE || batch->step == BATCH_READING ||
		batch->step == BATCH_CONFIRMING) {
		batch->stopping = true;
		decline(turn);
	} else if (batch->step == BATCH_RUNNING && batch->stopping) {
		stop_rows(turn);
	} else if (batch->step < BATCH_ENDING) {
		batch->stopping = true;
	}
}

static struct batch_row *find_row(const struct batch *batch, uint32_t ticket)
{
	for (size_t i = 0; ticket != 0 && i < batch->count; i++) {
		struct batch_row *row = &batch->rows[i];
		if (row->state == BATCH_ROW_UNDER_WAY &&
			(row->ticket == ticket || row->rotation.ticket == ticket)) {
			return row;
		}
	}
	return NULL;
}

static void replied(struct batch_turn *turn, const struct batch_event *event)
{
	struct batch_row *row = find_row(turn->batch, event->ticket);
	const struct rotation_event reply = {
		.kind = ROTATION_EVENT_REPLY, .ticket = event->ticket, .reply = event->reply};

	if (row == NULL) {
		return;
	}
	if (event->reply->outcome != OUTCOME_OK && pace_is_passing(&event->reply->error)) {
		pace_slow(turn, event->reply->retry_after);
	}
	row_feed(turn, row, &reply);
}

static void waits(struct batch_turn *turn, const struct batch_event *event)
{
	if (find_row(turn->batch, event->ticket) != NULL && event->wait->reason == WAIT_RETRY) {
		pace_slow(turn, event->wait->seconds);
	}
}

static void timer(struct batch_turn *turn)
{
	const struct rotation_event due = {.kind = ROTATION_EVENT_TIMER};
	struct batch *batch = turn->batch;

	batch->timer = 0;
	for (size_t i = 0; i < batch->count; i++) {
		struct batch_row *row = &batch->rows[i];
		if (row->state == BATCH_ROW_UNDER_WAY && row->due != 0 && row->due <= turn->now) {
			row_feed(turn, row, &due);
		}
	}
}

static void row_did(struct batch_turn *turn, struct work_event *work)
{
	struct batch *batch = turn->batch;
	struct batch_row *row = find_row(batch, work->ticket);
	const struct rotation_event event = {.kind = ROTATION_EVENT_WORK, .work = work};
	bool hook = work->ticket == batch->hook;

	if (row != NULL && row->ticket == work->ticket) {
		row_worked(turn, row, work);
	} else if (row != NULL) {
		row_feed(turn, row, &event);
	}
	if (hook) {
		sift_next_hook(turn);
	}
}

static void worked(struct batch_turn *turn, struct work_event *work)
{
	struct batch *batch = turn->batch;

	if (work->kind != WORK_EVENT_DONE || work->ticket == 0) {
		return;
	}
	if (work->ticket != batch->ticket) {
		row_did(turn, work);
		return;
	}
	batch->ticket = 0;
	if (batch->step == BATCH_PLANNING) {
		planning_worked(turn, work);
	} else {
		ending_worked(turn, work);
	}
}

static void take(struct batch_turn *turn, const struct batch_event *event)
{
	switch (event->kind) {
	case BATCH_EVENT_START:
		start(turn, event->wall);
		break;
	case BATCH_EVENT_CONFIRM:
		confirm(turn);
		break;
	case BATCH_EVENT_CANCEL:
		cancel(turn);
		break;
	case BATCH_EVENT_REPLY:
		replied(turn, event);
		break;
	case BATCH_EVENT_WAIT:
		waits(turn, event);
		break;
	case BATCH_EVENT_TIMER:
		timer(turn);
		break;
	case BATCH_EVENT_WORK:
		worked(turn, event->work);
		break;
	case BATCH_EVENT_COUNT:
		break;
	}
}

void batch_update(struct batch *batch, const struct batch_event *event, uint32_t *next_ticket,
	struct effects *effects, struct batch_news *news)
{
	struct batch_turn turn = {batch, event->now, next_ticket, effects, news};

	take(&turn, event);
	go_on(&turn);
}

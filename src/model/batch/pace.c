/* SPDX-License-Identifier: MIT
 * How fast: as many rows at once as the service bears. */
#include "machine.h"

enum { SECONDS_MAX = 30, RETRY_AFTER_MAX = 300 };

bool pace_is_passing(const struct error *error)
{
	return error->kind == ERROR_RATE_LIMIT || error->kind == ERROR_UNREACHABLE ||
		error->kind == ERROR_TIMEOUT || error->http == 413 || error->http == 429 ||
		error->http == 503;
}

int64_t pace_delay(int tries)
{
	int64_t seconds = tries < 6 ? (int64_t)1 << (tries > 0 ? tries - 1 : 0) : SECONDS_MAX;

	return 1000 * (seconds < SECONDS_MAX ? seconds : SECONDS_MAX);
}

/* Rows that were refused together count once. */
void pace_slow(struct batch_turn *turn, int seconds)
{
	struct batch *batch = turn->batch;
	int64_t asked = 1000 * (int64_t)(seconds < RETRY_AFTER_MAX ? seconds : RETRY_AFTER_MAX);

	if (turn->now >= batch->pause) {
		batch->limit = batch->limit > 1 ? batch->limit / 2 : 1;
		batch->slowed++;
		batch->pause = turn->now + pace_delay(batch->slowed);
		batch_tell(turn, BATCH_SLOWED, 0);
	}
	if (batch->pause < turn->now + asked) {
		batch->pause = turn->now + asked;
	}
	batch->since_slowed = 0;
}

void pace_went_well(struct batch *batch)
{
	batch->slowed = 0;
	if (++batch->since_slowed >= batch->limit && batch->limit < BATCH_AT_ONCE) {
		batch->limit++;
		batch->since_slowed = 0;
	}
}

bool pace_allows(const struct batch *batch, size_t under_way, int64_t now)
{
	return under_way < batch->limit && now >= batch->pause && !batch->stopping &&
		!batch->halted;
}

/* Of two times, the one that comes first; 0 is none. */
static int64_t earlier(int64_t a, int64_t b)
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

static int64_t next_time(const struct batch *batch)
{
	size_t under_way = 0;
	int64_t at = 0, begins = 0;

	for (size_t i = 0; i < batch->count; i++) {
		const struct batch_row *row = &batch->rows[i];
		if (row->state == BATCH_ROW_UNDER_WAY) {
			under_way++;
			at = earlier(at, row->due);
		} else if (row->state == BATCH_ROW_WAITING) {
			int64_t due = row->due > batch->pause ? row->due : batch->pause;
			begins = earlier(begins, due > 0 ? due : 1);
		}
	}
	/* With as many under way as may be, one of them must end first. */
	bool may = under_way < batch->limit && !batch->stopping && !batch->halted &&
		(batch->step == BATCH_READING || batch->step == BATCH_RUNNING);
	return may ? earlier(at, begins) : at;
}

void pace_set_timer(struct batch_turn *turn)
{
	struct batch *batch = turn->batch;
	int64_t at = next_time(batch);

	if (at == batch->timer) {
		return;
	}
	if (at == 0) {
		effect_add(turn->effects, EFFECT_TIMER_STOP)->timer = TIMER_BATCH;
	} else {
		struct effect *effect = effect_add(turn->effects, EFFECT_TIMER_START);
		effect->timer = TIMER_BATCH;
		effect->milliseconds = at > turn->now ? at - turn->now : 0;
	}
	batch->timer = at;
}

/* ---- for the user ---- */

static bool is_over(const struct batch_row *row)
{
	return row->state == BATCH_ROW_ENDED || row->state == BATCH_ROW_FAILED;
}

bool batch_pace(const struct batch *batch, int64_t now, double *per_minute, int64_t *seconds)
{
	size_t over = 0, remaining = batch_count(batch).remaining;
	int64_t took = now - batch->began;

	for (size_t i = 0; i < batch->count; i++) {
		over += is_over(&batch->rows[i]);
	}
	if (batch->step != BATCH_RUNNING || over == 0 || took <= 0) {
		return false;
	}
	*per_minute = 60000.0 * (double)over / (double)took;
	*seconds = (int64_t)((double)took * (double)remaining / (double)over / 1000.0 + 0.5);
	return true;
}

int64_t batch_pause(const struct batch *batch, int64_t now)
{
	return batch->pause > now ? (batch->pause - now + 999) / 1000 : 0;
}

/* SPDX-License-Identifier: MIT
 * Batches against a service that refuses, puts off, drops and ends sessions, on a machine whose disk fills up
 * and which is killed at any moment and goes on from its journal. Whatever happens, each user is reset at most
 * once, no new key is claimed to be in a file that does not have it, and nobody is reset who should not be.
 * Then every event in every step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "batch_world.h"
#include "slow.h"
#include "keyturn/memory.h"

enum { RUNS = 6000, TURNS_MAX = 6000 };

/* ---- processes ---- */

static void forget_process(struct batch_world *world)
{
	for (size_t i = 0; i < world->work_count; i++) {
		work_order_destroy(world->works[i]);
	}
	batch_finish(&world->batch);
	world->work_count = world->asked_count = 0;
	world->timer = 0;
}

static void name_of(size_t user, char out[24])
{
	snprintf(out, 24, "u%zu", user);
}

static void new_batch(struct batch_world *world)
{
	static const char *const hooks[] = {"store"};

	batch_init(&world->batch, "https://s", "/keys", hooks, batch_world_roll(world, 2));
}

/* What the journal has is taken up again; false when it has nothing. */
static bool resume(struct batch_world *world)
{
	bool any = false;

	new_batch(world);
	for (size_t i = world->own ? 1 : 0; i < world->users; i++) {
		struct journal_record record = {.id = (int64_t)i + 1, .batch = 1};
		struct credential old = batch_world_key(i, world->user[i].old);
		record.kind = rotation_of_contact_key.number;
		record.phase = (enum journal_phase)world->user[i].phase;
		snprintf(record.keys_dir, sizeof(record.keys_dir), "/keys");
		snprintf(record.user_id, sizeof(record.user_id), "%zu", i);
		name_of(i, record.user);
		credential_trace(&old, &record.old_trace);
		credential_drop(&old);
		if (world->user[i].phase == JOURNAL_NEW) {
			snprintf(record.new_trace.fingerprint, sizeof(record.new_trace.fingerprint),
				"new");
		}
		if (world->user[i].phase != NONE && world->user[i].phase != JOURNAL_FINISHED) {
			assert_true(batch_add_record(&world->batch, &record));
			any = true;
		}
	}
	if (any) {
		batch_world_tell(world, BATCH_EVENT_START);
	}
	return any;
}

static void begin_first(struct batch_world *world)
{
	char id[24], name[24];

	new_batch(world);
	for (size_t i = 0; i < world->users; i++) {
		snprintf(id, sizeof(id), "%zu", i);
		name_of(i, name);
		assert_true(batch_add(&world->batch, world->own && i == 0 ? "" : id, name));
	}
	batch_world_tell(world, BATCH_EVENT_START);
}

static void step(struct batch_world *world)
{
	const uint32_t chance = batch_world_roll(world, 3);

	if (world->batch.step == BATCH_CONFIRMING) {
		world->confirmed = !batch_world_fails(world, 20) &&
			batch_count(&world->batch).ready > 0;
		batch_world_tell(
			world, world->confirmed ? BATCH_EVENT_CONFIRM : BATCH_EVENT_CANCEL);
	} else if (batch_world_fails(world, 120)) {
		batch_world_interfere(world);
	} else if (batch_world_fails(world, 500)) {
		batch_world_tell(world, BATCH_EVENT_CANCEL);
	} else if (world->work_count > 0 && (chance == 0 || world->asked_count == 0)) {
		batch_world_finish_work(world);
	} else if (world->asked_count > 0 && (chance != 2 || world->timer == 0)) {
		batch_world_answer(world);
	} else if (world->timer != 0) {
		world->now = world->timer > world->now ? world->timer : world->now;
		world->timer = 0;
		batch_world_tell(world, BATCH_EVENT_TIMER);
	} else {
		assert_true(world->work_count > 0); /* or nothing would ever happen again */
		batch_world_finish_work(world);
	}
}

/* ---- what must be so ---- */

static void check_row(const struct batch_world *world, const struct batch_row *row)
{
	const struct user_world *user = &world->user[batch_world_user(row->record.user)];
	const struct rotation *rotation = &row->rotation;

	assert_true(user->resets <= 1);
	assert_int_not_equal(row->state, BATCH_ROW_UNDER_WAY);
	assert_int_not_equal(row->state, BATCH_ROW_WAITING);
	assert_null(rotation->old_credential.parts[0]);
	assert_null(rotation->new_credential.parts[0]);
	if (row->state == BATCH_ROW_BARRED || row->state == BATCH_ROW_STOPPED) {
		assert_int_equal(user->resets, 0);
	}
	if (row->state == BATCH_ROW_ENDED && rotation->outcome == ROTATION_OUTCOME_NEW) {
		assert_true(user->resets + user->by_others > 0);
		assert_true(!rotation->stored || user->file == user->key || user->by_others > 0);
		assert_true(rotation_something_left(rotation) || user->file == user->key ||
			user->by_others > 0);
	}
	if (row->state == BATCH_ROW_FAILED ||
		(row->state == BATCH_ROW_ENDED &&
			rotation->outcome == ROTATION_OUTCOME_UNCHANGED)) {
		assert_int_equal(user->resets, 0);
	}
	if (row->state == BATCH_ROW_KEPT) {
		assert_true(user->phase == JOURNAL_PLANNED || user->phase == JOURNAL_CONFIRMED ||
			world->batch.resumed);
	}
}

static void play(struct batch_world *world)
{
	for (int i = 0; i < TURNS_MAX && world->batch.step != BATCH_FINISHED; i++) {
		world->calm = world->calm || i > 900;
		step(world);
		if (batch_world_fails(world, 150) && world->confirmed &&
			world->batch.step > BATCH_CONFIRMING) {
			world->crashes++;
			forget_process(world);
			if (!resume(world)) {
				return;
			}
		}
	}
	assert_int_equal(world->batch.step, BATCH_FINISHED);
	while (world->work_count > 0) {
		batch_world_finish_work(world);
	}
	for (size_t i = 0; i < world->batch.count; i++) {
		check_row(world, &world->batch.rows[i]);
	}
}

static void check_all_over(const struct batch_world *world)
{
	for (size_t i = 0; i < world->users; i++) {
		const struct user_world *user = &world->user[i];
		if (world->own && i == 0) {
			assert_int_equal(user->resets, 0);
			continue;
		}
		assert_true(user->phase == NONE || user->phase == JOURNAL_FINISHED);
		assert_int_equal(user->key, user->old + user->resets + user->by_others);
		assert_true(user->resets == 0 || user->file == user->key || user->by_others > 0);
		assert_true(world->confirmed || user->resets == 0);
	}
}

static void make(struct batch_world *world, uint32_t seed)
{
	memset(world, 0, sizeof(*world));
	world->random = seed;
	world->users = 1 + batch_world_roll(world, USERS);
	world->own = batch_world_roll(world, 2) == 0;
	for (size_t i = 0; i < world->users; i++) {
		struct user_world *user = &world->user[i];
		user->key = user->old = batch_world_roll(world, 9) == 0 ? NONE : 0;
		user->forbidden = batch_world_roll(world, 8) == 0;
		user->file = user->phase = NONE;
	}
}

static void batch__random_worlds__each_once_and_in_its_file(void **state)
{
	struct batch_world *world = memory_alloc(sizeof(*world));
	const int runs = RUNS / (int)slow_share();
	int resets = 0, crashes = 0, halts = 0, slowed = 0;

	(void)state;
	for (uint32_t number = 1; number <= (uint32_t)runs; number++) {
		make(world, number * 2654435761u);
		begin_first(world);
		play(world);
		world->calm = true;
		forget_process(world);
		if (resume(world)) {
			play(world);
		}
		check_all_over(world);
		forget_process(world);
		for (size_t i = 0; i < world->users; i++) {
			resets += world->user[i].resets;
		}
		crashes += world->crashes;
		halts += world->halts;
		slowed += world->slowed;
	}
	print_message("# %d resets, %d crashes, %d halts, slowed %d times\n", resets, crashes,
		halts, slowed);
	assert_true(resets > runs && crashes > runs / 4 && halts > runs / 20 && slowed > runs / 4);
	free(world);
}

/* ---- every event in every step ---- */

static void poke(struct batch_world *world, enum batch_event_kind kind, bool stale)
{
	struct identity_reply reply = {
		.outcome = OUTCOME_REFUSED, .error = {.kind = ERROR_FORBIDDEN}};
	const struct identity_wait wait = {.reason = WAIT_RETRY, .seconds = 1};
	struct work_event event = {.kind = WORK_EVENT_DONE, .ticket = stale ? 9999 : 0};
	const size_t asked = world->asked_count;

	batch_world_give(world,
		&(struct batch_event){.kind = kind,
			.ticket = 9999,
			.reply = &reply,
			.wait = &wait,
			.work = &event});
	if (kind == BATCH_EVENT_REPLY || kind == BATCH_EVENT_WORK || kind == BATCH_EVENT_WAIT) {
		assert_int_equal(world->asked_count, asked); /* it is nobody's */
	}
}

static void batch_update__every_step_and_event__goes_on_to_the_end(void **state)
{
	struct batch_world *world = memory_alloc(sizeof(*world));
	bool seen[BATCH_STEP_COUNT] = {false};

	(void)state;
	for (uint32_t number = 1; number <= 4000; number++) {
		make(world, number * 2246822519u);
		begin_first(world);
		for (uint32_t before = batch_world_roll(world, 120);
			before > 0 && world->batch.step != BATCH_FINISHED; before--) {
			step(world);
		}
		seen[world->batch.step] = true;
		poke(world, (enum batch_event_kind)(number % BATCH_EVENT_COUNT), number % 2 == 0);
		world->confirmed = world->confirmed || world->batch.step > BATCH_CONFIRMING;
		world->calm = true;
		play(world);
		forget_process(world);
	}
	for (int i = BATCH_READING; i < BATCH_STEP_COUNT; i++) {
		assert_true(seen[i]);
	}
	free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batch__random_worlds__each_once_and_in_its_file),
		cmocka_unit_test(batch_update__every_step_and_event__goes_on_to_the_end),
	};

	return cmocka_run_group_tests(tests, batch_world_make_keys, batch_world_drop_keys);
}

/* SPDX-License-Identifier: MIT
 * Whole rotations against a service that drops, refuses and lies, on a machine that fails, is killed at
 * any moment and restarts from its journal, while other administrators reset the same key and other
 * programs write the same files. Whatever happens, no key is lost, one confirmation sends at most one
 * reset, and nothing false is claimed. A failure prints its seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"
#include "slow.h"
#include "world.h"

enum { RUNS = 100000, TURNS_MAX = 3000 };

static const char *const hook_names[] = {"reload"};

/* ---- turns ---- */

static void drop_request(struct world *world)
{
	secret_unlink(world->request.request.secret);
	credential_drop(&world->request.request.credential);
	world->request.request.secret = NULL;
}

static void take_effect(struct world *world, struct effect *effect)
{
	if (effect->kind == EFFECT_REQUEST) {
		drop_request(world);
		world->request = *effect;
		world->is_request = true;
		effect->request.secret = NULL;
		effect->request.credential = (struct credential){0};
		if (effect->request.op == world->kind->issue) {
			world->journal.sent++;
			assert_true(world->journal.open);
			assert_false(world->rotation.resumed);
			assert_int_equal(world->journal.sent, 1);
		}
	} else if (effect->kind == EFFECT_WORK && effect->order->kind != WORK_ABANDON) {
		work_order_destroy(world->work);
		world->work = effect->order;
		effect->order = NULL;
	} else if (effect->kind == EFFECT_CANCEL) {
		world->is_request = false;
	} else if (effect->kind == EFFECT_SEARCH) {
		world->is_search = true;
		world->searched = 0;
	}
	world->is_timer = (world->is_timer || effect->kind == EFFECT_TIMER_START) &&
		effect->kind != EFFECT_TIMER_STOP;
}

static void give(struct world *world, const struct rotation_event *event)
{
	static struct effects effects; /* empty after each use; clearing all of it takes long */

	rotation_update(&world->rotation, event, &world->next_ticket, &effects, NULL);
	for (size_t i = 0; i < effects.count; i++) {
		take_effect(world, &effects.items[i]);
	}
	effects_finish(&effects);
}

static void serve(struct world *world)
{
	struct identity_reply reply = {.outcome = OUTCOME_OK};
	const struct rotation_event event = {
		.kind = ROTATION_EVENT_REPLY, .ticket = world->request.ticket, .reply = &reply};

	world->is_request = false;
	world_answer(world, &world->request.request, &reply);
	give(world, &event);
	credential_drop(&reply.credential);
}

static void finish_work(struct world *world)
{
	struct work_order *order = world->work;
	struct work_event work = {.kind = WORK_EVENT_DONE, .ok = true, .ticket = order->ticket};
	const struct rotation_event event = {.kind = ROTATION_EVENT_WORK, .work = &work};

	world->work = NULL;
	world_work(world, order, &work);
	work_order_destroy(order);
	if (!work.ok && work.error.kind == ERROR_NONE) {
		error_set(&work.error, ERROR_SYSTEM, "disk full");
	}
	give(world, &event);
	work_event_finish(&work);
}

static void search_on(struct world *world)
{
	struct work_event work = {.kind = WORK_EVENT_SEARCHED};
	const struct rotation_event event = {.kind = ROTATION_EVENT_WORK, .work = &work};
	size_t file = world->searched++;

	if (file < FILES) {
		char path[] = {(char)('0' + file), '\0'};
		work.kind = WORK_EVENT_PROGRESS;
		if (world->files[file] == world_number(&world->rotation.old_credential)) {
			work.kind = WORK_EVENT_FOUND;
			work.holder = holder_create(HOLDER_FILE, path);
			work.holder->action = world_roll(world, 6) == 0 ? HOLDER_MANUAL
									: HOLDER_UPDATE;
		}
	} else {
		world->is_search = false;
		work.stopped = world_fails(world, 5);
	}
	give(world, &event);
	work_event_finish(&work);
}

static void begin_anew(struct world *world)
{
	rotation_finish(&world->rotation);
	rotation_init(&world->rotation, world->kind, "https://s", "", "jqsmith");
	rotation_set_hooks(&world->rotation, hook_names, 1);
	if (world->kind->unsearched) {
		snprintf(world->rotation.keys_dir, sizeof(world->rotation.keys_dir), "/keys");
	}
	world->is_request = world->is_timer = world->is_search = false;
	work_order_destroy(world->work);
	world->work = NULL;
	world->dead = 0;
	memset(world->accepted, 0, sizeof(world->accepted));
	memset(world->refused, 0, sizeof(world->refused));
}

static void resume(struct world *world)
{
	const struct journal *journal = &world->journal;
	struct journal_record record = journal->record;
	struct credential kept;
	struct rotation_event event = {
		.kind = ROTATION_EVENT_RESUME, .record = &record, .place_count = journal->count};

	begin_anew(world);
	if (journal->kept != KEY_NONE) {
		kept = world_credential(world, journal->kept);
		event.kept = &kept;
	}
	event.places = memory_array(FILES, sizeof(*event.places));
	for (size_t i = 0; i < journal->count; i++) {
		char path[] = {(char)('0' + journal->files[i]), '\0'};
		event.places[i] = holder_create(HOLDER_FILE, path);
		event.places[i]->status = journal->places[i];
		event.places[i]->action = journal->actions[i];
	}
	world->resumes++;
	give(world, &event);
}

/* Killed: whatever is under way on this machine or at the service may or may not be completed. */
static void crash(struct world *world)
{
	struct identity_reply reply = {.outcome = OUTCOME_OK};
	struct work_event work = {.ok = true};

	if (world->is_request && world_roll(world, 2) == 0) {
		world_answer(world, &world->request.request, &reply);
		credential_drop(&reply.credential);
	}
	if (world->work != NULL && world_roll(world, 2) == 0) {
		world_work(world, world->work, &work);
		work_event_finish(&work);
	}
	world->crashes++;
	begin_anew(world);
}

static void others(struct world *world)
{
	size_t file = world_roll(world, FILES);

	if (world_roll(world, 2) == 0) {
		if (world->by_others < 4 && world->key != KEY_NONE) {
			world_issue(world, "");
			world->by_others++;
		}
	} else if (world_roll(world, 4) == 0) {
		world->touched[file] = true;
		world->files[file] = world_roll(world, 2) == 0 ? GARBLED : world->journal.old;
	}
}

static void press(struct world *world)
{
	const enum rotation_step step = world->rotation.step;
	struct identity_reply stale = {.outcome = OUTCOME_OK};
	struct rotation_event event = {.kind = ROTATION_EVENT_CONFIRM, .reply = &stale};
	uint32_t what = world_roll(world, 40);

	if (step == ROTATION_IDLE) {
		if (world->journal.open) {
			resume(world);
			return;
		}
		event.kind = ROTATION_EVENT_START;
	} else if (what < 10) {
		event.kind = ROTATION_EVENT_EXCLUDE;
		event.index = world_roll(world, FILES + 1);
	} else if (what < 15) {
		event.kind = ROTATION_EVENT_TIMER;
	} else if (what < 20) {
		event.kind = ROTATION_EVENT_REPLY;
		event.ticket = world->rotation.ticket + 1;
	} else if (what == 20 && !world->calm) {
		event.kind = ROTATION_EVENT_CANCEL;
	} else if (what == 21 && step == ROTATION_CONFIRMING) {
		world->rotation.leaked = true;
	}
	give(world, &event);
}

static void turn(struct world *world)
{
	const struct rotation_event tick = {.kind = ROTATION_EVENT_TIMER};
	uint32_t fate = world_roll(world, 40);

	if (!world->calm && fate == 0 && world_roll(world, 2) == 0) {
		crash(world);
	} else if (!world->calm && fate == 1) {
		others(world);
	} else if (fate < 8) {
		press(world);
	} else if (world->is_request) {
		serve(world);
	} else if (world->work != NULL) {
		finish_work(world);
	} else if (world->is_timer) {
		world->is_timer = false;
		give(world, &tick);
	} else if (world->is_search) {
		search_on(world);
	}
}

/* ---- the promises ---- */

/* Nothing that keyturn created is left unused. */
static void check_none_left_behind(const struct world *world)
{
	const char *name = world->journal.record.key_name;

	for (int i = 0; world->kind->overlap && i < world->next; i++) {
		assert_false(world->alive[i] && strcmp(world->names[i], name) == 0);
	}
}

static void check_new(const struct world *world)
{
	const struct rotation *rotation = &world->rotation;
	int new_key = world_number(&rotation->new_credential);

	assert_true(new_key > world->journal.old);
	assert_true(new_key <= world->key);
	assert_string_equal(rotation->new_trace.fingerprint, world_fingerprint(world, new_key));
	if (world->kind->overlap) {
		assert_true(world->alive[new_key]);
		assert_string_equal(world->names[new_key], world->journal.record.key_name);
	} else if (world->by_others == 0) { /* no key was lost, and no other one is claimed */
		assert_int_equal(new_key, world->key);
	}
}

static void check_outcome(const struct world *world)
{
	const struct rotation *rotation = &world->rotation;
	const struct journal *journal = &world->journal;

	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NEW:
		check_new(world);
		break;
	case ROTATION_OUTCOME_UNCHANGED:
		assert_true(world->kind->overlap || journal->done == 0);
		check_none_left_behind(world);
		break;
	case ROTATION_OUTCOME_UNDETERMINED:
		assert_int_not_equal(rotation->error.kind, ERROR_NONE);
		assert_true(journal->open); /* the next start finds out */
		break;
	case ROTATION_OUTCOME_NONE:
		fail();
	}
}

static void check_places(const struct world *world)
{
	const struct rotation *rotation = &world->rotation;

	for (size_t i = 0; i < rotation->place_count; i++) {
		const struct holder *place = rotation->places[i];
		size_t file = world_file_of(place);
		if (place->status == HOLDER_UPDATED && !world->touched[file] &&
			rotation->outcome == ROTATION_OUTCOME_NEW) {
			assert_int_equal(
				world->files[file], world_number(&rotation->new_credential));
		}
		if (place->status == HOLDER_EXCLUDED && !world->touched[file]) {
			assert_int_equal(world->files[file], world->journal.old);
		}
	}
}

/* No gap: the old one is never dead while a file that should be updated still holds it. */
static void check_no_gap(const struct world *world)
{
	const struct journal *journal = &world->journal;

	if (!world->kind->overlap || journal->old == KEY_NONE || world->alive[journal->old]) {
		return;
	}
	assert_true(world->alive[world->key]);
	for (size_t i = 0; i < journal->count; i++) {
		bool due = journal->actions[i] == HOLDER_UPDATE &&
			journal->places[i] != HOLDER_EXCLUDED;
		size_t file = journal->files[i];
		assert_false(due && !world->touched[file] && world->files[file] == journal->old);
	}
}

/* Whatever is claimed about a key, the service has said. */
static void check_proof(const struct world *world, enum rotation_proof proof, int number)
{
	assert_true(proof != PROOF_ACCEPTED || world->accepted[number]);
	assert_true(proof != PROOF_REFUSED || world->refused[number]);
}

static void check_nothing_left(const struct world *world)
{
	const struct rotation *rotation = &world->rotation;

	assert_int_equal(rotation->new_proof, PROOF_ACCEPTED);
	assert_true(!world->kind->unsearched ||
		world->journal.stored == world_number(&rotation->new_credential));
	assert_int_equal(rotation_count(rotation).updated, rotation->place_count);
	assert_true(world->journal.hook_done);
	assert_false(world->journal.open);
	if (world->kind->overlap && world->journal.old != KEY_NONE) {
		assert_false(world->alive[world->journal.old]);
	}
}

static void check_proofs(const struct world *world)
{
	const struct rotation *rotation = &world->rotation;

	if (rotation->new_proof != PROOF_NONE) {
		check_proof(world, rotation->new_proof, world_number(&rotation->new_credential));
	}
	assert_true(rotation->tokens_revoked <= world->dead);
	if (world->journal.old != KEY_NONE) {
		check_proof(world, rotation->old_proof, world->journal.old);
	}
	if (rotation->outcome == ROTATION_OUTCOME_NEW && !rotation_something_left(rotation)) {
		check_nothing_left(world);
	}
}

static void check_finished(const struct world *world)
{
	bool refused = world->rotation.outcome == ROTATION_OUTCOME_UNCHANGED &&
		world->rotation.journal == 0;

	assert_null(world->rotation.old_credential.parts[0]);
	if (!refused) { /* otherwise this one was never in the journal */
		check_outcome(world);
		check_places(world);
		check_proofs(world);
	}
}

/* Once confirmed, it comes to an end in a world where nothing fails any more. */
static void check_all_over(const struct world *world)
{
	const struct rotation *rotation = &world->rotation;

	assert_false(world->journal.open);
	assert_int_not_equal(rotation->outcome, ROTATION_OUTCOME_UNDETERMINED);
	for (size_t i = 0; i < rotation->place_count; i++) {
		const struct holder *place = rotation->places[i];
		assert_true(
			rotation->outcome != ROTATION_OUTCOME_NEW || place->status != HOLDER_FOUND);
	}
}

/* ---- runs ---- */

static void play_on(struct world *world)
{
	for (int i = 0; i < TURNS_MAX && world->rotation.step != ROTATION_FINISHED; i++) {
		world->calm = world->calm || i > 300;
		turn(world);
		check_no_gap(world);
	}
	assert_int_equal(world->rotation.step, ROTATION_FINISHED);
	check_finished(world);
}

static void make_world(struct world *world, const struct rotation_kind *kind, uint32_t seed)
{
	memset(world, 0, sizeof(*world));
	world->kind = kind;
	world->random = seed;
	world->key = world_roll(world, 8) == 0 ? KEY_NONE : 0;
	world->next = world->key + 1;
	if (world->key != KEY_NONE) {
		world->alive[world->key] = true;
	}
	world->journal.old = world->key;
	world->journal.kept = world->journal.stored = KEY_NONE;
	for (size_t i = 0; i < FILES; i++) {
		world->files[i] = world->key != KEY_NONE && world_roll(world, 5) != 0 ? world->key
										      : GARBLED;
	}
}

static enum rotation_outcome one_run(
	const struct rotation_kind *kind, uint32_t seed, struct world *world)
{
	make_world(world, kind, seed);
	begin_anew(world);
	play_on(world);
	enum rotation_outcome outcome = world->rotation.outcome;
	if (world->journal.open) { /* released, or closing it failed: the next start closes it */
		world->calm = true;
		begin_anew(world);
		play_on(world);
		check_all_over(world);
	}
	rotation_finish(&world->rotation);
	drop_request(world);
	work_order_destroy(world->work);
	return outcome;
}

/* At least one run in `share` ends with a new key. */
static void run_many(const struct rotation_kind *kind, int share)
{
	struct world *world = memory_alloc(sizeof(*world));
	const int runs = RUNS / (int)slow_share();
	int outcomes[4] = {0}, crashes = 0, resumes = 0, closes = 0;

	for (uint32_t number = 1; number <= (uint32_t)runs; number++) {
		uint32_t seed = number * 2654435761u;
		world->random = seed;
		outcomes[one_run(kind, seed, world)]++;
		crashes += world->crashes;
		resumes += world->resumes;
		closes += world->closes;
	}
	print_message("# %s: %d new, %d unchanged, %d unknown; %d crashes, %d resumed, %d closed\n",
		kind->type->name, outcomes[ROTATION_OUTCOME_NEW],
		outcomes[ROTATION_OUTCOME_UNCHANGED], outcomes[ROTATION_OUTCOME_UNDETERMINED],
		crashes, resumes, closes);
	assert_true(outcomes[ROTATION_OUTCOME_NEW] > runs / share);
	assert_true(outcomes[ROTATION_OUTCOME_UNCHANGED] > runs / 20);
	assert_true(outcomes[ROTATION_OUTCOME_UNDETERMINED] > runs / 1000);
	assert_true(crashes > runs / 10 && resumes > runs / 10);
	free(world);
}

static void rotation__random_worlds__no_key_lost_one_reset_and_the_truth(void **state)
{
	(void)state;
	run_many(&rotation_of_api_key, 4);
}

static void rotation__one_of_a_batch__its_key_is_in_its_file(void **state)
{
	(void)state;
	run_many(&rotation_of_contact_key, 4);
}

static void rotation__create_and_delete__no_gap_and_none_left_behind(void **state)
{
	(void)state;
	run_many(&rotation_of_ec2, 4);
}

static void rotation__secret_shown_once__never_lost_and_none_left_behind(void **state)
{
	(void)state;
	run_many(&rotation_of_application_credential, 10); /* many are lost on the way */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotation__random_worlds__no_key_lost_one_reset_and_the_truth),
		cmocka_unit_test(rotation__one_of_a_batch__its_key_is_in_its_file),
		cmocka_unit_test(rotation__create_and_delete__no_gap_and_none_left_behind),
		cmocka_unit_test(rotation__secret_shown_once__never_lost_and_none_left_behind),
	};

	return cmocka_run_group_tests(tests, world_make_keys, world_drop_keys);
}

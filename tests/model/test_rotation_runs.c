/* SPDX-License-Identifier: MIT
 * Whole rotations against a service that drops, refuses and lies, on a machine that fails, is killed
 * at any moment and starts again from its journal, while other administrators reset the same key and
 * other programs write the same files. Whatever happens: no key is lost, one confirmation sends one
 * reset at most, and nothing is claimed that is not so. A failure prints its seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"
#include "keyturn/rotation.h"

enum { RUNS = 100000, TURNS_MAX = 3000, KEYS = 24, KEY_NONE = -1, FILES = 3, GARBLED = KEYS };

static struct secret *keys[KEYS]; /* in the order in which the service gives them */
static char prints[KEYS][SECRET_FINGERPRINT_SIZE];
static const char *const hook_names[] = {"reload"};

static int make_keys(void **state)
{
	struct error error;

	(void)state;
	if (!secret_start(&error)) {
		return -1;
	}
	for (int i = 0; i < KEYS; i++) {
		char text[16];
		snprintf(text, sizeof(text), "key-%04d", i);
		keys[i] = secret_create(text, strlen(text));
		secret_fingerprint(keys[i], prints[i]);
		secret_open(keys[i]); /* all the time: saves millions of system calls */
	}
	return 0;
}

static int drop_keys(void **state)
{
	(void)state;
	for (int i = 0; i < KEYS; i++) {
		secret_close(keys[i]);
		secret_unlink(keys[i]);
	}
	return 0;
}

static int number_of(struct secret *key)
{
	for (int i = 0; i < KEYS; i++) {
		if (secret_equal(key, keys[i])) {
			return i;
		}
	}
	return KEY_NONE;
}

/* ---- the world ---- */

/* What is on the disk of one rotation: survives everything. */
struct journal {
	bool open;
	struct journal_record record;
	enum holder_status places[FILES];
	enum holder_action actions[FILES];
	size_t files[FILES];
	size_t count;
	int old;        /* the key that was to be replaced; for the checks only */
	int sent, done; /* its resets: sent, and taken by the service; likewise */
	bool hook_done;
};

struct world {
	uint32_t random;
	bool calm; /* nothing fails any more */

	int key, next;                      /* the service's truth */
	int by_others;                      /* resets of other administrators */
	bool accepted[KEYS], refused[KEYS]; /* what it said to this process of a key */
	size_t dead;                        /* tokens it called so, likewise */

	int files[FILES];    /* which key each holds; GARBLED: something else */
	bool touched[FILES]; /* by another program, since keyturn wrote it */
	struct journal journal;

	struct rotation rotation;
	uint32_t next_ticket;
	struct effect request, work; /* under way */
	bool is_request, is_work, is_timer, is_search;
	size_t searched;
	int crashes, resumes, closes;
};

static uint32_t roll(struct world *world, uint32_t sides)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 17;
	world->random ^= world->random << 5;
	return world->random % sides;
}

/* One time in `sides`, while things fail. */
static bool fails(struct world *world, uint32_t sides)
{
	return !world->calm && roll(world, sides) == 0;
}

static void give_new_key(struct world *world)
{
	if (world->next < KEYS) {
		world->key = world->next++;
	}
}

/* ---- the service ---- */

static void answer_read(struct world *world, struct identity_reply *reply)
{
	if (fails(world, 5)) {
		reply->outcome = roll(world, 2) == 0 ? OUTCOME_REFUSED : OUTCOME_UNKNOWN;
		reply->error.kind = ERROR_SERVICE;
	} else if (world->key == KEY_NONE) {
		reply->outcome = OUTCOME_REFUSED;
		reply->error.kind = ERROR_NOT_FOUND;
	} else {
		reply->key = secret_link(keys[world->key]);
	}
}

static void answer_reset(struct world *world, struct identity_reply *reply)
{
	uint32_t fate = world->calm ? 5 : roll(world, 6);
	int before = world->key;

	if (fate == 0) { /* refused, nothing done */
		reply->outcome = OUTCOME_REFUSED;
		reply->error.kind = ERROR_FORBIDDEN;
		return;
	}
	if (fate != 1) { /* 1: lost on the way there */
		give_new_key(world);
		world->journal.done++;
	}
	if (fate <= 2) { /* 2: done, answer lost */
		reply->outcome = OUTCOME_UNKNOWN;
		reply->error.kind = ERROR_OUTCOME_UNKNOWN;
	} else if (fate == 3 && before != KEY_NONE) { /* done, but answers with the key before */
		reply->key = secret_link(keys[before]);
	} else if (fate != 4) { /* 4: done, and nothing in the answer */
		reply->key = secret_link(keys[world->key]);
	}
}

static void answer_probe(struct world *world, struct secret *key, struct identity_reply *reply)
{
	int number = number_of(key);

	if (fails(world, 5)) {
		reply->outcome = OUTCOME_UNKNOWN;
		reply->error.kind = ERROR_TIMEOUT;
	} else if (number != world->key || fails(world, 6)) {
		reply->outcome = OUTCOME_REFUSED;
		reply->error.kind = ERROR_SIGN_IN_REFUSED;
		world->refused[number] = true;
	} else {
		world->accepted[number] = true;
	}
}

static void answer(
	struct world *world, const struct identity_request *request, struct identity_reply *reply)
{
	if (request->op == IDENTITY_GET_KEY) {
		answer_read(world, reply);
	} else if (request->op == IDENTITY_RESET_KEY) {
		answer_reset(world, reply);
	} else if (request->op == IDENTITY_REVOKE || request->op == IDENTITY_REVOKE_TOKEN) {
		reply->outcome = fails(world, 3) ? OUTCOME_UNKNOWN : OUTCOME_OK;
	} else if (request->op == IDENTITY_CHECK_TOKEN) {
		reply->outcome = fails(world, 3) ? OUTCOME_OK : OUTCOME_REFUSED;
		reply->error.kind = ERROR_SESSION_ENDED;
		world->dead += reply->outcome == OUTCOME_REFUSED;
	} else {
		assert_int_equal(request->op, IDENTITY_PROBE_KEY);
		answer_probe(world, request->secret, reply);
	}
}

/* ---- this machine ---- */

static size_t file_of(const struct holder *place)
{
	return (size_t)(place->path[0] - '0');
}

static void do_begin(struct world *world, struct work_event *event)
{
	const struct rotation *rotation = &world->rotation;
	struct journal *journal = &world->journal;

	if (journal->open || fails(world, 10)) {
		event->ok = error_set(&event->error, journal->open ? ERROR_CONFLICT : ERROR_SYSTEM,
			"cannot begin");
		return;
	}
	*journal = (struct journal){.open = true, .old = world->key};
	journal->old = rotation->old_key != NULL ? number_of(rotation->old_key) : KEY_NONE;
	journal->record.id = 1;
	journal->record.old_length = rotation->old_length;
	journal->record.leaked = rotation->leaked;
	memcpy(journal->record.old_hash, rotation->old_hash, sizeof(rotation->old_hash));
	snprintf(journal->record.old_fingerprint, sizeof(journal->record.old_fingerprint), "%s",
		rotation->old_fingerprint);
	journal->count = rotation->place_count;
	for (size_t i = 0; i < rotation->place_count; i++) {
		journal->places[i] = rotation->places[i]->status;
		journal->actions[i] = rotation->places[i]->action;
		journal->files[i] = file_of(rotation->places[i]);
	}
	event->journal = 1;
}

/* Exactly as src/holders/rewrite.c: the old key becomes the new one, whole or not at all. */
static enum holder_status rewrite(struct world *world, size_t file, int new_key)
{
	if (world->files[file] == new_key) {
		return HOLDER_UPDATED;
	}
	if (world->files[file] != world->journal.old) {
		return HOLDER_CHANGED_MEANWHILE;
	}
	if (fails(world, 8)) {
		return HOLDER_FAILED;
	}
	world->files[file] = new_key;
	world->touched[file] = false;
	return HOLDER_UPDATED;
}

static void do_update(struct world *world, size_t index, struct work_event *event)
{
	const struct rotation *rotation = &world->rotation;
	const struct holder *place = rotation->places[index];

	if (fails(world, 20)) { /* the store cannot even be opened */
		event->ok = error_set(&event->error, ERROR_SYSTEM, "disk full");
		return;
	}
	event->status = rewrite(world, file_of(place), number_of(rotation->new_key));
	if (fails(world, 10)) {
		event->ok = error_set(&event->error, ERROR_SYSTEM, "disk full");
	} else {
		world->journal.places[index] = event->status;
	}
}

static void do_recheck(struct world *world, struct work_event *event)
{
	const struct rotation *rotation = &world->rotation;

	event->still = memory_array(FILES, sizeof(*event->still));
	for (size_t i = 0; i < rotation->place_count; i++) {
		if (rotation->places[i]->status == HOLDER_UPDATED &&
			world->files[file_of(rotation->places[i])] == world->journal.old) {
			event->still[event->still_count++] = i;
		}
	}
}

static void do_new(struct world *world, struct work_event *event)
{
	struct journal_record *record = &world->journal.record;

	if (fails(world, 8)) {
		event->ok = error_set(&event->error, ERROR_SYSTEM, "disk full");
		return;
	}
	record->phase = JOURNAL_NEW;
	snprintf(record->new_fingerprint, sizeof(record->new_fingerprint), "%s",
		world->rotation.new_fingerprint);
}

static void find_tokens(struct world *world, struct work_event *event)
{
	event->token_count = roll(world, 3);
	event->tokens = memory_array(3, sizeof(*event->tokens));
	for (size_t i = 0; i < event->token_count; i++) {
		event->tokens[i] = secret_link(keys[KEYS - 1]);
	}
}

static void do_work(struct world *world, struct work_event *event)
{
	switch (world->work.work) {
	case WORK_BEGIN:
		do_begin(world, event);
		break;
	case WORK_NEW:
		do_new(world, event);
		break;
	case WORK_UPDATE:
		do_update(world, world->work.index, event);
		break;
	case WORK_RECHECK:
		do_recheck(world, event);
		break;
	case WORK_HOOK:
		event->ok = world->journal.hook_done || !fails(world, 3);
		world->journal.hook_done = event->ok;
		break;
	case WORK_TOKENS:
		find_tokens(world, event);
		break;
	case WORK_CLOSE:
		event->ok = !fails(world, 8);
		world->journal.open = world->journal.open && !event->ok;
		world->closes += event->ok;
		break;
	case WORK_ABANDON:
		break;
	}
}

/* ---- turns ---- */

static void take_effect(struct world *world, struct effect *effect)
{
	if (effect->kind == EFFECT_REQUEST) {
		secret_unlink(world->request.request.secret);
		world->request = *effect;
		world->is_request = true;
		effect->request.secret = NULL;
		if (effect->request.op == IDENTITY_RESET_KEY) {
			world->journal.sent++;
			assert_true(world->journal.open);
			assert_false(world->rotation.resumed);
			assert_int_equal(world->journal.sent, 1);
		}
	} else if (effect->kind == EFFECT_WORK && effect->work != WORK_ABANDON) {
		world->work = *effect;
		world->is_work = true;
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
	struct effects effects = {.count = 0};

	rotation_update(&world->rotation, event, &world->next_ticket, &effects);
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
	answer(world, &world->request.request, &reply);
	give(world, &event);
	secret_unlink(reply.key);
}

static void finish_work(struct world *world)
{
	struct work_event work = {
		.kind = WORK_EVENT_DONE, .ok = true, .ticket = world->work.ticket};
	const struct rotation_event event = {.kind = ROTATION_EVENT_WORK, .work = &work};

	world->is_work = false;
	do_work(world, &work);
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
		if (world->rotation.old_key != NULL &&
			world->files[file] == number_of(world->rotation.old_key)) {
			work.kind = WORK_EVENT_FOUND;
			work.holder = holder_create(HOLDER_FILE, path);
			work.holder->action = roll(world, 6) == 0 ? HOLDER_MANUAL : HOLDER_UPDATE;
		}
	} else {
		world->is_search = false;
		work.stopped = fails(world, 5);
	}
	give(world, &event);
	work_event_finish(&work);
}

static void begin_anew(struct world *world)
{
	rotation_finish(&world->rotation);
	rotation_init(&world->rotation, "https://s", "", "jqsmith");
	rotation_set_hooks(&world->rotation, hook_names, 1);
	world->is_request = world->is_work = world->is_timer = world->is_search = false;
	world->dead = 0;
	memset(world->accepted, 0, sizeof(world->accepted));
	memset(world->refused, 0, sizeof(world->refused));
}

static void resume(struct world *world)
{
	const struct journal *journal = &world->journal;
	struct journal_record record = journal->record;
	struct rotation_event event = {
		.kind = ROTATION_EVENT_RESUME, .record = &record, .place_count = journal->count};

	begin_anew(world);
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

/* Killed: what is under way on this machine or at the service ends, or does not. */
static void crash(struct world *world)
{
	struct identity_reply reply = {.outcome = OUTCOME_OK};
	struct work_event work = {.ok = true};

	if (world->is_request && roll(world, 2) == 0) {
		answer(world, &world->request.request, &reply);
		secret_unlink(reply.key);
	}
	if (world->is_work && roll(world, 2) == 0) {
		do_work(world, &work);
		work_event_finish(&work);
	}
	world->crashes++;
	begin_anew(world);
}

static void others(struct world *world)
{
	size_t file = roll(world, FILES);

	if (roll(world, 2) == 0) {
		if (world->by_others < 4 && world->key != KEY_NONE) {
			give_new_key(world);
			world->by_others++;
		}
	} else if (roll(world, 4) == 0) {
		world->touched[file] = true;
		world->files[file] = roll(world, 2) == 0 ? GARBLED : world->journal.old;
	}
}

static void press(struct world *world)
{
	const enum rotation_step step = world->rotation.step;
	struct identity_reply stale = {.outcome = OUTCOME_OK};
	struct rotation_event event = {.kind = ROTATION_EVENT_CONFIRM, .reply = &stale};
	uint32_t what = roll(world, 40);

	if (step == ROTATION_IDLE) {
		if (world->journal.open) {
			resume(world);
			return;
		}
		event.kind = ROTATION_EVENT_START;
	} else if (what < 10) {
		event.kind = ROTATION_EVENT_EXCLUDE;
		event.index = roll(world, FILES + 1);
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
	uint32_t fate = roll(world, 40);

	if (!world->calm && fate == 0 && roll(world, 2) == 0) {
		crash(world);
	} else if (!world->calm && fate == 1) {
		others(world);
	} else if (fate < 8) {
		press(world);
	} else if (world->is_request) {
		serve(world);
	} else if (world->is_work) {
		finish_work(world);
	} else if (world->is_timer) {
		world->is_timer = false;
		give(world, &tick);
	} else if (world->is_search) {
		search_on(world);
	}
}

/* ---- the promises ---- */

static void check_outcome(const struct world *world)
{
	const struct rotation *rotation = &world->rotation;
	const struct journal *journal = &world->journal;

	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NEW: {
		int new_key = number_of(rotation->new_key);
		assert_true(new_key > journal->old);
		assert_true(new_key <= world->key);
		assert_string_equal(rotation->new_fingerprint, prints[new_key]);
		if (world->by_others == 0) { /* nobody lost a key, and no other is claimed */
			assert_int_equal(new_key, world->key);
		}
		break;
	}
	case ROTATION_OUTCOME_UNCHANGED:
		assert_int_equal(journal->done, 0);
		break;
	case ROTATION_OUTCOME_UNDETERMINED:
		assert_int_not_equal(rotation->error.kind, ERROR_NONE);
		assert_true(journal->open); /* the next start learns it */
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
		size_t file = file_of(place);
		if (place->status == HOLDER_UPDATED && !world->touched[file] &&
			rotation->outcome == ROTATION_OUTCOME_NEW) {
			assert_int_equal(world->files[file], number_of(rotation->new_key));
		}
		if (place->status == HOLDER_EXCLUDED && !world->touched[file]) {
			assert_int_equal(world->files[file], world->journal.old);
		}
	}
}

/* What is said of a key the service said. */
static void check_proof(const struct world *world, enum rotation_proof proof, struct secret *key)
{
	assert_true(proof != PROOF_ACCEPTED || world->accepted[number_of(key)]);
	assert_true(proof != PROOF_REFUSED || world->refused[number_of(key)]);
}

static void check_proofs(const struct world *world)
{
	const struct rotation *rotation = &world->rotation;

	check_proof(world, rotation->new_proof, rotation->new_key);
	assert_true(rotation->tokens_revoked <= world->dead);
	if (world->journal.old != KEY_NONE) {
		check_proof(world, rotation->old_proof, keys[world->journal.old]);
	}
	if (rotation->outcome == ROTATION_OUTCOME_NEW && !rotation_something_left(rotation)) {
		assert_int_equal(rotation->new_proof, PROOF_ACCEPTED);
		assert_int_equal(rotation_count(rotation).updated, rotation->place_count);
		assert_true(world->journal.hook_done);
		assert_false(world->journal.open);
	}
}

static void check_finished(const struct world *world)
{
	bool refused = world->rotation.outcome == ROTATION_OUTCOME_UNCHANGED &&
		world->rotation.journal == 0;

	assert_null(world->rotation.old_key);
	if (!refused) { /* else this one was never in the journal */
		check_outcome(world);
		check_places(world);
		check_proofs(world);
	}
}

/* Confirmed once, it comes to its end in a world where nothing fails any more. */
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
	}
	assert_int_equal(world->rotation.step, ROTATION_FINISHED);
	check_finished(world);
}

static enum rotation_outcome one_run(uint32_t seed, struct world *world)
{
	memset(world, 0, sizeof(*world));
	world->random = seed;
	world->key = roll(world, 8) == 0 ? KEY_NONE : 0;
	world->next = world->key + 1;
	world->journal.old = world->key;
	for (size_t i = 0; i < FILES; i++) {
		world->files[i] = world->key != KEY_NONE && roll(world, 5) != 0 ? world->key
										: GARBLED;
	}
	begin_anew(world);
	play_on(world);
	enum rotation_outcome outcome = world->rotation.outcome;
	if (world->journal.open) { /* let go, or what closes it failed: the next start ends it */
		world->calm = true;
		begin_anew(world);
		play_on(world);
		check_all_over(world);
	}
	rotation_finish(&world->rotation);
	secret_unlink(world->request.request.secret);
	return outcome;
}

static void rotation__random_worlds__no_key_lost_one_reset_and_the_truth(void **state)
{
	struct world *world = memory_alloc(sizeof(*world));
	int outcomes[4] = {0}, crashes = 0, resumes = 0, closes = 0;

	(void)state;
	for (uint32_t number = 1; number <= RUNS; number++) {
		uint32_t seed = number * 2654435761u;
		world->random = seed;
		outcomes[one_run(seed, world)]++;
		crashes += world->crashes;
		resumes += world->resumes;
		closes += world->closes;
	}
	print_message("# %d new, %d unchanged, %d unknown; %d crashes, %d resumed, %d closed\n",
		outcomes[ROTATION_OUTCOME_NEW], outcomes[ROTATION_OUTCOME_UNCHANGED],
		outcomes[ROTATION_OUTCOME_UNDETERMINED], crashes, resumes, closes);
	assert_true(outcomes[ROTATION_OUTCOME_NEW] > RUNS / 4);
	assert_true(outcomes[ROTATION_OUTCOME_UNCHANGED] > RUNS / 20);
	assert_true(outcomes[ROTATION_OUTCOME_UNDETERMINED] > RUNS / 1000);
	assert_true(crashes > RUNS / 10 && resumes > RUNS / 10);
	free(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rotation__random_worlds__no_key_lost_one_reset_and_the_truth),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}

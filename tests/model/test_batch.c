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

#include "keyturn/batch.h"
#include "keyturn/memory.h"

enum { USERS = 12, KEYS = 4, RUNS = 6000, TURNS_MAX = 6000, ASKED_MAX = 32, NONE = -1 };

static struct secret *keys[USERS][KEYS];

/* What is true of a user at the service and on the disk. */
struct user_world {
	int key; /* NONE: there is none */
	int old; /* before the batch */
	int by_others;
	bool forbidden;
	bool late;     /* a reset that was answered with 503 may still be carried out */
	int resets;    /* that the service carried out for us */
	int file;      /* the key in the file; NONE */
	int phase;     /* in the journal; NONE: not in it */
	bool finished; /* in the journal, it was */
};

struct asked {
	uint32_t ticket;
	enum identity_op op;
	size_t user;
	int key; /* PROBE */
};

struct world {
	uint32_t random;
	bool calm, confirmed, own;
	size_t users;
	struct user_world user[USERS];
	struct batch batch;
	uint32_t next_ticket;
	int64_t now, timer; /* timer 0: it does not run */
	struct asked asked[ASKED_MAX];
	size_t asked_count;
	struct work_order *works[64];
	size_t work_count;
	int crashes, halts, slowed;
};

static uint32_t roll(struct world *world, uint32_t sides)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 17;
	world->random ^= world->random << 5;
	return world->random % sides;
}

static bool fails(struct world *world, uint32_t sides)
{
	return !world->calm && roll(world, sides) == 0;
}

static int number_of(size_t user, const struct credential *credential)
{
	for (int i = 0; i < KEYS; i++) {
		if (secret_equal(credential_secret(credential), keys[user][i])) {
			return i;
		}
	}
	return NONE;
}

static size_t user_of(const char *name)
{
	return (size_t)strtoul(name + 1, NULL, 10);
}

/* ---- what the machine asks for ---- */

static void ask(struct world *world, struct effect *effect)
{
	struct identity_request *request = &effect->request;
	const size_t user = user_of(request->username[0] != '\0' ? request->username : "u0");
	struct asked *asked = &world->asked[world->asked_count++];

	assert_true(world->asked_count <= BATCH_AT_ONCE);
	*asked = (struct asked){effect->ticket, request->op, user, NONE};
	if (request->op == IDENTITY_PROBE_KEY) {
		asked->key = number_of(user, &request->credential);
	}
	if (request->op == IDENTITY_RESET_KEY) {
		assert_true(world->confirmed);
		assert_false(world->own && user == 0);
		assert_int_equal(world->user[user].phase, JOURNAL_CONFIRMED);
		assert_int_equal(world->user[user].resets, 0);
	}
}

static void take_effect(struct world *world, struct effect *effect)
{
	if (effect->kind == EFFECT_REQUEST) {
		ask(world, effect);
	} else if (effect->kind == EFFECT_WORK) {
		world->works[world->work_count++] = effect->order;
		effect->order = NULL;
	} else if (effect->kind == EFFECT_TIMER_START) {
		assert_int_equal(effect->timer, TIMER_BATCH);
		world->timer = world->now + effect->milliseconds + 1;
	} else if (effect->kind == EFFECT_TIMER_STOP) {
		assert_int_equal(effect->timer, TIMER_BATCH);
		world->timer = 0;
	} else if (effect->kind == EFFECT_CANCEL) {
		for (size_t i = 0; i < world->asked_count; i++) {
			if (world->asked[i].ticket == effect->ticket) {
				world->asked[i] = world->asked[--world->asked_count];
			}
		}
	} else {
		assert_int_equal(effect->kind, EFFECT_WORK_STOP);
	}
}

static void give(struct world *world, struct batch_event *event)
{
	static struct effects effects; /* empty after each use */
	struct batch_news news = {.count = 0};

	event->now = ++world->now;
	event->wall = world->now / 1000;
	batch_update(&world->batch, event, &world->next_ticket, &effects, &news);
	for (size_t i = 0; i < effects.count; i++) {
		take_effect(world, &effects.items[i]);
	}
	effects_finish(&effects);
	for (size_t i = 0; i < news.count; i++) {
		world->halts += news.items[i].kind == BATCH_HALTED;
		world->slowed += news.items[i].kind == BATCH_SLOWED;
	}
}

static void tell(struct world *world, enum batch_event_kind kind)
{
	give(world, &(struct batch_event){.kind = kind});
}

/* ---- the service ---- */

static void refuse(struct identity_reply *reply, enum error_kind kind, int http)
{
	reply->outcome = OUTCOME_REFUSED;
	reply->error.kind = kind;
	reply->error.http = http;
	reply->retry_after = http == 413 ? 2 : 0;
}

static void lose(struct identity_reply *reply, int http)
{
	refuse(reply, ERROR_OUTCOME_UNKNOWN, http);
	reply->outcome = OUTCOME_UNKNOWN;
}

static void turn_key(struct user_world *user, int *count)
{
	if (user->key + 1 < KEYS) {
		user->key++;
		(*count)++;
	}
}

static void answer_reset(struct world *world, size_t number, struct identity_reply *reply)
{
	struct user_world *user = &world->user[number];

	user->late = false;
	switch (world->calm ? 9 : roll(world, 12)) {
	case 0:
		refuse(reply, ERROR_RATE_LIMIT, roll(world, 2) == 0 ? 413 : 429);
		return;
	case 1:
		refuse(reply, ERROR_SESSION_ENDED, 401);
		return;
	case 2: /* not carried out, or not yet */
		user->late = roll(world, 2) == 0;
		lose(reply, user->late || roll(world, 2) == 0 ? 503 : 0);
		return;
	case 3: /* carried out */
		turn_key(user, &user->resets);
		lose(reply, 0);
		return;
	case 4:
		refuse(reply, ERROR_FORBIDDEN, 403);
		return;
	default:
		turn_key(user, &user->resets);
		reply->credential = credential_of_key(secret_link(keys[number][user->key]));
	}
}

static void answer_read(struct world *world, size_t number, struct identity_reply *reply)
{
	struct user_world *user = &world->user[number];

	if (user->late && fails(world, 5)) {
		turn_key(user, &user->resets);
		user->late = false;
	}
	if (user->forbidden) {
		refuse(reply, ERROR_FORBIDDEN, 403);
	} else if (fails(world, 9)) {
		refuse(reply, ERROR_SERVICE, roll(world, 2) == 0 ? 503 : 500);
	} else if (fails(world, 400)) {
		refuse(reply, ERROR_SESSION_ENDED, 401);
	} else if (user->key == NONE) {
		refuse(reply, ERROR_NOT_FOUND, 404);
	} else {
		reply->credential = credential_of_key(secret_link(keys[number][user->key]));
	}
}

static void answer(struct world *world)
{
	const size_t at = roll(world, (uint32_t)world->asked_count);
	const struct asked asked = world->asked[at];
	struct identity_reply reply = {.op = asked.op, .outcome = OUTCOME_OK};
	const struct identity_wait wait = {.reason = WAIT_RETRY, .seconds = 1};

	if (asked.op == IDENTITY_GET_KEY && fails(world, 20)) {
		give(world,
			&(struct batch_event){
				.kind = BATCH_EVENT_WAIT, .ticket = asked.ticket, .wait = &wait});
		return;
	}
	world->asked[at] = world->asked[--world->asked_count];
	if (asked.op == IDENTITY_RESET_KEY) {
		answer_reset(world, asked.user, &reply);
	} else if (asked.op == IDENTITY_GET_KEY) {
		answer_read(world, asked.user, &reply);
	} else if (fails(world, 6)) {
		lose(&reply, 413);
	} else if (asked.key != world->user[asked.user].key) {
		refuse(&reply, ERROR_SIGN_IN_REFUSED, 401);
	}
	give(world,
		&(struct batch_event){
			.kind = BATCH_EVENT_REPLY, .ticket = asked.ticket, .reply = &reply});
	credential_drop(&reply.credential);
}

/* ---- the machine ---- */

static bool plan(struct world *world, const struct work_order *order)
{
	if (fails(world, 12)) {
		return false;
	}
	for (size_t i = 0; i < order->plan_count; i++) {
		struct user_world *user = &world->user[user_of(order->plan[i].user)];
		assert_int_equal(user->phase, NONE);
		assert_false(user->forbidden);
		user->phase = JOURNAL_PLANNED;
	}
	return true;
}

static bool set_all(struct world *world, const struct work_order *order, enum journal_phase phase)
{
	for (size_t i = 0; i < order->plan_count; i++) {
		struct user_world *user = &world->user[user_of(order->plan[i].user)];
		assert_true(user->phase == JOURNAL_PLANNED || user->phase == JOURNAL_CONFIRMED);
		user->phase = (int)phase;
	}
	return true;
}

static bool set_phase(struct world *world, size_t user, enum journal_phase phase)
{
	if (fails(world, 15)) {
		return false;
	}
	world->user[user].phase = (int)phase;
	return true;
}

static bool keep(struct world *world, size_t user, const struct work_order *order)
{
	if (fails(world, 12)) {
		return false;
	}
	world->user[user].file = number_of(user, &order->new_credential);
	return true;
}

static bool work(struct world *world, const struct work_order *order)
{
	const size_t user = user_of(order->record.user[0] != '\0' ? order->record.user : "u0");

	switch (order->kind) {
	case WORK_PLAN:
		return plan(world, order);
	case WORK_DROP:
		return fails(world, 5) ? false : set_all(world, order, JOURNAL_FINISHED);
	case WORK_RELEASE:
	case WORK_ABANDON:
		return true;
	case WORK_ADOPT:
		assert_int_not_equal(world->user[user].phase, JOURNAL_FINISHED);
		return true;
	case WORK_BEGIN:
		assert_true(world->user[user].phase == JOURNAL_PLANNED ||
			world->user[user].phase == JOURNAL_CONFIRMED);
		return set_phase(world, user, JOURNAL_CONFIRMED);
	case WORK_NEW:
		return set_phase(world, user, JOURNAL_NEW);
	case WORK_DEFER:
		assert_int_equal(world->user[user].resets, 0);
		return set_phase(world, user, order->record.phase);
	case WORK_KEEP:
		return keep(world, user, order);
	case WORK_HOOK:
		return !fails(world, 4);
	case WORK_CLOSE:
		return set_phase(world, user, JOURNAL_FINISHED);
	case WORK_UPDATE:
	case WORK_RECHECK:
	case WORK_TOKENS:
		break;
	}
	fail();
	return false;
}

static void finish_work(struct world *world)
{
	struct work_order *order = world->works[0];
	struct work_event event = {.kind = WORK_EVENT_DONE, .ticket = order->ticket, .batch = 1};

	memmove(world->works, world->works + 1, --world->work_count * sizeof(*world->works));
	event.ok = work(world, order);
	if (order->kind == WORK_BEGIN) {
		event.journal = order->record.id;
	} else if (order->kind == WORK_PLAN) {
		event.journal = 1;
	}
	if (!event.ok) {
		error_set(&event.error, ERROR_DISK_FULL, "no room");
	}
	if (order->ticket != 0) {
		give(world, &(struct batch_event){.kind = BATCH_EVENT_WORK, .work = &event});
	}
	work_order_destroy(order);
}

/* ---- processes ---- */

static void forget_process(struct world *world)
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

static void new_batch(struct world *world)
{
	static const char *const hooks[] = {"store"};

	batch_init(&world->batch, "https://s", "/keys", hooks, roll(world, 2));
}

/* What the journal has is taken up again; false when it has nothing. */
static bool resume(struct world *world)
{
	bool any = false;

	new_batch(world);
	for (size_t i = world->own ? 1 : 0; i < world->users; i++) {
		struct journal_record record = {.id = (int64_t)i + 1, .batch = 1};
		struct credential old = credential_of_key(
			world->user[i].old == NONE ? NULL : secret_link(keys[i][world->user[i].old]));
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
		tell(world, BATCH_EVENT_START);
	}
	return any;
}

static void begin_first(struct world *world)
{
	char id[24], name[24];

	new_batch(world);
	for (size_t i = 0; i < world->users; i++) {
		snprintf(id, sizeof(id), "%zu", i);
		name_of(i, name);
		assert_true(batch_add(&world->batch, world->own && i == 0 ? "" : id, name));
	}
	tell(world, BATCH_EVENT_START);
}

static void step(struct world *world)
{
	const uint32_t chance = roll(world, 3);

	if (world->batch.step == BATCH_CONFIRMING) {
		world->confirmed = !fails(world, 20) && batch_count(&world->batch).ready > 0;
		tell(world, world->confirmed ? BATCH_EVENT_CONFIRM : BATCH_EVENT_CANCEL);
	} else if (fails(world, 500)) {
		tell(world, BATCH_EVENT_CANCEL);
	} else if (world->work_count > 0 && (chance == 0 || world->asked_count == 0)) {
		finish_work(world);
	} else if (world->asked_count > 0 && (chance != 2 || world->timer == 0)) {
		answer(world);
	} else if (world->timer != 0) {
		world->now = world->timer > world->now ? world->timer : world->now;
		world->timer = 0;
		tell(world, BATCH_EVENT_TIMER);
	} else {
		assert_true(world->work_count > 0); /* or nothing would ever happen again */
		finish_work(world);
	}
}

/* ---- what must be so ---- */

static void check_row(const struct world *world, const struct batch_row *row)
{
	const struct user_world *user = &world->user[user_of(row->record.user)];
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
		assert_int_equal(user->resets, 1);
		assert_true(!rotation->stored || user->file == user->key);
		assert_true(rotation_something_left(rotation) || user->file == user->key);
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

static void play(struct world *world)
{
	for (int i = 0; i < TURNS_MAX && world->batch.step != BATCH_FINISHED; i++) {
		world->calm = world->calm || i > 900;
		step(world);
		if (fails(world, 150) && world->confirmed && world->batch.step > BATCH_CONFIRMING) {
			world->crashes++;
			forget_process(world);
			if (!resume(world)) {
				return;
			}
		}
	}
	assert_int_equal(world->batch.step, BATCH_FINISHED);
	while (world->work_count > 0) {
		finish_work(world);
	}
	for (size_t i = 0; i < world->batch.count; i++) {
		check_row(world, &world->batch.rows[i]);
	}
}

static void check_all_over(const struct world *world)
{
	for (size_t i = 0; i < world->users; i++) {
		const struct user_world *user = &world->user[i];
		if (world->own && i == 0) {
			assert_int_equal(user->resets, 0);
			continue;
		}
		assert_true(user->phase == NONE || user->phase == JOURNAL_FINISHED);
		assert_int_equal(user->key, user->old + user->resets);
		assert_true(user->resets == 0 || user->file == user->key);
		assert_true(world->confirmed || user->resets == 0);
	}
}

static void make(struct world *world, uint32_t seed)
{
	memset(world, 0, sizeof(*world));
	world->random = seed;
	world->users = 1 + roll(world, USERS);
	world->own = roll(world, 2) == 0;
	for (size_t i = 0; i < world->users; i++) {
		struct user_world *user = &world->user[i];
		user->key = user->old = roll(world, 9) == 0 ? NONE : 0;
		user->forbidden = roll(world, 8) == 0;
		user->file = user->phase = NONE;
	}
}

static void batch__random_worlds__each_once_and_in_its_file(void **state)
{
	struct world *world = memory_alloc(sizeof(*world));
	int resets = 0, crashes = 0, halts = 0, slowed = 0;

	(void)state;
	for (uint32_t number = 1; number <= RUNS; number++) {
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
	print_message("# %d resets, %d crashes, %d halts, slowed %d times\n", resets, crashes, halts,
		slowed);
	assert_true(resets > RUNS && crashes > RUNS / 4 && halts > RUNS / 20 && slowed > RUNS / 4);
	free(world);
}

/* ---- every event in every step ---- */

static void poke(struct world *world, enum batch_event_kind kind, bool stale)
{
	struct identity_reply reply = {.outcome = OUTCOME_REFUSED, .error = {.kind = ERROR_FORBIDDEN}};
	const struct identity_wait wait = {.reason = WAIT_RETRY, .seconds = 1};
	struct work_event event = {.kind = WORK_EVENT_DONE, .ticket = stale ? 9999 : 0};
	const size_t asked = world->asked_count;

	give(world,
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
	struct world *world = memory_alloc(sizeof(*world));
	bool seen[BATCH_STEP_COUNT] = {false};

	(void)state;
	for (uint32_t number = 1; number <= 4000; number++) {
		make(world, number * 2246822519u);
		begin_first(world);
		for (uint32_t before = roll(world, 120);
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

static int make_keys(void **state)
{
	struct error error;

	(void)state;
	if (!secret_start(&error)) {
		return -1;
	}
	for (int i = 0; i < USERS * KEYS; i++) {
		char text[16];
		snprintf(text, sizeof(text), "key-%04d", i);
		keys[i / KEYS][i % KEYS] = secret_create(text, strlen(text));
		secret_open(keys[i / KEYS][i % KEYS]); /* all the time: saves system calls */
	}
	return 0;
}

static int drop_keys(void **state)
{
	(void)state;
	for (int i = 0; i < USERS * KEYS; i++) {
		secret_close(keys[i / KEYS][i % KEYS]);
		secret_unlink(keys[i / KEYS][i % KEYS]);
	}
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batch__random_worlds__each_once_and_in_its_file),
		cmocka_unit_test(batch_update__every_step_and_event__goes_on_to_the_end),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}

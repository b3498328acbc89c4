/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "batch_world.h"
#include "keyturn/memory.h"

static struct secret *keys[USERS][KEYS];

int batch_world_make_keys(void **state)
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

int batch_world_drop_keys(void **state)
{
	(void)state;
	for (int i = 0; i < USERS * KEYS; i++) {
		secret_close(keys[i / KEYS][i % KEYS]);
		secret_unlink(keys[i / KEYS][i % KEYS]);
	}
	return 0;
}

struct credential batch_world_key(size_t user, int number)
{
	return credential_of_key(number == NONE ? NULL : secret_link(keys[user][number]));
}

uint32_t batch_world_roll(struct batch_world *world, uint32_t sides)
{
	world->random ^= world->random << 13;
	world->random ^= world->random >> 17;
	world->random ^= world->random << 5;
	return world->random % sides;
}

bool batch_world_fails(struct batch_world *world, uint32_t sides)
{
	return !world->calm && batch_world_roll(world, sides) == 0;
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

size_t batch_world_user(const char *name)
{
	return (size_t)strtoul(name + 1, NULL, 10);
}

/* ---- what the machine asks for ---- */

static void ask(struct batch_world *world, struct effect *effect)
{
	struct identity_request *request = &effect->request;
	const size_t user = batch_world_user(
		request->username[0] != '\0' ? request->username : "u0");
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
		assert_int_equal(world->user[user].read, world->user[user].old);
	}
}

static void take_effect(struct batch_world *world, struct effect *effect)
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

void batch_world_give(struct batch_world *world, struct batch_event *event)
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

void batch_world_tell(struct batch_world *world, enum batch_event_kind kind)
{
	batch_world_give(world, &(struct batch_event){.kind = kind});
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

void batch_world_interfere(struct batch_world *world)
{
	struct user_world *user = &world->user[batch_world_roll(world, (uint32_t)world->users)];

	if (world->confirmed && user->key != NONE && user->by_others == 0) {
		turn_key(user, &user->by_others);
	}
}

static void answer_reset(struct batch_world *world, size_t number, struct identity_reply *reply)
{
	struct user_world *user = &world->user[number];

	user->late = false;
	switch (world->calm ? 9 : batch_world_roll(world, 12)) {
	case 0:
		refuse(reply, ERROR_RATE_LIMIT, batch_world_roll(world, 2) == 0 ? 413 : 429);
		return;
	case 1:
		refuse(reply, ERROR_SESSION_ENDED, 401);
		return;
	case 2: /* not carried out, or not yet */
		user->late = batch_world_roll(world, 2) == 0;
		lose(reply, user->late || batch_world_roll(world, 2) == 0 ? 503 : 0);
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

static void answer_read(struct batch_world *world, size_t number, struct identity_reply *reply)
{
	struct user_world *user = &world->user[number];

	if (user->late && batch_world_fails(world, 5)) {
		turn_key(user, &user->resets);
		user->late = false;
	}
	if (user->forbidden) {
		refuse(reply, ERROR_FORBIDDEN, 403);
	} else if (batch_world_fails(world, 9)) {
		refuse(reply, ERROR_SERVICE, batch_world_roll(world, 2) == 0 ? 503 : 500);
	} else if (batch_world_fails(world, 400)) {
		refuse(reply, ERROR_SESSION_ENDED, 401);
	} else if (user->key == NONE) {
		refuse(reply, ERROR_NOT_FOUND, 404);
	} else {
		user->read = user->key;
		reply->credential = credential_of_key(secret_link(keys[number][user->key]));
	}
}

void batch_world_answer(struct batch_world *world)
{
	const size_t at = batch_world_roll(world, (uint32_t)world->asked_count);
	const struct asked asked = world->asked[at];
	struct identity_reply reply = {.op = asked.op, .outcome = OUTCOME_OK};
	const struct identity_wait wait = {.reason = WAIT_RETRY, .seconds = 1};

	if (asked.op == IDENTITY_GET_KEY && batch_world_fails(world, 20)) {
		batch_world_give(world,
			&(struct batch_event){
				.kind = BATCH_EVENT_WAIT, .ticket = asked.ticket, .wait = &wait});
		return;
	}
	world->asked[at] = world->asked[--world->asked_count];
	if (asked.op == IDENTITY_RESET_KEY) {
		answer_reset(world, asked.user, &reply);
	} else if (asked.op == IDENTITY_GET_KEY) {
		answer_read(world, asked.user, &reply);
	} else if (batch_world_fails(world, 6)) {
		lose(&reply, 413);
	} else if (asked.key != world->user[asked.user].key) {
		refuse(&reply, ERROR_SIGN_IN_REFUSED, 401);
	}
	batch_world_give(world,
		&(struct batch_event){
			.kind = BATCH_EVENT_REPLY, .ticket = asked.ticket, .reply = &reply});
	credential_drop(&reply.credential);
}

/* ---- the machine ---- */

static bool plan(struct batch_world *world, const struct work_order *order)
{
	if (batch_world_fails(world, 12)) {
		return false;
	}
	for (size_t i = 0; i < order->plan_count; i++) {
		struct user_world *user = &world->user[batch_world_user(order->plan[i].user)];
		assert_int_equal(user->phase, NONE);
		assert_false(user->forbidden);
		user->phase = JOURNAL_PLANNED;
	}
	return true;
}

static bool set_all(
	struct batch_world *world, const struct work_order *order, enum journal_phase phase)
{
	for (size_t i = 0; i < order->plan_count; i++) {
		struct user_world *user = &world->user[batch_world_user(order->plan[i].user)];
		assert_true(user->phase == JOURNAL_PLANNED || user->phase == JOURNAL_CONFIRMED);
		user->phase = (int)phase;
	}
	return true;
}

static bool set_phase(struct batch_world *world, size_t user, enum journal_phase phase)
{
	if (batch_world_fails(world, 15)) {
		return false;
	}
	world->user[user].phase = (int)phase;
	return true;
}

static bool keep(struct batch_world *world, size_t user, const struct work_order *order)
{
	if (batch_world_fails(world, 12)) {
		return false;
	}
	world->user[user].file = number_of(user, &order->new_credential);
	return true;
}

static bool work(struct batch_world *world, const struct work_order *order)
{
	const size_t user = batch_world_user(
		order->record.user[0] != '\0' ? order->record.user : "u0");

	switch (order->kind) {
	case WORK_PLAN:
		return plan(world, order);
	case WORK_DROP:
		return batch_world_fails(world, 5) ? false
						   : set_all(world, order, JOURNAL_FINISHED);
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
		return !batch_world_fails(world, 4);
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

void batch_world_finish_work(struct batch_world *world)
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
		batch_world_give(
			world, &(struct batch_event){.kind = BATCH_EVENT_WORK, .work = &event});
	}
	work_order_destroy(order);
}

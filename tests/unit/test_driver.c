/* SPDX-License-Identifier: MIT
 * Effects carried out: each result comes once, in order, from the loop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/driver.h"
#include "scratch.h"

enum { ROOM = 32 };

struct fixture {
	char *directory;
	uv_loop_t loop;
	struct driver *driver;
	struct identity *identity;
	bool calling; /* the driver: no message may come during this */
	bool one_a_turn;
	size_t count, turns;
	struct {
		enum message_kind kind;
		uint32_t ticket;
		struct error error;
		enum timer_id timer;
	} told[2 * ROOM];
};

static bool on_message(void *data, struct message *message)
{
	struct fixture *fixture = data;
	size_t i = fixture->count++;

	assert_false(fixture->calling);
	assert_true(i < 2 * ROOM);
	fixture->told[i].kind = message->kind;
	if (message->kind == MESSAGE_REPLY) {
		fixture->told[i].ticket = message->reply.ticket;
		fixture->told[i].error = message->reply.reply->error;
		assert_int_equal(message->reply.reply->outcome, OUTCOME_REFUSED);
	} else if (message->kind == MESSAGE_TIMER) {
		fixture->told[i].timer = message->timer;
	}
	return !fixture->one_a_turn;
}

static void on_over(void *data)
{
	struct fixture *fixture = data;

	assert_false(fixture->calling);
	fixture->turns++;
}

static void heard(void *data, struct identity_reply *reply)
{
	const struct fixture *fixture = data;

	driver_replied(fixture->driver, reply);
}

static int setup(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));
	const struct driver_listener listener = {
		.message = on_message, .over = on_over, .data = fixture};
	struct error error;

	if (!secret_start(&error) || !identity_start(&error)) {
		return -1;
	}
	fixture->directory = scratch_create();
	const struct works_options works = {.state_dir = fixture->directory};
	uv_loop_init(&fixture->loop);
	fixture->driver = driver_create(&fixture->loop, &works, &listener);
	*state = fixture;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *fixture = *state;

	identity_destroy(fixture->identity);
	driver_destroy(fixture->driver);
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	int closed = uv_loop_close(&fixture->loop);
	scratch_destroy(fixture->directory);
	free(fixture);
	return closed;
}

/* A service that does not run: every request is refused. */
static void connect_to_nobody(struct fixture *fixture)
{
	const struct identity_options options = {
		.url = "http://127.0.0.1:1", .user_agent = "keyturn-test"};
	const struct identity_listener listener = {.replied = heard, .data = fixture};

	fixture->identity = identity_create(&fixture->loop, &options, &listener, NULL);
	assert_non_null(fixture->identity);
	driver_use(fixture->driver, fixture->identity, NULL);
}

static bool run_effect(struct fixture *fixture, struct effect effect)
{
	fixture->calling = true;
	bool taken = driver_run(fixture->driver, &effect);
	fixture->calling = false;
	return taken;
}

static void ask(struct fixture *fixture, uint32_t ticket)
{
	struct effect effect = {.kind = EFFECT_REQUEST, .ticket = ticket};

	effect.request.op = IDENTITY_VERSIONS;
	assert_true(run_effect(fixture, effect));
}

static void wait_for(struct fixture *fixture, size_t count)
{
	while (fixture->count < count) {
		uv_run(&fixture->loop, UV_RUN_ONCE);
	}
	uv_run(&fixture->loop, UV_RUN_NOWAIT);
	assert_int_equal(fixture->count, count);
}

static void driver_request__nobody_to_ask__fails_with_the_reason(void **state)
{
	struct fixture *fixture = *state;
	struct error why = {0};

	error_set(&why, ERROR_SYSTEM, "no service");
	driver_use(fixture->driver, NULL, &why);
	ask(fixture, 7);
	wait_for(fixture, 1);
	assert_int_equal(fixture->told[0].kind, MESSAGE_REPLY);
	assert_int_equal(fixture->told[0].ticket, 7);
	assert_int_equal(fixture->told[0].error.kind, ERROR_SYSTEM);
	assert_string_equal(fixture->told[0].error.detail, "no service");
}

static void driver_request__one_too_many__fails_and_the_others_are_answered(void **state)
{
	struct fixture *fixture = *state;
	bool answered[ROOM + 2] = {false};

	connect_to_nobody(fixture);
	for (uint32_t ticket = 1; ticket <= ROOM + 1; ticket++) {
		ask(fixture, ticket);
	}
	assert_true(driver_awaits(fixture->driver, IDENTITY_VERSIONS));
	assert_false(driver_awaits(fixture->driver, IDENTITY_REVOKE));
	wait_for(fixture, ROOM + 1);
	assert_int_equal(fixture->told[0].ticket, ROOM + 1);
	assert_int_equal(fixture->told[0].error.kind, ERROR_INTERNAL);
	for (size_t i = 1; i < fixture->count; i++) {
		assert_int_not_equal(fixture->told[i].error.kind, ERROR_INTERNAL);
		assert_false(answered[fixture->told[i].ticket]);
		answered[fixture->told[i].ticket] = true;
	}
	assert_false(driver_awaits(fixture->driver, IDENTITY_VERSIONS));
	ask(fixture, 1); /* there is room again */
	wait_for(fixture, ROOM + 2);
	assert_int_not_equal(fixture->told[ROOM + 1].error.kind, ERROR_INTERNAL);
}

static void driver_cancel__no_answer_comes(void **state)
{
	struct fixture *fixture = *state;

	connect_to_nobody(fixture);
	ask(fixture, 1);
	ask(fixture, 2);
	assert_true(run_effect(fixture, (struct effect){.kind = EFFECT_CANCEL, .ticket = 1}));
	wait_for(fixture, 1);
	assert_int_equal(fixture->told[0].ticket, 2);
	assert_false(driver_awaits(fixture->driver, IDENTITY_VERSIONS));
}

static void driver_use__another_service__earlier_answers_are_not_told(void **state)
{
	struct fixture *fixture = *state;

	connect_to_nobody(fixture);
	ask(fixture, 1);
	struct identity *before = fixture->identity;
	connect_to_nobody(fixture);
	ask(fixture, 2);
	identity_destroy(before);
	wait_for(fixture, 1);
	assert_int_equal(fixture->told[0].ticket, 2);
}

static void driver_timer__each_by_its_name__once(void **state)
{
	struct fixture *fixture = *state;

	assert_true(run_effect(fixture,
		(struct effect){
			.kind = EFFECT_TIMER_START, .timer = TIMER_ROTATION, .milliseconds = 30}));
	assert_true(run_effect(fixture,
		(struct effect){
			.kind = EFFECT_TIMER_START, .timer = TIMER_LOCK, .milliseconds = 1}));
	assert_true(run_effect(
		fixture, (struct effect){.kind = EFFECT_TIMER_START, .timer = TIMER_TOAST}));
	assert_true(run_effect(
		fixture, (struct effect){.kind = EFFECT_TIMER_STOP, .timer = TIMER_TOAST}));
	uv_run(&fixture->loop, UV_RUN_DEFAULT); /* until none is left */
	assert_int_equal(fixture->count, 2);
	assert_int_equal(fixture->told[0].timer, TIMER_LOCK);
	assert_int_equal(fixture->told[1].timer, TIMER_ROTATION);
}

static void driver_post__in_order__with_one_end_of_the_turn(void **state)
{
	struct fixture *fixture = *state;

	driver_post(fixture->driver, &(struct message){.kind = MESSAGE_START});
	ask(fixture, 1); /* fails at once, but in its turn */
	driver_post(fixture->driver, &(struct message){.kind = MESSAGE_HANGUP});
	wait_for(fixture, 3);
	assert_int_equal(fixture->told[0].kind, MESSAGE_START);
	assert_int_equal(fixture->told[1].kind, MESSAGE_REPLY);
	assert_int_equal(fixture->told[2].kind, MESSAGE_HANGUP);
	assert_int_equal(fixture->turns, 1);
}

static void driver_message__enough_for_this_turn__the_rest_waits(void **state)
{
	struct fixture *fixture = *state;

	fixture->one_a_turn = true;
	driver_post(fixture->driver, &(struct message){.kind = MESSAGE_START});
	driver_post(fixture->driver, &(struct message){.kind = MESSAGE_HANGUP});
	wait_for(fixture, 1);
	driver_wake(fixture->driver);
	wait_for(fixture, 2);
	assert_int_equal(fixture->told[1].kind, MESSAGE_HANGUP);
}

static void driver_destroy__messages_wait__none_is_told(void **state)
{
	struct fixture *fixture = *state;

	ask(fixture, 1);
	driver_destroy(fixture->driver);
	fixture->driver = NULL;
	uv_run(&fixture->loop, UV_RUN_DEFAULT);
	assert_int_equal(fixture->count, 0);
	assert_int_equal(fixture->turns, 0);
}

static void driver_run__effects_of_the_panel__are_not_its_own(void **state)
{
	static const enum effect_kind kinds[] = {EFFECT_CONNECT, EFFECT_SIGN_IN, EFFECT_COPY,
		EFFECT_CLEAR_CLIPBOARD, EFFECT_REPAINT, EFFECT_SUSPEND, EFFECT_SAVE_PROFILE,
		EFFECT_QUIT};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		assert_false(run_effect(*state, (struct effect){.kind = kinds[i]}));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(driver_request__nobody_to_ask__fails_with_the_reason),
		TEST(driver_request__one_too_many__fails_and_the_others_are_answered),
		TEST(driver_cancel__no_answer_comes),
		TEST(driver_use__another_service__earlier_answers_are_not_told),
		TEST(driver_timer__each_by_its_name__once),
		TEST(driver_post__in_order__with_one_end_of_the_turn),
		TEST(driver_message__enough_for_this_turn__the_rest_waits),
		TEST(driver_destroy__messages_wait__none_is_told),
		TEST(driver_run__effects_of_the_panel__are_not_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

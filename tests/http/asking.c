/* SPDX-License-Identifier: MIT */
#include "asking.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { DEADLINE_MS = 60000 };

static void on_replied(void *data, struct identity_reply *reply)
{
	struct asking *asking = data;

	identity_reply_finish(&asking->reply);
	asking->reply = *reply;
	*reply = (struct identity_reply){0};
	asking->replies++;
	if (asking->on_reply != NULL) {
		asking->on_reply(asking);
	}
}

static void on_waiting(void *data, const struct identity_wait *wait)
{
	struct asking *asking = data;

	if (asking->wait_count < ASKING_WAITS) {
		asking->waits[asking->wait_count] = *wait;
	}
	asking->wait_count++;
	if (asking->on_wait != NULL) {
		asking->on_wait(asking);
	}
}

static void on_deadline(uv_timer_t *timer)
{
	(void)timer;
	fail_msg("nothing happened for %d s", DEADLINE_MS / 1000);
}

void asking_start(struct asking *asking, const char *url, const struct identity_options *options)
{
	struct identity_options used = options == NULL ? (struct identity_options){0} : *options;
	const struct identity_listener listener = {
		.replied = on_replied, .waiting = on_waiting, .data = asking};
	struct error error = {0};

	*asking = (struct asking){0};
	used.url = url;
	used.user_agent = "keyturn-test/1";
	assert_int_equal(uv_loop_init(&asking->loop), 0);
	uv_timer_init(&asking->loop, &asking->deadline);
	uv_unref((uv_handle_t *)&asking->deadline);
	asking->identity = identity_create(&asking->loop, &used, &listener, &error);
	if (asking->identity == NULL) {
		fail_msg("%s: %s", error_name(error.kind), error.detail);
	}
}

void asking_finish(struct asking *asking)
{
	identity_destroy(asking->identity);
	identity_reply_finish(&asking->reply);
	uv_close((uv_handle_t *)&asking->deadline, NULL);
	uv_run(&asking->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&asking->loop), 0);
}

void asking_run_until(struct asking *asking, bool (*done)(void *data), void *data)
{
	uv_timer_start(&asking->deadline, on_deadline, DEADLINE_MS, 0);
	while (!done(data)) {
		uv_run(&asking->loop, UV_RUN_ONCE);
	}
	uv_timer_stop(&asking->deadline);
}

struct target {
	const struct asking *asking;
	size_t count;
};

static bool reached(void *data)
{
	const struct target *target = data;
	return target->asking->replies >= target->count;
}

void asking_run(struct asking *asking, size_t count)
{
	struct target target = {asking, count};
	asking_run_until(asking, reached, &target);
}

const struct identity_reply *asking_ask(struct asking *asking, struct identity_request request)
{
	size_t before = asking->replies;
	uint64_t id = identity_send(asking->identity, &request);

	assert_null(request.secret);
	assert_int_equal(asking->replies, before); /* never from inside identity_send() */
	asking_run(asking, before + 1);
	assert_int_equal(asking->reply.id, id);
	assert_int_equal(asking->reply.op, request.op);
	return &asking->reply;
}

void asking_expect(const struct asking *asking, enum outcome outcome, enum error_kind kind)
{
	const struct identity_reply *reply = &asking->reply;

	if (reply->outcome != outcome || reply->error.kind != kind) {
		fail_msg("operation %d: outcome %d instead of %d, %s (%s) instead of %s", reply->op,
			reply->outcome, outcome, error_name(reply->error.kind), reply->error.detail,
			error_name(kind));
	}
}

struct secret *asking_secret(const char *text)
{
	return secret_create(text, strlen(text));
}

void asking_sign_in(
	struct asking *asking, enum credential_kind kind, const char *username, const char *secret)
{
	struct identity_request request = {
		.op = IDENTITY_SIGN_IN, .kind = kind, .secret = asking_secret(secret)};

	snprintf(request.username, sizeof(request.username), "%s", username);
	asking_ask(asking, request);
}

struct secret *asking_own_key(struct asking *asking)
{
	asking_sign_in(asking, CREDENTIAL_PASSWORD, "jqsmith", "Demo-pass-1");
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	asking_ask(asking, (struct identity_request){.op = IDENTITY_GET_KEY});
	asking_expect(asking, OUTCOME_OK, ERROR_NONE);
	return secret_link(credential_secret(&asking->reply.credential));
}

enum outcome asking_probe(struct asking *asking, const char *username, struct secret *key)
{
	struct identity_request request = {
		.op = IDENTITY_PROBE_KEY, .credential = credential_of_key(secret_link(key))};

	snprintf(request.username, sizeof(request.username), "%s", username);
	return asking_ask(asking, request)->outcome;
}

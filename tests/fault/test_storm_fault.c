/* SPDX-License-Identifier: MIT
 * Many requests, faults and cancellations at once, by seeded chance: every request that was not
 * cancelled is answered once, no other is, and no reset is sent twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faulty.h"

enum { STEPS = 250, IDS_MAX = 1024 };

enum fate { NOT_SENT, PENDING, CANCELLED, ANSWERED };

struct storm {
	struct faulty *faulty;
	unsigned seed;
	enum fate fates[IDS_MAX];
	uint64_t last;
	size_t pending, resets;
};

static unsigned chance(struct storm *storm, unsigned of)
{
	return (unsigned)rand_r(&storm->seed) % of;
}

static void on_reply(struct asking *asking)
{
	struct storm *storm = asking->data;
	uint64_t id = asking->reply.id;

	assert_true(id > 0 && id < IDS_MAX);
	assert_int_equal(storm->fates[id], PENDING);
	storm->fates[id] = ANSWERED;
	storm->pending--;
}

static void send_any(struct storm *storm)
{
	static const enum identity_op ops[] = {IDENTITY_SIGN_IN, IDENTITY_GET_KEY, IDENTITY_GET_KEY,
		IDENTITY_LIST_USERS, IDENTITY_GET_USER, IDENTITY_RESET_KEY, IDENTITY_PROBE_KEY,
		IDENTITY_REVOKE};
	struct identity_request request = {
		.op = ops[chance(storm, sizeof(ops) / sizeof(*ops))], .username = "jqsmith"};

	if (request.op == IDENTITY_SIGN_IN || request.op == IDENTITY_PROBE_KEY) {
		request.secret = asking_secret("Demo-pass-1");
	}
	storm->resets += request.op == IDENTITY_RESET_KEY;
	uint64_t id = identity_send(storm->faulty->asking.identity, &request);
	assert_true(id < IDS_MAX);
	storm->fates[id] = PENDING;
	storm->pending++;
	storm->last = id;
}

static void cancel_any(struct storm *storm)
{
	uint64_t id = storm->last == 0 ? 0 : 1 + chance(storm, (unsigned)storm->last);

	identity_cancel(storm->faulty->asking.identity, id);
	if (storm->fates[id] == PENDING) {
		storm->fates[id] = CANCELLED;
		storm->pending--;
	}
}

static void fault_any(struct storm *storm)
{
	static const struct proxy_fault faults[] = {
		{PROXY_DROP_REQUEST},
		{PROXY_DROP_ANSWER, .reset = true},
		{PROXY_CUT, .bytes = 100},
		{PROXY_GARBLE},
		{PROXY_DELAY, .milliseconds = 50},
		{PROXY_REPLACE, .method = "GET", .status = 401},
		{PROXY_REPLACE, .method = "GET", .status = 404},
		{PROXY_REPLACE, .status = 502},
		{PROXY_REPLACE, .method = "GET", .status = 503, .headers = "Retry-After: 1\r\n"},
	};

	proxy_fault(storm->faulty->proxy, &faults[chance(storm, sizeof(faults) / sizeof(*faults))]);
}

static bool calm(void *data)
{
	return ((struct storm *)data)->pending == 0;
}

static void storm__any_order__each_answered_once(void **state)
{
	struct faulty *faulty = *state;
	struct storm storm = {.faulty = faulty, .seed = 20261124};
	struct asking *asking = &faulty->asking;

	asking->on_reply = on_reply;
	asking->data = &storm;
	for (int i = 0; i < STEPS; i++) {
		switch (chance(&storm, 8)) {
		case 0:
			cancel_any(&storm);
			break;
		case 1:
			fault_any(&storm);
			break;
		case 2:
		case 3:
		case 4:
			send_any(&storm);
			break;
		default:
			uv_run(&asking->loop, chance(&storm, 2) ? UV_RUN_NOWAIT : UV_RUN_ONCE);
		}
	}
	asking_run_until(asking, calm, &storm);
	assert_true(proxy_count(faulty->proxy, "POST", FAULTY_RESET) <= storm.resets);
	asking->on_reply = NULL;
	proxy_clear(faulty->proxy);
	faulty_warm_up(faulty); /* and it still works */
}

static void storm__destroyed_at_any_moment__nothing_left(void **state)
{
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;
	struct storm storm = {.faulty = faulty, .seed = 11242026};
	const struct identity_options options = {.answer_seconds = 2};

	for (int i = 0; i < 40; i++) {
		memset(storm.fates, 0, sizeof(storm.fates));
		asking->on_reply = on_reply;
		asking->data = &storm;
		for (unsigned steps = chance(&storm, 25); steps > 0; steps--) {
			if (chance(&storm, 4) == 0) {
				fault_any(&storm);
			}
			send_any(&storm);
			uv_run(&asking->loop, UV_RUN_NOWAIT);
		}
		asking_finish(asking); /* fails when a handle stays */
		asking_start(asking, proxy_url(faulty->proxy), &options);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FAULTY_CASE(storm__any_order__each_answered_once),
		FAULTY_CASE(storm__destroyed_at_any_moment__nothing_left),
	};

	return cmocka_run_group_tests(tests, faulty_group_setup, NULL);
}

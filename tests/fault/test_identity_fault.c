/* SPDX-License-Identifier: MIT
 * Every fault at a sign-in, at a read, and at a probe; and reads that the service puts off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "faulty.h"

#define ELSEWHERE "Location: https://elsewhere.example.com:8443/v2.0/tokens\r\n"

/* curl repeats a read on a fresh connection, hence two drops. */
static const struct {
	struct proxy_fault fault;
	enum error_kind sign_in, read;
} cases[] = {
	{{PROXY_DROP_REQUEST, .times = 2}, ERROR_UNREACHABLE, ERROR_UNREACHABLE},
	{{PROXY_DROP_ANSWER, .reset = true, .times = 2}, ERROR_UNREACHABLE, ERROR_UNREACHABLE},
	{{PROXY_CUT, .bytes = 1, .times = 2}, ERROR_UNREACHABLE, ERROR_UNREACHABLE},
	{{PROXY_CUT, .bytes = 30}, ERROR_REPLY, ERROR_REPLY},
	{{PROXY_CUT, .bytes = 280}, ERROR_REPLY, ERROR_REPLY}, /* within the body */
	{{PROXY_DELAY, .milliseconds = 4000}, ERROR_TIMEOUT, ERROR_TIMEOUT},
	{{PROXY_DRIP, .milliseconds = 100}, ERROR_TIMEOUT, ERROR_TIMEOUT},
	{{PROXY_GARBLE}, ERROR_REPLY, ERROR_REPLY},
	{{PROXY_GARBLE_BODY}, ERROR_REPLY, ERROR_REPLY},
	{{PROXY_TRUNCATE, .bytes = 50}, ERROR_REPLY, ERROR_REPLY},
	{{PROXY_REPLACE, .body = FAULTY_HTML}, ERROR_REPLY, ERROR_REPLY},
	{{PROXY_REPLACE}, ERROR_REPLY, ERROR_REPLY},
	{{PROXY_REPLACE, .status = 502, .body = FAULTY_HTML}, ERROR_SERVICE, ERROR_SERVICE},
	{{PROXY_REPLACE, .status = 400}, ERROR_REPLY, ERROR_REQUEST},
	{{PROXY_STREAM, .bytes = 100000000}, ERROR_REPLY_SIZE, ERROR_REPLY_SIZE},
	{{PROXY_REPLACE, .status = 307, .headers = ELSEWHERE}, ERROR_REDIRECT, ERROR_REDIRECT},
};

enum { CASES = sizeof(cases) / sizeof(*cases) };

static void sign_in__any_fault__an_error_and_no_session(void **state)
{
	struct faulty *faulty = *state;

	for (size_t i = 0; i < CASES; i++) {
		proxy_fault(faulty->proxy, &cases[i].fault);
		faulty_sign_in(faulty);
		print_message("# %zu: %s\n", i, faulty->asking.reply.error.detail);
		faulty_expect(faulty, OUTCOME_REFUSED, cases[i].sign_in);
		proxy_clear(faulty->proxy);
		faulty_ask(faulty, IDENTITY_GET_KEY);
		faulty_expect(faulty, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	}
	faulty_sign_in(faulty);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
}

static void get_key__any_fault__an_error_and_then_fine_again(void **state)
{
	struct faulty *faulty = *state;

	faulty_warm_up(faulty);
	for (size_t i = 0; i < CASES; i++) {
		struct proxy_fault fault = cases[i].fault;
		fault.path = FAULTY_KEY;
		proxy_fault(faulty->proxy, &fault);
		faulty_ask(faulty, IDENTITY_GET_KEY);
		print_message("# %zu: %s\n", i, faulty->asking.reply.error.detail);
		faulty_expect(faulty, OUTCOME_REFUSED, cases[i].read);
		assert_null(credential_secret(&faulty->asking.reply.credential));
		proxy_clear(faulty->proxy);
		faulty_ask(faulty, IDENTITY_GET_KEY);
		faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	}
}

static void redirect__to_another_host__named_and_not_followed(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault fault = {PROXY_REPLACE, .status = 302, .headers = ELSEWHERE};

	proxy_fault(faulty->proxy, &fault);
	faulty_sign_in(faulty);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_REDIRECT);
	assert_string_equal(faulty->asking.reply.error.detail, "elsewhere.example.com:8443");
	assert_int_equal(proxy_count(faulty->proxy, NULL, NULL), 1);
}

static void get_key__idle_connection_was_closed__nobody_notices(void **state)
{
	struct faulty *faulty = *state;

	faulty_warm_up(faulty);
	proxy_disconnect(faulty->proxy);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
}

static void probe_key__any_fault__unknown_and_not_refused(void **state)
{
	struct faulty *faulty = *state;
	struct secret *key = asking_own_key(&faulty->asking);

	for (size_t i = 0; i < CASES; i++) {
		proxy_fault(faulty->proxy, &cases[i].fault);
		assert_int_equal(asking_probe(&faulty->asking, "jqsmith", key), OUTCOME_UNKNOWN);
		proxy_clear(faulty->proxy);
	}
	assert_int_equal(asking_probe(&faulty->asking, "jqsmith", key), OUTCOME_OK);
	secret_unlink(key);
}

static void probe_key__its_token_cannot_be_revoked__accepted_all_the_same(void **state)
{
	struct faulty *faulty = *state;
	struct secret *key = asking_own_key(&faulty->asking);
	struct proxy_fault fault = {PROXY_REPLACE, .method = "DELETE", .status = 500};

	proxy_fault(faulty->proxy, &fault);
	assert_int_equal(asking_probe(&faulty->asking, "jqsmith", key), OUTCOME_OK);
	assert_int_equal(proxy_count(faulty->proxy, "DELETE", NULL), 1);
	secret_unlink(key);
}

static void read__put_off__tried_again_when_the_service_asked(void **state)
{
	static const int statuses[] = {413, 429, 503};
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;

	faulty_warm_up(faulty);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		struct proxy_fault fault = {PROXY_REPLACE, .path = FAULTY_KEY,
			.status = statuses[i], .headers = "Retry-After: 1\r\n"};
		proxy_fault(faulty->proxy, &fault);
		uint64_t start = uv_now(&asking->loop);
		asking->wait_count = 0;
		faulty_ask(faulty, IDENTITY_GET_KEY);
		faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
		assert_true(uv_now(&asking->loop) - start >= 1000);
		assert_int_equal(asking->wait_count, 1);
		assert_int_equal(asking->waits[0].id, asking->reply.id);
		assert_int_equal(asking->waits[0].reason, WAIT_RETRY);
		assert_int_equal(asking->waits[0].seconds, 1);
		assert_int_equal(asking->waits[0].attempt, 2);
		assert_int_equal(asking->waits[0].attempts_max, 4);
		assert_int_equal(asking->waits[0].cause,
			statuses[i] == 503 ? ERROR_SERVICE : ERROR_RATE_LIMIT);
	}
}

static void read__put_off_until_a_date__waits_until_then(void **state)
{
	struct faulty *faulty = *state;
	char header[80];
	time_t then = time(NULL) + 3;
	struct tm tm;

	faulty_warm_up(faulty);
	strftime(header, sizeof(header), "Retry-After: %a, %d %b %Y %H:%M:%S GMT\r\n",
		gmtime_r(&then, &tm));
	struct proxy_fault fault = {
		PROXY_REPLACE, .path = FAULTY_KEY, .status = 503, .headers = header};
	proxy_fault(faulty->proxy, &fault);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	assert_in_range(faulty->asking.waits[0].seconds, 1, 3);
}

/* The service's clock may be behind ours. */
static void read__put_off_until_a_date_that_is_over__does_not_wait_for_it(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault fault = {PROXY_REPLACE, .path = FAULTY_KEY, .status = 503,
		.headers = "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n"};

	faulty_warm_up(faulty);
	proxy_fault(faulty->proxy, &fault);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	assert_in_range(faulty->asking.waits[0].seconds, 1, 2);
}

static void read__put_off_again_and_again__given_up_after_four_tries(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault fault = {PROXY_REPLACE, .path = FAULTY_KEY, .status = 413,
		.headers = "Retry-After: 1\r\n", .times = PROXY_ALWAYS};

	faulty_warm_up(faulty);
	proxy_forget(faulty->proxy);
	proxy_fault(faulty->proxy, &fault);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_RATE_LIMIT);
	assert_int_equal(proxy_count(faulty->proxy, "GET", FAULTY_KEY), 4);
	assert_int_equal(faulty->asking.wait_count, 3);
}

static void sign_in__put_off__not_repeated(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault fault = {PROXY_REPLACE, .status = 413, .headers = "Retry-After: 1\r\n"};

	proxy_fault(faulty->proxy, &fault);
	faulty_sign_in(faulty);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_RATE_LIMIT);
	assert_int_equal(proxy_count(faulty->proxy, NULL, NULL), 1);
}

static void cancel_it(struct asking *asking)
{
	identity_cancel(asking->identity, asking->waits[0].id);
}

static bool has_waited(void *data)
{
	return ((struct asking *)data)->wait_count > 0;
}

static void read__cancelled_while_it_waits__nothing_more(void **state)
{
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;
	struct proxy_fault fault = {
		PROXY_REPLACE, .path = FAULTY_KEY, .status = 503, .headers = "Retry-After: 50\r\n"};
	struct identity_request request = {.op = IDENTITY_GET_KEY};

	faulty_warm_up(faulty);
	size_t before = asking->replies;
	proxy_fault(faulty->proxy, &fault);
	asking->on_wait = cancel_it;
	identity_send(asking->identity, &request);
	asking_run_until(asking, has_waited, asking);
	assert_int_equal(asking->waits[0].seconds, 50);
	uv_run(&asking->loop, UV_RUN_NOWAIT);
	assert_false(uv_loop_alive(&asking->loop));
	assert_int_equal(asking->replies, before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FAULTY_CASE(sign_in__any_fault__an_error_and_no_session),
		FAULTY_CASE(get_key__any_fault__an_error_and_then_fine_again),
		FAULTY_CASE(redirect__to_another_host__named_and_not_followed),
		FAULTY_CASE(get_key__idle_connection_was_closed__nobody_notices),
		FAULTY_CASE(probe_key__any_fault__unknown_and_not_refused),
		FAULTY_CASE(probe_key__its_token_cannot_be_revoked__accepted_all_the_same),
		FAULTY_CASE(read__put_off__tried_again_when_the_service_asked),
		FAULTY_CASE(read__put_off_until_a_date__waits_until_then),
		FAULTY_CASE(read__put_off_until_a_date_that_is_over__does_not_wait_for_it),
		FAULTY_CASE(read__put_off_again_and_again__given_up_after_four_tries),
		FAULTY_CASE(sign_in__put_off__not_repeated),
		FAULTY_CASE(read__cancelled_while_it_waits__nothing_more),
	};

	return cmocka_run_group_tests(tests, faulty_group_setup, NULL);
}

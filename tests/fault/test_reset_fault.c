/* SPDX-License-Identifier: MIT
 * Every fault at a reset: what is told of it is held against the service's own log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faulty.h"

static size_t resets(const struct faulty *faulty)
{
	return server_count(faulty->server, "POST", FAULTY_RESET, 200);
}

#define UNKNOWN OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN

/* What is to be told of it, and how often the service did it. */
static const struct {
	struct proxy_fault fault;
	enum outcome outcome;
	enum error_kind kind;
	size_t done;
} cases[] = {
	{{PROXY_DROP_REQUEST}, UNKNOWN, 0},
	{{PROXY_DROP_REQUEST, .reset = true}, UNKNOWN, 0},
	{{PROXY_DROP_ANSWER}, UNKNOWN, 1},
	{{PROXY_DROP_ANSWER, .reset = true}, UNKNOWN, 1},
	{{PROXY_CUT, .bytes = 1}, UNKNOWN, 1},
	{{PROXY_CUT, .bytes = 12}, UNKNOWN, 1},
	{{PROXY_CUT, .bytes = 60, .reset = true}, UNKNOWN, 1},
	{{PROXY_DELAY, .milliseconds = 4000}, UNKNOWN, 1},
	{{PROXY_DRIP, .milliseconds = 100}, UNKNOWN, 1},
	{{PROXY_GARBLE}, UNKNOWN, 1},
	{{PROXY_GARBLE_BODY}, UNKNOWN, 1},
	{{PROXY_TRUNCATE, .bytes = 0}, UNKNOWN, 1},
	{{PROXY_TRUNCATE, .bytes = 40}, UNKNOWN, 1},
	{{PROXY_REPLACE_LATE, .status = 500, .body = FAULTY_HTML}, UNKNOWN, 1},
	{{PROXY_REPLACE_LATE, .status = 502, .body = FAULTY_HTML}, UNKNOWN, 1},
	{{PROXY_REPLACE_LATE, .status = 504}, UNKNOWN, 1},
	{{PROXY_REPLACE_LATE, .status = 200, .body = FAULTY_HTML}, UNKNOWN, 1},
	{{PROXY_REPLACE_LATE, .status = 200}, UNKNOWN, 1},
	{{PROXY_REPLACE_LATE, .status = 204}, UNKNOWN, 1},
	{{PROXY_REPLACE, .status = 503, .headers = "Retry-After: 1\r\n"}, UNKNOWN, 0},
	{{PROXY_STREAM, .bytes = 3000000}, UNKNOWN, 0},
	{{PROXY_REPLACE, .status = 302, .headers = "Location: https://elsewhere.example.com/x\r\n"},
		OUTCOME_REFUSED, ERROR_REDIRECT, 0},
	{{PROXY_REPLACE, .status = 400}, OUTCOME_REFUSED, ERROR_REQUEST, 0},
	{{PROXY_REPLACE, .status = 401}, OUTCOME_REFUSED, ERROR_SESSION_ENDED, 0},
	{{PROXY_REPLACE, .status = 403}, OUTCOME_REFUSED, ERROR_FORBIDDEN, 0},
	{{PROXY_REPLACE, .status = 404}, OUTCOME_REFUSED, ERROR_NOT_OFFERED, 0},
	{{PROXY_REPLACE, .status = 404, .body = FAULTY_HTML}, OUTCOME_REFUSED, ERROR_NOT_OFFERED,
		0},
	{{PROXY_REPLACE, .status = 404,
		 .body = "{\"itemNotFound\":{\"code\":404,\"message\":\"User 1 not found\"}}"},
		OUTCOME_REFUSED, ERROR_NOT_FOUND, 0},
	{{PROXY_REPLACE, .status = 413, .headers = "Retry-After: 1\r\n"}, OUTCOME_REFUSED,
		ERROR_RATE_LIMIT, 0},
	{{PROXY_REPLACE, .status = 429}, OUTCOME_REFUSED, ERROR_RATE_LIMIT, 0},
};

static void reset_key__any_fault__told_truthfully_and_sent_once(void **state)
{
	struct faulty *faulty = *state;
	size_t done = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct proxy_fault fault = cases[i].fault;
		faulty_warm_up(faulty);
		fault.path = FAULTY_RESET;
		proxy_fault(faulty->proxy, &fault);
		faulty_ask(faulty, IDENTITY_RESET_KEY);
		print_message("# %zu: %s\n", i, faulty->asking.reply.error.detail);
		faulty_expect(faulty, cases[i].outcome, cases[i].kind);
		assert_null(credential_secret(&faulty->asking.reply.credential));
		done += cases[i].done;
		assert_true(server_wait_count(faulty->server, "POST", FAULTY_RESET, 200, done));
		assert_int_equal(resets(faulty), done);
		assert_int_equal(proxy_count(faulty->proxy, "POST", FAULTY_RESET), i + 1);
		proxy_clear(faulty->proxy);
	}
}

static void reset_key__answer_cut_at_every_byte__never_a_cut_key(void **state)
{
	struct faulty *faulty = *state;
	bool whole = false;

	faulty_warm_up(faulty);
	for (size_t bytes = 0; !whole && bytes < 400; bytes++) {
		struct proxy_fault fault = {PROXY_TRUNCATE, .path = FAULTY_RESET, .bytes = bytes};
		proxy_fault(faulty->proxy, &fault);
		faulty_ask(faulty, IDENTITY_RESET_KEY);
		whole = faulty->asking.reply.outcome == OUTCOME_OK;
		if (whole) {
			assert_int_equal(
				secret_length(credential_secret(&faulty->asking.reply.credential)),
				32);
		} else {
			faulty_expect(faulty, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
		}
		assert_int_equal(resets(faulty), bytes + 1);
	}
	assert_true(whole);
}

/* curl would send it again: the service acted, then dropped the answer on a used connection. */
static void reset_key__answer_dropped_with_a_warm_connection__one_reset(void **state)
{
	struct faulty *faulty = *state;
	struct proxy_fault fault = {PROXY_DROP_ANSWER, .path = FAULTY_RESET, .times = PROXY_ALWAYS};
	struct proxy_request seen;
	bool warm_reads = false;

	faulty_warm_up(faulty);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	proxy_fault(faulty->proxy, &fault);
	faulty_ask(faulty, IDENTITY_RESET_KEY);
	faulty_expect(faulty, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	assert_int_equal(resets(faulty), 1);
	assert_int_equal(proxy_count(faulty->proxy, "POST", FAULTY_RESET), 1);
	for (size_t i = 0; proxy_request(faulty->proxy, i, &seen); i++) {
		assert_false(seen.warm && strcmp(seen.method, "GET") != 0);
		warm_reads = warm_reads || seen.warm;
	}
	assert_true(warm_reads); /* or this would prove nothing */
}

static void reset_key__connection_refused__certainly_not_done(void **state)
{
	struct faulty *faulty = *state;

	faulty_warm_up(faulty);
	proxy_refuse(faulty->proxy);
	faulty_ask(faulty, IDENTITY_RESET_KEY);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_UNREACHABLE);
	assert_non_null(strstr(faulty->asking.reply.error.detail, "127.0.0.1:"));
	proxy_accept(faulty->proxy);
	faulty_ask(faulty, IDENTITY_RESET_KEY);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(resets(faulty), 1);
}

static void revoke__any_answer__session_over(void **state)
{
	static const struct {
		struct proxy_fault fault;
		enum outcome outcome;
	} answers[] = {
		{{PROXY_DROP_ANSWER, .method = "DELETE"}, OUTCOME_UNKNOWN},
		{{PROXY_REPLACE, .method = "DELETE", .status = 401}, OUTCOME_REFUSED},
		{{PROXY_REPLACE, .method = "DELETE", .status = 500}, OUTCOME_UNKNOWN},
	};
	struct faulty *faulty = *state;

	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		faulty_sign_in(faulty);
		proxy_fault(faulty->proxy, &answers[i].fault);
		faulty_ask(faulty, IDENTITY_REVOKE);
		assert_int_equal(faulty->asking.reply.outcome, answers[i].outcome);
		faulty_ask(faulty, IDENTITY_GET_KEY);
		faulty_expect(faulty, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FAULTY_CASE(reset_key__any_fault__told_truthfully_and_sent_once),
		FAULTY_CASE(reset_key__answer_cut_at_every_byte__never_a_cut_key),
		FAULTY_CASE(reset_key__answer_dropped_with_a_warm_connection__one_reset),
		FAULTY_CASE(reset_key__connection_refused__certainly_not_done),
		FAULTY_CASE(revoke__any_answer__session_over),
	};

	return cmocka_run_group_tests(tests, faulty_group_setup, NULL);
}

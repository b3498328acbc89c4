/* SPDX-License-Identifier: MIT
 * A list of users in pages, one of which meets a fault: the list is refused or whole, never short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "faulty.h"

enum { PAGE_USERS = 5, MORE_USERS = 20, PAGES = 6, USERS = 29 }; /* 9 are in the account anyway */

static int setup(void **state)
{
	static const char *const options[] = {"--page-limit=5", "--more-users=20", NULL};

	return faulty_setup_with(state, options);
}

#define PAGES_CASE(name) cmocka_unit_test_setup_teardown(name, setup, faulty_teardown)

static void assert_whole(const struct faulty *faulty)
{
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(faulty->asking.reply.users->count, USERS);
}

static void list__second_page_meets_a_fault__refused_with_the_reason(void **state)
{
	static const struct {
		struct proxy_fault fault;
		enum error_kind kind;
	} cases[] = {
		{{PROXY_DROP_REQUEST, .times = 2}, ERROR_UNREACHABLE},
		{{PROXY_DROP_ANSWER, .times = 2}, ERROR_UNREACHABLE},
		{{PROXY_CUT, .bytes = 400}, ERROR_REPLY},
		{{PROXY_GARBLE}, ERROR_REPLY},
		{{PROXY_GARBLE_BODY}, ERROR_REPLY},
		{{PROXY_TRUNCATE, .bytes = 200}, ERROR_REPLY},
		{{PROXY_DELAY, .milliseconds = 4000}, ERROR_TIMEOUT},
		{{PROXY_STREAM, .bytes = 100000000}, ERROR_REPLY_SIZE},
		{{PROXY_REPLACE, .status = 403}, ERROR_FORBIDDEN},
		{{PROXY_REPLACE, .status = 500}, ERROR_SERVICE},
		{{PROXY_REPLACE, .body = "{\"users\":[]}",
			 .headers = "Link: </v2.0/users?marker=1>; rel=\"next\"\r\n"},
			ERROR_REPLY},
		{{PROXY_REPLACE, .body = "{\"users\":[{\"id\":\"1\"}]}",
			 .headers =
				 "Link: <https://elsewhere.example.com/v2.0/users?a>; rel=next\r\n"},
			ERROR_REPLY},
		{{PROXY_REPLACE, .body = "{\"users\":[{\"id\":\"1\"}]}",
			 .headers = "Link: </v2.0/users?mar\r\n"},
			ERROR_REPLY},
	};
	struct faulty *faulty = *state;

	faulty_sign_in(faulty);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct proxy_fault fault = cases[i].fault;
		fault.path = "/v2.0/users?";
		proxy_fault(faulty->proxy, &fault);
		faulty_ask(faulty, IDENTITY_LIST_USERS);
		print_message("# %zu: %s\n", i, faulty->asking.reply.error.detail);
		faulty_expect(faulty, OUTCOME_REFUSED, cases[i].kind);
		assert_null(faulty->asking.reply.users);
		proxy_clear(faulty->proxy);
	}
	faulty_ask(faulty, IDENTITY_LIST_USERS);
	assert_whole(faulty);
	assert_int_equal(proxy_count(faulty->proxy, NULL, "elsewhere"), 0);
}

/* A page that points back to one that was read would be read for ever. */
static void list__in_a_circle__refused(void **state)
{
	struct proxy_fault circle = {PROXY_REPLACE, .path = "/v2.0/users?marker=1",
		.body = "{\"users\":[{\"id\":\"1\"}]}",
		.headers = "Link: </v2.0/users?marker=1>; rel=\"next\"\r\n", .times = PROXY_ALWAYS};
	struct proxy_fault first = {PROXY_REPLACE, .path = "/v2.0/users", .body = circle.body,
		.headers = circle.headers};
	struct faulty *faulty = *state;

	faulty_sign_in(faulty);
	proxy_forget(faulty->proxy);
	proxy_fault(faulty->proxy, &first);
	proxy_fault(faulty->proxy, &circle);
	faulty_ask(faulty, IDENTITY_LIST_USERS);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_REPLY);
	assert_int_equal(proxy_count(faulty->proxy, "GET", "/v2.0/users"), 2);
}

static void list__a_page_is_put_off__asked_again_and_whole(void **state)
{
	struct proxy_fault busy = {PROXY_REPLACE, .path = "/v2.0/users?", .nth = 2, .status = 413,
		.headers = "Retry-After: 1\r\n"};
	struct faulty *faulty = *state;

	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &busy);
	proxy_forget(faulty->proxy);
	faulty_ask(faulty, IDENTITY_LIST_USERS);
	assert_whole(faulty);
	assert_int_equal(proxy_count(faulty->proxy, "GET", "/v2.0/users"), PAGES + 1);
}

static void list__token_dies_between_pages__whole_by_a_silent_sign_in(void **state)
{
	static const int statuses[] = {401, 404};
	struct faulty *faulty = *state;

	faulty_sign_in(faulty);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++) {
		struct proxy_fault dead = {
			PROXY_REPLACE, .path = "/v2.0/users?", .nth = 3, .status = statuses[i]};
		proxy_fault(faulty->proxy, &dead);
		faulty_ask(faulty, IDENTITY_LIST_USERS);
		assert_whole(faulty);
	}
	assert_int_equal(proxy_count(faulty->proxy, "POST", "/v2.0/tokens"), 3);
}

/* The user that a page is to start after was deleted meanwhile. */
static void list__page_not_found__told_that_it_changed(void **state)
{
	struct proxy_fault gone = {PROXY_REPLACE, .path = "/v2.0/users?", .status = 404, .times = 2,
		.body = "{\"itemNotFound\":{\"code\":404,\"message\":\"marker\"}}"};
	struct faulty *faulty = *state;

	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &gone);
	faulty_ask(faulty, IDENTITY_LIST_USERS);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_REPLY);
	assert_string_equal(
		faulty->asking.reply.error.detail, "its list of users changed while it was read");
}

static void be_patient(struct faulty *faulty)
{
	const struct identity_options options = {.answer_seconds = 60};

	asking_finish(&faulty->asking);
	asking_start(&faulty->asking, proxy_url(faulty->proxy), &options);
}

/* Two accounts in one list would be worse than none. */
static void list__another_user_signs_in_between_pages__refused(void **state)
{
	struct proxy_fault hold = {PROXY_HOLD, .path = "/v2.0/users?"};
	struct identity_request list = {.op = IDENTITY_LIST_USERS};
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;

	be_patient(faulty); /* signing in takes its time */
	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &hold);
	size_t before = asking->replies;
	identity_send(asking->identity, &list);
	asking_sign_in(asking, CREDENTIAL_PASSWORD, "nina", "Demo-pass-1");
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	proxy_release(faulty->proxy);
	asking_run(asking, before + 2);
	assert_int_equal(asking->reply.op, IDENTITY_LIST_USERS);
	faulty_expect(faulty, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
}

static void cancel__between_pages__nothing_more_is_asked(void **state)
{
	struct proxy_fault hold = {PROXY_HOLD, .path = "/v2.0/users?"};
	struct identity_request list = {.op = IDENTITY_LIST_USERS};
	struct faulty *faulty = *state;
	struct asking *asking = &faulty->asking;

	faulty_sign_in(faulty);
	proxy_fault(faulty->proxy, &hold);
	uint64_t id = identity_send(asking->identity, &list);
	for (int i = 0; i < 100 && proxy_count(faulty->proxy, "GET", "/v2.0/users?") == 0; i++) {
		faulty_ask(
			faulty, IDENTITY_GET_KEY); /* the loop runs; the first page is asked for */
	}
	assert_true(proxy_wait_count(faulty->proxy, "GET", "/v2.0/users?", 1));
	identity_cancel(asking->identity, id);
	proxy_release(faulty->proxy);
	faulty_ask(faulty, IDENTITY_GET_KEY);
	faulty_expect(faulty, OUTCOME_OK, ERROR_NONE);
	assert_int_equal(proxy_count(faulty->proxy, "GET", "/v2.0/users?"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		PAGES_CASE(list__second_page_meets_a_fault__refused_with_the_reason),
		PAGES_CASE(list__in_a_circle__refused),
		PAGES_CASE(list__a_page_is_put_off__asked_again_and_whole),
		PAGES_CASE(list__token_dies_between_pages__whole_by_a_silent_sign_in),
		PAGES_CASE(list__page_not_found__told_that_it_changed),
		PAGES_CASE(list__another_user_signs_in_between_pages__refused),
		PAGES_CASE(cancel__between_pages__nothing_more_is_asked),
	};

	return cmocka_run_group_tests(tests, faulty_group_setup, NULL);
}

/* SPDX-License-Identifier: MIT
 * Lists of users in pages: what the dialect asks for and reads, and how pages become one list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "dialect_fixture.h"
#include "keyturn/memory.h"
#include "late_curl.h"
#include "pages.h"

#define FLAT    "{\"users\":[{\"id\":\"1\"},{\"id\":\"2\"}]}"
#define ADDRESS "https://id.example.com/v2.0/users"
#define LINKED(href) \
	"{\"users\":{\"values\":[{\"id\":\"1\"}],\"links\":[{\"rel\":\"previous\",\"href\":" \
	"\"x\"}," href "]}}"

static void build__a_page__asked_for_at_the_same_address(void **state)
{
	const struct identity_request request = {.op = IDENTITY_LIST_USERS};
	struct error error = {0};
	char text[256];
	(void)state;

	dialect_page = "limit=2&marker=a%2Fb";
	assert_true(dialect_build(&request, false, text, sizeof(text), &error));
	dialect_page = NULL;
	assert_string_equal(text,
		"GET https://id.example.com/cloud/v2.0/users?limit=2&marker=a%2Fb\n"
		"X-Auth-Token: TOKEN\n");
}

static void parse__next_link_in_either_place__its_query(void **state)
{
	static const struct dialect_sample samples[] = {
		{IDENTITY_LIST_USERS, 200, FLAT, .links = "<" ADDRESS "?marker=2>; rel=\"next\""},
		{IDENTITY_LIST_USERS, 200, FLAT, .links = "</v2.0/users?marker=2>; rel=next"},
		{IDENTITY_LIST_USERS, 200, LINKED("{\"rel\":\"next\",\"href\":\"?marker=2\"}")},
		{IDENTITY_LIST_USERS, 200,
			LINKED("{\"rel\":\"NEXT\",\"href\":\"" ADDRESS "?marker=2\"}")},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct dialect_answer answer;
		DIALECT_PARSE_OK(samples[i], answer);
		assert_string_equal(answer.next, "marker=2");
		dialect_answer_finish(&answer);
	}
}

static void parse__no_next_link__the_last_page(void **state)
{
	static const struct dialect_sample samples[] = {
		{IDENTITY_LIST_USERS, 200, FLAT, .links = "<" ADDRESS "?a>; rel=\"prev\""},
		{IDENTITY_LIST_USERS, 200, FLAT, .page = "marker=2"},
		{IDENTITY_LIST_USERS, 200, LINKED("{}")},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct dialect_answer answer;
		DIALECT_PARSE_OK(samples[i], answer);
		assert_string_equal(answer.next, "");
		dialect_answer_finish(&answer);
	}
}

static void parse__next_page_cannot_be_reached__list_refused(void **state)
{
	static const struct dialect_sample samples[] = {
		{IDENTITY_LIST_USERS, 200, FLAT,
			.links = "<https://evil.example.org/v2.0/users?marker=2>; rel=next"},
		{IDENTITY_LIST_USERS, 200, FLAT, .links = "</v2.0/tokens?marker=2>; rel=next"},
		{IDENTITY_LIST_USERS, 200, FLAT, .links = "<" ADDRESS ">; rel=next"},
		{IDENTITY_LIST_USERS, 200, FLAT, .links = "<" ADDRESS "?mark"},
		{IDENTITY_LIST_USERS, 200, LINKED("{\"rel\":\"next\"}")},
		{IDENTITY_LIST_USERS, 200, LINKED("{\"rel\":\"next\",\"href\":{}}")},
		{IDENTITY_LIST_USERS, 200,
			LINKED("{\"rel\":\"next\",\"href\":\"http://id.example.com/v2.0/users?a\"}")},
		{IDENTITY_LIST_USERS, 404, "{\"itemNotFound\":{\"code\":404,\"message\":\"x\"}}",
			.page = "marker=2"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct dialect_answer answer;
		struct error error;
		assert_false(dialect_parse(&samples[i], strlen(samples[i].body), &answer, &error));
		assert_int_equal(error.kind, ERROR_REPLY);
		assert_non_null(strstr(error.detail, "its list of users"));
		assert_null(answer.reply.users);
	}
}

/* ---- one list of many pages ---- */

static struct dialect_answer page(const char *first, size_t count, const char *next)
{
	struct dialect_answer answer = {0};
	struct user_list *list = memory_alloc(sizeof(*list) + count * sizeof(list->users[0]));

	list->count = count;
	for (size_t i = 0; i < count; i++) {
		snprintf(list->users[i].id, sizeof(list->users[i].id), "%s%zu", first, i);
	}
	answer.reply.users = list;
	snprintf(answer.next, sizeof(answer.next), "%s", next);
	return answer;
}

static bool take(struct pages *pages, struct dialect_answer answer, struct error *error)
{
	bool taken = pages_take(pages, &answer, error);

	assert_null(taken ? answer.reply.users : NULL); /* none but after the last page */
	dialect_answer_finish(&answer);
	return taken;
}

static void pages__all_taken__one_list_in_order(void **state)
{
	struct pages pages = {0};
	struct dialect_answer last = page("c", 1, "");
	struct error error = {0};
	(void)state;

	assert_string_equal(pages_query(&pages), "");
	assert_true(take(&pages, page("a", 2, "m=1"), &error));
	assert_string_equal(pages_query(&pages), "m=1");
	assert_true(take(&pages, page("b", 3, "m=2"), &error));
	assert_string_equal(pages_query(&pages), "m=2");
	assert_true(pages_take(&pages, &last, &error));
	const struct user_list *all = last.reply.users;
	assert_int_equal(all->count, 6);
	assert_string_equal(all->users[0].id, "a0");
	assert_string_equal(all->users[1].id, "a1");
	assert_string_equal(all->users[4].id, "b2");
	assert_string_equal(all->users[5].id, "c0");
	dialect_answer_finish(&last);
	pages_finish(&pages);
}

static void pages__only_one__as_it_is(void **state)
{
	struct pages pages = {0};
	struct dialect_answer only = page("a", 0, "");
	struct error error = {0};
	(void)state;

	const struct user_list *list = only.reply.users;
	assert_true(pages_take(&pages, &only, &error));
	assert_ptr_equal(only.reply.users, list);
	dialect_answer_finish(&only);
}

static void pages__last_one_empty__list_is_whole(void **state)
{
	struct pages pages = {0};
	struct dialect_answer last = page("b", 0, "");
	struct error error = {0};
	(void)state;

	assert_true(take(&pages, page("a", 2, "m=1"), &error));
	assert_true(pages_take(&pages, &last, &error));
	assert_int_equal(last.reply.users->count, 2);
	dialect_answer_finish(&last);
	pages_finish(&pages);
}

static void pages__lead_in_a_circle__refused(void **state)
{
	struct pages pages = {0};
	struct dialect_answer third = page("c", 1, "m=1");
	struct error error = {0};
	(void)state;

	assert_true(take(&pages, page("a", 1, "m=1"), &error));
	assert_true(take(&pages, page("b", 1, "m=2"), &error));
	assert_false(pages_take(&pages, &third, &error));
	assert_int_equal(error.kind, ERROR_REPLY);
	assert_non_null(strstr(error.detail, "leads back from page 3 to page 2"));
	assert_null(third.reply.users);
	pages_finish(&pages);
}

static void pages__an_empty_one_with_a_next__refused(void **state)
{
	struct pages pages = {0};
	struct dialect_answer empty = page("a", 0, "m=1");
	struct error error = {0};
	(void)state;

	assert_false(pages_take(&pages, &empty, &error));
	assert_int_equal(error.kind, ERROR_REPLY);
	assert_null(empty.reply.users);
	pages_finish(&pages);
}

static void pages__without_end__refused(void **state)
{
	static const size_t sizes[] = {1, 1000};
	(void)state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct pages pages = {0};
		struct error error = {0};
		size_t taken = 0;
		for (;;) {
			char query[32];
			snprintf(query, sizeof(query), "m=%zu", taken);
			struct dialect_answer answer = page("a", sizes[i], query);
			bool going_on = pages_take(&pages, &answer, &error);
			assert_null(answer.reply.users);
			if (!going_on) {
				break;
			}
			taken++;
		}
		assert_int_equal(error.kind, ERROR_REPLY_SIZE);
		assert_int_equal(taken, sizes[i] == 1 ? PAGES_MAX - 1 : USERS_MAX / 1000);
		pages_finish(&pages);
	}
}

static int start(void **state)
{
	struct error error;
	(void)state;

	return secret_start(&error) && late_curl_load(&error) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(build__a_page__asked_for_at_the_same_address),
		cmocka_unit_test(parse__next_link_in_either_place__its_query),
		cmocka_unit_test(parse__no_next_link__the_last_page),
		cmocka_unit_test(parse__next_page_cannot_be_reached__list_refused),
		cmocka_unit_test(pages__all_taken__one_list_in_order),
		cmocka_unit_test(pages__only_one__as_it_is),
		cmocka_unit_test(pages__last_one_empty__list_is_whole),
		cmocka_unit_test(pages__lead_in_a_circle__refused),
		cmocka_unit_test(pages__an_empty_one_with_a_next__refused),
		cmocka_unit_test(pages__without_end__refused),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}

/* SPDX-License-Identifier: MIT
 * Long lists of users against keyturn-sandbox: every user once and in order, however large a page is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "asking.h"
#include "server.h"

enum { MORE = 10000, ANYWAY = 9 }; /* whom the owner sees besides those */

static void list__ten_thousand_users__all_of_them_in_pages_of_any_size(void **state)
{
	static const struct {
		const char *option;
		size_t pages;
	} sizes[] = {{"--page-limit=1000", 11}, {"--page-limit=333", 31}, {"--page-limit=20000", 1},
		{"--page-limit=10009", 1}, {"--page-limit=10008", 2}};
	(void)state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		const char *options[] = {
			"--more-users=10000", "--user-limit=20000", sizes[i].option, NULL};
		struct server *server = server_start(options);
		struct asking asking;
		assert_non_null(server);
		asking_start(&asking, server_url(server), NULL);
		asking_sign_in(&asking, CREDENTIAL_PASSWORD, "jqsmith", "Demo-pass-1");
		asking_ask(&asking, (struct identity_request){.op = IDENTITY_LIST_USERS});
		asking_expect(&asking, OUTCOME_OK, ERROR_NONE);
		assert_int_equal(asking.reply.users->count, MORE + ANYWAY);
		for (int number = 1; number <= MORE; number++) {
			char name[16];
			snprintf(name, sizeof(name), "user%05d", number);
			assert_string_equal(
				asking.reply.users->users[ANYWAY - 1 + number].name, name);
		}
		assert_int_equal(server_count(server, "GET", "/v2.0/users", 200), sizes[i].pages);
		asking_finish(&asking);
		server_stop(server);
	}
}

static void list__more_users_than_can_be_listed__refused(void **state)
{
	static const char *const options[] = {"--more-users=20001", NULL};
	struct server *server = server_start(options);
	struct asking asking;
	(void)state;

	assert_non_null(server);
	asking_start(&asking, server_url(server), NULL);
	asking_sign_in(&asking, CREDENTIAL_PASSWORD, "jqsmith", "Demo-pass-1");
	asking_ask(&asking, (struct identity_request){.op = IDENTITY_LIST_USERS});
	asking_expect(&asking, OUTCOME_REFUSED, ERROR_REPLY_SIZE);
	assert_null(asking.reply.users);
	asking_finish(&asking);
	server_stop(server);
}

static int start(void **state)
{
	struct error error;
	(void)state;

	return secret_start(&error) && identity_start(&error) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list__ten_thousand_users__all_of_them_in_pages_of_any_size),
		cmocka_unit_test(list__more_users_than_can_be_listed__refused),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}

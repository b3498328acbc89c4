/* SPDX-License-Identifier: MIT
 * The dialect: requests as they go out. */
#include "dialect_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/identity.h"
#include "keyturn/memory.h"

#define KEY_PATH "/OS-KSADM/credentials/RAX-KSKEY:apiKeyCredentials"

static void build__every_operation__as_documented(void **state)
{
	static const struct {
		struct identity_request request;
		const char *secret, *expected;
		bool brief;
	} cases[] = {
		{{.op = IDENTITY_VERSIONS}, NULL, "GET https://id.example.com/cloud/\n"},
		{{.op = IDENTITY_SIGN_IN, .username = "al\"ice"}, "pass\\word",
			"POST https://id.example.com/cloud/v2.0/tokens\n"
			"{\"auth\":{\"passwordCredentials\":{\"username\":\"al\\\"ice\","
			"\"password\":\"pass\\\\word\"}}}"},
		{{.op = IDENTITY_SIGN_IN, .kind = CREDENTIAL_API_KEY, .username = "alice"}, "k",
			"POST https://id.example.com/cloud/v2.0/tokens?include_endpoints=false\n"
			"{\"auth\":{\"RAX-KSKEY:apiKeyCredentials\":{\"username\":\"alice\","
			"\"apiKey\":\"k\"}}}",
			.brief = true},
		{{.op = IDENTITY_SIGN_IN, .kind = CREDENTIAL_TOKEN}, "t",
			"POST https://id.example.com/cloud/v2.0/tokens\n"
			"{\"auth\":{\"token\":{\"id\":\"t\"}}}"},
		{{.op = IDENTITY_SIGN_IN, .kind = CREDENTIAL_TOKEN, .username = "5830280"}, "t",
			"POST https://id.example.com/cloud/v2.0/tokens\n"
			"{\"auth\":{\"tenantId\":\"5830280\",\"token\":{\"id\":\"t\"}}}"},
		{{.op = IDENTITY_PASSCODE}, "123456",
			"POST https://id.example.com/cloud/v2.0/tokens\nX-SessionId: SESSION\n"
			"{\"auth\":{\"RAX-AUTH:passcodeCredentials\":{\"passcode\":\"123456\"}}}"},
		{{.op = IDENTITY_GET_KEY, .user_id = "self-1"}, NULL,
			"GET https://id.example.com/cloud/v2.0/users/self-1" KEY_PATH
			"\nX-Auth-Token: TOKEN\n"},
		{{.op = IDENTITY_RESET_KEY, .user_id = "-1/2"}, NULL,
			"POST https://id.example.com/cloud/v2.0/users/-1%2F2" KEY_PATH
			"/RAX-AUTH/reset\nX-Auth-Token: TOKEN\n"},
		{{.op = IDENTITY_GET_USER, .user_id = "7"}, NULL,
			"GET https://id.example.com/cloud/v2.0/users/7\nX-Auth-Token: TOKEN\n"},
		{{.op = IDENTITY_FIND_USER, .username = "a&b@c"}, NULL,
			"GET https://id.example.com/cloud/v2.0/users?name=a%26b%40c\n"
			"X-Auth-Token: TOKEN\n"},
		{{.op = IDENTITY_LIST_USERS}, NULL,
			"GET https://id.example.com/cloud/v2.0/users\nX-Auth-Token: TOKEN\n"},
		{{.op = IDENTITY_PROBE_KEY, .kind = CREDENTIAL_PASSWORD, .username = "alice"}, "k",
			"POST https://id.example.com/cloud/v2.0/tokens?include_endpoints=false\n"
			"{\"auth\":{\"RAX-KSKEY:apiKeyCredentials\":{\"username\":\"alice\","
			"\"apiKey\":\"k\"}}}"},
		{{.op = IDENTITY_REVOKE}, NULL,
			"DELETE https://id.example.com/cloud/v2.0/tokens\nX-Auth-Token: TOKEN\n"},
	};
	char out[1024];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct identity_request request = cases[i].request;
		struct error error = {0};
		struct secret *secret = cases[i].secret == NULL ? NULL
								: dialect_secret(cases[i].secret);
		if (request.op == IDENTITY_PROBE_KEY) {
			request.credential = credential_of_key(secret);
		} else {
			request.secret = secret;
		}
		assert_true(dialect_build(&request, cases[i].brief, out, sizeof(out), &error));
		assert_string_equal(out, cases[i].expected);
		identity_request_finish(&request);
	}
}

static void build__parts_missing__refused(void **state)
{
	static const struct identity_request cases[] = {
		{.op = IDENTITY_SIGN_IN, .username = "alice"},
		{.op = IDENTITY_PASSCODE},
		{.op = IDENTITY_PROBE_KEY, .username = "alice"},
		{.op = IDENTITY_FIND_USER},
		{.op = IDENTITY_GET_USER},
		{.op = IDENTITY_GET_KEY, .user_id = ".."},
		{.op = IDENTITY_RESET_KEY, .user_id = "."},
	};
	char out[1024];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error error = {0};
		assert_false(dialect_build(&cases[i], false, out, sizeof(out), &error));
		assert_int_not_equal(error.kind, ERROR_NONE);
	}
}

static int start(void **state)
{
	struct error error;
	(void)state;

	return secret_start(&error) ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(build__every_operation__as_documented),
		cmocka_unit_test(build__parts_missing__refused),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}

/* SPDX-License-Identifier: MIT
 * The dialect: replies as the documentation and the field show them. */
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

#define KEY_REPLY "{\"RAX-KSKEY:apiKeyCredentials\":{\"username\":\"u\",\"apiKey\":"

static const struct dialect_sample full_sign_in = {IDENTITY_SIGN_IN, 200,
	"{\"access\":{\"token\":{\"id\":\"AB-token_1\",\"expires\":\"2026-11-25T10:11:12.345-06:00\","
	"\"tenant\":{\"id\":\"5830280\",\"name\":\"5830280\"},"
	"\"RAX-AUTH:authenticatedBy\":[\"apikey\"]},"
	"\"serviceCatalog\":[{\"name\":\"cloudFiles\",\"type\":\"object-store\",\"endpoints\":["
	"{\"region\":\"DFW\",\"tenantId\":\"Mosso_1\",\"publicURL\":\"https://a/v1\"},"
	"{\"region\":\"ORD\",\"publicURL\":\"https://b/v1\"}]},"
	"{\"name\":\"cloudDNS\",\"type\":\"rax:dns\",\"endpoints\":["
	"{\"tenantId\":\"5830280\",\"publicURL\":\"https://dns/v1.0\"}]}],"
	"\"user\":{\"id\":\"172157\",\"name\":\"jqsmith\",\"roles\":["
	"{\"id\":\"2\",\"name\":\"identity:default\"},{\"id\":\"3\",\"name\":\"identity:user-admin\"},"
	"{\"name\":\"admin\",\"tenantId\":\"1\"}],\"RAX-AUTH:defaultRegion\":\"DFW\","
	"\"RAX-AUTH:domainId\":\"999\",\"RAX-AUTH:multiFactorEnabled\":false,"
	"\"RAX-AUTH:phonePin\":\"111111\"}}}\n"};

static void parse_sign_in__full_reply__everything_read(void **state)
{
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(full_sign_in, answer);
	const struct session *session = answer.reply.session;
	assert_true(dialect_holds(answer.token, "AB-token_1"));
	assert_string_equal(session->user_id, "172157");
	assert_string_equal(session->user_name, "jqsmith");
	assert_string_equal(session->account, "5830280");
	assert_string_equal(session->region, "DFW");
	assert_int_equal(session->role, ROLE_OWNER);
	assert_int_equal(session->mfa, MFA_OFF);
	assert_int_equal(session->method, CREDENTIAL_API_KEY);
	assert_false(session->passcode);
	assert_int_equal(session->expires, 1795623072);
	const struct catalog *catalog = answer.reply.catalog;
	assert_int_equal(catalog->count, 3);
	assert_string_equal(catalog->endpoints[1].service, "cloudFiles");
	assert_string_equal(catalog->endpoints[1].region, "ORD");
	assert_string_equal(catalog->endpoints[2].region, "");
	assert_string_equal(catalog->endpoints[2].url, "https://dns/v1.0");
	assert_null(answer.reply.pin);
	dialect_answer_finish(&answer);
}

static void parse_sign_in__spare_replies__accepted(void **state)
{
	static const struct dialect_sample samples[] = {
		{IDENTITY_SIGN_IN, 200,
			"{\"access\":{\"token\":{\"id\":\"t\"},\"user\":{\"id\":\"1\"}}}"},
		{IDENTITY_SIGN_IN, 203,
			"{\"access\":{\"token\":{\"id\":\"t\",\"tenant\":null,\"expires\":\"\"},"
			"\"serviceCatalog\":[],\"user\":{\"id\":1,\"name\":\"\",\"roles\":null,"
			"\"rax-auth:defaultRegion\":\"\",\"RAX-AUTH:domainId\":\"\"}}}"},
		{IDENTITY_SIGN_IN, 200, /* without "access", as one page shows it */
			"{\"token\":{\"id\":\"t\"},\"user\":{\"id\":\"1\"},\"extra\":[1,{}]}"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct dialect_answer answer;
		DIALECT_PARSE_OK(samples[i], answer);
		assert_true(dialect_holds(answer.token, "t"));
		assert_string_equal(answer.reply.session->user_id, "1");
		assert_string_equal(answer.reply.session->account, "");
		assert_int_equal(answer.reply.session->expires, 0);
		assert_int_equal(answer.reply.session->role, ROLE_OTHER);
		assert_int_equal(answer.reply.session->mfa, MFA_UNKNOWN);
		assert_int_equal(answer.reply.catalog->count, 0);
		dialect_answer_finish(&answer);
	}
}

static void parse_passcode__otp_sample__method_and_factor(void **state)
{
	static const struct dialect_sample sample = {IDENTITY_PASSCODE, 200,
		"{\"access\":{\"token\":{\"id\":\"t\",\"RAX-AUTH:authenticatedBy\":"
		"[\"OTPPASSCODE\",\"PASSWORD\"]},\"user\":{\"id\":\"1\","
		"\"rax-auth:multiFactorEnabled\":\"true\"}}}"};
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(sample, answer);
	assert_int_equal(answer.reply.session->method, CREDENTIAL_PASSWORD);
	assert_true(answer.reply.session->passcode);
	assert_int_equal(answer.reply.session->mfa, MFA_ON);
	dialect_answer_finish(&answer);
}

static void parse_probe__accepted__only_the_token(void **state)
{
	struct dialect_sample sample = full_sign_in;
	struct dialect_answer answer;
	(void)state;

	sample.op = IDENTITY_PROBE_KEY;
	DIALECT_PARSE_OK(sample, answer);
	assert_non_null(answer.token);
	assert_null(answer.reply.session);
	assert_null(answer.reply.catalog);
	dialect_answer_finish(&answer);
}

#define FAULT(name, code, message) "{\"" name "\":{\"code\":" #code ",\"message\":\"" message "\"}}"
#define CHALLENGE                  "OS-MF sessionId='sid-1', factor='PASSCODE'"
#define HTML                       "<html><body>Bad gateway</body></html>"

static void parse__refusals__told_apart(void **state)
{
	static const struct {
		struct dialect_sample sample;
		enum error_kind kind;
		const char *detail;
	} cases[] = {
		/* signing in */
		{{IDENTITY_SIGN_IN, 401, FAULT("unauthorized", 401, "No.")}, ERROR_SIGN_IN_REFUSED,
			"No."},
		{{IDENTITY_SIGN_IN, 401, "", "Keystone uri=\"https://a\""}, ERROR_SIGN_IN_REFUSED,
			"HTTP 401"},
		{{IDENTITY_SIGN_IN, 401, FAULT("unauthorized", 401, "More."), CHALLENGE},
			ERROR_PASSCODE_WANTED, ""},
		{{IDENTITY_PASSCODE, 401, FAULT("unauthorized", 401, "Wrong.")},
			ERROR_PASSCODE_REFUSED, "Wrong."},
		{{IDENTITY_PASSCODE, 401, "", CHALLENGE}, ERROR_PASSCODE_REFUSED, "HTTP 401"},
		{{IDENTITY_SIGN_IN, 403, FAULT("forbidden", 403, "User must setup multi-factor")},
			ERROR_MFA_SETUP, "User must setup multi-factor"},
		{{IDENTITY_SIGN_IN, 403, FAULT("userDisabled", 403, "")}, ERROR_USER_DISABLED,
			"HTTP 403"},
		{{IDENTITY_SIGN_IN, 403, FAULT("forbidden", 403, "User 'x' is disabled")},
			ERROR_USER_DISABLED, "User 'x' is disabled"},
		{{IDENTITY_SIGN_IN, 403, FAULT("forbidden", 403, "Not here")}, ERROR_FORBIDDEN,
			"Not here"},
		{{IDENTITY_SIGN_IN, 403, HTML}, ERROR_REPLY, "HTTP 403"},
		{{IDENTITY_SIGN_IN, 404, HTML}, ERROR_REPLY, "HTTP 404"},
		{{IDENTITY_SIGN_IN, 405, "{\"message\":\"no\"}"}, ERROR_REPLY, "no"},
		{{IDENTITY_SIGN_IN, 400, FAULT("badRequest", 400, "Bad")}, ERROR_REQUEST, "Bad"},
		{{IDENTITY_SIGN_IN, 400, HTML}, ERROR_REPLY, "HTTP 400"},
		{{IDENTITY_SIGN_IN, 415, ""}, ERROR_REPLY, "HTTP 415"},
		{{IDENTITY_SIGN_IN, 501, HTML}, ERROR_REPLY, "HTTP 501"},
		{{IDENTITY_SIGN_IN, 501, FAULT("notImplemented", 501, "n")}, ERROR_SERVICE, "n"},
		{{IDENTITY_SIGN_IN, 429, ""}, ERROR_RATE_LIMIT, "HTTP 429"},
		{{IDENTITY_SIGN_IN, 408, ""}, ERROR_TIMEOUT, "HTTP 408"},
		/* changing a password, with the old one in place of a token */
		{{IDENTITY_CHANGE_PASSWORD, 401, FAULT("unauthorized", 401, "No.")},
			ERROR_SIGN_IN_REFUSED, "No."},
		{{IDENTITY_CHANGE_PASSWORD, 403, FAULT("userDisabled", 403, "Off.")},
			ERROR_USER_DISABLED, "Off."},
		{{IDENTITY_CHANGE_PASSWORD, 400, FAULT("badRequest", 400, "Weak.")}, ERROR_REQUEST,
			"Weak."},
		/* the versions, which anybody may ask for */
		{{IDENTITY_VERSIONS, 401, HTML}, ERROR_REPLY, "HTTP 401"},
		{{IDENTITY_VERSIONS, 404, FAULT("itemNotFound", 404, "Nope")}, ERROR_REPLY, "Nope"},
		{{IDENTITY_VERSIONS, 413, ""}, ERROR_RATE_LIMIT, "HTTP 413"},
		{{IDENTITY_VERSIONS, 503, ""}, ERROR_SERVICE, "HTTP 503"},
		{{IDENTITY_VERSIONS, 302, ""}, ERROR_REDIRECT, "it does not say where"},
		{{IDENTITY_VERSIONS, 200, HTML}, ERROR_REPLY, "it is a web page"},
		{{IDENTITY_SIGN_IN, 200, HTML}, ERROR_REPLY, "it is a web page"},
		{{IDENTITY_SIGN_IN, 200, ""}, ERROR_REPLY, "it is empty"},
		{{IDENTITY_SIGN_IN, 204, ""}, ERROR_REPLY, "it is empty"},
		{{IDENTITY_SIGN_IN, 200, "ok"}, ERROR_REPLY, "it is not JSON, or it is cut off"},
		{{IDENTITY_SIGN_IN, 200, "{\"access\":{\"user\":{\"id\":\"1\"}}}"}, ERROR_REPLY,
			"it is cut off, or parts of it are not as expected"},
		{{IDENTITY_SIGN_IN, 200, "{\"access\":{\"token\":{\"id\":\"t\"}}}"}, ERROR_REPLY,
			NULL},
		{{IDENTITY_SIGN_IN, 200, /* it would end the header line */
			 "{\"access\":{\"token\":{\"id\":\"t\\r\\nX: y\"},\"user\":{\"id\":\"1\"}}}"},
			ERROR_REPLY, NULL},
		/* the usual faults */
		{{IDENTITY_GET_KEY, 401, FAULT("unauthorized", 401, "Gone")}, ERROR_SESSION_ENDED,
			"Gone"},
		{{IDENTITY_GET_KEY, 403, FAULT("forbidden", 403, "No")}, ERROR_FORBIDDEN, "No"},
		{{IDENTITY_GET_KEY, 404, FAULT("itemNotFound", 404, "Nope")}, ERROR_NOT_FOUND,
			"Nope"},
		/* a 404 that does not say that there is no key */
		{{IDENTITY_GET_KEY, 404, ""}, ERROR_REPLY, "it is empty"},
		{{IDENTITY_GET_KEY, 404, HTML}, ERROR_REPLY, "it is a web page"},
		{{IDENTITY_GET_KEY, 404, "{\"message\":\"no Route matched\"}"}, ERROR_REPLY, NULL},
		{{IDENTITY_GET_KEY, 404, "{\"itemNotFound\":{}}"}, ERROR_REPLY, NULL},
		{{IDENTITY_GET_KEY, 404, FAULT("identityFault", 404, "None")}, ERROR_NOT_FOUND,
			"None"},
		{{IDENTITY_GET_KEY, 405, FAULT("badMethod", 405, "m")}, ERROR_REQUEST, "m"},
		{{IDENTITY_RESET_KEY, 409, FAULT("conflict", 409, "c")}, ERROR_CONFLICT, "c"},
		{{IDENTITY_RESET_KEY, 413, FAULT("overLimit", 413, "slow")}, ERROR_RATE_LIMIT,
			"slow"},
		{{IDENTITY_RESET_KEY, 429, ""}, ERROR_RATE_LIMIT, "HTTP 429"},
		{{IDENTITY_RESET_KEY, 415, FAULT("badMediaType", 415, "t")}, ERROR_REQUEST, "t"},
		{{IDENTITY_LIST_USERS, 500, FAULT("instance_fault", 500, "x")}, ERROR_SERVICE, "x"},
		{{IDENTITY_LIST_USERS, 502, HTML}, ERROR_SERVICE, "HTTP 502"},
		{{IDENTITY_LIST_USERS, 503, "{\"error\":{\"title\":\"Busy\",\"code\":503}}"},
			ERROR_SERVICE, "Busy"},
		{{IDENTITY_LIST_USERS, 503, "{\"message\":\"flat\",\"code\":503}"}, ERROR_SERVICE,
			"flat"},
		{{IDENTITY_LIST_USERS, 503, "[\"odd\"]"}, ERROR_SERVICE, "HTTP 503"},
		{{IDENTITY_LIST_USERS, 302, ""}, ERROR_REDIRECT, "it does not say where"},
		{{IDENTITY_LIST_USERS, 403, FAULT("forbidden", 403, "\\u001b[31mred\\r\\n")},
			ERROR_FORBIDDEN, "^[[31mred^M^J"},
		{{IDENTITY_REVOKE, 401, ""}, ERROR_SESSION_ENDED, "HTTP 401"},
		/* keys */
		{{IDENTITY_GET_KEY, 200, KEY_REPLY "\"\"}}"}, ERROR_REPLY, NULL},
		{{IDENTITY_GET_KEY, 200, KEY_REPLY "null}}"}, ERROR_REPLY, NULL},
		{{IDENTITY_GET_KEY, 200, KEY_REPLY "12345}}"}, ERROR_REPLY, NULL},
		{{IDENTITY_GET_KEY, 200, KEY_REPLY "\"a\\u0000b\"}}"}, ERROR_REPLY, NULL},
		{{IDENTITY_GET_KEY, 200, KEY_REPLY "\"a\"}} trailing"}, ERROR_REPLY, NULL},
		{{IDENTITY_GET_KEY, 200, "{\"credentials\":[]}"}, ERROR_REPLY, NULL},
		{{IDENTITY_RESET_KEY, 200, HTML}, ERROR_REPLY, "it is a web page"},
		/* users */
		{{IDENTITY_GET_USER, 200, "{\"user\":{\"username\":\"x\"}}"}, ERROR_REPLY, NULL},
		{{IDENTITY_GET_USER, 200, "{\"user\":null}"}, ERROR_REPLY, NULL},
		{{IDENTITY_FIND_USER, 200, "{\"users\":[]}"}, ERROR_NOT_FOUND, NULL},
		{{IDENTITY_FIND_USER, 200, "{\"users\":[{\"id\":\"1\"},{\"id\":\"2\"}]}"},
			ERROR_REPLY, NULL},
		{{IDENTITY_LIST_USERS, 200, "{\"users\":[{\"id\":\"1\"},{\"id\":\"\"}]}"},
			ERROR_REPLY, NULL},
		{{IDENTITY_LIST_USERS, 200, "{\"users\":\"none\"}"}, ERROR_REPLY, NULL},
		{{IDENTITY_LIST_USERS, 200, "{}"}, ERROR_REPLY, NULL},
		/* versions */
		{{IDENTITY_VERSIONS, 200, "{\"versions\":{\"values\":[{\"id\":\"v3.14\"}]}}"},
			ERROR_REPLY, "it does not support version 2.0"},
		{{IDENTITY_VERSIONS, 200, "{\"hello\":\"world\"}"}, ERROR_REPLY, NULL},
		{{IDENTITY_VERSIONS, 404, HTML}, ERROR_REPLY, "HTTP 404"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dialect_answer answer;
		struct error error;
		bool ok = dialect_parse(
			&cases[i].sample, strlen(cases[i].sample.body), &answer, &error);
		if (ok || error.kind != cases[i].kind) {
			fail_msg("case %zu (%s): %s, %s", i, cases[i].sample.body,
				ok ? "accepted" : error_name(error.kind), error.detail);
		}
		if (cases[i].detail != NULL) {
			assert_string_equal(error.detail, cases[i].detail);
		}
		assert_null(credential_secret(&answer.reply.credential));
		assert_null(answer.token);
		assert_true((answer.challenge != NULL) ==
			(cases[i].sample.challenges != NULL &&
				strcmp(cases[i].sample.challenges, CHALLENGE) == 0));
		dialect_answer_finish(&answer);
	}
}

static void parse_key__any_text__byte_for_byte(void **state)
{
	static const struct {
		const char *json, *key;
	} cases[] = {
		{"\"0123456789abcdef0123456789abcdef\"", "0123456789abcdef0123456789abcdef"},
		{"\"a-b_c \\n\\\"\\\\\\u00e9\"", "a-b_c \n\"\\\xc3\xa9"},
	};
	char body[256];
	(void)state;

	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(*cases); i++) {
		struct dialect_answer answer;
		struct dialect_sample sample = {
			i % 2 ? IDENTITY_RESET_KEY : IDENTITY_GET_KEY, 200, body, NULL};
		snprintf(body, sizeof(body), KEY_REPLY "%s}}", cases[i / 2].json);
		DIALECT_PARSE_OK(sample, answer);
		assert_true(dialect_holds(
			credential_secret(&answer.reply.credential), cases[i / 2].key));
		dialect_answer_finish(&answer);
	}
}

static void parse_key__names_a_user__must_be_the_one_that_was_meant(void **state)
{
	static const struct {
		const char *user_id, *username, *self_name, *told;
		bool taken;
	} cases[] = {
		{"7", "", "jqsmith", "\"jqsmith\"", true},
		{"7", "", "jqsmith", "\"JQSmith\"", true},
		{"7", "", "jqsmith", "\"\"", true},
		{"7", "", "jqsmith", "null", true},
		{"7", "", "", "\"mallory\"", true}, /* nobody knows the name */
		{"7", "", "jqsmith", "\"mallory\"", false},
		{"8", "dev1", "jqsmith", "\"dev1\"", true},
		{"8", "dev1", "jqsmith", "\"jqsmith\"", false},
	};
	(void)state;

	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(*cases); i++) {
		const enum identity_op op = i % 2 ? IDENTITY_RESET_KEY : IDENTITY_GET_KEY;
		const struct dialect_context context = {.base = "https://id.example.com",
			.self = "7",
			.self_name = cases[i / 2].self_name};
		struct identity_request request = {.op = op};
		struct http_response response = {.status = 200};
		struct dialect_answer answer = {0};
		struct error error = {0};
		snprintf(request.user_id, sizeof(request.user_id), "%s", cases[i / 2].user_id);
		snprintf(request.username, sizeof(request.username), "%s", cases[i / 2].username);
		buffer_init(&response.body, HTTP_REPLY_MAX);
		buffer_printf(&response.body,
			"{\"RAX-KSKEY:apiKeyCredentials\":{\"username\":%s,\"apiKey\":\"k-1\"}}",
			cases[i / 2].told);
		assert_int_equal(
			rackspace_v2.ops[op].parse(&context, &request, &response, &answer, &error),
			cases[i / 2].taken);
		assert_int_equal(credential_is_whole(&answer.reply.credential), cases[i / 2].taken);
		assert_int_equal(error.kind, cases[i / 2].taken ? ERROR_NONE : ERROR_REPLY);
		buffer_finish(&response.body);
		dialect_answer_finish(&answer);
	}
}

static void parse__error_repeats_the_request__no_secret_in_it(void **state)
{
	struct secret *live[] = {dialect_secret("Demo-pass-1"),
		dialect_secret("0f1e2d3c4b5a69788796a5b4c3d2e1f0"), dialect_secret("739184")};
	struct dialect_sample sample = {IDENTITY_SIGN_IN, 400,
		FAULT("badRequest", 400,
			"you sent {\\\"password\\\":\\\"Demo-pass-1\\\"} "
			"0F1E2D3C4B5A69788796A5B4C3D2E1F0 739184"),
		NULL};
	char cut[700];
	struct dialect_answer answer;
	struct error error;
	(void)state;

	assert_true(secret_start(NULL));
	assert_false(dialect_parse(&sample, strlen(sample.body), &answer, &error));
	assert_string_equal(error.detail, "you sent {\"password\":\"********\"} ******** ******");
	dialect_answer_finish(&answer);
	/* at the end of what is shown, at every place */
	for (int before = 200; before < 300; before++) {
		snprintf(cut, sizeof(cut),
			"{\"badRequest\":{\"code\":400,\"message\":\"%0*d0f1e2d3c4b5a69788796a5b4c3d2e1f0\"}}",
			before, 0);
		sample.body = cut;
		assert_false(dialect_parse(&sample, strlen(cut), &answer, &error));
		assert_null(strstr(error.detail, "0f1"));
		dialect_answer_finish(&answer);
	}
	for (int i = 0; i < 3; i++) {
		secret_unlink(live[i]);
	}
}

static void parse_key__longer_than_a_secret__refused(void **state)
{
	static const size_t lengths[] = {SECRET_MAX, SECRET_MAX + 1};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		char *body = memory_alloc(sizeof(KEY_REPLY) + lengths[i] + 8);
		struct dialect_sample sample = {IDENTITY_GET_KEY, 200, body, NULL};
		struct dialect_answer answer;
		struct error error;
		memcpy(body, KEY_REPLY "\"", sizeof(KEY_REPLY) + 1);
		memset(body + strlen(body), 'k', lengths[i]);
		memcpy(body + strlen(body), "\"}}", 4);
		assert_int_equal(dialect_parse(&sample, strlen(body), &answer, &error), i == 0);
		assert_int_equal(error.kind, i == 0 ? ERROR_NONE : ERROR_REPLY);
		dialect_answer_finish(&answer);
		free(body);
	}
}

#define ONE_USER \
	"{\"id\":172157,\"username\":\"jq\",\"email\":\"j@example.org\",\"enabled\":\"false\"," \
	"\"created\":\"2014-01-10T10:46:51-05:00\",\"rax-auth:domainId\":5830280," \
	"\"RAX-AUTH:contactId\":\"RCN-1\",\"rax-auth:defaultRegion\":\"DFW\"," \
	"\"RAX-AUTH:phonePin\":\"012345\",\"RAX-AUTH:phonePinState\":\"locked\"," \
	"\"RAX-AUTH:multiFactorEnabled\":true,\"RAX-AUTH:multiFactorState\":\"LOCKED\"," \
	"\"RAX-AUTH:passwordExpiration\":\"2014-01-10T15:46:51.000Z\"}"

static void parse_users__every_shape__same_user(void **state)
{
	static const struct dialect_sample samples[] = {
		{IDENTITY_GET_USER, 200, "{\"user\":" ONE_USER "}"},
		{IDENTITY_FIND_USER, 200, "{\"user\":[" ONE_USER "]}"},
		{IDENTITY_FIND_USER, 203, "{\"users\":" ONE_USER "}"},
		{IDENTITY_LIST_USERS, 200, "{\"users\":[" ONE_USER "]}"},
		{IDENTITY_LIST_USERS, 200, "{\"users\":{\"values\":[" ONE_USER "],\"links\":[]}}"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct dialect_answer answer;
		DIALECT_PARSE_OK(samples[i], answer);
		assert_int_equal(answer.reply.users->count, 1);
		const struct user *user = &answer.reply.users->users[0];
		assert_string_equal(user->id, "172157");
		assert_string_equal(user->name, "jq");
		assert_string_equal(user->domain_id, "5830280");
		assert_string_equal(user->region, "DFW");
		assert_false(user->enabled);
		assert_int_equal(user->mfa, MFA_LOCKED);
		assert_int_equal(user->pin_state, PIN_LOCKED);
		assert_int_equal(user->created, 1389368811);
		assert_int_equal(user->password_expires, 1389368811);
		assert_true((answer.reply.pin != NULL) == (samples[i].op == IDENTITY_GET_USER));
		assert_true(answer.reply.pin == NULL || dialect_holds(answer.reply.pin, "012345"));
		dialect_answer_finish(&answer);
	}
}

static void parse_users__somebody_else__no_pin(void **state)
{
	static const struct dialect_sample sample = {IDENTITY_GET_USER, 200,
		"{\"user\":{\"id\":\"172158\",\"RAX-AUTH:phonePin\":\"012345\"}}"};
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(sample, answer);
	assert_null(answer.reply.pin);
	assert_true(answer.reply.users->users[0].enabled);
	assert_int_equal(answer.reply.users->users[0].mfa, MFA_UNKNOWN);
	dialect_answer_finish(&answer);
}

static void parse_users__empty_list__no_users(void **state)
{
	static const struct dialect_sample sample = {IDENTITY_LIST_USERS, 200, "{\"users\":[]}"};
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(sample, answer);
	assert_int_equal(answer.reply.users->count, 0);
	dialect_answer_finish(&answer);
}

static void parse_users__long_texts__names_cut_ids_refused(void **state)
{
	static const struct {
		const char *member;
		bool accepted;
	} cases[] = {
		{"username", true}, {"email", true}, {"id", false}, {"RAX-AUTH:domainId", false}};
	char text[1001], body[2048];
	(void)state;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct dialect_sample sample = {IDENTITY_GET_USER, 200, body, NULL};
		struct dialect_answer answer;
		struct error error;
		snprintf(body, sizeof(body), "{\"user\":{\"id\":\"1\",\"%s\":\"%s\"}}",
			cases[i].member, text);
		assert_int_equal(
			dialect_parse(&sample, strlen(body), &answer, &error), cases[i].accepted);
		dialect_answer_finish(&answer);
	}
}

static void parse_versions__three_shapes__accepted(void **state)
{
	static const struct dialect_sample samples[] = {
		{IDENTITY_VERSIONS, 200,
			"{\"versions\":{\"version\":[{\"id\":\"v1.1\"},{\"id\":\"v2.0\",\"link\":{}}]}}"},
		{IDENTITY_VERSIONS, 300,
			"{\"versions\":{\"values\":[{\"id\":\"v3.14\"},{\"id\":\"v2.0\","
			"\"media-types\":[]}]}}"},
		{IDENTITY_VERSIONS, 200, "{\"version\":{\"id\":\"v2.0\",\"media-types\":{}}}"},
		{IDENTITY_VERSIONS, 200, "{\"versions\":[{\"id\":\"v2.0\"}]}"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct dialect_answer answer;
		DIALECT_PARSE_OK(samples[i], answer);
		dialect_answer_finish(&answer);
	}
}

/* A broken connection leaves the beginning of a body. */
static void parse__cut_at_every_byte__never_taken_for_whole(void **state)
{
	const struct dialect_sample samples[] = {
		full_sign_in,
		{IDENTITY_PROBE_KEY, 200, full_sign_in.body},
		{IDENTITY_GET_KEY, 200, KEY_REPLY "\"0123456789abcdef\"}}"},
		{IDENTITY_RESET_KEY, 200, KEY_REPLY "\"0123456789abcdef\"}}"},
		{IDENTITY_GET_USER, 200, "{\"user\":" ONE_USER "}"},
		{IDENTITY_LIST_USERS, 200, "{\"users\":[" ONE_USER "," ONE_USER "]}"},
		{IDENTITY_VERSIONS, 200, "{\"version\":{\"id\":\"v2.0\"}}"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		size_t whole = strlen(samples[i].body);
		whole -= samples[i].body[whole - 1] == '\n';
		for (size_t len = 0; len < whole; len++) {
			struct dialect_answer answer;
			struct error error;
			assert_false(dialect_parse(&samples[i], len, &answer, &error));
			assert_int_equal(error.kind, ERROR_REPLY);
			assert_null(answer.token);
			assert_null(credential_secret(&answer.reply.credential));
			assert_null(answer.reply.users);
			dialect_answer_finish(&answer);
		}
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
		cmocka_unit_test(parse_sign_in__full_reply__everything_read),
		cmocka_unit_test(parse_sign_in__spare_replies__accepted),
		cmocka_unit_test(parse_passcode__otp_sample__method_and_factor),
		cmocka_unit_test(parse_probe__accepted__only_the_token),
		cmocka_unit_test(parse__refusals__told_apart),
		cmocka_unit_test(parse_key__any_text__byte_for_byte),
		cmocka_unit_test(parse_key__longer_than_a_secret__refused),
		cmocka_unit_test(parse_key__names_a_user__must_be_the_one_that_was_meant),
		cmocka_unit_test(parse__error_repeats_the_request__no_secret_in_it),
		cmocka_unit_test(parse_users__every_shape__same_user),
		cmocka_unit_test(parse_users__somebody_else__no_pin),
		cmocka_unit_test(parse_users__empty_list__no_users),
		cmocka_unit_test(parse_users__long_texts__names_cut_ids_refused),
		cmocka_unit_test(parse_versions__three_shapes__accepted),
		cmocka_unit_test(parse__cut_at_every_byte__never_taken_for_whole),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}

/* SPDX-License-Identifier: MIT
 * The dialect: changing users, their roles, PINs and second factors; requests and replies. */
#include "dialect_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/identity.h"
#include "keyturn/memory.h"

#define USERS "https://id.example.com/cloud/v2.0/users"
#define TOKEN "\nX-Auth-Token: TOKEN\n"
#define MFA   "/RAX-AUTH/multi-factor"

/* ---- requests ---- */

struct request_case {
	struct identity_request request;
	const char *secret, *new_secret;
	struct user_edit edit; /* when it has fields */
	const char *expected;
};

static bool build_case(const struct request_case *one, char *out, size_t size, struct error *error)
{
	struct identity_request request = one->request;

	request.secret = one->secret == NULL ? NULL : dialect_secret(one->secret);
	request.new_secret = one->new_secret == NULL ? NULL : dialect_secret(one->new_secret);
	if (one->edit.fields != 0) {
		request.edit = memory_alloc(sizeof(*request.edit));
		*request.edit = one->edit;
	}
	bool ok = dialect_build(&request, false, out, size, error);
	identity_request_finish(&request);
	return ok;
}

static void expect_requests(const struct request_case *cases, size_t count)
{
	char out[1024];

	for (size_t i = 0; i < count; i++) {
		struct error error = {0};
		if (!build_case(&cases[i], out, sizeof(out), &error)) {
			fail_msg("%s: %s", cases[i].expected, error.detail);
		}
		assert_string_equal(out, cases[i].expected);
	}
}

#define EXPECT(cases) expect_requests(cases, sizeof(cases) / sizeof(*(cases)))

static void build__users__as_documented(void **state)
{
	static const struct request_case cases[] = {
		{{.op = IDENTITY_UPDATE_USER, .user_id = "7"},
			.edit = {USER_EMAIL | USER_REGION, .email = "a\"b@c", .region = "ORD"},
			.expected = "POST " USERS "/7" TOKEN "{\"user\":{\"email\":\"a\\\"b@c\","
				    "\"RAX-AUTH:defaultRegion\":\"ORD\"}}"},
		{{.op = IDENTITY_UPDATE_USER, .user_id = "7"},
			.edit = {USER_ENABLED, .enabled = false},
			.expected = "POST " USERS "/7" TOKEN "{\"user\":{\"enabled\":false}}"},
		{{.op = IDENTITY_UPDATE_USER, .user_id = "7"}, "Pass\"1", .edit = {USER_PASSWORD},
			.expected = "POST " USERS "/7" TOKEN
				    "{\"user\":{\"OS-KSADM:password\":\"Pass\\\"1\"}}"},
		{{.op = IDENTITY_UPDATE_USER, .user_id = "7"}, "482913", .edit = {USER_PIN},
			.expected = "POST " USERS "/7" TOKEN
				    "{\"user\":{\"RAX-AUTH:phonePin\":\"482913\"}}"},
		{{.op = IDENTITY_ADD_USER},
			.edit = {USER_NAME | USER_EMAIL | USER_ENABLED, "new", "n@e.org",
				.enabled = true},
			.expected = "POST " USERS TOKEN "{\"user\":{\"username\":\"new\","
				    "\"email\":\"n@e.org\",\"enabled\":true}}"},
		{{.op = IDENTITY_DELETE_USER, .user_id = "7"},
			.expected = "DELETE " USERS "/7" TOKEN},
		{{.op = IDENTITY_CHANGE_PASSWORD, .username = "al\"ice"}, "old\\", "new\"",
			.expected =
				"POST " USERS "/RAX-AUTH/change-pwd\n"
				"{\"RAX-AUTH:changePasswordCredentials\":{\"username\":\"al\\\"ice\","
				"\"password\":\"old\\\\\",\"newPassword\":\"new\\\"\"}}"},
		{{.op = IDENTITY_LIST_ADMINS, .user_id = "7"},
			.expected = "GET " USERS "/7/RAX-AUTH/admins" TOKEN},
		{{.op = IDENTITY_LIST_ROLES, .user_id = "7"},
			.expected = "GET " USERS "/7/roles" TOKEN},
		{{.op = IDENTITY_LIST_OFFERED_ROLES},
			.expected = "GET https://id.example.com/cloud/v2.0/OS-KSADM/roles" TOKEN},
		{{.op = IDENTITY_ADD_ROLE, .user_id = "7", .item_id = "a/b"},
			.expected = "PUT " USERS "/7/roles/OS-KSADM/a%2Fb" TOKEN},
		{{.op = IDENTITY_REMOVE_ROLE, .user_id = "7", .item_id = "3"},
			.expected = "DELETE " USERS "/7/roles/OS-KSADM/3" TOKEN},
		{{.op = IDENTITY_GET_DOMAIN, .item_id = "5830280"},
			.expected =
				"GET https://id.example.com/cloud/v2.0/RAX-AUTH/domains/5830280" TOKEN},
		{{.op = IDENTITY_GET_PASSWORD_POLICY, .item_id = "5830280"},
			.expected = "GET https://id.example.com/cloud/v2.0/RAX-AUTH/domains/5830280"
				    "/password-policy" TOKEN},
		{{.op = IDENTITY_RESET_PIN, .user_id = "7"},
			.expected = "POST " USERS "/7/RAX-AUTH/phone-pin/reset" TOKEN},
		{{.op = IDENTITY_UNLOCK_PIN, .user_id = "7"},
			.expected = "PUT " USERS "/7/RAX-AUTH/phone-pin/unlock" TOKEN},
		{{.op = IDENTITY_LIST_QUESTIONS},
			.expected =
				"GET https://id.example.com/cloud/v2.0/RAX-AUTH/secretqa/questions" TOKEN},
		{{.op = IDENTITY_SET_ANSWER, .user_id = "7", .item_id = "2"}, "Rex",
			.expected = "POST " USERS "/7/RAX-AUTH/secretqas" TOKEN
				    "{\"RAX-AUTH:secretqa\":{\"id\":\"2\",\"answer\":\"Rex\"}}"},
	};
	(void)state;

	EXPECT(cases);
}

static void build__factors__as_documented(void **state)
{
	static const struct request_case cases[] = {
		{{.op = IDENTITY_LIST_PHONES, .user_id = "7"},
			.expected = "GET " USERS "/7" MFA "/mobile-phones" TOKEN},
		{{.op = IDENTITY_ADD_PHONE, .user_id = "7", .item_name = "+1 210 555 0100"},
			.expected = "POST " USERS "/7" MFA "/mobile-phones" TOKEN
				    "{\"RAX-AUTH:mobilePhone\":{\"number\":\"+1 210 555 0100\"}}"},
		{{.op = IDENTITY_SEND_CODE, .user_id = "7", .item_id = "p1"},
			.expected = "POST " USERS "/7" MFA
				    "/mobile-phones/p1/verificationcode" TOKEN},
		{{.op = IDENTITY_VERIFY_PHONE, .user_id = "7", .item_id = "p1"}, "1234",
			.expected = "POST " USERS "/7" MFA "/mobile-phones/p1/verify" TOKEN
				    "{\"RAX-AUTH:verificationCode\":{\"code\":\"1234\"}}"},
		{{.op = IDENTITY_REMOVE_PHONES, .user_id = "7"},
			.expected = "DELETE " USERS "/7" MFA "/mobile-phones" TOKEN},
		{{.op = IDENTITY_LIST_OTP, .user_id = "7"},
			.expected = "GET " USERS "/7" MFA "/otp-devices" TOKEN},
		{{.op = IDENTITY_ADD_OTP, .user_id = "7", .item_name = "my \"phone\""},
			.expected = "POST " USERS "/7" MFA "/otp-devices" TOKEN
				    "{\"RAX-AUTH:otpDevice\":{\"name\":\"my \\\"phone\\\"\"}}"},
		{{.op = IDENTITY_VERIFY_OTP, .user_id = "7", .item_id = "d1"}, "123456",
			.expected = "POST " USERS "/7" MFA "/otp-devices/d1/verify" TOKEN
				    "{\"RAX-AUTH:verificationCode\":{\"code\":\"123456\"}}"},
		{{.op = IDENTITY_REMOVE_OTP, .user_id = "7", .item_id = "d1"},
			.expected = "DELETE " USERS "/7" MFA "/otp-devices/d1" TOKEN},
		{{.op = IDENTITY_CHANGE_MFA, .user_id = "7", .mfa_change = MFA_ENABLE},
			.expected = "PUT " USERS "/7" MFA TOKEN
				    "{\"RAX-AUTH:multiFactor\":{\"enabled\":true}}"},
		{{.op = IDENTITY_CHANGE_MFA, .user_id = "7", .mfa_change = MFA_USE_OTP},
			.expected = "PUT " USERS "/7" MFA TOKEN
				    "{\"RAX-AUTH:multiFactor\":{\"factorType\":\"OTP\"}}"},
		{{.op = IDENTITY_CHANGE_MFA, .user_id = "7", .mfa_change = MFA_LEVEL_REQUIRED},
			.expected = "PUT " USERS "/7" MFA TOKEN "{\"RAX-AUTH:multiFactor\":"
				    "{\"userMultiFactorEnforcementLevel\":\"REQUIRED\"}}"},
		{{.op = IDENTITY_REMOVE_MFA, .user_id = "7"},
			.expected = "DELETE " USERS "/7" MFA TOKEN},
		{{.op = IDENTITY_BYPASS, .user_id = "7", .count = 2, .seconds = 1800},
			.expected = "POST " USERS "/7" MFA "/bypass-codes" TOKEN
				    "{\"RAX-AUTH:bypassCodes\":{\"validityDuration\":\"PT1800S\","
				    "\"numberOfCodes\":\"2\"}}"},
	};
	(void)state;

	EXPECT(cases);
}

/* An empty id would address the whole list; a change without its new value would clear the old one. */
static void build__parts_missing__refused(void **state)
{
	static const struct request_case cases[] = {
		{{.op = IDENTITY_UPDATE_USER, .user_id = "7"}},
		{{.op = IDENTITY_UPDATE_USER, .user_id = "7"}, .edit = {USER_PASSWORD}},
		{{.op = IDENTITY_UPDATE_USER, .user_id = "7"}, .edit = {USER_PIN}},
		{{.op = IDENTITY_UPDATE_USER}, .edit = {USER_ENABLED}},
		{{.op = IDENTITY_ADD_USER}},
		{{.op = IDENTITY_DELETE_USER}},
		{{.op = IDENTITY_CHANGE_PASSWORD, .username = "a"}, .secret = "old"},
		{{.op = IDENTITY_CHANGE_PASSWORD, .username = "a"}, .new_secret = "new"},
		{{.op = IDENTITY_ADD_ROLE, .user_id = "7"}},
		{{.op = IDENTITY_REMOVE_ROLE, .user_id = "7", .item_id = ".."}},
		{{.op = IDENTITY_GET_DOMAIN}},
		{{.op = IDENTITY_SET_ANSWER, .user_id = "7", .item_id = "2"}},
		{{.op = IDENTITY_SEND_CODE, .user_id = "7"}},
		{{.op = IDENTITY_VERIFY_PHONE, .user_id = "7", .item_id = "p"}},
		{{.op = IDENTITY_VERIFY_OTP, .user_id = "7"}, .secret = "123456"},
		{{.op = IDENTITY_REMOVE_OTP, .user_id = "7"}},
		{{.op = IDENTITY_REMOVE_MFA}},
	};
	char out[1024];
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error error = {0};
		assert_false(build_case(&cases[i], out, sizeof(out), &error));
		assert_int_not_equal(error.kind, ERROR_NONE);
	}
}

/* ---- replies ---- */

static const struct dialect_sample added = {IDENTITY_ADD_USER, 201,
	"{\"user\":{\"id\":\"88\",\"username\":\"new\",\"enabled\":\"true\","
	"\"OS-KSADM:password\":\"Made-4-you\"}}"};

static void parse_add_user__made_password__told_once(void **state)
{
	static const struct dialect_sample without = {IDENTITY_ADD_USER, 201,
		"{\"user\":{\"id\":\"88\",\"username\":\"new\",\"enabled\":true}}"};
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(added, answer);
	assert_int_equal(answer.reply.users->count, 1);
	assert_string_equal(answer.reply.users->users[0].id, "88");
	assert_true(dialect_holds(answer.reply.secret, "Made-4-you"));
	dialect_answer_finish(&answer);
	DIALECT_PARSE_OK(without, answer);
	assert_null(answer.reply.secret);
	dialect_answer_finish(&answer);
}

static const struct dialect_sample roles = {IDENTITY_LIST_ROLES, 200,
	"{\"roles\":[{\"id\":\"2\",\"name\":\"identity:default\",\"description\":\"Default\"},"
	"{\"id\":\"9\",\"name\":\"observer\",\"RAX-AUTH:roleType\":\"rbac\"}]}"};

static void parse_roles__standing_and_others__told_apart(void **state)
{
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(roles, answer);
	const struct role_list *list = answer.reply.roles;
	assert_int_equal(list->count, 2);
	assert_int_equal(list->roles[0].standing, ROLE_DEFAULT);
	assert_string_equal(list->roles[0].description, "Default");
	assert_int_equal(list->roles[1].standing, ROLE_OTHER);
	assert_string_equal(list->roles[1].id, "9");
	dialect_answer_finish(&answer);
}

static const struct dialect_sample domain = {IDENTITY_GET_DOMAIN, 200,
	"{\"RAX-AUTH:domain\":{\"id\":\"5830280\",\"name\":\"shop\",\"enabled\":true,"
	"\"sessionInactivityTimeout\":\"PT15M\","
	"\"domainMultiFactorEnforcementLevel\":\"RACKSPACE_MANDATED\"}}"};
static const struct dialect_sample policy = {IDENTITY_GET_PASSWORD_POLICY, 200,
	"{\"passwordPolicy\":{\"passwordDuration\":\"P90DT6H30M5S\","
	"\"passwordHistoryRestriction\":\"10\"}}"};

static void parse_domain__and_policy__what_the_account_asks(void **state)
{
	static const struct dialect_sample none = {
		IDENTITY_GET_PASSWORD_POLICY, 200, "{\"passwordPolicy\":{}}"};
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(domain, answer);
	assert_int_equal(answer.reply.domain->inactivity, 900);
	assert_int_equal(answer.reply.domain->mfa_level, MFA_MANDATED);
	dialect_answer_finish(&answer);
	DIALECT_PARSE_OK(policy, answer);
	assert_int_equal(answer.reply.domain->password_life, 7799405);
	assert_int_equal(answer.reply.domain->passwords_kept, 10);
	dialect_answer_finish(&answer);
	DIALECT_PARSE_OK(none, answer);
	assert_int_equal(answer.reply.domain->password_life, 0);
	assert_int_equal(answer.reply.domain->passwords_kept, 0);
	dialect_answer_finish(&answer);
}

static const struct dialect_sample questions = {IDENTITY_LIST_QUESTIONS, 200,
	"{\"RAX-AUTH:questions\":[{\"id\":1,\"question\":\"Your first dog?\"}]}"};

static void parse_questions__numbers_as_ids__text(void **state)
{
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(questions, answer);
	assert_int_equal(answer.reply.questions->count, 1);
	assert_string_equal(answer.reply.questions->questions[0].id, "1");
	assert_string_equal(answer.reply.questions->questions[0].text, "Your first dog?");
	dialect_answer_finish(&answer);
}

static const struct dialect_sample phones = {IDENTITY_LIST_PHONES, 200,
	"{\"RAX-AUTH:mobilePhones\":[{\"id\":\"p1\",\"number\":\"+1 210-555-0100\","
	"\"verified\":\"true\"}]}"};

static void parse_phones__list_one_and_none__factors(void **state)
{
	static const struct dialect_sample none[] = {
		{IDENTITY_LIST_PHONES, 204, ""},
		{IDENTITY_LIST_PHONES, 200, "{\"RAX-AUTH:mobilePhones\":[]}"},
	};
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(phones, answer);
	assert_int_equal(answer.reply.factors->count, 1);
	assert_int_equal(answer.reply.factors->factors[0].kind, FACTOR_PHONE);
	assert_string_equal(answer.reply.factors->factors[0].name, "+1 210-555-0100");
	assert_true(answer.reply.factors->factors[0].verified);
	dialect_answer_finish(&answer);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		DIALECT_PARSE_OK(none[i], answer);
		assert_int_equal(answer.reply.factors->count, 0);
		dialect_answer_finish(&answer);
	}
}

static const struct dialect_sample added_otp = {IDENTITY_ADD_OTP, 201,
	"{\"RAX-AUTH:otpDevice\":{\"id\":\"d1\",\"name\":\"phone\",\"verified\":false,"
	"\"keyUri\":\"otpauth://totp/Rackspace:u?secret=ABC\",\"qrcode\":\"data:x\"}}"};

static void parse_add_otp__with_and_without_its_secret__taken_or_not(void **state)
{
	static const struct dialect_sample without = {IDENTITY_ADD_OTP, 201,
		"{\"RAX-AUTH:otpDevice\":{\"id\":\"d1\",\"name\":\"phone\"}}"};
	struct dialect_answer answer;
	struct error error;
	(void)state;

	DIALECT_PARSE_OK(added_otp, answer);
	assert_string_equal(answer.reply.factors->factors[0].id, "d1");
	assert_int_equal(answer.reply.factors->factors[0].kind, FACTOR_OTP);
	assert_true(dialect_holds(answer.reply.secret, "otpauth://totp/Rackspace:u?secret=ABC"));
	dialect_answer_finish(&answer);
	assert_false(dialect_parse(&without, strlen(without.body), &answer, &error));
	assert_int_equal(error.kind, ERROR_REPLY);
	dialect_answer_finish(&answer);
}

static const struct dialect_sample bypass = {IDENTITY_BYPASS, 200,
	"{\"RAX-AUTH:bypassCodes\":{\"codes\":[\"11112222\",\"33334444\"],"
	"\"validityDuration\":\"PT30M\"}}"};

static void parse_bypass__codes__a_line_each(void **state)
{
	struct dialect_answer answer;
	(void)state;

	DIALECT_PARSE_OK(bypass, answer);
	assert_true(dialect_holds(answer.reply.secret, "11112222\n33334444"));
	dialect_answer_finish(&answer);
}

static bool is_empty(const struct identity_reply *reply)
{
	return reply->users == NULL && reply->roles == NULL && reply->domain == NULL &&
		reply->factors == NULL && reply->questions == NULL && reply->secret == NULL;
}

static void parse__cut_at_every_byte__never_taken_for_whole(void **state)
{
	const struct dialect_sample samples[] = {
		added, roles, domain, policy, questions, phones, added_otp, bypass};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		for (size_t len = 0; len < strlen(samples[i].body); len++) {
			struct dialect_answer answer;
			struct error error;
			assert_false(dialect_parse(&samples[i], len, &answer, &error));
			assert_int_equal(error.kind, ERROR_REPLY);
			assert_true(is_empty(&answer.reply));
			dialect_answer_finish(&answer);
		}
	}
}

/* Whatever the service refuses, its own sentence comes with it. */
static void parse__refusals__the_services_sentence(void **state)
{
	(void)state;

	for (int op = IDENTITY_UPDATE_USER; op < IDENTITY_OP_COUNT; op++) {
		const struct dialect_sample sample = {(enum identity_op)op, 403,
			"{\"forbidden\":{\"code\":403,\"message\":\"Not this one.\"}}"};
		struct dialect_answer answer;
		struct error error;
		assert_false(dialect_parse(&sample, strlen(sample.body), &answer, &error));
		assert_int_equal(error.kind, ERROR_FORBIDDEN);
		assert_non_null(strstr(error.detail, "Not this one."));
		assert_true(is_empty(&answer.reply));
		dialect_answer_finish(&answer);
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
		cmocka_unit_test(build__users__as_documented),
		cmocka_unit_test(build__factors__as_documented),
		cmocka_unit_test(build__parts_missing__refused),
		cmocka_unit_test(parse_add_user__made_password__told_once),
		cmocka_unit_test(parse_roles__standing_and_others__told_apart),
		cmocka_unit_test(parse_domain__and_policy__what_the_account_asks),
		cmocka_unit_test(parse_questions__numbers_as_ids__text),
		cmocka_unit_test(parse_phones__list_one_and_none__factors),
		cmocka_unit_test(parse_add_otp__with_and_without_its_secret__taken_or_not),
		cmocka_unit_test(parse_bypass__codes__a_line_each),
		cmocka_unit_test(parse__cut_at_every_byte__never_taken_for_whole),
		cmocka_unit_test(parse__refusals__the_services_sentence),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}

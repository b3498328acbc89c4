/* SPDX-License-Identifier: MIT
 * Every request that changes a user or a second factor, with its answer lost: it was sent once, and what
 * came of it is told as not known. Whether the sandbox would have done it does not matter here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "faulty.h"
#include "keyturn/memory.h"

#define MFA "/RAX-AUTH/multi-factor"

static const struct {
	enum identity_op op;
	const char *method, *path;
} cases[] = {
	{IDENTITY_UPDATE_USER, "POST", "/v2.0/users/7"},
	{IDENTITY_ADD_USER, "POST", "/v2.0/users"},
	{IDENTITY_DELETE_USER, "DELETE", "/v2.0/users/7"},
	{IDENTITY_CHANGE_PASSWORD, "POST", "/RAX-AUTH/change-pwd"},
	{IDENTITY_ADD_ROLE, "PUT", "/roles/OS-KSADM/i"},
	{IDENTITY_REMOVE_ROLE, "DELETE", "/roles/OS-KSADM/i"},
	{IDENTITY_RESET_PIN, "POST", "/phone-pin/reset"},
	{IDENTITY_UNLOCK_PIN, "PUT", "/phone-pin/unlock"},
	{IDENTITY_SET_ANSWER, "POST", "/RAX-AUTH/secretqas"},
	{IDENTITY_ADD_PHONE, "POST", MFA "/mobile-phones"},
	{IDENTITY_SEND_CODE, "POST", "/verificationcode"},
	{IDENTITY_VERIFY_PHONE, "POST", "/i/verify"},
	{IDENTITY_REMOVE_PHONES, "DELETE", MFA "/mobile-phones"},
	{IDENTITY_ADD_OTP, "POST", MFA "/otp-devices"},
	{IDENTITY_VERIFY_OTP, "POST", "/i/verify"},
	{IDENTITY_REMOVE_OTP, "DELETE", MFA "/otp-devices/i"},
	{IDENTITY_CHANGE_MFA, "PUT", MFA},
	{IDENTITY_REMOVE_MFA, "DELETE", MFA},
	{IDENTITY_BYPASS, "POST", MFA "/bypass-codes"},
};

static void ask(struct faulty *faulty, enum identity_op op)
{
	struct identity_request request = {
		.op = op,
		.username = "nobody", /* or the password that signs in here would change */
		.user_id = "7",
		.item_id = "i",
		.item_name = "n",
		.count = 1,
		.seconds = 60,
		.secret = asking_secret("Demo-pass-1"),
		.new_secret = asking_secret("Demo-pass-2"),
		.edit = memory_alloc(sizeof(struct user_edit)),
	};

	*request.edit = (struct user_edit){.fields = USER_EMAIL, .email = "a@example.org"};
	asking_ask(&faulty->asking, request);
}

static void changes__answer_lost__sent_once_and_not_known(void **state)
{
	struct faulty *faulty = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct proxy_fault fault = {PROXY_DROP_ANSWER, .method = cases[i].method,
			.path = cases[i].path, .times = PROXY_ALWAYS};
		faulty_warm_up(faulty); /* a connection that curl might use, and try again, on */
		proxy_forget(faulty->proxy);
		proxy_fault(faulty->proxy, &fault);
		ask(faulty, cases[i].op);
		print_message("# %s %s\n", cases[i].method, cases[i].path);
		faulty_expect(faulty, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
		assert_int_equal(proxy_count(faulty->proxy, cases[i].method, cases[i].path), 1);
		proxy_clear(faulty->proxy);
	}
}

/* None that changes something is missing above. */
static void changes__all_of_them__are_tested(void **state)
{
	size_t listed = 0;
	(void)state;

	for (int op = IDENTITY_UPDATE_USER; op < IDENTITY_OP_COUNT; op++) {
		const bool reads = op == IDENTITY_LIST_ADMINS || op == IDENTITY_LIST_ROLES ||
			op == IDENTITY_GET_DOMAIN || op == IDENTITY_GET_PASSWORD_POLICY ||
			op == IDENTITY_LIST_QUESTIONS || op == IDENTITY_LIST_PHONES ||
			op == IDENTITY_LIST_OTP || op == IDENTITY_PROBE_PASSWORD ||
			op == IDENTITY_LIST_OFFERED_ROLES;
		listed += !reads;
	}
	assert_int_equal(listed, sizeof(cases) / sizeof(*cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FAULTY_CASE(changes__answer_lost__sent_once_and_not_known),
		cmocka_unit_test(changes__all_of_them__are_tested),
	};

	return cmocka_run_group_tests(tests, faulty_group_setup, NULL);
}

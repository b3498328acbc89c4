/* SPDX-License-Identifier: MIT
 * What the identity client keeps of a session: when the token is renewed, and what a change of the
 * user's password, name or second factor does to the credential. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dialect_fixture.h"
#include "keyturn/identity.h"
#include "keyturn/memory.h"
#include "session.h"

enum { NOW = 1700000000, HOUR = 3600, DAY = 24 * HOUR };

static struct dialect_answer answer_with(const char *token, int64_t expires)
{
	struct dialect_answer answer = {.token = dialect_secret(token)};

	answer.reply.session = memory_alloc(sizeof(*answer.reply.session));
	strcpy(answer.reply.session->user_id, "172157");
	strcpy(answer.reply.session->user_name, "jqsmith");
	answer.reply.session->expires = expires;
	return answer;
}

static void sign_in(
	struct kept_session *kept, enum identity_op op, enum credential_kind kind, int64_t expires)
{
	struct identity_request request = {.op = op, .kind = kind, .username = "JQSmith"};
	struct dialect_answer answer = answer_with("T1", expires);

	request.secret = dialect_secret("old");
	session_started(kept, &request, &answer, NOW);
	identity_request_finish(&request);
	dialect_answer_finish(&answer);
}

static int setup(void **state)
{
	*state = memory_alloc(sizeof(struct kept_session));
	sign_in(*state, IDENTITY_SIGN_IN, CREDENTIAL_PASSWORD, NOW + DAY);
	return 0;
}

static int teardown(void **state)
{
	session_finish(*state);
	free(*state);
	return 0;
}

static bool keeps(const struct kept_session *kept, const char *credential)
{
	return credential == NULL
		? kept->credential == NULL
		: kept->credential != NULL && dialect_holds(kept->credential, credential);
}

/* ---- the token's life ---- */

static void due__last_hour_of_a_day_last_tenth_of_less__renewed_before_the_next_request(
	void **state)
{
	static const int64_t lives[][2] = {
		{DAY, HOUR}, {12 * HOUR, HOUR}, {HOUR, HOUR / 10}, {100, 10}, {1, 0}};
	struct kept_session *kept = *state;

	for (size_t i = 0; i < sizeof(lives) / sizeof(*lives); i++) {
		int64_t due = NOW + lives[i][0] - lives[i][1];
		sign_in(kept, IDENTITY_SIGN_IN, CREDENTIAL_PASSWORD, NOW + lives[i][0]);
		assert_int_equal(kept->expires, NOW + lives[i][0]);
		assert_false(session_is_due(kept, due - 1));
		assert_true(session_is_due(kept, due));
		assert_false(session_is_over(kept, kept->expires - 1));
		assert_true(session_is_over(kept, kept->expires));
	}
}

/* Renewing for every request would be worse than being refused once. */
static void due__not_told_or_clocks_disagree__never(void **state)
{
	static const int64_t expiries[] = {0, NOW, NOW - DAY};
	struct kept_session *kept = *state;

	for (size_t i = 0; i < sizeof(expiries) / sizeof(*expiries); i++) {
		sign_in(kept, IDENTITY_SIGN_IN, CREDENTIAL_PASSWORD, expiries[i]);
		assert_false(session_is_due(kept, NOW + 2 * DAY));
		assert_false(session_is_over(kept, NOW + 2 * DAY));
	}
}

static void due__nothing_to_sign_in_with__never(void **state)
{
	struct kept_session *kept = *state;

	sign_in(kept, IDENTITY_PASSCODE, CREDENTIAL_PASSWORD, NOW + DAY);
	assert_false(session_is_due(kept, NOW + DAY));
	sign_in(kept, IDENTITY_SIGN_IN, CREDENTIAL_TOKEN, NOW + DAY);
	assert_false(session_is_due(kept, NOW + DAY));
	assert_true(session_is_over(kept, NOW + DAY));
}

static void renewed__another_token__its_life_counts(void **state)
{
	struct kept_session *kept = *state;
	struct dialect_answer answer = answer_with("T2", NOW + 2 * DAY);

	kept->dead = true;
	assert_true(session_renewed(kept, &answer, NOW + DAY));
	assert_true(dialect_holds(kept->token, "T2"));
	assert_int_equal(kept->expires, NOW + 2 * DAY);
	assert_false(session_is_due(kept, NOW + DAY));
	assert_true(keeps(kept, "old"));
	dialect_answer_finish(&answer);
}

static void put_off__service_unreachable__tried_again_in_a_minute(void **state)
{
	struct kept_session *kept = *state;
	int64_t now = NOW + DAY - HOUR;

	assert_true(session_is_due(kept, now));
	session_put_off(kept, now);
	assert_false(session_is_due(kept, now + 59));
	assert_true(session_is_due(kept, now + 60));
	kept->dead = true;
	session_put_off(kept, now);
	assert_true(session_is_due(kept, now));
}

/* ---- changes ---- */

static void change(struct kept_session *kept, struct identity_request request, enum outcome outcome)
{
	if (request.op == IDENTITY_CHANGE_PASSWORD) {
		request.secret = dialect_secret("old");
		request.new_secret = dialect_secret("new");
	} else if (request.op == IDENTITY_UPDATE_USER) {
		struct user_edit *edit = memory_alloc(sizeof(*edit));
		edit->fields = (unsigned)request.count; /* the test's */
		strcpy(edit->name, "renamed");
		request.edit = edit;
		request.secret = dialect_secret("new");
	}
	session_changed(kept, &request, outcome);
	identity_request_finish(&request);
}

#define CHANGE_PASSWORD(name) \
	{ \
		.op = IDENTITY_CHANGE_PASSWORD, .user_id = "172157", .username = name \
	}
#define UPDATE(id, what) \
	{ \
		.op = IDENTITY_UPDATE_USER, .user_id = id, .count = (what) \
	}
#define MFA(id, what) \
	{ \
		.op = IDENTITY_CHANGE_MFA, .user_id = id, .mfa_change = (what) \
	}

static const struct {
	struct identity_request request;
	const char *after_ok, *after_unknown; /* the password that is kept; NULL: none */
	bool dead;
} changes[] = {
	{CHANGE_PASSWORD("jqsmith"), "new", NULL, true},
	{CHANGE_PASSWORD("JQSmith"), "new", NULL, true},
	{CHANGE_PASSWORD("dev1"), "old", "old", false},
	{CHANGE_PASSWORD(""), "old", "old", false},
	{UPDATE("172157", USER_PASSWORD), "new", NULL, true},
	{UPDATE("172157", USER_PASSWORD | USER_EMAIL), "new", NULL, true},
	{UPDATE("172157", USER_EMAIL), "old", "old", false},
	{UPDATE("172157", USER_PIN), "old", "old", false},
	{UPDATE("10037221", USER_PASSWORD), "old", "old", false},
	{UPDATE("172157", USER_NAME), "old", NULL, false},
	{MFA("172157", MFA_ENABLE), NULL, NULL, true},
	{MFA("172157", MFA_DISABLE), "old", "old", false},
	{MFA("10037221", MFA_ENABLE), "old", "old", false},
	{{.op = IDENTITY_RESET_KEY, .user_id = "172157"}, "old", "old", false},
};

static void changed__signed_in_by_password__right_one_kept_or_none(void **state)
{
	struct kept_session *kept = *state;

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		for (enum outcome outcome = OUTCOME_OK; outcome <= OUTCOME_UNKNOWN; outcome++) {
			const char *expected = outcome == OUTCOME_OK ? changes[i].after_ok
				: outcome == OUTCOME_UNKNOWN         ? changes[i].after_unknown
								     : "old";
			sign_in(kept, IDENTITY_SIGN_IN, CREDENTIAL_PASSWORD, NOW + DAY);
			change(kept, changes[i].request, outcome);
			if (!keeps(kept, expected) ||
				kept->dead != (changes[i].dead && outcome != OUTCOME_REFUSED)) {
				fail_msg("change %zu, outcome %d", i, (int)outcome);
			}
		}
	}
}

/* A key is subject to none of this; only its user's name matters. */
static void changed__signed_in_by_key__key_stays_and_the_token_is_renewed(void **state)
{
	struct kept_session *kept = *state;

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		bool renamed = changes[i].request.op == IDENTITY_UPDATE_USER &&
			changes[i].request.count == USER_NAME;
		for (enum outcome outcome = OUTCOME_OK; outcome <= OUTCOME_UNKNOWN; outcome++) {
			sign_in(kept, IDENTITY_SIGN_IN, CREDENTIAL_API_KEY, NOW + DAY);
			change(kept, changes[i].request, outcome);
			assert_true(
				keeps(kept, renamed && outcome == OUTCOME_UNKNOWN ? NULL : "old"));
			assert_true(session_is_due(kept, NOW) ==
				(changes[i].dead && outcome != OUTCOME_REFUSED));
		}
	}
}

static void changed__passcode_session__nothing_kept_afterwards_either(void **state)
{
	struct kept_session *kept = *state;

	sign_in(kept, IDENTITY_PASSCODE, CREDENTIAL_PASSWORD, NOW + DAY);
	change(kept, changes[0].request, OUTCOME_OK);
	assert_true(keeps(kept, NULL));
	assert_true(session_is_over(kept, NOW));
	assert_false(session_is_due(kept, NOW));
}

static void changed__new_name__signs_in_by_it(void **state)
{
	struct kept_session *kept = *state;

	change(kept, (struct identity_request)UPDATE("172157", USER_NAME), OUTCOME_OK);
	assert_string_equal(kept->username, "renamed");
	assert_string_equal(kept->user_name, "renamed");
	assert_true(keeps(kept, "old"));
}

static void changed__no_session__nothing(void **state)
{
	struct kept_session *kept = *state;

	session_finish(kept);
	change(kept, changes[0].request, OUTCOME_OK);
	assert_false(kept->dead);
	assert_true(keeps(kept, NULL));
}

static int start(void **state)
{
	struct error error;
	(void)state;

	return secret_start(&error) ? 0 : -1;
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(due__last_hour_of_a_day_last_tenth_of_less__renewed_before_the_next_request),
		CASE(due__not_told_or_clocks_disagree__never),
		CASE(due__nothing_to_sign_in_with__never),
		CASE(renewed__another_token__its_life_counts),
		CASE(put_off__service_unreachable__tried_again_in_a_minute),
		CASE(changed__signed_in_by_password__right_one_kept_or_none),
		CASE(changed__signed_in_by_key__key_stays_and_the_token_is_renewed),
		CASE(changed__passcode_session__nothing_kept_afterwards_either),
		CASE(changed__new_name__signs_in_by_it),
		CASE(changed__no_session__nothing),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}

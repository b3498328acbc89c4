/* SPDX-License-Identifier: MIT
 * A change of the account: every step with every event, and what a look afterwards says of each operation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/change.h"
#include "keyturn/memory.h"

struct play {
	struct change change;
	struct effects effects;
	uint32_t next_ticket;
	int sent[IDENTITY_OP_COUNT]; /* requests of each operation, ever */
};

/* ---- playing ---- */

static void count(struct play *play)
{
	for (size_t i = 0; i < play->effects.count; i++) {
		if (play->effects.items[i].kind == EFFECT_REQUEST) {
			play->sent[play->effects.items[i].request.op]++;
		}
	}
}

static void settle(struct play *play)
{
	effects_finish(&play->effects);
	play->effects = (struct effects){0};
}

static struct identity_request request_of(enum identity_op op)
{
	struct identity_request request = {.op = op,
		.user_id = "7",
		.username = "dev1",
		.item_id = "i",
		.item_name = "+1 (210) 555-0100",
		.secret = secret_create("123987", 6),
		.new_secret = secret_create("Demo-pass-2", 11)};

	return request;
}

static struct user shown_user(void)
{
	return (struct user){.id = "7",
		.name = "dev1",
		.email = "old@example.org",
		.region = "DFW",
		.enabled = true};
}

static void begin(struct play *play, struct identity_request request, const struct user *shown)
{
	settle(play);
	change_begin(&play->change, &request, shown, &play->next_ticket, &play->effects);
	count(play);
}

/* A new e-mail address; compared before it is sent, or not. */
static void begin_edit(struct play *play, bool checked)
{
	struct identity_request request = request_of(IDENTITY_UPDATE_USER);
	const struct user shown = shown_user();

	request.edit = memory_alloc(sizeof(*request.edit));
	*request.edit = (struct user_edit){.fields = USER_EMAIL, .email = "new@example.org"};
	begin(play, request, checked ? &shown : NULL);
}

static struct identity_reply reply_with(const struct user *user)
{
	struct identity_reply reply = {.outcome = OUTCOME_OK};

	reply.users = memory_alloc(sizeof(*reply.users) + sizeof(*user));
	reply.users->count = 1;
	reply.users->users[0] = *user;
	return reply;
}

static struct identity_reply failure(enum outcome outcome, enum error_kind kind)
{
	struct identity_reply reply = {.outcome = outcome};

	error_set(&reply.error, kind, "told");
	return reply;
}

static bool answer_to(struct play *play, uint32_t ticket, struct identity_reply reply)
{
	settle(play);
	bool mine = change_reply(&play->change, ticket, &reply, &play->next_ticket, &play->effects);
	count(play);
	identity_reply_finish(&reply);
	return mine;
}

static void answer(struct play *play, struct identity_reply reply)
{
	assert_true(answer_to(play, play->change.ticket, reply));
}

static void tick(struct play *play)
{
	settle(play);
	change_timer(&play->change, &play->next_ticket, &play->effects);
	count(play);
}

static void assert_over(const struct play *play, enum change_outcome outcome, enum error_kind kind)
{
	assert_int_equal(play->change.step, CHANGE_OVER);
	assert_int_equal(play->change.outcome, outcome);
	assert_int_equal(play->change.error.kind, kind);
	assert_int_equal(play->effects.count, 0);
}

static const struct effect *only_effect(const struct play *play, enum effect_kind kind)
{
	assert_int_equal(play->effects.count, 1);
	assert_int_equal(play->effects.items[0].kind, kind);
	return &play->effects.items[0];
}

static void end(struct play *play)
{
	settle(play);
	change_finish(&play->change);
}

/* ---- without a fault ---- */

static void change__not_compared__sent_at_once_and_done(void **state)
{
	struct play play = {0};
	const struct user now = shown_user();
	(void)state;

	begin_edit(&play, false);
	assert_string_equal(
		only_effect(&play, EFFECT_REQUEST)->request.edit->email, "new@example.org");
	assert_int_equal(play.change.step, CHANGE_SENT);
	assert_true(change_under_way(&play.change));
	answer(&play, reply_with(&now));
	assert_over(&play, CHANGE_DONE, ERROR_NONE);
	assert_false(play.change.seen);
	assert_true(play.change.sent);
	assert_non_null(play.change.reply.users);
	assert_int_equal(play.sent[IDENTITY_UPDATE_USER], 1);
	assert_int_equal(play.sent[IDENTITY_GET_USER], 0);
	end(&play);
}

static void change__as_it_was_shown__sent(void **state)
{
	struct play play = {0};
	struct user now = shown_user();
	(void)state;

	begin_edit(&play, true);
	assert_int_equal(play.change.step, CHANGE_CHECKING);
	assert_int_equal(play.sent[IDENTITY_UPDATE_USER], 0);
	memcpy(now.region, "IAD", 4); /* which this change leaves alone */
	answer(&play, reply_with(&now));
	assert_int_equal(play.change.step, CHANGE_SENT);
	assert_int_equal(play.sent[IDENTITY_UPDATE_USER], 1);
	end(&play);
}

static void change__somebody_was_faster__stale_and_not_sent(void **state)
{
	struct play play = {0};
	struct user now = shown_user();
	(void)state;

	begin_edit(&play, true);
	memcpy(now.email, "x@y", 4);
	answer(&play, reply_with(&now));
	assert_over(&play, CHANGE_STALE, ERROR_NONE);
	assert_string_equal(play.change.now.email, "x@y");
	assert_false(play.change.sent);
	assert_int_equal(play.sent[IDENTITY_UPDATE_USER], 0);
	end(&play);
}

static void change__cannot_be_compared__refused_and_not_sent(void **state)
{
	struct play play = {0};
	(void)state;

	begin_edit(&play, true);
	answer(&play, failure(OUTCOME_REFUSED, ERROR_FORBIDDEN));
	assert_over(&play, CHANGE_REFUSED, ERROR_FORBIDDEN);
	assert_false(play.change.sent);
	end(&play);
	begin_edit(&play, true);
	answer(&play, (struct identity_reply){.outcome = OUTCOME_OK}); /* and no user */
	assert_over(&play, CHANGE_REFUSED, ERROR_REPLY);
	assert_int_equal(play.sent[IDENTITY_UPDATE_USER], 0);
	end(&play);
}

static void change__service_refuses__refused_without_a_look(void **state)
{
	struct play play = {0};
	(void)state;

	begin_edit(&play, false);
	answer(&play, failure(OUTCOME_REFUSED, ERROR_CONFLICT));
	assert_over(&play, CHANGE_REFUSED, ERROR_CONFLICT);
	assert_true(play.change.sent);
	assert_int_equal(play.sent[IDENTITY_GET_USER], 0);
	end(&play);
}

/* ---- cancelled ---- */

static void change_cancel__nothing_sent_yet__the_read_is_not_awaited(void **state)
{
	struct play play = {0};
	const struct user now = shown_user();
	(void)state;

	begin_edit(&play, true);
	const uint32_t ticket = play.change.ticket;
	settle(&play);
	assert_true(change_cancel(&play.change, &play.effects));
	assert_int_equal(only_effect(&play, EFFECT_CANCEL)->ticket, ticket);
	assert_int_equal(play.change.step, CHANGE_IDLE);
	assert_false(answer_to(&play, ticket, reply_with(&now)));
	assert_int_equal(play.sent[IDENTITY_UPDATE_USER], 0);
	end(&play);
}

/* ---- every step, every event ---- */

static void bring_to(struct play *play, enum change_step step)
{
	const struct user before = shown_user();

	end(play);
	*play = (struct play){0};
	if (step == CHANGE_IDLE) {
		return;
	}
	begin_edit(play, step == CHANGE_CHECKING);
	if (step == CHANGE_LOOKING || step == CHANGE_WAITING) {
		answer(play, failure(OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN));
	}
	if (step == CHANGE_WAITING) {
		answer(play, reply_with(&before));
	}
	if (step == CHANGE_OVER) {
		answer(play, failure(OUTCOME_REFUSED, ERROR_REQUEST));
	}
	assert_int_equal(play->change.step, step);
	settle(play);
}

static void steps__other_answers_and_ticks__change_nothing(void **state)
{
	struct play play = {0};
	const struct user now = shown_user();
	(void)state;

	for (enum change_step step = CHANGE_IDLE; step <= CHANGE_OVER; step++) {
		bring_to(&play, step);
		assert_false(answer_to(&play, 0, reply_with(&now)));
		assert_false(answer_to(&play, play.change.ticket + 1, reply_with(&now)));
		assert_int_equal(play.change.step, step);
		assert_int_equal(play.effects.count, 0);
		tick(&play);
		assert_int_equal(play.change.step, step == CHANGE_WAITING ? CHANGE_LOOKING : step);
		assert_int_equal(play.effects.count, step == CHANGE_WAITING);
	}
	end(&play);
}

static void steps__cancelled__idle_unless_sent(void **state)
{
	struct play play = {0};
	(void)state;

	for (enum change_step step = CHANGE_IDLE; step <= CHANGE_OVER; step++) {
		bring_to(&play, step);
		const bool under_way = change_under_way(&play.change);
		assert_int_equal(under_way, step >= CHANGE_SENT && step <= CHANGE_WAITING);
		assert_int_equal(change_cancel(&play.change, &play.effects), !under_way);
		assert_int_equal(play.change.step, under_way ? step : CHANGE_IDLE);
	}
	end(&play);
}

static void steps__begun_again__the_former_answer_is_nobodys(void **state)
{
	struct play play = {0};
	const struct user now = shown_user();
	(void)state;

	for (enum change_step step = CHANGE_IDLE; step <= CHANGE_OVER; step++) {
		bring_to(&play, step);
		const uint32_t former = play.change.ticket;
		begin_edit(&play, false);
		assert_int_equal(play.change.step, CHANGE_SENT);
		assert_int_equal(play.change.looks, 0);
		assert_false(answer_to(&play, former, reply_with(&now)));
		assert_int_equal(play.change.step, CHANGE_SENT);
	}
	end(&play);
}

/* ---- no answer: what a look says ---- */

/* What is there to be seen. */
struct sight {
	struct user user;
	const char *pin, *role;
	struct factor factor;
	enum error_kind error;
};

static const struct judged {
	enum identity_op op;
	struct user_edit edit;
	enum mfa_change mfa;
	enum identity_op look;
	struct sight wanted, before;
} judged[] = {
	{IDENTITY_UPDATE_USER, {.fields = USER_EMAIL, .email = "new"}, 0, IDENTITY_GET_USER,
		{.user = {.email = "new"}}, {.user = {.email = "old"}}},
	{IDENTITY_UPDATE_USER, {.fields = USER_NAME, .name = "new"}, 0, IDENTITY_GET_USER,
		{.user = {.name = "new"}}, {.user = {.name = "old"}}},
	{IDENTITY_UPDATE_USER, {.fields = USER_REGION, .region = "IAD"}, 0, IDENTITY_GET_USER,
		{.user = {.region = "IAD"}}, {.user = {.region = "DFW"}}},
	{IDENTITY_UPDATE_USER, {.fields = USER_ENABLED, .enabled = false}, 0, IDENTITY_GET_USER,
		{.user = {.enabled = false}}, {.user = {.enabled = true}}},
	{IDENTITY_UPDATE_USER, {.fields = USER_PIN}, 0, IDENTITY_GET_USER, {.pin = "123987"},
		{.pin = "111222"}},
	{IDENTITY_ADD_USER, {.fields = USER_NAME, .name = "new"}, 0, IDENTITY_FIND_USER,
		{.user = {.name = "new"}}, {.error = ERROR_NOT_FOUND}},
	{IDENTITY_DELETE_USER, {0}, 0, IDENTITY_GET_USER, {.error = ERROR_NOT_FOUND},
		{.user = {.name = "dev1"}}},
	{IDENTITY_CHANGE_PASSWORD, {0}, 0, IDENTITY_PROBE_PASSWORD, {.user = {.name = "dev1"}},
		{.error = ERROR_SIGN_IN_REFUSED}},
	{IDENTITY_ADD_ROLE, {0}, 0, IDENTITY_LIST_ROLES, {.role = "i"}, {.role = "other"}},
	{IDENTITY_REMOVE_ROLE, {0}, 0, IDENTITY_LIST_ROLES, {.role = "other"}, {.role = "i"}},
	{IDENTITY_UNLOCK_PIN, {0}, 0, IDENTITY_GET_USER, {.user = {.pin_state = PIN_ACTIVE}},
		{.user = {.pin_state = PIN_LOCKED}}},
	{IDENTITY_ADD_PHONE, {0}, 0, IDENTITY_LIST_PHONES, {.factor = {.name = "+12105550100"}},
		{.factor = {.name = "+12105550101"}}},
	{IDENTITY_VERIFY_PHONE, {0}, 0, IDENTITY_LIST_PHONES,
		{.factor = {.id = "i", .verified = true}}, {.factor = {.id = "i"}}},
	{IDENTITY_REMOVE_PHONES, {0}, 0, IDENTITY_LIST_PHONES, {.pin = NULL},
		{.factor = {.id = "p"}}},
	{IDENTITY_ADD_OTP, {0}, 0, IDENTITY_LIST_OTP, {.factor = {.name = "+1 (210) 555-0100"}},
		{.factor = {.name = "+12105550100"}}},
	{IDENTITY_VERIFY_OTP, {0}, 0, IDENTITY_LIST_OTP, {.factor = {.id = "i", .verified = true}},
		{.factor = {.id = "other", .verified = true}}},
	{IDENTITY_REMOVE_OTP, {0}, 0, IDENTITY_LIST_OTP, {.factor = {.id = "other"}},
		{.factor = {.id = "i"}}},
	{IDENTITY_CHANGE_MFA, {0}, MFA_ENABLE, IDENTITY_GET_USER, {.user = {.mfa = MFA_ON}},
		{.user = {.mfa = MFA_OFF}}},
	{IDENTITY_CHANGE_MFA, {0}, MFA_DISABLE, IDENTITY_GET_USER, {.user = {.mfa = MFA_OFF}},
		{.user = {.mfa = MFA_ON}}},
	{IDENTITY_CHANGE_MFA, {0}, MFA_UNLOCK, IDENTITY_GET_USER, {.user = {.mfa = MFA_ON}},
		{.user = {.mfa = MFA_LOCKED}}},
	{IDENTITY_CHANGE_MFA, {0}, MFA_LEVEL_DEFAULT, IDENTITY_GET_USER,
		{.user = {.mfa = MFA_ON, .mfa_level = MFA_DEFAULT}}, {.user = {.mfa = MFA_ON}}},
	{IDENTITY_CHANGE_MFA, {0}, MFA_LEVEL_OPTIONAL, IDENTITY_GET_USER,
		{.user = {.mfa = MFA_ON, .mfa_level = MFA_OPTIONAL}}, {.user = {.mfa = MFA_ON}}},
	{IDENTITY_CHANGE_MFA, {0}, MFA_LEVEL_REQUIRED, IDENTITY_GET_USER,
		{.user = {.mfa = MFA_ON, .mfa_level = MFA_REQUIRED}}, {.user = {.mfa = MFA_ON}}},
	{IDENTITY_REMOVE_MFA, {0}, 0, IDENTITY_GET_USER, {.user = {.mfa = MFA_OFF}},
		{.user = {.mfa = MFA_LOCKED}}},
};

enum { JUDGED = sizeof(judged) / sizeof(*judged) };

static struct identity_reply reply_of(const struct sight *sight)
{
	struct identity_reply reply;
	const bool some = sight->factor.id[0] != '\0' || sight->factor.name[0] != '\0';

	if (sight->error != ERROR_NONE) {
		return failure(OUTCOME_REFUSED, sight->error);
	}
	reply = reply_with(&sight->user);
	reply.pin = sight->pin != NULL ? secret_create(sight->pin, 6) : NULL;
	reply.roles = memory_alloc(sizeof(*reply.roles) + sizeof(struct role));
	*reply.roles = (struct role_list){.count = sight->role != NULL};
	if (sight->role != NULL) {
		reply.roles->roles[0] = (struct role){0};
		memcpy(reply.roles->roles[0].id, sight->role, strlen(sight->role) + 1);
	}
	reply.factors = memory_alloc(sizeof(*reply.factors) + sizeof(struct factor));
	reply.factors->count = some;
	reply.factors->factors[0] = sight->factor;
	return reply;
}

/* Sent, and no answer came: the first look is under way. */
static void lose_answer(struct play *play, const struct judged *row)
{
	struct identity_request request = request_of(row->op);

	print_message("# operation %d, %d\n", row->op, row->mfa);
	end(play);
	*play = (struct play){0};
	request.mfa_change = row->mfa;
	if (row->edit.fields != 0) {
		request.edit = memory_alloc(sizeof(*request.edit));
		*request.edit = row->edit;
	}
	begin(play, request, NULL);
	answer(play, failure(OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN));
	assert_int_equal(play->change.step, CHANGE_LOOKING);
	assert_int_equal(only_effect(play, EFFECT_REQUEST)->request.op, row->look);
}

/* All three looks say `reply`; between them it waits longer each time. */
static void look_three_times(struct play *play, const struct judged *row,
	struct identity_reply (*reply)(const void *of), const void *of)
{
	int64_t waited = 0;

	for (int i = 1; i <= 3; i++) {
		assert_int_equal(play->sent[row->look], i);
		answer(play, reply(of));
		if (i < 3) {
			const struct effect *timer = only_effect(play, EFFECT_TIMER_START);
			assert_int_equal(timer->timer, TIMER_CHANGE);
			assert_true(timer->milliseconds > waited);
			waited = timer->milliseconds;
			assert_int_equal(play->change.step, CHANGE_WAITING);
			tick(play);
		}
	}
	assert_int_equal(play->sent[row->op], 1);
}

static struct identity_reply of_sight(const void *of)
{
	return reply_of(of);
}

static struct identity_reply of_nothing(const void *of)
{
	(void)of;
	return failure(OUTCOME_REFUSED, ERROR_TIMEOUT);
}

static void answer_lost__seen_as_wanted__done(void **state)
{
	struct play play = {0};
	(void)state;

	for (size_t i = 0; i < JUDGED; i++) {
		lose_answer(&play, &judged[i]);
		answer(&play, reply_of(&judged[i].wanted));
		assert_over(&play, CHANGE_DONE, ERROR_NONE);
		assert_true(play.change.seen);
		assert_int_equal(play.sent[judged[i].op], 1);
	}
	end(&play);
}

static void answer_lost__as_before_three_times__unchanged(void **state)
{
	struct play play = {0};
	(void)state;

	for (size_t i = 0; i < JUDGED; i++) {
		lose_answer(&play, &judged[i]);
		look_three_times(&play, &judged[i], of_sight, &judged[i].before);
		assert_over(&play, CHANGE_UNCHANGED, ERROR_OUTCOME_UNKNOWN);
	}
	end(&play);
}

static void answer_lost__nothing_can_be_seen__unknown(void **state)
{
	struct play play = {0};
	(void)state;

	for (size_t i = 0; i < JUDGED; i++) {
		lose_answer(&play, &judged[i]);
		look_three_times(&play, &judged[i], of_nothing, NULL);
		assert_over(&play, CHANGE_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
		assert_string_equal(play.change.error.detail, "told"); /* the request's */
	}
	end(&play);
}

static void answer_lost__done_between_two_looks__done(void **state)
{
	struct play play = {0};
	(void)state;

	for (size_t i = 0; i < JUDGED; i++) {
		lose_answer(&play, &judged[i]);
		answer(&play, reply_of(&judged[i].before));
		tick(&play);
		answer(&play, of_nothing(NULL));
		tick(&play);
		answer(&play, reply_of(&judged[i].wanted));
		assert_over(&play, CHANGE_DONE, ERROR_NONE);
	}
	end(&play);
}

/* A read that tells less than one would need. */
static void answer_lost__the_read_does_not_tell__unknown(void **state)
{
	static const struct judged rows[] = {
		{IDENTITY_UPDATE_USER, {.fields = USER_PIN}, 0, IDENTITY_GET_USER, {.pin = NULL},
			{.pin = NULL}},
		{IDENTITY_UPDATE_USER, {.fields = USER_PASSWORD | USER_EMAIL, .email = "new"}, 0,
			IDENTITY_GET_USER, {.pin = NULL}, {.user = {.email = "new"}}},
		{IDENTITY_UNLOCK_PIN, {0}, 0, IDENTITY_GET_USER, {.pin = NULL},
			{.user = {.pin_state = PIN_UNKNOWN}}},
		{IDENTITY_CHANGE_MFA, {0}, MFA_ENABLE, IDENTITY_GET_USER, {.pin = NULL},
			{.user = {.mfa = MFA_UNKNOWN}}},
		{IDENTITY_CHANGE_MFA, {0}, MFA_USE_PHONE, IDENTITY_GET_USER, {.pin = NULL},
			{.user = {.mfa = MFA_ON}}},
		{IDENTITY_CHANGE_MFA, {0}, MFA_USE_OTP, IDENTITY_GET_USER, {.pin = NULL},
			{.user = {.mfa = MFA_ON}}},
	};
	struct play play = {0};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		lose_answer(&play, &rows[i]);
		look_three_times(&play, &rows[i], of_sight, &rows[i].before);
		assert_over(&play, CHANGE_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	}
	end(&play);
}

static void answer_lost__no_read_shows_it__unknown_at_once(void **state)
{
	static const enum identity_op ops[] = {
		IDENTITY_RESET_PIN, IDENTITY_SET_ANSWER, IDENTITY_SEND_CODE, IDENTITY_BYPASS};
	struct play play = {0};
	(void)state;

	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++) {
		begin(&play, request_of(ops[i]), NULL);
		answer(&play, failure(OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN));
		assert_over(&play, CHANGE_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	}
	end(&play);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(change__not_compared__sent_at_once_and_done),
		cmocka_unit_test(change__as_it_was_shown__sent),
		cmocka_unit_test(change__somebody_was_faster__stale_and_not_sent),
		cmocka_unit_test(change__cannot_be_compared__refused_and_not_sent),
		cmocka_unit_test(change__service_refuses__refused_without_a_look),
		cmocka_unit_test(change_cancel__nothing_sent_yet__the_read_is_not_awaited),
		cmocka_unit_test(steps__other_answers_and_ticks__change_nothing),
		cmocka_unit_test(steps__cancelled__idle_unless_sent),
		cmocka_unit_test(steps__begun_again__the_former_answer_is_nobodys),
		cmocka_unit_test(answer_lost__seen_as_wanted__done),
		cmocka_unit_test(answer_lost__as_before_three_times__unchanged),
		cmocka_unit_test(answer_lost__nothing_can_be_seen__unknown),
		cmocka_unit_test(answer_lost__done_between_two_looks__done),
		cmocka_unit_test(answer_lost__the_read_does_not_tell__unknown),
		cmocka_unit_test(answer_lost__no_read_shows_it__unknown_at_once),
	};
	struct error error;

	if (!secret_start(&error)) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}

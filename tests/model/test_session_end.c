/* SPDX-License-Identifier: MIT
 * How long a session lasts: what the account asks, what is configured, and tokens that cannot be renewed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"
#include "script.h"

static const char OLD[] = "0123456789abcdef0123456789abcdef";

enum { MINUTE_MS = 60000 };

/* Signs in to a service that asks for `inactivity` (s; 0: it does not say), under `lock_ms`. */
static void sign_in(struct script *script, int64_t inactivity, int64_t lock_ms)
{
	struct model_options options = script_options;
	struct identity_reply reply;

	options.lock_ms = lock_ms;
	script_close(script);
	script_open(script, &options);
	script_submit(script);
	script_good_reply(IDENTITY_SIGN_IN, NULL, &reply);
	reply.session->inactivity = inactivity;
	script_reply(script, script_ticket(script, IDENTITY_SIGN_IN), &reply);
	assert_true(script->model.signed_in);
}

static int64_t wall(const struct script *script)
{
	return script->wall + script->now / 1000;
}

static void refresh_with(struct script *script, int64_t expires, bool ends)
{
	struct identity_reply reply;

	script_good_reply(IDENTITY_GET_KEY, OLD, &reply);
	reply.expires = expires;
	reply.ends = ends;
	script_reply(script, script_ticket(script, IDENTITY_GET_KEY), &reply);
}

/* ---- without a key ---- */

static void idle__two_limits__the_shorter_counts_and_is_named(void **state)
{
	static const struct {
		int64_t inactivity, lock_ms, after_ms;
		const char *told;
	} cases[] = {
		{600, 15 * MINUTE_MS, 10 * MINUTE_MS,
			"locked: the account asks for this after 10 minutes without a key"},
		{90, 15 * MINUTE_MS, 90000,
			"locked: the account asks for this after 90 s without a key"},
		{900, 0, 15 * MINUTE_MS,
			"locked: the account asks for this after 15 minutes without a key"},
		{900, 15 * MINUTE_MS, 15 * MINUTE_MS, "locked: no key was pressed for 15 minutes"},
		{3600, MINUTE_MS, MINUTE_MS, "locked: no key was pressed for 1 minute"},
	};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		sign_in(script, cases[i].inactivity, cases[i].lock_ms);
		script_wait(script, cases[i].after_ms - 1000);
		script_key(script, 'j');
		script_wait(script, cases[i].after_ms - 1);
		assert_true(script->model.signed_in);
		script_wait(script, 1);
		assert_true(script->model.sign_in.locked);
		assert_non_null(strstr(script->trace, "request revoke\n"));
		assert_string_equal(script_toast(script), cases[i].told);
		assert_int_equal(script->model.log_count, 2); /* signed in, locked */
	}
}

static void idle__no_limit_at_all__never(void **state)
{
	struct script *script = *state;

	sign_in(script, 0, 0);
	script_refuse(script, IDENTITY_GET_DOMAIN, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(script->timers[TIMER_LOCK], 0);
	assert_true(script->model.signed_in);
}

static void answer_rule(struct script *script, int64_t inactivity)
{
	struct identity_reply reply = {.op = IDENTITY_GET_DOMAIN, .outcome = OUTCOME_OK};

	reply.domain = memory_alloc(sizeof(*reply.domain));
	reply.domain->inactivity = inactivity;
	script_reply(script, script_ticket(script, IDENTITY_GET_DOMAIN), &reply);
}

static void idle__sign_in_does_not_tell__account_is_asked_and_counts_from_the_last_key(void **state)
{
	struct script *script = *state;

	sign_in(script, 0, 15 * MINUTE_MS);
	script_wait(script, 5 * MINUTE_MS);
	answer_rule(script, 600);
	script_wait(script, 5 * MINUTE_MS - 1);
	assert_true(script->model.signed_in);
	script_wait(script, 1);
	assert_true(script->model.sign_in.locked);
	assert_non_null(strstr(script_toast(script), "the account asks for this"));
}

static void idle__sign_in_tells__account_is_not_asked(void **state)
{
	struct script *script = *state;

	sign_in(script, 600, 15 * MINUTE_MS);
	assert_int_equal(script_ticket(script, IDENTITY_GET_DOMAIN), 0);
}

static void idle__locked_before_the_account_answers__answer_dropped(void **state)
{
	struct script *script = *state;

	sign_in(script, 0, 15 * MINUTE_MS);
	script_key(script, 'L');
	assert_true(script->model.sign_in.locked);
	assert_int_equal(script->model.rule_load.state, LOAD_NONE);
}

static void idle__reset_is_out__waits_for_its_outcome(void **state)
{
	struct script *script = *state;

	sign_in(script, 600, 0);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, OLD);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
	script_wait(script, 600000);
	assert_true(script->model.signed_in);
	assert_true(script->model.lock_due);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_true(script->model.sign_in.locked);
	assert_non_null(strstr(script_toast(script), "the account asks for this"));
}

/* ---- the token's end ---- */

static void end__renewed__later_one_is_known_and_nothing_locks(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	int64_t later = wall(script) + 7200;
	script_key(script, 's');
	refresh_with(script, later, false);
	assert_int_equal(script->model.session.expires, later);
	assert_int_equal(script->timers[TIMER_SESSION], 0);
}

static void end__cannot_be_renewed__locks_then_with_the_reason(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 's');
	refresh_with(script, wall(script) + 300, true);
	assert_true(script->model.session.ends);
	script_wait(script, 299000);
	assert_true(script->model.signed_in);
	script_wait(script, 1000);
	assert_true(script->model.sign_in.locked);
	assert_int_equal(script->model.sign_in.after, PAGE_SETTINGS);
	assert_int_equal(script->model.sign_in.load.error.kind, ERROR_SESSION_ENDED);
	assert_non_null(strstr(script_toast(script), "the session has ended: it lasted until 20"));
	assert_null(strstr(script->trace, "request revoke")); /* it is dead */
	assert_int_equal(script->timers[TIMER_SESSION], 0);
}

static void end__told_again__no_second_timer(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	int64_t end = wall(script) + 300;
	script_key(script, 's');
	refresh_with(script, end, true);
	script_key(script, 's');
	script_key(script, 's');
	script->trace[0] = '\0';
	refresh_with(script, end, true);
	assert_null(strstr(script->trace, "start session"));
}

/* This machine's clock is ahead, or the service's behind. */
static void end__over_when_it_is_told__not_believed(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 's');
	refresh_with(script, wall(script) - 60, true);
	assert_false(script->model.session.ends);
	assert_int_equal(script->timers[TIMER_SESSION], 0);
	assert_true(script->model.signed_in);
}

static void end__clock_set_back__waits_for_the_rest(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 's');
	refresh_with(script, wall(script) + 300, true);
	script->wall -= 120;
	script_wait(script, 300000);
	assert_true(script->model.signed_in);
	script_wait(script, 120000);
	assert_true(script->model.sign_in.locked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(idle__two_limits__the_shorter_counts_and_is_named),
		SCRIPT_CASE(idle__no_limit_at_all__never),
		SCRIPT_CASE(
			idle__sign_in_does_not_tell__account_is_asked_and_counts_from_the_last_key),
		SCRIPT_CASE(idle__sign_in_tells__account_is_not_asked),
		SCRIPT_CASE(idle__locked_before_the_account_answers__answer_dropped),
		SCRIPT_CASE(idle__reset_is_out__waits_for_its_outcome),
		SCRIPT_CASE(end__renewed__later_one_is_known_and_nothing_locks),
		SCRIPT_CASE(end__cannot_be_renewed__locks_then_with_the_reason),
		SCRIPT_CASE(end__told_again__no_second_timer),
		SCRIPT_CASE(end__over_when_it_is_told__not_believed),
		SCRIPT_CASE(end__clock_set_back__waits_for_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

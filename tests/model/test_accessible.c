/* SPDX-License-Identifier: MIT
 * --accessible: nothing happens by itself that a screen reader would read aloud. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char KEY[] = "0123456789abcdef0123456789abcdef";

static int setup(void **state)
{
	script_setup(state);
	((struct script *)*state)->model.options.accessible = true;
	return 0;
}

static void accessible_reveal__no_tick_until_its_end(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_true(script_shows(script, KEY));
	assert_int_equal(script->timers[TIMER_REVEAL], script->now + 30000);
	for (enum timer_id timer = 0; timer < TIMER_COUNT; timer++) {
		assert_true(
			timer == TIMER_REVEAL || timer == TIMER_LOCK || script->timers[timer] == 0);
	}
	script_wait(script, 29999);
	assert_true(script_shows(script, KEY));
	assert_int_equal(script->model.reveal.seconds, 30);
	script_wait(script, 1);
	assert_false(script_shows(script, KEY));
}

static void accessible_wait__a_tick_in_ten_seconds(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 's');
	assert_int_equal(script->timers[TIMER_WAIT], script->now + 10000);
}

static void accessible_toast__stays_until_the_next_key(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	assert_true(script->model.toast_on);
	assert_int_equal(script->timers[TIMER_TOAST], 0);
	script_wait(script, 60000);
	assert_true(script->model.toast_on);
	script_key(script, 'j');
	assert_false(script->model.toast_on);
}

static void accessible_footer__the_same_at_every_stop(void **state)
{
	struct script *script = *state;
	struct footer_item first[ACTION_COUNT], items[ACTION_COUNT];

	script_settings(script, KEY);
	size_t count = action_footer(&script->model, first, ACTION_COUNT);
	assert_true(count > 3);
	for (int i = 0; i < SETTINGS_FOCUS_COUNT; i++) {
		script_key(script, KEYPRESS_TAB);
		assert_int_equal(action_footer(&script->model, items, ACTION_COUNT), count);
		for (size_t item = 0; item < count; item++) {
			assert_string_equal(items[item].key, first[item].key);
			assert_string_equal(items[item].word, first[item].word);
		}
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, script_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(accessible_reveal__no_tick_until_its_end),
		CASE(accessible_wait__a_tick_in_ten_seconds),
		CASE(accessible_toast__stays_until_the_next_key),
		CASE(accessible_footer__the_same_at_every_stop),
	};
	struct error error;

	if (!secret_start(&error)) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Settings & Contacts: reading it, showing and copying what it masks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char KEY[] = "0123456789abcdef0123456789abcdef";

static void show_key(struct script *script)
{
	script_settings(script, KEY);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_true(script_shows(script, KEY));
}

static void assert_hidden(const struct script *script)
{
	assert_int_equal(script->model.reveal.what, REVEAL_NOTHING);
	assert_null(script->model.reveal.secret);
	assert_int_equal(script->timers[TIMER_REVEAL], 0);
}

/* ---- reading ---- */

static void open__five_parts__asked_for_at_once(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(script->trace,
		"request get-user\nrequest find-user jqsmith\nrequest get-key\n"
		"request list-users\nrequest list-questions\nhistory\nstart wait 1000\n");
}

static void open__one_part_fails__others_stand(void **state)
{
	struct script *script = *state;
	const struct settings *page = &script->model.settings;

	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	script_refuse(script, IDENTITY_LIST_USERS, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	script_refuse(script, IDENTITY_FIND_USER, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	script_ok(script, IDENTITY_GET_USER, "4711");
	script_ok(script, IDENTITY_GET_KEY, KEY);
	script_refuse(script, IDENTITY_LIST_QUESTIONS, OUTCOME_REFUSED, ERROR_NOT_OFFERED);
	assert_int_equal(page->contacts_load.state, LOAD_FAILED);
	assert_int_equal(page->contacts_load.error.kind, ERROR_FORBIDDEN);
	assert_int_equal(page->expiry_load.state, LOAD_FAILED);
	assert_int_equal(page->user_load.state, LOAD_READY);
	assert_true(page->has_pin);
	assert_int_equal(page->key_load.state, LOAD_READY);
	assert_string_equal(page->key.fingerprint, "6e30 8db8");
	assert_int_equal(script->timers[TIMER_WAIT], 0);
}

static void open__user_without_key__said_not_failed(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_NOT_FOUND);
	assert_int_equal(script->model.settings.key_load.state, LOAD_READY);
	assert_string_equal(script->model.settings.key.fingerprint, "");
	script_key(script, 's');
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_NOT_FOUND);
	assert_non_null(strstr(script_toast(script), "no API key"));
	assert_hidden(script);
}

static void leave__answers_on_their_way__cancelled_and_dropped(void **state)
{
	struct script *script = *state;
	struct identity_reply late;
	uint32_t ticket;

	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	ticket = script_ticket(script, IDENTITY_GET_KEY);
	script->trace[0] = '\0';
	script_key(script, KEYPRESS_ESCAPE);
	assert_string_equal(script->trace,
		"cancel get-user\ncancel find-user\ncancel get-key\ncancel list-users\n"
		"cancel list-questions\nstop wait\n");
	script_good_reply(IDENTITY_GET_KEY, KEY, &late);
	script_reply(script, ticket, &late);
	assert_int_equal(script->model.dropped, 1);
	assert_string_equal(script->model.settings.key.fingerprint, "");
}

static void answer__empty_where_something_must_be__failed(void **state)
{
	struct script *script = *state;
	struct identity_reply empty = {.outcome = OUTCOME_OK};

	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	script_reply(script, script_ticket(script, IDENTITY_GET_USER), &empty);
	script_reply(script, script_ticket(script, IDENTITY_LIST_USERS), &empty);
	assert_int_equal(script->model.settings.user_load.error.kind, ERROR_REPLY);
	assert_int_equal(script->model.settings.contacts_load.error.kind, ERROR_REPLY);
}

static void wait__answer_overdue__ticks_until_it_comes(void **state)
{
	struct script *script = *state;
	struct message wait = {.kind = MESSAGE_WAIT};

	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	wait.wait.ticket = script_ticket(script, IDENTITY_GET_KEY);
	wait.wait.wait.seconds = 7;
	script_send(script, wait);
	assert_true(script->model.settings.key_load.waiting);
	assert_int_equal(script->model.settings.key_load.wait.seconds, 7);
	script->trace[0] = '\0';
	script_wait(script, 2000);
	assert_string_equal(script->trace, "start wait 1000\nstart wait 1000\n");
}

/* ---- Show ---- */

static void show__key__read_anew_and_hidden_when_its_time_is_over(void **state)
{
	struct script *script = *state;

	show_key(script);
	assert_int_equal(script->model.reveal.seconds, 30);
	script_wait(script, 29000);
	assert_true(script_shows(script, KEY));
	assert_int_equal(script->model.reveal.seconds, 1);
	script_wait(script, 1000);
	assert_hidden(script);
}

static void show__again__hides(void **state)
{
	struct script *script = *state;

	show_key(script);
	script_key(script, 's');
	assert_hidden(script);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	script_key(script, KEYPRESS_ENTER);
	assert_hidden(script);
}

static void show__anything_that_takes_the_eye_away__hides(void **state)
{
	static const uint32_t keys[] = {KEYPRESS_ESCAPE, 'q', 'm', '?', ':', 'M', 'r', 'R', 'L',
		KEYPRESS_CTRL_Z, KEYPRESS_CTRL_C};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		script_close(script);
		script_open(script, &script_options);
		show_key(script);
		script_key(script, keys[i]);
		assert_hidden(script);
	}
}

static void show__moving_the_focus__stays(void **state)
{
	struct script *script = *state;

	show_key(script);
	script_key(script, 'l');
	script_key(script, KEYPRESS_DOWN);
	script_send(script, (struct message){.kind = MESSAGE_RESIZE, .size = {24, 80}});
	assert_true(script_shows(script, KEY));
}

static void show__nobody_may_look_any_more__hides(void **state)
{
	const struct message messages[] = {{.kind = MESSAGE_RESIZE, .size = {9, 80}},
		{.kind = MESSAGE_RESIZE, .size = {25, 80}}, {.kind = MESSAGE_FOCUS_LOST},
		{.kind = MESSAGE_RESIZE, .size = {24, 39}}, {.kind = MESSAGE_SUSPENDING},
		{.kind = MESSAGE_HANGUP}, {.kind = MESSAGE_TERMINATE, .signal = 15}};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(messages) / sizeof(*messages); i++) {
		script_close(script);
		script_open(script, &script_options);
		show_key(script);
		script_send(script, messages[i]);
		assert_hidden(script);
	}
}

static void show__page_left_before_the_key_came__never_shown(void **state)
{
	struct script *script = *state;
	struct identity_reply late;
	uint32_t ticket;

	script_settings(script, KEY);
	script_key(script, 's');
	ticket = script_ticket(script, IDENTITY_GET_KEY);
	script_key(script, 'q');
	script_good_reply(IDENTITY_GET_KEY, KEY, &late);
	script_reply(script, ticket, &late);
	assert_hidden(script);
}

static void show__pin__read_again_and_shown(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 'k');
	assert_int_equal(script->model.settings.focus, SETTINGS_PIN_SHOW);
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_GET_USER, "9021");
	assert_int_equal(script->model.reveal.what, REVEAL_PIN);
	assert_true(script_shows(script, "9021"));
	script_key(script, 's'); /* the key instead: never both */
	assert_hidden(script);
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_int_equal(script->model.reveal.what, REVEAL_KEY);
}

/* ---- Copy ---- */

static void copy__key__sent_without_being_shown_and_cleared(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 'c');
	assert_true(script->model.reveal.copy);
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_hidden(script);
	assert_string_equal(script->clipboard, KEY);
	assert_string_equal(
		script_toast(script), "sent to your terminal; clears in 30 s (cannot be checked)");
	script_wait(script, 29000);
	assert_true(script->model.clipboard_full);
	script_wait(script, 1000);
	assert_false(script->model.clipboard_full);
	assert_string_equal(script->clipboard, "");
}

static void copy__twice__time_starts_anew(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 'c');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	script_wait(script, 20000);
	script_key(script, 'c');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	script_wait(script, 20000);
	assert_string_equal(script->clipboard, KEY);
	script_wait(script, 10000);
	assert_string_equal(script->clipboard, "");
}

static void copy__shown_key__the_held_one_without_a_request(void **state)
{
	struct script *script = *state;
	size_t requests;

	show_key(script);
	requests = script->request_count;
	script_key(script, 'c');
	assert_int_equal(script->request_count, requests);
	assert_string_equal(script->clipboard, KEY);
	assert_true(script_shows(script, KEY));
}

static void copy__note_about_the_terminal__told_once(void **state)
{
	struct model_options options = script_options;
	struct script *script = *state;

	options.copy_note = "tmux: set -g set-clipboard on";
	script_close(script);
	script_open(script, &options);
	script_settings(script, KEY);
	script_key(script, 'c');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_non_null(strstr(script_toast(script), "set-clipboard"));
	script_key(script, 'c');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_null(strstr(script_toast(script), "set-clipboard"));
}

static void copy__never_to_be_cleared__left_alone(void **state)
{
	struct model_options options = script_options;
	struct script *script = *state;

	options.clipboard_ms = 0;
	script_close(script);
	script_open(script, &options);
	script_settings(script, KEY);
	script_key(script, 'c');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_string_equal(script_toast(script),
		"sent to your terminal; it stays there until you copy something else (cannot be "
		"checked)");
	script_wait(script, 100000);
	script_key(script, KEYPRESS_CTRL_C);
	assert_string_equal(script->clipboard, KEY);
}

static void quit__copy_still_out__cleared_first(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 'c');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	script->trace[0] = '\0';
	script_key(script, KEYPRESS_CTRL_C);
	assert_string_equal(script->trace, "clear clipboard\nrequest revoke\nquit 130\n");
}

/* ---- focus ---- */

static void tab__round_the_page__what_is_not_there_is_skipped(void **state)
{
	static const enum settings_focus with_all[] = {SETTINGS_KEY_COPY, SETTINGS_KEY_RESET,
		SETTINGS_CONTACTS, SETTINGS_EMAIL, SETTINGS_REGION, SETTINGS_PASSWORD, SETTINGS_MFA,
		SETTINGS_QUESTION, SETTINGS_PIN_SHOW, SETTINGS_PIN_CHANGE, SETTINGS_KEY_SHOW};
	struct script *script = *state;

	script_settings(script, KEY);
	for (size_t i = 0; i < sizeof(with_all) / sizeof(*with_all); i++) {
		script_key(script, KEYPRESS_TAB);
		assert_int_equal(script->model.settings.focus, with_all[i]);
	}
	script_key(script, 'R');
	script_ok(script, IDENTITY_GET_USER, NULL); /* no PIN any more */
	script_key(script, KEYPRESS_UP);
	assert_int_equal(script->model.settings.focus, SETTINGS_PIN_CHANGE);
	script_key(script, KEYPRESS_LEFT);
	assert_int_equal(script->model.settings.focus, SETTINGS_PIN_CHANGE);
	script_key(script, KEYPRESS_HOME);
	script_key(script, KEYPRESS_BACK_TAB); /* the contacts are being read */
	assert_int_equal(script->model.settings.focus, SETTINGS_KEY_RESET);
	script_ok(script, IDENTITY_LIST_USERS, NULL);
	script_key(script, KEYPRESS_END);
	assert_int_equal(script->model.settings.focus, SETTINGS_CONTACTS);
	script_key(script, KEYPRESS_END);
	assert_int_equal(script->model.settings.contact, 3);
	script_key(script, KEYPRESS_HOME);
	script_key(script, KEYPRESS_UP);
	assert_int_equal(script->model.settings.focus, SETTINGS_KEY_SHOW);
}

/* ---- what one read gives ---- */

static void show__key_changed_elsewhere__its_own_fingerprint_and_told(void **state)
{
	static const char other[] = "fedcba9876543210fedcba9876543210";
	struct script *script = *state;
	const struct key_read *known = &script->model.settings.key;
	char before[SECRET_FINGERPRINT_SIZE];

	script_settings(script, KEY);
	memcpy(before, known->fingerprint, sizeof(before));
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, other);
	assert_true(script_shows(script, other));
	assert_string_not_equal(known->fingerprint, before);
	assert_string_equal(known->user, "jqsmith");
	assert_int_equal(known->wall, script->model.wall);
	assert_non_null(strstr(script_toast(script), "changed elsewhere"));
	assert_non_null(strstr(script_toast(script), before));
	assert_non_null(strstr(script_toast(script), known->fingerprint));
	script_key(script, 's');
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, other);
	assert_string_equal(script_toast(script), "API key shown");
}

static void show__key_gone_meanwhile__none_any_more(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 's');
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_NOT_FOUND);
	assert_string_equal(script->model.settings.key.fingerprint, "");
	assert_non_null(strstr(script_toast(script), "no API key"));
}

static void show__older_read_comes_after__hidden(void **state)
{
	struct script *script = *state;
	struct identity_reply late;

	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	uint32_t ticket = script_ticket(script, IDENTITY_GET_KEY);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_true(script_shows(script, KEY));
	script_good_reply(IDENTITY_GET_KEY, "an older key", &late);
	script_reply(script, ticket, &late);
	assert_hidden(script);
}

static void open__again_and_the_key_is_another__told(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_GET_KEY, "another key than that");
	assert_non_null(strstr(script_toast(script), "changed elsewhere"));
}

/* ---- messages ---- */

static void message__of_what_is_shown__goes_with_it(void **state)
{
	struct script *script = *state;

	show_key(script);
	assert_true(script->model.toast_on);
	assert_string_equal(script_toast(script), "API key shown");
	script_key(script, 's');
	assert_false(script->model.toast_on);
}

static void message__repainted__stays(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 'z');
	assert_non_null(strstr(script_toast(script), "does nothing here"));
	script_key(script, KEYPRESS_CTRL_L);
	assert_true(script->model.toast_on);
	script_key(script, 'j');
	assert_false(script->model.toast_on);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(open__five_parts__asked_for_at_once),
		SCRIPT_CASE(open__one_part_fails__others_stand),
		SCRIPT_CASE(open__user_without_key__said_not_failed),
		SCRIPT_CASE(leave__answers_on_their_way__cancelled_and_dropped),
		SCRIPT_CASE(answer__empty_where_something_must_be__failed),
		SCRIPT_CASE(wait__answer_overdue__ticks_until_it_comes),
		SCRIPT_CASE(show__key__read_anew_and_hidden_when_its_time_is_over),
		SCRIPT_CASE(show__again__hides),
		SCRIPT_CASE(show__anything_that_takes_the_eye_away__hides),
		SCRIPT_CASE(show__moving_the_focus__stays),
		SCRIPT_CASE(show__nobody_may_look_any_more__hides),
		SCRIPT_CASE(show__page_left_before_the_key_came__never_shown),
		SCRIPT_CASE(show__pin__read_again_and_shown),
		SCRIPT_CASE(copy__key__sent_without_being_shown_and_cleared),
		SCRIPT_CASE(copy__twice__time_starts_anew),
		SCRIPT_CASE(copy__shown_key__the_held_one_without_a_request),
		SCRIPT_CASE(copy__note_about_the_terminal__told_once),
		SCRIPT_CASE(copy__never_to_be_cleared__left_alone),
		SCRIPT_CASE(quit__copy_still_out__cleared_first),
		SCRIPT_CASE(tab__round_the_page__what_is_not_there_is_skipped),
		SCRIPT_CASE(show__key_changed_elsewhere__its_own_fingerprint_and_told),
		SCRIPT_CASE(show__key_gone_meanwhile__none_any_more),
		SCRIPT_CASE(show__older_read_comes_after__hidden),
		SCRIPT_CASE(open__again_and_the_key_is_another__told),
		SCRIPT_CASE(message__of_what_is_shown__goes_with_it),
		SCRIPT_CASE(message__repainted__stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

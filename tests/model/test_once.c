/* SPDX-License-Identifier: MIT
 * A secret that the service tells only once: hidden until it is asked for, and not lost by a slip. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/model/dialogs/once.h"
#include "script.h"

static const char PASSWORD[] = "Zx8Qm2Lr5Tn1";
static const char CODES[] = "40718263\n51829374\n62930485";

enum { READ_MS = 300 }; /* from here on keys were pressed on purpose */

static void open_at(struct script *script, enum once_what what, const char *whose, const char *text)
{
	script_settings(script, "0123456789abcdef0123456789abcdef");
	script_once(script, what, whose, text);
	script->trace[0] = '\0';
	script_wait(script, READ_MS);
}

static void open_password(struct script *script)
{
	open_at(script, ONCE_PASSWORD, "dev4", PASSWORD);
}

static bool is_open(const struct script *script)
{
	const struct dialog *dialog = model_dialog(&script->model);

	return dialog != NULL && dialog->kind == DIALOG_ONCE && script->model.once.secret != NULL;
}

static void assert_hidden(const struct script *script)
{
	assert_int_equal(script->model.reveal.what, REVEAL_NOTHING);
	assert_null(script->model.reveal.secret);
	assert_int_equal(script->timers[TIMER_REVEAL], 0);
}

static void assert_asks(const struct script *script, enum leave_what what)
{
	const struct dialog *dialog = model_dialog(&script->model);

	assert_non_null(dialog);
	assert_int_equal(dialog->kind, DIALOG_LEAVE);
	assert_int_equal(dialog->item, LEAVE_STAY);
	assert_int_equal(script->model.leave_what, what);
}

static void assert_closed(const struct script *script)
{
	assert_null(script->model.once.secret);
	assert_null(model_dialog(&script->model));
	assert_hidden(script);
}

/* ---- showing ---- */

static void open__each__hidden_and_no_request(void **state)
{
	struct script *script = *state;

	open_password(script);
	assert_true(is_open(script));
	assert_hidden(script);
	assert_string_equal(script->trace, "");
	assert_string_equal(script->clipboard, "");
}

static void show__then_its_time_is_over__hidden_and_can_be_shown_again(void **state)
{
	struct script *script = *state;

	open_password(script);
	for (int i = 0; i < 2; i++) {
		script->trace[0] = '\0';
		script_key(script, 's');
		assert_true(script_shows(script, PASSWORD));
		assert_non_null(strstr(script->trace, "start reveal 1000\n"));
		assert_non_null(strstr(script->trace, "record shown password of dev4\n"));
		assert_null(strstr(script->trace, "request"));
		assert_string_equal(script_toast(script), "shown: password of dev4");
		script_wait(script, 29999);
		assert_true(script_shows(script, PASSWORD));
		script_wait(script, 1);
		assert_hidden(script);
		assert_true(is_open(script));
	}
}

static void send(struct script *script, enum message_kind kind)
{
	script_send(script, (struct message){.kind = kind});
}

static void lose_focus(struct script *script)
{
	send(script, MESSAGE_FOCUS_LOST);
}

static void resize(struct script *script)
{
	script_send(script, (struct message){.kind = MESSAGE_RESIZE, .size = {30, 90}});
}

static void make_too_small(struct script *script)
{
	script_send(script, (struct message){.kind = MESSAGE_RESIZE, .size = {9, 39}});
}

static void be_suspended(struct script *script)
{
	send(script, MESSAGE_SUSPENDING);
}

static void press_s(struct script *script)
{
	script_key(script, 's');
}

static void press_hide(struct script *script)
{
	script_key(script, KEYPRESS_ENTER);
}

static void suspend(struct script *script)
{
	script_key(script, KEYPRESS_CTRL_Z);
}

static void ask_for_help(struct script *script)
{
	script_key(script, '?');
	script_key(script, KEYPRESS_ESCAPE);
}

static void show__anything_that_takes_the_eye_away__hidden_not_lost(void **state)
{
	static void (*const ways[])(struct script *) = {lose_focus, resize, make_too_small,
		be_suspended, press_s, press_hide, suspend, ask_for_help};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		open_password(script);
		script_key(script, 's');
		assert_true(script_shows(script, PASSWORD));
		ways[i](script);
		assert_hidden(script);
		assert_true(is_open(script));
		script_close(script);
		script_open(script, &script_options);
	}
}

static void show__session_or_program_ends__wiped(void **state)
{
	struct script *script = *state;

	for (int i = 0; i < 3; i++) {
		open_password(script);
		script_key(script, 's');
		if (i == 0) {
			script_key(script, 'L');
			assert_string_equal(script_toast(script), "locked");
		} else if (i == 1) {
			script_wait(script, script_options.lock_ms);
		} else {
			send(script, MESSAGE_HANGUP);
			assert_int_equal(script->last_signal, SIGHUP);
		}
		assert_hidden(script);
		assert_null(script->model.once.secret);
		script_close(script);
		script_open(script, &script_options);
	}
}

/* The Enter that sent the form may have been pressed twice. */
static void show__in_the_wake_of_what_opened_it__not_yet(void **state)
{
	static const uint32_t keys[] = {KEYPRESS_ENTER, 's', 'c', KEYPRESS_ESCAPE};
	struct script *script = *state;

	script_settings(script, "0123456789abcdef0123456789abcdef");
	script_once(script, ONCE_PASSWORD, "dev4", PASSWORD);
	script_wait(script, READ_MS - 1);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		script_key(script, keys[i]);
		assert_hidden(script);
		assert_string_equal(script->clipboard, "");
		assert_true(is_open(script));
		assert_non_null(strstr(script_toast(script), "just appeared"));
	}
	script_wait(script, 1);
	script_key(script, KEYPRESS_ENTER);
	assert_true(script_shows(script, PASSWORD));
}

static void show__window_too_small__not_shown_and_not_taken_for_seen(void **state)
{
	struct script *script = *state;

	open_password(script);
	make_too_small(script);
	script_key(script, 's');
	assert_hidden(script);
	assert_true(model_once_waits(&script->model));
}

/* ---- copying ---- */

static void copy__codes__all_lines_without_being_shown(void **state)
{
	struct script *script = *state;

	open_at(script, ONCE_CODES, "jqsmith", CODES);
	script_key(script, KEYPRESS_RIGHT);
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(script->clipboard, CODES);
	assert_hidden(script);
	assert_non_null(strstr(script->trace, "record copied bypass codes of jqsmith\n"));
	assert_non_null(strstr(script_toast(script), "clears in 30 s"));
	script_wait(script, script_options.clipboard_ms);
	assert_string_equal(script->clipboard, "");
}

static void copy__while_shown__stays_shown(void **state)
{
	struct script *script = *state;

	open_password(script);
	script_key(script, 's');
	script_key(script, 'c');
	assert_string_equal(script->clipboard, PASSWORD);
	assert_true(script_shows(script, PASSWORD));
}

/* ---- closing ---- */

static void close__unseen__asks_first(void **state)
{
	static const uint32_t ways[] = {KEYPRESS_ESCAPE, 'q', KEYPRESS_ENTER};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		open_password(script);
		script_key(script, KEYPRESS_END); /* Done */
		script_key(script, ways[i]);
		assert_asks(script, LEAVE_ONCE);
		script_key(script, KEYPRESS_ESCAPE);
		assert_true(is_open(script));
		script_key(script, ways[i]);
		assert_asks(script, LEAVE_ONCE);
		script_key(script, KEYPRESS_RIGHT);
		script_key(script, KEYPRESS_ENTER);
		assert_closed(script);
		script_close(script);
		script_open(script, &script_options);
	}
}

static void close__shown_or_copied__at_once(void **state)
{
	struct script *script = *state;

	for (int i = 0; i < 2; i++) {
		open_password(script);
		script_key(script, i == 0 ? 's' : 'c');
		script_key(script, KEYPRESS_ESCAPE);
		assert_closed(script);
		script_close(script);
		script_open(script, &script_options);
	}
}

static void close__something_pasted_meanwhile__the_yes_wants_a_fresh_focus(void **state)
{
	struct script *script = *state;

	open_password(script);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_RIGHT);
	script_paste(script, "s\r");
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_LEAVE);
	assert_non_null(script->model.once.secret);
}

static void quit__unseen__asks_and_second_ctrl_c_leaves(void **state)
{
	struct script *script = *state;

	open_password(script);
	script_key(script, KEYPRESS_CTRL_C);
	assert_asks(script, LEAVE_KEYTURN);
	assert_int_equal(script->quits, 0);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, 130);
	assert_null(script->model.once.secret);
}

static void quit__shown__leaves(void **state)
{
	struct script *script = *state;

	open_password(script);
	script_key(script, 's');
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 1);
	assert_null(script->model.once.secret);
}

/* ---- losing it ---- */

static void lock__unseen__wiped_and_told_with_the_next_step(void **state)
{
	static const struct {
		enum once_what what;
		const char *whose, *told;
	} cases[] = {
		{ONCE_PASSWORD, "dev4",
			"the password of dev4, never shown nor copied, is wiped; set"},
		{ONCE_CODES, "dev4",
			"the bypass codes of dev4, never shown nor copied, are wiped; "},
		{ONCE_OTP, "my phone", "remove the device and add it again"},
	};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		open_at(script, cases[i].what, cases[i].whose, PASSWORD);
		script_key(script, 'L');
		assert_null(script->model.once.secret);
		assert_int_equal(script->model.page, PAGE_SIGN_IN);
		assert_int_equal(strncmp(script_toast(script), "locked: ", 8), 0);
		assert_non_null(strstr(script_toast(script), cases[i].told));
		assert_int_equal(model_log(&script->model, 0)->level, TOAST_ERROR);
		script_close(script);
		script_open(script, &script_options);
	}
}

static void session_ends__unseen__wiped_and_told_last(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, KEYPRESS_ENTER);
	script_once(script, ONCE_PASSWORD, "dev4", PASSWORD);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	assert_null(script->model.once.secret);
	assert_non_null(strstr(script_toast(script), "the session ended: the password of dev4"));
}

static void open__another_before_it_was_seen__says_that_the_first_is_lost(void **state)
{
	struct script *script = *state;

	open_password(script);
	script_once(script, ONCE_CODES, "jqsmith", CODES);
	assert_true(is_open(script));
	assert_non_null(strstr(script_toast(script), "the password of dev4, never shown"));
	script_wait(script, READ_MS);
	script_key(script, 's');
	assert_true(script_shows(script, CODES));
}

static void open__while_leaving__wiped(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script->model.leaving = true;
	script_once(script, ONCE_PASSWORD, "dev4", PASSWORD);
	assert_null(script->model.once.secret);
	assert_null(model_dialog(&script->model));
}

/* ---- what is written down ---- */

static void history__shown__no_fingerprint_and_no_byte_of_it(void **state)
{
	struct script *script = *state;
	int records = 0;

	open_password(script);
	script_key(script, 's');
	for (size_t i = 0; i < script->effects.count; i++) {
		const struct history_entry *entry = script->effects.items[i].entry;
		if (script->effects.items[i].kind == EFFECT_RECORD) {
			records++;
			assert_int_equal(entry->event, HISTORY_SHOWN);
			assert_string_equal(entry->fingerprint, "");
			assert_string_equal(entry->user, "dev4");
			assert_string_equal(entry->detail, "password of dev4");
		}
	}
	assert_int_equal(records, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(open__each__hidden_and_no_request),
		SCRIPT_CASE(show__then_its_time_is_over__hidden_and_can_be_shown_again),
		SCRIPT_CASE(show__anything_that_takes_the_eye_away__hidden_not_lost),
		SCRIPT_CASE(show__session_or_program_ends__wiped),
		SCRIPT_CASE(show__in_the_wake_of_what_opened_it__not_yet),
		SCRIPT_CASE(show__window_too_small__not_shown_and_not_taken_for_seen),
		SCRIPT_CASE(copy__codes__all_lines_without_being_shown),
		SCRIPT_CASE(copy__while_shown__stays_shown),
		SCRIPT_CASE(close__unseen__asks_first),
		SCRIPT_CASE(close__shown_or_copied__at_once),
		SCRIPT_CASE(close__something_pasted_meanwhile__the_yes_wants_a_fresh_focus),
		SCRIPT_CASE(quit__unseen__asks_and_second_ctrl_c_leaves),
		SCRIPT_CASE(quit__shown__leaves),
		SCRIPT_CASE(lock__unseen__wiped_and_told_with_the_next_step),
		SCRIPT_CASE(session_ends__unseen__wiped_and_told_last),
		SCRIPT_CASE(open__another_before_it_was_seen__says_that_the_first_is_lost),
		SCRIPT_CASE(open__while_leaving__wiped),
		SCRIPT_CASE(history__shown__no_fingerprint_and_no_byte_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

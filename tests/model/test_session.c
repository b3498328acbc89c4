/* SPDX-License-Identifier: MIT
 * Locking, signing out, ended sessions, and a dropped line. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char OLD[] = "0123456789abcdef0123456789abcdef";
static const char NEW[] = "fedcba9876543210fedcba9876543210";

static void reset_sent(struct script *script)
{
	script_settings(script, OLD);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, OLD);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
}

static void assert_locked(const struct script *script)
{
	const struct model *model = &script->model;

	assert_int_equal(model->page, PAGE_SIGN_IN);
	assert_true(model->sign_in.locked);
	assert_false(model->signed_in);
	assert_null(model->catalog);
	assert_null(model->settings.contacts);
	assert_null(model->reveal.secret);
	assert_int_equal(model->settings.user.name[0], '\0');
	assert_int_equal(model->session.user_id[0], '\0');
	assert_string_equal(model->settings.key.fingerprint, "");
}

/* ---- lock ---- */

static void lock__asked__wiped_and_the_page_comes_back_after_the_credential(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'L');
	assert_locked(script);
	assert_non_null(
		strstr(script->trace, "connect https://identity.api.rackspacecloud.com/v2.0\n"));
	assert_false(model_sign_in_has(&script->model, SIGN_IN_USERNAME));
	assert_false(model_sign_in_has(&script->model, SIGN_IN_SERVICE));
	script_type(script, "Demo-pass-1");
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace, "request sign-in jqsmith\n"));
	script_ok(script, IDENTITY_SIGN_IN, NULL);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
	assert_false(script->model.sign_in.locked);
	assert_int_equal(script->model.settings.key_load.state, LOAD_UNDER_WAY);
}

static void lock__asked_above_a_shown_result__wiped_too(void **state)
{
	struct script *script = *state;

	reset_sent(script);
	script_ok(script, IDENTITY_RESET_KEY, NEW);
	script_key(script, 'L'); /* the reset is under way */
	assert_true(script->model.signed_in);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_true(script_shows(script, NEW));
	script_key(script, 'L');
	assert_locked(script);
	assert_int_equal(script->model.dialog_count, 0);
	assert_null(script->model.rotation.new_credential.parts[0]);
}

static void lock__asked_in_any_dialog__only_of_a_session(void **state)
{
	static const uint32_t opens[] = {'?', 'm', 'M', 'a', 'r'};
	struct script *script = *state;

	script_start(script);
	script_key(script, KEYPRESS_F1);
	script_key(script, 'L');
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_HELP);
	assert_false(script->model.sign_in.locked);
	for (size_t i = 0; i < sizeof(opens) / sizeof(*opens); i++) {
		script_teardown(state);
		script_setup(state);
		script = *state;
		script_settings(script, OLD);
		script_key(script, opens[i]);
		assert_int_equal(script->model.dialog_count, 1);
		script_key(script, 'L');
		assert_locked(script);
	}
}

static void lock__wrong_credential__stays_locked(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'L');
	script_type(script, "x");
	script_key(script, KEYPRESS_ENTER);
	script_refuse(script, IDENTITY_SIGN_IN, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_locked(script);
	assert_int_equal(script->model.sign_in.focus, SIGN_IN_SECRET);
}

static void lock__nobody_there__after_its_time_counted_from_the_last_key(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_wait(script, 800000);
	script_key(script, 'j');
	script_wait(script, 899000);
	assert_true(script->model.signed_in);
	script_wait(script, 1000);
	assert_locked(script);
}

static void lock__reset_is_out__waits_for_its_outcome(void **state)
{
	struct script *script = *state;

	reset_sent(script);
	script_wait(script, 900000);
	assert_true(script->model.signed_in);
	assert_true(script->model.lock_due);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_locked(script);
}

static void idle__all_read__only_the_lock_runs(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_wait(script, 10000);
	for (enum timer_id timer = 0; timer < TIMER_COUNT; timer++) {
		assert_int_equal(script->timers[timer] != 0, timer == TIMER_LOCK);
	}
}

/* ---- the session's end ---- */

static void sign_out__from_the_menu__token_revoked_and_form_at_once(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, KEYPRESS_F10);
	script_key(script, KEYPRESS_END);
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace, "request revoke\n"));
	assert_null(strstr(script->trace, "connect")); /* that would undo the revocation */
	assert_int_equal(script->model.page, PAGE_SIGN_IN);
	assert_false(script->model.sign_in.locked);
	assert_string_equal(script->model.sign_in.username.text, "jqsmith");
	assert_int_equal(script->timers[TIMER_LOCK], 0);
	script_ok(script, IDENTITY_REVOKE, NULL);
	assert_int_equal(script->model.dropped, 1);
}

static void session_ended__told_by_an_answer__locked_with_the_reason(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 's');
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	assert_locked(script);
	assert_int_equal(script->model.sign_in.load.error.kind, ERROR_SESSION_ENDED);
	assert_non_null(strstr(script_toast(script), error_sentence(ERROR_SESSION_ENDED)));
}

/* ---- leaving ---- */

static void assert_asks_to_leave(struct script *script, enum leave_what what)
{
	assert_int_equal(script->quits, 0);
	assert_int_equal(script->model.dialog_count, 1);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_LEAVE);
	assert_int_equal(script->model.leave_what, what);
}

static void leave__q_or_escape_on_home__asks_and_enter_leaves(void **state)
{
	static const uint32_t keys[] = {'q', KEYPRESS_ESCAPE};
	struct script *script = *state;

	script_sign_in(script);
	for (size_t i = 0; i < 2; i++) {
		script_key(script, keys[i]);
		assert_asks_to_leave(script, LEAVE_KEYTURN);
		script_key(script, keys[i]); /* as often as one likes */
		assert_int_equal(script->model.dialog_count, 0);
		script_key(script, keys[i]);
		script_key(script, KEYPRESS_BACK_TAB);
		assert_string_equal(action_enter_word(&script->model), "Stay");
		script_key(script, KEYPRESS_ENTER);
		assert_int_equal(script->model.dialog_count, 0);
	}
	assert_true(script->model.signed_in);
	script_key(script, 'q');
	assert_string_equal(action_enter_word(&script->model), "Leave");
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_DONE);
}

static void leave__sign_in_form__asks_only_when_something_was_typed(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_key(script, KEYPRESS_TAB);
	script_type(script, "j");
	script_key(script, KEYPRESS_ESCAPE);
	assert_asks_to_leave(script, LEAVE_KEYTURN);
	script_key(script, KEYPRESS_ESCAPE);
	assert_string_equal(script->model.sign_in.username.text, "j");
	script_key(script, KEYPRESS_BACKSPACE);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_DONE);
}

static void leave__sign_in_form_as_it_came__done(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->quits, 1);
}

static void leave__locked__asks(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'L');
	script_key(script, KEYPRESS_ESCAPE);
	assert_asks_to_leave(script, LEAVE_KEYTURN);
	script_key(script, KEYPRESS_ESCAPE);
	assert_true(script->model.sign_in.locked);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->quits, 1);
}

static void leave__for_another_account__asks_before_it_signs_out(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, 'a');
	script_key(script, KEYPRESS_ENTER);
	assert_asks_to_leave(script, LEAVE_ACCOUNT);
	assert_null(strstr(script->trace, "revoke"));
	script_key(script, KEYPRESS_ESCAPE);
	assert_true(script->model.signed_in);
	script_key(script, 'a');
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(action_enter_word(&script->model), "Sign out");
	script_key(script, KEYPRESS_ENTER);
	assert_false(script->model.signed_in);
	assert_non_null(strstr(script->trace, "revoke"));
	assert_int_equal(script->quits, 0);
}

static void leave__ctrl_c__at_once(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_INTERRUPTED);
	assert_non_null(strstr(script->trace, "request revoke\n")); /* not to live on for a day */
}

static void hang_up__nothing_under_way__gone_by_that_signal(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_send(script, (struct message){.kind = MESSAGE_HANGUP});
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_signal, SIGHUP);
}

static void hang_up__reset_is_out__stays_until_all_is_done(void **state)
{
	struct script *script = *state;

	reset_sent(script);
	script_send(script, (struct message){.kind = MESSAGE_HANGUP});
	assert_int_equal(script->quits, 0);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	script_wait(script, 1000);
	script_ok(script, IDENTITY_GET_KEY, NEW);
	assert_int_equal(script->quits, 0); /* what was confirmed is finished */
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, 128 + SIGHUP);
	assert_int_equal(script->model.rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(script->resets, 1);
}

static void terminate__outcome_never_learnt__gone_after_a_minute_with_7(void **state)
{
	struct script *script = *state;

	reset_sent(script);
	script_send(script, (struct message){.kind = MESSAGE_TERMINATE, .signal = SIGTERM});
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	for (int i = 0; i < 10 && script->quits == 0; i++) {
		script_wait(script, 30000);
		if (script_ticket(script, IDENTITY_GET_KEY) != 0) {
			script_refuse(script, IDENTITY_GET_KEY, OUTCOME_UNKNOWN, ERROR_UNREACHABLE);
		}
	}
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_UNKNOWN);
	assert_int_equal(script->last_signal, SIGTERM);
}

static void terminate__reset_is_out__told_and_ctrl_c_leaves_now(void **state)
{
	struct script *script = *state;

	reset_sent(script);
	script_send(script, (struct message){.kind = MESSAGE_TERMINATE, .signal = SIGTERM});
	assert_non_null(strstr(script_toast(script), "Ctrl-C leaves now"));
	script_key(script, 'q');
	script_key(script, KEYPRESS_ENTER);
	script_paste(script, "\003");
	assert_int_equal(script->quits, 0);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_UNKNOWN);
	assert_int_equal(script->last_signal, SIGTERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(lock__asked__wiped_and_the_page_comes_back_after_the_credential),
		SCRIPT_CASE(lock__asked_above_a_shown_result__wiped_too),
		SCRIPT_CASE(lock__asked_in_any_dialog__only_of_a_session),
		SCRIPT_CASE(lock__wrong_credential__stays_locked),
		SCRIPT_CASE(lock__nobody_there__after_its_time_counted_from_the_last_key),
		SCRIPT_CASE(lock__reset_is_out__waits_for_its_outcome),
		SCRIPT_CASE(idle__all_read__only_the_lock_runs),
		SCRIPT_CASE(sign_out__from_the_menu__token_revoked_and_form_at_once),
		SCRIPT_CASE(session_ended__told_by_an_answer__locked_with_the_reason),
		SCRIPT_CASE(leave__q_or_escape_on_home__asks_and_enter_leaves),
		SCRIPT_CASE(leave__sign_in_form__asks_only_when_something_was_typed),
		SCRIPT_CASE(leave__sign_in_form_as_it_came__done),
		SCRIPT_CASE(leave__locked__asks),
		SCRIPT_CASE(leave__for_another_account__asks_before_it_signs_out),
		SCRIPT_CASE(leave__ctrl_c__at_once),
		SCRIPT_CASE(hang_up__nothing_under_way__gone_by_that_signal),
		SCRIPT_CASE(hang_up__reset_is_out__stays_until_all_is_done),
		SCRIPT_CASE(terminate__reset_is_out__told_and_ctrl_c_leaves_now),
		SCRIPT_CASE(terminate__outcome_never_learnt__gone_after_a_minute_with_7),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * The reset as the user meets it: the popup that is hard to confirm by accident, the dialog that
 * tells how it goes, and leaving while it goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char OLD[] = "0123456789abcdef0123456789abcdef";
static const char NEW[] = "fedcba9876543210fedcba9876543210";

static void open_popup(struct script *script)
{
	script_settings(script, OLD);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, OLD);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESET);
	assert_int_equal(script->model.rotation.step, ROTATION_CONFIRMING);
}

static void confirm(struct script *script)
{
	open_popup(script);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
}

static void finish(struct script *script)
{
	script_ok(script, IDENTITY_RESET_KEY, NEW);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
}

static bool told(const struct script *script, const char *text)
{
	const struct toast *entry;

	for (size_t age = 0; (entry = model_log(&script->model, age)) != NULL; age++) {
		if (strstr(entry->text, text) != NULL) {
			return true;
		}
	}
	return false;
}

/* ---- the popup ---- */

static void popup__everything_that_is_not_yes__is_no(void **state)
{
	static const uint32_t keys[] = {KEYPRESS_ENTER, ' ', KEYPRESS_ESCAPE, 'q'};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		script_close(script);
		script_open(script, &script_options);
		open_popup(script);
		script_wait(script, 1000);
		script_key(script, keys[i]);
		assert_int_equal(script->model.dialog_count, 0);
		assert_int_equal(script->model.rotation.step, ROTATION_IDLE);
		assert_null(script->model.rotation.old_key);
		assert_int_equal(script->resets, 0);
	}
}

static void popup__enter_at_once_or_in_a_burst_or_pasted__asks_once_more(void **state)
{
	struct script *script = *state;
	struct message enter = {.kind = MESSAGE_KEY, .key.code = KEYPRESS_ENTER};

	open_popup(script);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 299);
	script_send(script, enter);
	assert_string_equal(script_toast(script), "Press Enter once more to confirm");
	script_wait(script, 1);
	enter.key.burst = true;
	script_send(script, enter);
	enter.key.burst = false;
	enter.key.pasted = true;
	script_send(script, enter);
	assert_int_equal(script->resets, 0);
	enter.key.pasted = false;
	script_send(script, enter);
	assert_int_equal(script->resets, 1);
}

static void popup__focus_moved_away_and_back__time_starts_anew(void **state)
{
	struct script *script = *state;

	open_popup(script);
	script_key(script, 'l');
	script_wait(script, 1000);
	script_key(script, 'h');
	script_key(script, 'l');
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
}

static void popup__other_letters_and_resizes__neither_move_nor_confirm(void **state)
{
	static const char letters[] = "abcdefgijkmnoprstuvwxyzGLMR:/1";
	struct script *script = *state;

	open_popup(script);
	script_wait(script, 1000);
	for (const char *letter = letters; *letter != '\0'; letter++) {
		script_key(script, (unsigned char)*letter);
		assert_int_equal(model_dialog(&script->model)->item, RESET_CANCEL);
	}
	script_send(script, (struct message){.kind = MESSAGE_RESIZE, .size = {30, 100}});
	assert_int_equal(script->model.rotation.step, ROTATION_CONFIRMING);
	assert_int_equal(script->resets, 0);
}

static void popup__too_small_to_see__takes_no_keys(void **state)
{
	struct script *script = *state;

	open_popup(script);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 1000);
	script_send(script, (struct message){.kind = MESSAGE_RESIZE, .size = {5, 80}});
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
	script_send(script, (struct message){.kind = MESSAGE_RESIZE, .size = {24, 80}});
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
}

static void popup__key_still_being_read__button_does_nothing(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'r');
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 5000);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
	script_ok(script, IDENTITY_GET_KEY, OLD);
	script_key(script, KEYPRESS_ENTER); /* aimed at the button that did nothing */
	assert_int_equal(script->resets, 0);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
}

static void popup__key_not_readable__closed_and_told(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'r');
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(script->model.dialog_count, 0);
	assert_non_null(strstr(script_toast(script), error_sentence(ERROR_FORBIDDEN)));
}

static void popup__enter_twice__one_reset(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_key(script, KEYPRESS_ENTER);
	script_key(script, KEYPRESS_ENTER);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
}

/* ---- how it goes ---- */

static void progress__all_well__new_key_proven_and_shown(void **state)
{
	struct script *script = *state;
	const struct rotation *rotation = &script->model.rotation;

	confirm(script);
	finish(script);
	assert_int_equal(rotation->outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(rotation->new_proof, PROOF_ACCEPTED);
	assert_int_equal(rotation->old_proof, PROOF_REFUSED);
	assert_true(script_shows(script, NEW));
	assert_null(rotation->new_key);
	assert_null(rotation->old_key);
	assert_string_equal(script->model.settings.fingerprint, rotation->new_fingerprint);
	assert_true(told(script, "new key issued: 6e30 8db8 -> "));
	assert_true(told(script, "the old key is refused"));
	script_wait(script, 400);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.dialog_count, 0);
	assert_null(script->model.reveal.secret);
}

static void progress__new_key_hidden_again__show_and_copy_work_in_place(void **state)
{
	struct script *script = *state;

	confirm(script);
	finish(script);
	script_wait(script, 30000);
	assert_null(script->model.reveal.secret);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, NEW);
	assert_true(script_shows(script, NEW));
	script_key(script, 'c');
	assert_string_equal(script->clipboard, NEW);
}

static void progress__refused__reason_told_and_nothing_changed(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(script->model.rotation.outcome, ROTATION_OUTCOME_UNCHANGED);
	assert_true(told(script, "nothing was changed"));
	assert_string_equal(script->model.settings.fingerprint, "6e30 8db8");
}

static void progress__answer_lost__outcome_learnt_by_reading(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	assert_int_equal(script->model.rotation.step, ROTATION_LEARNING);
	script_wait(script, 1000);
	script_ok(script, IDENTITY_GET_KEY, OLD);
	script_wait(script, 2000);
	script_ok(script, IDENTITY_GET_KEY, NEW);
	assert_int_equal(script->model.rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(script->resets, 1);
}

static void progress__service_asks_to_wait__known_until_the_answer(void **state)
{
	struct script *script = *state;
	struct message wait = {.kind = MESSAGE_WAIT, .wait.wait = {.seconds = 8, .attempt = 2}};

	script_settings(script, OLD);
	script_key(script, 'r');
	wait.wait.ticket = script_ticket(script, IDENTITY_GET_KEY);
	script_send(script, wait);
	assert_true(script->model.step.waiting);
	assert_int_equal(script->model.step.wait.seconds, 8);
	script_ok(script, IDENTITY_GET_KEY, OLD);
	assert_false(script->model.step.waiting);
	assert_int_equal(script->model.step.since, script->now);
}

static void progress__finger_still_on_enter__result_stays(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_wait(script, 2000);
	finish(script);
	script_key(script, KEYPRESS_ENTER);
	assert_true(script_shows(script, NEW));
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
}

static void progress__fingerprint_being_read_meanwhile__old_answer_not_believed(void **state)
{
	struct script *script = *state;
	struct identity_reply late;
	uint32_t ticket;

	script_settings(script, OLD);
	script_key(script, 'R');
	ticket = script_ticket(script, IDENTITY_GET_KEY);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, OLD);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	finish(script);
	script_good_reply(IDENTITY_GET_KEY, OLD, &late);
	script_reply(script, ticket, &late);
	assert_string_equal(
		script->model.settings.fingerprint, script->model.rotation.new_fingerprint);
}

/* ---- leaving meanwhile ---- */

static void leave__stay__nothing_happened(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_LEAVE);
	assert_int_equal(model_dialog(&script->model)->item, LEAVE_STAY);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	finish(script);
	assert_true(script_shows(script, NEW));
}

static void leave__go_while_the_reset_is_out__outcome_still_told(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.dialog_count, 0);
	assert_null(strstr(script->trace, "cancel reset-key"));
	script_key(script, 's'); /* which key would that be? */
	assert_int_equal(script_ticket(script, IDENTITY_GET_KEY), 0);
	script_key(script, 'L');
	assert_true(script->model.signed_in);
	script_key(script, 'r'); /* sees it again */
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	finish(script);
	assert_int_equal(script->model.reveal.what, REVEAL_NOTHING);
	assert_null(script->model.rotation.new_key);
	assert_true(told(script, "is in force"));
	assert_string_equal(
		script->model.settings.fingerprint, script->model.rotation.new_fingerprint);
}

static void leave__go_while_learning__told_as_undetermined(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, 'l');
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
	assert_int_equal(script->model.rotation.outcome, ROTATION_OUTCOME_UNDETERMINED);
	assert_int_equal(script->timers[TIMER_ROTATION], 0);
	assert_int_equal(script->model.dialog_count, 0);
}

static void leave__finished_while_asking__the_question_goes(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_key(script, KEYPRESS_ESCAPE);
	finish(script);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	assert_true(script_shows(script, NEW));
}

static void quit__reset_is_out__asks_and_second_ctrl_c_leaves_with_7(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 0);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_LEAVE);
	assert_true(script->model.leave_quits);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_UNKNOWN);
	assert_null(strstr(script->trace, "cancel reset-key"));
}

static void quit__only_the_proofs_are_open__leaves_with_130(void **state)
{
	struct script *script = *state;

	confirm(script);
	script_ok(script, IDENTITY_RESET_KEY, NEW);
	script_key(script, KEYPRESS_CTRL_C);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->last_status, EXIT_STATUS_INTERRUPTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(popup__everything_that_is_not_yes__is_no),
		SCRIPT_CASE(popup__enter_at_once_or_in_a_burst_or_pasted__asks_once_more),
		SCRIPT_CASE(popup__focus_moved_away_and_back__time_starts_anew),
		SCRIPT_CASE(popup__other_letters_and_resizes__neither_move_nor_confirm),
		SCRIPT_CASE(popup__too_small_to_see__takes_no_keys),
		SCRIPT_CASE(popup__key_still_being_read__button_does_nothing),
		SCRIPT_CASE(popup__key_not_readable__closed_and_told),
		SCRIPT_CASE(popup__enter_twice__one_reset),
		SCRIPT_CASE(progress__all_well__new_key_proven_and_shown),
		SCRIPT_CASE(progress__new_key_hidden_again__show_and_copy_work_in_place),
		SCRIPT_CASE(progress__refused__reason_told_and_nothing_changed),
		SCRIPT_CASE(progress__answer_lost__outcome_learnt_by_reading),
		SCRIPT_CASE(progress__service_asks_to_wait__known_until_the_answer),
		SCRIPT_CASE(progress__finger_still_on_enter__result_stays),
		SCRIPT_CASE(progress__fingerprint_being_read_meanwhile__old_answer_not_believed),
		SCRIPT_CASE(leave__stay__nothing_happened),
		SCRIPT_CASE(leave__go_while_the_reset_is_out__outcome_still_told),
		SCRIPT_CASE(leave__go_while_learning__told_as_undetermined),
		SCRIPT_CASE(leave__finished_while_asking__the_question_goes),
		SCRIPT_CASE(quit__reset_is_out__asks_and_second_ctrl_c_leaves_with_7),
		SCRIPT_CASE(quit__only_the_proofs_are_open__leaves_with_130),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * The reset as the user sees it: what is shown of every step, and leaving during it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "reset_steps.h"

/* ---- how it goes ---- */

static void progress__all_well__new_key_proven_and_shown(void **state)
{
	struct script *script = *state;
	const struct rotation *rotation = &script->model.rotation;

	reset_confirm(script);
	reset_finish(script);
	assert_int_equal(rotation->outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(rotation->new_proof, PROOF_ACCEPTED);
	assert_int_equal(rotation->old_proof, PROOF_REFUSED);
	assert_true(script_shows(script, RESET_NEW));
	assert_null(rotation->new_credential.parts[0]);
	assert_null(rotation->old_credential.parts[0]);
	assert_string_equal(
		script->model.settings.key.fingerprint, rotation->new_trace.fingerprint);
	assert_true(script_told(script, "new key issued: 6e30 8db8 -> "));
	assert_true(script_told(script, "the old key is refused"));
	script_wait(script, 400);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.dialog_count, 0);
	assert_null(script->model.reveal.secret);
}

static void progress__new_key_hidden_again__show_and_copy_work_in_place(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	reset_finish(script);
	script_wait(script, 30000);
	assert_null(script->model.reveal.secret);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, RESET_NEW);
	assert_true(script_shows(script, RESET_NEW));
	script_key(script, 'c');
	assert_string_equal(script->clipboard, RESET_NEW);
}

static void progress__refused__reason_told_and_nothing_changed(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(script->model.rotation.outcome, ROTATION_OUTCOME_UNCHANGED);
	assert_true(script_told(script, "nothing was changed"));
	assert_string_equal(script->model.settings.key.fingerprint, "6e30 8db8");
}

static void progress__answer_lost__outcome_learnt_by_reading(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	assert_int_equal(script->model.rotation.step, ROTATION_LEARNING);
	script_wait(script, 1000);
	script_ok(script, IDENTITY_GET_KEY, RESET_OLD);
	script_wait(script, 2000);
	script_ok(script, IDENTITY_GET_KEY, RESET_NEW);
	assert_int_equal(script->model.rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_int_equal(script->resets, 1);
}

static void progress__service_asks_to_wait__known_until_the_answer(void **state)
{
	struct script *script = *state;
	struct message wait = {.kind = MESSAGE_WAIT, .wait.wait = {.seconds = 8, .attempt = 2}};

	script_settings(script, RESET_OLD);
	script_key(script, 'r');
	wait.wait.ticket = script_ticket(script, IDENTITY_GET_KEY);
	script_send(script, wait);
	assert_true(script->model.step.waiting);
	assert_int_equal(script->model.step.wait.seconds, 8);
	script_ok(script, IDENTITY_GET_KEY, RESET_OLD);
	assert_false(script->model.step.waiting);
	assert_int_equal(script->model.step.since, script->now);
}

static void progress__finger_still_on_enter__result_stays(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	script_wait(script, 2000);
	reset_finish(script);
	script_key(script, KEYPRESS_ENTER);
	assert_true(script_shows(script, RESET_NEW));
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
}

static void progress__fingerprint_being_read_meanwhile__old_answer_not_believed(void **state)
{
	struct script *script = *state;
	struct identity_reply late;
	uint32_t ticket;

	script_settings(script, RESET_OLD);
	script_key(script, 'R');
	ticket = script_ticket(script, IDENTITY_GET_KEY);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, RESET_OLD);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	reset_finish(script);
	script_good_reply(IDENTITY_GET_KEY, RESET_OLD, &late);
	script_reply(script, ticket, &late);
	assert_string_equal(script->model.settings.key.fingerprint,
		script->model.rotation.new_trace.fingerprint);
}

static void progress__files_and_commands__each_told_and_counted(void **state)
{
	static const char *const hooks[] = {"reload"};
	struct model_options options = script_options;
	struct script *script = *state;

	options.hooks = hooks;
	options.hook_count = 1;
	script_close(script);
	script_open(script, &options);
	reset_places(script);
	assert_int_equal(script->model.settings.key.held, 3);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	reset_finish(script);
	assert_true(script_told(script, "updated: /home/j/.rclone.conf"));
	assert_true(script_told(script, "none of the updated files holds the old key"));
	assert_true(script_told(script, "running reload"));
	assert_true(script_told(script, "reload: done in 0.5 s"));
	assert_true(
		script_told(script, "1 of 1 files updated; 2 places left to do; 1 of 1 commands"));
	assert_true(script->model.settings.key.searched);
	assert_int_equal(script->model.settings.key.held, 1);
	assert_int_equal(script->model.settings.key.last_reset, script->wall + script->now / 1000);
}

static void progress__file_not_updated__told_why_and_the_rest_goes_on(void **state)
{
	struct script *script = *state;

	script->update_status = HOLDER_FAILED;
	reset_places(script);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	reset_finish(script);
	assert_true(script_told(script, "not updated: /home/j/.rclone.conf: the disk is full"));
	assert_true(script_told(script, "0 of 1 files updated; 3 places left"));
	assert_int_equal(model_log(&script->model, 0)->level, TOAST_ERROR);
	assert_null(strstr(script->trace, "work recheck"));
}

static void progress__journal_cannot_be_written__no_reset(void **state)
{
	struct script *script = *state;

	script->work_error[WORK_BEGIN] = ERROR_SYSTEM;
	reset_popup(script);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
	assert_true(script_told(script, "nothing was changed"));
	assert_null(strstr(script->trace, "work close"));
}

static void progress__another_is_unfinished__offered_to_finish(void **state)
{
	struct script *script = *state;

	script->work_error[WORK_BEGIN] = ERROR_UNFINISHED;
	reset_popup(script);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace, "unfinished?\n"));
	script_unfinished(script, JOURNAL_CONFIRMED, 1);
	assert_int_equal(script->model.dialog_count, 1);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESUME);
}

static void progress__it_leaked__token_revoked_and_locked_once_the_result_was_read(void **state)
{
	struct script *script = *state;

	reset_popup(script);
	script->model.rotation.leaked = true;
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_RESET_KEY, RESET_NEW);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	script_ok(script, IDENTITY_REVOKE, NULL);
	assert_non_null(strstr(script->trace, "record revoked 6e30 8db8\n"));
	assert_true(script_shows(script, RESET_NEW));
	assert_true(script->model.signed_in);
	script_key(script, 'c');
	assert_string_equal(script->clipboard, RESET_NEW);
	script_wait(script, 30000);
	script_key(script, 's'); /* with which token? */
	assert_int_equal(script_ticket(script, IDENTITY_GET_KEY), 0);
	script_key(script, KEYPRESS_ENTER);
	assert_true(script->model.sign_in.locked);
	assert_non_null(strstr(script_toast(script), "its token was revoked"));
	assert_false(script->model.rotation.token_revoked);
}

/* ---- leaving meanwhile ---- */

static void leave__stay__nothing_happened(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_LEAVE);
	assert_int_equal(model_dialog(&script->model)->item, LEAVE_STAY);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	reset_finish(script);
	assert_true(script_shows(script, RESET_NEW));
}

static void leave__go_while_the_reset_is_out__outcome_still_told(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
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
	reset_finish(script);
	assert_int_equal(script->model.reveal.what, REVEAL_NOTHING);
	assert_null(script->model.rotation.new_credential.parts[0]);
	assert_true(script_told(script, "is active"));
	assert_string_equal(script->model.settings.key.fingerprint,
		script->model.rotation.new_trace.fingerprint);
}

static void leave__go_while_learning__told_as_undetermined(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
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

	reset_confirm(script);
	script_key(script, KEYPRESS_ESCAPE);
	reset_finish(script);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	assert_true(script_shows(script, RESET_NEW));
}

static void quit__reset_is_out__asks_and_second_ctrl_c_leaves_with_7(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 0);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_LEAVE);
	assert_int_equal(script->model.leave_what, LEAVE_RESET);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_UNKNOWN);
	assert_null(strstr(script->trace, "cancel reset-key"));
}

static void quit__only_the_proofs_are_open__leaves_with_130(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	script_ok(script, IDENTITY_RESET_KEY, RESET_NEW);
	script_key(script, KEYPRESS_CTRL_C);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->last_status, EXIT_STATUS_INTERRUPTED);
	assert_non_null(strstr(script->trace, "work close 0\n"));
}

static void quit__with_files_to_come__file_under_way_ends_and_the_journal_keeps_the_rest(
	void **state)
{
	static const char *const hooks[] = {"reload"};
	struct model_options options = script_options;
	struct script *script = *state;

	options.hooks = hooks;
	options.hook_count = 1;
	script_close(script);
	script_open(script, &options);
	reset_updating(script);
	script_key(script, KEYPRESS_CTRL_C);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 0); /* not between two writes */
	assert_true(script->model.leaving);
	script_work_done(script);
	assert_int_equal(script->model.rotation.step, ROTATION_RECHECKING);
	script_work_done(script);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_PARTLY);
	assert_int_equal(script->abandoned, 1);
	assert_null(strstr(script->trace, "work hook"));
	assert_true(script_told(script, "unfinished steps wait for 'keyturn resume'"));
}

static void quit__command_running__stopped_and_left_for_later(void **state)
{
	static const char *const hooks[] = {"reload"};
	struct model_options options = script_options;
	struct script *script = *state;

	options.hooks = hooks;
	options.hook_count = 1;
	script_close(script);
	script_open(script, &options);
	reset_updating(script);
	script_work_done(script);
	script_work_done(script);
	assert_int_equal(script->model.rotation.step, ROTATION_HOOKING);
	script_key(script, KEYPRESS_CTRL_C);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace, "stop hook\n"));
	assert_int_equal(script->quits, 0);
	script->work_error[WORK_HOOK] = ERROR_SYSTEM;
	script_work_done(script);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_PARTLY);
	assert_int_equal(script->abandoned, 1);
}

static void quit__command_failed_before_by_itself__done(void **state)
{
	static const char *const hooks[] = {"reload"};
	struct model_options options = script_options;
	struct script *script = *state;

	options.hooks = hooks;
	options.hook_count = 1;
	script_close(script);
	script_open(script, &options);
	script->work_error[WORK_HOOK] = ERROR_SYSTEM;
	reset_confirm(script);
	reset_finish(script);
	assert_true(script_told(script, "reload failed"));
	script_wait(script, 300);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->last_status, EXIT_STATUS_DONE);
	assert_int_equal(script->abandoned, 0);
}

static void quit__journal_being_begun__nothing_is_sent(void **state)
{
	struct script *script = *state;

	reset_popup(script);
	script->hold_works = true;
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.rotation.step, ROTATION_BEGINNING);
	script_key(script, KEYPRESS_CTRL_C);
	script_key(script, KEYPRESS_CTRL_C);
	script_work_done(script);
	script_work_done(script);
	assert_int_equal(script->resets, 0);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->last_status, EXIT_STATUS_INTERRUPTED);
}

static void hang_up__with_all_to_come__finished_without_a_terminal(void **state)
{
	struct script *script = *state;

	reset_updating(script);
	script_send(script, (struct message){.kind = MESSAGE_HANGUP});
	assert_int_equal(script->quits, 0);
	script->hold_works = false;
	script_work_done(script);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
	assert_int_equal(script->quits, 1);
	assert_int_equal(script->abandoned, 0);
}

static void leave__go_while_files_are_updated__goes_on_behind(void **state)
{
	struct script *script = *state;

	reset_updating(script);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.dialog_count, 0);
	script->hold_works = false;
	script_work_done(script);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
	assert_int_equal(rotation_count(&script->model.rotation).updated, 1);
	assert_int_equal(script->model.reveal.what, REVEAL_NOTHING);
}

/* The reason for stopping is shown before the lock, whose own message stays in view. */
static void learning__session_ended__told_and_then_locked(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_UNKNOWN, ERROR_TIMEOUT);
	script_wait(script, 1000);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	assert_true(script->model.sign_in.locked);
	assert_true(script_told(script, "unfinished steps wait for"));
	assert_null(strstr(script_toast(script), "journal"));
	assert_non_null(strstr(script_toast(script), error_sentence(ERROR_SESSION_ENDED)));
}

static void result__something_left__kept_until_another_reset_is_confirmed(void **state)
{
	struct script *script = *state;
	const struct model *model = &script->model;

	script->update_status = HOLDER_FAILED;
	reset_places(script);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	reset_finish(script);
	script_key(script, KEYPRESS_ENTER); /* too early, which the panel says */
	assert_int_equal(model_dialog(model)->kind, DIALOG_PROGRESS);
	assert_non_null(strstr(script_toast(script), "press Enter again"));
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model->dialog_count, 0);
	script_key(script, 'r');
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(model->dialog_count, 0);
	script_key(script, 'p');
	assert_int_equal(model_dialog(model)->kind, DIALOG_PROGRESS);
	assert_int_equal(model->rotation.outcome, ROTATION_OUTCOME_NEW);
	assert_true(model_left_rows(model, 60) >= 3);
	script_key(script, 'p');
	assert_int_equal(model_dialog(model)->kind, DIALOG_PLACES);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(model_dialog(model)->kind, DIALOG_PROGRESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(progress__files_and_commands__each_told_and_counted),
		SCRIPT_CASE(progress__file_not_updated__told_why_and_the_rest_goes_on),
		SCRIPT_CASE(progress__journal_cannot_be_written__no_reset),
		SCRIPT_CASE(progress__another_is_unfinished__offered_to_finish),
		SCRIPT_CASE(progress__it_leaked__token_revoked_and_locked_once_the_result_was_read),
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
		SCRIPT_CASE(
			quit__with_files_to_come__file_under_way_ends_and_the_journal_keeps_the_rest),
		SCRIPT_CASE(result__something_left__kept_until_another_reset_is_confirmed),
		SCRIPT_CASE(quit__command_running__stopped_and_left_for_later),
		SCRIPT_CASE(quit__command_failed_before_by_itself__done),
		SCRIPT_CASE(quit__journal_being_begun__nothing_is_sent),
		SCRIPT_CASE(hang_up__with_all_to_come__finished_without_a_terminal),
		SCRIPT_CASE(leave__go_while_files_are_updated__goes_on_behind),
		SCRIPT_CASE(learning__session_ended__told_and_then_locked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

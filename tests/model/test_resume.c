/* SPDX-License-Identifier: MIT
 * A reset that was interrupted, found again after a sign-in. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char OLD[] = "0123456789abcdef0123456789abcdef";
static const char NEW[] = "fedcba9876543210fedcba9876543210";

static void sign_in__well__asked_whether_one_is_unfinished(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, 'L');
	script_type(script, "Demo-pass-1");
	script_key(script, KEYPRESS_ENTER);
	script->trace[0] = '\0';
	script_ok(script, IDENTITY_SIGN_IN, NULL);
	assert_non_null(strstr(script->trace, "unfinished?\n"));
}

static void found__enter_or_escape__left_for_later_and_let_go(void **state)
{
	static const uint32_t keys[] = {KEYPRESS_ENTER, KEYPRESS_ESCAPE, 'q', ' '};
	struct script *script = *state;

	script_sign_in(script);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		script_unfinished(script, JOURNAL_NEW, 3);
		assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESUME);
		assert_int_equal(script->model.unfinished_count, 3);
		script_wait(script, 300);
		script_key(script, keys[i]);
		assert_int_equal(script->model.dialog_count, 0);
		assert_null(script->model.unfinished_places);
		assert_int_equal(script->abandoned, i + 1);
		assert_int_equal(script->model.rotation.step, ROTATION_IDLE);
	}
}

static void found__enter_meant_for_what_was_there__does_nothing(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_unfinished(script, JOURNAL_NEW, 1);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESUME);
}

static void resume_now(struct script *script, enum journal_phase phase)
{
	script_sign_in(script);
	script_unfinished(script, phase, 2);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	assert_int_equal(script->model.rotation.step, ROTATION_LEARNING);
}

static void now__key_is_new__files_get_it_without_another_reset(void **state)
{
	struct script *script = *state;
	const struct rotation *rotation = &script->model.rotation;

	resume_now(script, JOURNAL_NEW);
	script_ok(script, IDENTITY_GET_KEY, NEW);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	assert_int_equal(rotation->step, ROTATION_FINISHED);
	assert_int_equal(rotation_count(rotation).updated, 2);
	assert_int_equal(rotation->old_proof, PROOF_UNKNOWN); /* nobody has it any longer */
	assert_int_equal(script->resets, 0);
	assert_int_equal(script->abandoned, 0);
	assert_true(script_shows(script, NEW));
}

static void hang_up__while_it_asks__let_go(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_unfinished(script, JOURNAL_CONFIRMED, 1);
	script_send(script, (struct message){.kind = MESSAGE_HANGUP});
	assert_int_equal(script->abandoned, 1);
	assert_int_equal(script->quits, 1);
}

static void session_ends__while_it_asks__let_go(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'R');
	script_unfinished(script, JOURNAL_CONFIRMED, 1);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_SESSION_ENDED);
	assert_true(script->model.sign_in.locked);
	assert_int_equal(script->model.dialog_count, 0);
	assert_int_equal(script->abandoned, 1);
}

static void found__signed_out_meanwhile__let_go(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_unfinished(script, JOURNAL_CONFIRMED, 1);
	assert_int_equal(script->model.dialog_count, 0);
	assert_int_equal(script->abandoned, 1);
}

static void found__reset_only_asked_for__popup_gives_way(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, OLD);
	script_key(script, 'p');
	script_unfinished(script, JOURNAL_CONFIRMED, 1);
	assert_int_equal(script->model.dialog_count, 1);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESUME);
	assert_int_equal(script->model.rotation.step, ROTATION_IDLE);
	assert_null(script->model.rotation.old_credential.parts[0]);
}

static void found__reset_under_way__that_one_goes_on(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, OLD);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	script_unfinished(script, JOURNAL_CONFIRMED, 1);
	assert_int_equal(script->abandoned, 0);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	assert_int_equal(script->model.rotation.step, ROTATION_ISSUING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(sign_in__well__asked_whether_one_is_unfinished),
		SCRIPT_CASE(found__enter_or_escape__left_for_later_and_let_go),
		SCRIPT_CASE(found__enter_meant_for_what_was_there__does_nothing),
		SCRIPT_CASE(now__key_is_new__files_get_it_without_another_reset),
		SCRIPT_CASE(hang_up__while_it_asks__let_go),
		SCRIPT_CASE(session_ends__while_it_asks__let_go),
		SCRIPT_CASE(found__signed_out_meanwhile__let_go),
		SCRIPT_CASE(found__reset_only_asked_for__popup_gives_way),
		SCRIPT_CASE(found__reset_under_way__that_one_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

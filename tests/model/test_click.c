/* SPDX-License-Identifier: MIT
 * What clicks do, and what they never do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char OLD[] = "0123456789abcdef0123456789abcdef";

static enum dialog_kind top(const struct script *script)
{
	assert_true(script->model.dialog_count > 0);
	return model_dialog(&script->model)->kind;
}

/* ---- pages ---- */

static void click__home_buttons_and_account__open(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_click(script, CLICK_ACCOUNT, 0);
	assert_int_equal(top(script), DIALOG_MENU);
	assert_int_equal(script->model.home.focus, HOME_MENU);
	script_click(script, MENU_ACTIVITY, 0);
	assert_int_equal(script->model.page, PAGE_ACTIVITY);
	script_key(script, 'q');
	script_click(script, HOME_SERVICES, 0);
	assert_int_equal(script->model.page, PAGE_SERVICES);
	script_click(script, CLICK_ACCOUNT, 0);
	assert_int_equal(top(script), DIALOG_MENU);
	script_click(script, MENU_SETTINGS, 0);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
}

static void click__settings_buttons__focused_and_pressed(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	script_click(script, SETTINGS_KEY_COPY, 0);
	assert_int_equal(script->model.settings.focus, SETTINGS_KEY_COPY);
	script_ok(script, IDENTITY_GET_KEY, OLD);
	assert_string_equal(script->clipboard, OLD);
	script_click(script, SETTINGS_KEY_SHOW, 0);
	script_ok(script, IDENTITY_GET_KEY, OLD);
	assert_true(script_shows(script, OLD));
	script_click(script, SETTINGS_KEY_SHOW, 0);
	assert_false(script_shows(script, OLD));
	script_click(script, SETTINGS_CONTACTS, 1);
	assert_int_equal(script->model.settings.focus, SETTINGS_CONTACTS);
	assert_int_equal(script->model.settings.contact, 1);
	script_click(script, SETTINGS_CONTACTS, 1000);
	assert_int_equal(script->model.settings.contact, 1);
	script_click(script, SETTINGS_KEY_RESET, 0);
	assert_int_equal(top(script), DIALOG_RESET);
}

static void click__list_row__selected_and_the_search_kept(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_click(script, HOME_SERVICES, 0);
	size_t count = model_services_matching(&script->model, NULL, 0);
	assert_true(count > 1);
	script_click(script, LIST_SEARCH, 0);
	assert_true(script->model.services.list.searching);
	script_click(script, LIST_ROWS, 1);
	assert_false(script->model.services.list.searching);
	assert_int_equal(script->model.services.list.selected, 1);
	script_click(script, LIST_ROWS, count);
	assert_int_equal(script->model.services.list.selected, 1);
}

static void click__sign_in_field__focused_only(void **state)
{
	struct script *script = *state;
	struct sign_in *form = &script->model.sign_in;

	script_start(script);
	script_click(script, SIGN_IN_SECRET, 0);
	assert_int_equal(form->focus, SIGN_IN_SECRET);
	assert_int_equal(form->load.state, LOAD_NONE);
	script_click(script, SIGN_IN_SERVICE, 0);
	assert_int_equal(form->service, SIGN_IN_US);
	script_click(script, SIGN_IN_SERVICE, 0);
	assert_int_equal(form->service, SIGN_IN_UK);
	script_click(script, SIGN_IN_PASSCODE, 0);
	assert_int_equal(form->focus, SIGN_IN_SERVICE);
}

static void click__while_signing_in__nothing(void **state)
{
	struct script *script = *state;

	script_start(script);
	script->model.sign_in.focus = SIGN_IN_USERNAME;
	script_type(script, "jqsmith");
	script_click(script, SIGN_IN_SECRET, 0);
	script_type(script, "Demo-pass-1");
	script_click(script, SIGN_IN_SUBMIT, 0);
	assert_int_equal(script->model.sign_in.load.state, LOAD_UNDER_WAY);
	script_click(script, SIGN_IN_USERNAME, 0);
	assert_int_equal(script->model.sign_in.focus, SIGN_IN_SUBMIT);
	script_click(script, SIGN_IN_SUBMIT, 0);
	assert_int_equal(script->effects.count, 0);
}

/* ---- dialogs ---- */

static void click__rows_to_choose_from__the_second_one_counts(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, 'a');
	assert_int_equal(top(script), DIALOG_SWITCH);
	script_click(script, 1, 0); /* there is only "another account" */
	assert_int_equal(top(script), DIALOG_SWITCH);
	script_click(script, 0, 0);
	assert_int_equal(top(script), DIALOG_LEAVE);
	script_click(script, LEAVE_GO, 0);
	assert_int_equal(script->model.page, PAGE_SIGN_IN);
}

static void click__rows_to_read__never_close(void **state)
{
	static const uint32_t keys[] = {'?', 'M'};
	struct script *script = *state;

	script_sign_in(script);
	for (size_t i = 0; i < 2; i++) {
		script_key(script, keys[i]);
		for (int click = 0; click < 3; click++) {
			script_click(script, 0, 0);
		}
		assert_int_equal(script->model.dialog_count, 1);
		script_key(script, 'q');
	}
}

static void click__on_what_is_gone__nothing(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	struct click click = {.layer = model_layer(&script->model), .stop = SETTINGS_KEY_COPY};
	script_key(script, '?');
	script_send(script, (struct message){.kind = MESSAGE_CLICK, .click = click});
	assert_int_equal(script->effects.count, 0);
	assert_int_equal(top(script), DIALOG_HELP);
	assert_int_equal(model_dialog(&script->model)->item, 0);
	assert_int_equal(script->model.settings.focus, SETTINGS_KEY_SHOW);
}

static void click__together_with_other_keys__presses_nothing(void **state)
{
	struct script *script = *state;

	script_settings(script, OLD);
	struct click click = {
		.layer = model_layer(&script->model), .stop = SETTINGS_KEY_COPY, .burst = true};
	script_send(script, (struct message){.kind = MESSAGE_CLICK, .click = click});
	assert_int_equal(script->model.settings.focus, SETTINGS_KEY_COPY);
	assert_int_equal(script->effects.count, 0);
	assert_int_equal(script_ticket(script, IDENTITY_GET_KEY), 0);
	script_key(script, 'm');
	click.layer = model_layer(&script->model);
	click.stop = MENU_ACTIVITY;
	script_send(script, (struct message){.kind = MESSAGE_CLICK, .click = click});
	assert_int_equal(top(script), DIALOG_MENU);
	assert_int_equal(model_dialog(&script->model)->item, MENU_ACTIVITY);
}

/* ---- the dangerous one ---- */

static void open_popup(struct script *script)
{
	script_settings(script, OLD);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, OLD);
	assert_int_equal(script->model.rotation.step, ROTATION_CONFIRMING);
	script_wait(script, 1000);
}

static void click__generate__confirms_at_the_second_and_not_at_once(void **state)
{
	struct script *script = *state;

	open_popup(script);
	script_click(script, RESET_GENERATE, 0);
	assert_int_equal(model_dialog(&script->model)->item, RESET_GENERATE);
	script_wait(script, 299);
	script_click(script, RESET_GENERATE, 0);
	assert_int_equal(script->model.rotation.step, ROTATION_CONFIRMING);
	assert_int_equal(script->resets, 0);
	script_wait(script, 1);
	script_click(script, RESET_GENERATE, 0);
	assert_int_equal(script->resets, 1);
	assert_int_equal(top(script), DIALOG_PROGRESS);
}

static void click__generate_in_a_burst__never_confirms(void **state)
{
	struct script *script = *state;

	open_popup(script);
	struct click click = {
		.layer = model_layer(&script->model), .stop = RESET_GENERATE, .burst = true};
	for (int i = 0; i < 5; i++) {
		script_send(script, (struct message){.kind = MESSAGE_CLICK, .click = click});
		script_wait(script, 1000);
	}
	assert_int_equal(script->model.rotation.step, ROTATION_CONFIRMING);
	assert_int_equal(script->resets, 0);
}

static void click__the_popups_other_buttons__do_what_they_say(void **state)
{
	struct script *script = *state;

	open_popup(script);
	script_click(script, RESET_LEAKED, 0);
	assert_true(script->model.rotation.leaked);
	script_click(script, RESET_GENERATE,
		0); /* it moves there: the time since the dialog opened does not
	                                          * count */
	assert_int_equal(script->resets, 0);
	script_click(script, RESET_PLACES, 0);
	assert_int_equal(top(script), DIALOG_PLACES);
	script_key(script, 'q');
	script_click(script, RESET_CANCEL, 0);
	assert_int_equal(script->model.dialog_count, 0);
	assert_int_equal(script->model.rotation.step, ROTATION_IDLE);
}

static void click__generate_then_cancel__nothing_asks_for_another_click(void **state)
{
	struct script *script = *state;

	open_popup(script);
	script_click(script, RESET_GENERATE, 0);
	assert_non_null(strstr(script_toast(script), "Click once more"));
	assert_true(script->model.toast_on);
	script_click(script, RESET_CANCEL, 0);
	assert_false(script->model.toast_on);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(click__home_buttons_and_account__open),
		SCRIPT_CASE(click__settings_buttons__focused_and_pressed),
		SCRIPT_CASE(click__list_row__selected_and_the_search_kept),
		SCRIPT_CASE(click__sign_in_field__focused_only),
		SCRIPT_CASE(click__while_signing_in__nothing),
		SCRIPT_CASE(click__rows_to_choose_from__the_second_one_counts),
		SCRIPT_CASE(click__rows_to_read__never_close),
		SCRIPT_CASE(click__on_what_is_gone__nothing),
		SCRIPT_CASE(click__together_with_other_keys__presses_nothing),
		SCRIPT_CASE(click__generate__confirms_at_the_second_and_not_at_once),
		SCRIPT_CASE(click__generate_in_a_burst__never_confirms),
		SCRIPT_CASE(click__generate_then_cancel__nothing_asks_for_another_click),
		SCRIPT_CASE(click__the_popups_other_buttons__do_what_they_say),
	};
	struct error error;

	if (!secret_start(&error)) {
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}

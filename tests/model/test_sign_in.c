/* SPDX-License-Identifier: MIT
 * Signing in: the form, the passcode, profiles, and what goes wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const struct account_choice accounts[] = {
	{"work", "Rackspace US", "https://identity.api.rackspacecloud.com/v2.0", "jqsmith", true},
	{"lab", "Lab", "https://user:x@lab.example.org:8443/v2.0", "dev1", false},
};

static void open_with(struct script *script, int account, size_t count)
{
	struct model_options options = script_options;

	options.accounts = accounts;
	options.account_count = count;
	options.account = account;
	script_close(script);
	script_open(script, &options);
	script_start(script);
}

static void fill(struct script *script)
{
	script_start(script);
	script_key(script, KEYPRESS_TAB);
	script_type(script, "jqsmith");
	script_key(script, KEYPRESS_ENTER);
	script_key(script, KEYPRESS_ENTER);
	script_type(script, "Demo-pass-1");
}

static void form__typed_credential__connects_and_opens_home(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_key(script, KEYPRESS_RIGHT); /* Rackspace UK */
	script_key(script, KEYPRESS_ENTER);
	script_type(script, "jqsmith");
	script_key(script, KEYPRESS_TAB);
	script_key(script, 'l'); /* API key */
	script_key(script, KEYPRESS_TAB);
	script_type(script, "q?key");
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace,
		"connect https://lon.identity.api.rackspacecloud.com/v2.0\n"
		"request sign-in jqsmith\n"));
	assert_int_equal(script->model.sign_in.kind, CREDENTIAL_API_KEY);
	assert_int_equal(secret_input_length(script->model.sign_in.secret), 0);
	script_ok(script, IDENTITY_SIGN_IN, NULL);
	assert_int_equal(script->model.page, PAGE_HOME);
	assert_true(script->model.signed_in);
	assert_int_equal(script->model.catalog->count, 3);
	assert_string_equal(script->model.service_label, "Rackspace UK");
	assert_string_equal(script->model.service_host, "lon.identity.api.rackspacecloud.com");
}

static void form__another_url__asked_for_and_used(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_key(script, KEYPRESS_LEFT);
	assert_true(model_sign_in_has(&script->model, SIGN_IN_URL));
	script_key(script, KEYPRESS_TAB);
	script_type(script, " https://identity.example.org/v2.0 ");
	script_key(script, KEYPRESS_ENTER);
	script_type(script, "dev1");
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_TAB);
	script_type(script, "x");
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace, "connect https://identity.example.org/v2.0\n"));
	assert_string_equal(script->model.service_label, "identity.example.org");
}

static void form__something_missing__said_and_nothing_sent(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_key(script, KEYPRESS_LEFT);
	script_key(script, KEYPRESS_END); /* the button */
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.sign_in.focus, SIGN_IN_URL);
	assert_non_null(strstr(script_toast(script), "type the service's URL"));
	script_type(script, "https://x");
	script_key(script, KEYPRESS_UP);
	script_key(script, KEYPRESS_UP);
	assert_int_equal(script->model.sign_in.focus, SIGN_IN_SUBMIT);
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(script_toast(script), "type the username");
	assert_int_equal(script->model.sign_in.focus, SIGN_IN_USERNAME);
	script_type(script, "u");
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(script_toast(script), "type the password");
	assert_int_equal(script->request_count, 0);
}

static void form__paste_with_newlines__text_without_them_and_no_submit(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_paste(script, "q\r?\n");
	assert_int_equal(script->model.sign_in.focus, SIGN_IN_SERVICE);
	assert_int_equal(script->quits, 0);
	script_key(script, KEYPRESS_TAB);
	script_paste(script, "jq\r\nsmith\t");
	assert_string_equal(script->model.sign_in.username.text, "jqsmith");
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_TAB);
	script_paste(script, "secret\r");
	assert_int_equal(secret_input_length(script->model.sign_in.secret), 6);
	assert_int_equal(script->request_count, 0);
}

static void form__letters_in_a_text_field__are_text(void **state)
{
	struct script *script = *state;

	script_start(script);
	script_key(script, KEYPRESS_TAB);
	script_type(script, "q?hjkl :sR");
	assert_string_equal(script->model.sign_in.username.text, "q?hjkl :sR");
	assert_int_equal(script->model.dialog_count, 0);
	script_key(script, KEYPRESS_F1);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_HELP);
}

static void form__every_kind_of_refusal__its_own_sentence(void **state)
{
	static const enum error_kind kinds[] = {ERROR_SIGN_IN_REFUSED, ERROR_MFA_SETUP,
		ERROR_USER_DISABLED, ERROR_UNREACHABLE, ERROR_TLS};
	struct script *script = *state;
	char last[TOAST_SIZE] = "";

	fill(script);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		script_type(script, "x");
		script_key(script, KEYPRESS_ENTER);
		script_refuse(script, IDENTITY_SIGN_IN, OUTCOME_REFUSED, kinds[i]);
		assert_int_equal(script->model.page, PAGE_SIGN_IN);
		assert_int_equal(script->model.sign_in.load.state, LOAD_FAILED);
		assert_int_equal(script->model.sign_in.load.error.kind, kinds[i]);
		assert_int_equal(script->model.sign_in.focus, SIGN_IN_SECRET);
		assert_non_null(strstr(script_toast(script), error_sentence(kinds[i])));
		assert_string_not_equal(script_toast(script), last);
		memcpy(last, script_toast(script), sizeof(last));
	}
}

static void passcode__wanted__second_step_that_survives_a_wrong_one(void **state)
{
	struct script *script = *state;

	fill(script);
	script_key(script, KEYPRESS_ENTER);
	script_refuse(script, IDENTITY_SIGN_IN, OUTCOME_REFUSED, ERROR_PASSCODE_WANTED);
	assert_true(script->model.sign_in.passcode_step);
	assert_false(model_sign_in_has(&script->model, SIGN_IN_SECRET));
	script_type(script, "123455");
	script_key(script, KEYPRESS_ENTER);
	script_refuse(script, IDENTITY_PASSCODE, OUTCOME_REFUSED, ERROR_PASSCODE_REFUSED);
	assert_true(script->model.sign_in.passcode_step);
	script_type(script, "123456");
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_PASSCODE, NULL);
	assert_int_equal(script->model.page, PAGE_HOME);
}

static void passcode__step_left_by_escape__the_form_again(void **state)
{
	struct script *script = *state;

	fill(script);
	script_key(script, KEYPRESS_ENTER);
	script_refuse(script, IDENTITY_SIGN_IN, OUTCOME_REFUSED, ERROR_PASSCODE_WANTED);
	script_key(script, KEYPRESS_ESCAPE);
	assert_false(script->model.sign_in.passcode_step);
	assert_string_equal(script->model.sign_in.username.text, "jqsmith");
	assert_int_equal(script->quits, 0);
}

static void account__with_credential__signs_in_by_itself(void **state)
{
	struct script *script = *state;

	open_with(script, 0, 2);
	assert_non_null(strstr(script->trace,
		"connect https://identity.api.rackspacecloud.com/v2.0\nsign in to account 0\n"));
	assert_int_equal(script->model.sign_in.load.state, LOAD_UNDER_WAY);
	assert_string_equal(script->model.service_label, "Rackspace US");
	script_type(script, "x\x7f"); /* the form waits */
	assert_string_equal(script->model.sign_in.username.text, "jqsmith");
	script_ok(script, IDENTITY_SIGN_IN, NULL);
	assert_int_equal(script->model.page, PAGE_HOME);
	assert_int_equal(script->model.account, 0);
}

static void account__escape_while_signing_in__prefilled_form_and_late_answer_dropped(void **state)
{
	struct script *script = *state;
	struct identity_reply late;
	uint32_t ticket;

	open_with(script, 0, 2);
	ticket = script_ticket(script, IDENTITY_SIGN_IN);
	script_key(script, KEYPRESS_ESCAPE);
	assert_non_null(strstr(script->trace, "cancel sign-in\n"));
	assert_int_equal(script->model.sign_in.load.state, LOAD_NONE);
	assert_string_equal(script->model.sign_in.username.text, "jqsmith");
	script_good_reply(IDENTITY_SIGN_IN, NULL, &late);
	script_reply(script, ticket, &late);
	assert_int_equal(script->model.page, PAGE_SIGN_IN);
	assert_int_equal(script->model.dropped, 1);
}

static void account__refused__prefilled_form_with_the_reason(void **state)
{
	struct script *script = *state;

	open_with(script, 0, 1);
	script_refuse(script, IDENTITY_SIGN_IN, OUTCOME_REFUSED, ERROR_CREDENTIAL_SOURCE);
	assert_int_equal(script->model.sign_in.load.error.kind, ERROR_CREDENTIAL_SOURCE);
	assert_string_equal(script->model.sign_in.username.text, "jqsmith");
	assert_int_equal(script->model.sign_in.focus, SIGN_IN_SECRET);
}

static void account__without_credential__prefilled_form(void **state)
{
	struct script *script = *state;

	open_with(script, 1, 2);
	assert_int_equal(script->request_count, 0);
	assert_int_equal(script->model.sign_in.service, SIGN_IN_OTHER_URL);
	assert_string_equal(script->model.sign_in.url.text, accounts[1].url);
	script_type(script, "x");
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(script->model.service_host, "lab.example.org:8443");
}

static void accounts__several_and_none_chosen__asked_which(void **state)
{
	struct script *script = *state;

	open_with(script, -1, 2);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_SWITCH);
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace, "sign in to account 0\n"));
}

static void switch__from_the_menu__other_account_or_empty_form(void **state)
{
	struct script *script = *state;

	open_with(script, 0, 2);
	script_ok(script, IDENTITY_SIGN_IN, NULL);
	script_key(script, 'm');
	script_key(script, 'j');
	script_key(script, 'j');
	script_key(script, 'j');
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_SWITCH);
	script_key(script, KEYPRESS_END);
	assert_int_equal(model_dialog(&script->model)->item, 2);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_LEAVE);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_SIGN_IN);
	assert_string_equal(script->model.sign_in.username.text, "");
	assert_false(script->model.signed_in);
	assert_string_equal(script_toast(script), "signed out"); /* not "signed in as" */
}

static void switch__from_the_form__but_never_out_of_the_lock(void **state)
{
	struct script *script = *state;

	open_with(script, 0, 2);
	script_refuse(script, IDENTITY_SIGN_IN, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	script_key(script, KEYPRESS_BACK_TAB); /* from the password, where it is text */
	script_key(script, 'a');
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_SWITCH);
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_SIGN_IN, NULL);
	script_key(script, 'L');
	script_key(script, KEYPRESS_BACK_TAB);
	script_key(script, 'a');
	assert_int_equal(script->model.dialog_count, 0);
	assert_true(script->model.sign_in.locked);
}

static void notice__given__told_first_and_kept(void **state)
{
	struct script *script = *state;
	struct model_options options = script_options;

	options.notice = "config.ini: line 3 means nothing";
	script_close(script);
	script_open(script, &options);
	script_start(script);
	assert_true(script->model.toast_on);
	assert_string_equal(script_toast(script), options.notice);
	script_wait(script, 60000);
	assert_true(script->model.toast_on);
	script_key(script, KEYPRESS_TAB);
	assert_false(script->model.toast_on);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(form__typed_credential__connects_and_opens_home),
		SCRIPT_CASE(form__another_url__asked_for_and_used),
		SCRIPT_CASE(form__something_missing__said_and_nothing_sent),
		SCRIPT_CASE(form__paste_with_newlines__text_without_them_and_no_submit),
		SCRIPT_CASE(form__letters_in_a_text_field__are_text),
		SCRIPT_CASE(form__every_kind_of_refusal__its_own_sentence),
		SCRIPT_CASE(passcode__wanted__second_step_that_survives_a_wrong_one),
		SCRIPT_CASE(passcode__step_left_by_escape__the_form_again),
		SCRIPT_CASE(account__with_credential__signs_in_by_itself),
		SCRIPT_CASE(
			account__escape_while_signing_in__prefilled_form_and_late_answer_dropped),
		SCRIPT_CASE(account__refused__prefilled_form_with_the_reason),
		SCRIPT_CASE(account__without_credential__prefilled_form),
		SCRIPT_CASE(accounts__several_and_none_chosen__asked_which),
		SCRIPT_CASE(switch__from_the_menu__other_account_or_empty_form),
		SCRIPT_CASE(switch__from_the_form__but_never_out_of_the_lock),
		SCRIPT_CASE(notice__given__told_first_and_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * The dialog of multi-factor authentication and its forms: what can be done when, and what comes of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/model/dialogs/mfa.h"
#include "keyturn/memory.h"
#include "script.h"

static const char KEY[] = "0123456789abcdef0123456789abcdef";

static const struct factor PHONE = {FACTOR_PHONE, "p1", "+1 210 555 0100", false};
static const struct factor OTP = {FACTOR_OTP, "o1", "my phone", false};
static const struct factor VERIFIED_OTP = {FACTOR_OTP, "o2", "key ring", true};

/* ---- steps ---- */

static void answer_factors(
	struct script *script, enum identity_op op, const struct factor *factors, size_t count)
{
	struct identity_reply reply = {.op = op, .outcome = OUTCOME_OK};

	reply.factors = memory_alloc(sizeof(*reply.factors) + count * sizeof(*factors));
	reply.factors->count = count;
	if (count > 0) {
		memcpy(reply.factors->factors, factors, count * sizeof(*factors));
	}
	script_reply(script, script_ticket(script, op), &reply);
}

static void answer_user(struct script *script, enum account_mfa mfa, enum account_mfa_level level)
{
	struct identity_reply reply;

	script_good_reply(IDENTITY_GET_USER, NULL, &reply);
	reply.users->users[0].mfa = mfa;
	reply.users->users[0].mfa_level = level;
	script_reply(script, script_ticket(script, IDENTITY_GET_USER), &reply);
}

static void open_dialog(struct script *script)
{
	script_settings(script, KEY);
	while (script->model.settings.focus != SETTINGS_MFA) {
		script_key(script, KEYPRESS_TAB);
	}
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_MFA);
}

/* … with all three parts read. */
static void open_with(
	struct script *script, enum account_mfa mfa, const struct factor *otp, size_t count)
{
	open_dialog(script);
	answer_user(script, mfa, MFA_DEFAULT);
	answer_factors(script, IDENTITY_LIST_PHONES, &PHONE, 1);
	answer_factors(script, IDENTITY_LIST_OTP, otp, count);
}

static struct mfa_item focused(const struct script *script)
{
	return model_mfa_item(&script->model, model_dialog(&script->model)->item);
}

static void focus(struct script *script, enum mfa_act act, const char *factor_id)
{
	script_key(script, KEYPRESS_HOME);
	for (size_t i = 0; i < model_mfa_items(&script->model); i++) {
		const struct mfa_item item = focused(script);
		if (item.act == act &&
			(item.factor == NULL || strcmp(item.factor->id, factor_id) == 0)) {
			return;
		}
		script_key(script, KEYPRESS_TAB);
	}
	fail_msg("no such item");
}

static void press(struct script *script, enum mfa_act act, const char *factor_id)
{
	focus(script, act, factor_id);
	script_key(script, KEYPRESS_ENTER);
}

/* The button that goes on, of whatever stage there is. */
static void go(struct script *script)
{
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_FORM);
	while (model_form_button(&script->model, model_dialog(&script->model)->item) != FORM_GO) {
		script_key(script, KEYPRESS_TAB);
	}
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
}

static void send(struct script *script)
{
	go(script);
	assert_int_equal(script->model.form.stage, FORM_CONFIRMING);
	go(script);
	assert_int_equal(script->model.form.stage, FORM_SENDING);
}

static const struct identity_request *sent(const struct script *script)
{
	return &script->model.form.change.request;
}

/* ---- what can be done ---- */

static void assert_why(struct script *script, enum mfa_act act, const char *why)
{
	const char *refusal;

	focus(script, act, "");
	refusal = model_mfa_refusal(&script->model, focused(script));
	if (why == NULL) {
		assert_null(refusal);
		return;
	}
	assert_non_null(refusal);
	assert_non_null(strstr(refusal, why));
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script_toast(script), why));
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_MFA);
}

static void dialog__nothing_read_yet__says_that(void **state)
{
	struct script *script = *state;

	open_dialog(script);
	assert_why(script, MFA_ACT_ADD_PHONE, "still being read");
	assert_why(script, MFA_ACT_SWITCH, "still being read");
	script_refuse(script, IDENTITY_LIST_OTP, OUTCOME_REFUSED, ERROR_SERVICE);
	assert_why(script, MFA_ACT_ADD_OTP, "R reads");
	script_key(script, 'R');
	assert_int_not_equal(script_ticket(script, IDENTITY_LIST_OTP), 0);
}

static void dialog__off_with_nothing_verified__each_says_why(void **state)
{
	struct script *script = *state;

	open_with(script, MFA_OFF, &OTP, 1);
	assert_why(script, MFA_ACT_ADD_PHONE, "one phone only");
	assert_why(script, MFA_ACT_ADD_OTP, NULL);
	assert_why(script, MFA_ACT_SWITCH, "no device is verified");
	assert_why(script, MFA_ACT_FACTOR, "no device is verified");
	assert_why(script, MFA_ACT_UNLOCK, "not locked");
	assert_why(script, MFA_ACT_CODES, "it is off");
	assert_why(script, MFA_ACT_LEVEL, NULL);
	assert_why(script, MFA_ACT_REMOVE_ALL, NULL);
}

static void dialog__five_devices_and_mandated__says_so(void **state)
{
	const struct factor five[5] = {OTP, OTP, OTP, OTP, VERIFIED_OTP};
	struct script *script = *state;

	open_dialog(script);
	answer_user(script, MFA_LOCKED, MFA_MANDATED);
	answer_factors(script, IDENTITY_LIST_PHONES, NULL, 0);
	answer_factors(script, IDENTITY_LIST_OTP, five, 5);
	assert_why(script, MFA_ACT_ADD_PHONE, NULL);
	assert_why(script, MFA_ACT_ADD_OTP, "five");
	assert_why(script, MFA_ACT_SWITCH, "demands it");
	assert_why(script, MFA_ACT_LEVEL, "demands it");
	assert_why(script, MFA_ACT_UNLOCK, NULL);
	assert_why(script, MFA_ACT_CODES, NULL);
}

static void dialog__of_another__devices_are_theirs(void **state)
{
	const struct user user = {.id = "7", .name = "dev1", .mfa = MFA_LOCKED};
	struct script *script = *state;

	script_settings(script, KEY);
	effects_finish(&script->effects);
	mfa_open(&script->model, &user, ROLE_DEFAULT, &script->effects);
	assert_why(script, MFA_ACT_ADD_OTP, "they themselves");
	assert_why(script, MFA_ACT_REMOVE_ALL, "they themselves");
	assert_why(script, MFA_ACT_UNLOCK, NULL);
	assert_why(script, MFA_ACT_CODES, NULL);
	script->model.session.role = ROLE_DEFAULT;
	assert_why(script, MFA_ACT_UNLOCK, "owner or a manager");
}

static void answer__comes_late__focus_stays_on_its_item(void **state)
{
	struct script *script = *state;

	open_dialog(script);
	focus(script, MFA_ACT_LEVEL, "");
	answer_factors(script, IDENTITY_LIST_PHONES, &PHONE, 1);
	assert_int_equal(focused(script).act, MFA_ACT_LEVEL);
	answer_factors(script, IDENTITY_LIST_OTP, &OTP, 1);
	assert_int_equal(focused(script).act, MFA_ACT_LEVEL);
	focus(script, MFA_ACT_VERIFY, "o1");
	script_key(script, 'R');
	answer_factors(script, IDENTITY_LIST_PHONES, NULL, 0);
	assert_int_equal(focused(script).act, MFA_ACT_VERIFY);
	assert_string_equal(focused(script).factor->id, "o1");
}

static void close__while_reading__cancelled(void **state)
{
	struct script *script = *state;

	open_dialog(script);
	script->trace[0] = '\0';
	script_key(script, KEYPRESS_ESCAPE);
	assert_non_null(strstr(script->trace, "cancel list-otp"));
	assert_int_equal(script->timers[TIMER_WAIT], 0);
	assert_null(model_dialog(&script->model));
}

/* ---- the forms ---- */

static void phone__code_sent__leads_to_its_verification(void **state)
{
	struct script *script = *state;

	open_with(script, MFA_OFF, NULL, 0);
	press(script, MFA_ACT_SEND_CODE, "p1");
	go(script);
	assert_int_equal(sent(script)->op, IDENTITY_SEND_CODE);
	script_ok(script, IDENTITY_SEND_CODE, NULL);
	assert_string_equal(model_form_title(&script->model), "Verify Phone");
	script_type(script, "12a");
	go(script);
	assert_int_equal(script->model.form.stage, FORM_EDITING);
	script_key(script, KEYPRESS_CTRL_U); /* the focus is on what is wrong */
	script_type(script, "123456");
	send(script);
	assert_int_equal(sent(script)->op, IDENTITY_VERIFY_PHONE);
	assert_string_equal(sent(script)->item_id, "p1");
	script_ok(script, IDENTITY_VERIFY_PHONE, NULL);
	assert_int_not_equal(script_ticket(script, IDENTITY_LIST_PHONES), 0);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_MFA);
}

static void answer_otp(struct script *script, const char *uri)
{
	struct identity_reply reply = {.op = IDENTITY_ADD_OTP, .outcome = OUTCOME_OK};

	reply.factors = memory_alloc(sizeof(*reply.factors) + sizeof(OTP));
	reply.factors->count = 1;
	reply.factors->factors[0] = OTP;
	reply.secret = uri != NULL ? secret_create(uri, strlen(uri)) : NULL;
	script_reply(script, script_ticket(script, IDENTITY_ADD_OTP), &reply);
}

static void add_otp(struct script *script)
{
	open_with(script, MFA_OFF, NULL, 0);
	press(script, MFA_ACT_ADD_OTP, "");
	script_type(script, "my phone");
	send(script);
	assert_int_equal(sent(script)->op, IDENTITY_ADD_OTP);
	assert_string_equal(sent(script)->item_name, "my phone");
}

static void otp__added__its_secret_then_its_verification(void **state)
{
	struct script *script = *state;

	add_otp(script);
	answer_otp(script, "otpauth://totp/x?secret=ABC");
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_ONCE);
	assert_int_equal(script->model.once.what, ONCE_OTP);
	assert_string_equal(script->model.once.whose, "my phone");
	script_wait(script, 1000);
	script_key(script, 's');
	assert_true(script_shows(script, "otpauth://totp/x?secret=ABC"));
	script_key(script, KEYPRESS_ESCAPE);
	assert_string_equal(model_form_title(&script->model), "Verify OTP Device");
	assert_string_equal(script->model.form.item_id, "o1");
	assert_string_equal(script->model.form.item_name, "my phone");
}

static void otp__answer_lost__says_that_its_secret_is_too(void **state)
{
	struct script *script = *state;

	add_otp(script);
	script_refuse(script, IDENTITY_ADD_OTP, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	answer_factors(script, IDENTITY_LIST_OTP, &OTP, 1);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_MFA);
	assert_non_null(strstr(script_toast(script), "remove it, then add it again"));
}

static void otp__name_that_is_there__refused(void **state)
{
	struct script *script = *state;

	open_with(script, MFA_OFF, &OTP, 1);
	press(script, MFA_ACT_ADD_OTP, "");
	script_type(script, "my phone");
	go(script);
	assert_int_equal(script->model.form.stage, FORM_EDITING);
	assert_non_null(strstr(script->model.form.fields[0].problem, "of this name"));
}

static void turn_on(struct script *script, enum credential_kind method)
{
	open_with(script, MFA_OFF, &VERIFIED_OTP, 1);
	script->model.session.method = method;
	press(script, MFA_ACT_SWITCH, "");
	go(script);
	assert_int_equal(sent(script)->mfa_change, MFA_ENABLE);
	script_ok(script, IDENTITY_CHANGE_MFA, NULL);
}

static void on__of_a_password_session__asks_to_sign_in_again(void **state)
{
	struct script *script = *state;

	turn_on(script, CREDENTIAL_PASSWORD);
	assert_int_equal(script->model.page, PAGE_SIGN_IN);
	assert_true(script->model.sign_in.locked);
	assert_int_equal(script->model.sign_in.load.error.kind, ERROR_SESSION_ENDED);
	assert_non_null(strstr(script_toast(script), "have a passcode at hand"));
	assert_null(script->model.mfa.otp);
}

static void on__of_a_key_session__goes_on(void **state)
{
	struct script *script = *state;

	turn_on(script, CREDENTIAL_API_KEY);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
	assert_int_not_equal(script_ticket(script, IDENTITY_LIST_OTP), 0);
}

static void on__refused__told_in_the_form(void **state)
{
	struct script *script = *state;

	open_with(script, MFA_OFF, &VERIFIED_OTP, 1);
	press(script, MFA_ACT_SWITCH, "");
	go(script);
	script_refuse(script, IDENTITY_CHANGE_MFA, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(script->model.form.stage, FORM_CONFIRMING);
	assert_non_null(strstr(script->model.form.told, "does not allow"));
}

static void settings_of__each__sends_its_change(void **state)
{
	static const struct {
		enum account_mfa mfa;
		enum mfa_act act;
		int rights;
		enum mfa_change change;
	} cases[] = {
		{MFA_ON, MFA_ACT_SWITCH, -1, MFA_DISABLE},
		{MFA_LOCKED, MFA_ACT_UNLOCK, -1, MFA_UNLOCK},
		{MFA_ON, MFA_ACT_FACTOR, 2, MFA_USE_OTP},
		{MFA_ON, MFA_ACT_LEVEL, 1, MFA_LEVEL_OPTIONAL},
		{MFA_ON, MFA_ACT_LEVEL, 2, MFA_LEVEL_REQUIRED},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct script *script = *state;
		open_with(script, cases[i].mfa, &VERIFIED_OTP, 1);
		press(script, cases[i].act, "");
		for (int j = 0; j < cases[i].rights; j++) {
			script_key(script, KEYPRESS_RIGHT);
		}
		if (cases[i].rights >= 0) {
			go(script);
		}
		go(script);
		assert_int_equal(sent(script)->op, IDENTITY_CHANGE_MFA);
		assert_int_equal(sent(script)->mfa_change, cases[i].change);
		script_ok(script, IDENTITY_CHANGE_MFA, NULL);
		assert_null(script->model.form.ops);
		script_teardown(state);
		assert_int_equal(script_setup(state), 0);
	}
}

static void factor__without_a_verified_one__says_so(void **state)
{
	struct script *script = *state;

	open_with(script, MFA_ON, &VERIFIED_OTP, 1);
	press(script, MFA_ACT_FACTOR, "");
	script_key(script, KEYPRESS_RIGHT);
	go(script);
	assert_non_null(strstr(script->model.form.fields[0].problem, "no phone"));
}

static void remove__one_and_all__the_whole_by_the_typed_name(void **state)
{
	struct script *script = *state;

	open_with(script, MFA_ON, &VERIFIED_OTP, 1);
	press(script, MFA_ACT_REMOVE, "o2");
	go(script);
	assert_int_equal(sent(script)->op, IDENTITY_REMOVE_OTP);
	assert_string_equal(sent(script)->item_id, "o2");
	script_ok(script, IDENTITY_REMOVE_OTP, NULL);
	press(script, MFA_ACT_REMOVE_ALL, "");
	script_type(script, "user");
	go(script);
	assert_int_equal(script->model.form.stage, FORM_EDITING);
	script_type(script, "0");
	send(script);
	assert_int_equal(sent(script)->op, IDENTITY_REMOVE_MFA);
}

/* ---- bypass codes, the secret question ---- */

static void codes__made__told_once(void **state)
{
	struct script *script = *state;
	struct identity_reply reply = {.op = IDENTITY_BYPASS, .outcome = OUTCOME_OK};

	open_with(script, MFA_ON, &VERIFIED_OTP, 1);
	press(script, MFA_ACT_CODES, "");
	script_key(script, KEYPRESS_RIGHT);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_CTRL_U);
	script_type(script, "181");
	go(script);
	assert_int_equal(script->model.form.stage, FORM_EDITING);
	script_key(script, KEYPRESS_CTRL_U);
	script_type(script, "20");
	send(script);
	assert_int_equal(sent(script)->count, 2);
	assert_int_equal(sent(script)->seconds, 1200);
	reply.secret = secret_create("11111111\n22222222", 17);
	script_reply(script, script_ticket(script, IDENTITY_BYPASS), &reply);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_ONCE);
	assert_int_equal(script->model.once.what, ONCE_CODES);
}

static void codes__answer_lost__says_to_make_others(void **state)
{
	struct script *script = *state;

	open_with(script, MFA_ON, &VERIFIED_OTP, 1);
	press(script, MFA_ACT_CODES, "");
	send(script);
	script_refuse(script, IDENTITY_BYPASS, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	assert_int_equal(script->model.form.stage, FORM_TOLD);
	assert_non_null(strstr(script->model.form.told, "make others"));
}

static void question__chosen_and_answered__sent(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	while (script->model.settings.focus != SETTINGS_QUESTION) {
		script_key(script, KEYPRESS_TAB);
	}
	script_key(script, KEYPRESS_ENTER);
	script_key(script, KEYPRESS_RIGHT);
	go(script);
	assert_non_null(script->model.form.fields[1].problem);
	script_type(script, "Blue");
	send(script);
	assert_int_equal(sent(script)->op, IDENTITY_SET_ANSWER);
	assert_string_equal(sent(script)->item_id, "2");
	script_ok(script, IDENTITY_SET_ANSWER, NULL);
	assert_null(script->model.form.ops);
}

static void question__not_offered__no_stop_for_it(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 'R');
	script_refuse(script, IDENTITY_LIST_QUESTIONS, OUTCOME_REFUSED, ERROR_NOT_OFFERED);
	for (int i = 0; i < SETTINGS_FOCUS_COUNT; i++) {
		script_key(script, KEYPRESS_TAB);
		assert_int_not_equal(script->model.settings.focus, SETTINGS_QUESTION);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(dialog__nothing_read_yet__says_that),
		SCRIPT_CASE(dialog__off_with_nothing_verified__each_says_why),
		SCRIPT_CASE(dialog__five_devices_and_mandated__says_so),
		SCRIPT_CASE(dialog__of_another__devices_are_theirs),
		SCRIPT_CASE(answer__comes_late__focus_stays_on_its_item),
		SCRIPT_CASE(close__while_reading__cancelled),
		SCRIPT_CASE(phone__code_sent__leads_to_its_verification),
		SCRIPT_CASE(otp__added__its_secret_then_its_verification),
		SCRIPT_CASE(otp__answer_lost__says_that_its_secret_is_too),
		SCRIPT_CASE(otp__name_that_is_there__refused),
		SCRIPT_CASE(on__of_a_password_session__asks_to_sign_in_again),
		SCRIPT_CASE(on__of_a_key_session__goes_on),
		SCRIPT_CASE(on__refused__told_in_the_form),
		SCRIPT_CASE(settings_of__each__sends_its_change),
		SCRIPT_CASE(factor__without_a_verified_one__says_so),
		SCRIPT_CASE(remove__one_and_all__the_whole_by_the_typed_name),
		SCRIPT_CASE(codes__made__told_once),
		SCRIPT_CASE(codes__answer_lost__says_to_make_others),
		SCRIPT_CASE(question__chosen_and_answered__sent),
		SCRIPT_CASE(question__not_offered__no_stop_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * Forms: filled in, confirmed, sent once, and what came of it told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/memory.h"
#include "script.h"

static const char KEY[] = "0123456789abcdef0123456789abcdef";

static void focus_on(struct script *script, enum settings_focus focus)
{
	script_settings(script, KEY);
	while (script->model.settings.focus != focus) {
		script_key(script, KEYPRESS_TAB);
	}
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_FORM);
}

static const struct form *form_of(const struct script *script)
{
	return &script->model.form;
}

static void clear_and_type(struct script *script, const char *text)
{
	script_key(script, KEYPRESS_CTRL_U);
	script_type(script, text);
}

static void to_continue(struct script *script)
{
	while (model_form_button(&script->model, model_dialog(&script->model)->item) != FORM_GO) {
		script_key(script, KEYPRESS_TAB);
	}
	script_key(script, KEYPRESS_ENTER);
}

/* From the fields to the other side of the confirmation. */
static void send(struct script *script)
{
	to_continue(script);
	assert_int_equal(form_of(script)->stage, FORM_CONFIRMING);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
}

static void answer_user(struct script *script, const char *email)
{
	struct identity_reply reply;

	script_good_reply(IDENTITY_GET_USER, NULL, &reply);
	strcpy(reply.users->users[0].email, email);
	script_reply(script, script_ticket(script, IDENTITY_GET_USER), &reply);
}

static const char *shown_email(const struct script *script)
{
	return form_of(script)->user.email;
}

/* An edit of the address that is on its way. */
static void sent_edit(struct script *script)
{
	char before[ACCOUNT_EMAIL_SIZE];

	focus_on(script, SETTINGS_EMAIL);
	strcpy(before, shown_email(script));
	clear_and_type(script, "new@example.org");
	send(script);
	answer_user(script, before);
	assert_int_equal(form_of(script)->change.step, CHANGE_SENT);
	assert_int_not_equal(script_ticket(script, IDENTITY_UPDATE_USER), 0);
}

/* ---- up to the request ---- */

static void edit__confirmed__looked_at_then_sent_then_read_again(void **state)
{
	struct script *script = *state;

	sent_edit(script);
	script->trace[0] = '\0';
	script_ok(script, IDENTITY_UPDATE_USER, NULL);
	assert_null(model_dialog(&script->model));
	assert_null(form_of(script)->ops);
	assert_non_null(strstr(script_toast(script), "new@example.org"));
	assert_non_null(strstr(script->trace, "record"));
	assert_non_null(strstr(script->trace, "request get-user"));
}

static void edit__nothing_changed__says_so_and_sends_nothing(void **state)
{
	struct script *script = *state;

	focus_on(script, SETTINGS_EMAIL);
	script->trace[0] = '\0';
	to_continue(script);
	assert_int_equal(form_of(script)->stage, FORM_EDITING);
	assert_non_null(strstr(script_toast(script), "Nothing has been changed"));
	assert_null(strstr(script->trace, "request"));
}

static void edit__breaks_a_rule__stays_with_the_field_and_why(void **state)
{
	struct script *script = *state;

	focus_on(script, SETTINGS_EMAIL);
	clear_and_type(script, "nobody");
	to_continue(script);
	assert_int_equal(form_of(script)->stage, FORM_EDITING);
	assert_int_equal(model_dialog(&script->model)->item, 0);
	assert_non_null(form_of(script)->fields[0].problem);
	script_type(script, "@example.org");
	assert_null(form_of(script)->fields[0].problem);
}

static void confirm__too_soon_burst_or_pasted__sends_nothing(void **state)
{
	struct script *script = *state;
	struct message burst = {
		.kind = MESSAGE_KEY, .key = {.code = KEYPRESS_ENTER, .burst = true}};

	focus_on(script, SETTINGS_EMAIL);
	clear_and_type(script, "new@example.org");
	to_continue(script);
	script->trace[0] = '\0';
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	script_wait(script, 1000);
	script_send(script, burst);
	script_paste(script, "\r\n");
	assert_null(strstr(script->trace, "request"));
	assert_int_equal(form_of(script)->stage, FORM_CONFIRMING);
}

static void escape__asks_only_when_something_was_typed(void **state)
{
	struct script *script = *state;

	focus_on(script, SETTINGS_EMAIL);
	script_key(script, KEYPRESS_ESCAPE);
	assert_null(model_dialog(&script->model));
	script_key(script, KEYPRESS_ENTER);
	script_type(script, "x");
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_LEAVE);
	script_key(script, KEYPRESS_ENTER); /* Stay */
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_FORM);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_ENTER);
	assert_null(model_dialog(&script->model));
	assert_null(form_of(script)->ops);
}

/* ---- what comes of it ---- */

static void edit__changed_meanwhile__not_sent_and_shown_anew(void **state)
{
	struct script *script = *state;

	focus_on(script, SETTINGS_EMAIL);
	clear_and_type(script, "new@example.org");
	send(script);
	answer_user(script, "else@example.org");
	assert_int_equal(script_ticket(script, IDENTITY_UPDATE_USER), 0);
	assert_int_equal(form_of(script)->stage, FORM_EDITING);
	assert_string_equal(form_of(script)->fields[0].before, "else@example.org");
	assert_string_equal(form_of(script)->fields[0].line.text, "new@example.org");
	assert_non_null(strstr(form_of(script)->told, "meanwhile"));
	send(script);
	answer_user(script, "else@example.org");
	assert_int_not_equal(script_ticket(script, IDENTITY_UPDATE_USER), 0);
}

static void edit__refused__told_in_the_form_which_keeps_what_was_typed(void **state)
{
	struct script *script = *state;

	sent_edit(script);
	script_refuse(script, IDENTITY_UPDATE_USER, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(form_of(script)->stage, FORM_EDITING);
	assert_string_equal(form_of(script)->fields[0].line.text, "new@example.org");
	assert_non_null(strstr(form_of(script)->told, "does not allow"));
}

static void edit__no_answer__looked_at_and_told_as_seen(void **state)
{
	struct script *script = *state;

	sent_edit(script);
	script_refuse(script, IDENTITY_UPDATE_USER, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	assert_int_equal(script_ticket(script, IDENTITY_UPDATE_USER), 0);
	answer_user(script, "new@example.org");
	assert_null(form_of(script)->ops);
	assert_non_null(strstr(script_toast(script), "seen when looking again"));
}

static void edit__no_answer_and_not_done__says_so_after_three_looks(void **state)
{
	struct script *script = *state;

	sent_edit(script);
	script_refuse(script, IDENTITY_UPDATE_USER, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	answer_user(script, "old@example.org");
	script_wait(script, 10000);
	answer_user(script, "old@example.org");
	script_wait(script, 10000);
	answer_user(script, "old@example.org");
	assert_int_equal(form_of(script)->stage, FORM_EDITING);
	assert_non_null(strstr(form_of(script)->told, "not done so far"));
}

static void edit__left_while_sent__goes_on_and_is_told(void **state)
{
	struct script *script = *state;

	sent_edit(script);
	script_key(script, KEYPRESS_ESCAPE);
	assert_null(model_dialog(&script->model));
	script_key(script, KEYPRESS_ENTER);
	assert_null(model_dialog(&script->model)); /* one at a time */
	assert_non_null(strstr(script_toast(script), "waited for"));
	script_ok(script, IDENTITY_UPDATE_USER, NULL);
	assert_non_null(strstr(script_toast(script), "new@example.org"));
	assert_null(form_of(script)->ops);
}

static void leave__while_sent__waits_for_the_answer(void **state)
{
	struct script *script = *state;

	sent_edit(script);
	script_key(script, KEYPRESS_CTRL_C);
	assert_int_equal(script->quits, 0);
	script_ok(script, IDENTITY_UPDATE_USER, NULL);
	assert_int_equal(script->quits, 1);
}

/* ---- secrets ---- */

static void type_password(struct script *script, const char *one, const char *other)
{
	focus_on(script, SETTINGS_PASSWORD);
	script_type(script, "Demo-pass-1");
	script_key(script, KEYPRESS_TAB);
	script_type(script, one);
	script_key(script, KEYPRESS_TAB);
	script_type(script, other);
}

static void password__twice_the_same__sent_with_the_old_one(void **state)
{
	struct script *script = *state;

	type_password(script, "Better-pass-2", "Better-pass-2");
	send(script);
	assert_int_not_equal(script_ticket(script, IDENTITY_CHANGE_PASSWORD), 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(secret_input_length(form_of(script)->fields[i].secret), 0);
	}
	script_ok(script, IDENTITY_CHANGE_PASSWORD, NULL);
	assert_null(form_of(script)->ops);
}

static void password__typed_differently_or_weak_or_the_old_one__says_so(void **state)
{
	static const struct {
		const char *one, *other;
		size_t field;
	} cases[] = {{"Better-pass-2", "Better-pass-3", 2}, {"weak", "weak", 1},
		{"Demo-pass-1", "Demo-pass-1", 1}};
	struct script *script = *state;

	for (size_t i = 0; i < 3; i++) {
		type_password(script, cases[i].one, cases[i].other);
		to_continue(script);
		assert_int_equal(form_of(script)->stage, FORM_EDITING);
		assert_int_equal(model_dialog(&script->model)->item, cases[i].field);
		script_teardown(state);
		assert_int_equal(script_setup(state), 0);
		script = *state;
	}
}

static void pin__changed__sent_as_an_edit(void **state)
{
	struct script *script = *state;

	focus_on(script, SETTINGS_PIN_CHANGE);
	script_type(script, "135790");
	script_key(script, KEYPRESS_TAB);
	script_type(script, "135790");
	send(script);
	script_ok(script, IDENTITY_UPDATE_USER, NULL);
	assert_non_null(strstr(script_toast(script), "support PIN"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(edit__confirmed__looked_at_then_sent_then_read_again),
		SCRIPT_CASE(edit__nothing_changed__says_so_and_sends_nothing),
		SCRIPT_CASE(edit__breaks_a_rule__stays_with_the_field_and_why),
		SCRIPT_CASE(confirm__too_soon_burst_or_pasted__sends_nothing),
		SCRIPT_CASE(escape__asks_only_when_something_was_typed),
		SCRIPT_CASE(edit__changed_meanwhile__not_sent_and_shown_anew),
		SCRIPT_CASE(edit__refused__told_in_the_form_which_keeps_what_was_typed),
		SCRIPT_CASE(edit__no_answer__looked_at_and_told_as_seen),
		SCRIPT_CASE(edit__no_answer_and_not_done__says_so_after_three_looks),
		SCRIPT_CASE(edit__left_while_sent__goes_on_and_is_told),
		SCRIPT_CASE(leave__while_sent__waits_for_the_answer),
		SCRIPT_CASE(password__twice_the_same__sent_with_the_old_one),
		SCRIPT_CASE(password__typed_differently_or_weak_or_the_old_one__says_so),
		SCRIPT_CASE(pin__changed__sent_as_an_edit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

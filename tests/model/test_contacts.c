/* SPDX-License-Identifier: MIT
 * The list of contacts and the forms about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "contact_steps.h"
#include "keyturn/memory.h"

static const char KEY[] = "0123456789abcdef0123456789abcdef";

static const char *name_of(const struct script *script, size_t row)
{
	return model_contact(&script->model, row)->name;
}

/* ---- the list ---- */

static void sort__goes_round_and_keeps_the_selected_one(void **state)
{
	static const char *const firsts[] = {"jqsmith", "dev1", "kmanage", "dev1"};
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	assert_string_equal(name_of(script, 0), "dev1");
	steps_contact_select(script, "off1");
	for (size_t i = 0; i < 4; i++) { /* role, e-mail, age, name again */
		script_key(script, 'o');
		assert_string_equal(name_of(script, 0), firsts[i]);
		assert_string_equal(name_of(script, script->model.settings.contact), "off1");
	}
}

static void letters__not_on_a_contact__say_where_to_go(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	script_type(script, "e");
	assert_null(model_dialog(&script->model));
	assert_non_null(strstr(script_toast(script), "First go to a contact"));
}

static void letters__plain_user__told_who_may(void **state)
{
	static const char letters[] = "nexd";
	struct script *script = *state;

	steps_contacts(script, ROLE_DEFAULT, KEY);
	steps_contact_select(script, "dev1");
	for (size_t i = 0; letters[i] != '\0'; i++) {
		script_key(script, (uint32_t)letters[i]);
		assert_null(model_dialog(&script->model));
		assert_non_null(
			strstr(script_toast(script), "only the account's owner or a manager"));
	}
}

static void owner__of_a_plain_user__learnt_in_one_request(void **state)
{
	struct script *script = *state;
	struct identity_reply reply = {.op = IDENTITY_LIST_ADMINS, .outcome = OUTCOME_OK};

	steps_contacts(script, ROLE_DEFAULT, KEY);
	reply.users = memory_alloc(sizeof(*reply.users) + sizeof(reply.users->users[0]));
	reply.users->count = 1;
	reply.users->users[0] = (struct user){.id = "2", .name = "kmanage"};
	script_reply(script, script_ticket(script, IDENTITY_LIST_ADMINS), &reply);
	steps_contact_select(script, "kmanage");
	const struct settings *page = &script->model.settings;
	assert_int_equal(page->roles[page->rows[page->contact]], ROLE_OWNER);
}

/* ---- the forms ---- */

static void to_last_button(struct script *script)
{
	while (model_form_button(&script->model, model_dialog(&script->model)->item) != FORM_GO) {
		script_key(script, KEYPRESS_TAB);
	}
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
}

static void answer_as_listed(struct script *script, const struct user *user)
{
	struct identity_reply reply;

	script_good_reply(IDENTITY_GET_USER, NULL, &reply);
	reply.users->users[0] = *user;
	script_reply(script, script_ticket(script, IDENTITY_GET_USER), &reply);
}

static void disable__looked_at_then_sent(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_select(script, "dev1");
	const struct user user = *model_contact(&script->model, script->model.settings.contact);
	script_key(script, 'x');
	assert_string_equal(model_form_title(&script->model), "Disable Contact");
	to_last_button(script);
	answer_as_listed(script, &user);
	const struct identity_request *request = &script->model.form.change.request;
	assert_int_equal(request->op, IDENTITY_UPDATE_USER);
	assert_string_equal(request->user_id, "3");
	assert_int_equal(request->edit->fields, USER_ENABLED);
	assert_false(request->edit->enabled);
}

static void enable__of_a_disabled_one(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_select(script, "off1");
	script_key(script, 'x');
	assert_string_equal(model_form_title(&script->model), "Enable Contact");
}

static void delete__another_name_typed__not_confirmed(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_select(script, "dev1");
	script_key(script, 'd');
	script_type(script, "dev2");
	to_last_button(script);
	assert_int_equal(script->model.form.stage, FORM_EDITING);
	assert_non_null(script->model.form.fields[0].problem);
}

static void delete__from_their_page__back_to_the_list_which_is_read_again(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_page(script, "dev1", ROLE_DEFAULT, KEY);
	const struct user user = script->model.contact.user;
	script_key(script, 'd');
	script_type(script, "dev1");
	to_last_button(script);
	assert_int_equal(script->model.form.stage, FORM_CONFIRMING);
	to_last_button(script);
	answer_as_listed(script, &user);
	script_ok(script, IDENTITY_DELETE_USER, NULL);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
	assert_int_not_equal(script_ticket(script, IDENTITY_LIST_USERS), 0);
}

static void add_dev4(struct script *script)
{
	steps_contacts(script, ROLE_OWNER, KEY);
	script_key(script, 'n');
	script_type(script, "dev4");
	script_key(script, KEYPRESS_TAB);
	script_type(script, "dev4@example.org");
	to_last_button(script);
	assert_int_equal(script->model.form.stage, FORM_CONFIRMING);
	to_last_button(script);
	assert_string_equal(script->model.form.change.request.edit->name, "dev4");
}

static void add__service_makes_the_password__told_once(void **state)
{
	struct script *script = *state;
	struct identity_reply reply = {.op = IDENTITY_ADD_USER, .outcome = OUTCOME_OK};

	add_dev4(script);
	reply.secret = secret_create("Made-pass-1", 11);
	script_reply(script, script_ticket(script, IDENTITY_ADD_USER), &reply);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_ONCE);
	assert_string_equal(script->model.once.whose, "dev4");
}

static void add__no_answer_but_seen__its_password_is_lost_and_said(void **state)
{
	struct script *script = *state;

	add_dev4(script);
	script_refuse(script, IDENTITY_ADD_USER, OUTCOME_UNKNOWN, ERROR_OUTCOME_UNKNOWN);
	script_ok(script, IDENTITY_FIND_USER, NULL);
	assert_null(model_dialog(&script->model));
	assert_non_null(strstr(script_toast(script), "set another one"));
}

static void add_role__of_those_offered_and_not_held(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_page(script, "dev1", ROLE_DEFAULT, KEY);
	script->model.contact.focus = CONTACT_ADD_ROLE;
	script_key(script, KEYPRESS_ENTER);
	script_key(script, KEYPRESS_RIGHT);
	to_last_button(script);
	to_last_button(script);
	assert_int_equal(script->model.form.change.request.op, IDENTITY_ADD_ROLE);
	assert_string_equal(script->model.form.change.request.item_id, "10000262");
}

static void set_password__twice_the_same__sent(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_page(script, "dev1", ROLE_DEFAULT, KEY);
	script->model.contact.focus = CONTACT_PASSWORD;
	script_key(script, KEYPRESS_ENTER);
	script_type(script, "New-pass-123");
	script_key(script, KEYPRESS_TAB);
	script_type(script, "New-pass-123");
	to_last_button(script);
	to_last_button(script);
	assert_int_equal(script->model.form.change.request.edit->fields, USER_PASSWORD);
	assert_non_null(script->model.form.change.request.secret);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(sort__goes_round_and_keeps_the_selected_one),
		SCRIPT_CASE(letters__not_on_a_contact__say_where_to_go),
		SCRIPT_CASE(letters__plain_user__told_who_may),
		SCRIPT_CASE(owner__of_a_plain_user__learnt_in_one_request),
		SCRIPT_CASE(disable__looked_at_then_sent),
		SCRIPT_CASE(enable__of_a_disabled_one),
		SCRIPT_CASE(delete__another_name_typed__not_confirmed),
		SCRIPT_CASE(delete__from_their_page__back_to_the_list_which_is_read_again),
		SCRIPT_CASE(add__service_makes_the_password__told_once),
		SCRIPT_CASE(add__no_answer_but_seen__its_password_is_lost_and_said),
		SCRIPT_CASE(add_role__of_those_offered_and_not_held),
		SCRIPT_CASE(set_password__twice_the_same__sent),
	};

	return cmocka_run_group_tests_name("contacts", tests, NULL, NULL);
}

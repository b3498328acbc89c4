/* SPDX-License-Identifier: MIT
 * The page of one contact: what is read, whose key is meant, what may be done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "contact_steps.h"

static const char KEY[] = "0123456789abcdef0123456789abcdef";
static const char THEIRS[] = "fedcba9876543210fedcba9876543210";

static const struct contact *page_of(const struct script *script)
{
	return &script->model.contact;
}

/* ---- reading ---- */

static void enter__on_a_contact__reads_all_of_them_afresh(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_select(script, "dev1");
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_CONTACT);
	assert_string_equal(page_of(script)->user.name, "dev1");
	assert_int_not_equal(script_ticket(script, IDENTITY_GET_USER), 0);
	assert_int_not_equal(script_ticket(script, IDENTITY_LIST_ROLES), 0);
	assert_int_not_equal(script_ticket(script, IDENTITY_GET_KEY), 0);
	steps_contact_answer(script, ROLE_DEFAULT, THEIRS);
	assert_int_equal(page_of(script)->role, ROLE_DEFAULT);
	assert_string_equal(page_of(script)->key.user, "dev1");
}

static void their_key__own_fingerprint_stays_on_its_page(void **state)
{
	struct script *script = *state;
	char own[SECRET_FINGERPRINT_SIZE];

	steps_contacts(script, ROLE_OWNER, KEY);
	strcpy(own, script->model.settings.key.fingerprint);
	steps_contact_page(script, "dev1", ROLE_DEFAULT, THEIRS);
	assert_string_not_equal(page_of(script)->key.fingerprint, own);
	assert_string_equal(
		model_key(&script->model)->fingerprint, page_of(script)->key.fingerprint);
	script_key(script, KEYPRESS_ESCAPE);
	assert_string_equal(script->model.settings.key.fingerprint, own);
	assert_string_equal(model_key(&script->model)->fingerprint, own);
}

static void back__same_row_and_nothing_read_again(void **state)
{
	struct script *script = *state;
	size_t row;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_select(script, "kmanage");
	row = script->model.settings.contact;
	steps_contact_page(script, "kmanage", ROLE_MANAGER, THEIRS);
	script->trace[0] = '\0';
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
	assert_int_equal(script->model.settings.contact, row);
	assert_null(strstr(script->trace, "request"));
	/* what was learnt of their role stays in the list */
	assert_int_equal(
		script->model.settings.roles[script->model.settings.rows[row]], ROLE_MANAGER);
}

static void back__while_read__answers_are_dropped(void **state)
{
	struct script *script = *state;
	uint32_t ticket;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_select(script, "dev1");
	script_key(script, KEYPRESS_ENTER);
	ticket = script_ticket(script, IDENTITY_GET_KEY);
	script_key(script, KEYPRESS_ESCAPE);
	struct identity_reply reply;
	script_good_reply(IDENTITY_GET_KEY, THEIRS, &reply);
	script_reply(script, ticket, &reply);
	assert_int_equal(script->model.dropped, 1);
}

static void oneself__page_is_about_the_own_key(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_page(script, "jqsmith", ROLE_OWNER, KEY);
	assert_ptr_equal(model_key(&script->model), &script->model.settings.key);
}

/* ---- the key ---- */

static void show__asks_for_theirs_and_notes_it_as_theirs(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_page(script, "dev1", ROLE_DEFAULT, THEIRS);
	script_key(script, 's');
	assert_string_equal(script->effects.items[0].request.user_id, "3");
	assert_string_equal(script->effects.items[0].request.username, "dev1");
	script_ok(script, IDENTITY_GET_KEY, THEIRS);
	assert_true(script_shows(script, THEIRS));
	assert_string_equal(script->model.reveal.whose, "dev1");
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->model.reveal.what, REVEAL_NOTHING);
}

static void reset__is_of_their_key(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_page(script, "dev1", ROLE_DEFAULT, THEIRS);
	script_key(script, 'r');
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESET);
	assert_string_equal(script->model.rotation.user_id, "3");
	assert_string_equal(script->model.rotation.user_name, "dev1");
	script_ok(script, IDENTITY_GET_KEY, THEIRS);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
	script_ok(script, IDENTITY_RESET_KEY, KEY);
	assert_string_equal(
		page_of(script)->key.fingerprint, script->model.rotation.new_trace.fingerprint);
	assert_int_not_equal(page_of(script)->key.last_reset, 0);
	assert_int_equal(script->model.settings.key.last_reset, 0);
}

static void key__forbidden__says_so(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_select(script, "dev1");
	script_key(script, KEYPRESS_ENTER);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(page_of(script)->key_load.state, LOAD_FAILED);
	assert_int_equal(page_of(script)->key_load.error.kind, ERROR_FORBIDDEN);
}

static void not_permitted__nothing_is_asked_and_the_reason_told(void **state)
{
	static const uint32_t keys[] = {'s', 'c', 'r', 'p', 'e', 'x', 'd'};
	struct script *script = *state;

	steps_contacts(script, ROLE_DEFAULT, KEY);
	steps_contact_page(script, "dev1", ROLE_DEFAULT, NULL);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		script->trace[0] = '\0';
		script_key(script, keys[i]);
		assert_null(model_dialog(&script->model));
		assert_null(strstr(script->trace, "request"));
		assert_non_null(
			strstr(script_toast(script), "only the account's owner or a manager"));
	}
}

static void lock__on_a_contacts_page__comes_back_to_the_list(void **state)
{
	struct script *script = *state;

	steps_contacts(script, ROLE_OWNER, KEY);
	steps_contact_page(script, "dev1", ROLE_DEFAULT, THEIRS);
	script_key(script, 'L');
	assert_int_equal(script->model.page, PAGE_SIGN_IN);
	assert_string_equal(page_of(script)->user.name, "");
	assert_int_equal(script->model.sign_in.after, PAGE_SETTINGS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(enter__on_a_contact__reads_all_of_them_afresh),
		SCRIPT_CASE(their_key__own_fingerprint_stays_on_its_page),
		SCRIPT_CASE(back__same_row_and_nothing_read_again),
		SCRIPT_CASE(back__while_read__answers_are_dropped),
		SCRIPT_CASE(oneself__page_is_about_the_own_key),
		SCRIPT_CASE(show__asks_for_theirs_and_notes_it_as_theirs),
		SCRIPT_CASE(reset__is_of_their_key),
		SCRIPT_CASE(key__forbidden__says_so),
		SCRIPT_CASE(not_permitted__nothing_is_asked_and_the_reason_told),
		SCRIPT_CASE(lock__on_a_contacts_page__comes_back_to_the_list),
	};

	return cmocka_run_group_tests_name("contact", tests, NULL, NULL);
}

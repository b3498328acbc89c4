/* SPDX-License-Identifier: MIT
 * No key is ignored in silence or acts on something it was not meant for; every list can be searched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char KEY[] = "0123456789abcdef0123456789abcdef";

static void nothing_was_asked_for(struct script *script)
{
	assert_null(strstr(script->trace, "copy"));
	assert_null(strstr(script->trace, "request"));
	assert_int_equal(script->model.dialog_count, 0);
}

static void slash__nothing_to_search__letters_after_it_never_act(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_type(script, "/");
	assert_non_null(strstr(script_toast(script), "nothing to search"));
	size_t told = script->model.log_count;
	script_type(script, "carolsmaqL?:M jk ");
	assert_int_equal(script->model.page, PAGE_HOME);
	assert_true(script->model.signed_in);
	assert_int_equal(script->model.home.focus, HOME_SETTINGS);
	nothing_was_asked_for(script);
	assert_int_equal(script->model.log_count, told); /* once */
	script_key(script, KEYPRESS_ENTER);              /* ends it and does nothing else */
	assert_int_equal(script->model.page, PAGE_HOME);
	script_key(script, 'm');
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_MENU);
}

static void slash__in_the_reset_popup__letters_after_it_never_act(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	script_type(script, "/pq ");
	assert_int_equal(script->model.dialog_count, 1);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESET);
	script_key(script, KEYPRESS_TAB); /* not text any more: it acts again */
	assert_false(script->model.ignoring);
	assert_int_equal(model_dialog(&script->model)->item, RESET_GENERATE);
}

static void slash__settings__searches_the_contacts(void **state)
{
	struct script *script = *state;
	const struct settings *page = &script->model.settings;

	script_settings(script, KEY);
	size_t all = page->row_count;
	const char *name = page->contacts->users[all - 1].name;
	script_type(script, "/");
	script_type(script, name);
	nothing_was_asked_for(script);
	assert_int_equal(page->row_count, 1);
	assert_int_equal(page->rows[0], all - 1);
	script_key(script, KEYPRESS_ENTER);
	assert_false(model_text_entry(&script->model));
	assert_int_equal(page->row_count, 1);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(page->row_count, all);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
}

static void slash__places__leaves_out_the_row_that_was_found(void **state)
{
	struct script *script = *state;
	size_t rows[8];

	script_settings(script, KEY);
	script->hold_search = true;
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	script_found(script, "/etc/one", HOLDER_UPDATE);
	script_found(script, "/etc/two", HOLDER_UPDATE);
	script_key(script, 'p');
	script_type(script, "/two");
	assert_int_equal(
		model_dialog_matching(&script->model, model_dialog(&script->model), rows, 8), 1);
	script_key(script, KEYPRESS_ENTER); /* keeps the search, */
	script_key(script, KEYPRESS_ENTER); /* and leaves it out */
	assert_int_equal(script->model.rotation.places[0]->status, HOLDER_FOUND);
	assert_int_equal(script->model.rotation.places[1]->status, HOLDER_EXCLUDED);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PLACES);
	assert_int_equal(
		model_dialog_matching(&script->model, model_dialog(&script->model), rows, 8), 2);
}

static void slash__messages__narrows_them(void **state)
{
	struct script *script = *state;
	size_t rows[8];

	script_settings(script, KEY);
	script_key(script, 'z');
	script_key(script, 'M');
	script_type(script, "/signed in");
	assert_int_equal(
		model_dialog_matching(&script->model, model_dialog(&script->model), rows, 8), 1);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_MESSAGES);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->model.dialog_count, 0);
}

static void key__means_nothing_here__says_so_once(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, 'z');
	assert_string_equal(script_toast(script), "z does nothing here; F1 shows the keys that do");
	size_t told = script->model.log_count;
	script_key(script, 'z');
	assert_int_equal(script->model.log_count, told);
	script_key(script, 'c');
	assert_string_equal(script_toast(script),
		"c (copy): this works on Settings & Contacts; ':' goes there");
	script_key(script, 'm');
	script_key(script, 'M');
	assert_string_equal(
		script_toast(script), "M (messages): not while this is open; Esc closes it");
}

static void enter__nothing_to_press__says_so(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, 'm');
	script_key(script, 'j');
	script_key(script, 'j');
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_ACTIVITY);
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(script_toast(script), "There is nothing to open or press here");
}

static void palette__from_home__goes_to_the_page_and_does_it(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_type(script, ":rotate");
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_SETTINGS);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESET);
}

static void palette__cannot_be_done__is_listed_and_says_why(void **state)
{
	struct script *script = *state;
	enum action actions[ACTION_COUNT];

	script_sign_in(script);
	script_type(script, ":search");
	assert_int_equal(model_palette_matching(&script->model, actions, ACTION_COUNT), 1);
	assert_int_equal(actions[0], ACTION_SEARCH);
	assert_non_null(model_palette_refusal(&script->model, ACTION_SEARCH));
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(
		script_toast(script), "search: there is nothing to search on this page");
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PALETTE);
}

static void places__from_settings__searches_until_it_is_left(void **state)
{
	struct script *script = *state;
	const struct model *model = &script->model;

	script_settings(script, KEY);
	script->hold_search = true;
	script_key(script, 'p');
	assert_int_equal(model_dialog(model)->kind, DIALOG_PLACES);
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_int_equal(model->rotation.search, SEARCH_RUNNING);
	script_found(script, "/etc/one", HOLDER_UPDATE);
	assert_int_equal(model->rotation.place_count, 1);
	script_key(script, ' '); /* nothing is asked: it closes the list */
	assert_int_equal(model->dialog_count, 0);
	assert_int_equal(model->rotation.step, ROTATION_IDLE);
	assert_non_null(strstr(script->trace, "stop search"));
	assert_int_equal(script->resets, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(slash__nothing_to_search__letters_after_it_never_act),
		SCRIPT_CASE(slash__in_the_reset_popup__letters_after_it_never_act),
		SCRIPT_CASE(slash__settings__searches_the_contacts),
		SCRIPT_CASE(slash__places__leaves_out_the_row_that_was_found),
		SCRIPT_CASE(slash__messages__narrows_them),
		SCRIPT_CASE(places__from_settings__searches_until_it_is_left),
		SCRIPT_CASE(key__means_nothing_here__says_so_once),
		SCRIPT_CASE(enter__nothing_to_press__says_so),
		SCRIPT_CASE(palette__from_home__goes_to_the_page_and_does_it),
		SCRIPT_CASE(palette__cannot_be_done__is_listed_and_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

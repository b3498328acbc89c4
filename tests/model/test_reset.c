/* SPDX-License-Identifier: MIT
 * The popup before a reset: hard to confirm by accident, and what it says of this machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "reset_steps.h"

/* ---- the popup ---- */

static void popup__everything_that_is_not_yes__is_no(void **state)
{
	static const uint32_t keys[] = {KEYPRESS_ENTER, ' ', KEYPRESS_ESCAPE, 'q'};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		script_close(script);
		script_open(script, &script_options);
		reset_popup(script);
		script_wait(script, 1000);
		script_key(script, keys[i]);
		assert_int_equal(script->model.dialog_count, 0);
		assert_int_equal(script->model.rotation.step, ROTATION_IDLE);
		assert_null(script->model.rotation.old_credential.parts[0]);
		assert_int_equal(script->resets, 0);
	}
}

static void popup__enter_at_once_or_in_a_burst_or_pasted__asks_once_more(void **state)
{
	struct script *script = *state;
	struct message enter = {.kind = MESSAGE_KEY, .key.code = KEYPRESS_ENTER};

	reset_popup(script);
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

/* Anything but a key may hide what is there. */
static void popup__something_else_came__yes_wants_the_focus_anew(void **state)
{
	static const enum message_kind kinds[] = {
		MESSAGE_PASTE_END, MESSAGE_PASTE_CUT, MESSAGE_ANSWER_CUT, MESSAGE_NOISE};
	struct script *script = *state;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		script_close(script);
		script_open(script, &script_options);
		reset_popup(script);
		script_key(script, KEYPRESS_TAB);
		script_wait(script, 1000);
		script_send(script, (struct message){.kind = kinds[i]});
		script_wait(script, 1000);
		script_key(script, KEYPRESS_ENTER);
		script_key(script, KEYPRESS_ENTER);
		assert_int_equal(script->resets, 0);
		assert_non_null(strstr(script_toast(script), "go to this button again"));
		script_click(script, RESET_GENERATE, 0);
		assert_int_equal(script->resets, 0);
		script_click(script, RESET_GENERATE, 0);
		assert_int_equal(script->resets, 1);
	}
}

static void popup__doubted_behind_the_places__still_wants_the_focus_anew(void **state)
{
	struct script *script = *state;

	reset_popup(script);
	script_key(script, KEYPRESS_TAB);
	script_key(script, 'p');
	script_send(script, (struct message){.kind = MESSAGE_NOISE});
	script_key(script, KEYPRESS_ESCAPE);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
	script_key(script, KEYPRESS_BACK_TAB);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
}

static void popup__focus_moved_away_and_back__time_starts_anew(void **state)
{
	struct script *script = *state;

	reset_popup(script);
	script_key(script, 'l');
	script_wait(script, 1000);
	script_key(script, 'h');
	script_key(script, 'l');
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
}

static void popup__tab_and_arrows__go_through_what_can_be_pressed(void **state)
{
	static const struct {
		uint32_t key;
		enum reset_item item;
	} moves[] = {{KEYPRESS_TAB, RESET_GENERATE}, {KEYPRESS_TAB, RESET_PLACES},
		{KEYPRESS_TAB, RESET_LEAKED}, {KEYPRESS_TAB, RESET_CANCEL},
		{KEYPRESS_BACK_TAB, RESET_LEAKED}, {KEYPRESS_LEFT, RESET_LEAKED},
		{KEYPRESS_DOWN, RESET_CANCEL}, {KEYPRESS_LEFT, RESET_CANCEL}, {'l', RESET_GENERATE},
		{'l', RESET_PLACES}, {'l', RESET_PLACES}, {'h', RESET_GENERATE},
		{'k', RESET_LEAKED}, {'k', RESET_LEAKED}, {'j', RESET_CANCEL}, {'j', RESET_CANCEL}};
	struct script *script = *state;

	reset_popup(script);
	for (size_t i = 0; i < sizeof(moves) / sizeof(*moves); i++) {
		script_key(script, moves[i].key);
		assert_int_equal(model_dialog(&script->model)->item, moves[i].item);
	}
}

static void popup__it_leaked__box_ticked_and_unticked(void **state)
{
	struct script *script = *state;

	reset_popup(script);
	script_key(script, KEYPRESS_UP);
	script_key(script, ' ');
	assert_true(script->model.rotation.leaked);
	script_key(script, KEYPRESS_ENTER);
	assert_false(script->model.rotation.leaked);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESET);
}

static void popup__search_still_running__generate_stops_it(void **state)
{
	struct script *script = *state;

	script->hold_search = true;
	reset_popup(script);
	script_found(script, "/home/j/.env", HOLDER_UPDATE);
	assert_int_equal(script->model.rotation.search, SEARCH_RUNNING);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace, "stop search\n"));
	assert_int_equal(script->model.rotation.search, SEARCH_STOPPED);
	script_found(script, "/home/j/late", HOLDER_UPDATE); /* the journal has its list */
	assert_int_equal(script->model.rotation.place_count, 1);
	reset_finish(script);
	assert_false(script->model.settings.key.searched);
	assert_true(rotation_something_left(&script->model.rotation));
}

static void popup__cancelled__search_stopped_and_places_freed(void **state)
{
	struct script *script = *state;

	script->hold_search = true;
	reset_popup(script);
	script_found(script, "/home/j/.env", HOLDER_UPDATE);
	script_key(script, KEYPRESS_ESCAPE);
	assert_non_null(strstr(script->trace, "stop search\n"));
	assert_int_equal(script->model.rotation.place_count, 0);
	script_found(script, "/home/j/late", HOLDER_UPDATE);
	script_searched(script);
	assert_int_equal(script->model.rotation.place_count, 0);
	assert_false(script->model.settings.key.searched);
}

/* ---- the places ---- */

static void places__enter_and_space__leave_a_file_out_and_take_it_in(void **state)
{
	struct script *script = *state;
	const struct rotation *rotation = &script->model.rotation;

	reset_places(script);
	script_key(script, ' ');
	assert_int_equal(rotation->places[0]->status, HOLDER_EXCLUDED);
	assert_int_equal(rotation_count(rotation).excluded, 1);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(rotation->places[0]->status, HOLDER_FOUND);
	assert_int_equal(rotation_count(rotation).update, 1);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESET);
	assert_int_equal(rotation->step, ROTATION_CONFIRMING);
}

static void places__not_keyturns_to_update__told_why(void **state)
{
	struct script *script = *state;
	const struct rotation *rotation = &script->model.rotation;

	reset_places(script);
	script_key(script, 'j');
	script_key(script, ' ');
	assert_non_null(strstr(script_toast(script), "by hand"));
	script_key(script, KEYPRESS_END);
	assert_int_equal(model_dialog(&script->model)->item, 2);
	script_key(script, ' ');
	assert_non_null(strstr(script_toast(script), "restart it"));
	assert_int_equal(rotation->places[1]->status, HOLDER_FOUND);
	assert_int_equal(rotation->places[2]->status, HOLDER_FOUND);
}

static void places__what_was_not_searched__is_listed_behind_them_and_told_why(void **state)
{
	struct script *script = *state;
	struct rotation *rotation = &script->model.rotation;

	reset_places(script);
	unsearched_add(&rotation->unsearched, UNSEARCHED_UNREADABLE, "/home/j/shut", "no right");
	script_key(script, KEYPRESS_END);
	assert_int_equal(model_dialog(&script->model)->item, 3);
	script_key(script, ' ');
	assert_non_null(strstr(script_toast(script), "Not searched: no right"));
	assert_int_equal(rotation_count(rotation).excluded, 0);
	script_key(script, '/');
	script_type(script, "shut");
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_dialog(&script->model)->item, 0);
	script_key(script, ' ');
	assert_non_null(strstr(script_toast(script), "Not searched: no right"));
}

static void places__back_from_them__generate_wants_its_time_again(void **state)
{
	struct script *script = *state;

	reset_places(script);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 1000);
	script_key(script, 'p');
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
}

static void places__after_the_reset__only_to_be_read(void **state)
{
	struct script *script = *state;
	const struct rotation *rotation = &script->model.rotation;

	reset_places(script);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	script_key(script, 'p'); /* not while it goes on */
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
	reset_finish(script);
	script_key(script, 'p');
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PLACES);
	assert_int_equal(script->model.reveal.what, REVEAL_NOTHING);
	assert_int_equal(rotation->places[0]->status, HOLDER_UPDATED);
	assert_int_equal(rotation->places[1]->status, HOLDER_LEFT);
	script_key(script, ' ');
	assert_int_equal(rotation->places[0]->status, HOLDER_UPDATED);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_PROGRESS);
}

/* ---- not by accident ---- */

static void popup__other_letters_and_resizes__neither_move_nor_confirm(void **state)
{
	static const char letters[] = "abcdefgimnorstuvwxyzGMR:/1";
	struct script *script = *state;

	reset_popup(script);
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

	reset_popup(script);
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

	script_settings(script, RESET_OLD);
	script_key(script, 'r');
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 5000);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 0);
	script_ok(script, IDENTITY_GET_KEY, RESET_OLD);
	script_key(script, KEYPRESS_ENTER); /* aimed at the button that did nothing */
	assert_int_equal(script->resets, 0);
	script_wait(script, 300);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
}

static void popup__key_not_readable__told_and_no_key_reaches_the_page(void **state)
{
	struct script *script = *state;

	script_settings(script, RESET_OLD);
	script_key(script, 'r');
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_non_null(strstr(script_toast(script), error_sentence(ERROR_FORBIDDEN)));
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.dialog_count, 1);
	assert_int_equal(script->resets, 0);
	assert_int_equal(script_ticket(script, IDENTITY_GET_KEY), 0); /* Copy was not pressed */
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->model.dialog_count, 0);
}

static void popup__enter_twice__one_reset(void **state)
{
	struct script *script = *state;

	reset_confirm(script);
	script_key(script, KEYPRESS_ENTER);
	script_key(script, KEYPRESS_ENTER);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->resets, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(popup__everything_that_is_not_yes__is_no),
		SCRIPT_CASE(popup__enter_at_once_or_in_a_burst_or_pasted__asks_once_more),
		SCRIPT_CASE(popup__something_else_came__yes_wants_the_focus_anew),
		SCRIPT_CASE(popup__doubted_behind_the_places__still_wants_the_focus_anew),
		SCRIPT_CASE(popup__focus_moved_away_and_back__time_starts_anew),
		SCRIPT_CASE(popup__tab_and_arrows__go_through_what_can_be_pressed),
		SCRIPT_CASE(popup__it_leaked__box_ticked_and_unticked),
		SCRIPT_CASE(popup__search_still_running__generate_stops_it),
		SCRIPT_CASE(popup__cancelled__search_stopped_and_places_freed),
		SCRIPT_CASE(places__enter_and_space__leave_a_file_out_and_take_it_in),
		SCRIPT_CASE(places__not_keyturns_to_update__told_why),
		SCRIPT_CASE(places__what_was_not_searched__is_listed_behind_them_and_told_why),
		SCRIPT_CASE(places__back_from_them__generate_wants_its_time_again),
		SCRIPT_CASE(places__after_the_reset__only_to_be_read),
		SCRIPT_CASE(popup__other_letters_and_resizes__neither_move_nor_confirm),
		SCRIPT_CASE(popup__too_small_to_see__takes_no_keys),
		SCRIPT_CASE(popup__key_still_being_read__button_does_nothing),
		SCRIPT_CASE(popup__key_not_readable__told_and_no_key_reaches_the_page),
		SCRIPT_CASE(popup__enter_twice__one_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

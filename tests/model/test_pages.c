/* SPDX-License-Identifier: MIT
 * Home, the menu, the lists and the small dialogs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static enum dialog_kind top(const struct script *script)
{
	assert_true(script->model.dialog_count > 0);
	return model_dialog(&script->model)->kind;
}

static void home__focus__goes_round_and_enter_opens(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	assert_int_equal(script->model.home.focus, HOME_SETTINGS);
	script_key(script, KEYPRESS_BACK_TAB);
	assert_int_equal(script->model.home.focus, HOME_MENU);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(top(script), DIALOG_MENU);
	script_key(script, KEYPRESS_ESCAPE);
	script_key(script, 'j');
	assert_int_equal(script->model.home.focus, HOME_SETTINGS);
	script_key(script, 'k');
	script_key(script, 'k');
	assert_int_equal(script->model.home.focus, HOME_MENU);
	script_key(script, KEYPRESS_END);
	script_key(script, ' ');
	assert_int_equal(script->model.page, PAGE_SERVICES);
	script_key(script, 'q');
	assert_int_equal(script->model.page, PAGE_HOME);
}

/* At first start, when there is no profile; once. */
static void home__no_profile__offers_to_save_the_account(void **state)
{
	struct script *script = *state;

	script->model.options.may_save_profile = true;
	script_sign_in(script);
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_TAB);
	assert_int_equal(script->model.home.focus, HOME_SAVE);
	script_key(script, KEYPRESS_ENTER);
	assert_non_null(strstr(script->trace, "save jqsmith at https://"));
	assert_int_equal(script->model.home.focus, HOME_SETTINGS);
	script_key(script, KEYPRESS_END);
	assert_int_equal(script->model.home.focus, HOME_SERVICES);
	assert_false(model_offers_profile(&script->model));
}

static void menu__every_item__goes_where_it_says(void **state)
{
	static const enum page pages[] = {[MENU_SETTINGS] = PAGE_SETTINGS,
		[MENU_SERVICES] = PAGE_SERVICES,
		[MENU_ACTIVITY] = PAGE_ACTIVITY,
		[MENU_SWITCH] = PAGE_HOME,
		[MENU_LOCK] = PAGE_SIGN_IN,
		[MENU_SIGN_OUT] = PAGE_SIGN_IN};
	struct script *script = *state;

	for (int item = 0; item < MENU_COUNT; item++) {
		script_close(script);
		script_open(script, &script_options);
		script_sign_in(script);
		script_key(script, item % 2 == 0 ? 'm' : KEYPRESS_F10);
		for (int i = 0; i < item; i++) {
			script_key(script, KEYPRESS_DOWN);
		}
		assert_int_equal(model_dialog(&script->model)->item, item);
		script_key(script, KEYPRESS_ENTER);
		assert_int_equal(script->model.page, pages[item]);
		assert_int_equal(script->model.dialog_count, item == MENU_SWITCH ? 1 : 0);
		assert_int_equal(script->model.sign_in.locked, item == MENU_LOCK);
	}
}

static void search__services__narrows_while_typing(void **state)
{
	struct script *script = *state;
	size_t indices[8];

	script_sign_in(script);
	script_key(script, 'm');
	script_key(script, 'j');
	script_key(script, KEYPRESS_ENTER);
	script_key(script, 'G');
	assert_int_equal(script->model.services.list.selected, 2);
	script_key(script, '/');
	assert_true(model_text_entry(&script->model));
	script_type(script, "ord");
	assert_int_equal(model_services_matching(&script->model, indices, 8), 1);
	assert_int_equal(indices[0], 1);
	assert_int_equal(script->model.services.list.selected, 0);
	script_key(script, KEYPRESS_ENTER); /* keeps it */
	assert_false(model_text_entry(&script->model));
	assert_int_equal(model_services_matching(&script->model, indices, 8), 1);
	script_key(script, KEYPRESS_ESCAPE); /* clears it */
	assert_int_equal(model_services_matching(&script->model, indices, 8), 3);
	assert_int_equal(script->model.page, PAGE_SERVICES);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->model.page, PAGE_HOME);
}

static void services__enter__tells_the_whole_url(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, 'm');
	script_key(script, 'j');
	script_key(script, KEYPRESS_ENTER);
	script_key(script, 'j');
	script_key(script, KEYPRESS_ENTER);
	assert_string_equal(script_toast(script), script->model.catalog->endpoints[1].url);
	script_key(script, '/');
	script_type(script, "zzz");
	script_key(script, KEYPRESS_ENTER); /* keeps the search, */
	script_key(script, KEYPRESS_ENTER); /* and there is no row now */
	assert_string_equal(script_toast(script), "There is nothing to open or press here");
	assert_int_equal(script->model.page, PAGE_SERVICES);
}

static void search__nothing_found__moves_do_no_harm(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, 'j');
	script_key(script, KEYPRESS_ENTER);
	script_key(script, '/');
	script_type(script, "zzz");
	script_key(script, KEYPRESS_DOWN);
	script_key(script, KEYPRESS_END);
	assert_int_equal(model_services_matching(&script->model, NULL, 0), 0);
	assert_int_equal(script->model.services.list.selected, 0);
}

static const struct history_entry history[] = {
	{.number = 4,
		.wall = 400,
		.event = HISTORY_COPIED,
		.user = "jqsmith",
		.by = "root",
		.from = "203.0.113.9",
		.fingerprint = "dd1b f554",
		.result = "done"},
	{.number = 3,
		.wall = 300,
		.event = HISTORY_RESET,
		.user = "dev1",
		.by = "john",
		.from = "local",
		.result = "new",
		.service = "https://identity.api.rackspacecloud.com/v2.0"},
	{.number = 2,
		.wall = 200,
		.event = HISTORY_RESET,
		.user = "jqsmith",
		.by = "john",
		.from = "local",
		.fingerprint = "3f9a 11c2",
		.new_fingerprint = "dd1b f554",
		.result = "new",
		.service = "https://identity.api.rackspacecloud.com/v2.0"},
	{.number = 1,
		.wall = 100,
		.event = HISTORY_RESET,
		.user = "jqsmith",
		.by = "john",
		.from = "local",
		.result = "unchanged",
		.detail = "/home/j/.rclone.conf",
		.service = "https://identity.api.rackspacecloud.com/v2.0"},
};

enum { HISTORY_COUNT = sizeof(history) / sizeof(*history) };

static void open_activity(struct script *script)
{
	script_sign_in(script);
	script_key(script, 'm');
	script_key(script, 'j');
	script_key(script, 'j');
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_ACTIVITY);
	assert_string_equal(script->trace, "history\n");
	assert_false(script->model.activity.loaded);
}

static size_t matching(struct script *script, const char *text)
{
	script_key(script, '/');
	script_key(script, KEYPRESS_CTRL_U);
	script_type(script, text);
	script_key(script, KEYPRESS_ENTER);
	struct activity_row *rows = calloc(script->model.activity.count + 1, sizeof(*rows));
	size_t count = model_activity_rows(&script->model, rows);

	free(rows);
	return count;
}

static void activity__history_read__searched_by_all_it_says(void **state)
{
	struct script *script = *state;

	open_activity(script);
	script_history(script, history, HISTORY_COUNT);
	assert_int_equal(matching(script, ""), HISTORY_COUNT);
	assert_int_equal(matching(script, "RESET"), 3);
	assert_int_equal(matching(script, "dev1"), 1);
	assert_int_equal(matching(script, "root"), 1);
	assert_int_equal(matching(script, "203.0.113"), 1);
	assert_int_equal(matching(script, "dd1b"), 2);
	assert_int_equal(matching(script, "rclone"), 1);
	assert_int_equal(matching(script, "unchanged"), 1);
	assert_int_equal(matching(script, "nothing"), 0);
}

static void activity__history_read_again_and_shorter__selection_stays_inside(void **state)
{
	struct script *script = *state;

	open_activity(script);
	script_history(script, history, HISTORY_COUNT);
	script_key(script, KEYPRESS_END);
	assert_int_equal(script->model.activity.list.selected, 3);
	script_history(script, history, 2);
	assert_int_equal(script->model.activity.list.selected, 1);
	script_history(script, history, 0);
	assert_int_equal(script->model.activity.list.selected, 0);
	assert_true(script->model.activity.loaded);
}

#define OF_ONE_ROTATION \
	.user = "jqsmith", .service = "https://identity.example.org", .by = "john", \
	.from = "local", .fingerprint = "3f9a 11c2", .new_fingerprint = "dd1b f554"

static const struct history_entry rotation_records[] = {
	{.number = 6, .wall = 600, .event = HISTORY_SHOWN, .user = "jqsmith", .result = "done"},
	{.number = 5,
		.wall = 500,
		.event = HISTORY_PROVED,
		.result = "failed",
		.detail = "new key accepted, old key accepted",
		OF_ONE_ROTATION},
	{.number = 4, .wall = 450, .event = HISTORY_COPIED, .user = "dev1", .result = "done"},
	{.number = 3,
		.wall = 400,
		.event = HISTORY_UPDATED,
		.result = "updated",
		.detail = "/home/j/.rclone.conf",
		OF_ONE_ROTATION},
	{.number = 2, .wall = 300, .event = HISTORY_RESET, .result = "new", OF_ONE_ROTATION},
	{.number = 1, .wall = 100, .event = HISTORY_RESET, .user = "dev1", .result = "unchanged"},
};

enum { RECORDS = sizeof(rotation_records) / sizeof(*rotation_records) };

static void activity__rotation__one_row_that_opens_into_its_records(void **state)
{
	struct script *script = *state;
	struct activity_row rows[RECORDS + 1];

	open_activity(script);
	script_history(script, rotation_records, RECORDS);
	assert_int_equal(model_activity_rows(&script->model, rows), 4);
	assert_true(rows[1].rotation);
	assert_int_equal(rows[1].records, 3);
	assert_int_equal(rotation_records[rows[1].entry].event, HISTORY_RESET);
	assert_null(action_enter_word(&script->model)); /* nothing opens in a single record */
	script_key(script, 'j');
	assert_string_equal(action_enter_word(&script->model), "Records");
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_activity_rows(&script->model, rows), 7);
	assert_true(rows[2].inside && rows[3].inside && rows[4].inside && !rows[5].inside);
	assert_int_equal(rows[4].entry, 4);
	script_key(script, 'j');
	script_key(script, 'j');
	assert_string_equal(action_enter_word(&script->model), "Close");
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(model_activity_rows(&script->model, rows), 4);
	assert_int_equal(script->model.activity.list.selected, 1);
}

static void activity__searched__a_rotation_by_any_of_its_records(void **state)
{
	struct script *script = *state;

	open_activity(script);
	script_history(script, rotation_records, RECORDS);
	assert_int_equal(matching(script, "rclone"), 1);
	assert_int_equal(matching(script, "dev1"), 2);
}

static void activity__cannot_be_read__keeps_what_was(void **state)
{
	struct script *script = *state;
	struct work_event event = {.kind = WORK_EVENT_HISTORY, .error.kind = ERROR_SYSTEM};

	open_activity(script);
	script_work(script, &event);
	assert_true(script->model.activity.failed);
	assert_false(script->model.activity.loaded);
	script_history(script, history, HISTORY_COUNT);
	assert_false(script->model.activity.failed);
	script_work(script, &event);
	assert_int_equal(script->model.activity.count, HISTORY_COUNT);
}

static void activity__signed_out_before_it_came__not_kept(void **state)
{
	struct script *script = *state;

	open_activity(script);
	script_key(script, 'L');
	script_history(script, history, HISTORY_COUNT);
	assert_null(script->model.activity.entries);
}

static void log__longer_than_it_keeps__oldest_go(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	for (int i = 0; i < LOG_MAX + 5; i++) {
		script->model.clipboard_full = true;
		script->model.timers[TIMER_CLIPBOARD] = true;
		script_send(
			script, (struct message){.kind = MESSAGE_TIMER, .timer = TIMER_CLIPBOARD});
	}
	assert_null(model_log(&script->model, LOG_MAX));
	assert_non_null(model_log(&script->model, LOG_MAX - 1));
}

static void settings__history_read__last_reset_is_this_users_newest(void **state)
{
	struct script *script = *state;

	script_settings(script, "key0123456789");
	assert_int_equal(script->model.settings.key.last_reset, 0);
	script_history(script, history, HISTORY_COUNT);
	assert_int_equal(script->model.settings.key.last_reset, 200);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->model.settings.key.last_reset, 200);
	script_key(script, 'L');
	assert_int_equal(script->model.settings.key.last_reset, 0);
}

static void palette__part_of_a_name__runs_it(void **state)
{
	struct script *script = *state;
	enum action actions[ACTION_COUNT];

	script_sign_in(script);
	script_key(script, ':');
	assert_true(model_text_entry(&script->model));
	script_type(script, "activ");
	assert_int_equal(model_palette_matching(&script->model, actions, ACTION_COUNT), 1);
	assert_int_equal(actions[0], ACTION_ACTIVITY);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_ACTIVITY);
	assert_int_equal(script->model.dialog_count, 0);
}

static void palette__nothing_matches__enter_does_nothing(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, ':');
	script_type(script, "zzz");
	script_key(script, KEYPRESS_DOWN);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(top(script), DIALOG_PALETTE);
	script_key(script, KEYPRESS_ESCAPE);
	assert_int_equal(script->model.dialog_count, 0);
}

static void palette__of_another_page__is_offered_after_what_is_of_this(void **state)
{
	struct script *script = *state;
	enum action actions[ACTION_COUNT];

	script_sign_in(script);
	script_key(script, ':');
	script_type(script, "reset");
	assert_int_equal(model_palette_matching(&script->model, actions, ACTION_COUNT), 1);
	assert_int_equal(actions[0], ACTION_RESET);
	assert_null(model_palette_refusal(&script->model, ACTION_RESET));
}

static void help__over_a_page__lists_what_works_there(void **state)
{
	struct script *script = *state;
	enum action actions[ACTION_COUNT];
	bool menu = false, show = false;

	script_sign_in(script);
	script_key(script, '?');
	size_t count = model_help_actions(&script->model, actions, ACTION_COUNT);
	for (size_t i = 0; i < count; i++) {
		menu = menu || actions[i] == ACTION_MENU;
		show = show || actions[i] == ACTION_SHOW;
	}
	assert_true(menu);
	assert_false(show);
	assert_int_equal(actions[0], ACTION_HELP);
	script_key(script, KEYPRESS_END);
	assert_int_equal(model_dialog(&script->model)->item, count - 1);
	script_key(script, '?'); /* not twice */
	assert_int_equal(script->model.dialog_count, 1);
	script_key(script, 'q');
	assert_int_equal(script->model.dialog_count, 0);
}

static void messages__opened__scrolls_and_closes(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, 'M');
	assert_int_equal(top(script), DIALOG_MESSAGES);
	script_key(script, KEYPRESS_PAGE_DOWN);
	assert_int_equal(model_dialog(&script->model)->item, script->model.log_count - 1);
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.dialog_count, 0);
}

static void toast__info_and_error__six_seconds_or_the_next_key(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	assert_true(script->model.toast_on);
	script_key(script, 'j');
	assert_true(script->model.toast_on);
	script_wait(script, 6000);
	assert_false(script->model.toast_on);
	assert_string_equal(script_toast(script), "signed in as jqsmith to Rackspace US");
	assert_true(model_log(&script->model, 0)->wall > 0);
}

static void toast__hostile_name__no_control_reaches_it(void **state)
{
	struct script *script = *state;
	struct identity_reply reply;

	script_start(script);
	script_key(script, KEYPRESS_TAB);
	script_type(script, "x");
	script_key(script, KEYPRESS_TAB);
	script_key(script, KEYPRESS_TAB);
	script_type(script, "x");
	script_key(script, KEYPRESS_ENTER);
	script_good_reply(IDENTITY_SIGN_IN, NULL, &reply);
	snprintf(reply.session->user_name, sizeof(reply.session->user_name), "a\033]52;c;eA\a\nb");
	script_reply(script, script_ticket(script, IDENTITY_SIGN_IN), &reply);
	for (const char *at = script_toast(script); *at != '\0'; at++) {
		assert_true((unsigned char)*at >= 0x20);
	}
}

static void keys__repaint_and_suspend__asked_for(void **state)
{
	struct script *script = *state;

	script_sign_in(script);
	script_key(script, KEYPRESS_CTRL_L);
	script_key(script, KEYPRESS_CTRL_Z);
	assert_string_equal(script->trace, "repaint\nsuspend\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRIPT_CASE(home__focus__goes_round_and_enter_opens),
		SCRIPT_CASE(home__no_profile__offers_to_save_the_account),
		SCRIPT_CASE(menu__every_item__goes_where_it_says),
		SCRIPT_CASE(search__services__narrows_while_typing),
		SCRIPT_CASE(services__enter__tells_the_whole_url),
		SCRIPT_CASE(search__nothing_found__moves_do_no_harm),
		SCRIPT_CASE(activity__history_read__searched_by_all_it_says),
		SCRIPT_CASE(activity__history_read_again_and_shorter__selection_stays_inside),
		SCRIPT_CASE(activity__rotation__one_row_that_opens_into_its_records),
		SCRIPT_CASE(activity__searched__a_rotation_by_any_of_its_records),
		SCRIPT_CASE(activity__cannot_be_read__keeps_what_was),
		SCRIPT_CASE(activity__signed_out_before_it_came__not_kept),
		SCRIPT_CASE(log__longer_than_it_keeps__oldest_go),
		SCRIPT_CASE(settings__history_read__last_reset_is_this_users_newest),
		SCRIPT_CASE(palette__part_of_a_name__runs_it),
		SCRIPT_CASE(palette__nothing_matches__enter_does_nothing),
		SCRIPT_CASE(palette__of_another_page__is_offered_after_what_is_of_this),
		SCRIPT_CASE(help__over_a_page__lists_what_works_there),
		SCRIPT_CASE(messages__opened__scrolls_and_closes),
		SCRIPT_CASE(toast__info_and_error__six_seconds_or_the_next_key),
		SCRIPT_CASE(toast__hostile_name__no_control_reaches_it),
		SCRIPT_CASE(keys__repaint_and_suspend__asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * The action table, the footer and the names of keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "script.h"

static const char KEY[] = "0123456789abcdef0123456789abcdef";

static const char *footer(const struct script *script)
{
	static char text[512];
	struct footer_item items[ACTION_COUNT];
	size_t count = action_footer(&script->model, items, ACTION_COUNT), used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s %s",
			i > 0 ? ", " : "", items[i].key, items[i].word);
	}
	return text;
}

/* ---- the table ---- */

static bool share_a_key(const struct action_info *a, const struct action_info *b)
{
	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++) {
			if (a->keys[i] != 0 && a->keys[i] == b->keys[j]) {
				return true;
			}
		}
	}
	return false;
}

static void table__two_actions_in_one_place__never_the_same_key(void **state)
{
	(void)state;
	for (enum action a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
		for (enum action b = a + 1; b < ACTION_COUNT; b++) {
			const struct action_info *one = action_info(a), *other = action_info(b);
			assert_false(
				(one->contexts & other->contexts) != 0 && share_a_key(one, other));
			assert_string_not_equal(one->name, other->name);
		}
	}
}

static void table__function_keys__are_only_twins(void **state)
{
	(void)state;
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
		const struct action_info *info = action_info(action);
		assert_true(info->keys[0] < KEYPRESS_F1 || info->keys[0] > KEYPRESS_F10);
		assert_true(info->contexts != 0 && info->help[0] != '\0');
	}
}

/* By key or by its name in the palette, in at least one of these contexts. */
static void mark_reachable(const struct script *script, bool reachable[ACTION_COUNT])
{
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
		for (size_t i = 0; i < 3; i++) {
			uint32_t key = action_info(action)->keys[i];
			reachable[action] = reachable[action] ||
				(key != 0 && action_for_key(&script->model, key) == action);
		}
	}
}

static void table__every_action__reached_by_key_or_palette(void **state)
{
	struct script *script = *state;
	bool reachable[ACTION_COUNT] = {false};
	enum action named[ACTION_COUNT];

	script_settings(script, KEY);
	mark_reachable(script, reachable);
	script_key(script, ':');
	size_t count = model_palette_matching(&script->model, named, ACTION_COUNT);
	for (size_t i = 0; i < count; i++) {
		reachable[named[i]] = true;
	}
	script_type(script, "services");
	script_key(script, KEYPRESS_ENTER);
	assert_int_equal(script->model.page, PAGE_SERVICES);
	mark_reachable(script, reachable);
	script->model.page = PAGE_SETTINGS;
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	mark_reachable(script, reachable);
	script_key(script, KEYPRESS_ESCAPE);
	script->model.page = PAGE_SERVICES;
	script_key(script, ':');
	script_type(script, "settings");
	assert_int_equal(model_palette_matching(&script->model, named, ACTION_COUNT), 1);
	reachable[named[0]] = true;
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
		if (!reachable[action]) {
			fail_msg("nothing reaches '%s'", action_info(action)->name);
		}
	}
}

static void for_key__zero_and_nonsense__nothing(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	assert_int_equal(action_for_key(&script->model, 0), ACTION_NONE);
	assert_int_equal(action_for_key(&script->model, 'z'), ACTION_NONE);
	assert_int_equal(action_for_key(&script->model, KEYPRESS_CLICK), ACTION_NONE);
}

static void too_small__only_leaving_and_repainting_work(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_send(script, (struct message){.kind = MESSAGE_RESIZE, .size = {9, 80}});
	for (enum action action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
		assert_int_equal(action_available(&script->model, action),
			action == ACTION_QUIT || action == ACTION_SUSPEND ||
				action == ACTION_REPAINT);
	}
}

/* ---- the footer ---- */

static void footer__settings__what_enter_does_and_the_other_letters(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	assert_string_equal(footer(script),
		"? Help, Enter Show, c Copy, r Reset, p Places, m Menu, / Search, q Back");
	script_key(script, 'l');
	assert_string_equal(footer(script),
		"? Help, Enter Copy, s Show, r Reset, p Places, m Menu, / Search, q Back");
	script_key(script, KEYPRESS_END);
	assert_string_equal(footer(script),
		"? Help, Enter Open, n Add, e Edit, d Delete, o Sort, m Menu, / Search, q Back");
}

static void footer__shown_key__says_hide(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 's');
	script_ok(script, IDENTITY_GET_KEY, KEY);
	assert_string_equal(footer(script),
		"? Help, Enter Hide, c Copy, r Reset, p Places, m Menu, / Search, q Back");
}

static void footer__form__keys_that_work_at_every_stop(void **state)
{
	struct script *script = *state;

	script_start(script);
	assert_string_equal(footer(script), "F1 Help, Enter Next, ← → Choose, Esc Quit");
	script_key(script, KEYPRESS_TAB);
	assert_string_equal(footer(script), "F1 Help, Enter Next, Esc Quit");
	script_key(script, KEYPRESS_TAB);
	assert_string_equal(footer(script), "F1 Help, Enter Next, ← → Choose, Esc Quit");
	script_key(script, KEYPRESS_TAB);
	assert_string_equal(footer(script), "F1 Help, Enter Sign in, Esc Quit");
}

static void footer__dialogs__name_the_button(void **state)
{
	struct script *script = *state;

	script_settings(script, KEY);
	script_key(script, 'r');
	assert_string_equal(footer(script), "? Help, Enter Cancel, q Back");
	script_key(script, KEYPRESS_TAB);
	assert_string_equal(footer(script), "? Help, Enter Generate, q Back");
	script_key(script, '?');
	assert_string_equal(footer(script), "Enter Close, q Back");
}

static void footer__little_room__help_first(void **state)
{
	struct script *script = *state;
	struct footer_item item;

	script_settings(script, KEY);
	assert_int_equal(action_footer(&script->model, &item, 1), 1);
	assert_string_equal(item.word, "Help");
}

/* ---- keys ---- */

static void key_name__keys__as_printed_on_them(void **state)
{
	static const struct {
		uint32_t code;
		const char *name;
	} cases[] = {{KEYPRESS_ENTER, "Enter"}, {KEYPRESS_F1, "F1"}, {KEYPRESS_F10, "F10"},
		{KEYPRESS_CTRL_C, "Ctrl-C"}, {'?', "?"}, {' ', "Space"}, {0xe9, "é"},
		{KEYPRESS_BACK_TAB, "Shift-Tab"}, {KEYPRESS_PAGE_DOWN, "PgDn"}, {0x202e, "?202e"},
		{0x110, "Đ"}};
	char name[16];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_string_equal(
			keypress_name(cases[i].code, name, sizeof(name)), cases[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table__two_actions_in_one_place__never_the_same_key),
		cmocka_unit_test(table__function_keys__are_only_twins),
		SCRIPT_CASE(table__every_action__reached_by_key_or_palette),
		SCRIPT_CASE(for_key__zero_and_nonsense__nothing),
		SCRIPT_CASE(too_small__only_leaving_and_repainting_work),
		SCRIPT_CASE(footer__settings__what_enter_does_and_the_other_letters),
		SCRIPT_CASE(footer__shown_key__says_hide),
		SCRIPT_CASE(footer__form__keys_that_work_at_every_stop),
		SCRIPT_CASE(footer__dialogs__name_the_button),
		SCRIPT_CASE(footer__little_room__help_first),
		cmocka_unit_test(key_name__keys__as_printed_on_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

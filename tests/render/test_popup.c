/* SPDX-License-Identifier: MIT
 * Dialogs as one uses them: nothing moves under the mouse, and on a small screen too all of their text
 * can be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/ui.h"

#include "states.h"

static struct script *open_script(bool accessible)
{
	struct script *script = calloc(1, sizeof(*script));
	struct model_options options = state_options;

	options.accessible = accessible;
	script_open(script, &options);
	return script;
}

/* ---- what it can look like ---- */

static void reset_on(struct script *script, int places, bool searched)
{
	script->hold_search = true;
	state_settings(script, STATE_KEY);
	script_key(script, 'r');
	script_ok(script, IDENTITY_GET_KEY, STATE_KEY);
	for (int i = 0; i < places; i++) {
		char path[64];
		snprintf(path, sizeof(path), "/home/jqsmith/%d", i);
		script_found(script, path,
			i % 3 == 0           ? HOLDER_UPDATE
				: i % 3 == 1 ? HOLDER_MANUAL
					     : HOLDER_RESTART);
	}
	if (searched) {
		script_searched(script);
	}
}

static void popup_reading(struct script *script)
{
	state_settings(script, STATE_KEY);
	script_key(script, 'r');
}

static void popup_not_read(struct script *script)
{
	popup_reading(script);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_UNKNOWN, ERROR_UNREACHABLE);
	script_key(script, KEYPRESS_LEFT); /* the message goes */
}

static void popup_no_key(struct script *script)
{
	popup_reading(script);
	script_refuse(script, IDENTITY_GET_KEY, OUTCOME_REFUSED, ERROR_NOT_FOUND);
}

static void popup_running(struct script *script)
{
	reset_on(script, 0, false);
}

static void popup_running_found(struct script *script)
{
	reset_on(script, 4, false);
}

static void popup_done_none(struct script *script)
{
	reset_on(script, 0, true);
}

static void popup_done_one(struct script *script)
{
	reset_on(script, 1, true);
}

static void popup_done(struct script *script)
{
	reset_on(script, 2000, true);
}

static void exclude_first(struct script *script)
{
	script_key(script, 'p');
	script_key(script, ' ');
	script_key(script, KEYPRESS_ESCAPE);
}

static void popup_running_excluded(struct script *script)
{
	popup_running_found(script);
	exclude_first(script);
}

static void popup_unreadable(struct script *script)
{
	popup_done(script);
	script->model.rotation.unsearched.counts[UNSEARCHED_UNREADABLE] = 12345;
	exclude_first(script);
}

static void popup_none_unreadable(struct script *script)
{
	popup_done_none(script);
	script->model.rotation.unsearched.counts[UNSEARCHED_UNREADABLE] = 1;
}

/* ---- where its buttons are ---- */

static struct hit stop_place(const struct canvas *canvas, int stop)
{
	for (size_t i = 0; i < canvas->hit_count; i++) {
		if (canvas->hits[i].stop == stop) {
			return canvas->hits[i];
		}
	}
	fail_msg("%d cannot be hit", stop);
	return (struct hit){0};
}

static void assert_stops_stay(
	struct script *script, struct hit first[RESET_ITEM_COUNT], int rows, int cols, bool known)
{
	struct canvas canvas;

	canvas_init(&canvas, rows, cols, false);
	ui_render(&script->model, &canvas);
	for (int stop = 0; stop < RESET_ITEM_COUNT; stop++) {
		struct hit hit = stop_place(&canvas, stop);
		first[stop] = known ? first[stop] : hit;
		assert_int_equal(hit.row, first[stop].row);
		assert_int_equal(hit.col, first[stop].col);
		assert_int_equal(hit.cells, first[stop].cells);
	}
	canvas_finish(&canvas);
}

static void ui_render__reset_popup__its_buttons_stay_where_they_are(void **state)
{
	static void (*const reach_all[])(struct script *) = {popup_reading, popup_not_read,
		popup_no_key, popup_running, popup_running_found, popup_running_excluded,
		popup_done_none, popup_done_one, popup_done, popup_unreadable,
		popup_none_unreadable};
	static const int sizes[][2] = {
		{24, 80}, {10, 40}, {15, 60}, {50, 200}, {24, 40}, {40, 59}, {18, 80}};
	enum { SIZES = sizeof(sizes) / sizeof(*sizes) };
	struct hit first[2][SIZES][RESET_ITEM_COUNT];
	(void)state;

	for (size_t i = 0; i < 2 * sizeof(reach_all) / sizeof(*reach_all); i++) {
		struct script *script = open_script(i % 2 == 1);
		reach_all[i / 2](script);
		assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESET);
		for (size_t j = 0; j < SIZES; j++) {
			assert_stops_stay(
				script, first[i % 2][j], sizes[j][0], sizes[j][1], i >= 2);
		}
		script_close(script);
		free(script);
	}
}

/* ---- Places ---- */

static struct hit nth_hit(struct script *script, size_t n, int rows, int cols, struct click *click)
{
	struct canvas canvas;

	canvas_init(&canvas, rows, cols, false);
	ui_render(&script->model, &canvas);
	assert_in_range(n, 0, canvas.hit_count - 1);
	struct hit hit = canvas.hits[n];
	const struct key key = {.code = KEYPRESS_CLICK, .row = hit.row, .col = hit.col};
	assert_true(ui_click(&canvas, &key, click));
	canvas_finish(&canvas);
	return hit;
}

/* The second one is on the same cell: what was there must be there still. */
static void click_twice(struct script *script, size_t n, int rows, int cols)
{
	struct click click;
	struct hit first = nth_hit(script, n, rows, cols, &click);

	if (model_dialog(&script->model)->item == (size_t)first.stop) {
		return; /* there the first one does it */
	}
	script_send(script, (struct message){.kind = MESSAGE_CLICK, .click = click});
	struct hit second = nth_hit(script, n, rows, cols, &click);
	assert_int_equal(second.row, first.row);
	assert_int_equal(second.stop, first.stop);
	script_send(script, (struct message){.kind = MESSAGE_CLICK, .click = click});
	assert_int_equal(script->model.rotation.places[first.stop]->status, HOLDER_EXCLUDED);
}

/* Their details are of one row to three. */
static struct script *open_places(int count, int focus)
{
	struct script *script = open_script(false);

	reset_on(script, 0, false);
	for (int i = 0; i < count; i++) {
		char path[128];
		snprintf(path, sizeof(path), "/home/jqsmith/%.*s%d", i % 3 * 40,
			"a/rather/long/path/that/takes/more/than/one/row/of/the/details/below/the/",
			i);
		script_found(script, path, HOLDER_UPDATE);
	}
	script_searched(script);
	script_key(script, 'p');
	for (int i = 0; i < focus; i++) {
		script_key(script, 'j');
	}
	return script;
}

static void ui_click__any_place_twice__left_out(void **state)
{
	static const int sizes[][2] = {{24, 80}, {10, 40}, {15, 60}, {50, 200}};
	(void)state;

	for (size_t i = 0; i < 4 * sizeof(sizes) / sizeof(*sizes); i++) {
		for (size_t n = 0; n < 5; n++) {
			struct script *script = open_places(40, (int)(i / 4) * 13);
			click_twice(script, n, sizes[i % 4][0], sizes[i % 4][1]);
			script_close(script);
			free(script);
		}
	}
}

/* ---- what has more rows than a small screen ---- */

struct tall {
	void (*reach)(struct script *script);
	uint32_t key; /* that turns to the next page */
	const char *title, *end;
};

static void partial_result(struct script *script)
{
	reset_on(script, 9, true);
	script->update_status = HOLDER_CHANGED_MEANWHILE;
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	script_ok(script, IDENTITY_RESET_KEY, STATE_NEW_KEY);
	script_ok(script, IDENTITY_PROBE_KEY, NULL);
	script_refuse(script, IDENTITY_PROBE_KEY, OUTCOME_REFUSED, ERROR_SIGN_IN_REFUSED);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
	script_key(script, KEYPRESS_UP); /* the message goes */
}

static void refused_result(struct script *script)
{
	reset_on(script, 9, true);
	script_key(script, KEYPRESS_TAB);
	script_wait(script, 1000);
	script_key(script, KEYPRESS_ENTER);
	script_refuse(script, IDENTITY_RESET_KEY, OUTCOME_REFUSED, ERROR_FORBIDDEN);
	assert_int_equal(script->model.rotation.step, ROTATION_FINISHED);
	script_key(script, KEYPRESS_UP);
}

static void unfinished(struct script *script)
{
	script_sign_in(script);
	script_unfinished(script, JOURNAL_CONFIRMED, 2);
	assert_int_equal(model_dialog(&script->model)->kind, DIALOG_RESUME);
	script_key(script, KEYPRESS_TAB); /* the message goes */
	script_key(script, KEYPRESS_TAB);
}

static char *dump(struct script *script, int rows, int cols)
{
	struct canvas canvas;

	canvas_init(&canvas, rows, cols, true);
	ui_render(&script->model, &canvas);
	char *text = canvas_dump(&canvas);
	canvas_finish(&canvas);
	return text;
}

/* What is on a large screen at once, from the title to `end`, is on the small one on some page. The
 * mark of more text, at the right edge, may be in a row's way. */
static void assert_all_seen(struct script *script, const struct tall *tall, int rows, int cols)
{
	enum { PAGES = 2 * PROGRESS_PAGES };
	char *whole = dump(script, 60, cols), *pages[PAGES], *rest = NULL;

	for (int i = 0; i < PAGES; i++) {
		pages[i] = dump(script, rows, cols);
		script_key(script, tall->key);
	}
	char *title = strstr(whole, tall->title), *end = strstr(title, tall->end);
	assert_non_null(end);
	strtok_r(title, "\n", &rest);
	for (char *row = strtok_r(NULL, "\n", &rest); row < end && row != NULL;
		row = strtok_r(NULL, "\n", &rest)) {
		bool seen = false;
		row[cols - 3 < (int)strlen(row) ? cols - 3 : (int)strlen(row)] = '\0';
		for (int i = 0; i < PAGES; i++) {
			seen = seen || strstr(pages[i], row) != NULL;
		}
		if (!seen) {
			fail_msg("on no page at %dx%d: %s", cols, rows, row);
		}
	}
	for (int i = 0; i < PAGES; i++) {
		free(pages[i]);
	}
	free(whole);
}

static void ui_render__dialogs_on_a_small_screen__all_of_them_can_be_read(void **state)
{
	static const struct tall all[] = {
		{partial_result, KEYPRESS_DOWN, "Reset API Key", "[ Close ]"},
		{refused_result, KEYPRESS_DOWN, "Reset API Key", "[ Close ]"},
		{unfinished, KEYPRESS_TAB, "Interrupted Reset", "[ Later ]"},
		{popup_unreadable, KEYPRESS_TAB, "Reset API Key", " It leaked"},
	};
	static const int sizes[][2] = {{10, 40}, {15, 60}};
	(void)state;

	for (size_t i = 0; i < 4 * sizeof(all) / sizeof(*all); i++) {
		bool accessible = i % 2 == 1;
		if (accessible && all[i / 4].reach == popup_unreadable) {
			continue; /* it tells more than its stops have rows for; Places has it */
		}
		struct script *script = open_script(accessible);
		all[i / 4].reach(script);
		assert_all_seen(script, &all[i / 4], sizes[i / 2 % 2][0], sizes[i / 2 % 2][1]);
		script_close(script);
		free(script);
	}
}

int main(void)
{
	struct error error;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ui_render__reset_popup__its_buttons_stay_where_they_are),
		cmocka_unit_test(ui_render__dialogs_on_a_small_screen__all_of_them_can_be_read),
		cmocka_unit_test(ui_click__any_place_twice__left_out),
	};

	if (!secret_start(&error)) {
		return EXIT_FAILURE;
	}
	return cmocka_run_group_tests_name("popup", tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT
 * What the panel draws, without a terminal: pictures of many states compared with golden files, and
 * rules that hold for every state at every size.
 *
 * KEYTURN_UPDATE_GOLDEN=1 meson test --suite render writes the golden files anew; look at what
 * `git diff tests/render/golden` says before keeping them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keyturn/ui.h"

#include "rules.h"
#include "states.h"

enum { GOLDEN_MAX = 64 * 1024, PICTURES_MAX = 800, NAME_MAX_SIZE = 128 };

struct picture {
	char name[NAME_MAX_SIZE];
	const struct state *state;
	int rows, cols;
	bool ascii, accessible;
};

static struct script *reach(const struct state *state, bool accessible)
{
	struct script *script = calloc(1, sizeof(*script));
	struct model_options options = state_options;

	options.accessible = accessible;
	script_open(script, &options);
	state->reach(script);
	return script;
}

static void leave(struct script *script)
{
	script_close(script);
	free(script);
}

/* ---- golden files ---- */

/* The canvas as text, and below it what is no text. */
static char *picture_text(const struct canvas *canvas)
{
	char *dump = canvas_dump(canvas), *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	fputs(dump, out);
	free(dump);
	if (canvas->cursor_shown) {
		fprintf(out, "cursor %d,%d\n", canvas->cursor.row, canvas->cursor.col);
	}
	if (canvas->reveal.secret != NULL) {
		static const char *const as[] = {"", " lines", " groups", " QR"};
		fprintf(out, "reveal %d,%d %dx%d%s\n", canvas->reveal.row, canvas->reveal.col,
			canvas->reveal.rows, canvas->reveal.cols, as[canvas->reveal.as]);
	}
	fclose(out);
	return text;
}

static void golden_path(const struct picture *picture, char *out, size_t size)
{
	const char *source = getenv("KEYTURN_SOURCE");

	assert_non_null(source);
	snprintf(out, size, "%s/tests/render/golden/%s.txt", source, picture->name);
}

static void write_golden(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void assert_golden(const struct picture *picture, const char *text)
{
	static char golden[GOLDEN_MAX];
	char path[4096];
	FILE *file;

	golden_path(picture, path, sizeof(path));
	if (getenv("KEYTURN_UPDATE_GOLDEN") != NULL) {
		write_golden(path, text);
		return;
	}
	file = fopen(path, "r");
	if (file == NULL) {
		fail_msg("%s is missing; see the head of test_render.c", path);
	}
	golden[fread(golden, 1, sizeof(golden) - 1, file)] = '\0';
	fclose(file);
	if (strcmp(golden, text) != 0) {
		print_error("expected:\n%sdrawn:\n%s", golden, text);
		fail_msg("%s differs", picture->name);
	}
}

static void ui_render__state__as_in_its_golden_file(void **state)
{
	const struct picture *picture = *state;
	struct script *script = reach(picture->state, picture->accessible);
	struct canvas canvas;

	canvas_init(&canvas, picture->rows, picture->cols, picture->ascii);
	ui_render(&script->model, &canvas);
	char *text = picture_text(&canvas);
	assert_golden(picture, text);
	free(text);
	canvas_finish(&canvas);
	leave(script);
}

/* ---- rules ---- */

static void ui_render__any_size__the_rules_hold(void **state)
{
	const struct picture *picture = *state;
	struct script *script = reach(picture->state, picture->accessible);

	for (int rows = 1; rows <= 30; rows++) {
		for (int cols = 1; cols <= 100; cols += cols < 60 ? 1 : 5) {
			assert_rules(&script->model, rows, cols, (rows + cols) % 2 != 0);
		}
	}
	for (int cols = 114; cols <= 170; cols += 7) { /* with the detail beside the page */
		assert_rules(&script->model, 14, cols, false);
		assert_rules(&script->model, 15, cols, true);
		assert_rules(&script->model, 40, cols, false);
	}
	assert_rules(&script->model, 24, 80, false);
	assert_rules(&script->model, 50, 200, false);
	assert_rules(&script->model, 3, 300, true);
	assert_rules(&script->model, 200, 40, true);
	leave(script);
}

/* ---- clicks ---- */

/* A button that goes on to something else, or to the field that is wrong. */
static bool goes_on(const struct model *model, int stop)
{
	const struct dialog *dialog = model_dialog(model);

	if (dialog != NULL) {
		return dialog->kind == DIALOG_FORM &&
			model_form_button(model, (size_t)stop) == FORM_GO;
	}
	return (model->page == PAGE_SIGN_IN && stop == SIGN_IN_SUBMIT) ||
		(model->page == PAGE_HOME && stop == HOME_SAVE);
}

/* Clicks hit what is on top: afterwards the focus is there, or something else is on top. */
static void click_hit(const struct state *state, size_t which)
{
	struct script *script = reach(state, false);
	unsigned layer = model_layer(&script->model);
	struct canvas canvas;
	struct click click;

	canvas_init(&canvas, 24, 80, false);
	ui_render(&script->model, &canvas);
	const struct hit hit = canvas.hits[which];
	const struct key key = {
		.code = KEYPRESS_CLICK, .row = hit.row, .col = hit.col + hit.cells - 1};
	assert_true(ui_click(&canvas, &key, &click));
	assert_int_equal(click.layer, layer);
	script_send(script, (struct message){.kind = MESSAGE_CLICK, .click = click});
	ui_render(&script->model, &canvas);
	if (model_layer(&script->model) == layer &&
		action_available(&script->model, ACTION_ACTIVATE)) {
		const struct hit *there = canvas_hit_at(
			&canvas, canvas.cursor.row, canvas.cursor.col);
		const struct dialog *dialog = model_dialog(&script->model);
		bool submit = goes_on(&script->model, hit.stop);
		if (dialog != NULL && dialog->kind == DIALOG_PALETTE) {
			assert_int_equal(dialog->item, hit.stop);
		} else if (!submit) { /* that goes on to something else */
			assert_non_null(there);
			assert_int_equal(there->stop, hit.stop);
			assert_int_equal(there->line, hit.line);
		}
	}
	canvas_finish(&canvas);
	leave(script);
}

static void ui_click__each_hit__goes_there_or_does_something(void **state)
{
	const struct picture *picture = *state;
	struct script *script = reach(picture->state, false);
	struct canvas canvas;

	canvas_init(&canvas, 24, 80, false);
	ui_render(&script->model, &canvas);
	size_t hits = canvas.hit_count;
	canvas_finish(&canvas);
	leave(script);
	for (size_t i = 0; i < hits; i++) {
		click_hit(picture->state, i);
	}
}

static size_t hits_of(const char *name, int rows, int cols)
{
	size_t at = 0;
	struct canvas canvas;

	while (strcmp(states[at].name, name) != 0) {
		at++;
	}
	struct script *script = reach(&states[at], false);
	canvas_init(&canvas, rows, cols, false);
	ui_render(&script->model, &canvas);
	size_t hits = canvas.hit_count;
	canvas_finish(&canvas);
	leave(script);
	return hits;
}

/* The counts are the focusable things of each, and nothing of what a dialog is over. */
static void ui_click__what_can_have_the_focus__can_be_hit(void **state)
{
	(void)state;
	assert_int_equal(hits_of("sign_in", 24, 80), 5);
	assert_int_equal(hits_of("sign_in_passcode", 24, 80), 2);
	assert_int_equal(hits_of("home", 24, 80), HOME_FOCUS_COUNT - 1);
	assert_int_equal(hits_of("home_save", 24, 80), HOME_FOCUS_COUNT);
	assert_int_equal(hits_of("settings", 50, 200),
		1 + SETTINGS_CONTACTS - 1 + 8); /* no secret question */
	;
	assert_int_equal(hits_of("services_search", 24, 80), 1 + 1 + 8);
	assert_int_equal(hits_of("menu", 24, 80), MENU_COUNT);
	assert_int_equal(hits_of("reset", 24, 80), RESET_ITEM_COUNT);
	assert_int_equal(hits_of("reset", 10, 40), RESET_ITEM_COUNT);
	assert_int_equal(hits_of("progress_new", 24, 80), 1);
	assert_int_equal(hits_of("leave", 24, 80), 2);
	assert_int_equal(hits_of("switch_account", 24, 80), 3);
	assert_int_equal(hits_of("once_codes", 10, 40), ONCE_ITEM_COUNT);
	assert_int_equal(hits_of("once_otp_shown", 24, 80), ONCE_ITEM_COUNT);
}

static void ui_click__beside_everything_or_pasted__nothing(void **state)
{
	struct script *script = reach(&states[0], false);
	struct canvas canvas;
	struct click click;
	size_t clicked = 0, cells = 0;
	(void)state;

	canvas_init(&canvas, 24, 80, false);
	ui_render(&script->model, &canvas);
	for (int i = -100; i < 30 * 100; i++) {
		struct key key = {.code = KEYPRESS_CLICK, .row = i / 100, .col = i % 100};
		clicked += ui_click(&canvas, &key, &click);
		key.pasted = true;
		assert_false(ui_click(&canvas, &key, &click));
	}
	for (size_t i = 0; i < canvas.hit_count; i++) {
		cells += (size_t)canvas.hits[i].cells;
	}
	assert_int_equal(clicked, cells);
	canvas_finish(&canvas);
	leave(script);
}

/* ---- and more ---- */

static void ui_render__accessible__time_passes_and_nothing_changes(void **state)
{
	static const char *const names[] = {
		"settings_shown", "settings_reading", "progress_resetting", "reset_reading"};
	(void)state;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t at = 0;
		while (strcmp(states[at].name, names[i]) != 0) {
			at++;
		}
		struct script *script = reach(&states[at], true);
		struct canvas canvas;
		canvas_init(&canvas, 24, 80, true);
		script_wait(script, 11000); /* that it takes long is told once */
		ui_render(&script->model, &canvas);
		char *before = picture_text(&canvas);
		script_wait(script, 11000);
		ui_render(&script->model, &canvas);
		char *after = picture_text(&canvas);
		assert_string_equal(before, after);
		free(before);
		free(after);
		canvas_finish(&canvas);
		leave(script);
	}
}

static void ui_render__masked_keys_of_any_length__the_same_picture(void **state)
{
	static const int sizes[][2] = {{24, 80}, {10, 40}, {15, 60}, {50, 200}};
	char *first[4] = {0};
	const char *const keys[] = {"k", STATE_KEY, STATE_LONG_KEY};
	(void)state;

	for (size_t i = 0; i < 3; i++) {
		struct script *script = calloc(1, sizeof(*script));
		script_open(script, &state_options);
		state_settings(script, keys[i]);
		strcpy(script->model.settings.key.fingerprint, "3f9a 11c2");
		for (size_t j = 0; j < 4; j++) {
			struct canvas canvas;
			canvas_init(&canvas, sizes[j][0], sizes[j][1], false);
			ui_render(&script->model, &canvas);
			char *text = picture_text(&canvas);
			assert_string_equal(text, first[j] != NULL ? first[j] : text);
			free(first[j]);
			first[j] = text;
			canvas_finish(&canvas);
		}
		leave(script);
	}
	for (size_t j = 0; j < 4; j++) {
		free(first[j]);
	}
}

static void ui_render__too_small__one_line_cut_to_fit(void **state)
{
	static const struct {
		int rows, cols;
		const char *text;
	} cases[] = {
		{1, 1, "…\n"},
		{2, 8, "Needs 4…\nhas 8×2\n"},
		{1, 80, "Needs 40×10, has 80×1\n"},
		{2, 39, "Needs 40×10, has 39×2\ntoo small; q leaves\n"},
		{5, 20, "Needs 40×10\nhas 20×5\ntoo small; q leaves\n\n\n"},
	};
	struct script *script = reach(&states[0], false);
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct canvas canvas;
		canvas_init(&canvas, cases[i].rows, cases[i].cols, false);
		ui_render(&script->model, &canvas);
		char *dump = canvas_dump(&canvas);
		assert_string_equal(dump, cases[i].text);
		free(dump);
		canvas_finish(&canvas);
	}
	leave(script);
}

/* With the focus on the button, that is. */
static void ui_render__sign_in_failed_on_a_small_screen__next_step_is_seen(void **state)
{
	(void)state;

	for (enum error_kind kind = ERROR_NONE + 1; kind < ERROR_KIND_COUNT; kind++) {
		struct script *script = reach(&states[0], false);
		struct canvas canvas;
		script->model.sign_in.load.state = LOAD_FAILED;
		script->model.sign_in.focus = SIGN_IN_SUBMIT;
		error_set(&script->model.sign_in.load.error, kind, "%s", "why");
		canvas_init(&canvas, 10, 40, false);
		ui_render(&script->model, &canvas);
		char *text = canvas_dump(&canvas);
		const char *hint = error_hint(kind), *last = strrchr(hint, ' ');
		assert_non_null(strstr(text, "[ Sign In ]"));
		assert_non_null(strstr(text, "Not signed in"));
		assert_non_null(strstr(text, last != NULL ? last + 1 : hint));
		free(text);
		canvas_finish(&canvas);
		leave(script);
	}
}

/* ---- every picture is a case of its own ---- */

static struct picture pictures[PICTURES_MAX];
static struct CMUnitTest tests[PICTURES_MAX + 6];
static size_t count;

static void add(const struct state *state, CMUnitTestFunction function, const char *name, int rows,
	int cols, bool ascii)
{
	struct picture *picture = &pictures[count];

	*picture = (struct picture){.state = state, .rows = rows, .cols = cols, .ascii = ascii};
	snprintf(picture->name, sizeof(picture->name), "%s%s", state->name, name);
	tests[count++] = (struct CMUnitTest){
		.name = picture->name, .test_func = function, .initial_state = picture};
}

static void add_state(const struct state *state)
{
	add(state, ui_render__state__as_in_its_golden_file, ".80x24", 24, 80, false);
	if (state->small) {
		add(state, ui_render__state__as_in_its_golden_file, ".40x10", 10, 40, false);
	}
	if (state->large) {
		add(state, ui_render__state__as_in_its_golden_file, ".200x50", 50, 200, false);
	}
	if (state->medium) {
		add(state, ui_render__state__as_in_its_golden_file, ".120x40", 40, 120, false);
	}
	if (state->ascii) {
		add(state, ui_render__state__as_in_its_golden_file, ".80x24.ascii", 24, 80, true);
	}
	if (state->accessible) {
		add(state, ui_render__state__as_in_its_golden_file, ".80x24.accessible", 24, 80,
			true);
		pictures[count - 1].accessible = true;
	}
	add(state, ui_render__any_size__the_rules_hold, "__any_size__the_rules_hold", 0, 0, false);
	add(state, ui_render__any_size__the_rules_hold, "__accessible__the_rules_hold", 0, 0,
		false);
	pictures[count - 1].accessible = true;
	add(state, ui_click__each_hit__goes_there_or_does_something, "__each_hit__does_something",
		0, 0, false);
}

int main(void)
{
	struct error error;

	if (!secret_start(&error)) {
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < state_count; i++) {
		add_state(&states[i]);
	}
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(
		ui_render__masked_keys_of_any_length__the_same_picture);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(
		ui_click__what_can_have_the_focus__can_be_hit);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(
		ui_click__beside_everything_or_pasted__nothing);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(
		ui_render__accessible__time_passes_and_nothing_changes);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(
		ui_render__sign_in_failed_on_a_small_screen__next_step_is_seen);
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(
		ui_render__too_small__one_line_cut_to_fit);
	return _cmocka_run_group_tests("render", tests, count, NULL, NULL);
}

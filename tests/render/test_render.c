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

#include "keyturn/text.h"
#include "keyturn/ui.h"

#include "states.h"

enum { GOLDEN_MAX = 64 * 1024, PICTURES_MAX = 400, NAME_MAX_SIZE = 128 };

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
		fprintf(out, "reveal %d,%d %dx%d\n", canvas->reveal.row, canvas->reveal.col,
			canvas->reveal.rows, canvas->reveal.cols);
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

static void assert_well_formed(const struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++) {
		const struct cell *cell = &canvas->cells[i];
		bool second = i % canvas->cols > 0 && text_point_width(cell[-1].point) == 2;
		if (cell->point == 0) {
			assert_true(second);
			continue;
		}
		assert_false(second);
		int width = text_point_width(cell->point);
		assert_true(width == 1 || (width == 2 && (i + 1) % canvas->cols != 0));
		assert_true(!canvas->ascii || cell->point < 0x7f);
		assert_in_range(cell->style, 0, STYLE_COUNT - 1);
	}
}

static const struct cell *cell(const struct canvas *canvas, int row, int col)
{
	return &canvas->cells[row * canvas->cols + col];
}

static void assert_cursor_on_focus(const struct canvas *canvas)
{
	assert_true(canvas->cursor_shown);
	assert_in_range(canvas->cursor.row, 0, canvas->rows - 1);
	assert_in_range(canvas->cursor.col, 0, canvas->cols - 1);
	enum style style = cell(canvas, canvas->cursor.row, canvas->cursor.col)->style;
	assert_true(style == STYLE_FOCUS || style == STYLE_INPUT); /* behind what was typed */
}

/* Nothing else looks as if it had the keys. */
static void assert_one_focus(const struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++) {
		assert_true(canvas->cells[i].style != STYLE_FOCUS ||
			i / canvas->cols == canvas->cursor.row);
	}
}

static void assert_whole_buttons(const struct canvas *canvas)
{
	for (int i = 0; i < canvas->rows * canvas->cols; i++) {
		assert_true(canvas->cells[i].style != STYLE_BUTTON ||
			(canvas->cells[i].point != 0x2026 && canvas->cells[i].point != '.'));
	}
}

/* Whole on the canvas, large enough, and nothing under it. */
static void assert_reveal_has_its_place(const struct canvas *canvas)
{
	int row = canvas->reveal.row, col = canvas->reveal.col;

	assert_in_range(row, 0, canvas->rows - canvas->reveal.rows);
	assert_in_range(col, 0, canvas->cols - canvas->reveal.cols);
	assert_true(secret_length(canvas->reveal.secret) <=
		(size_t)(canvas->reveal.rows * canvas->reveal.cols));
	for (int i = 0; i < canvas->reveal.rows * canvas->reveal.cols; i++) {
		assert_int_equal(
			cell(canvas, row + i / canvas->reveal.cols, col + i % canvas->reveal.cols)
				->point,
			' ');
	}
}

/* Not even a part of a secret is among the cells. */
static void assert_no_secret(const struct canvas *canvas)
{
	static const char *const secrets[] = {
		STATE_KEY, STATE_NEW_KEY, STATE_LONG_KEY, STATE_PIN, "Demo-pass-1", "kkkkkk"};
	char *dump = canvas_dump(canvas);

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		char part[7];
		memcpy(part, secrets[i], sizeof(part) - 1);
		part[sizeof(part) - 1] = '\0';
		assert_null(strstr(dump, part));
	}
	free(dump);
}

/* ---- clicks ---- */

static bool overlap(const struct hit *a, const struct hit *b)
{
	return a->row == b->row && a->col < b->col + b->cells && b->col < a->col + a->cells;
}

static void assert_hits_apart(const struct canvas *canvas)
{
	for (size_t i = 0; i < canvas->hit_count; i++) {
		const struct hit *hit = &canvas->hits[i];
		assert_in_range(hit->row, 0, canvas->rows - 1);
		assert_in_range(hit->col, 0, canvas->cols - 1);
		assert_in_range(hit->cells, 1, canvas->cols - hit->col);
		for (size_t j = 0; j < i; j++) {
			assert_false(overlap(hit, &canvas->hits[j]));
		}
	}
}

/* The focus can be clicked, except where it is on a sentence or on a palette's text. */
static void assert_focus_can_be_hit(const struct model *model, const struct canvas *canvas)
{
	const struct hit *hit = canvas_hit_at(canvas, canvas->cursor.row, canvas->cursor.col);
	const struct dialog *dialog = model_dialog(model);
	bool list = dialog == NULL &&
		(model->page == PAGE_SERVICES || model->page == PAGE_ACTIVITY);

	if (dialog != NULL && dialog->kind == DIALOG_PALETTE) {
		return;
	}
	if (list && hit == NULL) {
		assert_int_equal(model_services_matching(model, NULL, 0) *
				(size_t)(model->page == PAGE_SERVICES),
			0);
		return;
	}
	assert_non_null(hit);
	if (dialog != NULL) {
		assert_int_equal(hit->stop, dialog->item);
	}
}

/* ---- pictures to be read aloud ---- */

static bool row_has(const struct canvas *canvas, int row, int end, uint32_t point)
{
	for (int col = 0; col < end; col++) {
		if (cell(canvas, row, col)->point == point) {
			return true;
		}
	}
	return false;
}

/* Without any style one sees what has the focus: a mark is before it, or it is text being typed. */
static void assert_plain(const struct model *model, const struct canvas *canvas)
{
	int row = canvas->cursor.row, col = canvas->cursor.col;
	bool button = cell(canvas, row, col)->point == '[';

	for (int i = 0; i < canvas->rows * canvas->cols; i++) {
		assert_true(canvas->cells[i].point != '|' && canvas->cells[i].point != '+');
	}
	if (model_text_entry(model)) {
		return;
	}
	assert_true(row_has(canvas, row, col + 1, '>'));
	if (button && row_has(canvas, row, col, '[')) {
		assert_true(cell(canvas, row, col - 1)->point == '>' ||
			cell(canvas, row, col - 2)->point == '>');
	}
}

/* ---- all of them ---- */

static void assert_rules(const struct model *model, int rows, int cols, bool ascii)
{
	struct canvas canvas;

	canvas_init(&canvas, rows, cols, ascii);
	ui_render(model, &canvas);
	assert_well_formed(&canvas);
	assert_no_secret(&canvas);
	if (rows >= MODEL_ROWS_MIN && cols >= MODEL_COLS_MIN) {
		assert_cursor_on_focus(&canvas);
		assert_one_focus(&canvas);
		assert_whole_buttons(&canvas);
		assert_hits_apart(&canvas);
		assert_focus_can_be_hit(model, &canvas);
		if (model->options.accessible) {
			assert_plain(model, &canvas);
		}
		if (canvas.reveal.secret != NULL) {
			assert_reveal_has_its_place(&canvas);
		}
	} else {
		assert_null(canvas.reveal.secret);
		assert_int_equal(canvas.hit_count, 0);
	}
	canvas_finish(&canvas);
}

static void ui_render__any_size__the_rules_hold(void **state)
{
	const struct picture *picture = *state;
	struct script *script = reach(picture->state, picture->accessible);

	for (int rows = 1; rows <= 30; rows++) {
		for (int cols = 1; cols <= 100; cols += cols < 60 ? 1 : 5) {
			assert_rules(&script->model, rows, cols, (rows + cols) % 2 != 0);
		}
	}
	assert_rules(&script->model, 24, 80, false);
	assert_rules(&script->model, 50, 200, false);
	assert_rules(&script->model, 3, 300, true);
	assert_rules(&script->model, 200, 40, true);
	leave(script);
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
		bool submit = script->model.page == PAGE_SIGN_IN && hit.stop == SIGN_IN_SUBMIT;
		if (dialog != NULL && dialog->kind == DIALOG_PALETTE) {
			assert_int_equal(dialog->item, hit.stop);
		} else if (!submit) { /* that goes to what is not filled in */
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
	assert_int_equal(hits_of("home", 24, 80), HOME_FOCUS_COUNT);
	assert_int_equal(hits_of("settings", 50, 200), 1 + SETTINGS_CONTACTS + 8);
	assert_int_equal(hits_of("services_search", 24, 80), 1 + 1 + 8);
	assert_int_equal(hits_of("menu", 24, 80), MENU_COUNT);
	assert_int_equal(hits_of("reset", 24, 80), RESET_ITEM_COUNT);
	assert_int_equal(hits_of("reset", 10, 40), RESET_ITEM_COUNT);
	assert_int_equal(hits_of("progress_new", 24, 80), 1);
	assert_int_equal(hits_of("leave", 24, 80), 2);
	assert_int_equal(hits_of("switch_account", 24, 80), 3);
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
		strcpy(script->model.settings.fingerprint, "3f9a 11c2");
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

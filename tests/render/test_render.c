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
	bool ascii;
};

static struct script *reach(const struct state *state)
{
	struct script *script = calloc(1, sizeof(*script));

	script_open(script, &state_options);
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
	struct script *script = reach(picture->state);
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
		if (canvas.reveal.secret != NULL) {
			assert_reveal_has_its_place(&canvas);
		}
	} else {
		assert_null(canvas.reveal.secret);
	}
	canvas_finish(&canvas);
}

static void ui_render__any_size__the_rules_hold(void **state)
{
	struct script *script = reach(((const struct picture *)*state)->state);

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
		{2, 8, "window …\n\n"},
		{1, 80, "window too small (40×10 needed)\n"},
		{2, 39, "window too small (40×10 needed)\n\n"},
	};
	struct script *script = reach(&states[0]);
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

/* ---- every picture is a case of its own ---- */

static struct picture pictures[PICTURES_MAX];
static struct CMUnitTest tests[PICTURES_MAX + 2];
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
	add(state, ui_render__any_size__the_rules_hold, "__any_size__the_rules_hold", 0, 0, false);
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
		ui_render__too_small__one_line_cut_to_fit);
	return _cmocka_run_group_tests("render", tests, count, NULL, NULL);
}

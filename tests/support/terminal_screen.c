/* SPDX-License-Identifier: MIT */
#include "terminal.h"
#include "terminal_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

static int on_property(VTermProp property, VTermValue *value, void *data)
{
	struct terminal *terminal = data;

	if (property == VTERM_PROP_CURSORVISIBLE) {
		terminal->cursor_visible = value->boolean;
	} else if (property == VTERM_PROP_ALTSCREEN) {
		terminal->alternate = value->boolean;
	} else if (property == VTERM_PROP_TITLE) {
		free(terminal->title);
		terminal->title = memory_text(value->string);
	}
	return 1;
}

static int on_bell(void *data)
{
	struct terminal *terminal = data;

	terminal->bells++;
	return 1;
}

void terminal_send_bytes(struct terminal *terminal, const void *bytes, size_t len)
{
	if (terminal->master >= 0) {
		buffer_append(&terminal->out, bytes, len);
	}
}

static void on_output(const char *bytes, size_t len, void *data)
{
	terminal_send_bytes(data, bytes, len);
}

void terminal_screen_init(struct terminal *terminal)
{
	static const VTermScreenCallbacks callbacks = {.settermprop = on_property, .bell = on_bell};

	terminal->vt = vterm_new(terminal->rows, terminal->cols);
	vterm_set_utf8(terminal->vt, 1);
	vterm_output_set_callback(terminal->vt, on_output, terminal);
	terminal->screen = vterm_obtain_screen(terminal->vt);
	vterm_screen_set_callbacks(terminal->screen, &callbacks, terminal);
	vterm_screen_enable_altscreen(terminal->screen, 1);
	terminal->cursor_visible = true;
	vterm_screen_reset(terminal->screen, 1);
	terminal->texts = memory_array((size_t)terminal->rows, sizeof(*terminal->texts));
}

/* How many of the last bytes are the beginning of a character. */
static size_t cut_off(const char *bytes, size_t len)
{
	for (size_t back = 1; back <= 3 && back <= len; back++) {
		unsigned char byte = (unsigned char)bytes[len - back];
		size_t whole = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
		if (whole > 0) {
			return whole > back ? back : 0;
		}
		if (byte < 0x80) {
			break;
		}
	}
	return 0;
}

/* libvterm 0.1 makes two wrong characters of one that comes in two parts. */
static void write_whole(struct terminal *terminal, const char *bytes, size_t len)
{
	struct buffer all;

	buffer_init(&all, SIZE_MAX / 2);
	buffer_append(&all, terminal->cut, terminal->cut_len);
	buffer_append(&all, bytes, len);
	terminal->cut_len = cut_off(buffer_text(&all), all.len);
	memcpy(terminal->cut, buffer_text(&all) + all.len - terminal->cut_len, terminal->cut_len);
	vterm_input_write(terminal->vt, buffer_text(&all), all.len - terminal->cut_len);
	buffer_finish(&all);
}

void terminal_screen_feed(struct terminal *terminal, const char *bytes, size_t len)
{
	write_whole(terminal, bytes, len);
	modes_feed(&terminal->modes, bytes, len);
}

static void free_texts(struct terminal *terminal)
{
	for (int row = 0; row < terminal->rows; row++) {
		free(terminal->texts[row]);
	}
	free(terminal->texts);
}

void terminal_screen_resize(struct terminal *terminal, int rows, int cols)
{
	free_texts(terminal);
	terminal->rows = rows;
	terminal->cols = cols;
	terminal->texts = memory_array((size_t)rows, sizeof(*terminal->texts));
	vterm_set_size(terminal->vt, rows, cols);
	vterm_screen_flush_damage(terminal->screen);
}

void terminal_screen_finish(struct terminal *terminal)
{
	free_texts(terminal);
	free(terminal->title);
	vterm_free(terminal->vt);
}

int terminal_rows(const struct terminal *terminal)
{
	return terminal->rows;
}

int terminal_cols(const struct terminal *terminal)
{
	return terminal->cols;
}

static int colour(const VTermColor *from)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(from) || VTERM_COLOR_IS_DEFAULT_BG(from)) {
		return TERMINAL_DEFAULT;
	}
	if (VTERM_COLOR_IS_INDEXED(from)) {
		return from->indexed.idx;
	}
	return TERMINAL_RGB | from->rgb.red << 16 | from->rgb.green << 8 | from->rgb.blue;
}

struct terminal_cell terminal_cell(struct terminal *terminal, int row, int col)
{
	struct terminal_cell cell = {.text = " ", .width = 1};
	VTermScreenCell from = {0};

	if (!vterm_screen_get_cell(terminal->screen, (VTermPos){row, col}, &from)) {
		fprintf(stderr, "there is no cell %d, %d\n", row, col);
		abort();
	}
	size_t len = 0;
	for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && from.chars[i] != 0; i++) {
		if (from.chars[i] == UINT32_MAX) {
			cell.text[0] = '\0';
			cell.width = 0;
			break;
		}
		len += text_encode(from.chars[i], cell.text + len);
		cell.text[len] = '\0';
		cell.width = (unsigned char)from.width;
	}
	cell.bold = from.attrs.bold;
	cell.underline = from.attrs.underline != 0;
	cell.blink = from.attrs.blink;
	cell.reverse = from.attrs.reverse;
	cell.foreground = colour(&from.fg);
	cell.background = colour(&from.bg);
	return cell;
}

const char *terminal_row(struct terminal *terminal, int row)
{
	size_t max = (size_t)terminal->cols * sizeof(((struct terminal_cell *)0)->text);
	struct buffer text;

	buffer_init(&text, max);
	for (int col = 0; col < terminal->cols; col++) {
		buffer_append_text(&text, terminal_cell(terminal, row, col).text);
	}
	while (text.len > 0 && text.data[text.len - 1] == ' ') {
		text.data[--text.len] = '\0';
	}
	free(terminal->texts[row]);
	terminal->texts[row] = memory_text(buffer_text(&text));
	buffer_finish(&text);
	return terminal->texts[row];
}

/* The column of the cell that holds byte `at` of the row's text. */
static int column_of(struct terminal *terminal, int row, size_t at)
{
	size_t len = 0;

	for (int col = 0; col < terminal->cols; col++) {
		len += strlen(terminal_cell(terminal, row, col).text);
		if (at < len) {
			return col;
		}
	}
	return terminal->cols;
}

bool terminal_find(struct terminal *terminal, const char *text, int *row, int *col)
{
	for (int i = 0; i < terminal->rows; i++) {
		const char *line = terminal_row(terminal, i);
		const char *at = strstr(line, text);
		if (at == NULL) {
			continue;
		}
		if (row != NULL) {
			*row = i;
		}
		if (col != NULL) {
			*col = column_of(terminal, i, (size_t)(at - line));
		}
		return true;
	}
	return false;
}

void terminal_cursor(struct terminal *terminal, int *row, int *col)
{
	VTermPos at;

	vterm_state_get_cursorpos(vterm_obtain_state(terminal->vt), &at);
	*row = at.row;
	*col = at.col;
}

bool terminal_cursor_visible(const struct terminal *terminal)
{
	return terminal->cursor_visible;
}

bool terminal_alternate_screen(const struct terminal *terminal)
{
	return terminal->alternate;
}

const char *terminal_title(const struct terminal *terminal)
{
	return terminal->title != NULL ? terminal->title : "";
}

unsigned terminal_bells(const struct terminal *terminal)
{
	return terminal->bells;
}

static void dump_edge(int cols)
{
	fputc('+', stderr);
	for (int i = 0; i < cols; i++) {
		fputc('-', stderr);
	}
	fputs("+\n", stderr);
}

void terminal_dump(struct terminal *terminal, const char *headline)
{
	int row, col;

	terminal_cursor(terminal, &row, &col);
	fprintf(stderr, "%s\n", headline);
	dump_edge(terminal->cols);
	for (int i = 0; i < terminal->rows; i++) {
		const char *text = terminal_row(terminal, i);
		fprintf(stderr, "|%s%*s|\n", text, terminal->cols - text_width(text), "");
	}
	dump_edge(terminal->cols);
	fprintf(stderr, "cursor %d, %d%s; %s screen; title \"%s\"; program %s\n", row, col,
		terminal->cursor_visible ? "" : " (hidden)",
		terminal->alternate ? "alternate" : "main", terminal_title(terminal),
		terminal->exited            ? "ended"
			: terminal->stopped ? "stopped"
					    : "running");
}

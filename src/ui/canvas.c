/* SPDX-License-Identifier: MIT */
#include "keyturn/canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

enum { FORMATTED_MAX = 1024, BYTES_PER_CELL = 3 * 4 };

/* One code point of a text in the form that is shown: up to three cells, or a mark on the cell
 * before it. */
struct glyph {
	uint32_t points[3];
	int cells;
	bool wide; /* one point on two cells */
	bool mark;
};

static const struct {
	uint32_t point;
	const char *ascii;
} stand_ins[] = {
	{0x00b7, "-"},   /* · */
	{0x00d7, "x"},   /* × */
	{0x2013, "-"},   /* – */
	{0x2014, "-"},   /* — */
	{0x2018, "'"},   /* ‘ */
	{0x2019, "'"},   /* ’ */
	{0x201c, "\""},  /* “ */
	{0x201d, "\""},  /* ” */
	{0x2022, "*"},   /* • */
	{0x2026, "..."}, /* … */
	{0x2190, "<-"},  /* ← */
	{0x2192, "->"},  /* → */
	{0x25b4, "^"},   /* ▴ */
	{0x25be, "v"},   /* ▾ */
};

static size_t cell_count(const struct canvas *canvas, int rows)
{
	return (size_t)rows * (size_t)canvas->cols;
}

static void make_blank(struct canvas *canvas, int from, int to)
{
	for (size_t i = cell_count(canvas, from); i < cell_count(canvas, to); i++) {
		canvas->cells[i] = (struct cell){.point = ' ', .style = STYLE_NORMAL};
	}
}

static void hold(struct canvas *canvas, int rows)
{
	const int before = canvas->held;
	struct cell *cells = memory_array(cell_count(canvas, rows) + 1, sizeof(*cells));

	if (before > 0) {
		memcpy(cells, canvas->cells, cell_count(canvas, before) * sizeof(*cells));
	}
	free(canvas->cells);
	canvas->cells = cells;
	canvas->held = rows;
	make_blank(canvas, before, rows);
}

void canvas_init(struct canvas *canvas, int rows, int cols, bool ascii)
{
	canvas_init_tall(canvas, rows, rows, cols, ascii);
}

void canvas_init_tall(struct canvas *canvas, int rows, int first, int cols, bool ascii)
{
	*canvas = (struct canvas){
		.rows = rows > 0 ? rows : 0, .cols = cols > 0 ? cols : 0, .ascii = ascii};
	hold(canvas, first < 0 ? 0 : first < canvas->rows ? first : canvas->rows);
}

void canvas_finish(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){0};
}

void canvas_clear(struct canvas *canvas)
{
	make_blank(canvas, 0, canvas->held);
	canvas->cursor_shown = false;
	canvas->cursor.row = canvas->cursor.col = 0;
	canvas->hit_count = 0;
	memset(&canvas->reveal, 0, sizeof(canvas->reveal));
}

struct cell *canvas_row(struct canvas *canvas, int row)
{
	if (row >= canvas->held) {
		const int twice = 2 * canvas->held;
		hold(canvas, row >= twice ? row + 1 : twice < canvas->rows ? twice : canvas->rows);
	}
	return canvas->cells + cell_count(canvas, row);
}

static struct cell *cell_at(struct canvas *canvas, int row, int col)
{
	if (row < 0 || col < 0 || row >= canvas->rows || col >= canvas->cols) {
		return NULL;
	}
	return canvas_row(canvas, row) + col;
}

/* Writes one cell; a wide character that loses one of its halves becomes blank. */
static void put(struct canvas *canvas, int row, int col, enum style style, uint32_t point)
{
	struct cell *cell = cell_at(canvas, row, col);

	if (cell == NULL) {
		return;
	}
	if (cell->point == 0 && point != 0 && col > 0) {
		cell[-1].point = ' ';
		cell[-1].marks[0] = cell[-1].marks[1] = 0;
	}
	if (cell->point != 0 && col + 1 < canvas->cols && cell[1].point == 0) {
		cell[1].point = ' ';
	}
	*cell = (struct cell){.point = point, .style = (uint8_t)style};
}

static struct glyph glyph_of(const char *points, int count)
{
	struct glyph glyph = {.cells = count};

	for (int i = 0; i < count; i++) {
		glyph.points[i] = (unsigned char)points[i];
	}
	return glyph;
}

static struct glyph ascii_glyph(uint32_t point, int width)
{
	for (size_t i = 0; i < sizeof(stand_ins) / sizeof(*stand_ins); i++) {
		if (stand_ins[i].point == point) {
			return glyph_of(stand_ins[i].ascii, (int)strlen(stand_ins[i].ascii));
		}
	}
	return glyph_of("??", width < 0 ? 1 : width);
}

/* The glyph at text[*at], which moves on. The same filter as text_clean(), a code point at a time. */
static struct glyph next_glyph(
	const struct canvas *canvas, const char *text, size_t len, size_t *at)
{
	uint32_t point;

	*at += text_decode(text + *at, len - *at, &point);
	if (point < 0x20 || point == 0x7f) {
		return glyph_of((const char[]){'^', (char)(point ^ 0x40)}, 2);
	}
	int width = text_point_width(point);
	if (canvas->ascii && point >= 0x80) {
		return ascii_glyph(point, width);
	}
	if (width < 0) {
		return glyph_of("?", 1);
	}
	return (struct glyph){
		.points = {point}, .cells = width, .wide = width == 2, .mark = width == 0};
}

static int measure(const struct canvas *canvas, const char *text, size_t len)
{
	int cells = 0;

	for (size_t at = 0; at < len;) {
		cells += next_glyph(canvas, text, len, &at).cells;
	}
	return cells;
}

/* Bytes of the longest beginning of `text` that takes at most `cells` cells. */
static size_t fit(const struct canvas *canvas, const char *text, size_t len, int cells)
{
	size_t at = 0;

	while (at < len) {
		size_t next = at;
		cells -= next_glyph(canvas, text, len, &next).cells;
		if (cells < 0) {
			break;
		}
		at = next;
	}
	return at;
}

static void add_mark(struct canvas *canvas, int row, int col, uint32_t mark)
{
	struct cell *cell = cell_at(canvas, row, col);

	if (cell != NULL && cell->point == 0) {
		cell = cell_at(canvas, row, col - 1);
	}
	if (cell == NULL) {
		return;
	}
	if (cell->marks[0] == 0) {
		cell->marks[0] = mark;
	} else if (cell->marks[1] == 0) {
		cell->marks[1] = mark;
	}
}

static void put_glyph(
	struct canvas *canvas, int row, int col, enum style style, const struct glyph *glyph)
{
	if (glyph->wide) {
		put(canvas, row, col + 1, style, ' ');
		put(canvas, row, col, style, glyph->points[0]);
		put(canvas, row, col + 1, style, 0);
		return;
	}
	for (int i = 0; i < glyph->cells; i++) {
		put(canvas, row, col + i, style, glyph->points[i]);
	}
}

/* Writes `len` bytes of text that fit the canvas; returns the cells used. */
static int draw(
	struct canvas *canvas, int row, int col, enum style style, const char *text, size_t len)
{
	int used = 0;

	for (size_t at = 0; at < len;) {
		struct glyph glyph = next_glyph(canvas, text, len, &at);
		if (glyph.mark) {
			if (used > 0) {
				add_mark(canvas, row, col + used - 1, glyph.points[0]);
			}
			continue;
		}
		put_glyph(canvas, row, col + used, style, &glyph);
		used += glyph.cells;
	}
	return used;
}

int canvas_text(
	struct canvas *canvas, int row, int col, int cells, enum style style, const char *text)
{
	if (row < 0 || row >= canvas->rows || col < 0 || col >= canvas->cols) {
		return 0;
	}
	if (cells > canvas->cols - col) {
		cells = canvas->cols - col;
	}
	if (cells <= 0) {
		return 0;
	}
	size_t len = strlen(text);
	if (measure(canvas, text, len) <= cells) {
		return draw(canvas, row, col, style, text, len);
	}
	const char *rest = canvas->ascii ? "..." : "…";
	int rest_cells = canvas->ascii ? 3 : 1;
	if (rest_cells > cells) {
		rest_cells = cells;
	}
	int used = draw(canvas, row, col, style, text, fit(canvas, text, len, cells - rest_cells));
	return used +
		draw(canvas, row, col + used, style, rest,
			canvas->ascii ? (size_t)rest_cells : strlen(rest));
}

int canvas_textf(struct canvas *canvas, int row, int col, int cells, enum style style,
	const char *format, ...)
{
	char text[FORMATTED_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	return canvas_text(canvas, row, col, cells, style, text);
}

/* Bytes of `text` that go on one row: to the last space that fits, or as much as fits. */
static size_t line_length(const struct canvas *canvas, const char *text, int cells)
{
	size_t len = strlen(text), taken = fit(canvas, text, len, cells);

	if (taken == len || text[taken] == ' ') {
		return taken;
	}
	for (size_t end = taken; end > 0; end--) {
		if (text[end - 1] == ' ') {
			return end;
		}
	}
	return taken;
}

int canvas_paragraph(struct canvas *canvas, struct box box, enum style style, const char *text)
{
	int row = 0;

	while (*text != '\0' && row < box.rows && box.cols > 0) {
		size_t len = line_length(canvas, text, box.cols);
		if (len == 0) { /* a character wider than the box */
			break;
		}
		if (row == box.rows - 1 && text[len] != '\0') {
			canvas_text(canvas, box.row + row, box.col, box.cols, style, text);
			return row + 1;
		}
		if (box.row + row >= 0 && box.row + row < canvas->rows && box.col >= 0) {
			draw(canvas, box.row + row, box.col, style, text, len);
		}
		text += len;
		text += strspn(text, " ");
		row++;
	}
	return row;
}

void canvas_fill(struct canvas *canvas, struct box box, uint32_t point, enum style style)
{
	for (int row = box.row; row < box.row + box.rows; row++) {
		for (int col = box.col; col < box.col + box.cols; col++) {
			put(canvas, row, col, style, point);
		}
	}
}

void canvas_frame(struct canvas *canvas, struct box box, enum style style, const char *title)
{
	static const uint32_t lines[3][6] = {
		{0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518},
		{'-', '|', '+', '+', '+', '+'},
		{' ', ' ', ' ', ' ', ' ', ' '},
	};
	const uint32_t *line = lines[canvas->plain ? 2 : canvas->ascii];
	int bottom = box.row + box.rows - 1, right = box.col + box.cols - 1;

	if (box.rows < 1 || box.cols < 2) {
		return;
	}
	canvas_fill(canvas, (struct box){box.row, box.col, 1, box.cols}, line[0], style);
	if (box.rows > 1) {
		canvas_fill(canvas, (struct box){bottom, box.col, 1, box.cols}, line[0], style);
		canvas_fill(canvas, (struct box){box.row, box.col, box.rows, 1}, line[1], style);
		canvas_fill(canvas, (struct box){box.row, right, box.rows, 1}, line[1], style);
		put(canvas, box.row, box.col, style, line[2]);
		put(canvas, box.row, right, style, line[3]);
		put(canvas, bottom, box.col, style, line[4]);
		put(canvas, bottom, right, style, line[5]);
	}
	if (title != NULL && box.cols > 6) {
		int used = canvas_text(
			canvas, box.row, box.col + 2, box.cols - 5, STYLE_HEADING, title);
		put(canvas, box.row, box.col + 1, style, ' ');
		put(canvas, box.row, box.col + 2 + used, style, ' ');
	}
}

void canvas_divide(struct canvas *canvas, struct box frame, int col, enum style style)
{
	bool ascii = canvas->ascii;

	put(canvas, frame.row, col, style, ascii ? '+' : 0x252c);
	canvas_fill(canvas, (struct box){frame.row + 1, col, frame.rows - 2, 1},
		ascii ? '|' : 0x2502, style);
	put(canvas, frame.row + frame.rows - 1, col, style, ascii ? '+' : 0x2534);
}

void canvas_cursor(struct canvas *canvas, int row, int col)
{
	if (cell_at(canvas, row, col) != NULL) {
		canvas->cursor.row = row;
		canvas->cursor.col = col;
		canvas->cursor_shown = true;
	}
}

void canvas_reveal(struct canvas *canvas, struct secret *secret, enum reveal_as as, struct box box)
{
	canvas->reveal.secret = secret;
	canvas->reveal.as = as;
	canvas->reveal.row = box.row;
	canvas->reveal.col = box.col;
	canvas->reveal.rows = box.rows;
	canvas->reveal.cols = box.cols;
}

void canvas_hit(struct canvas *canvas, struct hit hit)
{
	if (hit.cells > canvas->cols - hit.col) {
		hit.cells = canvas->cols - hit.col;
	}
	if (hit.cells > 0 && cell_at(canvas, hit.row, hit.col) != NULL &&
		canvas->hit_count < HITS_MAX) {
		canvas->hits[canvas->hit_count++] = hit;
	}
}

const struct hit *canvas_hit_at(const struct canvas *canvas, int row, int col)
{
	for (size_t i = 0; i < canvas->hit_count; i++) {
		const struct hit *hit = &canvas->hits[i];
		if (hit->row == row && hit->col <= col && col < hit->col + hit->cells) {
			return hit;
		}
	}
	return NULL;
}

static size_t dump_row(const struct canvas *canvas, int row, char *out)
{
	const struct cell *cells = canvas->cells + (size_t)row * (size_t)canvas->cols;
	size_t used = 0, kept = 0;

	for (int col = 0; col < canvas->cols; col++) {
		const struct cell *cell = &cells[col];
		if (cell->point == 0) {
			continue;
		}
		used += text_encode(cell->point, out + used);
		for (int i = 0; i < 2 && cell->marks[i] != 0; i++) {
			used += text_encode(cell->marks[i], out + used);
		}
		if (cell->point != ' ') {
			kept = used;
		}
	}
	out[kept++] = '\n';
	return kept;
}

char *canvas_dump(const struct canvas *canvas)
{
	size_t row_max = (size_t)canvas->cols * BYTES_PER_CELL + 1, used = 0;
	char *out = memory_alloc((size_t)canvas->rows * row_max + 1);

	for (int row = 0; row < canvas->rows; row++) {
		used += dump_row(canvas, row, out + used);
	}
	out[used] = '\0';
	return out;
}

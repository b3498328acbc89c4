/* SPDX-License-Identifier: MIT */
#include "secret_rows.h"

#include <string.h>

#include "keyturn/buffer.h"
#include "keyturn/secret.h"
#include "qr.h"

enum { ROW_MAX = 16 * 1024, GROUP = 4, GAP = 2, QUIET = 4, QUIET_LEAST = 2 };

/* A secret that is open. */
struct text {
	const char *bytes;
	size_t len;
};

/* ---- text: what is not printable ASCII must not reach the terminal as it is ---- */

static void append_cell(struct buffer *row, char c)
{
	bool printable = c >= ' ' && c <= '~';

	buffer_append(row, printable ? &c : "?", 1);
}

static void append_run(struct buffer *row, struct text text, size_t from, size_t cells)
{
	for (size_t at = from; at < from + cells; at++) {
		append_cell(row, at < text.len ? text.bytes[at] : ' ');
	}
}

static void pad(struct buffer *row, size_t cells)
{
	while (row->len < cells) {
		append_cell(row, ' ');
	}
}

/* ---- lines ---- */

/* Line `index`; of one beyond the last the bytes are NULL. */
static struct text line_of(struct text text, size_t index)
{
	const char *at = text.bytes, *end = text.bytes + text.len;

	for (; at != NULL && at < end; index--) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		if (index == 0) {
			return (struct text){at, (size_t)((feed != NULL ? feed : end) - at)};
		}
		at = feed != NULL ? feed + 1 : NULL;
	}
	return (struct text){NULL, 0};
}

static size_t longest_line(struct text text, size_t *count)
{
	size_t longest = 0;
	struct text line;

	for (*count = 0; (line = line_of(text, *count)).bytes != NULL; (*count)++) {
		longest = line.len > longest ? line.len : longest;
	}
	return longest;
}

static size_t columns_of(size_t longest, int cols)
{
	return ((size_t)cols + GAP) / (longest + GAP);
}

static struct cells lines_size(struct text text, struct cells most)
{
	size_t count, longest = longest_line(text, &count);
	size_t columns = columns_of(longest, most.cols), rows = (size_t)most.rows;

	if (count == 0 || rows == 0 || columns == 0 || columns * rows < count) {
		return (struct cells){0, 0};
	}
	size_t used = (count + rows - 1) / rows; /* as few columns as hold them all */
	return (struct cells){
		(int)((count + used - 1) / used), (int)(used * (longest + GAP) - GAP)};
}

static void append_lines(struct buffer *row, struct text text, int index, struct cells size)
{
	size_t count, longest = longest_line(text, &count);
	size_t columns = columns_of(longest, size.cols);

	for (size_t i = 0; i < columns; i++) {
		struct text line = line_of(text, (size_t)index * columns + i);
		pad(row, i * (longest + GAP));
		append_run(row, line, 0, line.len);
	}
}

/* ---- groups ---- */

/* The value of the URI's parameter `secret`; all of what has none. */
static struct text typed_part(struct text uri)
{
	static const char name[] = "secret=";
	const char *end = uri.bytes + uri.len;

	for (const char *at = uri.bytes; at != NULL && at < end; at++) {
		at = memmem(at, (size_t)(end - at), name, sizeof(name) - 1);
		if (at == NULL) {
			break;
		}
		if (at > uri.bytes && (at[-1] == '?' || at[-1] == '&')) {
			at += sizeof(name) - 1;
			const char *next = memchr(at, '&', (size_t)(end - at));
			return (struct text){at, (size_t)((next != NULL ? next : end) - at)};
		}
	}
	return uri;
}

static struct cells groups_size(struct text uri, struct cells most)
{
	struct text typed = typed_part(uri);
	size_t groups = (typed.len + GROUP - 1) / GROUP;
	size_t in_a_row = ((size_t)most.cols + 1) / (GROUP + 1);

	in_a_row = in_a_row < groups ? in_a_row : groups;
	if (in_a_row == 0 || (groups + in_a_row - 1) / in_a_row > (size_t)most.rows) {
		return (struct cells){0, 0};
	}
	return (struct cells){
		(int)((groups + in_a_row - 1) / in_a_row), (int)(in_a_row * (GROUP + 1) - 1)};
}

static void append_groups(struct buffer *row, struct text uri, int index, struct cells size)
{
	struct text typed = typed_part(uri);
	size_t in_a_row = ((size_t)size.cols + 1) / (GROUP + 1);

	for (size_t i = 0; i < in_a_row; i++) {
		pad(row, i * (GROUP + 1));
		append_run(row, typed, ((size_t)index * in_a_row + i) * GROUP, GROUP);
	}
}

/* ---- the QR code: two modules a cell, one above the other ---- */

static int qr_rows(int width)
{
	return (width + 1) / 2;
}

static struct cells with_groups(struct text uri, int width, struct cells most)
{
	int rows = qr_rows(width);

	if (width > most.cols || rows >= most.rows) {
		return (struct cells){0, 0};
	}
	struct cells groups = groups_size(uri, (struct cells){most.rows - rows, width});
	return groups.rows > 0 ? (struct cells){rows + groups.rows, width} : groups;
}

static struct cells qr_size(struct text uri, const struct qr *qr, struct cells most)
{
	struct cells size = {0, 0};

	for (int quiet = QUIET; qr != NULL && quiet >= QUIET_LEAST && size.rows == 0; quiet--) {
		size = with_groups(uri, qr_width(qr) + 2 * quiet, most);
	}
	return size;
}

static void append_modules(struct buffer *row, const struct qr *qr, int index, struct cells size)
{
	static const char *const halves[2][2] = {{" ", "▄"}, {"▀", "█"}};
	int quiet = (size.cols - qr_width(qr)) / 2;

	for (int col = 0; col < size.cols; col++) {
		bool upper = qr_dark(qr, 2 * index - quiet, col - quiet);
		bool lower = qr_dark(qr, 2 * index + 1 - quiet, col - quiet);
		buffer_append_text(row, halves[upper][lower]);
	}
}

/* ---- all of them ---- */

struct cells secret_rows_size(struct secret *secret, enum reveal_as as, struct cells most)
{
	struct text text = {secret_open(secret), secret_length(secret)};
	struct cells size = {0, 0};
	struct qr *qr;

	if (most.rows <= 0 || most.cols <= 0) {
		secret_close(secret);
		return size;
	}
	switch (as) {
	case REVEAL_AS_TEXT:
		size.cols = text.len < (size_t)most.cols ? (int)text.len : most.cols;
		size.rows = size.cols > 0 && text.len <= (size_t)most.cols * (size_t)most.rows
			? (int)((text.len + (size_t)size.cols - 1) / (size_t)size.cols)
			: 0;
		break;
	case REVEAL_AS_LINES:
		size = lines_size(text, most);
		break;
	case REVEAL_AS_GROUPS:
		size = groups_size(text, most);
		break;
	case REVEAL_AS_QR:
		qr = qr_create(secret);
		size = qr_size(text, qr, most);
		qr_destroy(qr);
		break;
	}
	secret_close(secret);
	return size;
}

struct cells secret_rows_qr_least(struct secret *secret)
{
	struct qr *qr = qr_create(secret);
	struct cells least = {0, 0};

	if (qr != NULL) {
		struct text uri = {secret_open(secret), secret_length(secret)};
		least = with_groups(uri, qr_width(qr) + 2 * QUIET_LEAST,
			(struct cells){SECRET_MAX, SECRET_MAX});
		secret_close(secret);
	}
	qr_destroy(qr);
	return least;
}

void secret_rows_each(struct secret *secret, enum reveal_as as, struct cells size,
	secret_rows_put *put, void *data)
{
	struct text text = {secret_open(secret), secret_length(secret)};
	struct qr *qr = as == REVEAL_AS_QR ? qr_create(secret) : NULL;
	int modules = qr != NULL ? qr_rows(size.cols) : 0;
	struct buffer row;

	buffer_init(&row, ROW_MAX);
	for (int i = 0; i < size.rows; i++) {
		if (i < modules) {
			append_modules(&row, qr, i, size);
		} else if (as == REVEAL_AS_LINES) {
			append_lines(&row, text, i, size);
		} else if (as == REVEAL_AS_TEXT) {
			append_run(&row, text, (size_t)i * (size_t)size.cols, (size_t)size.cols);
		} else {
			append_groups(&row, text, i - modules, size);
		}
		if (i >= modules) {
			pad(&row, (size_t)size.cols);
		}
		put(data, i, buffer_text(&row), row.len, i < modules);
		buffer_clear(&row);
	}
	buffer_finish(&row);
	qr_destroy(qr);
	secret_close(secret);
}

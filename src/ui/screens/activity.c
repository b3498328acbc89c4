/* SPDX-License-Identifier: MIT
 * Activity: what was done to keys from this machine, newest first, by whom, from where. A rotation is one
 * row that opens into its records. */
#include "screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/clock.h"
#include "keyturn/memory.h"

enum {
	COL_AGE = 20,
	COL_WHAT = 36,
	COL_KEY = 53,
	COL_USER = 77,
	COL_AGE_COMPACT = 2,
	COL_WHAT_COMPACT = 17,
	TIME_SIZE = 32,
	LEAST = 3,
	FULL_TEXT_ROWS = 3,
	TEXT_MAX = 1400
};

/* ---- a rotation in words ---- */

/* What became of the places and commands, by the records; `proof` is the newest that tells of the keys. */
struct sum {
	size_t updated, left, hooks, hooks_failed;
	const struct history_entry *proof;
};

static void add_up(struct sum *sum, const struct history_entry *entry)
{
	bool done = strcmp(entry->result, "done") == 0;

	sum->updated += entry->event == HISTORY_UPDATED;
	sum->left += entry->event == HISTORY_LEFT;
	sum->hooks += entry->event == HISTORY_HOOK && done;
	sum->hooks_failed += entry->event == HISTORY_HOOK && !done;
	if (entry->event == HISTORY_PROVED && sum->proof == NULL) {
		sum->proof = entry;
	}
}

static struct sum sum_up(const struct activity *activity, const struct activity_row *row)
{
	struct sum sum = {0};

	for (size_t i = 0; row->rotation && i < activity->count; i++) {
		if (model_activity_together(
			    &activity->entries[i], &activity->entries[row->entry])) {
			add_up(&sum, &activity->entries[i]);
		}
	}
	return sum;
}

static void add(char *out, size_t size, const char *format, size_t count, const char *what)
{
	size_t used = strlen(out);

	if (count > 0 && used < size) {
		snprintf(out + used, size - used, format, used > 0 ? ", " : "", count, what);
	}
}

/* "8 updated, 2 left, 1 command run, new key accepted, old key refused" */
static void tell_sum(const struct sum *sum, char *out, size_t size)
{
	out[0] = '\0';
	add(out, size, "%s%zu %s", sum->updated, "updated");
	add(out, size, "%s%zu %s", sum->left, "left");
	add(out, size, "%s%zu %s run", sum->hooks, sum->hooks == 1 ? "command" : "commands");
	add(out, size, "%s%zu %s failed", sum->hooks_failed,
		sum->hooks_failed == 1 ? "command" : "commands");
	if (sum->proof != NULL && sum->proof->detail[0] != '\0') {
		size_t used = strlen(out);
		snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "", sum->proof->detail);
	}
}

/* "reset", "reset, 2 left", "reset, unchanged", "hook, failed" */
static void tell_what(
	const struct activity *activity, const struct activity_row *row, char *out, size_t size)
{
	const struct history_entry *entry = &activity->entries[row->entry];
	const struct sum sum = sum_up(activity, row);
	const char *event = row->rotation ? history_event_name(HISTORY_RESET)
					  : history_event_name(entry->event);
	bool plain = strcmp(entry->result, "done") == 0 || strcmp(entry->result, "new") == 0 ||
		strcmp(entry->result, history_event_name(entry->event)) == 0;

	if (row->rotation && sum.left + sum.hooks_failed > 0) {
		snprintf(out, size, "%s, %zu left", event, sum.left + sum.hooks_failed);
	} else if (row->rotation && sum.proof != NULL && strcmp(sum.proof->result, "done") != 0) {
		snprintf(out, size, "%s, unproved", event);
	} else {
		snprintf(out, size, "%s%s%s", event, plain ? "" : ", ", plain ? "" : entry->result);
	}
}

/* ---- the rows ---- */

/* Or what else it was, which has no fingerprint. */
static void tell_key(const struct history_entry *entry, char *out, size_t size)
{
	if (!history_of_key(entry)) {
		snprintf(out, size, "%s", entry->detail);
		return;
	}
	snprintf(out, size, "%s%s%s", entry->fingerprint[0] != '\0' ? entry->fingerprint : "none",
		entry->new_fingerprint[0] != '\0' ? " → " : "", entry->new_fingerprint);
}

/* The end of a path says more than its beginning. */
static void draw_tail(struct canvas *canvas, int row, int col, int cells, const char *text)
{
	size_t len = strlen(text);
	bool cut = text[0] == '/' && cells > 4 && len > (size_t)cells;

	canvas_textf(canvas, row, col, cells, STYLE_NORMAL, "%s%s", cut ? "…" : "",
		cut ? text + len - (size_t)cells + 1 : text);
}

/* Of one inside a rotation, whose age, keys and user the row above has, what it is about. */
static void draw_row(
	const struct model *model, struct pane *pane, const struct activity_row *row, bool selected)
{
	const struct history_entry *entry = &model->activity.entries[row->entry];
	int at = pane_row(pane), what = pane->compact ? COL_WHAT_COMPACT : COL_WHAT;
	int age = pane->compact ? COL_AGE_COMPACT : COL_AGE;
	struct canvas *canvas = &pane->canvas;
	enum style style = draw_item(pane, at, selected);
	char text[TEXT_MAX];

	if (!pane->compact) {
		canvas_textf(canvas, at, COL_LABEL, COL_AGE - COL_LABEL - 1, style, "%.16s",
			clock_minute(entry->wall, text, sizeof(text)));
	}
	if (!row->inside) {
		canvas_text(canvas, at, age, what - age - 1, pane->compact ? style : STYLE_NORMAL,
			age_text(model, entry->wall, text, sizeof(text)));
	}
	tell_what(&model->activity, row, text, sizeof(text));
	what = row->inside ? age + 2 : what;
	int used = canvas_text(canvas, at, what, COL_KEY - COL_WHAT - 1, STYLE_NORMAL, text);
	if (row->inside) {
		what += used + 2;
		draw_tail(canvas, at, what, pane->cols - what, entry->detail);
		return;
	}
	tell_key(entry, text, sizeof(text));
	what = pane->compact ? what + used + 2 : COL_KEY;
	bool has_user = pane->cols > COL_USER + 4;
	int end = has_user ? COL_USER - 1 : pane->cols;
	canvas_text(canvas, at, what, end - what, STYLE_NORMAL, text);
	if (has_user) {
		canvas_text(canvas, at, COL_USER, pane->cols - COL_USER, STYLE_NORMAL, entry->user);
	}
}

static void draw_columns(struct pane *pane)
{
	int row = pane_row(pane);

	canvas_text(&pane->canvas, row, COL_LABEL, COL_AGE, STYLE_HEADING, "Time (UTC)");
	canvas_text(&pane->canvas, row, COL_AGE, COL_WHAT - COL_AGE, STYLE_HEADING, "Age");
	canvas_text(&pane->canvas, row, COL_WHAT, COL_KEY - COL_WHAT, STYLE_HEADING, "What");
	canvas_text(&pane->canvas, row, COL_KEY, COL_USER - COL_KEY, STYLE_HEADING, "Key");
	if (pane->cols > COL_USER + 4) {
		canvas_text(&pane->canvas, row, COL_USER, pane->cols, STYLE_HEADING, "User");
	}
}

/* ---- the selected one in full ---- */

static void tell_in_full(
	const struct activity *activity, const struct activity_row *row, char *out, size_t size)
{
	const struct history_entry *entry = &activity->entries[row->entry];
	const struct sum sum = sum_up(activity, row);
	char text[TEXT_MAX / 2];

	if (row->rotation) {
		tell_sum(&sum, text, sizeof(text));
	} else {
		snprintf(text, sizeof(text), "%s", entry->detail);
	}
	snprintf(out, size, "%s %s, by %s from %s%s%s", history_of_key(entry) ? "Key of" : "Of",
		entry->user, entry->by, entry->from, text[0] != '\0' ? ": " : "", text);
}

/* The row may have cut it, and has no room for all of it. */
static void draw_in_full(
	const struct activity *activity, const struct activity_row *row, struct pane *pane)
{
	char text[TEXT_MAX];

	pane_row(pane);
	tell_in_full(activity, row, text, sizeof(text));
	pane_paragraph(pane, COL_LABEL, STYLE_FAINT, text);
}

static void draw_rows(
	const struct model *model, struct pane *pane, const struct activity_row *rows, size_t count)
{
	const struct list *list = &model->activity.list;
	int place = pane->visible - pane->rows - FULL_TEXT_ROWS - 1;

	place = place < LEAST ? LEAST : place;
	int top = pane->rows;
	size_t first = list_first(pane, count, list->selected, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		pane_hit(pane, pane->rows, LIST_ROWS, i);
		draw_row(model, pane, &rows[i], i == list->selected && !list->searching);
	}
	draw_more(pane, top, first, count);
	if (list->selected < count) {
		draw_in_full(&model->activity, &rows[list->selected], pane);
	}
}

static void draw(const struct model *model, struct pane *pane)
{
	const struct activity *activity = &model->activity;
	struct activity_row *rows = memory_array(activity->count + 1, sizeof(*rows));
	size_t count = model_activity_rows(model, rows);

	draw_search(pane, &activity->list);
	if (!activity->loaded) {
		draw_empty_list(pane,
			activity->failed ? "The history cannot be read; M tells why."
					 : "Reading the history…");
	} else if (activity->count == 0) {
		draw_empty_list(pane, "Nothing was done to a key from this machine yet.");
	} else if (count == 0) {
		draw_empty_list(pane, "Nothing matches the search.");
	} else {
		if (!pane->compact) {
			draw_columns(pane);
		}
		draw_rows(model, pane, rows, count);
	}
	free(rows);
}

/* ---- the detail ---- */

/* The records of the rotation, oldest first, as they happened. */
static void draw_records(
	const struct activity *activity, const struct activity_row *row, struct pane *pane)
{
	pane_row(pane);
	draw_heading(pane, "Records");
	for (size_t i = activity->count; i > 0; i--) {
		const struct history_entry *entry = &activity->entries[i - 1];
		const struct activity_row one = {.entry = i - 1, .records = 1, .inside = true};
		char what[64], text[TEXT_MAX], time[TIME_SIZE];
		if (!model_activity_together(entry, &activity->entries[row->entry])) {
			continue;
		}
		tell_what(activity, &one, what, sizeof(what));
		snprintf(text, sizeof(text), "%.5s %s%s%s",
			clock_minute(entry->wall, time, sizeof(time)) + sizeof("2023-11-14"), what,
			entry->detail[0] != '\0' ? ": " : "", entry->detail);
		pane_paragraph(pane, 0, STYLE_NORMAL, text);
	}
}

static void detail(const struct model *model, struct pane *pane)
{
	const struct activity *activity = &model->activity;
	struct activity_row *rows = memory_array(activity->count + 1, sizeof(*rows));
	size_t count = model_activity_rows(model, rows);

	if (activity->list.selected < count) {
		const struct activity_row *row = &rows[activity->list.selected];
		const struct history_entry *entry = &activity->entries[row->entry];
		char text[TEXT_MAX];
		draw_detail(pane, "When", clock_minute(entry->wall, text, sizeof(text)));
		tell_what(activity, row, text, sizeof(text));
		draw_detail(pane, "What", text);
		tell_key(entry, text, sizeof(text));
		draw_detail(pane, history_of_key(entry) ? "Key" : "Detail", text);
		draw_detail(pane, "User", entry->user);
		draw_detail(pane, "Service", entry->service);
		draw_detail(pane, "By", entry->by);
		draw_detail(pane, "From", entry->from);
		if (row->rotation || row->inside) {
			draw_records(activity, row, pane);
		} else if (history_of_key(entry)) {
			draw_detail(pane, "Detail", entry->detail);
		}
	}
	free(rows);
}

const struct screen screen_activity = {"Activity", draw, detail};

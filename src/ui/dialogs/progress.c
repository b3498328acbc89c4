/* SPDX-License-Identifier: MIT
 * The reset going on: a line a step, then what came of it and what is left to do. */
#include "dialogs.h"

#include <stdio.h>

#include "keyturn/rotation_words.h"

enum { TEXT_MAX = 640, COL_STEP = 5, COL_STEP_PLAIN = 9, STEP_CELLS = 20 };

enum mark { MARK_LATER, MARK_GOING_ON, MARK_OK, MARK_NO, MARK_UNKNOWN };

static void draw_step(struct pane *pane, enum mark mark, const char *step, const char *detail)
{
	static const struct {
		const char *text, *plain;
		enum style style;
	} marks[] = {
		[MARK_LATER] = {"[  ]", "later", STYLE_FAINT},
		[MARK_GOING_ON] = {"[..]", "now", STYLE_NORMAL},
		[MARK_OK] = {"[ok]", "ok", STYLE_GOOD},
		[MARK_NO] = {"[no]", "no", STYLE_BAD},
		[MARK_UNKNOWN] = {"[??]", "unknown", STYLE_BAD},
	};
	int row = pane_row(pane), cols = pane->cols;
	struct canvas *canvas = &pane->canvas;
	int left = canvas->plain ? COL_STEP_PLAIN : COL_STEP;

	canvas_text(canvas, row, 0, left, marks[mark].style,
		canvas->plain ? marks[mark].plain : marks[mark].text);
	int used = canvas_text(canvas, row, left, cols - left,
		mark == MARK_LATER ? STYLE_FAINT : STYLE_NORMAL, step);
	if (detail[0] == '\0') {
		return;
	}
	if (pane->compact) {
		row = pane_row(pane);
	}
	int col = pane->compact         ? left
		: used < STEP_CELLS - 1 ? left + STEP_CELLS
					: left + used + 2;
	canvas_text(canvas, row, col, cols - col, STYLE_NORMAL, detail);
}

static enum mark issued_mark(const struct rotation *rotation)
{
	switch (rotation->outcome) {
	case ROTATION_OUTCOME_NEW:
		return MARK_OK;
	case ROTATION_OUTCOME_UNCHANGED:
		return MARK_NO;
	case ROTATION_OUTCOME_NONE:
		return rotation->step == ROTATION_FINISHED ? MARK_NO : MARK_GOING_ON;
	case ROTATION_OUTCOME_UNDETERMINED:
		break;
	}
	return rotation->step == ROTATION_FINISHED ? MARK_UNKNOWN : MARK_GOING_ON;
}

/* A probe of `wanted` shows ok when that came. */
static enum mark proof_mark(const struct rotation *rotation, enum rotation_step step,
	enum rotation_proof proof, enum rotation_proof wanted)
{
	if (proof == PROOF_NONE) {
		return rotation->step == step ? MARK_GOING_ON : MARK_LATER;
	}
	if (proof == PROOF_UNKNOWN) {
		return MARK_UNKNOWN;
	}
	return proof == wanted ? MARK_OK : MARK_NO;
}

/* ---- the steps on this machine ---- */

/* Done once the machine is past `step`. */
static enum mark work_mark(const struct rotation *rotation, enum rotation_step step, bool good)
{
	if (rotation->step == step) {
		return MARK_GOING_ON;
	}
	if (rotation->outcome != ROTATION_OUTCOME_NEW || !rotation_is_past(rotation, step)) {
		return MARK_LATER;
	}
	return good ? MARK_OK : MARK_NO;
}

static void draw_files(const struct rotation *rotation, struct pane *pane)
{
	const struct rotation_counts counts = rotation_count(rotation);
	size_t all = counts.updated + counts.update + counts.failed;
	char detail[64];

	if (all == 0) {
		return;
	}
	snprintf(detail, sizeof(detail), "%zu/%zu", counts.updated, all);
	draw_step(pane, work_mark(rotation, ROTATION_UPDATING, counts.updated == all),
		"Files updated", detail);
}

static void draw_hooks(const struct rotation *rotation, struct pane *pane)
{
	size_t done = 0;
	char detail[64];

	for (size_t i = 0; i < rotation->hook_count; i++) {
		done += rotation->hooks[i].status == HOOK_OK;
	}
	if (rotation->hook_count > 0) {
		snprintf(detail, sizeof(detail), "%zu/%zu", done, rotation->hook_count);
		draw_step(pane, work_mark(rotation, ROTATION_HOOKING, done == rotation->hook_count),
			"Commands run", detail);
	}
}

static void draw_steps(const struct model *model, struct pane *pane)
{
	const struct rotation *rotation = &model->rotation;
	char change[64] = "";

	if (rotation->outcome == ROTATION_OUTCOME_NEW) {
		snprintf(change, sizeof(change), "%s → %s",
			rotation_had_old(rotation) ? rotation->old_trace.fingerprint : "none",
			rotation->new_trace.fingerprint);
	}
	draw_step(pane, issued_mark(rotation), "New key issued", change);
	if (issued_mark(rotation) == MARK_NO) { /* there is none to try */
		return;
	}
	draw_step(pane,
		proof_mark(rotation, ROTATION_PROVING_NEW, rotation->new_proof, PROOF_ACCEPTED),
		"New key signs in", rotation_new_proof_note(rotation));
	draw_step(pane,
		proof_mark(rotation, ROTATION_PROVING_OLD, rotation->old_proof, PROOF_REFUSED),
		"Old key refused", rotation_old_proof_note(rotation));
	draw_files(rotation, pane);
	draw_hooks(rotation, pane);
	if (rotation->leaked) {
		char detail[64];
		snprintf(detail, sizeof(detail), "%zu/%zu",
			rotation->tokens_revoked + rotation->token_revoked,
			rotation->token_count + 1);
		draw_step(pane,
			work_mark(rotation, ROTATION_REVOKING,
				rotation->token_revoked &&
					rotation->tokens_revoked == rotation->token_count),
			"Tokens revoked", detail);
	}
}

/* " Waiting 12 s.", or why the client waits before it asks again; nothing at first. */
static void overdue_text(const struct model *model, char *out, size_t size)
{
	long long waited = (long long)(model->now - model->step.since) / 1000;
	char why[TEXT_MAX / 2];

	out[0] = '\0';
	if (model->step.waiting) {
		snprintf(out, size, " — %s", waiting_text(model, &model->step, why, sizeof(why)));
	} else if (waited > 0 && model->options.accessible) {
		snprintf(out, size, " Waiting.");
	} else if (waited > 0) {
		snprintf(out, size, " Waiting %lld s.", waited);
	}
}

/* While it goes on: what is being waited for. */
static void draw_going_on(const struct model *model, struct pane *pane)
{
	const struct rotation *rotation = &model->rotation;
	char text[2 * TEXT_MAX], wait[TEXT_MAX];

	overdue_text(model, wait, sizeof(wait));
	if (rotation->step == ROTATION_LEARNING) {
		snprintf(text, sizeof(text),
			"No clear answer. Reading the key to see whether it changed (try %d "
			"of %d)…%s",
			rotation->tries, ROTATION_LEARN_TRIES, wait);
	} else {
		snprintf(text, sizeof(text), "%s%s", rotation_step_text(rotation), wait);
	}
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
}

/* The new key or its mask, and below it what can be done about that. */
static void draw_new_key(const struct model *model, struct pane *pane)
{
	const struct reveal *reveal = &model->reveal;
	bool shown = reveal->what == REVEAL_KEY && reveal->secret != NULL;
	char text[TEXT_MAX] = "hidden; s shows it, c copies it";
	int row = pane_row(pane), col = 0;

	if (!pane->compact) {
		col = canvas_text(&pane->canvas, row, 0, pane->cols, STYLE_LABEL, "New key  ");
	}
	if (shown) {
		draw_reveal(pane, row, col, pane->cols - col, reveal->secret);
		shown_text(model, text, sizeof(text));
	} else {
		draw_mask(&pane->canvas, row, col, pane->cols - col, KEY_DOTS);
	}
	if (reveal->load.state == LOAD_UNDER_WAY) {
		waiting_text(model, &reveal->load, text, sizeof(text));
	}
	canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_FAINT, text);
}

static void draw_reason(const struct rotation *rotation, struct pane *pane)
{
	char text[TEXT_MAX], reason[TEXT_MAX];

	if (rotation->error.kind == ERROR_NONE) {
		return;
	}
	snprintf(text, sizeof(text), "Reason: %s.",
		error_message(&rotation->error, reason, sizeof(reason)));
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
}

struct left {
	struct pane *pane;
	bool any;
};

static void draw_one_left(void *data, const char *sentence)
{
	struct left *left = data;
	struct pane *pane = left->pane;

	if (!left->any) {
		canvas_text(
			&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_WARN, "Left to do:");
	}
	left->any = true;
	canvas_text(&pane->canvas, pane->rows, 0, 1, STYLE_NORMAL, "-");
	pane_paragraph(pane, 2, STYLE_NORMAL, sentence);
}

/* Each thing with its reason and the next step, as the command says it. */
static void draw_left(const struct rotation *rotation, struct pane *pane)
{
	struct left left = {pane, false};

	rotation_each_left(rotation, draw_one_left, &left);
}

/* A picture for nobody would cost more than it is worth. */
static int rows(const struct model *model)
{
	enum { COLS_LEAST = 36, ROWS_MOST = 4000 };
	size_t left = model_left_rows(model, COLS_LEAST);

	return left < ROWS_MOST ? (int)left : ROWS_MOST;
}

/* When it is over: what came of it, and the next step. */
static void draw_outcome(const struct model *model, struct pane *pane)
{
	const struct rotation *rotation = &model->rotation;
	bool good = rotation->outcome == ROTATION_OUTCOME_NEW;

	pane_paragraph(pane, 0, good ? STYLE_GOOD : STYLE_BAD, rotation_outcome_text(rotation));
	if (good) {
		draw_new_key(model, pane);
	}
	if (!pane->compact) {
		pane_row(pane);
	}
	if (!pane->compact && !good) {
		draw_reason(rotation, pane);
	}
	if (good) {
		draw_left(rotation, pane);
	}
	pane_paragraph(pane, 0, STYLE_NORMAL, rotation_outcome_next(rotation));
	if (pane->compact && !good) {
		draw_reason(rotation, pane);
	}
}

/* Where there is little place the steps come last: what came of them says more. */
static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	int visible = pane->visible;

	if (!pane->compact) {
		draw_steps(model, pane);
		pane_row(pane);
	}
	if (model->rotation.step == ROTATION_FINISHED) {
		draw_outcome(model, pane);
	} else {
		draw_going_on(model, pane);
	}
	if (pane->compact) {
		draw_steps(model, pane);
	}
	if (dialog->first > 0) { /* the last row of the page before is seen again */
		pane->first = (int)dialog->first * (visible - 1);
	}
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct button button = {
		rotation_under_way(&model->rotation) ? "Stop Waiting" : "Close", true, 0};

	(void)dialog;
	draw_dialog_buttons(pane, &button, 1);
}

const struct dialog_view dialog_progress = {"Reset API Key", 64, false, body, foot, rows};

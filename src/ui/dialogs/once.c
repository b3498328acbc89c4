/* SPDX-License-Identifier: MIT
 * A secret that is told only once: what it is, its mask or itself, and for a one-time password device a QR
 * code beside the words, on all of the screen. */
#include "dialogs.h"

#include <stdio.h>
#include <string.h>

#include "../qr.h"
#include "../secret_rows.h"

enum {
	TEXT_MAX = ONCE_NAME_SIZE + 256,
	CODE_DOTS = 8,
	BESIDE = 30, /* columns for the words beside a QR code, and a gap */
	GAP = 2,
	WORDS_MAX = 48,
	MANY = 10000,
};

static bool is_shown(const struct model *model)
{
	return model->reveal.what == REVEAL_ONCE;
}

/* ---- the words ---- */

static void draw_what(const struct model *model, struct pane *pane)
{
	static const char *const words[][2] = {
		[ONCE_PASSWORD] = {"The service made this password for %s and tells it only now. "
				   "Copy it or write it down before you close this.",
			"Password of %s, told only now"},
		[ONCE_CODES] = {"Each of these codes signs %s in once, in place of a passcode. The "
				"service tells them only now: copy them or write them down before "
				"you close this.",
			"Bypass codes of %s, told only now"},
		[ONCE_OTP] = {"The app that makes the passcodes of the device %s needs this "
			      "secret. The service tells it only now.",
			"Secret of the device %s, told only now"},
	};
	char text[TEXT_MAX];

	snprintf(text, sizeof(text), words[model->once.what][pane->compact], model->once.whose);
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
}

/* Why there is no QR code, and what to do instead; or, while it is hidden, that there will be one. */
static void draw_qr_words(const struct model *model, struct pane *pane)
{
	struct cells least = {0, 0};
	char text[TEXT_MAX];

	if (pane->canvas.plain) {
		snprintf(text, sizeof(text),
			"No QR code in accessible mode: type the secret into the app, or copy the "
			"address that the code would hold.");
	} else if (pane->canvas.ascii) {
		snprintf(text, sizeof(text),
			"A QR code needs UTF-8: type the secret into the app instead.");
	} else if (!qr_available()) {
		snprintf(text, sizeof(text),
			"No QR code, as libqrencode is not installed here: type the secret into "
			"the app instead.");
	} else if ((least = secret_rows_qr_least(model->once.secret)).rows == 0) {
		snprintf(text, sizeof(text),
			"Too long for a QR code: type the secret into the app instead.");
	} else if (is_shown(model)) {
		snprintf(text, sizeof(text),
			"The QR code needs a window of %d×%d: type the secret into the app "
			"instead.",
			least.cols + BESIDE, least.rows + 2);
	} else {
		snprintf(text, sizeof(text), "Show draws a QR code in windows of at least %d×%d.",
			least.cols + BESIDE, least.rows + 2);
	}
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
}

static void draw_state(const struct model *model, struct pane *pane)
{
	bool many = model->once.what == ONCE_CODES;
	char text[TEXT_MAX];

	if (is_shown(model)) {
		shown_text(model, text, sizeof(text));
	} else {
		snprintf(text, sizeof(text), "hidden; s shows %s, c copies %s",
			many ? "them" : "it", many ? "them" : "it");
	}
	canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_FAINT, text);
}

/* ---- the secret ---- */

static enum reveal_as shown_as(const struct model *model)
{
	static const enum reveal_as as[] = {
		[ONCE_PASSWORD] = REVEAL_AS_TEXT,
		[ONCE_CODES] = REVEAL_AS_LINES,
		[ONCE_OTP] = REVEAL_AS_GROUPS,
	};

	return as[model->once.what];
}

/* One more row is for how long it is shown. */
static struct cells place_for_secret(const struct pane *pane)
{
	return (struct cells){pane->visible - pane->rows - 1, pane->cols - COL_LABEL};
}

static void draw_shown(const struct model *model, struct pane *pane)
{
	struct secret *secret = model->reveal.secret;
	enum reveal_as as = shown_as(model);
	struct cells size = secret_rows_size(secret, as, place_for_secret(pane));

	if (size.rows == 0) {
		canvas_text(&pane->canvas, pane_row(pane), COL_LABEL, pane->cols, STYLE_NORMAL,
			"too long to show here; use Copy");
		return;
	}
	canvas_reveal(&pane->canvas, secret, as,
		(struct box){pane->rows, COL_LABEL, size.rows, size.cols});
	pane->rows += size.rows;
}

/* Of codes that have the room a mask each. */
static void draw_masks(const struct model *model, struct pane *pane)
{
	bool codes = model->once.what == ONCE_CODES;
	struct cells place = place_for_secret(pane), all = {MANY, place.cols};
	int count = codes ? secret_rows_size(model->once.secret, REVEAL_AS_LINES, all).rows : 1;

	if (codes && (pane->canvas.plain || count > place.rows)) {
		canvas_textf(&pane->canvas, pane->rows, COL_LABEL + CODE_DOTS + GAP, place.cols,
			STYLE_NORMAL, "%d codes", count);
		count = 1;
	}
	for (int i = 0; i < count; i++) {
		draw_mask(&pane->canvas, pane_row(pane), COL_LABEL, place.cols,
			codes ? CODE_DOTS : KEY_DOTS);
	}
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	bool cramped = pane->compact && is_shown(model); /* what is shown needs the rows */

	(void)dialog;
	if (!cramped) {
		draw_what(model, pane);
	}
	if (model->once.what == ONCE_OTP) {
		draw_qr_words(model, pane);
	}
	if (!pane->compact) {
		pane_row(pane);
	}
	if (is_shown(model)) {
		draw_shown(model, pane);
	} else {
		draw_masks(model, pane);
	}
	draw_state(model, pane);
	pane->first = 0;
}

struct buttons {
	struct button all[ONCE_ITEM_COUNT];
};

static struct buttons buttons_of(const struct model *model, const struct dialog *dialog)
{
	return (struct buttons){{
		{is_shown(model) ? "Hide" : "Show", dialog->item == ONCE_SHOW, ONCE_SHOW},
		{"Copy", dialog->item == ONCE_COPY, ONCE_COPY},
		{"Done", dialog->item == ONCE_DONE, ONCE_DONE},
	}};
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct buttons buttons = buttons_of(model, dialog);

	draw_dialog_buttons(pane, buttons.all, ONCE_ITEM_COUNT);
}

/* ---- the QR code ---- */

static void draw_beside(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct buttons buttons = buttons_of(model, dialog);

	pane_row(pane);
	canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_HEADING, "Told only once");
	pane_row(pane);
	draw_what(model, pane);
	pane_row(pane);
	pane_paragraph(pane, 0, STYLE_NORMAL,
		"Scan the QR code with the app, or type the letters below the code into it.");
	pane_row(pane);
	draw_state(model, pane);
	pane_row(pane);
	draw_buttons(&pane->canvas, pane_row(pane), 0, pane->cols, buttons.all, ONCE_ITEM_COUNT);
}

/* A QR code takes all rows but the last two, which are for messages and keys. */
static bool whole(const struct model *model, const struct dialog *dialog, struct canvas *canvas,
	const struct layout *layout)
{
	struct cells most = {canvas->rows - 2, layout->title.cols - BESIDE};
	struct box right = layout->title;
	struct pane pane;

	if (model->once.what != ONCE_OTP || !is_shown(model) || !layout->framed || canvas->ascii) {
		return false;
	}
	struct cells size = secret_rows_size(model->reveal.secret, REVEAL_AS_QR, most);
	if (size.rows == 0) {
		return false;
	}
	right.col += size.cols + GAP;
	right.cols -= size.cols + GAP;
	dialog_take_screen(canvas, layout, model, right);
	right.row++;
	right.rows = most.rows - 1;
	canvas_reveal(canvas, model->reveal.secret, REVEAL_AS_QR,
		(struct box){
			(most.rows - size.rows + 1) / 2, layout->title.col, size.rows, size.cols});
	right.cols = right.cols > WORDS_MAX ? WORDS_MAX : right.cols;
	pane_init(&pane, canvas, right, false);
	draw_beside(model, dialog, &pane);
	pane_show(&pane, canvas, right);
	return true;
}

const struct dialog_view dialog_once = {
	"Told only once", 64, false, body, foot, NULL, .whole = whole};

/* SPDX-License-Identifier: MIT
 * The popup that asks before the key is replaced. */
#include "dialogs.h"

#include <stdio.h>

#include "keyturn/text.h"

enum { TEXT_MAX = 640, NAME_CELLS = 40 };

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const char *name = model->rotation.user_name[0] != '\0' ? model->rotation.user_name
								: model->session.user_name;
	char text[TEXT_MAX];

	snprintf(text, sizeof(text),
		"A new key replaces the one %.*s uses now. Applications that use the old key are "
		"disconnected until they have the new one; those holding a token fail within "
		"24 hours.",
		(int)text_fit(name, NAME_CELLS), name);
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
	if (!pane->compact) {
		pane_row(pane);
	}
	pane_paragraph(pane, 0, STYLE_NORMAL,
		"keyturn did not look for those applications. Give the ones on your list the new "
		"key afterwards.");
	/* Too tall for the canvas: its beginning with Cancel, its end with the other button. */
	pane->first = dialog->item == RESET_CANCEL ? 0 : pane->rows;
}

/* The key that will be replaced, so that nobody confirms for the wrong account unknowingly. */
static void draw_present_key(const struct model *model, struct pane *pane)
{
	const struct rotation *rotation = &model->rotation;
	bool overdue = model->step.waiting || model->now - model->step.since >= 1000;
	char text[TEXT_MAX], wait[TEXT_MAX / 2];

	if (rotation->step == ROTATION_READING_OLD) {
		snprintf(text, sizeof(text), "Reading the present key… %s",
			overdue ? waiting_text(&model->step, model->now, wait, sizeof(wait)) : "");
	} else if (rotation->old_fingerprint[0] != '\0') {
		snprintf(text, sizeof(text), "Present key: fingerprint %s",
			rotation->old_fingerprint);
	} else {
		snprintf(text, sizeof(text), "There is no key at present.");
	}
	canvas_text(&pane->canvas, pane_row(pane), 0, pane->cols, STYLE_FAINT, text);
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct button buttons[] = {
		{"Cancel", dialog->item == RESET_CANCEL},
		{"Generate New Key", dialog->item == RESET_GENERATE},
	};

	if (!pane->compact) {
		pane_row(pane);
	}
	draw_present_key(model, pane);
	draw_dialog_buttons(pane, buttons, 2);
}

const struct dialog_view dialog_reset = {"Reset API Key", 58, false, body, foot};

/* SPDX-License-Identifier: MIT
 * A rotation was interrupted: finish it now? */
#include "dialogs.h"

#include <stdio.h>

#include "keyturn/clock.h"

enum { TEXT_MAX = 640 };

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct journal_record *record = &model->unfinished;
	size_t open = 0;
	char text[TEXT_MAX], time[32];

	for (size_t i = 0; i < model->unfinished_count; i++) {
		const struct holder *place = model->unfinished_places[i];
		open += place->action == HOLDER_UPDATE && place->status == HOLDER_FOUND;
	}
	snprintf(text, sizeof(text),
		"The reset of %.64s's key on %s was interrupted. %s %zu file%s wait%s for the new "
		"key.",
		record->user, clock_minute(record->started, time, sizeof(time)),
		record->phase == JOURNAL_NEW
			? "The key is new."
			: "It is not known whether the key changed; it is read first.",
		open, open == 1 ? "" : "s", open == 1 ? "s" : "");
	pane_paragraph(pane, 0, STYLE_NORMAL, text);
	if (!pane->compact) {
		pane_row(pane);
	}
	pane_paragraph(pane, 0, STYLE_NORMAL, "Finishing it never resets the key again.");
	/* Where there is little place: its end with the other button. */
	pane->first = dialog->item == RESUME_LATER ? 0 : pane->rows;
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct button buttons[] = {
		{"Later", dialog->item == RESUME_LATER, RESUME_LATER},
		{"Finish Now", dialog->item == RESUME_NOW, RESUME_NOW},
	};

	(void)model;
	draw_dialog_buttons(pane, buttons, 2);
}

const struct dialog_view dialog_resume = {"Interrupted Reset", 58, false, body, foot, NULL};

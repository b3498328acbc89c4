/* SPDX-License-Identifier: MIT
 * Leaving while a reset is under way. */
#include "dialogs.h"

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	(void)dialog;
	pane_paragraph(pane, 0, STYLE_NORMAL,
		model->leave_quits
			? "A reset is under way and its outcome is not known yet. If you leave now, "
			  "the key may be new and nothing here will show it."
			: "The reset goes on if you leave this. Its outcome will be told as a "
			  "message; Show on the page shows the new key then.");
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct button buttons[] = {
		{"Stay", dialog->item == LEAVE_STAY},
		{model->leave_quits ? "Leave keyturn" : "Leave", dialog->item == LEAVE_GO},
	};

	draw_dialog_buttons(pane, buttons, 2);
}

const struct dialog_view dialog_leave = {"Leave?", 54, false, body, foot};

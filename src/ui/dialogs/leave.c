/* SPDX-License-Identifier: MIT
 * Leaving while a reset is under way. */
#include "dialogs.h"

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	(void)dialog;
	pane_paragraph(pane, 0, STYLE_NORMAL,
		model->leave_quits
			? "A reset is under way. If you leave now, what is not done stays undone "
			  "until 'keyturn resume' or the next start finishes it."
			: "The reset goes on if you leave this, and its outcome will be told as a "
			  "message. If no answer to it came, nobody waits for one any more: "
			  "'keyturn resume' finds out.");
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	const struct button buttons[] = {
		{"Stay", dialog->item == LEAVE_STAY, LEAVE_STAY},
		{model->leave_quits ? "Leave keyturn" : "Leave", dialog->item == LEAVE_GO,
			LEAVE_GO},
	};

	draw_dialog_buttons(pane, buttons, 2);
}

const struct dialog_view dialog_leave = {"Leave?", 54, false, body, foot, NULL};

/* SPDX-License-Identifier: MIT
 * Leaving: what it means now, and the way back. */
#include "dialogs.h"

static const char *question(const struct model *model)
{
	switch (model->leave_what) {
	case LEAVE_PROGRESS:
		return "The reset goes on without this window; a message tells how it ends. If the "
		       "service has not answered by then, 'keyturn resume' finds out.";
	case LEAVE_RESET:
		return "A reset is under way. Unfinished steps wait for 'keyturn resume' or the next "
		       "start of keyturn.";
	case LEAVE_FORM:
		return "What you typed is not sent and not kept.";
	case LEAVE_KEYTURN:
		break;
	case LEAVE_ACCOUNT:
		return "You will be signed out of this account.";
	}
	return model->signed_in         ? "Leave keyturn? You will be signed out."
		: model->sign_in.locked ? "Leave keyturn? The page you were on is not kept."
					: "Leave keyturn? What you typed is not kept.";
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	(void)dialog;
	pane_paragraph(pane, 0, STYLE_NORMAL, question(model));
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	static const char *const leave[] = {
		[LEAVE_PROGRESS] = "Leave",
		[LEAVE_RESET] = "Leave keyturn",
		[LEAVE_KEYTURN] = "Leave",
		[LEAVE_ACCOUNT] = "Sign out",
		[LEAVE_FORM] = "Leave",
	};
	const struct button buttons[] = {
		{"Stay", dialog->item == LEAVE_STAY, LEAVE_STAY},
		{leave[model->leave_what], dialog->item == LEAVE_GO, LEAVE_GO},
	};

	draw_dialog_buttons(pane, buttons, 2);
}

const struct dialog_view dialog_leave = {"Leave?", 54, false, body, foot, NULL};

/* SPDX-License-Identifier: MIT
 * Leaving: what it means now, and the way back. */
#include "dialogs.h"

#include <stdio.h>

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
	case LEAVE_ONCE:
		return "Close this? The service does not tell it again.";
	}
	return model->signed_in         ? "Leave keyturn? You will be signed out."
		: model->sign_in.locked ? "Leave keyturn? The page you were on is not kept."
					: "Leave keyturn? What you typed is not kept.";
}

static void body(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	(void)dialog;
	pane_paragraph(pane, 0, STYLE_NORMAL, question(model));
	if (model_once_waits(model) && model->leave_what != LEAVE_PROGRESS &&
		model->leave_what != LEAVE_FORM) {
		char name[ONCE_NAME_SIZE], text[ONCE_NAME_SIZE + 80];
		snprintf(text, sizeof(text),
			"Neither shown nor copied yet, and lost for good: the %s.",
			model_once_name(model, name));
		pane_paragraph(pane, 0, STYLE_WARN, text);
	}
}

static void foot(const struct model *model, const struct dialog *dialog, struct pane *pane)
{
	static const char *const leave[] = {
		[LEAVE_PROGRESS] = "Leave",
		[LEAVE_RESET] = "Leave keyturn",
		[LEAVE_KEYTURN] = "Leave",
		[LEAVE_ACCOUNT] = "Sign out",
		[LEAVE_ONCE] = "Close",
		[LEAVE_FORM] = "Leave",
	};
	const struct button buttons[] = {
		{"Stay", dialog->item == LEAVE_STAY, LEAVE_STAY},
		{leave[model->leave_what], dialog->item == LEAVE_GO, LEAVE_GO},
	};

	draw_dialog_buttons(pane, buttons, 2);
}

const struct dialog_view dialog_leave = {"Leave?", 54, false, body, foot, NULL};

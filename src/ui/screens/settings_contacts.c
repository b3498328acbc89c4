/* SPDX-License-Identifier: MIT
 * The contacts on Settings & Contacts: of thousands only the rows that are seen are drawn. */
#include "screens.h"

#include <stdio.h>

#include "keyturn/account_rules.h"

enum { TEXT_MAX = 640, GAP = 2, CONTACTS_LEAST = 4, NOTE_ROWS = 3 };

/* Where the columns of a contact begin; the e-mail's is as wide as the place. */
struct columns {
	int role, email, mfa, state;
};

static struct columns contact_columns(const struct pane *pane)
{
	enum { ROLE_CELLS = 9, MFA_CELLS = 8, STATE_CELLS = 8 };
	struct columns columns = {.role = COL_VALUE, .email = COL_VALUE + ROLE_CELLS};

	if (pane->compact) {
		columns.role = pane->cols - STATE_CELLS - ROLE_CELLS;
	}
	columns.state = pane->cols - STATE_CELLS;
	columns.mfa = columns.state - MFA_CELLS;
	return columns;
}

static void draw_contact_columns(struct pane *pane)
{
	const struct columns columns = contact_columns(pane);
	struct canvas *canvas = &pane->canvas;
	int row = pane_row(pane);

	canvas_text(canvas, row, COL_LABEL, columns.role - COL_LABEL, STYLE_LABEL, "Name");
	canvas_text(canvas, row, columns.role, columns.email - columns.role, STYLE_LABEL, "Role");
	canvas_text(canvas, row, columns.email, columns.mfa - columns.email, STYLE_LABEL, "E-mail");
	canvas_text(canvas, row, columns.mfa, columns.state - columns.mfa, STYLE_LABEL, "MFA");
	canvas_text(canvas, row, columns.state, pane->cols - columns.state, STYLE_LABEL, "State");
}

static void draw_contact(const struct model *model, struct pane *pane, size_t item)
{
	const struct settings *settings = &model->settings;
	const struct user *user = model_contact(model, item);
	enum account_role role = settings->roles[settings->rows[item]];
	const struct columns columns = contact_columns(pane);
	struct canvas *canvas = &pane->canvas;
	int row = pane_row(pane);
	enum style style = draw_item(pane, row,
		settings->focus == SETTINGS_CONTACTS && settings->contact == item &&
			!settings->searching);

	pane_hit(pane, row, SETTINGS_CONTACTS, item);
	canvas_text(canvas, row, COL_LABEL, columns.role - COL_LABEL - 1, style, user->name);
	canvas_text(canvas, row, columns.role, 8, STYLE_NORMAL, role_word(role));
	if (!pane->compact) {
		canvas_text(canvas, row, columns.email, columns.mfa - columns.email - GAP,
			STYLE_NORMAL, user->email);
		canvas_text(canvas, row, columns.mfa, columns.state - columns.mfa, STYLE_NORMAL,
			mfa_word(user));
	}
	canvas_text(canvas, row, columns.state, pane->cols - columns.state,
		user->enabled ? STYLE_NORMAL : STYLE_WARN, enabled_word(user));
}

static void draw_contact_rows(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	size_t count = settings->row_count;
	const char *note = permit_list_note(&model->session);
	int place = pane->visible - pane->rows - (note != NULL ? NOTE_ROWS : 0);

	if (place < CONTACTS_LEAST) {
		place = CONTACTS_LEAST;
	}
	if (count == 0) {
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, "Nothing matches the search.");
	}
	int top = pane->rows;
	size_t first = list_first(pane, count, settings->contact, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		draw_contact(model, pane, i);
	}
	draw_more(pane, top, first, count);
}

/* Why the list may be short, and who sees more. */
static void draw_note(const struct model *model, struct pane *pane)
{
	const struct user_list *owners = model->settings.owners;
	const char *note = permit_list_note(&model->session);
	char text[TEXT_MAX];

	if (note != NULL) {
		snprintf(text, sizeof(text), "%s%s%.128s.", note,
			owners != NULL && owners->count > 0 ? ". The owner is " : "",
			owners != NULL && owners->count > 0 ? owners->users[0].name : "");
		pane_paragraph(pane, COL_LABEL, STYLE_FAINT, text);
	}
}

static const char *const orders[CONTACT_SORT_COUNT] = {
	[SORT_NAME] = "",
	[SORT_ROLE] = ", by role",
	[SORT_EMAIL] = ", by e-mail",
	[SORT_CREATED] = ", newest first",
};

void draw_contacts(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	char text[TEXT_MAX];

	if (settings->contacts_load.state != LOAD_READY || settings->contacts == NULL) {
		draw_heading(pane, "Contacts");
		load_text(model, &settings->contacts_load, text, sizeof(text));
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, text);
		return;
	}
	draw_heading(pane, "Contacts (%zu)%s", settings->contacts->count, orders[settings->sort]);
	draw_search_line(pane, &settings->search, settings->searching);
	if (!pane->compact) {
		draw_contact_columns(pane);
	}
	draw_contact_rows(model, pane);
	draw_note(model, pane);
}

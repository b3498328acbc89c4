/* SPDX-License-Identifier: MIT
 * Settings & Contacts: the profile, what secures it, the API key, the users of the account. */
#include "screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"

enum {
	TEXT_MAX = 640,
	PIN_DOTS = 6,
	GAP = 2,
	TIGHT = 2,        /* cells that a tight button saves */
	TWO_COLUMNS = 70, /* from this width on, two values share a row */
	COL_SECOND = 46,
	COL_SECOND_VALUE = 56,
	CONTACTS_LEAST = 4,
};

static bool ready(const struct load *load)
{
	return load->state == LOAD_READY;
}

/* ---- Profile ---- */

/* Buttons at the right edge of a value's row, or where they would cover it, of the row below. */
static void draw_row_buttons(
	struct pane *pane, int row, int used, const struct button *buttons, size_t count)
{
	int cells = buttons_cells(buttons, count);
	int col = pane->canvas.plain ? used + GAP : pane->cols - cells;

	if (used + GAP + cells > pane->cols) {
		row = pane_row(pane);
		col = pane->canvas.plain ? COL_LABEL : col;
	}
	draw_buttons(&pane->canvas, row, col, pane->canvas.cols, buttons, count);
}

/* A value with a button beside it. */
static void draw_changed(const struct model *model, struct pane *pane, const char *label,
	enum style style, const char *value, enum settings_focus focus, const char *word)
{
	bool focused = model->settings.focus == focus;
	const struct button button = {word, focused, (int)focus};
	int row = draw_label(pane, label, label, focused);
	int used = canvas_text(
		&pane->canvas, row, value_col(pane), value_cells(pane), style, value);

	draw_row_buttons(pane, row, value_col(pane) + used, &button, 1);
}

static void draw_account(const struct model *model, struct pane *pane)
{
	const char *account = known_or_not(model->session.account);
	const char *name = known_or_not(model->session.user_name);

	if (pane->canvas.cols < TWO_COLUMNS) {
		draw_value(pane, "Username", "Username", name);
		draw_value(pane, "Account", "Account", account);
		return;
	}
	int row = draw_label(pane, "Username", "Username", false);
	canvas_text(
		&pane->canvas, row, COL_VALUE, COL_SECOND - COL_VALUE - GAP, STYLE_NORMAL, name);
	canvas_text(&pane->canvas, row, COL_SECOND, COL_SECOND_VALUE - COL_SECOND, STYLE_LABEL,
		"Account");
	canvas_text(&pane->canvas, row, COL_SECOND_VALUE, pane->canvas.cols - COL_SECOND_VALUE,
		STYLE_NORMAL, account);
}

/* In place of a value; the reason is told elsewhere. */
static const char *not_ready(const struct load *load)
{
	return load->state == LOAD_FAILED ? "not known" : "…";
}

/* A value of the user's record; the reason why there is none is told once, in the first of them. */
static const char *user_value(const struct model *model, const char *value)
{
	if (!ready(&model->settings.user_load)) {
		return not_ready(&model->settings.user_load);
	}
	return value[0] != '\0' ? value : "none";
}

/* The sign-in told it too. */
static const char *region(const struct model *model)
{
	const struct settings *settings = &model->settings;
	bool told = ready(&settings->user_load) && settings->user.region[0] != '\0';

	return told || model->session.region[0] == '\0' ? user_value(model, settings->user.region)
							: model->session.region;
}

static void draw_profile(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	char text[TEXT_MAX];

	draw_heading(pane, "Profile");
	draw_account(model, pane);
	load_text(model, &settings->user_load, text, sizeof(text));
	draw_changed(model, pane, "Email", STYLE_NORMAL,
		settings->user_load.state == LOAD_UNDER_WAY
			? text
			: user_value(model, settings->user.email),
		SETTINGS_EMAIL, "Edit");
	if (settings->user_load.state == LOAD_FAILED) {
		pane_paragraph(pane, value_col(pane), STYLE_BAD, text);
	}
	draw_changed(model, pane, pane->compact ? "Region" : "Default region", STYLE_NORMAL,
		region(model), SETTINGS_REGION, "Change");
}

/* ---- Security ---- */

static void draw_password(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	char text[TEXT_MAX];

	int64_t expires = settings->password_expires;
	bool known = ready(&settings->expiry_load);
	bool failed = settings->expiry_load.state == LOAD_FAILED;
	bool over = known && expires != 0 && expires <= model->wall;

	load_text(model, &settings->expiry_load, text, sizeof(text));
	draw_changed(model, pane, "Password", over ? STYLE_WARN : STYLE_NORMAL,
		known            ? expiry_text(model, expires, text, sizeof(text))
			: failed ? "not known"
				 : text,
		SETTINGS_PASSWORD, "Change");
	if (failed) {
		pane_paragraph(pane, value_col(pane), STYLE_BAD, text);
	}
}

static bool revealed(const struct model *model, enum reveal_what what)
{
	const struct dialog *dialog = model_dialog(model);

	return model->reveal.what == what && model->reveal.secret != NULL &&
		(dialog == NULL || dialog->kind != DIALOG_PROGRESS);
}

/* True while what was asked to be shown or copied is being read. */
static bool asked(const struct model *model, enum reveal_what what)
{
	return model->reveal.load.state == LOAD_UNDER_WAY && model->reveal.asked == what;
}

/* Cells for a masked value: the same for every value at a given width. */
static int mask_cells(const struct pane *pane)
{
	return value_cells(pane) < KEY_DOTS ? value_cells(pane) : KEY_DOTS;
}

/* What is on the PIN's own place. */
static int draw_pin_place(const struct model *model, struct pane *pane, int row, int cells)
{
	const struct settings *settings = &model->settings;
	int col = value_col(pane);
	char text[TEXT_MAX];

	if (!ready(&settings->user_load)) {
		return canvas_text(&pane->canvas, row, col, cells, STYLE_NORMAL,
			not_ready(&settings->user_load));
	}
	if (!settings->has_pin) {
		return canvas_text(&pane->canvas, row, col, cells, STYLE_NORMAL,
			pin_text(settings->user.pin_state));
	}
	if (revealed(model, REVEAL_PIN)) {
		draw_reveal(pane, row, col, cells, model->reveal.secret);
	} else if (asked(model, REVEAL_PIN)) {
		waiting_text(model, &model->reveal.load, text, sizeof(text));
		return canvas_text(&pane->canvas, row, col, cells, STYLE_FAINT, text);
	} else {
		draw_mask(&pane->canvas, row, col, cells, PIN_DOTS);
	}
	return PIN_DOTS;
}

static void draw_pin(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	bool locked = ready(&settings->user_load) && settings->user.pin_state == PIN_LOCKED;
	bool show = ready(&settings->user_load) && settings->has_pin;
	const struct button buttons[] = {
		{revealed(model, REVEAL_PIN) ? "Hide" : "Show",
			settings->focus == SETTINGS_PIN_SHOW, SETTINGS_PIN_SHOW},
		{locked ? "Unlock" : "Change", settings->focus == SETTINGS_PIN_CHANGE,
			SETTINGS_PIN_CHANGE},
	};
	size_t first = show ? 0 : 1;
	int row = draw_label(pane, "Support PIN", "PIN", buttons[0].focused || buttons[1].focused);
	int used = draw_pin_place(model, pane, row, mask_cells(pane));

	draw_row_buttons(pane, row, value_col(pane) + used, &buttons[first], 2 - first);
}

static void draw_security(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;

	draw_heading(pane, "Security");
	draw_password(model, pane);
	draw_changed(model, pane, pane->compact ? "MFA" : "Multi-factor", STYLE_NORMAL,
		ready(&settings->user_load) ? mfa_text(settings->user.mfa, pane->compact)
					    : not_ready(&settings->user_load),
		SETTINGS_MFA, "Manage");
	if (ready(&settings->questions_load) && settings->questions != NULL &&
		settings->questions->count > 0) {
		draw_changed(model, pane, pane->compact ? "Question" : "Secret question",
			STYLE_FAINT, "never shown", SETTINGS_QUESTION, "Change");
	}
	draw_pin(model, pane);
}

/* ---- API access ---- */

static bool has_key(const struct settings *settings)
{
	return ready(&settings->key_load) && settings->key.fingerprint[0] != '\0';
}

static bool key_focused(const struct settings *settings)
{
	return settings->focus == SETTINGS_KEY_SHOW || settings->focus == SETTINGS_KEY_COPY ||
		settings->focus == SETTINGS_KEY_RESET;
}

static void draw_key_buttons(const struct model *model, struct pane *pane, int row)
{
	enum settings_focus focus = model->settings.focus;
	const struct button buttons[] = {
		{revealed(model, REVEAL_KEY) ? "Hide" : "Show", focus == SETTINGS_KEY_SHOW,
			SETTINGS_KEY_SHOW},
		{"Copy", focus == SETTINGS_KEY_COPY, SETTINGS_KEY_COPY},
		{"Reset", focus == SETTINGS_KEY_RESET, SETTINGS_KEY_RESET},
	};
	size_t count = sizeof(buttons) / sizeof(*buttons);
	int col = value_col(pane) + mask_cells(pane) + GAP;

	/* Beside the key, where the last two may be tight, or else below it; never at the frame. */
	if (buttons_cells(buttons, count) - 2 * TIGHT > pane->cols - col) {
		row = pane_row(pane);
		col = COL_LABEL;
	}
	draw_buttons(&pane->canvas, row, col, pane->cols - col, buttons, count);
}

/* What is on the key's own place when it is not shown in clear. */
static void draw_key_place(const struct model *model, struct pane *pane, int row)
{
	const struct settings *settings = &model->settings;
	int col = value_col(pane), cells = mask_cells(pane);

	if (!ready(&settings->key_load)) {
		canvas_text(&pane->canvas, row, col, cells, STYLE_FAINT, "not read");
	} else if (!has_key(settings)) {
		canvas_text(&pane->canvas, row, col, cells, STYLE_NORMAL, "none");
	} else {
		draw_mask(&pane->canvas, row, col, cells, KEY_DOTS);
	}
}

/* "Fingerprint 3f9a 11c2 · last reset here 41 days ago · held in 7 places" */
static void known_of_key(const struct model *model, char *out, size_t size)
{
	const struct settings *settings = &model->settings;
	char reset[64] = "", held[64] = "", age[40];

	if (settings->last_reset != 0) {
		snprintf(reset, sizeof(reset), " · last reset here %s",
			age_text(model, settings->last_reset, age, sizeof(age)));
	}
	if (settings->searched) {
		snprintf(held, sizeof(held), " · held in %zu place%s", settings->held,
			settings->held == 1 ? "" : "s");
	}
	snprintf(out, size, "Fingerprint %s%s%s", settings->key.fingerprint, reset, held);
}

/* The line under the key: its fingerprint, and what is going on with it. */
static void key_status(const struct model *model, char *out, size_t size)
{
	const struct settings *settings = &model->settings;
	const struct reveal *reveal = &model->reveal;
	char going_on[TEXT_MAX] = "";

	if (!ready(&settings->key_load)) {
		load_text(model, &settings->key_load, out, size);
		return;
	}
	if (revealed(model, REVEAL_KEY)) {
		shown_text(model, going_on, sizeof(going_on));
	} else if (asked(model, REVEAL_KEY)) {
		waiting_text(model, &reveal->load, going_on, sizeof(going_on));
	}
	if (has_key(settings) && going_on[0] != '\0') {
		snprintf(out, size, "Fingerprint %s · %s", settings->key.fingerprint, going_on);
	} else if (has_key(settings)) {
		known_of_key(model, out, size);
	} else {
		const char *why = settings->key_load.error.detail;
		snprintf(out, size, "%s%s%s", going_on[0] != '\0' ? going_on : "Reset makes one",
			why[0] != '\0' ? " · the service says: " : "", why);
	}
}

static void draw_key(const struct model *model, struct pane *pane)
{
	char status[TEXT_MAX + 64];

	draw_heading(pane, "API access");
	int row = draw_label(pane, "API Key", "API Key", key_focused(&model->settings));
	if (revealed(model, REVEAL_KEY)) {
		draw_reveal(pane, row, value_col(pane), mask_cells(pane), model->reveal.secret);
	} else {
		draw_key_place(model, pane, row);
	}
	draw_key_buttons(model, pane, row);
	key_status(model, status, sizeof(status));
	pane_paragraph(pane, COL_LABEL,
		model->settings.key_load.state == LOAD_FAILED ? STYLE_BAD : STYLE_FAINT, status);
}

/* ---- Contacts ---- */

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

/* `item` is the row, `index` whose it is. */
static void draw_contact(const struct model *model, struct pane *pane, size_t index, size_t item)
{
	const struct user *user = &model->settings.contacts->users[index];
	const struct columns columns = contact_columns(pane);
	struct canvas *canvas = &pane->canvas;
	int row = pane_row(pane);
	enum style style = draw_item(pane, row,
		model->settings.focus == SETTINGS_CONTACTS && model->settings.contact == item &&
			!model->settings.searching);

	pane_hit(pane, row, SETTINGS_CONTACTS, item);
	canvas_text(canvas, row, COL_LABEL, columns.role - COL_LABEL - 1, style, user->name);
	canvas_text(canvas, row, columns.role, 8, STYLE_NORMAL, role_of(model, user));
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
	size_t all = settings->contacts->count;
	size_t *rows = memory_array(all + 1, sizeof(*rows));
	size_t count = model_contacts_matching(model, rows, all);
	int place = pane->visible - pane->rows;

	if (place < CONTACTS_LEAST) {
		place = CONTACTS_LEAST;
	}
	if (count == 0) {
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, "Nothing matches the search.");
	}
	int top = pane->rows;
	size_t first = list_first(pane, count, settings->contact, place);
	for (size_t i = first; i < count && i < first + (size_t)place; i++) {
		draw_contact(model, pane, rows[i], i);
	}
	draw_more(pane, top, first, count);
	free(rows);
}

static void draw_contacts(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	char text[TEXT_MAX];

	if (!ready(&settings->contacts_load) || settings->contacts == NULL) {
		draw_heading(pane, "Contacts");
		load_text(model, &settings->contacts_load, text, sizeof(text));
		pane_paragraph(pane, COL_LABEL, STYLE_NORMAL, text);
		return;
	}
	draw_heading(pane, "Contacts (%zu)", settings->contacts->count);
	draw_search_line(pane, &settings->search, settings->searching);
	if (!pane->compact) {
		draw_contact_columns(pane);
	}
	draw_contact_rows(model, pane);
}

static void draw(const struct model *model, struct pane *pane)
{
	draw_profile(model, pane);
	draw_security(model, pane);
	draw_key(model, pane);
	draw_contacts(model, pane);
}

const struct screen screen_settings = {"Settings & Contacts", draw, settings_detail};

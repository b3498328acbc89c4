/* SPDX-License-Identifier: MIT
 * Settings & Contacts: the profile, what secures it, the API key, the users of the account. */
#include "screens.h"

#include <stdio.h>

#include "key_row.h"

enum {
	TEXT_MAX = 640,
	PIN_DOTS = 6,
	GAP = 2,
	TWO_COLUMNS = 70, /* from this width on, two values share a row */
	COL_SECOND = 46,
	COL_SECOND_VALUE = 56,
};

static bool ready(const struct load *load)
{
	return load->state == LOAD_READY;
}

/* ---- Profile ---- */

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
	if (is_revealed(model, REVEAL_PIN)) {
		draw_reveal(pane, row, col, cells, model->reveal.secret);
	} else if (is_asked(model, REVEAL_PIN)) {
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
		{is_revealed(model, REVEAL_PIN) ? "Hide" : "Show",
			settings->focus == SETTINGS_PIN_SHOW, SETTINGS_PIN_SHOW},
		{locked ? "Unlock" : "Change", settings->focus == SETTINGS_PIN_CHANGE,
			SETTINGS_PIN_CHANGE},
	};
	size_t first = show ? 0 : 1;
	int row = draw_label(pane, "Support PIN", "PIN", buttons[0].focused || buttons[1].focused);
	int used = draw_pin_place(model, pane, row, mask_cells(pane));

	draw_row_buttons(pane, row, value_col(pane) + used, &buttons[first], 2 - first);
}

/* The row is there from the beginning: what is below must not move under the hand. */
static void draw_question(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	const char *label = pane->compact ? "Question" : "Secret question";

	if (settings->questions_load.state == LOAD_UNDER_WAY) {
		draw_value(pane, label, label, "…");
	} else if (ready(&settings->questions_load) && settings->questions != NULL &&
		settings->questions->count > 0) {
		draw_changed(model, pane, label, STYLE_FAINT, "never shown", SETTINGS_QUESTION,
			"Change");
	} else { /* a network that failed says nothing about the service */
		bool failed = settings->questions_load.state == LOAD_FAILED &&
			error_exit_status(settings->questions_load.error.kind) ==
				EXIT_STATUS_NETWORK;
		draw_value(pane, label, label, failed ? "not known" : "not offered");
	}
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
	draw_question(model, pane);
	draw_pin(model, pane);
}

/* ---- API access ---- */

static void draw_key(const struct model *model, struct pane *pane)
{
	const struct key_row row = {.load = &model->settings.key_load,
		.focus = (int)model->settings.focus,
		.show = SETTINGS_KEY_SHOW,
		.copy = SETTINGS_KEY_COPY,
		.reset = SETTINGS_KEY_RESET};

	draw_heading(pane, "API access");
	draw_key_row(model, pane, &row);
}

static void draw(const struct model *model, struct pane *pane)
{
	draw_profile(model, pane);
	draw_security(model, pane);
	draw_key(model, pane);
	draw_contacts(model, pane);
}

const struct screen screen_settings = {"Settings & Contacts", draw, settings_detail};

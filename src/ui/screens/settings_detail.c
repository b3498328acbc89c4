/* SPDX-License-Identifier: MIT
 * Beside Settings & Contacts: all that is known of what has the focus. */
#include "screens.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/clock.h"

enum { TEXT_MAX = 640, HISTORY_ROWS = 8 };

/* ---- the key ---- */

/* What a reset did to each file is for Activity to tell. */
static bool is_of_key(const struct model *model, const struct history_entry *entry)
{
	const char *fingerprint = model_key(model)->fingerprint;
	bool step = entry->event == HISTORY_PROVED || entry->event == HISTORY_UPDATED ||
		entry->event == HISTORY_LEFT || entry->event == HISTORY_HOOK;

	return !step && strcmp(entry->service, model->url) == 0 &&
		strcmp(entry->user, model_key_user(model)) == 0 &&
		(strcmp(entry->fingerprint, fingerprint) == 0 ||
			strcmp(entry->new_fingerprint, fingerprint) == 0);
}

/* "2026-11-30 12:05  shown by root from local" */
static void draw_history(const struct model *model, struct pane *pane)
{
	const struct activity *activity = &model->activity;
	size_t shown = 0;

	pane_row(pane);
	draw_heading(pane, "Done to this key here (UTC)");
	for (size_t i = 0; i < activity->count && shown < HISTORY_ROWS; i++) {
		const struct history_entry *entry = &activity->entries[i];
		char time[32], text[TEXT_MAX];
		if (is_of_key(model, entry)) {
			snprintf(text, sizeof(text), "%.16s %s by %s from %s",
				clock_minute(entry->wall, time, sizeof(time)),
				history_event_name(entry->event), entry->by, entry->from);
			pane_paragraph(pane, 0, STYLE_NORMAL, text);
			shown++;
		}
	}
	if (shown == 0) {
		pane_paragraph(pane, 0, STYLE_FAINT,
			activity->loaded ? "Nothing yet." : "The history is not read yet.");
	}
}

static void draw_held(const struct key_read *key, struct pane *pane)
{
	char text[64];

	if (key->searched) {
		snprintf(text, sizeof(text), "%zu place%s; p lists them", key->held,
			key->held == 1 ? "" : "s");
	}
	draw_detail(pane, "Held in", key->searched ? text : "not searched yet; p searches");
}

void key_detail(const struct model *model, const struct load *load, struct pane *pane)
{
	const struct key_read *key = model_key(model);
	char text[TEXT_MAX], age[64];

	draw_heading(pane, "API Key");
	if (load->state != LOAD_READY) {
		load_text(model, load, text, sizeof(text));
		pane_paragraph(pane, 0, STYLE_NORMAL, text);
		return;
	}
	draw_detail(pane, "Fingerprint", key->fingerprint[0] != '\0' ? key->fingerprint : "no key");
	draw_detail(pane, "User", known_or_not(key->user));
	draw_detail(pane, "Read", clock_minute(key->wall, text, sizeof(text)));
	if (key->last_reset != 0) {
		clock_minute(key->last_reset, text, sizeof(text));
		snprintf(text + strlen(text), sizeof(text) - strlen(text), ", %s",
			age_text(model, key->last_reset, age, sizeof(age)));
	}
	draw_detail(pane, "Reset here",
		key->last_reset != 0 ? text : "never, as far as the history goes");
	draw_held(key, pane);
	draw_history(model, pane);
}

/* ---- the support PIN ---- */

static void draw_pin(const struct model *model, struct pane *pane)
{
	draw_heading(pane, "Support PIN");
	draw_detail(pane, "State", pin_text(model->settings.user.pin_state));
	pane_row(pane);
	pane_paragraph(pane, 0, STYLE_NORMAL,
		"The service's support asks for it to make sure that it is you who calls.");
}

/* ---- multi-factor authentication, and the secret question ---- */

/* The question has a row only where it is offered: here is why it has none. */
static void draw_question(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	char text[TEXT_MAX];

	draw_heading(pane, "Secret question");
	if (settings->questions_load.state != LOAD_READY) {
		load_text(model, &settings->questions_load, text, sizeof(text));
		pane_paragraph(pane, 0, STYLE_NORMAL, text);
	} else if (settings->questions == NULL || settings->questions->count == 0) {
		pane_paragraph(pane, 0, STYLE_NORMAL, "This service offers none.");
	} else {
		pane_paragraph(pane, 0, STYLE_NORMAL,
			"The service's support may ask it. No read tells which one was chosen, nor "
			"its answer.");
	}
}

static void draw_mfa(const struct model *model, struct pane *pane)
{
	draw_heading(pane, "Multi-factor");
	draw_detail(pane, "State", mfa_text(model->settings.user.mfa, false));
	draw_detail(pane, "Required", mfa_level_text(model->settings.user.mfa_level));
	pane_row(pane);
	draw_question(model, pane);
}

/* ---- a contact ---- */

/* The service tells that of a user who is asked for by name: of oneself. */
static int64_t password_expires(const struct model *model, const struct user *user)
{
	bool own = strcmp(user->id, model->session.user_id) == 0;

	return own && user->password_expires == 0 ? model->settings.password_expires
						  : user->password_expires;
}

static void draw_user(const struct model *model, const struct user *user, enum account_role role,
	struct pane *pane)
{
	char text[TEXT_MAX], date[32];

	draw_heading(pane, "%s", known_or_not(user->name));
	draw_detail(pane, "State", enabled_word(user));
	draw_detail(pane, "Role", known_or_not(role_word(role)));
	draw_detail(pane, "E-mail", known_or_not(user->email));
	draw_detail(pane, "MFA", known_or_not(mfa_word(user)));
	draw_detail(pane, "Region", known_or_not(user->region));
	draw_detail(pane, "Password",
		expiry_text(model, password_expires(model, user), text, sizeof(text)));
	draw_detail(pane, "Created",
		user->created != 0 ? clock_date(user->created, date, sizeof(date)) : "not known");
	draw_detail(pane, "User ID", user->id);
	draw_detail(pane, "Domain ID", user->domain_id);
	draw_detail(pane, "Contact ID", user->contact_id);
}

static void draw_contact(const struct model *model, struct pane *pane)
{
	const struct settings *settings = &model->settings;
	const struct user *user = model_contact(model, settings->contact);

	if (user != NULL) {
		draw_user(model, user, settings->roles[settings->rows[settings->contact]], pane);
	}
}

void settings_detail(const struct model *model, struct pane *pane)
{
	switch (model->settings.focus) {
	case SETTINGS_EMAIL:
	case SETTINGS_REGION:
	case SETTINGS_PASSWORD:
		draw_user(model, &model->settings.user, model->session.role, pane);
		break;
	case SETTINGS_MFA:
		draw_mfa(model, pane);
		break;
	case SETTINGS_QUESTION:
		draw_question(model, pane);
		break;
	case SETTINGS_PIN_SHOW:
	case SETTINGS_PIN_CHANGE:
		draw_pin(model, pane);
		break;
	case SETTINGS_KEY_SHOW:
	case SETTINGS_KEY_COPY:
	case SETTINGS_KEY_RESET:
	case SETTINGS_FOCUS_COUNT:
		key_detail(model, &model->settings.key_load, pane);
		break;
	case SETTINGS_CONTACTS:
		draw_contact(model, pane);
		break;
	}
}

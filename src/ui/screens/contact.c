/* SPDX-License-Identifier: MIT
 * One contact: all that is known of them, and what may be done. */
#include "key_row.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/clock.h"

enum { TEXT_MAX = 640 };

/* In place of what is not read. */
static const char *loaded(
	const struct model *model, const struct load *load, const char *value, char text[TEXT_MAX])
{
	return load->state == LOAD_READY ? value : load_text(model, load, text, TEXT_MAX);
}

/* A value with buttons beside it, the first of which is `focus`. */
static void draw_changed(const struct model *model, struct pane *pane, const char *label,
	const char *small, const char *value, enum contact_focus focus, const char *const *words,
	size_t count)
{
	struct button buttons[2];
	bool focused = false;

	for (size_t i = 0; i < count; i++) {
		buttons[i] = (struct button){
			words[i], model->contact.focus == focus + i, (int)(focus + i)};
		focused |= buttons[i].focused;
	}
	int row = draw_label(pane, label, small, focused);
	int used = canvas_text(
		&pane->canvas, row, value_col(pane), value_cells(pane), STYLE_NORMAL, value);
	draw_row_buttons(pane, row, value_col(pane) + used, buttons, count);
}

/* ---- profile ---- */

static void draw_profile(const struct model *model, struct pane *pane)
{
	static const char *const edit[] = {"Edit"}, *const disable[] = {"Disable"},
				 *const enable[] = {"Enable"};
	const struct contact *contact = &model->contact;
	const struct user *user = &contact->user;
	char date[32], text[TEXT_MAX];

	draw_changed(model, pane, "Username", "Username", known_or_not(user->name), CONTACT_EDIT,
		edit, 1);
	draw_value(pane, "Email", "Email", user->email[0] != '\0' ? user->email : "none");
	draw_value(
		pane, "Default region", "Region", user->region[0] != '\0' ? user->region : "none");
	if (contact->user_load.state != LOAD_READY) {
		load_text(model, &contact->user_load, text, sizeof(text));
		pane_paragraph(pane, value_col(pane),
			contact->user_load.state == LOAD_FAILED ? STYLE_BAD : STYLE_FAINT, text);
	}
	draw_changed(model, pane, "State", "State", enabled_word(user), CONTACT_ENABLE,
		user->enabled ? disable : enable, 1);
	snprintf(text, sizeof(text), "%s · created %s%s%s", known_or_not(user->id),
		user->created != 0 ? clock_date(user->created, date, sizeof(date)) : "not known",
		user->contact_id[0] != '\0' ? " · contact " : "", user->contact_id);
	draw_value(pane, "User ID", "User ID", text);
}

/* "user: observer, nova:admin" */
static void tell_roles(const struct contact *contact, char *out, size_t size)
{
	size_t used = (size_t)snprintf(out, size, "%s", known_or_not(role_word(contact->role)));
	const char *separator = ": ";

	for (size_t i = 0; contact->roles != NULL && i < contact->roles->count; i++) {
		const struct role *role = &contact->roles->roles[i];
		if (role->standing == ROLE_OTHER && used < size) {
			used += (size_t)snprintf(
				out + used, size - used, "%s%s", separator, role->name);
			separator = ", ";
		}
	}
}

static void draw_roles(const struct model *model, struct pane *pane)
{
	static const char *const words[] = {"Add", "Remove"};
	const struct contact *contact = &model->contact;
	char text[TEXT_MAX], told[TEXT_MAX];

	tell_roles(contact, told, sizeof(told));
	draw_changed(model, pane, "Roles", "Roles", loaded(model, &contact->roles_load, told, text),
		CONTACT_ADD_ROLE, words, 2);
}

/* ---- security ---- */

static const char *level_text(enum account_mfa_level level)
{
	static const char *const texts[] = {
		[MFA_LEVEL_UNKNOWN] = "",
		[MFA_DEFAULT] = "; as the account requires",
		[MFA_OPTIONAL] = "; optional",
		[MFA_REQUIRED] = "; required",
		[MFA_MANDATED] = "; required by the service",
	};

	return texts[level];
}

static void draw_security(const struct model *model, struct pane *pane)
{
	static const char *const set[] = {"Set"}, *const reset[] = {"Reset"},
				 *const manage[] = {"Manage"};
	const struct contact *contact = &model->contact;
	char expiry[TEXT_MAX], text[TEXT_MAX];

	draw_changed(model, pane, "Password", "Password",
		loaded(model, &contact->expiry_load,
			expiry_text(model, contact->password_expires, expiry, sizeof(expiry)),
			text),
		CONTACT_PASSWORD, set, 1);
	snprintf(text, sizeof(text), "%s%s", mfa_text(contact->user.mfa, pane->compact),
		pane->compact ? "" : level_text(contact->user.mfa_level));
	draw_changed(model, pane, "Multi-factor", "MFA", text, CONTACT_MFA, manage, 1);
	draw_changed(model, pane, "Support PIN", "PIN", pin_text(contact->user.pin_state),
		CONTACT_PIN, reset, 1);
}

/* ---- the key ---- */

static void draw_key(const struct model *model, struct pane *pane)
{
	const struct key_row row = {.load = &model->contact.key_load,
		.focus = (int)model->contact.focus,
		.show = CONTACT_KEY_SHOW,
		.copy = CONTACT_KEY_COPY,
		.reset = CONTACT_KEY_RESET};

	draw_key_row(model, pane, &row);
}

/* What none of the buttons may do is told before one is pressed. */
static void draw_refusal(const struct model *model, struct pane *pane)
{
	const char *why = model_contact_refusal(model, CONTACT_DELETE);
	char text[TEXT_MAX];

	if (why != NULL) {
		snprintf(text, sizeof(text), "Not allowed: %s.", why);
		pane_paragraph(pane, COL_LABEL, STYLE_FAINT, text);
	}
}

static void draw(const struct model *model, struct pane *pane)
{
	const struct button button = {
		"Delete", model->contact.focus == CONTACT_DELETE, CONTACT_DELETE};

	draw_heading(pane, "Profile");
	draw_profile(model, pane);
	draw_roles(model, pane);
	draw_heading(pane, "Security");
	draw_security(model, pane);
	draw_heading(pane, "API access");
	draw_key(model, pane);
	int row = draw_label(pane, "This contact", "Contact", button.focused);
	draw_row_buttons(pane, row, value_col(pane), &button, 1);
	draw_refusal(model, pane);
}

static void detail(const struct model *model, struct pane *pane)
{
	key_detail(model, &model->contact.key_load, pane);
}

const struct screen screen_contact = {"Contact", draw, detail};

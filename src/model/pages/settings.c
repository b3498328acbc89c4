/* SPDX-License-Identifier: MIT
 * Settings & Contacts: five things read side by side, each of which may fail alone. */
#include "settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../dialog.h"
#include "../dialogs/mfa.h"
#include "../dialogs/reset.h"
#include "../forms/form.h"
#include "../history.h"
#include "../key_answer.h"
#include "../load.h"
#include "../parts.h"
#include "../reveal.h"
#include "../toast.h"
#include "pages.h"
#include "settings_contacts.h"
#include "settings_focus.h"

/* ---- the answers ---- */

static void take_user(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct settings *page = &model->settings;
	const struct user *user = part_user(&page->user_load, reply);

	(void)effects;
	if (user != NULL) {
		page->user = *user;
		page->has_pin = reply->pin != NULL;
	}
}

static void take_expiry(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct settings *page = &model->settings;
	const struct user *user = part_user(&page->expiry_load, reply);

	(void)effects;
	if (user != NULL) {
		page->password_expires = user->password_expires;
	}
}

static void take_key(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	key_answer(model, &model->settings.key_load, reply, effects);
}

static void take_questions(
	struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct settings *page = &model->settings;

	(void)effects;
	if (!load_finish(&page->questions_load, reply)) {
		return;
	}
	free(page->questions);
	page->questions = reply->questions;
	reply->questions = NULL;
}

/* ---- reading ---- */

static void by_id(const struct model *model, struct identity_request *request)
{
	memcpy(request->user_id, model->session.user_id, sizeof(request->user_id));
}

static void by_name(const struct model *model, struct identity_request *request)
{
	memcpy(request->username, model->session.user_name, sizeof(request->username));
}

static const struct part parts[] = {
	{offsetof(struct model, settings.user_load), IDENTITY_GET_USER, by_id, take_user},
	{offsetof(struct model, settings.expiry_load), IDENTITY_FIND_USER, by_name, take_expiry},
	{offsetof(struct model, settings.key_load), IDENTITY_GET_KEY, NULL, take_key},
	{offsetof(struct model, settings.contacts_load), IDENTITY_LIST_USERS, NULL, contacts_take},
	{offsetof(struct model, settings.questions_load), IDENTITY_LIST_QUESTIONS, NULL,
		take_questions},
	{offsetof(struct model, settings.owners_load), IDENTITY_LIST_ADMINS, by_id,
		contacts_take_owners},
};
enum { PARTS = sizeof(parts) / sizeof(*parts) };

static struct load *settings_load(struct model *model, size_t index)
{
	return index < PARTS ? part_load(model, &parts[index]) : NULL;
}

/* Who the owner is, the owner knows. */
static void read_page(struct model *model, struct effects *effects)
{
	parts_read(model, parts, model->session.role == ROLE_OWNER ? PARTS - 1 : PARTS, effects);
}

static void settings_open(struct model *model, struct effects *effects)
{
	model->settings.focus = SETTINGS_KEY_SHOW;
	read_page(model, effects);
	history_ask(effects);
}

/* What this machine knows of the key stays; what the service said does not. */
static void settings_close(struct model *model, struct effects *effects)
{
	struct settings *page = &model->settings;
	const struct settings kept = {.key = page->key, .sort = page->sort};

	parts_cancel(model, parts, PARTS, effects);
	contacts_free(page);
	free(page->questions);
	*page = kept;
}

static bool settings_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	return parts_reply(model, parts, PARTS, ticket, reply, effects);
}

/* ---- what others tell ---- */

void settings_forget(struct model *model)
{
	memset(&model->settings, 0, sizeof(model->settings));
}

/* ---- keys ---- */

static const char *settings_enter_word(const struct model *model)
{
	switch (model->settings.focus) {
	case SETTINGS_EMAIL:
		return "Edit";
	case SETTINGS_REGION:
	case SETTINGS_PASSWORD:
	case SETTINGS_QUESTION:
		return "Change";
	case SETTINGS_MFA:
		return "Manage";
	case SETTINGS_PIN_CHANGE:
		return model->settings.user.pin_state == PIN_LOCKED ? "Unlock" : "Change";
	case SETTINGS_PIN_SHOW:
		return model->reveal.what == REVEAL_PIN ? "Hide" : "Show";
	case SETTINGS_KEY_SHOW:
		return model->reveal.what == REVEAL_KEY ? "Hide" : "Show";
	case SETTINGS_KEY_COPY:
		return "Copy";
	case SETTINGS_KEY_RESET:
		return "Reset";
	case SETTINGS_CONTACTS:
		return model->settings.searching ? "Keep" : "Open";
	case SETTINGS_FOCUS_COUNT:
		break;
	}
	return NULL;
}

static enum action settings_means(const struct model *model, enum action action)
{
	static const enum action buttons[SETTINGS_FOCUS_COUNT] = {
		[SETTINGS_KEY_SHOW] = ACTION_SHOW,
		[SETTINGS_KEY_COPY] = ACTION_COPY,
		[SETTINGS_KEY_RESET] = ACTION_RESET,
	};

	return action == ACTION_ACTIVATE ? buttons[model->settings.focus] : ACTION_NONE;
}

/* Without what is there now nothing could be compared. */
static bool has_profile(struct model *model, struct effects *effects)
{
	const struct load *load = &model->settings.user_load;

	if (load->state != LOAD_READY) {
		toast_hint(model, effects, "%s",
			load->state == LOAD_FAILED
				? "Your profile could not be read; R reads the page again"
				: "Your profile is still being read");
	}
	return load->state == LOAD_READY;
}

static void open_form(
	struct model *model, const struct form_ops *form, size_t field, struct effects *effects)
{
	if (has_profile(model, effects) &&
		form_open(
			model, form, &model->settings.user, model->session.role, "", "", effects)) {
		dialog_focus(model, field);
	}
}

static void open_mfa(struct model *model, struct effects *effects)
{
	if (has_profile(model, effects)) {
		mfa_open(model, &model->settings.user, model->session.role, effects);
	}
}

static void activate(struct model *model, struct effects *effects)
{
	bool locked = model->settings.user.pin_state == PIN_LOCKED;

	switch (model->settings.focus) {
	case SETTINGS_EMAIL:
	case SETTINGS_REGION:
		open_form(model, &form_profile, model->settings.focus == SETTINGS_REGION, effects);
		break;
	case SETTINGS_PASSWORD:
		open_form(model, &form_password, 0, effects);
		break;
	case SETTINGS_MFA:
		open_mfa(model, effects);
		break;
	case SETTINGS_QUESTION:
		open_form(model, &form_question, 0, effects);
		break;
	case SETTINGS_PIN_CHANGE:
		open_form(model, locked ? &form_pin_unlock : &form_pin, 0, effects);
		break;
	case SETTINGS_PIN_SHOW:
		reveal_toggle(model, REVEAL_PIN, effects);
		break;
	case SETTINGS_CONTACTS:
		contacts_open(model, effects);
		break;
	case SETTINGS_KEY_SHOW:
	case SETTINGS_KEY_COPY:
	case SETTINGS_KEY_RESET:
	case SETTINGS_FOCUS_COUNT:
		break;
	}
}

static void refresh(struct model *model, struct effects *effects)
{
	reveal_hide(model, effects);
	read_page(model, effects);
	if (!settings_can_focus(&model->settings, model->settings.focus)) {
		model->settings.focus = SETTINGS_KEY_SHOW;
	}
}

static void settings_action(struct model *model, enum action action, struct effects *effects)
{
	if (contacts_action(model, action, effects)) {
		return;
	}
	if (action == ACTION_ACTIVATE) {
		activate(model, effects);
	} else if (action == ACTION_PLACES) {
		reset_list_places(model, effects);
	} else if (action == ACTION_BACK) {
		page_open(model, PAGE_HOME, effects);
	} else if (action == ACTION_REFRESH) {
		refresh(model, effects);
	} else {
		settings_move(model, action);
	}
}

static bool settings_takes_text(const struct model *model)
{
	return model->settings.searching;
}

/* The key's actions are near unless the list has the focus; then the contact's are. */
static bool settings_is_near(const struct model *model, enum action action)
{
	bool in_list = model->settings.focus == SETTINGS_CONTACTS && !model->options.accessible;
	bool of_key = action == ACTION_SHOW || action == ACTION_COPY || action == ACTION_RESET ||
		action == ACTION_PLACES;
	bool of_contact = action == ACTION_ADD || action == ACTION_EDIT ||
		action == ACTION_ENABLE || action == ACTION_DELETE || action == ACTION_SORT;

	return in_list ? !of_key : !of_contact;
}

static bool settings_click(struct model *model, int stop, size_t line)
{
	struct settings *page = &model->settings;
	bool again = page->focus == SETTINGS_CONTACTS && page->contact == line && !page->searching;

	if (stop < 0 || !settings_can_focus(page, (enum settings_focus)stop)) {
		return false;
	}
	if (stop == SETTINGS_CONTACTS) {
		page->contact = line < page->row_count ? line : page->contact;
		page->searching = false;
	}
	page->focus = (enum settings_focus)stop;
	return stop != SETTINGS_CONTACTS || again;
}

const struct page_ops settings_page = {.context = CONTEXT_SETTINGS,
	.way = ACTION_SETTINGS,
	.open = settings_open,
	.close = settings_close,
	.action = settings_action,
	.means = settings_means,
	.text = contacts_text,
	.takes_text = settings_takes_text,
	.click = settings_click,
	.changed = read_page,
	.enter_word = settings_enter_word,
	.is_near = settings_is_near,
	.load = settings_load,
	.reply = settings_reply};

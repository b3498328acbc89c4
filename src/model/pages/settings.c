/* SPDX-License-Identifier: MIT
 * Settings & Contacts: five things read side by side, each of which may fail alone. */
#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "keyturn/text.h"

#include "../dialog.h"
#include "../dialogs/mfa.h"
#include "../dialogs/reset.h"
#include "../forms/form.h"
#include "../history.h"
#include "../key_read.h"
#include "../line.h"
#include "../list.h"
#include "../load.h"
#include "../refusal.h"
#include "../reveal.h"
#include "../toast.h"
#include "pages.h"
#include "settings_focus.h"

/* ---- the answers ---- */

static void fail_empty(struct load *load)
{
	load->state = LOAD_FAILED;
	error_set(&load->error, ERROR_REPLY, "no user in it");
}

static void take_user(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct settings *page = &model->settings;

	(void)effects;
	if (!load_finish(&page->user_load, reply)) {
		return;
	}
	if (reply->users == NULL || reply->users->count == 0) {
		fail_empty(&page->user_load);
		return;
	}
	page->user = reply->users->users[0];
	page->has_pin = reply->pin != NULL;
}

static void take_expiry(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct settings *page = &model->settings;

	(void)effects;
	if (!load_finish(&page->expiry_load, reply)) {
		return;
	}
	if (reply->users == NULL || reply->users->count == 0) {
		fail_empty(&page->expiry_load);
		return;
	}
	page->password_expires = reply->users->users[0].password_expires;
}

/* Only the fingerprint stays; the key itself is the reply's and goes with it. One that is shown and was
 * read beside this one may be the older of the two. */
static void take_key(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct load *load = &model->settings.key_load;
	bool none = reply->outcome != OUTCOME_OK && reply->error.kind == ERROR_NOT_FOUND;
	bool well = load_finish(load, reply);

	if (well && !credential_is_whole(&reply->credential)) {
		load->state = LOAD_FAILED;
		error_set(&load->error, ERROR_REPLY, "no API key in it");
		return;
	}
	if (none) {
		load->state = LOAD_READY;
	}
	if ((none || well) &&
		key_read_take(
			model, well ? credential_secret(&reply->credential) : NULL, effects) &&
		model->reveal.what == REVEAL_KEY) {
		reveal_hide(model, effects);
	}
}

static void take_contacts(
	struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct settings *page = &model->settings;

	(void)effects;
	if (!load_finish(&page->contacts_load, reply)) {
		return;
	}
	if (reply->users == NULL) {
		fail_empty(&page->contacts_load);
		return;
	}
	free(page->contacts);
	page->contacts = reply->users;
	reply->users = NULL;
	if (page->contact >= model_contacts_matching(model, NULL, 0)) {
		page->contact = 0;
	}
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

static void by_id(const struct session *session, struct identity_request *request)
{
	memcpy(request->user_id, session->user_id, sizeof(request->user_id));
}

static void by_name(const struct session *session, struct identity_request *request)
{
	memcpy(request->username, session->user_name, sizeof(request->username));
}

static const struct part {
	size_t load; /* its place in struct settings */
	enum identity_op op;
	void (*whose)(
		const struct session *session, struct identity_request *request); /* or NULL */
	void (*take)(struct model *model, struct identity_reply *reply, struct effects *effects);
} parts[] = {
	{offsetof(struct settings, user_load), IDENTITY_GET_USER, by_id, take_user},
	{offsetof(struct settings, expiry_load), IDENTITY_FIND_USER, by_name, take_expiry},
	{offsetof(struct settings, key_load), IDENTITY_GET_KEY, NULL, take_key},
	{offsetof(struct settings, contacts_load), IDENTITY_LIST_USERS, NULL, take_contacts},
	{offsetof(struct settings, questions_load), IDENTITY_LIST_QUESTIONS, NULL, take_questions},
};
enum { PARTS = sizeof(parts) / sizeof(*parts) };

static struct load *settings_load(struct model *model, size_t index)
{
	void *page = &model->settings;

	return index < PARTS ? (void *)((char *)page + parts[index].load) : NULL;
}

static void read_page(struct model *model, struct effects *effects)
{
	for (size_t i = 0; i < PARTS; i++) {
		struct identity_request request = {.op = parts[i].op};
		if (parts[i].whose != NULL) {
			parts[i].whose(&model->session, &request);
		}
		load_start(model, settings_load(model, i), &request, effects);
	}
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
	const struct settings kept = {.key = page->key,
		.last_reset = page->last_reset,
		.searched = page->searched,
		.held = page->held};

	for (size_t i = 0; i < PARTS; i++) {
		load_cancel(settings_load(model, i), effects);
	}
	free(page->contacts);
	free(page->questions);
	*page = kept;
}

static bool settings_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	for (size_t i = 0; i < PARTS; i++) {
		if (load_answers(settings_load(model, i), ticket)) {
			parts[i].take(model, reply, effects);
			return true;
		}
	}
	return false;
}

/* ---- what others tell ---- */

void settings_searched(struct model *model)
{
	model->settings.searched = true;
	model->settings.held = model->rotation.place_count;
}

/* The new key is where it was put, the old one is the key no more. */
void settings_rotated(struct model *model)
{
	const struct rotation *rotation = &model->rotation;

	if (rotation->outcome == ROTATION_OUTCOME_NEW) {
		model->settings.searched = rotation->search == SEARCH_DONE;
		model->settings.held = rotation_count(rotation).updated;
	}
}

void settings_forget(struct model *model)
{
	memset(&model->settings.key, 0, sizeof(model->settings.key));
	model->settings.last_reset = 0;
	model->settings.searched = false;
	model->settings.held = 0;
}

/* A reset gave a new key: what was read before it, or is still being read, is not true any more. */
void settings_new_key(struct model *model, const char *fingerprint, struct effects *effects)
{
	struct settings *page = &model->settings;

	page->last_reset = model->wall;
	key_read_issued(model, fingerprint);
	if (model->page == PAGE_SETTINGS) {
		load_cancel(&page->key_load, effects);
		page->key_load.state = LOAD_READY;
	}
}

/* ---- focus ---- */

/* ---- searching the contacts ---- */

static void search(struct model *model, struct effects *effects)
{
	struct settings *page = &model->settings;

	if (!settings_can_focus(page, SETTINGS_CONTACTS)) {
		refusal_of_search(model, effects);
		return;
	}
	reveal_hide(model, effects);
	page->focus = SETTINGS_CONTACTS;
	page->searching = true;
}

static bool search_ended(struct settings *page, enum action action)
{
	bool narrowed = page->searching || page->search.text[0] != '\0';

	if (action == ACTION_BACK && narrowed) {
		line_set(&page->search, "");
		page->contact = 0;
		page->searching = false;
		return true;
	}
	if (action == ACTION_ACTIVATE && page->searching) {
		page->searching = false;
		return true;
	}
	return false;
}

static void settings_text(struct model *model, uint32_t code)
{
	line_key(&model->settings.search, code);
	model->settings.contact = 0;
}

static bool settings_takes_text(const struct model *model)
{
	return model->settings.searching;
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
		return model->settings.searching ? "Keep" : NULL;
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
	case SETTINGS_KEY_SHOW:
	case SETTINGS_KEY_COPY:
	case SETTINGS_KEY_RESET:
	case SETTINGS_CONTACTS:
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
	if (search_ended(&model->settings, action)) {
		return;
	}
	if (action == ACTION_ACTIVATE) {
		activate(model, effects);
	} else if (action == ACTION_PLACES) {
		reset_list_places(model, effects);
	} else if (action == ACTION_SEARCH) {
		search(model, effects);
	} else if (action == ACTION_BACK) {
		page_open(model, PAGE_HOME, effects);
	} else if (action == ACTION_REFRESH) {
		refresh(model, effects);
	} else {
		settings_move(model, action);
	}
}

static bool settings_click(struct model *model, int stop, size_t line)
{
	struct settings *page = &model->settings;

	if (stop < 0 || !settings_can_focus(page, (enum settings_focus)stop)) {
		return false;
	}
	if (stop == SETTINGS_CONTACTS) {
		page->contact = line < model_contacts_matching(model, NULL, 0) ? line
									       : page->contact;
		page->searching = false;
	}
	page->focus = (enum settings_focus)stop;
	return stop != SETTINGS_CONTACTS;
}

const struct page_ops settings_page = {.context = CONTEXT_SETTINGS,
	.way = ACTION_SETTINGS,
	.open = settings_open,
	.close = settings_close,
	.action = settings_action,
	.means = settings_means,
	.text = settings_text,
	.takes_text = settings_takes_text,
	.click = settings_click,
	.changed = read_page,
	.enter_word = settings_enter_word,
	.load = settings_load,
	.reply = settings_reply};

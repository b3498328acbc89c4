/* SPDX-License-Identifier: MIT
 * One contact: all that the service tells of them, read side by side, and what may be done. */
#include "contact.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../dialogs/mfa.h"
#include "../dialogs/reset.h"
#include "../dialogs/resume.h"
#include "../forms/contact.h"
#include "../history.h"
#include "../key_answer.h"
#include "../key_read.h"
#include "../load.h"
#include "../parts.h"
#include "../reveal.h"
#include "../stops.h"
#include "../toast.h"
#include "pages.h"
#include "settings_contacts.h"

const char *model_contact_refusal(const struct model *model, enum contact_focus focus)
{
	return contact_refusal(model, focus, &model->contact.user, model->contact.role);
}

/* ---- the answers ---- */

static void take_user(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct contact *page = &model->contact;
	const struct user *user = part_user(&page->user_load, reply);

	(void)effects;
	if (user != NULL) {
		page->user = *user;
		contacts_seen(model, user, page->role);
	}
}

static void take_expiry(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct contact *page = &model->contact;
	const struct user *user = part_user(&page->expiry_load, reply);

	(void)effects;
	if (user != NULL) {
		page->password_expires = user->password_expires;
	}
}

/* Managers hold the default role too. */
static enum account_role standing(const struct role_list *roles)
{
	enum account_role most = ROLE_OTHER;

	for (size_t i = 0; i < roles->count; i++) {
		most = roles->roles[i].standing > most ? roles->roles[i].standing : most;
	}
	return most;
}

static void take_roles(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct contact *page = &model->contact;

	(void)effects;
	if (!load_finish(&page->roles_load, reply) || reply->roles == NULL) {
		return;
	}
	free(page->roles);
	page->roles = reply->roles;
	reply->roles = NULL;
	page->role = standing(page->roles);
	contacts_seen(model, &page->user, page->role);
}

static void take_offered(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct contact *page = &model->contact;

	(void)effects;
	if (load_finish(&page->offered_load, reply)) {
		free(page->offered);
		page->offered = reply->roles;
		reply->roles = NULL;
	}
}

static void take_key(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	key_answer(model, &model->contact.key_load, reply, effects);
}

/* ---- reading ---- */

static void by_id(const struct model *model, struct identity_request *request)
{
	memcpy(request->user_id, model->contact.user.id, sizeof(request->user_id));
}

static void by_name(const struct model *model, struct identity_request *request)
{
	memcpy(request->username, model->contact.user.name, sizeof(request->username));
}

static const struct part parts[] = {
	{offsetof(struct model, contact.user_load), IDENTITY_GET_USER, by_id, take_user},
	{offsetof(struct model, contact.expiry_load), IDENTITY_FIND_USER, by_name, take_expiry},
	{offsetof(struct model, contact.roles_load), IDENTITY_LIST_ROLES, by_id, take_roles},
	{offsetof(struct model, contact.key_load), IDENTITY_GET_KEY, key_request, take_key},
	{offsetof(struct model, contact.offered_load), IDENTITY_LIST_OFFERED_ROLES, NULL,
		take_offered},
};
enum { PARTS = sizeof(parts) / sizeof(*parts), KEY_PART = 3, OFFERED_PART = 4 };

static struct load *contact_load(struct model *model, size_t index)
{
	return index < PARTS ? part_load(model, &parts[index]) : NULL;
}

/* What would be refused is not asked for. */
static void read_page(struct model *model, struct effects *effects)
{
	parts_read(model, parts, KEY_PART, effects);
	if (model_contact_refusal(model, CONTACT_KEY_SHOW) == NULL) {
		part_read(model, &parts[KEY_PART], effects);
	}
	if (model_contact_refusal(model, CONTACT_ADD_ROLE) == NULL) {
		part_read(model, &parts[OFFERED_PART], effects);
	}
}

static void open_page(struct model *model, struct effects *effects)
{
	read_page(model, effects);
	history_ask(effects);
	resume_ask(model, model->contact.user.name, effects);
}

void contact_free(struct model *model)
{
	free(model->contact.roles);
	free(model->contact.offered);
	model->contact = (struct contact){0};
}

static void close_page(struct model *model, struct effects *effects)
{
	parts_cancel(model, parts, PARTS, effects);
	contact_free(model);
}

static bool contact_reply(
	struct model *model, uint32_t ticket, struct identity_reply *reply, struct effects *effects)
{
	return parts_reply(model, parts, PARTS, ticket, reply, effects);
}

/* ---- keys ---- */

static const int rows[CONTACT_FOCUS_COUNT] = {
	[CONTACT_EDIT] = 0,
	[CONTACT_ENABLE] = 1,
	[CONTACT_ADD_ROLE] = 2,
	[CONTACT_REMOVE_ROLE] = 2,
	[CONTACT_PASSWORD] = 3,
	[CONTACT_MFA] = 4,
	[CONTACT_PIN] = 5,
	[CONTACT_KEY_SHOW] = 6,
	[CONTACT_KEY_COPY] = 6,
	[CONTACT_KEY_RESET] = 6,
	[CONTACT_DELETE] = 7,
};

static const struct stops stops = {.rows = rows, .count = CONTACT_FOCUS_COUNT};

static const char *enter_word(const struct model *model)
{
	const struct contact *page = &model->contact;

	switch (page->focus) {
	case CONTACT_EDIT:
		return "Edit";
	case CONTACT_ENABLE:
		return page->user.enabled ? "Disable" : "Enable";
	case CONTACT_ADD_ROLE:
		return "Add";
	case CONTACT_REMOVE_ROLE:
		return "Remove";
	case CONTACT_PASSWORD:
		return "Set";
	case CONTACT_MFA:
		return "Manage";
	case CONTACT_PIN:
	case CONTACT_KEY_RESET:
		return "Reset";
	case CONTACT_KEY_SHOW:
		return model->reveal.what == REVEAL_KEY ? "Hide" : "Show";
	case CONTACT_KEY_COPY:
		return "Copy";
	case CONTACT_DELETE:
		return "Delete";
	case CONTACT_FOCUS_COUNT:
		break;
	}
	return NULL;
}

static enum action means(const struct model *model, enum action action)
{
	static const enum action buttons[CONTACT_FOCUS_COUNT] = {
		[CONTACT_KEY_SHOW] = ACTION_SHOW,
		[CONTACT_KEY_COPY] = ACTION_COPY,
		[CONTACT_KEY_RESET] = ACTION_RESET,
	};

	return action == ACTION_ACTIVATE ? buttons[model->contact.focus] : ACTION_NONE;
}

/* The roles to choose from must be there. */
static bool has_roles(struct model *model, enum contact_focus what, struct effects *effects)
{
	const struct contact *page = &model->contact;
	bool failed = page->roles_load.state == LOAD_FAILED ||
		page->offered_load.state == LOAD_FAILED;
	bool ready = page->roles != NULL && (what == CONTACT_REMOVE_ROLE || page->offered != NULL);

	if (!ready) {
		toast_hint(model, effects, "%s",
			failed ? "The roles could not be read; R reads the page again"
			       : "The roles are still being read");
	}
	return ready;
}

static void change(struct model *model, enum contact_focus what, struct effects *effects)
{
	struct contact *page = &model->contact;
	bool of_roles = what == CONTACT_ADD_ROLE || what == CONTACT_REMOVE_ROLE;
	bool allowed = model_contact_refusal(model, what) == NULL;

	if (what == CONTACT_MFA && allowed) {
		mfa_open(model, &page->user, page->role, effects);
	} else if (!of_roles || !allowed || has_roles(model, what, effects)) {
		contact_change(model, what, &page->user, page->role, effects);
	}
}

static void refresh(struct model *model, struct effects *effects)
{
	reveal_hide(model, effects);
	read_page(model, effects);
}

static void places(struct model *model, struct effects *effects)
{
	const char *why = model_contact_refusal(model, CONTACT_KEY_SHOW);

	if (why != NULL) {
		toast_hint(model, effects, "Places of their API key: %s", why);
	} else {
		reset_list_places(model, effects);
	}
}

static void contact_action(struct model *model, enum action action, struct effects *effects)
{
	struct contact *page = &model->contact;

	if (action == ACTION_ACTIVATE) {
		change(model, page->focus, effects);
	} else if (action == ACTION_EDIT) {
		change(model, CONTACT_EDIT, effects);
	} else if (action == ACTION_ENABLE) {
		change(model, CONTACT_ENABLE, effects);
	} else if (action == ACTION_DELETE) {
		change(model, CONTACT_DELETE, effects);
	} else if (action == ACTION_PLACES) {
		places(model, effects);
	} else if (action == ACTION_BACK) {
		page_back(model, effects);
	} else if (action == ACTION_REFRESH) {
		refresh(model, effects);
	} else {
		page->focus = (enum contact_focus)stops_move(
			&stops, model, (size_t)page->focus, action);
	}
}

static bool contact_click(struct model *model, int stop, size_t line)
{
	(void)line;
	if (stop < 0 || stop >= CONTACT_FOCUS_COUNT) {
		return false;
	}
	model->contact.focus = (enum contact_focus)stop;
	return true;
}

const struct page_ops contact_page = {.context = CONTEXT_CONTACT,
	.way = ACTION_NONE,
	.open = open_page,
	.close = close_page,
	.action = contact_action,
	.means = means,
	.click = contact_click,
	.changed = read_page,
	.enter_word = enter_word,
	.below = PAGE_SETTINGS,
	.load = contact_load,
	.reply = contact_reply};

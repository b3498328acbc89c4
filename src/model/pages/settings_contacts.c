/* SPDX-License-Identifier: MIT
 * The list is put in order when it is read or the order changes, and searched when the search changes: a
 * key costs no walk over thousands of users. */
#include "settings_contacts.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

#include "../forms/contact.h"
#include "../forms/form.h"
#include "../line.h"
#include "../load.h"
#include "../page.h"
#include "../refusal.h"
#include "../reveal.h"
#include "../toast.h"
#include "settings_focus.h"

/* ---- the order ---- */

struct place {
	const struct user *user;
	enum account_role role;
	size_t index;
};

static int by_index(const struct place *a, const struct place *b)
{
	return a->index < b->index ? -1 : 1;
}

static int by_name(const void *one, const void *other)
{
	const struct place *a = one, *b = other;
	int order = strcasecmp(a->user->name, b->user->name);

	return order != 0 ? order : by_index(a, b);
}

/* The owner first; those not known last. */
static int by_role(const void *one, const void *other)
{
	const struct place *a = one, *b = other;

	return a->role != b->role ? (a->role > b->role ? -1 : 1) : by_name(one, other);
}

static int by_email(const void *one, const void *other)
{
	const struct place *a = one, *b = other;
	int order = strcasecmp(a->user->email, b->user->email);

	return order != 0 ? order : by_name(one, other);
}

/* The newest first. */
static int by_age(const void *one, const void *other)
{
	const struct place *a = one, *b = other;

	return a->user->created != b->user->created ? (a->user->created > b->user->created ? -1 : 1)
						    : by_name(one, other);
}

static const struct {
	int (*compare)(const void *one, const void *other);
	const char *word;
} sorts[CONTACT_SORT_COUNT] = {
	[SORT_NAME] = {by_name, "name"},
	[SORT_ROLE] = {by_role, "role; those not opened yet come last"},
	[SORT_EMAIL] = {by_email, "e-mail"},
	[SORT_CREATED] = {by_age, "age, the newest first"},
};

static void put_in_order(struct settings *page)
{
	size_t count = page->contacts->count;
	struct place *places = memory_array(count + 1, sizeof(*places));

	for (size_t i = 0; i < count; i++) {
		places[i] = (struct place){&page->contacts->users[i], page->roles[i], i};
	}
	qsort(places, count, sizeof(*places), sorts[page->sort].compare);
	for (size_t i = 0; i < count; i++) {
		page->order[i] = places[i].index;
	}
	free(places);
}

/* ---- the search ---- */

static bool matches(const struct user *user, const char *text)
{
	return text_contains(user->name, text) || text_contains(user->email, text);
}

static void narrow(struct settings *page)
{
	page->row_count = 0;
	for (size_t i = 0; page->contacts != NULL && i < page->contacts->count; i++) {
		size_t index = page->order[i];
		if (matches(&page->contacts->users[index], page->search.text)) {
			page->rows[page->row_count++] = index;
		}
	}
	if (page->contact >= page->row_count) {
		page->contact = 0;
	}
}

/* Anew, with the same user selected. */
static void arrange(struct settings *page)
{
	bool any = page->contact < page->row_count;
	size_t selected = any ? page->rows[page->contact] : 0;

	put_in_order(page);
	narrow(page);
	for (size_t row = 0; any && row < page->row_count; row++) {
		if (page->rows[row] == selected) {
			page->contact = row;
		}
	}
}

const struct user *model_contact(const struct model *model, size_t row)
{
	const struct settings *page = &model->settings;

	return row < page->row_count ? &page->contacts->users[page->rows[row]] : NULL;
}

/* ---- the answers ---- */

static enum account_role role_of(const struct model *model, const char *id)
{
	const struct user_list *owners = model->settings.owners;

	if (strcmp(id, model->session.user_id) == 0) {
		return model->session.role;
	}
	for (size_t i = 0; owners != NULL && i < owners->count; i++) {
		if (strcmp(owners->users[i].id, id) == 0) {
			return ROLE_OWNER;
		}
	}
	return ROLE_OTHER;
}

static void find_roles(const struct model *model, const struct settings *page)
{
	for (size_t i = 0; i < page->contacts->count; i++) {
		enum account_role role = role_of(model, page->contacts->users[i].id);
		page->roles[i] = role != ROLE_OTHER ? role : page->roles[i];
	}
}

/* What was learnt of their roles stays where the list is the same. */
static enum account_role *new_roles(const struct settings *page, const struct user_list *users)
{
	enum account_role *roles = memory_array(users->count + 1, sizeof(*roles));
	size_t before = page->contacts != NULL ? page->contacts->count : 0;

	for (size_t i = 0; i < users->count; i++) {
		bool same = i < before &&
			strcmp(users->users[i].id, page->contacts->users[i].id) == 0;
		roles[i] = same ? page->roles[i] : ROLE_OTHER;
	}
	return roles;
}

static void take_list(struct model *model, struct user_list *users)
{
	struct settings *page = &model->settings;
	enum account_role *roles = new_roles(page, users);
	size_t selected = page->contact;

	free(page->contacts);
	free(page->roles);
	free(page->order);
	free(page->rows);
	page->contacts = users;
	page->roles = roles;
	page->order = memory_array(users->count + 1, sizeof(*page->order));
	page->rows = memory_array(users->count + 1, sizeof(*page->rows));
	find_roles(model, page);
	put_in_order(page);
	narrow(page);
	page->contact = selected < page->row_count ? selected : 0;
}

void contacts_take(struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct settings *page = &model->settings;

	(void)effects;
	if (!load_finish(&page->contacts_load, reply)) {
		return;
	}
	if (reply->users == NULL) {
		page->contacts_load.state = LOAD_FAILED;
		error_set(&page->contacts_load.error, ERROR_REPLY, "no user in it");
		return;
	}
	take_list(model, reply->users);
	reply->users = NULL;
}

void contacts_take_owners(
	struct model *model, struct identity_reply *reply, struct effects *effects)
{
	struct settings *page = &model->settings;

	(void)effects;
	if (!load_finish(&page->owners_load, reply)) {
		return;
	}
	free(page->owners);
	page->owners = reply->users;
	reply->users = NULL;
	if (page->contacts != NULL) {
		find_roles(model, page);
		arrange(page);
	}
}

void contacts_free(struct settings *page)
{
	free(page->contacts);
	free(page->owners);
	free(page->roles);
	free(page->order);
	free(page->rows);
}

void contacts_seen(struct model *model, const struct user *user, enum account_role role)
{
	struct settings *page = &model->settings;

	for (size_t i = 0; page->contacts != NULL && i < page->contacts->count; i++) {
		if (strcmp(page->contacts->users[i].id, user->id) == 0) {
			page->contacts->users[i] = *user;
			page->roles[i] = role != ROLE_OTHER ? role : page->roles[i];
			arrange(page);
			return;
		}
	}
}

/* ---- keys ---- */

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
		page->searching = false;
		arrange(page);
		return true;
	}
	if (action == ACTION_ACTIVATE && page->searching) {
		page->searching = false;
		return true;
	}
	return false;
}

void contacts_text(struct model *model, uint32_t code)
{
	line_key(&model->settings.search, code);
	model->settings.contact = 0;
	narrow(&model->settings);
}

static void sort(struct model *model, struct effects *effects)
{
	struct settings *page = &model->settings;

	if (!settings_can_focus(page, SETTINGS_CONTACTS)) {
		toast_hint(model, effects, "There are no contacts to sort yet");
		return;
	}
	page->sort = (page->sort + 1) % CONTACT_SORT_COUNT;
	arrange(page);
	toast_hint(model, effects, "Contacts sorted by %s", sorts[page->sort].word);
}

/* The one the keys are about; NULL after the user was told why there is none. */
static const struct user *selected(struct model *model, struct effects *effects)
{
	const struct settings *page = &model->settings;
	const struct user *user = model_contact(model, page->contact);

	if (page->contacts_load.state != LOAD_READY) {
		toast_hint(model, effects, "The contacts are not read");
		return NULL;
	}
	if (page->focus != SETTINGS_CONTACTS) {
		toast_hint(model, effects, "First go to a contact in the list, with Tab or /");
		return NULL;
	}
	if (user == NULL) {
		toast_hint(model, effects, "Nothing matches the search; Esc ends it");
	}
	return user;
}

static enum account_role selected_role(const struct settings *page)
{
	return page->roles[page->rows[page->contact]];
}

void contacts_open(struct model *model, struct effects *effects)
{
	const struct user *user = selected(model, effects);

	if (user != NULL) {
		model->contact = (struct contact){.user = *user,
			.role = selected_role(&model->settings),
			.focus = CONTACT_KEY_SHOW};
		page_over(model, PAGE_CONTACT, effects);
	}
}

static void change(struct model *model, enum contact_focus what, struct effects *effects)
{
	const struct user *user = selected(model, effects);

	if (user != NULL) {
		contact_change(model, what, user, selected_role(&model->settings), effects);
	}
}

bool contacts_action(struct model *model, enum action action, struct effects *effects)
{
	if (search_ended(&model->settings, action)) {
		return true;
	}
	if (action == ACTION_SEARCH) {
		search(model, effects);
	} else if (action == ACTION_SORT) {
		sort(model, effects);
	} else if (action == ACTION_ADD) {
		contact_add(model, effects);
	} else if (action == ACTION_EDIT) {
		change(model, CONTACT_EDIT, effects);
	} else if (action == ACTION_ENABLE) {
		change(model, CONTACT_ENABLE, effects);
	} else if (action == ACTION_DELETE) {
		change(model, CONTACT_DELETE, effects);
	} else {
		return false;
	}
	return true;
}

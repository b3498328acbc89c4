/* SPDX-License-Identifier: MIT
 * A contact's roles: one more of those the service offers, or one less. */
#include <stdio.h>
#include <string.h>

#include "form.h"

static const struct form_field_info add_fields[] = {
	{"Role", "Role", FIELD_CHOICE, "left and right choose; those they hold are left out"},
};
static const struct form_field_info remove_fields[] = {
	{"Role", "Role", FIELD_CHOICE, "left and right choose"},
};

static bool holds(const struct role_list *roles, const char *id)
{
	for (size_t i = 0; roles != NULL && i < roles->count; i++) {
		if (strcmp(roles->roles[i].id, id) == 0) {
			return true;
		}
	}
	return false;
}

/* There is one owner, and every other user holds the default role: those are not to be given or taken. */
static bool is_fixed(const struct role *role)
{
	return role->standing == ROLE_OWNER || role->standing == ROLE_DEFAULT;
}

/* The `number`-th of `roles`, from 1, that may be chosen, without those in `held`; NULL: beyond the last. */
static const struct role *nth(
	const struct role_list *roles, const struct role_list *held, size_t number)
{
	for (size_t i = 0; roles != NULL && i < roles->count; i++) {
		const struct role *role = &roles->roles[i];
		if (!is_fixed(role) && !holds(held, role->id) && --number == 0) {
			return role;
		}
	}
	return NULL;
}

/* Of the contact whose page is open. The first choice is none yet. */
static const struct role *chosen(const struct model *model, const struct form *form, size_t choice)
{
	const struct contact *contact = &model->contact;

	if (choice == 0) {
		return NULL;
	}
	return form->ops == &form_add_role ? nth(contact->offered, contact->roles, choice)
					   : nth(contact->roles, NULL, choice);
}

static size_t choices(const struct model *model, const struct form *form, size_t field)
{
	size_t count = 1;

	(void)field;
	while (chosen(model, form, count) != NULL) {
		count++;
	}
	return count;
}

static const char *choice(
	const struct model *model, const struct form *form, size_t field, size_t number)
{
	const struct role *role = chosen(model, form, number);

	(void)field;
	return role != NULL ? role->name : "choose one";
}

static const char *check(const struct model *model, const struct form *form, size_t field)
{
	return chosen(model, form, form->fields[field].choice) != NULL ? NULL : "choose a role";
}

static char *note(const struct model *model, const struct form *form, char *out, size_t size)
{
	const struct role *role = chosen(model, form, form->fields[0].choice);
	bool adds = form->ops == &form_add_role;

	snprintf(out, size, "%s%s", role != NULL ? role->description : "",
		role == NULL || role->standing != ROLE_MANAGER ? ""
			: adds ? " They may then change the other users and read their API keys."
			       : " They may then no longer change the other users.");
	return out;
}

static void fill_request(
	const struct model *model, const struct form *form, struct identity_request *request)
{
	const struct role *role = chosen(model, form, form->fields[0].choice);

	if (role != NULL) {
		memcpy(request->item_id, role->id, sizeof(request->item_id));
		memcpy(request->item_name, role->name, sizeof(request->item_name));
	}
}

static void add(const struct model *model, struct form *form, struct identity_request *request)
{
	request->op = IDENTITY_ADD_ROLE;
	fill_request(model, form, request);
}

static void take(const struct model *model, struct form *form, struct identity_request *request)
{
	request->op = IDENTITY_REMOVE_ROLE;
	fill_request(model, form, request);
}

const struct form_ops form_add_role = {.title = "Add Role",
	.verb = "Add",
	.fields = add_fields,
	.field_count = 1,
	.choices = choices,
	.choice = choice,
	.check = check,
	.note = note,
	.request = add};
const struct form_ops form_remove_role = {.title = "Remove Role",
	.verb = "Remove",
	.fields = remove_fields,
	.field_count = 1,
	.choices = choices,
	.choice = choice,
	.check = check,
	.note = note,
	.request = take};

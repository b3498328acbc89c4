/* SPDX-License-Identifier: MIT
 * A contact's name, e-mail address and region; whether they may sign in; their end. */
#include <stdio.h>
#include <string.h>

#include "../line.h"
#include "../page.h"
#include "form.h"
#include "region.h"

/* ---- edit ---- */

enum { NAME, EMAIL, REGION, FIELDS };

static const struct form_field_info fields[FIELDS] = {
	[NAME] = {"Username", "Username", FIELD_TEXT, RULE_NAME},
	[EMAIL] = {"E-mail", "E-mail", FIELD_TEXT, RULE_EMAIL},
	[REGION] = {"Default region", "Region", FIELD_CHOICE, "left and right choose"},
};

static void fill(const struct model *model, struct form *form)
{
	line_set(&form->fields[NAME].line, form->user.name);
	line_set(&form->fields[EMAIL].line, form->user.email);
	form->fields[REGION].choice = region_of_user(model, form);
}

/* What is there already need not keep the rules. */
static const char *check(const struct model *model, const struct form *form, size_t field)
{
	const char *text = form->fields[field].line.text;

	if (!model_form_changed(model, field)) {
		return NULL;
	}
	return field == NAME ? rule_of_name(text) : field == EMAIL ? rule_of_email(text) : NULL;
}

static char *note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)form;
	snprintf(out, size, "%s",
		model_form_changed(model, NAME)
			? "Whoever signs in with the old username must use the new one."
			: "");
	return out;
}

static void edit(const struct model *model, struct form *form, struct identity_request *request)
{
	struct user_edit *edit = form_edit(request);

	if (model_form_changed(model, NAME)) {
		edit->fields |= USER_NAME;
		line_copy(&form->fields[NAME].line, edit->name, sizeof(edit->name));
	}
	if (model_form_changed(model, EMAIL)) {
		edit->fields |= USER_EMAIL;
		line_copy(&form->fields[EMAIL].line, edit->email, sizeof(edit->email));
	}
	region_edit(model, form, REGION, edit);
}

/* Their page reads them by the new name from now on. */
static void edited(struct model *model, struct form *form, struct effects *effects)
{
	const struct user_edit *edit = form->change.request.edit;

	(void)effects;
	if ((edit->fields & USER_NAME) != 0 && strcmp(model->contact.user.id, form->user.id) == 0) {
		memcpy(model->contact.user.name, edit->name, sizeof(edit->name));
	}
}

const struct form_ops form_contact = {.title = "Edit Contact",
	.verb = "Save",
	.fields = fields,
	.field_count = FIELDS,
	.checked = true,
	.fill = fill,
	.choices = region_choices,
	.choice = region_choice,
	.check = check,
	.note = note,
	.request = edit,
	.done = edited};

/* ---- enable, disable ---- */

static char *note_disable(
	const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	snprintf(out, size,
		"%s is enabled now. Disabled they cannot sign in any more, neither with the password "
		"nor with the API key; what they have stays and can be enabled again.",
		form->user.name);
	return out;
}

static char *note_enable(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	snprintf(out, size,
		"%s is disabled now. Enabled they can sign in again with the password and the API key "
		"they had; if others may know those, set a new password and reset the key.",
		form->user.name);
	return out;
}

static void disable(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	form_edit(request)->fields = USER_ENABLED;
}

static void enable(const struct model *model, struct form *form, struct identity_request *request)
{
	disable(model, form, request);
	request->edit->enabled = true;
}

const struct form_ops form_disable = {.title = "Disable Contact",
	.verb = "Disable",
	.checked = true,
	.note = note_disable,
	.request = disable};
const struct form_ops form_enable = {.title = "Enable Contact",
	.verb = "Enable",
	.checked = true,
	.note = note_enable,
	.request = enable};

/* ---- delete ---- */

static const struct form_field_info delete_fields[] = {
	{"Username", "Username", FIELD_TEXT, "type the contact's whole username to confirm"},
};

static const char *check_delete(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return strcmp(form->fields[field].line.text, form->user.name) == 0
		? NULL
		: "this is not the contact's username";
}

static char *note_delete(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	snprintf(out, size,
		"%s is deleted with their API key, roles and factors, and cannot be brought back. "
		"Programs that use their key or password stop working.",
		form->user.name);
	return out;
}

static void delete (const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	request->op = IDENTITY_DELETE_USER;
}

static void deleted(struct model *model, struct form *form, struct effects *effects)
{
	if (model->page == PAGE_CONTACT && strcmp(model->contact.user.id, form->user.id) == 0) {
		page_back(model, effects);
	}
}

const struct form_ops form_delete = {.title = "Delete Contact",
	.verb = "Delete",
	.fields = delete_fields,
	.field_count = 1,
	.checked = true,
	.check = check_delete,
	.note = note_delete,
	.request = delete,
	.done = deleted};

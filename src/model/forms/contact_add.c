/* SPDX-License-Identifier: MIT
 * Another user of the account. */
#include <stdio.h>
#include <string.h>

#include "../dialogs/once.h"
#include "../line.h"
#include "../toast.h"
#include "form.h"
#include "keyturn/memory.h"
#include "region.h"
#include "same.h"

enum { NAME, EMAIL, REGION, STATE, PASSWORD, AGAIN, FIELDS };
enum { ENABLED, DISABLED, STATES };

static const struct form_field_info fields[FIELDS] = {
	[NAME] = {"Username", "Username", FIELD_TEXT, RULE_NAME},
	[EMAIL] = {"E-mail", "E-mail", FIELD_TEXT, RULE_EMAIL},
	[REGION] = {"Default region", "Region", FIELD_CHOICE, "none: that of the account's owner"},
	[STATE] = {"State", "State", FIELD_CHOICE, "disabled: they cannot sign in yet"},
	[PASSWORD] = {"Password", "Password", FIELD_SECRET, "leave empty: the service makes one"},
	[AGAIN] = {"Once more", "Again", FIELD_SECRET, "the password again"},
};

static size_t choices(const struct model *model, const struct form *form, size_t field)
{
	return field == STATE ? STATES : region_choices(model, form, field);
}

static const char *choice(
	const struct model *model, const struct form *form, size_t field, size_t number)
{
	if (field == STATE) {
		return number == ENABLED ? "enabled" : "disabled";
	}
	return region_choice(model, form, field, number);
}

static bool has_password(const struct form *form)
{
	return secret_input_length(form->fields[PASSWORD].secret) > 0;
}

static const char *check(const struct model *model, const struct form *form, size_t field)
{
	bool typed = has_password(form) || secret_input_length(form->fields[AGAIN].secret) > 0;

	(void)model;
	switch (field) {
	case NAME:
		return rule_of_name(form->fields[NAME].line.text);
	case EMAIL:
		return rule_of_email(form->fields[EMAIL].line.text);
	case PASSWORD:
		return typed ? form_rule(form, PASSWORD, rule_of_password) : NULL;
	case AGAIN:
		return typed ? form_again(form, PASSWORD, AGAIN) : NULL;
	default:
		return NULL;
	}
}

static char *note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	snprintf(out, size, "%s",
		has_password(form)
			? "A user without roles of products: give them some on their page."
			: "The service makes a password and tells it once, when the user is added: have "
			  "a safe place for it at hand.");
	return out;
}

static void request(const struct model *model, struct form *form, struct identity_request *request)
{
	struct user_edit *edit = memory_alloc(sizeof(*edit));

	*edit = (struct user_edit){.fields = USER_NAME | USER_EMAIL | USER_ENABLED,
		.enabled = form->fields[STATE].choice == ENABLED};
	line_copy(&form->fields[NAME].line, edit->name, sizeof(edit->name));
	line_copy(&form->fields[EMAIL].line, edit->email, sizeof(edit->email));
	region_edit(model, form, REGION, edit);
	if (has_password(form)) {
		edit->fields |= USER_PASSWORD;
		request->secret = form_secret(form, PASSWORD);
	}
	memcpy(form->user.name, edit->name, sizeof(form->user.name));
	request->op = IDENTITY_ADD_USER;
	request->edit = edit;
}

/* A password that the service made was in the answer; without an answer it is lost. */
static void done(struct model *model, struct form *form, struct effects *effects)
{
	bool made = (form->change.request.edit->fields & USER_PASSWORD) == 0;

	if (made && form->change.reply.secret != NULL) {
		once_open(
			model, ONCE_PASSWORD, form->user.name, form->change.reply.secret, effects);
		form->change.reply.secret = NULL;
	} else if (made) {
		toast(model, effects, TOAST_ERROR,
			"%s was added, but the password that the service made did not arrive, and it "
			"tells it only once: set another one on their page",
			form->user.name);
	}
}

const struct form_ops form_add_contact = {.title = "Add Contact",
	.verb = "Add",
	.fields = fields,
	.field_count = FIELDS,
	.choices = choices,
	.choice = choice,
	.check = check,
	.note = note,
	.request = request,
	.done = done};

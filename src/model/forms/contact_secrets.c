/* SPDX-License-Identifier: MIT
 * A contact's password, which another one sets without the old one, and their support PIN, which only they
 * see. */
#include <stdio.h>

#include "form.h"
#include "same.h"

enum { NEW, AGAIN, FIELDS };

static const struct form_field_info fields[FIELDS] = {
	[NEW] = {"New password", "New", FIELD_SECRET, RULE_PASSWORD},
	[AGAIN] = {"Once more", "Again", FIELD_SECRET, "the new one again"},
};

static const char *check(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return field == AGAIN ? form_again(form, NEW, AGAIN)
			      : form_rule(form, NEW, rule_of_password);
}

static char *note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	snprintf(out, size,
		"The old password of %s ends at once, and with it the sessions opened by it. Tell "
		"them the new one on a way that others cannot read.",
		form->user.name);
	return out;
}

static void set(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	form_edit(request)->fields = USER_PASSWORD;
	request->secret = form_secret(form, NEW);
}

const struct form_ops form_set_password = {.title = "Set Password",
	.verb = "Set",
	.fields = fields,
	.field_count = FIELDS,
	.check = check,
	.note = note,
	.request = set};

static char *note_pin(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	snprintf(out, size,
		"The service makes a new support PIN for %s; the old one ends. Only they can see the "
		"new one, after their next sign-in.",
		form->user.name);
	return out;
}

static void reset(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	request->op = IDENTITY_RESET_PIN;
}

const struct form_ops form_reset_pin = {
	.title = "Reset Support PIN", .verb = "Reset", .note = note_pin, .request = reset};

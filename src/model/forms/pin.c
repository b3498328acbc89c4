/* SPDX-License-Identifier: MIT
 * One's own support PIN: another one, or the one that is locked. */
#include <stdio.h>

#include "form.h"
#include "same.h"

enum { NEW, AGAIN, FIELDS };

static const struct form_field_info fields[FIELDS] = {
	[NEW] = {"New PIN", "New PIN", FIELD_SECRET, RULE_PIN},
	[AGAIN] = {"Once more", "Again", FIELD_SECRET, "the new one again", true},
};

static const char *check(const struct model *model, const struct form *form, size_t field)
{
	(void)model;
	return field == AGAIN ? form_again(form, NEW, AGAIN) : form_rule(form, NEW, rule_of_pin);
}

static void change(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	form_edit(request)->fields = USER_PIN;
	request->secret = form_secret(form, NEW);
}

const struct form_ops form_pin = {.title = "Change Support PIN",
	.verb = "Change",
	.fields = fields,
	.field_count = FIELDS,
	.check = check,
	.request = change};

static char *note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)model;
	(void)form;
	snprintf(out, size,
		"The support PIN is locked, after too many wrong ones. Unlocking keeps it as it "
		"is; if others may know it, change it.");
	return out;
}

static void unlock(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	(void)form;
	request->op = IDENTITY_UNLOCK_PIN;
}

const struct form_ops form_pin_unlock = {
	.title = "Unlock Support PIN", .verb = "Unlock", .note = note, .request = unlock};

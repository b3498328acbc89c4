/* SPDX-License-Identifier: MIT
 * One's own password, with the old one. */
#include <stdio.h>

#include "form.h"
#include "same.h"

enum { OLD, NEW, AGAIN, FIELDS };

static const struct form_field_info fields[FIELDS] = {
	[OLD] = {"Password now", "Now", FIELD_SECRET, NULL, true},
	[NEW] = {"New password", "New", FIELD_SECRET, RULE_PASSWORD},
	[AGAIN] = {"Once more", "Again", FIELD_SECRET, "the new one again", true},
};

static const char *check(const struct model *model, const struct form *form, size_t field)
{
	const char *broken;

	(void)model;
	if (field == OLD) {
		return secret_input_length(form->fields[OLD].secret) == 0
			? "type the present password"
			: NULL;
	}
	if (field == AGAIN) {
		return form_again(form, NEW, AGAIN);
	}
	broken = form_rule(form, NEW, rule_of_password);
	if (broken == NULL && form_same(form, OLD, NEW)) {
		broken = "it must be another than the present one";
	}
	return broken;
}

static char *note(const struct model *model, const struct form *form, char *out, size_t size)
{
	(void)form;
	snprintf(out, size,
		"Sessions that were opened with the old password end; %s. The API key stays as it "
		"is.",
		model->session.passcode ? "keyturn asks you to sign in again, with a passcode"
					: "keyturn signs in again by itself");
	return out;
}

static void request(const struct model *model, struct form *form, struct identity_request *request)
{
	(void)model;
	request->op = IDENTITY_CHANGE_PASSWORD;
	request->secret = form_secret(form, OLD);
	request->new_secret = form_secret(form, NEW);
}

const struct form_ops form_password = {.title = "Change Password",
	.verb = "Change",
	.fields = fields,
	.field_count = FIELDS,
	.check = check,
	.note = note,
	.request = request};

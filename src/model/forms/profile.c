/* SPDX-License-Identifier: MIT
 * A user's e-mail address and default region. */

#include "../line.h"
#include "form.h"
#include "region.h"

enum { EMAIL, REGION, FIELDS };

static const struct form_field_info fields[FIELDS] = {
	[EMAIL] = {"E-mail", "E-mail", FIELD_TEXT, RULE_EMAIL},
	[REGION] = {"Default region", "Region", FIELD_CHOICE, "left and right choose"},
};

/* ---- the form ---- */

static void fill(const struct model *model, struct form *form)
{
	line_set(&form->fields[EMAIL].line, form->user.email);
	form->fields[REGION].choice = region_of_user(model, form);
}

/* What is there already need not keep the rules. */
static const char *check(const struct model *model, const struct form *form, size_t field)
{
	return field == EMAIL && model_form_changed(model, EMAIL)
		? rule_of_email(form->fields[EMAIL].line.text)
		: NULL;
}

static void request(const struct model *model, struct form *form, struct identity_request *request)
{
	struct user_edit *edit = form_edit(request);

	if (model_form_changed(model, EMAIL)) {
		edit->fields |= USER_EMAIL;
		line_copy(&form->fields[EMAIL].line, edit->email, sizeof(edit->email));
	}
	region_edit(model, form, REGION, edit);
}

const struct form_ops form_profile = {.title = "Edit Profile",
	.verb = "Save",
	.fields = fields,
	.field_count = FIELDS,
	.checked = true,
	.fill = fill,
	.choices = region_choices,
	.choice = region_choice,
	.check = check,
	.request = request};

/* SPDX-License-Identifier: MIT
 * A user's e-mail address and default region. */
#include <stdio.h>
#include <string.h>

#include "../line.h"
#include "form.h"
#include "keyturn/memory.h"

enum { EMAIL, REGION, FIELDS };

static const struct form_field_info fields[FIELDS] = {
	[EMAIL] = {"E-mail", "E-mail", FIELD_TEXT, RULE_EMAIL},
	[REGION] = {"Default region", "Region", FIELD_CHOICE, "left and right choose"},
};

/* ---- the regions: those where the account can compute ("Update user": the default region) ---- */

static bool is_first(const struct catalog *catalog, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (strcmp(catalog->endpoints[i].type, "compute") == 0 &&
			strcmp(catalog->endpoints[i].region, catalog->endpoints[index].region) ==
				0) {
			return false;
		}
	}
	return true;
}

/* The `number`-th region of the catalogue; NULL beyond the last. */
static const char *catalog_region(const struct catalog *catalog, size_t number)
{
	for (size_t i = 0; catalog != NULL && i < catalog->count; i++) {
		const struct endpoint *endpoint = &catalog->endpoints[i];
		if (strcmp(endpoint->type, "compute") == 0 && endpoint->region[0] != '\0' &&
			is_first(catalog, i) && number-- == 0) {
			return endpoint->region;
		}
	}
	return NULL;
}

static bool is_in_catalog(const struct catalog *catalog, const char *region)
{
	const char *other;

	for (size_t i = 0; (other = catalog_region(catalog, i)) != NULL; i++) {
		if (strcmp(other, region) == 0) {
			return true;
		}
	}
	return false;
}

/* What the user has is a choice too, the first one when the catalogue does not have it. */
static const char *region(const struct model *model, const struct form *form, size_t number)
{
	if (!is_in_catalog(model->catalog, form->user.region)) {
		return number == 0 ? form->user.region : catalog_region(model->catalog, number - 1);
	}
	return catalog_region(model->catalog, number);
}

static size_t choices(const struct model *model, const struct form *form, size_t field)
{
	size_t count = 0;

	(void)field;
	while (region(model, form, count) != NULL) {
		count++;
	}
	return count;
}

static const char *choice(
	const struct model *model, const struct form *form, size_t field, size_t number)
{
	const char *name = region(model, form, number);

	(void)field;
	return name == NULL || name[0] == '\0' ? "none" : name;
}

/* ---- the form ---- */

static void fill(const struct model *model, struct form *form)
{
	const char *name;

	line_set(&form->fields[EMAIL].line, form->user.email);
	for (size_t i = 0; (name = region(model, form, i)) != NULL; i++) {
		if (strcmp(name, form->user.region) == 0) {
			form->fields[REGION].choice = i;
		}
	}
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
	struct user_edit *edit = memory_alloc(sizeof(*edit));

	*edit = (struct user_edit){0};
	if (model_form_changed(model, EMAIL)) {
		edit->fields |= USER_EMAIL;
		snprintf(edit->email, sizeof(edit->email), "%.*s", (int)sizeof(edit->email) - 1,
			form->fields[EMAIL].line.text);
	}
	if (model_form_changed(model, REGION)) {
		edit->fields |= USER_REGION;
		snprintf(edit->region, sizeof(edit->region), "%s",
			choice(model, form, REGION, form->fields[REGION].choice));
	}
	request->op = IDENTITY_UPDATE_USER;
	request->edit = edit;
}

const struct form_ops form_profile = {.title = "Edit Profile",
	.verb = "Save",
	.fields = fields,
	.field_count = FIELDS,
	.checked = true,
	.fill = fill,
	.choices = choices,
	.choice = choice,
	.check = check,
	.request = request};

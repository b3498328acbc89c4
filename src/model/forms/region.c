/* SPDX-License-Identifier: MIT */
#include "region.h"

#include <stdio.h>
#include <string.h>

static bool is_in_catalog(const struct catalog *catalog, const char *region)
{
	const char *other;

	for (size_t i = 0; (other = account_region(catalog, i)) != NULL; i++) {
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
		return number == 0 ? form->user.region : account_region(model->catalog, number - 1);
	}
	return account_region(model->catalog, number);
}

size_t region_choices(const struct model *model, const struct form *form, size_t field)
{
	size_t count = 0;

	(void)field;
	while (region(model, form, count) != NULL) {
		count++;
	}
	return count;
}

const char *region_choice(
	const struct model *model, const struct form *form, size_t field, size_t number)
{
	const char *name = region(model, form, number);

	(void)field;
	return name == NULL || name[0] == '\0' ? "none" : name;
}

size_t region_of_user(const struct model *model, const struct form *form)
{
	const char *name;

	for (size_t i = 0; (name = region(model, form, i)) != NULL; i++) {
		if (strcmp(name, form->user.region) == 0) {
			return i;
		}
	}
	return 0;
}

void region_edit(
	const struct model *model, const struct form *form, size_t field, struct user_edit *edit)
{
	if (model_form_changed(model, field)) {
		edit->fields |= USER_REGION;
		snprintf(edit->region, sizeof(edit->region), "%s",
			region_choice(model, form, field, form->fields[field].choice));
	}
}

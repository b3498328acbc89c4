/* SPDX-License-Identifier: MIT */
#include "region.h"

#include <stdio.h>
#include <string.h>

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

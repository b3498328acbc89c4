/* SPDX-License-Identifier: MIT
 * A field of a form that chooses a default region. */
#ifndef KEYTURN_MODEL_REGION_H
#define KEYTURN_MODEL_REGION_H

#include "form.h"

size_t region_choices(const struct model *model, const struct form *form, size_t field);
const char *region_choice(
	const struct model *model, const struct form *form, size_t field, size_t number);
size_t region_of_user(const struct model *model, const struct form *form); /* the form's user */

/* What was chosen, when it is another one. */
void region_edit(
	const struct model *model, const struct form *form, size_t field, struct user_edit *edit);

#endif

/* SPDX-License-Identifier: MIT
 * For forms in which a secret is typed twice, and those of passwords. */
#ifndef KEYTURN_MODEL_FORMS_SAME_H
#define KEYTURN_MODEL_FORMS_SAME_H

#include "form.h"

/* True when the same was typed into both SECRETs. */
bool form_same(const struct form *form, size_t one, size_t other);

/* The `check` of the second one, and of a password. */
const char *form_again(const struct form *form, size_t one, size_t again);
const char *form_password_rule(const struct form *form, size_t field);

#endif

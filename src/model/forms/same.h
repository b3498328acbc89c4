/* SPDX-License-Identifier: MIT
 * For forms in which a secret is typed. */
#ifndef KEYTURN_MODEL_FORMS_SAME_H
#define KEYTURN_MODEL_FORMS_SAME_H

#include "form.h"

/* True when the same was typed into both SECRETs. */
bool form_same(const struct form *form, size_t one, size_t other);

/* The `check` of the second one. */
const char *form_again(const struct form *form, size_t one, size_t again);

/* The `check` of a SECRET, by its rule (account_rules.h). */
const char *form_rule(
	const struct form *form, size_t field, const char *(*rule)(struct secret *typed));

#endif

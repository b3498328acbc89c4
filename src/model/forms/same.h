/* SPDX-License-Identifier: MIT
 * For forms in which a secret is typed twice. */
#ifndef KEYTURN_MODEL_FORMS_SAME_H
#define KEYTURN_MODEL_FORMS_SAME_H

#include "form.h"

/* True when the same was typed into both SECRETs. */
bool form_same(const struct form *form, size_t one, size_t other);

#endif

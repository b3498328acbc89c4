/* SPDX-License-Identifier: MIT
 * What holds for every picture of the panel, at every size. */
#ifndef KEYTURN_TESTS_RULES_H
#define KEYTURN_TESTS_RULES_H

#include <stdbool.h>

#include "keyturn/model.h"

/* Draws the model on a canvas of that size, and asserts. */
void assert_rules(const struct model *model, int rows, int cols, bool ascii);

#endif

/* SPDX-License-Identifier: MIT
 * What the last reset left for the user to do. */
#ifndef KEYTURN_MODEL_LEFT_H
#define KEYTURN_MODEL_LEFT_H

#include "keyturn/model.h"

/* The last reset of the key that the page is about is over, and something is left of it. */
bool left_is_any(const struct model *model);

#endif

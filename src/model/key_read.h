/* SPDX-License-Identifier: MIT
 * What one read of the API key gives is kept together: its fingerprint, whose it is, when it was read.
 * Another key than the one read before is told of. */
#ifndef KEYTURN_MODEL_KEY_READ_H
#define KEYTURN_MODEL_KEY_READ_H

#include "keyturn/model.h"

/* NULL: the user has no key. True when it is another one than was known. */
bool key_read_take(struct model *model, struct secret *key, struct effects *effects);

/* This keyturn has made it. */
void key_read_issued(struct model *model, const char *fingerprint);

#endif

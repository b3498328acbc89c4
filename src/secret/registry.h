/* SPDX-License-Identifier: MIT
 * All live secrets, for those who look for them in text. */
#ifndef KEYTURN_SECRET_REGISTRY_H
#define KEYTURN_SECRET_REGISTRY_H

#include <stddef.h>

/* Calls `each` with the bytes of every live secret, whichever thread has it. No secret is made, opened
 * or given up meanwhile, so `each` must not use any. */
void secret_each_live(void (*each)(void *data, const unsigned char *bytes, size_t len), void *data);

#endif

/* SPDX-License-Identifier: MIT
 * All live secrets, for searching text for them. */
#ifndef KEYTURN_SECRET_REGISTRY_H
#define KEYTURN_SECRET_REGISTRY_H

#include <stddef.h>

/* Calls `each` with the bytes of every live secret, whichever thread owns it. No secret can be created,
 * opened or unlinked during the call, so `each` must not do so. */
void secret_each_live(void (*each)(void *data, const unsigned char *bytes, size_t len), void *data);

#endif

/* SPDX-License-Identifier: MIT
 * Text in a URI (RFC 3986). */
#ifndef SANDBOX_PERCENT_H
#define SANDBOX_PERCENT_H

/* All but letters, digits and "-._~" as %XX. The caller frees. */
char *percent_encode(const char *text);

#endif

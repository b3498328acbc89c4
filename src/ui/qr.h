/* SPDX-License-Identifier: MIT
 * A secret as a QR code. */
#ifndef KEYTURN_UI_QR_H
#define KEYTURN_UI_QR_H

#include <stdbool.h>

struct qr;
struct secret;

bool qr_available(void); /* libqrencode is here */

/* Low error correction, as a screen has no stains, and fewer modules make larger ones. NULL: the library is
 * not here, or the text is too long for any QR code. Nothing of the text stays in freed memory. */
struct qr *qr_create(struct secret *text);
void qr_destroy(struct qr *qr); /* NULL is fine */

int qr_width(const struct qr *qr);                   /* modules on a side */
bool qr_dark(const struct qr *qr, int row, int col); /* false outside */

#endif

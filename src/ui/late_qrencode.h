/* SPDX-License-Identifier: MIT
 * libqrencode, loaded when the first QR code is drawn: most sessions draw none, and it need not be there.
 * Its functions are members of `qrencode`: qrencode.free() is QRcode_free(). */
#ifndef KEYTURN_UI_LATE_QRENCODE_H
#define KEYTURN_UI_LATE_QRENCODE_H

#include <stdbool.h>

#include <qrencode.h>

#define LATE_QRENCODE_TABLE(X) \
	X(encodeString) \
	X(free)

struct late_qrencode {
#define X(name) __typeof__(QRcode_##name) *name;
	LATE_QRENCODE_TABLE(X)
#undef X
};

/* All NULL until it is loaded. */
extern struct late_qrencode qrencode;

bool late_qrencode_load(void); /* false when there is no libqrencode here */

#endif

/* SPDX-License-Identifier: MIT */
#include "late_qrencode.h"

#include "keyturn/late_library.h"

struct late_qrencode qrencode;

static const struct late_function functions[] = {
#define X(name) {"QRcode_" #name, offsetof(struct late_qrencode, name)},
	LATE_QRENCODE_TABLE(X)
#undef X
};

static struct late_library library = {
	.soname = "libqrencode.so.4", /* since 2017 */
	.functions = functions,
	.count = sizeof(functions) / sizeof(*functions),
	.pointers = &qrencode,
};

bool late_qrencode_load(void)
{
	struct error error; /* the dialog has words of its own */

	return late_library_load(&library, &error);
}

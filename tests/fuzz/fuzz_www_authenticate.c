/* SPDX-License-Identifier: MIT
 * The challenge parser: whatever it finds lies within the text and can go into a header. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "fuzz.h"
#include "www_authenticate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct www_authenticate found;
	const char *text = (const char *)data;

	if (!www_authenticate_read(text, size, &found)) {
		return 0;
	}
	if (found.session < text || found.session_len == 0 ||
		found.session + found.session_len > text + size) {
		abort();
	}
	for (size_t i = 0; i < found.session_len; i++) {
		if ((unsigned char)found.session[i] < ' ' ||
			(unsigned char)found.session[i] > '~') {
			abort();
		}
	}
	return 0;
}

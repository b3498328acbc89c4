/* SPDX-License-Identifier: MIT */
#include "percent.h"

#include <stdio.h>
#include <string.h>

#include "keyturn/memory.h"

static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

char *percent_encode(const char *text)
{
	char *out = memory_alloc(3 * strlen(text) + 1), *end = out;

	for (; *text != '\0'; text++) {
		if (strchr(plain, *text) != NULL) {
			*end++ = *text;
		} else {
			end += snprintf(end, 4, "%%%02X", (unsigned char)*text);
		}
	}
	return out;
}

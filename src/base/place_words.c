/* SPDX-License-Identifier: MIT */
#include "keyturn/place_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(char *out, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void add(char *out, size_t size, const char *format, ...)
{
	const size_t used = strlen(out);
	va_list args;

	va_start(args, format);
	vsnprintf(out + used, size - used, format, args);
	va_end(args);
}

char *place_words(const struct holder *place, char *out, size_t size)
{
	snprintf(out, size, "%s", place->path);
	if (place->kind == HOLDER_PROCESS) {
		add(out, size, ", process %d", (int)place->pid);
	} else if (place->occurrence_count > 0) {
		add(out, size, ":%u", place->occurrences[0].line);
	}
	if (place->name != NULL && place->name[0] != '\0') {
		add(out, size, "  (%s)", place->name);
	}
	if (place->encoding != HOLDER_PLAIN) {
		add(out, size, "  in %s form", holder_encoding_name(place->encoding));
	}
	if (place->occurrence_count > 1) {
		add(out, size, "  and %zu more in it", place->occurrence_count - 1);
	}
	return out;
}

char *place_sentence(const struct holder *place, char *out, size_t size)
{
	place_words(place, out, size);
	if (place->reason != NULL && place->reason[0] != '\0') {
		add(out, size, ": %s", place->reason);
	}
	return out;
}

/* SPDX-License-Identifier: MIT */
#include "keyturn/place_words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { OTHER_LINES_MAX = 5 };

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

/* The first few lines after the first one's. */
static void add_other_lines(const struct holder *place, char *out, size_t size)
{
	const size_t count = place->occurrence_count;

	for (size_t i = 1; i < count && i <= OTHER_LINES_MAX; i++) {
		add(out, size, "%s%u", i > 1 ? ", " : "  and in line ", place->occurrences[i].line);
		if (place->occurrences[i].encoding != place->encoding) {
			add(out, size, " (%s)",
				holder_encoding_name(place->occurrences[i].encoding));
		}
	}
	if (count > OTHER_LINES_MAX + 1) {
		add(out, size, " and %zu more", count - OTHER_LINES_MAX - 1);
	}
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
	add_other_lines(place, out, size);
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

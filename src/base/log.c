/* SPDX-License-Identifier: MIT */
#include "keyturn/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "keyturn/text.h"

static struct log_sink current;

void log_to(const struct log_sink *sink)
{
	current = sink != NULL ? *sink : (struct log_sink){0};
}

bool log_wanted(void)
{
	return current.line != NULL;
}

void log_line(const char *format, ...)
{
	char line[1024], clean[2 * sizeof(line)];
	va_list args;

	if (!log_wanted()) {
		return;
	}
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	text_clean(clean, sizeof(clean), line, strlen(line));
	current.line(current.data, clean);
}

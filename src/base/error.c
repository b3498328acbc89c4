/* SPDX-License-Identifier: MIT */
#include "keyturn/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "keyturn/text.h"

static const struct {
	const char *name, *sentence, *hint;
	enum exit_status status;
} errors[ERROR_KIND_COUNT] = {
#define X(kind, name, status, sentence, hint) \
	[ERROR_##kind] = {name, sentence, hint, EXIT_STATUS_##status},
	ERROR_TABLE(X)
#undef X
};

bool error_set_text(struct error *error, enum error_kind kind, int http, const char *text)
{
	if (error == NULL) {
		return false;
	}
	error->kind = kind;
	error->http = http;
	error->detail[0] = '\0';
	if (text != NULL) {
		text_clean(error->detail, sizeof(error->detail), text, strlen(text));
	}
	return false;
}

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	char text[2 * ERROR_DETAIL_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return error_set_text(error, kind, 0, text);
}

const char *error_name(enum error_kind kind)
{
	return errors[kind].name;
}

const char *error_sentence(enum error_kind kind)
{
	return errors[kind].sentence;
}

const char *error_hint(enum error_kind kind)
{
	return errors[kind].hint;
}

enum exit_status error_exit_status(enum error_kind kind)
{
	return errors[kind].status;
}

char *error_message(const struct error *error, char *out, size_t size)
{
	if (error->detail[0] == '\0') {
		snprintf(out, size, "%s", error_sentence(error->kind));
	} else {
		/* The full stop, if one is wanted, is the caller's. */
		size_t len = strlen(error->detail);
		int cut = (int)(error->detail[len - 1] == '.' ? len - 1 : len);
		snprintf(out, size, "%s: %.*s", error_sentence(error->kind), cut, error->detail);
	}
	return out;
}

/* SPDX-License-Identifier: MIT */
#include "keyturn/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
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

static void (*mask)(char *text);

void error_mask_with(void (*function)(char *text))
{
	mask = function;
}

/* Masks before anything is cut: half a secret would not be recognised. */
static void set_detail(struct error *error, const char *text)
{
	char *copy = memory_text(text);

	if (mask != NULL) {
		mask(copy);
	}
	text_clean(error->detail, sizeof(error->detail), copy, strlen(copy));
	memory_wipe(copy, strlen(text));
	free(copy);
}

bool error_set_text(struct error *error, enum error_kind kind, int http, const char *text)
{
	if (error == NULL) {
		return false;
	}
	error->kind = kind;
	error->http = http;
	error->detail[0] = '\0';
	if (text != NULL) {
		set_detail(error, text);
	}
	return false;
}

bool error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
	char *text = NULL;
	va_list args;

	if (strchr(format, '%') == NULL) { /* only our own words, which need no masking */
		error_set_text(error, kind, 0, NULL);
		if (error != NULL) {
			text_clean(error->detail, sizeof(error->detail), format, strlen(format));
		}
		return false;
	}
	va_start(args, format);
	const int len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0) {
		memory_exhausted();
	}
	error_set_text(error, kind, 0, text);
	memory_wipe(text, (size_t)len);
	free(text);
	return false;
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
		/* A full stop, if wanted, is up to the caller. */
		size_t len = strlen(error->detail);
		int cut = (int)(error->detail[len - 1] == '.' ? len - 1 : len);
		snprintf(out, size, "%s: %.*s", error_sentence(error->kind), cut, error->detail);
	}
	return out;
}

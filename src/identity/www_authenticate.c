/* SPDX-License-Identifier: MIT */
#include "www_authenticate.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct span {
	const char *start;
	size_t len;
};

struct cursor {
	const char *at, *end;
};

static void skip(struct cursor *cursor, const char *these)
{
	while (cursor->at < cursor->end && *cursor->at != '\0' &&
		strchr(these, *cursor->at) != NULL) {
		cursor->at++;
	}
}

/* Up to a delimiter; empty at one. */
static struct span read_token(struct cursor *cursor)
{
	struct span token = {.start = cursor->at};

	while (cursor->at < cursor->end && *cursor->at != '\0' &&
		strchr(" \t,='\"", *cursor->at) == NULL) {
		cursor->at++;
	}
	token.len = (size_t)(cursor->at - token.start);
	return token;
}

/* The value after '=': in either kind of quotes, or a bare token. False when a quote is not closed. */
static bool read_value(struct cursor *cursor, struct span *value)
{
	if (cursor->at == cursor->end || (*cursor->at != '\'' && *cursor->at != '"')) {
		*value = read_token(cursor);
		return true;
	}
	char quote = *cursor->at++;
	const char *close = memchr(cursor->at, quote, (size_t)(cursor->end - cursor->at));
	if (close == NULL) {
		return false;
	}
	*value = (struct span){cursor->at, (size_t)(close - cursor->at)};
	cursor->at = close + 1;
	return true;
}

static bool is(struct span span, const char *name)
{
	return span.len == strlen(name) && strncasecmp(span.start, name, span.len) == 0;
}

static bool sendable(struct span span)
{
	for (size_t i = 0; i < span.len; i++) {
		if (!isprint((unsigned char)span.start[i]) || (span.start[i] & 0x80) != 0) {
			return false;
		}
	}
	return span.len > 0;
}

static void keep(struct www_authenticate *out, struct span name, struct span value)
{
	if (is(name, "sessionId") && out->session == NULL && sendable(value)) {
		out->session = value.start;
		out->session_len = value.len;
	} else if (is(name, "factor") && out->factor == NULL) {
		out->factor = value.start;
		out->factor_len = value.len;
	}
}

bool www_authenticate_read(const char *text, size_t len, struct www_authenticate *out)
{
	struct cursor cursor = {text, text + len};
	bool ours = false;

	*out = (struct www_authenticate){0};
	for (;;) {
		skip(&cursor, " \t,=");
		struct span name = read_token(&cursor);
		if (name.len == 0) {
			break;
		}
		skip(&cursor, " \t");
		if (cursor.at == cursor.end || *cursor.at != '=') {
			ours = is(name, "OS-MF"); /* a word without '=' starts a challenge */
			continue;
		}
		cursor.at++;
		skip(&cursor, " \t");
		struct span value;
		if (!read_value(&cursor, &value)) {
			break;
		}
		if (ours) {
			keep(out, name, value);
		}
	}
	return out->session != NULL;
}

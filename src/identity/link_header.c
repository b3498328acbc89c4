/* SPDX-License-Identifier: MIT */
#include "link_header.h"

#include <string.h>
#include <strings.h>

struct span {
	const char *at, *end;
};

static void skip(struct span *rest, const char *these)
{
	while (rest->at < rest->end && *rest->at != '\0' && strchr(these, *rest->at) != NULL) {
		rest->at++;
	}
}

static bool next_is(const struct span *rest, char byte)
{
	return rest->at < rest->end && *rest->at == byte;
}

/* Up to one of `stops`. */
static struct span take_until(struct span *rest, const char *stops)
{
	struct span taken = {rest->at, rest->at};

	while (taken.end < rest->end && strchr(stops, *taken.end) == NULL) { /* a NUL stops too */
		taken.end++;
	}
	rest->at = taken.end;
	return taken;
}

/* What is between two delimiters, of which the first is next. False when the second is missing. */
static bool take_between(struct span *rest, char close, struct span *taken)
{
	const char *start = rest->at + 1;
	const char *end = memchr(start, close, (size_t)(rest->end - start));

	if (end == NULL) {
		return false;
	}
	*taken = (struct span){start, end};
	rest->at = end + 1;
	return true;
}

static bool is(struct span span, const char *word)
{
	size_t len = (size_t)(span.end - span.at);

	return len == strlen(word) && strncasecmp(span.at, word, len) == 0;
}

/* rel="prev next" has several words. */
static bool has_next(struct span words)
{
	while (words.at < words.end) {
		skip(&words, " \t");
		struct span word = take_until(&words, " \t");
		if (is(word, "next")) {
			return true;
		}
		if (word.at == word.end) { /* a NUL */
			return false;
		}
	}
	return false;
}

/* The parameters after a reference. False when a quote is not closed. */
static bool take_parameters(struct span *rest, bool *next)
{
	*next = false;
	skip(rest, " \t");
	while (next_is(rest, ';')) {
		struct span name, value = {rest->at, rest->at};
		rest->at++;
		skip(rest, " \t");
		name = take_until(rest, " \t=;,\"");
		skip(rest, " \t");
		if (next_is(rest, '=')) {
			rest->at++;
			skip(rest, " \t");
			if (!next_is(rest, '"')) {
				value = take_until(rest, " \t;,");
			} else if (!take_between(rest, '"', &value)) {
				return false;
			}
		}
		*next = *next || (is(name, "rel") && has_next(value));
		skip(rest, " \t");
	}
	return rest->at == rest->end || *rest->at == ',';
}

static enum link_found copy(struct span reference, char *out, size_t size)
{
	size_t len = (size_t)(reference.end - reference.at);

	if (len == 0 || len >= size || memchr(reference.at, '\0', len) != NULL) {
		return LINK_BROKEN;
	}
	memcpy(out, reference.at, len);
	out[len] = '\0';
	return LINK_NEXT;
}

enum link_found link_header_next(const char *text, size_t len, char *out, size_t size)
{
	struct span rest = {text, text + len};

	out[0] = '\0';
	for (;;) {
		struct span reference;
		bool next;
		skip(&rest, " \t,");
		if (rest.at == rest.end) {
			return LINK_NONE;
		}
		if (*rest.at != '<' || !take_between(&rest, '>', &reference) ||
			!take_parameters(&rest, &next)) {
			return LINK_BROKEN;
		}
		if (next) {
			return copy(reference, out, size);
		}
	}
}

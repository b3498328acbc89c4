/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"
#include "paper.h"

enum { LABEL_SIZE = 128 };

void output_member(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, json_object_new_string(text));
}

struct json_object *output_user_json(const char *service, const struct user *user)
{
	struct json_object *object = json_object_new_object();

	output_member(object, "user", user->name);
	output_member(object, "user_id", user->id);
	output_member(object, "service", service);
	return object;
}

enum exit_status output_end(void)
{
	paper_end();
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "keyturn: the output could not be written: %s\n", strerror(errno));
		return EXIT_STATUS_FAILED;
	}
	return EXIT_STATUS_DONE;
}

/* JSON in which everything a terminal could act on is escaped, and which is valid UTF-8: names of
 * files need not be. Only strings can hold such code points, so an escape is right wherever they
 * are. */
static void print_escaped(const char *text, size_t len)
{
	while (len > 0) {
		uint32_t point;
		const size_t taken = text_decode(text, len, &point);
		char valid[4];
		if (text_point_width(point) >= 0) {
			fwrite(valid, 1, text_encode(point, valid), stdout);
		} else if (point < 0x10000) {
			printf("\\u%04x", (unsigned)point);
		} else {
			const unsigned rest = (unsigned)point - 0x10000;
			printf("\\u%04x\\u%04x", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
		}
		text += taken;
		len -= taken;
	}
}

enum exit_status output_json(struct json_object *object)
{
	size_t len;
	const char *text = json_object_to_json_string_length(
		object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);

	print_escaped(text, len);
	putchar('\n');
	json_object_put(object);
	return output_end();
}

void output_add_error(struct json_object *object, const struct error *error)
{
	struct json_object *inner = json_object_new_object();
	char message[2 * ERROR_DETAIL_MAX];

	output_member(inner, "kind", error_name(error->kind));
	output_member(inner, "message", error_message(error, message, sizeof(message)));
	output_member(inner, "hint", error_hint(error->kind));
	if (error->http != 0) {
		json_object_object_add(inner, "status", json_object_new_int(error->http));
	}
	json_object_object_add(object, "error", inner);
}

static void output_say(enum paper_style style, const char *what, const char *text)
{
	static const char name[] = "keyturn: ";

	paper_words(stderr, style, "keyturn:");
	fprintf(stderr, " %s", what);
	paper_text(stderr, (int)(strlen(name) + strlen(what)), PAPER_PLAIN, text);
}

enum exit_status output_error(bool json, const struct error *error)
{
	char message[2 * ERROR_DETAIL_MAX];

	if (json) {
		struct json_object *object = json_object_new_object();
		output_add_error(object, error);
		output_json(object);
	} else {
		fflush(stdout);
		output_say(PAPER_DANGER, "", error_message(error, message, sizeof(message)));
		if (error_hint(error->kind)[0] != '\0') {
			output_say(PAPER_PLAIN, "next: ", error_hint(error->kind));
		}
	}
	return error_exit_status(error->kind);
}

bool output_notices(const struct options *options)
{
	return !options->quiet && !options->json;
}

bool output_progress(const struct options *options)
{
	return output_notices(options) && !options->verbose && isatty(STDERR_FILENO) == 1;
}

void output_row(const char *label, const char *text)
{
	output_row_to(stdout, PAPER_PLAIN, label, text);
}

char *output_cleaned(const char *text)
{
	const size_t size = 2 * strlen(text) + 1;
	char *clean = memory_alloc(size);

	text_clean(clean, size, text, strlen(text));
	return clean;
}

void output_line(FILE *out, const char *text)
{
	char *clean = output_cleaned(text);

	paper_text(out, 0, PAPER_PLAIN, clean);
	free(clean);
}

void output_row_to(FILE *out, enum paper_style style, const char *label, const char *text)
{
	char *clean = output_cleaned(text);
	char name[LABEL_SIZE];
	const int used = snprintf(name, sizeof(name), "%-14s ", label);

	paper_words(out, PAPER_HEADING, name);
	paper_text(out, used < LABEL_SIZE ? used : LABEL_SIZE - 1, style, clean);
	free(clean);
}

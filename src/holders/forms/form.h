/* SPDX-License-Identifier: MIT
 * The forms that a key has in files. All there is to know of one is in its struct form: what to look
 * for, how far the text around it belongs to it, how that text is read, and how another value is
 * written in the same manner. Search and rewrite know forms by nothing else.
 *
 * A new form is a file here that defines one, a line in the table of forms.c, and a name in enum
 * holder_encoding. */
#ifndef KEYTURN_HOLDERS_FORM_H
#define KEYTURN_HOLDERS_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "forms/hashed_value.h"
#include "forms/needles.h"
#include "keyturn/buffer.h"
#include "keyturn/holder.h"

/* A needle that was found. */
struct form_hit {
	const unsigned char *data;
	size_t len, at; /* of the needle in the data */
	const struct needle *needle;
	const unsigned char *key;
	size_t key_length;
};

/* Where a form stands in a file. */
struct form_place {
	const char *content;
	size_t len;
	size_t at, length; /* of the form in the content */
};

/* What a form's text means, and how it is written. */
struct form_reading {
	struct buffer plain;  /* wiped at the end */
	size_t before, after; /* bytes of the text at its ends that do not belong to it */
	unsigned style;       /* the form's own */
	const char *trouble;  /* a sentence when it is UNREADABLE */
};

enum form_result {
	FORM_READ,
	FORM_OTHER_VALUE, /* it is readable and is not the value */
	FORM_UNREADABLE,  /* nothing that the text could mean has the value in it */
};

/* Whose quotes the value stands in, so that a new one may need others. */
enum form_quotes {
	FORM_QUOTES_OF_FILE,
	FORM_QUOTES_OF_PLAIN, /* of the text that was encoded, which may be a whole file */
	FORM_QUOTES_NONE,     /* the form has a way to write every byte */
};

struct form {
	enum form_quotes quotes;

	/* Adds what to look for, for this part of a credential. */
	void (*add_needles)(struct needles *needles, const char *key, size_t len);

	/* All of the text that the hit is a part of; false when it is not the key after all. NULL: the
	 * needle is all of it. */
	bool (*extent)(const struct form_hit *hit, size_t *start, size_t *end);

	/* How many bytes a value of `value_length` takes that begins at `text` in this form; 0: the text
	 * is too short. */
	size_t (*measure)(const char *text, size_t len, size_t value_length);

	/* Reads the text as something with the value in it. form_reading_finish() is due either way. */
	enum form_result (*read)(struct form_reading *reading, const char *text, size_t len,
		const struct hashed_value *value);

	/* Appends `plain` to `text` in the manner of what was read at `place`. NULL, or a sentence why
	 * that cannot be. */
	const char *(*write)(const struct form_reading *reading, const struct form_place *place,
		const struct buffer *plain, struct buffer *text);
};

extern const struct form form_plain, form_base64, form_percent;

/* NULL after the last. */
const struct form *form_of(enum holder_encoding encoding);

void form_reading_finish(struct form_reading *reading);

#endif

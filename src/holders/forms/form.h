/* SPDX-License-Identifier: MIT
 * The forms that a key has in files. All there is to know of one is in its struct form: what to look
 * for, how the text that stands there is read, and how another value is written in the same manner. What is
 * read may have the value in a form again (exchange.h).
 *
 * A new form is a file here that defines one, a line in the table of forms.c, and a name in enum
 * holder_encoding. */
#ifndef KEYTURN_HOLDERS_FORM_H
#define KEYTURN_HOLDERS_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "forms/needles.h"
#include "keyturn/buffer.h"
#include "keyturn/holder.h"

/* Where a form stands in a text. */
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
};

struct form {
	bool container; /* the value is in what the text means, which may be a whole file */
	bool quotes;    /* the value stands in the quotes of the text around it */
	size_t ways;    /* to read a text */

	/* Adds what to look for, for this part of a credential. */
	void (*add_needles)(struct needles *needles, const char *key, size_t len);

	/* Widens the place of a value to all of the text that it is a part of. NULL: it is all. */
	void (*widen)(const unsigned char *data, size_t len, size_t *start, size_t *end);

	/* How many bytes a value of `value_length` takes that begins at `text` in this form; 0: none
	 * does. */
	size_t (*measure)(const char *text, size_t len, size_t value_length);

	/* Reads the text in the `way`-th way; form_reading_finish() is due either way. False when it cannot
	 * be read so. */
	bool (*read)(struct form_reading *reading, const char *text, size_t len, size_t way);

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

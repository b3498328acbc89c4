/* SPDX-License-Identifier: MIT
 * Old values give way to new ones in a text, whatever form they have there, and also in what base64 in it
 * means: a whole configuration file may be in there, with the value plain and in base64 again. */
#ifndef KEYTURN_HOLDERS_EXCHANGE_H
#define KEYTURN_HOLDERS_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "forms/form.h"
#include "forms/hashed_value.h"
#include "keyturn/credential.h"

/* What comes in the place of what. */
struct exchange {
	size_t count;
	struct exchange_part {
		struct hashed_value old; /* length 0: there is no such part */
		const char *new;
		size_t new_length;
	} parts[CREDENTIAL_PARTS_MAX];
};

enum exchange_result {
	EXCHANGE_DONE,
	EXCHANGE_OTHER_VALUE, /* it is readable and is not the value */
	EXCHANGE_UNREADABLE,  /* nothing that the text could mean has the value in it; `trouble` */
	EXCHANGE_REFUSED,     /* the new value cannot stand there as it is; `trouble` */
};

/* What stands at `place` in that encoding and is or holds the old `part`: appended to `text` with every part
 * replaced. `*parts` gets a bit for each that was; `*trouble` is a sentence. `meaning`, unless it is NULL, gets
 * what the new text means, where that is more than the value. */
enum exchange_result exchange_write(const struct exchange *exchange, enum holder_encoding encoding,
	size_t part, const struct form_place *place, struct buffer *text, unsigned *parts,
	struct buffer *meaning, const char **trouble);

/* Whether the text in that encoding is or holds the value, and none of `exchange`'s old ones. */
bool exchange_holds(const struct exchange *exchange, enum holder_encoding encoding,
	const struct hashed_value *value, const char *text, size_t len);

#endif

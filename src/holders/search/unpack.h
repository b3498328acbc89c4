/* SPDX-License-Identifier: MIT
 * Looking for the key in what is compressed or packed: in the members of an archive, and in one archive within
 * another. Size, time and depth have limits; what goes beyond them is told. */
#ifndef KEYTURN_HOLDERS_UNPACK_H
#define KEYTURN_HOLDERS_UNPACK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "forms/matcher.h"
#include "keyturn/unsearched.h"

enum {
	UNPACK_MEMBER_SIZE = 256,
	UNPACK_MIB = 256,    /* of a packed file; and twice as much of what is in it */
	UNPACK_SECONDS = 20, /* for one file */
};

enum unpacked {
	UNPACKED_NOTHING, /* all of it was looked at, or the search was stopped */
	UNPACKED_FOUND,   /* in `member` */
	UNPACKED_NOT,     /* not all of it was looked at; `kind` and `reason` say why */
};

struct unpack_result {
	char member
		[UNPACK_MEMBER_SIZE]; /* its path in the archive; "" when the file has only one */
	enum holder_encoding encoding;
	enum unsearched_kind kind;
	const char *reason;
};

/* Whether a file that begins so is compressed or an archive. */
bool unpack_is_packed(const unsigned char *head, size_t len);

/* Reads `fd`, of `size` bytes, from its beginning. */
enum unpacked unpack_look(const struct matcher *matcher, const atomic_bool *stop, int fd,
	uint64_t size, struct unpack_result *result);

#endif

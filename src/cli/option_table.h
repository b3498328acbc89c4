/* SPDX-License-Identifier: MIT
 * Every option once. Parsing, help and what a command may be given are made from it. */
#ifndef KEYTURN_OPTION_TABLE_H
#define KEYTURN_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct options;

enum option_kind { OPTION_TEXT, OPTION_DESCRIPTOR, OPTION_LIST, OPTION_FLAG };

struct option_info {
	const char *name;
	size_t offset; /* of the member of struct options that it sets */
	enum option_kind kind;
	const char *argument; /* what its value is called; NULL: it takes none */
	const char *help;
	char letter; /* its short form; 0: none */
};

extern const struct option_info option_infos[];

/* Was it on the command line? A flag may also come from the environment. */
bool option_given(const struct options *options, const struct option_info *info);

/* Does --confirm, a list with commas, have this name? */
bool option_confirms(const struct options *options, const char *name);

/* Is `name` among these long names? There are `most` of them, or fewer, up to NULL. */
bool option_is_among(const char *const *names, size_t most, const char *name);

enum { OPTION_COUNT = 47 };

#endif

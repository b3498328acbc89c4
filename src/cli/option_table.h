/* SPDX-License-Identifier: MIT
 * Every option once. Parsing, help and what a command may be given are made from it. */
#ifndef KEYTURN_OPTION_TABLE_H
#define KEYTURN_OPTION_TABLE_H

#include <stddef.h>

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
enum { OPTION_COUNT = 32 };

#endif

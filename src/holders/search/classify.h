/* SPDX-License-Identifier: MIT
 * What a file that holds the key is, and what will be done about it. */
#ifndef KEYTURN_HOLDERS_CLASSIFY_H
#define KEYTURN_HOLDERS_CLASSIFY_H

#include <sys/stat.h>

#include "keyturn/holder.h"
#include "search/file_reader.h"

struct file_facts {
	int fd;
	const struct stat *info;
	const struct contents *contents;
	const char *unit; /* the systemd unit that it sets the environment of, or NULL */
	const char *link; /* the link by which it was come by, or NULL */
};

/* Fills name, action and reason of a holder whose occurrences are known. */
void classify_file(struct holder *holder, const struct file_facts *facts);

/* The same of a holder in whose `member` ("": it has only one) the key is once it is unpacked. */
void classify_packed(struct holder *holder, const char *member);

#endif

/* SPDX-License-Identifier: MIT
 * Files that record what was, told by what is in them: logs, histories, mail, patches, dumps, and what is
 * signed. A new key must never get into one. */
#ifndef KEYTURN_HOLDERS_RECORD_H
#define KEYTURN_HOLDERS_RECORD_H

#include <stddef.h>

enum record {
	RECORD_NONE,
	RECORD_LOG,
	RECORD_HISTORY,
	RECORD_MAIL,
	RECORD_PATCH,
	RECORD_DUMP,
	RECORD_SIGNED,
};

/* What the text, of which this is the beginning, records. */
enum record record_of(const char *head, size_t len);

#endif

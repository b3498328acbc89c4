/* SPDX-License-Identifier: MIT
 * Who else writes into a file: a rename would take it away from under him. */
#ifndef KEYTURN_HOLDERS_WRITERS_H
#define KEYTURN_HOLDERS_WRITERS_H

#include <stddef.h>

enum writers {
	WRITERS_NONE,
	WRITERS_OPEN,   /* has it open for writing */
	WRITERS_LOCKED, /* has it locked, and means to write what he read */
};

enum { WRITERS_WHO_SIZE = 128 };

/* `fd` has the file open for reading. `who` is "vim (process 123)", or "another process" where that cannot be
 * seen. */
enum writers writers_find(int fd, char who[WRITERS_WHO_SIZE]);

#endif

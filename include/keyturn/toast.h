/* SPDX-License-Identifier: MIT
 * Messages to the user: one is shown at a time, the log keeps the last. Data only. */
#ifndef KEYTURN_TOAST_H
#define KEYTURN_TOAST_H

#include <stdbool.h>
#include <stdint.h>

enum { TOAST_SIZE = 560 };

enum toast_level { TOAST_INFO, TOAST_ERROR };

/* What a message speaks of. When that is over the message goes too. */
enum toast_about {
	TOAST_OF_EVENT,    /* what has happened stays true */
	TOAST_OF_KEY,      /* an answer to the last key, where that was pressed */
	TOAST_OF_REVEAL,   /* what is shown in clear */
	TOAST_OF_PASSCODE, /* the sign-in's second step */
};

struct toast {
	enum toast_level level;
	enum toast_about about;
	bool settled;   /* `layer` is known */
	unsigned layer; /* TOAST_OF_KEY: the page and dialog that it is about */
	int64_t wall;   /* s */
	char text[TOAST_SIZE];
};

#endif

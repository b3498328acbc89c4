/* SPDX-License-Identifier: MIT
 * States of the panel worth a picture, each reached the way a user reaches it. */
#ifndef KEYTURN_TESTS_STATES_H
#define KEYTURN_TESTS_STATES_H

#include "../model/script.h"

struct state {
	const char *name;
	void (*reach)(struct script *script);
	/* Beside 80x24, which all have. */
	bool small, large, ascii, accessible;
	bool medium; /* 120x40 */
};

extern const struct state states[];
extern const size_t state_count;

/* The key that is shown where one is, and the longest one that some state shows. */
extern const char STATE_KEY[], STATE_NEW_KEY[], STATE_LONG_KEY[], STATE_PIN[];
/* What is told only once. */
extern const char STATE_PASSWORD[], STATE_CODES[], STATE_OTP[];

/* On the settings page of the demo account, everything read; `key` is its key. */
void state_settings(struct script *script, const char *key);

/* The options every state starts with. */
extern const struct model_options state_options;

#endif

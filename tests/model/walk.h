/* SPDX-License-Identifier: MIT
 * A random walk through the panel, and what must hold after every step. All randomness comes from one
 * seed, so that a walk can be repeated. */
#ifndef KEYTURN_TESTS_WALK_H
#define KEYTURN_TESTS_WALK_H

#include "script.h"

/* The service's keys. */
static const char OLD[] = "old0000000000000000000000000000";
static const char NEW[] = "new1111111111111111111111111111";
/* What it tells only once. */
static const char ONLY[] = "otpauth://totp/x?secret=only2222222222222222";

struct walk {
	struct script script;
	uint64_t random;
	bool has_new; /* what is true at the service */
	uint32_t last_ticket;
	size_t logged;
	bool calm; /* a sensible user: answers are good, keys come one by one */
	int resets, shown, lives, locked, finished, resumed, clicked;
	int told, told_shown, wiped; /* what the service tells only once */
	struct model before;         /* its plain members only */
};

/* 0 to `sides` - 1. */
uint32_t roll(struct walk *walk, uint32_t sides);

/* The promises: compares the model after `message` with `walk->before`, asserts, and counts. */
void walk_check(struct walk *walk, const struct message *message);

#endif

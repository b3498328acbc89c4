/* SPDX-License-Identifier: MIT
 * From the bytes a terminal sends to keys: a state machine without a terminal, so that it can be
 * tested and fuzzed.
 *
 * curses' own decoder is not used: it waits inside wgetch() and keeps what was typed, passwords too,
 * in a queue that nobody can wipe. What is no key (answers to questions that another program asked,
 * unfinished sequences, Alt with a letter) is swallowed, so that it never becomes an action. */
#ifndef KEYTURN_TERM_KEYS_H
#define KEYTURN_TERM_KEYS_H

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include "keyturn/term.h"

enum {
	KEY_DECODER_CHUNK = 128, /* the most bytes one feed takes */
	KEY_DECODER_SEQUENCE = 32,
	KEY_DECODER_NAMES = 32,
};

enum key_decoder_state {
	DECODE_GROUND,
	DECODE_ESCAPE,   /* ESC came */
	DECODE_SEQUENCE, /* ESC [ or ESC O came, or another start of a known key */
	DECODE_STRING,   /* OSC, DCS … until ST or BEL */
	DECODE_STRING_ESCAPE,
	DECODE_SKIP, /* the rest of an old mouse report */
	DECODE_PART, /* of a character of several bytes */
};

struct key_decoder {
	bool utf8;
	int escape_ms; /* how long a lone ESC waits for more */
	struct {
		char bytes[KEY_DECODER_SEQUENCE];
		size_t len;
		uint32_t code;
	} names[KEY_DECODER_NAMES]; /* what this terminal's description says */
	size_t name_count;

	enum key_decoder_state state;
	char bytes[KEY_DECODER_SEQUENCE];
	size_t len;
	int skip;
	mbstate_t multibyte;
	bool pasting, filled; /* filled: the last feed was as large as feeds get */

	struct {
		enum term_input kind;
		struct key key;
	} queue[KEY_DECODER_CHUNK + 4];
	size_t head, tail;
};

void key_decoder_init(struct key_decoder *decoder, bool utf8, int escape_ms);
void key_decoder_finish(struct key_decoder *decoder); /* wipes */

/* A key's sequence from the terminal's description; NULL and those without ESC are passed over. */
void key_decoder_name(struct key_decoder *decoder, const char *sequence, uint32_t code);

/* Takes `len` (at most KEY_DECODER_CHUNK) bytes; the queue must be empty. */
void key_decoder_feed(struct key_decoder *decoder, const char *bytes, size_t len);

/* How long silence may last before key_decoder_expire() is due; -1: for ever. */
int key_decoder_wait(const struct key_decoder *decoder);
void key_decoder_expire(struct key_decoder *decoder);

/* TERM_KEY, TERM_PASTE_END or TERM_NOTHING. */
enum term_input key_decoder_next(struct key_decoder *decoder, struct key *key);

#endif

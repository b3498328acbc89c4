/* SPDX-License-Identifier: MIT
 * From the bytes a terminal sends to keys: a state machine without a terminal, so that it can be
 * tested and fuzzed.
 *
 * curses' own decoder is not used: it waits inside wgetch() and keeps what was typed, passwords too,
 * in a queue that nobody can wipe. What is no key (answers to questions that another program asked,
 * unfinished sequences, Alt with a letter) is swallowed, so that it never becomes an action, however
 * slowly it comes: a string (OSC, DCS, APC, PM, SOS) ends by ST or BEL, a paste by its end mark, and
 * neither by a pause. Nothing of a string is kept, so it may be of any length. By hand a string is ended by
 * Esc and a pause, both are by Ctrl-C. */
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
	KEY_DECODER_PASTE = 1024, /* keys of a paste that are given; the fields take less */
};

enum key_decoder_state {
	DECODE_GROUND,
	DECODE_ESCAPE,   /* ESC came */
	DECODE_LATE,     /* ESC, ESC [ or ESC O came, and then a pause: its rest may still come */
	DECODE_SEQUENCE, /* ESC [ or ESC O came, or another start of a known key */
	DECODE_STRING,   /* OSC, DCS … until ST or BEL */
	DECODE_STRING_ESCAPE,
	DECODE_SKIP, /* the rest of an old mouse report */
	DECODE_PART, /* of a character of several bytes */
};

struct key_paste {
	bool open;        /* its start mark came */
	bool thrown;      /* it was cut off: all is thrown away until its end mark */
	bool busy;        /* something came since the last pause */
	bool interrupted; /* and it was Ctrl-C, nothing else */
	size_t matched;   /* bytes of the end mark */
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
	int skip; /* bytes of an old mouse report; in a string: of a character */
	mbstate_t multibyte;
	bool filled; /* the last feed was as large as feeds get */
	bool told;   /* that the string does not end */
	struct key_paste paste;

	struct {
		enum term_input kind;
		struct key key;
	} queue[KEY_DECODER_PASTE + 2 * KEY_DECODER_CHUNK + 4];
	size_t head, ready, tail; /* from `ready` on they are held: an open paste's */
};

void key_decoder_init(struct key_decoder *decoder, bool utf8, int escape_ms);
void key_decoder_finish(struct key_decoder *decoder); /* wipes */

/* A key's sequence from the terminal's description; NULL and those without ESC are passed over. */
void key_decoder_name(struct key_decoder *decoder, const char *sequence, uint32_t code);

/* Takes `len` (at most KEY_DECODER_CHUNK) bytes; key_decoder_next() must have given all. */
void key_decoder_feed(struct key_decoder *decoder, const char *bytes, size_t len);

/* How long silence may last before key_decoder_expire() is due; -1: for ever. */
int key_decoder_wait(const struct key_decoder *decoder);
void key_decoder_expire(struct key_decoder *decoder);

/* Anything but TERM_GONE. `key` is of TERM_KEY. */
enum term_input key_decoder_next(struct key_decoder *decoder, struct key *key);

#endif

/* SPDX-License-Identifier: MIT */
#include "term_keys_inside.h"

#include <assert.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

enum {
	ESC = 0x1b,
	BEL = 0x07,
	STRING_END = 0x9c,   /* ST, in one byte */
	UNFINISHED_MS = 500, /* slow links cut sequences in two */
	STALLED_MS = 1000,   /* then somebody is told that the keys wait */
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void key_decoder_init(struct key_decoder *decoder, bool utf8, int escape_ms)
{
	*decoder = (struct key_decoder){.utf8 = utf8, .escape_ms = escape_ms};
}

void key_decoder_finish(struct key_decoder *decoder)
{
	memory_wipe(decoder, sizeof(*decoder));
}

void key_decoder_name(struct key_decoder *decoder, const char *sequence, uint32_t code)
{
	if (sequence == NULL || sequence[0] != ESC || decoder->name_count == KEY_DECODER_NAMES) {
		return;
	}
	size_t len = strlen(sequence);
	if (len < 2 || len > KEY_DECODER_SEQUENCE) {
		return;
	}
	size_t at = decoder->name_count++;
	memcpy(decoder->names[at].bytes, sequence, len);
	decoder->names[at].len = len;
	decoder->names[at].code = code;
}

static void push_key(struct key_decoder *decoder, uint32_t code)
{
	key_queue_push(decoder, TERM_KEY, code);
}

static void push_noise(struct key_decoder *decoder)
{
	if (!decoder->paste.open) {
		key_queue_push(decoder, TERM_NOISE, 0);
	}
}

static void take_ground(struct key_decoder *decoder, unsigned char byte); /* of no sequence */

/* ---- sequences ---- */

enum match { MATCH_NONE, MATCH_PART, MATCH_WHOLE };

static enum match match_name(const struct key_decoder *decoder, uint32_t *code)
{
	enum match best = MATCH_NONE;

	for (size_t i = 0; i < decoder->name_count; i++) {
		if (decoder->names[i].len < decoder->len ||
			memcmp(decoder->names[i].bytes, decoder->bytes, decoder->len) != 0) {
			continue;
		}
		best = MATCH_PART;
		if (decoder->names[i].len == decoder->len) {
			*code = decoder->names[i].code;
			return MATCH_WHOLE;
		}
	}
	return best;
}

/* ECMA-48: parameters 0x30-0x3f, intermediates 0x20-0x2f, one final byte. */
static bool sequence_ends(const struct key_decoder *decoder, unsigned char byte)
{
	bool console_f_key = decoder->len == 3 && decoder->bytes[1] == '[' && byte == '[';

	return decoder->len > 2 && byte >= 0x40 && byte <= 0x7e && !console_f_key;
}

static void take_sequence(struct key_decoder *decoder, unsigned char byte)
{
	uint32_t code = 0;

	if (decoder->len < KEY_DECODER_SEQUENCE - 1) {
		decoder->bytes[decoder->len++] = (char)byte;
		decoder->bytes[decoder->len] = '\0';
	} else {
		decoder->bytes[1] = '?'; /* too long to be anything we know */
	}
	enum match match = match_name(decoder, &code);
	if (match == MATCH_WHOLE) {
		decoder->state = DECODE_GROUND;
		push_key(decoder, code);
	} else if (match == MATCH_NONE && sequence_ends(decoder, byte)) {
		bool old_mouse = decoder->len == 3 && decoder->bytes[1] == '[' && byte == 'M';
		decoder->state = old_mouse ? DECODE_SKIP : DECODE_GROUND;
		decoder->skip = 3;
		key_sequence_decode(decoder);
	}
}

static void start_escape(struct key_decoder *decoder)
{
	decoder->state = DECODE_ESCAPE;
	decoder->bytes[0] = ESC;
	decoder->bytes[1] = '\0';
	decoder->len = 1;
	decoder->told = false;
}

static void start_string(struct key_decoder *decoder)
{
	decoder->state = DECODE_STRING;
	decoder->skip = 0;
	decoder->told = false;
	push_noise(decoder);
}

static bool starts_string(unsigned char byte)
{
	return byte != '\0' && strchr("]P_^X", byte) != NULL;
}

static void take_escape(struct key_decoder *decoder, unsigned char byte)
{
	uint32_t code = 0;

	decoder->bytes[1] = (char)byte;
	decoder->bytes[2] = '\0';
	decoder->len = 2;
	enum match match = match_name(decoder, &code);
	if (byte == ESC) {
		push_key(decoder, KEYPRESS_ESCAPE);
		start_escape(decoder);
	} else if (match == MATCH_WHOLE) {
		decoder->state = DECODE_GROUND;
		push_key(decoder, code);
	} else if (byte == '[' || byte == 'O' || match == MATCH_PART) {
		decoder->state = DECODE_SEQUENCE;
	} else if (starts_string(byte)) {
		start_string(decoder);
	} else { /* Alt with a key; but Ctrl-C always counts */
		decoder->state = DECODE_GROUND;
		push_noise(decoder);
		if (byte == KEYPRESS_CTRL_C) {
			push_key(decoder, byte);
		}
	}
}

/* The introducers in one byte: 0x9b is ESC [, and so on. In UTF-8 they only count where no byte of a
 * character is due. */
static bool is_introducer(uint32_t byte)
{
	return byte == 0x8f || byte == 0x9b ||
		(byte >= 0x80 && byte < 0xa0 && starts_string((unsigned char)(byte - 0x40)));
}

static void start_introduced(struct key_decoder *decoder, uint32_t byte)
{
	start_escape(decoder);
	take_escape(decoder, (unsigned char)(byte - 0x40));
}

/* Silence cut a sequence off: is `byte` the rest of it, or a key? What no key here is, or what the
 * terminal sends for one, belongs to it. */
static bool is_late(const struct key_decoder *decoder, unsigned char byte)
{
	if (decoder->len == 1) {
		return byte == '[' || byte == 'O' || starts_string(byte);
	}
	switch (decoder->bytes[1]) {
	case '[':
		return (byte >= 0x30 && byte <= 0x3f) || (byte >= 'A' && byte <= '[');
	case 'O':
		return key_sequence_keypad((char)byte);
	default: /* ESC, which ended a string, was the beginning of ESC \ */
		return byte == '\\';
	}
}

static void take_late(struct key_decoder *decoder, unsigned char byte)
{
	if (!is_late(decoder, byte)) {
		take_ground(decoder, byte);
	} else if (decoder->len == 1) {
		take_escape(decoder, byte);
	} else if (byte == '\\') {
		decoder->state = DECODE_GROUND;
	} else {
		decoder->state = DECODE_SEQUENCE;
		take_sequence(decoder, byte);
	}
}

/* ---- characters ---- */

static void take_point(struct key_decoder *decoder, uint32_t point)
{
	bool c1_control = point >= 0x80 && point < 0xa0;

	if (point == '\n' || point == '\r') {
		push_key(decoder, KEYPRESS_ENTER);
	} else if (point == '\b' || point == 0x7f) {
		push_key(decoder, KEYPRESS_BACKSPACE);
	} else if (point != 0 && point != 0xfffd && !c1_control) {
		push_key(decoder, point);
	} else if (!decoder->utf8 && is_introducer(point) && !decoder->paste.open) {
		start_introduced(decoder, point);
	} else {
		push_noise(decoder);
	}
}

static size_t utf8_length(unsigned char first)
{
	if (first >= 0xf0 && first < 0xf8) {
		return 4;
	}
	if (first >= 0xe0) {
		return 3;
	}
	return first >= 0xc2 ? 2 : 1;
}

static void take_utf8(struct key_decoder *decoder, unsigned char byte)
{
	uint32_t point = 0;

	decoder->bytes[decoder->len++] = (char)byte;
	if (decoder->len < utf8_length((unsigned char)decoder->bytes[0])) {
		decoder->state = DECODE_PART;
		return;
	}
	decoder->state = DECODE_GROUND;
	if (text_decode(decoder->bytes, decoder->len, &point) == decoder->len) {
		take_point(decoder, point);
	}
}

static void take_multibyte(struct key_decoder *decoder, unsigned char byte)
{
	char c = (char)byte;
	wchar_t wide = 0;
	size_t got = mbrtowc(&wide, &c, 1, &decoder->multibyte);

	decoder->state = got == (size_t)-2 ? DECODE_PART : DECODE_GROUND;
	if (got == (size_t)-1) {
		decoder->multibyte = (mbstate_t){0};
	} else if (got != (size_t)-2) {
		take_point(decoder, (uint32_t)wide);
	}
}

static void take_ground(struct key_decoder *decoder, unsigned char byte)
{
	decoder->state = DECODE_GROUND;
	decoder->len = 0;
	if (byte == ESC) {
		start_escape(decoder);
	} else if (byte < 0x80) {
		take_point(decoder, byte);
	} else if (!decoder->utf8) {
		take_multibyte(decoder, byte);
	} else if (is_introducer(byte) && !decoder->paste.open) {
		start_introduced(decoder, byte);
	} else {
		take_utf8(decoder, byte);
	}
}

static void take_part(struct key_decoder *decoder, unsigned char byte)
{
	if (!decoder->utf8) {
		take_multibyte(decoder, byte);
	} else if ((byte & 0xc0) == 0x80) {
		take_utf8(decoder, byte);
	} else {
		take_ground(decoder, byte);
	}
}

/* ---- strings ---- */

/* An answer has no Ctrl-C in it: that is somebody who wants to leave. Its characters may have bytes
 * that look like its end. */
static void take_string(struct key_decoder *decoder, unsigned char byte)
{
	bool part = decoder->skip > 0 && (byte & 0xc0) == 0x80;

	decoder->skip = part ? decoder->skip - 1 : 0;
	if (byte == ESC) {
		decoder->state = DECODE_STRING_ESCAPE;
	} else if (byte == BEL || (byte == STRING_END && !part)) {
		decoder->state = DECODE_GROUND;
	} else if (byte == KEYPRESS_CTRL_C) {
		decoder->state = DECODE_GROUND;
		push_key(decoder, byte);
	} else if (byte >= 0xc2 && decoder->utf8) {
		decoder->skip = (int)utf8_length(byte) - 1;
	}
}

static void take_string_escape(struct key_decoder *decoder, unsigned char byte)
{
	decoder->state = byte == '\\' ? DECODE_GROUND : DECODE_STRING;
	if (byte != '\\') {
		take_string(decoder, byte);
	}
}

/* ---- the machine ---- */

static void take_inside(struct key_decoder *decoder, unsigned char byte)
{
	if (byte < 0x20) {
		take_ground(decoder, byte);
	} else {
		take_sequence(decoder, byte);
	}
}

static void take_skipped(struct key_decoder *decoder, unsigned char byte)
{
	(void)byte;
	if (--decoder->skip == 0) {
		decoder->state = DECODE_GROUND;
	}
}

static void take_pasted(struct key_decoder *decoder, unsigned char byte)
{
	unsigned char text[KEY_PASTE_TEXT];
	size_t len = key_paste_take(decoder, byte, text);

	for (size_t i = 0; i < len; i++) {
		(decoder->state == DECODE_PART ? take_part : take_ground)(decoder, text[i]);
	}
}

static void take(struct key_decoder *decoder, unsigned char byte)
{
	static void (*const takes[])(struct key_decoder *, unsigned char) = {
		[DECODE_GROUND] = take_ground,
		[DECODE_ESCAPE] = take_escape,
		[DECODE_LATE] = take_late,
		[DECODE_SEQUENCE] = take_inside,
		[DECODE_STRING] = take_string,
		[DECODE_STRING_ESCAPE] = take_string_escape,
		[DECODE_SKIP] = take_skipped,
		[DECODE_PART] = take_part,
	};

	if (decoder->paste.open) {
		take_pasted(decoder, byte);
	} else {
		takes[decoder->state](decoder, byte);
	}
}

void key_decoder_feed(struct key_decoder *decoder, const char *bytes, size_t len)
{
	assert(len <= KEY_DECODER_CHUNK);
	key_queue_make_room(decoder);
	size_t held = decoder->tail;
	for (size_t i = 0; i < len; i++) {
		take(decoder, (unsigned char)bytes[i]);
	}
	bool burst = decoder->tail > held + 1 || decoder->filled;
	for (size_t i = held; i < decoder->tail; i++) {
		decoder->queue[i].key.burst = decoder->queue[i].key.burst || burst;
	}
	decoder->filled = len == KEY_DECODER_CHUNK;
	key_queue_make_ready(decoder);
}

static int unfinished_ms(const struct key_decoder *decoder)
{
	return UNFINISHED_MS > decoder->escape_ms ? UNFINISHED_MS : decoder->escape_ms;
}

int key_decoder_wait(const struct key_decoder *decoder)
{
	if (decoder->paste.open) {
		return key_paste_wait(decoder);
	}
	switch (decoder->state) {
	case DECODE_GROUND:
		return -1;
	case DECODE_ESCAPE:
		return decoder->escape_ms;
	case DECODE_LATE:
		return decoder->len == 1 ? decoder->escape_ms + STALLED_MS : -1;
	case DECODE_STRING:
		return decoder->told ? -1 : STALLED_MS;
	case DECODE_SEQUENCE:
	case DECODE_SKIP:
		return decoder->told ? -1 : unfinished_ms(decoder);
	case DECODE_STRING_ESCAPE:
	case DECODE_PART:
		return unfinished_ms(decoder);
	}
	return -1;
}

/* A sequence with a parameter can only be a terminal's, and waits for its end for ever. */
static void expire(struct key_decoder *decoder)
{
	switch (decoder->state) {
	case DECODE_ESCAPE:
		push_key(decoder, KEYPRESS_ESCAPE);
		decoder->state = DECODE_LATE;
		break;
	case DECODE_SEQUENCE:
		decoder->state = decoder->len == 2 ? DECODE_LATE : DECODE_SEQUENCE;
		decoder->told = true;
		push_noise(decoder);
		break;
	case DECODE_SKIP:
		decoder->told = true;
		break;
	case DECODE_STRING:
		decoder->told = true;
		key_queue_push(decoder, TERM_ANSWER_CUT, 0);
		break;
	case DECODE_STRING_ESCAPE: /* by hand, or the first byte of its end */
		decoder->state = DECODE_LATE;
		decoder->bytes[0] = ESC;
		decoder->bytes[1] = '\\';
		decoder->len = 2;
		break;
	case DECODE_GROUND:
	case DECODE_LATE:
	case DECODE_PART:
		decoder->state = DECODE_GROUND;
		decoder->multibyte = (mbstate_t){0};
		break;
	}
}

void key_decoder_expire(struct key_decoder *decoder)
{
	key_queue_make_room(decoder);
	decoder->filled = false;
	if (decoder->paste.open) {
		key_paste_expire(decoder);
	} else {
		expire(decoder);
	}
	key_queue_make_ready(decoder);
}

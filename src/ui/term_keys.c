/* SPDX-License-Identifier: MIT */
#include "term_keys.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keyturn/memory.h"
#include "keyturn/text.h"

enum {
	ESC = 0x1b,
	BEL = 0x07,
	UNFINISHED_MS = 500, /* slow links cut sequences in two */
	PASTE_MS = 1000,     /* a paste whose end got lost must not last for ever */
};

/* clang-format off */
/* "ESC [ letter" and "ESC O letter" */
static const struct {
	char final;
	uint32_t code;
} letters[] = {
	{'A', KEYPRESS_UP}, {'B', KEYPRESS_DOWN}, {'C', KEYPRESS_RIGHT}, {'D', KEYPRESS_LEFT},
	{'H', KEYPRESS_HOME}, {'F', KEYPRESS_END}, {'Z', KEYPRESS_BACK_TAB},
};

/* "ESC O letter" only: function keys and the numeric keypad of the VT100 */
static const struct {
	char final;
	uint32_t code;
} keypad_letters[] = {
	{'P', KEYPRESS_F1}, {'Q', KEYPRESS_F1 + 1}, {'R', KEYPRESS_F1 + 2},
	{'S', KEYPRESS_F1 + 3}, {'M', KEYPRESS_ENTER}, {'j', '*'}, {'k', '+'}, {'l', ','},
	{'m', '-'}, {'n', '.'}, {'o', '/'}, {'p', '0'}, {'q', '1'}, {'r', '2'}, {'s', '3'},
	{'t', '4'}, {'u', '5'}, {'v', '6'}, {'w', '7'}, {'x', '8'}, {'y', '9'},
};

/* "ESC [ number ~" */
static const struct {
	int number;
	uint32_t code;
} numbers[] = {
	{1, KEYPRESS_HOME}, {3, KEYPRESS_DELETE}, {4, KEYPRESS_END}, {5, KEYPRESS_PAGE_UP},
	{6, KEYPRESS_PAGE_DOWN}, {7, KEYPRESS_HOME}, {8, KEYPRESS_END}, {11, KEYPRESS_F1},
	{12, KEYPRESS_F1 + 1}, {13, KEYPRESS_F1 + 2}, {14, KEYPRESS_F1 + 3},
	{15, KEYPRESS_F1 + 4}, {17, KEYPRESS_F1 + 5}, {18, KEYPRESS_F1 + 6},
	{19, KEYPRESS_F1 + 7}, {20, KEYPRESS_F1 + 8}, {21, KEYPRESS_F1 + 9},
};
/* clang-format on */

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

static void push(struct key_decoder *decoder, enum term_input kind, uint32_t code)
{
	assert(decoder->tail < COUNT(decoder->queue));
	decoder->queue[decoder->tail].kind = kind;
	decoder->queue[decoder->tail].key = (struct key){.code = code, .pasted = decoder->pasting};
	decoder->tail++;
}

static void push_key(struct key_decoder *decoder, uint32_t code)
{
	push(decoder, TERM_KEY, code);
}

static void paste_end(struct key_decoder *decoder)
{
	if (decoder->pasting) {
		decoder->pasting = false;
		push(decoder, TERM_PASTE_END, 0);
	}
}

/* ---- sequences ---- */

/* The left button going down, in the SGR form: ESC [ < button ; column ; row M */
static void decode_mouse(struct key_decoder *decoder)
{
	int button = 0, col = 0, row = 0;
	char final = 0;

	if (sscanf(decoder->bytes, "\033[<%d;%d;%d%c", &button, &col, &row, &final) == 4 &&
		button == 0 && final == 'M' && col > 0 && row > 0) {
		push_key(decoder, KEYPRESS_CLICK);
		decoder->queue[decoder->tail - 1].key.row = row - 1;
		decoder->queue[decoder->tail - 1].key.col = col - 1;
	}
}

static void decode_number(struct key_decoder *decoder, int number)
{
	if (number == 200) {
		decoder->pasting = true;
	} else if (number == 201) {
		paste_end(decoder);
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		if (numbers[i].number == number) {
			push_key(decoder, numbers[i].code);
		}
	}
}

static void decode_letter(struct key_decoder *decoder, char final, bool keypad)
{
	for (size_t i = 0; i < COUNT(letters); i++) {
		if (letters[i].final == final) {
			push_key(decoder, letters[i].code);
		}
	}
	for (size_t i = 0; keypad && i < COUNT(keypad_letters); i++) {
		if (keypad_letters[i].final == final) {
			push_key(decoder, keypad_letters[i].code);
		}
	}
}

/* A whole sequence is in `bytes`. Keys with Shift, Ctrl or Alt are other keys: swallowed. */
static void decode_sequence(struct key_decoder *decoder)
{
	const char *bytes = decoder->bytes;
	char final = bytes[decoder->len - 1];

	if (bytes[1] == 'O') {
		if (decoder->len == 3) {
			decode_letter(decoder, final, true);
		}
	} else if (bytes[1] == '[' && bytes[2] == '<') {
		decode_mouse(decoder);
	} else if (bytes[1] == '[' && bytes[2] == '[') { /* the Linux console's F1 to F5 */
		if (final >= 'A' && final <= 'E') {
			push_key(decoder, KEYPRESS_F1 + (uint32_t)(final - 'A'));
		}
	} else if (bytes[1] == '[' && decoder->len == 3) {
		decode_letter(decoder, final, false);
	} else if (bytes[1] == '[' && final == '~') {
		char *end = NULL;
		long number = strtol(bytes + 2, &end, 10);
		if (*end == '~' && number >= 0 && number < 1000) {
			decode_number(decoder, (int)number);
		}
	}
}

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
		decode_sequence(decoder);
	}
}

static void start_escape(struct key_decoder *decoder)
{
	decoder->state = DECODE_ESCAPE;
	decoder->bytes[0] = ESC;
	decoder->bytes[1] = '\0';
	decoder->len = 1;
}

static void take_escape(struct key_decoder *decoder, unsigned char byte)
{
	uint32_t code = 0;

	decoder->bytes[1] = (char)byte;
	decoder->bytes[2] = '\0';
	decoder->len = 2;
	enum match match = match_name(decoder, &code);
	if (byte == ESC) {
		if (!decoder->pasting) {
			push_key(decoder, KEYPRESS_ESCAPE);
		}
		start_escape(decoder);
	} else if (match == MATCH_WHOLE) {
		decoder->state = DECODE_GROUND;
		push_key(decoder, code);
	} else if (byte == '[' || byte == 'O' || match == MATCH_PART) {
		decoder->state = DECODE_SEQUENCE;
	} else if (strchr("]P_^X", byte) != NULL && byte != '\0') {
		decoder->state = DECODE_STRING;
	} else {
		decoder->state = DECODE_GROUND; /* Alt with a key; but Ctrl-C always counts */
		if (byte == KEYPRESS_CTRL_C) {
			push_key(decoder, byte);
		}
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
	} else if (decoder->utf8) {
		take_utf8(decoder, byte);
	} else {
		take_multibyte(decoder, byte);
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

/* ---- the machine ---- */

static void take_string(struct key_decoder *decoder, unsigned char byte)
{
	if (byte == ESC) {
		decoder->state = DECODE_STRING_ESCAPE;
	} else if (byte == BEL) {
		decoder->state = DECODE_GROUND;
	}
}

static void take(struct key_decoder *decoder, unsigned char byte)
{
	switch (decoder->state) {
	case DECODE_GROUND:
		take_ground(decoder, byte);
		break;
	case DECODE_ESCAPE:
		take_escape(decoder, byte);
		break;
	case DECODE_SEQUENCE:
		if (byte < 0x20) {
			take_ground(decoder, byte);
		} else {
			take_sequence(decoder, byte);
		}
		break;
	case DECODE_STRING:
		take_string(decoder, byte);
		break;
	case DECODE_STRING_ESCAPE:
		decoder->state = byte == '\\' ? DECODE_GROUND : DECODE_STRING;
		break;
	case DECODE_SKIP:
		if (--decoder->skip == 0) {
			decoder->state = DECODE_GROUND;
		}
		break;
	case DECODE_PART:
		take_part(decoder, byte);
		break;
	}
}

void key_decoder_feed(struct key_decoder *decoder, const char *bytes, size_t len)
{
	assert(decoder->head == decoder->tail && len <= KEY_DECODER_CHUNK);
	decoder->head = 0;
	decoder->tail = 0;
	for (size_t i = 0; i < len; i++) {
		take(decoder, (unsigned char)bytes[i]);
	}
	bool burst = decoder->tail > 1 || decoder->filled;
	for (size_t i = 0; i < decoder->tail; i++) {
		decoder->queue[i].key.burst = burst;
	}
	decoder->filled = len == KEY_DECODER_CHUNK;
}

int key_decoder_wait(const struct key_decoder *decoder)
{
	switch (decoder->state) {
	case DECODE_GROUND:
		return decoder->pasting ? PASTE_MS : -1;
	case DECODE_ESCAPE:
		return decoder->escape_ms;
	case DECODE_SEQUENCE:
	case DECODE_STRING:
	case DECODE_STRING_ESCAPE:
	case DECODE_SKIP:
	case DECODE_PART:
		return UNFINISHED_MS > decoder->escape_ms ? UNFINISHED_MS : decoder->escape_ms;
	}
	return -1;
}

void key_decoder_expire(struct key_decoder *decoder)
{
	bool escape = decoder->state == DECODE_ESCAPE && !decoder->pasting;
	bool idle = decoder->state == DECODE_GROUND;

	assert(decoder->head == decoder->tail);
	decoder->head = 0;
	decoder->tail = 0;
	decoder->state = DECODE_GROUND;
	decoder->multibyte = (mbstate_t){0};
	decoder->filled = false;
	if (escape) {
		push_key(decoder, KEYPRESS_ESCAPE);
	} else if (idle) {
		paste_end(decoder);
	}
}

enum term_input key_decoder_next(struct key_decoder *decoder, struct key *key)
{
	if (decoder->head == decoder->tail) {
		decoder->head = 0;
		decoder->tail = 0;
		return TERM_NOTHING;
	}
	size_t at = decoder->head++;
	enum term_input kind = decoder->queue[at].kind;
	*key = decoder->queue[at].key;
	memory_wipe(&decoder->queue[at], sizeof(decoder->queue[at]));
	return kind;
}

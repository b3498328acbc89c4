/* SPDX-License-Identifier: MIT
 * What a whole sequence means. */
#include "term_keys_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The left button going down, in the SGR form: ESC [ < button ; column ; row M */
static void decode_mouse(struct key_decoder *decoder)
{
	int button = 0, col = 0, row = 0;
	char final = 0;

	if (sscanf(decoder->bytes, "\033[<%d;%d;%d%c", &button, &col, &row, &final) == 4 &&
		button == 0 && final == 'M' && col > 0 && row > 0) {
		key_queue_push(decoder, TERM_KEY, KEYPRESS_CLICK);
		decoder->queue[decoder->tail - 1].key.row = row - 1;
		decoder->queue[decoder->tail - 1].key.col = col - 1;
	}
}

static void decode_number(struct key_decoder *decoder, int number)
{
	if (number == 200) {
		key_paste_start(decoder);
	}
	for (size_t i = 0; i < COUNT(numbers); i++) {
		if (numbers[i].number == number) {
			key_queue_push(decoder, TERM_KEY, numbers[i].code);
		}
	}
}

static void decode_letter(struct key_decoder *decoder, char final, bool keypad)
{
	for (size_t i = 0; i < COUNT(letters); i++) {
		if (letters[i].final == final) {
			key_queue_push(decoder, TERM_KEY, letters[i].code);
		}
	}
	for (size_t i = 0; keypad && i < COUNT(keypad_letters); i++) {
		if (keypad_letters[i].final == final) {
			key_queue_push(decoder, TERM_KEY, keypad_letters[i].code);
		}
	}
}

bool key_sequence_keypad(char final)
{
	for (size_t i = 0; i < COUNT(keypad_letters); i++) {
		if (keypad_letters[i].final == final) {
			return true;
		}
	}
	return false;
}

/* Reports that were asked for and are no keys; nothing is to be made of them when they mean nothing. */
static bool decode_report(struct key_decoder *decoder)
{
	const char *bytes = decoder->bytes;
	char final = bytes[decoder->len - 1];

	if (bytes[1] != '[') {
		return false;
	}
	if (bytes[2] == '<') {
		decode_mouse(decoder);
		return true;
	}
	if (decoder->len == 3 && final == 'O') {
		key_queue_push(decoder, TERM_FOCUS_LOST, 0);
	}
	return decoder->len == 3 && (final == 'I' || final == 'O' || final == 'M');
}

/* Keys with Shift, Ctrl or Alt are other keys: passed over. */
static void decode_key(struct key_decoder *decoder)
{
	const char *bytes = decoder->bytes;
	char final = bytes[decoder->len - 1];

	if (bytes[1] == 'O') {
		if (decoder->len == 3) {
			decode_letter(decoder, final, true);
		}
	} else if (bytes[1] == '[' && bytes[2] == '[') { /* the Linux console's F1 to F5 */
		if (final >= 'A' && final <= 'E') {
			key_queue_push(decoder, TERM_KEY, KEYPRESS_F1 + (uint32_t)(final - 'A'));
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

void key_sequence_decode(struct key_decoder *decoder)
{
	size_t before = decoder->tail;

	if (decode_report(decoder)) {
		return;
	}
	decode_key(decoder);
	if (decoder->tail == before && !decoder->paste.open) {
		key_queue_push(decoder, TERM_NOISE, 0);
	}
}

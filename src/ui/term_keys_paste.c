/* SPDX-License-Identifier: MIT
 * Bracketed paste. Its keys are held back until its end mark has come: nothing of a paste that a
 * stalled line cut off is ever typed. */
#include <string.h>

#include "keyturn/memory.h"
#include "term_keys_inside.h"

enum {
	ESC = 0x1b,
	CSI = 0x9b,        /* ESC [ in one byte */
	STALLED_MS = 1000, /* a line that says nothing for so long has cut the paste off */
};

static const char end_mark[] = "\033[201~";
enum { END_MARK = sizeof(end_mark) - 1 };

void key_paste_start(struct key_decoder *decoder)
{
	decoder->paste = (struct key_paste){.open = true, .busy = true};
	decoder->ready = decoder->tail;
}

static void end(struct key_decoder *decoder)
{
	bool thrown = decoder->paste.thrown;

	decoder->paste = (struct key_paste){0};
	decoder->state = DECODE_GROUND;
	key_queue_push(decoder, thrown ? TERM_NOISE : TERM_PASTE_END, 0);
}

/* After unmatched bytes, which are all ASCII, no character is open. */
static size_t starts_mark(const struct key_decoder *decoder, unsigned char byte, bool after_text)
{
	bool alone = decoder->utf8 && (after_text || decoder->state != DECODE_PART);

	return byte == ESC ? 1 : byte == CSI && alone ? 2 : 0;
}

/* What looked like the end mark was text, but for its ESC. */
static size_t take_unmatched(struct key_paste *paste, unsigned char *text)
{
	size_t len = paste->matched > 0 ? paste->matched - 1 : 0;

	memcpy(text, end_mark + 1, len);
	paste->matched = 0;
	return len;
}

size_t key_paste_take(
	struct key_decoder *decoder, unsigned char byte, unsigned char text[KEY_PASTE_TEXT])
{
	struct key_paste *paste = &decoder->paste;

	paste->interrupted = byte == KEYPRESS_CTRL_C && (paste->interrupted || !paste->busy);
	paste->busy = true;
	if (paste->matched > 0 && byte == (unsigned char)end_mark[paste->matched]) {
		paste->matched++;
		if (paste->matched == END_MARK) {
			end(decoder);
		}
		return 0;
	}
	size_t len = take_unmatched(paste, text);
	paste->matched = starts_mark(decoder, byte, len > 0);
	if (paste->matched == 0) {
		text[len++] = byte;
	}
	return paste->thrown ? 0 : len;
}

int key_paste_wait(const struct key_decoder *decoder)
{
	return decoder->paste.thrown && !decoder->paste.busy ? -1 : STALLED_MS;
}

/* The rest may still come, and must not be typed: until the end mark all is thrown away. What is left
 * is Ctrl-C, when there was silence around it, so that text with one in it does not leave. */
void key_paste_expire(struct key_decoder *decoder)
{
	struct key_paste *paste = &decoder->paste;
	size_t held = decoder->tail - decoder->ready;

	if (!paste->thrown) {
		memory_wipe(decoder->queue + decoder->ready, held * sizeof(decoder->queue[0]));
		decoder->tail = decoder->ready;
		decoder->state = DECODE_GROUND;
		paste->thrown = true;
		key_queue_push(decoder, TERM_PASTE_CUT, 0);
	} else if (paste->interrupted) {
		key_queue_push(decoder, TERM_KEY, KEYPRESS_CTRL_C);
	}
	paste->busy = false;
	paste->interrupted = false;
}

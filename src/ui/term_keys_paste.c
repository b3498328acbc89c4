/* SPDX-License-Identifier: MIT
 * Bracketed paste. Its keys are held back until its end mark has come: nothing of a paste that a
 * stalled line cut off is ever typed. */
#include "term_keys_inside.h"

#include "keyturn/memory.h"

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
	key_decoder_push(decoder, thrown ? TERM_NOISE : TERM_PASTE_END, 0);
}

static void take_text(struct key_decoder *decoder, unsigned char byte)
{
	if (decoder->paste.thrown) {
		return;
	}
	if (decoder->state == DECODE_PART) {
		key_decoder_part(decoder, byte);
	} else {
		key_decoder_ground(decoder, byte);
	}
}

/* What looked like the end mark was text, but for its ESC. */
static void take_unmatched(struct key_decoder *decoder)
{
	size_t matched = decoder->paste.matched;

	decoder->paste.matched = 0;
	for (size_t i = 1; i < matched; i++) {
		take_text(decoder, (unsigned char)end_mark[i]);
	}
}

static size_t starts_mark(const struct key_decoder *decoder, unsigned char byte)
{
	bool alone = decoder->utf8 && decoder->state != DECODE_PART;

	return byte == ESC ? 1 : byte == CSI && alone ? 2 : 0;
}

void key_paste_take(struct key_decoder *decoder, unsigned char byte)
{
	struct key_paste *paste = &decoder->paste;

	paste->interrupted = byte == KEYPRESS_CTRL_C && (paste->interrupted || !paste->busy);
	paste->busy = true;
	if (paste->matched > 0 && byte == (unsigned char)end_mark[paste->matched]) {
		paste->matched++;
		if (paste->matched == END_MARK) {
			end(decoder);
		}
		return;
	}
	take_unmatched(decoder);
	paste->matched = starts_mark(decoder, byte);
	if (paste->matched == 0) {
		take_text(decoder, byte);
	}
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
		key_decoder_push(decoder, TERM_PASTE_CUT, 0);
	} else if (paste->interrupted) {
		key_decoder_push(decoder, TERM_KEY, KEYPRESS_CTRL_C);
	}
	paste->busy = false;
	paste->interrupted = false;
}

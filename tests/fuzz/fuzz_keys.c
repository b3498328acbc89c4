/* SPDX-License-Identifier: MIT
 * What a terminal sends: whatever came, only known keys come out, and once what may be open has its end
 * the next letter is that letter. The first byte says in how large pieces the rest arrives. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "term_keys.h"

static void check(const struct key *key)
{
	bool c1_control = key->code >= 0x80 && key->code < 0xa0;
	bool name = key->code > KEYPRESS_NAMED && key->code <= KEYPRESS_CLICK;

	if (key->code == 0 || c1_control || (key->code > 0x10ffff && !name)) {
		abort();
	}
	if (key->code == KEYPRESS_CLICK && (key->row < 0 || key->col < 0)) {
		abort();
	}
}

static void drain(struct key_decoder *decoder)
{
	struct key key;
	enum term_input kind;

	while ((kind = key_decoder_next(decoder, &key)) != TERM_NOTHING) {
		if (kind == TERM_KEY) {
			check(&key);
		}
	}
}

static void expect_letter(struct key_decoder *decoder)
{
	struct key key;

	key_decoder_feed(decoder, "a", 1);
	if (key_decoder_next(decoder, &key) != TERM_KEY || key.code != 'a' || key.pasted) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t piece = size > 0 && data[0] > 0 && data[0] < KEY_DECODER_CHUNK ? data[0]
									      : KEY_DECODER_CHUNK;
	static const char ends[] = "\033[201~\033\\   \033\\";
	struct key_decoder decoder;

	key_decoder_init(&decoder, true, 50);
	key_decoder_name(&decoder, "\033OA", KEYPRESS_UP);
	key_decoder_name(&decoder, "\033[224z", KEYPRESS_F1);
	for (size_t at = 1; at < size; at += piece) {
		size_t len = size - at < piece ? size - at : piece;
		key_decoder_feed(&decoder, (const char *)data + at, len);
		drain(&decoder);
	}
	for (int silence = 0; silence < 3; silence++) {
		key_decoder_expire(&decoder);
		drain(&decoder);
	}
	key_decoder_feed(&decoder, ends, sizeof(ends) - 1);
	drain(&decoder);
	expect_letter(&decoder);
	key_decoder_finish(&decoder);
	return 0;
}

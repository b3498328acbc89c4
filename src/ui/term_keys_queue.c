/* SPDX-License-Identifier: MIT
 * The keys that were decoded and not yet asked for. Those of an open paste are held back. */
#include <assert.h>
#include <string.h>

#include "keyturn/memory.h"
#include "term_keys_inside.h"

void key_queue_push(struct key_decoder *decoder, enum term_input kind, uint32_t code)
{
	bool pasted = decoder->paste.open && !decoder->paste.thrown && kind == TERM_KEY;

	if (pasted && decoder->tail - decoder->ready >= KEY_DECODER_PASTE) {
		return; /* more than any field takes */
	}
	assert(decoder->tail < sizeof(decoder->queue) / sizeof(decoder->queue[0]));
	decoder->queue[decoder->tail].kind = kind;
	decoder->queue[decoder->tail].key = (struct key){
		.code = code, .pasted = pasted, .burst = pasted};
	decoder->tail++;
}

/* What is held of a paste goes to the front. */
void key_queue_make_room(struct key_decoder *decoder)
{
	size_t held = decoder->tail - decoder->head;

	assert(decoder->head == decoder->ready);
	if (decoder->head > 0) {
		memmove(decoder->queue, decoder->queue + decoder->head,
			held * sizeof(decoder->queue[0]));
		memory_wipe(decoder->queue + held, decoder->head * sizeof(decoder->queue[0]));
	}
	decoder->head = 0;
	decoder->ready = 0;
	decoder->tail = held;
}

void key_queue_make_ready(struct key_decoder *decoder)
{
	if (!decoder->paste.open || decoder->paste.thrown) {
		decoder->ready = decoder->tail;
	}
}

enum term_input key_decoder_next(struct key_decoder *decoder, struct key *key)
{
	if (decoder->head == decoder->ready) {
		return TERM_NOTHING;
	}
	size_t at = decoder->head++;
	enum term_input kind = decoder->queue[at].kind;
	*key = decoder->queue[at].key;
	memory_wipe(&decoder->queue[at], sizeof(decoder->queue[at]));
	return kind;
}

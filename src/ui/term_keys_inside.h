/* SPDX-License-Identifier: MIT
 * What the files of the key decoder share. */
#ifndef KEYTURN_TERM_KEYS_INSIDE_H
#define KEYTURN_TERM_KEYS_INSIDE_H

#include "term_keys.h"

/* term_keys_queue.c */

/* `code` is of TERM_KEY. Keys of an open paste are held back. */
void key_queue_push(struct key_decoder *decoder, enum term_input kind, uint32_t code);
void key_queue_make_room(struct key_decoder *decoder);
void key_queue_make_ready(struct key_decoder *decoder); /* what is not held back can be asked for */

/* term_keys_sequence.c */

void key_sequence_decode(struct key_decoder *decoder); /* `bytes` hold a whole one */
bool key_sequence_keypad(char final); /* the keypad's keys and F1 to F4 send ESC O and this */

/* term_keys_paste.c */

void key_paste_start(struct key_decoder *decoder);

/* Takes a byte of an open paste. What turns out to be text is in `text`; returns how many bytes. */
enum { KEY_PASTE_TEXT = 6 };
size_t key_paste_take(
	struct key_decoder *decoder, unsigned char byte, unsigned char text[KEY_PASTE_TEXT]);
int key_paste_wait(const struct key_decoder *decoder);
void key_paste_expire(struct key_decoder *decoder);

#endif

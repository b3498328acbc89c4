/* SPDX-License-Identifier: MIT
 * A line of text being edited: UTF-8, one row, no history. */
#ifndef KEYTURN_MODEL_LINE_H
#define KEYTURN_MODEL_LINE_H

#include "keyturn/model.h"

void line_set(struct line *line, const char *text);
void line_secret_key(struct secret_input *input, uint32_t code); /* likewise, of a secret */
void line_key(struct line *line, uint32_t code); /* what is no editing key changes nothing */
bool line_takes(uint32_t code);                  /* true for text and editing keys */
size_t key_text(uint32_t code, char out[4]);     /* the UTF-8 of a key that is text, or 0 */

#endif

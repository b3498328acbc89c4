/* SPDX-License-Identifier: MIT
 * Suggests what a mistyped word was meant to be: "did you mean 'rotate'?" */
#ifndef KEYTURN_NEAREST_H
#define KEYTURN_NEAREST_H

#include <stddef.h>

/* Words of more bytes are not compared. */
enum { NEAREST_MAX = 64 };

/* How many typing errors lie between two words: a letter too many, one missing, one wrong, or two
 * neighbours swapped. NEAREST_MAX when a word is longer than that. */
size_t nearest_distance(const char *a, const char *b);

/* The nearest of the words offered so far. Start with zeros but for `word`, what was typed. */
struct nearest {
	const char *word; /* borrowed */
	const char *best; /* borrowed; NULL: none is near enough */
	size_t distance;
};

/* Near enough is one error in three letters. Of equally near words the first one wins. */
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
